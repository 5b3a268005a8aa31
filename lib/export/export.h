/* What a member takes elsewhere: one small file for each form, and a line in `exports`. */
#ifndef EXPORT_H
#define EXPORT_H

#include "csv.h"
#include "holding.h"
#include "item.h"

struct export {
	const char *name;		/* "goodreads.csv" */
	const char *title, *about;
	/* of a table: its columns, and the rows of a title; NULL: it is vitrine.json */
	const char *const *columns;
	void (*put)(struct csv *csv, const struct holding *holding);
	/* of a table that is taken in parts: the most rows and bytes of each; 0: it is one file */
	int rows_max;
	size_t bytes_max;
};

/* Those there are; one without a name ends them. */
extern const struct export exports[];

/* Its rows of a title, where it has some. */
void goodreads_put(struct csv *csv, const struct holding *holding);
void letterboxd_put(struct csv *csv, const struct holding *holding);
void watchlist_put(struct csv *csv, const struct holding *holding);
void flat_put(struct csv *csv, const struct holding *holding);
extern const char *const goodreads_columns[], *const letterboxd_columns[],
	*const watchlist_columns[];

/* A title, or a list, as vitrine.json has it. Pictures of ours aside. */
void item_of_holding(struct arena *arena, const struct holding *holding, struct item *out);
void item_of_list(struct arena *arena, const struct list *list, struct item *out);

/* Where writing is, piece by piece. All 0 at the beginning. */
struct export_place {
	const struct export *export;
	bool for_spreadsheet;
	bool is_begun, has_lists;	/* the head is written, and the lists (vitrine.json) are */
	bool has_items;
	int64_t list_key;
	struct holding_place titles;
};

/*
 * Writes on, a hundred titles at most, or none that the form has; `*more`: there is more to write.
 * What it takes of the call's arena may go with the piece.
 */
enum status export_write(const struct call *call, struct export_place *place, struct buf *out,
	bool *more);

/*
 * Writes one part (from 1) of a table in parts; `*more`: another follows. ERR_NOT_FOUND behind the
 * last.
 */
enum status export_write_part(const struct call *call, const struct export *export,
	bool for_spreadsheet, int64_t part, struct buf *out, bool *more);

/* What is shared by the forms: */

/* A full day of a record's date as "2012/06/14" (`between` is the slash); NULL for no such. */
const char *export_day(struct arena *arena, const char *date, char between);

/* The same of a time. */
const char *export_time(struct arena *arena, struct timestamp time, char between);

/* The first four characters of a partial date; NULL for none. */
const char *export_year(struct arena *arena, const char *date);

/* What a service calls the title, as its metadata or its source knows; NULL. */
const char *export_id(struct arena *arena, const struct holding *holding, const char *service);

/* Its title with its series, as "Title (Name, #4)". */
const char *export_title(struct arena *arena, const struct holding *holding);

/* A text that its metadata has, of several the first; NULL. */
const char *export_fact(struct arena *arena, const struct holding *holding, const char *name);

/* Its latest time through it; NULL. */
const struct diary_record *export_latest(const struct holding *holding);

/* Texts with something between. NULL for none. */
const char *export_joined(struct arena *arena, const struct texts *texts, const char *between);

#endif
