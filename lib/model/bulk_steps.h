/*
 * What was done with many titles at once, as it must be known to be undone: as it was, and as it
 * became, so that it is seen who has touched it since. Inside the bulk (bulk.h).
 */
#ifndef BULK_STEPS_H
#define BULK_STEPS_H

#include "bulk.h"
#include "copy.h"
#include "diary.h"
#include "list.h"
#include "pack.h"

/*
 * STEP_CHANGED: changed_view as it was and as it became; count; of each record of the diary that
 * isn't as it was: changed_record of both, the one that isn't there without an id.
 * STEP_DELETED: kept_entry; count, kept_copy; count, kept_record.
 * STEP_LISTED: the list's id; count, of each the entry's id, its title's, and when.
 */
enum step { STEP_CHANGED = 1, STEP_DELETED, STEP_LISTED };

/* Of an entry whose status or tags changed: these, and what follows from that. */
extern const struct record changed_view;
extern const struct record changed_record;	/* the same of a record of its diary */
/* All of an entry that goes, and of what goes with it. */
extern const struct record kept_entry, kept_copy, kept_record;

struct steps {
	struct buf buf;
	int count;
};

void steps_init(struct steps *steps, struct arena *arena);

/* Begins a step, which the caller packs. */
struct buf *steps_add(struct steps *steps, enum step step);

/* ERR_TOO_LARGE, with a problem, when they have become more than is kept. */
enum status steps_check(const struct call *call, const struct steps *steps);

/* All records of a diary, in the order in which they were told, read as `view`. */
enum status steps_read_diary(const struct call *call, const struct record *view,
	int64_t entry_key, struct records *out);

/*
 * Keeps steps for a day: sets what they can be undone by, and until when. The user's oldest go
 * where there are many. Within the transaction of the steps.
 */
enum status steps_keep(const struct call *call, const struct steps *steps, const char **id,
	struct timestamp *until);

/* Deletes what can't be undone any more, whosever it is: for whoever deletes what has expired. */
enum status steps_forget_expired(struct db *db);

/* Takes the user's steps, which are gone then. ERR_NOT_FOUND, also when they can't be read. */
enum status steps_take(const struct call *call, const char *id, struct packed *out);

/* Undoes what this user did, once. ERR_NOT_FOUND when there is nothing (any more) by that id. */
enum status bulk_undo(const struct call *call, const char *id, struct bulk_done *done);

#endif
