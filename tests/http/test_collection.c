/*
 * My collection (/collection, /api/v1/movies): what api.md section 6 and MyColl promise of items
 * and their copies.
 */
#include "client.h"
#include "clock.h"

#include <stdlib.h>
#include <string.h>

#define NOW "2026-04-01T08:00:00Z"
#define LATER "2026-04-01T08:01:00Z"
#define NO_ID "00000000-0000-4000-8000-000000000000"

enum { AT = 1775030400 };	/* NOW */

static struct arena memory;
/* the path of a movie that `member` added; it is on nobody's shelf */
static const char *sphere;

/* The path of a new item, here and under /media. */
static const char *
item(const struct sender *sender, const char *type, const char *title, const char *members)
{
	struct reply *r = client_post(sender, &media_app, "/",
		text("{\"type\":\"%s\",\"title\":\"%s\"%s}", type, title, members));

	ck_assert_msg(r->http == 201, "%s", r->body);
	return text("/%s", json_text(r, "id"));
}

static void
setup(void)
{
	client_setup();
	arena_init(&memory, 32 << 20, NULL);
	sphere = item(&member, "MOVIE", "Sphere",
		",\"creator\":\"Barry Levinson\",\"pub_date\":\"1998-02-13\"");
}

static void
teardown(void)
{
	arena_release(&memory);
	client_teardown();
}

/* Puts an item that is there into a collection. */
static struct reply *
collect(const struct sender *sender, const char *path)
{
	return made(client_post(sender, &collection_app, "/",
		text("{\"media_id\":\"%s\"}", path + 1)));
}

/* Tries to add a copy; `members` is more of the body, each with its comma before. */
static struct reply *
post_copy(const struct sender *sender, const char *path, const char *members)
{
	return client_post(sender, &collection_app, "/copies",
		text("{\"media_id\":\"%s\"%s}", path + 1, members));
}

static struct reply *
add_copy(const struct sender *sender, const char *path, const char *format)
{
	return made(post_copy(sender, path, text(",\"format\":\"%s\"", format)));
}

/* The text with the id of Sphere in the place of @. */
static const char *
filled(const char *pattern)
{
	size_t n = strcspn(pattern, "@");

	return text("%.*s%s%s", (int)n, pattern, pattern[n] ? sphere + 1 : "",
		pattern[n] ? pattern + n + 1 : "");
}

/* A copy as its title shows it, which needn't be told there. */
static const char *
of_title(const struct reply *copy)
{
	const char *media = strstr(copy->body, ",\"media\":{");

	ck_assert_ptr_nonnull(media);
	return text("%.*s}", (int)(media - copy->body), copy->body);
}

/* The path of a new copy with everything. */
static const char *
full_copy(void)
{
	return text("/copies/%s",
		json_text(made(post_copy(&other, sphere,
		",\"format\":\"DVD\",\"platform\":\"Shelf 3\",\"location\":\"Home // Study/\","
		"\"condition\":\"Very good\",\"lent_to\":\"Anna\",\"due_on\":\"2026-04-30\","
		"\"acquired_on\":\"2009-07\",\"price\":\"12.5\",\"currency\":\"eur\","
		"\"barcode\":\"4006381333931\","
		"\"vod_link\":\"https://example.com/sphere\",\"note\":\"Two\\ndiscs\"")), "id"));
}

static struct reply *
send_as(const struct sender *sender, const char *method, const char *path, const char *body,
	const char *header)
{
	const char *const headers[] = { header, NULL };

	return client_send(sender, &collection_app, method, path, "application/json", body,
		body ? strlen(body) : 0, headers);
}

/* Sends it to /api/v1/movies. */
static struct reply *
by_alias(const char *method, const char *path, const char *body)
{
	return send_as(&other, method, path, body, text("REQUEST_URI=/api/v1/movies%s", path));
}

static const char *
status_of(const struct sender *sender, const char *path)
{
	return json_text(client_get(sender, &collection_app, path), "status");
}

/*
 * --- an item -----------------------------------------------------------------------------------
 */

START_TEST(an_item_is_the_media_view_with_status_and_copies)
{
	struct reply *r = collect(&other, sphere), *media = client_get(&nobody, &media_app, sphere);
	const char *dvd, *vod;

	ck_assert_str_eq(reply_header(r, "Location"), text("/collection%s", sphere));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "private, no-cache");
	ck_assert_str_eq(r->body, text("%.*s,\"status\":\"TO_DO\",\"copies\":[]}",
		(int)media->size - 1, media->body));
	ck_assert_str_eq(client_get(&other, &collection_app, sphere)->body, r->body);
	dvd = of_title(add_copy(&other, sphere, "DVD"));
	vod = of_title(add_copy(&other, sphere, "VOD"));
	add_copy(&member, sphere, "Blu-ray");
	r = client_get(&other, &collection_app, sphere);
	ck_assert_str_eq(r->body, text("%.*s,\"status\":\"TO_DO\",\"copies\":[%s,%s]}",
		(int)media->size - 1, media->body, vod, dvd));
	ck_assert_str_eq(text("{\"items\":[%s],\"page\":1,\"page_size\":20,\"total\":1}", r->body),
		client_get(&other, &collection_app, "/")->body);
}
END_TEST

static const char *const references[] = { "media_id", "medium_id", "movie_id", "book_id" };

START_TEST(an_item_that_is_there_is_added_by_its_id)
{
	const char *name = references[_i], *game = item(&member, "GAME", "Sphere", "");
	struct reply *r = made(client_post(&other, &collection_app, "/",
		text("{\"%s\":\"%s\"}", name, game + 1)));

	ck_assert_str_eq(json_text(r, "id"), game + 1);
	ck_assert_str_eq(json_text(r, "type"), "GAME");
	made(post_copy(&other, game, ",\"format\":\"Cartridge\""));
	r = made(client_post(&other, &collection_app, "/copies",
		text("{\"%s\":\"%s\",\"format\":\"x\"}", name, sphere + 1)));
	ck_assert_str_eq(json_text(r, "media_id"), sphere + 1);
	assert_refused(client_post(&other, &collection_app, "/",
		text("{\"%s\":\"" NO_ID "\"}", name)), 404, NULL);
	assert_refused(client_post(&other, &collection_app, "/", text("{\"%s\":\"7\"}", name)), 400,
		"media_id");
	assert_refused(client_post(&other, &collection_app, "/", text("{\"%s\":null}", name)), 400,
		"media_id");
	assert_refused(client_post(&other, &collection_app, "/", text("{\"%s\":7}", name)), 400,
		"media_id");
	ck_assert_int_eq(client_rows("entries"), 2);
	ck_assert_int_eq(client_rows("media_items"), 2);
}
END_TEST

/*
 * "One that the catalogue's uniqueness rule finds there already is used, not refused": in a
 * catalogue with Sphere (1998), a book by its ISBN and a game. found: the title of what is used,
 * NULL when an item is made.
 */
static const struct {
	const char *body, *found;
} described[] = {
	{ "{\"type\":\"MOVIE\",\"title\":\"Sphere\",\"pub_date\":\"1998\"}", "Sphere" },
	{ "{\"type\":\"MOVIE\",\"title\":\" SPHERE \"}", "Sphere" },
	{ "{\"media_type\":\"movie\",\"title\":\"sphere\",\"pub_date\":\"1998-12-31\","
	  "\"genre\":\"x\"}", "Sphere" },
	{ "{\"type\":\"MOVIE\",\"title\":\"Sphere\",\"pub_date\":\"2024\"}", NULL },
	{ "{\"type\":\"MOVIE\",\"title\":\"Sphères\"}", NULL },
	{ "{\"type\":\"BOOK\",\"title\":\"Sphere\"}", NULL },
	{ "{\"type\":\"TV_SHOW\",\"title\":\"Sphere\"}", NULL },
	{ "{\"type\":\"BOOK\",\"title\":\"1984\",\"isbn\":\"0-451-52493-4\"}",
	  "Nineteen Eighty-Four" },
	{ "{\"type\":\"BOOK\",\"title\":\"x\",\"isbn\":\"9780451524935\"}",
	  "Nineteen Eighty-Four" },
	{ "{\"type\":\"BOOK\",\"title\":\"Nineteen Eighty-Four\"}", NULL },
	{ "{\"type\":\"GAME\",\"title\":\"Tetris\",\"external_source\":\"igdb\",\"external_id\":7}",
	  NULL },
	{ "{\"type\":\"GAME\",\"title\":\"Tetris\",\"length\":7,\"metadata\":{\"x\":1}}", NULL },
};

START_TEST(a_described_item_is_found_or_made)
{
	struct reply *r;

	item(&member, "BOOK", "Nineteen Eighty-Four",
		",\"isbn\":\"9780451524935\",\"genre\":\"Satire\"");
	item(&member, "GAME", "Tetris", "");
	r = made(client_post(&other, &collection_app, "/", described[_i].body));
	ck_assert_str_eq(reply_header(r, "Location"), text("/collection/%s", json_text(r, "id")));
	ck_assert_str_eq(json_text(r, "status"), "TO_DO");
	ck_assert_str_eq(json_text(r, "created_by.username"),
		described[_i].found ? "member" : "other");
	if (described[_i].found)
		ck_assert_str_eq(json_text(r, "title"), described[_i].found);
	ck_assert_int_eq(client_rows("media_items"), described[_i].found ? 3 : 4);
	ck_assert_int_eq(client_rows("entries"), 1);
	ck_assert_str_eq(json_text(made(client_post(&other, &collection_app, "/", r->body)),
		"type"), json_text(r, "type"));
}
END_TEST

START_TEST(what_is_found_stays_as_it_is)
{
	const char *before = client_get(&nobody, &media_app, sphere)->body;

	made(client_post(&other, &collection_app, "/",
		"{\"type\":\"MOVIE\",\"title\":\"sphere\",\"genre\":\"x\"}"));
	ck_assert_str_eq(client_get(&nobody, &media_app, sphere)->body, before);
}
END_TEST

START_TEST(adding_again_changes_nothing)
{
	collect(&other, sphere);
	client_post(&member, &usermedia_app, "/",
		text("{\"media_id\":\"%s\",\"status\":\"PAUSED\"}", sphere + 1));
	for (int i = 0; i < 2; i++) {
		ck_assert_str_eq(json_text(collect(&member, sphere), "status"), "PAUSED");
		made(client_post(&member, &collection_app, "/",
			"{\"type\":\"MOVIE\",\"title\":\"Sphere\"}"));
		add_copy(&member, sphere, "DVD");
	}
	ck_assert_str_eq(status_of(&member, sphere), "PAUSED");
	ck_assert_int_eq(client_rows("entries"), 2);
	ck_assert_int_eq(client_rows("media_items"), 1);
}
END_TEST

static const struct {
	const char *body, *field;
} bad_items[] = {
	{ "{}", "type" }, { "{\"type\":\"MOVIE\"}", "title" },
	{ "{\"type\":\"MOVIE\",\"title\":\"\"}", "title" },
	{ "{\"type\":\"MOVIE\",\"title\":7}", "title" },
	{ "{\"type\":\"OPERA\",\"title\":\"a\"}", "type" },
	{ "{\"type\":null,\"title\":\"a\"}", "type" }, { "{\"title\":\"a\"}", "type" },
	{ "{\"type\":\"GAME\",\"title\":\"a\",\"isbn\":\"9780451524935\"}", "isbn" },
	{ "{\"type\":\"BOOK\",\"title\":\"a\",\"isbn\":\"123\"}", "isbn" },
	{ "{\"type\":\"BOOK\",\"title\":\"a\",\"pub_date\":\"soon\"}", "pub_date" },
	{ "{\"type\":\"BOOK\",\"title\":\"a\",\"length\":0}", "length" },
	{ "{\"type\":\"BOOK\",\"title\":\"a\",\"image_url\":\"javascript:alert(1)\"}",
	  "image_url" },
	{ "{\"type\":\"BOOK\",\"title\":\"a\",\"metadata\":[]}", "metadata" },
	{ "{\"type\":\"BOOK\",\"title\":\"a\",\"format\":\"DVD\"}", "format" },
	{ "{\"type\":\"BOOK\",\"title\":\"a\",\"nope\":1}", "nope" },
	{ "{\"media_id\":\"" NO_ID "\",\"title\":\"a\"}", "title" },
	{ "{\"media_id\":\"" NO_ID "\",\"movie_id\":\"7\"}", "media_id" },
	{ "{\"title\":\"a\",\"title\":\"b\"}", "title" }, { "[]", "" }, { "", NULL }, { "{", "" },
	{ "{\"type\":\"BOOK\",\"title\":\"\xff\"}", "" },
	{ "{\"type\":\"BOOK\",\"title\":\"a\\u0000\"}", "" },
};

START_TEST(a_bad_item_names_the_field_and_stores_nothing)
{
	assert_refused(client_post(&other, &collection_app, "/", bad_items[_i].body), 400,
		bad_items[_i].field);
	ck_assert_int_eq(client_rows("media_items"), 1);
	ck_assert_int_eq(client_rows("entries"), 0);
}
END_TEST

START_TEST(only_admins_make_a_curated_item)
{
	static const char body[] = "{\"type\":\"BOOK\",\"title\":\"a\",\"curated\":true}";

	ck_assert_int_eq(client_post(&other, &collection_app, "/", body)->http, 403);
	ck_assert_int_eq(client_rows("media_items"), 1);
	ck_assert_str_eq(json_text(made(client_post(&admin, &collection_app, "/", body)),
		"curated"), "true");
}
END_TEST

/* PUT by each: "edits the item (owner or admin, else 403)", when it is on the sender's shelf. */
static const struct {
	const struct sender *sender;
	bool shelved;
	int http;
} editors[] = {
	{ &nobody, false, 401 }, { &other, true, 403 }, { &other, false, 404 },
	{ &member, true, 200 },
	{ &member, false, 404 }, { &admin, true, 200 }, { &admin, false, 404 },
};

START_TEST(owners_and_admins_edit_the_item)
{
	const struct sender *sender = editors[_i].sender;
	struct reply *r;

	if (editors[_i].shelved)
		add_copy(sender, sphere, "DVD");
	r = client_put(sender, &collection_app, sphere, "{\"title\":\"Sphère\",\"genre\":\"x\"}");
	ck_assert_int_eq(r->http, editors[_i].http);
	if (r->http == 200) {
		ck_assert_str_eq(json_text(r, "title"), "Sphère");
		ck_assert_str_eq(json_text(r, "creator"), "null");
		ck_assert_str_eq(json_text(r, "type"), "MOVIE");
		ck_assert_str_eq(json_text(r, "copies[0].format"), "DVD");
		ck_assert_str_eq(client_get(sender, &collection_app, sphere)->body, r->body);
	}
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, sphere), "genre"),
		r->http == 200 ? "x" : "null");
}
END_TEST

START_TEST(an_item_that_was_read_is_put_back_unchanged)
{
	const char *before;
	struct reply *r;

	add_copy(&member, sphere, "DVD");
	before = client_get(&member, &collection_app, sphere)->body;
	r = client_put(&member, &collection_app, sphere, before);
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(r->body, before);
	ck_assert_int_eq(client_patch(&member, &collection_app, sphere, before)->http, 405);
	/* and describes what it is */
	r = made(client_post(&other, &collection_app, "/", before));
	ck_assert_str_eq(json_text(r, "id"), sphere + 1);
	ck_assert_str_eq(json_text(r, "copies"), "[]");
}
END_TEST

static const struct {
	const char *body;
	int http;
	const char *field;
} bad_edits[] = {
	{ "{\"genre\":\"x\"}", 400, "title" }, { "{\"title\":null}", 400, "title" },
	{ "{\"title\":\"a\",\"isbn\":\"9780451524935\"}", 400, "isbn" },
	{ "{\"title\":\"a\",\"type\":\"OPERA\"}", 400, "type" },
	/* it is on a shelf: the sender's */
	{ "{\"title\":\"a\",\"type\":\"BOOK\"}", 409, "type" },
	{ "{\"title\":\"Alien\",\"pub_date\":\"1979\"}", 409, "title" },
	{ "{\"title\":\"a\",\"format\":\"x\"}", 400, "format" },
	{ "{\"title\":\"a\",\"curated\":true}", 403, NULL },
};

START_TEST(a_bad_edit_changes_nothing)
{
	const char *before = collect(&member, sphere)->body;

	item(&other, "MOVIE", "Alien", ",\"pub_date\":\"1979\"");
	assert_refused(client_put(&member, &collection_app, sphere, bad_edits[_i].body),
		bad_edits[_i].http, bad_edits[_i].field);
	ck_assert_str_eq(client_get(&member, &collection_app, sphere)->body, before);
}
END_TEST

START_TEST(taking_an_item_off_leaves_it_in_the_catalogue)
{
	const char *rating = text("%s/rating", sphere);

	add_copy(&other, sphere, "DVD");
	add_copy(&other, sphere, "VOD");
	add_copy(&member, sphere, "VOD");
	client_put(&other, &movies_app, rating, "{\"value\":4}");
	client_post(&other, &movies_app, text("%s/reviews", sphere), "{\"content\":\"Deep\"}");
	ck_assert_int_eq(client_delete(&other, &collection_app, sphere)->http, 204);
	ck_assert_int_eq(client_delete(&other, &collection_app, sphere)->http, 404);
	ck_assert_int_eq(client_get(&other, &collection_app, sphere)->http, 404);
	ck_assert_str_eq(json_text(client_get(&other, &collection_app, "/copies"), "total"), "0");
	ck_assert_int_eq(client_rows("entries"), 1);
	ck_assert_int_eq(client_rows("copies"), 1);
	ck_assert_int_eq(client_rows("media_items"), 1);
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, sphere), "average_rating"), "4");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, sphere), "review_count"), "1");
	ck_assert_str_eq(json_text(collect(&other, sphere), "copies"), "[]");
}
END_TEST

/* On what `other` has: a movie that `member` added, and a copy of it. */
static const struct {
	const char *method, *body;
	bool is_copy;
} calls[] = {
	{ "GET", NULL, false }, { "PUT", "{\"title\":\"a\"}", false }, { "DELETE", NULL, false },
	{ "GET", NULL, true }, { "PUT", "{\"format\":\"a\"}", true },
	{ "PATCH", "{\"format\":\"a\"}", true },
	{ "DELETE", NULL, true },
};

START_TEST(a_collection_is_nobody_elses)
{
	const struct {
		const struct sender *sender;
		int http;
	} strangers[] = { { &nobody, 401 }, { &member, 404 }, { &admin, 404 } };
	const char *copy = full_copy(), *before = client_get(&other, &collection_app, sphere)->body;

	for (int i = 0; i < COUNT(strangers); i++) {
		const struct sender *sender = strangers[i].sender;

		assert_refused(send_as(sender, calls[_i].method, calls[_i].is_copy ? copy : sphere,
			calls[_i].body, NULL), strangers[i].http, NULL);
		if (sender == &nobody)
			continue;
		ck_assert_str_eq(json_text(client_get(sender, &collection_app, "/"), "total"), "0");
		ck_assert_str_eq(json_text(client_get(sender, &collection_app, "/copies"), "total"),
			"0");
	}
	ck_assert_str_eq(client_get(&other, &collection_app, sphere)->body, before);
}
END_TEST

static const char *const member_paths[] = { "/", "/copies", "/search?query=x",
	"/search/details?query=1" };

START_TEST(a_collection_needs_a_user)
{
	assert_refused(client_get(&nobody, &collection_app, member_paths[_i]), 401, NULL);
	assert_refused(client_post(&nobody, &collection_app, "/",
		"{\"type\":\"MOVIE\",\"title\":\"a\"}"), 401, NULL);
	assert_refused(post_copy(&nobody, sphere, ",\"format\":\"DVD\""), 401, NULL);
	ck_assert_int_eq(client_rows("media_items"), 1);
}
END_TEST

/*
 * --- copies ------------------------------------------------------------------------------------
 */

START_TEST(a_copy_shows_everything)
{
	const char *path = full_copy();
	struct reply *r = client_get(&other, &collection_app, path);

	ck_assert_str_eq(r->body,
		text("{\"id\":\"%s\",\"media_id\":\"%s\",\"format\":\"DVD\",\"platform\":\"Shelf "
		"3\",\"location\":\"Home/Study\",\"condition\":\"Very good\","
		"\"whereabouts\":\"lent\",\"lent_to\":\"Anna\",\"lent_on\":\"2026-04-01\","
		"\"due_on\":\"2026-04-30\",\"is_overdue\":false,\"acquired_on\":\"2009-07\","
		"\"price\":\"12.50\",\"currency\":\"EUR\",\"barcode\":\"4006381333931\","
		"\"vod_link\":\"https://example.com/sphere\",\"note\":\"Two\\ndiscs\","
		"\"created_at\":\"" NOW "\",\"updated_at\":\"" NOW "\",\"media\":{\"id\":\"%s\","
		"\"type\":\"MOVIE\",\"title\":\"Sphere\",\"creator\":\"Barry Levinson\","
		"\"image_url\":null}}", path + 8, sphere + 1, sphere + 1));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "private, no-cache");
	r = add_copy(&other, sphere, "VOD");
	ck_assert_str_eq(reply_header(r, "Location"),
		text("/collection/copies/%s", json_text(r, "id")));
	ck_assert_str_eq(json_text(r, "platform"), "null");
	ck_assert_str_eq(json_text(r, "vod_link"), "null");
	ck_assert_str_eq(json_text(r, "note"), "null");
	ck_assert_str_eq(json_text(r, "price"), "null");
	ck_assert_str_eq(json_text(r, "whereabouts"), "streaming");
	ck_assert_str_eq(r->body,
		client_get(&other, &collection_app, text("/copies/%s", json_text(r, "id")))->body);
}
END_TEST

static const struct {
	const char *member;
	int http;
	const char *shown;
} seasons[] = {
	{ "\"season\":0", 201, "0" }, { "\"season\":10000", 201, "10000" },
	{ "\"season\":null", 201, "(none)" }, { "\"note\":\"all\"", 201, "(none)" },
	{ "\"season\":-1", 400, NULL }, { "\"season\":10001", 400, NULL },
	{ "\"season\":\"2\"", 400, NULL }, { "\"season\":1.5", 400, NULL },
};

START_TEST(a_copy_of_a_series_may_be_one_of_its_seasons)
{
	const char *dark = text("/%s", json_text(made(client_post(&other, &media_app, "/",
		"{\"type\":\"TV_SHOW\",\"title\":\"Dark\"}")), "id")), *copy;
	struct reply *r = post_copy(&other, dark, text(",\"format\":\"DVD\",%s",
		seasons[_i].member));

	if (!seasons[_i].shown) {
		assert_refused(r, 400, "season");
		return;
	}
	ck_assert_str_eq(json_text(made(r), "season"), seasons[_i].shown);
	copy = text("/copies/%s", json_text(r, "id"));
	ck_assert_str_eq(json_text(client_get(&other, &collection_app, dark), "copies[0].season"),
		seasons[_i].shown);
	r = client_patch(&other, &collection_app, copy, "{\"note\":\"a\"}");
	ck_assert_str_eq(json_text(r, "season"), seasons[_i].shown);
	r = client_patch(&other, &collection_app, copy, "{\"season\":3}");
	ck_assert_str_eq(json_text(r, "season"), "3");
	r = client_put(&other, &collection_app, copy, "{\"format\":\"DVD\"}");
	ck_assert_str_eq(json_text(r, "season"), "(none)");
}
END_TEST

START_TEST(a_film_has_no_seasons)
{
	const char *copy = full_copy();

	assert_refused(post_copy(&other, sphere, ",\"format\":\"DVD\",\"season\":1"), 400,
		"season");
	assert_refused(client_patch(&other, &collection_app, copy, "{\"season\":1}"), 400,
		"season");
}
END_TEST

START_TEST(adding_a_copy_shelves_the_item)
{
	add_copy(&other, sphere, "DVD");
	ck_assert_str_eq(status_of(&other, sphere), "TO_DO");
	assert_refused(client_post(&other, &collection_app, "/copies", "{\"format\":\"DVD\"}"), 400,
		"media_id");
	assert_refused(post_copy(&other, "/" NO_ID, ",\"format\":\"DVD\""), 404, NULL);
	assert_refused(post_copy(&other, "/7", ",\"format\":\"DVD\""), 400, "media_id");
	ck_assert_int_eq(client_rows("entries"), 1);
	ck_assert_int_eq(client_rows("copies"), 1);
}
END_TEST

/* A text of `length` characters of two bytes each. */
static const char *
umlauts(int length)
{
	struct buf text;

	buf_init(&text, &memory, 100);
	for (int i = 0; i < length; i++)
		buf_puts(&text, "ü");
	return text.data;
}

static const struct {
	const char *field;
	int max;
} lengths[] = {
	{ "format", 50 }, { "platform", 100 }, { "note", 10000 }, { "location", 200 },
	{ "condition", 50 }, { "lent_to", 100 }, { "barcode", 50 },
};

START_TEST(each_text_of_a_copy_has_an_end)
{
	const char *field = lengths[_i].field, *copy = full_copy(),
		*longest = umlauts(lengths[_i].max);
	const char *body = text("{\"%s\":\"%sü\"}", field, longest);
	struct reply *r;

	assert_refused(client_patch(&other, &collection_app, copy, body), 400, field);
	r = client_patch(&other, &collection_app, copy, text("{\"%s\":\"%s\"}", field, longest));
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, field), longest);
	assert_refused(post_copy(&other, sphere,
		text("%s,\"%s\":\"%sü\"", _i ? ",\"format\":\"x\"" : "", field, longest)),
		400, field);
	ck_assert_int_eq(client_rows("copies"), 1);
}
END_TEST

static const struct {
	const char *members, *field;
} bad_copies[] = {
	{ "", "format" }, { ",\"format\":null", "format" }, { ",\"format\":\"\"", "format" },
	{ ",\"format\":\"  \"", "format" }, { ",\"format\":7", "format" },
	{ ",\"format\":\"a\\nb\"", "format" },
	{ ",\"format\":[\"DVD\"]", "format" }, { ",\"format\":\"DVD\",\"platform\":7", "platform" },
	{ ",\"format\":\"DVD\",\"platform\":\"a\\nb\"", "platform" },
	{ ",\"format\":\"DVD\",\"note\":{}", "note" },
	{ ",\"format\":\"DVD\",\"vod_link\":\"javascript:alert(1)\"", "vod_link" },
	{ ",\"format\":\"DVD\",\"vod_link\":\"ftp://example.com/\"", "vod_link" },
	{ ",\"format\":\"DVD\",\"vod_link\":\"example.com\"", "vod_link" },
	{ ",\"format\":\"DVD\",\"vod_link\":\"/images/7\"", "vod_link" },
	{ ",\"format\":\"DVD\",\"vod_link\":\"https://\"", "vod_link" },
	{ ",\"format\":\"DVD\",\"vod_link\":\"https://a b\"", "vod_link" },
	{ ",\"format\":\"DVD\",\"vod_link\":7", "vod_link" },
	{ ",\"format\":\"DVD\",\"location\":\"/ / /\"", "location" },
	{ ",\"format\":\"DVD\",\"location\":\"a/b/c/d/e/f/g/h/i/j/k\"", "location" },
	{ ",\"format\":\"DVD\",\"location\":7", "location" },
	{ ",\"format\":\"DVD\",\"location\":\"a\\nb\"", "location" },
	{ ",\"format\":\"DVD\",\"condition\":[]", "condition" },
	{ ",\"format\":\"DVD\",\"acquired_on\":\"2009-02-30\"", "acquired_on" },
	{ ",\"format\":\"DVD\",\"acquired_on\":\"long ago\"", "acquired_on" },
	{ ",\"format\":\"DVD\",\"acquired_on\":2009", "acquired_on" },
	{ ",\"format\":\"DVD\",\"price\":\"12.50\"", "currency" },
	{ ",\"format\":\"DVD\",\"currency\":\"EUR\"", "price" },
	{ ",\"format\":\"DVD\",\"price\":\"12.50\",\"currency\":\"XXX\"", "currency" },
	{ ",\"format\":\"DVD\",\"price\":\"12.50\",\"currency\":\"EUR USD\"", "currency" },
	{ ",\"format\":\"DVD\",\"price\":\"12.50\",\"currency\":978", "currency" },
	{ ",\"format\":\"DVD\",\"price\":\"12.505\",\"currency\":\"EUR\"", "price" },
	{ ",\"format\":\"DVD\",\"price\":\"1.5\",\"currency\":\"JPY\"", "price" },
	{ ",\"format\":\"DVD\",\"price\":\"-1\",\"currency\":\"EUR\"", "price" },
	{ ",\"format\":\"DVD\",\"price\":\"12,50\",\"currency\":\"EUR\"", "price" },
	{ ",\"format\":\"DVD\",\"price\":\"1e3\",\"currency\":\"EUR\"", "price" },
	{ ",\"format\":\"DVD\",\"price\":\"12.\",\"currency\":\"EUR\"", "price" },
	{ ",\"format\":\"DVD\",\"price\":\".5\",\"currency\":\"EUR\"", "price" },
	{ ",\"format\":\"DVD\",\"price\":\"1000000000000\",\"currency\":\"EUR\"", "price" },
	{ ",\"format\":\"DVD\",\"price\":\"free\",\"currency\":\"EUR\"", "price" },
	{ ",\"format\":\"DVD\",\"price\":true,\"currency\":\"EUR\"", "price" },
	{ ",\"format\":\"DVD\",\"lent_to\":\"Anna\",\"lent_on\":\"2026-03\"", "lent_on" },
	{ ",\"format\":\"DVD\",\"lent_to\":\"Anna\",\"lent_on\":\"2026-03-01T08:00:00Z\"",
	  "lent_on" },
	{ ",\"format\":\"DVD\",\"lent_to\":\"Anna\",\"due_on\":\"soon\"", "due_on" },
	{ ",\"format\":\"DVD\",\"lent_to\":\"Anna\",\"lent_on\":\"2026-03-02\","
	  "\"due_on\":\"2026-03-01\"", "due_on" },
	/* since today, which is yesterday somewhere */
	{ ",\"format\":\"DVD\",\"lent_to\":\"Anna\",\"due_on\":\"2026-03-30\"", "due_on" },
	{ ",\"format\":\"DVD\",\"lent_to\":7", "lent_to" },
	{ ",\"format\":\"DVD\",\"barcode\":7", "barcode" },
	{ ",\"format\":\"DVD\",\"amount\":7", "amount" },
	{ ",\"format\":\"DVD\",\"title\":\"a\"", "title" },
	{ ",\"format\":\"DVD\",\"user_key\":1", "user_key" },
	{ ",\"format\":\"DVD\",\"format_folded\":\"x\"", "format_folded" },
	{ ",\"format\":\"DVD\",\"format\":\"VOD\"", "format" }, { ",\"format\":\"\xff\"", "" },
	{ ",\"format\":\"a\\u0000\"", "" },
};

START_TEST(a_bad_copy_names_the_field_and_stores_nothing)
{
	const char *copy, *before, *body;

	assert_refused(post_copy(&other, sphere, bad_copies[_i].members), 400,
		bad_copies[_i].field);
	ck_assert_int_eq(client_rows("copies"), 0);
	ck_assert_int_eq(client_rows("entries"), 0);
	copy = full_copy();
	before = client_get(&other, &collection_app, copy)->body;
	body = text("{\"media_id\":\"%s\"%s}", sphere + 1, bad_copies[_i].members);
	assert_refused(client_put(&other, &collection_app, copy, body), 400, bad_copies[_i].field);
	client_patch(&other, &collection_app, copy, "{\"price\":null,\"currency\":null,"
		"\"lent_to\":null}");
	before = client_get(&other, &collection_app, copy)->body;
	ck_assert_int_eq(client_patch(&other, &collection_app, copy, body)->http, _i ? 400 : 200);
	ck_assert_str_eq(client_get(&other, &collection_app, copy)->body, before);
}
END_TEST

/* A place of so many levels. */
static const char *
levels(int count)
{
	struct buf place;

	buf_init(&place, &memory, 400);
	for (int i = 0; i < count; i++)
		buf_puts(&place, i ? "/a" : "a");
	return place.data;
}

START_TEST(a_place_has_an_end)
{
	const char *copy = full_copy();
	static const int deep[] = { 11, 100, 101, 200, 10000 };

	for (int i = 0; i < COUNT(deep); i++) {
		assert_refused(client_patch(&other, &collection_app, copy,
			text("{\"location\":\"%s\"}", levels(deep[i]))), 400, "location");
		assert_refused(client_get(&other, &collection_app,
			text("/copies?location=%s", levels(deep[i]))), 400, "location");
	}
	ck_assert_str_eq(json_text(client_patch(&other, &collection_app, copy,
		text("{\"location\":\"/%s/\"}", levels(10))), "location"), levels(10));
}
END_TEST

START_TEST(dates_of_a_loan_are_of_one)
{
	static const char *const days[] = { "lent_on", "due_on" };

	for (int i = 0; i < COUNT(days); i++) {
		assert_refused(post_copy(&other, sphere,
			text(",\"format\":\"x\",\"%s\":\"2026-04-02\"", days[i])), 400, "lent_to");
		assert_refused(post_copy(&other, sphere,
			text(",\"format\":\"x\",\"lent_to\":null,\"%s\":\"2026-04-02\"", days[i])),
			400, "lent_to");
	}
	ck_assert_int_eq(client_rows("copies"), 0);
}
END_TEST

/* Each on a copy that Anna has since 2026-04-01, due on 2026-04-30; what is shown then. */
static const struct {
	const char *body, *to, *since, *until, *where, *overdue;
} loans[] = {
	{ "{}", "Anna", "2026-04-01", "2026-04-30", "lent", "false" },
	{ "{\"lent_to\":null}", "null", "null", "null", "home", "false" },
	/* as a form sends it that has all three */
	{ "{\"lent_to\":null,\"lent_on\":\"2026-04-01\",\"due_on\":\"2026-04-30\"}",
	  "null", "null", "null", "home", "false" },
	{ "{\"due_on\":null}", "Anna", "2026-04-01", "null", "lent", "false" },
	{ "{\"lent_on\":\"2026-03-01\"}", "Anna", "2026-03-01", "2026-04-30", "lent", "false" },
	{ "{\"lent_on\":\"2026-03-01\",\"due_on\":\"2026-03-01\"}",
	  "Anna", "2026-03-01", "2026-03-01", "lent", "true" },
	/* the day itself is in time */
	{ "{\"due_on\":\"2026-04-01\"}", "Anna", "2026-04-01", "2026-04-01", "lent", "false" },
	{ "{\"lent_on\":null}", "Anna", "2026-04-01", "2026-04-30", "lent", "false" },
	{ "{\"lent_to\":\" anna \"}", "anna", "2026-04-01", "2026-04-30", "lent", "false" },
	{ "{\"lent_to\":\"Ben\"}", "Ben", "2026-04-01", "null", "lent", "false" },
	/* where it is the day before yet */
	{ "{\"lent_to\":\"Ben\",\"due_on\":\"2026-03-31\"}",
	  "Ben", "2026-03-31", "2026-03-31", "lent", "true" },
	{ "{\"lent_to\":\"Ben\",\"lent_on\":\"2026-03-02\",\"due_on\":\"2026-03-03\"}",
	  "Ben", "2026-03-02", "2026-03-03", "lent", "true" },
};

START_TEST(what_is_lent_comes_back_with_its_days)
{
	const bool is_overdue = !strcmp(loans[_i].overdue, "true");
	struct reply *r = client_patch(&other, &collection_app, full_copy(), loans[_i].body);

	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_text(r, "lent_to"), loans[_i].to);
	ck_assert_str_eq(json_text(r, "lent_on"), loans[_i].since);
	ck_assert_str_eq(json_text(r, "due_on"), loans[_i].until);
	ck_assert_str_eq(json_text(r, "whereabouts"), loans[_i].where);
	ck_assert_str_eq(json_text(r, "is_overdue"), loans[_i].overdue);
	ck_assert_str_eq(json_text(client_get(&other, &collection_app, "/copies?overdue=true"),
		"total"), is_overdue ? "1" : "0");
	ck_assert_str_eq(json_text(client_get(&other, &collection_app, "/copies?overdue=false"),
		"total"), is_overdue ? "0" : "1");
}
END_TEST

static const struct {
	const char *members, *where;
} places[] = {
	{ ",\"format\":\"DVD\"", "home" }, { ",\"format\":\"vod\"", "streaming" },
	{ ",\"format\":\"Streaming\",\"location\":\"Home\"", "streaming" },
	{ ",\"format\":\"DVD\",\"vod_link\":\"https://a.example/\"", "streaming" },
	{ ",\"format\":\"DVD\",\"vod_link\":\"https://a.example/\",\"location\":\"a\"", "home" },
	{ ",\"format\":\"VOD\",\"lent_to\":\"Anna\"", "lent" },
	/* only shown */
	{ ",\"format\":\"DVD\",\"whereabouts\":\"lent\",\"is_overdue\":true", "home" },
};

START_TEST(where_a_copy_is_follows_from_the_rest)
{
	ck_assert_str_eq(json_text(made(post_copy(&other, sphere, places[_i].members)),
		"whereabouts"), places[_i].where);
}
END_TEST

/* On a copy for 12.50 EUR; what is refused names the field. */
static const struct {
	const char *body, *price, *currency, *field;
} prices[] = {
	{ "{\"price\":\"13\"}", "13.00", "EUR", NULL },
	{ "{\"price\":13.1}", "13.10", "EUR", NULL },
	{ "{\"price\":0}", "0.00", "EUR", NULL },
	{ "{\"price\":\"999999999.99\"}", "999999999.99", "EUR", NULL },
	{ "{\"price\":\"12.5000\"}", "12.50", "EUR", NULL },
	{ "{\"currency\":\"usd\"}", "12.50", "USD", NULL },
	{ "{\"currency\":\"KWD\"}", "12.500", "KWD", NULL },
	{ "{\"currency\":\"JPY\"}", NULL, NULL, "price" },
	{ "{\"currency\":\"JPY\",\"price\":\"1200\"}", "1200", "JPY", NULL },
	{ "{\"currency\":\"JPY\",\"price\":\"1200.00\"}", "1200", "JPY", NULL },
	{ "{\"price\":null,\"currency\":null}", "null", "null", NULL },
	{ "{\"price\":null}", NULL, NULL, "price" },
	{ "{\"currency\":null}", NULL, NULL, "currency" },
};

START_TEST(a_price_has_the_digits_of_its_currency)
{
	const char *copy = full_copy();
	struct reply *r = client_patch(&other, &collection_app, copy, prices[_i].body);

	if (prices[_i].field) {
		assert_refused(r, 400, prices[_i].field);
		return;
	}
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_text(r, "price"), prices[_i].price);
	ck_assert_str_eq(json_text(r, "currency"), prices[_i].currency);
	ck_assert_str_eq(client_put(&other, &collection_app, copy, r->body)->body, r->body);
}
END_TEST

/* --- lists of copies, and what there is of each ----------------------------------------------- */

/* Six copies of two titles, in this order. */
static void
fill_copies(void)
{
	const char *emma = item(&member, "BOOK", "Emma", ",\"creator\":\"Jane Austen\"");

	made(post_copy(&other, emma, ",\"format\":\"Paperback\",\"location\":\"Home/Study\","
		"\"price\":\"9.99\",\"currency\":\"EUR\",\"condition\":\"Good\","
		"\"barcode\":\"9780141439587\""));
	made(post_copy(&other, emma, ",\"format\":\"paperback\",\"location\":\"home\","
		"\"price\":\"50.30\",\"currency\":\"EUR\",\"condition\":\"good\","
		"\"lent_to\":\"Anna\",\"lent_on\":\"2026-01-01\",\"due_on\":\"2026-03-01\""));
	made(post_copy(&other, emma, ",\"format\":\"E-book\",\"platform\":\"Kindle\","
		"\"price\":\"700\",\"currency\":\"JPY\",\"vod_link\":\"https://a.example/\""));
	made(post_copy(&other, sphere, ",\"format\":\"DVD\",\"location\":\"Hôme / Study/Top\","
		"\"lent_to\":\"Ben\",\"due_on\":\"2026-05-01\""));
	made(post_copy(&other, sphere, ",\"format\":\"VOD\",\"platform\":\"Kindle\""));
	made(post_copy(&other, sphere, ",\"format\":\"DVD\",\"location\":\"Home-office\""));
	made(post_copy(&member, emma, ",\"format\":\"Stolen\",\"location\":\"Home/Study\","
		"\"price\":\"1\",\"currency\":\"USD\",\"lent_to\":\"Eve\""));
	client_patch(&other, &usermedia_app, text("/%s", json_text(client_get(&other,
		&usermedia_app, "/?type=BOOK"), "records[0].id")), "{\"status\":\"COMPLETED\"}");
}

/* What a list has, by format and place. */
static const struct {
	const char *query, *formats;
} copy_lists[] = {
	{ "", "DVD|VOD|DVD|E-book|paperback|Paperback" },
	{ "sort=added_desc", "DVD|VOD|DVD|E-book|paperback|Paperback" },
	{ "sort=title_asc", "Paperback|paperback|E-book|DVD|VOD|DVD" },
	{ "sort=location_asc", "paperback|DVD|Paperback|DVD|E-book|VOD" },
	{ "sort=due_asc", "paperback|DVD|DVD|VOD|E-book|Paperback" },
	/* the dearest first, of each currency */
	{ "sort=price_desc", "paperback|Paperback|E-book|DVD|VOD|DVD" },
	{ "location=home", "DVD|paperback|Paperback" },
	{ "location=+Home+//+study/", "DVD|Paperback" }, { "location=Home/Study/Top", "DVD" },
	{ "location=Stud", "" }, { "location=home-office", "DVD" }, { "location=", "DVD|VOD|DVD|"
	  "E-book|paperback|Paperback" },
	{ "format=PAPERBACK", "paperback|Paperback" },
	{ "format=dvd&format=vod", "DVD|VOD|DVD" }, { "platform=kindle", "VOD|E-book" },
	{ "condition=GOOD", "paperback|Paperback" },
	{ "whereabouts=home", "DVD|Paperback" }, { "whereabouts=lent", "DVD|paperback" },
	{ "whereabouts=streaming&whereabouts=home", "DVD|VOD|E-book|Paperback" },
	{ "lent=true", "DVD|paperback" }, { "lent=false", "DVD|VOD|E-book|Paperback" },
	{ "overdue=true", "paperback" }, { "overdue=false", "DVD|VOD|DVD|E-book|Paperback" },
	{ "currency=eur", "paperback|Paperback" }, { "type=MOVIE", "DVD|VOD|DVD" },
	{ "q=austen", "E-book|paperback|Paperback" }, { "q=sph", "DVD|VOD|DVD" },
	{ "q=9780141439587", "Paperback" }, { "q=anna", "" },
	{ "status=COMPLETED", "E-book|paperback|Paperback" },
	{ "creator=austen&whereabouts=home", "Paperback" }, { "year=1998", "DVD|VOD|DVD" },
	{ "media_id=@&format=dvd", "DVD|DVD" }, { "media_id=" NO_ID, "" },
};

START_TEST(copies_are_narrowed_and_sorted)
{
	struct reply *r;

	fill_copies();
	r = client_get(&other, &collection_app, text("/copies?%s", filled(copy_lists[_i].query)));
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_column(r, "copies", "format"), copy_lists[_i].formats);
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(r->json, "copies")),
		atoi(json_text(r, "total")));
}
END_TEST

START_TEST(a_listed_copy_says_of_what_it_is)
{
	struct reply *r;

	fill_copies();
	r = client_get(&other, &collection_app, "/copies?page_size=4&page=1&sort=added_desc");
	ck_assert_str_eq(json_column(r, "copies", "media.title"), "Sphere|Sphere|Sphere|Emma");
	ck_assert_str_eq(json_text(r, "copies[3].media.creator"), "Jane Austen");
	ck_assert_str_eq(json_text(r, "copies[3].price"), "700");
	ck_assert_str_eq(text("/copies/%s", json_text(r, "copies[3].id")),
		text("/copies/%s", json_text(client_get(&other, &collection_app,
		text("/copies/%s", json_text(r, "copies[3].id"))), "id")));
}
END_TEST

static const struct {
	const char *query, *member, *shown;
} copy_counts[] = {
	{ "", "formats", "[{\"name\":\"DVD\",\"count\":2},{\"name\":\"Paperback\",\"count\":2},"
	  "{\"name\":\"E-book\",\"count\":1},{\"name\":\"VOD\",\"count\":1}]" },
	{ "", "platforms", "[{\"name\":\"Kindle\",\"count\":2}]" },
	{ "", "types", "[{\"name\":\"BOOK\",\"count\":3},{\"name\":\"MOVIE\",\"count\":3}]" },
	/* each beginning of a place */
	{ "", "locations", "[{\"name\":\"Home\",\"count\":3},{\"name\":\"Home-office\","
	  "\"count\":1},{\"name\":\"Home/Study\",\"count\":2},{\"name\":\"Hôme/Study/Top\","
	  "\"count\":1}]" },
	{ "", "conditions", "[{\"name\":\"Good\",\"count\":2}]" },
	{ "", "whereabouts", "{\"home\":2,\"lent\":2,\"streaming\":2}" },
	{ "", "value", "{\"EUR\":\"60.29\",\"JPY\":\"700\"}" },
	{ "", "lent", "2" }, { "", "overdue", "1" }, { "", "is_complete", "true" },
	/* under all filters but its own */
	{ "whereabouts=lent", "whereabouts", "{\"home\":2,\"lent\":2,\"streaming\":2}" },
	{ "whereabouts=home", "overdue", "1" },
	{ "whereabouts=lent", "value", "{\"EUR\":\"50.30\"}" },
	{ "whereabouts=streaming", "locations", "[]" },
	{ "location=home/study", "whereabouts", "{\"home\":1,\"lent\":1,\"streaming\":0}" },
	{ "location=home/study", "lent", "1" }, { "location=home/study", "overdue", "0" },
	{ "location=home/study&type=BOOK", "locations", "[{\"name\":\"Home\",\"count\":2},"
	  "{\"name\":\"Home/Study\",\"count\":1}]" },
	{ "q=emma", "formats", "[{\"name\":\"Paperback\",\"count\":2},{\"name\":\"E-book\","
	  "\"count\":1}]" },
	{ "facet=value", "value", "{\"EUR\":\"60.29\",\"JPY\":\"700\"}" },
	{ "facet=value", "formats", "(none)" }, { "q=nothing", "value", "{}" },
	{ "q=nothing", "lent", "0" }, { "status=COMPLETED", "overdue", "1" },
};

START_TEST(copies_are_counted_by_what_they_have)
{
	struct reply *r;
	const cJSON *value;

	fill_copies();
	r = client_get(&other, &collection_app, text("/facets?%s", copy_counts[_i].query));
	ck_assert_msg(r->http == 200, "%s", r->body);
	value = cJSON_GetObjectItem(r->json, copy_counts[_i].member);
	json_use_arena(&memory);
	ck_assert_str_eq(value ? cJSON_PrintUnformatted(value) : "(none)",
		copy_counts[_i].shown);
}
END_TEST

START_TEST(every_bad_field_of_a_copy_is_named_at_once)
{
	struct reply *r = client_post(&other, &collection_app, "/copies",
		"{\"media_id\":\"7\",\"platform\":7,\"vod_link\":\"x\",\"note\":7,\"nope\":1}");
	static const char *const fields[] = { "media_id", "platform", "vod_link", "note", "nope",
		"format" };

	ck_assert_int_eq(r->http, 400);
	for (int i = 0; i < COUNT(fields); i++)
		ck_assert_str_eq(json_text(r, text("error.details[%d].field", i)), fields[i]);
}
END_TEST

static const struct {
	const char *method, *body, *field, *shown;
} copy_changes[] = {
	{ "PATCH", "{\"format\":\"Blu-ray\"}", "format", "Blu-ray" },
	{ "PATCH", "{\"format\":\"Blu-ray\"}", "platform", "Shelf 3" },
	{ "PATCH", "{\"platform\":null}", "platform", "null" },
	{ "PATCH", "{\"vod_link\":null}", "vod_link", "null" },
	{ "PATCH", "{\"note\":null}", "note", "null" },
	{ "PATCH", "{\"note\":\"a\\tb\"}", "note", "a\tb" },
	{ "PATCH", "{\"vod_link\":\"http://a.example/?b=c#d\"}", "vod_link",
	  "http://a.example/?b=c#d" },
	{ "PATCH", "{\"format\":\" <b>E-book</b> \"}", "format", "<b>E-book</b>" },
	{ "PATCH", "{}", "note", "Two\ndiscs" }, { "PATCH", "{}", "updated_at", LATER },
	{ "PATCH", "{}", "created_at", NOW },
	{ "PUT", "{\"format\":\"VOD\"}", "format", "VOD" },
	{ "PUT", "{\"format\":\"VOD\"}", "platform", "null" },
	{ "PUT", "{\"format\":\"VOD\"}", "vod_link", "null" },
	{ "PUT", "{\"format\":\"VOD\"}", "note", "null" },
	{ "PUT", "{\"format\":\"VOD\",\"platform\":\"Prime\"}", "platform", "Prime" },
	{ "PUT", "{\"format\":\"VOD\"}", "created_at", NOW },
};

START_TEST(a_copy_is_changed_or_replaced)
{
	const char *copy = full_copy();
	struct reply *r;

	clock_set(AT + 60);
	r = send_as(&other, copy_changes[_i].method, copy, copy_changes[_i].body, NULL);
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_text(r, copy_changes[_i].field), copy_changes[_i].shown);
	ck_assert_str_eq(json_text(r, "media_id"), sphere + 1);
	ck_assert_str_eq(client_get(&other, &collection_app, copy)->body, r->body);
}
END_TEST

START_TEST(a_copy_stays_of_its_item)
{
	const char *copy = full_copy(), *before = client_get(&other, &collection_app, copy)->body;
	const char *elsewhere = item(&member, "MOVIE", "Alien", "");
	struct reply *r = client_put(&other, &collection_app, copy, before);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, before);
	r = client_put(&other, &collection_app, copy,
		text("{\"media_id\":\"%s\",\"format\":\"x\"}", elsewhere + 1));
	ck_assert_str_eq(json_text(r, "media_id"), sphere + 1);
	r = client_patch(&other, &collection_app, copy,
		text("{\"movie_id\":\"%s\",\"id\":\"x\"}", elsewhere + 1));
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "media_id"), sphere + 1);
	ck_assert_int_eq(client_get(&other, &collection_app, elsewhere)->http, 404);
}
END_TEST

START_TEST(a_deleted_copy_leaves_the_item_on_the_shelf)
{
	const char *copy = full_copy();

	ck_assert_int_eq(client_delete(&other, &collection_app, copy)->http, 204);
	ck_assert_int_eq(client_delete(&other, &collection_app, copy)->http, 404);
	ck_assert_int_eq(client_get(&other, &collection_app, copy)->http, 404);
	ck_assert_int_eq(client_patch(&other, &collection_app, copy, "{\"note\":\"a\"}")->http,
		404);
	ck_assert_str_eq(json_text(client_get(&other, &collection_app, sphere), "copies"), "[]");
	ck_assert_str_eq(status_of(&other, sphere), "TO_DO");
}
END_TEST

START_TEST(one_has_at_most_a_hundred_copies_of_an_item)
{
	const char *alien = item(&member, "MOVIE", "Alien", "");

	for (int i = 1; i <= 100; i++)
		add_copy(&other, sphere, text("%d", i));
	assert_refused(post_copy(&other, sphere, ",\"format\":\"x\""), 409, "media_id");
	add_copy(&other, alien, "x");
	add_copy(&member, sphere, "x");
	ck_assert_int_eq(client_rows("copies"), 102);
	ck_assert_str_eq(json_text(client_get(&other, &collection_app, sphere),
		"copies[99].format"), "1");
	ck_assert_str_eq(json_text(client_get(&other, &collection_app, "/"),
		"items[1].copies[99].format"), "1");
}
END_TEST

START_TEST(copies_are_listed_newest_first)
{
	struct reply *r = client_get(&other, &collection_app, "/copies");

	ck_assert_str_eq(r->body, "{\"copies\":[],\"page\":1,\"page_size\":20,\"total\":0}");
	for (int i = 0; i < 5; i++)
		add_copy(&other, i % 2 ? sphere : item(&member, "BOOK", "a", ""), text("%d", i));
	add_copy(&member, sphere, "5");
	r = client_get(&other, &collection_app, "/copies");
	ck_assert_str_eq(json_column(r, "copies", "format"), "4|3|2|1|0");
	r = client_get(&other, &collection_app, "/copies?page=2&page_size=2");
	ck_assert_str_eq(json_column(r, "copies", "format"), "2|1");
	ck_assert_str_eq(json_text(r, "total"), "5");
	ck_assert_str_eq(reply_header(r, "Link"),
		"</collection/copies?page_size=2&page=1>; rel=\"first\", "
		"</collection/copies?page_size=2&page=1>; rel=\"prev\", "
		"</collection/copies?page_size=2&page=3>; rel=\"next\", "
		"</collection/copies?page_size=2&page=3>; rel=\"last\"");
	assert_refused(client_get(&other, &collection_app, "/copies?page_size=101"), 400,
		"page_size");
}
END_TEST

static const struct {
	const char *path, *form, *location;	/* @: the id of Sphere; location NULL: refused */
} forms[] = {
	{ "/", "type=MOVIE&title=sphere&pub_date=", "/media/@" },
	{ "/", "media_id=@", "/media/@" },
	{ "/copies", "movie_id=@&format=VOD&platform=", "/media/@" },
	{ "copy", "_method=PATCH&platform=&note=a%0D%0Ab&_csrf=x", "/media/@" },
	{ "copy", "_method=PUT&format=x&next=collection.html", "/collection.html" },
	{ "copy", "_method=DELETE", "/index.html" },
	{ "copy", "_method=PATCH&format=", NULL }, { "/copies", "movie_id=@&format=", NULL },
	{ "/copies", "movie_id=&format=x", NULL }, { "/", "type=MOVIE&title=", NULL },
};

START_TEST(a_form_does_it_too)
{
	static const char *const headers[] = { "HTTP_ACCEPT=text/html", NULL };
	const char *copy = full_copy(), *path = strcmp(forms[_i].path, "copy") ? forms[_i].path
		: copy;
	const char *form = filled(forms[_i].form);
	struct reply *r = client_send(&other, &collection_app, "POST", path,
		"application/x-www-form-urlencoded", form, strlen(form), headers);

	ck_assert_msg(r->http == (forms[_i].location ? 303 : 400), "%s", r->body);
	if (forms[_i].location)
		ck_assert_str_eq(reply_header(r, "Location"), filled(forms[_i].location));
}
END_TEST

/*
 * --- tags --------------------------------------------------------------------------------------
 */

START_TEST(the_tag_of_an_item_follows_its_copies_and_its_entry)
{
	const char *copy = full_copy();
	const struct {
		const struct app *app;
		const char *method, *path, *body;
	} steps[] = {
		{ &collection_app, "PATCH", copy, "{\"note\":\"x\"}" },
		{ &collection_app, "POST", "/copies",
		  text("{\"movie_id\":\"%s\",\"format\":\"x\"}", sphere + 1) },
		{ &collection_app, "DELETE", copy, NULL },
		{ &usermedia_app, "PATCH",
		  text("/%s", json_text(client_get(&other, &usermedia_app, "/"), "records[0].id")),
			"{\"status\":\"DROPPED\"}" },
		{ &movies_app, "PUT", text("%s/rating", sphere), "{\"value\":5}" },
	};

	for (int i = 0; i < COUNT(steps); i++) {
		const char *known[2], *body = steps[i].body;

		for (int list = 0; list < 2; list++)
			known[list] = text("HTTP_IF_NONE_MATCH=%s",
				reply_header(client_get(&other, &collection_app,
				list ? "/" : sphere), "ETag"));
		for (int list = 0; list < 2; list++)
			ck_assert_int_eq(send_as(&other, "GET", list ? "/" : sphere, NULL,
				known[list])->http, 304);
		ck_assert_int_lt(client_send(&other, steps[i].app, steps[i].method, steps[i].path,
			"application/json", body, body ? strlen(body) : 0, NULL)->http, 300);
		for (int list = 0; list < 2; list++)
			ck_assert_int_eq(send_as(&other, "GET", list ? "/" : sphere, NULL,
				known[list])->http, 200);
	}
}
END_TEST

static const struct {
	const char *method, *body;
	bool is_copy;
} updates[] = {
	{ "PUT", "{\"title\":\"b\"}", false }, { "DELETE", NULL, false },
	{ "PUT", "{\"format\":\"b\"}", true },
	{ "PATCH", "{\"format\":\"b\"}", true }, { "DELETE", NULL, true },
};

START_TEST(a_lost_update_is_refused)
{
	const char *copy = text("/copies/%s", json_text(add_copy(&member, sphere, "DVD"), "id"));
	const char *path = updates[_i].is_copy ? copy : sphere;
	const char *stale = text("HTTP_IF_MATCH=%s",
		reply_header(client_get(&member, &collection_app, path), "ETag"));
	struct reply *r;

	client_patch(&member, &collection_app, copy, "{\"note\":\"a\"}");
	r = client_get(&member, &collection_app, path);
	ck_assert_int_eq(send_as(&member, updates[_i].method, path, updates[_i].body, stale)->http,
		412);
	ck_assert_str_eq(client_get(&member, &collection_app, path)->body, r->body);
	ck_assert_int_lt(send_as(&member, updates[_i].method, path, updates[_i].body,
		text("HTTP_IF_MATCH=%s", reply_header(r, "ETag")))->http, 300);
}
END_TEST

/*
 * --- lists -------------------------------------------------------------------------------------
 */

/* On the shelf in this order, each a second later, with copies "format@platform". */
static const struct {
	const char *type, *title, *members, *status, *copies[3];
} shelf[] = {
	{ "MOVIE", "Alien", ",\"creator\":\"Ridley Scott\"", "COMPLETED",
	  { "DVD@", "VOD@Prime Video" } },
	{ "BOOK", "Dune", ",\"creator\":\"Frank Herbert\"", "IN_PROGRESS", { "E-book@Kindle" } },
	{ "GAME", "Tetris", "", "TO_DO", { "Cartridge@Game Boy" } },
	{ "TV_SHOW", "Élite", "", "TO_DO", { NULL } },
	{ "MOVIE", "Dune", "", "PAUSED", { "Blu-ray@", "dvd@Shelf", "Vod@Arte Médiathèque" } },
};

static const struct {
	const char *query, *titles;	/* with the first letter of the type */
} lists[] = {
	{ "", "M:Dune|T:Élite|G:Tetris|B:Dune|M:Alien" },
	{ "sort=title_asc", "M:Alien|B:Dune|M:Dune|T:Élite|G:Tetris" },
	{ "type=MOVIE", "M:Dune|M:Alien" }, { "type=movie&sort=title_asc", "M:Alien|M:Dune" },
	{ "type=MOVIE&type=GAME&sort=title_asc", "M:Alien|M:Dune|G:Tetris" },
	{ "format=%CC%81&platform=%CC%81&q=%CC%81&type=serie", "T:Élite" },
	{ "type=serie", "T:Élite" }, { "media_type=videogame", "G:Tetris" },
	{ "format=dvd", "M:Dune|M:Alien" }, { "format=DVD", "M:Dune|M:Alien" }, { "format=DV", "" },
	{ "format=E-BOOK", "B:Dune" }, { "format=%25", "" },
	{ "platform=game+boy", "G:Tetris" }, { "platform=arte+mediatheque", "M:Dune" },
	{ "platform=Prime", "" },
	{ "platform=KINDLE", "B:Dune" },
	{ "format=VOD&platform=prime+video", "M:Alien" },
	{ "format=DVD&platform=prime+video", "" },	/* both of one copy */
	{ "owned=true", "M:Dune|G:Tetris|B:Dune|M:Alien" }, { "owned=1&type=BOOK", "B:Dune" },
	{ "owned=false", "T:Élite" },
	{ "q=dune", "M:Dune|B:Dune" }, { "q=ELI", "T:Élite" }, { "q=scott", "M:Alien" },
	{ "q=nothing", "" },
	{ "q=e&owned=true&type=GAME", "G:Tetris" },
	{ "status=TO_DO", "T:Élite|G:Tetris" }, { "status=completed", "M:Alien" },
	{ "type=&format=&platform=&owned=&q=&nope=1", "M:Dune|T:Élite|G:Tetris|B:Dune|M:Alien" },
	{ "page=2&page_size=2", "G:Tetris|B:Dune" }, { "page=2&pageSize=1&format=dvd", "M:Alien" },
	{ "page=9", "" },
};

static void
fill_collection(void)
{
	for (int i = 0; i < COUNT(shelf); i++) {
		const char *path = item(&member, shelf[i].type, shelf[i].title, shelf[i].members);

		clock_set(AT + i);
		made(client_post(&other, &usermedia_app, "/",
			text("{\"media_id\":\"%s\",\"status\":\"%s\"}", path + 1,
			shelf[i].status)));
		for (int n = 0; n < 3 && shelf[i].copies[n]; n++) {
			const char *copy = shelf[i].copies[n], *at = strchr(copy, '@');

			made(post_copy(&other, path,
				text(",\"format\":\"%.*s\",\"platform\":%s%s%s", (int)(at - copy),
				copy, at[1] ? "\"" : "", at[1] ? at + 1 : "null",
				at[1] ? "\"" : "")));
		}
	}
	add_copy(&member, sphere, "DVD");
}

START_TEST(a_collection_has_what_was_asked_for_in_the_order_asked_for)
{
	fill_collection();
	for (int i = 0; i < COUNT(lists); i++) {
		struct reply *r = client_get(&other, &collection_app, text("/?%s", lists[i].query));
		struct buf titles;

		ck_assert_msg(r->http == 200, "%s: %d", lists[i].query, r->http);
		buf_init(&titles, &memory, 100);
		for (int n = 0; n < cJSON_GetArraySize(cJSON_GetObjectItem(r->json, "items")); n++)
			buf_printf(&titles, "%s%.1s:%s", n ? "|" : "",
				json_text(r, text("items[%d].type", n)),
				json_text(r, text("items[%d].title", n)));
		ck_assert_msg(!strcmp(titles.data, lists[i].titles), "%s: %s", lists[i].query,
			titles.data);
	}
}
END_TEST

START_TEST(a_collection_comes_in_pages_and_each_item_as_it_is_alone)
{
	struct reply *r;

	fill_collection();
	r = client_get(&other, &collection_app, "/?format=dvd&page=2&page_size=1");
	ck_assert_str_eq(json_text(r, "total"), "2");
	ck_assert_str_eq(json_text(r, "page"), "2");
	ck_assert_str_eq(json_text(r, "page_size"), "1");
	ck_assert_str_eq(reply_header(r, "Link"),
		"</collection?format=dvd&page_size=1&page=1>; rel=\"first\", "
		"</collection?format=dvd&page_size=1&page=1>; rel=\"prev\", "
		"</collection?format=dvd&page_size=1&page=2>; rel=\"last\"");
	r = client_get(&other, &collection_app, "/");
	for (int i = 0; i < COUNT(shelf); i++) {
		const char *path = text("/%s", json_text(r, text("items[%d].id", i)));

		ck_assert_ptr_nonnull(strstr(r->body,
			client_get(&other, &collection_app, path)->body));
	}
	ck_assert_str_eq(json_text(r, "items[0].copies[0].format"), "Vod");
	ck_assert_str_eq(json_text(r, "items[0].copies[2].format"), "Blu-ray");
	ck_assert_str_eq(json_column(r, "items", "status"),
		"PAUSED|TO_DO|TO_DO|IN_PROGRESS|COMPLETED");
}
END_TEST

/* Items with as many copies as there may be, with notes as long as they may be: 4 MB each. */
static void
fill_with_notes(void)
{
	enum { LONGEST = 10000 };
	struct buf note;

	buf_init(&note, &memory, 4 * LONGEST);
	for (int i = 0; i < LONGEST; i++)
		buf_puts(&note, i ? "\xf0\x9f\x93\x96" : "\xf0\x9f\x8f\x81");
	fill_collection();
	client_sql("DELETE FROM copies", NULL, NULL);
	client_sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
		"INSERT INTO copies (id, user_key, media_key, whereabouts, format, format_folded, "
		"note, created_at, updated_at) SELECT e.id || i, e.user_key, e.media_key, 'home', "
		"'x' || i, 'x' || i, $1, 0, 0 FROM entries e, n", note.data, NULL);
}

/* More than a request may have in memory, which is less than usual here: 20 MB are needed. */
START_TEST(a_page_with_the_longest_notes_is_whole)
{
	const char *known[2] = { NULL };
	struct reply *r;
	size_t most;

	fill_with_notes();
	most = client_limit_memory(16 << 20);
	r = client_get(&other, &collection_app, "/");
	ck_assert_int_eq(r->http, 200);
	ck_assert_uint_gt(r->size, 5 * 100 * 40000);
	ck_assert_str_eq(reply_header(r, "Content-Length"), text("%zu", r->size));
	for (int i = 0; i < COUNT(shelf); i += COUNT(shelf) - 1) {
		const char *path = text("/%s", json_text(r, text("items[%d].id", i)));
		struct reply *alone = client_get(&other, &collection_app, path);

		ck_assert_int_eq(alone->http, 200);
		ck_assert_str_eq(json_text(alone, "copies[0].format"), "x100");
		ck_assert_str_eq(json_text(alone, "copies[99].format"), "x1");
		ck_assert_ptr_nonnull(strstr(r->body, alone->body));
	}
	/* it has a tag as any other, also where what it is of was put aside */
	known[0] = text("HTTP_IF_NONE_MATCH=%s", reply_header(r, "ETag"));
	r = client_send(&other, &collection_app, "GET", "/", NULL, NULL, 0, known);
	ck_assert_int_eq(r->http, 304);
	ck_assert_uint_eq(r->size, 0);
	client_sql("UPDATE copies SET note = substr(note, 1, 9999) || '.' "
		"WHERE key = (SELECT min(key) FROM copies)", NULL, NULL);
	r = client_send(&other, &collection_app, "HEAD", "/", NULL, NULL, 0, NULL);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_ne(reply_header(r, "ETag"), known[0] + strlen("HTTP_IF_NONE_MATCH="));
	client_limit_memory(most);
	/* too much for a page: as it is, also to a browser */
	r = send_as(&other, "HEAD", "/", NULL, "HTTP_ACCEPT=text/html");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(reply_header(r, "Content-Type"), "application/json");
}
END_TEST

/* The tag is that of the answer, be it in memory or put aside. */
START_TEST(a_lost_update_of_much_is_refused)
{
	const char *path;
	struct reply *r;

	fill_with_notes();
	path = text("/%s", json_text(client_get(&other, &collection_app, "/?page_size=1"),
		"items[0].id"));
	r = client_get(&other, &collection_app, path);
	ck_assert_int_eq(send_as(&other, "DELETE", path, NULL, "HTTP_IF_MATCH=\"x\"")->http, 412);
	ck_assert_int_eq(send_as(&other, "DELETE", path, NULL,
		text("HTTP_IF_MATCH=%s", reply_header(r, "ETag")))->http, 204);
}
END_TEST

static const struct {
	const char *query, *field;
} bad_queries[] = {
	{ "/?type=OPERA", "type" }, { "/?owned=maybe", "owned" }, { "/?status=Reading", "status" },
	{ "/?sort=nope", "sort" }, { "/?page=0", "page" }, { "/?page_size=101", "page_size" },
	{ "/copies?page=x", "page" }, { "/copies?sort=nope", "sort" },
	{ "/copies?whereabouts=moon", "whereabouts" }, { "/copies?lent=maybe", "lent" },
	{ "/copies?overdue=2", "overdue" }, { "/copies?location=/", "location" },
	{ "/copies?currency=gold", "currency" }, { "/copies?media_id=7", "media_id" },
	{ "/copies?status=Reading", "status" }, { "/facets?facet=letters", "facet" },
	{ "/facets?location=//", "location" }, { "/search", "query" },
	{ "/search?query=", "query" }, { "/search?q=x", "query" },
	{ "/search/details", "query" }, { "/search/details?query=", "query" },
};

START_TEST(a_bad_query_names_the_parameter)
{
	assert_refused(client_get(&other, &collection_app, bad_queries[_i].query), 400,
		bad_queries[_i].field);
}
END_TEST

static const char *const lookups[] = { "/search?query=sphere", "/search/details?query=8748" };

START_TEST(a_search_is_sent_on_to_where_it_is_looked_up)
{
	struct reply *r = client_get(&other, &collection_app, lookups[_i]);

	ck_assert_int_eq(r->http, 307);
	ck_assert_msg(strstr(reply_header(r, "Location"), text("/lookup/collection%s",
		lookups[_i])) != NULL, "%s", reply_header(r, "Location"));
	ck_assert_int_eq(by_alias("GET", lookups[_i], NULL)->http, 307);
	ck_assert_int_eq(by_alias("GET", text("%.*s", (int)strcspn(lookups[_i], "?"), lookups[_i]),
		NULL)->http, 400);
}
END_TEST

/*
 * --- /api/v1/movies ----------------------------------------------------------------------------
 */

START_TEST(the_alias_has_movies_only)
{
	const char *book = item(&member, "BOOK", "Sphere", ""), *copy;
	struct reply *r;

	copy = text("/copies/%s", json_text(add_copy(&other, book, "Paperback"), "id"));
	add_copy(&other, sphere, "DVD");
	r = by_alias("GET", "/?type=BOOK", NULL);
	ck_assert_str_eq(json_column(r, "items", "type"), "MOVIE");
	ck_assert_str_eq(json_text(r, "total"), "1");
	ck_assert_str_eq(json_column(by_alias("GET", "/", NULL), "items", "title"), "Sphere");
	ck_assert_int_eq(by_alias("GET", sphere, NULL)->http, 200);
	ck_assert_int_eq(by_alias("GET", book, NULL)->http, 404);
	ck_assert_int_eq(by_alias("PUT", book, "{\"title\":\"a\"}")->http, 404);
	ck_assert_int_eq(by_alias("DELETE", book, NULL)->http, 404);
	assert_refused(by_alias("POST", "/", text("{\"media_id\":\"%s\"}", book + 1)), 404, NULL);
	/* "all of the movie copies in your collection" */
	r = by_alias("GET", "/copies", NULL);
	ck_assert_str_eq(json_column(r, "copies", "format"), "DVD");
	ck_assert_str_eq(json_text(r, "total"), "1");
	ck_assert_int_eq(by_alias("GET", copy, NULL)->http, 404);
	ck_assert_int_eq(by_alias("PUT", copy, "{\"format\":\"a\"}")->http, 404);
	ck_assert_int_eq(by_alias("DELETE", copy, NULL)->http, 404);
	assert_refused(by_alias("POST", "/copies",
		text("{\"movie_id\":\"%s\",\"format\":\"x\"}", book + 1)), 404, NULL);
	ck_assert_int_eq(client_rows("copies"), 2);
	ck_assert_int_eq(client_rows("entries"), 2);
	ck_assert_str_eq(json_text(client_get(&other, &collection_app, copy), "format"),
		"Paperback");
}
END_TEST

static const struct {
	const char *body;
	int http;
	const char *says;
} alias_posts[] = {
	{ "{\"title\":\"Alien\"}", 201, "Alien" }, { "{\"title\":\"sphere\"}", 201, "Sphere" },
	{ "{\"title\":\"Alien\",\"type\":\"MOVIE\"}", 201, "Alien" },
	/* the door decides, not the client */
	{ "{\"title\":\"Alien\",\"type\":\"BOOK\"}", 201, "Alien" },
	{ "{\"title\":\"Alien\",\"media_type\":\"opera\"}", 201, "Alien" },
	{ "{\"title\":\"Sphere\",\"type\":\"BOOK\"}", 201, "Sphere" },
	{ "{}", 400, "title" }, { NULL, 400, "title" }, { "{\"title\":\"\"}", 400, "title" },
	{ "{\"title\":\"a\",\"isbn\":\"9780451524935\"}", 400, "isbn" },
};

START_TEST(the_alias_makes_movies_only)
{
	struct reply *r = by_alias("POST", "/", alias_posts[_i].body);

	ck_assert_msg(r->http == alias_posts[_i].http, "%s", r->body);
	if (r->http == 400) {
		ck_assert_str_eq(json_text(r, "error.details[0].field"), alias_posts[_i].says);
		ck_assert_str_eq(json_text(r, "error.details[1]"), "(none)");
		ck_assert_int_eq(client_rows("media_items"), 1);
		return;
	}
	ck_assert_str_eq(json_text(r, "title"), alias_posts[_i].says);
	ck_assert_str_eq(json_text(r, "type"), "MOVIE");
	ck_assert_str_eq(reply_header(r, "Location"),
		text("/api/v1/movies/%s", json_text(r, "id")));
	ck_assert_int_eq(client_rows("media_items"),
		strcmp(alias_posts[_i].says, "Sphere") ? 2 : 1);
}
END_TEST

/* MyColl's table, call by call, with its own paths. */
START_TEST(mycolls_user_keeps_a_movie_and_its_copies)
{
	const char *movie, *copy;
	struct reply *r = by_alias("POST", "/", "{\"title\":\"The Abyss\",\"pub_date\":\"1989\"}");

	movie = text("/%s", json_text(made(r), "id"));
	ck_assert_str_eq(json_column(by_alias("GET", "/", NULL), "items", "title"), "The Abyss");
	r = by_alias("PUT", movie, "{\"title\":\"Abyss\",\"type\":\"BOOK\"}");
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_text(r, "type"), "MOVIE");
	ck_assert_str_eq(json_text(by_alias("GET", movie, NULL), "title"), "Abyss");
	r = made(by_alias("POST", "/copies",
		text("{\"movie_id\":\"%s\",\"format\":\"DVD\"}", movie + 1)));
	copy = text("/copies/%s", json_text(r, "id"));
	ck_assert_str_eq(reply_header(r, "Location"), text("/api/v1/movies%s", copy));
	ck_assert_str_eq(reply_header(by_alias("GET", "/copies?page_size=1", NULL), "Link"),
		"</api/v1/movies/copies?page_size=1&page=1>; rel=\"first\", "
		"</api/v1/movies/copies?page_size=1&page=1>; rel=\"last\"");
	r = by_alias("PUT", copy, "{\"format\":\"VOD\",\"platform\":\"Prime Video\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(by_alias("GET", copy, NULL)->body, r->body);
	ck_assert_str_eq(json_text(by_alias("GET", movie, NULL), "copies[0].platform"),
		"Prime Video");
	ck_assert_int_eq(by_alias("DELETE", copy, NULL)->http, 204);
	ck_assert_int_eq(by_alias("GET", copy, NULL)->http, 404);
	made(by_alias("POST", "/copies",
		text("{\"movie_id\":\"%s\",\"format\":\"DVD\"}", movie + 1)));
	ck_assert_int_eq(by_alias("DELETE", movie, NULL)->http, 204);
	ck_assert_int_eq(by_alias("GET", movie, NULL)->http, 404);
	ck_assert_int_eq(client_rows("copies"), 0);
	ck_assert_int_eq(client_get(&other, &movies_app, movie)->http, 200);
}
END_TEST

/* --- labels ----------------------------------------------------------------------------------- */

static int
count_of(const char *text, const char *part)
{
	int count = 0;

	for (const char *p = text; (p = strstr(p, part)); p += strlen(part))
		count++;
	return count;
}

START_TEST(labels_are_of_what_a_list_has)
{
	const char *all, *id;
	struct reply *r;

	fill_copies();
	r = client_get(&other, &collection_app, "/labels?location=home/study&sort=title_asc");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(reply_header(r, "Content-Type"), "image/svg+xml");
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "private, no-cache");
	ck_assert_int_eq(count_of(r->body, "<path "), 2);
	ck_assert_ptr_nonnull(strstr(r->body, ">Home/Study<"));
	ck_assert_ptr_nonnull(strstr(r->body, ">Sphere</text>"));
	ck_assert_ptr_nonnull(strstr(r->body, ">Paperback</text>"));
	ck_assert_ptr_null(strstr(r->body, "Anna"));
	id = json_text(client_get(&other, &collection_app, "/copies?whereabouts=home"),
		"copies[0].id");
	all = text("/labels?ids=%s,%s", id, json_text(client_get(&other, &collection_app,
		"/copies?lent=true"), "copies[1].id"));
	ck_assert_int_eq(count_of(client_get(&other, &collection_app, all)->body, "<path "), 2);
	ck_assert_int_eq(count_of(client_get(&member, &collection_app, all)->body, "<path "), 0);
	assert_refused(client_get(&nobody, &collection_app, all), 401, NULL);
	assert_refused(client_get(&other, &collection_app, "/labels?ids=7"), 400, "ids");
}
END_TEST

START_TEST(the_page_of_a_copy_says_of_what_it_is)
{
	const char *id = json_text(made(post_copy(&other, sphere, ",\"format\":\"DVD\"")), "id");
	struct reply *r = send_as(&other, "GET", "/copies", NULL, "HTTP_ACCEPT=text/html");

	ck_assert_ptr_nonnull(strstr(r->body, text("/copies/%s\">Sphere</a><p class=\"brief\"> "
		"<span>DVD</span>", id)));
	r = send_as(&other, "GET", text("/copies/%s", id), NULL, "HTTP_ACCEPT=text/html");
	ck_assert_ptr_nonnull(strstr(r->body, "Sphere</h1>"));
}
END_TEST

START_TEST(labels_come_by_sheets)
{
	struct reply *r;

	for (int i = 0; i < 30; i++)
		add_copy(&other, sphere, "DVD");
	r = client_get(&other, &collection_app, "/labels");
	ck_assert_int_eq(count_of(r->body, "<path "), 24);
	ck_assert_str_eq(reply_header(r, "Link"), "</collection/labels?page=1>; rel=\"first\", "
		"</collection/labels?page=2>; rel=\"next\", "
		"</collection/labels?page=2>; rel=\"last\"");
	r = client_get(&other, &collection_app, "/labels?page=2");
	ck_assert_int_eq(count_of(r->body, "<path "), 6);
	/* and a browser gets the sheet, too */
	r = send_as(&other, "GET", "/labels", NULL, "HTTP_ACCEPT=text/html");
	ck_assert_str_eq(reply_header(r, "Content-Type"), "image/svg+xml");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("collection");
	TCase *tc = tcase_create("collection");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, an_item_is_the_media_view_with_status_and_copies);
	tcase_add_loop_test(tc, an_item_that_is_there_is_added_by_its_id, 0, COUNT(references));
	tcase_add_loop_test(tc, a_described_item_is_found_or_made, 0, COUNT(described));
	tcase_add_test(tc, what_is_found_stays_as_it_is);
	tcase_add_test(tc, adding_again_changes_nothing);
	tcase_add_loop_test(tc, a_bad_item_names_the_field_and_stores_nothing, 0, COUNT(bad_items));
	tcase_add_test(tc, only_admins_make_a_curated_item);
	tcase_add_loop_test(tc, owners_and_admins_edit_the_item, 0, COUNT(editors));
	tcase_add_test(tc, an_item_that_was_read_is_put_back_unchanged);
	tcase_add_loop_test(tc, a_bad_edit_changes_nothing, 0, COUNT(bad_edits));
	tcase_add_test(tc, taking_an_item_off_leaves_it_in_the_catalogue);
	tcase_add_loop_test(tc, a_collection_is_nobody_elses, 0, COUNT(calls));
	tcase_add_loop_test(tc, a_collection_needs_a_user, 0, COUNT(member_paths));
	tcase_add_test(tc, a_copy_shows_everything);
	tcase_add_loop_test(tc, a_copy_of_a_series_may_be_one_of_its_seasons, 0, COUNT(seasons));
	tcase_add_test(tc, a_film_has_no_seasons);
	tcase_add_test(tc, adding_a_copy_shelves_the_item);
	tcase_add_loop_test(tc, each_text_of_a_copy_has_an_end, 0, COUNT(lengths));
	tcase_add_loop_test(tc, a_bad_copy_names_the_field_and_stores_nothing, 0,
		COUNT(bad_copies));
	tcase_add_test(tc, every_bad_field_of_a_copy_is_named_at_once);
	tcase_add_test(tc, a_place_has_an_end);
	tcase_add_test(tc, dates_of_a_loan_are_of_one);
	tcase_add_loop_test(tc, what_is_lent_comes_back_with_its_days, 0, COUNT(loans));
	tcase_add_loop_test(tc, where_a_copy_is_follows_from_the_rest, 0, COUNT(places));
	tcase_add_loop_test(tc, a_price_has_the_digits_of_its_currency, 0, COUNT(prices));
	tcase_add_loop_test(tc, copies_are_narrowed_and_sorted, 0, COUNT(copy_lists));
	tcase_add_test(tc, a_listed_copy_says_of_what_it_is);
	tcase_add_loop_test(tc, copies_are_counted_by_what_they_have, 0,
		COUNT(copy_counts));
	tcase_add_loop_test(tc, a_copy_is_changed_or_replaced, 0, COUNT(copy_changes));
	tcase_add_test(tc, a_copy_stays_of_its_item);
	tcase_add_test(tc, a_deleted_copy_leaves_the_item_on_the_shelf);
	tcase_add_test(tc, one_has_at_most_a_hundred_copies_of_an_item);
	tcase_add_test(tc, copies_are_listed_newest_first);
	tcase_add_loop_test(tc, a_form_does_it_too, 0, COUNT(forms));
	tcase_add_test(tc, the_tag_of_an_item_follows_its_copies_and_its_entry);
	tcase_add_loop_test(tc, a_lost_update_is_refused, 0, COUNT(updates));
	tcase_add_test(tc, a_collection_has_what_was_asked_for_in_the_order_asked_for);
	tcase_add_test(tc, a_collection_comes_in_pages_and_each_item_as_it_is_alone);
	tcase_add_test(tc, a_page_with_the_longest_notes_is_whole);
	tcase_add_test(tc, a_lost_update_of_much_is_refused);
	tcase_add_loop_test(tc, a_bad_query_names_the_parameter, 0, COUNT(bad_queries));
	tcase_add_loop_test(tc, a_search_is_sent_on_to_where_it_is_looked_up, 0, COUNT(lookups));
	tcase_add_test(tc, labels_are_of_what_a_list_has);
	tcase_add_test(tc, the_page_of_a_copy_says_of_what_it_is);
	tcase_add_test(tc, labels_come_by_sheets);
	tcase_add_test(tc, the_alias_has_movies_only);
	tcase_add_loop_test(tc, the_alias_makes_movies_only, 0, COUNT(alias_posts));
	tcase_add_test(tc, mycolls_user_keeps_a_movie_and_its_copies);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
