/* The shelf: what a user does with an item, one entry per user and item. */
#ifndef ENTRY_H
#define ENTRY_H

#include "media.h"
#include "tag.h"

enum entry_status { TO_DO = 1, IN_PROGRESS, COMPLETED, PAUSED, DROPPED };

struct entry {
	int64_t key, user_key, media_key;
	const char *id, *user_id, *media_id;
	word status;
	int64_t progress;		/* in the item's length_unit */
	const char *note;
	struct texts tags;		/* see tag.h */
	/* the user's; these and the progress are those of the latest record of diary.h */
	struct day start_date, end_date;
	bool dates_are_partial;		/* one of them is the first day of its month or year */
	bool is_finished;
	int64_t duration;		/* whole days from start to end, where they are known */
	int64_t times;			/* how often it was finished, as far as it was told */
	struct halves rating;
	const char *review_id, *review_text;	/* the text only in entry_whole */
	struct timestamp created_at, updated_at;
	struct media media;
	struct records copies;		/* where they were asked for: see copy.h */
};

extern const struct record entry_view;
extern const struct record entry_whole;	/* the same rows with the whole item, for views of it */
extern const struct word_name entry_statuses[];
extern const struct word_name library_statuses[];	/* the same, in a reader's words */

enum { ENTRY_KEYS = 100 };

struct entry_filter {
	word statuses, sort, group, owned, rated;	/* `statuses` is a set */
	struct halves rating_min, rating_max;
	struct texts formats, platforms;	/* of one copy */
	struct texts tags;
	struct media_filter item;
	struct facets_asked facets;
	const int64_t *keys;		/* never asked: of the entries, ENTRY_KEYS at most */
	int key_count;			/* 0: of all */
};
extern const struct record entry_filter, library_filter, collection_filter;
/* the same as of lists, and which facets */
extern const struct record entry_facet_filter;

struct entry_counts {
	int64_t of[DROPPED + 1];	/* by status */
};

/*
 * A page of the user's entries, read as `record` (entry_view or entry_whole); `counts` (may be
 * NULL): how many there are per status under the same other filters.
 */
enum status entry_list(const struct call *call, const struct record *record,
	const struct entry_filter *filter, const struct page *page, struct rows *out,
	struct entry_counts *counts);

/* How many of the user's entries that pass have which status, type, genre, … */
enum status entry_facets(const struct call *call, const struct entry_filter *filter,
	struct facets *out);

/* One entry of the user; anybody else's is ERR_NOT_FOUND. */
enum status entry_find(const struct call *call, const char *id, struct entry *out);

/*
 * The user's entry for an item of a type (MEDIA_ANY: of any), by the item's id, read as `record`.
 */
enum status entry_find_media(const struct call *call, const struct record *record,
	enum media_type type, const char *media_id, struct entry *out);

/*
 * Puts an item on the shelf as the change says; `entry` is whole then. ERR_NOT_FOUND for no such
 * item. It may have had an id, and been made, elsewhere.
 */
enum status entry_create(const struct call *call, const struct change *change, struct entry *entry);

/* Puts an item on the shelf as TO_DO, unless it is there. */
enum status entry_shelve(const struct call *call, int64_t media_key);

/* Changes an entry of the user. */
enum status entry_change(const struct call *call, const char *id, const struct change *change);

/*
 * Takes an item off the shelf, with its copies; rating and review stay. By the entry's id, or by
 * the item's.
 */
enum status entry_delete(const struct call *call, const char *id);
enum status entry_delete_media(const struct call *call, enum media_type type, const char *media_id);

#endif
