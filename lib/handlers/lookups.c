#include "lookups.h"

#include <string.h>

enum status
lookups_check(const struct request *req, struct response *res)
{
	if (req->config->lookup)
		return OK;
	res->message = "Look-up is off here (the setting lookup). Titles can be added by hand.";
	return ERR_UNAVAILABLE;
}

enum status
lookups_fail(struct response *res, enum status rc, const struct provider *providers, int count)
{
	int64_t wait = -1;

	if (rc != ERR_UNAVAILABLE)
		return rc;
	if (!count)
		res->message = "Too many look-ups are under way. Try again in a few seconds.";
	for (int i = 0; i < count; i++) {
		const struct provider *provider = &providers[i];

		res->message = arena_printf(res->req->arena, "%s%s%s", res->message ? res->message
			: "", res->message ? " " : "", provider->message ? provider->message : "");
		if (provider->retry_after > 0 && (wait < 0 || provider->retry_after < wait))
			wait = provider->retry_after;
	}
	if (wait > 0)
		response_header(res, "Retry-After", arena_printf(res->req->arena, "%lld",
			(long long)wait));
	return rc;
}

static void
require(struct request *req, const char *value, const char *name)
{
	if (!value)
		problem_add(&req->problems, name, "is required");
}

enum status
lookups_search(struct request *req, struct response *res)
{
	const struct lookup_query *query = req->query;
	struct results results = { .count = 0 };
	enum status rc;

	require(req, query->q, "q");
	if (req->problems.count)
		return ERR_VALIDATION;
	rc = lookups_check(req, res);
	if (rc)
		return rc;
	rc = lookup_search(req, req->query, &results);
	if (rc)
		return lookups_fail(res, rc, results.providers, results.provider_count);
	rc = lookup_mark(req, &results);
	if (rc)
		return rc;
	respond_shows(res, "results", &result_view);
	respond_shows(res, "providers", &provider_view);
	buf_putc(&res->body, '{');
	json_put_name(&res->body, "results");
	json_put_rows(&res->body, &req->links, &result_view, results.list, results.count);
	json_put_name(&res->body, "providers");
	json_put_rows(&res->body, &req->links, &provider_view, results.providers,
		results.provider_count);
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

/* --- one title -------------------------------------------------------------------------------- */

static const struct field named_fields[] = {
	FIELD(struct named, source, REQUIRED, .max = 20),
	FIELD(struct named, id, REQUIRED | LOOSE, .max = 100, .also = { "external_id" }),
	{ 0 }
};
const struct record lookups_named = {
	.size = sizeof(struct named), .fields = FIELDS(named_fields),
};

enum status
lookups_details(struct request *req, struct response *res, const struct named *named, bool is_anew,
	const struct source **source, struct found *out)
{
	struct provider provider = { .source = NULL };
	enum status rc = lookups_check(req, res);

	if (rc)
		return rc;
	require(req, named->source, "source");
	require(req, named->id, "id");
	if (named->source)
		lookup_source(req, named->source, source);
	if (req->problems.count)
		return ERR_VALIDATION;
	rc = lookup_details(req, *source, named->id, is_anew, out, &provider);
	if (rc == ERR_NOT_FOUND)
		res->message = arena_printf(req->arena, "%s knows no such title.",
			source_setting(*source)->label);
	return lookups_fail(res, rc, &provider, provider.message != NULL);
}

/* A title as it would be added, and what else is known of it. */
struct details {
	struct found found;
	const char *picture_url;	/* through us */
	const char *attribution, *attribution_url;
};
static const struct children details_seasons = { .record = &season_view };
static const struct field details_fields[] = {
	FIELD_AS(struct details, attribution, "text", READONLY | NULLABLE,
		.group = "attribution", .label = "From"),
	FIELD_AS(struct details, attribution_url, "url", READONLY, .group = "attribution",
		.label = "There"),
	FIELD_AS(struct details, found.source_url, "source_url", READONLY, .label = "Its page"),
	FIELD(struct details, picture_url, READONLY | PICTURE),
	FIELD_AS(struct details, found.seasons, "seasons", READONLY,
		.children = &details_seasons),
	{ 0 }
};
static const struct record details_part = { .fields = FIELDS(details_fields) };
static const struct record details_view = {
	.size = sizeof(struct details), .at = offsetof(struct details, found.media),
	.fields = media_fields, .more = &details_part,
};

enum status
lookups_get(struct request *req, struct response *res)
{
	const struct source *source;
	struct details details = { .attribution = NULL };
	enum status rc = lookups_details(req, res, req->query, false, &source, &details.found);

	if (rc)
		return rc;
	details.picture_url = lookup_picture_link(req, &details.found);
	details.attribution = source->attribution;
	/* the page of the title, where the data is of */
	details.attribution_url = details.found.source_url ? details.found.source_url
		: source->attribution_url;
	return respond_record(res, 200, &details_view, &details);
}

/* --- its picture ------------------------------------------------------------------------------ */

struct signed_url {
	const char *u, *s;
};
static const struct field signed_fields[] = {
	FIELD(struct signed_url, u, 0, .max = 2000),
	FIELD(struct signed_url, s, 0, .max = 100),
	{ 0 }
};
const struct record lookups_picture_query = {
	.size = sizeof(struct signed_url), .fields = FIELDS(signed_fields),
};

enum status
lookups_picture(struct request *req, struct response *res)
{
	const struct signed_url *asked = req->query;
	struct picture picture;
	enum status rc = lookups_check(req, res);

	if (rc)
		return rc;
	require(req, asked->u, "u");
	require(req, asked->s, "s");
	if (req->problems.count)
		return ERR_VALIDATION;
	rc = lookup_picture(req, asked->u, asked->s, &picture);
	if (rc)
		return rc;
	res->cache = CACHE_FOREVER;	/* the address is another tomorrow */
	return respond_bytes(res, picture.content_type, picture.bytes, picture.size);
}
