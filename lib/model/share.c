#include "share.h"
#include "checks.h"
#include "clock.h"
#include "lines.h"
#include "list.h"
#include "uuid.h"

#include <string.h>

enum { DAY = 86400 };

static const struct word_name whats[] = {
	{ "shelf", SHARE_SHELF }, { "diary", SHARE_DIARY }, { "list", SHARE_LIST },
	{ "collection", SHARE_COLLECTION }, { "year", SHARE_YEAR }, { NULL, 0 },
};

/* What was asked for. */
#define SCOPE_FIELDS \
	FIELD(struct share, what, REQUIRED | BRIEF, .words = whats, .label = "What"), \
	FIELD(struct share, list_id, 0, .check = is_id), \
	FIELD(struct share, status, BRIEF, .words = entry_statuses), \
	FIELD(struct share, type, BRIEF, .words = media_types), \
	FIELD(struct share, year, BRIEF | LOOSE, .max = 20, .check = is_year), \
	FIELD(struct share, title, 0, .max = 200)
static const struct field scope_fields[] = { SCOPE_FIELDS, { 0 } };
static const struct record scope_view = {
	.size = sizeof(struct share), .fields = FIELDS(scope_fields),
};

static const struct field share_fields[] = {
	FIELD(struct share, id, READONLY),
	FIELD(struct share, name, READONLY | HEADING),
	SCOPE_FIELDS,
	FIELD(struct share, created_at, READONLY, .label = "Made"),
	FIELD(struct share, last_used_at, READONLY, .label = "Last opened"),
	{ 0 }
};
const struct record share_view = {
	.size = sizeof(struct share), .fields = FIELDS(share_fields),
};
static const struct field address_fields[] = {
	FIELD(struct share, url, READONLY | BRIEF, .label = "Address, told only now"),
	FIELD(struct share, rss, READONLY, .group = "feeds", .label = "RSS"),
	FIELD(struct share, ics, READONLY, .group = "feeds", .label = "Calendar"),
	FIELD(struct share, csv, READONLY, .group = "feeds", .label = "CSV"),
	FIELD(struct share, json, READONLY, .group = "feeds", .label = "JSON"),
	{ 0 }
};
static const struct record address_part = { .fields = FIELDS(address_fields) };
const struct record share_new_view = {
	.size = sizeof(struct share), .fields = FIELDS(share_fields), .more = &address_part,
};

static const struct field open_fields[] = {
	FIELD(struct share, what, READONLY, .words = whats),
	FIELD_AS(struct share, name, "title", READONLY | HEADING),
	FIELD(struct share, description, READONLY | LINES),
	FIELD(struct share, status, READONLY, .words = entry_statuses),
	FIELD(struct share, type, READONLY, .words = media_types),
	FIELD(struct share, year, READONLY),
	FIELD(struct share, username, READONLY, .group = "user"),
	FIELD(struct share, avatar_url, READONLY | PICTURE, .group = "user"),
	{ 0 }
};
const struct record share_open_view = {
	.size = sizeof(struct share), .fields = FIELDS(open_fields),
};

static const struct field stored_fields[] = {
	FIELD(struct share, hash, HIDDEN),
	FIELD(struct share, user_key, HIDDEN),
	FIELD(struct share, id, HIDDEN),
	FIELD(struct share, kind, HIDDEN),
	FIELD(struct share, created_at, HIDDEN),
	FIELD(struct share, last_used_at, HIDDEN | DERIVED, .column = "used_at"),
	FIELD(struct share, about, HIDDEN),
	FIELD(struct share, username, HIDDEN, .column = "u.username"),
	FIELD(struct share, avatar_url, HIDDEN, .column = "u.avatar_image_id"),
	{ 0 }
};
static const struct record stored = {
	.table = "tokens", .size = sizeof(struct share), .fields = FIELDS(stored_fields),
	.joins = "JOIN users u ON u.key = t.user_key",
};

/* --- what it is called ------------------------------------------------------------------------ */

static const char *
plural_of(word type)
{
	static const char *const plurals[] = {
		[MEDIA_TV_SHOW] = "series", [MEDIA_MOVIE] = "movies", [MEDIA_BOOK] = "books",
		[MEDIA_GAME] = "games",
	};

	return type ? plurals[type] : NULL;
}

/* "mara’s books: finished", where the shelf is called by its type. */
static const char *
name_of_shelf(struct arena *arena, const struct share *share)
{
	static const char *const statuses[] = {
		[TO_DO] = ": wanted", [IN_PROGRESS] = ": in progress", [COMPLETED] = ": finished",
		[PAUSED] = ": paused", [DROPPED] = ": dropped",
	};
	const char *plural = plural_of(share->type);

	return arena_printf(arena, "%s’s %s%s", share->username, plural ? plural : "shelf",
		share->status ? statuses[share->status] : "");
}

static const char *
name_of(struct arena *arena, const struct share *share)
{
	const char *of = plural_of(share->type), *before = of ? ": " : "";

	of = of ? of : "";
	switch (share->what) {
	case SHARE_LIST:
		return share->list_name;
	case SHARE_DIARY:
		return arena_printf(arena, "%s’s diary%s%s%s%s", share->username,
			share->year ? " of " : "", share->year ? share->year : "", before, of);
	case SHARE_COLLECTION:
		return arena_printf(arena, "%s’s collection%s%s", share->username, before, of);
	case SHARE_YEAR:
		return arena_printf(arena, "%s’s %s%s%s", share->username, share->year, before,
			of);
	default:
		return name_of_shelf(arena, share);
	}
}

/* The owner's list that it shows. (Only its own columns: whoever asks here may see less.) */
static enum status
read_list(const struct call *call, struct share *share)
{
	const struct user owner = { .key = share->user_key };
	const struct call of_owner = { .db = call->db, .arena = call->arena, .user = &owner };
	struct list list;
	enum status rc = list_find_own(&of_owner, share->list_id, &list);

	if (rc)
		return rc == ERR_FORBIDDEN ? ERR_NOT_FOUND : rc;
	share->list_name = list.name;
	share->description = list.description;
	share->is_ranked = list.is_ranked;
	return OK;
}

/* Completes one that was read. One whose list is gone has no `list_name`. */
static enum status
complete(const struct call *call, struct share *share)
{
	enum status rc;

	record_of_lines(call->arena, &scope_view, share->about, share);
	rc = share->what == SHARE_LIST ? read_list(call, share) : OK;
	share->name = share->title ? share->title : rc == ERR_NOT_FOUND ? "A list that is gone"
		: name_of(call->arena, share);
	return rc == ERR_NOT_FOUND ? OK : rc;
}

/* --- those of a member ------------------------------------------------------------------------ */

static void
match_own(const struct call *call, struct sql *where)
{
	sql_init(where, call->arena);
	sql_and(where, "t.user_key = $$", value_int(call->user->key));
	sql_condition(where, "t.kind = 'share'");
}

enum status
share_list(const struct call *call, const struct page *page, struct rows *out)
{
	struct sql where;
	int64_t total;
	enum status rc;

	match_own(call, &where);
	rc = store_count(call->db, call->arena, &stored, &where, &total);
	if (!rc)
		rc = store_list(call->db, call->arena, &stored, &where,
			"t.created_at DESC, t.id DESC", page, out);
	for (int i = 0; !rc && i < out->count; i++)
		rc = complete(call, ROW(out, struct share, i));
	if (!rc)
		out->total = total;
	return rc;
}

enum status
share_find(const struct call *call, const char *id, struct share *out)
{
	struct sql where;
	enum status rc;

	match_own(call, &where);
	sql_and(&where, "t.id = $$", value_text(id));
	rc = store_find(call->db, call->arena, &stored, &where, out);
	return rc ? rc : complete(call, out);
}

/* Each kind has its own of these. */
static void
refuse(const struct call *call, const char *field, bool is_there, bool may_be)
{
	if (is_there && !may_be)
		problem_add(call->problems, field, "is not known of that");
}

static enum status
check_scope(const struct call *call, struct share *share)
{
	const int before = call->problems->count;
	const word what = share->what;
	enum status rc = OK;

	refuse(call, "list_id", share->list_id, what == SHARE_LIST);
	refuse(call, "status", share->status, what == SHARE_SHELF);
	refuse(call, "type", share->type, what != SHARE_LIST);
	refuse(call, "year", share->year, what == SHARE_YEAR || what == SHARE_DIARY);
	if (what == SHARE_YEAR && !share->year)
		problem_add(call->problems, "year", "is required");
	if (what == SHARE_LIST && !share->list_id)
		problem_add(call->problems, "list_id", "is required");
	else if (what == SHARE_LIST)
		rc = read_list(call, share);
	if (rc == ERR_NOT_FOUND)
		problem_add(call->problems, "list_id", "is no list of yours");
	else if (rc)
		return rc;
	return call->problems->count > before ? ERR_VALIDATION : OK;
}

static enum status
refuse_too_many(const struct call *call)
{
	struct sql where;
	int64_t count;
	enum status rc;

	match_own(call, &where);
	rc = store_count(call->db, call->arena, &stored, &where, &count);
	if (rc || count < SHARES_MAX)
		return rc;
	problem_add(call->problems, "what", "would be more than the %d shares that a member has",
		SHARES_MAX);
	return ERR_CONFLICT;
}

enum status
share_create(const struct call *call, struct share *share, const char *hash)
{
	enum status rc = db_begin(call->db);

	share->user_key = call->user->key;
	if (!rc)
		rc = check_scope(call, share);
	if (!rc)
		rc = refuse_too_many(call);
	share->id = uuid_new(call->arena);
	share->hash = hash;
	share->kind = "share";
	share->created_at.seconds = clock_now();
	share->last_used_at = TIME_NONE;
	share->about = record_lines(call->arena, &scope_view, share);
	if (!rc)
		rc = store_insert(call->db, call->arena, &stored, share);
	if (!rc)
		rc = share_find(call, share->id, share);
	return db_end(call->db, rc);
}

enum status
share_renew(const struct call *call, const char *id, const char *hash, struct share *out)
{
	const struct value args[] = { value_int(call->user->key), value_text(id),
		value_text(hash) };
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = share_find(call, id, out);
	if (!rc)
		rc = db_exec(call->db, "UPDATE tokens SET hash = $3, used_at = NULL "
			"WHERE user_key = $1 AND id = $2", args, 3);
	out->last_used_at = TIME_NONE;
	return db_end(call->db, rc);
}

enum status
share_delete(const struct call *call, const char *id)
{
	const struct value args[] = { value_int(call->user->key), value_text(id) };
	struct share share;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = share_find(call, id, &share);
	if (!rc)
		rc = db_exec(call->db, "DELETE FROM tokens WHERE user_key = $1 AND id = $2", args,
			2);
	return db_end(call->db, rc);
}

enum status
share_forget_list(const struct call *call, const char *list_id)
{
	struct sql sql;

	sql_init(&sql, call->arena);
	sql_add(&sql, "DELETE FROM tokens");
	sql_and(&sql, "user_key = $$", value_int(call->user->key));
	sql_condition(&sql, "kind = 'share'");
	sql_and(&sql, db_contains(call->db, call->arena, "about", "$$"), value_text(list_id));
	return db_exec(call->db, sql.text.data, sql.args, sql.count);
}

/* --- for whoever has the secret --------------------------------------------------------------- */

enum status
share_open(const struct call *call, const char *hash, struct share *out)
{
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.hash = $$", value_text(hash));
	sql_condition(&where, "t.kind = 'share' AND u.is_active = 1");
	rc = store_find(call->db, call->arena, &stored, &where, out);
	if (!rc)
		rc = complete(call, out);
	return !rc && out->what == SHARE_LIST && !out->list_name ? ERR_NOT_FOUND : rc;
}

void
share_note_use(struct db *db, const struct share *share)
{
	const int64_t now = clock_now(), last = share->last_used_at.seconds;
	const struct value args[] = { value_text(share->hash), value_int(now) };
	enum status rc;

	/* (one in the future tells of a clock that was ahead) */
	if (last != INT_NONE && last <= now && now - last < DAY)
		return;
	rc = db_try_begin(db);
	if (!rc)
		rc = db_exec(db, "UPDATE tokens SET used_at = $2 WHERE hash = $1", args, 2);
	db_end(db, rc);
}
