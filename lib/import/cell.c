#include "cell.h"
#include "text.h"

#include <string.h>
#include <utf8proc.h>

/* 0x80 to 0x9f of Windows-1252; 0: nothing. */
static const utf8proc_int32_t windows[] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
	0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
	0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

const char *
cell_decode(struct arena *arena, const char *bytes)
{
	const size_t size = strlen(bytes);
	char *text, *to;

	if (text_is_utf8(bytes, size))
		return bytes;
	text = to = arena_room(arena, 3 * size + 1);
	for (const unsigned char *p = (const unsigned char *)bytes; *p; p++) {
		const utf8proc_int32_t code = *p >= 0x80 && *p < 0xa0 ? windows[*p - 0x80] : *p;

		if (code)
			to += utf8proc_encode_char(code, (utf8proc_uint8_t *)to);
	}
	*to = '\0';
	return text;
}

static bool
is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || (unsigned char)*text >= 0x7f)
			return false;
	return true;
}

/* Without controls, of C1, too; line ends are LF, or (of one line) blanks. */
static char *
without_controls(struct arena *arena, const char *text, bool is_lines)
{
	char *copy = arena_strdup(arena, text), *to = copy;

	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			p++;
		else if (*p == '\r' || *p == '\n')
			*to++ = is_lines ? '\n' : ' ';
		else if (*p == '\t')
			*to++ = is_lines ? '\t' : ' ';
		else if (*p >= ' ' && *p != 0x7f)
			*to++ = (char)*p;
		if (*p == '\r' && p[1] == '\n')
			p++;
	}
	*to = '\0';
	return copy;
}

const char *
cell_nfc(struct arena *arena, const char *text)
{
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p >= 0x80)
			return text_nfc(arena, text);
	return text;
}

const char *
cell_plain(struct arena *arena, const char *text, bool is_lines)
{
	return is_plain(text) ? text : without_controls(arena, cell_decode(arena, text), is_lines);
}

const char *
cell_tidy(struct arena *arena, const char *text, bool is_lines)
{
	if (!text)
		return NULL;
	if (!is_plain(text))
		text = cell_nfc(arena, cell_plain(arena, text, is_lines));
	text = text_trim(arena, text);
	return text_is_visible(text) ? text : NULL;
}

const char *
cell_as_it_was(struct arena *arena, const char *text)
{
	return is_plain(text) ? text : cell_nfc(arena, cell_plain(arena, text, true));
}
