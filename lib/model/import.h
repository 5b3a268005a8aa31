/*
 * Imports: files of other services, which move into a member's account by steps that any process
 * goes on with. All that is known of one is here: the file, what it says of each title, and what
 * became of that. lib/import does the work.
 */
#ifndef MODEL_IMPORT_H
#define MODEL_IMPORT_H

#include "call.h"
#include "user.h"

enum import_state {
	IMPORT_COMING = 1,		/* its file isn't whole yet; nobody sees it */
	IMPORT_READING, IMPORT_ASKING, IMPORT_PLANNED, IMPORT_RUNNING, IMPORT_DONE, IMPORT_UNDOING,
	IMPORT_UNDONE, IMPORT_FAILED,
	IMPORT_FORGOTTEN,		/* being deleted; nobody sees it */
};

enum import_stage {
	STAGE_NONE = 1,
	STAGE_CLEAR,			/* IMPORT_READING: rows that were read before go, … */
	STAGE_READ, STAGE_PLAN,		/* … those of the file are read, and planned */
	STAGE_TITLES, STAGE_LISTS,	/* IMPORT_UNDOING, in this order */
};

enum import_policy { POLICY_FILL = 1, POLICY_KEEP, POLICY_FILE };

enum import_outcome {
	ROW_NEW = 1, ROW_MATCHED, ROW_CHANGED, ROW_UNCHANGED, ROW_UNCLEAR, ROW_SKIPPED, ROW_FAILED,
};
enum { OUTCOMES = ROW_FAILED + 1 };

/* INT_NONE, or whether a/b/yyyy has the day in front. */
enum { DAY_IS_FIRST = 1, MONTH_IS_FIRST = 0 };

struct import {
	int64_t key, user_key;
	const char *id;
	const char *format, *file_name, *name;
	word state, stage, policy;
	int64_t next, done, total, size;
	int64_t told;			/* of the piece that is read next: what is stored already */
	int64_t bytes;			/* that its rows were stored with */
	int64_t day_first, is_day_first;	/* as the member said; as dates are read */
	int64_t counts[OUTCOMES];
	const char *question, *message, *place;
	struct object columns;
	struct texts headers;
	struct object options;		/* as they are shown: whoever answers makes it */
	const char *work;		/* as it is stored: import_work.c */
	struct records kept;		/* struct import_kept */
	/* what may be done now; for the page without a script */
	bool can_step, can_run, can_change, can_undo, can_forget;
	struct timestamp created_at, finished_at;
};

extern const struct record import_view;
extern const struct word_name import_policies[], import_outcomes[];

/* What stayed when an import was undone. */
struct import_kept {
	int64_t number;
	const char *title, *media_id, *message;
};
extern const struct record import_kept_view;

enum {
	/* of a member; bytes of their files */
	IMPORTS_UNFINISHED = 5, IMPORTS_MAX = 100, IMPORTS_SIZE = 256 << 20,
	IMPORT_ROWS_MAX = 100000,
	/* bytes of its rows: all that may be, of 2.5 KiB each, where a file has some hundred */
	IMPORT_BYTES_MAX = 256 << 20, IMPORT_ROW_BYTES = 100,	/* beside its texts */
	/* an import's rows follow each other by key, and behind them the pieces of its file */
	IMPORT_KEYS = 1 << 20, IMPORT_PIECES = 1 << 19,
	IMPORT_CHUNK = 64 << 10,
	IMPORT_KEPT_MAX = 1000,		/* that are told */
};

/*
 * Makes an import, IMPORT_COMING, of the user: ERR_CONFLICT where there are as many as may be.
 * Forgets, too, what has been kept long enough.
 */
enum status import_create(const struct call *call, struct import *import);

/*
 * Its file has come whole: from now on it is seen, in the state that it has. ERR_CONFLICT as above.
 */
enum status import_arrive(const struct call *call, const struct import *import);

/* One of the user's that is seen; anybody else's is ERR_NOT_FOUND. With its counts. */
enum status import_find(const struct call *call, const char *id, struct import *out);

/* The same without counts and what was kept: for who works on it. */
enum status import_find_work(const struct call *call, const char *id, struct import *out);

/* The user's, newest first; forgets what has been kept long enough. */
enum status imports_read(const struct call *call, const struct page *page, struct rows *out);

/* Writes it as it is. It is in the caller's transaction that it was read. */
enum status import_write(const struct call *call, const struct import *import);

/* The file's bytes: appends a chunk; reads one; drops some, until it `*is_empty`. */
enum status import_add_chunk(const struct call *call, const struct import *import, int64_t number,
	const void *bytes, size_t size);
enum status import_read_chunk(const struct call *call, const struct import *import, int64_t number,
	const void **bytes, size_t *size);
enum status import_drop_file(const struct call *call, const struct import *import, bool *is_empty);

/*
 * Deletes rows of an import, some at a time; `*is_empty` when none is left. In the caller's
 * transaction.
 */
enum status import_drop_rows(const struct call *call, const struct import *import, bool *is_empty);

/* Makes its `work` of what is only read with it, and that of its work. */
void import_pack_work(struct arena *arena, struct import *import);
void import_unpack_work(struct arena *arena, struct import *import);

/* Has it forgotten: nobody sees it from now on, and it goes piece by piece. */
enum status import_forget(const struct call *call, struct import *import);

/*
 * Deletes all of the user's, in several transactions: there may be more than one account's end has
 * the time for.
 */
enum status imports_drop(const struct call *call, const struct user *user);

/* Deletes some of what is forgotten or has been kept long enough, whosever it is. */
enum status import_tidy(const struct call *call);

/* --- rows ------------------------------------------------------------------------------------- */

struct import_row {
	int64_t key, import_key, number;
	word outcome;			/* 0: isn't planned */
	bool is_moved;
	const char *item_key, *title, *media_id, *choice, *message, *kept;
	struct texts candidates;	/* ids */
	const char *skipped, *failed;
	struct texts remarks;
	struct object item;
	const char *source;
	struct records titles;		/* of the candidates: struct media */
	bool can_choose;		/* a person may say what it is */
};

extern const struct record import_row_view;	/* as it is answered */

struct import_row_filter {
	word outcomes;			/* a set */
};
extern const struct record import_row_filter;

/* A page of rows, in their order, with the titles of their candidates. */
enum status import_rows_read(const struct call *call, const struct import *import,
	const struct import_row_filter *filter, const struct page *page, struct rows *out);

/* The first rows behind that number, at most `most`, in their order; nothing of candidates. */
enum status import_rows_behind(const struct call *call, const struct import *import,
	const struct import_row_filter *filter, int64_t number, int most, struct rows *out);

/* One of them. */
enum status import_row_find(const struct call *call, const struct import *import, int64_t number,
	struct import_row *out);

/* The one that the file calls so. ERR_NOT_FOUND without. */
enum status import_row_find_item(const struct call *call, const struct import *import,
	const char *item_key, struct import_row *out);

/*
 * The next behind that number, or (`backward`) before it; `lists`: of lists only, `moved`: of those
 * that have been moved only. ERR_NOT_FOUND at the end.
 */
struct import_row_order {
	int64_t number;
	bool backward, is_moved;
	bool are_lists, are_titles;
};
enum status import_row_next(const struct call *call, const struct import *import,
	const struct import_row_order *order, struct import_row *out);

/* Adds a row, or writes one as it is, without what it takes to undo it. */
enum status import_row_add(const struct call *call, const struct import *import,
	struct import_row *row);
enum status import_row_write(const struct call *call, const struct import_row *row);

/* Only what became of it, and its rows in a table where those are still of use. */
enum status import_row_settle(const struct call *call, const struct import_row *row);

/* What it takes to undo a row; NULL where there is nothing. */
enum status import_row_keep_undo(const struct call *call, const struct import_row *row,
	const void *bytes, size_t size);
enum status import_row_read_undo(const struct call *call, const struct import_row *row,
	const void **bytes, size_t *size);

#endif
