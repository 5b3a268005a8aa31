/*
 * What only some doors need of the model: pictures that nothing refers to yet (lib/model/image.h),
 * and filters by reviews and by stars that aren't rounded (lib/model/media.h).
 */
#include "client.h"
#include "clock.h"
#include "image.h"
#include "media.h"
#include "pictures.h"
#include "rating.h"
#include "review.h"

#include <string.h>

enum { DAY = 24 * 60 * 60 };

static struct arena memory;
static struct user users[2];		/* the member and the admin */
static struct problems problems;

static const struct call *
call_of_user(const struct user *user)
{
	static struct call call;

	problems = (struct problems){ .arena = &memory };
	call = (struct call){ .db = client_db(), .arena = &memory, .problems = &problems,
		.user = user };
	return &call;
}

static void
setup(void)
{
	client_setup();
	arena_init(&memory, 64 << 20, NULL);
	ck_assert_int_eq(user_find(call_of_user(NULL), member.id, &users[0]), OK);
	ck_assert_int_eq(user_find(call_of_user(NULL), admin.id, &users[1]), OK);
}

static void
teardown(void)
{
	arena_release(&memory);
	client_teardown();
}

/* --- pictures --------------------------------------------------------------------------------- */

static const char *
store(const struct user *user)
{
	const struct picture picture = { .content_type = "image/png", .width = 1, .height = 1,
		.bytes = "x", .size = 1 };
	const char *id;

	ck_assert_int_eq(image_store(call_of_user(user), &picture, &id), OK);
	return id;
}

static const char *
add_film(const char *title, const char *more)
{
	return json_text(made(client_post(&member, &movies_app, "/",
		text("{\"title\":\"%s\"%s}", title, more))), "id");
}

static bool
is_there(const char *id)
{
	return !image_exists(client_db(), id);
}

START_TEST(a_picture_that_nothing_refers_to_waits_for_a_day)
{
	const char *loose = store(&users[0]), *shown = store(&users[0]), *face = store(&users[0]),
		*others = store(&users[1]);

	add_film("Sphere", text(",\"poster_url\":\"/images/%s\"", shown));
	ck_assert_int_eq(image_set_avatar(call_of_user(&users[0]), face), OK);
	clock_set(clock_now() + DAY);
	ck_assert_int_eq(image_drop_loose(call_of_user(&users[0])), OK);
	ck_assert(is_there(loose));

	clock_set(clock_now() + 1);
	ck_assert_int_eq(image_drop_loose(call_of_user(&users[0])), OK);
	ck_assert(!is_there(loose));
	ck_assert(is_there(shown) && is_there(face) && is_there(others));
}
END_TEST

START_TEST(a_picture_is_somebodys)
{
	const char *id = store(&users[0]);

	ck_assert_int_eq(image_is_own(call_of_user(&users[0]), id), OK);
	ck_assert_int_eq(image_is_own(call_of_user(&users[1]), id), ERR_FORBIDDEN);
	ck_assert_int_eq(image_is_own(call_of_user(&users[1]), member.id), ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_picture_that_is_deleted_is_shown_nowhere)
{
	const char *id = store(&users[_i]), *film;

	film = add_film("Sphere", text(",\"poster_url\":\"/images/%s\"", id));
	ck_assert_int_eq(image_set_avatar(call_of_user(&users[_i]), id), OK);
	/* an admin's is not a member's to delete; a member's is an admin's */
	ck_assert_int_eq(image_delete(call_of_user(&users[0]), id), _i ? ERR_FORBIDDEN : OK);
	ck_assert_int_eq(image_delete(call_of_user(&users[1]), id), _i ? OK : ERR_NOT_FOUND);
	ck_assert(!is_there(id));
	ck_assert_str_eq(json_text(client_get(&nobody, &movies_app, text("/%s", film)),
		"poster_url"), "null");
	ck_assert_int_eq(user_find(call_of_user(NULL), users[_i].id, &users[_i]), OK);
	ck_assert_ptr_null(users[_i].avatar_image_id);
}
END_TEST

/* --- filters ---------------------------------------------------------------------------------- */

/* The titles that pass, with bars between. */
static const char *
list(const struct user *user, const struct media_filter *filter)
{
	static const struct page page = { 1, 20 };
	struct rows rows;
	struct buf out;

	ck_assert_int_eq(media_list(call_of_user(user), filter, &page, &rows), OK);
	ck_assert_int_eq(rows.total, rows.count);
	buf_init(&out, &memory, 100);
	for (int i = 0; i < rows.count; i++)
		buf_printf(&out, "%s%s", i ? "|" : "", ((struct media *)rows.rows)[i].title);
	return out.data;
}

static struct media_filter
anything(void)
{
	struct media_filter filter;

	record_clear(&media_filter, &filter);
	media_filter_type(&filter, MEDIA_MOVIE, false);
	filter.sort = word_value(media_sorts, "title_asc");
	return filter;
}

START_TEST(films_are_told_apart_by_a_review)
{
	const char *alien = add_film("Alien", "");
	struct media_filter filter = anything();

	add_film("Brazil", "");
	made(client_post(&member, &movies_app, text("/%s/reviews", alien),
		"{\"content\":\"Good.\"}"));
	ck_assert_str_eq(list(&users[0], &filter), "Alien|Brazil");
	filter.reviewed = SCOPE_ALL;
	ck_assert_str_eq(list(&users[0], &filter), "Alien|Brazil");
	filter.reviewed = SCOPE_MINE;
	ck_assert_str_eq(list(&users[0], &filter), "Alien");
	ck_assert_str_eq(list(&users[1], &filter), "");
	ck_assert_str_eq(list(NULL, &filter), "Alien|Brazil");
	filter.reviewed = SCOPE_NOT_MINE;
	ck_assert_str_eq(list(&users[0], &filter), "Brazil");
	ck_assert_str_eq(list(&users[1], &filter), "Alien|Brazil");
	ck_assert_str_eq(list(NULL, &filter), "Alien|Brazil");
}
END_TEST

static void
rate(const char *film, const struct sender *sender, const char *value)
{
	ck_assert_int_eq(client_put(sender, &movies_app, text("/%s/rating", film),
		text("{\"value\":%s}", value))->http, 200);
}

START_TEST(the_least_stars_are_not_rounded)
{
	const char *alien = add_film("Alien", ""), *brazil = add_film("Brazil", "");
	struct media_filter filter = anything();

	add_film("Cube", "");
	rate(alien, &member, "4.5");
	rate(alien, &other, "4");
	rate(brazil, &member, "5");
	filter.stars = 5;
	ck_assert_str_eq(list(NULL, &filter), "Brazil");
	filter.stars = 4;
	ck_assert_str_eq(list(NULL, &filter), "Alien|Brazil");
	filter.stars = INT_NONE;
	filter.stars_least.count = 0;
	ck_assert_str_eq(list(NULL, &filter), "Alien|Brazil|Cube");
	filter.stars_least.count = 8;
	ck_assert_str_eq(list(NULL, &filter), "Alien|Brazil");
	filter.stars_least.count = 9;		/* 4.25 are shown as 4.3 */
	ck_assert_str_eq(list(NULL, &filter), "Brazil");
	filter.stars_least.count = 10;
	ck_assert_str_eq(list(NULL, &filter), "Brazil");
}
END_TEST

START_TEST(best_first_has_another_name)
{
	const char *alien = add_film("Alien", ""), *brazil = add_film("Brazil", "");
	struct media_filter filter = anything();

	rate(alien, &member, "2");
	rate(brazil, &member, "5");
	ck_assert_uint_eq(word_value(media_sorts, "rank_asc"), word_value(media_sorts, "rank"));
	filter.sort = word_value(media_sorts, "rank_asc");
	ck_assert_str_eq(list(NULL, &filter), "Brazil|Alien");
	ck_assert_str_eq(word_text(media_sorts, filter.sort), "rank");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("loose");
	TCase *tc = tcase_create("loose");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_picture_that_nothing_refers_to_waits_for_a_day);
	tcase_add_test(tc, a_picture_is_somebodys);
	tcase_add_loop_test(tc, a_picture_that_is_deleted_is_shown_nowhere, 0, 2);
	tcase_add_test(tc, films_are_told_apart_by_a_review);
	tcase_add_test(tc, the_least_stars_are_not_rounded);
	tcase_add_test(tc, best_first_has_another_name);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
