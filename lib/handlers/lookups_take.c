/* A title of a source becomes one of ours, or is asked for anew. */
#include "lookups.h"
#include "copy.h"
#include "image.h"
#include "media_match.h"
#include "media_whole.h"
#include "quota.h"
#include "rating.h"

#include <string.h>

struct taken {
	struct named named;
	word status;
	struct halves rating;
	const char *format, *platform;
};
static const struct field taken_fields[] = {
	FIELD_AS(struct taken, named.source, "source", REQUIRED, .min = 1, .max = 20),
	FIELD_AS(struct taken, named.id, "id", REQUIRED | LOOSE, .min = 1, .max = 100,
		.also = { "external_id" }),
	FIELD(struct taken, status, 0, .words = entry_statuses),
	FIELD(struct taken, rating, 0, .min = RATING_LEAST, .max = RATING_MOST),
	FIELD(struct taken, format, 0, .min = 1, .max = 50),
	FIELD(struct taken, platform, 0, .max = 100),
	{ 0 }
};
const struct record lookups_taken = {
	.size = sizeof(struct taken), .fields = FIELDS(taken_fields),
};

static const struct field shelved_fields[] = {
	FIELD(struct taken, status, REQUIRED, .words = entry_statuses),
	{ 0 }
};
const struct record lookups_shelved = {
	.size = sizeof(struct taken), .fields = FIELDS(shelved_fields),
};

/* A title that is there already needs no picture; nor is one made without room for it. */
static const struct picture *
fetch_cover(struct request *req, const struct source *source, const struct found *found)
{
	struct picture *picture = arena_alloc(req->arena, sizeof(*picture));

	return lookup_cover(req, source, found, picture) ? NULL : picture;
}

/* NULL where its user has no room for it: the title is made all the same. */
static const struct picture *
allowed_picture(const struct call *call, const struct picture *picture)
{
	struct problems unheard = { .arena = call->arena };
	const struct call quiet = { call->db, call->arena, &unheard, call->user };

	return picture && !quota_check(&quiet, QUOTA_PICTURES, (int64_t)picture->size) ? picture
		: NULL;
}

/* The item that is there already, or a new one with its picture and its episodes. */
static enum status
take_media(struct request *req, struct found *found, const struct picture *picture,
	struct media *out, bool *is_new)
{
	const struct call *call = call_of(req);
	enum status rc = media_find_same(call, &found->media, out);

	*is_new = rc == ERR_NOT_FOUND;
	if (!*is_new)
		return rc;
	*out = found->media;
	picture = allowed_picture(call, picture);
	rc = picture ? image_store(call, picture, &out->image_url) : OK;
	if (!rc)
		rc = media_create(call, out);
	if (!rc)
		rc = media_tell_found(call, out);
	return rc || !found->seasons.count ? rc
		: episodes_replace(call, out->key, &found->seasons);
}

/* On the shelf, where it stays as it is if it is there. */
static enum status
take_entry(const struct call *call, word status, const struct media *media)
{
	struct entry entry;
	struct change change = { .view = &entry_view, .values = &entry };
	enum status rc = entry_find_media(call, &entry_view, MEDIA_ANY, media->id, &entry);

	if (rc != ERR_NOT_FOUND)
		return rc;
	record_clear(&entry_view, &entry);
	entry.media_id = media->id;
	entry.status = status;
	return entry_create(call, &change, &entry);
}

/* What its user does with it, as far as that was said. */
static enum status
take_up(struct request *req, const struct taken *taken, const struct media *media)
{
	const struct call *call = call_of(req);
	struct copy copy;
	enum status rc = OK;

	if (taken->status)
		rc = take_entry(call, taken->status, media);
	if (!rc && taken->rating.count != INT_NONE)
		rc = rating_set(call, media->key, taken->rating);
	if (!rc && taken->format) {
		record_clear(&copy_view, &copy);
		copy.media_id = media->id;
		copy.format = taken->format;
		copy.platform = taken->platform;
		rc = copy_create(call, MEDIA_ANY, &copy);
	}
	return rc;
}

static enum status
check_taken(struct request *req, const struct taken *taken)
{
	if (!taken->platform || taken->format)
		return OK;
	problem_add(&req->problems, "format", "is required for a copy");
	return ERR_VALIDATION;
}

static enum status
answer_title(struct request *req, struct response *res, int http, const char *id)
{
	struct media media;
	enum status rc = media_find_whole(call_of(req), id, &media);

	if (!rc)
		rc = media_count_others(call_of(req), &media);
	if (rc)
		return rc;
	res->made_id = media.id;
	return respond_record(res, http, &media_whole_view, &media);
}

enum status
lookups_take(struct request *req, struct response *res)
{
	const struct taken *taken = req->body;
	const struct picture *picture = NULL;
	const struct source *source;
	struct found found;
	struct media media;
	bool is_new = false;
	enum status rc = check_taken(req, taken);

	if (!rc)
		rc = lookups_details(req, res, &taken->named, false, &source, &found);
	if (rc)
		return rc;
	rc = media_find_same(call_of(req), &found.media, &media);
	if (rc == ERR_NOT_FOUND)
		picture = fetch_cover(req, source, &found);
	rc = db_begin(req->db);
	if (!rc)
		rc = take_media(req, &found, picture, &media, &is_new);
	if (!rc)
		rc = take_up(req, taken, &media);
	rc = db_end(req->db, rc);
	if (rc)
		return rc;
	if (is_new)
		res->location = link_to_door(req, &door_media,
			arena_printf(req->arena, "/%s", media.id));
	return answer_title(req, res, is_new ? 201 : 200, media.id);
}

/* --- anew ------------------------------------------------------------------------------------- */

struct refresh {
	bool all;
};
static const struct field refresh_fields[] = { FIELD(struct refresh, all, 0), { 0 } };
const struct record lookups_refresh_body = {
	.size = sizeof(struct refresh), .fields = FIELDS(refresh_fields),
};

/* The title, which who asks may change, and which a source knows. */
static enum status
find_known(struct request *req, struct response *res, struct media *out)
{
	enum status rc = media_may_change(call_of(req), MEDIA_ANY, req->id[0]);

	if (!rc)
		rc = media_find(call_of(req), MEDIA_ANY, req->id[0], out);
	if (rc || (out->external_id && source_find(out->external_source)))
		return rc;
	res->message = "No source is known for this title: there is nobody to ask.";
	return ERR_CONFLICT;
}

static enum status
keep_news(struct request *req, const struct media *media, const struct found *found,
	const struct picture *picture, bool all)
{
	const struct call *call = call_of(req);
	struct news news = { &found->media, NULL, all, json_merge };
	enum status rc = db_begin(req->db);

	news.picture = allowed_picture(call, picture);
	if (!rc)
		rc = media_take(call, media->id, &news);
	if (!rc) {
		struct media told = found->media;

		told.key = media->key;
		rc = media_tell_found(call, &told);
	}
	if (!rc && found->seasons.count)
		rc = all ? episodes_replace(call, media->key, &found->seasons)
			: episodes_fill(call, media->key, &found->seasons);
	return db_end(req->db, rc);
}

enum status
lookups_refresh(struct request *req, struct response *res)
{
	const bool all = ((const struct refresh *)req->body)->all;
	const struct picture *picture = NULL;
	const struct source *source;
	struct media media;
	struct found found;
	enum status rc = find_known(req, res, &media);

	if (!rc)
		rc = lookups_details(req, res, &(struct named){ media.external_source,
			media.external_id }, true, &source, &found);
	if (!rc && found.media.type != media.type) {
		res->message = "The source knows a title of another type by this id.";
		rc = ERR_CONFLICT;
	}
	if (rc)
		return rc;
	if (all || !media.image_url)
		picture = fetch_cover(req, source, &found);
	rc = keep_news(req, &media, &found, picture, all);
	return rc ? rc : answer_title(req, res, 200, media.id);
}
