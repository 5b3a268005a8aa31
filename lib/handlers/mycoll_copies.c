#include "mycoll_copies.h"
#include "door_change.h"
#include "door_rows.h"

/* Of series only those of one season are: another is nobody's here. */
static enum status
find_copy(struct request *req, struct copy *out)
{
	const enum media_type type = mycoll_kind_of(req)->type;
	enum status rc = copy_find(call_of(req), type, req->id[0], out);

	return !rc && type == MEDIA_TV_SHOW && out->season == INT_NONE ? ERR_NOT_FOUND : rc;
}

static enum status
answer_copy(struct request *req, struct response *res, int http)
{
	struct copy copy;
	enum status rc = find_copy(req, &copy);

	return rc ? rc : respond_record(res, http, mycoll_kind_of(req)->copy_view, &copy);
}

enum status
mycoll_copy_get(struct request *req, struct response *res)
{
	return answer_copy(req, res, 200);
}

static enum status
read_copies(struct request *req, const struct page *page, struct rows *out)
{
	const enum media_type type = mycoll_kind_of(req)->type;
	struct copy_filter filter;

	record_clear(&copy_filter, &filter);
	filter.of_season = type == MEDIA_TV_SHOW ? YES : 0;
	return copy_list(call_of(req), type, &filter, page, out);
}

enum status
mycoll_copies_list(struct request *req, struct response *res)
{
	return respond_rows(res, NULL, mycoll_kind_of(req)->copy_view, read_copies, NULL);
}

enum status
mycoll_copy_add(struct request *req, struct response *res)
{
	const struct mycoll_kind *kind = mycoll_kind_of(req);
	struct copy *copy;
	enum status rc = request_decode(req, kind->copy_view);

	if (rc)
		return rc;
	copy = req->body;
	rc = kind->find_item(req, copy);
	if (rc == ERR_NOT_FOUND) {
		problem_add(&req->problems, kind->copy_of, "Invalid pk: object does not exist.");
		return ERR_VALIDATION;
	}
	if (!rc)
		rc = copy_create(call_of(req), kind->type, copy);
	if (rc == ERR_CONFLICT && req->problems.first)
		req->problems.first->field = kind->copy_of;	/* it has too many */
	if (rc)
		return rc;
	req->id[0] = copy->id;
	res->location = link_to(req, "%s/%lld", kind->copies, (long long)copy->key);
	return answer_copy(req, res, 201);
}

/* What MyColl knows nothing of stays: the place, the price, who has it. */
enum status
mycoll_copy_change(struct request *req, struct response *res)
{
	struct copy before;
	enum status rc = find_copy(req, &before);

	if (!rc)
		rc = request_decode(req, mycoll_kind_of(req)->copy_view);
	if (!rc)
		rc = door_change_copy(req, mycoll_kind_of(req)->type);
	return rc ? rc : answer_copy(req, res, 200);
}

enum status
mycoll_copy_delete(struct request *req, struct response *res)
{
	struct copy copy;
	enum status rc = find_copy(req, &copy);

	if (!rc)
		rc = copy_delete(call_of(req), mycoll_kind_of(req)->type, req->id[0]);
	return rc ? rc : respond_nothing(res);
}
