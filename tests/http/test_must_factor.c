/*
 * Where a second factor is a must (`second_factor`): what each route of each program answers to who
 * has none yet, and to the keys that were made before; the way in; that it stays on.
 */
#include "client.h"
#include "accounts.h"
#include "clock.h"
#include "kallaxy.h"
#include "totp.h"

#include <string.h>

#define NONE "00000000-0000-4000-8000-000000000000"
#define UNKNOWN "999999"
#define FORM "application/x-www-form-urlencoded"
#define CODE "second_factor_setup_required"
#define SENTENCE "A second factor is a must here"
#define PASSWORD "correct horse"
#define LIMITS "rate_limit_address = 100000\nrate_limit_lookups = 100000\n" \
	"rate_limit_account = 100000\nrate_limit_uploads = 100000\nsecond_factor = "

static const struct app *const programs[] = {
	&auth_app, &users_app, &media_app, &books_app, &movies_app, &reviews_app, &images_app,
	&usermedia_app, &library_app, &collection_app, &lists_app, &server_app, &lookup_app,
	&diary_app, &exports_app, &imports_app, &shared_app, &stats_app,
	&mycoll_app, &kallaxy_app, &movieshelf_app, &booktracker_app, &mediatracker_app,
};

static void
demand(const char *of)
{
	client_settings(text(LIMITS "%s", of));
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
}

static void
setup(void)
{
	client_setup();
	demand("optional");
}

static struct sender
key_of(const struct sender *owner, const char *scope)
{
	struct reply *r = client_post(owner, &users_app, "/me/tokens",
		text("{\"name\":\"curl\",\"scope\":\"%s\"}", scope));

	return (struct sender){ "key", json_text(made(r), "token"), NULL, NULL };
}

/* The answer to a secret that was asked for, by the code of the step before this one. */
static struct reply *
set_up(const struct sender *who)
{
	struct reply *r = client_post(who, &users_app, "/me/totp", NULL);
	char code[TOTP_DIGITS + 1];

	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert(totp_generate(json_text(r, "secret"), clock_now() / TOTP_STEP - 1, code));
	r = client_post(who, &users_app, "/me/totp/confirm", text("{\"code\":\"%s\"}", code));
	ck_assert_msg(r->http == 200, "%s", r->body);
	return r;
}

static struct reply *
shelf(const struct sender *who)
{
	return client_get(who, &usermedia_app, "/");
}

static void
assert_told(const struct reply *r)
{
	ck_assert_msg(r->http == 403, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "error.code"), CODE);
	ck_assert_ptr_nonnull(strstr(json_text(r, "error.message"), SENTENCE));
}

/* --- every route ------------------------------------------------------------------------------ */

/* A route's path, of what there isn't. */
static const char *
path_of(const struct route *route)
{
	static const struct { const char *name, *value; } parts[] = {
		{ ":item_id", NONE }, { ":id", NONE }, { ":key", UNKNOWN }, { ":tag", "x" },
		{ ":number", "1" }, { ":day", "2026-01-01" },
		{ ":token", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" },
	};
	const char *path = route->path, *at;

	for (int i = 0; i < COUNT(parts); i++)
		while ((at = strstr(path, parts[i].name)) != NULL)
			path = text("%.*s%s%s", (int)(at - path), path, parts[i].value,
				at + strlen(parts[i].name));
	return path;
}

static struct reply *
ask(const struct sender *sender, const struct app *program, const struct route *route)
{
	const char *json = route->method != GET && !route->file_max ? "{}" : NULL;

	return client_send(sender, program, method_name(route->method), path_of(route),
		json ? "application/json" : NULL, json, json ? 2 : 0, NULL);
}

static bool
is_refused(const struct app *program, const struct reply *r)
{
	return r->http == 403 && (program->dialect ? strstr(r->body, SENTENCE) != NULL
		: !strcmp(json_text(r, "error.code"), CODE));
}

/*
 * What is for members is refused; what anybody may call is answered as to nobody, unless they are
 * asked to sign in.
 */
static void
assert_held_back(const struct app *program, const struct route *route, const struct sender *sender)
{
	const struct reply *r = ask(sender, program, route), *of_nobody;
	const char *what = text("%s: %s %s with %s is %d: %s", program->name,
		method_name(route->method), route->path, sender->username, r->http, r->body);

	if (route->access >= MEMBER || (route->access == SIGNED_IN && sender->id == NULL)) {
		ck_assert_msg(is_refused(program, r), "%s", what);
		return;
	}
	of_nobody = ask(&nobody, program, route);
	if (route->access == SIGNED_IN || route->handler == accounts_logout)
		ck_assert_msg(!is_refused(program, r), "%s", what);
	else if (of_nobody->http == 401 && route->access != NOBODY)
		ck_assert_msg(is_refused(program, r), "%s", what);
	else if (route->access != NOBODY)
		ck_assert_msg(r->http == of_nobody->http, "%s", what);
	else
		ck_assert_msg(!is_refused(program, r), "%s", what);
}

/* It ends the session that the walk is by. */
static bool
ends_sessions(const struct route *route)
{
	return route->handler == accounts_logout || route->handler == kallaxy_revoke;
}

START_TEST(each_route_waits_for_it)
{
	const struct app *program = programs[_i / 2];
	const struct sender keys[] = { key_of(&member, "read"), key_of(&member, "write"),
		key_of(&admin, "write") };
	struct census before;

	demand(_i % 2 ? "everyone\ncatalogue = private" : "everyone");
	before = client_census();
	for (const struct route *route = program->routes; route->path; route++) {
		for (int i = 0; i < COUNT(keys); i++)
			assert_held_back(program, route, &keys[i]);
		if (ends_sessions(route))
			continue;
		assert_held_back(program, route, &member);
		assert_held_back(program, route, &admin);
	}
	ck_assert_str_eq(client_losses(&before), "");
}
END_TEST

/* Whoever adds one says here why. */
static const struct {
	const struct app *program;
	enum method method;
	const char *path;
} ways[] = {
	{ &auth_app, POST, "/confirm-password" },	/* asking for a secret wants it */
	{ &users_app, GET, "/me" },			/* who am I, and is it on? */
	{ &users_app, POST, "/me/totp" },
	{ &users_app, POST, "/me/totp/confirm" },
	{ &kallaxy_app, POST, "/auth/logout" },
};

START_TEST(few_routes_do_not)
{
	int count = 0;

	for (int i = 0; i < COUNT(programs); i++)
		for (const struct route *route = programs[i]->routes; route->path; route++) {
			if (route->access != SIGNED_IN)
				continue;
			ck_assert_msg(count < COUNT(ways) && ways[count].program == programs[i]
				&& ways[count].method == route->method
				&& !strcmp(ways[count].path, route->path), "%s: %s",
				programs[i]->name, route->path);
			count++;
		}
	ck_assert_int_eq(count, COUNT(ways));
}
END_TEST

/* --- of whom ---------------------------------------------------------------------------------- */

START_TEST(of_admins_it_is_demanded_and_of_no_member)
{
	const struct sender admins = key_of(&admin, "write"), members = key_of(&member, "write");

	demand("admins");
	assert_told(shelf(&admin));
	assert_told(client_get(&admin, &users_app, "/"));
	assert_told(client_patch(&admin, &users_app, text("/%s", member.id),
		"{\"is_active\":false}"));
	/* their keys write as a member's, and are theirs all the same */
	assert_told(shelf(&admins));
	assert_told(client_post(&admins, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Dune\"}"));
	ck_assert_int_eq(shelf(&member)->http, 200);
	ck_assert_int_eq(made(client_post(&members, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Dune\"}"))->http, 201);
	ck_assert_int_eq(client_get(&member, &users_app, "/")->http, 403);
	set_up(&admin);
	ck_assert_int_eq(client_get(&admin, &users_app, "/")->http, 200);
	ck_assert_int_eq(shelf(&admins)->http, 200);
}
END_TEST

START_TEST(who_becomes_an_admin_needs_it_from_then_on)
{
	demand("admins");
	set_up(&admin);
	ck_assert_int_eq(client_patch(&admin, &users_app, text("/%s", member.id),
		"{\"role\":\"admin\"}")->http, 200);
	assert_told(shelf(&member));
	ck_assert_int_eq(client_patch(&admin, &users_app, text("/%s", member.id),
		"{\"role\":\"member\"}")->http, 200);
	ck_assert_int_eq(shelf(&member)->http, 200);
}
END_TEST

START_TEST(where_it_is_everybodys_choice_nobody_waits)
{
	ck_assert_int_eq(shelf(&member)->http, 200);
	ck_assert_int_eq(shelf(&admin)->http, 200);
	demand("everyone");
	assert_told(shelf(&member));
	demand("optional");
	ck_assert_int_eq(shelf(&member)->http, 200);
}
END_TEST

/* --- the way in ------------------------------------------------------------------------------- */

START_TEST(the_password_leads_to_it_and_it_to_all)
{
	static const char credentials[] = "{\"username\":\"member\",\"password\":\"" PASSWORD "\"}";
	struct reply *r;
	struct sender in = { "member", NULL, NULL, NULL };

	demand("everyone");
	r = client_post(&nobody, &auth_app, "/login", credentials);
	ck_assert_int_eq(r->http, 200);
	in.token = json_text(r, "access_token");
	assert_told(shelf(&in));
	clock_set(clock_now() + 700);
	ck_assert_str_eq(json_text(client_post(&in, &users_app, "/me/totp", NULL), "error.code"),
		"reauthentication_required");
	r = client_post(&in, &auth_app, "/confirm-password", "{\"password\":\"" PASSWORD "\"}");
	ck_assert_int_eq(r->http, 200);
	in.token = json_text(r, "access_token");
	r = client_get(&in, &users_app, "/me");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "second_factor"), "false");
	assert_told(client_patch(&in, &users_app, "/me", "{\"name\":\"Mem\"}"));
	assert_told(client_delete(&in, &users_app, "/me"));
	r = set_up(&in);
	ck_assert_int_eq(shelf(&in)->http, 200);
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/login", credentials)->http, 401);
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/login",
		text("{\"username\":\"member\",\"password\":\"" PASSWORD "\",\"code\":\"%s\"}",
			json_text(r, "recovery_codes[0]")))->http, 200);
}
END_TEST

START_TEST(a_secret_alone_opens_nothing)
{
	demand("everyone");
	ck_assert_int_eq(client_post(&member, &users_app, "/me/totp", NULL)->http, 200);
	assert_told(shelf(&member));
	ck_assert_int_eq(client_post(&member, &users_app, "/me/totp/confirm",
		"{\"code\":\"000000\"}")->http, 400);
	assert_told(shelf(&member));
}
END_TEST

START_TEST(who_registers_sets_it_up_first)
{
	struct reply *r;
	struct sender fresh = { "ann", NULL, NULL, NULL };

	demand("everyone");
	r = made(client_post(&nobody, &auth_app, "/register",
		"{\"username\":\"ann\",\"password\":\"long enough too\"}"));
	fresh.token = json_text(r, "access_token");
	assert_told(shelf(&fresh));
	set_up(&fresh);
	ck_assert_int_eq(shelf(&fresh)->http, 200);
}
END_TEST

START_TEST(the_session_is_kept_and_left_as_ever)
{
	struct sender in = member;
	struct reply *r;

	demand("everyone");
	r = client_post(&nobody, &auth_app, "/refresh", text("{\"refresh_token\":\"%s\"}",
		member.refresh_token));
	ck_assert_int_eq(r->http, 200);
	in.token = json_text(r, "access_token");
	ck_assert_int_eq(client_post(&in, &auth_app, "/logout",
		"{\"everywhere\":true}")->http, 204);
	ck_assert_int_eq(client_get(&in, &users_app, "/me")->http, 401);
	ck_assert_int_eq(client_post(&other, &kallaxy_app, "/auth/logout", "{}")->http, 204);
	ck_assert_int_eq(client_get(&other, &users_app, "/me")->http, 401);
}
END_TEST

/* Each door of another design lets in, and says then what is to be done. */
static const struct {
	const struct app *program;
	const char *path, *name;
	int http;
	bool is_form;
	const char *token, *mine;
} doors[] = {
	{ &mycoll_app, "/accounts/token", "username", 200, false, "access", "/api/v1/movies" },
	{ &kallaxy_app, "/auth/login", "username", 201, false, "access_token", "/api/users" },
	{ &movieshelf_app, "/auth/login", "email", 200, false, NULL, "/users/me" },
	{ &booktracker_app, "/auth/token", "username", 200, true, "access_token", "/my-library" },
	{ &mediatracker_app, "/auth/login", "username", 200, false, "token", "/user/media" },
};

START_TEST(each_door_lets_in_and_tells_it)
{
	const char *body = text(doors[_i].is_form ? "%s=member&password=correct horse"
		: "{\"%s\":\"member\",\"password\":\"correct horse\"}", doors[_i].name);
	struct sender in = member;
	struct reply *r;

	demand("everyone");
	r = client_send(&nobody, doors[_i].program, "POST", doors[_i].path,
		doors[_i].is_form ? FORM : "application/json", body, strlen(body), NULL);
	ck_assert_msg(r->http == doors[_i].http, "%s", r->body);
	if (doors[_i].token && strcmp(json_text(r, doors[_i].token), "(none)"))
		in.token = json_text(r, doors[_i].token);
	r = client_get(&in, doors[_i].program, doors[_i].mine);
	ck_assert_msg(is_refused(doors[_i].program, r), "%d: %s", r->http, r->body);
	set_up(&member);
	r = client_get(&member, doors[_i].program, doors[_i].mine);
	ck_assert_msg(r->http == 200, "%s", r->body);
}
END_TEST

/* --- what anybody may see --------------------------------------------------------------------- */

START_TEST(what_is_public_is_as_for_nobody)
{
	const char *id = json_text(made(client_post(&member, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Dune\"}")), "id");
	struct reply *r;

	ck_assert_str_ne(json_text(client_get(&member, &media_app, text("/%s", id)), "my.rating"),
		"(none)");
	demand("everyone");
	r = client_get(&member, &media_app, text("/%s", id));
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "title"), "Dune");
	ck_assert_str_eq(json_text(r, "my.rating"), "(none)");
	ck_assert_str_eq(r->body, client_get(&nobody, &media_app, text("/%s", id))->body);
	assert_told(client_get(&admin, &server_app, "/doctor"));
	ck_assert_str_eq(json_text(client_get(&admin, &server_app, "/features"), "may_invite"),
		"(none)");
	demand("everyone\ncatalogue = private");
	assert_told(client_get(&member, &media_app, text("/%s", id)));
}
END_TEST

START_TEST(a_cookie_is_as_good)
{
	const char *const headers[] = { text("HTTP_COOKIE=access_token=%s", member.token),
		"HTTP_SEC_FETCH_SITE=same-origin", NULL };

	demand("everyone");
	for (int i = 0; i < COUNT(programs); i++)
		for (const struct route *route = programs[i]->routes; route->path; route++) {
			struct reply *r = route->method == GET && route->access > NOBODY
				? client_send(&nobody, programs[i], "GET", path_of(route), NULL,
					NULL, 0, headers) : NULL;

			ck_assert_msg(!r || r->http != 401, "%s: %s", programs[i]->name,
				route->path);
			ck_assert_msg(!r || route->access < MEMBER || is_refused(programs[i], r),
				"%s: %s: %s", programs[i]->name, route->path, r ? r->body : "");
		}
}
END_TEST

/* --- it stays on ------------------------------------------------------------------------------ */

START_TEST(nobody_turns_ones_own_off)
{
	struct reply *r;

	set_up(&member);
	demand("everyone");
	r = client_delete(&member, &users_app, "/me/totp");
	assert_refused(r, 409, NULL);
	ck_assert_ptr_nonnull(strstr(json_text(r, "error.message"), "have an admin take"));
	ck_assert_str_eq(json_text(client_get(&member, &users_app, "/me"), "second_factor"),
		"true");
	demand("admins");
	ck_assert_int_eq(client_delete(&member, &users_app, "/me/totp")->http, 204);
}
END_TEST

START_TEST(an_admin_takes_it_off_and_another_is_set_up)
{
	set_up(&member);
	set_up(&admin);
	demand("everyone");
	ck_assert_int_eq(client_delete(&admin, &users_app, text("/%s/totp", other.id))->http, 404);
	ck_assert_int_eq(client_delete(&admin, &users_app, text("/%s/totp", admin.id))->http, 204);
	assert_told(client_delete(&admin, &users_app, text("/%s/totp", member.id)));
	set_up(&admin);
	ck_assert_int_eq(client_get(&admin, &users_app, "/")->http, 200);
}
END_TEST

/* --- without a script ------------------------------------------------------------------------- */

static struct reply *
browse(const struct sender *who, const struct app *program, const char *method, const char *path,
	const char *body)
{
	static const char *const headers[] = { "HTTP_ACCEPT=text/html",
		"HTTP_SEC_FETCH_SITE=same-origin", NULL };

	return client_send(who, program, method, path, body ? FORM : NULL, body,
		body ? strlen(body) : 0, headers);
}

static void
assert_page(const struct reply *r, int http, const char *has, const char *has_not)
{
	ck_assert_msg(r->http == http, "%d: %s", r->http, r->body);
	ck_assert_msg(!has || strstr(r->body, has) != NULL, "no %s: %s", has, r->body);
	ck_assert_msg(!has_not || !strstr(r->body, has_not), "%s: %s", has_not, r->body);
}

START_TEST(a_page_without_a_script_leads_to_the_form)
{
	struct reply *r;

	made(client_post(&member, &media_app, "/", "{\"type\":\"BOOK\",\"title\":\"Dune\"}"));
	demand("everyone");
	r = browse(&member, &usermedia_app, "GET", "/", NULL);
	assert_page(r, 403, "/users/me/totp\"", "name=\"password\"");
	assert_page(r, 403, SENTENCE, NULL);
	assert_page(r, 403, "Set up a second factor", "Administration");
	assert_page(browse(&member, &users_app, "GET", "/me/totp", NULL), 200, "Set it up", NULL);
	r = browse(&member, &users_app, "GET", "/me", NULL);
	assert_page(r, 200, SENTENCE, "Delete my account");
	assert_page(r, 200, "Set it up", "Keys for programs");
	assert_page(browse(&member, &media_app, "GET", "/", NULL), 200, "Dune", SENTENCE);
	assert_page(browse(&member, &media_app, "POST", "/", "type=BOOK&title=Emma"), 403, "Emma",
		NULL);
	assert_page(browse(&member, &users_app, "POST", "/me/totp", ""), 200, "name=\"code\"",
		SENTENCE);
	set_up(&member);
	r = browse(&member, &users_app, "GET", "/me", NULL);
	assert_page(r, 200, "Delete my account", SENTENCE);
	assert_page(r, 200, "Keys for programs", "Turn it off");
	assert_page(browse(&member, &usermedia_app, "GET", "/", NULL), 200, NULL, SENTENCE);
}
END_TEST

START_TEST(the_form_wants_the_password_that_is_old)
{
	demand("everyone");
	clock_set(clock_now() + 700);
	assert_page(browse(&member, &users_app, "GET", "/me/totp", NULL), 200, "name=\"_current\"",
		NULL);
	assert_page(browse(&member, &users_app, "POST", "/me/totp", "_current=wrong+horse"), 403,
		"name=\"_current\"", NULL);
	assert_page(browse(&member, &users_app, "POST", "/me/totp", "_current=correct+horse"), 200,
		"name=\"code\"", NULL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("must_factor");
	TCase *tc = tcase_create("must_factor");

	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, setup, client_teardown);
	tcase_add_loop_test(tc, each_route_waits_for_it, 0, 2 * COUNT(programs));
	tcase_add_test(tc, few_routes_do_not);
	tcase_add_test(tc, of_admins_it_is_demanded_and_of_no_member);
	tcase_add_test(tc, who_becomes_an_admin_needs_it_from_then_on);
	tcase_add_test(tc, where_it_is_everybodys_choice_nobody_waits);
	tcase_add_test(tc, the_password_leads_to_it_and_it_to_all);
	tcase_add_test(tc, a_secret_alone_opens_nothing);
	tcase_add_test(tc, who_registers_sets_it_up_first);
	tcase_add_test(tc, the_session_is_kept_and_left_as_ever);
	tcase_add_loop_test(tc, each_door_lets_in_and_tells_it, 0, COUNT(doors));
	tcase_add_test(tc, what_is_public_is_as_for_nobody);
	tcase_add_test(tc, a_cookie_is_as_good);
	tcase_add_test(tc, nobody_turns_ones_own_off);
	tcase_add_test(tc, an_admin_takes_it_off_and_another_is_set_up);
	tcase_add_test(tc, a_page_without_a_script_leads_to_the_form);
	tcase_add_test(tc, the_form_wants_the_password_that_is_old);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
