/*
 * A visit: the doctor calls its own program through the web server, to see what arrives. The
 * program knows the doctor by a secret that both find in the data folder for as long as an
 * examination takes; to all others the address is unknown.
 */
#include "doctor.h"
#include "clock.h"
#include "token.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NONCE = 64, TOGETHER_MS = 6000, OLD = 60 };

static const char *
mark_path(struct arena *arena, const struct config *config)
{
	return arena_printf(arena, "%s/.ht.doctor", config->data_dir);
}

/* The mark, locked by us alone: of several examinations at once one visits. */
static int
make_mark(struct doctor *d)
{
	struct stat ours, there;
	int fd = -1;

	for (int tries = 0; tries < 3; tries++) {
		fd = open(d->mark_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB)) {
			close(fd);
			errno = EWOULDBLOCK;
			return -1;
		}
		if (!fstat(fd, &ours) && !stat(d->mark_path, &there) && ours.st_ino == there.st_ino)
			return fd;
		close(fd);	/* its last owner took it away meanwhile */
		errno = EWOULDBLOCK;
	}
	return -1;
}

static void
end_mark(void *opaque)
{
	struct doctor *d = opaque;

	if (d->mark < 0)
		return;
	unlink(d->mark_path);
	close(d->mark);
	d->mark = -1;
}

void
doctor_begin_visits(struct doctor *d)
{
	const char *nonce = token_random(d->arena, NONCE);

	d->mark = -1;
	if (!d->config)
		return;
	d->fetch_until = clock_ticks() + TOGETHER_MS;
	d->mark_path = mark_path(d->arena, d->config);
	arena_hold(d->arena, end_mark, d);
	d->mark = make_mark(d);
	if (d->mark >= 0 && !ftruncate(d->mark, 0) && pwrite(d->mark, nonce, NONCE, 0) == NONCE)
		d->nonce = nonce;
	else
		d->mark_error = errno;
}

void
doctor_end_visits(struct doctor *d)
{
	arena_let_go(d->arena, d);
}

const char *
doctor_no_mark(const struct doctor *d)
{
	if (d->nonce)
		return NULL;
	return d->mark < 0 && d->mark_error == EWOULDBLOCK ? "another examination is under way"
		: "nothing can be written to the data folder";
}

static struct visit
visit_program(struct doctor *d, const char *path)
{
	const char *proof, *where, *headers;
	struct fetched fetched;

	if (!d->nonce)
		return (struct visit){ .failure = doctor_no_mark(d) };
	where = arena_printf(d->arena, "%s/probe/%s/100%%2525", path, d->nonce);
	headers = arena_printf(d->arena, "Authorization: Vitrine-Doctor %s\r\n", d->nonce);
	fetched = doctor_fetch(d, where, headers);
	if (fetched.failure)
		return (struct visit){ .failure = fetched.failure };
	proof = arena_printf(d->arena, "\"doctor\":\"%s\"", token_hash(d->arena, d->nonce, NONCE));
	return (struct visit){
		.arrived = fetched.http == 200 && strstr(fetched.body, proof), .http = fetched.http,
		.has_authorization = strstr(fetched.body, "\"authorization\":true") != NULL,
	};
}

const struct visit *
doctor_visit(struct doctor *d, bool is_short)
{
	const char *script = doctor_env(d, "SCRIPT_NAME");
	struct visit *made;

	if (d->visits[is_short])
		return d->visits[is_short];
	if (is_short || !script)
		script = arena_printf(d->arena, is_short ? "%s/server" : "%s/cgi-bin/server.cgi",
			doctor_base(d));
	made = arena_alloc(d->arena, sizeof(*made));
	*made = visit_program(d, script);
	d->visits[is_short] = made;
	return made;
}

/* Whether this is the secret of an examination that is under way. */
static bool
is_doctor(const struct request *req, const char *nonce)
{
	int fd = req->config->data_dir ? open(mark_path(req->arena, req->config),
		O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
	char text[NONCE + 1] = "";
	struct stat st;
	bool is_fresh;

	if (fd < 0)
		return false;
	is_fresh = !fstat(fd, &st) && time(NULL) - st.st_mtime < OLD
		&& read(fd, text, NONCE) == NONCE;
	close(fd);
	return is_fresh && secret_equal(text, nonce);
}

enum status
doctor_receive(struct request *req, struct response *res)
{
	const char *nonce = req->id[0], *sent = request_env(req, "HTTP_AUTHORIZATION");

	if (!is_doctor(req, nonce))
		return ERR_NOT_FOUND;
	if (!sent)
		sent = request_env(req, "REDIRECT_HTTP_AUTHORIZATION");
	req->trouble = NULL;	/* the doctor has it */
	res->cache = CACHE_NO_STORE;
	buf_printf(&res->body, "{\"doctor\":\"%s\",\"authorization\":%s}",
		token_hash(req->arena, nonce, NONCE),
		sent && strstr(sent, nonce) ? "true" : "false");
	return respond_json(res, 200);
}
