/*
 * Accounts and sessions: registering, signing in, refreshing, signing out (api.md, sections 2, 3
 * and 8).
 */
#include "client.h"
#include "clock.h"
#include "user.h"
#include "db.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define JSON "application/json"
#define FORM "application/x-www-form-urlencoded"
#define SECRET_WORD "a horse of battery"

enum { NOW = 1775030400 };

static struct arena memory = { .limit = 64 << 20 };

static struct reply *
post(const char *path, const char *json)
{
	return client_post(&nobody, &auth_app, path, json);
}

static struct reply *
post_with(const char *path, const char *type, const char *body, const char *header)
{
	const char *const headers[] = { header, "HTTP_SEC_FETCH_SITE=same-origin", NULL };

	return client_send(&nobody, &auth_app, "POST", path, type, body, body ? strlen(body) : 0,
		headers);
}

static struct reply *
login(const char *name, const char *password)
{
	return post("/login",
		arena_printf(&memory, "{\"username\":\"%s\",\"password\":\"%s\"}", name, password));
}

static struct reply *
refresh(const char *token)
{
	return post("/refresh", arena_printf(&memory, "{\"refresh_token\":\"%s\"}", token));
}

static void
assert_error(const struct reply *r, int http, const char *code, const char *field)
{
	ck_assert_int_eq(r->http, http);
	ck_assert_str_eq(json_text(r, "success"), "false");
	ck_assert_str_eq(json_text(r, "error.code"), code);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), field);
	ck_assert_ptr_null(strstr(r->head, "Set-Cookie: access_token=e"));
}

/* Whether a token opens what is its owner's. */
static bool
opens(const char *token)
{
	const struct sender sender = { .token = token };

	return client_get(&sender, &usermedia_app, "/")->http == 200;
}

static void
change(const char *sql)
{
	ck_assert_int_eq(db_exec(client_db(), sql, NULL, 0), OK);
}

/* --- registering ------------------------------------------------------------------------------ */

START_TEST(the_first_account_is_the_admin_and_no_other)
{
	struct reply *r = login("admin", "correct horse");

	ck_assert_str_eq(json_text(r, "role"), "admin");
	ck_assert_str_eq(json_text(login("member", "correct horse"), "role"), "member");
	ck_assert_str_eq(json_text(login("other", "correct horse"), "role"), "member");
}
END_TEST

START_TEST(registering_answers_the_user_and_tokens)
{
	struct reply *r = post("/register",
		"{\"username\":\"Anna\",\"email\":\"Anna@Example.com\",\"name\":\"Anna B.\","
		"\"password\":\"" SECRET_WORD "\"}");

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(reply_header(r, "Location"), "/users/me");
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_str_eq(json_text(r, "username"), "Anna");
	ck_assert_str_eq(json_text(r, "email"), "Anna@Example.com");
	ck_assert_str_eq(json_text(r, "name"), "Anna B.");
	ck_assert_str_eq(json_text(r, "role"), "member");
	ck_assert_str_eq(json_text(r, "is_active"), "true");
	ck_assert_str_eq(json_text(r, "avatar_url"), "null");
	ck_assert_str_eq(json_text(r, "created_at"), "2026-04-01T08:00:00Z");
	ck_assert_str_eq(json_text(r, "updated_at"), "2026-04-01T08:00:00Z");
	ck_assert_str_eq(json_text(r, "token_type"), "Bearer");
	ck_assert_str_eq(json_text(r, "expires_in"), "3600");
	ck_assert_uint_eq(strlen(json_text(r, "id")), 36);
	ck_assert_uint_eq(strlen(json_text(r, "refresh_token")), 64);
	ck_assert_uint_eq(strspn(json_text(r, "refresh_token"), "0123456789abcdef"), 64);
	ck_assert(opens(json_text(r, "access_token")));
	ck_assert_str_eq(json_text(r, "password"), "(none)");
	ck_assert_ptr_null(strstr(r->body, "horse"));
}
END_TEST

/* With these members of the body and a password. */
static struct reply *
register_as(const char *members)
{
	return post("/register",
		arena_printf(&memory, "{%s,\"password\":\"correct horse\"}", members));
}

START_TEST(nobody_registers_where_that_is_closed)
{
	client_settings("registration = closed");
	assert_error(post("/register", "{\"username\":\"anna\",\"password\":\"correct horse\"}"),
		403, "forbidden",
		"(none)");
	ck_assert_int_eq(login("member", "correct horse")->http, 200);
	ck_assert_int_eq(client_rows("users"), 3);
	/* but who runs it has to begin somehow */
	client_sql("DELETE FROM users", NULL, NULL);
	ck_assert_str_eq(json_text(register_as("\"username\":\"anna\""), "role"), "admin");
	ck_assert_int_eq(register_as("\"username\":\"berta\"")->http, 403);
	ck_assert_int_eq(client_rows("users"), 1);
}
END_TEST

START_TEST(there_are_no_more_accounts_than_may_be)
{
	struct reply *r;

	client_settings("quota_accounts = 4");
	ck_assert_int_eq(register_as("\"username\":\"anna\"")->http, 201);
	r = register_as("\"username\":\"berta\"");
	assert_error(r, 409, "conflict", "(none)");
	ck_assert_ptr_nonnull(strstr(json_text(r, "error.message"), "as many accounts"));
	ck_assert_int_eq(client_rows("users"), 4);
	client_settings("quota_accounts = 5");
	ck_assert_int_eq(register_as("\"username\":\"berta\"")->http, 201);
}
END_TEST

START_TEST(an_email_may_be_required)
{
	client_settings("require_email = yes");
	assert_error(post("/register", "{\"username\":\"anna\",\"password\":\"correct horse\"}"),
		400,
		"validation_error",
		"email");
	ck_assert_int_eq(post("/register",
		"{\"username\":\"anna\",\"email\":\"a@b.example\",\"password\":\"correct horse\"}")
		->http, 201);
}
END_TEST

#define A8 "aaaaaaaa"
#define A32 A8 A8 A8 A8
#define A256 A32 A32 A32 A32 A32 A32 A32 A32
#define A1024 A256 A256 A256 A256

static const struct {
	const char *username, *stored;	/* NULL when it is refused */
} names[] = {
	{ "abc", "abc" }, { "a.b_c-1", "a.b_c-1" }, { A32, A32 }, { "Åsa", "Åsa" },
	{ "A\xcc\x8asa", "Åsa" },
	{ "Ольга", "Ольга" }, { "山田太郎", "山田太郎" }, { "محمد", "محمد" },
	{ "\xe0\xa4\x95\xe0\xa4\x95\xe0\xa4\x95",
	  "\xe0\xa4\x95\xe0\xa4\x95\xe0\xa4\x95" },
	{ "ab", NULL }, { "山田", NULL }, { A32 "a", NULL }, { "", NULL }, { "an na", NULL },
	{ "anna@b", NULL },
	{ "an/na", NULL },
	{ "an<na", NULL }, { "an\\u0000na", NULL }, { "an\\nna", NULL },
	{ "an\xe2\x80\x8bna", NULL },
	{ "an\xe2\x80\xaena", NULL },
	{ "anna☺", NULL }, { "an'na", NULL }, { "an%na", NULL },
};

START_TEST(a_username_is_letters_of_any_script)
{
	struct reply *r = post("/register", arena_printf(&memory,
		"{\"username\":\"%s\",\"password\":\"correct horse\"}",
		names[_i].username));

	ck_assert_msg(r->http == (names[_i].stored ? 201 : 400), "%d for %s", r->http,
		names[_i].username);
	if (names[_i].stored)
		ck_assert_str_eq(json_text(r, "username"), names[_i].stored);
	ck_assert_int_eq(client_rows("users"), names[_i].stored ? 4 : 3);
}
END_TEST

static const struct {
	const char *first, *second, *field;
} twins[] = {
	{ "\"username\":\"anna\"", "\"username\":\"ANNA\"", "username" },
	{ "\"username\":\"Åsa\"", "\"username\":\"a\xcc\x8aSA\"", "username" },
	{ "\"username\":\"straße\"", "\"username\":\"STRASSE\"", "username" },
	{ "\"username\":\"ОЛЬГА\"", "\"username\":\"ольга\"", "username" },
	{ "\"username\":\"ΣΊΣΥΦΟΣ\"", "\"username\":\"σίσυφος\"", "username" },
	{ "\"username\":\"anna\",\"email\":\"a@b.example\"",
	  "\"username\":\"bea\",\"email\":\"A@B.Example\"",
	  "email" },
	{ "\"username\":\"anna\",\"email\":\"ÅSA@b.example\"",
	  "\"username\":\"bea\",\"email\":\"åsa@b.example\"",
	  "email" },
	{ "\"email\":\"anna@b.example\"", "\"email\":\"anna@c.example\"", "username" },
	{ "\"username\":\"anna\"", "\"email\":\"Anna@c.example\"", "username" },
};

START_TEST(what_is_taken_is_409_and_named)
{
	ck_assert_int_eq(register_as(twins[_i].first)->http, 201);
	assert_error(register_as(twins[_i].second), 409, "conflict", twins[_i].field);
	ck_assert_int_eq(client_rows("users"), 4);
	ck_assert_int_eq(client_rows("sessions"), 4);
}
END_TEST

static const struct {
	const char *email, *username;	/* NULL when it is refused */
} addresses[] = {
	{ "anna@example.com", "anna" }, { "Anna.B+films@example.com", "Anna.B-films" },
	{ "a!b#c@x.example", "a-b-c" },
	{ "ольга@example.com", "ольга" }, { "al@example.com", NULL }, { A32 "a@example.com", NULL },
	{ "anna", NULL },
	{ "@example.com", NULL }, { "anna@", NULL }, { "a@b@c.example", NULL },
	{ "an na@example.com", NULL },
	{ "anna@example.com\\r\\nBcc: x@y.example", NULL }, { "<anna@example.com>", NULL },
	{ "a,b@example.com", NULL },
};

START_TEST(an_email_makes_a_username)
{
	struct reply *r = post("/register",
		arena_printf(&memory, "{\"email\":\"%s\",\"password\":\"correct horse\"}",
		addresses[_i].email));

	ck_assert_msg(r->http == (addresses[_i].username ? 201 : 400), "%d for %s", r->http,
		addresses[_i].email);
	ck_assert_str_eq(json_text(r, "username"),
		addresses[_i].username ? addresses[_i].username : "(none)");
}
END_TEST

static const struct {
	const char *password;
	int http;
} passwords[] = {
	{ "1234567", 400 }, { "", 400 }, { "password", 400 }, { "PassWord", 400 },
	{ "12345678", 400 },
	{ "qwertyuiop", 400 },
	{ "anna.bertram", 400 }, { "Anna.Bertram", 400 }, { "x@y.example", 400 },
	{ "X@Y.EXAMPLE", 400 },
	{ A1024 "a", 400 }, { A1024, 201 }, { "8 bytes.", 201 }, { "öööö", 201 },
	{ "  spaced out  ", 201 },
};

START_TEST(a_password_is_long_and_no_name_and_uncommon)
{
	struct reply *r = post("/register", arena_printf(&memory,
		"{\"username\":\"anna.bertram\",\"email\":\"x@y.example\",\"password\":\"%s\"}",
			passwords[_i].password));

	ck_assert_int_eq(r->http, passwords[_i].http);
	if (r->http == 400)
		ck_assert_str_eq(json_text(r, "error.details[0].field"), "password");
	else
		ck_assert_int_eq(login("anna.bertram", passwords[_i].password)->http, 200);
	ck_assert(strlen(passwords[_i].password) < 7 || !strstr(r->body, passwords[_i].password)
		|| !strcmp(passwords[_i].password, "password"));
}
END_TEST

START_TEST(a_password_is_not_the_name_that_an_email_makes)
{
	assert_error(post("/register",
		"{\"email\":\"anna.bertram@x.example\",\"password\":\"anna.bertram\"}"), 400,
		"validation_error", "password");
}
END_TEST

START_TEST(a_password_counts_byte_for_byte)
{
	ck_assert_int_eq(post("/register",
		"{\"username\":\"anna\",\"password\":\" Correct Horse \"}")->http, 201);
	ck_assert_int_eq(login("anna", " Correct Horse ")->http, 200);
	ck_assert_int_eq(login("anna", "Correct Horse")->http, 401);
	ck_assert_int_eq(login("anna", " correct horse ")->http, 401);
	ck_assert_int_eq(login("anna", " Correct Horse x")->http, 401);
}
END_TEST

START_TEST(what_a_client_cannot_set_is_not_set)
{
	struct reply *r = post("/register",
		"{\"username\":\"anna\",\"password\":\"correct horse\",\"role\":\"admin\"}");

	ck_assert_int_ne(r->http, 500);
	ck_assert_str_ne(json_text(r, "role"), "admin");
}
END_TEST

/* --- signing in ------------------------------------------------------------------------------- */

static const char *const logins[] = {
	"{\"username\":\"Åsa\",\"password\":\"correct horse\"}",
	"{\"username\":\"a\xcc\x8aSA\",\"password\":\"correct horse\"}",
	"{\"username\":\"asa@b.example\",\"password\":\"correct horse\"}",
	"{\"email\":\"ASA@B.EXAMPLE\",\"password\":\"correct horse\"}",
	"{\"email\":\"åsa\",\"password\":\"correct horse\"}",
};

START_TEST(one_signs_in_by_name_or_email_in_any_case)
{
	struct reply *r = post("/register",
		"{\"username\":\"Åsa\",\"email\":\"asa@b.example\",\"password\":\"correct "
		"horse\"}");
	const char *id = json_text(r, "id");

	r = post("/login", logins[_i]);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "id"), id);
	ck_assert_str_eq(json_text(r, "username"), "Åsa");
	ck_assert_str_eq(json_text(r, "email"), "asa@b.example");
	ck_assert_uint_eq(strlen(json_text(r, "refresh_token")), 64);
	ck_assert(opens(json_text(r, "access_token")));
}
END_TEST

/* An error's answer without what differs each time. */
static const char *
plain(const struct reply *r)
{
	return arena_printf(&memory, "%d %s %s", r->http, reply_header(r, "WWW-Authenticate"),
		r->body);
}

START_TEST(wrong_names_and_wrong_passwords_answer_alike)
{
	const char *wrong = plain(login("member", "wrong horse"));

	ck_assert_ptr_nonnull(strstr(wrong, "401 Bearer {"));
	ck_assert_ptr_nonnull(strstr(wrong, "\"The name or the password is wrong.\""));
	ck_assert_str_eq(plain(login("nobody", "wrong horse")), wrong);
	ck_assert_str_eq(plain(login("no@body.example", "correct horse")), wrong);
	ck_assert_str_eq(plain(login("' OR 1=1 --", "correct horse")), wrong);
	change("UPDATE users SET is_active = 0 WHERE username = 'member'");
	ck_assert_str_eq(plain(login("member", "correct horse")), wrong);
}
END_TEST

static const struct {
	const char *body, *field;
} bad_logins[] = {
	{ "{\"username\":\"member\"}", "password" },
	{ "{\"password\":\"correct horse\"}", "username" },
	{ "{}", "password" },
	{ "{\"username\":7,\"password\":\"correct horse\"}", "username" },
	{ "{\"username\":\"member\",\"password\":[\"correct horse\"]}", "password" },
	{ "{\"username\":\"member\",\"password\":null}", "password" },
	{ "{\"username\":\"member\",\"password\":\"correct horse\",\"admin\":true}", "admin" },
};

START_TEST(a_login_that_cannot_be_read_is_400)
{
	assert_error(post("/login", bad_logins[_i].body), 400, "validation_error",
		bad_logins[_i].field);
	ck_assert_int_eq(client_rows("sessions"), 3);
}
END_TEST

static const char *
member_hash(void)
{
	STMT_AUTO stmt = NULL;

	ck_assert_int_eq(db_query(client_db(), &stmt,
		"SELECT password FROM users WHERE username = 'member'", NULL, 0), OK);
	ck_assert_int_eq(stmt_step(stmt), OK);
	return stmt_text(stmt, 0, &memory);
}

START_TEST(a_hash_grows_with_the_settings_at_the_next_login)
{
	const char *before = member_hash();

	ck_assert_ptr_nonnull(strstr(before, "scrypt:10:1:1:"));
	client_settings("rate_limit_address = 100000\nscrypt_log_n = 11\nscrypt_p = 2");
	ck_assert_int_eq(login("member", "wrong horse")->http, 401);
	ck_assert_str_eq(member_hash(), before);
	ck_assert_int_eq(login("member", "correct horse")->http, 200);
	ck_assert_ptr_nonnull(strstr(member_hash(), "scrypt:11:1:2:"));
	before = member_hash();
	ck_assert_int_eq(login("member", "correct horse")->http, 200);
	ck_assert_str_eq(member_hash(), before);
	ck_assert(opens(member.token));	/* the same password: nobody is signed out */
}
END_TEST

/* Making it takes long. What it then says of the old password must not undo a reset. */
START_TEST(a_hash_made_anew_does_not_replace_another_password)
{
	const struct call call = { .db = client_db(), .arena = &memory };
	struct user user;

	ck_assert_int_eq(user_find_login(&call, "member", &user), OK);
	ck_assert_int_eq(user_rehash(client_db(), &user, "a"), OK);
	client_sql("UPDATE users SET password = $1, password_changed_at = 7", "b", NULL);
	ck_assert_int_eq(user_rehash(client_db(), &user, "a"), ERR_NOT_FOUND);
	ck_assert_int_eq(client_rows("users WHERE password = 'b'"), 3);
}
END_TEST

START_TEST(no_secret_lies_in_the_folder_in_clear)
{
	struct reply *r = post("/register", "{\"username\":\"anna\",\"password\":\"" SECRET_WORD
		"\"}");
	const char *secrets[] = { SECRET_WORD, json_text(r, "access_token"),
		json_text(r, "refresh_token"),
		json_text(refresh(member.refresh_token), "refresh_token") };

	login("anna", SECRET_WORD);
	login("secret-name", SECRET_WORD);
	for (int i = 0; i < COUNT(secrets); i++)
		ck_assert_int_ne(system(arena_printf(&memory, "grep -rqaF -e '%s' %s", secrets[i],
			client_folder())), 0);
	ck_assert_int_ne(system(arena_printf(&memory, "grep -rqaF secret-name %s",
		client_folder())), 0);
	ck_assert_int_eq(system(arena_printf(&memory, "grep -rqaF anna %s", client_folder())), 0);
}
END_TEST

START_TEST(the_folder_and_the_key_are_for_nobody_else)
{
	struct stat st;

	ck_assert_int_eq(stat(arena_printf(&memory, "%s/data", client_folder()), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0700);
	ck_assert_int_eq(stat(arena_printf(&memory, "%s/data/.ht.key", client_folder()), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(st.st_size, KEY_BYTES);
}
END_TEST

/* --- /auth/token ------------------------------------------------------------------------------ */

/* Some programs accept text/html, too, by default; they are no browsers. */
static const char *const programs[] = { "X=",
	"HTTP_ACCEPT=text/html, image/gif, image/jpeg, */*; q=.2" };

START_TEST(the_oauth_password_flow_answers_as_rfc_6749_says)
{
	struct reply *r = post_with("/token", FORM,
		"grant_type=password&username=Member&password=correct+horse&scope=all&client_id=x&"
		"resource=y", programs[_i]);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_str_eq(reply_header(r, "Pragma"), "no-cache");
	ck_assert_str_eq(json_text(r, "token_type"), "Bearer");
	ck_assert_str_eq(json_text(r, "expires_in"), "3600");
	ck_assert_str_eq(json_text(r, "id"), "(none)");
	ck_assert(opens(json_text(r, "access_token")));
	r = post_with("/token", FORM,
		arena_printf(&memory, "grant_type=refresh_token&refresh_token=%s",
		json_text(r, "refresh_token")), "X=");
	ck_assert_int_eq(r->http, 200);
	ck_assert_uint_eq(strlen(json_text(r, "refresh_token")), 64);
	ck_assert(opens(json_text(r, "access_token")));
}
END_TEST

static const struct {
	const char *form, *error;
} bad_grants[] = {
	{ "grant_type=client_credentials", "unsupported_grant_type" },
	{ "grant_type=Password&username=a&password=b", "unsupported_grant_type" },
	{ "grant_type=password&username=member&password=wrong", "invalid_grant" },
	{ "grant_type=password&username=nobody&password=wrong", "invalid_grant" },
	{ "grant_type=refresh_token&refresh_token=x", "invalid_grant" },
	{ "grant_type=refresh_token&refresh_token=" A32 A32, "invalid_grant" },
	{ "username=member&password=correct+horse", "invalid_request" },
	{ "grant_type=", "invalid_request" },
	{ "grant_type=password&username=member", "invalid_request" },
	{ "grant_type=password&password=x", "invalid_request" },
	{ "grant_type=refresh_token", "invalid_request" }, { "", "invalid_request" },
	{ "grant_type=password&username=member&password=%FF", "invalid_request" },
};

START_TEST(the_oauth_errors_are_those_of_rfc_6749)
{
	struct reply *r = post_with("/token", FORM, bad_grants[_i / 2].form, programs[_i % 2]);

	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error"), bad_grants[_i / 2].error);
	ck_assert_str_ne(json_text(r, "error_description"), "(none)");
	ck_assert_str_eq(json_text(r, "success"), "(none)");
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_int_eq(client_rows("sessions"), 3);
}
END_TEST

/* --- refreshing ------------------------------------------------------------------------------- */

START_TEST(a_refresh_token_is_taken_from_body_header_and_cookie)
{
	struct reply *r = refresh(member.refresh_token);
	const char *token = json_text(r, "refresh_token");

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_str_ne(token, member.refresh_token);
	r = post("/refresh", arena_printf(&memory, "{\"refresh\":\"%s\"}", token));
	ck_assert_int_eq(r->http, 200);
	r = post_with("/refresh", NULL, NULL,
		arena_printf(&memory, "HTTP_AUTHORIZATION=Bearer %s", json_text(r,
		"refresh_token")));
	ck_assert_int_eq(r->http, 200);
	r = post_with("/refresh", NULL, NULL,
		arena_printf(&memory, "HTTP_COOKIE=refresh_token=%s", json_text(r,
		"refresh_token")));
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "refresh_token"), "(none)");
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: refresh_token="));
	ck_assert(opens(json_text(r, "access_token")));
	ck_assert_int_eq(client_rows("sessions"), 3);
}
END_TEST

START_TEST(a_used_refresh_token_ends_its_whole_family)
{
	struct reply *first = refresh(member.refresh_token),
		*second = login("member", "correct horse");

	ck_assert(opens(json_text(first, "access_token")));
	clock_set(NOW + 10);
	assert_error(refresh(member.refresh_token), 401, "auth_failed", "(none)");
	ck_assert_int_eq(refresh(json_text(first, "refresh_token"))->http, 401);
	ck_assert(!opens(json_text(first, "access_token")));
	ck_assert(!opens(member.token));
	ck_assert(opens(json_text(second, "access_token")));
	ck_assert_int_eq(refresh(json_text(second, "refresh_token"))->http, 200);
	ck_assert_int_eq(client_rows("sessions"), 3);
}
END_TEST

/*
 * Two tabs, or an answer that got lost: both have the same token then, whichever answer comes last.
 */
START_TEST(a_refresh_token_may_come_once_more_within_ten_seconds)
{
	struct reply *first = refresh(member.refresh_token), *second;

	clock_set(NOW + (_i ? -100 : 9));	/* also when the clock was put back */
	second = refresh(member.refresh_token);
	ck_assert_int_eq(second->http, 200);
	ck_assert_str_eq(json_text(second, "refresh_token"), json_text(first, "refresh_token"));
	ck_assert(opens(json_text(first, "access_token")));
	ck_assert(opens(json_text(second, "access_token")));
	clock_set(NOW + 3000);
	first = refresh(json_text(second, "refresh_token"));
	ck_assert_int_eq(first->http, 200);
	ck_assert_str_ne(json_text(first, "refresh_token"), json_text(second, "refresh_token"));
	ck_assert_int_eq(client_rows("sessions"), 3);
}
END_TEST

START_TEST(a_refresh_token_that_comes_a_third_time_ends_its_family)
{
	struct reply *first = refresh(member.refresh_token);

	ck_assert_int_eq(refresh(member.refresh_token)->http, 200);
	assert_error(refresh(member.refresh_token), 401, "auth_failed", "(none)");
	ck_assert_int_eq(refresh(json_text(first, "refresh_token"))->http, 401);
	ck_assert(!opens(json_text(first, "access_token")));
	ck_assert_int_eq(client_rows("sessions"), 2);
}
END_TEST

/* Of those before the last but one nobody is late. */
START_TEST(only_the_token_before_may_come_once_more)
{
	struct reply *first = refresh(member.refresh_token);

	ck_assert_int_eq(refresh(json_text(first, "refresh_token"))->http, 200);
	ck_assert_int_eq(refresh(member.refresh_token)->http, 401);
	ck_assert_int_eq(client_rows("sessions"), 2);
}
END_TEST

START_TEST(a_refresh_token_lasts_thirty_days_from_its_last_use)
{
	struct reply *r;

	clock_set(NOW + 2592000 - 1);
	r = refresh(member.refresh_token);
	ck_assert_int_eq(r->http, 200);
	ck_assert_int_eq(refresh(other.refresh_token)->http, 200);
	clock_set(NOW + 2 * 2592000 - 2);
	r = refresh(json_text(r, "refresh_token"));
	ck_assert_int_eq(r->http, 200);
	clock_set(NOW + 3 * 2592000L - 2);
	ck_assert_int_eq(refresh(json_text(r, "refresh_token"))->http, 401);
}
END_TEST

START_TEST(a_session_ends_a_year_after_the_password_was_given)
{
	const int64_t month = 2592000, year = 365 * 86400;
	struct reply *r = NULL;
	const char *token = member.refresh_token;

	for (int64_t at = NOW + month - 1; at < NOW + year; at += month - 1) {
		clock_set(at);
		r = refresh(token);
		ck_assert_int_eq(r->http, 200);
		token = json_text(r, "refresh_token");
	}
	clock_set(NOW + year - 1);
	r = refresh(token);
	ck_assert_int_eq(r->http, 200);
	clock_set(NOW + year);
	ck_assert_int_eq(refresh(json_text(r, "refresh_token"))->http, 401);
	ck_assert(!opens(json_text(r, "access_token")));
}
END_TEST

/* In a browser that has this refresh token. */
static struct reply *
login_beside(const char *refresh_token, const char *name, const char *password)
{
	return post_with("/login", "application/json",
		arena_printf(&memory, "{\"username\":\"%s\",\"password\":\"%s\"}", name, password),
		arena_printf(&memory, "HTTP_COOKIE=refresh_token=%s", refresh_token));
}

START_TEST(the_session_that_a_browser_had_ends_with_its_next_sign_in)
{
	struct reply *r = login("member", "correct horse");
	const char *first = json_text(r, "access_token"), *second;

	ck_assert(opens(first));
	r = login_beside(json_text(r, "refresh_token"), "other", "correct horse");
	second = json_text(r, "access_token");
	ck_assert_int_eq(r->http, 200);
	ck_assert(!opens(first) && opens(second) && opens(member.token));
	/* but not with one that fails; and what is no session any more is in nobody's way */
	ck_assert_int_eq(login_beside(json_text(r, "refresh_token"), "member", "wrong")->http,
		401);
	ck_assert(opens(second));
	ck_assert_int_eq(login_beside(A32 A32, "member", "correct horse")->http, 200);
}
END_TEST

START_TEST(a_deactivated_user_refreshes_nothing)
{
	change("UPDATE users SET is_active = 0 WHERE username = 'member'");
	ck_assert_int_eq(refresh(member.refresh_token)->http, 401);
	change("DELETE FROM users WHERE username = 'other'");
	ck_assert_int_eq(refresh(other.refresh_token)->http, 401);
}
END_TEST

static const char *const bad_refresh_tokens[] = { "", "x", A32 A32, A32, "G" A32, "' OR 1=1 --" };

START_TEST(a_bad_refresh_token_is_401_wherever_it_comes_from)
{
	const char *token = bad_refresh_tokens[_i];
	struct reply *r;

	ck_assert_int_eq(refresh(token)->http, 401);
	ck_assert_int_eq(post("/refresh", NULL)->http, 401);
	r = post_with("/refresh", NULL, NULL,
		arena_printf(&memory, "HTTP_AUTHORIZATION=Bearer %s", token));
	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(reply_header(r, "WWW-Authenticate"), "Bearer error=\"invalid_token\"");
	r = post_with("/refresh", NULL, NULL,
		arena_printf(&memory, "HTTP_COOKIE=refresh_token=%s", token));
	ck_assert_int_eq(r->http, 401);
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: refresh_token=; "));
	ck_assert_int_eq(refresh(member.token)->http, 401);
	ck_assert_int_eq(client_rows("sessions"), 3);
}
END_TEST

/* The auth_time that a token of ours carries. */
static int64_t
auth_time(const char *token)
{
	unsigned char key[KEY_BYTES];
	const char *message;
	struct token read;

	ck_assert_int_eq(token_key(&memory, arena_printf(&memory, "%s/data", client_folder()),
		false, key, &message), OK);
	ck_assert(token_verify(&memory, key, token, &read));
	return read.auth_time;
}

START_TEST(when_one_signed_in_survives_a_refresh)
{
	struct reply *r;

	clock_set(NOW + 5000);
	r = refresh(member.refresh_token);
	ck_assert_int_eq(auth_time(json_text(r, "access_token")), NOW);
	ck_assert_int_eq(auth_time(json_text(login("member", "correct horse"), "access_token")),
		NOW + 5000);
}
END_TEST

/* --- signing out ------------------------------------------------------------------------------ */

static const char *const goodbyes[] = { "access", "refresh", "body", "cookie" };

START_TEST(one_signs_out_by_either_token_from_one_session)
{
	struct reply *second = login("member", "correct horse"), *r;
	const char *header = "X=", *body = NULL;

	if (_i < 2)
		header = arena_printf(&memory, "HTTP_AUTHORIZATION=Bearer %s",
			_i ? member.refresh_token : member.token);
	else if (_i == 2)
		body = arena_printf(&memory, "{\"refresh_token\":\"%s\"}", member.refresh_token);
	else
		header = arena_printf(&memory, "HTTP_COOKIE=refresh_token=%s",
			member.refresh_token);
	r = post_with("/logout", JSON, body, header);
	ck_assert_msg(r->http == 204, "%d by %s", r->http, goodbyes[_i]);
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: access_token=; "));
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: refresh_token=; "));
	ck_assert(!opens(member.token));
	ck_assert_int_eq(refresh(member.refresh_token)->http, 401);
	ck_assert(opens(json_text(second, "access_token")));
}
END_TEST

START_TEST(everywhere_ends_every_session_of_mine_only)
{
	struct reply *second = login("member", "correct horse");

	ck_assert_int_eq(client_post(&member, &auth_app, "/logout", "{\"everywhere\":true}")->http,
		204);
	ck_assert(!opens(member.token));
	ck_assert(!opens(json_text(second, "access_token")));
	ck_assert_int_eq(refresh(json_text(second, "refresh_token"))->http, 401);
	ck_assert(opens(other.token));
}
END_TEST

START_TEST(everywhere_takes_no_password_and_a_refresh_token_will_do)
{
	struct reply *second = login("member", "correct horse");
	const char *by_refresh = arena_printf(&memory,
		"{\"refresh_token\":\"%s\",\"everywhere\":true}", member.refresh_token);

	clock_set(NOW + 601);
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/logout", by_refresh)->http, 204);
	ck_assert(!opens(member.token));
	ck_assert(!opens(json_text(second, "access_token")));
}
END_TEST

START_TEST(an_expired_refresh_token_signs_nothing_out)
{
	const char *body = arena_printf(&memory, "{\"refresh_token\":\"%s\",\"everywhere\":true}",
		member.refresh_token);
	struct reply *second;

	clock_set(NOW + 2592000 - 60);
	second = refresh(json_text(login("member", "correct horse"), "refresh_token"));
	clock_set(NOW + 2592000);
	post("/logout", body);
	ck_assert(opens(json_text(second, "access_token")));
}
END_TEST

START_TEST(a_used_refresh_token_signs_its_family_out)
{
	struct reply *r = refresh(member.refresh_token);

	post("/logout", arena_printf(&memory, "{\"refresh_token\":\"%s\"}", member.refresh_token));
	ck_assert(!opens(json_text(r, "access_token")));
	ck_assert(opens(other.token));
}
END_TEST

START_TEST(signing_out_with_a_bad_token_is_401)
{
	const struct sender stranger = { .token = "x.y.z" };
	struct reply *r = client_post(&stranger, &auth_app, "/logout", "{\"everywhere\":true}");

	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(reply_header(r, "WWW-Authenticate"), "Bearer error=\"invalid_token\"");
	ck_assert_int_eq(client_rows("sessions"), 3);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("auth");
	TCase *tc = tcase_create("auth");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, the_first_account_is_the_admin_and_no_other);
	tcase_add_test(tc, registering_answers_the_user_and_tokens);
	tcase_add_test(tc, nobody_registers_where_that_is_closed);
	tcase_add_test(tc, there_are_no_more_accounts_than_may_be);
	tcase_add_test(tc, an_email_may_be_required);
	tcase_add_loop_test(tc, a_username_is_letters_of_any_script, 0, COUNT(names));
	tcase_add_loop_test(tc, what_is_taken_is_409_and_named, 0, COUNT(twins));
	tcase_add_loop_test(tc, an_email_makes_a_username, 0, COUNT(addresses));
	tcase_add_loop_test(tc, a_password_is_long_and_no_name_and_uncommon, 0, COUNT(passwords));
	tcase_add_test(tc, a_password_is_not_the_name_that_an_email_makes);
	tcase_add_test(tc, a_password_counts_byte_for_byte);
	tcase_add_test(tc, what_a_client_cannot_set_is_not_set);
	tcase_add_loop_test(tc, one_signs_in_by_name_or_email_in_any_case, 0, COUNT(logins));
	tcase_add_test(tc, wrong_names_and_wrong_passwords_answer_alike);
	tcase_add_loop_test(tc, a_login_that_cannot_be_read_is_400, 0, COUNT(bad_logins));
	tcase_add_test(tc, a_hash_grows_with_the_settings_at_the_next_login);
	tcase_add_test(tc, a_hash_made_anew_does_not_replace_another_password);
	tcase_add_test(tc, no_secret_lies_in_the_folder_in_clear);
	tcase_add_test(tc, the_folder_and_the_key_are_for_nobody_else);
	tcase_add_loop_test(tc, the_oauth_password_flow_answers_as_rfc_6749_says, 0,
		COUNT(programs));
	tcase_add_loop_test(tc, the_oauth_errors_are_those_of_rfc_6749, 0, 2 * COUNT(bad_grants));
	tcase_add_test(tc, a_refresh_token_is_taken_from_body_header_and_cookie);
	tcase_add_test(tc, a_used_refresh_token_ends_its_whole_family);
	tcase_add_loop_test(tc, a_refresh_token_may_come_once_more_within_ten_seconds, 0, 2);
	tcase_add_test(tc, a_refresh_token_that_comes_a_third_time_ends_its_family);
	tcase_add_test(tc, only_the_token_before_may_come_once_more);
	tcase_add_test(tc, a_refresh_token_lasts_thirty_days_from_its_last_use);
	tcase_add_test(tc, a_session_ends_a_year_after_the_password_was_given);
	tcase_add_test(tc, the_session_that_a_browser_had_ends_with_its_next_sign_in);
	tcase_add_test(tc, a_deactivated_user_refreshes_nothing);
	tcase_add_loop_test(tc, a_bad_refresh_token_is_401_wherever_it_comes_from, 0,
		COUNT(bad_refresh_tokens));
	tcase_add_test(tc, when_one_signed_in_survives_a_refresh);
	tcase_add_loop_test(tc, one_signs_out_by_either_token_from_one_session, 0, COUNT(goodbyes));
	tcase_add_test(tc, everywhere_ends_every_session_of_mine_only);
	tcase_add_test(tc, everywhere_takes_no_password_and_a_refresh_token_will_do);
	tcase_add_test(tc, an_expired_refresh_token_signs_nothing_out);
	tcase_add_test(tc, a_used_refresh_token_signs_its_family_out);
	tcase_add_test(tc, signing_out_with_a_bad_token_is_401);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
