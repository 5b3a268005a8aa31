#include "shared.h"
#include "copy.h"
#include "day.h"
#include "diary.h"
#include "stats.h"

#include <string.h>

/* --- the views: all that leaves --------------------------------------------------------------- */

static const struct field title_fields[] = {
	MEDIA_SHORT_FIELDS,
	FIELD(struct media, genre, READONLY),
	{ 0 }
};
static const struct record title_part = {
	.name = "media", .at = offsetof(struct shared, media), .alias = "m",
	.fields = FIELDS(title_fields), .finish = media_finish,
};

#define RATING FIELD(struct shared, rating, READONLY | BRIEF, .column = "r.value")
#define REVIEW FIELD(struct shared, review, READONLY | LINES, \
	.column = "substr(w.content, 1, 2000)")
#define TIMES \
	FIELD(struct shared, added_at, READONLY, .column = "created_at"), \
	FIELD(struct shared, updated_at, READONLY)
#define OWN_JOINS(owner) \
	"LEFT JOIN ratings r ON r.media_key = t.media_key AND r.user_key = " owner " " \
	"LEFT JOIN reviews w ON w.media_key = t.media_key AND w.user_key = " owner
#define TITLE_JOIN "JOIN media_items m ON m.key = t.media_key "
_Static_assert(SHARED_REVIEW == 2000, "as REVIEW has it");

static const struct field shelf_fields[] = {
	FIELD(struct shared, id, HIDDEN),
	FIELD(struct shared, started, HIDDEN, .column = "start_date"),
	FIELD(struct shared, ended, HIDDEN, .column = "end_date"),
	FIELD(struct shared, is_partial, HIDDEN, .column = "dates_are_partial"),
	FIELD(struct shared, status, READONLY | BRIEF, .words = entry_statuses),
	RATING,
	REVIEW,
	FIELD(struct shared, start_date, READONLY | DERIVED | UNREAD),
	FIELD(struct shared, end_date, READONLY | DERIVED | UNREAD),
	TIMES,
	{ 0 }
};
static const struct record shelf_view = {
	.table = "entries", .size = sizeof(struct shared), .fields = FIELDS(shelf_fields),
	.joins = TITLE_JOIN OWN_JOINS("t.user_key"), .more = &title_part,
};

static const struct field diary_fields[] = {
	FIELD(struct shared, id, HIDDEN),
	FIELD(struct shared, start_date, READONLY),
	FIELD(struct shared, end_date, READONLY),
	FIELD(struct shared, is_finished, READONLY),
	FIELD(struct shared, rating, READONLY),
	TIMES,
	{ 0 }
};
static const struct record diary_shown = {
	.table = "diary", .size = sizeof(struct shared), .fields = FIELDS(diary_fields),
	.joins = "JOIN entries e ON e.key = t.entry_key JOIN media_items m ON m.key = e.media_key",
	.more = &title_part,
};

static const struct field list_fields[] = {
	FIELD(struct shared, id, HIDDEN, .column = "m.id"),
	FIELD(struct shared, position, READONLY | DERIVED | UNREAD),
	RATING,
	REVIEW,
	TIMES,
	{ 0 }
};
static const struct record list_shown = {
	.table = "list_items", .size = sizeof(struct shared), .fields = FIELDS(list_fields),
	.joins = TITLE_JOIN OWN_JOINS("$$"), .more = &title_part,
};

static const struct field copy_fields[] = {
	FIELD(struct copy, media_key, HIDDEN),
	FIELD(struct copy, format, READONLY | HEADING),
	FIELD(struct copy, season, READONLY | OPTIONAL),
	FIELD(struct copy, platform, READONLY),
	{ 0 }
};
static const struct record copy_shown = {
	.table = "copies", .size = sizeof(struct copy), .fields = FIELDS(copy_fields),
};
static const struct children copies_shown = {
	.record = &copy_shown, .column = "t.media_key", .order = "t.key DESC",
	.parent = offsetof(struct shared, media_key), .key = offsetof(struct copy, media_key),
};
static const struct field collection_fields[] = {
	FIELD(struct shared, id, HIDDEN),
	FIELD(struct shared, media_key, HIDDEN),
	FIELD(struct shared, copies, READONLY | BRIEF, .children = &copies_shown),
	RATING,
	REVIEW,
	TIMES,
	{ 0 }
};
static const struct record collection_shown = {
	.table = "entries", .size = sizeof(struct shared), .fields = FIELDS(collection_fields),
	.joins = TITLE_JOIN OWN_JOINS("t.user_key"), .more = &title_part,
};

const struct record *
shared_view(const struct share *share)
{
	switch (share->what) {
	case SHARE_LIST: return &list_shown;
	case SHARE_COLLECTION: return &collection_shown;
	case SHARE_DIARY:
	case SHARE_YEAR: return &diary_shown;
	default: return &shelf_view;
	}
}

/* --- reading ---------------------------------------------------------------------------------- */

#define COPIES " FROM copies o WHERE o.user_key = t.user_key AND o.media_key = t.media_key)"

/* What of it is shown, as the owner said. */
static void
match(const struct call *call, const struct share *share, struct sql *where)
{
	const bool is_diary = shared_view(share) == &diary_shown;

	sql_init(where, call->arena);
	if (share->what == SHARE_LIST) {
		where->joined = value_int(share->user_key);
		sql_and(where, "t.list_key = (SELECT key FROM lists WHERE id = $$)",
			value_text(share->list_id));
		return;
	}
	sql_and(where, "t.user_key = $$", value_int(share->user_key));
	if (share->type)
		sql_and(where, is_diary ? "t.type = $$" : "m.type = $$",
			value_text(word_text(media_types, share->type)));
	if (share->status)
		sql_and(where, "t.status = $$", value_text(word_text(entry_statuses,
			share->status)));
	if (share->year) {
		sql_and(where, DIARY_DAY " >= $$", value_text(share->year));
		sql_and(where, DIARY_DAY " < $$ || '~'", value_text(share->year));
	}
	if (share->what == SHARE_YEAR)
		sql_condition(where, STATS_FINISHED);
	if (share->what == SHARE_COLLECTION)
		sql_condition(where, "EXISTS (SELECT 1" COPIES);
}

static const char *
order_of(const struct share *share, enum shared_order order)
{
	if (share->what == SHARE_LIST)
		return order ? "t.created_at DESC, t.key DESC" : "t.place, t.key";
	if (share->what == SHARE_COLLECTION)
		return "(SELECT max(o.key)" COPIES " DESC, t.key DESC";
	if (share->what == SHARE_SHELF && order == SHARED_BY_DAY)
		return "coalesce(t.end_date, t.start_date) DESC, t.key DESC";
	return shared_view(share) == &diary_shown ? DIARY_DAY " DESC, t.key DESC"
		: "t.updated_at DESC, t.key DESC";
}

/* What is known of it, but no time of the day. */
static const char *
day_of(struct arena *arena, const char *date)
{
	enum { DAY_TEXT = sizeof("2026-11-28") - 1 };

	return date && strlen(date) > DAY_TEXT ? arena_copy(arena, date, DAY_TEXT) : date;
}

static void
complete(struct arena *arena, const struct share *share, struct shared *shown)
{
	if (share->what == SHARE_SHELF && !shown->is_partial) {
		shown->start_date = day_text(arena, shown->started.seconds);
		shown->end_date = day_text(arena, shown->ended.seconds);
	}
	shown->start_date = day_of(arena, shown->start_date);
	shown->end_date = day_of(arena, shown->end_date);
}

/* As many at once as a query takes. */
static enum status
read_copies(const struct call *call, const struct share *share, struct rows *rows)
{
	struct shared *shown = rows->rows;
	struct sql where;
	enum status rc = OK;
	int done = 0;

	sql_init(&where, call->arena);
	sql_and(&where, "t.user_key = $$", value_int(share->user_key));
	for (int at = 0; at < rows->count && !rc; at += done)
		rc = store_children(call->db, call->arena, &collection_shown, &where, shown + at,
			rows->count - at, &done);
	return rc;
}

enum status
shared_read(const struct call *call, const struct share *share, const struct page *page,
	enum shared_order order, struct rows *out)
{
	const int64_t before = (page->page - 1) * page->page_size;
	struct sql where;
	int64_t total;
	enum status rc;

	match(call, share, &where);
	if (share->what == SHARE_SHELF && order == SHARED_BY_DAY)
		sql_condition(&where, "coalesce(t.end_date, t.start_date) IS NOT NULL");
	rc = store_count(call->db, call->arena, shared_view(share), &where, &total);
	if (!rc)
		rc = store_list(call->db, call->arena, shared_view(share), &where,
			order_of(share, order), page, out);
	if (!rc && share->what == SHARE_COLLECTION)
		rc = read_copies(call, share, out);
	if (rc)
		return rc;
	out->total = total;
	for (int i = 0; i < out->count; i++) {
		struct shared *shown = ROW(out, struct shared, i);

		complete(call->arena, share, shown);
		shown->position = before + i + 1;
	}
	return OK;
}
