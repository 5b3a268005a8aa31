#include "day.h"

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
