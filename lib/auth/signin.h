/*
 * Signing in: passwords under the limits, the tokens and cookies of a session. Linked into issuers
 * only.
 */
#ifndef SIGNIN_H
#define SIGNIN_H

#include "response.h"
#include "session.h"

/* What is wrong with a code of the second factor, of whoever gives it: one says no more of it. */
#define CODE_IS_WRONG "is wrong, or was used already"

/*
 * The active user of a name or e-mail, its password and, where it has a second factor, a code of
 * that, which is used up. Wrong names and wrong passwords answer alike (ERR_AUTH), take equally
 * long and count alike, and so does a wrong code. ERR_SECOND_FACTOR for a right password without a
 * code (NULL, or ""), ERR_RATE_LIMITED, with Retry-After, after too many failures. A code is used
 * up even when no session can be made afterwards, on a full disk say: the next one is good.
 */
enum status signin_check(struct request *req, struct response *res, const char *login,
	const char *password, const char *code, struct user *user);

/*
 * The same for the password alone of the user who asks; from then on the session's auth_time is
 * now.
 */
enum status signin_confirm(struct request *req, struct response *res, const char *password,
	struct session *session);

/*
 * The same of a form that gives the password along, as `_current`: the request is as good as one
 * that comes right after. OK without it. ERR_FORBIDDEN, with a problem, when it is wrong.
 */
enum status signin_take_password(struct request *req, struct response *res);

/* What a sign-in answers besides the user: a dialect's view of it may call it otherwise. */
struct tokens {
	const char *access_token, *token_type, *refresh_token;
	int64_t expires_in;
};

/*
 * Answers the user, flat (NULL: not), with a new access token, which also becomes a cookie. So does
 * a refresh token, if there is one; `show_refresh`: it is a member, too. A dialect says which
 * members there are, and whether there are cookies. Who prefers a minimal answer (RFC 7240) gets
 * the tokens as cookies alone, unless it is without the user and has a refresh token to show.
 */
enum status signin_answer(struct request *req, struct response *res, int http,
	const struct user *user, const struct session *session, const char *refresh,
	bool show_refresh);

/* password_hash for a request: the log says why when none can be made now. */
enum status signin_hash(struct request *req, const char *password, const char **hash);

/*
 * A field_check-ed new password must not be one of these names either. ERR_VALIDATION with a
 * problem.
 */
enum status signin_check_new_password(struct request *req, const char *password,
	const char *username, const char *email);

#endif
