#include "qr.h"

#include <qrencode.h>
#include <stdbool.h>

enum { QUIET = 4 };		/* modules around a code that are empty */

/* Dark modules as strokes: each row's runs, one after the other. */
static void
put_rows(struct buf *svg, const QRcode *code)
{
	for (int y = 0; y < code->width; y++) {
		const unsigned char *row = code->data + (size_t)y * (size_t)code->width;
		int from = 0;

		buf_printf(svg, "M%d %d.5", QUIET, QUIET + y);
		for (int x = 0; x < code->width; x++) {
			const bool is_dark = row[x] & 1;

			if (is_dark && (!x || !(row[x - 1] & 1))) {
				if (x > from)
					buf_printf(svg, "m%d 0", x - from);
				from = x;
			}
			if (is_dark && (x == code->width - 1 || !(row[x + 1] & 1))) {
				buf_printf(svg, "h%d", x + 1 - from);
				from = x + 1;
			}
		}
	}
}

static void
free_code(void *code)
{
	QRcode_free(code);
}

enum status
qr_put(struct buf *svg, const char *text, const char *attributes)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	int width;

	if (!code)	/* longer than any code, or no memory */
		return ERR_INTERNAL;
	arena_hold(svg->arena, free_code, code);
	width = code->width + 2 * QUIET;
	buf_printf(svg, "<svg %s viewBox=\"0 0 %d %d\">"
		"<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>"
		"<path stroke=\"#000\" shape-rendering=\"crispEdges\" d=\"", attributes,
		width, width, width, width);
	put_rows(svg, code);
	buf_puts(svg, "\"/></svg>");
	arena_let_go(svg->arena, code);
	return OK;
}
