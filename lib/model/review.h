/* Reviews: what users write about an item, one each. */
#ifndef REVIEW_H
#define REVIEW_H

#include "media.h"

struct review {
	int64_t key, user_key, media_key;
	const char *id, *media_id;
	const char *user_id, *username, *avatar_url;	/* the author */
	const char *content;
	struct halves rating;		/* the author's, of the same item */
	struct timestamp created_at, updated_at;
};

extern const struct record review_view;

/* A page of the reviews of an item, newest first. */
enum status review_list(const struct call *call, const struct media *media, const struct page *page,
	struct rows *out);

/* Anybody's review. */
enum status review_find(const struct call *call, const char *id, struct review *out);

/* The user's review of an item. */
enum status review_find_own(const struct call *call, int64_t media_key, struct review *out);

/*
 * Adds the user's review, which is whole then. ERR_CONFLICT with a problem that names the first
 * one.
 */
enum status review_create(const struct call *call, int64_t media_key, struct review *review);

/* Changes a review: the author's right. ERR_FORBIDDEN for others. */
enum status review_change(const struct call *call, const char *id, const struct change *change);

/* Deletes a review: its author's right, and an admin's. */
enum status review_delete(const struct call *call, const char *id);

/* Writes, changes or (NULL) takes back the user's review of an item. */
enum status review_set(const struct call *call, int64_t media_key, const char *content);

/* The same of one that was written then, if it is the first. */
enum status review_put(const struct call *call, int64_t media_key, const char *content,
	struct timestamp at);

#endif
