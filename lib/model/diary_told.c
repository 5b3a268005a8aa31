#include "diary_told.h"
#include "clock.h"
#include "day.h"
#include "uuid.h"

#include <string.h>

static const struct field told_fields[] = {
	FIELD(struct diary_record, key, 0),
	FIELD(struct diary_record, number, 0),
	FIELD(struct diary_record, start_date, 0),
	FIELD(struct diary_record, end_date, 0),
	FIELD(struct diary_record, is_finished, 0),
	FIELD(struct diary_record, on_shelf, 0),
	FIELD(struct diary_record, progress, 0),
	/* whether there is one: it may be long */
	FIELD(struct diary_record, note, 0, .column = "substr(t.note, 1, 1)"),
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

enum status
told_read(const struct call *call, int64_t entry_key, struct told *told)
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

static void
move_last(int *ordered, int count, int at)
{
	const int last = ordered[at];

	memmove(ordered + at, ordered + at + 1, sizeof(*ordered) * (size_t)(count - 1 - at));
	ordered[count - 1] = last;
}

/*
 * What is known in part only may be earlier than neither of two of which one is earlier than the
 * other. So this is no sorting: each that is told goes before the first that it is earlier than.
 * What is earlier for certain is before it then, always; but what the shelf was told is the last.
 */
void
told_order(struct arena *arena, struct told *told)
{
	const int count = told->records.count;
	int last;

	told->ordered = arena_alloc(arena, sizeof(*told->ordered) * (size_t)(count + 1));
	for (int i = 0; i < count; i++) {
		int at = 0;

		while (at < i && !is_earlier(told_at(told, i), told_at(told, told->ordered[at])))
			at++;
		memmove(told->ordered + at + 1, told->ordered + at,
			sizeof(*told->ordered) * (size_t)(i - at));
		told->ordered[at] = i;
	}
	for (last = count - 1; last >= 0; last--)
		if (told_at(told, told->ordered[last])->on_shelf)
			break;
	if (last >= 0)
		move_last(told->ordered, count, last);
}

enum status
told_by_dates(const struct call *call, int64_t entry_key)
{
	const struct value args[] = { value_int(entry_key) };

	return db_exec(call->db, "UPDATE diary SET on_shelf = 0 WHERE entry_key = $1 "
		"AND on_shelf = 1", args, 1);
}

struct diary_record *
told_latest(const struct told *told)
{
	const int count = told->records.count;

	return count ? told_at(told, told->ordered[count - 1]) : NULL;
}

enum status
told_number(const struct call *call, struct told *told)
{
	enum status rc = OK;

	for (int i = 0; i < told->records.count && !rc; i++) {
		struct diary_record *record = told_at(told, told->ordered[i]);
		const struct value args[] = { value_int(record->key), value_int(i + 1) };

		if (record->number != i + 1)
			rc = db_exec(call->db, "UPDATE diary SET number = $2 WHERE key = $1",
				args, 2);
		record->number = i + 1;
	}
	return rc;
}

void
told_show(const struct told *told, struct entry *entry)
{
	const struct diary_record *latest = told_latest(told);

	entry->times = 0;
	for (int i = 0; i < told->records.count; i++)
		entry->times += told_at(told, i)->is_finished;
	if (latest && latest->is_finished && entry->status == DROPPED)
		entry->times--;
	entry->start_date.seconds = day_first(latest ? latest->start_date : NULL);
	entry->end_date.seconds = day_first(latest ? latest->end_date : NULL);
	entry->dates_are_partial = latest
		&& (day_is_partial(latest->start_date) || day_is_partial(latest->end_date));
	if (latest)
		entry->progress = latest->progress;
}

enum status
told_settle(const struct call *call, struct entry *entry, struct told *told)
{
	enum status rc = told_read(call, entry->key, told);

	if (rc)
		return rc;
	told_order(call->arena, told);
	rc = told_number(call, told);
	if (!rc)
		told_show(told, entry);
	return rc;
}

enum status
told_check(const struct call *call, const struct diary_record *record)
{
	if (!record->start_date || !record->end_date
	    || !day_text_is_before(record->end_date, record->start_date))
		return OK;
	problem_add(call->problems, "end_date", "must not be before start_date");
	return ERR_VALIDATION;
}

enum status
told_insert(const struct call *call, const struct entry *entry, struct diary_record *record)
{
	if (!record->id)
		record->id = uuid_new(call->arena);
	record->user_key = entry->user_key;
	record->entry_key = entry->key;
	record->type = (word)entry->media.type;
	if (record->created_at.seconds == INT_NONE)
		record->created_at.seconds = clock_now();
	if (record->updated_at.seconds == INT_NONE)
		record->updated_at = record->created_at;
	return store_insert(call->db, call->arena, &diary_view, record);
}

enum status
told_insert_first(const struct call *call, const struct entry *entry)
{
	struct diary_record record;

	record_clear(&diary_view, &record);
	record.number = 1;
	record.start_date = day_text(call->arena, entry->start_date.seconds);
	record.end_date = day_text(call->arena, entry->end_date.seconds);
	record.is_finished = record.end_date || entry->status == COMPLETED;
	record.progress = entry->progress;
	return told_insert(call, entry, &record);
}
