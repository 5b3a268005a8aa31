/*
 * Look-up (/lookup): what others know of titles. The one program that talks to the outside;
 * whatever needs that leads here.
 */
#include "dialect_kallaxy.h"
#include "dialect_mycoll.h"
#include "lookups.h"
#include "mycoll.h"

static const struct offer take_offers[] = {
	{ "Add it", .button = "Put it on my shelf", .method = POST, .path = "/",
	  .body = &lookups_shelved, .fixed = "source id",
	  .fixed_from = "source external_id", .unless = "my.entry_id" },
	{ NULL }
};
static const struct offer by_hand[] = {
	{ "Add a title by hand", .method = GET, .door = &door_media, .path = "/" }, { NULL }
};
static const struct web_page search_page = {
	.title = "Look up", .lists = {
		{ "results", .door = &door_media, .path = "/:media_id", .offers = take_offers,
		  .else_path = "/details?source=:source&id=:external_id" },
		{ "providers", .title = "Sources" },
	},
	.offers = by_hand, .screen = "edit.html",
};
static const struct offer details_offers[] = {
	{ "Put it on my shelf", .method = POST, .path = "/", .body = &lookups_shelved,
	  .fixed = "source id", .fixed_from = "external_source external_id", .is_open = true,
	  .leads_on = true },
	{ NULL }
};
static const struct web_page details_page = {
	.lists = { { "seasons", .title = "Seasons" } },
	.offers = details_offers, .screen = "edit.html",
};

#define BOOK "/external_api/book"
#define MOVIE_TV "/external_api/movie_tv"
#define GAME "/external_api/videogame"
#define LOOKUP MEMBER, .limit = &limit_lookups
#define APART LOOKUP, .is_apart = true

static const struct route routes[] = {
	{ GET,  "/",        lookups_search, LOOKUP, .query = &lookup_query, .page = &search_page },
	{ POST, "/",        lookups_take,   LOOKUP, .body = &lookups_taken, .title = "Add it" },
	{ GET,  "/details", lookups_get,    LOOKUP, .query = &lookups_named,
	  .page = &details_page },
	{ GET,  "/picture", lookups_picture, ANYONE, .query = &lookups_picture_query },
	{ POST, "/media/:id/refresh", lookups_refresh, APART, .body = &lookups_refresh_body,
	  .title = "Ask its source again" },
	/* MyColl's */
	{ GET,  "/collection/search",  lookups_mycoll_search, APART,
	  .query = &mycoll_search_query },
	{ GET,  "/collection/search/details", lookups_mycoll_details, APART,
	  .query = &mycoll_search_query },
	/* Kallaxy's */
	{ GET,  BOOK "/search",        lookups_kallaxy_books,   APART },
	{ GET,  BOOK "/isbn",          lookups_kallaxy_isbn,    APART,
	  .query = &lookups_kallaxy_isbn_query },
	{ GET,  BOOK "/author",        lookups_kallaxy_author,  APART,
	  .query = &lookups_kallaxy_author_query },
	{ GET,  BOOK "/search_isbn",   lookups_kallaxy_work,    APART,
	  .query = &lookups_kallaxy_work_query },
	{ GET,  MOVIE_TV "/search_movie", lookups_kallaxy_movies, APART,
	  .query = &lookups_kallaxy_text_query },
	{ GET,  MOVIE_TV "/search_tv", lookups_kallaxy_shows,   APART,
	  .query = &lookups_kallaxy_text_query },
	{ GET,  MOVIE_TV "/search",    lookups_kallaxy_all,     APART,
	  .query = &lookups_kallaxy_text_query },
	{ GET,  MOVIE_TV,              lookups_kallaxy_title,   APART,
	  .query = &lookups_kallaxy_title_query,
	  .body = &lookups_kallaxy_title_body },
	{ GET,  MOVIE_TV "/movie_credits", lookups_kallaxy_credits, APART,
	  .query = &lookups_kallaxy_credits_query },
	{ GET,  GAME "/search",        lookups_kallaxy_games,   APART,
	  .query = &lookups_kallaxy_games_query },
	{ GET,  GAME,                  lookups_kallaxy_game,    APART,
	  .query = &lookups_kallaxy_game_query },
	{ 0 }
};

/* What other designs' doors have of it, in their words. */
static const struct side sides[] = {
	{ "/kallaxy", &dialect_kallaxy }, { "/mycoll", &dialect_mycoll }, { NULL }
};

const struct app app = {
	.name = "lookup",
	.door = "/lookup",
	.made = &door_media,
	.routes = routes,
	.sides = sides,
};
