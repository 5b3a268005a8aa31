#include "trail.h"
#include "access.h"
#include "address.h"
#include "api_key.h"
#include "audit.h"
#include "json.h"
#include "log.h"
#include "route.h"

/* What an error is noted as; 0: it isn't. */
static word
event_of(const struct request *req, enum status rc)
{
	switch (rc) {
	case ERR_FORBIDDEN:
		if (req->problems.count)	/* a wrong password is no right that lacks */
			return 0;
		return req->user ? EVENT_ACCESS_REFUSED : 0;
	case ERR_RATE_LIMITED:
		return EVENT_LIMIT_REACHED;
	case ERR_CSRF:
		return EVENT_FOREIGN_PAGE;
	default:
		return 0;
	}
}

static void
count_refusal(struct request *req, enum event event)
{
	struct call call = *call_from(req);
	const char *what = arena_printf(req->arena, "%s %s%s%s", method_name(req->method),
		req->door, req->api_key ? ", by the key " : "",
		req->api_key ? req->api_key->name : "");

	if (!call.user)
		call.address = address_group(req->arena, call.address);
	audit_count(&call, event, what);
}

/* As it is kept: of what was undone nothing is told. */
static void
tell(struct request *req)
{
	const struct call *call = call_of(req);
	struct noted noted;
	struct buf line;

	for (int i = 0; i < req->trail->count; i++) {
		if (audit_find(call, req->trail->keys[i], &noted))
			continue;
		buf_init(&line, req->arena, 500);
		json_put_record(&line, NULL, &audit_view, &noted);
		log_line(req->request_id, "event %s", line.data);
	}
}

void
trail_end(struct request *req, enum status rc)
{
	const word event = event_of(req, rc);

	if (event)
		count_refusal(req, (enum event)event);
	if (req->trail)
		tell(req);
}
