/* Randomness, and the ids made of it: lowercase UUIDv4 strings (RFC 9562). */
#ifndef UUID_H
#define UUID_H

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>

enum { UUID_TEXT = 37 };	/* 36 characters and the NUL */

/*
 * Fills `out` from the kernel's random generator; aborts if there is none, as no id or key would be
 * safe.
 */
void random_bytes(void *out, size_t size);

/* Writes a new random UUID. */
void uuid_make(char out[UUID_TEXT]);

/* The same, in the arena. */
const char *uuid_new(struct arena *arena);

/* True for a UUID in lower case; 36 characters are looked at, what follows is the caller's. */
bool uuid_at(const char *text);

/* True when the whole string is a UUID in lower case. */
bool uuid_valid(const char *text);

/* Writes `size` bytes as lower case hex digits and a NUL: 2 * size + 1 bytes. */
void hex_encode(const void *data, size_t size, char *out);

#endif
