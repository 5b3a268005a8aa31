/*
 * What the files of the SQLite driver share; nobody else includes this. What the functions of its
 * table promise is in db_driver.h.
 */
#ifndef DB_SQLITE_H
#define DB_SQLITE_H

#include "db_driver.h"

#include <sqlite3.h>
#include <sys/types.h>

enum { BUSY_MS = 8000 };	/* how long a writer waits for its turn */

enum control {
	BEGIN, BEGIN_WRITING, COMMIT, ROLLBACK, BEGIN_INNER, UNDO_INNER, END_INNER, CONTROLS,
};

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
	bool has_log;			/* is kept with a WAL */
	bool hurries;			/* doesn't wait for others */
	int64_t busy_until;
	char message[256], conflict[64];
};

/* db_sqlite_error.c: keeps why it failed, with a word of advice (or NULL), and returns `status`. */
enum status sqlite_fail(struct db_connection *c, enum status status, const char *what,
	const char *advice);

/* A result code as a status; its reason is kept, and whether the connection is of use any more. */
enum status sqlite_outcome(struct db_connection *c, int code);

/* ERR_FULL, ERR_SETUP or ERR_UNAVAILABLE, by what the system said last; `sqlite` may be NULL. */
enum status sqlite_system_outcome(sqlite3 *sqlite, int code);

const char *sqlite_message(const struct db_connection *c);
const char *sqlite_conflict(const struct db_connection *c);

/* db_sqlite_memory.c: an allocator for processes of one request, before SQLite is used. */
void sqlite_use_pieces(void);

/* db_sqlite_transaction.c: SQLite's busy handler, whose context is the connection. */
int sqlite_busy(void *context, int tries);

/* One read transaction for all that a request reads, unless there is one. */
enum status sqlite_begin_reading(struct db_connection *c);

/* Takes our turn among the writers, until sqlite_end_turn. */
enum status sqlite_await_turn(struct db_connection *c, bool waits);
void sqlite_end_turn(struct db_connection *c);

enum status sqlite_begin(struct db_connection *c, bool waits);
enum status sqlite_begin_inner(struct db_connection *c);
enum status sqlite_end_inner(struct db_connection *c, bool keeps);
enum status sqlite_commit(struct db_connection *c);
void sqlite_rollback(struct db_connection *c);
void sqlite_end_reading(struct db_connection *c);

/*
 * db_sqlite_statement.c: the first column of the first row; returns SQLite's code. A text is
 * cut to the size of `out`.
 */
int sqlite_ask(sqlite3 *sqlite, const char *sql, int64_t *out);
int sqlite_ask_text(sqlite3 *sqlite, const char *sql, char *out, size_t size);

enum status sqlite_prepare(struct db_connection *c, const char *sql, void **out);
enum status sqlite_bind(struct db_connection *c, void *opaque, int number,
	const struct value *value);
enum status sqlite_step(struct db_connection *c, void *opaque);
struct value sqlite_column(void *opaque, int column);
void sqlite_reset(void *opaque);
void sqlite_free(void *opaque);
enum status sqlite_script(struct db_connection *c, const char *sql);

/* db_sqlite_state.c */
enum status sqlite_version(struct db_connection *c, int64_t *out);
enum status sqlite_set_version(struct db_connection *c, int64_t version);
enum status sqlite_writable(struct db_connection *c);
enum status sqlite_examine(struct db_connection *c, struct arena *arena, int milliseconds,
	struct db_state *out);

/* db_sqlite_copy.c */
enum status sqlite_backup(struct db_connection *c, const char *path);
enum status sqlite_copy(struct db_connection *c, const char *from, const char *to);
enum status sqlite_check(struct db_connection *c, const char *path, int64_t newest,
	const char **fault);
enum status sqlite_compare(struct db_connection *c, struct db_connection *other, bool *same);
enum status sqlite_replace(struct db_connection *c, const char *path,
	enum status (*ready)(void *context), void *context);

/* db_sqlite_search.c */
const char *sqlite_contains(struct arena *arena, const char *text, const char *part);
const char *sqlite_search_condition(struct arena *arena, const struct search_index *index,
	const char *column);
char *sqlite_search_phrase(struct arena *arena, const char *text);
const char *sqlite_search_add(struct arena *arena, const struct search_index *index);
const char *sqlite_search_remove(struct arena *arena, const struct search_index *index);

#endif
