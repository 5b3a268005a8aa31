/* My diary: what api.md section 11 promises of /diary, and of the shelf that follows it. */
#include "client.h"
#include "clock.h"

#include <string.h>

#define NOW "2026-04-01T08:00:00Z"
#define LATER "2026-04-01T08:01:00Z"

static struct arena memory = { .limit = 64 << 20 };

/* The id of a new item: a book of 300 pages, or what `json` says. */
static const char *
item(const char *json)
{
	struct reply *r = client_post(&member, &media_app, "/", json ? json
		: "{\"type\":\"BOOK\",\"title\":\"Dune\",\"creator\":\"Herbert\",\"length\":300}");

	ck_assert_msg(r->http == 201, "%s", r->body);
	return json_text(r, "id");
}

/* Tells other's diary of a time through an item; `members` is more, each with its comma before. */
static struct reply *
tell(const char *id, const char *members)
{
	return client_post(&other, &diary_app, "/",
		arena_printf(&memory, "{\"media_id\":\"%s\"%s}", id, members));
}

/* The path of a new record. */
static const char *
told(const char *id, const char *members)
{
	struct reply *r = tell(id, members);

	ck_assert_msg(r->http == 201, "%s", r->body);
	return arena_printf(&memory, "/%s", json_text(r, "id"));
}

static const char *
shelved(const char *id, const char *members)
{
	struct reply *r = client_post(&other, &usermedia_app, "/",
		arena_printf(&memory, "{\"media_id\":\"%s\"%s}", id, members));

	ck_assert_msg(r->http == 201, "%s", r->body);
	return arena_printf(&memory, "/%s", json_text(r, "id"));
}

/* Other's entry for the item. */
static struct reply *
entry_of(const char *id)
{
	struct reply *r = client_get(&other, &media_app, arena_printf(&memory, "/%s", id));

	return client_get(&other, &usermedia_app,
		arena_printf(&memory, "/%s", json_text(r, "my.entry.id")));
}

/* Asserts members of a reply: "start_date 2009|number 1". */
static void
assert_shows(const struct reply *r, const char *members)
{
	char *rest = arena_strdup(&memory, members), *name;

	while ((name = strsep(&rest, "|"))) {
		char *value = strchr(name, ' ');

		*value++ = '\0';
		ck_assert_msg(!strcmp(json_text(r, name), value), "%s is %s, not %s: %s", name,
			json_text(r, name), value, r->body);
	}
}

/* --- again ------------------------------------------------------------------------------------ */

START_TEST(a_new_record_shows_everything)
{
	const char *id = item(NULL);
	struct reply *r = tell(id, ",\"start_date\":\"2009\",\"end_date\":\"2009-07\","
		"\"note\":\"a\\nb\",\"rating\":4"), *entry = entry_of(id);

	ck_assert_msg(r->http == 201, "%s", r->body);
	ck_assert_str_eq(reply_header(r, "Location"),
		arena_printf(&memory, "/diary/%s", json_text(r, "id")));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "private, no-cache");
	ck_assert_str_eq(json_text(r, "media_id"), id);
	ck_assert_str_eq(json_text(r, "entry_id"), json_text(entry, "id"));
	assert_shows(r, "number 1|start_date 2009|end_date 2009-07|is_finished true|note a\nb|"
		"rating 4|created_at " NOW "|updated_at " NOW "|media.type BOOK|media.title Dune|"
		"media.creator Herbert|media.length 300|media.length_unit pages|"
		"media.description (none)|progress (none)|user_key (none)|entry_key (none)");
	ck_assert_str_eq(client_get(&other, &diary_app, reply_header(r, "Location") + 6)->body,
		r->body);
	assert_shows(entry, "status COMPLETED|start_date 2009-01-01T00:00:00Z|"
		"end_date 2009-07-01T00:00:00Z|dates_are_partial true|duration null|times 1|"
		"progress 300|rating 4");
}
END_TEST

/* `shelf`: the entry that is there, NULL for none. */
static const struct {
	const char *shelf, *told, *record, *entry;
} agains[] = {
	/* not on the shelf: as an entry that is made */
	{ NULL, "", "start_date " NOW "|end_date null|is_finished false|number 1",
	  "status IN_PROGRESS|start_date " NOW "|end_date null|progress null|times 0" },
	{ NULL, ",\"note\":\"a\"", "start_date " NOW, "status IN_PROGRESS|note null" },
	{ NULL, ",\"start_date\":\"2025-01-02\"", "start_date 2025-01-02|end_date null",
	  "status IN_PROGRESS|start_date 2025-01-02T00:00:00Z|dates_are_partial false" },
	{ NULL, ",\"end_date\":\"2025-01-02\"", "start_date null|is_finished true",
	  "status COMPLETED|end_date 2025-01-02T00:00:00Z|progress 300|times 1" },
	{ NULL, ",\"is_finished\":true", "start_date null|end_date null|is_finished true",
	  "status COMPLETED|start_date null|end_date null|progress 300|times 1|duration null" },
	{ NULL, ",\"start_date\":null", "start_date null|end_date null|is_finished false",
	  "status TO_DO|start_date null" },
	{ NULL, ",\"end_date\":\"2025-01-02\",\"is_finished\":false", "is_finished true",
	  "times 1" },
	{ NULL, ",\"start_date\":\"2025-03-01\",\"end_date\":\"2025-03-11\"", "number 1",
	  "status COMPLETED|duration 10|times 1|dates_are_partial false" },
	/* on the shelf: the latest is followed */
	{ "", "", "number 1", "status IN_PROGRESS|start_date " NOW },
	{ ",\"end_date\":\"2015-03-04\"", "", "number 2|start_date " NOW,
	  "status IN_PROGRESS|start_date " NOW "|end_date null|progress null|times 1" },
	{ ",\"end_date\":\"2015-03-04\"", ",\"end_date\":\"2020\"", "number 2",
	  "status COMPLETED|end_date 2020-01-01T00:00:00Z|progress 300|times 2|"
	  "dates_are_partial true" },
	/* an older one is none of its business */
	{ ",\"end_date\":\"2015-03-04\"", ",\"end_date\":\"2009\"", "number 1",
	  "status COMPLETED|end_date 2015-03-04T00:00:00Z|times 2|dates_are_partial false" },
	{ ",\"start_date\":\"2015-03-04\",\"progress\":7", ",\"end_date\":\"2020\"", "number 1",
	  "status IN_PROGRESS|start_date 2015-03-04T00:00:00Z|end_date null|progress 7|times 1" },
	{ ",\"end_date\":\"2015-03-04\",\"status\":\"DROPPED\"", ",\"end_date\":\"2009\"",
	  "number 1|is_finished true", "status DROPPED|end_date 2015-03-04T00:00:00Z|times 1" },
	{ ",\"end_date\":\"2015-03-04\",\"status\":\"PAUSED\"", ",\"is_finished\":true",
	  "number 1", "status PAUSED|end_date 2015-03-04T00:00:00Z|times 2" },
	/* what was told of it without a day stays so */
	{ ",\"status\":\"COMPLETED\",\"end_date\":null", ",\"start_date\":\"2020\"", "number 2",
	  "status IN_PROGRESS|start_date 2020-01-01T00:00:00Z|progress null|times 1" },
	{ ",\"status\":\"COMPLETED\",\"end_date\":null", ",\"end_date\":\"2020\"", "number 1",
	  "status COMPLETED|end_date 2020-01-01T00:00:00Z|progress 300|times 1" },
	{ ",\"status\":\"PAUSED\",\"progress\":7", ",\"start_date\":\"2020\"", "number 1",
	  "status IN_PROGRESS|progress 7|times 0" },
};

START_TEST(again_follows_the_rules_of_the_shelf)
{
	const char *id = item(NULL);
	struct reply *r;

	if (agains[_i].shelf)
		shelved(id, agains[_i].shelf);
	r = tell(id, agains[_i].told);
	ck_assert_msg(r->http == 201, "%s", r->body);
	assert_shows(r, agains[_i].record);
	assert_shows(entry_of(id), agains[_i].entry);
	ck_assert_int_eq(client_rows("entries"), 1);
}
END_TEST

static const struct {
	const char *sent, *shown;	/* shown: NULL when it is refused */
} dates[] = {
	{ "2009", "2009" }, { "2009-07", "2009-07" }, { "2009-07-12", "2009-07-12" },
	{ "0000", "0000" }, { "9999-12-31", "9999-12-31" }, { "2024-02-29", "2024-02-29" },
	{ "2009-07-12T20:30:00+02:00", "2009-07-12T18:30:00Z" },
	{ "2009-07-12T18:30:00.75Z", "2009-07-12T18:30:00Z" },
	{ "2009-07-12T00:00:00Z", "2009-07-12" },	/* a day, wherever one is (day.h) */
	{ "2023-02-29", NULL }, { "2009-13", NULL }, { "2009-00", NULL }, { "209", NULL },
	{ "2009-7", NULL }, { "12/07/2009", NULL }, { "today", NULL }, { "20090712", NULL },
	{ "9999-12-31T23:59:59-01:00", NULL }, { "2009-07-12T25:00:00Z", NULL }, { " ", "null" },
};

START_TEST(a_date_is_kept_as_far_as_it_is_known)
{
	struct reply *r = tell(item(NULL), arena_printf(&memory, ",\"start_date\":\"%s\"",
		dates[_i].sent));

	if (!dates[_i].shown) {
		assert_refused(r, 400, "start_date");
		return;
	}
	ck_assert_msg(r->http == 201, "%s", r->body);
	ck_assert_str_eq(json_text(r, "start_date"), dates[_i].shown);
}
END_TEST

static const struct {
	const char *start, *end;
	bool is_right;
} spans[] = {
	{ "2009", "2009", true }, { "2009-07", "2009", true }, { "2009-07-12", "2009-07", true },
	{ "2009", "2008", false }, { "2009-07", "2009-06-30", false },
	{ "2009-07-12", "2009-07-11", false }, { "2009-07-12", "2009-06", false },
	/* wherever one is, it may be the day before or after */
	{ "2009-07-12", "2009-07-11T12:00:00Z", true },
	{ "2009-07-12", "2009-07-11T09:59:59Z", false },
	{ "2009-08", "2009-07-31T12:00:00Z", true }, { "2009-08", "2009-07-30T12:00:00Z", false },
	{ "2009-07-31T12:00:00Z", "2009-07", true }, { "2009-08-01T12:00:01Z", "2009-07", false },
	{ "9999-12-31T23:00:00Z", "9999-12", true }, { "0000-01-01T01:00:00Z", "0000", true },
};

START_TEST(an_end_is_not_before_its_start)
{
	struct reply *r = tell(item(NULL), arena_printf(&memory,
		",\"start_date\":\"%s\",\"end_date\":\"%s\"", spans[_i].start, spans[_i].end));

	if (spans[_i].is_right)
		ck_assert_msg(r->http == 201, "%s", r->body);
	else
		assert_refused(r, 400, "end_date");
	ck_assert_int_eq(client_rows("entries"), spans[_i].is_right);
}
END_TEST

static const struct {
	const char *body, *field;
	int http;
} wrong[] = {
	{ "{}", "media_id", 400 }, { "{\"media_id\":\"1\"}", "media_id", 400 },
	{ "{\"media_id\":\"00000000-0000-4000-8000-000000000000\"}", NULL, 404 },
	{ "{\"media_id\":\"@\",\"rating\":6}", "rating", 400 },
	{ "{\"media_id\":\"@\",\"rating\":0}", "rating", 400 },
	{ "{\"media_id\":\"@\",\"rating\":4.25}", "rating", 400 },
	{ "{\"media_id\":\"@\",\"is_finished\":\"maybe\"}", "is_finished", 400 },
	{ "{\"media_id\":\"@\",\"end_date\":2009}", "end_date", 400 },
	{ "{\"media_id\":\"@\",\"progress\":2}", "progress", 400 },
	{ "{\"media_id\":\"@\",\"status\":\"TO_DO\"}", "status", 400 },
};

START_TEST(what_is_wrong_is_named_and_nothing_is_done)
{
	const char *body = wrong[_i].body, *at = strchr(body, '@'), *id = item(NULL);

	if (at)
		body = arena_printf(&memory, "%.*s%s%s", (int)(at - body), body, id, at + 1);
	assert_refused(client_post(&other, &diary_app, "/", body), wrong[_i].http,
		wrong[_i].field);
	ck_assert_int_eq(client_rows("diary"), 0);
	ck_assert_int_eq(client_rows("entries"), 0);
}
END_TEST

/* --- the order of a title's records --------------------------------------------------------- */

/* In the order in which they are told, and in the order that they have; each has its note. */
static const struct {
	const char *members[4], *order, *start, *end;
} orders[] = {
	{ { "\"end_date\":\"2015\"", "\"end_date\":\"2009\"", "\"end_date\":\"2020\"" }, "b|a|c",
	  "null", "2020-01-01T00:00:00Z" },
	/* one that was begun and has no end is the latest of all, one without dates the oldest */
	{ { "\"start_date\":\"2001\"", "\"end_date\":\"2020\"", "\"is_finished\":true" }, "c|b|a",
	  "2001-01-01T00:00:00Z", "null" },
	{ { "\"start_date\":\"2001\"", "\"start_date\":\"1999\"" }, "b|a",
	  "2001-01-01T00:00:00Z", "null" },
	/* by end, else by start: where one is done and its end isn't known */
	{ { "\"start_date\":\"2011\",\"is_finished\":true", "\"end_date\":\"2010\"",
	    "\"end_date\":\"2012\",\"start_date\":\"2001\"" }, "b|a|c",
	  "2001-01-01T00:00:00Z", "2012-01-01T00:00:00Z" },
	/* of equals the last told, and what may be is equal */
	{ { "\"end_date\":\"2009\"", "\"end_date\":\"2009\"" }, "a|b", "null",
	  "2009-01-01T00:00:00Z" },
	{ { "\"end_date\":\"2009-07\"", "\"end_date\":\"2009\"" }, "a|b", "null",
	  "2009-01-01T00:00:00Z" },
	{ { "\"end_date\":\"2009\"", "\"end_date\":\"2009-07\"" }, "a|b", "null",
	  "2009-07-01T00:00:00Z" },
	{ { "\"end_date\":\"2009-07-12\"", "\"end_date\":\"2009-07-12T18:00:00Z\"",
	    "\"end_date\":\"2009-07-11\"" }, "c|a|b", "null", "2009-07-12T18:00:00Z" },
	/* what is later for certain is, whatever is told between */
	{ { "\"end_date\":\"2009-07\"", "\"end_date\":\"2009\"", "\"end_date\":\"2009-03\"" },
	  "c|a|b", "null", "2009-01-01T00:00:00Z" },
	{ { "\"end_date\":\"2009-07\"", "\"end_date\":\"2009-03\"", "\"end_date\":\"2009\"",
	    "\"end_date\":\"2009-09\"" }, "b|a|c|d", "null", "2009-09-01T00:00:00Z" },
	{ { "\"is_finished\":true", "\"is_finished\":true" }, "a|b", "null", "null" },
};

/* The notes of an item's records by their numbers. */
static const char *
notes_of(const char *id)
{
	struct reply *r = client_get(&other, &diary_app,
		arena_printf(&memory, "/?media_id=%s", id));
	const int total = cJSON_GetArraySize(cJSON_GetObjectItem(r->json, "diary"));
	const char *notes = "";

	for (int number = 1; number <= total; number++)
		for (int i = 0; i < total; i++)
			if (!strcmp(json_text(r, arena_printf(&memory, "diary[%d].number", i)),
			    arena_printf(&memory, "%d", number)))
				notes = arena_printf(&memory, "%s%s%s", notes, *notes ? "|" : "",
					json_text(r, arena_printf(&memory, "diary[%d].note", i)));
	return notes;
}

START_TEST(the_latest_is_what_the_shelf_shows)
{
	const char *id = item(NULL);

	for (int i = 0; i < 4 && orders[_i].members[i]; i++)
		told(id, arena_printf(&memory, ",\"note\":\"%c\",%s", 'a' + i,
			orders[_i].members[i]));
	ck_assert_str_eq(notes_of(id), orders[_i].order);
	ck_assert_str_eq(json_text(entry_of(id), "start_date"), orders[_i].start);
	ck_assert_str_eq(json_text(entry_of(id), "end_date"), orders[_i].end);
}
END_TEST

START_TEST(a_change_moves_a_record_in_that_order)
{
	const char *id = item(NULL), *a = told(id, ",\"note\":\"a\",\"end_date\":\"2009\"");
	struct reply *r;

	told(id, ",\"note\":\"b\",\"end_date\":\"2015\"");
	clock_set(1775030460);
	r = client_patch(&other, &diary_app, a, "{\"end_date\":\"2020-05\"}");
	assert_shows(r, "number 2|end_date 2020-05|note a|updated_at " LATER);
	ck_assert_str_eq(notes_of(id), "b|a");
	assert_shows(entry_of(id), "end_date 2020-05-01T00:00:00Z|times 2|updated_at " LATER);
	r = client_patch(&other, &diary_app, a, "{\"end_date\":\"2001\"}");
	assert_shows(r, "number 1");
	assert_shows(entry_of(id), "end_date 2015-01-01T00:00:00Z|times 2");
}
END_TEST

/* --- changes -------------------------------------------------------------------------------- */

static const struct {
	const char *told, *method, *body, *record, *entry;	/* entry: NULL when it is refused */
} changes[] = {
	{ "", "PATCH", "{\"note\":\"b\"}", "note b|start_date " NOW, "status IN_PROGRESS" },
	{ "", "PATCH", "{\"end_date\":\"2026-04-02\"}", "is_finished true",
	  "status COMPLETED|progress 300|times 1|end_date 2026-04-02T00:00:00Z" },
	{ "", "PATCH", "{\"is_finished\":true}", "is_finished true|end_date null",
	  "status COMPLETED|progress 300|times 1|end_date null" },
	{ ",\"end_date\":\"2009\"", "PATCH", "{\"end_date\":null}", "is_finished true",
	  "status COMPLETED|times 1|end_date null" },
	{ ",\"end_date\":\"2009\"", "PATCH", "{\"end_date\":null,\"is_finished\":false}",
	  "is_finished false", "status IN_PROGRESS|times 0|end_date null" },
	{ ",\"end_date\":\"2009\"", "PATCH", "{\"is_finished\":false}", "is_finished true",
	  "status COMPLETED|times 1" },
	{ ",\"end_date\":\"2009\"", "PATCH", "{\"start_date\":\"2010\"}", "end_date", NULL },
	{ ",\"end_date\":\"2009\"", "PATCH", "{\"nope\":1}", "nope", NULL },
	{ ",\"end_date\":\"2009\",\"note\":\"a\"", "PUT", "{\"start_date\":\"2008\"}",
	  "start_date 2008|end_date null|note null|is_finished false", "status IN_PROGRESS" },
	{ ",\"end_date\":\"2009\",\"note\":\"a\"", "PUT", "{}",
	  "start_date null|end_date null|note null|is_finished false", "end_date null|times 0" },
	{ ",\"end_date\":\"2009\"", "PATCH",
	  "{\"media_id\":\"00000000-0000-4000-8000-000000000000\",\"number\":7}",
	  "number 1|media.title Dune", "times 1" },
};

START_TEST(a_change_does_what_it_says)
{
	const char *id = item(NULL), *path = told(id, changes[_i].told);
	const char *before = client_get(&other, &diary_app, path)->body;
	struct reply *r = client_send(&other, &diary_app, changes[_i].method, path,
		"application/json", changes[_i].body, strlen(changes[_i].body), NULL);

	if (!changes[_i].entry) {
		assert_refused(r, 400, changes[_i].record);
		ck_assert_str_eq(client_get(&other, &diary_app, path)->body, before);
		return;
	}
	ck_assert_msg(r->http == 200, "%s", r->body);
	assert_shows(r, changes[_i].record);
	ck_assert_str_eq(client_get(&other, &diary_app, path)->body, r->body);
	assert_shows(entry_of(id), changes[_i].entry);
}
END_TEST

START_TEST(what_was_read_is_put_back_unchanged)
{
	const char *id = item(NULL), *path = told(id, ",\"start_date\":\"2009\","
		"\"end_date\":\"2009-07-12T18:30:00Z\",\"note\":\"a\",\"rating\":4");
	const char *before = client_get(&other, &diary_app, path)->body,
		*shelf = entry_of(id)->body;

	ck_assert_str_eq(client_put(&other, &diary_app, path, before)->body, before);
	ck_assert_str_eq(entry_of(id)->body, shelf);
}
END_TEST

/* PUT of what was read, with another note. */
static void
put_note(const char *path)
{
	static const char none[] = "\"note\":null";
	const char *body = client_get(&other, &diary_app, path)->body, *at = strstr(body, none);

	ck_assert_ptr_nonnull(at);
	assert_shows(client_put(&other, &diary_app, path, arena_printf(&memory,
		"%.*s\"note\":\"a\"%s", (int)(at - body), body, at + sizeof(none) - 1)), "note a");
}

START_TEST(what_is_sent_as_it_was_tells_nothing_of_dates_and_ratings)
{
	const char *id = item(NULL), *path, *older, *latest;

	older = told(id, ",\"end_date\":\"2015-07\",\"rating\":3");
	latest = told(id, ",\"end_date\":\"2020\",\"rating\":5");
	path = arena_printf(&memory, "/%s", json_text(entry_of(id), "id"));
	client_patch(&other, &usermedia_app, path, "{\"end_date\":\"2009-05-06\"}");
	put_note(latest);
	assert_shows(entry_of(id), "end_date 2009-05-06T00:00:00Z|rating 5|times 2");
	put_note(older);
	assert_shows(entry_of(id), "end_date 2009-05-06T00:00:00Z|rating 5|times 2");
	client_delete(&other, &diary_app, latest);
	assert_shows(entry_of(id), "end_date 2015-07-01T00:00:00Z|rating 5|times 1");
	client_patch(&other, &diary_app, older, "{\"note\":null}");
	put_note(older);
	client_patch(&other, &diary_app, older, "{\"rating\":3}");
	assert_shows(entry_of(id), "end_date 2015-07-01T00:00:00Z|rating 5");
	client_patch(&other, &diary_app, older, "{\"rating\":3.5}");
	assert_shows(entry_of(id), "rating 3.5");
}
END_TEST

START_TEST(an_update_is_lost_to_nobody)
{
	const char *path = told(item(NULL), "");
	const char *tag = reply_header(client_get(&other, &diary_app, path), "ETag");
	const char *const matches[] = { arena_printf(&memory, "HTTP_IF_MATCH=%s", tag), NULL };
	const char *const knows[] = { arena_printf(&memory, "HTTP_IF_NONE_MATCH=%s", tag), NULL };
	const char body[] = "{\"note\":\"a\"}";

	ck_assert_int_eq(client_send(&other, &diary_app, "GET", path, NULL, NULL, 0, knows)->http,
		304);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(client_send(&other, &diary_app, "PATCH", path, "application/json",
			body, sizeof(body) - 1, matches)->http, i ? 412 : 200);
	ck_assert_int_eq(client_send(&other, &diary_app, "DELETE", path, NULL, NULL, 0,
		matches)->http, 412);
	ck_assert_int_eq(client_get(&other, &diary_app, path)->http, 200);
}
END_TEST

START_TEST(deleting_the_latest_gives_back_the_one_before)
{
	const char *id = item(NULL), *path;
	struct reply *r;

	shelved(id, ",\"start_date\":\"2015-03-01\",\"end_date\":\"2015-03-04\"");
	path = told(id, "");
	client_patch(&other, &usermedia_app, arena_printf(&memory, "/%s",
		json_text(entry_of(id), "id")), "{\"progress\":120}");
	assert_shows(entry_of(id), "progress 120|status IN_PROGRESS|times 1");
	ck_assert_int_eq(client_delete(&other, &diary_app, path)->http, 204);
	ck_assert_int_eq(client_get(&other, &diary_app, path)->http, 404);
	assert_shows(entry_of(id), "status COMPLETED|start_date 2015-03-01T00:00:00Z|"
		"end_date 2015-03-04T00:00:00Z|progress 300|times 1|duration 3");
	r = client_get(&other, &diary_app, "/");
	ck_assert_str_eq(json_column(r, "diary", "number"), "1");
	client_delete(&other, &diary_app, arena_printf(&memory, "/%s",
		json_text(r, "diary[0].id")));
	/* that it was finished, nobody knows when, would be a record without dates */
	assert_shows(entry_of(id), "status TO_DO|start_date null|end_date null|"
		"progress null|times 0");
}
END_TEST

/* What a title is without the only record that it has. */
static const struct {
	const char *shelf, *told, *entry;	/* shelf: NULL for none */
} only[] = {
	{ "", ",\"end_date\":\"2015\"", "status TO_DO|progress null|times 0|end_date null" },
	{ NULL, ",\"is_finished\":true", "status TO_DO|progress null|times 0" },
	{ NULL, "", "status TO_DO|start_date null" },
	/* what else is told of it stays */
	{ ",\"status\":\"PAUSED\",\"progress\":7", ",\"start_date\":\"2015\"",
	  "status IN_PROGRESS|progress 7|start_date null" },
	{ ",\"status\":\"DROPPED\"", ",\"start_date\":null", "status DROPPED" },
	{ ",\"status\":\"PAUSED\"", ",\"start_date\":null", "status PAUSED" },
};

START_TEST(without_its_only_record_nothing_is_finished)
{
	const char *id = item(NULL);

	if (only[_i].shelf)
		shelved(id, only[_i].shelf);
	client_delete(&other, &diary_app, told(id, only[_i].told));
	ck_assert_int_eq(client_rows("diary"), 0);
	assert_shows(entry_of(id), only[_i].entry);
}
END_TEST

/* The shelf is told of a time before those of the diary, which then decides again. */
static void
move_back(const char *id)
{
	const char *path = arena_printf(&memory, "/%s", json_text(entry_of(id), "id"));

	assert_shows(client_patch(&other, &usermedia_app, path, "{\"status\":\"COMPLETED\","
		"\"start_date\":null,\"end_date\":\"2009-05-06\"}"),
		"status COMPLETED|end_date 2009-05-06T00:00:00Z");
}

START_TEST(what_was_the_latest_and_is_no_more_is_followed)
{
	const char *id = item(NULL), *path;

	shelved(id, ",\"end_date\":\"2015-03-04\"");
	path = told(id, ",\"start_date\":\"2013\"");
	assert_shows(entry_of(id), "status IN_PROGRESS|times 1");
	assert_shows(client_patch(&other, &diary_app, path, "{\"end_date\":\"2014\"}"), "number 1");
	assert_shows(entry_of(id), "status COMPLETED|end_date 2015-03-04T00:00:00Z|times 2|"
		"progress 300");
	/* it goes on again; and is no more since it has no dates */
	client_patch(&other, &diary_app, path, "{\"end_date\":null,\"is_finished\":false}");
	assert_shows(entry_of(id), "status IN_PROGRESS|times 1");
	client_patch(&other, &diary_app, path, "{\"start_date\":null}");
	assert_shows(entry_of(id), "status COMPLETED|times 1|end_date 2015-03-04T00:00:00Z");
	/* a title that rests is none of its business */
	id = item(NULL);
	shelved(id, ",\"end_date\":\"2015-03-04\"");
	path = told(id, "");
	client_patch(&other, &usermedia_app, arena_printf(&memory, "/%s",
		json_text(entry_of(id), "id")), "{\"status\":\"PAUSED\"}");
	client_patch(&other, &diary_app, path, "{\"start_date\":null}");
	assert_shows(entry_of(id), "status PAUSED|times 1");
}
END_TEST

START_TEST(whichever_becomes_the_latest_is_followed)
{
	for (int i = 0; i < 3; i++) {
		const char *id = item(arena_printf(&memory,
			"{\"type\":\"GAME\",\"title\":\"Myst %d\"}", i));
		const char *old = told(id, ",\"end_date\":\"2001\"");

		told(id, ",\"start_date\":\"2015\"");
		told(id, "");
		move_back(id);
		if (i == 0)
			told(id, ",\"end_date\":\"2000\"");
		else if (i == 1)
			client_patch(&other, &diary_app, old, "{\"end_date\":\"2002\"}");
		else
			client_delete(&other, &diary_app, old);
		assert_shows(entry_of(id), "status IN_PROGRESS|end_date null"
			"|start_date 2015-01-01T00:00:00Z");
	}
}
END_TEST

START_TEST(deleting_an_older_one_changes_only_numbers)
{
	const char *id = item(NULL), *path = told(id, ",\"end_date\":\"2009\"");

	told(id, ",\"note\":\"b\",\"end_date\":\"2015\"");
	told(id, ",\"note\":\"c\",\"start_date\":\"2020\"");
	ck_assert_int_eq(client_delete(&other, &diary_app, path)->http, 204);
	ck_assert_str_eq(notes_of(id), "b|c");
	assert_shows(entry_of(id), "status IN_PROGRESS|start_date 2020-01-01T00:00:00Z|times 1");
}
END_TEST

START_TEST(the_rating_of_a_title_is_its_latest)
{
	const char *id = item(NULL);
	const char *path = told(id, ",\"end_date\":\"2015\",\"rating\":3");

	told(id, ",\"end_date\":\"2009\",\"rating\":5");
	assert_shows(entry_of(id), "rating 3");
	told(id, ",\"end_date\":\"2020\"");
	assert_shows(entry_of(id), "rating 3");
	told(id, ",\"end_date\":\"2021\",\"rating\":4.5");
	assert_shows(entry_of(id), "rating 4.5");
	assert_shows(client_patch(&other, &diary_app, path, "{\"rating\":1}"), "rating 1");
	assert_shows(entry_of(id), "rating 4.5");
	ck_assert_int_eq(client_put(&other, &media_app, arena_printf(&memory, "/%s/rating", id),
		"{\"value\":2}")->http, 200);
	assert_shows(client_get(&other, &diary_app, path), "rating 1");
	ck_assert_str_eq(json_column(client_get(&other, &diary_app, "/"), "diary", "rating"),
		"2|null|1|5");
	ck_assert_int_eq(client_delete(&other, &media_app, arena_printf(&memory, "/%s/rating",
		id))->http, 204);
	ck_assert_str_eq(json_column(client_get(&other, &diary_app, "/"), "diary", "rating"),
		"null|null|1|5");
	/* somebody else's rating is theirs */
	client_put(&member, &media_app, arena_printf(&memory, "/%s/rating", id), "{\"value\":3}");
	ck_assert_str_eq(json_column(client_get(&other, &diary_app, "/"), "diary", "rating"),
		"null|null|1|5");
}
END_TEST

/* --- clients of the shelf that know nothing of a diary -------------------------------------- */

START_TEST(dates_of_an_entry_make_its_first_record)
{
	const char *id = item(NULL), *path = shelved(id, "");

	ck_assert_int_eq(client_rows("diary"), 0);
	client_patch(&other, &usermedia_app, path, "{\"note\":\"a\"}");
	ck_assert_int_eq(client_rows("diary"), 0);
	client_patch(&other, &usermedia_app, path, "{\"status\":\"IN_PROGRESS\"}");
	assert_shows(client_get(&other, &diary_app, "/"), "total 1|diary[0].start_date " NOW
		"|diary[0].is_finished false|diary[0].note null|diary[0].number 1");
	client_patch(&other, &usermedia_app, path,
		"{\"status\":\"COMPLETED\",\"end_date\":\"2026-04-03\"}");
	assert_shows(client_get(&other, &diary_app, "/"), "total 1|diary[0].start_date " NOW
		"|diary[0].end_date 2026-04-03|diary[0].is_finished true");
	assert_shows(client_get(&other, &usermedia_app, path), "times 1|duration 2");
	/* nothing is left to be told */
	client_patch(&other, &usermedia_app, path,
		"{\"status\":\"TO_DO\",\"start_date\":null,\"end_date\":null}");
	ck_assert_int_eq(client_rows("diary"), 0);
	assert_shows(client_get(&other, &usermedia_app, path), "times 0|start_date null");
}
END_TEST

START_TEST(progress_stays_where_a_start_is_taken_back)
{
	const char *id = item(NULL), *path;

	path = shelved(id, ",\"start_date\":\"2015-03-04\",\"progress\":7");
	assert_shows(client_patch(&other, &usermedia_app, path, "{\"start_date\":null}"),
		"start_date null|progress 7|status IN_PROGRESS");
	assert_shows(client_get(&other, &diary_app, "/"), "total 1|diary[0].start_date null");
	assert_shows(client_patch(&other, &usermedia_app, path, "{\"start_date\":\"2016-01-01\"}"),
		"start_date 2016-01-01T00:00:00Z|progress 7");
	assert_shows(client_get(&other, &diary_app, "/"), "total 1|diary[0].start_date 2016-01-01");
}
END_TEST

START_TEST(a_change_of_dates_changes_the_latest_record)
{
	const char *id = item(NULL), *path;
	struct reply *r;

	told(id, ",\"note\":\"a\",\"start_date\":\"2009\",\"end_date\":\"2009-07\"");
	told(id, ",\"note\":\"b\",\"start_date\":\"2015\",\"end_date\":\"2015-07\"");
	path = arena_printf(&memory, "/%s", json_text(entry_of(id), "id"));
	r = client_patch(&other, &usermedia_app, path, "{\"end_date\":\"2016-02-03\"}");
	assert_shows(r, "start_date 2015-01-01T00:00:00Z|end_date 2016-02-03T00:00:00Z|"
		"dates_are_partial true|times 2");
	r = client_get(&other, &diary_app, "/");
	ck_assert_str_eq(json_column(r, "diary", "note"), "b|a");
	ck_assert_str_eq(json_column(r, "diary", "start_date"), "2015|2009");
	ck_assert_str_eq(json_column(r, "diary", "end_date"), "2016-02-03|2009-07");
	/* what is sent back as it was stays as far known as it is */
	r = client_get(&other, &usermedia_app, path);
	ck_assert_str_eq(client_put(&other, &usermedia_app, path, r->body)->body, r->body);
	ck_assert_str_eq(json_column(client_get(&other, &diary_app, "/"), "diary", "start_date"),
		"2015|2009");
	assert_refused(client_patch(&other, &usermedia_app, path,
		"{\"start_date\":\"2016-03-01\"}"), 400, "end_date");
	assert_shows(client_patch(&other, &usermedia_app, path,
		"{\"start_date\":\"2016-02-01\"}"), "dates_are_partial false|duration 2");
}
END_TEST

/* What is sent to the shelf is what it has, wherever the diary's other records are. */
START_TEST(dates_moved_back_behind_an_older_record_are_those_of_the_shelf)
{
	const char *id = item(NULL), *path, *older, *moved;
	struct reply *r;

	older = told(id, ",\"note\":\"a\",\"end_date\":\"2015-07\"");
	moved = told(id, ",\"note\":\"b\",\"start_date\":\"2019\",\"end_date\":\"2020\"");
	path = arena_printf(&memory, "/%s", json_text(entry_of(id), "id"));
	r = client_patch(&other, &usermedia_app, path,
		"{\"start_date\":\"2009-03-04\",\"end_date\":\"2009-05-06\"}");
	assert_shows(r, "start_date 2009-03-04T00:00:00Z|end_date 2009-05-06T00:00:00Z|times 2"
		"|status COMPLETED|duration 63|dates_are_partial false");
	ck_assert_str_eq(client_get(&other, &usermedia_app, path)->body, r->body);
	assert_shows(client_get(&other, &diary_app, moved), "number 2|end_date 2009-05-06");
	assert_shows(client_get(&other, &diary_app, older), "number 1|end_date 2015-07");
	/* what else is said of it there, or in the diary without dates, changes nothing of that */
	client_patch(&other, &usermedia_app, path, "{\"progress\":12}");
	client_patch(&other, &diary_app, older, "{\"note\":\"c\"}");
	assert_shows(client_get(&other, &usermedia_app, path),
		"end_date 2009-05-06T00:00:00Z|progress 12");
	/* later again by its dates, and back */
	client_patch(&other, &usermedia_app, path, "{\"end_date\":\"2016-01-01\"}");
	assert_shows(client_get(&other, &usermedia_app, path), "end_date 2016-01-01T00:00:00Z");
	client_patch(&other, &usermedia_app, path, "{\"end_date\":\"2010-01-01\"}");
	assert_shows(client_get(&other, &usermedia_app, path), "end_date 2010-01-01T00:00:00Z");
	/* the diary is told of dates: they decide */
	client_patch(&other, &diary_app, older, "{\"end_date\":\"2014\"}");
	assert_shows(client_get(&other, &diary_app, older), "number 2");
	assert_shows(client_get(&other, &usermedia_app, path),
		"end_date 2014-01-01T00:00:00Z|dates_are_partial true|times 2");
}
END_TEST

START_TEST(dates_taken_back_stay_so_beside_an_older_record)
{
	const char *id = item(NULL), *path;

	told(id, ",\"end_date\":\"2015-07\"");
	told(id, ",\"start_date\":\"2019\"");
	path = arena_printf(&memory, "/%s", json_text(entry_of(id), "id"));
	assert_shows(client_patch(&other, &usermedia_app, path,
		"{\"status\":\"TO_DO\",\"start_date\":null,\"end_date\":null}"),
		"status TO_DO|start_date null|end_date null|times 1");
	assert_shows(client_get(&other, &usermedia_app, path), "end_date null|times 1");
	/* and what begins then is that record */
	assert_shows(client_patch(&other, &usermedia_app, path, "{\"status\":\"IN_PROGRESS\"}"),
		"start_date " NOW "|end_date null|times 1");
	assert_shows(client_get(&other, &diary_app, "/"), "total 2|diary[0].start_date " NOW
		"|diary[0].number 2|diary[1].end_date 2015-07");
}
END_TEST

/* A start in July and an end in the same year are no contradiction, whatever else is changed. */
START_TEST(what_is_known_in_part_can_be_changed_otherwise)
{
	const char *id = item(NULL), *path;

	told(id, ",\"start_date\":\"2009-07\",\"end_date\":\"2009\"");
	path = arena_printf(&memory, "/%s", json_text(entry_of(id), "id"));
	assert_shows(client_patch(&other, &usermedia_app, path, "{\"note\":\"a\"}"),
		"note a|start_date 2009-07-01T00:00:00Z|end_date 2009-01-01T00:00:00Z");
	assert_shows(client_patch(&other, &usermedia_app, path, "{\"status\":\"DROPPED\"}"),
		"times 0|dates_are_partial true");
	assert_shows(client_patch(&other, &usermedia_app, path, "{\"status\":\"COMPLETED\"}"),
		"times 1|end_date 2009-01-01T00:00:00Z");
}
END_TEST

START_TEST(taking_a_title_off_the_shelf_takes_its_records)
{
	const char *id = item(NULL);

	told(id, ",\"end_date\":\"2009\"");
	told(id, ",\"end_date\":\"2010\"");
	told(item("{\"type\":\"GAME\",\"title\":\"Myst\"}"), "");
	ck_assert_int_eq(client_delete(&other, &usermedia_app, arena_printf(&memory, "/%s",
		json_text(entry_of(id), "id")))->http, 204);
	ck_assert_str_eq(json_column(client_get(&other, &diary_app, "/"), "diary", "media.title"),
		"Myst");
}
END_TEST

/* --- lists ---------------------------------------------------------------------------------- */

static const struct {
	const char *query, *notes, *total;
} lists[] = {
	{ "/", "going|day|month|film|year|old|undated", "7" },
	{ "/?year=2009", "day|month|film|year", "4" },
	{ "/?year=2009&month=7", "day|month", "2" }, { "/?year=2009&month=07", "day|month", "2" },
	{ "/?year=2009&month=6", "", "0" }, { "/?year=2009&month=3", "film", "1" },
	{ "/?type=MOVIE", "film", "1" }, { "/?type=GAME", "", "0" },
	{ "/?type=MOVIE&type=GAME&year=2009", "film", "1" },
	{ "/?type=BOOK&year=2009", "day|month|year", "3" },
	{ "/?page_size=2", "going|day", "7" }, { "/?page_size=2&page=2", "month|film", "7" },
	{ "/?page_size=2&page=4", "undated", "7" }, { "/?page_size=2&page=5", "", "7" },
	{ "/?year=&month=", "going|day|month|film|year|old|undated", "7" },
	{ "/?media_id=00000000-0000-4000-8000-000000000000", "", "0" },
	{ "/?unknown=1&year=1999", "old", "1" },
};

static void
fill_diary(void)
{
	const char *book = item(NULL),
		*film = item("{\"type\":\"MOVIE\",\"title\":\"Solaris\"}");

	told(book, ",\"note\":\"undated\",\"is_finished\":true");
	told(book, ",\"note\":\"year\",\"end_date\":\"2009\"");
	told(book, ",\"note\":\"month\",\"end_date\":\"2009-07\"");
	told(book, ",\"note\":\"day\",\"start_date\":\"2008\",\"end_date\":\"2009-07-12\"");
	told(film, ",\"note\":\"film\",\"end_date\":\"2009-03-01T20:00:00Z\"");
	told(book, ",\"note\":\"old\",\"start_date\":\"1999-01-01\",\"is_finished\":true");
	told(book, ",\"note\":\"going\"");
	client_post(&member, &diary_app, "/",
		arena_printf(&memory, "{\"media_id\":\"%s\",\"note\":\"member's\"}", book));
}

START_TEST(a_diary_has_the_newest_first_and_what_has_no_date_last)
{
	struct reply *r;

	fill_diary();
	r = client_get(&other, &diary_app, lists[_i].query);
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_column(r, "diary", "note"), lists[_i].notes);
	ck_assert_str_eq(json_text(r, "total"), lists[_i].total);
}
END_TEST

START_TEST(a_diary_can_be_asked_for_a_title)
{
	const char *id;
	struct reply *r;

	fill_diary();
	id = json_text(client_get(&other, &diary_app, "/?type=MOVIE"), "diary[0].media_id");
	r = client_get(&other, &diary_app, arena_printf(&memory, "/?media_id=%s", id));
	ck_assert_str_eq(json_column(r, "diary", "media.title"), "Solaris");
	r = client_get(&member, &diary_app, arena_printf(&memory, "/?media_id=%s", id));
	ck_assert_str_eq(json_text(r, "total"), "0");
}
END_TEST

static const struct {
	const char *query, *field;
} bad_queries[] = {
	{ "/?year=09", "year" }, { "/?year=abcd", "year" }, { "/?year=2009&month=13", "month" },
	{ "/?year=2009&month=0", "month" }, { "/?year=2009&month=July", "month" },
	{ "/?month=7", "year" }, { "/?type=OPERA", "type" }, { "/?media_id=1", "media_id" },
	{ "/?day=7&year=2009", "month" }, { "/?year=2009&month=7&day=32", "day" },
	{ "/facets?month=7", "year" }, { "/facets?facet=weeks", "facet" },
	{ "/?page=0", "page" }, { "/?page_size=101", "page_size" },
};

START_TEST(a_bad_query_names_the_parameter)
{
	assert_refused(client_get(&other, &diary_app, bad_queries[_i].query), 400,
		bad_queries[_i].field);
}
END_TEST

START_TEST(a_diary_is_counted_by_years_months_and_days)
{
	static const char *const days[] = { "2009", "2009-07", "2009-07-12", "2009-07-12",
		"2015-01-31", NULL };
	const char *id = item(NULL);
	struct reply *r;

	for (int i = 0; days[i]; i++)
		told(id, arena_printf(&memory, ",\"end_date\":\"%s\"", days[i]));
	told(id, ",\"start_date\":null,\"is_finished\":true");
	r = client_get(&other, &diary_app, "/facets");
	ck_assert_str_eq(json_column(r, "years", "name"), "2015|2009");
	ck_assert_str_eq(json_column(r, "years", "count"), "1|4");
	r = client_get(&other, &diary_app, "/facets?year=2009&month=7&facet=years&facet=days");
	ck_assert_str_eq(json_column(r, "years", "name"), "2015|2009");
	ck_assert_str_eq(json_column(r, "days", "name"), "12");
	ck_assert_str_eq(json_column(r, "days", "count"), "2");
	r = client_get(&other, &diary_app, "/facets?year=2009&facet=months&type=BOOK");
	ck_assert_str_eq(json_column(r, "months", "name"), "07");
	ck_assert_str_eq(json_column(r, "months", "count"), "3");
	ck_assert_str_eq(json_column(client_get(&other, &diary_app, "/facets?type=GAME"),
		"years", "name"), "");
	assert_shows(client_get(&other, &diary_app, "/?year=2009&month=7&day=12"), "total 2");
	assert_shows(client_get(&member, &diary_app, "/facets"), "is_complete true");
	ck_assert_str_eq(json_column(client_get(&member, &diary_app, "/facets"), "years",
		"name"), "");
}
END_TEST

START_TEST(a_record_is_nobody_elses)
{
	const struct sender *const strangers[] = { &member, &admin };
	const char *path = told(item(NULL), ""), *before;

	before = client_get(&other, &diary_app, path)->body;
	for (int i = 0; i < COUNT(strangers); i++) {
		ck_assert_int_eq(client_get(strangers[i], &diary_app, path)->http, 404);
		ck_assert_int_eq(client_put(strangers[i], &diary_app, path, "{}")->http, 404);
		ck_assert_int_eq(client_patch(strangers[i], &diary_app, path, "{}")->http, 404);
		ck_assert_int_eq(client_delete(strangers[i], &diary_app, path)->http, 404);
		ck_assert_str_eq(json_text(client_get(strangers[i], &diary_app, "/"), "total"),
			"0");
	}
	ck_assert_int_eq(client_get(&nobody, &diary_app, path)->http, 401);
	ck_assert_int_eq(client_get(&nobody, &diary_app, "/")->http, 401);
	ck_assert_int_eq(client_delete(&nobody, &diary_app, path)->http, 401);
	ck_assert_int_eq(client_get(&other, &diary_app, "/1")->http, 404);
	ck_assert_str_eq(client_get(&other, &diary_app, path)->body, before);
}
END_TEST

START_TEST(a_title_has_at_most_a_thousand)
{
	const char *id = item(NULL);

	told(id, ",\"end_date\":\"2009\"");
	client_sql("WITH RECURSIVE n (i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM n "
		"WHERE i < 1000) INSERT INTO diary (id, user_key, entry_key, type, number, "
		"end_date, is_finished, created_at, updated_at) SELECT 'd' || i, d.user_key, "
		"d.entry_key, d.type, i, '2009', 1, 0, 0 FROM diary d, n", NULL, NULL);
	assert_refused(tell(id, ",\"end_date\":\"2010\""), 409, "media_id");
	ck_assert_int_eq(client_rows("diary"), 1000);
	client_sql("DELETE FROM diary WHERE id = 'd500'", NULL, NULL);
	assert_shows(tell(id, ",\"end_date\":\"2010\""), "number 1000");
	assert_shows(entry_of(id), "times 1000");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("diary");
	TCase *tc = tcase_create("diary");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, a_new_record_shows_everything);
	tcase_add_loop_test(tc, again_follows_the_rules_of_the_shelf, 0, COUNT(agains));
	tcase_add_loop_test(tc, a_date_is_kept_as_far_as_it_is_known, 0, COUNT(dates));
	tcase_add_loop_test(tc, an_end_is_not_before_its_start, 0, COUNT(spans));
	tcase_add_loop_test(tc, what_is_wrong_is_named_and_nothing_is_done, 0, COUNT(wrong));
	tcase_add_loop_test(tc, the_latest_is_what_the_shelf_shows, 0, COUNT(orders));
	tcase_add_test(tc, a_change_moves_a_record_in_that_order);
	tcase_add_loop_test(tc, a_change_does_what_it_says, 0, COUNT(changes));
	tcase_add_test(tc, what_was_read_is_put_back_unchanged);
	tcase_add_test(tc, what_is_sent_as_it_was_tells_nothing_of_dates_and_ratings);
	tcase_add_test(tc, an_update_is_lost_to_nobody);
	tcase_add_test(tc, deleting_the_latest_gives_back_the_one_before);
	tcase_add_loop_test(tc, without_its_only_record_nothing_is_finished, 0, COUNT(only));
	tcase_add_test(tc, what_was_the_latest_and_is_no_more_is_followed);
	tcase_add_test(tc, whichever_becomes_the_latest_is_followed);
	tcase_add_test(tc, deleting_an_older_one_changes_only_numbers);
	tcase_add_test(tc, the_rating_of_a_title_is_its_latest);
	tcase_add_test(tc, dates_of_an_entry_make_its_first_record);
	tcase_add_test(tc, progress_stays_where_a_start_is_taken_back);
	tcase_add_test(tc, a_change_of_dates_changes_the_latest_record);
	tcase_add_test(tc, dates_moved_back_behind_an_older_record_are_those_of_the_shelf);
	tcase_add_test(tc, dates_taken_back_stay_so_beside_an_older_record);
	tcase_add_test(tc, what_is_known_in_part_can_be_changed_otherwise);
	tcase_add_test(tc, taking_a_title_off_the_shelf_takes_its_records);
	tcase_add_loop_test(tc, a_diary_has_the_newest_first_and_what_has_no_date_last, 0,
		COUNT(lists));
	tcase_add_test(tc, a_diary_can_be_asked_for_a_title);
	tcase_add_loop_test(tc, a_bad_query_names_the_parameter, 0, COUNT(bad_queries));
	tcase_add_test(tc, a_diary_is_counted_by_years_months_and_days);
	tcase_add_test(tc, a_record_is_nobody_elses);
	tcase_add_test(tc, a_title_has_at_most_a_thousand);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
