/*
 * Names, and how many titles (or times through one) have each: what facets and statistics count. A
 * text may be several names with commas between.
 */
#ifndef NAME_COUNT_H
#define NAME_COUNT_H

#include "call.h"

/* A name as it is answered. */
struct facet_value {
	const char *name;
	int64_t count;
};
extern const struct record facet_value_view;

/* A text that is compared, how it was written first, and how many have it. */
struct name_count {
	const char *text, *shown;
	int64_t count, last;		/* the last of them: it may come again at once */
};

/* What was counted: an open hash table of places in a list, from 1. */
struct name_counts {
	struct arena *arena;
	int most;		/* how many texts there may be: others don't count; 0: any */
	struct name_count *list;
	int count, room;
	int *places, slots;
};

/*
 * Counts `count` more that have a text; not those whose `last` is that of the ones before. True
 * when the text is new, and is kept.
 */
bool names_count(struct name_counts *names, const char *text, const char *shown, int64_t count,
	int64_t last);

/* Each of the names that texts have in them: once a text, however often that has the name. */
struct name_counts names_each(const struct name_counts *whole);

/* The same of paths, with slashes between their names: Home, and Home/Study. */
struct name_counts names_each_beginning(const struct name_counts *whole);

enum name_order { BY_COUNT, BY_NAME, BY_NAME_DESC };

/*
 * The first of what was counted, at most so many, as they are shown (struct facet_value): in an
 * order, which is that of the list then, and of those only that have `part` in them (NULL: all).
 */
struct records names_first(struct name_counts *names, enum name_order order, int most,
	const char *part);

#endif
