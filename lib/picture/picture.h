/*
 * Pictures: JPEG, PNG and WebP told by their content, checked, and cleaned. Only the programs that
 * take uploads carry this room: the codecs in it are larger than all the rest.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include "arena.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

enum { PICTURE_SIDE_MAX = 8000 };
#define PICTURE_WEBP "image/webp"

struct picture {
	const char *content_type;
	int64_t width, height;
	const void *bytes;
	size_t size;
};

/*
 * Reads whatever somebody sent. A picture comes back without metadata, upright as browsers show it,
 * cut off at its end, its pixels as they were; it has been decoded once, and its dimensions were
 * looked at before. `arena` owns its bytes.
 * ERR_NOT_PICTURE for what is none of the three; ERR_TOO_LARGE for too many points; ERR_VALIDATION
 * for one that is broken or moves. `*message` then says why: "must ...".
 */
enum status picture_read(struct arena *arena, const void *bytes, size_t size, struct picture *out,
	const char **message);

/*
 * A picture that was read, within so many points, in the same proportion: as WebP, or as it is
 * where it fits already (unless it is to be written anew). ERR_VALIDATION for one that can't be
 * scaled: of the printers' colours, or with too many points.
 */
enum status picture_fit(struct arena *arena, const struct picture *picture, int64_t width,
	int64_t height, bool renew, struct picture *out);

#endif
