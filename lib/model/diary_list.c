/* Lists of the diary. */
#include "diary.h"
#include "checks.h"
#include "filter.h"

#define NEWEST DIARY_DAY " DESC, t.key DESC"

#define DIARY_FILTERS \
	FIELD(struct diary_filter, year, 0, .max = 20, .check = is_year), \
	FIELD(struct diary_filter, month, 0, .min = 1, .max = 12), \
	FIELD(struct diary_filter, day, 0, .min = 1, .max = 31), \
	ITEM_TYPES(struct diary_filter, item., "t"), \
	FIELD(struct diary_filter, media_id, 0, .check = is_id)

static const struct field diary_filters[] = { DIARY_FILTERS, { 0 } };
const struct record diary_filter = {
	.size = sizeof(struct diary_filter), .fields = FIELDS(diary_filters),
};

enum { FACET_YEARS = 1, FACET_MONTHS, FACET_DAYS };
static const struct word_name facet_names[] = {
	{ "years", FACET_YEARS }, { "months", FACET_MONTHS }, { "days", FACET_DAYS }, { NULL, 0 },
};
/* What isn't known is empty, and counted nowhere. */
static const struct facet facets[] = {
	[FACET_YEARS] = {
		.filter = offsetof(struct diary_filter, year),
		.column = "substr(" DIARY_DAY ", 1, 4)", .order = BY_NAME_DESC,
	},
	[FACET_MONTHS] = {
		.filter = offsetof(struct diary_filter, month),
		.column = "substr(" DIARY_DAY ", 6, 2)", .order = BY_NAME,
	},
	[FACET_DAYS] = {
		.filter = offsetof(struct diary_filter, day),
		.column = "substr(" DIARY_DAY ", 9, 2)", .order = BY_NAME,
	},
};
static const struct field facet_filters[] = {
	DIARY_FILTERS, FACETS_ASKED(struct diary_filter, facets, facet_names), { 0 }
};
const struct record diary_facet_filter = {
	.size = sizeof(struct diary_filter), .fields = FIELDS(facet_filters),
	.whole = &diary_filter,
};

/* A month is of a year, and a day of a month. */
static enum status
check_filter(const struct call *call, const struct diary_filter *filter)
{
	if (filter->month != INT_NONE && !filter->year)
		problem_add(call->problems, "year", "is required with a month");
	else if (filter->day != INT_NONE && filter->month == INT_NONE)
		problem_add(call->problems, "month", "is required with a day");
	else
		return OK;
	return ERR_VALIDATION;
}

/*
 * Whose records: the user's, or those of the user's entry for a title. That says whose they are,
 * too: beside it the user would lead through all of the diary.
 */
static void
add_owner(const struct call *call, const struct diary_filter *filter, struct sql *where)
{
	const int64_t user_key = call->user->key;

	if (!filter->media_id) {
		sql_and(where, "t.user_key = $$", value_int(user_key));
		return;
	}
	sql_and(where, "t.entry_key = (SELECT e.key FROM media_items m "
		"JOIN entries e ON e.media_key = m.key WHERE m.id = $$",
		value_text(filter->media_id));
	sql_and(where, "e.user_key = $$)", value_int(user_key));
}

/* The conditions of all that was asked for. */
static void
add_conditions(const struct call *call, const struct diary_filter *filter, struct sql *where)
{
	const char *begins = filter->year;

	if (begins && filter->month != INT_NONE) {
		begins = arena_printf(call->arena, "%s-%02d", begins, (int)filter->month);
		if (filter->day != INT_NONE)
			begins = arena_printf(call->arena, "%s-%02d", begins, (int)filter->day);
	}
	sql_init(where, call->arena);
	add_owner(call, filter, where);
	if (begins) {
		sql_and(where, DIARY_DAY " >= $$", value_text(begins));
		sql_and(where, DIARY_DAY " < $$ || '~'", value_text(begins));
	}
	filter_add(where, call->arena, &diary_filter, filter);
}

/* The keys of a page: those before it are passed over in the index, without their titles. */
static enum status
read_keys(const struct call *call, const struct sql *where, const struct page *page,
	struct value *keys, int *count)
{
	STMT_AUTO stmt = NULL;
	struct sql sql;
	enum status rc;

	*count = 0;
	sql_init_for(&sql, call->arena, where);
	sql_add(&sql, "SELECT t.key FROM diary t");
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
count_records(const struct call *call, const struct sql *where, int64_t *out)
{
	static const struct record counted = { .table = "diary" };

	return store_count(call->db, call->arena, &counted, where, out);
}

enum status
diary_list(const struct call *call, const struct diary_filter *filter, const struct page *page,
	struct rows *out)
{
	struct value *keys = arena_alloc(call->arena, sizeof(*keys) * (size_t)page->page_size);
	const struct page first = { 1, page->page_size };
	struct sql where, these;
	int64_t total;
	int count;
	enum status rc = check_filter(call, filter);

	*out = (struct rows){ NULL, 0, 0 };
	add_conditions(call, filter, &where);
	if (!rc)
		rc = count_records(call, &where, &total);
	if (!rc)
		rc = read_keys(call, &where, page, keys, &count);
	if (!rc && count) {
		sql_init(&these, call->arena);
		sql_in(&these, "t.key", keys, count);
		rc = store_list(call->db, call->arena, &diary_view, &these, NEWEST, &first, out);
	}
	if (!rc)
		out->total = total;
	return rc;
}

static enum status
add_facet_conditions(const struct call *call, const struct facet *facet, const void *asked,
	struct sql *where, const char **joins)
{
	(void)facet;
	*joins = "";
	add_conditions(call, asked, where);
	return OK;
}

enum status
diary_facets(const struct call *call, const struct diary_filter *filter, struct facets *out)
{
	const struct facet_source source = {
		.from = "diary t", .order = NEWEST, .facets = facets, .names = facet_names,
		.filter = &diary_filter, .where = add_facet_conditions,
	};
	enum status rc = check_filter(call, filter);

	return rc ? rc : facets_read(call, &source, &filter->facets, filter, out);
}
