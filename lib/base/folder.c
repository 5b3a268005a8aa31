#include "folder.h"
#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define OURS ".ht."

enum { FOR_OWNER = 0700, FOR_GROUP = 02770 };

mode_t
folder_file_mode(bool for_group)
{
	return for_group ? 0660 : 0600;
}

/*
 * The bit that hands the group on to what is made in it. It may have come from the folder above,
 * with a group that isn't ours: who sets it again then takes it away (chmod(2)).
 */
static bool
hand_group_on(const char *folder)
{
	struct stat st;

	if (stat(folder, &st))
		return false;
	return (st.st_mode & 07777) == FOR_GROUP || !chmod(folder, FOR_GROUP);
}

bool
folder_make(const char *folder, bool for_group)
{
	return !mkdir(folder, (for_group ? FOR_GROUP : FOR_OWNER) & 0777)
		&& (!for_group || hand_group_on(folder));
}

/* The next of its files whose name begins so; NULL after the last. */
static const char *
next_file(DIR *dir, const char *prefix, struct stat *st)
{
	const struct dirent *entry;

	while ((entry = readdir(dir)))
		if (!strncmp(entry->d_name, prefix, strlen(prefix))
		    && !fstatat(dirfd(dir), entry->d_name, st, AT_SYMLINK_NOFOLLOW)
		    && !S_ISDIR(st->st_mode))
			return entry->d_name;
	return NULL;
}

bool
folder_follow(const char *folder, bool for_group)
{
	DIR *dir = opendir(folder);
	bool follows = dir != NULL;
	const mode_t mode = folder_file_mode(for_group);
	const char *name;
	struct stat st;

	while (dir && (name = next_file(dir, OURS, &st)))
		if (S_ISREG(st.st_mode) && st.st_uid == geteuid() && (st.st_mode & 07777) != mode)
			follows = !fchmodat(dirfd(dir), name, mode, 0) && follows;
	if (dir)
		closedir(dir);
	if (stat(folder, &st) || st.st_uid != geteuid())
		return follows;
	if (for_group)
		return hand_group_on(folder) && follows;
	return ((st.st_mode & 07777) != FOR_GROUP || !chmod(folder, FOR_OWNER)) && follows;
}

static void
end_reading(void *dir)
{
	closedir(dir);
}

DIR *
folder_open(struct arena *arena, const char *folder)
{
	DIR *dir = opendir(folder);

	arena_hold(arena, end_reading, dir);
	return dir;
}

void
folder_close(struct arena *arena, DIR *dir)
{
	arena_let_go(arena, dir);
}

void
folder_sweep(const char *folder, const char *prefix, int64_t age)
{
	DIR *dir = opendir(folder);
	const char *name;
	struct stat st;

	while (dir && (name = next_file(dir, prefix, &st)))
		if (!age || st.st_mtime + age < clock_now())
			unlinkat(dirfd(dir), name, 0);
	if (dir)
		closedir(dir);
}

bool
folder_clear(const char *folder, const char *but)
{
	DIR *dir = opendir(folder);
	bool is_clear = dir != NULL;
	const char *name;
	struct stat st;

	while (dir && (name = next_file(dir, OURS, &st)))
		if (!but || strcmp(name, but))
			is_clear = !unlinkat(dirfd(dir), name, 0) && is_clear;
	if (dir)
		closedir(dir);
	return is_clear;
}

bool
folder_has_room(const char *folder, uint64_t bytes)
{
	struct statvfs fs;

	return statvfs(folder, &fs) || bytes / fs.f_frsize < fs.f_bavail;
}

int
folder_nameless_file(const char *folder)
{
	char path[PATH_MAX];
	int fd;

	if (snprintf(path, sizeof(path), "%s/" OURS "part.XXXXXX", folder) >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}
