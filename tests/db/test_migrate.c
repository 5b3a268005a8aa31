/* lib/db/migrate, and many processes at once: one good database, no lost row, no error. */
#include "client.h"
#include "engine.h"
#include "migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROCESSES = 16, ROWS = 40 };

static struct arena memory = { .limit = 64 << 20 };
static char folder[] = "/tmp/vitrine-test.XXXXXX";
static struct db *db;

static enum status
open_db(void)
{
	/* As CGI does: all other tests are workers, and have the engine's memory from malloc. */
	const struct db_options options = { .path = arena_printf(&memory, "%s/db", folder),
		.one_shot = true };

	return db_open(&options, &db);
}

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
teardown(void)
{
	db_close(db);
	ck_assert_int_eq(system(arena_printf(&memory, "rm -rf %s", folder)), 0);
}

static int64_t
number(const char *sql)
{
	int64_t out = -1;

	ck_assert_int_eq(db_number(db, sql, NULL, 0, &out), OK);
	return out;
}

static int
newest(void)
{
	int n = 0;

	while (migrations[n].number)
		n++;
	return migrations[n - 1].number;
}

/*
 * Runs `work` in many processes that all begin at the same moment, each with a connection of its
 * own; counts the failed.
 */
static int
at_once(enum status (*work)(int me))
{
	pid_t children[PROCESSES];
	int gate[2], failed = 0;
	char c;

	ck_assert_int_eq(pipe(gate), 0);
	for (int i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		ck_assert_int_ge(children[i], 0);
		if (children[i])
			continue;
		close(gate[1]);
		if (read(gate[0], &c, 1))	/* its end is the signal */
			_exit(2);
		_exit(open_db() || work(i) ? (fprintf(stderr, "XX %s\n", db_message(db)),
			1) : (db_close(db), 0));
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < PROCESSES; i++) {
		int status;

		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		failed += status != 0;
	}
	return failed;
}

START_TEST(the_migrations_are_numbered_without_gaps)
{
	ck_assert_int_ge(newest(), 1);
	for (int i = 0; migrations[i].number; i++)
		ck_assert_int_eq(migrations[i].number, i + 1);
}
END_TEST

static void
assert_good(void)
{
	int64_t version = -1;

	ck_assert_int_eq(db_version(db, &version), OK);
	ck_assert_int_eq(version, newest());
	engine_check(db);
	ck_assert_int_eq(number("SELECT count(*) FROM sqlite_schema WHERE name IN ('users', "
		"'media_items', 'entries')"), 3);
}

/*
 * What a program carries of a migration: its SQL, and no comments; what looks like one in a text is
 * none.
 */
START_TEST(comments_stay_behind_and_texts_are_whole)
{
	const char *path = arena_printf(&memory, "%s/7_x.sql", folder);
	FILE *file = fopen(path, "w"), *embedded;
	char text[2000];

	ck_assert_ptr_nonnull(file);
	fputs("-- It's all 'here'.\nCREATE TABLE a (b TEXT DEFAULT 'x -- y'); "
		" -- it's b's\n\tINSERT INTO a VALUES ('it''s --', 'c');-- c\n", file);
	ck_assert_int_eq(fclose(file), 0);
	embedded = popen(arena_printf(&memory, "sh lib/db/embed.sh %s", path), "r");
	ck_assert_ptr_nonnull(embedded);
	text[fread(text, 1, sizeof(text) - 1, embedded)] = '\0';
	ck_assert_int_eq(pclose(embedded), 0);
	ck_assert_msg(strstr(text,
		"\t{ 7, \"7_x\", \"\"\n\t\t\"CREATE TABLE a (b TEXT DEFAULT 'x -- y');\\n\"\n"
		"\t\t\"INSERT INTO a VALUES ('it''s --', 'c');\\n\"\n\t\t, 0 },\n") != NULL, "%s",
		text);
}
END_TEST

START_TEST(an_empty_folder_gets_a_database_and_once_is_enough)
{
	int64_t changes;

	ck_assert_int_eq(open_db(), OK);
	ck_assert_int_eq(migrate(db, migrations), OK);
	assert_good();
	changes = number("PRAGMA schema_version");
	ck_assert_int_eq(migrate(db, migrations), OK);
	ck_assert_int_eq(number("PRAGMA schema_version"), changes);
}
END_TEST

static enum status
migrate_one(int me)
{
	(void)me;
	return migrate(db, migrations);
}

START_TEST(many_first_requests_make_one_good_database)
{
	ck_assert_int_eq(at_once(migrate_one), 0);
	ck_assert_int_eq(open_db(), OK);
	assert_good();
}
END_TEST

START_TEST(many_first_requests_upgrade_an_old_database_once)
{
	client_old_database("0.1.0", arena_printf(&memory, "%s/db", folder));
	ck_assert_int_eq(at_once(migrate_one), 0);
	ck_assert_int_eq(open_db(), OK);
	assert_good();
	ck_assert_int_eq(number("SELECT count(*) FROM media_items WHERE title_folded = 'lodz'"), 1);
}
END_TEST

static const struct migration broken[] = {
	{ 1, "good", "CREATE TABLE a (x) ; INSERT INTO a VALUES (1)" },
	{ 2, "bad", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)" }, { 0, NULL, NULL },
};

START_TEST(a_failing_migration_leaves_nothing)
{
	int64_t version = -1;

	ck_assert_int_eq(open_db(), OK);
	ck_assert_int_ne(migrate(db, broken), OK);
	ck_assert_int_eq(number("SELECT count(*) FROM sqlite_schema"), 0);
	ck_assert_int_eq(db_version(db, &version), OK);
	ck_assert_int_eq(version, 0);
	ck_assert_int_eq(migrate(db, migrations), OK);	/* the lock is free, too */
	assert_good();
}
END_TEST

static enum status
add_and_fail(struct db *database)
{
	enum status rc = db_exec(database, "INSERT INTO a VALUES (2)", NULL, 0);

	return rc ? rc : ERR_UNAVAILABLE;
}

static enum status
add_row(struct db *database)
{
	return db_exec(database, "INSERT INTO a VALUES (3)", NULL, 0);
}

START_TEST(what_sql_cannot_do_is_part_of_the_migration)
{
	static const struct migration failing[] = {
		{ 1, "good", "CREATE TABLE a (x)", add_row }, { 2, "bad", "", add_and_fail },
		{ 0, NULL, NULL, NULL },
	};
	int64_t version = -1;

	ck_assert_int_eq(open_db(), OK);
	ck_assert_int_eq(migrate(db, failing), ERR_UNAVAILABLE);
	ck_assert_int_eq(number("SELECT count(*) FROM sqlite_schema"), 0);
	ck_assert_int_eq(migrate(db,
		(const struct migration[]){ failing[0], { 0, NULL, NULL, NULL } }), OK);
	ck_assert_int_eq(migrate(db, failing), ERR_UNAVAILABLE);
	ck_assert_int_eq(db_version(db, &version), OK);
	ck_assert_int_eq(version, 1);
	ck_assert_int_eq(number("SELECT sum(x) FROM a"), 3);
}
END_TEST

START_TEST(an_older_database_gets_only_what_is_missing)
{
	static const struct migration grown[] = {
		{ 1, "not again", "CREATE TABLE a (x)" }, { 2, "new", "INSERT INTO a VALUES (2)" },
		{ 0, NULL, NULL },
	};

	ck_assert_int_eq(open_db(), OK);
	ck_assert_int_eq(migrate(db, (const struct migration[]){ broken[0], { 0, NULL, NULL } }),
		OK);
	ck_assert_int_eq(migrate(db, grown), OK);
	ck_assert_int_eq(number("SELECT sum(x) FROM a"), 3);
}
END_TEST

START_TEST(a_newer_database_is_refused_and_left_alone)
{
	int64_t version = -1;

	ck_assert_int_eq(open_db(), OK);
	ck_assert_int_eq(db_set_version(db, newest() + 1), OK);
	ck_assert_int_eq(migrate(db, migrations), ERR_SETUP);
	ck_assert_int_eq(db_version(db, &version), OK);
	ck_assert_int_eq(version, newest() + 1);
	ck_assert_int_eq(number("SELECT count(*) FROM sqlite_schema"), 0);
}
END_TEST

/* Each row in a transaction of its own that reads first: nobody's count may be overwritten. */
static enum status
write_rows(int me)
{
	enum status rc = OK;

	for (int i = 0; i < ROWS && !rc; i++) {
		const struct value args[] = { value_int(me), value_int(i) };
		struct value counted;
		int64_t count = 0;

		rc = db_begin(db);
		if (!rc)
			rc = db_number(db, "SELECT n FROM counter", NULL, 0, &count);
		counted = value_int(count + 1);
		if (!rc)
			rc = db_exec(db, "INSERT INTO written VALUES ($1, $2)", args, 2);
		if (!rc)
			rc = db_exec(db, "UPDATE counter SET n = $1", &counted, 1);
		rc = db_end(db, rc);
	}
	return rc;
}

START_TEST(many_writers_all_get_their_turn)
{
	ck_assert_int_eq(open_db(), OK);
	ck_assert_int_eq(db_script(db,
		"CREATE TABLE written (who, what, UNIQUE (who, what)); CREATE TABLE counter (n);"
		" INSERT INTO counter VALUES (0)"), OK);
	db_close(db);
	ck_assert_int_eq(at_once(write_rows), 0);
	ck_assert_int_eq(open_db(), OK);
	ck_assert_int_eq(number("SELECT count(*) FROM written"), PROCESSES * ROWS);
	ck_assert_int_eq(number("SELECT n FROM counter"), PROCESSES * ROWS);
}
END_TEST

enum { BEFORE_EXTERNAL = 4 };

/* A database of the release before titles of sources were one each. */
static void
open_old(void)
{
	struct migration old[BEFORE_EXTERNAL + 1] = { 0 };

	memcpy(old, migrations, BEFORE_EXTERNAL * sizeof(*old));
	ck_assert_int_eq(open_db(), OK);
	ck_assert_int_eq(migrate(db, old), OK);
}

#define OLD_ITEM "INSERT INTO media_items (id, type, title, title_folded, metadata, source, " \
	"curated, created_at, updated_at, external_source, external_id) "

START_TEST(of_several_titles_for_one_outside_the_first_has_its_id)
{
	open_old();
	ck_assert_int_eq(db_exec(db, OLD_ITEM "VALUES "
		"('a', 'MOVIE', 'A', 'a', '{}', 'EXTERNAL', 0, 0, 0, 'tmdb', '27'), "
		"('b', 'MOVIE', 'B', 'b', '{\"n\":1.50,\"ids\":{}}', 'EXTERNAL', 0, 0, 0, 'tmdb', "
		"'27'), "
		"('c', 'TV_SHOW', 'C', 'c', '{}', 'EXTERNAL', 0, 0, 0, 'tmdb', '27'), "
		"('d', 'MOVIE', 'D', 'd', '{}', 'EXTERNAL', 0, 0, 0, 'imdb', '27'), "
		"('e', 'MOVIE', 'E', 'e', '{}', 'EXTERNAL', 0, 0, 0, 'tmdb', '27'), "
		"('f', 'MOVIE', 'F', 'f', '{}', 'EXTERNAL', 0, 0, 0, NULL, '27'), "
		"('g', 'MOVIE', 'G', 'g', '{}', 'EXTERNAL', 0, 0, 0, NULL, '27'), "
		"('h', 'MOVIE', 'H', 'h', '{}', 'EXTERNAL', 0, 0, 0, 'tmdb', NULL), "
		"('i', 'MOVIE', 'I', 'i', '{}', 'EXTERNAL', 0, 0, 0, 'tmdb', NULL)", NULL, 0), OK);
	ck_assert_int_eq(migrate(db, migrations), OK);
	ck_assert_int_eq(number("SELECT count(*) FROM media_items"), 9);
	ck_assert_int_eq(number("SELECT count(*) FROM media_items WHERE id IN ('a', 'c', 'd', 'f', "
		"'g') AND external_id = '27' AND metadata = '{}'"), 5);
	ck_assert_int_eq(number("SELECT count(*) FROM media_items WHERE id IN ('b', 'e') "
		"AND external_id IS NULL AND external_source IS NULL "
		"AND metadata ->> '$.external.source' = 'tmdb' "
		"AND metadata ->> '$.external.id' = '27'"), 2);
	/* what else is in there is as it was sent */
	ck_assert_int_eq(number("SELECT count(*) FROM media_items WHERE id = 'b' "
		"AND metadata LIKE '{\"n\":1.50,\"ids\":{},%'"), 1);
	ck_assert_int_eq(db_exec(db, OLD_ITEM "VALUES ('z', 'MOVIE', 'Z', 'z', '{}', "
		"'EXTERNAL', 0, 0, 0, 'tmdb', '27')", NULL, 0), ERR_CONFLICT);
	engine_index(db);
	engine_check(db);
}
END_TEST

/* What people keep under the name that we would take is theirs. */
START_TEST(what_metadata_has_already_stays)
{
	open_old();
	ck_assert_int_eq(db_exec(db, OLD_ITEM "VALUES "
		"('a', 'GAME', 'A', 'a', '{}', 'EXTERNAL', 0, 0, 0, 'rawg', '7'), "
		"('b', 'GAME', 'B', 'b', '{\"external\":[1]}', 'EXTERNAL', 0, 0, 0, 'rawg', '7'), "
		"('c', 'GAME', 'C', 'c', '{\"external\":null,\"external_2\":\"mine\"}', "
		"'EXTERNAL', 0, 0, 0, 'rawg', '7')", NULL, 0), OK);
	ck_assert_int_eq(migrate(db, migrations), OK);
	ck_assert_int_eq(number("SELECT count(*) FROM media_items WHERE id = 'b' AND metadata = "
		"'{\"external\":[1],\"external_2\":{\"source\":\"rawg\",\"id\":\"7\"}}'"), 1);
	ck_assert_int_eq(number("SELECT count(*) FROM media_items WHERE id = 'c' AND metadata = "
		"'{\"external\":null,\"external_2\":\"mine\",\"external_3\":"
		"{\"source\":\"rawg\",\"id\":\"7\"}}'"), 1);
}
END_TEST

/* One look at all of them, not one for each: else this would take minutes. */
START_TEST(many_titles_are_told_apart_at_once)
{
	open_old();
	ck_assert_int_eq(db_exec(db, "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 "
		"FROM n WHERE i < 60000) " OLD_ITEM "SELECT 'i' || i, 'GAME', 'T', 't', '{}', "
		"'EXTERNAL', 0, 0, 0, 'rawg', i / 2 FROM n", NULL, 0), OK);
	ck_assert_int_eq(migrate(db, migrations), OK);
	ck_assert_int_eq(number("SELECT count(*) FROM media_items WHERE external_id IS NULL"),
		29999);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("migrate");
	TCase *tc = tcase_create("migrate");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_migrations_are_numbered_without_gaps);
	tcase_add_test(tc, comments_stay_behind_and_texts_are_whole);
	tcase_add_test(tc, an_empty_folder_gets_a_database_and_once_is_enough);
	tcase_add_test(tc, many_first_requests_make_one_good_database);
	tcase_add_test(tc, many_first_requests_upgrade_an_old_database_once);
	tcase_add_test(tc, a_failing_migration_leaves_nothing);
	tcase_add_test(tc, what_sql_cannot_do_is_part_of_the_migration);
	tcase_add_test(tc, an_older_database_gets_only_what_is_missing);
	tcase_add_test(tc, a_newer_database_is_refused_and_left_alone);
	tcase_add_test(tc, many_writers_all_get_their_turn);
	tcase_add_test(tc, of_several_titles_for_one_outside_the_first_has_its_id);
	tcase_add_test(tc, what_metadata_has_already_stays);
	tcase_add_test(tc, many_titles_are_told_apart_at_once);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
