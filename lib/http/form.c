#include "form.h"
#include "json.h"
#include "text.h"

#include <string.h>

static char *
decode_text(struct arena *arena, const char *text, size_t size, size_t *length)
{
	char *out = arena_alloc(arena, size + 1);
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		char c = text[i];

		if (c == '+') {
			c = ' ';
		} else if (c == '%' && i + 2 < size && text_hex(text[i + 1]) >= 0
		    && text_hex(text[i + 2]) >= 0) {
			c = (char)(text_hex(text[i + 1]) << 4 | text_hex(text[i + 2]));
			i += 2;
		}
		out[n++] = c;
	}
	*length = n;
	return out;
}

enum status
form_count(struct problems *problems, int *count)
{
	if (++*count <= FIELDS_MAX)
		return OK;
	problem_add(problems, "", "has more than %d fields", FIELDS_MAX);
	return ERR_VALIDATION;
}

enum status
form_add(cJSON *object, const char *name, size_t name_size, const char *value, size_t size,
	struct problems *problems, int *count)
{
	enum status rc;

	if (!text_is_utf8(name, name_size) || !text_is_utf8(value, size)) {
		problem_add(problems, "", "must be UTF-8 without NUL characters");
		return ERR_VALIDATION;
	}
	rc = form_count(problems, count);
	if (!rc)
		cJSON_AddStringToObject(object, name, value);
	return rc;
}

enum status
form_parse(struct arena *arena, const char *text, size_t size, cJSON **out,
	struct problems *problems)
{
	const char *end = text + size;
	cJSON *object;
	int count = 0;

	json_use_arena(arena);
	object = cJSON_CreateObject();
	while (text < end) {
		const char *stop = memchr(text, '&', (size_t)(end - text));
		const char *pair_end = stop ? stop : end;
		const char *equals = memchr(text, '=', (size_t)(pair_end - text));
		const char *name_end = equals ? equals : pair_end;
		size_t name_size, value_size = 0;
		char *name = decode_text(arena, text, (size_t)(name_end - text), &name_size);
		const char *value = equals ? decode_text(arena, equals + 1,
			(size_t)(pair_end - equals - 1), &value_size) : "";
		enum status rc = name_size
			? form_add(object, name, name_size, value, value_size, problems, &count)
				: OK;

		if (rc)
			return rc;
		text = pair_end + 1;
	}
	*out = object;
	return OK;
}

const char *
form_text(const cJSON *object, const char *name)
{
	const char *text = NULL;
	const cJSON *item;

	cJSON_ArrayForEach(item, object)
		if (!strcmp(item->string, name))
			text = cJSON_GetStringValue(item);
	return text;
}
