/* MyColl's own names of what its search shows, where an item of ours is sent. */
#ifndef MYCOLL_H
#define MYCOLL_H

#include "request.h"

/* What its search is asked: a title's words, or the id of one of its results. */
struct mycoll_search {
	const char *query;
};
extern const struct record mycoll_search_query;

/*
 * Has the body say it in our names, if it says anything in MyColl's: what `/collection/search` and
 * `/collection/search/details` answer can be sent as it is then. Without a type it is a movie.
 */
void mycoll_translate(struct request *req);

/*
 * A link to a picture of a look-up, which we show but don't keep: a refresh of the title fetches
 * it.
 */
bool mycoll_is_preview(const char *link);

#endif
