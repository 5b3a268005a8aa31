#include "date.h"
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FIRST_YEAR = 1000, EPOCH = 1970, TEXT_MAX = 64, PARTS = 3 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
number_at(const char *digits)
{
	return (int)strtol(digits, NULL, 10);
}

/* "2012-06-14 23:30:00" is an instant, whose zone nobody told: UTC. */
static bool
parse_instant(const char *text, int64_t *out)
{
	char zoned[TEXT_MAX + 2];
	size_t n;

	if (clock_parse(text, out))
		return true;
	n = (size_t)(stpcpy(zoned, text) - zoned);
	for (size_t i = 0; i < n && i < 10; i++)
		if (zoned[i] == '/')
			zoned[i] = '-';
	if (n == 16)	/* without seconds */
		n = (size_t)(stpcpy(zoned + n, ":00") - zoned);
	strcpy(zoned + n, "Z");
	return n > 10 && clock_parse(zoned, out);
}

static void
set_instant(struct date *date, int64_t seconds)
{
	char text[CLOCK_TEXT];

	clock_format(seconds, text);
	date->kind = DATE_KNOWN;
	date->seconds = seconds;
	date->year = number_at(text);
	date->month = number_at(text + 5);
	date->day = number_at(text + 8);
}

/* What of a day is known makes sense: its first instant. */
static void
set_parts(struct date *date, int year, int month, int day)
{
	char text[48];

	snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month ? month : 1,
		month && day ? day : 1);
	if (year > 9999 || !clock_parse(text, &date->seconds)) {
		date->kind = DATE_ODD;
		return;
	}
	date->kind = DATE_KNOWN;
	date->year = year;
	date->month = month;
	date->day = month ? day : 0;
}

/* Numbers with one character between, at most so many digits each; what follows is at `*rest`. */
static int
read_numbers(const char *text, int parts[PARTS], int digits[PARTS], const char **rest)
{
	int count = 0;

	while (count < PARTS && is_digit(*text)) {
		digits[count] = (int)strspn(text, "0123456789");
		if (digits[count] > 4)
			return 0;
		parts[count] = number_at(text);
		text += digits[count++];
		if (count == PARTS || !*text || !strchr("-/.", *text) || !is_digit(text[1]))
			break;
		text++;
	}
	*rest = text;
	return count;
}

/* a/b/yyyy: with dots between the day is the first. */
static void
set_by_order(struct date *date, const int parts[PARTS], int year, enum day_order order)
{
	const int first = parts[0], second = parts[1];

	if (first > 12 && second <= 12)
		order = date->shows = DAY_FIRST;
	else if (second > 12 && first <= 12)
		order = date->shows = MONTH_FIRST;
	if (first == second && order == ORDER_UNKNOWN)
		order = DAY_FIRST;	/* it doesn't matter */
	if (!first || !second || (first > 12 && second > 12))
		date->kind = DATE_ODD;
	else if (order == ORDER_UNKNOWN)
		*date = (struct date){ .kind = DATE_UNDECIDED, .year = year };
	else if (order == DAY_FIRST)
		set_parts(date, year, second, first);
	else
		set_parts(date, year, first, second);
}

/* A time behind a day, " 23:30", or nothing. */
static bool
is_time(const char *text)
{
	return !*text || ((*text == ' ' || *text == 'T' || *text == ',') && strchr(text, ':'));
}

static int
full_year(int year, int digits)
{
	if (digits > 2)
		return year;
	return year + (year < 70 ? 2000 : 1900);
}

static bool
read_figures(const char *text, enum day_order order, struct date *date)
{
	int parts[PARTS] = { 0 }, digits[PARTS] = { 0 };
	const char *rest = text;
	const int count = read_numbers(text, parts, digits, &rest);

	if (!count)
		return false;
	if (digits[0] == 4 && (is_time(rest) || (count == 1 && !strncasecmp(rest, "-q", 2)))) {
		set_parts(date, parts[0], parts[1], parts[2]);
		return true;
	}
	if (count == 2 && digits[1] == 4 && !*rest) {
		set_parts(date, parts[1], parts[0], 0);
		return true;
	}
	if (count != PARTS || digits[0] > 2 || digits[1] > 2 || !is_time(rest)
	    || (digits[2] != 4 && digits[2] != 2))
		return false;
	set_by_order(date, parts, full_year(parts[2], digits[2]),
		memchr(text, '.', 3) ? DAY_FIRST : order);
	return true;
}

/* Seconds since 1970, or thousandths or millionths of them; or 20120614. */
static bool
read_count(const char *text, struct date *date)
{
	char *end;
	const double number = strtod(text, &end);
	const size_t digits = strspn(text, "0123456789");

	if (*end || strspn(text, "0123456789.eE+") != strlen(text))
		return false;
	if (digits == 8 && !text[8]) {
		const int day = number_at(text);

		set_parts(date, day / 10000, day / 100 % 100, day % 100);
	} else if (number == 0) {
		date->kind = DATE_NONE;
	} else if (number >= 1e8 && number < 1e17) {
		set_instant(date, (int64_t)(number < 1e11 ? number : number < 1e14 ? number / 1e3
			: number / 1e6));
	} else {
		return false;
	}
	return true;
}

/* 1 to 12 for a month that the text begins with; 0 for anything else. */
static int
month_of(const char *text)
{
	static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul",
		"aug", "sep", "oct", "nov", "dec" };

	for (int i = 0; i < 12; i++)
		if (!strncasecmp(text, months[i], 3))
			return i + 1;
	return 0;
}

/* "Thu Jun 14 00:00:00 2012", "June 14, 2012", "14 Jun 2012", "Jun 2012". */
static bool
read_words(const char *text, struct date *date)
{
	int year = 0, month = 0, day = 0;

	while (*text) {
		const size_t length = strcspn(text, " ,-.");
		const size_t digits = strspn(text, "0123456789");

		if (memchr(text, ':', length))
			;	/* the time */
		else if (digits == 4)
			year = number_at(text);
		else if (digits && digits <= 2)
			day = number_at(text);
		else if (!month && !digits)
			month = month_of(text);
		text += length;
		text += strspn(text, " ,-.");
	}
	if (!year || !month)
		return false;
	set_parts(date, year, month, day);
	return true;
}

static bool
is_none(const char *text)
{
	static const char *const none[] = { "", "?", "-", "--", "unknown", "none", "null", "n/a",
		"never" };

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (!strcasecmp(text, none[i]))
			return true;
	return false;
}

/* Years that stand for none: of Go, of Calibre, of Unix. */
static bool
is_stand_in(const struct date *date)
{
	return date->year < FIRST_YEAR || (date->year == EPOCH && date->month == 1
		&& date->day == 1);
}

struct date
date_read(const char *text, enum day_order order)
{
	struct date date = { .kind = DATE_NONE };
	char plain[TEXT_MAX];
	size_t length;
	int64_t seconds;

	text = text ? text : "";
	text += strspn(text, " \t\n\"'[(");
	length = strcspn(text, "\"'])\n");
	while (length && text[length - 1] == ' ')
		length--;
	if (length >= sizeof(plain) - 3)
		return (struct date){ .kind = DATE_ODD };
	memcpy(plain, text, length);
	plain[length] = '\0';
	if (is_none(plain))
		return date;
	if (parse_instant(plain, &seconds))
		set_instant(&date, seconds);
	else if (!read_count(plain, &date) && !read_figures(plain, order, &date)
	    && !read_words(plain, &date))
		date.kind = DATE_ODD;
	if (date.kind == DATE_KNOWN && is_stand_in(&date))
		return (struct date){ .kind = DATE_NONE };
	return date;
}

const char *
date_text(struct arena *arena, const struct date *date)
{
	if (!date->month)
		return arena_printf(arena, "%04d", date->year);
	if (!date->day)
		return arena_printf(arena, "%04d-%02d", date->year, date->month);
	return arena_printf(arena, "%04d-%02d-%02d", date->year, date->month, date->day);
}
