/*
 * What one request of a worker may not leave to the next: a running statement, a transaction, a
 * user. Handlers that forget whatever they should do, and requests of every outcome; then SQLite
 * itself is asked.
 */
#include "client.h"

#include <sqlite3.h>
#include <string.h>

#define ISBN "9780451524935"
#define NEVER "0123456789abcdef0123456789abcdef"

static struct arena memory = { .limit = 64 << 20 };
static sqlite3 *worker;		/* the connection of the process under test */
static const char *alone;	/* what was written outside of a transaction */

static int
on_open(sqlite3 *sqlite, char **message, const struct sqlite3_api_routines *api)
{
	(void)message;
	(void)api;
	worker = sqlite;
	return SQLITE_OK;
}

/* Whoever writes stands in the writers' queue first, and hears whether it could be stored. */
static int
look_for_writes(unsigned kind, void *context, void *stmt, void *text)
{
	const char *sql = sqlite3_sql(stmt);

	(void)kind;
	(void)context;
	(void)text;
	/* nor the search index's own, some of which are part of a commit */
	if (!sqlite3_stmt_readonly(stmt) && sqlite3_get_autocommit(worker)
	    && strncmp(sql, "BEGIN", 5) && !strstr(sql, "'main'."))
		alone = arena_strdup(&memory, sql);
	return 0;
}

static void
setup(void)
{
	client_setup();
	client_restart();
	sqlite3_auto_extension((void (*)(void))on_open);
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
	sqlite3_cancel_auto_extension((void (*)(void))on_open);
	ck_assert_ptr_nonnull(worker);
	ck_assert_int_eq(sqlite3_trace_v2(worker, SQLITE_TRACE_STMT, look_for_writes, NULL), 0);
}

static void
assert_idle(const char *after)
{
	for (sqlite3_stmt *stmt = sqlite3_next_stmt(worker, NULL); stmt;
		stmt = sqlite3_next_stmt(worker, stmt))
		ck_assert_msg(!sqlite3_stmt_busy(stmt), "after %s this runs: %s", after,
		sqlite3_sql(stmt));
	ck_assert_msg(sqlite3_get_autocommit(worker), "a transaction is left by %s", after);
	ck_assert_msg(sqlite3_txn_state(worker, NULL) == SQLITE_TXN_NONE, "a lock is left by %s",
		after);
	ck_assert_msg(!alone, "outside of a transaction %s writes: %s", after, alone);
}

/* --- handlers that forget everything ---------------------------------------------------------- */

/* Leaves a statement in the middle of its rows, and a change that nobody commits. */
static void
forget(struct request *req)
{
	struct stmt *stmt;

	ck_assert_int_eq(db_begin(req->db), OK);
	ck_assert_int_eq(db_exec(req->db, "UPDATE users SET name = 'forgotten'", NULL, 0), OK);
	ck_assert_int_eq(db_query(req->db, &stmt, "SELECT id FROM users", NULL, 0), OK);
	ck_assert_int_eq(stmt_step(stmt), OK);
	ck_assert(!sqlite3_get_autocommit(worker));
}

static enum status
answer_well(struct request *req, struct response *res)
{
	forget(req);
	return respond_nothing(res);
}

static enum status
answer_badly(struct request *req, struct response *res)
{
	(void)res;
	forget(req);
	return ERR_INTERNAL;
}

static enum status
take_too_much(struct request *req, struct response *res)
{
	forget(req);
	arena_alloc(req->arena, (size_t)1 << 40);
	return respond_nothing(res);
}

static const struct route careless_routes[] = {
	{ POST, "/well",     answer_well,   ANYONE },
	{ POST, "/badly",    answer_badly,  MEMBER },
	{ POST, "/too-much", take_too_much, MEMBER },
	{ 0 }
};
static const struct app careless = {
	.name = "careless", .door = "/careless", .routes = careless_routes,
};
static const struct {
	const char *path;
	int http;
} carelessness[] = { { "/well", 204 }, { "/badly", 500 }, { "/too-much", 503 } };

START_TEST(nothing_that_a_handler_forgets_reaches_the_next_request)
{
	int64_t forgotten;

	ck_assert_int_eq(client_post(&member, &careless, carelessness[_i].path, NULL)->http,
		carelessness[_i].http);
	assert_idle(carelessness[_i].path);
	ck_assert_int_eq(client_get(&nobody, &usermedia_app, "/")->http, 401);
	ck_assert_int_eq(client_post(&admin, &books_app, "/",
		"{\"title\":\"a\",\"author\":\"b\"}")->http, 201);
	ck_assert_int_eq(db_number(client_db(), "SELECT count(*) FROM users WHERE name IS NOT NULL",
		NULL, 0, &forgotten), OK);
	ck_assert_int_eq(forgotten, 0);
}
END_TEST

/* --- requests of every outcome ---------------------------------------------------------------- */

static const struct {
	const struct sender *sender;
	const struct app *app;
	const char *method, *path, *body, *header;
	int http;
} requests[] = {
	{ &admin, &books_app, "POST", "/", "{\"title\":\"a\",\"author\":\"b\",\"isbn\":\"" ISBN
	  "\"}", NULL, 201 },
	{ &admin, &books_app, "POST", "/", "{\"title\":\"a\",\"author\":\"b\",\"isbn\":\"" ISBN
	  "\"}", NULL, 409 },
	{ &member, &books_app, "POST", "/", "{\"title\":\"a\",\"author\":\"b\"}", NULL, 403 },
	{ &nobody, &books_app, "GET", "/?q=a&sort=rank", NULL, NULL, 200 },
	{ &nobody, &books_app, "GET", "/", NULL, "HTTP_IF_NONE_MATCH=*", 304 },
	{ &member, &media_app, "GET", "/?q=a&scope=shelf&page=2", NULL, NULL, 200 },
	{ &nobody, &media_app, "GET", "/?sort=x", NULL, NULL, 400 },
	{ &nobody, &media_app, "GET", "/*", NULL, NULL, 200 },
	{ &admin, &media_app, "PATCH", "/*", "{\"genre\":\"g\"}", "HTTP_IF_MATCH=\"x\"", 412 },
	{ &admin, &media_app, "PATCH", "/*", "{\"genre\":\"g\"}", "HTTP_IF_MATCH=*", 200 },
	{ &admin, &media_app, "PATCH", "/*", "{\"length\":-1}", "HTTP_IF_MATCH=*", 400 },
	{ &member, &media_app, "DELETE", "/*", NULL, "HTTP_IF_MATCH=*", 403 },
	{ &member, &media_app, "PUT", "/*/rating", "{\"value\":4}", NULL, 200 },
	{ &member, &media_app, "POST", "/*/reviews", "{\"content\":\"x\"}", NULL, 201 },
	{ &member, &media_app, "POST", "/*/reviews", "{\"content\":\"x\"}", NULL, 409 },
	{ &member, &usermedia_app, "POST", "/", "{\"media_id\":\"*\"}", NULL, 201 },
	{ &member, &usermedia_app, "POST", "/", "{\"media_id\":\"*\"}", NULL, 409 },
	{ &member, &library_app, "PATCH", "/*", "{\"rating\":3}", NULL, 400 },
	{ &member, &library_app, "GET", "/?q=a", NULL, NULL, 200 },
	{ &member, &collection_app, "POST", "/copies", "{\"media_id\":\"*\",\"format\":\"DVD\"}",
	  NULL, 201 },
	{ &member, &collection_app, "GET", "/", NULL, NULL, 200 },
	{ &member, &collection_app, "DELETE", "/*", NULL, NULL, 204 },
	{ &nobody, &auth_app, "POST", "/login",
	  "{\"username\":\"member\",\"password\":\"wrong horse\"}", NULL, 401 },
	{ &nobody, &auth_app, "POST", "/login",
	  "{\"username\":\"member\",\"password\":\"correct horse\"}", NULL, 200 },
	{ &nobody, &auth_app, "POST", "/register",
	  "{\"username\":\"member\",\"password\":\"correct horse\"}", NULL, 409 },
	{ &nobody, &auth_app, "POST", "/refresh", "{\"refresh_token\":\"x\"}", NULL, 401 },
	{ &nobody, &auth_app, "POST", "/refresh",
	  "{\"refresh_token\":\"" NEVER NEVER "\"}", NULL, 401 },
	{ &member, &auth_app, "POST", "/confirm-password", "{\"password\":\"correct horse\"}",
	  NULL, 200 },
	{ &member, &users_app, "PATCH", "/me", "{\"name\":\"Em\"}", NULL, 200 },
	{ &member, &users_app, "DELETE", "/me/avatar", NULL, NULL, 204 },
	{ &admin, &users_app, "GET", "/?q=m", NULL, NULL, 200 },
	{ &admin, &users_app, "DELETE", "/me", NULL, NULL, 409 },
	{ &member, &users_app, "DELETE", "/me", NULL, NULL, 204 },
	{ &admin, &media_app, "DELETE", "/*", NULL, NULL, 204 },
	{ &nobody, &media_app, "GET", "/*", NULL, NULL, 404 },
};

/* The text with `*` replaced by the id of the item that the first request made. */
static const char *
with_id(const char *text, const char *id)
{
	const char *at = text ? strchr(text, '*') : NULL;

	return at && id ? arena_printf(&memory, "%.*s%s%s", (int)(at - text), text, id, at + 1)
		: text;
}

START_TEST(no_request_leaves_a_statement_or_a_transaction)
{
	const char *id = NULL;

	for (int i = 0; i < COUNT(requests); i++) {
		const char *const headers[] = { requests[i].header, NULL };
		const char *body = with_id(requests[i].body, id),
			*path = with_id(requests[i].path, id);
		struct reply *r = client_send(requests[i].sender, requests[i].app,
			requests[i].method, path, "application/json",
			body, body ? strlen(body) : 0, headers);

		ck_assert_msg(r->http == requests[i].http, "%s %s: %d %s", requests[i].method, path,
			r->http, r->body);
		assert_idle(arena_printf(&memory, "%s %s", requests[i].method, path));
		if (!i)
			id = json_text(r, "id");
		ck_assert_int_eq(client_get(&nobody, &usermedia_app, "/")->http, 401);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("workers");
	TCase *tc = tcase_create("workers");

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, setup, client_teardown);
	tcase_add_loop_test(tc, nothing_that_a_handler_forgets_reaches_the_next_request, 0,
		COUNT(carelessness));
	tcase_add_test(tc, no_request_leaves_a_statement_or_a_transaction);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
