/* The reader of pictures: whatever is sent, it answers; and what it takes, it takes again as it is. */
#include "picture.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct picture first, again;
	const char *message;

	arena_init(&arena, 64 << 20, NULL);
	if (!picture_read(&arena, data, size, &first, &message)
	    && (picture_read(&arena, first.bytes, first.size, &again, &message) || first.size != again.size
		|| memcmp(first.bytes, again.bytes, first.size) || first.width != again.width || first.height != again.height))
		abort();
	arena_release(&arena);
	return 0;
}
