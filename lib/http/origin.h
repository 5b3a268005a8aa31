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

/* True when the settings say that nothing is answered to who comes by HTTP. */
bool origin_requires_https(const struct config *config);

/*
 * True when the web server, or a proxy that `trusted_proxies` names, says that the request came by
 * HTTPS. (base_url says nothing of one request.)
 */
bool origin_is_proven_https(const struct request *req);

/*
 * What browsers are to remember (Strict-Transport-Security, RFC 6797), by HTTPS alone; NULL for
 * nothing. Other applications may be on the host's subdomains: a setting says that none is.
 */
const char *origin_transport_policy(const struct request *req);

/*
 * True when something else says so: a proxy that isn't trusted, or a header that browsers send by
 * HTTPS, or to their own machine, alone.
 */
bool origin_claims_https(const struct request *req);

/*
 * An address of ours as one by HTTPS, as base_url or the host that the client named is there. NULL
 * where that isn't known: of another port, say.
 */
const char *origin_by_https(const struct request *req, const char *address);

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
