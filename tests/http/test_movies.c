/*
 * The movies (/movies): what api.md section 4 promises of them: view, title rule, who may what,
 * lists.
 */
#include "client.h"

#include <string.h>


static struct arena memory;

static void
setup(void)
{
	client_setup();
	arena_init(&memory, 16 << 20, NULL);
}

static void
teardown(void)
{
	arena_release(&memory);
	client_teardown();
}

static const struct {
	const char *body, *field;
} bad_movies[] = {
	{ "{}", "title" },
	{ "{\"title\":null}", "title" },
	{ "{\"title\":\" \"}", "title" },
	{ "{\"title\":7}", "title" },
	{ "{\"title\":\"a\\nb\"}", "title" },
	{ "{\"title\":\"a\",\"director\":7}", "director" },
	{ "{\"title\":\"a\",\"release_date\":\"soon\"}", "release_date" },
	{ "{\"title\":\"a\",\"release_date\":\"1998-02-30\"}", "release_date" },
	{ "{\"title\":\"a\",\"release_date\":1998}", "release_date" },
	{ "{\"title\":\"a\",\"synopsis\":[]}", "synopsis" },
	{ "{\"title\":\"a\",\"length\":0}", "length" },
	{ "{\"title\":\"a\",\"length\":1.5}", "length" },
	{ "{\"title\":\"a\",\"poster_url\":\"javascript:alert(1)\"}", "poster_url" },
	{ "{\"title\":\"a\",\"trailer_url\":\"ftp://example.com/\"}", "trailer_url" },
	{ "{\"title\":\"a\",\"metadata\":\"{}\"}", "metadata" },
	{ "{\"title\":\"a\",\"creator\":\"x\"}", "creator" },	/* the words of another view */
	{ "{\"title\":\"a\",\"isbn\":\"9780451524935\"}", "isbn" },
	{ "{\"title\":\"a\",\"type\":\"BOOK\"}", "type" },
	{ "{\"title\":\"a\",\"nope\":1}", "nope" },
};

START_TEST(a_bad_movie_names_the_field)
{
	struct reply *r = client_post(&member, &movies_app, "/", bad_movies[_i].body);

	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.code"), "validation_error");
	ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_movies[_i].field);
	ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

/* A movie with everything, in this view's words and in those of /media. */
static const struct {
	const char *movie, *media, *json, *value;
} words[] = {
	{ "title", "title", "\"Sphere\"", "Sphere" },
	{ "director", "creator", "\"Barry Levinson\"", "Barry Levinson" },
	{ "release_date", "pub_date", "\"1998-02-13\"", "1998-02-13" },
	{ "synopsis", "description", "\"Deep\\nwater\"", "Deep\nwater" },
	{ "genre", "genre", "\"Science fiction\"", "Science fiction" },
	{ "length", "length", "134", "134" },
	{ "poster_url", "image_url", "\"https://example.com/p.jpg\"", "https://example.com/p.jpg" },
	{ "trailer_url", "trailer_url", "\"https://example.com/t\"", "https://example.com/t" },
	{ "metadata", "metadata", "{\"fsk\":12}", "{\"fsk\":12}" },
};

static const char *
full_movie(void)
{
	struct buf body;

	buf_init(&body, &memory, 500);
	buf_putc(&body, '{');
	for (int i = 0; i < COUNT(words); i++) {
		json_put_name(&body, words[i].movie);
		buf_puts(&body, words[i].json);
	}
	buf_putc(&body, '}');
	return body.data;
}

START_TEST(a_movie_is_a_media_item_in_other_words)
{
	struct reply *r = client_post(&member, &movies_app, "/", full_movie()), *media;
	const char *path = text("/%s", json_text(r, "id"));

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(reply_header(r, "Location"), text("/movies%s", path));
	ck_assert_str_eq(r->body, client_get(&member, &movies_app, path)->body);
	media = client_get(&nobody, &media_app, path);
	ck_assert_str_eq(json_text(media, "type"), "MOVIE");
	for (int i = 0; i < COUNT(words); i++) {
		ck_assert_str_eq(json_text(r, words[i].movie), words[i].value);
		ck_assert_str_eq(json_text(media, words[i].media), words[i].value);
	}
	ck_assert_str_eq(json_text(r, "length_unit"), "minutes");
	ck_assert_str_eq(json_text(r, "created_by.username"), "member");
	ck_assert_str_eq(json_text(r, "average_rating"), "null");
	ck_assert_str_eq(json_text(r, "rating_count"), "0");
	ck_assert_str_eq(json_text(r, "review_count"), "0");
	ck_assert_str_eq(json_text(r, "rank"), "null");
	ck_assert_str_eq(json_text(r, "created_at"), "2026-04-01T08:00:00Z");
	ck_assert_str_eq(json_text(r, "isbn"), "(none)");
	ck_assert_str_eq(json_text(r, "curated"), "(none)");
	r = client_put(&member, &movies_app, path, r->body);	/* what was read can be sent back */
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, client_get(&member, &movies_app, path)->body);
}
END_TEST

START_TEST(patch_changes_what_is_sent_and_put_empties_the_rest)
{
	struct reply *r = client_post(&member, &movies_app, "/", full_movie());
	const char *path = text("/%s", json_text(r, "id"));

	r = client_patch(&member, &movies_app, path,
		"{\"director\":null,\"release_date\":\"1998\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "director"), "null");
	ck_assert_str_eq(json_text(r, "release_date"), "1998");
	ck_assert_str_eq(json_text(r, "genre"), "Science fiction");
	r = client_put(&member, &movies_app, path, "{\"title\":\"Sphäre\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "title"), "Sphäre");
	for (int i = 1; i < COUNT(words) - 1; i++)
		ck_assert_str_eq(json_text(r, words[i].movie), "null");
	ck_assert_str_eq(json_text(r, "metadata"), "{}");
	ck_assert_str_eq(json_text(r, "created_by.username"), "member");
	ck_assert_int_eq(client_put(&member, &movies_app, path, "{\"genre\":\"x\"}")->http, 400);
}
END_TEST

/*
 * "Two movies conflict when their titles match without regard to case and their years are equal or
 * one is unknown."
 */
static const struct {
	const char *first, *second;
	int http;
} pairs[] = {
	{ "{\"title\":\"Sphere\"}", "{\"title\":\"SPHERE\"}", 409 },
	{ "{\"title\":\"A\",\"release_date\":\"1998\"}",
	  "{\"title\":\"a\",\"release_date\":\"1998-02-13\"}", 409 },
	{ "{\"title\":\"Sphere\",\"release_date\":\"1998\"}", "{\"title\":\"Sphere\"}", 409 },
	{ "{\"title\":\"Sphere\"}", "{\"title\":\" Sphere \",\"release_date\":\"2024\"}", 409 },
	{ "{\"title\":\"Straße\"}", "{\"title\":\"STRASSE\"}", 409 },
	{ "{\"title\":\"Solaris\",\"release_date\":\"1972\"}",
	  "{\"title\":\"Solaris\",\"release_date\":\"2002\"}", 201 },
	{ "{\"title\":\"Élan\"}", "{\"title\":\"Elan\"}", 201 },
	{ "{\"title\":\"Sphere\"}", "{\"title\":\"Spheres\"}", 201 },
};

START_TEST(two_movies_of_one_title_and_year_conflict)
{
	struct reply *first = client_post(&member, &movies_app, "/", pairs[_i].first), *r;
	const char *id = json_text(first, "id");

	ck_assert_int_eq(first->http, 201);
	r = client_post(&other, &movies_app, "/", pairs[_i].second);
	ck_assert_int_eq(r->http, pairs[_i].http);
	if (r->http == 409)
		ck_assert_str_eq(json_text(r, "error.details[0].field"), "title");
	r = client_post(&other, &movies_app, "/", "{\"title\":\"Something else\"}");
	r = client_patch(&other, &movies_app, text("/%s", json_text(r, "id")), pairs[_i].second);
	ck_assert_int_eq(r->http, 409);		/* by now both are there, or the first is */
	ck_assert_int_eq(client_put(&member, &movies_app, text("/%s", id), pairs[_i].first)->http,
		200);
	ck_assert_int_eq(client_post(&admin, &books_app, "/",
		"{\"title\":\"Sphere\",\"author\":\"x\"}")->http, 201);
}
END_TEST

static const struct {
	const struct sender *sender;
	int create, change, delete;
} rights[] = {
	{ &nobody, 401, 401, 401 }, { &other, 201, 403, 403 }, { &member, 201, 200, 204 },
	{ &admin, 201, 200, 204 },
};

START_TEST(members_add_and_owners_and_admins_edit)
{
	const struct sender *sender = rights[_i].sender;
	const char *path = text("/%s",
		json_text(client_post(&member, &movies_app, "/", "{\"title\":\"a\"}"), "id"));

	ck_assert_int_eq(client_post(sender, &movies_app, "/", "{\"title\":\"b\"}")->http,
		rights[_i].create);
	ck_assert_int_eq(client_patch(sender, &movies_app, path, "{\"genre\":\"x\"}")->http,
		rights[_i].change);
	ck_assert_int_eq(client_put(sender, &movies_app, path, "{\"title\":\"c\"}")->http,
		rights[_i].change);
	ck_assert_str_eq(json_text(client_get(&nobody, &movies_app, path), "title"),
		rights[_i].change == 200 ? "c" : "a");
	ck_assert_int_eq(client_delete(sender, &movies_app, path)->http, rights[_i].delete);
	ck_assert_int_eq(client_get(&nobody, &movies_app, path)->http,
		rights[_i].delete == 204 ? 404 : 200);
}
END_TEST

START_TEST(only_movies_are_found_here)
{
	struct reply *r = client_post(&admin, &books_app, "/",
		"{\"title\":\"Sphere\",\"author\":\"Michael Crichton\"}");
	const char *path = text("/%s", json_text(r, "id"));

	ck_assert_int_eq(client_get(&admin, &movies_app, path)->http, 404);
	ck_assert_int_eq(client_patch(&admin, &movies_app, path, "{\"genre\":\"x\"}")->http, 404);
	ck_assert_int_eq(client_put(&admin, &movies_app, path, "{\"title\":\"x\"}")->http, 404);
	ck_assert_int_eq(client_delete(&admin, &movies_app, path)->http, 404);
	ck_assert_str_eq(json_text(client_get(&admin, &movies_app, "/"), "total"), "0");
	ck_assert_int_eq(client_rows("media_items"), 1);
}
END_TEST

/*
 * Five movies, in the order they are added, with ratings by admin and member, and the number of
 * their reviews.
 */
static const struct {
	const struct sender *owner;
	const char *body, *ratings;
	int reviews;
} shelf[] = {
	{ &member, "{\"title\":\"Alien\",\"release_date\":\"1979-05-25\",\"director\":\"Ridley "
	  "Scott\"}", "54", 1 },
	{ &other, "{\"title\":\"Brazil\",\"release_date\":\"1985\",\"genre\":\"Satire\"}",
	  "33", 2 },
	{ &other, "{\"title\":\"Contact\",\"release_date\":\"1997-07\",\"genre\":\"Drama\"}",
	  "", 0 },
	{ &member, "{\"title\":\"Délicatessen\",\"release_date\":\"1991\",\"genre\":\"satire\"}",
	  "44", 0 },
	{ &other, "{\"title\":\"Éden\"}", "1", 0 },
};

static const struct {
	const char *query, *titles;
} lists[] = {
	{ "", "Éden|Délicatessen|Contact|Brazil|Alien" },
	{ "sort=latest", "Éden|Délicatessen|Contact|Brazil|Alien" },
	{ "sort=uploaded_desc", "Éden|Délicatessen|Contact|Brazil|Alien" },
	{ "sort=title_asc", "Alien|Brazil|Contact|Délicatessen|Éden" },
	{ "sort=title_desc", "Éden|Délicatessen|Contact|Brazil|Alien" },
	{ "sort=release_asc", "Alien|Brazil|Délicatessen|Contact|Éden" },
	{ "sort=release_desc", "Contact|Délicatessen|Brazil|Alien|Éden" },
	{ "sort=rating_desc", "Alien|Délicatessen|Brazil|Éden|Contact" },
	{ "sort=top", "Alien|Délicatessen|Brazil|Éden|Contact" },
	{ "sort=reviews_desc", "Brazil|Alien|Éden|Délicatessen|Contact" },
	{ "sort=reviews", "Brazil|Alien|Éden|Délicatessen|Contact" },
	{ "sort=rank", "Alien|Délicatessen|Brazil|Éden|Contact" },
	{ "q=IL", "Brazil" },
	{ "q=delica", "Délicatessen" },
	{ "q=scott", "Alien" },
	{ "q=%25", "" },
	{ "genre=SATIRE", "Délicatessen|Brazil" },
	{ "genre=sat", "" },
	{ "year=1997", "Contact" },
	{ "stars=0", "Éden|Délicatessen|Contact|Brazil|Alien" },
	{ "stars=3&sort=title_asc", "Alien|Brazil|Délicatessen" },
	{ "stars=4&sort=title_asc", "Alien|Délicatessen" },
	{ "stars=5", "Alien" },		/* 4.5 is rounded up */
	{ "scope=all&sort=title_asc", "Alien|Brazil|Contact|Délicatessen|Éden" },
	{ "scope=mine", "Délicatessen|Alien" },
	{ "scope=not_mine", "Éden|Contact|Brazil" },
	{ "scope=shelf", "Contact" },
	{ "scope=mine&stars=5&sort=rank&q=", "Alien" },
	/* unknown here: ignored */
	{ "type=BOOK&curated=true&nonsense=1&sort=title_asc&pageSize=1", "Alien" },
	{ "sort=title_asc&page=2&page_size=2", "Contact|Délicatessen" },
	{ "sort=title_asc&page=3&pageSize=2", "Éden" },
	{ "page=9", "" },
};

static void
fill_shelf(void)
{
	static const struct sender *const voices[] = { &admin, &member };

	for (int i = 0; i < COUNT(shelf); i++) {
		struct reply *r = client_post(shelf[i].owner, &movies_app, "/", shelf[i].body);
		const char *id = json_text(r, "id");

		ck_assert_int_eq(r->http, 201);
		for (int n = 0; shelf[i].ratings[n]; n++)
			client_put(voices[n], &movies_app, text("/%s/rating", id),
				text("{\"value\":%c}", shelf[i].ratings[n]));
		for (int n = 0; n < shelf[i].reviews; n++)
			client_post(voices[n], &movies_app, text("/%s/reviews", id),
				"{\"content\":\"x\"}");
		if (i == 2)
			client_post(&member, &usermedia_app, "/",
				text("{\"media_id\":\"%s\"}", id));
	}
	client_post(&member, &media_app, "/",
		"{\"type\":\"GAME\",\"title\":\"Brazil\",\"genre\":\"Satire\"}");
}

START_TEST(movies_are_filtered_sorted_and_paged)
{
	fill_shelf();
	for (int i = 0; i < COUNT(lists); i++) {
		struct reply *r = client_get(&member, &movies_app, text("/?%s", lists[i].query));

		ck_assert_msg(r->http == 200, "%s: %d", lists[i].query, r->http);
		ck_assert_msg(!strcmp(json_column(r, "movies", "title"), lists[i].titles), "%s: %s",
			lists[i].query, json_column(r, "movies", "title"));
	}
	ck_assert_str_eq(json_column(client_get(&nobody, &movies_app, "/?sort=rank"), "movies",
		"rank"), "1|2|3|4|null");
}
END_TEST

START_TEST(a_list_says_how_long_it_is)
{
	struct reply *r = client_get(&nobody, &movies_app, "/");

	ck_assert_str_eq(r->body, "{\"movies\":[],\"page\":1,\"page_size\":20,\"total\":0}");
	fill_shelf();
	r = client_get(&nobody, &movies_app, "/?sort=title_asc&page=2&pageSize=2");
	ck_assert_str_eq(json_text(r, "total"), "5");
	ck_assert_str_eq(json_text(r, "page"), "2");
	ck_assert_str_eq(json_text(r, "page_size"), "2");
	ck_assert_str_eq(reply_header(r, "Link"),
		"</movies?sort=title_asc&pageSize=2&page=1>; rel=\"first\", "
		"</movies?sort=title_asc&pageSize=2&page=1>; rel=\"prev\", "
		"</movies?sort=title_asc&pageSize=2&page=3>; rel=\"next\", "
		"</movies?sort=title_asc&pageSize=2&page=3>; rel=\"last\"");
}
END_TEST

static const struct {
	const char *query;
	int http;
	const char *field;
} bad_queries[] = {
	{ "stars=6", 400, "stars" }, { "stars=-1", 400, "stars" }, { "stars=4.5", 400, "stars" },
	{ "scope=theirs", 400, "scope" }, { "sort=random", 400, "sort" },
	{ "year=soon", 400, "year" },
	{ "page=0", 400, "page" }, { "pageSize=101", 400, "page_size" }, { "page=x", 400, "page" },
	{ "scope=mine", 401, NULL }, { "scope=not_mine", 401, NULL }, { "scope=shelf", 401, NULL },
	{ "scope=collection", 401, NULL },
};

START_TEST(a_bad_query_is_refused)
{
	struct reply *r = client_get(&nobody, &movies_app, text("/?%s", bad_queries[_i].query));

	ck_assert_int_eq(r->http, bad_queries[_i].http);
	if (bad_queries[_i].field)
		ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_queries[_i].field);
}
END_TEST

START_TEST(a_deleted_movie_takes_all_that_hangs_on_it)
{
	static const char *const tables[] = { "entries", "copies", "ratings", "reviews" };
	const char *id = json_text(client_post(&member, &movies_app, "/", "{\"title\":\"a\"}"),
		"id");

	client_post(&other, &collection_app, "/copies",
		text("{\"movie_id\":\"%s\",\"format\":\"DVD\"}", id));
	client_put(&other, &movies_app, text("/%s/rating", id), "{\"value\":5}");
	client_post(&other, &movies_app, text("/%s/reviews", id), "{\"content\":\"x\"}");
	for (int i = 0; i < COUNT(tables); i++)
		ck_assert_int_eq(client_rows(tables[i]), 1);
	ck_assert_int_eq(client_delete(&member, &movies_app, text("/%s", id))->http, 204);
	for (int i = 0; i < COUNT(tables); i++)
		ck_assert_int_eq(client_rows(tables[i]), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("movies");
	TCase *tc = tcase_create("movies");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_bad_movie_names_the_field, 0, COUNT(bad_movies));
	tcase_add_test(tc, a_movie_is_a_media_item_in_other_words);
	tcase_add_test(tc, patch_changes_what_is_sent_and_put_empties_the_rest);
	tcase_add_loop_test(tc, two_movies_of_one_title_and_year_conflict, 0, COUNT(pairs));
	tcase_add_loop_test(tc, members_add_and_owners_and_admins_edit, 0, COUNT(rights));
	tcase_add_test(tc, only_movies_are_found_here);
	tcase_add_test(tc, movies_are_filtered_sorted_and_paged);
	tcase_add_test(tc, a_list_says_how_long_it_is);
	tcase_add_loop_test(tc, a_bad_query_is_refused, 0, COUNT(bad_queries));
	tcase_add_test(tc, a_deleted_movie_takes_all_that_hangs_on_it);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
