/* The shelf: what a user does with an item, one entry per user and item. */
#ifndef ENTRY_H
#define ENTRY_H

#include "media.h"

enum entry_status { TO_DO = 1, IN_PROGRESS, COMPLETED, PAUSED, DROPPED };

struct entry {
	int64_t key, user_key, media_key;
	const char *id, *user_id, *media_id;
	word status;
	int64_t progress;		/* in the item's length_unit */
	const char *note;
	struct timestamp start_date, end_date;
	bool is_finished;
	int64_t duration;		/* whole days from start to end */
	int64_t rating;
	const char *review_id;
	struct timestamp created_at, updated_at;
	struct media media;		/* id, type, title, creator, image_url, pub_date, length, length_unit */
};

extern const struct record entry_view;
extern const struct word_name entry_statuses[];

struct entry_filter {
	word status, type, sort, group;
	const char *q;
};
extern const struct record entry_filter;

struct entry_counts {
	int64_t of[DROPPED + 1];	/* by status */
};

/* A page of the user's entries, and the counts per status under the same other filters. */
enum status entry_list(struct db *db, struct arena *arena, const struct user *user,
	const struct entry_filter *filter, const struct page *page, struct rows *out, struct entry_counts *counts);

/* One entry of the user; anybody else's is ERR_NOT_FOUND. */
enum status entry_find(struct db *db, struct arena *arena, const struct user *user, const char *id,
	struct entry *out);

/* The user's entry for an item, by the item's id. */
enum status entry_find_media(struct db *db, struct arena *arena, const struct user *user, const char *media_id,
	struct entry *out);

/* Puts an item on the shelf as the change says; `entry` gets its id. ERR_NOT_FOUND for no such item. */
enum status entry_create(struct db *db, struct arena *arena, struct problems *problems, const struct user *user,
	const struct change *change, struct entry *entry);

/* Changes an entry of the user. */
enum status entry_change(struct db *db, struct arena *arena, struct problems *problems, const struct user *user,
	const char *id, const struct change *change);

/* Takes an item off the shelf, with its copies; rating and review stay. */
enum status entry_delete(struct db *db, struct arena *arena, const struct user *user, const char *id);

#endif
