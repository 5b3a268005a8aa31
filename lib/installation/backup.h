/* Backups of the whole installation: by a web server or by a shell. */
#ifndef BACKUP_H
#define BACKUP_H

#include "audit.h"
#include "route.h"

/* GET /server/backup: a copy of the database as it is at one moment, as a download. */
handler backup_send;

/*
 * Notes that a copy was taken. It is handed out all the same where nothing can be written any more:
 * it may be the last there is. Of a question that no copy answers (HEAD, a tag) nothing is noted.
 */
void backup_note_taking(struct request *req, const char *about);

/* Notes that something was done to a copy, which it was whether that can be written or not. */
void backup_note(struct request *req, enum event event, const char *about);

/*
 * The turn of who makes one, restores one or removes all; each would be in the way of the others.
 * It ends when arena_close_file closes `*lock`. ERR_UNAVAILABLE for who waits too long, else why it
 * can't be had; `*why` is for a log. Of what was half made by who was killed nothing is left then.
 */
enum status backup_turn(struct arena *arena, const struct config *config, int *lock,
	const char **why);

/* The same for a request, with a message for who waits too long. */
enum status backup_take_turn(struct request *req, struct response *res, int *lock);

/* The same for who has given the password not long ago: for others ERR_REAUTHENTICATE. */
enum status backup_take_sure_turn(struct request *req, struct response *res, int *lock);

enum { BACKUP_PIECE = 1 << 20 };	/* the most that one call takes of what is to be restored */

/*
 * POST /server/restore: takes such a file in pieces; the last one restores. A route to it has
 * `.file_max = BACKUP_PIECE`.
 */
handler backup_take;
handler backup_admit;	/* the route's `admit`: the password was given not long ago */

/* A file that is to take the place of all there is. */
struct restoring {
	const struct call *call;	/* of whom, from where, and with the database */
	const char *folder;		/* the data folder */
	const char *about;		/* what it is, for the log of events */
	/* what is there before stays as a copy (copies.h); NULL: it doesn't */
	const struct config *keeps;
	/* Set by these functions. */
	const char *path;		/* of the file of our own that is restored */
	int64_t accounts, admins, titles;	/* that it has */
	const char *fault;		/* what is wrong with it, in a few words for people */
	const char *message;		/* why it failed, for a log or a shell */
};

/*
 * Puts the database in the file `path` in the place of all there is: brought to this release's
 * schema, and nobody is signed in. The file stays as it is; what is needed meanwhile is in the data
 * folder. When it fails nothing has changed: ERR_SETUP, and a fault, for a file that can't be
 * restored here.
 */
enum status backup_restore(struct restoring *restoring, const char *path);

/* The answer that it was restored, to nobody: who asked is signed in no more. */
enum status backup_tell(struct response *res, const struct restoring *restoring);

#endif
