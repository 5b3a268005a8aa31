/*
 * Kallaxy's door, by its document (kallaxy-resources), in its own names; and by its clients' ways
 * that no document tells.
 */
#include "client.h"
#include "clock.h"
#include "told.h"

#include <string.h>

#define JSON "application/json"

enum { NOW = 1775030400 };	/* 2026-04-01T08:00:00Z */

static struct arena memory = { .limit = 64 << 20 };

/* --- instead of answers that are kept: nobody is asked ---------------------------------------- */

/* Everybody says what was asked; nothing is known of what is called so. */
const char *
answers_find(struct answers *answers, const char *source, const char *path)
{
	(void)answers;
	if (strstr(path, "404"))
		return "";
	if (strstr(path, "/editions.json"))
		return "{\"entries\":[{\"isbn_10\":[\"0261102354\"],"
			"\"isbn_13\":[\"9780261102354\"]}]}";
	return arena_printf(&memory, "{\"source\":\"%s\",\"asked\":\"%s\"}", source, path);
}

const char *
answers_find_bytes(struct answers *answers, const char *source, const char *path, size_t *size)
{
	(void)answers;
	(void)source;
	(void)path;
	*size = 0;
	return "";
}

static struct reply *
ask(const struct sender *who, const char *method, const char *path, const char *json)
{
	return client_send(who, &kallaxy_app, method, path, json ? JSON : NULL, json,
		json ? strlen(json) : 0, NULL);
}

static struct reply *
done(struct reply *r, int http)
{
	ck_assert_msg(r->http == http, "%d: %s", r->http, r->body);
	return r;
}

/* An error is one sentence, and nothing else. */
static void
refused(const struct reply *r, int http, const char *part)
{
	ck_assert_msg(r->http == http && strstr(json_text(r, "error"), part), "%d: %s", r->http,
		r->body);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 1);
}

static bool
is_uuid(const char *text)
{
	return strlen(text) == 36 && text[8] == '-' && text[14] == '4';
}

/* The path "a.b" of a reply is this. */
static void
shows(const struct reply *r, const char *path, const char *value)
{
	ck_assert_msg(!strcmp(json_text(r, path), value), "%s is %s, not %s: %s", path,
		json_text(r, path), value, r->body);
}

static const char *
add_medium(const struct sender *who, const char *title, const char *type)
{
	return json_text(done(ask(who, "POST", "/api/media", arena_printf(&memory,
		"{\"title\":\"%s\",\"media_type\":\"%s\",\"creator\":\"Somebody\","
		"\"pub_date\":\"1987\"}", title, type)), 201), "id");
}

static struct reply *
add_record(const struct sender *who, const char *medium, const char *members)
{
	return ask(who, "POST", "/api/records", arena_printf(&memory, "{\"medium_id\":\"%s\"%s}",
		medium, members));
}

/* --- every call ------------------------------------------------------------------------------- */

#define NEW_USER "{\"username\":\"VincNT21\",\"password\":\"a horse of battery\"," \
	"\"email\":\"vincnt21@example.com\"}"
#define RING "{\"title\":\"The Fellowship of the ring\",\"media_type\":\"book\"," \
	"\"creator\":\"J.R.R. Tolkien\",\"pub_date\":\"1954\"," \
	"\"image_url\":\"https://example.com/ring.gif\",\"metadata\":{\"page_count\":423}}"

static const struct door_step calls[] = {
	{ &nobody, "POST", "/api/users", NEW_USER, 201, "username", "VincNT21" },
	{ &nobody, "POST", "/api/users", NEW_USER, 409, "error", "email is taken" },
	{ &nobody, "POST", "/api/users", "{\"username\":\"\",\"password\":\"a horse of battery\"}",
	  400, "error", "username is required; email is required" },
	{ &nobody, "POST", "/api/users", "{", 400, "error", "The body is no well-formed JSON" },
	{ &member, "GET", "/api/users", "null", 200, "username", "member" },
	{ &nobody, "GET", "/api/users", "null", 401 },
	{ &nobody, "POST", "/auth/login",
	  "{\"username\":\"VincNT21\",\"password\":\"a horse of battery\"}", 201, "email",
	  "vincnt21@example.com" },
	{ &nobody, "POST", "/auth/login", "{\"username\":\"VincNT21\",\"password\":\"wrong\"}", 401,
	  "error", "The name or the password is wrong." },
	{ &nobody, "POST", "/auth/login", "{\"username\":\"nobody\",\"password\":\"wrong\"}", 401,
	  "error", "The name or the password is wrong." },
	{ &member, "GET", "/auth/login", "{\"password\":\"correct horse\"}", 200 },
	{ &member, "GET", "/auth/login", "{\"password\":\"wrong\"}", 401, "error",
	  "The password is wrong." },
	{ &member, "GET", "/auth/login", "null", 400, "error", "password is required" },
	{ &member, "GET", "/auth/login?password=correct%20horse", NULL, 400 },
	{ &nobody, "GET", "/auth/login", "{\"password\":\"correct horse\"}", 401 },
	{ &member, "GET", "/api/media_records", "null", 404 },
	{ &member, "GET", "/api/records", "null", 404 },
	{ &member, "POST", "/api/media", RING, 201, "title", "The Fellowship of the ring" },
	{ &other, "POST", "/api/media", RING, 409, "error", "title is there already as a book" },
	{ &member, "POST", "/api/media", "{\"title\":\"\"}", 400, "error",
	  "media_type is required; title is required; creator is required; "
	  "pub_date is required" },
	{ &nobody, "POST", "/api/media", RING, 401 },
	{ &member, "GET", "/api/media",
	  "{\"title\":\"the fellowship OF THE ring\",\"media_type\":\"Book\"}", 200,
	  "metadata.page_count", "423" },
	{ &member, "GET", "/api/media?title=The%20Fellowship%20of%20the%20ring&media_type=book",
	  NULL, 200, "creator", "J.R.R. Tolkien" },
	{ &member, "GET", "/api/media?title=The%20Fellowship%20of%20the%20ring&media_type=book",
	  "null", 200, "creator", "J.R.R. Tolkien" },
	{ &member, "GET", "/api/media",
	  "{\"title\":\"The Fellowship of the ring\",\"media_type\":\"movie\"}", 404 },
	{ &member, "GET", "/api/media", "{\"title\":\"x\"}", 400, "error",
	  "media_type is required" },
	{ &nobody, "GET", "/api/media", "null", 401 },
	{ &member, "GET", "/api/media/type", "{\"media_type\":\"book\"}", 200, "media[0].pub_date",
	  "1954" },
	{ &member, "GET", "/api/media/type?media_type=movie", "null", 404 },
	{ &member, "GET", "/api/media/type", NULL, 400 },
	{ &nobody, "GET", "/api/media/type", "null", 401 },
	{ &member, "PUT", "/api/media", "{\"title\":\"x\"}", 400, "error",
	  "medium_id is required" },
	{ &member, "PUT", "/api/media", "{\"medium_id\":\"x\",\"title\":\"x\"}", 400, "error",
	  "medium_id must be an id" },
	{ &member, "PUT", "/api/media",
	  "{\"medium_id\":\"3b75af06-e596-42ce-a953-bf235dfc9102\",\"title\":\"x\"}", 404 },
	{ &nobody, "PUT", "/api/media", "{}", 401 },
	{ &member, "DELETE", "/api/media",
	  "{\"medium_id\":\"3b75af06-e596-42ce-a953-bf235dfc9102\"}", 404 },
	{ &member, "DELETE", "/api/media", "{\"medium_id\":\"x\"}", 400 },
	{ &member, "DELETE", "/api/media", "{}", 400, "error", "medium_id is required" },
	{ &nobody, "DELETE", "/api/media", "{}", 401 },
	{ &member, "POST", "/api/records",
	  "{\"medium_id\":\"3b75af06-e596-42ce-a953-bf235dfc9102\"}", 404 },
	{ &member, "POST", "/api/records", "{\"medium_id\":\"x\"}", 400 },
	{ &member, "POST", "/api/records", "{}", 400, "error", "medium_id is required" },
	{ &nobody, "POST", "/api/records", "{}", 401 },
	{ &nobody, "GET", "/api/records", "null", 401 },
	{ &nobody, "GET", "/api/media_records", "null", 401 },
	{ &member, "PUT", "/api/records", "{}", 400, "error", "record_id is required" },
	{ &member, "PUT", "/api/records",
	  "{\"record_id\":\"4aea83e5-36e2-47c3-a121-7e3db9ac72d1\"}", 404 },
	{ &nobody, "PUT", "/api/records", "{}", 401 },
	{ &member, "DELETE", "/api/records",
	  "{\"medium_id\":\"3b75af06-e596-42ce-a953-bf235dfc9102\"}", 404 },
	{ &member, "DELETE", "/api/records", "{\"medium_id\":\"x\"}", 400 },
	{ &nobody, "DELETE", "/api/records", "{}", 401 },
	{ &nobody, "POST", "/auth/password_reset", "{\"email\":\"vincnt21@example.com\"}", 200,
	  "reset_token", "" },
	{ &nobody, "POST", "/auth/password_reset", "{}", 400, "error", "email is required" },
	{ &nobody, "GET", "/auth/password_reset?token=x", NULL, 400, "error",
	  "token was used, has expired or never was one" },
	{ &nobody, "GET", "/auth/password_reset", "null", 400, "error", "token is required" },
	{ &nobody, "PUT", "/auth/password_reset",
	  "{\"token\":\"x\",\"new_password\":\"another horse\"}", 400 },
	{ &nobody, "GET", "/server/version", "null", 200, "server_version", "v1.0.0" },
	{ &nobody, "GET", "/server/version", NULL, 200, "server_versions", "v1.0.0" },
	{ &nobody, "POST", "/auth/refresh", "null", 401 },
	{ &nobody, "POST", "/auth/revoke", "null", 401 },
	{ &nobody, "POST", "/auth/logout", "null", 401 },
	{ &member, "GET", "/api/nothing", "null", 404 },
	{ &member, "PATCH", "/api/users", "{}", 405 },
	{ &member, "POST", "/auth/logout", "null", 204 },
	{ &member, "GET", "/api/users", "null", 401 },
	{ NULL }
};

START_TEST(every_call_answers_as_it_is_told)
{
	client_steps(&kallaxy_app, calls);
}
END_TEST

static const struct door_step bad[] = {
	{ &nobody, "POST", "/auth/login", "[]", 400, "error", "The body must be a JSON object" },
	{ &nobody, "POST", "/auth/login", "{\"username\":\"x\"}", 400, "error",
	  "password is required" },
	{ &nobody, "POST", "/auth/refresh", "{", 400 },
	{ &nobody, "POST", "/auth/revoke", "{", 400 },
	{ &member, "POST", "/auth/logout", "{", 400 },
	{ &member, "POST", "/api/media", "{", 400 },
	{ &member, "PUT", "/api/users", "{", 400 },
	{ &nobody, "PUT", "/api/users", "{}", 401 },
	{ &nobody, "DELETE", "/api/users", "null", 401 },
	{ &(struct sender){ .token = "x" }, "GET", "/server/version", "null", 401 },
	{ NULL }
};

START_TEST(what_cannot_be_read_is_400)
{
	client_steps(&kallaxy_app, bad);
}
END_TEST

static const struct door_step closed[] = {
	{ &nobody, "POST", "/api/users", NEW_USER, 403, "error", "Registration is closed here." },
	{ &member, "POST", "/api/media", RING, 201 },
	{ &member, "POST", "/api/media", RING, 429 },
	{ NULL }
};
static const struct door_step too_often[] = {
	{ &nobody, "POST", "/api/users", NEW_USER, 429 },
	{ &nobody, "POST", "/auth/login", "{\"username\":\"x\",\"password\":\"x\"}", 429 },
	{ &nobody, "POST", "/auth/refresh", "null", 429 },
	{ &nobody, "POST", "/auth/revoke", "null", 429 },
	{ &nobody, "POST", "/auth/password_reset", "{\"email\":\"x@example.com\"}", 429 },
	{ &nobody, "GET", "/auth/password_reset", "{\"token\":\"x\"}", 429 },
	{ &nobody, "PUT", "/auth/password_reset", "{\"token\":\"x\"}", 429 },
	{ NULL }
};

START_TEST(there_are_limits)
{
	struct reply *r = NULL;

	client_settings("registration = closed\nrate_limit_titles = 1");
	client_steps(&kallaxy_app, closed);
	for (int i = 0; i < 20; i++)
		r = ask(&member, "GET", "/auth/login", "{\"password\":\"wrong\"}");
	refused(r, 429, "Try again in");
	ck_assert_ptr_nonnull(reply_header(r, "Retry-After"));
	client_settings("rate_limit_address = 1");
	client_steps(&kallaxy_app, too_often);
}
END_TEST

/* A write that is only meant for what has this tag. */
static int
if_match(const char *method, const char *path, const char *json, const char *tag)
{
	const char *const headers[] = { arena_printf(&memory, "HTTP_IF_MATCH=%s", tag), NULL };

	return client_send(&member, &kallaxy_app, method, path, JSON, json, strlen(json),
		headers)->http;
}

START_TEST(a_tag_is_held_where_there_is_one)
{
	const char *medium = add_medium(&member, "Sphere", "movie"), *tag;
	const char *body = arena_printf(&memory, "{\"medium_id\":\"%s\",\"title\":\"Cube\"}",
		medium), *stale = "\"x\"";

	done(add_record(&member, medium, ""), 201);
	tag = reply_header(ask(&member, "GET", "/api/records", "null"), "ETag");
	ck_assert_int_eq(if_match("PUT", "/api/records", body, stale), 412);
	ck_assert_int_eq(if_match("DELETE", "/api/records", body, stale), 412);
	ck_assert_int_eq(if_match("DELETE", "/api/records", body, tag), 200);
	ck_assert_int_eq(if_match("PUT", "/api/users", NEW_USER, stale), 412);
	ck_assert_int_eq(if_match("DELETE", "/api/users", "null", stale), 412);
	/* what is asked for by its name has none */
	ck_assert_int_eq(if_match("PUT", "/api/media", body, "*"), 412);
	ck_assert_int_eq(if_match("DELETE", "/api/media", body, stale), 412);
	ck_assert_int_eq(if_match("PUT", "/auth/password_reset",
		"{\"token\":\"x\",\"new_password\":\"another horse\"}", stale), 412);
}
END_TEST

/* --- users and tokens ------------------------------------------------------------------------- */

START_TEST(a_user_has_the_documents_members)
{
	struct reply *r = done(ask(&nobody, "POST", "/api/users", NEW_USER), 201);
	const char *id = json_text(r, "id");

	ck_assert(is_uuid(id));
	shows(r, "created_at", "2026-04-01T08:00:00");
	shows(r, "updated_at", "2026-04-01T08:00:00");
	shows(r, "username", "VincNT21");
	shows(r, "email", "vincnt21@example.com");
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 5);
	r = done(ask(&nobody, "POST", "/auth/login",
		"{\"username\":\"VincNT21\",\"password\":\"a horse of battery\"}"), 201);
	shows(r, "id", id);
	shows(r, "created_at", "2026-04-01T08:00:00");
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 7);
	ck_assert_uint_eq(strlen(json_text(r, "refresh_token")), 64);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_ptr_null(reply_header(r, "Set-Cookie"));
	r = done(ask(&(struct sender){ .token = json_text(r, "access_token") }, "GET", "/api/users",
		"null"), 200);
	shows(r, "id", id);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 5);
	/* who has no address */
	shows(ask(&member, "GET", "/api/users", "null"), "email", "");
}
END_TEST

static struct reply *
login(const char *name, const char *password)
{
	return ask(&nobody, "POST", "/auth/login", arena_printf(&memory,
		"{\"username\":\"%s\",\"password\":\"%s\"}", name, password));
}

START_TEST(a_refresh_token_comes_as_bearer_and_changes)
{
	struct reply *r = done(login("member", "correct horse"), 201);
	const struct sender first = { .token = json_text(r, "refresh_token") };
	struct sender second;

	r = done(ask(&first, "POST", "/auth/refresh", "null"), 201);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 2);
	ck_assert_str_ne(json_text(r, "access_token"), "(none)");
	second = (struct sender){ .token = json_text(r, "refresh_token") };
	ck_assert_str_ne(second.token, first.token);
	done(ask(&second, "POST", "/auth/revoke", "null"), 204);
	refused(ask(&second, "POST", "/auth/refresh", "null"), 401, "");
	refused(ask(&second, "POST", "/auth/revoke", "null"), 401, "");
	/* a browser's cookie is another door's */
	ck_assert_int_eq(client_send(&nobody, &kallaxy_app, "POST", "/auth/refresh", JSON, "null",
		4, (const char *const[]){ arena_printf(&memory, "HTTP_COOKIE=refresh_token=%s",
		json_text(login("member", "correct horse"), "refresh_token")),
		"HTTP_SEC_FETCH_SITE=same-origin", NULL })->http, 401);
}
END_TEST

START_TEST(an_empty_bearer_is_none_at_login)
{
	const char *const headers[] = { "HTTP_AUTHORIZATION=Bearer ", NULL };
	const char *body = "{\"username\":\"member\",\"password\":\"correct horse\"}";

	ck_assert_int_eq(client_send(&nobody, &kallaxy_app, "POST", "/auth/login", JSON, body,
		strlen(body), headers)->http, 201);
}
END_TEST

#define NEW_NAME "{\"username\":\"berta\",\"password\":\"%s\",\"email\":\"berta@example.com\"}"

START_TEST(who_has_confirmed_the_password_changes_the_account)
{
	struct reply *r = done(login("member", "correct horse"), 201);
	struct sender me = { .token = json_text(r, "access_token") };
	const char *same = arena_printf(&memory, NEW_NAME, "correct horse");

	clock_set(NOW + 1200);
	refused(ask(&me, "PUT", "/api/users", same), 403, "password");
	r = done(ask(&me, "GET", "/auth/login", "{\"password\":\"correct horse\"}"), 200);
	ck_assert_str_eq(r->body, "");
	ck_assert_str_eq(reply_header(r, "Content-Length"), "0");
	r = done(ask(&me, "PUT", "/api/users", same), 200);
	shows(r, "username", "berta");
	shows(r, "email", "berta@example.com");
	shows(r, "updated_at", "2026-04-01T08:20:00");
	done(ask(&me, "GET", "/api/users", "null"), 200);
	r = done(ask(&me, "PUT", "/api/users", arena_printf(&memory, NEW_NAME, "another horse")),
		200);
	refused(ask(&me, "GET", "/api/users", "null"), 401, "");
	me.token = json_text(r, "access_token");
	done(ask(&me, "GET", "/api/users", "null"), 200);
	refused(ask(&me, "PUT", "/api/users",
		"{\"username\":\"other\",\"password\":\"another horse\","
		"\"email\":\"x@example.com\"}"), 409, "username is taken");
	refused(ask(&me, "PUT", "/api/users", "{\"username\":\"x\"}"), 400, "email is required");
	refused(ask(&me, "PUT", "/api/users", arena_printf(&memory, NEW_NAME, "short")), 400,
		"password");
	done(login("berta", "another horse"), 201);
}
END_TEST

START_TEST(an_account_goes_when_the_password_was_given)
{
	struct reply *r = done(login("other", "correct horse"), 201);
	const struct sender me = { .token = json_text(r, "access_token") };

	clock_set(NOW + 1200);
	refused(ask(&me, "DELETE", "/api/users", "null"), 403, "password");
	done(ask(&me, "GET", "/auth/login", "{\"password\":\"correct horse\"}"), 200);
	r = done(ask(&me, "DELETE", "/api/users", "null"), 200);
	ck_assert_str_eq(r->body, "");
	refused(login("other", "correct horse"), 401, "");
	r = done(login("admin", "correct horse"), 201);
	refused(ask(&(struct sender){ .token = json_text(r, "access_token") }, "DELETE",
		"/api/users", "null"), 409, "last admin");
}
END_TEST

START_TEST(no_reset_is_told_to_who_asks)
{
	struct reply *known, *unknown;

	client_settings("sendmail = /bin/true\nmail_from = v@example.com\n"
		"base_url = https://v.example");
	done(ask(&nobody, "POST", "/api/users", NEW_USER), 201);
	known = done(ask(&nobody, "POST", "/auth/password_reset",
		"{\"email\":\"vincnt21@example.com\"}"), 200);
	unknown = done(ask(&nobody, "POST", "/auth/password_reset",
		"{\"email\":\"nobody@example.com\"}"), 200);
	ck_assert_str_eq(known->body, unknown->body);
	shows(known, "reset_link", "");
	shows(known, "reset_token", "");
	shows(known, "username", "");
	ck_assert_str_ne(json_text(known, "message"), "(none)");
}
END_TEST

/* A link that an admin makes for the user who has this name. */
static const char *
make_reset(const char *name)
{
	const char *id = json_text(client_get(&admin, &users_app,
		arena_printf(&memory, "/?q=%s", name)), "users[0].id");

	return json_text(made(client_post(&admin, &users_app,
		arena_printf(&memory, "/%s/password-reset", id), NULL)), "reset_token");
}

START_TEST(a_reset_is_checked_and_used_once)
{
	const char *token, *use;
	struct reply *r;

	done(ask(&nobody, "POST", "/api/users", NEW_USER), 201);
	token = make_reset("VincNT21");
	r = done(ask(&nobody, "GET", arena_printf(&memory, "/auth/password_reset?token=%s", token),
		"null"), 200);
	shows(r, "valid", "true");
	shows(r, "email", "v\xe2\x80\xa6@example.com");
	done(ask(&nobody, "GET", "/auth/password_reset",
		arena_printf(&memory, "{\"token\":\"%s\"}", token)), 200);
	refused(ask(&nobody, "PUT", "/auth/password_reset", arena_printf(&memory,
		"{\"token\":\"%s\",\"new_password\":\"short\"}", token)), 400, "new_password");
	refused(ask(&nobody, "PUT", arena_printf(&memory,
		"/auth/password_reset?token=%s&new_password=another%%20horse", token), "{}"), 400,
		"token is required");
	use = arena_printf(&memory, "{\"token\":\"%s\",\"new_password\":\"another horse\"}", token);
	r = done(ask(&nobody, "PUT", "/auth/password_reset", use), 200);
	shows(r, "username", "VincNT21");
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 5);
	refused(ask(&nobody, "PUT", "/auth/password_reset", use), 400, "token");
	done(login("VincNT21", "another horse"), 201);
}
END_TEST

/* --- media ------------------------------------------------------------------------------------ */

START_TEST(a_medium_has_the_documents_members)
{
	struct reply *r = done(ask(&member, "POST", "/api/media", RING), 201);
	const char *id = json_text(r, "id");

	for (int i = 0; i < 2; i++) {
		ck_assert(is_uuid(json_text(r, "id")));
		shows(r, "media_type", "book");
		shows(r, "type", "book");
		shows(r, "created_at", "2026-04-01T08:00:00");
		shows(r, "updated_at", "2026-04-01T08:00:00");
		shows(r, "title", "The Fellowship of the ring");
		shows(r, "creator", "J.R.R. Tolkien");
		shows(r, "pub_date", "1954");
		shows(r, "image_url", "https://example.com/ring.gif");
		shows(r, "metadata", "{\"page_count\":423}");
		ck_assert_int_eq(cJSON_GetArraySize(r->json), 10);
		r = done(ask(&member, "GET", "/api/media",
			"{\"title\":\"The Fellowship of the ring\",\"media_type\":\"book\"}"), 200);
	}
	/* the same row, seen at our own door */
	r = client_get(&member, &media_app, arena_printf(&memory, "/%s", id));
	shows(r, "type", "BOOK");
	shows(r, "pub_date", "1954");
	shows(r, "metadata", "{\"page_count\":423}");
}
END_TEST

static const struct {
	const char *word, *shown, *ours, *kept;
} words[] = {
	{ "book", "book", "BOOK", "{}" },
	{ "movie", "movie", "MOVIE", "{}" },
	{ "series", "series", "TV_SHOW", "{}" },
	{ "serie", "serie", "TV_SHOW", "{\"kallaxy\":{\"media_type\":\"serie\"}}" },
	{ "tv", "tv", "TV_SHOW", "{\"kallaxy\":{\"media_type\":\"tv\"}}" },
	{ "videogame", "videogame", "GAME", "{}" },
	{ "Book", "Book", "BOOK", "{\"kallaxy\":{\"media_type\":\"Book\"}}" },
	{ "boardgame", "boardgame", "GAME", "{\"kallaxy\":{\"media_type\":\"boardgame\"}}" },
	{ "vinyl \\\"LP\\\"", "vinyl \"LP\"", "GAME",
	  "{\"kallaxy\":{\"media_type\":\"vinyl \\\"LP\\\"\"}}" },
};

START_TEST(a_type_keeps_its_word)
{
	const char *id = add_medium(&member, "Sphere", words[_i].word);
	struct reply *r = client_get(&member, &media_app, arena_printf(&memory, "/%s", id));

	shows(r, "type", words[_i].ours);
	shows(r, "metadata", words[_i].kept);
	r = done(ask(&member, "GET", "/api/media", arena_printf(&memory,
		"{\"title\":\"Sphere\",\"media_type\":\"%s\"}", words[_i].word)), 200);
	shows(r, "media_type", words[_i].shown);
	shows(r, "type", words[_i].shown);
	shows(r, "metadata", "{}");
	/* changed at another door it isn't what it was */
	done(client_patch(&member, &media_app, arena_printf(&memory, "/%s", id),
		_i ? "{\"type\":\"BOOK\"}" : "{\"type\":\"MOVIE\"}"), 200);
	r = done(ask(&member, "GET", "/api/media", arena_printf(&memory,
		"{\"title\":\"Sphere\",\"media_type\":\"%s\"}", _i ? "book" : "movie")), 200);
	shows(r, "media_type", !_i ? "movie" : strcmp(words[_i].word, "Book") ? "book" : "Book");
}
END_TEST

START_TEST(a_word_of_its_own_is_a_type_of_its_own)
{
	add_medium(&member, "Azul", "videogame");
	add_medium(&member, "Azul", "boardgame");
	add_medium(&member, "Azul", "vinyl");
	refused(ask(&member, "POST", "/api/media",
		"{\"title\":\"AZUL\",\"media_type\":\"Boardgame\",\"creator\":\"x\","
		"\"pub_date\":\"1999\"}"), 409, "title");
	add_medium(&member, "Lost", "serie");
	refused(ask(&member, "POST", "/api/media",
		"{\"title\":\"Lost\",\"media_type\":\"series\",\"creator\":\"x\","
		"\"pub_date\":\"1999\"}"), 409, "title");
	ck_assert_str_eq(json_column(done(ask(&member, "GET", "/api/media/type",
		"{\"media_type\":\"videogame\"}"), 200), "media", "media_type"), "videogame");
	ck_assert_str_eq(json_column(done(ask(&member, "GET", "/api/media/type",
		"{\"media_type\":\"BOARDGAME\"}"), 200), "media", "title"), "Azul");
	ck_assert_str_eq(json_column(done(ask(&member, "GET", "/api/media/type",
		"{\"media_type\":\"series\"}"), 200), "media", "media_type"), "serie");
	refused(ask(&member, "GET", "/api/media/type", "{\"media_type\":\"puzzle\"}"), 404, "");
	/* case is none beyond English either */
	add_medium(&member, "One", "\xc3\x84pfel");
	refused(ask(&member, "POST", "/api/media", "{\"title\":\"one\",\"media_type\":"
		"\"\xc3\xa4pfel\",\"creator\":\"x\",\"pub_date\":\"1999\"}"), 409, "title");
	add_medium(&member, "Two", "\xc3\xa4pfel");
	ck_assert_str_eq(json_column(done(ask(&member, "GET", "/api/media/type",
		"{\"media_type\":\"\xc3\x84PFEL\"}"), 200), "media", "title"), "Two|One");
}
END_TEST

static const struct {
	const char *text, *ours;
} dates[] = {
	{ "1954", "1954" }, { "1954-07", "1954-07" }, { "1954-07-29", "1954-07-29" },
	{ "June 1954", "1954" }, { "29/07/1954", "1954" }, { "1954?", "1954" },
	{ "once upon a time", "null" }, { "19540729", "null" }, { "54", "null" },
	{ "1954-02-30", "1954" }, { "2025-03-26T14:20:23.525332", "2025" },
};

START_TEST(a_date_keeps_its_text)
{
	struct reply *r = done(ask(&member, "POST", "/api/media", arena_printf(&memory,
		"{\"title\":\"Ring\",\"media_type\":\"book\",\"creator\":\"x\","
		"\"pub_date\":\"%s\"}", dates[_i].text)), 201);
	const char *path = arena_printf(&memory, "/%s", json_text(r, "id"));

	shows(r, "pub_date", dates[_i].text);
	shows(client_get(&member, &media_app, path), "pub_date", dates[_i].ours);
	/* a date that is set elsewhere is what counts */
	done(client_patch(&member, &media_app, path, "{\"pub_date\":\"1960\"}"), 200);
	r = ask(&member, "GET", "/api/media", "{\"title\":\"Ring\",\"media_type\":\"book\"}");
	shows(r, "pub_date", "1960");
}
END_TEST

/* PUT with these members behind the id. */
static struct reply *
change_medium(const struct sender *who, const char *id, const char *members)
{
	return ask(who, "PUT", "/api/media", arena_printf(&memory, "{\"medium_id\":\"%s\"%s}", id,
		members));
}

START_TEST(a_medium_changes_as_a_whole)
{
	const char *id = json_text(done(ask(&member, "POST", "/api/media", RING), 201), "id");
	const char *path = arena_printf(&memory, "/%s", id);
	struct reply *r;

	clock_set(NOW + 60);
	r = done(change_medium(&member, id, ",\"title\":\"The Fellowship\","
		"\"creator\":\"Tolkien\",\"pub_date\":\"June 1954\","
		"\"image_url\":\"https://example.com/2.gif\",\"media_type\":\"movie\","
		"\"metadata\":{\"subjects\":[\"rings\"]}"), 200);
	shows(r, "id", id);
	shows(r, "title", "The Fellowship");
	shows(r, "creator", "Tolkien");
	shows(r, "pub_date", "June 1954");
	shows(r, "image_url", "https://example.com/2.gif");
	shows(r, "media_type", "book");
	shows(r, "updated_at", "2026-04-01T08:01:00");
	/* what another door, or another client's form, keeps there stays */
	shows(r, "metadata", "{\"page_count\":423,\"subjects\":[\"rings\"]}");
	shows(client_get(&member, &media_app, path), "pub_date", "1954");
	/* nothing is as good as left out, and empties */
	r = done(change_medium(&member, id, ",\"title\":\"The Fellowship\",\"creator\":\"\","
		"\"pub_date\":\"\",\"image_url\":\"\",\"metadata\":null"), 200);
	shows(r, "creator", "");
	shows(r, "pub_date", "");
	shows(r, "image_url", "");
	shows(r, "metadata.page_count", "423");
	r = client_get(&member, &media_app, path);
	shows(r, "pub_date", "null");
	shows(r, "metadata", "{\"page_count\":423,\"subjects\":[\"rings\"]}");
}
END_TEST

/* What a row is at our own door. */
static const char *
at_home(const char *id)
{
	return client_get(&member, &media_app, arena_printf(&memory, "/%s", id))->body;
}

static const struct {
	const char *type, *date;
} unchanged[] = {
	{ "book", "June 1954" }, { "boardgame", "1954-07-29" }, { "serie", "long ago" },
	{ "movie", "1927" },
};

START_TEST(a_medium_sent_back_as_shown_is_the_same)
{
	struct reply *r = done(ask(&member, "POST", "/api/media", arena_printf(&memory,
		"{\"title\":\"Ring\",\"media_type\":\"%s\",\"creator\":\"x\",\"pub_date\":\"%s\","
		"\"metadata\":{\"runtime\":90,\"cast\":[\"a\",\"b\"]}}", unchanged[_i].type,
		unchanged[_i].date)), 201);
	const char *id = json_text(r, "id"), *before = at_home(id);

	clock_set(NOW + 60);
	refused(change_medium(&other, id, ",\"title\":\"Ring\""), 403, "");
	r = done(change_medium(&member, id, arena_printf(&memory,
		",\"title\":\"Ring\",\"creator\":\"x\",\"pub_date\":\"%s\",\"image_url\":\"\","
		"\"metadata\":%s", json_text(r, "pub_date"), json_text(r, "metadata"))), 200);
	shows(r, "media_type", unchanged[_i].type);
	shows(r, "pub_date", unchanged[_i].date);
	ck_assert_str_eq(at_home(id), before);
}
END_TEST

START_TEST(a_date_with_a_text_of_its_own_may_change)
{
	const char *id = json_text(done(ask(&member, "POST", "/api/media",
		"{\"title\":\"Ring\",\"media_type\":\"boardgame\",\"creator\":\"x\","
		"\"pub_date\":\"June 1954\"}"), 201), "id");
	struct reply *r = done(change_medium(&member, id,
		",\"title\":\"Ring\",\"pub_date\":\"1954\""), 200);

	shows(r, "pub_date", "1954");
	shows(r, "media_type", "boardgame");
	r = client_get(&member, &media_app, arena_printf(&memory, "/%s", id));
	shows(r, "metadata", "{\"kallaxy\":{\"media_type\":\"boardgame\"}}");
	r = done(change_medium(&member, id, ",\"title\":\"Ring\",\"pub_date\":\"May 1955\""), 200);
	shows(r, "pub_date", "May 1955");
	shows(r, "media_type", "boardgame");
}
END_TEST

START_TEST(a_medium_is_changed_by_who_added_it)
{
	const char *id = add_medium(&member, "Sphere", "book");
	const char *named = arena_printf(&memory, "{\"medium_id\":\"%s\"}", id);

	add_medium(&member, "Cube", "book");
	add_medium(&member, "Cone", "movie");
	refused(change_medium(&other, id, ",\"title\":\"Mine\""), 403, "");
	refused(ask(&other, "DELETE", "/api/media", named), 403, "");
	refused(change_medium(&member, id, ",\"title\":\"cube\""), 409, "title");
	done(change_medium(&member, id, ",\"title\":\"Cone\""), 200);
	done(change_medium(&admin, id, ",\"title\":\"CONE\""), 200);
	done(add_record(&other, id, ""), 201);
	ck_assert_str_eq(done(ask(&member, "DELETE", "/api/media", named), 200)->body, "");
	refused(ask(&member, "DELETE", "/api/media", named), 404, "");
	refused(ask(&other, "GET", "/api/records", "null"), 404, "");
}
END_TEST

START_TEST(a_picture_of_ours_has_a_whole_link)
{
	const char *id = add_medium(&member, "Sphere", "movie"), *image =
		"0b0e7c8e-3a53-4c43-9f4f-7f4f3a5f9d11";
	struct reply *r;

	client_add_picture(image, "member");
	done(client_patch(&member, &media_app, arena_printf(&memory, "/%s", id),
		arena_printf(&memory, "{\"image_url\":\"/images/%s\"}", image)), 200);
	r = done(ask(&member, "GET", "/api/media?title=Sphere&media_type=movie", NULL), 200);
	shows(r, "image_url", arena_printf(&memory, "http://vitrine.example/images/%s", image));
	r = done(change_medium(&member, id, arena_printf(&memory,
		",\"title\":\"Sphere\",\"creator\":\"Somebody\",\"pub_date\":\"1987\","
		"\"image_url\":\"%s\"", json_text(r, "image_url"))), 200);
	shows(client_get(&member, &media_app, arena_printf(&memory, "/%s", id)), "image_url",
		arena_printf(&memory, "/images/%s", image));
}
END_TEST

/* --- records ---------------------------------------------------------------------------------- */

START_TEST(a_record_has_the_documents_members)
{
	const char *medium = add_medium(&member, "Sphere", "movie");
	struct reply *r = done(add_record(&member, medium,
		",\"start_date\":\"2025-03-26T14:20:23.525332\","
		"\"end_date\":\"2025-03-31T08:47:29Z\",\"comments\":\"good\""), 201);

	for (int i = 0; i < 2; i++) {
		const char *at = i ? "records[0]." : "";

		ck_assert(is_uuid(json_text(r, text("%sid", at))));
		shows(r, text("%srecord_id", at), json_text(r, text("%sid", at)));
		shows(r, text("%smedia_id", at), medium);
		shows(r, text("%smedium_id", at), medium);
		shows(r, text("%suser_id", at), member.id);
		shows(r, text("%screated_at", at), "2026-04-01T08:00:00");
		shows(r, text("%supdated_at", at), "2026-04-01T08:00:00");
		shows(r, text("%sis_finished", at), "true");
		shows(r, text("%sstart_date", at), "2025-03-26T14:20:23");
		shows(r, text("%send_date", at), "2025-03-31T08:47:29");
		shows(r, text("%sduration", at), "4");
		shows(r, text("%scomments", at), "good");
		r = done(ask(&member, "GET", "/api/records", "null"), 200);
	}
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 1);
	r = client_get(&member, &usermedia_app, "/");
	shows(r, "records[0].status", "COMPLETED");
	shows(r, "records[0].duration", "4");
	shows(r, "records[0].note", "good");
}
END_TEST

static const struct {
	const char *members, *status, *is_finished, *duration, *start, *end;
} records[] = {
	{ "", "TO_DO", "false", "0", "null", "null" },
	{ ",\"start_date\":\"\",\"end_date\":\"\"", "TO_DO", "false", "0", "null", "null" },
	{ ",\"start_date\":\"2025-04-01T00:00:00Z\",\"end_date\":\"\"", "IN_PROGRESS", "false", "0",
	  "2025-04-01T00:00:00", "null" },
	{ ",\"start_date\":\"2025-04-01T00:00:00Z\",\"end_date\":\"2025-04-11T00:00:00Z\"",
	  "COMPLETED", "true", "10", "2025-04-01T00:00:00", "2025-04-11T00:00:00" },
	{ ",\"end_date\":\"2025-04-11\"", "COMPLETED", "true", "0", "null",
	  "2025-04-11T00:00:00" },
	{ ",\"start_date\":\"2025-04-01T12:30:00+02:00\"", "IN_PROGRESS", "false", "0",
	  "2025-04-01T10:30:00", "null" },
};

START_TEST(a_record_is_what_its_dates_say)
{
	const char *medium = add_medium(&member, "Sphere", "movie");
	struct reply *r = done(add_record(&member, medium, records[_i].members), 201);

	shows(r, "is_finished", records[_i].is_finished);
	shows(r, "duration", records[_i].duration);
	shows(r, "start_date", records[_i].start);
	shows(r, "end_date", records[_i].end);
	shows(r, "comments", "");
	shows(client_get(&member, &usermedia_app, "/"), "records[0].status", records[_i].status);
}
END_TEST

START_TEST(bad_dates_are_refused)
{
	const char *medium = add_medium(&member, "Sphere", "movie");

	refused(add_record(&member, medium, ",\"start_date\":\"yesterday\""), 400, "start_date");
	refused(add_record(&member, medium, ",\"end_date\":\"2025-02-30\""), 400, "end_date");
	refused(add_record(&member, medium, ",\"start_date\":7"), 400, "start_date");
	refused(add_record(&member, medium,
		",\"start_date\":\"2025-04-02\",\"end_date\":\"2025-04-01\""), 400, "end_date");
}
END_TEST

START_TEST(a_title_that_waits_is_taken_up_by_a_record)
{
	const char *medium = add_medium(&member, "Sphere", "movie");
	struct reply *r;
	const char *id;

	id = json_text(made(client_post(&member, &usermedia_app, "/", arena_printf(&memory,
		"{\"media_id\":\"%s\",\"status\":\"TO_DO\",\"tags\":[\"soon\"]}", medium))), "id");
	refused(add_record(&member, medium, ""), 409, "medium_id");
	r = done(add_record(&member, medium, ",\"start_date\":\"2025-04-01\""), 201);
	shows(r, "id", id);
	shows(r, "start_date", "2025-04-01T00:00:00");
	r = client_get(&member, &usermedia_app, "/");
	shows(r, "records[0].status", "IN_PROGRESS");
	shows(r, "records[0].tags[0]", "soon");
	refused(add_record(&member, medium, ",\"start_date\":\"2025-04-01\""), 409, "medium_id");
	done(add_record(&other, medium, ",\"start_date\":\"2025-04-01\""), 201);
}
END_TEST

/* PUT of a record with these members. */
static struct reply *
change_record(const struct sender *who, const char *id, const char *members)
{
	return ask(who, "PUT", "/api/records", arena_printf(&memory, "{\"record_id\":\"%s\"%s}", id,
		members));
}

START_TEST(a_record_changes_by_what_is_sent)
{
	const char *medium = add_medium(&member, "Sphere", "movie");
	const char *id = json_text(done(add_record(&member, medium, ",\"comments\":\"good\""), 201),
		"id");
	struct reply *r = done(change_record(&member, id,
		",\"start_date\":\"2025-04-01T00:00:00Z\",\"end_date\":\"\""), 200);

	shows(r, "start_date", "2025-04-01T00:00:00");
	shows(r, "comments", "good");
	shows(client_get(&member, &usermedia_app, "/"), "records[0].status", "IN_PROGRESS");
	r = done(change_record(&member, id, ",\"end_date\":\"2025-04-03T00:00:00Z\""), 200);
	shows(r, "start_date", "2025-04-01T00:00:00");
	shows(r, "is_finished", "true");
	shows(r, "duration", "2");
	shows(client_get(&member, &usermedia_app, "/"), "records[0].status", "COMPLETED");
	/* by its title, as one of the documents says */
	r = done(ask(&member, "PUT", "/api/records", arena_printf(&memory,
		"{\"medium_id\":\"%s\",\"comments\":\"very good\"}", medium)), 200);
	shows(r, "id", id);
	shows(r, "medium_id", medium);
	shows(r, "comments", "very good");
	shows(r, "end_date", "2025-04-03T00:00:00");
	refused(change_record(&member, id, ",\"end_date\":\"2025-03-01\""), 400, "end_date");
	/* nobody else's */
	refused(change_record(&other, id, ",\"comments\":\"mine\""), 404, "");
	refused(change_record(&admin, id, ",\"comments\":\"mine\""), 404, "");
	refused(ask(&other, "DELETE", "/api/records", arena_printf(&memory,
		"{\"medium_id\":\"%s\"}", medium)), 404, "");
	ck_assert_str_eq(done(ask(&member, "DELETE", arena_printf(&memory,
		"/api/records?medium_id=%s", medium), NULL), 200)->body, "");
	ck_assert_int_eq(client_rows("entries"), 0);
	ck_assert_int_eq(client_rows("media_items"), 1);
}
END_TEST

static const struct {
	const char *ours;		/* what our own door set */
	const char *is_finished;
} kept[] = {
	{ "\"status\":\"PAUSED\",\"start_date\":\"2025-04-01\"", "false" },
	{ "\"status\":\"DROPPED\",\"start_date\":\"2025-04-01\",\"end_date\":\"2025-04-02\"",
	  "false" },
	{ "\"status\":\"COMPLETED\",\"end_date\":\"2025-04-02T07:08:09Z\"", "true" },
	{ "\"status\":\"IN_PROGRESS\",\"start_date\":\"2025-04-01T00:00:00Z\",\"note\":\"a\\nb\"",
	  "false" },
	{ "\"status\":\"TO_DO\"", "false" },
};

/* A text or null of a reply, as JSON. */
static const char *
as_sent(const struct reply *r, const char *path)
{
	const char *value = json_text(r, path);

	return strcmp(value, "null") != 0 ? text("\"%s\"", value) : value;
}

START_TEST(a_record_sent_back_as_shown_is_the_same)
{
	const char *medium = add_medium(&member, "Sphere", "movie"), *path, *before;
	struct reply *r = made(client_post(&member, &usermedia_app, "/", arena_printf(&memory,
		"{\"media_id\":\"%s\",%s}", medium, kept[_i].ours)));

	path = arena_printf(&memory, "/%s", json_text(r, "id"));
	before = client_get(&member, &usermedia_app, path)->body;
	r = done(ask(&member, "GET", "/api/records", "null"), 200);
	shows(r, "records[0].is_finished", kept[_i].is_finished);
	clock_set(NOW + 60);
	r = done(change_record(&member, json_text(r, "records[0].id"), arena_printf(&memory,
		",\"start_date\":%s,\"end_date\":%s", as_sent(r, "records[0].start_date"),
		as_sent(r, "records[0].end_date"))), 200);
	ck_assert_str_eq(client_get(&member, &usermedia_app, path)->body, before);
}
END_TEST

/*
 * Its client's page knows days only, and sends both with every change: what is kept of the time of
 * day stays.
 */
START_TEST(a_time_of_day_stays_when_its_day_is_sent)
{
	const char *medium = add_medium(&member, "Sphere", "movie");
	struct reply *r = done(add_record(&member, medium,
		",\"start_date\":\"2025-03-26T14:20:23\",\"end_date\":\"2025-03-27T13:00:00\""),
		201);
	const char *id = json_text(r, "id");

	shows(r, "duration", "0");
	r = done(change_record(&member, id, ",\"start_date\":\"2025-03-26T00:00:00Z\","
		"\"end_date\":\"2025-03-27T00:00:00Z\",\"comments\":\"good\""), 200);
	shows(r, "start_date", "2025-03-26T14:20:23");
	shows(r, "end_date", "2025-03-27T13:00:00");
	shows(r, "duration", "0");
	shows(r, "comments", "good");
	r = done(change_record(&member, id, ",\"start_date\":\"2025-03-25T00:00:00Z\","
		"\"end_date\":\"2025-03-27T00:00:00Z\",\"comments\":\"good\""), 200);
	shows(r, "start_date", "2025-03-25T00:00:00");
	shows(r, "end_date", "2025-03-27T13:00:00");
}
END_TEST

START_TEST(a_comment_is_emptied_by_nothing_and_dates_are_not)
{
	static const char *const nothing[] = { "null", "\"\"" };
	const char *medium = add_medium(&member, "Sphere", "movie");
	struct reply *r = done(add_record(&member, medium, ",\"start_date\":\"2025-04-01\","
		"\"end_date\":\"2025-04-03\",\"comments\":\"good\""), 201);
	const char *id = json_text(r, "id");

	for (int i = 0; i < COUNT(nothing); i++) {
		r = done(change_record(&member, id, arena_printf(&memory,
			",\"start_date\":%s,\"end_date\":%s", nothing[i], nothing[i])), 200);
		shows(r, "start_date", "2025-04-01T00:00:00");
		shows(r, "end_date", "2025-04-03T00:00:00");
		shows(r, "comments", "good");
	}
	r = done(change_record(&member, id, ",\"comments\":\"\""), 200);
	shows(r, "comments", "");
	shows(client_get(&member, &usermedia_app, "/"), "records[0].note", "null");
}
END_TEST

START_TEST(a_day_known_in_part_stays_so)
{
	const char *medium = add_medium(&member, "Sphere", "movie");
	struct reply *r;

	done(add_record(&member, medium, ""), 201);
	made(client_post(&member, &diary_app, "/", arena_printf(&memory,
		"{\"media_id\":\"%s\",\"end_date\":\"2019\"}", medium)));
	r = done(ask(&member, "GET", "/api/records", "null"), 200);
	shows(r, "records[0].end_date", "2019-01-01T00:00:00");
	done(change_record(&member, json_text(r, "records[0].id"),
		",\"end_date\":\"2019-01-01T00:00:00\""), 200);
	shows(client_get(&member, &diary_app, "/"), "diary[0].end_date", "2019");
}
END_TEST

/* --- all of it, by types ---------------------------------------------------------------------- */

START_TEST(records_come_by_the_words_of_their_types)
{
	static const char *const types[] = { "book", "movie", "serie", "videogame", "boardgame",
		"vinyl \\\"LP\\\"", "Boardgame", "book", "\xc3\x84pfel", "\xc3\xa4pfel" };
	struct reply *r;

	for (int i = 0; i < COUNT(types); i++)
		done(add_record(&member, add_medium(&member, text("Title %d", i), types[i]),
			",\"start_date\":\"2025-04-01\",\"comments\":\"c\""), 201);
	done(add_record(&other, add_medium(&other, "Not mine", "movie"), ""), 201);
	r = done(ask(&member, "GET", "/api/media_records", "null"), 200);
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(r->json, "records")), 7);
	shows(r, "records.\xc3\xa4pfel[1].title", "Title 8");
	shows(r, "records.book[0].title", "Title 7");
	shows(r, "records.book[1].title", "Title 0");
	shows(r, "records.movie[0].title", "Title 1");
	shows(r, "records.movie[1].title", "(none)");
	shows(r, "records.series[0].media_type", "serie");
	shows(r, "records.videogame[0].title", "Title 3");
	shows(r, "records.videogame[1].title", "(none)");
	shows(r, "records.Boardgame[0].title", "Title 6");
	shows(r, "records.Boardgame[1].title", "Title 4");
	shows(r, "records.vinyl \"LP\"[0].title", "Title 5");
	/* each with all that the document has */
	ck_assert(is_uuid(json_text(r, "records.movie[0].record_id")));
	shows(r, "records.movie[0].id", json_text(r, "records.movie[0].record_id"));
	shows(r, "records.movie[0].user_id", member.id);
	shows(r, "records.movie[0].medium_id", json_text(r, "records.movie[0].media_id"));
	shows(r, "records.movie[0].is_finished", "false");
	shows(r, "records.movie[0].start_date", "2025-04-01T00:00:00");
	shows(r, "records.movie[0].end_date", "null");
	shows(r, "records.movie[0].duration", "0");
	shows(r, "records.movie[0].comments", "c");
	shows(r, "records.movie[0].media_type", "movie");
	shows(r, "records.movie[0].type", "movie");
	shows(r, "records.movie[0].creator", "Somebody");
	shows(r, "records.movie[0].pub_date", "1987");
	shows(r, "records.movie[0].image_url", "");
	shows(r, "records.movie[0].metadata", "{}");
}
END_TEST

/* So many titles on the member's shelf, without asking a program for each. */
static void
fill_shelf(int count)
{
	client_sql(arena_printf(&memory, "WITH RECURSIVE n(i) AS "
		"(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
		"INSERT INTO media_items "
		"(id, type, source, title, title_folded, metadata, curated, "
		"created_by, created_at, updated_at, rating_count, review_count) "
		"SELECT printf('00000000-0000-4000-8000-%%012d', i), "
		"CASE WHEN i %% 3 THEN 'GAME' ELSE 'BOOK' END, 'USER_ADDED', 'T' || i, 't' || i, "
		"CASE WHEN i %% 3 = 1 THEN '{\"kallaxy\":{\"media_type\":\"boardgame\"}}' "
		"ELSE '{\"text\":\"' || hex(zeroblob(400)) || '\"}' END, 0, "
		"(SELECT key FROM users WHERE username = 'member'), 0, 0, 0, 0 FROM n",
		count), NULL, NULL);
	client_sql("INSERT INTO entries (id, user_key, media_key, status, created_at, updated_at) "
		"SELECT replace(m.id, '-8000-', '-9000-'), u.key, m.key, 'TO_DO', 0, 0 "
		"FROM users u, media_items m WHERE u.username = 'member'", NULL, NULL);
}

static int
length_of(const struct reply *r, const char *name)
{
	const cJSON *list = cJSON_GetObjectItem(r->json, "records");

	return cJSON_GetArraySize(name ? cJSON_GetObjectItem(list, name) : list);
}

START_TEST(a_whole_list_of_thousands_takes_little_memory)
{
	struct reply *r;

	ask(&member, "GET", "/api/records", "null");
	fill_shelf(6000);
	client_limit_memory(16 << 20);
	r = done(ask(&member, "GET", "/api/media_records", "null"), 200);
	ck_assert_int_eq(length_of(r, "book"), 2000);
	ck_assert_int_eq(length_of(r, "videogame"), 2000);
	ck_assert_int_eq(length_of(r, "boardgame"), 2000);
	ck_assert_int_eq(length_of(r, NULL), 3);
	r = done(ask(&member, "GET", "/api/records", "null"), 200);
	ck_assert_int_eq(length_of(r, NULL), 6000);
	r = done(ask(&member, "GET", "/api/media/type?media_type=boardgame", "null"), 200);
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(r->json, "media")), 2000);
}
END_TEST

START_TEST(many_words_take_little_memory)
{
	struct reply *r;

	ask(&member, "GET", "/api/records", "null");
	fill_shelf(890);
	client_sql("UPDATE media_items SET metadata = "
		"'{\"kallaxy\":{\"media_type\":\"w' || (key % 110) || '\"},\"text\":\"' || "
		"hex(zeroblob(2000)) || '\"}' WHERE type = 'GAME'", NULL, NULL);
	client_limit_memory(16 << 20);
	r = done(ask(&member, "GET", "/api/media_records", "null"), 200);
	/* what is one too many is a game like others */
	ck_assert_int_eq(length_of(r, NULL), 1 + 1 + 100);
	ck_assert_int_eq(length_of(r, "book"), 296);
	ck_assert_int_ge(length_of(r, "videogame"), 10 * 4);
	ck_assert_int_ge(length_of(r, "w7") + length_of(r, "w8"), 5);
}
END_TEST

/* --- look-ups --------------------------------------------------------------------------------- */

static const struct door_step look_ups[] = {
	{ &member, "GET", "/book/search?title=ring&author=tolkien", NULL, 200, "asked",
	  "/search.json?title=ring&author=tolkien" },
	{ &member, "GET", "/book/search", NULL, 400 },
	{ &member, "GET", "/book/isbn?isbn=9780261102354", "null", 200, "asked",
	  "/isbn/9780261102354.json" },
	{ &member, "GET", "/book/isbn", NULL, 400, "error", "isbn is required" },
	{ &member, "GET", "/book/isbn?isbn=9781404404045", NULL, 404 },
	{ &member, "GET", "/book/author?author=OL34184A", NULL, 200, "asked",
	  "/authors/OL34184A.json" },
	{ &member, "GET", "/book/author?author=x", NULL, 400 },
	{ &member, "GET", "/book/author?author=OL404A", NULL, 404 },
	{ &member, "GET", "/book/search_isbn?key=OL45804W", NULL, 200, "isbn13", "9780261102354" },
	{ &member, "GET", "/book/search_isbn?key=x", NULL, 400 },
	{ &member, "GET", "/book/search_isbn?key=OL404W", NULL, 404 },
	{ &member, "GET", "/movie_tv/search_movie?query=dune", NULL, 200, "source", "tmdb" },
	{ &member, "GET", "/movie_tv/search_movie", NULL, 400, "error", "query is required" },
	{ &member, "GET", "/movie_tv/search_tv?query=dune", NULL, 200, "source", "tmdb" },
	{ &member, "GET", "/movie_tv/search_tv", NULL, 400 },
	{ &member, "GET", "/movie_tv/search?query=dune", NULL, 200, "source", "tmdb" },
	{ &member, "GET", "/movie_tv/search", NULL, 400 },
	{ &member, "GET", "/movie_tv", "{\"movie_id\":27,\"tv_id\":\"\",\"language\":\"fr-FR\"}",
	  200, "asked", "/3/movie/27?language=fr-FR" },
	{ &member, "GET", "/movie_tv?tv_id=28&language=fr-FR", "null", 200, "asked",
	  "/3/tv/28?language=fr-FR" },
	{ &member, "GET", "/movie_tv", "{\"movie_id\":\"\"}", 400, "error",
	  "movie_id is required" },
	{ &member, "GET", "/movie_tv?movie_id=404", NULL, 404 },
	{ &member, "GET", "/movie_tv/movie_credits?movie_id=27&language=fr-FR", NULL, 200, "asked",
	  "/3/movie/27/credits?language=fr-FR" },
	{ &member, "GET", "/movie_tv/movie_credits", NULL, 400 },
	{ &member, "GET", "/movie_tv/movie_credits?movie_id=404", NULL, 404 },
	{ &member, "GET", "/videogame/search?search=myst&platforms=4", NULL, 200, "source",
	  "rawg" },
	{ &member, "GET", "/videogame/search", NULL, 400 },
	{ &member, "GET", "/videogame?id=3498", NULL, 200, "asked", "/api/games/3498" },
	{ &member, "GET", "/videogame", NULL, 400 },
	{ &member, "GET", "/videogame?id=404", NULL, 404 },
	{ NULL }
};

START_TEST(what_others_know_is_told_as_they_say_it)
{
	struct door_step steps[COUNT(look_ups)], from_here[2] = { { NULL } };
	const char *keys = "tmdb_key = 0123456789abcdef0123456789abcdef\n"
		"rawg_key = 0123456789abcdef0123456789abcdef\n";

	for (int i = 0; i < COUNT(look_ups); i++) {
		steps[i] = look_ups[i];
		steps[i].path = text("/kallaxy/external_api%s", look_ups[i].path);
	}
	client_settings(keys);
	client_steps(&lookup_app, steps);
	for (int i = 0; look_ups[i].method; i++) {
		const char *path = text("/external_api%s", look_ups[i].path);

		/* from where no rule of a server leads there */
		from_here[0] = (struct door_step){ &member, "GET", path, look_ups[i].body, 307 };
		client_steps(&kallaxy_app, from_here);
		from_here[0] = (struct door_step){ &nobody, "GET", path, NULL, 401 };
		client_steps(&kallaxy_app, from_here);
	}
	client_settings(text("%srate_limit_lookups = 1", keys));
	for (int i = 0; look_ups[i].method; i++) {
		from_here[0] = (struct door_step){ &member, "GET", steps[i].path, NULL, 429 };
		client_steps(&lookup_app, from_here);
	}
}
END_TEST

START_TEST(look_ups_are_behind_the_door_of_the_program_that_asks_others)
{
	struct reply *r = ask(&member, "GET", "/external_api/book/isbn?isbn=1", NULL);

	ck_assert_int_eq(r->http, 307);
	ck_assert_str_eq(reply_header(r, "Location"),
		"http://vitrine.example/lookup/kallaxy/external_api/book/isbn?isbn=1");
	client_settings("lookup = no");
	r = client_get(&member, &lookup_app, "/kallaxy/external_api/book/isbn?isbn=1");
	refused(r, 503, "");
	refused(client_get(&nobody, &lookup_app, "/kallaxy/external_api/book/isbn?isbn=1"), 401,
		"");
	refused(client_get(&member, &lookup_app, "/kallaxy/external_api/boardgame?id=1"), 404, "");
	refused(client_send(&member, &lookup_app, "GET", "/kallaxy/external_api/movie_tv", JSON,
		"{\"movie_id\":\"\"}", 15, NULL), 400, "movie_id is required");
	/* at our own door it is as it was */
	shows(client_get(&nobody, &lookup_app, "/external_api/book/isbn?isbn=1"), "error.code",
		"auth_failed");
}
END_TEST

/*
 * What Kallaxy's desktop client sends in an evening, in its own order and with all that it sends:
 * every body has all members, "" where nothing was typed, and each call a Bearer, be it empty.
 */
START_TEST(an_evening_with_its_client)
{
	struct sender me = { .token = "" }, refresh;
	const char *medium, *record;
	struct reply *r;

	done(client_send(NULL, &kallaxy_app, "GET", "/server/version", NULL, NULL, 0, NULL), 200);
	done(ask(&me, "POST", "/api/users", NEW_USER), 201);
	r = done(ask(&me, "POST", "/auth/login",
		"{\"username\":\"VincNT21\",\"password\":\"a horse of battery\"}"), 201);
	me.token = json_text(r, "access_token");
	refresh.token = json_text(r, "refresh_token");
	refused(ask(&me, "GET", "/api/media_records", "null"), 404, "");
	medium = json_text(done(ask(&me, "POST", "/api/media",
		"{\"title\":\"Azul\",\"media_type\":\"boardgame\",\"creator\":\"Kiesling\","
		"\"pub_date\":\"October 2017\",\"image_url\":\"\",\"metadata\":{"
		"\"artists\":[\"Ann\"],\"max_players\":4,\"min_players\":2}}"), 201), "id");
	done(ask(&me, "POST", "/api/records", arena_printf(&memory, "{\"medium_id\":\"%s\","
		"\"start_date\":\"2025-04-01T00:00:00Z\",\"end_date\":\"\",\"comments\":\"\"}",
		medium)), 201);
	r = done(ask(&me, "GET", "/api/media_records", "null"), 200);
	record = json_text(r, "records.boardgame[0].record_id");
	shows(r, "records.boardgame[0].medium_id", medium);
	shows(r, "records.boardgame[0].start_date", "2025-04-01T00:00:00");
	shows(r, "records.boardgame[0].metadata.max_players", "4");
	r = done(ask(&me, "PUT", "/api/records", arena_printf(&memory, "{\"record_id\":\"%s\","
		"\"start_date\":\"2025-04-01T00:00:00Z\","
		"\"end_date\":\"2025-04-03T00:00:00Z\",\"comments\":\"blue\"}", record)), 200);
	shows(r, "duration", "2");
	r = done(ask(&me, "PUT", "/api/media", arena_printf(&memory, "{\"medium_id\":\"%s\","
		"\"title\":\"Azul\",\"creator\":\"Michael Kiesling\","
		"\"pub_date\":\"October 2017\",\"image_url\":\"\",\"metadata\":{"
		"\"artists\":[\"Ann\"],\"max_players\":4,\"min_players\":1}}", medium)), 200);
	shows(r, "pub_date", "October 2017");
	shows(r, "metadata.min_players", "1");
	/* an hour later */
	clock_set(NOW + 3700);
	refused(ask(&me, "GET", "/api/media_records", "null"), 401, "");
	r = done(ask(&refresh, "POST", "/auth/refresh", NULL), 201);
	me.token = json_text(r, "access_token");
	done(ask(&me, "GET", "/auth/login", "{\"password\":\"a horse of battery\"}"), 200);
	done(ask(&me, "PUT", "/api/users", NEW_USER), 200);
	done(ask(&me, "DELETE", "/api/records", arena_printf(&memory, "{\"medium_id\":\"%s\"}",
		medium)), 200);
	done(ask(&me, "DELETE", "/api/media", arena_printf(&memory, "{\"medium_id\":\"%s\"}",
		medium)), 200);
	done(ask(&me, "POST", "/auth/logout", "null"), 204);
	refused(ask(&me, "GET", "/api/users", "null"), 401, "");
}
END_TEST

START_TEST(a_browser_gets_what_a_program_gets)
{
	struct reply *r = client_send(&member, &kallaxy_app, "GET", "/api/users", NULL, NULL, 0,
		(const char *const[]){ "HTTP_ACCEPT=text/html", NULL });

	ck_assert_str_eq(reply_header(r, "Content-Type"), JSON);
	shows(r, "username", "member");
}
END_TEST

static TCase *
add_case(Suite *suite, const char *name)
{
	TCase *test = tcase_create(name);

	tcase_add_checked_fixture(test, client_setup, client_teardown);
	suite_add_tcase(suite, test);
	return test;
}

int
main(void)
{
	Suite *suite = suite_create("kallaxy");
	TCase *test = add_case(suite, "calls");

	tcase_add_test(test, every_call_answers_as_it_is_told);
	tcase_add_test(test, what_cannot_be_read_is_400);
	tcase_add_test(test, there_are_limits);
	tcase_add_test(test, a_tag_is_held_where_there_is_one);
	test = add_case(suite, "users");
	tcase_add_test(test, a_user_has_the_documents_members);
	tcase_add_test(test, a_refresh_token_comes_as_bearer_and_changes);
	tcase_add_test(test, an_empty_bearer_is_none_at_login);
	tcase_add_test(test, who_has_confirmed_the_password_changes_the_account);
	tcase_add_test(test, an_account_goes_when_the_password_was_given);
	tcase_add_test(test, no_reset_is_told_to_who_asks);
	tcase_add_test(test, a_reset_is_checked_and_used_once);
	test = add_case(suite, "media");
	tcase_add_test(test, a_medium_has_the_documents_members);
	tcase_add_loop_test(test, a_type_keeps_its_word, 0, COUNT(words));
	tcase_add_test(test, a_word_of_its_own_is_a_type_of_its_own);
	tcase_add_loop_test(test, a_date_keeps_its_text, 0, COUNT(dates));
	tcase_add_test(test, a_medium_changes_as_a_whole);
	tcase_add_loop_test(test, a_medium_sent_back_as_shown_is_the_same, 0, COUNT(unchanged));
	tcase_add_test(test, a_date_with_a_text_of_its_own_may_change);
	tcase_add_test(test, a_medium_is_changed_by_who_added_it);
	tcase_add_test(test, a_picture_of_ours_has_a_whole_link);
	test = add_case(suite, "records");
	tcase_add_test(test, a_record_has_the_documents_members);
	tcase_add_loop_test(test, a_record_is_what_its_dates_say, 0, COUNT(records));
	tcase_add_test(test, bad_dates_are_refused);
	tcase_add_test(test, a_title_that_waits_is_taken_up_by_a_record);
	tcase_add_test(test, a_record_changes_by_what_is_sent);
	tcase_add_loop_test(test, a_record_sent_back_as_shown_is_the_same, 0, COUNT(kept));
	tcase_add_test(test, a_time_of_day_stays_when_its_day_is_sent);
	tcase_add_test(test, a_comment_is_emptied_by_nothing_and_dates_are_not);
	tcase_add_test(test, a_day_known_in_part_stays_so);
	tcase_add_test(test, records_come_by_the_words_of_their_types);
	tcase_add_test(test, a_whole_list_of_thousands_takes_little_memory);
	tcase_add_test(test, many_words_take_little_memory);
	test = add_case(suite, "beside");
	tcase_add_test(test, what_others_know_is_told_as_they_say_it);
	tcase_add_test(test, look_ups_are_behind_the_door_of_the_program_that_asks_others);
	tcase_add_test(test, an_evening_with_its_client);
	tcase_add_test(test, a_browser_gets_what_a_program_gets);
	return run_suite(suite);
}
