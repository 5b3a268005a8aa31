/* What was done with many titles at once is undone, where nobody has touched it since. */
#include "bulk_steps.h"
#include "clock.h"
#include "diary_told.h"
#include "quota.h"
#include "tag.h"
#include "text.h"

#include <string.h>

/* Steps that are being undone, and what comes of it. */
struct undoing {
	const struct call *call;
	struct packed steps;
	struct bulk_done *done;
	int room;			/* for how many there is room in done->kept */
	bool has_grown;			/* entries came back: quotas may be in the way */
};

/* An entry may be in several steps. */
static void
note_restored(struct undoing *undoing, const char *id)
{
	struct texts *restored = &undoing->done->restored;

	if (!restored->list)
		restored->list = arena_alloc(undoing->call->arena, sizeof(id) * BULK_MAX);
	if (!texts_have(restored, id) && restored->count < BULK_MAX)
		restored->list[restored->count++] = id;
}

/* A title, as far as is needed of it. */
static enum status
find_media(const struct call *call, const char *id, struct media *out)
{
	const struct value arg = value_text(id);
	STMT_AUTO stmt = NULL;
	enum status rc = db_query(call->db, &stmt, "SELECT key, title, type FROM media_items "
		"WHERE id = $1", &arg, 1);

	if (!rc)
		rc = stmt_step(stmt);
	if (rc)
		return rc;
	out->key = stmt_int(stmt, 0);
	out->title = stmt_text(stmt, 1, call->arena);
	out->type = stmt_word(stmt, 2, media_types);
	return OK;
}

/* Says what stays as it is; `media_id` may be NULL. */
static enum status
note_kept(struct undoing *undoing, const char *id, const char *media_id, const char *message)
{
	struct records *kept = &undoing->done->kept;
	struct bulk_kept *all = kept->list;
	struct media media = { .title = NULL };
	enum status rc;

	if (kept->count == undoing->room) {
		undoing->room = undoing->room ? 2 * undoing->room : 16;
		all = arena_alloc(undoing->call->arena, sizeof(*all) * (size_t)undoing->room);
		if (kept->count)
			memcpy(all, kept->list, sizeof(*all) * (size_t)kept->count);
		kept->list = all;
	}
	rc = media_id ? find_media(undoing->call, media_id, &media) : OK;
	all[kept->count++] = (struct bulk_kept){
		.id = id, .media_id = media_id, .title = media.title, .message = message,
	};
	return rc == ERR_NOT_FOUND ? OK : rc;
}

static enum status
find_key(const struct call *call, const struct record *view, int64_t key)
{
	struct sql sql;
	int64_t found;

	sql_init(&sql, call->arena);
	sql_add(&sql, "SELECT key FROM ");
	sql_add(&sql, view->table);
	sql_and(&sql, "key = $$", value_int(key));
	return db_number(call->db, sql.text.data, sql.args, sql.count, &found);
}

/*
 * Inserts a row that has been there, with the key that it had unless that is another's now: what is
 * of one second is in the order of keys in many a list.
 */
static enum status
insert_again(const struct call *call, const struct record *view, void *row, int64_t *key)
{
	const int64_t before = *key;
	const enum status found = find_key(call, view, before);
	struct sql sql;
	enum status rc = found && found != ERR_NOT_FOUND ? found
		: store_insert(call->db, call->arena, view, row);

	if (rc || !found || *key == before)
		return rc;
	sql_init(&sql, call->arena);
	sql_add(&sql, "UPDATE ");
	sql_add(&sql, view->table);
	sql_add_value(&sql, " SET key = $$", value_int(before));
	sql_and(&sql, "key = $$", value_int(*key));
	*key = before;
	return db_exec(call->db, sql.text.data, sql.args, sql.count);
}

/* --- status and tags -------------------------------------------------------------------------- */

/* A record of the diary as it was and as it became; without an id: there is none. */
struct pair {
	struct diary_record was, is;
};

/* Whether a record is as it became. Sets what of it wasn't changed by us, and its key. */
static enum status
check_pair(const struct call *call, const struct entry *entry, struct pair *pair, bool *is_same)
{
	struct diary_record now;
	struct sql where;
	enum status rc;

	*is_same = true;
	pair->was.entry_key = entry->key;
	pair->was.user_key = entry->user_key;
	if (!pair->is.id)
		return OK;
	sql_init(&where, call->arena);
	sql_and(&where, "t.id = $$", value_text(pair->is.id));
	sql_and(&where, "t.entry_key = $$", value_int(entry->key));
	rc = store_find(call->db, call->arena, &kept_record, &where, &now);
	*is_same = !rc;
	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	/* One that goes would take along what was written in it. */
	*is_same = (pair->was.id || (!now.note && now.rating.count == INT_NONE))
		&& now.is_finished == pair->is.is_finished
		&& now.progress == pair->is.progress
		&& text_is_same(now.start_date, pair->is.start_date)
		&& text_is_same(now.end_date, pair->is.end_date);
	pair->is.key = now.key;
	if (now.updated_at.seconds != pair->is.updated_at.seconds)
		pair->was.updated_at.seconds = clock_now();	/* its note is another, say */
	return OK;
}

static enum status
restore_pair(const struct call *call, struct pair *pair)
{
	if (!pair->is.id)
		return insert_again(call, &changed_record, &pair->was, &pair->was.key);
	if (!pair->was.id)
		return store_delete(call->db, call->arena, &changed_record, pair->is.key);
	return store_update(call->db, call->arena, &changed_record, &pair->was, pair->is.key);
}

static bool
is_as_it_became(const struct entry *entry, const struct entry *became)
{
	return entry->status == became->status && entry->progress == became->progress
		&& entry->start_date.seconds == became->start_date.seconds
		&& entry->end_date.seconds == became->end_date.seconds;
}

/* An entry as it was, as it became, and as it is now. */
struct changing {
	struct entry was, became, entry;
	struct pair *pairs;
	int count;
	bool has_moved;			/* its status is to be restored, with what followed */
	bool has_tags;			/* its tags, likewise */
};

static void
unpack_changing(struct packed *steps, struct changing *out)
{
	unpack_record(steps, &changed_view, &out->was);
	unpack_record(steps, &changed_view, &out->became);
	out->count = unpack_count(steps);
	out->pairs = arena_alloc(steps->arena, sizeof(*out->pairs) * (size_t)(out->count + 1));
	for (int i = 0; i < out->count; i++) {
		unpack_record(steps, &changed_record, &out->pairs[i].was);
		unpack_record(steps, &changed_record, &out->pairs[i].is);
	}
}

static enum status
check_moved(struct undoing *undoing, struct changing *changing)
{
	bool is_same = is_as_it_became(&changing->entry, &changing->became);
	enum status rc = OK;

	changing->has_moved = changing->was.status != changing->became.status;
	if (!changing->has_moved)
		return OK;
	for (int i = 0; i < changing->count && !rc && is_same; i++)
		rc = check_pair(undoing->call, &changing->entry, &changing->pairs[i], &is_same);
	if (rc || is_same)
		return rc;
	changing->has_moved = false;
	return note_kept(undoing, changing->was.id, changing->entry.media_id,
		"has got another status, progress, other days, or something in its diary since");
}

/* Those that came go, those that went come back; what came and went since stays as it is. */
static enum status
check_tags(struct undoing *undoing, struct changing *changing)
{
	const struct call *call = undoing->call;
	const struct texts *was = &changing->was.tags, *became = &changing->became.tags, none = {
		NULL, 0 };
	const struct texts gone = tags_changed(call->arena, was, &none, became),
		come = tags_changed(call->arena, became, &none, was),
		now = changing->entry.tags,
		then = tags_are_same(&now, became) ? *was
		: tags_changed(call->arena, &now, &gone, &come);

	changing->has_tags = (gone.count || come.count) && !tags_are_same(&now, &then);
	if (!changing->has_tags)
		return (!gone.count && !come.count) || tags_are_same(&now, was) ? OK
			: note_kept(undoing, changing->was.id, changing->entry.media_id,
				"has got other tags since");
	if (then.count > TAGS_MAX) {
		changing->has_tags = false;
		return note_kept(undoing, changing->was.id, changing->entry.media_id,
			"has as many tags as it may have");
	}
	changing->entry.tags = then;
	return tags_spell(call, changing->entry.key, &changing->entry.tags);
}

static enum status
restore_moved(const struct call *call, struct changing *changing)
{
	struct told told;
	enum status rc = OK;

	for (int i = 0; i < changing->count && !rc; i++)
		rc = restore_pair(call, &changing->pairs[i]);
	changing->entry.status = changing->was.status;
	changing->entry.progress = changing->was.progress;
	return rc ? rc : told_settle(call, &changing->entry, &told);
}

static enum status
restore_changed(struct undoing *undoing, struct changing *changing)
{
	const struct call *call = undoing->call;
	struct entry *entry = &changing->entry;
	const bool is_untouched = entry->updated_at.seconds == changing->became.updated_at.seconds;
	enum status rc = changing->has_moved ? restore_moved(call, changing) : OK;

	entry->updated_at.seconds = is_untouched ? changing->was.updated_at.seconds : clock_now();
	if (!rc)
		rc = store_update(call->db, call->arena, &entry_view, entry, entry->key);
	if (!rc && changing->has_tags)
		rc = tags_index(call, entry->key, &entry->tags);
	note_restored(undoing, changing->was.id);
	return rc;
}

static enum status
undo_changed(struct undoing *undoing)
{
	struct changing changing;
	enum status rc;

	unpack_changing(&undoing->steps, &changing);
	if (undoing->steps.is_broken)
		return OK;
	rc = entry_find(undoing->call, changing.was.id, &changing.entry);
	if (rc == ERR_NOT_FOUND)
		return note_kept(undoing, changing.was.id, NULL, "is not on your shelf any more");
	if (!rc)
		rc = check_moved(undoing, &changing);
	if (!rc)
		rc = check_tags(undoing, &changing);
	if (rc || (!changing.has_moved && !changing.has_tags))
		return rc;
	return restore_changed(undoing, &changing);
}

/* --- back on the shelf ------------------------------------------------------------------------ */

/* What went with an entry, and was read of the steps. */
struct gone {
	struct entry entry;
	struct copy *copies;
	struct diary_record *diary;
	int copy_count, diary_count;
};

static void
unpack_gone(struct packed *steps, struct gone *out)
{
	unpack_record(steps, &kept_entry, &out->entry);
	out->copy_count = unpack_count(steps);
	out->copies = arena_alloc(steps->arena, sizeof(*out->copies) * (size_t)(out->copy_count
		+ 1));
	for (int i = 0; i < out->copy_count; i++)
		unpack_record(steps, &kept_copy, &out->copies[i]);
	out->diary_count = unpack_count(steps);
	out->diary = arena_alloc(steps->arena, sizeof(*out->diary) * (size_t)(out->diary_count
		+ 1));
	for (int i = 0; i < out->diary_count; i++)
		unpack_record(steps, &kept_record, &out->diary[i]);
}

/* `type`: the title's, which may be another since. */
static enum status
restore_gone(const struct call *call, struct gone *gone, enum media_type type)
{
	enum status rc = tags_spell(call, 0, &gone->entry.tags);

	if (!rc)
		rc = insert_again(call, &kept_entry, &gone->entry, &gone->entry.key);
	if (!rc)
		rc = tags_index(call, gone->entry.key, &gone->entry.tags);
	for (int i = 0; i < gone->copy_count && !rc; i++) {
		gone->copies[i].media_key = gone->entry.media_key;
		gone->copies[i].type = type;
		rc = insert_again(call, &kept_copy, &gone->copies[i], &gone->copies[i].key);
	}
	for (int i = 0; i < gone->diary_count && !rc; i++) {
		gone->diary[i].entry_key = gone->entry.key;
		gone->diary[i].type = type;
		rc = insert_again(call, &kept_record, &gone->diary[i], &gone->diary[i].key);
	}
	return rc;
}

static enum status
undo_deleted(struct undoing *undoing)
{
	const struct call *call = undoing->call;
	struct media media = { .key = 0 };
	struct entry there;
	struct gone gone;
	enum status rc;

	unpack_gone(&undoing->steps, &gone);
	if (undoing->steps.is_broken)
		return OK;
	rc = find_media(call, gone.entry.media_id, &media);
	if (rc == ERR_NOT_FOUND)
		return note_kept(undoing, gone.entry.id, gone.entry.media_id,
			"is not in the catalogue any more");
	if (!rc)
		rc = entry_find_media(call, &entry_view, MEDIA_ANY, gone.entry.media_id, &there);
	if (!rc)
		return note_kept(undoing, gone.entry.id, gone.entry.media_id,
			"is on your shelf anew: it stays as it is there");
	if (rc != ERR_NOT_FOUND)
		return rc;
	undoing->has_grown = true;
	note_restored(undoing, gone.entry.id);
	gone.entry.media_key = media.key;
	return restore_gone(call, &gone, media.type);
}

/* Within what a member may have, as with anything else that adds to it. */
static enum status
check_quotas(const struct call *call)
{
	const struct call quiet = call_quietly(call);
	enum status rc = quota_check(&quiet, QUOTA_SHELF, 0);

	if (!rc)
		rc = quota_check(&quiet, QUOTA_COPIES, 0);
	return rc ? rc : quota_check(&quiet, QUOTA_DIARY, 0);
}

/* --- off the list ----------------------------------------------------------------------------- */

static enum status
undo_listed(struct undoing *undoing)
{
	const char *list_id = unpack_text(&undoing->steps);
	const int count = unpack_count(&undoing->steps);
	struct list list;
	bool was_changed;
	enum status found, rc = OK;

	if (undoing->steps.is_broken)
		return OK;
	found = list_find_own(undoing->call, list_id, &list);
	if (found && found != ERR_NOT_FOUND)
		return found;
	for (int i = 0; i < count && !rc; i++) {
		const char *id = unpack_text(&undoing->steps);
		const char *media_id = unpack_text(&undoing->steps);
		const struct timestamp since = { unpack_int(&undoing->steps) };

		if (found || undoing->steps.is_broken)
			continue;	/* the list is gone */
		rc = list_item_take_back(undoing->call, &list, &(struct list_item){
			.media_id = media_id, .created_at = since, .updated_at = since },
			&was_changed);
		if (rc)
			break;
		if (was_changed)
			rc = note_kept(undoing, id, media_id,
				"was moved in the list, has a note there, or was put there "
				"anew since");
		else
			note_restored(undoing, id);
	}
	return rc;
}

/* ---------------------------------------------------------------------------------------------- */

static enum status
undo_step(struct undoing *undoing)
{
	const int64_t step = unpack_int(&undoing->steps);

	switch (step) {
	case STEP_CHANGED: return undo_changed(undoing);
	case STEP_DELETED: return undo_deleted(undoing);
	case STEP_LISTED: return undo_listed(undoing);
	}
	undoing->steps.is_broken = true;
	return OK;
}

enum status
bulk_undo(const struct call *call, const char *id, struct bulk_done *done)
{
	struct undoing undoing = { .call = call, .done = done };
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = steps_take(call, id, &undoing.steps);
	while (!rc && undoing.steps.next < undoing.steps.end) {
		rc = undo_step(&undoing);
		if (!rc && undoing.steps.is_broken)
			rc = ERR_NOT_FOUND;
	}
	if (!rc && undoing.has_grown)
		rc = check_quotas(call);
	if (rc == ERR_NOT_FOUND)
		problem_add(call->problems, "undo", "is nothing that can be undone (any more)");
	return db_end(call->db, rc);
}
