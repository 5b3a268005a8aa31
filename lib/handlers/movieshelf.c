#include "movieshelf.h"
#include "access.h"
#include "accounts.h"
#include "catalogue.h"
#include "clock.h"
#include "dialect_movieshelf.h"
#include "door_change.h"
#include "image.h"
#include "upload.h"

static enum status
require(struct request *req, const char *name)
{
	problem_add(&req->problems, name, "is required");
	return ERR_VALIDATION;
}

/* --- pictures --------------------------------------------------------------------------------- */

static enum status
answer_picture(struct request *req, struct response *res, const char *id)
{
	return respond_texts(res, 200, TEXTS("mediaId", id, "url",
		movieshelf_link(req->arena, id)));
}

enum status
movieshelf_put_avatar(struct request *req, struct response *res)
{
	const char *id;
	enum status rc = upload_take_avatar(req, res, &id);

	return rc ? rc : answer_picture(req, res, id);
}

enum status
movieshelf_choose_avatar(struct request *req, struct response *res)
{
	const struct movieshelf_picture *chosen = req->body;
	enum status rc;

	if (!NAMED(&req->change, struct movieshelf_picture, id))
		return require(req, "mediaId");
	rc = upload_choose_avatar(req, chosen->id);
	return rc ? rc : accounts_get_me(req, res);
}

enum status
movieshelf_put_poster(struct request *req, struct response *res)
{
	const char *id;
	enum status rc = upload_take_image(req, res, &id);

	return rc ? rc : answer_picture(req, res, id);
}

enum status
movieshelf_store_picture(struct request *req, struct response *res)
{
	struct picture picture;
	struct movieshelf_picture stored = { .created_at = { clock_now() } };
	enum status rc = upload_take_loose(req, res, &picture, &stored.id);

	if (rc)
		return rc;
	stored.content_type = picture.content_type;
	stored.size = (int64_t)picture.size;
	stored.url = movieshelf_link(req->arena, stored.id);
	return respond_record(res, 200, &movieshelf_stored, &stored);
}

/* Its own addresses are good for ever, which it calls signed ones. */
enum status
movieshelf_get_link(struct request *req, struct response *res)
{
	enum status rc = image_exists(req->db, req->id[0]);

	if (rc)
		return rc;
	respond_begin(res);
	buf_printf(&res->body, "{\"url\":\"%s\",\"expiresIn\":null}",
		movieshelf_link(req->arena, req->id[0]));
	return respond_json(res, 200);
}

enum status
movieshelf_drop_picture(struct request *req, struct response *res)
{
	enum status rc = image_delete(call_of(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

/* --- films ------------------------------------------------------------------------------------ */

enum status
movieshelf_get_movie(struct request *req, struct response *res)
{
	struct media media;
	struct timestamp at;
	enum status rc;

	catalogue_refresh(req);
	rc = media_find(call_of(req), MEDIA_MOVIE, req->id[0], &media);
	if (!rc && req->user)
		rc = rating_find(call_of(req), media.key, &media.my_rating, &at);
	return rc ? rc : respond_record(res, 200, &movieshelf_movie, &media);
}

/* A title is one film's only, whatever the year. */
static enum status
refuse_taken(struct request *req, const char *title)
{
	struct media other;
	enum status rc = media_find_titled(call_of(req), MEDIA_MOVIE, title, req->id[0], &other);

	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	problem_add(&req->problems, "title", "is taken");
	return ERR_CONFLICT;
}

enum status
movieshelf_create(struct request *req, struct response *res)
{
	const struct media *media = req->body;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = refuse_taken(req, media->title);
	if (!rc)
		rc = catalogue_create(req, res);
	if (!rc)
		res->location = link_to(req, "/movies/%s", media->id);
	return db_end(req->db, rc);
}

static enum status
change_film(struct request *req, const void *before)
{
	const struct media *media = req->body;
	enum status rc = CHANGED(&req->change, struct media, title)
		? refuse_taken(req, media->title) : OK;

	(void)before;
	return rc ? rc : media_change(call_of(req), MEDIA_MOVIE, req->id[0], &req->change);
}

enum status
movieshelf_change(struct request *req, struct response *res)
{
	struct media before = { .type = MEDIA_MOVIE };
	enum status rc = door_change(req, door_find_title, &before, change_film);

	return rc ? rc : movieshelf_get_movie(req, res);
}

enum status
movieshelf_choose_poster(struct request *req, struct response *res)
{
	const struct movieshelf_picture *chosen = req->body;
	enum status rc = chosen->id ? upload_choose_image(req, chosen->id)
		: require(req, "mediaId");

	return rc ? rc : movieshelf_get_movie(req, res);
}

enum status
movieshelf_propose(struct request *req, struct response *res)
{
	static const struct page few = { 1, 5 };
	struct media_filter *filter = req->query;
	struct rows rows = { 0 };
	enum status rc = OK;

	media_filter_type(filter, MEDIA_MOVIE, false);
	if (filter->q)
		rc = media_list(call_of(req), filter, &few, &rows);
	if (rc)
		return rc;
	respond_begin(res);
	json_put_rows(&res->body, &req->links, &movieshelf_proposal, rows.rows, rows.count);
	return respond_json(res, 200);
}
