/*
 * Statistics: what a member has finished, counted per time through. Those are the diary's records
 * that are finished, but of a title that was dropped not the latest (as an entry's `times` has it).
 * A time is on the day that the diary has it by: that of its end, else of its start. As far as that
 * is known: a year alone counts in no month, a month on no day, and what has no day at all only
 * where no year is asked for.
 */
#ifndef STATS_H
#define STATS_H

#include "media.h"

/* SQL: what counts of the diary's records, `t`, of an entry `e`. */
#define STATS_FINISHED "t.is_finished = 1 AND (e.status <> 'DROPPED' OR EXISTS " \
	"(SELECT 1 FROM diary d WHERE d.entry_key = t.entry_key AND d.number > t.number))"

/* How many genres, creators and decades are answered, and how many titles as the best rated. */
enum { STATS_NAMES = 20, STATS_HIGHEST = 5 };

struct type_counts {
	int64_t total, of[MEDIA_GAME + 1];	/* by type */
};

struct stats_month {
	int64_t month;			/* from 1 */
	struct type_counts counts;
};

struct stats_year {
	int64_t year;
	struct type_counts counts;
};

struct stats_day {
	const char *day;		/* YYYY-MM-DD */
	int64_t count;
};

struct stats_finished {
	struct type_counts counts;
	struct records by_month;	/* 12 struct stats_month */
	struct records by_year;		/* struct stats_year, newest first; without a year */
};

struct stats_stars {
	struct halves value;
	int64_t count;
};

/*
 * What was thought of what was finished: then, else what is thought of the title now. Each time
 * counts.
 */
struct stats_ratings {
	int64_t count;
	double average;			/* in stars; NAN without any */
	struct records histogram;	/* 10 struct stats_stars */
};

/* A time through a title. */
struct stats_title {
	int64_t media_key;
	struct media media;
	int64_t length;			/* of the title */
	const char *length_unit, *day;
	struct halves rating;
};

/* Of the year before, what is compared. */
struct stats_before {
	int64_t year, finished, pages, minutes, episodes, hours;
	double ratings_average;
	int64_t days_active;
};

struct stats {
	int64_t year;			/* INT_NONE: all time */
	word type;			/* 0: all */
	struct records finished;	/* one struct stats_finished */
	int64_t pages, minutes, episodes, hours;	/* the lengths of what was finished */
	struct records ratings;		/* one struct stats_ratings */
	/* struct facet_value: the most first; decades the latest first */
	struct records genres, creators, decades;
	/*
	 * One struct stats_title each, or none: by how long it takes, for which a page is two
	 * minutes and an episode 45
	 */
	struct records longest, shortest;
	struct records highest;		/* struct stats_title: of each title the best, if rated */
	int64_t days_active;		/* on which something was finished */
	struct records days;		/* struct stats_day, those; with a year */
	/* of what has a day: one struct stats_title each, or none */
	struct records first, last;
	struct records before;		/* one struct stats_before; none without a year */
};
extern const struct record stats_view;

struct stats_asked {
	const char *year;		/* NULL: all time */
	word type;
};
extern const struct record stats_query;

/* Counts what the user finished. */
enum status stats_read(const struct call *call, const struct stats_asked *asked,
	struct stats *out);

/* A year in which the user finished something, and how many times. */
struct stats_total {
	int64_t year, count;
};
extern const struct record stats_total_view;

/* All of them (struct stats_total), newest first. */
enum status stats_years(const struct call *call, struct records *out);

#endif
