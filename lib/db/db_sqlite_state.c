/* What can be told of the file: its version, whether it can be written, whether it is whole. */
#include "db_sqlite.h"
#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum status
sqlite_version(struct db_connection *c, int64_t *out)
{
	enum status rc = sqlite_begin_reading(c);

	return rc ? rc : sqlite_outcome(c, sqlite_ask(c->sqlite, "PRAGMA user_version", out));
}

enum status
sqlite_set_version(struct db_connection *c, int64_t version)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "PRAGMA user_version = %lld", (long long)version);
	return sqlite_script(c, sql);
}

/*
 * The file, what SQLite keeps beside it (a log made by who could only read the file can't be
 * written either) and the writers' queue, the folder.
 */
enum status
sqlite_writable(struct db_connection *c)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", "-journal", "-queue" };
	const char *slash = strrchr(c->path, '/');
	char path[PATH_MAX];
	bool writable = true;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]) && writable; i++) {
		snprintf(path, sizeof(path), "%s%s", c->path, suffixes[i]);
		writable = !faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) || errno == ENOENT;
	}
	snprintf(path, sizeof(path), "%.*s", slash ? (int)(slash - c->path) + 1 : 1,
		slash ? c->path : ".");
	if (!writable || faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS))
		return sqlite_fail(c, ERR_SETUP, strerror(errno),
			"make the data folder and its files writable for the web server");
	if (sqlite3_db_readonly(c->sqlite, "main") == 1)
		c->broken = true;	/* it was when it was opened: once more */
	return OK;
}

/* Ends a look through the file that takes too long. */
static int
is_late(void *context)
{
	return clock_ticks() >= *(int64_t *)context;
}

enum status
sqlite_examine(struct db_connection *c, struct arena *arena, int milliseconds, struct db_state *out)
{
	int64_t until = clock_ticks() + milliseconds;
	char journal[20] = "", found[400] = "ok";
	enum status rc = sqlite_begin_reading(c);
	int code;

	*out = (struct db_state){ .journal = "" };
	if (!rc)
		rc = sqlite_outcome(c, sqlite_ask_text(c->sqlite, "PRAGMA journal_mode",
			journal, sizeof(journal)));
	if (!rc)
		rc = sqlite_outcome(c, sqlite_ask(c->sqlite, "SELECT page_count * page_size "
			"FROM pragma_page_count, pragma_page_size", &out->size));
	if (rc)
		return rc;
	sqlite3_progress_handler(c->sqlite, 1000, is_late, &until);
	code = sqlite_ask_text(c->sqlite, "PRAGMA quick_check(1)", found, sizeof(found));
	sqlite3_progress_handler(c->sqlite, 0, NULL, NULL);
	out->journal = arena_strdup(arena, journal);
	out->is_whole = !code && !strcmp(found, "ok");
	if (code && code != SQLITE_INTERRUPT)
		return sqlite_outcome(c, code);
	if (!code && strcmp(found, "ok"))
		out->fault = arena_strdup(arena, found);
	return OK;
}
