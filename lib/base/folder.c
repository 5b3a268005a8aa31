#include "folder.h"
#include "clock.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

void
folder_sweep(const char *folder, const char *prefix, int64_t age)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	struct stat st;

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (!strncmp(entry->d_name, prefix, strlen(prefix))
		    && (!age || (!fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) && st.st_mtime + age < clock_now())))
			unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
}

bool
folder_has_room(const char *folder, uint64_t bytes)
{
	struct statvfs fs;

	return statvfs(folder, &fs) || bytes / fs.f_frsize < fs.f_bavail;
}
