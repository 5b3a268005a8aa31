/*
 * Slots: how many of something costly may run at once, in all processes together. A slot is a lock
 * on a file of its own.
 */
#ifndef SLOT_H
#define SLOT_H

#include "config.h"

/*
 * Takes one of `count` slots of this kind ("hash"), waiting up to `patience` milliseconds for one.
 * A file descriptor: who closes it gives the slot back, and so does the end of the program. -1,
 * with errno: EBUSY when all of them stayed taken, else why its file in the data folder can't be
 * opened or locked.
 */
int slot_take(struct arena *arena, const struct config *config, const char *kind, int64_t count,
	int patience);

#endif
