/* Accounts (/users): one's own, where it is signed in, and all of them for admins. */
#include "access.h"
#include "accounts.h"
#include "api_key.h"
#include "api_keys.h"
#include "app.h"
#include "factor.h"
#include "html_view.h"
#include "invite.h"
#include "invites.h"
#include "recovery.h"
#include "signin.h"
#include "upload.h"

#include <cjson/cJSON.h>
#include <string.h>

enum { CODES_FEW = 3 };		/* recovery codes that are left: time for new ones */

/* What an admin may change of anybody. */
static const struct field rights_fields[] = {
	FIELD(struct user, id, READONLY),
	FIELD(struct user, username, READONLY),
	FIELD(struct user, email, READONLY),
	FIELD(struct user, name, READONLY),
	FIELD_AS(struct user, avatar_image_id, "avatar_url", READONLY | PICTURE),
	FIELD(struct user, role, NOT_NULL, .words = user_roles),
	FIELD(struct user, is_active, NOT_NULL, .label = "Active"),
	FIELD(struct user, second_factor, READONLY),
	FIELD(struct user, created_at, READONLY),
	FIELD(struct user, updated_at, READONLY),
	FIELD(struct user, entry_count, READONLY),
	FIELD(struct user, media_count, READONLY),
	{ 0 }
};
static const struct record rights = {
	.size = sizeof(struct user), .fields = FIELDS(rights_fields),
};

static enum status
list_sessions(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct rows rows;
	enum status rc = session_list(call_of(req), req->session, &page, &rows);

	return rc ? rc : respond_list(res, "sessions", &session_record, rows.rows, rows.count,
		rows.total);
}

/* Who has found another's browser open ends none but that browser's own session. */
static enum status
delete_session(struct request *req, struct response *res)
{
	const bool is_own = !strcmp(req->id[0], req->session->id);
	enum status rc = is_own ? OK : access_is_recent(req);

	if (!rc)
		rc = session_revoke_id(call_from(req), req->id[0]);
	if (rc)
		return rc;
	if (is_own)
		access_forget(res);
	return respond_nothing(res);
}

static enum status
list_users(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct rows rows;
	enum status rc = user_list(call_of(req), req->query, &page, &rows);

	return rc ? rc : respond_list(res, "users", &user_admin_view, rows.rows, rows.count,
		rows.total);
}

static enum status
get_user(struct request *req, struct response *res)
{
	struct user user;
	enum status rc = user_find_counted(call_of(req), req->id[0], &user);

	return rc ? rc : respond_record(res, 200, &user_admin_view, &user);
}

static enum status
change_user(struct request *req, struct response *res)
{
	struct user before, after;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = user_find_counted(call_of(req), req->id[0], &before);
	if (rc)
		return db_end(req->db, rc);
	after = before;
	change_apply(&req->change, &after);
	rc = user_update(call_from(req), &before, &after);
	rc = db_end(req->db, rc);
	return rc ? rc : respond_record(res, 200, &user_admin_view, &after);
}

static enum status
reset_password(struct request *req, struct response *res)
{
	struct user user;
	const char *token;
	enum status rc = user_find(call_of(req), req->id[0], &user);

	if (!rc && !user.is_active) {
		problem_add(&req->problems, "is_active", "is false; activate the account first");
		return ERR_CONFLICT;
	}
	if (!rc)
		rc = recovery_start(req, EVENT_RESET_LINK_MADE, &user, true, &token);
	if (rc)
		return rc;
	res->location = link_to_page(req, arena_printf(req->arena, "%s/password-reset/%s",
		req->is_short ? "auth" : "cgi-bin/auth.cgi", token));
	res->cache = CACHE_NO_STORE;
	return respond_texts(res, 201, TEXTS("message",
		"Hand this link to the account's user. It works once, for six hours.",
		"reset_link", recovery_link(req, token), "reset_token", token));
}

/* While there are enough of them it is a fact among others. */
static const char *
say_codes_left(struct arena *arena, const cJSON *answer)
{
	const cJSON *left = cJSON_GetObjectItemCaseSensitive(answer, "recovery_codes_left");

	if (!left || left->valueint > CODES_FEW)
		return NULL;
	return arena_printf(arena, "%s left: make new ones before you need them.",
		left->valueint > 1 ? arena_printf(arena, "%d recovery codes are", left->valueint)
		: left->valueint ? "One recovery code is" : "No recovery code is");
}

static const struct offer settings_offers[] = {
	{ "Profile", .button = "Save", .method = PATCH, .path = "/me", .only = "username name",
	  .is_open = true },
	{ "E-mail", .button = "Save", .method = PATCH, .path = "/me", .only = "email",
	  .is_sensitive = true },
	{ "Password", .button = "Change it", .method = PATCH, .path = "/me", .only = "password",
	  .is_sensitive = true },
	{ "Picture", .button = "Use this picture", .method = POST, .path = "/me/avatar" },
	{ "Remove the picture", .method = DELETE, .path = "/me/avatar", .needs = "avatar_url" },
	{ "Second factor", .button = "Set it up", .method = POST, .path = "/me/totp",
	  .needs = "second_factor=false", .is_sensitive = true },
	{ "New recovery codes", .button = "Make new ones", .method = POST,
	  .path = "/me/totp/recovery-codes", .needs = "second_factor=true", .is_sensitive = true },
	{ "Second factor", .button = "Turn it off", .method = DELETE, .path = "/me/totp",
	  .needs = "second_factor=true", .is_sensitive = true, .may = factor_may_drop },
	{ "Where I am signed in", .method = GET, .path = "/me/sessions" },
	{ "Keys for programs", .method = GET, .path = "/me/tokens" },
	{ "What I show to others", .method = GET, .door = &door_shared, .path = "/shares" },
	{ "Invitations", .method = GET, .path = "/invites", .may = invites_show },
	{ "Import from another service", .method = GET, .door = &door_imports, .path = "" },
	{ "Export", .method = GET, .door = &door_exports, .path = "" },
	{ "Delete the account", .button = "Delete my account", .method = DELETE, .path = "/me",
	  .is_sensitive = true, .next = "index.html" },
	{ NULL }
};
static const struct web_page settings_page = {
	.title = "Settings", .say = say_codes_left, .offers = settings_offers,
	.screen = "settings.html",
};
static const struct web_page sessions_page = {
	.title = "Where I am signed in",
	.lists = { { "sessions", .path = "/me/sessions/:id", .drop = "Sign out there" } },
	.screen = "settings.html",
};

static const struct offer keys_offers[] = {
	{ "A new key", .button = "Make the key", .method = POST, .path = "/me/tokens",
	  .is_sensitive = true, .is_open = true },
	{ NULL }
};
static const struct web_page keys_page = {
	.title = "Keys for programs",
	.lists = { { "tokens", .path = "/me/tokens/:id", .drop = "Revoke" } },
	.offers = keys_offers, .screen = "settings.html",
};
static const struct offer key_offers[] = {
	{ "All keys", .method = GET, .path = "/me/tokens" },
	{ NULL }
};
static const struct web_page key_page = {
	.lead = "Copy it now: only its hash is kept, and nobody is told it again.",
	.offers = key_offers,
};

static const struct offer people_offers[] = {
	{ "Titles that nobody has curated", .method = GET, .door = &door_media,
	  .path = "?curated=false" },
	{ "Who signed in, and what was changed", .method = GET, .door = &door_server,
	  .path = "/audit" },
	{ "The doctor", .method = GET, .door = &door_server, .path = "/doctor" },
	{ "Take a backup", .method = GET, .door = &door_server, .path = "/backup" },
	{ "Daily copies", .method = GET, .door = &door_server, .path = "/copies" },
	{ "Remove all data", .method = GET, .door = &door_server, .path = "/data" },
	{ NULL }
};
static const struct web_page people_page = {
	.title = "People", .lists = { { "users", .path = "/:id" } }, .offers = people_offers,
	.screen = "admin.html",
};
static const struct offer person_offers[] = {
	{ "Rights", .button = "Save", .method = PATCH, .path = "/:id", .is_open = true },
	{ "Make a recovery link", .method = POST, .path = "/:id/password-reset" },
	{ "Turn the second factor off", .method = DELETE, .path = "/:id/totp",
	  .needs = "second_factor=true", .is_sensitive = true },
	{ NULL }
};
static const struct offer recovery_offers[] = {
	{ "The link, for a browser without JavaScript", .method = GET, .door = &door_auth,
	  .path = "/password-reset/:reset_token" },
	{ NULL }
};
static const struct web_page recovery_page = {
	.title = "A recovery link", .offers = recovery_offers,
};
static const struct web_page person_page = { .offers = person_offers, .screen = "admin.html" };

#define INVITES MEMBER, KEYS_NEVER, .is_apart = true

static const struct offer factor_offers[] = {
	{ "Then type the code that it shows", .button = "Turn it on", .method = POST,
	  .path = "/me/totp/confirm", .is_open = true },
	{ NULL }
};
/* The secret as it is read out: in groups of four. */
static const char *
say_secret(struct arena *arena, const cJSON *answer)
{
	const char *secret = member_text(member_at(answer, "secret"));
	struct buf groups;

	buf_init(&groups, arena, 100);
	buf_puts(&groups, "An app for one-time codes takes the picture, or this typed into it:");
	for (size_t i = 0; secret && secret[i]; i++)
		buf_printf(&groups, "%s%c", i % 4 ? "" : " ", secret[i]);
	return groups.data;
}

static const char *const factor_untold[] = { "secret", NULL };
static const struct web_page factor_page = {
	.title = "A second factor", .offers = factor_offers, .say = say_secret,
	.untold = factor_untold,
};
#define KEEP_THEM "Keep these codes where the app is not: each signs you in once, should it be " \
	"lost. They are not shown again."
static const struct offer codes_offers[] = {
	{ "Back to the settings", .method = GET, .door = &door_users, .path = "/me" },
	{ NULL }
};
static const struct web_page codes_page = {
	.title = "The second factor is on", .offers = codes_offers,
	.lead = KEEP_THEM,
};

static const struct web_page new_codes_page = {
	.title = "New recovery codes", .offers = codes_offers,
	.lead = "Those of before are good for nothing any more. " KEEP_THEM,
};

static const struct route routes[] = {
	{ GET,    "/me",                 accounts_get_me,    SIGNED_IN, .page = &settings_page },
	{ PUT,    "/me",                 accounts_change_me, MEMBER, .body = &accounts_profile,
	  .prepare = accounts_prepare_me },
	{ PATCH,  "/me",                 accounts_change_me, MEMBER, .body = &accounts_profile,
	  .prepare = accounts_prepare_me, .title = "Save", .is_sensitive = true },
	{ DELETE, "/me",                 accounts_delete_me, MEMBER, KEYS_NEVER,
	  .title = "Delete my account", .prepare = signin_take_password, .is_sensitive = true },
	{ POST,   "/me/avatar",          upload_avatar,  MEMBER, .limit = &limit_uploads,
	  .admit = upload_admit_avatar, .file_max = FILE_UPLOAD_MAX, .file_field = "image",
	  .title = "Use this picture" },
	{ DELETE, "/me/avatar",          remove_avatar,  MEMBER },
	{ GET,    "/me/sessions",        list_sessions,  MEMBER, KEYS_NEVER, .query = &no_query,
	  .page = &sessions_page },
	{ DELETE, "/me/sessions/:id",    delete_session, MEMBER, KEYS_NEVER,
	  .prepare = signin_take_password, .title = "Sign out there", .is_sensitive = true },
	{ GET,    "/me/tokens",          api_keys_list,   MEMBER, KEYS_NEVER, .query = &no_query,
	  .page = &keys_page },
	{ POST,   "/me/tokens",          api_keys_create, MEMBER, KEYS_NEVER,
	  .body = &api_key_new_view, .prepare = signin_take_password, .title = "Make the key",
	  .is_sensitive = true, .is_told = true, .page = &key_page },
	{ DELETE, "/me/tokens/:id",      api_keys_revoke, MEMBER, KEYS_NEVER },
	{ GET,    "/invites",            invites_list,   INVITES, .query = &no_query,
	  .page = &invites_page },
	{ POST,   "/invites",            invites_create, INVITES, .body = &invite_new_view,
	  .title = "Make a link", .is_told = true },
	{ DELETE, "/invites/:id",        invites_delete, INVITES },
	{ POST,   "/me/totp",            factor_ask,     SIGNED_IN, KEYS_NEVER,
	  .prepare = signin_take_password, .title = "Set it up", .is_sensitive = true,
	  .is_told = true, .page = &factor_page },
	{ POST,   "/me/totp/confirm",    factor_confirm, SIGNED_IN, KEYS_NEVER,
	  .body = &factor_code, .title = "Turn it on", .is_told = true, .page = &codes_page },
	{ POST,   "/me/totp/recovery-codes", factor_renew_codes, MEMBER, KEYS_NEVER,
	  .prepare = signin_take_password, .title = "Make new ones", .is_sensitive = true,
	  .is_told = true, .page = &new_codes_page },
	{ DELETE, "/me/totp",            factor_drop,    MEMBER, KEYS_NEVER,
	  .prepare = signin_take_password, .title = "Turn it off", .is_sensitive = true },
	{ GET,    "/",                   list_users,     ADMIN, .query = &user_filter,
	  .page = &people_page },
	{ GET,    "/:id",                get_user,       ADMIN, .page = &person_page },
	{ PATCH,  "/:id",                change_user,    ADMIN, KEYS_NEVER, .body = &rights },
	{ POST,   "/:id/password-reset", reset_password, ADMIN, KEYS_NEVER,
	  .title = "Make a recovery link", .is_told = true, .page = &recovery_page },
	{ DELETE, "/:id/totp",           factor_drop_theirs, ADMIN, KEYS_NEVER,
	  .prepare = signin_take_password, .title = "Turn the second factor off",
	  .is_sensitive = true },
	{ 0 }
};

const struct app app = {
	.name = "users",
	.door = "/users",
	.routes = routes,
};
