/* Lists of the diary. */
#include "diary.h"
#include "checks.h"
#include "filter.h"

#define DAY "coalesce(t.end_date, t.start_date, '')"
#define NEWEST DAY " DESC, t.key DESC"

static const struct field diary_filters[] = {
	FIELD(struct diary_filter, year, 0, .max = 20, .check = is_year),
	FIELD(struct diary_filter, month, 0, .min = 1, .max = 12),
	ITEM_TYPES(struct diary_filter, item., "m"),
	FIELD(struct diary_filter, media_id, 0, .check = is_id, .condition = "m.id = $$"),
	{ 0 }
};
const struct record diary_filter = {
	.size = sizeof(struct diary_filter), .fields = FIELDS(diary_filters),
};

/* The conditions of all that was asked for, and the joins that they need. */
static enum status
add_conditions(const struct call *call, const struct diary_filter *filter, struct sql *where,
	const char **joins)
{
	const char *begins = filter->year;

	if (filter->month != INT_NONE && !filter->year) {
		problem_add(call->problems, "year", "is required with a month");
		return ERR_VALIDATION;
	}
	if (filter->month != INT_NONE)
		begins = arena_printf(call->arena, "%s-%02d", filter->year, (int)filter->month);
	*joins = "";
	sql_init(where, call->arena);
	sql_and(where, "t.user_key = $$", value_int(call->user->key));
	if (begins) {
		sql_and(where, DAY " >= $$", value_text(begins));
		sql_and(where, DAY " < $$ || '~'", value_text(begins));
	}
	if (filter->item.types || filter->media_id)
		*joins = arena_printf(call->arena, " %s", diary_view.joins);
	filter_add(where, call->arena, &diary_filter, filter);
	return OK;
}

/* The keys of a page: those before it are passed over in the index, without their titles. */
static enum status
read_keys(const struct call *call, const struct sql *where, const char *joins,
	const struct page *page, struct value *keys, int *count)
{
	STMT_AUTO stmt = NULL;
	struct sql sql;
	enum status rc;

	*count = 0;
	sql_init_for(&sql, call->arena, where);
	sql_add(&sql, "SELECT t.key FROM diary t");
	sql_add(&sql, joins);
	sql_add_where(&sql, where);
	sql_add(&sql, " ORDER BY " NEWEST);
	sql_add_value(&sql, " LIMIT $$", value_int(page->page_size));
	sql_add_value(&sql, " OFFSET $$", value_int((page->page - 1) * page->page_size));
	rc = db_query(call->db, &stmt, sql.text.data, sql.args, sql.count);
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc)
			keys[(*count)++] = value_int(stmt_int(stmt, 0));
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

static enum status
count_records(const struct call *call, const struct sql *where, const char *joins, int64_t *out)
{
	struct sql sql;

	sql_init_for(&sql, call->arena, where);
	sql_add(&sql, "SELECT count(*) FROM diary t");
	sql_add(&sql, joins);
	sql_add_where(&sql, where);
	return db_number(call->db, sql.text.data, sql.args, sql.count, out);
}

enum status
diary_list(const struct call *call, const struct diary_filter *filter, const struct page *page,
	struct rows *out)
{
	struct value *keys = arena_alloc(call->arena, sizeof(*keys) * (size_t)page->page_size);
	const struct page first = { 1, page->page_size };
	struct sql where, these;
	const char *joins;
	int64_t total;
	int count;
	enum status rc = add_conditions(call, filter, &where, &joins);

	*out = (struct rows){ NULL, 0, 0 };
	if (!rc)
		rc = count_records(call, &where, joins, &total);
	if (!rc)
		rc = read_keys(call, &where, joins, page, keys, &count);
	if (!rc && count) {
		sql_init(&these, call->arena);
		sql_in(&these, "t.key", keys, count);
		rc = store_list(call->db, call->arena, &diary_view, &these, NEWEST, &first, out);
	}
	if (!rc)
		out->total = total;
	return rc;
}
