#include "plain.h"
#include "clock.h"
#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ONE_LINE_MAX = 500, LINES_MAX = 20000, ENTITY_MAX = 10 };

/* Those that descriptions have (HTML 4); numbers say the others. */
static const struct {
	const char *name;
	unsigned code;
} entities[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' },
	{ "nbsp", ' ' }, { "hellip", 0x2026 }, { "mdash", 0x2014 }, { "ndash", 0x2013 },
	{ "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "ldquo", 0x201c }, { "rdquo", 0x201d },
	{ "laquo", 0xab }, { "raquo", 0xbb }, { "eacute", 0xe9 }, { "egrave", 0xe8 },
	{ "agrave", 0xe0 }, { "aacute", 0xe1 }, { "ccedil", 0xe7 }, { "ntilde", 0xf1 },
	{ "oacute", 0xf3 }, { "uacute", 0xfa }, { "iacute", 0xed }, { "auml", 0xe4 },
	{ "ouml", 0xf6 }, { "uuml", 0xfc }, { "Auml", 0xc4 }, { "Ouml", 0xd6 }, { "Uuml", 0xdc },
	{ "szlig", 0xdf }, { "copy", 0xa9 }, { "reg", 0xae }, { "trade", 0x2122 },
};

static void
put_character(struct buf *out, unsigned code)
{
	if (code < 0x80) {
		buf_putc(out, (char)code);
	} else if (code < 0x800) {
		buf_putc(out, (char)(0xc0 | code >> 6));
		buf_putc(out, (char)(0x80 | (code & 63)));
	} else if (code < 0x10000) {
		buf_putc(out, (char)(0xe0 | code >> 12));
		buf_putc(out, (char)(0x80 | (code >> 6 & 63)));
		buf_putc(out, (char)(0x80 | (code & 63)));
	} else {
		buf_putc(out, (char)(0xf0 | code >> 18));
		buf_putc(out, (char)(0x80 | (code >> 12 & 63)));
		buf_putc(out, (char)(0x80 | (code >> 6 & 63)));
		buf_putc(out, (char)(0x80 | (code & 63)));
	}
}

/* The character of "#8217", "#x2019" or "amp"; 0 for anything else. */
static unsigned
entity_code(const char *name)
{
	unsigned long code;
	char *end;

	if (*name != '#') {
		for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
			if (!strcmp(entities[i].name, name))
				return entities[i].code;
		return 0;
	}
	code = name[1] == 'x' || name[1] == 'X' ? strtoul(name + 2, &end, 16)
		: strtoul(name + 1, &end, 10);
	if (*end || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return (unsigned)code;
}

/* An entity that begins here; how long it is, 0 when it is none. */
static size_t
put_entity(struct buf *out, const char *text)
{
	const char *end = memchr(text + 1, ';', strnlen(text + 1, ENTITY_MAX));
	const size_t n = end ? (size_t)(end - text - 1) : ENTITY_MAX;
	char name[ENTITY_MAX];
	unsigned code;

	if (!end)
		return 0;
	memcpy(name, text + 1, n);
	name[n] = '\0';
	code = entity_code(name);
	if (code)
		put_character(out, code);
	return code ? n + 2 : 0;
}

/*
 * Where tags and comments can end in a text. What ends nowhere is looked for once, not once for
 * each that begins.
 */
struct ends {
	const char *last;	/* ">"; NULL: there is none */
	bool has_comments;
};

/* How long a tag or comment is that begins here; 0 when "<" is only that. */
static size_t
tag_length(const char *text, struct ends *ends)
{
	const char *end;

	if (!ends->last || text > ends->last
	    || !(isalpha((unsigned char)text[1]) || text[1] == '/' || text[1] == '!'))
		return 0;
	if (ends->has_comments && !strncmp(text, "<!--", 4)) {
		end = strstr(text, "-->");
		if (end)
			return (size_t)(end - text) + 3;
		ends->has_comments = false;
	}
	return (size_t)(strchr(text, '>') - text) + 1;
}

/* True for a tag that ends a line. */
static bool
is_break(const char *tag)
{
	if (!strncasecmp(tag, "</div", 5))
		return true;
	tag += 1 + (tag[1] == '/');
	return !strncasecmp(tag, "br", 2) || !strncasecmp(tag, "li>", 3)
		|| ((tag[0] == 'p' || tag[0] == 'P') && !isalpha((unsigned char)tag[1]));
}

/* Without tags; "\x01" is where one was that ends no line. */
static const char *
strip_tags(struct arena *arena, const char *text)
{
	struct ends ends = { strrchr(text, '>'), true };
	struct buf out;
	size_t n;

	buf_init(&out, arena, strlen(text));
	for (; *text; text += n ? n : 1) {
		n = *text == '<' ? tag_length(text, &ends) : 0;
		buf_putc(&out, !n ? *text : is_break(text) ? '\n' : '\x01');
	}
	return out.data;
}

static const char *
decode_entities(struct arena *arena, const char *text)
{
	struct buf out;
	size_t n;

	buf_init(&out, arena, strlen(text));
	for (; *text; text += n ? n : 1) {
		n = *text == '&' ? put_entity(&out, text) : 0;
		if (!n)
			buf_putc(&out, *text);
	}
	return out.data;
}

/* Plain text of HTML, or of text without any: tags and entities are read once. */
static const char *
strip_markup(struct arena *arena, const char *text)
{
	return decode_entities(arena, strip_tags(arena, text));
}

/* Some sources escape the tags, too: those are gone then, as nobody writes about tags there. */
static const char *
strip_twice(struct arena *arena, const char *text)
{
	return strip_tags(arena, strip_markup(arena, text));
}

/* Cuts behind so many characters, at a character that begins one. */
static const char *
cut_text(struct arena *arena, const char *text, size_t most)
{
	const char *p = text;

	for (size_t n = 0; *p; p++)
		if ((*p & 0xc0) != 0x80 && n++ == most)
			break;
	return text_trim(arena, arena_copy(arena, text, (size_t)(p - text)));
}

/* White space of any length is one space, or so many line ends; what is no text goes. */
static const char *
tidy_text(struct arena *arena, const char *text, bool has_lines)
{
	int ends = 0;
	bool is_apart = false;
	struct buf out;

	buf_init(&out, arena, strlen(text));
	for (; *text; text++) {
		if (*text == '\n' || (*text == '\r' && text[1] != '\n')) {
			ends++;
		} else if (*text == ' ' || *text == '\t' || *text == '\r') {
			is_apart = true;
		} else if ((unsigned char)*text == 0xc2 && (unsigned char)text[1] < 0xa0) {
			text++;		/* a C1 control is two bytes */
		} else if ((unsigned char)*text >= ' ' && *text != 0x7f) {
			if (ends && has_lines && out.length)
				buf_puts(&out, ends > 1 ? "\n\n" : "\n");
			else if ((ends || is_apart) && out.length)
				buf_putc(&out, ' ');
			ends = 0;
			is_apart = false;
			buf_putc(&out, *text);
		}
	}
	return out.data;
}

typedef const char *stripper(struct arena *arena, const char *text);

static const char *
plain_text(struct arena *arena, const char *text, stripper *strip, size_t most,
	const char **message)
{
	const bool has_lines = most > ONE_LINE_MAX;

	*message = "is no text";
	if (!text_is_utf8(text, strlen(text)))
		return NULL;
	text = cut_text(arena, tidy_text(arena, strip(arena, text), has_lines), most);
	return text_is_visible(text) ? text : NULL;
}

const char *
plain_line(struct arena *arena, const char *text, const char **message)
{
	return plain_text(arena, text, strip_twice, ONE_LINE_MAX, message);
}

const char *
plain_lines(struct arena *arena, const char *text, const char **message)
{
	return plain_text(arena, text, strip_twice, LINES_MAX, message);
}

const char *
plain_written(struct arena *arena, const char *text, const char **message)
{
	return plain_text(arena, text, strip_markup, LINES_MAX, message);
}

/* --- dates ------------------------------------------------------------------------------------ */

/* "2011-04-17…" and "+2010-07-00T…", as far as it is known. */
static const char *
iso_date(struct arena *arena, const char *text)
{
	static const char digits[] = "0123456789";
	size_t known = 4;

	text += *text == '+';
	if (strspn(text, digits) != 4)
		return NULL;
	if (text[4] == '-' && strspn(text + 5, digits) == 2 && strncmp(text + 5, "00", 2)) {
		known = 7;
		if (text[7] == '-' && strspn(text + 8, digits) == 2 && strncmp(text + 8, "00", 2))
			known = 10;
	} else if (text[4] && !strchr("-T", text[4])) {
		return NULL;
	}
	text = arena_copy(arena, text, known);
	return clock_is_partial_date(text) ? text : NULL;
}

/* The month that a word begins as: "Mar", "March", "mars". 0 for none. */
static int
month_of(const char *name)
{
	static const char months[][4] = {
		"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
	};

	for (int i = 0; i < 12; i++)
		if (!strncasecmp(months[i], name, 3))
			return i + 1;
	return 0;
}

/* A month's name, a day and a year in any order; or a year alone, as "c1954". */
static const char *
written_date(struct arena *arena, const char *text)
{
	int year = 0, month = 0, day = 0;
	const char *date;

	while (*text) {
		size_t digits = strspn(text, "0123456789"), letters = 0;

		while (isalpha((unsigned char)text[letters]))
			letters++;
		if (digits == 4 && !year)
			year = (int)strtol(text, NULL, 10);
		else if ((digits == 1 || digits == 2) && !day && text[digits] != '?'
		    && text[digits] != '-')
			day = (int)strtol(text, NULL, 10);
		else if (digits)
			return NULL;
		else if (letters >= 3 && !month)
			month = month_of(text);
		text += digits ? digits : letters ? letters : 1;
	}
	if (!year)
		return NULL;
	date = month && day ? arena_printf(arena, "%04d-%02d-%02d", year, month, day)
		: month ? arena_printf(arena, "%04d-%02d", year, month)
		: arena_printf(arena, "%04d", year);
	return clock_is_partial_date(date) ? date : arena_printf(arena, "%04d", year);
}

const char *
plain_date(struct arena *arena, const char *text, const char **message)
{
	const char *date = iso_date(arena, text);

	*message = "is no date";
	if (!date)
		date = written_date(arena, text);
	return date && strncmp(date, "0000", 4) ? date : NULL;
}

const char *
plain_id(struct arena *arena, const char *text, const char **message)
{
	const char *slash = strrchr(text, '/');

	(void)arena;
	*message = "is no id";
	text = slash ? slash + 1 : text;
	return *text && strlen(text) <= 100 && !text_has_control(text, "") ? text : NULL;
}
