/*
 * What goes with what is deleted, through every door: each table is counted before and after, and
 * what remains is as if the rest had never been. (An account that leaves: test_users.c.)
 */
#include "client.h"
#include "engine.h"

#include <string.h>

#define COVER "00000000-0000-4000-8000-00000000000%d"

static struct arena memory = { .limit = 64 << 20 };
static const struct sender *const everybody[] = { &admin, &member, &other };
static const char *item;	/* the id of what is deleted, or of what it belongs to */

static const char *
post(const struct sender *sender, const struct app *program, const char *path, const char *body)
{
	struct reply *r = client_post(sender, program, path, body);

	ck_assert_msg(r->http == 201, "%s %d %s", path, r->http, r->body);
	return json_text(r, "id");
}

/* An item of the member's with a cover, that everybody shelved, owns, rated, reviewed, listed. */
static const char *
used_item(const char *type, int n)
{
	const char *cover = arena_printf(&memory, COVER, n), *id;

	client_add_picture(cover, member.username);
	id = post(&member, &media_app, "/",
		arena_printf(&memory, "{\"type\":\"%s\",\"title\":\"Title %d\","
		"\"image_url\":\"/images/%s\"}", type, n, cover));
	for (int i = 0; i < COUNT(everybody); i++) {
		post(everybody[i], &collection_app, "/copies",
			arena_printf(&memory, "{\"media_id\":\"%s\",\"format\":\"DVD\"}", id));
		ck_assert_int_eq(client_patch(everybody[i], &usermedia_app, arena_printf(&memory,
			"/%s", json_text(client_get(everybody[i], &media_app,
			arena_printf(&memory, "/%s", id)), "my.entry.id")),
			"{\"tags\":[\"one\",\"two\"]}")->http, 200);
		post(everybody[i], &diary_app, "/",
			arena_printf(&memory, "{\"media_id\":\"%s\"}", id));
		ck_assert_int_eq(client_put(everybody[i], &media_app,
			arena_printf(&memory, "/%s/rating", id),
			arena_printf(&memory, "{\"value\":%d}", n + i))->http, 200);
		post(everybody[i], &media_app, arena_printf(&memory, "/%s/reviews", id),
			"{\"content\":\"good\"}");
		post(everybody[i], &lists_app, arena_printf(&memory, "/%s/items",
			post(everybody[i], &lists_app, "/", "{\"name\":\"A list\"}")),
			arena_printf(&memory, "{\"media_id\":\"%s\"}", id));
	}
	return id;
}

static int64_t
number(const char *sql)
{
	int64_t out = -1;

	ck_assert_int_eq(db_number(client_db(), sql, NULL, 0, &out), OK);
	return out;
}

static const char *
id_in(const char *table)
{
	STMT_AUTO stmt = NULL;
	const struct value args[] = { value_text(item), value_text(member.id) };

	ck_assert_int_eq(db_query(client_db(), &stmt, arena_printf(&memory, "SELECT t.id FROM %s t "
		"JOIN media_items m ON m.key = %s JOIN users u ON u.key = t.user_key "
		"WHERE m.id = $1 AND u.id = $2", table, strcmp(table, "diary") ? "t.media_key"
		: "(SELECT media_key FROM entries e WHERE e.key = t.entry_key)"), args, 2), OK);
	ck_assert_int_eq(stmt_step(stmt), OK);
	return stmt_text(stmt, 0, &memory);
}

#define WITH_ALL "copies 3, diary 3, entries 3, entry_tags 6, images 1, list_items 3, " \
	"media_items 1, " \
	"ratings 3, reviews 3"
#define OFF_SHELF "copies 1, diary 1, entries 1, entry_tags 2"

static const struct {
	const char *type;
	const struct app *app;
	const struct sender *sender;
	/* between `path` and `rest`: the item's id, or that of the member's row */
	const char *path, *table, *rest;
	const char *losses;
} doors[] = {
	{ "BOOK",    &media_app,      &member, "/", NULL, "", WITH_ALL },
	{ "MOVIE",   &media_app,      &member, "/", NULL, "", WITH_ALL },
	{ "GAME",    &media_app,      &admin,  "/", NULL, "", WITH_ALL },
	{ "TV_SHOW", &media_app,      &admin,  "/", NULL, "", WITH_ALL },
	{ "BOOK",    &books_app,      &admin,  "/", NULL, "", WITH_ALL },
	{ "MOVIE",   &movies_app,     &member, "/", NULL, "", WITH_ALL },
	{ "GAME",    &collection_app, &member, "/", NULL, "", OFF_SHELF },
	{ "BOOK",    &library_app,    &member, "/", NULL, "", OFF_SHELF },
	{ "TV_SHOW", &usermedia_app,  &member, "/", "entries", "", OFF_SHELF },
	{ "MOVIE",   &collection_app, &member, "/copies/", "copies", "", "copies 1" },
	{ "MOVIE",   &diary_app,      &member, "/", "diary", "", "diary 1" },
	{ "GAME",    &reviews_app,    &member, "/", "reviews", "", "reviews 1" },
	{ "BOOK",    &reviews_app,    &admin,  "/", "reviews", "", "reviews 1" },
	{ "MOVIE",   &movies_app,     &member, "/", NULL, "/rating", "ratings 1" },
	{ "BOOK",    &books_app,      &member, "/", NULL, "/rating", "ratings 1" },
};

START_TEST(what_is_deleted_takes_along_what_is_its_own_and_nothing_else)
{
	struct census before;
	struct reply *r;

	item = used_item(doors[_i].type, 1);
	used_item(doors[_i].type, 2);
	used_item("GAME", 3);
	before = client_census();
	r = client_delete(doors[_i].sender, doors[_i].app,
		arena_printf(&memory, "%s%s%s", doors[_i].path,
		doors[_i].table ? id_in(doors[_i].table) : item, doors[_i].rest));
	ck_assert_msg(r->http == 204, "%s", r->body);
	ck_assert_str_eq(client_losses(&before), doors[_i].losses);
	engine_check(client_db());
	ck_assert_int_eq(number("SELECT count(*) FROM media_items m "
		"WHERE rating_sum <> (SELECT coalesce(sum(value), 0) "
		"FROM ratings r WHERE r.media_key = m.key) OR rating_count <> (SELECT count(*) "
		"FROM ratings r "
		"WHERE r.media_key = m.key) OR review_count <> (SELECT count(*) FROM reviews r "
		"WHERE r.media_key = m.key)"), 0);
	ck_assert_int_eq(number("SELECT count(*) FROM lists l WHERE item_count <> "
		"(SELECT count(*) FROM list_items i WHERE i.list_key = l.key)"), 0);
	ck_assert_int_eq(number("SELECT count(*) FROM media_types t "
		"WHERE rated <> (SELECT count(*) FROM media_items m "
		"WHERE m.type = t.type AND rating_count > 0) "
		"OR rated <> (SELECT coalesce(max(rank), 0) FROM media_items m "
		"WHERE m.type = t.type)"), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cascades");
	TCase *tc = tcase_create("cascades");

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_add_loop_test(tc, what_is_deleted_takes_along_what_is_its_own_and_nothing_else, 0,
		COUNT(doors));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
