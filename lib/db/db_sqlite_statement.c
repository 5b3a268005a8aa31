/* Statements: prepared, bound, stepped, read. */
#include "db_sqlite.h"

#include <stdio.h>
#include <stdlib.h>

enum { PARAMETERS = 128 };

/* A statement, and which of SQLite's parameter numbers $1…$n have. */
struct handle {
	sqlite3_stmt *stmt;
	unsigned char parameters[PARAMETERS];
};

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

enum status
sqlite_prepare(struct db_connection *c, const char *sql, void **out)
{
	struct handle *handle = calloc(1, sizeof(*handle));
	enum status rc;
	int code;

	if (!handle)
		return sqlite_fail(c, ERR_UNAVAILABLE, "out of memory", NULL);
	rc = sqlite_begin_reading(c);	/* the schema is read now */
	if (rc) {
		free(handle);
		return rc;
	}
	code = sqlite3_prepare_v3(c->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle->stmt,
		NULL);
	if (code || !map_parameters(handle)) {
		sqlite3_finalize(handle->stmt);
		free(handle);
		return code ? sqlite_outcome(c, code)
			: sqlite_fail(c, ERR_INTERNAL, "a parameter is not $1…$n", sql);
	}
	*out = handle;
	return OK;
}

enum status
sqlite_bind(struct db_connection *c, void *opaque, int number, const struct value *value)
{
	struct handle *handle = opaque;
	int i = number < PARAMETERS ? handle->parameters[number] : 0, code = SQLITE_OK;

	if (!i)
		return OK;	/* an argument that this statement doesn't use */
	if (value->is_null)
		return sqlite_outcome(c, sqlite3_bind_null(handle->stmt, i));
	switch (value->type) {
	case VALUE_INT:
		code = sqlite3_bind_int64(handle->stmt, i, value->integer);
		break;
	case VALUE_REAL:
		code = sqlite3_bind_double(handle->stmt, i, value->real);
		break;
	case VALUE_TEXT:
		code = sqlite3_bind_text(handle->stmt, i, value->text, (int)value->size,
			SQLITE_STATIC);
		break;
	case VALUE_BLOB:
		code = sqlite3_bind_blob64(handle->stmt, i, value->text, value->size,
			SQLITE_STATIC);
		break;
	}
	return sqlite_outcome(c, code);
}

enum status
sqlite_step(struct db_connection *c, void *opaque)
{
	struct handle *handle = opaque;
	enum status rc = OK;

	if (!sqlite3_stmt_readonly(handle->stmt))
		sqlite_end_reading(c);	/* a write outside of a transaction commits by itself */
	else
		rc = sqlite_begin_reading(c);
	return rc ? rc : sqlite_outcome(c, sqlite3_step(handle->stmt));
}

/*
 * The value itself, which only a process of one thread may look into; column by column SQLite
 * looks it up each time.
 */
struct value
sqlite_column(void *opaque, int column)
{
	sqlite3_value *value = sqlite3_column_value(((struct handle *)opaque)->stmt, column);

	switch (sqlite3_value_type(value)) {
	case SQLITE_INTEGER:
		return value_int(sqlite3_value_int64(value));
	case SQLITE_FLOAT:
		return value_real(sqlite3_value_double(value));
	case SQLITE_TEXT:
		return (struct value){ .type = VALUE_TEXT,
			.text = (const char *)sqlite3_value_text(value),
			.size = (size_t)sqlite3_value_bytes(value) };
	case SQLITE_BLOB:
		return value_blob(sqlite3_value_blob(value), (size_t)sqlite3_value_bytes(value));
	}
	return value_null(VALUE_TEXT);
}

void
sqlite_reset(void *opaque)
{
	struct handle *handle = opaque;

	sqlite3_reset(handle->stmt);
	sqlite3_clear_bindings(handle->stmt);
}

void
sqlite_free(void *opaque)
{
	struct handle *handle = opaque;

	sqlite3_finalize(handle->stmt);
	free(handle);
}

enum status
sqlite_script(struct db_connection *c, const char *sql)
{
	sqlite_end_reading(c);
	return sqlite_outcome(c, sqlite3_exec(c->sqlite, sql, NULL, NULL, NULL));
}

/* A statement that answers one number. */
int
sqlite_ask(sqlite3 *sqlite, const char *sql, int64_t *out)
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

/* The first row of one text. */
int
sqlite_ask_text(sqlite3 *sqlite, const char *sql, char *out, size_t size)
{
	sqlite3_stmt *stmt;
	int code = sqlite3_prepare_v2(sqlite, sql, -1, &stmt, NULL);

	if (code)
		return code;
	code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		snprintf(out, size, "%s", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return code == SQLITE_ROW ? SQLITE_OK : code;
}
