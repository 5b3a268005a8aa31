/* /media/:id/episodes: the seasons of a series, what of them counts, and what is next. */
#include "client.h"

#include <stdlib.h>
#include <string.h>

static struct arena memory;
static const char *series, *path;

static void
setup(void)
{
	struct reply *r;

	client_setup();
	arena_init(&memory, 64 << 20, NULL);
	r = client_post(&member, &media_app, "/", "{\"type\":\"TV_SHOW\",\"title\":\"Saltmarsh\"}");
	ck_assert_int_eq(r->http, 201);
	series = json_text(r, "id");
	path = arena_printf(&memory, "/%s/episodes", series);
}

static void
teardown(void)
{
	client_teardown();
	arena_release(&memory);
}

/* In it ' is ", so that it can be read. */
static struct reply *
put(const struct sender *sender, const char *seasons)
{
	char *json = arena_printf(&memory, "{'seasons':%s}", seasons);

	for (char *p = json; *p; p++)
		if (*p == '\'')
			*p = '"';
	return client_put(sender, &media_app, path, json);
}

#define TWO_SEASONS "[{'number':2,'episodes':[{'number':1,'title':'High','length':50}," \
	"{'number':2}]},{'number':0,'title':'Specials','episodes':[{'number':1,'title':'Made'}]}," \
	"{'number':1,'title':'First','episodes':[{'number':3},{'number':1,'title':'Low'," \
	"'air_date':'2016-01','length':45},{'number':2}]}]"

static const char *
length_of_series(void)
{
	return json_text(client_get(&member, &media_app, arena_printf(&memory, "/%s", series)),
		"length");
}

START_TEST(they_are_kept_in_their_order)
{
	struct reply *r = client_get(&nobody, &media_app, path);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_column(r, "seasons", "number"), "");
	r = put(&member, TWO_SEASONS);
	ck_assert_int_eq(r->http, 200);
	for (int i = 0; i < 2; i++) {
		ck_assert_str_eq(json_column(r, "seasons", "number"), "0|1|2");
		ck_assert_str_eq(json_column(r, "seasons", "title"), "Specials|First|null");
		ck_assert_str_eq(json_text(r, "seasons[1].episodes[0].number"), "1");
		ck_assert_str_eq(json_text(r, "seasons[1].episodes[0].title"), "Low");
		ck_assert_str_eq(json_text(r, "seasons[1].episodes[0].air_date"), "2016-01");
		ck_assert_str_eq(json_text(r, "seasons[1].episodes[0].length"), "45");
		ck_assert_str_eq(json_text(r, "seasons[1].episodes[2].number"), "3");
		ck_assert_str_eq(json_text(r, "seasons[1].episodes[2].title"), "null");
		r = client_get(&nobody, &media_app, path);
	}
	/* what was read can be sent back as it is */
	r = client_put(&member, &media_app, path, r->body);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_column(r, "seasons", "title"), "Specials|First|null");
}
END_TEST

START_TEST(specials_do_not_count)
{
	ck_assert_str_eq(length_of_series(), "null");
	put(&member, TWO_SEASONS);
	ck_assert_str_eq(length_of_series(), "5");
	put(&member, "[{'number':1,'episodes':[{'number':1}]}]");
	ck_assert_str_eq(length_of_series(), "1");
	ck_assert_int_eq(client_rows("episodes"), 1);
}
END_TEST

static const struct {
	const char *progress, *next;
} steps[] = {
	{ "null", "1|1|Low" }, { "0", "1|1|Low" }, { "1", "1|2|null" }, { "3", "2|1|High" },
	{ "4", "2|2|null" }, { "5", "(none)|(none)|(none)" },
};

START_TEST(an_entry_says_what_is_next)
{
	const char *entry;
	struct reply *r;

	put(&member, TWO_SEASONS);
	r = client_post(&other, &usermedia_app, "/", arena_printf(&memory, "{\"media_id\":\"%s\"}",
		series));
	entry = arena_printf(&memory, "/%s", json_text(r, "id"));
	ck_assert_str_eq(json_text(r, "media.next_episode.title"), "Low");
	r = client_patch(&other, &usermedia_app, entry, arena_printf(&memory, "{\"progress\":%s}",
		steps[_i].progress));
	ck_assert_int_eq(r->http, 200);
	for (int i = 0; i < 3; i++) {
		const char *at = i < 2 ? "media.next_episode" : "records[0].media.next_episode";

		ck_assert_str_eq(arena_printf(&memory, "%s|%s|%s",
			json_text(r, arena_printf(&memory, "%s.season", at)),
			json_text(r, arena_printf(&memory, "%s.number", at)),
			json_text(r, arena_printf(&memory, "%s.title", at))), steps[_i].next);
		r = client_get(&other, &usermedia_app, i ? "/" : entry);
	}
}
END_TEST

START_TEST(an_entry_of_anything_else_has_none)
{
	struct reply *r = client_post(&other, &usermedia_app, "/", arena_printf(&memory,
		"{\"media_id\":\"%s\"}", series));

	ck_assert_str_eq(json_text(r, "media.next_episode"), "null");
}
END_TEST

static const struct {
	const char *seasons, *field;
} bad[] = {
	{ "null", "seasons" }, { "{}", "seasons" }, { "'x'", "seasons" },
	{ "[7]", "seasons[0]" }, { "[null]", "seasons[0]" }, { "[[]]", "seasons[0]" },
	{ "[{}]", "seasons[0].number" }, { "[{'number':'1'}]", "seasons[0].number" },
	{ "[{'number':-1}]", "seasons[0].number" }, { "[{'number':1.5}]", "seasons[0].number" },
	{ "[{'number':10001}]", "seasons[0].number" },
	{ "[{'number':1,'name':'x'}]", "seasons[0].name" },
	{ "[{'number':1},{'number':1}]", "seasons[1]" },
	{ "[{'number':1,'episodes':{}}]", "seasons[0].episodes" },
	{ "[{'number':1,'episodes':[7]}]", "seasons[0].episodes[0]" },
	{ "[{'number':1,'episodes':[{}]}]", "seasons[0].episodes[0].number" },
	{ "[{'number':1,'episodes':[{'number':1},{'number':1}]}]", "seasons[0].episodes[1]" },
	{ "[{'number':1,'episodes':[{'number':-1}]}]", "seasons[0].episodes[0].number" },
	{ "[{'number':1,'episodes':[{'number':1,'length':0}]}]", "seasons[0].episodes[0].length" },
	{ "[{'number':1,'episodes':[{'number':1,'air_date':'soon'}]}]",
	  "seasons[0].episodes[0].air_date" },
	{ "[{'number':1,'episodes':[{'number':1,'title':'a\\nb'}]}]",
	  "seasons[0].episodes[0].title" },
	{ "[{'number':1,'episodes':[{'number':1,'runtime':1}]}]",
	  "seasons[0].episodes[0].runtime" },
};

START_TEST(what_is_wrong_is_named_where_it_is)
{
	struct reply *r;

	put(&member, TWO_SEASONS);
	r = put(&member, bad[_i].seasons);
	ck_assert_msg(r->http == 400, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), bad[_i].field);
	ck_assert_int_eq(client_rows("episodes"), 6);
	ck_assert_str_eq(length_of_series(), "5");
}
END_TEST

START_TEST(there_are_five_thousand_at_most)
{
	for (int more = 0; more < 2; more++) {
		struct buf all;

		buf_init(&all, &memory, 200000);
		for (int i = 0; i < 5000 + more; i++)
			buf_printf(&all, "%s{'number':%d}", i ? "," : "", i);
		ck_assert_int_eq(put(&member, arena_printf(&memory,
			"[{'number':1,'episodes':[%s]}]", all.data))->http, more ? 400 : 200);
		ck_assert_int_eq(client_rows("episodes"), 5000);
	}
}
END_TEST

START_TEST(only_who_may_change_the_series_may_change_them)
{
	const struct census before = client_census();

	ck_assert_int_eq(put(&nobody, TWO_SEASONS)->http, 401);
	ck_assert_int_eq(put(&other, TWO_SEASONS)->http, 403);
	ck_assert_str_eq(client_losses(&before), "");
	ck_assert_int_eq(client_rows("episodes"), 0);
	ck_assert_int_eq(put(&admin, TWO_SEASONS)->http, 200);
	path = "/00000000-0000-4000-8000-000000000000/episodes";
	ck_assert_int_eq(put(&member, TWO_SEASONS)->http, 404);
	ck_assert_int_eq(client_get(&member, &media_app, path)->http, 404);
	client_settings("catalogue = private\n");
	ck_assert_int_eq(client_get(&nobody, &media_app, arena_printf(&memory, "/%s/episodes",
		series))->http, 401);
}
END_TEST

START_TEST(a_book_has_none)
{
	struct reply *r = client_post(&member, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Harbour\"}");

	path = arena_printf(&memory, "/%s/episodes", json_text(r, "id"));
	r = put(&member, TWO_SEASONS);
	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "seasons");
	ck_assert_int_eq(client_rows("episodes"), 0);
}
END_TEST

START_TEST(they_go_with_their_series)
{
	put(&member, TWO_SEASONS);
	ck_assert_int_eq(client_delete(&member, &media_app, arena_printf(&memory, "/%s",
		series))->http, 204);
	ck_assert_int_eq(client_rows("episodes"), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("episodes");
	TCase *tc = tcase_create("episodes");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, they_are_kept_in_their_order);
	tcase_add_test(tc, specials_do_not_count);
	tcase_add_loop_test(tc, an_entry_says_what_is_next, 0, COUNT(steps));
	tcase_add_test(tc, an_entry_of_anything_else_has_none);
	tcase_add_loop_test(tc, what_is_wrong_is_named_where_it_is, 0, COUNT(bad));
	tcase_add_test(tc, there_are_five_thousand_at_most);
	tcase_add_test(tc, only_who_may_change_the_series_may_change_them);
	tcase_add_test(tc, a_book_has_none);
	tcase_add_test(tc, they_go_with_their_series);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
