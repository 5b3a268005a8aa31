#include "entry.h"
#include "checks.h"
#include "clock.h"
#include "day.h"
#include "diary.h"
#include "quota.h"
#include "text.h"
#include "uuid.h"

const struct word_name entry_statuses[] = {
	{ "TO_DO", TO_DO, "Want" }, { "IN_PROGRESS", IN_PROGRESS },
	{ "COMPLETED", COMPLETED, "Finished" }, { "PAUSED", PAUSED },
	{ "DROPPED", DROPPED }, { NULL, 0 },
};

const struct word_name library_statuses[] = {
	{ "Wishlist", TO_DO }, { "Reading", IN_PROGRESS }, { "Completed", COMPLETED },
	{ "Paused", PAUSED },
	{ "Dropped", DROPPED }, { NULL, 0 },
};

static void
finish_entry(struct arena *arena, void *row)
{
	struct entry *entry = row;

	(void)arena;
	entry->is_finished = entry->status == COMPLETED;
	if (entry->start_date.seconds != INT_NONE && entry->end_date.seconds != INT_NONE
	    && !entry->dates_are_partial)
		entry->duration = day_count(entry->start_date.seconds, entry->end_date.seconds);
}

static const struct field entry_fields[] = {
	FIELD(struct entry, key, HIDDEN | DERIVED),
	FIELD(struct entry, id, READONLY, .also = { "record_id" }),
	FIELD(struct entry, user_key, HIDDEN),
	FIELD(struct entry, media_key, HIDDEN),
	FIELD(struct entry, user_id, READONLY | DERIVED | UNREAD),	/* of who asks */
	FIELD(struct entry, media_id, REQUIRED | FIXED, .column = "m.id", .check = is_id,
		.also = { "medium_id", "movie_id", "book_id" }),
	FIELD(struct entry, status, KEEP | NOT_NULL | BRIEF, .words = entry_statuses),
	FIELD(struct entry, progress, BRIEF, .min = 0, .max = 1000000000),
	FIELD(struct entry, note, LINES, .max = 10000, .also = { "comments" }),
	TAGS(struct entry, tags, "tags", BRIEF, .column = "tags"),
	FIELD(struct entry, start_date, 0, .label = "Started"),
	FIELD(struct entry, end_date, 0, .label = "Finished"),
	FIELD(struct entry, dates_are_partial, READONLY, .label = "Days unknown"),
	FIELD(struct entry, is_finished, READONLY | DERIVED | UNREAD),
	FIELD(struct entry, duration, READONLY | DERIVED | UNREAD),
	FIELD(struct entry, times, READONLY, .label = "Times finished"),
	FIELD(struct entry, rating, READONLY | BRIEF, .column = "r.value", .label = "My rating"),
	FIELD(struct entry, review_id, READONLY, .column = "w.id"),
	FIELD(struct entry, created_at, READONLY, .label = "Added"),
	FIELD(struct entry, updated_at, READONLY, .label = "Changed"),
	{ 0 }
};
static const char entry_joins[] = "JOIN media_items m ON m.key = t.media_key "
	"LEFT JOIN ratings r ON r.media_key = t.media_key AND r.user_key = t.user_key "
	"LEFT JOIN reviews w ON w.media_key = t.media_key AND w.user_key = t.user_key";

/* The episode that is next, of a series that has some. */
#define NEXT_FIELDS \
	FIELD_AS(struct media, next_season, "season", READONLY | NULLABLE, \
		.column = "x.season", .group = "next_episode"), \
	FIELD_AS(struct media, next_number, "number", READONLY, .column = "x.number", \
		.group = "next_episode"), \
	FIELD_AS(struct media, next_title, "title", READONLY, .column = "x.title", \
		.group = "next_episode", .label = "Next episode"), \
	FIELD_AS(struct media, next_air_date, "air_date", READONLY, .column = "x.air_date", \
		.group = "next_episode")
static const struct field short_fields[] = { MEDIA_SHORT_FIELDS, NEXT_FIELDS, { 0 } };
static const struct record short_media = {
	.name = "media", .at = offsetof(struct entry, media), .alias = "m",
	.fields = FIELDS(short_fields), .finish = media_finish,
	.joins = "LEFT JOIN episodes x ON x.media_key = t.media_key "
		"AND x.place = coalesce(t.progress, 0) + 1",
};

const struct record entry_view = {
	.table = "entries", .size = sizeof(struct entry), .fields = FIELDS(entry_fields),
	.finish = finish_entry,
	.joins = entry_joins, .more = &short_media,
};

/* The item, whole, and what one wrote of it. */
static const struct record whole_media = {
	.at = offsetof(struct entry, media), .alias = "m", .fields = media_fields,
	.finish = media_finish,
	.joins = "LEFT JOIN users c ON c.key = m.created_by",
};
static const struct field review_fields[] = {
	FIELD(struct entry, review_text, HIDDEN, .column = "w.content"),
	{ 0 }
};
static const struct record review_part = { .fields = FIELDS(review_fields), .more = &whole_media };

const struct record entry_whole = {
	.table = "entries", .size = sizeof(struct entry), .fields = FIELDS(entry_fields),
	.finish = finish_entry,
	.joins = entry_joins, .more = &review_part,
};

/* Reads one entry; whose it is needs no join. */
static enum status
find_entry(const struct call *call, const struct record *record, const struct sql *where,
	struct entry *out)
{
	enum status rc = store_find(call->db, call->arena, record, where, out);

	if (!rc)
		out->user_id = call->user->id;
	return rc;
}

static void
match_entry(struct sql *where, const struct call *call, const char *condition, const char *id)
{
	sql_init(where, call->arena);
	sql_and(where, condition, value_text(id));
	sql_and(where, "t.user_key = $$", value_int(call->user->key));
}

enum status
entry_find(const struct call *call, const char *id, struct entry *out)
{
	struct sql where;

	match_entry(&where, call, "t.id = $$", id);
	return find_entry(call, &entry_view, &where, out);
}

enum status
entry_find_media(const struct call *call, const struct record *record, enum media_type type,
	const char *media_id, struct entry *out)
{
	struct sql where;

	match_entry(&where, call, "m.id = $$", media_id);
	if (type)
		sql_and(&where, "m.type = $$", value_text(word_text(media_types, type)));
	return find_entry(call, record, &where, out);
}

/* For certain: where there is no start nothing is before it. */
static bool
is_before(struct day one, struct day start)
{
	return !day_is_none(start) && day_is_before(one.seconds, start.seconds);
}

/*
 * What follows from a new status: its own missing date becomes now (an instant: only who asks knows
 * which day that is there), unless one was sent with it, and a completed item of known length is at
 * its end. A start after a known end would make no sense, nor an end before a start to come: those
 * stay missing.
 */
static void
follow_status(const struct change *change, const struct media *media, struct entry *entry)
{
	const struct day now = { clock_now() };

	if (entry->status == IN_PROGRESS && day_is_none(entry->start_date)
	    && day_is_none(entry->end_date) && !NAMED(change, struct entry, start_date))
		entry->start_date = now;
	if (entry->status != COMPLETED)
		return;
	if (day_is_none(entry->end_date) && !is_before(now, entry->start_date)
	    && !NAMED(change, struct entry, end_date))
		entry->end_date = now;
	if (media->length != INT_NONE && !NAMED(change, struct entry, progress))
		entry->progress = media->length;
}

/* `was`: the progress until now, which stays right when the item has become shorter. */
static enum status
check_entry(const struct call *call, const struct media *media, int64_t was,
	const struct entry *entry)
{
	struct problems *problems = call->problems;
	int before = problems->count;

	/* What is known in part only is compared where it is (diary.c). */
	if (!entry->dates_are_partial && !day_is_none(entry->end_date)
	    && is_before(entry->end_date, entry->start_date))
		problem_add(problems, "end_date", "must not be before start_date");
	if (media->length != INT_NONE && entry->progress > media->length && entry->progress != was)
		problem_add(problems, "progress", "must be at most %lld, the item's length",
			(long long)media->length);
	tags_check(call, &entry->tags);
	return problems->count > before ? ERR_VALIDATION : OK;
}

/*
 * What an entry shows that isn't its own row's: of an item that isn't on the shelf yet, and that
 * may have been rated and reviewed all the same.
 */
static const struct field beside_fields[] = {
	FIELD(struct entry, media_key, HIDDEN, .column = "t.key"),
	FIELD(struct entry, rating, HIDDEN, .column = "r.value"),
	FIELD(struct entry, review_id, HIDDEN, .column = "w.id"),
	{ 0 }
};
static const struct field beside_item_fields[] = { MEDIA_SHORT_FIELDS, { 0 } };
static const struct record beside_media = {
	.at = offsetof(struct entry, media), .fields = FIELDS(beside_item_fields),
	.finish = media_finish,
};
static const struct record beside_record = {
	.table = "media_items", .size = sizeof(struct entry), .fields = FIELDS(beside_fields),
	.joins = "LEFT JOIN ratings r ON r.media_key = t.key AND r.user_key = $$ "
		"LEFT JOIN reviews w ON w.media_key = t.key AND w.user_key = $$",
	.more = &beside_media,
};

static enum status
find_beside(const struct call *call, const char *media_id, struct entry *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	where.joined = value_int(call->user->key);
	sql_and(&where, "t.id = $$", value_text(media_id));
	return store_find(call->db, call->arena, &beside_record, &where, out);
}

static const struct field next_fields[] = { NEXT_FIELDS, { 0 } };
static const struct record next_record = {
	.table = "episodes", .size = sizeof(struct media), .fields = FIELDS(next_fields),
	.alias = "x", .joins = "JOIN episodes x ON x.media_key = t.media_key AND x.place = t.place",
};

/* The episode behind a progress that isn't stored yet when the entry is read. */
static enum status
find_next(const struct call *call, struct entry *entry)
{
	const int64_t progress = entry->progress == INT_NONE ? 0 : entry->progress;
	struct media next;
	struct sql where;
	enum status rc;

	record_clear(&next_record, &next);
	sql_init(&where, call->arena);
	sql_and(&where, "t.media_key = $$", value_int(entry->media_key));
	sql_and(&where, "t.place = $$", value_int(progress + 1));
	rc = store_find(call->db, call->arena, &next_record, &where, &next);
	entry->media.next_season = next.next_season;
	entry->media.next_number = next.next_number;
	entry->media.next_title = next.next_title;
	entry->media.next_air_date = next.next_air_date;
	return rc == ERR_NOT_FOUND ? OK : rc;
}

enum status
entry_create(const struct call *call, const struct change *change, struct entry *entry)
{
	struct entry beside;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = find_beside(call, entry->media_id, &beside);
	if (rc)
		return db_end(call->db, rc);
	if (!entry->id)
		entry->id = uuid_new(call->arena);
	entry->user_key = call->user->key;
	entry->user_id = call->user->id;
	entry->media_key = beside.media_key;
	entry->media = beside.media;
	entry->rating = beside.rating;
	entry->review_id = beside.review_id;
	entry->updated_at.seconds = clock_now();
	if (entry->created_at.seconds == INT_NONE)
		entry->created_at = entry->updated_at;
	if (!entry->status)
		entry->status = !day_is_none(entry->end_date) ? COMPLETED
			: !day_is_none(entry->start_date) ? IN_PROGRESS : TO_DO;
	entry->times = 0;
	follow_status(change, &entry->media, entry);
	rc = check_entry(call, &entry->media, INT_NONE, entry);
	if (!rc)
		rc = quota_check(call, QUOTA_SHELF, 1);
	if (!rc)
		rc = tags_spell(call, 0, &entry->tags);
	if (!rc)
		rc = store_insert(call->db, call->arena, &entry_view, entry);
	if (rc == ERR_CONFLICT)
		problem_add(call->problems, "media_id", "is on your shelf already");
	if (!rc)
		rc = diary_follow(call, NULL, entry);
	if (!rc && entry->tags.count)
		rc = tags_index(call, entry->key, &entry->tags);
	if (!rc && entry->times)
		rc = store_update(call->db, call->arena, &entry_view, entry, entry->key);
	if (!rc)
		rc = find_next(call, entry);
	return db_end(call->db, rc);
}

enum status
entry_shelve(const struct call *call, int64_t media_key)
{
	const struct value args[] = {
		value_text(uuid_new(call->arena)), value_int(call->user->key), value_int(media_key),
		value_int(clock_now()),
	};
	int64_t key;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = db_number(call->db, "INSERT INTO entries (id, user_key, media_key, status, "
			"created_at, updated_at) "
			"VALUES ($1, $2, $3, 'TO_DO', $4, $4) ON CONFLICT (user_key, "
			"media_key) DO NOTHING RETURNING key", args, 4, &key);
	if (!rc)
		rc = quota_check(call, QUOTA_SHELF, 0);
	else if (rc == ERR_NOT_FOUND)	/* it is there already */
		rc = OK;
	return db_end(call->db, rc);
}

/* Before its tags are stored with it: as the others have them. */
static enum status
index_tags(const struct call *call, struct entry *entry)
{
	enum status rc = tags_spell(call, entry->key, &entry->tags);

	return rc ? rc : tags_index(call, entry->key, &entry->tags);
}

enum status
entry_change(const struct call *call, const char *id, const struct change *change)
{
	struct entry entry, before;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = entry_find(call, id, &entry);
	if (rc)
		return db_end(call->db, rc);
	before = entry;
	change_apply(change, &entry);
	entry.updated_at.seconds = clock_now();
	if (entry.status != before.status)
		follow_status(change, &entry.media, &entry);
	rc = check_entry(call, &entry.media, before.progress, &entry);
	if (!rc && CHANGED(change, struct entry, tags))
		rc = index_tags(call, &entry);
	if (!rc)
		rc = diary_follow(call, &before, &entry);
	if (!rc)
		rc = store_update(call->db, call->arena, &entry_view, &entry, entry.key);
	return db_end(call->db, rc);
}

static enum status
delete_entry(const struct call *call, const struct entry *entry)
{
	const struct value args[] = { value_int(entry->user_key), value_int(entry->media_key) };
	enum status rc = db_exec(call->db,
		"DELETE FROM copies WHERE user_key = $1 AND media_key = $2", args, 2);

	return rc ? rc : store_delete(call->db, call->arena, &entry_view, entry->key);
}

enum status
entry_delete(const struct call *call, const char *id)
{
	struct entry entry;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = entry_find(call, id, &entry);
	if (!rc)
		rc = delete_entry(call, &entry);
	return db_end(call->db, rc);
}

enum status
entry_delete_media(const struct call *call, enum media_type type, const char *media_id)
{
	struct entry entry;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = entry_find_media(call, &entry_view, type, media_id, &entry);
	if (!rc)
		rc = delete_entry(call, &entry);
	return db_end(call->db, rc);
}
