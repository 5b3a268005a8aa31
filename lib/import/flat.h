/*
 * A flat table of titles, one a row: vitrine.csv has these columns, in this order, and the generic
 * reader knows them by name; a member may assign another's to them, and the tables of smaller
 * services are read by what is theirs of each (csv.c).
 */
#ifndef FLAT_H
#define FLAT_H

#include "tell.h"

/* All as text, NULL for nothing. */
struct flat {
	const char *title, *creator, *type;	/* BOOK, MOVIE, TV_SHOW, GAME */
	const char *year;			/* a partial date will do */
	const char *isbn;
	const char *status;			/* the API's, or in any service's words */
	const char *rating;			/* of 5 */
	const char *start, *end;		/* of the latest time; partial dates, too */
	const char *times;			/* how often it was finished */
	const char *progress, *length;		/* in the type's unit */
	const char *note, *review;
	const char *tags;			/* with `|` between; of others `;`, or commas */
	const char *genre;
	const char *format, *platform;		/* of a copy */
	const char *imdb, *tmdb, *tvdb, *mal, *goodreads;
	const char *added;			/* when it was put on the shelf */
	/*
	 * of that copy, too: the days of a loan and the currency alone make none, nor, in anybody's
	 * table, the place
	 */
	const char *location, *condition, *lent_to, *lent_on, *due_on, *acquired_on, *price,
		*currency, *barcode;
	/* what others have beside; vitrine.csv doesn't */
	const char *rating10, *rating100;	/* of 10, of 100 */
	const char *owned;			/* yes, or how many copies */
	const char *id;				/* what the service calls it by */
	const char *isbn10, *openlibrary, *asin;
	const char *stopped;			/* the end of what was dropped */
	const char *rated, *reviewed;		/* when */
	const char *spoiler;			/* whether the review tells too much */
	const char *subtitle, *title_original, *series, *position, *publisher;
	const char *description;
	const char *link;			/* where more is said of it */
};

/* The names of the columns of vitrine.csv, in their order, NULL at the end. */
extern const char *const flat_columns[];

/*
 * What a member may assign columns to: the names of these fields. (A text that begins with "=" in
 * place of a column is what all rows have there.)
 */
extern const struct field flat_fields[];

/* What anybody may call a column: a name, and the field's. */
struct flat_alias {
	const char *name, *field;
};

/* A table of one service. */
struct flat_kind {
	const struct field *fields;	/* of struct flat: what its columns are called */
	const struct flat_alias *aliases;	/* more names of them, or NULL */
	word type;			/* of all that is in it; 0: as a column says */
	word status;			/* of what has none; 0: what the row shows */
	/* texts are as they are; what has no status isn't on the shelf */
	bool is_ours;
	const char *service;		/* of `id`, NULL: it is none outside */
	const char *separators;		/* of creators, of whom the first counts; NULL: all do */
	/* what no field can say (may be NULL); it may skip the row */
	void (*add)(struct reading *reading, const struct piece *piece, struct item *item);
};

extern const struct flat_alias flat_aliases[];

/* Whether one of a table's columns is known as the field of this name. */
bool flat_knows(const struct texts *headers, const char *field);

/*
 * Whether books, films, series and games can be told apart by its columns, or by what a member
 * assigned (JSON; NULL: nothing).
 */
bool flat_says_type(const struct texts *headers, const char *columns);

/* Reads a row and tells of it. */
void flat_read(struct reading *reading, const struct piece *piece, const struct flat_kind *kind);

/* What the tables of smaller services are read by. */
void read_calibre(struct reading *reading, const struct piece *piece);
void read_bookwyrm(struct reading *reading, const struct piece *piece);
void read_openreads(struct reading *reading, const struct piece *piece);
void read_hardcover(struct reading *reading, const struct piece *piece);
void read_jelu(struct reading *reading, const struct piece *piece);
void read_movary_history(struct reading *reading, const struct piece *piece);
void read_movary_rating(struct reading *reading, const struct piece *piece);
void read_movary_watchlist(struct reading *reading, const struct piece *piece);
void read_tmdb_rating(struct reading *reading, const struct piece *piece);
void read_simkl(struct reading *reading, const struct piece *piece);
void read_yamtrack(struct reading *reading, const struct piece *piece);
void read_letterboxd_film(struct reading *reading, const struct piece *piece);
void read_howlongtobeat(struct reading *reading, const struct piece *piece);
void read_grouvee(struct reading *reading, const struct piece *piece);
void read_igdb(struct reading *reading, const struct piece *piece);

#endif
