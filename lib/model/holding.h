/*
 * All that a member has of a title: on the shelf with its diary, the copies, rating and review, its
 * places in the member's own lists. Read title by title, for whoever goes through all of them.
 */
#ifndef HOLDING_H
#define HOLDING_H

#include "copy.h"
#include "diary.h"
#include "list.h"

/* What a title is called elsewhere, as the user's imports say: "imdb:tt0078748". */
struct holding_id {
	int64_t media_key;
	const char *id;
};

struct holding {
	struct media media;		/* whole, but for what is the asker's */
	/* NULL, or unset, where it isn't on the shelf */
	const char *entry_id;
	word status;
	int64_t progress;
	const char *note;
	struct texts tags;
	int64_t times;
	struct timestamp created_at, updated_at;
	struct halves rating;
	struct timestamp rated_at;
	const char *review;
	struct timestamp reviewed_at;
	struct records reads;		/* struct diary_record, the latest last */
	struct records copies;		/* struct copy, in the order in which they were told */
	/* struct list_item: id of its list, position and note; the first list first */
	struct records places;
	struct records ids;		/* struct holding_id */
};

/* Where reading is. All 0 at the beginning; behind the last title it stays there. */
struct holding_place {
	int64_t media_key;		/* of what is on the shelf, rated or reviewed */
	bool is_beyond;			/* such titles: what follows is in lists only */
	int64_t list_key, place, item_key;
};

/*
 * The user's titles that follow: as many as memory should hold at once, none behind the last.
 * First those of shelf, ratings and reviews, in the order in which they came into the catalogue;
 * then those that are in lists only, each with its first list, in its order.
 */
enum status holdings_read(const struct call *call, struct holding_place *place,
	struct records *out);

#endif
