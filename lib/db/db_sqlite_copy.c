/*
 * Whole files: copied while they are in use, looked through, compared, put in each other's place.
 */
#include "db_sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* All pages of one database to another, at once. */
static int
copy_pages(sqlite3 *to, sqlite3 *from)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");

	if (!backup)
		return sqlite3_errcode(to);
	sqlite3_backup_step(backup, -1);
	return sqlite3_backup_finish(backup);
}

/* All of a database, as it is at one moment, into a new file. */
static enum status
copy_to(struct db_connection *c, sqlite3 *from, const char *path)
{
	/* nothing is overwritten */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, c->mode), code;
	sqlite3 *to;
	enum status rc;

	if (fd < 0)
		return sqlite_fail(c, status_of_error(errno), path, strerror(errno));
	close(fd);
	code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL);
	if (!code)
		code = copy_pages(to, from);
	if (!code)	/* a file that is complete by itself, also for who may only read it */
		code = sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	rc = code ? sqlite_system_outcome(to, code) : OK;
	sqlite3_close_v2(to);
	if (!code)
		return OK;
	unlink(path);
	return sqlite_fail(c, rc == ERR_FULL ? rc : ERR_UNAVAILABLE, path, sqlite3_errstr(code));
}

enum status
sqlite_backup(struct db_connection *c, const char *path)
{
	sqlite_end_reading(c);
	return copy_to(c, c->sqlite, path);
}

enum status
sqlite_copy(struct db_connection *c, const char *from_path, const char *to_path)
{
	sqlite3 *from;
	int code = sqlite3_open_v2(from_path, &from, SQLITE_OPEN_READONLY, NULL);
	enum status rc = code ? sqlite_fail(c, ERR_SETUP, from_path, sqlite3_errstr(code))
		: copy_to(c, from, to_path);

	sqlite3_close_v2(from);
	return rc;
}

/* The same answer from both files. */
static bool
rows_agree(sqlite3 *a, sqlite3 *b, const char *sql)
{
	int64_t of_a, of_b;

	return !sqlite_ask(a, sql, &of_a) && !sqlite_ask(b, sql, &of_b) && of_a == of_b;
}

/*
 * What is wrong with a file that is to be put in place of everything; NULL for one that is whole,
 * and ours.
 */
static const char *
fault_of(struct db_connection *c, sqlite3 *file, int64_t newest)
{
	int64_t version, faults;
	int code = sqlite_ask(file, "PRAGMA user_version", &version);

	if (code == SQLITE_NOTADB)
		return "is no database";
	if (code == SQLITE_CANTOPEN)
		return "can't be opened";
	if (code)
		return "is corrupt";
	if (version < 1 || !rows_agree(c->sqlite, file, "PRAGMA application_id")
	    || !rows_agree(c->sqlite, file, "PRAGMA page_size"))
		return "is no database of ours";
	if (version > newest)
		return "is newer than this release";
	if (sqlite_ask(file, "SELECT count(*) FROM pragma_integrity_check "
			"WHERE integrity_check <> 'ok'", &faults) || faults)
		return "is corrupt";
	return NULL;
}

enum status
sqlite_check(struct db_connection *c, const char *path, int64_t newest, const char **fault)
{
	sqlite3 *file;
	int code = sqlite3_open_v2(path, &file, SQLITE_OPEN_READONLY, NULL);

	*fault = code ? "can't be opened" : fault_of(c, file, newest);
	sqlite3_close_v2(file);
	return *fault ? sqlite_fail(c, ERR_SETUP, path, *fault) : OK;
}

/* A text of a row, "" for NULL. */
static const char *
text_of(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return text ? text : "";
}

static bool
same_row(sqlite3_stmt *a, sqlite3_stmt *b)
{
	for (int i = 0; i < sqlite3_column_count(a); i++)
		if (strcmp(text_of(a, i), text_of(b, i)))
			return false;
	return true;
}

/* Statistics that somebody had made with ANALYZE are no part of it. */
enum status
sqlite_compare(struct db_connection *c, struct db_connection *other, bool *same)
{
	static const char sql[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema "
		"WHERE type <> 'table' OR name NOT IN ('sqlite_stat1', 'sqlite_stat4') "
		"ORDER BY type, name";
	sqlite3_stmt *a = NULL, *b = NULL;
	int code = sqlite3_prepare_v2(c->sqlite, sql, -1, &a, NULL), other_code = SQLITE_OK;

	if (!code)
		other_code = sqlite3_prepare_v2(other->sqlite, sql, -1, &b, NULL);
	*same = true;
	while (!code && !other_code && *same) {
		code = sqlite3_step(a);
		other_code = sqlite3_step(b);
		*same = code == other_code && (code != SQLITE_ROW || same_row(a, b));
		code = code == SQLITE_ROW ? SQLITE_OK : code;
		other_code = other_code == SQLITE_ROW ? SQLITE_OK : other_code;
	}
	sqlite3_finalize(a);
	sqlite3_finalize(b);
	if (code && code != SQLITE_DONE)
		return sqlite_outcome(c, code);
	return other_code && other_code != SQLITE_DONE
		? sqlite_fail(c, ERR_INTERNAL, sqlite3_errmsg(other->sqlite), NULL) : OK;
}

enum status
sqlite_replace(struct db_connection *c, const char *path, enum status (*ready)(void *context),
	void *context)
{
	sqlite3 *from;
	int code = sqlite3_open_v2(path, &from, SQLITE_OPEN_READONLY, NULL);
	enum status rc = code ? sqlite_fail(c, ERR_SETUP, path, sqlite3_errstr(code))
		: sqlite_await_turn(c, true);

	if (!rc) {
		rc = ready ? ready(context) : OK;
		sqlite_end_reading(c);
		if (!rc)
			rc = sqlite_outcome(c, copy_pages(c->sqlite, from));
		sqlite_end_turn(c);
	}
	sqlite3_close_v2(from);
	return rc;
}
