#include "entry_books.h"
#include "rating.h"
#include "review.h"

static const struct field library_fields[] = {
	FIELD_AS(struct entry, media_id, "book_id", READONLY),
	FIELD(struct entry, status, KEEP | NOT_NULL | BRIEF, .words = library_statuses),
	FIELD(struct entry, rating, BRIEF, .min = RATING_LEAST, .max = RATING_MOST),
	FIELD(struct entry, review_text, LINES, .min = 1, .max = 10000),
	FIELD_AS(struct entry, created_at, "date_added", READONLY),
	FIELD(struct entry, updated_at, READONLY),
	{ 0 }
};
static const struct record book_part = {
	.name = "book", .at = offsetof(struct entry, media), .fields = book_fields,
};
const struct record library_view = {
	.size = sizeof(struct entry), .fields = FIELDS(library_fields), .whole = &entry_view,
	.more = &book_part,
};

/*
 * Rating and review are the item's; here they may be given for what one has read. Taking them back
 * is always right.
 */
static enum status
set_opinion(const struct call *call, const struct entry *entry, bool was_read,
	const struct change *change)
{
	const struct entry *sent = change->values;
	bool rates = CHANGED(change, struct entry, rating),
		writes = CHANGED(change, struct entry, review_text);
	const struct call quiet = call_quietly(call);
	enum status rc = OK;

	if (!was_read && sent->status != COMPLETED) {
		if (rates && sent->rating.count != INT_NONE)
			problem_add(call->problems, "rating", "is for completed books");
		if (writes && sent->review_text)
			problem_add(call->problems, "review_text", "is for completed books");
	}
	if (call->problems->count)
		return ERR_VALIDATION;
	if (rates)
		rc = rating_set(&quiet, entry->media_key, sent->rating);
	if (!rc && writes)
		rc = review_set(&quiet, entry->media_key, sent->review_text);
	return rc;
}

enum status
library_add(const struct call *call, const char *book_id, const struct change *change)
{
	struct entry entry = *(const struct entry *)change->values;
	struct media book;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = media_find(call, MEDIA_BOOK, book_id, &book);
	if (rc)
		return db_end(call->db, rc);
	entry.media_id = book_id;
	rc = entry_create(call, change, &entry);
	if (!rc)
		rc = set_opinion(call, &entry, false, change);
	return db_end(call->db, rc);
}

enum status
library_change(const struct call *call, const char *book_id, const struct change *change)
{
	struct entry entry;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = entry_find_media(call, &entry_view, MEDIA_BOOK, book_id, &entry);
	if (!rc)
		rc = entry_change(call, entry.id, change);
	if (!rc)
		rc = set_opinion(call, &entry, entry.status == COMPLETED, change);
	return db_end(call->db, rc);
}
