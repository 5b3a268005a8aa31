/* Seasons as such: each with how many episodes it has, and those of the series on one's shelf. */
#ifndef SEASON_H
#define SEASON_H

#include "episode.h"
#include "media.h"

struct shelved_season {
	int64_t media_key, number, episode_count;
	const char *title, *first_air_date;
	struct media media;		/* the series; not where they are its children */
};

/* The seasons of a series, as children of items. */
extern const struct record season_brief;

/* A page of the seasons of all series on the user's shelf, read with the series. */
enum status seasons_list(const struct call *call, const struct page *page, struct rows *out);

/* One of these; ERR_NOT_FOUND. */
enum status season_find(const struct call *call, int64_t media_key, int64_t number,
	struct shelved_season *out);

/* Reads the children of rows that have seasons (season_brief), as store_children does. */
enum status seasons_read_children(const struct call *call, const struct record *record, void *rows,
	int count, int *done);

/*
 * Gives a season of a series a title and so many episodes: it is made, or gets untitled ones, or
 * loses such from its end. ERR_VALIDATION, with a problem of `episode_count`, when more of them
 * have a title or a day, or there are too many in all. ERR_CONFLICT, with a problem, when episodes
 * behind them would be counted otherwise, by which somebody else's progress is told.
 */
enum status season_put(const struct call *call, int64_t media_key, const struct season *season,
	int64_t episode_count);

/* Deletes a season with its episodes, and the user's copies of it. ERR_CONFLICT as above. */
enum status season_delete(const struct call *call, int64_t media_key, int64_t number);

#endif
