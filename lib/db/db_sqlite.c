/*
 * SQLite among many short processes: opening and closing. What is set here, and why, was measured:
 * `make bench`. sqlite.org/wal.html: WAL needs shared memory, so a network file system gets the
 * rollback journal.
 */
#include "db_sqlite.h"
#include "clock.h"
#include "file_system.h"
#include "folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MMAP_BYTES = 256 << 20 };

/* For the whole process: pages in advance are what nobody needs here (and more: lib/deps.sh). */
static void
configure_sqlite(bool one_shot)
{
	static bool configured;

	if (configured)
		return;
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, (void *)NULL, 0, 0);
	if (one_shot)
		sqlite_use_pieces();
	else	/* for a single request reading costs less than mapping, and takes less memory */
		sqlite3_config(SQLITE_CONFIG_MMAP_SIZE, (sqlite3_int64)MMAP_BYTES,
			(sqlite3_int64)MMAP_BYTES);
	configured = true;
}

/*
 * Whether the file says that it is kept with a WAL (sqlite.org/fileformat.html, 1.3.3): asking
 * SQLite costs much more.
 */
static bool
has_wal(sqlite3 *sqlite)
{
	sqlite3_file *file = NULL;
	unsigned char versions[2] = { 0 };

	sqlite3_file_control(sqlite, NULL, SQLITE_FCNTL_FILE_POINTER, &file);
	return file && !file->pMethods->xRead(file, versions, sizeof(versions), 18)
		&& versions[0] == 2;
}

/* What every connection needs; what only writers need is in prepare_writing. */
static int
settle_connection(struct db_connection *c, const struct db_options *options)
{
	bool wal = !file_system_of(options->path)->is_network;
	int persist = 1, code = sqlite3_db_config(c->sqlite, SQLITE_DBCONFIG_ENABLE_FKEY, 1,
		(int *)NULL);

	/*
	 * The last to close checkpoints, but leaves empty files: making them anew takes a tenth of
	 * a CGI program's time.
	 */
	sqlite3_file_control(c->sqlite, NULL, SQLITE_FCNTL_PERSIST_WAL, &persist);
	c->has_log = wal;
	if (!code && wal != has_wal(c->sqlite))
		code = sqlite3_exec(c->sqlite, wal ? "PRAGMA journal_mode=WAL"
			: "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	return code;
}

/*
 * The switch to WAL doesn't ask the busy handler: of many first requests at once some would fail.
 */
static int
settle_patiently(struct db_connection *c, const struct db_options *options)
{
	int64_t until = clock_ticks() + BUSY_MS;
	int code = settle_connection(c, options);

	while ((code & 0xff) == SQLITE_BUSY && clock_ticks() < until) {
		clock_sleep(1 + getpid() % 4);
		code = settle_connection(c, options);
	}
	return code;
}

static bool
sqlite_reading_blocks(const struct db_connection *c)
{
	return !c->has_log;
}

static enum status
sqlite_open(const struct db_options *options, struct db_connection **out)
{
	struct db_connection *c = calloc(1, sizeof(*c));
	struct stat st;
	int code;

	*out = c;
	if (!c)
		return ERR_UNAVAILABLE;
	configure_sqlite(options->one_shot);
	c->queue = -1;
	c->lossy = options->lossy;
	c->mode = folder_file_mode(options->for_group);
	c->synchronous = options->lossy ? "OFF" : options->durable ? "FULL" : "NORMAL";
	c->path = strdup(options->path);
	if (!c->path || asprintf(&c->queue_path, "%s-queue", options->path) < 0)
		return sqlite_fail(c, ERR_UNAVAILABLE, "out of memory", NULL);
	/* SQLite itself would make it for its owner; what it makes beside it gets that mode. */
	if (options->for_group)
		mknod(options->path, S_IFREG | c->mode, 0);
	code = sqlite3_open_v2(options->path, &c->sqlite,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code)
		return sqlite_outcome(c, code);
	sqlite3_extended_result_codes(c->sqlite, 1);
	sqlite3_busy_handler(c->sqlite, sqlite_busy, c);
	code = settle_patiently(c, options);
	if (code)
		return sqlite_outcome(c, code);
	if (!options->one_shot && !stat(options->path, &st)) {
		c->device = st.st_dev;
		c->inode = st.st_ino;
	}
	return OK;
}

static void
sqlite_close(struct db_connection *c)
{
	if (!c)
		return;
	for (int i = 0; i < CONTROLS; i++)
		sqlite3_finalize(c->controls[i]);
	sqlite3_close_v2(c->sqlite);
	if (c->queue >= 0)
		close(c->queue);
	free(c->path);
	free(c->queue_path);
	free(c);
}

static bool
sqlite_is_stale(const struct db_connection *c)
{
	struct stat st;

	return c->broken || stat(c->path, &st) || st.st_dev != c->device || st.st_ino != c->inode;
}

const struct db_driver db_sqlite = {
	.open = sqlite_open,
	.close = sqlite_close,
	.is_stale = sqlite_is_stale,
	.message = sqlite_message,
	.conflict = sqlite_conflict,
	.prepare = sqlite_prepare,
	.bind = sqlite_bind,
	.step = sqlite_step,
	.column = sqlite_column,
	.reset = sqlite_reset,
	.free = sqlite_free,
	.script = sqlite_script,
	.begin = sqlite_begin,
	.begin_inner = sqlite_begin_inner,
	.end_inner = sqlite_end_inner,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.end_reading = sqlite_end_reading,
	.version = sqlite_version,
	.set_version = sqlite_set_version,
	.reading_blocks = sqlite_reading_blocks,
	.writable = sqlite_writable,
	.examine = sqlite_examine,
	.backup = sqlite_backup,
	.copy = sqlite_copy,
	.check = sqlite_check,
	.compare = sqlite_compare,
	.replace = sqlite_replace,
	.contains = sqlite_contains,
	.search_condition = sqlite_search_condition,
	.search_phrase = sqlite_search_phrase,
	.search_add = sqlite_search_add,
	.search_remove = sqlite_search_remove,
};
