/*
 * How titles and names are compared and searched: what people type for one another becomes the
 * same.
 */
#include "text.h"

#include <stdlib.h>
#include <utf8proc.h>

struct range {
	utf8proc_int32_t first, last;
};

static bool
is_in(utf8proc_int32_t c, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count && c >= ranges[i].first; i++)
		if (c <= ranges[i].last)
			return true;
	return false;
}
#define IS_IN(c, ranges) is_in(c, ranges, sizeof(ranges) / sizeof((ranges)[0]))

/*
 * Where letters with an accent are, to who searches, the same letter: Latin, Greek, Cyrillic,
 * Hebrew, Arabic.
 */
static bool
is_accented_script(utf8proc_int32_t c)
{
	static const struct range scripts[] = {
		{ 0x41, 0x2af }, { 0x370, 0x52f }, { 0x5d0, 0x5f2 }, { 0x620, 0x6ff },
		{ 0x750, 0x77f }, { 0x870, 0x8ff },
		{ 0x1c80, 0x1c8f }, { 0x1d00, 0x1dbf }, { 0x1e00, 0x1fff }, { 0x2c60, 0x2c7f },
		{ 0xa640, 0xa69f },
		{ 0xa720, 0xa7ff }, { 0xab30, 0xab6f }, { 0xfb00, 0xfb06 }, { 0xfb1d, 0xfdff },
		{ 0xfe70, 0xfefc },
	};

	return IS_IN(c, scripts);
}

/*
 * Marks of these scripts, and those that any letter can have. Others (vowel signs, voiced kana)
 * make another letter.
 */
static bool
is_accent(utf8proc_int32_t c)
{
	static const struct range accents[] = {
		{ 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5c7 }, { 0x610, 0x61a },
		{ 0x64b, 0x65f }, { 0x670, 0x670 },
		{ 0x6d6, 0x6ed }, { 0x898, 0x8ff }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
		{ 0x20d0, 0x20ff },
		{ 0x2de0, 0x2dff }, { 0xa66f, 0xa67d }, { 0xa69e, 0xa69f }, { 0xfb1e, 0xfb1e },
		{ 0xfe20, 0xfe2f },
	};

	return IS_IN(c, accents);
}

static bool
is_mark(utf8proc_category_t category)
{
	return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

static bool
is_letter(utf8proc_category_t category)
{
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

/*
 * One sign for all that are typed as an apostrophe, one for quotes (Unicode's Quotation_Mark), one
 * for hyphens and dashes.
 */
static utf8proc_int32_t
plain_sign(utf8proc_int32_t c, void *context)
{
	(void)context;
	switch (c) {
	case '`': case 0xb4:
	case 0x2b9: case 0x2bb: case 0x2bc: case 0x2bd: case 0x2be: case 0x2bf:
	case 0x55a: case 0x5f3: case 0xa78b: case 0xa78c:
	case 0x2018: case 0x2019: case 0x201a: case 0x201b:
	case 0x2032: case 0x2035: case 0x2039: case 0x203a:
	case 0xff07: case 0xff40:
		return '\'';
	case 0x2ba: case 0xab: case 0xbb: case 0x5f4:
	case 0x201c: case 0x201d: case 0x201e: case 0x201f: case 0x2033: case 0x2036: case 0x2e42:
	case 0x300c: case 0x300d: case 0x300e: case 0x300f: case 0x301d: case 0x301e: case 0x301f:
	case 0xfe41: case 0xfe42: case 0xfe43: case 0xfe44: case 0xff02: case 0xff62: case 0xff63:
		return '"';
	case 0x2212:
		return '-';
	}
	return utf8proc_category(c) == UTF8PROC_CATEGORY_PD ? '-' : c;
}

/*
 * Letters that Unicode doesn't take apart, but people without them do. (Case folding has taken ß
 * apart.)
 */
static const char *
plain_letters(utf8proc_int32_t c)
{
	switch (c) {
	case 0x142: return "l";
	case 0xf8: return "o";
	case 0x111: case 0xf0: return "d";
	case 0xe6: return "ae";
	case 0x153: return "oe";
	case 0x131: return "i";
	}
	return NULL;
}

/*
 * The code points of a decomposed text as they are compared, in `out`, which has room for twice as
 * many.
 */
static utf8proc_ssize_t
make_plain(const utf8proc_int32_t *in, utf8proc_ssize_t count, utf8proc_int32_t *out)
{
	bool drops_accents = true;	/* of the letter that they follow; there may be none */
	utf8proc_ssize_t n = 0;

	for (utf8proc_ssize_t i = 0; i < count; i++) {
		utf8proc_int32_t c = plain_sign(in[i], NULL);
		utf8proc_category_t category = utf8proc_category(c);
		const char *letters = plain_letters(c);

		if (is_mark(category)) {
			if (drops_accents && is_accent(c))
				continue;
		} else {
			drops_accents = !is_letter(category) || is_accented_script(c);
		}
		if (!letters)
			out[n++] = c;
		while (letters && *letters)
			out[n++] = (unsigned char)*letters++;
	}
	return n;
}

static char *
encode_text(struct arena *arena, const utf8proc_int32_t *text, utf8proc_ssize_t count)
{
	utf8proc_uint8_t *out = (utf8proc_uint8_t *)arena_room(arena, 4 * (size_t)count + 1),
		*p = out;

	for (utf8proc_ssize_t i = 0; i < count; i++)
		p += utf8proc_encode_char(text[i], p);
	*p = '\0';
	return (char *)out;
}

static char *
fold_text(struct arena *arena, const char *text)
{
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
	const utf8proc_option_t options =
		UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT
		| UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	utf8proc_ssize_t count = utf8proc_decompose_custom(bytes, 0, NULL, 0, options, plain_sign,
		NULL);
	utf8proc_int32_t *apart, *plain;

	if (count < 0)	/* not UTF-8, which the decoder has refused */
		return arena_strdup(arena, text);
	apart = arena_alloc(arena, 3 * sizeof(*apart) * (size_t)count);
	plain = apart + count;
	utf8proc_decompose_custom(bytes, 0, apart, count, options, plain_sign, NULL);
	count = make_plain(apart, count, plain);
	/*
	 * Together again: what is left of a letter's marks is part of it, and must not be found
	 * without.
	 */
	count = utf8proc_normalize_utf32(plain, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	return encode_text(arena, plain, count);
}

/* The same of ASCII, as nearly all texts are; NULL for any other. */
static char *
fold_ascii(struct arena *arena, const char *text)
{
	char *copy;

	for (const char *p = text; *p; p++)
		if ((unsigned char)*p >= 0x80)
			return NULL;
	copy = arena_strdup(arena, text);
	for (char *p = copy; *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 32);
		else if (*p == '`')
			*p = '\'';
	}
	return copy;
}

static char *
one_space(char *text)
{
	char *to = text;

	for (const char *p = text; *p; p++) {
		bool space = *p == ' ' || (*p >= '\t' && *p <= '\r');

		if (!space)
			*to++ = *p;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	}
	if (to > text && to[-1] == ' ')
		to--;
	*to = '\0';
	return text;
}

char *
text_fold(struct arena *arena, const char *text)
{
	char *folded;

	if (!text)
		return NULL;
	folded = fold_ascii(arena, text);
	return one_space(folded ? folded : fold_text(arena, text));
}
