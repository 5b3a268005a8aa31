/*
 * Look-up (/lookup): what others know of titles. The one program that talks to the outside: while it
 * waits for them, no statement of the database is open.
 */
#include "app.h"
#include "copy.h"
#include "image.h"
#include "lookup.h"
#include "media_whole.h"
#include "rating.h"

#include <string.h>

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
	if (!rc)
		rc = lookup_mark(req, &results);
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

/* ERR_VALIDATION, with a problem, for a source that there isn't. */
static enum status
find_source(struct request *req, const char *name, const struct source **out)
{
	*out = source_find(name);
	if (*out)
		return OK;
	problem_add(&req->problems, "source",
		"must be one of openlibrary, googlebooks, tmdb, tvmaze, wikidata, rawg");
	return ERR_VALIDATION;
}

static enum status
find_details(struct request *req, struct response *res, const struct named *named,
	const struct source **source, struct found *found)
{
	struct provider provider;
	enum status rc = check_is_on(req, res);

	if (!rc)
		rc = find_source(req, named->source, source);
	if (rc)
		return rc;
	rc = lookup_details(req, *source, named->id, found, &provider);
	if (rc == ERR_UNAVAILABLE)
		res->message = provider.message;
	return rc;
}

static enum status
get_details(struct request *req, struct response *res)
{
	const struct source *source;
	struct found found;
	enum status rc = find_details(req, res, req->query, &source, &found);

	return rc ? rc : respond_record(res, 200, &media_view, &found.media);
}

/* --- taking one ------------------------------------------------------------------------------- */

struct taken {
	struct named named;
	word status;
	int64_t rating;
	const char *format, *platform;
};
static const struct field taken_fields[] = {
	FIELD_AS(struct taken, named.source, "source", REQUIRED, .min = 1, .max = 20),
	FIELD_AS(struct taken, named.id, "id", REQUIRED | LOOSE, .min = 1, .max = 100,
		.also = { "external_id" }),
	FIELD(struct taken, status, 0, .words = entry_statuses),
	FIELD(struct taken, rating, 0, .min = 1, .max = 5),
	FIELD(struct taken, format, 0, .max = 100),
	FIELD(struct taken, platform, 0, .max = 100),
	{ 0 }
};
static const struct record taken_view = {
	.size = sizeof(struct taken), .fields = FIELDS(taken_fields),
};

/* The item that is there already, or a new one with its picture. */
static enum status
take_media(struct request *req, struct found *found, const struct picture *picture,
	struct media *out, bool *is_new)
{
	const struct call *call = call_of(req);
	enum status rc = lookup_find_here(call, &found->media, out);

	*is_new = rc == ERR_NOT_FOUND;
	if (!*is_new)
		return rc;
	*out = found->media;
	rc = picture ? image_store(call, picture, &out->image_url) : OK;
	return rc ? rc : media_create(call, out);
}

/* What its user does with it, as far as that was said. */
static enum status
take_up(struct request *req, const struct taken *taken, const struct media *media)
{
	const struct call *call = call_of(req);
	struct entry entry;
	struct change change = { .view = &entry_view, .values = &entry };
	struct copy copy;
	enum status rc = OK;

	if (taken->status) {
		record_clear(&entry_view, &entry);
		entry.media_id = media->id;
		entry.status = taken->status;
		rc = entry_create(call, &change, &entry);
		if (rc == ERR_CONFLICT) {	/* it is on the shelf: it stays as it is there */
			req->problems.count = 0;
			rc = OK;
		}
	}
	if (!rc && taken->rating != INT_NONE)
		rc = rating_set(call, media->key, taken->rating);
	if (!rc && taken->format) {
		record_clear(&copy_view, &copy);
		copy.media_id = media->id;
		copy.format = taken->format;
		copy.platform = taken->platform;
		rc = copy_create(call, MEDIA_ANY, &copy);
	}
	return rc;
}

static enum status
take_title(struct request *req, struct response *res)
{
	const struct taken *taken = req->body;
	const struct source *source;
	struct picture picture;
	struct found found;
	struct media media;
	bool has_picture, is_new = false;
	enum status rc = find_details(req, res, &taken->named, &source, &found);

	if (rc)
		return rc;
	has_picture = found.picture_url && !lookup_picture(req, source, found.picture_url, &picture);
	rc = db_begin(req->db);
	if (!rc)
		rc = take_media(req, &found, has_picture ? &picture : NULL, &media, &is_new);
	if (!rc)
		rc = take_up(req, taken, &media);
	rc = db_end(req->db, rc);
	if (!rc)
		rc = media_find_whole(call_of(req), media.id, &media);
	if (rc)
		return rc;
	res->made_id = media.id;
	res->location = link_to_door(req, &door_media, arena_printf(req->arena, "/%s", media.id));
	return respond_record(res, is_new ? 201 : 200, &media_whole_view, &media);
}

static const struct route routes[] = {
	{ GET,  "/",        search,      MEMBER, .limit = &limit_lookups, .query = &lookup_query },
	{ POST, "/",        take_title,  MEMBER, .limit = &limit_lookups, .body = &taken_view },
	{ GET,  "/details", get_details, MEMBER, .limit = &limit_lookups, .query = &named_view },
	{ 0 }
};

const struct app app = {
	.name = "lookup",
	.door = "/lookup",
	.routes = routes,
};
