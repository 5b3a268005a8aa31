#include "store.h"

#include <string.h>

enum { WALK_BYTES = 256 << 10 };	/* of rows at once */

static const char *
column_of(const struct field *field)
{
	return field->column ? field->column : field->name;
}

static bool
is_expression(const char *column)
{
	return strpbrk(column, ".(") != NULL;
}

static bool
is_column(const struct field *field)
{
	return field->type != FIELD_RECORDS && (field->type != FIELD_TEXTS || field->column);
}

static bool
is_read(const struct field *field)
{
	return is_column(field) && !(field->flags & UNREAD);
}

static bool
is_written(const struct field *field)
{
	return is_column(field) && !(field->flags & DERIVED) && !is_expression(column_of(field));
}

/* What the database itself gives a row when it is inserted. */
static bool
is_given(const struct field *field)
{
	return is_read(field) && field->flags & DERIVED && !is_expression(column_of(field));
}

static void
add_columns(struct sql *sql, const struct record *record)
{
	const char *comma = "SELECT ";

	for (const struct record *part = record; part; part = part->more) {
		for (const struct field *field = part->fields; field->name; field++) {
			const char *column = column_of(field);

			if (!is_read(field))
				continue;
			sql_add(sql, comma);
			if (!is_expression(column)) {
				sql_add(sql, part->alias ? part->alias : "t");
				buf_putc(&sql->text, '.');
			}
			sql_add(sql, column);
			comma = ", ";
		}
	}
}

/* Which tables, and under which conditions: for SQL that was started for them. */
static void
add_from(struct sql *sql, const struct record *record, const struct sql *where)
{
	sql_add(sql, " FROM ");
	sql_add(sql, record->table);
	sql_add(sql, " t");
	for (const struct record *part = record; part; part = part->more) {
		if (!part->joins)
			continue;
		sql_add(sql, " ");
		if (strstr(part->joins, "$$"))
			sql_add_value(sql, part->joins, where->joined);
		else
			sql_add(sql, part->joins);
	}
	sql_add_where(sql, where);
}

/* All of a record, in an order if there is one. */
static void
select_rows(struct sql *sql, struct arena *arena, const struct record *record,
	const struct sql *where, const char *order)
{
	sql_init_for(sql, arena, where);
	add_columns(sql, record);
	add_from(sql, record, where);
	if (!order)
		return;
	sql_add(sql, " ORDER BY ");
	sql_add(sql, order);
}

static void
read_member(struct stmt *stmt, int column, const struct field *field, struct arena *arena,
	void *member)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_OBJECT:
		*(const char **)member = stmt_text(stmt, column, arena);
		break;
	case FIELD_INT:
	case FIELD_HALVES:
	case FIELD_TIME:
	case FIELD_DAY:
		*(int64_t *)member = stmt_int(stmt, column);
		break;
	case FIELD_REAL:
		*(double *)member = stmt_real(stmt, column);
		break;
	case FIELD_BOOL:
		*(bool *)member = stmt_int(stmt, column) > 0;
		break;
	case FIELD_WORD:
		*(word *)member = stmt_word(stmt, column, field->words);
		break;
	case FIELD_TEXTS:
		*(struct texts *)member = texts_of_lines(arena, stmt_text(stmt, column, arena));
		break;
	case FIELD_RECORDS:
		break;
	}
}

static void
read_row(struct stmt *stmt, const struct record *record, struct arena *arena, void *out)
{
	int column = 0;

	record_clear(record, out);
	for (const struct record *part = record; part; part = part->more) {
		char *at = (char *)out + part->at;

		for (const struct field *field = part->fields; field->name; field++)
			if (is_read(field))
				read_member(stmt, column++, field, arena, at + field->offset);
		if (part->finish)
			part->finish(arena, at);
	}
}

enum status
store_find(struct db *db, struct arena *arena, const struct record *record,
	const struct sql *where, void *out)
{
	STMT_AUTO stmt = NULL;
	struct sql sql;
	enum status rc;

	select_rows(&sql, arena, record, where, NULL);
	rc = db_query(db, &stmt, sql.text.data, sql.args, sql.count);
	if (!rc)
		rc = stmt_step(stmt);
	if (!rc)
		read_row(stmt, record, arena, out);
	return rc;
}

/* The next rows of a list that is read whole. */
static enum status
walk_on(struct db *db, struct arena *arena, const struct record *record, const struct sql *where,
	const char *order, const struct page *page, struct rows *out)
{
	const size_t before = arena->used;
	char *rows = arena_alloc(arena, record->size * (size_t)page->page_size);
	struct sql sql;
	enum status rc = OK;

	*out = (struct rows){ rows, 0, 0 };
	if (!*page->walk) {
		select_rows(&sql, arena, record, where, order);
		rc = db_query(db, page->walk, sql.text.data, sql.args, sql.count);
	}
	while (!rc && out->count < page->page_size && arena->used - before < WALK_BYTES) {
		rc = stmt_step(*page->walk);
		if (!rc)
			read_row(*page->walk, record, arena,
				rows + record->size * (size_t)out->count++);
	}
	if (rc != ERR_NOT_FOUND)
		return rc;
	stmt_done(*page->walk);
	*page->walk = NULL;
	return OK;
}

enum status
store_list(struct db *db, struct arena *arena, const struct record *record, const struct sql *where,
	const char *order, const struct page *page, struct rows *out)
{
	STMT_AUTO stmt = NULL;
	char *rows;
	struct sql sql;
	enum status rc;
	int count = 0;

	if (page->walk)
		return walk_on(db, arena, record, where, order, page, out);
	rows = arena_alloc(arena, record->size * (size_t)page->page_size);
	select_rows(&sql, arena, record, where, order);
	sql_add_value(&sql, " LIMIT $$", value_int(page->page_size));
	sql_add_value(&sql, " OFFSET $$", value_int((page->page - 1) * page->page_size));
	rc = db_query(db, &stmt, sql.text.data, sql.args, sql.count);
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc)
			read_row(stmt, record, arena, rows + record->size * (size_t)count++);
	}
	if (rc != ERR_NOT_FOUND)
		return rc;
	*out = (struct rows){ rows, count, 0 };
	return OK;
}

enum status
store_list_all(struct db *db, struct arena *arena, const struct record *record,
	const struct sql *where, const char *order, size_t most, struct records *out)
{
	STMT_AUTO stmt = NULL;
	const size_t before = arena->used;
	struct sql sql;
	enum status rc;

	*out = (struct records){ NULL, 0 };
	select_rows(&sql, arena, record, where, order);
	rc = db_query(db, &stmt, sql.text.data, sql.args, sql.count);
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc)
			read_row(stmt, record, arena, records_next(arena, out, record->size));
		if (!rc && most && arena->used - before > most)
			return ERR_TOO_LARGE;
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

enum status
store_count(struct db *db, struct arena *arena, const struct record *record,
	const struct sql *where, int64_t *out)
{
	struct sql sql;

	sql_init_for(&sql, arena, where);
	sql_add(&sql, "SELECT count(*)");
	add_from(&sql, record, where);
	return db_number(db, sql.text.data, sql.args, sql.count, out);
}

static struct value
member_value(struct arena *arena, const struct field *field, const void *record)
{
	const void *member = (const char *)record + field->offset;

	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_OBJECT:
		return value_text(*(const char *const *)member);
	case FIELD_INT:
	case FIELD_HALVES:
	case FIELD_TIME:
	case FIELD_DAY:
		return value_int(*(const int64_t *)member);
	case FIELD_REAL:
		return value_real(*(const double *)member);
	case FIELD_BOOL:
		return value_int(*(const bool *)member);
	case FIELD_WORD:
		return value_text(*(const word *)member
			? word_text(field->words, *(const word *)member) : NULL);
	case FIELD_TEXTS:
		return value_text(texts_lines(arena, member));
	case FIELD_RECORDS:
		break;
	}
	return value_null(VALUE_TEXT);
}

static void
add_written(struct sql *sql, const struct record *record, const void *values)
{
	const char *comma = " (";

	for (const struct field *field = record->fields; field->name; field++) {
		if (!is_written(field))
			continue;
		sql_add(sql, comma);
		sql_add(sql, column_of(field));
		comma = ", ";
	}
	comma = ") VALUES (";
	for (const struct field *field = record->fields; field->name; field++) {
		if (!is_written(field))
			continue;
		sql_add(sql, comma);
		sql_add_value(sql, "$$", member_value(sql->text.arena, field, values));
		comma = ", ";
	}
	sql_add(sql, ")");
}

enum status
store_insert(struct db *db, struct arena *arena, const struct record *record, void *values)
{
	STMT_AUTO stmt = NULL;
	struct sql sql;
	const char *comma = " RETURNING ";
	enum status rc;
	int column = 0;

	sql_init(&sql, arena);
	sql_add(&sql, "INSERT INTO ");
	sql_add(&sql, record->table);
	add_written(&sql, record, values);
	for (const struct field *field = record->fields; field->name; field++) {
		if (!is_given(field))
			continue;
		sql_add(&sql, comma);
		sql_add(&sql, column_of(field));
		comma = ", ";
	}
	rc = db_query(db, &stmt, sql.text.data, sql.args, sql.count);
	if (!rc)
		rc = stmt_step(stmt);
	if (rc)
		return rc;
	for (const struct field *field = record->fields; field->name; field++)
		if (is_given(field))
			read_member(stmt, column++, field, arena, (char *)values + field->offset);
	if (record->finish)
		record->finish(arena, values);
	return OK;
}

enum status
store_update(struct db *db, struct arena *arena, const struct record *record, const void *values,
	int64_t key)
{
	struct sql sql;
	const char *comma = " SET ";

	sql_init(&sql, arena);
	sql_add(&sql, "UPDATE ");
	sql_add(&sql, record->table);
	for (const struct field *field = record->fields; field->name; field++) {
		if (!is_written(field))
			continue;
		sql_add(&sql, comma);
		sql_add(&sql, column_of(field));
		sql_add_value(&sql, " = $$", member_value(arena, field, values));
		comma = ", ";
	}
	sql_and(&sql, "key = $$", value_int(key));
	return db_exec(db, sql.text.data, sql.args, sql.count);
}

enum status
store_delete(struct db *db, struct arena *arena, const struct record *record, int64_t key)
{
	struct sql sql;

	sql_init(&sql, arena);
	sql_add(&sql, "DELETE FROM ");
	sql_add(&sql, record->table);
	sql_and(&sql, "key = $$", value_int(key));
	return db_exec(db, sql.text.data, sql.args, sql.count);
}
