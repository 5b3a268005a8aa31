#include "imports_csv.h"
#include "apply.h"
#include "access.h"
#include "csv.h"
#include "day.h"
#include "flat.h"
#include "import.h"

#include <string.h>

enum { AT_ONCE = 100 };

struct file {
	struct import import;
	const struct import_row_filter *filter;
	int64_t number;			/* of the last row that was sent */
	bool is_source;			/* in the columns of the file itself */
};

/* Of what moved in the file's own rows aren't kept. */
static bool
has_source(const struct import *import, word outcomes)
{
	const bool is_before = import->state == IMPORT_READING || import->state == IMPORT_ASKING
		|| import->state == IMPORT_PLANNED || import->state == IMPORT_FAILED;
	const word kept = 1 << ROW_UNCLEAR | 1 << ROW_SKIPPED | 1 << ROW_FAILED;

	return import->headers.count && (is_before || (outcomes && !(outcomes & ~kept)));
}

/* The rows that it was told by, as they came: each a JSON array of texts. */
static void
put_source(struct csv *csv, const char *source)
{
	struct arena *arena = csv->out->arena;

	while (source && *source) {
		const size_t size = strcspn(source, "\n");
		const cJSON *cells, *cell;

		json_use_arena(arena);
		cells = json_tree(arena, arena_copy(arena, source, size), size);
		cJSON_ArrayForEach(cell, cells)
			csv_text(csv, cJSON_GetStringValue(cell));
		csv_end(csv);
		source += size + (source[size] == '\n');
	}
}

static const char *
id_of(struct arena *arena, const struct item *item, const char *service)
{
	const size_t size = strlen(service);

	for (int i = 0; i < item->ids.count; i++)
		if (!strncmp(item->ids.list[i], service, size) && item->ids.list[i][size] == ':')
			return arena_strdup(arena, item->ids.list[i] + size + 1);
	return NULL;
}

static const char *
number_text(struct arena *arena, int64_t number)
{
	return number == INT_NONE ? NULL : arena_printf(arena, "%lld", (long long)number);
}

static const char *
lines_with(struct arena *arena, const struct texts *texts, char between)
{
	const char *lines = texts_lines(arena, texts);
	char *out = arena_strdup(arena, lines);

	for (char *p = out; p && *p; p++)
		if (*p == '\n')
			*p = between;
	return out;
}

/* What we call the columns, and what an item has for them. */
static const char *
flat_value(struct arena *arena, const struct item *item, const char *column)
{
	const struct item_read *reads = item->reads.list,
		*last = item->reads.count ? &reads[item->reads.count - 1] : NULL;
	const struct item_copy *copies = item->copies.list,
		*copy = item->copies.count ? copies : NULL;
	const struct {
		const char *name, *value;
	} values[] = {
		{ "title", item->title }, { "creator", item->creator },
		{ "type", item->type ? word_text(media_types, item->type) : NULL },
		{ "year", item->pub_date }, { "isbn", item->isbn },
		{ "status", item->status ? word_text(entry_statuses, item->status) : NULL },
		{ "rating", item->rating.count == INT_NONE ? NULL
			: halves_text(arena, item->rating.count) },
		{ "start", last ? last->start_date : NULL },
		{ "end", last ? last->end_date : NULL },
		{ "times", number_text(arena, item->times) },
		{ "progress", number_text(arena, item->progress) },
		{ "length", number_text(arena, item->length) },
		{ "note", item->note }, { "review", item->review }, { "genre", item->genre },
		{ "tags", lines_with(arena, &item->tags, '|') },
		{ "format", copy ? copy->format : NULL },
		{ "platform", copy ? copy->platform : NULL },
		{ "location", copy ? copy->location : NULL },
		{ "condition", copy ? copy->condition : NULL },
		{ "lent_to", copy ? copy->lent_to : NULL },
		{ "lent_on", copy ? copy->lent_on : NULL },
		{ "due_on", copy ? copy->due_on : NULL },
		{ "acquired_on", copy ? copy->acquired_on : NULL },
		{ "price", copy ? copy->price : NULL },
		{ "currency", copy ? copy->currency : NULL },
		{ "barcode", copy ? copy->barcode : NULL },
		{ "added", item->created_at.seconds == INT_NONE ? NULL
			: day_text(arena, item->created_at.seconds) },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (!strcmp(values[i].name, column))
			return values[i].value;
	return id_of(arena, item, column);
}

static enum status
put_flat(const struct call *call, struct csv *csv, const struct import *import,
	const struct import_row *row)
{
	struct item item;
	enum status rc = apply_read(call, import, row, &item);

	if (rc)
		return rc;
	for (int i = 0; flat_columns[i]; i++)
		csv_text(csv, flat_value(call->arena, &item, flat_columns[i]));
	csv_end(csv);
	return OK;
}

static void
put_head(struct csv *csv, const struct file *file)
{
	const char **names = arena_alloc(csv->out->arena,
		sizeof(*names) * (size_t)(file->import.headers.count + 1));

	for (int i = 0; i < file->import.headers.count; i++)
		names[i] = file->import.headers.list[i];
	csv_begin(csv, file->is_source ? names : flat_columns);
}

static enum status
put_rows(struct response *res, void *state, bool *more)
{
	struct file *file = state;
	struct csv csv = { .out = &res->body };
	struct rows rows;
	enum status rc = import_rows_behind(call_of(res->req), &file->import, file->filter,
		file->number, AT_ONCE, &rows);

	if (rc)
		return rc;
	if (!file->number)
		put_head(&csv, file);
	for (int i = 0; !rc && i < rows.count; i++) {
		const struct import_row *row = ROW(&rows, struct import_row, i);

		if (file->is_source)
			put_source(&csv, row->source);
		else if (strncmp(row->item_key, "list:", 5) != 0)
			rc = put_flat(call_of(res->req), &csv, &file->import, row);
		file->number = row->number;
	}
	*more = rows.count == AT_ONCE;
	return rc;
}

enum status
imports_csv(struct request *req, struct response *res)
{
	struct file *file = arena_alloc(req->arena, sizeof(*file));
	enum status rc = import_find_work(call_of(req), req->id[0], &file->import);

	if (rc)
		return rc;
	file->filter = req->query;
	file->number = 0;
	file->is_source = has_source(&file->import, file->filter->outcomes);
	response_header(res, "Content-Disposition", "attachment");
	return respond_in_pieces(res, "text/csv; charset=utf-8", put_rows, file);
}
