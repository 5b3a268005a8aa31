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

void
cookie_set(struct response *res, const char *name, const char *value, int64_t seconds,
	const char *same_site)
{
	const struct request *req = res->req;

	response_header(res, "Set-Cookie",
		arena_printf(req->arena, "%s=%s; Path=%s/; Max-Age=%lld; HttpOnly; SameSite=%s%s",
		name, value, req->base, (long long)seconds, same_site, origin_is_https(req)
		? "; Secure" : ""));
}
