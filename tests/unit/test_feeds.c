/* lib/export/rss and ics: RSS 2.0 and RFC 5545, whatever titles have in them. */
#include "client.h"
#include "ics.h"
#include "rss.h"
#include "text.h"

#include <string.h>

static struct arena memory = { .limit = 16 << 20 };

static const char *
rss_of(const char *title, int64_t at)
{
	const struct rss_item item = { .title = title, .link = "https://a.example/?a=1&b=\"2\"",
		.guid = "a-b", .text = title, .at = { at } };
	struct buf out;

	buf_init(&out, &memory, 100);
	rss_item(&out, &item);
	return out.data;
}

static const struct { const char *title, *seen; } rss_titles[] = {
	{ "Dune", "<title>Dune</title>" },
	{ "a < b & c > d \"e\"", "<title>a &lt; b &amp; c &gt; d &quot;e&quot;</title>" },
	{ "a ]]> b", "<title>a ]]&gt; b</title>" },
	{ "a\x01\x08\x0b\x1f\x1b[0m b", "<title>a[0m b</title>" },
	{ "two\r\nlines\tand", "<title>two\nlines\tand</title>" },
	{ "\xef\xbf\xbe" "a\xef\xbf\xbf", "<title>a</title>" },
	{ "\xe6\x9c\xaa\xe6\x9d\xa5", "<title>\xe6\x9c\xaa\xe6\x9d\xa5</title>" },
};

START_TEST(what_xml_cannot_have_is_escaped_or_left_out)
{
	const char *item = rss_of(rss_titles[_i].title, 0);

	ck_assert_msg(strstr(item, rss_titles[_i].seen) != NULL, "%s", item);
	ck_assert_ptr_nonnull(strstr(item, "<guid isPermaLink=\"false\">a-b</guid>"));
	ck_assert_ptr_nonnull(strstr(item,
		"<link>https://a.example/?a=1&amp;b=&quot;2&quot;</link>"));
}
END_TEST

START_TEST(a_time_is_as_in_mails)
{
	ck_assert_ptr_nonnull(strstr(rss_of("a", 1775030400),
		"<pubDate>Wed, 01 Apr 2026 08:00:00 GMT</pubDate>"));
	ck_assert_ptr_null(strstr(rss_of("a", INT_NONE), "pubDate"));
}
END_TEST

START_TEST(a_feed_is_whole)
{
	const struct rss_channel channel = { "A & B", "https://a.example/",
		"https://a.example/x.rss", "two" };
	struct buf out;

	buf_init(&out, &memory, 100);
	rss_begin(&out, &channel);
	rss_end(&out);
	ck_assert_str_eq(out.data, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n"
		"<title>A &amp; B</title>\n<link>https://a.example/</link>\n"
		"<description>two</description>\n"
		"<atom:link rel=\"self\" type=\"application/rss+xml\" "
		"href=\"https://a.example/x.rss\"/>\n</channel>\n</rss>\n");
}
END_TEST

static const char *
event_of(const char *title)
{
	const struct ics_event event = { .uid = "a@vitrine", .day = "2026-07-12", .title = title,
		.url = "https://a.example/", .at = { 1775030400 } };
	struct buf out;

	buf_init(&out, &memory, 100);
	ics_event(&out, &event);
	return out.data;
}

static const struct { const char *title, *seen; } ics_titles[] = {
	{ "Dune", "SUMMARY:Dune\r\n" },
	{ "a, b; c\\d", "SUMMARY:a\\, b\\; c\\\\d\r\n" },
	{ "one\r\ntwo\nthree\rfour", "SUMMARY:one\\ntwo\\nthree\\nfour\r\n" },
	{ "a\x01\x1b b\x7f", "SUMMARY:a b\r\n" },
	{ "x\r\nEND:VEVENT\r\nBEGIN:VEVENT", "SUMMARY:x\\nEND:VEVENT\\nBEGIN:VEVENT\r\n" },
};

START_TEST(a_text_of_a_calendar_is_one_line)
{
	const char *event = event_of(ics_titles[_i].title);

	ck_assert_msg(strstr(event, ics_titles[_i].seen) != NULL, "%s", event);
}
END_TEST

START_TEST(an_event_is_of_a_whole_day)
{
	ck_assert_str_eq(event_of("a"), "BEGIN:VEVENT\r\nUID:a@vitrine\r\n"
		"DTSTAMP:20260401T080000Z\r\nDTSTART;VALUE=DATE:20260712\r\nSUMMARY:a\r\n"
		"URL:https://a.example/\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}
END_TEST

/* The characters that the longest titles are made of have one to four bytes. */
static const char *const letters[] = { "a", "\xc3\xa9", "\xe6\x9c\xaa", "\xf0\x9f\x93\x9a" };

START_TEST(long_lines_are_folded_and_no_character_is_cut)
{
	struct buf title, unfolded;
	const char *line;

	buf_init(&title, &memory, 3000);
	buf_puts(&title, _i % 2 ? "x" : "");
	for (int i = 0; i < 500; i++)
		buf_puts(&title, letters[_i / 2]);
	buf_init(&unfolded, &memory, 3000);
	for (line = event_of(title.data); *line;) {
		const size_t n = strcspn(line, "\r");

		ck_assert_uint_le(n, 75);
		ck_assert(text_is_utf8(line, n));
		ck_assert_int_eq(line[n + 1], '\n');
		buf_add(&unfolded, line + (*line == ' '), n - (*line == ' '));
		line += n + 2;
		if (*line != ' ')
			buf_putc(&unfolded, '\n');
	}
	ck_assert_ptr_nonnull(strstr(unfolded.data,
		arena_printf(&memory, "\nSUMMARY:%s\n", title.data)));
}
END_TEST

START_TEST(a_calendar_is_whole)
{
	struct buf out;

	buf_init(&out, &memory, 100);
	ics_begin(&out, "A, b");
	ics_end(&out);
	ck_assert_str_eq(out.data, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Vitrine//EN\r\n"
		"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nNAME:A\\, b\r\nX-WR-CALNAME:A\\, b\r\n"
		"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\nEND:VCALENDAR\r\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("feeds");
	TCase *rss = tcase_create("rss"), *ics = tcase_create("ics");

	tcase_add_loop_test(rss, what_xml_cannot_have_is_escaped_or_left_out, 0,
		COUNT(rss_titles));
	tcase_add_test(rss, a_time_is_as_in_mails);
	tcase_add_test(rss, a_feed_is_whole);
	suite_add_tcase(suite, rss);
	tcase_add_loop_test(ics, a_text_of_a_calendar_is_one_line, 0, COUNT(ics_titles));
	tcase_add_test(ics, an_event_is_of_a_whole_day);
	tcase_add_loop_test(ics, long_lines_are_folded_and_no_character_is_cut, 0, 8);
	tcase_add_test(ics, a_calendar_is_whole);
	suite_add_tcase(suite, ics);
	return run_suite(suite);
}
