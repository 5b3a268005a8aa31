/* Pictures (/images): the bytes of covers, posters and avatars. They never change. */
#include "app.h"
#include "image.h"

static enum status
get_image(struct request *req, struct response *res)
{
	struct picture picture;
	enum status rc = image_find(req->db, req->arena, req->id[0], &picture);

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
