#include "catalogue.h"
#include "rank.h"

static const struct catalogue *
door(const struct request *req)
{
	return req->shared;
}

/* The item that the address names, of the door's type. */
static enum status
find_title(struct request *req, struct media *media)
{
	return media_find(call_of(req), door(req)->type, req->id[0], media);
}

static enum status
answer_title(struct request *req, struct response *res, int http)
{
	struct media media;
	enum status rc = find_title(req, &media);

	if (!rc)
		rc = media_count_others(call_of(req), &media);
	return rc ? rc : respond_record(res, http, door(req)->view, &media);
}

enum status
catalogue_may_change(struct request *req, struct response *res)
{
	(void)res;
	return media_may_change(call_of(req), door(req)->type, req->id[0]);
}

static const struct offer review_offers[] = {
	{ "Write a review", .method = POST, .path = "/:id/reviews" },
	{ "The title", .method = GET, .path = "/:id" },
	{ NULL }
};
const struct web_page catalogue_reviews_page = {
	.title = "Reviews", .offers = review_offers,
	.lists = { { "reviews", .door = &door_reviews, .path = "/:id" } },
};

const struct web_page catalogue_list_page = {
	.lists = { { "movies", .path = "/:id" }, { "books", .path = "/:id" } },
};
static const struct offer item_offers[] = {
	{ "All of this title", .method = GET, .door = &door_media, .path = "/:id" },
	{ "All reviews", .method = GET, .path = "/:id/reviews" },
	{ "Rate it", .method = PUT, .path = "/:id/rating" },
	{ "Write a review", .method = POST, .path = "/:id/reviews" },
	{ "Edit it", .button = "Save", .method = PATCH, .path = "/:id",
	  .may = catalogue_may_change },
	{ "Give it a poster", .method = POST, .path = "/:id/poster", .may = catalogue_may_change },
	{ "Give it a cover", .method = POST, .path = "/:id/cover", .may = catalogue_may_change },
	{ "Delete it", .method = DELETE, .path = "/:id", .may = catalogue_may_change },
	{ NULL }
};
const struct web_page catalogue_item_page = {
	.offers = item_offers, .screen = "title.html?id=:id",
};

void
catalogue_refresh(struct request *req)
{
	if (!req->holds_transaction)
		rank_refresh(call_of(req));
}

enum status
catalogue_get(struct request *req, struct response *res)
{
	catalogue_refresh(req);
	return answer_title(req, res, 200);
}

enum status
catalogue_list(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct media_filter *filter = req->query;
	struct rows rows;
	enum status rc;

	catalogue_refresh(req);
	media_filter_type(filter, door(req)->type, door(req)->curates);
	rc = media_list(call_of(req), filter, &page, &rows);
	return rc ? rc : respond_list(res, door(req)->plural, door(req)->view, rows.rows,
		rows.count, rows.total);
}

enum status
catalogue_create(struct request *req, struct response *res)
{
	struct media *media = req->body;
	enum status rc;

	media->type = door(req)->type;
	media->curated = door(req)->curates;
	rc = media_create(call_of(req), media);
	if (rc)
		return rc;
	res->made_id = media->id;
	res->location = link_to(req, "/%s", media->id);
	return respond_record(res, 201, door(req)->view, media);
}

enum status
catalogue_change(struct request *req, struct response *res)
{
	enum status rc = media_change(call_of(req), door(req)->type, req->id[0], &req->change);

	res->made_id = req->id[0];
	return rc ? rc : answer_title(req, res, 200);
}

enum status
catalogue_delete(struct request *req, struct response *res)
{
	enum status rc = media_delete(call_of(req), door(req)->type, req->id[0]);

	return rc ? rc : respond_nothing(res);
}

enum status
catalogue_rate(struct request *req, struct response *res)
{
	struct rating *rating = req->body;
	struct media media;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = find_title(req, &media);
	if (!rc)
		rc = rating_set(call_of(req), media.key, rating->value);
	if (!rc)
		rc = find_title(req, &media);
	rc = db_end(req->db, rc);
	if (rc)
		return rc;
	rating->average_rating = media.average_rating;
	rating->rating_count = media.rating_count;
	res->made_id = media.id;
	return respond_record(res, 200, door(req)->rating ? door(req)->rating : &rating_view,
		rating);
}

enum status
catalogue_unrate(struct request *req, struct response *res)
{
	struct media media;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = find_title(req, &media);
	if (!rc)
		rc = rating_set(call_of(req), media.key, HALVES_NONE);
	rc = db_end(req->db, rc);
	return rc ? rc : respond_nothing(res);
}

static const struct record *
view_of_review(const struct request *req)
{
	return door(req)->review ? door(req)->review : &review_view;
}

enum status
catalogue_list_reviews(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct media media;
	struct rows rows;
	enum status rc = find_title(req, &media);

	if (!rc)
		rc = review_list(call_of(req), &media, &page, &rows);
	return rc ? rc : respond_list(res, "reviews", view_of_review(req), rows.rows, rows.count,
		rows.total);
}

enum status
catalogue_review(struct request *req, struct response *res)
{
	struct review *review = req->body;
	struct media media;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = find_title(req, &media);
	if (!rc)
		rc = review_create(call_of(req), media.key, review);
	rc = db_end(req->db, rc);
	if (rc)
		return rc;
	res->made_id = media.id;
	res->location = req->dialect ? link_to(req, "/reviews/%s", review->id)
		: link_to_door(req, &door_reviews, arena_printf(req->arena, "/%s", review->id));
	return respond_record(res, 201, view_of_review(req), review);
}
