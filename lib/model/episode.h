/*
 * The seasons and episodes of a series. What an entry's progress counts are its regular episodes,
 * in order: season 0 is specials, which aren't counted.
 */
#ifndef EPISODE_H
#define EPISODE_H

#include "call.h"

enum { EPISODES_MAX = 5000, SEASON_MAX = 10000, EPISODE_MAX = 100000 };

struct episode {
	int64_t season, number;
	const char *title, *air_date;
	int64_t length;			/* minutes */
};

struct season {
	int64_t number;
	const char *title;
	struct records episodes;	/* struct episode */
};

/* As they are sent and shown; the second has the first's in it. */
extern const struct record episode_view, season_view;

/*
 * Puts episodes in any order into seasons in theirs, with the titles of those in `named` (struct
 * season), which may also be without any. Of two of one number the first counts.
 */
void episodes_group(struct arena *arena, const struct records *episodes,
	const struct records *named, struct records *seasons);

/* All seasons of an item. */
enum status episodes_list(const struct call *call, int64_t media_key, struct records *seasons);

/*
 * Puts these seasons in the place of those that are there, or adds to them what they lack; the
 * item's length is the number of its regular episodes then, if there are any.
 */
enum status episodes_replace(const struct call *call, int64_t media_key,
	const struct records *seasons);
enum status episodes_fill(const struct call *call, int64_t media_key,
	const struct records *seasons);

#endif
