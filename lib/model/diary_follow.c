/* What changes of an entry are to the diary, and how the entries of 0.1.0 come into it. */
#include "diary_told.h"
#include "clock.h"
#include "day.h"
#include "uuid.h"

static bool
is_same_day(struct day one, struct day other)
{
	return one.seconds == other.seconds;
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
		"is_finished = $4, progress = $5, updated_at = $6, on_shelf = 0 WHERE key = $1",
		args, 6);
}

/* It was only ever made of the entry's dates, and the entry has none now. */
static bool
tells_nothing(const struct diary_record *record, word status)
{
	return !record->start_date && !record->end_date && !record->is_finished && !record->note
		&& record->rating.count == INT_NONE
		&& (record->progress == INT_NONE || status == TO_DO);
}

/*
 * The latest record as the entry is now. What has nothing to tell any more goes, if it is the only
 * one: else the entry would have the dates of another.
 */
static enum status
write_latest(const struct call *call, const struct entry *before, const struct entry *entry,
	struct diary_record *latest, bool is_only)
{
	const bool ends_otherwise = !is_same_day(before->end_date, entry->end_date);
	enum status rc;

	if (!is_same_day(before->start_date, entry->start_date))
		latest->start_date = day_text(call->arena, entry->start_date.seconds);
	if (ends_otherwise)
		latest->end_date = day_text(call->arena, entry->end_date.seconds);
	if (ends_otherwise || before->status != entry->status)
		latest->is_finished = latest->end_date || entry->status == COMPLETED;
	latest->progress = entry->progress;
	rc = told_check(call, latest);
	if (rc)
		return rc;
	if (is_only && tells_nothing(latest, entry->status))
		return store_delete(call->db, call->arena, &diary_view, latest->key);
	return update_told(call, latest);
}

/* By its dates it may be the latest no more. It stays that: the entry has what was sent. */
static enum status
keep_latest(const struct call *call, int64_t key, struct entry *entry)
{
	const struct value args[] = { value_int(key) };
	struct told told;
	enum status rc = told_settle(call, entry, &told);

	if (rc || !told.records.count || told_latest(&told)->key == key)
		return rc;
	rc = db_exec(call->db, "UPDATE diary SET on_shelf = 1 WHERE key = $1", args, 1);
	return rc ? rc : told_settle(call, entry, &told);
}

enum status
diary_follow(const struct call *call, const struct entry *before, struct entry *entry)
{
	const bool has_dates = !day_is_none(entry->start_date)
		|| !day_is_none(entry->end_date);
	struct told told = { .records = { NULL, 0 } };
	struct diary_record *latest;
	enum status rc = OK;

	if (before && is_same_day(before->start_date, entry->start_date)
	    && is_same_day(before->end_date, entry->end_date)
	    && before->status == entry->status && before->progress == entry->progress)
		return OK;
	if (before)
		rc = told_read(call, entry->key, &told);
	if (rc || (!told.records.count && !has_dates))
		return rc;
	told_order(call->arena, &told);
	latest = told_latest(&told);
	if (!latest) {	/* the only one tells what the entry does */
		entry->times = entry->status == COMPLETED
			|| (!day_is_none(entry->end_date) && entry->status != DROPPED);
		return told_insert_first(call, entry);
	}
	rc = write_latest(call, before, entry, latest, told.records.count == 1);
	return rc ? rc : keep_latest(call, latest->key, entry);
}

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
	const char *end = day_text(arena, entry->end_date.seconds);
	const struct value args[] = {
		value_text(uuid_new(arena)), value_int(entry->user_key), value_int(entry->key),
		value_text(day_text(arena, entry->start_date.seconds)), value_text(end),
		value_int(end || entry->status == COMPLETED), value_int(entry->progress),
		value_int(entry->created_at.seconds), value_int(entry->updated_at.seconds),
	};

	return db_exec(db, "INSERT INTO diary (id, user_key, entry_key, type, number, start_date, "
		"end_date, is_finished, progress, rating, created_at, updated_at) "
		"SELECT $1, $2, $3, m.type, 1, $4, $5, $6, $7, r.value, $8, $9 FROM entries e "
		"JOIN media_items m ON m.key = e.media_key LEFT JOIN ratings r "
		"ON r.media_key = e.media_key AND r.user_key = e.user_key WHERE e.key = $3",
		args, 9);
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
