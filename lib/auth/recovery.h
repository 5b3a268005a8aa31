/*
 * Getting back into an account whose password is lost: by mail, or by a link that an admin hands
 * over.
 */
#ifndef RECOVERY_H
#define RECOVERY_H

#include "request.h"
#include "audit.h"

/*
 * Opens a reset for the user, which is noted as this event; `*token` (64 hex digits) is known to
 * nobody else. With `opens` false, and for a user of NULL, it only takes as long (reset_create).
 */
enum status recovery_start(struct request *req, enum event event, const struct user *user,
	bool opens, const char **token);

/*
 * The page that takes a token: below base_url, or relative to the installation; never what a client
 * called us.
 */
const char *recovery_link(const struct request *req, const char *token);

/*
 * Mails the link to the account with this address, at most three within 15 minutes. Whether there
 * is one shows neither in the result nor in the time it takes.
 */
enum status recovery_mail(struct request *req, const char *email);

/* An address as a hint: "a…@example.com". NULL stays NULL. */
const char *recovery_hint(struct arena *arena, const char *email);

#endif
