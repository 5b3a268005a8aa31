/* Lists of titles (/lists): mine, those that others show, and their items. */
#include "app.h"
#include "list.h"

static enum status
answer_list(struct request *req, struct response *res)
{
	struct list list;
	enum status rc = list_find(call_of(req), req->id[0], &list);

	return rc ? rc : respond_record(res, 200, &list_view, &list);
}

static enum status
read_lists(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	const struct list_filter *filter = req->query;
	struct rows rows;
	enum status rc = lists_read(call_of(req), filter, &page, &rows);

	return rc ? rc : respond_list(res, "lists", filter->media_id ? &list_title_view
		: &list_view, rows.rows, rows.count, rows.total);
}

static enum status
create_list(struct request *req, struct response *res)
{
	struct list *list = req->body;
	enum status rc = list_create(call_of(req), list);

	if (rc)
		return rc;
	res->made_id = list->id;
	res->location = link_to(req, "/%s", list->id);
	return respond_record(res, 201, &list_view, list);
}

static enum status
change_list(struct request *req, struct response *res)
{
	enum status rc = list_change(call_of(req), req->id[0], &req->change);

	return rc ? rc : answer_list(req, res);
}

static enum status
delete_list(struct request *req, struct response *res)
{
	enum status rc = list_delete(call_of(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

/* A page of its items, and the list itself. */
struct items {
	struct records items;
};
static const struct children list_items = { .record = &list_item_view };
static const struct field items_fields[] = {
	FIELD(struct items, items, READONLY, .children = &list_items),
	{ 0 }
};
static const struct record items_view = { .fields = FIELDS(items_fields) };

static enum status
read_items(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct list list;
	struct rows rows;
	struct items items;
	enum status rc = list_find(call_of(req), req->id[0], &list);

	if (!rc)
		rc = list_items_read(call_of(req), &list, &page, &rows);
	if (rc)
		return rc;
	items.items = (struct records){ rows.rows, rows.count };
	respond_shows(res, "items", &list_item_view);
	respond_shows(res, "list", &list_view);
	buf_putc(&res->body, '{');
	json_put_members(&res->body, &req->links, &items_view, &items);
	json_put_name(&res->body, "list");
	json_put_record(&res->body, &req->links, &list_view, &list);
	respond_page(res, rows.total);
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

static enum status
answer_item(struct request *req, struct response *res)
{
	struct list_item item;
	enum status rc = list_item_find(call_of(req), req->id[0], req->id[1], &item);

	return rc ? rc : respond_record(res, 200, &list_item_view, &item);
}

static enum status
create_item(struct request *req, struct response *res)
{
	struct list_item *item = req->body;
	enum status rc = list_item_create(call_of(req), req->id[0], item);

	if (rc)
		return rc;
	res->made_id = req->id[0];
	res->location = link_to(req, "/%s/items/%s", req->id[0], item->id);
	return respond_record(res, 201, &list_item_view, item);
}

static enum status
change_item(struct request *req, struct response *res)
{
	enum status rc = list_item_change(call_of(req), req->id[0], req->id[1], &req->change);

	return rc ? rc : answer_item(req, res);
}

static enum status
delete_item(struct request *req, struct response *res)
{
	enum status rc = list_item_delete(call_of(req), req->id[0], req->id[1]);

	return rc ? rc : respond_nothing(res);
}

/* The forms of an item's page are for the owner of its list. */
static enum status
may_change(struct request *req, struct response *res)
{
	struct list list;

	(void)res;
	return list_find_own(call_of(req), req->id[0], &list);
}

static const struct offer title_offers[] = {
	{ "Put it on this list", .method = POST, .path = "/:id/items", .only = "",
	  .fixed = "media_id", .fixed_from = "media_id", .needs = "media_id", .unless = "item_id",
	  .whose = "user.id" },
	{ "Take it off", .method = DELETE, .path = "/:id/items/:item_id", .needs = "item_id",
	  .whose = "user.id" },
	{ NULL }
};
static const struct offer lists_offers[] = {
	{ "My lists", .method = GET, .path = "/" },
	{ "Lists of others", .method = GET, .path = "/?scope=members" },
	{ "Make a list", .method = POST, .path = "/" },
	{ NULL }
};
static const struct web_page lists_page = {
	.title = "Lists", .lists = { { "lists", .path = "/:id/items", .offers = title_offers } },
	.offers = lists_offers, .screen = "lists.html",
};
static const struct offer list_offers[] = {
	{ "Its titles", .method = GET, .path = "/:id/items" },
	{ "Change it", .button = "Save", .method = PATCH, .path = "/:id", .is_open = true,
	  .whose = "user.id" },
	{ "Delete the list", .method = DELETE, .path = "/:id", .whose = "user.id" },
	{ NULL }
};
static const struct web_page list_page = {
	.offers = list_offers, .screen = "list.html?list=:id",
	.lists = { { "covers", .title = "First titles", .door = &door_media, .path = "/:id" } },
};
#define MOVE .method = PATCH, .path = "/:list_id/items/:id", .only = "", .fixed = "position", \
	.fixed_from = "position", .whose = "list.user.id"
static const struct offer row_offers[] = {
	{ "Up", MOVE, .step = -1 },
	{ "Down", MOVE, .step = 1 },
	{ "Change it", .method = GET, .path = "/:list_id/items/:id",
	  .whose = "list.user.id" },
	{ "Take it off", .method = DELETE, .path = "/:list_id/items/:id",
	  .whose = "list.user.id" },
	{ NULL }
};
static const struct offer items_offers[] = {
	{ "About this list", .method = GET, .path = "/:id" },
	{ "Titles are put on it from their own pages", .method = GET, .door = &door_media,
	  .path = "", .whose = "list.user.id" },
	{ NULL }
};
static const struct web_page items_page = {
	.of = "list", .offers = items_offers, .screen = "list.html?list=:list.id",
	.lists = { { "items", .door = &door_media, .path = "/:media_id", .offers = row_offers } },
};
static const struct offer item_offers[] = {
	{ "All of the list", .method = GET, .path = "/:list_id/items" },
	{ "All of this title", .method = GET, .door = &door_media, .path = "/:media_id" },
	{ "Change it", .button = "Save", .method = PATCH, .path = "/:list_id/items/:id",
	  .is_open = true, .may = may_change },
	{ "Take it off the list", .method = DELETE, .path = "/:list_id/items/:id",
	  .may = may_change },
	{ NULL }
};
static const struct web_page item_page = {
	.offers = item_offers, .screen = "list.html?list=:list_id",
};

static const struct route routes[] = {
	{ GET,    "/",    read_lists,  MEMBER, .query = &list_filter, .page = &lists_page },
	{ POST,   "/",    create_list, MEMBER, .body = &list_view, .title = "Make a list" },
	{ GET,    "/:id", answer_list, READER, .page = &list_page },
	{ PUT,    "/:id", change_list, MEMBER, .body = &list_view },
	{ PATCH,  "/:id", change_list, MEMBER, .body = &list_view },
	{ DELETE, "/:id", delete_list, MEMBER },
	{ GET,    "/:id/items", read_items,  READER, .query = &no_query,
	  .page = &items_page },
	{ POST,   "/:id/items", create_item, MEMBER, .body = &list_item_view },
	{ GET,    "/:id/items/:item_id", answer_item, READER, .page = &item_page },
	{ PATCH,  "/:id/items/:item_id", change_item, MEMBER, .body = &list_item_view },
	{ DELETE, "/:id/items/:item_id", delete_item, MEMBER },
	{ 0 }
};

const struct app app = {
	.name = "lists",
	.door = "/lists",
	.made = &door_lists,
	.routes = routes,
};
