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

/* Where is kept what came of it. */
struct programs_memo {
	const char *folder;	/* the data folder: in its `.ht.programs`; NULL for none */
	bool for_group;		/* whose group may read that */
	bool one_shot;		/* the process ends with its request */
};

/*
 * The same by what came of it within the last minute, if no program changed since then; else looks,
 * and keeps what comes of it: a monitor asks often, and strangers may. Without a folder that can be
 * written a worker keeps it for itself. A process that ends with its request starts nothing then:
 * it tells the programs that aren't there, or may not be executed.
 */
int programs_recent(struct arena *arena, const struct programs_memo *memo, int milliseconds,
	const struct program_fault **out);

#endif
