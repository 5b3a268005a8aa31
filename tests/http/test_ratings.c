/*
 * Ratings under /media, /books and /movies (api.md, section 4): values, averages, ranks, many users
 * at once.
 */
#include "client.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { USERS = 50 };

static struct arena memory;

static void
setup(void)
{
	client_setup();
	arena_init(&memory, 16 << 20, NULL);
}

static void
teardown(void)
{
	arena_release(&memory);
	client_teardown();
}

static struct sender
newcomer(int n)
{
	const char *body = text("{\"username\":\"user%d\",\"password\":\"correct horse\"}", n);
	struct reply *r = client_post(&nobody, &auth_app, "/register", body);

	ck_assert_int_eq(r->http, 201);
	return (struct sender){ .token = json_text(r, "access_token"), .id = json_text(r, "id") };
}

static const char *
item(const char *type, const char *title)
{
	struct reply *r = client_post(&admin, &media_app, "/",
		text("{\"type\":\"%s\",\"title\":\"%s\"}", type, title));

	ck_assert_int_eq(r->http, 201);
	return json_text(r, "id");
}

static struct reply *
rate(const struct sender *sender, const struct app *door, const char *id, const char *value)
{
	return client_put(sender, door, text("/%s/rating", id), text("{\"value\":%s}", value));
}

static const struct {
	const struct app *app;
	const char *type, *other_type;
} doors[] = {
	{ &media_app, "GAME", NULL },
	{ &books_app, "BOOK", "MOVIE" },
	{ &movies_app, "MOVIE", "BOOK" },
};

START_TEST(a_rating_is_given_changed_and_taken_back)
{
	const struct app *door = doors[_i].app;
	const char *id = item(doors[_i].type, "a"), *path = text("/%s/rating", id);
	struct reply *r = rate(&member, door, id, "4");

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, "{\"value\":4,\"average_rating\":4.0,\"rating_count\":1}");
	r = rate(&other, door, id, "5");
	ck_assert_str_eq(r->body, "{\"value\":5,\"average_rating\":4.5,\"rating_count\":2}");
	r = rate(&member, door, id, "1");
	ck_assert_str_eq(r->body, "{\"value\":1,\"average_rating\":3.0,\"rating_count\":2}");
	for (int again = 0; again < 2; again++) {
		ck_assert_int_eq(client_delete(&member, door, path)->http, 204);
		r = client_get(&nobody, &media_app, text("/%s", id));
		ck_assert_str_eq(json_text(r, "average_rating"), "5");
		ck_assert_str_eq(json_text(r, "rating_count"), "1");
		ck_assert_int_eq(client_rows("ratings"), 1);
	}
	ck_assert_int_eq(client_delete(&other, door, path)->http, 204);
	r = client_get(&nobody, &media_app, text("/%s", id));
	ck_assert_str_eq(json_text(r, "average_rating"), "null");
	ck_assert_str_eq(json_text(r, "rating_count"), "0");
	ck_assert_str_eq(json_text(r, "rank"), "null");
}
END_TEST

START_TEST(a_rating_needs_a_user_and_an_item_of_the_door)
{
	const struct app *door = doors[_i].app;
	const char *id = item(doors[_i].type, "a");

	ck_assert_int_eq(rate(&nobody, door, id, "4")->http, 401);
	ck_assert_int_eq(client_delete(&nobody, door, text("/%s/rating", id))->http, 401);
	ck_assert_int_eq(rate(&member, door, member.id, "4")->http, 404);
	ck_assert_int_eq(rate(&member, door, "7", "4")->http, 404);
	if (doors[_i].other_type) {
		id = item(doors[_i].other_type, "b");
		ck_assert_int_eq(rate(&member, door, id, "4")->http, 404);
		ck_assert_int_eq(client_delete(&member, door, text("/%s/rating", id))->http, 404);
	}
	ck_assert_int_eq(client_rows("ratings"), 0);
}
END_TEST

static const struct {
	const char *sent, *shown;
} halves[] = {
	{ "0.5", "0.5" }, { "1", "1" }, { "1.5", "1.5" }, { "2.0", "2" }, { "2.5", "2.5" },
	{ "3", "3" }, { "3.50", "3.5" }, { "4.000000000000000000000", "4" }, { "4.5", "4.5" },
	{ "5", "5" },
};

/* All that shows a rating shows its half. */
START_TEST(half_a_star_is_shown_wherever_a_rating_is)
{
	const char *shown = halves[_i].shown, *id = item("BOOK", "a"), *entry, *average;
	struct reply *r = client_post(&member, &usermedia_app, "/",
		text("{\"media_id\":\"%s\",\"status\":\"COMPLETED\"}", id));

	entry = json_text(r, "id");
	client_post(&member, &books_app, text("/%s/reviews", id), "{\"content\":\"x\"}");
	r = rate(&member, &books_app, id, halves[_i].sent);
	ck_assert_int_eq(r->http, 200);
	average = strchr(shown, '.') ? shown : text("%s.0", shown);
	ck_assert_str_eq(r->body, text("{\"value\":%s,\"average_rating\":%s,\"rating_count\":1}",
		shown, average));
	r = client_get(&member, &usermedia_app, text("/%s", entry));
	ck_assert_str_eq(json_text(r, "rating"), shown);
	r = client_get(&member, &usermedia_app, "/");
	ck_assert_str_eq(json_text(r, "records[0].rating"), shown);
	r = client_get(&member, &library_app, text("/%s", id));
	ck_assert_str_eq(json_text(r, "rating"), shown);
	r = client_get(&member, &media_app, text("/%s", id));
	ck_assert_str_eq(json_text(r, "my.rating"), shown);
	ck_assert_str_eq(json_text(r, "my.entry.rating"), shown);
	ck_assert_str_eq(json_text(r, "my.review.rating"), shown);
	r = client_get(&member, &media_app, "/");
	ck_assert_str_eq(json_text(r, "media[0].my.rating"), shown);
	r = client_get(&nobody, &media_app, text("/%s/reviews", id));
	ck_assert_str_eq(json_text(r, "reviews[0].rating"), shown);
	r = client_patch(&member, &library_app, text("/%s", id), "{\"rating\":0.5}");
	ck_assert_str_eq(json_text(r, "rating"), "0.5");
	r = client_patch(&member, &library_app, text("/%s", id),
		text("{\"rating\":%s}", halves[_i].sent));
	ck_assert_str_eq(json_text(r, "rating"), shown);
}
END_TEST

static const char *const bad_values[] = {
	"0", "0.0", "0.25", "0.49", "0.51", "4.05", "4.55", "4.500000000000000000001", "5.5",
	"5.0000001", "6", "-1", "-0.5", "\"5\"", "\"4.5\"", "\"4,5\"", "null", "true", "[4.5]",
	"{}", "1e0", "5e-1", "4.5e0", "1e1", "99999999999999999999", "9223372036854775808.5",
};

START_TEST(a_bad_value_is_named)
{
	const char *id = item("BOOK", "a");

	for (int i = 0; i < 2; i++) {
		struct reply *r = rate(&member, doors[i].app, id, bad_values[_i]);

		ck_assert_int_eq(r->http, 400);
		ck_assert_str_eq(json_text(r, "error.code"), "validation_error");
		ck_assert_str_eq(json_text(r, "error.details[0].field"), "value");
	}
	if (strcmp(bad_values[_i], "null")) {
		struct reply *r = rate(&member, &media_app, id, bad_values[_i]);

		ck_assert_str_eq(json_text(r, "error.details[0].message"),
			"must be from 0.5 to 5, in steps of 0.5");
	}
	ck_assert_int_eq(client_rows("ratings"), 0);
}
END_TEST

static const struct {
	const char *body, *field;
} bad_bodies[] = {
	{ "{}", "value" }, { "{\"value\":5,\"stars\":5}", "stars" }, { "{\"rating\":5}", "rating" },
};

START_TEST(a_bad_body_names_the_field)
{
	struct reply *r = client_put(&member, &media_app, text("/%s/rating", item("GAME", "a")),
		bad_bodies[_i].body);

	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_bodies[_i].field);
	ck_assert_int_eq(client_rows("ratings"), 0);
}
END_TEST

START_TEST(what_a_rating_shows_may_be_sent_back)
{
	const char *id = item("GAME", "a");
	struct reply *r = rate(&member, &media_app, id, "2");

	r = client_put(&member, &media_app, text("/%s/rating", id), r->body);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "rating_count"), "1");
}
END_TEST

START_TEST(a_form_rates_with_text)
{
	static const struct { const char *form; int http; } forms[] = {
		{ "_method=PUT&value=5", 200 }, { "_method=PUT&value=", 400 },
		{ "_method=PUT&value=five", 400 },
		{ "_method=PUT&value=4.5", 200 }, { "_method=PUT&value=4%2C5", 400 },
		{ "_method=PUT&value=4.", 400 }, { "_method=PUT&value=.5", 400 },
		{ "_method=PUT&value=4.5%20", 400 }, { "_method=PUT&value=0", 400 },
		{ "_method=PUT&value=%2B4.5", 400 }, { "_method=DELETE", 204 },
	};
	const char *path = text("/%s/rating", item("GAME", "a"));

	for (int i = 0; i < COUNT(forms); i++)
		ck_assert_int_eq(client_send(&member, &media_app, "POST", path,
			"application/x-www-form-urlencoded",
			forms[i].form, strlen(forms[i].form), NULL)->http, forms[i].http);
	ck_assert_int_eq(client_rows("ratings"), 0);
}
END_TEST

START_TEST(a_rating_alone_can_not_be_read)
{
	static const char *const any[] = { "HTTP_IF_MATCH=\"0123456789abcdef\"", NULL };
	const char *path = text("/%s/rating", item("GAME", "a"));
	struct reply *r = client_get(&member, &media_app, path);

	ck_assert_int_eq(r->http, 405);
	ck_assert_str_eq(reply_header(r, "Allow"), "PUT, DELETE, OPTIONS");
	r = client_send(&member, &media_app, "PUT", path, "application/json", "{\"value\":5}",
		11, any);
	ck_assert_int_eq(r->http, 412);
	ck_assert_int_eq(client_rows("ratings"), 0);
}
END_TEST

/* A vote in one character: 1 to 5 is that; z, a, b, c, d is 0.5 to 4.5. */
static const char *
vote(char c)
{
	static const char with_half[] = "zabcd";
	const char *half = strchr(with_half, c);

	return half ? text("%d.5", (int)(half - with_half)) : text("%c", c);
}

static const struct {
	const char *values, *average;
} averages[] = {
	{ "5", "5" }, { "54", "4.5" }, { "544", "4.3" }, { "554", "4.7" }, { "122", "1.7" },
	{ "4445", "4.3" }, { "1112", "1.3" }, { "5554", "4.8" },
	{ "z", "0.5" }, { "5d", "4.8" }, { "zz1", "0.7" }, { "zza", "0.8" }, { "ddc", "4.2" },
	{ "4445d", "4.3" }, { "a2b3", "2.3" }, { "dd44", "4.3" },
};

START_TEST(averages_have_one_decimal_and_round_half_up)
{
	const char *id = item("BOOK", "a");
	struct reply *r = NULL;

	for (int n = 0; averages[_i].values[n]; n++) {
		const struct sender user = newcomer(n);

		r = rate(&user, &books_app, id, vote(averages[_i].values[n]));
		ck_assert_int_eq(r->http, 200);
	}
	ck_assert_str_eq(json_text(r, "average_rating"), averages[_i].average);
}
END_TEST

/*
 * Ratings and reviews of the items a, b, c, … of one type, in the order they were added; the
 * titles, best first.
 */
static const struct {
	const char *ratings[4], *reviews, *order;
} rankings[] = {
	{ { "4", "5", "3" }, "", "bac" },
	{ { "5", "44", "" }, "", "ab" },		/* 20/6 against 23/7 */
	/* many good votes are better than one very good */
	{ { "4", "444", "5" }, "", "bca" },
	{ { "1", "11", "2" }, "", "cab" },
	{ { "3", "3", "33" }, "", "abc" },		/* equal: the older first */
	{ { "3", "3", "33" }, "c", "cab" },		/* equal: more reviews first */
	{ { "5", "4", "4" }, "cc", "acb" },		/* reviews come second */
	{ { "", "2", "" }, "aac", "b" },
	{ { "4", "d", "5" }, "", "cba" },		/* a half between wholes */
	{ { "33", "bc", "ad" }, "", "abc" },		/* equal sums of other halves */
	{ { "3", "bc", "c" }, "a", "cab" },
	{ { "z", "1", "zz" }, "", "bac" },
};

START_TEST(the_best_is_first)
{
	const struct sender *const users[] = { &admin, &member, &other };
	const char *ids[4] = { 0 };
	struct reply *r;

	for (int n = 0; rankings[_i].ratings[n]; n++) {
		ids[n] = item("MOVIE", text("%.1s", &"abcd"[n]));
		for (int voter = 0; rankings[_i].ratings[n][voter]; voter++)
			rate(users[voter], &movies_app, ids[n],
				vote(rankings[_i].ratings[n][voter]));
	}
	/* another type is another ranking */
	rate(&member, &media_app, item("BOOK", "a book"), "5");
	for (int n = 0; rankings[_i].reviews[n]; n++)
		client_post(users[n], &movies_app,
			text("/%s/reviews", ids[rankings[_i].reviews[n] - 'a']),
			"{\"content\":\"x\"}");
	r = client_get(&nobody, &movies_app, "/?sort=rank");
	for (int n = 0; rankings[_i].ratings[n]; n++) {
		const char *title = json_text(r, text("movies[%d].title", n));
		const char *rank = json_text(r, text("movies[%d].rank", n));

		if (n < (int)strlen(rankings[_i].order)) {
			ck_assert_str_eq(title, text("%.1s", rankings[_i].order + n));
			ck_assert_str_eq(rank, text("%.1s", &"1234"[n]));
		} else {
			ck_assert_str_eq(rank, "null");
		}
	}
}
END_TEST

START_TEST(a_deleted_item_takes_its_ratings_and_its_place)
{
	const char *first = item("MOVIE", "a"), *second = item("MOVIE", "b");
	struct reply *r;

	rate(&member, &movies_app, first, "5");
	rate(&other, &movies_app, first, "5");
	rate(&member, &movies_app, second, "4");
	client_post(&member, &movies_app, text("/%s/reviews", first), "{\"content\":\"x\"}");
	ck_assert_str_eq(json_text(client_get(&nobody, &movies_app, text("/%s", second)), "rank"),
		"2");
	ck_assert_int_eq(client_delete(&admin, &movies_app, text("/%s", first))->http, 204);
	r = client_get(&nobody, &movies_app, text("/%s", second));
	ck_assert_str_eq(json_text(r, "rank"), "1");
	ck_assert_int_eq(client_rows("ratings"), 1);
	ck_assert_int_eq(client_rows("reviews"), 0);
}
END_TEST

/* In a process of its own: changes its mind often, and says in the end what everybody expects. */
static void
rate_as(const struct sender *user, const char *id, int n)
{
	for (int turn = 0; turn < 4; turn++) {
		char value[2] = { (char)('1' + (n + turn + 2) % 5), 0 };

		if (rate(user, &movies_app, id, value)->http != 200)
			_exit(1);
		if (turn == 1
		    && client_delete(user, &movies_app, text("/%s/rating", id))->http != 204)
			_exit(1);
	}
	_exit(0);
}

START_TEST(fifty_users_rating_at_once_end_in_an_exact_count_and_sum)
{
	const char *id = item("MOVIE", "a");
	struct sender users[USERS];
	pid_t pids[USERS];
	int64_t count = 0, sum = 0;
	struct reply *r;

	for (int n = 0; n < USERS; n++)
		users[n] = newcomer(n);
	client_restart();	/* a connection does not survive fork() */
	for (int n = 0; n < USERS; n++) {
		pids[n] = fork();
		ck_assert_int_ge(pids[n], 0);
		if (!pids[n])
			rate_as(&users[n], id, n);
	}
	for (int n = 0; n < USERS; n++) {
		int status = -1;

		ck_assert_int_eq(waitpid(pids[n], &status, 0), pids[n]);
		ck_assert_int_eq(status, 0);
	}
	r = client_get(&nobody, &movies_app, text("/%s", id));
	ck_assert_str_eq(json_text(r, "rating_count"), "50");
	ck_assert_str_eq(json_text(r, "average_rating"), "3");
	ck_assert_str_eq(json_text(r, "rank"), "1");
	ck_assert_int_eq(db_number(client_db(), "SELECT sum(value) FROM ratings", NULL, 0, &sum),
		OK);
	ck_assert_int_eq(sum, 300);	/* in halves */
	ck_assert_int_eq(db_number(client_db(), "SELECT rating_sum FROM media_items", NULL, 0,
		&count), OK);
	ck_assert_int_eq(count, 300);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ratings");
	TCase *tc = tcase_create("ratings");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, a_rating_is_given_changed_and_taken_back, 0, COUNT(doors));
	tcase_add_loop_test(tc, a_rating_needs_a_user_and_an_item_of_the_door, 0, COUNT(doors));
	tcase_add_loop_test(tc, half_a_star_is_shown_wherever_a_rating_is, 0, COUNT(halves));
	tcase_add_loop_test(tc, a_bad_value_is_named, 0, COUNT(bad_values));
	tcase_add_loop_test(tc, a_bad_body_names_the_field, 0, COUNT(bad_bodies));
	tcase_add_test(tc, what_a_rating_shows_may_be_sent_back);
	tcase_add_test(tc, a_form_rates_with_text);
	tcase_add_test(tc, a_rating_alone_can_not_be_read);
	tcase_add_loop_test(tc, averages_have_one_decimal_and_round_half_up, 0, COUNT(averages));
	tcase_add_loop_test(tc, the_best_is_first, 0, COUNT(rankings));
	tcase_add_test(tc, a_deleted_item_takes_its_ratings_and_its_place);
	tcase_add_test(tc, fifty_users_rating_at_once_end_in_an_exact_count_and_sum);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
