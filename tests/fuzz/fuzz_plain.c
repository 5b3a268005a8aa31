/*
 * Texts, dates and ids of others: what is left is plain, valid, tidy and no longer than its column.
 */
#include "clock.h"
#include "fuzz.h"
#include "plain.h"
#include "text.h"

#include <string.h>

static void
check_plain(struct arena *arena, const char *text, size_t most, const char *but)
{
	MUST(text_is_utf8(text, strlen(text)));
	MUST(text_length(text) >= 1 && text_length(text) <= most);
	MUST(text_is_visible(text) && !text_has_control(text, but));
	MUST(!strcmp(text_trim(arena, arena_strdup(arena, text)), text));
	MUST(!strstr(text, "  ") && !strstr(text, "\n\n\n") && !strstr(text, " \n"));
	MUST(!strstr(text, "\n "));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	const char *input = arena_copy(arena, data, size), *message, *text;

	text = plain_line(arena, input, &message);
	if (text)
		check_plain(arena, text, 500, "");
	text = plain_lines(arena, input, &message);
	if (text)
		check_plain(arena, text, 20000, "\n");
	text = plain_written(arena, input, &message);
	if (text)
		check_plain(arena, text, 20000, "\n");
	text = plain_date(arena, input, &message);
	MUST(!text || (clock_is_partial_date(text) && strncmp(text, "0000", 4)));
	text = plain_id(arena, input, &message);
	MUST(!text || (*text && strlen(text) <= 100 && !strchr(text, '/')));
	MUST(!text || !text_has_control(text, ""));
	return 0;
}
