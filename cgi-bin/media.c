/* The catalogue (/media): anyone reads, members add, owners and admins edit. */
#include "catalogue.h"
#include "copy.h"
#include "image.h"
#include "upload.h"

/* A record, or null when there was none. */
static void
put_found(struct response *res, const char *name, enum status found, const struct record *view, const void *record)
{
	json_put_name(&res->body, name);
	if (found)
		buf_puts(&res->body, "null");
	else
		json_put_record(&res->body, &res->req->links, view, record);
}

/* What the user who asks does with the item, whole. */
static enum status
add_my(struct request *req, struct response *res, const struct media *media)
{
	struct buf *body = &res->body;
	struct entry entry;
	struct review review;
	struct rows copies;
	enum status shelved = entry_find_media(req->db, req->arena, &entry_view, req->user, MEDIA_ANY, media->id, &entry);
	enum status reviewed = review_find_own(req->db, req->arena, req->user, media->key, &review);
	enum status rc = copy_list_items(req->db, req->arena, req->user, &media->key, 1, &copies);

	if (shelved && shelved != ERR_NOT_FOUND)
		return shelved;
	if (reviewed && reviewed != ERR_NOT_FOUND)
		return reviewed;
	if (rc)
		return rc;
	json_put_name(body, "my");
	buf_putc(body, '{');
	put_found(res, "entry", shelved, &entry_view, &entry);
	json_put_name(body, "rating");
	if (media->my_rating == INT_NONE)
		buf_puts(body, "null");
	else
		buf_int(body, media->my_rating);
	put_found(res, "review", reviewed, &review_view, &review);
	json_put_name(body, "copies");
	json_put_rows(body, &req->links, &copy_view, copies.rows, copies.count);
	buf_putc(body, '}');
	return OK;
}

static enum status
answer_media(struct request *req, struct response *res, int http)
{
	struct media media;
	enum status rc = media_find_my(req->db, req->arena, req->user, req->id[0], &media);

	if (rc)
		return rc;
	buf_putc(&res->body, '{');
	json_put_members(&res->body, &req->links, &media_view, &media);
	if (req->user)
		rc = add_my(req, res, &media);
	buf_putc(&res->body, '}');
	return rc ? rc : respond_json(res, http);
}

static enum status
get_media(struct request *req, struct response *res)
{
	enum status rc;

	catalogue_refresh(req);
	rc = answer_media(req, res, 200);
	if (rc == ERR_NOT_FOUND && !image_exists(req->db, req->id[0]))	/* where MovieShelf had its pictures */
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
	rc = media_list(req->db, req->arena, req->user, req->query, &page, &rows);
	if (rc)
		return rc;
	return respond_list(res, "media", req->user ? &media_my_view : &media_view, rows.rows, rows.count, rows.total);
}

static enum status
create_media(struct request *req, struct response *res)
{
	struct media *media = req->body;
	enum status rc = media_create(req->db, req->arena, &req->problems, req->user, media);

	if (rc)
		return rc;
	req->id[0] = res->made_id = media->id;
	res->location = link_to(req, "/%s", media->id);
	return answer_media(req, res, 201);
}

static enum status
change_media(struct request *req, struct response *res)
{
	enum status rc = media_change(req->db, req->arena, &req->problems, req->user, MEDIA_ANY, req->id[0],
		&req->change);

	res->made_id = req->id[0];
	return rc ? rc : answer_media(req, res, 200);
}

static const struct catalogue everything = { MEDIA_ANY, "media", &media_view };

static const struct route routes[] = {
	{ GET,    "/",    list_media,   READER, .query = &media_filter },
	{ POST,   "/",    create_media, MEMBER, .limit = &limit_titles, .body = &media_my_view },
	{ GET,    "/:id", get_media,    READER },
	{ PUT,    "/:id", change_media, MEMBER, .body = &media_my_view },
	{ PATCH,  "/:id", change_media, MEMBER, .body = &media_my_view },
	{ DELETE, "/:id", catalogue_delete, MEMBER },
	{ POST,   "/:id/image", upload_image, MEMBER, .limit = &limit_uploads, .admit = upload_admit,
	  .file_max = FILE_UPLOAD_MAX },
	OPINION_ROUTES,
	{ 0 }
};

const struct app app = {
	.name = "media",
	.door = "/media",
	.page = "catalogue.html?id=",
	.routes = routes,
	.shared = &everything,
};
