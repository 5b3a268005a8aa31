/* Ratings: 0.5 to 5 stars in steps of a half, one per user and item. */
#ifndef RATING_H
#define RATING_H

#include "media.h"

enum { RATING_LEAST = 1, RATING_MOST = 10 };	/* in halves */

struct rating {
	struct halves value;
	double average_rating;		/* of the item */
	int64_t rating_count;
};

extern const struct record rating_view;

/*
 * Rates an item, or takes the rating back (HALVES_NONE), with the item's counts and rank, and the
 * user's latest record of it in the diary.
 */
enum status rating_set(const struct call *call, int64_t media_key, struct halves value);

/*
 * The same of one of many, at another time (TIME_NONE: now), and without the diary: ranks lag until
 * rank_settle.
 */
enum status rating_put(const struct call *call, int64_t media_key, struct halves value,
	struct timestamp at);

/* The user's rating of an item, and when it was given; none is OK, too. */
enum status rating_find(const struct call *call, int64_t media_key, struct halves *value,
	struct timestamp *at);

#endif
