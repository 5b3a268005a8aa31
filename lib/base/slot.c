#include "slot.h"
#include "clock.h"
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

int
slot_take(struct arena *arena, const struct config *config, const char *kind, int64_t count,
	int patience)
{
	const int64_t until = clock_ticks() + patience;
	int error;

	do {
		for (int64_t i = 0; i < count; i++) {
			int fd = open(arena_printf(arena, "%s/.ht.%s.%lld", config->data_dir, kind,
				(long long)i),
				O_RDWR | O_CREAT | O_CLOEXEC,
				folder_file_mode(config_for_group(config)));

			if (fd < 0 || !flock(fd, LOCK_EX | LOCK_NB))
				return fd;
			error = errno;
			close(fd);
			errno = error;
			if (error != EWOULDBLOCK)
				return -1;
		}
		clock_sleep(10);
	} while (clock_ticks() < until);
	errno = EBUSY;
	return -1;
}
