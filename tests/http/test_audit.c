/* What is noted for admins (GET /server/audit), and that no secret ever is. */
#include "audit.h"
#include "client.h"
#include "clock.h"
#include "totp.h"

#include <string.h>

enum { DAY = 86400, NOW = 1775030400 };

static const char *const browser[] = { "HTTP_ACCEPT=text/html", NULL };

static struct reply *
events(const char *query)
{
	struct reply *r = client_get(&admin, &server_app, text("/audit%s", query));

	ck_assert_int_eq(r->http, 200);
	return r;
}

/* The latest event is this one, about `user`, by `by`. */
static void
noted(const char *event, const char *user, const char *by, const char *about)
{
	struct reply *r = events("");

	ck_assert_str_eq(json_text(r, "events[0].event"), event);
	ck_assert_str_eq(json_text(r, user ? "events[0].user.username" : "events[0].user"),
		user ? user : "null");
	ck_assert_str_eq(json_text(r, by ? "events[0].by.username" : "events[0].by"),
		by ? by : "null");
	ck_assert_str_eq(json_text(r, "events[0].about"), about ? about : "null");
	ck_assert_str_eq(json_text(r, "events[0].address"), "192.0.2.1");
}

static struct reply *
sign_in_here(const char *name, const char *password)
{
	return client_post(&nobody, &auth_app, "/login", text("{\"username\":\"%s\","
		"\"password\":\"%s\"}", name, password));
}

static void
sent(int http, const struct reply *r)
{
	ck_assert_msg(r->http == http, "%d: %s", r->http, r->body);
}

START_TEST(sign_ins_are_noted)
{
	struct reply *r;

	sent(201, client_post(&nobody, &auth_app, "/register",
		"{\"username\":\"ann\",\"password\":\"correct horse\"}"));
	noted("signed_in", "ann", NULL, NULL);
	ck_assert_str_eq(json_text(events(""), "events[1].event"), "registered");
	sent(401, sign_in_here("member", "wrong horse"));
	noted("sign_in_failed", "member", NULL, NULL);
	sent(401, sign_in_here("correct horse", "wrong horse"));
	noted("sign_in_failed", NULL, NULL, NULL);
	sent(403, client_post(&member, &auth_app, "/confirm-password",
		"{\"password\":\"wrong horse\"}"));
	noted("sign_in_failed", "member", NULL, "when asked to confirm the password");
	r = sign_in_here("member", "correct horse");
	sent(200, r);
	noted("signed_in", "member", NULL, NULL);
	sent(200, client_post(&nobody, &auth_app, "/refresh",
		text("{\"refresh_token\":\"%s\"}", json_text(r, "refresh_token"))));
	noted("signed_in", "member", NULL, NULL);
	clock_set(NOW + 60);
	sent(401, client_post(&nobody, &auth_app, "/refresh",
		text("{\"refresh_token\":\"%s\"}", json_text(r, "refresh_token"))));
	noted("refresh_token_reused", "member", NULL, NULL);
	ck_assert_str_eq(json_text(events(""), "events[0].at"), "2026-04-01T08:01:00Z");
}
END_TEST

START_TEST(a_token_that_only_expired_was_not_used_twice)
{
	struct reply *r = sign_in_here("member", "correct horse");

	clock_set(NOW + 40 * DAY);
	sent(401, client_post(&nobody, &auth_app, "/refresh",
		text("{\"refresh_token\":\"%s\"}", json_text(r, "refresh_token"))));
	admin.token = json_text(sign_in_here("admin", "correct horse"), "access_token");
	ck_assert_str_eq(json_text(events("?event=refresh_token_reused"), "total"), "0");
}
END_TEST

START_TEST(sign_outs_are_noted)
{
	const char *refresh = json_text(sign_in_here("member", "correct horse"), "refresh_token");
	struct reply *r = client_get(&member, &users_app, "/me/sessions");

	sent(204, client_post(&nobody, &auth_app, "/logout",
		text("{\"refresh_token\":\"%s\"}", refresh)));
	noted("signed_out", "member", NULL, NULL);
	sign_in_here("member", "correct horse");
	r = client_get(&member, &users_app, "/me/sessions");
	sent(204, client_delete(&member, &users_app, text("/me/sessions/%s",
		json_text(r, !strcmp(json_text(r, "sessions[0].current"), "true")
		? "sessions[1].id" : "sessions[0].id"))));
	noted("signed_out", "member", NULL, "from the list of sessions");
	sent(204, client_post(&member, &auth_app, "/logout", "{\"everywhere\":true}"));
	noted("signed_out", "member", NULL, "everywhere");
	ck_assert_str_eq(json_text(events("?event=signed_out"), "total"), "3");
}
END_TEST

START_TEST(changes_of_oneself_are_noted)
{
	sent(200, client_patch(&member, &users_app, "/me", "{\"username\":\"ben\"}"));
	noted("name_changed", "ben", NULL, "was member");
	sent(200, client_patch(&member, &users_app, "/me", "{\"email\":\"ben@example.com\"}"));
	noted("email_changed", "ben", NULL, NULL);
	sent(200, client_patch(&member, &users_app, "/me", "{\"name\":\"Ben\"}"));
	noted("email_changed", "ben", NULL, NULL);
	sent(200, client_patch(&member, &users_app, "/me", "{\"password\":\"another horse\"}"));
	noted("password_changed", "ben", NULL, NULL);
	sent(204, client_delete(&other, &users_app, "/me"));
	noted("account_deleted", "other", NULL, NULL);
	/* somebody who is gone is still found by name */
	ck_assert_str_eq(json_column(events("?user=other"), "events", "event"),
		"account_deleted|signed_in|registered");
}
END_TEST

START_TEST(what_admins_do_is_noted)
{
	const char *path = text("/%s", member.id), *secret;
	struct reply *r;

	sent(200, client_patch(&admin, &users_app, path, "{\"role\":\"admin\"}"));
	noted("role_changed", "member", "admin", "admin");
	sent(200, client_patch(&admin, &users_app, path, "{\"role\":\"member\"}"));
	noted("role_changed", "member", "admin", "member");
	sent(200, client_patch(&admin, &users_app, path, "{\"is_active\":false}"));
	noted("deactivated", "member", "admin", NULL);
	sent(401, sign_in_here("member", "correct horse"));
	noted("sign_in_failed", "member", NULL, "the account is deactivated");
	sent(200, client_patch(&admin, &users_app, path, "{\"is_active\":true}"));
	noted("activated", "member", "admin", NULL);
	r = client_post(&admin, &users_app, text("%s/password-reset", path), NULL);
	sent(201, r);
	noted("reset_link_made", "member", "admin", NULL);
	secret = json_text(r, "reset_token");
	sent(200, client_post(&nobody, &auth_app, text("/password-reset/%s", secret),
		"{\"password\":\"another horse\"}"));
	noted("password_reset", "member", NULL, NULL);
	ck_assert_str_eq(json_text(events("?event=password_changed"), "total"), "0");
}
END_TEST

START_TEST(links_that_are_asked_for_are_noted)
{
	client_settings("sendmail = /bin/true\nbase_url = https://films.example");
	sent(200, client_patch(&member, &users_app, "/me", "{\"email\":\"ben@example.com\"}"));
	sent(202, client_post(&nobody, &auth_app, "/password-reset",
		"{\"email\":\"ben@example.com\"}"));
	noted("reset_asked", "member", NULL, NULL);
	sent(202, client_post(&nobody, &auth_app, "/password-reset",
		"{\"email\":\"who@example.com\"}"));
	noted("reset_asked", NULL, NULL, NULL);
}
END_TEST

/* What can't be kept isn't told either. */
START_TEST(what_was_undone_is_not_noted)
{
	const int64_t before = client_rows("events");

	assert_refused(client_post(&nobody, &auth_app, "/register",
		"{\"username\":\"member\",\"password\":\"correct horse\"}"), 409, "username");
	assert_refused(client_patch(&admin, &users_app, text("/%s", admin.id),
		"{\"role\":\"member\"}"), 409, "role");
	assert_refused(client_patch(&member, &users_app, "/me", "{\"username\":\"other\"}"), 409,
		"username");
	ck_assert_int_eq(client_rows("events"), before);
}
END_TEST

static const struct {
	const struct app *app;
	const char *path;
} doors[] = {
	{ &mediatracker_app, "/auth/login" }, { &booktracker_app, "/auth/token" },
	{ &mycoll_app, "/accounts/token" }, { &kallaxy_app, "/auth/login" },
	{ &movieshelf_app, "/auth/login" },
};

START_TEST(sign_ins_by_doors_are_noted)
{
	static const char form[] = "username=member&password=wrong+horse",
		right[] = "username=member&password=correct+horse";
	const struct app *door = doors[_i].app;
	const char *path = doors[_i].path;
	const bool is_form = door == &booktracker_app, is_mail = door == &movieshelf_app;
	const char *name = is_mail ? "member@example.com" : "member";
	struct reply *r;

	sent(200, client_patch(&member, &users_app, "/me", "{\"email\":\"member@example.com\"}"));
	r = is_form ? client_send(&nobody, door, "POST", path, "application/x-www-form-urlencoded",
		form, strlen(form), NULL) : client_post(&nobody, door, path, text(is_mail
		? "{\"email\":\"%s\",\"password\":\"wrong horse\"}"
		: "{\"username\":\"%s\",\"password\":\"wrong horse\"}", name));
	ck_assert_int_ge(r->http, 400);
	noted("sign_in_failed", "member", NULL, NULL);
	r = is_form ? client_send(&nobody, door, "POST", path, "application/x-www-form-urlencoded",
		right, strlen(right), NULL) : client_post(&nobody, door, path, text(is_mail
		? "{\"email\":\"%s\",\"password\":\"correct horse\"}"
		: "{\"username\":\"%s\",\"password\":\"correct horse\"}", name));
	ck_assert_int_lt(r->http, 300);
	noted("signed_in", "member", NULL, NULL);
}
END_TEST

/* --- the list --------------------------------------------------------------------------------- */

START_TEST(only_admins_are_told)
{
	ck_assert_int_eq(client_get(&member, &server_app, "/audit")->http, 403);
	ck_assert_int_eq(client_get(&nobody, &server_app, "/audit")->http, 401);
}
END_TEST

START_TEST(it_is_narrowed_and_paged)
{
	struct reply *r;

	sent(200, client_patch(&admin, &users_app, text("/%s", member.id),
		"{\"role\":\"admin\"}"));
	ck_assert_str_eq(json_column(events("?user=member"), "events", "event"),
		"role_changed|signed_in|registered");
	ck_assert_str_eq(json_column(events(text("?user=%s", member.id)), "events", "event"),
		"role_changed|signed_in|registered");
	ck_assert_str_eq(json_column(events("?user=MEMBER&event=signed_in&event=role_changed"),
		"events", "event"), "role_changed|signed_in");
	ck_assert_str_eq(json_column(events("?user=admin"), "events", "event"),
		"role_changed|signed_in|registered");
	ck_assert_str_eq(json_text(events("?user=whoever"), "total"), "0");
	r = events("?page_size=3&page=2");
	ck_assert_str_eq(json_text(r, "total"), "7");
	ck_assert_str_eq(json_column(r, "events", "event"), "signed_in|registered|signed_in");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Link"), "page=3"));
	assert_refused(client_get(&admin, &server_app, "/audit?event=born"), 400, "event");
}
END_TEST

START_TEST(people_without_a_script_have_a_page)
{
	struct reply *r = client_send(&admin, &server_app, "GET", "/audit?event=signed_in", NULL,
		NULL, 0, browser);

	ck_assert_int_eq(r->http, 200);
	ck_assert_ptr_nonnull(strstr(r->body, ">Signed in</b>"));
	ck_assert_ptr_null(strstr(r->body, ">signed_in<"));
	ck_assert_ptr_nonnull(strstr(r->body, "Key for a program made"));
	ck_assert_ptr_nonnull(strstr(r->body, "192.0.2.1"));
	ck_assert_ptr_nonnull(strstr(r->body, "name=\"event\""));
	ck_assert_ptr_null(strstr(r->body, "<script"));
	r = client_send(&admin, &users_app, "GET", "/", NULL, NULL, 0, browser);
	ck_assert_ptr_nonnull(strstr(r->body, "/audit\""));
}
END_TEST

/* --- how long --------------------------------------------------------------------------------- */

/* So many events of one kind, at this time. */
static void
add_events(int count, const char *event, int64_t at)
{
	client_sql(text("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
		"WHERE i < %d) INSERT INTO events (at, event) SELECT %lld, '%s' FROM n", count,
		(long long)at, event), NULL, NULL);
}

/* Until as many were noted that the count was looked at. */
static void
note_some(int count)
{
	struct arena arena = { .limit = 1 << 20 };
	const struct call call = { .db = client_db(), .arena = &arena };

	for (int i = 0; i < count; i++)
		ck_assert_int_eq(audit_note(&call, EVENT_SIGNED_OUT, NULL, NULL), OK);
	arena_release(&arena);
}

START_TEST(after_ninety_days_it_is_gone)
{
	add_events(50, "signed_in", NOW - 90 * DAY - 1);
	add_events(1, "signed_out", NOW - 90 * DAY);
	client_sql("UPDATE events SET key = -key WHERE at < $1 + 0", text("%d", NOW - DAY), NULL);
	note_some(1);
	ck_assert_int_eq(client_rows("events"), 6 + 51 + 1 - 19);
	note_some(2);
	ck_assert_int_eq(client_rows("events"), 6 + 1 + 3);
	ck_assert_str_eq(json_text(events("?event=signed_out"), "total"), "4");
}
END_TEST

START_TEST(there_are_fifty_thousand_at_most)
{
	add_events(50100, "signed_in", NOW);
	note_some(128);
	ck_assert_int_le(client_rows("events"), 50000);
	ck_assert_int_gt(client_rows("events"), 49900);
	/* the latest are there */
	ck_assert_str_eq(json_text(events("?event=signed_out"), "total"), "128");
	ck_assert_str_eq(json_text(events("?event=registered"), "total"), "0");
}
END_TEST

START_TEST(who_fails_often_drives_nothing_out)
{
	add_events(9900, "sign_in_failed", NOW);
	add_events(300, "reset_asked", NOW);
	add_events(30000, "signed_in", NOW);
	note_some(128);
	ck_assert_int_eq(client_rows("events"), 6 + 10000 + 30000 + 128);
	ck_assert_str_eq(json_text(events("?event=reset_asked"), "total"), "300");
	ck_assert_str_eq(json_text(events("?event=registered"), "total"), "3");
}
END_TEST

START_TEST(nobody_drives_others_out_by_changing_his_own)
{
	client_sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
		"WHERE i < 1100) INSERT INTO events (at, event, user_id) "
		"SELECT $1 + 0, 'key_made', 'x' FROM n", text("%d", NOW), NULL);
	client_sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
		"WHERE i < 1100) INSERT INTO events (at, event, user_id, by_id) "
		"SELECT $1 + 0, 'role_changed', 'x', 'y' FROM n", text("%d", NOW), NULL);
	note_some(64);
	ck_assert_str_eq(json_text(events("?event=key_made"), "total"), "1000");
	ck_assert_str_eq(json_text(events("?event=role_changed"), "total"), "1100");
	ck_assert_str_eq(json_text(events("?event=registered"), "total"), "3");
}
END_TEST

START_TEST(what_is_told_is_short)
{
	struct arena arena = { .limit = 1 << 20 };
	const struct call call = { .db = client_db(), .arena = &arena };
	char about[1000] = "", *end = about;
	const char *told;

	while (end < about + 900)
		end = stpcpy(end, "é");
	ck_assert_int_eq(audit_note(&call, EVENT_KEY_MADE, NULL, about), OK);
	told = json_text(events(""), "events[0].about");
	ck_assert_uint_eq(strlen(told), 400);
	ck_assert_int_eq(strncmp(told, about, 400), 0);
	arena_release(&arena);
}
END_TEST

/* --- no secret in it -------------------------------------------------------------------------- */

enum { SECRETS = 48 };
static const char *secrets[SECRETS];
static int secret_count;

/* What must never be told. */
static const char *
secret(const char *marked)
{
	ck_assert_int_lt(secret_count, SECRETS);
	ck_assert_uint_ge(strlen(marked), 6);
	secrets[secret_count++] = marked;
	return marked;
}

static const char *
secret_of(struct reply *r, const char *member_name)
{
	ck_assert_msg(r->http < 300, "%s", r->body);
	return secret(json_text(r, member_name));
}

/* Who asks is recognised by what was given with a sign-in that is just over. */
static const char *
sign_in_by(const char *name, const char *password, const char *code)
{
	struct reply *r = client_post(&nobody, &auth_app, "/login",
		text("{\"username\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}", name, password,
		code));

	secret_of(r, "refresh_token");
	return secret_of(r, "access_token");
}

static void
use_accounts(void)
{
	struct reply *r = made(client_post(&admin, &users_app, "/invites",
		"{\"note\":\"marked-note@example.com\"}"));
	struct sender ann = { .username = "ann" };
	const char *refresh;

	secret("marked-note@example.com");
	secret_of(r, "token");
	client_delete(&admin, &users_app, text("/invites/%s", json_text(r, "id")));
	r = made(client_post(&admin, &users_app, "/invites", "{}"));
	r = made(client_post(&nobody, &auth_app, "/register", text("{\"username\":\"ann\","
		"\"password\":\"%s\",\"email\":\"%s\",\"name\":\"%s\",\"invite\":\"%s\"}",
		secret("marked words 1"), secret("marked-1@example.com"), secret("Marked Person"),
		secret_of(r, "token"))));
	ann.id = json_text(r, "id");
	ann.token = secret_of(r, "access_token");
	refresh = secret_of(r, "refresh_token");
	sign_in_here("marked words 1", "marked words 1");
	sign_in_here("marked-2@example.com", secret("marked words 2"));
	secret("marked-2@example.com");
	sign_in_here("ann", "marked words 2");
	sent(200, client_patch(&ann, &users_app, "/me", text("{\"email\":\"%s\"}",
		secret("marked-3@example.com"))));
	sent(200, client_patch(&ann, &users_app, "/me", "{\"username\":\"ann-lee\"}"));
	r = client_post(&nobody, &auth_app, "/refresh", text("{\"refresh_token\":\"%s\"}",
		refresh));
	secret_of(r, "refresh_token");
	clock_set(NOW + 60);
	sent(401, client_post(&nobody, &auth_app, "/refresh", text("{\"refresh_token\":\"%s\"}",
		refresh)));
	ann.token = sign_in_by("ann-lee", "marked words 1", "");
	secret_of(client_patch(&ann, &users_app, "/me", text("{\"password\":\"%s\"}",
		secret("marked words 3"))), "access_token");
	sent(202, client_post(&nobody, &auth_app, "/password-reset",
		"{\"email\":\"marked-3@example.com\"}"));
	r = client_post(&admin, &users_app, text("/%s/password-reset", ann.id), NULL);
	sent(200, client_post(&nobody, &auth_app, text("/password-reset/%s",
		secret_of(r, "reset_token")), text("{\"password\":\"%s\"}",
		secret("marked words 4"))));
	sent(200, client_patch(&admin, &users_app, text("/%s", ann.id),
		"{\"role\":\"admin\",\"is_active\":false}"));
	sent(200, client_patch(&admin, &users_app, text("/%s", ann.id), "{\"is_active\":true}"));
	ann.token = sign_in_by("ann-lee", "marked words 4", "");
	sent(204, client_post(&ann, &auth_app, "/logout", "{}"));
	ann.token = sign_in_by("ann-lee", "marked words 4", "");
	sent(204, client_delete(&ann, &users_app, "/me"));
}

static void
use_keys_and_codes(void)
{
	struct sender ben = { .token = sign_in_by("member", "correct horse", "") };
	struct reply *r = made(client_post(&ben, &users_app, "/me/tokens",
		"{\"name\":\"backup of my shelf\",\"scope\":\"read\"}"));
	char code[TOTP_DIGITS + 1];
	const char *key;

	secret_of(r, "token");
	secret(json_text(r, "token") + 8);
	sent(204, client_delete(&ben, &users_app, text("/me/tokens/%s", json_text(r, "id"))));
	key = secret_of(client_post(&ben, &users_app, "/me/totp", NULL), "secret");
	ck_assert(totp_generate(key, clock_now() / TOTP_STEP, code));
	secret(text("%s", code));
	r = client_post(&ben, &users_app, "/me/totp/confirm", text("{\"code\":\"%s\"}", code));
	ben.token = sign_in_by("member", "correct horse", secret_of(r, "recovery_codes[0]"));
	secret_of(r, "recovery_codes[1]");
	secret_of(client_post(&ben, &users_app, "/me/totp/recovery-codes", NULL),
		"recovery_codes[9]");
	sent(401, client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}"));
	client_post(&nobody, &auth_app, "/login", "{\"username\":\"member\","
		"\"password\":\"correct horse\",\"code\":\"123454\"}");
	secret("123454");
	sent(204, client_delete(&ben, &users_app, "/me/totp"));
	secret("correct horse");
}

static void
use_backups(void)
{
	struct reply *r;

	r = client_get(&admin, &server_app, "/backup");
	sent(200, r);
	r = client_send(&admin, &server_app, "POST", text("/restore?offset=0&size=%zu", r->size),
		"application/vnd.sqlite3", r->body, r->size, NULL);
	sent(200, r);
	admin.token = sign_in_by("admin", "correct horse", "");
	/* the download itself is noted after the copy, and is there all the same */
	sent(200, client_get(&admin, &server_app, "/backup"));
	r = client_post(&admin, &server_app, "/copies", NULL);
	sent(201, r);
	sent(204, client_delete(&admin, &server_app, text("/copies/%s", json_text(r, "day"))));
}

/* What is noted of it is counted (test_trail.c). */
static void
be_refused(void)
{
	const char *const foreign[] = { text("HTTP_COOKIE=access_token=%s", admin.token),
		"HTTP_SEC_FETCH_SITE=cross-site", NULL };
	struct sender ben = { .token = sign_in_by("member", "correct horse", "") }, key;
	struct reply *r;

	key = (struct sender){ .token = secret_of(client_post(&ben, &users_app, "/me/tokens",
		"{\"name\":\"e-reader\",\"scope\":\"read\"}"), "token") };
	sent(403, client_post(&key, &media_app, "/", "{\"type\":\"BOOK\",\"title\":\"Dune\"}"));
	sent(403, client_get(&ben, &server_app, "/audit"));
	sent(403, client_send(&nobody, &users_app, "PATCH", text("/me?password=%s",
		secret("marked words 5")), "application/json", "{}", 2, foreign));
	client_settings("rate_limit_address = 1");
	for (int i = 0; i < 2; i++)
		r = client_post(&nobody, &auth_app, text("/password-reset/%s",
			"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"), "{}");
	sent(429, r);
	secret("0123456789abcdef");
}

START_TEST(each_event_is_noted_and_no_secret_with_it)
{
	const char *const settings = "registration = invite\nsendmail = /bin/true\n"
		"base_url = https://films.example";
	const char *told;
	struct reply *r;

	secret_count = 0;
	client_settings(settings);
	secret(admin.token);
	use_accounts();
	use_keys_and_codes();
	use_backups();
	be_refused();
	r = events("?page_size=100");
	/* (ids are not looked at: six digits may be in one by chance) */
	told = text("%s|%s|%s|%s", json_column(r, "events", "user.username"),
		json_column(r, "events", "by.username"), json_column(r, "events", "address"),
		json_column(r, "events", "about"));
	for (int i = 0; i < secret_count; i++)
		ck_assert_msg(!strstr(told, secrets[i]), "%s: %.2000s", secrets[i], told);
	ck_assert_ptr_null(strchr(r->body, '@'));
	for (const struct word_name *name = audit_events; name->name; name++)
		ck_assert_msg(strstr(r->body, text("\"event\":\"%s\"", name->name)) != NULL, "%s",
			name->name);
	ck_assert_int_le(client_rows("events"), 100);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("audit");
	TCase *tc = tcase_create("audit");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_add_test(tc, sign_ins_are_noted);
	tcase_add_test(tc, a_token_that_only_expired_was_not_used_twice);
	tcase_add_test(tc, sign_outs_are_noted);
	tcase_add_test(tc, changes_of_oneself_are_noted);
	tcase_add_test(tc, what_admins_do_is_noted);
	tcase_add_test(tc, links_that_are_asked_for_are_noted);
	tcase_add_test(tc, what_was_undone_is_not_noted);
	tcase_add_loop_test(tc, sign_ins_by_doors_are_noted, 0, COUNT(doors));
	tcase_add_test(tc, only_admins_are_told);
	tcase_add_test(tc, it_is_narrowed_and_paged);
	tcase_add_test(tc, people_without_a_script_have_a_page);
	tcase_add_test(tc, after_ninety_days_it_is_gone);
	tcase_add_test(tc, there_are_fifty_thousand_at_most);
	tcase_add_test(tc, who_fails_often_drives_nothing_out);
	tcase_add_test(tc, nobody_drives_others_out_by_changing_his_own);
	tcase_add_test(tc, what_is_told_is_short);
	tcase_add_test(tc, each_event_is_noted_and_no_secret_with_it);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return run_suite(suite());
}
