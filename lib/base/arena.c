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

static void
grow(struct arena *arena, size_t size)
{
	size_t want = size > BLOCK ? size : BLOCK;
	struct arena_block *block = NULL;

	if (want <= arena->limit && arena->used <= arena->limit - want)
		block = malloc(sizeof(*block) + want);
	if (!block) {
		if (!arena->overflow)
			abort();
		longjmp(*arena->overflow, 1);
	}
	block->older = arena->blocks;
	block->size = want;
	arena->blocks = block;
	arena->used += want;
	arena->next = (char *)block->data;
	arena->end = arena->next + want;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	void *p;

	if (size > arena->limit)
		size = arena->limit + 1;	/* more than grow() will ever give */
	size = (size + !size + ALIGN - 1) & ~(size_t)(ALIGN - 1);	/* nothing has an address of its own, too */
	if ((size_t)(arena->end - arena->next) < size)
		grow(arena, size);
	p = arena->next;
	arena->next += size;
	return memset(p, 0, size);
}

char *
arena_copy(struct arena *arena, const void *data, size_t size)
{
	char *copy = arena_alloc(arena, size + 1);

	if (size)
		memcpy(copy, data, size);
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
	va_list again;
	char *text;
	int length;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = arena_alloc(arena, (size_t)(length < 0 ? 0 : length) + 1);
	if (length > 0)
		vsnprintf(text, (size_t)length + 1, format, args);
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
