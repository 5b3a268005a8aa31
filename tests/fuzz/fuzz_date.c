/* Times and partial dates: what is taken is written as UTC, and read again as the same second. */
#include "clock.h"
#include "fuzz.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	char *input = arena_copy(arena, data, size), text[CLOCK_TEXT];
	int64_t seconds, again;

	if (clock_is_partial_date(input))
		MUST(strlen(input) != 10 || clock_parse(input, &seconds));
	if (!clock_parse(input, &seconds))
		return 0;
	clock_format(seconds, text);
	MUST(strlen(text) == 20 && clock_parse(text, &again) && again == seconds);
	return 0;
}
