/* My collection (/collection): what is on my shelf with the copies that I own; by the item's id. */
#include "app.h"
#include "checks.h"
#include "copy.h"

#include <string.h>

static const struct field status_fields[] = {
	FIELD(struct entry, status, READONLY, .words = entry_statuses),
	{ 0 }
};
static const struct record status_part = { .fields = status_fields };
/* The media view of an entry read as entry_whole; its copies follow. */
static const struct record item_view = {
	.size = sizeof(struct entry), .at = offsetof(struct entry, media), .fields = media_fields, .more = &status_part,
};

/* What names an item that exists. */
struct shelved {
	const char *media_id;
};
static const struct field shelved_fields[] = {
	FIELD(struct shelved, media_id, REQUIRED, .check = is_id, .also = { "medium_id", "movie_id", "book_id" }),
	{ 0 }
};
static const struct record shelved_view = { .size = sizeof(struct shelved), .fields = shelved_fields };

/* /api/v1/movies is this program for movies only. */
static enum media_type
type_here(const struct request *req)
{
	return req->by_alias ? MEDIA_MOVIE : MEDIA_ANY;
}

static enum status
find_item(struct request *req, struct entry *entry)
{
	return entry_find_media(req->db, req->arena, &entry_whole, req->user, type_here(req), req->id[0], entry);
}

static enum status
put_item(struct request *req, struct response *res, const struct entry *entry)
{
	struct rows copies;
	enum status rc = copy_list_item(req->db, req->arena, req->user, entry->media_key, &copies);

	if (rc)
		return rc;
	buf_putc(&res->body, '{');
	json_put_members(&res->body, &item_view, entry);
	json_put_name(&res->body, "copies");
	json_put_rows(&res->body, &copy_view, copies.rows, copies.count);
	buf_putc(&res->body, '}');
	return OK;
}

static enum status
answer_item(struct request *req, struct response *res, int http)
{
	struct entry entry;
	enum status rc = find_item(req, &entry);

	if (!rc)
		rc = put_item(req, res, &entry);
	return rc ? rc : respond_json(res, http);
}

static enum status
get_item(struct request *req, struct response *res)
{
	return answer_item(req, res, 200);
}

static enum status
list_items(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct entry_filter *filter = req->query;
	struct rows rows;
	enum status rc;

	if (req->by_alias)
		filter->type = MEDIA_MOVIE;
	rc = entry_list(req->db, req->arena, &entry_whole, req->user, filter, &page, &rows, NULL);
	if (rc)
		return rc;
	buf_putc(&res->body, '{');
	json_put_name(&res->body, "items");
	buf_putc(&res->body, '[');
	for (int i = 0; i < rows.count && !rc; i++) {
		if (i)
			buf_putc(&res->body, ',');
		rc = put_item(req, res, ROW(&rows, struct entry, i));
	}
	buf_putc(&res->body, ']');
	respond_page(res, rows.total);
	buf_putc(&res->body, '}');
	return rc ? rc : respond_json(res, 200);
}

/* The item that the body names, or describes: then it is found by the catalogue's rule, or made. */
static enum status
take_item(struct request *req, struct media *out)
{
	bool is_named = false;
	enum status rc;

	for (int i = -1; i < 4; i++) {
		const char *name = i < 0 ? "media_id" : shelved_fields[0].also[i];

		is_named |= name && cJSON_HasObjectItem(req->body_object, name);
	}
	if (is_named) {
		rc = request_decode(req, &shelved_view);
		return rc ? rc : media_find(req->db, req->arena, type_here(req),
			((struct shelved *)req->body)->media_id, out);
	}
	if (req->by_alias && req->body_object)
		cJSON_AddStringToObject(req->body_object, "type", "MOVIE");
	rc = request_decode(req, &media_view);
	if (rc)
		return rc;
	*out = *(struct media *)req->body;
	rc = media_find_same(req->db, req->arena, out, out);
	return rc == ERR_NOT_FOUND ? media_create(req->db, req->arena, &req->problems, req->user, out) : rc;
}

static enum status
add_item(struct request *req, struct response *res)
{
	struct media media;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = take_item(req, &media);
	if (!rc)
		rc = entry_shelve(req->db, req->arena, req->user, media.key);
	if (!rc)
		rc = db_commit(req->db);
	if (rc)
		return rc;
	req->id[0] = res->made_id = media.id;
	res->location = link_to(req, "/%s", media.id);
	return answer_item(req, res, 201);
}

static enum status
change_item(struct request *req, struct response *res)
{
	struct entry entry;
	enum status rc = find_item(req, &entry);

	if (!rc)
		rc = media_change(req->db, req->arena, &req->problems, req->user, MEDIA_ANY, req->id[0], &req->change);
	return rc ? rc : answer_item(req, res, 200);
}

static enum status
delete_item(struct request *req, struct response *res)
{
	struct entry entry;
	enum status rc = find_item(req, &entry);

	if (!rc)
		rc = entry_delete(req->db, req->arena, req->user, entry.id);
	return rc ? rc : respond_nothing(res);
}

static enum status
answer_copy(struct request *req, struct response *res, int http)
{
	struct copy copy;
	enum status rc = copy_find(req->db, req->arena, req->user, type_here(req), req->id[0], &copy);

	return rc ? rc : respond_record(res, http, &copy_view, &copy);
}

static enum status
get_copy(struct request *req, struct response *res)
{
	return answer_copy(req, res, 200);
}

static enum status
list_copies(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct rows rows;
	enum status rc = copy_list(req->db, req->arena, req->user, type_here(req), &page, &rows);

	return rc ? rc : respond_list(res, "copies", &copy_view, rows.rows, rows.count, rows.total);
}

static enum status
create_copy(struct request *req, struct response *res)
{
	struct copy *copy = req->body;
	enum status rc = copy_create(req->db, req->arena, &req->problems, req->user, type_here(req), copy);

	if (rc)
		return rc;
	req->id[0] = copy->id;
	res->location = link_to(req, "/copies/%s", copy->id);
	return answer_copy(req, res, 201);
}

static enum status
change_copy(struct request *req, struct response *res)
{
	enum status rc = copy_change(req->db, req->arena, req->user, type_here(req), req->id[0], &req->change);

	return rc ? rc : answer_copy(req, res, 200);
}

static enum status
delete_copy(struct request *req, struct response *res)
{
	enum status rc = copy_delete(req->db, req->arena, req->user, type_here(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

/* What is looked up elsewhere. */
struct lookup {
	const char *query;
};
static const struct field lookup_fields[] = { FIELD(struct lookup, query, 0, .max = 500), { 0 } };
static const struct record lookup_query = { .size = sizeof(struct lookup), .fields = lookup_fields };

static enum status
look_up(struct request *req, struct response *res)
{
	const struct lookup *lookup = req->query;

	if (!lookup->query) {
		problem_add(&req->problems, "query", "is required");
		return ERR_VALIDATION;
	}
	res->message = "No lookup provider is configured.";
	return ERR_UNAVAILABLE;
}

static const struct route routes[] = {
	{ GET,    "/",               list_items,  MEMBER, .query = &collection_filter },
	{ POST,   "/",               add_item,    MEMBER },
	{ GET,    "/:id",            get_item,    MEMBER },
	{ PUT,    "/:id",            change_item, MEMBER, .body = &media_view },
	{ DELETE, "/:id",            delete_item, MEMBER },
	{ GET,    "/copies",         list_copies, MEMBER, .query = &no_query },
	{ POST,   "/copies",         create_copy, MEMBER, .body = &copy_view },
	{ GET,    "/copies/:id",     get_copy,    MEMBER },
	{ PUT,    "/copies/:id",     change_copy, MEMBER, .body = &copy_view },
	{ PATCH,  "/copies/:id",     change_copy, MEMBER, .body = &copy_view },
	{ DELETE, "/copies/:id",     delete_copy, MEMBER },
	{ GET,    "/search",         look_up,     MEMBER, .query = &lookup_query },
	{ GET,    "/search/details", look_up,     MEMBER, .query = &lookup_query },
	{ 0 }
};

const struct app app = { "collection", "/collection", NULL, routes, .alias = "/api/v1/movies" };
