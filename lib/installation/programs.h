/* Whether the programs of this release, which lie beside this one, start on this machine. */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include "arena.h"

#include <stdbool.h>

enum { PROGRAMS_PATIENCE_MS = 5000 };

/* A program that doesn't. */
struct program_fault {
	const char *name;	/* "auth" */
	const char *found;	/* "Permission denied", "ended with 1": for people; names no path */
	int error;		/* errno where it could not be run, else 0 */
};

/*
 * Has each of them list its routes, all at once, and waits at most so long. Answers how many fail,
 * and them in `*out`, which is the arena's. What they say to standard error goes where ours does.
 * One that can't be looked at, as nothing more may be started just now, passes for well; so do all
 * where this program isn't one of the release itself.
 */
int programs_check(struct arena *arena, int milliseconds, const struct program_fault **out);

/*
 * The same by what came of it within the last minute, if no program changed since then; else looks,
 * and keeps what comes of it in that data folder, in `.ht.programs`: a monitor asks often, and
 * strangers may. Without a folder (NULL), or where it can't be written, a worker keeps it for
 * itself; a program that ends with its request has nowhere to.
 */
int programs_recent(struct arena *arena, const char *folder, bool for_group, int milliseconds,
	const struct program_fault **out);

#endif
