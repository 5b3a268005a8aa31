#include "door_change.h"
#include "copy.h"
#include "entry.h"

enum status
door_change_title(struct request *req, enum media_type type)
{
	struct media before;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = media_find(call_of(req), type, req->id[0], &before);
	if (!rc) {
		change_keep_shown(req->arena, &req->change, &before);
		rc = media_change(call_of(req), type, req->id[0], &req->change);
	}
	return db_end(req->db, rc);
}

enum status
door_change_entry(struct request *req)
{
	struct entry before;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = entry_find(call_of(req), req->id[0], &before);
	if (!rc) {
		change_keep_shown(req->arena, &req->change, &before);
		rc = entry_change(call_of(req), req->id[0], &req->change);
	}
	return db_end(req->db, rc);
}

enum status
door_change_copy(struct request *req, enum media_type type)
{
	struct copy before;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = copy_find(call_of(req), type, req->id[0], &before);
	if (!rc)
		change_keep_shown(req->arena, &req->change, &before);
	if (!rc && req->change.sent)
		rc = copy_change(call_of(req), type, req->id[0], &req->change);
	return db_end(req->db, rc);
}
