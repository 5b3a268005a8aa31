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

/* The most copies of one item that a user may have. */
enum { COPIES_MAX = 100 };

/* A page of the user's copies of items of a type (MEDIA_ANY: of any), newest first. */
enum status copy_list(struct db *db, struct arena *arena, const struct user *user, enum media_type type,
	const struct page *page, struct rows *out);

/* All the user's copies of one item, newest first. */
enum status copy_list_item(struct db *db, struct arena *arena, const struct user *user, int64_t media_key,
	struct rows *out);

/* One copy of the user, of an item of the type; anybody else's is ERR_NOT_FOUND. */
enum status copy_find(struct db *db, struct arena *arena, const struct user *user, enum media_type type, const char *id,
	struct copy *out);

/* Adds a copy, and shelves its item. ERR_NOT_FOUND for no such item, ERR_CONFLICT when there are too many. */
enum status copy_create(struct db *db, struct arena *arena, struct problems *problems, const struct user *user,
	enum media_type type, struct copy *copy);

/* Changes a copy of the user, or deletes it. */
enum status copy_change(struct db *db, struct arena *arena, const struct user *user, enum media_type type, const char *id,
	const struct change *change);
enum status copy_delete(struct db *db, struct arena *arena, const struct user *user, enum media_type type, const char *id);

#endif
