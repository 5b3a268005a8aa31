/*
 * Requests that need too much memory, wherever it ends: they are answered, and the worker keeps
 * nothing of what they held: no file, no lock, no connection. (LeakSanitizer tells of memory.)
 */
#include "client.h"
#include "pictures.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

enum { STEP = 256, MOST = 4 << 20 };

static struct arena memory;

static void
setup(void)
{
	client_setup();
	client_settings("rate_limit_address = 1000000\nrate_limit_account = 1000000");
	/* what a worker keeps is open: the database, the writers' queue */
	ck_assert_int_eq(client_delete(&member, &users_app, "/me/avatar")->http, 204);
	arena_init(&memory, 256 << 20, NULL);
}

static void
teardown(void)
{
	arena_release(&memory);
	client_teardown();
}

/* The names of what is open, a line each. */
static const char *
open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	const struct dirent *entry;
	struct buf names;

	ck_assert_ptr_nonnull(dir);
	buf_init(&names, &memory, 1000);
	while ((entry = readdir(dir))) {
		char name[1000];
		ssize_t n = readlinkat(dirfd(dir), entry->d_name, name, sizeof(name));

		if (n > 0)
			buf_printf(&names, "%s %.*s\n", entry->d_name, (int)n, name);
	}
	closedir(dir);
	return names.data;
}

/* What is asked, and the answer when there is enough memory, or `also`. */
struct asking {
	const struct sender *who;
	const struct app *app;
	const char *method, *path, *type;
	struct buf body;
	int http, also;
};

/* With ever more memory, until there is enough. Returns how often there wasn't. */
static int
ask_with_little_memory(const struct asking *asking)
{
	const char *files = open_files();
	size_t most = client_limit_memory(0);
	struct reply *r = NULL;
	int tries = 0;

	for (size_t bytes = 0; bytes < MOST && (!r || r->http == 503); bytes += STEP, tries++) {
		client_leave_memory(bytes);
		r = client_send(asking->who, asking->app, asking->method, asking->path,
			asking->type, asking->body.data, asking->body.length, NULL);
		ck_assert_str_eq(open_files(), files);
	}
	client_limit_memory(most);
	ck_assert_msg(r->http == asking->http || r->http == asking->also, "%d: %s", r->http,
		r->body);
	return tries - 1;
}

static struct buf
json_body(const char *text)
{
	struct buf body;

	buf_init(&body, &memory, 200);
	buf_puts(&body, text);
	return body;
}

/* The counters of attempts, and a slot for the hash. */
START_TEST(a_sign_in_leaves_nothing)
{
	const struct asking asking = { &nobody, &auth_app, "POST", "/login", "application/json",
		json_body("{\"username\":\"member\",\"password\":\"correct horse\"}"), 200 };

	ck_assert_int_gt(ask_with_little_memory(&asking), 10);
}
END_TEST

/* The counters, the transaction, and what normalises texts. */
START_TEST(a_title_leaves_nothing)
{
	const struct asking asking = { &member, &media_app, "POST", "/", "application/json",
		json_body("{\"type\":\"BOOK\",\"title\":\"Am\\u00e9lie\","
			"\"genre\":\"Com\\u00e9die\"}"), 201 };

	ck_assert_int_gt(ask_with_little_memory(&asking), 10);
}
END_TEST

/* A slot, the codecs, and the transaction. */
START_TEST(a_picture_leaves_nothing)
{
	const struct buf picture = picture_with_metadata(&memory, _i ? PNG : JPEG, 64, 32, 6);
	struct asking asking = { &member, &users_app, "POST", "/me/avatar",
		"multipart/form-data; boundary=zz", .http = 201 };

	buf_init(&asking.body, &memory, picture.length + 200);
	buf_puts(&asking.body, "--zz\r\nContent-Disposition: form-data; name=\"image\"; "
		"filename=\"me\"\r\n\r\n");
	buf_add(&asking.body, picture.data, picture.length);
	buf_puts(&asking.body, "\r\n--zz--\r\n");
	ck_assert_int_gt(ask_with_little_memory(&asking), 10);
}
END_TEST

/* The turn, and the copy that is sent. */
START_TEST(a_backup_leaves_nothing)
{
	const struct asking asking = { &admin, &server_app, "GET", "/backup", .http = 200 };

	ck_assert_int_gt(ask_with_little_memory(&asking), 10);
}
END_TEST

/*
 * The turn, the file that is gathered, and the databases that it is looked at with. (Once it is
 * restored, and there is no memory to say so, everybody has to sign in.)
 */
START_TEST(a_restoration_leaves_nothing)
{
	struct reply *backup = client_get(&admin, &server_app, "/backup");
	struct asking asking = { &admin, &server_app, "POST",
		arena_printf(&memory, "/restore?offset=0&size=%zu", backup->size),
		"application/octet-stream", .http = 200, .also = 401 };

	buf_init(&asking.body, &memory, backup->size);
	buf_add(&asking.body, backup->body, backup->size);
	ck_assert_int_gt(ask_with_little_memory(&asking), 10);
}
END_TEST

/* The mark that a visit is known by, folders that are read, connections. */
START_TEST(an_examination_leaves_nothing)
{
	const struct asking asking = { &admin, &server_app, "GET", "/doctor", .http = 200 };

	ck_assert_int_gt(ask_with_little_memory(&asking), 10);
	ck_assert_int_eq(client_send(&nobody, &server_app, "GET", "/doctor", NULL, NULL, 0,
		NULL)->http, 401);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("overflow");
	TCase *tc = tcase_create("overflow");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_sign_in_leaves_nothing);
	tcase_add_test(tc, a_title_leaves_nothing);
	tcase_add_loop_test(tc, a_picture_leaves_nothing, 0, 2);
	tcase_add_test(tc, a_backup_leaves_nothing);
	tcase_add_test(tc, a_restoration_leaves_nothing);
	tcase_add_test(tc, an_examination_leaves_nothing);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
