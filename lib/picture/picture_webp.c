/*
 * WebP (RFC 9649): a RIFF file of chunks, each a name, a length and data padded to an even one. Its
 * Exif turns nothing: neither Chromium nor Firefox reads an orientation there, and it is stored as
 * it was seen.
 */
#include "picture_format.h"

#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>

enum { RIFF = 12, AROUND = 8, EXTENDED = 10, FLAG_ANIMATION = 0x02, FLAG_XMP = 0x04,
	FLAG_EXIF = 0x08 };

static bool
is_webp(const unsigned char *bytes, size_t size)
{
	return size >= RIFF && !memcmp(bytes, "RIFF", 4) && !memcmp(bytes + 8, "WEBP", 4);
}

static bool
measure_webp(struct picture_scan *scan)
{
	WebPBitstreamFeatures features;

	if (WebPGetFeatures(scan->p, (size_t)(scan->end - scan->p), &features) != VP8_STATUS_OK)
		return picture_fault(scan, "must begin with its header");
	scan->width = features.width;
	scan->height = features.height;
	return features.has_animation ? picture_fault(scan, "must not move") : true;
}

/* True for what makes the picture and its colours; the picture itself is the last of it. */
static bool
chunk_belongs(const unsigned char *name, bool *is_last)
{
	*is_last = !memcmp(name, "VP8 ", 4) || !memcmp(name, "VP8L", 4);
	return *is_last || !memcmp(name, "VP8X", 4) || !memcmp(name, "ICCP", 4)
		|| !memcmp(name, "ALPH", 4);
}

static bool
clean_webp(struct picture_scan *scan)
{
	const unsigned char *p = scan->p + RIFF;
	char *head;
	bool is_last = false;

	buf_add(&scan->clean, scan->p, RIFF);
	while (!is_last) {
		size_t left = (size_t)(scan->end - p), length;

		if (left < AROUND || (length = picture_le(p + 4, 4)) > left - AROUND)
			return picture_fault(scan, "must be whole: it breaks off");
		if (chunk_belongs(p, &is_last)) {
			buf_add(&scan->clean, p, AROUND + length);
			if (length % 2)
				buf_putc(&scan->clean, '\0');
		}
		p += AROUND + length;
		p += p < scan->end && length % 2;
	}
	head = scan->clean.data;
	for (int i = 0; i < 4; i++)
		head[4 + i] = (char)((scan->clean.length - AROUND) >> 8 * i);
	if (!memcmp(head + RIFF, "VP8X", 4))
		head[RIFF + AROUND] &= (char)~(FLAG_ANIMATION | FLAG_XMP | FLAG_EXIF);
	return true;
}

/*
 * Every row is decoded, but scaled down to a point each: only the format's own memory is as large
 * as the picture.
 */
static enum status
decode_webp(struct picture_scan *scan)
{
	WebPDecoderConfig config;
	bool good;

	if (!WebPInitDecoderConfig(&config))
		return ERR_INTERNAL;
	config.options.use_scaling = 1;
	config.options.scaled_width = config.options.scaled_height = 1;
	config.options.no_fancy_upsampling = 1;
	config.output.colorspace = MODE_RGBA;
	good = WebPDecode((const uint8_t *)scan->clean.data, scan->clean.length,
		&config) == VP8_STATUS_OK
		&& config.input.width == scan->width && config.input.height == scan->height;
	WebPFreeDecBuffer(&config.output);
	if (good)
		return OK;
	scan->fault = "must be a sound WebP";
	return ERR_VALIDATION;
}

/* Decoded to just what is wanted. */
unsigned char *
picture_webp_points(const unsigned char *bytes, size_t size, struct picture_points *points)
{
	const size_t row = 4 * (size_t)points->width, all = row * (size_t)points->height;
	unsigned char *rgba = all <= 4 * (size_t)PICTURE_POINTS_MAX ? malloc(all) : NULL;
	WebPDecoderConfig config;

	if (!rgba || !WebPInitDecoderConfig(&config)) {
		free(rgba);
		return NULL;
	}
	config.options.use_scaling = 1;
	config.options.scaled_width = (int)points->width;
	config.options.scaled_height = (int)points->height;
	config.output.colorspace = MODE_RGBA;
	config.output.is_external_memory = 1;
	config.output.u.RGBA.rgba = rgba;
	config.output.u.RGBA.stride = (int)row;
	config.output.u.RGBA.size = all;
	if (WebPDecode(bytes, size, &config) == VP8_STATUS_OK)
		return rgba;
	free(rgba);
	return NULL;
}

const struct picture_format picture_webp = { PICTURE_WEBP, is_webp, measure_webp, clean_webp,
	decode_webp };
