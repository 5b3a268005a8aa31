/* Ratings: 1 to 5, one per user and item. */
#ifndef RATING_H
#define RATING_H

#include "media.h"

struct rating {
	int64_t value;
	double average_rating;		/* of the item */
	int64_t rating_count;
};

extern const struct record rating_view;

/* Rates an item, or takes the rating back (INT_NONE), with the item's counts and rank. */
enum status rating_set(const struct call *call, int64_t media_key, int64_t value);

#endif
