/* What SQLite's result codes mean for who asks, and what is to be done about them. */
#include "db_sqlite.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum status
sqlite_fail(struct db_connection *c, enum status status, const char *what, const char *advice)
{
	snprintf(c->message, sizeof(c->message), "database: %s%s%s", what, advice ? "; " : "",
		advice ? advice : "");
	return status;
}

/*
 * SQLite's "UNIQUE constraint failed: media_items.isbn" says which column; the last one named
 * counts.
 */
static enum status
read_conflict(struct db_connection *c)
{
	const char *text = sqlite3_errmsg(c->sqlite), *dot = strrchr(text, '.');

	snprintf(c->conflict, sizeof(c->conflict), "%s", dot ? dot + 1 : "");
	return ERR_CONFLICT;
}

/* The log first: a new file must not be made from an old one's. */
static void
discard_files(const struct db_connection *c)
{
	static const char *const suffixes[] = { "-wal", "-shm", "" };
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (snprintf(path, sizeof(path), "%s%s", c->path, suffixes[i]) < (int)sizeof(path))
			unlink(path);
}

/*
 * What a code that speaks of the system is for who asks. SQLite knows a full disk, but not a
 * quota.
 */
enum status
sqlite_system_outcome(sqlite3 *sqlite, int code)
{
	if ((code & 0xff) == SQLITE_FULL)
		return ERR_FULL;
	return status_of_error(sqlite ? sqlite3_system_errno(sqlite) : ENOMEM);
}

enum status
sqlite_outcome(struct db_connection *c, int code)
{
	const char *text = c->sqlite ? sqlite3_errmsg(c->sqlite) : sqlite3_errstr(code);
	enum status rc;

	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
		return OK;
	case SQLITE_DONE:
		return ERR_NOT_FOUND;
	case SQLITE_CONSTRAINT:
		if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
			return read_conflict(c);
		/* all else is looked up in the transaction */
		if (code == SQLITE_CONSTRAINT_FOREIGNKEY)
			return sqlite_fail(c, ERR_UNAVAILABLE, text,
				"an account was deleted meanwhile; nothing is to be done");
		return sqlite_fail(c, ERR_INTERNAL, text, NULL);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return sqlite_fail(c, ERR_UNAVAILABLE, text,
			"another program holds it; look for one that hangs");
	case SQLITE_FULL:
		c->broken = true;
		return sqlite_fail(c, ERR_FULL, text, "free some disk space or raise the quota");
	case SQLITE_READONLY:
	case SQLITE_PERM:
		c->broken = true;
		return sqlite_fail(c, ERR_SETUP, text,
			"make the data folder and its files writable for the web server");
	case SQLITE_CANTOPEN:
		c->broken = true;
		rc = sqlite_system_outcome(c->sqlite, code);
		return sqlite_fail(c, rc, text, rc == ERR_SETUP
			? "check that data_dir exists and who owns it"
			: "free some disk space, or raise the limit of open files");
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		c->broken = true;
		if (c->lossy)	/* the next one makes it anew */
			discard_files(c);
		return sqlite_fail(c, c->lossy ? ERR_UNAVAILABLE : ERR_SETUP, text,
			"restore the database from a backup");
	case SQLITE_IOERR:
		c->broken = true;
		rc = sqlite_system_outcome(c->sqlite, code);
		rc = rc == ERR_FULL ? rc : ERR_UNAVAILABLE;
		return sqlite_fail(c, rc, text, rc == ERR_FULL
			? "free some disk space or raise the quota"
			: "the disk or the file system reports an error");
	default:
		c->broken = true;
		return sqlite_fail(c, ERR_INTERNAL, text, NULL);
	}
}

const char *
sqlite_message(const struct db_connection *c)
{
	return c ? c->message : "out of memory";
}

const char *
sqlite_conflict(const struct db_connection *c)
{
	return c->conflict;
}
