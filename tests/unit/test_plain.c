/* lib/model/plain: texts of others become plain text, their dates ours, their addresses ids. */
#include "client.h"
#include "plain.h"
#include "text.h"

#include <string.h>

static struct arena memory = { .limit = 256 << 20 };

/* NULL is that nothing is left. */
struct reading {
	const char *text, *read;
};

static void
check_reading(field_check *check, const struct reading *wanted)
{
	const char *message = NULL, *read = check(&memory, wanted->text, &message);

	if (!wanted->read)
		ck_assert_msg(!read, "\"%s\" is \"%s\"", wanted->text, read);
	else
		ck_assert_msg(read && !strcmp(read, wanted->read), "\"%s\" is \"%s\", not \"%s\"",
			wanted->text, read ? read : "(null)", wanted->read);
	ck_assert(read || message);
}

static const struct reading lines[] = {
	{ "Plain", "Plain" }, { "", NULL }, { " \t\r\n ", NULL }, { "  a  b  ", "a b" },
	{ "a\r\nb\rc\nd", "a b c d" },
	/* tags */
	{ "<b>Nine</b> lives", "Nine lives" }, { "a<br>b", "a b" }, { "<p>a</p><p>b</p>", "a b" },
	{ "<i></i>", NULL }, { "a <!-- b > c --> d", "a d" }, { "a<!DOCTYPE html>b", "ab" },
	{ "<a href=\"javascript:x()\">go</a>", "go" }, { "<script>x</script>", "x" },
	{ "I <3 you", "I <3 you" }, { "1 < 2 > 0", "1 < 2 > 0" }, { "a <b", "a <b" },
	{ "a <", "a <" }, { "<!-- a", "<!-- a" }, { "< b>", "< b>" },
	/* entities, once */
	{ "Fish &amp; Chips", "Fish & Chips" }, { "&amp;amp;", "&amp;" },
	{ "&amp;eacute;", "&eacute;" },
	{ "caf&eacute; &#233; &#xE9; &#Xe9;", "caf\u00e9 \u00e9 \u00e9 \u00e9" },
	{ "it&#39;s &quot;so&quot;", "it's \"so\"" }, { "&#127916;", "\U0001f3ac" },
	{ "AT&T; &unknown; &amp", "AT&T; &unknown; &amp" }, { "&;&#;&#x;", "&;&#;&#x;" },
	{ "a&#0;b", "a&#0;b" }, { "a&#xd800;b", "a&#xd800;b" }, { "a&#1114112;b", "a&#1114112;b" },
	{ "a&#99999999999999999999;b", "a&#99999999999999999999;b" },
	{ "a&nbsp;b", "a b" }, { "&nbsp;", NULL },
	/* tags that are escaped are tags, too */
	{ "&lt;b&gt;Loud&lt;/b&gt;", "Loud" }, { "&amp;lt;b&amp;gt;", "&lt;b&gt;" },
	/* what is no text */
	{ "a\x01" "b\x7f" "c\x0b" "d", "abcd" }, { "a&#1;b&#127;c", "abc" },
	{ "a\xc2\x85" "b\xc2\x9f" "c", "abc" }, { "it&#146;s", "its" },
	{ "\xff", NULL }, { "a\xc3", NULL }, { "\u200b\u2060", NULL }, { "\u200b x", "\u200b x" },
};

START_TEST(a_line_of_others_is_plain)
{
	check_reading(plain_line, &lines[_i]);
}
END_TEST

static const struct reading texts[] = {
	{ "a\r\nb\rc\nd", "a\nb\nc\nd" }, { "a\n\n\n\nb", "a\n\nb" }, { "\n\na\n\n", "a" },
	{ "<p>One.</p><p>Two.</p>", "One.\n\nTwo." }, { "One.<br/>Two.<BR>Three.",
	"One.\nTwo.\nThree." },
	{ "<ul><li>a</li><li>b</li></ul>", "a\n\nb" }, { "<pre>a</pre>b", "ab" },
	{ "a \n b", "a\nb" }, { "a\tb", "a b" },
	{ "<p>Two &lt;b&gt;bold&lt;/b&gt; words &amp; more</p>", "Two bold words & more" },
	{ "a\xc2\x85" "b", "ab" }, { "<p></p>", NULL },
};

START_TEST(lines_of_others_stay_lines)
{
	check_reading(plain_lines, &texts[_i]);
}
END_TEST

static const struct reading written[] = {
	{ "Funny &amp; fast.<br/><br/>Read it <i>twice</i>.", "Funny & fast.\n\nRead it twice." },
	{ "<div>One</div><div>Two</div>", "One\nTwo" }, { "&lt;b&gt;", "<b>" },
	{ "&amp;lt;", "&lt;" }, { "I <3 you", "I <3 you" }, { "<i></i>", NULL },
};

START_TEST(what_somebody_wrote_is_read_once)
{
	check_reading(plain_written, &written[_i]);
}
END_TEST

/* So many times a text, one behind the other. */
static const char *
repeat(const char *text, int times)
{
	struct buf out;

	buf_init(&out, &memory, strlen(text) * (size_t)times + 1);
	while (times--)
		buf_puts(&out, text);
	return out.data;
}

START_TEST(what_is_too_long_is_cut_between_characters)
{
	const char *message;

	ck_assert_str_eq(plain_line(&memory, repeat("\u00e9", 501), &message),
		repeat("\u00e9", 500));
	ck_assert_str_eq(plain_line(&memory, repeat("\U0001f3ac", 500), &message),
		repeat("\U0001f3ac", 500));
	ck_assert_str_eq(plain_lines(&memory, repeat("\u00e9", 20001), &message),
		repeat("\u00e9", 20000));
	/* what is cut ends in no space */
	ck_assert_str_eq(plain_line(&memory, arena_printf(&memory, "%s %s", repeat("a", 499),
		"b"), &message), repeat("a", 499));
}
END_TEST

/*
 * The most that a source may send, of what is looked for to its end: quadratic it would be hours.
 */
static const char *const endless[] = {
	"<a", "<!--", "&", "&#", "<", "&lt;", "<!-- >", "\r", " \n", "a", "&amp;lt;a",
};

START_TEST(the_longest_text_takes_no_time)
{
	const char *message, *text = repeat(endless[_i], (2 << 20) / (int)strlen(endless[_i]));

	plain_lines(&memory, text, &message);
	plain_line(&memory, text, &message);
	arena_reset(&memory);
}
END_TEST

static const struct reading dates[] = {
	{ "2011-04-17", "2011-04-17" }, { "2011-04", "2011-04" }, { "2011", "2011" },
	{ "2011-04-17T00:00:00Z", "2011-04-17" }, { "2011-04-17 20:00", "2011-04-17" },
	/* Wikidata's */
	{ "+2010-07-16T00:00:00Z", "2010-07-16" }, { "+2010-07-00T00:00:00Z", "2010-07" },
	{ "+2010-00-00T00:00:00Z", "2010" }, { "-0044-03-15T00:00:00Z", NULL },
	{ "+10000-01-01T00:00:00Z", NULL },
	/* Open Library's */
	{ "October 1, 1988", "1988-10-01" }, { "Mar 09, 2005", "2005-03-09" },
	{ "1987-01-01", "1987-01-01" }, { "c1954", "1954" }, { "[19--]", NULL },
	{ "18 Apr, 2011", "2011-04-18" }, { "June 1999", "1999-06" }, { "1999 June", "1999-06" },
	{ "1998, c1997", NULL }, { "cop. 1972", "1972" },
	/* Google's */
	{ "1998*", "1998" }, { "19??", NULL }, { "2001-05", "2001-05" },
	/* none */
	{ "", NULL }, { "0", NULL }, { "0000", NULL }, { "0000-00-00", NULL }, { "unknown", NULL },
	{ "soon", NULL }, { "12345", NULL }, { "2011-13", "2011" }, { "2011-02-30", NULL },
	{ "February 30, 2011", "2011" }, { "18 kwietnia 2011", "2011" },
};

START_TEST(a_date_is_read_as_far_as_it_is_known)
{
	check_reading(plain_date, &dates[_i]);
}
END_TEST

static const struct reading ids[] = {
	{ "/books/OL7353617M", "OL7353617M" }, { "OL1M", "OL1M" },
	{ "http://www.wikidata.org/entity/Q7727", "Q7727" }, { "", NULL }, { "/books/", NULL },
	{ "/", NULL }, { "a\nb", NULL }, { "a\x7f", NULL },
};

START_TEST(an_id_is_behind_the_last_slash)
{
	check_reading(plain_id, &ids[_i]);
}
END_TEST

START_TEST(an_id_is_no_longer_than_its_column)
{
	const char *message;

	ck_assert_ptr_nonnull(plain_id(&memory, repeat("9", 100), &message));
	ck_assert_ptr_null(plain_id(&memory, repeat("9", 101), &message));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("plain");
	TCase *tc = tcase_create("plain");

	tcase_add_loop_test(tc, a_line_of_others_is_plain, 0, COUNT(lines));
	tcase_add_loop_test(tc, lines_of_others_stay_lines, 0, COUNT(texts));
	tcase_add_loop_test(tc, what_somebody_wrote_is_read_once, 0, COUNT(written));
	tcase_add_test(tc, what_is_too_long_is_cut_between_characters);
	tcase_add_loop_test(tc, the_longest_text_takes_no_time, 0, COUNT(endless));
	tcase_add_loop_test(tc, a_date_is_read_as_far_as_it_is_known, 0, COUNT(dates));
	tcase_add_loop_test(tc, an_id_is_behind_the_last_slash, 0, COUNT(ids));
	tcase_add_test(tc, an_id_is_no_longer_than_its_column);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
