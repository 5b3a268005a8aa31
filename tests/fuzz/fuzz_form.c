/*
 * Query strings and urlencoded bodies: what is taken is UTF-8 without NUL, and reads the same once
 * written again.
 */
#include "form.h"
#include "fuzz.h"
#include "text.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	struct problems problems = { .arena = arena };
	cJSON *object = NULL, *again = NULL, *b;
	struct buf text;

	if (form_parse(arena, (const char *)data, size, &object, &problems)) {
		MUST(problems.count);
		return 0;
	}
	buf_init(&text, arena, size);
	for (const cJSON *a = object->child; a; a = a->next) {
		MUST(*a->string && text_is_utf8(a->string, strlen(a->string)));
		MUST(text_is_utf8(a->valuestring, strlen(a->valuestring)));
		text_url(&text, a->string);
		buf_putc(&text, '=');
		text_url(&text, a->valuestring);
		buf_putc(&text, '&');
	}
	MUST(!form_parse(arena, text.data, text.length, &again, &problems));
	b = again->child;
	for (const cJSON *a = object->child; a; a = a->next, b = b->next)
		MUST(b && !strcmp(a->string, b->string) && !strcmp(a->valuestring, b->valuestring));
	MUST(!b);
	return 0;
}
