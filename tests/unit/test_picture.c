/*
 * Pictures: what is taken, what is refused and how, and what is left of a picture that was taken.
 */
#include "client.h"
#include "picture.h"
#include "pictures.h"

#include <string.h>

enum { SECONDS = 60 };

static struct arena memory;

static void
setup(void)
{
	arena_init(&memory, 1024 << 20, NULL);
}

static void
teardown(void)
{
	arena_release(&memory);
}

static enum status
read_size(const void *bytes, size_t size, struct picture *out, const char **message)
{
	*out = (struct picture){ 0 };
	*message = NULL;
	return picture_read(&memory, bytes, size, out, message);
}

static struct buf
cleaned(const struct buf *sent)
{
	struct picture picture;
	const char *message;
	struct buf out;

	ck_assert_msg(read_size(sent->data, sent->length, &picture, &message) == OK, "%s", message);
	buf_init(&out, &memory, picture.size);
	buf_add(&out, picture.bytes, picture.size);
	return out;
}

static void
assert_no_picture(const struct buf *sent, enum status status)
{
	struct picture picture;
	const char *message;

	ck_assert_int_eq(read_size(sent->data, sent->length, &picture, &message), status);
	ck_assert_ptr_nonnull(message);
	ck_assert_ptr_null(picture.bytes);
}

static void
assert_same_points(const struct buf *a, const struct buf *b)
{
	int width, height, other_width, other_height;
	struct buf points = picture_points(&memory, a->data, a->length, &width, &height);
	struct buf expected = picture_points(&memory, b->data, b->length, &other_width,
		&other_height);

	ck_assert_int_eq(width, other_width);
	ck_assert_int_eq(height, other_height);
	ck_assert_uint_gt(points.length, 0);
	ck_assert_mem_eq(points.data, expected.data, points.length);
}

START_TEST(every_kind_is_told_by_its_content_and_keeps_its_points)
{
	struct buf sent = picture_make(&memory, _i, 37, 23), kept = cleaned(&sent);
	struct picture picture;
	const char *message;

	ck_assert_int_eq(read_size(sent.data, sent.length, &picture, &message), OK);
	ck_assert_str_eq(picture.content_type, picture_type(_i));
	ck_assert_int_eq(picture.width, 37);
	ck_assert_int_eq(picture.height, 23);
	assert_same_points(&sent, &kept);
}
END_TEST

START_TEST(small_pictures_of_every_shape_are_taken)
{
	for (int width = 1; width < 10; width++)
		for (int height = 1; height < 10; height++) {
			struct buf sent = picture_make(&memory, _i, width, height),
				kept = cleaned(&sent);

			assert_same_points(&sent, &kept);
		}
}
END_TEST

START_TEST(metadata_are_gone_and_colours_stay)
{
	struct buf sent = picture_with_metadata(&memory, _i, 37, 23, 1), kept = cleaned(&sent);

	ck_assert_int_ge(picture_find(&sent, "SECRET"), 0);
	ck_assert_int_eq(picture_find(&kept, "SECRET"), -1);
	ck_assert_int_eq(picture_find(&kept, "Exif"), -1);
	ck_assert_int_eq(picture_find(&kept, "EXIF"), -1);
	ck_assert_int_ge(picture_find(&kept, "profile"), 0);
	assert_same_points(&sent, &kept);
}
END_TEST

START_TEST(what_was_cleaned_once_comes_back_as_it_is)
{
	struct buf sent = picture_with_metadata(&memory, _i, 37, 23, 1), kept = cleaned(&sent),
		again = cleaned(&kept);

	ck_assert_uint_eq(again.length, kept.length);
	ck_assert_mem_eq(again.data, kept.data, kept.length);
}
END_TEST

START_TEST(bytes_behind_a_picture_are_cut_off)
{
	struct buf sent = picture_make(&memory, _i, 37, 23), kept = cleaned(&sent), longer;

	buf_puts(&sent, "<script>SECRET</script>\xff\xd8\xff");
	longer = cleaned(&sent);
	ck_assert_uint_eq(longer.length, kept.length);
	ck_assert_int_eq(picture_find(&longer, "SECRET"), -1);
}
END_TEST

START_TEST(a_picture_that_breaks_off_anywhere_is_refused)
{
	struct buf sent = picture_make(&memory, _i, 21, 13);
	struct picture picture;
	const char *message;

	for (size_t n = 0; n + 1 < sent.length; n++) {	/* the last byte may be padding */
		char *piece = arena_copy(&memory, sent.data, n);

		ck_assert_msg(read_size(piece, n, &picture, &message) != OK, "%zu of %zu bytes", n,
			sent.length);
		ck_assert_ptr_nonnull(message);
	}
}
END_TEST

/*
 * Where the first two quarters of the stored picture, red and green, are seen (Exif 2.3,
 * Orientation).
 */
static const struct {
	int red, green;
} corners[] = { { 0, 1 }, { 1, 0 }, { 3, 2 }, { 2, 3 }, { 0, 2 }, { 1, 3 }, { 3, 1 }, { 2, 0 } };

static const unsigned char *
corner(const struct buf *points, int which, int width, int height)
{
	int x = which % 2 ? width - 2 : 1, y = which / 2 ? height - 2 : 1;

	return (const unsigned char *)points->data + 3 * (y * width + x);
}

static const enum picture_kind turned[] = { JPEG, PNG, PNG_16, PNG_INTERLACED, PNG_PALETTE };

START_TEST(a_picture_is_turned_as_its_camera_was_held)
{
	enum picture_kind kind = turned[_i / 8];
	struct buf sent = picture_with_metadata(&memory, kind, 64, 32, _i % 8 + 1),
		kept = cleaned(&sent), points;
	const unsigned char *red, *green;
	int width, height;

	points = picture_points(&memory, kept.data, kept.length, &width, &height);
	ck_assert_int_eq(width, _i % 8 < 4 ? 64 : 32);
	ck_assert_int_eq(height, _i % 8 < 4 ? 32 : 64);
	red = corner(&points, corners[_i % 8].red, width, height);
	green = corner(&points, corners[_i % 8].green, width, height);
	ck_assert(red[0] > 200 && red[1] < 60 && red[2] < 60);
	if (kind != PNG_PALETTE)	/* there it is transparent */
		ck_assert(green[0] < 60 && green[1] > 200 && green[2] < 60);
	ck_assert_int_eq(picture_find(&kept, kind == JPEG ? "Exif" : "eXIf"), -1);
	ck_assert_int_eq(picture_find(&kept, "SECRET"), -1);
	ck_assert_int_ge(picture_find(&kept, "profile"), 0);
}
END_TEST

/* As browsers show it, before and after. */
START_TEST(a_webp_is_not_turned)
{
	struct buf sent = picture_with_metadata(&memory, WEBP, 64, 32, _i + 1),
		kept = cleaned(&sent), points;
	const unsigned char *red;
	int width, height;

	points = picture_points(&memory, kept.data, kept.length, &width, &height);
	ck_assert_int_eq(width, 64);
	ck_assert_int_eq(height, 32);
	red = corner(&points, 0, width, height);
	ck_assert(red[0] > 200 && red[1] < 60 && red[2] < 60);
	ck_assert_int_eq(picture_find(&kept, "EXIF"), -1);
}
END_TEST

START_TEST(the_size_of_a_turned_picture_is_the_one_seen)
{
	struct buf sent = picture_with_metadata(&memory, JPEG_PROGRESSIVE, 64, 32, 6);
	struct picture picture;
	const char *message;

	ck_assert_int_eq(read_size(sent.data, sent.length, &picture, &message), OK);
	ck_assert_int_eq(picture.width, 32);
	ck_assert_int_eq(picture.height, 64);
}
END_TEST

/* Wherever memory ends, it ends with all that the codecs took: the sanitizer would tell. */
START_TEST(a_picture_that_is_too_much_leaves_nothing_of_the_codecs)
{
	struct buf sent = picture_with_metadata(&memory, turned[_i], 300, 200, 6);
	volatile size_t bytes = 0;
	volatile bool done = false;

	for (; !done; bytes += 100) {
		struct arena small = { 0 };
		struct picture picture;
		const char *message;
		jmp_buf overflow;

		leave_memory(&small, bytes);
		small.overflow = &overflow;
		if (!setjmp(overflow)) {
			ck_assert_int_eq(picture_read(&small, sent.data, sent.length, &picture,
				&message), OK);
			done = true;
		}
		arena_release(&small);
	}
	ck_assert_uint_gt(bytes, 10 * 100);
}
END_TEST

static const struct {
	const char *bytes;
	size_t size;
	enum status status;
} strangers[] = {
#define BYTES(text) text, sizeof(text) - 1
	{ BYTES(""), ERR_NOT_PICTURE },
	{ BYTES("\0"), ERR_NOT_PICTURE },
	{ BYTES("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"),
	  ERR_NOT_PICTURE },
	{ BYTES("<?xml version=\"1.0\"?><svg/>"), ERR_NOT_PICTURE },
	{ BYTES("<!doctype html><script>alert(1)</script>"), ERR_NOT_PICTURE },
	{ BYTES("GIF89a\1\0\1\0\0\0\0;"), ERR_NOT_PICTURE },
	{ BYTES("%PDF-1.7\n"), ERR_NOT_PICTURE },
	{ BYTES("BM\36\0\0\0\0\0\0\0"), ERR_NOT_PICTURE },
	{ BYTES("RIFF\4\0\0\0WAVEfmt "), ERR_NOT_PICTURE },
	{ BYTES("\0\0\0\40ftypavif"), ERR_NOT_PICTURE },
	{ BYTES("\xff\xd8\xff<script>alert(1)</script>"), ERR_VALIDATION },
	{ BYTES("\xff\xd8\xff\xd9"), ERR_VALIDATION },
	{ BYTES("\xff\xd8\xff\xe0\xff\xff"), ERR_VALIDATION },
	{ BYTES("\xff\xd8\xff\xc0\0\2\xff\xd9"), ERR_VALIDATION },
	{ BYTES("\xff\xd8\xff\xe1\0\20Exif\0\0II*\0\xff\xff\xff\xff\xff\xd9"), ERR_VALIDATION },
	{ BYTES("\x89PNG\r\n\x1a\n<script>alert(1)</script>            "), ERR_VALIDATION },
	{ BYTES("\x89PNG\r\n\x1a\n"), ERR_VALIDATION },
	{ BYTES("RIFF\xff\xff\xff\xffWEBP<script>alert(1)</script>"), ERR_VALIDATION },
	{ BYTES("RIFF\12\0\0\0WEBPVP8X\xff\xff\xff\xff"), ERR_VALIDATION },
#undef BYTES
};

START_TEST(what_is_no_picture_is_refused)
{
	struct buf sent;

	buf_init(&sent, &memory, strangers[_i].size);
	buf_add(&sent, strangers[_i].bytes, strangers[_i].size);
	assert_no_picture(&sent, strangers[_i].status);
}
END_TEST

static const struct {
	enum picture_kind kind;
	unsigned width, height;
	enum status status;
} claims[] = {
	{ JPEG, 20000, 20000, ERR_TOO_LARGE }, { PNG, 20000, 20000, ERR_TOO_LARGE },
	{ WEBP, 16384, 16384, ERR_TOO_LARGE },
	{ JPEG, 8001, 16, ERR_TOO_LARGE }, { PNG, 8001, 1, ERR_TOO_LARGE },
	{ WEBP, 8001, 1, ERR_TOO_LARGE },
	{ JPEG, 16, 8001, ERR_TOO_LARGE }, { PNG, 1, 8001, ERR_TOO_LARGE },
	{ WEBP, 1, 8001, ERR_TOO_LARGE },
	{ PNG, 0xffffffff, 0xffffffff, ERR_TOO_LARGE }, { PNG, 0x80000001, 1, ERR_TOO_LARGE },
	{ JPEG, 0, 16, ERR_VALIDATION }, { JPEG, 16, 0, ERR_VALIDATION },
	{ PNG, 0, 1, ERR_VALIDATION },
	{ PNG, 1, 0, ERR_VALIDATION },
	{ JPEG, 8000, 8000, ERR_VALIDATION }, { PNG, 8000, 8000, ERR_VALIDATION },
	{ WEBP, 8000, 8000, ERR_VALIDATION },
};

START_TEST(a_header_that_claims_too_much_is_enough)
{
	struct buf sent = picture_header(&memory, claims[_i].kind, claims[_i].width,
		claims[_i].height);

	assert_no_picture(&sent, claims[_i].status);
}
END_TEST

START_TEST(a_progressive_jpeg_may_not_take_more_memory_than_there_is_for_it)
{
	struct buf sent = picture_header(&memory, JPEG_PROGRESSIVE, 8000, 8000);
	unsigned char *frame = memmem(sent.data, sent.length, "\xff\xc2", 2);

	frame[11] = 0x11;	/* no subsampling: 384 MB of coefficients */
	assert_no_picture(&sent, ERR_TOO_LARGE);
}
END_TEST

START_TEST(eight_thousand_points_a_side_are_taken)
{
	static const struct { enum picture_kind kind; int width, height; } largest[] = {
		{ JPEG_GREY, 8000, 8000 }, { PNG_1, 8000, 8000 }, { WEBP, 8000, 2 },
		{ WEBP_LOSSLESS, 2, 8000 },
	};
	struct buf sent = picture_make(&memory, largest[_i].kind, largest[_i].width,
		largest[_i].height);
	struct picture picture;
	const char *message;

	ck_assert_int_eq(read_size(sent.data, sent.length, &picture, &message), OK);
	ck_assert_int_eq(picture.width, largest[_i].width);
	ck_assert_int_eq(picture.height, largest[_i].height);
}
END_TEST

/* 16 x 16 grey points are 272 bytes with their filters. */
START_TEST(a_png_that_inflates_to_less_than_its_points_is_refused)
{
	static const size_t sizes[] = { 0, 17, 271 };
	struct buf sent;

	buf_init(&sent, &memory, 1 << 20);
	png_of_zeros(&sent, 16, 16, 8, 0, sizes[_i]);
	assert_no_picture(&sent, ERR_VALIDATION);
}
END_TEST

START_TEST(what_is_behind_the_points_of_a_png_is_not_looked_at)
{
	static const size_t sizes[] = { 272, 273, 100000, 300 << 20 };
	struct buf sent;
	size_t before;

	buf_init(&sent, &memory, 1 << 20);
	png_of_zeros(&sent, 16, 16, 8, 0, sizes[_i]);
	before = memory.used;
	ck_assert_uint_eq(cleaned(&sent).length, sent.length);
	ck_assert_uint_lt(memory.used - before, 4 << 20);
}
END_TEST

/*
 * What libpng warns of and every browser shows: a palette in a grey picture, transparency beside an
 * alpha channel.
 */
START_TEST(a_png_that_browsers_show_is_taken)
{
	struct buf sent, odd;

	buf_init(&sent, &memory, 4096);
	buf_init(&odd, &memory, 4096);
	png_of_zeros(&sent, 4, 4, 8, _i ? 6 : 0, _i ? 4 * 17 : 4 * 5);
	buf_add(&odd, sent.data, 33);
	if (_i)
		png_chunk(&odd, "tRNS", "\0\1\0\2\0\3", 6);
	else
		png_chunk(&odd, "PLTE", "\0\0\0\xff\xff\xff", 6);
	buf_add(&odd, sent.data + 33, sent.length - 33);
	ck_assert_uint_gt(cleaned(&odd).length, 0);
}
END_TEST

START_TEST(a_png_too_large_to_be_turned_is_refused_as_such)
{
	struct buf sent, exif = picture_with_metadata(&memory, PNG, 8, 8, 6), odd;
	const unsigned char *chunk = memmem(exif.data, exif.length, "eXIf", 4);
	size_t size = (size_t)chunk[-2] << 8 | chunk[-1];

	buf_init(&sent, &memory, 1 << 20);
	buf_init(&odd, &memory, 1 << 20);
	png_of_zeros(&sent, 8000, 8000, 8, 6, (size_t)8000 * (8000 * 4 + 1));
	buf_add(&odd, sent.data, 33);
	png_chunk(&odd, "eXIf", chunk + 4, size);
	buf_add(&odd, sent.data + 33, sent.length - 33);
	assert_no_picture(&odd, ERR_TOO_LARGE);
}
END_TEST

/* A point of one bit, of several samples, and a row that ends within a byte. */
START_TEST(every_kind_of_png_is_turned)
{
	static const int types[][2] = { { 1, 0 }, { 2, 0 }, { 4, 0 }, { 8, 0 }, { 16, 0 }, { 8, 2 },
		{ 16, 2 }, { 8, 4 }, { 16, 4 }, { 8, 6 },
		{ 16, 6 } };
	static const int samples[] = { 1, 0, 3, 0, 2, 0, 4 };
	int depth = types[_i][0], type = types[_i][1];
	struct buf sent, exif = picture_with_metadata(&memory, PNG, 8, 8, 8), odd;
	const unsigned char *chunk = memmem(exif.data, exif.length, "eXIf", 4);
	struct picture picture;
	const char *message;

	buf_init(&sent, &memory, 4096);
	buf_init(&odd, &memory, 4096);
	png_of_zeros(&sent, 5, 3, depth, type,
		(size_t)3 * (1 + (size_t)(5 * depth * samples[type] + 7) / 8));
	buf_add(&odd, sent.data, 33);
	png_chunk(&odd, "eXIf", chunk + 4, (size_t)chunk[-2] << 8 | chunk[-1]);
	buf_add(&odd, sent.data + 33, sent.length - 33);
	ck_assert_int_eq(read_size(odd.data, odd.length, &picture, &message), OK);
	ck_assert_int_eq(picture.width, 3);
	ck_assert_int_eq(picture.height, 5);
	ck_assert_int_eq(((const char *)picture.bytes)[24], depth);
	ck_assert_int_eq(((const char *)picture.bytes)[25], type);
	ck_assert_int_eq(read_size(picture.bytes, picture.size, &picture, &message), OK);
	ck_assert_int_eq(picture.width, 3);
}
END_TEST

START_TEST(a_png_of_half_a_gigabyte_is_read_in_the_memory_of_a_row)
{
	struct buf sent;
	size_t before;

	buf_init(&sent, &memory, 1 << 20);
	png_of_zeros(&sent, 8000, 8000, 16, 6, (size_t)8000 * (8000 * 8 + 1));
	before = memory.used;
	ck_assert_uint_eq(cleaned(&sent).length, sent.length);
	ck_assert_uint_lt(memory.used - before, 4 << 20);
}
END_TEST

START_TEST(a_jpeg_of_a_thousand_scans_is_refused)
{
	struct buf sent = picture_make(&memory, JPEG, 16, 16);
	const char *scan = memmem(sent.data, sent.length, "\xff\xda", 2);
	size_t size = (size_t)(sent.data + sent.length - 2 - scan);
	char *copy = arena_copy(&memory, scan, size);

	sent.length -= 2;
	for (int i = 0; i < 1000; i++)
		buf_add(&sent, copy, size);
	buf_add(&sent, "\xff\xd9", 2);
	assert_no_picture(&sent, ERR_VALIDATION);
}
END_TEST

START_TEST(a_moving_picture_is_refused)
{
	struct buf sent = picture_make(&memory, _i ? PNG : WEBP_ALPHA, 16, 16), moving;

	buf_init(&moving, &memory, sent.length + 100);
	if (_i) {
		buf_add(&moving, sent.data, 33);
		png_chunk(&moving, "acTL", "\0\0\0\2\0\0\0\0", 8);
		buf_add(&moving, sent.data + 33, sent.length - 33);
	} else {
		sent.data[20] |= 2;
		buf_add(&moving, sent.data, sent.length);
	}
	assert_no_picture(&moving, ERR_VALIDATION);
}
END_TEST

/*
 * One bit in the middle of what a PNG's checksums guard, and a part that must be understood but
 * can't be.
 */
START_TEST(a_damaged_png_is_refused)
{
	struct buf sent = picture_make(&memory, PNG, 64, 64), strange;

	buf_init(&strange, &memory, sent.length + 100);
	buf_add(&strange, sent.data, 33);
	png_chunk(&strange, "NoPE", "x", 1);
	buf_add(&strange, sent.data + 33, sent.length - 33);
	assert_no_picture(&strange, ERR_VALIDATION);
	sent.data[sent.length / 2] ^= 1;
	assert_no_picture(&sent, ERR_VALIDATION);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("picture");
	TCase *tc = tcase_create("picture");

	tcase_set_timeout(tc, SECONDS);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, every_kind_is_told_by_its_content_and_keeps_its_points, 0,
		PICTURE_KINDS);
	tcase_add_loop_test(tc, small_pictures_of_every_shape_are_taken, 0, PICTURE_KINDS);
	tcase_add_loop_test(tc, metadata_are_gone_and_colours_stay, 0, PICTURE_KINDS);
	tcase_add_loop_test(tc, what_was_cleaned_once_comes_back_as_it_is, 0, PICTURE_KINDS);
	tcase_add_loop_test(tc, bytes_behind_a_picture_are_cut_off, 0, PICTURE_KINDS);
	tcase_add_loop_test(tc, a_picture_that_breaks_off_anywhere_is_refused, 0, PICTURE_KINDS);
	tcase_add_loop_test(tc, a_picture_is_turned_as_its_camera_was_held, 0,
		8 * sizeof(turned) / sizeof(turned[0]));
	tcase_add_loop_test(tc, a_picture_that_is_too_much_leaves_nothing_of_the_codecs, 0,
		sizeof(turned) / sizeof(turned[0]));
	tcase_add_loop_test(tc, every_kind_of_png_is_turned, 0, 11);
	tcase_add_test(tc, a_png_too_large_to_be_turned_is_refused_as_such);
	tcase_add_loop_test(tc, a_webp_is_not_turned, 0, 8);
	tcase_add_test(tc, the_size_of_a_turned_picture_is_the_one_seen);
	tcase_add_loop_test(tc, what_is_no_picture_is_refused, 0,
		sizeof(strangers) / sizeof(strangers[0]));
	tcase_add_loop_test(tc, a_header_that_claims_too_much_is_enough, 0,
		sizeof(claims) / sizeof(claims[0]));
	tcase_add_test(tc, a_progressive_jpeg_may_not_take_more_memory_than_there_is_for_it);
	tcase_add_loop_test(tc, eight_thousand_points_a_side_are_taken, 0, 4);
	tcase_add_loop_test(tc, a_png_that_inflates_to_less_than_its_points_is_refused, 0, 3);
	tcase_add_loop_test(tc, what_is_behind_the_points_of_a_png_is_not_looked_at, 0, 4);
	tcase_add_loop_test(tc, a_png_that_browsers_show_is_taken, 0, 2);
	tcase_add_test(tc, a_png_of_half_a_gigabyte_is_read_in_the_memory_of_a_row);
	tcase_add_test(tc, a_jpeg_of_a_thousand_scans_is_refused);
	tcase_add_loop_test(tc, a_moving_picture_is_refused, 0, 2);
	tcase_add_test(tc, a_damaged_png_is_refused);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
