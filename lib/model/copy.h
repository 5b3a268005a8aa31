/*
 * The collection: copies of items that a user owns. A copy's item is always on its owner's shelf.
 */
#ifndef COPY_H
#define COPY_H

#include "entry.h"

enum whereabouts { COPY_HOME = 1, COPY_LENT, COPY_STREAMING };
extern const struct word_name copy_whereabouts[];

struct copy {
	int64_t key, user_key, media_key;
	const char *id, *media_id;
	word type;				/* the item's */
	const char *format, *format_folded;	/* DVD, Hardcover, Cartridge, … */
	int64_t season;				/* of a series: which; INT_NONE: all of it */
	const char *platform, *platform_folded;
	const char *location, *location_folded;	/* a place: Home/Study */
	const char *condition, *condition_folded;
	word whereabouts;			/* follows from the rest */
	/* who has it, since when and until when: days */
	const char *lent_to, *lent_on, *due_on;
	bool is_overdue;			/* that day is over */
	const char *acquired_on;		/* a partial date */
	int64_t amount;				/* what it cost: money.h */
	const char *price, *currency;		/* the same as text; both or neither */
	const char *barcode, *vod_link, *note;
	struct timestamp created_at, updated_at;
	struct media media;			/* in copy_whole, as much as lists show */
};

extern const struct record copy_view;
extern const struct record copy_whole;		/* the same with what it is a copy of */

enum { COPY_IDS = 100 };

/* What a list of copies can be asked for; unset is no condition. */
struct copy_filter {
	const char *ids;			/* commas between; COPY_IDS at most */
	const char *media_id, *location, *currency;
	struct texts formats, platforms, conditions;
	word whereabouts, statuses;		/* sets; the second of the item on the shelf */
	word lent, overdue, rated, owned, sort;
	word of_season;				/* never asked: of one season of a series */
	struct halves rating_min, rating_max;	/* the user's, of the item */
	struct media_filter item;
	struct facets_asked facets;
};
extern const struct record copy_filter;
extern const struct record copy_facet_filter;	/* the same as of lists, and which facets */

/* What a collection is looked through by: how many copies there are of which format, … */
struct copy_facets {
	struct facets by;			/* the sums of a currency among them */
	int64_t lent, overdue;			/* wherever else it was asked for */
};
/* The name among them of what counts sums of money, and of what counts whereabouts. */
extern const char copy_facet_value[], copy_facet_whereabouts[];

/* Copies, newest first, as children of entries (by their item) and of items. */
extern const struct children entry_copies, media_copies;

/* The most copies of one item that a user may have. */
enum { COPIES_MAX = 100 };

/* `type`: copies of items of that type only, others are ERR_NOT_FOUND; MEDIA_ANY for all. */

/* A page of the user's copies that pass, read as copy_whole. */
enum status copy_list(const struct call *call, enum media_type type,
	const struct copy_filter *filter, const struct page *page, struct rows *out);

/* Counts the user's copies that pass. */
enum status copy_facets(const struct call *call, enum media_type type,
	const struct copy_filter *filter, struct copy_facets *out);

/* Reads the user's copies into rows that have been read, as store_children does. */
enum status copy_read_children(const struct call *call, const struct record *record, void *rows,
	int count, int *done);

/* One copy of the user, read as copy_whole; anybody else's is ERR_NOT_FOUND. */
enum status copy_find(const struct call *call, enum media_type type, const char *id,
	struct copy *out);

/*
 * Adds a copy, and shelves its item. ERR_NOT_FOUND for no such item, ERR_CONFLICT when there are
 * too many. It may have had an id, and been made, elsewhere.
 */
enum status copy_create(const struct call *call, enum media_type type, struct copy *copy);

/* Changes a copy of the user, or deletes it. */
enum status copy_change(const struct call *call, enum media_type type, const char *id,
	const struct change *change);
enum status copy_delete(const struct call *call, enum media_type type, const char *id);

#endif
