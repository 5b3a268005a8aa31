/* Cookies (RFC 6265). Those of a session are HttpOnly; all are Secure under HTTPS. */
#ifndef COOKIE_H
#define COOKIE_H

#include "request.h"
#include "response.h"

/* The value of a cookie that the request carries, NULL when it has none; of several the first. */
const char *cookie_get(const struct request *req, const char *name);

/*
 * Sets a cookie for the installation's path for `seconds`; 0 removes it. `same_site` is "Lax" or
 * "Strict".
 */
void cookie_set(struct response *res, const char *name, const char *value, int64_t seconds,
	const char *same_site);

/* The same of one that a page's own scripts are to read, Lax. */
void cookie_set_readable(struct response *res, const char *name, const char *value,
	int64_t seconds);

#endif
