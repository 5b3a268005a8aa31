#include "db.h"
#include "db_driver.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	CACHED = 64,	/* statements kept; no request runs as many at once */
	LEVELS = 64,	/* transactions within each other */
};

struct stmt {
	struct db *db;
	void *handle;
	char *sql;
	size_t length;
	uint64_t used;		/* when, in queries of this process */
	bool running;
};

struct db {
	const struct db_driver *driver;
	struct db_connection *connection;
	struct stmt cache[CACHED];
	int cached;
	int depth;		/* transactions within each other that have begun and not ended */
	uint64_t void_levels;	/* bit n: the n-th of them could not begin */
	bool is_lost;		/* some of the whole transaction went that was not undone alone */
	uint64_t queries;
};

struct value
value_null(enum value_type type)
{
	return (struct value){ .type = type, .is_null = true };
}

struct value
value_int(int64_t integer)
{
	if (integer == INT64_MIN)
		return value_null(VALUE_INT);
	return (struct value){ .type = VALUE_INT, .integer = integer };
}

struct value
value_real(double real)
{
	if (isnan(real))
		return value_null(VALUE_REAL);
	return (struct value){ .type = VALUE_REAL, .real = real };
}

struct value
value_text(const char *text)
{
	if (!text)
		return value_null(VALUE_TEXT);
	return (struct value){ .type = VALUE_TEXT, .text = text, .size = strlen(text) };
}

struct value
value_blob(const void *data, size_t size)
{
	return (struct value){ .type = VALUE_BLOB, .text = data, .size = size };
}

enum status
db_open(const struct db_options *options, struct db **out)
{
	struct db *db = calloc(1, sizeof(*db));
	enum status rc;

	*out = db;
	if (!db)
		return ERR_UNAVAILABLE;
	db->driver = &db_sqlite;
	rc = db->driver->open(options, &db->connection);
	return rc;
}

static void
release_stmt(struct db *db, struct stmt *stmt)
{
	db->driver->free(stmt->handle);
	free(stmt->sql);
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	db_request_done(db);
	for (int i = 0; i < db->cached; i++)
		release_stmt(db, &db->cache[i]);
	db->driver->close(db->connection);
	free(db);
}

static void
end_db(void *db)
{
	db_close(db);
}

enum status
db_open_within(struct arena *arena, const struct db_options *options, struct db **out)
{
	enum status rc = db_open(options, out);

	arena_hold(arena, end_db, *out);
	return rc;
}

bool
db_is_stale(const struct db *db)
{
	return db->driver->is_stale(db->connection);
}

const char *
db_message(const struct db *db)
{
	return db ? db->driver->message(db->connection) : "out of memory";
}

const char *
db_conflict(const struct db *db)
{
	return db->driver->conflict(db->connection);
}

/*
 * Room for one more: a free place, or that of the statement that has been idle longest; NULL when
 * all are running.
 */
static struct stmt *
find_room(struct db *db)
{
	struct stmt *oldest = NULL;

	if (db->cached < CACHED)
		return &db->cache[db->cached++];
	for (int i = 0; i < db->cached; i++) {
		struct stmt *stmt = &db->cache[i];

		if (!stmt->running && (!oldest || stmt->used < oldest->used))
			oldest = stmt;
	}
	if (oldest)
		release_stmt(db, oldest);
	return oldest;
}

/* A statement that is kept and idle, or a new one. */
static enum status
find_statement(struct db *db, const char *sql, struct stmt **out)
{
	size_t length = strlen(sql);
	struct stmt *stmt;
	void *handle;
	char *copy;
	enum status rc;

	for (int i = 0; i < db->cached; i++) {
		stmt = &db->cache[i];
		if (stmt->length == length && !stmt->running && !memcmp(stmt->sql, sql, length)) {
			*out = stmt;
			return OK;
		}
	}
	rc = db->driver->prepare(db->connection, sql, &handle);
	if (rc)
		return rc;
	copy = strdup(sql);
	stmt = copy ? find_room(db) : NULL;
	if (!stmt) {
		free(copy);
		db->driver->free(handle);
		return ERR_UNAVAILABLE;
	}
	*stmt = (struct stmt){ .db = db, .handle = handle, .sql = copy, .length = length };
	*out = stmt;
	return OK;
}

enum status
db_query(struct db *db, struct stmt **out, const char *sql, const struct value *args, int count)
{
	struct stmt *stmt;
	enum status rc;

	*out = NULL;
	rc = find_statement(db, sql, &stmt);
	if (rc)
		return rc;
	stmt->running = true;
	stmt->used = ++db->queries;
	*out = stmt;
	for (int i = 0; i < count && !rc; i++)
		rc = db->driver->bind(db->connection, stmt->handle, i + 1, &args[i]);
	return rc;
}

enum status
stmt_step(struct stmt *stmt)
{
	return stmt->db->driver->step(stmt->db->connection, stmt->handle);
}

static bool
holds_type(const struct value *value, enum value_type type)
{
	return value->type == type && !value->is_null;
}

int64_t
stmt_int(struct stmt *stmt, int column)
{
	struct value value = stmt->db->driver->column(stmt->handle, column);

	return holds_type(&value, VALUE_INT) ? value.integer : INT64_MIN;
}

double
stmt_real(struct stmt *stmt, int column)
{
	struct value value = stmt->db->driver->column(stmt->handle, column);

	if (holds_type(&value, VALUE_INT))
		return (double)value.integer;
	return holds_type(&value, VALUE_REAL) ? value.real : NAN;
}

const char *
stmt_text(struct stmt *stmt, int column, struct arena *arena)
{
	struct value value = stmt->db->driver->column(stmt->handle, column);

	return holds_type(&value, VALUE_TEXT) ? arena_copy(arena, value.text, value.size) : NULL;
}

const void *
stmt_blob(struct stmt *stmt, int column, struct arena *arena, size_t *size)
{
	struct value value = stmt->db->driver->column(stmt->handle, column);

	*size = holds_type(&value, VALUE_BLOB) ? value.size : 0;
	return holds_type(&value, VALUE_BLOB) ? arena_copy(arena, value.text, value.size) : NULL;
}

word
stmt_word(struct stmt *stmt, int column, const struct word_name *words)
{
	struct value value = stmt->db->driver->column(stmt->handle, column);

	return holds_type(&value, VALUE_TEXT) ? word_value(words, value.text) : 0;
}

void
stmt_done(struct stmt *stmt)
{
	if (!stmt)
		return;
	stmt->running = false;
	stmt->db->driver->reset(stmt->handle);
}

enum status
db_exec(struct db *db, const char *sql, const struct value *args, int count)
{
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(db, &stmt, sql, args, count);

	if (rc)
		return rc;
	rc = stmt_step(stmt);
	return rc == ERR_NOT_FOUND ? OK : rc;
}

enum status
db_script(struct db *db, const char *sql)
{
	return db->driver->script(db->connection, sql);
}

enum status
db_number(struct db *db, const char *sql, const struct value *args, int count, int64_t *out)
{
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(db, &stmt, sql, args, count);

	if (rc)
		return rc;
	rc = stmt_step(stmt);
	if (!rc)
		*out = stmt_int(stmt, 0);
	return rc;
}

static enum status
begin_level(struct db *db, bool waits)
{
	enum status rc = OK;

	if (!db->depth)
		rc = db->driver->begin(db->connection, waits);
	else if (db->depth < LEVELS)
		rc = db->driver->begin_inner(db->connection);
	else
		rc = ERR_INTERNAL;
	if (rc && !db->depth)
		return rc;	/* and db_end finds none */
	if (rc && db->depth < LEVELS)
		db->void_levels |= UINT64_C(1) << db->depth;
	db->depth++;
	return rc;
}

enum status
db_begin(struct db *db)
{
	return begin_level(db, true);
}

enum status
db_try_begin(struct db *db)
{
	return begin_level(db, false);
}

/* Ends the whole transaction. */
static enum status
end_all(struct db *db, enum status rc)
{
	if (!rc && db->is_lost)
		rc = ERR_UNAVAILABLE;
	if (!rc)
		rc = db->driver->commit(db->connection);
	if (rc)
		db->driver->rollback(db->connection);
	db->is_lost = false;
	return rc;
}

enum status
db_end(struct db *db, enum status rc)
{
	enum status ended;
	uint64_t level;
	bool is_void;

	if (!db || !db->depth)
		return rc ? rc : ERR_INTERNAL;
	level = --db->depth < LEVELS ? UINT64_C(1) << db->depth : 0;
	is_void = !level || db->void_levels & level;
	db->void_levels &= ~level;
	if (!db->depth)
		return end_all(db, rc);
	ended = is_void ? rc ? OK : ERR_INTERNAL : db->driver->end_inner(db->connection, rc == OK);
	db->is_lost = db->is_lost || ended;
	return rc ? rc : ended;
}

/* Whatever is still open of a transaction goes. */
static void
abandon_transaction(struct db *db)
{
	if (db->depth)
		db->driver->rollback(db->connection);
	db->depth = 0;
	db->void_levels = 0;
	db->is_lost = false;
}

void
db_request_done(struct db *db)
{
	for (int i = 0; i < db->cached; i++)
		if (db->cache[i].running)
			stmt_done(&db->cache[i]);
	abandon_transaction(db);
	db->driver->end_reading(db->connection);
}

enum status
db_version(struct db *db, int64_t *out)
{
	return db->driver->version(db->connection, out);
}

enum status
db_set_version(struct db *db, int64_t version)
{
	return db->driver->set_version(db->connection, version);
}

bool
db_reading_blocks(const struct db *db)
{
	return db->driver->reading_blocks(db->connection);
}

enum status
db_writable(struct db *db)
{
	return db->driver->writable(db->connection);
}

enum status
db_examine(struct db *db, struct arena *arena, int milliseconds, struct db_state *out)
{
	return db->driver->examine(db->connection, arena, milliseconds, out);
}

enum status
db_backup(struct db *db, const char *path)
{
	return db->driver->backup(db->connection, path);
}

enum status
db_copy(struct db *db, const char *from, const char *to)
{
	return db->driver->copy(db->connection, from, to);
}

enum status
db_check(struct db *db, const char *path, int64_t newest, const char **fault)
{
	return db->driver->check(db->connection, path, newest, fault);
}

enum status
db_compare(struct db *db, struct db *other, bool *same)
{
	return db->driver->compare(db->connection, other->connection, same);
}

enum status
db_replace(struct db *db, const char *path, enum status (*ready)(void *context), void *context)
{
	return db->driver->replace(db->connection, path, ready, context);
}

const char *
db_contains(struct db *db, struct arena *arena, const char *text, const char *part)
{
	return db->driver->contains(arena, text, part);
}

const char *
db_search_condition(struct db *db, struct arena *arena, const struct search_index *index,
	const char *column)
{
	return db->driver->search_condition(arena, index, column);
}

char *
db_search_phrase(struct db *db, struct arena *arena, const char *text)
{
	return db->driver->search_phrase(arena, text);
}

/* Runs a statement whose $1 is the key and whose others are the texts. */
static enum status
write_index(struct db *db, const char *sql, const struct search_index *index, int64_t key,
	const char *const *texts)
{
	struct value args[1 + SEARCH_COLUMNS] = { value_int(key) };
	int count = 1;

	for (; index->columns[count - 1]; count++)
		args[count] = value_text(texts[count - 1]);
	return db_exec(db, sql, args, count);
}

enum status
db_search_add(struct db *db, struct arena *arena, const struct search_index *index, int64_t key,
	const char *const *texts)
{
	return write_index(db, db->driver->search_add(arena, index), index, key, texts);
}

enum status
db_search_remove(struct db *db, struct arena *arena, const struct search_index *index, int64_t key,
	const char *const *texts)
{
	return write_index(db, db->driver->search_remove(arena, index), index, key, texts);
}
