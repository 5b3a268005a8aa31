/*
 * Labels for copies, to be printed, cut and stuck on: a sheet is A4 with 3 × 8 labels, as SVG. A
 * phone's camera opens the copy's page by the code on it.
 */
#ifndef LABELS_H
#define LABELS_H

#include "buf.h"
#include "status.h"

enum { LABELS_SHEET = 24 };

struct label {
	const char *title, *place;	/* the place may be NULL */
	const char *address;		/* absolute */
	const char *format;		/* may be NULL */
};

/* Appends a sheet with so many labels, at most LABELS_SHEET. */
enum status labels_put(struct buf *svg, const struct label *labels, int count);

#endif
