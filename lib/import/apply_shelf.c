/* What goes to the shelf of one title: entry, diary, copies, rating and review. */
#include "apply.h"
#include "clock.h"
#include "day.h"
#include "mine.h"
#include "money.h"
#include "quota.h"
#include "rating.h"
#include "review.h"
#include "tag.h"
#include "text.h"
#include "uuid.h"

#include <string.h>

enum status
apply_free_id(const struct call *call, const char *table, const char **id)
{
	const struct record record = { .table = table };
	struct sql where;
	int64_t count;
	enum status rc;

	if (!*id || !uuid_valid(*id)) {
		*id = NULL;
		return OK;
	}
	sql_init(&where, call->arena);
	sql_and(&where, "t.id = $$", value_text(*id));
	rc = store_count(call->db, call->arena, &record, &where, &count);
	if (count || rc)
		*id = NULL;
	return rc;
}

static const struct item_read *
read_at(const struct item *item, int n)
{
	return (const struct item_read *)item->reads.list + n;
}

/* --- the diary ------------------------------------------------------------------------------- */

/* As far as both are known. */
static bool
days_agree(const char *one, const char *other)
{
	size_t size;

	if (!one || !other)
		return !one && !other;
	size = strlen(one) < strlen(other) ? strlen(one) : strlen(other);
	return !strncmp(one, other, size < 10 ? size : 10);
}

static bool
is_undated(const char *start, const char *end)
{
	return !start && !end;
}

/* Whether a record is the same time through. One may know more of it than the other. */
static bool
is_same_time(const struct diary_record *record, const struct item_read *read)
{
	if (is_undated(record->start_date, record->end_date)
	    || is_undated(read->start_date, read->end_date))
		return is_undated(record->start_date, record->end_date)
			&& is_undated(read->start_date, read->end_date)
			&& record->is_finished == read->is_finished;
	if (record->end_date && read->end_date)
		return days_agree(record->end_date, read->end_date)
			&& (!record->start_date || !read->start_date
			|| days_agree(record->start_date, read->start_date));
	return days_agree(record->start_date, read->start_date);
}

/* The times of a file that the diary hasn't, as records of it. */
struct times {
	struct diary_record *records;
	int count;
	bool *is_told;			/* of the diary's: that the file has it, too */
	int finished;			/* of the file's and the diary's together */
};

/* What of a record is sent: an absent date is told to be none, else the house would say now. */
static void
name_field(struct change *change, const char *name)
{
	for (int i = 0; change->view->fields[i].name; i++)
		if (!strcmp(change->view->fields[i].name, name)) {
			change->sent |= UINT64_C(1) << i;
			change->named |= UINT64_C(1) << i;
		}
}

/* The days of a time that has some of them missing. */
static enum status
date_record(struct moving *m, const struct diary_record *record, const struct item_read *read)
{
	struct diary_record values;
	struct change change = { .view = &diary_view, .values = &values };

	record_clear(&diary_view, &values);
	if (read->start_date && !record->start_date) {
		values.start_date = read->start_date;
		name_field(&change, "start_date");
	}
	if (read->end_date && !record->end_date) {
		values.end_date = read->end_date;
		name_field(&change, "end_date");
	}
	m->changes++;
	return diary_change(m->call, record->id, &change);
}

static enum status
finish_record(struct moving *m, const struct diary_record *record, const struct item_read *read)
{
	if (m->import->policy != POLICY_FILE || !read->end_date || record->end_date)
		return OK;
	return date_record(m, record, read);
}

/* It was finished, nobody knew when: this is when. */
static bool
may_be_that_time(const struct diary_record *record, const struct item_read *read)
{
	return is_undated(record->start_date, record->end_date) && record->is_finished
		&& read->end_date;
}

static enum status
add_time(struct moving *m, const struct item_read *read, struct times *times)
{
	struct diary_record *record = &times->records[times->count++];

	record_clear(&diary_view, record);
	record->id = read->id;
	record->start_date = read->start_date;
	record->end_date = read->end_date;
	record->is_finished = read->is_finished || read->end_date;
	record->on_shelf = read->on_shelf && !m->before->diary.count;
	record->progress = read->progress;
	record->note = read->note;
	record->rating = read->rating;
	record->created_at = read->created_at;
	record->updated_at = read->updated_at;
	if (record->progress == INT_NONE && record->is_finished && !m->item.media_id)
		record->progress = m->media.length;
	times->finished += record->is_finished;
	return apply_free_id(m->call, "diary", &record->id);
}

static enum status
compare_time(struct moving *m, const struct item_read *read, struct times *times)
{
	const struct diary_record *records = m->before->diary.list;

	for (int i = 0; i < m->before->diary.count; i++)
		if (!times->is_told[i] && is_same_time(&records[i], read)) {
			times->is_told[i] = true;
			times->finished += !records[i].is_finished
				&& (read->is_finished || read->end_date);
			return finish_record(m, &records[i], read);
		}
	for (int i = 0; i < m->before->diary.count; i++)
		if (!times->is_told[i] && may_be_that_time(&records[i], read)) {
			times->is_told[i] = true;
			return date_record(m, &records[i], read);
		}
	return add_time(m, read, times);
}

/* How often it was finished, where the file says no more than that. */
static int64_t
wanted_times(const struct moving *m)
{
	const struct item *item = &m->item;

	if (item->times != INT_NONE)
		return item->times > DIARY_TITLE_MAX ? DIARY_TITLE_MAX : item->times;
	/* what comes from another Vitrine has told all its times */
	return item->status == COMPLETED && !item->media_id ? 1 : 0;
}

static enum status
find_times(struct moving *m, struct times *times)
{
	const struct item *item = &m->item;
	const struct diary_record *records = m->before->diary.list;
	const int64_t wanted = wanted_times(m);
	struct item_read undated = { .is_finished = true, .progress = INT_NONE,
		.rating = HALVES_NONE, .created_at = TIME_NONE, .updated_at = TIME_NONE };
	enum status rc = OK;

	times->records = arena_alloc(m->call->arena, sizeof(*times->records)
		* (size_t)(item->reads.count + wanted + 1));
	times->is_told = arena_alloc(m->call->arena, (size_t)m->before->diary.count + 1);
	for (int i = 0; i < m->before->diary.count; i++)
		times->finished += records[i].is_finished;
	for (int i = 0; !rc && i < item->reads.count; i++)
		rc = compare_time(m, read_at(item, i), times);
	while (!rc && times->finished < wanted)
		rc = add_time(m, &undated, times);
	return rc;
}

/* The title's stars are what one thought the latest time, where nothing else is told of that. */
static void
rate_latest(const struct moving *m, struct times *times)
{
	struct diary_record *latest = NULL;

	if (m->item.media_id || m->item.rating.count == INT_NONE)
		return;
	for (int i = 0; i < times->count; i++)
		if (times->records[i].is_finished && (!latest || !latest->end_date
		    || (times->records[i].end_date
		    && strcmp(times->records[i].end_date, latest->end_date) >= 0)))
			latest = &times->records[i];
	if (latest && latest->rating.count == INT_NONE)
		latest->rating = m->item.rating;
}

/* As many as there is room for. */
static void
limit_times(struct moving *m, struct times *times)
{
	const int room = DIARY_TITLE_MAX - m->before->diary.count;

	if (times->count <= room)
		return;
	apply_remark(m, arena_printf(m->call->arena, "Its diary has %d records, which is the most "
		"of one title: some were left out.", DIARY_TITLE_MAX));
	times->count = room > 0 ? room : 0;
}

static enum status
add_times(struct moving *m, struct entry *entry)
{
	const int64_t progress = entry->progress;
	struct times times = { 0 };
	enum status rc = find_times(m, &times);

	limit_times(m, &times);
	if (rc || !times.count)
		return rc;
	rate_latest(m, &times);
	if (!m->item.media_id)	/* what it isn't told of a time is what it is told of the title */
		for (int i = 0; i < times.count; i++)
			if (times.records[i].progress == INT_NONE && !times.records[i].is_finished)
				times.records[i].progress = progress;
	if (times.count == 1 && times.records[0].progress == INT_NONE
	    && !m->before->diary.count && !m->item.media_id)
		times.records[0].progress = progress;
	m->changes++;
	return diary_add(m->call, entry, times.records, times.count);
}

/* --- the entry ------------------------------------------------------------------------------- */

static enum status
make_entry(struct moving *m, struct entry *entry)
{
	struct change change = { .view = &entry_view, .values = entry };
	const struct item *item = &m->item;
	enum status rc;

	record_clear(&entry_view, entry);
	entry->id = item->entry_id;
	entry->media_id = m->media.id;
	entry->status = item->status;
	entry->progress = item->progress;
	entry->note = item->note;
	entry->tags = item->tags;
	entry->created_at = item->created_at;
	if (entry->progress == INT_NONE && item->status == COMPLETED && !item->media_id)
		entry->progress = m->media.length;
	if (m->media.length != INT_NONE && entry->progress > m->media.length)
		entry->progress = m->media.length;
	name_field(&change, "start_date");
	name_field(&change, "end_date");
	name_field(&change, "progress");
	rc = apply_free_id(m->call, "entries", &entry->id);
	if (!rc)
		rc = entry_create(m->call, &change, entry);
	if (rc)
		return rc;
	m->has_shelved = true;
	m->changes++;
	rc = add_times(m, entry);
	if (rc || item->updated_at.seconds == INT_NONE)
		return rc;
	entry->updated_at = item->updated_at;
	return store_update(m->call->db, m->call->arena, &entry_view, entry, entry->key);
}

/* As many of the tags that aren't there as there is room for. */
static void
merge_tags(struct moving *m, struct entry *entry, struct change *change)
{
	const struct texts none = { NULL, 0 };
	struct texts tags = tags_changed(m->call->arena, &entry->tags, &m->item.tags, &none);

	if (tags.count > TAGS_MAX) {
		apply_remark(m, arena_printf(m->call->arena, "It has %d tags, which is the most: "
			"some were left out.", TAGS_MAX));
		tags.count = entry->tags.count > TAGS_MAX ? entry->tags.count : TAGS_MAX;
	}
	if (tags_are_same(&tags, &entry->tags))
		return;
	entry->tags = tags;
	name_field(change, "tags");
}

/* What the file says of an entry that is there, as far as the policy lets it. */
static void
merge_entry(struct moving *m, struct entry *entry, struct change *change)
{
	const struct item *item = &m->item;
	const bool wins = m->import->policy == POLICY_FILE;
	const bool begins = entry->status == TO_DO && item->status != TO_DO;
	int64_t progress = item->progress;

	if (item->status != entry->status && (wins || begins)) {
		entry->status = item->status;
		name_field(change, "status");
		if (progress == INT_NONE && item->status == COMPLETED)
			progress = m->media.length;
	}
	if (item->note && (wins ? !text_is_same(item->note, entry->note) : !entry->note)) {
		entry->note = item->note;
		name_field(change, "note");
	}
	if (m->media.length != INT_NONE && progress > m->media.length)
		progress = m->media.length;
	if (progress != INT_NONE && progress != entry->progress
	    && (wins || entry->progress == INT_NONE || begins)) {
		entry->progress = progress;
		name_field(change, "progress");
	}
	merge_tags(m, entry, change);
}

static enum status
change_entry(struct moving *m, struct entry *entry)
{
	struct change change = { .view = &entry_view, .values = entry };
	enum status rc = OK;

	merge_entry(m, entry, &change);
	if (change.sent) {
		m->changes++;
		name_field(&change, "start_date");
		name_field(&change, "end_date");
		name_field(&change, "progress");
		rc = entry_change(m->call, entry->id, &change);
	}
	if (!rc)
		rc = entry_find(m->call, m->before->entry.id, entry);
	return rc ? rc : add_times(m, entry);
}

static enum status
apply_entry(struct moving *m)
{
	struct entry entry;
	enum status rc;

	if (!m->item.status)
		return OK;
	if (!m->before->has_entry)
		return make_entry(m, &entry);
	rc = entry_find(m->call, m->before->entry.id, &entry);
	return rc ? rc : change_entry(m, &entry);
}

/* --- the rest -------------------------------------------------------------------------------- */

/* By what a copy of the file is known as one of mine, the surest first. */
enum likeness { BY_ID, BY_BARCODE, BY_PLACE, BY_KIND, LIKENESSES };

/* The copies of the file, and which of mine they are. */
struct matched {
	struct copy *theirs;		/* so far as they are compared: folded */
	const struct copy **mine;	/* NULL: none */
	bool *is_told;			/* of mine: that the file has it, too */
};

/* Only series have them. */
static int64_t
season_of(const struct moving *m, const struct item_copy *copy)
{
	return m->media.type == MEDIA_TV_SHOW ? copy->season : INT_NONE;
}

static bool
is_alike(const struct copy *mine, const struct copy *theirs, enum likeness likeness)
{
	if (likeness == BY_ID)
		return text_is_same(mine->id, theirs->id);
	return text_is_same(mine->format_folded, theirs->format_folded)
		&& (mine->season == theirs->season || (likeness > BY_PLACE
		&& (mine->season == INT_NONE || theirs->season == INT_NONE)))
		&& text_is_same(mine->platform_folded, theirs->platform_folded)
		&& (likeness > BY_PLACE
		|| text_is_same(mine->location_folded, theirs->location_folded))
		&& (likeness > BY_BARCODE || text_is_same(mine->barcode, theirs->barcode));
}

/* One that the member has already, and that stands for no other of the file's. */
static void
match_copy(const struct moving *m, struct matched *matched, int n, enum likeness likeness)
{
	const struct copy *copies = m->before->copies.list;

	for (int i = 0; i < m->before->copies.count && !matched->mine[n]; i++)
		if (!matched->is_told[i] && is_alike(&copies[i], &matched->theirs[n], likeness)) {
			matched->is_told[i] = true;
			matched->mine[n] = &copies[i];
		}
}

static void
match_copies(const struct moving *m, struct matched *matched)
{
	const struct item_copy *from = m->item.copies.list;
	struct arena *arena = m->call->arena;
	const size_t count = (size_t)m->item.copies.count + 1;

	matched->theirs = arena_alloc(arena, sizeof(*matched->theirs) * count);
	matched->mine = arena_alloc(arena, sizeof(const struct copy *) * count);
	matched->is_told = arena_alloc(arena, (size_t)m->before->copies.count + 1);
	for (int i = 0; i < m->item.copies.count; i++, from++)
		matched->theirs[i] = (struct copy){ .id = from->id, .barcode = from->barcode,
			.format_folded = text_fold(arena, from->format),
			.season = season_of(m, from),
			.platform_folded = text_fold(arena, from->platform),
			.location_folded = text_fold(arena, from->location) };
	for (enum likeness likeness = BY_ID; likeness < LIKENESSES; likeness++)
		for (int i = 0; i < m->item.copies.count; i++)
			match_copy(m, matched, i, likeness);
}

/* Since when it is lent is filled in: never a day after that on which it is due. */
static void
fill_lent_on(struct arena *arena, struct copy *copy)
{
	const char *since = copy->lent_on ? copy->lent_on : day_today(arena);

	if (copy->due_on && strcmp(copy->due_on, since) < 0)
		copy->lent_on = copy->due_on;
}

static enum status
make_copy(struct moving *m, const struct item_copy *from)
{
	struct copy copy;
	enum status rc;

	record_clear(&copy_view, &copy);
	copy.id = from->id;
	copy.media_id = m->media.id;
	copy.format = from->format;
	copy.season = season_of(m, from);
	copy.platform = from->platform;
	copy.location = from->location;
	copy.condition = from->condition;
	copy.lent_to = from->lent_to;
	copy.lent_on = from->lent_on;
	copy.due_on = from->due_on;
	copy.acquired_on = from->acquired_on;
	copy.price = from->price;
	copy.currency = from->currency;
	copy.barcode = from->barcode;
	copy.vod_link = from->vod_link;
	copy.note = from->note;
	copy.created_at = from->created_at;
	fill_lent_on(m->call->arena, &copy);
	rc = apply_free_id(m->call, "copies", &copy.id);
	if (!rc)
		rc = copy_create(m->call, MEDIA_ANY, &copy);
	if (rc || from->updated_at.seconds == INT_NONE)
		return rc;
	copy.updated_at = from->updated_at;
	return store_update(m->call->db, m->call->arena, &copy_view, &copy, copy.key);
}

/* What is there, or the file's, as far as the policy lets it. */
static const char *
either(const struct moving *m, const char *mine, const char *theirs)
{
	return theirs && (!mine || m->import->policy == POLICY_FILE) ? theirs : mine;
}

/* A price is one only with its currency. */
static void
merge_price(const struct moving *m, const struct item_copy *from, struct copy *copy)
{
	const char *message;
	int64_t amount;

	if (from->price && (copy->amount == INT_NONE || m->import->policy == POLICY_FILE)
	    && money_parse(m->call->arena, from->price, from->currency, &amount, &message)) {
		copy->amount = amount;
		copy->currency = from->currency;
	}
	copy->price = copy->amount == INT_NONE ? NULL
		: money_text(m->call->arena, copy->amount, copy->currency);
}

/* The days go with whom it is lent to. */
static void
merge_loan(const struct moving *m, const struct item_copy *from, struct copy *copy)
{
	struct arena *arena = m->call->arena;

	if (!from->lent_to || (copy->lent_to && m->import->policy != POLICY_FILE))
		return;
	if (!text_is_same(text_fold(arena, copy->lent_to), text_fold(arena, from->lent_to)))
		copy->lent_on = copy->due_on = NULL;
	copy->lent_to = either(m, copy->lent_to, from->lent_to);
	copy->lent_on = either(m, copy->lent_on, from->lent_on);
	copy->due_on = either(m, copy->due_on, from->due_on);
	fill_lent_on(arena, copy);
}

/* What the file says of a copy that is there, as far as the policy lets it. */
static enum status
merge_copy(struct moving *m, const struct copy *mine, const struct item_copy *from)
{
	static const char *const names[] = { "format", "season", "platform", "location",
		"condition", "lent_to", "lent_on", "due_on", "acquired_on", "price", "currency",
		"barcode", "vod_link", "note" };
	struct copy copy = *mine;
	struct change change = { .view = &copy_view, .values = &copy };

	if (strcmp(from->format, "Unknown") != 0)
		copy.format = either(m, mine->format, from->format);
	if (season_of(m, from) != INT_NONE
	    && (mine->season == INT_NONE || m->import->policy == POLICY_FILE))
		copy.season = from->season;
	copy.platform = either(m, mine->platform, from->platform);
	copy.location = either(m, mine->location, from->location);
	copy.condition = either(m, mine->condition, from->condition);
	copy.acquired_on = either(m, mine->acquired_on, from->acquired_on);
	copy.barcode = either(m, mine->barcode, from->barcode);
	copy.vod_link = either(m, mine->vod_link, from->vod_link);
	copy.note = either(m, mine->note, from->note);
	merge_price(m, from, &copy);
	merge_loan(m, from, &copy);
	if (mine_is_same_copy(mine, &copy))
		return OK;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		name_field(&change, names[i]);
	m->changes++;
	return copy_change(m->call, MEDIA_ANY, mine->id, &change);
}

/* As many as there is room for. */
static enum status
apply_copies(struct moving *m)
{
	const struct item_copy *copies = m->item.copies.list;
	int room = COPIES_MAX - m->before->copies.count;
	struct matched matched;
	enum status rc = OK;

	match_copies(m, &matched);
	for (int i = 0; !rc && i < m->item.copies.count; i++) {
		if (matched.mine[i]) {
			if (m->import->policy != POLICY_KEEP)
				rc = merge_copy(m, matched.mine[i], &copies[i]);
			continue;
		}
		if (--room < 0)
			continue;
		m->changes++;
		rc = make_copy(m, &copies[i]);
	}
	if (room < 0)
		apply_remark(m, arena_printf(m->call->arena, "You have %d copies of it, which is "
			"the most: some were left out.", COPIES_MAX));
	return rc;
}

/* Before the entry is made: the diary's own ratings stay as they are. */
static enum status
apply_rating(struct moving *m)
{
	const struct halves mine = m->before->rating, theirs = m->item.rating;

	if (theirs.count == INT_NONE || mine.count == theirs.count
	    || (mine.count != INT_NONE && m->import->policy != POLICY_FILE))
		return OK;
	m->changes++;
	if (!m->applying->is_run)	/* its counts and its rank take longer than all the rest */
		return mine.count == INT_NONE ? quota_check(m->call, QUOTA_RATINGS, 1) : OK;
	return rating_put(m->call, m->media.key, theirs, m->item.rated_at);
}

static enum status
apply_review(struct moving *m)
{
	const char *mine = m->before->review, *theirs = m->item.review;

	if (!theirs || text_is_same(mine, theirs))
		return OK;
	if (mine && m->import->policy != POLICY_FILE) {
		apply_remark(m, "Your review of it stays as it is.");
		return OK;
	}
	m->changes++;
	return review_put(m->call, m->media.key, theirs, m->item.reviewed_at);
}

enum status
apply_shelf(struct moving *m)
{
	enum status rc;

	if (m->import->policy == POLICY_KEEP && m->before->has_entry)
		return OK;
	rc = apply_rating(m);
	if (!rc)
		rc = apply_review(m);
	if (!rc)
		rc = apply_entry(m);
	return rc ? rc : apply_copies(m);
}
