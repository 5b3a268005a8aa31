/* Tables as others read them (RFC 4180): UTF-8, commas, CRLF, quotes where they are needed. */
#ifndef CSV_H
#define CSV_H

#include "buf.h"

#include <stdbool.h>
#include <stdint.h>

struct csv {
	struct buf *out;
	/*
	 * A spreadsheet takes a text for a formula by its first character: there it gets a `'`
	 * before it.
	 */
	bool for_spreadsheet;
	bool has_cell;			/* in this row */
	int64_t rows;			/* that were ended */
};

/* Appends what a file begins with: a BOM for spreadsheets, and the names of its columns. */
void csv_begin(struct csv *csv, const char *const *columns);

/* Appends a cell: a text (NULL is an empty one), or a number (INT_NONE is an empty one). */
void csv_text(struct csv *csv, const char *text);
void csv_int(struct csv *csv, int64_t number);

/* A cell that is to be a formula in a spreadsheet. */
void csv_formula(struct csv *csv, const char *text);

/* Ends the row. */
void csv_end(struct csv *csv);

#endif
