/*
 * JSON to a record and back, in every mode: what was taken is written as strict JSON, and taken
 * again as the same.
 */
#include "fuzz.h"
#include "json.h"
#include "media.h"

#include <string.h>

static bool
decode(struct arena *arena, const char *text, size_t size, enum decode_mode mode, struct media *out)
{
	struct problems problems = { .arena = arena };
	struct change change = { &media_view, out, 0 };
	cJSON *object;
	enum status rc = json_parse(arena, text, size, &object, &problems);

	if (!rc)
		rc = json_decode(&(struct json_in){ arena, &problems, NULL, mode, false }, object,
			&change);
	MUST((rc == OK) == (problems.count == 0));
	return !rc;
}

/* The text without members that are null: not everything that is unset may be sent as null. */
static const char *
without_nulls(struct arena *arena, const struct buf *text)
{
	struct problems problems = { .arena = arena };
	cJSON *object, *next;

	MUST(!json_parse(arena, text->data, text->length, &object, &problems));
	for (cJSON *item = object->child; item; item = next) {
		next = item->next;
		if (cJSON_IsNull(item))
			cJSON_DetachItemViaPointer(object, item);
	}
	return json_print(object);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	struct media media, again;
	struct buf first, second;
	const char *text;

	if (!size)
		return 0;
	if (!decode(arena, (const char *)data + 1, size - 1, (enum decode_mode)(data[0] % 3),
		&media))
		return 0;
	buf_init(&first, arena, 256);
	json_put_record(&first, NULL, &media_view, &media);
	MUST(json_is_strict(first.data, first.length));
	if (!media.title || !media.type)
		return 0;
	text = without_nulls(arena, &first);
	MUST(decode(arena, text, strlen(text), DECODE_CREATE, &again));
	buf_init(&second, arena, 256);
	json_put_record(&second, NULL, &media_view, &again);
	MUST(!strcmp(first.data, second.data));
	return 0;
}
