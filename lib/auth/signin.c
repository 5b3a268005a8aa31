#include "signin.h"
#include "access.h"
#include "audit.h"
#include "clock.h"
#include "cookie.h"
#include "dialect.h"
#include "form.h"
#include "limit.h"
#include "password.h"
#include "second_factor.h"
#include "token.h"
#include "totp.h"

#include <string.h>
#include <strings.h>

enum status
signin_hash(struct request *req, const char *password, const char **hash)
{
	return password_hash(req->arena, req->config, password, hash, &req->trouble);
}

/* Uses a code of the second factor up: of an app, or for recovery. */
static enum status
use_code(struct request *req, const struct user *user, const char *typed)
{
	const char *code = totp_code(req->arena, typed),
		*hash = code ? NULL : recovery_code_hash(req->arena, typed);
	const int64_t now = clock_now();
	int64_t step;
	enum status rc = ERR_NOT_FOUND;

	if (hash)
		rc = second_factor_use_recovery(call_from(req), user, hash);
	else if (code && totp_verify(user->totp_secret, code, now, &step))
		rc = second_factor_use_step(call_from(req), user, step, now / TOTP_STEP + 1);
	return rc;
}

static enum status
take_code(struct request *req, struct response *res, const struct user *user, const char *typed)
{
	enum status rc;

	if (!typed || !*typed)
		return ERR_SECOND_FACTOR;
	rc = use_code(req, user, typed);
	if (rc != ERR_NOT_FOUND)
		return rc;
	res->message = "The code " CODE_IS_WRONG ".";
	problem_add(&req->problems, "code", CODE_IS_WRONG);
	return ERR_AUTH;
}

/*
 * One attempt at a password, and at a code where the user has a second factor; `user` is NULL when
 * nobody may sign in by that name. A code that is missing is neither a failure nor a success.
 */
static enum status
try_password(struct request *req, struct response *res, const char *account,
	const struct user *user, const char *password, const char *code)
{
	struct attempt attempt;
	int64_t seconds = 0;
	const char *hash;
	bool outdated;
	enum status rc = limit_attempt(req, account, &attempt, &seconds), ended;

	if (rc == ERR_RATE_LIMITED)
		response_wait(res, "Too many wrong passwords.", seconds);
	if (rc)
		return rc;
	rc = password_verify(req->arena, req->config, user ? user->password : NULL, password,
		&outdated, &req->trouble);
	if (!rc && user && user->second_factor)
		rc = take_code(req, res, user, code);
	ended = limit_attempt_end(req, &attempt, rc);
	if (ended)
		return ended;
	if (rc || !outdated)
		return rc;
	rc = signin_hash(req, password, &hash);
	if (!rc)
		rc = user_rehash(req->db, user, hash);
	return rc == ERR_NOT_FOUND ? ERR_AUTH : rc;
}

/* ERR_AUTH, once it is noted. (What was typed as a name may be a password.) */
static enum status
note_failure(struct request *req, const struct user *user, const char *about)
{
	enum status rc = audit_note(call_from(req), EVENT_SIGN_IN_FAILED, user, about);

	return rc ? rc : ERR_AUTH;
}

/* ERR_SECOND_FACTOR, once it is noted: somebody knows the password. */
static enum status
note_missing(struct request *req, const struct user *user)
{
	enum status rc = audit_note_once(call_from(req), EVENT_CODE_MISSING, user);

	return rc ? rc : ERR_SECOND_FACTOR;
}

enum status
signin_check(struct request *req, struct response *res, const char *login, const char *password,
	const char *code, struct user *user)
{
	enum status rc = user_find_login(call_of(req), login, user);
	const bool is_known = !rc;
	const char *about;

	if (rc && rc != ERR_NOT_FOUND)
		return rc;
	rc = try_password(req, res, is_known ? user->id : login,
		is_known && user->is_active ? user : NULL, password, code);
	if (rc != ERR_AUTH)
		return rc == ERR_SECOND_FACTOR ? note_missing(req, user) : rc;
	about = res->message ? "by a wrong code" : is_known && !user->is_active
		? "the account is deactivated" : NULL;
	if (!res->message)
		res->message = "The name or the password is wrong.";
	return note_failure(req, is_known ? user : NULL, about);
}

enum status
signin_confirm(struct request *req, struct response *res, const char *password,
	struct session *session)
{
	struct user user;
	enum status rc = user_find(call_of(req), req->user->id, &user);

	user.second_factor = false;	/* the password alone confirms */
	if (!rc)
		rc = try_password(req, res, user.id, &user, password, NULL);
	if (rc == ERR_AUTH)
		return note_failure(req, &user, "when asked to confirm the password");
	if (rc)
		return rc;
	*session = *req->session;
	session->auth_time.seconds = clock_now();
	return session_confirm(req->db, session);
}

static const struct field tokens_fields[] = {
	FIELD(struct tokens, access_token, READONLY),
	FIELD(struct tokens, token_type, READONLY),
	FIELD(struct tokens, expires_in, READONLY),
	FIELD(struct tokens, refresh_token, READONLY | OPTIONAL),
	{ 0 }
};
static const struct record tokens_view = { .fields = FIELDS(tokens_fields) };

enum status
signin_take_password(struct request *req, struct response *res)
{
	const char *password = req->body_kind == BODY_FORM
		? form_text(req->body_object, "_current") : NULL;
	struct session *session;
	enum status rc;

	if (!password || access_is_recent(req) != ERR_REAUTHENTICATE)
		return OK;
	session = arena_alloc(req->arena, sizeof(*session));
	rc = signin_confirm(req, res, password, session);
	if (rc == ERR_AUTH) {
		res->message = "The password is wrong.";
		problem_add(&req->problems, "_current", "is wrong");
		return ERR_FORBIDDEN;
	}
	if (!rc)
		req->session = session;
	return rc;
}

static void
set_cookies(struct request *req, struct response *res, const struct session *session,
	const struct tokens *tokens, const char *refresh)
{
	const int64_t ttl = req->config->refresh_token_ttl;

	cookie_set(res, "access_token", tokens->access_token, tokens->expires_in, "Lax");
	if (refresh)
		cookie_set(res, "refresh_token", refresh, ttl, "Strict");
	if (req->dialect && req->dialect->csrf_session)
		cookie_set_readable(res, "csrf_token", access_csrf_token(req, session), ttl);
}

/*
 * Whether who asks wants no more in the answer than there must be (RFC 7240, 4.2): it has cookies.
 * Doors and OAuth2 (RFC 6749, 5.1) know no such wish.
 */
static bool
prefers_minimal(const struct request *req, const struct response *res)
{
	static const char wish[] = "return=minimal";
	const char *sent = request_env(req, "HTTP_PREFER");

	if (!sent || req->dialect || (res->route && res->route->oauth))
		return false;
	for (size_t n; *sent; sent += n + (sent[n] == ',')) {
		sent += strspn(sent, " \t");
		n = strcspn(sent, ",");
		if (strcspn(sent, ",; \t") == strlen(wish)
		    && !strncasecmp(sent, wish, strlen(wish)))
			return true;
	}
	return false;
}

/*
 * What isn't asked for is in cookies alone, where no script reads it. A token goes back the way it
 * came (`renews`), whatever is wished for: the one before is used up.
 */
static void
put_tokens(struct request *req, struct response *res, const struct tokens *tokens, bool renews)
{
	const struct dialect *door = req->dialect;

	if (prefers_minimal(req, res) && !(renews && tokens->refresh_token))
		response_header(res, "Preference-Applied", "return=minimal");
	else
		json_put_members(&res->body, NULL,
			door && door->tokens ? door->tokens : &tokens_view, tokens);
}

enum status
signin_answer(struct request *req, struct response *res, int http, const struct user *user,
	const struct session *session, const char *refresh, bool show_refresh)
{
	const struct dialect *door = req->dialect;
	const int64_t ttl = req->config->access_token_ttl;
	const struct tokens tokens = {
		token_issue(req->arena, req->key, session->user.id, session->id,
			session->auth_time.seconds, session->user.password_changed_at.seconds, ttl),
		"Bearer", show_refresh ? refresh : NULL, ttl,
	};

	if (!tokens.access_token)
		return ERR_INTERNAL;
	if (!door || door->sets_cookies)
		set_cookies(req, res, session, &tokens, refresh);
	respond_begin(res);
	buf_putc(&res->body, '{');
	if (user)
		json_put_members(&res->body, &req->links,
			door && door->user ? door->user : &user_self_view, user);
	put_tokens(req, res, &tokens, !user);
	buf_putc(&res->body, '}');
	res->cache = CACHE_NO_STORE;
	return respond_json(res, http);
}

enum status
signin_check_new_password(struct request *req, const char *password, const char *username,
	const char *email)
{
	if (!password_is_name(req->arena, password, username)
	    && !password_is_name(req->arena, password, email))
		return OK;
	problem_add(&req->problems, "password", "must not be the user name or e-mail address");
	return ERR_VALIDATION;
}
