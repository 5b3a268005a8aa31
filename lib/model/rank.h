/*
 * What is counted of an item (ratings, reviews), their average, and its rank: the place among the
 * rated items of its type, best first. Better is a higher weighted average (5 votes of 3.0 as
 * prior), then more reviews, then being older. Ranks are stored: a change moves the item and shifts
 * those between its old and its new place. All but rank_refresh work in the caller's transaction.
 */
#ifndef RANK_H
#define RANK_H

#include "media.h"

/* Beyond so many rated items of a type ranks may lag, for so many seconds. */
enum { RANK_EXACT = 10000, RANK_LAG = 60 };

/* What changes in the counts of an item. */
struct tally {
	int64_t rating_sum;		/* in halves */
	int64_t rating_count, review_count;
};

/* Adds to the counts of an item and moves it to its place. */
enum status rank_tally(const struct call *call, int64_t media_key, const struct tally *more);

/*
 * The same of one of many: no other is moved. Until rank_settle, or RANK_LAG at most, ranks of its
 * type lag.
 */
enum status rank_tally_later(const struct call *call, int64_t media_key, const struct tally *more);

/* Ranks that lag after that are computed: all but those of more items than RANK_EXACT. */
enum status rank_settle(const struct call *call);

/*
 * Takes an item out of the ranks of its type, before it is deleted or becomes one of another type.
 */
enum status rank_leave(const struct call *call, int64_t media_key);

/* Puts an item that rank_leave took out among those of the type it has now. */
enum status rank_enter(const struct call *call, int64_t media_key);

/*
 * Deletes the ratings and reviews of a user and takes them out of all counts, before the account is
 * deleted.
 */
enum status rank_forget_user(const struct call *call, int64_t user_key);

/*
 * Brings up to date what has lagged long enough, in a transaction of its own (the caller has none).
 * Cheap when there is nothing to do; waits for nobody. After a failure ranks are old, and that is
 * all.
 */
enum status rank_refresh(const struct call *call);

#endif
