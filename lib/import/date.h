/* Days as other services write them (imports.md, 2). */
#ifndef DATE_H
#define DATE_H

#include "item.h"

/* DATE_ODD: it should be a day, and makes no sense. */
enum date_kind { DATE_NONE, DATE_KNOWN, DATE_UNDECIDED, DATE_ODD };

struct date {
	enum date_kind kind;
	int year, month, day;		/* 0 where it isn't known */
	int64_t seconds;		/* the instant, or its first, UTC */
	enum day_order shows;		/* a/b/yyyy with a part beyond 12: which it must be */
};

/*
 * What a text says, with a/b/yyyy read in this order unless the text itself shows another. What is
 * told in seconds, or with a time, is its day in UTC. "unknown", "0000-00-00", 1970-01-01 and their
 * like are none.
 */
struct date date_read(const char *text, enum day_order order);

/* Of a known date: YYYY, YYYY-MM or YYYY-MM-DD. */
const char *date_text(struct arena *arena, const struct date *date);

#endif
