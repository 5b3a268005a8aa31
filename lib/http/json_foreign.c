/* Reading JSON that isn't ours, by a field table whose names are paths. */
#include "json.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { NODE = 128 };	/* bytes of a value in a tree, with its name and its text */

/* The code of an escape, \\uXXXX, which begins here; -1 for anything else. */
static long
unit_at(const char *text, const char *end)
{
	long code = 0;

	if (end - text < 6 || text[0] != '\\' || text[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		if (text_hex(text[i]) < 0)
			return -1;
		code = code * 16 + text_hex(text[i]);
	}
	return code;
}

static bool
is_high(long unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool
is_low(long unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

/* A copy in which an escape that is no character of a text is U+FFFD. */
static char *
mend_escapes(struct arena *arena, const char *text, size_t size)
{
	char *copy = arena_copy(arena, text, size), *p = copy;
	const char *end = copy + size;

	while (p < end) {
		const long unit = unit_at(p, end);

		if (is_high(unit) && is_low(unit_at(p + 6, end)))
			p += 12;
		else if (!unit || is_high(unit) || is_low(unit))
			p = (char *)memcpy(p, "\\ufffd", 6) + 6;
		else
			p += *p == '\\' ? 2 : 1;
	}
	return copy;
}

/* About how many bytes the tree of a text takes. */
static size_t
tree_size(const char *text, size_t size)
{
	size_t nodes = 1;

	for (size_t i = 0; i < size; i++)
		nodes += text[i] == ',' || text[i] == '{' || text[i] == '[';
	return nodes * NODE + size;
}

cJSON *
json_tree_foreign(struct arena *arena, const char *text, size_t size, size_t *room)
{
	size_t needs;

	if (size >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		text += 3;
		size -= 3;
	}
	if (!json_is_strict(text, size)) {
		text = mend_escapes(arena, text, size);
		if (!json_is_strict(text, size))
			return NULL;
	}
	needs = tree_size(text, size);
	if (needs > *room)
		return NULL;
	*room -= needs;
	return json_tree(arena, text, size);
}

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
		.in = { .arena = arena, .problems = &unheard, .mode = DECODE_CHANGE,
			.is_foreign = true },
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
