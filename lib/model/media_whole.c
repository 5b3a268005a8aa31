#include "media_whole.h"
#include "copy.h"
#include "entry.h"
#include "review.h"

static const struct children entry = {
	.record = &entry_view, .column = "t.media_key", .order = "t.key",
	.parent = offsetof(struct media, key), .key = offsetof(struct entry, media_key),
};
static const struct children review = {
	.record = &review_view, .column = "t.media_key", .order = "t.key",
	.parent = offsetof(struct media, key), .key = offsetof(struct review, media_key),
};

static const struct field my_fields[] = {
	FIELD_AS(struct media, my_entry, "entry", READONLY | ONE, .children = &entry),
	FIELD_AS(struct media, my_rating, "rating", READONLY, .column = "r.value"),
	FIELD_AS(struct media, my_review, "review", READONLY | ONE, .children = &review),
	FIELD_AS(struct media, my_copies, "copies", READONLY, .children = &media_copies),
	{ 0 }
};
static const struct record my_part = {
	.name = "my", .fields = FIELDS(my_fields),
	.joins = "LEFT JOIN ratings r ON r.user_key = $$ AND r.media_key = t.key",
};

const struct record media_whole_view = {
	.table = "media_items", .size = sizeof(struct media), .fields = media_fields,
	.joins = media_joins, .finish = media_finish, .more = &my_part,
};

enum status
media_find_whole(const struct call *call, const char *id, struct media *out)
{
	const struct value user = value_int(call->user->key);
	struct sql where, own;
	int done;
	enum status rc;

	sql_init(&where, call->arena);
	where.joined = user;
	sql_and(&where, "t.id = $$", value_text(id));
	rc = store_find(call->db, call->arena, &media_whole_view, &where, out);
	if (rc)
		return rc;
	sql_init(&own, call->arena);
	sql_and(&own, "t.user_key = $$", user);
	rc = store_children(call->db, call->arena, &media_whole_view, &own, out, 1, &done);
	if (!rc && out->my_entry.count)
		((struct entry *)out->my_entry.list)->user_id = call->user->id;
	return rc;
}
