/*
 * Second factors: a secret beside the account, that is on once a code of it came, and recovery
 * codes, of which only the hashes are stored. What a code is lib/auth/totp.h says.
 */
#ifndef SECOND_FACTOR_H
#define SECOND_FACTOR_H

#include "user.h"

/*
 * Stores a secret that isn't on yet, in the place of one that wasn't confirmed. ERR_CONFLICT while
 * one is on.
 */
enum status second_factor_ask(const struct call *call, const struct user *user,
	const char *secret);

/*
 * Turns the secret on that `user` was read with, by the code of this step, with recovery codes of
 * these hashes. ERR_CONFLICT when one is on meanwhile, or another was asked for.
 */
enum status second_factor_turn_on(const struct call *call, const struct user *user, int64_t step,
	const char *const *hashes, int count);

/*
 * Uses the code of a step up; that it was missing before, in a sign-in of two steps, is no news any
 * more (audit_take_back). ERR_NOT_FOUND when it was used, or a later one, or the secret isn't
 * that any more which `user` was read with. Of two at once one is OK. `latest` is the last step
 * whose code would be taken now: one used beyond it counts as none, as the clock was ahead then.
 */
enum status second_factor_use_step(const struct call *call, const struct user *user, int64_t step,
	int64_t latest);

/* The same of a recovery code. ERR_NOT_FOUND when there is none of this hash. */
enum status second_factor_use_recovery(const struct call *call, const struct user *user,
	const char *hash);

/*
 * Takes it off, with its recovery codes; `about` is noted with it, or NULL. ERR_NOT_FOUND when none
 * is on.
 */
enum status second_factor_turn_off(const struct call *call, const struct user *user,
	const char *about);

/*
 * Other recovery codes, of these hashes, in the place of those there are. ERR_CONFLICT when no
 * second factor is on.
 */
enum status second_factor_renew_recovery(const struct call *call, const struct user *user,
	const char *const *hashes, int count);

/* How many are left; INT_NONE, and nothing is read, of a user without a second factor. */
enum status second_factor_count_recovery(const struct call *call, const struct user *user,
	int64_t *left);

#endif
