#include "origin.h"
#include "address.h"

#include <string.h>
#include <strings.h>

#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]"

static bool
text_begins(const char *text, const char *prefix)
{
	return text && !strncmp(text, prefix, strlen(prefix));
}

/* The length of a host, without the port that its scheme means anyway. */
static size_t
host_length(const char *host, size_t n, bool is_https)
{
	const char *port = is_https ? ":443" : ":80";
	size_t size = strlen(port);

	return n > size && !strncmp(host + n - size, port, size) ? n - size : n;
}

/* Whether an origin's host is this one, of `n` bytes. */
static bool
is_host(const char *origin, const char *host, size_t n)
{
	bool is_https = text_begins(origin, "https://");
	const char *its = origin + (is_https ? strlen("https://") : strlen("http://"));
	size_t length = host_length(its, strlen(its), is_https);

	return length && length == host_length(host, n, is_https)
		&& !strncasecmp(its, host, length);
}

static bool
is_base_url(const char *origin, const char *url)
{
	const char *host = text_begins(url, "https://") == text_begins(origin, "https://")
		? strstr(url, "://") : NULL;

	return host && is_host(origin, host + 3, strcspn(host + 3, "/"));
}

/* Proxies in a row each add the host that they were called by. */
static bool
is_forwarded(const struct request *req, const char *origin)
{
	const char *hosts = request_env(req, "HTTP_X_FORWARDED_HOST"),
		*proxy = request_env(req, "REMOTE_ADDR");

	if (!hosts || !proxy || !address_in(proxy, req->config->trusted_proxies))
		return false;
	for (size_t n; *(hosts += strspn(hosts, ", ")); hosts += n) {
		n = strcspn(hosts, ", ");
		if (is_host(origin, hosts, n))
			return true;
	}
	return false;
}

/* The web server's own word. */
static bool
server_says_https(const struct request *req)
{
	const char *https = request_env(req, "HTTPS"), *scheme = request_env(req, "REQUEST_SCHEME");

	return (https && strcasecmp(https, "off")) || (scheme && !strcasecmp(scheme, "https"));
}

/* That of whoever is in front, or says to be. */
static bool
is_forwarded_https(const struct request *req)
{
	const char *forwarded = request_env(req, "HTTP_X_FORWARDED_PROTO");

	return forwarded && !strncasecmp(forwarded, "https", 5);
}

/* What is known of the browser's way without its own word. */
static bool
is_by_https(const struct request *req)
{
	return text_begins(req->config->base_url, "https://") || server_says_https(req)
		|| is_forwarded_https(req);
}

bool
origin_requires_https(const struct config *config)
{
	return config->https && strcmp(config->https, "optional") != 0;
}

const char *
origin_transport_policy(const struct request *req)
{
	if (!origin_requires_https(req->config) || !origin_is_proven_https(req))
		return NULL;
	return strcmp(req->config->https, "subdomains") ? "max-age=31536000"
		: "max-age=31536000; includeSubDomains";
}

bool
origin_is_proven_https(const struct request *req)
{
	const char *proxy = request_env(req, "REMOTE_ADDR");

	return server_says_https(req) || (is_forwarded_https(req) && proxy
		&& address_in(proxy, req->config->trusted_proxies));
}

bool
origin_claims_https(const struct request *req)
{
	return is_forwarded_https(req) || request_env(req, "HTTP_SEC_FETCH_SITE");
}

const char *
origin_by_https(const struct request *req, const char *address)
{
	const char *host = request_env(req, "HTTP_HOST");
	const size_t n = host ? host_length(host, strlen(host), false) : 0;

	if (text_begins(address, "https://"))
		return address;
	if (address[0] != '/' || !n || strspn(host, HOST_CHARACTERS) != strlen(host)
	    || memchr(host, ':', n))
		return NULL;
	return arena_printf(req->arena, "https://%.*s%s", (int)n, host, address);
}

bool
origin_is_same(const struct request *req)
{
	const char *site = request_env(req, "HTTP_SEC_FETCH_SITE"),
		*origin = request_env(req, "HTTP_ORIGIN");
	const char *host = request_env(req, "HTTP_HOST");

	if (site)
		return !strcmp(site, "same-origin");
	if (!text_begins(origin, "https://") && !text_begins(origin, "http://"))
		return false;
	if (is_base_url(origin, req->config->base_url))
		return true;
	if (text_begins(origin, "http://") && is_by_https(req))
		return false;
	return (host && is_host(origin, host, strlen(host))) || is_forwarded(req, origin);
}

bool
origin_is_https(const struct request *req)
{
	return is_by_https(req)
		|| (text_begins(request_env(req, "HTTP_ORIGIN"), "https://")
		&& origin_is_same(req));
}

const char *
origin_absolute(const struct request *req, const char *address)
{
	const char *host = request_env(req, "HTTP_HOST");

	if (address[0] != '/' || !host || strspn(host, HOST_CHARACTERS) != strlen(host))
		return address;
	return arena_printf(req->arena, "%s://%s%s", origin_is_https(req) ? "https" : "http", host,
		address);
}

static bool
is_listed(const char *origin, const char *list)
{
	size_t n = strlen(origin);

	for (const char *p = list; *p; p += strspn(p, " ,")) {
		size_t length = strcspn(p, " ,");

		if (length == n && !strncasecmp(p, origin, n))
			return true;
		p += length;
	}
	return false;
}

bool
origin_is_foreign(const struct request *req)
{
	const char *site = request_env(req, "HTTP_SEC_FETCH_SITE"),
		*origin = request_env(req, "HTTP_ORIGIN");

	if (!site && !origin)
		return false;
	return !origin_is_same(req) && !(origin && is_listed(origin, req->config->cors_origins));
}

void
origin_cors(struct response *res, const char *allow)
{
	const struct request *req = res->req;
	const char *origin = request_env(req, "HTTP_ORIGIN");

	if (!origin || !is_listed(origin, req->config->cors_origins))
		return;
	response_header(res, "Access-Control-Allow-Origin", origin);
	response_header(res, "Access-Control-Expose-Headers",
		"ETag, Link, Location, Preference-Applied, Retry-After, X-Request-Id");
	if (!allow || !request_env(req, "HTTP_ACCESS_CONTROL_REQUEST_METHOD"))
		return;
	response_header(res, "Access-Control-Allow-Methods", allow);
	response_header(res, "Access-Control-Allow-Headers", 
		"Authorization, Content-Type, If-Match, If-None-Match, Prefer, "
		"X-HTTP-Method-Override");
	response_header(res, "Access-Control-Max-Age", "600");
}
