/* Its accounts: what is sent, and what only its door does. */
#include "kallaxy.h"
#include "accounts.h"
#include "access.h"
#include "password.h"
#include "signin.h"

static const struct field new_user_fields[] = {
	FIELD(struct credentials, username, REQUIRED, .check = is_username),
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000, .check = is_password),
	FIELD(struct credentials, email, REQUIRED, .max = 254, .check = is_email),
	ACCOUNTS_INVITE,
	{ 0 }
};
const struct record kallaxy_new_user = { .size = sizeof(struct credentials),
	.fields = FIELDS(new_user_fields) };

static const struct field changed_user_fields[] = {
	FIELD(struct user, username, REQUIRED, .check = is_username),
	FIELD(struct user, password, REQUIRED | SECRET, .max = 2000, .check = is_password),
	FIELD(struct user, email, REQUIRED, .max = 254, .check = is_email),
	{ 0 }
};
const struct record kallaxy_changed_user = { .size = sizeof(struct user),
	.fields = FIELDS(changed_user_fields) };

static const struct field password_fields[] = {
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000),
	{ 0 }
};
const struct record kallaxy_password = { .size = sizeof(struct credentials),
	.fields = FIELDS(password_fields) };

enum status
kallaxy_confirm(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	struct session session;
	enum status rc = signin_confirm(req, res, sent->password, &session);

	if (rc == ERR_AUTH)
		res->message = "The password is wrong.";
	return rc ? rc : respond_nothing(res);
}

enum status
kallaxy_revoke(struct request *req, struct response *res)
{
	return access_bearer(req) ? accounts_logout(req, res) : ERR_AUTH;
}

static const struct field lost_fields[] = {
	FIELD(struct credentials, email, REQUIRED, .max = 254, .check = is_email), { 0 }
};
const struct record kallaxy_lost = { .size = sizeof(struct credentials),
	.fields = FIELDS(lost_fields) };

#define TOKEN FIELD_AS(struct credentials, reset_token, "token", REQUIRED)
static const struct field check_fields[] = { TOKEN, { 0 } };
const struct record kallaxy_reset = { .size = sizeof(struct credentials),
	.fields = FIELDS(check_fields) };

static const struct field reset_fields[] = {
	TOKEN,
	FIELD_AS(struct credentials, password, "new_password", REQUIRED | SECRET, .max = 2000,
		.check = is_password),
	{ 0 }
};
const struct record kallaxy_reset_use = { .size = sizeof(struct credentials),
	.fields = FIELDS(reset_fields) };

/* The same for every address, and nothing that opens an account: that is mailed. */
enum status
kallaxy_ask_for_reset(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;
	const char *message;
	enum status rc = accounts_mail_reset(req, sent->email, &message);

	res->cache = CACHE_NO_STORE;
	return rc ? rc : respond_texts(res, 200, TEXTS("message", message, "reset_link", "",
		"reset_token", "", "username", ""));
}
