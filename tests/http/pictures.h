/*
 * Pictures for tests, made by the codecs themselves, and the bytes that somebody might send in
 * their place.
 */
#ifndef PICTURES_H
#define PICTURES_H

#include "buf.h"

#include <stdbool.h>

enum picture_kind {
	JPEG, JPEG_GREY, JPEG_CMYK, JPEG_PROGRESSIVE, PNG, PNG_INTERLACED, PNG_PALETTE, PNG_16,
	PNG_1, WEBP, WEBP_LOSSLESS,
	WEBP_ALPHA, PICTURE_KINDS,
};

/* A picture of four quarters: red and green above, blue and white below. */
struct buf picture_make(struct arena *arena, enum picture_kind kind, int width, int height);

/*
 * The same with a file's usual metadata in every place where the format has one; "SECRET" is in
 * each.
 */
struct buf picture_with_metadata(struct arena *arena, enum picture_kind kind, int width, int height,
	int orientation);

/* Only a header that claims a size. */
struct buf picture_header(struct arena *arena, enum picture_kind kind, unsigned width,
	unsigned height);

/* Appends a chunk, with its checksum. */
void png_chunk(struct buf *png, const char *name, const void *data, size_t size);

/* Appends a PNG with this header whose IDAT inflates to `size` zeros. */
void png_of_zeros(struct buf *png, unsigned width, unsigned height, int depth, int type,
	size_t size);

/* The points as RGB, by the codecs; "" for what they don't take. Sets width and height. */
struct buf picture_points(struct arena *arena, const void *bytes, size_t size, int *width,
	int *height);

/* Where `what` begins in the bytes, -1 when it isn't there. */
long picture_find(const struct buf *bytes, const char *what);

/* "image/jpeg" and so on. */
const char *picture_type(enum picture_kind kind);

#endif
