/*
 * What a member shows to others: an address that nobody can guess, of whose secret only the hash is
 * stored, opens a part of what is theirs, as it is then (see shared.h).
 */
#ifndef SHARE_H
#define SHARE_H

#include "entry.h"

enum share_what { SHARE_SHELF = 1, SHARE_DIARY, SHARE_LIST, SHARE_COLLECTION, SHARE_YEAR };

struct share {
	int64_t user_key;
	const char *id, *hash, *kind;
	word what;
	const char *list_id;		/* of a list; of nothing else */
	word status, type;		/* only those; 0: all */
	const char *year, *title;
	const char *about;		/* these six as they are stored */
	const char *name;		/* the title, or what it is called by itself */
	struct timestamp created_at, last_used_at;	/* used: to within a day */
	/* where it is new, or was renewed */
	const char *url, *rss, *ics, *csv, *json;
	/* of one that was opened: whose it is, and a list's own name and words */
	const char *username, *avatar_url, *list_name, *description;
	bool is_ranked;
};

extern const struct record share_view;
extern const struct record share_new_view;	/* the same with its addresses */
extern const struct record share_open_view;	/* as those see it who open it */

/* The most that a member may have. */
enum { SHARES_MAX = 100 };

/* A page of the user's shares, the newest first; one of them (ERR_NOT_FOUND for others'). */
enum status share_list(const struct call *call, const struct page *page, struct rows *out);
enum status share_find(const struct call *call, const char *id, struct share *out);

/*
 * Adds a share of the user, opened by the secret of this hash; `share` is whole then.
 * ERR_VALIDATION with problems, ERR_CONFLICT when there are too many.
 */
enum status share_create(const struct call *call, struct share *share, const char *hash);

/* Another secret opens it from now on, and the one until now does no more. */
enum status share_renew(const struct call *call, const char *id, const char *hash,
	struct share *out);

/* Nothing opens it any more. */
enum status share_delete(const struct call *call, const char *id);

/* The same of all that show a list, which goes. */
enum status share_forget_list(const struct call *call, const char *list_id);

/*
 * The share that a secret of this hash opens. ERR_NOT_FOUND where there is none, its owner's
 * account was deactivated, or its list isn't the owner's any more.
 */
enum status share_open(const struct call *call, const char *hash, struct share *out);

/* Notes that it was opened, once a day at most, and only where nobody has to wait for it. */
void share_note_use(struct db *db, const struct share *share);

#endif
