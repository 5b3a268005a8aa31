/* /lists: who sees and changes a list, its items, and the order that they have. */
#include "client.h"
#include "clock.h"
#include "engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LATER = 1775030400 + 600, TITLES = 8 };

#define NOWHERE "00000000-0000-4000-8000-000000000000"

static struct arena memory;
static const char *titles[TITLES];	/* ids; they are called "a", "b", … */
static const char *mine, *items;	/* a list of the member's: "/ID", "/ID/items" */

/* A list, and what its address begins with. */
static const char *
make_list(const struct sender *sender, const char *visibility)
{
	return text("/%s", json_text(made(client_post(sender, &lists_app, "/",
		text("{\"name\":\"A list\",\"visibility\":\"%s\"}", visibility))), "id"));
}

/* Puts a title there, at a position or (0) at the end; the item's address. */
static const char *
add(const char *list, int title, int position)
{
	struct reply *r = made(client_post(&member, &lists_app, text("%s/items", list),
		position ? text("{\"media_id\":\"%s\",\"position\":%d}", titles[title], position)
		: text("{\"media_id\":\"%s\"}", titles[title])));

	return text("%s/items/%s", list, json_text(r, "id"));
}

/* The titles of a list in their order, "a|b|c", with positions that have no gap. */
static const char *
order(const char *list)
{
	struct reply *r = client_get(&member, &lists_app, text("%s/items?page_size=100", list));
	struct buf numbers;
	int n = atoi(json_text(r, "total"));

	ck_assert_int_eq(r->http, 200);
	buf_init(&numbers, &memory, 100);
	for (int i = 1; i <= n; i++)
		buf_printf(&numbers, "%s%d", i > 1 ? "|" : "", i);
	ck_assert_str_eq(json_column(r, "items", "position"), numbers.data);
	ck_assert_str_eq(json_text(client_get(&member, &lists_app, list), "item_count"),
		text("%d", n));
	return json_column(r, "items", "media.title");
}

static struct reply *
move(const char *item, const char *position)
{
	return client_patch(&member, &lists_app, item, text("{\"position\":%s}", position));
}

static const char *
page_of(const struct sender *sender, const char *path)
{
	static const char *const headers[] = { "HTTP_ACCEPT=text/html", NULL };
	struct reply *r = client_send(sender, &lists_app, "GET", path, NULL, NULL, 0, headers);

	ck_assert_msg(r->http == 200, "%d: %s", r->http, r->body);
	return r->body;
}

static void
setup(void)
{
	client_setup();
	arena_init(&memory, 128 << 20, NULL);
	for (int i = 0; i < TITLES; i++)
		titles[i] = json_text(made(client_post(&member, &media_app, "/",
			text("{\"type\":\"GAME\",\"title\":\"%c\"}", 'a' + i))), "id");
	mine = make_list(&member, "private");
	items = text("%s/items", mine);
	clock_set(LATER);
}

static void
teardown(void)
{
	ck_assert_int_eq(client_rows("(SELECT 1 FROM lists l WHERE item_count <> (SELECT count(*) "
		"FROM list_items i WHERE i.list_key = l.key))"), 0);
	client_teardown();
	arena_release(&memory);
}

/* --- a list ----------------------------------------------------------------------------------- */

START_TEST(a_list_is_made_read_changed_and_deleted)
{
	struct reply *r = made(client_post(&member, &lists_app, "/", "{\"name\":\" Winter \"}"));
	const char *id = json_text(r, "id"), *path = text("/%s", id);

	ck_assert_str_eq(reply_header(r, "Location"), text("/lists%s", path));
	ck_assert_str_eq(json_text(r, "name"), "Winter");
	ck_assert_str_eq(json_text(r, "description"), "null");
	ck_assert_str_eq(json_text(r, "is_ranked"), "false");
	ck_assert_str_eq(json_text(r, "visibility"), "private");
	ck_assert_str_eq(json_text(r, "item_count"), "0");
	ck_assert_ptr_nonnull(strstr(r->body, "\"covers\":[]"));
	ck_assert_str_eq(json_text(r, "user.id"), member.id);
	ck_assert_str_eq(json_text(r, "user.username"), "member");
	ck_assert_str_eq(client_get(&member, &lists_app, path)->body, r->body);
	r = client_patch(&member, &lists_app, path,
		"{\"description\":\"By the fire.\",\"is_ranked\":true,\"visibility\":\"PUBLIC\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "name"), "Winter");
	ck_assert_str_eq(json_text(r, "description"), "By the fire.");
	ck_assert_str_eq(json_text(r, "is_ranked"), "true");
	ck_assert_str_eq(json_text(r, "visibility"), "public");
	ck_assert_str_eq(json_text(r, "updated_at"), "2026-04-01T08:10:00Z");
	/* what was read can be sent back, and PUT keeps who sees it */
	ck_assert_str_eq(client_put(&member, &lists_app, path, r->body)->body, r->body);
	r = client_put(&member, &lists_app, path, "{\"name\":\"Spring\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "description"), "null");
	ck_assert_str_eq(json_text(r, "visibility"), "public");
	ck_assert_int_eq(client_delete(&member, &lists_app, path)->http, 204);
	ck_assert_int_eq(client_get(&member, &lists_app, path)->http, 404);
	ck_assert_int_eq(client_delete(&member, &lists_app, path)->http, 404);
}
END_TEST

static const struct {
	const char *body, *field;
} bad_lists[] = {
	{ "{}", "name" }, { "{\"name\":\"\"}", "name" }, { "{\"name\":null}", "name" },
	{ "{\"name\":\" \\u200b\"}", "name" }, { "{\"name\":7}", "name" },
	{ "{\"name\":\"a\\nb\"}", "name" },
	{ "{\"name\":\"a\",\"is_ranked\":null}", "is_ranked" },
	{ "{\"name\":\"a\",\"is_ranked\":\"yes\"}", "is_ranked" },
	{ "{\"name\":\"a\",\"visibility\":\"friends\"}", "visibility" },
	{ "{\"name\":\"a\",\"visibility\":null}", "visibility" },
	{ "{\"name\":\"a\",\"description\":7}", "description" },
	{ "{\"name\":\"a\",\"colour\":\"red\"}", "colour" },
};

START_TEST(a_bad_list_names_its_field)
{
	assert_refused(client_post(&member, &lists_app, "/", bad_lists[_i].body), 400,
		bad_lists[_i].field);
	assert_refused(client_put(&member, &lists_app, mine, bad_lists[_i].body), 400,
		bad_lists[_i].field);
	ck_assert_int_eq(client_rows("lists"), 1);
}
END_TEST

START_TEST(names_and_descriptions_have_an_end)
{
	char name[202], *description = arena_alloc(&memory, 20002);

	memset(name, 'n', sizeof(name));
	memset(description, 'd', 20001);
	description[20001] = '\0';
	for (int more = 0; more < 2; more++) {
		name[200 + more] = '\0';
		ck_assert_int_eq(client_patch(&member, &lists_app, mine,
			text("{\"name\":\"%s\"}", name))->http, more ? 400 : 200);
		name[200] = 'n';
		ck_assert_int_eq(client_patch(&member, &lists_app, mine, arena_printf(&memory,
			"{\"description\":\"%.*s\"}", 20000 + more, description))->http,
			more ? 400 : 200);
	}
}
END_TEST

/* The first titles stand for a list, four at most; with what their covers are drawn from. */
START_TEST(its_first_titles_stand_for_a_list)
{
	const char *picture = "00000000-0000-4000-8000-000000000001", *page;

	client_add_picture(picture, "member");
	client_sql("UPDATE media_items SET image_url = $1, creator = 'Ann', pub_date = '1998' "
		"WHERE id = $2", picture, titles[7]);
	for (int i = 0; i < TITLES; i++) {
		ck_assert_str_eq(json_column(client_get(&member, &lists_app, mine), "covers",
			"title"), i == 0 ? "" : i == 1 ? "a" : i == 2 ? "b|a" : i == 3 ? "c|b|a"
			: text("%c|%c|%c|%c", 'a' + i - 1, 'a' + i - 2, 'a' + i - 3, 'a' + i - 4));
		add(mine, i, 1);
	}
	for (int i = 0; i < 2; i++) {
		struct reply *r = client_get(&member, &lists_app, i ? "/" : mine);
		const char *at = i ? "lists[0]." : "";

		ck_assert_str_eq(json_text(r, text("%scovers[0].id", at)), titles[7]);
		ck_assert_str_eq(json_text(r, text("%scovers[0].type", at)), "GAME");
		ck_assert_str_eq(json_text(r, text("%scovers[0].creator", at)), "Ann");
		ck_assert_str_eq(json_text(r, text("%scovers[0].pub_date", at)), "1998");
		/* a picture of ours is a link to it */
		ck_assert_str_eq(json_text(r, text("%scovers[0].image_url", at)),
			text("/images/%s", picture));
		ck_assert_str_eq(json_text(r, text("%scovers[3].title", at)), "e");
		ck_assert_str_eq(json_text(r, text("%scovers[3].image_url", at)), "null");
		ck_assert_str_eq(json_text(r, text("%scovers[4].title", at)), "(none)");
	}
	/* and on a page without a script it is the list's, and the titles lead to their own */
	ck_assert_ptr_nonnull(strstr(page_of(&member, "/"), text("src=\"/images/%s", picture)));
	page = page_of(&member, mine);
	ck_assert_ptr_nonnull(strstr(page, "<h2>First titles</h2>"));
	ck_assert_ptr_null(strstr(page, "Without a name"));
	for (int i = TITLES - 4; i < TITLES; i++)
		ck_assert_ptr_nonnull(strstr(page, text("/media/%s\">%c</a>", titles[i], 'a' + i)));
}
END_TEST

/* --- its order -------------------------------------------------------------------------------- */

START_TEST(items_are_where_they_are_put)
{
	struct reply *r;

	add(mine, 0, 0);
	add(mine, 1, 0);
	ck_assert_str_eq(order(mine), "a|b");
	add(mine, 2, 1);
	ck_assert_str_eq(order(mine), "c|a|b");
	add(mine, 3, 2);
	ck_assert_str_eq(order(mine), "c|d|a|b");
	add(mine, 4, 5);
	add(mine, 5, 900);
	ck_assert_str_eq(order(mine), "c|d|a|b|e|f");
	add(mine, 6, 6);
	ck_assert_str_eq(order(mine), "c|d|a|b|e|g|f");
	r = client_post(&member, &lists_app, items,
		text("{\"media_id\":\"%s\",\"position\":3,\"note\":\"first\\nsecond\"}",
		titles[7]));
	ck_assert_str_eq(json_text(made(r), "position"), "3");
	ck_assert_str_eq(json_text(r, "note"), "first\nsecond");
	ck_assert_str_eq(json_text(r, "media.title"), "h");
	ck_assert_str_eq(json_text(r, "media_id"), titles[7]);
	ck_assert_str_eq(json_text(r, "id"), titles[7]);	/* there is one of each */
	ck_assert_str_eq(json_text(r, "list_id"), mine + 1);
	ck_assert_str_eq(reply_header(r, "Location"),
		text("/lists%s/%s", items, json_text(r, "id")));
	ck_assert_str_eq(client_get(&member, &lists_app,
		text("%s/%s", items, json_text(r, "id")))->body, r->body);
	ck_assert_str_eq(order(mine), "c|d|h|a|b|e|g|f");
}
END_TEST

/* Of five: who is moved, where to, and what comes of it. */
static const struct {
	int who;
	const char *to, *position, *order;
} moves[] = {
	{ 0, "1", "1", "a|b|c|d|e" }, { 0, "2", "2", "b|a|c|d|e" },
	{ 0, "3", "3", "b|c|a|d|e" }, { 0, "5", "5", "b|c|d|e|a" },
	{ 0, "6", "5", "b|c|d|e|a" }, { 0, "9007199254740991", "5", "b|c|d|e|a" },
	{ 4, "1", "1", "e|a|b|c|d" }, { 4, "2", "2", "a|e|b|c|d" },
	{ 4, "4", "4", "a|b|c|e|d" }, { 4, "5", "5", "a|b|c|d|e" },
	{ 4, "77", "5", "a|b|c|d|e" }, { 2, "1", "1", "c|a|b|d|e" },
	{ 2, "2", "2", "a|c|b|d|e" }, { 2, "3", "3", "a|b|c|d|e" },
	{ 2, "4", "4", "a|b|d|c|e" }, { 2, "5", "5", "a|b|d|e|c" },
};

START_TEST(an_item_is_moved_to_its_position)
{
	const char *who[5];
	struct reply *r;

	for (int i = 0; i < 5; i++)
		who[i] = add(mine, i, 0);
	r = move(who[moves[_i].who], moves[_i].to);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "position"), moves[_i].position);
	ck_assert_str_eq(order(mine), moves[_i].order);
}
END_TEST

/* As often as one likes: places between two others run out, and are made anew. */
START_TEST(there_is_always_room_between_two)
{
	const char *who[4];
	bool is_swapped = false;

	for (int i = 0; i < 4; i++)
		who[i] = add(mine, i, 0);
	for (int i = 0; i < 120; i++) {
		/* the third goes before the second, whoever that is */
		ck_assert_str_eq(json_text(move(who[is_swapped ? 1 : 2], "2"), "position"), "2");
		is_swapped = !is_swapped;
		ck_assert_str_eq(order(mine), is_swapped ? "a|c|b|d" : "a|b|c|d");
	}
	for (int i = 0; i < 40; i++)
		move(who[i % 4], i % 2 ? "1" : "4");
	ck_assert_str_eq(order(mine), "d|b|a|c");
}
END_TEST

/* The same moves done to an array, by a generator that is always the same. */
START_TEST(any_moves_do_what_they_say)
{
	unsigned state = 7;
	char letters[TITLES + 1] = "";
	const char *who[TITLES];

	for (int i = 0; i < TITLES; i++) {
		who[i] = add(mine, i, 0);
		letters[i] = (char)('a' + i);
	}
	for (int i = 0; i < 200; i++) {
		int one, to, from;
		char letter;

		state = state * 1103515245 + 12345;
		one = (int)(state >> 16) % TITLES;
		to = (int)(state >> 20) % TITLES;
		letter = (char)('a' + one);
		from = (int)(strchr(letters, letter) - letters);
		memmove(letters + from, letters + from + 1, (size_t)(TITLES - from));
		memmove(letters + to + 1, letters + to, (size_t)(TITLES - to));
		letters[to] = letter;
		letters[TITLES] = '\0';
		ck_assert_int_eq(move(who[one], text("%d", to + 1))->http, 200);
	}
	for (int i = 0; i < TITLES; i++)
		ck_assert_int_eq(order(mine)[2 * i], letters[i]);
}
END_TEST

START_TEST(what_goes_leaves_no_gap)
{
	const char *who[6];

	for (int i = 0; i < 6; i++)
		who[i] = add(mine, i, 0);
	ck_assert_int_eq(client_delete(&member, &lists_app, who[1])->http, 204);
	ck_assert_str_eq(order(mine), "a|c|d|e|f");
	ck_assert_int_eq(client_get(&member, &lists_app, who[1])->http, 404);
	ck_assert_int_eq(client_delete(&member, &lists_app, who[1])->http, 404);
	/* a title that is deleted */
	ck_assert_int_eq(client_delete(&member, &media_app, text("/%s", titles[3]))->http, 204);
	ck_assert_str_eq(order(mine), "a|c|e|f");
	move(who[5], "2");
	ck_assert_str_eq(order(mine), "a|f|c|e");
	add(mine, 1, 4);
	ck_assert_str_eq(order(mine), "a|f|c|b|e");
}
END_TEST

START_TEST(pages_go_on_where_the_last_one_ended)
{
	for (int i = 0; i < 7; i++)
		add(mine, i, 1);
	for (int page = 1; page <= 3; page++) {
		struct reply *r = client_get(&member, &lists_app,
			text("%s?page=%d&page_size=3", items, page));

		ck_assert_str_eq(json_text(r, "total"), "7");
		ck_assert_str_eq(json_text(r, "list.name"), "A list");
		ck_assert_str_eq(json_column(r, "items", "position"),
			page == 1 ? "1|2|3" : page == 2 ? "4|5|6" : "7");
		ck_assert_str_eq(json_column(r, "items", "media.title"),
			page == 1 ? "g|f|e" : page == 2 ? "d|c|b" : "a");
	}
	ck_assert_str_eq(json_column(client_get(&member, &lists_app,
		text("%s?page=4&page_size=3", items)), "items", "position"), "");
	assert_refused(client_get(&member, &lists_app, text("%s?page=0", items)), 400, "page");
}
END_TEST

static const struct {
	const char *body, *field;	/* @ is a title's id */
} bad_items[] = {
	{ "{}", "media_id" }, { "{\"media_id\":null}", "media_id" },
	{ "{\"media_id\":\"7\"}", "media_id" }, { "{\"media_id\":7}", "media_id" },
	{ "{\"media_id\":\"@\",\"position\":0}", "position" },
	{ "{\"media_id\":\"@\",\"position\":-1}", "position" },
	{ "{\"media_id\":\"@\",\"position\":1.5}", "position" },
	{ "{\"media_id\":\"@\",\"position\":\"1\"}", "position" },
	{ "{\"media_id\":\"@\",\"position\":1e300}", "position" },
	{ "{\"media_id\":\"@\",\"note\":7}", "note" },
	{ "{\"media_id\":\"@\",\"stars\":7}", "stars" },
};

START_TEST(a_bad_item_names_its_field)
{
	const char *body = bad_items[_i].body, *at = strchr(body, '@'), *item;

	if (at)
		body = text("%.*s%s%s", (int)(at - body), body, titles[0], at + 1);
	assert_refused(client_post(&member, &lists_app, items, body), 400, bad_items[_i].field);
	ck_assert_int_eq(client_rows("list_items"), 0);
	if (!at)
		return;
	item = add(mine, 1, 0);
	assert_refused(client_patch(&member, &lists_app, item, body), 400, bad_items[_i].field);
	assert_refused(move(item, "null"), 400, "position");
}
END_TEST

START_TEST(a_title_is_in_a_list_once)
{
	const char *others = make_list(&member, "private");

	add(mine, 0, 0);
	assert_refused(client_post(&member, &lists_app, items,
		text("{\"media_id\":\"%s\",\"position\":1}", titles[0])), 409, "media_id");
	ck_assert_str_eq(order(mine), "a");
	add(others, 0, 0);
	ck_assert_int_eq(client_post(&member, &lists_app, items,
		"{\"media_id\":\"" NOWHERE "\"}")->http, 404);
}
END_TEST

/* Who is in a list stays the same. */
START_TEST(a_note_is_changed_and_the_title_is_not)
{
	const char *item = add(mine, 0, 0);
	struct reply *r = client_patch(&member, &lists_app, item,
		text("{\"note\":\"why\",\"media_id\":\"%s\"}", titles[1]));

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "note"), "why");
	ck_assert_str_eq(json_text(r, "media_id"), titles[0]);
	r = client_patch(&member, &lists_app, item, r->body);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(client_patch(&member, &lists_app, item, "{\"note\":null}"),
		"note"), "null");
	ck_assert_int_eq(client_put(&member, &lists_app, item, "{}")->http, 405);
}
END_TEST

/* Past the programs: `count` titles, all of them in the list. */
static void
fill_list(int count)
{
	client_sql(text("INSERT INTO media_items (id, type, title, title_folded, metadata, source, "
		"curated, created_at, updated_at) WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL "
		"SELECT i + 1 FROM n WHERE i < %d) SELECT printf('00000000-0000-4000-9000-%%012d', "
		"i), 'GAME', 'x' || i, 'x' || i, '{}', 'USER_ADDED', 0, 0, 0 FROM n", count), NULL,
		NULL);
	client_sql("INSERT INTO list_items (list_key, media_key, place, created_at, "
		"updated_at) SELECT l.key, m.key, m.key * 4, 0, 0 FROM media_items m, lists l "
		"WHERE m.id LIKE '%-9000-%' AND l.id = $1", mine + 1, NULL);
	client_sql(text("UPDATE lists SET item_count = %d WHERE id = $1", count), mine + 1, NULL);
}

START_TEST(a_list_has_five_thousand_titles_at_most)
{
	const char *last = text("%s/00000000-0000-4000-9000-000000004999", items);
	struct reply *r;

	fill_list(4999);
	add(mine, 0, 2500);
	assert_refused(client_post(&member, &lists_app, items,
		text("{\"media_id\":\"%s\"}", titles[1])), 409, "media_id");
	ck_assert_int_eq(client_rows("list_items"), 5000);
	ck_assert_str_eq(json_text(move(last, "1"), "position"), "1");
	ck_assert_str_eq(json_text(move(last, "5000"), "position"), "5000");
	for (int i = 0; i < 5; i++)	/* until places run out */
		ck_assert_str_eq(json_text(move(last, text("%d", 2 + i % 2)), "position"),
			text("%d", 2 + i % 2));
	r = client_get(&member, &lists_app, text("%s?page=50&page_size=100", items));
	ck_assert_str_eq(json_text(r, "items[0].position"), "4901");
	ck_assert_str_eq(json_text(r, "items[99].media.title"), "x4998");
	ck_assert_int_eq(client_delete(&member, &lists_app, last)->http, 204);
	add(mine, 1, 0);
}
END_TEST

/* --- its pages -------------------------------------------------------------------------------- */

static int
times(const char *in, const char *what)
{
	int n = 0;

	for (const char *p = in; (p = strstr(p, what)); p++)
		n++;
	return n;
}

/* Who is first can't go up, who is last can't go down; those of other pages aren't these. */
START_TEST(a_page_has_the_ways_up_and_down)
{
	static const struct {
		int page, ups, downs;
		const char *above;	/* the first one's way up */
	} pages[] = {
		{ 1, 1, 2, "name=\"position\" value=\"1\"" },
		{ 2, 2, 2, "name=\"position\" value=\"2\"" },
		{ 3, 1, 0, "name=\"position\" value=\"4\"" },
	};

	for (int i = 0; i < 5; i++)
		add(mine, i, 0);
	client_patch(&member, &lists_app, mine, "{\"visibility\":\"public\"}");
	for (int i = 0; i < COUNT(pages); i++) {
		const char *path = text("%s?page=%d&page_size=2", items, pages[i].page),
			*page = page_of(&member, path);

		ck_assert_int_eq(times(page, ">Up<"), pages[i].ups);
		ck_assert_int_eq(times(page, ">Down<"), pages[i].downs);
		ck_assert_ptr_nonnull(strstr(page, pages[i].above));
		ck_assert_ptr_nonnull(strstr(page, "<h1>A list</h1>"));
		/* to read, not to change */
		ck_assert_int_eq(times(page_of(&other, path), ">Up<"), 0);
		ck_assert_int_eq(times(page_of(&nobody, path), "method=\"post\""), 0);
	}
}
END_TEST

/* Each of mine has a button for a title that was asked for: to put it there, or to take it off. */
START_TEST(a_title_is_put_on_a_list_by_its_button)
{
	const char *path = text("/?media_id=%s", titles[0]), *page = page_of(&member, path);

	ck_assert_int_eq(times(page, ">Put it on this list<"), 1);
	ck_assert_int_eq(times(page, ">Take it off<"), 0);
	ck_assert_ptr_nonnull(strstr(page, text("action=\"/lists%s\"", items)));
	add(mine, 0, 0);
	page = page_of(&member, path);
	ck_assert_int_eq(times(page, ">Put it on this list<"), 0);
	ck_assert_int_eq(times(page, ">Take it off<"), 1);
	ck_assert_int_eq(times(page_of(&member, "/"), ">Put it on this list<"), 0);
}
END_TEST

/* --- who sees it, and who changes it ---------------------------------------------------------- */

static const struct {
	const char *visibility;
	int nobody, others;	/* what reading answers */
} sights[] = {
	{ "private", 401, 404 }, { "members", 401, 200 }, { "public", 200, 200 },
};

START_TEST(a_list_is_seen_by_whom_its_owner_says)
{
	const char *list = make_list(&member, sights[_i].visibility), *item = add(list, 0, 0);
	const char *const paths[] = { list, text("%s/items", list), item };
	const struct sender *const strangers[] = { &nobody, &other, &admin };
	const bool is_shown = sights[_i].others == 200;

	for (int i = 0; i < COUNT(paths); i++) {
		ck_assert_int_eq(client_get(&member, &lists_app, paths[i])->http, 200);
		ck_assert_int_eq(client_get(&nobody, &lists_app, paths[i])->http,
			sights[_i].nobody);
		ck_assert_int_eq(client_get(&other, &lists_app, paths[i])->http,
			sights[_i].others);
		ck_assert_int_eq(client_get(&admin, &lists_app, paths[i])->http,
			sights[_i].others);
	}
	/* nobody else writes: what they may read is forbidden, the rest isn't there */
	for (int i = 0; i < COUNT(strangers); i++) {
		const int refused = !strangers[i]->token ? 401 : is_shown ? 403 : 404;
		const char *title = text("{\"media_id\":\"%s\"}", titles[1]);

		ck_assert_int_eq(client_patch(strangers[i], &lists_app, list,
			"{\"name\":\"Mine\"}")->http, refused);
		ck_assert_int_eq(client_put(strangers[i], &lists_app, list,
			"{\"name\":\"Mine\"}")->http, refused);
		ck_assert_int_eq(client_delete(strangers[i], &lists_app, list)->http, refused);
		ck_assert_int_eq(client_post(strangers[i], &lists_app, paths[1], title)->http,
			refused);
		ck_assert_int_eq(client_patch(strangers[i], &lists_app, item,
			"{\"position\":1}")->http, refused);
		ck_assert_int_eq(client_delete(strangers[i], &lists_app, item)->http, refused);
	}
	ck_assert_str_eq(order(list), "a");
	ck_assert_str_eq(json_text(client_get(&member, &lists_app, list), "name"), "A list");
	/* what isn't there looks to nobody as what isn't shown */
	ck_assert_int_eq(client_get(&nobody, &lists_app, "/" NOWHERE)->http, 401);
	ck_assert_int_eq(client_get(&other, &lists_app, "/" NOWHERE)->http, 404);
}
END_TEST

/* An item is one of its own list only. */
START_TEST(an_item_of_another_list_is_not_there)
{
	const char *theirs = json_text(made(client_post(&other, &lists_app, "/",
		"{\"name\":\"x\",\"visibility\":\"public\"}")), "id"), *item, *through_mine;

	add(mine, 0, 0);
	item = json_text(made(client_post(&other, &lists_app, text("/%s/items", theirs),
		text("{\"media_id\":\"%s\"}", titles[1]))), "id");
	through_mine = text("%s/%s", items, item);
	ck_assert_int_eq(client_get(&member, &lists_app, through_mine)->http, 404);
	ck_assert_int_eq(move(through_mine, "1")->http, 404);
	ck_assert_int_eq(client_delete(&member, &lists_app, through_mine)->http, 404);
	ck_assert_int_eq(client_rows("list_items"), 2);
}
END_TEST

START_TEST(mine_are_listed_and_those_that_others_show)
{
	struct reply *r;

	make_list(&other, "private");
	make_list(&other, "members");
	make_list(&other, "public");
	r = client_get(&member, &lists_app, "/");
	ck_assert_str_eq(json_column(r, "lists", "id"), mine + 1);
	ck_assert_str_eq(client_get(&member, &lists_app, "/?scope=mine")->body, r->body);
	r = client_get(&member, &lists_app, "/?scope=members");
	ck_assert_str_eq(json_column(r, "lists", "visibility"), "public|members");
	ck_assert_str_eq(json_text(r, "total"), "2");
	ck_assert_str_eq(json_text(r, "lists[0].user.username"), "other");
	ck_assert_str_eq(json_text(client_get(&other, &lists_app, "/?scope=members"), "total"),
		"0");
	assert_refused(client_get(&member, &lists_app, "/?scope=all"), 400, "scope");
	assert_refused(client_get(&nobody, &lists_app, "/"), 401, NULL);
	assert_refused(client_get(&nobody, &lists_app, "/?scope=members"), 401, NULL);
}
END_TEST

START_TEST(the_last_changed_is_the_first)
{
	const char *first = make_list(&member, "private"), *second;

	clock_set(LATER + 1);
	second = make_list(&member, "private");
	ck_assert_str_eq(json_column(client_get(&member, &lists_app, "/"), "lists", "id"),
		text("%s|%s|%s", second + 1, first + 1, mine + 1));
	clock_set(LATER + 2);
	add(mine, 0, 0);
	ck_assert_str_eq(json_column(client_get(&member, &lists_app, "/"), "lists", "id"),
		text("%s|%s|%s", mine + 1, second + 1, first + 1));
	ck_assert_str_eq(json_text(client_get(&member, &lists_app, "/?page_size=1&page=3"),
		"lists[0].id"), first + 1);
}
END_TEST

/* For a title's page: which of my lists have it. */
START_TEST(lists_tell_whether_they_have_a_title)
{
	const char *item, *with = make_list(&member, "private");
	struct reply *r;

	add(mine, 1, 0);
	clock_set(LATER + 1);
	item = add(with, 0, 0);
	r = client_get(&member, &lists_app, text("/?media_id=%s", titles[0]));
	ck_assert_str_eq(json_column(r, "lists", "id"), text("%s|%s", with + 1, mine + 1));
	ck_assert_str_eq(json_column(r, "lists", "item_id"),
		text("%s|null", strrchr(item, '/') + 1));
	ck_assert_str_eq(json_text(r, "lists[1].media_id"), titles[0]);
	ck_assert_str_eq(json_text(client_get(&member, &lists_app, "/"), "lists[0].item_id"),
		"(none)");
	ck_assert_int_eq(client_get(&member, &lists_app, "/?media_id=" NOWHERE)->http, 404);
	assert_refused(client_get(&member, &lists_app, "/?media_id=7"), 400, "media_id");
}
END_TEST

/* Where the catalogue isn't public, nothing of it is, whatever a list says. */
START_TEST(a_private_catalogue_shows_no_list_to_strangers)
{
	const char *list = make_list(&member, "public"), *item = add(list, 0, 0);
	const char *const paths[] = { list, text("%s/items", list), item };

	client_settings("catalogue = private");
	for (int i = 0; i < COUNT(paths); i++) {
		ck_assert_int_eq(client_get(&nobody, &lists_app, paths[i])->http, 401);
		ck_assert_int_eq(client_get(&other, &lists_app, paths[i])->http, 200);
	}
}
END_TEST

START_TEST(who_was_deactivated_shows_nothing)
{
	const char *list = make_list(&member, "public");

	ck_assert_int_eq(client_patch(&admin, &users_app, text("/%s", member.id),
		"{\"is_active\":false}")->http, 200);
	ck_assert_int_eq(client_get(&other, &lists_app, list)->http, 404);
	ck_assert_int_eq(client_get(&nobody, &lists_app, list)->http, 401);
	ck_assert_str_eq(json_text(client_get(&other, &lists_app, "/?scope=members"), "total"),
		"0");
}
END_TEST

/* --- what goes along -------------------------------------------------------------------------- */

START_TEST(a_list_goes_with_its_items_and_nothing_else)
{
	const char *second = make_list(&member, "private");
	struct census before;

	add(mine, 0, 0);
	add(mine, 1, 0);
	add(second, 0, 0);
	before = client_census();
	ck_assert_int_eq(client_delete(&member, &lists_app, mine)->http, 204);
	ck_assert_str_eq(client_losses(&before), "list_items 2, lists 1");
	engine_check(client_db());
}
END_TEST

START_TEST(lists_go_with_their_owner)
{
	const char *list = json_text(made(client_post(&other, &lists_app, "/",
		"{\"name\":\"x\",\"visibility\":\"public\"}")), "id");

	add(mine, 0, 0);
	made(client_post(&other, &lists_app, text("/%s/items", list),
		text("{\"media_id\":\"%s\"}", titles[0])));
	ck_assert_int_eq(client_delete(&other, &users_app, "/me")->http, 204);
	ck_assert_int_eq(client_rows("lists"), 1);
	ck_assert_int_eq(client_rows("list_items"), 1);
	ck_assert_int_eq(client_get(&member, &lists_app, text("/%s", list))->http, 404);
	engine_check(client_db());
}
END_TEST

/* --- two devices ------------------------------------------------------------------------------ */

static struct reply *
send_if(const char *method, const char *path, const char *etag, const char *json)
{
	const char *const headers[] = { text("HTTP_IF_MATCH=%s", etag), NULL };

	return client_send(&member, &lists_app, method, path, "application/json", json,
		json ? strlen(json) : 0, headers);
}

static const char *
etag_of(const char *path)
{
	return text("%s", reply_header(client_get(&member, &lists_app, path), "ETag"));
}

/* Who moves what somebody else has moved meanwhile, as a device that saw the old order, is told. */
START_TEST(a_lost_move_is_refused)
{
	const char *who[3], *seen;

	for (int i = 0; i < 3; i++)
		who[i] = add(mine, i, 0);
	seen = etag_of(who[2]);
	ck_assert_int_eq(move(who[0], "3")->http, 200);
	ck_assert_int_eq(send_if("PATCH", who[2], seen, "{\"position\":1}")->http, 412);
	ck_assert_int_eq(send_if("DELETE", who[2], seen, NULL)->http, 412);
	ck_assert_str_eq(order(mine), "b|c|a");
	ck_assert_int_eq(send_if("PATCH", who[2], etag_of(who[2]), "{\"position\":1}")->http, 200);
	ck_assert_str_eq(order(mine), "c|b|a");
	seen = etag_of(mine);
	clock_set(LATER + 1);
	add(mine, 3, 0);
	ck_assert_int_eq(send_if("PATCH", mine, seen, "{\"name\":\"x\"}")->http, 412);
	ck_assert_int_eq(send_if("DELETE", mine, seen, NULL)->http, 412);
	ck_assert_int_eq(send_if("PATCH", mine, etag_of(mine), "{\"name\":\"x\"}")->http, 200);
}
END_TEST

/* --- quotas ----------------------------------------------------------------------------------- */

START_TEST(a_member_has_so_many_lists)
{
	client_settings("quota_lists = 2");
	make_list(&member, "private");
	assert_refused(client_post(&member, &lists_app, "/", "{\"name\":\"x\"}"), 409, "name");
	ck_assert_int_eq(client_patch(&member, &lists_app, mine, "{\"name\":\"x\"}")->http, 200);
	ck_assert_int_eq(client_delete(&member, &lists_app, mine)->http, 204);
	make_list(&member, "private");
	make_list(&other, "private");
}
END_TEST

START_TEST(a_member_has_so_many_titles_in_lists)
{
	const char *second = make_list(&member, "private"), *item;

	client_settings("quota_shelf = 3");
	add(mine, 0, 0);
	add(mine, 1, 0);
	item = add(second, 0, 0);
	assert_refused(client_post(&member, &lists_app, items,
		text("{\"media_id\":\"%s\"}", titles[2])), 409, "media_id");
	ck_assert_int_eq(move(item, "1")->http, 200);
	ck_assert_int_eq(client_delete(&member, &lists_app, item)->http, 204);
	add(mine, 2, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lists");
	TCase *tc = tcase_create("lists");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_list_is_made_read_changed_and_deleted);
	tcase_add_loop_test(tc, a_bad_list_names_its_field, 0, COUNT(bad_lists));
	tcase_add_test(tc, names_and_descriptions_have_an_end);
	tcase_add_test(tc, its_first_titles_stand_for_a_list);
	tcase_add_test(tc, items_are_where_they_are_put);
	tcase_add_loop_test(tc, an_item_is_moved_to_its_position, 0, COUNT(moves));
	tcase_add_test(tc, there_is_always_room_between_two);
	tcase_add_test(tc, any_moves_do_what_they_say);
	tcase_add_test(tc, what_goes_leaves_no_gap);
	tcase_add_test(tc, pages_go_on_where_the_last_one_ended);
	tcase_add_loop_test(tc, a_bad_item_names_its_field, 0, COUNT(bad_items));
	tcase_add_test(tc, a_title_is_in_a_list_once);
	tcase_add_test(tc, a_note_is_changed_and_the_title_is_not);
	tcase_add_test(tc, a_list_has_five_thousand_titles_at_most);
	tcase_add_test(tc, a_page_has_the_ways_up_and_down);
	tcase_add_test(tc, a_title_is_put_on_a_list_by_its_button);
	tcase_add_loop_test(tc, a_list_is_seen_by_whom_its_owner_says, 0, COUNT(sights));
	tcase_add_test(tc, an_item_of_another_list_is_not_there);
	tcase_add_test(tc, mine_are_listed_and_those_that_others_show);
	tcase_add_test(tc, the_last_changed_is_the_first);
	tcase_add_test(tc, lists_tell_whether_they_have_a_title);
	tcase_add_test(tc, a_private_catalogue_shows_no_list_to_strangers);
	tcase_add_test(tc, who_was_deactivated_shows_nothing);
	tcase_add_test(tc, a_list_goes_with_its_items_and_nothing_else);
	tcase_add_test(tc, lists_go_with_their_owner);
	tcase_add_test(tc, a_lost_move_is_refused);
	tcase_add_test(tc, a_member_has_so_many_lists);
	tcase_add_test(tc, a_member_has_so_many_titles_in_lists);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
