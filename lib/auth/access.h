/* Who is asking, and may they. */
#ifndef ACCESS_H
#define ACCESS_H

#include "call.h"
#include "response.h"
#include "route.h"
#include "user.h"

/*
 * Finds the user by the Authorization header (an access token or a program's key) or the cookie,
 * and holds the same-origin rule for cookies. ERR_AUTH for a bad header, ERR_CSRF for a foreign
 * page; a stale cookie counts as nobody.
 * Where a dialect has CSRF tokens, the session's is as good as the same origin, where that isn't
 * known: another's is ERR_CSRF, and ERR_AUTH when the cookies' session is over.
 */
enum status access_identify(struct request *req);

/*
 * The same for a route of NOBODY, where no user is looked for: the same-origin rule. Without
 * cookies too, a foreign page gets ERR_CSRF: it could sign its visitor in as somebody else. (The
 * CSRF token counts that is of the session which the cookies keep: the refresh token's, if any.)
 */
enum status access_stranger(struct request *req);

/*
 * OK when the user may use a route of this access: else ERR_AUTH, ERR_FORBIDDEN, or ERR_NO_FACTOR
 * for who has to set a second factor up first (also when held back by then).
 */
enum status access_check(const struct request *req, enum access access);

/*
 * Who has to set a second factor up first counts as nobody from here on, but on a route that is for
 * setting it up. To be called of who may use the route.
 */
void access_hold_back(struct request *req, enum access access);

/* True when such a user must have a second factor, whether there is one or not. */
bool access_demands_factor(const struct request *req, const struct user *user);

/*
 * The rules for keys of programs (enum keys), whoever has them: OK, or ERR_FORBIDDEN with a
 * message. Also for all that isn't asked by a key.
 */
enum status access_check_key(const struct route *route, struct response *res);

/* ERR_FORBIDDEN, with the message for what is never a key's. */
enum status access_refuse_key(struct response *res);

/*
 * For a key: req->user is its owner as req->method has it, who writes as a member. To be called
 * where that changes.
 */
void access_take_role(struct request *req);

/* True when the user is an admin: not nobody, nor who has to set a second factor up first. */
bool access_is_admin(const struct request *req);

/*
 * OK when the password was given within 10 minutes, as sensitive calls want; else
 * ERR_REAUTHENTICATE. ERR_FORBIDDEN for a key, ERR_AUTH for nobody.
 */
enum status access_is_recent(const struct request *req);

/*
 * By what a page shows that it is one of this site's, where its origin doesn't (`csrf_session` of
 * a dialect): sent back as X-CSRF-Token or X-XSRF-Token. It is the session's, as long as that
 * lasts, and no secret of its owner's.
 */
const char *access_csrf_token(const struct request *req, const struct session *session);

/*
 * Behind such a door: sets the token's cookie anew where the one sent isn't that of the session
 * whose cookies these are, as it was signed in elsewhere since. To be called with the answer made.
 */
void access_renew_csrf_token(struct response *res);

/* Has the browser forget who asks: takes the cookies of a session away. */
void access_forget(struct response *res);

/* What the model is told of a request as it is now: its user is known from access_identify on. */
const struct call *call_of(struct request *req);

/* The same with the address that it came from, for what is noted of it (audit.h). */
const struct call *call_from(struct request *req);

/*
 * The token of an `Authorization: Bearer` header. NULL without a header, and with one of another
 * scheme: that is for the server before us, as a host's own password is. "" for a token without any
 * scheme.
 */
const char *access_bearer(const struct request *req);

/* True for an Authorization header that is a token without "Bearer" before it. */
bool access_lacks_scheme(const struct request *req);

#endif
