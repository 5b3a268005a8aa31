#include "engine.h"

#include <check.h>
#include <sqlite3.h>
#include <stdio.h>

static int64_t work;	/* steps of its machine */

static int64_t
number(struct db *db, const char *sql)
{
	int64_t out = -1;

	ck_assert_msg(db_number(db, sql, NULL, 0, &out) == OK, "%s: %s", sql, db_message(db));
	return out;
}

void
engine_check(struct db *db)
{
	ck_assert_int_eq(number(db, "SELECT count(*) FROM pragma_integrity_check "
		"WHERE integrity_check <> 'ok'"), 0);
	ck_assert_int_eq(number(db, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	if (number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'media_search'"))
		ck_assert_int_eq(db_exec(db, "INSERT INTO media_search (media_search, rank) "
			"VALUES ('integrity-check', 1)", NULL, 0), OK);
}

enum status
engine_tables(struct db *db, struct stmt **out)
{
	return db_query(db, out, "SELECT name FROM sqlite_schema WHERE type = 'table' "
		"AND name NOT LIKE 'media\\_search%' ESCAPE '\\' ORDER BY name", NULL, 0);
}

void
engine_refuse(struct db *db, const char *event)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "CREATE TRIGGER refuse %s BEGIN "
		"SELECT raise(FAIL, 'refused'); END", event);
	ck_assert_int_eq(db_exec(db, sql, NULL, 0), OK);
}

void
engine_slow(struct db *db, const char *event)
{
	char sql[400];

	snprintf(sql, sizeof(sql), "CREATE TRIGGER slow %s BEGIN SELECT (WITH RECURSIVE n(n) AS "
		"(SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200000) "
		"SELECT count(*) FROM n); END", event);
	ck_assert_int_eq(db_exec(db, sql, NULL, 0), OK);
}

void
engine_index(struct db *db)
{
	ck_assert_int_eq(db_exec(db, "INSERT INTO media_search (media_search) VALUES ('rebuild')",
		NULL, 0), OK);
}

static int
count_work(unsigned kind, void *context, void *stmt, void *time)
{
	(void)kind;
	(void)context;
	(void)time;
	work += sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
	return 0;
}

static int
on_open(sqlite3 *sqlite, char **message, const struct sqlite3_api_routines *api)
{
	(void)message;
	(void)api;
	return sqlite3_trace_v2(sqlite, SQLITE_TRACE_PROFILE, count_work, NULL);
}

void
engine_watch(void)
{
	sqlite3_auto_extension((void (*)(void))on_open);
	work = 0;
}

int64_t
engine_work(void)
{
	const int64_t done = work;

	work = 0;
	return done;
}
