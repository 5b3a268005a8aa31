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

/* Makes sure that `more` bytes fit; returns where they go. The caller adds to `length`. */
char *buf_need(struct buf *buf, size_t more);

/* Appends bytes, a string, one character, a number in decimal. */
void buf_add(struct buf *buf, const void *data, size_t size);
void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char c);
void buf_int(struct buf *buf, int64_t number);

/*
 * A place where what there is may be taken away: who goes on writing here doesn't look back. Does
 * nothing for most texts.
 */
void buf_may_spill(struct buf *buf);

/* Appends as printf does. No argument is in the text itself. */
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
