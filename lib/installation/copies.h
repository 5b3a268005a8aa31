/*
 * Copies of the database in the data folder, `.ht.copy.2026-11-28.db`: one a day, kept for as many
 * days as the setting `daily_copies` says, for 3 where that is 0 and who calls `--copy` makes them.
 * As many stay as that at least, whatever the clock says. What was there before a restoration is
 * one, too, `.ht.copy.before-restore-2026-11-28T101112.db`: the newest five, for a week at least.
 */
#ifndef COPIES_H
#define COPIES_H

#include "audit.h"
#include "config.h"

#define COPIES_BEFORE "before-restore-"
#define COPIES_UNFINISHED ".ht.copying."

/* A copy. */
struct copy_file {
	const char *day;		/* "2026-11-28", or COPIES_BEFORE and when */
	int64_t size;			/* bytes */
	struct timestamp made_at;
};
extern const struct record copy_file_record;

/* Where the copies of an installation are, and of which database. */
struct copies {
	struct db *db;
	struct arena *arena;
	const struct config *config;
	const char *message;		/* why the last call failed, for a log or a shell */
	const char *before;		/* what copies_make_before made */
};

/* All there are, the newest first; `out`->rows are struct copy_file. */
enum status copies_list(struct copies *copies, struct rows *out);

/* The one of that day; ERR_NOT_FOUND without it. */
enum status copies_find(struct copies *copies, const char *day, struct copy_file *out);

/* Where it is. */
const char *copies_path(const struct copies *copies, const char *day);

/*
 * Makes one of all as it is now, in the place of the one that day has. Whole, or not at all. For
 * who has the turn (backup_turn). ERR_FULL where the disk hasn't room for it, and as much again.
 */
enum status copies_make(struct copies *copies, const char *day, struct copy_file *out);

/*
 * What db_replace calls right before it, `context` a struct copies: makes one of what is there, in
 * the place of no other. Nobody writes between it and the replacement: all that was answered is in
 * it.
 */
enum status copies_make_before(void *context);

/* After the replacement; one that failed needs no copy of what is still there. */
void copies_replaced(struct copies *copies, enum status rc);

/* The copy of today, within a turn: what is too old goes, and the next one is due in a day. */
enum status copies_make_daily(struct copies *copies, struct copy_file *out);

/* One failed that nobody waits for: whoever calls next logs the message, and the doctor has it. */
void copies_failed(const struct copies *copies, enum status why);

#endif
