/* Tags: what api.md section 11 promises of them, on the shelf's entries and by /tags. */
#include "client.h"

#include <string.h>

static struct arena memory = { .limit = 64 << 20 };

static const char *
print(const char *format, const char *one, const char *two)
{
	struct buf out;

	buf_init(&out, &memory, 100);
	for (; *format; format++) {
		if (*format != '%') {
			buf_putc(&out, *format);
			continue;
		}
		buf_puts(&out, one);
		one = two;
	}
	return out.data;
}

/* The path of a new entry of other's with these tags: the members of an array. */
static const char *
tagged_by(const struct sender *sender, const char *tags)
{
	struct reply *r = client_post(&member, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Dune\"}");

	ck_assert_msg(r->http == 201, "%s", r->body);
	r = client_post(sender, &usermedia_app, "/",
		print("{\"media_id\":\"%\",\"tags\":[%]}", json_text(r, "id"), tags));
	ck_assert_msg(r->http == 201, "%s", r->body);
	return print("/%", json_text(r, "id"), "");
}

static const char *
tagged(const char *tags)
{
	return tagged_by(&other, tags);
}

/* What an entry of other's has: as in JSON. */
static void
assert_tags(const char *path, const char *tags)
{
	struct reply *r = client_get(&other, &usermedia_app, path);

	ck_assert_msg(strstr(r->body, print("\"tags\":[%],", tags, "")) != NULL, "not %s: %s", tags,
		r->body);
}

static struct reply *
change(const char *path, const char *body)
{
	return client_patch(&other, &usermedia_app, path, body);
}

/* Other's tags with their counts: "a 1|b 2". */
static void
assert_all(const char *query, const char *all)
{
	struct reply *r = client_get(&other, &diary_app, print("/tags%", query, ""));
	struct buf out;
	int n = 0;

	ck_assert_msg(r->http == 200, "%s", r->body);
	buf_init(&out, &memory, 100);
	for (;; n++) {
		const char *name = json_text(r, arena_printf(&memory, "tags[%d].name", n));

		if (!strcmp(name, "(none)"))
			break;
		buf_printf(&out, "%s%s %s", n ? "|" : "", name,
			json_text(r, arena_printf(&memory, "tags[%d].count", n)));
	}
	ck_assert_str_eq(out.data, all);
}

/* What is found by tags must be what entries have, of each account. */
static void
assert_one_truth(void)
{
	struct db *db = client_db();
	int64_t wrong = -1;

	ck_assert_int_eq(db_number(db, "SELECT (SELECT count(*) FROM entry_tags g "
		"WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.key = g.entry_key "
		"AND e.user_key = g.user_key AND instr(char(10) || e.tags || char(10), "
		"char(10) || g.name || char(10)) > 0)) + (SELECT count(*) FROM entries e "
		"WHERE coalesce(length(e.tags) - length(replace(e.tags, char(10), '')) + 1, 0) "
		"<> (SELECT count(*) FROM entry_tags g WHERE g.entry_key = e.key))", NULL, 0,
		&wrong), OK);
	ck_assert_int_eq(wrong, 0);
}

/* --- of an entry ------------------------------------------------------------------------------ */

START_TEST(an_entry_has_its_tags_in_their_order)
{
	const char *path = tagged("\"slow burn\",\" beach \",\"A, b\"");

	assert_tags(path, "\"slow burn\",\"beach\",\"A, b\"");
	ck_assert_int_eq(change(path, "{\"progress\":3}")->http, 200);
	assert_tags(path, "\"slow burn\",\"beach\",\"A, b\"");
	ck_assert_int_eq(change(path, "{\"tags\":[\"new\",\"beach\"]}")->http, 200);
	assert_tags(path, "\"new\",\"beach\"");
	assert_one_truth();
	ck_assert_int_eq(client_put(&other, &usermedia_app, path, "{\"tags\":[\"put\"]}")->http,
		200);
	assert_tags(path, "\"put\"");
	ck_assert_int_eq(client_put(&other, &usermedia_app, path, "{\"note\":\"a\"}")->http, 200);
	assert_tags(path, "");
	ck_assert_int_eq(change(path, "{\"tags\":[\"again\"]}")->http, 200);
	ck_assert_int_eq(change(path, "{\"tags\":null}")->http, 200);
	assert_tags(path, "");
	ck_assert_int_eq(client_rows("entry_tags"), 0);
}
END_TEST

START_TEST(every_view_of_an_entry_has_them)
{
	const char *path = tagged("\"a\"");
	struct reply *r = client_get(&other, &usermedia_app, path);
	const char *title = print("/%", json_text(r, "media_id"), "");

	ck_assert_str_eq(json_text(client_get(&other, &usermedia_app, "/"), "records[0].tags[0]"),
		"a");
	ck_assert_str_eq(json_text(client_get(&other, &usermedia_app, "/?group=type"),
		"records.BOOK[0].tags[0]"), "a");
	ck_assert_str_eq(json_text(client_get(&other, &media_app, title), "my.entry.tags[0]"), "a");
	/* who sees the title sees nobody else's */
	ck_assert_ptr_null(strstr(client_get(&member, &media_app, title)->body, "\"tags\":[\"a\""));
	ck_assert_ptr_null(strstr(client_get(&nobody, &media_app, title)->body, "tags"));
}
END_TEST

START_TEST(a_form_has_a_tag_a_line)
{
	static const char body[] = "tags=one%0D%0A%0D%0A+two%2C+three+%0A&tags=four";
	static const char empty[] = "tags=";
	const char *path = tagged("\"a\"");
	struct reply *r = client_send(&other, &usermedia_app, "PATCH", path,
		"application/x-www-form-urlencoded", body, strlen(body), (const char *[]){ NULL });

	ck_assert_msg(r->http == 200, "%s", r->body);
	assert_tags(path, "\"one\",\"two, three\",\"four\"");
	r = client_send(&other, &usermedia_app, "PATCH", path, "application/x-www-form-urlencoded",
		empty, strlen(empty), (const char *[]){ NULL });
	ck_assert_msg(r->http == 200, "%s", r->body);
	assert_tags(path, "");
}
END_TEST

#define TEN "1234567890"
#define FIFTY TEN TEN TEN TEN TEN
#define CLAPS "👏👏👏👏👏👏👏👏👏👏"

static const struct {
	const char *tags, *message;	/* NULL: it is fine */
} texts[] = {
	{ "\"" FIFTY "\"", NULL },
	{ "\"" FIFTY "1\"", "must have at most 50 characters" },
	{ "\"" CLAPS CLAPS CLAPS CLAPS CLAPS "\"", NULL },
	{ "\"" CLAPS CLAPS CLAPS CLAPS CLAPS "👏\"", "must have at most 50 characters" },
	{ "\"❤️\",\"🏖️ beach\"", NULL },
	{ "\"Ünïcode\",\"日本語\",\"C++\",\"50%\",\"a/b\",\"#1\",\"?\",\"&\",\"..x\"", NULL },
	{ "\"\"", "must not be empty" },
	{ "\"   \"", "must not be empty" },
	{ "\"\\u200b\"", "must not be empty" },
	{ "\"\\u0301\"", "must have something in it to find it by" },
	{ "\"a\\nb\"", "must be one line without control characters" },
	{ "\"a\\tb\"", "must be one line without control characters" },
	{ "\"a\\u0007b\"", "must be one line without control characters" },
	{ "\"/a\"", "must not begin or end with /, nor have //, /./ or /../ in it" },
	{ "\"a/\"", "must not begin or end with /, nor have //, /./ or /../ in it" },
	{ "\"a//b\"", "must not begin or end with /, nor have //, /./ or /../ in it" },
	{ "\"..\"", "must not begin or end with /, nor have //, /./ or /../ in it" },
	{ "\"a/../b\"", "must not begin or end with /, nor have //, /./ or /../ in it" },
	{ "\"Rock\",\"rock\"", "must not have one twice: \"Rock\" and \"rock\"" },
	{ "\"Müll\",\"b\",\"mull\"", "must not have one twice: \"Müll\" and \"mull\"" },
	{ "\"a  b\",\"a b\"", "must not have one twice: \"a  b\" and \"a b\"" },
	{ "1", "must be a text" },
	{ "null", "must be a text" },
	{ "[\"a\"]", "must be a text" },
	{ "\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\",\"13\","
	  "\"14\",\"15\",\"16\",\"17\",\"18\",\"19\",\"20\",\"21\",\"22\",\"23\",\"24\",\"25\","
	  "\"26\",\"27\",\"28\",\"29\",\"30\"", NULL },
	{ "\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\",\"13\","
	  "\"14\",\"15\",\"16\",\"17\",\"18\",\"19\",\"20\",\"21\",\"22\",\"23\",\"24\",\"25\","
	  "\"26\",\"27\",\"28\",\"29\",\"30\",\"31\"", "must have at most 30 texts" },
};

START_TEST(a_tag_that_is_wrong_is_named_and_nothing_is_done)
{
	const char *path = tagged("\"before\"");
	struct reply *r = change(path, print("{\"note\":\"b\",\"tags\":[%]}", texts[_i].tags, ""));

	if (!texts[_i].message) {
		ck_assert_msg(r->http == 200, "%s", r->body);
		assert_tags(path, texts[_i].tags);
	} else {
		assert_refused(r, 400, "tags");
		ck_assert_str_eq(json_text(r, "error.details[0].message"), texts[_i].message);
		assert_tags(path, "\"before\"");
		ck_assert_str_eq(json_text(client_get(&other, &usermedia_app, path), "note"),
			"null");
	}
	assert_one_truth();
}
END_TEST

START_TEST(tags_are_a_list)
{
	const char *path = tagged("\"before\"");

	assert_refused(change(path, "{\"tags\":\"a\"}"), 400, "tags");
	assert_refused(change(path, "{\"tags\":{\"a\":1}}"), 400, "tags");
	assert_refused(change(path, "{\"tag\":[\"a\"]}"), 400, "tag");
	assert_tags(path, "\"before\"");
}
END_TEST

START_TEST(a_tag_is_written_as_it_was_first)
{
	const char *first = tagged("\"Sci-Fi\""), *second = tagged("\"b\",\"sci‐fi\"");

	assert_tags(second, "\"b\",\"Sci-Fi\"");
	ck_assert_int_eq(change(second, "{\"tags\":[\"SCI-FI\"]}")->http, 200);
	assert_tags(second, "\"Sci-Fi\"");
	/* where no other has it, it may be written anew */
	ck_assert_int_eq(change(first, "{\"tags\":[]}")->http, 200);
	ck_assert_int_eq(change(second, "{\"tags\":[\"SCI-FI\"]}")->http, 200);
	assert_tags(second, "\"SCI-FI\"");
	/* another member's is another tag */
	tagged_by(&member, "\"sci-fi\"");
	ck_assert_str_eq(json_text(client_get(&member, &diary_app, "/tags"), "tags[0].name"),
		"sci-fi");
	assert_all("", "SCI-FI 1");
	assert_one_truth();
}
END_TEST

/* --- as a filter ------------------------------------------------------------------------------ */

static const struct {
	const char *query;
	const char *notes;		/* of the entries, in the order of titles */
	int total;
} filters[] = {
	{ "tag=beach", "3|1", 2 },
	{ "tag=BEACH", "3|1", 2 },
	{ "tag=b%C3%A9ach", "3|1", 2 },
	{ "tag=%20beach%20", "3|1", 2 },
	{ "tag=beac", "", 0 },
	{ "tag=slow%20burn", "3|2", 2 },
	{ "tag=beach&tag=slow+burn", "3|2|1", 3 },
	{ "tag=beach&tag=none", "3|1", 2 },
	{ "tag=none", "", 0 },
	{ "tag=", "4|3|2|1", 4 },
	{ "tag=50%25", "1", 1 },
	{ "tag=beach&status=TO_DO", "1", 1 },
	{ "tag=beach&q=dune", "3|1", 2 },
	{ "tag=beach&q=none", "", 0 },
	{ "tag=beach&owned=true", "", 0 },
	{ "tag=beach&type=BOOK&sort=title_asc", "1|3", 2 },
	{ "tag=theirs", "", 0 },
};

START_TEST(the_shelf_can_be_asked_for_tags)
{
	static const char *const tags[] = { "\"Beach\",\"50%\"", "\"slow burn\"",
		"\"slow burn\",\"beach\"", "" };
	struct reply *r;

	for (int i = 0; i < COUNT(tags); i++) {
		const char *path = tagged(tags[i]);

		ck_assert_int_eq(change(path, arena_printf(&memory, "{\"note\":\"%d\"%s}", i + 1,
			i == 2 ? ",\"status\":\"PAUSED\"" : ""))->http, 200);
	}
	tagged_by(&member, "\"theirs\",\"beach\"");
	r = client_get(&other, &usermedia_app, print("/?%", filters[_i].query, ""));
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_column(r, "records", "note"), filters[_i].notes);
	ck_assert_str_eq(json_text(r, "total"), arena_printf(&memory, "%d", filters[_i].total));
}
END_TEST

/* Many have it: they are found by another way, and are the same. */
START_TEST(a_common_tag_is_found_in_the_order_of_the_shelf)
{
	struct reply *all, *some;

	for (int i = 0; i < 12; i++)
		tagged(i % 6 ? "\"common\"" : "\"common\",\"rare\"");
	tagged("\"rare\"");
	tagged("");
	tagged_by(&member, "\"common\"");
	all = client_get(&other, &usermedia_app, "/?tag=common&sort=added_desc");
	some = client_get(&other, &usermedia_app, "/?tag=common&page_size=2");
	ck_assert_str_eq(json_text(some, "total"), "12");
	ck_assert_str_eq(json_text(some, "counts.TO_DO"), "12");
	ck_assert_str_eq(json_text(some, "records[1].id"), json_text(all, "records[1].id"));
	some = client_get(&other, &usermedia_app, "/?tag=common&tag=rare&page_size=3&page=2");
	ck_assert_str_eq(json_text(some, "total"), "13");
	ck_assert_str_eq(json_text(some, "records[0].id"), json_text(all, "records[2].id"));
	some = client_get(&other, &usermedia_app,
		"/?tag=common&page_size=1&sort=updated_asc&status=TO_DO&owned=false&q=dune");
	ck_assert_str_eq(json_text(some, "records[0].id"), json_text(all, "records[11].id"));
	some = client_get(&other, &usermedia_app, "/?tag=common&page_size=1&owned=true");
	ck_assert_str_eq(json_text(some, "total"), "0");
}
END_TEST

START_TEST(facets_tell_tags)
{
	struct reply *r;

	tagged("\"Beach\",\"slow\"");
	tagged("\"beach\"");
	ck_assert_int_eq(change(tagged("\"other\""), "{\"status\":\"PAUSED\"}")->http, 200);
	tagged_by(&member, "\"theirs\"");
	r = client_get(&other, &usermedia_app, "/facets?facet=tags");
	ck_assert_str_eq(json_column(r, "tags", "name"), "Beach|other|slow");
	ck_assert_str_eq(json_column(r, "tags", "count"), "2|1|1");
	/* what is chosen itself doesn't narrow what could be chosen beside */
	r = client_get(&other, &usermedia_app, "/facets?facet=tags&facet=statuses&tag=beach");
	ck_assert_str_eq(json_column(r, "tags", "name"), "Beach|other|slow");
	ck_assert_str_eq(json_column(r, "statuses", "count"), "2");
	r = client_get(&other, &usermedia_app, "/facets?facet=tags&status=PAUSED");
	ck_assert_str_eq(json_column(r, "tags", "name"), "other");
	r = client_get(&other, &usermedia_app, "/facets?facet=tags&name=lo");
	ck_assert_str_eq(json_column(r, "tags", "name"), "slow");
	r = client_get(&other, &usermedia_app, "/facets?facet=tags&owned=true");
	ck_assert_str_eq(json_column(r, "tags", "name"), "");
}
END_TEST

/* --- all of them ------------------------------------------------------------------------------ */

START_TEST(my_tags_have_counts)
{
	tagged("\"Beach\",\"slow burn\"");
	tagged("\"beach\",\"another\"");
	tagged_by(&member, "\"theirs\"");
	assert_all("", "another 1|Beach 2|slow burn 1");
	assert_all("?sort=count_desc", "Beach 2|another 1|slow burn 1");
	assert_all("?q=BEA", "Beach 2");
	assert_all("?q=%C3%89A", "Beach 2");
	assert_all("?q=none", "");
	assert_all("?page_size=2&page=2", "slow burn 1");
	assert_all("?page=9", "");
	ck_assert_str_eq(json_text(client_get(&other, &diary_app, "/tags?page_size=1"), "total"),
		"3");
	assert_refused(client_get(&other, &diary_app, "/tags?sort=size"), 400, "sort");
	ck_assert_int_eq(client_get(&nobody, &diary_app, "/tags")->http, 401);
}
END_TEST

/* The path that a tag has, and the tag: each way in which a client may write it. */
static const struct {
	const char *path, *tag;
} paths[] = {
	{ "slow burn", "slow burn" }, { "SLOW BURN", "Slow burn" }, { "a,b", "a,b" },
	{ "24/7", "24/7" }, { "50%", "50%" }, { "%41", "%41" }, { "a?b", "a?b" }, { "#1", "#1" },
	{ "❤️", "❤️" }, { "B\"'<>&;", "b\"'<>&;" }, { "c++", "c++" }, { "..x", "..x" },
	{ "a\\b", "a\\\\b" }, { ".net", ".net" }, { "facets", "facets" }, { "été", "Été" },
};

/* Percent-encoded, but for slashes, as clients write it. */
static const char *
tag_path(const char *tag)
{
	struct buf out;

	buf_init(&out, &memory, 100);
	buf_puts(&out, "/tags/");
	buf_puts(&out, tag);
	return out.data;
}

START_TEST(a_tag_has_an_address)
{
	const char *json = paths[_i].tag, *path = tag_path(paths[_i].path);
	const struct sender *who = &other;
	const char *const info[] = { print("PATH_INFO=%", path, ""), "QUERY_STRING=", NULL };
	struct buf escaped;
	struct reply *r;

	buf_init(&escaped, &memory, 100);
	for (const char *p = json; *p; p++) {
		if (*p == '"')
			buf_putc(&escaped, '\\');
		buf_putc(&escaped, *p);
	}
	tagged(print("\"%\"", escaped.data, ""));
	r = client_send(who, &diary_app, "GET", "/tags", NULL, NULL, 0, info);
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_text(r, "count"), "1");
	r = client_send(who, &diary_app, "PATCH", "/tags", "application/json",
		"{\"name\":\"new\"}", 14, info);
	ck_assert_msg(r->http == 200, "%s", r->body);
	assert_all("", "new 1");
	ck_assert_int_eq(client_send(who, &diary_app, "GET", "/tags", NULL, NULL, 0, info)->http,
		404);
	ck_assert_int_eq(client_send(who, &diary_app, "DELETE", "/tags", NULL, NULL, 0, info)->http,
		404);
}
END_TEST

START_TEST(what_is_no_tag_of_mine_is_not_found)
{
	static const char *const unknown[] = { "/tags/none", "/tags/theirs", "/tags/\xff",
		"/tags/\u0301", "/tags/a/b/c", "/tags/" FIFTY FIFTY };

	tagged_by(&member, "\"theirs\"");
	tagged("\"a\"");
	for (int i = 0; i < COUNT(unknown); i++) {
		assert_refused(client_get(&other, &diary_app, unknown[i]), 404, NULL);
		assert_refused(client_patch(&other, &diary_app, unknown[i], "{\"name\":\"b\"}"),
			404, NULL);
		assert_refused(client_delete(&other, &diary_app, unknown[i]), 404, NULL);
	}
	ck_assert_int_eq(client_post(&other, &diary_app, "/tags", "{\"name\":\"b\"}")->http, 405);
	ck_assert_int_eq(client_delete(&nobody, &diary_app, "/tags/a")->http, 401);
	assert_all("", "a 1");
	ck_assert_str_eq(json_text(client_get(&member, &diary_app, "/tags"), "tags[0].name"),
		"theirs");
}
END_TEST

START_TEST(a_tag_is_renamed_on_everything)
{
	const char *first = tagged("\"one\",\"beach\",\"two\""), *second = tagged("\"beach\""),
		*third = tagged("\"beach house\"");
	struct reply *r = client_patch(&other, &diary_app, "/tags/BEACH", "{\"name\":\" Sea \"}");

	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(r->body, "{\"name\":\"Sea\",\"count\":2}");
	assert_tags(first, "\"one\",\"Sea\",\"two\"");
	assert_tags(second, "\"Sea\"");
	assert_tags(third, "\"beach house\"");
	/* only its case */
	r = client_patch(&other, &diary_app, "/tags/sea", "{\"name\":\"SEA\"}");
	ck_assert_str_eq(r->body, "{\"name\":\"SEA\",\"count\":2}");
	assert_tags(second, "\"SEA\"");
	assert_all("", "beach house 1|one 1|SEA 2|two 1");
	assert_one_truth();
}
END_TEST

START_TEST(a_tag_that_is_there_takes_the_other_in)
{
	const char *both = tagged("\"sea\",\"x\",\"Beach\""), *one = tagged("\"sea\""),
		*other_one = tagged("\"Beach\"");
	struct reply *r = client_patch(&other, &diary_app, "/tags/sea", "{\"name\":\"beach\"}");

	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(r->body, "{\"name\":\"Beach\",\"count\":3}");
	assert_tags(both, "\"x\",\"Beach\"");
	assert_tags(one, "\"Beach\"");
	assert_tags(other_one, "\"Beach\"");
	assert_all("", "Beach 3|x 1");
	assert_one_truth();
}
END_TEST

START_TEST(a_tag_comes_off_everything)
{
	const char *first = tagged("\"one\",\"beach\",\"two\""), *second = tagged("\"beach\"");

	tagged_by(&member, "\"beach\"");
	ck_assert_int_eq(client_delete(&other, &diary_app, "/tags/Beach")->http, 204);
	assert_tags(first, "\"one\",\"two\"");
	assert_tags(second, "");
	assert_all("", "one 1|two 1");
	assert_one_truth();
	ck_assert_str_eq(json_text(client_get(&member, &diary_app, "/tags"), "tags[0].count"), "1");
}
END_TEST

static const struct {
	const char *body, *field;
} bad_names[] = {
	{ "{\"name\":\"\"}", "name" }, { "{\"name\":null}", "name" }, { "{\"name\":1}", "name" },
	{ "{\"name\":\"" FIFTY "1\"}", "name" }, { "{\"name\":\"a\\nb\"}", "name" },
	{ "{\"name\":\"a/\"}", "name" }, { "{\"name\":\"\\u0301\"}", "name" },
	{ "{\"names\":\"a\"}", "names" }, { "[]", "" },
};

START_TEST(a_bad_name_renames_nothing)
{
	tagged("\"a\"");
	assert_refused(client_patch(&other, &diary_app, "/tags/a", bad_names[_i].body), 400,
		bad_names[_i].field);
	assert_all("", "a 1");
}
END_TEST

START_TEST(an_update_is_lost_to_nobody)
{
	struct reply *r;
	const char *match;

	tagged("\"a\"");
	r = client_get(&other, &diary_app, "/tags/a");
	match = print("HTTP_IF_MATCH=%", reply_header(r, "ETag"), "");
	tagged("\"a\"");
	r = client_send(&other, &diary_app, "PATCH", "/tags/a", "application/json",
		"{\"name\":\"b\"}", 12, (const char *[]){ match, NULL });
	ck_assert_int_eq(r->http, 412);
	ck_assert_int_eq(client_patch(&other, &diary_app, "/tags/a", "{}")->http, 200);
	assert_all("", "a 2");
}
END_TEST

START_TEST(tags_go_with_their_entry)
{
	const char *gone = tagged("\"a\",\"b\"");

	tagged("\"b\"");
	ck_assert_int_eq(client_delete(&other, &usermedia_app, gone)->http, 204);
	assert_all("", "b 1");
	ck_assert_int_eq(client_rows("entry_tags"), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tags");
	TCase *tc = tcase_create("tags");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, an_entry_has_its_tags_in_their_order);
	tcase_add_test(tc, every_view_of_an_entry_has_them);
	tcase_add_test(tc, a_form_has_a_tag_a_line);
	tcase_add_loop_test(tc, a_tag_that_is_wrong_is_named_and_nothing_is_done, 0, COUNT(texts));
	tcase_add_test(tc, tags_are_a_list);
	tcase_add_test(tc, a_tag_is_written_as_it_was_first);
	tcase_add_loop_test(tc, the_shelf_can_be_asked_for_tags, 0, COUNT(filters));
	tcase_add_test(tc, a_common_tag_is_found_in_the_order_of_the_shelf);
	tcase_add_test(tc, facets_tell_tags);
	tcase_add_test(tc, my_tags_have_counts);
	tcase_add_loop_test(tc, a_tag_has_an_address, 0, COUNT(paths));
	tcase_add_test(tc, what_is_no_tag_of_mine_is_not_found);
	tcase_add_test(tc, a_tag_is_renamed_on_everything);
	tcase_add_test(tc, a_tag_that_is_there_takes_the_other_in);
	tcase_add_test(tc, a_tag_comes_off_everything);
	tcase_add_loop_test(tc, a_bad_name_renames_nothing, 0, COUNT(bad_names));
	tcase_add_test(tc, an_update_is_lost_to_nobody);
	tcase_add_test(tc, tags_go_with_their_entry);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
