/*
 * Facets: how many of the titles (or copies) that a list has have which genre, type, … Each is
 * counted under all of the list's filters but its own, as what could be chosen beside, or instead.
 * A facet's name of a value is what its filter takes.
 */
#ifndef FACET_H
#define FACET_H

#include "name_count.h"

/* How many names of a facet are answered, and how many rows are looked at. */
enum { FACET_NAMES = 100, FACET_ROWS = 20000 };

/* One of what a list's titles are counted by. */
struct facet {
	size_t filter;			/* where its own filter is, in the struct of all */
	const char *column;		/* SQL: the text that is compared; NULL is no value */
	const char *shown;		/* SQL: how it is written; NULL: the same */
	bool has_several;		/* names with commas between, each of which counts */
	bool is_path;			/* names with slashes between: so does each beginning */
	/* the column is as it was written, and is folded here, once for all that are alike */
	bool is_written;
	/* SQL, where rows are counted by the database: what is added up instead of titles */
	const char *sum;
	/*
	 * SQL, with a space before: what a title may have several of, and where both columns are;
	 * NULL: nothing
	 */
	const char *joins;
	enum name_order order;
	int most;			/* names that are answered; 0: FACET_NAMES */
};

/* What is asked of facets beside the list's filters. */
struct facets_asked {
	word which;			/* a set; empty: all */
	word kept;			/* a set: those whose own filter is fixed, no choice */
	const char *name;		/* what names must have in them, where they are written */
};
#define FACETS_ASKED(filter, at, names) \
	FIELD_AS(filter, at.which, "facet", MANY, .words = names), \
	FIELD_AS(filter, at.name, "name", 0, .max = 100)

/* A list, as facets see it. */
struct facet_source {
	const char *from;		/* SQL: its table `t`, with a `key` for each title */
	/* SQL: which titles come first; the rows of a title are together */
	const char *order;
	/* each row is a title of its own, and many are alike: the database counts those */
	bool are_alike;
	const struct word_name *names;	/* of its facets, by their number in `facets` */
	const struct facet *facets;
	const struct record *filter;	/* of what was asked of the list */
	/*
	 * the conditions of that, and the other tables that they and the facets need: for facets
	 * with joins, or (NULL) for the others
	 */
	enum status (*where)(const struct call *call, const struct facet *facet, const void *asked,
		struct sql *out, const char **joins);
};

enum { FACETS_MAX = 10 };
struct facets {
	const char *name[FACETS_MAX];
	struct records values[FACETS_MAX];	/* of struct facet_value */
	int count;
	bool is_complete;		/* there were no more rows than are looked at */
};

/* Counts those facets of `source` that were asked for. */
enum status facets_read(const struct call *call, const struct facet_source *source,
	const struct facets_asked *which, const void *asked, struct facets *out);

#endif
