/*
 * The page of a share: posters, stars and words, as whoever has its address sees them; without
 * a script.
 */
#ifndef SHARED_PAGE_H
#define SHARED_PAGE_H

#include "response.h"
#include "shared.h"
#include "stats.h"

/* The titles of one page of it. */
enum { SHARED_PAGE_SIZE = 60 };

/*
 * Answers that page, whose titles were read: `rows` of struct shared; `stats`: the numbers above
 * them, NULL for none.
 */
enum status shared_page(struct response *res, const struct share *share, const struct rows *rows,
	const struct stats *stats);

#endif
