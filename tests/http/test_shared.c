/*
 * /shared and /shares: what others see of a member by an address that nobody can guess, in every
 * form; who manages it; and that nothing private is in any of it.
 */
#include "client.h"
#include "clock.h"
#include "copy.h"
#include "diary.h"
#include "list.h"
#include "review.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOW = 1775030400 };

static struct arena memory;
static const char *dune, *alien;	/* titles, ids: a book and a film */
static const char *list;		/* a private list of the member's: its id */

#define NOWHERE "00000000-0000-4000-8000-000000000000"

static const char *
make_title(const char *body)
{
	return json_text(made(client_post(&member, &media_app, "/", body)), "id");
}

static void
post(const struct app *program, const char *path, const char *body)
{
	made(client_post(&member, program, path, body));
}

/* A member with something of everything. */
static void
setup(void)
{
	client_setup();
	arena_init(&memory, 128 << 20, NULL);
	clock_set(NOW);
	dune = make_title("{\"type\":\"BOOK\",\"title\":\"=Dune, or\",\"creator\":\"Herbert; F.\","
		"\"pub_date\":\"1965\"}");
	alien = make_title("{\"type\":\"MOVIE\",\"title\":\"Alien ]]> <b>&\","
		"\"creator\":\"Scott\"}");
	post(&usermedia_app, "/", text("{\"media_id\":\"%s\",\"status\":\"COMPLETED\","
		"\"end_date\":\"2026-03-05\"}", dune));
	post(&usermedia_app, "/", text("{\"media_id\":\"%s\",\"status\":\"TO_DO\"}", alien));
	post(&diary_app, "/", text("{\"media_id\":\"%s\",\"end_date\":\"2025-12-24\","
		"\"is_finished\":true}", alien));
	post(&media_app, text("/%s/reviews", dune),
		"{\"content\":\"Sand,\\r\\nand \\u0022more\\u0022\"}");
	ck_assert_int_eq(client_put(&member, &media_app, text("/%s/rating", dune),
		"{\"value\":4.5}")->http, 200);
	post(&collection_app, "/copies", text("{\"media_id\":\"%s\",\"format\":\"Paperback\","
		"\"platform\":\"Shelf\"}", dune));
	list = json_text(made(client_post(&member, &lists_app, "/", "{\"name\":\"By the fire\","
		"\"is_ranked\":true,\"description\":\"For long nights\"}")), "id");
	post(&lists_app, text("/%s/items", list), text("{\"media_id\":\"%s\"}", alien));
	post(&lists_app, text("/%s/items", list), text("{\"media_id\":\"%s\"}", dune));
}

static void
teardown(void)
{
	client_teardown();
	arena_release(&memory);
}

static struct reply *
share(const char *body)
{
	return made(client_post(&member, &shared_app, "/shares", body));
}

/* What each kind is asked for. */
static const char *
kind(int i)
{
	static const char *const kinds[] = {
		"{\"what\":\"shelf\"}", "{\"what\":\"diary\"}", "{\"what\":\"collection\"}",
		"{\"what\":\"year\",\"year\":\"2026\"}",
	};

	return i < COUNT(kinds) ? kinds[i]
		: text("{\"what\":\"list\",\"list_id\":\"%s\"}", list);
}
enum { KINDS = 5 };

/* Its path within the program. */
static const char *
path_of(const struct reply *r)
{
	const char *url = json_text(r, "url");

	ck_assert_ptr_nonnull(strstr(url, "/shared/"));
	return strstr(url, "/shared/") + strlen("/shared");
}

static const char *const ends[] = { "", ".json", ".rss", ".ics", ".csv" };

/* By whoever has the address. */
static struct reply *
look(const char *path)
{
	return client_get(&nobody, &shared_app, path);
}

static void
assert_gone(const char *path)
{
	for (int i = 0; i < COUNT(ends); i++) {
		struct reply *r = look(text("%s%s", path, ends[i]));

		ck_assert_msg(r->http == 404, "%s: %d", ends[i], r->http);
		ck_assert_str_eq(reply_header(r, "X-Robots-Tag"), "noindex");
		ck_assert_str_eq(reply_header(r, "Referrer-Policy"), "no-referrer");
	}
}

/* --- what is shown ---------------------------------------------------------------------------- */

START_TEST(each_kind_has_a_page_and_feeds_that_no_search_engine_keeps)
{
	static const char *const types[] = {
		"text/html; charset=utf-8", "application/json",
		"application/rss+xml; charset=utf-8", "text/calendar; charset=utf-8",
		"text/csv; charset=utf-8",
	};
	const char *path = path_of(share(kind(_i)));

	for (int i = 0; i < COUNT(ends); i++) {
		struct reply *r = look(text("%s%s", path, ends[i]));

		ck_assert_msg(r->http == 200, "%s: %s", ends[i], r->body);
		ck_assert_str_eq(reply_header(r, "Content-Type"), types[i]);
		ck_assert_str_eq(reply_header(r, "X-Robots-Tag"), "noindex");
		ck_assert_str_eq(reply_header(r, "Referrer-Policy"), "no-referrer");
		ck_assert_str_eq(reply_header(r, "Cache-Control"), "private, no-cache");
		ck_assert_ptr_nonnull(reply_header(r, "ETag"));
		ck_assert_ptr_null(strstr(r->head, "Set-Cookie"));
		ck_assert_msg(strstr(r->body, "Dune") != NULL, "%s: %s", ends[i], r->body);
	}
}
END_TEST

START_TEST(a_page_says_to_others_what_it_is)
{
	const char *const headers[] = { "HTTP_HOST=films.example", "HTTPS=on", NULL };
	const char *path = path_of(share(kind(0)));
	struct reply *r = client_send(&nobody, &shared_app, "GET", path, NULL, NULL, 0, headers);

	ck_assert_ptr_nonnull(strstr(r->body, "<title>member’s shelf · Vitrine</title>"));
	ck_assert_ptr_nonnull(strstr(r->body,
		"<meta property=\"og:title\" content=\"member’s shelf\">"));
	ck_assert_ptr_nonnull(strstr(r->body, text("<meta property=\"og:url\" "
		"content=\"https://films.example/shared%s\">", path)));
	ck_assert_ptr_nonnull(strstr(r->body, text("<link rel=\"canonical\" "
		"href=\"https://films.example/shared%s\">", path)));
	ck_assert_ptr_nonnull(strstr(r->body, "<meta name=\"robots\" content=\"noindex\">"));
	ck_assert_ptr_nonnull(strstr(r->body, "content=\"2 titles: "));
	ck_assert_ptr_nonnull(strstr(r->body, "Alien ]]&gt; &lt;b&gt;&amp;"));
	ck_assert_ptr_nonnull(strstr(r->body, "4.5 of 5 stars"));
	ck_assert_ptr_nonnull(strstr(r->body, "Sand,\nand &quot;more&quot;"));
	ck_assert_ptr_null(strstr(r->body, "<script"));
}
END_TEST

START_TEST(a_list_has_its_order_in_its_page_and_is_news_in_its_feed)
{
	const char *path = path_of(share(kind(4))), *page;
	struct reply *r = look(text("%s.json", path));

	ck_assert_str_eq(json_text(r, "title"), "By the fire");
	ck_assert_str_eq(json_text(r, "description"), "For long nights");
	ck_assert_str_eq(json_text(r, "user.username"), "member");
	ck_assert_str_eq(json_column(r, "items", "position"), "1|2");
	ck_assert_str_eq(json_column(r, "items", "media.type"), "MOVIE|BOOK");
	page = look(path)->body;
	ck_assert_ptr_nonnull(strstr(page, "1. <bdi>Alien"));
	page = look(text("%s.rss", path))->body;
	ck_assert(strstr(page, "=Dune") < strstr(page, "Alien"));
}
END_TEST

START_TEST(a_shelf_is_narrowed_and_paged)
{
	struct reply *r = share("{\"what\":\"shelf\",\"status\":\"TO_DO\",\"title\":\"To see\"}");
	const char *path = path_of(r);

	ck_assert_str_eq(json_text(r, "name"), "To see");
	ck_assert_ptr_nonnull(strstr(look(path)->body, "Nothing is here yet."));
	ck_assert_str_eq(json_text(look(text("%s.json", path)), "title"), "To see");
	path = path_of(share("{\"what\":\"shelf\",\"status\":\"COMPLETED\"}"));
	ck_assert_str_eq(json_text(look(text("%s.json", path)), "total"), "2");
	path = path_of(share("{\"what\":\"shelf\",\"type\":\"MOVIE\"}"));
	r = look(text("%s.json", path));
	ck_assert_str_eq(json_text(r, "title"), "member’s movies");
	ck_assert_str_eq(json_text(r, "total"), "1");
	path = path_of(share("{\"what\":\"shelf\"}"));
	r = look(text("%s.json?page_size=1&page=2", path));
	ck_assert_str_eq(json_text(r, "total"), "2");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Link"), "rel=\"prev\""));
	ck_assert_int_eq(look(text("%s?page=0", path))->http, 400);
	ck_assert_int_eq(look(text("%s?page=9", path))->http, 200);
}
END_TEST

START_TEST(a_diary_of_a_year_has_that_one_only)
{
	const char *path = path_of(share("{\"what\":\"diary\",\"year\":\"2025\"}"));
	struct reply *r = look(text("%s.json", path));

	ck_assert_str_eq(json_text(r, "total"), "1");
	ck_assert_str_eq(json_text(r, "items[0].end_date"), "2025-12-24");
	r = look(text("%s.ics", path));
	ck_assert_ptr_nonnull(strstr(r->body, "\r\nDTSTART;VALUE=DATE:20251224\r\n"));
	ck_assert_ptr_nonnull(strstr(r->body, "\r\nSUMMARY:Finished: Alien ]]> <b>&\r\n"));
	ck_assert_ptr_nonnull(strstr(r->body, "\r\nDTSTAMP:20260401T080000Z\r\n"));
	ck_assert_ptr_nonnull(strstr(look(path)->body, "December 2025"));
}
END_TEST

START_TEST(a_year_says_nothing_of_the_one_before)
{
	struct reply *r = look(text("%s.json", path_of(share(kind(3)))));

	ck_assert_str_eq(json_text(r, "stats.finished.total"), "1");
	ck_assert_ptr_null(strstr(r->body, "2025"));
	/* also by a number; bars are tables */
	r = look(path_of(share("{\"what\":\"year\",\"year\":2026}")));
	ck_assert_ptr_nonnull(strstr(r->body, "<caption>By month</caption>"));
	ck_assert_ptr_nonnull(strstr(r->body, "<th scope=\"row\">Mar</th><td><meter "
		"aria-hidden=\"true\" max=\"1\" value=\"1\"></meter></td><td>1</td>"));
	ck_assert_ptr_nonnull(strstr(r->body, "<th scope=\"row\">4.5</th>"));
}
END_TEST

START_TEST(a_calendar_of_a_shelf_has_what_has_days)
{
	const char *path = path_of(share(kind(0)));
	const struct value later = value_int(NOW + 1);

	/* as many wishes as a page has, of later */
	ck_assert_int_eq(db_exec(client_db(), "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT "
		"i + 1 FROM n WHERE i < 300) INSERT INTO media_items (id, type, title, "
		"title_folded, metadata, source, curated, created_at, updated_at) SELECT 'w' || i, "
		"'BOOK', 'w', 'w', '{}', 'USER_ADDED', 0, $1, $1 FROM n", &later, 1), OK);
	ck_assert_int_eq(db_exec(client_db(), "INSERT INTO entries (id, user_key, media_key, "
		"status, created_at, updated_at) SELECT id, (SELECT user_key FROM entries LIMIT 1),"
		" key, 'TO_DO', $1, $1 FROM media_items WHERE title = 'w'", &later, 1), OK);
	ck_assert_ptr_nonnull(strstr(look(text("%s.ics", path))->body,
		"\r\nDTSTART;VALUE=DATE:20260305\r\n"));
}
END_TEST

START_TEST(what_a_title_has_in_it_breaks_no_form)
{
	const char *path = path_of(share(kind(0)));
	struct reply *r = look(text("%s.csv", path));

	ck_assert_ptr_nonnull(strstr(r->body, "\"'=Dune, or\",Herbert; F.,BOOK,1965"));
	r = look(text("%s.rss", path));
	ck_assert_ptr_nonnull(strstr(r->body, "Alien ]]&gt; &lt;b&gt;&amp;</title>"));
	ck_assert_ptr_null(strstr(r->body, "]]>"));
	r = look(text("%s.ics", path));
	ck_assert_ptr_nonnull(strstr(r->body, "SUMMARY:Finished: =Dune\\, or\r\n"));
	ck_assert_ptr_nonnull(strstr(r->body, "Herbert\\; F."));
}
END_TEST

START_TEST(who_has_read_it_is_told_so)
{
	const char *path = text("%s.rss", path_of(share(kind(0)))), *etag;
	const char *headers[] = { NULL, NULL };
	struct reply *r = look(path);

	etag = reply_header(r, "ETag");
	headers[0] = text("HTTP_IF_NONE_MATCH=%s", etag);
	ck_assert_int_eq(client_send(&nobody, &shared_app, "GET", path, NULL, NULL, 0,
		headers)->http, 304);
}
END_TEST

START_TEST(a_private_catalogue_shows_no_way_to_its_titles)
{
	const char *path = path_of(share(kind(0)));

	ck_assert_ptr_nonnull(strstr(look(path)->body, text("/media/%s", dune)));
	client_settings("catalogue = private");
	ck_assert_int_eq(look(path)->http, 200);
	ck_assert_ptr_null(strstr(look(path)->body, "/media/"));
	ck_assert_ptr_null(strstr(look(text("%s.rss", path))->body, "/media/"));
}
END_TEST

/* --- who has the address, and who hasn't ------------------------------------------------------ */

START_TEST(an_address_that_is_cut_changed_or_made_up_is_none)
{
	const char *path = path_of(share(kind(0)));
	char *changed = arena_strdup(&memory, path);

	changed[5] = changed[5] == 'a' ? 'b' : 'a';
	assert_gone(changed);
	assert_gone(arena_copy(&memory, path, 64));
	assert_gone(text("%s0", path));
	assert_gone("/0");
	ck_assert_int_eq(look(text("%s.pdf", path))->http, 404);
	ck_assert_int_eq(look("/")->http, 404);
	ck_assert_int_eq(look(path)->http, 200);
}
END_TEST

START_TEST(who_guesses_waits_and_who_knows_does_not)
{
	const char *path = path_of(share(kind(0)));
	char *guess = arena_strdup(&memory, path);
	struct reply *r = NULL;

	client_settings("rate_limit_address = 5");
	guess[9] = guess[9] == 'a' ? 'b' : 'a';
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(look(guess)->http, 404);
	r = look(guess);
	ck_assert_int_eq(r->http, 429);
	ck_assert_ptr_nonnull(reply_header(r, "Retry-After"));
	ck_assert_str_eq(reply_header(r, "X-Robots-Tag"), "noindex");
	for (int i = 0; i < 8; i++)
		ck_assert_int_eq(look(path)->http, 200);
}
END_TEST

START_TEST(the_secret_is_stored_nowhere_and_renewed)
{
	struct reply *r = share(kind(0));
	const char *path = path_of(r), *id = json_text(r, "id"), *now;

	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_ptr_nonnull(strstr(json_text(r, "feeds.ics"), ".ics"));
	ck_assert_int_eq(client_rows(text("tokens WHERE hash = '%s' OR about LIKE '%%%s%%'",
		path + 1, path + 1)), 0);
	r = client_get(&member, &shared_app, "/shares");
	ck_assert_ptr_null(strstr(r->body, path + 1));
	ck_assert_str_eq(json_text(r, "shares[0].last_used_at"), "null");
	look(path);
	r = client_get(&member, &shared_app, text("/shares/%s", id));
	ck_assert_str_eq(json_text(r, "last_used_at"), "2026-04-01T08:00:00Z");
	r = client_post(&member, &shared_app, text("/shares/%s/renew", id), NULL);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "id"), id);
	now = path_of(r);
	ck_assert_str_ne(now, path);
	assert_gone(path);
	ck_assert_int_eq(look(now)->http, 200);
	ck_assert_int_eq(client_delete(&member, &shared_app, text("/shares/%s", id))->http, 204);
	assert_gone(now);
	ck_assert_int_eq(client_delete(&member, &shared_app, text("/shares/%s", id))->http, 404);
}
END_TEST

START_TEST(a_share_rests_while_its_account_does)
{
	const char *path = path_of(share(kind(_i))), *account = text("/%s", member.id);

	client_patch(&admin, &users_app, account, "{\"is_active\":false}");
	assert_gone(path);
	client_patch(&admin, &users_app, account, "{\"is_active\":true}");
	ck_assert_int_eq(look(path)->http, 200);
}
END_TEST

START_TEST(a_share_ends_with_its_account)
{
	const char *path = path_of(share(kind(0)));

	ck_assert_int_eq(client_delete(&member, &users_app, "/me")->http, 204);
	assert_gone(path);
	ck_assert_int_eq(client_rows("tokens"), 0);
}
END_TEST

START_TEST(a_share_ends_with_its_list)
{
	const char *path = path_of(share(kind(4)));

	share(kind(0));
	ck_assert_int_eq(client_delete(&member, &lists_app, text("/%s", list))->http, 204);
	assert_gone(path);
	ck_assert_int_eq(client_rows("tokens"), 1);
}
END_TEST

START_TEST(a_list_that_went_to_somebody_else_is_not_shown)
{
	const char *path = path_of(share(kind(4)));

	client_sql("UPDATE lists SET visibility = 'public', user_key = "
		"(SELECT key FROM users WHERE id = $1)", other.id, NULL);
	assert_gone(path);
	ck_assert_ptr_nonnull(strstr(client_get(&member, &shared_app, "/shares")->body,
		"A list that is gone"));
}
END_TEST

START_TEST(shares_are_their_members_own)
{
	const char *id = json_text(share(kind(0)), "id"), *path = text("/shares/%s", id);

	assert_refused(client_get(&nobody, &shared_app, "/shares"), 401, NULL);
	assert_refused(client_post(&nobody, &shared_app, "/shares", kind(0)), 401, NULL);
	assert_refused(client_get(&other, &shared_app, path), 404, NULL);
	assert_refused(client_get(&admin, &shared_app, path), 404, NULL);
	assert_refused(client_delete(&other, &shared_app, path), 404, NULL);
	assert_refused(client_post(&other, &shared_app, text("%s/renew", path), NULL), 404, NULL);
	ck_assert_str_eq(json_text(client_get(&other, &shared_app, "/shares"), "total"), "0");
	ck_assert_str_eq(json_text(client_get(&member, &shared_app, "/shares"), "total"), "1");
	ck_assert_str_eq(reply_header(client_get(&member, &shared_app, "/shares"),
		"Referrer-Policy"), "same-origin");
}
END_TEST

static const struct { const char *body, *field; } bad_shares[] = {
	{ "{}", "what" },
	{ "{\"what\":\"everything\"}", "what" },
	{ "{\"what\":\"list\"}", "list_id" },
	{ "{\"what\":\"list\",\"list_id\":\"x\"}", "list_id" },
	{ "{\"what\":\"list\",\"list_id\":\"" NOWHERE "\"}", "list_id" },
	{ "{\"what\":\"shelf\",\"list_id\":\"" NOWHERE "\"}", "list_id" },
	{ "{\"what\":\"year\"}", "year" },
	{ "{\"what\":\"year\",\"year\":\"soon\"}", "year" },
	{ "{\"what\":\"shelf\",\"year\":\"2026\"}", "year" },
	{ "{\"what\":\"diary\",\"status\":\"TO_DO\"}", "status" },
	{ "{\"what\":\"shelf\",\"status\":\"BURNT\"}", "status" },
	{ "{\"what\":\"shelf\",\"type\":\"SONG\"}", "type" },
	{ "{\"what\":\"shelf\",\"tags\":[]}", "tags" },
};

START_TEST(a_bad_share_names_the_field)
{
	assert_refused(client_post(&member, &shared_app, "/shares", bad_shares[_i].body), 400,
		bad_shares[_i].field);
	ck_assert_int_eq(client_rows("tokens"), 0);
}
END_TEST

START_TEST(nobody_shows_the_list_of_another_not_even_a_public_one)
{
	const char *theirs = json_text(made(client_post(&other, &lists_app, "/",
		"{\"name\":\"Theirs\",\"visibility\":\"public\"}")), "id");

	assert_refused(client_post(&member, &shared_app, "/shares",
		text("{\"what\":\"list\",\"list_id\":\"%s\"}", theirs)), 400, "list_id");
}
END_TEST

START_TEST(a_hundred_are_enough)
{
	for (int i = 0; i < 100; i++)
		share(kind(0));
	assert_refused(client_post(&member, &shared_app, "/shares", kind(0)), 409, "what");
}
END_TEST

START_TEST(without_a_script_the_page_leads_on_by_where_one_comes_from)
{
	const char *path = path_of(share(kind(0)));
	const char *headers[] = { "HTTP_ACCEPT=text/html", NULL, NULL };
	struct reply *r;

	headers[1] = text("HTTP_REFERER=http://localhost/shared.html?t=%s", path + 1);
	r = client_send(&nobody, &shared_app, "GET", "/", NULL, NULL, 0, headers);
	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(reply_header(r, "Location"), text("/shared%s", path));
	r = look(text("/?t=%s", path + 1));
	ck_assert_int_eq(r->http, 303);
	headers[1] = "HTTP_REFERER=http://localhost/shared.html?t=zz";
	r = client_send(&nobody, &shared_app, "GET", "/", NULL, NULL, 0, headers);
	ck_assert_int_eq(r->http, 404);
	ck_assert_str_eq(reply_header(r, "X-Robots-Tag"), "noindex");
}
END_TEST

START_TEST(base_url_is_what_addresses_begin_with)
{
	struct reply *r;

	client_settings("base_url = https://films.example/v");
	r = share(kind(0));
	ck_assert_ptr_eq(strstr(json_text(r, "url"), "https://films.example/v/"),
		json_text(r, "url"));
	ck_assert_ptr_nonnull(strstr(look(path_of(r))->body,
		"<link rel=\"canonical\" href=\"https://films.example/v/"));
}
END_TEST

/* --- nothing private -------------------------------------------------------------------------- */

/*
 * Every field that members fill in: those that may be seen by others, and all others, with what is
 * planted there and looked for in what is public. A field that is in neither fails the test: who
 * adds one decides.
 */
static const struct {
	const struct record *record;
	const char *shown;		/* " a b " */
} tables[] = {
	{ &entry_view, " media_id status progress start_date end_date " },
	{ &diary_view, " media_id start_date end_date is_finished rating " },
	{ &list_view, " name description is_ranked visibility " },
	{ &list_item_view, " media_id position " },
	{ &copy_view, " media_id format season platform " },
	{ &review_view, " content " },
	{ &user_self_view, " username avatar_image_id avatar_url " },
};

static const struct {
	const struct record *record;
	const char *field, *value, *needle;	/* the value as JSON; how it would be seen */
} secrets[] = {
	{ &entry_view, "note", "\"Qxentrynote\"", "Qxentrynote" },
	{ &entry_view, "tags", "[\"Qxtag\"]", "Qxtag" },
	{ &diary_view, "note", "\"Qxdiarynote\"", "Qxdiarynote" },
	{ &list_item_view, "note", "\"Qxitemnote\"", "Qxitemnote" },
	{ &copy_view, "vod_link", "\"https://qxlink.example/\"", "qxlink" },
	{ &copy_view, "note", "\"Qxcopynote\"", "Qxcopynote" },
	{ &copy_view, "location", "\"Qxhouse/Qxroom\"", "Qxhouse" },
	{ &copy_view, "condition", "\"Qxworn\"", "Qxworn" },
	{ &copy_view, "acquired_on", "\"1913-07-09\"", "1913" },
	{ &copy_view, "price", "\"7919.315\"", "7919" },
	{ &copy_view, "currency", "\"KWD\"", "KWD" },
	{ &copy_view, "lent_to", "\"Qxanna\"", "Qxanna" },
	{ &copy_view, "lent_on", "\"1911-02-03\"", "1911" },
	{ &copy_view, "due_on", "\"1912-04-05\"", "1912" },
	{ &copy_view, "barcode", "\"4006381333931\"", "4006381333931" },
	{ &user_self_view, "email", "\"qxmail@example.com\"", "qxmail" },
	{ &user_self_view, "name", "\"Qxname Surname\"", "Qxname" },
	{ &user_self_view, "password", NULL, NULL },
	{ &user_self_view, "tonight", NULL, NULL },
};

static bool
is_secret(const struct record *record, const char *name)
{
	for (int i = 0; i < COUNT(secrets); i++)
		if (secrets[i].record == record && !strcmp(secrets[i].field, name))
			return true;
	return false;
}

static bool
has_field(const struct record *record, const char *name)
{
	for (const struct record *part = record; part; part = part->more)
		for (const struct field *field = part->fields; field->name; field++)
			if (!strcmp(field->name, name) && !(field->flags & HIDDEN))
				return true;
	return false;
}

START_TEST(of_every_field_it_is_decided_whether_others_see_it)
{
	for (int i = 0; i < COUNT(tables); i++) {
		const struct record *record = tables[i].record;

		for (const struct field *field = record->fields; field->name; field++) {
			if (field->flags & (READONLY | HIDDEN))
				continue;
			ck_assert_msg(strstr(tables[i].shown, text(" %s ", field->name))
				|| is_secret(record, field->name),
				"%s.%s: is it shown to others, or private (test_shared.c)?",
				record->table, field->name);
		}
	}
}
END_TEST

/* The secret fields of a record that there are, as members of an object. */
static const char *
planted(const struct record *record)
{
	struct buf out;

	buf_init(&out, &memory, 500);
	for (int i = 0; i < COUNT(secrets); i++)
		if (secrets[i].record == record && secrets[i].value
		    && has_field(record, secrets[i].field))
			buf_printf(&out, ",\"%s\":%s", secrets[i].field, secrets[i].value);
	return out.data;
}

static void
change(const struct app *program, const char *path, const struct record *record)
{
	struct reply *r = client_patch(&member, program, path,
		text("{%s}", planted(record) + 1));

	ck_assert_msg(r->http == 200, "%s: %s", path, r->body);
	for (int i = 0; i < COUNT(secrets); i++)
		if (secrets[i].record == record && secrets[i].value
		    && has_field(record, secrets[i].field))
			ck_assert_msg(strstr(r->body, secrets[i].needle) != NULL,
				"%s isn't planted: %s", secrets[i].field, r->body);
}

static void
plant_all(void)
{
	struct reply *r = client_get(&member, &usermedia_app, "/");

	change(&usermedia_app, text("/%s", json_text(r, "records[0].id")), &entry_view);
	change(&usermedia_app, text("/%s", json_text(r, "records[1].id")), &entry_view);
	r = client_get(&member, &diary_app, "/");
	change(&diary_app, text("/%s", json_text(r, "diary[0].id")), &diary_view);
	change(&diary_app, text("/%s", json_text(r, "diary[1].id")), &diary_view);
	change(&lists_app, text("/%s/items/%s", list, dune), &list_item_view);
	r = client_get(&member, &collection_app, "/copies");
	change(&collection_app, text("/copies/%s", json_text(r, "copies[0].id")), &copy_view);
	change(&users_app, "/me", &user_self_view);
}

static void
assert_clean(const struct reply *r, const char *where)
{
	ck_assert_msg(r->http == 200, "%s: %d %s", where, r->http, r->body);
	for (int i = 0; i < COUNT(secrets); i++)
		if (secrets[i].needle)
			ck_assert_msg(!strstr(r->body, secrets[i].needle)
				&& !strstr(r->head, secrets[i].needle), "%s has the %s: %s", where,
				secrets[i].field, r->body);
	ck_assert_msg(!strstr(r->body, "Qxother"), "%s has what another said", where);
}

START_TEST(nothing_private_is_in_anything_public)
{
	static const char *const headers[] = { "HTTP_ACCEPT=text/html", NULL };
	const char *paths[KINDS];

	made(client_post(&other, &media_app, text("/%s/reviews", dune),
		"{\"content\":\"Qxother's words\"}"));
	plant_all();
	for (int i = 0; i < KINDS; i++)
		paths[i] = path_of(share(kind(i)));
	for (int i = 0; i < KINDS; i++) {
		for (int end = 0; end < COUNT(ends); end++) {
			const char *path = text("%s%s", paths[i], ends[end]);

			assert_clean(look(path), path);
			assert_clean(client_get(&other, &shared_app, path), path);
			assert_clean(client_send(&member, &shared_app, "GET", path, NULL, NULL, 0,
				headers), path);
		}
	}
	ck_assert_int_eq(client_patch(&member, &lists_app, text("/%s", list),
		"{\"visibility\":\"public\"}")->http, 200);
	assert_clean(client_get(&nobody, &lists_app, text("/%s", list)), "a public list");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("shared");
	TCase *shown = tcase_create("shown"), *opened = tcase_create("opened"),
		*hidden = tcase_create("private");

	tcase_add_checked_fixture(shown, setup, teardown);
	tcase_add_loop_test(shown,
		each_kind_has_a_page_and_feeds_that_no_search_engine_keeps, 0, KINDS);
	tcase_add_test(shown, a_page_says_to_others_what_it_is);
	tcase_add_test(shown, a_list_has_its_order_in_its_page_and_is_news_in_its_feed);
	tcase_add_test(shown, a_shelf_is_narrowed_and_paged);
	tcase_add_test(shown, a_diary_of_a_year_has_that_one_only);
	tcase_add_test(shown, a_year_says_nothing_of_the_one_before);
	tcase_add_test(shown, a_calendar_of_a_shelf_has_what_has_days);
	tcase_add_test(shown, what_a_title_has_in_it_breaks_no_form);
	tcase_add_test(shown, who_has_read_it_is_told_so);
	tcase_add_test(shown, a_private_catalogue_shows_no_way_to_its_titles);
	suite_add_tcase(suite, shown);
	tcase_add_checked_fixture(opened, setup, teardown);
	tcase_add_test(opened, an_address_that_is_cut_changed_or_made_up_is_none);
	tcase_add_test(opened, who_guesses_waits_and_who_knows_does_not);
	tcase_add_test(opened, the_secret_is_stored_nowhere_and_renewed);
	tcase_add_loop_test(opened, a_share_rests_while_its_account_does, 0, KINDS);
	tcase_add_test(opened, a_share_ends_with_its_account);
	tcase_add_test(opened, a_share_ends_with_its_list);
	tcase_add_test(opened, a_list_that_went_to_somebody_else_is_not_shown);
	tcase_add_test(opened, shares_are_their_members_own);
	tcase_add_loop_test(opened, a_bad_share_names_the_field, 0, COUNT(bad_shares));
	tcase_add_test(opened, nobody_shows_the_list_of_another_not_even_a_public_one);
	tcase_add_test(opened, a_hundred_are_enough);
	tcase_add_test(opened, without_a_script_the_page_leads_on_by_where_one_comes_from);
	tcase_add_test(opened, base_url_is_what_addresses_begin_with);
	suite_add_tcase(suite, opened);
	tcase_add_checked_fixture(hidden, setup, teardown);
	tcase_add_test(hidden, of_every_field_it_is_decided_whether_others_see_it);
	tcase_add_test(hidden, nothing_private_is_in_anything_public);
	suite_add_tcase(suite, hidden);
	return run_suite(suite);
}
