/* My library (/my-library): the book view of my shelf, by the book's id. */
#include "app.h"
#include "entry_books.h"

static enum status
answer_book(struct request *req, struct response *res, int http)
{
	struct entry entry;
	enum status rc = entry_find_media(call_of(req), &entry_whole, MEDIA_BOOK, req->id[0],
		&entry);

	res->made_id = req->id[0];
	return rc ? rc : respond_record(res, http, &library_view, &entry);
}

static enum status
get_book(struct request *req, struct response *res)
{
	return answer_book(req, res, 200);
}

static enum status
list_books(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct entry_filter *filter = req->query;
	struct rows rows;
	enum status rc;

	filter->item.types = 1u << MEDIA_BOOK;
	rc = entry_list(call_of(req), &entry_whole, filter, &page, &rows, NULL);
	return rc ? rc : respond_list(res, "books", &library_view, rows.rows, rows.count,
		rows.total);
}

static enum status
add_book(struct request *req, struct response *res)
{
	enum status rc = library_add(call_of(req), req->id[0], &req->change);

	if (rc)
		return rc;
	res->location = link_to(req, "/%s", req->id[0]);
	return answer_book(req, res, 201);
}

static enum status
change_book(struct request *req, struct response *res)
{
	enum status rc = library_change(call_of(req), req->id[0], &req->change);

	return rc ? rc : answer_book(req, res, 200);
}

static enum status
delete_book(struct request *req, struct response *res)
{
	enum status rc = entry_delete_media(call_of(req), MEDIA_BOOK, req->id[0]);

	return rc ? rc : respond_nothing(res);
}

static const struct web_page books_page = {
	.title = "My books", .lists = { { "books", .path = "/:book_id" } }, .tabs = "status",
	.screen = "library.html?type=BOOK",
};
static const struct offer book_offers[] = {
	{ "Change it", .button = "Save", .method = PATCH, .path = "/:id", .is_open = true },
	{ "Take it off my shelf", .method = DELETE, .path = "/:id" },
	{ "All of this title", .method = GET, .door = &door_media, .path = "/:book_id" },
	{ NULL }
};
static const struct web_page book_page = {
	.offers = book_offers, .screen = "title.html?id=:book_id",
};

static const struct route routes[] = {
	{ GET,    "/",    list_books,  MEMBER, .query = &library_filter, .page = &books_page },
	{ POST,   "/:id", add_book,    MEMBER, .body = &library_view },
	{ GET,    "/:id", get_book,    MEMBER, .page = &book_page },
	{ PATCH,  "/:id", change_book, MEMBER, .body = &library_view },
	{ DELETE, "/:id", delete_book, MEMBER },
	{ 0 }
};

const struct app app = {
	.name = "library",
	.door = "/my-library",
	.made = &door_media,
	.routes = routes,
};
