/* Backups of the whole installation: by a web server or by a shell. */
#ifndef BACKUP_H
#define BACKUP_H

#include "route.h"

/* GET /server/backup: a copy of the database as it is at one moment, as a download. */
handler backup_send;

/*
 * The turn of who makes one, restores one or removes all; each would be in the way of the others.
 * It ends when `*lock` is closed. ERR_UNAVAILABLE, with a message, for who waits too long.
 */
enum status backup_take_turn(struct request *req, struct response *res, int *lock);

enum { BACKUP_PIECE = 1 << 20 };	/* the most that one call takes of what is to be restored */

/*
 * POST /server/restore: takes such a file in pieces; the last one restores. A route to it has
 * `.file_max = BACKUP_PIECE`.
 */
handler backup_take;
handler backup_admit;	/* the route's `admit`: the password was given not long ago */

/*
 * Puts the database in the file `path` in the place of all there is: brought to this release's
 * schema, and nobody is signed in. The file stays as it is; what is needed meanwhile is in
 * `folder`, the data folder. When it fails, with `*message` for a log or a shell, nothing has
 * changed: ERR_SETUP for a file that can't be restored here.
 */
enum status backup_restore(struct db *db, struct arena *arena, const char *folder, const char *path,
	const char **message);

#endif
