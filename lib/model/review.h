/* Reviews: what users write about an item, one each. */
#ifndef REVIEW_H
#define REVIEW_H

#include "media.h"

struct review {
	int64_t key, user_key, media_key;
	const char *id, *media_id;
	const char *user_id, *username, *avatar_url;	/* the author */
	const char *content;
	int64_t rating;			/* the author's, of the same item */
	struct timestamp created_at, updated_at;
};

extern const struct record review_view;

/* The user's review of an item. */
enum status review_find_own(struct db *db, struct arena *arena, const struct user *user, int64_t media_key,
	struct review *out);

#endif
