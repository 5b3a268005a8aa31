#include "door_rows.h"

enum { WHOLE_PAGE = 100, ENOUGH = 256 << 10 };	/* bytes that may be taken before a wind back */

enum status
door_wind_back(struct response *res, struct arena_mark mark, size_t before)
{
	return res->req->arena->used > before + ENOUGH ? respond_wind_back(res, mark) : OK;
}

/* Rows as an array goes on with them. */
static enum status
put_rows(struct response *res, const struct record *view, const struct rows *rows, int from,
	int count, rows_reader *read, bool is_first)
{
	const struct arena_mark mark = arena_mark(res->req->arena);
	const size_t before = res->req->arena->used;
	enum status rc = OK;
	int done = 1;

	for (int at = 0; at < count && !rc; at += done) {
		char *row = (char *)rows->rows + view->size * (size_t)(from + at);

		if (at)
			rc = door_wind_back(res, mark, before);
		if (!rc && read)
			rc = read(res->req, row, count - at, &done);
		if (!rc)
			json_put_more(&res->body, &res->req->links, view, row, done,
				is_first && !at);
	}
	return rc;
}

/* All of them, a page at a time: a GET reads of one moment. */
static enum status
put_whole(struct response *res, const struct record *view, rows_lister *list, rows_reader *read)
{
	STMT_AUTO walk = NULL;
	struct page page = { 1, 0, &walk };
	struct rows rows;
	enum status rc = list(res->req, &page, &rows);
	const struct arena_mark mark = arena_mark(res->req->arena);
	const size_t before = res->req->arena->used;
	bool is_first = true;

	page.page_size = WHOLE_PAGE;
	while (!rc && walk) {
		rc = door_wind_back(res, mark, before);
		if (!rc)
			rc = list(res->req, &page, &rows);
		if (!rc)
			rc = put_rows(res, view, &rows, 0, rows.count, read, is_first);
		is_first = is_first && !rc && !rows.count;
	}
	return rc;
}

/* `page_size` rows behind the first `skip`: the end of one page and the beginning of the next. */
static enum status
put_slice(struct response *res, const struct record *view, rows_lister *list, rows_reader *read)
{
	const int64_t size = res->req->page_size, before = res->req->skip % size;
	struct page page = { res->req->skip / size + 1, size };
	struct rows rows;
	enum status rc = list(res->req, &page, &rows);
	const int first = !rc && rows.count > before ? rows.count - (int)before : 0;

	if (!rc)
		rc = put_rows(res, view, &rows, (int)before, first, read, true);
	if (rc || !before || rows.count < size)
		return rc;
	page.page++;
	rc = list(res->req, &page, &rows);
	if (rc)
		return rc;
	return put_rows(res, view, &rows, 0, rows.count < before ? rows.count : (int)before, read,
		!first);
}

static enum status
put_page(struct response *res, const struct record *view, rows_lister *list, rows_reader *read,
	int64_t *total)
{
	const struct page page = { res->req->page, res->req->page_size };
	struct rows rows;
	enum status rc = list(res->req, &page, &rows);

	if (rc)
		return rc;
	*total = rows.total;
	return put_rows(res, view, &rows, 0, rows.count, read, true);
}

enum status
respond_rows(struct response *res, const char *plural, const struct record *view,
	rows_lister *list, rows_reader *read)
{
	const struct list_shape *shape = res->req->dialect->list;
	int64_t total = 0;
	enum status rc;

	respond_begin(res);
	if (!shape->is_bare) {
		buf_putc(&res->body, '{');
		json_put_name(&res->body, respond_plural(res, plural));
	}
	buf_putc(&res->body, '[');
	rc = shape->is_whole ? put_whole(res, view, list, read)
		: res->req->skip ? put_slice(res, view, list, read)
		: put_page(res, view, list, read, &total);
	if (rc)
		return rc;
	buf_putc(&res->body, ']');
	if (!shape->is_whole && !res->req->skip && !shape->is_bare)
		respond_page(res, total);
	else if (!shape->is_whole && !res->req->skip)
		respond_links(res, total);
	if (!shape->is_bare)
		buf_putc(&res->body, '}');
	return respond_json(res, 200);
}
