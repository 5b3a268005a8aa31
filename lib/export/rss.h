/* A feed of news as RSS 2.0: what XML can't have (control characters) is left out. */
#ifndef RSS_H
#define RSS_H

#include "buf.h"
#include "record.h"

struct rss_channel {
	const char *title, *link, *self, *description;	/* self: the feed's own address */
};

struct rss_item {
	const char *title, *link, *guid, *text;	/* guid: the same for the same news, no address */
	struct timestamp at;
};

/* What the feed begins with, each of its items, and what it ends with. */
void rss_begin(struct buf *out, const struct rss_channel *channel);
void rss_item(struct buf *out, const struct rss_item *item);
void rss_end(struct buf *out);

#endif
