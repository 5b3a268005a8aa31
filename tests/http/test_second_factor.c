/* The second factor: turning it on and off, signing in with it, its limits (api.md, section 14). */
#include "client.h"
#include "clock.h"
#include "session.h"
#include "totp.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define JSON "application/json"
#define FORM "application/x-www-form-urlencoded"
#define PASSWORD "correct horse"

enum { NOW = 1775030400 };

static const char *
code_of(const char *secret, int64_t step)
{
	char code[TOTP_DIGITS + 1];

	ck_assert(totp_generate(secret, step, code));
	return text("%s", code);
}

static const char *
code_now(const char *secret)
{
	return code_of(secret, clock_now() / TOTP_STEP);
}

static struct reply *
confirm(const struct sender *who, const char *code)
{
	return client_post(who, &users_app, "/me/totp/confirm", text("{\"code\":\"%s\"}", code));
}

static const char *
ask(const struct sender *who)
{
	struct reply *r = client_post(who, &users_app, "/me/totp", NULL);

	ck_assert_msg(r->http == 200, "%s", r->body);
	return json_text(r, "secret");
}

/* Turns it on, by the code of the step before this one, so that this one's is left. */
static struct reply *
turn_on(const struct sender *who, const char **secret)
{
	struct reply *r;

	*secret = ask(who);
	r = confirm(who, code_of(*secret, clock_now() / TOTP_STEP - 1));
	ck_assert_msg(r->http == 200, "%s", r->body);
	return r;
}

/* `more` is what follows in the body: "" or ",\"code\":…". */
static struct reply *
login(const char *name, const char *password, const char *more)
{
	return client_post(&nobody, &auth_app, "/login",
		text("{\"username\":\"%s\",\"password\":\"%s\"%s}", name, password, more));
}

/* The password alone. */
static struct reply *
login_from(const char *address)
{
	static const char body[] = "{\"username\":\"member\",\"password\":\"" PASSWORD "\"}";
	const char *const headers[] = { text("REMOTE_ADDR=%s", address), NULL };

	return client_send(&nobody, &auth_app, "POST", "/login", JSON, body, sizeof(body) - 1,
		headers);
}

static struct reply *
login_by(const char *name, const char *code)
{
	return login(name, PASSWORD, text(",\"code\":\"%s\"", code));
}

static struct reply *
grant(const char *more)
{
	const char *body = text("grant_type=password&username=member&password=correct+horse%s",
		more);

	return client_send(&nobody, &auth_app, "POST", "/token", FORM, body, strlen(body), NULL);
}

static void
assert_error(const struct reply *r, int http, const char *code)
{
	ck_assert_msg(r->http == http, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "error.code"), code);
	ck_assert_ptr_null(strstr(r->head, "Set-Cookie"));
}

static int64_t
count(const char *sql)
{
	int64_t n = -1;

	ck_assert_int_eq(db_number(client_db(), sql, NULL, 0, &n), OK);
	return n;
}

static const char *
shown(const struct sender *who)
{
	return json_text(client_get(who, &users_app, "/me"), "second_factor");
}

static struct reply *
visit(const struct sender *who, const char *path)
{
	static const char *const headers[] = { "HTTP_ACCEPT=text/html", NULL };

	return client_send(who, &users_app, "GET", path, NULL, NULL, 0, headers);
}

static void
assert_has(const struct reply *r, const char *wanted)
{
	ck_assert_msg(strstr(r->body, wanted) != NULL, "no %s in %.2000s", wanted, r->body);
}

/* --- turning it on ---------------------------------------------------------------------------- */

START_TEST(asking_shows_a_secret_an_address_and_a_picture)
{
	struct reply *r = client_post(&member, &users_app, "/me/totp", NULL);
	const char *secret = json_text(r, "secret");

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_uint_eq(strlen(secret), 32);
	ck_assert_str_eq(json_text(r, "otpauth_uri"),
		text("otpauth://totp/Vitrine:member?secret=%s&issuer=Vitrine", secret));
	ck_assert_ptr_eq(strstr(json_text(r, "qr_svg"), "<svg xmlns="), json_text(r, "qr_svg"));
	/* as long as no code came, nothing is on */
	ck_assert_str_eq(shown(&member), "false");
	ck_assert_int_eq(login("member", PASSWORD, "")->http, 200);
}
END_TEST

START_TEST(the_address_names_the_installation)
{
	client_settings("base_url = https://films.example.org/vitrine");
	ck_assert_ptr_nonnull(strstr(json_text(client_post(&member, &users_app, "/me/totp", NULL),
		"otpauth_uri"), "totp/Vitrine:member%40films.example.org?secret="));
}
END_TEST

START_TEST(a_code_turns_it_on)
{
	const char *secret, *first;
	struct reply *r = turn_on(&member, &secret);

	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	first = json_text(r, "recovery_codes[0]");
	ck_assert_uint_eq(strlen(first), 29);
	ck_assert_str_ne(first, json_text(r, "recovery_codes[9]"));
	ck_assert_str_eq(json_text(r, "recovery_codes[10]"), "(none)");
	ck_assert_str_eq(shown(&member), "true");
	ck_assert_str_eq(shown(&other), "false");
	ck_assert_str_eq(json_text(client_get(&admin, &users_app, text("/%s", member.id)),
		"second_factor"), "true");
	ck_assert_str_eq(json_column(client_get(&admin, &users_app, "/"), "users",
		"second_factor"), "false|true|false");
	/* stored is what tells nobody a code */
	ck_assert_int_eq(count("SELECT count(*) FROM tokens WHERE kind = 'recovery' "
		"AND length(hash) = 64"), 10);
	ck_assert_int_eq(count("SELECT count(*) FROM events WHERE event = 'second_factor_on' "
		"AND username = 'member' AND by_id IS NULL AND address = '192.0.2.1'"), 1);
}
END_TEST

START_TEST(asking_again_gives_another_secret)
{
	const char *first = ask(&member), *second = ask(&member);

	ck_assert_str_ne(first, second);
	assert_refused(confirm(&member, code_now(first)), 400, "code");
	ck_assert_int_eq(confirm(&member, code_now(second))->http, 200);
}
END_TEST

START_TEST(while_it_is_on_there_is_no_other)
{
	const char *secret;

	turn_on(&member, &secret);
	assert_error(client_post(&member, &users_app, "/me/totp", NULL), 409, "conflict");
	assert_error(confirm(&member, code_now(secret)), 409, "conflict");
	ck_assert_int_eq(login_by("member", code_now(secret))->http, 200);
}
END_TEST

START_TEST(nothing_is_confirmed_that_was_not_asked_for)
{
	assert_error(confirm(&member, "123456"), 409, "conflict");
}
END_TEST

static const char *const bad_codes[] = { "{\"code\":\"000000\"}", "{\"code\":\"\"}", "{}",
	"{\"code\":\"12345\"}", "{\"code\":null}", "{\"code\":{}}",
	"{\"code\":\"ABCD-EFGH-ABCD-EFGH-ABCD-EFGH\"}" };

START_TEST(a_bad_code_turns_nothing_on)
{
	ask(&member);
	assert_refused(client_post(&member, &users_app, "/me/totp/confirm", bad_codes[_i]), 400,
		"code");
	ck_assert_str_eq(shown(&member), "false");
}
END_TEST

START_TEST(wrong_codes_at_the_confirmation_are_failures)
{
	const char *secret = ask(&member);
	struct reply *r;

	for (int i = 0; i < 10; i++)
		assert_refused(confirm(&member, "000000"), 400, "code");
	r = confirm(&member, code_now(secret));
	assert_error(r, 429, "rate_limited");
	ck_assert_ptr_nonnull(reply_header(r, "Retry-After"));
	/* of the account: its password has no more attempts either */
	ck_assert_int_eq(login("member", PASSWORD, "")->http, 429);
	clock_set(NOW + 901);
	ck_assert_int_eq(confirm(&member, code_now(secret))->http, 200);
}
END_TEST

/* --- signing in ------------------------------------------------------------------------------- */

START_TEST(the_password_alone_opens_nothing)
{
	const char *secret;
	struct reply *r;

	turn_on(&member, &secret);
	r = login("member", PASSWORD, "");
	assert_error(r, 401, "second_factor_required");
	ck_assert_str_eq(reply_header(r, "WWW-Authenticate"), "Bearer");
	assert_error(login("member", PASSWORD, ",\"code\":\"\""), 401, "second_factor_required");
	assert_error(login("member", PASSWORD, ",\"code\":null"), 401, "second_factor_required");
	assert_error(login("member", "wrong horse", ""), 401, "auth_failed");
	r = login("member", "wrong horse", text(",\"code\":\"%s\"", code_now(secret)));
	assert_error(r, 401, "auth_failed");
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "(none)");
	ck_assert_int_eq(login_by("member", code_now(secret))->http, 200);
}
END_TEST

START_TEST(who_has_none_needs_no_code)
{
	ck_assert_int_eq(login("member", PASSWORD, "")->http, 200);
	ck_assert_int_eq(login_by("member", "123456")->http, 200);
	ck_assert_int_eq(grant("&code=123456")->http, 200);
}
END_TEST

/* What sign-ins run: statements, and those of them that are about second factors only. */
static struct {
	int all, factors;
} ran;

static int
note_statement(unsigned kind, void *context, void *stmt, void *unused)
{
	const char *sql = sqlite3_sql(stmt);

	(void)kind;
	(void)context;
	(void)unused;
	ran.all++;
	ran.factors += strstr(sql, "'recovery'")
		|| (strstr(sql, "totp") && strncmp(sql, "SELECT", 6) != 0);
	return SQLITE_OK;
}

static int
note_opened(sqlite3 *sqlite, char **message, const struct sqlite3_api_routines *api)
{
	(void)message;
	(void)api;
	return sqlite3_trace_v2(sqlite, SQLITE_TRACE_STMT, note_statement, NULL);
}

START_TEST(who_has_none_pays_nothing_for_it)
{
	const char *secret;
	int without;

	turn_on(&member, &secret);
	sqlite3_auto_extension((void (*)(void))note_opened);
	client_restart();
	ck_assert_int_eq(login("other", PASSWORD, "")->http, 200);	/* all is open now */
	memset(&ran, 0, sizeof(ran));
	ck_assert_int_eq(login("other", PASSWORD, "")->http, 200);
	ck_assert_int_gt(ran.all, 0);
	ck_assert_int_eq(ran.factors, 0);
	without = ran.all;
	memset(&ran, 0, sizeof(ran));
	ck_assert_int_eq(login_by("member", code_now(secret))->http, 200);
	ck_assert_int_eq(ran.factors, 1);
	ck_assert_int_gt(ran.all, without);
}
END_TEST

START_TEST(the_codes_of_who_has_none_are_not_counted)
{
	const char *secret;
	int without;

	turn_on(&member, &secret);
	sqlite3_auto_extension((void (*)(void))note_opened);
	client_restart();
	client_get(&other, &users_app, "/me");	/* all is open now */
	memset(&ran, 0, sizeof(ran));
	client_get(&other, &users_app, "/me");
	ck_assert_int_eq(ran.factors, 0);
	without = ran.all;
	memset(&ran, 0, sizeof(ran));
	client_get(&member, &users_app, "/me");
	ck_assert_int_eq(ran.factors, 1);
	ck_assert_int_eq(ran.all, without + 1);
}
END_TEST

static int
statements_of_a_call(void)
{
	memset(&ran, 0, sizeof(ran));
	ck_assert_int_eq(client_get(&member, &usermedia_app, "/")->http, 200);
	return ran.all;
}

START_TEST(whether_it_is_a_must_takes_no_statement)
{
	const char *secret;
	int chosen;

	turn_on(&member, &secret);
	sqlite3_auto_extension((void (*)(void))note_opened);
	client_restart();
	statements_of_a_call();
	chosen = statements_of_a_call();
	ck_assert_int_gt(chosen, 0);
	client_settings("second_factor = everyone");
	statements_of_a_call();
	ck_assert_int_eq(statements_of_a_call(), chosen);
}
END_TEST

START_TEST(a_code_works_once)
{
	const char *secret;
	struct reply *r;

	turn_on(&member, &secret);
	ck_assert_int_eq(login_by("member", text("%.3s %s", code_now(secret),
		code_now(secret) + 3))->http, 200);
	r = login_by("member", code_now(secret));
	assert_error(r, 401, "auth_failed");
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "code");
	/* nor does the one before it, or the one that turned it on */
	assert_error(login_by("member", code_of(secret, NOW / TOTP_STEP - 1)), 401, "auth_failed");
	ck_assert_int_eq(login_by("member", code_of(secret, NOW / TOTP_STEP + 1))->http, 200);
	assert_error(login_by("member", code_of(secret, NOW / TOTP_STEP + 2)), 401, "auth_failed");
}
END_TEST

START_TEST(a_missing_code_is_neither_a_failure_nor_a_success)
{
	const char *secret;

	client_settings("rate_limit_address = 1000");
	turn_on(&member, &secret);
	for (int i = 0; i < 20; i++)
		assert_error(login("member", PASSWORD, ""), 401, "second_factor_required");
	for (int i = 0; i < 9; i++)
		assert_error(login_by("member", "000000"), 401, "auth_failed");
	assert_error(login("member", PASSWORD, ""), 401, "second_factor_required");
	assert_error(login_by("member", "000000"), 401, "auth_failed");
	assert_error(login("member", PASSWORD, ""), 429, "rate_limited");
	assert_error(login_by("member", code_now(secret)), 429, "rate_limited");
	clock_set(NOW + 901);
	ck_assert_int_eq(login_by("member", code_now(secret))->http, 200);
}
END_TEST

START_TEST(the_password_flow_wants_it_too)
{
	const char *secret;
	struct reply *r;

	turn_on(&member, &secret);
	r = grant("");
	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error"), "second_factor_required");
	ck_assert_ptr_nonnull(strstr(json_text(r, "error_description"), "code"));
	ck_assert_int_eq(grant("&code=")->http, 400);
	r = grant("&code=000000");
	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error"), "invalid_grant");
	r = grant(text("&code=%s", code_now(secret)));
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "token_type"), "Bearer");
	r = grant(text("&code=%s", code_now(secret)));
	ck_assert_str_eq(json_text(r, "error"), "invalid_grant");
}
END_TEST

START_TEST(what_confirms_is_the_password_alone)
{
	const char *secret;

	turn_on(&member, &secret);
	ck_assert_int_eq(client_post(&member, &auth_app, "/confirm-password",
		"{\"password\":\"" PASSWORD "\"}")->http, 200);
}
END_TEST

/* How each door of another design is signed in at, and what it says without a code. */
static const struct {
	const struct app *program;
	const char *path, *name, *member;
	int http;
	bool is_form;
} doors[] = {
	{ &mycoll_app, "/accounts/token", "username", "detail", 200 },
	{ &kallaxy_app, "/auth/login", "username", "error", 201 },
	{ &movieshelf_app, "/auth/login", "email", "error.message", 200 },
	{ &booktracker_app, "/auth/token", "username", "detail", 200, true },
	{ &mediatracker_app, "/auth/login", "username", "error", 200 },
};

static struct reply *
enter(int door, const char *code)
{
	const char *body = text(doors[door].is_form ? "%s=member&password=correct horse&code=%s"
		: "{\"%s\":\"member\",\"password\":\"correct horse\",\"code\":\"%s\"}",
		doors[door].name, code);

	return client_send(&nobody, doors[door].program, "POST", doors[door].path,
		doors[door].is_form ? FORM : JSON, body, strlen(body), NULL);
}

START_TEST(every_door_wants_it)
{
	const char *secret, *said;
	struct reply *r;

	turn_on(&member, &secret);
	r = enter(_i, "");
	ck_assert_msg(r->http == 401, "%s", r->body);
	ck_assert_ptr_null(strstr(r->head, "Set-Cookie"));
	said = json_text(r, doors[_i].member);
	ck_assert_msg(strstr(said, "Send a code") != NULL, "%s", r->body);
	r = enter(_i, "000000");
	ck_assert_msg(r->http == 401, "%s", r->body);
	said = json_text(r, doors[_i].member);
	ck_assert_msg(strstr(said, "wrong, or was used already") != NULL, "%s", r->body);
	ck_assert_int_eq(enter(_i, code_now(secret))->http, doors[_i].http);
	ck_assert_int_eq(enter(_i, code_now(secret))->http, 401);
}
END_TEST

START_TEST(who_has_none_enters_every_door_as_before)
{
	ck_assert_int_eq(enter(_i, "")->http, doors[_i].http);
}
END_TEST

START_TEST(a_clock_that_was_ahead_locks_nobody_out)
{
	const char *secret;

	turn_on(&member, &secret);
	clock_set(NOW + 86400);
	ck_assert_int_eq(login_by("member", code_now(secret))->http, 200);
	clock_set(NOW);
	ck_assert_int_eq(login_by("member", code_now(secret))->http, 200);
	assert_error(login_by("member", code_now(secret)), 401, "auth_failed");
	/* the step after this one is none of the future's: it may have been used just now */
	ck_assert_int_eq(login_by("member", code_of(secret, NOW / TOTP_STEP + 1))->http, 200);
	assert_error(login_by("member", code_now(secret)), 401, "auth_failed");
}
END_TEST

START_TEST(who_signs_in_while_it_is_turned_on_needs_a_code)
{
	struct arena arena = { .limit = 1 << 20 };
	const struct call call = { .db = client_db(), .arena = &arena };
	struct session session = { .family_hash = "f", .refresh_hash = "r", .id = NULL };
	const char *secret;

	ck_assert_int_eq(user_find(&call, member.id, &session.user), OK);
	session.user_key = session.user.key;
	turn_on(&member, &secret);
	ck_assert_int_eq(session_create(&call, &session), ERR_AUTH);
	ck_assert_int_eq(user_find(&call, member.id, &session.user), OK);
	ck_assert_int_eq(client_delete(&member, &users_app, "/me/totp")->http, 204);
	ck_assert_int_eq(session_create(&call, &session), ERR_AUTH);
	arena_release(&arena);
}
END_TEST

START_TEST(a_password_without_a_code_is_noted)
{
	static const char noted[] = "SELECT count(*) FROM events WHERE event = 'code_missing' "
		"AND username = 'member' AND by_id IS NULL AND address = '192.0.2.1'";
	const char *secret;

	turn_on(&member, &secret);
	login("member", "wrong horse", "");
	ck_assert_int_eq(login("other", PASSWORD, "")->http, 200);
	ck_assert_int_eq(count(noted), 0);
	login("member", PASSWORD, "");
	ck_assert_int_eq(count(noted), 1);
	assert_error(login_by("member", "000000"), 401, "auth_failed");
	ck_assert_int_eq(count(noted), 1);
}
END_TEST

/* Whoever has the password and tries again and again drives nothing else out of the log. */
START_TEST(a_password_without_a_code_is_noted_once_in_ten_minutes_of_an_address)
{
	static const char missing[] = "SELECT count(*) FROM events WHERE event = 'code_missing'";
	const char *secret;

	turn_on(&member, &secret);
	for (int i = 0; i < 3; i++)
		login("member", PASSWORD, "");
	ck_assert_int_eq(count(missing), 1);
	login_from("192.0.2.99");
	login_from("192.0.2.99");
	ck_assert_int_eq(count(missing), 2);
	clock_set(NOW + 601);
	login("member", PASSWORD, "");
	ck_assert_int_eq(count(missing), 3);
}
END_TEST

/* In two steps one signs in everywhere that asks for the code once it knows that there is one. */
START_TEST(a_sign_in_of_two_steps_is_noted_as_one)
{
	static const char missing[] = "SELECT count(*) FROM events WHERE event = 'code_missing'";
	const char *secret;
	struct reply *on = turn_on(&member, &secret);
	const char *recovery = text("%s", json_text(on, "recovery_codes[0]"));

	login_from("192.0.2.99");
	login("member", PASSWORD, "");
	ck_assert_int_eq(count(missing), 2);
	ck_assert_int_eq(login_by("member", code_now(secret))->http, 200);
	/* what came from elsewhere stays */
	ck_assert_int_eq(count("SELECT count(*) FROM events WHERE event = 'code_missing' "
		"AND address = '192.0.2.99'"), 1);
	ck_assert_int_eq(count(missing), 1);
	login("member", PASSWORD, "");
	ck_assert_int_eq(count(missing), 2);
	ck_assert_int_eq(login_by("member", recovery)->http, 200);
	ck_assert_int_eq(count(missing), 1);
	/* and so does what was long ago */
	login("member", PASSWORD, "");
	clock_set(NOW + 601);
	ck_assert_int_eq(login_by("member", code_now(secret))->http, 200);
	ck_assert_int_eq(count(missing), 2);
}
END_TEST

/* --- recovery codes --------------------------------------------------------------------------- */

START_TEST(a_recovery_code_works_once)
{
	const char *secret;
	struct reply *on = turn_on(&member, &secret);
	const char *code = json_text(on, "recovery_codes[3]");

	ck_assert_int_eq(login_by("member", code)->http, 200);
	assert_error(login_by("member", code), 401, "auth_failed");
	ck_assert_int_eq(count("SELECT count(*) FROM tokens WHERE kind = 'recovery'"), 9);
	ck_assert_int_eq(count("SELECT count(*) FROM events WHERE event = 'recovery_code_used' "
		"AND username = 'member' AND about = '9 left'"), 1);
	ck_assert_int_eq(grant(text("&code=%s", json_text(on, "recovery_codes[0]")))->http, 200);
	/* the app's go on */
	ck_assert_int_eq(login_by("member", code_now(secret))->http, 200);
}
END_TEST

START_TEST(a_recovery_code_is_its_owners)
{
	const char *secret, *others;
	struct reply *mine = turn_on(&member, &secret);

	turn_on(&other, &others);
	assert_error(login_by("other", json_text(mine, "recovery_codes[0]")), 401, "auth_failed");
	assert_error(login_by("other", code_now(secret)), 401, "auth_failed");
	ck_assert_int_eq(login_by("member", json_text(mine, "recovery_codes[0]"))->http, 200);
	/* and opens nothing else that a secret opens */
	ck_assert_int_eq(client_get(&nobody, &auth_app, text("/password-reset/%s",
		"0000000000000000000000000000000000000000000000000000000000000000"))->http, 404);
}
END_TEST

static const char *
left_of(const struct sender *who)
{
	return json_text(client_get(who, &users_app, "/me"), "recovery_codes_left");
}

static struct reply *
renew(const struct sender *who)
{
	return client_post(who, &users_app, "/me/totp/recovery-codes", NULL);
}

START_TEST(how_many_are_left_is_told_to_who_has_some)
{
	const char *secret;
	struct reply *on = turn_on(&member, &secret), *r;

	ck_assert_str_eq(left_of(&member), "10");
	ck_assert_int_eq(login_by("member", json_text(on, "recovery_codes[0]"))->http, 200);
	ck_assert_str_eq(left_of(&member), "9");
	r = client_patch(&member, &users_app, "/me", "{\"name\":\"Mara\"}");
	ck_assert_str_eq(json_text(r, "recovery_codes_left"), "9");
	/* what was read can be sent back */
	ck_assert_int_eq(client_put(&member, &users_app, "/me", r->body)->http, 200);
	ck_assert_ptr_null(strstr(client_get(&other, &users_app, "/me")->body, "recovery"));
	ck_assert_ptr_null(strstr(client_get(&admin, &users_app, "/")->body, "recovery"));
	ck_assert_int_eq(client_delete(&member, &users_app, "/me/totp")->http, 204);
	ck_assert_str_eq(left_of(&member), "(none)");
}
END_TEST

START_TEST(new_recovery_codes_end_the_old_ones)
{
	const char *secret, *others;
	struct reply *on = turn_on(&member, &secret), *theirs = turn_on(&other, &others), *r;
	const struct sender phone = { .token = json_text(login_by("member",
		json_text(on, "recovery_codes[0]")), "access_token") };

	r = renew(&member);
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_uint_eq(strlen(json_text(r, "recovery_codes[9]")), 29);
	ck_assert_str_eq(json_text(r, "recovery_codes[10]"), "(none)");
	ck_assert_str_eq(left_of(&member), "10");
	assert_error(login_by("member", json_text(on, "recovery_codes[1]")), 401, "auth_failed");
	ck_assert_int_eq(login_by("member", json_text(r, "recovery_codes[1]"))->http, 200);
	/* the app, the other sessions and other people's codes go on */
	ck_assert_int_eq(login_by("member", code_now(secret))->http, 200);
	ck_assert_int_eq(client_get(&phone, &users_app, "/me")->http, 200);
	ck_assert_int_eq(login_by("other", json_text(theirs, "recovery_codes[1]"))->http, 200);
	ck_assert_int_eq(count("SELECT count(*) FROM events WHERE event = 'recovery_codes_made' "
		"AND username = 'member' AND by_id IS NULL AND about IS NULL"), 1);
}
END_TEST

START_TEST(without_a_second_factor_there_are_no_recovery_codes)
{
	const char *secret;

	assert_error(renew(&member), 409, "conflict");
	ask(&member);
	assert_error(renew(&member), 409, "conflict");
	ck_assert_int_eq(count("SELECT count(*) FROM tokens WHERE kind = 'recovery'"), 0);
	ck_assert_int_eq(count("SELECT count(*) FROM events WHERE event = 'recovery_codes_made'"),
		0);
	turn_on(&member, &secret);
	assert_error(renew(&nobody), 401, "auth_failed");
}
END_TEST

static const struct {
	int used;
	const char *said;
} few[] = {
	{ 6, NULL }, { 7, "3 recovery codes are left: make new ones" },
	{ 9, "One recovery code is left" }, { 10, "No recovery code is left" },
};

START_TEST(the_page_says_when_few_are_left)
{
	const char *secret;
	struct reply *on = turn_on(&member, &secret), *r;

	for (int i = 0; i < few[_i].used; i++)
		ck_assert_int_eq(login_by("member", json_text(on,
			text("recovery_codes[%d]", i)))->http, 200);
	r = visit(&member, "/me");
	if (few[_i].said)
		assert_has(r, few[_i].said);
	else
		ck_assert_ptr_null(strstr(r->body, "before you need them"));
	ck_assert_str_eq(left_of(&member), text("%d", 10 - few[_i].used));
}
END_TEST

/* --- taking it off ---------------------------------------------------------------------------- */

START_TEST(taking_it_off_ends_its_codes)
{
	const char *secret;
	struct reply *on = turn_on(&member, &secret);

	ck_assert_int_eq(client_delete(&member, &users_app, "/me/totp")->http, 204);
	ck_assert_str_eq(shown(&member), "false");
	ck_assert_int_eq(count("SELECT count(*) FROM tokens WHERE kind = 'recovery'"), 0);
	ck_assert_int_eq(count("SELECT count(*) FROM users WHERE totp_secret IS NOT NULL"), 0);
	ck_assert_int_eq(count("SELECT count(*) FROM events WHERE event = 'second_factor_off' "
		"AND username = 'member' AND by_id IS NULL"), 1);
	ck_assert_int_eq(login("member", PASSWORD, "")->http, 200);
	assert_error(client_delete(&member, &users_app, "/me/totp"), 404, "not_found");
	/* the next one has codes of its own */
	turn_on(&member, &secret);
	assert_error(login_by("member", json_text(on, "recovery_codes[0]")), 401, "auth_failed");
}
END_TEST

START_TEST(an_admin_takes_it_off)
{
	const char *secret, *where = text("/%s/totp", member.id);

	assert_error(client_delete(&admin, &users_app, where), 404, "not_found");
	turn_on(&member, &secret);
	assert_error(client_delete(&other, &users_app, where), 403, "forbidden");
	assert_error(client_delete(&nobody, &users_app, where), 401, "auth_failed");
	assert_error(client_delete(&admin, &users_app,
		"/00000000-0000-4000-8000-00000000000f/totp"), 404, "not_found");
	ck_assert_int_eq(client_delete(&admin, &users_app, where)->http, 204);
	ck_assert_int_eq(count("SELECT count(*) FROM events WHERE event = 'second_factor_off' "
		"AND username = 'member' AND by_username = 'admin'"), 1);
	ck_assert_int_eq(login("member", PASSWORD, "")->http, 200);
}
END_TEST

/* Another session of the same user. */
static struct sender
elsewhere(const char *more)
{
	return (struct sender){ .token = json_text(login("member", PASSWORD, more),
		"access_token") };
}

static int
is_in(const struct sender *who)
{
	return client_get(who, &users_app, "/me")->http;
}

START_TEST(what_changes_it_ends_the_other_sessions)
{
	struct sender before = elsewhere(""), after;
	const char *secret, *others = json_text(login("other", PASSWORD, ""), "access_token");
	struct reply *on;

	ck_assert_int_eq(is_in(&before), 200);
	on = turn_on(&member, &secret);
	ck_assert_int_eq(is_in(&before), 401);
	after = elsewhere(text(",\"code\":\"%s\"", json_text(on, "recovery_codes[0]")));
	ck_assert_int_eq(is_in(&after), 200);
	ck_assert_int_eq(client_delete(&member, &users_app, "/me/totp")->http, 204);
	ck_assert_int_eq(is_in(&after), 401);
	ck_assert_int_eq(is_in(&member), 200);
	turn_on(&member, &secret);
	ck_assert_int_eq(client_delete(&admin, &users_app, text("/%s/totp", member.id))->http, 204);
	ck_assert_int_eq(is_in(&member), 401);
	ck_assert_int_eq(is_in(&admin), 200);
	ck_assert_int_eq(is_in(&(struct sender){ .token = others }), 200);
}
END_TEST

/* What wants a password that was given not long ago. */
static const struct {
	const char *method, *path;
} sensitive[] = {
	{ "POST", "/me/totp" }, { "DELETE", "/me/totp" }, { "DELETE", "/*/totp" },
	{ "POST", "/me/totp/recovery-codes" },
};

START_TEST(it_is_sensitive)
{
	const char *path = strchr(sensitive[_i].path, '*') ? text("/%s/totp", member.id)
		: sensitive[_i].path;
	const char *secret, *form = "_current=correct+horse", *wrong = "_current=wrong+horse";

	if (_i > 0) {
		turn_on(&member, &secret);
		turn_on(&admin, &secret);
	}
	clock_set(NOW + 601);
	assert_error(client_send(&admin, &users_app, sensitive[_i].method, path, JSON, NULL, 0,
		NULL), 403, "reauthentication_required");
	form = text("_method=%s&%s", sensitive[_i].method, form);
	wrong = text("_method=%s&%s", sensitive[_i].method, wrong);
	if (!strcmp(sensitive[_i].method, "POST")) {
		form = strchr(form, '&') + 1;
		wrong = strchr(wrong, '&') + 1;
	}
	ck_assert_int_eq(client_send(&admin, &users_app, "POST", path, FORM, wrong, strlen(wrong),
		NULL)->http, 403);
	ck_assert_int_lt(client_send(&admin, &users_app, "POST", path, FORM, form, strlen(form),
		NULL)->http, 300);
}
END_TEST

START_TEST(a_stranger_has_none)
{
	assert_error(client_post(&nobody, &users_app, "/me/totp", NULL), 401, "auth_failed");
	assert_error(confirm(&nobody, "123456"), 401, "auth_failed");
	assert_error(client_delete(&nobody, &users_app, "/me/totp"), 401, "auth_failed");
}
END_TEST

/* --- what else happens to an account ---------------------------------------------------------- */

START_TEST(a_new_password_leaves_it_on)
{
	const char *secret;
	struct reply *r;

	turn_on(&member, &secret);
	r = client_post(&admin, &users_app, text("/%s/password-reset", member.id), NULL);
	ck_assert_int_eq(client_post(&nobody, &auth_app,
		text("/password-reset/%s", json_text(r, "reset_token")),
		"{\"password\":\"another horse\"}")->http, 200);
	assert_error(login("member", "another horse", ""), 401, "second_factor_required");
	ck_assert_int_eq(login("member", "another horse",
		text(",\"code\":\"%s\"", code_now(secret)))->http, 200);
}
END_TEST

START_TEST(a_new_password_gives_no_new_tries_at_its_codes)
{
	const char *secret;
	struct reply *r;

	client_settings("rate_limit_address = 1000");
	turn_on(&member, &secret);
	r = client_post(&admin, &users_app, text("/%s/password-reset", member.id), NULL);
	for (int i = 0; i < 10; i++)
		assert_error(login_by("member", "000000"), 401, "auth_failed");
	ck_assert_int_eq(client_post(&nobody, &auth_app,
		text("/password-reset/%s", json_text(r, "reset_token")),
		"{\"password\":\"another horse\"}")->http, 200);
	assert_error(login("member", "another horse", text(",\"code\":\"%s\"",
		code_now(secret))), 429, "rate_limited");
	clock_set(NOW + 901);
	ck_assert_int_eq(login("member", "another horse", text(",\"code\":\"%s\"",
		code_now(secret)))->http, 200);
}
END_TEST

START_TEST(a_changed_profile_leaves_it_alone)
{
	const char *secret;
	struct reply *r;

	turn_on(&member, &secret);
	r = client_patch(&member, &users_app, "/me",
		"{\"name\":\"Mara\",\"second_factor\":false}");
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_text(r, "second_factor"), "true");
	r = client_patch(&admin, &users_app, text("/%s", member.id),
		"{\"role\":\"admin\",\"second_factor\":false}");
	ck_assert_str_eq(json_text(r, "second_factor"), "true");
	assert_error(login("member", PASSWORD, ""), 401, "second_factor_required");
}
END_TEST

START_TEST(with_the_account_all_of_it_goes)
{
	const char *secret;

	turn_on(&member, &secret);
	ck_assert_int_eq(client_delete(&member, &users_app, "/me")->http, 204);
	ck_assert_int_eq(count("SELECT count(*) FROM tokens WHERE kind = 'recovery'"), 0);
	ck_assert_int_eq(count("SELECT count(*) FROM users WHERE totp_secret IS NOT NULL"), 0);
}
END_TEST

START_TEST(nobody_is_told_a_secret_again)
{
	const char *secret;
	struct reply *on = turn_on(&member, &secret);
	const struct reply *answers[] = {
		client_get(&member, &users_app, "/me"), client_get(&admin, &users_app, "/"),
		client_get(&admin, &users_app, text("/%s", member.id)),
		client_get(&member, &users_app, "/me/sessions"),
		login_by("member", code_now(secret)),
	};

	for (int i = 0; i < COUNT(answers); i++) {
		ck_assert_int_eq(answers[i]->http, 200);
		ck_assert_ptr_null(strstr(answers[i]->body, secret));
		ck_assert_ptr_null(strstr(answers[i]->body, "totp"));
		ck_assert_ptr_null(strstr(answers[i]->body, json_text(on, "recovery_codes[0]")));
	}
	ck_assert_int_eq(count("SELECT count(*) FROM events WHERE about LIKE '%-%'"), 0);
}
END_TEST

/* --- without a script ------------------------------------------------------------------------- */

static struct reply *
send_form(const struct sender *who, const struct app *program, const char *path, const char *body)
{
	static const char *const headers[] = { "HTTP_ACCEPT=text/html",
		"HTTP_SEC_FETCH_SITE=same-origin", NULL };

	return client_send(who, program, "POST", path, FORM, body, strlen(body), headers);
}

/* Everywhere the same, whoever says it. */
START_TEST(a_wrong_code_is_told_in_one_way)
{
	static const char said[] = "The code is wrong, or was used already.";
	const char *secret;
	struct reply *r;

	ask(&member);
	r = confirm(&member, "000000");
	assert_error(r, 400, "validation_error");
	ck_assert_str_eq(json_text(r, "error.details[0].message"), "is wrong, or was used already");
	turn_on(&member, &secret);
	r = login_by("member", "000000");
	ck_assert_str_eq(json_text(r, "error.message"), said);
	ck_assert_str_eq(json_text(r, "error.details[0].message"), "is wrong, or was used already");
	r = grant("&code=000000");
	ck_assert_str_eq(json_text(r, "error"), "invalid_grant");
	ck_assert_str_eq(json_text(r, "error_description"), said);
	r = send_form(&nobody, &auth_app, "/login",
		"username=member&password=correct+horse&code=000000");
	ck_assert_ptr_nonnull(strstr(r->body, said));
}
END_TEST

START_TEST(a_browser_without_a_script_is_asked_for_the_code)
{
	const char *secret;
	struct reply *r;

	turn_on(&member, &secret);
	r = send_form(&nobody, &auth_app, "/login",
		"username=member&password=correct+horse&next=diary.html");
	ck_assert_int_eq(r->http, 401);
	assert_has(r, "name=\"username\"");
	assert_has(r, "value=\"member\"");
	assert_has(r, "name=\"password\"");
	assert_has(r, "name=\"code\"");
	assert_has(r, "autocomplete=\"one-time-code\"");
	assert_has(r, "class=\"notice\">Now the code of your app, or a recovery code.<");
	ck_assert_ptr_null(strstr(r->body, "form-error"));
	ck_assert_ptr_null(strstr(r->body, "correct horse"));
	r = send_form(&nobody, &auth_app, "/login",
		"username=member&password=correct+horse&code=000000");
	ck_assert_int_eq(r->http, 401);
	assert_has(r, "name=\"code\"");
	ck_assert_ptr_null(strstr(r->body, "000000"));
	r = send_form(&nobody, &auth_app, "/login", text(
		"username=member&password=correct+horse&code=%s", code_now(secret)));
	ck_assert_int_eq(r->http, 303);
	r = send_form(&nobody, &auth_app, "/login", "username=other&password=wrong+horse");
	ck_assert_int_eq(r->http, 401);
	ck_assert_ptr_null(strstr(r->body, "name=\"code\""));
}
END_TEST

START_TEST(pages_offer_what_there_is)
{
	const char *secret;
	struct reply *r = visit(&member, "/me");

	assert_has(r, "/users/me/totp\"");
	assert_has(r, "Set it up");
	ck_assert_ptr_null(strstr(r->body, "Turn it off"));
	r = send_form(&member, &users_app, "/me/totp", "");
	ck_assert_int_eq(r->http, 200);
	assert_has(r, "<svg ");
	assert_has(r, "<path stroke=");
	assert_has(r, "otpauth://totp/Vitrine:member");
	assert_has(r, "name=\"code\"");
	assert_has(r, "/users/me/totp/confirm\"");
	ck_assert(strstr(r->body, "name=\"code\"") > strstr(r->body, "<svg "));
	secret = ask(&member);
	r = send_form(&member, &users_app, "/me/totp", "");
	assert_has(r, "typed into it: ");
	ck_assert_int_eq(strcspn(strstr(r->body, "typed into it: ") + 15, " "), 4);
	secret = ask(&member);
	r = send_form(&member, &users_app, "/me/totp/confirm", "code=000000");
	ck_assert_int_eq(r->http, 400);
	assert_has(r, "name=\"code\"");
	r = send_form(&member, &users_app, "/me/totp/confirm",
		text("code=%s", code_of(secret, NOW / TOTP_STEP - 1)));
	ck_assert_int_eq(r->http, 200);
	/* a code a line */
	ck_assert_ptr_nonnull(strchr(strstr(r->body, "Recovery codes</h2><pre>"), '\n'));
	ck_assert_ptr_nonnull(strstr(r->body, "Keep these codes"));
	ck_assert_int_eq(count("SELECT count(*) FROM tokens WHERE kind = 'recovery'"), 10);
	r = visit(&member, "/me");
	assert_has(r, "Turn it off");
	ck_assert_ptr_null(strstr(r->body, "Set it up"));
	assert_has(r, "Recovery codes left");
	assert_has(r, "/users/me/totp/recovery-codes\"");
	ck_assert_ptr_null(strstr(r->body, "before you need them"));
	r = send_form(&member, &users_app, "/me/totp/recovery-codes", "");
	ck_assert_int_eq(r->http, 200);
	assert_has(r, "New recovery codes");
	assert_has(r, "Keep these codes");
	r = visit(&admin, text("/%s", member.id));
	assert_has(r, text("/users/%s/totp\"", member.id));
	ck_assert_ptr_null(strstr(visit(&admin, text("/%s", other.id))->body, "/totp\""));
	ck_assert_int_eq(send_form(&member, &users_app, "/me/totp", "_method=DELETE")->http, 303);
	ck_assert_str_eq(shown(&member), "false");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("second_factor");
	TCase *tc = tcase_create("second_factor");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_add_test(tc, asking_shows_a_secret_an_address_and_a_picture);
	tcase_add_test(tc, the_address_names_the_installation);
	tcase_add_test(tc, a_code_turns_it_on);
	tcase_add_test(tc, asking_again_gives_another_secret);
	tcase_add_test(tc, while_it_is_on_there_is_no_other);
	tcase_add_test(tc, nothing_is_confirmed_that_was_not_asked_for);
	tcase_add_loop_test(tc, a_bad_code_turns_nothing_on, 0, COUNT(bad_codes));
	tcase_add_test(tc, wrong_codes_at_the_confirmation_are_failures);
	tcase_add_test(tc, the_password_alone_opens_nothing);
	tcase_add_test(tc, who_has_none_needs_no_code);
	tcase_add_test(tc, who_has_none_pays_nothing_for_it);
	tcase_add_test(tc, the_codes_of_who_has_none_are_not_counted);
	tcase_add_test(tc, whether_it_is_a_must_takes_no_statement);
	tcase_add_test(tc, a_code_works_once);
	tcase_add_test(tc, a_password_without_a_code_is_noted);
	tcase_add_test(tc, a_password_without_a_code_is_noted_once_in_ten_minutes_of_an_address);
	tcase_add_test(tc, a_sign_in_of_two_steps_is_noted_as_one);
	tcase_add_test(tc, a_wrong_code_is_told_in_one_way);
	tcase_add_test(tc, who_signs_in_while_it_is_turned_on_needs_a_code);
	tcase_add_test(tc, a_clock_that_was_ahead_locks_nobody_out);
	tcase_add_test(tc, a_missing_code_is_neither_a_failure_nor_a_success);
	tcase_add_test(tc, the_password_flow_wants_it_too);
	tcase_add_test(tc, what_confirms_is_the_password_alone);
	tcase_add_loop_test(tc, every_door_wants_it, 0, COUNT(doors));
	tcase_add_loop_test(tc, who_has_none_enters_every_door_as_before, 0, COUNT(doors));
	tcase_add_test(tc, a_recovery_code_works_once);
	tcase_add_test(tc, a_recovery_code_is_its_owners);
	tcase_add_test(tc, how_many_are_left_is_told_to_who_has_some);
	tcase_add_test(tc, new_recovery_codes_end_the_old_ones);
	tcase_add_test(tc, without_a_second_factor_there_are_no_recovery_codes);
	tcase_add_loop_test(tc, the_page_says_when_few_are_left, 0, COUNT(few));
	tcase_add_test(tc, taking_it_off_ends_its_codes);
	tcase_add_test(tc, an_admin_takes_it_off);
	tcase_add_test(tc, what_changes_it_ends_the_other_sessions);
	tcase_add_loop_test(tc, it_is_sensitive, 0, COUNT(sensitive));
	tcase_add_test(tc, a_stranger_has_none);
	tcase_add_test(tc, a_new_password_leaves_it_on);
	tcase_add_test(tc, a_new_password_gives_no_new_tries_at_its_codes);
	tcase_add_test(tc, a_changed_profile_leaves_it_alone);
	tcase_add_test(tc, with_the_account_all_of_it_goes);
	tcase_add_test(tc, nobody_is_told_a_secret_again);
	tcase_add_test(tc, a_browser_without_a_script_is_asked_for_the_code);
	tcase_add_test(tc, pages_offer_what_there_is);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
