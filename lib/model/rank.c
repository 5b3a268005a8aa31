#include "rank.h"
#include "clock.h"

/*
 * In halves of stars, as the sums are. Equal averages have equal weights and different ones
 * different, up to 300,000 votes. weight() says the same in C.
 */
#define WEIGHT "((rating_sum + 30) * 100000000000 / (rating_count + 5))"
/*
 * The average of so many halves and votes, in stars: one decimal, rounded half up, in whole numbers
 * up to the last step. NULL of no votes.
 */
#define AVERAGE(sum, count) \
	"((10 * (" sum ") + " count ") / nullif(2 * (" count "), 0)) / 10.0"
/* A rank as it is in the index; nobody's is that high. */
#define PLACE "coalesce(rank, 9000000000000000)"
#define NO_PLACE "9000000000000000"
/* As is_due() says. */
#define DUE_TYPES "SELECT type FROM media_types WHERE due <= $1 OR due > $2"

/* An item among its like. */
struct ranked {
	/* rank: INT_NONE without one */
	int64_t key, rating_sum, rating_count, review_count, rank;
	const char *type;
};
#define RANKED \
	"SELECT key, rating_sum, rating_count, review_count, rank, type FROM media_items WHERE "

/*
 * What is known of a type: how many are rated, and when ranks that lag are due, INT_NONE when they
 * are exact.
 */
struct ranked_type {
	int64_t rated, due;
};

static int64_t
weight(const struct ranked *item)
{
	return (item->rating_sum + 30) * INT64_C(100000000000) / (item->rating_count + 5);
}

static bool
is_better(const struct ranked *a, const struct ranked *b)
{
	if (weight(a) != weight(b))
		return weight(a) > weight(b);
	if (a->review_count != b->review_count)
		return a->review_count > b->review_count;
	return a->key < b->key;
}

static enum status
find_ranked(const struct call *call, const char *sql, const struct value *args, int count,
	struct ranked *out)
{
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(call->db, &stmt, sql, args, count);

	if (!rc)
		rc = stmt_step(stmt);
	if (!rc)
		*out = (struct ranked){
			stmt_int(stmt, 0), stmt_int(stmt, 1), stmt_int(stmt, 2), stmt_int(stmt, 3),
			stmt_int(stmt, 4),
			stmt_text(stmt, 5, call->arena),
		};
	return rc;
}

static enum status
find_item(const struct call *call, int64_t key, struct ranked *out)
{
	const struct value arg = value_int(key);

	return find_ranked(call, RANKED "key = $1", &arg, 1, out);
}

static enum status
find_type(struct db *db, const char *type, struct ranked_type *out)
{
	STMT_AUTO stmt = NULL;
	const struct value arg = value_text(type);
	enum status rc = db_query(db, &stmt, "SELECT rated, due FROM media_types WHERE type = $1",
		&arg, 1);

	if (!rc)
		rc = stmt_step(stmt);
	if (!rc)
		*out = (struct ranked_type){ stmt_int(stmt, 0), stmt_int(stmt, 1) };
	return rc;
}

static enum status
set_type(struct db *db, const char *type, const struct ranked_type *state)
{
	const struct value args[] = { value_text(type), value_int(state->rated),
		value_int(state->due) };

	return db_exec(db, "UPDATE media_types SET rated = $2, due = $3 WHERE type = $1", args, 3);
}

static enum status
set_rank(struct db *db, int64_t key, int64_t rank)
{
	const struct value args[] = { value_int(key), value_int(rank) };

	return db_exec(db, "UPDATE media_items SET rank = $2 WHERE key = $1", args, 2);
}

/* Moves the items with ranks from `first` to `last` by one place. */
static enum status
shift_ranks(struct db *db, const char *type, int64_t first, int64_t last, int64_t by)
{
	const struct value args[] = { value_text(type), value_int(first), value_int(last),
		value_int(by) };

	return db_exec(db, "UPDATE media_items SET rank = rank + $4 WHERE " PLACE
		" BETWEEN $2 AND $3 AND type = $1", args, 4);
}

/*
 * All ranks of a type anew, and how many are rated; without the item that is leaving (0 for none).
 */
static enum status
recompute_ranks(struct db *db, const char *type, int64_t leaving)
{
	const struct value args[] = { value_text(type), value_int(leaving) };
	enum status rc = db_exec(db, "UPDATE media_items SET rank = NULL "
		"WHERE " PLACE " < " NO_PLACE " AND type = $1 AND (rating_count = 0 OR key = $2)",
		args, 2);

	if (!rc)
		rc = db_exec(db, "UPDATE media_items SET rank = r.place FROM ("
			"SELECT key, row_number() OVER (ORDER BY " WEIGHT
			" DESC, review_count DESC, key) AS place "
			"FROM media_items WHERE coalesce(average_rating, 0) > 0 AND type = $1 "
			"AND key <> $2) r "
			"WHERE r.key = media_items.key AND " PLACE " <> r.place", args, 2);
	if (!rc)
		rc = db_exec(db, "UPDATE media_types SET due = NULL, rated = (SELECT count(*) "
			"FROM media_items "
			"WHERE coalesce(average_rating, 0) > 0 AND type = $1 AND key <> $2) "
			"WHERE type = $1", args, 2);
	return rc;
}

/*
 * The place of an item among the `others`, by halving. ERR_NOT_FOUND when the stored ranks have a
 * hole.
 */
static enum status
find_place(const struct call *call, const struct ranked *item, int64_t others, int64_t *out)
{
	int64_t low = 1, high = others + 1;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		int64_t rank = item->rank != INT_NONE && middle >= item->rank ? middle + 1 : middle;
		const struct value args[] = { value_text(item->type), value_int(rank) };
		struct ranked other;
		enum status rc = find_ranked(call, RANKED PLACE " = $2 AND type = $1", args, 2,
			&other);

		if (rc)
			return rc;
		if (is_better(item, &other))
			high = middle;
		else
			low = middle + 1;
	}
	*out = low;
	return OK;
}

/* Moves an item from its rank, if it has one, to its place, if it gets one. */
static enum status
move_item(const struct call *call, const struct ranked *item, int64_t others, bool is_rated)
{
	int64_t from = item->rank == INT_NONE ? others + 1 : item->rank, to = others + 1;
	enum status rc = is_rated ? find_place(call, item, others, &to) : OK;

	if (!rc && to < from)
		rc = shift_ranks(call->db, item->type, to, from - 1, 1);
	else if (!rc && to > from)
		rc = shift_ranks(call->db, item->type, from + 1, to, -1);
	return rc ? rc : set_rank(call->db, item->key, is_rated ? to : INT_NONE);
}

/* Also when its time lies further ahead than any is set: the clock was wrong. */
static bool
is_due(const struct ranked_type *state)
{
	const int64_t now = clock_now();

	return state->due != INT_NONE && (state->due <= now || state->due > now + RANK_LAG);
}

static enum status
place_item(const struct call *call, const struct ranked *item, bool is_rated)
{
	struct ranked_type state;
	bool was_rated = item->rank != INT_NONE;
	enum status rc;

	if (!is_rated && !was_rated)
		return OK;
	rc = find_type(call->db, item->type, &state);
	if (rc)
		return rc;
	state.rated += is_rated - was_rated;
	if (state.rated <= RANK_EXACT && state.due == INT_NONE) {
		rc = move_item(call, item, state.rated - is_rated, is_rated);
		if (rc != ERR_NOT_FOUND)
			return rc ? rc : set_type(call->db, item->type, &state);
	}
	if (!is_rated || !was_rated)	/* until it is computed: none, or the last */
		rc = set_rank(call->db, item->key, is_rated ? state.rated : INT_NONE);
	if (rc == ERR_NOT_FOUND)
		rc = OK;
	if (!rc && (state.rated <= RANK_EXACT || is_due(&state)))
		return recompute_ranks(call->db, item->type, is_rated ? 0 : item->key);
	if (state.due == INT_NONE)
		state.due = clock_now() + RANK_LAG;
	return rc ? rc : set_type(call->db, item->type, &state);
}

/* Adds to the counts of an item, and reads it. */
static enum status
tally_item(const struct call *call, int64_t media_key, const struct tally *more,
	struct ranked *out)
{
	const struct value args[] = {
		value_int(media_key), value_int(more->rating_sum), value_int(more->rating_count),
		value_int(more->review_count),
	};
	enum status rc = db_exec(call->db, "UPDATE media_items SET rating_sum = rating_sum + $2, "
		"rating_count = rating_count + $3, review_count = review_count + $4, "
		"average_rating = " AVERAGE("rating_sum + $2", "rating_count + $3")
		" WHERE key = $1",
		args, 4);

	return rc ? rc : find_item(call, media_key, out);
}

enum status
rank_tally(const struct call *call, int64_t media_key, const struct tally *more)
{
	struct ranked item;
	enum status rc = tally_item(call, media_key, more, &item);

	return rc ? rc : place_item(call, &item, item.rating_count > 0);
}

enum status
rank_tally_later(const struct call *call, int64_t media_key, const struct tally *more)
{
	struct ranked_type state;
	struct ranked item;
	bool is_rated, was_rated;
	enum status rc = tally_item(call, media_key, more, &item);

	if (rc)
		return rc;
	is_rated = item.rating_count > 0;
	was_rated = item.rank != INT_NONE;
	if (!is_rated && !was_rated)
		return OK;
	rc = find_type(call->db, item.type, &state);
	if (rc)
		return rc;
	state.rated += is_rated - was_rated;
	if (state.due == INT_NONE)
		state.due = clock_now() + RANK_LAG;
	if (is_rated != was_rated)	/* until it is computed: none, or the last */
		rc = set_rank(call->db, item.key, is_rated ? state.rated : INT_NONE);
	return rc ? rc : set_type(call->db, item.type, &state);
}

enum status
rank_leave(const struct call *call, int64_t media_key)
{
	struct ranked item;
	enum status rc = find_item(call, media_key, &item);

	return rc ? rc : place_item(call, &item, false);
}

enum status
rank_enter(const struct call *call, int64_t media_key)
{
	struct ranked item;
	enum status rc = find_item(call, media_key, &item);

	return rc ? rc : place_item(call, &item, item.rating_count > 0);
}

/* Each type that this finds, in one go: the caller changes what is being read. */
static enum status
list_types(const struct call *call, const char *sql, const struct value *args, int arg_count,
	const char *out[4], int *count)
{
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(call->db, &stmt, sql, args, arg_count);

	*count = 0;
	while (!rc && *count < 4) {
		rc = stmt_step(stmt);
		if (!rc)
			out[(*count)++] = stmt_text(stmt, 0, call->arena);
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

/*
 * Many items have changed: the ranks of their type are computed now, or (beyond RANK_EXACT) when
 * they are due.
 */
static enum status
settle_type(struct db *db, const char *type)
{
	const struct value args[] = { value_text(type), value_int(clock_now() + RANK_LAG) };
	struct ranked_type state;
	enum status rc = find_type(db, type, &state);

	if (rc)
		return rc;
	if (state.rated <= RANK_EXACT)
		return recompute_ranks(db, type, 0);
	return db_exec(db, "UPDATE media_types SET due = coalesce(due, $2) WHERE type = $1",
		args, 2);
}

enum status
rank_forget_user(const struct call *call, int64_t user_key)
{
	const struct value arg = value_int(user_key);
	const char *types[4];
	int count;
	enum status rc = list_types(call,
		"SELECT DISTINCT type FROM media_items WHERE rating_count > 0 AND key IN ("
		"SELECT media_key FROM ratings WHERE user_key = $1 UNION SELECT media_key "
		"FROM reviews WHERE user_key = $1)", &arg, 1, types, &count);

	if (!rc)
		rc = db_exec(call->db,
			"UPDATE media_types SET rated = rated - (SELECT count(*) FROM ratings r "
			"JOIN media_items m ON m.key = r.media_key WHERE r.user_key = $1 "
			"AND m.rating_count = 1 "
			"AND m.type = media_types.type)", &arg, 1);
	if (!rc)
		rc = db_exec(call->db, "UPDATE media_items SET rating_count = rating_count - 1, "
			"rank = CASE WHEN rating_count > 1 THEN rank END, "
			"rating_sum = rating_sum - r.value, "
			"average_rating = "
			AVERAGE("rating_sum - r.value", "rating_count - 1")
			" FROM ratings r WHERE r.media_key = media_items.key AND r.user_key = $1",
			&arg, 1);
	if (!rc)
		rc = db_exec(call->db, "UPDATE media_items SET review_count = review_count - 1 "
			"WHERE key IN (SELECT media_key FROM reviews WHERE user_key = $1)",
			&arg, 1);
	if (!rc)
		rc = db_exec(call->db, "DELETE FROM ratings WHERE user_key = $1", &arg, 1);
	if (!rc)
		rc = db_exec(call->db, "DELETE FROM reviews WHERE user_key = $1", &arg, 1);
	for (int i = 0; i < count && !rc; i++)
		rc = settle_type(call->db, types[i]);
	return rc;
}

enum status
rank_refresh(const struct call *call)
{
	const int64_t now = clock_now();
	const struct value args[] = { value_int(now), value_int(now + RANK_LAG) };
	const char *types[4];
	int count;
	enum status rc = list_types(call, DUE_TYPES, args, 2, types, &count);

	if (rc || !count)
		return rc;
	rc = db_try_begin(call->db);	/* whoever writes now may be at it */
	if (!rc)		/* or have done it since what we saw */
		rc = list_types(call, DUE_TYPES, args, 2, types, &count);
	for (int i = 0; i < count && !rc; i++)
		rc = recompute_ranks(call->db, types[i], 0);
	return db_end(call->db, rc);
}

enum status
rank_settle(const struct call *call)
{
	const struct value most = value_int(RANK_EXACT);
	const char *types[4];
	int count;
	enum status rc = list_types(call, "SELECT type FROM media_types WHERE due IS NOT NULL "
		"AND rated <= $1", &most, 1, types, &count);

	for (int i = 0; i < count && !rc; i++)
		rc = recompute_ranks(call->db, types[i], 0);
	return rc;
}
