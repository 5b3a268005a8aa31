/* Invitations (/invites), and registrations by them. */
#include "client.h"
#include "invite.h"

#include <string.h>

static void
setup(void)
{
	client_setup();
	client_settings("registration = invite");
}

static struct reply *
invite(const struct sender *sender)
{
	return client_post(sender, &users_app, "/invites", "{\"note\":\"Ann, next door\"}");
}

static const char *
token(void)
{
	return json_text(made(invite(&admin)), "token");
}

static struct reply *
join(const char *name, const char *with)
{
	return client_post(&nobody, &auth_app, "/register", text("{\"username\":\"%s\","
		"\"password\":\"correct horse\",\"invite\":\"%s\"}", name, with));
}

static struct reply *
join_uninvited(const char *name)
{
	return client_post(&nobody, &auth_app, "/register", text("{\"username\":\"%s\","
		"\"password\":\"correct horse\"}", name));
}

static const char *
events(void)
{
	return json_column(client_get(&admin, &server_app, "/audit"), "events", "event");
}

START_TEST(a_link_is_shown_once)
{
	struct reply *r = made(invite(&admin));
	const char *secret = json_text(r, "token");

	ck_assert_uint_eq(strlen(secret), 64);
	ck_assert_str_eq(json_text(r, "link"), text("register.html?invite=%s", secret));
	ck_assert_str_eq(json_text(r, "note"), "Ann, next door");
	ck_assert_str_eq(json_text(r, "created_by.username"), "admin");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Cache-Control"), "no-store"));
	r = client_get(&admin, &users_app, "/invites");
	ck_assert_str_eq(json_text(r, "invites[0].note"), "Ann, next door");
	ck_assert_ptr_null(strstr(r->body, secret));
	ck_assert_ptr_null(strstr(r->body, "hash"));
	client_settings("registration = invite\nbase_url = https://films.example/v");
	r = made(invite(&admin));
	ck_assert_str_eq(json_text(r, "link"), text(
		"https://films.example/v/register.html?invite=%s", json_text(r, "token")));
}
END_TEST

START_TEST(one_link_makes_one_account)
{
	const char *secret = token();
	struct reply *r = join("ann", secret);

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_ne(json_text(r, "access_token"), "(none)");
	ck_assert_str_eq(json_text(r, "role"), "member");
	assert_refused(join("ben", secret), 403, "invite");
	ck_assert_str_eq(json_text(client_get(&admin, &users_app, "/invites"), "total"), "0");
	ck_assert_str_eq(events(), "signed_in|registered|invite_made|signed_in|registered|"
		"signed_in|registered|signed_in|registered");
	r = client_get(&admin, &server_app, "/audit?event=registered");
	ck_assert_str_eq(json_text(r, "events[0].about"), "invited by admin");
	ck_assert_str_eq(json_text(r, "events[0].user.username"), "ann");
	ck_assert_str_eq(json_text(r, "events[0].by"), "null");
}
END_TEST

START_TEST(without_a_link_nobody_gets_in)
{
	struct reply *r = join_uninvited("ann");

	assert_refused(r, 403, "invite");
	ck_assert_ptr_nonnull(strstr(r->body, "by invitation"));
	assert_refused(join("ann", "0123"), 403, "invite");
	assert_refused(join("ann", json_text(made(client_post(&member, &shared_app, "/shares",
		"{\"what\":\"shelf\"}")), "url")), 403, "invite");
}
END_TEST

static struct reply *
join_by_form(const char *fields, const char *page)
{
	const char *const headers[] = { text("HTTP_REFERER=%s", page), "HTTP_ACCEPT=text/html",
		"HTTP_SEC_FETCH_SITE=same-origin", NULL };

	return client_send(&nobody, &auth_app, "POST", "/register",
		"application/x-www-form-urlencoded", fields, strlen(fields), headers);
}

#define FORM "username=ann&password=correct+horse"

START_TEST(a_form_needs_no_script_to_know_of_the_link)
{
	const char *secret = token(), *page = text("http://localhost/register.html?invite=%s",
		secret);
	struct reply *r = join_by_form("username=ann&password=short", page);

	/* what comes again has it, whatever page that is sent from */
	ck_assert_int_eq(r->http, 400);
	ck_assert_ptr_nonnull(strstr(r->body, text("value=\"%s\"", secret)));
	r = join_by_form(FORM, "http://localhost/register.html");
	ck_assert_int_eq(r->http, 403);
	ck_assert_ptr_nonnull(strstr(r->body, "name=\"invite\""));
	ck_assert_int_eq(join_by_form(FORM "&invite=zz", page)->http, 403);
	ck_assert_int_eq(join_by_form(FORM "&invite=", page)->http, 303);
	r = join_by_form("username=ben&password=correct+horse", page);
	ck_assert_int_eq(r->http, 403);
	ck_assert_int_eq(join_by_form("username=ben&password=correct+horse", text(
		"http://localhost/register.html?invite=%.63s", token()))->http, 403);
	ck_assert_int_eq(join_by_form(text("username=ben&password=correct+horse&invite=%s",
		token()), "http://localhost/register.html")->http, 303);
}
END_TEST

/* --- who invites ------------------------------------------------------------------------------ */

START_TEST(members_invite_where_they_may)
{
	struct reply *r = invite(&member);
	const char *secret, *id;

	assert_refused(r, 403, NULL);
	ck_assert_ptr_nonnull(strstr(r->body, "Only admins"));
	assert_refused(invite(&nobody), 401, NULL);
	client_settings("registration = invite\ninvites = members");
	r = made(invite(&member));
	secret = json_text(r, "token");
	id = json_text(r, "id");
	ck_assert_int_eq(join("ann", secret)->http, 201);
	r = made(invite(&member));
	secret = json_text(r, "token");
	id = json_text(r, "id");
	/* the setting is meant for what is open, too */
	client_settings("registration = invite");
	assert_refused(join("ben", secret), 403, "invite");
	client_settings("registration = invite\ninvites = members");
	/* others know nothing of it, an admin all */
	ck_assert_str_eq(json_text(client_get(&other, &users_app, "/invites"), "total"), "0");
	assert_refused(client_delete(&other, &users_app, text("/invites/%s", id)), 404, NULL);
	r = client_get(&admin, &users_app, "/invites");
	ck_assert_str_eq(json_text(r, "invites[0].id"), id);
	ck_assert_str_eq(json_text(r, "invites[0].created_by.username"), "member");
	ck_assert_int_eq(client_delete(&admin, &users_app, text("/invites/%s", id))->http, 204);
	assert_refused(join("ben", secret), 403, "invite");
	assert_refused(client_delete(&admin, &users_app, text("/invites/%s", id)), 404, NULL);
	r = client_get(&admin, &server_app, "/audit?event=invite_revoked");
	ck_assert_str_eq(json_text(r, "events[0].user.username"), "member");
	ck_assert_str_eq(json_text(r, "events[0].by.username"), "admin");
	id = json_text(made(invite(&member)), "id");
	ck_assert_int_eq(client_delete(&member, &users_app, text("/invites/%s", id))->http, 204);
}
END_TEST

START_TEST(elsewhere_a_link_is_not_made)
{
	client_settings("registration = closed");
	assert_refused(invite(&admin), 409, NULL);
	client_settings("registration = open");
	assert_refused(invite(&admin), 409, NULL);
	/* and what is sent for one is ignored */
	ck_assert_int_eq(join("ann", "no such thing")->http, 201);
	ck_assert_int_eq(client_get(&admin, &users_app, "/invites")->http, 200);
}
END_TEST

START_TEST(a_note_is_short_and_there_are_fifty)
{
	assert_refused(client_post(&admin, &users_app, "/invites",
		text("{\"note\":\"%0101d\"}", 0)), 400, "note");
	assert_refused(client_post(&admin, &users_app, "/invites", "{\"uses\":2}"), 400, "uses");
	made(client_post(&admin, &users_app, "/invites", "{}"));
	for (int i = 1; i < INVITES_MAX; i++)
		made(invite(&admin));
	assert_refused(invite(&admin), 409, "note");
	client_settings("registration = invite\ninvites = members");
	made(invite(&member));
	client_sql("UPDATE tokens SET expires_at = 0 WHERE id = $1", json_text(client_get(&admin,
		&users_app, "/invites"), "invites[3].id"), NULL);
	made(invite(&admin));
	assert_refused(invite(&admin), 409, "note");
	ck_assert_int_eq(client_rows("tokens"), INVITES_MAX + 1);
}
END_TEST

/* --- when it opens ---------------------------------------------------------------------------- */

START_TEST(a_link_ends_after_a_week)
{
	const char *secret = token(), *id = json_text(client_get(&admin, &users_app, "/invites"),
		"invites[0].id");

	client_sql("UPDATE tokens SET expires_at = created_at + 1 WHERE id = $1", id, NULL);
	ck_assert_int_eq(join("ann", secret)->http, 201);
	secret = token();
	client_sql("UPDATE tokens SET created_at = created_at - 604800, "
		"expires_at = expires_at - 604800 WHERE kind = 'invite'", NULL, NULL);
	assert_refused(join("ben", secret), 403, "invite");
	ck_assert_str_eq(json_text(client_get(&admin, &users_app, "/invites"), "total"), "0");
}
END_TEST

static void
set(const char *id, const char *json)
{
	ck_assert_int_eq(client_patch(&admin, &users_app, text("/%s", id), json)->http, 200);
}

START_TEST(a_link_goes_with_who_made_it)
{
	const char *secret;

	client_settings("registration = invite\ninvites = members");
	secret = json_text(made(invite(&other)), "token");
	set(other.id, "{\"is_active\":false}");
	assert_refused(join("ann", secret), 403, "invite");
	set(other.id, "{\"is_active\":true}");
	ck_assert_int_eq(join("ann", secret)->http, 201);
	secret = json_text(made(invite(&member)), "token");
	ck_assert_int_eq(client_delete(&member, &users_app, "/me")->http, 204);
	assert_refused(join("ben", secret), 403, "invite");
	ck_assert_int_eq(client_rows("tokens"), 0);
}
END_TEST

START_TEST(what_fails_uses_no_link_up)
{
	const char *secret = token();

	assert_refused(join("member", secret), 409, "username");
	assert_refused(join("x", secret), 400, "username");
	client_settings("registration = invite\nquota_accounts = 3");
	ck_assert_int_eq(join("ann", secret)->http, 409);
	client_settings("registration = invite\nquota_accounts = 4");
	ck_assert_int_eq(join("ann", secret)->http, 201);
}
END_TEST

START_TEST(the_first_account_needs_none)
{
	client_get(&nobody, &server_app, "/health");	/* opens the database */
	client_sql("DELETE FROM users", NULL, NULL);
	assert_refused(join_uninvited("x"), 400, "username");
	ck_assert_str_eq(json_text(made(join_uninvited("ann")), "role"), "admin");
	assert_refused(join_uninvited("ben"), 403, "invite");
}
END_TEST

START_TEST(features_say_who_may_invite)
{
	struct reply *r = client_get(&nobody, &server_app, "/features");

	ck_assert_str_eq(json_text(r, "registration"), "invite");
	ck_assert_str_eq(json_text(r, "may_invite"), "(none)");
	ck_assert_str_eq(json_text(client_get(&admin, &server_app, "/features"), "may_invite"),
		"true");
	ck_assert_str_eq(json_text(client_get(&member, &server_app, "/features"), "may_invite"),
		"false");
	client_settings("registration = invite\ninvites = members");
	ck_assert_str_eq(json_text(client_get(&member, &server_app, "/features"), "may_invite"),
		"true");
	client_settings("invites = members");
	ck_assert_str_eq(json_text(client_get(&admin, &server_app, "/features"), "may_invite"),
		"false");
}
END_TEST

static const struct {
	const struct app *app;
	const char *path, *name;
} doors[] = {
	{ &mediatracker_app, "/auth/register", "username" },
	{ &booktracker_app, "/auth/register", "username" },
	{ &mycoll_app, "/accounts/create", "username" },
	{ &kallaxy_app, "/api/users", "username" },
	{ &movieshelf_app, "/auth/register", "name" },
};

START_TEST(every_door_takes_it)
{
	const char *secret = token(), *first = text("{\"%s\":\"zoe\",\"email\":"
		"\"zoe@example.com\",\"password\":\"correct horse\"", doors[_i].name);
	struct reply *r = client_post(&nobody, doors[_i].app, doors[_i].path, text("%s}", first));

	ck_assert_int_eq(r->http, 403);
	ck_assert_ptr_nonnull(strstr(r->body, "invitation"));
	r = client_post(&nobody, doors[_i].app, doors[_i].path, text("%s,\"invite\":\"%s\"}",
		first, secret));
	ck_assert_msg(r->http == 200 || r->http == 201, "%d %s", r->http, r->body);
	ck_assert_ptr_null(strstr(r->body, secret));
	r = client_get(&admin, &server_app, "/audit?event=registered&user=zoe");
	ck_assert_str_eq(json_text(r, "events[0].about"), "invited by admin");
}
END_TEST

START_TEST(people_without_a_script_have_a_page)
{
	const char *const browser[] = { "HTTP_ACCEPT=text/html", NULL };
	const char *const form[] = { "HTTP_ACCEPT=text/html", NULL };
	struct reply *r = client_send(&admin, &users_app, "POST", "/invites",
		"application/x-www-form-urlencoded", "note=Ann", 8, form);

	ck_assert_int_eq(r->http, 201);
	ck_assert_ptr_nonnull(strstr(r->body, "register.html?invite="));
	r = client_send(&admin, &users_app, "GET", "/invites", NULL, NULL, 0, browser);
	ck_assert_int_eq(r->http, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "Make a link"));
	ck_assert_ptr_nonnull(strstr(r->body, "Take it back"));
	ck_assert_ptr_nonnull(strstr(r->body, "Ann"));
	ck_assert_ptr_null(strstr(r->body, "register.html?invite="));
	r = client_send(&admin, &users_app, "GET", "/me", NULL, NULL, 0, browser);
	ck_assert_ptr_nonnull(strstr(r->body, "/invites\""));
	r = client_send(&member, &users_app, "GET", "/me", NULL, NULL, 0, browser);
	ck_assert_ptr_null(strstr(r->body, "/invites\""));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("invites");
	TCase *tc = tcase_create("invites");

	tcase_add_checked_fixture(tc, setup, client_teardown);
	tcase_add_test(tc, a_link_is_shown_once);
	tcase_add_test(tc, one_link_makes_one_account);
	tcase_add_test(tc, without_a_link_nobody_gets_in);
	tcase_add_test(tc, a_form_needs_no_script_to_know_of_the_link);
	tcase_add_test(tc, members_invite_where_they_may);
	tcase_add_test(tc, elsewhere_a_link_is_not_made);
	tcase_add_test(tc, a_note_is_short_and_there_are_fifty);
	tcase_add_test(tc, a_link_ends_after_a_week);
	tcase_add_test(tc, a_link_goes_with_who_made_it);
	tcase_add_test(tc, what_fails_uses_no_link_up);
	tcase_add_test(tc, the_first_account_needs_none);
	tcase_add_test(tc, features_say_who_may_invite);
	tcase_add_loop_test(tc, every_door_takes_it, 0, COUNT(doors));
	tcase_add_test(tc, people_without_a_script_have_a_page);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return run_suite(suite());
}
