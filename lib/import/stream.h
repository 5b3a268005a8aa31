/*
 * The bytes of one file, one after the other, by blocks. UTF-16 comes as UTF-8, and no BOM comes;
 * what else is no UTF-8 comes as it is (cell_text).
 */
#ifndef STREAM_H
#define STREAM_H

#include "archive.h"

enum { STREAM_BLOCK = 64 * 1024, STREAM_END = -1 };

struct stream {
	struct unpacking file;
	unsigned char *block, *raw;
	size_t next, length;		/* of the block: what was taken, what there is */
	size_t kept;			/* raw bytes that weren't a whole character */
	uint64_t begin;			/* where the block begins, in what comes */
	int unit;			/* of UTF-16: which of its bytes is the high one, 1 or 2 */
	bool is_raw, is_ended;
	size_t bom;			/* bytes of it that don't come */
};

/*
 * Begins a file. `is_raw`: nothing is changed (of XML, which says itself what it is).
 * ERR_VALIDATION with a sentence when it can't be read.
 */
enum status stream_open(struct arena *arena, struct archive *archive, int file, bool is_raw,
	struct stream *out, const char **message);

/* Another block, where the last one is taken; false at the end, or when it can't be read. */
bool stream_fill(struct stream *stream);

/* The next byte, or STREAM_END. */
static inline int
stream_next(struct stream *stream)
{
	if (stream->next == stream->length && !stream_fill(stream))
		return STREAM_END;
	return stream->block[stream->next++];
}

/* The same, which stays the next. */
static inline int
stream_peek(struct stream *stream)
{
	if (stream->next == stream->length && !stream_fill(stream))
		return STREAM_END;
	return stream->block[stream->next];
}

/* How many bytes were taken. */
static inline uint64_t
stream_offset(const struct stream *stream)
{
	return stream->begin + stream->next;
}

/* Goes on at an offset, which isn't before this one unless the file isn't packed. */
void stream_seek(struct stream *stream, uint64_t offset);

#endif
