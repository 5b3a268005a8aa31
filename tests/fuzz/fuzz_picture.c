/*
 * The reader of pictures: whatever is sent, it answers; and what it takes, it takes again as it is.
 */
#include "fuzz.h"
#include "picture.h"

#include <string.h>
#include <zlib.h>

/* Makes the checksums of a PNG right: hardly any change of its bytes would get past them. */
static void
mend_png(unsigned char *bytes, size_t size)
{
	for (size_t at = 8; size > 12 && at <= size - 12;) {
		size_t length = (size_t)bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at
			+ 2] << 8 | bytes[at + 3];
		uLong sum;

		if (length > size - 12 - at)
			return;
		sum = crc32(0, bytes + at + 4, (uInt)length + 4);
		for (int i = 0; i < 4; i++)
			bytes[at + 8 + length + (size_t)i] = (unsigned char)(sum >> (24 - 8 * i));
		at += 12 + length;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct picture first, again;
	const char *message;
	unsigned char *bytes;

	arena_init(&arena, 64 << 20, NULL);
	bytes = (unsigned char *)arena_copy(&arena, data, size);
	if (size && bytes[0] == 0x89)
		mend_png(bytes, size);
	if (!picture_read(&arena, bytes, size, &first, &message)) {
		MUST(!picture_read(&arena, first.bytes, first.size, &again, &message));
		MUST(first.width == again.width && first.height == again.height);
		MUST(first.size == again.size && !memcmp(first.bytes, again.bytes, first.size));
		MUST(first.width <= PICTURE_SIDE_MAX && first.height <= PICTURE_SIDE_MAX);
	}
	arena_release(&arena);
	return 0;
}
