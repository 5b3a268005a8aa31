#include "upload.h"
#include "catalogue.h"
#include "dialect.h"
#include "form.h"
#include "image.h"
#include "quota.h"
#include "slot.h"

#include <string.h>

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

/* The name, of those that the route takes, that a file was sent by; else the first of them. */
static const char *
sent_name(const struct request *req, const char *names)
{
	const size_t first = strcspn(names, " ");

	for (const char *name = names; *name; name += strspn(name, " ")) {
		const size_t n = strcspn(name, " ");

		for (const struct form_file *file = req->files; file; file = file->next)
			if (file->name && strlen(file->name) == n && !strncmp(file->name, name, n))
				return file->name;
		name += n;
	}
	return arena_copy(req->arena, names, first);
}

enum status
upload_read(struct request *req, const struct response *res, struct picture *out)
{
	const char *name = sent_name(req, res->route->file_field);
	struct upload values;
	struct change change = { .view = &upload_form, .values = &values };
	const struct json_in in = {
		.arena = req->arena, .problems = &req->problems, .mode = DECODE_CREATE,
		.is_form = req->body_kind == BODY_FORM,
		.is_lax = req->dialect && req->dialect->is_lax,
	};
	const struct form_file *file;
	const char *message;
	int slot;
	enum status rc = json_decode(&in, req->body_object, &change),
		file_rc = request_file(req, name, &file);

	if (rc || file_rc)
		return rc ? rc : file_rc;
	rc = slot_take(req->arena, req->config, &slots, req->config->picture_slots, &slot,
		&req->trouble);
	if (rc)
		return rc;
	rc = picture_read(req->arena, file->bytes, file->size, out, &message);
	arena_close_file(req->arena, slot);
	if (rc)
		problem_add(&req->problems, name, "%s", message);
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
upload_take_image(struct request *req, const struct response *res, const char **id)
{
	const struct catalogue *door = req->shared;
	struct picture picture;
	enum status rc = upload_read(req, res, &picture);

	return rc ? rc : media_set_image(call_of(req), door->type, req->id[0], &picture, id);
}

enum status
upload_image(struct request *req, struct response *res)
{
	const char *id = NULL;
	enum status rc = upload_take_image(req, res, &id);

	return rc ? rc : answer_picture(req, res, id);
}

enum status
upload_take_avatar(struct request *req, const struct response *res, const char **id)
{
	struct picture picture;
	enum status rc = upload_read(req, res, &picture);

	if (rc)
		return rc;
	rc = db_begin(req->db);
	if (!rc)
		rc = image_store(call_of(req), &picture, id);
	if (!rc)
		rc = image_set_avatar(call_of(req), *id);
	return db_end(req->db, rc);
}

enum status
upload_avatar(struct request *req, struct response *res)
{
	const char *id = NULL;
	enum status rc = upload_take_avatar(req, res, &id);

	return rc ? rc : answer_picture(req, res, id);
}

enum status
remove_avatar(struct request *req, struct response *res)
{
	enum status rc = image_set_avatar(call_of(req), NULL);

	return rc ? rc : respond_nothing(res);
}

enum status
upload_admit_loose(struct request *req, struct response *res)
{
	enum status rc = image_drop_loose(call_of(req));

	return rc ? rc : upload_admit_avatar(req, res);
}

enum status
upload_take_loose(struct request *req, const struct response *res, struct picture *picture,
	const char **id)
{
	enum status rc = upload_read(req, res, picture);

	if (rc)
		return rc;
	rc = db_begin(req->db);
	if (!rc)
		rc = image_store(call_of(req), picture, id);
	return db_end(req->db, rc);
}

enum status
upload_choose_avatar(struct request *req, const char *id)
{
	enum status rc = db_begin(req->db);

	if (!rc && id)
		rc = image_is_own(call_of(req), id);
	if (!rc)
		rc = image_set_avatar(call_of(req), id);
	return db_end(req->db, rc);
}

static const struct field picture_fields[] = { FIELD(struct media, image_url, 0), { 0 } };
static const struct record picture_view = {
	.size = sizeof(struct media), .fields = FIELDS(picture_fields), .whole = &media_view,
};

enum status
upload_choose_image(struct request *req, const char *id)
{
	const struct catalogue *door = req->shared;
	struct media values;
	struct change change = { .view = &picture_view, .values = &values, .sent = 1,
		.named = 1 };
	enum status rc = db_begin(req->db);

	record_clear(&picture_view, &values);
	values.image_url = id;
	if (!rc)
		rc = media_may_change(call_of(req), door->type, req->id[0]);
	if (!rc)
		rc = image_is_own(call_of(req), id);
	if (!rc)
		rc = media_change(call_of(req), door->type, req->id[0], &change);
	return db_end(req->db, rc);
}
