/* Pictures (/images): the bytes of covers, posters and avatars. They never change. */
#include "app.h"
#include "image.h"
#include "slot.h"

/* How wide: some widths only, as each is kept. */
struct asked {
	word width;
};
enum { NARROW = 160, MIDDLE = 320, WIDE = 640 };
static const struct word_name widths[] = {
	{ "160", NARROW }, { "320", MIDDLE }, { "640", WIDE }, { NULL, 0 },
};
static const struct field asked_fields[] = {
	FIELD_AS(struct asked, width, "w", 0, .words = widths), { 0 }
};
static const struct record asked_query = {
	.size = sizeof(struct asked), .fields = FIELDS(asked_fields),
};

static const struct slots slots = { "picture", "picture", "picture can be made smaller" };

/* Made and kept; where it can't be made, the whole one will do. */
static enum status
make_smaller(struct request *req, int64_t width, struct picture *picture)
{
	struct picture smaller;
	const char *trouble;
	int slot;
	enum status rc;

	db_request_done(req->db);	/* nobody waits for us while we wait */
	rc = slot_take(req->arena, req->config, &slots, req->config->picture_slots, &slot,
		&trouble);
	if (!rc)
		rc = picture_fit(req->arena, picture, width, PICTURE_SIDE_MAX, false, &smaller);
	arena_close_file(req->arena, slot);
	if (rc)
		return OK;
	*picture = smaller;
	image_keep_size(call_of(req), req->id[0], width, picture);
	return OK;
}

static enum status
find_picture(struct request *req, int64_t width, struct picture *out)
{
	const struct call *call = call_of(req);
	enum status rc = width ? image_find_size(call, req->id[0], width, out) : ERR_NOT_FOUND;

	if (rc != ERR_NOT_FOUND)
		return rc;
	rc = image_find(call, req->id[0], out);
	return rc || !width || out->width <= width ? rc : make_smaller(req, width, out);
}

/* Its bytes never change: who has them is told so before they are read. */
static enum status
get_image(struct request *req, struct response *res)
{
	const char *id = req->id[0];
	const int64_t width = ((const struct asked *)req->query)->width;
	struct picture picture;
	enum status rc = image_exists(req->db, id);

	if (rc || respond_unchanged(res, width ? arena_printf(req->arena, "\"%s-%lld\"", id,
		(long long)width) : arena_printf(req->arena, "\"%s\"", id)))
		return rc;
	rc = find_picture(req, width, &picture);
	if (rc)
		return rc;
	response_header(res, "Content-Security-Policy", "default-src 'none'");
	return respond_bytes(res, picture.content_type, picture.bytes, picture.size);
}

static const struct route routes[] = {
	{ GET, "/:id", get_image, READER, .query = &asked_query },
	{ 0 }
};

const struct app app = {
	.name = "images",
	.door = "/images",
	.routes = routes,
};
