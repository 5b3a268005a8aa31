/* My shelf (/user/media): what I do with the items of the catalogue. */
#include "app.h"
#include "entry.h"
#include "facets.h"

enum { GROUPED_MAX = 1000 };

static enum status
answer_entry(struct request *req, struct response *res, int http)
{
	struct entry entry;
	enum status rc = entry_find(call_of(req), req->id[0], &entry);

	if (rc)
		return rc;
	res->made_id = entry.media_id;
	return respond_record(res, http, &entry_view, &entry);
}

static enum status
get_entry(struct request *req, struct response *res)
{
	return answer_entry(req, res, 200);
}

static void
add_counts(struct response *res, const struct entry_counts *counts)
{
	json_put_name(&res->body, "counts");
	buf_putc(&res->body, '{');
	for (const struct word_name *status = entry_statuses; status->name; status++) {
		json_put_name(&res->body, status->name);
		buf_int(&res->body, counts->of[status->value]);
	}
	buf_putc(&res->body, '}');
}

/*
 * The records of one type as an array. With long notes a shelf is more than memory should hold
 * twice.
 */
static enum status
add_records(struct response *res, const struct rows *rows, enum media_type type)
{
	bool is_first = true;
	enum status rc = OK;

	buf_putc(&res->body, '[');
	for (int i = 0; i < rows->count && !rc; i++) {
		const struct entry *entry = ROW(rows, struct entry, i);

		if (entry->media.type != type)
			continue;
		if (!is_first)
			buf_putc(&res->body, ',');
		is_first = false;
		json_put_record(&res->body, &res->req->links, &entry_view, entry);
		rc = respond_aside(res);
	}
	buf_putc(&res->body, ']');
	return rc;
}

static enum status
add_groups(struct response *res, const struct rows *rows)
{
	enum status rc = OK;

	buf_putc(&res->body, '{');
	for (enum media_type type = MEDIA_TV_SHOW; type <= MEDIA_GAME && !rc; type++) {
		json_put_name(&res->body, word_text(media_types, type));
		rc = add_records(res, rows, type);
	}
	buf_putc(&res->body, '}');
	return rc;
}

static enum status
list_entries(struct request *req, struct response *res)
{
	const struct entry_filter *filter = req->query;
	const struct page page = filter->group ? (struct page){ 1, GROUPED_MAX }
		: (struct page){ req->page, req->page_size };
	struct entry_counts counts;
	struct rows rows;
	enum status rc = entry_list(call_of(req), &entry_view, filter, &page, &rows, &counts);

	if (rc)
		return rc;
	respond_shows(res, "records", &entry_view);
	buf_putc(&res->body, '{');
	json_put_name(&res->body, "records");
	if (filter->group)
		rc = add_groups(res, &rows);
	else
		json_put_rows(&res->body, &req->links, &entry_view, rows.rows, rows.count);
	if (rc)
		return rc;
	add_counts(res, &counts);
	if (!filter->group)
		respond_page(res, rows.total);
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

static enum status
count_entries(struct request *req, struct response *res)
{
	struct facets facets;
	enum status rc = entry_facets(call_of(req), req->query, &facets);

	return rc ? rc : respond_facets(res, &facets);
}

static enum status
create_entry(struct request *req, struct response *res)
{
	struct entry *entry = req->body;
	enum status rc = entry_create(call_of(req), &req->change, entry);

	if (rc)
		return rc;
	req->id[0] = entry->id;
	res->location = link_to(req, "/%s", entry->id);
	return answer_entry(req, res, 201);
}

static enum status
change_entry(struct request *req, struct response *res)
{
	enum status rc = entry_change(call_of(req), req->id[0], &req->change);

	return rc ? rc : answer_entry(req, res, 200);
}

static enum status
delete_entry(struct request *req, struct response *res)
{
	enum status rc = entry_delete(call_of(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

static const struct offer library_offers[] = {
	{ "More is in the catalogue", .method = GET, .door = &door_media, .path = "" },
	{ NULL }
};
static const struct web_page library_page = {
	.title = "Library", .lists = { { "records", .door = &door_media, .path = "/:media_id" } },
	.tabs = "status", .offers = library_offers, .screen = "library.html",
};

static const struct offer entry_offers[] = {
	{ "Change it", .button = "Save", .method = PATCH, .path = "/:id", .is_open = true },
	{ "Take it off my shelf", .method = DELETE, .path = "/:id" },
	{ "All of this title", .method = GET, .door = &door_media, .path = "/:media_id" },
	{ NULL }
};
static const struct web_page entry_page = {
	.offers = entry_offers, .screen = "title.html?id=:media_id",
};

static const struct route routes[] = {
	{ GET,    "/",    list_entries, MEMBER, .query = &entry_filter, .page = &library_page },
	{ GET,    "/facets", count_entries, MEMBER, .query = &entry_facet_filter },
	{ POST,   "/",    create_entry, MEMBER, .body = &entry_view },
	{ GET,    "/:id", get_entry,    MEMBER, .page = &entry_page },
	{ PUT,    "/:id", change_entry, MEMBER, .body = &entry_view },
	{ PATCH,  "/:id", change_entry, MEMBER, .body = &entry_view },
	{ DELETE, "/:id", delete_entry, MEMBER },
	{ 0 }
};

const struct app app = {
	.name = "usermedia",
	.door = "/user/media",
	.made = &door_media,
	.routes = routes,
};
