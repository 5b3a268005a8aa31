#include "place.h"
#include "text.h"

#include <string.h>

/* What RFC 3986 lets stand in a path as it is, but for the ; that would end a cookie's path. */
#define IN_PATH "/:@!$&'()*+,="

/*
 * The path that the client asked for, and what follows it. A client of proxies sends a whole
 * address (RFC 9112, 3.2.2).
 */
static const char *
target_of(const struct request *req)
{
	const char *uri = request_env(req, "REQUEST_URI"), *host;

	if (!uri || *uri == '/')
		return uri;
	host = strstr(uri, "://");
	return host ? strchr(host + 3, '/') : NULL;
}

/* The path above cgi-bin/ in SCRIPT_NAME, decoded; "" where the programs are elsewhere. */
static const char *
base_of(const struct request *req, const char *script)
{
	const char *tail = arena_printf(req->arena, "/cgi-bin/%s.cgi", req->program);
	size_t length = strlen(script), n = strlen(tail);

	return length >= n && !strcmp(script + length - n, tail)
		? arena_copy(req->arena, script, length - n) : "";
}

/* The host in base_url, and at its end the path; NULL without a base_url. */
static const char *
base_host(const struct request *req, const char **path)
{
	const char *host = strstr(req->config->base_url, "://");

	if (!host)
		return NULL;
	host += 3;
	*path = host + strcspn(host, "/");
	return arena_copy(req->arena, host, (size_t)(*path - host));
}

static const char *
encoded_text(const struct request *req, const char *text, size_t size, const char *but)
{
	struct buf out;

	buf_init(&out, req->arena, size + 16);
	text_url_but(&out, text, size, but);
	return out.data;
}

static const char *
decoded_path(const struct request *req, const char *path)
{
	struct buf out;

	buf_init(&out, req->arena, strlen(path));
	while (*path)
		buf_putc(&out, text_url_byte(&path));
	return out.data;
}

/* `base` as the client wrote it in the target; else as browsers write it. */
static const char *
as_written(const struct request *req, const char *target, const char *base)
{
	const char *end = target && *base ? links_below(target, base) : NULL;

	if (end)
		return encoded_text(req, target, (size_t)(end - target), IN_PATH "%");
	return encoded_text(req, base, strlen(base), IN_PATH);
}

/*
 * Whether the target is by the alias below one of the paths that the installation has: to browsers,
 * and to its server.
 */
static bool
is_below(const struct request *req, const char *target, const char *base, const char *own,
	const char *alias)
{
	return links_below(target, arena_printf(req->arena, "%s%s", base, alias))
		|| (base != own && links_below(target,
		arena_printf(req->arena, "%s%s", own, alias)));
}

void
place_find(struct request *req, const char *alias)
{
	const char *script = request_env(req, "SCRIPT_NAME"), *target = target_of(req);
	const char *own = base_of(req, script ? script : ""), *path = NULL,
		*host = base_host(req, &path);
	const char *base = path ? decoded_path(req, path) : own;

	req->base = path ? path : as_written(req, target, own);
	req->root = path ? req->config->base_url : req->base;
	/* a link that began so would go to another host */
	if (req->root[0] == '/' && req->root[1] == '/')
		req->root = arena_printf(req->arena, "/.%s", req->root);
	req->is_short = target && script && !links_below(target, script);
	req->is_stray = req->is_short && !strstr(target, req->door);
	if (req->is_short && alias && is_below(req, target, base, own, alias)) {
		req->by_alias = true;
		req->door = alias;
	}
	req->links = (struct links){
		.pictures = link_to_page(req, req->is_short ? "images/" : "cgi-bin/images.cgi/"),
		.base = base,
		.hosts = { request_env(req, "HTTP_HOST"), host } };
}
