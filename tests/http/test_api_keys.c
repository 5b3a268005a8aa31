/*
 * Keys of programs (api.md, section 14): what each route of each program answers to whoever has
 * one, walked along their tables; and how keys are made, listed, used and revoked.
 */
#include "client.h"
#include "accounts.h"
#include "api_key.h"
#include "clock.h"
#include "kallaxy.h"
#include "signin.h"

#include <string.h>

#define NONE "00000000-0000-4000-8000-000000000000"
#define UNKNOWN "999999"

enum { NOW = 1775030400, HOUR = 3600 };

static const struct app *const programs[] = {
	&auth_app, &users_app, &media_app, &books_app, &movies_app, &reviews_app, &images_app,
	&usermedia_app, &library_app, &collection_app, &lists_app, &server_app, &lookup_app,
	&diary_app, &exports_app, &imports_app, &shared_app, &stats_app,
	&mycoll_app, &kallaxy_app, &movieshelf_app, &booktracker_app, &mediatracker_app,
};

static void
setup(void)
{
	client_setup();
	client_settings("rate_limit_address = 100000\nrate_limit_lookups = 100000\n"
		"rate_limit_account = 100000");
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
}

static struct reply *
make(const struct sender *owner, const char *body)
{
	return client_post(owner, &users_app, "/me/tokens", body);
}

static struct sender
with_key(const char *token)
{
	return (struct sender){ "key", token, NULL, NULL };
}

static struct sender
key_of(const struct sender *owner, const char *scope)
{
	return with_key(json_text(made(make(owner, text("{\"name\":\"curl\",\"scope\":\"%s\"}",
		scope))), "token"));
}

static struct reply *
me(const struct sender *sender)
{
	return client_get(sender, &users_app, "/me");
}

static struct reply *
add_book(const struct sender *sender)
{
	return client_post(sender, &media_app, "/", "{\"type\":\"BOOK\",\"title\":\"Dune\"}");
}

static void
end_all_keys(void)
{
	client_sql("DELETE FROM tokens WHERE kind = 'key'", NULL, NULL);
}

/* --- every route ------------------------------------------------------------------------------ */

START_TEST(the_walk_goes_through_every_program)
{
	char names[] = VITRINE_PROGRAMS, *rest = names, *name;
	int count = 0;

	while ((name = strsep(&rest, ",")) != NULL) {
		int i = 0;

		while (i < COUNT(programs) && strcmp(programs[i]->name, name) != 0)
			i++;
		ck_assert_msg(i < COUNT(programs), "%s: what may a key do there?", name);
		count++;
	}
	ck_assert_int_eq(count, COUNT(programs));
}
END_TEST

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

static void
is(int http, const struct app *program, const struct route *route, const struct sender *sender,
	const char *who)
{
	const struct reply *r = ask(sender, program, route);

	ck_assert_msg(r->http == http, "%s: %s %s with %s is %d, not %d: %s", program->name,
		method_name(route->method), route->path, who, r->http, http, r->body);
	ck_assert_msg(!strstr(r->head, "Set-Cookie") || !sender->token, "%s %s sets a cookie",
		program->name, route->path);
}

/* What no key is ever let through to, by the table. */
static bool
is_refused(const struct route *route, const char *scope, bool is_admin)
{
	const bool writes = route->method != GET;

	if (route->keys == KEYS_NEVER)
		return true;
	if (writes && (!strcmp(scope, "read") || route->access == ADMIN))
		return true;
	return route->access == ADMIN && !is_admin;
}

static bool
ends_sessions(const struct route *route)
{
	return route->handler == accounts_logout || route->handler == kallaxy_revoke;
}

/*
 * Where it is let through it is answered as its owner is, who writes as a member; where nobody's
 * credentials are looked at, as nobody is.
 */
static int
wanted(const struct app *program, const struct route *route, const char *scope, bool is_admin)
{
	if (route->access == NOBODY)
		return ends_sessions(route) ? 403 : ask(&nobody, program, route)->http;
	if (is_refused(route, scope, is_admin))
		return 403;
	return ask(is_admin && route->method == GET ? &admin : &member, program, route)->http;
}

static void
walk(const struct app *program, const struct route *route, const struct sender *owner)
{
	static const char *const scopes[] = { "read", "write" };
	const bool is_admin = owner == &admin;

	for (int i = 0; i < COUNT(scopes); i++) {
		const struct sender key = key_of(owner, scopes[i]);
		const int http = wanted(program, route, scopes[i], is_admin);

		ck_assert_msg(route->access < SIGNED_IN || http != 401, "%s: %s: 401",
			program->name, route->path);
		is(http, program, route, &key,
			text("%s’s %s key", is_admin ? "an admin" : "a member", scopes[i]));
	}
	end_all_keys();
}

START_TEST(each_route_takes_the_keys_that_its_row_says)
{
	const struct app *program = programs[_i];

	for (const struct route *route = program->routes; route->path; route++) {
		const struct sender stale = with_key(API_KEY_PREFIX
			"000000000000000000000000000000000000000000000000");

		if (route->access >= SIGNED_IN) {
			is(401, program, route, &nobody, "none");
			is(401, program, route, &stale, "one that there isn't");
		}
		walk(program, route, &member);
		walk(program, route, &admin);
	}
	/* neither account has lost anything by it */
	ck_assert_int_eq(me(&member)->http, 200);
	ck_assert_int_eq(me(&admin)->http, 200);
}
END_TEST

static bool
is_told_why(const struct reply *r)
{
	return !strcmp(json_text(r, "error.code"), "forbidden")
		&& (strstr(json_text(r, "error.message"), "key of a program")
		|| strstr(json_text(r, "error.message"), "has the scope \"read\""));
}

START_TEST(a_key_that_only_reads_changes_nothing)
{
	const struct app *program = programs[_i];
	const struct sender keys[] = { key_of(&member, "read"), key_of(&admin, "read") };
	const struct census before = client_census();

	for (const struct route *route = program->routes; route->path; route++)
		for (int i = 0; i < COUNT(keys); i++) {
			struct reply *r = route->access != NOBODY && route->method != GET
				? ask(&keys[i], program, route) : NULL;

			ck_assert_msg(!r || r->http == 403, "%s %s: %s", program->name,
				route->path, r ? r->body : "");
			ck_assert_msg(!r || program->dialect || is_told_why(r), "%s", r ? r->body
				: "");
		}
	ck_assert_str_eq(client_losses(&before), "");
}
END_TEST

/* Whoever adds a route that is one of these marks it, or says here why it may be a key's. */
static bool
takes_a_password(const struct route *route)
{
	if (route->prepare == signin_take_password || route->is_sensitive)
		return true;
	for (const struct field *field = route->body ? route->body->fields : NULL;
		field && field->name; field++)
		if (field->flags & SECRET)
			return true;
	return false;
}

static const struct {
	const struct app *program;
	const char *path;
} admins_reads[] = { { &users_app, "/" }, { &users_app, "/:id" }, { &server_app, "/audit" } };

static bool
is_known_read(const struct app *program, const struct route *route)
{
	for (int i = 0; i < COUNT(admins_reads); i++)
		if (program == admins_reads[i].program && !strcmp(route->path, admins_reads[i].path)
		    && route->method == GET)
			return true;
	return false;
}

/* Of these sessions, keys and the second factor are, and who else may come in. */
static bool
is_of_signing_in(const struct app *program, const char *path)
{
	static const char *const parts[] = { "/sessions", "/tokens", "/totp", "/password-reset",
		"/invites", "/auth/", "/confirm" };

	for (int i = 0; i < COUNT(parts); i++)
		if (strstr(path, parts[i]))
			return true;
	return program == &auth_app;
}

START_TEST(what_is_sensitive_is_never_a_keys)
{
	const struct app *program = programs[_i];

	for (const struct route *route = program->routes; route->path; route++) {
		/* an e-mail and a password aren't changed by a key: the handler says so */
		const bool is_profile = route->body && route->method & (PUT | PATCH)
			&& route->body->size == sizeof(struct user);

		if (route->access < SIGNED_IN || route->keys == KEYS_NEVER)
			continue;
		ck_assert_msg(route->access != ADMIN || route->method != GET
			|| is_known_read(program, route),
			"%s: GET %s: may a key read that?", program->name, route->path);
		ck_assert_msg(is_profile || !takes_a_password(route),
			"%s: %s is sensitive: KEYS_NEVER", program->name, route->path);
		ck_assert_msg(!is_of_signing_in(program, route->path), "%s: %s: KEYS_NEVER",
			program->name, route->path);
	}
}
END_TEST

/* --- what it may of its owner's account ------------------------------------------------------- */

static const struct app *const own_doors[] = { &users_app, &kallaxy_app };
static const struct {
	int door;
	const char *method, *path, *body;
	int http;
} profiles[] = {
	{ 0, "PATCH", "/me", "{\"name\":\"Mem\"}", 200 },
	{ 0, "PATCH", "/me", "{\"username\":\"else\"}", 403 },
	{ 0, "PUT", "/me", "{\"username\":\"Member\",\"name\":\"Mem\"}", 403 },
	{ 0, "PUT", "/me", "{\"username\":\"member\",\"name\":\"Mem\"}", 200 },
	{ 0, "PATCH", "/me", "{\"tonight\":\"members\"}", 200 },
	{ 0, "PATCH", "/me", "{\"email\":\"else@example.com\"}", 403 },
	{ 0, "PATCH", "/me", "{\"password\":\"another horse\"}", 403 },
	{ 0, "PUT", "/me", "{\"username\":\"member\",\"email\":\"else@example.com\"}", 403 },
	{ 0, "PUT", "/me", "{\"username\":\"member\",\"password\":\"another horse\"}", 403 },
	{ 0, "DELETE", "/me", NULL, 403 },
	{ 1, "PUT", "/api/users", "{\"username\":\"member\",\"password\":\"another horse\","
	  "\"email\":\"else@example.com\"}", 403 },
	{ 1, "DELETE", "/api/users", NULL, 403 },
};

START_TEST(a_key_changes_nothing_that_one_signs_in_by)
{
	const struct sender key = key_of(&member, "write");
	const struct census before = client_census();

	for (int i = 0; i < COUNT(profiles); i++) {
		const char *body = profiles[i].body;
		struct reply *r = client_send(&key, own_doors[profiles[i].door],
			profiles[i].method, profiles[i].path, body ? "application/json" : NULL,
			body, body ? strlen(body) : 0, NULL);

		ck_assert_msg(r->http == profiles[i].http, "%s %s %s: %d: %s", profiles[i].method,
			profiles[i].path, body, r->http, r->body);
		ck_assert_msg(r->http != 403 || profiles[i].door
			|| strstr(json_text(r, "error.message"), "key of a program") != NULL, "%s",
			r->body);
	}
	ck_assert_str_eq(client_losses(&before), "");
	ck_assert_str_eq(json_text(me(&member), "name"), "Mem");
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}")->http, 200);
}
END_TEST

/* (A form takes it along, as who has signed in may.) */
START_TEST(a_password_beside_the_key_changes_that_not)
{
	const struct sender key = key_of(&member, "write");
	static const char form[] = "email=else%40example.com&_current=correct+horse";
	const char *const headers[] = { "HTTP_ACCEPT=text/html", NULL };
	struct reply *r = client_send(&key, &users_app, "PATCH", "/me",
		"application/x-www-form-urlencoded", form, strlen(form), headers);

	ck_assert_msg(r->http == 403, "%d: %s", r->http, r->body);
	ck_assert_str_ne(json_text(me(&member), "email"), "else@example.com");
}
END_TEST

START_TEST(an_admins_key_reads_as_an_admin_and_writes_as_a_member)
{
	const struct sender key = key_of(&admin, "write");
	const char *id = json_text(made(add_book(&member)), "id"), *path = text("/%s", id), *tag;
	const char *own = json_text(made(client_post(&key, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Own\"}")), "id");
	const char *headers[2] = { NULL, NULL };
	struct reply *r;

	ck_assert_int_eq(client_get(&key, &users_app, "/")->http, 200);
	ck_assert_int_eq(client_patch(&admin, &media_app, path, "{\"title\":\"A\"}")->http, 200);
	ck_assert_int_eq(client_patch(&key, &media_app, path, "{\"title\":\"B\"}")->http, 403);
	ck_assert_int_eq(client_delete(&key, &media_app, path)->http, 403);
	/* what it has read as an admin is what its change insists on */
	tag = reply_header(client_get(&key, &media_app, text("/%s", own)), "ETag");
	headers[0] = text("HTTP_IF_MATCH=%s", tag);
	r = client_send(&key, &media_app, "PATCH", text("/%s", own), "application/json",
		"{\"title\":\"Mine\"}", strlen("{\"title\":\"Mine\"}"), headers);
	ck_assert_msg(r->http == 200, "%d: %s", r->http, r->body);
}
END_TEST

START_TEST(an_admins_key_has_a_members_quotas)
{
	struct sender key;

	client_settings("quota_titles = 1");
	key = key_of(&admin, "write");
	made(add_book(&key));
	ck_assert_int_eq(client_post(&key, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Another\"}")->http, 409);
	made(client_post(&admin, &media_app, "/", "{\"type\":\"BOOK\",\"title\":\"Another\"}"));
}
END_TEST

START_TEST(a_private_catalogue_is_open_to_a_key)
{
	const struct sender key = key_of(&member, "read");

	client_settings("catalogue = private");
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 401);
	ck_assert_int_eq(client_get(&key, &media_app, "/")->http, 200);
}
END_TEST

/* --- how it comes ----------------------------------------------------------------------------- */

START_TEST(a_key_is_only_taken_from_the_header)
{
	const char *token = json_text(made(make(&member,
		"{\"name\":\"curl\",\"scope\":\"write\"}")), "token");
	const char *const headers[][3] = {
		{ text("HTTP_COOKIE=access_token=%s", token), "HTTP_SEC_FETCH_SITE=same-origin",
		  NULL },
		{ text("HTTP_COOKIE=access_token=%s; refresh_token=%s", token, token), NULL },
		{ text("HTTP_AUTHORIZATION=%s", token), NULL },
		{ text("HTTP_AUTHORIZATION=Basic %s", token), NULL },
		{ text("HTTP_AUTHORIZATION=Bearer %sa", token), NULL },
		{ text("HTTP_AUTHORIZATION=Bearer %.*s", (int)strlen(token) - 1, token), NULL },
		{ text("HTTP_AUTHORIZATION=Bearer VITRINE_%s", token + 8), NULL },
		{ "HTTP_AUTHORIZATION=Bearer vitrine_", NULL },
		{ text("HTTP_X_API_KEY=%s", token), NULL },
	};
	const char *const queries[] = { "token", "access_token", "api_key", "key" };

	for (int i = 0; i < COUNT(headers); i++)
		ck_assert_int_eq(client_send(&nobody, &users_app, "GET", "/me", NULL, NULL, 0,
			headers[i])->http, 401);
	for (int i = 0; i < COUNT(queries); i++)
		ck_assert_int_eq(client_get(&nobody, &users_app,
			text("/me?%s=%s", queries[i], token))->http, 401);
	ck_assert_int_eq(client_send(&nobody, &users_app, "GET", "/me", NULL, NULL, 0,
		(const char *[]){ text("HTTP_AUTHORIZATION=bearer  %s", token), NULL })->http,
		200);
}
END_TEST

/* The key asks, whatever the browser that carries it has besides. */
START_TEST(cookies_beside_a_key_stay_as_they_are)
{
	const struct sender key = key_of(&other, "read");
	const char *const headers[] = { text("HTTP_COOKIE=access_token=%s; refresh_token=%s; "
		"csrf_token=x", member.token, member.refresh_token), NULL };
	const struct app *const askable[] = { &users_app, &movieshelf_app };
	const char *const paths[] = { "/me", "/users/me" };

	for (int i = 0; i < COUNT(askable); i++) {
		struct reply *r = client_send(&key, askable[i], "GET", paths[i], NULL, NULL, 0,
			headers);

		ck_assert_int_eq(r->http, 200);
		ck_assert_ptr_nonnull(strstr(r->body, other.id));
		ck_assert_ptr_null(strstr(r->head, "Set-Cookie"));
	}
	ck_assert_int_eq(client_send(&key, &auth_app, "POST", "/logout", "application/json", "{}",
		2, headers)->http, 403);
	ck_assert_int_eq(me(&member)->http, 200);
}
END_TEST

/* --- making one ------------------------------------------------------------------------------- */

START_TEST(a_key_is_told_once)
{
	struct reply *r = made(make(&member, "{\"name\":\" Phone \",\"scope\":\"write\","
		"\"expires_at\":\"2026-12-24\"}"));
	const char *token = json_text(r, "token");
	int64_t count;

	ck_assert_int_eq(strlen(token), strlen(API_KEY_PREFIX) + API_KEY_DIGITS);
	ck_assert_int_eq(strncmp(token, API_KEY_PREFIX, strlen(API_KEY_PREFIX)), 0);
	ck_assert_int_eq(strspn(token + strlen(API_KEY_PREFIX), "0123456789abcdef"),
		API_KEY_DIGITS);
	ck_assert_str_eq(json_text(r, "name"), "Phone");
	ck_assert_str_eq(json_text(r, "scope"), "write");
	ck_assert_str_eq(json_text(r, "expires_at"), "2026-12-24T00:00:00Z");
	ck_assert_str_eq(json_text(r, "created_at"), "2026-04-01T08:00:00Z");
	ck_assert_str_eq(json_text(r, "last_used_at"), "null");
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	r = client_get(&member, &users_app, "/me/tokens");
	ck_assert_ptr_null(strstr(r->body, API_KEY_PREFIX));
	ck_assert_str_eq(json_text(r, "tokens[0].name"), "Phone");
	ck_assert_str_eq(json_text(r, "tokens[0].expires_at"), "2026-12-24T00:00:00Z");
	ck_assert_int_eq(db_number(client_db(), "SELECT count(*) FROM tokens WHERE kind = 'key' "
		"AND (hash || about) LIKE '%' || $1 || '%'",
		(const struct value[]){ value_text(token + strlen(API_KEY_PREFIX)) }, 1, &count),
		OK);
	ck_assert_int_eq(count, 0);
	ck_assert_str_ne(token, json_text(made(make(&member,
		"{\"name\":\"Phone\",\"scope\":\"read\"}")), "token"));
}
END_TEST

static const struct {
	const char *body, *field;
} bad_keys[] = {
	{ "{}", "name" }, { "{\"name\":\"x\"}", "scope" }, { "{\"scope\":\"read\"}", "name" },
	{ "{\"name\":\"\",\"scope\":\"read\"}", "name" },
	{ "{\"name\":\"x\",\"scope\":\"admin\"}", "scope" },
	{ "{\"name\":\"x\",\"scope\":null}", "scope" },
	{ "{\"name\":\"x\",\"scope\":[\"read\"]}", "scope" },
	{ "{\"name\":\"x\",\"scope\":\"read\",\"expires_at\":\"soon\"}", "expires_at" },
	{ "{\"name\":\"x\",\"scope\":\"read\",\"expires_at\":\"2026-04-01T08:00:00Z\"}",
	  "expires_at" },
	{ "{\"name\":\"x\",\"scope\":\"read\",\"expires_at\":\"2020-01-01\"}", "expires_at" },
	{ "{\"name\":\"x\",\"scope\":\"read\",\"user_id\":\"1\"}", "user_id" },
};

START_TEST(a_bad_one_isnt_made)
{
	const int64_t before = client_rows("tokens");

	for (int i = 0; i < COUNT(bad_keys); i++)
		assert_refused(make(&member, bad_keys[i].body), 400, bad_keys[i].field);
	assert_refused(make(&member, text("{\"name\":\"%0101d\",\"scope\":\"read\"}", 0)), 400,
		"name");
	made(make(&member, text("{\"name\":\"%0100d\",\"scope\":\"read\"}", 0)));
	ck_assert_int_eq(client_rows("tokens"), before + 1);
}
END_TEST

START_TEST(fifty_are_enough)
{
	const char *id = NULL;

	for (int i = 0; i < API_KEYS_MAX; i++)
		id = json_text(made(make(&member, "{\"name\":\"x\",\"scope\":\"read\"}")), "id");
	assert_refused(make(&member, "{\"name\":\"x\",\"scope\":\"read\"}"), 409, "name");
	made(make(&other, "{\"name\":\"x\",\"scope\":\"read\"}"));
	ck_assert_int_eq(client_delete(&member, &users_app, text("/me/tokens/%s", id))->http, 204);
	made(make(&member, "{\"name\":\"x\",\"scope\":\"read\"}"));
	ck_assert_str_eq(json_text(client_get(&member, &users_app, "/me/tokens"), "total"), "50");
}
END_TEST

START_TEST(it_takes_a_password_given_just_now)
{
	static const char form[] = "name=lynx&scope=read&_current=correct+horse",
		wrong[] = "name=lynx&scope=read&_current=wrong+horse";
	struct reply *r;

	clock_set(NOW + 601);
	r = make(&member, "{\"name\":\"x\",\"scope\":\"read\"}");
	ck_assert_int_eq(r->http, 403);
	ck_assert_str_eq(json_text(r, "error.code"), "reauthentication_required");
	ck_assert_int_eq(client_send(&member, &users_app, "POST", "/me/tokens",
		"application/x-www-form-urlencoded", wrong, strlen(wrong), NULL)->http, 403);
	ck_assert_int_eq(client_rows("tokens"), 0);
	r = made(client_send(&member, &users_app, "POST", "/me/tokens",
		"application/x-www-form-urlencoded", form, strlen(form), NULL));
	ck_assert_int_eq(strncmp(json_text(r, "token"), API_KEY_PREFIX, 8), 0);
}
END_TEST

START_TEST(what_was_done_is_noted_without_the_key)
{
	const char *id = json_text(made(make(&member,
		"{\"name\":\"Phone\",\"scope\":\"read\"}")), "id");
	int64_t count;

	ck_assert_int_eq(client_delete(&member, &users_app, text("/me/tokens/%s", id))->http, 204);
	ck_assert_int_eq(db_number(client_db(), "SELECT count(*) FROM events WHERE event IN "
		"('key_made', 'key_revoked') AND username = 'member' AND about = 'Phone' "
		"AND by_id IS NULL AND address = '192.0.2.1'", NULL, 0, &count), OK);
	ck_assert_int_eq(count, 2);
	ck_assert_int_eq(db_number(client_db(), "SELECT count(*) FROM events WHERE about LIKE "
		"'%vitrine_%'", NULL, 0, &count), OK);
	ck_assert_int_eq(count, 0);
}
END_TEST

/* --- its life --------------------------------------------------------------------------------- */

START_TEST(it_ends_when_it_was_to_end)
{
	const struct sender key = with_key(json_text(made(make(&member, "{\"name\":\"x\","
		"\"scope\":\"read\",\"expires_at\":\"2026-04-01T09:00:00+00:00\"}")), "token"));

	clock_set(NOW + HOUR - 1);
	ck_assert_int_eq(me(&key)->http, 200);
	clock_set(NOW + HOUR);
	ck_assert_int_eq(me(&key)->http, 401);
	ck_assert_str_eq(reply_header(me(&key), "WWW-Authenticate"),
		"Bearer error=\"invalid_token\"");
}
END_TEST

START_TEST(a_form_takes_its_end_as_a_day)
{
	static const char *const html[] = { "HTTP_ACCEPT=text/html",
		"HTTP_SEC_FETCH_SITE=same-origin", NULL };
	static const char past[] = "name=x&scope=read&expires_at=2026-03-31";
	struct reply *r = client_send(&member, &users_app, "GET", "/me/tokens", NULL, NULL, 0,
		html);

	ck_assert_ptr_nonnull(strstr(r->body, "type=\"date\""));
	r = client_send(&member, &users_app, "POST", "/me/tokens",
		"application/x-www-form-urlencoded", past, strlen(past), html);
	ck_assert_int_eq(r->http, 400);
	ck_assert_ptr_nonnull(strstr(r->body, "Ends must be in the future"));
	ck_assert_ptr_nonnull(strstr(r->body, "value=\"2026-03-31\""));
}
END_TEST

START_TEST(it_is_its_owners_to_revoke)
{
	struct reply *r = made(make(&member, "{\"name\":\"x\",\"scope\":\"write\"}"));
	const struct sender key = with_key(json_text(r, "token"));
	const char *path = text("/me/tokens/%s", json_text(r, "id"));

	ck_assert_int_eq(client_delete(&other, &users_app, path)->http, 404);
	ck_assert_int_eq(client_delete(&admin, &users_app, path)->http, 404);
	ck_assert_int_eq(client_delete(&key, &users_app, path)->http, 403);
	ck_assert_str_eq(json_text(client_get(&other, &users_app, "/me/tokens"), "total"), "0");
	ck_assert_int_eq(me(&key)->http, 200);
	ck_assert_int_eq(client_delete(&member, &users_app, path)->http, 204);
	ck_assert_int_eq(me(&key)->http, 401);
	ck_assert_int_eq(client_delete(&member, &users_app, path)->http, 404);
}
END_TEST

/* What others have in the same table is nothing of theirs. */
START_TEST(a_secret_of_another_kind_is_no_key)
{
	const char *share = json_text(made(client_post(&member, &shared_app, "/shares",
		"{\"what\":\"shelf\"}")), "id");
	const struct sender key = key_of(&member, "read");

	ck_assert_int_eq(client_delete(&member, &users_app,
		text("/me/tokens/%s", share))->http, 404);
	ck_assert_str_eq(json_text(client_get(&member, &shared_app, "/shares"), "total"), "1");
	client_sql("UPDATE tokens SET kind = 'invite' WHERE kind = 'key'", NULL, NULL);
	ck_assert_int_eq(me(&key)->http, 401);
	ck_assert_str_eq(json_text(client_get(&member, &users_app, "/me/tokens"), "total"), "0");
}
END_TEST

/* When a key was used last, as it is stored. */
static int64_t
last_used(void)
{
	int64_t at = 0;

	ck_assert_int_eq(db_number(client_db(), "SELECT used_at FROM tokens WHERE kind = 'key'",
		NULL, 0, &at), OK);
	return at;
}

START_TEST(its_last_use_is_noted_once_an_hour)
{
	const struct sender key = key_of(&member, "read");

	ck_assert_int_eq(last_used(), INT_NONE);
	clock_set(NOW + 60);
	ck_assert_int_eq(me(&key)->http, 200);
	ck_assert_int_eq(last_used(), NOW + 60);
	ck_assert_str_eq(json_text(client_get(&member, &users_app, "/me/tokens"),
		"tokens[0].last_used_at"), "2026-04-01T08:01:00Z");
	clock_set(NOW + 60 + HOUR - 1);
	ck_assert_int_eq(me(&key)->http, 200);
	ck_assert_int_eq(last_used(), NOW + 60);
	clock_set(NOW + 60 + HOUR);
	ck_assert_int_eq(add_book(&key)->http, 403);	/* what is refused is a use, too */
	ck_assert_int_eq(last_used(), NOW + 60 + HOUR);
}
END_TEST

START_TEST(a_last_use_in_the_future_is_none)
{
	const struct sender key = key_of(&member, "read");

	clock_set(NOW + 100 * HOUR);
	ck_assert_int_eq(me(&key)->http, 200);
	clock_set(NOW);
	ck_assert_int_eq(me(&key)->http, 200);
	ck_assert_int_eq(last_used(), NOW);
}
END_TEST

START_TEST(nobody_waits_for_that)
{
	const struct sender key = key_of(&member, "read");
	const struct db_options options = { .path = text("%s/data/.ht.vitrine.db",
		client_folder()) };
	struct db *writer;

	ck_assert_int_eq(db_open(&options, &writer), OK);
	ck_assert_int_eq(db_begin(writer), OK);
	ck_assert_int_eq(me(&key)->http, 200);
	ck_assert_int_eq(db_end(writer, OK), OK);
	db_close(writer);
	ck_assert_int_eq(last_used(), INT_NONE);
	ck_assert_int_eq(me(&key)->http, 200);
	ck_assert_int_eq(last_used(), NOW);
}
END_TEST

START_TEST(it_outlives_a_new_password_and_a_sign_out)
{
	const struct sender key = key_of(&member, "write");

	clock_set(NOW + 5);
	ck_assert_int_eq(client_patch(&member, &users_app, "/me",
		"{\"password\":\"another horse\"}")->http, 200);
	ck_assert_int_eq(me(&key)->http, 200);
	client_sql("DELETE FROM sessions", NULL, NULL);
	ck_assert_int_eq(me(&key)->http, 200);
	made(add_book(&key));
}
END_TEST

START_TEST(it_ends_with_the_account)
{
	const struct sender key = key_of(&member, "read"), gone = key_of(&other, "read");
	const char *path = text("/%s", member.id);

	ck_assert_int_eq(client_patch(&admin, &users_app, path, "{\"is_active\":false}")->http,
		200);
	ck_assert_int_eq(me(&key)->http, 401);
	ck_assert_int_eq(client_patch(&admin, &users_app, path, "{\"is_active\":true}")->http,
		200);
	ck_assert_int_eq(me(&key)->http, 401);
	ck_assert_int_eq(client_delete(&other, &users_app, "/me")->http, 204);
	ck_assert_int_eq(me(&gone)->http, 401);
	ck_assert_int_eq(client_rows("tokens"), 0);
}
END_TEST

/* Also where a database says otherwise. */
START_TEST(who_is_not_active_has_none)
{
	const struct sender key = key_of(&member, "read");

	client_sql("UPDATE users SET is_active = 0 WHERE username = 'member'", NULL, NULL);
	ck_assert_int_eq(me(&key)->http, 401);
}
END_TEST

START_TEST(who_is_no_admin_any_more_has_no_admins_key)
{
	const struct sender key = key_of(&admin, "read");

	ck_assert_int_eq(client_get(&key, &users_app, "/")->http, 200);
	client_sql("UPDATE users SET role = 'member' WHERE username = 'admin'", NULL, NULL);
	ck_assert_int_eq(client_get(&key, &users_app, "/")->http, 403);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("api_keys");
	TCase *walks = tcase_create("every route"), *tests = tcase_create("keys");

	tcase_add_checked_fixture(walks, setup, client_teardown);
	tcase_set_timeout(walks, 60);
	tcase_add_test(walks, the_walk_goes_through_every_program);
	tcase_add_loop_test(walks, each_route_takes_the_keys_that_its_row_says, 0,
		COUNT(programs));
	tcase_add_loop_test(walks, a_key_that_only_reads_changes_nothing, 0, COUNT(programs));
	tcase_add_loop_test(walks, what_is_sensitive_is_never_a_keys, 0, COUNT(programs));
	suite_add_tcase(suite, walks);
	tcase_add_checked_fixture(tests, setup, client_teardown);
	tcase_add_test(tests, a_key_changes_nothing_that_one_signs_in_by);
	tcase_add_test(tests, a_password_beside_the_key_changes_that_not);
	tcase_add_test(tests, an_admins_key_reads_as_an_admin_and_writes_as_a_member);
	tcase_add_test(tests, an_admins_key_has_a_members_quotas);
	tcase_add_test(tests, a_private_catalogue_is_open_to_a_key);
	tcase_add_test(tests, a_key_is_only_taken_from_the_header);
	tcase_add_test(tests, cookies_beside_a_key_stay_as_they_are);
	tcase_add_test(tests, a_key_is_told_once);
	tcase_add_test(tests, a_bad_one_isnt_made);
	tcase_add_test(tests, fifty_are_enough);
	tcase_add_test(tests, it_takes_a_password_given_just_now);
	tcase_add_test(tests, what_was_done_is_noted_without_the_key);
	tcase_add_test(tests, it_ends_when_it_was_to_end);
	tcase_add_test(tests, a_form_takes_its_end_as_a_day);
	tcase_add_test(tests, it_is_its_owners_to_revoke);
	tcase_add_test(tests, a_secret_of_another_kind_is_no_key);
	tcase_add_test(tests, its_last_use_is_noted_once_an_hour);
	tcase_add_test(tests, a_last_use_in_the_future_is_none);
	tcase_add_test(tests, nobody_waits_for_that);
	tcase_add_test(tests, it_outlives_a_new_password_and_a_sign_out);
	tcase_add_test(tests, it_ends_with_the_account);
	tcase_add_test(tests, who_is_not_active_has_none);
	tcase_add_test(tests, who_is_no_admin_any_more_has_no_admins_key);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
