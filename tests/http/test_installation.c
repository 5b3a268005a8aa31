/*
 * The whole installation over HTTP: its backups, downloaded, sent back in pieces, restored; its
 * end; and whose its files are.
 */
#include "client.h"
#include "engine.h"
#include "clock.h"
#include "migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MULTIPART "multipart/form-data; boundary=zz"

enum { NOW = 1775030400, MIB = 1 << 20, KILLS = 40 };

static struct arena memory = { .limit = 512 << 20 };

static const char *
in_folder(const char *name)
{
	return arena_printf(&memory, "%s/%s", client_folder(), name);
}

/* Runs a shell command in the folder of the installation. */
static void
run(const char *command)
{
	ck_assert_int_eq(system(arena_printf(&memory, "cd %s && %s", client_folder(), command)), 0);
}

static void
teardown(void)
{
	client_teardown();
	arena_reset(&memory);
}

static void
add_books(int n)
{
	for (int i = 0; i < n; i++)
		ck_assert_int_eq(client_post(&admin, &media_app, "/",
			"{\"type\":\"BOOK\",\"title\":\"Kept\"}")->http, 201);
}

static struct buf
read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	struct buf bytes;
	size_t n;

	ck_assert_ptr_nonnull(file);
	buf_init(&bytes, &memory, 0);
	while ((n = fread(buf_need(&bytes, 65536), 1, 65536, file)))
		bytes.length += n;
	fclose(file);
	return bytes;
}

static void
write_file(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(data, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

static struct reply *
download(void)
{
	struct reply *r = client_get(&admin, &server_app, "/backup");

	ck_assert_msg(r->http == 200, "%d: %s", r->http, r->body);
	return r;
}

/* One piece, with the fields as they are given. */
static struct reply *
send_piece(const struct sender *sender, const char *offset, const char *size, const void *bytes,
	size_t length)
{
	struct buf form;

	buf_init(&form, &memory, length + 500);
	if (offset)
		buf_printf(&form, "--zz\r\nContent-Disposition: form-data; "
			"name=\"offset\"\r\n\r\n%s\r\n", offset);
	if (size)
		buf_printf(&form, "--zz\r\nContent-Disposition: form-data; "
			"name=\"size\"\r\n\r\n%s\r\n", size);
	buf_puts(&form, "--zz\r\nContent-Disposition: form-data; name=\"piece\"; "
		"filename=\"blob\"\r\n\r\n");
	buf_add(&form, bytes, length);
	buf_puts(&form, "\r\n--zz--\r\n");
	return client_send(sender, &server_app, "POST", "/restore", MULTIPART, form.data,
		form.length, NULL);
}

static struct reply *
send_part(const struct sender *sender, const struct buf *file, size_t offset, size_t length)
{
	return send_piece(sender, arena_printf(&memory, "%zu", offset),
		arena_printf(&memory, "%zu", file->length), file->data + offset, length);
}

/* All of a file, in pieces of that size: the last answer. */
static struct reply *
send_file(const struct sender *sender, const struct buf *file, size_t step)
{
	struct reply *r = NULL;

	for (size_t at = 0; at < file->length; at += step) {
		size_t length = file->length - at < step ? file->length - at : step;

		r = send_part(sender, file, at, length);
		if (at + length == file->length)
			break;
		ck_assert_msg(r->http == 200, "%d: %s", r->http, r->body);
		ck_assert_str_eq(json_text(r, "offset"), arena_printf(&memory, "%zu", at + length));
		ck_assert_str_eq(json_text(r, "size"), arena_printf(&memory, "%zu", file->length));
	}
	return r;
}

static struct buf
body_of(const struct reply *r)
{
	struct buf bytes;

	buf_init(&bytes, &memory, r->size);
	buf_add(&bytes, r->body, r->size);
	return bytes;
}

static struct sender
sign_in(const char *name)
{
	struct reply *r = client_post(&nobody, &auth_app, "/login",
		arena_printf(&memory, "{\"username\":\"%s\",\"password\":\"correct horse\"}",
		name));

	ck_assert_msg(r->http == 200, "%d: %s", r->http, r->body);
	return (struct sender){ .username = name, .token = json_text(r, "access_token"),
		.id = json_text(r, "id") };
}

/* Nothing of a backup or restoration is left in the data folder. */
static void
assert_tidy(void)
{
	run("! ls -A data | grep -E '^\\.ht\\.(restore|backup\\.copy)'");
}

/*
 * --- making one --------------------------------------------------------------------------------
 */

START_TEST(a_backup_is_the_whole_database_as_a_download)
{
	const struct db_options options = { .path = in_folder("downloaded") };
	struct reply *r, *head;
	int64_t titles;
	struct db *db;

	add_books(3);
	r = download();
	ck_assert_str_eq(reply_header(r, "Content-Type"), "application/vnd.sqlite3");
	ck_assert_str_eq(reply_header(r, "Content-Disposition"),
		"attachment; filename=\"vitrine-2026-04-01.db\"");
	ck_assert_str_eq(reply_header(r, "Content-Length"), arena_printf(&memory, "%zu", r->size));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_str_eq(reply_header(r, "X-Content-Type-Options"), "nosniff");
	ck_assert_ptr_null(reply_header(r, "ETag"));
	assert_tidy();
	head = client_send(&admin, &server_app, "HEAD", "/backup", NULL, NULL, 0, NULL);
	ck_assert_int_eq(head->http, 200);
	ck_assert_str_eq(reply_header(head, "Content-Length"), reply_header(r, "Content-Length"));
	ck_assert_uint_eq(head->size, 0);
	write_file(options.path, r->body, r->size);
	ck_assert_int_eq(db_open(&options, &db), OK);
	ck_assert_int_eq(db_number(db, "SELECT count(*) FROM media_items", NULL, 0, &titles), OK);
	ck_assert_int_eq(titles, 3);
	engine_check(db);
	db_close(db);
}
END_TEST

static const struct {
	const char *method, *path;
} sensitive[] = { { "GET", "/backup" }, { "POST", "/restore" }, { "DELETE", "/data" } };

START_TEST(who_may_not_is_told_so)
{
	const char *method = sensitive[_i].method, *path = sensitive[_i].path;
	struct reply *r = client_send(&nobody, &server_app, method, path, NULL, NULL, 0, NULL);

	ck_assert_int_eq(r->http, 401);
	r = client_send(&member, &server_app, method, path, NULL, NULL, 0, NULL);
	ck_assert_int_eq(r->http, 403);
	ck_assert_str_eq(json_text(r, "error.code"), "forbidden");
	if (strcmp(method, "DELETE")) {
		clock_set(NOW + 600);
		ck_assert_int_ne(client_send(&admin, &server_app, method, path, NULL, NULL, 0,
			NULL)->http, 403);
	}
	clock_set(NOW + 601);
	r = client_send(&admin, &server_app, method, path, NULL, NULL, 0, NULL);
	ck_assert_int_eq(r->http, 403);
	ck_assert_str_eq(json_text(r, "error.code"), "reauthentication_required");
	r = client_post(&admin, &auth_app, "/confirm-password", "{\"password\":\"correct horse\"}");
	admin.token = json_text(r, "access_token");
	ck_assert_int_ne(client_send(&admin, &server_app, method, path, NULL, NULL, 0, NULL)->http,
		403);
}
END_TEST

/*
 * --- restoring one -----------------------------------------------------------------------------
 */

static const size_t steps[] = { 10000, 65536, MIB };

/* A piece that is the whole body, as a program would send it. */
static struct reply *
send_raw(const char *query, const char *type, const void *bytes, size_t length)
{
	return client_send(&admin, &server_app, "POST", arena_printf(&memory, "/restore%s", query),
		type, bytes, length, NULL);
}

START_TEST(a_piece_may_be_the_whole_body)
{
	struct reply *r;
	struct buf file;

	add_books(1);
	file = body_of(download());
	r = send_raw(arena_printf(&memory, "?offset=0&size=%zu", file.length),
		"application/octet-stream", file.data, 5000);
	ck_assert_str_eq(r->body,
		arena_printf(&memory, "{\"offset\":5000,\"size\":%zu}", file.length));
	r = send_raw("", "application/octet-stream", file.data, 5000);
	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "offset");
	ck_assert_str_eq(json_text(r, "error.details[1].field"), "size");
	ck_assert_int_eq(send_raw("?offset=0&size=5", "application/octet-stream", file.data,
		6)->http, 400);
	ck_assert_int_eq(send_raw("?offset=0&size=9", "text/plain", file.data, 6)->http, 415);
	ck_assert_int_eq(send_raw("?offset=%FF&size=9", "application/octet-stream", file.data,
		6)->http, 400);
	ck_assert_int_eq(send_raw("?offset=5000&size=2000000", "application/octet-stream",
		arena_alloc(&memory, MIB + 1), MIB + 1)->http, 413);
	r = send_raw(arena_printf(&memory, "?offset=5000&size=%zu", file.length),
		"application/vnd.sqlite3", file.data + 5000, file.length - 5000);
	ck_assert_str_eq(r->body, "{\"restored\":true,\"accounts\":3,\"titles\":1}");
	assert_tidy();
}
END_TEST

START_TEST(what_was_downloaded_is_restored_in_pieces)
{
	struct sender late, key = { "key", NULL, NULL, NULL };
	struct buf file;
	struct reply *r;

	add_books(3);
	key.token = json_text(made(client_post(&admin, &users_app, "/me/tokens",
		"{\"name\":\"curl\",\"scope\":\"read\"}")), "token");
	file = body_of(download());
	add_books(2);
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/register",
		"{\"username\":\"late\",\"password\":\"correct horse\"}")->http, 201);
	late = sign_in("late");
	r = send_file(&admin, &file, steps[_i]);
	ck_assert_msg(r->http == 200, "%d: %s", r->http, r->body);
	ck_assert_str_eq(r->body, "{\"restored\":true,\"accounts\":3,\"titles\":3}");
	assert_tidy();
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/?q=kept"), "total"), "3");
	ck_assert_int_eq(client_get(&late, &users_app, "/me")->http, 401);
	/* What was revoked since the backup would be good again: everybody signs in anew. */
	ck_assert_int_eq(client_get(&admin, &users_app, "/me")->http, 401);
	ck_assert_int_eq(client_get(&key, &users_app, "/me")->http, 401);
	ck_assert_int_eq(client_rows("sessions"), 0);
	ck_assert_int_eq(client_rows("tokens"), 0);
	admin = sign_in("admin");
	ck_assert_str_eq(json_text(client_get(&admin, &users_app, "/me"), "role"), "admin");
	add_books(1);
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/?q=kept"), "total"), "4");
	client_restart();
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/?q=kept"), "total"), "4");
	engine_check(client_db());
}
END_TEST

static void
assert_wanted(const struct reply *r, size_t wanted)
{
	ck_assert_msg(r->http == 409, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "error.code"), "conflict");
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "offset");
	ck_assert_str_eq(json_text(r, "error.details[0].message"),
		arena_printf(&memory, "must be %zu", wanted));
	ck_assert_str_eq(reply_header(r, "Upload-Offset"), arena_printf(&memory, "%zu", wanted));
}

START_TEST(a_piece_that_does_not_follow_is_told_where_to_go_on)
{
	struct buf file = body_of(download());

	add_books(1);
	assert_wanted(send_part(&admin, &file, 4096, 4096), 0);
	assert_tidy();
	ck_assert_int_eq(send_part(&admin, &file, 0, 4096)->http, 200);
	assert_wanted(send_part(&admin, &file, 8192, 4096), 4096);
	ck_assert_int_eq(send_part(&admin, &file, 4096, 4096)->http, 200);
	assert_wanted(send_part(&admin, &file, 4096, 4096), 8192);	/* whose answer was lost */
	client_restart();
	ck_assert_int_eq(send_part(&admin, &file, 8192, 100)->http, 200);
	assert_wanted(send_part(&admin, &file, 8192, 100), 8292);
	ck_assert_int_eq(send_part(&admin, &file, 0, 50)->http, 200);	/* anew */
	assert_wanted(send_part(&admin, &file, 8292, 100), 50);
	ck_assert_int_eq(client_rows("media_items"), 1);
	ck_assert_int_eq(send_part(&admin, &file, 50, file.length - 50)->http, 200);
	ck_assert_int_eq(client_rows("media_items"), 0);
	assert_tidy();
}
END_TEST

START_TEST(admins_do_not_mix_what_they_send)
{
	struct buf file = body_of(download());

	ck_assert_int_eq(client_patch(&admin, &users_app, arena_printf(&memory, "/%s", member.id),
		"{\"role\":\"admin\"}")->http, 200);
	ck_assert_int_eq(send_part(&admin, &file, 0, 4096)->http, 200);
	assert_wanted(send_part(&member, &file, 4096, 4096), 0);
	ck_assert_int_eq(send_part(&member, &file, 0, 100)->http, 200);
	ck_assert_int_eq(send_part(&admin, &file, 4096, 4096)->http, 200);
	ck_assert_int_eq(send_part(&member, &file, 100, file.length - 100)->http, 200);
	ck_assert_int_eq(client_get(&admin, &users_app, "/me")->http, 401);
}
END_TEST

static const struct {
	const char *offset, *size;
	size_t length;
	const char *field, *message;
	int http;
} bad_pieces[] = {
	{ NULL, "100", 10, "offset", "is required", 400 },
	{ "0", NULL, 10, "size", "is required", 400 },
	{ "-1", "100", 10, "offset", NULL, 400 },
	{ "x", "100", 10, "offset", NULL, 400 },
	{ "0", "0", 10, "size", NULL, 400 },
	{ "0", "9999999999999999", 10, "size", NULL, 400 },
	{ "0", "100", 0, "piece", "must not be empty", 400 },
	{ "0", "9", 10, "piece", "goes beyond the end that `size` tells", 400 },
	{ "95", "100", 10, "piece", "goes beyond the end that `size` tells", 400 },
	{ "1125899906842624", "10", 10, "piece", "goes beyond the end that `size` tells", 400 },
	{ "0", "2000000", MIB + 1, "piece", "must be at most 1048576 bytes", 413 },
};

START_TEST(a_bad_piece_is_named)
{
	struct reply *r = send_piece(&admin, bad_pieces[_i].offset, bad_pieces[_i].size,
		arena_alloc(&memory, MIB + 1), bad_pieces[_i].length);

	ck_assert_msg(r->http == bad_pieces[_i].http, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_pieces[_i].field);
	if (bad_pieces[_i].message)
		ck_assert_str_eq(json_text(r, "error.details[0].message"), bad_pieces[_i].message);
	ck_assert_str_eq(json_text(r, "error.details[1].field"), "(none)");
	assert_tidy();
}
END_TEST

START_TEST(a_piece_is_a_file)
{
	struct reply *r = client_post(&admin, &server_app, "/restore", "{\"piece\":\"x\"}");

	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "offset");
	ck_assert_str_eq(json_text(r, "error.details[1].field"), "size");
	ck_assert_str_eq(json_text(r, "error.details[2].field"), "piece");
	ck_assert_str_eq(json_text(r, "error.details[2].message"),
		"is required, as a file in multipart/form-data");
}
END_TEST

static const struct {
	const char *makes, *says;
} unfit[] = {
	{ "yes | head -c 9000 >file", "is no database" },
	{ "printf x >file", "is no database of ours" },
	{ "head -c 9000 /dev/zero >file", "is no database" },
	{ "head -c $(($(stat -c %s backup) / 8192 * 4096)) backup >file", "is corrupt" },
	{ "cp backup file && dd if=/dev/urandom of=file bs=4096 seek=1 count=1 conv=notrunc "
	  "2>/dev/null", "is corrupt" },
	{ "cp backup file && head -c 4 /dev/zero | dd of=file bs=1 seek=68 conv=notrunc "
	  "2>/dev/null", "is no database of ours" },
	{ "sqlite3 file 'CREATE TABLE t (a)'", "is no database of ours" },
	{ "sqlite3 file 'PRAGMA application_id = 1448366670; PRAGMA user_version = 1; "
	  "CREATE TABLE t (a)'", "is no database of ours" },
	{ "sqlite3 file 'PRAGMA page_size = 8192; PRAGMA application_id = 1448366670; "
	  "PRAGMA user_version = 1; CREATE TABLE t (a)'",
	  "is no database of ours" },
	{ "cp backup file && sqlite3 file 'DROP TABLE copies'", "is no database of ours" },
	{ "cp backup file && sqlite3 file 'DROP INDEX entries_recent'", "is no database of ours" },
	{ "cp backup file && sqlite3 file 'ALTER TABLE reviews ADD COLUMN more TEXT'",
	  "is no database of ours" },
	{ "cp backup file && sqlite3 file 'CREATE TABLE more (a)'", "is no database of ours" },
	{ "cp backup file && sqlite3 file 'CREATE VIEW more AS SELECT 1'",
	  "is no database of ours" },
	{ "cp backup file && sqlite3 file 'CREATE TRIGGER more AFTER DELETE "
	  "ON sessions BEGIN DELETE FROM media_items; END'",
	  "is no database of ours" },
	{ "cp backup file && sqlite3 file 'PRAGMA user_version = 999'",
	  "is newer than this release" },
	{ "cp backup file && sqlite3 file \"UPDATE users SET role = 'member'\"",
	  "has no account of an admin" },
	{ "cp backup file && sqlite3 file 'UPDATE users SET is_active = 0'",
	  "has no account of an admin" },
};

START_TEST(what_is_no_backup_of_ours_is_400_and_changes_nothing)
{
	struct reply *r = download();
	struct buf file;

	write_file(in_folder("backup"), r->body, r->size);
	run(unfit[_i].makes);
	file = read_file(in_folder("file"));
	add_books(2);
	r = send_file(&admin, &file, MIB);
	ck_assert_msg(r->http == 400, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "error.code"), "validation_error");
	ck_assert_str_eq(json_text(r, "error.message"),
		arena_printf(&memory, "What was sent can't be restored: it %s.", unfit[_i].says));
	ck_assert_str_eq(json_text(r, "error.details[0].message"), unfit[_i].says);
	ck_assert_ptr_null(strstr(r->body, client_folder()));
	assert_tidy();
	ck_assert_int_eq(client_rows("media_items"), 2);
	ck_assert_int_eq(client_get(&admin, &users_app, "/me")->http, 200);
	add_books(1);
}
END_TEST

/*
 * --- what is in the way, and what is left ------------------------------------------------------
 */

static void
touch(const char *name, int64_t seconds)
{
	const struct timespec times[2] = { { .tv_sec = seconds }, { .tv_sec = seconds } };

	write_file(in_folder(name), "x", 1);
	ck_assert_int_eq(utimensat(AT_FDCWD, in_folder(name), times, 0), 0);
}

START_TEST(what_was_left_over_goes_in_time)
{
	struct buf file = body_of(download());

	touch("data/.ht.backup.copy.old", NOW - 3601);
	touch("data/.ht.backup.copy.old-journal", NOW - 3601);
	touch("data/.ht.backup.copy.young", NOW - 3599);
	touch("data/.ht.restore.old", NOW - 86401);
	touch("data/.ht.restore.old-wal", NOW - 86401);
	touch("data/.ht.restore.young", NOW - 86399);
	touch("data/other", NOW - 1000000);
	if (_i)
		ck_assert_int_eq(send_part(&admin, &file, 0, 100)->http, 200);
	else
		download();
	run("! ls -A data | grep old");
	run("test -e data/.ht.backup.copy.young && test -e data/.ht.restore.young && test -e "
		"data/other");
}
END_TEST

START_TEST(one_at_a_time_and_who_waits_too_long_is_told)
{
	struct buf file = body_of(download());
	int lock = open(in_folder("data/.ht.backup.lock"), O_RDWR);
	struct reply *r;

	ck_assert_int_ge(lock, 0);
	ck_assert_int_eq(flock(lock, LOCK_EX), 0);
	clock_hurry(true);
	r = _i ? send_part(&admin, &file, 0, 100) : client_get(&admin, &server_app, "/backup");
	ck_assert_int_eq(r->http, 503);
	ck_assert_str_eq(json_text(r, "error.message"),
		"Another backup is being made or restored. Try again shortly.");
	ck_assert_str_eq(reply_header(r, "Retry-After"), "5");
	close(lock);
	r = _i ? send_part(&admin, &file, 0, 100) : client_get(&admin, &server_app, "/backup");
	ck_assert_int_eq(r->http, 200);
}
END_TEST

/*
 * flock as programs call it: fails once with that error, or always (ENOLCK: a file system over the
 * network without locks).
 */
static int flock_error, flock_errors;

int
flock(int fd, int operation)
{
	if (flock_errors) {
		flock_errors -= flock_errors > 0;
		errno = flock_error;
		return -1;
	}
	return (int)syscall(SYS_flock, fd, operation);
}

START_TEST(what_cannot_be_locked_is_told)
{
	struct buf file = body_of(download());
	struct reply *r;

	flock_error = ENOLCK;
	flock_errors = -1;
	clock_hurry(true);
	r = _i ? send_part(&admin, &file, 0, 100) : client_get(&admin, &server_app, "/backup");
	flock_errors = 0;
	ck_assert_int_eq(r->http, 503);
	ck_assert_ptr_null(strstr(r->body, "Another backup"));
	ck_assert_ptr_null(strstr(r->body, "shortly"));
}
END_TEST

START_TEST(a_wait_that_is_interrupted_goes_on)
{
	flock_error = EINTR;
	flock_errors = 3;
	download();
	ck_assert_int_eq(flock_errors, 0);
}
END_TEST

static bool
take_all(void *context, const void *bytes, size_t length)
{
	(void)bytes;
	*(size_t *)context += length;
	return true;
}

/* The log would name an error of long ago. */
START_TEST(a_file_that_is_too_short_is_no_error_of_the_system)
{
	size_t taken = 0;
	const struct gateway gateway = { .write = take_all, .context = &taken };
	struct request req = { .arena = &memory, .gateway = &gateway };
	struct response res = { .req = &req, .file_size = 20 };

	write_file(in_folder("short"), "0123456789", 10);
	res.file = open(in_folder("short"), O_RDONLY);
	errno = ENOLCK;
	ck_assert(!response_send_file(&res));
	ck_assert_int_eq(errno, 0);
	ck_assert_uint_eq(taken, 10);
	res.file = open(client_folder(), O_RDONLY | O_DIRECTORY);
	res.file_size = 20;
	ck_assert(!response_send_file(&res));
	ck_assert_int_eq(errno, EISDIR);
}
END_TEST

static void
limit_files(rlim_t size)
{
	struct rlimit limit;

	ck_assert_ptr_ne(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = size;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
assert_full(const struct reply *r)
{
	ck_assert_msg(r->http == 503, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "error.code"), "unavailable");
	ck_assert_ptr_nonnull(strstr(json_text(r, "error.message"), "no room left on the disk"));
	ck_assert_ptr_null(strstr(r->body, "shortly"));
	ck_assert_ptr_null(strstr(r->body, client_folder()));
}

START_TEST(a_full_disk_is_told_and_nothing_is_left)
{
	struct buf file = body_of(download());
	struct reply *r;

	limit_files(8192);
	r = client_get(&admin, &server_app, "/backup");
	assert_full(r);
	assert_tidy();
	ck_assert_int_eq(send_part(&admin, &file, 0, 4096)->http, 200);
	assert_full(send_part(&admin, &file, 4096, 8192));	/* half of it would fit */
	limit_files(RLIM_INFINITY);
	ck_assert_int_eq(send_part(&admin, &file, 4096, file.length - 4096)->http, 200);
	admin = sign_in("admin");
	assert_full(send_piece(&admin, "0", "1125899906842624", "x", 1));	/* a petabyte */
	assert_tidy();
	ck_assert_int_eq(client_get(&admin, &server_app, "/backup")->http, 200);
}
END_TEST

/* The disk becomes full while all is replaced. */
START_TEST(what_does_not_fit_in_its_place_changes_nothing)
{
	struct buf file;
	struct reply *r;

	client_sql("INSERT INTO images (id, content_type, width, height, bytes, created_at) "
		"VALUES ('large', 'image/png', 1, 1, zeroblob(900000), 0)", NULL, NULL);
	file = body_of(download());
	ck_assert_uint_gt(file.length, 900000);
	client_sql("DELETE FROM images", NULL, NULL);
	add_books(2);
	client_restart();
	run("sqlite3 data/.ht.vitrine.db 'VACUUM; PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null");
	ck_assert_int_eq(send_part(&admin, &file, 0, MIB / 2)->http, 200);
	/* what is sent fits, with a little for its log; all of it in ours does not */
	limit_files(file.length + 4096);
	r = send_part(&admin, &file, MIB / 2, file.length - MIB / 2);
	assert_full(r);
	limit_files(RLIM_INFINITY);
	assert_tidy();
	ck_assert_int_eq(client_rows("media_items"), 2);
	engine_check(client_db());
	ck_assert_int_eq(client_get(&admin, &users_app, "/me")->http, 200);
	add_books(1);
}
END_TEST

/*
 * --- the end -----------------------------------------------------------------------------------
 */

#define REMOVED "The data of this installation was removed. Delete its folder, or the file whose " \
	"name begins with .ht.removed to begin anew."

static void
assert_removed(void)
{
	static const struct app *const programs[] = { &media_app, &auth_app, &users_app,
		&images_app };
	struct reply *r;

	for (int i = 0; i < COUNT(programs); i++) {
		r = client_get(&admin, programs[i], i == 1 ? "/login" : "/");
		if (r->http == 404 || r->http == 405)
			continue;
		ck_assert_msg(r->http == 503, "%d: %s", r->http, r->body);
		ck_assert_str_eq(json_text(r, "error.message"), REMOVED);
		ck_assert_ptr_null(strstr(r->body, client_folder()));
	}
	r = client_post(&nobody, &auth_app, "/register",
		"{\"username\":\"eve\",\"password\":\"correct horse\"}");
	ck_assert_int_eq(r->http, 503);
	ck_assert_str_eq(json_text(r, "error.message"), REMOVED);
	ck_assert_int_eq(client_get(&nobody, &server_app, "/features")->http, 503);
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 503);
	ck_assert_int_eq(client_get(&nobody, &server_app, "/version")->http, 200);
}

static void
assert_begins_anew(void)
{
	struct reply *r = client_post(&nobody, &auth_app, "/register",
		"{\"username\":\"new\",\"password\":\"correct horse\"}");

	ck_assert_msg(r->http == 201, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "role"), "admin");
	/* the key is another one, too */
	ck_assert_int_eq(client_get(&admin, &users_app, "/me")->http, 401);
}

START_TEST(an_admin_removes_all_and_nothing_begins_anew_by_itself)
{
	struct buf file = body_of(download());
	struct reply *r;

	ck_assert_int_eq(send_part(&admin, &file, 0, 100)->http, 200);
	r = client_delete(&admin, &server_app, "/data");
	ck_assert_msg(r->http == 204, "%d: %s", r->http, r->body);
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: access_token=;"));
	run("test \"$(ls -A)\" = \"$(printf '.ht.removed.data\nvitrine.conf')\"");
	run("grep -q 'Delete this file to begin anew' .ht.removed.data");
	for (int i = 0; i < 2; i++) {
		assert_removed();
		client_restart();
	}
	run("! test -e data");
	run("rm .ht.removed.data");
	assert_begins_anew();
}
END_TEST

START_TEST(who_has_the_database_open_notices)
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (!pid) {
		client_restart();
		_exit(client_delete(&admin, &server_app, "/data")->http == 204 ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	assert_removed();
	run("! test -e data");
}
END_TEST

START_TEST(what_is_somebody_elses_stays)
{
	run("echo mine >data/notes && mkdir data/.ht.folder");
	ck_assert_int_eq(client_delete(&admin, &server_app, "/data")->http, 204);
	run("test \"$(ls -A data)\" = \"$(printf '.ht.folder\n.ht.removed\nnotes')\" && test "
		"\"$(ls -A)\" = \"$(printf 'data\nvitrine.conf')\"");
	assert_removed();
	run("rm data/.ht.removed");
	assert_begins_anew();
	run("grep -q mine data/notes");
}
END_TEST

/* As an ordinary user, whom modes bind; false, and said, when the tests aren't run by root. */
static bool
become(uid_t user)
{
	if (geteuid()) {
		fprintf(stderr, "installation: not root: what other users may do was not tried\n");
		return false;
	}
	ck_assert_int_eq(setegid(user), 0);
	ck_assert_int_eq(seteuid(user), 0);
	return true;
}

static void
become_root(void)
{
	ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(setegid(0), 0);
}

/* The owner made the folder for the web server, and only she can take it away. */
START_TEST(a_folder_that_has_to_stay_is_empty_but_for_the_mark)
{
	client_restart();
	run("chmod 755 . && chmod 644 vitrine.conf && { test $(id -u) != 0 || chown -R 65534:65534 "
		"data; }");
	if (!become(65534))
		return;
	ck_assert_int_eq(client_delete(&admin, &server_app, "/data")->http, 204);
	run("test \"$(ls -A data)\" = .ht.removed && test \"$(ls -A)\" = \"$(printf "
		"'data\nvitrine.conf')\"");
	assert_removed();
	run("test \"$(ls -A data)\" = .ht.removed");
	run("rm data/.ht.removed");
	assert_begins_anew();
	become_root();
}
END_TEST

START_TEST(where_no_mark_can_be_left_nothing_is_removed)
{
	add_books(1);
	client_restart();
	run("chmod 755 . && chmod 644 vitrine.conf && { test $(id -u) != 0 || chown -R 65534:65534 "
		"data; }");
	if (!become(65534))
		return;
	/* makes the lock */
	ck_assert_int_eq(client_get(&admin, &server_app, "/backup")->http, 200);
	client_restart();
	run("chmod 500 data");
	ck_assert_int_eq(client_delete(&admin, &server_app, "/data")->http, 503);
	run("chmod 700 data");
	ck_assert_int_eq(client_rows("media_items"), 1);
	ck_assert_int_eq(client_get(&admin, &users_app, "/me")->http, 200);
	become_root();
}
END_TEST

START_TEST(a_full_disk_is_no_reason_to_stay)
{
	struct reply *r;

	limit_files(0);
	r = client_delete(&admin, &server_app, "/data");
	limit_files(RLIM_INFINITY);
	ck_assert_msg(r->http == 204, "%d: %s", r->http, r->body);
	run("test \"$(ls -A)\" = \"$(printf '.ht.removed.data\nvitrine.conf')\"");
	assert_removed();
}
END_TEST

/* The database is somebody else's, in a folder where everybody deletes his own. */
START_TEST(a_removal_that_fails_leaves_no_mark)
{
	add_books(1);
	client_restart();
	run("chmod 755 . && chmod 644 vitrine.conf && { test $(id -u) != 0 || { chown -R "
		"65534:65534 data && chown 0 data "
		"data/.ht.vitrine.db* && chmod 1777 data && chmod 666 data/.ht.vitrine.db*; }; }");
	if (!become(65534))
		return;
	ck_assert_int_eq(client_delete(&admin, &server_app, "/data")->http, 503);
	run("! ls -A . data | grep removed");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/"), "total"), "1");
	become_root();
}
END_TEST

/* Of a removal that was killed at its beginning. One that is under way has a young mark. */
START_TEST(a_mark_beside_what_lives_goes)
{
	const char *name = _i ? "data/.ht.removed" : ".ht.removed.data";

	touch(name, NOW - 3000);
	client_restart();
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	run(arena_printf(&memory, "test -e %s", name));
	touch(name, NOW - 4000);
	client_restart();
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	run(arena_printf(&memory, "! test -e %s", name));
}
END_TEST

/*
 * Of two at once one removes, and the other has just read the key: it makes a database again, and
 * takes it away.
 */
START_TEST(who_is_late_leaves_nothing)
{
	client_restart();
	run("rm data/.ht.vitrine.db* && echo x >.ht.removed.data && echo x "
		">data/.ht.vitrine.db.broken");
	assert_removed();
	/* which a person put there */
	run("test \"$(ls -A data | grep vitrine.db)\" = .ht.vitrine.db.broken");
	run("rm .ht.removed.data");
	assert_begins_anew();
}
END_TEST

/* Who looks by a shell as root makes such a file: every write fails by it. */
START_TEST(the_writers_queue_of_somebody_else_is_no_health)
{
	client_restart();
	run("chmod 755 . && chmod 644 vitrine.conf && { test $(id -u) != 0 || chown -R 65534:65534 "
		"data; }");
	if (!become(65534))
		return;
	ck_assert_str_eq(json_text(client_get(&nobody, &server_app, "/health"), "database"), "ok");
	run("chmod 400 data/.ht.vitrine.db-queue");
	ck_assert_str_eq(json_text(client_get(&nobody, &server_app, "/health"), "database"),
		"read_only");
	run("rm data/.ht.vitrine.db-queue");
	ck_assert_str_eq(json_text(client_get(&nobody, &server_app, "/health"), "database"), "ok");
	become_root();
}
END_TEST

/*
 * --- whose the files are -----------------------------------------------------------------------
 */

/* All programs have been at work, and made what they make. */
static void
use_all(const char *name)
{
	struct buf file;

	ck_assert_int_eq(client_post(&nobody, &auth_app, "/register",
		arena_printf(&memory, "{\"username\":\"%s\",\"password\":\"correct horse\"}",
		name))->http, 201);
	admin = sign_in(name);
	add_books(1);
	file = body_of(download());
	ck_assert_int_eq(send_part(&admin, &file, 0, 100)->http, 200);
	run("for name in .ht.key .ht.vitrine.db .ht.vitrine.db-wal .ht.vitrine.db-shm "
		".ht.vitrine.db-queue .ht.limits.db .ht.hash.0 "
		".ht.backup.lock .ht.restore.*; do ls data/$name >/dev/null || exit 1; done");
}

static void
assert_for_group(void)
{
	run("test $(stat -c %a data) = 2770 && test -z \"$(find data -type f ! -perm 660)\"");
}

static void
assert_for_owner(void)
{
	run("test $(stat -c %a data) = 700 && test -z \"$(find data -type f ! -perm 600)\"");
}

START_TEST(the_files_are_their_owners_or_also_their_groups)
{
	umask(077);	/* as main() has it */
	run("rm -r data");
	client_settings(_i ? "data_access = group" : "");
	use_all("new");
	if (_i)
		assert_for_group();
	else
		assert_for_owner();
	client_restart();
	umask(022);
}
END_TEST

START_TEST(files_follow_the_setting)
{
	umask(077);
	run("rm -r data");
	client_settings("");
	use_all("new");
	assert_for_owner();
	client_settings("data_access = group");
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	assert_for_group();
	add_books(1);
	assert_for_group();
	client_settings("data_access = owner");
	add_books(1);
	assert_for_owner();
	client_restart();
	umask(022);
}
END_TEST

/* Made by its owner, with a bit and a group that come from above. */
START_TEST(a_folder_that_hands_a_group_on_keeps_it)
{
	if (geteuid()) {
		become(0);
		return;
	}
	umask(077);
	run("rm -r data && chmod 2777 . && chgrp 4242 . && chmod 644 vitrine.conf");
	client_settings("data_access = group");
	run("chmod 644 vitrine.conf");
	become(65534);
	use_all("new");
	assert_for_group();
	run("test -z \"$(find data ! -group 4242)\"");
	become_root();
	client_restart();
	umask(022);
}
END_TEST

static const struct {
	const char *owner, *mode, *folder, *setting, *says;
} keys[] = {
	{ "1:65534", "640", "777", "owner", "its group may use it" },
	{ "1:65534", "640", "770", "owner", "its group may use it" },
	{ "1:65534", "640", "777", "group", NULL },
	{ "1:65534", "644", "777", "group", "anybody may use it" },
	{ "1:65534", "644", "777", "owner", "anybody may use it" },
	{ "1:65534", "644", "770", "group", NULL },	/* nobody else gets that far */
	{ "1:65534", "640", "700", "owner", NULL },
	{ "65534:65534", "644", "777", "owner", NULL },	/* it is ours: mended */
	{ "65534:65534", "600", "777", "group", NULL },
};

START_TEST(a_key_that_others_can_use_is_not_taken)
{
	struct reply *r;
	int fd;

	client_settings(arena_printf(&memory, "data_access = %s", keys[_i].setting));
	run("chmod 755 . && chmod 644 vitrine.conf");
	if (geteuid()) {
		become(0);
		return;
	}
	run(arena_printf(&memory, "chown -R 65534:65534 data && chown %s data/.ht.key && chmod %s "
		"data/.ht.key && chmod %s data", keys[_i].owner, keys[_i].mode, keys[_i].folder));
	fd = open(in_folder("log"), O_WRONLY | O_CREAT | O_APPEND, 0600);
	ck_assert_int_ge(dup2(fd, STDERR_FILENO), 0);
	close(fd);
	become(65534);
	r = client_get(&admin, &users_app, "/me");
	become_root();
	if (keys[_i].says) {
		ck_assert_int_eq(r->http, 503);
		run(arena_printf(&memory, "grep -q '%s' log", keys[_i].says));
	} else {
		ck_assert_msg(r->http == 200, "%d: %s", r->http, r->body);
		run(arena_printf(&memory, "test $(stat -c %%u data/.ht.key) = 1 || test $(stat -c "
			"%%a data/.ht.key) = %s",
			strcmp(keys[_i].setting, "group") ? "600" : "660"));
	}
	umask(022);
}
END_TEST

/* Restores without end, until it is killed: signed in as who is in all of the files. */
static pid_t
start_restorer(const struct buf *file)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid)
		return pid;
	for (int i = 0;; i++) {
		client_restart();
		admin = sign_in("admin");
		if (send_file(&admin, &file[i % 2], 65536)->http != 200)
			_exit(1);
	}
}

START_TEST(a_restoration_that_is_killed_leaves_the_old_or_the_new)
{
	struct buf files[2];
	int64_t there;

	/* who is killed while signing in counts as still trying */
	client_settings("rate_limit_address = 100000\nrate_limit_account = 100000");
	add_books(2);
	files[0] = body_of(download());
	add_books(5);
	files[1] = body_of(download());
	client_restart();
	for (int i = 0; i < KILLS; i++) {
		pid_t pid = start_restorer(files);
		int status;

		usleep((useconds_t)rand() % 60000);
		ck_assert_int_eq(kill(pid, SIGKILL), 0);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_msg(WIFSIGNALED(status), "it ended by itself");
		client_restart();
		ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
		there = client_rows("media_items");
		ck_assert_msg(there == 2 || there == 7, "%d titles", (int)there);
		engine_check(client_db());
		client_restart();
	}
	admin = sign_in("admin");
	ck_assert_int_eq(send_file(&admin, &files[1], 65536)->http, 200);
	assert_tidy();
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("installation");
	TCase *tc = tcase_create("installation");

	tcase_add_checked_fixture(tc, client_setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_backup_is_the_whole_database_as_a_download);
	tcase_add_loop_test(tc, who_may_not_is_told_so, 0, COUNT(sensitive));
	tcase_add_test(tc, a_piece_may_be_the_whole_body);
	tcase_add_loop_test(tc, what_was_downloaded_is_restored_in_pieces, 0, COUNT(steps));
	tcase_add_test(tc, a_piece_that_does_not_follow_is_told_where_to_go_on);
	tcase_add_test(tc, admins_do_not_mix_what_they_send);
	tcase_add_loop_test(tc, a_bad_piece_is_named, 0, COUNT(bad_pieces));
	tcase_add_test(tc, a_piece_is_a_file);
	tcase_add_loop_test(tc, what_is_no_backup_of_ours_is_400_and_changes_nothing, 0,
		COUNT(unfit));
	tcase_add_loop_test(tc, what_was_left_over_goes_in_time, 0, 2);
	tcase_add_loop_test(tc, one_at_a_time_and_who_waits_too_long_is_told, 0, 2);
	tcase_add_test(tc, a_full_disk_is_told_and_nothing_is_left);
	tcase_add_test(tc, what_does_not_fit_in_its_place_changes_nothing);
	tcase_add_test(tc, an_admin_removes_all_and_nothing_begins_anew_by_itself);
	tcase_add_test(tc, who_has_the_database_open_notices);
	tcase_add_test(tc, what_is_somebody_elses_stays);
	tcase_add_test(tc, a_folder_that_has_to_stay_is_empty_but_for_the_mark);
	tcase_add_test(tc, where_no_mark_can_be_left_nothing_is_removed);
	tcase_add_test(tc, who_is_late_leaves_nothing);
	tcase_add_test(tc, the_writers_queue_of_somebody_else_is_no_health);
	tcase_add_loop_test(tc, what_cannot_be_locked_is_told, 0, 2);
	tcase_add_test(tc, a_wait_that_is_interrupted_goes_on);
	tcase_add_test(tc, a_file_that_is_too_short_is_no_error_of_the_system);
	tcase_add_test(tc, a_full_disk_is_no_reason_to_stay);
	tcase_add_test(tc, a_removal_that_fails_leaves_no_mark);
	tcase_add_loop_test(tc, a_mark_beside_what_lives_goes, 0, 2);
	tcase_add_loop_test(tc, the_files_are_their_owners_or_also_their_groups, 0, 2);
	tcase_add_test(tc, files_follow_the_setting);
	tcase_add_test(tc, a_folder_that_hands_a_group_on_keeps_it);
	tcase_add_loop_test(tc, a_key_that_others_can_use_is_not_taken, 0, COUNT(keys));
	tcase_add_test(tc, a_restoration_that_is_killed_leaves_the_old_or_the_new);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
