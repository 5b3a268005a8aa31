/*
 * The only source of "now", and RFC 3339 times. All times are seconds since 1970-01-01T00:00:00Z.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_TEXT = 21 };	/* "2025-04-01T07:58:56Z" and its NUL */

/* The time now, in seconds; whatever clock_set said, if it did. */
int64_t clock_now(void);

/* Stops the clock at `seconds` (tests); 0 lets it run again. */
void clock_set(int64_t seconds);

/* Writes a time between the years 0 and 9999 as RFC 3339 in UTC. */
void clock_format(int64_t seconds, char out[CLOCK_TEXT]);

/*
 * Reads an RFC 3339 time with an offset (fractions of a second are cut off) or a bare YYYY-MM-DD,
 * which is midnight UTC. False, and nothing written, when it is neither or no such time exists.
 */
bool clock_parse(const char *text, int64_t *out);

/* True for a partial date: YYYY, YYYY-MM or YYYY-MM-DD, of a day that exists. */
bool clock_is_partial_date(const char *text);

/* Sleeps; used only while waiting for a lock, and to leave one to others. */
void clock_sleep(int milliseconds);

/* From now on clock_sleep takes no time, but clock_ticks moves on (tests of long waits). */
void clock_hurry(bool hurry);

/* Milliseconds of a clock that never jumps, for measuring waits. */
int64_t clock_ticks(void);

#endif
