/*
 * The catalogue: what api.md sections 4 and 8 promise of /media, but for ratings, reviews and
 * pictures.
 */
#include "client.h"
#include "engine.h"
#include "clock.h"

#include <string.h>

static struct arena memory = { .limit = 64 << 20 };

static struct reply *
add(const struct sender *sender, const char *json)
{
	struct reply *r = client_post(sender, &media_app, "/", json);

	ck_assert_msg(r->http == 201, "%s: %s", json, r->body);
	return r;
}

/* The path of a new item. */
static const char *
added(const struct sender *sender, const char *json)
{
	return arena_printf(&memory, "/%s", json_text(add(sender, json), "id"));
}

/* The status, and the first field that an error names. */
static void
assert_answer(const struct reply *r, int http, const char *field)
{
	ck_assert_msg(r->http == http, "%d %s", r->http, r->body);
	if (field)
		ck_assert_str_eq(json_text(r, "error.details[0].field"), field);
}

static const char *
titles(const struct sender *sender, const char *query)
{
	struct reply *r = client_get(sender, &media_app, query);

	ck_assert_msg(r->http == 200, "%s: %s", query, r->body);
	return json_column(r, "media", "title");
}

/*
 * --- what one does with an item ----------------------------------------------------------------
 */

/* An entry, a rating, a review and two copies of the user. */
static void
use(const struct sender *sender, const char *path)
{
	const char *id = path + 1;

	client_post(sender, &usermedia_app, "/",
		arena_printf(&memory, "{\"media_id\":\"%s\",\"progress\":3}", id));
	client_add_rating(sender, id);
	client_sql("UPDATE media_items SET rating_sum = 8, rating_count = 1, average_rating = 4, "
		"review_count = 1 WHERE id = $1", id, NULL);
	client_add_review(sender, id);
	client_add_copy(sender, id);
	client_add_copy(sender, id);
}

START_TEST(an_item_shows_what_who_asks_does_with_it)
{
	const char *path = added(&member, "{\"type\":\"BOOK\",\"title\":\"a\"}");
	struct reply *r = client_get(&other, &media_app, path);

	ck_assert_str_eq(json_text(r, "my"),
		"{\"entry\":null,\"rating\":null,\"review\":null,\"copies\":[]}");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path), "my"), "(none)");
	use(&other, path);
	r = client_get(&other, &media_app, path);
	ck_assert_str_eq(json_text(r, "my.entry.status"), "TO_DO");
	ck_assert_str_eq(json_text(r, "my.entry.media.title"), "a");
	ck_assert_str_eq(json_text(r, "my.entry.user_id"), other.id);
	ck_assert_str_eq(json_text(r, "my.rating"), "4");
	ck_assert_str_eq(json_text(r, "my.review.media_id"), path + 1);
	ck_assert_str_eq(json_text(r, "my.review.user"), arena_printf(&memory,
		"{\"id\":\"%s\",\"username\":\"other\",\"avatar_url\":null}", other.id));
	ck_assert_str_eq(json_text(r, "my.review.content"), "Good");
	ck_assert_str_eq(json_text(r, "my.review.rating"), "4");
	ck_assert_str_eq(json_text(r, "my.review.created_at"), "1970-01-01T00:00:00Z");
	ck_assert_str_eq(json_text(r, "my.review.updated_at"), "1970-01-01T00:01:00Z");
	ck_assert_str_eq(json_text(r, "my.review.id"), json_text(r, "my.entry.review_id"));
	ck_assert_str_eq(json_text(r, "my.copies[1].format"), "DVD");
	ck_assert_str_eq(json_text(r, "my.copies[0].media_id"), path + 1);
	ck_assert_str_eq(json_text(r, "my.copies[0].platform"), "null");
	ck_assert_str_eq(json_text(r, "my.copies[0].user_key"), "(none)");
	ck_assert_str_eq(json_text(r, "my.copies[2]"), "(none)");
	ck_assert_str_eq(json_text(client_get(&member, &media_app, path), "my"),
		"{\"entry\":null,\"rating\":null,\"review\":null,\"copies\":[]}");
}
END_TEST

START_TEST(a_list_shows_my_in_short)
{
	const char *path = added(&member, "{\"type\":\"BOOK\",\"title\":\"a\"}");

	ck_assert_str_eq(json_text(client_get(&other, &media_app, "/"), "media[0].my"),
		"{\"entry_id\":null,\"status\":null,\"progress\":null,\"rating\":null}");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/"), "media[0].my"), "(none)");
	use(&other, path);
	ck_assert_str_eq(json_text(client_get(&other, &media_app, "/"), "media[0].my"),
		arena_printf(&memory,
		"{\"entry_id\":\"%s\",\"status\":\"TO_DO\",\"progress\":3,\"rating\":4}",
		json_text(client_get(&other, &media_app, path), "my.entry.id")));
	ck_assert_str_eq(json_text(client_get(&member, &media_app, "/"), "media[0].my.entry_id"),
		"null");
}
END_TEST

START_TEST(the_tag_follows_what_one_does_with_it)
{
	const char *path = added(&admin, "{\"type\":\"BOOK\",\"title\":\"a\"}");
	const char *const paths[] = { path, "/" };
	const char *before[2];

	for (int i = 0; i < 2; i++)
		before[i] = reply_header(client_get(&other, &media_app, paths[i]), "ETag");
	use(&other, path);
	client_sql("UPDATE media_items SET rating_sum = 0, rating_count = 0, "
		"average_rating = NULL, review_count = 0",
		NULL, NULL);
	for (int i = 0; i < 2; i++)
		ck_assert_str_ne(reply_header(client_get(&other, &media_app, paths[i]), "ETag"),
			before[i]);
	for (int i = 0; i < 2; i++)
		ck_assert_str_eq(reply_header(client_get(&member, &media_app, paths[i]), "ETag"),
			before[i]);
}
END_TEST

START_TEST(answers_that_show_my_are_private)
{
	const char *path = added(&member, "{\"type\":\"BOOK\",\"title\":\"a\"}");
	const char *const paths[] = { path, "/" };

	for (int i = 0; i < 2; i++) {
		ck_assert_str_eq(reply_header(client_get(&nobody, &media_app, paths[i]),
			"Cache-Control"), "no-cache");
		ck_assert_str_eq(reply_header(client_get(&other, &media_app, paths[i]),
			"Cache-Control"),
			"private, no-cache");
	}
}
END_TEST

START_TEST(a_private_catalogue_is_for_members)
{
	const char *path = added(&member, "{\"type\":\"BOOK\",\"title\":\"a\"}");
	const char *const paths[] = { path, "/" };

	client_settings("catalogue = private");
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(client_get(&nobody, &media_app, paths[i])->http, 401);
		ck_assert_int_eq(client_get(&member, &media_app, paths[i])->http, 200);
	}
}
END_TEST

/*
 * --- lists: what passes ------------------------------------------------------------------------
 */

static void
fill_catalogue(void)
{
	static const char *const items[] = {
		"{\"type\":\"BOOK\",\"title\":\"Les Misérables\",\"creator\":\"Victor "
			"Hugo\",\"genre\":\"Roman\","
			"\"pub_date\":\"1862\",\"source\":\"EXTERNAL\"}",
		"{\"type\":\"MOVIE\",\"title\":\"Amélie\",\"creator\":\"Jean-Pierre "
			"Jeunet\",\"genre\":\"Comédie\","
			"\"pub_date\":\"2001-04-25\"}",
		"{\"type\":\"TV_SHOW\",\"title\":\"Война и мир\",\"creator\":\"Сергей "
			"Бондарчук\",\"genre\":\"Drama\","
			"\"pub_date\":\"1966\"}",
		"{\"type\":\"GAME\",\"title\":\"ゼルダの伝説\",\"creator\":\"宮本茂\","
			"\"pub_date\":\"1986-02\"}",
		"{\"type\":\"BOOK\",\"title\":\"Ödön\",\"genre\":\"roman\"}",
		"{\"type\":\"MOVIE\",\"title\":\"Straße 7%\",\"creator\":\"O'Hara_X\","
			"\"pub_date\":\"2001\"}",
	};

	for (int i = 0; i < COUNT(items); i++)
		add(&member, items[i]);
	client_sql("UPDATE media_items SET rating_sum = 10, rating_count = 1, "
		"average_rating = 5, rank = 1 WHERE title LIKE 'Les %'", NULL, NULL);
	client_sql("UPDATE media_items SET rating_sum = 14, rating_count = 2, "
		"average_rating = 3.5, rank = 1, review_count = 2 "
		"WHERE title = $1", "Amélie", NULL);
	client_sql("UPDATE media_items SET rating_sum = 10, rating_count = 2, "
		"average_rating = 2.5, rank = 2 WHERE title = $1", "Straße 7%", NULL);
	client_sql("UPDATE media_items SET review_count = 1, curated = 1 WHERE title = $1", "Ödön",
		NULL);
}

static const struct {
	const char *query, *titles;
} lists[] = {
	/* without a filter: the latest first */
	{ "/", "Straße 7%|Ödön|ゼルダの伝説|Война и мир|Amélie|Les Misérables" },
	/* parts of title or creator, at any length, in any script, without case and accents */
	{ "/?q=miserables", "Les Misérables" }, { "/?q=MISÉRABLES", "Les Misérables" },
	{ "/?q=sérab", "Les Misérables" },
	{ "/?q=É&sort=title_asc", "Amélie|Les Misérables|Straße 7%" },
	{ "/?q=e&type=BOOK", "Les Misérables" },
	{ "/?q=hugo", "Les Misérables" }, { "/?q=ug", "Les Misérables" }, { "/?q=odon", "Ödön" },
	{ "/?q=od", "Ödön" },
	{ "/?q=d", "Ödön" }, { "/?q=strasse", "Straße 7%" }, { "/?q=STRASSE+7", "Straße 7%" },
	{ "/?q=ß", "Straße 7%" },
	{ "/?q=война", "Война и мир" }, { "/?q=МИР", "Война и мир" }, { "/?q=и", "Война и мир" },
	{ "/?q=бондарчук", "Война и мир" }, { "/?q=ゼルダ", "ゼルダの伝説" }, { "/?q=伝説", "ゼルダの伝説" },
	{ "/?q=茂", "ゼルダの伝説" }, { "/?q=s+mis", "Les Misérables" }, { "/?q=hugo+les", "" },
	{ "/?q=nothing", "" },
	/* signs of SQL and of the search's own language are text */
	{ "/?q=%25", "Straße 7%" }, { "/?q=7%25", "Straße 7%" }, { "/?q=_", "Straße 7%" },
	{ "/?q=o'hara", "Straße 7%" },
	{ "/?q=hugo*", "" }, { "/?q=hug%22o", "" }, { "/?q=les+OR+amelie", "" },
	{ "/?q=title_folded:amelie", "" },
	{ "/?q=-pierre", "Amélie" },
	/* a part of the creator alone */
	{ "/?creator=PIERRE", "Amélie" }, { "/?creator=hu", "Les Misérables" },
	{ "/?creator=amelie", "" },
	{ "/?creator=сергей", "Война и мир" },
	/* the whole of the others */
	{ "/?genre=ROMAN", "Ödön|Les Misérables" }, { "/?genre=comedie", "Amélie" },
	{ "/?genre=rom", "" },
	{ "/?year=2001", "Straße 7%|Amélie" }, { "/?year=1986", "ゼルダの伝説" }, { "/?year=1900", "" },
	{ "/?type=GAME", "ゼルダの伝説" }, { "/?type=book&type=TV", "Ödön|Война и мир|Les Misérables" },
	{ "/?media_type=videogame", "ゼルダの伝説" }, { "/?type=serie", "Война и мир" },
	{ "/?source=EXTERNAL", "Les Misérables" }, { "/?source=user_added&type=BOOK", "Ödön" },
	{ "/?curated=true", "Ödön" }, { "/?curated=false&type=BOOK", "Les Misérables" },
	{ "/?curated=all&type=BOOK",
		"Ödön|Les Misérables" },
	{ "/?stars=5", "Les Misérables" }, { "/?stars=4", "Amélie|Les Misérables" },
	{ "/?stars=3", "Straße 7%|Amélie|Les Misérables" }, { "/?stars=0&type=GAME", "ゼルダの伝説" },
	{ "/?q=a&type=MOVIE&year=2001&stars=4&genre=comédie&creator=jeunet&scope=all&"
	  "source=USER_ADDED", "Amélie" },
	/* a repeated one: the last wins */
	{ "/?year=1986&year=2001", "Straße 7%|Amélie" }, { "/?q=hugo&q=odon", "Ödön" },
	{ "/?year=1986&year=", "Straße 7%|Ödön|ゼルダの伝説|Война и мир|Amélie|Les Misérables" },
	/* nothing but white space or accents is no filter */
	{ "/?q=%CC%81", "Straße 7%|Ödön|ゼルダの伝説|Война и мир|Amélie|Les Misérables" },
	{ "/?q=%E2%80%8B&genre=%CC%81", "Straße 7%|Ödön|ゼルダの伝説|Война и мир|Amélie|Les Misérables" },
	{ "/?q=+&creator=%CC%81&genre=%C2%A0",
	  "Straße 7%|Ödön|ゼルダの伝説|Война и мир|Amélie|Les Misérables" },
	/* orders: titles by their folded form, nulls last */
	{ "/?sort=latest&type=BOOK", "Ödön|Les Misérables" },
	{ "/?sort=uploaded_desc&type=BOOK", "Ödön|Les Misérables" },
	{ "/?sort=title_asc", "Amélie|Les Misérables|Ödön|Straße 7%|Война и мир|ゼルダの伝説" },
	{ "/?sort=title_desc", "ゼルダの伝説|Война и мир|Straße 7%|Ödön|Les Misérables|Amélie" },
	{ "/?sort=release_asc", "Les Misérables|Война и мир|ゼルダの伝説|Straße 7%|Amélie|Ödön" },
	{ "/?sort=release_desc", "Amélie|Straße 7%|ゼルダの伝説|Война и мир|Les Misérables|Ödön" },
	{ "/?sort=rating_desc", "Les Misérables|Amélie|Straße 7%|Ödön|ゼルダの伝説|Война и мир" },
	{ "/?sort=TOP", "Les Misérables|Amélie|Straße 7%|Ödön|ゼルダの伝説|Война и мир" },
	{ "/?sort=reviews_desc", "Amélie|Ödön|Straße 7%|ゼルダの伝説|Война и мир|Les Misérables" },
	{ "/?sort=reviews", "Amélie|Ödön|Straße 7%|ゼルダの伝説|Война и мир|Les Misérables" },
	{ "/?sort=rank", "Amélie|Les Misérables|Straße 7%|Ödön|ゼルダの伝説|Война и мир" },
	{ "/?sort=rank&type=MOVIE", "Amélie|Straße 7%" },
	{ "/?q=e&sort=latest", "Straße 7%|Amélie|Les Misérables" },
};

START_TEST(a_list_has_what_was_asked_for_in_the_order_asked_for)
{
	fill_catalogue();
	ck_assert_str_eq(titles(&nobody, lists[_i].query), lists[_i].titles);
	ck_assert_str_eq(titles(&member, lists[_i].query), lists[_i].titles);
}
END_TEST

static const struct {
	const char *sort, *order;
} ties[] = {
	{ "title_asc", "1|2|3" }, { "title_desc", "3|2|1" }, { "release_asc", "1|2|3" },
	{ "release_desc", "3|2|1" },
	{ "rating_desc", "3|2|1" }, { "reviews_desc", "3|2|1" }, { "rank", "3|2|1" },
	{ "latest", "3|2|1" },
};

START_TEST(equal_items_have_a_fixed_order_over_all_pages)
{
	const char *pages = "";
	struct reply *r;

	for (int i = 1; i <= 3; i++)
		add(&member, arena_printf(&memory,
			"{\"type\":\"BOOK\",\"title\":\"same\",\"creator\":\"%d\"}", i));
	for (int i = 1; i <= 3; i++) {
		r = client_get(&nobody, &media_app,
			arena_printf(&memory, "/?page_size=1&page=%d&sort=%s", i, ties[_i].sort));
		pages = arena_printf(&memory, "%s%s%s", pages, i > 1 ? "|" : "",
			json_column(r, "media", "creator"));
	}
	ck_assert_str_eq(pages, ties[_i].order);
}
END_TEST

START_TEST(a_search_shows_the_closest_first)
{
	static const char *const names[] = { "Other", "The Dune", "Dune Messiah", "dûne",
		"Dune Chapterhouse" };

	for (int i = 0; i < COUNT(names); i++)
		add(&member, arena_printf(&memory,
			"{\"type\":\"BOOK\",\"title\":\"%s\",\"creator\":\"%s\"}", names[i],
			i ? "F. H." : "Dune"));
	client_sql("UPDATE media_items SET rating_sum = 6, rating_count = 1, "
		"average_rating = 3 WHERE title = 'Dune Messiah'", NULL, NULL);
	ck_assert_str_eq(titles(&nobody, "/?q=DUNE"),
		"dûne|Dune Messiah|Dune Chapterhouse|The Dune|Other");
	ck_assert_str_eq(titles(&nobody, "/?q=du"),
		"Dune Messiah|dûne|Dune Chapterhouse|The Dune|Other");
	ck_assert_str_eq(titles(&nobody, "/?q=dune&sort=title_asc"),
		"dûne|Dune Chapterhouse|Dune Messiah|Other|The Dune");
}
END_TEST

static const struct {
	const char *scope, *member_sees, *other_sees;
	int nobody_gets;
} scopes[] = {
	{ "all", "theirs|mine 2|mine", "theirs|mine 2|mine", 200 },
	{ "mine", "mine 2|mine", "theirs", 401 },
	{ "not_mine", "theirs", "mine 2|mine", 401 },
	{ "shelf", "", "mine 2|mine", 401 },
	{ "collection", "", "mine 2", 401 },
};

START_TEST(a_scope_is_of_the_one_who_asks)
{
	const char *query = arena_printf(&memory, "/?scope=%s", scopes[_i].scope);
	const char *first = added(&member, "{\"type\":\"BOOK\",\"title\":\"mine\"}");

	use(&other, added(&member, "{\"type\":\"GAME\",\"title\":\"mine 2\"}"));
	use(&other, first);
	client_sql("DELETE FROM copies WHERE media_key = (SELECT key FROM media_items "
		"WHERE id = $1)", first + 1, NULL);
	added(&other, "{\"type\":\"BOOK\",\"title\":\"theirs\"}");
	ck_assert_str_eq(titles(&member, query), scopes[_i].member_sees);
	ck_assert_str_eq(titles(&other, query), scopes[_i].other_sees);
	ck_assert_int_eq(client_get(&nobody, &media_app, query)->http, scopes[_i].nobody_gets);
}
END_TEST

START_TEST(an_item_whose_adder_left_is_not_mine)
{
	added(&other, "{\"type\":\"BOOK\",\"title\":\"left\"}");
	client_sql("DELETE FROM users WHERE username = 'other'", NULL, NULL);
	ck_assert_str_eq(titles(&member, "/?scope=not_mine"), "left");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/"), "media[0].created_by"),
		"null");
}
END_TEST

START_TEST(links_of_a_list_keep_its_filters)
{
	struct reply *r;

	fill_catalogue();
	r = client_get(&nobody, &media_app, "/?type=BOOK&type=MOVIE&page_size=1&page=2&q=s");
	ck_assert_str_eq(json_text(r, "total"), "2");
	ck_assert_str_eq(json_text(r, "media[1]"), "(none)");
	ck_assert_str_eq(reply_header(r, "Link"), 
		"</media?type=BOOK&type=MOVIE&page_size=1&q=s&page=1>; rel=\"first\", "
		"</media?type=BOOK&type=MOVIE&page_size=1&q=s&page=1>; rel=\"prev\", "
		"</media?type=BOOK&type=MOVIE&page_size=1&q=s&page=2>; rel=\"last\"");
}
END_TEST

START_TEST(a_search_of_a_letter_finds_all_there_is)
{
	static const char *const queries[] = { "q=z", "q=Z%C3%A9", "creator=z",
		"q=z&creator=%C3%A9&sort=title_asc" };

	client_sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
		"WHERE i < 1200) INSERT INTO media_items "
		"(id, type, title, title_folded, creator_folded, metadata, source, curated, "
		"created_at, updated_at) SELECT i, "
		"CASE WHEN i > 1100 THEN 'GAME' ELSE 'BOOK' END, i, 'ze', 'ze', '{}', "
		"'USER_ADDED', 0, 0, 0 FROM n", NULL, NULL);
	for (int i = 0; i < COUNT(queries); i++) {
		struct reply *r = client_get(&nobody, &media_app,
			arena_printf(&memory, "/?%s&page=12&page_size=100", queries[i]));

		ck_assert_str_eq(json_text(r, "total"), "1200");
		ck_assert_str_ne(json_text(r, "media[99]"), "(none)");
		r = client_get(&nobody, &media_app,
			arena_printf(&memory, "/?%s&type=GAME", queries[i]));
		ck_assert_str_eq(json_text(r, "total"), "100");
	}
}
END_TEST

START_TEST(search_follows_changes)
{
	const char *path = added(&member,
		"{\"type\":\"BOOK\",\"title\":\"Before\",\"creator\":\"Somebody\"}");

	client_patch(&member, &media_app, path, "{\"title\":\"Later\",\"creator\":\"Else\"}");
	ck_assert_str_eq(titles(&nobody, "/?q=before"), "");
	ck_assert_str_eq(titles(&nobody, "/?q=somebody"), "");
	ck_assert_str_eq(titles(&nobody, "/?creator=somebody"), "");
	ck_assert_str_eq(titles(&nobody, "/?q=later"), "Later");
	ck_assert_str_eq(titles(&nobody, "/?creator=else"), "Later");
	ck_assert_int_eq(client_delete(&member, &media_app, path)->http, 204);
	ck_assert_str_eq(titles(&nobody, "/?q=later"), "");
	engine_check(client_db());
}
END_TEST

/*
 * --- making an item ----------------------------------------------------------------------------
 */

#define TEXT_50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define TEXT_100 TEXT_50 TEXT_50
#define TEXT_500 TEXT_100 TEXT_100 TEXT_100 TEXT_100 TEXT_100

static const struct {
	/* shown: NULL when it is refused, naming the field */
	const char *type, *member, *field, *shown;
} members[] = {
	{ "BOOK", "\"title\":\"  a  b \"", "title", "a  b" },
	{ "BOOK", "\"title\":\"" TEXT_500 "\"", "title", TEXT_500 },
	{ "BOOK", "\"title\":\"" TEXT_500 "x\"", "title", NULL },
	{ "BOOK", "\"title\":\" \\u00a0 \"", "title", NULL },
	{ "BOOK", "\"creator\":\"" TEXT_500 "\"", "creator", TEXT_500 },
	{ "BOOK", "\"creator\":\"" TEXT_500 "x\"", "creator", NULL },
	{ "BOOK", "\"genre\":\"" TEXT_100 "\"", "genre", TEXT_100 },
	{ "BOOK", "\"genre\":\"" TEXT_100 "x\"", "genre", NULL },
	{ "BOOK", "\"description\":\"a\\n\\tb \"", "description", "a\n\tb " },
	{ "BOOK", "\"description\":\"a\\u0001\"", "description", NULL },
	/* dates: whole or in part */
	{ "BOOK", "\"pub_date\":\"1862\"", "pub_date", "1862" },
	{ "BOOK", "\"pub_date\":\"2001-12\"", "pub_date", "2001-12" },
	{ "BOOK", "\"pub_date\":\"2024-02-29\"", "pub_date", "2024-02-29" },
	{ "BOOK", "\"pub_date\":\"2000-02-29\"", "pub_date", "2000-02-29" },
	{ "BOOK", "\"pub_date\":\"1900-02-29\"", "pub_date", NULL },
	{ "BOOK", "\"pub_date\":\"2023-02-29\"", "pub_date", NULL },
	{ "BOOK", "\"pub_date\":\"2023-04-31\"", "pub_date", NULL },
	{ "BOOK", "\"pub_date\":\"2023-00\"", "pub_date", NULL },
	{ "BOOK", "\"pub_date\":\"2023-13\"", "pub_date", NULL },
	{ "BOOK", "\"pub_date\":\"2023-01-00\"", "pub_date", NULL },
	{ "BOOK", "\"pub_date\":\"2023-1-1\"", "pub_date", NULL },
	{ "BOOK", "\"pub_date\":\"2023-\"", "pub_date", NULL },
	{ "BOOK", "\"pub_date\":\"23\"", "pub_date", NULL },
	{ "BOOK", "\"pub_date\":\"2023-01-01T00:00:00Z\"", "pub_date", NULL },
	{ "BOOK", "\"pub_date\":2023", "pub_date", NULL },
	/* ISBNs become 13 digits; their last one is checked */
	{ "BOOK", "\"isbn\":\"9780451524935\"", "isbn", "9780451524935" },
	{ "BOOK", "\"isbn\":\" 978-0-451-52493-5 \"", "isbn", "9780451524935" },
	{ "BOOK", "\"isbn\":\"0451524934\"", "isbn", "9780451524935" },
	{ "BOOK", "\"isbn\":\"0 451 52493 4\"", "isbn", "9780451524935" },
	{ "BOOK", "\"isbn\":\"0-8044-2957-X\"", "isbn", "9780804429573" },
	{ "BOOK", "\"isbn\":\"080442957x\"", "isbn", "9780804429573" },
	{ "BOOK", "\"isbn\":\"9791032705674\"", "isbn", "9791032705674" },
	{ "BOOK", "\"isbn\":\"9780451524936\"", "isbn", NULL },
	{ "BOOK", "\"isbn\":\"0451524935\"", "isbn", NULL },
	{ "BOOK", "\"isbn\":\"X451524934\"", "isbn", NULL },
	{ "BOOK", "\"isbn\":\"4006381333931\"", "isbn", NULL },
	{ "BOOK", "\"isbn\":\"978045152493\"", "isbn", NULL },
	{ "BOOK", "\"isbn\":\"97804515249350\"", "isbn", NULL },
	{ "BOOK", "\"isbn\":\"--\"", "isbn", NULL },
	{ "BOOK", "\"isbn\":9780451524935", "isbn", NULL },
	{ "MOVIE", "\"isbn\":\"9780451524935\"", "isbn", NULL },
	{ "GAME", "\"isbn\":null", "isbn", "null" },
	/* a length, in the unit of the type */
	{ "BOOK", "\"length\":328", "length", "328" },
	{ "BOOK", "\"length\":0", "length", NULL },
	{ "BOOK", "\"length\":-1", "length", NULL },
	{ "BOOK", "\"length\":1.5", "length", NULL },
	{ "BOOK", "\"length_unit\":\"hours\"", "length_unit", "pages" },
	{ "TV_SHOW", "\"length\":null", "length_unit", "episodes" },
	{ "MOVIE", "\"length\":null", "length_unit", "minutes" },
	{ "GAME", "\"length\":null", "length_unit", "hours" },
	/* addresses of the web, and no others */
	{ "BOOK", "\"image_url\":\"https://example.org/a.png?b=1#c\"", "image_url",
	  "https://example.org/a.png?b=1#c" },
	{ "MOVIE", "\"trailer_url\":\"HTTP://example.org\"", "trailer_url", "HTTP://example.org" },
	{ "BOOK", "\"image_url\":\"javascript:alert(1)\"", "image_url", NULL },
	{ "BOOK", "\"image_url\":\"data:image/png;base64,AA\"", "image_url", NULL },
	{ "BOOK", "\"image_url\":\"//example.org/a\"", "image_url", NULL },
	{ "BOOK", "\"image_url\":\"https://\"", "image_url", NULL },
	{ "BOOK", "\"image_url\":\"https:///a\"", "image_url", NULL },
	{ "BOOK", "\"image_url\":\"https://a b\"", "image_url", NULL },
	{ "MOVIE", "\"trailer_url\":\"ftp://example.org\"", "trailer_url", NULL },
	{ "MOVIE", "\"trailer_url\":\"https://example.org/\\\"><script>\"", "trailer_url", NULL },
	/* any object as metadata */
	{ "BOOK", "\"metadata\":{\"a\":[1,{\"b\":null}],\"ü\":\"\\u00fc\"}", "metadata",
		"{\"a\":[1,{\"b\":null}],\"ü\":\"ü\"}" },
	{ "BOOK", "\"metadata\":null", "metadata", "{}" },
	{ "BOOK", "\"metadata\":{}", "metadata", "{}" },
	{ "BOOK", "\"metadata\":[]", "metadata", NULL },
	{ "BOOK", "\"metadata\":\"{}\"", "metadata", NULL },
	/* types by other names */
	{ "book", "\"genre\":null", "type", "BOOK" },
	{ "tv", "\"genre\":null", "type", "TV_SHOW" },
	{ "Series", "\"genre\":null", "type", "TV_SHOW" },
	{ "SERIE", "\"genre\":null", "type", "TV_SHOW" },
	{ "VideoGame", "\"genre\":null", "type", "GAME" },
	{ "OPERA", "\"genre\":null", "type", NULL },
	/* where it comes from */
	{ "BOOK", "\"source\":\"external\"", "source", "EXTERNAL" },
	{ "BOOK", "\"genre\":null", "source", "USER_ADDED" },
	{ "BOOK", "\"source\":\"elsewhere\"", "source", NULL },
	{ "BOOK", "\"source\":null", "source", NULL },
	{ "BOOK", "\"external_source\":\"tmdb\"", "external_source", "tmdb" },
	{ "BOOK", "\"external_id\":\"tt0211915\"", "external_id", "tt0211915" },
	{ "BOOK", "\"external_id\":194", "external_id", "194" },
	{ "BOOK", "\"external_id\":12345678901234567890", "external_id", "12345678901234567890" },
	{ "BOOK", "\"external_id\":9007199254740993", "external_id", "9007199254740993" },
	{ "BOOK", "\"length\":9007199254740993", "length", NULL },
	{ "BOOK", "\"external_id\":\"" TEXT_100 "\"", "external_id", TEXT_100 },
	{ "BOOK", "\"external_id\":\"" TEXT_100 "x\"", "external_id", NULL },
	{ "BOOK", "\"external_id\":true", "external_id", NULL },
	/* what is only shown is ignored; what nobody knows is refused */
	{ "BOOK", "\"id\":\"x\",\"created_by\":{\"id\":7},\"my\":7,\"average_rating\":\"x\","
	  "\"rating_count\":9,"
		"\"review_count\":9,\"rank\":1,\"created_at\":0,\"updated_at\":0", "rating_count",
		"0" },
	{ "BOOK", "\"created_by\":null", "created_by.username", "member" },
	{ "BOOK", "\"created_at\":\"2001-01-01\"", "created_at", "2026-04-01T08:00:00Z" },
	{ "BOOK", "\"publication_year\":1949", "publication_year", NULL },
	{ "BOOK", "\"title_folded\":\"b\"", "title_folded", NULL },
	{ "BOOK", "\"key\":1", "key", NULL },
	{ "BOOK", "\"status\":\"TO_DO\"", "status", NULL },
	{ "BOOK", "\"curated\":false", "curated", "false" },
	{ "BOOK", "\"curated\":null", "curated", NULL },
};

START_TEST(each_member_has_its_rule)
{
	bool has_title = !strcmp(members[_i].field, "title");
	struct reply *r = client_post(&member, &media_app, "/",
		arena_printf(&memory, "{\"type\":\"%s\",%s%s}",
		members[_i].type, has_title ? "" : "\"title\":\"a\",", members[_i].member));

	if (members[_i].shown) {
		ck_assert_msg(r->http == 201, "%s", r->body);
		ck_assert_str_eq(json_text(r, members[_i].field), members[_i].shown);
		ck_assert_str_eq(reply_header(r, "Location"),
			arena_printf(&memory, "/media/%s", json_text(r, "id")));
		ck_assert_str_eq(client_get(&member, &media_app,
			reply_header(r, "Location") + 6)->body, r->body);
	} else {
		assert_answer(r, 400, members[_i].field);
		ck_assert_int_eq(client_rows("media_items"), 0);
	}
}
END_TEST

static const char *
padded(const char *before, size_t size, const char *after)
{
	char *padding = arena_alloc(&memory, size + 1);

	memset(padding, 'x', size);
	return arena_printf(&memory, "%s%s%s", before, padding, after);
}

START_TEST(long_values_have_an_end)
{
	static const struct {
		const char *before, *after;
		size_t most;
		const char *field;
	} longest[] = {
		{ "{\"type\":\"BOOK\",\"title\":\"a\",\"description\":\"", "\"}", 20000,
		  "description" },
		{ "{\"type\":\"BOOK\",\"title\":\"a\",\"metadata\":{\"a\":\"", "\"}}",
		  32 * 1024 - 8, "metadata" },
		{ "{\"type\":\"BOOK\",\"title\":\"a\",\"image_url\":\"https://a/", "\"}", 2000 - 10,
		  "image_url" },
	};

	for (int i = 0; i < COUNT(longest); i++) {
		add(&member, padded(longest[i].before, longest[i].most, longest[i].after));
		assert_answer(client_post(&member, &media_app, "/",
			padded(longest[i].before, longest[i].most + 1, longest[i].after)), 400,
			longest[i].field);
	}
	/* 16 levels, the object itself being the first */
	add(&member,
		"{\"type\":\"BOOK\",\"title\":\"a\","
		"\"metadata\":{\"a\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}}");
	assert_answer(client_post(&member, &media_app, "/", "{\"type\":\"BOOK\",\"title\":\"a\","
		"\"metadata\":{\"a\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}}"), 400, "metadata");
}
END_TEST

static const char *
repeated(const char *text, int times)
{
	struct buf out;

	buf_init(&out, &memory, 64);
	while (times--)
		buf_puts(&out, text);
	return out.data;
}

/*
 * A hundred items with every text as long as it may be, in bytes or in JSON; one letter of the
 * titles folds to eighteen.
 */
START_TEST(a_page_of_the_largest_items_is_not_too_much)
{
	const char *long_title = repeated("\xef\xb7\xba", 500), *controls = repeated("%01", 20000);
	const char *path = added(&member,
		padded("{\"type\":\"BOOK\",\"title\":\"a\",\"metadata\":{\"a\":\"", 32 * 1024 - 8,
		"\"}}"));
	const char *body = arena_printf(&memory,
		"{\"title\":\"%s\",\"creator\":\"%s\",\"description\":\"%s\","
		"\"trailer_url\":\"%s\"}",
		long_title, long_title, repeated("\xf0\x9f\x8e\xac", 14000),
		padded("https://a/", 1990, ""));

	ck_assert_int_eq(client_patch(&member, &media_app, path, body)->http, 200);
	client_sql("WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n "
		"WHERE i < 100) INSERT INTO media_items (id, type, "
		"title, title_folded, creator, creator_folded, description, metadata, trailer_url, "
		"source, curated, created_at, updated_at) "
		"SELECT '00000000-0000-4000-8000-' || (100000000000 + i), type, title, "
		"title_folded, creator, creator_folded, "
		"description, metadata, trailer_url, source, curated, 0, 0 FROM n, media_items "
		"WHERE key = 1", NULL, NULL);
	client_send(&admin, &media_app, "PATCH", "/00000000-0000-4000-8000-100000000002",
		"application/x-www-form-urlencoded",
		arena_printf(&memory, "description=%s", controls), strlen(controls) + 12, NULL);
	client_sql("UPDATE media_items SET description = (SELECT description FROM media_items "
		"WHERE key = 2) WHERE key > 2", NULL, NULL);
	ck_assert_int_eq(client_get(&member, &media_app, "/?page_size=100")->http, 200);
}
END_TEST

START_TEST(media_type_is_read_for_type)
{
	const char *path = added(&member, "{\"media_type\":\"book\",\"title\":\"a\"}");
	struct reply *r = client_put(&member, &media_app, path,		/* Kallaxy's update */
		arena_printf(&memory, "{\"medium_id\":\"%s\",\"title\":\"b\",\"metadata\":null}",
		path + 1));

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "title"), "b");
	ck_assert_str_eq(json_text(r, "type"), "BOOK");
	ck_assert_str_eq(json_text(r, "medium_id"), "(none)");
	ck_assert_str_eq(json_text(add(&member, "{\"media_type\":\"serie\",\"title\":\"a\"}"),
		"type"), "TV_SHOW");
	assert_answer(client_post(&member, &media_app, "/", "{\"title\":\"a\"}"), 400, "type");
	assert_answer(client_post(&nobody, &media_app, "/", "{\"type\":\"BOOK\",\"title\":\"a\"}"),
		401, NULL);
}
END_TEST

/*
 * --- what may be there only once ---------------------------------------------------------------
 */

START_TEST(an_isbn_is_there_once)
{
	const char *path = added(&member,
		"{\"type\":\"BOOK\",\"title\":\"a\",\"isbn\":\"0451524934\"}");
	const char *second = added(&other, "{\"type\":\"BOOK\",\"title\":\"a\"}");

	assert_answer(client_post(&other, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"b\",\"isbn\":\"978-0451524935\"}"), 409, "isbn");
	assert_answer(client_patch(&other, &media_app, second, "{\"isbn\":\"9780451524935\"}"), 409,
		"isbn");
	ck_assert_int_eq(client_patch(&member, &media_app, path,
		"{\"isbn\":\"9780451524935\"}")->http, 200);
	ck_assert_int_eq(client_delete(&member, &media_app, path)->http, 204);
	ck_assert_int_eq(client_patch(&other, &media_app, second,
		"{\"isbn\":\"9780451524935\"}")->http, 200);
	assert_answer(client_patch(&other, &media_app, second, "{\"type\":\"GAME\"}"), 400, "isbn");
}
END_TEST

static const struct {
	const char *first, *second;
	int http;
} same_movies[] = {
	{ "\"Dune\",\"pub_date\":\"2021\"", "\"DUNE\",\"pub_date\":\"2021-09-03\"", 409 },
	{ "\"Dune\",\"pub_date\":\"2021\"", "\"dune\"", 409 },
	{ "\"Dune\"", "\"Dune\",\"pub_date\":\"1984\"", 409 },
	{ "\"Dune\"", "\"Dune\"", 409 },
	{ "\"Été\"", "\"éTÉ\"", 409 },
	{ "\"Dune\",\"pub_date\":\"2021\"", "\"Dune\",\"pub_date\":\"1984\"", 201 },
	{ "\"Dune\"", "\"Dune: Part Two\"", 201 },
	{ "\"Été\"", "\"Ete\"", 201 },
};

START_TEST(two_movies_of_one_title_differ_in_the_year)
{
	const char *first = arena_printf(&memory, "{\"type\":\"MOVIE\",\"title\":%s}",
		same_movies[_i].first);
	const char *second = arena_printf(&memory, "{\"type\":\"MOVIE\",\"title\":%s}",
		same_movies[_i].second), *path;

	added(&member, first);
	assert_answer(client_post(&other, &media_app, "/", second), same_movies[_i].http,
		same_movies[_i].http == 409 ? "title" : NULL);
	path = added(&other, "{\"type\":\"MOVIE\",\"title\":\"something else\"}");
	if (same_movies[_i].http == 409)
		assert_answer(client_put(&other, &media_app, path, second), 409, "title");
	added(&other,
		arena_printf(&memory, "{\"type\":\"GAME\",\"title\":%s}", same_movies[_i].second));
}
END_TEST

START_TEST(a_movie_does_not_conflict_with_itself)
{
	const char *path = added(&member, "{\"type\":\"MOVIE\",\"title\":\"Dune\"}");

	assert_answer(client_patch(&member, &media_app, path,
		"{\"title\":\"DUNE\",\"pub_date\":\"2021\"}"), 200, NULL);
}
END_TEST

/*
 * --- changing and deleting ---------------------------------------------------------------------
 */

#define WHOLE "{\"type\":\"BOOK\",\"title\":\"a\",\"creator\":\"b\",\"description\":\"c\"," \
	"\"genre\":\"d\",\"pub_date\":\"1949-06-08\",\"isbn\":\"9780451524935\",\"length\":328," \
	"\"image_url\":\"https://a/b\",\"trailer_url\":\"https://a/c\"," \
	"\"metadata\":{\"x\":{\"y\":1,\"z\":2},\"l\":[1]},\"source\":\"EXTERNAL\"," \
	"\"external_source\":\"e\",\"external_id\":\"7\"}"

START_TEST(what_was_read_is_put_back_unchanged)
{
	const char *path = added(&member, WHOLE);
	const char *before;

	client_sql("UPDATE media_items SET curated = 1 WHERE id = $1", path + 1, NULL);
	before = client_get(&admin, &media_app, path)->body;
	ck_assert_int_eq(client_put(&admin, &media_app, path, before)->http, 200);
	ck_assert_str_eq(client_get(&admin, &media_app, path)->body, before);
	ck_assert_int_eq(client_patch(&admin, &media_app, path, "{}")->http, 200);
	ck_assert_str_eq(client_get(&admin, &media_app, path)->body, before);
}
END_TEST

START_TEST(put_empties_what_is_left_out_but_for_what_it_keeps)
{
	static const struct {
		const char *field, *value;
	} after[] = {
		{ "title", "b" }, { "creator", "null" }, { "description", "null" },
		{ "genre", "null" },
		{ "pub_date", "null" }, { "isbn", "null" }, { "length", "null" },
		{ "image_url", "null" },
		{ "trailer_url", "null" }, { "metadata", "{}" }, { "type", "BOOK" },
		{ "source", "EXTERNAL" },
		{ "external_source", "e" }, { "external_id", "7" }, { "curated", "false" },
	};
	const char *path = added(&member, WHOLE);
	struct reply *r = client_put(&member, &media_app, path, "{\"title\":\"b\"}");

	ck_assert_int_eq(r->http, 200);
	for (int i = 0; i < COUNT(after); i++)
		ck_assert_str_eq(json_text(r, after[i].field), after[i].value);
	assert_answer(client_put(&member, &media_app, path, "{\"genre\":\"b\"}"), 400, "title");
}
END_TEST

static const struct {
	const char *patch, *field, *value;
} patches[] = {
	{ "{\"title\":\"b\"}", "title", "b" },
	{ "{\"title\":\"b\"}", "creator", "b" },
	{ "{\"creator\":null}", "creator", "null" },
	{ "{\"pub_date\":\"1950\"}", "pub_date", "1950" },
	{ "{\"length\":null}", "length", "null" },
	{ "{\"metadata\":{\"x\":{\"y\":null,\"w\":3},\"n\":{\"m\":null}}}", "metadata",
		"{\"l\":[1],\"x\":{\"z\":2,\"w\":3},\"n\":{}}" },
	{ "{\"metadata\":{\"x\":7,\"l\":null}}", "metadata", "{\"x\":7}" },
	{ "{\"metadata\":{}}", "metadata", "{\"x\":{\"y\":1,\"z\":2},\"l\":[1]}" },
	{ "{\"metadata\":null}", "metadata", "{}" },
	{ "{\"external_id\":\"7\",\"source\":\"EXTERNAL\",\"curated\":false}", "external_id", "7" },
	{ "{\"type\":\"book\"}", "type", "BOOK" },
};

START_TEST(patch_changes_only_what_is_sent)
{
	const char *path = added(&member, WHOLE);
	struct reply *r = client_patch(&member, &media_app, path, patches[_i].patch);

	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_text(r, patches[_i].field), patches[_i].value);
	ck_assert_str_eq(json_text(r, "isbn"), "9780451524935");
}
END_TEST

static const char *const numbers[] = {
	"9007199254740991", "9007199254740993", "12345678901234567890", "0.1", "1.10", "1e400",
	"-0", "1E5", "-1.5e-7",
	"3.141592653589793238462643383279502884197169399375105820974944592307816406286",
};

START_TEST(numbers_in_metadata_come_back_as_they_were_sent)
{
	const char *number = numbers[_i], *member_of = arena_printf(&memory, "\"id\":%s", number);
	const char *path = added(&member, arena_printf(&memory,
		"{\"type\":\"GAME\",\"title\":\"n\",\"metadata\":{\"id\":%s}}", number));

	ck_assert_ptr_nonnull(strstr(client_get(&nobody, &media_app, path)->body,
		arena_printf(&memory, "{%s}", member_of)));
	/* merged into, and merged itself */
	ck_assert_ptr_nonnull(strstr(client_patch(&member, &media_app, path,
		"{\"metadata\":{\"x\":[1.0]}}")->body,
		arena_printf(&memory, "{%s,\"x\":[1.0]}", member_of)));
	ck_assert_ptr_nonnull(strstr(client_patch(&member, &media_app, path,
		arena_printf(&memory, "{\"metadata\":{\"x\":%s}}", number))->body,
		arena_printf(&memory, "{%s,\"x\":%s}", member_of, number)));
}
END_TEST

START_TEST(merged_metadata_has_the_same_end)
{
	const char *path = added(&member, WHOLE);

	client_patch(&member, &media_app, path, padded("{\"metadata\":{\"a\":\"", 30000, "\"}}"));
	assert_answer(client_patch(&member, &media_app, path,
		padded("{\"metadata\":{\"b\":\"", 3000, "\"}}")), 400,
		"metadata");
	assert_answer(client_patch(&member, &media_app, path,
		padded("{\"metadata\":{\"a\":\"", 3000, "\"}}")), 200, NULL);
}
END_TEST

static const struct {
	const char *patch, *field;
} bad_patches[] = {
	{ "{\"title\":null}", "title" }, { "{\"title\":\"\"}", "title" },
	{ "{\"type\":null}", "type" },
	{ "{\"source\":null}", "source" }, { "{\"curated\":null}", "curated" },
	{ "{\"nope\":1}", "nope" },
	{ "{\"metadata\":[]}", "metadata" },
};

START_TEST(a_bad_patch_names_the_field_and_changes_nothing)
{
	const char *path = added(&member, WHOLE),
		*before = client_get(&nobody, &media_app, path)->body;

	assert_answer(client_patch(&member, &media_app, path, bad_patches[_i].patch), 400,
		bad_patches[_i].field);
	ck_assert_str_eq(client_get(&nobody, &media_app, path)->body, before);
}
END_TEST

START_TEST(only_who_added_it_and_admins_change_an_item)
{
	const char *path = added(&member, WHOLE);

	ck_assert_int_eq(client_put(&other, &media_app, path, "{\"title\":\"b\"}")->http, 403);
	ck_assert_int_eq(client_patch(&other, &media_app, path, "{}")->http, 403);
	ck_assert_int_eq(client_delete(&other, &media_app, path)->http, 403);
	ck_assert_int_eq(client_patch(&nobody, &media_app, path, "{}")->http, 401);
	ck_assert_int_eq(client_delete(&nobody, &media_app, path)->http, 401);
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path), "title"), "a");
	ck_assert_int_eq(client_patch(&admin, &media_app, path, "{\"title\":\"b\"}")->http, 200);
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path), "created_by.username"),
		"member");
	ck_assert_int_eq(client_delete(&admin, &media_app, path)->http, 204);
	ck_assert_int_eq(client_get(&nobody, &media_app, path)->http, 404);
	ck_assert_int_eq(client_delete(&admin, &media_app, path)->http, 404);
}
END_TEST

START_TEST(what_is_curated_is_the_admins)
{
	const char *path = added(&member, "{\"type\":\"BOOK\",\"title\":\"a\"}");

	assert_answer(client_post(&member, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"a\",\"curated\":true}"), 403, NULL);
	ck_assert_str_eq(json_text(add(&admin, "{\"type\":\"BOOK\",\"title\":\"b\"}"), "curated"),
		"false");
	ck_assert_int_eq(client_patch(&member, &media_app, path, "{\"curated\":true}")->http, 403);
	ck_assert_int_eq(client_patch(&member, &media_app, path, "{\"curated\":false}")->http, 200);
	ck_assert_str_eq(json_text(client_patch(&admin, &media_app, path, "{\"curated\":true}"),
		"curated"), "true");
	ck_assert_int_eq(client_patch(&member, &media_app, path, "{\"title\":\"b\"}")->http, 403);
	ck_assert_int_eq(client_delete(&member, &media_app, path)->http, 403);
	ck_assert_str_eq(json_text(client_put(&admin, &media_app, path, "{\"title\":\"b\"}"),
		"curated"), "true");
	ck_assert_int_eq(client_patch(&admin, &media_app, path, "{\"curated\":false}")->http, 200);
	ck_assert_int_eq(client_delete(&member, &media_app, path)->http, 204);
}
END_TEST

START_TEST(where_an_item_comes_from_is_later_the_admins)
{
	static const char *const changes[] = {
		"{\"source\":\"USER_ADDED\"}", "{\"external_source\":\"x\"}",
		"{\"external_id\":null}",
	};
	const char *path = added(&member, WHOLE);

	for (int i = 0; i < COUNT(changes); i++) {
		ck_assert_int_eq(client_patch(&member, &media_app, path, changes[i])->http, 403);
		ck_assert_int_eq(client_patch(&admin, &media_app, path, changes[i])->http, 200);
	}
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path), "external_id"), "null");
}
END_TEST

START_TEST(the_type_stays_once_somebody_shelved_the_item)
{
	const char *path = added(&member, "{\"type\":\"BOOK\",\"title\":\"a\"}");
	struct reply *r = client_patch(&member, &media_app, path, "{\"type\":\"GAME\"}");

	ck_assert_str_eq(json_text(r, "length_unit"), "hours");
	use(&other, path);
	assert_answer(client_patch(&member, &media_app, path, "{\"type\":\"BOOK\"}"), 409, "type");
	assert_answer(client_put(&admin, &media_app, path, "{\"type\":\"BOOK\",\"title\":\"a\"}"),
		409, "type");
	ck_assert_int_eq(client_patch(&member, &media_app, path,
		"{\"type\":\"GAME\",\"title\":\"b\"}")->http, 200);
}
END_TEST

/* Where an item is read alone: of all types, as a book, as a movie. */
static const struct {
	const struct app *door;
	const char *type;
} doors[] = { { &media_app, "GAME" }, { &books_app, "BOOK" }, { &movies_app, "MOVIE" } };

/* How many others use it, as this one is told through the door of the test. */
static const char *
others_at(int door, const struct sender *sender, const char *path)
{
	struct reply *r = client_get(sender, doors[door].door, path);

	ck_assert_int_eq(r->http, 200);
	return json_text(r, "shelf_count");
}

START_TEST(who_may_delete_an_item_sees_how_many_others_use_it)
{
	struct reply *made = add(&member, arena_printf(&memory,
		"{\"type\":\"%s\",\"title\":\"a\"}", doors[_i].type));
	const char *path = arena_printf(&memory, "/%s", json_text(made, "id"));

	ck_assert_str_eq(json_text(made, "shelf_count"), "0");
	use(&member, path);	/* one's own use is no other's */
	ck_assert_str_eq(others_at(_i, &member, path), "0");
	ck_assert_str_eq(others_at(_i, &admin, path), "1");
	use(&other, path);	/* who uses it in every way is one all the same */
	ck_assert_str_eq(others_at(_i, &member, path), "1");
	ck_assert_str_eq(others_at(_i, &admin, path), "2");
	ck_assert_str_eq(others_at(_i, &other, path), "(none)");
	ck_assert_str_eq(others_at(_i, &nobody, path), "(none)");
	ck_assert_ptr_null(strstr(client_get(&admin, doors[_i].door, "/?curated=all")->body,
		"shelf_count"));
	/* it is told, not set; and a change answers as a read does */
	made = client_patch(&member, &media_app, path, "{\"title\":\"b\",\"shelf_count\":7}");
	ck_assert_int_eq(made->http, 200);
	ck_assert_str_eq(json_text(made, "shelf_count"), "1");
}
END_TEST

static void
shelve(const struct sender *sender, const char *media_id)
{
	client_post(sender, &usermedia_app, "/",
		arena_printf(&memory, "{\"media_id\":\"%s\"}", media_id));
}

static void
put_on_list(const struct sender *sender, const char *media_id)
{
	struct reply *r = client_post(sender, &lists_app, "/", "{\"name\":\"x\"}");

	r = client_post(sender, &lists_app, arena_printf(&memory, "/%s/items", json_text(r, "id")),
		arena_printf(&memory, "{\"media_id\":\"%s\"}", media_id));
	ck_assert_int_eq(r->http, 201);
}

static void (*const uses[])(const struct sender *, const char *) = {
	shelve, client_add_copy, client_add_rating, client_add_review, put_on_list,
};

START_TEST(any_use_of_an_item_counts)
{
	const char *path = added(&member, "{\"type\":\"BOOK\",\"title\":\"a\"}");

	uses[_i](&other, path + 1);
	uses[_i](&member, path + 1);
	ck_assert_str_eq(others_at(0, &member, path), "1");
	client_patch(&admin, &media_app, path, "{\"curated\":true}");
	ck_assert_str_eq(others_at(0, &member, path), "1");
}
END_TEST

START_TEST(an_item_goes_with_all_that_hangs_on_it)
{
	static const char *const tables[] = { "media_items", "entries", "copies", "ratings",
		"reviews" };
	const char *path = added(&member, WHOLE),
		*kept = added(&member, "{\"type\":\"GAME\",\"title\":\"kept\"}");

	use(&other, path);
	use(&admin, path);
	use(&other, kept);
	ck_assert_int_eq(client_delete(&member, &media_app, path)->http, 204);
	for (int i = 0; i < COUNT(tables); i++)
		ck_assert_int_eq(client_rows(tables[i]), !strcmp(tables[i], "copies") ? 2 : 1);
	ck_assert_str_eq(json_text(client_get(&other, &media_app, kept), "my.rating"), "4");
}
END_TEST

START_TEST(a_delete_that_fails_halfway_deletes_nothing)
{
	static const char *const tables[] = { "media_items", "entries", "ratings", "reviews" };
	const char *path = added(&member, WHOLE);

	use(&other, path);
	engine_refuse(client_db(), "AFTER DELETE ON reviews");
	ck_assert_int_ge(client_delete(&member, &media_app, path)->http, 400);
	for (int i = 0; i < COUNT(tables); i++)
		ck_assert_int_eq(client_rows(tables[i]), 1);
}
END_TEST

START_TEST(a_change_has_a_later_time)
{
	const char *path = added(&member, WHOLE);
	struct reply *r;

	clock_set(1775030460);
	r = client_patch(&member, &media_app, path, "{\"title\":\"b\"}");
	ck_assert_str_eq(json_text(r, "created_at"), "2026-04-01T08:00:00Z");
	ck_assert_str_eq(json_text(r, "updated_at"), "2026-04-01T08:01:00Z");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("media");
	TCase *tc = tcase_create("media");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, an_item_shows_what_who_asks_does_with_it);
	tcase_add_test(tc, a_list_shows_my_in_short);
	tcase_add_test(tc, the_tag_follows_what_one_does_with_it);
	tcase_add_test(tc, answers_that_show_my_are_private);
	tcase_add_test(tc, a_private_catalogue_is_for_members);
	tcase_add_loop_test(tc, a_list_has_what_was_asked_for_in_the_order_asked_for, 0,
		COUNT(lists));
	tcase_add_loop_test(tc, equal_items_have_a_fixed_order_over_all_pages, 0, COUNT(ties));
	tcase_add_test(tc, a_search_shows_the_closest_first);
	tcase_add_loop_test(tc, a_scope_is_of_the_one_who_asks, 0, COUNT(scopes));
	tcase_add_test(tc, an_item_whose_adder_left_is_not_mine);
	tcase_add_test(tc, links_of_a_list_keep_its_filters);
	tcase_add_test(tc, a_search_of_a_letter_finds_all_there_is);
	tcase_add_test(tc, search_follows_changes);
	tcase_add_loop_test(tc, each_member_has_its_rule, 0, COUNT(members));
	tcase_add_test(tc, long_values_have_an_end);
	tcase_add_test(tc, a_page_of_the_largest_items_is_not_too_much);
	tcase_add_test(tc, media_type_is_read_for_type);
	tcase_add_test(tc, an_isbn_is_there_once);
	tcase_add_loop_test(tc, two_movies_of_one_title_differ_in_the_year, 0, COUNT(same_movies));
	tcase_add_test(tc, a_movie_does_not_conflict_with_itself);
	tcase_add_test(tc, what_was_read_is_put_back_unchanged);
	tcase_add_test(tc, put_empties_what_is_left_out_but_for_what_it_keeps);
	tcase_add_loop_test(tc, patch_changes_only_what_is_sent, 0, COUNT(patches));
	tcase_add_loop_test(tc, numbers_in_metadata_come_back_as_they_were_sent, 0, COUNT(numbers));
	tcase_add_test(tc, merged_metadata_has_the_same_end);
	tcase_add_loop_test(tc, a_bad_patch_names_the_field_and_changes_nothing, 0,
		COUNT(bad_patches));
	tcase_add_test(tc, only_who_added_it_and_admins_change_an_item);
	tcase_add_test(tc, what_is_curated_is_the_admins);
	tcase_add_test(tc, where_an_item_comes_from_is_later_the_admins);
	tcase_add_test(tc, the_type_stays_once_somebody_shelved_the_item);
	tcase_add_loop_test(tc, who_may_delete_an_item_sees_how_many_others_use_it, 0,
		COUNT(doors));
	tcase_add_loop_test(tc, any_use_of_an_item_counts, 0, COUNT(uses));
	tcase_add_test(tc, an_item_goes_with_all_that_hangs_on_it);
	tcase_add_test(tc, a_delete_that_fails_halfway_deletes_nothing);
	tcase_add_test(tc, a_change_has_a_later_time);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
