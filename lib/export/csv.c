#include "csv.h"
#include "record.h"

#include <string.h>

void
csv_formula(struct csv *csv, const char *text)
{
	if (csv->has_cell)
		buf_putc(csv->out, ',');
	csv->has_cell = true;
	if (!text || !*text)
		return;
	/* what has blanks at its ends is quoted, too: some readers trim what isn't */
	if (!strpbrk(text, "\",\r\n") && *text != ' ' && text[strlen(text) - 1] != ' ') {
		buf_puts(csv->out, text);
		return;
	}
	buf_putc(csv->out, '"');
	for (; *text; text++) {
		if (*text == '"')
			buf_putc(csv->out, '"');
		buf_putc(csv->out, *text);
	}
	buf_putc(csv->out, '"');
}

void
csv_text(struct csv *csv, const char *text)
{
	if (csv->for_spreadsheet && text && *text && strchr("=+-@\t\r", *text))
		text = arena_printf(csv->out->arena, "'%s", text);
	csv_formula(csv, text);
}

void
csv_int(struct csv *csv, int64_t number)
{
	csv_formula(csv, NULL);
	if (number != INT_NONE)
		buf_int(csv->out, number);
}

void
csv_end(struct csv *csv)
{
	buf_puts(csv->out, "\r\n");
	csv->has_cell = false;
	csv->rows++;
}

void
csv_begin(struct csv *csv, const char *const *columns)
{
	if (csv->for_spreadsheet)
		buf_puts(csv->out, "\xef\xbb\xbf");
	for (; *columns; columns++)
		csv_text(csv, *columns);
	csv_end(csv);
}
