/* The feeds of a share: RSS, a calendar, a table. */
#ifndef SHARED_FEEDS_H
#define SHARED_FEEDS_H

#include "response.h"
#include "shared.h"

/* The titles of one page of a feed. */
enum { SHARED_FEED_SIZE = 300 };

/* One feed: what it is called at the end of an address, its type, and what writes it. */
struct shared_feed {
	const char *end, *type;
	void (*write)(struct response *res, const struct share *share, const struct rows *rows);
	enum shared_order order;
	bool is_file;			/* to be kept: browsers are told to */
};

/* Those there are; one without an end ends them. */
extern const struct shared_feed shared_feeds[];

#endif
