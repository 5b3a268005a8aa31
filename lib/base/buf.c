#include "buf.h"

#include <stdio.h>

void
buf_init(struct buf *buf, struct arena *arena, size_t room)
{
	*buf = (struct buf){ .arena = arena, .data = arena_room(arena, room + 1), .room = room };
	buf->data[0] = '\0';
}

void
buf_grow(struct buf *buf, size_t more)
{
	size_t room = buf->room * 2 > buf->length + more ? buf->room * 2 : buf->length + more;
	char *data = arena_room(buf->arena, room + 1);

	memcpy(data, buf->data, buf->length + 1);
	buf->data = data;
	buf->room = room;
}

void
buf_add(struct buf *buf, const void *data, size_t size)
{
	memcpy(buf_need(buf, size), data, size);
	buf->length += size;
	buf->data[buf->length] = '\0';
}

void
buf_puts(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void
buf_int(struct buf *buf, int64_t number)
{
	char digits[24], *p = digits + sizeof(digits);
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (number < 0)
		*--p = '-';
	buf_add(buf, p, (size_t)(digits + sizeof(digits) - p));
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;
	size_t room = buf->room - buf->length;
	int length;

	va_start(args, format);
	length = vsnprintf(buf->data + buf->length, room + 1, format, args);
	va_end(args);
	if (length > 0 && (size_t)length > room) {
		va_start(args, format);
		vsnprintf(buf_need(buf, (size_t)length), (size_t)length + 1, format, args);
		va_end(args);
	}
	buf->length += length > 0 ? (size_t)length : 0;
	buf->data[buf->length] = '\0';
}

void
buf_may_spill(struct buf *buf)
{
	if (buf->spill && buf->length >= BUF_SPILL)
		buf->spill(buf, buf->owner);
}
