#include "rating.h"
#include "clock.h"
#include "quota.h"
#include "rank.h"

static const struct field rating_fields[] = {
	FIELD(struct rating, value, REQUIRED, .min = RATING_LEAST, .max = RATING_MOST,
		.label = "Stars"),
	FIELD(struct rating, average_rating, READONLY),
	FIELD(struct rating, rating_count, READONLY),
	{ 0 }
};
const struct record rating_view = {
	.size = sizeof(struct rating), .fields = FIELDS(rating_fields),
};

/* The title's rating is that of its latest record: who rates the one rates the other. */
static enum status
tell_diary(const struct call *call, const struct value *args)
{
	return db_exec(call->db, "UPDATE diary SET rating = $3, updated_at = $4 WHERE key = "
		"(SELECT d.key FROM entries e JOIN diary d ON d.entry_key = e.key "
		"WHERE e.media_key = $1 AND e.user_key = $2 ORDER BY d.number DESC LIMIT 1) "
		"AND rating IS NOT $3", args, 4);
}

typedef enum status tallier(const struct call *call, int64_t media_key, const struct tally *more);

static enum status
put_rating(const struct call *call, int64_t media_key, struct halves value, struct timestamp at,
	tallier *tally)
{
	const struct value args[] = { value_int(media_key), value_int(call->user->key),
		value_int(value.count), value_int(at.seconds == INT_NONE ? clock_now()
		: at.seconds) };
	bool is_set = value.count != INT_NONE, was_set;
	struct tally more;
	int64_t before;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = db_number(call->db, "SELECT value FROM ratings WHERE media_key = $1 "
			"AND user_key = $2", args, 2, &before);
	if (rc && rc != ERR_NOT_FOUND)
		return db_end(call->db, rc);
	was_set = !rc;
	rc = is_set && !was_set ? quota_check(call, QUOTA_RATINGS, 1) : OK;
	if (rc)
		return db_end(call->db, rc);
	if (is_set)
		rc = db_exec(call->db,
			"INSERT INTO ratings (media_key, user_key, value, created_at, updated_at) "
			"VALUES ($1, $2, $3, $4, $4) "
			"ON CONFLICT (media_key, user_key) DO UPDATE SET value = $3, "
			"updated_at = $4", args, 4);
	else
		rc = db_exec(call->db, "DELETE FROM ratings WHERE media_key = $1 AND user_key = $2",
			args, 2);
	more = (struct tally){ .rating_count = is_set - was_set,
		.rating_sum = (is_set ? value.count : 0) - (was_set ? before : 0) };
	if (!rc && (more.rating_sum || more.rating_count))
		rc = tally(call, media_key, &more);
	return db_end(call->db, rc);
}

enum status
rating_put(const struct call *call, int64_t media_key, struct halves value, struct timestamp at)
{
	return put_rating(call, media_key, value, at, rank_tally_later);
}

enum status
rating_find(const struct call *call, int64_t media_key, struct halves *value,
	struct timestamp *at)
{
	const struct value args[] = { value_int(media_key), value_int(call->user->key) };
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(call->db, &stmt, "SELECT value, updated_at FROM ratings "
		"WHERE media_key = $1 AND user_key = $2", args, 2);

	if (!rc)
		rc = stmt_step(stmt);
	value->count = rc ? INT_NONE : stmt_int(stmt, 0);
	at->seconds = rc ? INT_NONE : stmt_int(stmt, 1);
	return rc == ERR_NOT_FOUND ? OK : rc;
}

enum status
rating_set(const struct call *call, int64_t media_key, struct halves value)
{
	const struct value args[] = { value_int(media_key), value_int(call->user->key),
		value_int(value.count), value_int(clock_now()) };
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = put_rating(call, media_key, value, TIME_NONE, rank_tally);
	if (!rc)
		rc = tell_diary(call, args);
	return db_end(call->db, rc);
}
