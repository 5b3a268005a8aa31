/* My collection (/collection): what is on my shelf with the copies that I own; by the item's id. */
#include "app.h"
#include "checks.h"
#include "collected.h"
#include "copy.h"
#include "labels.h"
#include "money.h"
#include "mycoll.h"
#include "origin.h"
#include "own_list.h"
#include "tonight.h"

#include <string.h>

/* What is sent is the media view; the rest of what was read is known, too, but only shown. */
static const struct field shown_fields[] = {
	{ .name = "status", .flags = READONLY }, { .name = "copies", .flags = READONLY }, { 0 }
};
static const struct record shown_part = { .fields = FIELDS(shown_fields) };
static const struct record item_body = {
	.size = sizeof(struct media), .fields = media_fields, .more = &shown_part,
};
/* Whatever type a client sends to a door that has only one. */
static const struct record movie_body = {
	.size = sizeof(struct media), .fields = media_fields, .more = &shown_part,
	.given = offsetof(struct media, type),
};

/* What names an item that exists. */
struct shelved {
	const char *media_id;
};
static const struct field shelved_fields[] = {
	FIELD(struct shelved, media_id, REQUIRED, .check = is_id,
		.also = { "medium_id", "movie_id", "book_id" }),
	{ 0 }
};
static const struct record shelved_view = {
	.size = sizeof(struct shelved), .fields = FIELDS(shelved_fields),
};

/* /api/v1/movies is this program for movies only. */
static enum media_type
type_of(const struct request *req)
{
	return req->by_alias ? MEDIA_MOVIE : MEDIA_ANY;
}

static enum status
answer_item(struct request *req, struct response *res, int http)
{
	struct entry entry;
	enum status rc = collected_find(req, type_of(req), &entry);

	res->made_id = req->id[0];
	return rc ? rc : respond_record(res, http, &collected_view, &entry);
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

	if (type_of(req))
		filter->item.types = 1u << type_of(req);
	rc = entry_list(call_of(req), &entry_whole, filter, &page, &rows, NULL);
	return rc ? rc : respond_list_read(res, "items", &collected_view, rows.rows, rows.count,
		rows.total, collected_read);
}

static enum status
decode_item(struct request *req)
{
	return request_decode(req, type_of(req) ? &movie_body : &item_body);
}

/* The item that the body names, or describes, is on the shelf then. */
static enum status
take_item(struct request *req, struct media *out)
{
	const struct shelved *shelved;
	bool is_named = false;
	enum status rc;

	for (int i = -1; i < 4; i++) {
		const char *name = i < 0 ? "media_id" : shelved_fields[0].also[i];

		is_named |= name && cJSON_GetObjectItemCaseSensitive(req->body_object, name);
	}
	if (is_named) {
		rc = request_decode(req, &shelved_view);
		shelved = req->body;
		if (!rc)
			rc = media_find(call_of(req), type_of(req), shelved->media_id, out);
		return rc ? rc : entry_shelve(call_of(req), out->key);
	}
	mycoll_translate(req);
	rc = decode_item(req);
	if (rc)
		return rc;
	*out = *(struct media *)req->body;
	if (type_of(req))
		out->type = type_of(req);
	return collect_item(req, out);
}

static enum status
add_item(struct request *req, struct response *res)
{
	struct media media;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = take_item(req, &media);
	rc = db_end(req->db, rc);
	if (rc)
		return rc;
	req->id[0] = media.id;
	res->location = link_to(req, "/%s", media.id);
	return answer_item(req, res, 201);
}

static enum status
change_item(struct request *req, struct response *res)
{
	struct entry entry;
	enum status rc = entry_find_media(call_of(req), &entry_whole, type_of(req), req->id[0],
		&entry);

	if (!rc)
		rc = decode_item(req);
	if (!rc)
		rc = media_change(call_of(req), type_of(req), req->id[0], &req->change);
	return rc ? rc : answer_item(req, res, 200);
}

static enum status
delete_item(struct request *req, struct response *res)
{
	enum status rc = entry_delete_media(call_of(req), type_of(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

static enum status
answer_copy(struct request *req, struct response *res, int http)
{
	struct copy copy;
	enum status rc = copy_find(call_of(req), type_of(req), req->id[0], &copy);

	if (rc)
		return rc;
	res->made_id = copy.media_id;
	return respond_record(res, http, &copy_whole, &copy);
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
	enum status rc = copy_list(call_of(req), type_of(req), req->query, &page, &rows);

	return rc ? rc : respond_list(res, "copies", &copy_whole, rows.rows, rows.count,
		rows.total);
}

/* {"home": 27, "lent": 3, "streaming": 0} */
static void
put_whereabouts(struct buf *body, const struct records *values)
{
	const struct facet_value *value = values->list;

	buf_putc(body, '{');
	for (const struct word_name *one = copy_whereabouts; one->name; one++) {
		int64_t count = 0;

		for (int i = 0; i < values->count; i++)
			count += strcmp(value[i].name, one->name) ? 0 : value[i].count;
		json_put_name(body, one->name);
		buf_printf(body, "%lld", (long long)count);
	}
	buf_putc(body, '}');
}

/* {"EUR": "60.29"} */
static void
put_value(struct buf *body, const struct records *values)
{
	const struct facet_value *value = values->list;

	buf_putc(body, '{');
	for (int i = 0; i < values->count; i++) {
		json_put_name(body, value[i].name);
		json_put_string(body, money_text(body->arena, value[i].count, value[i].name));
	}
	buf_putc(body, '}');
}

static enum status
count_by(struct request *req, struct response *res)
{
	struct buf *body = &res->body;
	struct copy_facets facets;
	enum status rc = copy_facets(call_of(req), type_of(req), req->query, &facets);

	if (rc)
		return rc;
	buf_putc(body, '{');
	for (int i = 0; i < facets.by.count; i++) {
		const struct records *values = &facets.by.values[i];

		json_put_name(body, facets.by.name[i]);
		if (facets.by.name[i] == copy_facet_whereabouts)
			put_whereabouts(body, values);
		else if (facets.by.name[i] == copy_facet_value)
			put_value(body, values);
		else
			json_put_rows(body, &req->links, &facet_value_view, values->list,
				values->count);
	}
	buf_printf(body, ",\"lent\":%lld,\"overdue\":%lld,\"is_complete\":%s}",
		(long long)facets.lent, (long long)facets.overdue,
		facets.by.is_complete ? "true" : "false");
	return respond_json(res, 200);
}

/* A sheet of labels of what that list has, from a page of it that is as long as the sheet. */
static enum status
draw_labels(struct request *req, struct response *res)
{
	const struct page page = { req->page, LABELS_SHEET };
	struct label labels[LABELS_SHEET];
	struct rows rows;
	enum status rc = copy_list(call_of(req), type_of(req), req->query, &page, &rows);

	if (rc)
		return rc;
	for (int i = 0; i < rows.count; i++) {
		const struct copy *copy = ROW(&rows, struct copy, i);
		const char *link = link_to_page(req,
			arena_printf(req->arena, "copy.html?id=%s", copy->id));

		labels[i] = (struct label){ copy->media.title, copy->location,
			origin_absolute(req, link), copy->format };
	}
	req->page_size = LABELS_SHEET;
	respond_links(res, rows.total);
	res->content_type = "image/svg+xml";
	res->no_page = true;
	res->has_etag = true;
	return labels_put(&res->body, labels, rows.count);
}

static enum status
create_copy(struct request *req, struct response *res)
{
	struct copy *copy = req->body;
	enum status rc = copy_create(call_of(req), type_of(req), copy);

	if (rc)
		return rc;
	req->id[0] = copy->id;
	res->location = link_to(req, "/copies/%s", copy->id);
	return answer_copy(req, res, 201);
}

static enum status
change_copy(struct request *req, struct response *res)
{
	enum status rc = copy_change(call_of(req), type_of(req), req->id[0], &req->change);

	return rc ? rc : answer_copy(req, res, 200);
}

static enum status
delete_copy(struct request *req, struct response *res)
{
	enum status rc = copy_delete(call_of(req), type_of(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

/* What is looked up elsewhere, by another program: the same request is sent again, to there. */
static enum status
look_up(struct request *req, struct response *res)
{
	const struct mycoll_search *search = req->query;

	if (!search->query) {
		problem_add(&req->problems, "query", "is required");
		return ERR_VALIDATION;
	}
	return respond_sent_on(res, link_to_door(req, &door_lookup,
		arena_printf(req->arena, "/collection%s", req->path)));
}

/* --- tonight ---------------------------------------------------------------------------------- */

static enum status
read_at(struct request *req, void *rows, int count, int *done)
{
	return tonight_read_copies(call_of(req), req->prepared, rows, count, done);
}

static enum status
draw_titles(struct request *req, struct response *res)
{
	struct tonight *chosen = arena_alloc(req->arena, sizeof(*chosen));
	const struct page page = { req->page, req->page_size };
	struct tonight_filter *filter = req->query;
	const bool has_seed = filter->seed != NULL;
	struct rows rows;
	enum status rc;

	if (type_of(req))
		filter->types = 1u << type_of(req);
	rc = tonight_read(call_of(req), filter, &page, chosen, &rows);
	if (rc)
		return rc;
	if (!has_seed)
		req->kept = arena_printf(req->arena, "seed=%s", filter->seed);
	req->prepared = chosen;
	return respond_list_read(res, "titles", &tonight_view, rows.rows, rows.count, rows.total,
		read_at);
}

static enum status
list_willing(struct request *req, struct response *res)
{
	(void)req;
	return respond_own(res, "members", &tonight_member_view, tonight_members);
}

static const struct offer tonight_offers[] = {
	{ "With whom", .method = GET, .path = "/tonight/members" },
	{ "What I want", .method = GET, .door = &door_shelf, .path = "?status=TO_DO" },
	{ NULL }
};
static const struct web_page tonight_page = {
	.title = "Tonight", .lists = { { "titles", .door = &door_media, .path = "/:media.id" } },
	.tabs = "type", .offers = tonight_offers, .screen = "index.html",
};
static const struct web_page willing_page = {
	.title = "Tonight, with", .lists = { { "members", .path = "/tonight?users=:id" } },
	.screen = "index.html",
};

static const struct offer collection_offers[] = {
	{ "All copies", .method = GET, .path = "/copies" },
	{ "Add a title", .method = POST, .path = "/", .body = &item_body },
	{ NULL }
};
static const struct web_page collection_page = {
	.title = "Collection", .lists = { { "items", .door = &door_media, .path = "/:id" } },
	.tabs = "type", .offers = collection_offers, .screen = "collection.html",
};
static const struct offer item_offers[] = {
	{ "All of this title", .method = GET, .door = &door_media, .path = "/:id" },
	{ "Add a copy", .method = POST, .path = "/copies", .fixed = "media_id",
	  .fixed_from = "id" },
	{ "Take it off my shelf", .method = DELETE, .path = "/:id" },
	{ NULL }
};
static const struct web_page item_page = {
	.lists = { { "copies", .path = "/copies/:id" } }, .offers = item_offers,
	.screen = "title.html?id=:id",
};
static const struct offer copies_offers[] = {
	{ "Labels to print", .method = GET, .path = "/labels" },
	{ NULL }
};
static const struct web_page copies_page = {
	.title = "Copies", .lists = { { "copies", .path = "/copies/:id" } },
	.tabs = "whereabouts", .offers = copies_offers, .screen = "collection.html",
};
static const struct offer copy_offers[] = {
	{ "All of this title", .method = GET, .door = &door_media, .path = "/:media_id" },
	{ "Change it", .button = "Save", .method = PATCH, .path = "/copies/:id", .is_open = true },
	{ "Lend it", .method = PATCH, .path = "/copies/:id", .unless = "lent_to",
	  .only = "lent_to lent_on due_on" },
	{ "Move it", .method = PATCH, .path = "/copies/:id", .only = "location" },
	{ "Delete this copy", .method = DELETE, .path = "/copies/:id" },
	{ NULL }
};
static const struct web_page copy_page = {
	.offers = copy_offers, .screen = "copy.html?id=:id",
};

static const struct route routes[] = {
	{ GET,    "/",               list_items,  MEMBER, .query = &collection_filter,
	  .page = &collection_page },
	{ GET,    "/facets",         count_by,    MEMBER, .query = &copy_facet_filter },
	{ POST,   "/",               add_item,    MEMBER, .limit = &limit_titles,
	  .title = "Add a title" },
	{ GET,    "/:id",            get_item,    MEMBER, .page = &item_page },
	{ PUT,    "/:id",            change_item, MEMBER },
	{ DELETE, "/:id",            delete_item, MEMBER },
	{ GET,    "/labels",         draw_labels, MEMBER, .query = &copy_filter },
	{ GET,    "/copies",         list_copies, MEMBER, .query = &copy_filter,
	  .page = &copies_page },
	{ POST,   "/copies",         create_copy, MEMBER, .body = &copy_whole,
	  .title = "Add the copy" },
	{ GET,    "/copies/:id",     get_copy,    MEMBER, .page = &copy_page },
	{ PUT,    "/copies/:id",     change_copy, MEMBER, .body = &copy_whole },
	{ PATCH,  "/copies/:id",     change_copy, MEMBER, .body = &copy_whole },
	{ DELETE, "/copies/:id",     delete_copy, MEMBER },
	{ GET,    "/tonight",        draw_titles, MEMBER, .query = &tonight_filter,
	  .page = &tonight_page, .is_apart = true },
	{ GET,    "/tonight/members", list_willing, MEMBER, .query = &no_query,
	  .page = &willing_page, .is_apart = true },
	{ GET,    "/search",         look_up,     MEMBER, .query = &mycoll_search_query,
	  .inner = true },
	{ GET,    "/search/details", look_up,     MEMBER, .query = &mycoll_search_query,
	  .inner = true },
	{ 0 }
};

const struct app app = {
	.name = "collection",
	.door = "/collection",
	.made = &door_media,
	.routes = routes,
	.alias = "/api/v1/movies",
};
