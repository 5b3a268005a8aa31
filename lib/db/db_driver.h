/* What an engine provides. Only drivers and db.c include this. */
#ifndef DB_DRIVER_H
#define DB_DRIVER_H

#include "db.h"

struct db_connection;	/* the driver's own */

/*
 * Every function with a status leaves its reason in `message` when it fails. What a function of
 * db.h promises that has the same name, its function here does.
 */
struct db_driver {
	enum status (*open)(const struct db_options *options, struct db_connection **out);
	void (*close)(struct db_connection *connection);
	bool (*is_stale)(const struct db_connection *connection);
	const char *(*message)(const struct db_connection *connection);
	const char *(*conflict)(const struct db_connection *connection);

	enum status (*prepare)(struct db_connection *connection, const char *sql, void **out);
	enum status (*bind)(struct db_connection *connection, void *handle, int number,
		const struct value *value);
	enum status (*step)(struct db_connection *connection, void *handle);
	struct value (*column)(void *handle, int column);
	void (*reset)(void *handle);
	void (*free)(void *handle);
	enum status (*script)(struct db_connection *connection, const char *sql);

	enum status (*begin)(struct db_connection *connection, bool waits);
	/* Within a transaction, what can be undone alone. */
	enum status (*begin_inner)(struct db_connection *connection);
	/* An error of this one: the whole transaction must go. */
	enum status (*end_inner)(struct db_connection *connection, bool keeps);
	enum status (*commit)(struct db_connection *connection);
	void (*rollback)(struct db_connection *connection);
	void (*end_reading)(struct db_connection *connection);	/* between requests */

	enum status (*version)(struct db_connection *connection, int64_t *out);
	enum status (*set_version)(struct db_connection *connection, int64_t version);
	bool (*reading_blocks)(const struct db_connection *connection);
	enum status (*writable)(struct db_connection *connection);
	enum status (*examine)(struct db_connection *connection, struct arena *arena,
		int milliseconds, struct db_state *out);
	enum status (*backup)(struct db_connection *connection, const char *path);
	enum status (*copy)(struct db_connection *connection, const char *from, const char *to);
	enum status (*check)(struct db_connection *connection, const char *path, int64_t newest,
		const char **fault);
	enum status (*compare)(struct db_connection *connection, struct db_connection *other,
		bool *same);
	enum status (*replace)(struct db_connection *connection, const char *path,
		enum status (*ready)(void *context), void *context);

	const char *(*contains)(struct arena *arena, const char *text, const char *part);
	const char *(*search_condition)(struct arena *arena, const struct search_index *index,
		const char *column);
	char *(*search_phrase)(struct arena *arena, const char *text);
	/* The SQL that does it: $1 is the key, $2 and on the texts. */
	const char *(*search_add)(struct arena *arena, const struct search_index *index);
	const char *(*search_remove)(struct arena *arena, const struct search_index *index);
};

extern const struct db_driver db_sqlite;

#endif
