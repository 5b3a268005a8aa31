/* My shelf: what api.md sections 5 and 8 promise of /user/media. */
#include "client.h"
#include "clock.h"

#include <stdlib.h>
#include <string.h>

#define NOW "2026-04-01T08:00:00Z"
#define LATER "2026-04-01T08:01:00Z"

static struct arena memory = { .limit = 64 << 20 };

/* The id of a new item: a book of 300 pages, or what `json` says. */
static const char *
item(const char *json)
{
	struct reply *r = client_post(&member, &media_app, "/",
		json ? json : "{\"type\":\"BOOK\",\"title\":\"Dune\","
		"\"creator\":\"Herbert\",\"length\":300,\"pub_date\":\"1965\","
		"\"image_url\":\"https://a/b\"}");

	ck_assert_msg(r->http == 201, "%s", r->body);
	return json_text(r, "id");
}

/* Shelves an item; `members` is more of the body, each with its comma before. */
static struct reply *
shelve(const struct sender *sender, const char *id, const char *members)
{
	return client_post(sender, &usermedia_app, "/",
		arena_printf(&memory, "{\"media_id\":\"%s\"%s}", id, members));
}

static const char *
shelved(const struct sender *sender, const char *id, const char *members)
{
	struct reply *r = shelve(sender, id, members);

	ck_assert_msg(r->http == 201, "%s", r->body);
	return arena_printf(&memory, "/%s", json_text(r, "id"));
}

/*
 * --- making an entry ---------------------------------------------------------------------------
 */

START_TEST(a_new_entry_shows_everything)
{
	const char *id = item(NULL);
	struct reply *r = shelve(&other, id, "");
	static const struct {
		const char *field, *value;
	} members[] = {
		{ "status", "TO_DO" }, { "progress", "null" }, { "note", "null" },
		{ "start_date", "null" },
		{ "end_date", "null" }, { "is_finished", "false" }, { "duration", "null" },
		{ "rating", "null" },
		{ "review_id", "null" }, { "created_at", NOW }, { "updated_at", NOW },
		{ "media.type", "BOOK" },
		{ "media.title", "Dune" }, { "media.creator", "Herbert" },
		{ "media.image_url", "https://a/b" },
		{ "media.pub_date", "1965" }, { "media.length", "300" },
		{ "media.length_unit", "pages" },
		{ "media.description", "(none)" }, { "user_key", "(none)" },
		{ "media_key", "(none)" },
	};

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(reply_header(r, "Location"),
		arena_printf(&memory, "/user/media/%s", json_text(r, "id")));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "private, no-cache");
	ck_assert_str_eq(json_text(r, "user_id"), other.id);
	ck_assert_str_eq(json_text(r, "media_id"), id);
	ck_assert_str_eq(json_text(r, "media.id"), id);
	for (int i = 0; i < COUNT(members); i++)
		ck_assert_str_eq(json_text(r, members[i].field), members[i].value);
	ck_assert_str_eq(client_get(&other, &usermedia_app, reply_header(r, "Location") + 11)->body,
		r->body);
}
END_TEST

static const char *const other_names[] = { "media_id", "medium_id", "movie_id", "book_id" };

START_TEST(the_seeds_names_are_read)
{
	struct reply *r = client_post(&other, &usermedia_app, "/", arena_printf(&memory,
		"{\"%s\":\"%s\",\"comments\":\"a\\nb\"}", other_names[_i], item(NULL)));

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "note"), "a\nb");
	ck_assert_str_eq(json_text(r, "comments"), "(none)");
	/* Kallaxy's update */
	r = client_put(&other, &usermedia_app, arena_printf(&memory, "/%s", json_text(r, "id")),
		arena_printf(&memory,
		"{\"record_id\":\"%s\",\"start_date\":\"2025-04-01T07:58:56.827795Z\","
		"\"end_date\":\"2025-04-01T07:58:56Z\"}", json_text(r, "id")));
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "record_id"), "(none)");
	ck_assert_str_eq(json_text(r, "start_date"), "2025-04-01T07:58:56Z");
}
END_TEST

START_TEST(an_item_is_on_a_shelf_once)
{
	const char *id = item(NULL);

	shelved(&other, id, "");
	assert_refused(shelve(&other, id, ""), 409, "media_id");
	shelved(&member, id, "");
	assert_refused(shelve(&other, "00000000-0000-4000-8000-000000000000", ""), 404, NULL);
	assert_refused(shelve(&other, "1", ""), 400, "media_id");
	assert_refused(client_post(&other, &usermedia_app, "/", "{}"), 400, "media_id");
	ck_assert_int_eq(client_rows("entries"), 2);
}
END_TEST

static const struct {
	const char *members, *field, *shown;	/* shown: NULL when it is refused */
} entries[] = {
	/* the status follows the dates */
	{ ",\"end_date\":\"2025-01-02\"", "status", "COMPLETED" },
	{ ",\"start_date\":\"2025-01-02\"", "status", "IN_PROGRESS" },
	{ ",\"start_date\":\"2025-01-01\",\"end_date\":\"2025-01-02\"", "status", "COMPLETED" },
	{ ",\"start_date\":null,\"end_date\":null", "status", "TO_DO" },
	/* a date follows the status, unless it is sent */
	{ ",\"status\":\"IN_PROGRESS\"", "start_date", NOW },
	{ ",\"status\":\"IN_PROGRESS\"", "end_date", "null" },
	{ ",\"status\":\"COMPLETED\"", "end_date", NOW },
	{ ",\"status\":\"COMPLETED\"", "start_date", "null" },
	{ ",\"status\":\"PAUSED\"", "start_date", "null" },
	{ ",\"status\":\"DROPPED\"", "end_date", "null" },
	{ ",\"status\":\"IN_PROGRESS\",\"start_date\":null", "start_date", "null" },
	{ ",\"status\":\"COMPLETED\",\"end_date\":null", "end_date", "null" },
	{ ",\"status\":\"COMPLETED\",\"end_date\":\"2025-01-02\"", "end_date",
	  "2025-01-02T00:00:00Z" },
	{ ",\"status\":\"TO_DO\",\"end_date\":\"2025-01-02\"", "status", "TO_DO" },
	{ ",\"status\":\"PAUSED\",\"end_date\":\"2025-01-02\"", "status", "PAUSED" },
	/* words in any case */
	{ ",\"status\":\"in_progress\"", "status", "IN_PROGRESS" },
	{ ",\"status\":\"Completed\"", "is_finished", "true" },
	{ ",\"status\":\"Reading\"", "status", NULL },
	{ ",\"status\":null", "status", NULL },
	/* date-times in all their forms */
	{ ",\"start_date\":\"2025-01-02\"", "start_date", "2025-01-02T00:00:00Z" },
	{ ",\"start_date\":\"2025-01-02T03:04:05.678+02:00\"", "start_date",
	  "2025-01-02T01:04:05Z" },
	{ ",\"end_date\":\"2025-01-02T03:04:05Z\"", "end_date", "2025-01-02T03:04:05Z" },
	{ ",\"end_date\":\"2025-01-02 03:04\"", "end_date", NULL },
	{ ",\"end_date\":\"2025\"", "end_date", NULL },
	{ ",\"start_date\":\"2025-01-02\",\"end_date\":\"2025-01-01\"", "end_date", NULL },
	{ ",\"start_date\":\"2025-01-02T01:00:00+02:00\",\"end_date\":\"2025-01-01T23:00:00Z\"",
	  "duration", "0" },
	{ ",\"start_date\":\"2025-01-01\",\"end_date\":\"2025-01-11T23:59:59Z\"", "duration",
	  "10" },
	{ ",\"start_date\":\"2024-02-28\",\"end_date\":\"2024-03-01\"", "duration", "2" },
	{ ",\"start_date\":\"2025-01-01\"", "duration", "null" },
	{ ",\"start_date\":\"2026-01-01T01:00:00Z\",\"end_date\":\"2025-12-31\"", "duration", "0" },
	{ ",\"start_date\":\"2025-12-31T15:00:00Z\",\"end_date\":\"2025-12-31\"", "end_date",
	  "2025-12-31T00:00:00Z" },
	{ ",\"start_date\":\"2025-12-31T15:00:00-05:00\",\"end_date\":\"2025-12-30\"", "end_date",
	  NULL },
	{ ",\"start_date\":\"2026-04-02\",\"status\":\"COMPLETED\"", "end_date", "null" },
	/* progress: whole, up to the item's length */
	{ ",\"progress\":0", "progress", "0" },
	{ ",\"progress\":300", "progress", "300" },
	{ ",\"progress\":301", "progress", NULL },
	{ ",\"progress\":-1", "progress", NULL },
	{ ",\"progress\":1.5", "progress", NULL },
	{ ",\"progress\":\"1\"", "progress", NULL },
	{ ",\"progress\":null", "progress", "null" },
	{ ",\"status\":\"COMPLETED\"", "progress", "300" },
	{ ",\"end_date\":\"2025-01-02\"", "progress", "300" },
	{ ",\"status\":\"COMPLETED\",\"progress\":7", "progress", "7" },
	{ ",\"status\":\"COMPLETED\",\"progress\":null", "progress", "null" },
	/* what is only shown is ignored; what nobody knows is refused */
	{ ",\"rating\":5,\"review_id\":\"x\",\"duration\":7,\"media\":{\"title\":\"x\"}", "rating",
	  "null" },
	{ ",\"is_finished\":true", "is_finished", "false" },
	{ ",\"user_id\":\"x\",\"id\":\"x\",\"created_at\":0", "created_at", NOW },
	{ ",\"finished\":true", "finished", NULL },
	{ ",\"user_key\":1", "user_key", NULL },
	{ ",\"note\":7", "note", NULL },
	{ ",\"note\":\"\"", "note", "" },
};

START_TEST(each_member_has_its_rule)
{
	struct reply *r = shelve(&other, item(NULL), entries[_i].members);

	if (entries[_i].shown) {
		ck_assert_msg(r->http == 201, "%s", r->body);
		ck_assert_str_eq(json_text(r, entries[_i].field), entries[_i].shown);
	} else {
		assert_refused(r, 400, entries[_i].field);
		ck_assert_int_eq(client_rows("entries"), 0);
	}
}
END_TEST

START_TEST(an_item_without_a_length_has_any_progress)
{
	const char *path = shelved(&other, item("{\"type\":\"GAME\",\"title\":\"a\"}"),
		",\"progress\":1000000");
	struct reply *r = client_patch(&other, &usermedia_app, path, "{\"status\":\"COMPLETED\"}");

	ck_assert_str_eq(json_text(r, "progress"), "1000000");
}
END_TEST

START_TEST(a_note_has_an_end)
{
	char *text = arena_alloc(&memory, 10002);

	memset(text, 'x', 10001);
	assert_refused(shelve(&other, item(NULL), arena_printf(&memory, ",\"note\":\"%s\"", text)),
		400, "note");
	text[10000] = '\0';
	shelved(&other, item(NULL), arena_printf(&memory, ",\"note\":\"%s\"", text));
}
END_TEST

/*
 * --- changing and taking off -------------------------------------------------------------------
 */

static const struct {
	const char *before, *method, *body, *field, *shown;	/* shown: NULL when it is refused */
} changes[] = {
	/* moving to a status fills its own date once, a minute later */
	{ "", "PATCH", "{\"status\":\"IN_PROGRESS\"}", "start_date", LATER },
	{ "", "PATCH", "{\"status\":\"COMPLETED\"}", "end_date", LATER },
	{ "", "PATCH", "{\"status\":\"COMPLETED\"}", "start_date", "null" },
	{ "", "PATCH", "{\"status\":\"COMPLETED\"}", "progress", "300" },
	{ "", "PATCH", "{\"status\":\"COMPLETED\"}", "is_finished", "true" },
	{ "", "PATCH", "{\"status\":\"IN_PROGRESS\",\"start_date\":null}", "start_date", "null" },
	{ "", "PATCH", "{\"status\":\"COMPLETED\",\"end_date\":null}", "end_date", "null" },
	{ "", "PATCH", "{\"status\":\"COMPLETED\",\"end_date\":\"2025-01-02\"}", "end_date",
	  "2025-01-02T00:00:00Z" },
	{ "", "PATCH", "{\"status\":\"COMPLETED\",\"progress\":7}", "progress", "7" },
	{ ",\"status\":\"IN_PROGRESS\"", "PATCH", "{\"status\":\"COMPLETED\"}", "start_date", NOW },
	{ ",\"status\":\"IN_PROGRESS\"", "PATCH", "{\"status\":\"IN_PROGRESS\"}", "start_date",
	  NOW },
	{ ",\"start_date\":\"2025-01-02\"", "PATCH", "{\"status\":\"PAUSED\"}", "start_date",
	  "2025-01-02T00:00:00Z" },
	{ ",\"status\":\"IN_PROGRESS\",\"start_date\":null", "PATCH", "{\"note\":\"a\"}",
	  "start_date", "null" },
	{ ",\"status\":\"COMPLETED\"", "PATCH", "{\"status\":\"TO_DO\"}", "end_date", NOW },
	{ ",\"status\":\"COMPLETED\"", "PATCH", "{\"status\":\"IN_PROGRESS\"}", "start_date",
	  "null" },
	/* a change of dates moves nothing */
	{ "", "PATCH", "{\"end_date\":\"2025-01-02\"}", "status", "TO_DO" },
	{ ",\"start_date\":\"2025-01-02\"", "PATCH", "{\"end_date\":\"2025-01-01\"}", "end_date",
	  NULL },
	{ ",\"start_date\":\"2025-01-02\"", "PATCH", "{\"start_date\":null}", "start_date",
	  "null" },
	{ "", "PATCH", "{\"progress\":301}", "progress", NULL },
	{ ",\"progress\":7", "PATCH", "{\"progress\":null}", "progress", "null" },
	{ ",\"progress\":7", "PATCH", "{\"note\":\"a\"}", "progress", "7" },
	{ "", "PATCH", "{\"status\":null}", "status", NULL },
	{ "", "PATCH", "{\"nope\":1}", "nope", NULL },
	{ "", "PATCH", "{\"rating\":5}", "rating", "null" },
	{ "", "PATCH", "{}", "updated_at", LATER },
	/* PUT keeps the status, empties the rest */
	{ ",\"note\":\"a\",\"status\":\"PAUSED\"", "PUT", "{}", "status", "PAUSED" },
	{ ",\"note\":\"a\"", "PUT", "{}", "note", "null" },
	{ ",\"progress\":7", "PUT", "{\"note\":\"a\"}", "progress", "null" },
	{ ",\"start_date\":\"2025-01-02\"", "PUT", "{\"status\":\"PAUSED\"}", "start_date",
	  "null" },
	{ ",\"start_date\":\"2025-01-02\"", "PUT", "{}", "status", "IN_PROGRESS" },
	{ "", "PUT", "{\"status\":\"dropped\",\"comments\":\"b\"}", "note", "b" },
	{ "", "PUT", "{}", "media.title", "Dune" },
	/* what PUT leaves out is no date that was sent */
	{ "", "PUT", "{\"status\":\"COMPLETED\"}", "end_date", LATER },
	{ "", "PUT", "{\"status\":\"COMPLETED\"}", "progress", "300" },
	{ ",\"start_date\":\"2025-01-02\"", "PUT", "{\"status\":\"COMPLETED\"}", "start_date",
	  "null" },
	{ "", "PUT", "{\"status\":\"IN_PROGRESS\"}", "start_date", LATER },
	{ "", "PUT", "{\"status\":\"COMPLETED\",\"end_date\":null}", "end_date", "null" },
	{ ",\"status\":\"COMPLETED\"", "PUT", "{\"status\":\"COMPLETED\"}", "end_date", "null" },
	/* a start to come has no end yet */
	{ ",\"start_date\":\"2030-01-02\"", "PATCH", "{\"status\":\"COMPLETED\"}", "end_date",
	  "null" },
	{ "", "PUT", "{}", "created_at", NOW },
};

START_TEST(a_change_does_what_it_says)
{
	const char *path = shelved(&other, item(NULL), changes[_i].before);
	const char *before = client_get(&other, &usermedia_app, path)->body;
	struct reply *r;

	clock_set(1775030460);
	r = client_send(&other, &usermedia_app, changes[_i].method, path, "application/json",
		changes[_i].body, strlen(changes[_i].body), NULL);
	if (changes[_i].shown) {
		ck_assert_msg(r->http == 200, "%s", r->body);
		ck_assert_str_eq(json_text(r, changes[_i].field), changes[_i].shown);
		ck_assert_str_eq(client_get(&other, &usermedia_app, path)->body, r->body);
	} else {
		assert_refused(r, 400, changes[_i].field);
		ck_assert_str_eq(client_get(&other, &usermedia_app, path)->body, before);
	}
}
END_TEST

START_TEST(a_progress_stays_right_when_its_item_becomes_shorter)
{
	const char *id = item(NULL), *path = shelved(&other, id, ",\"progress\":250");
	struct reply *r;

	ck_assert_int_eq(client_patch(&admin, &media_app, arena_printf(&memory, "/%s", id),
		"{\"length\":200}")->http, 200);
	r = client_patch(&other, &usermedia_app, path, "{\"note\":\"a\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "progress"), "250");
	ck_assert_int_eq(client_put(&other, &usermedia_app, path, r->body)->http, 200);
	assert_refused(client_patch(&other, &usermedia_app, path, "{\"progress\":249}"), 400,
		"progress");
	r = client_patch(&other, &usermedia_app, path, "{\"status\":\"COMPLETED\"}");
	ck_assert_str_eq(json_text(r, "progress"), "200");
}
END_TEST

START_TEST(what_was_read_is_put_back_unchanged)
{
	const char *path = shelved(&other, item(NULL),
		",\"status\":\"IN_PROGRESS\",\"start_date\":null,\"progress\":7,\"note\":\"a\"");
	const char *before = client_get(&other, &usermedia_app, path)->body;

	ck_assert_str_eq(client_put(&other, &usermedia_app, path, before)->body, before);
}
END_TEST

static const struct {
	const char *form, *location;	/* NULL: the item's page */
} forms[] = {
	{ "_method=PATCH&status=completed&start_date=&note=a", NULL },
	{ "_method=PUT&progress=7", NULL },
	{ "_method=PATCH&note=a&next=library.html", "/library.html" },
	{ "_method=DELETE", "/index.html" },
};

START_TEST(a_form_goes_to_the_page_of_the_item)
{
	static const char *const headers[] = { "HTTP_ACCEPT=text/html", NULL };
	const char *id = item(NULL), *body = arena_printf(&memory, "media_id=%s&progress=", id);
	const char *page = arena_printf(&memory, "/media/%s", id);
	struct reply *r = client_send(&other, &usermedia_app, "POST", "/",
		"application/x-www-form-urlencoded", body, strlen(body), headers);

	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(reply_header(r, "Location"), page);
	r = client_get(&other, &usermedia_app, "/");
	r = client_send(&other, &usermedia_app, "POST",
		arena_printf(&memory, "/%s", json_text(r, "records[0].id")),
		"application/x-www-form-urlencoded", forms[_i].form, strlen(forms[_i].form),
		headers);
	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(reply_header(r, "Location"),
		forms[_i].location ? forms[_i].location : page);
}
END_TEST

START_TEST(references_never_change)
{
	const char *id = item(NULL), *path = shelved(&other, id, "");
	const char *body = arena_printf(&memory,
		"{\"media_id\":\"%s\",\"user_id\":\"%s\",\"id\":\"x\"}", item(NULL), member.id);
	struct reply *r = client_put(&other, &usermedia_app, path, body);

	ck_assert_str_eq(json_text(r, "media_id"), id);
	r = client_patch(&other, &usermedia_app, path, body);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "media_id"), id);
	ck_assert_str_eq(json_text(r, "user_id"), other.id);
}
END_TEST

START_TEST(an_entry_is_nobody_elses)
{
	const char *path = shelved(&other, item(NULL), "");
	const struct sender *const strangers[] = { &member, &admin };

	for (int i = 0; i < COUNT(strangers); i++) {
		ck_assert_int_eq(client_get(strangers[i], &usermedia_app, path)->http, 404);
		ck_assert_int_eq(client_put(strangers[i], &usermedia_app, path,
			"{\"note\":\"a\"}")->http, 404);
		ck_assert_int_eq(client_patch(strangers[i], &usermedia_app, path,
			"{\"note\":\"a\"}")->http, 404);
		ck_assert_int_eq(client_delete(strangers[i], &usermedia_app, path)->http, 404);
		ck_assert_str_eq(json_text(client_get(strangers[i], &usermedia_app, "/"), "total"),
			"0");
	}
	ck_assert_int_eq(client_get(&nobody, &usermedia_app, path)->http, 401);
	ck_assert_int_eq(client_get(&nobody, &usermedia_app, "/")->http, 401);
	ck_assert_int_eq(client_delete(&nobody, &usermedia_app, path)->http, 401);
	ck_assert_str_eq(json_text(client_get(&other, &usermedia_app, path), "note"), "null");
}
END_TEST

START_TEST(taking_off_removes_copies_but_no_rating_and_no_review)
{
	const struct sender *const both[] = { &other, &member };
	const char *id = item(NULL), *path = NULL;
	struct reply *r;

	for (int i = 0; i < 2; i++) {
		const char *made = shelved(both[i], id, "");

		path = i ? path : made;
		client_add_rating(both[i], id);
		client_add_review(both[i], id);
		client_add_copy(both[i], id);
	}
	r = client_get(&other, &usermedia_app, path);
	ck_assert_str_eq(json_text(r, "rating"), "4");
	ck_assert_str_ne(json_text(r, "review_id"), "null");
	ck_assert_int_eq(client_delete(&other, &usermedia_app, path)->http, 204);
	ck_assert_int_eq(client_get(&other, &usermedia_app, path)->http, 404);
	ck_assert_int_eq(client_delete(&other, &usermedia_app, path)->http, 404);
	ck_assert_int_eq(client_rows("entries"), 1);
	ck_assert_int_eq(client_rows("copies"), 1);
	ck_assert_int_eq(client_rows("ratings"), 2);
	ck_assert_int_eq(client_rows("reviews"), 2);
	ck_assert_int_eq(client_rows("media_items"), 1);
	r = shelve(&other, id, "");
	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "rating"), "4");
}
END_TEST

/*
 * --- lists -------------------------------------------------------------------------------------
 */

static void
fill_shelf(void)
{
	static const struct {
		const char *item, *members;
	} shelf[] = {
		{ "{\"type\":\"BOOK\",\"title\":\"Émile\",\"creator\":\"Rousseau\"}",
			",\"status\":\"COMPLETED\",\"start_date\":\"2024-01-01\","
				"\"end_date\":\"2024-02-01\"" },
		{ "{\"type\":\"BOOK\",\"title\":\"Dune\",\"creator\":\"Herbert\"}",
			",\"status\":\"IN_PROGRESS\",\"start_date\":\"2025-01-01\"" },
		{ "{\"type\":\"GAME\",\"title\":\"война\"}", "" },
		{ "{\"type\":\"MOVIE\",\"title\":\"dune\"}", ",\"end_date\":\"2025-02-01\"" },
	};

	for (int i = 0; i < COUNT(shelf); i++) {
		const char *id = item(shelf[i].item);

		clock_set(1775030400 + i);
		shelved(&other, id, shelf[i].members);
		if (i % 2)
			client_add_rating(&other, id);
	}
	client_sql("UPDATE ratings SET value = 10 "
		"WHERE media_key = (SELECT key FROM media_items WHERE title = $1)", "Dune", NULL);
	shelved(&member, item("{\"type\":\"BOOK\",\"title\":\"Dune of somebody else\"}"), "");
}

#define COUNTS(a, b, c) "{\"TO_DO\":" #a ",\"IN_PROGRESS\":" #b ",\"COMPLETED\":" #c \
	",\"PAUSED\":0,\"DROPPED\":0}"

static const struct {
	const char *query, *titles, *counts;
} lists[] = {
	{ "/", "dune|война|Dune|Émile", COUNTS(1, 1, 2) },
	{ "/?sort=updated_desc", "dune|война|Dune|Émile", COUNTS(1, 1, 2) },
	{ "/?sort=title_asc", "Dune|dune|Émile|война", COUNTS(1, 1, 2) },
	{ "/?sort=start_desc", "Dune|Émile|dune|война", COUNTS(1, 1, 2) },
	{ "/?sort=end_desc", "dune|Émile|война|Dune", COUNTS(1, 1, 2) },
	{ "/?sort=rating_desc", "Dune|dune|война|Émile", COUNTS(1, 1, 2) },
	{ "/?status=COMPLETED", "dune|Émile", COUNTS(1, 1, 2) },
	{ "/?status=in_progress", "Dune", COUNTS(1, 1, 2) },
	{ "/?status=PAUSED", "", COUNTS(1, 1, 2) },
	{ "/?type=BOOK", "Dune|Émile", COUNTS(0, 1, 1) },
	{ "/?type=BOOK&type=MOVIE", "dune|Dune|Émile", COUNTS(0, 1, 2) },
	{ "/?type=MOVIE&type=BOOK&type=BOOK", "dune|Dune|Émile", COUNTS(0, 1, 2) },
	{ "/?type=GAME&media_type=tv&type=", "война", COUNTS(1, 0, 0) },
	{ "/?type=TV_SHOW&type=GAME&type=MOVIE&type=BOOK&status=TO_DO", "война", COUNTS(1, 1, 2) },
	{ "/?q=%CC%81", "dune|война|Dune|Émile", COUNTS(1, 1, 2) },
	{ "/?type=videogame", "война", COUNTS(1, 0, 0) },
	{ "/?type=BOOK&status=COMPLETED", "Émile", COUNTS(0, 1, 1) },
	{ "/?q=emile", "Émile", COUNTS(0, 0, 1) },
	{ "/?q=DUNE", "dune|Dune", COUNTS(0, 1, 1) },
	{ "/?q=ВО", "война", COUNTS(1, 0, 0) },
	{ "/?q=bert", "Dune", COUNTS(0, 1, 0) },
	{ "/?q=u&status=COMPLETED&sort=title_asc", "dune|Émile", COUNTS(0, 1, 2) },
	{ "/?q=nothing", "", COUNTS(0, 0, 0) },
	{ "/?q=%25", "", COUNTS(0, 0, 0) },
	{ "/?status=&type=&nope=1", "dune|война|Dune|Émile", COUNTS(1, 1, 2) },
};

START_TEST(a_shelf_has_what_was_asked_for_in_the_order_asked_for)
{
	struct reply *r;
	int total = 0;

	fill_shelf();
	r = client_get(&other, &usermedia_app, lists[_i].query);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_column(r, "records", "media.title"), lists[_i].titles);
	ck_assert_str_eq(json_text(r, "counts"), lists[_i].counts);
	total = cJSON_GetArraySize(cJSON_GetObjectItem(r->json, "records"));
	ck_assert_str_eq(json_text(r, "total"), arena_printf(&memory, "%d", total));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "private, no-cache");
}
END_TEST

START_TEST(a_change_brings_an_entry_to_the_front)
{
	struct reply *r;

	fill_shelf();
	r = client_get(&other, &usermedia_app, "/?sort=title_asc");
	clock_set(1775030460);
	client_patch(&other, &usermedia_app,
		arena_printf(&memory, "/%s", json_text(r, "records[2].id")),
		"{\"note\":\"a\"}");
	ck_assert_str_eq(json_column(client_get(&other, &usermedia_app, "/"), "records",
		"media.title"),
		"Émile|dune|война|Dune");
}
END_TEST

START_TEST(a_shelf_comes_in_pages)
{
	struct reply *r;

	fill_shelf();
	r = client_get(&other, &usermedia_app, "/?page_size=1&page=2&status=COMPLETED");
	ck_assert_str_eq(json_column(r, "records", "media.title"), "Émile");
	ck_assert_str_eq(json_text(r, "total"), "2");
	ck_assert_str_eq(json_text(r, "page"), "2");
	ck_assert_str_eq(json_text(r, "counts"), COUNTS(1, 1, 2));
	ck_assert_str_eq(reply_header(r, "Link"),
		"</user/media?page_size=1&status=COMPLETED&page=1>; rel=\"first\", "
		"</user/media?page_size=1&status=COMPLETED&page=1>; rel=\"prev\", "
		"</user/media?page_size=1&status=COMPLETED&page=2>; rel=\"last\"");
	ck_assert_str_eq(json_text(client_get(&other, &usermedia_app, "/?page=9"), "records"),
		"[]");
}
END_TEST

START_TEST(equal_entries_have_a_fixed_order)
{
	static const char *const orders[] = { "updated_desc", "start_desc", "end_desc",
		"rating_desc" };

	for (int i = 1; i <= 3; i++)
		shelved(&other,
			item(arena_printf(&memory, "{\"type\":\"BOOK\",\"title\":\"%d\"}", i)), "");
	for (int i = 0; i < COUNT(orders); i++)
		ck_assert_str_eq(json_column(client_get(&other, &usermedia_app,
			arena_printf(&memory, "/?sort=%s", orders[i])), "records", "media.title"),
			"3|2|1");
}
END_TEST

START_TEST(a_shelf_can_be_grouped_by_type)
{
	struct reply *r;

	fill_shelf();
	r = client_get(&other, &usermedia_app, "/?group=type&page_size=1&page=7&sort=title_asc");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "records.BOOK[0].media.title"), "Dune");
	ck_assert_str_eq(json_text(r, "records.BOOK[1].media.title"), "Émile");
	ck_assert_str_eq(json_text(r, "records.BOOK[2]"), "(none)");
	ck_assert_str_eq(json_text(r, "records.MOVIE[0].media.title"), "dune");
	ck_assert_str_eq(json_text(r, "records.GAME[0].media.title"), "война");
	ck_assert_str_eq(json_text(r, "records.TV_SHOW"), "[]");
	ck_assert_str_eq(json_text(r, "counts"), COUNTS(1, 1, 2));
	ck_assert_str_eq(json_text(r, "page"), "(none)");
	ck_assert_ptr_null(reply_header(r, "Link"));
	r = client_get(&other, &usermedia_app, "/?group=type&status=TO_DO");
	ck_assert_str_eq(json_text(r, "records.BOOK"), "[]");
	ck_assert_str_eq(json_text(r, "records.GAME[0].status"), "TO_DO");
}
END_TEST

/* It is the second of April where its user is, in Auckland. */
START_TEST(what_began_today_somewhere_may_end_now)
{
	const char *id = item(NULL);
	struct sender again = other;
	struct reply *r;

	clock_set(1775030400 + 4 * 3600);
	again.token = json_text(client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"other\",\"password\":\"correct horse\"}"), "access_token");
	r = shelve(&again, id, ",\"start_date\":\"2026-04-02\",\"status\":\"COMPLETED\"");
	ck_assert_str_eq(json_text(r, "end_date"), "2026-04-01T12:00:00Z");
	ck_assert_str_eq(json_text(r, "duration"), "0");
}
END_TEST

/* 1005 books on other's shelf. */
static void
fill_with_books(void)
{
	client_sql("WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n "
		"WHERE i < 1005) "
		"INSERT INTO media_items (id, type, title, title_folded, metadata, source, "
		"curated, created_at, "
		"updated_at) SELECT 'i' || i, 'BOOK', 'a', 'a', '{}', 'USER_ADDED', 0, 0, 0 FROM n",
		NULL, NULL);
	client_sql("INSERT INTO entries (id, user_key, media_key, status, created_at, updated_at) "
		"SELECT m.id, u.key, m.key, 'TO_DO', 0, 0 FROM media_items m, users u "
		"WHERE u.username = $1", "other", NULL);
}

START_TEST(a_grouped_shelf_has_at_most_a_thousand)
{
	struct reply *r;

	fill_with_books();
	r = client_get(&other, &usermedia_app, "/?group=type");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_ne(json_text(r, "records.BOOK[999]"), "(none)");
	ck_assert_str_eq(json_text(r, "records.BOOK[1000]"), "(none)");
	ck_assert_str_eq(json_text(r, "counts.TO_DO"), "1005");
}
END_TEST

/* As long as notes may be, in the longest characters: more than a request may have in memory. */
START_TEST(a_grouped_shelf_has_all_of_its_notes)
{
	enum { LONGEST = 10000 };
	const char *known[2] = { NULL };
	struct buf note;
	struct reply *r;

	buf_init(&note, &memory, 4 * LONGEST);
	for (int i = 0; i < LONGEST; i++)
		buf_puts(&note, i ? "\xf0\x9f\x93\x96" : "\xf0\x9f\x8f\x81");
	fill_with_books();
	client_sql("UPDATE entries SET note = $1", note.data, NULL);
	r = client_send(&other, &usermedia_app, "HEAD", "/?group=type", NULL, NULL, 0, NULL);
	ck_assert_int_eq(r->http, 200);
	ck_assert_int_gt(atoll(reply_header(r, "Content-Length")), 1000 * (int64_t)note.length);
	client_sql("DELETE FROM entries WHERE key > 450", NULL, NULL);
	r = client_get(&other, &usermedia_app, "/?group=type");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(reply_header(r, "Content-Length"), arena_printf(&memory, "%zu", r->size));
	ck_assert_str_eq(json_text(r, "records.BOOK[0].note"), note.data);
	ck_assert_str_eq(json_text(r, "records.BOOK[449].note"), note.data);
	ck_assert_str_eq(json_text(r, "counts.TO_DO"), "450");
	known[0] = arena_printf(&memory, "HTTP_IF_NONE_MATCH=%s", reply_header(r, "ETag"));
	r = client_send(&other, &usermedia_app, "GET", "/?group=type", NULL, NULL, 0, known);
	ck_assert_int_eq(r->http, 304);
	ck_assert_uint_eq(r->size, 0);
}
END_TEST

static const struct {
	const char *query, *field;
} bad_queries[] = {
	{ "/?status=Reading", "status" }, { "/?type=OPERA", "type" },
	{ "/?sort=nope", "sort" },
	{ "/?group=status", "group" }, { "/?page=0", "page" }, { "/?page_size=101", "page_size" },
};

START_TEST(a_bad_query_names_the_parameter)
{
	assert_refused(client_get(&other, &usermedia_app, bad_queries[_i].query), 400,
		bad_queries[_i].field);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("usermedia");
	TCase *tc = tcase_create("usermedia");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, a_new_entry_shows_everything);
	tcase_add_loop_test(tc, the_seeds_names_are_read, 0, COUNT(other_names));
	tcase_add_test(tc, an_item_is_on_a_shelf_once);
	tcase_add_loop_test(tc, each_member_has_its_rule, 0, COUNT(entries));
	tcase_add_test(tc, an_item_without_a_length_has_any_progress);
	tcase_add_test(tc, a_note_has_an_end);
	tcase_add_loop_test(tc, a_change_does_what_it_says, 0, COUNT(changes));
	tcase_add_test(tc, a_progress_stays_right_when_its_item_becomes_shorter);
	tcase_add_test(tc, what_was_read_is_put_back_unchanged);
	tcase_add_loop_test(tc, a_form_goes_to_the_page_of_the_item, 0, COUNT(forms));
	tcase_add_test(tc, references_never_change);
	tcase_add_test(tc, an_entry_is_nobody_elses);
	tcase_add_test(tc, taking_off_removes_copies_but_no_rating_and_no_review);
	tcase_add_loop_test(tc, a_shelf_has_what_was_asked_for_in_the_order_asked_for, 0,
		COUNT(lists));
	tcase_add_test(tc, a_change_brings_an_entry_to_the_front);
	tcase_add_test(tc, a_shelf_comes_in_pages);
	tcase_add_test(tc, equal_entries_have_a_fixed_order);
	tcase_add_test(tc, a_shelf_can_be_grouped_by_type);
	tcase_add_test(tc, what_began_today_somewhere_may_end_now);
	tcase_add_test(tc, a_grouped_shelf_has_at_most_a_thousand);
	tcase_add_test(tc, a_grouped_shelf_has_all_of_its_notes);
	tcase_add_loop_test(tc, a_bad_query_names_the_parameter, 0, COUNT(bad_queries));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
