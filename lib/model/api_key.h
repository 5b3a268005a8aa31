/*
 * Keys of programs: secrets by which somebody else's program asks as its owner, and no session. Of
 * each only the hash is stored; its owner knows it by its name.
 */
#ifndef API_KEY_H
#define API_KEY_H

#include "user.h"

enum key_scope { SCOPE_READ = 1, SCOPE_WRITE };

struct api_key {
	int64_t user_key;
	const char *id, *hash, *kind;
	const char *name;
	word scope;
	const char *about;		/* these two as they are stored */
	struct timestamp created_at, expires_at, last_used_at;	/* used: to within an hour */
	const char *token;		/* of a new one: the secret */
	/*
	 * of one that was found by its hash: its owner, as whom it reads; the same as whom it
	 * writes, which is a member
	 */
	struct user user, writer;
};

extern const struct record api_key_view;
extern const struct record api_key_new_view;	/* the same with its secret */

/* What a secret begins with, and the hex digits that follow; the most that one user may have. */
#define API_KEY_PREFIX "vitrine_"
enum { API_KEY_DIGITS = 48, API_KEYS_MAX = 50 };

/* A page of the user's keys, the newest first, also those that have expired. */
enum status api_key_list(const struct call *call, const struct page *page, struct rows *out);

/*
 * Adds a key of the user, whose secret has this hash; `key` is whole then. ERR_VALIDATION with a
 * problem when it would have expired already, ERR_CONFLICT when there are too many.
 */
enum status api_key_create(const struct call *call, struct api_key *key, const char *hash);

/* Nothing is done by it any more: one of the user's own (ERR_NOT_FOUND), as it was. */
enum status api_key_revoke(const struct call *call, const char *id, struct api_key *out);

/* The same of all of a user's, and of all there are. */
enum status api_key_revoke_all(struct db *db, int64_t user_key);
enum status api_key_revoke_everybody(struct db *db);

/*
 * The key whose secret has this hash, with its user: as much of it as of a session's (session.h),
 * by one statement. ERR_NOT_FOUND where there is none, it has expired, or the account was
 * deactivated.
 */
enum status api_key_find(const struct call *call, const char *hash, struct api_key *out);

/* Notes that it was used, once an hour at most, and only where nobody has to wait for it. */
void api_key_note_use(struct db *db, const struct api_key *key);

#endif
