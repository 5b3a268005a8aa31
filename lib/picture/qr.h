/* QR codes, by libqrencode. */
#ifndef QR_H
#define QR_H

#include "buf.h"
#include "status.h"

/*
 * Appends the code of a text as an SVG element with these attributes: black on white, with the
 * quiet zone around. ERR_INTERNAL for a text that is too long.
 */
enum status qr_put(struct buf *svg, const char *text, const char *attributes);

#endif
