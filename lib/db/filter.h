/*
 * What a list can be narrowed by, as data: a field of a query record says how a parameter is read
 * and, by its `condition`, what passes. What takes more than one condition is its list's to add.
 */
#ifndef FILTER_H
#define FILTER_H

#include "record.h"
#include "sql.h"

/*
 * Adds the conditions of all that was asked for; of several texts or words of one field any may be
 * true.
 */
void filter_add(struct sql *where, struct arena *arena, const struct record *filter,
	const void *asked);

/*
 * True when a field was asked for. (A text that folds to nothing was, though nothing is narrowed
 * by it.)
 */
bool filter_has(const struct field *field, const void *asked);

#endif
