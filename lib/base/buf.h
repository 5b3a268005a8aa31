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
};

/* An empty text with room for `room` bytes. */
void buf_init(struct buf *buf, struct arena *arena, size_t room);

/* Makes sure that `more` bytes fit; returns where they go. The caller adds to `length`. */
char *buf_need(struct buf *buf, size_t more);

/* Appends bytes, a string, one character, a number in decimal. */
void buf_add(struct buf *buf, const void *data, size_t size);
void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char c);
void buf_int(struct buf *buf, int64_t number);

/* Appends as printf does. */
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
