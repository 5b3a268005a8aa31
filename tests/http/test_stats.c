/* My statistics: what each number of /stats counts. */
#include "client.h"

#include <string.h>

static struct arena memory = { .limit = 64 << 20 };

enum { TITLES_MOST = 16 };

/* A title by its name, for records of it. */
static struct {
	const char *name, *id;
} titles[TITLES_MOST];
static int title_count;

static const char *
id_of(const char *name)
{
	for (int i = 0; i < title_count; i++)
		if (!strcmp(titles[i].name, name))
			return titles[i].id;
	ck_abort_msg("no title %s", name);
}

/* Adds a title; `members` is what it has, each with its comma before. */
static void
add_title(const char *type, const char *name, const char *members)
{
	struct reply *r = made(client_post(&member, &media_app, "/",
		text("{\"type\":\"%s\",\"title\":\"%s\"%s}", type, name, members)));

	ck_assert_int_lt(title_count, TITLES_MOST);
	titles[title_count].name = name;
	titles[title_count++].id = json_text(r, "id");
}

/* Tells somebody's diary of a time through a title. */
static const char *
tell(const struct sender *who, const char *name, const char *members)
{
	struct reply *r = made(client_post(who, &diary_app, "/",
		text("{\"media_id\":\"%s\"%s}", id_of(name), members)));

	return json_text(r, "entry_id");
}

static void
end(const char *name, const char *day)
{
	tell(&other, name, text(",\"end_date\":\"%s\"", day));
}

static struct reply *
stats(const char *query)
{
	struct reply *r = client_get(&other, &stats_app, query);

	ck_assert_msg(r->http == 200, "%d: %s", r->http, r->body);
	return r;
}

/* Asserts members of a reply: "pages 300|finished.by_month[3].BOOK 1". */
static void
assert_shows(const struct reply *r, const char *members)
{
	char *rest = arena_strdup(&memory, members), *name;

	while ((name = strsep(&rest, "|"))) {
		char *value = strchr(name, ' ');

		*value++ = '\0';
		ck_assert_msg(!strcmp(json_text(r, name), value), "%s is %s, not %s: %s", name,
			json_text(r, name), value, r->body);
	}
}

/* A list of the reply as "A 2|B 1". */
static const char *
pairs(const struct reply *r, const char *list, const char *one, const char *other_member)
{
	struct buf out;

	buf_init(&out, &memory, 100);
	for (int i = 0; strcmp(json_text(r, text("%s[%d]", list, i)), "(none)"); i++)
		buf_printf(&out, "%s%s %s", i ? "|" : "",
			json_text(r, text("%s[%d].%s", list, i, one)),
			json_text(r, text("%s[%d].%s", list, i, other_member)));
	return out.data;
}

static void
setup(void)
{
	client_setup();
	title_count = 0;
	add_title("BOOK", "Emma", ",\"creator\":\"Jane Austen\",\"genre\":\"Romance, Comedy\","
		"\"pub_date\":\"1815\",\"length\":400");
	add_title("BOOK", "Omens", ",\"creator\":\"Terry Pratchett, Neil Gaiman\","
		"\"genre\":\"Fantasy, Comedy\",\"pub_date\":\"1990-05-10\",\"length\":300");
	add_title("MOVIE", "Coraline", ",\"creator\":\"Henry Selick\",\"genre\":\"fantasy\","
		"\"pub_date\":\"2009\",\"length\":100");
	add_title("TV_SHOW", "Chernobyl", ",\"pub_date\":\"2019\",\"length\":5");
	add_title("GAME", "Outer Wilds", ",\"length\":30");
	add_title("GAME", "Endless", "");
}

/* --- one year, small enough to be counted by hand --------------------------------------------- */

/* 2025: a book twice, a movie, a series, a game that takes nobody knows how long. */
static void
live_a_year(void)
{
	tell(&other, "Emma", ",\"end_date\":\"2025-01-02\",\"rating\":4.5");
	tell(&other, "Emma", ",\"end_date\":\"2025-03-05\",\"rating\":3");
	tell(&other, "Coraline", ",\"end_date\":\"2025-03-05T20:00:00Z\",\"rating\":5");
	tell(&other, "Chernobyl", ",\"end_date\":\"2025-03\"");
	tell(&other, "Endless", ",\"end_date\":\"2025\",\"rating\":0.5");
	/* and what is no part of it */
	tell(&other, "Omens", ",\"end_date\":\"2024-12-31\",\"rating\":4");
	tell(&other, "Coraline", ",\"end_date\":\"2026-01-01\"");
	tell(&other, "Outer Wilds", ",\"start_date\":\"2025-05-05\"");
	tell(&other, "Omens", ",\"is_finished\":true");
	tell(&member, "Outer Wilds", ",\"end_date\":\"2025-07-07\",\"rating\":5");
}

START_TEST(a_year_is_counted_per_time_through)
{
	struct reply *r;

	live_a_year();
	r = stats("/?year=2025");
	assert_shows(r, "year 2025|type null|finished.total 5|finished.by_type.BOOK 2|"
		"finished.by_type.MOVIE 1|finished.by_type.TV_SHOW 1|finished.by_type.GAME 1|"
		"finished.by_year []|pages 800|minutes 100|episodes 5|hours 0|days_active 2");
	ck_assert_str_eq(pairs(r, "finished.by_month", "month", "total"),
		"1 1|2 0|3 3|4 0|5 0|6 0|7 0|8 0|9 0|10 0|11 0|12 0");
	assert_shows(r, "finished.by_month[0].BOOK 1|finished.by_month[2].BOOK 1|"
		"finished.by_month[2].MOVIE 1|finished.by_month[2].TV_SHOW 1|"
		"finished.by_month[2].GAME 0");
	ck_assert_str_eq(pairs(r, "days", "day", "count"), "2025-01-02 1|2025-03-05 2");
	assert_shows(r, "first.day 2025-01-02|first.media.title Emma|last.day 2025-03-05|"
		"last.media.title Coraline");
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "private, no-cache");
}
END_TEST

START_TEST(names_of_a_year_count_each_time)
{
	struct reply *r;

	live_a_year();
	end("Omens", "2025-11-11");
	r = stats("/?year=2025");
	ck_assert_str_eq(pairs(r, "genres", "name", "count"), "Comedy 3|fantasy 2|Romance 2");
	ck_assert_str_eq(pairs(r, "creators", "name", "count"),
		"Jane Austen 2|Henry Selick 1|Neil Gaiman 1|Terry Pratchett 1");
	ck_assert_str_eq(pairs(r, "decades", "name", "count"), "2010 1|2000 1|1990 1|1810 2");
}
END_TEST

START_TEST(the_longest_takes_the_longest)
{
	struct reply *r;

	live_a_year();
	r = stats("/?year=2025");
	/* 800 minutes, 100, and 225 */
	assert_shows(r, "longest.media.title Emma|longest.length 400|longest.length_unit pages|"
		"longest.day 2025-01-02|shortest.media.title Coraline|shortest.length 100|"
		"shortest.length_unit minutes|shortest.day 2025-03-05");
	end("Outer Wilds", "2025-06");
	r = stats("/?year=2025");
	assert_shows(r, "longest.media.title Outer Wilds|longest.length 30|"
		"longest.length_unit hours|longest.day 2025-06|hours 30");
}
END_TEST

START_TEST(ratings_are_those_of_then_else_of_now)
{
	struct reply *r;

	live_a_year();
	/* the series was rated later, not in its record; the other's book has the rating of now */
	client_sql("UPDATE diary SET rating = NULL WHERE end_date = '2025-01-02'", NULL, NULL);
	client_sql("INSERT INTO ratings SELECT u.key, m.key, 7, 0, 0 FROM users u, media_items m "
		"WHERE u.username = $1 AND m.title = $2", other.username, "Chernobyl");
	r = stats("/?year=2025");
	/* 3 now and 3 then, 5, 3.5, 0.5 */
	assert_shows(r, "ratings.count 5|ratings.average 3");
	ck_assert_str_eq(pairs(r, "ratings.histogram", "value", "count"),
		"0.5 1|1 0|1.5 0|2 0|2.5 0|3 2|3.5 1|4 0|4.5 0|5 1");
	assert_shows(r, "highest[0].media.title Coraline|highest[0].rating 5|"
		"highest[1].media.title Chernobyl|highest[1].rating 3.5|"
		"highest[2].media.title Emma|highest[2].rating 3|"
		"highest[3].media.title Endless|highest[4] (none)");
}
END_TEST

START_TEST(half_stars_count_as_such)
{
	live_a_year();
	assert_shows(stats("/?year=2025"), "ratings.histogram[8].value 4.5|"
		"ratings.histogram[8].count 1|ratings.count 4|ratings.average 3.3|"
		"highest[1].media.title Emma|highest[1].rating 4.5|highest[2].media.title Endless");
}
END_TEST

START_TEST(the_best_are_five_titles_each_once)
{
	for (int i = 0; i < 7; i++) {
		const char *name = text("Title %d", i);

		add_title("BOOK", name, "");
		tell(&other, name, text(",\"end_date\":\"2025-02-1%d\",\"rating\":%d", i,
			1 + i % 5));
	}
	/* 1 2 3 4 5 1 2; now the first is the best, twice, and of equals the later comes first */
	tell(&other, "Title 0", ",\"end_date\":\"2025-03-01\",\"rating\":5");
	tell(&other, "Title 0", ",\"end_date\":\"2025-04-01\",\"rating\":4");
	ck_assert_str_eq(pairs(stats("/?year=2025"), "highest", "media.title", "rating"),
		"Title 0 5|Title 4 5|Title 3 4|Title 2 3|Title 6 2");
}
END_TEST

START_TEST(the_year_before_is_there_to_compare)
{
	struct reply *r;

	live_a_year();
	r = stats("/?year=2025");
	assert_shows(r, "year_before.year 2024|year_before.finished 1|year_before.pages 300|"
		"year_before.minutes 0|year_before.episodes 0|year_before.hours 0|"
		"year_before.ratings_average 4|year_before.days_active 1");
	r = stats("/?year=2026");
	assert_shows(r, "finished.total 1|year_before.year 2025|year_before.finished 5|"
		"year_before.pages 800|year_before.minutes 100|year_before.episodes 5|"
		"year_before.ratings_average 3.3|year_before.days_active 2");
	assert_shows(stats("/?year=0000"), "year 0|finished.total 0|year_before null");
}
END_TEST

START_TEST(one_type_is_counted_alone)
{
	struct reply *r;

	live_a_year();
	r = stats("/?year=2025&type=MOVIE");
	assert_shows(r, "type MOVIE|finished.total 1|finished.by_type.BOOK 0|pages 0|minutes 100|"
		"ratings.count 1|days_active 1|longest.media.title Coraline|"
		"shortest.media.title Coraline|first.media.title Coraline|"
		"year_before.finished 0|year_before.ratings_average null");
	ck_assert_str_eq(pairs(r, "genres", "name", "count"), "fantasy 1");
	assert_shows(stats("/?media_type=movie"), "finished.total 2|minutes 200");
}
END_TEST

/* --- all time --------------------------------------------------------------------------------- */

START_TEST(all_time_has_also_what_has_no_date)
{
	struct reply *r;

	live_a_year();
	r = stats("/");
	assert_shows(r, "year null|finished.total 8|finished.by_type.BOOK 4|pages 1400|days []|"
		"days_active 4|year_before null|first.day 2024-12-31|last.day 2026-01-01");
	ck_assert_str_eq(pairs(r, "finished.by_year", "year", "total"), "2026 1|2025 5|2024 1");
	assert_shows(r, "finished.by_year[1].BOOK 2|finished.by_year[1].GAME 1|"
		"finished.by_month[0].total 2|finished.by_month[11].total 1");
	ck_assert_str_eq(pairs(stats("/years"), "years", "year", "count"),
		"2026 1|2025 5|2024 1");
}
END_TEST

START_TEST(what_was_dropped_is_not_finished)
{
	const char *entry;

	end("Emma", "2025-01-02");
	entry = tell(&other, "Emma", ",\"end_date\":\"2025-03-05\"");
	ck_assert_int_eq(client_patch(&other, &usermedia_app, text("/%s", entry),
		"{\"status\":\"DROPPED\"}")->http, 200);
	assert_shows(client_get(&other, &usermedia_app, text("/%s", entry)), "times 1");
	assert_shows(stats("/?year=2025"), "finished.total 1|first.day 2025-01-02|"
		"last.day 2025-01-02|pages 400");
	assert_shows(stats("/years"), "years[0].count 1");
}
END_TEST

START_TEST(nobody_has_finished_anything_yet)
{
	static const char *const queries[] = { "/", "/?year=2025", "/?type=GAME" };

	end("Emma", "2025-01-02");	/* other's, in nobody else's */
	for (int i = 0; i < COUNT(queries); i++) {
		struct reply *r = client_get(&admin, &stats_app, queries[i]);

		ck_assert_int_eq(r->http, 200);
		assert_shows(r, "finished.total 0|finished.by_year []|pages 0|ratings.count 0|"
			"ratings.average null|genres []|creators []|decades []|longest null|"
			"shortest null|highest []|days_active 0|days []|first null|last null");
	}
	ck_assert_str_eq(client_get(&admin, &stats_app, "/years")->body, "{\"years\":[]}");
}
END_TEST

START_TEST(lengths_beyond_all_bounds_stay_numbers)
{
	client_sql("UPDATE media_items SET length = 9223372036854775807 WHERE title = 'Emma'", NULL,
		NULL);
	end("Emma", "2025-01-02");
	end("Emma", "2025-01-03");
	assert_shows(stats("/?year=2025"), "finished.total 2");
	ck_assert(strstr(stats("/?year=2025")->body, "\"pages\":9223372036854775807,"));
}
END_TEST

/* --- refused ---------------------------------------------------------------------------------- */

static const struct {
	const char *path, *field;
} wrong[] = {
	{ "/?year=25", "year" }, { "/?year=20255", "year" }, { "/?year=x", "year" },
	{ "/?year=-202", "year" }, { "/?year=2025-01", "year" }, { "/?type=SONG", "type" },
	{ "/?year=2025&type=BOOKS", "type" },
};

START_TEST(what_is_no_year_or_type_is_refused)
{
	assert_refused(client_get(&other, &stats_app, wrong[_i].path), 400, wrong[_i].field);
}
END_TEST

START_TEST(statistics_are_somebodys)
{
	assert_refused(client_get(&nobody, &stats_app, "/"), 401, NULL);
	assert_refused(client_get(&nobody, &stats_app, "/years"), 401, NULL);
	assert_refused(client_post(&other, &stats_app, "/", "{}"), 405, NULL);
	assert_refused(client_get(&other, &stats_app, "/2025"), 404, NULL);
}
END_TEST

/* --- the page of it --------------------------------------------------------------------------- */

static struct reply *
visit(const char *path)
{
	return client_send(&other, &stats_app, "GET", path, NULL, NULL, 0,
		(const char *const[]){ "HTTP_ACCEPT=text/html", NULL });
}

START_TEST(who_has_no_script_reads_them_too)
{
	static const char *const told[] = {
		"<h1>Statistics</h1>", "From Emma (2025-01-02) to Coraline (2025-03-05). ",
		"The longest was Emma (400 pages), the shortest Coraline (100 minutes).",
		"Rated best", "/stats/years\"", "/stats/?type=BOOK&amp;year=2025\"",
		"Jane Austen", "By month", "<dt>Days</dt><dd>2</dd>",
		"<dt>Finished then</dt><dd>1</dd>",
	};
	struct reply *r;

	live_a_year();
	r = visit("/?year=2025");
	ck_assert_int_eq(r->http, 200);
	for (int i = 0; i < COUNT(told); i++)
		ck_assert_msg(strstr(r->body, told[i]) != NULL, "no %s", told[i]);
	ck_assert_ptr_null(strstr(r->body, "2025-03-05T"));
	r = visit("/years");
	ck_assert_msg(strstr(r->body, "/stats/?year=2025\"") != NULL, "%.2000s", r->body);
	ck_assert_int_eq(client_send(&admin, &stats_app, "GET", "/", NULL, NULL, 0,
		(const char *const[]){ "HTTP_ACCEPT=text/html", NULL })->http, 200);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("stats");
	TCase *tc = tcase_create("stats");

	tcase_add_checked_fixture(tc, setup, client_teardown);
	tcase_add_test(tc, a_year_is_counted_per_time_through);
	tcase_add_test(tc, names_of_a_year_count_each_time);
	tcase_add_test(tc, the_longest_takes_the_longest);
	tcase_add_test(tc, ratings_are_those_of_then_else_of_now);
	tcase_add_test(tc, half_stars_count_as_such);
	tcase_add_test(tc, the_best_are_five_titles_each_once);
	tcase_add_test(tc, the_year_before_is_there_to_compare);
	tcase_add_test(tc, one_type_is_counted_alone);
	tcase_add_test(tc, all_time_has_also_what_has_no_date);
	tcase_add_test(tc, what_was_dropped_is_not_finished);
	tcase_add_test(tc, nobody_has_finished_anything_yet);
	tcase_add_test(tc, lengths_beyond_all_bounds_stay_numbers);
	tcase_add_loop_test(tc, what_is_no_year_or_type_is_refused, 0, COUNT(wrong));
	tcase_add_test(tc, statistics_are_somebodys);
	tcase_add_test(tc, who_has_no_script_reads_them_too);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
