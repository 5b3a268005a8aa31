/*
 * What admins are told of: who signed in, whose rights changed, what was deleted. Kept for 90 days,
 * with no secret in it. Names are as they were then.
 */
#ifndef AUDIT_H
#define AUDIT_H

#include "user.h"

enum event {
	EVENT_REGISTERED = 1, EVENT_SIGNED_IN, EVENT_SIGN_IN_FAILED, EVENT_SIGNED_OUT,
	EVENT_PASSWORD_CHANGED, EVENT_EMAIL_CHANGED, EVENT_NAME_CHANGED,
	EVENT_RESET_ASKED, EVENT_RESET_LINK_MADE, EVENT_PASSWORD_RESET,
	EVENT_ROLE_CHANGED, EVENT_ACTIVATED, EVENT_DEACTIVATED, EVENT_ACCOUNT_DELETED,
	EVENT_FACTOR_ON, EVENT_FACTOR_OFF, EVENT_RECOVERY_CODE_USED, EVENT_TOKEN_REUSED,
	EVENT_KEY_MADE, EVENT_KEY_REVOKED, EVENT_INVITE_MADE, EVENT_INVITE_REVOKED,
	EVENT_COPY_TAKEN, EVENT_RESTORED,
};
extern const struct word_name audit_events[];

/*
 * Notes an event about `user` (NULL: nobody known), done by call->user, from call->address. `about`
 * is for people, at most 200 characters of it are kept; NULL for none. It is written by a statement
 * of its own, or with the transaction that is open.
 */
enum status audit_note(const struct call *call, enum event event, const struct user *user,
	const char *about);

#endif
