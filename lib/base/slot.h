/*
 * Slots: how many of something costly may run at once, in all processes together. A slot is a lock
 * on a file of its own.
 */
#ifndef SLOT_H
#define SLOT_H

#include "config.h"
#include "status.h"

struct slots {
	const char *name;	/* "hash": of their files, and of the setting hash_slots */
	const char *thing;	/* what needs one, for the log: "password hash" */
	const char *doing;	/* and what can't be done without: "password can be hashed" */
	const char *setting;	/* "lookup" where the setting is named otherwise; NULL: it isn't */
};

/*
 * Takes one of `count` slots, waiting up to 5 s for one: a file, which the arena holds until
 * arena_close_file. ERR_UNAVAILABLE when all of them stayed taken, another error when
 * its file in the data folder can't be opened or locked. Then `slot` is -1, and `message`, in the
 * arena, tells the log why.
 */
enum status slot_take(struct arena *arena, const struct config *config, const struct slots *slots,
	int64_t count, int *slot, const char **message);

#endif
