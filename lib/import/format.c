/* Reading a file in pieces, on from a place. */
#include "clock.h"
#include "content.h"
#include "reading.h"

#include <stdlib.h>
#include <string.h>

/* What a piece takes with all that is made of it. */
enum { OF_PIECE_MAX = 56 << 20 };

static const char TOO_MANY[] = "It has more than 100,000 rows, which is the most that is read: "
	"divide it into several files.", NOTHING[] = "There is nothing in it that is read here.";

/* A step: what is needed for it. */
struct step {
	struct contents contents;
	struct arena *arena, *of_piece;
	const struct format *format;
	struct import_place *place;
	struct reading reading;
	int left;			/* pieces */
	int64_t until;			/* of clock_ticks */
	const char *message;
};

static enum status
refuse(struct step *step, const char *path, const char *why)
{
	if (step->contents.archive.packing == PACKED_ZIP)
		why = arena_printf(step->arena, "%s: %s", path, why);
	step->message = arena_strdup(step->arena, why);
	return ERR_VALIDATION;
}

static bool
is_over(const struct step *step)
{
	const bool *has_enough = step->reading.sink->has_enough;

	return !step->left || (has_enough && *has_enough) || clock_ticks() >= step->until;
}

/* Reads pieces of a file; `*is_whole` when there are no more. */
static enum status
read_pieces(struct step *step, struct pieces *pieces, bool *is_whole)
{
	struct reading *reading = &step->reading;

	do {
		arena_reset(step->of_piece);
		*is_whole = !pieces_next(pieces, step->of_piece, &reading->piece);
		if (*is_whole)
			return pieces->message ? refuse(step, pieces->path, pieces->message) : OK;
		if (step->place->rows >= IMPORT_ROWS)
			return refuse(step, pieces->path, TOO_MANY);
		reading_piece(reading, pieces->part);
		if (reading->rc)
			return reading->rc;
		pieces_done(pieces);
		step->left--;
	} while (!is_over(step));
	return OK;
}

static enum status
read_file(struct step *step, const struct format_part *part, bool *is_whole)
{
	struct import_place *place = step->place;
	struct arena *work = step->contents.work;
	struct pieces *pieces = arena_alloc(work, sizeof(*pieces));
	enum status rc = pieces_open(work, &step->contents.archive, (int)place->file, part, place,
		pieces);

	if (rc == ERR_VALIDATION)
		rc = refuse(step, pieces->path, pieces->message);
	if (!rc)
		rc = read_pieces(step, pieces, is_whole);
	arena_reset(work);
	return rc;
}

/* The next file of the part, from the place on; false when there is none. */
static bool
find_file(struct step *step)
{
	struct import_place *place = step->place;

	for (; place->file < step->contents.archive.count; place->file++) {
		if (content_part(&step->contents, (int)place->file, step->format) == place->part)
			return true;
		place->piece = place->offset = place->member = 0;
	}
	return false;
}

/* Before anything was read of it. */
static bool
has_nothing(struct step *step)
{
	const struct import_place *place = step->place;
	int file = 0;

	if (place->part || place->file || place->offset)
		return false;
	while (file < step->contents.archive.count
	    && content_part(&step->contents, file, step->format) < 0)
		file++;
	return file == step->contents.archive.count;
}

static void
leave_file(struct import_place *place)
{
	place->file++;
	place->piece = place->offset = place->member = 0;
}

static enum status
read_on(struct step *step)
{
	struct import_place *place = step->place;

	if (has_nothing(step)) {
		step->message = NOTHING;
		return ERR_VALIDATION;
	}
	while (!is_over(step)) {
		const struct format_part *part = &step->format->parts[place->part];
		bool is_whole = false;
		enum status rc;

		if (!part->read) {
			place->is_done = true;
			return OK;
		}
		if (!find_file(step)) {
			place->part++;
			place->file = 0;
			continue;
		}
		rc = read_file(step, part, &is_whole);
		if (rc)
			return rc;
		if (is_whole)
			leave_file(place);
	}
	return OK;
}

/* A place that isn't of this file and format is none. */
static void
check_place(struct step *step)
{
	int parts = 0;

	while (step->format->parts[parts].read)
		parts++;
	if (step->place->part < 0 || step->place->part > parts || step->place->file < 0
	    || step->place->offset < 0 || step->place->member < 0 || step->place->piece < 0)
		*step->place = (struct import_place){ 0 };
}

enum status
format_read(struct arena *arena, const struct input *input, const struct format *format,
	const struct import_options *options, struct import_place *place, int most,
	int milliseconds, const struct sink *sink, const char **message)
{
	static const struct import_options none = { { NULL }, ORDER_UNKNOWN };
	struct step *step = arena_alloc(arena, sizeof(*step));
	enum status rc;

	step->arena = arena;
	step->of_piece = arena_within(arena, OF_PIECE_MAX);
	step->format = format;
	step->place = place;
	step->left = most > 0 ? most : 1;
	step->reading = (struct reading){ .arena = step->of_piece, .place = place, .sink = sink,
		.options = options ? options : &none };
	check_place(step);
	rc = contents_open(arena, input, &step->contents, &step->message);
	step->until = clock_ticks() + (milliseconds > 0 ? milliseconds : 1);
	if (!rc && !place->is_done)
		rc = read_on(step);
	contents_close(&step->contents);
	arena_let_go(arena, step->of_piece);
	*message = step->message;
	return rc;
}

/* Its numbers, and its flags as one. */
const char *
import_place_text(struct arena *arena, const struct import_place *place)
{
	return arena_printf(arena, "%lld %lld %lld %lld %lld %lld %d", (long long)place->part,
		(long long)place->file, (long long)place->piece, (long long)place->offset,
		(long long)place->member, (long long)place->rows, place->is_day_first
		| place->is_month_first << 1 | place->is_undecided << 2 | place->is_done << 3
		| place->is_beyond_5 << 4 | place->is_beyond_10 << 5);
}

void
import_place_read(struct arena *arena, const char *text, struct import_place *out)
{
	enum { NUMBERS = 7, FLAGS = 6 };
	long long numbers[NUMBERS] = { 0 };

	(void)arena;
	*out = (struct import_place){ 0 };
	for (int i = 0; i < NUMBERS; i++) {
		char *end = NULL;

		numbers[i] = text ? strtoll(text, &end, 10) : -1;
		if (numbers[i] < 0 || end == text || *end != (i < FLAGS ? ' ' : '\0'))
			return;
		text = end;
	}
	*out = (struct import_place){ .part = numbers[0], .file = numbers[1], .piece = numbers[2],
		.offset = numbers[3], .member = numbers[4], .rows = numbers[5],
		.is_day_first = numbers[FLAGS] & 1, .is_month_first = numbers[FLAGS] & 2,
		.is_undecided = numbers[FLAGS] & 4, .is_done = numbers[FLAGS] & 8,
		.is_beyond_5 = numbers[FLAGS] & 16, .is_beyond_10 = numbers[FLAGS] & 32 };
}
