/*
 * What admins are told of: who signed in, whose rights changed, what was deleted. Kept for 90 days,
 * with no secret in it. Names are as they were then.
 */
#ifndef AUDIT_H
#define AUDIT_H

#include "user.h"

enum event {
	EVENT_REGISTERED = 1, EVENT_SIGNED_IN, EVENT_SIGN_IN_FAILED, EVENT_CODE_MISSING,
	EVENT_SIGNED_OUT,
	EVENT_PASSWORD_CHANGED, EVENT_EMAIL_CHANGED, EVENT_NAME_CHANGED,
	EVENT_RESET_ASKED, EVENT_RESET_LINK_MADE, EVENT_PASSWORD_RESET,
	EVENT_ROLE_CHANGED, EVENT_ACTIVATED, EVENT_DEACTIVATED, EVENT_ACCOUNT_DELETED,
	EVENT_FACTOR_ON, EVENT_FACTOR_OFF, EVENT_RECOVERY_CODE_USED,
	EVENT_RECOVERY_CODES_MADE, EVENT_TOKEN_REUSED,
	EVENT_KEY_MADE, EVENT_KEY_REVOKED, EVENT_INVITE_MADE, EVENT_INVITE_REVOKED,
	EVENT_COPY_TAKEN, EVENT_RESTORED, EVENT_COPY_MADE, EVENT_COPY_DELETED,
	EVENT_ACCESS_REFUSED, EVENT_LIMIT_REACHED, EVENT_FOREIGN_PAGE,
	EVENTS_END,	/* a set of them is a word: 31 at most */
};
extern const struct word_name audit_events[];

/* One that was noted: users are members of the answer, null for nobody. */
struct noted {
	int64_t key;
	struct timestamp at;
	word event;
	const char *user_id, *username, *by_id, *by_username, *address, *about;
};
extern const struct record audit_view;

/* What a request notes (call->trail): the keys of its rows, the first of them. */
enum { TRAIL_MAX = 32 };
struct audit_trail {
	int64_t keys[TRAIL_MAX];
	int count;
};

struct audit_filter {
	word events;			/* a set */
	const char *user;		/* an id or a name: whom it is about, or who did it */
};
extern const struct record audit_filter;

/*
 * Notes an event about `user` (NULL: nobody known), done by call->user, from call->address. `about`
 * is for people, at most 200 characters of it are kept; NULL for none. It is written by a statement
 * of its own, or with the transaction that is open.
 */
enum status audit_note(const struct call *call, enum event event, const struct user *user,
	const char *about);

/*
 * The same of what is told once in ten minutes of a user and an address: not again where the latest
 * rows have it.
 */
enum status audit_note_once(const struct call *call, enum event event, const struct user *user);

/* Takes that back, where it came to nothing: what the latest rows have of it goes. */
enum status audit_take_back(const struct call *call, enum event event, const struct user *user);

/*
 * Counts what was refused, of call->user, or for nobody from call->address: one row an hour and
 * event, whose `about` has `what` was refused last, and from the second time on how often that was,
 * up to 1,000. In no transaction. It never waits: what comes while somebody writes isn't counted,
 * nor what can't be.
 */
void audit_count(const struct call *call, enum event event, const char *what);

/* One that was noted; ERR_NOT_FOUND for what was undone, or is gone. */
enum status audit_find(const struct call *call, int64_t key, struct noted *out);

/*
 * Adds what `from` has noted and `to` hasn't, behind all that this has, which nothing written there
 * drives out. Within a transaction of `to`. What can't be read is left out: then `*whole` is false.
 */
enum status audit_carry(struct db *from, struct db *to, struct arena *arena, bool *whole);

/* A page of what was noted and passes, the latest first. */
enum status audit_list(const struct call *call, const struct audit_filter *filter,
	const struct page *page, struct rows *out);

#endif
