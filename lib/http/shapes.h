/* Ready shapes: how other designs write values of ours (struct shape in json.h). */
#ifndef SHAPES_H
#define SHAPES_H

#include "json.h"

/* A time or day without a zone, which is UTC: 2025-03-26T14:20:23. Read with or without one. */
extern const struct shape shape_bare_time;

/* A text that is "" where there is none. */
extern const struct shape shape_empty_text;

/* The same that "" empties, also where that is as if it weren't there. */
extern const struct shape shape_emptied_text;

/* A number that is 0 where there is none, either way. */
extern const struct shape shape_zero;

/*
 * A text that is a number there: the digits at its end, of `movie/27205` 27205; null when there are
 * none, or more than a number holds. Read as a number or its digits.
 */
extern const struct shape shape_digits;

/* Halves that are whole numbers there: shown half up. */
extern const struct shape shape_whole_stars;

/*
 * A date that may be known in part only, as an instant: 1927-01-01T00:00:00.000Z. Read as either.
 */
extern const struct shape shape_instant;

#endif
