/*
 * Who one is (/auth): register, sign in, keep signed in, sign out, recover. Tokens by libjwt,
 * passwords by libscrypt.
 */
#include "accounts.h"
#include "app.h"
#include "form.h"
#include "password.h"

#include <string.h>

static const struct field confirm_fields[] = {
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000),
	{ 0 }
};
static const struct record confirm_view = {
	.size = sizeof(struct credentials), .fields = FIELDS(confirm_fields),
};

static const struct field lost_fields[] = {
	FIELD(struct credentials, email, REQUIRED, .max = 254, .check = is_email,
		.label = "E-mail"),
	{ 0 }
};
static const struct record lost_view = {
	.size = sizeof(struct credentials), .fields = FIELDS(lost_fields),
};

static const struct field new_password_fields[] = {
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000, .check = is_password,
		.label = "New password", .hint = "8 characters or more"),
	{ 0 }
};
static const struct record new_password = {
	.size = sizeof(struct credentials), .fields = FIELDS(new_password_fields),
};

/* RFC 6749, 5.2. */
static enum status
oauth_error(struct response *res, int http, const char *error, const char *description)
{
	res->cache = CACHE_NO_STORE;
	return respond_texts(res, http, TEXTS("error", error, "error_description", description));
}

/* Without a value it counts as left out (RFC 6749, 3.2). */
static const char *
parameter(const struct request *req, const char *name)
{
	const char *text = form_text(req->body_object, name);

	return text && *text ? text : NULL;
}

/* The OAuth2 password flow (RFC 6749, 4.3 and 6). Parameters it doesn't know are ignored (3.2). */
static enum status
grant_token(struct request *req, struct response *res)
{
	const char *grant = parameter(req, "grant_type"), *name = parameter(req, "username");
	const char *password = parameter(req, "password"), *token = parameter(req, "refresh_token");
	enum status rc;

	response_header(res, "Pragma", "no-cache");	/* RFC 6749, 5.1 */
	if (req->problems.count)
		return oauth_error(res, 400, "invalid_request", "the body can't be read");
	if (!grant)
		return oauth_error(res, 400, "invalid_request", "grant_type is required");
	if (!strcmp(grant, "password") && name && password) {
		rc = accounts_grant(req, res, name, password, parameter(req, "code"));
	} else if (!strcmp(grant, "refresh_token") && token) {
		rc = accounts_rotate(req, res, token, true);
	} else if (!strcmp(grant, "password") || !strcmp(grant, "refresh_token")) {
		return oauth_error(res, 400, "invalid_request",
			"a parameter of this grant is missing");
	} else {
		return oauth_error(res, 400, "unsupported_grant_type",
			"use password or refresh_token");
	}
	if (rc == ERR_SECOND_FACTOR)
		return oauth_error(res, 400, "second_factor_required",
			"the password is right; send the code of the second factor, too");
	if (rc == ERR_AUTH)
		return oauth_error(res, 400, "invalid_grant", req->problems.first ? res->message
			: "wrong user name, password or token");
	return rc;
}

static const struct offer reset_offers[] = {
	{ "Choose a new password", .button = "Use it", .method = POST,
	  .path = "/password-reset/:token", .next = "login.html", .is_open = true },
	{ NULL }
};
static const struct web_page reset_page = {
	.title = "A new password", .offers = reset_offers,
};

static const struct route routes[] = {
	{ POST, "/register", accounts_sign_up, NOBODY, .body = &accounts_registration,
	  .admit = accounts_admit, .title = "Create account" },
	{ POST, "/login",    accounts_login,   NOBODY, .body = &accounts_login_view,
	  .title = "Sign in" },
	{ POST, "/token",    grant_token,      NOBODY, .oauth = true },
	{ POST, "/refresh",  accounts_refresh, NOBODY, .body = &accounts_refresh_view },
	{ POST, "/logout",   accounts_logout,  NOBODY, .body = &accounts_logout_view,
	  .title = "Sign out" },
	{ POST, "/confirm-password",      accounts_confirm,       SIGNED_IN, KEYS_NEVER,
	  .body = &confirm_view, .title = "Confirm the password" },
	{ POST, "/password-reset",        accounts_ask_for_reset, NOBODY, .body = &lost_view,
	  .title = "Ask for a link", .is_told = true },
	{ GET,  "/password-reset/:token", accounts_check_reset,   NOBODY, .page = &reset_page },
	{ POST, "/password-reset/:token", accounts_use_reset,     NOBODY, .body = &new_password,
	  .title = "Use it" },
	{ 0 }
};

const struct app app = {
	.name = "auth",
	.door = "/auth",
	.routes = routes,
};
