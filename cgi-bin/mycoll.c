/* MyColl's door (/mycoll): what its own clients ask for, in its own words. */
#include "accounts.h"
#include "checks.h"
#include "dialect_mycoll.h"
#include "key.h"
#include "limit.h"
#include "mycoll.h"
#include "mycoll_tv.h"

#define MOVIES "/api/v1/movies"
#define TV "/api/v1/tv"

static const struct keyed shelved_movie = { KEYED_SHELVED, MEDIA_MOVIE };
static const struct keyed movie_copy = { KEYED_COPY, MEDIA_MOVIE };
static const struct keyed shelved_show = { KEYED_SHELVED, MEDIA_TV_SHOW };
static const struct keyed season_copy = { KEYED_COPY, MEDIA_TV_SHOW };

/* --- accounts --------------------------------------------------------------------------------- */

static const struct field refresh_fields[] = {
	FIELD_AS(struct credentials, refresh_token, "refresh", REQUIRED, .max = 500),
	{ 0 }
};
static const struct record refresh_view = {
	.size = sizeof(struct credentials), .fields = FIELDS(refresh_fields),
};

static enum status
sign_in(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;

	return accounts_grant(req, res, sent->username, sent->password, sent->code);
}

/* What fails is the token that is sent, though not in a header. */
static enum status
refresh(struct request *req, struct response *res)
{
	enum status rc = accounts_refresh_kept(req, res);

	req->sent_token = rc == ERR_AUTH;
	return rc;
}

/* --- movies ----------------------------------------------------------------------------------- */

static const struct field copy_fields[] = {
	FIELD_AS(struct copy, key, "id", READONLY),
	FIELD_AS(struct copy, media_key, "movie", REQUIRED | FIXED),
	MYCOLL_COPY_FIELDS,
	{ 0 }
};
static const struct record copy_shown = {
	.size = sizeof(struct copy), .fields = FIELDS(copy_fields), .whole = &copy_view,
};

/* They are read as they are stored, and shown by another view of the same struct. */
static const struct children copies_read = {
	.record = &copy_view, .column = "t.media_key", .order = "t.key",
	.parent = offsetof(struct mycoll_title, media.key), .key = offsetof(struct copy, media_key),
};
static const struct field read_fields[] = {
	FIELD(struct mycoll_title, copies, READONLY, .children = &copies_read), { 0 }
};
static const struct record movie_read = {
	.size = sizeof(struct mycoll_title), .fields = FIELDS(read_fields),
};

static enum status
read_copies(struct request *req, void *rows, int count, int *done)
{
	return copy_read_children(call_of(req), &movie_read, rows, count, done);
}

static enum status
find_movie(struct request *req, struct copy *copy)
{
	return key_find(call_of(req), &shelved_movie, copy->media_key, &copy->media_id);
}

static const struct children copies_shown = { .record = &copy_shown };
static const struct field movie_fields[] = {
	MYCOLL_TITLE_FIELDS("release_year"),
	FIELD_AS(struct mycoll_title, rating, "mpaa_rating", KEEP | SHAPED, .max = 50,
		.shape = &shape_empty_text),
	FIELD_AS(struct mycoll_title, media.length, "runtime_minutes", KEEP | SHAPED, .min = 1,
		.shape = &shape_zero),
	MYCOLL_TITLE_LINKS,
	FIELD(struct mycoll_title, copies, READONLY, .children = &copies_shown),
	{ 0 }
};
static const struct record movie_shown = {
	.size = sizeof(struct mycoll_title), .fields = FIELDS(movie_fields), .whole = &media_view,
};

static const struct mycoll_kind kinds[] = {
	{ MOVIES, MEDIA_MOVIE, &movie_shown, read_copies,
	  MOVIES "/copies", &copy_shown, "movie", find_movie },
	{ TV, MEDIA_TV_SHOW, &mycoll_show, mycoll_read_seasons,
	  TV "/season/copy", &mycoll_season_copy, "season", mycoll_find_season_of },
	{ NULL }
};

/* Another program looks things up: where no server's rule leads there, the answer does. */
static enum status
look_up(struct request *req, struct response *res)
{
	return respond_sent_on(res, link_to_door(req, &door_lookup, arena_printf(req->arena,
		"/mycoll/collection%s", req->path + sizeof(MOVIES) - 1)));
}

#define OF_MOVIE MEMBER, .key = &shelved_movie
#define OF_COPY MEMBER, .key = &movie_copy
#define OF_SHOW MEMBER, .key = &shelved_show
#define OF_SEASON_COPY MEMBER, .key = &season_copy

static const struct route routes[] = {
	{ POST,   "/accounts/create",        accounts_sign_up, NOBODY,
	  .body = &accounts_named_registration },
	{ POST,   "/accounts/token",         sign_in,          NOBODY,
	  .body = &accounts_named_login },
	{ POST,   "/accounts/token/refresh", refresh,          NOBODY, .body = &refresh_view },
	{ GET,    MOVIES,                mycoll_titles_list,  MEMBER },
	{ POST,   MOVIES,                mycoll_title_add,    MEMBER, .limit = &limit_titles },
	{ GET,    MOVIES "/:key",        mycoll_title_get,    OF_MOVIE },
	{ PUT,    MOVIES "/:key",        mycoll_title_change, OF_MOVIE },
	{ PATCH,  MOVIES "/:key",        mycoll_title_change, OF_MOVIE },
	{ DELETE, MOVIES "/:key",        mycoll_title_delete, OF_MOVIE },
	{ GET,    MOVIES "/copies",      mycoll_copies_list,  MEMBER },
	{ POST,   MOVIES "/copies",      mycoll_copy_add,     MEMBER },
	{ GET,    MOVIES "/copies/:key", mycoll_copy_get,     OF_COPY },
	{ PUT,    MOVIES "/copies/:key", mycoll_copy_change,  OF_COPY },
	{ PATCH,  MOVIES "/copies/:key", mycoll_copy_change,  OF_COPY },
	{ DELETE, MOVIES "/copies/:key", mycoll_copy_delete,  OF_COPY },
	{ GET,    MOVIES "/search",         look_up, MEMBER,
	  .query = &mycoll_search_query },
	{ GET,    MOVIES "/search/details", look_up, MEMBER,
	  .query = &mycoll_search_query },
	/* in its code only */
	{ GET,    TV,                    mycoll_titles_list,    MEMBER },
	{ POST,   TV,                    mycoll_title_add,      MEMBER, .limit = &limit_titles },
	{ GET,    TV "/:key",            mycoll_title_get,      OF_SHOW },
	{ PUT,    TV "/:key",            mycoll_title_change,   OF_SHOW },
	{ PATCH,  TV "/:key",            mycoll_title_change,   OF_SHOW },
	{ DELETE, TV "/:key",            mycoll_title_delete,   OF_SHOW },
	{ GET,    TV "/season",          mycoll_seasons_list,   MEMBER },
	{ POST,   TV "/season",          mycoll_season_add,     MEMBER },
	{ GET,    TV "/season/:key",     mycoll_season_get,     MEMBER },
	{ PUT,    TV "/season/:key",     mycoll_season_change,  MEMBER },
	{ PATCH,  TV "/season/:key",     mycoll_season_change,  MEMBER },
	{ DELETE, TV "/season/:key",     mycoll_season_delete,  MEMBER },
	{ GET,    TV "/season/copy",     mycoll_copies_list,    MEMBER },
	{ POST,   TV "/season/copy",     mycoll_copy_add,       MEMBER },
	{ GET,    TV "/season/copy/:key", mycoll_copy_get,      OF_SEASON_COPY },
	{ PUT,    TV "/season/copy/:key", mycoll_copy_change,   OF_SEASON_COPY },
	{ PATCH,  TV "/season/copy/:key", mycoll_copy_change,   OF_SEASON_COPY },
	{ DELETE, TV "/season/copy/:key", mycoll_copy_delete,   OF_SEASON_COPY },
	{ 0 }
};

const struct app app = {
	.name = "mycoll",
	.door = "/mycoll",
	.routes = routes,
	.shared = kinds,
	.dialect = &dialect_mycoll,
};
