/*
 * The file is read: what it tells becomes rows. A piece is read while nobody waits; what it told is
 * stored with the place behind it, if that piece is still the next.
 */
#include "apply.h"
#include "clock.h"
#include "job.h"
#include "text.h"

#include <string.h>

enum {
	READER_MEMORY = 24 << 20, AT_ONCE = 50, TOLD_MOST = 2 << 20, READ_MS = 500, PIECE_MS = 10,
	/* of one title, which is read and written each time that the file speaks of it again */
	MERGED_MAX = 128 << 10, SOURCE_MAX = 128 << 10,
};

/* --- the file -------------------------------------------------------------------------------- */

/* A chunk of it is in memory at a time. */
struct stored {
	const struct call *call;
	const struct import *import;
	char *chunk;
	int64_t number;
	size_t size;
};

static enum status
take_chunk(struct stored *stored, int64_t number)
{
	struct arena *arena = stored->call->arena;
	const struct arena_mark mark = arena_mark(arena);
	const void *bytes;
	size_t size;
	enum status rc;

	if (stored->number == number)
		return OK;
	rc = import_read_chunk(stored->call, stored->import, number, &bytes, &size);
	if (!rc && size <= IMPORT_CHUNK) {
		memcpy(stored->chunk, bytes, size);
		stored->size = size;
		stored->number = number;
	}
	arena_rewind(arena, mark);
	return rc;
}

static int64_t
read_stored(void *context, uint64_t offset, void *out, size_t size)
{
	struct stored *stored = context;
	size_t done = 0;

	while (done < size && offset < (uint64_t)stored->import->size) {
		const size_t at = (size_t)(offset % IMPORT_CHUNK);
		size_t n;

		if (take_chunk(stored, (int64_t)(offset / IMPORT_CHUNK)) || stored->size <= at)
			return -1;
		n = stored->size - at < size - done ? stored->size - at : size - done;
		memcpy((char *)out + done, stored->chunk + at, n);
		done += n;
		offset += n;
	}
	return (int64_t)done;
}

enum status
job_open(const struct call *call, const struct import *import, struct input *out)
{
	struct stored *stored = arena_alloc(call->arena, sizeof(*stored));

	*stored = (struct stored){ .call = call, .import = import, .number = -1,
		.chunk = arena_room(call->arena, IMPORT_CHUNK) };
	*out = (struct input){ .context = stored, .size = (uint64_t)import->size,
		.name = import->name ? import->name : import->file_name, .read = read_stored };
	return OK;
}

/* --- what it tells --------------------------------------------------------------------------- */

/* Rows that were told and aren't stored yet: in another arena than what the reader needs. */
struct told {
	struct arena *arena;
	struct records rows;		/* struct import_row */
	size_t bytes;
	bool is_much;
};

static enum status
take_item(void *context, const struct item *item, const char *source)
{
	struct told *told = context;
	struct import_row *row = records_add(told->arena, &told->rows, sizeof(*row));
	struct buf json;

	buf_init(&json, told->arena, 256);
	item_put(&json, item);
	*row = (struct import_row){
		.item_key = arena_strdup(told->arena, item->key),
		.title = arena_strdup(told->arena, item->title),
		.skipped = arena_strdup(told->arena, item->skipped),
		.failed = arena_strdup(told->arena, item->failed),
		.item = { json.data },
		.source = source && strlen(source) <= SOURCE_MAX ? arena_strdup(told->arena,
			source) : NULL,
	};
	for (int i = 0; i < item->remarks.count; i++)
		texts_add(told->arena, &row->remarks,
			arena_strdup(told->arena, item->remarks.list[i]));
	told->bytes += json.length + (source ? strlen(source) : 0);
	told->is_much = told->bytes >= TOLD_MOST;
	return OK;
}

static enum status
read_item(const struct call *call, const struct import_row *row, struct item *out)
{
	struct problems problems = { .arena = call->arena };
	enum status rc;

	json_use_arena(call->arena);
	rc = item_read_json(call->arena, json_tree(call->arena, row->item.json,
		strlen(row->item.json)), &problems, out);
	out->key = row->item_key;
	out->skipped = row->skipped;
	out->failed = row->failed;
	out->remarks = row->remarks;
	return rc ? ERR_INTERNAL : OK;
}

/* Else each time would take longer than the one before, without end. */
static enum status
leave_out(const struct call *call, struct import_row *row)
{
	const int before = row->remarks.count;

	texts_add(call->arena, &row->remarks, "The file says more of it than is read here: the "
		"rest was left out.");
	return row->remarks.count > before ? import_row_write(call, row) : OK;
}

/* Its rows in a table, a line each. */
static void
add_source(struct arena *arena, struct import_row *row, const char *more)
{
	if (!row->source)
		row->source = more;
	else if (more && strlen(row->source) < SOURCE_MAX)
		row->source = arena_printf(arena, "%s\n%s", row->source, more);
}

/* The file speaks of it again. */
static enum status
merge_row(const struct call *call, struct import_row *row, const struct import_row *more)
{
	struct item item, other;
	struct buf json;
	enum status rc;

	if (strlen(row->item.json) > MERGED_MAX)
		return leave_out(call, row);
	rc = read_item(call, row, &item);
	if (!rc)
		rc = read_item(call, more, &other);
	if (rc)
		return rc;
	item_merge(call->arena, &item, &other);
	buf_init(&json, call->arena, 256);
	item_put(&json, &item);
	row->item.json = json.data;
	row->title = item.title;
	row->skipped = item.skipped;
	row->failed = item.failed;
	row->remarks = item.remarks;
	add_source(call->arena, row, more->source);
	return import_row_write(call, row);
}

static int64_t
size_of(const struct import_row *row)
{
	const char *const texts[] = { row->item_key, row->title, row->skipped, row->failed,
		row->item.json, row->source };
	size_t size = IMPORT_ROW_BYTES;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		size += texts[i] ? strlen(texts[i]) : 0;
	for (int i = 0; i < row->remarks.count; i++)
		size += strlen(row->remarks.list[i]);
	return (int64_t)size;
}

static enum status
store_row(const struct call *call, struct import *import, struct import_row *told)
{
	struct import_row row;
	enum status rc = import_row_find_item(call, import, told->item_key, &row);

	if (rc != ERR_NOT_FOUND) {
		import->bytes -= rc ? 0 : size_of(&row);
		rc = rc ? rc : merge_row(call, &row, told);
		import->bytes += rc ? 0 : size_of(&row);
		return rc;
	}
	if (import->next >= IMPORT_ROWS_MAX)
		return ERR_TOO_LARGE;
	told->number = ++import->next;
	import->bytes += size_of(told);
	return import_row_add(call, import, told);
}

/* As many of them as a transaction has the time for. */
static enum status
store_told(const struct call *call, struct import *import, const struct told *told)
{
	const int64_t until = clock_ticks() + PIECE_MS;
	struct import_row *rows = told->rows.list;
	enum status rc = OK;

	while (!rc && import->told < told->rows.count) {
		const struct arena_mark mark = arena_mark(call->arena);

		rc = store_row(call, import, &rows[import->told++]);
		arena_rewind(call->arena, mark);
		if (!rc && import->bytes > IMPORT_BYTES_MAX)
			rc = ERR_TOO_LARGE;
		if (clock_ticks() >= until)
			break;
	}
	return rc;
}

/* --- the step -------------------------------------------------------------------------------- */

static void
end_arena(void *arena)
{
	arena_release(arena);
}

/* An arena beside that of the request, with which it ends. */
static struct arena *
make_arena(const struct call *call)
{
	struct arena *arena = arena_alloc(call->arena, sizeof(*arena));

	arena_init(arena, READER_MEMORY, call->arena->overflow);
	arena_hold(call->arena, end_arena, arena);
	return arena;
}

enum status
job_fail(const struct call *call, struct import *import, const char *message)
{
	bool is_empty = false;
	enum status rc = OK;

	import->state = IMPORT_FAILED;
	import->stage = STAGE_NONE;
	import->message = message;
	import->question = NULL;
	import->finished_at.seconds = clock_now();
	while (!rc && !is_empty)
		rc = import_drop_file(call, import, &is_empty);
	return rc;
}

void
job_plan(struct import *import)
{
	import->state = IMPORT_READING;
	import->stage = STAGE_PLAN;
	import->next = import->done = 0;
	import->question = import->message = NULL;
}

static void
ask_order(struct import *import)
{
	import->state = IMPORT_ASKING;
	import->question = "day_first";
	import->message = "Dates in this file can be read in two ways: which comes first in "
		"3/4/2020, the day or the month?";
}

/* All has been read: how its dates are meant it says itself, or the member does. */
static void
end_reading(struct import *import, const struct import_place *place)
{
	import->total = import->next;
	job_plan(import);
	import->is_day_first = import->day_first;
	if (import->day_first != INT_NONE)
		return;
	if (place->is_day_first != place->is_month_first)
		import->is_day_first = place->is_day_first ? DAY_IS_FIRST : MONTH_IS_FIRST;
	else if (place->is_undecided)
		ask_order(import);
}

/* Nobody has read that piece meanwhile, or said how it is meant. */
static bool
is_as_before(const struct import *import, const struct import *before)
{
	return import->state == IMPORT_READING && import->stage == STAGE_READ
		&& import->told == before->told
		&& text_is_same(import->place, before->place)
		&& text_is_same(import->columns.json, before->columns.json)
		&& text_is_same(import->format, before->format)
		&& text_is_same(import->name, before->name);
}

/* Its rows go first: there are more of them than others should have to keep for it. */
static void
give_up(const struct call *call, struct import *import)
{
	import->message = import->bytes > IMPORT_BYTES_MAX
		? arena_printf(call->arena, "The file says more than is kept of one: its rows "
			"would take more than %d MiB.", IMPORT_BYTES_MAX >> 20)
		: arena_printf(call->arena, "The file has more than %d rows.", IMPORT_ROWS_MAX);
	import->stage = STAGE_CLEAR;
}

/* All that was told is stored. Where somebody read more of it, that is what is told next. */
static enum status
end_piece(const struct call *call, struct import *import, struct import_place *place,
	const struct told *told, const char *failure)
{
	import->told -= told->rows.count;
	import->place = import_place_text(call->arena, place);
	if (failure)
		return job_fail(call, import, failure);
	if (place->is_done)
		end_reading(import, place);
	return OK;
}

/* Keeps some of what was told, if nobody else has done it meanwhile. */
static enum status
keep_some(const struct call *call, struct import *import, struct import_place *place,
	const struct told *told, const char *failure, bool *more)
{
	const struct import before = *import;
	enum status rc = db_begin(call->db);

	*more = false;
	if (!rc)
		rc = import_find_work(call, import->id, import);
	if (rc || !is_as_before(import, &before))
		return db_end(call->db, rc);
	rc = store_told(call, import, told);
	import->done = import->next;
	if (rc == ERR_TOO_LARGE || (!rc && place->rows > IMPORT_ROWS_MAX)) {
		give_up(call, import);
		rc = OK;
	} else if (!rc && import->told < told->rows.count) {
		*more = true;
	} else if (!rc) {
		rc = end_piece(call, import, place, told, failure);
	}
	if (!rc)
		rc = import_write(call, import);
	return db_end(call->db, rc);
}

/* In several transactions: others needn't wait for all of it. */
static enum status
keep_told(const struct call *call, struct import *import, struct import_place *place,
	const struct told *told, const char *failure)
{
	bool more = true;
	enum status rc = OK;

	while (!rc && more)
		rc = keep_some(call, import, place, told, failure, &more);
	return rc;
}

enum status
job_read(const struct call *call, struct import *import, int most, int *rows)
{
	struct arena *reader = make_arena(call), *kept = make_arena(call);
	struct told told = { .arena = kept };
	const struct sink sink = { &told, take_item, &told.is_much };
	const struct import_options options = { import->columns, ORDER_UNKNOWN };
	const struct format *format = format_named(import->format);
	const int64_t until = clock_ticks() + READ_MS;
	struct import_place place;
	struct input input;
	const char *message = NULL;
	int64_t before;
	enum status rc = job_open(call, import, &input);

	import_place_read(call->arena, import->place, &place);
	before = place.rows;
	while (!rc && format && !place.is_done && !told.is_much
	    && place.rows - before < most && clock_ticks() < until) {
		const int64_t at = place.rows;

		rc = format_read(reader, &input, format, &options, &place, AT_ONCE,
			(int)(until - clock_ticks()), &sink, &message);
		if (!rc && !place.is_done && place.rows == at)
			break;
	}
	if (rc == ERR_VALIDATION || !format) {
		message = message ? message : "This format isn't read any more.";
		rc = OK;
	} else {
		message = NULL;
	}
	*rows = (int)(place.rows - before);
	json_use_arena(call->arena);
	if (!rc)
		rc = keep_told(call, import, &place, &told, message);
	arena_let_go(call->arena, reader);
	arena_let_go(call->arena, kept);
	return rc;
}
