/*
 * Tables as text (imports.md, 2): a row is what ends with CR, LF or both outside of quotes, of
 * cells with the separator of the header between. A quote begins a quoted cell only at its
 * beginning; else it is a character. Rows of nothing aren't there.
 */
#ifndef TABLE_H
#define TABLE_H

#include "stream.h"

/* The most bytes of a row, and its most cells; others are left out. */
enum { ROW_MAX = 1 << 20, COLUMNS_MAX = 1000 };

struct table {
	struct arena *arena;
	struct stream *stream;
	char separator;
	bool is_unquoted;		/* a quote is always a character */
	struct texts columns;		/* their names: decoded, trimmed, without quotes */
	struct texts cells;		/* of the row: bytes */
	const char *failed;		/* why the row can't be read */
	bool has_more;			/* the row has more cells than there are columns */
	struct buf row;
	size_t *starts;
};

/* Reads the header, `skip_lines` lines further down. False when there is none. */
bool table_open(struct arena *arena, struct stream *stream, int skip_lines, bool is_unquoted,
	struct table *out);

/* Reads a row; false at the end. */
bool table_next(struct table *table);

#endif
