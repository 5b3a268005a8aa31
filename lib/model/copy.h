/*
 * The collection: copies of items that a user owns. A copy's item is always on its owner's shelf.
 */
#ifndef COPY_H
#define COPY_H

#include "entry.h"

struct copy {
	int64_t key, user_key, media_key;
	const char *id, *media_id;
	const char *format, *format_folded;	/* DVD, Hardcover, Cartridge, … */
	const char *platform, *platform_folded;
	const char *vod_link, *note;
	struct timestamp created_at, updated_at;
};

extern const struct record copy_view;

/* Copies, newest first, as children of entries (by their item) and of items. */
extern const struct children entry_copies, media_copies;

/* The most copies of one item that a user may have. */
enum { COPIES_MAX = 100 };

/* `type`: copies of items of that type only, others are ERR_NOT_FOUND; MEDIA_ANY for all. */

/* A page of the user's copies, newest first. */
enum status copy_list(const struct call *call, enum media_type type, const struct page *page,
	struct rows *out);

/* Reads the user's copies into rows that have been read, as store_children does. */
enum status copy_read_children(const struct call *call, const struct record *record, void *rows,
	int count, int *done);

/* One copy of the user; anybody else's is ERR_NOT_FOUND. */
enum status copy_find(const struct call *call, enum media_type type, const char *id,
	struct copy *out);

/*
 * Adds a copy, and shelves its item. ERR_NOT_FOUND for no such item, ERR_CONFLICT when there are
 * too many. It may have had an id, and been made, elsewhere.
 */
enum status copy_create(const struct call *call, enum media_type type, struct copy *copy);

/* Changes a copy of the user, or deletes it. */
enum status copy_change(const struct call *call, enum media_type type, const char *id,
	const struct change *change);
enum status copy_delete(const struct call *call, enum media_type type, const char *id);

#endif
