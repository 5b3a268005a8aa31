/*
 * Starts a program that needs shared libraries by the loader and the libraries that the release
 * brings along, in lib/ beside it: what this machine has of them, if anything, doesn't matter. It
 * is static, and takes the program's place, so standard input (a FastCGI worker's socket),
 * arguments and signals are the program's own.
 *
 * Names are resolved as well, by libc's own means: who looks one up says
 * __nss_configure_lookup("hosts", "files dns") first, as other sources that a machine's
 * nsswitch.conf names are libraries of that machine (tests/e2e/resolve.c).
 *
 * Files may be missing, or broken, by an upload that lost some: each is looked at first, as the
 * loader would say so in the error log only. PROGRAM is the program's name, carried_PROGRAM.h its
 * files with their sizes, both by the Makefile.
 */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	OPTIONS = 5,	/* of the loader, before the program's arguments */
	BODY_MAX = 16 << 20,
};

static const struct carried {
	const char *name;
	long long size;
} carried[] = {
#define CARRIED(name_, size_) { name_, size_ },
#include CARRIED_FILES
#undef CARRIED
};
/* the loader is the first */
enum { FILES = sizeof(carried) / sizeof(carried[0]), LOADER = 0 };

/*
 * Where this program is, without links: by /proc, or where that isn't mounted, by the path that it
 * was started with.
 */
static bool
own_path(char path[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
	const char *started;

	if (n > 0) {
		path[n] = '\0';
		return true;
	}
	started = (const char *)getauxval(AT_EXECFN);
	return started && realpath(started, path);
}

/* Takes in the request's body, a form or so: Apache loses the answer of who leaves it. */
static void
drain_body(void)
{
	const char *length = getenv("CONTENT_LENGTH");
	long long left = length ? strtoll(length, NULL, 10) : 0;
	char buffer[4096];
	ssize_t n = 1;

	for (left = left > BODY_MAX ? BODY_MAX : left; left > 0 && n > 0; left -= n)
		n = read(STDIN_FILENO, buffer, sizeof(buffer));
}

/*
 * One line for the error log, and for a CGI server an answer in the API's form, which names no
 * path.
 */
static int __attribute__((format(printf, 1, 2)))
fail_with(const char *format, ...)
{
	static const char body[] =
		"{\"success\":false,\"error\":{\"code\":\"unavailable\",\"message\":"
		"\"This installation isn't whole: upload the release again, all of it. "
		"The error log says what is wrong.\"}}";
	char line[PATH_MAX + 200], answer[600];
	int n = snprintf(line, sizeof(line), "vitrine: %s.cgi: ", PROGRAM), listens = 0;
	socklen_t size = sizeof(listens);
	va_list args;

	va_start(args, format);
	n += vsnprintf(line + n, sizeof(line) - (size_t)n, format, args);
	va_end(args);
	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return 1;
	if (!getenv("REQUEST_METHOD")
	    || (!getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) && listens))
		/* a shell, or a FastCGI server, which answers for a worker that ends */
		return 1;
	drain_body();
	n = snprintf(answer, sizeof(answer),
		"Status: 503 Service Unavailable\r\nContent-Type: application/json\r\n"
		"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n%s", body);
	return write(STDOUT_FILENO, answer, (size_t)n) == n ? 0 : 1;
}

/* Takes away what is meant for this machine's own loader and libraries. */
static void
leave_host(void)
{
	static const char *const theirs[] = { "LD_", "GLIBC_TUNABLES=", "GCONV_PATH=", "LOCPATH=",
		"NLSPATH=", "OPENSSL_", NULL };
	char **to = environ;

	for (char **from = environ; *from; from++) {
		const char *const *prefix = theirs;

		while (*prefix && strncmp(*from, *prefix, strlen(*prefix)))
			prefix++;
		if (!*prefix)
			*to++ = *from;
	}
	*to = NULL;
	/* which means none; unset it would be the one of this machine's OpenSSL */
	setenv("OPENSSL_CONF", "", 1);
}

/*
 * Goes over into the program; answers errno when that can't be. Uploads lose modes: where the files
 * are ours, the loader's is put right.
 */
static int
start_program(char *loader, char *program, int argc, char **argv)
{
	static char inhibit_cache[] = "--inhibit-cache", argv0[] = "--argv0";
	char **args = calloc((size_t)argc + OPTIONS + 1, sizeof(*args)), **arg = args;
	int error;

	if (!args)
		return ENOMEM;
	*arg++ = loader;
	*arg++ = inhibit_cache;	/* of this machine's libraries */
	*arg++ = argv0;
	*arg++ = argc ? argv[0] : program;
	*arg++ = program;
	for (int i = 1; i < argc; i++)
		*arg++ = argv[i];
	execv(loader, args);
	if (errno == EACCES && !chmod(loader, 0755))
		execv(loader, args);
	error = errno;
	free(args);
	return error;
}

int
main(int argc, char **argv)
{
	char own[PATH_MAX], file[PATH_MAX + 64], loader[PATH_MAX + 64], program[PATH_MAX + 64];
	struct stat st;
	int folder;

	if (!own_path(own))
		return fail_with("can't find its own folder: %s", strerror(errno));
	folder = (int)(strrchr(own, '/') - own);
	for (int i = 0; i < FILES; i++) {
		snprintf(file, sizeof(file), "%.*s/lib/%s", folder, own, carried[i].name);
		if (access(file, R_OK) || stat(file, &st))
			return fail_with("%s: %s; upload the release again, with cgi-bin/lib", file,
				strerror(errno));
		if (st.st_size != carried[i].size)
			return fail_with("%s has %lld bytes, not %lld; upload it again, "
				"in binary mode", file, (long long)st.st_size, carried[i].size);
	}
	snprintf(loader, sizeof(loader), "%.*s/lib/%s", folder, own, carried[LOADER].name);
	snprintf(program, sizeof(program), "%.*s/lib/%s", folder, own, PROGRAM);
	setenv("VITRINE_PROGRAM", own, 1);
	leave_host();
	return fail_with("%s: %s; it must be executable (mode 755)", loader,
		strerror(start_program(loader, program, argc, argv)));
}
