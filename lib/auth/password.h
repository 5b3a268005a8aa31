/* Passwords: policy, and scrypt (RFC 7914) by libscrypt. Linked into auth and users only. */
#ifndef PASSWORD_H
#define PASSWORD_H

#include "config.h"
#include "problem.h"
#include "status.h"

/* Adds problems for a password that is too short, too long, common, or the name or address itself. */
void password_check(struct problems *problems, const char *password, const char *username, const char *email);

/*
 * Hashes with the cost of the settings; the parameters and a random salt are in the text.
 * At most `hash_slots` run at once: others wait up to 5 s, then ERR_UNAVAILABLE.
 */
enum status password_hash(struct arena *arena, const struct config *config, const char *password,
	const char **out);

/*
 * OK when the password is the hash's; ERR_AUTH when not. A NULL hash takes as long and is never right.
 * *outdated tells that the hash was made at another cost.
 */
enum status password_verify(struct arena *arena, const struct config *config, const char *hash,
	const char *password, bool *outdated);

#endif
