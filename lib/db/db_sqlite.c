/*
 * SQLite among many short processes. What is set here, and why, was measured: `make bench`.
 * sqlite.org/wal.html: WAL needs shared memory, so a network file system gets the rollback journal.
 */
#include "db_driver.h"
#include "clock.h"
#include "folder.h"
#include "file_system.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

enum {
	BUSY_MS = 8000,			/* how long a writer waits for its turn */
	PARAMETERS = 128,
	MMAP_BYTES = 256 << 20,
	JOURNAL_BYTES = 8 << 20,	/* what is kept of a WAL that grew under constant readers */
};

enum control { BEGIN, BEGIN_WRITING, COMMIT, ROLLBACK, BEGIN_INNER, UNDO_INNER, END_INNER, CONTROLS };

struct db_connection {
	sqlite3 *sqlite;
	sqlite3_stmt *controls[CONTROLS];
	char *path, *queue_path;
	dev_t device;
	ino_t inode;
	int queue;			/* the writers' queue, -1 before the first write */
	mode_t mode;			/* of files that are made */
	const char *synchronous;
	bool writes;			/* is set up for writing */
	bool reads;			/* is within a read transaction */
	bool broken, lossy;
	bool hurries;			/* doesn't wait for others */
	int64_t busy_until;
	char message[256], conflict[64];
};

/* A statement, and which of SQLite's parameter numbers $1…$n have. */
struct handle {
	sqlite3_stmt *stmt;
	unsigned char parameters[PARAMETERS];
};

static enum status
fail(struct db_connection *c, enum status status, const char *what, const char *advice)
{
	snprintf(c->message, sizeof(c->message), "database: %s%s%s", what, advice ? "; " : "", advice ? advice : "");
	return status;
}

/* SQLite's "UNIQUE constraint failed: media_items.isbn" says which column; the last one named counts. */
static enum status
conflict(struct db_connection *c)
{
	const char *text = sqlite3_errmsg(c->sqlite), *dot = strrchr(text, '.');

	snprintf(c->conflict, sizeof(c->conflict), "%s", dot ? dot + 1 : "");
	return ERR_CONFLICT;
}

/* The log first: a new file must not be made from an old one's. */
static void
discard(const struct db_connection *c)
{
	static const char *const suffixes[] = { "-wal", "-shm", "" };
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (snprintf(path, sizeof(path), "%s%s", c->path, suffixes[i]) < (int)sizeof(path))
			unlink(path);
}

/* What a code that speaks of the system is for who asks. SQLite knows a full disk, but not a quota. */
static enum status
system_outcome(sqlite3 *sqlite, int code)
{
	if ((code & 0xff) == SQLITE_FULL)
		return ERR_FULL;
	return status_of_error(sqlite ? sqlite3_system_errno(sqlite) : ENOMEM);
}

static enum status
outcome(struct db_connection *c, int code)
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
			return conflict(c);
		if (code == SQLITE_CONSTRAINT_FOREIGNKEY)	/* all else is looked up in the transaction */
			return fail(c, ERR_UNAVAILABLE, text, "an account was deleted meanwhile; nothing is to be done");
		return fail(c, ERR_INTERNAL, text, NULL);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fail(c, ERR_UNAVAILABLE, text, "another program holds it; look for one that hangs");
	case SQLITE_FULL:
		c->broken = true;
		return fail(c, ERR_FULL, text, "free some disk space or raise the quota");
	case SQLITE_READONLY:
	case SQLITE_PERM:
		c->broken = true;
		return fail(c, ERR_SETUP, text, "make the data folder and its files writable for the web server");
	case SQLITE_CANTOPEN:
		c->broken = true;
		rc = system_outcome(c->sqlite, code);
		return fail(c, rc, text, rc == ERR_SETUP ? "check that data_dir exists and who owns it"
			: "free some disk space, or raise the limit of open files");
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		c->broken = true;
		if (c->lossy)	/* the next one makes it anew */
			discard(c);
		return fail(c, c->lossy ? ERR_UNAVAILABLE : ERR_SETUP, text, "restore the database from a backup");
	case SQLITE_IOERR:
		c->broken = true;
		rc = system_outcome(c->sqlite, code) == ERR_FULL ? ERR_FULL : ERR_UNAVAILABLE;
		return fail(c, rc, text, rc == ERR_FULL ? "free some disk space or raise the quota"
			: "the disk or the file system reports an error");
	default:
		c->broken = true;
		return fail(c, ERR_INTERNAL, text, NULL);
	}
}

/* Short jittered sleeps: SQLite's own growing ones starve some writers for seconds. */
static int
busy(void *context, int tries)
{
	struct db_connection *c = context;
	int64_t now = clock_ticks();

	if (!tries)
		c->busy_until = now + BUSY_MS;
	if (c->hurries || now >= c->busy_until)
		return 0;
	clock_sleep(1 + (int)((unsigned)getpid() * 7u + (unsigned)tries * 3u) % 4);
	return 1;
}

/* The words that begin and end transactions, prepared once. */
static int
control(struct db_connection *c, enum control which)
{
	static const char *const words[] = {
		"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK",
		"SAVEPOINT part", "ROLLBACK TO part", "RELEASE part",	/* of equal names the newest counts */
	};
	int code = SQLITE_OK;

	if (!c->controls[which])
		code = sqlite3_prepare_v3(c->sqlite, words[which], -1, SQLITE_PREPARE_PERSISTENT, &c->controls[which], NULL);
	if (code)
		return code;
	sqlite3_step(c->controls[which]);
	return sqlite3_reset(c->controls[which]);
}

/* One read transaction for all that a request reads: each of its own would lock, look for changes and unlock. */
static enum status
begin_reading(struct db_connection *c)
{
	if (c->reads || !sqlite3_get_autocommit(c->sqlite))
		return OK;
	c->reads = true;
	return outcome(c, control(c, BEGIN));
}

static void
sqlite_rest(struct db_connection *c)
{
	if (c->reads && !sqlite3_get_autocommit(c->sqlite))
		control(c, COMMIT);
	c->reads = false;
}

/*
 * SQLite's memory in a process of one request: thousands of small pieces, for which malloc would take a fifth of all time.
 * They are cut from large blocks, in steps of 16 bytes, with their size before them; what is freed waits for its like.
 */
enum { STEP = 16, STEPS = 64, BLOCK = 32 << 10 };	/* longer ones are malloc's */

union piece {
	uint64_t steps;
	union piece *next;	/* of a free one */
};
static union piece *free_pieces[STEPS + 1];
static char *block, *block_end;

static int
piece_roundup(int size)
{
	return (size + STEP - 1) & ~(STEP - 1);
}

static int
piece_size(void *p)
{
	return (int)((union piece *)p)[-1].steps * STEP;
}

static void *
piece_malloc(int size)
{
	unsigned steps = ((unsigned)size + STEP - 1) / STEP;
	size_t bytes = sizeof(union piece) + (size_t)steps * STEP;
	union piece *piece;

	if (steps > STEPS) {
		piece = malloc(bytes);
	} else if (free_pieces[steps]) {
		piece = free_pieces[steps];
		free_pieces[steps] = piece->next;
	} else {
		if ((size_t)(block_end - block) < bytes) {
			block = malloc(BLOCK);
			block_end = block ? block + BLOCK : NULL;
		}
		piece = (union piece *)block;
		block += block ? bytes : 0;
	}
	if (!piece)
		return NULL;
	piece->steps = steps;
	return piece + 1;
}

static void
piece_free(void *p)
{
	union piece *piece = (union piece *)p - 1;
	uint64_t steps = piece->steps;

	if (steps > STEPS) {
		free(piece);
		return;
	}
	piece->next = free_pieces[steps];
	free_pieces[steps] = piece;
}

static void *
piece_realloc(void *p, int size)
{
	int old = piece_size(p);
	void *moved;

	if (size <= old)
		return p;
	moved = piece_malloc(size);
	if (moved) {
		memcpy(moved, p, (size_t)old);
		piece_free(p);
	}
	return moved;
}

static int
piece_init(void *context)
{
	(void)context;
	return SQLITE_OK;
}

static void
piece_shutdown(void *context)
{
	(void)context;
}

static sqlite3_mem_methods pieces = {
	piece_malloc, piece_free, piece_realloc, piece_size, piece_roundup, piece_init, piece_shutdown, NULL,
};

/* For the whole process: threads, statistics and pages in advance are what nobody needs here. */
static void
configure(bool brief)
{
	static bool configured;

	if (configured)
		return;
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
	if (brief)
		sqlite3_config(SQLITE_CONFIG_MALLOC, &pieces);
	else		/* for a single request reading costs less than mapping, and takes less memory */
		sqlite3_config(SQLITE_CONFIG_MMAP_SIZE, (sqlite3_int64)MMAP_BYTES, (sqlite3_int64)MMAP_BYTES);
	configured = true;
}

/* Whether the file says that it is kept with a WAL (sqlite.org/fileformat.html, 1.3.3): asking SQLite costs much more. */
static bool
has_wal(sqlite3 *sqlite)
{
	sqlite3_file *file = NULL;
	unsigned char versions[2] = { 0 };

	sqlite3_file_control(sqlite, NULL, SQLITE_FCNTL_FILE_POINTER, &file);
	return file && !file->pMethods->xRead(file, versions, sizeof(versions), 18) && versions[0] == 2;
}

/* What every connection needs; what only writers need is in prepare_writing. */
static int
settle(struct db_connection *c, const struct db_options *options)
{
	bool wal = !file_system_of(options->path)->is_network;
	char sql[128];
	int persist = 1, code = sqlite3_db_config(c->sqlite, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);

	/* The last to close checkpoints, but leaves empty files: making them anew takes a tenth of a CGI program's time. */
	sqlite3_file_control(c->sqlite, NULL, SQLITE_FCNTL_PERSIST_WAL, &persist);
	snprintf(sql, sizeof(sql), "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=%d", JOURNAL_BYTES);
	if (!code)
		code = sqlite3_exec(c->sqlite, sql, NULL, NULL, NULL);
	if (!code && wal != has_wal(c->sqlite))
		code = sqlite3_exec(c->sqlite, wal ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	return code;
}

/* The switch to WAL doesn't ask the busy handler: of many first requests at once some would fail. */
static int
settle_patiently(struct db_connection *c, const struct db_options *options)
{
	int64_t until = clock_ticks() + BUSY_MS;
	int code = settle(c, options);

	while ((code & 0xff) == SQLITE_BUSY && clock_ticks() < until) {
		clock_sleep(1 + getpid() % 4);
		code = settle(c, options);
	}
	return code;
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
	configure(options->brief);
	c->queue = -1;
	c->lossy = options->lossy;
	c->mode = folder_file_mode(options->for_group);
	c->synchronous = options->lossy ? "OFF" : options->durable ? "FULL" : "NORMAL";
	c->path = strdup(options->path);
	if (!c->path || asprintf(&c->queue_path, "%s-queue", options->path) < 0)
		return fail(c, ERR_UNAVAILABLE, "out of memory", NULL);
	if (options->for_group)		/* SQLite itself would make it for its owner; what it makes beside it gets the file's mode */
		mknod(options->path, S_IFREG | c->mode, 0);
	code = sqlite3_open_v2(options->path, &c->sqlite,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code)
		return outcome(c, code);
	sqlite3_extended_result_codes(c->sqlite, 1);
	sqlite3_busy_handler(c->sqlite, busy, c);
	code = settle_patiently(c, options);
	if (code)
		return outcome(c, code);
	if (!options->brief && !stat(options->path, &st)) {
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

/* SQLite numbers parameters by first appearance and takes any name: only $1…$n are let in. */
static bool
map_parameters(struct handle *handle)
{
	int count = sqlite3_bind_parameter_count(handle->stmt);

	for (int i = 1; i <= count; i++) {
		const char *name = sqlite3_bind_parameter_name(handle->stmt, i);
		char *end;
		long number;

		if (!name || name[0] != '$')
			return false;
		number = strtol(name + 1, &end, 10);
		if (*end || number < 1 || number >= PARAMETERS)
			return false;
		handle->parameters[number] = (unsigned char)i;
	}
	return true;
}

static enum status
sqlite_prepare(struct db_connection *c, const char *sql, void **out)
{
	struct handle *handle = calloc(1, sizeof(*handle));
	enum status rc;
	int code;

	if (!handle)
		return fail(c, ERR_UNAVAILABLE, "out of memory", NULL);
	rc = begin_reading(c);	/* the schema is read now */
	if (rc) {
		free(handle);
		return rc;
	}
	code = sqlite3_prepare_v3(c->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle->stmt, NULL);
	if (code || !map_parameters(handle)) {
		sqlite3_finalize(handle->stmt);
		free(handle);
		return code ? outcome(c, code) : fail(c, ERR_INTERNAL, "a parameter is not $1…$n", sql);
	}
	*out = handle;
	return OK;
}

static enum status
sqlite_bind(struct db_connection *c, void *opaque, int number, const struct value *value)
{
	struct handle *handle = opaque;
	int i = number < PARAMETERS ? handle->parameters[number] : 0, code = SQLITE_OK;

	if (!i)
		return OK;	/* an argument that this statement doesn't use */
	switch (value->type) {
	case VALUE_NULL:
		code = sqlite3_bind_null(handle->stmt, i);
		break;
	case VALUE_INT:
		code = sqlite3_bind_int64(handle->stmt, i, value->integer);
		break;
	case VALUE_REAL:
		code = sqlite3_bind_double(handle->stmt, i, value->real);
		break;
	case VALUE_TEXT:
		code = sqlite3_bind_text(handle->stmt, i, value->text, (int)value->size, SQLITE_STATIC);
		break;
	case VALUE_BLOB:
		code = sqlite3_bind_blob64(handle->stmt, i, value->text, value->size, SQLITE_STATIC);
		break;
	}
	return outcome(c, code);
}

static enum status
sqlite_step(struct db_connection *c, void *opaque)
{
	struct handle *handle = opaque;
	enum status rc = OK;

	if (!sqlite3_stmt_readonly(handle->stmt))
		sqlite_rest(c);	/* a write outside of a transaction commits by itself */
	else
		rc = begin_reading(c);
	return rc ? rc : outcome(c, sqlite3_step(handle->stmt));
}

/* The value itself, which only a process of one thread may look into; column by column SQLite looks it up each time. */
static struct value
sqlite_column(void *opaque, int column)
{
	sqlite3_value *value = sqlite3_column_value(((struct handle *)opaque)->stmt, column);

	switch (sqlite3_value_type(value)) {
	case SQLITE_INTEGER:
		return value_int(sqlite3_value_int64(value));
	case SQLITE_FLOAT:
		return value_real(sqlite3_value_double(value));
	case SQLITE_TEXT:
		return (struct value){ VALUE_TEXT, 0, 0, (const char *)sqlite3_value_text(value),
			(size_t)sqlite3_value_bytes(value) };
	case SQLITE_BLOB:
		return value_blob(sqlite3_value_blob(value), (size_t)sqlite3_value_bytes(value));
	}
	return value_null();
}

static void
sqlite_reset(void *opaque)
{
	struct handle *handle = opaque;

	sqlite3_reset(handle->stmt);
	sqlite3_clear_bindings(handle->stmt);
}

static void
sqlite_free(void *opaque)
{
	struct handle *handle = opaque;

	sqlite3_finalize(handle->stmt);
	free(handle);
}

static enum status
sqlite_script(struct db_connection *c, const char *sql)
{
	sqlite_rest(c);
	return outcome(c, sqlite3_exec(c->sqlite, sql, NULL, NULL, NULL));
}

static void
wake(int signal)
{
	(void)signal;
}

/* Waits in flock's queue, which is fair, but not for ever: a timer without SA_RESTART ends the wait. */
static bool
flock_for(int fd, int milliseconds)
{
	struct sigaction action = { .sa_handler = wake }, old_action;
	struct itimerval timer = { { 0, 100000 }, { milliseconds / 1000, milliseconds % 1000 * 1000L } }, old_timer;
	int64_t until = clock_ticks() + milliseconds;
	bool locked;

	if (!flock(fd, LOCK_EX | LOCK_NB))
		return true;
	if (!milliseconds)
		return false;
	sigaction(SIGALRM, &action, &old_action);
	setitimer(ITIMER_REAL, &timer, &old_timer);
	do
		locked = !flock(fd, LOCK_EX);
	while (!locked && errno == EINTR && clock_ticks() < until);
	setitimer(ITIMER_REAL, &old_timer, NULL);
	sigaction(SIGALRM, &old_action, NULL);
	return locked;
}

static int
prepare_writing(struct db_connection *c)
{
	char sql[64];
	int code;

	if (c->writes)
		return SQLITE_OK;
	snprintf(sql, sizeof(sql), "PRAGMA synchronous=%s", c->synchronous);
	code = sqlite3_exec(c->sqlite, sql, NULL, NULL, NULL);
	c->writes = !code;
	return code;
}

/* Takes our turn among the writers, until flock(…, LOCK_UN). */
static enum status
await_turn(struct db_connection *c, bool waits)
{
	enum status rc;

	sqlite_rest(c);
	rc = outcome(c, prepare_writing(c));
	if (rc)
		return rc;
	if (c->queue < 0)
		c->queue = open(c->queue_path, O_RDWR | O_CREAT | O_CLOEXEC, c->mode);
	if (c->queue < 0)
		return fail(c, status_of_error(errno), strerror(errno),
			"make the data folder writable for the web server, with some room on its disk");
	if (!flock_for(c->queue, waits ? BUSY_MS : 0))
		return fail(c, ERR_UNAVAILABLE, "no turn to write", "another program holds it; look for one that hangs");
	return OK;
}

static enum status
sqlite_begin(struct db_connection *c, bool waits)
{
	enum status rc = await_turn(c, waits);

	if (rc)
		return rc;
	c->hurries = !waits;
	rc = outcome(c, control(c, BEGIN_WRITING));
	c->hurries = false;
	if (rc)
		flock(c->queue, LOCK_UN);
	return rc;
}

/* After some errors (a full disk above all) SQLite has undone the whole transaction by itself. */
static enum status
check_transaction(struct db_connection *c)
{
	return sqlite3_get_autocommit(c->sqlite) ? fail(c, ERR_UNAVAILABLE, "the transaction was undone", NULL) : OK;
}

static enum status
sqlite_begin_inner(struct db_connection *c)
{
	enum status rc = check_transaction(c);

	return rc ? rc : outcome(c, control(c, BEGIN_INNER));
}

static enum status
sqlite_end_inner(struct db_connection *c, bool keeps)
{
	enum status rc = OK;

	if (sqlite3_get_autocommit(c->sqlite))
		return keeps ? check_transaction(c) : ERR_UNAVAILABLE;	/* the reason has been said */
	if (!keeps)
		rc = outcome(c, control(c, UNDO_INNER));
	return rc ? rc : outcome(c, control(c, END_INNER));
}

static enum status
sqlite_commit(struct db_connection *c)
{
	enum status rc = outcome(c, control(c, COMMIT));

	if (!rc)
		flock(c->queue, LOCK_UN);
	return rc;
}

static void
sqlite_rollback(struct db_connection *c)
{
	if (!sqlite3_get_autocommit(c->sqlite))
		control(c, ROLLBACK);
	flock(c->queue, LOCK_UN);
}

/* A statement that answers one number. */
static int
ask(sqlite3 *sqlite, const char *sql, int64_t *out)
{
	sqlite3_stmt *stmt;
	int code = sqlite3_prepare_v2(sqlite, sql, -1, &stmt, NULL);

	if (code)
		return code;
	code = sqlite3_step(stmt);
	*out = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return code == SQLITE_ROW ? SQLITE_OK : code;
}

static enum status
sqlite_version(struct db_connection *c, int64_t *out)
{
	enum status rc = begin_reading(c);

	return rc ? rc : outcome(c, ask(c->sqlite, "PRAGMA user_version", out));
}

static enum status
sqlite_set_version(struct db_connection *c, int64_t version)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "PRAGMA user_version = %lld", (long long)version);
	return sqlite_script(c, sql);
}

/*
 * The file, what SQLite keeps beside it (a log made by who could only read the file can't be written either) and the writers'
 * queue, the folder.
 */
static enum status
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
	snprintf(path, sizeof(path), "%.*s", slash ? (int)(slash - c->path) + 1 : 1, slash ? c->path : ".");
	if (!writable || faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS))
		return fail(c, ERR_SETUP, strerror(errno), "make the data folder and its files writable for the web server");
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

/* The first row of one text. */
static int
ask_text(sqlite3 *sqlite, const char *sql, struct arena *arena, const char **out)
{
	sqlite3_stmt *stmt;
	int code = sqlite3_prepare_v2(sqlite, sql, -1, &stmt, NULL);

	if (code)
		return code;
	code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		*out = arena_strdup(arena, (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return code == SQLITE_ROW ? SQLITE_OK : code;
}

static enum status
sqlite_examine(struct db_connection *c, struct arena *arena, int milliseconds, struct db_state *out)
{
	int64_t until = clock_ticks() + milliseconds;
	const char *found = "ok";
	enum status rc = begin_reading(c);
	int code;

	*out = (struct db_state){ .journal = "" };
	if (!rc)
		rc = outcome(c, ask_text(c->sqlite, "PRAGMA journal_mode", arena, &out->journal));
	if (!rc)
		rc = outcome(c, ask(c->sqlite, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", &out->size));
	if (rc)
		return rc;
	sqlite3_progress_handler(c->sqlite, 1000, is_late, &until);
	code = ask_text(c->sqlite, "PRAGMA quick_check(1)", arena, &found);
	sqlite3_progress_handler(c->sqlite, 0, NULL, NULL);
	out->is_whole = !code && !strcmp(found, "ok");
	if (code && code != SQLITE_INTERRUPT)
		return outcome(c, code);
	if (!code && strcmp(found, "ok"))
		out->fault = found;
	return OK;
}

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
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, c->mode), code;	/* nothing is overwritten */
	sqlite3 *to;
	enum status rc;

	if (fd < 0)
		return fail(c, status_of_error(errno), path, strerror(errno));
	close(fd);
	code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL);
	if (!code)
		code = copy_pages(to, from);
	if (!code)	/* a file that is complete by itself, also for who may only read it */
		code = sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	rc = code ? system_outcome(to, code) : OK;
	sqlite3_close_v2(to);
	if (!code)
		return OK;
	unlink(path);
	return fail(c, rc == ERR_FULL ? rc : ERR_UNAVAILABLE, path, sqlite3_errstr(code));
}

static enum status
sqlite_backup(struct db_connection *c, const char *path)
{
	sqlite_rest(c);
	return copy_to(c, c->sqlite, path);
}

static enum status
sqlite_copy(struct db_connection *c, const char *from_path, const char *to_path)
{
	sqlite3 *from;
	int code = sqlite3_open_v2(from_path, &from, SQLITE_OPEN_READONLY, NULL);
	enum status rc = code ? fail(c, ERR_SETUP, from_path, sqlite3_errstr(code)) : copy_to(c, from, to_path);

	sqlite3_close_v2(from);
	return rc;
}

/* The same answer from both files. */
static bool
agree(sqlite3 *a, sqlite3 *b, const char *sql)
{
	int64_t of_a, of_b;

	return !ask(a, sql, &of_a) && !ask(b, sql, &of_b) && of_a == of_b;
}

/* What is wrong with a file that is to be put in place of everything; NULL for one that is whole, and ours. */
static const char *
fault_of(struct db_connection *c, sqlite3 *file, int64_t newest)
{
	int64_t version, faults;
	int code = ask(file, "PRAGMA user_version", &version);

	if (code == SQLITE_NOTADB)
		return "is no database";
	if (code == SQLITE_CANTOPEN)
		return "can't be opened";
	if (code)
		return "is corrupt";
	if (version < 1 || !agree(c->sqlite, file, "PRAGMA application_id") || !agree(c->sqlite, file, "PRAGMA page_size"))
		return "is no database of ours";
	if (version > newest)
		return "is newer than this release";
	if (ask(file, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", &faults) || faults)
		return "is corrupt";
	return NULL;
}

static enum status
sqlite_check(struct db_connection *c, const char *path, int64_t newest, const char **fault)
{
	sqlite3 *file;
	int code = sqlite3_open_v2(path, &file, SQLITE_OPEN_READONLY, NULL);

	*fault = code ? "can't be opened" : fault_of(c, file, newest);
	sqlite3_close_v2(file);
	return *fault ? fail(c, ERR_SETUP, path, *fault) : OK;
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
static enum status
sqlite_compare(struct db_connection *c, struct db_connection *other, bool *same)
{
	static const char sql[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema "
		"WHERE type <> 'table' OR name NOT IN ('sqlite_stat1', 'sqlite_stat4') ORDER BY type, name";
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
		return outcome(c, code);
	return other_code && other_code != SQLITE_DONE ? fail(c, ERR_INTERNAL, sqlite3_errmsg(other->sqlite), NULL) : OK;
}

static enum status
sqlite_replace(struct db_connection *c, const char *path)
{
	sqlite3 *from;
	int code = sqlite3_open_v2(path, &from, SQLITE_OPEN_READONLY, NULL);
	enum status rc = code ? fail(c, ERR_SETUP, path, sqlite3_errstr(code)) : await_turn(c, true);

	if (!rc) {
		rc = outcome(c, copy_pages(c->sqlite, from));
		flock(c->queue, LOCK_UN);
	}
	sqlite3_close_v2(from);
	return rc;
}

/* FTS5's trigram tokenizer: a quoted phrase of three characters or more matches as a substring. */
static const char *
sqlite_search_condition(const char *column)
{
	if (!column)
		return "t.key IN (SELECT rowid FROM media_search WHERE media_search MATCH $$)";
	if (!strcmp(column, "creator_folded"))
		return "t.key IN (SELECT rowid FROM media_search WHERE creator_folded MATCH $$)";
	return "t.key IN (SELECT rowid FROM media_search WHERE title_folded MATCH $$)";
}

static char *
sqlite_search_phrase(struct arena *arena, const char *text)
{
	char *phrase = arena_alloc(arena, 2 * strlen(text) + 3), *p = phrase;

	*p++ = '"';
	for (; *text; text++) {
		if (*text == '"')
			*p++ = '"';
		*p++ = *text;
	}
	*p = '"';
	return phrase;
}

static const char *
sqlite_message(const struct db_connection *c)
{
	return c ? c->message : "out of memory";
}

static const char *
sqlite_conflict(const struct db_connection *c)
{
	return c->conflict;
}

const struct db_driver db_sqlite = {
	sqlite_open, sqlite_close, sqlite_is_stale, sqlite_prepare, sqlite_bind, sqlite_step, sqlite_column,
	sqlite_reset, sqlite_free, sqlite_script, sqlite_begin, sqlite_begin_inner, sqlite_end_inner,
	sqlite_commit, sqlite_rollback, sqlite_rest,
	sqlite_version, sqlite_set_version, sqlite_writable, sqlite_examine, sqlite_backup, sqlite_copy, sqlite_check,
	sqlite_compare, sqlite_replace,
	sqlite_search_condition, sqlite_search_phrase,
	"INSERT INTO media_search (rowid, title_folded, creator_folded) VALUES ($1, $2, $3)",
	"INSERT INTO media_search (media_search, rowid, title_folded, creator_folded) VALUES ('delete', $1, $2, $3)",
	"SELECT json_patch($1, $2)",
	sqlite_message, sqlite_conflict,
};
