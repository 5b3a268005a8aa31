/* Lists of the collection's copies, and what they are narrowed by. */
#include "copy.h"
#include "checks.h"
#include "day.h"
#include "filter.h"
#include "rating.h"
#include "text.h"
#include "uuid.h"

#include <string.h>

/* What has no place, day or price comes last. Prices are compared within a currency. */
#define SORTS(SORT) \
	SORT(ADDED_DESC, "added_desc", "t.key DESC") \
	SORT(TITLE_ASC, "title_asc", "m.title_folded, t.key") \
	SORT(LOCATION_ASC, "location_asc", \
		"t.location_folded NULLS LAST, m.title_folded, t.key") \
	SORT(DUE_ASC, "due_asc", "t.due_on NULLS LAST, t.lent_on NULLS LAST, t.key DESC") \
	SORT(PRICE_DESC, "price_desc", "t.currency NULLS LAST, t.price DESC, t.key DESC")

#define SORT_VALUE(value, name, order) SORT_##value,
#define SORT_NAME(value, name, order) { name, SORT_##value },
#define SORT_ORDER(value, name, order) [SORT_##value] = (order),
enum sort { SORT_NONE, SORTS(SORT_VALUE) };
static const struct word_name sorts[] = { SORTS(SORT_NAME) { NULL, 0 } };
static const char *const orders[] = { SORTS(SORT_ORDER) };

static const char *const lent_conditions[] = {
	[YES] = "t.whereabouts = 'lent'", [NO] = "t.whereabouts <> 'lent'",
};

/* The user's, of the item. */
#define RATING "(SELECT r.value FROM ratings r WHERE r.media_key = t.media_key " \
	"AND r.user_key = t.user_key)"
static const char *const rated_conditions[] = {
	[YES] = RATING " IS NOT NULL", [NO] = RATING " IS NULL",
};
/* What lists of titles ask: copies are. */
static const char *const owned_conditions[] = { [YES] = NULL, [NO] = "t.key < 0" };

static const char *const of_season_conditions[] = {
	[YES] = "t.season IS NOT NULL", [NO] = "t.season IS NULL",
};

/* The next of several ids with commas between; NULL at the end. */
static const char *
next_id(struct arena *arena, const char **rest)
{
	const size_t length = strcspn(*rest, ",");
	const char *id = **rest ? arena_copy(arena, *rest, length) : NULL;

	*rest += length + ((*rest)[length] == ',');
	return id;
}

static const char *
are_ids(struct arena *arena, const char *text, const char **message)
{
	const char *rest = text, *id;
	int count = 0;

	while ((id = next_id(arena, &rest)))
		if (++count > COPY_IDS || !uuid_valid(id)) {
			*message = arena_printf(arena, "must be at most %d ids with commas "
				"between", COPY_IDS);
			return NULL;
		}
	return text;
}

static void
add_ids(const struct call *call, const char *ids, struct sql *where)
{
	struct value values[COPY_IDS];
	const char *id;
	int count = 0;

	while (ids && count < COPY_IDS && (id = next_id(call->arena, &ids)))
		values[count++] = value_text(id);
	if (count)
		sql_in(where, "t.id", values, count);
}

#define COPY_FILTERS \
	FIELD_AS(struct copy_filter, item.q, "q", 0, .max = 500, .label = "Search"), \
	FIELD(struct copy_filter, whereabouts, MANY, .words = copy_whereabouts, \
		.label = "Where", .condition = "t.whereabouts"), \
	FIELD(struct copy_filter, location, FOLDED, .check = is_place, .label = "Place", \
		.condition = "(t.location_folded = $$ OR (t.location_folded >= $$ || '/' " \
			"AND t.location_folded < $$ || '0'))"), \
	FIELD_AS(struct copy_filter, formats, "format", MANY | FOLDED, .max = 50, \
		.most = FILTER_TEXTS, .condition = "t.format_folded = $$"), \
	FIELD_AS(struct copy_filter, platforms, "platform", MANY | FOLDED, .max = 100, \
		.most = FILTER_TEXTS, .condition = "t.platform_folded = $$"), \
	FIELD_AS(struct copy_filter, conditions, "condition", MANY | FOLDED, .max = 50, \
		.most = FILTER_TEXTS, .condition = "t.condition_folded = $$"), \
	FIELD(struct copy_filter, currency, 0, .check = is_currency, \
		.condition = "t.currency = $$"), \
	FIELD(struct copy_filter, lent, 0, .words = yes_or_no, .conditions = lent_conditions), \
	FIELD(struct copy_filter, overdue, 0, .words = yes_or_no), \
	ITEM_TYPES(struct copy_filter, item., "t"), \
	FIELD_AS(struct copy_filter, statuses, "status", MANY, .words = entry_statuses, \
		.condition = "(SELECT e.status FROM entries e WHERE e.user_key = t.user_key " \
			"AND e.media_key = t.media_key)"), \
	FIELD(struct copy_filter, rating_min, 0, .min = RATING_LEAST, .max = RATING_MOST, \
		.condition = RATING " >= $$"), \
	FIELD(struct copy_filter, rating_max, 0, .min = RATING_LEAST, .max = RATING_MOST, \
		.condition = RATING " <= $$"), \
	FIELD(struct copy_filter, rated, 0, .words = yes_or_no, .conditions = rated_conditions), \
	FIELD(struct copy_filter, owned, UNASKED, .words = yes_or_no, \
		.conditions = owned_conditions), \
	ITEM_CREATORS(struct copy_filter, item., "creator"), \
	ITEM_FILTERS(struct copy_filter, item., "m"), \
	FIELD(struct copy_filter, of_season, HIDDEN, .words = yes_or_no, \
		.conditions = of_season_conditions), \
	FIELD(struct copy_filter, ids, UNASKED, .max = 4000, .check = are_ids), \
	FIELD(struct copy_filter, media_id, UNASKED, .check = is_id, \
		.condition = "t.media_key = (SELECT k.key FROM media_items k WHERE k.id = $$)"), \
	FIELD(struct copy_filter, sort, 0, .words = sorts)

static const struct field filters[] = { COPY_FILTERS, { 0 } };
const struct record copy_filter = {
	.size = sizeof(struct copy_filter), .fields = FIELDS(filters),
};

enum {
	FACET_FORMATS = 1, FACET_PLATFORMS, FACET_TYPES, FACET_LOCATIONS, FACET_CONDITIONS,
	FACET_WHEREABOUTS, FACET_VALUE,
};
const char copy_facet_whereabouts[] = "whereabouts", copy_facet_value[] = "value";
static const struct word_name facet_names[] = {
	{ "formats", FACET_FORMATS }, { "platforms", FACET_PLATFORMS }, { "types", FACET_TYPES },
	{ "locations", FACET_LOCATIONS }, { "conditions", FACET_CONDITIONS },
	{ copy_facet_whereabouts, FACET_WHEREABOUTS }, { copy_facet_value, FACET_VALUE },
	{ NULL, 0 },
};
/* All of these are columns of one index, which is walked in its order. */
static const struct facet facets[] = {
	[FACET_FORMATS] = {
		.filter = offsetof(struct copy_filter, formats), .column = "t.format",
		.is_written = true,
	},
	[FACET_PLATFORMS] = {
		.filter = offsetof(struct copy_filter, platforms), .column = "t.platform",
		.is_written = true,
	},
	[FACET_TYPES] = ITEM_FACET_TYPES(struct copy_filter, item., "t"),
	[FACET_LOCATIONS] = {
		.filter = offsetof(struct copy_filter, location), .column = "t.location",
		.is_written = true, .is_path = true, .order = BY_NAME, .most = 1000,
	},
	[FACET_CONDITIONS] = {
		.filter = offsetof(struct copy_filter, conditions), .column = "t.condition",
		.is_written = true,
	},
	[FACET_WHEREABOUTS] = {
		.filter = offsetof(struct copy_filter, whereabouts), .column = "t.whereabouts",
	},
	[FACET_VALUE] = {
		.filter = offsetof(struct copy_filter, currency), .column = "t.currency",
		.sum = "t.price", .order = BY_NAME,
	},
};
static const struct field facet_filters[] = {
	COPY_FILTERS, FACETS_ASKED(struct copy_filter, facets, facet_names), { 0 }
};
const struct record copy_facet_filter = {
	.size = sizeof(struct copy_filter), .fields = FIELDS(facet_filters), .whole = &copy_filter,
};

/* The conditions of all that was asked for, and the join that they need. */
static enum status
add_conditions(const struct call *call, const struct facet *facet, const void *asked,
	struct sql *where, const char **joins)
{
	const struct copy_filter *filter = asked;
	const char *q = text_fold(call->arena, filter->item.q);
	enum status rc;

	(void)facet;
	sql_init(where, call->arena);
	sql_and(where, "t.user_key = $$", value_int(call->user->key));
	add_ids(call, filter->ids, where);
	filter_add(where, call->arena, &copy_filter, filter);
	if (filter->overdue)
		sql_and(where, filter->overdue == YES ? "t.whereabouts = 'lent' AND t.due_on < $$"
			: "coalesce(t.due_on, '~') >= $$", value_text(day_today(call->arena)));
	if (q && *q)
		sql_and(where, arena_printf(call->arena, "(lower(t.barcode) = $$ OR %s)",
			media_contains(call, "m")), value_text(q));
	rc = media_add_filters(call, where, &filter->item);
	*joins = strstr(where->text.data, "m.") ? " JOIN media_items m ON m.key = t.media_key" : "";
	return rc;
}

static enum status
count_copies(const struct call *call, const struct copy_filter *filter, int64_t *out)
{
	struct sql where;
	const char *joins;
	enum status rc = add_conditions(call, NULL, filter, &where, &joins);
	const struct record counted = { .table = "copies", .joins = joins };

	return rc ? rc : store_count(call->db, call->arena, &counted, &where, out);
}

/* What was asked for, of items of a type only. */
static struct copy_filter
of_type(enum media_type type, const struct copy_filter *filter)
{
	struct copy_filter typed = *filter;

	if (type) {
		typed.item.types = 1u << type;
		typed.facets.kept = 1u << FACET_TYPES;
	}
	return typed;
}

enum status
copy_list(const struct call *call, enum media_type type, const struct copy_filter *filter,
	const struct page *page, struct rows *out)
{
	const struct copy_filter typed = of_type(type, filter);
	struct sql where;
	const char *joins;
	int64_t total = 0;
	enum status rc = page->walk ? OK : count_copies(call, &typed, &total);

	if (!rc)
		rc = add_conditions(call, NULL, &typed, &where, &joins);
	if (!rc)
		rc = store_list(call->db, call->arena, &copy_whole, &where,
			orders[filter->sort ? filter->sort : SORT_ADDED_DESC], page, out);
	if (!rc)
		out->total = total;
	return rc;
}

/* How many are lent, or overdue. */
static enum status
count_lent(const struct call *call, struct copy_filter filter, bool are_overdue, int64_t *out)
{
	filter.whereabouts = 1u << COPY_LENT;
	filter.lent = 0;
	filter.overdue = are_overdue ? YES : 0;
	return count_copies(call, &filter, out);
}

enum status
copy_facets(const struct call *call, enum media_type type, const struct copy_filter *filter,
	struct copy_facets *out)
{
	const struct copy_filter typed = of_type(type, filter);
	const struct facet_source source = {
		.from = "copies t", .are_alike = true, .facets = facets, .names = facet_names,
		.filter = &copy_filter, .where = add_conditions,
	};
	enum status rc = facets_read(call, &source, &typed.facets, &typed, &out->by);

	if (!rc)
		rc = count_lent(call, typed, false, &out->lent);
	return rc ? rc : count_lent(call, typed, true, &out->overdue);
}
