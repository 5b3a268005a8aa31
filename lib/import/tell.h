/* How readers put an item together: what several formats do alike. NULL is always nothing. */
#ifndef TELL_H
#define TELL_H

#include "format.h"

/* White space of any length is one space, and none at the ends. */
const char *with_single_spaces(struct arena *arena, const char *text);

/*
 * The key of a title that has no id in the file. It is the same when the file comes again, with
 * more in it.
 */
const char *title_key(struct arena *arena, const char *title, const char *creator,
	const char *year);

/* A key for what is no title: the piece itself. */
const char *piece_key(struct reading *reading, const struct piece *piece);

/* An item of this key; nothing else is known of it. */
void item_start(struct item *item, const char *key);

/* A whole number, at least 0; INT_NONE for none. "35.000" and "590 pages" are such. */
int64_t number_of(const char *text);

/* The status of a word; of one that nobody knows it is TO_DO, the word a tag, with a remark. */
void item_set_status(struct arena *arena, struct item *item, const char *text);

/* The same, where something else shows what it is of a word that nobody knows, or without one. */
void item_guess_status(struct arena *arena, struct item *item, const char *text, word guess);

/*
 * The first year of four digits, as far as its date is known ("2011", "2011-05-01"), is pub_date;
 * one before 1000 goes to metadata.
 */
void item_set_year(struct arena *arena, struct item *item, const char *text);

/*
 * The first of several authors is the creator, the others go to metadata. Without separators it is
 * one.
 */
void item_set_authors(struct arena *arena, struct item *item, const char *text,
	const char *separators);

/* When it was put on the shelf, whatever the order of days and months will turn out to be. */
void item_set_added(struct reading *reading, struct item *item, const char *text);

/* The length in its unit, where it is known (not 0). */
void item_set_length(struct item *item, const char *text);

/* Each of a list as a tag. */
void item_add_tags(struct arena *arena, struct item *item, const char *text,
	const char *separators);

/*
 * A time through it, by two texts of reading_date; it has ended if the status is COMPLETED, or
 * DROPPED, which only then has an end. None without a date.
 */
struct item_read *tell_read(struct reading *reading, struct item *item, const char *start,
	const char *end);

/* So many copies of a format (NULL: it isn't known) on a platform. */
void tell_copies(struct arena *arena, struct item *item, int64_t count, const char *format,
	const char *platform);

/* A place in a list, from 1 (INT_NONE: at the end). */
struct item_place *tell_place(struct arena *arena, struct item *item, const char *list,
	int64_t position);

/* "S1E2" of the numbers; specials, season 0, and what isn't a number are none. */
void item_add_episode(struct arena *arena, struct item *item, int64_t season, int64_t number);

/* The days of the first and last episode that was seen, as far as this one is told. */
void item_set_seen(struct item *item, const char *day);

#endif
