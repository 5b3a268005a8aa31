#include "reading.h"
#include "cell.h"
#include "date.h"
#include "json.h"

#include <string.h>
#include <strings.h>

const char *
piece_text(const struct piece *piece, const char *name)
{
	for (int i = 0; i < piece->names.count && i < piece->values.count; i++)
		if (!strcasecmp(piece->names.list[i], name))
			return cell_tidy(piece->arena, piece->values.list[i], true);
	return NULL;
}

const cJSON *
piece_json(const struct piece *piece, const char **member)
{
	if (member)
		*member = piece->member ? piece->member : "";
	return piece->json;
}

const char *
piece_element(const struct piece *piece)
{
	return piece->element ? piece->element : "";
}

const char *
piece_path(const struct piece *piece)
{
	return piece->path;
}

int64_t
piece_number(const struct piece *piece)
{
	return piece->number;
}

struct arena *
reading_arena(const struct reading *reading)
{
	return reading->arena;
}

const struct import_options *
reading_options(const struct reading *reading)
{
	return reading->options;
}

/* The row as it was, as an array of texts. */
static const char *
row_of(struct reading *reading)
{
	const struct texts *cells = &reading->piece.values;
	struct buf buf;

	if (reading->row || reading->piece.kind != PART_TABLE || reading->piece.failed)
		return reading->row;
	buf_init(&buf, reading->arena, 256);
	buf_putc(&buf, '[');
	for (int i = 0; i < cells->count; i++) {
		if (i)
			buf_putc(&buf, ',');
		json_put_string(&buf, cell_as_it_was(reading->arena, cells->list[i]));
	}
	buf_putc(&buf, ']');
	reading->row = buf.data;
	return reading->row;
}

void
reading_tell(struct reading *reading, const struct item *item)
{
	struct item told = *item;

	if (reading->rc)
		return;
	if (!told.key)
		told.key = arena_printf(reading->arena, "piece:%s:%lld", reading->piece.path,
			(long long)reading->piece.number);
	told.remarks.room = 0;		/* the caller's own */
	item_tidy(reading->arena, &told);
	if (reading->piece.has_more)
		texts_add(reading->arena, &told.remarks, "The row has more cells than the table "
			"has columns: these were left out.");
	reading->rc = reading->sink->take(reading->sink->context, &told, row_of(reading));
}

/* What a day shows of the order of all of them. */
static void
learn(struct import_place *place, const struct date *date)
{
	place->is_day_first |= date->shows == DAY_FIRST;
	place->is_month_first |= date->shows == MONTH_FIRST;
	place->is_undecided |= date->kind == DATE_UNDECIDED;
}

const char *
reading_date(struct reading *reading, const char *text)
{
	const struct date date = date_read(text, reading->options->day_order);

	learn(reading->place, &date);
	if (date.kind == DATE_NONE)
		return NULL;
	if (date.kind == DATE_KNOWN)
		return date_text(reading->arena, &date);
	return cell_tidy(reading->arena, text, false);	/* item_settle says why not */
}

const char *
reading_rating(struct reading *reading, const char *text)
{
	const int scale = rating_scale(text);

	reading->place->is_beyond_5 |= scale > 5;
	reading->place->is_beyond_10 |= scale > 10;
	return text;
}

/* Who can't wait takes what was shown by now. */
static enum day_order
order_by_now(const struct reading *reading)
{
	const struct import_place *place = reading->place;

	if (reading->options->day_order || place->is_day_first == place->is_month_first)
		return reading->options->day_order;
	return place->is_day_first ? DAY_FIRST : MONTH_FIRST;
}

struct timestamp
reading_time(struct reading *reading, const char *text)
{
	const struct date date = date_read(text, order_by_now(reading));
	struct timestamp time = TIME_NONE;

	learn(reading->place, &date);
	if (date.kind == DATE_KNOWN)
		time.seconds = date.seconds;
	return time;
}

void
reading_piece(struct reading *reading, const struct format_part *part)
{
	struct item item;

	reading->row = NULL;
	if (!reading->piece.failed) {
		part->read(reading, &reading->piece);
		return;
	}
	item_clear(&item);
	item.failed = reading->piece.failed;
	reading_tell(reading, &item);
}
