/*
 * The disk is full at any write (quality.md, "Nothing is lost"): a small file system of our own
 * has room for so many pages more, from none up until the call succeeds. Whatever is refused is
 * refused clearly, leaves nothing half-made, and works once there is room.
 */
#include "client.h"
#include "engine.h"
#include "pictures.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define SIZE "size=24m"
/*
 * Where there is more than before after a refusal, and it is right: a file that never came whole,
 * which nobody sees; a step, which goes on where it was.
 */
#define IMPORTED "imports import_rows entries media_items ratings"

enum { PAGE = 4096, MOST_PAGES = 8192 };

static struct arena memory = { .limit = 256 << 20 };
static bool is_small;		/* the data folder is on a file system of our own */
static const char *title, *shelved;

static void
shell(const char *command)
{
	ck_assert_msg(system(arena_printf(&memory, "cd %s && %s", client_folder(), command)) == 0,
		"%s", command);
}

static void
write_map(const char *path, const char *line)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, line, strlen(line)), strlen(line));
	close(file);
}

/* Where nobody else sees what is mounted. Who isn't root is it in there. */
static bool
go_apart(void)
{
	const unsigned uid = geteuid(), gid = getegid();

	if (unshare(uid ? CLONE_NEWNS | CLONE_NEWUSER : CLONE_NEWNS))
		return false;
	if (uid) {
		write_map("/proc/self/setgroups", "deny");
		write_map("/proc/self/uid_map", arena_printf(&memory, "0 %u 1", uid));
		write_map("/proc/self/gid_map", arena_printf(&memory, "0 %u 1", gid));
	}
	return !mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

static const char *
make_title(const char *json)
{
	return json_text(made(client_post(&member, &media_app, "/", json)), "id");
}

static void
setup(void)
{
	client_setup();
	title = make_title("{\"type\":\"BOOK\",\"title\":\"There\"}");
	shelved = json_text(made(client_post(&member, &usermedia_app, "/", text(
		"{\"media_id\":\"%s\"}", make_title("{\"type\":\"MOVIE\",\"title\":\"Mine\"}")))),
		"id");
	client_restart();
	is_small = go_apart();
	if (!is_small) {
		/* who asks for this alone hears it louder (make losses) */
		ck_assert_msg(!getenv("ROUNDS"), "nothing may be mounted here: %s",
			strerror(errno));
		printf("full disk: not tried, as nothing may be mounted here: %s\n",
			strerror(errno));
		return;
	}
	shell("mv data before && mkdir -m 700 data");
	ck_assert_int_eq(mount("none", arena_printf(&memory, "%s/data", client_folder()), "tmpfs",
		0, SIZE ",mode=700"), 0);
	shell("cp -a before/. data/ && rm -r before");
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
}

static void
teardown(void)
{
	client_restart();
	if (is_small)
		umount2(arena_printf(&memory, "%s/data", client_folder()), MNT_DETACH);
	client_teardown();
	arena_reset(&memory);
}

/* Takes all room but for so many pages. */
static void
leave_room(int pages)
{
	const char *path = arena_printf(&memory, "%s/data/filler", client_folder());
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct statvfs disk;

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(fstatvfs(file, &disk), 0);
	ck_assert_uint_ge(disk.f_bavail, pages);
	ck_assert_int_eq(posix_fallocate(file, 0,
		((off_t)disk.f_bavail - pages) * (off_t)disk.f_bsize), 0);
	close(file);
}

static void
make_room(void)
{
	shell("rm data/filler");
}

typedef struct reply *call(void);

/* Whether only rows of these tables have become more. */
static bool
is_more_of(const char *tables, const char *lost)
{
	char name[64];
	int n, size;

	for (; *lost; lost += size) {
		ck_assert_int_eq(sscanf(lost, "%63s %d%n", name, &n, &size), 2);
		if (n > 0 || !strstr(tables, name))
			return false;
		size += (int)strspn(lost + size, ", ");
	}
	return true;
}

/* What is refused is so clearly, and then nothing is any different. */
static void
assert_nothing_done(const char *name, int pages, const struct reply *r,
	const struct census *before, const char *more)
{
	const char *lost;

	ck_assert_msg(r->http == 503, "%s with %d pages: %d %s", name, pages, r->http, r->body);
	ck_assert_str_eq(json_text(r, "error.code"), "unavailable");
	ck_assert_ptr_nonnull(reply_header(r, "Retry-After"));
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
	lost = client_losses(before);
	ck_assert_msg(is_more_of(more, lost), "%s with %d pages: %s", name, pages, lost);
	engine_check(client_db());
}

/*
 * With room for more and more pages, by a process that begins with the call (`anew`), or that is at
 * work already; at last it is done.
 */
static void
try_with_more_and_more(const char *name, call *send, bool anew, const char *more)
{
	bool was_refused = false;

	for (int pages = 0; ; pages += 1 + pages / 16) {
		const struct census before = client_census();
		struct reply *r;

		ck_assert_msg(pages < MOST_PAGES, "%s: never done", name);
		if (anew)
			client_restart();
		leave_room(pages);
		r = send();
		make_room();
		if (r->http < 300) {
			ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
			engine_check(client_db());
			break;
		}
		was_refused = true;
		assert_nothing_done(name, pages, r, &before, more);
	}
	ck_assert_msg(was_refused, "%s: there was room at once", name);
}

static void
try(const char *name, call *send, call *again)
{
	if (!is_small)
		return;
	try_with_more_and_more(name, send, true, "");
	try_with_more_and_more(name, again, false, "");
}

/* --- what is written -------------------------------------------------------------------------- */

static struct reply *
register_somebody(void)
{
	static int number;

	return client_post(&nobody, &auth_app, "/register", text(
		"{\"username\":\"somebody%d\",\"password\":\"correct horse battery\"}", number++));
}

static struct reply *
sign_in(void)
{
	return client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}");
}

static struct reply *
add_title(void)
{
	char description[8000];

	memset(description, 'x', sizeof(description));
	return client_post(&member, &media_app, "/", text(
		"{\"type\":\"GAME\",\"title\":\"A long one\",\"description\":\"%.*s\"}",
		(int)sizeof(description), description));
}

static struct reply *
shelve(void)
{
	return client_post(&other, &usermedia_app, "/", text("{\"media_id\":\"%s\"}", title));
}

static struct reply *
take_off(void)
{
	struct reply *r = client_get(&other, &usermedia_app, "/");

	return client_delete(&other, &usermedia_app,
		text("/%s", json_text(r, "records[0].id")));
}

static struct reply *
rate(void)
{
	return client_put(&member, &media_app, text("/%s/rating", title), "{\"value\":4.5}");
}

static struct reply *
rate_otherwise(void)
{
	return client_put(&member, &media_app, text("/%s/rating", title), "{\"value\":1}");
}

static struct reply *
change_entry(void)
{
	return client_patch(&member, &usermedia_app, text("/%s", shelved),
		"{\"status\":\"COMPLETED\",\"tags\":[\"a\",\"b\"],\"note\":\"Seen.\"}");
}

static struct reply *
read_again(void)
{
	return client_post(&member, &diary_app, "/", text("{\"media_id\":\"%s\"}", title));
}

static struct reply *
make_list(void)
{
	return client_post(&member, &lists_app, "/", "{\"name\":\"A list\"}");
}

static struct reply *
add_copy(void)
{
	return client_post(&member, &collection_app, "/copies",
		text("{\"media_id\":\"%s\",\"format\":\"Hardcover\"}", title));
}

static struct reply *
share(void)
{
	return client_post(&member, &shared_app, "/shares", "{\"what\":\"shelf\"}");
}

static struct reply *
make_key(void)
{
	return client_post(&member, &users_app, "/me/tokens",
		"{\"name\":\"script\",\"scope\":\"read\"}");
}

static struct reply *
invite(void)
{
	return client_post(&admin, &users_app, "/invites", "{}");
}

static struct reply *
ask_for_factor(void)
{
	return client_post(&member, &users_app, "/me/totp", "{}");
}

static struct reply *
copy_all(void)
{
	return client_post(&admin, &server_app, "/copies", "{}");
}

static struct reply *
restore_copy(void)
{
	const char *day = json_text(client_get(&admin, &server_app, "/copies"), "copies[0].day");

	return client_post(&admin, &server_app, text("/copies/%s/restore", day), "{}");
}

static struct reply *
upload(enum picture_kind kind, int side)
{
	const struct buf picture = picture_make(&memory, kind, side, side);
	struct buf body;

	buf_init(&body, &memory, picture.length + 500);
	buf_puts(&body, "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n"
		"Content-Type: application/octet-stream\r\n\r\n");
	buf_add(&body, picture.data, picture.length);
	buf_puts(&body, "\r\n--b--\r\n");
	return client_send(&member, &users_app, "POST", "/me/avatar",
		"multipart/form-data; boundary=b", body.data, body.length, NULL);
}

static struct reply *
upload_picture(void)
{
	return upload(PNG_16, 300);
}

static struct reply *
upload_another(void)
{
	return upload(JPEG, 200);
}

#define ROWS 300

static struct reply *
send_import(void)
{
	struct buf file;

	buf_init(&file, &memory, 50 * ROWS);
	buf_puts(&file, "Title,Author,Status,Rating\r\n");
	for (int i = 0; i < ROWS; i++)
		buf_printf(&file, "Imported %d,Somebody,COMPLETED,4\r\n", i);
	return client_send(&member, &imports_app, "POST", "/", "text/csv", file.data, file.length,
		NULL);
}

static struct reply *
step_import(void)
{
	const char *id = json_text(client_get(&member, &imports_app, "/"), "imports[0].id");

	return client_post(&member, &imports_app, text("/%s/steps", id), "{\"run\":true}");
}

static struct reply *
delete_title(void)
{
	struct reply *r = client_get(&member, &media_app, "/?q=long");

	return client_delete(&member, &media_app, text("/%s", json_text(r, "media[0].id")));
}

static struct reply *
sign_out(void)
{
	return client_post(&member, &auth_app, "/logout", "{}");
}

/* --- the tests -------------------------------------------------------------------------------- */

START_TEST(accounts)
{
	try("registration", register_somebody, register_somebody);
	try("sign-in", sign_in, sign_in);
	if (is_small)
		try_with_more_and_more("sign-out", sign_out, true, "");
}
END_TEST

START_TEST(what_lets_in)
{
	client_settings("registration = invite");
	ck_assert_int_eq(client_get(&nobody, &server_app, "/health")->http, 200);
	try("a key", make_key, make_key);
	try("an invitation", invite, invite);
	try("a second factor", ask_for_factor, ask_for_factor);
}
END_TEST

START_TEST(copies_of_all)
{
	if (!is_small)
		return;
	try_with_more_and_more("a copy", copy_all, true, "");
	try_with_more_and_more("a restoration", restore_copy, true, "events");
}
END_TEST

START_TEST(catalogue)
{
	try("a title", add_title, add_title);
	try("a rating", rate, rate_otherwise);
	try("a picture", upload_picture, upload_another);
	try("a title’s end", delete_title, delete_title);
}
END_TEST

START_TEST(what_is_mine)
{
	try("the shelf", shelve, take_off);
	try("an entry", change_entry, change_entry);
	try("the diary", read_again, read_again);
	try("a list", make_list, make_list);
	try("a copy", add_copy, add_copy);
	try("a share", share, share);
}
END_TEST

START_TEST(an_import)
{
	if (!is_small)
		return;
	try_with_more_and_more("a file", send_import, true, IMPORTED);
	try_with_more_and_more("its steps", step_import, true, IMPORTED);
	try_with_more_and_more("more steps", step_import, false, IMPORTED);
}
END_TEST

/* Refused, it is what it was, and the next request brings it up to date. */
START_TEST(a_migration)
{
	int refused = 0, http = 0;

	for (int pages = 0; is_small && http != 200; pages += 1 + pages / 8) {
		client_restart();
		shell("rm -f data/.ht.vitrine.db*");
		client_old_database("0.1.0", arena_printf(&memory, "%s/data/.ht.vitrine.db",
			client_folder()));
		leave_room(pages);
		http = client_get(&nobody, &media_app, "/?q=lodz")->http;
		make_room();
		refused += http == 503;
		ck_assert_msg(http == 200 || http == 503, "%d with %d pages", http, pages);
		ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/?q=lodz"), "total"),
			"1");
		ck_assert_int_eq(client_rows("media_items"), 8);
		ck_assert_int_eq(client_rows("users"), 3);
		engine_check(client_db());
	}
	ck_assert(!is_small || refused > 3);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("full disk");
	TCase *tc = tcase_create("writes");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, accounts);
	tcase_add_test(tc, what_lets_in);
	tcase_add_test(tc, copies_of_all);
	tcase_add_test(tc, catalogue);
	tcase_add_test(tc, what_is_mine);
	tcase_add_test(tc, an_import);
	tcase_add_test(tc, a_migration);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
