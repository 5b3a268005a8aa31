/* My diary (/diary): each time through a title. And my tags (/tags). */
#include "app.h"
#include "diary.h"
#include "facets.h"
#include "tag.h"

static enum status
answer_record(struct request *req, struct response *res, int http, const char *id)
{
	struct diary_record record;
	enum status rc = diary_find(call_of(req), id, &record);

	if (rc)
		return rc;
	res->made_id = record.media_id;
	return respond_record(res, http, &diary_view, &record);
}

static enum status
get_record(struct request *req, struct response *res)
{
	return answer_record(req, res, 200, req->id[0]);
}

static enum status
list_records(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct rows rows;
	enum status rc = diary_list(call_of(req), req->query, &page, &rows);

	return rc ? rc : respond_list(res, "diary", &diary_view, rows.rows, rows.count,
		rows.total);
}

static enum status
count_records(struct request *req, struct response *res)
{
	struct facets facets;
	enum status rc = diary_facets(call_of(req), req->query, &facets);

	return rc ? rc : respond_facets(res, &facets);
}

static enum status
create_record(struct request *req, struct response *res)
{
	struct diary_record *record = req->body;
	enum status rc = diary_create(call_of(req), &req->change, record);

	if (rc)
		return rc;
	res->location = link_to(req, "/%s", record->id);
	return answer_record(req, res, 201, record->id);
}

static enum status
change_record(struct request *req, struct response *res)
{
	enum status rc = diary_change(call_of(req), req->id[0], &req->change);

	return rc ? rc : get_record(req, res);
}

static enum status
delete_record(struct request *req, struct response *res)
{
	enum status rc = diary_delete(call_of(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

static enum status
read_tags(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct rows rows;
	enum status rc = tags_read(call_of(req), req->query, &page, &rows);

	return rc ? rc : respond_list(res, "tags", &tag_view, rows.rows, rows.count, rows.total);
}

static enum status
get_tag(struct request *req, struct response *res)
{
	struct tag tag;
	enum status rc = tag_find(call_of(req), req->id[0], &tag);

	return rc ? rc : respond_record(res, 200, &tag_view, &tag);
}

static enum status
rename_tag(struct request *req, struct response *res)
{
	const struct tag *sent = req->body;
	struct tag tag;
	enum status rc = sent->name ? tag_rename(call_of(req), req->id[0], sent->name, &tag)
		: tag_find(call_of(req), req->id[0], &tag);

	return rc ? rc : respond_record(res, 200, &tag_view, &tag);
}

static enum status
delete_tag(struct request *req, struct response *res)
{
	enum status rc = tag_delete(call_of(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

static const struct offer diary_offers[] = {
	{ "More is on my shelf", .method = GET, .door = &door_shelf, .path = "" },
	{ NULL }
};
static const struct web_page diary_page = {
	.title = "Diary", .lists = { { "diary", .path = "/:id" } }, .tabs = "type",
	.offers = diary_offers, .screen = "diary.html",
};

static const struct offer record_offers[] = {
	{ "Change it", .button = "Save", .method = PATCH, .path = "/:id", .is_open = true },
	{ "Begin it again", .method = POST, .path = "/", .only = "", .fixed = "media_id",
	  .fixed_from = "media_id" },
	{ "Delete this record", .method = DELETE, .path = "/:id" },
	{ "All of this title", .method = GET, .door = &door_media, .path = "/:media_id" },
	{ NULL }
};
static const struct web_page record_page = {
	.offers = record_offers, .screen = "title.html?id=:media_id",
};

static const struct offer tag_row_offers[] = {
	{ "Rename or delete", .method = GET, .path = "/tags/:name" },
	{ NULL }
};
static const struct offer tags_offers[] = {
	{ "Tags are put on titles on my shelf", .method = GET, .door = &door_shelf, .path = "" },
	{ NULL }
};
static const struct web_page tags_page = {
	.title = "Tags", .offers = tags_offers,
	.lists = { { "tags", .door = &door_shelf, .path = "?tag=:name",
		.offers = tag_row_offers } },
};

/* A tag's name is its address: what was renamed isn't there any more, so both lead to the list. */
static const struct offer tag_offers[] = {
	{ "All that has it", .method = GET, .door = &door_shelf, .path = "?tag=:name" },
	{ "Rename it", .button = "Save", .method = PATCH, .path = "/tags/:name",
	  .next = "cgi-bin/diary.cgi/tags", .is_open = true },
	{ "Take it off everything", .method = DELETE, .path = "/tags/:name",
	  .next = "cgi-bin/diary.cgi/tags" },
	{ "All my tags", .method = GET, .path = "/tags" },
	{ NULL }
};
static const struct web_page tag_page = { .offers = tag_offers };

#define APART MEMBER, .is_apart = true

static const struct route routes[] = {
	{ GET,    "/",    list_records,  MEMBER, .query = &diary_filter, .page = &diary_page },
	{ POST,   "/",    create_record, MEMBER, .body = &diary_view },
	{ GET,    "/facets", count_records, MEMBER, .query = &diary_facet_filter },
	{ GET,    "/:id", get_record,    MEMBER, .page = &record_page },
	{ PUT,    "/:id", change_record, MEMBER, .body = &diary_view },
	{ PATCH,  "/:id", change_record, MEMBER, .body = &diary_view },
	{ DELETE, "/:id", delete_record, MEMBER },
	{ GET,    "/tags", read_tags, APART, .query = &tag_filter, .page = &tags_page },
	{ GET,    "/tags/:tag", get_tag,    APART, .page = &tag_page },
	{ PATCH,  "/tags/:tag", rename_tag, APART, .body = &tag_view },
	{ DELETE, "/tags/:tag", delete_tag, APART },
	{ 0 }
};

const struct app app = {
	.name = "diary",
	.door = "/diary",
	.made = &door_media,
	.routes = routes,
};
