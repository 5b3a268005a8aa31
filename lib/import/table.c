#include "table.h"
#include "cell.h"
#include "text.h"

#include <string.h>

static const char TOO_LONG[] = "The row is longer than 1 MiB, which is the most that is read.",
	OPEN[] = "A quotation mark in it is never closed.";

static void
put(struct table *table, int c)
{
	if (table->row.length >= ROW_MAX)
		table->failed = TOO_LONG;
	else if (c)
		buf_putc(&table->row, (char)c);
}

/* What is between quotes; the one that closes is taken. */
static void
read_quoted(struct table *table)
{
	for (;;) {
		const int c = stream_next(table->stream);

		if (c == STREAM_END) {
			table->failed = OPEN;
			return;
		}
		if (c == '"') {
			if (stream_peek(table->stream) != '"')
				return;
			stream_next(table->stream);
		}
		put(table, c);
	}
}

/* Returns what ends the cell: the separator, LF for any end of a row, STREAM_END. */
static int
read_cell(struct table *table)
{
	struct stream *stream = table->stream;

	if (!table->is_unquoted && stream_peek(stream) == '"') {
		stream_next(stream);
		read_quoted(table);
	}
	for (;;) {
		const int c = stream_next(stream);

		if (c == table->separator || c == '\n' || c == STREAM_END)
			return c;
		if (c == '\r') {
			if (stream_peek(stream) == '\n')
				stream_next(stream);
			return '\n';
		}
		put(table, c);
	}
}

/* Returns what ends the row. */
static int
read_row(struct table *table)
{
	int end;

	table->row.length = 0;
	table->row.data[0] = '\0';
	table->failed = NULL;
	table->cells.count = 0;
	table->has_more = false;
	do {
		const size_t start = table->row.length;

		end = read_cell(table);
		if (table->cells.count < COLUMNS_MAX) {
			table->starts[table->cells.count++] = start;
			buf_putc(&table->row, '\0');
		} else {
			table->row.length = start;
		}
	} while (end == table->separator);
	for (int i = 0; i < table->cells.count; i++)
		table->cells.list[i] = table->row.data + table->starts[i];
	return end;
}

static bool
is_nothing(const struct table *table)
{
	for (int i = 0; i < table->cells.count; i++)
		if (table->cells.list[i][strspn(table->cells.list[i], " \t")])
			return false;
	return !table->failed;
}

static void
skip_line(struct stream *stream)
{
	int c;

	do
		c = stream_next(stream);
	while (c != '\n' && c != '\r' && c != STREAM_END);
	if (c == '\r' && stream_peek(stream) == '\n')
		stream_next(stream);
}

/* What there is most of in the line that follows, outside of quotes. */
static char
find_separator(struct stream *stream)
{
	static const char separators[] = ",;\t";
	int counts[sizeof(separators)] = { 0 }, best = 0;
	bool is_quoted = false;

	stream_peek(stream);
	for (size_t i = stream->next; i < stream->length; i++) {
		const char c = (char)stream->block[i];
		const char *separator = c ? strchr(separators, c) : NULL;

		if (c == '"')
			is_quoted = !is_quoted;
		else if (!is_quoted && (c == '\n' || c == '\r'))
			break;
		else if (!is_quoted && separator)
			counts[separator - separators]++;
	}
	for (int i = 1; i < 3; i++)
		if (counts[i] > counts[best])
			best = i;
	return separators[best];
}

/* The name of a column as it is compared and shown. */
static const char *
column_name(struct arena *arena, const char *cell)
{
	const char *name = cell_tidy(arena, cell, false);
	size_t length;

	if (!name)
		return "";
	name += strspn(name, "\"' ");
	length = strlen(name);
	while (length && strchr("\"' ", name[length - 1]))
		length--;
	return arena_copy(arena, name, length);
}

bool
table_open(struct arena *arena, struct stream *stream, int skip_lines, bool is_unquoted,
	struct table *out)
{
	*out = (struct table){ .arena = arena, .stream = stream, .is_unquoted = is_unquoted };
	buf_init(&out->row, arena, 4096);
	out->starts = arena_alloc(arena, sizeof(*out->starts) * COLUMNS_MAX);
	out->cells.list = arena_alloc(arena, sizeof(*out->cells.list) * COLUMNS_MAX);
	while (skip_lines--)
		skip_line(stream);
	do {
		out->separator = find_separator(stream);
		if (read_row(out) == STREAM_END && is_nothing(out))
			return false;
	} while (is_nothing(out));
	if (out->failed)
		return false;
	out->columns.list = arena_alloc(arena, sizeof(*out->columns.list)
		* (size_t)out->cells.count);
	for (int i = 0; i < out->cells.count; i++)
		out->columns.list[i] = column_name(arena, out->cells.list[i]);
	out->columns.count = out->cells.count;
	return true;
}

/* Cells of nothing at the end are none. */
static bool
has_more_cells(const struct table *table)
{
	for (int i = table->columns.count; i < table->cells.count; i++)
		if (*table->cells.list[i])
			return true;
	return false;
}

bool
table_next(struct table *table)
{
	int end;

	do
		end = read_row(table);
	while (is_nothing(table) && end != STREAM_END);
	table->has_more = has_more_cells(table);
	return !is_nothing(table);
}
