/*
 * When the installation is in trouble: a clear 503 for the client, one clear line in the error log,
 * nothing half written, and all is well again when the trouble is over.
 */
#include "client.h"
#include "clock.h"
#include "db.h"
#include "entry.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define JSON "application/json"
#define BOOK "{\"type\":\"BOOK\",\"title\":\"a\"}"

enum { NOBODY_UID = 65534 };

static struct arena memory = { .limit = 64 << 20 };

static const char *
in_folder(const char *name)
{
	return arena_printf(&memory, "%s/%s", client_folder(), name);
}

static void
setup(void)
{
	client_setup();
	clock_hurry(true);
}

/* Who looks for leaks at the end must be let look: become_ordinary() ends here. */
static void
teardown(void)
{
	if (!getuid())
		ck_assert_int_eq(seteuid(0), 0);
	client_teardown();
}

/* Runs a shell command in the folder of the installation. */
static void
run(const char *command)
{
	ck_assert_int_eq(system(arena_printf(&memory, "cd %s && %s", client_folder(), command)), 0);
}

/* From here on the error log is the file "log". */
static void
begin_log(void)
{
	int fd = open(in_folder("log"), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_ge(dup2(fd, STDERR_FILENO), 0);
	close(fd);
}

static const char *
read_log(void)
{
	char *text = arena_alloc(&memory, 8192);
	FILE *file = fopen(in_folder("log"), "r");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_lt(fread(text, 1, 8191, file), 8191);
	fclose(file);
	return text;
}

/* One line and no more, which carries the request id of the answer and says what to do. */
static void
assert_logged(const struct reply *r, const char *advice)
{
	const char *log = read_log();

	ck_assert_msg(strchr(log, '\n') && !strchr(log, '\n')[1], "not one line: %s", log);
	ck_assert_msg(strstr(log, advice) != NULL, "not about %s: %s", advice, log);
	ck_assert_ptr_nonnull(strstr(log, reply_header(r, "X-Request-Id")));
	ck_assert_int_eq(ftruncate(STDERR_FILENO, 0), 0);
}

/* What a client sees of trouble: never more than that there is some. */
static void
assert_503(const struct reply *r)
{
	ck_assert_int_eq(r->http, 503);
	ck_assert_str_eq(reply_header(r, "Content-Type"), JSON);
	ck_assert_str_eq(json_text(r, "error.code"), "unavailable");
	ck_assert_str_eq(json_text(r, "error.request_id"), reply_header(r, "X-Request-Id"));
	ck_assert_int_gt(atoi(reply_header(r, "Retry-After")), 0);
	ck_assert_str_eq(reply_header(r, "X-Content-Type-Options"), "nosniff");
	ck_assert_str_eq(reply_header(r, "Referrer-Policy"), "same-origin");
	ck_assert_ptr_nonnull(reply_header(r, "Cache-Control"));
	ck_assert_ptr_null(strstr(r->body, "/tmp"));
	ck_assert_ptr_null(strstr(r->body, "database"));
	ck_assert_ptr_null(strstr(r->body, ".ht."));
}

static struct reply *
add_book(void)
{
	return client_post(&member, &media_app, "/", BOOK);
}

/* As an ordinary user, whom modes bind: the tests may run as root. */
static void
become_ordinary(void)
{
	if (geteuid())
		return;
	run("chown -R 65534 .");
	ck_assert_int_eq(seteuid(NOBODY_UID), 0);
}

/* --- an installation that can't be opened ----------------------------------------------------- */

static const struct {
	const char *breaks, *mends, *advice;
} broken[] = {
	{ "mv data away && : >data", "rm data && mv away data", "data folder" },
	{ "mv data away && ln -s nowhere/at/all data", "rm data && mv away data", "data folder" },
	{ "chmod 0 data", "chmod 700 data", "data" },
	{ "rm -f data/.ht.vitrine.db-* && chmod 500 data", "chmod 700 data", "data" },
	{ "echo 'data_dir = data/.ht.key/x' >>vitrine.conf", "sed -i '$d' vitrine.conf",
	  "data folder" },
	{ "echo 'data_dir = missing/folder' >>vitrine.conf", "sed -i '$d' vitrine.conf",
	  "make it" },
	{ "echo 'no_such_setting = 1' >>vitrine.conf", "sed -i '$d' vitrine.conf",
	  "no_such_setting" },
	{ "mv data/.ht.key key && echo short >data/.ht.key", "mv key data/.ht.key", "signing key" },
	{ "chmod 0 data/.ht.key", "chmod 600 data/.ht.key", "signing key" },
	{ "mv data/.ht.vitrine.db db && yes x | head -c 9000 >data/.ht.vitrine.db",
	  "mv db data/.ht.vitrine.db",
	  "backup" },
	{ "mv data/.ht.vitrine.db db && mkdir data/.ht.vitrine.db",
	  "rmdir data/.ht.vitrine.db && mv db data/.ht.vitrine.db",
	  "check that data_dir exists" },
	{ "chmod 0 data/.ht.vitrine.db", "chmod 600 data/.ht.vitrine.db", "database" },
};

START_TEST(what_cannot_be_opened_is_503_until_it_is_mended)
{
	struct reply *r;

	ck_assert_int_eq(add_book()->http, 201);
	become_ordinary();
	client_restart();
	run(broken[_i].breaks);
	begin_log();
	r = client_get(&nobody, &media_app, "/");
	assert_503(r);
	assert_logged(r, broken[_i].advice);
	assert_503(add_book());
	r = client_get(&nobody, &server_app, "/health");
	ck_assert_int_eq(r->http, 503);
	ck_assert_str_eq(json_text(r, "database"), "unavailable");
	ck_assert_ptr_nonnull(reply_header(r, "Retry-After"));
	ck_assert_ptr_null(strstr(r->body, "/tmp"));
	ck_assert_int_eq(client_get(&nobody, &server_app, "/version")->http, 200);
	ck_assert_int_eq(client_get(&nobody, &media_app, "/no/such/path")->http, 404);
	ck_assert_str_eq(read_log(), "");	/* what lasts was said */
	run(broken[_i].mends);
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
	ck_assert_int_eq(add_book()->http, 201);
	ck_assert_int_eq(client_rows("media_items"), 2);
}
END_TEST

/* Whoever comes first says it, for an hour; what they know of each other is in the folder. */
START_TEST(what_lasts_is_a_line_an_hour_of_all_programs)
{
	const int64_t now = clock_now();
	pid_t another;
	int status;

	client_restart();
	run("echo short >data/.ht.key");
	begin_log();
	another = fork();
	if (!another) {
		client_get(&nobody, &media_app, "/");
		_exit(0);
	}
	ck_assert_int_eq(waitpid(another, &status, 0), another);
	ck_assert_ptr_nonnull(strstr(read_log(), "signing key"));
	ck_assert_int_eq(ftruncate(STDERR_FILENO, 0), 0);
	assert_503(client_get(&member, &users_app, "/me"));
	ck_assert_str_eq(read_log(), "");
	clock_set(now + 3700);
	run("touch -d 2026-01-01 data/.ht.logged-old");
	assert_logged(client_get(&nobody, &media_app, "/"), "signing key");
	run("! test -e data/.ht.logged-old && test -f data/.ht.logged-*");
	/* another cause is another line; and after an end nothing is put down */
	run("rm data/.ht.* && : >data/.ht.removed");
	assert_logged(client_get(&nobody, &media_app, "/"), "an admin removed the data");
	run("! test -e data/.ht.logged-*");
}
END_TEST

static const char *const read_only[] = {
	"chmod 400 data/.ht.vitrine.db", "chmod 500 data",
	"chmod 400 data/.ht.vitrine.db && chmod 500 data",
};

START_TEST(what_can_only_be_read_is_read_and_health_says_so)
{
	struct reply *r;

	become_ordinary();
	client_restart();
	run(read_only[_i]);
	begin_log();
	r = client_get(&nobody, &server_app, "/health");
	ck_assert_int_eq(r->http, 503);
	ck_assert_str_eq(json_text(r, "status"), "failing");
	ck_assert_str_eq(json_text(r, "database"), "read_only");
	assert_logged(r, "make the data folder and its files writable");
	if (_i != 1) {
		ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
		r = add_book();
		assert_503(r);
		/* waiting cures nothing */
		ck_assert_ptr_null(strstr(json_text(r, "error.message"), "shortly"));
		assert_logged(r, "make the data folder and its files writable");
		assert_503(add_book());
		ck_assert_str_eq(read_log(), "");
	}
	/* the log that a reader makes has the file's mode */
	run("chmod 700 data && chmod 600 data/.ht.vitrine.db*");
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
	ck_assert_int_eq(add_book()->http, 201);
}
END_TEST

/* --- a worker whose files change -------------------------------------------------------------- */

/* Sets the number of the schema in the file, as another release would. */
static void
set_schema(int64_t version)
{
	const struct db_options options = { .path = in_folder("data/.ht.vitrine.db") };
	struct db *db;

	ck_assert_int_eq(db_open(&options, &db), OK);
	ck_assert_int_eq(db_set_version(db, version), OK);
	db_close(db);
}

START_TEST(a_newer_schema_is_left_alone)
{
	struct reply *r;
	int64_t version;

	ck_assert_int_eq(db_version(client_db(), &version), OK);
	client_restart();
	set_schema(version + 1);
	begin_log();
	r = add_book();
	assert_503(r);
	ck_assert_ptr_nonnull(strstr(json_text(r, "error.message"), "needs attention"));
	assert_logged(r, "newer than this release");
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 503);
	set_schema(version);
	ck_assert_int_eq(add_book()->http, 201);
}
END_TEST

START_TEST(a_worker_notices_that_its_database_was_replaced)
{
	ck_assert_int_eq(add_book()->http, 201);
	client_restart();	/* the last one to close it empties the log into the file */
	run("cp data/.ht.vitrine.db backup");
	ck_assert_int_eq(add_book()->http, 201);
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/"), "total"), "2");
	run("rm data/.ht.vitrine.db-wal data/.ht.vitrine.db-shm && mv backup data/.ht.vitrine.db");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/"), "total"), "1");
	ck_assert_int_eq(add_book()->http, 201);
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/"), "total"), "2");
}
END_TEST

START_TEST(a_worker_whose_folder_is_gone_begins_anew)
{
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	run("rm -r data");
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	ck_assert_int_eq(client_rows("users"), 0);
	ck_assert_int_eq(client_get(&member, &usermedia_app, "/")->http, 401);
}
END_TEST

START_TEST(a_worker_follows_its_settings)
{
	ck_assert_int_eq(add_book()->http, 201);
	run("echo 'data_dir = elsewhere' >>vitrine.conf");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/"), "total"), "0");
	run("sed -i '$d' vitrine.conf");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/"), "total"), "1");
}
END_TEST

static void
put_settings(const char *name, const char *catalogue)
{
	run(arena_printf(&memory, "printf 'data_dir = %s\\ncatalogue = %s\\n' >%s",
		in_folder("data"), catalogue, name));
}

/* In the web folder, and beside the programs, where they count before the others. */
START_TEST(a_worker_sees_settings_that_are_made_later)
{
	static const char *const places[] = { "vitrine.conf", "cgi-bin/vitrine.conf" };

	ck_assert_int_eq(unsetenv("VITRINE_CONF"), 0);
	ck_assert_int_eq(setenv("VITRINE_PROGRAM", in_folder("cgi-bin/media.cgi"), 1), 0);
	client_restart();
	run("mkdir cgi-bin && rm vitrine.conf");
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	for (int i = 0; i < COUNT(places); i++) {
		put_settings(places[i], "private");
		ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 401);
		ck_assert_int_eq(client_get(&member, &media_app, "/")->http, 200);
		run("rm -f cgi-bin/vitrine.conf");
		put_settings("vitrine.conf", "public");
		ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	}
}
END_TEST

/* Of the sanitizer, where there is one. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t
allocated(void)
{
	return __sanitizer_get_current_allocated_bytes ? __sanitizer_get_current_allocated_bytes()
		: mallinfo2().uordblks;
}

START_TEST(a_worker_with_bad_settings_grows_no_larger)
{
	size_t before = 0;

	client_settings("registration = perhaps");
	for (int i = 0; i < 40; i++) {
		assert_503(client_get(&nobody, &media_app, "/"));
		before = i == 19 ? allocated() : before;
	}
	/* the test itself keeps the answers */
	ck_assert_uint_lt(allocated(), before + 20 * 32768);
}
END_TEST

START_TEST(settings_of_many_empty_lines_are_settings)
{
	char lines[65000];

	memset(lines, '\n', sizeof(lines));
	lines[sizeof(lines) - 1] = '\0';
	client_settings(lines);
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
}
END_TEST

/* --- while it runs ---------------------------------------------------------------------------- */

START_TEST(a_full_disk_is_503_and_writes_nothing)
{
	struct rlimit before, full;
	struct reply *r;

	ck_assert_int_eq(add_book()->http, 201);
	ck_assert_ptr_ne(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	full = before;
	full.rlim_cur = 4000;	/* some room for the log */
	begin_log();
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &full), 0);
	r = add_book();
	assert_503(r);
	ck_assert_ptr_nonnull(strstr(read_log(), arena_printf(&memory, "; user %s\n",
		member.id)));
	assert_logged(r, "disk");
	ck_assert_int_eq(client_get(&nobody, &server_app, "/version")->http, 200);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	ck_assert_int_eq(client_rows("media_items"), 1);
	ck_assert_int_eq(add_book()->http, 201);
	ck_assert_int_eq(client_rows("media_items"), 2);
}
END_TEST

START_TEST(a_writer_that_hangs_stops_writers_for_a_while_and_readers_never)
{
	const struct db_options options = { .path = in_folder("data/.ht.vitrine.db") };
	int64_t start = clock_ticks();
	struct reply *r;
	struct db *db;

	ck_assert_int_eq(db_open(&options, &db), OK);
	/* without our queue, as a stranger does */
	ck_assert_int_eq(db_script(db, "BEGIN IMMEDIATE"), OK);
	begin_log();
	r = add_book();
	assert_503(r);
	assert_logged(r, "look for one that hangs");
	ck_assert_int_ge(clock_ticks() - start, 5000);
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	ck_assert_int_eq(client_get(&member, &usermedia_app, "/")->http, 200);
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
	ck_assert_str_eq(read_log(), "");
	ck_assert_int_eq(db_script(db, "ROLLBACK"), OK);
	db_close(db);
	ck_assert_int_eq(add_book()->http, 201);
	ck_assert_int_eq(client_rows("media_items"), 1);
}
END_TEST

/*
 * If-Match begins a transaction before the handler: a hash, or the wait for a slot to make it in,
 * must not be within it.
 */
START_TEST(nobody_waits_to_write_while_a_password_is_hashed)
{
	const char *const headers[] = { "HTTP_IF_MATCH=*", NULL };
	const char *body = "{\"password\":\"another horse\"}";
	int queue = open(in_folder("data/.ht.vitrine.db-queue"), O_RDWR),
		slot = open(in_folder("data/.ht.hash.0"), O_RDWR);
	struct reply *r;

	client_settings("hash_slots = 1");
	ck_assert_int_eq(flock(queue, LOCK_EX), 0);
	ck_assert_int_eq(flock(slot, LOCK_EX), 0);
	begin_log();
	r = client_send(&member, &users_app, "PATCH", "/me", JSON, body, strlen(body), headers);
	assert_503(r);
	assert_logged(r, "hash_slots");	/* and not the queue, in which it didn't stand yet */
	close(queue);
	close(slot);
	ck_assert_int_eq(client_send(&member, &users_app, "PATCH", "/me", JSON, body, strlen(body),
		headers)->http, 200);
}
END_TEST

/* What is wrong with a body is told at once, all of it, however many others write. */
START_TEST(a_bad_body_waits_for_no_turn_to_write)
{
	int queue = open(in_folder("data/.ht.vitrine.db-queue"), O_RDWR);
	struct reply *r;

	ck_assert_int_eq(flock(queue, LOCK_EX), 0);
	r = client_post(&member, &media_app, "/",
		"{\"type\":\"BOOK\",\"image_url\":\"/images/00000000-0000-4000-8000-000000000000\","
		"\"genre\":7}");
	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "genre");
	ck_assert_str_eq(json_text(r, "error.details[1].field"), "title");
	ck_assert_str_eq(json_text(r, "error.details[2].field"), "image_url");
	close(queue);
}
END_TEST

START_TEST(a_database_that_is_locked_as_a_whole_is_503)
{
	const struct db_options options = { .path = in_folder("data/.ht.vitrine.db") };
	struct reply *r;
	struct db *db;

	client_restart();
	ck_assert_int_eq(db_open(&options, &db), OK);
	ck_assert_int_eq(db_script(db, "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE"), OK);
	begin_log();
	r = client_get(&nobody, &media_app, "/");
	assert_503(r);
	assert_logged(r, "look for one that hangs");
	r = client_get(&nobody, &server_app, "/health");
	ck_assert_int_eq(r->http, 503);
	db_close(db);
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
	ck_assert_int_eq(add_book()->http, 201);
}
END_TEST

/* Spoils the middle of the file: the header and the schema stay whole. */
START_TEST(a_page_that_is_corrupt_is_503_and_nothing_falls_over)
{
	struct reply *r;

	for (int i = 0; i < 50; i++)
		ck_assert_int_eq(add_book()->http, 201);
	client_restart();
	run("cp data/.ht.vitrine.db backup; size=$(stat -c %s backup); "
		"dd if=/dev/zero of=data/.ht.vitrine.db bs=4096 seek=1"
		" count=$((size / 4096 - 1)) conv=notrunc 2>/dev/null");
	begin_log();
	r = client_get(&nobody, &media_app, "/");
	assert_503(r);
	assert_logged(r, "backup");
	client_restart();
	run("cp backup data/.ht.vitrine.db");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/"), "total"), "50");
}
END_TEST

/* --- an account that goes while it asks ------------------------------------------------------- */

/* Between the look at who asks and the write another program deletes the account. */
static enum status
shelve_too_late(struct request *req, struct response *res)
{
	const struct db_options options = { .path = in_folder("data/.ht.vitrine.db") };
	enum status rc;
	struct db *db;

	ck_assert_int_eq(db_open(&options, &db), OK);
	ck_assert_int_eq(db_script(db, "DELETE FROM users WHERE username = 'other'"), OK);
	db_close(db);
	rc = entry_shelve(call_of(req), 1);
	return rc ? rc : respond_nothing(res);
}

static const struct route late_routes[] = { { POST, "/", shelve_too_late, MEMBER }, { 0 } };
static const struct app late = { "late", "/late", NULL, late_routes };

START_TEST(who_is_deleted_while_asking_leaves_nothing_and_may_ask_again)
{
	struct reply *r;

	ck_assert_int_eq(add_book()->http, 201);
	begin_log();
	r = client_post(&other, &late, "/", "{}");
	assert_503(r);
	assert_logged(r, "deleted meanwhile");
	ck_assert_int_eq(client_rows("entries"), 0);
	ck_assert_int_eq(client_post(&other, &late, "/", "{}")->http, 401);
}
END_TEST

/* --- a request that needs too much ------------------------------------------------------------ */

static enum status
take_all(struct request *req, struct response *res)
{
	const struct value name = value_text("changed");

	ck_assert_int_eq(db_begin(req->db), OK);
	ck_assert_int_eq(db_exec(req->db, "UPDATE users SET name = $1", &name, 1), OK);
	memset(arena_alloc(req->arena, 65 << 20), 1, 65 << 20);
	return respond_nothing(res);
}

static const struct route greedy_routes[] = { { POST, "/", take_all, ANYONE }, { 0 } };
static const struct app greedy = { "greedy", "/greedy", NULL, greedy_routes };

START_TEST(an_account_that_others_try_without_end_is_503_and_the_log_says_so)
{
	const char *login = "{\"username\":\"member\",\"password\":\"correct horse\"}";
	/* where nobody has signed in */
	const char *const elsewhere[] = { "REMOTE_ADDR=198.51.100.9", NULL };
	const struct db_options limits = { .path = in_folder("data/.ht.limits.db"), .lossy = true };
	const struct value attempt[] = {
		value_text(arena_printf(&memory, "attempt %s",
			token_hash(&memory, member.id, strlen(member.id)))),
		value_int(clock_now()),
	};
	struct reply *r;
	struct db *db;

	client_settings("rate_limit_account = 1");
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/login", login)->http, 200);
	ck_assert_int_eq(db_open(&limits, &db), OK);
	ck_assert_int_eq(db_exec(db, "INSERT INTO calls (bucket, at) VALUES ($1, $2)", attempt, 2),
		OK);
	db_close(db);
	begin_log();
	r = client_send(&nobody, &auth_app, "POST", "/login", JSON, login, strlen(login),
		elsewhere);
	assert_503(r);
	assert_logged(r, "rate_limit_account");
}
END_TEST

START_TEST(a_request_that_needs_too_much_is_503_like_any_other)
{
	int64_t changed;
	struct reply *r;

	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	begin_log();
	for (int i = 0; i < 2; i++) {
		r = client_post(&member, &greedy, "/", "{}");
		assert_503(r);
		assert_logged(r, "too much memory");
	}
	ck_assert_int_eq(db_number(client_db(), "SELECT count(*) FROM users WHERE name IS NOT NULL",
		NULL, 0, &changed), OK);
	ck_assert_int_eq(changed, 0);
	ck_assert_int_eq(add_book()->http, 201);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("trouble");
	TCase *tc = tcase_create("trouble");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, what_cannot_be_opened_is_503_until_it_is_mended, 0, COUNT(broken));
	tcase_add_test(tc, what_lasts_is_a_line_an_hour_of_all_programs);
	tcase_add_loop_test(tc, what_can_only_be_read_is_read_and_health_says_so, 0,
		COUNT(read_only));
	tcase_add_test(tc, a_newer_schema_is_left_alone);
	tcase_add_test(tc, a_worker_notices_that_its_database_was_replaced);
	tcase_add_test(tc, a_worker_whose_folder_is_gone_begins_anew);
	tcase_add_test(tc, a_worker_follows_its_settings);
	tcase_add_test(tc, a_worker_sees_settings_that_are_made_later);
	tcase_add_test(tc, a_worker_with_bad_settings_grows_no_larger);
	tcase_add_test(tc, settings_of_many_empty_lines_are_settings);
	tcase_add_test(tc, a_full_disk_is_503_and_writes_nothing);
	tcase_add_test(tc, a_writer_that_hangs_stops_writers_for_a_while_and_readers_never);
	tcase_add_test(tc, nobody_waits_to_write_while_a_password_is_hashed);
	tcase_add_test(tc, a_bad_body_waits_for_no_turn_to_write);
	tcase_add_test(tc, a_database_that_is_locked_as_a_whole_is_503);
	tcase_add_test(tc, a_page_that_is_corrupt_is_503_and_nothing_falls_over);
	tcase_add_test(tc, an_account_that_others_try_without_end_is_503_and_the_log_says_so);
	tcase_add_test(tc, who_is_deleted_while_asking_leaves_nothing_and_may_ask_again);
	tcase_add_test(tc, a_request_that_needs_too_much_is_503_like_any_other);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
