/* Password resets: secrets that open an account once, for six hours. Only their hashes are stored. */
#ifndef RESET_H
#define RESET_H

#include "user.h"

/*
 * Stores a reset for the user; the three newest of a user stay. For NULL it does the same work and nothing is stored,
 * so that nobody can tell by the time whether there is such a user.
 */
enum status reset_create(struct db *db, const struct user *user, const char *token_hash);

/* The active user that an open reset is for. ERR_NOT_FOUND when it was used, has expired or never was. */
enum status reset_find(struct db *db, struct arena *arena, const char *token_hash, struct user *out);

/*
 * Uses a reset up: its user gets this password hash; every session and every other reset of the user ends.
 * ERR_NOT_FOUND as above, also when somebody else was faster.
 */
enum status reset_use(struct db *db, struct arena *arena, const char *token_hash, const char *password,
	struct user *out);

/* Ends all resets of a user. */
enum status reset_revoke_all(struct db *db, int64_t user_key);

/* Ends all there are. */
enum status reset_revoke_everybody(struct db *db);

#endif
