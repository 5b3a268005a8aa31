/* The catalogue: what exists. Books are a typed view of it. */
#ifndef MEDIA_H
#define MEDIA_H

#include "picture.h"
#include "user.h"

enum media_type { MEDIA_ANY, MEDIA_TV_SHOW, MEDIA_MOVIE, MEDIA_BOOK, MEDIA_GAME };
enum media_source { SOURCE_USER_ADDED = 1, SOURCE_EXTERNAL };

struct media {
	int64_t key, created_by;
	const char *id;
	word type, source;
	const char *title, *title_folded, *creator, *creator_folded, *description, *genre,
		*genre_folded;
	const char *pub_date, *isbn, *length_unit, *image_url, *trailer_url, *external_source,
		*external_id;
	int64_t length;
	struct object metadata;
	bool curated;
	const char *creator_id, *creator_username;	/* who added it */
	double average_rating;
	int64_t rating_count, review_count, rank;
	int64_t shelf_count;		/* see media_count_others; unset in lists */
	struct timestamp created_at, updated_at;
	int64_t publication_year;		/* of a book: the year of pub_date */
	/* What the user who asks does with it. */
	const char *my_entry_id;
	word my_status;
	int64_t my_progress, my_rating;
	struct records my_copies;		/* where they were asked for: see copy.h */
};

extern const struct record media_view;		/* everything */
extern const struct record media_my_view;	/* the same with `my`; `joined` is the user's key */
extern const struct record book_view;		/* the same row, with a librarian's words */
extern const struct record movie_view;		/* the same, with a cinema's */

/*
 * What these views are made of, for records that have an item in them: its columns, and what
 * follows from a row.
 */
extern const struct field media_fields[], book_fields[];
void media_finish(void *media);

extern const struct word_name media_types[], media_sources[];
extern const struct word_name media_units[];	/* the unit of `length`, by type */

enum media_scope { SCOPE_ALL = 1, SCOPE_MINE, SCOPE_NOT_MINE, SCOPE_SHELF, SCOPE_COLLECTION };

/* What a list can be asked for; unset is no condition. */
struct media_filter {
	word types;			/* a set */
	const char *q, *genre, *creator, *year, *isbn;
	word source, curated, scope, sort;
	int64_t stars;
};
extern const struct record media_filter;
extern const struct record book_filter, movie_filter;

/*
 * Narrows a filter to a type; where that door curates, to curated items unless it asks for others.
 */
void media_filter_type(struct media_filter *filter, enum media_type type, bool curates);

/*
 * Where titles and creators are looked for: the index of media_items, kept by all that writes their
 * rows.
 */
extern const struct search_index media_search;

/*
 * A condition with one placeholder `$$`: title or creator of the table `alias` contain a folded
 * text.
 */
const char *media_contains(const struct call *call, const char *alias);

/* Adds the condition that a column is one of a set of types; the empty set is none. */
void media_add_types(struct sql *where, const char *column, word types);

/* Lists the items that pass; `user` may be NULL. ERR_AUTH when the scope needs one. */
enum status media_list(const struct call *call, const struct media_filter *filter,
	const struct page *page, struct rows *out);

/* How many items there are, of all types. */
enum status media_count(struct db *db, int64_t *out);

/* Reads one item of a type (MEDIA_ANY: of any). */
enum status media_find(const struct call *call, enum media_type type, const char *id,
	struct media *out);

/* The same of any type, with what the user does with it (`my_…`); `user` may be NULL. */
enum status media_find_my(const struct call *call, const char *id, struct media *out);

/*
 * Counts the others who would miss an item: distinct accounts, but the one that asks, which have it
 * on their shelf, own a copy, rated or reviewed it. Only its owner and admins are told:
 * for anybody else `shelf_count` stays unset.
 */
enum status media_count_others(const struct call *call, struct media *media);

/*
 * The item that the rules of uniqueness take for the same: a movie's title and year, a book's ISBN.
 */
enum status media_find_same(const struct call *call, const struct media *media, struct media *out);

/* Adds an item; `media` is completed and gets its id. Problems are named. */
enum status media_create(const struct call *call, struct media *media);

/* Changes an item as the change says, by the rules of who may what. */
enum status media_change(const struct call *call, enum media_type type, const char *id,
	struct change *change);

/* Deletes an item with all that hangs on it, by the same rules. */
enum status media_delete(const struct call *call, enum media_type type, const char *id);

/* OK when the user may change the item; ERR_NOT_FOUND, ERR_FORBIDDEN. */
enum status media_may_change(const struct call *call, enum media_type type, const char *id);

/*
 * Stores a picture and makes it the item's, by the same rules; the one before goes. `*image_id`
 * gets its id.
 */
enum status media_set_image(const struct call *call, enum media_type type, const char *id,
	const struct picture *picture, const char **image_id);

#endif
