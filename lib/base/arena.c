#include "arena.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024, ALIGN = sizeof(max_align_t) };

struct arena_block {
	struct arena_block *older;
	size_t size;
	max_align_t data[];
};

struct arena_held {
	struct arena_held *older;
	ender *end;
	void *what;
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

/* Each is taken off before: what goes wrong with one is not tried again. */
static void
give_back_until(struct arena *arena, const struct arena_held *last)
{
	while (arena->held && arena->held != last) {
		const struct arena_held *held = arena->held;

		arena->held = held->older;
		held->end(held->what);
	}
}

void
arena_reset(struct arena *arena)
{
	struct arena_block *first;

	give_back_until(arena, NULL);
	first = arena->blocks;
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
	give_back_until(arena, NULL);
	free_until(arena, NULL);
	arena->next = arena->end = NULL;
}

struct arena_mark
arena_mark(const struct arena *arena)
{
	return (struct arena_mark){ .blocks = arena->blocks, .held = arena->held,
		.next = arena->next, .end = arena->end };
}

void
arena_rewind(struct arena *arena, struct arena_mark mark)
{
	give_back_until(arena, mark.held);
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
		give_back_until(arena, NULL);
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

/* Until it has a place of its own it is on the stack: should there be none, it goes as well. */
void
arena_hold(struct arena *arena, ender *end, void *what)
{
	struct arena_held now = { arena->held, end, what }, *held;

	if (!what)
		return;
	arena->held = &now;
	held = arena_alloc(arena, sizeof(*held));
	*held = now;
	arena->held = held;
}

/* Takes it off. NULL when it isn't there. */
static const struct arena_held *
take_off(struct arena *arena, const void *what)
{
	struct arena_held **at = &arena->held, *found;

	while (*at && (*at)->what != what)
		at = &(*at)->older;
	found = *at;
	if (found)
		*at = found->older;
	return found;
}

void
arena_let_go(struct arena *arena, const void *what)
{
	const struct arena_held *held = take_off(arena, what);

	if (held)
		held->end(held->what);
}

void
arena_keep(struct arena *arena, const void *what)
{
	take_off(arena, what);
}

void
arena_disown(struct arena *arena)
{
	arena->held = NULL;
}

/* A file as a pointer that is never NULL, and never a thing's. */
static void *
file_thing(int fd)
{
	return fd < 0 ? NULL : (void *)((intptr_t)fd + 1);
}

static void
end_file(void *thing)
{
	const int error = errno;

	close((int)((intptr_t)thing - 1));
	errno = error;
}

void
arena_hold_file(struct arena *arena, int fd)
{
	arena_hold(arena, end_file, file_thing(fd));
}

void
arena_close_file(struct arena *arena, int fd)
{
	arena_let_go(arena, file_thing(fd));
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
