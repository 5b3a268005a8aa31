/* What a request leaves behind for admins (audit.h), once it is known how it ended. */
#ifndef TRAIL_H
#define TRAIL_H

#include "request.h"

/*
 * Counts what was refused: what its user may not, a key beyond its scope, a limit that was reached,
 * a page of another site. With the setting `log_events` all that was noted, and stays, is a line of
 * the error log, too. In no transaction; it never fails, and waits for nobody.
 */
void trail_end(struct request *req, enum status rc);

#endif
