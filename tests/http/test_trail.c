/*
 * What was refused is counted in the log for admins, within bounds; with `log_events` all that is
 * noted is a line of the error log; and a restoration takes nothing of the log away.
 */
#include "audit.h"
#include "backup.h"
#include "client.h"
#include "clock.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NOW = 1775030400, HOUR = 3600 };

static struct reply *
events(const char *event)
{
	struct reply *r = client_get(&admin, &server_app, text("/audit?event=%s", event));

	ck_assert_int_eq(r->http, 200);
	return r;
}

/* There is one of it, about `user`, and this is told. */
static void
counted(const char *event, const char *user, const char *about)
{
	struct reply *r = events(event);

	ck_assert_msg(!strcmp(json_text(r, "total"), "1"), "%s", r->body);
	ck_assert_str_eq(json_text(r, user ? "events[0].user.username" : "events[0].user"),
		user ? user : "null");
	ck_assert_str_eq(json_text(r, "events[0].by"), "null");
	ck_assert_str_eq(json_text(r, "events[0].address"), "192.0.2.1");
	ck_assert_str_eq(json_text(r, "events[0].about"), about);
}

static int
of(const char *event)
{
	return (int)json_text(events(event), "total")[0] - '0';
}

static struct reply *
add_title(const struct sender *who, const char *title)
{
	return client_post(who, &media_app, "/", text("{\"type\":\"BOOK\",\"title\":\"%s\"}",
		title));
}

/* --- what was refused ------------------------------------------------------------------------- */

START_TEST(what_one_may_not_is_counted_by_account)
{
	struct reply *book = made(add_title(&other, "Dune"));
	const char *path = text("/%s", json_text(book, "id"));

	ck_assert_int_eq(client_get(&member, &server_app, "/audit")->http, 403);
	counted("access_refused", "member", "GET /server");
	ck_assert_int_eq(client_get(&member, &users_app, "/")->http, 403);
	ck_assert_int_eq(client_delete(&member, &media_app, path)->http, 403);
	counted("access_refused", "member", "3 times, last DELETE /media");
	made(add_title(&member, "Emma"));
	ck_assert_int_eq(client_get(&other, &users_app, "/")->http, 403);
	ck_assert_str_eq(json_column(events("access_refused"), "events", "user.username"),
		"other|member");
}
END_TEST

START_TEST(what_a_key_may_not_is_counted)
{
	const struct sender key = { .token = json_text(made(client_post(&member, &users_app,
		"/me/tokens", "{\"name\":\"e-reader\",\"scope\":\"read\"}")), "token") };

	ck_assert_int_eq(add_title(&key, "Dune")->http, 403);
	ck_assert_int_eq(client_get(&key, &users_app, "/me/sessions")->http, 403);
	counted("access_refused", "member", "2 times, last GET /users, by the key e-reader");
}
END_TEST

START_TEST(limits_that_were_reached_are_counted)
{
	int limited = 0;

	client_settings("rate_limit_titles = 1\nrate_limit_address = 1");
	made(add_title(&member, "Dune"));
	ck_assert_int_eq(add_title(&member, "Emma")->http, 429);
	counted("limit_reached", "member", "POST /media");
	client_sql("DELETE FROM events", NULL, NULL);
	for (int i = 0; i < 4; i++)
		limited += client_post(&nobody, &auth_app, "/login", "{\"username\":\"member\","
			"\"password\":\"wrong horse\"}")->http == 429;
	ck_assert_int_ge(limited, 2);
	counted("limit_reached", NULL, text("%d times, last POST /auth", limited));
}
END_TEST

START_TEST(pages_of_other_sites_are_counted)
{
	const char *const foreign[] = { text("HTTP_COOKIE=access_token=%s", member.token),
		"HTTP_SEC_FETCH_SITE=cross-site", NULL };

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(client_send(&nobody, &media_app, "POST", "/", "application/json",
			"{}", 2, foreign)->http, 403);
	counted("foreign_page_refused", NULL, "2 times, last POST /media");
}
END_TEST

START_TEST(by_every_door)
{
	ck_assert_int_eq(client_post(&member, &booktracker_app, "/books", "{\"title\":\"Dune\","
		"\"author\":\"Herbert\"}")->http, 403);
	counted("access_refused", "member", "POST /booktracker");
}
END_TEST

/* The network that has one address of IPv6 has all of them. */
START_TEST(an_ipv6_address_counts_by_its_network)
{
	for (int i = 1; i < 4; i++) {
		const char *const foreign[] = { text("REMOTE_ADDR=2001:db8:0:7::%d", i),
			"HTTP_COOKIE=access_token=x", "HTTP_SEC_FETCH_SITE=cross-site", NULL };

		client_send(&nobody, &media_app, "POST", "/", "application/json", "{}", 2, foreign);
	}
	ck_assert_int_eq(of("foreign_page_refused"), 1);
	ck_assert_str_eq(json_text(events("foreign_page_refused"), "events[0].about"),
		"3 times, last POST /media");
}
END_TEST

START_TEST(nothing_else_is_counted)
{
	const int64_t before = client_rows("events");
	const struct sender bad = { .token = "nonsense" };

	ck_assert_int_eq(client_get(&member, &media_app, "/")->http, 200);
	ck_assert_int_eq(client_get(&member, &media_app, "/nothing")->http, 404);
	ck_assert_int_eq(client_get(&nobody, &users_app, "/me")->http, 401);
	ck_assert_int_eq(client_get(&bad, &users_app, "/me")->http, 401);
	ck_assert_int_eq(client_post(&member, &media_app, "/", "{}")->http, 400);
	ck_assert_int_eq(client_rows("events"), before);
	ck_assert_int_eq(client_post(&member, &auth_app, "/confirm-password",
		"{\"password\":\"wrong horse\"}")->http, 403);
	ck_assert_int_eq(client_rows("events"), before + 1);
	ck_assert_int_eq(of("sign_in_failed"), 1);
}
END_TEST

START_TEST(nobody_waits_for_the_count)
{
	const struct db_options options = { .path = text("%s/data/.ht.vitrine.db",
		client_folder()) };
	struct db *writer;

	ck_assert_int_eq(db_open(&options, &writer), OK);
	ck_assert_int_eq(db_begin(writer), OK);
	ck_assert_int_eq(client_get(&member, &users_app, "/")->http, 403);
	ck_assert_int_eq(db_end(writer, OK), OK);
	db_close(writer);
	ck_assert_int_eq(of("access_refused"), 0);
	ck_assert_int_eq(client_get(&member, &users_app, "/")->http, 403);
	counted("access_refused", "member", "GET /users");
}
END_TEST

/* A call of the model's, by somebody. */
static void
refuse(const struct user *user, const char *address, int count)
{
	struct arena arena = { .limit = 4 << 20 };
	const struct call call = { .db = client_db(), .arena = &arena, .user = user,
		.address = address };

	for (int i = 0; i < count; i++)
		audit_count(&call, EVENT_ACCESS_REFUSED, "GET /users");
	arena_release(&arena);
}

START_TEST(it_is_one_row_an_hour_and_account)
{
	const struct user ann = { .id = "a", .username = "ann" };

	refuse(&ann, "192.0.2.1", 1);
	clock_set(NOW + HOUR - 1);
	refuse(&ann, "192.0.2.2", 1);
	ck_assert_str_eq(json_column(events("access_refused"), "events", "about"),
		"2 times, last GET /users");
	ck_assert_str_eq(json_text(events("access_refused"), "events[0].address"), "192.0.2.2");
	clock_set(NOW + HOUR);
	refuse(&ann, "192.0.2.1", 2);
	clock_set(NOW);	/* a clock that was ahead keeps nothing from being noted */
	refuse(&ann, "192.0.2.1", 1);
	ck_assert_str_eq(json_column(events("access_refused"), "events", "about"),
		"2 times, last GET /users|3 times, last GET /users");
}
END_TEST

START_TEST(the_count_has_an_end)
{
	refuse(NULL, "192.0.2.9", 1100);
	ck_assert_int_eq(of("access_refused"), 1);
	ck_assert_str_eq(json_text(events("access_refused"), "events[0].about"),
		"1000 times, last GET /users");
}
END_TEST

/* Thousands of addresses drive out what others of that kind were refused, and nothing else. */
START_TEST(many_addresses_have_a_room_of_their_own)
{
	client_sql("INSERT INTO events (at, event, address) VALUES ($1 + 0, 'sign_in_failed', 'a')",
		text("%d", NOW), NULL);
	client_sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
		"WHERE i < 2500) INSERT INTO events (at, event, address) "
		"SELECT $1 + 0, CASE i % 2 WHEN 0 THEN 'limit_reached' "
		"ELSE 'foreign_page_refused' END, 'a' || i FROM n", text("%d", NOW), NULL);
	for (int i = 0; i < 64 * 17; i++) {
		struct arena arena = { .limit = 1 << 20 };
		const struct call call = { .db = client_db(), .arena = &arena,
			.address = text("b%d", i) };

		audit_count(&call, EVENT_FOREIGN_PAGE, "POST /auth");
		arena_release(&arena);
	}
	ck_assert_int_le(client_rows("events"), 7 + 2000 + 64);
	ck_assert_int_eq(of("registered"), 3);
	ck_assert_int_eq(of("sign_in_failed"), 1);
}
END_TEST

/* --- as lines of the error log ---------------------------------------------------------------- */

static FILE *error_log;
static int error_log_before;

static void
begin_log(void)
{
	error_log = tmpfile();
	error_log_before = dup(STDERR_FILENO);
	ck_assert(error_log && dup2(fileno(error_log), STDERR_FILENO) >= 0);
}

/* All that was logged since. */
static const char *
end_log(void)
{
	static char lines[1 << 16];
	size_t size;

	ck_assert_int_ge(dup2(error_log_before, STDERR_FILENO), 0);
	close(error_log_before);
	rewind(error_log);
	size = fread(lines, 1, sizeof(lines) - 1, error_log);
	lines[size] = '\0';
	fclose(error_log);
	return lines;
}

START_TEST(an_event_is_a_line_of_the_error_log)
{
	const char *line, *row;
	struct reply *r;

	client_settings("log_events = yes");
	begin_log();
	r = client_patch(&admin, &users_app, text("/%s", member.id), "{\"role\":\"admin\"}");
	line = end_log();
	ck_assert_int_eq(r->http, 200);
	r = events("role_changed");
	row = strchr(r->body, '[') + 1;
	ck_assert_ptr_nonnull(strstr(line, "Z vitrine ["));
	/* word for word what the API tells */
	ck_assert_msg(strstr(line, text("] event %.*s\n", (int)(strchr(row, ']') - row), row))
		!= NULL, "%s: %s", row, line);
	ck_assert_ptr_eq(strchr(line, '\n'), strrchr(line, '\n'));
}
END_TEST

START_TEST(what_was_refused_is_a_line_once_an_hour)
{
	const char *lines;

	client_settings("log_events = on");
	begin_log();
	for (int i = 0; i < 5; i++)
		client_get(&member, &users_app, "/");
	lines = end_log();
	ck_assert_ptr_nonnull(strstr(lines, "\"event\":\"access_refused\""));
	ck_assert_ptr_eq(strchr(lines, '\n'), strrchr(lines, '\n'));
}
END_TEST

START_TEST(sign_ins_and_what_fails_are_lines)
{
	const char *lines;

	client_settings("log_events = yes");
	begin_log();
	client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"wrong horse\"}");
	client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}");
	client_post(&nobody, &auth_app, "/register",
		"{\"username\":\"a\\\"] event {\",\"password\":\"correct horse\"}");
	lines = end_log();
	ck_assert_ptr_nonnull(strstr(lines, "\"event\":\"sign_in_failed\""));
	ck_assert_ptr_nonnull(strstr(lines, "\"event\":\"signed_in\""));
	ck_assert_ptr_null(strstr(lines, "horse"));
	ck_assert_ptr_null(strstr(lines, "a\"] event {"));
}
END_TEST

/* A user who has another name and, as the mail is taken, none after all. */
START_TEST(of_what_was_undone_there_is_no_line)
{
	client_settings("log_events = yes");
	begin_log();
	client_patch(&other, &users_app, "/me", "{\"email\":\"other@example.com\"}");
	ck_assert_ptr_nonnull(strstr(end_log(), "email_changed"));
	begin_log();
	assert_refused(client_patch(&member, &users_app, "/me",
		"{\"username\":\"ben\",\"email\":\"other@example.com\"}"), 409, "email");
	assert_refused(client_patch(&admin, &users_app, text("/%s", admin.id),
		"{\"role\":\"member\"}"), 409, "role");
	ck_assert_str_eq(end_log(), "");
}
END_TEST

/* What one request notes is more than anybody's does, and then the rest is left out. */
START_TEST(what_is_remembered_of_a_request_has_an_end)
{
	struct arena arena = { .limit = 1 << 20 };
	struct audit_trail trail = { .count = 0 };
	const struct call call = { .db = client_db(), .arena = &arena, .trail = &trail };
	struct noted noted;

	ck_assert_int_eq(db_begin(client_db()), OK);
	ck_assert_int_eq(audit_note(&call, EVENT_SIGNED_OUT, NULL, "x"), OK);
	ck_assert_int_eq(db_end(client_db(), ERR_CONFLICT), ERR_CONFLICT);
	ck_assert_int_eq(trail.count, 1);
	ck_assert_int_eq(audit_find(&call, trail.keys[0], &noted), ERR_NOT_FOUND);
	for (int i = 0; i < 2 * TRAIL_MAX; i++)
		ck_assert_int_eq(audit_note(&call, EVENT_SIGNED_OUT, NULL, "x"), OK);
	ck_assert_int_eq(trail.count, TRAIL_MAX);
	arena_release(&arena);
}
END_TEST

START_TEST(without_the_setting_there_is_none)
{
	begin_log();
	client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}");
	client_get(&member, &users_app, "/");
	ck_assert_str_eq(end_log(), "");
}
END_TEST

/* --- a restoration ---------------------------------------------------------------------------- */

static const char *
copy_path(void)
{
	return text("%s/copy.db", client_folder());
}

static void
take_copy(void)
{
	ck_assert_int_eq(db_backup(client_db(), copy_path()), OK);
}

/* Whoever has the copy writes into it. */
static void
forge(const char *sql)
{
	const struct db_options options = { .path = copy_path() };
	struct db *db;

	ck_assert_int_eq(db_open(&options, &db), OK);
	ck_assert_int_eq(db_begin(db), OK);
	ck_assert_int_eq(db_exec(db, sql, NULL, 0), OK);
	ck_assert_int_eq(db_end(db, OK), OK);
	db_close(db);
}

/* As an admin, whose session ends with it. */
static void
put_back(void)
{
	struct arena arena = { .limit = 64 << 20 };
	const struct user user = { .id = admin.id, .username = "admin" };
	const struct call call = { .db = client_db(), .arena = &arena, .user = &user,
		.address = "192.0.2.1" };
	struct restoring restoring = { .call = &call, .about = "a copy",
		.folder = text("%s/data", client_folder()) };
	enum status rc = backup_restore(&restoring, copy_path());

	ck_assert_msg(!rc, "%s", restoring.message);
	arena_release(&arena);
	admin.token = json_text(client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"admin\",\"password\":\"correct horse\"}"), "access_token");
}

static const char *
all_events(void)
{
	struct reply *r = client_get(&admin, &server_app, "/audit?page_size=100");

	return text("%s\n%s", json_column(r, "events", "event"),
		json_column(r, "events", "user.username"));
}

START_TEST(a_restoration_takes_nothing_of_the_log_away)
{
	const char *before, *after;

	take_copy();
	/* somebody whom the copy doesn't know, and who is gone from it; what a thief does */
	made(client_post(&nobody, &auth_app, "/register",
		"{\"username\":\"late\",\"password\":\"correct horse\"}"));
	ck_assert_int_eq(client_delete(&other, &users_app, "/me")->http, 204);
	ck_assert_int_eq(client_patch(&admin, &users_app, text("/%s", member.id),
		"{\"role\":\"admin\"}")->http, 200);
	before = all_events();
	put_back();
	ck_assert_int_eq(client_rows("users"), 3);
	after = all_events();
	ck_assert_str_eq(after, text("signed_in|restored|%.*s\nadmin|admin|%s",
		(int)(strchr(before, '\n') - before), before, strchr(before, '\n') + 1));
	ck_assert_str_eq(json_text(client_get(&admin, &server_app, "/audit?user=late"), "total"),
		"2");
	ck_assert_str_eq(json_text(events("restored"), "events[0].about"), "a copy");
}
END_TEST

/* The same one twice, and an older one after it: nothing is there twice. */
START_TEST(what_both_have_is_there_once)
{
	int64_t before;

	ck_assert_int_eq(client_get(&member, &users_app, "/")->http, 403);
	take_copy();
	ck_assert_int_eq(client_get(&member, &users_app, "/")->http, 403);
	before = client_rows("events");
	for (int i = 1; i <= 3; i++) {
		put_back();
		ck_assert_int_eq(client_rows("events"), before + 2 * i);
	}
	ck_assert_int_eq(of("restored"), 3);
	ck_assert_int_eq(of("registered"), 3);
	counted("access_refused", "member", "2 times, last GET /users");
}
END_TEST

/* A copy of another installation brings its own along. */
START_TEST(the_log_of_the_copy_stays)
{
	take_copy();
	forge("UPDATE events SET username = username || ' of old'");
	put_back();
	ck_assert_int_eq(of("registered"), 6);
	ck_assert_str_eq(json_column(events("registered"), "events", "user.username"),
		"other|member|admin|other of old|member of old|admin of old");
}
END_TEST

static const char *const forgeries[] = {
	"INSERT INTO events (at, event) SELECT 1775030400, 'signed_out' FROM "
		"(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "
		"SELECT i FROM n)",
	"INSERT INTO events (key, at, event) SELECT 9223372036854775807 - i, 1775030400, "
		"'signed_out' FROM (WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 "
		"FROM n WHERE i < 50000) SELECT i FROM n)",
	"UPDATE events SET event = 'signed_out', at = at + 1000000000",
	"DELETE FROM events",
};

START_TEST(a_forged_copy_drives_nothing_out)
{
	take_copy();
	ck_assert_int_eq(client_patch(&admin, &users_app, text("/%s", member.id),
		"{\"role\":\"admin\"}")->http, 200);
	forge(forgeries[_i]);
	put_back();
	ck_assert_int_eq(of("role_changed"), 1);
	ck_assert_int_eq(of("registered"), 3);
	ck_assert_int_eq(of("restored"), 1);
	ck_assert_int_le(client_rows("events"), 50000);
}
END_TEST

/* It may be why there is a restoration. */
START_TEST(a_log_that_cannot_be_read_is_told_and_stops_nothing)
{
	take_copy();
	client_sql("ALTER TABLE events RENAME COLUMN about TO lost", NULL, NULL);
	put_back();
	ck_assert_int_eq(of("registered"), 3);
	ck_assert_str_eq(json_text(events("restored"), "events[0].about"),
		"a copy; of the log before a part can't be read");
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("trail");
	TCase *refused = tcase_create("refused"), *logged = tcase_create("logged"),
		*restored = tcase_create("restored");

	tcase_add_checked_fixture(refused, client_setup, client_teardown);
	tcase_add_test(refused, what_one_may_not_is_counted_by_account);
	tcase_add_test(refused, what_a_key_may_not_is_counted);
	tcase_add_test(refused, limits_that_were_reached_are_counted);
	tcase_add_test(refused, pages_of_other_sites_are_counted);
	tcase_add_test(refused, by_every_door);
	tcase_add_test(refused, an_ipv6_address_counts_by_its_network);
	tcase_add_test(refused, nothing_else_is_counted);
	tcase_add_test(refused, nobody_waits_for_the_count);
	tcase_add_test(refused, it_is_one_row_an_hour_and_account);
	tcase_add_test(refused, the_count_has_an_end);
	tcase_add_test(refused, many_addresses_have_a_room_of_their_own);
	suite_add_tcase(s, refused);
	tcase_add_checked_fixture(logged, client_setup, client_teardown);
	tcase_add_test(logged, an_event_is_a_line_of_the_error_log);
	tcase_add_test(logged, what_was_refused_is_a_line_once_an_hour);
	tcase_add_test(logged, sign_ins_and_what_fails_are_lines);
	tcase_add_test(logged, of_what_was_undone_there_is_no_line);
	tcase_add_test(logged, what_is_remembered_of_a_request_has_an_end);
	tcase_add_test(logged, without_the_setting_there_is_none);
	suite_add_tcase(s, logged);
	tcase_add_checked_fixture(restored, client_setup, client_teardown);
	tcase_add_test(restored, a_restoration_takes_nothing_of_the_log_away);
	tcase_add_test(restored, what_both_have_is_there_once);
	tcase_add_test(restored, the_log_of_the_copy_stays);
	tcase_add_loop_test(restored, a_forged_copy_drives_nothing_out, 0, COUNT(forgeries));
	tcase_add_test(restored, a_log_that_cannot_be_read_is_told_and_stops_nothing);
	suite_add_tcase(s, restored);
	return s;
}

int
main(void)
{
	return run_suite(suite());
}
