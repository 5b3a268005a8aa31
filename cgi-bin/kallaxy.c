/* Kallaxy's door (/kallaxy): what its own clients ask for, in its own words. */
#include "accounts.h"
#include "access.h"
#include "dialect_kallaxy.h"
#include "door_rows.h"
#include "kallaxy.h"
#include "limit.h"
#include "lookups.h"

/* --- media ------------------------------------------------------------------------------------ */

static enum status
create_medium(struct request *req, struct response *res)
{
	struct kallaxy_title *sent = req->body;
	enum status rc = kallaxy_create(call_of(req), sent);

	return rc ? rc : respond_record(res, 201, &kallaxy_medium, &sent->media);
}

static enum status
get_medium(struct request *req, struct response *res)
{
	const struct kallaxy_title *asked = req->body;
	struct media media;
	enum status rc = kallaxy_find(call_of(req), asked->media_type, asked->media.title, &media);

	return rc ? rc : respond_record(res, 200, &kallaxy_medium, &media);
}

static enum status
change_medium(struct request *req, struct response *res)
{
	const struct kallaxy_title *sent = req->body;
	struct media media;
	enum status rc = kallaxy_change(req);

	if (!rc)
		rc = media_find(call_of(req), MEDIA_ANY, sent->id, &media);
	return rc ? rc : respond_record(res, 200, &kallaxy_medium, &media);
}

static enum status
delete_medium(struct request *req, struct response *res)
{
	const struct kallaxy_title *sent = req->body;
	enum status rc = media_delete(call_of(req), MEDIA_ANY, sent->id);

	return rc ? rc : respond_nothing(res);
}

/* --- records ---------------------------------------------------------------------------------- */

static enum status
create_record(struct request *req, struct response *res)
{
	struct entry entry;
	enum status rc = kallaxy_take_record(call_of(req), &req->change, &entry);

	return rc ? rc : respond_record(res, 201, &kallaxy_record, &entry);
}

static enum status
list_entries(struct request *req, const struct page *page, struct rows *out)
{
	struct entry_filter filter;

	record_clear(&entry_filter, &filter);
	return entry_list(call_of(req), &entry_view, &filter, page, out, NULL);
}

static enum status
list_records(struct request *req, struct response *res)
{
	struct rows rows;
	enum status rc = list_entries(req, &(struct page){ 1, 1 }, &rows);

	if (rc || !rows.count)
		return rc ? rc : ERR_NOT_FOUND;
	return respond_rows(res, "records", &kallaxy_record, list_entries, NULL);
}

static enum status
change_record(struct request *req, struct response *res)
{
	struct entry entry;
	enum status rc = kallaxy_change_record(req, &entry);

	return rc ? rc : respond_record(res, 200, &kallaxy_record, &entry);
}

static enum status
delete_record(struct request *req, struct response *res)
{
	const struct kallaxy_title *sent = req->body;
	enum status rc = entry_delete_media(call_of(req), MEDIA_ANY, sent->id);

	return rc ? rc : respond_nothing(res);
}

/* --- the rest --------------------------------------------------------------------------------- */

/* Of what this door does, not ours. */
static enum status
get_version(struct request *req, struct response *res)
{
	(void)req;
	return respond_texts(res, 200, TEXTS("server_version", "v1.0.0",
		"server_versions", "v1.0.0"));
}

static enum status
look_up(struct request *req, struct response *res)
{
	return respond_sent_on(res, link_to_door(req, &door_lookup,
		arena_printf(req->arena, "/kallaxy%s", req->path)));
}

/* Where no rule of the server leads there at once. */
#define LOOK_UP(path, ...) { GET, "/external_api" path, look_up, MEMBER, __VA_ARGS__ }

static const struct route routes[] = {
	{ POST,   "/api/users",   accounts_create,      NOBODY, .body = &kallaxy_new_user },
	{ GET,    "/api/users",   accounts_get_me,      MEMBER },
	{ PUT,    "/api/users",   accounts_change_me,   MEMBER, .body = &kallaxy_changed_user,
	  .prepare = accounts_prepare_me },
	{ DELETE, "/api/users",   accounts_delete_me,   MEMBER, KEYS_NEVER, .http = 200 },
	{ POST,   "/auth/login",  accounts_login,       NOBODY, .body = &accounts_login_view,
	  .http = 201 },
	{ GET,    "/auth/login",  kallaxy_confirm,      MEMBER, KEYS_NEVER,
	  .body = &kallaxy_password, .asks = true, .http = 200 },
	{ POST,   "/auth/logout", accounts_logout,      SIGNED_IN, KEYS_NEVER,
	  .body = &accounts_logout_view },
	{ POST,   "/auth/refresh", accounts_refresh,    NOBODY, .body = &accounts_refresh_view,
	  .http = 201 },
	{ POST,   "/auth/revoke", kallaxy_revoke,       NOBODY, .body = &accounts_logout_view },
	{ POST,   "/auth/password_reset", kallaxy_ask_for_reset, NOBODY, .body = &kallaxy_lost },
	{ GET,    "/auth/password_reset", accounts_check_reset,  NOBODY,
	  .body = &kallaxy_reset, .asks = true },
	{ PUT,    "/auth/password_reset", accounts_use_reset,    NOBODY,
	  .body = &kallaxy_reset_use },
	{ POST,   "/api/media",   create_medium,        MEMBER, .body = &kallaxy_new_title,
	  .limit = &limit_titles },
	{ GET,    "/api/media",   get_medium,           MEMBER, .body = &kallaxy_asked_title,
	  .asks = true },
	{ GET,    "/api/media/type", kallaxy_list_media, MEMBER, .body = &kallaxy_asked_type,
	  .asks = true },
	{ PUT,    "/api/media",   change_medium,        MEMBER, .body = &kallaxy_changed_title },
	{ DELETE, "/api/media",   delete_medium,        MEMBER, .body = &kallaxy_named_title,
	  .asks = true, .http = 200 },
	{ GET,    "/api/media_records", kallaxy_list_records, MEMBER },
	{ POST,   "/api/records", create_record,        MEMBER, .body = &kallaxy_new_record },
	{ GET,    "/api/records", list_records,         MEMBER },
	{ PUT,    "/api/records", change_record,        MEMBER, .body = &kallaxy_changed_record },
	{ DELETE, "/api/records", delete_record,        MEMBER, .body = &kallaxy_named_title,
	  .asks = true, .http = 200 },
	{ GET,    "/server/version", get_version,       ANYONE },
	LOOK_UP("/book/search"),
	LOOK_UP("/book/isbn", .query = &lookups_kallaxy_isbn_query),
	LOOK_UP("/book/author", .query = &lookups_kallaxy_author_query),
	LOOK_UP("/book/search_isbn", .query = &lookups_kallaxy_work_query),
	LOOK_UP("/movie_tv/search_movie", .query = &lookups_kallaxy_text_query),
	LOOK_UP("/movie_tv/search_tv", .query = &lookups_kallaxy_text_query),
	LOOK_UP("/movie_tv/search", .query = &lookups_kallaxy_text_query),
	LOOK_UP("/movie_tv", .query = &lookups_kallaxy_title_query),
	LOOK_UP("/movie_tv/movie_credits", .query = &lookups_kallaxy_credits_query),
	LOOK_UP("/videogame/search", .query = &lookups_kallaxy_games_query),
	LOOK_UP("/videogame", .query = &lookups_kallaxy_game_query),
	{ 0 }
};

const struct app app = {
	.name = "kallaxy",
	.door = "/kallaxy",
	.routes = routes,
	.dialect = &dialect_kallaxy,
};
