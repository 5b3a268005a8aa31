/* What a file says of each title, and what became of it. */
#include "import.h"
#include "media.h"

#include <string.h>

enum { ROWS = IMPORT_KEYS, PIECES = IMPORT_PIECES, DROPPED_ROWS = 500,
	DROPPED_CHUNKS = 64 };

const struct word_name import_outcomes[] = {
	{ "new", ROW_NEW }, { "matched", ROW_MATCHED, "In the catalogue" },
	{ "changed", ROW_CHANGED }, { "unchanged", ROW_UNCHANGED },
	{ "unclear", ROW_UNCLEAR, "To decide" }, { "skipped", ROW_SKIPPED },
	{ "failed", ROW_FAILED }, { NULL, 0 },
};

static const struct field candidate_fields[] = {
	FIELD_AS(struct media, id, "media_id", READONLY),
	FIELD(struct media, type, READONLY | KIND | BRIEF, .words = media_types),
	FIELD(struct media, title, READONLY | HEADING),
	FIELD(struct media, creator, READONLY | BRIEF, .label = "By"),
	FIELD(struct media, pub_date, READONLY | BRIEF, .label = "Released"),
	{ 0 }
};
static const struct record candidate_view = {
	.size = sizeof(struct media), .fields = FIELDS(candidate_fields),
};
static const struct children candidate_titles = { .record = &candidate_view };

static const struct field row_fields[] = {
	FIELD(struct import_row, key, HIDDEN | DERIVED),
	FIELD(struct import_row, import_key, HIDDEN),
	FIELD(struct import_row, number, READONLY),
	FIELD(struct import_row, title, READONLY | HEADING),
	FIELD(struct import_row, outcome, READONLY | BRIEF, .words = import_outcomes),
	FIELD(struct import_row, message, READONLY | BRIEF),
	FIELD(struct import_row, media_id, READONLY),
	FIELD_AS(struct import_row, titles, "candidates", READONLY,
		.children = &candidate_titles),
	FIELD_AS(struct import_row, item, "values", READONLY, .column = "item"),
	FIELD(struct import_row, can_choose, READONLY | DERIVED | UNREAD | OPTIONAL),
	FIELD(struct import_row, is_moved, HIDDEN),
	FIELD(struct import_row, item_key, HIDDEN),
	FIELD(struct import_row, choice, HIDDEN),
	FIELD_AS(struct import_row, candidates, "ids", HIDDEN, .column = "candidates"),
	FIELD(struct import_row, kept, HIDDEN),
	FIELD(struct import_row, skipped, HIDDEN),
	FIELD(struct import_row, failed, HIDDEN),
	FIELD(struct import_row, remarks, HIDDEN, .column = "remarks"),
	FIELD(struct import_row, source, HIDDEN),
	{ 0 }
};
const struct record import_row_view = {
	.table = "import_rows", .size = sizeof(struct import_row), .fields = FIELDS(row_fields),
};

static const struct field settled_fields[] = {
	FIELD(struct import_row, outcome, 0, .words = import_outcomes),
	FIELD(struct import_row, is_moved, 0),
	FIELD(struct import_row, media_id, 0),
	FIELD(struct import_row, choice, 0),
	FIELD(struct import_row, candidates, 0, .column = "candidates"),
	FIELD(struct import_row, message, 0),
	FIELD(struct import_row, kept, 0),
	FIELD(struct import_row, source, 0),
	{ 0 }
};
static const struct record settled_view = {
	.table = "import_rows", .size = sizeof(struct import_row), .fields = FIELDS(settled_fields),
};

static const struct field filters[] = {
	FIELD_AS(struct import_row_filter, outcomes, "outcome", MANY, .words = import_outcomes),
	{ 0 }
};
const struct record import_row_filter = {
	.size = sizeof(struct import_row_filter), .fields = FIELDS(filters),
};

/* The titles that a row may be, as far as they are there yet. */
static enum status
read_candidates(const struct call *call, struct import_row *row)
{
	struct media *titles = arena_alloc(call->arena,
		sizeof(*titles) * (size_t)(row->candidates.count + 1));
	enum status rc = OK;
	int count = 0;

	for (int i = 0; !rc && i < row->candidates.count; i++) {
		rc = media_find(call, MEDIA_ANY, row->candidates.list[i], &titles[count]);
		count += !rc;
		rc = rc == ERR_NOT_FOUND ? OK : rc;
	}
	row->titles = (struct records){ titles, count };
	row->can_choose = !row->is_moved && (row->outcome == ROW_UNCLEAR || row->choice)
		&& strncmp(row->item_key, "list:", 5) != 0;
	return rc;
}

/* No pieces of the file. */
static void
match_rows(struct sql *where, const struct call *call, const struct import *import)
{
	sql_init(where, call->arena);
	sql_and(where, "t.import_key = $$", value_int(import->key));
	sql_and(where, "t.number < $$", value_int(PIECES));
}

static void
match_outcomes(struct sql *where, const char *column, const struct import_row_filter *filter)
{
	struct value words[OUTCOMES];
	int count = 0;

	for (word outcome = ROW_NEW; outcome < OUTCOMES; outcome++)
		if (filter->outcomes >> outcome & 1)
			words[count++] = value_text(word_text(import_outcomes, outcome));
	if (count)
		sql_in(where, column, words, count);
}

enum status
import_rows_read(const struct call *call, const struct import *import,
	const struct import_row_filter *filter, const struct page *page, struct rows *out)
{
	static const struct record counted = { .table = "import_rows" };
	struct sql where;
	int64_t total = 0;
	enum status rc;

	match_rows(&where, call, import);
	match_outcomes(&where, "t.outcome", filter);
	rc = store_count(call->db, call->arena, &counted, &where, &total);
	if (!rc)
		rc = store_list(call->db, call->arena, &import_row_view, &where,
			filter->outcomes ? "t.number" : "t.key", page, out);
	for (int i = 0; !rc && i < out->count; i++)
		rc = read_candidates(call, ROW(out, struct import_row, i));
	if (!rc)
		out->total = total;
	return rc;
}

/* Of one outcome they are found by it; of several, among all that follow. */
enum status
import_rows_behind(const struct call *call, const struct import *import,
	const struct import_row_filter *filter, int64_t number, int most, struct rows *out)
{
	const struct page page = { 1, most };
	const bool is_one = filter->outcomes && !(filter->outcomes & (filter->outcomes - 1));
	struct sql where;

	if (is_one) {
		match_rows(&where, call, import);
		match_outcomes(&where, "t.outcome", filter);
		sql_and(&where, "t.number > $$", value_int(number));
	} else {
		sql_init(&where, call->arena);
		sql_and(&where, "t.key > $$", value_int(import->key * ROWS + number));
		sql_and(&where, "t.key < $$", value_int(import->key * ROWS + PIECES));
		match_outcomes(&where, "+t.outcome", filter);
	}
	return store_list(call->db, call->arena, &import_row_view, &where,
		is_one ? "t.number" : "t.key", &page, out);
}

enum status
import_row_find(const struct call *call, const struct import *import, int64_t number,
	struct import_row *out)
{
	struct sql where;
	enum status rc;

	if (number < 1 || number >= PIECES)
		return ERR_NOT_FOUND;
	sql_init(&where, call->arena);
	sql_and(&where, "t.key = $$", value_int(import->key * ROWS + number));
	rc = store_find(call->db, call->arena, &import_row_view, &where, out);
	return rc ? rc : read_candidates(call, out);
}

enum status
import_row_find_item(const struct call *call, const struct import *import, const char *item_key,
	struct import_row *out)
{
	struct sql where;

	match_rows(&where, call, import);
	sql_and(&where, "t.item_key = $$", value_text(item_key));
	return store_find(call->db, call->arena, &import_row_view, &where, out);
}

enum status
import_row_next(const struct call *call, const struct import *import,
	const struct import_row_order *order, struct import_row *out)
{
	const struct page one = { 1, 1 };
	const int64_t first = import->key * ROWS;
	struct rows rows;
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, order->backward ? "t.key < $$" : "t.key > $$",
		value_int(first + order->number));
	sql_and(&where, order->backward ? "t.key > $$" : "t.key < $$",
		value_int(order->backward ? first : first + PIECES));
	if (order->are_lists)
		sql_condition(&where, "t.item_key LIKE 'list:%'");
	if (order->are_titles)
		sql_condition(&where, "t.item_key NOT LIKE 'list:%'");
	if (order->is_moved)
		sql_condition(&where, "t.is_moved = 1");
	rc = store_list(call->db, call->arena, &import_row_view, &where,
		order->backward ? "t.key DESC" : "t.key", &one, &rows);
	if (rc || !rows.count)
		return rc ? rc : ERR_NOT_FOUND;
	*out = *ROW(&rows, struct import_row, 0);
	return OK;
}

enum status
import_row_add(const struct call *call, const struct import *import, struct import_row *row)
{
	const struct value args[] = { value_int(import->key * ROWS + row->number),
		value_int(import->key), value_int(row->number), value_text(row->item_key),
		value_text(row->title), value_text(row->skipped), value_text(row->failed),
		value_text(texts_lines(call->arena, &row->remarks)), value_text(row->item.json),
		value_text(row->source) };

	row->key = import->key * ROWS + row->number;
	row->import_key = import->key;
	return db_exec(call->db, "INSERT INTO import_rows (key, import_key, number, item_key, "
		"title, skipped, failed, remarks, item, source, is_moved) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)", args, 10);
}

enum status
import_row_write(const struct call *call, const struct import_row *row)
{
	return store_update(call->db, call->arena, &import_row_view, row, row->key);
}

enum status
import_row_settle(const struct call *call, const struct import_row *row)
{
	return store_update(call->db, call->arena, &settled_view, row, row->key);
}

enum status
import_row_keep_undo(const struct call *call, const struct import_row *row, const void *bytes,
	size_t size)
{
	const struct value args[] = { value_int(row->key),
		bytes ? value_blob(bytes, size) : value_null(VALUE_BLOB) };

	return db_exec(call->db, "UPDATE import_rows SET bytes = $2 WHERE key = $1", args, 2);
}

enum status
import_row_read_undo(const struct call *call, const struct import_row *row, const void **bytes,
	size_t *size)
{
	const struct value key = value_int(row->key);
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(call->db, &stmt, "SELECT bytes FROM import_rows WHERE key = $1",
		&key, 1);

	if (!rc)
		rc = stmt_step(stmt);
	if (!rc)
		*bytes = stmt_blob(stmt, 0, call->arena, size);
	return rc;
}

/* --- the file --------------------------------------------------------------------------------- */

enum status
import_add_chunk(const struct call *call, const struct import *import, int64_t number,
	const void *bytes, size_t size)
{
	const struct value args[] = { value_int(import->key * ROWS + PIECES + number),
		value_int(import->key), value_int(PIECES + number), value_blob(bytes, size) };

	return db_exec(call->db, "INSERT INTO import_rows (key, import_key, number, bytes) "
		"VALUES ($1, $2, $3, $4)", args, 4);
}

enum status
import_read_chunk(const struct call *call, const struct import *import, int64_t number,
	const void **bytes, size_t *size)
{
	const struct import_row piece = { .key = import->key * ROWS + PIECES + number };

	return import_row_read_undo(call, &piece, bytes, size);
}

/* Some of what has these keys. */
static enum status
drop_some(const struct call *call, int64_t first, int64_t end, int most, bool *is_empty)
{
	const struct value args[] = { value_int(first), value_int(end), value_int(most) };
	int64_t left = 0;
	enum status rc = db_exec(call->db, "DELETE FROM import_rows WHERE key IN (SELECT key "
		"FROM import_rows WHERE key >= $1 AND key < $2 ORDER BY key LIMIT $3)", args, 3);

	if (!rc)
		rc = db_number(call->db, "SELECT EXISTS (SELECT 1 FROM import_rows "
			"WHERE key >= $1 AND key < $2)", args, 2, &left);
	*is_empty = !rc && !left;
	return rc;
}

enum status
import_drop_file(const struct call *call, const struct import *import, bool *is_empty)
{
	return drop_some(call, import->key * ROWS + PIECES, (import->key + 1) * ROWS,
		DROPPED_CHUNKS, is_empty);
}

enum status
import_drop_rows(const struct call *call, const struct import *import, bool *is_empty)
{
	return drop_some(call, import->key * ROWS, import->key * ROWS + PIECES, DROPPED_ROWS,
		is_empty);
}
