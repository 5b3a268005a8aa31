#include "programs.h"
#include "buf.h"
#include "child.h"
#include "config.h"
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* All of this release (by the Makefile). */
static const char all[] = VITRINE_PROGRAMS;

struct run {
	const char *name, *path;
	pid_t pid;	/* 0 where it could not be started */
	int error;
	int status;	/* how it ended: its wait status, -1 when it had to be killed */
};

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * As a shell would by `NAME.cgi --routes`, with nothing of our own request: no variables, and no
 * more files than needed.
 */
static int
start_program(const char *path, const int ends[2], pid_t *pid)
{
	char name[] = "program", routes[] = "--routes";
	char *const argv[] = { name, routes, NULL }, *const env[] = { NULL };
	const struct child child = { path, argv, env, .output = ends[1], .errors = STDERR_FILENO,
		.input = ends[0] };	/* which it doesn't read; there may be no /dev/null */

	return child_start(&child, pid);
}

/* Reads what they write, and away with it, until all have ended or the time is over. */
static void
drain_pipe(int fd, int64_t until)
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
end_program(pid_t pid, int64_t until)
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
fault_of(struct arena *arena, const struct run *run)
{
	const int status = run->status;

	if (!run->pid) {
		/* That nothing more can be started is no fault of this program. */
		bool is_ours = run->error != EAGAIN && run->error != ENOMEM && run->error != EMFILE
			&& run->error != ENFILE;

		return is_ours ? strerror(run->error) : NULL;
	}
	if (status == -1)
		return "gave no answer";
	if (WIFSIGNALED(status))
		return arena_printf(arena, "was ended by signal %d", WTERMSIG(status));
	return WEXITSTATUS(status) ? arena_printf(arena, "ended with %d", WEXITSTATUS(status))
		: NULL;
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

/* All at once, until all have ended. False when nothing more can be started here. */
static bool
run_all(struct run *runs, int count, int64_t until)
{
	void (*before)(int);
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return false;
	/* ignored, as some servers leave it, nobody learns how a program ended */
	before = signal(SIGCHLD, SIG_DFL);
	for (int i = 0; i < count; i++)
		runs[i].error = start_program(runs[i].path, ends, &runs[i].pid);
	close(ends[1]);
	drain_pipe(ends[0], until);
	for (int i = 0; i < count; i++)
		runs[i].status = runs[i].pid ? end_program(runs[i].pid, until) : 0;
	close(ends[0]);
	signal(SIGCHLD, before);
	return true;
}

/* All but the one that runs; none where that isn't one of the release itself, as in a test. */
static int
other_programs(struct arena *arena, struct run **out)
{
	const char *own = config_program(arena), *folder = config_folder_of(arena, own);
	int count, others = 0;
	const char **list = names(arena, &count);
	struct run *runs = *out = arena_alloc(arena, (size_t)count * sizeof(*runs));

	for (int i = 0; i < count; i++)
		if (!is_program(own, list[i]))
			runs[others++] = (struct run){ .name = list[i],
				.path = arena_printf(arena, "%s/%s.cgi", folder, list[i]) };
	return others < count ? others : 0;
}

int
programs_check(struct arena *arena, int milliseconds, const struct program_fault **out)
{
	struct run *runs;
	int count = other_programs(arena, &runs), found = 0;
	struct program_fault *faults = arena_alloc(arena, ((size_t)count + 1) * sizeof(*faults));
	const char *fault;

	*out = faults;
	if (!count || !run_all(runs, count, now_ms() + milliseconds))
		return 0;
	for (int i = 0; i < count; i++)
		if ((fault = fault_of(arena, &runs[i])))
			faults[found++] = (struct program_fault){ runs[i].name, fault,
				runs[i].error };
	return found;
}

/* What is known of them without starting any. */
static int
look_at_programs(struct arena *arena, const struct program_fault **out)
{
	struct run *runs;
	int count = other_programs(arena, &runs), found = 0;
	struct program_fault *faults = arena_alloc(arena, ((size_t)count + 1) * sizeof(*faults));

	*out = faults;
	for (int i = 0; i < count; i++)
		if (faccessat(AT_FDCWD, runs[i].path, X_OK, AT_EACCESS)) {
			const int error = errno;

			faults[found++] = (struct program_fault){ runs[i].name, strerror(error),
				error };
		}
	return found;
}

/*
 * --- what came of it before --------------------------------------------------------------------
 */

enum { FRESH = 60, MEMO_MAX = 4096 };
#define MEMO_END "end\n"

static bool
is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

/* When any of the programs, or what their folder has, changed last, be it only a mode. */
static struct timespec
last_change(struct arena *arena)
{
	const char *folder = config_program_folder(arena), **list;
	struct timespec last = { 0 };
	struct stat st;
	int count;

	list = names(arena, &count);
	for (int i = -2; i < count; i++) {
		const char *path = i == -2 ? folder
			: i == -1 ? arena_printf(arena, "%s/lib", folder)
			: arena_printf(arena, "%s/%s.cgi", folder, list[i]);

		if (!stat(path, &st) && is_later(&st.st_ctim, &last))
			last = st.st_ctim;
	}
	return last;
}

/* The faults that the memo tells, -1 when it tells nothing. Each is a line "ERROR NAME FOUND". */
static int
read_faults(struct arena *arena, const char *text, const struct program_fault **out)
{
	struct program_fault *faults = arena_alloc(arena, (strlen(text) / 4 + 1) * sizeof(*faults));
	int found = 0;

	*out = faults;
	for (; *text && strcmp(text, MEMO_END) != 0; text += strcspn(text, "\n") + 1) {
		char *name;
		long error = strtol(text, &name, 10);
		const char *why = *name ? name + 1 + strcspn(name + 1, " \n") : name;

		if (*name != ' ' || *why != ' ' || !text[strcspn(text, "\n")])
			return -1;
		faults[found++] = (struct program_fault){ arena_copy(arena, name + 1,
			(size_t)(why - name - 1)),
			arena_copy(arena, why + 1, strcspn(why + 1, "\n")), (int)error };
	}
	return *text ? found : -1;
}

/* Where it can't be kept as a file a worker knows it all the same. */
static struct {
	char text[MEMO_MAX + 1];	/* "" for nothing */
	int64_t at;			/* now_ms() */
	struct timespec changed;	/* the programs, before */
} kept;

/* A memo of our own, not a minute old, of programs that are still the same; NULL for none. */
static const char *
read_memo(struct arena *arena, const char *path, const struct timespec *changed)
{
	char *text = arena_alloc(arena, MEMO_MAX + 1);
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1;
	time_t now = time(NULL);
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return now_ms() - kept.at < INT64_C(1000) * FRESH
			&& !is_later(changed, &kept.changed) ? kept.text : NULL;
	n = !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_uid == geteuid() && st.st_mtime <= now
		&& now - st.st_mtime < FRESH
		&& is_later(&st.st_mtim, changed) ? read(fd, text, MEMO_MAX) : -1;
	close(fd);
	return n < 0 ? NULL : text;
}

/* In one piece: who reads it meanwhile, or finds two in one, misses the end where it belongs. */
static bool
write_memo(const char *path, mode_t mode, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
		mode);
	bool written;

	if (fd < 0)
		return false;
	written = write(fd, text->data, text->length) == (ssize_t)text->length;
	if (!written)
		unlink(path);
	close(fd);
	return written;
}

static void
remember_faults(struct arena *arena, const char *path, mode_t mode, const struct timespec *changed,
	const struct program_fault *faults, int count)
{
	struct buf text;

	buf_init(&text, arena, 200);
	for (int i = 0; i < count; i++)
		buf_printf(&text, "%d %s %s\n", faults[i].error, faults[i].name, faults[i].found);
	buf_puts(&text, MEMO_END);
	kept.text[0] = '\0';
	if ((path && write_memo(path, mode, &text)) || text.length > MEMO_MAX)
		return;
	memcpy(kept.text, text.data, text.length + 1);
	kept.at = now_ms();
	kept.changed = *changed;
}

int
programs_recent(struct arena *arena, const struct programs_memo *memo, int milliseconds,
	const struct program_fault **out)
{
	const char *folder = memo->folder;
	const char *path = folder ? arena_printf(arena, "%s/.ht.programs", folder) : NULL;
	const struct timespec before = last_change(arena);
	const char *text = read_memo(arena, path, &before);
	struct timespec after;
	int count = text ? read_faults(arena, text, out) : -1;

	if (count >= 0)
		return count;
	if (memo->one_shot && (!folder || faccessat(AT_FDCWD, folder, W_OK, AT_EACCESS)))
		return look_at_programs(arena, out);
	count = programs_check(arena, milliseconds, out);
	after = last_change(arena);
	if (!is_later(&after, &before))
		remember_faults(arena, path, folder_file_mode(memo->for_group), &before, *out,
			count);
	return count;
}
