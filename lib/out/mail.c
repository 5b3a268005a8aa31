#include "mail.h"
#include "child.h"
#include "clock.h"
#include "folder.h"
#include "log.h"
#include "text.h"
#include "uuid.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000 };

bool
mail_is_set_up(const struct config *config)
{
	return config->sendmail[0] && config->base_url[0];
}

/* RFC 5322, 3.3; names of days and months are English whatever the locale is. */
static const char *
date(struct arena *arena)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
	};
	time_t now = (time_t)clock_now();
	struct tm tm;

	gmtime_r(&now, &tm);
	return arena_printf(arena, "%s, %d %s %d %02d:%02d:%02d +0000", days[tm.tm_wday],
		tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

const char *
mail_message(const struct request *req, const char *to, const char *subject, const char *text)
{
	const char *from = req->config->mail_from;
	char id[UUID_TEXT];
	struct buf out;

	if (text_has_control(to, "") || text_has_control(subject, "")
	    || strpbrk(to, " <>,;:\"\\()[]"))
		return NULL;
	uuid_make(id);
	buf_init(&out, req->arena, 1000);
	buf_printf(&out, "From: Vitrine <%s>\nTo: <%s>\nSubject: %s\nDate: %s\n", from, to, subject,
		date(req->arena));
	buf_printf(&out, "Message-ID: <%s%s>\nMIME-Version: 1.0\n", id, strchr(from, '@'));
	buf_puts(&out, "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
		"Auto-Submitted: auto-generated\n\n");
	buf_puts(&out, text);
	return out.data;
}

/*
 * Linux has files in memory since 3.17, and hosts have older ones: then one without a name, for
 * nobody else.
 */
static int
nameless_file(void)
{
	int fd = memfd_create("mail", MFD_CLOEXEC);

	return fd < 0 && errno == ENOSYS ? folder_nameless_file("/tmp") : fd;
}

/* A file, read from its start: unlike a pipe it takes everything at once. */
static int
input_of(const char *message)
{
	int fd = nameless_file();
	size_t size = strlen(message);

	if (fd < 0)
		return -1;
	if (write(fd, message, size) == (ssize_t)size && !lseek(fd, 0, SEEK_SET))
		return fd;
	close(fd);
	return -1;
}

/* Nothing of the request reaches the program: not its variables, not its files, not its signals. */
static int
start_sendmail(const struct request *req, const char *to, int input, pid_t *pid)
{
	const char *home = getenv("HOME");
	char *const argv[] = {
		arena_strdup(req->arena, req->config->sendmail), arena_strdup(req->arena, "-i"),
		arena_strdup(req->arena, "-f"), arena_strdup(req->arena, req->config->mail_from),
		arena_strdup(req->arena, "--"), arena_strdup(req->arena, to), NULL,
	};
	char *const env[] = {
		arena_strdup(req->arena,
			"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
		home ? arena_printf(req->arena, "HOME=%s", home) : NULL, NULL,
	};
	const struct child child = { argv[0], argv, env, .input = input, .output = CHILD_NULL,
		.errors = CHILD_NULL, .apart = true };

	return child_start(&child, pid);
}

/* Waits for the program's end; when it takes too long, kills it and what it started. */
static bool
wait_for(pid_t pid, int milliseconds, int *status)
{
	const struct timespec patience = { milliseconds / 1000, milliseconds % 1000 * 1000000L };
	bool in_time = true;
	sigset_t child, before;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	while (in_time && waitpid(pid, status, WNOHANG) == 0)
		in_time = sigtimedwait(&child, NULL, &patience) >= 0 || errno == EINTR;
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (!in_time) {
		kill(-pid, SIGKILL);
		waitpid(pid, status, 0);
	}
	return in_time;
}

const char *
mail_run(const struct request *req, const char *to, const char *message, int milliseconds)
{
	int input = input_of(message), error, status = 0;
	pid_t pid;

	if (input < 0)
		return strerror(errno);
	arena_hold_file(req->arena, input);
	error = start_sendmail(req, to, input, &pid);
	arena_close_file(req->arena, input);
	if (error)
		return strerror(error);
	if (!wait_for(pid, milliseconds, &status))
		return arena_printf(req->arena, "did not end within %d ms", milliseconds);
	if (WIFSIGNALED(status))
		return arena_printf(req->arena, "ended by signal %d", WTERMSIG(status));
	return WEXITSTATUS(status) ? arena_printf(req->arena, "ended with %d", WEXITSTATUS(status))
		: NULL;
}

/*
 * Keeps nothing that somebody may be waiting for the end of. Apache's mod_cgi reads the error log
 * through a pipe, and the request isn't over before its end: then the system's log must do.
 */
static bool
detach_process(void)
{
	/* static for gcc's analyser, which would take it for a file that is lost */
	static int null;
	struct stat st;
	bool has_log = !fstat(STDERR_FILENO, &st) && !S_ISFIFO(st.st_mode);

	null = open("/dev/null", O_RDWR);
	setsid();
	signal(SIGCHLD, SIG_DFL);
	for (int fd = STDIN_FILENO; null >= 0 && fd <= (has_log ? STDOUT_FILENO : STDERR_FILENO);
		fd++)
		dup2(null, fd);
	closefrom(STDERR_FILENO + 1);
	return has_log;
}

static void
deliver_mail(const struct request *req, const char *to, const char *message)
{
	const bool has_log = detach_process();
	const char *volatile failure = "needs too much memory";
	jmp_buf overflow;

	/* what the request does then would be done twice, and what it holds is its parent's */
	req->arena->overflow = &overflow;
	arena_disown(req->arena);
	if (!setjmp(overflow))
		failure = message ? mail_run(req, to, message, PATIENCE_MS) : "the address is none";
	if (!failure)
		return;
	if (has_log)
		log_line(req->request_id, "%s: no mail was sent: %s %s", req->program,
			req->config->sendmail, failure);
	else
		syslog(LOG_MAIL | LOG_ERR, "vitrine [%s] no mail was sent: %s %s", req->request_id,
			req->config->sendmail, failure);
}

void
mail_send(const struct request *req, const char *to, const char *subject, const char *text)
{
	const char *message = mail_message(req, to ? to : req->config->mail_from, subject, text);
	pid_t grandchild = 0;
	pid_t child = fork();

	if (child > 0) {
		waitpid(child, NULL, 0);
		return;
	}
	if (!child)	/* the child of a child that ended is init's: no zombie is ours */
		grandchild = fork();
	if (child < 0 || grandchild < 0)
		log_line(req->request_id, "%s: no mail was sent: %s", req->program,
			strerror(errno));
	else if (!grandchild && to)
		deliver_mail(req, to, message);
	if (!child)
		_exit(0);
}
