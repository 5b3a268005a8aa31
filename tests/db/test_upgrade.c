/*
 * Databases that released programs made: this release's programs go on with them, nothing is lost,
 * all is found.
 */
#include "client.h"
#include "engine.h"
#include "clock.h"
#include "db.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PEOPLE = 3, TITLES = 8 };

static struct arena memory;
static struct sender maria;

/* Where the installation under test has its database. */
static const char *
database(void)
{
	return arena_printf(&memory, "%s/data/.ht.vitrine.db", client_folder());
}

static void
put_old_database(void)
{
	client_restart();
	ck_assert_int_eq(system(arena_printf(&memory, "rm -f %s*", database())), 0);
	client_old_database("0.1.0", database());
}

static void
sign_in(void)
{
	struct reply *r = client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"MÁRIA.Ł\",\"password\":\"Tr0mbone-und-Apfelkuchen\"}");
	ck_assert_int_eq(r->http, 200);
	maria = (struct sender){ "mária.ł", json_text(r, "access_token"),
		json_text(r, "refresh_token"), json_text(r, "id") };
}

static void
setup(void)
{
	client_setup();
	arena_init(&memory, 64 << 20, NULL);
	put_old_database();
	clock_set(1800000000);	/* the file is of November 2026 */
	sign_in();
}

static void
teardown(void)
{
	client_teardown();
	arena_release(&memory);
}

START_TEST(nothing_is_lost)
{
	struct reply *item;

	ck_assert_int_eq(client_rows("users"), PEOPLE);
	ck_assert_int_eq(client_rows("media_items"), TITLES);
	ck_assert_int_eq(client_rows("entries"), 3);
	ck_assert_int_eq(client_rows("copies"), 1);
	ck_assert_int_eq(client_rows("ratings"), 1);
	ck_assert_int_eq(client_rows("reviews"), 1);
	ck_assert_int_eq(client_rows("images"), 1);
	item = client_get(&maria, &media_app, "/?q=lodz");
	ck_assert_str_eq(json_column(item, "media", "title"), "Łódź");
	ck_assert_str_eq(json_text(item, "media[0].my.status"), "COMPLETED");
	ck_assert_str_eq(json_text(item, "media[0].average_rating"), "4");
	item = client_get(&maria, &media_app,
		arena_printf(&memory, "/%s", json_text(item, "media[0].id")));
	ck_assert_str_eq(json_text(item, "my.copies[0].platform"), "Müller’s Søkk");
}
END_TEST

/* What a query has in its rows' first two columns. */
static const char *
pairs_of(struct db *db, const char *sql)
{
	STMT_AUTO stmt = NULL;
	const char *text = "";

	ck_assert_int_eq(db_query(db, &stmt, sql, NULL, 0), OK);
	while (stmt_step(stmt) == OK)
		text = arena_printf(&memory, "%s%s %s, ", text, stmt_text(stmt, 0, &memory),
			stmt_text(stmt, 1, &memory));
	return text;
}

/* Votes of then: averages that are rounded up and down, and one that is whole. */
static const char *const votes[] = {
	"INSERT INTO ratings (user_key, media_key, value, created_at, updated_at) "
		"SELECT u.key, m.key, 1 + (u.key * 7 + m.key * 3) % 5, 5, 6 FROM users u, "
		"media_items m WHERE m.key % 3 OR u.key % 2 "
		"ON CONFLICT DO NOTHING",
	"UPDATE media_items SET rating_sum = coalesce((SELECT sum(value) FROM ratings r "
		"WHERE r.media_key = media_items.key), 0), rating_count = (SELECT count(*) "
		"FROM ratings r WHERE r.media_key = media_items.key)",
};
static const char averages_of[] =
	"SELECT title, CAST(average_rating AS TEXT) FROM media_items ORDER BY key";

/* They were whole stars and are kept in halves: nobody's rating is another one, no average. */
START_TEST(ratings_and_averages_are_what_they_were)
{
	const struct db_options options = { .path = database() };
	const char *given, *averages;
	int64_t mine;
	struct db *db;

	put_old_database();
	ck_assert_int_eq(db_open(&options, &db), OK);
	for (int i = 0; i < COUNT(votes); i++)
		ck_assert_int_eq(db_exec(db, votes[i], NULL, 0), OK);
	given = pairs_of(db, "SELECT user_key || ' ' || media_key || ' ' || created_at || ' ' || "
		"updated_at, value FROM ratings ORDER BY user_key, media_key");
	averages = pairs_of(db, averages_of);
	ck_assert_int_eq(db_number(db, "SELECT r.value FROM ratings r JOIN users u ON u.key = "
		"r.user_key JOIN media_items m ON m.key = r.media_key WHERE m.title = 'Łódź' "
		"AND u.username LIKE 'm%'", NULL, 0, &mine), OK);
	db_close(db);
	sign_in();
	ck_assert_int_gt(client_rows("ratings"), TITLES);
	ck_assert_str_eq(pairs_of(client_db(), "SELECT user_key || ' ' || media_key || ' ' || "
		"created_at || ' ' || updated_at, value / 2 FROM ratings "
		"WHERE value % 2 = 0 ORDER BY user_key, media_key"), given);
	ck_assert_str_eq(pairs_of(client_db(), averages_of), averages);
	ck_assert_msg(strstr(averages, ".3"), "%s", averages);
	ck_assert_msg(strstr(averages, ".7"), "%s", averages);
	ck_assert_str_eq(json_text(client_get(&maria, &media_app, "/?q=lodz"),
		"media[0].my.rating"), arena_printf(&memory, "%lld", (long long)mine));
	engine_check(client_db());
}
END_TEST

static const struct {
	const char *query, *titles;
} found[] = {
	{ "q=lodz", "Łódź" }, { "q=ender's", "Ender’s Game" },
	{ "q=Ender%E2%80%99s", "Ender’s Game" }, { "q=tromso", "Tromsø" },
	{ "q=wall-e", "Wall‑E" }, { "q=%E3%83%91%E3%83%91", "パパ" },
	{ "q=%E3%83%8F%E3%83%8F", "ハハ" },
	{ "q=%E0%A4%95%E0%A5%80", "की" }, { "q=plain", "Plain Title" },
	{ "creator=borge+odegard", "Łódź" },
	{ "creator=oeuvre+-+aeon", "Tromsø" }, { "genre=sot", "Łódź" },
};

START_TEST(what_was_stored_is_found_as_this_release_folds)
{
	struct reply *r = client_get(&nobody, &media_app,
		arena_printf(&memory, "/?%s", found[_i].query));

	ck_assert_str_eq(json_column(r, "media", "title"), found[_i].titles);
}
END_TEST

START_TEST(copies_and_accounts_are_found_too)
{
	struct reply *r = client_get(&maria, &collection_app,
		"/?format=blu-ray&platform=muller's+sokk");

	ck_assert_str_eq(json_column(r, "items", "title"), "Łódź");
	r = client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"boss\",\"password\":\"Tr0mbone-und-Apfelkuchen\"}");
	r = client_get(&(struct sender){ .token = json_text(r, "access_token") }, &users_app,
		"/?q=lecka");
	ck_assert_str_eq(json_column(r, "users", "username"), "mária.ł");
}
END_TEST

static const char *
hash_of_dora(void)
{
	STMT_AUTO stmt = NULL;

	ck_assert_int_eq(db_query(client_db(), &stmt,
		"SELECT password FROM users WHERE username = 'dora'", NULL, 0), OK);
	ck_assert_int_eq(stmt_step(stmt), OK);
	return stmt_text(stmt, 0, &memory);
}

/* 0.1.0 hashed a password as its bytes came: this one apart, from a Mac. */
static const char *const doras[] = { "caf\u00e9-b\u00fccher-1", "cafe\u0301-bu\u0308cher-1" };

START_TEST(a_password_of_another_form_opens_the_account_and_is_hashed_anew)
{
	const char *body = arena_printf(&memory, "{\"username\":\"dora\",\"password\":\"%s\"}",
		doras[_i]);
	const char *before = hash_of_dora(), *after;

	ck_assert_int_eq(client_post(&nobody, &auth_app, "/login", body)->http, 200);
	after = hash_of_dora();
	ck_assert_str_ne(after, before);
	for (int i = 0; i < COUNT(doras); i++) {
		body = arena_printf(&memory, "{\"username\":\"dora\",\"password\":\"%s\"}",
			doras[i]);
		ck_assert_int_eq(client_post(&nobody, &auth_app, "/login", body)->http, 200);
		ck_assert_str_eq(hash_of_dora(), after);
	}
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"dora\",\"password\":\"cafe-bucher-1\"}")->http, 401);
}
END_TEST

/* Each column of a folded text, whatever migration made it, beside the text that it is of. */
static const char *const pairs[] = {
	"SELECT title, title_folded FROM media_items",
	"SELECT creator, creator_folded FROM media_items",
	"SELECT genre, genre_folded FROM media_items", "SELECT format, format_folded FROM copies",
	"SELECT platform, platform_folded FROM copies",
	"SELECT location, location_folded FROM copies",
	"SELECT condition, condition_folded FROM copies",
	"SELECT username || ' ' || coalesce(name, '') || ' ' || coalesce(email, ''), search_folded "
		"FROM users",
};

static int64_t
count(const char *sql)
{
	int64_t n = -1;

	ck_assert_int_eq(db_number(client_db(), sql, NULL, 0, &n), OK);
	return n;
}

START_TEST(every_folded_column_is_what_is_folded_now)
{
	for (int i = 0; i < COUNT(pairs); i++) {
		STMT_AUTO stmt = NULL;
		int rows = 0;

		ck_assert_int_eq(db_query(client_db(), &stmt, pairs[i], NULL, 0), OK);
		for (; stmt_step(stmt) == OK; rows++) {
			const char *text = stmt_text(stmt, 0, &memory),
				*folded = stmt_text(stmt, 1, &memory);

			ck_assert_int_eq(text == NULL, folded == NULL);
			if (text)
				ck_assert_str_eq(folded, text_fold(&memory, text));
		}
		ck_assert_int_ge(rows, 1);
	}
	/*
	 * No column is forgotten: a name that ends so, of any table, is in the pairs (user names'
	 * case folding is another; no tag is older than what folds them).
	 */
	ck_assert_int_eq(count("SELECT count(*) FROM sqlite_schema s, pragma_table_info(s.name) c "
		"WHERE s.type = 'table' "
		"AND c.name LIKE '%\\_folded' ESCAPE '\\' "
		"AND s.name NOT IN ('media_search', 'entry_tags') "
		"AND c.name NOT IN ('username_folded', 'email_folded')"), COUNT(pairs));
	engine_check(client_db());
}
END_TEST

/*
 * Ligatures that unfold to eighteen letters each: the largest folded texts that there are, in a
 * database of then.
 */
START_TEST(the_largest_titles_are_folded_anew_too)
{
	enum { ITEMS = 250, LETTERS = 500, BYTES = 3 };
	const struct db_options options = { .path = database() };
	char title[LETTERS * BYTES + 1];
	struct value args[3];
	struct db *db;
	struct reply *r;

	for (int i = 0; i < LETTERS; i++)
		memcpy(title + BYTES * i, "\xef\xb7\xba", BYTES);	/* U+FDFA */
	title[sizeof(title) - 1] = '\0';
	put_old_database();
	ck_assert_int_eq(db_open(&options, &db), OK);
	args[0] = value_text(title);
	args[1] = value_text(text_fold(&memory, title));
	for (int i = 0; i < ITEMS; i++) {
		args[2] = value_text(arena_printf(&memory, "i%d", i));
		ck_assert_int_eq(db_exec(db, "INSERT INTO media_items (id, type, title, "
			"title_folded, creator, creator_folded, metadata, "
			"source, curated, created_at, updated_at) VALUES ($3, 'GAME', $1, $2, $1, "
			"$2, '{}', 'USER_ADDED', 0, 0, 0)", args, 3), OK);
	}
	ck_assert_int_eq(db_exec(db,
		"UPDATE media_types SET items = items + 250 WHERE type = 'GAME'", NULL, 0), OK);
	db_close(db);
	r = client_get(&nobody, &media_app, "/?type=GAME&page_size=1");
	ck_assert_int_eq(r->http, 200);
	ck_assert_int_ge(atoi(json_text(r, "total")), ITEMS);
}
END_TEST

START_TEST(each_entry_that_has_a_date_has_its_first_record)
{
	struct reply *r = client_get(&maria, &diary_app, "/"), *shelf;

	ck_assert_str_eq(json_column(r, "diary", "media.title"), "Ender’s Game|Łódź");
	ck_assert_str_eq(json_column(r, "diary", "number"), "1|1");
	ck_assert_str_eq(json_column(r, "diary", "start_date"), "2026-11-26T20:02:52Z|null");
	ck_assert_str_eq(json_column(r, "diary", "end_date"), "null|2026-11-26T20:02:52Z");
	ck_assert_str_eq(json_column(r, "diary", "is_finished"), "false|true");
	shelf = client_get(&maria, &usermedia_app, "/?sort=title_asc");
	ck_assert_str_eq(json_column(shelf, "records", "start_date"),
		"2026-11-26T20:02:52Z|null|null");
	ck_assert_str_eq(json_column(shelf, "records", "end_date"),
		"null|2026-11-26T20:02:52Z|null");
	ck_assert_str_eq(json_column(shelf, "records", "times"), "0|1|0");
	ck_assert_str_eq(json_column(shelf, "records", "dates_are_partial"), "false|false|false");
	engine_check(client_db());
}
END_TEST

/* Days, of more entries than are read at once. */
START_TEST(each_of_many_entries_has_its_first_record)
{
	enum { ITEMS = 150 };
	const struct db_options options = { .path = database() };
	struct db *db;

	put_old_database();
	ck_assert_int_eq(db_open(&options, &db), OK);
	ck_assert_int_eq(db_exec(db, "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL "
		"SELECT i + 1 FROM n WHERE i < 150) INSERT INTO media_items (id, type, title, "
		"title_folded, metadata, source, curated, created_at, updated_at) "
		"SELECT 'i' || i, 'GAME', 'g', 'g', '{}', 'USER_ADDED', 0, 0, 0 FROM n",
		NULL, 0), OK);
	ck_assert_int_eq(db_exec(db, "INSERT INTO entries (id, user_key, media_key, status, "
		"progress, start_date, end_date, created_at, updated_at) "
		"SELECT m.id, u.key, m.key, "
		"CASE WHEN m.key % 2 THEN 'DROPPED' ELSE 'COMPLETED' END, 7, 0, "
		"CASE WHEN m.key % 3 THEN 86400 END, 5, 6 FROM media_items m, users u "
		"WHERE m.title = 'g' AND u.username = 'dora'", NULL, 0), OK);
	ck_assert_int_eq(db_exec(db, "INSERT INTO ratings (media_key, user_key, value, created_at, "
		"updated_at) SELECT media_key, user_key, 4, 0, 0 FROM entries "
		"WHERE progress = 7 AND media_key % 5 = 0", NULL, 0), OK);
	engine_index(db);
	db_close(db);
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	ck_assert_int_eq(client_rows("diary"), ITEMS + 2);
	ck_assert_int_eq(count("SELECT count(*) FROM diary d JOIN entries e ON e.key = d.entry_key "
		"WHERE d.start_date = '1970-01-01' AND d.user_key = e.user_key AND d.progress = 7 "
		"AND d.created_at = 5 AND d.updated_at = 6 "
		"AND d.is_finished = (e.end_date IS NOT NULL OR e.status = 'COMPLETED') "
		"AND e.times = (d.is_finished AND e.status <> 'DROPPED') "
		"AND d.type = 'GAME' "
		"AND d.rating IS CASE WHEN e.media_key % 5 = 0 THEN 8 END "
		"AND d.end_date IS CASE WHEN e.end_date IS NOT NULL THEN '1970-01-02' END"), ITEMS);
	engine_check(client_db());
}
END_TEST

START_TEST(work_goes_on)
{
	struct reply *r = client_post(&maria, &media_app, "/",
		"{\"type\":\"MOVIE\",\"title\":\"łódź\",\"pub_date\":\"1999\"}");

	ck_assert_int_eq(r->http, 409);
	r = client_get(&nobody, &media_app, "/?q=tromso");
	ck_assert_int_eq(client_delete(&maria, &media_app,
		arena_printf(&memory, "/%s", json_text(r, "media[0].id")))->http, 204);
	ck_assert_str_eq(json_column(client_get(&nobody, &media_app, "/?q=tromso"), "media",
		"title"), "");
	engine_check(client_db());
}
END_TEST

/* --- 0.2.0 ------------------------------------------------------------------------------------ */

/* What opened things in the installation that the file is of. */
#define KEY "vitrine_2acd497fb07b1a83c3023173d78484297ce020a33017f96d"
#define SHARE "/f02da8b8d1f6718cbe4f0f054675f196e1a004b19ed08187e088d6e762108c07"
#define RECOVERY "7CT3-H3F2-4L5P-GGHV-MZZ5-UXDP"

static void
set_up_0_2_0(void)
{
	client_setup();
	arena_init(&memory, 64 << 20, NULL);
	client_restart();
	ck_assert_int_eq(system(arena_printf(&memory, "rm -f %s*", database())), 0);
	client_old_database("0.2.0", database());
	clock_set(1800000000);
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
}

static const struct {
	const char *table;
	int rows;
} filled[] = {
	{ "users", 2 }, { "images", 1 }, { "media_items", 5 }, { "entries", 4 }, { "seasons", 1 },
	{ "episodes", 2 }, { "diary", 4 }, { "lists", 1 }, { "list_items", 1 },
	{ "entry_tags", 3 }, { "undos", 1 }, { "imports", 1 }, { "import_rows", 2 },
	{ "copies", 1 }, { "ratings", 2 }, { "reviews", 1 }, { "tokens", 13 }, { "events", 9 },
};

START_TEST(of_0_2_0_nothing_is_lost)
{
	for (int i = 0; i < COUNT(filled); i++)
		ck_assert_msg(client_rows(filled[i].table) == filled[i].rows, "%s: %d",
			filled[i].table, (int)client_rows(filled[i].table));
	engine_check(client_db());
}
END_TEST

START_TEST(what_opened_things_in_0_2_0_opens_them)
{
	const struct sender program = { .token = KEY };
	struct reply *r = client_get(&program, &usermedia_app, "/?tag=beach");

	ck_assert_str_eq(json_column(r, "records", "media.title"), "Łódź in Winter");
	ck_assert_int_eq(client_get(&nobody, &shared_app, SHARE)->http, 200);
	r = client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"ann\",\"password\":\"Tr0mbone-und-Apfelkuchen\"}");
	ck_assert_str_eq(json_text(r, "error.code"), "second_factor_required");
	r = client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"ann\",\"password\":\"Tr0mbone-und-Apfelkuchen\","
		"\"code\":\"" RECOVERY "\"}");
	ck_assert_int_eq(r->http, 200);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("upgrade");
	TCase *tc = tcase_create("upgrade");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, nothing_is_lost);
	tcase_add_test(tc, ratings_and_averages_are_what_they_were);
	tcase_add_loop_test(tc, what_was_stored_is_found_as_this_release_folds, 0, COUNT(found));
	tcase_add_test(tc, copies_and_accounts_are_found_too);
	tcase_add_loop_test(tc, a_password_of_another_form_opens_the_account_and_is_hashed_anew, 0,
		COUNT(doras));
	tcase_add_test(tc, every_folded_column_is_what_is_folded_now);
	tcase_add_test(tc, the_largest_titles_are_folded_anew_too);
	tcase_add_test(tc, each_entry_that_has_a_date_has_its_first_record);
	tcase_add_test(tc, each_of_many_entries_has_its_first_record);
	tcase_add_test(tc, work_goes_on);
	suite_add_tcase(suite, tc);
	tc = tcase_create("0.2.0");
	tcase_add_checked_fixture(tc, set_up_0_2_0, teardown);
	tcase_add_test(tc, of_0_2_0_nothing_is_lost);
	tcase_add_test(tc, what_opened_things_in_0_2_0_opens_them);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
