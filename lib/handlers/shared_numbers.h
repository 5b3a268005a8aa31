/* What a shared year says in numbers: boxes, and bars that are tables. */
#ifndef SHARED_NUMBERS_H
#define SHARED_NUMBERS_H

#include "html.h"
#include "stats.h"

/* Writes all of it; nothing where nothing was finished. */
void shared_numbers(struct html *html, struct arena *arena, const struct stats *stats);

#endif
