#include "programs.h"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* All of this release (by the Makefile). */
static const char all[] = VITRINE_PROGRAMS;

struct run {
	const char *name;
	pid_t pid;	/* 0 where it could not be started */
	int error;
};

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* As a shell would by `NAME.cgi --routes`, with nothing of our own request: no variables, and no more files than needed. */
static int
start(const char *path, const int ends[2], pid_t *pid)
{
	char name[] = "program", routes[] = "--routes";
	char *const argv[] = { name, routes, NULL }, *const env[] = { NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t defaults, none;
	int error;

	sigfillset(&defaults);
	sigemptyset(&none);
	if (posix_spawn_file_actions_init(&files) || posix_spawnattr_init(&attributes))
		return ENOMEM;
	posix_spawn_file_actions_adddup2(&files, ends[0], STDIN_FILENO);	/* which it doesn't read; there may be no /dev/null */
	posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setsigmask(&attributes, &none);
	error = posix_spawn(pid, path, &files, &attributes, argv, env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return error;
}

/* Reads what they write, and away with it, until all have ended or the time is over. */
static void
drain(int fd, int64_t until)
{
	char buffer[4096];
	struct pollfd wanted = { .fd = fd, .events = POLLIN };

	for (int64_t left = until - now_ms(); left > 0; left = until - now_ms()) {
		int ready = poll(&wanted, 1, (int)left);

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0 || read(fd, buffer, sizeof(buffer)) == 0)
			return;
	}
}

/* Its wait status, or -1 when it had to be killed. */
static int
end(pid_t pid, int64_t until)
{
	const struct timespec moment = { 0, 1000000 };
	int status = 0;
	pid_t ended;

	while (!(ended = waitpid(pid, &status, WNOHANG)) && now_ms() < until)
		nanosleep(&moment, NULL);	/* its output has ended: so has it, nearly */
	if (ended)
		return status;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return -1;
}

/* What is wrong with a program, NULL for nothing. */
static const char *
fault_of(struct arena *arena, const struct run *run, int64_t until)
{
	int status;

	if (!run->pid) {
		/* That nothing more can be started is no fault of this program. */
		bool is_ours = run->error != EAGAIN && run->error != ENOMEM && run->error != EMFILE && run->error != ENFILE;

		return is_ours ? strerror(run->error) : NULL;
	}
	status = end(run->pid, until);
	if (status == -1)
		return "gave no answer";
	if (WIFSIGNALED(status))
		return arena_printf(arena, "was ended by signal %d", WTERMSIG(status));
	return WEXITSTATUS(status) ? arena_printf(arena, "ended with %d", WEXITSTATUS(status)) : NULL;
}

/* The names; their number is `*count`. */
static const char **
names(struct arena *arena, int *count)
{
	const char **list = arena_alloc(arena, sizeof(all) / 2 * sizeof(*list));

	*count = 0;
	for (const char *p = all; *p; p += strspn(p, ",")) {
		list[(*count)++] = arena_copy(arena, p, strcspn(p, ","));
		p += strcspn(p, ",");
	}
	return list;
}

/* Whether a path is that of NAME.cgi. */
static bool
is_program(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	size_t n = strlen(name);

	return !strncmp(base, name, n) && !strcmp(base + n, ".cgi");
}

/* All at once; those that fail go to `faults`. */
static int
run_all(struct arena *arena, const char *folder, struct run *runs, int count, int64_t until, struct program_fault *faults)
{
	int ends[2], found = 0;

	if (pipe2(ends, O_CLOEXEC))
		return 0;
	for (int i = 0; i < count; i++)
		runs[i].error = start(arena_printf(arena, "%s/%s.cgi", folder, runs[i].name), ends, &runs[i].pid);
	close(ends[1]);
	drain(ends[0], until);
	for (int i = 0; i < count; i++) {
		const char *fault = fault_of(arena, &runs[i], until);

		if (fault)
			faults[found++] = (struct program_fault){ runs[i].name, fault, runs[i].error };
	}
	close(ends[0]);
	return found;
}

int
programs_check(struct arena *arena, int milliseconds, const struct program_fault **out)
{
	const char *own = config_program(arena);
	int count, others = 0, found;
	const char **list = names(arena, &count);
	struct run *runs = arena_alloc(arena, (size_t)count * sizeof(*runs));
	struct program_fault *faults = arena_alloc(arena, (size_t)count * sizeof(*faults));
	void (*before)(int);

	*out = faults;
	for (int i = 0; i < count; i++)
		if (!is_program(own, list[i]))	/* that one runs */
			runs[others++] = (struct run){ .name = list[i] };
	if (others == count)	/* a test, or a program under another name */
		return 0;
	before = signal(SIGCHLD, SIG_DFL);	/* ignored, as some servers leave it, nobody learns how a program ended */
	found = run_all(arena, config_folder_of(arena, own), runs, others, now_ms() + milliseconds, faults);
	signal(SIGCHLD, before);
	return found;
}
