#include "import.h"
#include "clock.h"
#include "uuid.h"

#include <string.h>

/* Pieces of imports that are deleted at once; seconds that one is kept, and that a file comes. */
enum { DROPPED_IMPORTS = 16, KEPT_FOR = 30 * 86400, COMING_FOR = 3600 };

static const struct word_name states[] = {
	{ "coming", IMPORT_COMING }, { "reading", IMPORT_READING }, { "asking", IMPORT_ASKING },
	{ "planned", IMPORT_PLANNED }, { "running", IMPORT_RUNNING }, { "done", IMPORT_DONE },
	{ "undoing", IMPORT_UNDOING }, { "undone", IMPORT_UNDONE }, { "failed", IMPORT_FAILED },
	{ "forgotten", IMPORT_FORGOTTEN }, { NULL, 0 },
};
static const struct field kept_fields[] = {
	FIELD(struct import_kept, number, READONLY),
	FIELD(struct import_kept, title, READONLY | HEADING),
	FIELD(struct import_kept, media_id, READONLY),
	FIELD(struct import_kept, message, READONLY | BRIEF),
	{ 0 }
};
const struct record import_kept_view = {
	.table = "import_rows", .size = sizeof(struct import_kept), .fields = FIELDS(kept_fields),
};
static const struct field read_kept_fields[] = {
	FIELD(struct import_kept, number, 0),
	FIELD(struct import_kept, title, 0),
	FIELD(struct import_kept, media_id, 0),
	FIELD(struct import_kept, message, 0, .column = "kept"),
	{ 0 }
};
static const struct record read_kept = {
	.table = "import_rows", .size = sizeof(struct import_kept),
	.fields = FIELDS(read_kept_fields),
};
static const struct children kept_rows = { .record = &import_kept_view };

/* No column of its own: of its `work`, or counted. */
#define BESIDE (READONLY | DERIVED | UNREAD)
#define COUNT(name, of) FIELD_AS(struct import, counts[of], name, BESIDE, \
	.group = "counts")
#define CAN(what) FIELD(struct import, can_##what, BESIDE | OPTIONAL)
static const struct field import_fields[] = {
	FIELD(struct import, key, HIDDEN | DERIVED),
	FIELD(struct import, id, READONLY),
	FIELD(struct import, user_key, HIDDEN),
	FIELD(struct import, format, BESIDE | BRIEF),
	FIELD(struct import, file_name, BESIDE | HEADING),
	FIELD(struct import, state, READONLY | BRIEF, .words = states),
	FIELD(struct import, done, BESIDE | BRIEF),
	FIELD(struct import, total, BESIDE | BRIEF),
	COUNT("new", ROW_NEW), COUNT("matched", ROW_MATCHED), COUNT("changed", ROW_CHANGED),
	COUNT("unchanged", ROW_UNCHANGED), COUNT("unclear", ROW_UNCLEAR),
	COUNT("skipped", ROW_SKIPPED), COUNT("failed", ROW_FAILED),
	FIELD(struct import, options, BESIDE),
	FIELD(struct import, question, BESIDE),
	FIELD(struct import, message, BESIDE),
	FIELD(struct import, headers, BESIDE | OPTIONAL, .label = "Columns"),
	FIELD(struct import, kept, READONLY, .children = &kept_rows),
	CAN(step), CAN(run), CAN(change), CAN(undo), CAN(forget),
	FIELD(struct import, created_at, READONLY, .label = "Begun"),
	FIELD(struct import, finished_at, READONLY, .label = "Ended"),
	FIELD(struct import, work, HIDDEN),
	FIELD(struct import, name, HIDDEN | BESIDE),
	FIELD(struct import, stage, HIDDEN | BESIDE),
	FIELD(struct import, policy, HIDDEN | BESIDE),
	FIELD(struct import, next, HIDDEN | BESIDE),
	FIELD(struct import, told, HIDDEN | BESIDE),
	FIELD(struct import, bytes, HIDDEN | BESIDE),
	FIELD(struct import, size, HIDDEN),
	FIELD(struct import, day_first, HIDDEN | BESIDE),
	FIELD(struct import, is_day_first, HIDDEN | BESIDE),
	FIELD(struct import, place, HIDDEN | BESIDE),
	FIELD(struct import, columns, HIDDEN | BESIDE),
	{ 0 }
};
const struct record import_view = {
	.table = "imports", .size = sizeof(struct import), .fields = FIELDS(import_fields),
};

static void
match_seen(struct sql *where, const struct call *call)
{
	sql_init(where, call->arena);
	sql_and(where, "t.user_key = $$", value_int(call->user->key));
	sql_condition(where, "t.state NOT IN ('coming', 'forgotten')");
}

/* --- how many there may be ------------------------------------------------------------------- */

/* Only those that its user can do something about: not what never came whole. */
static enum status
refuse_unfinished(const struct call *call)
{
	const struct value key = value_int(call->user->key);
	int64_t unfinished;
	enum status rc = db_number(call->db, "SELECT count(*) FROM imports WHERE user_key = $1 "
		"AND finished_at IS NULL AND state NOT IN ('coming', 'forgotten')", &key, 1,
		&unfinished);

	if (rc || unfinished < IMPORTS_UNFINISHED)
		return rc;
	problem_add(call->problems, "file", "has to wait: there are %d imports that aren't "
		"finished. Finish or delete one", IMPORTS_UNFINISHED);
	return ERR_CONFLICT;
}

static enum status
refuse_too_many(const struct call *call, const struct import *import)
{
	const struct value key = value_int(call->user->key);
	int64_t all = 0, size = 0;
	enum status rc = refuse_unfinished(call);

	if (!rc)
		rc = db_number(call->db, "SELECT count(*) FROM imports WHERE user_key = $1 "
			"AND state <> 'forgotten'", &key, 1, &all);
	if (!rc)
		rc = db_number(call->db, "SELECT coalesce(sum(size), 0) FROM imports "
			"WHERE user_key = $1", &key, 1, &size);
	if (rc || (all < IMPORTS_MAX && size + import->size <= IMPORTS_SIZE))
		return rc;
	problem_add(call->problems, "file", "has to wait: as much as there may be has been "
		"imported, and is kept for 30 days");
	return ERR_CONFLICT;
}

enum status
import_create(const struct call *call, struct import *import)
{
	enum status rc = import_tidy(call);

	if (!rc)
		rc = db_begin(call->db);
	if (rc)
		return rc;
	import->id = uuid_new(call->arena);
	import->user_key = call->user->key;
	import->state = IMPORT_COMING;
	import->stage = STAGE_NONE;
	import->policy = POLICY_FILL;
	import->next = import->done = import->told = import->bytes = 0;
	import->created_at.seconds = clock_now();
	import_pack_work(call->arena, import);
	rc = refuse_too_many(call, import);
	if (!rc)
		rc = store_insert(call->db, call->arena, &import_view, import);
	return db_end(call->db, rc);
}

enum status
import_arrive(const struct call *call, const struct import *import)
{
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = refuse_unfinished(call);
	if (!rc)
		rc = import_write(call, import);
	return db_end(call->db, rc);
}

/* --- one, and all of a member's -------------------------------------------------------------- */

enum status
import_find_work(const struct call *call, const char *id, struct import *out)
{
	struct sql where;
	enum status rc;

	match_seen(&where, call);
	sql_and(&where, "t.id = $$", value_text(id));
	rc = store_find(call->db, call->arena, &import_view, &where, out);
	if (!rc)
		import_unpack_work(call->arena, out);
	return rc;
}

static enum status
read_counts(const struct call *call, struct import *import)
{
	const struct value key = value_int(import->key);
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(call->db, &stmt, "SELECT outcome, count(*) FROM import_rows "
		"WHERE import_key = $1 GROUP BY outcome", &key, 1);

	for (int i = 0; i < OUTCOMES; i++)
		import->counts[i] = 0;
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc)
			import->counts[stmt_word(stmt, 0, import_outcomes)] = stmt_int(stmt, 1);
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

static enum status
read_kept_rows(const struct call *call, struct import *import)
{
	const struct page some = { 1, IMPORT_KEPT_MAX };
	struct rows rows;
	struct sql where;
	enum status rc;

	import->kept = (struct records){ NULL, 0 };
	if (import->state != IMPORT_UNDOING && import->state != IMPORT_UNDONE)
		return OK;
	sql_init(&where, call->arena);
	sql_and(&where, "t.import_key = $$", value_int(import->key));
	sql_condition(&where, "t.kept IS NOT NULL");
	rc = store_list(call->db, call->arena, &read_kept, &where, "t.key", &some, &rows);
	if (!rc)
		import->kept = (struct records){ rows.rows, rows.count };
	return rc;
}

static void
note_ways(struct import *import)
{
	const word state = import->state;

	import->can_step = state == IMPORT_READING || state == IMPORT_RUNNING
		|| state == IMPORT_UNDOING;
	import->can_run = state == IMPORT_PLANNED;
	import->can_change = state == IMPORT_READING || state == IMPORT_ASKING
		|| state == IMPORT_PLANNED;
	import->can_undo = state == IMPORT_RUNNING || state == IMPORT_DONE;
	import->can_forget = !import->can_undo && state != IMPORT_UNDOING;
}

static enum status
complete(const struct call *call, struct import *import)
{
	enum status rc = read_counts(call, import);

	note_ways(import);
	return rc ? rc : read_kept_rows(call, import);
}

enum status
import_find(const struct call *call, const char *id, struct import *out)
{
	enum status rc = import_find_work(call, id, out);

	return rc ? rc : complete(call, out);
}

enum status
imports_read(const struct call *call, const struct page *page, struct rows *out)
{
	struct sql where;
	int64_t total = 0;
	enum status rc;

	import_tidy(call);	/* what can't go now goes another time */
	match_seen(&where, call);
	rc = store_count(call->db, call->arena, &import_view, &where, &total);
	if (!rc)
		rc = store_list(call->db, call->arena, &import_view, &where,
			"t.created_at DESC, t.key DESC", page, out);
	for (int i = 0; !rc && i < out->count; i++) {
		import_unpack_work(call->arena, ROW(out, struct import, i));
		rc = complete(call, ROW(out, struct import, i));
	}
	if (!rc)
		out->total = total;
	return rc;
}

enum status
import_write(const struct call *call, const struct import *import)
{
	struct import row = *import;

	import_pack_work(call->arena, &row);
	return store_update(call->db, call->arena, &import_view, &row, row.key);
}

/* --- what goes ------------------------------------------------------------------------------- */

enum status
import_forget(const struct call *call, struct import *import)
{
	import->state = IMPORT_FORGOTTEN;
	import->finished_at.seconds = clock_now();
	return import_write(call, import);
}

/* Some of one that nobody sees any more; all of it where that is little. */
static enum status
drop_piece(const struct call *call, const struct import *import, bool *is_gone)
{
	enum status rc = db_begin(call->db);

	*is_gone = false;
	if (!rc)
		rc = import_drop_rows(call, import, is_gone);
	if (!rc && *is_gone)
		rc = import_drop_file(call, import, is_gone);
	if (!rc && *is_gone)
		rc = store_delete(call->db, call->arena, &import_view, import->key);
	return db_end(call->db, rc);
}

/* What nobody needs: was forgotten, has been kept long enough, or never came whole. */
static enum status
find_useless(const struct call *call, struct records *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, "(t.state = 'forgotten' OR t.finished_at < $$",
		value_int(clock_now() - KEPT_FOR));
	sql_add_value(&where, " OR (t.state = 'coming' AND t.created_at < $$))",
		value_int(clock_now() - COMING_FOR));
	return store_list_all(call->db, call->arena, &import_view, &where, "t.key", 0, out);
}

enum status
import_tidy(const struct call *call)
{
	struct records all;
	enum status rc = find_useless(call, &all);

	for (int i = 0, pieces = 0; !rc && i < all.count; i++) {
		bool is_gone = false;

		while (!rc && !is_gone && pieces++ < DROPPED_IMPORTS)
			rc = drop_piece(call, (const struct import *)all.list + i, &is_gone);
	}
	return rc;
}

enum status
imports_drop(const struct call *call, const struct user *user)
{
	const struct value args[] = { value_int(user->key), value_int(clock_now()) };
	struct records all = { NULL, 0 };
	struct sql where;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = db_exec(call->db, "UPDATE imports SET state = 'forgotten', finished_at = $2 "
			"WHERE user_key = $1", args, 2);
	rc = db_end(call->db, rc);
	sql_init(&where, call->arena);
	sql_and(&where, "t.user_key = $$", value_int(user->key));
	if (!rc)
		rc = store_list_all(call->db, call->arena, &import_view, &where, "t.key", 0, &all);
	for (int i = 0; !rc && i < all.count; i++) {
		bool is_gone = false;

		while (!rc && !is_gone)
			rc = drop_piece(call, (const struct import *)all.list + i, &is_gone);
	}
	return rc;
}
