#include "refresh.h"
#include "access.h"
#include "audit.h"
#include "clock.h"
#include "cookie.h"
#include "dialect.h"
#include "text.h"
#include "token.h"

#include <string.h>

enum { HALF = 32, WHOLE = 64, LEEWAY = 10 /* seconds */, SESSION_MAX = 365 * 86400 };

static const char *
family_of(struct request *req, const char *token)
{
	if (strlen(token) != WHOLE || strspn(token, "0123456789abcdef") != WHOLE)
		return NULL;
	return token_hash(req->arena, token, HALF);
}

/* So long after its last use, but at most a year after the password was given. */
static int64_t
end_of(const struct request *req, const struct session *session)
{
	const int64_t idle = clock_now() + req->config->refresh_token_ttl,
		last = session->auth_time.seconds + SESSION_MAX;

	return idle < last ? idle : last;
}

/* The session that a browser had, whoever's that was: its cookies are the new one's now. */
static enum status
end_session_before(struct request *req)
{
	const bool sets_cookies = !req->dialect || req->dialect->sets_cookies;
	const char *token = sets_cookies ? cookie_get(req, "refresh_token") : NULL;
	struct session before;
	enum status rc = token ? refresh_find(req, token, &before) : ERR_AUTH;

	if (rc)
		return rc == ERR_AUTH ? OK : rc;
	return session_revoke(req->db, before.key);
}

enum status
refresh_start(struct request *req, const struct user *user, struct session *session,
	const char **token)
{
	const char *text = token_random(req->arena, WHOLE);
	const char *agent = request_env(req, "HTTP_USER_AGENT");
	int64_t now = clock_now();
	enum status rc;

	record_clear(&session_record, session);
	session->user_key = user->key;
	session->user = *user;
	session->family_hash = family_of(req, text);
	session->refresh_hash = token_hash(req->arena, text, WHOLE);
	session->auth_time.seconds = session->created_at.seconds =
		session->last_used_at.seconds = now;
	session->expires_at.seconds = end_of(req, session);
	session->address = request_address(req);
	if (agent && strlen(agent) <= 500 && text_is_utf8(agent, strlen(agent)))
		session->user_agent = agent;
	*token = text;
	rc = session_create(call_from(req), session);
	return rc ? rc : end_session_before(req);
}

enum status
refresh_restart(struct request *req, const struct session *session, const char **token)
{
	struct session fresh = *session;

	*token = token_random(req->arena, WHOLE);
	fresh.family_hash = family_of(req, *token);
	fresh.refresh_hash = token_hash(req->arena, *token, WHOLE);
	fresh.expires_at.seconds = end_of(req, session);
	return session_restart(req->db, &fresh);
}

/*
 * The half that changes follows from the token before: who presents that once more gets the same
 * pair's second token.
 */
static const char *
next_token(struct request *req, const char *token)
{
	return arena_printf(req->arena, "%.*s%s", HALF, token,
		token_next(req->arena, req->key, token, HALF));
}

static bool
is_alive(const struct session *session)
{
	return session->expires_at.seconds > clock_now() && session->user.is_active;
}

/* False for a used or expired one, whose family ends with it. */
static bool
is_current(struct request *req, const struct session *session, const char *token)
{
	return is_alive(session)
		&& secret_equal(session->refresh_hash, token_hash(req->arena, token, WHOLE));
}

/*
 * Two tabs, or an answer that got lost: it was the current one a moment ago, and comes for the
 * first time since.
 */
static bool
is_late(struct request *req, const struct session *session, const char *token)
{
	return is_alive(session) && session->previous_hash
		&& clock_now() - session->last_used_at.seconds < LEEWAY
		&& secret_equal(session->previous_hash, token_hash(req->arena, token, WHOLE));
}

/* It was used before, or has expired: its family ends, and whose it was used twice is told. */
static enum status
end_family(struct request *req, const struct session *session)
{
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = session_revoke(req->db, session->key);
	if (!rc && is_alive(session))
		rc = audit_note(call_from(req), EVENT_TOKEN_REUSED, &session->user, NULL);
	return db_end(req->db, rc);
}

enum status
refresh_find(struct request *req, const char *token, struct session *session)
{
	const char *family = family_of(req, token);
	enum status rc = family ? session_find_family(call_of(req), family, session)
		: ERR_NOT_FOUND;

	if (rc == ERR_NOT_FOUND)
		return ERR_AUTH;
	if (rc || is_current(req, session, token) || is_late(req, session, token))
		return rc;
	rc = end_family(req, session);
	return rc ? rc : ERR_AUTH;
}

/* Gives the next token; NULL for one that was used before, whose family then ends. */
static enum status
rotate_token(struct request *req, const char *token, const char *family, struct session *session,
	const char **next)
{
	enum status rc = session_find_family(call_of(req), family, session);

	if (rc)
		return rc == ERR_NOT_FOUND ? ERR_AUTH : rc;
	*next = next_token(req, token);
	if (is_late(req, session, token))
		return session_forget_previous(req->db, session);
	if (!is_current(req, session, token)) {
		*next = NULL;
		return end_family(req, session);
	}
	session->refresh_hash = token_hash(req->arena, *next, WHOLE);
	session->expires_at.seconds = end_of(req, session);
	return session_rotate(req->db, session);
}

enum status
refresh_rotate(struct request *req, const char *token, struct session *session, const char **next)
{
	const char *family = family_of(req, token);
	enum status rc;

	if (!family)
		return ERR_AUTH;
	rc = db_begin(req->db);
	if (!rc)
		rc = rotate_token(req, token, family, session, next);
	rc = db_end(req->db, rc);
	return !rc && !*next ? ERR_AUTH : rc;
}
