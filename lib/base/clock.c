#include "clock.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

static int64_t stopped_at, slept;
static bool is_hurried;

int64_t
clock_now(void)
{
	struct timespec now;

	if (stopped_at)
		return stopped_at;
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

void
clock_set(int64_t seconds)
{
	stopped_at = seconds;
}

/* Howard Hinnant's days_from_civil: proleptic Gregorian, day 0 is 1970-01-01. */
static int64_t
days_from_date(int64_t y, int m, int d)
{
	int64_t era, year_of_era, day_of_year;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	year_of_era = y - era * 400;
	day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
		- 719468;
}

static void
digits(char *out, int count, int64_t number)
{
	while (count--) {
		out[count] = (char)('0' + number % 10);
		number /= 10;
	}
}

void
clock_format(int64_t seconds, char out[CLOCK_TEXT])
{
	int64_t days = seconds / 86400, rest = seconds % 86400, era, doe, yoe, doy, mp, month;

	if (rest < 0) {
		rest += 86400;
		days--;
	}
	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	doe = days - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	month = mp < 10 ? mp + 3 : mp - 9;
	memcpy(out, "0000-00-00T00:00:00Z", CLOCK_TEXT);
	digits(out, 4, yoe + era * 400 + (month <= 2));
	digits(out + 5, 2, month);
	digits(out + 8, 2, doy - (153 * mp + 2) / 5 + 1);
	digits(out + 11, 2, rest / 3600);
	digits(out + 14, 2, rest / 60 % 60);
	digits(out + 17, 2, rest % 60);
}

/* Reads exactly `count` digits at *p; -1 when they are not there. */
static int
number(const char **p, int count)
{
	int n = 0;

	for (; count; count--, (*p)++) {
		if (**p < '0' || **p > '9')
			return -1;
		n = n * 10 + (**p - '0');
	}
	return n;
}

static bool
literal(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static int
days_in_month(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[m - 1] + (m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
}

static bool
parse_date(const char **p, int64_t *days)
{
	int y = number(p, 4), m, d;

	if (y < 0 || !literal(p, '-'))
		return false;
	m = number(p, 2);
	if (m < 1 || m > 12 || !literal(p, '-'))
		return false;
	d = number(p, 2);
	if (d < 1 || d > days_in_month(y, m))
		return false;
	*days = days_from_date(y, m, d);
	return true;
}

static bool
parse_offset(const char **p, int *seconds)
{
	int sign = **p == '-' ? -1 : 1, h, m;

	if (**p == 'Z' || **p == 'z') {
		(*p)++;
		*seconds = 0;
		return true;
	}
	if (**p != '+' && **p != '-')
		return false;
	(*p)++;
	h = number(p, 2);
	if (h < 0 || h > 23 || !literal(p, ':'))
		return false;
	m = number(p, 2);
	if (m < 0 || m > 59)
		return false;
	*seconds = sign * (h * 3600 + m * 60);
	return true;
}

bool
clock_parse(const char *text, int64_t *out)
{
	const char *p = text;
	int64_t days, seconds;
	int h, m, s, offset;

	if (!parse_date(&p, &days))
		return false;
	if (!*p) {
		*out = days * 86400;
		return true;
	}
	if (*p != 'T' && *p != 't' && *p != ' ')
		return false;
	p++;
	h = number(&p, 2);
	if (h < 0 || h > 23 || !literal(&p, ':'))
		return false;
	m = number(&p, 2);
	if (m < 0 || m > 59 || !literal(&p, ':'))
		return false;
	s = number(&p, 2);
	if (s < 0 || s > 60)	/* 60: a leap second is the second after */
		return false;
	if (*p == '.') {
		p++;
		if (number(&p, 1) < 0)
			return false;
		while (isdigit((unsigned char)*p))
			p++;
	}
	if (!parse_offset(&p, &offset) || *p)
		return false;
	seconds = days * 86400 + h * INT64_C(3600) + m * INT64_C(60) + s - offset;
	if (seconds < days_from_date(0, 1, 1) * 86400
	    || seconds >= days_from_date(10000, 1, 1) * 86400)
		return false;
	*out = seconds;
	return true;
}

bool
clock_is_partial_date(const char *text)
{
	const char *p = text;
	int64_t days;
	int m;

	if (number(&p, 4) < 0)
		return false;
	if (!*p)
		return true;
	if (!literal(&p, '-'))
		return false;
	m = number(&p, 2);
	if (m < 1 || m > 12)
		return false;
	if (!*p)
		return true;
	p = text;
	return parse_date(&p, &days) && !*p;
}

void
clock_sleep(int milliseconds)
{
	struct timespec pause = { milliseconds / 1000, milliseconds % 1000 * 1000000L };

	if (is_hurried)
		slept += milliseconds;
	else
		nanosleep(&pause, NULL);
}

int64_t
clock_ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000 + slept;
}

void
clock_hurry(bool hurry)
{
	is_hurried = hurry;
}
