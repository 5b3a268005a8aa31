/* Texts of others as ours. */
#ifndef CELL_H
#define CELL_H

#include "arena.h"

#include <stdbool.h>

/*
 * Bytes that nobody said the encoding of: what is UTF-8 stays, all else is Windows-1252. Each cell
 * by itself, as files have both.
 */
const char *cell_decode(struct arena *arena, const char *bytes);

/* Decoded, without control characters; line ends are LF, or (of one line) blanks. */
const char *cell_plain(struct arena *arena, const char *text, bool is_lines);

/* In NFC; what is ASCII is that. */
const char *cell_nfc(struct arena *arena, const char *text);

/*
 * Plain and in NFC, without white space at its ends. NULL for NULL, and where there is nothing to
 * see.
 */
const char *cell_tidy(struct arena *arena, const char *text, bool is_lines);

/* The same with what is at its ends: a cell as it was. Never NULL. */
const char *cell_as_it_was(struct arena *arena, const char *text);

#endif
