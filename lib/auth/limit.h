/*
 * Limits of how often: of calls, in a sliding minute, per member or, of strangers, per address; and
 * of failures per account. An address that an account's password came from within the last 90 days
 * (of the 20 latest) has a count of its own for that account: what strangers fail doesn't keep its
 * user out. Counted in a database of their own, that may be lost. Exact also for calls at the same
 * moment, in many processes.
 */
#ifndef LIMIT_H
#define LIMIT_H

#include "request.h"

/* What a route counts (`limit` in its row). Each has a counter of its own, whatever the route. */
struct limit {
	const char *name;
	/* where struct config has how many calls a minute may have */
	size_t setting;
	const char *sentence;		/* for whoever called more often */
};
/* per address; of all routes that look at no credentials */
extern const struct limit limit_strangers;
/* per address: of secrets that open nothing (counted by whoever looks for one) */
extern const struct limit limit_guesses;
extern const struct limit limit_titles, limit_uploads, limit_lookups, limit_bulk;

/*
 * Counts a call by whoever is known to make it, else by its address. ERR_RATE_LIMITED with the
 * seconds to wait when there were too many within a minute. Admins have no limits.
 */
enum status limit_call(struct request *req, const struct limit *limit, int64_t *retry_after);

/* An attempt at an account's password, for as long as it lasts. */
struct attempt {
	const char *account, *failures;	/* failures: what they are counted as */
	int64_t key;
};

/*
 * Begins an attempt: ERR_RATE_LIMITED with the seconds to wait after too many failures. `account`
 * is the user's id, or the name that nobody has: unknown names count alike. While attempts under
 * way could use up all that is left, this one waits for their end, up to 5 s; then ERR_UNAVAILABLE.
 */
enum status limit_attempt(struct request *req, const char *account, struct attempt *attempt,
	int64_t *retry_after);

/* Ends an attempt: counts it when the outcome is ERR_AUTH, remembers the address when it is OK. */
enum status limit_attempt_end(struct request *req, const struct attempt *attempt,
	enum status outcome);

/*
 * Remembers that the user of an account has called from this address. What goes wrong is only in
 * the log.
 */
void limit_remember(struct request *req, const char *account);

/*
 * Forgets the failures of an account, whose user has got a new password, and remembers the address.
 * Not for who has a second factor: a new password must give no further tries at its codes.
 * What goes wrong is only in the log: the password is stored, and that is the answer.
 */
void limit_forgive(struct request *req, const char *account);

/* Counts a mail to an address. ERR_RATE_LIMITED when it was sent three within 15 minutes. */
enum status limit_mail(struct request *req, const char *address);

#endif
