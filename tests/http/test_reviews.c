/*
 * Reviews under /media, /books and /movies, and /reviews (api.md, section 4): who may what, one
 * each, newest first.
 */
#include "client.h"
#include "clock.h"

#include <string.h>

static struct arena memory;
static const char *media, *path;	/* a movie, and its reviews */

static const char *
item(const char *type, const char *title)
{
	struct reply *r = client_post(&admin, &media_app, "/",
		text("{\"type\":\"%s\",\"title\":\"%s\"}", type, title));

	ck_assert_int_eq(r->http, 201);
	return json_text(r, "id");
}

static void
setup(void)
{
	client_setup();
	arena_init(&memory, 16 << 20, NULL);
	media = item("MOVIE", "Sphere");
	path = text("/%s/reviews", media);
}

static void
teardown(void)
{
	arena_release(&memory);
	client_teardown();
}

/* Writes a review and returns its path under /reviews. */
static const char *
review(const struct sender *sender, const char *content)
{
	struct reply *r = client_post(sender, &movies_app, path,
		text("{\"content\":\"%s\"}", content));

	ck_assert_int_eq(r->http, 201);
	return text("/%s", json_text(r, "id"));
}

static const char *
review_count(void)
{
	return json_text(client_get(&nobody, &media_app, text("/%s", media)), "review_count");
}

START_TEST(a_review_is_written_read_changed_and_deleted)
{
	struct reply *r = client_post(&member, &movies_app, path,
		"{\"content\":\"Better than its name.\"}");
	const char *id = json_text(r, "id"), *own = text("/%s", id);

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(reply_header(r, "Location"), text("/reviews/%s", id));
	ck_assert_str_eq(r->body, client_get(&nobody, &reviews_app, own)->body);
	ck_assert_str_eq(r->body,
		text("{\"id\":\"%s\",\"media_id\":\"%s\",\"user\":{\"id\":\"%s\","
		"\"username\":\"member\","
		"\"avatar_url\":null},\"content\":\"Better than its name.\",\"rating\":null,"
		"\"created_at\":\"2026-04-01T08:00:00Z\",\"updated_at\":\"2026-04-01T08:00:00Z\"}",
		id, media, member.id));
	ck_assert_str_eq(review_count(), "1");
	clock_set(1775030460);
	r = client_patch(&member, &reviews_app, own, "{\"content\":\"Worse.\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "content"), "Worse.");
	ck_assert_str_eq(json_text(r, "created_at"), "2026-04-01T08:00:00Z");
	ck_assert_str_eq(json_text(r, "updated_at"), "2026-04-01T08:01:00Z");
	ck_assert_str_eq(review_count(), "1");
	ck_assert_int_eq(client_delete(&member, &reviews_app, own)->http, 204);
	ck_assert_int_eq(client_delete(&member, &reviews_app, own)->http, 404);
	ck_assert_int_eq(client_get(&nobody, &reviews_app, own)->http, 404);
	ck_assert_str_eq(review_count(), "0");
	review(&member, "Once more.");
}
END_TEST

START_TEST(a_second_review_is_refused_and_names_the_first)
{
	const char *first = review(&member, "one");
	struct reply *r = client_post(&member, &media_app, path, "{\"content\":\"two\"}");

	ck_assert_int_eq(r->http, 409);
	ck_assert_str_eq(json_text(r, "error.code"), "conflict");
	ck_assert_ptr_nonnull(strstr(json_text(r, "error.details[0].message"), first + 1));
	ck_assert_str_eq(review_count(), "1");
	ck_assert_str_eq(json_text(client_get(&nobody, &reviews_app, first), "content"), "one");
}
END_TEST

/* On the review of `member`. */
static const struct {
	const struct sender *sender;
	int change, delete;
} rights[] = {
	{ &nobody, 401, 401 }, { &other, 403, 403 }, { &admin, 403, 204 }, { &member, 200, 204 },
};

START_TEST(authors_edit_and_admins_may_delete)
{
	const char *own = review(&member, "one");
	struct reply *r = client_patch(rights[_i].sender, &reviews_app, own,
		"{\"content\":\"two\"}");

	ck_assert_int_eq(r->http, rights[_i].change);
	ck_assert_str_eq(json_text(client_get(&nobody, &reviews_app, own), "content"),
		r->http == 200 ? "two" : "one");
	ck_assert_int_eq(client_delete(rights[_i].sender, &reviews_app, own)->http,
		rights[_i].delete);
	ck_assert_int_eq(client_get(&nobody, &reviews_app, own)->http,
		rights[_i].delete == 204 ? 404 : 200);
	ck_assert_str_eq(review_count(), rights[_i].delete == 204 ? "0" : "1");
}
END_TEST

/* Content as JSON; %s is 10,001 characters. */
static const struct {
	const char *body, *field;
} bad_reviews[] = {
	{ "{}", "content" }, { "{\"content\":null}", "content" },
	{ "{\"content\":\"\"}", "content" },
	{ "{\"content\":\" \\n\\t \"}", "content" }, { "{\"content\":7}", "content" },
	{ "{\"content\":[\"x\"]}", "content" }, { "{\"content\":\"%s\"}", "content" },
	{ "{\"content\":\"x\",\"stars\":5}", "stars" }, { "{\"content\":\"a\\u0000b\"}", "" },
	{ "{\"content\":\"x\",\"content\":\"y\"}", "content" },
};

static const char *
long_text(int characters)
{
	char *out = arena_alloc(&memory, 2 * (size_t)characters + 1);

	for (int i = 0; i < characters; i++)
		memcpy(out + 2 * i, "ü", 2);
	return out;
}

START_TEST(a_bad_review_names_the_field)
{
	const char *hole = strstr(bad_reviews[_i].body, "%s");
	const char *body = hole ? text("{\"content\":\"%s\"}", long_text(10001))
		: bad_reviews[_i].body;
	struct reply *r = client_post(&member, &movies_app, path, body);

	ck_assert_int_eq(r->http, 400);
	if (*bad_reviews[_i].field)
		ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_reviews[_i].field);
	ck_assert_int_eq(client_rows("reviews"), 0);
	if (_i) {	/* (PATCH may leave out what it likes) */
		const char *own = review(&member, "one");

		ck_assert_int_eq(client_patch(&member, &reviews_app, own, body)->http, 400);
		ck_assert_str_eq(json_text(client_get(&nobody, &reviews_app, own), "content"),
			"one");
	}
}
END_TEST

START_TEST(a_review_is_plain_text_kept_as_it_is)
{
	static const char *const contents[] = {
		"x", "<script>alert(1)</script> & <b>bold</b>", "  two\n\n\tlines  ", "Ünïcödé 🎬",
		"'; DROP TABLE reviews; --",
	};
	const char *own = review(&member, "first");

	for (int i = 0; i < COUNT(contents); i++) {
		struct buf body;
		struct reply *r;

		buf_init(&body, &memory, 100);
		buf_puts(&body, "{\"content\":");
		json_put_string(&body, contents[i]);
		buf_puts(&body, "}");
		r = client_patch(&member, &reviews_app, own, body.data);
		ck_assert_int_eq(r->http, 200);
		ck_assert_str_eq(json_text(r, "content"), contents[i]);
		ck_assert_str_eq(reply_header(r, "Content-Type"), "application/json");
	}
	ck_assert_int_eq(client_patch(&member, &reviews_app, own,
		text("{\"content\":\"%s\"}", long_text(10000)))->http, 200);
}
END_TEST

START_TEST(what_a_review_shows_may_be_sent_back_and_changes_nothing)
{
	const char *own = review(&member, "one");
	struct reply *before = client_get(&member, &reviews_app, own), *r;

	r = client_patch(&member, &reviews_app, own, before->body);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, before->body);
	r = client_patch(&member, &reviews_app, own,
		"{\"rating\":5,\"media_id\":\"x\",\"user\":{\"id\":\"x\"}}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, before->body);
	ck_assert_int_eq(client_rows("ratings"), 0);
}
END_TEST

START_TEST(a_review_shows_the_rating_of_its_author)
{
	const char *own = review(&member, "one"), *rating = text("/%s/rating", media);

	client_put(&other, &movies_app, rating, "{\"value\":1}");
	ck_assert_str_eq(json_text(client_get(&nobody, &reviews_app, own), "rating"), "null");
	client_put(&member, &movies_app, rating, "{\"value\":4}");
	ck_assert_str_eq(json_text(client_get(&nobody, &reviews_app, own), "rating"), "4");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path), "reviews[0].rating"),
		"4");
}
END_TEST

START_TEST(reviews_of_an_item_are_listed_newest_first)
{
	struct reply *r = client_get(&nobody, &movies_app, path);

	ck_assert_str_eq(r->body, "{\"reviews\":[],\"page\":1,\"page_size\":20,\"total\":0}");
	review(&member, "first");
	review(&other, "second");
	review(&admin, "third");
	client_post(&member, &media_app, text("/%s/reviews", item("BOOK", "Emma")),
		"{\"content\":\"elsewhere\"}");
	r = client_get(&nobody, &media_app, path);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_column(r, "reviews", "content"), "third|second|first");
	ck_assert_str_eq(json_column(r, "reviews", "user.username"), "admin|other|member");
	ck_assert_str_eq(json_text(r, "total"), "3");
	r = client_get(&nobody, &movies_app, text("%s?page=2&pageSize=2", path));
	ck_assert_str_eq(json_column(r, "reviews", "content"), "first");
	ck_assert_str_eq(json_text(r, "total"), "3");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Link"),
		text("</movies%s?pageSize=2&page=1>; rel=\"prev\"", path)));
	ck_assert_int_eq(client_get(&nobody, &movies_app, text("%s?page=0", path))->http, 400);
}
END_TEST

static const struct {
	const struct app *app;
	const char *type;
	int http;
} doors[] = {
	{ &media_app, "BOOK", 201 }, { &media_app, "GAME", 201 }, { &books_app, "BOOK", 201 },
	{ &movies_app, "MOVIE", 201 }, { &books_app, "MOVIE", 404 },
	{ &movies_app, "TV_SHOW", 404 },
};

START_TEST(a_door_has_reviews_of_its_own_items)
{
	const char *of = text("/%s/reviews", item(doors[_i].type, "x"));

	ck_assert_int_eq(client_get(&nobody, doors[_i].app, of)->http,
		doors[_i].http == 201 ? 200 : 404);
	ck_assert_int_eq(client_post(&nobody, doors[_i].app, of, "{\"content\":\"x\"}")->http, 401);
	ck_assert_int_eq(client_post(&member, doors[_i].app, of, "{\"content\":\"x\"}")->http,
		doors[_i].http);
	ck_assert_int_eq(client_rows("reviews"), doors[_i].http == 201);
	of = text("/%s/reviews", member.id);
	ck_assert_int_eq(client_get(&nobody, doors[_i].app, of)->http, 404);
	ck_assert_int_eq(client_post(&member, doors[_i].app, of, "{\"content\":\"x\"}")->http, 404);
}
END_TEST

START_TEST(a_review_is_replaced_by_nobody)
{
	struct reply *r = client_put(&member, &reviews_app, review(&member, "one"),
		"{\"content\":\"two\"}");

	ck_assert_int_eq(r->http, 405);
	ck_assert_str_eq(reply_header(r, "Allow"), "GET, HEAD, PATCH, DELETE, OPTIONS");
	ck_assert_int_eq(client_get(&nobody, &reviews_app, "/")->http, 404);
}
END_TEST

START_TEST(a_lost_update_is_refused)
{
	const char *own = review(&member, "one"),
		*tag = reply_header(client_get(&member, &reviews_app, own), "ETag");
	const char *headers[] = { text("HTTP_IF_MATCH=%s", tag), NULL };
	static const struct { const char *content; int http; } turns[] = { { "two", 200 },
		{ "three", 412 } };

	for (int i = 0; i < COUNT(turns); i++) {
		const char *body = text("{\"content\":\"%s\"}", turns[i].content);

		ck_assert_int_eq(client_send(&member, &reviews_app, "PATCH", own,
			"application/json", body, strlen(body), headers)->http, turns[i].http);
	}
	ck_assert_str_eq(json_text(client_get(&nobody, &reviews_app, own), "content"), "two");
}
END_TEST

START_TEST(a_deleted_item_takes_its_reviews)
{
	const char *own = review(&member, "one");

	review(&other, "two");
	ck_assert_int_eq(client_delete(&admin, &movies_app, text("/%s", media))->http, 204);
	ck_assert_int_eq(client_get(&nobody, &reviews_app, own)->http, 404);
	ck_assert_int_eq(client_rows("reviews"), 0);
}
END_TEST

START_TEST(a_private_catalogue_has_private_reviews)
{
	const char *own = review(&member, "one");

	client_settings("catalogue = private");
	ck_assert_int_eq(client_get(&nobody, &reviews_app, own)->http, 401);
	ck_assert_int_eq(client_get(&nobody, &movies_app, path)->http, 401);
	ck_assert_int_eq(client_get(&other, &reviews_app, own)->http, 200);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("reviews");
	TCase *tc = tcase_create("reviews");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_review_is_written_read_changed_and_deleted);
	tcase_add_test(tc, a_second_review_is_refused_and_names_the_first);
	tcase_add_loop_test(tc, authors_edit_and_admins_may_delete, 0, COUNT(rights));
	tcase_add_loop_test(tc, a_bad_review_names_the_field, 0, COUNT(bad_reviews));
	tcase_add_test(tc, a_review_is_plain_text_kept_as_it_is);
	tcase_add_test(tc, what_a_review_shows_may_be_sent_back_and_changes_nothing);
	tcase_add_test(tc, a_review_shows_the_rating_of_its_author);
	tcase_add_test(tc, reviews_of_an_item_are_listed_newest_first);
	tcase_add_loop_test(tc, a_door_has_reviews_of_its_own_items, 0, COUNT(doors));
	tcase_add_test(tc, a_review_is_replaced_by_nobody);
	tcase_add_test(tc, a_lost_update_is_refused);
	tcase_add_test(tc, a_deleted_item_takes_its_reviews);
	tcase_add_test(tc, a_private_catalogue_has_private_reviews);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
