/*
 * What a share shows: titles, with what its owner lets others know of them. The views here name all
 * that ever leaves: notes, tags, places, barcodes, prices, borrowers and e-mail are in none.
 */
#ifndef SHARED_H
#define SHARED_H

#include "share.h"

struct shared {
	int64_t key, media_key;
	const char *id;			/* of the entry, the record or the title: for feeds */
	word status;
	struct halves rating;
	const char *review;		/* its beginning */
	const char *start_date, *end_date;	/* days, or what is known of them */
	struct day started, ended;	/* as a shelf has them */
	bool is_partial, is_finished;
	int64_t position;		/* in a list, from 1 */
	struct records copies;		/* struct copy, of a collection: formats and platforms */
	struct timestamp added_at, updated_at;
	struct media media;
};

/* What one of its titles shows, by what is shared. */
const struct record *shared_view(const struct share *share);

/* The most characters of a review. */
enum { SHARED_REVIEW = 2000 };

/* The newest first, but a list as it is; the newest first; what has a day only, by that. */
enum shared_order { SHARED_OWN_ORDER, SHARED_NEWEST_FIRST, SHARED_BY_DAY };

/* A page of what the share shows. */
enum status shared_read(const struct call *call, const struct share *share,
	const struct page *page, enum shared_order order, struct rows *out);

#endif
