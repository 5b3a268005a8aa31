#include "upload.h"
#include "catalogue.h"
#include "form.h"
#include "image.h"
#include "quota.h"
#include "slot.h"

/* The form of an upload. `image` without a file counts as not sent. */
struct upload {
	const char *image;
};
static const struct field upload_fields[] = {
	FIELD(struct upload, image, READONLY),
	{ 0 }
};
static const struct record upload_form = {
	.size = sizeof(struct upload), .fields = FIELDS(upload_fields),
};

/*
 * One picture may take 256 MB while it is decoded: more than a few at once would be too much for a
 * host that others share.
 */
static const struct slots slots = { "picture", "picture", "picture can be taken" };

enum status
upload_read(struct request *req, struct picture *out)
{
	struct upload values;
	struct change change = { .view = &upload_form, .values = &values };
	const struct json_in in = {
		.arena = req->arena, .problems = &req->problems, .mode = DECODE_CREATE,
		.is_form = req->body_kind == BODY_FORM,
	};
	const struct form_file *file;
	const char *message;
	int slot;
	enum status rc = json_decode(&in, req->body_object, &change),
		file_rc = request_file(req, "image", &file);

	if (rc || file_rc)
		return rc ? rc : file_rc;
	rc = slot_take(req->arena, req->config, &slots, req->config->picture_slots, &slot,
		&req->trouble);
	if (rc)
		return rc;
	rc = picture_read(req->arena, file->bytes, file->size, out, &message);
	arena_close_file(req->arena, slot);
	if (rc)
		problem_add(&req->problems, "image", "%s", message);
	return rc;
}

static enum status
answer_picture(struct request *req, struct response *res, const char *id)
{
	res->location = links_show(&req->links, req->arena, id);
	res->made_id = req->id[0];
	return respond_texts(res, 201, TEXTS("image_id", id, "url", res->location));
}

enum status
upload_admit(struct request *req, struct response *res)
{
	const struct catalogue *door = req->shared;

	enum status rc = media_may_change(call_of(req), door->type, req->id[0]);

	return rc ? rc : upload_admit_avatar(req, res);
}

/* Whoever has too many pictures already needs no further one to be read. */
enum status
upload_admit_avatar(struct request *req, struct response *res)
{
	(void)res;
	return quota_check(call_of(req), QUOTA_PICTURES, 1);
}

enum status
upload_image(struct request *req, struct response *res)
{
	const struct catalogue *door = req->shared;
	struct picture picture;
	const char *id = NULL;
	enum status rc = upload_read(req, &picture);

	if (!rc)
		rc = media_set_image(call_of(req), door->type, req->id[0], &picture, &id);
	return rc ? rc : answer_picture(req, res, id);
}

enum status
upload_avatar(struct request *req, struct response *res)
{
	struct picture picture;
	const char *id = NULL;
	enum status rc = upload_read(req, &picture);

	if (rc)
		return rc;
	rc = db_begin(req->db);
	if (!rc)
		rc = image_store(call_of(req), &picture, &id);
	if (!rc)
		rc = image_set_avatar(call_of(req), id);
	rc = db_end(req->db, rc);
	return rc ? rc : answer_picture(req, res, id);
}

enum status
remove_avatar(struct request *req, struct response *res)
{
	enum status rc = image_set_avatar(call_of(req), NULL);

	return rc ? rc : respond_nothing(res);
}
