/*
 * What a member does with many titles of the shelf at once, all of it or nothing, and can undo all
 * at once, for a day and as far as nobody has touched it since.
 */
#ifndef BULK_H
#define BULK_H

#include "entry.h"

/* The most titles at once. */
enum { BULK_MAX = 500 };

/* What is to be done; or (`undo` alone) what was done is to be undone. */
struct bulk {
	struct texts ids;		/* of entries */
	word status;
	struct day day;			/* what that fills in; none: now, as in an entry */
	struct texts add_tags, remove_tags;
	bool is_deleted;		/* they go off the shelf: alone, if at all */
	const char *list_id;		/* a list of the user's that their titles come to */
	const char *undo;
};
extern const struct record bulk_view;

/* What undoing has left as it is. */
struct bulk_kept {
	const char *id, *media_id, *title;	/* of the entry; title: NULL where it is gone */
	const char *message;
};
extern const struct record bulk_kept_view;

/* What was done: ids of entries, those of `listed` too, whose titles weren't in the list. */
struct bulk_done {
	struct texts changed, deleted, listed, restored;
	struct records kept;		/* struct bulk_kept */
	const char *undo;		/* NULL where there is nothing to undo */
	struct timestamp undo_until;
};
extern const struct record bulk_done_view;

/*
 * Does it, each by the rules of entry_change, entry_delete and list_item_create. ERR_NOT_FOUND, and
 * nothing is done, when the user has no such entry or list, or there is nothing (any more) to undo
 * by that id: the problems name which.
 */
enum status bulk_do(const struct call *call, const struct bulk *bulk, struct bulk_done *done);

#endif
