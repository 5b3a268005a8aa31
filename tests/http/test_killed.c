/*
 * Killed in the middle of what takes long (quality.md, "Nothing is lost"): an upload, an import,
 * its undoing, a migration, a copy that is restored. Each round ends a process at another moment
 * of its processor time; whoever comes next finds all that was answered, and goes on.
 */
#include "client.h"
#include "engine.h"
#include "pictures.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 12, ROWS = 60, TRIES = 10 };

static struct arena memory = { .limit = 512 << 20 };

static void
setup(void)
{
	client_setup();
}

static void
teardown(void)
{
	client_teardown();
	arena_reset(&memory);
}

/* How often each is tried: `make losses ROUNDS=200` says more than a usual run. */
static int
rounds(void)
{
	const char *text = getenv("ROUNDS");

	return text && *text ? atoi(text) : ROUNDS;
}

static void
shell(const char *command)
{
	ck_assert_msg(system(arena_printf(&memory, "cd %s && %s", client_folder(), command)) == 0,
		"%s", command);
}

/* What works on the installation; where a process of its own, from the beginning. */
typedef void work(void);

static int64_t
microseconds(const struct rusage *usage)
{
	return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * INT64_C(1000000)
		+ usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

/*
 * The work by a process that ends, without a chance to say anything, after so many microseconds of
 * its processor (0: not before it is done). How many it took; `*killed` tells how it ended.
 */
static int64_t
work_for(work *does, int64_t most, bool *killed)
{
	const struct itimerval timer = { .it_value = { most / 1000000, most % 1000000 } };
	struct rusage usage;
	int status;
	pid_t pid;

	client_restart();	/* no process may inherit an open database */
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		setitimer(ITIMER_PROF, &timer, NULL);
		does();
		_exit(0);
	}
	ck_assert_int_eq(wait4(pid, &status, 0, &usage), pid);
	*killed = WIFSIGNALED(status);
	ck_assert_msg(*killed ? WTERMSIG(status) == SIGPROF : !WEXITSTATUS(status),
		"it failed by itself: %x", status);
	return microseconds(&usage);
}

/*
 * At moments spread over all of the work, once more where it was mostly done before: the system
 * counts a processor's time in steps. How often it was killed.
 */
static int
kill_at_all_moments(work *does, void (*before)(void), void (*after)(void))
{
	const int count = rounds();
	bool killed;
	int kills = 0;
	int64_t whole = 0;

	for (int i = 0; i < 2; i++) {	/* the first one finds nothing warm */
		before();
		whole = work_for(does, 0, &killed);
		ck_assert(!killed);
		after();
	}
	for (int i = 0; i < count || (kills < count / 3 && i < TRIES * count); i++) {
		before();
		work_for(does, 1 + whole * (i % count) / count, &killed);
		kills += killed;
		ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
		engine_check(client_db());
		after();
	}
	return kills;
}

static void
nothing(void)
{
}

/* --- uploads ---------------------------------------------------------------------------------- */

static struct buf picture;

static void
upload(void)
{
	struct buf body;
	struct reply *r;

	buf_init(&body, &memory, picture.length + 500);
	buf_puts(&body, "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n"
		"Content-Type: application/octet-stream\r\n\r\n");
	buf_add(&body, picture.data, picture.length);
	buf_puts(&body, "\r\n--b--\r\n");
	r = client_send(&member, &users_app, "POST", "/me/avatar",
		"multipart/form-data; boundary=b", body.data, body.length, NULL);
	if (r->http != 201)
		_exit(1);
}

/* The one before, or the new one: never none, and never one that leads nowhere. */
static void
look_at_picture(void)
{
	struct reply *r = client_get(&member, &users_app, "/me");
	const char *url = json_text(r, "avatar_url");

	ck_assert_ptr_nonnull(strstr(url, "/images/"));
	ck_assert_int_eq(client_get(&nobody, &images_app, strrchr(url, '/'))->http, 200);
	ck_assert_int_eq(client_rows("images"), 1);
}

START_TEST(an_upload)
{
	picture = picture_make(&memory, JPEG, 2000, 1500);
	ck_assert_int_ge(kill_at_all_moments(upload, nothing, look_at_picture),
		rounds() / 3);
}
END_TEST

/* --- imports ---------------------------------------------------------------------------------- */

static const char *
newest_import(void)
{
	return json_text(client_get(&member, &imports_app, "/"), "imports[0].id");
}

static void
send_file(void)
{
	struct buf file;
	struct reply *r;

	buf_init(&file, &memory, 60 * ROWS);
	buf_puts(&file, "Title,Author,Status,Rating,Finished\r\n");
	for (int i = 0; i < ROWS; i++)
		buf_printf(&file, "Imported %d,Somebody,COMPLETED,4,2024-05-%02d\r\n", i,
			1 + i % 28);
	r = client_send(&member, &imports_app, "POST", "/", "text/csv", file.data, file.length,
		NULL);
	ck_assert_msg(r->http == 201, "%s", r->body);
	for (int i = 0; i < 100 && strcmp(json_text(r, "state"), "planned") != 0; i++)
		r = client_post(&member, &imports_app, text("/%s/steps", json_text(r, "id")), "{}");
	ck_assert_str_eq(json_text(r, "state"), "planned");
}

static void
go_on(const char *state, const char *body)
{
	const char *id = newest_import();
	struct reply *r;

	for (int i = 0; i < 100; i++) {
		r = client_post(&member, &imports_app, text("/%s/steps", id), body);
		if (r->http != 200)
			_exit(1);
		if (!strcmp(json_text(r, "state"), state))
			return;
	}
	_exit(2);
}

static void
run_import(void)
{
	go_on("done", "{\"run\":true}");
}

/* Whoever goes on gets to the end, and all is there once. Then it is taken out again. */
static void
finish_and_undo(void)
{
	struct reply *r;
	const char *id;

	run_import();
	ck_assert_int_eq(client_rows("entries"), ROWS);
	ck_assert_int_eq(client_rows("ratings"), ROWS);
	ck_assert_int_eq(client_rows("media_items"), ROWS);
	id = newest_import();
	r = client_delete(&member, &imports_app, text("/%s", id));
	ck_assert_int_eq(r->http, 202);
	go_on("undone", "{}");
	ck_assert_int_eq(client_rows("entries"), 0);
	ck_assert_int_eq(client_rows("media_items"), 0);
}

static void
import_again(void)
{
	client_sql("DELETE FROM imports", NULL, NULL);
	send_file();
}

START_TEST(an_import)
{
	client_get(&nobody, &server_app, "/health");
	ck_assert_int_ge(kill_at_all_moments(run_import, import_again, finish_and_undo),
		rounds() / 3);
}
END_TEST

static void
import_whole(void)
{
	import_again();
	run_import();
	ck_assert_int_eq(client_delete(&member, &imports_app,
		text("/%s", newest_import()))->http, 202);
}

static void
undo(void)
{
	go_on("undone", "{}");
}

static void
finish_undoing(void)
{
	undo();
	ck_assert_int_eq(client_rows("entries"), 0);
	ck_assert_int_eq(client_rows("ratings"), 0);
	ck_assert_int_eq(client_rows("media_items"), 0);
}

START_TEST(an_undoing)
{
	client_get(&nobody, &server_app, "/health");
	ck_assert_int_ge(kill_at_all_moments(undo, import_whole, finish_undoing),
		rounds() / 3);
}
END_TEST

/* --- migrations ------------------------------------------------------------------------------- */

static void
put_old_database(void)
{
	client_restart();
	shell("rm -f data/.ht.vitrine.db*");
	client_old_database("0.1.0", arena_printf(&memory, "%s/data/.ht.vitrine.db",
		client_folder()));
}

static void
migrate_it(void)
{
	if (client_get(&nobody, &server_app, "/health")->http != 200)
		_exit(1);
}

static void
look_at_all(void)
{
	struct reply *r = client_get(&nobody, &media_app, "/?q=lodz");

	ck_assert_str_eq(json_text(r, "total"), "1");
	ck_assert_str_eq(json_text(r, "media[0].title"), "Łódź");
	ck_assert_int_eq(client_rows("users"), 3);
	ck_assert_int_eq(client_rows("media_items"), 8);
	ck_assert_int_eq(client_rows("entries"), 3);
	ck_assert_int_eq(client_rows("images"), 1);
}

START_TEST(a_migration)
{
	ck_assert_int_ge(kill_at_all_moments(migrate_it, put_old_database, look_at_all),
		rounds() / 3);
}
END_TEST

/* --- a copy that is restored ------------------------------------------------------------------ */

static const char *
titles(void)
{
	return json_text(client_get(&nobody, &media_app, "/?q=kept"), "total");
}

static void
sign_in_again(void)
{
	admin.token = json_text(client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"admin\",\"password\":\"correct horse\"}"), "access_token");
}

static void
add_title(void)
{
	ck_assert_int_eq(client_post(&admin, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Kept\"}")->http, 201);
}

static const char *newest_day;

/* A copy with one title, and two in place. */
static void
copy_and_go_on(void)
{
	sign_in_again();
	while (strcmp(titles(), "0") != 0)
		ck_assert_int_eq(client_delete(&admin, &media_app, text("/%s", json_text(
			client_get(&nobody, &media_app, "/?q=kept"), "media[0].id")))->http, 204);
	shell("rm -f data/.ht.copy.*");
	add_title();
	newest_day = json_text(client_post(&admin, &server_app, "/copies", NULL), "day");
	add_title();
}

static void
restore(void)
{
	if (client_post(&admin, &server_app, text("/copies/%s/restore", newest_day), NULL)->http
	    != 200)
		_exit(1);
}

/* All as it was, or all as the copy has it, and then what was there is a copy, too. */
static void
look_at_both(void)
{
	struct reply *r;
	const char *day;

	sign_in_again();
	if (!strcmp(titles(), "2"))
		return;
	ck_assert_str_eq(titles(), "1");
	r = client_get(&admin, &server_app, "/copies");
	ck_assert_str_eq(json_text(r, "total"), "2");
	day = json_text(r, "copies[0].day");
	if (!strcmp(day, newest_day))
		day = json_text(r, "copies[1].day");
	ck_assert_ptr_nonnull(strstr(day, "before-restore-"));
	ck_assert_int_eq(client_post(&admin, &server_app, text("/copies/%s/restore", day),
		NULL)->http, 200);
	ck_assert_str_eq(titles(), "2");
}

START_TEST(a_restoration)
{
	ck_assert_int_ge(kill_at_all_moments(restore, copy_and_go_on, look_at_both),
		rounds() / 3);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("killed");
	TCase *tc = tcase_create("in the middle");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60 + 2 * rounds());
	tcase_add_test(tc, an_upload);
	tcase_add_test(tc, an_import);
	tcase_add_test(tc, an_undoing);
	tcase_add_test(tc, a_migration);
	tcase_add_test(tc, a_restoration);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
