/*
 * Password resets: secrets that open an account once, for six hours. Only their hashes are stored.
 */
#ifndef RESET_H
#define RESET_H

#include "db.h"

/*
 * Stores a reset for the user; the three newest of a user stay. For INT_NONE it does the same work
 * and nothing is stored, so that nobody can tell by the time whether there is such a user.
 */
enum status reset_create(struct db *db, int64_t user_key, const char *token_hash);

/*
 * The key of the user that an open reset is for. ERR_NOT_FOUND when it was used, has expired or
 * never was.
 */
enum status reset_find(struct db *db, const char *token_hash, int64_t *user_key);

/* Ends all resets of a user. */
enum status reset_revoke_all(struct db *db, int64_t user_key);

/* Ends all there are. */
enum status reset_revoke_everybody(struct db *db);

#endif
