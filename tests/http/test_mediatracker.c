/* Media Tracker's door, in its document's words: ten calls, two tables, integers. */
#include "client.h"
#include "clock.h"

#include <string.h>

#define ANN "{\"username\":\"ann\",\"password\":\"long enough words\"}"
#define SPHERE "{\"title\":\"Sphere\",\"type\":\"MOVIE\",\"source\":\"EXTERNAL\"," \
	"\"external_id\":10153}"

/* An item of the member's by our own door; its key. */
static const char *
add_title(const char *json)
{
	return client_key("media_items",
		json_text(made(client_post(&member, &media_app, "/", json)), "id"));
}

START_TEST(an_account_is_made_and_gets_a_token)
{
	const struct door_step steps[] = {
		{ &nobody, "POST", "/auth/register", ANN, 201, "username", "ann" },
		{ &nobody, "POST", "/auth/register", ANN, 409, "details.username",
		  "is taken" },
		{ &nobody, "POST", "/auth/register", "{\"username\":\"ben\"}", 400,
		  "details.password", "is required" },
		{ &nobody, "POST", "/auth/register", "{\"password\":\"long enough words\"}", 400,
		  "details.username", "is required" },
		{ &nobody, "POST", "/auth/register", "{\"username\":", 400 },
		{ &nobody, "POST", "/auth/login", ANN, 200, "username", "ann" },
		{ &nobody, "POST", "/auth/login",
		  "{\"username\":\"ann\",\"password\":\"other words\"}", 401, "error",
		  "The name or the password is wrong." },
		{ &nobody, "POST", "/auth/login", "{}", 400 },
		{ &nobody, "GET", "/auth/login?username=ann&password=long+enough+words", NULL,
		  405 },
		{ NULL },
	};
	const struct reply *r;

	client_steps(&mediatracker_app, steps);
	r = client_post(&nobody, &mediatracker_app, "/auth/login", ANN);
	ck_assert_str_eq(json_text(r, "id"), "4");
	ck_assert_str_eq(json_text(r, "created_at"), "2026-04-01T08:00:00Z");
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 4);
	ck_assert_ptr_null(strstr(r->head, "Set-Cookie"));
	ck_assert_int_eq(client_get(&(struct sender){ .token = json_text(r, "token") },
		&mediatracker_app, "/user/media")->http, 200);
}
END_TEST

START_TEST(every_call_of_an_item_answers_as_documented)
{
	const struct door_step steps[] = {
		{ &nobody, "GET", "/media", NULL, 200, "", "[]" },
		{ &nobody, "POST", "/media", SPHERE, 401 },
		{ &member, "POST", "/media", SPHERE, 201, "",
		  "{\"id\":1,\"title\":\"Sphere\",\"type\":\"MOVIE\",\"source\":\"EXTERNAL\","
		  "\"external_id\":10153}" },
		{ &member, "POST", "/media", "{\"title\":\"Dune\",\"type\":\"BOOK\"}", 201, "",
		  "{\"id\":2,\"title\":\"Dune\",\"type\":\"BOOK\",\"source\":\"USER_ADDED\","
		  "\"external_id\":null}" },
		{ &nobody, "GET", "/media", NULL, 200, "[0].title", "Dune" },
		{ &nobody, "GET", "/media", NULL, 200, "[1].id", "1" },
		{ &nobody, "GET", "/media", NULL, 200, "[2]", "(none)" },
		{ &nobody, "GET", "/media/1", NULL, 200, "title", "Sphere" },
		{ &nobody, "GET", "/media/99", NULL, 404, "error", "There is nothing here." },
		{ &nobody, "GET", "/media/0", NULL, 404 },
		{ &nobody, "GET", "/media/sphere", NULL, 404 },
		{ &nobody, "GET", "/media/9999999999999999", NULL, 404 },
		{ &member, "PUT", "/media/1", "{\"title\":\"Sphere!\",\"type\":\"MOVIE\"}", 200, "",
		  "{\"id\":1,\"title\":\"Sphere!\",\"type\":\"MOVIE\",\"source\":\"EXTERNAL\","
		  "\"external_id\":10153}" },
		{ &member, "PUT", "/media/1", "{\"type\":\"MOVIE\"}", 400, "details.title",
		  "is required" },
		{ &member, "PUT", "/media/1", "{\"title\":\"\",\"type\":\"MOVIE\"}", 400,
		  "details.title", "must not be empty" },
		{ &other, "PUT", "/media/1", "{\"title\":\"Mine\",\"type\":\"MOVIE\"}", 403 },
		{ &admin, "PUT", "/media/1", "{\"title\":\"Sphere\",\"type\":\"MOVIE\"}", 200,
		  "title", "Sphere" },
		{ &member, "PATCH", "/media/1", "{}", 405 },
		{ &other, "DELETE", "/media/1", NULL, 403 },
		{ &nobody, "DELETE", "/media/1", NULL, 401 },
		{ &member, "DELETE", "/media/1", NULL, 204 },
		{ &member, "DELETE", "/media/1", NULL, 404 },
		{ NULL },
	};

	client_steps(&mediatracker_app, steps);
}
END_TEST

/* A body that is all right, but for one member. */
static const struct {
	const char *path, *body, *field;
} bad[] = {
	{ "/media", "{\"title\":7,\"type\":\"BOOK\"}", "title" },
	{ "/media", "{\"title\":\"Dune\"}", "type" },
	{ "/media", "{\"title\":\"Dune\",\"type\":\"COMIC\"}", "type" },
	{ "/media", "{\"title\":\"Dune\",\"type\":\"BOOK\",\"source\":\"MINE\"}", "source" },
	{ "/media", "{\"title\":\"Dune\",\"type\":\"BOOK\",\"external_id\":\"a\"}", "external_id" },
	{ "/user/media", "{\"status\":\"TO_DO\"}", "media_id" },
	{ "/user/media", "{\"media_id\":99}", "media_id" },
	{ "/user/media", "{\"media_id\":1,\"status\":\"PAUSED\"}", "status" },
	{ "/user/media", "{\"media_id\":1,\"note\":[]}", "note" },
};

START_TEST(a_bad_member_is_named)
{
	const struct reply *r;

	add_title("{\"title\":\"Sphere\",\"type\":\"MOVIE\"}");
	r = client_post(&member, &mediatracker_app, bad[_i].path, bad[_i].body);
	ck_assert_msg(r->http == 400, "%d: %s", r->http, r->body);
	ck_assert_str_ne(json_text(r, text("details.%s", bad[_i].field)), "(none)");
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(r->json, "details")), 1);
	ck_assert_int_eq(client_rows("media_items"), 1);
	ck_assert_int_eq(client_rows("entries"), 0);
}
END_TEST

START_TEST(every_call_of_a_relationship_answers_as_documented)
{
	const struct door_step steps[] = {
		{ &nobody, "GET", "/user/media", NULL, 401 },
		{ &member, "GET", "/user/media", NULL, 200, "", "[]" },
		{ &member, "POST", "/user/media", "{\"media_id\":1,\"status\":\"TO_DO\","
		  "\"note\":\"a gift\"}", 201, "",
		  "{\"id\":1,\"user_id\":2,\"media_id\":1,\"status\":\"TO_DO\","
		  "\"note\":\"a gift\"}" },
		{ &member, "POST", "/user/media", "{\"media_id\":1}", 409 },
		{ &member, "GET", "/user/media", NULL, 200, "[0].media_id", "1" },
		{ &member, "GET", "/user/media/1", NULL, 200, "note", "a gift" },
		{ &other, "GET", "/user/media", NULL, 200, "", "[]" },
		{ &other, "GET", "/user/media/1", NULL, 404 },
		{ &other, "PUT", "/user/media/1", "{\"status\":\"COMPLETED\"}", 404 },
		{ &admin, "DELETE", "/user/media/1", NULL, 404 },
		{ &nobody, "GET", "/user/media/1", NULL, 401 },
		{ &member, "PUT", "/user/media/1",
		  "{\"media_id\":77,\"status\":\"IN_PROGRESS\"}", 200, "status", "IN_PROGRESS" },
		{ &member, "GET", "/user/media/1", NULL, 200, "note", "a gift" },
		{ &member, "PUT", "/user/media/1", "{\"note\":null}", 200, "note", "null" },
		{ &member, "PUT", "/user/media/1", "{\"status\":\"DROPPED\"}", 400 },
		{ &member, "PUT", "/user/media/9", "{\"status\":\"TO_DO\"}", 404 },
		{ &member, "DELETE", "/user/media/1", NULL, 204 },
		{ &member, "DELETE", "/user/media/1", NULL, 404 },
		{ NULL },
	};

	add_title("{\"title\":\"Sphere\",\"type\":\"MOVIE\"}");
	client_steps(&mediatracker_app, steps);
}
END_TEST

/* What this design has no word for, and how it shows it. */
static const struct {
	const char *ours, *shown;
} states[] = {
	{ "TO_DO", "TO_DO" }, { "IN_PROGRESS", "IN_PROGRESS" }, { "COMPLETED", "COMPLETED" },
	{ "PAUSED", "IN_PROGRESS" }, { "DROPPED", "IN_PROGRESS" },
};

START_TEST(a_state_sent_back_as_shown_stays)
{
	const char *key = add_title("{\"title\":\"Sphere\",\"type\":\"MOVIE\"}");
	const char *id = json_text(client_get(&nobody, &media_app, "/"), "media[0].id");
	const struct reply *r = made(client_post(&member, &usermedia_app, "/",
		text("{\"media_id\":\"%s\",\"status\":\"%s\",\"note\":\"n\"}", id,
		states[_i].ours)));
	const char *entry = json_text(r, "id"), *before = r->body;
	const char *path = text("/user/media/%s", client_key("entries", entry));
	const struct reply *shown = client_get(&member, &mediatracker_app, path);

	ck_assert_str_eq(json_text(shown, "media_id"), key);
	ck_assert_str_eq(json_text(shown, "status"), states[_i].shown);
	clock_set(clock_now() + 60);
	r = client_put(&member, &mediatracker_app, path, shown->body);
	ck_assert_msg(r->http == 200, "%s", r->body);
	r = client_get(&member, &usermedia_app, text("/%s", entry));
	ck_assert_str_eq(r->body, before);
}
END_TEST

START_TEST(an_item_sent_back_as_shown_stays)
{
	const char *key = add_title("{\"title\":\"Sphere\",\"type\":\"MOVIE\","
		"\"pub_date\":\"1998\",\"creator\":\"Barry Levinson\","
		"\"metadata\":{\"a\":1},\"length\":134}");
	const char *id = json_text(client_get(&nobody, &media_app, "/"), "media[0].id");
	const char *before;
	const struct reply *r, *shown;

	client_sql("UPDATE media_items SET source = 'EXTERNAL', external_source = 'tmdb', "
		"external_id = 'movie/10153'", NULL, NULL);
	before = client_get(&member, &media_app, text("/%s", id))->body;
	shown = client_get(&member, &mediatracker_app, text("/media/%s", key));
	ck_assert_str_eq(json_text(shown, "external_id"), "10153");
	clock_set(clock_now() + 60);
	ck_assert_int_eq(client_put(&other, &mediatracker_app, text("/media/%s", key),
		shown->body)->http, 403);
	r = client_put(&member, &mediatracker_app, text("/media/%s", key), shown->body);
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(client_get(&member, &media_app, text("/%s", id))->body, before);
}
END_TEST

START_TEST(a_number_may_be_a_text_and_what_is_unknown_is_ignored)
{
	const struct door_step steps[] = {
		{ &member, "POST", "/media", "{\"title\":\"Dune\",\"type\":\"BOOK\","
		  "\"external_id\":\"12\",\"rating\":5}", 201, "external_id", "12" },
		{ &member, "POST", "/user/media", "{\"media_id\":\"1\",\"note\":\"\"}", 201, "note",
		  "null" },
		{ &member, "GET", "/media?page=7", NULL, 200, "[0].title", "Dune" },
		{ NULL },
	};

	client_steps(&mediatracker_app, steps);
}
END_TEST

START_TEST(a_change_may_insist_on_what_it_saw)
{
	const char *path = "/user/media/1", *tag;
	const struct reply *r;

	add_title("{\"title\":\"Sphere\",\"type\":\"MOVIE\"}");
	made(client_post(&member, &mediatracker_app, "/user/media", "{\"media_id\":1}"));
	tag = reply_header(client_get(&member, &mediatracker_app, path), "ETag");
	r = client_send(&member, &mediatracker_app, "PUT", path, "application/json",
		"{\"note\":\"x\"}", 12, (const char *[]){ text("HTTP_IF_MATCH=%s", tag), NULL });
	ck_assert_msg(r->http == 200, "%s", r->body);
	r = client_send(&member, &mediatracker_app, "PUT", path, "application/json",
		"{\"note\":\"y\"}", 12, (const char *[]){ text("HTTP_IF_MATCH=%s", tag), NULL });
	ck_assert_int_eq(r->http, 412);
	ck_assert_str_eq(json_text(r, "error"), "It has been changed meanwhile.");
}
END_TEST

START_TEST(a_relationship_that_changed_meanwhile_stays)
{
	add_title("{\"title\":\"Sphere\",\"type\":\"MOVIE\"}");
	made(client_post(&member, &mediatracker_app, "/user/media", "{\"media_id\":1}"));
	client_insists(&member, &mediatracker_app, "PUT", "/media/1",
		"{\"title\":\"S\",\"type\":\"MOVIE\"}");
	client_insists(&member, &mediatracker_app, "DELETE", "/media/1", NULL);
	client_insists(&member, &mediatracker_app, "DELETE", "/user/media/1", NULL);
	ck_assert_int_eq(client_rows("entries"), 1);
}
END_TEST

START_TEST(what_is_shelved_keeps_its_type)
{
	const struct door_step steps[] = {
		{ &member, "POST", "/media", "{\"title\":\"Dune\",\"type\":\"BOOK\"}", 201 },
		{ &other, "POST", "/user/media", "{\"media_id\":1}", 201 },
		{ &member, "PUT", "/media/1", "{\"title\":\"Dune\",\"type\":\"GAME\"}", 409 },
		{ &member, "PUT", "/media/7", "{\"title\":\"Dune\",\"type\":\"BOOK\"}", 404 },
		{ &member, "GET", "/media/1", NULL, 200, "type", "BOOK" },
		{ NULL },
	};

	client_steps(&mediatracker_app, steps);
}
END_TEST

START_TEST(nobody_is_let_in_without_a_token)
{
	const struct door_step steps[] = {
		{ &nobody, "GET", "/media", NULL, 401, "error",
		  "Sign in first: there were no credentials, or they are not valid any more." },
		{ &nobody, "GET", "/media/1", NULL, 401 },
		{ &nobody, "PUT", "/media/1", "{\"title\":\"S\",\"type\":\"MOVIE\"}", 401 },
		{ &nobody, "POST", "/user/media", "{\"media_id\":1}", 401 },
		{ &nobody, "PUT", "/user/media/1", "{\"status\":\"TO_DO\"}", 401 },
		{ &nobody, "DELETE", "/user/media/1", NULL, 401 },
		{ &member, "GET", "/media", NULL, 200, "[0].title", "Sphere" },
		{ NULL },
	};

	add_title("{\"title\":\"Sphere\",\"type\":\"MOVIE\"}");
	client_settings("catalogue = private");
	client_steps(&mediatracker_app, steps);
}
END_TEST

START_TEST(there_are_limits)
{
	const struct door_step steps[] = {
		{ &nobody, "POST", "/auth/register", ANN, 403, "error",
		  "Registration is closed here." },
		{ &member, "POST", "/media", SPHERE, 201 },
		{ &member, "POST", "/media", "{\"title\":\"Dune\",\"type\":\"BOOK\"}", 409 },
		{ &member, "POST", "/media", "{\"title\":\"Dune\",\"type\":\"BOOK\"}", 429 },
		{ NULL },
	};
	const struct door_step too_often[] = {
		{ &nobody, "POST", "/auth/login", ANN, 429 },
		{ &nobody, "POST", "/auth/register", ANN, 429 },
		{ NULL },
	};

	client_settings("registration = closed\nquota_titles = 1\nrate_limit_titles = 2");
	client_steps(&mediatracker_app, steps);
	client_settings("rate_limit_address = 1");
	client_steps(&mediatracker_app, too_often);
}
END_TEST

START_TEST(a_browser_gets_what_programs_get)
{
	const char *const visit[] = { "HTTP_ACCEPT=text/html", NULL };
	const struct reply *r = client_send(&nobody, &mediatracker_app, "GET", "/media", NULL, NULL,
		0, visit);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, "[]");
	r = client_send(&nobody, &mediatracker_app, "POST", "/auth/login",
		"application/x-www-form-urlencoded", "username=x&password=y", 21, visit);
	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(json_text(r, "error"), "The name or the password is wrong.");
}
END_TEST

START_TEST(a_long_list_is_whole_in_little_memory)
{
	const struct reply *r;

	client_sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
		"WHERE i < 3001) INSERT INTO media_items (id, type, title, title_folded, source, "
		"metadata, curated, created_at, updated_at) "
		"SELECT printf('%08x-0000-4000-8000-000000000000', i), 'BOOK', "
		"printf('Title %d', i), printf('title %d', i), 'USER_ADDED', '{}', 0, i, i FROM n",
		NULL, NULL);
	client_limit_memory(2 << 20);
	r = client_get(&nobody, &mediatracker_app, "/media");
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 3001);
	ck_assert_str_eq(json_text(r, "[0].title"), "Title 3001");
	ck_assert_str_eq(json_text(r, "[3000].title"), "Title 1");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mediatracker");
	TCase *tc = tcase_create("door");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_add_test(tc, an_account_is_made_and_gets_a_token);
	tcase_add_test(tc, every_call_of_an_item_answers_as_documented);
	tcase_add_loop_test(tc, a_bad_member_is_named, 0, COUNT(bad));
	tcase_add_test(tc, every_call_of_a_relationship_answers_as_documented);
	tcase_add_loop_test(tc, a_state_sent_back_as_shown_stays, 0, COUNT(states));
	tcase_add_test(tc, an_item_sent_back_as_shown_stays);
	tcase_add_test(tc, a_number_may_be_a_text_and_what_is_unknown_is_ignored);
	tcase_add_test(tc, a_change_may_insist_on_what_it_saw);
	tcase_add_test(tc, a_relationship_that_changed_meanwhile_stays);
	tcase_add_test(tc, what_is_shelved_keeps_its_type);
	tcase_add_test(tc, nobody_is_let_in_without_a_token);
	tcase_add_test(tc, there_are_limits);
	tcase_add_test(tc, a_browser_gets_what_programs_get);
	tcase_add_test(tc, a_long_list_is_whole_in_little_memory);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
