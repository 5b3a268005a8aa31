#include "log.h"
#include "clock.h"
#include "folder.h"
#include "text.h"

#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HOUR = 3600, KNOWN_MAX = 16 };
#define MARK ".ht.logged-"

/* What this process has written a line about, and when. */
static struct {
	uint64_t cause;
	int64_t at;
} known[KNOWN_MAX];
static unsigned oldest;

void
log_line(const char *request_id, const char *format, ...)
{
	char now[CLOCK_TEXT], line[2048];
	va_list args;
	int n;

	clock_format(clock_now(), now);
	n = snprintf(line, sizeof(line), "%s vitrine [%s] ", now, request_id ? request_id : "-");
	va_start(args, format);
	n += vsnprintf(line + n, sizeof(line) - (size_t)n, format, args);
	va_end(args);
	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	for (int i = 0; i < n; i++)
		memset(line + i, '?', text_control_at(line + i));
	line[n++] = '\n';
	/*
	 * One write, so that lines of many processes do not mix. A log that can't be written is no
	 * reason to fail.
	 */
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return;
}

/* Within the last hour. What lies in the future, by a clock that was wrong, was not. */
static bool
is_recent(int64_t at, int64_t now)
{
	return at <= now && now - at < HOUR;
}

/* Puts down that a line is written now. False when another process has done so before. */
static bool
put_mark(const char *folder, mode_t mode, uint64_t cause, int64_t now)
{
	char path[PATH_MAX];
	struct stat st;
	int fd;

	if ((size_t)snprintf(path, sizeof(path), "%s/" MARK "%016jx", folder, (uintmax_t)cause)
	    >= sizeof(path))
		return true;
	if (!lstat(path, &st) && S_ISREG(st.st_mode) && is_recent(st.st_mtime, now))
		return false;
	folder_sweep(folder, MARK, HOUR);
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd >= 0) {
		const struct timespec time = { .tv_sec = now };

		futimens(fd, (const struct timespec[2]){ time, time });
		close(fd);
	}
	return true;
}

bool
log_is_due(const char *folder, mode_t mode, const char *cause)
{
	const uint64_t number = text_hash(cause);
	const int64_t now = clock_now();
	unsigned at = 0;

	while (at < KNOWN_MAX && known[at].cause != number)
		at++;
	if (at < KNOWN_MAX && is_recent(known[at].at, now))
		return false;
	if (at == KNOWN_MAX)
		at = oldest++ % KNOWN_MAX;
	known[at].cause = number;
	known[at].at = now;
	return !folder || put_mark(folder, mode, number, now);
}
