/*
 * Pictures made smaller: decoded to points, scaled and written as WebP, all by the libraries of the
 * formats. What their colours mean (a profile) is lost on the way, which small pictures bear.
 */
#include "picture_format.h"

#include <stdlib.h>
#include <webp/encode.h>

enum { QUALITY = 82 };

static const struct {
	const char *content_type;
	picture_decoder *decode;
} decoders[] = {
	{ "image/jpeg", picture_jpeg_points }, { "image/png", picture_png_points },
	{ PICTURE_WEBP, picture_webp_points },
};
enum { DECODERS = sizeof(decoders) / sizeof(decoders[0]) };

/* What is the libraries' own until it is given back. */
struct fitting {
	unsigned char *points;
	WebPPicture picture;
	WebPMemoryWriter writer;
};

static void
end_fitting(void *opaque)
{
	struct fitting *fitting = opaque;

	free(fitting->points);
	WebPPictureFree(&fitting->picture);
	WebPMemoryWriterClear(&fitting->writer);
}

static bool
write_points(struct fitting *fitting, int64_t width, int64_t height)
{
	WebPPicture *picture = &fitting->picture;
	WebPConfig config;

	if (!WebPConfigInit(&config))
		return false;
	config.quality = QUALITY;
	picture->writer = WebPMemoryWrite;
	picture->custom_ptr = &fitting->writer;
	if ((picture->width != width || picture->height != height)
	    && !WebPPictureRescale(picture, (int)width, (int)height))
		return false;
	return WebPEncode(&config, picture);
}

/* The points, at least as many as are wanted, as libwebp's own. */
static bool
take_points(struct fitting *fitting, const struct picture *picture, int64_t width, int64_t height)
{
	struct picture_points points = { .width = width, .height = height };

	for (int i = 0; i < DECODERS; i++)
		if (!strcmp(decoders[i].content_type, picture->content_type))
			fitting->points = decoders[i].decode(picture->bytes, picture->size,
				&points);
	if (!fitting->points)
		return false;
	fitting->picture.width = (int)points.width;
	fitting->picture.height = (int)points.height;
	fitting->picture.use_argb = 1;
	return WebPPictureImportRGBA(&fitting->picture, fitting->points, 4 * (int)points.width);
}

/* The sides within these, in the same proportion, and no larger than they are. */
static void
fit_sides(const struct picture *picture, int64_t *width, int64_t *height)
{
	const double across = (double)*width / (double)picture->width,
		down = (double)*height / (double)picture->height;
	double scale = across < down ? across : down;

	if (scale > 1)
		scale = 1;
	*width = (int64_t)((double)picture->width * scale + 0.5);
	*height = (int64_t)((double)picture->height * scale + 0.5);
	*width = *width ? *width : 1;
	*height = *height ? *height : 1;
}

enum status
picture_fit(struct arena *arena, const struct picture *picture, int64_t width, int64_t height,
	bool renew, struct picture *out)
{
	struct fitting *fitting;
	enum status rc = ERR_VALIDATION;

	fit_sides(picture, &width, &height);
	*out = *picture;
	if (!renew && width == picture->width && height == picture->height)
		return OK;
	fitting = arena_alloc(arena, sizeof(*fitting));
	if (!WebPPictureInit(&fitting->picture))
		return ERR_INTERNAL;
	WebPMemoryWriterInit(&fitting->writer);
	arena_hold(arena, end_fitting, fitting);
	if (take_points(fitting, picture, width, height) && write_points(fitting, width, height)) {
		*out = (struct picture){ PICTURE_WEBP, width, height,
			arena_copy(arena, fitting->writer.mem, fitting->writer.size),
			fitting->writer.size };
		rc = OK;
	}
	arena_let_go(arena, fitting);
	return rc;
}
