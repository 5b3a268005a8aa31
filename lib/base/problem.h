/* What is wrong with a request, field by field: the `details` of the error envelope. */
#ifndef PROBLEM_H
#define PROBLEM_H

#include "arena.h"

#include <stdbool.h>

struct problem {
	const char *field, *message;
	struct problem *next;
};

struct problems {
	struct arena *arena;
	struct problem *first, *last;
	int count;
};

/*
 * Adds a field and what is wrong with it ("is required"). Both are copied. More than 100 are not
 * kept.
 */
void problem_add(struct problems *problems, const char *field, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* True for the first one of its field. */
bool problem_is_first(const struct problems *problems, const struct problem *problem);

#endif
