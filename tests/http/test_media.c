/* The catalogue: what api.md sections 4 and 8 promise of /media. Ratings, reviews and pictures have tests of their own. */
#include "client.h"

#include <string.h>

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

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

static const char *
titles(const struct sender *sender, const char *query)
{
	struct reply *r = client_get(sender, &media_app, query);

	ck_assert_msg(r->http == 200, "%s: %s", query, r->body);
	return json_column(r, "media", "title");
}

/* --- what one does with an item ---------------------------------------------------------------- */

#define OWN_ROWS "FROM users u, media_items m WHERE u.username = $1 AND m.id = $2"

/* An entry, a rating, a review and two copies of the user. */
static void
use(const struct sender *sender, const char *path)
{
	const char *id = path + 1;

	client_post(sender, &usermedia_app, "/", arena_printf(&memory, "{\"media_id\":\"%s\",\"progress\":3}", id));
	client_sql("INSERT INTO ratings SELECT u.key, m.key, 4, 0, 0 " OWN_ROWS, sender->username, id);
	client_sql("UPDATE media_items SET rating_sum = 4, rating_count = 1, review_count = 1 WHERE id = $1", id, NULL);
	client_sql("INSERT INTO reviews SELECT NULL, lower(hex(randomblob(16))), u.key, m.key, 'Good', 0, 60 " OWN_ROWS,
		sender->username, id);
	for (int i = 0; i < 2; i++)
		client_sql("INSERT INTO copies (id, user_key, media_key, format, format_folded, created_at, updated_at) "
			"SELECT lower(hex(randomblob(16))), u.key, m.key, 'DVD', 'dvd', 0, 0 " OWN_ROWS, sender->username, id);
}

START_TEST(an_item_shows_what_who_asks_does_with_it)
{
	const char *path = added(&member, "{\"type\":\"BOOK\",\"title\":\"a\"}");
	struct reply *r = client_get(&other, &media_app, path);

	ck_assert_str_eq(json_text(r, "my"), "{\"entry\":null,\"rating\":null,\"review\":null,\"copies\":[]}");
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
	ck_assert_str_eq(json_text(client_get(&other, &media_app, "/"), "media[0].my"), arena_printf(&memory,
		"{\"entry_id\":\"%s\",\"status\":\"TO_DO\",\"progress\":3,\"rating\":4}",
		json_text(client_get(&other, &media_app, path), "my.entry.id")));
	ck_assert_str_eq(json_text(client_get(&member, &media_app, "/"), "media[0].my.entry_id"), "null");
}
END_TEST

START_TEST(the_tag_follows_what_one_does_with_it)
{
	const char *path = added(&member, "{\"type\":\"BOOK\",\"title\":\"a\"}");
	const char *const paths[] = { path, "/" };
	const char *before[2];

	for (int i = 0; i < 2; i++)
		before[i] = reply_header(client_get(&other, &media_app, paths[i]), "ETag");
	use(&other, path);
	client_sql("UPDATE media_items SET rating_sum = 0, rating_count = 0, review_count = 0", NULL, NULL);
	for (int i = 0; i < 2; i++)
		ck_assert_str_ne(reply_header(client_get(&other, &media_app, paths[i]), "ETag"), before[i]);
	for (int i = 0; i < 2; i++)
		ck_assert_str_eq(reply_header(client_get(&member, &media_app, paths[i]), "ETag"), before[i]);
}
END_TEST

START_TEST(answers_that_show_my_are_private)
{
	const char *path = added(&member, "{\"type\":\"BOOK\",\"title\":\"a\"}");
	const char *const paths[] = { path, "/" };

	for (int i = 0; i < 2; i++) {
		ck_assert_str_eq(reply_header(client_get(&nobody, &media_app, paths[i]), "Cache-Control"), "no-cache");
		ck_assert_str_eq(reply_header(client_get(&other, &media_app, paths[i]), "Cache-Control"),
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

/* --- lists: what passes ------------------------------------------------------------------------ */

static void
fill_catalogue(void)
{
	static const char *const items[] = {
		"{\"type\":\"BOOK\",\"title\":\"Les Misérables\",\"creator\":\"Victor Hugo\",\"genre\":\"Roman\","
			"\"pub_date\":\"1862\",\"source\":\"EXTERNAL\"}",
		"{\"type\":\"MOVIE\",\"title\":\"Amélie\",\"creator\":\"Jean-Pierre Jeunet\",\"genre\":\"Comédie\","
			"\"pub_date\":\"2001-04-25\"}",
		"{\"type\":\"TV_SHOW\",\"title\":\"Война и мир\",\"creator\":\"Сергей Бондарчук\",\"genre\":\"Drama\","
			"\"pub_date\":\"1966\"}",
		"{\"type\":\"GAME\",\"title\":\"ゼルダの伝説\",\"creator\":\"宮本茂\",\"pub_date\":\"1986-02\"}",
		"{\"type\":\"BOOK\",\"title\":\"Ödön\",\"genre\":\"roman\"}",
		"{\"type\":\"MOVIE\",\"title\":\"Straße 7%\",\"creator\":\"O'Hara_X\",\"pub_date\":\"2001\"}",
	};

	for (int i = 0; i < COUNT(items); i++)
		add(&member, items[i]);
	client_sql("UPDATE media_items SET rating_sum = 5, rating_count = 1, rank = 1 WHERE title LIKE 'Les %'", NULL, NULL);
	client_sql("UPDATE media_items SET rating_sum = 7, rating_count = 2, rank = 1, review_count = 2 "
		"WHERE title = $1", "Amélie", NULL);
	client_sql("UPDATE media_items SET rating_sum = 5, rating_count = 2, rank = 2 WHERE title = $1", "Straße 7%", NULL);
	client_sql("UPDATE media_items SET review_count = 1, curated = 1 WHERE title = $1", "Ödön", NULL);
}

static const struct {
	const char *query, *titles;
} lists[] = {
	/* without a filter: the latest first */
	{ "/", "Straße 7%|Ödön|ゼルダの伝説|Война и мир|Amélie|Les Misérables" },
	/* parts of title or creator, at any length, in any script, without case and accents */
	{ "/?q=miserables", "Les Misérables" }, { "/?q=MISÉRABLES", "Les Misérables" }, { "/?q=sérab", "Les Misérables" },
	{ "/?q=É&sort=title_asc", "Amélie|Les Misérables|Straße 7%" }, { "/?q=e&type=BOOK", "Les Misérables" },
	{ "/?q=hugo", "Les Misérables" }, { "/?q=ug", "Les Misérables" }, { "/?q=odon", "Ödön" }, { "/?q=od", "Ödön" },
	{ "/?q=d", "Ödön" }, { "/?q=strasse", "Straße 7%" }, { "/?q=STRASSE+7", "Straße 7%" }, { "/?q=ß", "Straße 7%" },
	{ "/?q=война", "Война и мир" }, { "/?q=МИР", "Война и мир" }, { "/?q=и", "Война и мир" },
	{ "/?q=бондарчук", "Война и мир" }, { "/?q=ゼルダ", "ゼルダの伝説" }, { "/?q=伝説", "ゼルダの伝説" },
	{ "/?q=茂", "ゼルダの伝説" }, { "/?q=s+mis", "Les Misérables" }, { "/?q=hugo+les", "" }, { "/?q=nothing", "" },
	/* signs of SQL and of the search's own language are text */
	{ "/?q=%25", "Straße 7%" }, { "/?q=7%25", "Straße 7%" }, { "/?q=_", "Straße 7%" }, { "/?q=o'hara", "Straße 7%" },
	{ "/?q=hugo*", "" }, { "/?q=hug%22o", "" }, { "/?q=les+OR+amelie", "" }, { "/?q=title_folded:amelie", "" },
	{ "/?q=-pierre", "Amélie" },
	/* a part of the creator alone */
	{ "/?creator=PIERRE", "Amélie" }, { "/?creator=hu", "Les Misérables" }, { "/?creator=amelie", "" },
	{ "/?creator=сергей", "Война и мир" },
	/* the whole of the others */
	{ "/?genre=ROMAN", "Ödön|Les Misérables" }, { "/?genre=comedie", "Amélie" }, { "/?genre=rom", "" },
	{ "/?year=2001", "Straße 7%|Amélie" }, { "/?year=1986", "ゼルダの伝説" }, { "/?year=1900", "" },
	{ "/?type=GAME", "ゼルダの伝説" }, { "/?type=book&type=TV", "Ödön|Война и мир|Les Misérables" },
	{ "/?media_type=videogame", "ゼルダの伝説" }, { "/?type=serie", "Война и мир" },
	{ "/?source=EXTERNAL", "Les Misérables" }, { "/?source=user_added&type=BOOK", "Ödön" },
	{ "/?curated=true", "Ödön" }, { "/?curated=false&type=BOOK", "Les Misérables" }, { "/?curated=all&type=BOOK",
		"Ödön|Les Misérables" },
	{ "/?stars=5", "Les Misérables" }, { "/?stars=4", "Amélie|Les Misérables" },
	{ "/?stars=3", "Straße 7%|Amélie|Les Misérables" }, { "/?stars=0&type=GAME", "ゼルダの伝説" },
	{ "/?q=a&type=MOVIE&year=2001&stars=4&genre=comédie&creator=jeunet&scope=all&source=USER_ADDED", "Amélie" },
	/* a repeated one: the last wins */
	{ "/?year=1986&year=2001", "Straße 7%|Amélie" }, { "/?q=hugo&q=odon", "Ödön" },
	/* orders: titles by their folded form, nulls last */
	{ "/?sort=latest&type=BOOK", "Ödön|Les Misérables" }, { "/?sort=uploaded_desc&type=BOOK", "Ödön|Les Misérables" },
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
	{ "title_asc", "1|2|3" }, { "title_desc", "3|2|1" }, { "release_asc", "1|2|3" }, { "release_desc", "3|2|1" },
	{ "rating_desc", "3|2|1" }, { "reviews_desc", "3|2|1" }, { "rank", "3|2|1" }, { "latest", "3|2|1" },
};

START_TEST(equal_items_have_a_fixed_order_over_all_pages)
{
	const char *pages = "";

	for (int i = 1; i <= 3; i++)
		add(&member, arena_printf(&memory, "{\"type\":\"BOOK\",\"title\":\"same\",\"creator\":\"%d\"}", i));
	for (int i = 1; i <= 3; i++)
		pages = arena_printf(&memory, "%s%s%s", pages, *pages ? "|" : "", json_column(client_get(&nobody, &media_app,
			arena_printf(&memory, "/?page_size=1&page=%d&sort=%s", i, ties[_i].sort)), "media", "creator"));
	ck_assert_str_eq(pages, ties[_i].order);
}
END_TEST

START_TEST(a_search_shows_the_closest_first)
{
	static const char *const names[] = { "Other", "The Dune", "Dune Messiah", "dûne", "Dune Chapterhouse" };

	for (int i = 0; i < COUNT(names); i++)
		add(&member, arena_printf(&memory, "{\"type\":\"BOOK\",\"title\":\"%s\",\"creator\":\"%s\"}", names[i],
			i ? "F. H." : "Dune"));
	client_sql("UPDATE media_items SET rating_sum = 3, rating_count = 1 WHERE title = 'Dune Messiah'", NULL, NULL);
	ck_assert_str_eq(titles(&nobody, "/?q=DUNE"), "dûne|Dune Messiah|Dune Chapterhouse|The Dune|Other");
	ck_assert_str_eq(titles(&nobody, "/?q=du"), "Dune Messiah|dûne|Dune Chapterhouse|The Dune|Other");
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
	client_sql("DELETE FROM copies WHERE media_key = (SELECT key FROM media_items WHERE id = $1)", first + 1, NULL);
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
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/"), "media[0].created_by"), "null");
}
END_TEST

START_TEST(links_of_a_list_keep_its_filters)
{
	struct reply *r;

	fill_catalogue();
	r = client_get(&nobody, &media_app, "/?type=BOOK&type=MOVIE&page_size=1&page=2&q=s");
	ck_assert_str_eq(json_text(r, "total"), "2");
	ck_assert_str_eq(json_text(r, "media[1]"), "(none)");
	ck_assert_str_eq(reply_header(r, "Link"), "</media?type=BOOK&type=MOVIE&page_size=1&q=s&page=1>; rel=\"first\", "
		"</media?type=BOOK&type=MOVIE&page_size=1&q=s&page=1>; rel=\"prev\", "
		"</media?type=BOOK&type=MOVIE&page_size=1&q=s&page=2>; rel=\"last\"");
}
END_TEST

START_TEST(search_follows_changes)
{
	const char *path = added(&member, "{\"type\":\"BOOK\",\"title\":\"Before\",\"creator\":\"Somebody\"}");

	ck_assert_int_eq(client_patch(&member, &media_app, path, "{\"title\":\"Later\",\"creator\":\"Else\"}")->http, 200);
	ck_assert_str_eq(titles(&nobody, "/?q=before"), "");
	ck_assert_str_eq(titles(&nobody, "/?q=somebody"), "");
	ck_assert_str_eq(titles(&nobody, "/?creator=somebody"), "");
	ck_assert_str_eq(titles(&nobody, "/?q=later"), "Later");
	ck_assert_str_eq(titles(&nobody, "/?creator=else"), "Later");
	ck_assert_int_eq(client_delete(&member, &media_app, path)->http, 204);
	ck_assert_str_eq(titles(&nobody, "/?q=later"), "");
	client_sql("INSERT INTO media_search (media_search, rank) VALUES ('integrity-check', 1)", NULL, NULL);
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
	tcase_add_loop_test(tc, a_list_has_what_was_asked_for_in_the_order_asked_for, 0, COUNT(lists));
	tcase_add_loop_test(tc, equal_items_have_a_fixed_order_over_all_pages, 0, COUNT(ties));
	tcase_add_test(tc, a_search_shows_the_closest_first);
	tcase_add_loop_test(tc, a_scope_is_of_the_one_who_asks, 0, COUNT(scopes));
	tcase_add_test(tc, an_item_whose_adder_left_is_not_mine);
	tcase_add_test(tc, links_of_a_list_keep_its_filters);
	tcase_add_test(tc, search_follows_changes);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
