/*
 * My library (/my-library): what api.md section 5 and BookTracker promise of the book view of the
 * shelf.
 */
#include "client.h"
#include "clock.h"

#include <string.h>

#define NOW "2026-04-01T08:00:00Z"
#define LATER "2026-04-01T08:01:00Z"

enum { AT = 1775030400 };	/* NOW */

static struct arena memory;
static const char *dune;	/* the path of a book of 300 pages that `admin` added */

/* The path of a new item, here and under /media. */
static const char *
item(const char *type, const char *title, const char *members)
{
	struct reply *r = client_post(&admin, &media_app, "/",
		text("{\"type\":\"%s\",\"title\":\"%s\"%s}", type, title, members));

	ck_assert_msg(r->http == 201, "%s", r->body);
	return text("/%s", json_text(r, "id"));
}

static void
setup(void)
{
	client_setup();
	arena_init(&memory, 16 << 20, NULL);
	dune = item("BOOK", "Dune", ",\"creator\":\"Frank Herbert\",\"length\":300");
}

static void
teardown(void)
{
	arena_release(&memory);
	client_teardown();
}

/* Puts a book on a shelf; `body` NULL is none. */
static struct reply *
shelve(const struct sender *sender, const char *path, const char *body)
{
	struct reply *r = client_post(sender, &library_app, path, body);

	ck_assert_msg(r->http == 201, "%s", r->body);
	return r;
}

/* What the catalogue says of Dune, and how many ratings and reviews there are. */
static void
assert_opinions(const char *average, const char *ratings, const char *reviews)
{
	struct reply *r = client_get(&nobody, &media_app, dune);

	ck_assert_str_eq(json_text(r, "average_rating"), average);
	ck_assert_str_eq(json_text(r, "rating_count"), ratings);
	ck_assert_str_eq(json_text(r, "review_count"), reviews);
	ck_assert_str_eq(text("%lld", (long long)client_rows("ratings")), ratings);
	ck_assert_str_eq(text("%lld", (long long)client_rows("reviews")), reviews);
}

/*
 * --- adding ------------------------------------------------------------------------------------
 */

START_TEST(a_book_is_added_to_the_wishlist_and_shows_everything)
{
	static const struct {
		const char *field, *value;
	} members[] = {
		{ "status", "Wishlist" }, { "rating", "null" }, { "review_text", "null" },
		{ "date_added", NOW },
		{ "updated_at", NOW }, { "book.title", "Dune" }, { "book.author", "Frank Herbert" },
		{ "book.length", "300" }, { "book.length_unit", "pages" },
		{ "book.curated", "false" },
		{ "book.average_rating", "null" }, { "book.rating_count", "0" },
		{ "book.metadata", "{}" },
		{ "book.creator", "(none)" }, { "note", "(none)" }, { "user_key", "(none)" },
		{ "media", "(none)" },
	};
	struct reply *r = shelve(&member, dune, NULL);

	ck_assert_str_eq(reply_header(r, "Location"), text("/my-library%s", dune));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "private, no-cache");
	ck_assert_str_eq(json_text(r, "book_id"), dune + 1);
	for (int i = 0; i < COUNT(members); i++)
		ck_assert_str_eq(json_text(r, members[i].field), members[i].value);
	ck_assert_str_eq(json_text(r, "book"), client_get(&nobody, &books_app, dune)->body);
	ck_assert_str_eq(client_get(&member, &library_app, dune)->body, r->body);
}
END_TEST

/* The words, in any case, and the same in /user/media; shown: NULL when it is refused. */
static const struct {
	const char *sent, *shown, *entry;
} statuses[] = {
	{ "Wishlist", "Wishlist", "TO_DO" }, { "Reading", "Reading", "IN_PROGRESS" },
	{ "Completed", "Completed", "COMPLETED" }, { "Paused", "Paused", "PAUSED" },
	{ "Dropped", "Dropped", "DROPPED" }, { "wishlist", "Wishlist", "TO_DO" },
	{ "READING", "Reading", "IN_PROGRESS" }, { "cOMPLETED", "Completed", "COMPLETED" },
	{ "TO_DO", NULL, NULL }, { "Read", NULL, NULL }, { "", NULL, NULL },
	{ "Reading ", NULL, NULL },
};

START_TEST(a_status_is_read_without_regard_to_case)
{
	const char *body = text("{\"status\":\"%s\"}", statuses[_i].sent);
	struct reply *r = client_post(&member, &library_app, dune, body);

	if (!statuses[_i].shown) {
		assert_refused(r, 400, "status");
		ck_assert_int_eq(client_rows("entries"), 0);
		shelve(&member, dune, NULL);
		assert_refused(client_patch(&member, &library_app, dune, body), 400, "status");
		return;
	}
	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "status"), statuses[_i].shown);
	r = client_get(&member, &usermedia_app, text("/?status=%s", statuses[_i].entry));
	ck_assert_str_eq(json_column(r, "records", "media_id"), dune + 1);
	shelve(&other, dune, NULL);
	r = client_patch(&other, &library_app, dune, body);
	ck_assert_str_eq(json_text(r, "status"), statuses[_i].shown);
	r = client_get(&other, &library_app, text("/?status=%s", statuses[_i].sent));
	ck_assert_str_eq(json_text(r, "total"), "1");
}
END_TEST

START_TEST(a_book_is_on_a_shelf_once)
{
	const char *game = item("GAME", "Dune II", "");

	shelve(&member, dune, "{\"status\":\"Reading\"}");
	assert_refused(client_post(&member, &library_app, dune, NULL), 409, "media_id");
	ck_assert_str_eq(json_text(client_get(&member, &library_app, dune), "status"), "Reading");
	shelve(&other, dune, NULL);
	assert_refused(client_post(&member, &library_app, game, NULL), 404, NULL);
	assert_refused(client_post(&member, &library_app, "/00000000-0000-4000-8000-000000000000",
		NULL), 404, NULL);
	assert_refused(client_post(&member, &library_app, "/7", NULL), 404, NULL);
	ck_assert_int_eq(client_rows("entries"), 2);
}
END_TEST

START_TEST(only_books_are_found_here)
{
	const char *game = item("GAME", "Dune II", "");

	client_post(&member, &usermedia_app, "/", text("{\"media_id\":\"%s\"}", game + 1));
	ck_assert_str_eq(json_text(client_get(&member, &library_app, "/"), "total"), "0");
	ck_assert_int_eq(client_get(&member, &library_app, game)->http, 404);
	ck_assert_int_eq(client_patch(&member, &library_app, game,
		"{\"status\":\"Dropped\"}")->http, 404);
	ck_assert_int_eq(client_delete(&member, &library_app, game)->http, 404);
	ck_assert_int_eq(client_rows("entries"), 1);
}
END_TEST

/*
 * --- rating and review -------------------------------------------------------------------------
 */

#define BOTH "\"rating\":5,\"review_text\":\"Good\""

/*
 * On a book that was added with `before`; refused: the field that is named, NULL when it is taken.
 */
static const struct {
	const char *before, *patch, *refused;
} opinions[] = {
	{ "{\"status\":\"Completed\"}", "{" BOTH "}", NULL },
	/* by this change */
	{ "{\"status\":\"Reading\"}", "{\"status\":\"completed\"," BOTH "}", NULL },
	/* before it: read again */
	{ "{\"status\":\"Completed\"}", "{\"status\":\"Wishlist\"," BOTH "}", NULL },
	{ NULL, "{\"rating\":5}", "rating" },
	{ NULL, "{\"review_text\":\"Good\"}", "review_text" },
	{ NULL, "{\"status\":\"Reading\",\"rating\":5}", "rating" },
	{ "{\"status\":\"Reading\"}", "{\"rating\":5}", "rating" },
	{ "{\"status\":\"Paused\"}", "{\"review_text\":\"Good\"}", "review_text" },
	{ "{\"status\":\"Dropped\"}", "{\"rating\":1}", "rating" },
	{ "{\"status\":\"Dropped\"}", "{\"status\":\"Paused\"," BOTH "}", "rating" },
};

START_TEST(rating_and_review_are_for_completed_books)
{
	const char *before = shelve(&member, dune, opinions[_i].before)->body;
	struct reply *r = client_patch(&member, &library_app, dune, opinions[_i].patch);

	if (opinions[_i].refused) {
		assert_refused(r, 400, opinions[_i].refused);
		assert_opinions("null", "0", "0");
		ck_assert_str_eq(client_get(&member, &library_app, dune)->body, before);
	} else {
		ck_assert_msg(r->http == 200, "%s", r->body);
		ck_assert_str_eq(json_text(r, "rating"), "5");
		ck_assert_str_eq(json_text(r, "review_text"), "Good");
		assert_opinions("5", "1", "1");
	}
}
END_TEST

START_TEST(a_book_may_be_added_with_rating_and_review_when_it_is_completed)
{
	static const char *const early[] = { "{" BOTH "}", "{\"status\":\"Reading\"," BOTH "}" };
	struct reply *r;

	for (int i = 0; i < COUNT(early); i++) {
		r = client_post(&member, &library_app, dune, early[i]);
		assert_refused(r, 400, "rating");
		ck_assert_str_eq(json_text(r, "error.details[1].field"), "review_text");
		ck_assert_int_eq(client_rows("entries"), 0);
		assert_opinions("null", "0", "0");
	}
	r = shelve(&member, dune, "{\"status\":\"Completed\"," BOTH "}");
	ck_assert_str_eq(json_text(r, "rating"), "5");
	ck_assert_str_eq(json_text(r, "review_text"), "Good");
	ck_assert_str_eq(json_text(r, "book.average_rating"), "5");
	assert_opinions("5", "1", "1");
}
END_TEST

/*
 * "They are the same rating and review as in §4": given here, seen there, and the other way round.
 */
START_TEST(they_are_the_same_rating_and_review_as_the_catalogues)
{
	const char *reviews = text("%s/reviews", dune), *rating = text("%s/rating", dune), *own;
	struct reply *r;

	shelve(&member, dune, "{\"status\":\"Completed\"," BOTH "}");
	r = client_get(&nobody, &books_app, reviews);
	ck_assert_str_eq(json_column(r, "reviews", "content"), "Good");
	ck_assert_str_eq(json_column(r, "reviews", "rating"), "5");
	own = text("/%s", json_text(r, "reviews[0].id"));
	ck_assert_str_eq(json_text(client_get(&member, &usermedia_app, "/"),
		"records[0].review_id"), own + 1);
	ck_assert_int_eq(client_post(&member, &books_app, reviews, "{\"content\":\"Again\"}")->http,
		409);

	client_put(&other, &books_app, rating, "{\"value\":2}");
	client_post(&other, &books_app, reviews, "{\"content\":\"Bad\"}");
	r = shelve(&other, dune, NULL);
	ck_assert_str_eq(json_text(r, "rating"), "2");
	ck_assert_str_eq(json_text(r, "review_text"), "Bad");
	ck_assert_str_eq(json_text(r, "book.average_rating"), "3.5");
	client_patch(&member, &reviews_app, own, "{\"content\":\"Better\"}");
	client_put(&member, &media_app, rating, "{\"value\":3}");
	r = client_get(&member, &library_app, dune);
	ck_assert_str_eq(json_text(r, "rating"), "3");
	ck_assert_str_eq(json_text(r, "review_text"), "Better");
	assert_opinions("2.5", "2", "2");

	r = client_patch(&member, &library_app, dune, "{\"rating\":4,\"review_text\":\"Best\"}");
	ck_assert_str_eq(json_text(r, "book.average_rating"), "3");
	ck_assert_str_eq(json_text(client_get(&nobody, &reviews_app, own), "content"), "Best");
	assert_opinions("3", "2", "2");
}
END_TEST

START_TEST(null_takes_rating_or_review_back_whatever_the_status)
{
	struct reply *r;

	shelve(&member, dune, "{\"status\":\"Completed\"," BOTH "}");
	client_patch(&member, &library_app, dune, "{\"status\":\"Reading\"}");
	assert_opinions("5", "1", "1");		/* "a rating stays when a book leaves Completed" */
	r = client_patch(&member, &library_app, dune, "{\"rating\":null}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "rating"), "null");
	ck_assert_str_eq(json_text(r, "review_text"), "Good");
	assert_opinions("null", "0", "1");
	r = client_patch(&member, &library_app, dune, "{\"review_text\":null}");
	ck_assert_str_eq(json_text(r, "review_text"), "null");
	assert_opinions("null", "0", "0");
	/* none */
	r = client_patch(&member, &library_app, dune, "{\"rating\":null,\"review_text\":null}");
	ck_assert_int_eq(r->http, 200);
	assert_opinions("null", "0", "0");
}
END_TEST

/*
 * --- changing ----------------------------------------------------------------------------------
 */

START_TEST(a_change_changes_what_is_sent)
{
	const char *before;
	struct reply *r;

	shelve(&member, dune, "{\"status\":\"Completed\"," BOTH "}");
	clock_set(AT + 60);
	r = client_patch(&member, &library_app, dune, "{\"rating\":4}");
	ck_assert_str_eq(json_text(r, "rating"), "4");
	ck_assert_str_eq(json_text(r, "review_text"), "Good");
	ck_assert_str_eq(json_text(r, "status"), "Completed");
	ck_assert_str_eq(json_text(r, "date_added"), NOW);
	ck_assert_str_eq(json_text(r, "updated_at"), LATER);
	before = client_get(&member, &library_app, dune)->body;
	ck_assert_str_eq(before, r->body);
	r = client_patch(&member, &library_app, dune, before);	/* what was read may be sent back */
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, before);
	ck_assert_int_eq(client_put(&member, &library_app, dune, before)->http, 405);
}
END_TEST

/* "Moving a book from Wishlist to Completed" is one entry of the shelf with its dates. */
START_TEST(a_status_moves_the_shelfs_dates)
{
	struct reply *r;

	shelve(&member, dune, NULL);
	client_patch(&member, &library_app, dune, "{\"status\":\"Reading\"}");
	clock_set(AT + 60);
	client_patch(&member, &library_app, dune, "{\"status\":\"Completed\"}");
	r = client_get(&member, &usermedia_app, "/");
	ck_assert_str_eq(json_text(r, "records[0].start_date"), NOW);
	ck_assert_str_eq(json_text(r, "records[0].end_date"), LATER);
	ck_assert_str_eq(json_text(r, "records[0].duration"), "0");
	ck_assert_str_eq(json_text(r, "records[0].progress"), "300");
	client_patch(&member, &usermedia_app, text("/%s", json_text(r, "records[0].id")),
		"{\"status\":\"PAUSED\"}");
	ck_assert_str_eq(json_text(client_get(&member, &library_app, dune), "status"), "Paused");
}
END_TEST

static const struct {
	const char *body, *field;
} bad_bodies[] = {
	{ "{\"status\":null}", "status" }, { "{\"status\":7}", "status" },
	{ "{\"status\":[\"Reading\"]}", "status" },
	{ "{\"rating\":0}", "rating" }, { "{\"rating\":6}", "rating" },
	{ "{\"rating\":4.25}", "rating" },
	{ "{\"rating\":\"5\"}", "rating" }, { "{\"rating\":true}", "rating" },
	{ "{\"rating\":1e30}", "rating" },
	{ "{\"review_text\":7}", "review_text" }, { "{\"review_text\":\"\"}", "review_text" },
	{ "{\"review_text\":\" \\n \"}", "review_text" }, { "{\"review_text\":{}}", "review_text" },
	{ "{\"review_text\":\"a\\u0000b\"}", "" },
	{ "{\"review\":\"x\"}", "review" }, { "{\"note\":\"x\"}", "note" },
	{ "{\"progress\":7}", "progress" },
	{ "{\"user_id\":7}", "user_id" }, { "{\"rating\":1,\"rating\":2}", "rating" }, { "[]", "" },
	{ "{", "" },
	{ "{\"review_text\":\"\xff\"}", "" },
};

START_TEST(a_bad_body_names_the_field_and_changes_nothing)
{
	const char *before;

	assert_refused(client_post(&member, &library_app, dune, bad_bodies[_i].body), 400,
		bad_bodies[_i].field);
	ck_assert_int_eq(client_rows("entries"), 0);
	before = shelve(&member, dune, "{\"status\":\"Completed\"," BOTH "}")->body;
	assert_refused(client_patch(&member, &library_app, dune, bad_bodies[_i].body), 400,
		bad_bodies[_i].field);
	ck_assert_str_eq(client_get(&member, &library_app, dune)->body, before);
	assert_opinions("5", "1", "1");
}
END_TEST

START_TEST(every_bad_field_is_named_at_once)
{
	struct reply *r = client_post(&member, &library_app, dune,
		"{\"status\":\"x\",\"rating\":6,\"review_text\":7,\"nope\":1}");

	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.message"), "4 fields need attention.");
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(cJSON_GetObjectItem(r->json,
		"error"), "details")), 4);
}
END_TEST

START_TEST(a_review_is_text_as_it_is_and_has_an_end)
{
	static const char review[] = "<img src=x onerror=alert(1)>\\n\\\"Ünder\\\" & 'so'";
	char *big = arena_alloc(&memory, 10002);
	struct reply *r = shelve(&member, dune,
		text("{\"status\":\"Completed\",\"review_text\":\"%s\"}", review));

	ck_assert_str_eq(json_text(r, "review_text"),
		"<img src=x onerror=alert(1)>\n\"Ünder\" & 'so'");
	memset(big, 'x', 10001);
	r = client_patch(&member, &library_app, dune, text("{\"review_text\":\"%s\"}", big));
	assert_refused(r, 400, "review_text");
	big[10000] = '\0';
	r = client_patch(&member, &library_app, dune, text("{\"review_text\":\"%s\"}", big));
	ck_assert_str_eq(json_text(r, "review_text"), big);
}
END_TEST

static const struct {
	const char *form;
	int http;
	const char *location, *rating;	/* location: NULL is the book's page */
} forms[] = {
	{ "_method=PATCH&status=completed&rating=4&review_text=So", 303, NULL, "4" },
	{ "_method=PATCH&rating=", 303, NULL, "null" },
	{ "_method=PATCH&rating=five", 400, "", "5" },
	{ "_method=PATCH&rating=4%2C5", 400, "", "5" },
	{ "_method=PATCH&rating=4.5", 303, NULL, "4.5" }, { "_method=PATCH&status=", 400, "", "5" },
	{ "_method=PATCH&next=library.html", 303, "/library.html", "5" },
	{ "_method=DELETE", 303, "/index.html", "(none)" }, { "rating=4", 409, "", "5" },
};

START_TEST(a_form_does_it_too)
{
	static const char *const headers[] = { "HTTP_ACCEPT=text/html", NULL };
	const char *location = forms[_i].location ? forms[_i].location
		: text("/media/%s", dune + 1);
	struct reply *r;

	shelve(&member, dune, "{\"status\":\"Completed\"," BOTH "}");
	r = client_send(&member, &library_app, "POST", dune, "application/x-www-form-urlencoded",
		forms[_i].form, strlen(forms[_i].form), headers);
	ck_assert_int_eq(r->http, forms[_i].http);
	if (*location)
		ck_assert_str_eq(reply_header(r, "Location"), location);
	ck_assert_str_eq(json_text(client_get(&member, &library_app, dune), "rating"),
		forms[_i].rating);
}
END_TEST

/*
 * --- whose it is -------------------------------------------------------------------------------
 */

START_TEST(a_library_is_nobody_elses)
{
	const struct sender *const strangers[] = { &other, &admin };
	const char *before = shelve(&member, dune, "{\"status\":\"Completed\"," BOTH "}")->body;

	for (int i = 0; i < COUNT(strangers); i++) {
		ck_assert_int_eq(client_get(strangers[i], &library_app, dune)->http, 404);
		ck_assert_int_eq(client_patch(strangers[i], &library_app, dune,
			"{\"status\":\"Dropped\"}")->http, 404);
		ck_assert_int_eq(client_delete(strangers[i], &library_app, dune)->http, 404);
		ck_assert_str_eq(json_text(client_get(strangers[i], &library_app, "/"), "total"),
			"0");
	}
	ck_assert_str_eq(client_get(&member, &library_app, dune)->body, before);
}
END_TEST

START_TEST(a_library_needs_a_user)
{
	static const char *const methods[] = { "GET", "POST", "PATCH", "DELETE" };

	shelve(&member, dune, NULL);
	for (int i = 0; i < COUNT(methods); i++)
		assert_refused(client_send(&nobody, &library_app, methods[i], dune, NULL, NULL, 0,
			NULL), 401, NULL);
	assert_refused(client_get(&nobody, &library_app, "/"), 401, NULL);
	ck_assert_int_eq(client_rows("entries"), 1);
}
END_TEST

START_TEST(taking_a_book_off_removes_copies_but_no_rating_and_no_review)
{
	struct reply *r;

	shelve(&member, dune, "{\"status\":\"Completed\"," BOTH "}");
	shelve(&other, dune, NULL);
	r = client_post(&member, &collection_app, "/copies",
		text("{\"book_id\":\"%s\",\"format\":\"PDF\"}", dune + 1));
	ck_assert_int_eq(r->http, 201);
	ck_assert_int_eq(client_delete(&member, &library_app, dune)->http, 204);
	ck_assert_int_eq(client_delete(&member, &library_app, dune)->http, 404);
	ck_assert_int_eq(client_patch(&member, &library_app, dune, "{\"rating\":1}")->http, 404);
	ck_assert_int_eq(client_rows("entries"), 1);
	ck_assert_int_eq(client_rows("copies"), 0);
	assert_opinions("5", "1", "1");
	ck_assert_str_eq(json_text(shelve(&member, dune, NULL), "rating"), "5");
	/* BookTracker: takes the user-link along */
	ck_assert_int_eq(client_delete(&admin, &books_app, dune)->http, 204);
	ck_assert_int_eq(client_get(&member, &library_app, dune)->http, 404);
	ck_assert_int_eq(client_rows("entries"), 0);
}
END_TEST

/*
 * --- tags --------------------------------------------------------------------------------------
 */

static struct reply *
with(const char *method, const char *header, const char *body)
{
	const char *const headers[] = { header, NULL };

	return client_send(&member, &library_app, method, dune, "application/json", body,
		body ? strlen(body) : 0, headers);
}

static const char *
tag(void)
{
	return reply_header(client_get(&member, &library_app, dune), "ETag");
}

START_TEST(the_tag_follows_the_entry_its_rating_and_its_review)
{
	static const struct {
		const struct app *app;
		const char *method, *path, *body;
	} steps[] = {
		{ &library_app, "PATCH", "", "{\"status\":\"Reading\"}" },
		{ &books_app, "PUT", "/rating", "{\"value\":3}" },
		{ &books_app, "POST", "/reviews", "{\"content\":\"x\"}" },
		{ &library_app, "PATCH", "", "{\"review_text\":null}" },
		{ &books_app, "DELETE", "/rating", NULL },
		{ &media_app, "PATCH", "", "{\"genre\":\"x\"}" },
	};
	const char *before;

	shelve(&admin, dune, NULL);
	for (int i = 0; i < COUNT(steps); i++) {
		const char *body = steps[i].body, *known[] = { NULL, NULL };

		before = reply_header(client_get(&admin, &library_app, dune), "ETag");
		known[0] = text("HTTP_IF_NONE_MATCH=%s", before);
		ck_assert_int_eq(client_send(&admin, &library_app, "GET", dune, NULL, NULL, 0,
			known)->http, 304);
		ck_assert_int_lt(client_send(&admin, steps[i].app, steps[i].method,
			text("%s%s", dune, steps[i].path),
			"application/json", body, body ? strlen(body) : 0, NULL)->http, 300);
		ck_assert_int_eq(client_send(&admin, &library_app, "GET", dune, NULL, NULL, 0,
			known)->http, 200);
	}
}
END_TEST

START_TEST(a_lost_update_is_refused)
{
	const char *stale;

	shelve(&member, dune, NULL);
	stale = text("HTTP_IF_MATCH=%s", tag());
	ck_assert_int_eq(with("PATCH", stale, "{\"status\":\"Completed\",\"rating\":5}")->http,
		200);
	ck_assert_int_eq(with("PATCH", stale, "{\"rating\":1}")->http, 412);
	ck_assert_int_eq(with("DELETE", stale, NULL)->http, 412);
	assert_opinions("5", "1", "0");
	ck_assert_int_eq(with("DELETE", text("HTTP_IF_MATCH=%s", tag()), NULL)->http, 204);
}
END_TEST

/*
 * --- lists -------------------------------------------------------------------------------------
 */

static const struct {
	const char *query, *titles;
} lists[] = {
	{ "", "Émile|Solaris|Dune" }, { "sort=updated_desc", "Émile|Solaris|Dune" },
	{ "sort=title_asc", "Dune|Émile|Solaris" }, { "sort=start_desc", "Solaris|Émile|Dune" },
	{ "sort=end_desc", "Émile|Dune|Solaris" }, { "sort=rating_desc", "Émile|Dune|Solaris" },
	{ "status=Completed", "Émile|Dune" }, { "status=reading", "Solaris" },
	{ "status=Paused", "" },
	{ "status=", "Émile|Solaris|Dune" },
	{ "q=EMILE", "Émile" }, { "q=her", "Dune" }, { "q=%25", "" },
	{ "q=s&status=Reading", "Solaris" },
	{ "type=GAME&group=type&nope=1", "Émile|Solaris|Dune" },
	{ "sort=title_asc&page=2&page_size=2", "Solaris" }, { "page=2&pageSize=1", "Solaris" },
	{ "page=9", "" },
};

static void
fill_library(void)
{
	shelve(&member, dune, "{\"status\":\"Completed\",\"rating\":3}");
	clock_set(AT + 1);
	shelve(&member, item("BOOK", "Solaris", ",\"creator\":\"Lem\""),
		"{\"status\":\"Reading\"}");
	clock_set(AT + 2);
	shelve(&member, item("BOOK", "Émile", ",\"creator\":\"Rousseau\""),
		"{\"status\":\"Completed\",\"rating\":5,\"review_text\":\"Old\"}");
	shelve(&other, item("BOOK", "Emilia", ""), NULL);
	client_post(&member, &usermedia_app, "/",
		text("{\"media_id\":\"%s\"}", item("GAME", "Emil", "") + 1));
}

START_TEST(a_library_has_what_was_asked_for_in_the_order_asked_for)
{
	struct reply *r = client_get(&member, &library_app, "/");

	ck_assert_str_eq(r->body, "{\"books\":[],\"page\":1,\"page_size\":20,\"total\":0}");
	fill_library();
	for (int i = 0; i < COUNT(lists); i++) {
		r = client_get(&member, &library_app, text("/?%s", lists[i].query));
		ck_assert_msg(r->http == 200, "%s: %d", lists[i].query, r->http);
		ck_assert_msg(!strcmp(json_column(r, "books", "book.title"), lists[i].titles),
			"%s: %s", lists[i].query, json_column(r, "books", "book.title"));
	}
}
END_TEST

START_TEST(a_library_comes_in_pages_and_each_book_as_it_is_alone)
{
	struct reply *r;

	fill_library();
	r = client_get(&member, &library_app, "/?page=2&status=completed&page_size=1");
	ck_assert_str_eq(json_text(r, "total"), "2");
	ck_assert_str_eq(json_text(r, "page"), "2");
	ck_assert_str_eq(json_text(r, "page_size"), "1");
	ck_assert_ptr_nonnull(strstr(r->body, client_get(&member, &library_app, dune)->body));
	ck_assert_str_eq(reply_header(r, "Link"),
		"</my-library?status=completed&page_size=1&page=1>; rel=\"first\", "
		"</my-library?status=completed&page_size=1&page=1>; rel=\"prev\", "
		"</my-library?status=completed&page_size=1&page=2>; rel=\"last\"");
	ck_assert_str_eq(json_text(client_get(&member, &library_app, "/?q=emile"),
		"books[0].review_text"), "Old");
}
END_TEST

static const struct {
	const char *query, *field;
} bad_queries[] = {
	{ "status=TO_DO", "status" }, { "sort=nope", "sort" }, { "page=0", "page" },
	{ "page_size=101", "page_size" }, { "pageSize=x", "page_size" },
};

START_TEST(a_bad_query_names_the_parameter)
{
	struct reply *r = client_get(&member, &library_app, text("/?%s", bad_queries[_i].query));

	assert_refused(r, 400, bad_queries[_i].field);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("library");
	TCase *tc = tcase_create("library");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, a_book_is_added_to_the_wishlist_and_shows_everything);
	tcase_add_loop_test(tc, a_status_is_read_without_regard_to_case, 0, COUNT(statuses));
	tcase_add_test(tc, a_book_is_on_a_shelf_once);
	tcase_add_test(tc, only_books_are_found_here);
	tcase_add_loop_test(tc, rating_and_review_are_for_completed_books, 0, COUNT(opinions));
	tcase_add_test(tc, a_book_may_be_added_with_rating_and_review_when_it_is_completed);
	tcase_add_test(tc, they_are_the_same_rating_and_review_as_the_catalogues);
	tcase_add_test(tc, null_takes_rating_or_review_back_whatever_the_status);
	tcase_add_test(tc, a_change_changes_what_is_sent);
	tcase_add_test(tc, a_status_moves_the_shelfs_dates);
	tcase_add_loop_test(tc, a_bad_body_names_the_field_and_changes_nothing, 0,
		COUNT(bad_bodies));
	tcase_add_test(tc, every_bad_field_is_named_at_once);
	tcase_add_test(tc, a_review_is_text_as_it_is_and_has_an_end);
	tcase_add_loop_test(tc, a_form_does_it_too, 0, COUNT(forms));
	tcase_add_test(tc, a_library_is_nobody_elses);
	tcase_add_test(tc, a_library_needs_a_user);
	tcase_add_test(tc, taking_a_book_off_removes_copies_but_no_rating_and_no_review);
	tcase_add_test(tc, the_tag_follows_the_entry_its_rating_and_its_review);
	tcase_add_test(tc, a_lost_update_is_refused);
	tcase_add_test(tc, a_library_has_what_was_asked_for_in_the_order_asked_for);
	tcase_add_test(tc, a_library_comes_in_pages_and_each_book_as_it_is_alone);
	tcase_add_loop_test(tc, a_bad_query_names_the_parameter, 0, COUNT(bad_queries));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
