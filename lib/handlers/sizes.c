#include "sizes.h"
#include "image.h"

/* How wide. */
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
const struct record sizes_query = {
	.size = sizeof(struct asked), .fields = FIELDS(asked_fields),
};

int64_t
sizes_width(const struct request *req)
{
	const struct asked *asked = req->query;		/* none where it is asked of a change */

	return asked ? asked->width : 0;
}

/* Its bytes never change: who has them is told so before they are read. */
static bool
is_unchanged(struct response *res, const char *id, int64_t width)
{
	return respond_unchanged(res, width ? arena_printf(res->req->arena, "\"%s-%lld\"", id,
		(long long)width) : arena_printf(res->req->arena, "\"%s\"", id));
}

enum status
sizes_answer(struct response *res, const struct picture *picture)
{
	return respond_bytes(res, picture->content_type, picture->bytes, picture->size);
}

/* OK, and no bytes, for one that has to be made. */
static enum status
find_picture(struct request *req, int64_t width, struct picture *out)
{
	const struct call *call = call_of(req);
	enum status rc = width ? image_find_size(call, req->id[0], width, out) : ERR_NOT_FOUND;

	if (rc == ERR_NOT_FOUND)
		rc = image_find(call, req->id[0], out);
	else if (!rc)
		return OK;
	if (!rc && width && out->width > width)
		out->bytes = NULL;
	return rc;
}

enum status
sizes_get(struct request *req, struct response *res)
{
	const char *id = req->id[0];
	const int64_t width = sizes_width(req);
	struct picture picture;
	enum status rc = image_exists(req->db, id);

	if (rc || is_unchanged(res, id, width))
		return rc;
	rc = find_picture(req, width, &picture);
	if (rc)
		return rc;
	if (picture.bytes)
		return sizes_answer(res, &picture);
	res->etag = NULL;
	res->cache = CACHE_DEFAULT;
	return respond_sent_on(res, link_to_door(req, &door_media,
		arena_printf(req->arena, "/pictures/%s", id)));
}
