/* What there is here of what was found elsewhere. */
#include "lookup.h"
#include "db.h"

/* --- marks ------------------------------------------------------------------------------------ */

static enum status
mark_result(const struct call *call, struct result *result)
{
	struct media media;
	struct sql where;
	enum status rc = media_find_same(call, &result->found.media, &media);

	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	sql_init(&where, call->arena);
	where.joined = value_int(call->user->key);
	sql_and(&where, "t.key = $$", value_int(media.key));
	rc = store_find(call->db, call->arena, &media_my_view, &where, &media);
	if (rc)
		return rc;
	result->media_id = media.id;
	result->my_entry_id = media.my_entry_id;
	result->my_status = media.my_status;
	result->my_progress = media.my_progress;
	result->my_rating = media.my_rating;
	return OK;
}

enum status
lookup_mark(struct request *req, struct results *results)
{
	const struct call call = { req->db, req->arena, &req->problems, req->user };
	enum status rc = OK;

	for (int i = 0; i < results->count && !rc; i++)
		rc = mark_result(&call, &results->list[i]);
	return rc;
}
