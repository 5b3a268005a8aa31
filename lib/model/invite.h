/*
 * An invitation: a link by which one account may be made where `registration = invite`, within a
 * week. Only its secret's hash is stored. It goes with the account of whoever made it, and opens
 * nothing while that one may not invite.
 */
#ifndef INVITE_H
#define INVITE_H

#include "user.h"

struct invite {
	int64_t user_key;
	const char *id, *hash, *kind;
	const char *note;		/* for whom */
	const char *about;		/* that as it is stored */
	const char *user_id, *username;	/* who made it */
	struct timestamp created_at, expires_at;
	struct timestamp used_at;	/* never: then it is gone */
	const char *link, *token;	/* where it is new */
};

extern const struct record invite_view;
extern const struct record invite_new_view;	/* the same with its link */

/* The most open ones that somebody may have. */
enum { INVITES_MAX = 50 };

/* A page of the open ones that the user made, or for an admin of all, the newest first. */
enum status invite_list(const struct call *call, const struct page *page, struct rows *out);

/*
 * Adds an invitation by the user, with the secret of this hash; `invite` is whole then.
 * ERR_CONFLICT with a problem when there are too many.
 */
enum status invite_create(const struct call *call, struct invite *invite, const char *hash);

/* Takes back one that the user made, for an admin any; ERR_NOT_FOUND without it. */
enum status invite_delete(const struct call *call, const char *id);

/* Takes back all there are. */
enum status invite_delete_all(struct db *db);

/*
 * The open invitation with the secret of this hash; `members_invite`: that of a member is one, too.
 * ERR_NOT_FOUND when it was used, taken back, has expired or never was, and while whoever made it
 * may not invite.
 */
enum status invite_find(const struct call *call, const char *hash, bool members_invite,
	struct invite *out);

/* The same, and it is used up: within the transaction that makes the account. */
enum status invite_use(const struct call *call, const char *hash, bool members_invite,
	struct invite *out);

#endif
