/* Accounts: one's own, its sessions, and all of them for admins (api.md, sections 2 and 8). */
#include "client.h"
#include "clock.h"

#include <string.h>

#define NONE "00000000-0000-4000-8000-000000000000"

enum { NOW = 1775030400 };

static struct arena memory = { .limit = 64 << 20 };

static const char *
path(const char *format, const char *id)
{
	const char *rest = strchr(format, '*');

	return rest ? arena_printf(&memory, "%.*s%s%s", (int)(rest - format), format, id, rest + 1)
		: format;
}

static int64_t
number(const char *sql)
{
	int64_t n = -1;

	ck_assert_int_eq(db_number(client_db(), sql, NULL, 0, &n), OK);
	return n;
}

static void
assert_error(const struct reply *r, int http, const char *code, const char *field)
{
	ck_assert_msg(r->http == http, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "error.code"), code);
	if (field)
		ck_assert_str_eq(json_text(r, "error.details[0].field"), field);
}

/* Signs in once more: another session of the same user. */
static struct sender
log_in(const char *name, const char *password)
{
	struct reply *r = client_post(&nobody, &auth_app, "/login",
		arena_printf(&memory, "{\"username\":\"%s\",\"password\":\"%s\"}", name, password));

	if (r->http != 200)
		return (struct sender){ name, NULL, NULL, NULL };
	return (struct sender){ name, json_text(r, "access_token"), json_text(r, "refresh_token"),
		json_text(r, "id") };
}

static struct sender
join(const char *json)
{
	struct reply *r = client_post(&nobody, &auth_app, "/register", json);

	ck_assert_msg(r->http == 201, "%s", r->body);
	return (struct sender){ json_text(r, "username"), json_text(r, "access_token"),
		json_text(r, "refresh_token"), json_text(r, "id") };
}

static int
me(const struct sender *sender)
{
	return client_get(sender, &users_app, "/me")->http;
}

static int
refresh(const struct sender *sender)
{
	return client_post(&nobody, &auth_app, "/refresh",
		arena_printf(&memory, "{\"refresh_token\":\"%s\"}", sender->refresh_token))->http;
}

static struct reply *
send(const struct sender *sender, const char *method, const char *where, const char *json)
{
	return client_send(sender, &users_app, method, where, "application/json", json,
		json ? strlen(json) : 0, NULL);
}

/* --- who may ---------------------------------------------------------------------------------- */

static const struct {
	const char *method, *path, *body;
	int as_nobody, as_member;
} doors[] = {
	{ "GET", "/me", NULL, 401, 200 },
	{ "PATCH", "/me", "{}", 401, 200 },
	{ "PUT", "/me", "{\"username\":\"member\"}", 401, 200 },
	{ "GET", "/me/sessions", NULL, 401, 200 },
	{ "DELETE", "/me/sessions/" NONE, NULL, 401, 404 },
	{ "DELETE", "/me", NULL, 401, 204 },
	{ "GET", "/", NULL, 401, 403 },
	{ "GET", "/*", NULL, 401, 403 },
	{ "GET", "/" NONE, NULL, 401, 403 },
	{ "PATCH", "/*", "{\"role\":\"admin\"}", 401, 403 },
	{ "POST", "/*/password-reset", NULL, 401, 403 },
	{ "POST", "/me", "{}", 405, 405 },
	{ "DELETE", "/*", NULL, 405, 405 },
	{ "GET", "/you", NULL, 404, 404 },
};

START_TEST(every_door_asks_who_it_is)
{
	const char *where = path(doors[_i].path, member.id);

	ck_assert_int_eq(send(&nobody, doors[_i].method, where, doors[_i].body)->http,
		doors[_i].as_nobody);
	ck_assert_int_eq(send(&member, doors[_i].method, where, doors[_i].body)->http,
		doors[_i].as_member);
}
END_TEST

/* --- one's own account ------------------------------------------------------------------------ */

START_TEST(my_account_shows_what_api_md_lists_and_no_more)
{
	static const char *const names[] = {
		"id", "username", "email", "name", "role", "is_active", "avatar_url", "created_at",
		"updated_at", "second_factor", "tonight",
	};
	struct reply *r = client_get(&member, &users_app, "/me");

	ck_assert_int_eq(r->http, 200);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), COUNT(names));
	for (int i = 0; i < COUNT(names); i++)
		ck_assert_str_eq(cJSON_GetArrayItem(r->json, i)->string, names[i]);
	ck_assert_str_eq(json_text(r, "id"), member.id);
	ck_assert_str_eq(json_text(r, "email"), "null");
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "private, no-cache");
	ck_assert_ptr_nonnull(reply_header(r, "ETag"));
}
END_TEST

static const struct {
	const char *body, *field, *shown;
} changes[] = {
	{ "{\"name\":\" Ann Other \"}", "name", "Ann Other" },
	{ "{\"name\":null}", "name", "null" },
	{ "{\"email\":\"Ann@Example.com\"}", "email", "Ann@Example.com" },
	{ "{\"username\":\"J\\u00fcrgen.42\"}", "username", "J\xc3\xbcrgen.42" },
	{ "{\"username\":\"MEMBER\"}", "username", "MEMBER" },
	{ "{\"role\":\"admin\",\"is_active\":false,\"id\":\"x\",\"created_at\":\"x\","
	  "\"avatar_url\":\"x\"}", "role", "member" },
	{ "{}", "username", "member" },
};

START_TEST(a_change_is_shown_and_kept)
{
	struct reply *r = client_patch(&member, &users_app, "/me", changes[_i].body);

	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(json_text(r, changes[_i].field), changes[_i].shown);
	ck_assert_str_eq(json_text(r, "access_token"), "(none)");
	ck_assert_str_eq(client_get(&member, &users_app, "/me")->body, r->body);
	ck_assert_str_eq(json_text(r, "is_active"), "true");
}
END_TEST

static const struct {
	const char *body;
	int http;
	const char *field;
} bad_changes[] = {
	{ "{\"username\":\"ab\"}", 400, "username" },
	{ "{\"username\":\"a b c\"}", 400, "username" },
	{ "{\"username\":\"\"}", 400, "username" },
	{ "{\"username\":null}", 400, "username" },
	{ "{\"username\":7}", 400, "username" },
	{ "{\"username\":\"Other\"}", 409, "username" },
	{ "{\"email\":\"nobody\"}", 400, "email" },
	{ "{\"email\":\"a@b.c\\nBcc: d@e.f\"}", 400, "email" },
	{ "{\"email\":\"a@b.c, d@e.f\"}", 400, "email" },
	{ "{\"email\":\"Taken@Example.COM\"}", 409, "email" },
	{ "{\"password\":\"short\"}", 400, "password" },
	{ "{\"password\":\"password123\"}", 400, "password" },
	{ "{\"password\":null}", 400, "password" },
	{ "{\"username\":\"a-long-name\",\"password\":\"A-Long-Name\"}", 400, "password" },
	{ "{\"email\":\"ann@example.com\",\"password\":\"ANN@example.com\"}", 400, "password" },
	{ "{\"avatar_image_id\":\"x\"}", 400, "avatar_image_id" },
	{ "{\"avatar_image_id\":\"" NONE "\"}", 400, "avatar_image_id" },
	{ "{\"avatar_image_id\":\"11111111-0000-4000-8000-000000000000\"}", 400,
	  "avatar_image_id" },
	{ "{\"nope\":1}", 400, "nope" },
};

static const char *
add_picture(const char *id, const char *username)
{
	client_add_picture(id, username);
	return id;
}

START_TEST(a_bad_change_names_the_field_and_changes_nothing)
{
	const char *before = client_get(&member, &users_app, "/me")->body;
	struct reply *r;

	join("{\"username\":\"taker\",\"email\":\"taken@example.com\",\"password\":\"correct "
		"horse\"}");
	add_picture("11111111-0000-4000-8000-000000000000", "other");
	r = client_patch(&member, &users_app, "/me", bad_changes[_i].body);
	assert_error(r, bad_changes[_i].http,
		bad_changes[_i].http == 409 ? "conflict" : "validation_error",
		bad_changes[_i].field);
	ck_assert_str_eq(client_get(&member, &users_app, "/me")->body, before);
	ck_assert_ptr_nonnull(log_in("member", "correct horse").token);
}
END_TEST

START_TEST(put_empties_what_is_left_out_but_keeps_password_and_picture)
{
	const char *picture = add_picture("11111111-0000-4000-8000-000000000001", "member");
	struct reply *r = client_patch(&member, &users_app, "/me", arena_printf(&memory,
		"{\"name\":\"Ann\",\"email\":\"a@b.c\",\"avatar_image_id\":\"%s\"}", picture));

	ck_assert_int_eq(r->http, 200);
	r = client_put(&member, &users_app, "/me", "{\"username\":\"member2\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "username"), "member2");
	ck_assert_str_eq(json_text(r, "name"), "null");
	ck_assert_str_eq(json_text(r, "email"), "null");
	ck_assert_int_eq(number("SELECT count(*) FROM users WHERE avatar_image_id IS NOT NULL"), 1);
	ck_assert_ptr_nonnull(log_in("member2", "correct horse").token);
	ck_assert_ptr_null(log_in("member", "correct horse").token);
	assert_error(client_put(&member, &users_app, "/me", "{}"), 400, "validation_error",
		"username");
}
END_TEST

START_TEST(a_picture_that_is_no_avatar_any_more_is_gone)
{
	add_picture("11111111-0000-4000-8000-000000000001", "member");
	add_picture("11111111-0000-4000-8000-000000000002", "member");
	for (int i = 1; i <= 2; i++)
		ck_assert_int_eq(client_patch(&member, &users_app, "/me", arena_printf(&memory,
			"{\"avatar_image_id\":\"11111111-0000-4000-8000-00000000000%d\"}",
			i))->http, 200);
	ck_assert_int_eq(number("SELECT count(*) FROM images WHERE id LIKE '%1'"), 0);
	ck_assert_int_eq(client_patch(&member, &users_app, "/me",
		"{\"avatar_image_id\":null}")->http, 200);
	ck_assert_int_eq(client_rows("images"), 0);
}
END_TEST

START_TEST(if_match_protects_the_account_from_lost_updates)
{
	const char *etag = reply_header(client_get(&member, &users_app, "/me"), "ETag");
	const char *const headers[] = { arena_printf(&memory, "HTTP_IF_MATCH=%s", etag), NULL };
	const char *body = "{\"name\":\"first\",\"password\":\"another horse\"}";

	ck_assert_int_eq(client_send(&member, &users_app, "PATCH", "/me", "application/json", body,
		strlen(body), headers)->http, 200);
	ck_assert_int_eq(client_send(&member, &users_app, "PATCH", "/me", "application/json", body,
		strlen(body), headers)->http, 412);
}
END_TEST

START_TEST(an_installation_that_wants_addresses_keeps_them)
{
	ck_assert_int_eq(client_patch(&member, &users_app, "/me", "{\"email\":\"a@b.c\"}")->http,
		200);
	client_settings("rate_limit_address = 100000\nrequire_email = yes");
	assert_error(client_patch(&member, &users_app, "/me", "{\"email\":null}"), 400,
		"validation_error", "email");
	assert_error(client_put(&member, &users_app, "/me", "{\"username\":\"member\"}"), 400,
		"validation_error", "email");
}
END_TEST

/* --- sensitive changes ------------------------------------------------------------------------ */

static const struct {
	const char *method, *body;
	bool sensitive;
	int http;
} sensitive[] = {
	{ "PATCH", "{\"password\":\"another horse\"}", true, 200 },
	{ "PATCH", "{\"password\":\"correct horse\"}", true, 200 },
	{ "PATCH", "{\"email\":\"new@example.com\"}", true, 200 },
	{ "PATCH", "{\"email\":null}", true, 200 },
	{ "PUT", "{\"username\":\"ann\"}", true, 200 },		/* empties the address */
	{ "DELETE", NULL, true, 204 },
	{ "PATCH", "{\"name\":\"Ann\",\"username\":\"anna\"}", false, 200 },
	{ "PATCH", "{\"email\":\"ann@example.com\"}", false, 200 },	/* as it was */
	{ "PUT", "{\"username\":\"ann\",\"email\":\"ann@example.com\"}", false, 200 },
};

START_TEST(a_sensitive_change_wants_the_password_within_ten_minutes)
{
	struct sender ann = join("{\"username\":\"ann\",\"email\":\"ann@example.com\","
		"\"password\":\"correct horse\"}");
	struct reply *r;

	clock_set(NOW + 601);
	r = send(&ann, sensitive[_i].method, "/me", sensitive[_i].body);
	if (!sensitive[_i].sensitive) {
		ck_assert_int_eq(r->http, sensitive[_i].http);
		return;
	}
	assert_error(r, 403, "reauthentication_required", NULL);
	ck_assert_int_eq(me(&ann), 200);
	clock_set(NOW + 600);
	ck_assert_int_eq(send(&ann, sensitive[_i].method, "/me", sensitive[_i].body)->http,
		sensitive[_i].http);
}
END_TEST

START_TEST(a_refreshed_token_is_no_fresher_than_the_password)
{
	struct reply *r;

	clock_set(NOW + 601);
	r = client_post(&nobody, &auth_app, "/refresh",
		arena_printf(&memory, "{\"refresh_token\":\"%s\"}", member.refresh_token));
	member.token = json_text(r, "access_token");
	assert_error(send(&member, "DELETE", "/me", NULL), 403, "reauthentication_required", NULL);
	r = client_post(&member, &auth_app, "/confirm-password",
		"{\"password\":\"correct horse\"}");
	ck_assert_int_eq(r->http, 200);
	member.token = json_text(r, "access_token");
	ck_assert_int_eq(send(&member, "DELETE", "/me", NULL)->http, 204);
}
END_TEST

START_TEST(a_new_password_gives_this_session_new_tokens_and_ends_the_others)
{
	struct sender elsewhere = log_in("member", "correct horse"), now;
	struct reply *r;

	clock_set(NOW + 1);
	r = client_patch(&member, &users_app, "/me",
		"{\"password\":\"another horse\",\"name\":\"Ann\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "id"), member.id);
	ck_assert_str_eq(json_text(r, "name"), "Ann");
	ck_assert_str_eq(json_text(r, "token_type"), "Bearer");
	ck_assert_str_eq(json_text(r, "expires_in"), "3600");
	ck_assert_str_eq(json_text(r, "password"), "(none)");
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: access_token="));
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: refresh_token="));
	now = (struct sender){ "member", json_text(r, "access_token"),
		json_text(r, "refresh_token"), member.id };
	ck_assert_int_eq(me(&member), 401);
	ck_assert_int_eq(me(&elsewhere), 401);
	ck_assert_int_eq(refresh(&member), 401);
	ck_assert_int_eq(refresh(&elsewhere), 401);
	ck_assert_str_eq(reply_header(client_get(&now, &users_app, "/me"), "ETag"),
		reply_header(r, "ETag"));
	ck_assert_int_eq(me(&now), 200);
	ck_assert_int_eq(refresh(&now), 200);
	ck_assert_ptr_null(log_in("member", "correct horse").token);
	ck_assert_ptr_nonnull(log_in("member", "another horse").token);
	ck_assert_int_eq(me(&other), 200);
}
END_TEST

/* The clock was an hour ahead when a password was changed, and is right again. */
START_TEST(a_clock_that_goes_back_locks_nobody_out)
{
	struct sender ahead = { "member", NULL, NULL, member.id }, anew;
	struct reply *r;

	clock_set(NOW + 3600);
	member = log_in("member", "correct horse");
	clock_set(NOW + 3601);
	r = client_patch(&member, &users_app, "/me", "{\"password\":\"another horse\"}");
	ahead.token = json_text(r, "access_token");
	ahead.refresh_token = json_text(r, "refresh_token");
	clock_set(NOW);
	ck_assert_int_eq(me(&member), 401);
	ck_assert_int_eq(me(&ahead), 200);
	anew = log_in("member", "another horse");
	ck_assert_ptr_nonnull(anew.token);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(me(&anew), 200);
		r = client_post(&nobody, &auth_app, "/refresh",
			arena_printf(&memory, "{\"refresh_token\":\"%s\"}", ahead.refresh_token));
		ck_assert_int_eq(r->http, 200);
		ahead.token = json_text(r, "access_token");
		ahead.refresh_token = json_text(r, "refresh_token");
		ck_assert_int_eq(me(&ahead), 200);
		clock_set(NOW + 60);
	}
	/* what was issued before the next change is void, whatever its time says */
	r = client_patch(&anew, &users_app, "/me", "{\"password\":\"a third horse\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_int_eq(me(&anew), 401);
	ck_assert_int_eq(me(&ahead), 401);
	anew.token = json_text(r, "access_token");
	ck_assert_int_eq(me(&anew), 200);
	ck_assert_ptr_nonnull(log_in("member", "a third horse").token);
}
END_TEST

START_TEST(a_browser_gets_the_new_tokens_as_cookies)
{
	const char *body = "{\"password\":\"another horse\"}";
	const char *const headers[] = { arena_printf(&memory, "HTTP_COOKIE=access_token=%s",
		member.token),
		"HTTP_SEC_FETCH_SITE=same-origin", NULL };
	struct reply *r = client_send(&nobody, &users_app, "PATCH", "/me", "application/json", body,
		strlen(body), headers);

	ck_assert_int_eq(r->http, 200);
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: refresh_token="));
	ck_assert_str_eq(json_text(r, "refresh_token"), "(none)");
}
END_TEST

START_TEST(a_new_address_ends_the_other_sessions_only)
{
	struct sender elsewhere = log_in("member", "correct horse");

	ck_assert_int_eq(client_patch(&member, &users_app, "/me", "{\"name\":\"Ann\"}")->http, 200);
	ck_assert_int_eq(me(&elsewhere), 200);
	ck_assert_int_eq(client_patch(&member, &users_app, "/me", "{\"email\":\"a@b.c\"}")->http,
		200);
	ck_assert_int_eq(me(&elsewhere), 401);
	ck_assert_int_eq(refresh(&elsewhere), 401);
	ck_assert_int_eq(me(&member), 200);
	ck_assert_int_eq(refresh(&member), 200);
	ck_assert_ptr_nonnull(log_in("A@B.C", "correct horse").token);
}
END_TEST

/* --- sessions --------------------------------------------------------------------------------- */

START_TEST(sessions_tell_where_one_is_signed_in)
{
	static const char *const names[] = {
		"id", "created_at", "last_used_at", "expires_at", "user_agent", "address",
		"current",
	};
	const char *const headers[] = { "HTTP_USER_AGENT=Lynx/2.9 <b>", "REMOTE_ADDR=2001:db8::1",
		NULL };
	const char *body = "{\"username\":\"member\",\"password\":\"correct horse\"}";
	struct reply *r;

	clock_set(NOW + 60);
	ck_assert_int_eq(client_send(&nobody, &auth_app, "POST", "/login", "application/json", body,
		strlen(body), headers)->http, 200);
	r = client_get(&member, &users_app, "/me/sessions");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "total"), "2");
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetArrayItem(cJSON_GetArrayItem(r->json, 0), 0)),
		COUNT(names));
	for (int i = 0; i < COUNT(names); i++)
		ck_assert_str_eq(cJSON_GetArrayItem(cJSON_GetArrayItem(cJSON_GetArrayItem(r->json,
			0), 0), i)->string, names[i]);
	ck_assert_str_eq(json_text(r, "sessions[0].user_agent"), "Lynx/2.9 <b>");
	ck_assert_str_eq(json_text(r, "sessions[0].address"), "2001:db8::1");
	ck_assert_str_eq(json_text(r, "sessions[0].created_at"), "2026-04-01T08:01:00Z");
	ck_assert_str_eq(json_text(r, "sessions[0].expires_at"), "2026-05-01T08:01:00Z");
	ck_assert_str_eq(json_text(r, "sessions[0].current"), "false");
	ck_assert_str_eq(json_text(r, "sessions[1].current"), "true");
	r = client_get(&member, &users_app, "/me/sessions?page_size=1&page=2");
	ck_assert_str_eq(json_text(r, "sessions[0].current"), "true");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Link"),
		"</users/me/sessions?page_size=1&page=1>; rel=\"prev\""));
}
END_TEST

START_TEST(what_a_program_calls_itself_is_text_or_nothing)
{
	static const char *const agents[] = { "x\xff", "\xc3", "\xed\xa0\x80" };
	const char *body = "{\"username\":\"member\",\"password\":\"correct horse\"}";
	const char *const headers[] = { arena_printf(&memory, "HTTP_USER_AGENT=%s", agents[_i]),
		NULL };

	clock_set(NOW + 60);
	ck_assert_int_eq(client_send(&nobody, &auth_app, "POST", "/login", "application/json", body,
		strlen(body), headers)->http, 200);
	ck_assert_str_eq(json_text(client_get(&member, &users_app, "/me/sessions"),
		"sessions[0].user_agent"), "null");
}
END_TEST

START_TEST(an_expired_session_is_not_listed)
{
	struct sender again;

	clock_set(NOW + 2592000);
	again = log_in("member", "correct horse");
	ck_assert_str_eq(json_text(client_get(&again, &users_app, "/me/sessions"), "total"), "1");
}
END_TEST

START_TEST(the_session_used_longest_ago_makes_room_for_one_too_many)
{
	client_sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
		"WHERE i < 99) INSERT INTO sessions (id, "
		"user_key, family_hash, refresh_hash, auth_time, created_at, last_used_at, "
		"expires_at) SELECT 'i' || i, u.key, 'f' || i, "
		"'', 0, 0, i, 4000000000 FROM users u, n WHERE username = $1", "member", NULL);
	ck_assert_str_eq(json_text(client_get(&member, &users_app, "/me/sessions"), "total"),
		"100");
	log_in("member", "correct horse");
	ck_assert_str_eq(json_text(client_get(&member, &users_app, "/me/sessions"), "total"),
		"100");
	ck_assert_str_eq(json_text(client_get(&member, &users_app,
		"/me/sessions?page=100&page_size=1"), "sessions[0].last_used_at"),
		"1970-01-01T00:00:02Z");
	ck_assert_int_eq(client_get(&other, &users_app, "/me/sessions")->http, 200);
}
END_TEST

START_TEST(a_session_that_is_ended_is_signed_out)
{
	struct sender elsewhere = log_in("member", "correct horse");
	struct reply *r = client_get(&elsewhere, &users_app, "/me/sessions");
	const char *mine = json_text(r, "sessions[0].id"), *first = json_text(r, "sessions[1].id");

	ck_assert_int_eq(client_delete(&other, &users_app, path("/me/sessions/*", first))->http,
		404);
	ck_assert_int_eq(client_delete(&admin, &users_app, path("/me/sessions/*", first))->http,
		404);
	r = client_delete(&elsewhere, &users_app, path("/me/sessions/*", first));
	ck_assert_int_eq(r->http, 204);
	ck_assert_ptr_null(strstr(r->head, "Set-Cookie"));
	ck_assert_int_eq(me(&member), 401);
	ck_assert_int_eq(refresh(&member), 401);
	ck_assert_int_eq(client_delete(&elsewhere, &users_app, path("/me/sessions/*", first))->http,
		404);
	r = client_delete(&elsewhere, &users_app, path("/me/sessions/*", mine));
	ck_assert_int_eq(r->http, 204);
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: access_token=; "));
	ck_assert_int_eq(me(&elsewhere), 401);
}
END_TEST

/* The session that asks, and another of the same user, long after both gave the password. */
static void
two_stale_sessions(struct sender *asks, const char **its, const char **others)
{
	const struct reply *r;

	*asks = log_in("member", "correct horse");
	clock_set(NOW + 601);
	r = client_get(asks, &users_app, "/me/sessions");
	ck_assert_str_eq(json_text(r, "sessions[0].current"), "true");
	*its = json_text(r, "sessions[0].id");
	*others = json_text(r, "sessions[1].id");
}

START_TEST(another_session_is_ended_by_who_has_given_the_password)
{
	struct sender asks;
	const char *its, *others;
	struct reply *r;

	two_stale_sessions(&asks, &its, &others);
	assert_error(client_delete(&asks, &users_app, path("/me/sessions/*", others)), 403,
		"reauthentication_required", NULL);
	/* nor is anything told of one that there isn't */
	assert_error(client_delete(&asks, &users_app, "/me/sessions/" NONE), 403,
		"reauthentication_required", NULL);
	ck_assert_int_eq(me(&member), 200);
	r = client_post(&asks, &auth_app, "/confirm-password", "{\"password\":\"correct horse\"}");
	ck_assert_int_eq(r->http, 200);
	asks.token = json_text(r, "access_token");
	ck_assert_int_eq(client_delete(&asks, &users_app, path("/me/sessions/*", others))->http,
		204);
	ck_assert_int_eq(me(&member), 401);
	ck_assert_int_eq(me(&asks), 200);
}
END_TEST

START_TEST(ones_own_session_is_ended_without)
{
	struct sender asks;
	const char *its, *others;

	two_stale_sessions(&asks, &its, &others);
	ck_assert_int_eq(client_delete(&asks, &users_app, path("/me/sessions/*", its))->http, 204);
	ck_assert_int_eq(me(&asks), 401);
	ck_assert_int_eq(me(&member), 200);
	ck_assert_int_eq(client_post(&member, &auth_app, "/logout", "{}")->http, 204);
	ck_assert_int_eq(me(&member), 401);
}
END_TEST

/* --- leaving ---------------------------------------------------------------------------------- */

static const char *
add(const struct sender *sender, const char *type, const char *title)
{
	return json_text(client_post(sender, &media_app, "/",
		arena_printf(&memory, "{\"type\":\"%s\",\"title\":\"%s\"}", type, title)), "id");
}

/* Shelves, owns, rates and reviews an item. */
static void
live_with(const struct sender *sender, const char *id, int stars)
{
	ck_assert_int_eq(client_post(sender, &collection_app, "/copies",
		arena_printf(&memory, "{\"media_id\":\"%s\",\"format\":\"DVD\"}", id))->http, 201);
	ck_assert_int_eq(client_put(sender, &media_app, path("/*/rating", id),
		arena_printf(&memory, "{\"value\":%d}", stars))->http, 200);
	ck_assert_int_eq(client_post(sender, &media_app, path("/*/reviews", id),
		"{\"content\":\"good\"}")->http, 201);
}

/* What is kept of everybody's opinions, item by item. */
static const char *
opinions(void)
{
	STMT_AUTO stmt = NULL;
	const char *text = "";
	enum status rc = db_query(client_db(), &stmt,
		"SELECT title, rating_sum || ' ' || rating_count || ' ' || review_count "
		"|| ' ' || coalesce(rank, 0) "
		"|| ' ' || coalesce(average_rating, 0) FROM media_items ORDER BY title", NULL, 0);

	for (rc = stmt_step(stmt); !rc; rc = stmt_step(stmt))
		text = arena_printf(&memory, "%s%s %s, ", text, stmt_text(stmt, 0, &memory),
			stmt_text(stmt, 1, &memory));
	ck_assert_int_eq(rc, ERR_NOT_FOUND);
	return text;
}

/*
 * Three books and a game, two of them the member's; others' opinions first, and what they come to.
 */
static const char *
live(void)
{
	const char *mine = add(&member, "BOOK", "mine"), *game = add(&member, "GAME", "mine too");
	const char *theirs = add(&other, "BOOK", "theirs"), *third = add(&other, "BOOK", "third"),
		*before;

	live_with(&other, mine, 2);
	live_with(&other, theirs, 4);
	live_with(&admin, theirs, 3);
	before = opinions();
	live_with(&member, mine, 5);
	live_with(&member, game, 5);
	live_with(&member, third, 1);
	ck_assert_str_ne(opinions(), before);
	add_picture("11111111-0000-4000-8000-000000000001", "member");
	add_picture("11111111-0000-4000-8000-000000000002", "member");
	add_picture("11111111-0000-4000-8000-000000000003", "other");
	ck_assert_int_eq(client_patch(&member, &users_app, "/me",
		"{\"avatar_image_id\":\"11111111-0000-4000-8000-000000000002\"}")->http, 200);
	ck_assert_int_eq(client_patch(&member, &media_app, path("/*", mine),
		"{\"image_url\":\"/images/11111111-0000-4000-8000-000000000001\"}")->http, 200);
	ck_assert_int_eq(client_post(&admin, &users_app, path("/*/password-reset", member.id),
		NULL)->http, 201);
	return before;
}

START_TEST(who_leaves_takes_along_what_is_theirs_and_nothing_else)
{
	struct census before;
	struct reply *r;

	live();
	before = client_census();
	r = send(&member, "DELETE", "/me", NULL);
	ck_assert_msg(r->http == 204, "%s", r->body);
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: access_token=; "));
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: refresh_token=; "));
	ck_assert_str_eq(client_losses(&before),
		"copies 3, entries 3, events -1, images 1, ratings 3, reviews 3, "
		"sessions 1, tokens 1, users 1");
	ck_assert_int_eq(number("SELECT count(*) FROM media_items WHERE created_by IS NULL"), 2);
	ck_assert_int_eq(number("SELECT count(*) FROM images WHERE id LIKE '%1' "
		"AND user_key IS NULL"), 1);
	ck_assert_int_eq(number("SELECT count(*) FROM images WHERE id LIKE '%3'"), 1);
	r = client_get(&nobody, &media_app, "/?q=mine&type=BOOK");
	ck_assert_str_eq(json_text(r, "media[0].created_by"), "null");
	ck_assert_int_eq(me(&member), 401);
	ck_assert_int_eq(refresh(&member), 401);
	ck_assert_ptr_null(log_in("member", "correct horse").token);
	join("{\"username\":\"Member\",\"password\":\"correct horse\"}");
}
END_TEST

START_TEST(sums_counts_and_ranks_are_as_if_they_had_never_been)
{
	const char *before = live();

	ck_assert_int_eq(send(&member, "DELETE", "/me", NULL)->http, 204);
	ck_assert_str_eq(opinions(), before);
	ck_assert_str_eq(before, "mine 4 1 1 2 2.0, mine too 0 0 0 0 0, "
		"theirs 14 2 2 1 3.5, third 0 0 0 0 0, ");
}
END_TEST

/* --- admins ----------------------------------------------------------------------------------- */

static const struct {
	const char *query, *total, *first;
} searches[] = {
	{ "", "5", "zoe" },
	{ "?q=MEM", "1", "member" },
	{ "?q=e", "3", "zoe" },
	{ "?q=example.com", "1", "zoe" },
	{ "?q=MULLER", "1", "zoe" },
	{ "?q=jorg", "1", "J\xc3\xb6rg" },
	{ "?q=nothing", "0", "(none)" },
	{ "?role=admin", "1", "admin" },
	{ "?role=MEMBER", "4", "zoe" },
	{ "?is_active=false", "1", "other" },
	{ "?is_active=true&role=member", "3", "zoe" },
	{ "?q=&role=&is_active=", "5", "zoe" },
	{ "?page_size=2&page=3", "5", "admin" },
	{ "?page=9", "5", "(none)" },
};

START_TEST(admins_find_accounts)
{
	struct reply *r;

	join("{\"username\":\"J\\u00f6rg\",\"password\":\"correct horse\"}");
	join("{\"username\":\"zoe\",\"email\":\"zoe@example.com\",\"name\":\"Zo\\u00eb "
		"M\\u00fcller\",\"password\":\"correct horse\"}");
	ck_assert_int_eq(client_patch(&admin, &users_app, path("/*", other.id),
		"{\"is_active\":false}")->http, 200);
	r = client_get(&admin, &users_app, arena_printf(&memory, "/%s", searches[_i].query));
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "total"), searches[_i].total);
	ck_assert_str_eq(json_text(r, "users[0].username"), searches[_i].first);
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Link"), "rel=\"first\""));
	ck_assert_ptr_null(strstr(r->body, "scrypt"));
}
END_TEST

static const struct { const char *query, *field; } bad_searches[] = {
	{ "/?role=owner", "role" }, { "/?is_active=maybe", "is_active" }, { "/?page=0", "page" },
	{ "/?page_size=101", "page_size" },
};

START_TEST(a_bad_search_names_the_parameter)
{
	assert_error(client_get(&admin, &users_app, bad_searches[_i].query), 400,
		"validation_error", bad_searches[_i].field);
}
END_TEST

START_TEST(an_admin_sees_anybody)
{
	struct reply *r;

	ck_assert_int_eq(client_patch(&member, &users_app, "/me", "{\"email\":\"a@b.c\"}")->http,
		200);
	r = client_get(&admin, &users_app, path("/*", member.id));
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "email"), "a@b.c");
	ck_assert_int_eq(client_get(&admin, &users_app, "/" NONE)->http, 404);
	ck_assert_int_eq(client_patch(&admin, &users_app, "/" NONE, "{}")->http, 404);
	ck_assert_int_eq(client_post(&admin, &users_app, "/" NONE "/password-reset", NULL)->http,
		404);
}
END_TEST

START_TEST(an_admin_sees_how_many_titles_somebody_has)
{
	struct reply *r = client_post(&member, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Emma\"}");
	const char *id = json_text(r, "id");

	client_post(&member, &media_app, "/", "{\"type\":\"BOOK\",\"title\":\"Persuasion\"}");
	client_post(&member, &usermedia_app, "/",
		arena_printf(&memory, "{\"media_id\":\"%s\"}", id));
	client_post(&other, &usermedia_app, "/",
		arena_printf(&memory, "{\"media_id\":\"%s\"}", id));
	r = client_get(&admin, &users_app, "/");
	ck_assert_str_eq(json_column(r, "users", "username"), "other|member|admin");
	ck_assert_str_eq(json_column(r, "users", "entry_count"), "1|1|0");
	ck_assert_str_eq(json_column(r, "users", "media_count"), "0|2|0");
	r = client_get(&admin, &users_app, path("/*", member.id));
	ck_assert_str_eq(json_text(r, "entry_count"), "1");
	ck_assert_str_eq(json_text(r, "media_count"), "2");
	ck_assert_str_eq(client_patch(&admin, &users_app, path("/*", member.id), r->body)->body,
		r->body);
}
END_TEST

static const struct { const char *body, *field; } bad_rights[] = {
	{ "{\"role\":\"owner\"}", "role" }, { "{\"role\":null}", "role" },
	{ "{\"is_active\":null}", "is_active" },
	{ "{\"is_active\":\"no\"}", "is_active" },
	{ "{\"password\":\"another horse\"}", "password" },
};

START_TEST(bad_rights_name_the_field)
{
	assert_error(client_patch(&admin, &users_app, path("/*", member.id), bad_rights[_i].body),
		400, "validation_error", bad_rights[_i].field);
}
END_TEST

START_TEST(an_admin_changes_rights_and_nothing_else)
{
	struct reply *r = client_patch(&admin, &users_app, path("/*", member.id),
		"{\"role\":\"admin\",\"username\":\"renamed\",\"email\":\"x@y.z\",\"name\":\"x\"}");

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "role"), "admin");
	ck_assert_str_eq(json_text(r, "username"), "member");
	ck_assert_str_eq(json_text(r, "email"), "null");
	ck_assert_int_eq(client_get(&member, &users_app, "/")->http, 200);
	ck_assert_int_eq(client_patch(&admin, &users_app, path("/*", member.id),
		"{\"role\":\"member\"}")->http, 200);
	ck_assert_int_eq(client_get(&member, &users_app, "/")->http, 403);
}
END_TEST

START_TEST(a_deactivated_account_is_out_at_once)
{
	struct reply *wrong, *r;

	ck_assert_int_eq(client_patch(&admin, &users_app, path("/*", member.id),
		"{\"is_active\":false}")->http, 200);
	ck_assert_int_eq(me(&member), 401);
	ck_assert_int_eq(refresh(&member), 401);
	ck_assert_int_eq(number("SELECT count(*) FROM sessions s JOIN users u "
		"ON u.key = s.user_key WHERE u.is_active = 0"), 0);
	r = client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}");
	wrong = client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"other\",\"password\":\"wrong horse\"}");
	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(r->body, wrong->body);
	ck_assert_int_eq(client_patch(&admin, &users_app, path("/*", member.id),
		"{\"is_active\":true}")->http, 200);
	ck_assert_int_eq(me(&member), 401);
	ck_assert_ptr_nonnull(log_in("member", "correct horse").token);
}
END_TEST

static const struct { const char *method, *path, *body; int http; } leaving[] = {
	{ "PATCH", "/*", "{\"role\":\"member\"}", 200 },
	{ "PATCH", "/*", "{\"is_active\":false}", 200 },
	{ "DELETE", "/me", NULL, 204 },
};

START_TEST(the_last_admin_stays)
{
	const char *where = path(leaving[_i].path, admin.id), *promote = "{\"role\":\"admin\"}";

	assert_error(send(&admin, leaving[_i].method, where, leaving[_i].body), 409, "conflict",
		"role");
	ck_assert_int_eq(client_get(&admin, &users_app, "/")->http, 200);
	/* One who is deactivated doesn't count. */
	ck_assert_int_eq(client_patch(&admin, &users_app, path("/*", member.id), promote)->http,
		200);
	ck_assert_int_eq(client_patch(&admin, &users_app, path("/*", member.id),
		"{\"is_active\":false}")->http, 200);
	assert_error(send(&admin, leaving[_i].method, where, leaving[_i].body), 409, "conflict",
		"role");
	ck_assert_int_eq(client_patch(&admin, &users_app, path("/*", other.id), promote)->http,
		200);
	ck_assert_int_eq(send(&admin, leaving[_i].method, where, leaving[_i].body)->http,
		leaving[_i].http);
	ck_assert_int_eq(client_get(&admin, &users_app, "/")->http,
		leaving[_i].body == leaving[0].body ? 403 : 401);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("users");
	TCase *tc = tcase_create("users");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_add_loop_test(tc, every_door_asks_who_it_is, 0, COUNT(doors));
	tcase_add_test(tc, my_account_shows_what_api_md_lists_and_no_more);
	tcase_add_loop_test(tc, a_change_is_shown_and_kept, 0, COUNT(changes));
	tcase_add_loop_test(tc, a_bad_change_names_the_field_and_changes_nothing, 0,
		COUNT(bad_changes));
	tcase_add_test(tc, put_empties_what_is_left_out_but_keeps_password_and_picture);
	tcase_add_test(tc, a_picture_that_is_no_avatar_any_more_is_gone);
	tcase_add_test(tc, if_match_protects_the_account_from_lost_updates);
	tcase_add_test(tc, an_installation_that_wants_addresses_keeps_them);
	tcase_add_loop_test(tc, a_sensitive_change_wants_the_password_within_ten_minutes, 0,
		COUNT(sensitive));
	tcase_add_test(tc, a_refreshed_token_is_no_fresher_than_the_password);
	tcase_add_test(tc, a_new_password_gives_this_session_new_tokens_and_ends_the_others);
	tcase_add_test(tc, a_clock_that_goes_back_locks_nobody_out);
	tcase_add_test(tc, a_browser_gets_the_new_tokens_as_cookies);
	tcase_add_test(tc, a_new_address_ends_the_other_sessions_only);
	tcase_add_test(tc, sessions_tell_where_one_is_signed_in);
	tcase_add_loop_test(tc, what_a_program_calls_itself_is_text_or_nothing, 0, 3);
	tcase_add_test(tc, an_expired_session_is_not_listed);
	tcase_add_test(tc, the_session_used_longest_ago_makes_room_for_one_too_many);
	tcase_add_test(tc, a_session_that_is_ended_is_signed_out);
	tcase_add_test(tc, another_session_is_ended_by_who_has_given_the_password);
	tcase_add_test(tc, ones_own_session_is_ended_without);
	tcase_add_test(tc, who_leaves_takes_along_what_is_theirs_and_nothing_else);
	tcase_add_test(tc, sums_counts_and_ranks_are_as_if_they_had_never_been);
	tcase_add_loop_test(tc, admins_find_accounts, 0, COUNT(searches));
	tcase_add_loop_test(tc, a_bad_search_names_the_parameter, 0, COUNT(bad_searches));
	tcase_add_test(tc, an_admin_sees_anybody);
	tcase_add_test(tc, an_admin_sees_how_many_titles_somebody_has);
	tcase_add_loop_test(tc, bad_rights_name_the_field, 0, COUNT(bad_rights));
	tcase_add_test(tc, an_admin_changes_rights_and_nothing_else);
	tcase_add_test(tc, a_deactivated_account_is_out_at_once);
	tcase_add_loop_test(tc, the_last_admin_stays, 0, COUNT(leaving));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
