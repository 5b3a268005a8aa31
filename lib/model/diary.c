#include "diary.h"
#include "checks.h"
#include "clock.h"
#include "day.h"
#include "filter.h"
#include "quota.h"
#include "rating.h"
#include "uuid.h"

#include <string.h>

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
	FIELD(struct diary_record, number, READONLY, .label = "Time"),
	FIELD(struct diary_record, start_date, 0, .check = is_diary_date, .label = "Started",
		.hint = HOW),
	FIELD(struct diary_record, end_date, BRIEF, .check = is_diary_date, .label = "Finished",
		.hint = HOW),
	FIELD(struct diary_record, is_finished, 0, .label = "Finished, also if nobody knows when"),
	FIELD(struct diary_record, progress, HIDDEN),
	FIELD(struct diary_record, note, LINES, .max = 10000, .also = { "comments" }),
	FIELD(struct diary_record, rating, BRIEF, .min = 1, .max = 5, .label = "Rating then"),
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

/* --- lists ------------------------------------------------------------------------------------ */

#define DAY "coalesce(t.end_date, t.start_date, '')"
#define NEWEST DAY " DESC, t.key DESC"

static const struct field diary_filters[] = {
	FIELD(struct diary_filter, year, 0, .max = 20, .check = is_year),
	FIELD(struct diary_filter, month, 0, .min = 1, .max = 12),
	ITEM_TYPES(struct diary_filter, item., "m"),
	FIELD(struct diary_filter, media_id, 0, .check = is_id, .condition = "m.id = $$"),
	{ 0 }
};
const struct record diary_filter = {
	.size = sizeof(struct diary_filter), .fields = FIELDS(diary_filters),
};

/* The conditions of all that was asked for, and the joins that they need. */
static enum status
add_conditions(const struct call *call, const struct diary_filter *filter, struct sql *where,
	const char **joins)
{
	const char *begins = filter->year;

	if (filter->month != INT_NONE && !filter->year) {
		problem_add(call->problems, "year", "is required with a month");
		return ERR_VALIDATION;
	}
	if (filter->month != INT_NONE)
		begins = arena_printf(call->arena, "%s-%02d", filter->year, (int)filter->month);
	*joins = "";
	sql_init(where, call->arena);
	sql_and(where, "t.user_key = $$", value_int(call->user->key));
	if (begins) {
		sql_and(where, DAY " >= $$", value_text(begins));
		sql_and(where, DAY " < $$ || '~'", value_text(begins));
	}
	if (filter->item.types || filter->media_id)
		*joins = arena_printf(call->arena, " %s", diary_view.joins);
	filter_add(where, call->arena, &diary_filter, filter);
	return OK;
}

/* The keys of a page: those before it are passed over in the index, without their titles. */
static enum status
read_keys(const struct call *call, const struct sql *where, const char *joins,
	const struct page *page, struct value *keys, int *count)
{
	STMT_AUTO stmt = NULL;
	struct sql sql;
	enum status rc;

	*count = 0;
	sql_init_for(&sql, call->arena, where);
	sql_add(&sql, "SELECT t.key FROM diary t");
	sql_add(&sql, joins);
	sql_add_where(&sql, where);
	sql_add(&sql, " ORDER BY " NEWEST);
	sql_add_value(&sql, " LIMIT $$", value_int(page->page_size));
	sql_add_value(&sql, " OFFSET $$", value_int((page->page - 1) * page->page_size));
	rc = db_query(call->db, &stmt, sql.text.data, sql.args, sql.count);
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc)
			keys[(*count)++] = value_int(stmt_int(stmt, 0));
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

static enum status
count_records(const struct call *call, const struct sql *where, const char *joins, int64_t *out)
{
	struct sql sql;

	sql_init_for(&sql, call->arena, where);
	sql_add(&sql, "SELECT count(*) FROM diary t");
	sql_add(&sql, joins);
	sql_add_where(&sql, where);
	return db_number(call->db, sql.text.data, sql.args, sql.count, out);
}

enum status
diary_list(const struct call *call, const struct diary_filter *filter, const struct page *page,
	struct rows *out)
{
	struct value *keys = arena_alloc(call->arena, sizeof(*keys) * (size_t)page->page_size);
	const struct page first = { 1, page->page_size };
	struct sql where, these;
	const char *joins;
	int64_t total;
	int count;
	enum status rc = add_conditions(call, filter, &where, &joins);

	*out = (struct rows){ NULL, 0, 0 };
	if (!rc)
		rc = count_records(call, &where, joins, &total);
	if (!rc)
		rc = read_keys(call, &where, joins, page, keys, &count);
	if (!rc && count) {
		sql_init(&these, call->arena);
		sql_in(&these, "t.key", keys, count);
		rc = store_list(call->db, call->arena, &diary_view, &these, NEWEST, &first, out);
	}
	if (!rc)
		out->total = total;
	return rc;
}

/* --- the order of a title's records ------------------------------------------------------------ */

/* One title's records in the order in which they were told, without what the order needn't know. */
struct told {
	struct records records;		/* struct diary_record */
	/* the same, the latest last; a pointer each */
	struct diary_record **ordered;
};

static const struct field told_fields[] = {
	FIELD(struct diary_record, key, 0),
	FIELD(struct diary_record, number, 0),
	FIELD(struct diary_record, start_date, 0),
	FIELD(struct diary_record, end_date, 0),
	FIELD(struct diary_record, is_finished, 0),
	FIELD(struct diary_record, progress, 0),
	FIELD(struct diary_record, note, 0),
	FIELD(struct diary_record, rating, 0),
	{ 0 }
};
static const struct record told_record = {
	.table = "diary", .size = sizeof(struct diary_record), .fields = FIELDS(told_fields),
};

static struct diary_record *
told_at(const struct told *told, int n)
{
	return (struct diary_record *)told->records.list + n;
}

static enum status
read_told(const struct call *call, int64_t entry_key, struct told *told)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, "t.entry_key = $$", value_int(entry_key));
	return store_list_all(call->db, call->arena, &told_record, &where, "t.key", 0,
		&told->records);
}

enum place { UNDATED, ENDED, GOING_ON };

static enum place
place_of(const struct diary_record *record)
{
	if (record->end_date)
		return ENDED;
	if (!record->start_date)
		return UNDATED;
	return record->is_finished ? ENDED : GOING_ON;
}

static const char *
day_of(const struct diary_record *record)
{
	return record->end_date ? record->end_date : record->start_date;
}

/* For certain. */
static bool
is_earlier(const struct diary_record *one, const struct diary_record *other)
{
	const enum place place = place_of(one), other_place = place_of(other);

	if (place != other_place || place == UNDATED)
		return place < other_place;
	return day_text_is_before(day_of(one), day_of(other));
}

/*
 * What is known in part only may be earlier than neither of two of which one is earlier than the
 * other. So this is no sorting: each that is told goes before the first that it is earlier than.
 * What is earlier for certain is before it then, always.
 */
static void
order_told(struct arena *arena, struct told *told)
{
	const int count = told->records.count;

	told->ordered = arena_alloc(arena, sizeof(*told->ordered) * (size_t)(count + 1));
	for (int i = 0; i < count; i++) {
		struct diary_record *record = told_at(told, i);
		int at = 0;

		while (at < i && !is_earlier(record, told->ordered[at]))
			at++;
		memmove(told->ordered + at + 1, told->ordered + at,
			sizeof(*told->ordered) * (size_t)(i - at));
		told->ordered[at] = record;
	}
}

/* The one whose dates the entry has; NULL without any. */
static struct diary_record *
latest_of(const struct told *told)
{
	return told->records.count ? told->ordered[told->records.count - 1] : NULL;
}

static enum status
write_numbers(const struct call *call, struct told *told)
{
	enum status rc = OK;

	for (int i = 0; i < told->records.count && !rc; i++) {
		struct diary_record *record = told->ordered[i];
		const struct value args[] = { value_int(record->key), value_int(i + 1) };

		if (record->number != i + 1)
			rc = db_exec(call->db, "UPDATE diary SET number = $2 WHERE key = $1",
				args, 2);
		record->number = i + 1;
	}
	return rc;
}

static struct day
first_day(const char *date)
{
	return (struct day){ date ? day_first(date) : INT_NONE };
}

static bool
is_partial(const char *date)
{
	return date && day_is_partial(date);
}

/*
 * What an entry has of its records: of the latest its dates and progress; how many are finished,
 * of which the latest of a title that was dropped is none.
 */
static void
show_told(const struct told *told, struct entry *entry)
{
	const struct diary_record *latest = latest_of(told);

	entry->times = 0;
	for (int i = 0; i < told->records.count; i++)
		entry->times += told_at(told, i)->is_finished;
	if (latest && latest->is_finished && entry->status == DROPPED)
		entry->times--;
	entry->start_date = first_day(latest ? latest->start_date : NULL);
	entry->end_date = first_day(latest ? latest->end_date : NULL);
	entry->dates_are_partial = latest
		&& (is_partial(latest->start_date) || is_partial(latest->end_date));
	if (latest)
		entry->progress = latest->progress;
}

/* Reads a title's records anew, numbers them, and shows them in its entry. */
static enum status
settle(const struct call *call, struct entry *entry, struct told *told)
{
	enum status rc = read_told(call, entry->key, told);

	if (rc)
		return rc;
	order_told(call->arena, told);
	rc = write_numbers(call, told);
	if (!rc)
		show_told(told, entry);
	return rc;
}

static enum status
check_dates(const struct call *call, const struct diary_record *record)
{
	if (!record->start_date || !record->end_date
	    || !day_text_is_before(record->end_date, record->start_date))
		return OK;
	problem_add(call->problems, "end_date", "must not be before start_date");
	return ERR_VALIDATION;
}

static enum status
insert_record(const struct call *call, const struct entry *entry, struct diary_record *record)
{
	record->id = uuid_new(call->arena);
	record->user_key = entry->user_key;
	record->entry_key = entry->key;
	record->created_at.seconds = record->updated_at.seconds = clock_now();
	return store_insert(call->db, call->arena, &diary_view, record);
}

/* --- changes of an entry ----------------------------------------------------------------------- */

static bool
is_same_day(struct day one, struct day other)
{
	return one.seconds == other.seconds;
}

static const char *
text_of(struct arena *arena, struct day day)
{
	return day.seconds == INT_NONE ? NULL : day_text(arena, day.seconds);
}

static enum status
insert_first(const struct call *call, const struct entry *entry)
{
	struct diary_record record;

	record_clear(&diary_view, &record);
	record.number = 1;
	record.start_date = text_of(call->arena, entry->start_date);
	record.end_date = text_of(call->arena, entry->end_date);
	record.is_finished = record.end_date || entry->status == COMPLETED;
	record.progress = entry->progress;
	return insert_record(call, entry, &record);
}

static enum status
update_told(const struct call *call, const struct diary_record *record)
{
	const struct value args[] = {
		value_int(record->key), value_text(record->start_date),
		value_text(record->end_date), value_int(record->is_finished),
		value_int(record->progress), value_int(clock_now()),
	};

	return db_exec(call->db, "UPDATE diary SET start_date = $2, end_date = $3, "
		"is_finished = $4, progress = $5, updated_at = $6 WHERE key = $1", args, 6);
}

/*
 * The latest record as the entry is now. What has nothing to tell any more goes: it was only ever
 * made of the entry's dates.
 */
static enum status
write_latest(const struct call *call, const struct entry *before, const struct entry *entry,
	struct diary_record *latest)
{
	const bool ends_otherwise = !is_same_day(before->end_date, entry->end_date);
	enum status rc;

	if (!is_same_day(before->start_date, entry->start_date))
		latest->start_date = text_of(call->arena, entry->start_date);
	if (ends_otherwise)
		latest->end_date = text_of(call->arena, entry->end_date);
	if (ends_otherwise || before->status != entry->status)
		latest->is_finished = latest->end_date || entry->status == COMPLETED;
	latest->progress = entry->progress;
	rc = check_dates(call, latest);
	if (rc)
		return rc;
	if (!latest->start_date && !latest->end_date && !latest->is_finished && !latest->note
	    && latest->rating == INT_NONE)
		return store_delete(call->db, call->arena, &diary_view, latest->key);
	return update_told(call, latest);
}

enum status
diary_follow(const struct call *call, const struct entry *before, struct entry *entry)
{
	const bool has_dates = entry->start_date.seconds != INT_NONE
		|| entry->end_date.seconds != INT_NONE;
	struct told told = { .records = { NULL, 0 } };
	enum status rc = OK;

	if (before && is_same_day(before->start_date, entry->start_date)
	    && is_same_day(before->end_date, entry->end_date)
	    && before->status == entry->status && before->progress == entry->progress)
		return OK;
	if (before)
		rc = read_told(call, entry->key, &told);
	if (rc || (!told.records.count && !has_dates))
		return rc;
	order_told(call->arena, &told);
	rc = told.records.count ? write_latest(call, before, entry, latest_of(&told))
		: insert_first(call, entry);
	return rc ? rc : settle(call, entry, &told);
}

/* --- what a diary is told ---------------------------------------------------------------------- */

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
	return insert_first(call, entry);
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
	return latest_of(told) && latest_of(told)->key == key;
}

/* The title's rating is that of its latest record, where that has one. */
static enum status
rate_title(const struct call *call, const struct entry *entry, const struct change *change,
	const struct diary_record *record)
{
	/* a quota's problem has another name there */
	const struct call quiet = { .db = call->db, .arena = call->arena, .user = call->user };

	if (record->rating == INT_NONE || !CHANGED(change, struct diary_record, rating))
		return OK;
	return rating_set(&quiet, entry->media_key, record->rating);
}

static enum status
write_entry(const struct call *call, struct entry *entry)
{
	entry->updated_at.seconds = clock_now();
	return store_update(call->db, call->arena, &entry_view, entry, entry->key);
}

static enum status
add_record(const struct call *call, const struct change *change, struct entry *entry,
	struct diary_record *record)
{
	struct told told;
	enum status rc = read_told(call, entry->key, &told);

	if (!rc)
		rc = refuse_too_many(call, &told);
	if (!rc)
		rc = keep_first_time(call, entry, &told, record);
	if (rc)
		return rc;
	record->number = 1;
	record->progress = progress_of(record, entry, !told.records.count);
	rc = insert_record(call, entry, record);
	if (!rc)
		rc = read_told(call, entry->key, &told);
	if (rc)
		return rc;
	order_told(call->arena, &told);
	if (is_latest(&told, record->key)) {
		if (record->is_finished)
			entry->status = COMPLETED;
		else if (record->start_date)
			entry->status = IN_PROGRESS;
		rc = rate_title(call, entry, change, record);
	}
	if (!rc)
		rc = write_numbers(call, &told);
	show_told(&told, entry);
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
		rc = check_dates(call, record);
	if (!rc)
		rc = take_entry(call, record->media_id, &entry);
	if (!rc)
		rc = add_record(call, change, &entry, record);
	return db_end(call->db, rc);
}

enum status
diary_change(const struct call *call, const char *id, const struct change *change)
{
	struct diary_record record;
	struct entry entry;
	struct told told;
	bool was_finished;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = diary_find(call, id, &record);
	if (!rc)
		rc = entry_find(call, record.entry_id, &entry);
	if (rc)
		return db_end(call->db, rc);
	was_finished = record.is_finished;
	change_apply(change, &record);
	record.is_finished |= record.end_date != NULL;
	record.updated_at.seconds = clock_now();
	if (record.is_finished && !was_finished && entry.media.length != INT_NONE)
		record.progress = entry.media.length;
	rc = check_dates(call, &record);
	if (!rc)
		rc = store_update(call->db, call->arena, &diary_view, &record, record.key);
	if (!rc)
		rc = settle(call, &entry, &told);
	if (!rc && is_latest(&told, record.key)) {
		if (record.is_finished && !was_finished && entry.status != DROPPED)
			entry.status = COMPLETED;
		else if (!record.is_finished && was_finished && entry.status == COMPLETED)
			entry.status = IN_PROGRESS;
		rc = rate_title(call, &entry, change, &record);
	}
	if (!rc)
		rc = write_entry(call, &entry);
	return db_end(call->db, rc);
}

/*
 * The latest time through is taken back: if the one before was finished, so is the title, unless it
 * is wanted again.
 */
static void
follow_deletion(const struct told *told, const struct diary_record *deleted, struct entry *entry)
{
	const struct diary_record *latest = latest_of(told);

	if (latest && latest->number < deleted->number && latest->is_finished
	    && entry->status != TO_DO)
		entry->status = COMPLETED;
}

enum status
diary_delete(const struct call *call, const char *id)
{
	struct diary_record record;
	struct entry entry;
	struct told told;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = diary_find(call, id, &record);
	if (!rc)
		rc = entry_find(call, record.entry_id, &entry);
	if (!rc)
		rc = store_delete(call->db, call->arena, &diary_view, record.key);
	if (!rc)
		rc = settle(call, &entry, &told);
	if (!rc) {
		follow_deletion(&told, &record, &entry);
		show_told(&told, &entry);
		rc = write_entry(call, &entry);
	}
	return db_end(call->db, rc);
}

/* --- the migration ----------------------------------------------------------------------------- */

enum { BATCH = 64, BATCH_ARENA = 1 << 20 };

/*
 * The next entries with a date. They are read before any record is written: the schema is that of
 * now, so a later migration that renames one of these columns must come with other words here.
 */
static enum status
read_batch(struct db *db, int64_t last, struct entry *entries, int *count)
{
	STMT_AUTO stmt = NULL;
	const struct value args[] = { value_int(last), value_int(BATCH) };
	enum status rc = db_query(db, &stmt, "SELECT key, user_key, status, progress, start_date, "
		"end_date, created_at, updated_at FROM entries WHERE key > $1 "
		"AND (start_date IS NOT NULL OR end_date IS NOT NULL) ORDER BY key LIMIT $2",
		args, 2);

	*count = 0;
	while (!rc) {
		rc = stmt_step(stmt);
		if (rc)
			break;
		entries[(*count)++] = (struct entry){
			.key = stmt_int(stmt, 0), .user_key = stmt_int(stmt, 1),
			.status = stmt_word(stmt, 2, entry_statuses),
			.progress = stmt_int(stmt, 3),
			.start_date = { stmt_int(stmt, 4) }, .end_date = { stmt_int(stmt, 5) },
			.created_at = { stmt_int(stmt, 6) }, .updated_at = { stmt_int(stmt, 7) },
		};
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

static enum status
write_first(struct db *db, struct arena *arena, const struct entry *entry)
{
	const char *end = text_of(arena, entry->end_date);
	const struct value args[] = {
		value_text(uuid_new(arena)), value_int(entry->user_key), value_int(entry->key),
		value_text(text_of(arena, entry->start_date)), value_text(end),
		value_int(end || entry->status == COMPLETED), value_int(entry->progress),
		value_int(entry->created_at.seconds), value_int(entry->updated_at.seconds),
	};

	return db_exec(db, "INSERT INTO diary (id, user_key, entry_key, number, start_date, "
		"end_date, is_finished, progress, created_at, updated_at) "
		"VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9)", args, 9);
}

enum status
diary_begin(struct db *db)
{
	struct entry entries[BATCH];
	struct arena arena;
	int64_t last = 0;
	int count;
	enum status rc;

	arena_init(&arena, BATCH_ARENA, NULL);
	do {
		arena_reset(&arena);
		rc = read_batch(db, last, entries, &count);
		for (int i = 0; i < count && !rc; i++)
			rc = write_first(db, &arena, &entries[i]);
		last = count ? entries[count - 1].key : last;
	} while (!rc && count == BATCH);
	arena_release(&arena);
	return rc;
}
