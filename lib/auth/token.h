/*
 * Access tokens: JWT (RFC 7519) signed by HS256 (RFC 7515, 7518). We are their only issuer: libjwt
 * makes them (token_issue.c, in issuers only), and this strict verifier takes exactly that
 * header, byte for byte.
 */
#ifndef TOKEN_H
#define TOKEN_H

#include "arena.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

enum { KEY_BYTES = 32, TOKEN_MAX = 2048 };

/* What a token says. Texts belong to the arena. */
struct token {
	const char *sub, *sid;	/* ids of user and session */
	int64_t iat, exp, auth_time;
};

/*
 * Reads the signing key in `folder`: ERR_NOT_FOUND without one. Whoever can use the key is
 * everybody to us: one that others may read or write is taken only `for_group`, and for those of
 * the group. (Where it is our file its mode is mended, and what is beside it.) ERR_SETUP or
 * ERR_UNAVAILABLE, with `*message` for the log, when that can't be done.
 */
enum status token_key(struct arena *arena, const char *folder, bool for_group,
	unsigned char out[KEY_BYTES], const char **message);

/*
 * The same, making it if it's missing (32 random bytes).
 * ERR_SETUP, or ERR_UNAVAILABLE for a full disk, with `*message` for the log, when that can't be
 * done.
 */
enum status token_key_make(struct arena *arena, const char *folder, bool for_group,
	unsigned char out[KEY_BYTES], const char **message);

/*
 * Signs a token for `ttl` seconds from now. It says that it was issued at `since` (the user's last
 * change of password) or later, also when the clock, which was ahead then, says less. NULL when
 * libjwt fails.
 */
char *token_issue(struct arena *arena, const unsigned char key[KEY_BYTES], const char *user_id,
	const char *session_id, int64_t auth_time, int64_t since, int64_t ttl);

/* True, with what it says, for a token of ours that has not expired. */
bool token_verify(struct arena *arena, const unsigned char key[KEY_BYTES], const char *text,
	struct token *out);

/* A secret: this many random hex digits, at most 64. */
char *token_random(struct arena *arena, size_t digits);

/*
 * The secret that follows another one: always the same, and nobody else can tell it. At most 64 hex
 * digits.
 */
char *token_next(struct arena *arena, const unsigned char key[KEY_BYTES], const char *secret,
	size_t digits);

/* SHA-256 of a text as 64 hex digits. */
char *token_hash(struct arena *arena, const char *text, size_t size);

/* Compares two texts in a time that depends on their lengths only. */
bool secret_equal(const char *a, const char *b);

#endif
