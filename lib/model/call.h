/* What a function of the model is told of whoever calls it. */
#ifndef CALL_H
#define CALL_H

#include "problem.h"
#include "store.h"

struct audit_trail;
struct user;

struct call {
	struct db *db;
	struct arena *arena;		/* of all that is answered */
	/* gets what is wrong with what was sent, by name; NULL where nothing of it can be */
	struct problems *problems;
	const struct user *user;	/* who asks; NULL for nobody */
	const char *address;		/* where it came from; NULL: isn't told */
	struct audit_trail *trail;	/* gets what is noted (audit.h); NULL: nothing does */
};

/* The same, where nobody hears of what is wrong: its problems have other names there. */
struct call call_quietly(const struct call *call);

#endif
