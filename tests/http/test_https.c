/* `https = required`: who comes by http is refused at every door, before anything is looked at. */
#include "client.h"

#include <stdlib.h>
#include <string.h>

#define NONE "00000000-0000-4000-8000-000000000000"
#define REQUIRED "https = required\n"
#define HSTS "Strict-Transport-Security"
#define LOGIN "{\"username\":\"member\",\"password\":\"correct horse\"}"

static const struct app *const programs[] = {
	&auth_app, &users_app, &media_app, &books_app, &movies_app, &reviews_app, &images_app,
	&usermedia_app, &library_app, &collection_app, &lists_app, &server_app, &lookup_app,
	&diary_app, &exports_app, &imports_app, &shared_app, &stats_app,
	&mycoll_app, &kallaxy_app, &movieshelf_app, &booktracker_app, &mediatracker_app,
};

static void
setup(void)
{
	client_setup();
	client_settings(REQUIRED);
	/* the database is open then */
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 403);
}

static struct reply *
send(const struct sender *sender, const struct app *program, const char *method, const char *path,
	const char *json, const char *const *headers)
{
	return client_send(sender, program, method, path, json ? "application/json" : NULL, json,
		json ? strlen(json) : 0, headers);
}

static struct reply *
get(const struct app *program, const char *path, const char *const *headers)
{
	return send(&nobody, program, "GET", path, NULL, headers);
}

/* --- at every door ---------------------------------------------------------------------------- */

START_TEST(the_walk_goes_through_every_program)
{
	char names[] = VITRINE_PROGRAMS, *rest = names;
	int count = 0;

	while (strsep(&rest, ","))
		count++;
	ck_assert_int_eq(count, COUNT(programs));
}
END_TEST

/* A route's path, as long as the parts of it aren't looked at. */
static const char *
path_of(const struct route *route)
{
	const char *path = route->path, *at;

	while ((at = strchr(path, ':')) != NULL)
		path = text("%.*s%s%s", (int)(at - path), path,
			!strncmp(at, ":key", 4) || !strncmp(at, ":number", 7) ? "1" : NONE,
			at + strcspn(at, "/"));
	return path;
}

static void
is_refused(const struct reply *r, const char *what)
{
	ck_assert_msg(r->http == 403, "%s is %d: %s", what, r->http, r->body);
	ck_assert_msg(strstr(r->body, "https"), "%s: %s", what, r->body);
	ck_assert_msg(!strstr(r->head, "Set-Cookie") && !strstr(r->head, "Location")
		&& !strstr(r->head, HSTS), "%s: %s", what, r->head);
}

START_TEST(every_route_of_every_program_refuses_http)
{
	static const char *const as_https[] = { "HTTPS=on", NULL };
	const struct app *program = programs[_i];
	const struct census before = client_census();

	for (const struct route *route = program->routes; route->path; route++) {
		const char *path = path_of(route), *method = method_name(route->method);
		const char *json = route->method == GET ? NULL : "{}";

		if (route->by_http)
			continue;
		is_refused(send(&admin, program, method, path, json, NULL), path);
		is_refused(send(&nobody, program, method, path, json, NULL), path);
		is_refused(send(&nobody, program, "OPTIONS", path, NULL, NULL), path);
		ck_assert_msg(!strstr(send(&nobody, program, method, path, json, as_https)->body,
			"open by https alone"), "%s", path);
	}
	is_refused(send(&admin, program, "GET", "/no/such/path", NULL, NULL), "an unknown path");
	is_refused(send(&admin, program, "BREW", "/", NULL, NULL), "an unknown method");
	ck_assert_str_eq(client_losses(&before), "");
}
END_TEST

START_TEST(only_the_doctors_own_visit_comes_by_http)
{
	int count = 0;

	for (int i = 0; i < COUNT(programs); i++)
		for (const struct route *route = programs[i]->routes; route->path; route++)
			count += route->by_http;
	ck_assert_int_eq(count, 1);
	/* and without its secret nobody learns a thing */
	ck_assert_int_eq(get(&server_app, text("/probe/%064d/100%%25", 0), NULL)->http, 404);
}
END_TEST

START_TEST(the_error_is_one_of_ours)
{
	struct reply *r = get(&media_app, "/", NULL);

	ck_assert_str_eq(json_text(r, "error.code"), "https_required");
	ck_assert_ptr_nonnull(strstr(json_text(r, "error.message"), "begins with https"));
	/* a door says it as it says all else */
	ck_assert_str_eq(json_text(get(&kallaxy_app, "/media/", NULL), "error.code"), "(none)");
}
END_TEST

/* --- what counts as https --------------------------------------------------------------------- */

static const struct {
	const char *settings;
	const char *const headers[4];
	bool is_let_in;
} ways[] = {
	{ "", { NULL }, false },
	{ "", { "HTTPS=on", NULL }, true },
	{ "", { "HTTPS=off", NULL }, false },
	{ "", { "REQUEST_SCHEME=https", NULL }, true },
	{ "", { "REQUEST_SCHEME=http", NULL }, false },
	{ "", { "HTTP_X_FORWARDED_PROTO=https", "REMOTE_ADDR=10.0.0.7", NULL }, false },
	{ "trusted_proxies = 10.0.0.0/24\n",
	  { "HTTP_X_FORWARDED_PROTO=https", "REMOTE_ADDR=10.0.0.7", NULL }, true },
	{ "trusted_proxies = 10.0.0.0/24\n",
	  { "HTTP_X_FORWARDED_PROTO=https", "REMOTE_ADDR=10.0.1.7", NULL }, false },
	{ "trusted_proxies = 10.0.0.0/24\n",
	  { "HTTP_X_FORWARDED_PROTO=http", "REMOTE_ADDR=10.0.0.7", NULL }, false },
	{ "trusted_proxies = 10.0.0.0/24\n", { "REMOTE_ADDR=10.0.0.7", NULL }, false },
	/* that the site is there by https says nothing of a request */
	{ "base_url = https://books.example\n", { NULL }, false },
	{ "base_url = https://books.example\n", { "HTTPS=on", NULL }, true },
	{ "", { "HTTP_ORIGIN=https://vitrine.example", "HTTP_HOST=vitrine.example", NULL }, false },
	{ "", { "HTTP_HTTPS=on", "HTTP_SEC_FETCH_SITE=same-origin", NULL }, false },
};

START_TEST(only_the_server_and_a_trusted_proxy_say_what_was_spoken)
{
	struct reply *r;

	client_settings(text("%s%s", REQUIRED, ways[_i].settings));
	r = send(&member, &usermedia_app, "GET", "/", NULL, ways[_i].headers);
	ck_assert_int_eq(r->http, ways[_i].is_let_in ? 200 : 403);
	ck_assert_int_eq(reply_header(r, HSTS) != NULL, ways[_i].is_let_in);
	client_settings(ways[_i].settings);
	r = send(&member, &usermedia_app, "GET", "/", NULL, ways[_i].headers);
	ck_assert_int_eq(r->http, 200);
	ck_assert_ptr_null(reply_header(r, HSTS));
}
END_TEST

/* --- browsers remember it --------------------------------------------------------------------- */

static const struct {
	const struct app *program;
	const char *method, *path, *accept;
	int http;
} answers[] = {
	{ &media_app, "GET", "/", NULL, 200 }, { &media_app, "GET", "/", "text/html", 200 },
	{ &media_app, "GET", "/" NONE, NULL, 404 }, { &media_app, "OPTIONS", "/", NULL, 204 },
	{ &users_app, "GET", "/me", NULL, 401 }, { &auth_app, "POST", "/logout", NULL, 204 },
	{ &media_app, "PATCH", "/", NULL, 405 }, { &server_app, "GET", "/health", NULL, 200 },
	{ &mediatracker_app, "GET", "/media", NULL, 200 },
};

START_TEST(answers_by_https_say_so_for_a_year)
{
	const char *const headers[] = { "HTTPS=on", answers[_i].accept
		? text("HTTP_ACCEPT=%s", answers[_i].accept) : NULL, NULL };
	struct reply *r = send(&nobody, answers[_i].program, answers[_i].method, answers[_i].path,
		NULL, headers);

	ck_assert_int_eq(r->http, answers[_i].http);
	ck_assert_str_eq(reply_header(r, HSTS), "max-age=31536000");
}
END_TEST

START_TEST(where_the_owner_says_so_for_subdomains_too)
{
	const char *const headers[] = { "HTTPS=on", NULL };

	client_settings("https = subdomains");
	is_refused(get(&media_app, "/", NULL), "a list");
	ck_assert_str_eq(reply_header(get(&media_app, "/", headers), HSTS),
		"max-age=31536000; includeSubDomains");
}
END_TEST

START_TEST(a_304_says_so_too)
{
	const char *const headers[] = { "HTTPS=on", NULL };
	struct reply *r = get(&media_app, "/", headers);
	const char *const again[] = { "HTTPS=on",
		text("HTTP_IF_NONE_MATCH=%s", reply_header(r, "ETag")), NULL };

	r = get(&media_app, "/", again);
	ck_assert_int_eq(r->http, 304);
	ck_assert_str_eq(reply_header(r, HSTS), "max-age=31536000");
}
END_TEST

/* --- nothing is read of it -------------------------------------------------------------------- */

START_TEST(the_right_password_signs_nobody_in)
{
	const int64_t before = client_rows("sessions"), noted = client_rows("events");
	struct reply *r = send(&nobody, &auth_app, "POST", "/login", LOGIN, NULL);

	is_refused(r, "a login");
	ck_assert_int_eq(client_rows("sessions"), before);
	ck_assert_int_eq(client_rows("events"), noted);
	r = send(&nobody, &auth_app, "POST", "/login", "no JSON", NULL);
	is_refused(r, "a body that is none");
	ck_assert_ptr_null(strstr(r->body, "details"));
}
END_TEST

START_TEST(a_large_body_is_never_in_memory)
{
	const size_t size = 3 << 20;
	struct reply *r = client_send(&admin, &server_app, "POST", "/restore",
		"application/octet-stream", text("%*s", (int)size, ""), size, NULL);

	is_refused(r, "a piece of a backup");
	ck_assert_uint_le(r->largest_read, 16384);
}
END_TEST

START_TEST(no_refusal_counts_as_a_failure)
{
	const char *const headers[] = { "HTTPS=on", NULL };

	client_settings(REQUIRED "rate_limit_address = 30\nrate_limit_account = 1");
	for (int i = 0; i < 40; i++)
		is_refused(send(&nobody, &auth_app, "POST", "/login",
			"{\"username\":\"member\",\"password\":\"wrong-secret\"}", NULL), "login");
	ck_assert_int_eq(send(&nobody, &auth_app, "POST", "/login", LOGIN, headers)->http, 200);
}
END_TEST

START_TEST(it_is_held_while_the_installation_is_not_ready)
{
	const char *const headers[] = { "HTTPS=on", NULL };

	client_restart();
	ck_assert_int_eq(system(text("yes x | head -c 9000 >%s/data/.ht.vitrine.db",
		client_folder())), 0);
	is_refused(get(&media_app, "/", NULL), "a list");
	is_refused(get(&server_app, "/health", NULL), "health");
	ck_assert_int_eq(get(&media_app, "/", headers)->http, 503);
}
END_TEST

/* --- people ----------------------------------------------------------------------------------- */

static const struct {
	const char *settings, *host, *link;
} hosts[] = {
	{ "", "vitrine.example", "href=\"https://vitrine.example/media\"" },
	{ "", "vitrine.example:80", "href=\"https://vitrine.example/media\"" },
	{ "base_url = https://books.example/mine\n", "vitrine.example",
	  "href=\"https://books.example/mine/media\"" },
	/* where https would be there, nobody knows */
	{ "", "vitrine.example:8080", NULL }, { "", "a b", NULL }, { "", "", NULL },
	{ "", "[::1]", NULL }, { "base_url = http://books.example\n", "vitrine.example", NULL },
};

START_TEST(a_browser_gets_a_page_that_leads_to_https)
{
	const char *const headers[] = { "HTTP_ACCEPT=text/html",
		text("HTTP_HOST=%s", hosts[_i].host),
		"SCRIPT_NAME=/cgi-bin/media.cgi", "REQUEST_URI=/media",
		text("HTTP_COOKIE=access_token=%s", member.token), NULL };
	struct reply *r;

	client_settings(text("%s%s", REQUIRED, hosts[_i].settings));
	r = get(&media_app, "/", headers);
	is_refused(r, "a visit");
	ck_assert_str_eq(reply_header(r, "Content-Type"), "text/html; charset=utf-8");
	ck_assert_ptr_nonnull(strstr(r->body, "open by https alone"));
	ck_assert_ptr_null(strstr(r->body, "member"));	/* who asks isn't looked at */
	if (hosts[_i].link)
		ck_assert_msg(strstr(r->body, hosts[_i].link), "%s", r->body);
	else
		ck_assert_ptr_null(strstr(r->body, "Open it by https"));
}
END_TEST

START_TEST(a_form_gets_a_page_and_nothing_is_done)
{
	const char *const headers[] = { "HTTP_ACCEPT=text/html", "HTTP_HOST=vitrine.example",
		"HTTP_REFERER=http://vitrine.example/title.html?id=" NONE, NULL };
	const char *form = "title=Dune&type=BOOK&next=library.html";
	const int64_t before = client_rows("media_items");
	struct reply *r = client_send(&member, &media_app, "POST", "/",
		"application/x-www-form-urlencoded", form, strlen(form), headers);

	is_refused(r, "a form");
	ck_assert_ptr_nonnull(strstr(r->body, "href=\"https://vitrine.example/index.html\""));
	ck_assert_ptr_null(strstr(r->body, "method=\"post\""));
	ck_assert_int_eq(client_rows("media_items"), before);
	is_refused(get(&media_app, "/", headers), "a page with a screen behind it");
}
END_TEST

/* --- who shut himself out --------------------------------------------------------------------- */

static const char *const claims[] = {
	"HTTP_X_FORWARDED_PROTO=https", "HTTP_SEC_FETCH_SITE=none",
};

START_TEST(what_may_be_a_proxy_that_is_not_believed_is_said)
{
	const char *const headers[] = { claims[_i], NULL };
	struct reply *r = get(&media_app, "/", headers);

	ck_assert_str_eq(json_text(r, "error.code"), "https_required");
	ck_assert_ptr_nonnull(strstr(json_text(r, "error.message"), "whom it believes"));
	ck_assert_ptr_null(strstr(r->body, "trusted_proxies"));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("https");
	TCase *tc = tcase_create("https");

	tcase_add_checked_fixture(tc, setup, client_teardown);
	tcase_add_test(tc, the_walk_goes_through_every_program);
	tcase_add_loop_test(tc, every_route_of_every_program_refuses_http, 0, COUNT(programs));
	tcase_add_test(tc, only_the_doctors_own_visit_comes_by_http);
	tcase_add_test(tc, the_error_is_one_of_ours);
	tcase_add_loop_test(tc, only_the_server_and_a_trusted_proxy_say_what_was_spoken, 0,
		COUNT(ways));
	tcase_add_loop_test(tc, answers_by_https_say_so_for_a_year, 0, COUNT(answers));
	tcase_add_test(tc, where_the_owner_says_so_for_subdomains_too);
	tcase_add_test(tc, a_304_says_so_too);
	tcase_add_test(tc, the_right_password_signs_nobody_in);
	tcase_add_test(tc, a_large_body_is_never_in_memory);
	tcase_add_test(tc, no_refusal_counts_as_a_failure);
	tcase_add_test(tc, it_is_held_while_the_installation_is_not_ready);
	tcase_add_loop_test(tc, a_browser_gets_a_page_that_leads_to_https, 0, COUNT(hosts));
	tcase_add_test(tc, a_form_gets_a_page_and_nothing_is_done);
	tcase_add_loop_test(tc, what_may_be_a_proxy_that_is_not_believed_is_said, 0, COUNT(claims));
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return run_suite(suite());
}
