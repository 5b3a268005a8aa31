#include "stream.h"

#include <string.h>
#include <utf8proc.h>

/* What the file is, by its first bytes. */
static void
take_bom(struct stream *stream)
{
	const unsigned char *start = stream->block;
	const size_t length = stream->length;

	if (stream->is_raw)
		return;
	if (length >= 3 && !memcmp(start, "\xef\xbb\xbf", 3)) {
		stream->bom = 3;
	} else if (length >= 2 && (!memcmp(start, "\xff\xfe", 2)
		|| !memcmp(start, "\xfe\xff", 2))) {
		stream->bom = 2;
		stream->unit = start[0] == 0xff ? 2 : 1;
	} else if (length >= 2 && !start[0] != !start[1]) {
		stream->unit = start[0] ? 2 : 1;
	}
}

/* What is half of a pair alone is U+FFFD. */
static utf8proc_int32_t
code_at(const struct stream *stream, const unsigned char *p, const unsigned char *end, int *size)
{
	const int high = stream->unit - 1;
	utf8proc_int32_t code = p[high] << 8 | p[!high], low;

	*size = 2;
	if (code < 0xd800 || code >= 0xe000)
		return code;
	if (code >= 0xdc00)
		return 0xfffd;
	if (end - p < 4) {
		*size = 0;
		return 0xfffd;
	}
	low = p[2 + high] << 8 | p[2 + !high];
	if (low < 0xdc00 || low >= 0xe000)
		return 0xfffd;
	*size = 4;
	return 0x10000 + ((code - 0xd800) << 10) + low - 0xdc00;
}

/* From the raw bytes, which are UTF-16, to the block. */
static void
convert(struct stream *stream, size_t length, bool is_last)
{
	const unsigned char *p = stream->raw, *end = p + length;
	unsigned char *to = stream->block;

	while (end - p >= 2) {
		int size;
		const utf8proc_int32_t code = code_at(stream, p, end, &size);

		if (!size && !is_last)
			break;
		to += utf8proc_encode_char(code, to);
		p += size ? size : 2;
	}
	stream->kept = (size_t)(end - p);
	memmove(stream->raw, p, stream->kept);
	stream->length = (size_t)(to - stream->block);
}

static bool
fill_converted(struct stream *stream)
{
	int64_t count;

	do {
		count = unpack_read(&stream->file, stream->raw + stream->kept,
			STREAM_BLOCK - stream->kept);
		if (count < 0)
			return false;
		convert(stream, stream->kept + (size_t)count, !count);
	} while (count && !stream->length);
	stream->is_ended = !count;
	return stream->length > 0;
}

bool
stream_fill(struct stream *stream)
{
	int64_t count;

	if (stream->is_ended)
		return false;
	stream->begin += stream->length;
	stream->next = stream->length = 0;
	if (stream->unit)
		return fill_converted(stream);
	count = unpack_read(&stream->file, stream->block, STREAM_BLOCK);
	stream->length = count > 0 ? (size_t)count : 0;
	stream->is_ended = count <= 0;
	return count > 0;
}

enum status
stream_open(struct arena *arena, struct archive *archive, int file, bool is_raw,
	struct stream *out, const char **message)
{
	enum status rc;

	*out = (struct stream){ .is_raw = is_raw };
	rc = unpack_open(arena, archive, file, &out->file, message);
	if (rc)
		return rc;
	out->block = (unsigned char *)arena_room(arena, STREAM_BLOCK);
	stream_fill(out);
	if (out->file.message) {
		*message = out->file.message;
		return ERR_VALIDATION;
	}
	take_bom(out);
	out->length -= out->bom;
	memmove(out->block, out->block + out->bom, out->length);
	if (!out->unit)
		return OK;
	out->raw = out->block;		/* a unit of UTF-16 is at most three bytes */
	out->block = (unsigned char *)arena_room(arena, (size_t)STREAM_BLOCK * 2);
	convert(out, out->length, false);
	return OK;
}

/* A file that isn't packed and needs no conversion has its bytes where they are. */
static bool
jump(struct stream *stream, uint64_t offset)
{
	if (stream->unit || !unpack_seek(&stream->file, offset + stream->bom))
		return false;
	stream->begin = offset;
	stream->next = stream->length = 0;
	stream->is_ended = false;
	return true;
}

void
stream_seek(struct stream *stream, uint64_t offset)
{
	if (offset >= stream->begin && offset <= stream->begin + stream->length) {
		stream->next = (size_t)(offset - stream->begin);
		return;
	}
	if (jump(stream, offset))
		return;
	while (stream->begin + stream->length < offset && stream_fill(stream))
		;
	if (stream->begin + stream->length >= offset)
		stream->next = (size_t)(offset - stream->begin);
	else
		stream->next = stream->length;
}
