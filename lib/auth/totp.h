/*
 * The second factor: codes by the time (RFC 6238, with RFC 4226's six digits, SHA-1 and steps of 30
 * seconds, as all apps have them), and recovery codes. liboath makes the codes and knows base32:
 * Debian has it as an archive for each processor, of which some 15 kB are linked in (HMAC and
 * base32), and nettle has no base32. Comparing is ours, in a time that tells nothing. Secrets are
 * stored in clear text, as codes are computed from them: who has a copy of the database has them.
 */
#ifndef TOTP_H
#define TOTP_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { TOTP_DIGITS = 6, TOTP_STEP = 30, RECOVERY_CODES = 10 };

/* A new secret of 160 bits, as base32. */
const char *totp_secret(struct arena *arena);

/*
 * What an app reads the secret from (otpauth://totp/…). `host` tells installations apart; NULL or
 * "" for none.
 */
const char *totp_uri(struct arena *arena, const char *secret, const char *username,
	const char *host);

/* What was typed as a code without its spaces; NULL when that isn't six digits. */
const char *totp_code(struct arena *arena, const char *typed);

/* The code of a step: a secret's number of steps since 1970. False for what is no secret. */
bool totp_generate(const char *secret, int64_t step, char out[TOTP_DIGITS + 1]);

/*
 * The step whose code that is: that of `now`, or the one before or after it, as clocks differ.
 * False when it is none of these.
 */
bool totp_verify(const char *secret, const char *code, int64_t now, int64_t *step);

/* A new recovery code: 120 bits as base32, in groups of four. */
const char *recovery_code(struct arena *arena);

/*
 * The hash that a recovery code is stored as, with hyphens and spaces or without, in any case. NULL
 * for what can't be one.
 */
const char *recovery_code_hash(struct arena *arena, const char *typed);

#endif
