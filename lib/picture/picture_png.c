/* PNG (ISO/IEC 15948): chunks of length, name, data and checksum. */
#include "picture_format.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	SIGNATURE = 8, AROUND = 12, HEADER = AROUND + 13, CHUNK_MAX = 8 << 20,
	POINTS_MAX = 64 << 20,		/* bytes of all points of a picture that is turned */
	TURNED_MAX = 16 << 20,		/* bytes of what comes of it */
};

static const unsigned char signature[SIGNATURE] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

static bool
is_png(const unsigned char *bytes, size_t size)
{
	return size >= SIGNATURE && !memcmp(bytes, signature, SIGNATURE);
}

/* Needs a signature, and at once IHDR. */
static bool
measure_png(struct picture_scan *scan)
{
	const unsigned char *header = scan->p + SIGNATURE;

	if (scan->end - header < HEADER || memcmp(header, "\0\0\0\15IHDR", 8))
		return picture_fault(scan, "must begin with its header");
	scan->width = picture_be(header + 8, 4);
	scan->height = picture_be(header + 12, 4);
	return true;
}

/* What makes the picture and its colours. All else is metadata, or could be. */
static bool
chunk_belongs(const unsigned char *name)
{
	static const char names[][5] = {
		"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT",
		"cICP",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!memcmp(name, names[i], 4))
			return true;
	return false;
}

static bool
clean_png(struct picture_scan *scan)
{
	const unsigned char *p = scan->p + SIGNATURE;

	buf_add(&scan->clean, signature, SIGNATURE);
	for (;;) {
		size_t left = (size_t)(scan->end - p), length;

		if (left < AROUND || (length = picture_be(p, 4)) > left - AROUND)
			return picture_fault(scan, "must be whole: it breaks off");
		if (!memcmp(p + 4, "acTL", 4))
			return picture_fault(scan, "must not move");
		if (chunk_belongs(p + 4)) {
			if (crc32(crc32(0, NULL, 0), p + 4,
				(uInt)length + 4) != picture_be(p + 8 + length, 4))
				return picture_fault(scan, "must be whole: a checksum is wrong");
			buf_add(&scan->clean, p, length + AROUND);
		} else if (!(p[4] & 0x20)) {
			return picture_fault(scan, "must have no parts that nobody knows");
		}
		if (!memcmp(p + 4, "IEND", 4))
			return true;
		p += length + AROUND;
	}
}

/*
 * libpng's pushed reading needs no more than two rows, and stops where the rows end, whatever is
 * still behind them.
 */
struct decoding {
	jmp_buf failed;
	png_uint_32 rows;		/* that are still to come */
	bool ended;
};

static void
on_error(png_structp png, png_const_charp message)
{
	struct decoding *decoding = png_get_error_ptr(png);

	(void)message;
	longjmp(decoding->failed, 1);
}

static void
on_info(png_structp png, png_infop info)
{
	struct decoding *decoding = png_get_progressive_ptr(png);
	png_uint_32 width = png_get_image_width(png, info),
		height = png_get_image_height(png, info);

	if (png_get_interlace_type(png, info) == PNG_INTERLACE_NONE)
		decoding->rows = height;
	else
		for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
			decoding->rows += PNG_PASS_COLS(width, pass)
				? PNG_PASS_ROWS(height, pass) : 0;
	png_start_read_image(png);
}

static void
on_row(png_structp png, png_bytep row, png_uint_32 number, int pass)
{
	struct decoding *decoding = png_get_progressive_ptr(png);

	(void)row;
	(void)number;
	(void)pass;
	decoding->rows--;
}

static void
on_end(png_structp png, png_infop info)
{
	struct decoding *decoding = png_get_progressive_ptr(png);

	(void)info;
	decoding->ended = true;
}

/* Libpng warns of what browsers show all the same; whether points are missing, the rows tell. */
static void
on_warning(png_structp png, png_const_charp message)
{
	(void)png;
	(void)message;
}

/* Limits for what we read. Colours aren't looked at. */
static void
set_limits(png_structp png)
{
	static const png_byte ignored[] = "gAMA\0cHRM\0sRGB\0iCCP\0sBIT\0cICP";

	png_set_user_limits(png, PICTURE_SIDE_MAX, PICTURE_SIDE_MAX);
	png_set_chunk_malloc_max(png, CHUNK_MAX);
	png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, ignored, sizeof(ignored) / 5);
}

static bool
decode_all(struct decoding *decoding, png_structp png, png_infop info, struct buf *clean)
{
	if (setjmp(decoding->failed))
		return false;
	set_limits(png);
	png_set_progressive_read_fn(png, decoding, on_info, on_row, on_end);
	png_process_data(png, info, (png_bytep)clean->data, clean->length);
	return decoding->ended && !decoding->rows;
}

static bool
decode_clean(struct picture_scan *scan)
{
	struct decoding *decoding = arena_alloc(scan->clean.arena, sizeof(*decoding));
	png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, decoding, on_error,
		on_warning);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	bool good = info && decode_all(decoding, png, info, &scan->clean);

	png_destroy_read_struct(&png, &info, NULL);
	return good;
}

/* --- upright ---------------------------------------------------------------------------------- */

/* A chunk of a PNG whose chunks are known to be whole. Those of the picture itself are IDAT. */
struct chunk {
	const unsigned char *start, *name, *data;
	size_t size;
};

/* The chunk at *p, which goes on behind it; false behind the last. */
static bool
next_chunk(const unsigned char **p, const unsigned char *end, struct chunk *out)
{
	if (end - *p < AROUND)
		return false;
	*out = (struct chunk){ *p, *p + 4, *p + 8, picture_be(*p, 4) };
	*p += out->size + AROUND;
	return true;
}

static bool
is_named(const struct chunk *chunk, const char *name)
{
	return !memcmp(chunk->name, name, 4);
}

static int
orientation(const struct picture_scan *scan)
{
	const unsigned char *p = scan->p + SIGNATURE;
	struct chunk chunk;

	while (next_chunk(&p, scan->end, &chunk) && !is_named(&chunk, "IEND"))
		if (is_named(&chunk, "eXIf")
		    && crc32(0, chunk.name, (uInt)chunk.size + 4) == picture_be(p - 4, 4))
			return picture_orientation(chunk.data, chunk.size);
	return 1;
}

/* All points of a picture, each in whole bytes, and the reader and writer that they go through. */
struct turning {
	struct decoding decoding;
	png_structp read, write;
	png_infop read_info, write_info;
	const unsigned char *p, *end;		/* what isn't read yet */
	unsigned char *points, **rows, *row;
	size_t width, height, size;		/* before; bytes of a point */
	int depth, orientation;
	/* not in the arena, from which nobody may jump out of libpng */
	unsigned char *out;
	size_t out_size;
};

static void
read_bytes(png_structp png, png_bytep out, size_t size)
{
	struct turning *turning = png_get_io_ptr(png);

	if ((size_t)(turning->end - turning->p) < size)
		png_error(png, "it breaks off");
	memcpy(out, turning->p, size);
	turning->p += size;
}

static void
write_bytes(png_structp png, png_bytep data, size_t size)
{
	struct turning *turning = png_get_io_ptr(png);

	if (size > TURNED_MAX - turning->out_size)
		png_error(png, "it is too large");
	memcpy(turning->out + turning->out_size, data, size);
	turning->out_size += size;
}

/*
 * Where the point (x, y) of the picture as it is seen lies in the picture as it was stored (Exif
 * 2.3, Orientation).
 */
static const unsigned char *
source(const struct turning *t, size_t x, size_t y)
{
	bool transposed = t->orientation >= 5;
	size_t column = transposed ? y : x, row = transposed ? x : y;

	if (t->orientation == 2 || t->orientation == 3 || t->orientation == 7
	    || t->orientation == 8)
		column = t->width - 1 - column;
	if (t->orientation == 3 || t->orientation == 4 || t->orientation == 6
	    || t->orientation == 7)
		row = t->height - 1 - row;
	return t->rows[row] + column * t->size;
}

static bool
read_points(struct turning *t)
{
	size_t stride;

	png_read_info(t->read, t->read_info);
	t->depth = png_get_bit_depth(t->read, t->read_info);
	png_set_packing(t->read);
	png_set_interlace_handling(t->read);
	png_read_update_info(t->read, t->read_info);
	t->width = png_get_image_width(t->read, t->read_info);
	t->height = png_get_image_height(t->read, t->read_info);
	stride = png_get_rowbytes(t->read, t->read_info);
	t->size = stride / t->width;
	if (stride * t->height > POINTS_MAX)
		return false;
	t->points = calloc(t->height, stride);
	t->rows = calloc(t->height, sizeof(*t->rows));
	t->row = calloc(t->height > t->width ? t->height : t->width, t->size);
	t->out = malloc(TURNED_MAX);
	if (!t->points || !t->rows || !t->row || !t->out)
		return false;
	for (size_t y = 0; y < t->height; y++)
		t->rows[y] = t->points + y * stride;
	png_read_image(t->read, t->rows);
	return true;
}

static void
write_points(struct turning *t)
{
	bool transposed = t->orientation >= 5;
	size_t width = transposed ? t->height : t->width, height = transposed ? t->width
		: t->height;
	png_colorp palette;
	int colours, type = png_get_color_type(t->read, t->read_info);

	png_set_write_fn(t->write, t, write_bytes, NULL);
	png_set_check_for_invalid_index(t->write, 0);
	png_set_IHDR(t->write, t->write_info, (png_uint_32)width, (png_uint_32)height,
		t->depth, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
		PNG_FILTER_TYPE_DEFAULT);
	if (type == PNG_COLOR_TYPE_PALETTE
	    && png_get_PLTE(t->read, t->read_info, &palette, &colours))
		png_set_PLTE(t->write, t->write_info, palette, colours);
	png_write_info(t->write, t->write_info);
	png_set_packing(t->write);
	for (size_t y = 0; y < height; y++) {
		for (size_t x = 0; x < width; x++)
			memcpy(t->row + x * t->size, source(t, x, y), t->size);
		png_write_row(t->write, t->row);
	}
	png_write_end(t->write, NULL);
}

static bool
turn_points(struct turning *t)
{
	if (setjmp(t->decoding.failed))
		return false;
	set_limits(t->read);
	png_set_read_fn(t->read, t, read_bytes);
	if (!read_points(t))
		return false;
	write_points(t);
	return true;
}

static void
end_turning(void *opaque)
{
	struct turning *t = opaque;

	png_destroy_read_struct(&t->read, &t->read_info, NULL);
	png_destroy_write_struct(&t->write, &t->write_info);
	free(t->points);
	free(t->rows);
	free(t->row);
	free(t->out);
}

/* The chunks of one PNG, and in the place of its header and its points those of another. */
static void
replace_points(struct buf *out, const struct buf *old, const unsigned char *points, size_t size)
{
	const unsigned char *p = (const unsigned char *)old->data + SIGNATURE,
		*end = (const unsigned char *)old->data + old->length;
	const unsigned char *q = points + SIGNATURE + HEADER;
	struct chunk chunk, other;
	bool done = false;

	buf_add(out, points, SIGNATURE + HEADER);
	while (next_chunk(&p, end, &chunk)) {
		if (is_named(&chunk, "IHDR"))
			continue;
		if (!is_named(&chunk, "IDAT"))
			buf_add(out, chunk.start, (size_t)(p - chunk.start));
		else if (!done)
			while (next_chunk(&q, points + size, &other))
				if (is_named(&other, "IDAT"))
					buf_add(out, other.start, (size_t)(q - other.start));
		done = done || is_named(&chunk, "IDAT");
	}
}

/* Stores the points as they are to be seen, since what says how goes away. */
static enum status
turn_picture(struct picture_scan *scan, int turned)
{
	struct turning *t = arena_alloc(scan->clean.arena, sizeof(*t));
	const struct buf old = scan->clean;
	bool good;

	t->orientation = turned;
	t->p = (const unsigned char *)old.data;
	t->end = t->p + old.length;
	arena_hold(old.arena, end_turning, t);
	t->read = png_create_read_struct(PNG_LIBPNG_VER_STRING, &t->decoding, on_error, on_warning);
	t->write = png_create_write_struct(PNG_LIBPNG_VER_STRING, &t->decoding, on_error,
		on_warning);
	t->read_info = t->read ? png_create_info_struct(t->read) : NULL;
	t->write_info = t->write ? png_create_info_struct(t->write) : NULL;
	good = t->read_info && t->write_info && turn_points(t);
	if (good) {
		buf_init(&scan->clean, old.arena, old.length + t->out_size);
		replace_points(&scan->clean, &old, t->out, t->out_size);
		if (turned >= 5) {
			int64_t width = scan->width;

			scan->width = scan->height;
			scan->height = width;
		}
	}
	arena_let_go(old.arena, t);
	scan->fault = "has too many points to be turned upright";
	return good ? OK : ERR_TOO_LARGE;
}

static enum status
decode_png(struct picture_scan *scan)
{
	int turned;

	if (!decode_clean(scan)) {
		scan->fault = "must be a sound PNG";
		return ERR_VALIDATION;
	}
	turned = orientation(scan);
	return turned < 2 || turned > 8 ? OK : turn_picture(scan, turned);
}

/* --- points ----------------------------------------------------------------------------------- */

unsigned char *
picture_png_points(const unsigned char *bytes, size_t size, struct picture_points *points)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	unsigned char *rgba = NULL;

	if (!png_image_begin_read_from_memory(&image, bytes, size))
		return NULL;
	image.format = PNG_FORMAT_RGBA;
	if ((uint64_t)image.width * image.height <= PICTURE_POINTS_MAX)
		rgba = malloc(PNG_IMAGE_SIZE(image));
	if (!rgba || !png_image_finish_read(&image, NULL, rgba, 0, NULL)) {
		png_image_free(&image);
		free(rgba);
		return NULL;
	}
	points->width = image.width;
	points->height = image.height;
	return rgba;
}

const struct picture_format picture_png = { "image/png", is_png, measure_png, clean_png,
	decode_png };
