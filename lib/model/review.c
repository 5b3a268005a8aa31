#include "review.h"

static const struct field review_fields[] = {
	FIELD(struct review, key, HIDDEN | DERIVED),
	FIELD(struct review, id, READONLY),
	FIELD(struct review, user_key, HIDDEN),
	FIELD(struct review, media_key, HIDDEN),
	FIELD(struct review, media_id, READONLY, .column = "m.id"),
	FIELD_AS(struct review, user_id, "id", READONLY, .column = "u.id", .group = "user"),
	FIELD_AS(struct review, username, "username", READONLY, .column = "u.username", .group = "user"),
	FIELD_AS(struct review, avatar_url, "avatar_url", READONLY | PICTURE, .column = "u.avatar_image_id", .group = "user"),
	FIELD(struct review, content, REQUIRED | LINES, .min = 1, .max = 10000),
	FIELD(struct review, rating, READONLY, .column = "r.value"),
	FIELD(struct review, created_at, READONLY),
	FIELD(struct review, updated_at, READONLY),
	{ 0 }
};
const struct record review_view = {
	.table = "reviews", .size = sizeof(struct review), .fields = review_fields,
	.joins = "JOIN users u ON u.key = t.user_key JOIN media_items m ON m.key = t.media_key "
		"LEFT JOIN ratings r ON r.media_key = t.media_key AND r.user_key = t.user_key",
};

enum status
review_find_own(struct db *db, struct arena *arena, const struct user *user, int64_t media_key, struct review *out)
{
	struct sql where;

	sql_init(&where, arena);
	sql_and(&where, "t.user_key = $$", value_int(user->key));
	sql_and(&where, "t.media_key = $$", value_int(media_key));
	return store_find(db, arena, &review_view, &where, out);
}
