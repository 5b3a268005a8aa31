#include "own_list.h"
#include "access.h"

enum status
respond_own(struct response *res, const char *plural, const struct record *view, own_lister *list)
{
	struct request *req = res->req;
	const struct page page = { req->page, req->page_size };
	struct rows rows;
	enum status rc = list(call_of(req), &page, &rows);

	return rc ? rc : respond_list(res, plural, view, rows.rows, rows.count, rows.total);
}
