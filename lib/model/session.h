/*
 * Sessions: one per sign-in, each a family of refresh tokens of which one is current. Revoking
 * deletes.
 */
#ifndef SESSION_H
#define SESSION_H

#include "user.h"

struct session {
	int64_t key, user_key;
	const char *id, *family_hash, *refresh_hash, *user_agent, *address;
	/* of the token before, until that came once more; of one that is found by its family */
	const char *previous_hash;
	struct timestamp auth_time, created_at, last_used_at, expires_at;
	bool current;		/* the one that asks */
	/* of one that is found: key, id, username, role, is_active, password_changed_at */
	struct user user;
};

extern const struct record session_record;	/* as stored, and as shown */

/* The most that one user may have. */
enum { SESSIONS_MAX = 100 };

/*
 * Stores a new session with a new id, in the place of the one used longest ago when there are too
 * many; for `session->user` as read before the password was checked. ERR_AUTH when the account was
 * closed, got another password or a second factor since, or lost that. It is noted as a
 * sign-in (audit.h).
 */
enum status session_create(const struct call *call, struct session *session);

/* The user's session with this id that has not expired, with its user; both by their ids. */
enum status session_find(const struct call *call, const char *user_id, const char *id,
	struct session *out);

/* The session of a refresh token's family, expired or not, with its user. */
enum status session_find_family(const struct call *call, const char *family_hash,
	struct session *out);

/* Gives the session a new current token and a new end; the token until now is the one before. */
enum status session_rotate(struct db *db, const struct session *session);

/* The token before has come once more: there is none any longer. */
enum status session_forget_previous(struct db *db, const struct session *session);

/* session_rotate with a new family. */
enum status session_restart(struct db *db, const struct session *session);

/* The password was given again just now. */
enum status session_confirm(struct db *db, const struct session *session);

/*
 * The current token was used once more, and stays the current one: SESSIONS_MAX tells by it which
 * are in use. There is no token before any longer.
 */
enum status session_touch(struct db *db, const struct session *session);

/* A page of the sessions of the user whose session asks, the last used first. */
enum status session_list(const struct call *call, const struct session *asks,
	const struct page *page, struct rows *out);

/*
 * Ends one session; all of a user; all but this one; all there are; the user's own with this id
 * (ERR_NOT_FOUND without it), which is noted as a sign-out.
 */
enum status session_revoke(struct db *db, int64_t key);
enum status session_revoke_all(struct db *db, int64_t user_key);
enum status session_revoke_others(struct db *db, const struct session *session);
enum status session_revoke_everybody(struct db *db);
enum status session_revoke_id(const struct call *call, const char *id);

#endif
