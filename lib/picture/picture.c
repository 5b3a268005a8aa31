#include "picture_format.h"

static const struct picture_format *const formats[] = { &picture_jpeg, &picture_png,
	&picture_webp };
enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

static enum status
check_dimensions(struct picture_scan *scan)
{
	if (scan->width < 1 || scan->height < 1) {
		scan->fault = "must have a width and a height";
		return ERR_VALIDATION;
	}
	if (scan->width > PICTURE_SIDE_MAX || scan->height > PICTURE_SIDE_MAX) {
		scan->fault = "must be at most 8000 points wide and 8000 high";
		return ERR_TOO_LARGE;
	}
	return OK;
}

static enum status
read_format(const struct picture_format *format, struct picture_scan *scan)
{
	enum status rc;

	if (!format->measure(scan))
		return ERR_VALIDATION;
	rc = check_dimensions(scan);
	if (rc)
		return rc;
	return format->clean(scan) ? format->decode(scan) : ERR_VALIDATION;
}

int
picture_orientation(const unsigned char *tiff, size_t size)
{
	const unsigned char *entry;
	uint32_t (*number)(const unsigned char *, int);
	size_t at;

	if (size < 8 + 2)
		return 1;
	number = tiff[0] == 'I' ? picture_le : picture_be;
	at = number(tiff + 4, 4);
	if (at > size - 2)
		return 1;
	entry = tiff + at + 2;
	for (uint32_t count = number(tiff + at, 2); count && (size_t)(tiff + size - entry) >= 12;
		count--, entry += 12)
		if (number(entry, 2) == 0x112 && number(entry + 2, 2) == 3)
			return (int)number(entry + 8, 2);
	return 1;
}

enum status
picture_read(struct arena *arena, const void *bytes, size_t size, struct picture *out,
	const char **message)
{
	struct picture_scan scan = { .p = bytes, .end = (const unsigned char *)bytes + size };
	enum status rc;

	*message = "must be a JPEG, PNG or WebP picture";
	for (int i = 0; i < FORMATS; i++) {
		if (!formats[i]->is(bytes, size))
			continue;
		buf_init(&scan.clean, arena, size + 64);
		rc = read_format(formats[i], &scan);
		*message = scan.fault;
		if (!rc)
			*out = (struct picture){ formats[i]->content_type, scan.width, scan.height,
				scan.clean.data, scan.clean.length };
		return rc;
	}
	return ERR_NOT_PICTURE;
}
