#include "accounts.h"
#include "access.h"
#include "audit.h"
#include "cookie.h"
#include "dialect.h"
#include "limit.h"
#include "mail.h"
#include "password.h"
#include "recovery.h"
#include "refresh.h"
#include "signin.h"
#include "token.h"

#include <string.h>

static const struct field login_fields[] = {
	FIELD(struct credentials, username, 0, .max = 500, .label = "Username or e-mail"),
	FIELD(struct credentials, email, UNASKED, .max = 500),
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000),
	ACCOUNTS_CODE,
	{ 0 }
};
const struct record accounts_login_view = {
	.size = sizeof(struct credentials), .fields = FIELDS(login_fields),
};

/* The same for doors that know people by their user names. */
static const struct field named_login_fields[] = {
	FIELD(struct credentials, username, REQUIRED, .max = 500),
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000),
	ACCOUNTS_CODE,
	{ 0 }
};
const struct record accounts_named_login = {
	.size = sizeof(struct credentials), .fields = FIELDS(named_login_fields),
};

static const struct field refresh_fields[] = {
	FIELD(struct credentials, refresh_token, UNASKED, .max = 500, .also = { "refresh" }),
	{ 0 }
};
const struct record accounts_refresh_view = {
	.size = sizeof(struct credentials), .fields = FIELDS(refresh_fields),
};

static const struct field logout_fields[] = {
	FIELD(struct credentials, refresh_token, UNASKED, .max = 500, .also = { "refresh" }),
	FIELD(struct credentials, everywhere, 0, .label = "On all devices"),
	{ 0 }
};
const struct record accounts_logout_view = {
	.size = sizeof(struct credentials), .fields = FIELDS(logout_fields),
};

/* A new session for who has just given the password: the user, flat, with the tokens, or these. */
static enum status
enter(struct request *req, struct response *res, const struct user *user, bool show_user)
{
	struct session session;
	const char *refresh;
	enum status rc = refresh_start(req, user, &session, &refresh);

	return rc ? rc : signin_answer(req, res, 200, show_user ? user : NULL, &session, refresh,
		true);
}

const struct record *
accounts_self_view(const struct request *req)
{
	return req->dialect && req->dialect->user ? req->dialect->user : &user_self_view;
}

enum status
accounts_login(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	const char *name = sent->username ? sent->username : sent->email;
	struct user user;
	enum status rc;

	if (!name) {
		problem_add(&req->problems, "username", "is required");
		return ERR_VALIDATION;
	}
	rc = signin_check(req, res, name, sent->password, sent->code, &user);
	return rc ? rc : enter(req, res, &user, true);
}

enum status
accounts_grant(struct request *req, struct response *res, const char *name, const char *password,
	const char *code)
{
	struct user user;
	enum status rc = signin_check(req, res, name, password, code, &user);

	return rc ? rc : enter(req, res, &user, false);
}

enum status
accounts_rotate(struct request *req, struct response *res, const char *token, bool show_refresh)
{
	struct session session;
	const char *next;
	enum status rc = refresh_rotate(req, token, &session, &next);

	return rc ? rc : signin_answer(req, res, 200, NULL, &session, next, show_refresh);
}

/* The refresh token that came in the body, the header or the cookie; *by_cookie tells the last. */
static const char *
sent_refresh_token(struct request *req, bool *by_cookie)
{
	const struct credentials *sent = req->body;
	const char *bearer = access_bearer(req);

	*by_cookie = false;
	if (sent->refresh_token)
		return sent->refresh_token;
	if (bearer) {
		req->sent_token = true;
		return bearer;
	}
	*by_cookie = true;
	/* a door that sets none couldn't give the next one back */
	return req->dialect && !req->dialect->sets_cookies ? NULL
		: cookie_get(req, "refresh_token");
}

enum status
accounts_refresh(struct request *req, struct response *res)
{
	bool by_cookie;
	const char *token = sent_refresh_token(req, &by_cookie);
	enum status rc = token ? accounts_rotate(req, res, token, !by_cookie) : ERR_AUTH;

	if (rc == ERR_AUTH && by_cookie && token)
		access_forget(res);
	return rc;
}

enum status
accounts_refresh_kept(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	struct session session;
	enum status rc = sent->refresh_token ? refresh_find(req, sent->refresh_token, &session)
		: ERR_AUTH;

	if (!rc)
		rc = session_touch(req->db, &session);
	return rc ? rc : signin_answer(req, res, 200, NULL, &session, NULL, false);
}

/* The session that the call is signed in by: access token or cookie, or else a refresh token. */
static enum status
find_session(struct request *req, struct session *session)
{
	bool by_cookie;
	const char *token = sent_refresh_token(req, &by_cookie);
	enum status rc;

	if (token && strlen(token) == 64)
		return refresh_find(req, token, session);
	rc = access_identify(req);
	if (!rc && !req->session)
		return ERR_AUTH;
	if (!rc)
		*session = *req->session;
	return rc;
}

static enum status
end_session(struct request *req, const struct session *session, bool everywhere)
{
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = everywhere ? session_revoke_all(req->db, session->user_key)
			: session_revoke(req->db, session->key);
	if (!rc)
		rc = audit_note(call_from(req), EVENT_SIGNED_OUT, &session->user,
			everywhere ? "everywhere" : NULL);
	return db_end(req->db, rc);
}

enum status
accounts_logout(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	struct session session;
	enum status rc = find_session(req, &session);

	if (req->api_key)
		return access_refuse_key(res);
	access_forget(res);
	if (!rc)
		rc = end_session(req, &session, sent->everywhere);
	if (rc == ERR_AUTH && !access_bearer(req))
		rc = OK;	/* a browser whose session is over is signed out all the same */
	return rc ? rc : respond_nothing(res);
}

enum status
accounts_confirm(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	struct session session;
	enum status rc = signin_confirm(req, res, sent->password, &session);

	if (rc == ERR_AUTH) {
		res->message = "The password is wrong.";
		problem_add(&req->problems, "password", "is wrong");
		return ERR_FORBIDDEN;
	}
	return rc ? rc : signin_answer(req, res, 200, NULL, &session, NULL, false);
}

enum status
accounts_mail_reset(struct request *req, const char *email, const char **message)
{
	const bool has_mail = mail_is_set_up(req->config);

	*message = has_mail
		? "If an account has this address, a link to choose a new password is on its way "
			"to it."
		: "This installation sends no mail. Ask its administrator for a link to choose a "
			"new password.";
	return has_mail ? recovery_mail(req, email) : OK;
}

enum status
accounts_ask_for_reset(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	const char *message;
	enum status rc = accounts_mail_reset(req, sent->email, &message);

	res->cache = CACHE_NO_STORE;
	return rc ? rc : respond_texts(res, 202, TEXTS("message", message));
}

/* Of the token that was sent. */
static const char *
reset_hash(const struct request *req)
{
	const struct credentials *sent = req->body;
	const char *token = sent && sent->reset_token ? sent->reset_token : req->id[0];

	return token_hash(req->arena, token, strlen(token));
}

static enum status
find_reset(struct request *req, struct user *user)
{
	const struct credentials *sent = req->body;
	enum status rc = user_find_reset(call_of(req), reset_hash(req), user);

	if (rc != ERR_NOT_FOUND || !sent || !sent->reset_token)
		return rc;
	problem_add(&req->problems, "token", "was used, has expired or never was one");
	return ERR_VALIDATION;
}

enum status
accounts_check_reset(struct request *req, struct response *res)
{
	struct user user;
	const char *hint;
	enum status rc = find_reset(req, &user);

	if (rc)
		return rc;
	hint = recovery_hint(req->arena, user.email);
	respond_begin(res);
	buf_puts(&res->body, "{\"valid\":true,\"email\":");
	json_put_text_or_null(&res->body, hint);
	buf_putc(&res->body, '}');
	res->cache = CACHE_NO_STORE;
	return respond_json(res, 200);
}

enum status
accounts_use_reset(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	struct user user;
	const char *hash;
	enum status rc = find_reset(req, &user);

	if (!rc)
		rc = signin_check_new_password(req, sent->password, user.username, user.email);
	if (!rc)
		rc = signin_hash(req, sent->password, &hash);
	if (!rc)
		rc = user_use_reset(call_from(req), reset_hash(req), hash, &user);
	if (!rc && !user.second_factor)	/* else they may have been wrong codes */
		limit_forgive(req, user.id);
	res->cache = CACHE_NO_STORE;
	return rc ? rc : respond_record(res, 200, accounts_self_view(req), &user);
}
