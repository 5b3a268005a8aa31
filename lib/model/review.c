#include "review.h"
#include "clock.h"
#include "quota.h"
#include "rank.h"
#include "uuid.h"

static const struct field review_fields[] = {
	FIELD(struct review, key, HIDDEN | DERIVED),
	FIELD(struct review, id, READONLY),
	FIELD(struct review, user_key, HIDDEN),
	FIELD(struct review, media_key, HIDDEN),
	FIELD(struct review, media_id, READONLY, .column = "m.id"),
	FIELD_AS(struct review, user_id, "id", READONLY, .column = "u.id", .group = "user"),
	FIELD_AS(struct review, username, "username", READONLY | HEADING, .column = "u.username",
		.group = "user"),
	FIELD_AS(struct review, avatar_url, "avatar_url", READONLY | PICTURE,
		.column = "u.avatar_image_id", .group = "user"),
	FIELD(struct review, content, REQUIRED | LINES, .min = 1, .max = 10000,
		.label = "Review"),
	FIELD(struct review, rating, READONLY | BRIEF, .column = "r.value"),
	FIELD(struct review, created_at, READONLY | BRIEF, .label = "Written"),
	FIELD(struct review, updated_at, READONLY, .label = "Changed"),
	{ 0 }
};
const struct record review_view = {
	.table = "reviews", .size = sizeof(struct review), .fields = FIELDS(review_fields),
	.joins = "JOIN users u ON u.key = t.user_key JOIN media_items m ON m.key = t.media_key "
		"LEFT JOIN ratings r ON r.media_key = t.media_key AND r.user_key = t.user_key",
};

enum status
review_list(const struct call *call, const struct media *media, const struct page *page,
	struct rows *out)
{
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.media_key = $$", value_int(media->key));
	rc = store_list(call->db, call->arena, &review_view, &where, "t.key DESC", page, out);
	if (!rc)
		out->total = media->review_count;
	return rc;
}

enum status
review_find(const struct call *call, const char *id, struct review *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, "t.id = $$", value_text(id));
	return store_find(call->db, call->arena, &review_view, &where, out);
}

enum status
review_find_own(const struct call *call, int64_t media_key, struct review *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, "t.user_key = $$", value_int(call->user->key));
	sql_and(&where, "t.media_key = $$", value_int(media_key));
	return store_find(call->db, call->arena, &review_view, &where, out);
}

static enum status
add_row(const struct call *call, int64_t media_key, struct review *review)
{
	const struct tally one = { .review_count = 1 };
	enum status rc;

	if (!review->id)
		review->id = uuid_new(call->arena);
	review->user_key = call->user->key;
	review->media_key = media_key;
	if (review->created_at.seconds == INT_NONE)
		review->created_at.seconds = clock_now();
	review->updated_at = review->created_at;
	rc = quota_check(call, QUOTA_REVIEWS, 1);
	if (!rc)
		rc = store_insert(call->db, call->arena, &review_view, review);
	return rc ? rc : rank_tally(call, media_key, &one);
}

static enum status
change_row(const struct call *call, struct review *review)
{
	review->updated_at.seconds = clock_now();
	return store_update(call->db, call->arena, &review_view, review, review->key);
}

static enum status
drop_row(const struct call *call, const struct review *review)
{
	const struct tally less = { .review_count = -1 };
	enum status rc = store_delete(call->db, call->arena, &review_view, review->key);

	return rc ? rc : rank_tally(call, review->media_key, &less);
}

/* What a review shows that isn't its own row's, and the id of the user's first one, if any. */
static const struct field beside_fields[] = {
	FIELD(struct review, id, HIDDEN, .column = "w.id"),
	FIELD(struct review, media_id, HIDDEN, .column = "t.id"),
	FIELD(struct review, user_id, HIDDEN, .column = "u.id"),
	FIELD(struct review, username, HIDDEN, .column = "u.username"),
	FIELD(struct review, avatar_url, HIDDEN, .column = "u.avatar_image_id"),
	FIELD(struct review, rating, HIDDEN, .column = "r.value"),
	{ 0 }
};
static const struct record beside_record = {
	.table = "media_items", .size = sizeof(struct review), .fields = FIELDS(beside_fields),
	.joins = "JOIN users u ON u.key = $$ "
		"LEFT JOIN ratings r ON r.media_key = t.key AND r.user_key = u.key "
		"LEFT JOIN reviews w ON w.media_key = t.key AND w.user_key = u.key",
};

enum status
review_create(const struct call *call, int64_t media_key, struct review *review)
{
	const char *content = review->content;
	struct sql where;
	enum status rc = db_begin(call->db);

	sql_init(&where, call->arena);
	where.joined = value_int(call->user->key);
	sql_and(&where, "t.key = $$", value_int(media_key));
	if (!rc)
		rc = store_find(call->db, call->arena, &beside_record, &where, review);
	if (!rc && review->id) {
		problem_add(call->problems, "media_id", "has a review by you already: %s",
			review->id);
		rc = ERR_CONFLICT;
	}
	review->content = content;
	review->created_at = TIME_NONE;
	if (!rc)
		rc = add_row(call, media_key, review);
	return db_end(call->db, rc);
}

enum status
review_change(const struct call *call, const char *id, const struct change *change)
{
	struct review review;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = review_find(call, id, &review);
	if (!rc && review.user_key != call->user->key)
		rc = ERR_FORBIDDEN;
	if (rc)
		return db_end(call->db, rc);
	change_apply(change, &review);
	rc = change_row(call, &review);
	return db_end(call->db, rc);
}

enum status
review_delete(const struct call *call, const char *id)
{
	struct review review;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = review_find(call, id, &review);
	if (!rc && review.user_key != call->user->key && call->user->role != ROLE_ADMIN)
		rc = ERR_FORBIDDEN;
	if (!rc)
		rc = drop_row(call, &review);
	return db_end(call->db, rc);
}

enum status
review_put(const struct call *call, int64_t media_key, const char *content, struct timestamp at)
{
	struct review review;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = review_find_own(call, media_key, &review);
	if (!rc && content) {
		review.content = content;
		rc = change_row(call, &review);
	} else if (!rc) {
		rc = drop_row(call, &review);
	} else if (rc == ERR_NOT_FOUND) {
		record_clear(&review_view, &review);
		review.content = content;
		review.created_at = at;
		rc = content ? add_row(call, media_key, &review) : OK;
	}
	return db_end(call->db, rc);
}

enum status
review_set(const struct call *call, int64_t media_key, const char *content)
{
	return review_put(call, media_key, content, TIME_NONE);
}
