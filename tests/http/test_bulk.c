/* POST /user/media/bulk (api.md, section 11): many at once, all or nothing, and undone at once. */
#include "bulk_steps.h"
#include "client.h"
#include "clock.h"
#include "engine.h"

#include <stdio.h>
#include <string.h>

enum { NOW = 1775030400, MINUTE = 60, DAY = 86400, TITLES = 6 };

#define NOWHERE "00000000-0000-4000-8000-000000000000"

static struct arena memory;
static const char *titles[TITLES];	/* ids; they are called "a", "b", …: books of 300 pages */
static const char *ids[TITLES];		/* of the member's entries for them */

static struct reply *
with(struct reply *r, int http)
{
	ck_assert_msg(r->http == http, "%d, not %d: %s", r->http, http, r->body);
	return r;
}

static struct reply *
post(const struct sender *sender, const char *json)
{
	return client_post(sender, &usermedia_app, "/bulk", json);
}

/* Of the entries from `first` on, so many, as JSON has them. */
static const char *
several(int first, int count)
{
	struct buf out;

	buf_init(&out, &memory, 1000);
	for (int i = first; i < first + count; i++)
		buf_printf(&out, "%s\"%s\"", i > first ? "," : "", ids[i]);
	return out.data;
}

static struct reply *
change(int first, int count, const char *members)
{
	return post(&member, text("{\"ids\":[%s],%s}", several(first, count), members));
}

static struct reply *
undo(const struct reply *done)
{
	return post(&member, text("{\"undo\":\"%s\"}", json_text(done, "undo")));
}

static const char *
entry(int n)
{
	return text("/%s", ids[n]);
}

static void
set(int n, const char *members)
{
	with(client_patch(&member, &usermedia_app, entry(n), text("{%s}", members)), 200);
}

static const char *
new_list(const struct sender *sender)
{
	return json_text(with(client_post(sender, &lists_app, "/", "{\"name\":\"A list\","
		"\"visibility\":\"public\"}"), 201), "id");
}

/* How many there are of a list of an answer, and how many an answer of none has. */
static int
count(const struct reply *r, const char *name)
{
	const cJSON *list = cJSON_GetObjectItem(r->json, name);

	ck_assert_msg(cJSON_IsArray(list), "%s", r->body);
	return cJSON_GetArraySize(list);
}

static void
add_rows(struct buf *out, const char *sql)
{
	STMT_AUTO stmt = NULL;

	ck_assert_int_eq(db_query(client_db(), &stmt, sql, NULL, 0), OK);
	while (!stmt_step(stmt))
		buf_printf(out, "%s\n", stmt_text(stmt, 0, &memory));
}

#define Q(column) "coalesce(" column ", '-') || ' ' || "

/* All that there is of shelves, diaries, copies and lists: by ids, as keys may change. */
static const char *
everything(void)
{
	struct buf out;

	buf_init(&out, &memory, 4096);
	add_rows(&out, "SELECT 'entry ' || " Q("e.id") Q("m.id") Q("e.user_key") Q("e.status")
		Q("e.progress") Q("e.note") Q("e.tags") Q("e.start_date") Q("e.end_date")
		Q("e.times") Q("e.dates_are_partial")
		Q("e.created_at") Q("e.key") "e.updated_at FROM entries e "
		"JOIN media_items m ON m.key = e.media_key ORDER BY e.id");
	add_rows(&out, "SELECT 'record ' || " Q("d.id") Q("e.id") Q("d.user_key") Q("d.number")
		Q("d.start_date") Q("d.end_date") Q("d.is_finished") Q("d.progress") Q("d.note")
		Q("d.rating") Q("d.created_at") Q("d.key") Q("d.type")
		Q("d.on_shelf") "d.updated_at FROM diary d "
		"JOIN entries e ON e.key = d.entry_key ORDER BY d.id");
	add_rows(&out, "SELECT 'tag ' || " Q("e.id") Q("t.name_folded") Q("t.user_key") "t.name "
		"FROM entry_tags t JOIN entries e ON e.key = t.entry_key ORDER BY e.id, t.name");
	add_rows(&out, "SELECT 'copy ' || " Q("c.id") Q("m.id") Q("c.user_key") Q("c.format")
		Q("c.format_folded") Q("c.platform") Q("c.platform_folded") Q("c.vod_link")
		Q("c.season") Q("c.note") Q("c.created_at") "c.updated_at FROM copies c "
		"JOIN media_items m ON m.key = c.media_key ORDER BY c.id");
	add_rows(&out, "SELECT 'item ' || " Q("l.id") Q("l.item_count") Q("i.note")
		"m.id FROM list_items i JOIN lists l ON l.key = i.list_key "
		"JOIN media_items m ON m.key = i.media_key ORDER BY i.place, i.key");
	return out.data;
}

/*
 * a: never begun; b: begun; c: finished, and before; d: dropped; e: paused, with copies and a note;
 * f: finished, nobody knows when.
 */
static void
setup(void)
{
	static const char *const how[TITLES] = {
		"", ",\"start_date\":\"2026-01-02\",\"progress\":50,\"tags\":[\"SF\"]",
		",\"start_date\":\"2025-03-01\",\"end_date\":\"2025-03-11\",\"note\":\"good\","
		"\"tags\":[\"one\",\"Zwölf\",\"two\"]",
		",\"status\":\"DROPPED\",\"start_date\":\"2025-01-01\",\"tags\":[\"Two\",\"one\"]",
		",\"status\":\"PAUSED\",\"note\":\"a\\nb\",\"progress\":7",
		",\"status\":\"COMPLETED\",\"end_date\":null",
	};

	client_setup();
	arena_init(&memory, 256 << 20, NULL);
	clock_set(NOW);
	for (int i = 0; i < TITLES; i++) {
		titles[i] = json_text(with(client_post(&member, &media_app, "/",
			text("{\"type\":\"BOOK\",\"title\":\"%c\",\"length\":300}", 'a' + i)), 201),
			"id");
		ids[i] = json_text(with(client_post(&member, &usermedia_app, "/",
			text("{\"media_id\":\"%s\"%s}", titles[i], how[i])), 201), "id");
	}
	with(client_post(&member, &diary_app, "/", text("{\"media_id\":\"%s\","
		"\"end_date\":\"2009\",\"note\":\"first\",\"rating\":3.5}", titles[2])), 201);
	with(client_post(&member, &collection_app, "/copies", text("{\"media_id\":\"%s\","
		"\"format\":\"Hardcover\",\"note\":\"signed\"}", titles[4])), 201);
	with(client_post(&member, &collection_app, "/copies", text("{\"media_id\":\"%s\","
		"\"format\":\"E-book\",\"platform\":\"Éole\",\"vod_link\":\"https://a.b/\"}",
		titles[4])), 201);
	with(client_post(&other, &usermedia_app, "/", text("{\"media_id\":\"%s\"}", titles[0])),
		201);
	clock_set(NOW + MINUTE);
}

static void
teardown(void)
{
	engine_check(client_db());
	client_teardown();
	arena_release(&memory);
}

/* --- what is done ----------------------------------------------------------------------------- */

START_TEST(a_status_follows_the_rules_of_one_entry)
{
	static const char *const names[] = { "status", "start_date", "end_date", "progress",
		"times", "is_finished", "updated_at" };
	static const char *const statuses[] = { "TO_DO", "IN_PROGRESS", "COMPLETED", "PAUSED",
		"DROPPED" };
	const char *status = text("\"status\":\"%s\"", statuses[_i]), *one_by_one;
	struct reply *r = with(change(0, TITLES, status), 200), *shown[TITLES];
	int changed = count(r, "changed");

	ck_assert_int_eq(changed, TITLES - (_i == 2 ? 2 : 1));	/* who has it already hasn't */
	for (int i = 0; i < TITLES; i++)
		shown[i] = client_get(&member, &usermedia_app, entry(i));
	one_by_one = everything();
	with(undo(r), 200);
	for (int i = 0; i < TITLES; i++) {
		if (strcmp(json_text(client_get(&member, &usermedia_app, entry(i)), "status"),
		    statuses[_i]))
			set(i, status);
		r = client_get(&member, &usermedia_app, entry(i));
		for (int n = 0; n < COUNT(names); n++)
			ck_assert_str_eq(json_text(r, names[n]), json_text(shown[i], names[n]));
	}
	ck_assert_int_eq(strlen(everything()), strlen(one_by_one));
}
END_TEST

START_TEST(what_is_deleted_goes_with_its_copies_and_its_diary)
{
	struct census before = client_census();
	struct reply *r = with(change(2, 3, "\"delete\":true"), 200);

	ck_assert_str_eq(client_losses(&before), "copies 2, diary 3, entries 3, "
		"entry_tags 5, undos -1");
	ck_assert_int_eq(count(r, "deleted"), 3);
	ck_assert_int_eq(count(r, "changed"), 0);
	ck_assert_str_eq(json_text(r, "undo_until"), "2026-04-02T08:01:00Z");
	ck_assert_int_eq(client_get(&member, &usermedia_app, entry(2))->http, 404);
}
END_TEST

START_TEST(titles_come_to_a_list_in_their_order_and_once)
{
	const char *list = new_list(&member);
	struct reply *r;

	with(client_post(&member, &lists_app, text("/%s/items", list),
		text("{\"media_id\":\"%s\"}", titles[3])), 201);
	r = with(post(&member, text("{\"ids\":[\"%s\",\"%s\",\"%s\",\"%s\"],\"list_id\":\"%s\"}",
		ids[4], ids[3], ids[0], ids[4], list)), 200);
	ck_assert_int_eq(count(r, "listed"), 2);
	r = client_get(&member, &lists_app, text("/%s/items", list));
	ck_assert_str_eq(json_column(r, "items", "media.title"), "d|e|a");
	ck_assert_str_eq(json_text(r, "list.item_count"), "3");
}
END_TEST

static const char *
tags_of(int n)
{
	struct reply *r = client_get(&member, &usermedia_app, entry(n));
	const cJSON *tag;
	struct buf out;

	buf_init(&out, &memory, 1000);
	cJSON_ArrayForEach(tag, cJSON_GetObjectItem(r->json, "tags"))
		buf_printf(&out, "%s%s", out.length ? "|" : "", tag->valuestring);
	return out.data;
}

/* How it is written is as the others have it. */
START_TEST(tags_come_and_go)
{
	struct reply *r = with(change(0, 4, "\"add_tags\":[\"sf\",\"New one\",\"NEW ONE\"],"
		"\"remove_tags\":[\"two\",\"absent\"]"), 200);

	ck_assert_int_eq(count(r, "changed"), 4);
	ck_assert_str_eq(tags_of(0), "SF|New one");
	ck_assert_str_eq(tags_of(1), "SF|New one");
	ck_assert_str_eq(tags_of(2), "one|Zwölf|SF|New one");
	ck_assert_str_eq(tags_of(3), "one|SF|New one");
	ck_assert_str_eq(json_text(client_get(&member, &usermedia_app, "/?tag=new+one"), "total"),
		"4");
	ck_assert_str_eq(json_text(client_get(&member, &usermedia_app, entry(0)), "updated_at"),
		"2026-04-01T08:01:00Z");
	r = with(change(0, 4, "\"add_tags\":[\"sf\"],\"remove_tags\":[\"absent\"]"), 200);
	ck_assert_int_eq(count(r, "changed"), 0);
}
END_TEST

START_TEST(tags_that_changed_since_stay)
{
	struct reply *r = with(change(0, 4, "\"add_tags\":[\"new\"],\"remove_tags\":[\"one\"]"),
		200);

	clock_set(NOW + 2 * MINUTE);
	set(0, "\"tags\":[\"mine\",\"new\"]");
	set(2, "\"tags\":[\"One\",\"mine\"]");
	set(3, "\"tags\":[]");
	r = with(undo(r), 200);
	ck_assert_str_eq(json_column(r, "kept", "id"), ids[2]);	/* has what it had, and more */
	ck_assert_str_eq(tags_of(0), "mine");
	ck_assert_str_eq(tags_of(1), "SF");
	ck_assert_str_eq(tags_of(2), "One|mine");
	ck_assert_str_eq(tags_of(3), "One");
	ck_assert_int_eq(client_rows("entry_tags"), 5);
}
END_TEST

START_TEST(nothing_has_more_than_thirty_tags)
{
	struct buf tags;
	const char *before, *kept;
	struct reply *r;

	buf_init(&tags, &memory, 1000);
	for (int i = 0; i < 30; i++)
		buf_printf(&tags, "%s\"t%d\"", i ? "," : "", i);
	set(1, text("\"tags\":[%s]", tags.data));
	before = everything();
	r = with(change(0, 3, "\"add_tags\":[\"more\"],\"status\":\"PAUSED\""), 409);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "add_tags");
	ck_assert_str_eq(everything(), before);
	with(change(0, 3, "\"add_tags\":[\"T0\"]"), 200);
	r = with(change(0, 3, "\"remove_tags\":[\"t1\"]"), 200);
	ck_assert_int_eq(count(r, "changed"), 1);
	set(1, text("\"tags\":[\"x\",\"y\",%s]", tags.data + 10));
	kept = tags_of(1);
	r = with(undo(r), 200);
	ck_assert_str_eq(json_column(r, "kept", "title"), "b");
	ck_assert_str_eq(tags_of(1), kept);
}
END_TEST

/* My day, which the server can't know; it never ends before it began. */
START_TEST(a_status_fills_in_the_day_that_is_sent)
{
	with(change(0, TITLES, "\"status\":\"COMPLETED\",\"day\":\"2026-03-31\""), 200);
	for (int i = 0; i < TITLES; i++)
		ck_assert_str_eq(json_text(client_get(&member, &usermedia_app, entry(i)),
			"end_date"), i == 2 ? "2025-03-11T00:00:00Z"
			: i == 5 ? "null" : "2026-03-31T00:00:00Z");
	with(change(0, 1, "\"status\":\"TO_DO\""), 200);
	set(0, "\"end_date\":null");
	with(change(0, 1, "\"status\":\"IN_PROGRESS\",\"day\":\"2026-03-30\""), 200);
	ck_assert_str_eq(json_text(client_get(&member, &usermedia_app, entry(0)), "start_date"),
		"2026-03-30T00:00:00Z");
	set(1, "\"status\":\"PAUSED\",\"end_date\":null,\"start_date\":\"2026-03-31\"");
	with(change(1, 1, "\"status\":\"COMPLETED\",\"day\":\"2026-03-30\""), 200);
	set(3, "\"status\":\"IN_PROGRESS\",\"end_date\":null,"
		"\"start_date\":\"2026-03-31T15:00:00Z\"");
	with(change(3, 1, "\"status\":\"COMPLETED\",\"day\":\"2026-03-31\""), 200);
	ck_assert_str_eq(json_text(client_get(&member, &usermedia_app, entry(3)), "end_date"),
		"2026-03-31T00:00:00Z");
}
END_TEST

START_TEST(a_status_and_a_list_go_together)
{
	const char *before = everything(), *list = new_list(&member);
	struct reply *r = with(change(0, 2, text("\"status\":\"PAUSED\",\"list_id\":\"%s\"", list)),
		200);

	ck_assert_int_eq(count(r, "changed"), 2);
	ck_assert_int_eq(count(r, "listed"), 2);
	r = with(undo(r), 200);
	ck_assert_int_eq(count(r, "restored"), 2);
	ck_assert_int_eq(count(r, "kept"), 0);
	ck_assert_str_eq(everything(), before);
}
END_TEST

START_TEST(nothing_new_is_nothing_to_undo)
{
	const char *before = everything();
	struct reply *r = with(change(0, 1, "\"status\":\"to_do\",\"delete\":false"), 200);

	ck_assert_str_eq(r->body, "{\"changed\":[],\"deleted\":[],\"listed\":[],\"restored\":[],"
		"\"kept\":[],\"undo\":null,\"undo_until\":null}");
	ck_assert_str_eq(everything(), before);
	ck_assert_int_eq(client_rows("undos"), 0);
}
END_TEST

START_TEST(five_hundred_are_done_and_undone)
{
	const char *before, *list = new_list(&member);
	struct buf json, tags;
	struct reply *r;

	buf_init(&json, &memory, 32768);
	buf_init(&tags, &memory, 4096);
	for (int i = 0; i < TAGS_MAX - 1; i++)
		buf_printf(&tags, "%s\"Приключенческий роман %d\"", i ? "," : "", i);
	for (int i = 0; i < 500; i++) {
		r = with(client_post(&member, &media_app, "/", "{\"type\":\"GAME\","
			"\"title\":\"one\"}"), 201);
		r = with(client_post(&member, &usermedia_app, "/",
			text("{\"media_id\":\"%s\",\"tags\":[%s]}", json_text(r, "id"),
			tags.data)), 201);
		buf_printf(&json, "%s\"%s\"", i ? "," : "", json_text(r, "id"));
	}
	before = everything();
	r = with(post(&member, text("{\"ids\":[%s],\"status\":\"COMPLETED\",\"list_id\":\"%s\","
		"\"add_tags\":[\"Новое\"]}", json.data, list)), 200);
	ck_assert_int_eq(count(r, "changed"), 500);
	ck_assert_int_eq(count(with(undo(r), 200), "restored"), 500);
	ck_assert_str_eq(everything(), before);
	r = with(post(&member, text("{\"ids\":[%s],\"delete\":true}", json.data)), 200);
	ck_assert_int_eq(client_rows("entries"), TITLES + 1);
	ck_assert_int_eq(count(with(undo(r), 200), "restored"), 500);
	ck_assert_str_eq(everything(), before);
	with(post(&member, text("{\"ids\":[%s,\"%s\"],\"status\":\"PAUSED\"}", json.data, ids[0])),
		400);
	ck_assert_str_eq(everything(), before);
}
END_TEST

/* --- undo ------------------------------------------------------------------------------------- */

START_TEST(undo_restores_all)
{
	static const char *const changes[] = { "\"status\":\"TO_DO\"", "\"status\":\"IN_PROGRESS\"",
		"\"status\":\"COMPLETED\"", "\"status\":\"PAUSED\"", "\"status\":\"DROPPED\"",
		"\"delete\":true", "\"add_tags\":[\"new\",\"sf\"],\"remove_tags\":[\"TWO\"]",
		"\"status\":\"PAUSED\",\"remove_tags\":[\"one\",\"zwolf\"],\"add_tags\":[\"x\"]" };
	const char *before = everything();
	struct reply *r = with(change(0, TITLES, changes[_i]), 200);

	ck_assert_str_ne(everything(), before);
	clock_set(NOW + 2 * MINUTE);
	r = with(undo(r), 200);
	ck_assert_int_ge(count(r, "restored"), TITLES - 2);
	ck_assert_int_eq(count(r, "kept"), 0);
	ck_assert_str_eq(json_text(r, "undo"), "null");
	ck_assert_str_eq(everything(), before);
}
END_TEST

/* What a later migration adds would be lost where it isn't kept, too. */
START_TEST(every_column_is_kept)
{
	static const struct record *const kept[] = { &kept_entry, &kept_copy, &kept_record };

	for (int i = 0; i < COUNT(kept); i++) {
		int columns = 0;

		for (const struct field *field = kept[i]->fields; field->name; field++)
			columns += !field->column || !strchr(field->column, '.');
		ck_assert_int_eq(client_rows(text("pragma_table_info('%s')", kept[i]->table)),
			columns);
	}
}
END_TEST

START_TEST(an_undo_works_once_for_its_own_user_within_a_day)
{
	struct reply *r = with(change(0, 2, "\"status\":\"PAUSED\""), 200), *again;
	const char *after = everything(),
		*json = text("{\"undo\":\"%s\"}", json_text(r, "undo"));

	ck_assert_str_eq(json_text(with(post(&other, json), 404), "error.details[0].field"),
		"undo");
	with(post(&admin, json), 404);
	with(post(&nobody, json), 401);
	with(post(&member, "{\"undo\":\"" NOWHERE "\"}"), 404);
	ck_assert_str_eq(everything(), after);
	with(undo(r), 200);
	with(undo(r), 404);
	r = with(change(0, 2, "\"status\":\"PAUSED\""), 200);
	again = with(change(2, 1, "\"status\":\"PAUSED\""), 200);
	clock_set(NOW + MINUTE + DAY - 1);
	member.token = json_text(with(client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}"), 200), "access_token");
	with(undo(again), 200);
	clock_set(NOW + MINUTE + DAY);
	with(undo(r), 404);
	ck_assert_int_eq(client_rows("undos"), 1);
	with(change(3, 1, "\"status\":\"PAUSED\""), 200);
	ck_assert_int_eq(client_rows("undos"), 1);	/* the old ones are gone */
	clock_set(NOW + 3 * DAY);
	with(client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}"), 200);
	ck_assert_int_eq(client_rows("undos"), 0);	/* without another */
}
END_TEST

/* A whole shelf is changed in parts, within a second or two, and undone as one: the last first. */
START_TEST(what_was_done_in_many_parts_is_undone_whole)
{
	const char *before = everything();
	struct reply *parts[24];

	for (int i = 0; i < 24; i++)
		parts[i] = with(change(0, 1, i % 2 ? "\"status\":\"TO_DO\""
			: "\"status\":\"PAUSED\""), 200);
	for (int i = 23; i >= 0; i--)
		with(undo(parts[i]), 200);
	ck_assert_str_eq(everything(), before);
}
END_TEST

START_TEST(of_too_much_to_undo_the_oldest_goes)
{
	struct reply *parts[3];

	for (int i = 0; i < 2; i++)
		parts[i] = with(change(i, 1, "\"status\":\"DROPPED\""), 200);
	client_sql("UPDATE undos SET steps = zeroblob(33000000)", NULL, NULL);
	parts[2] = with(change(2, 1, "\"status\":\"DROPPED\""), 200);
	ck_assert_int_eq(client_rows("undos"), 3);
	client_sql("UPDATE undos SET steps = zeroblob(35000000) WHERE id = $1",
		json_text(parts[1], "undo"), NULL);
	with(change(3, 1, "\"status\":\"PAUSED\""), 200);
	ck_assert_int_eq(client_rows("undos"), 3);
	with(undo(parts[0]), 404);
	with(undo(parts[2]), 200);
}
END_TEST

/* A record that only the change made goes with it, unless somebody has written in it. */
START_TEST(what_was_written_in_the_diary_since_stays)
{
	struct reply *r = with(change(0, 1, "\"status\":\"COMPLETED\""), 200);
	const char *record = text("/%s", json_text(client_get(&member, &diary_app,
		text("/?media_id=%s", titles[0])), "diary[0].id"));

	with(client_patch(&member, &diary_app, record, _i ? "{\"rating\":4.5}"
		: "{\"note\":\"at last\"}"), 200);
	r = with(undo(r), 200);
	ck_assert_str_eq(json_column(r, "kept", "id"), ids[0]);
	ck_assert_int_eq(count(r, "restored"), 0);
	r = with(client_get(&member, &diary_app, record), 200);
	ck_assert_str_eq(json_text(r, _i ? "rating" : "note"), _i ? "4.5" : "at last");
	ck_assert_str_eq(json_text(client_get(&member, &usermedia_app, entry(0)), "status"),
		"COMPLETED");
}
END_TEST

START_TEST(a_diary_that_comes_back_has_the_type_of_its_title)
{
	struct reply *r = with(change(2, 1, "\"delete\":true"), 200);

	with(client_patch(&member, &media_app, text("/%s", titles[2]), "{\"type\":\"GAME\"}"),
		200);
	with(undo(r), 200);
	r = with(client_get(&member, &diary_app, "/?type=GAME"), 200);
	ck_assert_int_eq(count(r, "diary"), 2);
}
END_TEST

/* What is done to title c, which was finished, after it was dropped with all others. */
static const struct {
	const char *patch;		/* of the entry; NULL: its latest record is deleted */
	bool is_kept;
} touches[] = {
	{ "\"status\":\"PAUSED\"", true }, { "\"progress\":12", true },
	{ "\"end_date\":\"2026-02-02\"", true }, { "\"start_date\":null", true }, { NULL, true },
	{ "\"note\":\"better\"", false },
};

START_TEST(what_was_touched_since_stays)
{
	struct reply *r = with(change(0, TITLES, "\"status\":\"DROPPED\""), 200), *kept;
	struct reply *told = client_get(&member, &diary_app, text("/?media_id=%s", titles[2]));

	clock_set(NOW + 2 * MINUTE);
	if (touches[_i].patch)
		set(2, touches[_i].patch);
	else
		with(client_delete(&member, &diary_app,
			text("/%s", json_text(told, "diary[0].id"))), 204);
	kept = client_get(&member, &usermedia_app, entry(2));
	r = with(undo(r), 200);
	ck_assert_int_eq(count(r, "restored"), touches[_i].is_kept ? 4 : 5);
	ck_assert_str_eq(json_text(client_get(&member, &usermedia_app, entry(1)), "status"),
		"IN_PROGRESS");
	ck_assert_str_eq(json_column(r, "kept", "id"), touches[_i].is_kept ? ids[2] : "");
	if (touches[_i].is_kept) {
		ck_assert_str_eq(json_text(r, "kept[0].title"), "c");
		ck_assert_str_eq(json_text(r, "kept[0].media_id"), titles[2]);
		ck_assert_str_eq(client_get(&member, &usermedia_app, entry(2))->body, kept->body);
		return;
	}
	r = client_get(&member, &usermedia_app, entry(2));
	ck_assert_str_eq(json_text(r, "status"), "COMPLETED");
	ck_assert_str_eq(json_text(r, "times"), "2");
	ck_assert_str_eq(json_text(r, "note"), "better");
	ck_assert_str_eq(json_text(r, "updated_at"), "2026-04-01T08:02:00Z");
}
END_TEST

START_TEST(what_is_gone_since_stays_gone)
{
	struct reply *r = with(change(0, 2, "\"status\":\"PAUSED\""), 200);

	with(client_delete(&member, &usermedia_app, entry(0)), 204);
	r = with(undo(r), 200);
	ck_assert_str_eq(json_column(r, "kept", "id"), ids[0]);
	ck_assert_int_eq(count(r, "restored"), 1);
}
END_TEST

START_TEST(a_title_that_is_there_anew_or_gone_stays_so)
{
	struct reply *r = with(change(2, 3, "\"delete\":true"), 200);
	const char *anew = json_text(with(client_post(&member, &usermedia_app, "/",
		text("{\"media_id\":\"%s\",\"status\":\"PAUSED\"}", titles[4])), 201), "id");

	with(client_delete(&member, &media_app, text("/%s", titles[3])), 204);
	r = with(undo(r), 200);
	ck_assert_str_eq(json_column(r, "kept", "title"), "null|e");
	ck_assert_int_eq(count(r, "restored"), 1);
	ck_assert_int_eq(client_get(&member, &usermedia_app, entry(2))->http, 200);
	ck_assert_int_eq(client_get(&member, &usermedia_app, entry(3))->http, 404);
	ck_assert_int_eq(client_get(&member, &usermedia_app, entry(4))->http, 404);
	ck_assert_str_eq(json_text(client_get(&member, &usermedia_app, text("/%s", anew)),
		"status"), "PAUSED");
	ck_assert_int_eq(client_rows("copies"), 0);
}
END_TEST

START_TEST(a_list_item_that_was_touched_stays)
{
	const char *list = new_list(&member), *path = text("/%s/items", list);
	struct reply *r = with(change(0, 4, text("\"list_id\":\"%s\"", list)), 200),
		*items = client_get(&member, &lists_app, path);

	clock_set(NOW + 2 * MINUTE);
	with(client_patch(&member, &lists_app, text("%s/%s", path, json_text(items, "items[0].id")),
		"{\"note\":\"why\"}"), 200);
	with(client_patch(&member, &lists_app, text("%s/%s", path, json_text(items, "items[1].id")),
		"{\"position\":4}"), 200);
	with(client_delete(&member, &lists_app, text("%s/%s", path,
		json_text(items, "items[2].id"))), 204);
	r = with(undo(r), 200);
	ck_assert_str_eq(json_column(r, "kept", "title"), "a|b");
	items = client_get(&member, &lists_app, path);
	ck_assert_str_eq(json_column(items, "items", "media.title"), "a|b");
	ck_assert_str_eq(json_text(items, "list.item_count"), "2");
	r = with(change(2, 2, text("\"list_id\":\"%s\"", list)), 200);
	with(client_delete(&member, &lists_app, text("/%s", list)), 204);
	with(undo(r), 200);
}
END_TEST

START_TEST(what_cant_be_read_cant_be_undone)
{
	struct reply *r = with(change(0, 2, "\"status\":\"PAUSED\""), 200);

	client_sql(_i ? "UPDATE undos SET steps = substr(steps, 1, length(steps) - 1)"
		: "UPDATE undos SET steps = substr(steps, 2)", NULL, NULL);
	with(undo(r), 404);
}
END_TEST

START_TEST(undo_gives_nobody_more_than_the_quota)
{
	struct reply *r = with(change(0, 3, "\"delete\":true"), 200);
	const char *before;

	client_settings("quota_shelf = 5");
	client_get(&nobody, &server_app, "/health");
	before = everything();
	with(undo(r), 409);
	ck_assert_str_eq(everything(), before);
	client_settings("");
	with(undo(r), 200);
}
END_TEST

START_TEST(more_than_can_be_kept_is_not_done)
{
	const char *before;
	char *note = arena_alloc(&memory, 10001);
	struct reply *r;

	memset(note, 'n', 10000);
	for (int i = 0; i < 450; i++) {
		r = client_post(&member, &diary_app, "/", text("{\"media_id\":\"%s\","
			"\"end_date\":\"2010\",\"note\":\"%s\"}", titles[0], note));
		with(r, 201);
	}
	before = everything();
	r = with(change(0, 1, "\"delete\":true"), 413);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "ids");
	ck_assert_str_eq(everything(), before);
	ck_assert_int_eq(client_rows("undos"), 0);
	with(change(0, 1, "\"status\":\"PAUSED\""), 200);
}
END_TEST

/* --- bad input -------------------------------------------------------------------------------- */

START_TEST(ids_that_arent_mine_are_named_and_nothing_is_done)
{
	const char *theirs = json_text(client_get(&other, &usermedia_app, "/"), "records[0].id"),
		*before = everything();
	struct reply *r = post(&member, text("{\"ids\":[\"%s\",\"%s\",\"%s\",\"" NOWHERE
		"\",\"%s\"],%s}", ids[0], theirs, ids[1], titles[2], _i
		? "\"delete\":true" : "\"status\":\"PAUSED\""));

	with(r, 404);
	ck_assert_str_eq(json_text(r, "error.details[2].field"), "ids");
	ck_assert_str_eq(json_text(r, "error.details[0].message"),
		text("%s is not on your shelf", theirs));
	ck_assert_ptr_nonnull(strstr(r->body, NOWHERE));
	ck_assert_ptr_nonnull(strstr(r->body, titles[2]));
	ck_assert_str_eq(everything(), before);
	ck_assert_int_eq(client_rows("undos"), 0);
}
END_TEST

/* `%s` is the first entry's id. */
static const struct {
	const char *json, *field;
} wrong[] = {
	{ "{}", "ids" },
	{ "{\"ids\":[],\"status\":\"PAUSED\"}", "ids" },
	{ "{\"ids\":null,\"status\":\"PAUSED\"}", "ids" },
	{ "{\"status\":\"PAUSED\"}", "ids" },
	{ "{\"ids\":[\"%s\"]}", "status" },
	{ "{\"ids\":[\"%s\"],\"delete\":false}", "status" },
	{ "{\"ids\":\"%s\",\"status\":\"PAUSED\"}", "ids" },
	{ "{\"ids\":[\"%s\",1],\"status\":\"PAUSED\"}", "ids" },
	{ "{\"ids\":[\"%s\",\"x\"],\"status\":\"PAUSED\"}", "ids" },
	{ "{\"ids\":[\"%s\",\"\"],\"status\":\"PAUSED\"}", "ids" },
	{ "{\"ids\":[[\"%s\"]],\"status\":\"PAUSED\"}", "ids" },
	{ "{\"ids\":{\"0\":\"%s\"},\"status\":\"PAUSED\"}", "ids" },
	{ "{\"ids\":[\"%s\"],\"status\":\"READ\"}", "status" },
	{ "{\"ids\":[\"%s\"],\"status\":null}", "status" },
	{ "{\"ids\":[\"%s\"],\"status\":\"PAUSED\",\"delete\":true}", "delete" },
	{ "{\"ids\":[\"%s\"],\"delete\":true,\"list_id\":\"" NOWHERE "\"}", "delete" },
	{ "{\"ids\":[\"%s\"],\"delete\":\"yes\"}", "delete" },
	{ "{\"ids\":[\"%s\"],\"list_id\":\"x\"}", "list_id" },
	{ "{\"ids\":[\"%s\"],\"progress\":3}", "progress" },
	{ "{\"ids\":[\"%s\"],\"add_tags\":[]}", "status" },
	{ "{\"ids\":[\"%s\"],\"add_tags\":[\" \"]}", "add_tags" },
	{ "{\"ids\":[\"%s\"],\"add_tags\":\"a\"}", "add_tags" },
	{ "{\"ids\":[\"%s\"],\"remove_tags\":[\"a\\nb\"]}", "remove_tags" },
	{ "{\"ids\":[\"%s\"],\"add_tags\":[\"a\"],\"delete\":true}", "delete" },
	{ "{\"ids\":[\"%s\"],\"status\":\"PAUSED\",\"day\":\"2026-02-30\"}", "day" },
	{ "{\"undo\":\"" NOWHERE "\",\"add_tags\":[\"a\"]}", "add_tags" },
	{ "{\"undo\":\"x\"}", "undo" },
	{ "{\"undo\":1}", "undo" },
	{ "{\"undo\":\"" NOWHERE "\",\"ids\":[\"%s\"]}", "ids" },
	{ "{\"undo\":\"" NOWHERE "\",\"status\":\"PAUSED\"}", "status" },
	{ "{\"undo\":\"" NOWHERE "\",\"delete\":true}", "delete" },
};

START_TEST(bad_input_is_refused)
{
	const char *before = everything();
	char json[400];
	const char *at = strstr(wrong[_i].json, "%s");

	snprintf(json, sizeof(json), "%.*s%s%s",
		at ? (int)(at - wrong[_i].json) : (int)strlen(wrong[_i].json), wrong[_i].json,
		at ? ids[0] : "", at ? at + 2 : "");
	ck_assert_str_eq(json_text(with(post(&member, json), 400), "error.details[0].field"),
		wrong[_i].field);
	ck_assert_str_eq(everything(), before);
}
END_TEST

START_TEST(a_list_that_isnt_mine_or_is_full_takes_nothing)
{
	const char *theirs = new_list(&other), *full = new_list(&member), *before;
	struct reply *r;

	client_sql("UPDATE lists SET item_count = 4999 WHERE id = $1", full, NULL);
	before = everything();
	r = with(change(0, 2, "\"status\":\"PAUSED\",\"list_id\":\"" NOWHERE "\""), 404);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "list_id");
	r = with(change(0, 2, text("\"status\":\"PAUSED\",\"list_id\":\"%s\"", theirs)), 403);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "list_id");
	r = with(change(0, 2, text("\"status\":\"PAUSED\",\"list_id\":\"%s\"", full)), 409);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "list_id");
	ck_assert_str_eq(everything(), before);
	with(change(0, 1, text("\"list_id\":\"%s\"", full)), 200);
	client_sql("UPDATE lists SET item_count = 1 WHERE id = $1", full, NULL);
	client_settings("quota_shelf = 2");
	r = with(change(1, 2, text("\"list_id\":\"%s\"", full)), 409);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "list_id");
}
END_TEST

START_TEST(others_can_do_nothing)
{
	const char *json = text("{\"ids\":[%s],\"delete\":true}", several(0, TITLES));

	with(post(&other, json), 404);
	with(post(&admin, json), 404);
	with(post(&nobody, json), 401);
	ck_assert_int_eq(client_get(&member, &usermedia_app, "/bulk")->http, 405);
}
END_TEST

START_TEST(a_form_does_it_too)
{
	const char *form = text("ids=%s&ids=%s&status=PAUSED&delete=&list_id=", ids[0], ids[1]);
	struct reply *r = client_send(&member, &usermedia_app, "POST", "/bulk",
		"application/x-www-form-urlencoded", form, strlen(form), NULL);

	ck_assert_int_eq(count(with(r, 200), "changed"), 2);
	form = text("undo=%s&ids=", json_text(r, "undo"));
	ck_assert_int_eq(count(with(client_send(&member, &usermedia_app, "POST", "/bulk",
		"application/x-www-form-urlencoded", form, strlen(form), NULL), 200), "restored"),
		2);
}
END_TEST

START_TEST(it_is_limited)
{
	client_settings("rate_limit_bulk = 2");
	for (int i = 0; i < 3; i++)
		with(change(0, 1, "\"status\":\"PAUSED\""), i < 2 ? 200 : 429);
	client_settings("");
	client_get(&nobody, &server_app, "/health");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bulk");
	TCase *tc = tcase_create("bulk");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_status_follows_the_rules_of_one_entry, 0, 5);
	tcase_add_test(tc, what_is_deleted_goes_with_its_copies_and_its_diary);
	tcase_add_test(tc, titles_come_to_a_list_in_their_order_and_once);
	tcase_add_test(tc, tags_come_and_go);
	tcase_add_test(tc, tags_that_changed_since_stay);
	tcase_add_test(tc, nothing_has_more_than_thirty_tags);
	tcase_add_test(tc, a_status_fills_in_the_day_that_is_sent);
	tcase_add_test(tc, a_status_and_a_list_go_together);
	tcase_add_test(tc, nothing_new_is_nothing_to_undo);
	tcase_add_test(tc, five_hundred_are_done_and_undone);
	tcase_add_loop_test(tc, undo_restores_all, 0, 8);
	tcase_add_test(tc, every_column_is_kept);
	tcase_add_test(tc, an_undo_works_once_for_its_own_user_within_a_day);
	tcase_add_test(tc, what_was_done_in_many_parts_is_undone_whole);
	tcase_add_test(tc, of_too_much_to_undo_the_oldest_goes);
	tcase_add_loop_test(tc, what_was_written_in_the_diary_since_stays, 0, 2);
	tcase_add_test(tc, a_diary_that_comes_back_has_the_type_of_its_title);
	tcase_add_loop_test(tc, what_was_touched_since_stays, 0, COUNT(touches));
	tcase_add_test(tc, what_is_gone_since_stays_gone);
	tcase_add_test(tc, a_title_that_is_there_anew_or_gone_stays_so);
	tcase_add_test(tc, a_list_item_that_was_touched_stays);
	tcase_add_loop_test(tc, what_cant_be_read_cant_be_undone, 0, 2);
	tcase_add_test(tc, undo_gives_nobody_more_than_the_quota);
	tcase_add_test(tc, more_than_can_be_kept_is_not_done);
	tcase_add_loop_test(tc, ids_that_arent_mine_are_named_and_nothing_is_done, 0, 2);
	tcase_add_loop_test(tc, bad_input_is_refused, 0, COUNT(wrong));
	tcase_add_test(tc, a_list_that_isnt_mine_or_is_full_takes_nothing);
	tcase_add_test(tc, others_can_do_nothing);
	tcase_add_test(tc, a_form_does_it_too);
	tcase_add_test(tc, it_is_limited);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
