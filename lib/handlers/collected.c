#include "collected.h"
#include "copy.h"

static const struct field shelf_fields[] = {
	FIELD(struct entry, status, READONLY | BRIEF, .words = entry_statuses),
	FIELD(struct entry, copies, READONLY | BRIEF, .children = &entry_copies),
	{ 0 }
};
static const struct record shelf_part = { .fields = FIELDS(shelf_fields) };
const struct record collected_view = {
	.size = sizeof(struct entry), .at = offsetof(struct entry, media), .fields = media_fields,
	.more = &shelf_part,
};

enum status
collected_read(struct request *req, void *rows, int count, int *done)
{
	return copy_read_children(call_of(req), &collected_view, rows, count, done);
}

enum status
collected_find(struct request *req, enum media_type type, struct entry *out)
{
	int done;
	enum status rc = entry_find_media(call_of(req), &entry_whole, type, req->id[0], out);

	return rc ? rc : collected_read(req, out, 1, &done);
}

enum status
collect_item(struct request *req, struct media *media)
{
	enum status rc = db_begin(req->db);

	if (rc)
		return db_end(req->db, rc);
	rc = media_find_same(call_of(req), media, media);
	if (rc == ERR_NOT_FOUND)
		rc = media_create(call_of(req), media);
	if (!rc)
		rc = entry_shelve(call_of(req), media->key);
	return db_end(req->db, rc);
}
