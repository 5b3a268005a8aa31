/*
 * lib/lookup/answers: what sources said is kept for a time, shared by programs, bounded, and may be
 * lost.
 */
#include "client.h"
#include "answers.h"
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOW = 1775030400, HOUR = 3600, MIB = 1 << 20, LARGE = 250 * 1024, ROWS = 512 };

static struct arena memory = { .limit = 512 << 20 };
static char folder[] = "/tmp/vitrine-test.XXXXXX";
static struct config config;
static struct request req;

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	clock_set(NOW);
	config = (struct config){ .data_dir = folder, .data_access = "owner" };
	req = (struct request){ .arena = &memory, .config = &config };
}

static void
teardown(void)
{
	arena_reset(&memory);
	ck_assert_int_eq(system(arena_printf(&memory, "rm -rf %s", folder)), 0);
}

/* Another program's, or another request's. */
static struct answers *
open_anew(void)
{
	arena_reset(&memory);
	return answers_open(&req);
}

static const char *
file(void)
{
	return arena_printf(&memory, "%s/.ht.lookup.db", folder);
}

START_TEST(what_was_answered_is_kept_for_its_time)
{
	struct answers *answers = open_anew();

	ck_assert_ptr_null(answers_find(answers, "tvmaze", "/shows/1"));
	answers_keep(answers, "tvmaze", "/shows/1", "{\"a\": \"é\"}", HOUR);
	answers_keep(answers, "tvmaze", "/shows/2", "", 2 * HOUR);
	answers = open_anew();
	ck_assert_str_eq(answers_find(answers, "tvmaze", "/shows/1"), "{\"a\": \"é\"}");
	ck_assert_str_eq(answers_find(answers, "tvmaze", "/shows/2"), "");
	ck_assert_ptr_null(answers_find(answers, "tvmaze", "/shows/3"));
	ck_assert_ptr_null(answers_find(answers, "rawg", "/shows/1"));
	ck_assert_ptr_null(answers_find(answers, "tvmaze", "/SHOWS/1"));
	clock_set(NOW + HOUR - 1);
	ck_assert_ptr_nonnull(answers_find(answers, "tvmaze", "/shows/1"));
	clock_set(NOW + HOUR);
	ck_assert_ptr_null(answers_find(answers, "tvmaze", "/shows/1"));
	ck_assert_ptr_nonnull(answers_find(answers, "tvmaze", "/shows/2"));
}
END_TEST

START_TEST(the_last_answer_counts)
{
	struct answers *answers = open_anew();
	size_t size;
	const char *bytes;

	answers_keep(answers, "tvmaze", "/a", "1", HOUR);
	answers_keep(answers, "tvmaze", "/a", "2", 2 * HOUR);
	clock_set(NOW + HOUR);
	ck_assert_str_eq(answers_find(answers, "tvmaze", "/a"), "2");
	answers_keep_bytes(answers, "picture", "/a", "a\0b", 3, HOUR);
	bytes = answers_find_bytes(answers, "picture", "/a", &size);
	ck_assert_uint_eq(size, 3);
	ck_assert_mem_eq(bytes, "a\0b", 3);
	answers_keep(answers, "picture", "/b", "", HOUR);
	ck_assert_ptr_nonnull(answers_find_bytes(answers, "picture", "/b", &size));
	ck_assert_uint_eq(size, 0);
	ck_assert_ptr_null(answers_find_bytes(answers, "picture", "/c", &size));
}
END_TEST

START_TEST(who_asks_to_wait_is_waited_for)
{
	struct answers *answers = open_anew();

	ck_assert_int_eq(answers_waits(answers, "tmdb"), 0);
	answers_wait(answers, "tmdb", 120);
	answers = open_anew();
	ck_assert_int_eq(answers_waits(answers, "tmdb"), 120);
	ck_assert_int_eq(answers_waits(answers, "rawg"), 0);
	clock_set(NOW + 119);
	ck_assert_int_eq(answers_waits(answers, "tmdb"), 1);
	clock_set(NOW + 120);
	ck_assert_int_eq(answers_waits(answers, "tmdb"), 0);
	answers_wait(answers, "tmdb", 60);
	ck_assert_int_eq(answers_waits(answers, "tmdb"), 60);
	/* a clock that was ahead by a day keeps nobody waiting for a day */
	clock_set(NOW - 86400);
	ck_assert_int_eq(answers_waits(answers, "tmdb"), 0);
}
END_TEST

START_TEST(all_of_them_take_no_more_than_they_may)
{
	struct answers *answers = open_anew();
	char *large = malloc(LARGE + 1);
	struct stat st;

	memset(large, 'x', LARGE);
	large[LARGE] = '\0';
	for (int i = 0; i < ROWS; i++) {
		char path[20];

		snprintf(path, sizeof(path), "/%d", i);
		answers_keep(answers, "tvmaze", path, large, HOUR);
	}
	answers = open_anew();
	ck_assert_ptr_null(answers_find(answers, "tvmaze", "/0"));
	ck_assert_ptr_null(answers_find(answers, "tvmaze", "/200"));
	ck_assert_ptr_nonnull(answers_find(answers, "tvmaze", arena_printf(&memory, "/%d",
		ROWS - 1)));
	ck_assert_ptr_nonnull(answers_find(answers, "tvmaze", arena_printf(&memory, "/%d",
		ROWS - 200)));
	ck_assert_int_eq(stat(file(), &st), 0);
	ck_assert_int_le(st.st_size, 96 * MIB);
	free(large);
}
END_TEST

/* Many that say next to nothing are bounded by what was asked. */
START_TEST(what_was_asked_counts_too)
{
	struct answers *answers = open_anew();
	struct stat st;
	char *path = malloc(LARGE / 2 + 1);

	for (int i = 0; i < ROWS; i++) {
		memset(path, 'x', LARGE / 2);
		path[LARGE / 2] = '\0';
		path[snprintf(path, 20, "/%d", i)] = '?';
		answers_keep(answers, "openlibrary", path, i % 2 ? "" : "{}", HOUR);
	}
	answers = open_anew();
	ck_assert_ptr_nonnull(answers_find(answers, "openlibrary", path));
	ck_assert_int_eq(stat(file(), &st), 0);
	ck_assert_int_le(st.st_size, 96 * MIB);
	free(path);
}
END_TEST

START_TEST(what_is_too_large_is_asked_for_again)
{
	struct answers *answers = open_anew();
	char *large = malloc(MIB + 1);

	memset(large, 'x', MIB);
	large[MIB] = '\0';
	answers_keep(answers, "tvmaze", "/a", large, HOUR);
	ck_assert_ptr_null(answers_find(answers, "tvmaze", "/a"));
	answers_keep(answers, "tvmaze", "/b", "1", HOUR);
	ck_assert_ptr_nonnull(answers_find(answers, "tvmaze", "/b"));
	free(large);
}
END_TEST

START_TEST(it_may_be_lost)
{
	struct answers *answers = open_anew();

	answers_keep(answers, "tvmaze", "/a", "1", HOUR);
	arena_reset(&memory);
	ck_assert_int_eq(system(arena_printf(&memory, "rm -f %s*", file())), 0);
	answers = open_anew();
	ck_assert_ptr_null(answers_find(answers, "tvmaze", "/a"));
	answers_keep(answers, "tvmaze", "/a", "2", HOUR);
	ck_assert_str_eq(answers_find(answers, "tvmaze", "/a"), "2");
}
END_TEST

START_TEST(what_is_none_is_made_anew)
{
	struct answers *answers = open_anew();

	answers_keep(answers, "tvmaze", "/a", "1", HOUR);
	arena_reset(&memory);
	ck_assert_int_eq(system(arena_printf(&memory, "rm -f %s-*; yes rubbish | head -c 90000 >%s",
		file(), file())), 0);
	answers = open_anew();
	ck_assert_ptr_null(answers_find(answers, "tvmaze", "/a"));
	answers = open_anew();
	answers_keep(answers, "tvmaze", "/a", "2", HOUR);
	answers = open_anew();
	ck_assert_str_eq(answers_find(answers, "tvmaze", "/a"), "2");
}
END_TEST

START_TEST(where_nothing_can_be_kept_all_is_asked_anew)
{
	struct answers *answers;

	config.data_dir = "/dev/null";
	answers = open_anew();
	ck_assert_ptr_null(answers_find(answers, "tvmaze", "/a"));
	answers_keep(answers, "tvmaze", "/a", "1", HOUR);
	ck_assert_ptr_null(answers_find(answers, "tvmaze", "/a"));
	answers_wait(answers, "tvmaze", 60);
	ck_assert_int_eq(answers_waits(answers, "tvmaze"), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("answers");
	TCase *tc = tcase_create("answers");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_was_answered_is_kept_for_its_time);
	tcase_add_test(tc, the_last_answer_counts);
	tcase_add_test(tc, who_asks_to_wait_is_waited_for);
	tcase_add_test(tc, all_of_them_take_no_more_than_they_may);
	tcase_add_test(tc, what_was_asked_counts_too);
	tcase_add_test(tc, what_is_too_large_is_asked_for_again);
	tcase_add_test(tc, it_may_be_lost);
	tcase_add_test(tc, what_is_none_is_made_anew);
	tcase_add_test(tc, where_nothing_can_be_kept_all_is_asked_anew);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
