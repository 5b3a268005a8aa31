#include "copy.h"
#include "checks.h"
#include "clock.h"
#include "quota.h"
#include "text.h"
#include "uuid.h"

static const struct field copy_fields[] = {
	FIELD(struct copy, key, HIDDEN | DERIVED),
	FIELD(struct copy, id, READONLY),
	FIELD(struct copy, user_key, HIDDEN),
	FIELD(struct copy, media_key, HIDDEN),
	FIELD(struct copy, media_id, REQUIRED | FIXED, .column = "m.id", .check = is_id,
		.also = { "medium_id", "movie_id", "book_id" }),
	FIELD(struct copy, format, REQUIRED | HEADING, .min = 1, .max = 50,
		.hint = "Paperback, E-book, DVD, Cartridge …"),
	FIELD(struct copy, format_folded, HIDDEN | UNREAD),
	FIELD(struct copy, platform, BRIEF, .max = 100, .hint = "where it is: Kindle, Switch …"),
	FIELD(struct copy, platform_folded, HIDDEN | UNREAD),
	FIELD(struct copy, vod_link, BRIEF, .max = 2000, .check = is_url, .label = "Link"),
	FIELD(struct copy, note, LINES, .max = 10000),
	FIELD(struct copy, created_at, READONLY, .label = "Added"),
	FIELD(struct copy, updated_at, READONLY, .label = "Changed"),
	{ 0 }
};
const struct record copy_view = {
	.table = "copies", .size = sizeof(struct copy), .fields = FIELDS(copy_fields),
	.joins = "JOIN media_items m ON m.key = t.media_key",
};

static void
match_copies(struct sql *where, const struct call *call, enum media_type type)
{
	sql_init(where, call->arena);
	sql_and(where, "t.user_key = $$", value_int(call->user->key));
	if (type)
		sql_and(where, "m.type = $$", value_text(word_text(media_types, type)));
}

enum status
copy_list(const struct call *call, enum media_type type, const struct page *page, struct rows *out)
{
	struct sql where;
	int64_t total;
	enum status rc;

	match_copies(&where, call, type);
	rc = store_count(call->db, call->arena, &copy_view, &where, &total);
	if (!rc)
		rc = store_list(call->db, call->arena, &copy_view, &where, "t.key DESC", page, out);
	if (!rc)
		out->total = total;
	return rc;
}

const struct children entry_copies = {
	.record = &copy_view, .column = "t.media_key", .order = "t.key DESC",
	.parent = offsetof(struct entry, media_key), .key = offsetof(struct copy, media_key),
};
const struct children media_copies = {
	.record = &copy_view, .column = "t.media_key", .order = "t.key DESC",
	.parent = offsetof(struct media, key), .key = offsetof(struct copy, media_key),
};

enum status
copy_read_children(const struct call *call, const struct record *record, void *rows, int count,
	int *done)
{
	struct sql where;

	match_copies(&where, call, MEDIA_ANY);
	return store_children(call->db, call->arena, record, &where, rows, count, done);
}

enum status
copy_find(const struct call *call, enum media_type type, const char *id, struct copy *out)
{
	struct sql where;

	match_copies(&where, call, type);
	sql_and(&where, "t.id = $$", value_text(id));
	return store_find(call->db, call->arena, &copy_view, &where, out);
}

static void
complete_copy(struct arena *arena, struct copy *copy)
{
	copy->format_folded = text_fold(arena, copy->format);
	copy->platform_folded = text_fold(arena, copy->platform);
	copy->updated_at.seconds = clock_now();
}

static enum status
refuse_too_many_copies(const struct call *call, const struct copy *copy)
{
	const struct value args[] = { value_int(copy->user_key), value_int(copy->media_key) };
	int64_t count;
	enum status rc = db_number(call->db, "SELECT count(*) FROM copies WHERE user_key = $1 "
		"AND media_key = $2", args, 2, &count);

	if (rc || count < COPIES_MAX)
		return rc;
	problem_add(call->problems, "media_id", "has %d copies already, which is the most",
		COPIES_MAX);
	return ERR_CONFLICT;
}

enum status
copy_create(const struct call *call, enum media_type type, struct copy *copy)
{
	struct media media;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = media_find(call, type, copy->media_id, &media);
	if (rc)
		return db_end(call->db, rc);
	if (!copy->id)
		copy->id = uuid_new(call->arena);
	copy->user_key = call->user->key;
	copy->media_key = media.key;
	complete_copy(call->arena, copy);
	if (copy->created_at.seconds == INT_NONE)
		copy->created_at = copy->updated_at;
	rc = refuse_too_many_copies(call, copy);
	if (!rc)
		rc = quota_check(call, QUOTA_COPIES, 1);
	if (!rc)
		rc = entry_shelve(call, media.key);
	if (!rc)
		rc = store_insert(call->db, call->arena, &copy_view, copy);
	return db_end(call->db, rc);
}

enum status
copy_change(const struct call *call, enum media_type type, const char *id,
	const struct change *change)
{
	struct copy copy;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = copy_find(call, type, id, &copy);
	if (rc)
		return db_end(call->db, rc);
	change_apply(change, &copy);
	complete_copy(call->arena, &copy);
	rc = store_update(call->db, call->arena, &copy_view, &copy, copy.key);
	return db_end(call->db, rc);
}

enum status
copy_delete(const struct call *call, enum media_type type, const char *id)
{
	struct copy copy;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = copy_find(call, type, id, &copy);
	if (rc)
		return db_end(call->db, rc);
	rc = store_delete(call->db, call->arena, &copy_view, copy.key);
	return db_end(call->db, rc);
}
