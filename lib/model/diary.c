#include "diary_told.h"
#include "checks.h"
#include "clock.h"
#include "day.h"
#include "quota.h"
#include "rating.h"
#include "text.h"

#define HOW "2009, 2009-07 or 2009-07-12"

static const struct field diary_fields[] = {
	FIELD(struct diary_record, key, HIDDEN | DERIVED),
	FIELD(struct diary_record, id, READONLY),
	FIELD(struct diary_record, user_key, HIDDEN),
	FIELD(struct diary_record, entry_key, HIDDEN),
	FIELD(struct diary_record, media_key, HIDDEN, .column = "e.media_key"),
	FIELD(struct diary_record, media_id, REQUIRED | FIXED, .column = "m.id", .check = is_id,
		.also = { "medium_id", "movie_id", "book_id" }),
	FIELD(struct diary_record, entry_id, READONLY, .column = "e.id"),
	FIELD(struct diary_record, type, HIDDEN, .words = media_types),
	FIELD(struct diary_record, number, READONLY, .label = "Time"),
	FIELD(struct diary_record, start_date, 0, .check = is_diary_date, .label = "Started",
		.hint = HOW),
	FIELD(struct diary_record, end_date, BRIEF, .check = is_diary_date, .label = "Finished",
		.hint = HOW),
	FIELD(struct diary_record, is_finished, 0, .label = "Done",
		.hint = "yes, where the day isn't known"),
	FIELD(struct diary_record, on_shelf, HIDDEN),
	FIELD(struct diary_record, progress, HIDDEN),
	FIELD(struct diary_record, note, LINES, .max = 10000, .also = { "comments" }),
	FIELD(struct diary_record, rating, BRIEF, .min = RATING_LEAST, .max = RATING_MOST,
		.label = "Rating then"),
	FIELD(struct diary_record, created_at, READONLY, .label = "Added"),
	FIELD(struct diary_record, updated_at, READONLY, .label = "Changed"),
	{ 0 }
};
static const struct field item_fields[] = { MEDIA_SHORT_FIELDS, { 0 } };
static const struct record item_part = {
	.name = "media", .at = offsetof(struct diary_record, media), .alias = "m",
	.fields = FIELDS(item_fields), .finish = media_finish,
};
const struct record diary_view = {
	.table = "diary", .size = sizeof(struct diary_record), .fields = FIELDS(diary_fields),
	.joins = "JOIN entries e ON e.key = t.entry_key JOIN media_items m ON m.key = e.media_key",
	.more = &item_part,
};

enum status
diary_find(const struct call *call, const char *id, struct diary_record *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, "t.id = $$", value_text(id));
	sql_and(&where, "t.user_key = $$", value_int(call->user->key));
	return store_find(call->db, call->arena, &diary_view, &where, out);
}

/* The entry of a title, which is put on the shelf if need be. */
static enum status
take_entry(const struct call *call, const char *media_id, struct entry *entry)
{
	struct media media;
	enum status rc = entry_find_media(call, &entry_view, MEDIA_ANY, media_id, entry);

	if (rc != ERR_NOT_FOUND)
		return rc;
	rc = media_find(call, MEDIA_ANY, media_id, &media);
	if (!rc)
		rc = entry_shelve(call, media.key);
	return rc ? rc : entry_find_media(call, &entry_view, MEDIA_ANY, media_id, entry);
}

static enum status
refuse_too_many(const struct call *call, const struct told *told)
{
	if (told->records.count < DIARY_TITLE_MAX)
		return quota_check(call, QUOTA_DIARY, 1);
	problem_add(call->problems, "media_id", "has %d records already, which is the most",
		DIARY_TITLE_MAX);
	return ERR_CONFLICT;
}

/*
 * A title was finished before anybody told when, and begins again: that it was finished stays told,
 * by a record without dates.
 */
static enum status
keep_first_time(const struct call *call, const struct entry *entry, struct told *told,
	const struct diary_record *again)
{
	if (told->records.count || entry->status != COMPLETED || again->is_finished)
		return OK;
	return told_insert_first(call, entry);
}

/* How far one came: a title's end, where that is known; else, the first time, what was told. */
static int64_t
progress_of(const struct diary_record *record, const struct entry *entry, bool is_first)
{
	if (record->is_finished && entry->media.length != INT_NONE)
		return entry->media.length;
	return is_first && (record->is_finished || entry->status != COMPLETED) ? entry->progress
		: INT_NONE;
}

static bool
is_latest(const struct told *told, int64_t key)
{
	return told_latest(told) && told_latest(told)->key == key;
}

/* The title's rating is that of its latest record, where that has one. */
static enum status
rate_title(const struct call *call, const struct entry *entry, const struct diary_record *record)
{
	const struct call quiet = call_quietly(call);

	if (record->rating.count == INT_NONE)
		return OK;
	return rating_set(&quiet, entry->media_key, record->rating);
}

static enum status
write_entry(const struct call *call, struct entry *entry)
{
	entry->updated_at.seconds = clock_now();
	return store_update(call->db, call->arena, &entry_view, entry, entry->key);
}

/* How the latest record was, before one of them is added, changed or deleted. */
struct latest {
	int64_t key;			/* 0: there was none */
	bool is_finished;
};

/* Reads a title's records, too. */
static enum status
note_latest(const struct call *call, const struct entry *entry, struct told *told,
	struct latest *was)
{
	enum status rc = told_read(call, entry->key, told);

	*was = (struct latest){ .key = 0 };
	if (rc)
		return rc;
	told_order(call->arena, told);
	if (told_latest(told))
		*was = (struct latest){ told_latest(told)->key, told_latest(told)->is_finished };
	return OK;
}

/* Another record has become the latest: a title is in progress, or finished, as that is. */
static void
follow_other(const struct told *told, const struct latest *was, struct entry *entry)
{
	const struct diary_record *latest = told_latest(told);

	if (!was->key || !latest || latest->key == was->key)
		return;
	if (latest->is_finished && !was->is_finished && entry->status == IN_PROGRESS)
		entry->status = COMPLETED;
	else if (!latest->is_finished && was->is_finished && entry->status == COMPLETED)
		entry->status = IN_PROGRESS;
}

static enum status
add_record(const struct call *call, struct entry *entry, struct diary_record *record)
{
	struct latest was;
	struct told told;
	enum status rc = note_latest(call, entry, &told, &was);

	if (!rc)
		rc = refuse_too_many(call, &told);
	if (!rc)
		rc = told_by_dates(call, entry->key);
	if (!rc)
		rc = keep_first_time(call, entry, &told, record);
	if (rc)
		return rc;
	record->number = 1;
	record->progress = progress_of(record, entry, !told.records.count);
	rc = told_insert(call, entry, record);
	if (!rc)
		rc = told_read(call, entry->key, &told);
	if (rc)
		return rc;
	told_order(call->arena, &told);
	if (is_latest(&told, record->key)) {
		if (record->is_finished)
			entry->status = COMPLETED;
		else if (record->start_date)
			entry->status = IN_PROGRESS;
	} else {
		follow_other(&told, &was, entry);
	}
	rc = told_number(call, &told);
	if (!rc && is_latest(&told, record->key))
		rc = rate_title(call, entry, record);
	told_show(&told, entry);
	return rc ? rc : write_entry(call, entry);
}

enum status
diary_create(const struct call *call, const struct change *change, struct diary_record *record)
{
	struct entry entry;
	enum status rc = db_begin(call->db);

	if (!NAMED(change, struct diary_record, start_date)
	    && !NAMED(change, struct diary_record, end_date) && !record->is_finished)
		record->start_date = day_text(call->arena, clock_now());
	record->is_finished |= record->end_date != NULL;
	if (!rc)
		rc = told_check(call, record);
	if (!rc)
		rc = take_entry(call, record->media_id, &entry);
	if (!rc)
		rc = add_record(call, &entry, record);
	return db_end(call->db, rc);
}

enum status
diary_add(const struct call *call, struct entry *entry, struct diary_record *records, int count)
{
	const struct value key = value_int(entry->key);
	struct told told;
	int64_t there = 0;
	enum status rc = count ? db_number(call->db, "SELECT count(*) FROM diary "
		"WHERE entry_key = $1", &key, 1, &there) : OK;

	if (!rc && there + count > DIARY_TITLE_MAX) {
		problem_add(call->problems, "diary", "would be more than %d records, which is "
			"the most of one title", DIARY_TITLE_MAX);
		rc = ERR_CONFLICT;
	}
	if (!rc && count)
		rc = quota_check(call, QUOTA_DIARY, count);
	for (int i = 0; i < count && !rc; i++) {
		records[i].number = there + i + 1;
		rc = told_check(call, &records[i]);
		if (!rc)
			rc = told_insert(call, entry, &records[i]);
	}
	if (!rc)
		rc = told_settle(call, entry, &told);
	return rc ? rc : store_update(call->db, call->arena, &entry_view, entry, entry->key);
}

/* What is sent as it was tells the diary nothing of dates. */
static bool
has_same_dates(const struct diary_record *one, const struct diary_record *other)
{
	return text_is_same(one->start_date, other->start_date)
		&& text_is_same(one->end_date, other->end_date)
		&& one->is_finished == other->is_finished;
}

/* The entry's status and the title's rating, once a record was changed and all are in order. */
static enum status
follow_change(const struct call *call, const struct told *told, const struct latest *was,
	const struct diary_record *before, const struct diary_record *record, struct entry *entry)
{
	follow_other(told, was, entry);
	if (!is_latest(told, record->key))
		return OK;
	if (record->is_finished && !before->is_finished && entry->status != DROPPED)
		entry->status = COMPLETED;
	else if (!record->is_finished && before->is_finished && entry->status == COMPLETED)
		entry->status = IN_PROGRESS;
	return record->rating.count == before->rating.count ? OK
		: rate_title(call, entry, record);
}

/* A record that is to be changed or deleted, its entry, and which is the latest. */
static enum status
find_record(const struct call *call, const char *id, struct diary_record *record,
	struct entry *entry, struct told *told, struct latest *was)
{
	enum status rc = diary_find(call, id, record);

	if (!rc)
		rc = entry_find(call, record->entry_id, entry);
	return rc ? rc : note_latest(call, entry, told, was);
}

enum status
diary_change(const struct call *call, const char *id, const struct change *change)
{
	struct diary_record record, before;
	struct entry entry;
	struct latest was;
	struct told told;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = find_record(call, id, &record, &entry, &told, &was);
	if (rc)
		return db_end(call->db, rc);
	before = record;
	change_apply(change, &record);
	record.is_finished |= record.end_date != NULL;
	record.updated_at.seconds = clock_now();
	if (record.is_finished && !before.is_finished && entry.media.length != INT_NONE)
		record.progress = entry.media.length;
	if (!has_same_dates(&record, &before)) {
		record.on_shelf = false;
		rc = told_by_dates(call, entry.key);
	}
	if (!rc)
		rc = told_check(call, &record);
	if (!rc)
		rc = store_update(call->db, call->arena, &diary_view, &record, record.key);
	if (!rc)
		rc = told_settle(call, &entry, &told);
	if (!rc)
		rc = follow_change(call, &told, &was, &before, &record, &entry);
	if (!rc)
		rc = write_entry(call, &entry);
	return db_end(call->db, rc);
}

/*
 * No time through is left. What those made of the title goes with them: it was finished (that it
 * was, nobody knows when, would be a record without dates), or begun, unless how far one came says
 * so.
 */
static void
follow_last_deletion(struct entry *entry)
{
	const bool is_done = entry->status == COMPLETED;

	if (!is_done && (entry->status != IN_PROGRESS || entry->progress != INT_NONE))
		return;
	if (is_done && entry->progress == entry->media.length)
		entry->progress = INT_NONE;
	entry->status = TO_DO;
}

/*
 * The latest time through is taken back: if the one before was finished, so is the title, unless it
 * is wanted again.
 */
static void
follow_deletion(const struct told *told, const struct latest *was,
	const struct diary_record *deleted, struct entry *entry)
{
	const struct diary_record *latest = told_latest(told);

	if (!latest)
		follow_last_deletion(entry);
	else if (was->key == deleted->key && latest->is_finished && entry->status != TO_DO)
		entry->status = COMPLETED;
	else
		follow_other(told, was, entry);
}

enum status
diary_delete(const struct call *call, const char *id)
{
	struct diary_record record;
	struct entry entry;
	struct latest was;
	struct told told;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = find_record(call, id, &record, &entry, &told, &was);
	if (!rc)
		rc = store_delete(call->db, call->arena, &diary_view, record.key);
	if (!rc)
		rc = told_by_dates(call, entry.key);
	if (!rc)
		rc = told_settle(call, &entry, &told);
	if (!rc) {
		follow_deletion(&told, &was, &record, &entry);
		told_show(&told, &entry);
		rc = write_entry(call, &entry);
	}
	return db_end(call->db, rc);
}
