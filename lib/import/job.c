#include "job.h"
#include "apply.h"
#include "clock.h"
#include "flat.h"
#include "rank.h"
#include "text.h"

#include <string.h>

/*
 * A transaction is about so long, and so long others write before the next: who takes up the lock
 * again at once is there before those whom it wakes. A step, and the rows of one.
 */
enum {
	PIECE_MS = 5, REST_MS = 5, STEP_MS = 700, STEP_ROWS = 200, CHUNKS_AT_ONCE = 16,
	PAST_ALL = IMPORT_ROWS_MAX + 1,
};

/* --- a file comes ---------------------------------------------------------------------------- */

static enum status
store_chunk(const struct call *call, const struct import *import, const struct input *input,
	int64_t number, char *bytes)
{
	const uint64_t offset = (uint64_t)number * IMPORT_CHUNK;
	const uint64_t left = input->size - offset;
	const size_t size = left < IMPORT_CHUNK ? (size_t)left : IMPORT_CHUNK;

	if (input->read(input->context, offset, bytes, size) != (int64_t)size)
		return ERR_UNAVAILABLE;
	return import_add_chunk(call, import, number, bytes, size);
}

/* In several transactions: others needn't wait for all of it. */
static enum status
store_file(const struct call *call, const struct import *import, const struct input *input)
{
	const int64_t count = (int64_t)((input->size + IMPORT_CHUNK - 1) / IMPORT_CHUNK);
	char *bytes = arena_room(call->arena, IMPORT_CHUNK);
	enum status rc = OK;

	for (int64_t number = 0; !rc && number < count;) {
		const int64_t end = number + CHUNKS_AT_ONCE < count ? number + CHUNKS_AT_ONCE
			: count;

		rc = db_begin(call->db);
		for (; !rc && number < end; number++)
			rc = store_chunk(call, import, input, number, bytes);
		rc = db_end(call->db, rc);
	}
	return rc;
}

/* What came of it is in the way of others: most of all where the disk is full. */
static void
drop_broken(const struct call *call, struct import *import)
{
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = import_forget(call, import);
	if (!db_end(call->db, rc))
		(void)import_tidy(call);
}

static const char *
sentence_of(const char *question)
{
	if (!strcmp(question, "type"))
		return "Are these books, films, series or games? The file doesn't say it: choose "
			"which of them they are.";
	if (!strcmp(question, "columns"))
		return "Which column is the title, and which are the others?";
	return "What is the file called, as it came? Files of this kind are told apart by their "
		"names.";
}

/* What is known of it: it can be read, or something has to be asked. */
static void
begin_reading(struct import *import, const struct format *format, const char *asks)
{
	import->format = format ? format->name : NULL;
	import->place = NULL;
	import->next = import->done = import->told = 0;
	import->total = INT_NONE;
	import->is_day_first = INT_NONE;
	import->question = import->message = NULL;
	import->state = IMPORT_READING;
	import->stage = STAGE_READ;
	if (asks && import->columns.json && strcmp(asks, "name") != 0)
		asks = flat_says_type(&import->headers, import->columns.json) ? NULL : "type";
	if (!asks)
		return;
	import->state = IMPORT_ASKING;
	/* the type is one of the columns */
	import->question = strcmp(asks, "type") != 0 ? asks : "columns";
	import->message = sentence_of(asks);
}

/* Names of columns are kept a line each: all of them, as cells are found by their place. */
static void
take_headers(const struct call *call, struct import *import, const struct input *input)
{
	const struct texts names = format_columns(call->arena, input);
	struct texts *out = &import->headers;

	*out = (struct texts){ arena_alloc(call->arena,
		sizeof(*out->list) * (size_t)(names.count + 1)), 0 };
	for (int i = 0; i < names.count; i++) {
		char *name = arena_strdup(call->arena, names.list[i]);

		for (char *p = name; *p; p++)
			if (*p == '\n')
				*p = ' ';
		out->list[out->count++] = *name ? name
			: arena_printf(call->arena, "column %d", i + 1);
	}
}

static enum status
recognise(const struct call *call, const struct input *input, const char *field,
	const struct format **format, const char **asks)
{
	const char *message = NULL;
	enum status rc;

	*format = NULL;
	*asks = NULL;
	rc = format_recognise(call->arena, input, format, asks, &message);
	if (rc == ERR_VALIDATION)
		problem_add(call->problems, field, "can't be imported: %s", message ? message
			: "it is of no service that is read here");
	return rc;
}

enum status
job_create(const struct call *call, const struct input *input, const char *name,
	struct import *out)
{
	struct input named = *input;
	const struct format *format;
	const char *asks;
	enum status rc;

	record_clear(&import_view, out);
	out->file_name = input->name ? input->name : name;
	out->name = name;
	out->size = (int64_t)input->size;
	named.name = name ? name : input->name;
	rc = recognise(call, &named, "file", &format, &asks);
	if (rc)
		return rc;
	take_headers(call, out, &named);
	rc = import_create(call, out);
	if (rc)
		return rc;
	rc = store_file(call, out, input);
	if (!rc) {
		begin_reading(out, format, asks);
		rc = import_arrive(call, out);
	}
	if (rc) {
		drop_broken(call, out);
		return rc;
	}
	return import_find(call, out->id, out);
}

/* --- rows are planned, moved in, and taken out again ----------------------------------------- */

static void
end_planning(struct import *import)
{
	import->state = IMPORT_PLANNED;
	import->stage = STAGE_NONE;
	import->next = import->done = 0;
}

static enum status
end_run(const struct call *call, struct import *import)
{
	bool is_empty;
	enum status rc = import_drop_file(call, import, &is_empty);

	if (rc || !is_empty)	/* a large one goes in several transactions */
		return rc;
	import->state = IMPORT_DONE;
	import->stage = STAGE_NONE;
	import->done = import->total;
	import->finished_at.seconds = clock_now();
	return rank_settle(call);
}

/* Lists go when their titles are out of them. */
static enum status
end_undoing(const struct call *call, struct import *import)
{
	if (import->stage == STAGE_TITLES) {
		import->stage = STAGE_LISTS;
		import->next = PAST_ALL;
		return OK;
	}
	import->state = IMPORT_UNDONE;
	import->stage = STAGE_NONE;
	import->done = import->total;
	import->finished_at.seconds = clock_now();
	return rank_settle(call);
}

static enum status
end_rows(const struct call *call, struct import *import)
{
	if (import->state == IMPORT_RUNNING)
		return end_run(call, import);
	if (import->state == IMPORT_UNDOING)
		return end_undoing(call, import);
	end_planning(import);
	return OK;
}

static enum status
next_row(const struct call *call, const struct import *import, struct import_row *out)
{
	const bool undoes = import->state == IMPORT_UNDOING;
	const struct import_row_order order = { .number = import->next, .backward = undoes,
		.is_moved = undoes, .are_lists = import->stage == STAGE_LISTS,
		.are_titles = import->stage == STAGE_TITLES };

	return import_row_next(call, import, &order, out);
}

static enum status
work_row(const struct call *call, const struct import *import, struct import_row *row)
{
	const struct applying applying = { call, import, import->state == IMPORT_RUNNING };

	if (import->state == IMPORT_UNDOING)
		return apply_undo(&applying, row);
	/* a list may have been made before its turn */
	return row->is_moved ? OK : apply_row(&applying, row);
}

/* Rows for about as long as a transaction may be; `*rows` of them. */
static enum status
work_rows(const struct call *call, struct import *import, int most, int *rows)
{
	const int64_t until = clock_ticks() + PIECE_MS;
	enum status rc = OK;

	do {
		const struct arena_mark mark = arena_mark(call->arena);
		struct import_row row;
		int64_t number = 0;

		rc = next_row(call, import, &row);
		if (rc == ERR_NOT_FOUND)
			return end_rows(call, import);
		if (!rc) {
			number = row.number;
			rc = work_row(call, import, &row);
		}
		arena_rewind(call->arena, mark);
		if (rc)
			break;
		import->next = number;
		import->done++;
		++*rows;
	} while (*rows < most && clock_ticks() < until);
	return rc;
}

static bool
has_rows(const struct import *import)
{
	return (import->state == IMPORT_READING && import->stage == STAGE_PLAN)
		|| import->state == IMPORT_RUNNING || import->state == IMPORT_UNDOING;
}

static enum status
work(const struct call *call, struct import *import, int most, int *rows)
{
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = import_find_work(call, import->id, import);
	if (!rc && has_rows(import))
		rc = work_rows(call, import, most, rows);
	if (!rc)
		rc = import_write(call, import);
	return db_end(call->db, rc);
}

/* --- a step ---------------------------------------------------------------------------------- */

static enum status
clear_rows(const struct call *call, struct import *import)
{
	bool is_empty;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = import_find_work(call, import->id, import);
	if (rc || import->state != IMPORT_READING || import->stage != STAGE_CLEAR)
		return db_end(call->db, rc);
	rc = import_drop_rows(call, import, &is_empty);
	if (!rc && is_empty) {
		import->stage = STAGE_READ;
		import->bytes = 0;
		if (import->message)	/* there is too much of it */
			rc = job_fail(call, import, import->message);
	}
	if (!rc && is_empty)
		rc = import_write(call, import);
	return db_end(call->db, rc);
}

/* Said again it changes nothing. */
static enum status
begin_run(const struct call *call, struct import *import)
{
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = import_find_work(call, import->id, import);
	if (!rc && import->state == IMPORT_PLANNED) {
		import->state = IMPORT_RUNNING;
		import->next = import->done = 0;
		rc = import_write(call, import);
	}
	return db_end(call->db, rc);
}

/* A piece of the step: false in `*more` when there is nothing to do but what others are asked. */
static enum status
do_piece(const struct call *call, struct import *import, bool run, int most, int *rows, bool *more)
{
	*more = true;
	if (import->state == IMPORT_READING && import->stage == STAGE_CLEAR)
		return clear_rows(call, import);
	if (import->state == IMPORT_READING && import->stage == STAGE_READ)
		return job_read(call, import, most, rows);
	if (import->state == IMPORT_PLANNED && run)
		return begin_run(call, import);
	*more = has_rows(import);
	return *more ? work(call, import, most, rows) : OK;
}

enum status
job_step(const struct call *call, const char *id, bool run, struct import *out)
{
	const int64_t until = clock_ticks() + STEP_MS;
	struct import import;
	bool more = true;
	int rows = 0;
	enum status rc = import_find_work(call, id, &import);

	while (!rc && more && rows < STEP_ROWS && clock_ticks() < until) {
		const word before = import.state;
		int done = 0;

		rc = do_piece(call, &import, run && before == IMPORT_PLANNED, STEP_ROWS - rows,
			&done, &more);
		rows += done;
		/* what has been planned is looked at before it runs */
		more = more && (import.state != IMPORT_PLANNED || before == IMPORT_PLANNED);
		if (!rc && more)
			clock_sleep(REST_MS);
	}
	return rc ? rc : import_find(call, id, out);
}

/* --- what the member says -------------------------------------------------------------------- */

static bool
is_before_run(const struct import *import)
{
	return import->state == IMPORT_READING || import->state == IMPORT_ASKING
		|| import->state == IMPORT_PLANNED;
}

static enum status
refuse_late(const struct call *call)
{
	problem_add(call->problems, "state", "must be before the run: it has begun");
	return ERR_CONFLICT;
}

/* Whether a table has a place for it. */
static bool
is_flat(const char *name)
{
	const struct field *field = flat_fields;

	while (field->name && strcmp(field->name, name) != 0)
		field++;
	return field->name != NULL;
}

/*
 * Each of our names is to be a column of the file, or a value (`=BOOK`), and one of them must be
 * the title's.
 */
static enum status
check_columns(const struct call *call, const struct import *import, const struct object *columns)
{
	const cJSON *tree, *one;
	const int before = call->problems->count;

	if (!columns->json)
		return OK;
	json_use_arena(call->arena);
	tree = json_tree(call->arena, columns->json, strlen(columns->json));
	cJSON_ArrayForEach(one, tree) {
		if (!is_flat(one->string))
			problem_add(call->problems, "columns", "has \"%s\", which no title has",
				one->string);
		else if (!cJSON_IsString(one))
			problem_add(call->problems, "columns", "must be names: \"%s\" is none",
				one->string);
		else if (*one->valuestring != '='
		    && !texts_have(&import->headers, one->valuestring))
			problem_add(call->problems, "columns", "has \"%s\", which the file hasn't",
				one->valuestring);
	}
	if (!cJSON_IsString(cJSON_GetObjectItemCaseSensitive(tree, "title"))
	    && !flat_knows(&import->headers, "title"))
		problem_add(call->problems, "columns", "must say which column has the title");
	return call->problems->count > before ? ERR_VALIDATION : OK;
}

/* It is read anew: as another format perhaps. */
static enum status
read_anew(const struct call *call, struct import *import, const struct job_change *change)
{
	const struct format *format = NULL;
	struct input input;
	const char *asks = NULL;
	enum status rc = change->has_columns ? check_columns(call, import, &change->columns) : OK;

	if (change->has_columns)
		import->columns = change->columns;
	if (change->has_name)
		import->name = change->name;
	if (!rc)
		rc = job_open(call, import, &input);
	if (!rc)
		rc = recognise(call, &input, change->has_name ? "name" : "columns", &format, &asks);
	if (rc)
		return rc;
	begin_reading(import, format, asks);
	if (import->state == IMPORT_READING)
		import->stage = STAGE_CLEAR;
	return OK;
}

/* What was read is planned anew, once it has been read. */
static void
plan_anew(struct import *import)
{
	const bool asks_order = import->state == IMPORT_ASKING && import->question
		&& !strcmp(import->question, "day_first");

	if (asks_order && import->day_first == INT_NONE)
		return;
	if (import->day_first != INT_NONE)
		import->is_day_first = import->day_first;
	if (import->state == IMPORT_PLANNED || asks_order || import->stage == STAGE_PLAN)
		job_plan(import);
}

static enum status
change_import(const struct call *call, struct import *import, const struct job_change *change)
{
	if (!is_before_run(import))
		return refuse_late(call);
	if (change->policy)
		import->policy = change->policy;
	if (change->has_day_first)
		import->day_first = change->day_first ? DAY_IS_FIRST : MONTH_IS_FIRST;
	if (change->has_columns || change->has_name)
		return read_anew(call, import, change);
	if (change->policy || change->has_day_first)
		plan_anew(import);
	return OK;
}

enum status
job_change(const struct call *call, const char *id, const struct job_change *change)
{
	struct import import;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = import_find_work(call, id, &import);
	if (!rc)
		rc = change_import(call, &import, change);
	if (!rc)
		rc = import_write(call, &import);
	return db_end(call->db, rc);
}

/* The title must be there, and of the row's type. */
static enum status
check_choice(const struct call *call, const struct import *import, const struct import_row *row,
	const struct job_choice *choice)
{
	struct item item;
	struct media media;
	enum status rc = choice->media_id ? apply_read(call, import, row, &item) : OK;

	if (rc || !choice->media_id)
		return rc;
	rc = media_find(call, (enum media_type)item.type, choice->media_id, &media);
	if (rc != ERR_NOT_FOUND)
		return rc;
	problem_add(call->problems, "media_id", "is no title of this type");
	return ERR_VALIDATION;
}

static enum status
choose(const struct call *call, const struct import *import, struct import_row *row,
	const struct job_choice *choice)
{
	const bool is_behind = import->state == IMPORT_DONE
		|| (import->state == IMPORT_RUNNING && row->number <= import->next);
	const struct applying applying = { call, import, is_behind };
	enum status rc;

	if (!row->can_choose || (import->state != IMPORT_PLANNED && import->state != IMPORT_RUNNING
	    && import->state != IMPORT_DONE)) {
		problem_add(call->problems, "number", "is a row of which nothing is to be chosen");
		return ERR_CONFLICT;
	}
	rc = check_choice(call, import, row, choice);
	if (rc)
		return rc;
	row->choice = choice->is_skipped ? "skip" : choice->is_new ? "new" : choice->media_id;
	rc = apply_row(&applying, row);
	return rc || !is_behind ? rc : rank_settle(call);
}

enum status
job_choose(const struct call *call, const char *id, int64_t number,
	const struct job_choice *choice)
{
	struct import import;
	struct import_row row;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = import_find_work(call, id, &import);
	if (!rc)
		rc = import_row_find(call, &import, number, &row);
	if (!rc)
		rc = choose(call, &import, &row, choice);
	return db_end(call->db, rc);
}

/* --- the end --------------------------------------------------------------------------------- */

static enum status
begin_undoing(const struct call *call, struct import *import)
{
	if (import->state == IMPORT_UNDOING)
		return OK;
	import->state = IMPORT_UNDOING;
	import->stage = STAGE_TITLES;
	import->next = PAST_ALL;
	import->done = 0;
	import->finished_at = TIME_NONE;
	import->message = NULL;
	return import_write(call, import);
}

enum status
job_delete(const struct call *call, const char *id, bool *is_undoing)
{
	struct import import;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = import_find_work(call, id, &import);
	*is_undoing = !rc && (import.state == IMPORT_DONE || import.state == IMPORT_RUNNING
		|| import.state == IMPORT_UNDOING);
	if (!rc)
		rc = *is_undoing ? begin_undoing(call, &import) : import_forget(call, &import);
	rc = db_end(call->db, rc);
	return rc || *is_undoing ? rc : import_tidy(call);
}
