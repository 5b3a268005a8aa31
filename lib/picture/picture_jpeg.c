/*
 * JPEG (ITU T.81): segments of marker, length and data; the data of a scan goes on until the next
 * marker.
 */
#include "picture_format.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>
#include <turbojpeg.h>

enum {
	SOF0 = 0xc0, SOF1 = 0xc1, SOF2 = 0xc2, DHT = 0xc4, RST0 = 0xd0, RST7 = 0xd7, SOI = 0xd8,
	EOI = 0xd9, SOS = 0xda,
	DQT = 0xdb, DRI = 0xdd, APP0 = 0xe0, APP1 = 0xe1, APP2 = 0xe2, APP14 = 0xee, APP15 = 0xef,
	COM = 0xfe,
};
enum {
	/* each costs a walk over the whole picture, however few bytes it has */
	SCANS_MAX = 100,
	/* for the coefficients of a progressive picture, or of one that is turned */
	MEMORY_MAX = 256 << 20,
};

/* One segment: `data` are the bytes behind its length. */
struct segment {
	int marker;
	const unsigned char *start, *data;
	size_t size;
};

static bool
is_jpeg(const unsigned char *bytes, size_t size)
{
	return size >= 3 && !memcmp(bytes, "\xff\xd8\xff", 3);
}

/*
 * The segment at *p, which goes on behind it; false when the file breaks off, or there is no
 * marker.
 */
static bool
next_segment(const unsigned char **p, const unsigned char *end, struct segment *out)
{
	const unsigned char *at = *p;

	while (end - at >= 2 && at[0] == 0xff && at[1] == 0xff)	/* fill bytes */
		at++;
	if (end - at < 2 || at[0] != 0xff)
		return false;
	*out = (struct segment){ .marker = at[1], .start = at };
	*p = at + 2;
	if (at[1] == SOI || at[1] == EOI)
		return true;
	if (end - at < 4 || picture_be(at + 2, 2) < 2
	    || (size_t)(end - at - 2) < picture_be(at + 2, 2))
		return false;
	out->data = at + 4;
	out->size = picture_be(at + 2, 2) - 2;
	*p = out->data + out->size;
	return true;
}

static bool
is_frame(const struct segment *segment)
{
	return segment->marker >= SOF0 && segment->marker <= SOF2;
}

/* The first frame header; false without a sound one of a kind that browsers show. */
static bool
find_frame(const unsigned char *p, const unsigned char *end, struct segment *out)
{
	while (next_segment(&p, end, out) && out->marker != SOS && out->marker != EOI)
		if (is_frame(out))
			return out->size >= 6 && out->data[0] == 8
				&& out->size == 6 + 3 * (size_t)out->data[5];
	return false;
}

static bool
measure_jpeg(struct picture_scan *scan)
{
	struct segment frame;

	if (!find_frame(scan->p, scan->end, &frame))
		return picture_fault(scan,
			"must begin with the header of a baseline or progressive JPEG");
	scan->height = picture_be(frame.data + 1, 2);
	scan->width = picture_be(frame.data + 3, 2);
	return true;
}

/* What makes the picture and its colours. */
static bool
segment_belongs(const struct segment *s)
{
	switch (s->marker) {
	case SOI: case EOI: case DQT: case DHT: case DRI: case SOS:
		return true;
	case APP2:
		return s->size > 14 && !memcmp(s->data, "ICC_PROFILE", 12);
	case APP14:
		return s->size >= 12 && !memcmp(s->data, "Adobe", 5);
	}
	return is_frame(s);
}

static bool
is_metadata(const struct segment *s)
{
	return (s->marker >= APP0 && s->marker <= APP15) || s->marker == COM;
}

/* Where the data of a scan end: at the next marker that isn't part of them. */
static const unsigned char *
end_of_scan(const unsigned char *p, const unsigned char *end)
{
	while ((p = memchr(p, 0xff, (size_t)(end - p))) && end - p >= 2) {
		if (p[1] && (p[1] < RST0 || p[1] > RST7) && p[1] != 0xff)
			return p;
		p += p[1] == 0xff ? 1 : 2;
	}
	return NULL;
}

static bool
clean_jpeg(struct picture_scan *scan)
{
	static const unsigned char jfif[] = { 0xff, APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0,
		1, 0, 1, 0, 0 };
	const unsigned char *p = scan->p, *behind;
	struct segment s = { 0 };
	int frames = 0, scans = 0;

	while (s.marker != EOI) {
		if (!next_segment(&p, scan->end, &s))
			return picture_fault(scan, "must be whole: it breaks off");
		frames += is_frame(&s);
		scans += s.marker == SOS;
		if (frames > 1 || scans > SCANS_MAX)
			return picture_fault(scan, "must be one picture, of at most 100 scans");
		if (s.marker == APP0 && s.size >= 14 && !memcmp(s.data, "JFIF", 5))
			buf_add(&scan->clean, jfif, sizeof(jfif));
		else if (!segment_belongs(&s) && !is_metadata(&s))
			return picture_fault(scan, "must be a baseline or progressive JPEG");
		if (!segment_belongs(&s))
			continue;
		behind = s.marker == SOS ? end_of_scan(p, scan->end) : p;
		if (!behind)
			return picture_fault(scan, "must be whole: it breaks off");
		buf_add(&scan->clean, s.start, (size_t)(behind - s.start));
		p = behind;
	}
	return true;
}

/* --- upright ---------------------------------------------------------------------------------- */

static int
exif_orientation(const struct segment *s)
{
	bool is_exif = s->marker == APP1 && s->size >= 6 && !memcmp(s->data, "Exif\0", 6);

	return is_exif ? picture_orientation(s->data + 6, s->size - 6) : 1;
}

static int
orientation(const struct picture_scan *scan)
{
	const unsigned char *p = scan->p;
	struct segment s;
	int found = 1;

	while (found == 1 && next_segment(&p, scan->end, &s) && s.marker != SOS && s.marker != EOI)
		found = exif_orientation(&s);
	return found;
}

/* How many bytes the coefficients of the picture take, two for each. */
static int64_t
coefficients_size(const struct picture_scan *scan)
{
	struct segment frame;
	int64_t samples = 0, widest = 1, highest = 1;

	if (!find_frame(scan->p, scan->end, &frame))
		return 0;
	for (int i = 0; i < frame.data[5]; i++) {
		int64_t across = frame.data[7 + 3 * i] >> 4, down = frame.data[7 + 3 * i] & 15;

		widest = across > widest ? across : widest;
		highest = down > highest ? down : highest;
		samples += (long)across * down;
	}
	return 2 * samples * (scan->width / widest + 16) * (scan->height / highest + 16);
}

/* What libjpeg made is its own. */
struct turning {
	tjhandle handle;
	unsigned char *turned;
};

static void
end_turning(void *opaque)
{
	struct turning *turning = opaque;

	tjFree(turning->turned);
	if (turning->handle)
		tjDestroy(turning->handle);
}

/*
 * Turns the clean picture without decoding its points, and cleans what comes of it. A side that
 * isn't whole blocks loses the rest, less than 16 points: they can't be turned.
 */
static enum status
turn_picture(struct picture_scan *scan, int operation)
{
	tjtransform transform = { .op = operation, .options = TJXOPT_TRIM };
	struct turning turning = { NULL, NULL };
	struct arena *arena = scan->clean.arena;
	unsigned long size = 0;
	int failed;

	if (2 * coefficients_size(scan) > MEMORY_MAX) {
		scan->fault = "has too many points to be turned upright";
		return ERR_TOO_LARGE;
	}
	arena_hold(arena, end_turning, &turning);
	turning.handle = tjInitTransform();
	failed = !turning.handle
		|| tjTransform(turning.handle, (unsigned char *)scan->clean.data,
			scan->clean.length, 1, &turning.turned, &size, &transform,
			TJFLAG_STOPONWARNING);
	if (!failed) {
		scan->p = (const unsigned char *)arena_copy(arena, turning.turned, size);
		scan->end = scan->p + size;
		buf_init(&scan->clean, arena, size + 64);
		failed = !measure_jpeg(scan) || !clean_jpeg(scan);
	}
	arena_let_go(arena, &turning);
	return failed ? ERR_VALIDATION : OK;
}

/* --- decoding --------------------------------------------------------------------------------- */

struct decoding {
	struct jpeg_error_mgr errors;
	struct jpeg_decompress_struct jpeg;
	jmp_buf failed;
};

static void
on_error(j_common_ptr jpeg)
{
	struct decoding *decoding = jpeg->client_data;

	longjmp(decoding->failed, 1);
}

/* A warning (below 0) is an error too: it says that points were lost. */
static void
on_message(j_common_ptr jpeg, int level)
{
	if (level < 0)
		on_error(jpeg);
}

/*
 * All coefficients are read, but the points are made at an eighth of the size: that makes a row
 * short and the work quick.
 */
static bool
decode_all(struct decoding *decoding, const struct buf *clean)
{
	struct jpeg_decompress_struct *jpeg = &decoding->jpeg;
	JSAMPARRAY row;

	if (setjmp(decoding->failed))
		return false;
	jpeg_create_decompress(jpeg);
	jpeg->mem->max_memory_to_use = MEMORY_MAX;
	jpeg_mem_src(jpeg, (const unsigned char *)clean->data, clean->length);
	jpeg_read_header(jpeg, TRUE);
	jpeg->out_color_space = jpeg->jpeg_color_space;
	jpeg->scale_num = 1;
	jpeg->scale_denom = 8;
	jpeg_start_decompress(jpeg);
	row = jpeg->mem->alloc_sarray((j_common_ptr)jpeg, JPOOL_IMAGE,
		jpeg->output_width * (JDIMENSION)jpeg->output_components, 1);
	while (jpeg->output_scanline < jpeg->output_height)
		jpeg_read_scanlines(jpeg, row, 1);
	jpeg_finish_decompress(jpeg);
	return true;
}

static enum status
decode_clean(struct picture_scan *scan)
{
	struct decoding *decoding = arena_alloc(scan->clean.arena, sizeof(*decoding));
	bool good;

	decoding->jpeg.err = jpeg_std_error(&decoding->errors);
	decoding->jpeg.client_data = decoding;
	decoding->errors.error_exit = on_error;
	decoding->errors.emit_message = on_message;
	good = decode_all(decoding, &scan->clean);
	jpeg_destroy_decompress(&decoding->jpeg);
	if (!good && (decoding->errors.msg_code == JERR_NO_BACKING_STORE
		      || decoding->errors.msg_code == JERR_OUT_OF_MEMORY)) {
		scan->fault = "has too many points for a progressive JPEG";
		return ERR_TOO_LARGE;
	}
	scan->fault = "must be a sound JPEG";
	return good ? OK : ERR_VALIDATION;
}

static enum status
decode_jpeg(struct picture_scan *scan)
{
	static const int turns[] = { [2] = TJXOP_HFLIP, TJXOP_ROT180, TJXOP_VFLIP, TJXOP_TRANSPOSE,
		TJXOP_ROT90, TJXOP_TRANSVERSE, TJXOP_ROT270 };
	int turned = orientation(scan);
	enum status rc = decode_clean(scan);

	if (rc || turned < 2 || turned > 8)
		return rc;
	rc = turn_picture(scan, turns[turned]);
	return rc ? rc : decode_clean(scan);
}

/* --- points ----------------------------------------------------------------------------------- */

/* The smallest of libjpeg's own sizes that has at least as many points as are wanted. */
static tjscalingfactor
choose_scale(int width, int height, const struct picture_points *points)
{
	tjscalingfactor best = { 1, 1 };
	int count = 0;
	const tjscalingfactor *factors = tjGetScalingFactors(&count);

	for (int i = 0; i < count; i++)
		if (factors[i].num * best.denom < best.num * factors[i].denom
		    && TJSCALED(width, factors[i]) >= points->width
		    && TJSCALED(height, factors[i]) >= points->height)
			best = factors[i];
	return best;
}

static unsigned char *
decompress(tjhandle handle, const unsigned char *bytes, size_t size, struct picture_points *points)
{
	int width, height, sampling, colours;
	unsigned char *rgba;
	tjscalingfactor scale;

	if (tjDecompressHeader3(handle, bytes, size, &width, &height, &sampling, &colours)
	    || colours == TJCS_CMYK || colours == TJCS_YCCK)
		return NULL;
	scale = choose_scale(width, height, points);
	width = TJSCALED(width, scale);
	height = TJSCALED(height, scale);
	if ((int64_t)width * height > PICTURE_POINTS_MAX)
		return NULL;
	rgba = malloc(4 * (size_t)width * (size_t)height);
	if (!rgba || tjDecompress2(handle, bytes, size, rgba, width, 0, height, TJPF_RGBA,
		TJFLAG_STOPONWARNING)) {
		free(rgba);
		return NULL;
	}
	points->width = width;
	points->height = height;
	return rgba;
}

unsigned char *
picture_jpeg_points(const unsigned char *bytes, size_t size, struct picture_points *points)
{
	tjhandle handle = tjInitDecompress();
	unsigned char *rgba = handle ? decompress(handle, bytes, size, points) : NULL;

	if (handle)
		tjDestroy(handle);
	return rgba;
}

const struct picture_format picture_jpeg = { "image/jpeg", is_jpeg, measure_jpeg, clean_jpeg,
	decode_jpeg };
