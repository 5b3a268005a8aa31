#include "arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024, ALIGN = sizeof(max_align_t) };

struct arena_block {
	struct arena_block *older;
	size_t size;
	max_align_t data[];
};

void
arena_init(struct arena *arena, size_t limit, jmp_buf *overflow)
{
	*arena = (struct arena){ .limit = limit, .overflow = overflow };
}

static void
free_until(struct arena *arena, const struct arena_block *last)
{
	while (arena->blocks && arena->blocks != last) {
		struct arena_block *older = arena->blocks->older;

		arena->used -= arena->blocks->size;
		free(arena->blocks);
		arena->blocks = older;
	}
}

void
arena_reset(struct arena *arena)
{
	struct arena_block *first = arena->blocks;

	while (first && first->older)
		first = first->older;
	free_until(arena, first);
	if (!first)
		return;
	if (first->size != BLOCK) {
		free_until(arena, NULL);
		arena->next = arena->end = NULL;
		return;
	}
	arena->next = (char *)first->data;
	arena->end = arena->next + first->size;
}

void
arena_release(struct arena *arena)
{
	free_until(arena, NULL);
	arena->next = arena->end = NULL;
}

struct arena_mark
arena_mark(const struct arena *arena)
{
	return (struct arena_mark){ .blocks = arena->blocks, .next = arena->next,
		.end = arena->end };
}

void
arena_rewind(struct arena *arena, struct arena_mark mark)
{
	free_until(arena, mark.blocks);
	arena->next = mark.next;
	arena->end = mark.end;
}

static char *
take_block(struct arena *arena, size_t size)
{
	struct arena_block *block = NULL;

	if (size <= arena->limit && arena->used <= arena->limit - size)
		block = malloc(sizeof(*block) + size);
	if (!block) {
		if (!arena->overflow)
			abort();
		longjmp(*arena->overflow, 1);
	}
	block->older = arena->blocks;
	block->size = size;
	arena->blocks = block;
	arena->used += size;
	return (char *)block->data;
}

/* What is large has a block of its own: what is left of the one in use goes on being used. */
char *
arena_room(struct arena *arena, size_t size)
{
	char *p;

	if (size > arena->limit)
		size = arena->limit + 1;	/* more than take_block() will ever give */
	/* nothing has an address of its own, too */
	size = (size + !size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if ((size_t)(arena->end - arena->next) < size) {
		if (size > BLOCK / 2)
			return take_block(arena, size);
		arena->next = take_block(arena, BLOCK);
		arena->end = arena->next + BLOCK;
	}
	p = arena->next;
	arena->next += size;
	return p;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	return memset(arena_room(arena, size), 0, size);
}

char *
arena_copy(struct arena *arena, const void *data, size_t size)
{
	char *copy = arena_room(arena, size + 1);

	if (size)
		memcpy(copy, data, size);
	copy[size] = '\0';
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *text)
{
	return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

char *
arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	char here[256], *text;
	va_list again;
	int length;

	va_copy(again, args);
	length = vsnprintf(here, sizeof(here), format, args);
	if (length < (int)sizeof(here)) {
		text = arena_copy(arena, here, length < 0 ? 0 : (size_t)length);
	} else {
		text = arena_room(arena, (size_t)length + 1);
		vsnprintf(text, (size_t)length + 1, format, again);
	}
	va_end(again);
	return text;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}
