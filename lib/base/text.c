#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

bool
text_is_utf8(const char *text, size_t size)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
	utf8proc_ssize_t left = (utf8proc_ssize_t)size;

	while (left > 0) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n;

		if (*p < 0x80) {
			if (!*p)
				return false;
			p++;
			left--;
			continue;
		}
		n = utf8proc_iterate(p, left, &c);
		if (n <= 0)
			return false;
		p += n;
		left -= n;
	}
	return true;
}

bool
text_is_same(const char *one, const char *other)
{
	return one == other || (one && other && !strcmp(one, other));
}

size_t
text_length(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

size_t
text_control_at(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
		return 2;
	return *p < 0x20 || *p == 0x7f;
}

bool
text_has_control(const char *text, const char *but)
{
	for (; *text; text++) {
		const size_t n = text_control_at(text);

		if (n == 2 || (n && !strchr(but, *text)))
			return true;
	}
	return false;
}

/* The bytes of the white space at the start of `text`, 0 if it is none. */
static size_t
space_at(const char *text)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	if ((unsigned char)*text < 0x80)
		return *text == ' ' || (*text >= '\t' && *text <= '\r');
	n = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &c);
	if (n <= 0)
		return 0;
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return (size_t)n;
	default:
		return 0;
	}
}

char *
text_trim(struct arena *arena, const char *text)
{
	const char *end;
	size_t n;

	while ((n = space_at(text)) > 0)
		text += n;
	end = text;
	for (const char *p = text; *p;) {
		n = space_at(p);
		if (n) {
			p += n;
		} else {
			p++;
			end = p;
		}
	}
	return arena_copy(arena, text, (size_t)(end - text));
}

char *
text_start(struct arena *arena, const char *text, int count)
{
	const char *end = text;

	for (; text && *end && count; count--)
		for (end++; ((unsigned char)*end & 0xc0) == 0x80; )
			end++;
	return text ? arena_copy(arena, text, (size_t)(end - text)) : NULL;
}

static char *
map_text(struct arena *arena, const char *text, utf8proc_option_t options)
{
	utf8proc_uint8_t *mapped;
	utf8proc_ssize_t n;
	char *copy;

	if (!text)
		return NULL;
	n = utf8proc_map((const utf8proc_uint8_t *)text, 0, &mapped,
		options | UTF8PROC_NULLTERM | UTF8PROC_STABLE);
	if (n < 0)	/* not UTF-8, which the decoder has refused, or no memory */
		return arena_strdup(arena, text);
	arena_hold(arena, free, mapped);
	copy = arena_copy(arena, mapped, (size_t)n);
	arena_let_go(arena, mapped);
	return copy;
}

static bool
is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static char *
ascii_lower(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);

	for (char *p = copy; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 32);
	return copy;
}

char *
text_casefold(struct arena *arena, const char *text)
{
	if (!text)
		return NULL;
	if (is_ascii(text))
		return ascii_lower(arena, text);
	return map_text(arena, text, UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

char *
text_nfc(struct arena *arena, const char *text)
{
	return map_text(arena, text, UTF8PROC_COMPOSE);
}

char *
text_nfd(struct arena *arena, const char *text)
{
	return map_text(arena, text, UTF8PROC_DECOMPOSE);
}

bool
text_has_space(const char *text)
{
	for (; *text; text++)
		if (space_at(text))
			return true;
	return false;
}

/* The next character of well-formed UTF-8. */
static utf8proc_int32_t
next_character(const char **text)
{
	utf8proc_int32_t c = 0;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)*text, -1, &c);

	*text += n > 0 ? n : 1;
	return n > 0 ? c : 0xfffd;
}

static bool
is_invisible(utf8proc_int32_t c)
{
	return utf8proc_get_property(c)->ignorable;
}

bool
text_has_invisible(const char *text)
{
	while (*text) {
		if ((unsigned char)*text < 0x80)
			text++;
		else if (is_invisible(next_character(&text)))
			return true;
	}
	return false;
}

bool
text_is_visible(const char *text)
{
	while (*text) {
		size_t space = space_at(text);
		utf8proc_int32_t c;

		if (space) {
			text += space;
			continue;
		}
		c = next_character(&text);
		/* Braille's blank */
		if (!is_invisible(c) && utf8proc_category(c) != UTF8PROC_CATEGORY_CC && c != 0x2800)
			return true;
	}
	return false;
}

char *
text_without_separators(struct arena *arena, const char *text)
{
	char *out = arena_strdup(arena, text), *to = out;

	while (*text) {
		const char *start = text;
		utf8proc_int32_t c = next_character(&text);

		if (space_at(start) || is_invisible(c)
		    || utf8proc_category(c) == UTF8PROC_CATEGORY_PD || c == 0x2212)
			continue;
		while (start < text)
			*to++ = *start++;
	}
	*to = '\0';
	return out;
}

bool
text_is_name(const char *text, const char *others)
{
	bool begins = true;

	for (; *text; begins = false) {
		utf8proc_int32_t c = next_character(&text);

		if (is_invisible(c))
			return false;
		switch (utf8proc_category(c)) {
		case UTF8PROC_CATEGORY_LU:
		case UTF8PROC_CATEGORY_LL:
		case UTF8PROC_CATEGORY_LT:
		case UTF8PROC_CATEGORY_LM:
		case UTF8PROC_CATEGORY_LO:
		case UTF8PROC_CATEGORY_ND:
			break;
		case UTF8PROC_CATEGORY_MN:
		case UTF8PROC_CATEGORY_MC:
			if (begins)
				return false;
			break;
		default:
			if (begins || c >= 0x80 || !strchr(others, (int)c))
				return false;
		}
	}
	return true;
}

bool
text_has_word(const char *words, char between, const char *wanted)
{
	const size_t n = strlen(wanted);

	for (const char *p = words; p && n && (p = strstr(p, wanted)); p += n)
		if ((p == words || p[-1] == between) && (!p[n] || p[n] == between))
			return true;
	return false;
}

uint64_t
text_hash(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash;
}

void
text_html(struct buf *buf, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&': buf_puts(buf, "&amp;"); break;
		case '<': buf_puts(buf, "&lt;"); break;
		case '>': buf_puts(buf, "&gt;"); break;
		case '"': buf_puts(buf, "&quot;"); break;
		case '\'': buf_puts(buf, "&#39;"); break;
		default: buf_putc(buf, *text);
		}
	}
}

void
text_url(struct buf *buf, const char *text)
{
	text_url_but(buf, text, strlen(text), "");
}

void
text_url_but(struct buf *buf, const char *text, size_t size, const char *but)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
		    || (c && (strchr("-._~", c) || strchr(but, c))))
			buf_putc(buf, (char)c);
		else
			buf_printf(buf, "%%%02X", c);
	}
}

int
text_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char
text_url_byte(const char **text)
{
	const char *p = *text;

	if (*p == '%' && text_hex(p[1]) >= 0 && text_hex(p[2]) >= 0) {
		*text = p + 3;
		return (char)(text_hex(p[1]) << 4 | text_hex(p[2]));
	}
	*text = p + (*p != '\0');
	return *p;
}
