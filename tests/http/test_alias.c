/* MyColl's address of the collection (/api/v1/movies): the same program, for movies only (api.md, section 6). */
#include "client.h"

#include <string.h>

static struct arena memory = { .limit = 64 << 20 };

/* Sends a request as a client of MyColl would. */
static struct reply *
call(const char *method, const char *path, const char *json)
{
	const char *const headers[] = { arena_printf(&memory, "REQUEST_URI=/api/v1/movies%s", path), NULL };

	return client_send(&member, &collection_app, method, path, "application/json", json, json ? strlen(json) : 0, headers);
}

/* The id of a new copy, by the collection's own address, of a new item. */
static const char *
copy(const char *type, const char **item)
{
	struct reply *r = client_post(&member, &collection_app, "/", arena_printf(&memory, "{\"type\":\"%s\",\"title\":\"%s\"}",
		type, type));

	ck_assert_int_eq(r->http, 201);
	*item = json_text(r, "id");
	r = client_post(&member, &collection_app, "/copies", arena_printf(&memory,
		"{\"media_id\":\"%s\",\"format\":\"A\"}", *item));
	ck_assert_int_eq(r->http, 201);
	return json_text(r, "id");
}

START_TEST(only_movies_and_their_copies_are_there)
{
	static const struct {
		const char *method, *body;
		int http;		/* for a movie's */
	} calls[] = { { "GET", NULL, 200 }, { "PUT", "{\"format\":\"B\"}", 200 }, { "PATCH", "{\"note\":\"c\"}", 200 }, { "DELETE", NULL, 204 } };
	const char *book, *movie, *book_copy = copy("BOOK", &book), *movie_copy = copy("MOVIE", &movie);
	struct reply *r = call("GET", "/copies", NULL);

	ck_assert_str_eq(json_column(r, "copies", "id"), movie_copy);
	ck_assert_str_eq(json_text(r, "total"), "1");
	ck_assert_str_eq(json_column(call("GET", "/", NULL), "items", "id"), movie);
	ck_assert_int_eq(call("GET", arena_printf(&memory, "/%s", book), NULL)->http, 404);
	ck_assert_int_eq(call("POST", "/", arena_printf(&memory, "{\"movie_id\":\"%s\"}", book))->http, 404);
	ck_assert_int_eq(call("POST", "/copies", arena_printf(&memory, "{\"movie_id\":\"%s\",\"format\":\"A\"}", book))->http, 404);
	for (int i = 0; i < COUNT(calls); i++) {
		ck_assert_int_eq(call(calls[i].method, arena_printf(&memory, "/copies/%s", book_copy), calls[i].body)->http, 404);
		ck_assert_int_eq(call(calls[i].method, arena_printf(&memory, "/copies/%s", movie_copy), calls[i].body)->http,
			calls[i].http);
	}
	r = client_get(&member, &collection_app, "/copies");
	ck_assert_str_eq(json_column(r, "copies", "id"), book_copy);
	ck_assert_str_eq(json_column(r, "copies", "format"), "A");
}
END_TEST

START_TEST(links_lead_to_the_address_that_was_asked)
{
	struct reply *r = call("POST", "/", "{\"title\":\"Sphere\",\"type\":\"BOOK\"}");

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "type"), "MOVIE");
	ck_assert_str_eq(reply_header(r, "Location"), arena_printf(&memory, "/api/v1/movies/%s", json_text(r, "id")));
	r = call("POST", "/copies", arena_printf(&memory, "{\"movie_id\":\"%s\",\"format\":\"DVD\"}", json_text(r, "id")));
	ck_assert_str_eq(reply_header(r, "Location"), arena_printf(&memory, "/api/v1/movies/copies/%s", json_text(r, "id")));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("alias");
	TCase *tc = tcase_create("alias");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_add_test(tc, only_movies_and_their_copies_are_there);
	tcase_add_test(tc, links_lead_to_the_address_that_was_asked);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
