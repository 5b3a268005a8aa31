#include "accounts.h"
#include "access.h"
#include "audit.h"
#include "dialect.h"
#include "form.h"
#include "invite.h"
#include "limit.h"
#include "password.h"
#include "refresh.h"
#include "signin.h"
#include "token.h"

#include <string.h>

enum { DIGITS = 64 };

static const struct field register_fields[] = {
	FIELD(struct credentials, username, 0, .check = is_username,
		.hint = "3–32 characters: letters, digits, _ . or -"),
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000, .check = is_password,
		.hint = "8 characters or more. A few words together are good."),
	FIELD(struct credentials, email, 0, .max = 254, .check = is_email, .label = "E-mail",
		.hint = "for a lost password"),
	FIELD(struct credentials, name, UNASKED, .max = 200),
	ACCOUNTS_INVITE,
	{ 0 }
};
const struct record accounts_registration = {
	.size = sizeof(struct credentials), .fields = FIELDS(register_fields),
};

/* For doors that know people by their user names. */
static const struct field named_register_fields[] = {
	FIELD(struct credentials, username, REQUIRED, .check = is_username),
	FIELD(struct credentials, password, REQUIRED | SECRET, .max = 2000, .check = is_password),
	FIELD(struct credentials, email, 0, .max = 254, .check = is_email),
	ACCOUNTS_INVITE,
	{ 0 }
};
const struct record accounts_named_registration = {
	.size = sizeof(struct credentials), .fields = FIELDS(named_register_fields),
};

/* What lets somebody in. */
struct admission {
	const char *hash;		/* of the invitation that is used up; NULL: it takes none */
	struct invite invite;
	int64_t most;			/* accounts that there may be */
};

static bool
registration_is(const struct request *req, const char *setting)
{
	return !strcmp(req->config->registration, setting);
}

static bool
members_invite(const struct request *req)
{
	return !strcmp(req->config->invites, "members");
}

static enum status
refuse_invite(struct request *req, struct response *res, enum status rc)
{
	if (rc != ERR_NOT_FOUND)
		return rc;
	res->message = "This invitation was used, has expired or was taken back. Ask for another.";
	problem_add(&req->problems, "invite", "opens nothing");
	return ERR_FORBIDDEN;
}

/* An ERR_QUOTA of accounts is said to who would be one more. */
static enum status
refuse_account(struct request *req, struct response *res, const struct admission *admission,
	enum status rc)
{
	if (rc != ERR_QUOTA)
		return rc;
	if (admission->hash || registration_is(req, "open")) {
		res->message = "There are as many accounts here as there may be. "
			"Ask who runs it.";
		return rc;
	}
	if (registration_is(req, "closed")) {
		res->message = "Registration is closed here.";
		return ERR_FORBIDDEN;
	}
	problem_add(&req->problems, "invite", "is required: it ends the link of an invitation");
	res->message = members_invite(req)
		? "Registration is by invitation here. Ask somebody who has an account for a link."
		: "Registration is by invitation here. Ask who runs it for a link.";
	return ERR_FORBIDDEN;
}

/* May one more account be made as things are now; the first always: who runs it has to begin. */
static enum status
find_admission(struct request *req, struct response *res, const char *invite,
	struct admission *out)
{
	enum status rc = OK;

	*out = (struct admission){ .most = 1 };
	if (registration_is(req, "open"))
		out->most = req->config->quota_accounts;
	rc = user_has_room(req->db, out->most);
	if (rc != ERR_QUOTA || !registration_is(req, "invite") || !invite)
		return refuse_account(req, res, out, rc);
	out->hash = token_hash(req->arena, invite, strlen(invite));
	out->most = req->config->quota_accounts;
	rc = invite_find(call_of(req), out->hash, members_invite(req), &out->invite);
	if (!rc)
		rc = user_has_room(req->db, out->most);
	return refuse_account(req, res, out, refuse_invite(req, res, rc));
}

static enum status
check_registration(struct request *req, const struct credentials *sent)
{
	const char *name = sent->username ? sent->username
		: user_name_from_email(req->arena, sent->email);

	if (!name)
		problem_add(&req->problems, "username", "is required, or an e-mail address");
	else if (!sent->email && req->config->require_email)
		problem_add(&req->problems, "email", "is required");
	signin_check_new_password(req, sent->password, name, sent->email);
	return req->problems.count ? ERR_VALIDATION : OK;
}

static enum status
note_account(struct request *req, const struct admission *admission, const struct user *user)
{
	return audit_note(call_from(req), EVENT_REGISTERED, user, admission->hash
		? arena_printf(req->arena, "invited by %s", admission->invite.username) : NULL);
}

/* A session that begins with its account: neither is there without the other. */
struct entrance {
	struct session session;
	const char *refresh;
};

static enum status
store_account(struct request *req, struct response *res, struct admission *admission,
	struct user *user, struct entrance *entrance)
{
	enum status rc = db_begin(req->db);

	if (!rc && admission->hash)
		rc = refuse_invite(req, res, invite_use(call_of(req), admission->hash,
			members_invite(req), &admission->invite));
	if (!rc && !user->username && req->dialect)
		rc = user_free_name(call_of(req), user->name ? user->name : user->email,
			&user->username);
	if (!rc)
		rc = user_create(call_of(req), admission->most, user);
	if (!rc)
		rc = note_account(req, admission, user);
	if (!rc && entrance)
		rc = refresh_start(req, user, &entrance->session, &entrance->refresh);
	return db_end(req->db, rc);
}

enum status
accounts_admit(struct request *req, struct response *res)
{
	static const char name[] = "?invite=";
	const char *page = request_env(req, "HTTP_REFERER");
	const char *query = page ? strstr(page, name) : NULL;
	const char *sent = form_text(req->body_object, "invite");

	(void)res;
	if (req->body_kind != BODY_FORM || (sent && *sent) || !query)
		return OK;
	query += sizeof(name) - 1;
	if (strspn(query, "0123456789abcdef") != DIGITS)
		return OK;
	cJSON_DeleteItemFromObject(req->body_object, "invite");
	cJSON_AddStringToObject(req->body_object, "invite",
		arena_copy(req->arena, query, DIGITS));
	return OK;
}

/*
 * An account as the credentials in req->body say; with a session, unless `entrance` is NULL.
 * Problems are named by their members.
 */
static enum status
register_account(struct request *req, struct response *res, struct user *user,
	struct entrance *entrance)
{
	const struct credentials *sent = req->body;
	struct admission admission;
	enum status rc = find_admission(req, res, sent->invite, &admission);

	if (!rc)
		rc = check_registration(req, sent);
	if (rc)
		return rc;
	record_clear(&user_record, user);
	user->username = sent->username;
	user->email = sent->email;
	user->name = sent->name;
	rc = signin_hash(req, sent->password, &user->password);
	if (!rc)
		rc = store_account(req, res, &admission, user, entrance);
	if (rc)
		return refuse_account(req, res, &admission, rc);
	limit_remember(req, user->id);
	return OK;
}

enum status
accounts_create(struct request *req, struct response *res)
{
	struct user user;
	enum status rc = register_account(req, res, &user, NULL);

	return rc ? rc : respond_record(res, 201, accounts_self_view(req), &user);
}

enum status
accounts_sign_up(struct request *req, struct response *res)
{
	struct user user;
	struct entrance entrance;
	enum status rc = register_account(req, res, &user, &entrance);

	if (rc)
		return rc;
	if (!req->dialect)
		res->location = link_to_page(req, req->is_short ? "users/me"
			: "cgi-bin/users.cgi/me");
	return signin_answer(req, res, 201, &user, &entrance.session, entrance.refresh, true);
}
