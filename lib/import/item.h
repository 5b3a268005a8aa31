/*
 * What of one title moves in or out: of the catalogue, of the shelf with its diary, what is owned,
 * said of it, and in which lists it is. Readers of files fill it, an import takes it to the
 * member's account, an export writes it: as a member of vitrine.json it is the JSON of these views.
 */
#ifndef ITEM_H
#define ITEM_H

#include "copy.h"
#include "diary.h"
#include "json.h"
#include "list.h"

/* Once through it. Days are text of day.h; of a file's own form until item_settle. */
struct item_read {
	const char *id;
	const char *start_date, *end_date;
	bool is_finished, on_shelf;	/* as diary.h has them */
	int64_t progress;
	const char *note;
	struct halves rating;		/* what one thought then */
	struct timestamp created_at, updated_at;
};

struct item_copy {
	const char *id, *format, *platform, *location, *condition;
	const char *lent_to, *lent_on, *due_on, *acquired_on, *price, *currency, *barcode;
	const char *vod_link, *note;
	int64_t season;			/* of a series; INT_NONE: all of it */
	struct timestamp created_at, updated_at;
};

/* A place in a list. */
struct item_place {
	const char *list;		/* the key of the list's own item */
	int64_t position;		/* from 1; INT_NONE: at the end */
	const char *note;
	struct timestamp created_at, updated_at;
};

struct item {
	/*
	 * What the file calls it by, never NULL: what is told of one key is of one title. Lists
	 * have keys of their own, that begin with "list:".
	 */
	const char *key;
	/* its id in the installation that it comes from, NULL for other services */
	const char *media_id;
	word type;			/* 0: isn't known */
	const char *title, *creator, *pub_date, *isbn, *genre, *description;
	const char *image_url, *trailer_url, *external_source, *external_id;
	int64_t length;
	struct texts ids;		/* outside ids, "imdb:tt0078748": of ITEM_IDS */
	struct object metadata;		/* what has no column */

	/* The shelf. Without a status it isn't there: only rated, say, or in a list. */
	const char *entry_id;
	word status;
	int64_t progress;		/* in the type's unit; never beyond `length` in the end */
	const char *note;
	struct texts tags;
	/*
	 * how often it was finished, where that is more than `reads` tell; INT_NONE: isn't known
	 */
	int64_t times;
	struct timestamp created_at, updated_at;	/* when it was put there */
	/* the same in a form of the file's that can be read in two ways: until item_settle */
	const char *added;
	struct records reads;		/* struct item_read, in the order they were */
	struct records copies;		/* struct item_copy */

	struct halves rating;
	struct timestamp rated_at;
	/* the rating as the file has it, while its column may tell of how many: item_rate_late */
	const char *rating_text;
	const char *review;
	struct timestamp reviewed_at;
	struct records places;		/* struct item_place */

	/*
	 * Of a series told by its episodes: those that were seen, "S1E2", each once; the days of
	 * the first and the last. item_settle makes progress, status and one of `reads` of them:
	 * the status only where it is none, TO_DO, IN_PROGRESS or COMPLETED, so that who tells an
	 * episode needs none.
	 */
	struct texts episodes;
	const char *seen_from, *seen_until;

	/* Of a list, `title` is its name. */
	bool is_list;
	bool is_ranked;
	word visibility;

	/* Why it is nothing that moves in (the episode of a series, say): it is skipped. */
	const char *skipped;
	/* Why it can't be read: it fails. */
	const char *failed;
	/* What a person should know of how it was read: a review was cut, a date made no sense. */
	struct texts remarks;
};

/* The services whose ids are known: imdb, tmdb, tvdb, mal, goodreads, … */
extern const char *const item_ids[];

/*
 * All of it, as it is kept and answered; `skipped`, `failed` and `remarks` aside. Reads, copies and
 * places are shown by it, and read by item_read_json only.
 */
extern const struct record item_view;

/* Nothing of it is known. */
void item_clear(struct item *item);

/*
 * Adds a record of `size` bytes to a list of such: what it returns is zeroed, or as it was before.
 */
void *records_add(struct arena *arena, struct records *records, size_t size);

/* Adds one of which nothing is known. */
struct item_read *item_add_read(struct arena *arena, struct item *item);
struct item_copy *item_add_copy(struct arena *arena, struct item *item);
struct item_place *item_add_place(struct arena *arena, struct item *item);

/* Adds a text, unless it is there already. NULL is none. */
void texts_add(struct arena *arena, struct texts *texts, const char *text);

/* Adds an outside id of a service; nothing for NULL, "" or "0". */
void item_add_id(struct arena *arena, struct item *item, const char *service, const char *id);

/* Adds to what has no column; nothing for NULL or "". */
void item_add_metadata(struct arena *arena, struct item *item, const char *name, const char *text);

/*
 * Makes it what item_put writes and item_read_json reads again: controls go from texts; one-line
 * texts are one line, without white space at the ends; texts of nothing visible, and numbers that
 * make no sense, are none. All that is told is made so.
 */
void item_tidy(struct arena *arena, struct item *item);

/* The JSON of all of it, of reads, copies and places, too. */
void item_put(struct buf *buf, const struct item *item);

/*
 * Reads that again, or the same as somebody else wrote it: ERR_VALIDATION, with problems, when it
 * isn't of that form. Texts may point into the tree.
 */
enum status item_read_json(struct arena *arena, const cJSON *object, struct problems *problems,
	struct item *out);

/*
 * What is told of one title in two places of a file, in `item`: what is there stays where both say
 * something, but for what can be more: of the statuses COMPLETED, IN_PROGRESS, PAUSED, DROPPED,
 * TO_DO the first counts, the higher progress, the earlier created_at, of two ratings with their
 * times the later; a later review has the earlier one behind it; lists of things are joined. The
 * same read (both days equal) is told once.
 */
void item_merge(struct arena *arena, struct item *item, const struct item *more);

/* How a/b/yyyy is read. */
enum day_order { ORDER_UNKNOWN, DAY_FIRST, MONTH_FIRST };

/*
 * Makes it what the rest of the house takes, once all of the file has been read: episodes become
 * progress, dates become text of day.h (with a remark where one makes no sense), texts are cut
 * where they are too long (with a remark), ISBNs are checked (one that isn't goes to metadata),
 * progress is at most the length, a read that ends before it starts keeps its end; a title of
 * another service without a rating has that of its latest read. Sets `failed` where it can't be:
 * without a title or type. What is settled stays as it is.
 */
void item_settle(struct arena *arena, struct item *item, enum day_order order);

#endif
