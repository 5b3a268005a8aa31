/* Lists of the shelf. */
#include "entry.h"
#include "checks.h"
#include "filter.h"
#include "rating.h"
#include "text.h"

/*
 * Each order that a shelf can be asked for by name. What has no date, rating, … comes last; of
 * equals the newest first, but for titles.
 */
#define SORTS(SORT) \
	SORT(UPDATED_DESC, "updated_desc", "t.updated_at DESC, t.key DESC") \
	SORT(UPDATED_ASC, "updated_asc", "t.updated_at, t.key") \
	SORT(ADDED_DESC, "added_desc", "t.created_at DESC, t.key DESC") \
	SORT(ADDED_ASC, "added_asc", "t.created_at, t.key") \
	SORT(TITLE_ASC, "title_asc", "m.title_folded, t.key") \
	SORT(TITLE_DESC, "title_desc", "m.title_folded DESC, t.key DESC") \
	SORT(CREATOR_ASC, "creator_asc", \
		"m.creator_folded NULLS LAST, m.title_folded, t.key") \
	SORT(CREATOR_DESC, "creator_desc", \
		"m.creator_folded DESC NULLS LAST, m.title_folded, t.key") \
	SORT(START_DESC, "start_desc", "t.start_date DESC NULLS LAST, t.key DESC") \
	SORT(START_ASC, "start_asc", "t.start_date NULLS LAST, t.key DESC") \
	SORT(END_DESC, "end_desc", "t.end_date DESC NULLS LAST, t.key DESC") \
	SORT(END_ASC, "end_asc", "t.end_date NULLS LAST, t.key DESC") \
	SORT(RATING_DESC, "rating_desc", "r.value DESC NULLS LAST, t.key DESC") \
	SORT(RATING_ASC, "rating_asc", "r.value NULLS LAST, t.key DESC") \
	SORT(RELEASE_DESC, "release_desc", "m.pub_date DESC NULLS LAST, t.key DESC") \
	SORT(RELEASE_ASC, "release_asc", "m.pub_date NULLS LAST, t.key DESC") \
	SORT(LENGTH_DESC, "length_desc", "m.length DESC NULLS LAST, t.key DESC") \
	SORT(LENGTH_ASC, "length_asc", "m.length NULLS LAST, t.key DESC")

#define SORT_VALUE(value, name, order) SORT_##value,
#define SORT_NAME(value, name, order) { name, SORT_##value },
#define SORT_ORDER(value, name, order) [SORT_##value] = (order),
enum sort { SORT_NONE, SORTS(SORT_VALUE) };
static const struct word_name sorts[] = { SORTS(SORT_NAME) { NULL, 0 } };
static const char *const orders[] = { SORTS(SORT_ORDER) };

static const char *const rating_conditions[] = {
	[YES] = "r.value IS NOT NULL", [NO] = "r.value IS NULL",
};
static const struct word_name groups[] = { { "type", 1 }, { NULL, 0 } };

/* What all doors take, of the item, the user's rating and copies. */
#define SHELF_FILTERS \
	FIELD_AS(struct entry_filter, item.q, "q", 0, .max = 500, .label = "Search"), \
	ITEM_FILTERS(struct entry_filter, item., "m"), \
	FIELD(struct entry_filter, rating_min, 0, .min = RATING_LEAST, .max = RATING_MOST, \
		.condition = "r.value >= $$"), \
	FIELD(struct entry_filter, rating_max, 0, .min = RATING_LEAST, .max = RATING_MOST, \
		.condition = "r.value <= $$"), \
	FIELD(struct entry_filter, rated, 0, .words = yes_or_no, .conditions = rating_conditions), \
	FIELD(struct entry_filter, owned, 0, .words = yes_or_no), \
	FIELD_AS(struct entry_filter, formats, "format", MANY, .max = 50, .most = FILTER_TEXTS), \
	FIELD_AS(struct entry_filter, platforms, "platform", MANY, .max = 100, \
		.most = FILTER_TEXTS), \
	FIELD(struct entry_filter, sort, 0, .words = sorts)
#define ENTRY_FILTERS \
	FIELD_AS(struct entry_filter, statuses, "status", MANY, .words = entry_statuses), \
	ITEM_TYPES(struct entry_filter, item., "m"), \
	ITEM_CREATORS(struct entry_filter, item., "creator"), \
	SHELF_FILTERS

/* The one that counts per status leave out. */
static const struct field status_filters[] = {
	FIELD_AS(struct entry_filter, statuses, "status", MANY, .words = entry_statuses,
		.condition = "t.status"),
	{ 0 }
};
static const struct record status_filter = {
	.size = sizeof(struct entry_filter), .fields = FIELDS(status_filters),
};

/* Of one tag, named `g`. */
static const struct field tag_filters[] = {
	FIELD_AS(struct entry_filter, tags, "tag", FOLDED, .condition = "g.name_folded = $$"),
	{ 0 }
};
static const struct record tagged_filter = {
	.size = sizeof(struct entry_filter), .fields = FIELDS(tag_filters),
};

/* Of one copy, named `o`. */
static const struct field copy_filters[] = {
	FIELD_AS(struct entry_filter, formats, "format", FOLDED,
		.condition = "o.format_folded = $$"),
	FIELD_AS(struct entry_filter, platforms, "platform", FOLDED,
		.condition = "o.platform_folded = $$"),
	{ 0 }
};
static const struct record copy_filter = {
	.size = sizeof(struct entry_filter), .fields = FIELDS(copy_filters),
};

#define TAG_FILTER \
	FIELD_AS(struct entry_filter, tags, "tag", MANY, .max = TAG_LENGTH, .most = FILTER_TEXTS)

static const struct field filters[] = {
	ENTRY_FILTERS,
	TAG_FILTER,
	FIELD(struct entry_filter, group, UNASKED, .words = groups),
	{ 0 }
};
const struct record entry_filter = {
	.size = sizeof(struct entry_filter), .fields = FIELDS(filters),
};

static const struct field library_filters[] = {
	FIELD_AS(struct entry_filter, statuses, "status", MANY, .words = library_statuses),
	ITEM_CREATORS(struct entry_filter, item., "author"),
	SHELF_FILTERS,
	{ 0 }
};
const struct record library_filter = {
	.size = sizeof(struct entry_filter), .fields = FIELDS(library_filters),
	.whole = &entry_filter,
};

static const struct field collection_filters[] = { ENTRY_FILTERS, { 0 } };
const struct record collection_filter = {
	.size = sizeof(struct entry_filter), .fields = FIELDS(collection_filters),
	.whole = &entry_filter,
};

enum {
	FACET_STATUSES = 1, FACET_TYPES, FACET_GENRES, FACET_DECADES, FACET_CREATORS,
	FACET_LETTERS, FACET_FORMATS, FACET_PLATFORMS, FACET_TAGS,
};
static const struct word_name facet_names[] = {
	{ "statuses", FACET_STATUSES }, { "types", FACET_TYPES }, { "genres", FACET_GENRES },
	{ "decades", FACET_DECADES }, { "creators", FACET_CREATORS },
	{ "letters", FACET_LETTERS }, { "formats", FACET_FORMATS },
	{ "platforms", FACET_PLATFORMS }, { "tags", FACET_TAGS }, { NULL, 0 },
};
static const char copy_joins[] =
	" JOIN copies o ON o.user_key = t.user_key AND o.media_key = t.media_key";
static const char tag_joins[] = " JOIN entry_tags g ON g.entry_key = t.key";
static const struct facet facets[] = {
	[FACET_STATUSES] = {
		.filter = offsetof(struct entry_filter, statuses), .column = "t.status",
	},
	[FACET_TYPES] = ITEM_FACET_TYPES(struct entry_filter, item., "m"),
	[FACET_GENRES] = ITEM_FACET_GENRES(struct entry_filter, item., "m"),
	[FACET_DECADES] = ITEM_FACET_DECADES(struct entry_filter, item., "m"),
	[FACET_CREATORS] = ITEM_FACET_CREATORS(struct entry_filter, item., "m"),
	[FACET_LETTERS] = ITEM_FACET_LETTERS(struct entry_filter, item., "m"),
	[FACET_FORMATS] = {
		.filter = offsetof(struct entry_filter, formats), .column = "o.format_folded",
		.shown = "o.format", .joins = copy_joins,
	},
	[FACET_PLATFORMS] = {
		.filter = offsetof(struct entry_filter, platforms), .column = "o.platform_folded",
		.shown = "o.platform", .joins = copy_joins,
	},
	[FACET_TAGS] = {
		.filter = offsetof(struct entry_filter, tags), .column = "g.name_folded",
		.shown = "g.name", .joins = tag_joins,
	},
};
static const struct field facet_filters[] = {
	ENTRY_FILTERS, TAG_FILTER, FACETS_ASKED(struct entry_filter, facets, facet_names), { 0 }
};
const struct record entry_facet_filter = {
	.size = sizeof(struct entry_filter), .fields = FIELDS(facet_filters),
	.whole = &entry_filter,
};

/* The item of an entry, and the user's rating of it. */
#define ITEM_JOIN " JOIN media_items m ON m.key = t.media_key"
#define RATING_JOIN " LEFT JOIN ratings r ON r.media_key = t.media_key AND r.user_key = t.user_key"

/*
 * Only the joins that the filters need: counting is done on every list. Rows are counted here as
 * SQLite reads them: for GROUP BY it would sort them first.
 */
static enum status
count_entries(const struct call *call, const struct sql *where, const char *joins,
	struct entry_counts *out)
{
	STMT_AUTO stmt = NULL;
	struct sql sql;
	enum status rc;

	*out = (struct entry_counts){ { 0 } };
	sql_init_for(&sql, call->arena, where);
	sql_add(&sql, "SELECT t.status FROM entries t");
	sql_add(&sql, joins);
	sql_add_where(&sql, where);
	rc = db_query(call->db, &stmt, sql.text.data, sql.args, sql.count);
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc)
			out->of[stmt_word(stmt, 0, entry_statuses)]++;
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}

/* Of a copy of those formats and platforms, or of any, or of none. */
static void
add_copies(struct sql *where, struct arena *arena, const struct entry_filter *filter)
{
	struct sql copies;

	sql_init(&copies, arena);
	filter_add(&copies, arena, &copy_filter, filter);
	if (!filter->owned && !copies.count)
		return;
	sql_open(where, filter->owned == NO ? "NOT EXISTS (SELECT 1 FROM copies o"
		: "EXISTS (SELECT 1 FROM copies o");
	sql_condition(where, "o.user_key = t.user_key");
	sql_condition(where, "o.media_key = t.media_key");
	filter_add(where, arena, &copy_filter, filter);
	sql_close(where);
}

/*
 * The user's entries, with one of the tags that were asked for. These lead to the entries: whose
 * they are is then asked of each (the plus keeps SQLite from going through all of the user's), and
 * so of those whose keys are known. Where so many have one that the first in an order are soon
 * found, each is asked for its tags.
 */
static void
add_own(const struct call *call, const struct entry_filter *filter, bool are_common,
	struct sql *where)
{
	struct value keys[ENTRY_KEYS];
	struct sql tags;

	sql_init(&tags, call->arena);
	filter_add(&tags, call->arena, &tagged_filter, filter);
	sql_and(where, (tags.count && !are_common) || filter->key_count ? "+t.user_key = $$"
		: "t.user_key = $$", value_int(call->user->key));
	for (int i = 0; i < filter->key_count; i++)
		keys[i] = value_int(filter->keys[i]);
	if (filter->key_count)
		sql_in(where, "t.key", keys, filter->key_count);
	if (!tags.count)
		return;
	sql_open(where, are_common ? "EXISTS (SELECT 1 FROM entry_tags g"
		: "t.key IN (SELECT g.entry_key FROM entry_tags g");
	sql_and(where, "g.user_key = $$", value_int(call->user->key));
	if (are_common)
		sql_condition(where, "g.entry_key = t.key");
	filter_add(where, call->arena, &tagged_filter, filter);
	sql_close(where);
}

/*
 * The conditions of all that was asked for, but of statuses and copies, and the joins that they
 * need.
 */
static enum status
add_conditions(const struct call *call, const struct entry_filter *filter, bool are_common,
	struct sql *where, const char **joins)
{
	const bool is_by_rating = filter->rated || filter->rating_min.count != INT_NONE
		|| filter->rating_max.count != INT_NONE;
	const char *q = text_fold(call->arena, filter->item.q);
	size_t before;
	enum status rc;

	sql_init(where, call->arena);
	add_own(call, filter, are_common, where);
	before = where->text.length;
	filter_add(where, call->arena, &entry_filter, filter);
	if (q && *q)
		sql_and(where, media_contains(call, "m"), value_text(q));
	rc = media_add_filters(call, where, &filter->item);
	*joins = is_by_rating ? ITEM_JOIN RATING_JOIN
		: where->text.length > before ? ITEM_JOIN : "";
	return rc;
}

/*
 * Whether a page of what has a tag is found sooner in the order that the shelf has by itself, where
 * about entries / total are gone through for each, than by reading and sorting all that has it.
 */
static enum status
are_soon_found(const struct call *call, const struct entry_filter *filter, const struct page *page,
	int64_t total, bool *out)
{
	const struct value user = value_int(call->user->key);
	const int64_t wanted = page->page * page->page_size;
	int64_t entries = 0;
	enum status rc;

	*out = false;
	if (!filter->tags.count || total <= wanted
	    || (filter->sort && filter->sort != SORT_UPDATED_DESC
	    && filter->sort != SORT_UPDATED_ASC))
		return OK;
	rc = db_number(call->db, "SELECT count(*) FROM entries t WHERE t.user_key = $1", &user, 1,
		&entries);
	*out = (double)entries * (double)wanted < (double)total * (double)total;
	return rc;
}

/* How many there are by statuses, how many of the ones asked for, and whether they are common. */
static enum status
count_all(const struct call *call, const struct entry_filter *filter, const struct page *page,
	const struct sql *where, const char *joins, struct entry_counts *out, int64_t *total,
	bool *are_common)
{
	enum status rc = count_entries(call, where, joins, out);

	for (int status = TO_DO; status <= DROPPED && !rc; status++)
		if (!filter->statuses || filter->statuses >> status & 1)
			*total += out->of[status];
	return rc ? rc : are_soon_found(call, filter, page, *total, are_common);
}

enum status
entry_list(const struct call *call, const struct record *record, const struct entry_filter *filter,
	const struct page *page, struct rows *out, struct entry_counts *counts)
{
	const char *order = orders[filter->sort ? filter->sort : SORT_UPDATED_DESC];
	struct entry_counts all = { { 0 } };
	int64_t total = 0;
	struct sql where;
	const char *joins;
	bool are_common = false;
	enum status rc = add_conditions(call, filter, false, &where, &joins);

	if (rc)
		return rc;
	add_copies(&where, call->arena, filter);
	if (!page->walk)
		rc = count_all(call, filter, page, &where, joins, &all, &total, &are_common);
	if (!rc && are_common)
		rc = add_conditions(call, filter, true, &where, &joins);
	if (!rc && are_common)
		add_copies(&where, call->arena, filter);
	filter_add(&where, call->arena, &status_filter, filter);
	if (!rc)
		rc = store_list(call->db, call->arena, record, &where, order, page, out);
	if (rc)
		return rc;
	out->total = total;
	for (int i = 0; i < out->count; i++)
		ROW(out, struct entry, i)->user_id = call->user->id;
	if (counts)
		*counts = all;
	return OK;
}

/* Where copies are counted, it is those that pass; elsewhere titles that have such a copy. */
static enum status
add_facet_conditions(const struct call *call, const struct facet *facet, const void *asked,
	struct sql *where, const char **joins)
{
	const struct entry_filter *filter = asked;
	enum status rc = add_conditions(call, filter, false, where, joins);

	if (!facet && !**joins)
		*joins = ITEM_JOIN;
	filter_add(where, call->arena, &status_filter, filter);
	if (!facet || facet->joins != copy_joins || filter->owned == NO)
		add_copies(where, call->arena, filter);
	else
		filter_add(where, call->arena, &copy_filter, filter);
	return rc;
}

enum status
entry_facets(const struct call *call, const struct entry_filter *filter, struct facets *out)
{
	const struct facet_source source = {
		.from = "entries t", .order = "t.media_key",
		.facets = facets, .names = facet_names, .filter = &entry_filter,
		.where = add_facet_conditions,
	};

	return facets_read(call, &source, &filter->facets, filter, out);
}

