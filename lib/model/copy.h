/* The collection: copies of items that a user owns. A copy's item is always on its owner's shelf. */
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

/* The most copies of one item that a user may have, and the most items whose copies are listed at once. */
enum { COPIES_MAX = 100, COPIES_ITEMS = 100 };

/* `type`: copies of items of that type only, others are ERR_NOT_FOUND; MEDIA_ANY for all. */

/* A page of the user's copies, newest first. */
enum status copy_list(struct db *db, struct arena *arena, const struct user *user, enum media_type type,
	const struct page *page, struct rows *out);

/* All the user's copies of some items, those of one behind each other, newest first. */
enum status copy_list_items(struct db *db, struct arena *arena, const struct user *user, const int64_t *media_keys,
	int count, struct rows *out);

/* One copy of the user; anybody else's is ERR_NOT_FOUND. */
enum status copy_find(struct db *db, struct arena *arena, const struct user *user, enum media_type type,
	const char *id, struct copy *out);

/* Adds a copy, and shelves its item. ERR_NOT_FOUND for no such item, ERR_CONFLICT when there are too many. */
enum status copy_create(struct db *db, struct arena *arena, struct problems *problems, const struct user *user,
	enum media_type type, struct copy *copy);

/* Changes a copy of the user, or deletes it. */
enum status copy_change(struct db *db, struct arena *arena, const struct user *user, enum media_type type,
	const char *id, const struct change *change);
enum status copy_delete(struct db *db, struct arena *arena, const struct user *user, enum media_type type,
	const char *id);

#endif
