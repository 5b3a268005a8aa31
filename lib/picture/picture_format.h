/* The three formats, for picture.c only. */
#ifndef PICTURE_FORMAT_H
#define PICTURE_FORMAT_H

#include "buf.h"
#include "picture.h"

#include <stdbool.h>

/* The bytes that are read, and what was found in them. */
struct picture_scan {
	const unsigned char *p, *end;
	int64_t width, height;
	const char *fault;		/* why not, when a function below fails */
	struct buf clean;		/* the same picture without what doesn't belong to it */
};

/*
 * A format takes three looks, each only after the one before went well: `measure` finds width and
 * height in the header; `clean` copies what belongs to the picture; `decode` decodes that copy,
 * with memory bounded by the dimensions, and may replace it. None trusts a length it has read.
 */
struct picture_format {
	const char *content_type;
	bool (*is)(const unsigned char *bytes, size_t size);
	bool (*measure)(struct picture_scan *scan);
	bool (*clean)(struct picture_scan *scan);
	enum status (*decode)(struct picture_scan *scan);
};

extern const struct picture_format picture_jpeg, picture_png, picture_webp;

/* What a picture is decoded to: RGBA, row by row. */
struct picture_points {
	int64_t width, height;		/* those that are wanted; then those that there are */
};

/* More than so many points aren't decoded: four bytes each. */
enum { PICTURE_POINTS_MAX = 16 << 20 };

/*
 * All points of a picture that was read, or fewer, if these are still at least as many as are
 * wanted: from malloc; NULL for what can't be. (No members of the above: who doesn't scale doesn't
 * link it.)
 */
typedef unsigned char *picture_decoder(const unsigned char *bytes, size_t size,
	struct picture_points *points);
extern picture_decoder picture_jpeg_points, picture_png_points, picture_webp_points;

/* Ends a function with a fault. */
static inline bool
picture_fault(struct picture_scan *scan, const char *fault)
{
	scan->fault = fault;
	return false;
}

/* The orientation that an Exif block (TIFF 6.0) says, 1 when it says none. */
int picture_orientation(const unsigned char *tiff, size_t size);

/* Numbers of the file, big end and little end first. */
static inline uint32_t
picture_be(const unsigned char *p, int bytes)
{
	uint32_t number = 0;

	for (int i = 0; i < bytes; i++)
		number = number << 8 | p[i];
	return number;
}

static inline uint32_t
picture_le(const unsigned char *p, int bytes)
{
	uint32_t number = 0;

	while (bytes--)
		number = number << 8 | p[bytes];
	return number;
}

#endif
