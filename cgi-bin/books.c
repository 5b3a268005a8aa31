/* The curated books (/books): anyone reads, admins write. */
#include "app.h"
#include "media.h"
#include "upload.h"

static enum status
answer_book(struct request *req, struct response *res, int http)
{
	struct media book;
	enum status rc = media_find(req->db, req->arena, MEDIA_BOOK, req->id[0], &book);

	return rc ? rc : respond_record(res, http, &book_view, &book);
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
	struct media_filter *filter = req->query;
	struct rows rows;
	enum status rc;

	media_filter_books(filter);
	rc = media_list(req->db, req->arena, NULL, filter, &page, &rows);
	return rc ? rc : respond_list(res, "books", &book_view, rows.rows, rows.count, rows.total);
}

static enum status
create_book(struct request *req, struct response *res)
{
	struct media *book = req->body;
	enum status rc;

	book->type = MEDIA_BOOK;
	book->curated = true;
	rc = media_create(req->db, req->arena, &req->problems, req->user, book);
	if (rc)
		return rc;
	req->id[0] = res->made_id = book->id;
	res->location = link_to(req, "/%s", book->id);
	return answer_book(req, res, 201);
}

static enum status
change_book(struct request *req, struct response *res)
{
	enum status rc = media_change(req->db, req->arena, &req->problems, req->user, MEDIA_BOOK, req->id[0],
		&req->change);

	res->made_id = req->id[0];
	return rc ? rc : answer_book(req, res, 200);
}

static enum status
delete_book(struct request *req, struct response *res)
{
	enum status rc = media_delete(req->db, req->arena, req->user, MEDIA_BOOK, req->id[0]);

	return rc ? rc : respond_nothing(res);
}

static const struct route routes[] = {
	{ GET,    "/",    list_books,  READER, .query = &book_filter },
	{ POST,   "/",    create_book, ADMIN,  .body = &book_view },
	{ GET,    "/:id", get_book,    READER },
	{ PUT,    "/:id", change_book, ADMIN,  .body = &book_view },
	{ PATCH,  "/:id", change_book, ADMIN,  .body = &book_view },
	{ DELETE, "/:id", delete_book, ADMIN },
	{ POST,   "/:id/cover", upload_cover, MEMBER, .upload = true },
	{ 0 }
};

const struct app app = { "books", "/books", "catalogue.html?id=", routes };
