/*
 * The plans of the SQL that lists and single reads really run: no scan of a table, no temporary
 * b-tree over one, no LIKE. A trace on every connection collects the SQL while requests are served.
 * No ANALYZE before: nothing that we ship runs it.
 */
#include "client.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS = 300 };

static struct arena memory = { .limit = 256 << 20 };
static struct buf found;		/* what is wrong, a line each */
static struct buf steps;		/* of all plans, a line each */
static bool watching, whole_list;
static const char *title, *list, *item;	/* ids: of a game, of a list that has it, of that */

/*
 * A table read whole: neither in the order that LIMIT ends early, or of a list that is whole, nor
 * to count what passes a filter (a total is part of other lists). After such a walk in order,
 * sorting in a temporary b-tree would read the whole table again. media_types has four rows, one a
 * type of title, and never more: an index on it would only be written.
 */
static bool
is_bad(const char *sql, const char *step, bool scanned)
{
	bool stops = strstr(sql, "ORDER BY") && (strstr(sql, "LIMIT") || whole_list),
		counts = !strncmp(sql, "SELECT count(*)", 15);

	if (!strncmp(step, "SCAN ", 5))
		return !strstr(step, "VIRTUAL TABLE") && !strstr(step, "CONSTANT")
			&& !strstr(sql, " FROM media_types ") && !stops && !counts;
	return scanned && strstr(step, "USE TEMP B-TREE");
}

static void
explain(sqlite3 *sqlite, const char *sql)
{
	sqlite3_stmt *plan = NULL;
	bool scanned = false;

	if (sqlite3_prepare_v2(sqlite, arena_printf(&memory, "EXPLAIN QUERY PLAN %s", sql), -1,
		&plan, NULL))
		ck_abort_msg("%s: %s", sqlite3_errmsg(sqlite), sql);
	while (sqlite3_step(plan) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(plan, 3);

		buf_printf(&steps, "%s\n", step);
		if (is_bad(sql, step, scanned))
			buf_printf(&found, "%s: %.40s… %.300s\n", step, sql, strstr(sql, " FROM "));
		scanned = scanned || (!strncmp(step, "SCAN t", 6) && !strstr(step, "VIRTUAL"));
	}
	sqlite3_finalize(plan);
	if (strstr(sql, "LIKE"))
		buf_printf(&found, "LIKE: %s\n", strstr(sql, " FROM "));
}

static int
trace(unsigned kind, void *context, void *stmt, void *text)
{
	const char *sql = sqlite3_sql(stmt);

	(void)kind;
	(void)text;
	/* nor the search index's own */
	if (watching && !strncmp(sql, "SELECT", 6) && !strstr(sql, "'main'.")) {
		watching = false;
		explain(context, sql);
		watching = true;
	}
	return 0;
}

static int
on_open(sqlite3 *sqlite, char **message, const struct sqlite3_api_routines *api)
{
	(void)message;
	(void)api;
	return sqlite3_trace_v2(sqlite, SQLITE_TRACE_STMT, trace, sqlite);
}

static void
setup(void)
{
	sqlite3_auto_extension((void (*)(void))on_open);
	client_setup();
	buf_init(&found, &memory, 4096);
	buf_init(&steps, &memory, 4096);
	for (int i = 0; i < ITEMS; i++) {
		struct reply *r = client_post(i % 3 ? &admin : &member,
			i % 2 ? &books_app : &media_app, "/", arena_printf(&memory, i % 2
			? "{\"title\":\"Title %d\",\"author\":\"Author "
				"%d\",\"genre\":\"G%d\",\"publication_year\":%d}"
			: "{\"type\":\"GAME\",\"title\":\"Game %d\",\"creator\":\"Maker "
				"%d\",\"genre\":\"G%d\",\"pub_date\":\"%d\"}",
			i, i % 20, i % 7, 1900 + i % 100));

		if (i % 3 == 0 && r->http == 201)
			client_post(&member, &usermedia_app, "/",
				arena_printf(&memory, "{\"media_id\":\"%s\",\"tags\":[\"all\","
				"\"t%d\"]}", json_text(r, "id"), i % 50));
		if (i % 9 == 0 && r->http == 201)
			client_post(&member, &diary_app, "/", arena_printf(&memory,
				"{\"media_id\":\"%s\",\"end_date\":\"%d\"}", json_text(r, "id"),
				2000 + i % 20));
	}
	title = json_text(client_get(&member, &usermedia_app, "/?type=GAME"),
		"records[0].media_id");
	list = json_text(client_post(&member, &lists_app, "/",
		"{\"name\":\"x\",\"visibility\":\"public\"}"), "id");
	item = json_text(client_post(&member, &lists_app, arena_printf(&memory, "/%s/items", list),
		arena_printf(&memory, "{\"media_id\":\"%s\"}", title)), "id");
	watching = true;
}

static void
teardown(void)
{
	watching = false;
	client_teardown();
}

static const char *const media_queries[] = {
	"", "sort=title_asc", "sort=title_desc", "sort=release_asc", "sort=release_desc",
	"sort=rating_desc", "sort=reviews_desc",
	"sort=latest", "sort=rank", "q=title", "q=title&sort=title_asc", "q=maker&sort=latest",
	"type=GAME", "type=GAME&type=BOOK",
	"genre=g1", "genre=g1&sort=title_asc", "creator=maker", "year=1949", "source=EXTERNAL",
	"curated=true", "curated=false",
	"stars=4", "stars=4&sort=top", "scope=all", "page=3&page_size=5", "q=%CC%81",
	"q=%CC%81&type=GAME", "creator=%CC%81",
	"q=+", "q=%E2%80%8B", "genre=%CC%81", "q=t&sort=title_asc", "q=ti&sort=latest",
	"genre=g1&genre=g2&sort=release_desc", "creator=maker+1",
	"creator=maker+1&creator=m1&genre=g1",
	"decade=1940", "decade=1940&decade=1950&sort=title_asc", "letter=G&sort=title_asc",
	"letter=%23",
	"length_min=3&length_max=9", "isbn=9780451524935", "sort=uploaded_asc",
};
static const char *const own_queries[] = {
	"", "scope=mine", "scope=not_mine", "scope=shelf", "scope=collection",
	"scope=mine&sort=title_asc", "q=title",
};
static const char *const book_queries[] = {
	"", "q=title", "author=author", "genre=g1", "year=1949", "isbn=9780451524935", "stars=4",
	"curated=all", "sort=title_asc",
	"sort=title_desc", "sort=release_asc", "sort=release_desc", "sort=top", "sort=reviews",
	"sort=rank",
};
static const char *const films_queries[] = {
	"", "q=title", "stars=4", "minStars=4", "minStars=4&sort=rank_asc", "reviewScope=mine",
	"reviewScope=not_mine", "reviewScope=not_mine&sort=release_asc", "scope=mine",
};
static const char *const shelf_queries[] = {
	"", "sort=updated_desc", "sort=title_asc", "sort=start_desc", "sort=end_desc",
	"sort=rating_desc", "status=TO_DO",
	"type=BOOK", "type=BOOK&type=GAME", "q=%CC%81", "q=title",
	"status=TO_DO&type=BOOK&q=title&sort=title_asc", "group=type",
	"genre=g1&genre=g2", "creator=maker+1", "decade=1940&year=1949", "letter=T&sort=title_desc",
	"rating_min=2&rating_max=4", "rated=false", "owned=false&length_min=2",
	"format=dvd&format=vod&platform=prime&sort=added_asc", "status=TO_DO&status=PAUSED",
	"sort=creator_asc", "sort=release_desc", "sort=length_asc", "tag=t3", "tag=t3&tag=t6",
	"tag=t3&status=TO_DO&type=GAME&sort=title_asc", "tag=%CC%81", "tag=all&page_size=5",
};
static const char *const library_queries[] = { "", "status=Reading", "q=title", "sort=title_asc",
	"sort=rating_desc" };
static const char *const collection_queries[] = {
	"", "type=MOVIE", "status=TO_DO", "format=dvd", "platform=prime", "owned=true",
	"owned=false", "q=title",
	"type=BOOK&format=dvd&platform=prime&q=title&sort=title_asc", "page=2&page_size=100",
};
static const char *const diary_queries[] = {
	"", "year=2009", "year=2009&month=7", "type=GAME", "type=GAME&type=BOOK&year=2009",
	"media_id=00000000-0000-4000-8000-000000000000", "page=2&page_size=5",
	"year=2009&month=7&day=12",
};
static const char *const stats_queries[] = {
	"", "year=2009", "type=GAME", "year=2009&type=GAME",
}, *const tonight_queries[] = { "", "type=GAME" };
static const char *const tags_queries[] = {
	"", "q=t", "sort=count_desc", "page=2&page_size=5",
};
static const char *const audit_queries[] = {
	"", "event=signed_in", "event=signed_in&event=registered&user=member", "user=gone",
	"page=2&page_size=5",
};
static const char *const lists_queries[] = {
	"", "scope=mine", "scope=members", "page=2", "media_id=@",
};
static const char *const copies_queries[] = {
	"", "sort=title_asc", "sort=location_asc", "sort=due_asc", "sort=price_desc",
	"location=Home/Study", "format=dvd&format=vod", "platform=shelf", "condition=good",
	"whereabouts=lent&whereabouts=home", "lent=true", "overdue=true", "overdue=false",
	"media_id=@", "currency=EUR", "q=game", "q=g", "type=GAME", "status=TO_DO", "rated=false",
	"creator=maker", "genre=g1", "decade=1940&letter=G", "page=3&page_size=5",
};

static const char *const kallaxy_types[] = { "media_type=videogame", "media_type=book" },
	*const kallaxy_titles[] = { "media_type=videogame&title=game%202" },
	*const whole[] = { "" };

static const struct {
	const struct sender *sender;
	const struct app *app;
	const char *const *queries;
	int count;
	const char *path;		/* NULL: the program's own */
	bool is_whole;			/* of all that there is */
} lists[] = {
	{ &nobody, &media_app, media_queries, COUNT(media_queries) },
	{ &member, &media_app, media_queries, COUNT(media_queries) },
	{ &member, &media_app, own_queries, COUNT(own_queries) },
	{ &nobody, &books_app, book_queries, COUNT(book_queries) },
	{ &member, &movieshelf_app, films_queries, COUNT(films_queries), "/movies" },
	{ &member, &usermedia_app, shelf_queries, COUNT(shelf_queries) },
	{ &member, &library_app, library_queries, COUNT(library_queries) },
	{ &member, &collection_app, collection_queries, COUNT(collection_queries) },
	{ &member, &diary_app, diary_queries, COUNT(diary_queries) },
	{ &member, &lists_app, lists_queries, COUNT(lists_queries) },
	{ &member, &stats_app, stats_queries, COUNT(stats_queries) },
	{ &member, &collection_app, tonight_queries, COUNT(tonight_queries), "/tonight" },
	{ &member, &diary_app, tags_queries, COUNT(tags_queries), "/tags" },
	{ &member, &users_app, whole, COUNT(whole), "/invites" },	/* an admin's: invite.c */
	{ &admin, &server_app, audit_queries, COUNT(audit_queries), "/audit" },
	{ &member, &collection_app, copies_queries, COUNT(copies_queries), "/copies" },
	{ &member, &kallaxy_app, kallaxy_types, COUNT(kallaxy_types), "/api/media/type", true },
	{ &member, &kallaxy_app, kallaxy_titles, COUNT(kallaxy_titles), "/api/media" },
	{ &member, &kallaxy_app, whole, COUNT(whole), "/api/media_records" },
	{ &member, &kallaxy_app, whole, COUNT(whole), "/api/records" },
	{ &nobody, &mediatracker_app, whole, COUNT(whole), "/media", true },
	{ &member, &mediatracker_app, whole, COUNT(whole), "/user/media" },
	{ &member, &mycoll_app, whole, COUNT(whole), "/api/v1/movies" },
	{ &member, &mycoll_app, whole, COUNT(whole), "/api/v1/movies/copies" },
	{ &member, &mycoll_app, whole, COUNT(whole), "/api/v1/tv" },
	{ &member, &mycoll_app, whole, COUNT(whole), "/api/v1/tv/season" },
	{ &member, &mycoll_app, whole, COUNT(whole), "/api/v1/tv/season/copy" },
};

START_TEST(a_list_never_reads_a_whole_table)
{
	whole_list = lists[_i].is_whole;
	for (int i = 0; i < lists[_i].count; i++) {
		const char *query = lists[_i].queries[i], *at = strchr(query, '@'),
			*path = lists[_i].path ? lists[_i].path : "/";
		struct reply *r = client_get(lists[_i].sender, lists[_i].app, at
			? arena_printf(&memory, "%s?%.*s%s", path, (int)(at - query), query, title)
			: arena_printf(&memory, "%s?%s", path, query));

		ck_assert_msg(r->http == 200, "%s: %d", lists[_i].queries[i], r->http);
		client_get(lists[_i].sender, lists[_i].app,	/* where there are some */
			arena_printf(&memory, "/facets?%s", lists[_i].queries[i]));
	}
	ck_assert_msg(!found.length, "\n%.3000s", found.data);
}
END_TEST

START_TEST(a_single_read_never_reads_a_whole_table)
{
	struct reply *media = client_get(&nobody, &media_app, "/"),
		*entry = client_get(&member, &usermedia_app, "/");
	const char *id = arena_printf(&memory, "/%s", json_text(media, "media[0].id")),
		*items = arena_printf(&memory, "/%s/items", list), *record;

	found.length = 0;
	ck_assert_int_eq(client_get(&nobody, &media_app, id)->http, 200);
	ck_assert_int_eq(client_get(&member, &media_app, id)->http, 200);
	ck_assert_int_eq(client_get(&admin, &media_app, id)->http, 200);
	client_get(&nobody, &books_app, id);
	client_get(&member, &library_app, id);
	client_get(&member, &collection_app, id);
	client_get(&member, &collection_app, arena_printf(&memory, "/copies%s", id));
	ck_assert_int_eq(client_get(&member, &collection_app, "/copies")->http, 200);
	ck_assert_int_eq(client_get(&member, &usermedia_app,
		arena_printf(&memory, "/%s", json_text(entry, "records[0].id")))->http, 200);
	record = arena_printf(&memory, "/%s",
		json_text(client_get(&member, &diary_app, "/"), "diary[0].id"));
	ck_assert_int_eq(client_get(&member, &diary_app, record)->http, 200);
	ck_assert_int_eq(client_patch(&member, &diary_app, record, "{\"end_date\":\"2010\"}")->http,
		200);
	ck_assert_int_eq(client_delete(&member, &diary_app, record)->http, 204);
	client_get(&nobody, &lists_app, arena_printf(&memory, "/%s", list));
	ck_assert_int_eq(client_get(&nobody, &lists_app, items)->http, 200);
	ck_assert_int_eq(client_patch(&member, &lists_app,
		arena_printf(&memory, "%s/%s", items, item), "{\"position\":7}")->http, 200);
	ck_assert_msg(!found.length, "\n%.3000s", found.data);
}
END_TEST

START_TEST(an_invitation_is_found_at_once)
{
	struct reply *r;

	client_settings("registration = invite");
	found.length = 0;
	r = client_post(&admin, &users_app, "/invites", "{}");
	ck_assert_int_eq(r->http, 201);
	ck_assert_int_eq(client_delete(&admin, &users_app,
		arena_printf(&memory, "/invites/%s", json_text(r, "id")))->http, 204);
	r = client_post(&admin, &users_app, "/invites", "{}");
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/register",
		arena_printf(&memory, "{\"username\":\"ann\",\"password\":\"correct horse\","
		"\"invite\":\"%s\"}", json_text(r, "token")))->http, 201);
	/* (whether there is any account is read off the first) */
	ck_assert_msg(!strstr(found.data, " FROM tokens"), "\n%.3000s", found.data);
}
END_TEST

/* All that a collection is counted by is walked in one index, and the table isn't read. */
START_TEST(copies_are_counted_from_their_index)
{
	found.length = steps.length = 0;
	ck_assert_int_eq(client_get(&member, &collection_app, "/facets?facet=formats"
		"&facet=platforms&facet=types&facet=locations&facet=conditions&facet=whereabouts"
		"&facet=value")->http, 200);
	ck_assert_msg(strstr(steps.data, "SEARCH t USING COVERING INDEX") != NULL
		&& !strstr(steps.data, "TEMP B-TREE"), "%s", steps.data);
}
END_TEST

/* However many are on the shelf: only those with the tag are looked at. */
START_TEST(a_tag_leads_to_its_entries)
{
	STMT_AUTO stmt = NULL;
	struct buf plan;

	watching = false;
	buf_init(&plan, &memory, 1024);
	ck_assert_int_eq(db_query(client_db(), &stmt, "EXPLAIN QUERY PLAN SELECT t.status "
		"FROM entries t WHERE +t.user_key = 1 AND t.key IN (SELECT g.entry_key "
		"FROM entry_tags g WHERE g.user_key = 1 AND (g.name_folded = 'a' "
		"OR g.name_folded = 'b'))", NULL, 0), OK);
	while (!stmt_step(stmt))
		buf_printf(&plan, "%s\n", stmt_text(stmt, 3, &memory));
	ck_assert_msg(strstr(plan.data, "SEARCH t USING INTEGER PRIMARY KEY") != NULL, "%s",
		plan.data);
	ck_assert_msg(strstr(plan.data, "SEARCH g USING PRIMARY KEY (user_key=? AND "
		"name_folded=?)") != NULL, "%s", plan.data);
}
END_TEST

/* Every record is read by its key, whatever group it is in, and looked for but once. */
START_TEST(groups_of_records_are_read_by_their_keys)
{
	int walks = 0;

	steps.length = 0;
	ck_assert_int_eq(client_get(&member, &kallaxy_app, "/api/media_records")->http, 200);
	for (const char *at = steps.data; (at = strstr(at, "entries_recent (user_key=?)")); at++)
		walks++;
	ck_assert_msg(strstr(steps.data, "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)\nSEARCH m ")
		&& walks == 3, "%d: %s", walks, steps.data);
}
END_TEST

/* However long the diary is: only the records of the title are looked at, by its years, too. */
START_TEST(a_title_leads_to_its_records)
{
	static const char *const paths[] = { "/", "/facets" };

	for (int i = 0; i < COUNT(paths); i++) {
		steps.length = 0;
		ck_assert_int_eq(client_get(&member, &diary_app, arena_printf(&memory,
			"%s?media_id=%s&year=2000", paths[i], title))->http, 200);
		ck_assert_msg(strstr(steps.data, "SEARCH t USING INDEX diary_entry (entry_key=?)")
			&& !strstr(steps.data, "diary_day"), "%s", steps.data);
	}
}
END_TEST

START_TEST(a_scan_would_be_seen)
{
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	found.length = 0;
	ck_assert_int_eq(db_number(client_db(),
		"SELECT key FROM media_items t WHERE description = 'x'", NULL, 0, &(int64_t){ 0 }),
		ERR_NOT_FOUND);
	ck_assert_ptr_nonnull(strstr(found.data, "SCAN t:"));
	ck_assert_int_eq(db_number(client_db(),
		"SELECT key FROM media_items t ORDER BY description LIMIT 1", NULL, 0,
		&(int64_t){ 0 }), OK);
	ck_assert_ptr_nonnull(strstr(found.data, "USE TEMP B-TREE"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("plans");
	TCase *tc = tcase_create("plans");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_list_never_reads_a_whole_table, 0, COUNT(lists));
	tcase_add_test(tc, a_single_read_never_reads_a_whole_table);
	tcase_add_test(tc, an_invitation_is_found_at_once);
	tcase_add_test(tc, copies_are_counted_from_their_index);
	tcase_add_test(tc, a_tag_leads_to_its_entries);
	tcase_add_test(tc, groups_of_records_are_read_by_their_keys);
	tcase_add_test(tc, a_title_leads_to_its_records);
	tcase_add_test(tc, a_scan_would_be_seen);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
