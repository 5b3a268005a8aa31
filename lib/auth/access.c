#include "access.h"
#include "api_key.h"
#include "clock.h"
#include "cookie.h"
#include "dialect.h"
#include "origin.h"
#include "session.h"
#include "token.h"

#include <string.h>
#include <strings.h>

enum { RECENT = 600 };

const struct call *
call_of(struct request *req)
{
	struct call *call = arena_alloc(req->arena, sizeof(*call));

	*call = (struct call){ .db = req->db, .arena = req->arena, .problems = &req->problems,
		.user = req->user, .trail = req->trail };
	return call;
}

const struct call *
call_from(struct request *req)
{
	struct call *call = arena_alloc(req->arena, sizeof(*call));

	*call = *call_of(req);
	call->address = request_address(req);
	return call;
}

static const char *
authorization(const struct request *req)
{
	const char *header = request_env(req, "HTTP_AUTHORIZATION");

	return header ? header : request_env(req, "REDIRECT_HTTP_AUTHORIZATION");
}

const char *
access_bearer(const struct request *req)
{
	const char *header = authorization(req);
	size_t scheme = header ? strcspn(header, " ") : 0;

	if (!header || !header[scheme])
		return header ? "" : NULL;
	if (scheme != strlen("Bearer") || strncasecmp(header, "Bearer", scheme))
		return NULL;
	return header + scheme + strspn(header + scheme, " ");
}

bool
access_lacks_scheme(const struct request *req)
{
	const char *header = authorization(req);

	return header && !strchr(header, ' ') && strcasecmp(header, "Bearer");
}

static enum status
find_user(struct request *req, const char *text)
{
	struct session *session = arena_alloc(req->arena, sizeof(*session));
	struct token token;
	enum status rc;

	if (!token_verify(req->arena, req->key, text, &token))
		return ERR_AUTH;
	rc = session_find(call_of(req), token.sub, token.sid, session);
	if (rc)
		return rc == ERR_NOT_FOUND ? ERR_AUTH : rc;
	if (!session->user.is_active || token.iat < session->user.password_changed_at.seconds)
		return ERR_AUTH;
	if (!req->dialect || !req->dialect->session_tells_time
	    || session->auth_time.seconds < token.auth_time)
		session->auth_time.seconds = token.auth_time;
	if (session->user.role != ROLE_ADMIN)
		session->user.quota = &req->config->quota;
	req->session = session;
	req->user = &session->user;
	return OK;
}

static bool
is_key(const char *bearer)
{
	return !strncmp(bearer, API_KEY_PREFIX, strlen(API_KEY_PREFIX));
}

void
access_take_role(struct request *req)
{
	const struct api_key *key = req->api_key;

	if (key)
		req->user = req->method == GET ? &key->user : &key->writer;
}

/* Who has such a key; nothing says that a session would do. */
static enum status
find_owner(struct request *req, const char *secret)
{
	const size_t length = strlen(secret);
	struct api_key *key = arena_alloc(req->arena, sizeof(*key));
	enum status rc = length == strlen(API_KEY_PREFIX) + API_KEY_DIGITS
		? api_key_find(call_of(req), token_hash(req->arena, secret, length), key)
		: ERR_NOT_FOUND;

	if (rc)
		return rc == ERR_NOT_FOUND ? ERR_AUTH : rc;
	key->writer.quota = &req->config->quota;
	if (key->user.role != ROLE_ADMIN)
		key->user.quota = &req->config->quota;
	req->api_key = key;
	access_take_role(req);
	api_key_note_use(req->db, key);
	return OK;
}

static bool
is_unsafe(const struct request *req)
{
	return req->method & (POST | PUT | PATCH | DELETE);
}

/* The rule is for what browsers add by themselves. */
static bool
holds_same_origin(const struct request *req)
{
	if (access_bearer(req) || !is_unsafe(req))
		return true;
	if (!cookie_get(req, "access_token") && !cookie_get(req, "refresh_token"))
		return true;
	return origin_is_same(req);
}

const char *
access_csrf_token(const struct request *req, const struct session *session)
{
	return token_next(req->arena, req->key, session->id, 48);
}

static bool
has_csrf_tokens(const struct request *req)
{
	return req->dialect && req->dialect->csrf_session;
}

/* What a page of a door with such tokens sends along, NULL for none. */
static const char *
sent_csrf_token(const struct request *req)
{
	const char *token;

	if (!has_csrf_tokens(req) || !is_unsafe(req))
		return NULL;
	token = request_env(req, "HTTP_X_CSRF_TOKEN");
	return token ? token : request_env(req, "HTTP_X_XSRF_TOKEN");
}

/* The session that the cookies keep, whoever asks: the one that a refresh or a logout is about. */
static enum status
find_kept(struct request *req, struct session *session)
{
	const char *refresh = cookie_get(req, "refresh_token"),
		*access = cookie_get(req, "access_token");
	enum status rc;

	if (refresh)
		return req->dialect->csrf_session(req, refresh, session);
	rc = access ? find_user(req, access) : ERR_AUTH;
	if (!rc)
		*session = *req->session;
	req->session = NULL;
	req->user = NULL;
	return rc;
}

enum status
access_stranger(struct request *req)
{
	const char *proof = sent_csrf_token(req);
	struct session session;
	enum status rc;

	if (holds_same_origin(req) && !(is_unsafe(req) && origin_is_foreign(req)))
		return OK;
	rc = proof ? find_kept(req, &session) : ERR_AUTH;
	if (rc && rc != ERR_AUTH)
		return rc;
	return !rc && secret_equal(access_csrf_token(req, &session), proof) ? OK : ERR_CSRF;
}

static enum status
identify_by_cookie(struct request *req)
{
	const bool is_ours = holds_same_origin(req);
	const char *cookie = cookie_get(req, "access_token"),
		*proof = is_ours ? NULL : sent_csrf_token(req);
	enum status rc;

	if (!is_ours && !proof)
		return ERR_CSRF;
	rc = cookie ? find_user(req, cookie) : ERR_AUTH;
	if (rc == ERR_AUTH)
		return is_ours ? OK : ERR_AUTH;	/* nobody's page: it may refresh */
	if (!rc && proof && !secret_equal(access_csrf_token(req, req->session), proof)) {
		req->session = NULL;
		req->user = NULL;
		return ERR_CSRF;
	}
	req->by_cookie = !rc;
	return rc;
}

bool
access_demands_factor(const struct request *req, const struct user *user)
{
	const char *of = req->config->second_factor;

	return !strcmp(of, "everyone") || (!strcmp(of, "admins") && user->role == ROLE_ADMIN);
}

/* A key is as good as its owner. */
static bool
lacks_factor(const struct request *req)
{
	const struct user *user = req->api_key ? &req->api_key->user : req->user;

	return !user->second_factor && access_demands_factor(req, user);
}

static enum status
find_caller(struct request *req)
{
	const char *bearer = access_bearer(req);

	if (!bearer)
		return identify_by_cookie(req);
	req->sent_token = true;
	return is_key(bearer) ? find_owner(req, bearer) : find_user(req, bearer);
}

enum status
access_identify(struct request *req)
{
	enum status rc = find_caller(req);

	req->lacks_factor = !rc && req->user && lacks_factor(req);
	return rc;
}

void
access_hold_back(struct request *req, enum access access)
{
	if (!req->lacks_factor || access == SIGNED_IN)
		return;
	req->user = NULL;
	req->session = NULL;
	req->api_key = NULL;
	req->by_cookie = false;
}

bool
access_is_admin(const struct request *req)
{
	return req->user && req->user->role == ROLE_ADMIN && !req->lacks_factor;
}

static enum status
check_member(const struct request *req)
{
	if (req->lacks_factor)
		return ERR_NO_FACTOR;
	return req->user ? OK : ERR_AUTH;
}

enum status
access_check(const struct request *req, enum access access)
{
	enum status rc;

	switch (access) {
	case NOBODY:
	case ANYONE:
		return OK;
	case READER:
		return strcmp(req->config->catalogue, "private") ? OK : check_member(req);
	case SIGNED_IN:
		return req->lacks_factor && !req->api_key ? OK : check_member(req);
	case MEMBER:
		return check_member(req);
	case ADMIN:
		rc = check_member(req);
		return rc || access_is_admin(req) ? rc : ERR_FORBIDDEN;
	}
	return ERR_INTERNAL;
}

enum status
access_refuse_key(struct response *res)
{
	res->message = "A key of a program may not do that: it takes somebody who has signed in.";
	return ERR_FORBIDDEN;
}

enum status
access_check_key(const struct route *route, struct response *res)
{
	const struct api_key *key = res->req->api_key;

	if (!key || res->req->lacks_factor)	/* that is what its owner is told */
		return OK;
	if (route->keys == KEYS_NEVER)
		return access_refuse_key(res);
	if (route->method == GET)
		return OK;
	if (key->scope != SCOPE_WRITE) {
		res->message = "This key has the scope \"read\": what changes something takes one "
			"with the scope \"write\".";
		return ERR_FORBIDDEN;
	}
	return route->access == ADMIN ? access_refuse_key(res) : OK;
}

enum status
access_is_recent(const struct request *req)
{
	if (req->api_key)
		return ERR_FORBIDDEN;
	if (!req->session)
		return ERR_AUTH;
	return clock_now() - req->session->auth_time.seconds <= RECENT ? OK : ERR_REAUTHENTICATE;
}

void
access_forget(struct response *res)
{
	cookie_set(res, "access_token", "", 0, "Lax");
	cookie_set(res, "refresh_token", "", 0, "Strict");
	if (has_csrf_tokens(res->req) || cookie_get(res->req, "csrf_token"))
		cookie_set_readable(res, "csrf_token", "", 0);
	res->req->by_cookie = false;
}

void
access_renew_csrf_token(struct response *res)
{
	const struct request *req = res->req;
	const char *sent, *token;

	if (!req->by_cookie || !has_csrf_tokens(req) || res->cache == CACHE_FOREVER)
		return;
	sent = cookie_get(req, "csrf_token");
	token = access_csrf_token(req, req->session);
	if (!sent || strcmp(sent, token) != 0)
		cookie_set_readable(res, "csrf_token", token, req->config->refresh_token_ttl);
}
