/*
 * What a file says of one title, or of a list, is taken to the member's account, through the models
 * and by their rules; or back out of it. Inside the job (job.h).
 */
#ifndef APPLY_H
#define APPLY_H

#include "import.h"
#include "item.h"

struct applying {
	const struct call *call;
	const struct import *import;
	/*
	 * it stays done: with each row what it takes to undo it is kept. Else whoever asks undoes
	 * it
	 */
	bool is_run;
};

/*
 * Does what a row says: sets its outcome, message, media_id and candidates, and, of a run, stores
 * them. What can't be done undoes itself alone, and says why. Anything but OK is no fault of the
 * row: nobody could be served now. Within a write transaction.
 */
enum status apply_row(const struct applying *applying, struct import_row *row);

/* Takes back what a run did with a row; sets `kept` where some of it stays, and stores that. */
enum status apply_undo(const struct applying *applying, struct import_row *row);

/* The item of a row, as it was read; settled. */
enum status apply_read(const struct call *call, const struct import *import,
	const struct import_row *row, struct item *out);

/* Of one row: what became of it so far, for the parts of apply. Inside them. */
struct moving {
	const struct applying *applying;
	const struct call *call;	/* whose problems are this row's */
	const struct import *import;
	struct import_row *row;
	struct item item;
	struct media media;
	struct mine *before;
	bool is_made, has_shelved;
	int changes;			/* of what the member has */
	struct texts ids;		/* that were told */
	struct records listed;		/* struct list_item */
	struct texts remarks;
};

/* What of it goes to the shelf: entry, diary, copies, rating, review. */
enum status apply_shelf(struct moving *m);

/* In which lists it is. */
enum status apply_places(struct moving *m);

/* The same of a row that is a list. */
enum status apply_list(struct moving *m);

void apply_remark(struct moving *m, const char *text);

/* Nobody could be served now: it is no fault of the row. */
bool apply_is_trouble(enum status rc);

/* What undo.c reads. */
enum undo_kind { UNDO_TITLE = 1, UNDO_LIST };
enum status apply_keep_undo(struct moving *m);
enum status apply_keep_undo_list(struct moving *m, const struct list *list);

/* An id that was had elsewhere, if it is one and nothing has it here; else NULL. */
enum status apply_free_id(const struct call *call, const char *table, const char **id);

#endif
