#include "audit.h"
#include "clock.h"

#include <string.h>

const struct word_name audit_events[] = {
	{ "registered", EVENT_REGISTERED },
	{ "signed_in", EVENT_SIGNED_IN },
	{ "sign_in_failed", EVENT_SIGN_IN_FAILED },
	{ "signed_out", EVENT_SIGNED_OUT },
	{ "password_changed", EVENT_PASSWORD_CHANGED },
	{ "email_changed", EVENT_EMAIL_CHANGED },
	{ "name_changed", EVENT_NAME_CHANGED },
	{ "reset_asked", EVENT_RESET_ASKED },
	{ "reset_link_made", EVENT_RESET_LINK_MADE },
	{ "password_reset", EVENT_PASSWORD_RESET },
	{ "role_changed", EVENT_ROLE_CHANGED },
	{ "activated", EVENT_ACTIVATED },
	{ "deactivated", EVENT_DEACTIVATED },
	{ "account_deleted", EVENT_ACCOUNT_DELETED },
	{ "second_factor_on", EVENT_FACTOR_ON },
	{ "second_factor_off", EVENT_FACTOR_OFF },
	{ "recovery_code_used", EVENT_RECOVERY_CODE_USED },
	{ "refresh_token_reused", EVENT_TOKEN_REUSED },
	{ "key_made", EVENT_KEY_MADE },
	{ "key_revoked", EVENT_KEY_REVOKED },
	{ "invite_made", EVENT_INVITE_MADE },
	{ "invite_revoked", EVENT_INVITE_REVOKED },
	{ "copy_taken", EVENT_COPY_TAKEN },
	{ "restored", EVENT_RESTORED },
	{ NULL, 0 },
};

static const char *
word_of(enum event event)
{
	const struct word_name *p = audit_events;

	while (p->name && p->value != (word)event)
		p++;
	return p->name;
}

enum status
audit_note(const struct call *call, enum event event, const struct user *user, const char *about)
{
	const struct user *by = call->user && (!user || strcmp(call->user->id, user->id) != 0)
		? call->user : NULL;
	const struct value args[] = {
		value_int(clock_now()), value_text(word_of(event)),
		value_text(user ? user->id : NULL), value_text(user ? user->username : NULL),
		value_text(by ? by->id : NULL), value_text(by ? by->username : NULL),
		value_text(call->address), value_text(about),
	};

	return db_exec(call->db, "INSERT INTO events (at, event, user_id, username, by_id, "
		"by_username, address, about) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", args, 8);
}
