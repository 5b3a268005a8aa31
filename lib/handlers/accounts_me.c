#include "accounts.h"
#include "access.h"
#include "checks.h"
#include "dialect.h"
#include "image.h"
#include "password.h"
#include "refresh.h"
#include "second_factor.h"
#include "signin.h"

#include <string.h>

/* What one may change of oneself. */
static const struct field profile_fields[] = {
	FIELD(struct user, id, READONLY),
	FIELD(struct user, username, REQUIRED, .check = is_username,
		.hint = "3–32 characters: letters, digits, _ . or -"),
	FIELD(struct user, email, 0, .max = 254, .check = is_email, .label = "E-mail"),
	FIELD(struct user, name, 0, .max = 200),
	FIELD(struct user, password, SECRET | KEEP | NOT_NULL, .max = 2000, .check = is_password,
		.label = "New password", .hint = "8 characters or more"),
	FIELD(struct user, avatar_image_id, KEEP | UNASKED, .check = is_id),
	FIELD(struct user, tonight, KEEP | NOT_NULL, .words = user_tonights,
		.label = "May include me, tonight"),
	FIELD(struct user, role, READONLY, .words = user_roles),
	FIELD(struct user, is_active, READONLY),
	FIELD_AS(struct user, avatar_image_id, "avatar_url", READONLY | PICTURE),
	FIELD(struct user, second_factor, READONLY),
	FIELD(struct user, recovery_codes_left, READONLY),
	FIELD(struct user, created_at, READONLY),
	FIELD(struct user, updated_at, READONLY),
	{ 0 }
};
const struct record accounts_profile = {
	.size = sizeof(struct user), .fields = FIELDS(profile_fields),
};

/* Doors of other designs have no room for what is told of the recovery codes. */
static enum status
respond_me(struct response *res, struct user *user)
{
	const struct dialect *door = res->req->dialect;
	enum status rc;

	if (door && door->user)
		return respond_record(res, 200, door->user, user);
	rc = second_factor_count_recovery(call_of(res->req), user, &user->recovery_codes_left);
	return rc ? rc : respond_record(res, 200, &user_own_view, user);
}

enum status
accounts_get_me(struct request *req, struct response *res)
{
	struct user user;
	enum status rc = user_find(call_of(req), req->user->id, &user);

	return rc ? rc : respond_me(res, &user);
}

/*
 * Whether the password that was sent is the one there is: some designs' clients send all of an
 * account each time.
 */
static enum status
is_same_password(struct request *req, const char *sent, bool *out)
{
	struct user user;
	bool outdated;
	enum status rc = user_find(call_of(req), req->user->id, &user);

	if (!rc)
		rc = password_verify(req->arena, req->config, user.password, sent, &outdated,
			&req->trouble);
	*out = !rc;
	return rc == ERR_AUTH ? OK : rc;
}

/* What one signs in by changes who has given the password not long ago, and no key. */
static enum status
check_recent(struct request *req, struct response *res)
{
	return req->api_key ? access_refuse_key(res) : access_is_recent(req);
}

/* The hash of a new password that was sent: NULL for none. */
enum status
accounts_prepare_me(struct request *req, struct response *res)
{
	const struct user *sent = req->body;
	const char *hash = NULL;
	bool is_same = false;
	enum status rc = signin_take_password(req, res);

	if (!rc && CHANGED(&req->change, struct user, password)) {
		rc = check_recent(req, res);
		if (!rc && req->dialect)
			rc = is_same_password(req, sent->password, &is_same);
		if (!rc && !is_same)
			rc = signin_hash(req, sent->password, &hash);
	}
	req->prepared = hash;
	return rc;
}

/* What this door calls it. */
static const char *
name_of_avatar(const struct record *view)
{
	const struct field *field = view->fields;

	while (field->offset != offsetof(struct user, avatar_image_id)
	    || field->flags & READONLY)
		field++;
	return field->name;
}

static enum status
check_profile(struct request *req, const struct user *after)
{
	const struct user *sent = req->body;
	enum status rc = OK;

	if (!after->email && req->config->require_email)
		problem_add(&req->problems, "email", "is required");
	if (CHANGED(&req->change, struct user, password))
		signin_check_new_password(req, sent->password, after->username, after->email);
	if (CHANGED(&req->change, struct user, avatar_image_id) && after->avatar_image_id) {
		rc = image_belongs_to(req->db, after->avatar_image_id, after);
		if (rc == ERR_NOT_FOUND) {
			problem_add(&req->problems, name_of_avatar(req->change.view),
				"is no picture of yours");
			rc = OK;
		}
	}
	return req->problems.count ? ERR_VALIDATION : rc;
}

/*
 * Changes the row, within the caller's transaction. A new password or e-mail ends the other
 * sessions; this one may have been ended itself while the password was hashed.
 */
static enum status
change_profile(struct request *req, struct response *res, const char *hash, struct user *after)
{
	struct session session;
	struct user before;
	bool has_new_email;
	enum status rc = req->session ? session_find(call_of(req), req->user->id,
		req->session->id, &session) : OK;

	if (rc)
		return rc == ERR_NOT_FOUND ? ERR_AUTH : rc;
	rc = user_find(call_of(req), req->user->id, &before);
	if (rc)
		return rc;
	*after = before;
	change_apply(&req->change, after);
	after->password = hash ? hash : before.password;
	has_new_email = strcmp(before.email ? before.email : "",
		after->email ? after->email : "") != 0;
	rc = check_profile(req, after);
	if (!rc && has_new_email)
		rc = check_recent(req, res);
	if (!rc && req->api_key && strcmp(before.username, after->username) != 0)
		rc = access_refuse_key(res);
	if (!rc)
		rc = user_update(call_from(req), &before, after);
	if (!rc && (hash || has_new_email))
		rc = session_revoke_others(req->db, req->session);
	return rc;
}

/*
 * The user, and after a new password the session's new tokens; the ETag is the user's, as GET has
 * it, all the same.
 */
static enum status
answer_profile(struct request *req, struct response *res, struct user *user,
	const char *refresh)
{
	struct session session;
	enum status rc = respond_me(res, user);

	if (rc || !refresh)
		return rc;
	session = *req->session;
	session.user.password_changed_at = user->password_changed_at;
	response_header(res, "ETag", response_etag(res));
	res->body.length = 0;
	return signin_answer(req, res, 200, user, &session, refresh, !req->by_cookie);
}

enum status
accounts_change_me(struct request *req, struct response *res)
{
	const char *hash = req->prepared, *refresh = NULL;
	struct user user;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = change_profile(req, res, hash, &user);
	if (!rc && hash)
		rc = refresh_restart(req, req->session, &refresh);
	rc = db_end(req->db, rc);
	return rc ? rc : answer_profile(req, res, &user, refresh);
}

enum status
accounts_delete_me(struct request *req, struct response *res)
{
	enum status rc = access_is_recent(req);

	if (!rc)
		rc = user_delete(call_from(req), req->user);
	if (rc)
		return rc;
	access_forget(res);
	return respond_nothing(res);
}

