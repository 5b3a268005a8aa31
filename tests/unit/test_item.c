/* lib/import/item: there and back as JSON, merged, settled; and days as others write them. */
#include "client.h"
#include "date.h"
#include "json.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static struct arena memory = { .limit = 256 << 20 };

static const char *
text_of(const struct item *item)
{
	struct buf buf;

	buf_init(&buf, &memory, 1024);
	item_put(&buf, item);
	return buf.data;
}

static struct item
item_of(const char *text)
{
	struct problems problems = { .arena = &memory };
	struct item item;
	const cJSON *tree = json_tree(&memory, text, strlen(text));
	const enum status rc = item_read_json(&memory, tree, &problems, &item);

	ck_assert_msg(!rc, "%s: %s %s", text, problems.first ? problems.first->field : "",
		problems.first ? problems.first->message : "");
	return item;
}

/* Without what an empty item has. */
static const char *
short_text(const struct item *item)
{
	static const char *const empty[] = { ",\"is_list\":false", ",\"ids\":[]", ",\"tags\":[]",
		",\"reads\":[]", ",\"copies\":[]", ",\"places\":[]", ",\"episodes\":[]",
		",\"is_ranked\":false", "\"is_finished\":false,\"on_shelf\":false,",
		",\"is_finished\":false,\"on_shelf\":false",
		"\"is_finished\":false,\"on_shelf\":false" };
	char *text = arena_strdup(&memory, text_of(item)), *at;

	for (size_t i = 0; i < COUNT(empty); i++)
		while ((at = strstr(text, empty[i])))
			memmove(at, at + strlen(empty[i]), strlen(at + strlen(empty[i])) + 1);
	return text;
}

#define WHOLE "{\"key\":\"b:1\",\"is_list\":false,\"media_id\":\"m\",\"type\":\"BOOK\"," \
	"\"title\":\"Emma\",\"creator\":\"Jane Austen\",\"pub_date\":\"1815\",\"isbn\":\"1\"," \
	"\"genre\":\"novel\",\"description\":\"a\\nb\",\"image_url\":\"https://a.example/i\"," \
	"\"trailer_url\":\"https://a.example/t\",\"external_source\":\"x\"," \
	"\"external_id\":\"7\",\"length\":300,\"ids\":[\"goodreads:1\",\"oclc:2\"]," \
	"\"metadata\":{\"a\":1.50,\"b\":[{}]},\"entry_id\":\"e\",\"status\":\"COMPLETED\"," \
	"\"progress\":300,\"note\":\"n\\no\",\"tags\":[\"t\",\"u\",\"v\",\"w\",\"x\"]," \
	"\"times\":3,\"created_at\":\"2020-01-02T03:04:05Z\"," \
	"\"updated_at\":\"2020-01-02T03:04:06Z\",\"reads\":[{\"id\":\"r\"," \
	"\"start_date\":\"2009\",\"end_date\":\"2009-07-12T10:00:00Z\"," \
	"\"is_finished\":true,\"on_shelf\":false,\"progress\":0,\"note\":\"p\",\"rating\":4.5," \
	"\"created_at\":\"2020-01-02T03:04:05Z\",\"updated_at\":\"2020-01-02T03:04:05Z\"}," \
	"{\"is_finished\":false,\"on_shelf\":true}],\"copies\":[{\"id\":\"c\"," \
	"\"format\":\"Paperback\",\"season\":0,\"platform\":\"Shelf\"," \
	"\"vod_link\":\"https://a.example\"," \
	"\"note\":\"q\",\"created_at\":\"2020-01-02T03:04:05Z\"," \
	"\"updated_at\":\"2020-01-02T03:04:05Z\"},{\"format\":\"E-book\"}],\"rating\":5," \
	"\"rated_at\":\"2020-01-02T03:04:05Z\",\"review\":\"r\",\"reviewed_at\":" \
	"\"2020-01-02T03:04:05Z\",\"places\":[{\"list\":\"list:1\",\"position\":2,\"note\":\"s\"," \
	"\"created_at\":\"2020-01-02T03:04:05Z\",\"updated_at\":\"2020-01-02T03:04:05Z\"}]," \
	"\"episodes\":[\"S1E1\"],\"seen_from\":\"2001-01-01\",\"seen_until\":\"2001-01-02\"," \
	"\"is_ranked\":true,\"visibility\":\"members\"}"

START_TEST(an_item_comes_back_as_it_was)
{
	struct item item;

	item = item_of(WHOLE);
	ck_assert_str_eq(text_of(&item), WHOLE);
	item_tidy(&memory, &item);
	ck_assert_str_eq(text_of(&item), WHOLE);
	item = item_of("{\"key\":\"k\"}");
	ck_assert_str_eq(short_text(&item), "{\"key\":\"k\"}");
	ck_assert(item.progress == INT_NONE && item.rating.count == INT_NONE && !item.status);
}
END_TEST

static const struct {
	const char *text, *field;
} bad[] = {
	{ "[]", "" }, { "1", "" }, { "{}", "key" }, { "{\"key\":\"\"}", "key" },
	{ "{\"key\":\"k\",\"type\":\"SONG\"}", "type" },
	{ "{\"key\":\"k\",\"rating\":4.7}", "rating" },
	{ "{\"key\":\"k\",\"reads\":1}", "reads" },
	{ "{\"key\":\"k\",\"reads\":[1]}", "reads" },
	{ "{\"key\":\"k\",\"reads\":[{\"rating\":6}]}", "rating" },
	{ "{\"key\":\"k\",\"copies\":{}}", "copies" },
	{ "{\"key\":\"k\",\"places\":[{}]}", "list" },
	{ "{\"key\":\"k\",\"tags\":[1]}", "tags" },
	{ "{\"key\":\"k\",\"wings\":2}", "wings" },
};

START_TEST(what_is_no_item_is_named)
{
	struct problems problems = { .arena = &memory };
	const cJSON *tree = json_tree(&memory, bad[_i].text, strlen(bad[_i].text));
	struct item item;

	ck_assert_int_eq(item_read_json(&memory, tree, &problems, &item), ERR_VALIDATION);
	ck_assert_str_eq(problems.first->field, bad[_i].field);
}
END_TEST

START_TEST(a_list_grows_and_those_of_others_stay_theirs)
{
	static const char *theirs[] = { "a", "b", "c" };
	struct texts texts = { theirs, 3, 0 };
	struct item item;

	for (int i = 0; i < 100; i++)
		texts_add(&memory, &texts, arena_printf(&memory, "%d", i % 50));
	ck_assert_int_eq(texts.count, 53);
	ck_assert_str_eq(texts.list[2], "c");
	ck_assert_str_eq(texts.list[52], "49");
	ck_assert_str_eq(theirs[2], "c");
	item_clear(&item);
	for (int i = 0; i < 20; i++)
		item_add_read(&memory, &item)->progress = i ? i : INT_NONE;
	ck_assert_int_eq(item.reads.count, 20);
	ck_assert(((struct item_read *)item.reads.list)[0].progress == INT_NONE);
	ck_assert_int_eq(((struct item_read *)item.reads.list)[19].progress, 19);
	ck_assert(((struct item_read *)item.reads.list)[19].rating.count == INT_NONE);
}
END_TEST

START_TEST(ids_and_metadata_are_added)
{
	struct item item;

	item_clear(&item);
	item_add_id(&memory, &item, "imdb", "tt1");
	item_add_id(&memory, &item, "imdb", "tt1");
	item_add_id(&memory, &item, "tmdb", "0");
	item_add_id(&memory, &item, "tmdb", "");
	item_add_id(&memory, &item, "tmdb", NULL);
	item_add_metadata(&memory, &item, "publisher", "A \"B\"");
	item_add_metadata(&memory, &item, "asin", "");
	item_add_metadata(&memory, &item, "asin", NULL);
	item_add_metadata(&memory, &item, "asin", "B0");
	item_add_metadata(&memory, &item, "much", arena_printf(&memory, "%032760d", 1));
	ck_assert_int_eq(item.ids.count, 1);
	ck_assert_str_eq(item.ids.list[0], "imdb:tt1");
	ck_assert_str_eq(item.metadata.json, "{\"publisher\":\"A \\\"B\\\"\",\"asin\":\"B0\"}");
	ck_assert_str_eq(item.remarks.list[0], "much is too long to be kept.");
}
END_TEST

#define K "{\"key\":\"k\""
#define DVD "{\"format\":\"DVD\""
#define D ",\"copies\":[" DVD
static const struct {
	const char *one, *more, *both;
} pairs[] = {
	{ K ",\"title\":\"A\",\"status\":\"TO_DO\"}", K ",\"title\":\"B\",\"creator\":\"C\","
	  "\"status\":\"COMPLETED\"}", K ",\"title\":\"A\",\"creator\":\"C\","
	  "\"status\":\"COMPLETED\"}" },
	{ K ",\"status\":\"DROPPED\"}", K ",\"status\":\"TO_DO\"}", K ",\"status\":\"DROPPED\"}" },
	{ K ",\"status\":\"DROPPED\"}", K ",\"status\":\"PAUSED\"}", K ",\"status\":\"PAUSED\"}" },
	{ K ",\"status\":\"IN_PROGRESS\"}", K "}", K ",\"status\":\"IN_PROGRESS\"}" },
	{ K ",\"progress\":3,\"created_at\":\"2020-01-02T00:00:00Z\"}",
	  K ",\"progress\":2,\"times\":2,\"created_at\":\"2019-01-02T00:00:00Z\"}",
	  K ",\"progress\":3,\"times\":2,\"created_at\":\"2019-01-02T00:00:00Z\"}" },
	{ K ",\"rating\":4}", K ",\"rating\":5,\"rated_at\":\"2020-01-02T00:00:00Z\"}",
	  K ",\"rating\":4}" },
	{ K ",\"rating\":4,\"rated_at\":\"2020-01-02T00:00:00Z\"}",
	  K ",\"rating\":5,\"rated_at\":\"2021-01-02T00:00:00Z\"}",
	  K ",\"rating\":5,\"rated_at\":\"2021-01-02T00:00:00Z\"}" },
	{ K "}", K ",\"rating\":0.5}", K ",\"rating\":0.5}" },
	{ K ",\"note\":\"a\"}", K ",\"note\":\"b\"}", K ",\"note\":\"a\\n\\nb\"}" },
	{ K ",\"note\":\"a b\"}", K ",\"note\":\"b\"}", K ",\"note\":\"a b\"}" },
	{ K ",\"review\":\"old\",\"reviewed_at\":\"2020-01-02T10:00:00Z\"}",
	  K ",\"review\":\"new\",\"reviewed_at\":\"2021-01-02T00:00:00Z\"}",
	  K ",\"review\":\"new\\n\\n2020-01-02\\nold\",\"reviewed_at\":\"2021-01-02T00:00:00Z\"}" },
	{ K ",\"review\":\"new\\n\\n2020-01-02\\nold\",\"reviewed_at\":\"2021-01-02T00:00:00Z\"}",
	  K ",\"review\":\"old\",\"reviewed_at\":\"2020-01-02T10:00:00Z\"}",
	  K ",\"review\":\"new\\n\\n2020-01-02\\nold\",\"reviewed_at\":\"2021-01-02T00:00:00Z\"}" },
	{ K ",\"tags\":[\"a\"]}", K ",\"tags\":[\"b\",\"a\"]}", K ",\"tags\":[\"a\",\"b\"]}" },
	{ K ",\"metadata\":{\"a\":1}}", K ",\"metadata\":{\"a\":2,\"b\":3}}",
	  K ",\"metadata\":{\"a\":1,\"b\":3}}" },
	{ K ",\"reads\":[{\"end_date\":\"2020\"}]}",
	  K ",\"reads\":[{\"end_date\":\"2020\",\"rating\":4},{\"end_date\":\"2021\"}]}",
	  K ",\"reads\":[{\"end_date\":\"2020\",\"rating\":4},{\"end_date\":\"2021\"}]}" },
	{ K ",\"reads\":[{\"id\":\"1\"}]}", K ",\"reads\":[{\"id\":\"2\"}]}",
	  K ",\"reads\":[{\"id\":\"1\"},{\"id\":\"2\"}]}" },
	{ K ",\"copies\":[{\"format\":\"DVD\"}]}",
	  K ",\"copies\":[{\"format\":\"DVD\"},{\"format\":\"Digital\"}]}",
	  K ",\"copies\":[{\"format\":\"DVD\"},{\"format\":\"Digital\"}]}" },
	{ K D ",\"condition\":\"Good\"}]}", K D "}," DVD ",\"condition\":\"Good\"}]}",
	  K D ",\"condition\":\"Good\"},{\"format\":\"DVD\"}]}" },
	{ K D ",\"lent_on\":\"2020-01-01\"}]}", K D ",\"lent_on\":\"2020-01-02\"}]}",
	  K D ",\"lent_on\":\"2020-01-01\"}," DVD ",\"lent_on\":\"2020-01-02\"}]}" },
	{ K D ",\"due_on\":\"2020-01-01\"}]}", K D ",\"due_on\":\"2020-01-02\"}]}",
	  K D ",\"due_on\":\"2020-01-01\"}," DVD ",\"due_on\":\"2020-01-02\"}]}" },
	{ K D ",\"acquired_on\":\"2020\"}]}", K D ",\"acquired_on\":\"2021\"}]}",
	  K D ",\"acquired_on\":\"2020\"}," DVD ",\"acquired_on\":\"2021\"}]}" },
	{ K D ",\"price\":\"1\"}]}", K D ",\"price\":\"2\"}]}",
	  K D ",\"price\":\"1\"}," DVD ",\"price\":\"2\"}]}" },
	{ K D ",\"currency\":\"EUR\"}]}", K D ",\"currency\":\"USD\"}]}",
	  K D ",\"currency\":\"EUR\"}," DVD ",\"currency\":\"USD\"}]}" },
	{ K ",\"places\":[{\"list\":\"list:a\"}]}",
	  K ",\"places\":[{\"list\":\"list:b\",\"position\":2},{\"list\":\"list:a\"}]}",
	  K ",\"places\":[{\"list\":\"list:a\"},{\"list\":\"list:b\",\"position\":2}]}" },
	{ K ",\"episodes\":[\"S1E1\"],\"seen_from\":\"2001-02-01\",\"seen_until\":\"2001-02-01\"}",
	  K ",\"episodes\":[\"S1E2\",\"S1E1\"],\"seen_from\":\"2001-01-01\","
	  "\"seen_until\":\"2001-01-01\"}", K ",\"episodes\":[\"S1E1\",\"S1E2\"],"
	  "\"seen_from\":\"2001-01-01\",\"seen_until\":\"2001-02-01\"}" },
};

START_TEST(two_places_of_a_file_are_one_title)
{
	struct item item = item_of(pairs[_i].one), more = item_of(pairs[_i].more);

	item_merge(&memory, &item, &more);
	ck_assert_str_eq(short_text(&item), pairs[_i].both);
	item_merge(&memory, &item, &more);
	ck_assert_str_eq(short_text(&item), pairs[_i].both);
}
END_TEST

START_TEST(what_is_told_twice_at_once_is_two)
{
	struct item item = item_of(K "}"), more = item_of(K ",\"copies\":[{\"format\":\"DVD\"},"
		"{\"format\":\"DVD\"}],\"reads\":[{},{}]}");

	item_merge(&memory, &item, &more);
	ck_assert_int_eq(item.copies.count, 2);
	ck_assert_int_eq(item.reads.count, 2);
	item_merge(&memory, &item, &more);
	ck_assert_int_eq(item.copies.count, 2);
}
END_TEST

START_TEST(what_one_place_can_read_is_read)
{
	struct item item = item_of(K "}"), more = item_of(K "}");

	item.skipped = more.failed = "why";
	item_merge(&memory, &item, &more);
	ck_assert(!item.skipped && !item.failed);
	item.skipped = more.skipped = "why";
	item_merge(&memory, &item, &more);
	ck_assert_str_eq(item.skipped, "why");
}
END_TEST

#define T K ",\"type\":\"BOOK\",\"title\":\"A\""
#define C ",\"copies\":[{\"format\":\"DVD\",\"lent_to\":\"Anna\""
#define S K ",\"type\":\"TV_SHOW\",\"title\":\"A\""
static const struct {
	const char *read, *settled, *remark;
} settled[] = {
	{ T "}", T "}", NULL },
	{ T ",\"isbn\":\"0-14-044933-X\"}", T ",\"metadata\":{\"isbn\":\"0-14-044933-X\"}}", NULL },
	{ T ",\"isbn\":\"0140449337\"}", T ",\"isbn\":\"9780140449334\"}", NULL },
	{ T ",\"pub_date\":\"2011-05-00\"}", T ",\"pub_date\":\"2011-05\"}", NULL },
	{ T ",\"pub_date\":\"1970-01-01\"}", T ",\"pub_date\":\"1970-01-01\"}", NULL },
	{ T ",\"pub_date\":\"3/4/2011\"}", T ",\"pub_date\":\"2011\"}", NULL },
	{ T ",\"pub_date\":\"early\"}", T ",\"metadata\":{\"published\":\"early\"}}", NULL },
	{ T ",\"length\":100,\"progress\":120,\"reads\":[{\"progress\":101}]}",
	  T ",\"length\":100,\"progress\":100,\"reads\":[{\"progress\":100}]}", NULL },
	{ T ",\"reads\":[{\"start_date\":\"2020-02-03\",\"end_date\":\"2020-02-02\"}]}",
	  T ",\"reads\":[{\"end_date\":\"2020-02-02\"}]}",
	  "It began (2020-02-03) after it ended (2020-02-02): the end counts." },
	{ T ",\"reads\":[{\"start_date\":\"2020-02\",\"end_date\":\"2020-02-02\"}]}",
	  T ",\"reads\":[{\"start_date\":\"2020-02\",\"end_date\":\"2020-02-02\"}]}", NULL },
	{ T ",\"reads\":[{\"end_date\":\"31/31/2020\"}]}", T ",\"reads\":[{}]}",
	  "The date \"31/31/2020\" makes no sense." },
	{ T ",\"reads\":[{\"end_date\":\"3/4/2020\"}]}", T ",\"reads\":[{}]}",
	  "The date 3/4/2020 can be read in two ways." },
	{ T ",\"reads\":[{\"end_date\":\"9020-02-01\"}]}",
	  T ",\"reads\":[{\"end_date\":\"9020-02-01\"}]}",
	  "It ended on a day to come (9020-02-01)." },
	{ T ",\"copies\":[{\"vod_link\":\"here\"}]}",
	  T ",\"copies\":[{\"format\":\"Unknown\",\"note\":\"here\"}]}", NULL },
	{ T C ",\"lent_on\":\"3.12.2019\",\"due_on\":\"2020/02/13\"}]}",
	  T C ",\"lent_on\":\"2019-12-03\",\"due_on\":\"2020-02-13\"}]}", NULL },
	{ T C ",\"due_on\":\"2020-02-13\"}]}", T C ",\"due_on\":\"2020-02-13\"}]}", NULL },
	{ T C ",\"lent_on\":\"2020-02-14\",\"due_on\":\"2020-02-13\"}]}",
	  T C ",\"lent_on\":\"2020-02-14\"}]}", "It was due (2020-02-13) before it was lent "
	  "(2020-02-14): the day it was lent counts." },
	{ T ",\"copies\":[{\"format\":\"DVD\",\"due_on\":\"2020-02-13\"}]}",
	  T ",\"copies\":[{\"format\":\"DVD\"}]}",
	  "It isn't said to whom it is lent: the days of that were left out." },
	{ T ",\"image_url\":\"x\",\"trailer_url\":\"https://a.example\"}",
	  T ",\"trailer_url\":\"https://a.example\"}", NULL },
	{ T ",\"tags\":[\"Sci-Fi\",\"sci-fi\",\"a//b\",\"..\"]}",
	  T ",\"tags\":[\"Sci-Fi\",\"a  b\"]}", "\"..\" can't be a tag." },
	{ S ",\"episodes\":[\"S1E1\",\"S0E1\",\"S2E1\"],\"seen_from\":\"2020-01-01\","
	  "\"seen_until\":\"2020-01-03\"}", S ",\"status\":\"IN_PROGRESS\",\"progress\":2,"
	  "\"reads\":[{\"start_date\":\"2020-01-01\",\"is_finished\":false,\"on_shelf\":true,"
	  "\"progress\":2}]}", NULL },
	{ S ",\"length\":2,\"status\":\"TO_DO\",\"episodes\":[\"S1E1\",\"S1E2\"],"
	  "\"seen_from\":\"2020-01-01\",\"seen_until\":\"2020-01-03\"}",
	  S ",\"length\":2,\"status\":\"COMPLETED\",\"progress\":2,"
	  "\"reads\":[{\"start_date\":\"2020-01-01\",\"end_date\":\"2020-01-03\","
	  "\"is_finished\":true,\"on_shelf\":true,\"progress\":2}]}", NULL },
	{ S ",\"status\":\"COMPLETED\",\"episodes\":[\"S1E1\"]}",
	  S ",\"status\":\"IN_PROGRESS\",\"progress\":1}", NULL },
	{ S ",\"status\":\"DROPPED\",\"episodes\":[\"S1E1\"]}",
	  S ",\"status\":\"DROPPED\",\"progress\":1}", NULL },
	{ S ",\"status\":\"TO_DO\",\"episodes\":[\"S0E1\"]}",
	  S ",\"status\":\"TO_DO\",\"episodes\":[\"S0E1\"]}", NULL },
};

START_TEST(what_was_read_is_settled_once)
{
	struct item item = item_of(settled[_i].read);

	for (int again = 0; again < 2; again++) {
		item_settle(&memory, &item, ORDER_UNKNOWN);
		ck_assert_str_eq(short_text(&item), settled[_i].settled);
		ck_assert_pstr_eq(item.remarks.count ? item.remarks.list[0] : NULL,
			settled[_i].remark);
		ck_assert_ptr_null(item.failed);
	}
}
END_TEST

START_TEST(an_order_decides_what_can_be_read_in_two_ways)
{
	for (int order = DAY_FIRST; order <= MONTH_FIRST; order++) {
		struct item item = item_of(T ",\"reads\":[{\"end_date\":\"3/4/2020\"}]}");

		item_settle(&memory, &item, (enum day_order)order);
		ck_assert_str_eq(((struct item_read *)item.reads.list)->end_date,
			order == DAY_FIRST ? "2020-04-03" : "2020-03-04");
	}
}
END_TEST

START_TEST(what_is_too_long_is_cut_at_a_word)
{
	struct item item = item_of(T "}");
	struct buf words;

	buf_init(&words, &memory, 100);
	for (int i = 0; i < 2001; i++)
		buf_puts(&words, "\xc3\xa9t\xc3\xa9, ");
	item.status = TO_DO;
	item.review = words.data;
	item.title = arena_printf(&memory, "%0600d", 1);
	for (int i = 0; i < 40; i++)
		texts_add(&memory, &item.tags, arena_printf(&memory, "%d", i));
	for (int i = 0; i < 200; i++)
		item_add_copy(&memory, &item)->format = "DVD";
	item_settle(&memory, &item, ORDER_UNKNOWN);
	ck_assert_int_eq(text_length(item.review), 9999);
	ck_assert_int_eq(strlen(item.title), 500);
	ck_assert_int_eq(item.tags.count, 30);
	ck_assert_int_eq(item.copies.count, 100);
	ck_assert_str_eq(item.remarks.list[0], "The title had more than 500 characters and was "
		"cut.");
	ck_assert_int_eq(item.remarks.count, 13);
}
END_TEST

static const struct {
	const char *item, *failed;
} failing[] = {
	{ K ",\"type\":\"BOOK\"}", "It has no title." },
	{ K ",\"title\":\"A\"}", "It isn't known what it is: a book, a film, a series or a game." },
	{ "{\"key\":\"list:1\",\"is_list\":true}", "The list has no name." },
	{ "{\"key\":\"list:1\",\"is_list\":true,\"title\":\"A\"}", NULL },
};

START_TEST(what_has_no_title_or_type_fails)
{
	struct item item = item_of(failing[_i].item);

	item_settle(&memory, &item, ORDER_UNKNOWN);
	ck_assert_pstr_eq(item.failed, failing[_i].failed);
}
END_TEST

START_TEST(what_readers_tell_is_made_tidy)
{
	struct item item;
	struct item_read *read;

	item_clear(&item);
	item.title = " A\r\nB\x01\xc2\x85 ";
	item.note = "\n a\r\nb\rc\t\x7f ";
	item.review = " \xe2\x80\x8b ";
	item.creator = "e\xcc\x81";
	item.genre = "\xff";
	item.length = 0;
	item.progress = -1;
	item.rating.count = 11;
	item.created_at.seconds = INT64_MAX;
	item.metadata.json = "{";
	texts_add(&memory, &item.tags, " ");
	texts_add(&memory, &item.tags, " a");
	read = item_add_read(&memory, &item);
	read->note = " b ";
	item_add_place(&memory, &item);
	item_tidy(&memory, &item);
	ck_assert_str_eq(short_text(&item), "{\"key\":\"?\",\"title\":\"A B\","
		"\"creator\":\"e\xcc\x81\",\"genre\":\"\xc3\xbf\",\"note\":\"\\n a\\nb\\nc\\t \","
		"\"tags\":[\"a\"],\"reads\":[{\"note\":\" b \"}],"
		"\"places\":[{\"list\":\"list:\"}]}");
	ck_assert_str_eq(read->note, " b ");
	item = item_of(text_of(&item));
}
END_TEST

static const struct {
	const char *text, *day;
	enum date_kind kind;
	enum day_order order;
} days[] = {
	{ "2020-05-06", "2020-05-06", DATE_KNOWN, 0 },
	{ "2020/05/06", "2020-05-06", DATE_KNOWN, 0 },
	{ "2020-5-6", "2020-05-06", DATE_KNOWN, 0 },
	{ " [2007-04-16] ", "2007-04-16", DATE_KNOWN, 0 },
	{ "2024-12-24T22:15:00.000Z", "2024-12-24", DATE_KNOWN, 0 },
	{ "2024-12-24T23:15:00-05:00", "2024-12-25", DATE_KNOWN, 0 },
	{ "2019-09-08 20:01:02", "2019-09-08", DATE_KNOWN, 0 },
	{ "2019/09/08 20:01", "2019-09-08", DATE_KNOWN, 0 },
	{ "Thu Jun 14 00:00:00 2012", "2012-06-14", DATE_KNOWN, 0 },
	{ "Sun Mar  1 00:00:00 2015", "2015-03-01", DATE_KNOWN, 0 },
	{ "June 14, 2012", "2012-06-14", DATE_KNOWN, 0 },
	{ "14 Jun 2012", "2012-06-14", DATE_KNOWN, 0 },
	{ "Jun 2012", "2012-06", DATE_KNOWN, 0 }, { "June 31, 2012", NULL, DATE_ODD, 0 },
	{ "1570492800", "2019-10-08", DATE_KNOWN, 0 },
	{ "1570492800000", "2019-10-08", DATE_KNOWN, 0 },
	{ "1.5704928e+15", "2019-10-08", DATE_KNOWN, 0 }, { "0", NULL, DATE_NONE, 0 },
	{ "20120614", "2012-06-14", DATE_KNOWN, 0 }, { "2014", "2014", DATE_KNOWN, 0 },
	{ "2021-05", "2021-05", DATE_KNOWN, 0 }, { "05/2021", "2021-05", DATE_KNOWN, 0 },
	{ "2021-05-00", "2021-05", DATE_KNOWN, 0 }, { "2014-00-00", "2014", DATE_KNOWN, 0 },
	{ "2010-Q3", "2010", DATE_KNOWN, 0 }, { "14.06.2012", "2012-06-14", DATE_KNOWN, 0 },
	{ "6.5.2012", "2012-05-06", DATE_KNOWN, 0 }, { "14/06/2012", "2012-06-14", DATE_KNOWN, 0 },
	{ "06/14/2012", "2012-06-14", DATE_KNOWN, 0 }, { "6/14/12", "2012-06-14", DATE_KNOWN, 0 },
	{ "6/14/12 23:30", "2012-06-14", DATE_KNOWN, 0 },
	{ "6/14/98", "1998-06-14", DATE_KNOWN, 0 },
	{ "05/06/2012", NULL, DATE_UNDECIDED, 0 },
	{ "05/06/2012", "2012-06-05", DATE_KNOWN, DAY_FIRST },
	{ "05/06/2012", "2012-05-06", DATE_KNOWN, MONTH_FIRST },
	{ "5-6-2012", NULL, DATE_UNDECIDED, 0 },
	{ "06/06/2012", "2012-06-06", DATE_KNOWN, 0 }, { "13/13/2012", NULL, DATE_ODD, 0 },
	{ "0/6/2012", NULL, DATE_ODD, 0 }, { "2021-13-01", NULL, DATE_ODD, 0 },
	{ "2021-02-30", NULL, DATE_ODD, 0 },
	{ "", NULL, DATE_NONE, 0 }, { NULL, NULL, DATE_NONE, 0 },
	{ "0000-00-00", NULL, DATE_NONE, 0 }, { "0001-01-01", NULL, DATE_NONE, 0 },
	{ "0101-01-01T00:00:00+00:00", NULL, DATE_NONE, 0 }, { "1970-01-01", NULL, DATE_NONE, 0 },
	{ "1970", "1970", DATE_KNOWN, 0 }, { "1970-01-01T00:00:00Z", NULL, DATE_NONE, 0 },
	{ "Unknown", NULL, DATE_NONE, 0 },
	{ "?", NULL, DATE_NONE, 0 }, { "[]", NULL, DATE_NONE, 0 },
	{ "some day", NULL, DATE_ODD, 0 }, { "201206", NULL, DATE_ODD, 0 },
	{ "99999-01-01", NULL, DATE_ODD, 0 },
	{ "a text that is much longer than any day would ever be, wherever it is", NULL,
	  DATE_ODD, 0 },
};

START_TEST(days_are_read_as_others_write_them)
{
	const struct date date = date_read(days[_i].text, days[_i].order);

	ck_assert_msg(date.kind == days[_i].kind, "%s: %d", days[_i].text, date.kind);
	if (date.kind == DATE_KNOWN)
		ck_assert_str_eq(date_text(&memory, &date), days[_i].day);
}
END_TEST

START_TEST(a_day_shows_its_order)
{
	ck_assert_int_eq(date_read("13/1/2020", ORDER_UNKNOWN).shows, DAY_FIRST);
	ck_assert_int_eq(date_read("1/13/2020", ORDER_UNKNOWN).shows, MONTH_FIRST);
	ck_assert_int_eq(date_read("1/12/2020", DAY_FIRST).shows, ORDER_UNKNOWN);
	ck_assert_int_eq(date_read("2020-01-13", ORDER_UNKNOWN).shows, ORDER_UNKNOWN);
	ck_assert_int_eq(date_read("2020-01-13T01:02:03Z", ORDER_UNKNOWN).seconds, 1578877323);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("item");
	TCase *tc = tcase_create("item");

	tcase_add_test(tc, an_item_comes_back_as_it_was);
	tcase_add_loop_test(tc, what_is_no_item_is_named, 0, COUNT(bad));
	tcase_add_test(tc, a_list_grows_and_those_of_others_stay_theirs);
	tcase_add_test(tc, ids_and_metadata_are_added);
	tcase_add_loop_test(tc, two_places_of_a_file_are_one_title, 0, COUNT(pairs));
	tcase_add_test(tc, what_is_told_twice_at_once_is_two);
	tcase_add_test(tc, what_one_place_can_read_is_read);
	tcase_add_loop_test(tc, what_was_read_is_settled_once, 0, COUNT(settled));
	tcase_add_test(tc, an_order_decides_what_can_be_read_in_two_ways);
	tcase_add_test(tc, what_is_too_long_is_cut_at_a_word);
	tcase_add_loop_test(tc, what_has_no_title_or_type_fails, 0, COUNT(failing));
	tcase_add_test(tc, what_readers_tell_is_made_tidy);
	tcase_add_loop_test(tc, days_are_read_as_others_write_them, 0, COUNT(days));
	tcase_add_test(tc, a_day_shows_its_order);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
