/*
 * Media Tracker's door (/mediatracker): the ten calls of its document and its columns, by which
 * items and relationships are numbers.
 */
#include "accounts.h"
#include "app.h"
#include "dialect_mediatracker.h"
#include "door_change.h"
#include "door_rows.h"
#include "entry.h"
#include "key.h"
#include "shapes.h"

static const struct keyed an_item = { KEYED_TITLE, MEDIA_ANY };
static const struct keyed a_relationship = { KEYED_ENTRY, MEDIA_ANY };

/* Its table media_items. */
static const struct field item_fields[] = {
	FIELD_AS(struct media, key, "id", READONLY),
	FIELD(struct media, title, REQUIRED, .min = 1, .max = 500),
	FIELD(struct media, type, REQUIRED, .words = media_types),
	FIELD(struct media, source, KEEP | NOT_NULL, .words = media_sources),
	FIELD(struct media, external_id, KEEP | LOOSE | SHAPED, .max = 100,
		.shape = &shape_digits),
	{ 0 }
};
static const struct record item_view = {
	.size = sizeof(struct media), .fields = FIELDS(item_fields), .whole = &media_view,
};

/* What is neither to do nor done is in progress there. */
static const struct word_name statuses[] = {
	{ "TO_DO", TO_DO }, { "IN_PROGRESS", IN_PROGRESS }, { "COMPLETED", COMPLETED },
	{ "IN_PROGRESS", PAUSED }, { "IN_PROGRESS", DROPPED }, { NULL, 0 },
};

/* Its table user_media. */
static const struct field relationship_fields[] = {
	FIELD_AS(struct entry, key, "id", READONLY),
	FIELD_AS(struct entry, user_key, "user_id", READONLY),
	FIELD_AS(struct entry, media_key, "media_id", REQUIRED | FIXED, .min = 1),
	FIELD(struct entry, status, KEEP | NOT_NULL, .words = statuses),
	FIELD(struct entry, note, KEEP | LINES, .max = 10000),
	{ 0 }
};
static const struct record relationship_view = {
	.size = sizeof(struct entry), .fields = FIELDS(relationship_fields), .whole = &entry_view,
};

static enum status
read_items(struct request *req, const struct page *page, struct rows *out)
{
	struct media_filter all;

	record_clear(&media_filter, &all);
	return media_list(call_of(req), &all, page, out);
}

static enum status
list_items(struct request *req, struct response *res)
{
	(void)req;
	return respond_rows(res, NULL, &item_view, read_items, NULL);
}

static enum status
get_item(struct request *req, struct response *res)
{
	struct media media;
	enum status rc = media_find(call_of(req), MEDIA_ANY, req->id[0], &media);

	return rc ? rc : respond_record(res, 200, &item_view, &media);
}

static enum status
create_item(struct request *req, struct response *res)
{
	struct media *media = req->body;
	enum status rc = media_create(call_of(req), media);

	if (rc)
		return rc;
	res->location = link_to(req, "/media/%lld", (long long)media->key);
	return respond_record(res, 201, &item_view, media);
}

static enum status
change_item(struct request *req, struct response *res)
{
	enum status rc = door_change_title(req, MEDIA_ANY);

	return rc ? rc : get_item(req, res);
}

static enum status
delete_item(struct request *req, struct response *res)
{
	enum status rc = media_delete(call_of(req), MEDIA_ANY, req->id[0]);

	return rc ? rc : respond_nothing(res);
}

static enum status
read_relationships(struct request *req, const struct page *page, struct rows *out)
{
	struct entry_filter all;

	record_clear(&entry_filter, &all);
	return entry_list(call_of(req), &entry_view, &all, page, out, NULL);
}

static enum status
list_relationships(struct request *req, struct response *res)
{
	(void)req;
	return respond_rows(res, NULL, &relationship_view, read_relationships, NULL);
}

static enum status
get_relationship(struct request *req, struct response *res)
{
	struct entry entry;
	enum status rc = entry_find(call_of(req), req->id[0], &entry);

	return rc ? rc : respond_record(res, 200, &relationship_view, &entry);
}

static enum status
create_relationship(struct request *req, struct response *res)
{
	struct entry *entry = req->body;
	enum status rc = key_find(call_of(req), &an_item, entry->media_key, &entry->media_id);

	if (rc == ERR_NOT_FOUND) {
		problem_add(&req->problems, "media_id", "is no media item here");
		return ERR_VALIDATION;
	}
	if (!rc)
		rc = entry_create(call_of(req), &req->change, entry);
	if (rc)
		return rc;
	res->location = link_to(req, "/user/media/%lld", (long long)entry->key);
	return respond_record(res, 201, &relationship_view, entry);
}

static enum status
change_relationship(struct request *req, struct response *res)
{
	enum status rc = door_change_entry(req);

	return rc ? rc : get_relationship(req, res);
}

static enum status
delete_relationship(struct request *req, struct response *res)
{
	enum status rc = entry_delete(call_of(req), req->id[0]);

	return rc ? rc : respond_nothing(res);
}

static const struct route routes[] = {
	{ POST,   "/auth/register", accounts_sign_up, NOBODY,
	  .body = &accounts_named_registration },
	{ POST,   "/auth/login",    accounts_login, NOBODY, .body = &accounts_login_view },
	{ GET,    "/media",         list_items,  READER, .query = &no_query },
	{ POST,   "/media",         create_item, MEMBER, .limit = &limit_titles,
	  .body = &item_view },
	{ GET,    "/media/:key",    get_item,    READER, .key = &an_item },
	{ PUT,    "/media/:key",    change_item, MEMBER, .key = &an_item, .body = &item_view },
	{ DELETE, "/media/:key",    delete_item, MEMBER, .key = &an_item },
	{ GET,    "/user/media",    list_relationships,  MEMBER, .query = &no_query },
	{ POST,   "/user/media",    create_relationship, MEMBER, .body = &relationship_view },
	{ GET,    "/user/media/:key", get_relationship,    MEMBER, .key = &a_relationship },
	{ PUT,    "/user/media/:key", change_relationship, MEMBER, .key = &a_relationship,
	  .body = &relationship_view },
	{ DELETE, "/user/media/:key", delete_relationship, MEMBER, .key = &a_relationship },
	{ 0 }
};

const struct app app = {
	.name = "mediatracker",
	.door = "/mediatracker",
	.routes = routes,
	.dialect = &dialect_mediatracker,
};
