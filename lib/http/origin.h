/* Where a request comes from: the same-origin rule for cookies, and CORS. */
#ifndef ORIGIN_H
#define ORIGIN_H

#include "request.h"
#include "response.h"

/* True when Sec-Fetch-Site or Origin shows that a page of this very host sent the request (api.md, section 3). */
bool origin_is_same(const struct request *req);

/* True when they show that another site's page sent it, and `cors_origins` doesn't list that; programs send neither. */
bool origin_is_foreign(const struct request *req);

/* Adds CORS headers for an origin listed in `cors_origins`; with `allow`, the ones that answer a preflight. */
void origin_cors(struct response *res, const char *allow);

#endif
