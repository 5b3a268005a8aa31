/*
 * Memory that ends with the request, and what else ends with it: files, locks, connections.
 * Invariants: all is aligned for any type, and zeroed but for arena_room; nothing is freed singly;
 * an arena never grows beyond its limit. A request that would do so is ended: all that it holds is
 * given back, and arena_alloc jumps to `overflow`.
 */
#ifndef ARENA_H
#define ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

struct arena_block;
struct arena_held;

struct arena {
	struct arena_block *blocks;	/* newest first */
	struct arena_held *held;	/* the same */
	char *next, *end;		/* what is left of the block in use */
	size_t used, limit;		/* bytes taken from the system, and how many may be */
	/* where to go when the limit is reached or the system has none left */
	jmp_buf *overflow;
};

/* Starts an empty arena of at most `limit` bytes. Without `overflow` reaching the limit aborts. */
void arena_init(struct arena *arena, size_t limit, jmp_buf *overflow);

/* Gives everything back but the first block, which a worker uses again; first what is held. */
void arena_reset(struct arena *arena);

/* Gives everything back. */
void arena_release(struct arena *arena);

/*
 * Holds what is no memory of the arena: `end(what)` is called when nobody did it before and
 * the arena is reset, released, wound back to before, or at its limit. Who would give it back in
 * the ordinary way may be jumped over then, and a worker have it for ever. What is held last goes
 * first. `end` takes no memory of the arena. Does nothing for NULL.
 */
typedef void ender(void *what);
void arena_hold(struct arena *arena, ender *end, void *what);

/* Gives it back now: by the `end` that was told. Does nothing for what isn't held. */
void arena_let_go(struct arena *arena, const void *what);

/* The same of an open file, and so of a lock on it. Nothing for -1. errno stays as it is. */
void arena_hold_file(struct arena *arena, int fd);
void arena_close_file(struct arena *arena, int fd);

/* From here on it lives longer than the arena: it isn't held any more. */
void arena_keep(struct arena *arena, const void *what);

/* Nothing is held any more: in a child process, where all of it is the parent's. */
void arena_disown(struct arena *arena);

/* A moment of an arena, until a reset. */
struct arena_mark {
	struct arena_block *blocks;
	struct arena_held *held;
	char *next, *end;
};
struct arena_mark arena_mark(const struct arena *arena);

/*
 * Gives everything back that was taken since: for work in steps, of which only what is elsewhere is
 * kept.
 */
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* `size` zeroed bytes. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull, malloc));

/* The same for who writes it all: with whatever is in it. */
char *arena_room(struct arena *arena, size_t size) __attribute__((returns_nonnull, malloc));

/* A copy of `size` bytes with a NUL behind it. */
char *arena_copy(struct arena *arena, const void *data, size_t size);

/* A copy of a string; NULL stays NULL. */
char *arena_strdup(struct arena *arena, const char *text);

/* printf into the arena. */
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

#endif
