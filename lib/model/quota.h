/*
 * What a member may have at most, as the settings say: who may register must not be able to fill a
 * disk that others share. Admins have no such limits.
 */
#ifndef QUOTA_H
#define QUOTA_H

#include "user.h"

enum quota_of { QUOTA_TITLES, QUOTA_SHELF, QUOTA_RATINGS, QUOTA_REVIEWS, QUOTA_COPIES,
	QUOTA_DIARY, QUOTA_LISTS, QUOTA_LISTED, QUOTA_PICTURES };

/*
 * ERR_QUOTA when the user would have too much of it with `more` of it: rows, of pictures bytes. The
 * call's problems then say what. In the transaction that adds it.
 */
enum status quota_check(const struct call *call, enum quota_of what, int64_t more);

#endif
