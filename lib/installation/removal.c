#include "removal.h"
#include "access.h"
#include "backup.h"
#include "clock.h"
#include "folder.h"
#include "log.h"
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK ".ht.removed"
#define DATABASE ".ht.vitrine.db"

enum {
	TRIES = 20,	/* programs that are at work may make a file of theirs again */
	/* seconds after which nobody is at the removal any more that a mark was for */
	STALE = 3600,
};

static const char *
mark_inside(struct arena *arena, const char *folder)
{
	return arena_printf(arena, "%s/" MARK, folder);
}

/* Its name has the folder's, as there may be others beside it. */
static const char *
mark_beside(struct arena *arena, const char *folder)
{
	const char *slash = strrchr(folder, '/');

	return arena_printf(arena, "%s/" MARK ".%s", config_folder_of(arena, folder),
		slash ? slash + 1 : folder);
}

/* The mark that is there, NULL for none. */
static const char *
find_mark(struct arena *arena, const char *folder)
{
	const char *inside = mark_inside(arena, folder), *beside = mark_beside(arena, folder);

	return !access(inside, F_OK) ? inside : !access(beside, F_OK) ? beside : NULL;
}

enum status
removal_check(struct arena *arena, const struct gateway *gateway, const struct config *config,
	const char *folder, const char *beside, struct trouble *trouble)
{
	const char *outside = config->chooses_data_dir ? data_folder_outside(arena, gateway) : NULL;
	const char *mark = find_mark(arena, folder);

	if (!mark && config->chooses_data_dir)
		mark = find_mark(arena, beside);
	if (!mark && outside)
		mark = find_mark(arena, outside);
	if (!mark)
		return OK;
	rmdir(folder);	/* if it was made just now: empty */
	trouble->removed = true;
	trouble->mark = mark;
	trouble->log = arena_printf(arena, "an admin removed the data of this installation; "
		"delete its web folder, or, to begin anew "
		"or to restore a backup, the file %s", mark);
	trouble->message = "The data of this installation was removed. Delete its folder, "
		"or the file whose name begins with "
		MARK " to begin anew.";
	return ERR_SETUP;
}

void
removal_forget(struct arena *arena, const char *folder)
{
	const char *mark = find_mark(arena, folder);
	struct stat st;

	if (!mark || stat(mark, &st) || st.st_mtime + STALE >= clock_now())
		return;
	if (!unlink(mark))
		log_line("-", "the mark %s of a removal that did not come about was taken away",
			mark);
}

void
removal_undo(struct arena *arena, const char *folder)
{
	static const char *const suffixes[] = { "-wal", "-shm", "-journal", "-queue", "" };

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		unlink(arena_printf(arena, "%s/" DATABASE "%s", folder, suffixes[i]));
}

/*
 * The mark comes first: from here on nobody begins anew, whatever becomes of us. That it is there
 * says it; its text, for which a full disk has no room, is for people.
 */
static bool
make_mark(struct arena *arena, const char *path)
{
	char now[CLOCK_TEXT];
	const char *text;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);

	if (fd < 0)
		return false;
	futimens(fd, NULL);	/* it may be an old one */
	clock_format(clock_now(), now);
	text = arena_printf(arena, "The data of this installation of Vitrine was removed, %s. "
		"Delete this file to begin anew.\n", now);
	if (write(fd, text, strlen(text)) < 0)
		log_line("-", "%s has no text: %s", path, strerror(errno));
	close(fd);
	return true;
}

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
	const char *inside = mark_inside(req->arena, folder),
		*beside = mark_beside(req->arena, folder);
	bool is_beside = make_mark(req->arena, beside);

	if (!is_beside && !make_mark(req->arena, inside)) {
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
	if (is_beside && make_mark(req->arena, inside))
		unlink(beside);
	if (folder_clear(folder, MARK))
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
	enum status rc = access_is_recent(req);

	if (!rc)
		rc = backup_take_turn(req, res, &lock);
	if (rc)
		return rc;
	rc = remove_all(req);
	arena_close_file(req->arena, lock);
	if (rc)
		return rc;
	access_forget(res);
	return respond_nothing(res);
}
