/*
 * Stored pictures. Who refers to one holds its bare id: media_items.image_url,
 * users.avatar_image_id. A picture that nobody refers to any more is deleted by who let go of it,
 * in the same transaction.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include "picture.h"
#include "user.h"

/* Reads a picture with its bytes. */
enum status image_find(const struct call *call, const char *id, struct picture *out);

/*
 * The same made smaller, to this width, if that is kept; ERR_NOT_FOUND. The second keeps it, unless
 * others write just now: then it is made again the next time.
 */
enum status image_find_size(const struct call *call, const char *id, int64_t width,
	struct picture *out);
enum status image_keep_size(const struct call *call, const char *id, int64_t width,
	const struct picture *picture);

/* OK or ERR_NOT_FOUND; the second looks among the pictures of one user. */
enum status image_exists(struct db *db, const char *id);
enum status image_belongs_to(struct db *db, const char *id, const struct user *user);

/* The same of who asks: ERR_FORBIDDEN where it is somebody else's. */
enum status image_is_own(const struct call *call, const char *id);

/*
 * Stores a picture for its user; `*id` gets its id. Whoever calls refers to it in the same
 * transaction, or image_drop_loose takes it for forgotten one day.
 */
enum status image_store(const struct call *call, const struct picture *picture, const char **id);

/*
 * Deletes the picture unless something still refers to it. Anything that isn't the id of a picture
 * is fine: NULL, a URL.
 */
enum status image_release(struct db *db, const char *id);

/*
 * Deletes the user's pictures that nothing refers to, a day after they were stored: by then nobody
 * is about to.
 */
enum status image_drop_loose(const struct call *call);

/*
 * Deletes a picture, whatever refers to it: a right of who stored it, and of admins. ERR_FORBIDDEN
 * for others.
 */
enum status image_delete(const struct call *call, const char *id);

/* Makes a picture (NULL: none) the user's avatar and releases the one before. */
enum status image_set_avatar(const struct call *call, const char *id);

/*
 * Deletes the pictures of a user who goes, but for those that titles still show; in the transaction
 * that deletes the user.
 */
enum status image_release_user(struct db *db, int64_t user_key);

#endif
