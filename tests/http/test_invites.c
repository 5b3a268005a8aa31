/* Invitations (/invites), and registrations by them. */
#include "client.h"
#include "invite.h"

#include <string.h>

enum { WEEK = 7 * 86400 };

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

	assert_refused(r, 403, NULL);
	ck_assert_ptr_nonnull(strstr(r->body, "by invitation"));
	assert_refused(join("ann", "0123"), 403, "invite");
	assert_refused(join("ann", json_text(made(client_post(&member, &shared_app, "/shares",
		"{\"what\":\"shelf\"}")), "url")), 403, "invite");
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
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return run_suite(suite());
}
