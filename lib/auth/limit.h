/*
 * Rate limits of what anybody may call: a sliding window per address, and one of failures per account.
 * Counted in a database of their own, that may be lost.
 */
#ifndef LIMIT_H
#define LIMIT_H

#include "request.h"

/* Counts a call of this address. ERR_RATE_LIMITED with the seconds to wait when there were too many. */
enum status limit_call(struct request *req, int64_t *retry_after);

/* The same for the failures of an account, without counting one. Unknown names count alike. */
enum status limit_account(struct request *req, const char *account, int64_t *retry_after);

/* Counts a failure of an account. */
enum status limit_failure(struct request *req, const char *account);

#endif
