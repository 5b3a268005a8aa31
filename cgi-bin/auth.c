/* Who one is (/auth): register, sign in, keep signed in, sign out. Tokens by libjwt, passwords by libscrypt. */
#include "app.h"
#include "clock.h"
#include "cookie.h"
#include "password.h"
#include "refresh.h"

#include <string.h>

/* What the calls here are sent. */
struct credentials {
	const char *username, *email, *password, *name, *refresh_token, *grant_type, *scope;
	bool everywhere;
};

static const struct field register_fields[] = {
	FIELD(struct credentials, username, 0, .check = is_username),
	FIELD(struct credentials, email, 0, .max = 254, .check = is_email),
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000, .check = is_password),
	FIELD(struct credentials, name, 0, .max = 200),
	{ 0 }
};
static const struct record registration = { .size = sizeof(struct credentials), .fields = register_fields };

static const struct field login_fields[] = {
	FIELD(struct credentials, username, 0, .max = 500),
	FIELD(struct credentials, email, 0, .max = 500),
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000),
	{ 0 }
};
static const struct record login_view = { .size = sizeof(struct credentials), .fields = login_fields };

static const struct field refresh_fields[] = {
	FIELD(struct credentials, refresh_token, 0, .max = 500, .also = { "refresh" }),
	{ 0 }
};
static const struct record refresh_view = { .size = sizeof(struct credentials), .fields = refresh_fields };

static const struct field logout_fields[] = {
	FIELD(struct credentials, refresh_token, 0, .max = 500, .also = { "refresh" }),
	FIELD(struct credentials, everywhere, 0),
	{ 0 }
};
static const struct record logout_view = { .size = sizeof(struct credentials), .fields = logout_fields };

/* Signs an access token, sets both cookies, and appends the token members to an object that has been begun. */
static enum status
add_tokens(struct request *req, struct response *res, const struct session *session, const char *refresh,
	bool show_refresh)
{
	const int64_t ttl = req->config->access_token_ttl;
	const char *access = token_issue(req->arena, req->key, session->user.id, session->id,
		session->auth_time.seconds, ttl);

	if (!access)
		return ERR_INTERNAL;
	cookie_set(res, "access_token", access, ttl, "Lax");
	cookie_set(res, "refresh_token", refresh, req->config->refresh_token_ttl, "Strict");
	json_put_name(&res->body, "access_token");
	json_put_string(&res->body, access);
	json_put_name(&res->body, "token_type");
	json_put_string(&res->body, "Bearer");
	json_put_name(&res->body, "expires_in");
	buf_int(&res->body, ttl);
	if (show_refresh) {
		json_put_name(&res->body, "refresh_token");
		json_put_string(&res->body, refresh);
	}
	res->cache = CACHE_NO_STORE;
	return OK;
}

/* A new session: the user, flat, with the tokens. */
static enum status
answer_session(struct request *req, struct response *res, int http, const struct user *user, bool show_user)
{
	struct session session;
	const char *refresh;
	enum status rc = refresh_start(req, user, &session, &refresh);

	if (rc)
		return rc;
	buf_putc(&res->body, '{');
	if (show_user)
		json_put_members(&res->body, &user_self_view, user);
	rc = add_tokens(req, res, &session, refresh, true);
	buf_putc(&res->body, '}');
	return rc ? rc : respond_json(res, http);
}

/* Passes a status on, and says in the log what it means when a password could not be hashed. */
static enum status
hash_trouble(struct request *req, enum status rc)
{
	if (rc == ERR_UNAVAILABLE)
		req->trouble = "no slot for one more password hash; raise hash_slots if that is usual";
	return rc;
}

static enum status
check_registration(struct request *req, const struct credentials *sent)
{
	const char *name = sent->username ? sent->username : user_name_from_email(req->arena, sent->email);

	if (!name)
		problem_add(&req->problems, "username", "is required, or an e-mail address");
	else if (!sent->email && req->config->require_email)
		problem_add(&req->problems, "email", "is required");
	if (password_is_name(req->arena, sent->password, name)
	    || password_is_name(req->arena, sent->password, sent->email))
		problem_add(&req->problems, "password", "must not be the user name or e-mail address");
	return req->problems.count ? ERR_VALIDATION : OK;
}

static enum status
register_user(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	struct user user;
	enum status rc;

	if (strcmp(req->config->registration, "open"))
		return ERR_FORBIDDEN;
	rc = check_registration(req, sent);
	if (rc)
		return rc;
	record_clear(&user_record, &user);
	user.username = sent->username;
	user.email = sent->email;
	user.name = sent->name;
	rc = hash_trouble(req, password_hash(req->arena, req->config, sent->password, &user.password));
	if (!rc)
		rc = user_create(req->db, req->arena, &req->problems, &user);
	if (rc)
		return rc;
	res->location = link_to_page(req, req->is_short ? "users/me" : "cgi-bin/users.cgi/me");
	return answer_session(req, res, 201, &user, true);
}

/* The user of a name and password. Wrong names and wrong passwords answer alike, take equally long and count alike. */
static enum status
check_password(struct request *req, struct response *res, const char *login, const char *password, struct user *user)
{
	int64_t seconds = 0;
	const char *hash;
	bool outdated, found;
	enum status rc = limit_account(req, login, &seconds);

	if (rc == ERR_RATE_LIMITED)
		response_header(res, "Retry-After", arena_printf(req->arena, "%lld", (long long)seconds));
	if (rc)
		return rc;
	rc = user_find_login(req->db, req->arena, login, user);
	if (rc && rc != ERR_NOT_FOUND)
		return rc;
	found = !rc && user->is_active;
	rc = hash_trouble(req, password_verify(req->arena, req->config, found ? user->password : NULL, password,
		&outdated));
	if (rc == ERR_AUTH) {
		res->message = "The name or the password is wrong.";
		rc = limit_failure(req, login);
		if (rc)
			return rc;
		res->message = "The name or the password is wrong.";
		return ERR_AUTH;
	}
	if (!rc && outdated) {
		rc = password_hash(req->arena, req->config, password, &hash);
		if (!rc)
			rc = user_rehash(req->db, user, hash);
	}
	return rc;
}

static enum status
login(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	const char *name = sent->username ? sent->username : sent->email;
	struct user user;
	enum status rc;

	if (!name) {
		problem_add(&req->problems, "username", "is required");
		return ERR_VALIDATION;
	}
	rc = check_password(req, res, name, sent->password, &user);
	return rc ? rc : answer_session(req, res, 200, &user, true);
}

static enum status
answer_refreshed(struct request *req, struct response *res, const char *token, bool show_refresh)
{
	struct session session;
	const char *next;
	enum status rc = refresh_rotate(req, token, &session, &next);

	if (rc)
		return rc;
	buf_putc(&res->body, '{');
	rc = add_tokens(req, res, &session, next, show_refresh);
	buf_putc(&res->body, '}');
	return rc ? rc : respond_json(res, 200);
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
	return cookie_get(req, "refresh_token");
}

static enum status
refresh(struct request *req, struct response *res)
{
	bool by_cookie;
	const char *token = sent_refresh_token(req, &by_cookie);
	enum status rc = token ? answer_refreshed(req, res, token, !by_cookie) : ERR_AUTH;

	if (rc == ERR_AUTH && by_cookie && token) {
		cookie_set(res, "access_token", "", 0, "Lax");
		cookie_set(res, "refresh_token", "", 0, "Strict");
	}
	return rc;
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
logout(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	struct session session;
	enum status rc = find_session(req, &session);

	cookie_set(res, "access_token", "", 0, "Lax");
	cookie_set(res, "refresh_token", "", 0, "Strict");
	if (!rc)
		rc = sent->everywhere ? session_revoke_all(req->db, session.user_key)
			: session_revoke(req->db, session.key);
	if (rc == ERR_AUTH && !access_bearer(req))
		rc = OK;	/* a browser whose session is over is signed out all the same */
	return rc ? rc : respond_nothing(res);
}

/* RFC 6749, 5.2. */
static enum status
oauth_error(struct response *res, int http, const char *error, const char *description)
{
	buf_puts(&res->body, "{");
	json_put_name(&res->body, "error");
	json_put_string(&res->body, error);
	json_put_name(&res->body, "error_description");
	json_put_string(&res->body, description);
	buf_puts(&res->body, "}");
	res->cache = CACHE_NO_STORE;
	res->http = http;
	return OK;
}

/* Without a value it counts as left out (RFC 6749, 3.2). */
static const char *
parameter(const struct request *req, const char *name)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(req->body_object, name));

	return text && *text ? text : NULL;
}

/* The OAuth2 password flow (RFC 6749, 4.3 and 6). Parameters it doesn't know are ignored (3.2). */
static enum status
grant_token(struct request *req, struct response *res)
{
	const char *grant = parameter(req, "grant_type"), *name = parameter(req, "username");
	const char *password = parameter(req, "password"), *token = parameter(req, "refresh_token");
	struct user user;
	enum status rc;

	if (!grant)
		return oauth_error(res, 400, "invalid_request", "grant_type is required");
	if (!strcmp(grant, "password") && name && password) {
		rc = check_password(req, res, name, password, &user);
		if (!rc)
			rc = answer_session(req, res, 200, &user, false);
	} else if (!strcmp(grant, "refresh_token") && token) {
		rc = answer_refreshed(req, res, token, true);
	} else if (!strcmp(grant, "password") || !strcmp(grant, "refresh_token")) {
		return oauth_error(res, 400, "invalid_request", "a parameter of this grant is missing");
	} else {
		return oauth_error(res, 400, "unsupported_grant_type", "use password or refresh_token");
	}
	if (rc == ERR_AUTH)
		return oauth_error(res, 400, "invalid_grant", "wrong user name, password or token");
	return rc;
}

static const struct route routes[] = {
	{ POST, "/register", register_user, NOBODY, .body = &registration },
	{ POST, "/login",    login,         NOBODY, .body = &login_view },
	{ POST, "/token",    grant_token,   NOBODY },
	{ POST, "/refresh",  refresh,       NOBODY, .body = &refresh_view },
	{ POST, "/logout",   logout,        NOBODY, .body = &logout_view },
	{ 0 }
};

const struct app app = { "auth", "/auth", NULL, routes };
