/*
 * A flat table of titles, one a row: vitrine.csv has these columns, in this order, and the generic
 * reader knows them by name; a member may assign another's to them, and the tables of smaller
 * services are read by what is theirs of each (csv.c).
 */
#ifndef FLAT_H
#define FLAT_H

#include "format.h"

/* All as text, NULL for nothing. */
struct flat {
	const char *title, *creator, *type;	/* BOOK, MOVIE, TV_SHOW, GAME */
	const char *year;			/* a partial date will do */
	const char *isbn;
	const char *status;			/* as the API writes it, or in any service's words */
	const char *rating;			/* of 5 */
	const char *start, *end;		/* of the latest time through it, partial dates too */
	const char *times;			/* how often it was finished */
	const char *progress, *length;		/* in the type's unit */
	const char *note, *review;
	const char *tags;			/* with `|` between, or `;`, or (without any) commas */
	const char *genre;
	const char *format, *platform;		/* of a copy; without either there is none */
	const char *imdb, *tmdb, *tvdb, *mal, *goodreads;
	const char *added;			/* when it was put on the shelf */
	/* what others have beside; vitrine.csv doesn't */
	const char *rating10, *rating100;	/* of 10, of 100 */
	const char *owned;			/* yes, or how many copies */
	const char *id;				/* what the service calls it by */
	const char *isbn10, *openlibrary, *asin;
	const char *stopped;			/* the end of what was dropped */
	const char *rated, *reviewed;		/* when */
	const char *spoiler;			/* whether the review tells too much */
	const char *liked;
	const char *subtitle, *title_original, *series, *position, *publisher, *others;
	const char *description;
};

/* The names of the columns of vitrine.csv, in their order, NULL at the end. */
extern const char *const flat_columns[];

#endif
