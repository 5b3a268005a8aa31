/*
 * If-Match and If-None-Match: what matches names the tag or is "*", and a list of tags made of the
 * input (a line each) matches each of them, alone and in company.
 */
#include "fuzz.h"
#include "response.h"

#include <string.h>

/* What may stand between the quotes (RFC 9110, 8.8.3). */
static bool
is_tag(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || strchr("\"\x7f", *text))
			return false;
	return true;
}

static const char own[] = "\"0123456789abcdef\"";

/* The tag, also as servers mark it when they compress. */
static bool
has_own(const char *header)
{
	static const char *const marked[] = {
		own, "\"0123456789abcdef-gzip\"", "\"0123456789abcdef-br\"",
		"\"0123456789abcdef-deflate\"",
		"\"0123456789abcdef-zstd\"", "\"0123456789abcdef-bzip2\"",
	};

	for (size_t i = 0; i < sizeof(marked) / sizeof(marked[0]); i++)
		if (strstr(header, marked[i]))
			return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	char *header = arena_copy(arena, data, size), *rest = arena_strdup(arena, header), *line;
	const char *list = "W/\"x\"";

	if (etag_matches(header, own))
		MUST(has_own(header)
			|| (strchr(header, '*') && strspn(header, "* \t") == strlen(header)));
	while ((line = strsep(&rest, "\n"))) {
		if (!is_tag(line))
			continue;
		list = arena_printf(arena, "%s ,\t%s\"%s\"", list, *line == 'W' ? "W/" : "", line);
		MUST(etag_matches(list, arena_printf(arena, "\"%s\"", line)));
		MUST(etag_matches(arena_printf(arena, "\"%s\", %s", line, own), own));
		MUST(!etag_matches(arena_printf(arena, "\"%sx\"", line),
			arena_printf(arena, "\"%s\"", line)));
	}
	MUST(etag_matches(list, own) == has_own(list));
	return 0;
}
