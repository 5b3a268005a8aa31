/* The catalogue: what exists. Books are a typed view of it. */
#ifndef MEDIA_H
#define MEDIA_H

#include "facet.h"
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
	int64_t my_progress;
	struct halves my_rating;
	struct records my_entry, my_review, my_copies;	/* where asked for: see media_whole.h */
	/* Of a series in an entry: the first regular episode behind its progress. */
	int64_t next_season, next_number;
	const char *next_title, *next_air_date;
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
extern const char media_joins[];
void media_finish(struct arena *arena, void *media);

/* An item as much as a shelf, a diary and a list show of it. */
#define MEDIA_SHORT_FIELDS \
	FIELD(struct media, id, READONLY), \
	FIELD(struct media, type, READONLY | KIND | BRIEF, .words = media_types), \
	FIELD(struct media, title, READONLY | HEADING), \
	FIELD(struct media, creator, READONLY | BRIEF, .label = "By"), \
	FIELD(struct media, image_url, READONLY | PICTURE), \
	FIELD(struct media, pub_date, READONLY), \
	FIELD(struct media, length, READONLY), \
	FIELD(struct media, length_unit, READONLY | UNREAD | UNIT)

extern const struct word_name media_types[], media_sources[];
extern const struct word_name media_units[];	/* the unit of `length`, by type */

enum media_scope { SCOPE_ALL = 1, SCOPE_MINE, SCOPE_NOT_MINE, SCOPE_SHELF, SCOPE_COLLECTION };

/* What a list can be asked for; unset is no condition. */
struct media_filter {
	word types;			/* a set */
	const char *q, *year, *letter, *isbn;
	struct texts genres, creators, decades;
	int64_t length_min, length_max, stars;
	word source, curated, scope, sort;
	/* at least so many stars, not rounded as `stars` are; unset or 0: all */
	struct halves stars_least;
	/* SCOPE_MINE: with a review by the user, SCOPE_NOT_MINE: without; of nobody: all */
	word reviewed;
	struct facets_asked facets;
};
extern const struct word_name media_sorts[];
extern const struct record media_filter;
extern const struct record book_filter, movie_filter;
extern const struct record media_facet_filter;	/* the same as of a list, and which facets */

/*
 * The part of a list's filters that is of the item, for lists of what has one: `at` is where they
 * are in the struct of all ("item."), `m` the alias of the item's table. Genre, creator and letter
 * have no condition here: media_add_filters.
 */
#define ITEM_TYPES(filter, at, m) \
	FIELD_AS(filter, at types, "type", MANY, .words = media_types, \
		.also = { "media_type" }, .condition = m ".type")
#define ITEM_FILTERS(filter, at, m) \
	FIELD_AS(filter, at genres, "genre", MANY, .max = 100, .most = FILTER_TEXTS), \
	FIELD_AS(filter, at year, "year", 0, .max = 20, .check = is_year, \
		.condition = DATE_BEGINS(m)), \
	FIELD_AS(filter, at decades, "decade", MANY, .max = 20, .check = is_decade, \
		.most = FILTER_TEXTS, .condition = DATE_BEGINS(m)), \
	FIELD_AS(filter, at letter, "letter", 0, .max = 20, .check = is_first_letter, \
		.label = "First letter"), \
	FIELD_AS(filter, at length_min, "length_min", 0, .min = 1, .label = "Length at least", \
		.condition = m ".length >= $$"), \
	FIELD_AS(filter, at length_max, "length_max", 0, .min = 1, .label = "Length at most", \
		.condition = m ".length <= $$")
#define ITEM_CREATORS(filter, at, name) \
	FIELD_AS(filter, at creators, name, MANY, .max = 500, .most = FILTER_TEXTS)
#define DATE_BEGINS(m) "(coalesce(" m ".pub_date, '') >= $$ " \
	"AND coalesce(" m ".pub_date, '') < $$ || '~')"

/* The facets that such a list has of its items, by the same filters. */
#define ITEM_FACET_TYPES(filter_, at, m) { \
	.filter = offsetof(filter_, at types), .column = m ".type" }
#define ITEM_FACET_GENRES(filter_, at, m) { \
	.filter = offsetof(filter_, at genres), .column = m ".genre_folded", \
	.shown = m ".genre", .has_several = true }
#define ITEM_FACET_CREATORS(filter_, at, m) { \
	.filter = offsetof(filter_, at creators), .column = m ".creator_folded", \
	.shown = m ".creator", .has_several = true }
#define ITEM_FACET_DECADES(filter_, at, m) { \
	.filter = offsetof(filter_, at decades), .column = "substr(" m ".pub_date, 1, 3) || '0'", \
	.order = BY_NAME_DESC }
#define ITEM_FACET_LETTERS(filter_, at, m) { \
	.filter = offsetof(filter_, at letter), .order = BY_NAME, \
	.column = "CASE WHEN " m ".title_folded >= 'a' AND " m ".title_folded < '{' " \
		"THEN upper(substr(" m ".title_folded, 1, 1)) ELSE '#' END" }

/* The most texts that one filter takes. */
enum { FILTER_TEXTS = 20 };

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

/*
 * Adds the conditions of ITEM_FILTERS and ITEM_CREATORS that the table doesn't say, for items that
 * are joined as `m`.
 */
enum status media_add_filters(const struct call *call, struct sql *where,
	const struct media_filter *filter);

/* Lists the items that pass; `user` may be NULL. ERR_AUTH when the scope needs one. */
enum status media_list(const struct call *call, const struct media_filter *filter,
	const struct page *page, struct rows *out);

/* How many of the items that pass have which type, genre, … */
enum status media_facets(const struct call *call, const struct media_filter *filter,
	struct facets *out);

/* How many items there are, of all types. */
enum status media_count(struct db *db, int64_t *out);

/* Reads one item of a type (MEDIA_ANY: of any). */
enum status media_find(const struct call *call, enum media_type type, const char *id,
	struct media *out);

/*
 * Counts the others who would miss an item: distinct accounts, but the one that asks, which have it
 * on their shelf or in a list, own a copy, rated or reviewed it. Only its owner and admins are
 * told: for anybody else `shelf_count` stays unset.
 */
enum status media_count_others(const struct call *call, struct media *media);

/* Whether anybody has it on a shelf or in a list, owns a copy, rated or reviewed it. */
enum status media_is_used(const struct call *call, int64_t media_key, bool *out);

/*
 * The item that the rules of uniqueness take for the same: what a source knows by the same id, a
 * movie's title and year, a book's ISBN.
 */
enum status media_find_same(const struct call *call, const struct media *media, struct media *out);

/*
 * The items of a type that are called so, but for case, whatever their years: those first that have
 * been here longest. (Some designs tell titles apart by nothing else.)
 */
enum status media_list_titled(const struct call *call, enum media_type type, const char *title,
	struct rows *out);

/* The first of them, but for the one with this id (NULL: whichever). ERR_NOT_FOUND. */
enum status media_find_titled(const struct call *call, enum media_type type, const char *title,
	const char *but, struct media *out);

/*
 * How many items of films and series this source knows that were last changed before a time, and
 * the oldest of them.
 */
enum status media_count_old(struct db *db, struct arena *arena, const char *source, int64_t before,
	int64_t *count, const char **id);

/* What somebody else says of an item. */
struct news {
	const struct media *media;
	const struct picture *picture;	/* NULL: none */
	bool replaces;			/* what is there, too; else it only fills what is missing */
	object_merge *merge;
};

/* Takes news of an item, by the rules of who may change it. */
enum status media_take(const struct call *call, const char *id, const struct news *news);

/* Adds an item; `media` is completed and gets its id. Problems are named. */
enum status media_create(const struct call *call, struct media *media);

/*
 * The same of an item that has an id already, or NULL. `is_apart`: though there is a film of that
 * title and year, by other ids it is known to be another one.
 */
enum status media_add(const struct call *call, struct media *media, bool is_apart);

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
