/* The catalogue (/media): anyone reads, members add, owners and admins edit. */
#include "catalogue.h"
#include "copy.h"
#include "diary.h"
#include "episode.h"
#include "episodes.h"
#include "facets.h"
#include "image.h"
#include "media_whole.h"
#include "sizes.h"
#include "upload.h"

/* An item, and for a user what that user does with it, whole. */
static enum status
put_media(struct response *res, int http, const struct media *media)
{
	return respond_record(res, http, res->req->user ? &media_whole_view : &media_view, media);
}

static enum status
answer_media(struct request *req, struct response *res, int http)
{
	struct media media;
	enum status rc = req->user ? media_find_whole(call_of(req), req->id[0], &media)
		: media_find(call_of(req), MEDIA_ANY, req->id[0], &media);

	if (!rc)
		rc = media_count_others(call_of(req), &media);
	return rc ? rc : put_media(res, http, &media);
}

static enum status
get_media(struct request *req, struct response *res)
{
	enum status rc;

	catalogue_refresh(req);
	rc = answer_media(req, res, 200);
	/* where MovieShelf had its pictures */
	if (rc == ERR_NOT_FOUND && !image_exists(req->db, req->id[0]))
		return respond_moved(res, links_show(&req->links, req->arena, req->id[0]));
	return rc;
}

static enum status
list_media(struct request *req, struct response *res)
{
	const struct page page = { req->page, req->page_size };
	struct rows rows;
	enum status rc;

	catalogue_refresh(req);
	rc = media_list(call_of(req), req->query, &page, &rows);
	if (rc)
		return rc;
	return respond_list(res, "media", req->user ? &media_my_view : &media_view, rows.rows,
		rows.count, rows.total);
}

static enum status
count_media(struct request *req, struct response *res)
{
	struct facets facets;
	enum status rc = media_facets(call_of(req), req->query, &facets);

	return rc ? rc : respond_facets(res, &facets);
}

static enum status
create_media(struct request *req, struct response *res)
{
	struct media *media = req->body;
	enum status rc = media_create(call_of(req), media);

	if (rc)
		return rc;
	res->made_id = media->id;
	res->location = link_to(req, "/%s", media->id);
	return put_media(res, 201, media);	/* as new as it is there is nothing of it */
}

static enum status
change_media(struct request *req, struct response *res)
{
	enum status rc = media_change(call_of(req), MEDIA_ANY, req->id[0], &req->change);

	res->made_id = req->id[0];
	return rc ? rc : answer_media(req, res, 200);
}

/* It is another program that asks others: the same request is sent again, to there. */
static enum status
lead_to_refresh(struct request *req, struct response *res)
{
	return respond_sent_on(res, link_to_door(req, &door_lookup,
		arena_printf(req->arena, "/media/%s/refresh", req->id[0])));
}

/* Of a series: whether there are any. */
static enum status
has_episodes(struct request *req, struct response *res)
{
	struct media media;
	struct records seasons;
	enum status rc = media_find(call_of(req), MEDIA_ANY, req->id[0], &media);

	(void)res;
	if (!rc)
		rc = episodes_list(call_of(req), media.key, &seasons);
	return rc ? rc : seasons.count ? OK : ERR_NOT_FOUND;
}

static enum status
may_ask_again(struct request *req, struct response *res)
{
	return req->config->lookup ? catalogue_may_change(req, res) : ERR_NOT_FOUND;
}

static const struct offer catalogue_offers[] = {
	{ "Add a title", .method = POST, .path = "/" },
	{ "Import from another service", .method = GET, .door = &door_imports, .path = "" },
	{ NULL }
};
/* A title as a look-up shows it may be sent back: what it has beside an item's fields is known. */
static const struct field shown_fields[] = {
	/* (a new title is answered as it was read: nobody has rated it) */
	FIELD_AS(struct media, my_rating, "my", READONLY),
	{ .name = "attribution", .flags = READONLY }, { .name = "source_url", .flags = READONLY },
	{ .name = "picture_url", .flags = READONLY }, { .name = "seasons", .flags = READONLY },
	{ 0 }
};
static const struct record shown_part = { .fields = FIELDS(shown_fields) };
static const struct record media_body = {
	.size = sizeof(struct media), .fields = media_fields, .more = &shown_part,
};

static const struct web_page catalogue_page = {
	.title = "Catalogue", .lists = { { "media", .path = "/:id" } }, .tabs = "type",
	.offers = catalogue_offers, .screen = "catalogue.html",
	.elsewhere = "Look it up elsewhere", .elsewhere_door = &door_lookup,
};

static const struct offer title_offers[] = {
	{ "Put it on my shelf", .method = POST, .door = &door_shelf, .path = "",
	  .body = &entry_view, .only = "status", .unless = "my.entry",
	  .fixed = "media_id", .fixed_from = "id", .is_open = true },
	{ "On my shelf", .button = "Save", .method = PATCH, .door = &door_shelf, .path = "/:id",
	  .body = &entry_view, .needs = "my.entry", .values = "my.entry", .is_open = true },
	{ "Take it off my shelf", .method = DELETE, .door = &door_shelf, .path = "/:id",
	  .needs = "my.entry", .values = "my.entry" },
	{ "Begin it again", .method = POST, .door = &door_diary, .path = "", .body = &diary_view,
	  .only = "", .fixed = "media_id", .fixed_from = "id", .needs = "my.entry" },
	{ "Add a time through it", .button = "Add to my diary", .method = POST,
	  .door = &door_diary, .path = "", .body = &diary_view, .fixed = "media_id",
	  .fixed_from = "id" },
	{ "Each time through it", .method = GET, .door = &door_diary, .path = "/?media_id=:id",
	  .needs = "my.entry" },
	{ "My rating", .button = "Rate it", .method = PUT, .path = "/:id/rating",
	  .values = "my.rating", .is_open = true },
	{ "Take my rating back", .method = DELETE, .path = "/:id/rating", .needs = "my.rating" },
	{ "Write a review", .method = POST, .path = "/:id/reviews", .unless = "my.review" },
	{ "My review", .button = "Save", .method = PATCH, .door = &door_reviews, .path = "/:id",
	  .body = &review_view, .needs = "my.review", .values = "my.review", .is_open = true },
	{ "Delete my review", .method = DELETE, .door = &door_reviews, .path = "/:id",
	  .needs = "my.review", .values = "my.review" },
	{ "Episodes", .method = GET, .path = "/:id/episodes", .may = has_episodes },
	{ "All reviews", .method = GET, .path = "/:id/reviews" },
	{ "Add a copy that I own", .button = "Add it", .method = POST, .door = &door_collection,
	  .path = "/copies", .body = &copy_view, .fixed = "media_id", .fixed_from = "id" },
	{ "Put it on a list", .method = GET, .door = &door_lists, .path = "?media_id=:id" },
	{ "Edit the title", .button = "Save", .method = PATCH, .path = "/:id",
	  .may = catalogue_may_change },
	{ "Ask its source again", .method = POST, .door = &door_lookup,
	  .path = "/media/:id/refresh", .needs = "external_source", .may = may_ask_again },
	{ "Give it a picture", .method = POST, .path = "/:id/image", .may = catalogue_may_change },
	{ "Delete the title", .method = DELETE, .path = "/:id", .may = catalogue_may_change },
	{ NULL }
};
static const struct web_page title_page = {
	.lists = { { "my.copies", .title = "My copies", .door = &door_collection,
		.path = "/copies/:id" } },
	.offers = title_offers, .screen = "title.html?id=:id",
};

static const struct offer episodes_offers[] = {
	{ "The title", .method = GET, .path = "/:id" }, { NULL }
};
static const struct web_page episodes_page = {
	.title = "Episodes", .offers = episodes_offers,
};

static const struct catalogue everything = { MEDIA_ANY, "media", &media_view };

static const struct route routes[] = {
	{ GET,    "/",    list_media,   READER, .query = &media_filter,
	  .page = &catalogue_page },
	{ GET,    "/facets", count_media, READER, .query = &media_facet_filter },
	{ POST,   "/",    create_media, MEMBER, .limit = &limit_titles, .body = &media_body,
	  .title = "Add a title" },
	{ GET,    "/:id", get_media,    READER, .page = &title_page },
	{ PUT,    "/:id", change_media, MEMBER, .body = &media_body },
	{ PATCH,  "/:id", change_media, MEMBER, .body = &media_body },
	{ DELETE, "/:id", catalogue_delete, MEMBER },
	{ POST,   "/:id/image", upload_image, MEMBER, .limit = &limit_uploads,
	  .admit = upload_admit,
	  .file_max = FILE_UPLOAD_MAX, .file_field = "image" },
	{ GET,    "/:id/episodes", get_episodes, READER, .page = &episodes_page },
	{ PUT,    "/:id/episodes", put_episodes, MEMBER, .body_max = EPISODES_BODY_MAX },
	{ GET,    "/pictures/:id", sizes_make, READER, .query = &sizes_query, .inner = true },
	{ POST,   "/:id/refresh", lead_to_refresh, ANYONE, .inner = true },
	OPINION_ROUTES,
	{ 0 }
};

const struct app app = {
	.name = "media",
	.door = "/media",
	.made = &door_media,
	.routes = routes,
	.shared = &everything,
};
