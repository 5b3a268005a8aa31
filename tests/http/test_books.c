/* The curated books: what api.md section 4 promises of /books. */
#include "client.h"

#include <string.h>

static struct arena memory = { .limit = 64 << 20 };

static const char *
path_of(struct reply *r)
{
	return text("/%s", json_text(made(r), "id"));
}

/* The path of a new book that is curated, and of a member's item. */
static const char *
book(const char *json)
{
	return path_of(client_post(&admin, &books_app, "/", json));
}

static const char *
item(const char *json)
{
	return path_of(client_post(&member, &media_app, "/", json));
}

static const struct {
	const char *body, *field;
} bad_books[] = {
	{ "{\"author\":\"x\"}", "title" },
	{ "{\"title\":\"\",\"author\":\"x\"}", "title" },
	{ "{\"title\":\"   \",\"author\":\"x\"}", "title" },
	{ "{\"title\":7,\"author\":\"x\"}", "title" },
	{ "{\"title\":\"a\"}", "author" },
	{ "{\"title\":\"a\",\"author\":null}", "author" },
	{ "{\"title\":\"a\",\"author\":\"x\",\"isbn\":\"123\"}", "isbn" },
	{ "{\"title\":\"a\",\"author\":\"x\",\"isbn\":\"9780451524936\"}", "isbn" },
	{ "{\"title\":\"a\",\"author\":\"x\",\"publication_year\":\"1949\"}", "publication_year" },
	{ "{\"title\":\"a\",\"author\":\"x\",\"publication_year\":-1}", "publication_year" },
	{ "{\"title\":\"a\",\"author\":\"x\",\"length\":0}", "length" },
	{ "{\"title\":\"a\",\"author\":\"x\",\"image_url\":\"javascript:alert(1)\"}", "image_url" },
	{ "{\"title\":\"a\",\"author\":\"x\",\"metadata\":[]}", "metadata" },
	{ "{\"title\":\"a\",\"author\":\"x\",\"nope\":1}", "nope" },
};

START_TEST(a_bad_book_names_the_field)
{
	struct reply *r = client_post(&admin, &books_app, "/", bad_books[_i].body);

	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "success"), "false");
	ck_assert_str_eq(json_text(r, "error.code"), "validation_error");
	ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_books[_i].field);
	ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

START_TEST(every_bad_field_is_named_at_once)
{
	struct reply *r = client_post(&admin, &books_app, "/", "{\"isbn\":\"1\",\"nope\":1}");

	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "isbn");
	ck_assert_str_eq(json_text(r, "error.details[1].field"), "nope");
	ck_assert_str_eq(json_text(r, "error.details[2].field"), "title");
	ck_assert_str_eq(json_text(r, "error.details[3].field"), "author");
}
END_TEST

START_TEST(an_admin_adds_a_book_and_anyone_reads_it)
{
	struct reply *r = client_post(&admin, &books_app, "/",
		"{\"title\":\"Nineteen Eighty-Four\",\"author\":\"George "
		"Orwell\",\"isbn\":\"0-451-52493-4\","
		"\"publication_year\":1949}");
	const char *id = json_text(r, "id");

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(reply_header(r, "Location"), arena_printf(&memory, "/books/%s", id));
	r = client_get(&nobody, &books_app, "/?author=orwell");
	ck_assert_str_eq(json_text(r, "total"), "1");
	ck_assert_str_eq(json_text(r, "books[0].isbn"), "9780451524935");
	ck_assert_str_eq(json_text(r, "books[0].publication_year"), "1949");
	ck_assert_str_eq(json_text(r, "books[0].curated"), "true");
	ck_assert_str_eq(json_text(r, "books[0].length_unit"), "pages");
}
END_TEST

static const char *const writes[] = { "POST", "PUT", "PATCH", "DELETE" };

START_TEST(only_admins_write_books)
{
	const char *id = book("{\"title\":\"a\",\"author\":\"b\"}"), *path = _i ? id : "/";
	const char *body = _i < 3 ? "{\"title\":\"c\",\"author\":\"d\"}" : NULL;
	const struct sender *const senders[] = { &nobody, &member, &admin };
	const int answers[][3] = { { 401, 403, 201 }, { 401, 403, 200 }, { 401, 403, 200 },
		{ 401, 403, 204 } };

	for (int i = 0; i < COUNT(senders); i++) {
		if (i < 2)
			ck_assert_str_eq(json_text(client_get(&nobody, &books_app, id), "title"),
				"a");
		ck_assert_int_eq(client_send(senders[i], &books_app, writes[_i], path,
			"application/json", body,
			body ? strlen(body) : 0, NULL)->http, answers[_i][i]);
	}
	ck_assert_int_eq(client_rows("media_items"), _i == 0 ? 2 : _i == 3 ? 0 : 1);
}
END_TEST

START_TEST(put_empties_what_is_left_out)
{
	const char *path = book("{\"title\":\"a\",\"author\":\"b\",\"isbn\":\"0451524934\","
		"\"genre\":\"c\","
		"\"length\":7,\"publication_year\":1949,\"description\":\"d\","
		"\"image_url\":\"https://a/b\",\"metadata\":{\"x\":1}}");
	static const char *const emptied[] = {
		"isbn", "genre", "length", "publication_year", "description", "image_url",
	};
	const char *before = client_get(&admin, &books_app, path)->body;
	struct reply *r = client_put(&admin, &books_app, path, before);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, before);
	r = client_put(&admin, &books_app, path, "{\"title\":\"a\",\"author\":\"z\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "author"), "z");
	ck_assert_str_eq(json_text(r, "curated"), "true");
	ck_assert_str_eq(json_text(r, "metadata"), "{}");
	for (int i = 0; i < COUNT(emptied); i++)
		ck_assert_str_eq(json_text(r, emptied[i]), "null");
	ck_assert_str_eq(json_text(client_put(&admin, &books_app, path, "{\"title\":\"a\"}"),
		"error.details[0].field"),
		"author");
}
END_TEST

START_TEST(patch_changes_only_what_is_sent)
{
	const char *path = book("{\"title\":\"a\",\"author\":\"b\",\"metadata\":{\"x\":1,"
		"\"y\":2}}");
	struct reply *r = client_patch(&admin, &books_app, path,
		"{\"author\":\"c\",\"metadata\":{\"x\":null}}");

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "title"), "a");
	ck_assert_str_eq(json_text(r, "author"), "c");
	ck_assert_str_eq(json_text(r, "metadata"), "{\"y\":2}");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path), "creator"), "c");
	ck_assert_int_eq(client_patch(&admin, &books_app, path, "{\"author\":null}")->http, 400);
}
END_TEST

START_TEST(the_year_is_part_of_a_finer_date)
{
	const char *path = item("{\"type\":\"BOOK\",\"title\":\"a\",\"creator\":\"b\","
		"\"pub_date\":\"1949-06-08\"}");
	struct reply *r = client_get(&admin, &books_app, path);
	static const struct {
		const char *patch, *date;
	} years[] = {
		{ "{\"publication_year\":1949}", "1949-06-08" },
		{ "{\"title\":\"c\"}", "1949-06-08" },
		{ "{\"publication_year\":1950}", "1950" }, { "{\"publication_year\":800}", "0800" },
		{ "{\"publication_year\":null}", "null" },
	};

	ck_assert_str_eq(json_text(r, "publication_year"), "1949");
	ck_assert_int_eq(client_put(&admin, &books_app, path, r->body)->http, 200);
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path), "pub_date"),
		"1949-06-08");
	for (int i = 0; i < COUNT(years); i++) {
		ck_assert_int_eq(client_patch(&admin, &books_app, path, years[i].patch)->http, 200);
		ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path), "pub_date"),
			years[i].date);
	}
}
END_TEST

START_TEST(any_book_is_found_but_nothing_else)
{
	const char *path = item("{\"type\":\"BOOK\",\"title\":\"a\"}");
	const char *game = item("{\"type\":\"GAME\",\"title\":\"a\"}");

	ck_assert_int_eq(client_get(&nobody, &books_app, path)->http, 200);
	ck_assert_str_eq(json_text(client_get(&nobody, &books_app, path), "curated"), "false");
	ck_assert_int_eq(client_patch(&admin, &books_app, path, "{\"curated\":true}")->http, 200);
	ck_assert_str_eq(json_text(client_get(&nobody, &books_app, "/"), "total"), "1");
	ck_assert_int_eq(client_get(&nobody, &books_app, game)->http, 404);
	ck_assert_int_eq(client_patch(&admin, &books_app, game, "{\"title\":\"b\"}")->http, 404);
	ck_assert_int_eq(client_delete(&admin, &books_app, game)->http, 404);
	ck_assert_int_eq(client_get(&nobody, &media_app, game)->http, 200);
}
END_TEST

START_TEST(an_isbn_is_there_once)
{
	const char *body = "{\"title\":\"a\",\"author\":\"b\",\"isbn\":\"0451524934\"}";
	struct reply *r;

	book(body);
	r = client_post(&admin, &books_app, "/", body);
	ck_assert_int_eq(r->http, 409);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "isbn");
}
END_TEST

static const struct {
	const char *query, *titles;
} lists[] = {
	{ "/", "Les Misérables|Dune|1984" },
	{ "/?curated=true", "Les Misérables|Dune|1984" },
	{ "/?curated=all", "Member's|Les Misérables|Dune|1984" },
	{ "/?curated=false", "Member's" },
	{ "/?q=miserables", "Les Misérables" }, { "/?q=rw", "1984" }, { "/?q=member", "" },
	{ "/?author=ORWELL", "1984" }, { "/?author=hugo", "Les Misérables" },
	{ "/?author=dune", "" },
	{ "/?genre=science+fiction", "Dune|1984" }, { "/?genre=science", "" },
	{ "/?year=1949", "1984" }, { "/?year=1950", "" },
	{ "/?isbn=0-451-52493-4", "1984" }, { "/?isbn=9780451524935", "1984" },
	{ "/?isbn=9780804429573", "" },
	{ "/?stars=4", "Dune" }, { "/?stars=0", "Les Misérables|Dune|1984" },
	{ "/?sort=title_asc", "1984|Dune|Les Misérables" },
	{ "/?sort=title_desc", "Les Misérables|Dune|1984" },
	{ "/?sort=release_asc", "Les Misérables|1984|Dune" },
	{ "/?sort=top", "Dune|Les Misérables|1984" },
	{ "/?sort=latest&page_size=1&page=2", "Dune" },
	{ "/?type=GAME", "Les Misérables|Dune|1984" },
};

START_TEST(a_list_has_what_was_asked_for_in_the_order_asked_for)
{
	struct reply *r;

	book("{\"title\":\"1984\",\"author\":\"George Orwell\",\"isbn\":\"0451524934\","
		"\"publication_year\":1949,"
		"\"genre\":\"Science Fiction\"}");
	book("{\"title\":\"Dune\",\"author\":\"Frank Herbert\",\"publication_year\":1965,"
		"\"genre\":\"science fiction\"}");
	book("{\"title\":\"Les Misérables\",\"author\":\"Victor Hugo\",\"publication_year\":1862}");
	item("{\"type\":\"BOOK\",\"title\":\"Member's\"}");
	item("{\"type\":\"GAME\",\"title\":\"Dune\"}");
	client_sql("UPDATE media_items SET rating_sum = 8, rating_count = 1, "
		"average_rating = 4 WHERE title = 'Dune'",
		NULL, NULL);
	r = client_get(&nobody, &books_app, lists[_i].query);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_column(r, "books", "title"), lists[_i].titles);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-cache");
}
END_TEST

static const struct {
	const char *query, *field;
} bad_queries[] = {
	{ "/?isbn=123", "isbn" }, { "/?year=49", "year" }, { "/?stars=6", "stars" },
	{ "/?sort=nope", "sort" },
	{ "/?curated=maybe", "curated" },
};

START_TEST(a_bad_query_names_the_parameter)
{
	struct reply *r = client_get(&nobody, &books_app, bad_queries[_i].query);

	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_queries[_i].field);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("books");
	TCase *tc = tcase_create("books");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_add_loop_test(tc, a_bad_book_names_the_field, 0, COUNT(bad_books));
	tcase_add_test(tc, every_bad_field_is_named_at_once);
	tcase_add_test(tc, an_admin_adds_a_book_and_anyone_reads_it);
	tcase_add_loop_test(tc, only_admins_write_books, 0, COUNT(writes));
	tcase_add_test(tc, put_empties_what_is_left_out);
	tcase_add_test(tc, patch_changes_only_what_is_sent);
	tcase_add_test(tc, the_year_is_part_of_a_finer_date);
	tcase_add_test(tc, any_book_is_found_but_nothing_else);
	tcase_add_test(tc, an_isbn_is_there_once);
	tcase_add_loop_test(tc, a_list_has_what_was_asked_for_in_the_order_asked_for, 0,
		COUNT(lists));
	tcase_add_loop_test(tc, a_bad_query_names_the_parameter, 0, COUNT(bad_queries));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
