/* Reviews (/reviews): written under an item's door, read, changed and deleted here. */
#include "app.h"
#include "review.h"

static enum status
get_review(struct request *req, struct response *res)
{
	struct review review;
	enum status rc = review_find(call_of(req), req->id[0], &review);

	return rc ? rc : respond_record(res, 200, &review_view, &review);
}

static enum status
change_review(struct request *req, struct response *res)
{
	enum status rc = review_change(call_of(req), req->id[0], &req->change);

	return rc ? rc : get_review(req, res);
}

static enum status
delete_review(struct request *req, struct response *res)
{
	enum status rc = review_delete(call_of(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

static const struct route routes[] = {
	{ GET,    "/:id", get_review,    READER },
	{ PATCH,  "/:id", change_review, MEMBER, .body = &review_view },
	{ DELETE, "/:id", delete_review, MEMBER },
	{ 0 }
};

const struct app app = {
	.name = "reviews",
	.door = "/reviews",
	.routes = routes,
};
