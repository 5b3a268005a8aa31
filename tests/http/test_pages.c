/*
 * Every address is also a page (api.md, section 3): who gets one, what is in it, and that forms do
 * all that programs can.
 */
#include "client.h"
#include "clock.h"
#include "markup.h"

#include <string.h>

enum { NOW = 1775030400 };

#define BROWSER "HTTP_ACCEPT=text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
#define FORM "application/x-www-form-urlencoded"
#define NONE "00000000-0000-4000-8000-000000000000"

static struct arena memory = { .limit = 256 << 20 };

static const char *
with(const char *format, const char *part)
{
	const char *at = strchr(format, '@');

	return at ? arena_printf(&memory, "%.*s%s%s", (int)(at - format), format, part, at + 1)
		: format;
}

/* What a browser of this sender gets: cookies, no tokens in headers. */
static struct reply *
browse(const struct sender *sender, const struct app *program, const char *path)
{
	const char *const headers[] = { BROWSER, "HTTP_SEC_FETCH_MODE=navigate",
		sender->token ? with("HTTP_COOKIE=access_token=@", sender->token) : "X=", NULL };

	return client_send(&nobody, program, "GET", path, NULL, NULL, 0, headers);
}

static struct reply *
submit(const struct sender *sender, const struct app *program, const char *path, const char *form)
{
	const char *const headers[] = { BROWSER, "HTTP_SEC_FETCH_SITE=same-origin",
		sender->token ? with("HTTP_COOKIE=access_token=@", sender->token) : "X=", NULL };

	return client_send(&nobody, program, "POST", path, FORM, form, strlen(form), headers);
}

static void
assert_page(const struct reply *r, int http)
{
	const char *at, *fault;

	ck_assert_msg(r->http == http, "%d: %s", r->http, r->body);
	ck_assert_str_eq(reply_header(r, "Content-Type"), "text/html; charset=utf-8");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Content-Security-Policy"),
		"default-src 'none'; style-src 'self'"));
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Vary"), "Accept"));
	fault = markup_fault(r->body, &at);
	ck_assert_msg(!fault, "%s at %.300s", fault, at);
	ck_assert_ptr_nonnull(strstr(r->body, "<html lang=\"en\">"));
	ck_assert_ptr_nonnull(strstr(r->body, "<h1"));
	ck_assert_ptr_nonnull(strstr(r->body, "<main id=\"main\">"));
}

static void
assert_has(const struct reply *r, const char *part)
{
	ck_assert_msg(strstr(r->body, part) != NULL, "%s\nis not in\n%s", part, r->body);
}

static void
assert_lacks(const struct reply *r, const char *part)
{
	ck_assert_msg(!strstr(r->body, part), "%s\nis in\n%s", part, r->body);
}

/* A book of the member's, on the member's shelf, with all that may be there. */
static const char *
furnish(void)
{
	struct reply *r = client_post(&member, &media_app, "/", "{\"type\":\"BOOK\",\"title\":"
		"\"Emma\",\"creator\":\"Jane Austen\",\"length\":474,\"description\":\"A match.\","
		"\"pub_date\":\"1815\"}");
	const char *id = json_text(r, "id");

	client_post(&member, &usermedia_app, "/", with("{\"media_id\":\"@\",\"progress\":40,"
		"\"note\":\"two\\nlines\",\"start_date\":\"2026-02-03\"}", id));
	client_put(&member, &media_app, with("/@/rating", id), "{\"value\":4}");
	client_post(&member, &media_app, with("/@/reviews", id), "{\"content\":\"Good.\"}");
	client_post(&member, &collection_app, "/copies",
		with("{\"media_id\":\"@\",\"format\":\"Paperback\"}", id));
	return id;
}

/* --- who gets one ----------------------------------------------------------------------------- */

static const struct {
	const char *accept, *mode, *query;
	bool is_page;
} visits[] = {
	{ BROWSER, NULL, "", true },
	{ BROWSER, "HTTP_SEC_FETCH_MODE=navigate", "", true },
	{ "HTTP_ACCEPT=text/html, text/plain, text/sgml, */*;q=0.01", NULL, "", true },
	{ "HTTP_ACCEPT=text/html, text/*;q=0.5, image/*", NULL, "", true },
	{ "HTTP_ACCEPT=TEXT/HTML;level=1", NULL, "?q=", false },	/* a name in lower case */
	{ "HTTP_ACCEPT=text/html;level=1", NULL, "?q=", true },
	{ "HTTP_ACCEPT=application/json;q=0.5, text/html;q=0.6", NULL, "", true },
	{ "HTTP_ACCEPT=text/html", NULL, "?q=format=json", true },
	{ "HTTP_ACCEPT=*/*", NULL, "", false },
	{ "HTTP_ACCEPT=", NULL, "", false },
	{ "HTTP_ACCEPT=application/json", NULL, "", false },
	{ "HTTP_ACCEPT=application/json, text/html", NULL, "", false },
	{ "HTTP_ACCEPT=application/json, text/html;q=0.9", NULL, "", false },
	{ "HTTP_ACCEPT=text/html;q=0", NULL, "", false },
	{ "HTTP_ACCEPT=text/html;q=0.2, */*;q=0.8", NULL, "", false },
	{ "HTTP_ACCEPT=application/json, text/javascript, */*; q=0.01", NULL, "", false },
	{ "HTTP_ACCEPT=,, ;q=1, text/html;q=x", NULL, "", false },
	{ BROWSER, "HTTP_SEC_FETCH_MODE=cors", "", false },
	{ BROWSER, "HTTP_SEC_FETCH_MODE=same-origin", "", false },
	{ BROWSER, NULL, "?format=json", false },
	{ BROWSER, NULL, "?page=1&format=json&q=", false },
};

START_TEST(who_reads_html_gets_a_page_and_programs_their_json)
{
	const char *const headers[] = { visits[_i].accept,
		visits[_i].mode ? visits[_i].mode : "X=", NULL };
	const char *path = with("/@", visits[_i].query);
	struct reply *r, *plain;

	furnish();
	r = client_send(&nobody, &media_app, "GET", path, NULL, NULL, 0, headers);
	plain = client_get(&nobody, &media_app, path);
	ck_assert_ptr_nonnull(strstr(reply_header(plain, "Vary"), "Accept"));
	if (visits[_i].is_page) {
		assert_page(r, 200);
		ck_assert_str_ne(reply_header(r, "ETag"), reply_header(plain, "ETag"));
		return;
	}
	ck_assert_str_eq(r->body, plain->body);
	ck_assert_str_eq(reply_header(r, "ETag"), reply_header(plain, "ETag"));
	ck_assert_str_eq(reply_header(r, "Content-Type"), "application/json");
}
END_TEST

START_TEST(that_it_is_to_be_json_is_no_filter)
{
	const struct app *const lists[] = { &usermedia_app, &collection_app, &library_app };
	static const struct {
		const char *query, *total;
	} asked[] = {
		{ "/?format=json", "1" }, { "/?format=json&format=Paperback", "1" },
		{ "/?format=DVD&format=json", "0" },
	};

	furnish();
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (size_t k = 0; k < sizeof(asked) / sizeof(asked[0]); k++)
			ck_assert_str_eq(json_text(browse(&member, lists[i], asked[k].query),
				"total"), asked[k].total);
}
END_TEST

START_TEST(a_page_is_asked_for_again_by_its_own_tag)
{
	const char *path = with("/@", furnish());
	const char *tag = reply_header(browse(&nobody, &media_app, path), "ETag");
	const char *const same[] = { BROWSER, with("HTTP_IF_NONE_MATCH=@", tag), NULL };
	const char *const other_kind[] = { "HTTP_ACCEPT=*/*", same[1], NULL };
	struct reply *r = client_send(&nobody, &media_app, "GET", path, NULL, NULL, 0, same);

	ck_assert_int_eq(r->http, 304);
	ck_assert_int_eq(client_send(&nobody, &media_app, "GET", path, NULL, NULL, 0,
		other_kind)->http, 200);
	r = client_send(&nobody, &media_app, "HEAD", path, NULL, NULL, 0,
		(const char *const[]){ BROWSER, NULL });
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, "");
	ck_assert_str_eq(reply_header(r, "ETag"), tag);
	ck_assert_str_ne(reply_header(browse(&member, &media_app, path), "ETag"), tag);
}
END_TEST

/* --- every address ---------------------------------------------------------------------------- */

static const struct app *const programs[] = {
	&auth_app, &users_app, &media_app, &books_app, &movies_app, &reviews_app, &usermedia_app,
	&library_app, &collection_app, &diary_app, &server_app, &stats_app,
};

/* An id that the program knows, as a route of its takes it. */
static const char *
known_id(const struct app *program, const char *path, const char *media_id)
{
	if (program == &reviews_app)
		return json_text(client_get(&member, &media_app, with("/@", media_id)),
			"my.review.id");
	if (program == &usermedia_app)
		return json_text(client_get(&member, &media_app, with("/@", media_id)),
			"my.entry.id");
	if (program == &collection_app && strstr(path, "/copies/"))
		return json_text(client_get(&member, &collection_app, "/copies"), "copies[0].id");
	if (program == &diary_app)
		return json_text(client_get(&member, &diary_app, "/"), "diary[0].id");
	if (program == &users_app)
		return member.id;
	if (program == &movies_app)
		return json_text(client_get(&member, &movies_app, "/"), "movies[0].id");
	return media_id;
}

static const char *
filled(const struct app *program, const char *path, const char *media_id)
{
	const char *at = strstr(path, ":id"), *tag = strstr(path, ":tag"),
		*day = strstr(path, ":day");

	if (day)
		return arena_printf(&memory, "%.*s2026-01-01%s", (int)(day - path), path, day + 4);
	if (tag) {
		client_patch(&member, &usermedia_app, with("/@", known_id(&usermedia_app, "",
			media_id)), "{\"tags\":[\"24/7 <b>\"]}");
		return arena_printf(&memory, "%.*s24/7%%20<b>", (int)(tag - path), path);
	}
	return at ? arena_printf(&memory, "%.*s%s%s", (int)(at - path), path,
		known_id(program, path, media_id), at + 3) : path;
}

START_TEST(each_address_that_can_be_read_is_a_page)
{
	const struct app *program = programs[_i];
	const char *id = furnish(), *path;
	struct sender admin_too = admin;

	client_post(&member, &movies_app, "/", "{\"title\":\"Metropolis\"}");
	for (const struct route *route = program->routes; route->path; route++) {
		struct reply *r, *plain;

		if (route->method != GET || route->inner || strstr(route->path, ":token"))
			continue;
		path = filled(program, route->path, id);
		r = browse(route->access == ADMIN ? &admin_too : &member, program, path);
		plain = client_get(route->access == ADMIN ? &admin_too : &member, program, path);
		if (!plain->json) {	/* a file: who wants it gets it */
			ck_assert_str_eq(reply_header(r, "Content-Type"),
				reply_header(plain, "Content-Type"));
			continue;
		}
		assert_page(r, plain->http);
		if (plain->http == 200)
			assert_lacks(r, "class=\"form-error\"");
	}
}
END_TEST

START_TEST(each_address_that_takes_a_form_shows_it)
{
	const struct app *program = programs[_i];
	const char *id = furnish();

	client_post(&member, &movies_app, "/", "{\"title\":\"Metropolis\"}");
	for (const struct route *route = program->routes; route->path; route++) {
		const struct route *readable = program->routes;

		while (readable->path && (readable->method != GET
		       || strcmp(readable->path, route->path)))
			readable++;
		if (readable->path || !route->title || strstr(route->path, ":token")
		    || strstr(route->path, ":day"))	/* there is no copy */
			continue;
		assert_page(browse(&admin, program, filled(program, route->path, id)), 200);
		if (route->access >= SIGNED_IN)
			assert_page(browse(&nobody, program, filled(program, route->path, id)),
				401);
	}
}
END_TEST

START_TEST(what_is_sent_to_no_route_and_for_programs_stays_405)
{
	ck_assert_int_eq(client_get(&nobody, &auth_app, "/login")->http, 405);
	assert_page(browse(&nobody, &auth_app, "/login"), 200);
	ck_assert_ptr_null(reply_header(browse(&nobody, &auth_app, "/login"), "Allow"));
	assert_page(browse(&nobody, &auth_app, "/token"), 405);
	assert_page(browse(&nobody, &auth_app, "/refresh"), 405);
	assert_page(browse(&nobody, &auth_app, "/nothing"), 404);
	assert_page(browse(&member, &usermedia_app, "/" NONE), 404);
}
END_TEST

/* --- what is in it ---------------------------------------------------------------------------- */

START_TEST(a_title_has_its_facts_and_the_forms_of_who_is_asking)
{
	const char *path = with("/@", furnish());
	struct reply *r = browse(&member, &media_app, path);

	assert_page(r, 200);
	assert_has(r, "<title>Emma · Vitrine</title>");
	assert_has(r, "<meta property=\"og:title\" content=\"Emma\">");
	assert_has(r, "<meta property=\"og:description\" content=\"A match.\">");
	assert_has(r, "<h1>Emma</h1>");
	assert_has(r, "<dt>Length</dt><dd>474 pages</dd>");
	assert_has(r, "Signed in as <b>member</b>");
	assert_has(r, "name=\"progress\" type=\"number\" inputmode=\"numeric\" min=\"0\" "
		"max=\"1000000000\" value=\"40\"");
	assert_has(r, "two\nlines</textarea>");
	assert_has(r, "type=\"date\" value=\"2026-02-03\"");
	assert_has(r, "<option value=\"4\" selected>");
	assert_has(r, "Paperback</a>");
	assert_has(r, "<summary>Edit the title</summary>");
	assert_has(r, "<summary>Delete the title</summary>");
	assert_lacks(r, "name=\"curated\"");
	assert_lacks(r, "Put it on my shelf");
	assert_has(r, "<footer");

	r = browse(&other, &media_app, path);
	assert_page(r, 200);
	assert_has(r, "Put it on my shelf");
	assert_has(r, "<summary>Write a review</summary>");
	assert_lacks(r, "Edit the title");
	assert_lacks(r, "Delete the title");
	assert_lacks(r, "two\nlines");

	r = browse(&admin, &media_app, path);
	assert_has(r, "<summary>Edit the title</summary>");
	assert_has(r, "name=\"curated\"");

	r = browse(&nobody, &media_app, path);
	assert_page(r, 200);
	assert_lacks(r, "method=\"post\"");
	assert_has(r, with("?next=%2Fmedia@\">Sign in", arena_printf(&memory, "%%2F%s",
		path + 1)));
}
END_TEST

START_TEST(a_picture_of_ours_is_shown_to_others_too)
{
	const char *id = furnish();
	struct reply *r;

	client_add_picture(NONE, "member");
	client_sql("UPDATE media_items SET image_url = $1 WHERE id = $2", NONE, id);
	r = browse(&nobody, &media_app, with("/@", id));
	assert_page(r, 200);
	assert_has(r, "<img src=\"/images/" NONE "\"");
	assert_has(r, "<meta property=\"og:image\" content=\"/images/" NONE "\">");
	client_sql("UPDATE media_items SET image_url = $1 WHERE id = $2", "http://b.example/c.png",
		id);
	r = browse(&nobody, &media_app, with("/@", id));
	assert_page(r, 200);
	assert_lacks(r, "<img src=\"http");
}
END_TEST

START_TEST(a_list_is_narrowed_and_leafed_through)
{
	struct reply *r;

	for (int i = 0; i < 5; i++)
		client_post(&member, &media_app, "/", with("{\"type\":\"GAME\",\"title\":\"G@\"}",
			arena_printf(&memory, "%d", i)));
	furnish();
	r = browse(&nobody, &media_app, "/?type=GAME&page_size=2&page=2&sort=title_asc&q=g%3Cb");
	assert_page(r, 200);
	assert_has(r, "Nothing here is like that.");
	assert_has(r, "value=\"g&lt;b\"");
	r = browse(&nobody, &media_app, "/?type=GAME&page_size=2&page=2&sort=title_asc");
	assert_page(r, 200);
	assert_has(r, "5 in all");
	assert_has(r, ">G2</a>");
	assert_lacks(r, ">G1</a>");
	assert_has(r, "Page 2 of 3");
	assert_has(r, "rel=\"prev\" href=\"/media?type=GAME&amp;page_size=2&amp;sort=title_asc&amp;"
		"page=1\"");
	assert_has(r, "rel=\"next\" href=\"/media?type=GAME&amp;page_size=2&amp;sort=title_asc&amp;"
		"page=3\"");
	assert_has(r, "<a href=\"/media?page_size=2&amp;sort=title_asc&amp;type=GAME\" "
		"aria-current=\"true\">Game</a>");
	assert_has(r, "<option value=\"title_asc\" selected>");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Link"), "rel=\"next\""));
	r = browse(&nobody, &media_app, "/?type=GAME&type=BOOK");
	assert_has(r, "6 in all");
	assert_has(r, "<input type=\"hidden\" name=\"type\" value=\"GAME\">"
		"<input type=\"hidden\" name=\"type\" value=\"BOOK\">");
	r = browse(&member, &usermedia_app, "/");
	assert_has(r, "In progress <small>1</small>");
	assert_page(browse(&nobody, &media_app, "/?type=OPERA"), 400);
	r = browse(&member, &usermedia_app, "/?group=type");
	assert_page(r, 200);
	assert_has(r, "Emma");
}
END_TEST

START_TEST(what_others_typed_is_text)
{
	static const char hostile[] = "<script>alert(1)</script>\\\"'><img src=x onerror=alert(2)>"
		"</title></textarea></select>&amp;";
	struct reply *r = client_post(&other, &media_app, "/", arena_printf(&memory,
		"{\"type\":\"BOOK\",\"title\":\"%s\",\"creator\":\"%s\",\"genre\":\"<b>\","
		"\"description\":\"%s\",\"trailer_url\":null,\"metadata\":{\"<u>\":\"%s\"}}",
		hostile, hostile, hostile, hostile));
	const char *id = json_text(r, "id");

	ck_assert_int_eq(r->http, 201);
	client_post(&other, &usermedia_app, "/", arena_printf(&memory,
		"{\"media_id\":\"%s\",\"note\":\"%s\"}", id, hostile));
	client_post(&other, &media_app, with("/@/reviews", id), arena_printf(&memory,
		"{\"content\":\"%s\"}", hostile));
	client_post(&other, &collection_app, "/copies", arena_printf(&memory,
		"{\"media_id\":\"%s\",\"format\":\"<i>'\\\"\",\"platform\":\"<i>\","
		"\"vod_link\":\"https://b.example/?'<b>\"}", id));
	assert_page(browse(&other, &media_app, with("/@", id)), 200);
	assert_page(browse(&other, &media_app, "/"), 200);
	assert_page(browse(&nobody, &media_app, with("/@/reviews", id)), 200);
	assert_page(browse(&other, &books_app, with("/@", id)), 200);
	assert_page(browse(&other, &usermedia_app, "/"), 200);
	assert_page(browse(&other, &library_app, "/"), 200);
	assert_page(browse(&other, &collection_app, "/"), 200);
	assert_page(browse(&other, &collection_app, "/copies"), 200);
	r = browse(&nobody, &media_app, "/?q=%22%3E%3Cscript%3E&sort=%3Cb%3E");
	assert_page(r, 400);
}
END_TEST

/* --- forms ------------------------------------------------------------------------------------ */

START_TEST(a_form_that_failed_keeps_what_was_typed)
{
	struct reply *r = submit(&member, &media_app, "/",
		"type=book&title=%22%3E%3Cb%3E&isbn=123&next=%2Fx%3Fa%3Db");

	assert_page(r, 400);
	assert_has(r, "<p class=\"form-error\" role=\"alert\">One field needs attention.</p>");
	assert_has(r, "value=\"&quot;&gt;&lt;b&gt;\"");
	assert_has(r, "<option value=\"BOOK\" selected>");
	assert_has(r, "aria-invalid=\"true\"");
	assert_has(r, "<span class=\"field-error\">ISBN ");
	assert_has(r, "<input type=\"hidden\" name=\"next\" value=\"/x?a=b\">");
	assert_has(r, "action=\"/media\"");
	assert_lacks(r, "name=\"description\"");

	r = submit(&nobody, &auth_app, "/register", "username=x&password=short+secret&email=");
	assert_page(r, 400);
	assert_lacks(r, "short secret");
	assert_has(r, "name=\"username\"");
	assert_has(r, "type=\"password\" autocomplete=\"new-password\"");

	r = submit(&member, &usermedia_app, "/", with("media_id=@&status=NEVER", furnish()));
	assert_page(r, 400);
	assert_has(r, "<input type=\"hidden\" name=\"media_id\"");
	assert_has(r, "<span class=\"field-error\">Status must be one of");

	r = submit(&member, &collection_app, "/", "type=MOVIE&title=&_note=x");
	assert_page(r, 400);
	assert_has(r, "<span class=\"field-error\">Title must not be empty</span>");
	assert_page(submit(&member, &media_app, "/", "type=MOVIE&title=a&what=1"), 400);
}
END_TEST

START_TEST(who_is_not_signed_in_can_do_so_there)
{
	struct reply *r = browse(&nobody, &collection_app, "/?sort=title_asc");

	assert_page(r, 401);
	ck_assert_str_eq(reply_header(r, "WWW-Authenticate"), "Bearer");
	assert_has(r, "action=\"/auth/login\"");
	assert_has(r, "name=\"next\" value=\"/collection?sort=title_asc\"");
	r = submit(&nobody, &auth_app, "/login",
		"username=member&password=wrong&next=%2Fcollection%3Fsort%3Dtitle_asc");
	assert_page(r, 401);
	assert_has(r, "The name or the password is wrong.");
	assert_has(r, "name=\"next\" value=\"/collection?sort=title_asc\"");
	r = submit(&nobody, &auth_app, "/login",
		"username=member&password=correct+horse&next=%2Fcollection%3Fsort%3Dtitle_asc");
	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(reply_header(r, "Location"), "/collection?sort=title_asc");
	r = browse(&nobody, &auth_app, "/login?next=%2Fmedia%3Fq%3D%2522");
	assert_has(r, "name=\"next\" value=\"/media?q=%22\"");
	r = browse(&nobody, &auth_app, "/login?next=https://evil.example/");
	assert_has(r, "name=\"next\" value=\"/user/media\"");
	client_settings("catalogue = private");
	assert_page(browse(&nobody, &media_app, "/"), 401);
	assert_page(browse(&member, &media_app, "/"), 200);
}
END_TEST

START_TEST(what_is_sensitive_takes_the_password_along)
{
	struct reply *r = browse(&member, &users_app, "/me");

	assert_page(r, 200);
	assert_lacks(r, "name=\"_current\"");
	clock_set(NOW + 700);
	r = browse(&member, &users_app, "/me");
	assert_has(r, "name=\"_current\" required type=\"password\"");
	r = submit(&member, &users_app, "/me", "_method=PATCH&password=quite+another");
	assert_page(r, 403);
	assert_has(r, "name=\"password\"");
	assert_has(r, "name=\"_current\"");
	assert_lacks(r, "quite another");
	r = submit(&member, &users_app, "/me",
		"_method=PATCH&password=quite+another&_current=wrong");
	assert_page(r, 403);
	assert_has(r, "The password is wrong.");
	assert_has(r, "<span class=\"field-error\">Your password now is wrong</span>");
	r = submit(&member, &users_app, "/me",
		"_method=PATCH&password=quite+another&_current=correct+horse&next=%2Fusers%2Fme");
	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(reply_header(r, "Location"), "/users/me");
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"quite another\"}")->http, 200);
	ck_assert_int_eq(submit(&other, &users_app, "/me", "_method=DELETE")->http, 403);
	ck_assert_int_eq(submit(&other, &users_app, "/me",
		"_method=DELETE&_current=correct+horse")->http, 303);
	ck_assert_int_eq(client_get(&other, &users_app, "/me")->http, 401);
}
END_TEST

/* A list isn't full of inputs for a password: it is asked for when it turns out to be needed. */
START_TEST(to_sign_out_elsewhere_takes_the_password_along)
{
	const char *session = json_text(client_get(&member, &users_app, "/me/sessions"),
		"sessions[0].id");
	struct reply *again = client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}"), *r;
	const struct sender asks = { "member", json_text(again, "access_token"), NULL, NULL };
	const char *path = text("/me/sessions/%s", session);

	clock_set(NOW + 700);
	assert_lacks(browse(&asks, &users_app, "/me/sessions"), "_current");
	r = submit(&asks, &users_app, path, "_method=DELETE&next=%2Fusers%2Fme%2Fsessions");
	assert_page(r, 403);
	assert_has(r, "Confirm your password first.");
	assert_has(r, "name=\"_current\" required type=\"password\"");
	assert_has(r, "value=\"DELETE\"");
	assert_has(r, "value=\"/users/me/sessions\"");
	assert_has(r, ">Sign out there<");
	assert_page(submit(&asks, &users_app, path, "_method=DELETE&_current=wrong"), 403);
	ck_assert_int_eq(client_get(&member, &users_app, "/me")->http, 200);
	r = submit(&asks, &users_app, path,
		"_method=DELETE&_current=correct+horse&next=%2Fusers%2Fme%2Fsessions");
	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(reply_header(r, "Location"), "/users/me/sessions");
	ck_assert_int_eq(client_get(&member, &users_app, "/me")->http, 401);
}
END_TEST

START_TEST(to_sign_out_asks_nobody_for_a_password)
{
	clock_set(NOW + 700);
	assert_lacks(browse(&member, &auth_app, "/logout"), "_current");
	assert_page(submit(&nobody, &auth_app, "/logout", "everywhere=banana"), 400);
	assert_lacks(submit(&member, &auth_app, "/logout", "everywhere=banana"), "_current");
	ck_assert_int_eq(submit(&member, &auth_app, "/logout", "everywhere=true")->http, 303);
	ck_assert_int_eq(client_get(&member, &users_app, "/me")->http, 401);
	ck_assert_int_eq(submit(&nobody, &auth_app, "/logout", "everywhere=true")->http, 303);
}
END_TEST

START_TEST(a_password_given_along_is_an_attempt_as_any_other)
{
	struct reply *r = NULL;

	client_settings("rate_limit_account = 2");
	clock_set(NOW + 700);
	for (int i = 0; i < 4; i++)
		r = submit(&member, &users_app, "/me", "_method=DELETE&_current=wrong");
	assert_page(r, 429);
	ck_assert_ptr_nonnull(reply_header(r, "Retry-After"));
	ck_assert_int_eq(client_send(&member, &users_app, "PATCH", "/me", "application/json",
		"{\"_current\":\"correct horse\"}", 28, NULL)->http, 400);
}
END_TEST

START_TEST(elsewhere_the_password_is_asked_for_first)
{
	struct reply *r;

	clock_set(NOW + 700);
	r = browse(&admin, &server_app, "/backup");
	assert_page(r, 403);
	assert_has(r, "action=\"/auth/confirm-password\"");
	assert_has(r, "name=\"next\" value=\"/server/backup\"");
	r = submit(&admin, &server_app, "/data", "_method=DELETE");
	assert_page(r, 403);
	assert_has(r, "name=\"next\" value=\"/server/data\"");
	r = submit(&admin, &auth_app, "/confirm-password",
		"password=correct+horse&next=%2Fserver%2Fbackup");
	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(reply_header(r, "Location"), "/server/backup");
	assert_page(browse(&admin, &server_app, "/data"), 200);
}
END_TEST

START_TEST(an_answer_worth_reading_is_a_page)
{
	struct reply *r = submit(&admin, &users_app, with("/@/password-reset", member.id), "");
	const char *link;

	r = submit(&admin, &users_app, with("/@/password-reset", member.id), "_=");
	assert_page(r, 201);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	link = strstr(r->body, "href=\"/auth/password-reset/");
	ck_assert_ptr_nonnull(link);
	link = arena_copy(&memory, link + strlen("href=\"/auth"), strlen("/password-reset/") + 64);
	r = browse(&nobody, &auth_app, link);
	assert_page(r, 200);
	assert_has(r, "<dt>Valid</dt><dd>Yes</dd>");
	assert_has(r, "name=\"password\" required");
	r = submit(&nobody, &auth_app, link, "password=short");
	assert_page(r, 400);
	r = submit(&nobody, &auth_app, link, "password=quite+another");
	ck_assert_int_eq(r->http, 303);
	assert_page(browse(&nobody, &auth_app, link), 404);
	r = submit(&nobody, &auth_app, "/password-reset", "email=a@b.example");
	assert_page(r, 202);
	assert_has(r, "This installation sends no mail.");
	r = submit(&nobody, &auth_app, "/password-reset", "email=a@b.example&next=%2Fx");
	ck_assert_int_eq(r->http, 303);
}
END_TEST

/* Where a screen without its script leads. @ is a list's id; `to` NULL: to what was asked for. */
static const struct {
	const char *came_from, *path, *to;
} led[] = {
	{ "https://b.example/my/list.html?list=@", "/", "/lists/@/items" },
	{ "https://b.example/list.html?list=@&again=1", "/", "/lists/@/items" },
	{ "https://b.example/my/list.html?list=@", "/?scope=members", NULL },
	{ "https://b.example/my/list.html?id=@", "/", "/lists/@/items" },
	{ "https://b.example/my/title.html?list=@", "/", NULL },
	{ "https://b.example/my/list.html?list=1", "/", NULL },
	{ "https://b.example/my/list.html?list=", "/", NULL },
	{ "https://b.example/my/list.html?", "/", NULL },
	{ "?list.html?list=@", "/", NULL },
	{ "https://b.example/my/lists.html", "/", NULL },
};

START_TEST(a_screen_of_one_list_leads_to_the_page_of_that_one)
{
	const char *id = json_text(client_post(&member, &lists_app, "/",
		"{\"name\":\"By the fire\"}"), "id");
	const char *const headers[] = { BROWSER,
		with("HTTP_REFERER=@", with(led[_i].came_from, id)),
		with("HTTP_COOKIE=access_token=@", member.token), NULL };
	struct reply *r = client_send(&nobody, &lists_app, "GET", led[_i].path, NULL, NULL, 0,
		headers);

	if (!led[_i].to) {
		assert_page(r, 200);
		return;
	}
	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(reply_header(r, "Location"), with(led[_i].to, id));
	assert_page(browse(&member, &lists_app, with("/@/items", id)), 200);
}
END_TEST

START_TEST(what_comes_from_elsewhere_and_goes_there_is_found)
{
	const char *import = "/imports\">Import", *export = "/exports\">Export";
	struct reply *r = browse(&member, &users_app, "/me");

	assert_has(r, import);
	assert_has(r, export);
	r = browse(&member, &usermedia_app, "/");
	assert_has(r, "Nothing is here yet.");
	assert_has(r, import);
	assert_has(r, export);
	assert_has(browse(&member, &media_app, "/"), import);
	assert_has(browse(&member, &imports_app, "/"), export);
	assert_has(browse(&member, &exports_app, "/"), import);
}
END_TEST

/* The page of an import of this file, after some steps. */
static struct reply *
import_page(const char *file, const char **import, const char *form)
{
	struct reply *r = client_send(&member, &imports_app, "POST", "/", "text/csv", file,
		strlen(file), NULL);

	*import = text("/%s", json_text(made(r), "id"));
	if (form)
		ck_assert_int_eq(submit(&member, &imports_app, *import, form)->http, 303);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(submit(&member, &imports_app, with("@/steps", *import), "")->http,
			303);
	return browse(&member, &imports_app, *import);
}

START_TEST(an_import_asks_for_columns_by_a_form)
{
	const char *file = "Werk;Wer;Gelesen\nDune;Frank Herbert;3/4/2024\n", *import;
	struct reply *r = import_page(file, &import, NULL);

	assert_page(r, 200);
	assert_has(r, "<p class=\"notice\">Which of the file&#39;s columns");
	assert_has(r, "name=\"column_title\"");
	assert_has(r, "<option value=\"Werk\">Werk</option>");
	assert_lacks(r, "name=\"columns\"");
	assert_lacks(r, "name=\"day_first\"");
	assert_lacks(r, "Can step");
	r = submit(&member, &imports_app, import, "_method=PATCH&column_title=&column_creator=Wer");
	assert_page(r, 400);
	assert_has(r, "Title is the one that has to be said");
	assert_lacks(r, "name=\"columns\"");
	r = import_page(file, &import, "_method=PATCH&column_title=Werk&column_creator=Wer"
		"&column_end=Gelesen&column_note=&all_are=BOOK");
	assert_has(r, "<option value=\"true\">The day: 3 April</option>");
	ck_assert_int_eq(submit(&member, &imports_app, import, "_method=PATCH&day_first=false")
		->http, 303);
	submit(&member, &imports_app, with("@/steps", import), "");
	r = browse(&member, &imports_app, import);
	assert_has(r, "nothing has been changed yet. Moved in it would be so: 1 new.</p>");
	assert_lacks(r, "as a file</a>");
	assert_lacks(r, "Decide what is unclear");
	r = browse(&member, &imports_app, with("@/rows", import));
	assert_has(r, "<span>Frank Herbert</span>");
	assert_has(r, "Book</span>");
	r = browse(&member, &imports_app, with("@/rows/1", import));
	assert_has(r, "<dd>Frank Herbert</dd>");
	assert_has(r, "2024-03-04");
	assert_lacks(r, "is_list");
	assert_lacks(r, "Is list");
}
END_TEST

START_TEST(an_import_says_what_is_to_be_decided)
{
	const char *movie = "{\"type\":\"MOVIE\",\"title\":\"Heat\",\"pub_date\":\"@\"}";
	const char *import;
	struct reply *r;

	client_post(&member, &media_app, "/", with(movie, "1995-12-15"));
	client_post(&member, &media_app, "/", with(movie, "1986-03-01"));
	import_page("title,type,status\nHeat,MOVIE,COMPLETED\n,MOVIE,TO_DO\n", &import, NULL);
	submit(&member, &imports_app, with("@/steps", import), "run=true");
	submit(&member, &imports_app, with("@/steps", import), "");
	r = browse(&member, &imports_app, import);
	assert_page(r, 200);
	assert_has(r, "It has been moved in. 1 for you to decide, 1 failed. "
		"What is for you to decide hasn&#39;t been moved in yet.");
	assert_has(r, "/rows?outcome=unclear\">Decide what is unclear");
	assert_has(r, "Rows that failed, as a file");
	r = browse(&member, &imports_app, with("@/rows/1", import));
	assert_page(r, 200);
	assert_has(r, "<button class=\"btn\" type=\"submit\">Skip it");
	assert_has(r, "<button class=\"btn primary\" type=\"submit\">It is a new title");
	assert_lacks(r, "Can choose");
}
END_TEST

START_TEST(links_and_forms_work_where_links_begin_with_base_url)
{
	const char *id = furnish();
	struct reply *r;

	client_settings("base_url = https://b.example/my/");
	r = browse(&member, &media_app, with("/@", id));
	assert_page(r, 200);
	assert_has(r, "action=\"https://b.example/my/user/media/");
	assert_has(r, with("name=\"next\" value=\"/my/media/@\"", id));
	assert_has(r, "href=\"https://b.example/my/css/app.css\"");
	r = browse(&nobody, &usermedia_app, "/?q=a");
	assert_has(r, "name=\"next\" value=\"/my/user/media?q=a\"");
	assert_has(r, "?next=%2Fmy%2Fuser%2Fmedia%3Fq%3Da\"");
}
END_TEST

START_TEST(an_installation_in_trouble_says_so_by_a_page)
{
	struct reply *r;

	client_settings("registration = perhaps");
	r = browse(&member, &media_app, "/");
	assert_page(r, 503);
	assert_has(r, reply_header(r, "X-Request-Id"));
	assert_has(r, "Nobody is signed in.");
	assert_page(browse(&nobody, &server_app, "/health"), 503);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("pages");
	TCase *tc = tcase_create("pages");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, who_reads_html_gets_a_page_and_programs_their_json, 0,
		COUNT(visits));
	tcase_add_test(tc, that_it_is_to_be_json_is_no_filter);
	tcase_add_test(tc, a_page_is_asked_for_again_by_its_own_tag);
	tcase_add_loop_test(tc, each_address_that_can_be_read_is_a_page, 0, COUNT(programs));
	tcase_add_loop_test(tc, each_address_that_takes_a_form_shows_it, 0, COUNT(programs));
	tcase_add_test(tc, what_is_sent_to_no_route_and_for_programs_stays_405);
	tcase_add_test(tc, a_title_has_its_facts_and_the_forms_of_who_is_asking);
	tcase_add_test(tc, a_picture_of_ours_is_shown_to_others_too);
	tcase_add_test(tc, a_list_is_narrowed_and_leafed_through);
	tcase_add_test(tc, what_others_typed_is_text);
	tcase_add_test(tc, a_form_that_failed_keeps_what_was_typed);
	tcase_add_test(tc, who_is_not_signed_in_can_do_so_there);
	tcase_add_test(tc, what_is_sensitive_takes_the_password_along);
	tcase_add_test(tc, to_sign_out_elsewhere_takes_the_password_along);
	tcase_add_test(tc, to_sign_out_asks_nobody_for_a_password);
	tcase_add_test(tc, a_password_given_along_is_an_attempt_as_any_other);
	tcase_add_test(tc, elsewhere_the_password_is_asked_for_first);
	tcase_add_test(tc, an_answer_worth_reading_is_a_page);
	tcase_add_loop_test(tc, a_screen_of_one_list_leads_to_the_page_of_that_one, 0, COUNT(led));
	tcase_add_test(tc, what_comes_from_elsewhere_and_goes_there_is_found);
	tcase_add_test(tc, an_import_asks_for_columns_by_a_form);
	tcase_add_test(tc, an_import_says_what_is_to_be_decided);
	tcase_add_test(tc, links_and_forms_work_where_links_begin_with_base_url);
	tcase_add_test(tc, an_installation_in_trouble_says_so_by_a_page);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
