#include "stats_count.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
stats_count_begin(struct stats_counting *counting, struct arena *arena, const char *year)
{
	const struct stats_time none = { .media_key = INT_NONE };
	const struct name_counts names = { .arena = arena, .most = NAMES_MOST };
	struct stats_month *months = arena_alloc(arena, sizeof(*months) * MONTHS);

	for (int i = 0; i < MONTHS; i++)
		months[i].month = i + 1;
	*counting = (struct stats_counting){
		.arena = arena, .year = year, .genres = names, .creators = names,
		.finished = { .by_month = { months, MONTHS, 0 } },
		.longest = none, .shortest = none, .first = none, .last = none,
	};
}

static bool
has_day(const struct stats_time *time)
{
	return time->day[DAY_LENGTH - 1] != '\0';
}

static void
add_to_sums(struct stats_sums *sums, const struct stats_time *time)
{
	int64_t *length = &sums->lengths[time->type];

	sums->finished++;
	if (time->length != INT_NONE && __builtin_add_overflow(*length, time->length, length))
		*length = INT64_MAX;
	if (time->rating != INT_NONE) {
		sums->rating_sum += time->rating;
		sums->rating_count++;
	}
	if (has_day(time) && strcmp(time->day, sums->last_day) != 0) {
		sums->days_active++;
		memcpy(sums->last_day, time->day, sizeof(sums->last_day));
	}
}

static void
add_to_counts(struct type_counts *counts, const struct stats_time *time)
{
	counts->total++;
	counts->of[time->type]++;
}

/* As times come by their days, years and days are those of the time before, or new. */
static void
count_year(struct stats_counting *counting, const struct stats_time *time)
{
	const int64_t number = strtoll(time->day, NULL, 10);
	struct records *years = &counting->finished.by_year;
	struct stats_year *last = years->count
		? (struct stats_year *)years->list + years->count - 1 : NULL;

	if (!last || last->year != number) {
		last = records_next(counting->arena, years, sizeof(*last));
		last->year = number;
	}
	add_to_counts(&last->counts, time);
}

static void
count_day(struct stats_counting *counting, const struct stats_time *time)
{
	struct records *days = &counting->days;
	struct stats_day *last = days->count
		? (struct stats_day *)days->list + days->count - 1 : NULL;

	if (!last || strcmp(last->day, time->day) != 0) {
		last = records_next(counting->arena, days, sizeof(*last));
		last->day = arena_copy(counting->arena, time->day, DAY_LENGTH);
	}
	last->count++;
}

/* From 1; 0 where it isn't known. */
static int64_t
month_of(const struct stats_time *time)
{
	const int64_t month = time->day[MONTH_LENGTH - 1]
		? strtoll(time->day + YEAR_LENGTH + 1, NULL, 10) : 0;

	return month >= 1 && month <= MONTHS ? month : 0;
}

static void
count_date(struct stats_counting *counting, const struct stats_time *time)
{
	struct stats_month *months = counting->finished.by_month.list;
	const int64_t month = month_of(time);

	add_to_counts(&counting->finished.counts, time);
	if (month)
		add_to_counts(&months[month - 1].counts, time);
	if (*time->day && !counting->year)
		count_year(counting, time);
	if (!has_day(time))
		return;
	if (counting->year)
		count_day(counting, time);
	if (counting->first.media_key == INT_NONE)
		counting->first = *time;
	counting->last = *time;
}

/* How long it takes, in minutes; negative where it isn't known. */
static double
duration_of(const struct stats_time *time)
{
	static const int minutes[] = { [MEDIA_TV_SHOW] = 45, [MEDIA_MOVIE] = 1, [MEDIA_BOOK] = 2,
		[MEDIA_GAME] = 60 };

	return time->media_key == INT_NONE || time->length == INT_NONE ? -1
		: (double)time->length * minutes[time->type];
}

static void
compare_length(struct stats_counting *counting, const struct stats_time *time)
{
	const double duration = duration_of(time), shortest = duration_of(&counting->shortest);

	if (duration > duration_of(&counting->longest))
		counting->longest = *time;
	if (duration >= 0 && (shortest < 0 || duration < shortest))
		counting->shortest = *time;
}

/* Puts it among the best, each title once; of equals the later is before. */
static void
compare_rating(struct stats_counting *counting, const struct stats_time *time)
{
	struct stats_time *best = counting->highest;
	int at = 0, end;

	if (time->rating == INT_NONE)
		return;
	counting->stars[time->rating]++;
	for (; at < counting->highest_count && best[at].rating > time->rating; at++)
		if (best[at].media_key == time->media_key)
			return;
	for (end = at; end < counting->highest_count; end++)
		if (best[end].media_key == time->media_key)
			break;
	if (at == STATS_HIGHEST)
		return;
	if (end == counting->highest_count && end < STATS_HIGHEST)
		counting->highest_count++;
	else if (end == STATS_HIGHEST)
		end--;
	memmove(best + at + 1, best + at, sizeof(*best) * (size_t)(end - at));
	best[at] = *time;
}

bool
stats_count_time(struct stats_counting *counting, const struct stats_time *time)
{
	if (counting->year && strncmp(time->day, counting->year, YEAR_LENGTH) != 0) {
		add_to_sums(&counting->before, time);
		return false;
	}
	add_to_sums(&counting->sums, time);
	count_date(counting, time);
	compare_length(counting, time);
	compare_rating(counting, time);
	return true;
}

bool
stats_count_names(struct stats_counting *counting, const struct stats_names *names)
{
	const int64_t nth = counting->sums.finished;	/* each time counts */
	bool is_new = false;

	if (names->pub_date)
		counting->decades[strtol(names->pub_date, NULL, 10) / 10]++;
	if (names->genre && *names->genre)
		is_new |= names_count(&counting->genres, names->genre, names->genre_shown, 1, nth);
	if (names->creator && *names->creator)
		is_new |= names_count(&counting->creators, names->creator, names->creator_shown, 1,
			nth);
	return is_new;
}

/* --- what came of it -------------------------------------------------------------------------- */

static struct records
one(struct arena *arena, const void *record, size_t size)
{
	return (struct records){ arena_copy(arena, record, size), 1, 0 };
}

static void
reverse_years(struct records *years)
{
	struct stats_year *list = years->list, year;

	for (int i = 0, j = years->count - 1; i < j; i++, j--) {
		year = list[i];
		list[i] = list[j];
		list[j] = year;
	}
}

/* Rounded half up to one decimal, as a title's is. */
static double
average_of(const struct stats_sums *sums)
{
	const int64_t count = sums->rating_count;

	const int64_t tenths = count ? (10 * sums->rating_sum + count) / (2 * count) : 0;

	return count ? (double)tenths / 10 : NAN;
}

static struct records
ratings_of(const struct stats_counting *counting)
{
	struct stats_stars *stars = arena_alloc(counting->arena, sizeof(*stars) * STARS);
	const struct stats_ratings ratings = {
		.count = counting->sums.rating_count, .average = average_of(&counting->sums),
		.histogram = { stars, STARS, 0 },
	};

	for (int i = 0; i < STARS; i++)
		stars[i] = (struct stats_stars){ { i + 1 }, counting->stars[i + 1] };
	return one(counting->arena, &ratings, sizeof(ratings));
}

static struct records
first_names(const struct name_counts *names)
{
	struct name_counts each = names_each(names);

	return names_first(&each, BY_COUNT, STATS_NAMES, NULL);
}

static int
by_name_desc(const void *a, const void *b)
{
	return strcmp(((const struct facet_value *)b)->name, ((const struct facet_value *)a)->name);
}

/* Those with the most, the latest first. */
static struct records
decades_of(const struct stats_counting *counting)
{
	struct name_counts names = { .arena = counting->arena };
	struct records most;

	for (int i = 0; i < DECADES; i++) {
		const char *name;

		if (!counting->decades[i])
			continue;
		name = arena_printf(counting->arena, "%03d0", i);
		names_count(&names, name, name, counting->decades[i], 0);
	}
	most = names_first(&names, BY_COUNT, STATS_NAMES, NULL);
	qsort(most.list, (size_t)most.count, sizeof(struct facet_value), by_name_desc);
	return most;
}

static struct records
before_of(const struct stats_counting *counting)
{
	const struct stats_sums *sums = &counting->before;
	const struct stats_before before = {
		.year = strtoll(counting->year, NULL, 10) - 1, .finished = sums->finished,
		.pages = sums->lengths[MEDIA_BOOK], .minutes = sums->lengths[MEDIA_MOVIE],
		.episodes = sums->lengths[MEDIA_TV_SHOW], .hours = sums->lengths[MEDIA_GAME],
		.ratings_average = average_of(sums), .days_active = sums->days_active,
	};

	return one(counting->arena, &before, sizeof(before));
}

/* Of a time's title no more than its key. */
static struct stats_title
title_of(struct arena *arena, const struct stats_time *time)
{
	struct stats_title title = { .media_key = time->media_key, .length = time->length,
		.length_unit = word_text(media_units, time->type), .rating = { time->rating } };

	if (*time->day)
		title.day = arena_strdup(arena, time->day);
	return title;
}

static struct records
titles_of(struct arena *arena, const struct stats_time *times, int count)
{
	struct stats_title *titles = arena_alloc(arena, sizeof(*titles) * (size_t)(count + 1));

	for (int i = 0; i < count; i++)
		titles[i] = title_of(arena, &times[i]);
	return (struct records){ titles, count, 0 };
}

static struct records
title_if_any(struct arena *arena, const struct stats_time *time)
{
	return titles_of(arena, time, time->media_key != INT_NONE);
}

void
stats_count_end(struct stats_counting *counting, struct stats *out)
{
	const struct stats_sums *sums = &counting->sums;
	struct arena *arena = counting->arena;

	reverse_years(&counting->finished.by_year);
	out->finished = one(arena, &counting->finished, sizeof(counting->finished));
	out->pages = sums->lengths[MEDIA_BOOK];
	out->minutes = sums->lengths[MEDIA_MOVIE];
	out->episodes = sums->lengths[MEDIA_TV_SHOW];
	out->hours = sums->lengths[MEDIA_GAME];
	out->ratings = ratings_of(counting);
	out->genres = first_names(&counting->genres);
	out->creators = first_names(&counting->creators);
	out->decades = decades_of(counting);
	out->longest = title_if_any(arena, &counting->longest);
	out->shortest = title_if_any(arena, &counting->shortest);
	out->highest = titles_of(arena, counting->highest, counting->highest_count);
	out->days_active = sums->days_active;
	out->days = counting->days;
	out->first = title_if_any(arena, &counting->first);
	out->last = title_if_any(arena, &counting->last);
	if (counting->year && strcmp(counting->year, "0000") != 0)
		out->before = before_of(counting);
}
