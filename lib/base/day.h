/*
 * Days on which somebody began or ended something. They are that person's days, wherever on earth
 * that is: a day is kept as its midnight UTC and has no time zone. Who knows no day may tell an
 * instant, which stays one: every time but midnight is such.
 */
#ifndef DAY_H
#define DAY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * True when one is before the other for certain. Two days, or two instants, are as they are; an
 * instant is on up to two days or three, as it is early or late somewhere.
 */
bool day_is_before(int64_t one, int64_t other);

/* The whole days from one to the other, which isn't before; 0 at least. */
int64_t day_count(int64_t from, int64_t to);

#endif
