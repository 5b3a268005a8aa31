/*
 * Look-up (/lookup): what others know of titles. The one program that talks to the outside: while it
 * waits for them, no statement of the database is open.
 */
#include "app.h"
#include "lookup.h"

static enum status
check_is_on(struct request *req, struct response *res)
{
	if (req->config->lookup)
		return OK;
	res->message = "Look-up is off here (the setting lookup). Titles can be added by hand.";
	return ERR_UNAVAILABLE;
}

static void
put_providers(struct response *res, const struct provider *providers, int count)
{
	json_put_name(&res->body, "providers");
	json_put_rows(&res->body, &res->req->links, &provider_view, providers, count);
}

static enum status
search(struct request *req, struct response *res)
{
	struct results results;
	enum status rc = check_is_on(req, res);

	if (!rc)
		rc = lookup_search(req, req->query, &results);
	if (rc == ERR_UNAVAILABLE && results.provider_count)
		res->message = results.providers[0].message;
	if (rc)
		return rc;
	respond_shows(res, "results", &result_view);
	respond_shows(res, "providers", &provider_view);
	buf_putc(&res->body, '{');
	json_put_name(&res->body, "results");
	json_put_rows(&res->body, &req->links, &result_view, results.list, results.count);
	put_providers(res, results.providers, results.provider_count);
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

/* What names a title at a source. */
struct named {
	const char *source, *id;
};
static const struct field named_fields[] = {
	FIELD(struct named, source, REQUIRED, .min = 1, .max = 20),
	FIELD(struct named, id, REQUIRED | LOOSE, .min = 1, .max = 100, .also = { "external_id" }),
	{ 0 }
};
static const struct record named_view = {
	.size = sizeof(struct named), .fields = FIELDS(named_fields),
};

static enum status
get_details(struct request *req, struct response *res)
{
	const struct named *named = req->query;
	const struct source *source = source_find(named->source);
	struct provider provider;
	struct found found;
	enum status rc = check_is_on(req, res);

	if (!rc && !source) {
		problem_add(&req->problems, "source", "must be one of openlibrary, googlebooks, "
			"tmdb, tvmaze, wikidata, rawg");
		rc = ERR_VALIDATION;
	}
	if (!rc)
		rc = lookup_details(req, source, named->id, &found, &provider);
	if (rc == ERR_UNAVAILABLE && source)
		res->message = provider.message;
	return rc ? rc : respond_record(res, 200, &media_view, &found.media);
}

static const struct route routes[] = {
	{ GET, "/",        search,      MEMBER, .limit = &limit_lookups, .query = &lookup_query },
	{ GET, "/details", get_details, MEMBER, .limit = &limit_lookups, .query = &named_view },
	{ 0 }
};

const struct app app = {
	.name = "lookup",
	.door = "/lookup",
	.routes = routes,
};
