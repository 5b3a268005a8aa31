#include "cookie.h"
#include "origin.h"

#include <string.h>

const char *
cookie_get(const struct request *req, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = request_env(req, "HTTP_COOKIE"); p && *p;
		p += strcspn(p, ";"), p += *p == ';') {
		p += strspn(p, " \t");
		if (!strncmp(p, name, n) && p[n] == '=')
			return arena_copy(req->arena, p + n + 1, strcspn(p + n + 1, "; \t"));
	}
	return NULL;
}

static void
add_cookie(struct response *res, const char *name, const char *value, int64_t seconds,
	const char *attributes)
{
	const struct request *req = res->req;

	response_header(res, "Set-Cookie",
		arena_printf(req->arena, "%s=%s; Path=%s/; Max-Age=%lld; %s%s", name, value,
			req->base, (long long)seconds, attributes,
			origin_is_https(req) ? "; Secure" : ""));
}

void
cookie_set(struct response *res, const char *name, const char *value, int64_t seconds,
	const char *same_site)
{
	add_cookie(res, name, value, seconds,
		arena_printf(res->req->arena, "HttpOnly; SameSite=%s", same_site));
}

void
cookie_set_readable(struct response *res, const char *name, const char *value, int64_t seconds)
{
	add_cookie(res, name, value, seconds, "SameSite=Lax");
}
