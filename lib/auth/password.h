/* Passwords: policy, and scrypt (RFC 7914) by libscrypt. Linked into issuers only. */
#ifndef PASSWORD_H
#define PASSWORD_H

#include "config.h"
#include "problem.h"
#include "status.h"

/* A field_check for a new password: 8 to 1024 bytes, and not a common one. It is made NFC. */
const char *is_password(struct arena *arena, const char *text, const char **message);

/* True when a password is, but for case, this user name or e-mail address; NULL never is. */
bool password_is_name(struct arena *arena, const char *password, const char *name);

/*
 * Hashes the password's NFC with the cost of the settings; the parameters and a random salt are in
 * the text. At most `hash_slots` run at once: others wait up to 5 s, then ERR_UNAVAILABLE, as when
 * memory is short. ERR_SETUP or ERR_FULL when the data folder can't be written. Each of them with
 * `*message` for the log.
 */
enum status password_hash(struct arena *arena, const struct config *config, const char *password,
	const char **out, const char **message);

/*
 * OK when the password is the hash's, as whatever keyboard writes it; ERR_AUTH when not. A NULL
 * hash takes as long and is never right. *outdated tells that the hash was made at another cost, or
 * of another form than NFC. Else as password_hash, and ERR_INTERNAL, with a message too, for what
 * is no hash.
 */
enum status password_verify(struct arena *arena, const struct config *config, const char *hash,
	const char *password, bool *outdated, const char **message);

#endif
