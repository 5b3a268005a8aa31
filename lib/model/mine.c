#include "mine.h"
#include "bulk_steps.h"
#include "clock.h"
#include "diary_told.h"
#include "rating.h"
#include "review.h"
#include "text.h"

#include <string.h>

static const struct record *const views[] = { &kept_entry, &kept_record, &kept_copy };
enum { VIEWS = sizeof(views) / sizeof(views[0]), MOST = 4 << 20 };

void
mine_clear(struct mine *mine)
{
	*mine = (struct mine){ .rating = HALVES_NONE, .rated_at = TIME_NONE,
		.reviewed_at = TIME_NONE, .review_changed_at = TIME_NONE };
	record_clear(&kept_entry, &mine->entry);
}

static enum status
read_entry(const struct call *call, int64_t media_key, struct mine *out)
{
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.user_key = $$", value_int(call->user->key));
	sql_and(&where, "t.media_key = $$", value_int(media_key));
	rc = store_find(call->db, call->arena, &kept_entry, &where, &out->entry);
	out->has_entry = !rc;
	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	rc = store_list_all(call->db, call->arena, &kept_copy, &where, "t.key", MOST,
		&out->copies);
	return rc ? rc : steps_read_diary(call, &kept_record, out->entry.key, &out->diary);
}

static enum status
read_review(const struct call *call, int64_t media_key, struct mine *out)
{
	const struct value args[] = { value_int(call->user->key), value_int(media_key) };
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(call->db, &stmt, "SELECT id, content, created_at, updated_at "
		"FROM reviews WHERE user_key = $1 AND media_key = $2", args, 2);

	if (!rc)
		rc = stmt_step(stmt);
	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	out->review_id = stmt_text(stmt, 0, call->arena);
	out->review = stmt_text(stmt, 1, call->arena);
	out->reviewed_at.seconds = stmt_int(stmt, 2);
	out->review_changed_at.seconds = stmt_int(stmt, 3);
	return OK;
}

enum status
mine_read(const struct call *call, int64_t media_key, struct mine *out)
{
	enum status rc;

	mine_clear(out);
	rc = read_entry(call, media_key, out);
	if (!rc)
		rc = rating_find(call, media_key, &out->rating, &out->rated_at);
	return rc ? rc : read_review(call, media_key, out);
}

bool
mine_is_empty(const struct mine *mine)
{
	return !mine->has_entry && mine->rating.count == INT_NONE && !mine->review;
}

/* --- compared -------------------------------------------------------------------------------- */

static const struct diary_record *
record_at(const struct mine *mine, int n)
{
	return (const struct diary_record *)mine->diary.list + n;
}

static const struct copy *
copy_at(const struct mine *mine, int n)
{
	return (const struct copy *)mine->copies.list + n;
}

static const struct diary_record *
find_record(const struct mine *mine, const char *id)
{
	for (int i = 0; i < mine->diary.count; i++)
		if (!strcmp(record_at(mine, i)->id, id))
			return record_at(mine, i);
	return NULL;
}

static const struct copy *
find_copy(const struct mine *mine, const char *id)
{
	for (int i = 0; i < mine->copies.count; i++)
		if (!strcmp(copy_at(mine, i)->id, id))
			return copy_at(mine, i);
	return NULL;
}

/* Its number follows from the others'. */
static bool
is_same_record(const struct diary_record *one, const struct diary_record *other)
{
	return text_is_same(one->start_date, other->start_date)
		&& text_is_same(one->end_date, other->end_date)
		&& one->is_finished == other->is_finished && one->progress == other->progress
		&& one->rating.count == other->rating.count
		&& text_is_same(one->note, other->note);
}

bool
mine_is_same_copy(const struct copy *one, const struct copy *other)
{
	return text_is_same(one->format, other->format) && one->season == other->season
		&& text_is_same(one->platform, other->platform)
		&& text_is_same(one->location, other->location)
		&& text_is_same(one->condition, other->condition)
		&& text_is_same(one->lent_to, other->lent_to)
		&& text_is_same(one->lent_on, other->lent_on)
		&& text_is_same(one->due_on, other->due_on)
		&& text_is_same(one->acquired_on, other->acquired_on)
		&& one->amount == other->amount && text_is_same(one->currency, other->currency)
		&& text_is_same(one->barcode, other->barcode)
		&& text_is_same(one->vod_link, other->vod_link)
		&& text_is_same(one->note, other->note);
}

/* But for what follows from the diary. */
static bool
is_same_entry(const struct entry *one, const struct entry *other)
{
	return one->status == other->status && one->progress == other->progress
		&& text_is_same(one->note, other->note) && tags_are_same(&one->tags, &other->tags);
}

bool
mine_is_same(const struct mine *one, const struct mine *other)
{
	bool is_same = one->has_entry == other->has_entry
		&& one->rating.count == other->rating.count
		&& text_is_same(one->review, other->review)
		&& one->diary.count == other->diary.count
		&& one->copies.count == other->copies.count
		&& (!one->has_entry || is_same_entry(&one->entry, &other->entry));

	for (int i = 0; is_same && i < one->diary.count; i++) {
		const struct diary_record *record = find_record(other, record_at(one, i)->id);

		is_same = record && is_same_record(record_at(one, i), record);
	}
	for (int i = 0; is_same && i < one->copies.count; i++)
		is_same = find_copy(other, copy_at(one, i)->id) != NULL;
	return is_same;
}

/* --- packed ---------------------------------------------------------------------------------- */

void
mine_pack_names(struct buf *buf)
{
	for (int i = 0; i < VIEWS; i++)
		pack_names(buf, views[i]);
}

void
mine_unpack_names(struct packed *packed)
{
	for (int i = 0; i < VIEWS; i++)
		unpack_names(packed, views[i]);
}

static void
pack_all(struct buf *buf, const struct record *view, const struct records *all)
{
	pack_int(buf, all->count);
	for (int i = 0; i < all->count; i++)
		pack_record(buf, view, (const char *)all->list + view->size * (size_t)i);
}

static void
unpack_all(struct packed *packed, const struct record *view, struct records *out)
{
	const int count = unpack_count(packed);
	char *list = arena_alloc(packed->arena, view->size * (size_t)(count + 1));

	for (int i = 0; i < count; i++)
		unpack_record(packed, view, list + view->size * (size_t)i);
	*out = (struct records){ list, count };
}

void
mine_pack(struct buf *buf, const struct mine *mine)
{
	pack_int(buf, mine->has_entry);
	if (mine->has_entry) {
		pack_record(buf, &kept_entry, &mine->entry);
		pack_all(buf, &kept_record, &mine->diary);
		pack_all(buf, &kept_copy, &mine->copies);
	}
	pack_int(buf, mine->rating.count);
	pack_int(buf, mine->rated_at.seconds);
	pack_text(buf, mine->review_id);
	pack_text(buf, mine->review);
	pack_int(buf, mine->reviewed_at.seconds);
	pack_int(buf, mine->review_changed_at.seconds);
}

void
mine_unpack(struct packed *packed, struct mine *out)
{
	mine_clear(out);
	out->has_entry = unpack_int(packed) == 1;
	if (out->has_entry) {
		unpack_record(packed, &kept_entry, &out->entry);
		unpack_all(packed, &kept_record, &out->diary);
		unpack_all(packed, &kept_copy, &out->copies);
	}
	out->rating.count = unpack_int(packed);
	out->rated_at.seconds = unpack_int(packed);
	out->review_id = unpack_text(packed);
	out->review = unpack_text(packed);
	out->reviewed_at.seconds = unpack_int(packed);
	out->review_changed_at.seconds = unpack_int(packed);
}

/* --- restored -------------------------------------------------------------------------------- */

struct restoring {
	const struct call *call;
	int64_t media_key;
	const struct mine *was, *became;
	struct mine now;
	struct texts *kept;
	bool has_changed;		/* something of the entry or its diary */
};

static void
keep(struct restoring *r, const char *message)
{
	const char **list = arena_alloc(r->call->arena,
		sizeof(*list) * (size_t)(r->kept->count + 1));

	if (r->kept->count)
		memcpy(list, r->kept->list, sizeof(*list) * (size_t)r->kept->count);
	list[r->kept->count] = message;
	*r->kept = (struct texts){ list, r->kept->count + 1 };
}

static enum status
restore_rating(struct restoring *r)
{
	if (r->was->rating.count == r->became->rating.count)
		return OK;
	if (r->now.rating.count != r->became->rating.count
	    || r->now.rated_at.seconds != r->became->rated_at.seconds) {
		keep(r, "has been rated since");
		return OK;
	}
	return rating_put(r->call, r->media_key, r->was->rating, r->was->rated_at);
}

static enum status
restore_review(struct restoring *r)
{
	const struct mine *was = r->was, *became = r->became;

	if (text_is_same(was->review, became->review))
		return OK;
	if (!text_is_same(r->now.review, became->review)
	    || r->now.review_changed_at.seconds != became->review_changed_at.seconds) {
		keep(r, "has a review that was written since");
		return OK;
	}
	return review_put(r->call, r->media_key, was->review, was->reviewed_at);
}

static enum status
restore_copies(struct restoring *r)
{
	enum status rc = OK;

	for (int i = 0; !rc && i < r->became->copies.count; i++) {
		const struct copy *became = copy_at(r->became, i);
		const struct copy *was = find_copy(r->was, became->id),
			*now = find_copy(&r->now, became->id);

		if (!now || (was && mine_is_same_copy(was, became)))
			continue;
		if (!mine_is_same_copy(now, became)
		    || now->updated_at.seconds != became->updated_at.seconds)
			keep(r, "has a copy that was changed since");
		else if (was)
			rc = store_update(r->call->db, r->call->arena, &kept_copy, was, now->key);
		else
			rc = store_delete(r->call->db, r->call->arena, &kept_copy, now->key);
	}
	return rc;
}

/* The title's rating goes with its latest record: where only that differs it is the same. */
static enum status
restore_diary(struct restoring *r)
{
	enum status rc = OK;

	for (int i = 0; !rc && i < r->became->diary.count; i++) {
		const struct diary_record *became = record_at(r->became, i);
		const struct diary_record *was = find_record(r->was, became->id),
			*now = find_record(&r->now, became->id);

		if (!now || (was && is_same_record(was, became)))
			continue;
		if (!is_same_record(now, became)) {
			keep(r, "has something in its diary that was changed since");
			continue;
		}
		r->has_changed = true;
		if (was)
			rc = store_update(r->call->db, r->call->arena, &kept_record, was,
				now->key);
		else
			rc = store_delete(r->call->db, r->call->arena, &kept_record, now->key);
	}
	return rc;
}

static void
restore_status(struct restoring *r, struct entry *entry)
{
	const struct entry *was = &r->was->entry, *became = &r->became->entry;

	if (was->status == became->status && was->progress == became->progress)
		return;
	if (entry->status != became->status || entry->progress != became->progress) {
		keep(r, "has got another status or progress since");
		return;
	}
	entry->status = was->status;
	entry->progress = was->progress;
	r->has_changed = true;
}

static void
restore_note(struct restoring *r, struct entry *entry)
{
	const struct entry *was = &r->was->entry, *became = &r->became->entry;

	if (text_is_same(was->note, became->note))
		return;
	if (!text_is_same(entry->note, became->note)) {
		keep(r, "has got another note since");
		return;
	}
	entry->note = was->note;
	r->has_changed = true;
}

/* Those that came go, unless somebody took them off already; others stay. */
static void
restore_tags(struct restoring *r, struct entry *entry)
{
	const struct texts none = { NULL, 0 };
	const struct texts come = tags_changed(r->call->arena, &r->became->entry.tags, &none,
		&r->was->entry.tags);
	const struct texts then = tags_changed(r->call->arena, &entry->tags, &none, &come);

	if (tags_are_same(&then, &entry->tags))
		return;
	entry->tags = then;
	r->has_changed = true;
}

static enum status
write_entry(struct restoring *r, struct entry *entry)
{
	const struct call *call = r->call;
	struct told told;
	enum status rc = told_settle(call, entry, &told);

	entry->updated_at = entry->updated_at.seconds == r->became->entry.updated_at.seconds
		? r->was->entry.updated_at : (struct timestamp){ clock_now() };
	if (!rc)
		rc = store_update(call->db, call->arena, &entry_view, entry, entry->key);
	return rc ? rc : tags_index(call, entry->key, &entry->tags);
}

static enum status
restore_entry(struct restoring *r)
{
	struct entry entry;
	enum status rc = restore_diary(r);

	if (!rc)
		rc = entry_find(r->call, r->now.entry.id, &entry);
	if (rc)
		return rc;
	restore_status(r, &entry);
	restore_note(r, &entry);
	restore_tags(r, &entry);
	return r->has_changed ? write_entry(r, &entry) : OK;
}

/* Whether nobody has done anything with an entry that was made, or with what hangs on it. */
static bool
is_untouched(struct restoring *r)
{
	const struct mine *now = &r->now, *became = r->became;
	bool is_same = is_same_entry(&now->entry, &became->entry)
		&& now->diary.count <= became->diary.count
		&& now->copies.count <= became->copies.count;

	for (int i = 0; is_same && i < now->diary.count; i++) {
		const struct diary_record *record = find_record(became, record_at(now, i)->id);

		is_same = record && is_same_record(record, record_at(now, i));
	}
	for (int i = 0; is_same && i < now->copies.count; i++) {
		const struct copy *copy = find_copy(became, copy_at(now, i)->id);

		is_same = copy && mine_is_same_copy(copy, copy_at(now, i))
			&& copy->updated_at.seconds == copy_at(now, i)->updated_at.seconds;
	}
	return is_same;
}

static enum status
restore_shelf(struct restoring *r)
{
	enum status rc;

	if (!r->became->has_entry)
		return OK;
	if (!r->now.has_entry || strcmp(r->now.entry.id, r->became->entry.id)) {
		keep(r, r->now.has_entry ? "is on your shelf anew"
			: "is not on your shelf any more");
		return OK;
	}
	if (r->was->has_entry) {
		rc = restore_copies(r);
		return rc ? rc : restore_entry(r);
	}
	if (is_untouched(r))
		return entry_delete(r->call, r->now.entry.id);
	keep(r, "is on your shelf: something of it was changed since");
	return OK;
}

enum status
mine_restore(const struct call *call, int64_t media_key, const struct mine *was,
	const struct mine *became, struct texts *kept)
{
	struct restoring r = { .call = call, .media_key = media_key, .was = was, .became = became,
		.kept = kept };
	enum status rc = mine_read(call, media_key, &r.now);

	if (!rc)
		rc = restore_rating(&r);
	if (!rc)
		rc = restore_review(&r);
	return rc ? rc : restore_shelf(&r);
}
