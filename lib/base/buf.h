/*
 * Text that grows, in an arena.
 * Invariant: `data` is never NULL after buf_init and always ends with a NUL at data[length].
 */
#ifndef BUF_H
#define BUF_H

#include "arena.h"

#include <stdint.h>
#include <string.h>

struct buf {
	struct arena *arena;
	char *data;
	size_t length, room;	/* bytes used and had, without the NUL */
	/* of a text that may become larger than memory: takes away what it has so far */
	void (*spill)(struct buf *buf, void *owner);
	void *owner;
};

/* So much is kept before any of it is taken away. */
enum { BUF_SPILL = 1 << 20 };

/* An empty text with room for `room` bytes. */
void buf_init(struct buf *buf, struct arena *arena, size_t room);

/* Gives it more room than it has: what buf_need does where that isn't enough. */
void buf_grow(struct buf *buf, size_t more);

/*
 * Makes sure that `more` bytes fit; returns where they go. The caller adds to `length`. (An answer
 * is made of thousands of pieces: the usual case is no call.)
 */
static inline char *
buf_need(struct buf *buf, size_t more)
{
	if (buf->room - buf->length < more)
		buf_grow(buf, more);
	return buf->data + buf->length;
}

/* Appends one character, bytes, a string, a number in decimal. */
static inline void
buf_putc(struct buf *buf, char c)
{
	char *p = buf_need(buf, 1);

	p[0] = c;
	p[1] = '\0';
	buf->length++;
}

void buf_add(struct buf *buf, const void *data, size_t size);
void buf_puts(struct buf *buf, const char *text);
void buf_int(struct buf *buf, int64_t number);

/*
 * A place where what there is may be taken away: who goes on writing here doesn't look back. Does
 * nothing for most texts.
 */
void buf_may_spill(struct buf *buf);

/* Appends as printf does. No argument is in the text itself. */
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
