#include "apply.h"
#include "format.h"
#include "media_match.h"
#include "mine.h"
#include "text.h"

#include <string.h>

/* --- what is told of it ---------------------------------------------------------------------- */

void
apply_remark(struct moving *m, const char *text)
{
	texts_add(m->call->arena, &m->remarks, text);
}

static enum day_order
order_of(const struct import *import)
{
	if (import->is_day_first == INT_NONE)
		return ORDER_UNKNOWN;
	return import->is_day_first ? DAY_FIRST : MONTH_FIRST;
}

enum status
apply_read(const struct call *call, const struct import *import, const struct import_row *row,
	struct item *out)
{
	struct problems problems = { .arena = call->arena };
	struct import_place place;
	enum status rc;

	import_place_read(call->arena, import->place, &place);
	json_use_arena(call->arena);
	rc = item_read_json(call->arena, json_tree(call->arena, row->item.json,
		strlen(row->item.json)), &problems, out);
	if (rc)
		return ERR_INTERNAL;
	out->key = row->item_key;
	out->is_list = !strncmp(row->item_key, "list:", 5);
	out->skipped = row->skipped;
	out->failed = row->failed;
	out->remarks = row->remarks;
	item_rate_late(call->arena, out, &place);
	item_settle(call->arena, out, order_of(import));
	return OK;
}

static const char *
joined(struct arena *arena, const struct texts *texts)
{
	struct buf out;

	if (!texts->count)
		return NULL;
	buf_init(&out, arena, 200);
	for (int i = 0; i < texts->count; i++) {
		if (i)
			buf_putc(&out, ' ');
		buf_puts(&out, texts->list[i]);
	}
	return out.data;
}

/* Why the models refuse it, in a sentence. */
static const char *
reason_of(const struct call *call, enum status rc)
{
	const struct problem *problem = call->problems->first;

	if (!problem)
		return rc == ERR_INTERNAL ? "It could not be stored." : status_text(rc);
	return arena_printf(call->arena, "%s %s.", problem->field, problem->message);
}

bool
apply_is_trouble(enum status rc)
{
	return rc == ERR_UNAVAILABLE || rc == ERR_FULL || rc == ERR_SETUP;
}

/* --- the title ------------------------------------------------------------------------------- */

/* Its outside ids as look-ups keep them: {"imdb": "tt0078748"}. */
static const char *
metadata_with_ids(struct arena *arena, const struct item *item)
{
	const char *metadata = item->metadata.json ? item->metadata.json : "{}", *merged;
	struct buf ids;

	if (!item->ids.count || item->media_id)
		return metadata;
	buf_init(&ids, arena, 100);
	buf_puts(&ids, "{\"ids\":{");
	for (int i = 0; i < item->ids.count; i++) {
		const size_t service = strcspn(item->ids.list[i], ":");

		json_put_name(&ids, arena_copy(arena, item->ids.list[i], service));
		json_put_string(&ids, item->ids.list[i] + service + 1);
	}
	buf_puts(&ids, "}}");
	json_use_arena(arena);
	merged = json_merge(arena, metadata, ids.data);
	return strlen(merged) <= OBJECT_MAX ? merged : metadata;
}

static void
media_of(struct arena *arena, const struct item *item, struct media *out)
{
	record_clear(&media_view, out);
	out->type = item->type;
	out->title = item->title;
	out->creator = item->creator;
	out->description = item->description;
	out->genre = item->genre;
	out->pub_date = item->pub_date;
	out->isbn = item->type == MEDIA_BOOK ? item->isbn : NULL;
	out->length = item->length;
	out->image_url = item->image_url;
	out->trailer_url = item->trailer_url;
	out->external_source = item->external_source;
	out->external_id = item->external_id;
	out->source = item->external_source && item->external_id ? SOURCE_EXTERNAL
		: SOURCE_USER_ADDED;
	out->rating_count = out->review_count = 0;
	out->metadata.json = metadata_with_ids(arena, item);
}

/* What this file calls it by, for when it comes again. */
static const char *
own_id(const struct moving *m)
{
	return arena_printf(m->call->arena, "=%s %s", m->import->format, m->item.key);
}

static enum status
make_title(struct moving *m, bool is_apart)
{
	enum status rc;

	media_of(m->call->arena, &m->item, &m->media);
	m->media.id = m->item.media_id;
	rc = apply_free_id(m->call, "media_items", &m->media.id);
	if (!rc)
		rc = media_add(m->call, &m->media, is_apart);
	m->is_made = !rc;
	return rc;
}

/* A person said which title it is. */
static enum status
take_choice(struct moving *m, bool *is_chosen)
{
	const char *choice = m->row->choice;
	enum status rc;

	*is_chosen = choice != NULL;
	if (!choice)
		return OK;
	if (!strcmp(choice, "new"))
		return make_title(m, true);
	rc = media_find(m->call, (enum media_type)m->item.type, choice, &m->media);
	if (rc == ERR_NOT_FOUND)
		problem_add(m->call->problems, "The title", "that was chosen isn't there any more");
	return rc;
}

static enum status
refuse_unclear(struct moving *m, const struct matched *matched)
{
	m->row->outcome = ROW_UNCLEAR;
	m->row->candidates = matched->candidates;
	m->row->message = matched->candidates.count > 1
		? "Several titles of the catalogue may be it." : "A title of the catalogue may be "
		"it, but it can't be told for certain.";
	return OK;
}

/* Finds or makes the title; without one then, the row is unclear. */
static enum status
find_title(struct moving *m)
{
	struct media wanted;
	const struct media_match match = { &wanted, m->item.media_id, own_id(m), m->item.ids };
	struct matched matched;
	bool is_chosen;
	enum status rc = take_choice(m, &is_chosen);

	if (rc || is_chosen)
		return rc;
	media_of(m->call->arena, &m->item, &wanted);
	rc = media_find_match(m->call, &match, &matched);
	if (rc)
		return rc;
	if (matched.match == MATCH_UNCLEAR)
		return refuse_unclear(m, &matched);
	if (matched.match == MATCH_NONE)
		return make_title(m, matched.is_apart);
	m->media = matched.media;
	return OK;
}

static enum status
tell_ids(struct moving *m)
{
	struct texts ids = { NULL, 0 };

	for (int i = 0; i < m->item.ids.count; i++)
		texts_add(m->call->arena, &ids, m->item.ids.list[i]);
	if (!m->item.media_id || strcmp(m->item.media_id, m->media.id) != 0)
		texts_add(m->call->arena, &ids, own_id(m));
	return media_tell_ids(m->call, m->media.key, m->call->user->key, &ids, &m->ids);
}

static word
outcome_of(const struct moving *m)
{
	if (m->is_made)
		return ROW_NEW;
	if (!m->changes)
		return ROW_UNCHANGED;
	return m->has_shelved || mine_is_empty(m->before) ? ROW_MATCHED : ROW_CHANGED;
}

static enum status
move_title(struct moving *m)
{
	enum status rc = find_title(m);

	if (rc || m->row->outcome == ROW_UNCLEAR)
		return rc;
	mine_clear(m->before);
	if (!m->is_made)
		rc = mine_read(m->call, m->media.key, m->before);
	if (!rc)
		rc = apply_shelf(m);
	if (!rc)
		rc = apply_places(m);
	if (!rc)
		rc = tell_ids(m);
	if (rc)
		return rc;
	m->row->outcome = outcome_of(m);
	m->row->media_id = m->is_made && !m->applying->is_run ? NULL : m->media.id;
	return m->applying->is_run ? apply_keep_undo(m) : OK;
}

/* --- a row ----------------------------------------------------------------------------------- */

/* What needs no doing; false for what does. */
static bool
is_settled(struct moving *m)
{
	struct import_row *row = m->row;

	if (m->item.skipped || (row->choice && !strcmp(row->choice, "skip"))) {
		row->outcome = ROW_SKIPPED;
		row->message = m->item.skipped ? m->item.skipped : "You chose to skip it.";
		return true;
	}
	if (m->item.failed) {
		row->outcome = ROW_FAILED;
		row->message = m->item.failed;
		return true;
	}
	return false;
}

/* A plan does what a run does, and undoes it. */
static enum status
move_row(struct moving *m)
{
	enum status rc = db_begin(m->call->db);

	if (!rc)
		rc = m->item.is_list ? apply_list(m) : move_title(m);
	if (rc || m->applying->is_run)
		return db_end(m->call->db, rc);
	return db_end(m->call->db, ERR_PRECONDITION) == ERR_PRECONDITION ? OK : ERR_UNAVAILABLE;
}

static void
clear_outcome(struct import_row *row)
{
	row->outcome = 0;
	row->message = row->media_id = row->kept = NULL;
	if (!row->choice)	/* it can be made anew, among the same */
		row->candidates = (struct texts){ NULL, 0 };
}

/* A remark of how it was read, or what stands in its way. */
static enum status
note_outcome(struct moving *m, enum status rc)
{
	struct import_row *row = m->row;

	if (rc) {
		clear_outcome(row);
		row->outcome = ROW_FAILED;
		row->message = reason_of(m->call, rc);
	} else if (!row->message) {
		for (int i = 0; i < m->item.remarks.count; i++)
			apply_remark(m, m->item.remarks.list[i]);
		row->message = joined(m->call->arena, &m->remarks);
	}
	row->is_moved = m->applying->is_run && row->outcome <= ROW_UNCHANGED;
	if (row->is_moved)	/* nobody mends it in the file */
		row->source = NULL;
	return import_row_settle(m->call, row);
}

enum status
apply_row(const struct applying *applying, struct import_row *row)
{
	struct problems problems = { .arena = applying->call->arena };
	struct call call = *applying->call;
	struct mine before;
	struct moving m = { .applying = applying, .call = &call, .import = applying->import,
		.row = row, .before = &before };
	enum status rc;

	call.problems = &problems;
	clear_outcome(row);
	rc = apply_read(&call, applying->import, row, &m.item);
	if (!rc && !is_settled(&m))
		rc = move_row(&m);
	if (apply_is_trouble(rc))
		return rc;
	return note_outcome(&m, rc);
}
