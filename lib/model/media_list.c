/* Lists of the catalogue: what can be asked for, and the SQL of it. */
#include "media.h"
#include "checks.h"
#include "filter.h"
#include "text.h"

#include <string.h>

enum { CURATED_YES = 1, CURATED_NO, CURATED_ALL };
enum sort {
	SORT_LATEST = 1, SORT_TITLE_ASC, SORT_TITLE_DESC, SORT_RELEASE_ASC, SORT_RELEASE_DESC,
	SORT_RATING,
	SORT_REVIEWS, SORT_RANK, SORT_OLDEST,
};

const struct word_name media_sorts[] = {
	{ "title_asc", SORT_TITLE_ASC }, { "title_desc", SORT_TITLE_DESC },
	{ "release_asc", SORT_RELEASE_ASC },
	{ "release_desc", SORT_RELEASE_DESC }, { "rating_desc", SORT_RATING },
	{ "top", SORT_RATING },
	{ "reviews_desc", SORT_REVIEWS }, { "reviews", SORT_REVIEWS },
	{ "uploaded_desc", SORT_LATEST },
	{ "latest", SORT_LATEST }, { "uploaded_asc", SORT_OLDEST }, { "rank", SORT_RANK },
	{ "rank_asc", SORT_RANK }, { NULL, 0 },
};

/*
 * Each order is one index, read from either end; nulls come last, ties fall to the key. Where an
 * engine puts them is never asked.
 */
static const char *const orders[] = {
	[SORT_LATEST] = "t.key DESC",
	[SORT_OLDEST] = "t.key",
	[SORT_TITLE_ASC] = "t.title_folded, t.key",
	[SORT_TITLE_DESC] = "t.title_folded DESC, t.key DESC",
	[SORT_RELEASE_ASC] = "coalesce(t.pub_date, '~'), t.key",
	[SORT_RELEASE_DESC] = "coalesce(t.pub_date, '') DESC, t.key DESC",
	[SORT_RATING] = "coalesce(t.average_rating, 0) DESC, t.key DESC",
	[SORT_REVIEWS] = "t.review_count DESC, t.key DESC",
	[SORT_RANK] = "coalesce(t.rank, 9000000000000000), t.key DESC",
};

static const struct word_name scopes[] = {
	{ "all", SCOPE_ALL }, { "mine", SCOPE_MINE, "Added by me" },
	{ "not_mine", SCOPE_NOT_MINE, "Added by others" },
	{ "shelf", SCOPE_SHELF, "On my shelf" },
	{ "collection", SCOPE_COLLECTION, "In my collection" }, { NULL, 0 },
};
static const struct word_name curations[] = {
	{ "true", CURATED_YES, "Yes" }, { "1", CURATED_YES },
	{ "false", CURATED_NO, "No" }, { "0", CURATED_NO },
	{ "all", CURATED_ALL }, { NULL, 0 },
};
static const char *const curation_conditions[] = {
	[CURATED_YES] = "t.curated = 1", [CURATED_NO] = "t.curated = 0", [CURATED_ALL] = NULL,
};

enum { FACET_TYPES = 1, FACET_GENRES, FACET_DECADES, FACET_CREATORS, FACET_LETTERS };
static const struct word_name facet_names[] = {
	{ "types", FACET_TYPES }, { "genres", FACET_GENRES }, { "decades", FACET_DECADES },
	{ "creators", FACET_CREATORS }, { "letters", FACET_LETTERS }, { NULL, 0 },
};
static const struct facet facets[] = {
	[FACET_TYPES] = ITEM_FACET_TYPES(struct media_filter, , "t"),
	[FACET_GENRES] = ITEM_FACET_GENRES(struct media_filter, , "t"),
	[FACET_DECADES] = ITEM_FACET_DECADES(struct media_filter, , "t"),
	[FACET_CREATORS] = ITEM_FACET_CREATORS(struct media_filter, , "t"),
	[FACET_LETTERS] = ITEM_FACET_LETTERS(struct media_filter, , "t"),
};

/* What all doors of the catalogue take, but for types and creators. */
#define CATALOGUE_FILTERS \
	FIELD(struct media_filter, q, 0, .max = 500, .label = "Search"), \
	ITEM_FILTERS(struct media_filter, , "t"), \
	FIELD(struct media_filter, stars, 0, .min = 0, .max = 5, .label = "Stars at least", \
		.condition = "coalesce(t.average_rating, 0) >= $$ - 0.5"), \
	FIELD(struct media_filter, sort, 0, .words = media_sorts)
#define MEDIA_FILTERS \
	ITEM_TYPES(struct media_filter, , "t"), \
	CATALOGUE_FILTERS, \
	ITEM_CREATORS(struct media_filter, , "creator"), \
	FIELD(struct media_filter, isbn, 0, .check = is_isbn, .condition = "t.isbn = $$", \
		.label = "ISBN"), \
	FIELD(struct media_filter, source, 0, .words = media_sources, \
		.condition = "t.source = $$"), \
	FIELD(struct media_filter, curated, 0, .words = curations, \
		.conditions = curation_conditions), \
	FIELD(struct media_filter, scope, 0, .words = scopes, .label = "Whose")

static const struct field media_filters[] = { MEDIA_FILTERS, { 0 } };
const struct record media_filter = {
	.size = sizeof(struct media_filter), .fields = FIELDS(media_filters),
};

static const struct field media_facet_filters[] = {
	MEDIA_FILTERS, FACETS_ASKED(struct media_filter, facets, facet_names), { 0 }
};
const struct record media_facet_filter = {
	.size = sizeof(struct media_filter), .fields = FIELDS(media_facet_filters),
};

static const struct field book_filters[] = {
	CATALOGUE_FILTERS,
	ITEM_CREATORS(struct media_filter, , "author"),
	FIELD(struct media_filter, isbn, 0, .check = is_isbn, .label = "ISBN"),
	FIELD(struct media_filter, curated, 0, .words = curations),
	{ 0 }
};
const struct record book_filter = {
	.size = sizeof(struct media_filter), .fields = FIELDS(book_filters),
	.whole = &media_filter,
};

static const struct field movie_filters[] = {
	CATALOGUE_FILTERS,
	ITEM_CREATORS(struct media_filter, , "director"),
	FIELD(struct media_filter, scope, 0, .words = scopes, .label = "Whose"),
	{ 0 }
};
const struct record movie_filter = {
	.size = sizeof(struct media_filter), .fields = FIELDS(movie_filters),
	.whole = &media_filter,
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
add_search(const struct call *call, struct sql *where, const char *folded)
{
	if (!folded)
		return;
	if (text_length(folded) >= 3)
		sql_and(where, db_search_condition(call->db, call->arena, &media_search, NULL),
			value_text(db_search_phrase(call->db, call->arena, folded)));
	else
		sql_and(where, media_contains(call, "t"), value_text(folded));
}

/*
 * Texts with several names in them have commas between, as "Terry Pratchett, Neil Gaiman": such a
 * column with a comma before, behind and between all, so that ",name," is in it.
 */
static const char *
condition_of_name(const struct call *call, const char *column)
{
	const char *names = arena_printf(call->arena,
		"(',' || replace(replace(%s, ', ', ','), ' ,', ',') || ',')", column);

	return db_contains(call->db, call->arena, names, "$$");
}

/* What is looked for there, of one name or several: ",one,two,". */
static const char *
sought_name(struct arena *arena, const char *folded)
{
	char *name = arena_printf(arena, ",%s,", folded), *to = name;

	for (const char *p = name; *p; p++) {
		bool is_beside = *p == ' ' && (p[1] == ',' || to[-1] == ',');

		if (!is_beside)
			*to++ = *p;
	}
	*to = '\0';
	return name;
}

#define GENRES "WITH RECURSIVE known (name) AS (" \
	"SELECT min(genre_folded) FROM media_items UNION ALL " \
	"SELECT (SELECT min(g.genre_folded) FROM media_items g " \
		"WHERE g.genre_folded > known.name) FROM known " \
		"WHERE known.name IS NOT NULL) SELECT known.name FROM known"

/* The texts, folded; those that are nothing then are left out. */
static int
fold_texts(struct arena *arena, const struct texts *texts, const char *out[FILTER_TEXTS])
{
	int count = 0;

	for (int i = 0; i < texts->count && count < FILTER_TEXTS; i++) {
		out[count] = searched_text(arena, texts->list[i]);
		if (out[count])
			count++;
	}
	return count;
}

static void
add_genre_names(const struct call *call, struct sql *where, const char *column,
	const char *const genres[], int count)
{
	const char *condition = count ? condition_of_name(call, column) : NULL;

	for (int i = 0; i < count; i++) {
		if (i)
			sql_add(where, " OR ");
		else
			sql_condition(where, "(");
		sql_add_value(where, condition,
			value_text(sought_name(call->arena, genres[i])));
	}
	if (count)
		sql_add(where, ")");
}

/*
 * One of the genres that an item of the catalogue has. All that there are get looked at, by one
 * step in their index for each. Where that many items have one of them that the first in some other
 * order are soon found, their index is of no use: each would be read, to be sorted.
 */
static void
add_catalogue_genres(const struct call *call, struct sql *where, const struct texts *texts,
	bool are_common)
{
	const char *genres[FILTER_TEXTS];
	int count = fold_texts(call->arena, texts, genres);

	if (!count)
		return;
	sql_open(where, are_common ? "coalesce(t.genre_folded, '') IN (" GENRES
		: "t.genre_folded IN (" GENRES);
	add_genre_names(call, where, "known.name", genres, count);
	sql_close(where);
}

/* Adds that one of an item's creators is called so, or that the text is in what they are called. */
static void
add_creator(const struct call *call, struct sql *where, const char *alias, const char *folded,
	bool is_exact)
{
	const char *column = arena_printf(call->arena, "%s.creator_folded", alias);
	const bool is_indexed = !strcmp(alias, "t") && text_length(folded) >= 3;

	if (is_indexed)
		sql_add_value(where, db_search_condition(call->db, call->arena, &media_search,
			"creator_folded"),
			value_text(db_search_phrase(call->db, call->arena, folded)));
	if (is_indexed && is_exact)
		sql_add(where, " AND ");
	if (is_exact)
		sql_add_value(where, condition_of_name(call, column),
			value_text(sought_name(call->arena, folded)));
	else if (!is_indexed)
		sql_add_value(where, db_contains(call->db, call->arena, column, "$$"),
			value_text(folded));
}

/* Whether any creator in the catalogue is called so. */
static enum status
find_creator(const struct call *call, const char *folded, bool *out)
{
	struct sql sql;
	int64_t key;
	enum status rc;

	sql_init(&sql, call->arena);
	sql_add(&sql, "SELECT t.key FROM media_items t");
	sql_condition(&sql, "");
	add_creator(call, &sql, "t", folded, true);
	sql_add(&sql, " ORDER BY t.key LIMIT 1");
	rc = db_number(call->db, sql.text.data, sql.args, sql.count, &key);
	*out = !rc;
	return rc == ERR_NOT_FOUND ? OK : rc;
}

/*
 * A text that some creator is called is that name, as facets have it, and nobody's whose name has
 * it in it; any other is looked for in names.
 */
static enum status
add_creators(const struct call *call, struct sql *where, const char *alias,
	const struct texts *texts)
{
	const char *creators[FILTER_TEXTS];
	int count = fold_texts(call->arena, texts, creators);
	enum status rc = OK;

	for (int i = 0; i < count && !rc; i++) {
		bool is_exact;

		rc = find_creator(call, creators[i], &is_exact);
		if (rc)
			break;
		if (i)
			sql_add(where, " OR ");
		else
			sql_condition(where, "(");
		add_creator(call, where, alias, creators[i], is_exact);
	}
	if (count)
		sql_add(where, ")");
	return rc;
}

/* Titles that begin with a letter are neighbours in their index; # are those before and behind. */
static void
add_letter(const struct call *call, struct sql *where, const char *alias, const char *letter)
{
	const char *title = arena_printf(call->arena, "%s.title_folded", alias);

	if (*letter == '#')
		sql_condition(where, arena_printf(call->arena, "(%s < 'a' OR %s >= '{')", title,
			title));
	else
		sql_and(where, arena_printf(call->arena,
			"%s >= $$ AND %s < $$ || '\xf4\x8f\xbf\xbf'", title, title),
			value_text(letter));
}

enum status
media_add_filters(const struct call *call, struct sql *where, const struct media_filter *filter)
{
	const char *genres[FILTER_TEXTS];

	if (filter->letter)
		add_letter(call, where, "m", filter->letter);
	add_genre_names(call, where, "m.genre_folded", genres,
		fold_texts(call->arena, &filter->genres, genres));
	return add_creators(call, where, "m", &filter->creators);
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

/* What only some doors ask. Nobody has no reviews to tell by. */
static void
add_rest(struct sql *where, const struct media_filter *filter, const struct user *user)
{
	const bool is_mine = filter->reviewed == SCOPE_MINE;

	if (filter->stars_least.count > 0)
		sql_and(where, "coalesce(t.average_rating, 0) >= $$ / 2.0",
			value_int(filter->stars_least.count));
	if (user && (is_mine || filter->reviewed == SCOPE_NOT_MINE))
		sql_and(where, is_mine
			? "t.key IN (SELECT media_key FROM reviews WHERE user_key = $$)"
			: "NOT EXISTS (SELECT 1 FROM reviews WHERE media_key = t.key "
				"AND user_key = $$)",
			value_int(user->key));
}

/* The conditions of all that was asked for. ERR_AUTH when it needs a user. */
static enum status
add_conditions(const struct call *call, const void *asked, bool are_common, struct sql *where)
{
	struct media_filter filter = *(const struct media_filter *)asked;
	enum status rc;

	sql_init(where, call->arena);
	if (call->user)
		where->joined = value_int(call->user->key);
	if (!filter.stars)	/* all of them */
		filter.stars = INT_NONE;
	filter_add(where, call->arena, &media_filter, &filter);
	add_search(call, where, searched_text(call->arena, filter.q));
	if (filter.letter)
		add_letter(call, where, "t", filter.letter);
	add_catalogue_genres(call, where, &filter.genres, are_common);
	add_rest(where, &filter, call->user);
	rc = add_creators(call, where, "t", &filter.creators);
	return rc ? rc : add_scope(where, filter.scope, call->user);
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
count_media(const struct call *call, const struct sql *where, word types, int64_t *out)
{
	/* its joins would be done for each */
	static const struct record items = { .table = "media_items" };
	struct media_filter whole;
	struct sql sql, types_only;

	record_clear(&media_filter, &whole);
	whole.types = types;
	sql_init(&types_only, call->arena);
	filter_add(&types_only, call->arena, &media_filter, &whole);
	if (where->text.length != types_only.text.length)
		return store_count(call->db, call->arena, &items, where, out);
	sql_init_for(&sql, call->arena, where);
	sql_add(&sql, "SELECT sum(items) FROM media_types t");
	sql_add_where(&sql, where);
	return db_number(call->db, sql.text.data, sql.args, sql.count, out);
}

/*
 * Whether a page of `total` items is found sooner in the order they are listed in, where about
 * items / total are gone through for each, than by reading and sorting them all.
 */
static enum status
are_soon_found(const struct call *call, const struct page *page, int64_t total, bool *out)
{
	int64_t items = 0;
	enum status rc = media_count(call->db, &items);

	*out = (double)items * (double)(page->page * page->page_size)
		< (double)total * (double)total;
	return rc;
}

enum status
media_list(const struct call *call, const struct media_filter *filter, const struct page *page,
	struct rows *out)
{
	const struct record *view = call->user ? &media_my_view : &media_view;
	const char *order = orders[filter->sort ? filter->sort : SORT_LATEST],
		*q = searched_text(call->arena, filter->q);
	struct sql where;
	int64_t total = 0;
	bool are_common = false;
	enum status rc = add_conditions(call, filter, false, &where);

	if (!rc && !page->walk)
		rc = count_media(call, &where, filter->types, &total);
	if (!rc && !page->walk && filter->genres.count)
		rc = are_soon_found(call, page, total, &are_common);
	if (!rc && are_common)
		rc = add_conditions(call, filter, true, &where);
	if (!rc && q && !filter->sort)
		order = relevance_order(call, &where, q);
	if (!rc)
		rc = store_list(call->db, call->arena, view, &where, order, page, out);
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
	return add_conditions(call, asked, false, where);
}

enum status
media_facets(const struct call *call, const struct media_filter *filter, struct facets *out)
{
	static const struct facet_source source = {
		.from = "media_items t", .order = "t.key DESC", .facets = facets,
		.names = facet_names, .filter = &media_filter, .where = add_facet_conditions,
	};

	return facets_read(call, &source, &filter->facets, filter, out);
}

enum status
media_count(struct db *db, int64_t *out)
{
	return db_number(db, "SELECT coalesce(sum(items), 0) FROM media_types t", NULL, 0, out);
}
