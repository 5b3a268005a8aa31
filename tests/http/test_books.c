/* The curated books: what api.md section 4 promises of /books. */
#include "client.h"

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
		"{\"title\":\"Nineteen Eighty-Four\",\"author\":\"George Orwell\",\"isbn\":\"0-451-52493-4\","
		"\"publication_year\":1949}");
	const char *id = json_text(r, "id");

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(reply_header(r, "Location"), arena_printf(&(struct arena){ .limit = 1 << 20 }, "/books/%s", id));
	r = client_get(&nobody, &books_app, "/?author=orwell");
	ck_assert_str_eq(json_text(r, "total"), "1");
	ck_assert_str_eq(json_text(r, "books[0].isbn"), "9780451524935");
	ck_assert_str_eq(json_text(r, "books[0].publication_year"), "1949");
	ck_assert_str_eq(json_text(r, "books[0].curated"), "true");
	ck_assert_str_eq(json_text(r, "books[0].length_unit"), "pages");
}
END_TEST

START_TEST(only_admins_write_books)
{
	const char *book = "{\"title\":\"a\",\"author\":\"b\"}";

	ck_assert_int_eq(client_post(&nobody, &books_app, "/", book)->http, 401);
	ck_assert_int_eq(client_post(&member, &books_app, "/", book)->http, 403);
	ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("books");
	TCase *tc = tcase_create("books");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_add_loop_test(tc, a_bad_book_names_the_field, 0, sizeof(bad_books) / sizeof(bad_books[0]));
	tcase_add_test(tc, every_bad_field_is_named_at_once);
	tcase_add_test(tc, an_admin_adds_a_book_and_anyone_reads_it);
	tcase_add_test(tc, only_admins_write_books);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
