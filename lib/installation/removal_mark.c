#include "removal_mark.h"
#include "clock.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATABASE ".ht.vitrine.db"

/* seconds after which nobody is at the removal any more that a mark was for */
enum { STALE = 3600 };

const char *
removal_mark_inside(struct arena *arena, const char *folder)
{
	return arena_printf(arena, "%s/" REMOVAL_MARK, folder);
}

/* Its name has the folder's, as there may be others beside it. */
const char *
removal_mark_beside(struct arena *arena, const char *folder)
{
	const char *slash = strrchr(folder, '/');

	return arena_printf(arena, "%s/" REMOVAL_MARK ".%s", config_folder_of(arena, folder),
		slash ? slash + 1 : folder);
}

/* The mark that is there, NULL for none. */
static const char *
find_mark(struct arena *arena, const char *folder)
{
	const char *inside = removal_mark_inside(arena, folder),
		*beside = removal_mark_beside(arena, folder);

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
		REMOVAL_MARK " to begin anew.";
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
bool
removal_mark_make(struct arena *arena, const char *path)
{
	char now[CLOCK_TEXT];
	const char *text;
	int fd;

	clock_format(clock_now(), now);
	text = arena_printf(arena, "The data of this installation of Vitrine was removed, %s. "
		"Delete this file to begin anew.\n", now);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return false;
	futimens(fd, NULL);	/* it may be an old one */
	if (write(fd, text, strlen(text)) < 0)
		log_line("-", "%s has no text: %s", path, strerror(errno));
	close(fd);
	return true;
}
