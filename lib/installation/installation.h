/* What can be told of an installation also while it isn't ready. */
#ifndef INSTALLATION_H
#define INSTALLATION_H

#include "route.h"

/*
 * Whether anybody has an account. Without a database nobody has; of one that can't be read nobody
 * knows, and the answer is why the installation isn't ready.
 */
enum status installation_has_accounts(const struct request *req, bool *out);

#endif
