#include "origin.h"

#include <string.h>
#include <strings.h>

bool
origin_is_same(const struct request *req)
{
	const char *site = request_env(req, "HTTP_SEC_FETCH_SITE"), *origin = request_env(req, "HTTP_ORIGIN");
	const char *host = request_env(req, "HTTP_HOST"), *there;

	if (site)
		return !strcmp(site, "same-origin");
	there = origin ? strstr(origin, "://") : NULL;
	return there && host && !strcasecmp(there + 3, host);
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
	const char *site = request_env(req, "HTTP_SEC_FETCH_SITE"), *origin = request_env(req, "HTTP_ORIGIN");

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
	response_header(res, "Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After, X-Request-Id");
	if (!allow || !request_env(req, "HTTP_ACCESS_CONTROL_REQUEST_METHOD"))
		return;
	response_header(res, "Access-Control-Allow-Methods", allow);
	response_header(res, "Access-Control-Allow-Headers", 
		"Authorization, Content-Type, If-Match, If-None-Match, X-HTTP-Method-Override");
	response_header(res, "Access-Control-Max-Age", "600");
}
