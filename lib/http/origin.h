/* Where a request comes from: the same-origin rule for cookies, and CORS. */
#ifndef ORIGIN_H
#define ORIGIN_H

#include "request.h"
#include "response.h"

/*
 * True when Sec-Fetch-Site or Origin shows that a page of this very site sent the request (api.md,
 * section 3): of the host that it went to, of base_url, or of the X-Forwarded-Host that a trusted
 * proxy tells; not by HTTP where browsers come by HTTPS.
 */
bool origin_is_same(const struct request *req);

/*
 * True when the browser is known to come by HTTPS: from base_url, from the server, from a proxy
 * that ends TLS and says so, or from its own Origin. (Who tells a lie here only gets cookies that
 * are `Secure`.)
 */
bool origin_is_https(const struct request *req);

/*
 * An address of ours with scheme and host, for what is read elsewhere: those of base_url, else of
 * what the client called us. As it is where neither is known.
 */
const char *origin_absolute(const struct request *req, const char *address);

/*
 * True when they show that another site's page sent it, and `cors_origins` doesn't list that;
 * programs send neither.
 */
bool origin_is_foreign(const struct request *req);

/*
 * Adds CORS headers for an origin listed in `cors_origins`; with `allow`, the ones that answer a
 * preflight.
 */
void origin_cors(struct response *res, const char *allow);

#endif
