#include "bulk_steps.h"
#include "checks.h"
#include "day.h"
#include "tag.h"
#include "text.h"

static const struct field bulk_fields[] = {
	FIELD(struct bulk, ids, 0, .most = BULK_MAX, .check = is_id,
		.also = { "record_ids" }),
	FIELD(struct bulk, status, 0, .words = entry_statuses),
	FIELD(struct bulk, day, UNASKED),
	TAGS(struct bulk, add_tags, "add_tags", 0),
	TAGS(struct bulk, remove_tags, "remove_tags", 0),
	FIELD_AS(struct bulk, is_deleted, "delete", 0, .label = "Take them off my shelf"),
	FIELD(struct bulk, list_id, 0, .check = is_id, .label = "List"),
	FIELD(struct bulk, undo, 0, .check = is_id),
	{ 0 }
};
const struct record bulk_view = { .size = sizeof(struct bulk), .fields = FIELDS(bulk_fields) };

static const struct field kept_fields[] = {
	FIELD(struct bulk_kept, id, READONLY),
	FIELD(struct bulk_kept, media_id, READONLY),
	FIELD(struct bulk_kept, title, READONLY | HEADING),
	FIELD(struct bulk_kept, message, READONLY | BRIEF),
	{ 0 }
};
const struct record bulk_kept_view = {
	.size = sizeof(struct bulk_kept), .fields = FIELDS(kept_fields),
};
static const struct children kept_children = { .record = &bulk_kept_view };
static const struct field done_fields[] = {
	FIELD(struct bulk_done, changed, READONLY),
	FIELD(struct bulk_done, deleted, READONLY),
	FIELD(struct bulk_done, listed, READONLY),
	FIELD(struct bulk_done, restored, READONLY),
	FIELD(struct bulk_done, kept, READONLY, .children = &kept_children),
	FIELD(struct bulk_done, undo, READONLY),
	FIELD(struct bulk_done, undo_until, READONLY),
	{ 0 }
};
const struct record bulk_done_view = {
	.size = sizeof(struct bulk_done), .fields = FIELDS(done_fields),
};

/* The entries that are meant, each once, in the order that they are named in. */
struct chosen {
	struct entry *entries;
	int count;
};

static enum status
find_chosen(const struct call *call, const struct texts *ids, struct chosen *out)
{
	enum status rc = OK;

	out->count = 0;
	out->entries = arena_alloc(call->arena, sizeof(*out->entries) * (size_t)ids->count);
	for (int i = 0; i < ids->count; i++) {
		const struct texts before = { ids->list, i };
		enum status found;

		if (texts_have(&before, ids->list[i]))
			continue;
		found = entry_find(call, ids->list[i], &out->entries[out->count]);
		if (found && found != ERR_NOT_FOUND)
			return found;
		if (found) {
			problem_add(call->problems, "ids", "%s is not on your shelf",
				ids->list[i]);
			rc = ERR_NOT_FOUND;
		} else {
			out->count++;
		}
	}
	return rc;
}

static void
add_text(struct arena *arena, struct texts *texts, const char *text)
{
	if (!texts->list)
		texts->list = arena_alloc(arena, sizeof(text) * BULK_MAX);
	texts->list[texts->count++] = text;
}

/* --- status and tags -------------------------------------------------------------------------- */

static bool
is_same_record(const struct diary_record *one, const struct diary_record *other)
{
	return one->number == other->number && one->is_finished == other->is_finished
		&& one->on_shelf == other->on_shelf
		&& one->progress == other->progress
		&& one->updated_at.seconds == other->updated_at.seconds
		&& text_is_same(one->start_date, other->start_date)
		&& text_is_same(one->end_date, other->end_date);
}

static const struct diary_record *
find_told(const struct records *records, int64_t key)
{
	const struct diary_record *all = records->list;

	for (int i = 0; i < records->count; i++)
		if (all[i].key == key)
			return &all[i];
	return NULL;
}

static void
pack_pair(struct buf *buf, const struct diary_record *was, const struct diary_record *is)
{
	static const struct diary_record none;

	pack_record(buf, &changed_record, was ? was : &none);
	pack_record(buf, &changed_record, is ? is : &none);
}

/* What of the diary isn't as it was. `buf` NULL: only counts. */
static int
pack_diary(struct buf *buf, const struct records *was, const struct records *is)
{
	const struct diary_record *old = was->list, *new = is->list;
	int count = 0;

	for (int i = 0; i < was->count; i++) {
		const struct diary_record *now = find_told(is, old[i].key);

		if (now && is_same_record(&old[i], now))
			continue;
		count++;
		if (buf)
			pack_pair(buf, &old[i], now);
	}
	for (int i = 0; i < is->count; i++) {
		if (find_told(was, new[i].key))
			continue;
		count++;
		if (buf)
			pack_pair(buf, NULL, &new[i]);
	}
	return count;
}

/* The day that the status fills in, where it fills one in. */
static size_t
place_of_day(const struct bulk *bulk, const struct entry *entry)
{
	if (bulk->status == IN_PROGRESS && day_is_none(entry->start_date)
	    && day_is_none(entry->end_date))
		return offsetof(struct entry, start_date);
	if (bulk->status == COMPLETED && day_is_none(entry->end_date)
	    && (day_is_none(entry->start_date)
		|| !day_is_before(bulk->day.seconds, entry->start_date.seconds)))
		return offsetof(struct entry, end_date);
	return 0;
}

static void
name_field(struct change *change, size_t offset)
{
	for (int i = 0; change->view->fields[i].name; i++)
		if (change->view->fields[i].offset == offset)
			change->sent |= UINT64_C(1) << i;
	change->named = change->sent;
}

/* What changes of one entry: nothing is named where it is so already. */
static enum status
plan_change(const struct call *call, const struct bulk *bulk, const struct entry *entry,
	struct change *change)
{
	struct entry *values = change->values;

	record_clear(&entry_view, values);
	change->sent = change->named = 0;
	if (bulk->status && entry->status != bulk->status) {
		const size_t day = day_is_none(bulk->day) ? 0 : place_of_day(bulk, entry);

		values->status = bulk->status;
		name_field(change, offsetof(struct entry, status));
		if (day) {
			*(struct day *)((char *)values + day) = bulk->day;
			name_field(change, day);
		}
	}
	values->tags = tags_changed(call->arena, &entry->tags, &bulk->add_tags,
		&bulk->remove_tags);
	if (tags_are_same(&values->tags, &entry->tags))
		return OK;
	name_field(change, offsetof(struct entry, tags));
	if (values->tags.count <= TAGS_MAX)
		return OK;
	problem_add(call->problems, "add_tags", "would be more than %d tags on \"%s\"", TAGS_MAX,
		entry->media.title);
	return ERR_CONFLICT;
}

static enum status
change_entry(const struct call *call, const struct entry *entry, const struct change *change,
	struct steps *steps)
{
	struct records was, is;
	struct entry now;
	struct buf *buf;
	enum status rc = steps_read_diary(call, &changed_record, entry->key, &was);

	if (!rc)
		rc = entry_change(call, entry->id, change);
	if (!rc)
		rc = entry_find(call, entry->id, &now);
	if (!rc)
		rc = steps_read_diary(call, &changed_record, entry->key, &is);
	if (rc)
		return rc;
	buf = steps_add(steps, STEP_CHANGED);
	pack_record(buf, &changed_view, entry);
	pack_record(buf, &changed_view, &now);
	pack_int(buf, pack_diary(NULL, &was, &is));
	pack_diary(buf, &was, &is);
	return steps_check(call, steps);
}

static enum status
change_all(const struct call *call, const struct chosen *chosen, const struct bulk *bulk,
	struct steps *steps, struct bulk_done *done)
{
	struct entry values;
	struct change change = { .view = &entry_view, .values = &values };
	enum status rc = OK;

	for (int i = 0; i < chosen->count && !rc; i++) {
		const struct entry *entry = &chosen->entries[i];

		rc = plan_change(call, bulk, entry, &change);
		if (rc || !change.sent)
			continue;
		rc = change_entry(call, entry, &change, steps);
		add_text(call->arena, &done->changed, entry->id);
	}
	return rc;
}

/* --- off the shelf ---------------------------------------------------------------------------- */

static void
pack_all(struct buf *buf, const struct record *view, const struct records *records)
{
	pack_int(buf, records->count);
	for (int i = 0; i < records->count; i++)
		pack_record(buf, view, (const char *)records->list + view->size * (size_t)i);
}

static enum status
keep_entry(const struct call *call, const struct entry *entry, struct steps *steps)
{
	struct records copies, diary;
	struct entry kept;
	struct sql where;
	struct buf *buf;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.key = $$", value_int(entry->key));
	rc = store_find(call->db, call->arena, &kept_entry, &where, &kept);
	if (rc)
		return rc;
	sql_init(&where, call->arena);
	sql_and(&where, "t.user_key = $$", value_int(entry->user_key));
	sql_and(&where, "t.media_key = $$", value_int(entry->media_key));
	rc = store_list_all(call->db, call->arena, &kept_copy, &where, "t.key", 0, &copies);
	if (!rc)
		rc = steps_read_diary(call, &kept_record, entry->key, &diary);
	if (rc)
		return rc;
	buf = steps_add(steps, STEP_DELETED);
	pack_record(buf, &kept_entry, &kept);
	pack_all(buf, &kept_copy, &copies);
	pack_all(buf, &kept_record, &diary);
	return steps_check(call, steps);
}

static enum status
delete_all(const struct call *call, const struct chosen *chosen, struct steps *steps,
	struct bulk_done *done)
{
	enum status rc = OK;

	for (int i = 0; i < chosen->count && !rc; i++) {
		rc = keep_entry(call, &chosen->entries[i], steps);
		if (!rc)
			rc = entry_delete(call, chosen->entries[i].id);
		add_text(call->arena, &done->deleted, chosen->entries[i].id);
	}
	return rc;
}

/* --- onto a list ------------------------------------------------------------------------------ */

static enum status
list_all(const struct call *call, const struct chosen *chosen, const char *list_id,
	struct steps *steps, struct bulk_done *done)
{
	struct list_item *items = arena_alloc(call->arena,
		sizeof(*items) * (size_t)chosen->count);
	struct buf *buf;
	enum status rc;

	for (int i = 0; i < chosen->count; i++)
		items[i].media_key = chosen->entries[i].media_key;
	rc = list_items_append(call, list_id, items, chosen->count);
	if (rc)
		return rc;
	for (int i = 0; i < chosen->count; i++)
		if (items[i].key)
			add_text(call->arena, &done->listed, chosen->entries[i].id);
	if (!done->listed.count)
		return OK;
	buf = steps_add(steps, STEP_LISTED);
	pack_text(buf, list_id);
	pack_int(buf, done->listed.count);
	for (int i = 0; i < chosen->count; i++) {
		if (!items[i].key)
			continue;
		pack_text(buf, chosen->entries[i].id);
		pack_text(buf, chosen->entries[i].media_id);
		pack_int(buf, items[i].created_at.seconds);
	}
	return steps_check(call, steps);
}

/* ---------------------------------------------------------------------------------------------- */

/* Undoing goes alone: who names more may have meant something else. */
static void
check_undo(struct problems *problems, const struct bulk *bulk)
{
	static const char message[] = "can't go with undo";

	if (bulk->ids.count)
		problem_add(problems, "ids", message);
	if (bulk->status)
		problem_add(problems, "status", message);
	if (bulk->add_tags.count)
		problem_add(problems, "add_tags", message);
	if (bulk->remove_tags.count)
		problem_add(problems, "remove_tags", message);
	if (bulk->list_id)
		problem_add(problems, "list_id", message);
	if (bulk->is_deleted)
		problem_add(problems, "delete", message);
}

static bool
changes_entries(const struct bulk *bulk)
{
	return bulk->status || bulk->add_tags.count || bulk->remove_tags.count;
}

static void
check_change(struct problems *problems, const struct bulk *bulk)
{
	const bool is_changed = changes_entries(bulk) || bulk->list_id;

	if (!bulk->ids.count)
		problem_add(problems, "ids", "is required");
	if (!is_changed && !bulk->is_deleted)
		problem_add(problems, "status", "or another change is required: add_tags, "
			"remove_tags, list_id, delete");
	if (is_changed && bulk->is_deleted)
		problem_add(problems, "delete", "can't go with another change");
}

enum status
bulk_do(const struct call *call, const struct bulk *bulk, struct bulk_done *done)
{
	struct chosen chosen;
	struct steps steps;
	enum status rc;

	record_clear(&bulk_done_view, done);
	if (bulk->undo)
		check_undo(call->problems, bulk);
	else
		check_change(call->problems, bulk);
	if (call->problems->count)
		return ERR_VALIDATION;
	if (bulk->undo)
		return bulk_undo(call, bulk->undo, done);
	steps_init(&steps, call->arena);
	rc = db_begin(call->db);
	if (!rc)
		rc = find_chosen(call, &bulk->ids, &chosen);
	if (!rc && changes_entries(bulk))
		rc = change_all(call, &chosen, bulk, &steps, done);
	if (!rc && bulk->list_id)
		rc = list_all(call, &chosen, bulk->list_id, &steps, done);
	if (!rc && bulk->is_deleted)
		rc = delete_all(call, &chosen, &steps, done);
	if (!rc && steps.count)
		rc = steps_keep(call, &steps, &done->undo, &done->undo_until);
	return db_end(call->db, rc);
}
