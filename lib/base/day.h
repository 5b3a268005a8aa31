/*
 * Days on which somebody began or ended something. They are that person's days, wherever on earth
 * that is: a day is kept as its midnight UTC and has no time zone. Who knows no day may tell an
 * instant, which stays one: every time but midnight is such.
 */
#ifndef DAY_H
#define DAY_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * True when one is before the other for certain. Two days, or two instants, are as they are; an
 * instant is on up to two days or three, as it is early or late somewhere.
 */
bool day_is_before(int64_t one, int64_t other);

/* The midnight that begins the day, in UTC, of a time. */
int64_t day_midnight(int64_t seconds);

/* The whole days from one to the other, which isn't before; 0 at least. */
int64_t day_count(int64_t from, int64_t to);

/*
 * The same as text, where it may be known in part only: a year, a month, a day (YYYY, YYYY-MM,
 * YYYY-MM-DD), or an instant as clock_format writes it. None is NULL, and INT64_MIN seconds.
 */

/* The day that it is now, in UTC, and the one before it. */
const char *day_today(struct arena *arena);
const char *day_yesterday(struct arena *arena);

/* A day or an instant as text. */
const char *day_text(struct arena *arena, int64_t seconds);

/* The day, or its first of a year or month; an instant is itself. */
int64_t day_first(const char *text);

/* True for a year or a month. */
bool day_is_partial(const char *text);

/* True when one is before the other for certain: as far as both are known. */
bool day_text_is_before(const char *one, const char *other);

#endif
