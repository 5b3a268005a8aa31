#include "slot.h"
#include "clock.h"
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { WAIT_MS = 5000 };

/* -1 with errno: EBUSY when all stayed taken. */
static int
take_file(struct arena *arena, const struct config *config, const char *name, int64_t count)
{
	const int64_t until = clock_ticks() + WAIT_MS;
	int error;

	do {
		for (int64_t i = 0; i < count; i++) {
			int fd = open(arena_printf(arena, "%s/.ht.%s.%lld", config->data_dir, name,
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

enum status
slot_take(struct arena *arena, const struct config *config, const struct slots *slots,
	int64_t count, int *slot, const char **message)
{
	enum status rc;

	*slot = take_file(arena, config, slots->name, count);
	arena_hold_file(arena, *slot);
	if (*slot >= 0)
		return OK;
	if (errno == EBUSY) {
		*message = arena_printf(arena,
			"no slot for one more %s; raise %s_slots if that is usual", slots->thing,
			slots->setting ? slots->setting : slots->name);
		return ERR_UNAVAILABLE;
	}
	rc = status_of_error(errno);
	*message = arena_printf(arena, "no %s: %s/.ht.%s.0: %s%s", slots->doing, config->data_dir,
		slots->name, strerror(errno), rc == ERR_SETUP
			? "; make the data folder and its files writable for the web server" : "");
	return rc;
}
