/*
 * What lookup.cgi does (/lookup, and what leads there): its own calls, and those of MyColl and
 * Kallaxy. While it waits for others, no statement of the database is open.
 */
#ifndef LOOKUPS_H
#define LOOKUPS_H

#include "app.h"
#include "lookup.h"

/* What names a title at a source. */
struct named {
	const char *source, *id;
};

/* OK, or ERR_UNAVAILABLE with a message where the setting says so. */
enum status lookups_check(const struct request *req, struct response *res);

/* Has a failed search or request say why, and when to try again. */
enum status lookups_fail(struct response *res, enum status rc, const struct provider *providers,
	int count);

/* lookup_details of what is named, with all that may be wrong. */
enum status lookups_details(struct request *req, struct response *res, const struct named *named,
	bool is_anew, const struct source **source, struct found *out);

/* lookups.c */
extern const struct record lookups_named;
handler lookups_search, lookups_get, lookups_picture;
extern const struct record lookups_picture_query;

/* lookups_take.c */
/* Of the first, what a page asks for: how the title stands on the shelf. */
extern const struct record lookups_taken, lookups_shelved, lookups_refresh_body;
handler lookups_take, lookups_refresh;

/* lookups_mycoll.c */
handler lookups_mycoll_search, lookups_mycoll_details;

/* lookups_kallaxy_asked.c: all that Kallaxy's take, and views of it */
struct lookups_asked {
	const char *isbn, *author, *key, *query, *movie_id, *tv_id, *language, *search, *platforms,
		*id;
};
extern const struct record lookups_kallaxy_isbn_query, lookups_kallaxy_author_query,
	lookups_kallaxy_work_query, lookups_kallaxy_text_query, lookups_kallaxy_title_query,
	lookups_kallaxy_credits_query, lookups_kallaxy_games_query, lookups_kallaxy_game_query,
	lookups_kallaxy_title_body;

/* lookups_kallaxy.c */
handler lookups_kallaxy_books, lookups_kallaxy_isbn, lookups_kallaxy_author, lookups_kallaxy_work;
handler lookups_kallaxy_movies, lookups_kallaxy_shows, lookups_kallaxy_all, lookups_kallaxy_title;
handler lookups_kallaxy_credits, lookups_kallaxy_games, lookups_kallaxy_game;

#endif
