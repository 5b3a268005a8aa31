/* Lists of the catalogue: what can be asked for, and the SQL of it. */
#include "media.h"
#include "checks.h"
#include "text.h"

#include <string.h>

enum { CURATED_YES = 1, CURATED_NO, CURATED_ALL };
enum sort {
	SORT_LATEST = 1, SORT_TITLE_ASC, SORT_TITLE_DESC, SORT_RELEASE_ASC, SORT_RELEASE_DESC,
	SORT_RATING,
	SORT_REVIEWS, SORT_RANK,
};

static const struct word_name sorts[] = {
	{ "title_asc", SORT_TITLE_ASC }, { "title_desc", SORT_TITLE_DESC },
	{ "release_asc", SORT_RELEASE_ASC },
	{ "release_desc", SORT_RELEASE_DESC }, { "rating_desc", SORT_RATING },
	{ "top", SORT_RATING },
	{ "reviews_desc", SORT_REVIEWS }, { "reviews", SORT_REVIEWS },
	{ "uploaded_desc", SORT_LATEST },
	{ "latest", SORT_LATEST }, { "rank", SORT_RANK }, { NULL, 0 },
};

/*
 * Each order is one index, read from either end; nulls come last, ties fall to the key. Where an
 * engine puts them is never asked.
 */
static const char *const orders[] = {
	[SORT_LATEST] = "t.key DESC",
	[SORT_TITLE_ASC] = "t.title_folded, t.key",
	[SORT_TITLE_DESC] = "t.title_folded DESC, t.key DESC",
	[SORT_RELEASE_ASC] = "coalesce(t.pub_date, '~'), t.key",
	[SORT_RELEASE_DESC] = "coalesce(t.pub_date, '') DESC, t.key DESC",
	[SORT_RATING] = "coalesce(t.average_rating, 0) DESC, t.key DESC",
	[SORT_REVIEWS] = "t.review_count DESC, t.key DESC",
	[SORT_RANK] = "coalesce(t.rank, 9000000000000000), t.key DESC",
};

static const struct word_name scopes[] = {
	{ "all", SCOPE_ALL }, { "mine", SCOPE_MINE }, { "not_mine", SCOPE_NOT_MINE },
	{ "shelf", SCOPE_SHELF },
	{ "collection", SCOPE_COLLECTION }, { NULL, 0 },
};
static const struct word_name curations[] = {
	{ "true", CURATED_YES }, { "1", CURATED_YES }, { "false", CURATED_NO }, { "0", CURATED_NO },
	{ "all", CURATED_ALL }, { NULL, 0 },
};

static const struct field media_filters[] = {
	FIELD(struct media_filter, q, 0, .max = 500),
	FIELD_AS(struct media_filter, types, "type", MANY, .words = media_types,
		.also = { "media_type" }),
	FIELD(struct media_filter, genre, 0, .max = 100),
	FIELD(struct media_filter, creator, 0, .max = 500),
	FIELD(struct media_filter, year, 0, .check = is_year),
	FIELD(struct media_filter, source, 0, .words = media_sources),
	FIELD(struct media_filter, curated, 0, .words = curations),
	FIELD(struct media_filter, stars, 0, .min = 0, .max = 5),
	FIELD(struct media_filter, scope, 0, .words = scopes),
	FIELD(struct media_filter, sort, 0, .words = sorts),
	{ 0 }
};
const struct record media_filter = {
	.size = sizeof(struct media_filter), .fields = FIELDS(media_filters),
};

static const struct field book_filters[] = {
	FIELD(struct media_filter, q, 0, .max = 500),
	FIELD_AS(struct media_filter, creator, "author", 0, .max = 500),
	FIELD(struct media_filter, genre, 0, .max = 100),
	FIELD(struct media_filter, year, 0, .check = is_year),
	FIELD(struct media_filter, isbn, 0, .check = is_isbn),
	FIELD(struct media_filter, stars, 0, .min = 0, .max = 5),
	FIELD(struct media_filter, curated, 0, .words = curations),
	FIELD(struct media_filter, sort, 0, .words = sorts),
	{ 0 }
};
const struct record book_filter = {
	.size = sizeof(struct media_filter), .fields = FIELDS(book_filters),
};

static const struct field movie_filters[] = {
	FIELD(struct media_filter, q, 0, .max = 500),
	FIELD(struct media_filter, stars, 0, .min = 0, .max = 5),
	FIELD(struct media_filter, scope, 0, .words = scopes),
	FIELD(struct media_filter, genre, 0, .max = 100),
	FIELD(struct media_filter, year, 0, .check = is_year),
	FIELD(struct media_filter, sort, 0, .words = sorts),
	{ 0 }
};
const struct record movie_filter = {
	.size = sizeof(struct media_filter), .fields = FIELDS(movie_filters),
};

void
media_filter_type(struct media_filter *filter, enum media_type type, bool curates)
{
	filter->types = 1u << type;
	if (curates && !filter->curated)
		filter->curated = CURATED_YES;
}

/*
 * The folded text to search for; NULL for none, and for one that folds to nothing (accents alone).
 */
static const char *
searched_text(struct arena *arena, const char *text)
{
	const char *folded = text_fold(arena, text);

	return folded && *folded ? folded : NULL;
}

const char *
media_contains(const struct call *call, const char *alias)
{
	const char *title = arena_printf(call->arena, "%s.title_folded", alias);
	const char *creator = arena_printf(call->arena, "%s.creator_folded", alias);

	return arena_printf(call->arena, "(%s OR %s)",
		db_contains(call->db, call->arena, title, "$$"),
		db_contains(call->db, call->arena, creator, "$$"));
}

/*
 * Three characters and more go to the search index, fewer are looked for in every title: a quarter
 * of a second for a million of them.
 */
static void
add_search(const struct call *call, struct sql *where, const char *text, const char *column)
{
	const char *folded = searched_text(call->arena, text), *condition;

	if (!folded)
		return;
	if (text_length(folded) >= 3) {
		condition = db_search_condition(call->db, call->arena, &media_search, column);
		sql_and(where, condition,
			value_text(db_search_phrase(call->db, call->arena, folded)));
		return;
	}
	condition = column ? db_contains(call->db, call->arena, "t.creator_folded", "$$")
		: media_contains(call, "t");
	sql_and(where, condition, value_text(folded));
}

void
media_add_types(struct sql *where, const char *column, word types)
{
	struct value values[MEDIA_GAME];
	int count = 0;

	for (word type = MEDIA_TV_SHOW; type <= MEDIA_GAME; type++)
		if (types >> type & 1)
			values[count++] = value_text(word_text(media_types, type));
	if (count)
		sql_in(where, column, values, count);
}

static enum status
add_scope(struct sql *where, word scope, const struct user *user)
{
	struct value key;

	if (!scope || scope == SCOPE_ALL)
		return OK;
	if (!user)
		return ERR_AUTH;
	key = value_int(user->key);
	switch (scope) {
	case SCOPE_MINE:
		sql_and(where, "t.created_by = $$", key);
		break;
	case SCOPE_NOT_MINE:
		sql_and(where, "(t.created_by IS NULL OR t.created_by <> $$)", key);
		break;
	case SCOPE_SHELF:
		sql_and(where, "t.key IN (SELECT media_key FROM entries WHERE user_key = $$)", key);
		break;
	case SCOPE_COLLECTION:
		sql_and(where, "t.key IN (SELECT media_key FROM copies WHERE user_key = $$)", key);
		break;
	}
	return OK;
}

static void
add_filters(const struct call *call, struct sql *where, const struct media_filter *filter)
{
	add_search(call, where, filter->q, NULL);
	add_search(call, where, filter->creator, "creator_folded");
	if (searched_text(call->arena, filter->genre))
		sql_and(where, "t.genre_folded = $$",
			value_text(searched_text(call->arena, filter->genre)));
	if (filter->isbn)
		sql_and(where, "t.isbn = $$", value_text(filter->isbn));
	if (filter->year) {
		sql_and(where, "coalesce(t.pub_date, '') >= $$", value_text(filter->year));
		sql_and(where, "coalesce(t.pub_date, '') < $$",
			value_text(arena_printf(call->arena, "%s~", filter->year)));
	}
	if (filter->source)
		sql_and(where, "t.source = $$",
			value_text(word_text(media_sources, filter->source)));
	if (filter->curated == CURATED_YES)
		sql_condition(where, "t.curated = 1");
	if (filter->curated == CURATED_NO)
		sql_condition(where, "t.curated = 0");
	if (filter->stars > 0)
		sql_and(where, "coalesce(t.average_rating, 0) >= $$",
			value_real((double)filter->stars - 0.5));
}

/* The title itself, titles that begin so, titles with it, creators with it. */
static const char *
relevance_order(const struct call *call, struct sql *where, const char *folded)
{
	int n = sql_bind(where, value_text(folded));
	const char *contains = db_contains(call->db, call->arena, "t.title_folded",
		arena_printf(call->arena, "$%d", n));

	return arena_printf(call->arena, "CASE WHEN t.title_folded = $%d THEN 0 "
		"WHEN substr(t.title_folded, 1, length($%d)) = $%d THEN 1 "
		"WHEN %s THEN 2 ELSE 3 END, t.rating_count DESC, t.title_folded, t.key",
		n, n, n, contains);
}

/* How many there are, which is known of whole types. */
static enum status
count_media(const struct call *call, const struct sql *where, bool whole_types, int64_t *out)
{
	/* its joins would be done for each */
	static const struct record items = { .table = "media_items" };
	struct sql sql;

	if (!whole_types)
		return store_count(call->db, call->arena, &items, where, out);
	sql_init_for(&sql, call->arena, where);
	sql_add(&sql, "SELECT sum(items) FROM media_types t");
	sql_add_where(&sql, where);
	return db_number(call->db, sql.text.data, sql.args, sql.count, out);
}

enum status
media_list(const struct call *call, const struct media_filter *filter, const struct page *page,
	struct rows *out)
{
	const struct record *view = call->user ? &media_my_view : &media_view;
	const char *order = orders[filter->sort ? filter->sort : SORT_LATEST],
		*q = searched_text(call->arena, filter->q);
	struct sql where;
	size_t types_only;
	int64_t total;
	enum status rc;

	sql_init(&where, call->arena);
	if (call->user)
		where.joined = value_int(call->user->key);
	media_add_types(&where, "t.type", filter->types);
	types_only = where.text.length;
	add_filters(call, &where, filter);
	rc = add_scope(&where, filter->scope, call->user);
	if (!rc)
		rc = count_media(call, &where, where.text.length == types_only, &total);
	if (!rc && q && !filter->sort)
		order = relevance_order(call, &where, q);
	if (!rc)
		rc = store_list(call->db, call->arena, view, &where, order, page, out);
	if (!rc)
		out->total = total;
	return rc;
}

enum status
media_count(struct db *db, int64_t *out)
{
	return db_number(db, "SELECT coalesce(sum(items), 0) FROM media_types", NULL, 0, out);
}
