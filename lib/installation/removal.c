#include "removal.h"
#include "access.h"
#include "backup.h"
#include "clock.h"
#include "folder.h"
#include "process.h"
#include "removal_mark.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define DATABASE ".ht.vitrine.db"

enum { TRIES = 20 };	/* programs that are at work may make a file of theirs again */

/* The folder itself, which may be wanted by programs that are at work. */
static bool
remove_folder(const char *folder)
{
	for (int i = 0; i < TRIES; i++) {
		folder_clear(folder, NULL);
		if (!rmdir(folder))
			return true;
		if (errno != ENOTEMPTY && errno != EEXIST)
			return false;
		clock_sleep(5);
	}
	return false;
}

static enum status
remove_all(struct request *req)
{
	const char *folder = req->config->data_dir;
	const char *inside = removal_mark_inside(req->arena, folder),
		*beside = removal_mark_beside(req->arena, folder);
	bool is_beside = removal_mark_make(req->arena, beside);

	if (!is_beside && !removal_mark_make(req->arena, inside)) {
		const int error = errno;

		req->trouble = arena_printf(req->arena, "data folder %s can't be written: %s; "
			"nothing was removed", folder, strerror(error));
		return status_of_error(error);
	}
	process_close_db(req->process);
	req->db = NULL;
	if (is_beside && remove_folder(folder))
		return OK;
	/* others have something in it: it stays, and tells it itself */
	if (is_beside && removal_mark_make(req->arena, inside))
		unlink(beside);
	if (folder_clear(folder, REMOVAL_MARK))
		return OK;
	if (!access(arena_printf(req->arena, "%s/" DATABASE, folder), F_OK)) {	/* it lives on */
		unlink(inside);
		unlink(beside);
	}
	req->trouble = arena_printf(req->arena, "data folder %s: not all of it could be removed; "
		"delete what is left in it", folder);
	return ERR_SETUP;
}

enum status
removal_remove(struct request *req, struct response *res)
{
	int lock;
	enum status rc = backup_take_sure_turn(req, res, &lock);

	if (rc)
		return rc;
	rc = remove_all(req);
	arena_close_file(req->arena, lock);
	if (rc)
		return rc;
	access_forget(res);
	return respond_nothing(res);
}
