/* The second factor of who asks, and its end by an admin. Linked into users.cgi only. */
#ifndef FACTOR_H
#define FACTOR_H

#include "route.h"

/* What confirms it. */
extern const struct record factor_code;

/*
 * A new secret, not on yet: as text, as an app reads it, as a picture of that. Sensitive;
 * ERR_CONFLICT while one is on.
 */
handler factor_ask;
/*
 * Turns it on by a code of it, and answers the recovery codes, which nobody is told again. A wrong
 * one is ERR_VALIDATION and counts as a wrong password does; ERR_CONFLICT while one is on, or when
 * none was asked for.
 */
handler factor_confirm;
/*
 * Answers other recovery codes, told once, and ends those there were. Sensitive; ERR_CONFLICT
 * without a second factor.
 */
handler factor_renew_codes;
/*
 * Takes one's own off, and the recovery codes with it. Sensitive; ERR_NOT_FOUND without any,
 * ERR_CONFLICT where the installation demands one.
 */
handler factor_drop;
/* OK where one may do so: else ERR_CONFLICT. */
handler factor_may_drop;
/* The same of the account req->id[0], for an admin who has lost neither. */
handler factor_drop_theirs;

#endif
