#include "factor.h"
#include "access.h"
#include "clock.h"
#include "limit.h"
#include "qr.h"
#include "second_factor.h"
#include "session.h"
#include "signin.h"
#include "totp.h"

#include <string.h>

struct typed {
	const char *code;
};

static const struct field code_fields[] = {
	FIELD(struct typed, code, REQUIRED | SECRET, .max = 100, .hint = "six digits of the app"),
	{ 0 }
};
const struct record factor_code = { .size = sizeof(struct typed), .fields = FIELDS(code_fields) };

/* What sets an app up. */
struct asked {
	const char *qr_svg, *secret, *otpauth_uri;
};
static const struct field asked_fields[] = {
	FIELD(struct asked, qr_svg, READONLY | DRAWING, .label = "For the app’s camera"),
	FIELD(struct asked, secret, READONLY, .label = "Or typed into it"),
	FIELD(struct asked, otpauth_uri, READONLY, .label = "The same as an address"),
	{ 0 }
};
static const struct record asked_view = {
	.size = sizeof(struct asked), .fields = FIELDS(asked_fields),
};

struct told {
	struct texts recovery_codes;
};
static const struct field told_fields[] = {
	FIELD(struct told, recovery_codes, READONLY | LINES),
	{ 0 }
};
static const struct record told_view = {
	.size = sizeof(struct told), .fields = FIELDS(told_fields),
};

static enum status
refuse_second(struct response *res)
{
	res->message = "The second factor is on already. Turn it off first.";
	return ERR_CONFLICT;
}

/* The host that base_url names; NULL without one. */
static const char *
own_host(const struct request *req)
{
	const char *from = strstr(req->config->base_url, "//");

	return from ? arena_copy(req->arena, from + 2, strcspn(from + 2, "/")) : NULL;
}

enum status
factor_ask(struct request *req, struct response *res)
{
	const char *secret = totp_secret(req->arena);
	const char *uri = totp_uri(req->arena, secret, req->user->username, own_host(req));
	struct buf svg;
	enum status rc = access_is_recent(req);

	buf_init(&svg, req->arena, 8192);
	if (!rc)
		rc = qr_put(&svg, uri, "xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
			"aria-label=\"QR code\" width=\"240\" height=\"240\"");
	if (!rc)
		rc = second_factor_ask(call_of(req), req->user, secret);
	if (rc == ERR_CONFLICT)
		return refuse_second(res);
	res->cache = CACHE_NO_STORE;
	return rc ? rc : respond_record(res, 200, &asked_view,
		&(struct asked){ svg.data, secret, uri });
}

/* ERR_AUTH for a wrong code. */
static enum status
verify_first(struct request *req, struct response *res, const struct user *user, int64_t *step)
{
	const struct typed *sent = req->body;
	const char *code = totp_code(req->arena, sent->code);
	struct attempt attempt;
	int64_t seconds = 0;
	enum status rc = limit_attempt(req, user->id, &attempt, &seconds), ended;

	if (rc == ERR_RATE_LIMITED)
		response_wait(res, "Too many wrong codes.", seconds);
	if (rc)
		return rc;
	rc = code && totp_verify(user->totp_secret, code, clock_now(), step) ? OK : ERR_AUTH;
	ended = limit_attempt_end(req, &attempt, rc);
	return ended ? ended : rc;
}

/* Wherever else the user is signed in came by another way than what is right from now on. */
static enum status
end_others(struct request *req, const struct user *user)
{
	return user->key == req->session->user_key
		? session_revoke_others(req->db, req->session)
		: session_revoke_all(req->db, user->key);
}

/* Recovery codes are told once: only their hashes are stored. */
static void
make_codes(struct arena *arena, const char **codes, const char **hashes)
{
	for (int i = 0; i < RECOVERY_CODES; i++) {
		codes[i] = recovery_code(arena);
		hashes[i] = recovery_code_hash(arena, codes[i]);
	}
}

static enum status
turn_on(struct request *req, const struct user *user, int64_t step, const char **codes)
{
	const char *hashes[RECOVERY_CODES];
	enum status rc = db_begin(req->db);

	make_codes(req->arena, codes, hashes);
	if (!rc)
		rc = second_factor_turn_on(call_from(req), user, step, hashes, RECOVERY_CODES);
	if (!rc)
		rc = end_others(req, user);
	return db_end(req->db, rc);
}

static enum status
answer_codes(struct response *res, const char **codes)
{
	const struct told told = { { codes, RECOVERY_CODES, 0 } };

	res->cache = CACHE_NO_STORE;
	return respond_record(res, 200, &told_view, &told);
}

/* Two have asked at once. */
static enum status
refuse_changed(struct request *req, struct response *res)
{
	struct user user;
	enum status rc = user_find(call_of(req), req->user->id, &user);

	if (rc || user.second_factor)
		return rc ? rc : refuse_second(res);
	res->message = "Another secret was asked for meanwhile: confirm a code of that.";
	return ERR_CONFLICT;
}

enum status
factor_confirm(struct request *req, struct response *res)
{
	const char *codes[RECOVERY_CODES];
	struct user user;
	int64_t step;
	enum status rc = user_find(call_of(req), req->user->id, &user);

	if (rc)
		return rc;
	if (user.second_factor)
		return refuse_second(res);
	if (!user.totp_secret) {
		res->message = "There is no second factor to confirm. Ask for one first.";
		return ERR_CONFLICT;
	}
	rc = verify_first(req, res, &user, &step);
	if (rc == ERR_AUTH) {
		problem_add(&req->problems, "code", CODE_IS_WRONG);
		return ERR_VALIDATION;
	}
	if (!rc)
		rc = turn_on(req, &user, step, codes);
	if (rc == ERR_CONFLICT)
		return refuse_changed(req, res);
	return rc ? rc : answer_codes(res, codes);
}

enum status
factor_renew_codes(struct request *req, struct response *res)
{
	const char *codes[RECOVERY_CODES], *hashes[RECOVERY_CODES];
	enum status rc = access_is_recent(req);

	make_codes(req->arena, codes, hashes);
	if (!rc)
		rc = second_factor_renew_recovery(call_from(req), req->user, hashes,
			RECOVERY_CODES);
	if (rc == ERR_CONFLICT)
		res->message = "There is no second factor. Turn it on first.";
	return rc ? rc : answer_codes(res, codes);
}

static enum status
turn_off(struct request *req, const struct user *user)
{
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = second_factor_turn_off(call_from(req), user, NULL);
	if (!rc)
		rc = end_others(req, user);
	return db_end(req->db, rc);
}

static enum status
take_off(struct request *req, struct response *res, const struct user *user)
{
	enum status rc = access_is_recent(req);

	if (!rc)
		rc = turn_off(req, user);
	if (rc == ERR_NOT_FOUND)
		res->message = "There is no second factor to turn off.";
	return rc ? rc : respond_nothing(res);
}

enum status
factor_may_drop(struct request *req, struct response *res)
{
	if (!access_demands_factor(req, req->user))
		return OK;
	res->message = "A second factor is a must here, and stays on. To set another one up, "
		"have an admin take this one off.";
	return ERR_CONFLICT;
}

enum status
factor_drop(struct request *req, struct response *res)
{
	enum status rc = factor_may_drop(req, res);

	return rc ? rc : take_off(req, res, req->user);
}

enum status
factor_drop_theirs(struct request *req, struct response *res)
{
	struct user user;
	enum status rc = user_find(call_of(req), req->id[0], &user);

	return rc ? rc : take_off(req, res, &user);
}
