/*
 * Text: UTF-8 stays UTF-8 however it is written, folding twice changes nothing, and checked texts
 * are in their form.
 */
#include "checks.h"
#include "fuzz.h"
#include "json.h"
#include "links.h"
#include "text.h"
#include "uuid.h"

#include <string.h>

static void
fold(struct arena *arena, const char *text, char *(*form)(struct arena *, const char *))
{
	const char *once = form(arena, text);

	MUST(text_is_utf8(once, strlen(once)) && !strcmp(once, form(arena, once)));
}

static void
write(struct arena *arena, const char *text)
{
	struct buf html, url, json;

	buf_init(&html, arena, 0);
	text_html(&html, text);
	MUST(!strpbrk(html.data, "<>\"'") && text_is_utf8(html.data, html.length));
	buf_init(&url, arena, 0);
	text_url(&url, text);
	MUST(strspn(url.data, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%")
		== url.length);
	buf_init(&json, arena, 0);
	json_put_string(&json, text);
	json_use_arena(arena);
	MUST(json_is_strict(json.data, json.length) && !strcmp(cJSON_Parse(json.data)->valuestring,
		text));
}

static void
check(struct arena *arena, const char *text)
{
	static const struct links links = { "/base/images/", "/base", { "a.example", NULL } };
	const char *message, *isbn = is_isbn(arena, text, &message),
		*picture = links_picture(&links, arena, text);

	if (isbn) {
		const char *plain = text_without_separators(arena, text);

		MUST(strspn(plain, "0123456789Xx") == strlen(plain));
		MUST(strlen(isbn) == 13 && strspn(isbn, "0123456789") == 13);
		MUST(!strcmp(is_isbn(arena, isbn, &message), isbn));
	}
	if (is_url(arena, text, &message))
		MUST(!strncasecmp(text, "http", 4) && !strpbrk(text, "<>\"\\ "));
	if (picture) {
		MUST(uuid_valid(picture));
		MUST(!strcmp(links_picture(&links, arena, links_show(&links, arena, picture)),
			picture));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	const char *text = arena_copy(arena, data, size);

	if (!text_is_utf8((const char *)data, size))
		return 0;
	MUST(strlen(text) == size && text_length(text) <= size);
	fold(arena, text, text_fold);
	fold(arena, text, text_casefold);
	fold(arena, text, text_nfc);
	fold(arena, text, text_trim);
	write(arena, text);
	check(arena, text);
	return 0;
}
