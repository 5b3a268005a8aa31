#include "labels.h"
#include "qr.h"
#include "text.h"

#include <string.h>

/* Millimetres, of labels as they are sold: 70 × 37 without gaps. */
enum { COLUMNS = 3, WIDTH = 70, HEIGHT = 37, CODE = 29, TEXT_WIDTH = 34 };
/* How much goes on a line, in letters; what is wider counts twice. */
enum { TITLE_ROOM = 15, TITLE_LINES = 4, PLACE_ROOM = 21, PLACE_LINES = 2 };

#define TITLE_STYLE " font-size=\"4\" font-weight=\"bold\""

/* The bytes of a character, and what it takes of a line. */
static size_t
character(const char *text, int *width)
{
	const unsigned char first = (unsigned char)*text;

	*width = first >= 0xe1 ? 2 : 1;
	return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* The bytes of what fits into a line: up to the end of a word, or of a part of a place. */
static size_t
fitting(const char *text, int room)
{
	size_t size = 0, end = 0;
	int width;

	while (text[size]) {
		const size_t next = character(text + size, &width);

		room -= width;
		if (room < 0)
			return end ? end : size;
		size += next;
		if (text[size] == ' ' || text[size - 1] == '/')
			end = size;
	}
	return size;
}

/* XML has no U+FFFE and U+FFFF. */
static void
put_text(struct buf *svg, const char *text)
{
	struct buf plain;

	buf_init(&plain, svg->arena, strlen(text));
	for (; *text; text++)
		if (strncmp(text, "\xef\xbf\xbe", 3) && strncmp(text, "\xef\xbf\xbf", 3))
			buf_putc(&plain, *text);
		else
			text += 2;
	text_html(svg, plain.data);
}

/* Writes a text from `y` on; what doesn't fit ends in an ellipsis. */
static void
put_lines(struct buf *svg, const char *text, const char *style, double y, double step, int room,
	int lines)
{
	for (int i = 0; i < lines && *text; i++) {
		const size_t size = fitting(text, room);
		const char *line = arena_copy(svg->arena, text, size);

		text += size;
		text += strspn(text, " ");
		buf_printf(svg, "<text y=\"%.1f\"%s>", y + i * step, style);
		put_text(svg, line);
		buf_puts(svg, *text && i == lines - 1 ? "…</text>" : "</text>");
	}
}

static enum status
put_label(struct buf *svg, const struct label *label, int n)
{
	enum status rc;

	buf_printf(svg, "<g transform=\"translate(%d %d.5)\"><title>", n % COLUMNS * WIDTH,
		n / COLUMNS * HEIGHT);
	put_text(svg, label->title);
	buf_puts(svg, "</title>");
	rc = qr_put(svg, label->address, arena_printf(svg->arena,
		"x=\"3\" y=\"4\" width=\"%d\" height=\"%d\"", CODE, CODE));
	/* what is wider than it was taken for ends where the label does */
	buf_printf(svg, "<svg x=\"%d\" y=\"0\" width=\"%d\" height=\"%d\">", WIDTH - TEXT_WIDTH - 2,
		TEXT_WIDTH, HEIGHT);
	put_lines(svg, label->title, TITLE_STYLE, 9, 4.6, TITLE_ROOM, TITLE_LINES);
	if (label->format)
		put_lines(svg, label->format, "", 26, 0, PLACE_ROOM, 1);
	if (label->place)
		put_lines(svg, label->place, "", 30, 3.6, PLACE_ROOM, PLACE_LINES);
	buf_puts(svg, "</svg></g>");
	return rc;
}

enum status
labels_put(struct buf *svg, const struct label *labels, int count)
{
	enum status rc = OK;

	buf_puts(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" height=\"297mm\" "
		"viewBox=\"0 0 210 297\"><title>Labels</title>"
		"<rect width=\"210\" height=\"297\" fill=\"#fff\"/>"
		"<g font-family=\"sans-serif\" font-size=\"3\">");
	for (int i = 0; i < count && i < LABELS_SHEET && !rc; i++)
		rc = put_label(svg, &labels[i], i);
	buf_puts(svg, "</g></svg>");
	return rc;
}
