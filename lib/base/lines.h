/*
 * Records as one text, a line for each member that is set, its name before it: what is only ever
 * read with its row needs no columns. For texts, numbers, words and lists of texts.
 */
#ifndef LINES_H
#define LINES_H

#include "record.h"

/* The members that the view names, as lines. */
const char *record_lines(struct arena *arena, const struct record *view, const void *record);

/*
 * And back (NULL: there are none): what has no line is unset, and a name that nobody knows goes.
 */
void record_of_lines(struct arena *arena, const struct record *view, const char *lines,
	void *record);

#endif
