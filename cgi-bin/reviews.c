/* Reviews (/reviews): written under an item's door, read, changed and deleted here. */
#include "app.h"
#include "review.h"

#include <string.h>

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

/* The forms of its page are for its author, and the one that deletes it for admins, too. */
static enum status
may_change(struct request *req, struct response *res)
{
	struct review review;
	enum status rc = review_find(call_of(req), req->id[0], &review);

	(void)res;
	if (rc)
		return rc;
	return strcmp(review.user_id, req->user->id) ? ERR_FORBIDDEN : OK;
}

static enum status
may_delete(struct request *req, struct response *res)
{
	return access_is_admin(req) ? OK : may_change(req, res);
}

static const struct offer review_offers[] = {
	{ "Change it", .button = "Save", .method = PATCH, .path = "/:id", .is_open = true,
	  .may = may_change },
	{ "Delete the review", .method = DELETE, .path = "/:id", .may = may_delete },
	{ "The title", .method = GET, .door = &door_media, .path = "/:media_id" },
	{ NULL }
};
static const struct web_page review_page = {
	.title = "Review", .offers = review_offers, .screen = "title.html?id=:media_id",
};

static const struct route routes[] = {
	{ GET,    "/:id", get_review,    READER, .page = &review_page },
	{ PATCH,  "/:id", change_review, MEMBER, .body = &review_view, .title = "Save" },
	{ DELETE, "/:id", delete_review, MEMBER },
	{ 0 }
};

const struct app app = {
	.name = "reviews",
	.door = "/reviews",
	.routes = routes,
};
