/* lib/base/text: what is UTF-8, how texts are compared, and how they are escaped. */
#include "client.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static struct arena memory = { .limit = 1 << 20 };

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *text;
	size_t size;
	bool good;
} encodings[] = {
	{ BYTES(""), true }, { BYTES("plain"), true }, { BYTES("caf\xc3\xa9"), true },
	{ BYTES("\xe2\x82\xac"), true },
	{ BYTES("\xf0\x9f\x8e\xac"), true }, { BYTES("\xf4\x8f\xbf\xbf"), true },
	{ BYTES("\x7f"), true },
	{ BYTES("a\0b"), false }, { BYTES("\0"), false }, { BYTES("\x80"), false },
	{ BYTES("\xc3"), false },
	{ BYTES("\xc3("), false }, { BYTES("\xc0\x80"), false }, { BYTES("\xc1\xbf"), false },
	{ BYTES("\xe0\x80\xaf"), false }, { BYTES("\xe2\x82"), false },
	{ BYTES("\xed\xa0\x80"), false },
	{ BYTES("\xed\xbf\xbf"), false }, { BYTES("\xf0\x80\x80\x80"), false },
	{ BYTES("\xf4\x90\x80\x80"), false },
	{ BYTES("\xf5\x80\x80\x80"), false }, { BYTES("\xff"), false }, { BYTES("\xfe"), false },
};

START_TEST(only_well_formed_utf8_without_nul_passes)
{
	/* a copy without room behind it, so that a read too far is seen */
	char *exact = malloc(encodings[_i].size + !encodings[_i].size);

	memcpy(exact, encodings[_i].text, encodings[_i].size);
	ck_assert_int_eq(text_is_utf8(exact, encodings[_i].size), encodings[_i].good);
	free(exact);
}
END_TEST

typedef char *mapping(struct arena *arena, const char *text);

static char *
html(struct arena *arena, const char *text)
{
	struct buf buf;

	buf_init(&buf, arena, 1);
	text_html(&buf, text);
	return buf.data;
}

static char *
url(struct arena *arena, const char *text)
{
	struct buf buf;

	buf_init(&buf, arena, 1);
	text_url(&buf, text);
	return buf.data;
}

static const struct {
	mapping *map;
	const char *in, *out;
} mappings[] = {
	{ text_fold, "The  Hobbit\t ", "the hobbit" }, { text_fold, "  ", "" },
	{ text_fold, "", "" },
	{ text_fold, "\xc3\x89mile Zola", "emile zola" }, { text_fold, "E\xcc\x81mile", "emile" },
	{ text_fold, "STRASSE", "strasse" }, { text_fold, "Stra\xc3\x9f""e", "strasse" },
	{ text_fold, "\xef\xac\x81sh", "fish" }, { text_fold, "a\xc2\xa0\xc2\xa0z", "a z" },
	{ text_fold, "\xce\xa3\xce\xaf\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x82",
		"\xcf\x83\xce\xb9\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x83" },
	/* marks are off where they are accents, and stay where they make another letter */
	{ text_fold, "Ἀθῆναι", "αθηναι" }, { text_fold, "Ёлка й", "елка и" },
	{ text_fold, "שָׁלוֹם", "שלום" },
	{ text_fold, "كِتَاب أ", "كتاب ا" }, { text_fold, "Tiếng Việt", "tieng viet" },
	{ text_fold, "ǿ Ǽ", "o ae" },
	{ text_fold, "パパ", "パパ" }, { text_fold, "ハ\u309aか\u3099", "パが" }, { text_fold, "ﾊﾟ", "パ" },
	{ text_fold, "की", "की" },
	{ text_fold, "ก้า", "ก้า" }, { text_fold, "\uac01", "\uac01" },
	{ text_fold, "\u1100\u1161\u11a8", "\uac01" },
	{ text_fold, "ต\u0331", "ต\u0331" }, { text_fold, "\u0301", "" },
	{ text_fold, "1\ufe0f\u20e3 \u0301x", "1 x" },
	/* letters with strokes, and two in one */
	{ text_fold, "Łódź", "lodz" }, { text_fold, "Tromsø", "tromso" },
	{ text_fold, "Đorđe Ðð", "dorde dd" },
	{ text_fold, "Æon", "aeon" }, { text_fold, "Œuvre", "oeuvre" },
	{ text_fold, "Straße GROẞ", "strasse gross" },
	{ text_fold, "Işık İ I", "isik i i" }, { text_fold, "Þór", "þor" },
	/* one apostrophe, one quote, one hyphen */
	{ text_fold, "Ender’s ‘x‛ O´H `n ʼ ʻ ′ ׳ ‹›＇", "ender's 'x' o'h 'n ' ' ' ' '''" },
	{ text_fold, "“a” „b“ «c» ″ ״ 「d」『e』＂", "\"a\" \"b\" \"c\" \" \" \"d\"\"e\"\"" },
	{ text_fold, "Wall‑E ‐ – — ― − － ־", "wall-e - - - - - - -" },
	{ text_fold, "co\u00adop", "coop" },
	{ text_fold, "スター", "スター" },
	{ text_casefold, "ANN", "ann" }, { text_casefold, "\xc3\x89mile", "\xc3\xa9mile" },
	{ text_casefold, "E\xcc\x81mile", "\xc3\xa9mile" },
	{ text_casefold, "Stra\xc3\x9f""e", "strasse" },
	{ text_nfc, "E\xcc\x81", "\xc3\x89" }, { text_nfc, "plain", "plain" },
	{ text_trim, " a b ", "a b" }, { text_trim, "\xe3\x80\x80\xc2\xa0 x\r\n", "x" },
	{ text_trim, " \t", "" },
	{ html, "<a href=\"x\">&'", "&lt;a href=&quot;x&quot;&gt;&amp;&#39;" },
	{ html, "caf\xc3\xa9", "caf\xc3\xa9" },
	{ url, "a b/\xc3\xa9?&=%+~._-", "a%20b%2F%C3%A9%3F%26%3D%25%2B~._-" },
};

START_TEST(a_text_is_mapped_as_promised)
{
	ck_assert_str_eq(mappings[_i].map(&memory, mappings[_i].in), mappings[_i].out);
}
END_TEST

START_TEST(a_text_has_the_number_of_its_bytes)
{
	/* of the algorithm's own test vectors */
	ck_assert(text_hash("") == UINT64_C(0xcbf29ce484222325));
	ck_assert(text_hash("a") == UINT64_C(0xaf63dc4c8601ec8c));
	ck_assert(text_hash("foobar") == UINT64_C(0x85944171f73967e8));
}
END_TEST

START_TEST(folding_twice_changes_nothing_more)
{
	const char *once = text_fold(&memory, mappings[_i].in);

	ck_assert_str_eq(text_fold(&memory, once), once);
}
END_TEST

/* A character as UTF-8 with a NUL behind it. */
static void
put_character(char *out, unsigned c)
{
	if (c < 0x80) {
		*out++ = (char)c;
	} else {
		int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

		*out++ = (char)(0xff00 >> (more + 1) | c >> 6 * more);
		while (more--)
			*out++ = (char)(0x80 | (c >> 6 * more & 0x3f));
	}
	*out = '\0';
}

/*
 * Whatever a character is, alone, behind a letter that loses its marks, and behind one that keeps
 * them.
 */
START_TEST(every_character_is_folded_once_and_for_all)
{
	static const char *const before[] = { "", "a", "か" };
	struct arena arena = { .limit = 1 << 20 };

	for (unsigned c = 1; c <= 0x10ffff; c++) {
		char text[16];
		const char *once;

		if (c >= 0xd800 && c < 0xe000)
			continue;
		strcpy(text, before[_i]);
		put_character(text + strlen(text), c);
		once = text_fold(&arena, text);
		/* (Each assertion is told to the runner: not a million of them.) */
		if (!text_is_utf8(text, strlen(text)) || !text_is_utf8(once, strlen(once))
			|| strcmp(text_fold(&arena, once), once))
			ck_abort_msg("U+%04X: %s", c, once);
		arena_reset(&arena);
	}
	arena_release(&arena);
}
END_TEST

START_TEST(no_text_folds_to_no_text)
{
	ck_assert_ptr_null(text_fold(&memory, NULL));
	ck_assert_ptr_null(text_casefold(&memory, NULL));
}
END_TEST

static const struct {
	const char *text;
	size_t length;
	bool control, name;
} kinds[] = {
	{ "abc", 3, false, true }, { "a_b.c-9", 7, false, true },
	{ "\xc3\xa9\xd0\xb6\xe6\x97\xa5", 3, false, true },
	{ "e\xcc\x81", 2, false, true }, { "a b", 3, false, false }, { "a@b", 3, false, false },
	{ "\xf0\x9f\x8e\xac", 1, false, false }, { "a\nb", 3, true, false },
	{ "\x7f", 1, true, false },
	{ "\xc2\x85", 1, true, false }, { "\xc2\x9f", 1, true, false },
	{ "\xc2\xa0", 1, false, false },
	{ "a\xe2\x80\x8b""b", 3, false, false }, { "a\xe2\x80\xae""b", 3, false, false },
};

START_TEST(characters_are_counted_and_told_apart)
{
	ck_assert_uint_eq(text_length(kinds[_i].text), kinds[_i].length);
	ck_assert_int_eq(text_has_control(kinds[_i].text, ""), kinds[_i].control);
	ck_assert_int_eq(text_has_control(kinds[_i].text, "\n"),
		kinds[_i].control && !strchr(kinds[_i].text, '\n'));
	ck_assert_int_eq(text_is_name(kinds[_i].text, "_.-"), kinds[_i].name);
}
END_TEST

static const struct {
	const char *text;
	bool visible, invisible, space;
} looks[] = {
	{ "", false, false, false }, { "a", true, false, false }, { " a", true, false, true },
	{ " \t\r\n", false, false, true },
	{ "\u00a0\u3000\u2028", false, false, true }, { "\u200b", false, true, false },
	{ "\ufeff", false, true, false },
	{ "\u3164\u115f\u1160\uffa0", false, true, false }, { "\u2060 \u200d", false, true, true },
	{ "\u200e\u200f\u202a\u2066", false, true, false },
	{ "\u00ad\u034f\u180e", false, true, false },
	{ "\ufe0f\U000e0101\U000e0020", false, true, false }, { "\u2800", false, false, false },
	{ "\xc2\x85", false, false, false },
	{ "\u2764\ufe0f", true, true, false }, { "می\u200cخواهم", true, true, false },
	{ "\u00e9", true, false, false },
	{ "\U0001f3ac", true, false, false },
};

START_TEST(what_nobody_sees_is_known)
{
	ck_assert_int_eq(text_is_visible(looks[_i].text), looks[_i].visible);
	ck_assert_int_eq(text_has_invisible(looks[_i].text), looks[_i].invisible);
	ck_assert_int_eq(text_has_space(looks[_i].text), looks[_i].space);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("text");
	TCase *tc = tcase_create("text");

	tcase_add_loop_test(tc, only_well_formed_utf8_without_nul_passes, 0, COUNT(encodings));
	tcase_add_loop_test(tc, a_text_is_mapped_as_promised, 0, COUNT(mappings));
	tcase_add_loop_test(tc, folding_twice_changes_nothing_more, 0, COUNT(mappings));
	tcase_add_loop_test(tc, every_character_is_folded_once_and_for_all, 0, 3);
	tcase_add_test(tc, no_text_folds_to_no_text);
	tcase_add_loop_test(tc, characters_are_counted_and_told_apart, 0, COUNT(kinds));
	tcase_add_test(tc, a_text_has_the_number_of_its_bytes);
	tcase_add_loop_test(tc, what_nobody_sees_is_known, 0, COUNT(looks));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
