#include "pictures.h"

#include <check.h>
#include <stdio.h>
#include <jpeglib.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>
#include <webp/decode.h>
#include <webp/encode.h>
#include <zlib.h>

static const unsigned char quarters[4][3] = {
	{ 255, 0, 0 }, { 0, 255, 0 }, { 0, 0, 255 }, { 255, 255, 255 },
};

static const unsigned char *
point(int x, int y, int width, int height)
{
	return quarters[(y >= height / 2) * 2 + (x >= width / 2)];
}

static struct buf
rgb(struct arena *arena, int width, int height, int channels)
{
	struct buf out;

	buf_init(&out, arena, (size_t)width * (size_t)height * (size_t)channels);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			buf_add(&out, point(x, y, width, height), 3);
			if (channels == 4)
				buf_putc(&out, (char)(x % 2 ? 0x7f : 0xff));
		}
	return out;
}

static struct buf
taken(struct arena *arena, void *bytes, size_t size, void (*release)(void *))
{
	struct buf out;

	ck_assert_ptr_nonnull(bytes);
	buf_init(&out, arena, size);
	buf_add(&out, bytes, size);
	release(bytes);
	return out;
}

static struct buf
make_jpeg(struct arena *arena, enum picture_kind kind, int width, int height)
{
	struct jpeg_error_mgr errors;
	struct jpeg_compress_struct jpeg = { .err = jpeg_std_error(&errors) };
	int channels = kind == JPEG_GREY ? 1 : kind == JPEG_CMYK ? 4 : 3;
	unsigned char *row = arena_alloc(arena, (size_t)width * 4), *bytes = NULL;
	unsigned long size = 0;

	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &bytes, &size);
	jpeg.image_width = (JDIMENSION)width;
	jpeg.image_height = (JDIMENSION)height;
	jpeg.input_components = channels;
	jpeg.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 4 ? JCS_CMYK : JCS_RGB;
	jpeg_set_defaults(&jpeg);
	jpeg_set_quality(&jpeg, 95, TRUE);
	if (kind == JPEG_PROGRESSIVE)
		jpeg_simple_progression(&jpeg);
	jpeg_start_compress(&jpeg, TRUE);
	for (int y = 0; y < height; y++) {
		for (int x = 0; x < width; x++)
			memcpy(row + x * channels, point(x, y, width, height),
				channels < 3 ? (size_t)channels : 3);
		jpeg_write_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	return taken(arena, bytes, size, free);
}

static void
put_be(struct buf *out, uint32_t number, int bytes)
{
	while (bytes--)
		buf_putc(out, (char)(number >> 8 * bytes));
}

static void
put_le(struct buf *out, uint32_t number, int bytes)
{
	for (; bytes--; number >>= 8)
		buf_putc(out, (char)number);
}

void
png_chunk(struct buf *png, const char *name, const void *data, size_t size)
{
	size_t start;

	put_be(png, (uint32_t)size, 4);
	start = png->length;
	buf_add(png, name, 4);
	buf_add(png, data, size);
	put_be(png, (uint32_t)crc32(0, (const Bytef *)png->data + start,
		(uInt)(png->length - start)), 4);
}

static void
png_start(struct buf *png, unsigned width, unsigned height, int depth, int type, bool interlaced)
{
	struct buf header;

	buf_add(png, "\x89PNG\r\n\x1a\n", 8);
	buf_init(&header, png->arena, 13);
	put_be(&header, width, 4);
	put_be(&header, height, 4);
	buf_putc(&header, (char)depth);
	buf_putc(&header, (char)type);
	buf_add(&header, interlaced ? "\0\0\1" : "\0\0\0", 3);
	png_chunk(png, "IHDR", header.data, header.length);
}

void
png_of_zeros(struct buf *png, unsigned width, unsigned height, int depth, int type, size_t size)
{
	z_stream z = { 0 };
	unsigned char zeros[65536] = { 0 }, out[65536];
	struct buf data;

	buf_init(&data, png->arena, 65536);
	ck_assert_int_eq(deflateInit(&z, 9), Z_OK);
	do {
		z.next_in = zeros;
		z.avail_in = size < sizeof(zeros) ? (uInt)size : sizeof(zeros);
		size -= z.avail_in;
		do {
			z.next_out = out;
			z.avail_out = sizeof(out);
			deflate(&z, size ? Z_NO_FLUSH : Z_FINISH);
			buf_add(&data, out, sizeof(out) - z.avail_out);
		} while (!z.avail_out);
	} while (size);
	deflateEnd(&z);
	png_start(png, width, height, depth, type, false);
	png_chunk(png, "IDAT", data.data, data.length);
	png_chunk(png, "IEND", "", 0);
}

static void
png_write(png_structp png, png_bytep data, size_t size)
{
	buf_add(png_get_io_ptr(png), data, size);
}

static void
png_row(unsigned char *row, enum picture_kind kind, int y, int width, int height)
{
	for (int x = 0; x < width; x++) {
		const unsigned char *p = point(x, y, width, height);

		if (kind == PNG_PALETTE)
			row[x] = (unsigned char)((y >= height / 2) * 2 + (x >= width / 2));
		else if (kind == PNG_1)
			row[x / 8] |= (unsigned char)((p[0] >> 7) << (7 - x % 8));
		else if (kind == PNG_16)
			for (int i = 0; i < 6; i++)
				row[6 * x + i] = p[i / 2];
		else
			memcpy(row + 3 * x, p, 3);
	}
}

static struct buf
make_png(struct arena *arena, enum picture_kind kind, int width, int height)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	int type = kind == PNG_PALETTE ? PNG_COLOR_TYPE_PALETTE
		: kind == PNG_1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB;
	png_bytepp rows = arena_alloc(arena, (size_t)height * sizeof(*rows));
	struct buf out;

	buf_init(&out, arena, 4096);
	png_set_write_fn(png, &out, png_write, NULL);
	png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height,
		kind == PNG_16 ? 16 : kind == PNG_1 ? 1 : 8, type,
		kind == PNG_INTERLACED ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
		PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	if (kind == PNG_PALETTE) {
		png_color palette[4];
		static const png_byte alpha[4] = { 255, 0, 127, 255 };

		for (int i = 0; i < 4; i++)
			palette[i] = (png_color){ quarters[i][0], quarters[i][1], quarters[i][2] };
		png_set_PLTE(png, info, palette, 4);
		png_set_tRNS(png, info, alpha, 4, NULL);
	}
	for (int y = 0; y < height; y++) {
		rows[y] = arena_alloc(arena, (size_t)width * 6);
		png_row(rows[y], kind, y, width, height);
	}
	png_set_rows(png, info, rows);
	png_write_png(png, info, PNG_TRANSFORM_IDENTITY, NULL);
	png_destroy_write_struct(&png, &info);
	return out;
}

static struct buf
make_webp(struct arena *arena, enum picture_kind kind, int width, int height)
{
	struct buf points = rgb(arena, width, height, kind == WEBP_ALPHA ? 4 : 3);
	const uint8_t *in = (const uint8_t *)points.data;
	uint8_t *bytes = NULL;
	size_t size;

	if (kind == WEBP)
		size = WebPEncodeRGB(in, width, height, width * 3, 90, &bytes);
	else if (kind == WEBP_ALPHA)
		size = WebPEncodeRGBA(in, width, height, width * 4, 90, &bytes);
	else
		size = WebPEncodeLosslessRGB(in, width, height, width * 3, &bytes);
	return taken(arena, bytes, size, WebPFree);
}

struct buf
picture_make(struct arena *arena, enum picture_kind kind, int width, int height)
{
	if (kind < PNG)
		return make_jpeg(arena, kind, width, height);
	return kind < WEBP ? make_png(arena, kind, width, height)
		: make_webp(arena, kind, width, height);
}

/* --- metadata --------------------------------------------------------------------------------- */

/* An Exif block: orientation, and a GPS directory. */
static struct buf
exif(struct arena *arena, int orientation)
{
	struct buf out;

	buf_init(&out, arena, 200);
	buf_add(&out, "II*\0\10\0\0\0", 8);
	put_le(&out, 2, 2);
	put_le(&out, 0x112, 2);		/* Orientation, SHORT, one */
	put_le(&out, 3, 2);
	put_le(&out, 1, 4);
	put_le(&out, (uint32_t)orientation, 4);
	put_le(&out, 0x8825, 2);	/* GPS, LONG, one */
	put_le(&out, 4, 2);
	put_le(&out, 1, 4);
	put_le(&out, 38, 4);
	put_le(&out, 0, 4);
	buf_puts(&out, "SECRET 52.5200 N 13.4050 E");
	return out;
}

static void
jpeg_segment(struct buf *out, int marker, const char *name, size_t name_size, const char *data,
	size_t size)
{
	put_be(out, 0xff00u | (unsigned)marker, 2);
	put_be(out, (uint32_t)(2 + name_size + size), 2);
	buf_add(out, name, name_size);
	buf_add(out, data, size);
}

static void
jpeg_metadata(struct buf *out, const struct buf *plain, const struct buf *block)
{
	size_t own = memcmp(plain->data + 6, "JFIF", 4) ? 2 : 20;

	buf_add(out, plain->data, 2);
	/* a thumbnail of 2 x 1 */
	jpeg_segment(out, 0xe0, "JFIF", 5, "\1\1\0\0\1\0\1\2\1SECRET", 15);
	jpeg_segment(out, 0xe1, "Exif\0", 6, block->data, block->length);
	jpeg_segment(out, 0xe1, "http://ns.adobe.com/xap/1.0/", 29, "<x>SECRET</x>", 13);
	jpeg_segment(out, 0xe2, "ICC_PROFILE", 12, "\1\1profile", 9);
	jpeg_segment(out, 0xe2, "MPF", 4, "SECRET", 6);
	jpeg_segment(out, 0xed, "Photoshop 3.0", 14, "SECRET", 6);
	jpeg_segment(out, 0xfe, "", 0, "SECRET", 6);
	buf_add(out, plain->data + own, plain->length - own);
}

static void
png_metadata(struct buf *out, const struct buf *plain, const struct buf *block)
{
	buf_add(out, plain->data, 33);
	png_chunk(out, "gAMA", "\0\0\261\217", 4);
	png_chunk(out, "iCCP", "profile\0\0x", 10);
	png_chunk(out, "tEXt", "Author\0SECRET", 13);
	png_chunk(out, "iTXt", "XML:com.adobe.xmp\0\0\0\0\0SECRET", 28);
	png_chunk(out, "tIME", "\7\352\4\1\10\0\0", 7);
	png_chunk(out, "eXIf", block->data, block->length);
	png_chunk(out, "prVt", "SECRET", 6);
	buf_add(out, plain->data + 33, plain->length - 33);
}

static void
webp_chunk(struct buf *out, const char *name, const void *data, size_t size)
{
	buf_add(out, name, 4);
	put_le(out, (uint32_t)size, 4);
	buf_add(out, data, size);
	if (size % 2)
		buf_putc(out, 0);
}

static void
webp_metadata(struct buf *out, const struct buf *plain, const struct buf *block, int width,
	int height)
{
	bool is_extended = !memcmp(plain->data + 12, "VP8X", 4);
	struct buf head;

	buf_init(&head, out->arena, 10);
	/* a profile, Exif, XMP, perhaps alpha */
	put_le(&head, 0x20 | 0x0c | (is_extended ? 0x10 : 0), 4);
	put_le(&head, (uint32_t)width - 1, 3);
	put_le(&head, (uint32_t)height - 1, 3);
	buf_add(out, plain->data, 12);
	webp_chunk(out, "VP8X", head.data, head.length);
	webp_chunk(out, "ICCP", "profile", 7);
	buf_add(out, plain->data + (is_extended ? 30 : 12),
		plain->length - (is_extended ? 30 : 12));
	webp_chunk(out, "EXIF", block->data, block->length);
	webp_chunk(out, "XMP ", "<x>SECRET</x>", 13);
	for (int i = 0; i < 4; i++)
		out->data[4 + i] = (char)((out->length - 8) >> 8 * i);
}

struct buf
picture_with_metadata(struct arena *arena, enum picture_kind kind, int width, int height,
	int orientation)
{
	struct buf plain = picture_make(arena, kind, width, height),
		block = exif(arena, orientation), out;

	buf_init(&out, arena, plain.length + 1000);
	if (kind < PNG)
		jpeg_metadata(&out, &plain, &block);
	else if (kind < WEBP)
		png_metadata(&out, &plain, &block);
	else
		webp_metadata(&out, &plain, &block, width, height);
	return out;
}

struct buf
picture_header(struct arena *arena, enum picture_kind kind, unsigned width, unsigned height)
{
	struct buf out;

	if (kind < PNG) {
		unsigned char *frame;

		out = picture_make(arena, kind, 16, 16);
		frame = memmem(out.data, out.length,
			kind == JPEG_PROGRESSIVE ? "\xff\xc2" : "\xff\xc0", 2);
		ck_assert_ptr_nonnull(frame);
		frame[5] = (unsigned char)(height >> 8);
		frame[6] = (unsigned char)height;
		frame[7] = (unsigned char)(width >> 8);
		frame[8] = (unsigned char)width;
		return out;
	}
	buf_init(&out, arena, 200);
	if (kind < WEBP) {
		png_start(&out, width, height, 8, 2, false);
		png_chunk(&out, "IDAT", "x", 1);
		png_chunk(&out, "IEND", "", 0);
		return out;
	}
	buf_add(&out, "RIFF\36\0\0\0WEBPVP8L\21\0\0\0\x2f", 21);	/* 14 bits each, less one */
	put_le(&out, (width - 1) | (height - 1) << 14, 4);
	buf_add(&out, "\0\0\0\0\0\0\0\0\0\0\0\0\0", 13);
	return out;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool
png_points(const void *bytes, size_t size, struct buf *out, int *width, int *height)
{
	png_image image = { .version = PNG_IMAGE_VERSION };

	if (!png_image_begin_read_from_memory(&image, bytes, size))
		return false;
	image.format = PNG_FORMAT_RGB;
	*width = (int)image.width;
	*height = (int)image.height;
	if (!png_image_finish_read(&image, &(png_color){ 9, 9, 9 },
		buf_need(out, PNG_IMAGE_SIZE(image)), 0, NULL))
		return false;
	out->length = PNG_IMAGE_SIZE(image);
	return true;
}

static bool
jpeg_points(const void *bytes, size_t size, struct buf *out, int *width, int *height)
{
	tjhandle handle = tjInitDecompress();
	bool good = !tjDecompressHeader(handle, (unsigned char *)(uintptr_t)bytes, size, width,
		height);

	if (good) {
		int sampling, space, format;
		size_t length;

		good = !tjDecompressHeader3(handle, bytes, size, width, height, &sampling, &space);
		format = space == TJCS_CMYK || space == TJCS_YCCK ? TJPF_CMYK : TJPF_RGB;
		length = (size_t)*width * (size_t)*height * (size_t)tjPixelSize[format];
		good = good && !tjDecompress2(handle, bytes, size,
			(unsigned char *)buf_need(out, length), *width, 0, *height, format,
			TJFLAG_STOPONWARNING);
		out->length = length;
	}
	tjDestroy(handle);
	return good;
}

struct buf
picture_points(struct arena *arena, const void *bytes, size_t size, int *width, int *height)
{
	struct buf out;
	bool good = false;

	buf_init(&out, arena, 0);
	if (size > 12 && !memcmp(bytes, "RIFF", 4)) {
		uint8_t *points = WebPDecodeRGB(bytes, size, width, height);

		return taken(arena, points, (size_t)*width * (size_t)*height * 3, WebPFree);
	}
	if (size > 2)
		good = *(const unsigned char *)bytes == 0xff
			? jpeg_points(bytes, size, &out, width, height)
			: png_points(bytes, size, &out, width, height);
	if (!good)
		out.length = 0;
	return out;
}

long
picture_find(const struct buf *bytes, const char *what)
{
	const char *at = memmem(bytes->data, bytes->length, what, strlen(what));

	return at ? at - bytes->data : -1;
}

const char *
picture_type(enum picture_kind kind)
{
	return kind < PNG ? "image/jpeg" : kind < WEBP ? "image/png" : "image/webp";
}
