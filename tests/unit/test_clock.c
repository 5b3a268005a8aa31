/* lib/base/clock: RFC 3339 in and out, partial dates, and a clock that tests can stop. */
#include "client.h"
#include "clock.h"
#include "day.h"

static const struct {
	const char *text, *utc;	/* what it is in UTC; NULL: no time */
} times[] = {
	{ "2025-04-01T07:58:56Z", "2025-04-01T07:58:56Z" },
	{ "2025-04-01t07:58:56z", "2025-04-01T07:58:56Z" },
	{ "2025-04-01 07:58:56Z", "2025-04-01T07:58:56Z" },
	{ "2025-04-01", "2025-04-01T00:00:00Z" },
	{ "2025-04-01T07:58:56.5Z", "2025-04-01T07:58:56Z" },
	{ "2025-04-01T07:58:56.999999999999Z", "2025-04-01T07:58:56Z" },
	{ "2025-04-01T00:30:00+01:00", "2025-03-31T23:30:00Z" },
	{ "2025-12-31T23:30:00-00:45", "2026-01-01T00:15:00Z" },
	{ "2025-04-01T00:00:00+23:59", "2025-03-31T00:01:00Z" },
	{ "2025-04-01T00:00:00-00:00", "2025-04-01T00:00:00Z" },
	{ "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z" },
	{ "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
	{ "2024-02-29", "2024-02-29T00:00:00Z" }, { "2000-02-29", "2000-02-29T00:00:00Z" },
	{ "0000-01-01", "0000-01-01T00:00:00Z" },
	{ "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z" },
	{ "2025-02-29", NULL }, { "1900-02-29", NULL }, { "2100-02-29", NULL },
	{ "2025-00-01", NULL },
	{ "2025-13-01", NULL }, { "2025-04-31", NULL }, { "2025-04-00", NULL },
	{ "2025-4-1", NULL }, { "", NULL },
	{ "2025-04-01T24:00:00Z", NULL }, { "2025-04-01T23:60:00Z", NULL },
	{ "2025-04-01T23:59:61Z", NULL },
	{ "2025-04-01T07:58:56", NULL }, { "2025-04-01T07:58Z", NULL },
	{ "2025-04-01T07:58:56.Z", NULL },
	{ "2025-04-01T07:58:56,5Z", NULL }, { "2025-04-01T07:58:56+0100", NULL },
	{ "2025-04-01T07:58:56+24:00", NULL },
	{ "2025-04-01T07:58:56+01:60", NULL }, { "2025-04-01T07:58:56ZZ", NULL },
	{ "2025-04-01Z", NULL },
	{ " 2025-04-01", NULL }, { "2025-04-01 ", NULL }, { "+2025-04-01", NULL },
	{ "-001-04-01", NULL },
	{ "12025-04-01", NULL }, { "0000-01-01T00:00:00+00:01", NULL },
	{ "9999-12-31T23:59:59-00:01", NULL },
	{ "9999-12-31T23:59:60Z", NULL }, { "2025-04-01T", NULL }, { "2025", NULL },
};

START_TEST(a_time_is_read_as_utc_or_refused)
{
	int64_t seconds = 4711;
	char text[CLOCK_TEXT];
	bool good = clock_parse(times[_i].text, &seconds);

	ck_assert_int_eq(good, times[_i].utc != NULL);
	if (!good) {
		ck_assert_int_eq(seconds, 4711);
		return;
	}
	clock_format(seconds, text);
	ck_assert_str_eq(text, times[_i].utc);
}
END_TEST

START_TEST(every_day_of_ten_thousand_years_comes_back)
{
	int64_t first, last, back;
	char text[CLOCK_TEXT];

	ck_assert(clock_parse("0000-01-01", &first));
	ck_assert(clock_parse("9999-12-31", &last));
	ck_assert_int_eq((last - first) / 86400 + 1, 3652425);
	for (int64_t at = first; at <= last; at += 86400) {
		clock_format(at + 86399, text);
		if (!clock_parse(text, &back) || back != at + 86399)
			ck_abort_msg("%s is not %lld", text, (long long)at);
	}
}
END_TEST

static const struct {
	const char *text;
	bool good;
} dates[] = {
	{ "1949", true }, { "1949-06", true }, { "1949-06-08", true }, { "0000", true },
	{ "2024-02-29", true },
	{ "", false }, { "49", false }, { "19490", false }, { "1949-", false }, { "1949-6", false },
	{ "1949-13", false },
	{ "1949-00", false }, { "1949-06-", false }, { "1949-06-31", false },
	{ "2025-02-29", false },
	{ "1949-06-08T00:00:00Z", false }, { "1949-06-08 ", false }, { "abcd", false },
	{ "19\xd9\xa4\xd9\xa9", false },
};

START_TEST(a_partial_date_is_a_year_a_month_or_a_day)
{
	ck_assert_int_eq(clock_is_partial_date(dates[_i].text), dates[_i].good);
}
END_TEST

/*
 * Whether the first is before the second for certain, and how many days there are from the first to
 * the second.
 */
static const struct {
	const char *one, *other;
	bool is_before;
	int days;
} days[] = {
	{ "2025-04-01", "2025-04-02", true, 1 }, { "2025-04-01", "2025-04-01", false, 0 },
	{ "2025-04-02", "2025-04-01", false, 0 },
	{ "2025-04-01T20:00:00Z", "2025-04-02T19:59:59Z", true, 0 },
	{ "2025-04-01T20:00:00Z", "2025-04-02T20:00:00Z", true, 1 },
	{ "1960-01-01", "1960-03-01", true, 60 }, { "1969-12-31", "1970-01-01", true, 1 },
	/*
	 * An evening in New York is the next day in UTC, and a morning in Auckland the day before.
	 */
	{ "2025-12-31", "2026-01-01T01:00:00Z", false, 1 },
	{ "2025-12-31", "2026-01-01T11:59:59Z", false, 1 },
	{ "2025-12-31", "2026-01-01T12:00:01Z", true, 1 },
	{ "2026-01-01T01:00:00Z", "2025-12-31", false, 0 },
	{ "2025-04-01T20:00:00Z", "2025-04-02", false, 1 },
	{ "2025-04-01T10:00:00Z", "2025-04-02", false, 1 },
	{ "2025-04-01T09:59:59Z", "2025-04-02", true, 1 },
	{ "2025-04-02", "2025-04-01T20:00:00Z", false, 0 },
	{ "2025-04-01T15:00:00Z", "2025-04-01", false, 0 },
	{ "2025-04-01", "2025-04-01T15:00:00Z", false, 0 },
	{ "1960-01-01", "1960-01-11T23:59:59Z", true, 10 },
	{ "1960-01-01T10:00:01Z", "1960-01-02", false, 1 },
};

START_TEST(a_day_is_somebodys_wherever_that_is)
{
	int64_t one, other_day;

	ck_assert(clock_parse(days[_i].one, &one) && clock_parse(days[_i].other, &other_day));
	ck_assert_int_eq(day_is_before(one, other_day), days[_i].is_before);
	ck_assert_int_eq(day_count(one, other_day), days[_i].days);
}
END_TEST

START_TEST(a_stopped_clock_stands_until_it_is_let_go)
{
	clock_set(1000);
	ck_assert_int_eq(clock_now(), 1000);
	clock_set(0);
	ck_assert_int_gt(clock_now(), 1700000000);
	ck_assert_int_le(clock_ticks(), clock_ticks());
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("clock");
	TCase *tc = tcase_create("clock");

	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, a_time_is_read_as_utc_or_refused, 0, COUNT(times));
	tcase_add_test(tc, every_day_of_ten_thousand_years_comes_back);
	tcase_add_loop_test(tc, a_partial_date_is_a_year_a_month_or_a_day, 0, COUNT(dates));
	tcase_add_loop_test(tc, a_day_is_somebodys_wherever_that_is, 0, COUNT(days));
	tcase_add_test(tc, a_stopped_clock_stands_until_it_is_let_go);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
