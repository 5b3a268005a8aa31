/*
 * Series of a collection as MyColl's own clients have them, with their seasons, and copies of
 * these. A season is known by the key of its series and its number: 1200003 is the third of the
 * twelfth. What it has no column for is in the metadata of the series.
 */
#ifndef MYCOLL_TV_H
#define MYCOLL_TV_H

#include "mycoll_copies.h"
#include "mycoll_titles.h"

/* A series as it is sent and shown, and what reads its seasons. */
extern const struct record mycoll_show;
rows_reader mycoll_read_seasons;

/* A copy of a season, the same; and what finds the series of one that is made. */
extern const struct record mycoll_season_copy;
enum status mycoll_find_season_of(struct request *req, struct copy *copy);

/* The handlers of seasons: GET and POST of all, GET, PUT and PATCH, DELETE of one. */
handler mycoll_seasons_list, mycoll_season_add;
handler mycoll_season_get, mycoll_season_change, mycoll_season_delete;

#endif
