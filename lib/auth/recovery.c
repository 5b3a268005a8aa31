#include "recovery.h"
#include "access.h"
#include "doors.h"
#include "limit.h"
#include "mail.h"
#include "reset.h"
#include "token.h"

#include <string.h>

enum { DIGITS = 64 };

enum status
recovery_start(struct request *req, enum event event, const struct user *user, bool opens,
	const char **token)
{
	enum status rc = db_begin(req->db);

	*token = token_random(req->arena, DIGITS);
	if (!rc)
		rc = reset_create(req->db, user && opens ? user->key : INT_NONE,
			token_hash(req->arena, *token, DIGITS));
	if (!rc)
		rc = audit_note(call_from(req), event, user, NULL);
	return db_end(req->db, rc);
}

const char *
recovery_link(const struct request *req, const char *token)
{
	return link_to_hand_over(req, arena_printf(req->arena, "reset.html?token=%s", token));
}

static const char *
letter(struct request *req, const struct user *user, const char *token)
{
	return arena_printf(req->arena, "Hello %s,\n\n"
		"somebody, most likely you, asked for a new password for your account at\n%s\n\n"
		"To choose one, open this address within six hours. It works once.\n\n%s\n\n"
		"In a browser without JavaScript it is this one.\n\n%s\n\n"
		"If it wasn't you, there is nothing to do: your password stays as it is.\n",
		user->username, req->config->base_url, recovery_link(req, token),
		link_to_door(req, &door_auth,
			arena_printf(req->arena, "/password-reset/%s", token)));
}

enum status
recovery_mail(struct request *req, const char *email)
{
	struct user user = { .username = "" };
	const char *token;
	bool known, found;
	enum status rc = user_find_login(call_of(req), email, &user), limited;

	if (rc && rc != ERR_NOT_FOUND)
		return rc;
	known = !rc;
	found = known && user.is_active;
	limited = limit_mail(req, email);
	if (limited && limited != ERR_RATE_LIMITED)
		return limited;
	found = found && !limited;
	rc = recovery_start(req, EVENT_RESET_ASKED, known ? &user : NULL, found, &token);
	if (!rc)
		mail_send(req, found ? user.email : NULL, "A new password for Vitrine",
			letter(req, &user, token));
	return rc;
}

const char *
recovery_hint(struct arena *arena, const char *email)
{
	size_t n = 1;

	if (!email)
		return NULL;
	/* the rest of the first character */
	while (((unsigned char)email[n] & 0xc0) == 0x80)
		n++;
	return arena_printf(arena, "%.*s…%s", (int)n, email, strchr(email, '@'));
}
