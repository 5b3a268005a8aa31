/* Pictures (/images): the bytes of covers, posters and avatars. They never change. */
#include "app.h"
#include "image.h"

/* Its bytes never change: who has them is told so before they are read. */
static enum status
get_image(struct request *req, struct response *res)
{
	const char *id = req->id[0];
	struct picture picture;
	enum status rc = image_exists(req->db, id);

	if (rc || respond_unchanged(res, arena_printf(req->arena, "\"%s\"", id)))
		return rc;
	rc = image_find(call_of(req), id, &picture);
	if (rc)
		return rc;
	response_header(res, "Content-Security-Policy", "default-src 'none'");
	return respond_bytes(res, picture.content_type, picture.bytes, picture.size);
}

static const struct route routes[] = {
	{ GET, "/:id", get_image, READER },
	{ 0 }
};

const struct app app = {
	.name = "images",
	.door = "/images",
	.routes = routes,
};
