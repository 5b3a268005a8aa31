/*
 * What a member may have at most, and how often one may make the costly things (README, Settings).
 */
#include "client.h"
#include "clock.h"
#include "pictures.h"

#include <string.h>

#define MULTIPART "multipart/form-data; boundary=zz"

enum { LATER = 1775030400 + 600 };

static struct arena memory;
static const char *films[4], *book;

/* Titles that are there before anybody has a limit. */
static void
setup(void)
{
	client_setup();
	arena_init(&memory, 64 << 20, NULL);
	for (int i = 0; i < COUNT(films); i++)
		films[i] = json_text(client_post(&admin, &movies_app, "/",
			arena_printf(&memory, "{\"title\":\"%d\"}", i)), "id");
	book = json_text(client_post(&admin, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Emma\"}"), "id");
	clock_set(LATER);
}

static void
teardown(void)
{
	arena_release(&memory);
	client_teardown();
}

static struct reply *
send(const struct sender *sender, const struct app *program, const char *method, const char *path,
	const char *json)
{
	return client_send(sender, program, method, path, "application/json", json,
		json ? strlen(json) : 0, NULL);
}

static struct reply *
upload(const struct sender *sender, const struct app *program, const char *path,
	const struct buf *picture)
{
	struct buf body;

	buf_init(&body, &memory, picture->length + 300);
	buf_puts(&body,
		"--zz\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n");
	buf_add(&body, picture->data, picture->length);
	buf_puts(&body, "\r\n--zz--\r\n");
	return client_send(sender, program, "POST", path, MULTIPART, body.data, body.length, NULL);
}

static void
assert_full(const struct reply *r, const char *field)
{
	ck_assert_msg(r->http == 409, "%s", r->body);
	ck_assert_str_eq(json_text(r, "error.code"), "conflict");
	ck_assert_ptr_nonnull(strstr(json_text(r, "error.message"),
		"as much of that as a member may have"));
	ck_assert_str_eq(json_text(r, "error.details[0].field"), field ? field : "(none)");
}

/* --- totals ----------------------------------------------------------------------------------- */

/* `@` is the number of a film. What is taken away again makes room. */
static const struct {
	const char *setting, *table;
	const struct app *app;
	const char *method, *path, *body, *field, *away;
} totals[] = {
	{ "quota_titles", "media_items", &media_app, "POST", "/",
	  "{\"type\":\"GAME\",\"title\":\"@\"}", "title", "/ID" },
	{ "quota_titles", "media_items", &movies_app, "POST", "/", "{\"title\":\"new @\"}", "title",
	  "/ID" },
	{ "quota_titles", "media_items", &collection_app, "POST", "/",
	  "{\"type\":\"GAME\",\"title\":\"@\"}", "title", NULL },
	{ "quota_shelf", "entries", &usermedia_app, "POST", "/", "{\"media_id\":\"FILM\"}",
	  "media_id", "/ID" },
	{ "quota_shelf", "entries", &collection_app, "POST", "/", "{\"media_id\":\"FILM\"}",
	  "media_id", "/FILM" },
	{ "quota_shelf", "entries", &collection_app, "POST", "/copies",
	  "{\"media_id\":\"FILM\",\"format\":\"DVD\"}", "media_id", NULL },
	{ "quota_shelf", "ratings", &media_app, "PUT", "/FILM/rating", "{\"value\":4}", "value",
	  "/FILM/rating" },
	{ "quota_reviews", "reviews", &movies_app, "POST", "/FILM/reviews",
	  "{\"content\":\"good\"}", "content", NULL },
	{ "quota_diary", "diary", &diary_app, "POST", "/",
	  "{\"media_id\":\"FILM\",\"end_date\":\"2009\"}", "media_id", "/ID" },
	{ "quota_shelf", "entries", &diary_app, "POST", "/", "{\"media_id\":\"FILM\"}",
	  "media_id", NULL },
	{ "quota_copies", "copies", &collection_app, "POST", "/copies",
	  "{\"media_id\":\"FILM\",\"format\":\"DVD\"}", "media_id",
		"/copies/ID" },
	{ "quota_lists", "lists", &lists_app, "POST", "/", "{\"name\":\"@\"}", "name", "/ID" },
};

static const char *
filled(const char *text, int film, const char *id)
{
	struct buf out;

	buf_init(&out, &memory, 200);
	while (text && *text) {
		if (!strncmp(text, "FILM", 4)) {
			buf_puts(&out, films[film]);
			text += 4;
		} else if (!strncmp(text, "ID", 2)) {
			buf_puts(&out, id);
			text += 2;
		} else if (*text == '@') {
			buf_printf(&out, "%d", film);
			text++;
		} else {
			buf_putc(&out, *text++);
		}
	}
	return text ? out.data : NULL;
}

START_TEST(a_member_has_at_most_so_many)
{
	const int64_t before = client_rows(totals[_i].table);
	struct reply *made[2], *r;

	client_settings(arena_printf(&memory, "%s = 2", totals[_i].setting));
	for (int i = 0; i < 2; i++) {
		made[i] = send(&member, totals[_i].app, totals[_i].method,
			filled(totals[_i].path, i, ""), filled(totals[_i].body, i, ""));
		ck_assert_msg(made[i]->http / 100 == 2, "%s", made[i]->body);
	}
	r = send(&member, totals[_i].app, totals[_i].method, filled(totals[_i].path, 2, ""),
		filled(totals[_i].body, 2, ""));
	assert_full(r, totals[_i].field);
	ck_assert_int_eq(client_rows(totals[_i].table), before + 2);
	r = send(&other, totals[_i].app, totals[_i].method, filled(totals[_i].path, 2, ""),
		filled(totals[_i].body, 2, ""));
	ck_assert_int_eq(r->http / 100, 2);	/* each has a count of their own */
	if (totals[_i].away) {
		r = client_delete(&member, totals[_i].app,
			filled(totals[_i].away, 0, json_text(made[0], "id")));
		ck_assert_msg(r->http == 204, "%s", r->body);
		r = send(&member, totals[_i].app, totals[_i].method, filled(totals[_i].path, 3, ""),
			filled(totals[_i].body, 3, ""));
		ck_assert_int_eq(r->http / 100, 2);
	}
	/* what an admin can't do has other reasons */
	for (int i = 0; i < COUNT(films); i++) {
		r = send(&admin, totals[_i].app, totals[_i].method, filled(totals[_i].path, i, ""),
			filled(totals[_i].body, i, ""));
		ck_assert_msg(!strstr(r->body, "a member may have"), "%s", r->body);
	}
}
END_TEST

/* What is there already may be changed and used: only more of it may not be made. */
START_TEST(who_has_too_much_keeps_and_changes_it)
{
	const char *entry;
	struct reply *r;

	for (int i = 0; i < COUNT(films); i++) {
		r = client_post(&member, &usermedia_app, "/",
			filled("{\"media_id\":\"FILM\"}", i, ""));
		ck_assert_int_eq(client_put(&member, &media_app, filled("/FILM/rating", i, ""),
			"{\"value\":3}")->http, 200);
	}
	entry = json_text(r, "id");
	client_settings("quota_shelf = 2");
	ck_assert_int_eq(client_patch(&member, &usermedia_app, arena_printf(&memory, "/%s", entry),
		"{\"status\":\"PAUSED\"}")->http, 200);
	ck_assert_int_eq(client_put(&member, &media_app, filled("/FILM/rating", 0, ""),
		"{\"value\":5}")->http, 200);
	ck_assert_int_eq(client_post(&member, &collection_app, "/copies",
		filled("{\"media_id\":\"FILM\",\"format\":\"DVD\"}", 0, ""))->http, 201);
	r = client_post(&member, &library_app, arena_printf(&memory, "/%s", book), "{}");
	assert_full(r, "media_id");
	ck_assert_int_eq(client_delete(&member, &media_app, filled("/FILM/rating", 0, ""))->http,
		204);
}
END_TEST

START_TEST(a_library_has_the_quotas_of_what_it_holds)
{
	const char *path = arena_printf(&memory, "/%s", book);

	client_settings("quota_reviews = 1\nquota_shelf = 1");
	ck_assert_int_eq(client_post(&member, &library_app, path,
		"{\"status\":\"Completed\"}")->http, 201);
	ck_assert_int_eq(client_put(&member, &media_app, filled("/FILM/rating", 0, ""),
		"{\"value\":3}")->http, 200);
	ck_assert_int_eq(client_post(&member, &movies_app, filled("/FILM/reviews", 0, ""),
		"{\"content\":\"good\"}")->http, 201);
	assert_full(client_patch(&member, &library_app, path, "{\"rating\":4}"), NULL);
	assert_full(client_patch(&member, &library_app, path, "{\"review_text\":\"better\"}"),
		NULL);
	ck_assert_int_eq(client_patch(&member, &library_app, path,
		"{\"rating\":null,\"review_text\":null}")->http, 200);
}
END_TEST

/* Pictures count by their bytes; who has them all already is told so before one more is read. */
START_TEST(a_member_has_pictures_of_so_many_bytes)
{
	struct buf picture = picture_make(&memory, JPEG, 32, 24);
	struct reply *r;

	for (int i = 0; i < 30000; i++)
		buf_putc(&picture, '\0');	/* what is behind a picture is cut off */
	client_settings("quota_pictures = 65536");
	ck_assert_int_eq(upload(&member, &users_app, "/me/avatar", &picture)->http, 201);
	client_sql("UPDATE images SET bytes = zeroblob(65530)", NULL, NULL);
	assert_full(upload(&member, &users_app, "/me/avatar", &picture), "image");
	ck_assert_int_eq(client_rows("images"), 1);
	client_sql("UPDATE images SET bytes = zeroblob(65536)", NULL, NULL);
	r = upload(&member, &users_app, "/me/avatar", &picture);
	assert_full(r, "image");
	ck_assert_uint_eq(r->largest_read, 16384);
	ck_assert_int_eq(upload(&other, &users_app, "/me/avatar", &picture)->http, 201);
	ck_assert_int_eq(client_delete(&member, &users_app, "/me/avatar")->http, 204);
	ck_assert_int_eq(upload(&member, &users_app, "/me/avatar", &picture)->http, 201);
}
END_TEST

/* --- how often -------------------------------------------------------------------------------- */

static const struct {
	const char *setting;
	const struct app *app;
	const char *path, *body, *message;
} rates[] = {
	{ "rate_limit_titles", &media_app, "/", "{\"type\":\"GAME\",\"title\":\"a\"}",
	  "Too many new titles within a minute." },
	{ "rate_limit_titles", &movies_app, "/", "{\"type\":7}",
	  "Too many new titles within a minute." },
	{ "rate_limit_titles", &collection_app, "/", "{\"type\":\"GAME\",\"title\":\"a\"}",
	  "Too many new titles within a minute." },
	{ "rate_limit_uploads", &users_app, "/me/avatar", "{}",
	  "Too many pictures within a minute." },
	{ "rate_limit_uploads", &media_app, "/FILM/image", "{}",
	  "Too many pictures within a minute." },
	{ "rate_limit_uploads", &movies_app, "/FILM/poster", "{}",
	  "Too many pictures within a minute." },
	{ "rate_limit_uploads", &books_app, "/FILM/cover", "{}",
	  "Too many pictures within a minute." },
};

START_TEST(a_member_does_it_so_often_within_a_minute)
{
	const struct app *program = rates[_i].app;
	const char *path = filled(rates[_i].path, 0, "");
	struct reply *r;

	client_settings(arena_printf(&memory, "%s = 3", rates[_i].setting));
	for (int i = 0; i < 3; i++) {
		clock_set(LATER + 10 * i);
		/* what fails counts, too */
		ck_assert_int_ne(client_post(&member, program, path, rates[_i].body)->http, 429);
	}
	r = client_post(&member, program, path, rates[_i].body);
	ck_assert_int_eq(r->http, 429);
	ck_assert_str_eq(json_text(r, "error.code"), "rate_limited");
	ck_assert_str_eq(reply_header(r, "Retry-After"), "40");
	ck_assert_str_eq(json_text(r, "error.message"),
		arena_printf(&memory, "%s Try again in 40 seconds.", rates[_i].message));
	ck_assert_int_ne(client_post(&other, program, path, rates[_i].body)->http, 429);
	for (int i = 0; i < 5; i++)
		ck_assert_int_ne(client_post(&admin, program, path, rates[_i].body)->http, 429);
	ck_assert_int_eq(client_post(&nobody, program, path, rates[_i].body)->http, 401);
	clock_set(LATER + 60);
	ck_assert_int_ne(client_post(&member, program, path, rates[_i].body)->http, 429);
	ck_assert_int_eq(client_post(&member, program, path, rates[_i].body)->http, 429);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("quotas");
	TCase *tc = tcase_create("quotas");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_member_has_at_most_so_many, 0, COUNT(totals));
	tcase_add_test(tc, who_has_too_much_keeps_and_changes_it);
	tcase_add_test(tc, a_library_has_the_quotas_of_what_it_holds);
	tcase_add_test(tc, a_member_has_pictures_of_so_many_bytes);
	tcase_add_loop_test(tc, a_member_does_it_so_often_within_a_minute, 0, COUNT(rates));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
