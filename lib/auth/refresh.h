/*
 * Refresh tokens: 32 random bytes as 64 hex digits. The first half names the family (the session),
 * the second changes with every use; only hashes are stored. A used one that comes again ends its
 * family (RFC 9700, 4.14.2), but for the first time within 10 seconds: then it is another tab's, or
 * an answer got lost.
 */
#ifndef REFRESH_H
#define REFRESH_H

#include "request.h"
#include "session.h"

/*
 * Starts a session for a user who has just given the password. `*token` belongs to the request.
 * Where the answer sets cookies, the session of those that came along ends.
 */
enum status refresh_start(struct request *req, const struct user *user, struct session *session,
	const char **token);

/* Begins a session's family anew: its refresh tokens so far are void. */
enum status refresh_restart(struct request *req, const struct session *session, const char **token);

/* Exchanges a token for the next one of its session. ERR_AUTH when it is neither the current one
 * nor, for the first time within 10 seconds, the one before. */
enum status refresh_rotate(struct request *req, const char *token, struct session *session,
	const char **next);

/* The session of a current refresh token, without using it up. ERR_AUTH when it isn't one. */
enum status refresh_find(struct request *req, const char *token, struct session *session);

#endif
