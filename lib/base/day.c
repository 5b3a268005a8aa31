#include "day.h"
#include "clock.h"

#include <string.h>

enum { HOUR = 3600, DAY = 24 * HOUR, WESTERNMOST = -12 * HOUR, EASTERNMOST = 14 * HOUR };

/* Which day since 1970 a time is on, also before. */
static int64_t
number_of(int64_t seconds)
{
	return seconds >= 0 ? seconds / DAY : -((DAY - 1 - seconds) / DAY);
}

static bool
is_day(int64_t seconds)
{
	return seconds % DAY == 0;
}

int64_t
day_midnight(int64_t seconds)
{
	return number_of(seconds) * DAY;
}

bool
day_is_before(int64_t one, int64_t other)
{
	if (is_day(one) == is_day(other))
		return one < other;
	return number_of(is_day(one) ? one : one + EASTERNMOST)
		< number_of(is_day(other) ? other : other + WESTERNMOST);
}

int64_t
day_count(int64_t from, int64_t to)
{
	int64_t days = is_day(from) == is_day(to) ? (to - from) / DAY
		: number_of(to) - number_of(from);

	return days > 0 ? days : 0;
}

enum { DAY_TEXT = 10 };

/* What clock_format can write. */
static const int64_t FIRST = -62167219200, LAST = 253402300799;

const char *
day_text(struct arena *arena, int64_t seconds)
{
	char text[CLOCK_TEXT];

	if (seconds == INT64_MIN)
		return NULL;
	clock_format(seconds, text);
	return arena_copy(arena, text, is_day(seconds) ? DAY_TEXT : CLOCK_TEXT - 1);
}

/* Today, or as many days before it. */
static const char *
day_ago(struct arena *arena, int64_t days)
{
	const int64_t now = clock_now();

	return day_text(arena, now - now % DAY - days * DAY);
}

const char *
day_today(struct arena *arena)
{
	return day_ago(arena, 0);
}

const char *
day_yesterday(struct arena *arena)
{
	return day_ago(arena, 1);
}

bool
day_is_partial(const char *text)
{
	return text && strlen(text) < DAY_TEXT;
}

int64_t
day_first(const char *text)
{
	char day[] = "0000-01-01";
	int64_t seconds = INT64_MIN;

	if (day_is_partial(text))
		text = memcpy(day, text, strlen(text));
	if (text)
		clock_parse(text, &seconds);
	return seconds;
}

static bool
is_instant(const char *text)
{
	return strlen(text) > DAY_TEXT;
}

/* The day that it is at an instant in the zone which is so many seconds east. */
static void
day_there(const char *instant, int east, char out[CLOCK_TEXT])
{
	int64_t seconds = day_first(instant) + east;

	clock_format(seconds < FIRST ? FIRST : seconds > LAST ? LAST : seconds, out);
	out[DAY_TEXT] = '\0';
}

bool
day_text_is_before(const char *one, const char *other)
{
	char latest[CLOCK_TEXT], earliest[CLOCK_TEXT];
	size_t known;

	if (is_instant(one) && is_instant(other))
		return strcmp(one, other) < 0;
	if (is_instant(one)) {
		day_there(one, EASTERNMOST, latest);
		one = latest;
	}
	if (is_instant(other)) {
		day_there(other, WESTERNMOST, earliest);
		other = earliest;
	}
	known = strlen(one) < strlen(other) ? strlen(one) : strlen(other);
	return strncmp(one, other, known) < 0;
}
