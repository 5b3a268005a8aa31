/*
 * What holds behind every door of another design, walked along its routes: whoever adds one finds
 * here what it needs.
 */
#include "client.h"
#include "key.h"
#include "limit.h"

#include <string.h>

#define NONE "00000000-0000-4000-8000-000000000000"
#define UNKNOWN "999999"
#define SEASON "300001"			/* MyColl's number of a season of the third title */

static const struct app *const doors[] = {
	&mediatracker_app, &booktracker_app, &mycoll_app, &kallaxy_app, &movieshelf_app,
};

/* --- what there is: the member's own, in the order of their keys ------------------------------ */

static const struct {
	const struct app *made_at;
	const char *path, *body;
} things[] = {
	{ &movies_app, "/", "{\"title\":\"Sphere\"}" },
	{ &mycoll_app, "/api/v1/movies", "{\"title\":\"Alien\",\"release_year\":1979}" },
	{ &mycoll_app, "/api/v1/tv", "{\"title\":\"Lost\",\"first_air_date\":\"2004-09-22\"}" },
	{ &media_app, "/", "{\"type\":\"BOOK\",\"title\":\"Dune\"}" },
	{ &mycoll_app, "/api/v1/movies/copies",
	  "{\"movie\":2,\"platform\":\"Shelf\",\"form\":\"DVD\"}" },
	{ &mycoll_app, "/api/v1/tv/season", "{\"show\":3,\"season_number\":1}" },
	{ &mycoll_app, "/api/v1/tv/season/copy",
	  "{\"season\":" SEASON ",\"platform\":\"Shelf\",\"form\":\"DVD\"}" },
	{ &booktracker_app, "/my-library/4", "{\"status\":\"Reading\"}" },
};
static const char *film;		/* the first one's id */

static void
setup(void)
{
	client_setup();
	for (int i = 0; i < COUNT(things); i++) {
		struct reply *r = made(client_post(&member, things[i].made_at, things[i].path,
			things[i].body));

		film = i ? film : json_text(r, "id");
	}
	client_add_review(&member, film);
	client_add_rating(&member, film);
}

static const char *const keys[] = {
	"1", "2", "3", "4", "5", "6", "7", "8", "9", SEASON,
};

/* A route's path, with this in the place of what it is about. */
static const char *
path_of(const struct route *route, const char *key)
{
	const char *at = strstr(route->path, "/:");

	if (!at)
		return route->path;
	return text("%.*s/%s%s", (int)(at - route->path), route->path, key,
		at + 2 + strcspn(at + 2, "/"));
}

static bool
is_unsafe(const struct route *route)
{
	return route->method & (POST | PUT | PATCH | DELETE);
}

static struct reply *
send_with(const struct app *door, const struct route *route, const struct sender *sender,
	const char *path, const char *const *headers)
{
	const char *json = is_unsafe(route) && !route->file_max ? "{}" : NULL;

	return client_send(sender, door, method_name(route->method), path,
		json ? "application/json" : NULL, json, json ? strlen(json) : 0, headers);
}

static void
is(int http, const struct route *route, const char *path, const struct reply *r)
{
	ck_assert_msg(r->http == http, "%s %s is %d, not %d: %s", method_name(route->method), path,
		r->http, http, r->body);
}

/* --- who may ---------------------------------------------------------------------------------- */

static bool
is_own(const struct route *route)
{
	return strstr(route->path, "/:key") && (!route->key || route->key->kind != KEYED_TITLE);
}

static void
hide_from_others(const struct app *door, const struct route *route)
{
	int found = 0;

	for (int i = 0; i < COUNT(keys); i++) {
		const char *path = path_of(route, keys[i]);

		is(404, route, path, send_with(door, route, &other, path, NULL));
		if (route->method == GET)
			found += send_with(door, route, &member, path, NULL)->http == 200;
	}
	ck_assert_msg(found || route->method != GET, "%s: nobody has such", route->path);
}

START_TEST(what_is_anothers_is_not_there)
{
	struct census before = client_census();

	for (const struct route *route = doors[_i]->routes; route->path; route++)
		if (is_own(route))
			hide_from_others(doors[_i], route);
	ck_assert_str_eq(client_losses(&before), "");
}
END_TEST

START_TEST(what_is_unknown_is_not_there)
{
	for (const struct route *route = doors[_i]->routes; route->path; route++) {
		const char *path = path_of(route, strstr(route->path, ":id") ? NONE : UNKNOWN);
		const struct sender *who = route->access == ADMIN ? &admin : &member;

		if (route->path == path)
			continue;
		if (strstr(route->path, ":key") || !(route->method & (POST | PUT | PATCH)))
			is(404, route, path, send_with(doors[_i], route, who, path, NULL));
		is(route->access < SIGNED_IN ? 404 : 401, route, path,
			send_with(doors[_i], route, &nobody, path, NULL));
		if (route->access == ADMIN)
			is(403, route, path, send_with(doors[_i], route, &member, path, NULL));
	}
}
END_TEST

/* A POST of a door, and the row of ours that it stands for: NULL where ours has none. */
static const struct {
	const struct app *door;
	const char *path;
	const struct app *ours;
	const char *our_path;
} posts[] = {
	{ &mediatracker_app, "/media", &media_app, "/" },
	{ &mediatracker_app, "/user/media", &usermedia_app, "/" },
	{ &booktracker_app, "/my-library/:key", &usermedia_app, "/" },
	{ &mycoll_app, "/api/v1/movies", &collection_app, "/" },
	{ &mycoll_app, "/api/v1/movies/copies", &collection_app, "/copies" },
	{ &mycoll_app, "/api/v1/tv", &collection_app, "/" },
	{ &mycoll_app, "/api/v1/tv/season", NULL, NULL },
	{ &mycoll_app, "/api/v1/tv/season/copy", &collection_app, "/copies" },
	{ &kallaxy_app, "/auth/logout", &auth_app, "/logout" },
	{ &kallaxy_app, "/api/media", &media_app, "/" },
	{ &kallaxy_app, "/api/records", &usermedia_app, "/" },
	{ &movieshelf_app, "/users/me/avatar", &users_app, "/me/avatar" },
	{ &movieshelf_app, "/movies", &movies_app, "/" },
	{ &movieshelf_app, "/movies/:id/poster", &movies_app, "/:id/poster" },
	{ &movieshelf_app, "/movies/:id/reviews", &movies_app, "/:id/reviews" },
	{ &movieshelf_app, "/ratings", NULL, NULL },
	{ &movieshelf_app, "/reviews", &movies_app, "/:id/reviews" },
	{ &movieshelf_app, "/media", &movies_app, "/:id/poster" },
};

static const struct route *
find_post(const struct app *ours, const char *path)
{
	const struct route *route = ours->routes;

	while (route->path && (route->method != POST || strcmp(route->path, path) != 0))
		route++;
	ck_assert_msg(route->path != NULL, "%s has no POST %s", ours->name, path);
	return route;
}

/* Doors are no way around what our own rows hold members to. */
static void
has_the_limits_of_ours(const struct app *door, const struct route *route)
{
	const struct route *ours;
	int i = 0;

	while (i < COUNT(posts) && (posts[i].door != door || strcmp(posts[i].path, route->path)))
		i++;
	ck_assert_msg(i < COUNT(posts), "%s: POST %s: which of ours is it?", door->name,
		route->path);
	if (!posts[i].ours)
		return;
	ours = find_post(posts[i].ours, posts[i].our_path);
	ck_assert_msg(route->limit == ours->limit, "%s: POST %s has another limit", door->name,
		route->path);
	ck_assert_int_ge(route->access, ours->access);
	ck_assert_int_eq(route->file_max, ours->file_max);
	ck_assert_int_eq(route->admit != NULL, ours->admit != NULL);
}

START_TEST(members_are_held_to_the_same_limits)
{
	for (const struct route *route = doors[_i]->routes; route->path; route++) {
		if (route->file_max)
			ck_assert(route->limit == &limit_uploads && route->admit);
		/* NOBODY has limit_strangers, and whoever runs it none */
		if (route->method == POST && route->access != NOBODY && route->access != ADMIN)
			has_the_limits_of_ours(doors[_i], route);
	}
}
END_TEST

START_TEST(a_foreign_page_changes_nothing)
{
	const char *const headers[] = { text("HTTP_COOKIE=access_token=%s; refresh_token=%s",
		member.token, member.refresh_token), "HTTP_SEC_FETCH_SITE=cross-site", NULL };
	struct census before = client_census();

	for (const struct route *route = doors[_i]->routes; route->path; route++) {
		const char *path = path_of(route, strstr(route->path, ":id") ? film : "1");

		if (is_unsafe(route))
			is(403, route, path, send_with(doors[_i], route, &nobody, path, headers));
	}
	ck_assert_str_eq(client_losses(&before), "");
}
END_TEST

static bool
takes_a_secret(const struct route *route)
{
	for (const struct field *field = route->body ? route->body->fields : NULL;
		field && field->name; field++)
		if (field->flags & SECRET)
			return true;
	return false;
}

/* (Addresses are logged.) */
START_TEST(a_password_in_an_address_is_not_read)
{
	static const char *const queries[] = {
		"username=member&email=member@example.com&name=Member&password=correct+horse",
		"username=zoe&email=zoe@example.com&name=Zoe&password=correct+horse",
	};
	struct census before = client_census();
	int count = 0;

	for (const struct route *route = doors[_i]->routes; route->path; route++) {
		const struct sender *who = route->access == NOBODY ? &nobody : &member;

		for (int i = 0; takes_a_secret(route) && i < COUNT(queries); i++) {
			const char *path = text("%s?%s", route->path, queries[i]);
			struct reply *r = client_send(who, doors[_i], method_name(route->method),
				path, NULL, NULL, 0, NULL);

			ck_assert_msg(r->http == 400 || r->http == 422, "%s: %d", path, r->http);
			count++;
		}
	}
	ck_assert_int_ge(count, 4);
	ck_assert_str_eq(client_losses(&before), "");
}
END_TEST

/* --- what is answered ------------------------------------------------------------------------- */

/* Whoever asks, a program is answered. */
START_TEST(a_browser_gets_no_page)
{
	const char *const headers[] = { "HTTP_ACCEPT=text/html", NULL };

	for (const struct route *route = doors[_i]->routes; route->path; route++) {
		const char *path = path_of(route, strstr(route->path, ":id") ? film : "1"), *type;
		const struct sender *const senders[] = { &nobody, &member };

		for (int i = 0; route->method == GET && i < COUNT(senders); i++) {
			type = reply_header(send_with(doors[_i], route, senders[i], path, headers),
				"Content-Type");
			ck_assert_msg(!type || !strstr(type, "html"), "%s: %s", path, type);
		}
	}
	ck_assert_str_eq(reply_header(client_send(&nobody, doors[_i], "GET", "/nope", NULL, NULL, 0,
		headers), "Content-Type"), "application/json");
}
END_TEST

START_TEST(its_methods_can_be_asked_for)
{
	for (const struct route *route = doors[_i]->routes; route->path; route++) {
		const char *path = path_of(route, strstr(route->path, ":id") ? film : "1"), *allow;
		struct reply *r = client_send(&nobody, doors[_i], "OPTIONS", path, NULL, NULL, 0,
			NULL);

		is(204, route, path, r);
		allow = reply_header(r, "Allow");
		ck_assert_msg(allow && strstr(allow, method_name(route->method)), "%s: %s", path,
			allow);
	}
}
END_TEST

START_TEST(a_head_is_that_of_get)
{
	for (const struct route *route = doors[_i]->routes; route->path; route++) {
		const char *path = path_of(route, strstr(route->path, ":id") ? film : "1");
		struct reply *r, *head;

		if (route->method != GET)
			continue;
		r = send_with(doors[_i], route, &member, path, NULL);
		head = client_send(&member, doors[_i], "HEAD", path, NULL, NULL, 0, NULL);
		is(r->http, route, path, head);
		ck_assert_uint_eq(head->size, 0);
		if (reply_header(r, "ETag"))
			ck_assert_str_eq(reply_header(head, "ETag"), reply_header(r, "ETag"));
	}
}
END_TEST

static bool
is_inner(const char *name)
{
	static const char *const names[] = { "password", "hash", "key", "user_key", "media_key",
		"creator_key", "password_hash", "refresh_hash", "family_hash", "salt" };

	for (int i = 0; i < COUNT(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* Each name once, none of them empty; and none of what is nobody's to know. */
static void
is_clean(const struct reply *r, const cJSON *object)
{
	const cJSON *item, *twin;

	cJSON_ArrayForEach(item, object) {
		if (cJSON_IsObject(object)) {
			twin = cJSON_GetObjectItemCaseSensitive(object, item->string);
			ck_assert_msg(*item->string && twin == item, "\"%s\" in %s", item->string,
				r->body);
			ck_assert_msg(r->http >= 400 || !is_inner(item->string), "%s: %s",
				item->string, r->body);
		}
		is_clean(r, item);
	}
}

static void
tells_no_secret(const struct reply *r)
{
	is_clean(r, r->json);
	ck_assert_msg(!strstr(r->body, "scrypt:") && !strstr(r->body, "correct horse"), "%s",
		r->body);
}

static const struct {
	const struct app *door;
	const char *path;
} questions[] = {
	{ &kallaxy_app, "/api/media?title=Dune&media_type=book" },
	{ &kallaxy_app, "/api/media/type?media_type=book" },
	{ &movieshelf_app, "/movies/suggest?q=sphere" },
};

START_TEST(no_answer_tells_a_secret)
{
	const struct sender *const senders[] = { &nobody, &other, &member, &admin };

	for (const struct route *route = doors[_i]->routes; route->path; route++)
		for (int i = 0; route->method == GET && i < COUNT(senders); i++)
			for (int k = 0; k < COUNT(keys); k++)
				tells_no_secret(send_with(doors[_i], route, senders[i],
					path_of(route, strstr(route->path, ":id") ? film : keys[k]),
					NULL));
	for (int i = 0; i < COUNT(questions); i++)
		if (questions[i].door == doors[_i])
			for (int j = 1; j < COUNT(senders); j++)
				tells_no_secret(client_get(senders[j], doors[_i],
					questions[i].path));
}
END_TEST

static const char *const odd_bodies[] = {
	"[1]", "{\"a\":", "{}", "7",
	"{\"title\":7,\"title\":8,\"username\":7,\"username\":8,\"email\":7,\"email\":\"x\","
	"\"password\":7,\"password\":\"x\",\"name\":7,\"name\":8,\"status\":7,\"status\":8}",
};

START_TEST(an_error_names_each_field_once)
{
	for (const struct route *route = doors[_i]->routes; route->path; route++) {
		const char *path = path_of(route, strstr(route->path, ":id") ? film : "1");

		for (int i = 0; route->method == POST && i < COUNT(odd_bodies); i++)
			tells_no_secret(client_send(route->access == NOBODY ? &nobody
				: route->access == ADMIN ? &admin : &member, doors[_i], "POST",
				path, "application/json", odd_bodies[i], strlen(odd_bodies[i]),
				NULL));
	}
}
END_TEST

START_TEST(a_body_that_cannot_be_read_is_the_bodys_fault)
{
	struct reply *r = client_post(&member, &mediatracker_app, "/media", "[1]");

	ck_assert_int_eq(r->http, 400);
	ck_assert_str_ne(json_text(r, "details.body"), "(none)");
}
END_TEST

/* Whoever runs it finds it in the log. */
START_TEST(a_failure_is_told_with_its_id)
{
	const struct route *route = doors[_i]->routes;
	struct reply *r;

	while (route->method != GET || route->access != MEMBER || strstr(route->path, ":"))
		route++;
	client_sql("DROP TABLE sessions", NULL, NULL);
	r = send_with(doors[_i], route, &member, route->path, NULL);
	is(500, route, route->path, r);
	tells_no_secret(r);
	ck_assert_msg(strstr(r->body, reply_header(r, "X-Request-Id")) != NULL, "%s", r->body);
	ck_assert_msg(doors[_i] == &movieshelf_app || strstr(r->body,
		text("The error log knows this request as %s.", reply_header(r, "X-Request-Id"))),
		"%s", r->body);
}
END_TEST

static const struct {
	const struct app *door;
	const char *path, *name;
} registrations[] = {
	{ &mediatracker_app, "/auth/register", "username" },
	{ &booktracker_app, "/auth/register", "username" },
	{ &mycoll_app, "/accounts/create", "username" },
	{ &kallaxy_app, "/api/users", "username" },
	{ &movieshelf_app, "/auth/register", "name" },
};

/* What is made is an account, which has no address that is the same for everybody. */
START_TEST(who_registers_is_led_to_no_other_door)
{
	struct reply *r = client_post(&nobody, registrations[_i].door, registrations[_i].path,
		text("{\"%s\":\"zoe\",\"email\":\"zoe@example.com\","
		"\"password\":\"correct horse\"}", registrations[_i].name));

	ck_assert_int_eq(r->http, registrations[_i].door == &movieshelf_app ? 200 : 201);
	ck_assert_ptr_null(reply_header(r, "Location"));
	tells_no_secret(r);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dialects");
	TCase *tc = tcase_create("dialects");

	tcase_add_checked_fixture(tc, setup, client_teardown);
	tcase_add_loop_test(tc, what_is_anothers_is_not_there, 0, COUNT(doors));
	tcase_add_loop_test(tc, what_is_unknown_is_not_there, 0, COUNT(doors));
	tcase_add_loop_test(tc, members_are_held_to_the_same_limits, 0, COUNT(doors));
	tcase_add_loop_test(tc, a_foreign_page_changes_nothing, 0, COUNT(doors));
	tcase_add_loop_test(tc, a_password_in_an_address_is_not_read, 0, COUNT(doors));
	tcase_add_loop_test(tc, a_browser_gets_no_page, 0, COUNT(doors));
	tcase_add_loop_test(tc, its_methods_can_be_asked_for, 0, COUNT(doors));
	tcase_add_loop_test(tc, a_head_is_that_of_get, 0, COUNT(doors));
	tcase_add_loop_test(tc, no_answer_tells_a_secret, 0, COUNT(doors));
	tcase_add_loop_test(tc, an_error_names_each_field_once, 0, COUNT(doors));
	tcase_add_test(tc, a_body_that_cannot_be_read_is_the_bodys_fault);
	tcase_add_loop_test(tc, a_failure_is_told_with_its_id, 0, COUNT(doors));
	tcase_add_loop_test(tc, who_registers_is_led_to_no_other_door, 0, COUNT(registrations));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
