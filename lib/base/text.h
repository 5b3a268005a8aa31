/* UTF-8 text: checks, folding for comparison, escaping. Unicode tables are utf8proc's. */
#ifndef TEXT_H
#define TEXT_H

#include "buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True when the bytes are well-formed UTF-8 (RFC 3629) without a NUL. */
bool text_is_utf8(const char *text, size_t size);

/* True when both are the same, byte by byte, or both NULL. */
bool text_is_same(const char *one, const char *other);

/* The number of code points in well-formed UTF-8. */
size_t text_length(const char *text);

/* The bytes of the control character (C0, NUL too, DEL, C1) at `text`, 0 if it is none. */
size_t text_control_at(const char *text);

/* True when a control character (C0, DEL, C1) is in the text, but for those in `but`. */
bool text_has_control(const char *text, const char *but);

/*
 * The text without white space, hyphens and dashes of any kind, and invisible characters: a number
 * as it is meant.
 */
char *text_without_separators(struct arena *arena, const char *text);

/* The text without white space (also Unicode's) at both ends. */
char *text_trim(struct arena *arena, const char *text);

/* At most so many characters of it, well-formed as it is; NULL of NULL. */
char *text_start(struct arena *arena, const char *text, int count);

/*
 * The form in which titles and names are searched and sorted: case folded, compatibility forms made
 * plain, runs of white space made one space; marks off the letters of Latin, Greek, Cyrillic,
 * Hebrew and Arabic; ł ø đ ð æ œ ß ı as l o d d ae oe ss i; one apostrophe, one quote, one hyphen
 * for all dashes. NULL stays NULL. Columns hold this form: when it changes, a migration has to make
 * them anew (lib/model/refold.h).
 */
char *text_fold(struct arena *arena, const char *text);

/*
 * The form in which user names and addresses are compared: Unicode case folding, NFC; accents stay.
 */
char *text_casefold(struct arena *arena, const char *text);

/*
 * Unicode normal form C: letters and their marks as one character where there is one; and D: apart.
 */
char *text_nfc(struct arena *arena, const char *text);
char *text_nfd(struct arena *arena, const char *text);

/*
 * True when there is something to see: more than white space, controls, and characters that show
 * nothing by themselves.
 */
bool text_is_visible(const char *text);

/*
 * True when a character is there that nobody sees: joiners, fillers, variation selectors
 * (Default_Ignorable_Code_Point).
 */
bool text_has_invisible(const char *text);

/* True when white space (also Unicode's) is in the text. */
bool text_has_space(const char *text);

/*
 * True when the text begins with a letter or digit of any script, and every other character is one,
 * or a mark, or one of `others`; nothing of it is invisible.
 */
bool text_is_name(const char *text, const char *others);

/* True when one word is among others, which have `between` between them. NULL has none. */
bool text_has_word(const char *words, char between, const char *wanted);

/*
 * A number for a text (FNV-1a, 64 bits), for tables and names of files. Whoever wants to can make
 * two texts of one number.
 */
uint64_t text_hash(const char *text);

/* Appends the text escaped for HTML, in content and in quoted attributes. */
void text_html(struct buf *buf, const char *text);

/*
 * Appends the text percent-encoded for a query value or path segment (RFC 3986: unreserved stay).
 */
void text_url(struct buf *buf, const char *text);

/* The same of `size` bytes, of which those in `but` stay, too. */
void text_url_but(struct buf *buf, const char *text, size_t size, const char *but);

/*
 * The byte that an address has here, percent-encoded or not, and moves on behind it; NUL at the
 * end.
 */
char text_url_byte(const char **text);

/* The value of a hexadecimal digit, -1 for anything else. */
int text_hex(char c);

#endif
