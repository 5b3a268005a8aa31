/* Counting for statistics (stats.h), time by time in the order of their days. Inside them. */
#ifndef STATS_COUNT_H
#define STATS_COUNT_H

#include "name_count.h"
#include "stats.h"

enum {
	DAY_LENGTH = sizeof("YYYY-MM-DD") - 1, MONTH_LENGTH = sizeof("YYYY-MM") - 1,
	YEAR_LENGTH = sizeof("YYYY") - 1,
	MONTHS = 12, STARS = 10, DECADES = 1000,
	/* the most genres, or creators, that are told apart: any more are none */
	NAMES_MOST = 20000,
};

/* A time through a title. */
struct stats_time {
	char day[DAY_LENGTH + 1];	/* as far as it is known; "" */
	word type;
	int64_t media_key, length, rating;	/* in halves; INT_NONE: none */
};

/* The same of its texts, which are NULL where there is nothing. */
struct stats_names {
	const char *pub_date, *genre, *genre_shown, *creator, *creator_shown;
};

/* What is counted of a period. */
struct stats_sums {
	int64_t finished, lengths[MEDIA_GAME + 1];	/* by type */
	int64_t rating_sum, rating_count, days_active;
	char last_day[DAY_LENGTH + 1];
};

struct stats_counting {
	struct arena *arena;
	const char *year;		/* NULL: all time; times before it are of the year before */
	struct stats_sums sums, before;
	struct stats_finished finished;
	int64_t stars[STARS + 1];	/* by halves */
	struct name_counts genres, creators;
	int64_t decades[DECADES];
	struct records days;
	/* with media_key INT_NONE where there is none */
	struct stats_time longest, shortest, first, last, highest[STATS_HIGHEST];
	int highest_count;
};

void stats_count_begin(struct stats_counting *counting, struct arena *arena, const char *year);

/* Counts one more. True when it counts, and so do its names. */
bool stats_count_time(struct stats_counting *counting, const struct stats_time *time);

/* True when one of the texts is kept. */
bool stats_count_names(struct stats_counting *counting, const struct stats_names *names);

/* All that was counted, but for what is known of titles only by their keys. */
void stats_count_end(struct stats_counting *counting, struct stats *out);

#endif
