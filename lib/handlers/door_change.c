#include "door_change.h"
#include "copy.h"
#include "entry.h"

enum status
door_change(struct request *req, door_finder *find, void *before, door_changer *change)
{
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = find(req, before);
	if (!rc) {
		change_keep_shown(req->arena, &req->change, before);
		if (req->change.sent)
			rc = change(req, before);
	}
	return db_end(req->db, rc);
}

enum status
door_find_title(struct request *req, void *before)
{
	struct media *media = before;
	const enum media_type type = (enum media_type)media->type;
	enum status rc = media_may_change(call_of(req), type, req->id[0]);

	return rc ? rc : media_find(call_of(req), type, req->id[0], media);
}

static enum status
change_title(struct request *req, const void *before)
{
	const struct media *media = before;

	return media_change(call_of(req), (enum media_type)media->type, media->id, &req->change);
}

enum status
door_change_title(struct request *req, enum media_type type)
{
	struct media before = { .type = type };

	return door_change(req, door_find_title, &before, change_title);
}

static enum status
find_entry(struct request *req, void *before)
{
	return entry_find(call_of(req), req->id[0], before);
}

static enum status
change_entry(struct request *req, const void *before)
{
	const struct entry *entry = before;

	return entry_change(call_of(req), entry->id, &req->change);
}

enum status
door_change_entry(struct request *req)
{
	struct entry before;

	return door_change(req, find_entry, &before, change_entry);
}

static enum status
find_copy(struct request *req, void *before)
{
	struct copy *copy = before;

	return copy_find(call_of(req), (enum media_type)copy->type, req->id[0], copy);
}

static enum status
change_copy(struct request *req, const void *before)
{
	const struct copy *copy = before;

	return copy_change(call_of(req), (enum media_type)copy->type, copy->id, &req->change);
}

enum status
door_change_copy(struct request *req, enum media_type type)
{
	struct copy before = { .type = type };

	return door_change(req, find_copy, &before, change_copy);
}
