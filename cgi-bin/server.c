/* The installation (/server): is it well, and which version. Unknown addresses end up here too. */
#include "app.h"

static enum status
get_health(struct request *req, struct response *res)
{
	int64_t version;
	enum status rc = req->db ? db_version(req->db, &version) : ERR_UNAVAILABLE;

	if (rc) {
		response_header(res, "Retry-After", "5");
		if (!req->trouble)
			req->trouble = db_message(req->db);
	}
	res->cache = CACHE_NO_STORE;
	buf_printf(&res->body, "{\"status\":\"%s\",\"database\":\"%s\",\"version\":\"%s\"}", rc ? "failing" : "ok",
		rc ? "unavailable" : "ok", VITRINE_VERSION);
	return respond_json(res, rc ? 503 : 200);
}

static enum status
get_version(struct request *req, struct response *res)
{
	(void)req;
	buf_printf(&res->body, "{\"version\":\"%s\"}", VITRINE_VERSION);
	return respond_json(res, 200);
}

static const struct route routes[] = {
	{ GET, "/health", get_health, ANYONE, .always = true },
	{ GET, "/version", get_version, ANYONE, .always = true },
	{ 0 }
};

const struct app app = { "server", "/server", NULL, routes, .is_front = true };
