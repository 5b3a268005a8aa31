/* Lists of the shelf. */
#include "entry.h"
#include "text.h"

enum owned { OWNED = 1, OWNED_NOT };
enum sort { SORT_UPDATED = 1, SORT_TITLE, SORT_START, SORT_END, SORT_RATING };

static const struct word_name sorts[] = {
	{ "updated_desc", SORT_UPDATED }, { "title_asc", SORT_TITLE }, { "start_desc", SORT_START },
	{ "end_desc", SORT_END }, { "rating_desc", SORT_RATING }, { NULL, 0 },
};
static const char *const orders[] = {
	[SORT_UPDATED] = "t.updated_at DESC, t.key DESC",
	[SORT_TITLE] = "m.title_folded, t.key",
	[SORT_START] = "t.start_date DESC NULLS LAST, t.key DESC",
	[SORT_END] = "t.end_date DESC NULLS LAST, t.key DESC",
	[SORT_RATING] = "r.value DESC NULLS LAST, t.key DESC",
};
static const struct word_name ownings[] = {
	{ "true", OWNED }, { "1", OWNED }, { "false", OWNED_NOT }, { "0", OWNED_NOT }, { NULL, 0 },
};
static const struct word_name groups[] = { { "type", 1 }, { NULL, 0 } };

static const struct field filters[] = {
	FIELD(struct entry_filter, status, 0, .words = entry_statuses),
	FIELD_AS(struct entry_filter, types, "type", MANY, .words = media_types,
		.also = { "media_type" }),
	FIELD(struct entry_filter, q, 0, .max = 500),
	FIELD(struct entry_filter, sort, 0, .words = sorts),
	FIELD(struct entry_filter, group, 0, .words = groups),
	{ 0 }
};
static const struct field library_filters[] = {
	FIELD(struct entry_filter, status, 0, .words = library_statuses),
	FIELD(struct entry_filter, q, 0, .max = 500),
	FIELD(struct entry_filter, sort, 0, .words = sorts),
	{ 0 }
};
const struct record library_filter = {
	.size = sizeof(struct entry_filter), .fields = FIELDS(library_filters),
};

static const struct field collection_filters[] = {
	FIELD_AS(struct entry_filter, types, "type", MANY, .words = media_types,
		.also = { "media_type" }),
	FIELD(struct entry_filter, status, 0, .words = entry_statuses),
	FIELD(struct entry_filter, format, 0, .max = 50),
	FIELD(struct entry_filter, platform, 0, .max = 100),
	FIELD(struct entry_filter, q, 0, .max = 500),
	FIELD(struct entry_filter, owned, 0, .words = ownings),
	FIELD(struct entry_filter, sort, 0, .words = sorts),
	{ 0 }
};
const struct record collection_filter = {
	.size = sizeof(struct entry_filter), .fields = FIELDS(collection_filters),
};

const struct record entry_filter = {
	.size = sizeof(struct entry_filter), .fields = FIELDS(filters),
};

/*
 * Only the joins that the filters need: counting is done on every list. Rows are counted here as
 * SQLite reads them: for GROUP BY it would sort them first.
 */
static enum status
count_entries(const struct call *call, const struct sql *where, bool needs_media,
	struct entry_counts *out)
{
	STMT_AUTO stmt = NULL;
	struct sql sql;
	enum status rc;

	*out = (struct entry_counts){ { 0 } };
	sql_init_for(&sql, call->arena, where);
	sql_add(&sql, "SELECT t.status FROM entries t");
	if (needs_media)
		sql_add(&sql, " JOIN media_items m ON m.key = t.media_key");
	sql_add_where(&sql, where);
	rc = db_query(call->db, &stmt, sql.text.data, sql.args, sql.count);
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc)
			out->of[stmt_word(stmt, 0, entry_statuses)]++;
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

/* With a copy of that format or platform, or with any, or with none. */
static void
add_copies(struct sql *where, struct arena *arena, const struct entry_filter *filter)
{
	const char *format = text_fold(arena, filter->format),
		*platform = text_fold(arena, filter->platform);
	bool has_format = format && *format, has_platform = platform && *platform;

	if (!filter->owned && !has_format && !has_platform)
		return;
	sql_open(where, filter->owned == OWNED_NOT ? "NOT EXISTS (SELECT 1 FROM copies o"
		: "EXISTS (SELECT 1 FROM copies o");
	sql_condition(where, "o.user_key = t.user_key");
	sql_condition(where, "o.media_key = t.media_key");
	if (has_format)
		sql_and(where, "o.format_folded = $$", value_text(format));
	if (has_platform)
		sql_and(where, "o.platform_folded = $$", value_text(platform));
	sql_close(where);
}

enum status
entry_list(const struct call *call, const struct record *record, const struct entry_filter *filter,
	const struct page *page, struct rows *out, struct entry_counts *counts)
{
	const char *order = orders[filter->sort ? filter->sort : SORT_UPDATED],
		*q = text_fold(call->arena, filter->q);
	struct entry_counts all;
	int64_t total = 0;
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.user_key = $$", value_int(call->user->key));
	media_add_types(&where, "m.type", filter->types);
	if (q && *q)
		sql_and(&where, media_contains(call, "m"), value_text(q));
	add_copies(&where, call->arena, filter);
	rc = count_entries(call, &where, filter->types || (q && *q), &all);
	if (!rc && filter->status)
		sql_and(&where, "t.status = $$",
			value_text(word_text(entry_statuses, filter->status)));
	if (!rc)
		rc = store_list(call->db, call->arena, record, &where, order, page, out);
	if (rc)
		return rc;
	for (int status = TO_DO; status <= DROPPED; status++)
		if (!filter->status || filter->status == (word)status)
			total += all.of[status];
	out->total = total;
	for (int i = 0; i < out->count; i++)
		ROW(out, struct entry, i)->user_id = call->user->id;
	if (counts)
		*counts = all;
	return OK;
}
