/*
 * Records as bytes, by their field tables, for what is kept a while and read by us alone: each
 * member as it is, numbers in the machine's own order. What is only answered isn't in it: REAL and
 * RECORDS, and what `more` shows.
 */
#ifndef PACK_H
#define PACK_H

#include "buf.h"
#include "record.h"

void pack_int(struct buf *buf, int64_t number);
void pack_text(struct buf *buf, const char *text);	/* NULL stays NULL */
void pack_texts(struct buf *buf, const struct texts *texts);
void pack_record(struct buf *buf, const struct record *view, const void *record);

/* The names of a view's fields: whoever packed by another table had others. */
void pack_names(struct buf *buf, const struct record *view);

/*
 * Bytes that are read, from the first on. Once there are fewer than there must be `is_broken` is
 * set: all that is read then is 0 or NULL. Texts point into the bytes.
 */
struct packed {
	const char *next, *end;
	bool is_broken;
	struct arena *arena;
};

int64_t unpack_int(struct packed *packed);
const char *unpack_text(struct packed *packed);
void unpack_texts(struct packed *packed, struct texts *out);
void unpack_record(struct packed *packed, const struct record *view, void *out);

/* A count of what follows, each of a byte at least. */
int unpack_count(struct packed *packed);

/* Whether the next text is what pack_names makes of this view; else it is broken. */
void unpack_names(struct packed *packed, const struct record *view);

#endif
