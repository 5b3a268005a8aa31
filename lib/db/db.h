/*
 * Any SQL engine, as the rest of the house sees it: query, step, column, exec, transactions.
 * Placeholders are $1…$n. A statement is prepared once per process and kept; a row is read column
 * by column. From the first query to db_begin or db_request_done all queries see the data as they
 * were at one moment.
 */
#ifndef DB_H
#define DB_H

#include "arena.h"
#include "record.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

enum value_type { VALUE_INT, VALUE_REAL, VALUE_TEXT, VALUE_BLOB };

/* A typed value, for binding and for reading. A text or blob isn't owned. */
struct value {
	enum value_type type;	/* of a NULL, too, that is bound; one that is read has any */
	bool is_null;
	int64_t integer;
	double real;
	const char *text;	/* of a text or blob */
	size_t size;		/* bytes of `text` */
};

struct value value_null(enum value_type type);
struct value value_int(int64_t integer);		/* INT64_MIN is NULL */
struct value value_real(double real);			/* NAN is NULL */
struct value value_text(const char *text);		/* NULL is NULL */
struct value value_blob(const void *data, size_t size);

struct db;
struct stmt;

struct db_options {
	const char *path;	/* of the file; its folder exists */
	bool durable;		/* every commit survives a power cut */
	/* Holds only what may be lost: nothing waits for the disk, a corrupt file is removed. */
	bool lossy;
	bool for_group;		/* the file's group may use it, too */
	bool one_shot;		/* closed again after one request */
};

/*
 * Opens (and makes, if missing) a database. When it can't be opened, ERR_UNAVAILABLE for what
 * passes, else ERR_SETUP; db_message says why. `*out` is set in every case, for db_message, and
 * must be closed in every case.
 */
enum status db_open(const struct db_options *options, struct db **out);

/* The same for one request: arena_let_go closes it, or whatever ends the request. */
enum status db_open_within(struct arena *arena, const struct db_options *options, struct db **out);

/* Closes it with all its statements; NULL is fine. Not for what db_open_within opened. */
void db_close(struct db *db);

/*
 * True when the file at its path is not the one that was opened, or an error calls for opening it
 * anew.
 */
bool db_is_stale(const struct db *db);

/* What went wrong last, for the error log; never for a client. */
const char *db_message(const struct db *db);

/* The column that the last ERR_CONFLICT was about; "" when unknown. */
const char *db_conflict(const struct db *db);

/*
 * Starts a query. The statement must end up in stmt_done: declare it with STMT_AUTO.
 * ERR_INTERNAL for bad SQL, here or at the first step. Texts in `args` must live until then.
 */
enum status db_query(struct db *db, struct stmt **out, const char *sql, const struct value *args,
	int count);

/* Goes to the next row: OK, ERR_NOT_FOUND when there is none, or what went wrong. */
enum status stmt_step(struct stmt *stmt);

/*
 * Columns of the current row, from 0. NULL reads as INT64_MIN, NAN, NULL. Texts and blobs are
 * copied into the arena.
 */
int64_t stmt_int(struct stmt *stmt, int column);
double stmt_real(struct stmt *stmt, int column);
const char *stmt_text(struct stmt *stmt, int column, struct arena *arena);
const void *stmt_blob(struct stmt *stmt, int column, struct arena *arena, size_t *size);
/* 0: none of them, or NULL */
word stmt_word(struct stmt *stmt, int column, const struct word_name *words);

/* Ends a query; NULL is fine. */
void stmt_done(struct stmt *stmt);

static inline void
stmt_auto_done(struct stmt **stmt)
{
	stmt_done(*stmt);
}
#define STMT_AUTO __attribute__((cleanup(stmt_auto_done))) struct stmt *

/* Runs a statement that answers no row. */
enum status db_exec(struct db *db, const char *sql, const struct value *args, int count);

/* Runs several statements without arguments, as in a migration. */
enum status db_script(struct db *db, const char *sql);

/* Runs a statement that answers one number: OK, ERR_NOT_FOUND without a row, or what went wrong. */
enum status db_number(struct db *db, const char *sql, const struct value *args, int count,
	int64_t *out);

/*
 * A write transaction, which db_end ends, also when it could not begin. One within another is a
 * part of it that can be undone alone. ERR_UNAVAILABLE when the wait for other writers was too
 * long.
 */
enum status db_begin(struct db *db);

/*
 * The same, but for work that can be left to somebody else: ERR_UNAVAILABLE at once when there is
 * a wait.
 */
enum status db_try_begin(struct db *db);

/*
 * Ends what the last db_begin began: `rc` says how the work went. OK keeps it, and the outermost
 * commits; anything else undoes it, and only it. Returns `rc`, or why the work could not be kept:
 * an OK of the outermost says that all is stored that was said to be kept within.
 */
enum status db_end(struct db *db, enum status rc);

/*
 * The number of the last migration that was applied, 0 for an empty database; set within its
 * transaction.
 */
enum status db_version(struct db *db, int64_t *out);
enum status db_set_version(struct db *db, int64_t version);

/*
 * What can be told of the file. Neither whole nor with a fault: it was too large to be looked
 * through.
 */
struct db_state {
	const char *journal;	/* "wal", "delete", … */
	const char *fault;	/* the first that was found; NULL: none */
	bool is_whole;		/* no fault was found, and all was looked at */
	int64_t size;		/* bytes */
};

/* Looks through the file for so many milliseconds at most. */
enum status db_examine(struct db *db, struct arena *arena, int milliseconds, struct db_state *out);

/* True when others can't write while anything is read: where there is no write-ahead log. */
bool db_reading_blocks(const struct db *db);

/* OK when the file and its folder can be written, as far as permissions tell; else ERR_SETUP. */
enum status db_writable(struct db *db);

/*
 * A condition: the expression `text` contains `part`, which is `$$` or the placeholder of what was
 * bound. Every row is looked at: for what can't be asked of a search index.
 */
const char *db_contains(struct db *db, struct arena *arena, const char *text, const char *part);

enum { SEARCH_COLUMNS = 4 };

/* An index of the substrings that the texts of a table's rows have, by the rows' `key`. */
struct search_index {
	const char *name;
	const char *columns[SEARCH_COLUMNS + 1];	/* of the table; NULL ends them */
};

/*
 * A condition with one placeholder `$$`, true for rows of the index's table (`t`) that contain the
 * phrase bound to it in `column`, or in any of its columns for NULL. Three characters or more.
 */
const char *db_search_condition(struct db *db, struct arena *arena,
	const struct search_index *index, const char *column);
char *db_search_phrase(struct db *db, struct arena *arena, const char *text);

/*
 * Puts a row into the index with a text for each column, and takes it out, with the texts that it
 * went in with. Within the transaction that writes the row. (Triggers would do, but every start of
 * a process would read them.)
 */
enum status db_search_add(struct db *db, struct arena *arena, const struct search_index *index,
	int64_t key, const char *const *texts);
enum status db_search_remove(struct db *db, struct arena *arena, const struct search_index *index,
	int64_t key, const char *const *texts);

/*
 * Copies all, as it is at one moment and while others write, into a new file. Not within a
 * transaction.
 */
enum status db_backup(struct db *db, const char *path);

/* The same of the database in another file, which may be in use too. */
enum status db_copy(struct db *db, const char *from, const char *to);

/*
 * Looks whether such a file could take the place of this database: ERR_SETUP, and `*fault` a few
 * words for people ("is corrupt"), when it isn't whole, isn't ours, or its version isn't from 1 to
 * `newest`.
 */
enum status db_check(struct db *db, const char *path, int64_t newest, const char **fault);

/*
 * Whether both have the same tables, indexes, views and triggers, word for word. Not within a
 * transaction.
 */
enum status db_compare(struct db *db, struct db *other, bool *same);

/*
 * Puts what a file that was checked holds in the place of all there is, at once for everybody,
 * also who has it open. Not within a transaction. `ready` (NULL: none) is called right before, when
 * nobody else can write any more: what it copies by db_backup, or reads, is all there was, and it
 * may still write to the file. Unless it says OK nothing is replaced.
 */
enum status db_replace(struct db *db, const char *path, enum status (*ready)(void *context),
	void *context);

/*
 * Ends what a request may have left: running statements, a transaction, and the state of the data
 * that it has seen.
 */
void db_request_done(struct db *db);

#endif
