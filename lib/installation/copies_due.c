#include "copies_due.h"
#include "child.h"
#include "clock.h"
#include "folder.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REASON_MAX = 500, ARENA_MAX = 1 << 20 };

/* The path of a file in the data folder; "" where it is too long. */
struct path {
	char text[PATH_MAX];
};

/* (Each request does it: without printf.) */
static const char *
path_in(const char *folder, const char *name, struct path *path)
{
	const size_t n = strlen(folder), size = strlen(name) + 1;

	path->text[0] = '\0';
	if (n + 1 + size > sizeof(path->text))
		return path->text;
	memcpy(path->text, folder, n);
	path->text[n] = '/';
	memcpy(path->text + n + 1, name, size);
	return path->text;
}

/* What lies in the future was stamped by a clock that was wrong. */
static bool
is_due(const struct stat *st)
{
	const int64_t age = clock_now() - st->st_mtime;

	return st->st_size >= STAMP_FAILED || age < -COPIES_PAUSE
		|| age >= (st->st_size == STAMP_BEGUN ? COPIES_PAUSE : COPIES_DAY);
}

/*
 * A new installation, or one of a release before: its first copy is due in a day. Not after a
 * removal.
 */
static void
make_stamp(const struct process *process, const char *path)
{
	struct path database;
	int stamp;

	if (access(path_in(process->config.data_dir, ".ht.vitrine.db", &database), F_OK))
		return;
	stamp = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		folder_file_mode(process->for_group));
	if (stamp < 0)
		return;
	copies_stamp(stamp, STAMP_MADE);
	close(stamp);
}

void
copies_look(struct process *process)
{
	struct path path;
	const char *stamp;
	struct stat st;

	process->copy_is_due = false;
	if (!process->db || !process->config.daily_copies)
		return;
	stamp = path_in(process->config.data_dir, COPIES_STAMP, &path);
	if (!stat(stamp, &st))
		process->copy_is_due = is_due(&st);
	else if (errno == ENOENT)
		make_stamp(process, stamp);
	if (process->copy_is_due && process->one_shot)
		signal(SIGTERM, SIG_IGN);	/* by servers that have had the answer */
}

/* A file of somebody else in the group gets no other time than the system's. */
void
copies_stamp(int file, enum stamp stamp)
{
	const struct timespec at = { .tv_sec = clock_now() };

	if (ftruncate(file, stamp) || futimens(file, (const struct timespec[2]){ at, at }))
		futimens(file, NULL);
}

/* Why the last one failed, in `out`; "" for nothing. */
static void
read_reason(const char *path, char out[REASON_MAX + 1])
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = file < 0 ? 0 : read(file, out, REASON_MAX);

	out[n > 0 ? n : 0] = '\0';
	if (file >= 0)
		close(file);
}

static void
write_reason(const struct process *process, const char *path, const char *reason)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		folder_file_mode(process->for_group));

	if (file < 0)
		return;
	if (write(file, reason, strlen(reason)) < 0)
		unlink(path);
	close(file);
}

/* A file that isn't one of the standard three, which the other program gets. */
static int
open_apart(const char *path, int flags)
{
	int file = open(path, flags | O_CLOEXEC | O_NOFOLLOW), apart;

	if (file < 0 || file > STDERR_FILENO)
		return file;
	apart = fcntl(file, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(file);
	return apart;
}

/*
 * server.cgi, which leaves us at once for a process of its own: there is nobody to be waited for
 * later. It gets nothing of ours but a file that it can't write, as there may be no /dev/null. Why
 * not, NULL when it is at it.
 */
static const char *
start_server(const char *folder, const char *stamp)
{
	char name[] = "server.cgi", command[] = "--copy-apart", setting[PATH_MAX + 16],
		path[PATH_MAX];
	const char *conf = getenv("VITRINE_CONF");
	char *const argv[] = { name, command, NULL },
		*const env[] = { conf ? setting : NULL, NULL };
	int quiet = open_apart(stamp, O_RDONLY), status = 0, error = ENAMETOOLONG;
	const struct child child = { path, argv, env, .input = quiet, .output = quiet,
		.errors = quiet, .apart = true };
	void (*before)(int);
	pid_t pid;

	if (quiet < 0)
		return strerror(errno);
	before = signal(SIGCHLD, SIG_DFL);	/* ignored, nobody learns how it ended */
	if (snprintf(path, sizeof(path), "%s/server.cgi", folder) < (int)sizeof(path)
	    && snprintf(setting, sizeof(setting), "VITRINE_CONF=%s", conf ? conf : "")
		< (int)sizeof(setting))
		error = child_start(&child, &pid);
	close(quiet);
	while (!error && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	signal(SIGCHLD, before);
	if (error)
		return strerror(error);
	return status ? "it ended at once" : NULL;
}

/*
 * The next try is after a pause, whatever becomes of this one: the stamp says so before. Who
 * was killed at it is found out about then.
 */
static void
begin_copy(struct process *process, int stamp, const char *path, const char *failed)
{
	const char *why;
	struct arena arena;
	char reason[REASON_MAX + 1];

	read_reason(failed, reason);
	if (!strcmp(reason, COPIES_BEGUN))
		log_line("-", "daily copy: %s", reason);
	write_reason(process, failed, COPIES_BEGUN);
	copies_stamp(stamp, STAMP_BEGUN);
	arena_init(&arena, ARENA_MAX, NULL);
	why = start_server(config_program_folder(&arena), path);
	arena_release(&arena);
	if (!why)
		return;
	snprintf(reason, sizeof(reason), "server.cgi can't be started: %s", why);
	log_line("-", "daily copy: %s; let the programs start others, or run server.cgi --copy "
		"each day", reason);
	write_reason(process, failed, reason);
}

/* What the program that makes them has no log for. */
static void
tell_failure(int stamp, const char *failed, enum stamp was)
{
	char reason[REASON_MAX + 1];

	read_reason(failed, reason);
	copies_stamp(stamp, was == STAMP_FAILED ? STAMP_BEGUN : STAMP_MADE);
	if (*reason)
		log_line("-", "daily copy: %s", reason);
}

void
copies_begin(struct process *process)
{
	const char *folder = process->config.data_dir;
	struct path path, failed;
	struct stat st;
	int stamp;

	if (!process->copy_is_due)
		return;
	process->copy_is_due = false;
	/* its server waits for the end of our output, and is not to wait */
	if (process->one_shot)
		dup2(STDERR_FILENO, STDOUT_FILENO);
	path_in(folder, COPIES_STAMP, &path);
	path_in(folder, COPIES_FAILED, &failed);
	stamp = open_apart(path.text, O_RDWR);
	if (stamp < 0)
		return;
	/* one does it, and who comes later finds it done */
	if (!flock(stamp, LOCK_EX | LOCK_NB) && !fstat(stamp, &st) && is_due(&st)) {
		if (st.st_size >= STAMP_FAILED)
			tell_failure(stamp, failed.text, (enum stamp)st.st_size);
		else
			begin_copy(process, stamp, path.text, failed.text);
	}
	close(stamp);
}
