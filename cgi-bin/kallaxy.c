/* Kallaxy's door (/kallaxy): what its own clients ask for, in its own words. */
#include "accounts.h"
#include "access.h"
#include "app.h"
#include "checks.h"
#include "dialect_kallaxy.h"
#include "door_rows.h"
#include "kallaxy.h"
#include "limit.h"
#include "password.h"
#include "signin.h"

/* --- accounts --------------------------------------------------------------------------------- */

static const struct field new_user_fields[] = {
	FIELD(struct credentials, username, REQUIRED, .check = is_username),
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000, .check = is_password),
	FIELD(struct credentials, email, REQUIRED, .max = 254, .check = is_email),
	{ 0 }
};
static const struct record new_user = { .size = sizeof(struct credentials),
	.fields = FIELDS(new_user_fields) };

static const struct field changed_user_fields[] = {
	FIELD(struct user, username, REQUIRED, .check = is_username),
	FIELD(struct user, password, REQUIRED | SECRET, .max = 2000, .check = is_password),
	FIELD(struct user, email, REQUIRED, .max = 254, .check = is_email),
	{ 0 }
};
static const struct record changed_user = { .size = sizeof(struct user),
	.fields = FIELDS(changed_user_fields) };

static const struct field password_fields[] = {
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000),
	{ 0 }
};
static const struct record password = { .size = sizeof(struct credentials),
	.fields = FIELDS(password_fields) };

static enum status
confirm_password(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	struct session session;
	enum status rc = signin_confirm(req, res, sent->password, &session);

	if (rc == ERR_AUTH)
		res->message = "The password is wrong.";
	return rc ? rc : respond_nothing(res);
}

static enum status
revoke(struct request *req, struct response *res)
{
	return access_bearer(req) ? accounts_logout(req, res) : ERR_AUTH;
}

/* --- a lost password -------------------------------------------------------------------------- */

static const struct field lost_fields[] = {
	FIELD(struct credentials, email, REQUIRED, .max = 254, .check = is_email), { 0 }
};
static const struct record lost = { .size = sizeof(struct credentials),
	.fields = FIELDS(lost_fields) };

#define TOKEN FIELD_AS(struct credentials, reset_token, "token", REQUIRED)
static const struct field check_fields[] = { TOKEN, { 0 } };
static const struct record check_view = { .size = sizeof(struct credentials),
	.fields = FIELDS(check_fields) };

static const struct field reset_fields[] = {
	TOKEN,
	FIELD_AS(struct credentials, password, "new_password", REQUIRED | SECRET, .max = 2000,
		.check = is_password),
	{ 0 }
};
static const struct record reset_view = { .size = sizeof(struct credentials),
	.fields = FIELDS(reset_fields) };

/* The same for every address, and nothing that opens an account: that is mailed. */
static enum status
ask_for_reset(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	const char *message;
	enum status rc = accounts_mail_reset(req, sent->email, &message);

	res->cache = CACHE_NO_STORE;
	return rc ? rc : respond_texts(res, 200, TEXTS("message", message, "reset_link", "",
		"reset_token", "", "username", ""));
}

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
	enum status rc = kallaxy_change(call_of(req), &req->change);

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
	enum status rc = kallaxy_change_record(call_of(req), &req->change, &entry);

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

static const struct route routes[] = {
	{ POST,   "/api/users",  accounts_create,    NOBODY, .body = &new_user },
	{ GET,    "/api/users",  accounts_get_me,    MEMBER },
	{ PUT,    "/api/users",  accounts_change_me, MEMBER, .body = &changed_user,
	  .prepare = accounts_prepare_me },
	{ DELETE, "/api/users",  accounts_delete_me, MEMBER, .http = 200 },
	{ POST,   "/auth/login", accounts_login,     NOBODY, .body = &accounts_login_view,
	  .http = 201 },
	{ GET,    "/auth/login", confirm_password,   MEMBER, .body = &password, .asks = true,
	  .http = 200 },
	{ POST,   "/auth/logout", accounts_logout,   MEMBER, .body = &accounts_logout_view },
	{ POST,   "/auth/refresh", accounts_refresh, NOBODY, .body = &accounts_refresh_view,
	  .http = 201 },
	{ POST,   "/auth/revoke", revoke,            NOBODY, .body = &accounts_logout_view },
	{ POST,   "/auth/password_reset", ask_for_reset, NOBODY, .body = &lost },
	{ GET,    "/auth/password_reset", accounts_check_reset, NOBODY,
	  .body = &check_view, .asks = true },
	{ PUT,    "/auth/password_reset", accounts_use_reset, NOBODY,
	  .body = &reset_view },
	{ POST,   "/api/media",  create_medium,      MEMBER, .body = &kallaxy_new_title,
	  .limit = &limit_titles },
	{ GET,    "/api/media",  get_medium,         MEMBER, .body = &kallaxy_asked_title,
	  .asks = true },
	{ GET,    "/api/media/type", kallaxy_list_media, MEMBER, .body = &kallaxy_asked_type,
	  .asks = true },
	{ PUT,    "/api/media",  change_medium,      MEMBER, .body = &kallaxy_changed_title },
	{ DELETE, "/api/media",  delete_medium,      MEMBER, .body = &kallaxy_named_title,
	  .asks = true, .http = 200 },
	{ GET,    "/api/media_records", kallaxy_list_records, MEMBER },
	{ POST,   "/api/records", create_record,     MEMBER, .body = &kallaxy_new_record },
	{ GET,    "/api/records", list_records,      MEMBER },
	{ PUT,    "/api/records", change_record,     MEMBER, .body = &kallaxy_changed_record },
	{ DELETE, "/api/records", delete_record,     MEMBER, .body = &kallaxy_named_title,
	  .asks = true, .http = 200 },
	{ GET,    "/server/version", get_version,    ANYONE },
	{ GET,    "/external_api/:tag", look_up,     ANYONE, .inner = true },
	{ 0 }
};

const struct app app = {
	.name = "kallaxy",
	.door = "/kallaxy",
	.routes = routes,
	.dialect = &dialect_kallaxy,
};
