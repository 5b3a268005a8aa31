/*
 * What a door of another design says otherwise of signing in (dialect.h): tried at a door that
 * there is only here.
 */
#include "accounts.h"
#include "client.h"
#include "clock.h"
#include "dialect.h"
#include "refresh.h"
#include "signin.h"

#include <string.h>

enum { NOW = 1775030400 };

static struct arena memory = { .limit = 64 << 20 };

static const struct field user_fields[] = {
	FIELD(struct user, id, READONLY),
	FIELD_AS(struct user, username, "called", READONLY),
	{ 0 }
};
static const struct record user_view = { .size = sizeof(struct user),
	.fields = FIELDS(user_fields) };

static const struct field token_fields[] = {
	FIELD_AS(struct tokens, access_token, "access", READONLY),
	FIELD_AS(struct tokens, refresh_token, "refresh", READONLY | OPTIONAL),
	{ 0 }
};
static const struct record token_view = { .fields = FIELDS(token_fields) };

static struct dialect dialect;

static enum status
grant(struct request *req, struct response *res)
{
	const struct credentials *sent = req->body;

	return accounts_grant(req, res, sent->username, sent->password, NULL);
}

static enum status
csrf(struct request *req, struct response *res)
{
	return respond_texts(res, 200, TEXTS("token", access_csrf_token(req, req->session)));
}

static const struct route routes[] = {
	{ POST, "/register", accounts_create, NOBODY, .body = &accounts_registration },
	{ POST, "/login", accounts_login, NOBODY, .body = &accounts_login_view },
	{ POST, "/grant", grant, NOBODY, .body = &accounts_login_view },
	{ POST, "/refresh", accounts_refresh_kept, NOBODY, .body = &accounts_refresh_view },
	{ POST, "/logout", accounts_logout, NOBODY, .body = &accounts_logout_view },
	{ POST, "/confirm", accounts_confirm, MEMBER, .body = &accounts_login_view },
	{ GET,  "/csrf", csrf, MEMBER },
	{ GET,  "/me", accounts_get_me, MEMBER },
	{ PUT,  "/me", accounts_change_me, MEMBER, .body = &accounts_profile,
	  .prepare = accounts_prepare_me },
	{ 0 }
};
static const struct app door_app = {
	.name = "door", .door = "/door", .routes = routes, .dialect = &dialect,
};

static void
setup(void)
{
	client_setup();
	dialect = (struct dialect){ .user = &user_view, .tokens = &token_view };
}

static struct reply *
post(const char *path, const char *json)
{
	return client_post(&nobody, &door_app, path, json);
}

static struct reply *
login(void)
{
	struct reply *r = post("/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}");

	ck_assert_int_eq(r->http, 200);
	return r;
}

START_TEST(a_door_names_user_and_tokens_its_own_way)
{
	struct reply *r = login();

	ck_assert_str_eq(json_text(r, "called"), "member");
	ck_assert_uint_eq(strlen(json_text(r, "refresh")), 64);
	ck_assert_str_eq(json_text(r, "username"), "(none)");
	ck_assert_str_eq(json_text(r, "token_type"), "(none)");
	ck_assert_str_eq(json_text(client_get(&member, &door_app, "/me"), "called"), "member");
	r = post("/grant", "{\"username\":\"member\",\"password\":\"correct horse\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "called"), "(none)");
	ck_assert_str_ne(json_text(r, "access"), "(none)");
	ck_assert_int_eq(post("/grant",
		"{\"username\":\"member\",\"password\":\"wrong\"}")->http, 401);
}
END_TEST

START_TEST(a_door_sets_cookies_if_it_says_so)
{
	ck_assert_ptr_null(strstr(login()->head, "Set-Cookie"));
	dialect.sets_cookies = true;
	ck_assert_ptr_nonnull(strstr(login()->head, "Set-Cookie: access_token=e"));
	ck_assert_ptr_nonnull(strstr(login()->head, "Set-Cookie: refresh_token="));
	ck_assert_ptr_null(strstr(login()->head, "csrf_token"));
}
END_TEST

START_TEST(who_registers_is_not_signed_in_by_that)
{
	int64_t sessions = client_rows("sessions");
	struct reply *r = post("/register",
		"{\"username\":\"ann\",\"password\":\"correct horse\"}");

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "called"), "ann");
	ck_assert_str_eq(json_text(r, "access"), "(none)");
	ck_assert_int_eq(client_rows("sessions"), sessions);
}
END_TEST

/* The name of who registers with this address. */
static const char *
name_of(const char *email)
{
	struct reply *r = post("/register", arena_printf(&memory,
		"{\"email\":\"%s\",\"password\":\"correct horse\"}", email));

	ck_assert_msg(r->http == 201, "%d: %s", r->http, r->body);
	return json_text(r, "called");
}

START_TEST(a_name_made_from_an_email_is_free)
{
	ck_assert_str_eq(name_of("ann@example.com"), "ann");
	ck_assert_str_eq(name_of("ann@example.org"), "ann-2");
	ck_assert_str_eq(name_of("Ann@example.net"), "Ann-3");
	ck_assert_str_eq(name_of("al@example.com"), "al-2");
	ck_assert_str_eq(name_of("al@example.org"), "al-3");
	ck_assert_str_eq(name_of("+@example.com"), "user");
	ck_assert_str_eq(name_of("+@example.org"), "user-2");
	ck_assert_str_eq(name_of("\xf0\x9f\x90\xb4@example.com"), "user-3");
	ck_assert_str_eq(name_of("abcdefghijklmnopqrstuvwxyz0123456789@example.com"),
		"abcdefghijklmnopqrstuvwxyz0");
	ck_assert_str_eq(name_of("\xc3\xa4nnchen@example.com"), "\xc3\xa4nnchen");
	/* an address is taken, all the same */
	assert_refused(post("/register",
		"{\"email\":\"ann@example.com\",\"password\":\"correct horse\"}"), 409, "email");
}
END_TEST

START_TEST(a_kept_refresh_token_serves_again_and_again)
{
	struct reply *r = login();
	const char *body = arena_printf(&memory, "{\"refresh\":\"%s\"}", json_text(r, "refresh"));

	for (int i = 0; i < 3; i++) {
		clock_set(NOW + 60 * i);
		r = post("/refresh", body);
		ck_assert_int_eq(r->http, 200);
		ck_assert_str_ne(json_text(r, "access"), "(none)");
		ck_assert_str_eq(json_text(r, "refresh"), "(none)");
	}
	/* it was used just now */
	ck_assert_str_eq(json_text(client_get(&(struct sender){
		.token = json_text(r, "access") }, &users_app, "/me/sessions"),
		"sessions[0].last_used_at"), "2026-04-01T08:02:00Z");
	ck_assert_int_eq(post("/logout", body)->http, 204);
	ck_assert_int_eq(post("/refresh", body)->http, 401);
	ck_assert_int_eq(post("/refresh", "{}")->http, 401);
}
END_TEST

/* Confirms the password by an old token, and does what needs it by the same one. */
static int
change_after_confirming(const char *token)
{
	const struct sender sender = { .token = token };

	ck_assert_int_eq(client_post(&sender, &door_app, "/confirm",
		"{\"password\":\"correct horse\"}")->http, 200);
	return client_put(&sender, &door_app, "/me",
		"{\"username\":\"member\",\"email\":\"new@example.com\"}")->http;
}

START_TEST(a_session_may_tell_when_the_password_was_given)
{
	const char *token = json_text(login(), "access");

	clock_set(NOW + 1200);
	ck_assert_int_eq(change_after_confirming(token), 403);
	dialect.session_tells_time = true;
	ck_assert_int_eq(change_after_confirming(token), 200);
	clock_set(NOW + 1200 + 700);
	ck_assert_int_eq(client_put(&(struct sender){ .token = token }, &door_app, "/me",
		"{\"username\":\"member\"}")->http, 403);
}
END_TEST

START_TEST(the_same_password_sent_again_is_none_that_is_new)
{
	struct reply *r = login();
	const struct sender sender = { .token = json_text(r, "access") };

	r = client_put(&sender, &door_app, "/me",
		"{\"username\":\"berta\",\"password\":\"correct horse\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "called"), "berta");
	ck_assert_str_eq(json_text(r, "access"), "(none)");
	ck_assert_int_eq(client_get(&sender, &door_app, "/me")->http, 200);
	r = client_put(&sender, &door_app, "/me",
		"{\"username\":\"berta\",\"password\":\"another horse\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_ne(json_text(r, "access"), "(none)");
}
END_TEST

/* PUT /me by cookie, with these headers. */
static int
put_by_cookie(const char *token, const char *site, const char *proof)
{
	const char *const headers[] = { arena_printf(&memory, "HTTP_COOKIE=access_token=%s", token),
		arena_printf(&memory, "HTTP_SEC_FETCH_SITE=%s", site), proof, NULL };
	const char *json = "{\"username\":\"member\"}";

	return client_send(&nobody, &door_app, "PUT", "/me", "application/json", json,
		strlen(json), headers)->http;
}

START_TEST(a_csrf_token_is_as_good_as_the_origin)
{
	struct reply *r;
	const char *token, *csrf_token;

	dialect.sets_cookies = true;
	r = login();
	token = json_text(r, "access");
	ck_assert_int_eq(put_by_cookie(token, "cross-site", "HTTP_X_CSRF_TOKEN=x"), 403);
	dialect.csrf_session = refresh_find;
	r = login();
	token = json_text(r, "access");
	csrf_token = json_text(client_get(&(struct sender){ .token = token }, &door_app, "/csrf"),
		"token");
	ck_assert_uint_eq(strlen(csrf_token), 48);
	ck_assert_ptr_nonnull(strstr(r->head, arena_printf(&memory,
		"Set-Cookie: csrf_token=%s; Path=/; Max-Age=2592000; SameSite=Lax\r\n",
		csrf_token)));
	ck_assert_int_eq(put_by_cookie(token, "same-origin", NULL), 200);
	ck_assert_int_eq(put_by_cookie(token, "cross-site", NULL), 403);
	ck_assert_int_eq(put_by_cookie(token, "cross-site",
		arena_printf(&memory, "HTTP_X_CSRF_TOKEN=%s", csrf_token)), 200);
	ck_assert_int_eq(put_by_cookie(token, "cross-site",
		arena_printf(&memory, "HTTP_X_XSRF_TOKEN=%s", csrf_token)), 200);
	/* where the origin is the proof, a stale one does no harm; another session's is none */
	ck_assert_int_eq(put_by_cookie(token, "same-origin", "HTTP_X_CSRF_TOKEN=x"), 200);
	ck_assert_int_eq(put_by_cookie(token, "cross-site", "HTTP_X_CSRF_TOKEN=x"), 403);
	ck_assert_int_eq(put_by_cookie(json_text(login(), "access"), "cross-site",
		arena_printf(&memory, "HTTP_X_CSRF_TOKEN=%s", csrf_token)), 403);
	/* whose session is over may refresh it: 401; who shows none is told nothing */
	ck_assert_int_eq(put_by_cookie("stale", "cross-site",
		arena_printf(&memory, "HTTP_X_CSRF_TOKEN=%s", csrf_token)), 401);
	ck_assert_int_eq(put_by_cookie("stale", "cross-site", NULL), 403);
	ck_assert_int_eq(put_by_cookie("stale", "same-origin", NULL), 401);
}
END_TEST

START_TEST(a_login_ignores_the_header)
{
	const struct sender stale = { .token = "x" };
	const char *body = "{\"username\":\"member\",\"password\":\"correct horse\"}";
	const char *const headers[] = { "HTTP_AUTHORIZATION=Bearer ", NULL };

	ck_assert_int_eq(client_post(&stale, &door_app, "/login", body)->http, 200);
	ck_assert_int_eq(client_send(&nobody, &door_app, "POST", "/login", "application/json", body,
		strlen(body), headers)->http, 200);
	ck_assert_int_eq(client_post(&nobody, &door_app,
		"/login?username=member&password=correct%20horse", NULL)->http, 400);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("accounts");
	TCase *test = tcase_create("accounts");

	tcase_add_checked_fixture(test, setup, client_teardown);
	tcase_add_test(test, a_door_names_user_and_tokens_its_own_way);
	tcase_add_test(test, a_door_sets_cookies_if_it_says_so);
	tcase_add_test(test, who_registers_is_not_signed_in_by_that);
	tcase_add_test(test, a_name_made_from_an_email_is_free);
	tcase_add_test(test, a_kept_refresh_token_serves_again_and_again);
	tcase_add_test(test, a_session_may_tell_when_the_password_was_given);
	tcase_add_test(test, the_same_password_sent_again_is_none_that_is_new);
	tcase_add_test(test, a_csrf_token_is_as_good_as_the_origin);
	tcase_add_test(test, a_login_ignores_the_header);
	suite_add_tcase(suite, test);
	return run_suite(suite);
}
