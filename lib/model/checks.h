/* Checks of texts that several records share. Each is a field_check. */
#ifndef CHECKS_H
#define CHECKS_H

#include "record.h"

/*
 * An ISBN-10 or -13 with a right check digit (ISO 2108): stored as 13 digits. Hyphens, dashes and
 * spaces of any kind are allowed, and what is invisible, which comes with it when it is copied from
 * a page.
 */
const char *is_isbn(struct arena *arena, const char *text, const char **message);

/* YYYY, YYYY-MM or YYYY-MM-DD. */
const char *is_partial_date(struct arena *arena, const char *text, const char **message);

/* The same, or an RFC 3339 time: as day.h has them as text. */
const char *is_diary_date(struct arena *arena, const char *text, const char **message);

/* YYYY-MM-DD only. */
const char *is_whole_day(struct arena *arena, const char *text, const char **message);

/* An http or https address of at most 2000 bytes. */
const char *is_url(struct arena *arena, const char *text, const char **message);

/* A UUID in lower case. */
const char *is_id(struct arena *arena, const char *text, const char **message);

/* A year of four digits. (The message has the text in it, which should be short.) */
const char *is_year(struct arena *arena, const char *text, const char **message);

/* A decade, 1990 or 1990s: what its years begin with, 199. */
const char *is_decade(struct arena *arena, const char *text, const char **message);

/*
 * A tag: something is left of it when it is folded, and it can stand in an address, where slashes
 * at an end, several of them, and dots alone between them get lost.
 */
const char *is_tag(struct arena *arena, const char *text, const char **message);

/*
 * A place: parts with slashes between, from the largest to the smallest, as Home/Study. What is
 * around a part goes, and parts without anything.
 */
enum { PLACE_PARTS = 10 };
const char *is_place(struct arena *arena, const char *text, const char **message);

/* A currency's code in ISO 4217, in capitals then. */
const char *is_currency(struct arena *arena, const char *text, const char **message);

/* What titles begin with: a letter from A to Z, which is folded, or # for all else. */
const char *is_first_letter(struct arena *arena, const char *text, const char **message);

#endif
