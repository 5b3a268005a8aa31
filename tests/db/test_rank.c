/*
 * Ranks (lib/model/rank.h): as stored they are what a straightforward computation gives, whatever
 * has happened.
 */
#include "client.h"
#include "engine.h"
#include "clock.h"
#include "rank.h"
#include "rating.h"
#include "review.h"

enum { ITEMS = 40, USERS = 12, TURNS = 400 };

static struct arena memory;

/* What the model is told of a call by this user. */
static const struct call *
call_of_user(const struct user *user)
{
	static struct call call;

	call = (struct call){ .db = client_db(), .arena = &memory, .user = user };
	return &call;
}

static int64_t
number(const char *sql, int64_t arg)
{
	const struct value args[] = { value_int(arg) };
	int64_t out = -1;

	ck_assert_int_eq(db_number(client_db(), sql, args, arg != INT_NONE, &out), OK);
	return out;
}

static void
run(const char *sql)
{
	enum status rc = db_script(client_db(), sql);

	ck_assert_msg(!rc, "%s: %s", sql, db_message(client_db()));
}

static void
setup(void)
{
	client_setup();
	arena_init(&memory, 64 << 20, NULL);
}

static void
teardown(void)
{
	arena_release(&memory);
	client_teardown();
}

/* Items whose stored rank differs from their place by votes, reviews and age. */
static int64_t
misplaced(void)
{
	return number("SELECT count(*) FROM media_items t LEFT JOIN (SELECT key, "
		"row_number() OVER (PARTITION BY type "
		"ORDER BY (rating_sum + 30.0) / (rating_count + 5) DESC, review_count DESC, "
		"key) AS place "
		"FROM media_items WHERE rating_count > 0) r ON r.key = t.key "
		"WHERE t.rank IS DISTINCT FROM r.place", INT_NONE);
}

/* Items whose counts differ from what they count. */
static int64_t
miscounted(void)
{
	return number("SELECT count(*) FROM media_items t WHERE (rating_sum, rating_count, "
		"review_count, average_rating) IS DISTINCT FROM ("
		"SELECT coalesce(sum(value), 0), count(*), (SELECT count(*) FROM reviews "
		"WHERE media_key = t.key), "
		"round(sum(value) / 2.0 / count(*) + 0.000001, 1) "
		"FROM ratings WHERE media_key = t.key)", INT_NONE);
}

/* Types whose bookkeeping is wrong. */
static int64_t
mistyped(void)
{
	return number("SELECT count(*) FROM media_types t WHERE rated <> (SELECT count(*) "
		"FROM media_items "
		"WHERE type = t.type AND rating_count > 0)", INT_NONE);
}

static void
add_users(int count)
{
	const struct value arg = value_int(count);

	ck_assert_int_eq(db_exec(client_db(),
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) "
		"INSERT INTO users (id, username, username_folded, password, password_changed_at, "
		"role, is_active, "
		"created_at, updated_at) SELECT 'u' || i, 'u' || i, 'u' || i, '', 0, 'member', 1, "
		"0, 0 FROM n", &arg, 1), OK);
}

/* Adds items of a type that have one vote of 1 to 5 stars each, without telling rank. */
static void
add_rated(const char *type, int count)
{
	const struct value args[] = { value_text(type), value_int(count) };

	ck_assert_int_eq(db_exec(client_db(),
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2) "
		"INSERT INTO media_items (id, type, title, title_folded, metadata, source, "
		"curated, rating_sum, rating_count, average_rating, "
		"created_at, updated_at) SELECT $1 || i, $1, $1 || i, $1 || i, '{}', 'USER_ADDED', "
		"0, 2 * (1 + i * 7 % 5), 1, 1 + i * 7 % 5, 0, 0 "
		"FROM n", args, 2), OK);
	run("UPDATE media_types SET due = 1");
	ck_assert_int_eq(rank_refresh(call_of_user(NULL)), OK);
}

/* Numbers that look random and are the same in every run. */
static unsigned
chance(unsigned *state, unsigned below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

static int64_t
any_item(unsigned *state)
{
	return number("SELECT coalesce((SELECT key FROM media_items WHERE key >= $1 ORDER BY key "
		"LIMIT 1), "
		"(SELECT min(key) FROM media_items))", 1 + chance(state, ITEMS));
}

static const char *
id_of(int64_t key)
{
	STMT_AUTO stmt = NULL;
	const struct value arg = value_int(key);

	ck_assert_int_eq(db_query(client_db(), &stmt, "SELECT id FROM media_items WHERE key = $1",
		&arg, 1), OK);
	ck_assert_int_eq(stmt_step(stmt), OK);
	return stmt_text(stmt, 0, &memory);
}

/*
 * One thing that happens: mostly ratings and reviews, sometimes an item is deleted, changes its
 * type, or a user goes.
 */
static void
happen(unsigned *state)
{
	const struct user user = { .key = number("SELECT max(key) FROM users", INT_NONE)
		- chance(state, USERS) };
	static const char *const types[] = { "MOVIE", "BOOK" };
	unsigned what = chance(state, 100);
	int64_t key = any_item(state);
	const char *path = arena_printf(&memory, "/%s", id_of(key));

	if (what < 55) {
		ck_assert_int_eq(rating_set(call_of_user(&user), key,
			(struct halves){ 1 + chance(state, RATING_MOST) }), OK);
	} else if (what < 70) {
		ck_assert_int_eq(rating_set(call_of_user(&user), key, HALVES_NONE), OK);
	} else if (what < 92) {
		ck_assert_int_eq(review_set(call_of_user(&user), key,
			chance(state, 3) ? "x" : NULL), OK);
	} else if (what < 95) {
		ck_assert_int_eq(client_delete(&admin, &media_app, path)->http, 204);
		ck_assert_int_eq(client_post(&admin, &media_app, "/",
			"{\"type\":\"BOOK\",\"title\":\"new\"}")->http, 201);
	} else if (what < 98) {
		const char *body = arena_printf(&memory, "{\"type\":\"%s\"}",
			types[chance(state, 2)]);

		ck_assert_int_eq(client_patch(&admin, &media_app, path, body)->http, 200);
	} else {
		ck_assert_int_eq(db_begin(client_db()), OK);
		ck_assert_int_eq(rank_forget_user(call_of_user(NULL), user.key), OK);
		ck_assert_int_eq(db_end(client_db(), OK), OK);
	}
}

START_TEST(ranks_are_those_of_a_computation_after_each_of_hundreds_of_changes)
{
	unsigned state = (unsigned)_i * 7919u + 1;

	add_users(USERS);
	for (int i = 0; i < ITEMS; i++)
		client_post(&admin, &media_app, "/",
			arena_printf(&memory, "{\"type\":\"%s\",\"title\":\"t%d\"}",
			i % 3 ? "MOVIE" : "BOOK", i));
	for (int turn = 0; turn < TURNS; turn++) {
		happen(&state);
		ck_assert_msg(!misplaced() && !miscounted() && !mistyped(),
			"turn %d: %d misplaced, %d miscounted, %d mistyped",
			turn, (int)misplaced(), (int)miscounted(), (int)mistyped());
	}
	ck_assert_int_gt(number("SELECT max(rank) FROM media_items", INT_NONE), 10);
	ck_assert_int_eq(number("SELECT count(*) FROM media_types WHERE due IS NOT NULL", INT_NONE),
		0);
}
END_TEST

START_TEST(a_hole_in_the_ranks_is_mended)
{
	add_rated("MOVIE", 9);
	run("UPDATE media_items SET rank = NULL WHERE rank = 5");
	ck_assert_int_eq(rating_set(call_of_user(&(struct user){ .key = 1 }), 3,
		(struct halves){ RATING_MOST }), OK);
	ck_assert_int_eq(misplaced(), 0);
}
END_TEST

static const struct user voter = { .key = 1 };

static void
forget_voter(void)
{
	ck_assert_int_eq(db_begin(client_db()), OK);
	ck_assert_int_eq(rank_forget_user(call_of_user(NULL), voter.key), OK);
	ck_assert_int_eq(db_end(client_db(), OK), OK);
}

/* So many stars, or INT_NONE. */
static void
vote(int64_t key, int64_t stars)
{
	const struct halves value = { stars == INT_NONE ? INT_NONE : 2 * stars };

	ck_assert_int_eq(rating_set(call_of_user(&voter), key, value), OK);
}

START_TEST(ten_thousand_are_exact_at_once)
{
	add_rated("MOVIE", RANK_EXACT);
	ck_assert_int_eq(misplaced(), 0);
	for (int64_t key = 1; key <= RANK_EXACT; key += 4999) {
		vote(key, 5);
		ck_assert_int_eq(misplaced(), 0);
		vote(key, 1);
		ck_assert_int_eq(misplaced(), 0);
	}
	ck_assert_int_eq(mistyped(), 0);
}
END_TEST

/* How ranks that lag come up to date. */
static void
by_a_reader(void)
{
	ck_assert_int_eq(client_get(&nobody, &movies_app, "/?page_size=1")->http, 200);
}

static void
by_a_reader_of_one(void)
{
	const char *id = json_text(client_post(&admin, &movies_app, "/", "{\"title\":\"x\"}"),
		"id");

	ck_assert_int_eq(client_get(&nobody, &media_app, arena_printf(&memory, "/%s", id))->http,
		200);
}

static void
by_a_writer(void)
{
	vote(77, 3);
}

static void
by_a_deletion(void)
{
	ck_assert_int_eq(client_delete(&admin, &movies_app,
		"/3b75af06-e596-42ce-a953-000000000077")->http, 204);
}

/* Or at once, when the clock was ahead: what lies further ahead than a minute is due. */
static const struct {
	void (*happens)(void);
	int64_t later;
} occasions[] = {
	{ by_a_reader, RANK_LAG }, { by_a_reader_of_one, RANK_LAG }, { by_a_writer, RANK_LAG },
	{ by_a_deletion, RANK_LAG }, { by_a_reader, -1 }, { by_a_writer, -1 },
};

START_TEST(beyond_ten_thousand_ranks_lag_by_a_minute)
{
	add_rated("MOVIE", RANK_EXACT + 5);
	run("UPDATE media_items SET id = '3b75af06-e596-42ce-a953-' || substr(CAST(1000000000000 + "
		"key AS TEXT), 2)");
	engine_index(client_db());
	ck_assert_int_eq(misplaced(), 0);
	vote(3, 1);
	vote(4, 5);
	ck_assert_int_gt(misplaced(), 1000);
	ck_assert_int_eq(mistyped(), 0);
	by_a_reader();			/* too early */
	ck_assert_int_gt(misplaced(), 1000);
	clock_set(clock_now() + occasions[_i].later);
	occasions[_i].happens();
	ck_assert_int_eq(misplaced(), 0);
	ck_assert_int_eq(mistyped(), 0);
}
END_TEST

START_TEST(while_ranks_lag_the_unrated_have_none_and_the_new_are_last)
{
	int64_t rated = RANK_EXACT + 5;

	add_rated("MOVIE", (int)rated);
	run("INSERT INTO media_items (key, id, type, title, title_folded, metadata, source, "
		"curated, created_at, updated_at) "
		"VALUES (20000, 'x', 'MOVIE', 'x', 'x', '{}', 'USER_ADDED', 0, 0, 0)");
	vote(3, 1);
	for (int turn = 0; turn < 2; turn++) {
		vote(20000, 5);
		ck_assert_int_eq(number("SELECT rank FROM media_items WHERE key = $1", 20000),
			rated + 1);
		if (turn)
			forget_voter();
		else
			vote(20000, INT_NONE);
		ck_assert_int_eq(number("SELECT rank FROM media_items WHERE key = $1", 20000),
			INT_NONE);
		ck_assert_int_eq(mistyped(), 0);
	}
}
END_TEST

START_TEST(ranks_are_exact_again_as_soon_as_there_are_ten_thousand)
{
	add_rated("MOVIE", RANK_EXACT + 2);
	vote(3, 1);
	vote(4, 5);
	for (int64_t key = 10; key < 12; key++) {
		ck_assert_int_gt(misplaced(), 0);
		ck_assert_int_eq(db_begin(client_db()), OK);
		ck_assert_int_eq(rank_leave(call_of_user(NULL), key), OK);
		ck_assert_int_eq(db_exec(client_db(), "DELETE FROM media_items WHERE key = $1",
			(struct value[]){ value_int(key) }, 1), OK);
		ck_assert_int_eq(db_end(client_db(), OK), OK);
		ck_assert_int_eq(mistyped(), 0);
	}
	ck_assert_int_eq(misplaced(), 0);
	vote(50, 5);
	ck_assert_int_eq(misplaced(), 0);
}
END_TEST

START_TEST(who_goes_takes_ratings_and_reviews_from_the_counts)
{
	add_rated("BOOK", 8);
	run("UPDATE media_items SET rating_sum = 0, rating_count = 0, average_rating = NULL");
	for (int64_t key = 1; key <= 8; key++) {
		rating_set(call_of_user(&(struct user){ .key = 2 }), key,
			(struct halves){ 1 + key });
		if (key % 2)
			vote(key, 5);
		review_set(call_of_user(&voter), key, "x");
	}
	forget_voter();
	ck_assert_int_eq(client_rows("ratings"), 8);
	ck_assert_int_eq(client_rows("reviews"), 0);
	ck_assert_int_eq(misplaced() + miscounted() + mistyped(), 0);
}
END_TEST

/*
 * Of many readers that see ranks which are due one computes them; the others don't wait for that.
 */
START_TEST(a_reader_leaves_ranks_to_who_is_at_them_or_was)
{
	const struct db_options options = { .path = arena_printf(&memory, "%s/data/.ht.vitrine.db",
		client_folder()) };
	struct db *somebody;
	int64_t start;

	add_rated("MOVIE", 3);
	run("UPDATE media_types SET due = 1");
	clock_hurry(true);
	ck_assert_int_eq(db_open(&options, &somebody), OK);
	ck_assert_int_eq(db_begin(somebody), OK);
	start = clock_ticks();
	ck_assert_int_eq(client_get(&nobody, &movies_app, "/")->http, 200);
	ck_assert_int_lt(clock_ticks() - start, 1000);
	ck_assert_int_eq(number("SELECT due FROM media_types WHERE type = 'MOVIE'", INT_NONE), 1);
	ck_assert_int_eq(db_script(somebody, "UPDATE media_types SET due = NULL; "
		"UPDATE media_items SET rank = 7 WHERE key = 1"), OK);
	ck_assert_int_eq(db_end(somebody, OK), OK);
	ck_assert_int_eq(rank_refresh(call_of_user(NULL)), OK);
	ck_assert_int_eq(number("SELECT rank FROM media_items WHERE key = 1", INT_NONE), 7);
	db_close(somebody);
}
END_TEST

START_TEST(a_read_that_can_not_write_shows_old_ranks)
{
	const char *headers[2] = { NULL }, *path;
	struct reply *r;

	add_rated("MOVIE", 3);
	run("UPDATE media_types SET due = 1");
	engine_refuse(client_db(), "BEFORE UPDATE OF rated, due ON media_types");
	ck_assert_int_eq(client_get(&nobody, &movies_app, "/")->http, 200);
	r = client_post(&admin, &movies_app, "/", "{\"title\":\"x\"}");
	ck_assert_int_eq(r->http, 201);
	path = arena_printf(&memory, "/%s", json_text(r, "id"));
	r = client_get(&admin, &movies_app, path);
	headers[0] = arena_printf(&memory, "HTTP_IF_MATCH=%s", reply_header(r, "ETag"));
	r = client_send(&admin, &movies_app, "PATCH", path, "application/json", "{\"genre\":\"y\"}",
		13, headers);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(client_get(&nobody, &movies_app, path), "genre"), "y");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("rank");
	TCase *tc = tcase_create("rank");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, ranks_are_those_of_a_computation_after_each_of_hundreds_of_changes,
		0, 3);
	tcase_add_test(tc, a_hole_in_the_ranks_is_mended);
	tcase_add_test(tc, ten_thousand_are_exact_at_once);
	tcase_add_loop_test(tc, beyond_ten_thousand_ranks_lag_by_a_minute, 0,
		sizeof(occasions) / sizeof(occasions[0]));
	tcase_add_test(tc, while_ranks_lag_the_unrated_have_none_and_the_new_are_last);
	tcase_add_test(tc, ranks_are_exact_again_as_soon_as_there_are_ten_thousand);
	tcase_add_test(tc, who_goes_takes_ratings_and_reviews_from_the_counts);
	tcase_add_test(tc, a_reader_leaves_ranks_to_who_is_at_them_or_was);
	tcase_add_test(tc, a_read_that_can_not_write_shows_old_ranks);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
