/*
 * main() of every program: one request by CGI, or many as a FastCGI worker. Only this file knows
 * which.
 */
#include "app.h"
#include "copies_due.h"

#include <errno.h>
#include <fcgiapp.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAP = 448 * 1024 };

static const char *
cgi_env(void *context, const char *name)
{
	(void)context;
	return getenv(name);
}

static ssize_t
cgi_read(void *context, void *buffer, size_t size)
{
	ssize_t n;

	(void)context;
	do
		n = read(STDIN_FILENO, buffer, size);
	while (n < 0 && errno == EINTR);
	return n;
}

static bool
cgi_write(void *context, const void *data, size_t size)
{
	const char *p = data;

	(void)context;
	while (size) {
		ssize_t n = write(STDOUT_FILENO, p, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		size -= (size_t)n;
	}
	return true;
}

static const char *
fcgi_env(void *context, const char *name)
{
	return FCGX_GetParam(name, ((FCGX_Request *)context)->envp);
}

static ssize_t
fcgi_read(void *context, void *buffer, size_t size)
{
	return FCGX_GetStr(buffer, (int)(size > 1 << 20 ? 1 << 20 : size),
		((FCGX_Request *)context)->in);
}

static bool
fcgi_write(void *context, const void *data, size_t size)
{
	return FCGX_PutStr(data, (int)size, ((FCGX_Request *)context)->out) == (int)size;
}

/*
 * A process manager hands over a listening socket as standard input. FCGX_IsCGI looks for a socket
 * without a peer, which the standard input of a CGI program is too when its server has closed the
 * other end already.
 */
static bool
is_fcgi(void)
{
	int listens = 0;
	socklen_t size = sizeof(listens);

	return !getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) && listens;
}

static void
serve_fcgi(struct process *process)
{
	FCGX_Request request;
	const struct gateway gateway = { fcgi_env, fcgi_read, fcgi_write, &request };

	FCGX_Init();
	FCGX_InitRequest(&request, 0, 0);
	while (!FCGX_Accept_r(&request)) {
		app_serve(process, &app, &gateway);
		FCGX_Finish_r(&request);
		copies_begin(process);
	}
}

/*
 * The heap of an ordinary request, with all its pages, by one call: a fault for each of them takes
 * longer than all else that the kernel does for us. (Before Linux 5.14 it is refused, and the pages
 * come one by one.)
 */
static void
prepare_heap(void)
{
	char *block;

	mallopt(M_MMAP_THRESHOLD, 2 * HEAP);
	mallopt(M_TRIM_THRESHOLD, 2 * HEAP);
	block = malloc(HEAP);
	madvise((void *)((uintptr_t)block & ~(uintptr_t)4095), HEAP, MADV_POPULATE_WRITE);
	free(block);
}

int
main(int argc, char **argv)
{
	struct process process = { .one_shot = true };

	umask(077);	/* whatever is made belongs to the web server's user alone */
	/*
	 * Apache makes arguments of a query: `?--backup+…`. Without any, and without a request, it
	 * is a shell all the same.
	 */
	if (!getenv("GATEWAY_INTERFACE") && (argc > 1 || (!getenv("REQUEST_METHOD") && !is_fcgi())))
		return app_command(&process, &app, argc, argv);
	signal(SIGPIPE, SIG_IGN);
	if (is_fcgi()) {
		process.one_shot = false;
		serve_fcgi(&process);
	} else {
		prepare_heap();
		app_serve(&process, &app, &(struct gateway){ cgi_env, cgi_read, cgi_write, NULL });
		copies_begin(&process);
	}
	process_release(&process);
	return 0;
}
