#include "kallaxy.h"
#include "access.h"
#include "checks.h"
#include "day.h"
#include "door_change.h"
#include "shapes.h"
#include "text.h"

#include <string.h>

const struct word_name kallaxy_types[] = {
	{ "book", MEDIA_BOOK }, { "movie", MEDIA_MOVIE }, { "series", MEDIA_TV_SHOW },
	{ "videogame", MEDIA_GAME }, { "serie", MEDIA_TV_SHOW }, { "tv", MEDIA_TV_SHOW },
	{ NULL, 0 },
};

enum media_type
kallaxy_type_of(const char *media_type)
{
	const word type = word_value(kallaxy_types, media_type);

	return type ? (enum media_type)type : MEDIA_GAME;
}

bool
kallaxy_is_same(struct arena *arena, const char *one, const char *other)
{
	const word type = word_value(kallaxy_types, one);

	return type ? type == word_value(kallaxy_types, other)
		: text_is_same(text_casefold(arena, one), text_casefold(arena, other));
}

/* As much of a date as we keep: all of it, or the year that is in it; NULL for none. */
static const char *
date_of(struct arena *arena, const char *text)
{
	const char *message;

	if (!text || is_partial_date(arena, text, &message))
		return text;
	for (size_t n; *text; text += n) {
		n = strspn(text, "0123456789");
		if (n == 4)
			return arena_copy(arena, text, n);
		n += !n;
	}
	return NULL;
}

/* --- what the metadata keeps of it ------------------------------------------------------------ */

static const char kept[] = "kallaxy";

/* A text of it, NULL for none. */
static const char *
kept_text(struct arena *arena, const struct media *media, const char *name)
{
	const char *json = media->metadata.json;

	if (!json || !strstr(json, kept))
		return NULL;
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(
		cJSON_GetObjectItemCaseSensitive(json_tree(arena, json, strlen(json)), kept),
		name));
}

const char *
kallaxy_type(struct arena *arena, const struct media *media)
{
	const char *text = kept_text(arena, media, "media_type");

	return text && kallaxy_type_of(text) == (enum media_type)media->type ? text
		: word_text(kallaxy_types, media->type);
}

static const char *
shown_date(struct arena *arena, const struct media *media)
{
	const char *text = kept_text(arena, media, "pub_date"), *date = date_of(arena, text);

	return text && text_is_same(date, media->pub_date) ? text
		: media->pub_date ? media->pub_date : "";
}

/* What is shown of a title's metadata. */
static const char *
shown_metadata(struct arena *arena, const struct media *media)
{
	const char *json = media->metadata.json ? media->metadata.json : "{}";

	return strstr(json, kept) ? json_merge(arena, json, "{\"kallaxy\":null}") : json;
}

static void
add_text(cJSON *object, const char *name, const char *text)
{
	if (text)
		cJSON_AddStringToObject(object, name, text);
	else
		cJSON_AddNullToObject(object, name);
}

/* What was sent as metadata (or NULL), and what the columns don't say of these texts (or NULL). */
static const char *
with_texts(struct arena *arena, const char *sent, const struct media *media,
	const char *media_type, const char *pub_date)
{
	cJSON *metadata = json_tree(arena, sent ? sent : "{}", sent ? strlen(sent) : 2), *texts;

	if (media_type && !strcmp(media_type, word_text(kallaxy_types, media->type)))
		media_type = NULL;
	if (text_is_same(pub_date, media->pub_date))
		pub_date = NULL;
	cJSON_DeleteItemFromObjectCaseSensitive(metadata, kept);
	if (media_type || pub_date) {
		texts = cJSON_AddObjectToObject(metadata, kept);
		add_text(texts, "media_type", media_type);
		add_text(texts, "pub_date", pub_date);
	} else {
		cJSON_AddNullToObject(metadata, kept);
	}
	return json_print(metadata);
}

/* --- as it is shown --------------------------------------------------------------------------- */

/* The title that a field is of, whatever record that is in. */
#define TITLE_OF(field, record, member) ((const struct media *)(const void *) \
	((const char *)(record) + (field)->offset - offsetof(struct media, member)))

static void
put_type(struct buf *buf, const struct links *links, const struct field *field, const void *record)
{
	(void)links;
	json_put_string(buf, kallaxy_type(buf->arena, TITLE_OF(field, record, type)));
}
static const struct shape type_shape = { .put = put_type };

static void
put_date(struct buf *buf, const struct links *links, const struct field *field, const void *record)
{
	(void)links;
	json_put_string(buf, shown_date(buf->arena, TITLE_OF(field, record, pub_date)));
}
static const struct shape date_shape = { .put = put_date };

static void
put_metadata(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	(void)links;
	buf_puts(buf, shown_metadata(buf->arena, TITLE_OF(field, record, metadata)));
}
static const struct shape metadata_shape = { .put = put_metadata };

/* `at` is where the title is in the record. */
#define TITLE_FIELDS(record, at) \
	FIELD_AS(record, at type, "media_type", READONLY | SHAPED, .shape = &type_shape), \
	FIELD_AS(record, at type, "type", READONLY | SHAPED, .shape = &type_shape), \
	FIELD_AS(record, at title, "title", READONLY), \
	FIELD_AS(record, at creator, "creator", READONLY | SHAPED, .shape = &shape_empty_text), \
	FIELD_AS(record, at pub_date, "pub_date", READONLY | SHAPED, .shape = &date_shape), \
	FIELD_AS(record, at image_url, "image_url", READONLY | SHAPED | PICTURE, \
		.shape = &shape_empty_text), \
	FIELD_AS(record, at metadata, "metadata", READONLY | SHAPED, .shape = &metadata_shape)

static const struct field medium_fields[] = {
	FIELD(struct media, id, READONLY),
	FIELD(struct media, created_at, READONLY | SHAPED, .shape = &shape_bare_time),
	FIELD(struct media, updated_at, READONLY | SHAPED, .shape = &shape_bare_time),
	TITLE_FIELDS(struct media, ),
	{ 0 }
};
const struct record kallaxy_medium = { .size = sizeof(struct media),
	.fields = FIELDS(medium_fields) };

/* Who gave up, or waits, hasn't finished, whatever the dates are of. */
static void
put_finished(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	const struct entry *entry = record;
	const bool has_both = !day_is_none(entry->start_date) && !day_is_none(entry->end_date);

	(void)links;
	(void)field;
	buf_puts(buf, entry->status == COMPLETED || (has_both && entry->status != PAUSED
		&& entry->status != DROPPED) ? "true" : "false");
}
static const struct shape finished_shape = { .put = put_finished };

#define DATE_FIELDS \
	FIELD(struct entry, start_date, KEEP | SHAPED, .shape = &shape_bare_time), \
	FIELD(struct entry, end_date, KEEP | SHAPED, .shape = &shape_bare_time), \
	FIELD_AS(struct entry, note, "comments", KEEP | LINES | SHAPED, .max = 10000, \
		.shape = &shape_emptied_text), \
	FIELD(struct entry, status, HIDDEN, .words = entry_statuses)
#define RECORD_FIELDS_SHOWN \
	FIELD(struct entry, id, READONLY), \
	FIELD_AS(struct entry, id, "record_id", READONLY), \
	FIELD(struct entry, user_id, READONLY), \
	FIELD_AS(struct entry, media_id, "medium_id", READONLY), \
	FIELD(struct entry, media_id, READONLY), \
	FIELD(struct entry, is_finished, READONLY | SHAPED, .shape = &finished_shape), \
	DATE_FIELDS, \
	FIELD(struct entry, duration, READONLY | SHAPED, .shape = &shape_zero)

static const struct field record_fields[] = {
	RECORD_FIELDS_SHOWN,
	FIELD(struct entry, created_at, READONLY | SHAPED, .shape = &shape_bare_time),
	FIELD(struct entry, updated_at, READONLY | SHAPED, .shape = &shape_bare_time),
	{ 0 }
};
const struct record kallaxy_record = { .size = sizeof(struct entry),
	.fields = FIELDS(record_fields) };

static const struct field both_fields[] = {
	RECORD_FIELDS_SHOWN,
	TITLE_FIELDS(struct entry, media.),
	{ 0 }
};
const struct record kallaxy_record_with_title = { .size = sizeof(struct entry),
	.fields = FIELDS(both_fields) };

/* --- as it is sent ---------------------------------------------------------------------------- */

#define SENT_TYPE \
	FIELD(struct kallaxy_title, media_type, REQUIRED, .max = 100, .also = { "type" })
#define SENT_ID(flags) \
	FIELD_AS(struct kallaxy_title, id, "medium_id", flags, .check = is_id, \
		.also = { "id", "media_id" })
#define SENT_TITLE \
	FIELD_AS(struct kallaxy_title, media.title, "title", REQUIRED, .min = 1, .max = 500)
#define SENT_FIELDS(flags) \
	SENT_TITLE, \
	FIELD_AS(struct kallaxy_title, media.creator, "creator", flags, .max = 500), \
	FIELD(struct kallaxy_title, pub_date, flags), \
	FIELD_AS(struct kallaxy_title, media.pub_date, "pub_date", HIDDEN), \
	FIELD_AS(struct kallaxy_title, media.image_url, "image_url", PICTURE, .max = 2000, \
		.check = is_url), \
	FIELD_AS(struct kallaxy_title, media.metadata, "metadata", KEEP)
#define SENT(name, ...) \
	static const struct field name##_fields[] = { __VA_ARGS__, { 0 } }; \
	const struct record kallaxy_##name = { .size = sizeof(struct kallaxy_title), \
		.fields = FIELDS(name##_fields), .whole = &media_view }

SENT(new_title, SENT_TYPE, SENT_FIELDS(REQUIRED));
SENT(changed_title, SENT_ID(REQUIRED), SENT_FIELDS(0));
SENT(named_title, SENT_ID(REQUIRED));
SENT(asked_type, SENT_TYPE);
SENT(asked_title, SENT_TYPE, SENT_TITLE);

static const struct field new_record_fields[] = {
	FIELD_AS(struct entry, media_id, "medium_id", REQUIRED, .check = is_id,
		.also = { "media_id" }),
	DATE_FIELDS,
	{ 0 }
};
const struct record kallaxy_new_record = { .size = sizeof(struct entry),
	.fields = FIELDS(new_record_fields), .whole = &entry_view };

static const struct field changed_record_fields[] = {
	FIELD_AS(struct entry, id, "record_id", REQUIRED, .check = is_id,
		.also = { "id", "medium_id", "media_id" }),
	DATE_FIELDS,
	{ 0 }
};
const struct record kallaxy_changed_record = { .size = sizeof(struct entry),
	.fields = FIELDS(changed_record_fields), .whole = &entry_view };

/* --- titles ----------------------------------------------------------------------------------- */

enum status
kallaxy_find(const struct call *call, const char *media_type, const char *title, struct media *out)
{
	struct rows rows;
	enum status rc = media_list_titled(call, kallaxy_type_of(media_type), title, &rows);

	for (int i = 0; !rc && i < rows.count; i++) {
		*out = *ROW(&rows, struct media, i);
		if (kallaxy_is_same(call->arena, kallaxy_type(call->arena, out), media_type))
			return OK;
	}
	return rc ? rc : ERR_NOT_FOUND;
}

static enum status
refuse_same(const struct call *call, const char *media_type, const char *title)
{
	struct media same;
	enum status rc = kallaxy_find(call, media_type, title, &same);

	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	problem_add(call->problems, "title", "is there already as a %s", media_type);
	return ERR_CONFLICT;
}

enum status
kallaxy_create(const struct call *call, struct kallaxy_title *title)
{
	struct media *media = &title->media;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = refuse_same(call, title->media_type, media->title);
	if (rc)
		return db_end(call->db, rc);
	media->type = kallaxy_type_of(title->media_type);
	media->pub_date = date_of(call->arena, title->pub_date);
	media->metadata.json = json_merge(call->arena, "{}", with_texts(call->arena,
		media->metadata.json, media, title->media_type, title->pub_date));
	rc = media_create(call, media);
	return db_end(call->db, rc);
}

/* Whether nothing would be new if it were merged into that. */
static bool
says_nothing_new(struct arena *arena, const char *sent, const char *shown)
{
	const char *both = json_merge(arena, shown, sent);

	return cJSON_Compare(json_tree(arena, shown, strlen(shown)),
		json_tree(arena, both, strlen(both)), true);
}

/* What is to be changed, as it is shown; what says nothing new of the metadata isn't sent. */
static enum status
find_shown(struct request *req, void *before)
{
	const struct kallaxy_title *sent = req->body;
	struct kallaxy_title *title = before;
	const char *shown;
	enum status rc = door_find_title(req, &title->media);

	if (rc)
		return rc;
	shown = shown_date(req->arena, &title->media);
	title->id = sent->id;
	title->media_type = kallaxy_type(req->arena, &title->media);
	title->pub_date = *shown ? shown : NULL;
	title->media.metadata.json = shown_metadata(req->arena, &title->media);
	if (!sent->media.metadata.json || says_nothing_new(req->arena, sent->media.metadata.json,
	    title->media.metadata.json))
		change_mark(&req->change, offsetof(struct media, metadata), false);
	return OK;
}

/* Makes it a change of the title as it is kept. */
static void
settle_change(struct request *req, const struct kallaxy_title *before)
{
	struct change *change = &req->change;
	struct kallaxy_title *sent = change->values;
	struct media after = before->media;
	struct object *metadata = &sent->media.metadata;

	change->merge = json_merge;
	if (!CHANGED(change, struct media, metadata))
		metadata->json = NULL;
	if (!CHANGED(change, struct kallaxy_title, pub_date))
		return;
	after.pub_date = sent->media.pub_date = date_of(req->arena, sent->pub_date);
	metadata->json = with_texts(req->arena, metadata->json, &after, before->media_type,
		sent->pub_date);
	change_mark(change, offsetof(struct kallaxy_title, pub_date), false);
	change_mark(change, offsetof(struct media, pub_date), true);
	change_mark(change, offsetof(struct media, metadata), true);
}

static enum status
change_title(struct request *req, const void *shown)
{
	const struct kallaxy_title *sent = req->body, *before = shown;
	enum status rc = text_is_same(text_casefold(req->arena, before->media.title),
		text_casefold(req->arena, sent->media.title)) ? OK
		: refuse_same(call_of(req), before->media_type, sent->media.title);

	if (rc)
		return rc;
	settle_change(req, before);
	return media_change(call_of(req), MEDIA_ANY, sent->id, &req->change);
}

enum status
kallaxy_change(struct request *req)
{
	struct kallaxy_title before = { .media.type = MEDIA_ANY };

	req->id[0] = ((const struct kallaxy_title *)req->body)->id;
	return door_change(req, find_shown, &before, change_title);
}

/* --- records ---------------------------------------------------------------------------------- */

/* What follows from dates that are news, as Kallaxy has no statuses. */
static void
follow_dates(struct change *change, const struct entry *before)
{
	struct entry *sent = change->values;
	const bool has_end = CHANGED(change, struct entry, end_date)
		&& !day_is_none(sent->end_date) && day_is_none(before->end_date);
	const bool has_start = CHANGED(change, struct entry, start_date)
		&& !day_is_none(sent->start_date);

	if (has_end)
		sent->status = COMPLETED;
	else if (has_start && before->status == TO_DO)
		sent->status = IN_PROGRESS;
	change_mark(change, offsetof(struct entry, status), sent->status != 0);
}

static enum status
change_entry(const struct call *call, struct change *change, const struct entry *before)
{
	follow_dates(change, before);
	change_mark(change, offsetof(struct entry, id), false);
	change_mark(change, offsetof(struct entry, media_id), false);
	return entry_change(call, before->id, change);
}

/* A title that only waits is taken up by a record, if that says anything. */
static enum status
fill_entry(const struct call *call, struct change *change, const struct entry *before,
	struct entry *out)
{
	const struct entry *sent = change->values;
	const bool is_dated = !day_is_none(before->start_date) || !day_is_none(before->end_date);

	if (!is_dated && (!day_is_none(sent->start_date) || !day_is_none(sent->end_date)
	    || sent->note)) {
		enum status rc = change_entry(call, change, before);

		return rc ? rc : entry_find(call, before->id, out);
	}
	problem_add(call->problems, "medium_id", "has a record already");
	return ERR_CONFLICT;
}

static enum status
make_entry(const struct call *call, struct change *change, struct entry *out)
{
	struct entry *entry = change->values;
	enum status rc = entry_create(call, change, entry);

	return rc ? rc : entry_find(call, entry->id, out);
}

enum status
kallaxy_take_record(const struct call *call, struct change *change, struct entry *out)
{
	const struct entry *sent = change->values;
	struct entry before;
	enum status rc = db_begin(call->db);

	if (rc)
		return db_end(call->db, rc);
	rc = entry_find_media(call, &entry_view, MEDIA_ANY, sent->media_id, &before);
	if (!rc)
		rc = fill_entry(call, change, &before, out);
	else if (rc == ERR_NOT_FOUND)
		rc = make_entry(call, change, out);
	return db_end(call->db, rc);
}

/* Whether the midnight sent is that of the day on which it is already. */
static bool
is_day_of(struct day sent, struct day before)
{
	return !day_is_none(before) && sent.seconds == day_midnight(before.seconds);
}

/* The record that is to be changed; a day that is the old one isn't sent. */
static enum status
find_record(struct request *req, void *out)
{
	const struct entry *sent = req->body;
	struct entry *before = out;
	enum status rc = entry_find(call_of(req), sent->id, before);

	if (rc == ERR_NOT_FOUND)
		rc = entry_find_media(call_of(req), &entry_view, MEDIA_ANY, sent->id, before);
	if (rc)
		return rc;
	change_mark(&req->change, offsetof(struct entry, id), false);
	if (is_day_of(sent->start_date, before->start_date))
		change_mark(&req->change, offsetof(struct entry, start_date), false);
	if (is_day_of(sent->end_date, before->end_date))
		change_mark(&req->change, offsetof(struct entry, end_date), false);
	return OK;
}

static enum status
change_record(struct request *req, const void *before)
{
	return change_entry(call_of(req), &req->change, before);
}

enum status
kallaxy_change_record(struct request *req, struct entry *out)
{
	struct entry before;
	enum status rc = door_change(req, find_record, &before, change_record);

	return rc ? rc : entry_find(call_of(req), before.id, out);
}
