/* Reading JSON that isn't ours, by a field table whose names are paths. */
#include "json.h"

#include <stdlib.h>
#include <string.h>

/* Reading one field: what is needed for it. */
struct search {
	struct json_in in;
	const struct field *field;
	void *record;
};

/* A value that a path led to; true when no other is wanted. */
static bool
take_value(const struct search *s, const cJSON *item)
{
	const cJSON *text;

	if (s->field->type != FIELD_TEXTS)
		return json_decode_field(&s->in, item, s->field, s->record);
	if (!cJSON_IsArray(item))
		json_decode_text(&s->in, item, s->field, s->record);
	else
		cJSON_ArrayForEach(text, item)
			json_decode_text(&s->in, text, s->field, s->record);
	return false;	/* others may follow */
}

static bool follow_path(const struct search *s, const cJSON *item, const char *path);

/* The member of an object whose name is the text up to `size`; NULL. */
static const cJSON *
find_member(const cJSON *object, const char *name, size_t size)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, object)
		if (strlen(member->string) == size && !memcmp(member->string, name, size))
			return member;
	return NULL;
}

/* Whether an item is one that "job=Director]" wants; "]" wants each. */
static bool
is_wanted(const cJSON *item, const char *path)
{
	const size_t size = strcspn(path, "=]"), length = strcspn(path, "]") - size;
	const cJSON *member;

	if (*path == ']')
		return true;
	member = cJSON_IsObject(item) ? find_member(item, path, size) : NULL;
	return member && member->valuestring && strlen(member->valuestring) == length - 1
		&& !memcmp(member->valuestring, path + size + 1, length - 1);
}

/* Behind a bracket: one item of an array, or each, or each of which something is true. */
static bool
follow_index(const struct search *s, const cJSON *array, const char *path)
{
	const size_t inside = strcspn(path, "]");
	const char *rest = path + inside + 1;
	const cJSON *item;

	if (!cJSON_IsArray(array))
		return false;
	if (inside && !memchr(path, '=', inside)) {
		item = cJSON_GetArrayItem(array, (int)strtol(path, NULL, 10));
		return item && follow_path(s, item, rest);
	}
	cJSON_ArrayForEach(item, array)
		if (is_wanted(item, path) && follow_path(s, item, rest))
			return true;
	return false;
}

static bool
follow_path(const struct search *s, const cJSON *item, const char *path)
{
	const cJSON *member;
	size_t length;

	if (!*path)
		return take_value(s, item);
	if (*path == '[')
		return follow_index(s, item, path + 1);
	if (!cJSON_IsObject(item))
		return false;
	path += *path == '.';
	length = strcspn(path, ".[");
	member = find_member(item, path, length);
	return member && follow_path(s, member, path + length);
}

/* True when something was there. */
static bool
read_field(const struct search *s, const cJSON *tree, const char *path)
{
	bool is_taken = follow_path(s, tree, path);

	if (s->field->type != FIELD_TEXTS)
		return is_taken;
	return ((const struct texts *)((char *)s->record + s->field->offset))->count > 0;
}

void
json_read_foreign(struct arena *arena, const cJSON *tree, const struct record *view, void *record)
{
	struct problems unheard = { .arena = arena };
	struct search s = {
		.in = { .arena = arena, .problems = &unheard, .mode = DECODE_CHANGE, .is_foreign = true },
		.record = record,
	};

	json_use_arena(arena);
	record_clear(view, record);
	for (s.field = view->fields; s.field->name; s.field++) {
		bool is_read = read_field(&s, tree, s.field->name);

		for (int i = 0; i < 4 && s.field->also[i] && !is_read; i++)
			is_read = read_field(&s, tree, s.field->also[i]);
	}
}
