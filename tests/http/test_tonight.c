/* Tonight: what all who are chosen want and one of them has at hand, and who may be chosen. */
#include "client.h"

#include <stdlib.h>
#include <string.h>

static struct arena memory = { .limit = 64 << 20 };

enum { TITLES = 5 };
static const char *ids[TITLES];		/* of titles, by their number: "Title 0" … */

static void
want(const struct sender *who, int title, const char *status)
{
	made(client_post(who, &usermedia_app, "/", text("{\"media_id\":\"%s\",\"status\":\"%s\"}",
		ids[title], status)));
}

/* A copy of a title; `members` is more of it, each with its comma before. The copy's id. */
static const char *
own(const struct sender *who, int title, const char *members)
{
	return json_text(made(client_post(who, &collection_app, "/copies",
		text("{\"media_id\":\"%s\",\"format\":\"DVD\"%s}", ids[title], members))), "id");
}

static void
let(const struct sender *who, const char *whom)
{
	struct reply *r = client_patch(who, &users_app, "/me", text("{\"tonight\":\"%s\"}", whom));

	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_text(r, "tonight"), whom);
}

static struct reply *
draw(const char *query)
{
	struct reply *r = client_get(&other, &collection_app, text("/tonight?%s", query));

	ck_assert_msg(r->http == 200, "%d: %s", r->http, r->body);
	return r;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The numbers of the titles that there are, in order: "0 2". */
static const char *
titles(const struct reply *r)
{
	const char *names[100];
	struct buf out;
	int count = 0;

	buf_init(&out, &memory, 100);
	while (strcmp(json_text(r, text("titles[%d]", count)), "(none)")) {
		names[count] = json_text(r, text("titles[%d].media.title", count));
		count++;
	}
	qsort(names, (size_t)count, sizeof(names[0]), compare);
	for (int i = 0; i < count; i++)
		buf_printf(&out, "%s%s", i ? " " : "", names[i] + strlen("Title "));
	ck_assert_str_eq(json_text(r, "total"), text("%d", count));
	return out.data;
}

static void
setup(void)
{
	static const char *const types[TITLES] = { "MOVIE", "MOVIE", "BOOK", "GAME", "MOVIE" };

	client_setup();
	for (int i = 0; i < TITLES; i++)
		ids[i] = json_text(made(client_post(&member, &media_app, "/", text(
			"{\"type\":\"%s\",\"title\":\"Title %d\"}", types[i], i))), "id");
}

/* --- alone ------------------------------------------------------------------------------------ */

START_TEST(what_i_want_and_have_at_hand_is_drawn)
{
	want(&other, 0, "TO_DO");
	own(&other, 0, "");
	own(&other, 0, ",\"lent_to\":\"Ann\"");
	want(&other, 1, "TO_DO");
	own(&other, 1, ",\"vod_link\":\"https://tv.example/1\"");
	want(&other, 2, "TO_DO");	/* owned by nobody */
	want(&other, 3, "COMPLETED");
	own(&other, 3, "");
	want(&other, 4, "TO_DO");
	own(&other, 4, ",\"lent_to\":\"Ann\"");
	ck_assert_str_eq(titles(draw("seed=a")), "0 1");
	ck_assert_str_eq(titles(draw("type=MOVIE")), "0 1");
	ck_assert_str_eq(titles(draw("type=BOOK&media_type=game")), "");
}
END_TEST

START_TEST(a_title_says_who_has_it_and_how)
{
	struct reply *r;

	want(&other, 0, "TO_DO");
	own(&other, 0, ",\"location\":\"Home/Study\"");
	own(&other, 0, ",\"vod_link\":\"https://tv.example/1\"");
	own(&member, 0, "");		/* who isn't chosen */
	r = draw("");
	ck_assert_str_eq(titles(r), "0");
	ck_assert_str_eq(json_text(r, "titles[0].media.id"), ids[0]);
	ck_assert_str_eq(json_text(r, "titles[0].wanted_by"), text(
		"[{\"id\":\"%s\",\"username\":\"other\"}]", other.id));
	ck_assert_str_eq(json_text(r, "titles[0].at"),
		"[{\"username\":\"other\",\"format\":\"DVD\",\"whereabouts\":\"home\","
		"\"vod_link\":null},{\"username\":\"other\",\"format\":\"DVD\","
		"\"whereabouts\":\"streaming\",\"vod_link\":\"https://tv.example/1\"}]");
	ck_assert_ptr_null(strstr(r->body, "Study"));
}
END_TEST

START_TEST(a_seed_keeps_the_order)
{
	const char *first, *orders[20];
	int others = 0;

	for (int i = 0; i < TITLES; i++) {
		want(&other, i, "TO_DO");
		own(&other, i, "");
	}
	first = json_column(draw("seed=a"), "titles", "media.title");
	ck_assert_str_eq(json_column(draw("seed=a"), "titles", "media.title"), first);
	for (int i = 0; i < 20; i++) {
		orders[i] = json_column(draw(""), "titles", "media.title");
		others += strcmp(orders[i], orders[0]) != 0;
	}
	ck_assert_int_gt(others, 0);
	/* a page goes on where the one before ended */
	ck_assert_str_eq(text("%s|%s|%s",
		json_column(draw("seed=a&page_size=2"), "titles", "media.title"),
		json_column(draw("seed=a&page_size=2&page=2"), "titles", "media.title"),
		json_column(draw("seed=a&page_size=2&page=3"), "titles", "media.title")), first);
	ck_assert_str_eq(json_text(draw("seed=a&page=9"), "titles"), "[]");
	ck_assert_str_eq(json_text(draw("seed=a&page=9"), "total"), "5");
}
END_TEST

START_TEST(links_have_the_seed_that_was_taken)
{
	struct reply *r;
	const char *link, *seed;

	for (int i = 0; i < TITLES; i++) {
		want(&other, i, "TO_DO");
		own(&other, i, "");
	}
	r = draw("page_size=2");
	link = reply_header(r, "Link");
	seed = strstr(link, "seed=");
	ck_assert_msg(seed != NULL, "%s", link);
	ck_assert_str_eq(json_column(draw(text("page_size=2&%.*s", (int)strcspn(seed, "&>"),
		seed)), "titles", "media.title"), json_column(r, "titles", "media.title"));
	ck_assert_ptr_null(strstr(strstr(reply_header(draw("seed=a"), "Link"), "seed=a") + 1,
		"seed=a&seed="));
}
END_TEST

/* --- with others ------------------------------------------------------------------------------ */

START_TEST(what_all_want_and_one_has_is_drawn)
{
	struct reply *r;

	let(&member, "members");
	want(&other, 0, "TO_DO");
	want(&member, 0, "TO_DO");
	own(&member, 0, ",\"vod_link\":\"https://tv.example/secret\"");
	want(&other, 1, "TO_DO");	/* I alone want it */
	own(&other, 1, "");
	own(&member, 1, "");
	client_sql("UPDATE entries SET status = 'COMPLETED' WHERE media_key = (SELECT key "
		"FROM media_items WHERE title = $2) AND user_key = (SELECT key FROM users "
		"WHERE username = $1)", member.username, "Title 1");
	want(&other, 2, "TO_DO");
	want(&member, 2, "TO_DO");
	own(&other, 2, "");
	own(&member, 2, ",\"lent_to\":\"Ben\"");
	ck_assert_str_eq(titles(draw("")), "1 2");
	r = draw(text("users=%s&type=MOVIE", member.id));
	ck_assert_str_eq(titles(r), "0");
	ck_assert_str_eq(json_text(r, "titles[0].wanted_by[0].username"), "other");
	ck_assert_str_eq(json_text(r, "titles[0].wanted_by[1].username"), "member");
	/* a link is its owner's */
	ck_assert_str_eq(json_text(r, "titles[0].at"), "[{\"username\":\"member\","
		"\"format\":\"DVD\",\"whereabouts\":\"streaming\",\"vod_link\":null}]");
	r = draw(text("users=%s,%s&users=%s", member.id, other.id, member.id));
	ck_assert_str_eq(titles(r), "0 2");
	ck_assert_ptr_null(strstr(r->body, "Ben"));
}
END_TEST

START_TEST(whoever_is_unwilling_is_as_if_nobody)
{
	static const char absent[] = "00000000-0000-4000-8000-000000000000";
	const char *path = text("/tonight?users=%s", member.id);
	struct reply *r = client_get(&other, &collection_app, text("/tonight?users=%s", absent));

	assert_refused(r, 403, NULL);
	ck_assert_str_eq(client_get(&other, &collection_app, path)->body, r->body);
	let(&member, "members");
	ck_assert_int_eq(client_get(&other, &collection_app, path)->http, 200);
	client_sql("UPDATE users SET is_active = 0 WHERE username = $1", member.username, NULL);
	ck_assert_str_eq(client_get(&other, &collection_app, path)->body, r->body);
	client_sql("UPDATE users SET is_active = 1 WHERE username = $1", member.username, NULL);
	let(&member, "nobody");
	ck_assert_str_eq(client_get(&other, &collection_app, path)->body, r->body);
	/* whoever wants to isn't asked of oneself */
	ck_assert_int_eq(client_get(&other, &collection_app, text("/tonight?users=%s",
		other.id))->http, 200);
}
END_TEST

START_TEST(who_lets_others_include_them_is_listed)
{
	struct reply *r = client_get(&other, &collection_app, "/tonight/members");

	ck_assert_str_eq(json_text(r, "members"), "[]");
	let(&member, "members");
	let(&other, "members");
	r = client_get(&other, &collection_app, "/tonight/members");
	ck_assert_str_eq(json_text(r, "members"), text(
		"[{\"id\":\"%s\",\"username\":\"member\",\"avatar_url\":null}]", member.id));
	ck_assert_str_eq(json_text(r, "total"), "1");
	client_sql("UPDATE users SET is_active = 0 WHERE username = $1", member.username, NULL);
	ck_assert_str_eq(json_text(client_get(&other, &collection_app, "/tonight/members"),
		"members"), "[]");
	assert_refused(client_get(&nobody, &collection_app, "/tonight/members"), 401, NULL);
}
END_TEST

/* --- refused ---------------------------------------------------------------------------------- */

#define ID(n) "00000000-0000-4000-8000-00000000000" #n
static const struct {
	const char *query, *field;
} wrong[] = {
	{ "users=ann", "users" }, { "users=" ID(1) ",x", "users" },
	{ "users=" ID(1) "," ID(2) "," ID(3) "," ID(4) "," ID(5) "," ID(6) "," ID(7) "," ID(8) ","
		ID(9), "users" },
	{ "type=SONG", "type" }, { "page_size=101", "page_size" }, { "page=0", "page" },
};

START_TEST(what_is_no_member_or_type_is_refused)
{
	assert_refused(client_get(&other, &collection_app, text("/tonight?%s", wrong[_i].query)),
		400, wrong[_i].field);
}
END_TEST

START_TEST(tonight_is_somebodys)
{
	assert_refused(client_get(&nobody, &collection_app, "/tonight"), 401, NULL);
	assert_refused(client_post(&other, &collection_app, "/tonight", "{}"), 405, NULL);
}
END_TEST

START_TEST(who_may_include_me_is_mine_to_say)
{
	struct reply *r = client_get(&other, &users_app, "/me");

	ck_assert_str_eq(json_text(r, "tonight"), "nobody");
	let(&other, "members");
	ck_assert_str_eq(json_text(client_get(&other, &users_app, "/me"), "tonight"), "members");
	/* left out it stays, and nobody else sees it */
	ck_assert_str_eq(json_text(client_put(&other, &users_app, "/me",
		"{\"username\":\"other\"}"), "tonight"), "members");
	ck_assert_str_eq(json_text(client_get(&admin, &users_app, text("/%s", other.id)),
		"tonight"), "(none)");
	assert_refused(client_patch(&other, &users_app, "/me", "{\"tonight\":\"friends\"}"), 400,
		"tonight");
	assert_refused(client_patch(&other, &users_app, "/me", "{\"tonight\":null}"), 400,
		"tonight");
}
END_TEST

START_TEST(who_has_no_script_draws_one_too)
{
	struct reply *r;

	want(&other, 0, "TO_DO");
	own(&other, 0, "");
	let(&member, "members");
	r = client_send(&other, &collection_app, "GET", "/tonight", NULL, NULL, 0,
		(const char *const[]){ "HTTP_ACCEPT=text/html", NULL });
	ck_assert_int_eq(r->http, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "<h1>Tonight</h1>"));
	ck_assert_ptr_nonnull(strstr(r->body, text("/media/%s\"", ids[0])));
	ck_assert_ptr_nonnull(strstr(r->body, "/tonight/members\""));
	r = client_send(&other, &collection_app, "GET", "/tonight/members", NULL, NULL, 0,
		(const char *const[]){ "HTTP_ACCEPT=text/html", NULL });
	ck_assert_ptr_nonnull(strstr(r->body, text("/tonight?users=%s\"", member.id)));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tonight");
	TCase *tc = tcase_create("tonight");

	tcase_add_checked_fixture(tc, setup, client_teardown);
	tcase_add_test(tc, what_i_want_and_have_at_hand_is_drawn);
	tcase_add_test(tc, a_title_says_who_has_it_and_how);
	tcase_add_test(tc, a_seed_keeps_the_order);
	tcase_add_test(tc, links_have_the_seed_that_was_taken);
	tcase_add_test(tc, what_all_want_and_one_has_is_drawn);
	tcase_add_test(tc, whoever_is_unwilling_is_as_if_nobody);
	tcase_add_test(tc, who_lets_others_include_them_is_listed);
	tcase_add_loop_test(tc, what_is_no_member_or_type_is_refused, 0, COUNT(wrong));
	tcase_add_test(tc, tonight_is_somebodys);
	tcase_add_test(tc, who_may_include_me_is_mine_to_say);
	tcase_add_test(tc, who_has_no_script_draws_one_too);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
