/*
 * Daily copies: when one is due, who makes it, what is kept, how one is downloaded, restored and
 * deleted, and by whom.
 */
#include "client.h"
#include "clock.h"
#include "copies_due.h"
#include "daily_copies.h"
#include "doctor.h"
#include "engine.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOW = 1775030400, HOUR = 3600, DAY = 24 * HOUR };	/* 2026-04-01T08:00:00Z */

static struct arena memory = { .limit = 512 << 20 };
static uint64_t room = UINT64_MAX;	/* free bytes that the disk is said to have */

int
statvfs(const char *path, struct statvfs *fs)
{
	(void)path;
	*fs = (struct statvfs){ .f_frsize = 1, .f_bavail = room, .f_files = 1, .f_favail = 1 };
	return 0;
}

static const char *
in_folder(const char *name)
{
	return arena_printf(&memory, "%s/%s", client_folder(), name);
}

/* Runs a shell command in the folder of the installation. */
static void
run(const char *command)
{
	ck_assert_msg(!system(arena_printf(&memory, "cd %s && %s", client_folder(), command)),
		"%s", command);
}

static bool
is_there(const char *name)
{
	return !access(in_folder(name), F_OK);
}

static void
setup(void)
{
	client_setup();
	room = UINT64_MAX;
}

static void
teardown(void)
{
	client_teardown();
	unsetenv("VITRINE_PROGRAM");
	arena_reset(&memory);
}

static void
set_time(const char *name, int64_t at)
{
	const struct timespec time = { .tv_sec = at };

	ck_assert_int_eq(utimensat(AT_FDCWD, in_folder(name),
		(const struct timespec[2]){ time, time }, 0), 0);
}

/* A copy of that day, as one that was made then. */
static void
put_copy(const char *day, int64_t at)
{
	const char *name = arena_printf(&memory, "data/.ht.copy.%s.db", day);
	int file = open(in_folder(name), O_WRONLY | O_CREAT, 0600);

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, "nothing", 7), 7);
	close(file);
	set_time(name, at);
}

static struct reply *
copies(void)
{
	struct reply *r = client_get(&admin, &server_app, "/copies");

	ck_assert_msg(r->http == 200, "%d: %s", r->http, r->body);
	return r;
}

static struct reply *
make_one(void)
{
	struct reply *r = client_post(&admin, &server_app, "/copies", NULL);

	ck_assert_msg(r->http == 201, "%d: %s", r->http, r->body);
	return r;
}

static void
add_book(void)
{
	ck_assert_int_eq(client_post(&admin, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Kept\"}")->http, 201);
}

static void
sign_in(void)
{
	admin.token = json_text(client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"admin\",\"password\":\"correct horse\"}"), "access_token");
}

/*
 * --- by hand -----------------------------------------------------------------------------------
 */

START_TEST(one_a_day_is_made_and_listed)
{
	struct reply *r = copies();
	struct stat st;

	ck_assert_str_eq(r->body, "{\"copies\":[],\"page\":1,\"page_size\":20,\"total\":0}");
	r = make_one();
	ck_assert_str_eq(json_text(r, "day"), "2026-04-01");
	ck_assert_str_eq(reply_header(r, "Location"), "/server/copies/2026-04-01");
	ck_assert_int_eq(stat(in_folder("data/.ht.copy.2026-04-01.db"), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	ck_assert_str_eq(json_text(r, "size"), text("%lld", (long long)st.st_size));
	add_book();
	make_one();
	ck_assert_str_eq(json_column(copies(), "copies", "day"), "2026-04-01");
	run("! ls -A data | grep -E '^\\.ht\\.(copying|copy\\..*-journal)'");
}
END_TEST

START_TEST(the_newest_comes_first_in_pages)
{
	struct reply *r;

	client_settings("daily_copies = 30");
	put_copy("2026-03-30", NOW - 2 * DAY);
	put_copy("2026-03-31", NOW - DAY);
	put_copy("before-restore-2026-03-31T000000", NOW - DAY - HOUR);
	/* others are none */
	run("cd data && : >.ht.copy.2026-02-30.db && : >.ht.copy.x.db && : >.ht.copy..db "
		"&& : >.ht.copy.2026-03-30 && : >.ht.copying.2026-03-30.db "
		"&& mkdir .ht.copy.2026-03-01.db && ln -s /etc/passwd .ht.copy.2026-03-02.db");
	r = copies();
	ck_assert_str_eq(json_column(r, "copies", "day"),
		"2026-03-31|before-restore-2026-03-31T000000|2026-03-30");
	ck_assert_str_eq(json_column(r, "copies", "made_at"),
		"2026-03-31T08:00:00Z|2026-03-31T07:00:00Z|2026-03-30T08:00:00Z");
	r = client_get(&admin, &server_app, "/copies?page=2&page_size=2");
	ck_assert_str_eq(json_column(r, "copies", "day"), "2026-03-30");
	ck_assert_str_eq(json_text(r, "total"), "3");
	r = client_get(&admin, &server_app, "/copies?page=9");
	ck_assert_str_eq(json_column(r, "copies", "day"), "");
	ck_assert_int_eq(client_get(&admin, &server_app, "/copies/2026-03-02")->http, 404);
	run("rm -r data/.ht.copy.2026-03-0*");
}
END_TEST

static const struct {
	const char *settings, *left;
} kept[] = {
	{ "", "2026-04-01|before-restore-2026-03-31T000000|2026-03-31|2026-03-30" },	/* 3 */
	{ "daily_copies = 1", "2026-04-01|before-restore-2026-03-31T000000" },
	{ "daily_copies = 4",
	  "2026-04-01|before-restore-2026-03-31T000000|2026-03-31|2026-03-30|2026-03-29" },
	/* none are made by themselves, but those that are made by hand go as 3 would have it */
	{ "daily_copies = 0", "2026-04-01|before-restore-2026-03-31T000000|2026-03-31|2026-03-30" },
};

START_TEST(as_many_days_are_kept_as_the_setting_says)
{
	client_settings(kept[_i].settings);
	put_copy("2025-01-01", NOW - 455 * (int64_t)DAY);
	put_copy("2026-03-29", NOW - 3 * DAY);
	put_copy("2026-03-30", NOW - 2 * DAY);
	put_copy("2026-03-31", NOW - DAY);
	put_copy("before-restore-2026-03-31T000000", NOW - HOUR);
	make_one();
	set_time("data/.ht.copy.2026-04-01.db", NOW);
	ck_assert_str_eq(json_column(copies(), "copies", "day"), kept[_i].left);
}
END_TEST

START_TEST(what_was_before_a_restoration_stays_a_week)
{
	put_copy("before-restore-2026-03-31T000000", NOW - 6 * DAY);
	make_one();
	ck_assert(is_there("data/.ht.copy.before-restore-2026-03-31T000000.db"));
	set_time("data/.ht.copy.before-restore-2026-03-31T000000.db", NOW - 7 * DAY);
	make_one();
	ck_assert(!is_there("data/.ht.copy.before-restore-2026-03-31T000000.db"));
}
END_TEST

START_TEST(without_room_none_is_made)
{
	struct reply *r;
	struct stat st;

	make_one();
	ck_assert_int_eq(stat(in_folder("data/.ht.copy.2026-04-01.db"), &st), 0);
	room = 2 * (uint64_t)st.st_size - 1;
	r = client_post(&admin, &server_app, "/copies", NULL);
	ck_assert_int_eq(r->http, 503);
	ck_assert_str_eq(json_text(copies(), "total"), "1");
	r = client_post(&admin, &server_app, "/copies/2026-04-01/restore", NULL);
	ck_assert_int_eq(r->http, 503);
	run("! ls -A data | grep -E '^\\.ht\\.(copying|restore|copy\\.before)'");
}
END_TEST

START_TEST(the_group_may_use_them_where_it_may_use_all)
{
	struct stat st;

	client_settings("data_access = group");
	run("rm data/.ht.copies");
	make_one();
	ck_assert_int_eq(stat(in_folder("data/.ht.copy.2026-04-01.db"), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0660);
	ck_assert_int_eq(stat(in_folder("data/.ht.copies"), &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0660);
}
END_TEST

/* What was half made by who was killed goes with the next one. */
START_TEST(nothing_half_made_stays)
{
	run(": >data/.ht.copying.x && : >data/.ht.copying.x-journal");
	make_one();
	run("! ls -A data | grep -F .ht.copying");
}
END_TEST

START_TEST(who_waits_too_long_is_told)
{
	int lock;

	make_one();
	lock = open(in_folder("data/.ht.backup.lock"), O_RDWR);
	ck_assert_int_eq(flock(lock, LOCK_EX), 0);
	clock_hurry(true);
	ck_assert_int_eq(client_post(&admin, &server_app, "/copies", NULL)->http, 503);
	ck_assert_int_eq(client_post(&admin, &server_app, "/copies/2026-04-01/restore",
		NULL)->http, 503);
	close(lock);
	clock_hurry(false);
	make_one();
}
END_TEST

START_TEST(one_is_downloaded_and_told_of)
{
	const struct db_options options = { .path = in_folder("downloaded") };
	struct reply *r;
	int64_t titles;
	struct db *db;
	FILE *file;

	add_book();
	make_one();
	add_book();
	r = client_get(&admin, &server_app, "/copies/2026-04-01");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(reply_header(r, "Content-Type"), "application/vnd.sqlite3");
	ck_assert_str_eq(reply_header(r, "Content-Disposition"),
		"attachment; filename=\"vitrine-2026-04-01.db\"");
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	file = fopen(options.path, "w");
	ck_assert_uint_eq(fwrite(r->body, 1, r->size, file), r->size);
	fclose(file);
	ck_assert_int_eq(db_open(&options, &db), OK);
	ck_assert_int_eq(db_number(db, "SELECT count(*) FROM media_items", NULL, 0, &titles), OK);
	ck_assert_int_eq(titles, 1);
	engine_check(db);
	db_close(db);
	ck_assert_int_eq(db_number(client_db(), "SELECT count(*) FROM events "
		"WHERE event = 'copy_taken' AND username = 'admin' AND about = '2026-04-01'", NULL,
		0, &titles), OK);
	ck_assert_int_eq(titles, 1);
	ck_assert_int_eq(client_get(&admin, &server_app, "/backup")->http, 200);
	ck_assert_int_eq(db_number(client_db(), "SELECT count(*) FROM events "
		"WHERE event = 'copy_taken'", NULL, 0, &titles), OK);
	ck_assert_int_eq(titles, 2);
}
END_TEST

START_TEST(one_is_deleted)
{
	make_one();
	ck_assert_int_eq(client_delete(&admin, &server_app, "/copies/2026-04-01")->http, 204);
	ck_assert(!is_there("data/.ht.copy.2026-04-01.db"));
	ck_assert_int_eq(client_delete(&admin, &server_app, "/copies/2026-04-01")->http, 404);
	ck_assert_int_eq(client_get(&admin, &server_app, "/copies/2026-04-01")->http, 404);
	ck_assert_int_eq(client_post(&admin, &server_app, "/copies/2026-04-01/restore",
		NULL)->http, 404);
	run("! ls -A data | grep -E '^\\.ht\\.(copying|restore|copy\\.)'");
}
END_TEST

static const char *const no_days[] = { "2026-02-30", "2026-4-1", "2026-04-01.db", "before",
	"before-restored", "before-restore", "before-restore-",
	"before-restore-2026-04-01T10111",
	"before-restore-2026-02-30T101112", "before-restore-2026-04-01T10111x",
	"..%2F.ht.vitrine.db", "2026-04-01%00", "x", "2026-04-01T00:00:00Z" };

START_TEST(what_is_no_day_is_not_there)
{
	const char *path = arena_printf(&memory, "/copies/%s", no_days[_i]);
	const int http = client_get(&admin, &server_app, path)->http;

	ck_assert_msg(http == 404 || http == 400, "%s: %d", path, http);
}
END_TEST

static const char *
titles(void)
{
	return json_text(client_get(&nobody, &media_app, "/?q=kept"), "total");
}

START_TEST(restoring_brings_back_and_keeps_what_was_there)
{
	struct reply *r;
	int64_t told;

	add_book();
	make_one();
	add_book();
	r = client_post(&admin, &server_app, "/copies/2026-04-01/restore", NULL);
	ck_assert_str_eq(r->body, "{\"restored\":true,\"accounts\":3,\"titles\":1}");
	ck_assert_str_eq(titles(), "1");
	ck_assert_int_eq(client_get(&admin, &users_app, "/me")->http, 401);
	ck_assert_int_eq(db_number(client_db(), "SELECT count(*) FROM events "
		"WHERE event = 'restored' AND username = 'admin' AND about = '2026-04-01' "
		"AND address IS NOT NULL", NULL, 0, &told), OK);
	ck_assert_int_eq(told, 1);
	sign_in();
	/* back again: what is restored is the copy as it was, not the one that is made before */
	r = client_post(&admin, &server_app, "/copies/before-restore-2026-04-01T080000/restore",
		NULL);
	ck_assert_str_eq(r->body, "{\"restored\":true,\"accounts\":3,\"titles\":2}");
	ck_assert_str_eq(titles(), "2");
	sign_in();
	r = client_post(&admin, &server_app, "/copies/before-restore-2026-04-01T080001/restore",
		NULL);
	ck_assert_str_eq(r->body, "{\"restored\":true,\"accounts\":3,\"titles\":1}");
	sign_in();
	run("! ls -A data | grep -E '^\\.ht\\.(copying|restore)'");
	/* what was there before each of the three */
	ck_assert_str_eq(json_text(copies(), "total"), "4");
	engine_check(client_db());
}
END_TEST

static int64_t
count_events(const char *event)
{
	const struct value args[] = { value_text(event) };
	int64_t count;

	ck_assert_int_eq(db_number(client_db(), "SELECT count(*) FROM events WHERE event = $1",
		args, 1, &count), OK);
	return count;
}

START_TEST(what_was_before_is_kept_of_the_last_five)
{
	make_one();
	for (int i = 0; i < 7; i++) {
		clock_set(NOW + i);
		ck_assert_int_eq(client_post(&admin, &server_app, "/copies/2026-04-01/restore",
			NULL)->http, 200);
		sign_in();
	}
	ck_assert_str_eq(json_text(copies(), "total"), "6");
	run("test -e data/.ht.copy.before-restore-2026-04-01T080006.db");
}
END_TEST

/* What fails at the last moment has neither taken what was to be restored, nor left anything. */
START_TEST(a_restoration_that_fails_loses_nothing)
{
	const char *path = "/copies/before-restore-2026-04-01T080000/restore";
	int queue;

	add_book();
	make_one();
	add_book();
	ck_assert_int_eq(client_post(&admin, &server_app, "/copies/2026-04-01/restore",
		NULL)->http, 200);
	sign_in();
	queue = open(in_folder("data/.ht.vitrine.db-queue"), O_RDWR);
	ck_assert_int_ge(queue, 0);
	ck_assert_int_eq(flock(queue, LOCK_EX), 0);
	clock_hurry(true);
	ck_assert_int_eq(client_post(&admin, &server_app, path, NULL)->http, 503);
	clock_hurry(false);
	close(queue);
	ck_assert_str_eq(titles(), "1");
	ck_assert_str_eq(json_text(copies(), "total"), "2");
	ck_assert_str_eq(client_post(&admin, &server_app, path, NULL)->body,
		"{\"restored\":true,\"accounts\":3,\"titles\":2}");
}
END_TEST

START_TEST(what_is_done_to_them_is_noted_and_nothing_else)
{
	static const char *const any[] = { "HTTP_IF_MATCH=*", NULL },
		*const stale[] = { "HTTP_IF_MATCH=\"other\"", NULL };

	make_one();
	ck_assert_int_eq(count_events("copy_made"), 1);
	ck_assert_int_eq(client_send(&admin, &server_app, "HEAD", "/copies/2026-04-01", NULL, NULL,
		0, NULL)->http, 200);
	ck_assert_int_eq(client_send(&admin, &server_app, "HEAD", "/backup", NULL, NULL, 0,
		NULL)->http, 200);
	ck_assert_int_eq(client_send(&admin, &server_app, "DELETE", "/copies/2026-04-01", NULL,
		NULL, 0, stale)->http, 412);
	ck_assert_int_eq(client_send(&admin, &server_app, "DELETE", "/copies/2026-04-01", NULL,
		NULL, 0, any)->http, 204);
	ck_assert_int_eq(count_events("copy_taken"), 0);
	ck_assert_int_eq(count_events("copy_deleted"), 1);
}
END_TEST

START_TEST(a_clock_that_jumped_ahead_takes_none)
{
	put_copy("2026-03-30", NOW - 2 * DAY);
	put_copy("2026-03-31", NOW - DAY);
	clock_set(NOW + 400 * (int64_t)DAY);
	sign_in();
	make_one();
	ck_assert_str_eq(json_text(copies(), "total"), "3");
	/* it is right again: what it dated in the future goes when there are enough */
	clock_set(NOW);
	sign_in();
	make_one();
	ck_assert(!is_there("data/.ht.copy.2027-05-06.db"));
	ck_assert_str_eq(json_text(copies(), "total"), "3");
}
END_TEST

START_TEST(a_copy_that_is_damaged_changes_nothing)
{
	struct reply *r;

	add_book();
	put_copy("2026-03-31", NOW - DAY);
	r = client_post(&admin, &server_app, "/copies/2026-03-31/restore", NULL);
	ck_assert_int_eq(r->http, 409);
	ck_assert_str_eq(json_text(r, "error.message"),
		"That copy can't be restored: it is no database.");
	ck_assert_str_eq(titles(), "1");
	ck_assert_int_eq(client_get(&admin, &users_app, "/me")->http, 200);
	run("! ls -A data | grep -E '^\\.ht\\.(copying|restore|copy\\.before)'");
}
END_TEST

static const struct {
	const char *method, *path;
	bool is_sensitive;
} calls[] = {
	{ "GET", "/copies", false }, { "POST", "/copies", false },
	{ "GET", "/copies/2026-03-31", true }, { "DELETE", "/copies/2026-03-31", true },
	{ "POST", "/copies/2026-03-31/restore", true },
};

START_TEST(admins_alone_may_and_have_given_the_password_for_most)
{
	const char *method = calls[_i].method, *path = calls[_i].path;
	struct reply *r;

	put_copy("2026-03-31", NOW - DAY);
	ck_assert_int_eq(client_send(&nobody, &server_app, method, path, NULL, NULL, 0,
		NULL)->http, 401);
	r = client_send(&member, &server_app, method, path, NULL, NULL, 0, NULL);
	ck_assert_int_eq(r->http, 403);
	ck_assert_str_eq(json_text(r, "error.code"), "forbidden");
	clock_set(NOW + 601);
	r = client_send(&admin, &server_app, method, path, NULL, NULL, 0, NULL);
	ck_assert_str_eq(json_text(r, "error.code"),
		calls[_i].is_sensitive ? "reauthentication_required" : "(none)");
	ck_assert(is_there("data/.ht.copy.2026-03-31.db"));
	clock_set(NOW + 600);
	ck_assert_int_ne(client_send(&admin, &server_app, method, path, NULL, NULL, 0,
		NULL)->http, 403);
}
END_TEST

START_TEST(removal_takes_them_along)
{
	make_one();
	ck_assert_int_eq(client_delete(&admin, &server_app, "/data")->http, 204);
	ck_assert(!is_there("data"));
}
END_TEST

START_TEST(a_browser_without_script_has_forms_for_them)
{
	static const char *const html[] = { "HTTP_ACCEPT=text/html", NULL };
	struct reply *r;

	make_one();
	r = client_send(&admin, &server_app, "GET", "/copies", NULL, NULL, 0, html);
	ck_assert_int_eq(r->http, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "Daily copies"));
	ck_assert_ptr_nonnull(strstr(r->body, "/copies/2026-04-01\""));
	ck_assert_ptr_nonnull(strstr(r->body, "/copies/2026-04-01/restore\""));
	ck_assert_ptr_nonnull(strstr(r->body, "Make one now"));
	ck_assert_ptr_nonnull(strstr(r->body, ">1 April 2026<"));
	ck_assert_ptr_nonnull(strstr(r->body, "<small>Bytes</small>"));
	ck_assert_ptr_nonnull(strstr(r->body, "<small>Made</small>"));
	ck_assert_ptr_null(strstr(r->body, "Without a name"));
	r = client_send(&admin, &server_app, "POST", "/copies",
		"application/x-www-form-urlencoded", "", 0, html);
	ck_assert_ptr_nonnull(strstr(r->body, "A copy was made"));
	ck_assert_ptr_nonnull(strstr(r->body, "It is called “1 April 2026”"));
	ck_assert_ptr_nonnull(strstr(r->body, "/copies\""));
	r = client_send(&admin, &users_app, "GET", "/", NULL, NULL, 0, html);
	ck_assert_ptr_nonnull(strstr(r->body, "/copies\""));
}
END_TEST

/* Nothing is replaced that was not asked about. */
START_TEST(a_browser_without_script_is_asked_before_a_restoration)
{
	static const char *const html[] = { "HTTP_ACCEPT=text/html", NULL };
	struct reply *r;

	make_one();
	r = client_send(&admin, &server_app, "GET", "/copies", NULL, NULL, 0, html);
	ck_assert_ptr_null(strstr(r->body, "action=\"/server/copies/2026-04-01/restore\""));
	ck_assert_ptr_nonnull(strstr(r->body, "href=\"/server/copies/2026-04-01/restore\""));
	add_book();
	r = client_send(&admin, &server_app, "GET", "/copies/2026-04-01/restore", NULL, NULL, 0,
		html);
	ck_assert_int_eq(r->http, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "everything since then is gone"));
	ck_assert_ptr_nonnull(strstr(r->body, "everybody has to sign in anew"));
	ck_assert_ptr_nonnull(strstr(r->body, "the copy “1 April 2026”"));
	ck_assert_ptr_nonnull(strstr(r->body, "action=\"/server/copies/2026-04-01/restore\""));
	ck_assert_str_eq(titles(), "1");
	r = client_send(&admin, &server_app, "POST", "/copies/2026-04-01/restore",
		"application/x-www-form-urlencoded", "", 0, html);
	ck_assert_int_eq(r->http, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "The copy was restored</h1>"));
	ck_assert_ptr_nonnull(strstr(r->body, "Everybody has to sign in anew"));
	ck_assert_ptr_nonnull(strstr(r->body, "href=\"/auth/login\""));
	ck_assert_ptr_nonnull(strstr(r->body, "Nobody is signed in"));
	sign_in();
	ck_assert_str_eq(titles(), "0");
}
END_TEST

START_TEST(two_from_before_a_restoration_have_two_names)
{
	static const char *const html[] = { "HTTP_ACCEPT=text/html", NULL };
	static const char *const names[] = {
		"Before a restoration, 31 March 2026, 10:11:12 UTC",
		"Before a restoration, 31 March 2026, 10:11:13 UTC",
	};
	struct reply *r;

	put_copy("before-restore-2026-03-31T101112", NOW - DAY);
	put_copy("before-restore-2026-03-31T101113", NOW - DAY);
	r = client_send(&admin, &server_app, "GET", "/copies", NULL, NULL, 0, html);
	for (int i = 0; i < COUNT(names); i++) {
		ck_assert_ptr_nonnull(strstr(r->body, arena_printf(&memory, ">%s</b>", names[i])));
		ck_assert_ptr_nonnull(strstr(r->body, arena_printf(&memory,
			"Restore<span class=\"vh\">: %s</span>", names[i])));
		ck_assert_ptr_nonnull(strstr(r->body, arena_printf(&memory,
			"Delete<span class=\"vh\">: %s</span>", names[i])));
	}
	r = client_send(&admin, &server_app, "GET",
		"/copies/before-restore-2026-03-31T101112/restore", NULL, NULL, 0, html);
	ck_assert_ptr_nonnull(strstr(r->body, names[0]));
}
END_TEST

/*
 * --- by whoever calls --------------------------------------------------------------------------
 */

/*
 * A program folder whose server.cgi is this script: `$1` is its command, the folder of the
 * installation is where it is run.
 */
static void
put_program(const char *script)
{
	FILE *file;

	run("mkdir -p programs");
	file = fopen(in_folder("programs/server.cgi"), "w");
	ck_assert_ptr_nonnull(file);
	fprintf(file, "#!/bin/sh\ncd %s\n%s\n", client_folder(), script);
	fclose(file);
	ck_assert_int_eq(chmod(in_folder("programs/server.cgi"), 0755), 0);
	setenv("VITRINE_PROGRAM", in_folder("programs/media.cgi"), 1);
}

/* A process like that of the client, which has served a request and does what is left to do. */
static struct process process;

static void
end_of_request(void)
{
	process = (struct process){ .db = client_db(), .has_config = true,
		.config = { .data_dir = in_folder("data"), .daily_copies = 3 } };
	copies_look(&process);
	copies_begin(&process);
}

static void
age_stamp(int64_t seconds)
{
	set_time("data/.ht.copies", clock_now() - seconds);
}

static const char *
read_file(const char *name)
{
	char *text = arena_alloc(&memory, 1000);
	int file = open(in_folder(name), O_RDONLY);

	ck_assert_msg(file >= 0, "%s", name);
	ck_assert_int_ge(read(file, text, 999), 0);
	close(file);
	return text;
}

static int64_t
stamp_size(void)
{
	struct stat st;

	ck_assert_int_eq(stat(in_folder("data/.ht.copies"), &st), 0);
	return st.st_size;
}

START_TEST(the_first_is_due_a_day_after_the_first_request)
{
	struct stat st;

	put_program("echo begun >>begun");
	run("rm data/.ht.copies");
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	ck_assert_int_eq(stat(in_folder("data/.ht.copies"), &st), 0);
	ck_assert_int_eq(st.st_mtime, NOW);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	end_of_request();
	clock_set(NOW + DAY - 1);
	end_of_request();
	ck_assert(!is_there("begun"));
	clock_set(NOW + DAY);
	end_of_request();
	end_of_request();
	ck_assert_str_eq(read_file("begun"), "begun\n");
	/* an hour later, as nothing came of it */
	clock_set(NOW + DAY + HOUR - 1);
	end_of_request();
	ck_assert_str_eq(read_file("begun"), "begun\n");
	clock_set(NOW + DAY + HOUR);
	end_of_request();
	ck_assert_str_eq(read_file("begun"), "begun\nbegun\n");
}
END_TEST

START_TEST(none_is_begun_where_they_are_off)
{
	put_program("echo begun >>begun");
	age_stamp(DAY);
	process = (struct process){ .db = client_db(), .has_config = true,
		.config = { .data_dir = in_folder("data") } };
	copies_look(&process);
	ck_assert(!process.copy_is_due);
	/* nor by a request that has no database */
	process.config.daily_copies = 3;
	process.db = NULL;
	copies_look(&process);
	ck_assert(!process.copy_is_due);
	copies_begin(&process);
	ck_assert(!is_there("begun"));
}
END_TEST

START_TEST(a_clock_that_was_wrong_is_no_end_of_it)
{
	put_program("echo begun >>begun");
	age_stamp(-3 * DAY);
	end_of_request();
	ck_assert_str_eq(read_file("begun"), "begun\n");
}
END_TEST

START_TEST(after_a_removal_no_stamp_is_made)
{
	run("rm data/.ht.copies");
	end_of_request();
	ck_assert(is_there("data/.ht.copies"));
	run("rm data/.ht.copies && mv data/.ht.vitrine.db elsewhere");
	end_of_request();
	ck_assert(!is_there("data/.ht.copies"));
	run("mv elsewhere data/.ht.vitrine.db");
}
END_TEST

START_TEST(it_gets_nothing_of_ours)
{
	setenv("SECRET", "of a request", 1);
	put_program("env | grep -v -E '^(PWD|SHLVL|_|OLDPWD)=' >environment; echo \"$*\" >command; "
		"ls /proc/self/fd | wc -l >files; echo said || echo refused >output");
	age_stamp(DAY);
	end_of_request();
	unsetenv("SECRET");
	ck_assert_str_eq(read_file("command"), "--copy-apart\n");
	ck_assert_ptr_null(strstr(read_file("environment"), "SECRET"));
	ck_assert_str_eq(read_file("output"), "refused\n");
	ck_assert_int_eq(atoi(read_file("files")), 4);	/* with the folder that is listed */
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);	/* no zombie */
}
END_TEST

START_TEST(what_cannot_be_started_is_told_and_tried_later)
{
	put_program("exit 1");
	if (_i)
		run("rm programs/server.cgi");
	age_stamp(DAY);
	end_of_request();
	ck_assert_str_eq(read_file("data/.ht.copies.failed"), _i
		? "server.cgi can't be started: No such file or directory"
		: "server.cgi can't be started: it ended at once");
	ck_assert_int_eq(stamp_size(), STAMP_BEGUN);
}
END_TEST

/* The command in a process that has no log. */
static enum status
command(const char **message)
{
	process = (struct process){ .db = client_db(), .has_config = true,
		.config = { .data_dir = in_folder("data"), .daily_copies = 3 } };
	return daily_copies_command(&process, &memory, NULL, message);
}

START_TEST(the_command_makes_one_and_the_next_is_due_in_a_day)
{
	const char *message;

	run("echo why >data/.ht.copies.failed");
	clock_set(NOW + DAY);
	ck_assert_int_eq(command(&message), OK);
	clock_set(NOW);
	ck_assert_str_eq(json_column(copies(), "copies", "day"), "2026-04-02");
	ck_assert(!is_there("data/.ht.copies.failed"));
	ck_assert_int_eq(stamp_size(), STAMP_MADE);
	put_program("echo begun >>begun");
	clock_set(NOW + 2 * DAY - 1);
	end_of_request();
	ck_assert(!is_there("begun"));
	clock_set(NOW + 2 * DAY);
	end_of_request();
	ck_assert(is_there("begun"));
}
END_TEST

START_TEST(what_failed_is_told_by_the_next_request)
{
	const char *message;
	int log[2], before = dup(STDERR_FILENO);
	char line[1000] = { 0 };

	room = 10;
	put_program("echo begun >>begun");
	age_stamp(DAY);
	ck_assert_int_eq(command(&message), ERR_FULL);
	ck_assert_ptr_nonnull(strstr(message, "no room"));
	ck_assert_int_eq(stamp_size(), STAMP_NO_ROOM);
	ck_assert_int_eq(pipe2(log, O_NONBLOCK), 0);
	dup2(log[1], STDERR_FILENO);
	end_of_request();
	end_of_request();
	dup2(before, STDERR_FILENO);
	ck_assert_int_gt(read(log[0], line, sizeof(line) - 1), 0);
	ck_assert_ptr_nonnull(strstr(line, "daily copy: no room"));
	ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);	/* one */
	close(log[0]);
	close(log[1]);
	close(before);
	/* the next line, and the next try, in a day */
	clock_set(NOW + DAY - 1);
	end_of_request();
	ck_assert(!is_there("begun"));
	clock_set(NOW + DAY);
	end_of_request();
	ck_assert(is_there("begun"));
}
END_TEST

START_TEST(two_at_once_begin_one)
{
	int stamp;

	put_program("echo begun >>begun");
	age_stamp(DAY);
	stamp = open(in_folder("data/.ht.copies"), O_RDWR);
	ck_assert_int_eq(flock(stamp, LOCK_EX), 0);
	end_of_request();	/* while another is at it */
	ck_assert(!is_there("begun"));
	close(stamp);
	for (int i = 0; i < 4; i++)
		if (!fork()) {
			end_of_request();
			_exit(0);
		}
	while (waitpid(-1, NULL, 0) > 0)
		;
	ck_assert_str_eq(read_file("begun"), "begun\n");
}
END_TEST

static const struct {
	const char *failed;
	enum stamp stamp;
	int64_t age, copies;
	const char *settings, *state, *found;
} examined[] = {
	{ NULL, STAMP_MADE, 0, 0, "", "ok",
	  "There is no copy yet: the first one is made within a day, by whoever calls first." },
	{ NULL, STAMP_MADE, 0, 1, "", "ok", "1 copy, the newest of 2026-03-31, 0.0 MiB." },
	{ NULL, STAMP_MADE, 0, 2, "", "ok", "2 copies, the newest of 2026-03-31, 0.0 MiB." },
	{ NULL, STAMP_MADE, 0, 1, "daily_copies = 0", "ok",
	  "1 copy, the newest of 2026-03-31, 0.0 MiB; none are made, as daily_copies is 0." },
	{ COPIES_BEGUN, STAMP_BEGUN, 10, 0, "", "ok",
	  "There is no copy yet; one is being made." },
	{ COPIES_BEGUN, STAMP_BEGUN, HOUR - 1, 0, "", "warning",
	  "There is no copy yet. The last one failed: " COPIES_BEGUN "." },
	{ NULL, STAMP_MADE, 2 * DAY + 1, 0, "", "warning",
	  "There is no copy yet. One a day is to be made, but for two days none was." },
	{ "no room for it", STAMP_MADE, 10, 1, "", "warning",
	  "1 copy, the newest of 2026-03-31, 0.0 MiB. The last one failed: no room for it." },
};

START_TEST(the_doctor_tells_what_there_is)
{
	const char *at = NULL;
	struct reply *r;

	client_settings(examined[_i].settings);
	if (examined[_i].copies)
		put_copy("2026-03-31", NOW - DAY);
	if (examined[_i].copies > 1)
		put_copy("2026-03-30", NOW - 2 * DAY);
	if (examined[_i].failed)
		run(arena_printf(&memory, "printf %%s '%s' >data/.ht.copies.failed",
			examined[_i].failed));
	ck_assert_int_eq(truncate(in_folder("data/.ht.copies"), examined[_i].stamp), 0);
	age_stamp(examined[_i].age);
	r = client_get(&admin, &server_app, "/doctor");
	for (int i = 0; strcmp(json_text(r, text("checks[%d].name", i)), "(none)") != 0; i++)
		if (!strcmp(json_text(r, text("checks[%d].name", i)), "daily copies"))
			at = text("checks[%d]", i);
	ck_assert_ptr_nonnull(at);
	ck_assert_str_eq(json_text(r, text("%s.state", at)), examined[_i].state);
	ck_assert_str_eq(json_text(r, text("%s.found", at)), examined[_i].found);
	ck_assert_int_eq(!strcmp(json_text(r, text("%s.remedy", at)), "null"),
		!strcmp(examined[_i].state, "ok"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("copies");
	TCase *tc = tcase_create("copies");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, one_a_day_is_made_and_listed);
	tcase_add_test(tc, the_newest_comes_first_in_pages);
	tcase_add_loop_test(tc, as_many_days_are_kept_as_the_setting_says, 0, COUNT(kept));
	tcase_add_test(tc, what_was_before_a_restoration_stays_a_week);
	tcase_add_test(tc, without_room_none_is_made);
	tcase_add_test(tc, the_group_may_use_them_where_it_may_use_all);
	tcase_add_test(tc, nothing_half_made_stays);
	tcase_add_test(tc, who_waits_too_long_is_told);
	tcase_add_test(tc, one_is_downloaded_and_told_of);
	tcase_add_test(tc, one_is_deleted);
	tcase_add_loop_test(tc, what_is_no_day_is_not_there, 0, COUNT(no_days));
	tcase_add_test(tc, restoring_brings_back_and_keeps_what_was_there);
	tcase_add_test(tc, what_was_before_is_kept_of_the_last_five);
	tcase_add_test(tc, a_restoration_that_fails_loses_nothing);
	tcase_add_test(tc, what_is_done_to_them_is_noted_and_nothing_else);
	tcase_add_test(tc, a_clock_that_jumped_ahead_takes_none);
	tcase_add_test(tc, a_copy_that_is_damaged_changes_nothing);
	tcase_add_loop_test(tc, admins_alone_may_and_have_given_the_password_for_most, 0,
		COUNT(calls));
	tcase_add_test(tc, removal_takes_them_along);
	tcase_add_test(tc, a_browser_without_script_has_forms_for_them);
	tcase_add_test(tc, a_browser_without_script_is_asked_before_a_restoration);
	tcase_add_test(tc, two_from_before_a_restoration_have_two_names);
	tcase_add_test(tc, the_first_is_due_a_day_after_the_first_request);
	tcase_add_test(tc, none_is_begun_where_they_are_off);
	tcase_add_test(tc, a_clock_that_was_wrong_is_no_end_of_it);
	tcase_add_test(tc, after_a_removal_no_stamp_is_made);
	tcase_add_test(tc, it_gets_nothing_of_ours);
	tcase_add_loop_test(tc, what_cannot_be_started_is_told_and_tried_later, 0, 2);
	tcase_add_test(tc, the_command_makes_one_and_the_next_is_due_in_a_day);
	tcase_add_test(tc, what_failed_is_told_by_the_next_request);
	tcase_add_test(tc, two_at_once_begin_one);
	tcase_add_loop_test(tc, the_doctor_tells_what_there_is, 0, COUNT(examined));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
