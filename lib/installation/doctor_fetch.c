/*
 * The doctor's own HTTP client: for this installation only. It connects to base_url, or to the
 * address that the web server was called at, never to what a client's Host says; it follows no
 * redirects, and sends nothing of anybody's.
 */
#include "doctor.h"
#include "address.h"
#include "clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DEADLINE_MS = 3000, ANSWER_MAX = 64 * 1024, TABLE_MAX = 16 << 20 };

struct target {
	const char *address;	/* numeric */
	int port;
	const char *host;	/* for the Host header */
};

/* A number of up to five digits, 0 for anything else. */
static int
number_of(const char *text)
{
	long number = text ? strtol(text, NULL, 10) : 0;

	return number > 0 && number < 65536 ? (int)number : 0;
}

/* Whether one of the kernel's connections is between these ports, of ours and of another. */
static bool
has_connection(const char *table, const char *local_end, const char *remote_end)
{
	FILE *file = fopen(table, "re");
	char line[512];
	size_t taken = 0;
	bool found = false;

	while (file && !found && taken < TABLE_MAX && fgets(line, sizeof(line), file)) {
		const char *local = strstr(line, local_end), *peer = strstr(line, remote_end);

		found = local && peer && local < peer;
		taken += strlen(line);
	}
	if (file)
		fclose(file);
	return found;
}

/*
 * Whether somebody is connected to us at this port: the client who asks. Apache takes SERVER_PORT
 * from the Host that a client sends, and the kernel doesn't. Its table is read in pieces, between
 * which others come and go: one that isn't found is looked for again.
 */
static bool
is_connected_at(struct doctor *d, int port)
{
	const char *remote = doctor_env(d, "REMOTE_PORT");
	char local_end[16], remote_end[16];

	snprintf(local_end, sizeof(local_end), ":%04X ", (unsigned)port);
	snprintf(remote_end, sizeof(remote_end), ":%04X ", (unsigned)number_of(remote));
	for (int tries = 0; remote && tries < 5; tries++)
		if (has_connection("/proc/self/net/tcp", local_end, remote_end)
		    || has_connection("/proc/self/net/tcp6", local_end, remote_end))
			return true;
	return false;
}

/*
 * The host and port of base_url. A name can't be looked up here: it is this machine, or else
 * somebody else's affair.
 */
static const char *
target_of_url(struct doctor *d, struct target *target)
{
	const char *host = d->config->base_url + strlen("http://"),
		*server = doctor_env(d, "SERVER_ADDR"), *colon;
	size_t n = strcspn(host, "/");

	target->host = arena_copy(d->arena, host, n);
	colon = strrchr(target->host, ':');
	if (*target->host == '[') {
		target->address = arena_copy(d->arena, target->host + 1,
			strcspn(target->host + 1, "]"));
		colon = strchr(target->host, ']') ? strstr(target->host, "]:") : NULL;
		colon = colon ? colon + 1 : NULL;
	} else {
		target->address = arena_copy(d->arena, target->host, strcspn(target->host, ":"));
	}
	target->port = colon ? number_of(colon + 1) : 80;
	if (!address_valid(target->address))
		target->address = server && strcmp(target->address, "localhost") ? server
			: "127.0.0.1";
	return target->port && address_valid(target->address)
		? NULL : "the web server has no address";
}

/* Where to connect to; else why nowhere. */
static const char *
find_target(struct doctor *d, struct target *target)
{
	const char *base_url = d->config->base_url, *https = doctor_env(d, "HTTPS"),
		*port = doctor_env(d, "SERVER_PORT");
	const char *host;

	if (!strncmp(base_url, "http://", 7))
		return target_of_url(d, target);
	if (!d->gateway)
		return "from a shell the web server is only known by a base_url with http://";
	if (https && strcasecmp(https, "off"))
		return "the web server speaks TLS, which the programs don't";
	target->address = doctor_env(d, "SERVER_ADDR");
	target->port = number_of(port);
	if (!target->address || !address_valid(target->address) || !target->port
	    || !is_connected_at(d, target->port))
		return "the web server doesn't tell the address that it listens on";
	host = strstr(base_url, "://");
	target->host = host ? arena_copy(d->arena, host + 3, strcspn(host + 3, "/"))
		: arena_printf(d->arena, strchr(target->address, ':') ? "[%s]:%d" : "%s:%d",
			target->address, target->port);
	return NULL;
}

static int
connect_to(const struct target *target, int64_t until)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)target->port) };
	struct sockaddr_in four = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)target->port) };
	bool is_four = inet_pton(AF_INET, target->address, &four.sin_addr) == 1;
	const struct sockaddr *address = is_four ? (const struct sockaddr *)&four
		: (const struct sockaddr *)&six;
	struct pollfd poll_fd = { .events = POLLOUT };
	int64_t left = until - clock_ticks();
	int error = 0;
	socklen_t size = sizeof(error);

	if (!is_four && inet_pton(AF_INET6, target->address, &six.sin6_addr) != 1)
		return -1;
	poll_fd.fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (poll_fd.fd < 0)
		return -1;
	if (!connect(poll_fd.fd, address, is_four ? sizeof(four) : sizeof(six)))
		return poll_fd.fd;
	if (errno == EINPROGRESS && left > 0 && poll(&poll_fd, 1, (int)left) == 1
	    && !getsockopt(poll_fd.fd, SOL_SOCKET, SO_ERROR, &error, &size) && !error)
		return poll_fd.fd;
	close(poll_fd.fd);
	return -1;
}

/* Waits until something can be read or written. */
static bool
await_socket(int fd, short events, int64_t until)
{
	struct pollfd poll_fd = { .fd = fd, .events = events };
	int64_t left = until - clock_ticks();

	return left > 0 && poll(&poll_fd, 1, (int)left) == 1;
}

static bool
send_all(int fd, const char *data, size_t size, int64_t until)
{
	while (size && await_socket(fd, POLLOUT, until)) {
		ssize_t n = send(fd, data, size, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return false;
		data += n > 0 ? n : 0;
		size -= n > 0 ? (size_t)n : 0;
	}
	return !size;
}

/* To the end of the answer, or as much of it as is wanted. False when it took too long. */
static bool
read_all(struct doctor *d, int fd, int64_t until, struct buf *out)
{
	buf_init(out, d->arena, 8192);
	while (out->length < ANSWER_MAX) {
		ssize_t n;

		if (!await_socket(fd, POLLIN, until))
			return false;
		n = recv(fd, buf_need(out, 8192), 8192, 0);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			return !n;
		out->length += (size_t)n;
		out->data[out->length] = '\0';
	}
	return true;
}

/*
 * A path as it goes over the wire: what has been decoded on the way here is encoded, what is
 * encoded stays.
 */
static void
put_path(struct buf *out, const char *path)
{
	for (; *path; path++)
		if ((unsigned char)*path <= 0x20 || (unsigned char)*path >= 0x7f
		    || strchr("\"<>\\^`{|}?#", *path))
			buf_printf(out, "%%%02X", (unsigned char)*path);
		else
			buf_putc(out, *path);
}

/* What the web server says that it is, which a shell learns only so. */
static void
note_server(struct doctor *d, const char *head, const char *body)
{
	const char *line = strcasestr(head, "\r\nServer: ");

	if (!*d->server && line && line < body)
		d->server = arena_copy(d->arena, line + 10, strcspn(line + 10, "\r"));
}

static struct fetched
exchange_http(struct doctor *d, const struct target *target, const char *path, const char *headers)
{
	int64_t until = clock_ticks() + DEADLINE_MS < d->fetch_until ? clock_ticks() + DEADLINE_MS
		: d->fetch_until;
	struct fetched fetched = { .failure = "the web server doesn't answer at its own address" };
	struct buf request, answer;
	const char *body;
	int fd = connect_to(target, until);

	if (fd < 0)
		return fetched;
	arena_hold_file(d->arena, fd);
	buf_init(&request, d->arena, 500);
	buf_puts(&request, "GET ");
	put_path(&request, path);
	buf_printf(&request, " HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nUser-Agent: "
		"Vitrine-Doctor/%s\r\n%s\r\n", target->host, VITRINE_VERSION, headers);
	if (send_all(fd, request.data, request.length, until) && read_all(d, fd, until, &answer)) {
		body = strstr(answer.data, "\r\n\r\n");
		if (body && !strncmp(answer.data, "HTTP/1.", 7)) {
			fetched = (struct fetched){ .http = number_of(answer.data
				+ strlen("HTTP/1.1 ")), .body = body + 4 };
			fetched.size = answer.length - (size_t)(fetched.body - answer.data);
			note_server(d, answer.data, body);
		}
	} else if (clock_ticks() >= until) {
		d->fetch_until = 0;	/* whoever is stuck would be so again */
	}
	arena_close_file(d->arena, fd);
	return fetched;
}

struct fetched
doctor_fetch(struct doctor *d, const char *path, const char *headers)
{
	struct target target = { 0 };
	const char *failure = find_target(d, &target);

	if (!failure && clock_ticks() >= d->fetch_until)
		failure = "the web server takes too long to answer";
	if (failure)
		return (struct fetched){ .failure = failure };
	return exchange_http(d, &target, path, headers);
}
