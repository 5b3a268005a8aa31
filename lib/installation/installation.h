/* What can be told of an installation also while it isn't ready. */
#ifndef INSTALLATION_H
#define INSTALLATION_H

#include "route.h"

/*
 * Whether anybody has an account. Without a database nobody has; of one that can't be read nobody
 * knows, and the answer is why the installation isn't ready.
 */
enum status installation_has_accounts(const struct request *req, bool *out);

/*
 * The data folder, where something may be kept in it; NULL where there is none, or where nothing
 * may be. It need not be there, nor be one that can be written.
 */
const char *installation_folder(const struct request *req);

#endif
