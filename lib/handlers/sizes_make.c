/* Linked only where the codecs are. */
#include "sizes.h"
#include "image.h"
#include "slot.h"

static const struct slots slots = { "picture", "picture", "picture can be made smaller" };

/* Made and kept; where it can't be made, the whole one will do. */
static void
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
		return;
	*picture = smaller;
	image_keep_size(call_of(req), req->id[0], width, picture);
}

enum status
sizes_make(struct request *req, struct response *res)
{
	const int64_t width = sizes_width(req);
	struct picture picture;
	enum status rc = image_find(call_of(req), req->id[0], &picture);

	if (rc)
		return rc;
	if (width && picture.width > width)
		make_smaller(req, width, &picture);
	return sizes_answer(res, &picture);
}
