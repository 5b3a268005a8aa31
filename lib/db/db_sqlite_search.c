/*
 * Looking for parts of texts. The search index is FTS5's with the trigram tokenizer, for which a
 * quoted phrase of three characters or more matches as a substring; its rowid is the row's key.
 */
#include "db_sqlite.h"
#include "buf.h"

#include <string.h>

const char *
sqlite_contains(struct arena *arena, const char *text, const char *part)
{
	return arena_printf(arena, "instr(%s, %s) > 0", text, part);
}

const char *
sqlite_search_condition(struct arena *arena, const struct search_index *index, const char *column)
{
	return arena_printf(arena, "t.key IN (SELECT rowid FROM %s WHERE %s MATCH $$)", index->name,
		column ? column : index->name);
}

char *
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
write_index(struct arena *arena, const struct search_index *index, const char *columns,
	const char *values)
{
	struct buf sql;
	int number = 1;

	buf_init(&sql, arena, 256);
	buf_puts(&sql, "INSERT INTO ");
	buf_puts(&sql, index->name);
	buf_puts(&sql, columns);
	for (const char *const *column = index->columns; *column; column++) {
		buf_puts(&sql, ", ");
		buf_puts(&sql, *column);
	}
	buf_puts(&sql, values);
	for (const char *const *column = index->columns; *column; column++) {
		buf_puts(&sql, ", $");
		buf_int(&sql, ++number);
	}
	buf_putc(&sql, ')');
	return sql.data;
}

const char *
sqlite_search_add(struct arena *arena, const struct search_index *index)
{
	return write_index(arena, index, " (rowid", ") VALUES ($1");
}

/* To FTS5 that is a row, too: one that says so in a column named like the index. */
const char *
sqlite_search_remove(struct arena *arena, const struct search_index *index)
{
	return write_index(arena, index, arena_printf(arena, " (%s, rowid", index->name),
		") VALUES ('delete', $1");
}
