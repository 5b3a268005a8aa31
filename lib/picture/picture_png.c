/* PNG (ISO/IEC 15948): chunks of length, name, data and checksum. */
#include "picture_format.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { SIGNATURE = 8, AROUND = 12, CHUNK_MAX = 8 << 20 };

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

	if (scan->end - header < AROUND + 13 || memcmp(header, "\0\0\0\15IHDR", 8))
		return picture_fault(scan, "must begin with its header");
	scan->width = picture_be(header + 8, 4);
	scan->height = picture_be(header + 12, 4);
	return true;
}

/* What makes the picture and its colours. All else is metadata, or could be. */
static bool
belongs(const unsigned char *name)
{
	static const char names[][5] = {
		"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "cICP",
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
		if (belongs(p + 4)) {
			if (crc32(crc32(0, NULL, 0), p + 4, (uInt)length + 4) != picture_be(p + 8 + length, 4))
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

/* libpng's pushed reading needs no more than two rows, and stops where the rows end, whatever is still behind them. */
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
	png_uint_32 width = png_get_image_width(png, info), height = png_get_image_height(png, info);

	if (png_get_interlace_type(png, info) == PNG_INTERLACE_NONE)
		decoding->rows = height;
	else
		for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
			decoding->rows += PNG_PASS_COLS(width, pass) ? PNG_PASS_ROWS(height, pass) : 0;
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

/* A warning is an error too: about pixels, there is none that a sound picture gives. Colours aren't looked at. */
static bool
decode_all(struct decoding *decoding, png_structp png, png_infop info, struct buf *clean)
{
	static const png_byte ignored[] = "gAMA\0cHRM\0sRGB\0iCCP\0sBIT\0cICP";

	if (setjmp(decoding->failed))
		return false;
	png_set_user_limits(png, PICTURE_SIDE_MAX, PICTURE_SIDE_MAX);
	png_set_chunk_malloc_max(png, CHUNK_MAX);
	png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, ignored, sizeof(ignored) / 5);
	png_set_progressive_read_fn(png, decoding, on_info, on_row, on_end);
	png_process_data(png, info, (png_bytep)clean->data, clean->length);
	return decoding->ended && !decoding->rows;
}

static enum status
decode_png(struct picture_scan *scan)
{
	struct decoding *decoding = arena_alloc(scan->clean.arena, sizeof(*decoding));
	png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, decoding, on_error, on_error);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	bool good = info && decode_all(decoding, png, info, &scan->clean);

	png_destroy_read_struct(&png, &info, NULL);
	if (good)
		return OK;
	scan->fault = "must be a sound PNG";
	return ERR_VALIDATION;
}

const struct picture_format picture_png = { "image/png", is_png, measure_png, clean_png, decode_png };
