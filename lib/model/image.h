/*
 * Stored pictures. Who refers to one holds its bare id: media_items.image_url, users.avatar_image_id. A picture that
 * nobody refers to any more is deleted by who let go of it, in the same transaction.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include "user.h"

/* OK when the picture is one of this user, else ERR_NOT_FOUND. */
enum status image_belongs_to(struct db *db, const char *id, const struct user *user);

/* Deletes the picture unless something still refers to it. Anything that isn't the id of a picture is fine: NULL, a URL. */
enum status image_release(struct db *db, const char *id);

/* Deletes the pictures of a user who goes, but for those that titles still show; in the transaction that deletes the user. */
enum status image_release_user(struct db *db, int64_t user_key);

#endif
