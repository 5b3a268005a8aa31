/*
 * What routes may take as a body, and how an answer is written that no memory holds: lib/http, by
 * routes of the test's own.
 */
#include "client.h"
#include "form.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#define CSV "text/csv"
#define JSON "application/json"
#define MULTIPART "multipart/form-data; boundary=zz"

enum { LESS = 1000, MORE = 300000, FILE_MAX = 400000, PIECES = 20, GARBAGE = 8 << 20, LINE = 10,
	SPOOL_MAX = 4 << 20 };

static struct arena memory;

static void
setup(void)
{
	arena_init(&memory, 64 << 20, NULL);
	client_setup();
}

static void
teardown(void)
{
	client_teardown();
	arena_release(&memory);
}

struct text {
	const char *text;
};
static const struct field text_fields[] = {
	FIELD(struct text, text, REQUIRED | LINES, .min = 1, .max = 1000000),
	{ 0 }
};
static const struct record text_view = { .size = sizeof(struct text), .fields = text_fields };

static enum status
answer_length(struct request *req, struct response *res)
{
	const struct text *sent = req->body;

	buf_printf(&res->body, "{\"length\":%zu}", strlen(sent->text));
	return respond_json(res, 200);
}

static enum status
answer_file(struct request *req, struct response *res)
{
	const struct form_file *file;
	const struct text *sent = req->body;
	enum status rc = request_file(req, "file", &file);

	if (rc)
		return rc;
	buf_printf(&res->body, "{\"size\":%zu,\"text\":\"%s\",\"last\":%d}",
		(size_t)file->size, sent->text,
		((const unsigned char *)file->bytes)[file->size - 1]);
	return respond_json(res, 200);
}

/* Of a file that was spooled: where it is, how it is called, its first bytes and its last. */
static enum status
answer_spooled(struct request *req, struct response *res)
{
	const struct form_file *file;
	const struct text *sent = req->body;
	char ends[4];
	enum status rc = request_file(req, "file", &file);

	if (rc)
		return rc;
	ck_assert_ptr_null(file->bytes);
	ck_assert_int_eq(pread(file->file, ends, 2, (off_t)file->offset), 2);
	ck_assert_int_eq(pread(file->file, ends + 2, 1, (off_t)(file->offset + file->size - 1)), 1);
	buf_printf(&res->body, "{\"size\":%zu,\"text\":\"%s\",\"name\":\"%s\",",
		(size_t)file->size, sent->text, file->file_name ? file->file_name : "");
	buf_printf(&res->body, "\"ends\":\"%.3s\"}", ends);
	return respond_json(res, 200);
}

/* What is to be written: so many pieces, and how it ends. */
struct plan {
	int pieces, written;
	enum status end;
	bool is_greedy;
};

static enum status
write_line(struct response *res, void *state, bool *more)
{
	struct plan *plan = state;
	char *garbage = arena_room(res->req->arena, GARBAGE);

	memset(garbage, 'x', LINE);
	buf_printf(&res->body, "line %04d\n", plan->written);
	if (++plan->written < plan->pieces) {
		*more = true;
		return OK;
	}
	if (plan->is_greedy)
		for (;;)
			arena_room(res->req->arena, GARBAGE);
	if (plan->end)
		problem_add(&res->req->problems, "line", "ends it");
	return plan->end;
}

static enum status
write_many(struct request *req, struct response *res)
{
	(void)req;
	return respond_in_pieces(res, "text/plain", write_line, &(struct plan){ .pieces = PIECES });
}

static enum status
write_one(struct request *req, struct response *res)
{
	(void)req;
	return respond_in_pieces(res, "text/plain", write_line, &(struct plan){ .pieces = 1 });
}

static enum status
write_and_fail(struct request *req, struct response *res)
{
	(void)req;
	return respond_in_pieces(res, "text/plain", write_line,
		&(struct plan){ .pieces = 3, .end = ERR_CONFLICT });
}

static enum status
write_too_much(struct request *req, struct response *res)
{
	(void)req;
	return respond_in_pieces(res, "text/plain", write_line,
		&(struct plan){ .pieces = 3, .is_greedy = true });
}

/* A stream of lines, of which the third may be the last: as `end` says. */
static enum status
stream_lines(struct request *req, struct response *res, int pieces, enum status end, bool is_greedy)
{
	struct plan *plan = arena_alloc(req->arena, sizeof(*plan));

	*plan = (struct plan){ .pieces = pieces, .end = end, .is_greedy = is_greedy };
	return respond_stream(res, "text/plain", write_line, plan);
}

static enum status
stream_many(struct request *req, struct response *res)
{
	return stream_lines(req, res, PIECES, OK, false);
}

static enum status
stream_one(struct request *req, struct response *res)
{
	return stream_lines(req, res, 1, OK, false);
}

static enum status
stream_and_fail(struct request *req, struct response *res)
{
	return stream_lines(req, res, 3, ERR_CONFLICT, false);
}

static enum status
stream_failing_at_once(struct request *req, struct response *res)
{
	return stream_lines(req, res, 1, ERR_CONFLICT, false);
}

static enum status
stream_too_much(struct request *req, struct response *res)
{
	return stream_lines(req, res, 3, OK, true);
}

static const struct field none[] = { { 0 } };
static const struct record no_fields = { .size = 1, .fields = FIELDS(none) };

/* How many accounts there are; and one more is made meanwhile, by somebody else. */
static enum status
write_count(struct response *res, void *state, bool *more)
{
	const struct db_options options = {
		.path = arena_printf(&memory, "%s/data/.ht.vitrine.db", client_folder()),
	};
	struct plan *plan = state;
	int64_t count = 0;
	struct db *db;
	enum status rc = db_number(res->req->db, "SELECT count(*) FROM tags_test", NULL, 0, &count);

	buf_printf(&res->body, "%lld\n", (long long)count);
	*more = ++plan->written < plan->pieces;
	if (!rc)
		rc = db_open(&options, &db);
	if (!rc)
		rc = db_exec(db, "INSERT INTO tags_test VALUES (1)", NULL, 0);
	db_close(db);
	return rc;
}

static enum status
stream_counts(struct request *req, struct response *res)
{
	struct plan *plan = arena_alloc(req->arena, sizeof(*plan));

	plan->pieces = 3;
	return respond_stream(res, "text/plain", write_count, plan);
}

static const struct route routes[] = {
	{ GET, "/stream", stream_many, ANYONE },
	{ GET, "/stream/one", stream_one, ANYONE },
	{ GET, "/stream/failing", stream_and_fail, ANYONE },
	{ GET, "/stream/refused", stream_failing_at_once, ANYONE },
	{ GET, "/stream/greedy", stream_too_much, ANYONE },
	{ GET, "/stream/counts", stream_counts, ANYONE },
	{ POST, "/stream", stream_many, MEMBER, .body = &no_fields },
	{ POST, "/usual", answer_length, MEMBER, .body = &text_view },
	{ POST, "/less", answer_length, MEMBER, .body = &text_view, .body_max = LESS },
	{ POST, "/form", answer_length, MEMBER, .body = &text_view, .body_max = LESS },
	{ PUT, "/form", answer_length, MEMBER, .body = &text_view, .body_max = MORE },
	{ POST, "/file", answer_file, MEMBER, .body = &text_view, .file_max = FILE_MAX,
	  .file_types = CSV " application/zip" },
	{ POST, "/large", answer_spooled, MEMBER, .body = &text_view, .file_max = SPOOL_MAX,
	  .file_types = CSV, .spools = true },
	{ GET, "/many", write_many, ANYONE },
	{ GET, "/one", write_one, ANYONE },
	{ GET, "/failing", write_and_fail, ANYONE },
	{ GET, "/greedy", write_too_much, ANYONE },
	{ 0 }
};
static const struct app bodies = { .name = "bodies", .door = "/bodies", .routes = routes };

static int
open_files(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

/* --- how large a body may be ------------------------------------------------------------------ */

/* A body of exactly so many bytes. */
static struct reply *
send_sized(const char *method, const char *path, const char *before, const char *after,
	const char *type, int size)
{
	const int room = size - (int)strlen(before) - (int)strlen(after);
	struct buf body;

	buf_init(&body, &memory, (size_t)size);
	buf_puts(&body, before);
	for (int i = 0; i < room; i++)
		buf_putc(&body, 'a');
	buf_puts(&body, after);
	return client_send(&member, &bodies, method, path, type, body.data, body.length, NULL);
}

static struct reply *
send_json(const char *path, int size)
{
	return send_sized("POST", path, "{\"text\":\"", "\"}", JSON, size);
}

START_TEST(each_route_has_a_limit_of_its_own)
{
	ck_assert_int_eq(send_json("/usual", BODY_MAX)->http, 200);
	ck_assert_int_eq(send_json("/usual", BODY_MAX + 1)->http, 413);
	ck_assert_int_eq(send_json("/less", LESS)->http, 200);
	ck_assert_int_eq(send_json("/less", LESS + 1)->http, 413);
}
END_TEST

/* What the form means is in it: the address takes as much as any of its methods. */
START_TEST(a_form_may_be_as_large_as_what_it_means)
{
	static const char urlencoded[] = "application/x-www-form-urlencoded";

	ck_assert_int_eq(send_sized("POST", "/form", "_method=PUT&text=", "", urlencoded,
		MORE)->http, 200);
	ck_assert_int_eq(send_sized("POST", "/form", "_method=PUT&text=", "", urlencoded,
		MORE + 1)->http, 413);
}
END_TEST

/*
 * --- a file as the body ------------------------------------------------------------------------
 */

static struct reply *
send_file(const char *path, const char *type, const void *bytes, size_t size)
{
	return client_send(&member, &bodies, "POST", path, type, bytes, size, NULL);
}

START_TEST(a_file_is_a_part_of_a_form_or_the_body_itself)
{
	static const char form[] = "--zz\r\nContent-Disposition: form-data; "
		"name=\"text\"\r\n\r\nx\r\n"
		"--zz\r\nContent-Disposition: form-data; name=\"file\"; "
		"filename=\"a.csv\"\r\n\r\na,b\r\n--zz--\r\n";
	static const char bytes[] = "a\0\xff\n";

	ck_assert_str_eq(send_file("/file", MULTIPART, form, strlen(form))->body,
		"{\"size\":3,\"text\":\"x\",\"last\":98}");
	ck_assert_str_eq(send_file("/file?text=y%20z", CSV, bytes, 4)->body,
		"{\"size\":4,\"text\":\"y z\",\"last\":10}");
	ck_assert_str_eq(send_file("/file?text=y", "Application/ZIP; a=b", bytes, 3)->body,
		"{\"size\":3,\"text\":\"y\",\"last\":255}");
}
END_TEST

static const struct {
	const char *path, *type;
	size_t size;
	int http;
	const char *field;
} bad_files[] = {
	{ "/file?text=y", CSV, FILE_MAX, 200, "(none)" },
	{ "/file?text=y", CSV, FILE_MAX + 1, 413, "(none)" },
	{ "/file", CSV, 5, 400, "text" },
	{ "/file?text=y&other=z", CSV, 5, 400, "other" },
	{ "/file?text=%FF", CSV, 5, 400, "" },
	{ "/file?text=y", CSV, 0, 400, "text" },	/* nothing is no file, and has no fields */
	{ "/file?text=y", "text/csvx", 5, 415, "(none)" },
	{ "/file?text=y", "text", 5, 415, "(none)" },
	{ "/file?text=y", "application/pdf", 5, 415, "(none)" },
	{ "/usual?text=y", CSV, 5, 415, "(none)" },
};

START_TEST(what_else_a_body_may_be_is_refused)
{
	struct reply *r = send_file(bad_files[_i].path, bad_files[_i].type,
		arena_alloc(&memory, bad_files[_i].size + 1), bad_files[_i].size);

	ck_assert_msg(r->http == bad_files[_i].http, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_files[_i].field);
}
END_TEST

START_TEST(nobodys_file_is_read)
{
	struct reply *r = client_send(&nobody, &bodies, "POST", "/file?text=y", CSV,
		arena_alloc(&memory, FILE_MAX), FILE_MAX, NULL);

	ck_assert_int_eq(r->http, 401);
	ck_assert_uint_le(r->largest_read, 16384);
}
END_TEST

/*
 * --- a file that goes to a file as it comes -----------------------------------------------------
 */

/* The form around a file of so many bytes, "a" at its beginning and "z" at its end. */
static struct buf
large_form(size_t size)
{
	struct buf form;

	buf_init(&form, &memory, size + 1000);
	buf_puts(&form, "--zz\r\nContent-Disposition: form-data; name=\"file\"; "
		"filename=\"watched.csv\"\r\n\r\na\n");
	memset(buf_need(&form, size - 3), '\n', size - 3);
	form.length += size - 3;
	buf_puts(&form, "z\r\n--zz\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nx\r\n"
		"--zz--\r\n");
	return form;
}

static struct reply *
send_large(size_t size)
{
	const struct buf form = large_form(size);

	return send_file("/large", MULTIPART, form.data, form.length);
}

START_TEST(a_file_that_is_spooled_takes_no_memory)
{
	const struct buf form = large_form(SPOOL_MAX);
	const size_t was = client_limit_memory(SPOOL_MAX / 4);
	const int before = open_files();
	struct reply *r = send_file("/large", MULTIPART, form.data, form.length);

	ck_assert_str_eq(r->body,
		"{\"size\":4194304,\"text\":\"x\",\"name\":\"watched.csv\",\"ends\":\"a\nz\"}");
	ck_assert_uint_le(r->largest_read, 65536);
	r = send_file("/large?text=y", CSV, form.data, SPOOL_MAX);
	ck_assert_str_eq(r->body,
		"{\"size\":4194304,\"text\":\"y\",\"name\":\"\",\"ends\":\"--\n\"}");
	client_limit_memory(was);
	ck_assert_int_eq(open_files(), before);
}
END_TEST

START_TEST(what_is_too_large_or_broken_is_not_spooled)
{
	const struct buf form = large_form(1000);

	ck_assert_int_eq(send_large(SPOOL_MAX + 1)->http, 413);
	ck_assert_int_eq(send_large(2 * SPOOL_MAX)->http, 413);
	ck_assert_int_eq(send_file("/large", MULTIPART, form.data, form.length - 20)->http, 400);
	ck_assert_int_eq(send_file("/large?text=y", CSV, form.data, 0)->http, 400);
	ck_assert_int_eq(send_file("/large?text=y", "application/pdf", form.data, 5)->http, 415);
	ck_assert_int_eq(send_file("/large", JSON, "{\"text\":\"x\"}", 12)->http, 400);
}
END_TEST

START_TEST(one_that_says_less_than_it_is_or_more_is_refused)
{
	const struct buf form = large_form(SPOOL_MAX + 1);
	const char *const untold[] = { "CONTENT_LENGTH=", "HTTP_TRANSFER_ENCODING=chunked", NULL };
	const char *const less[] = { "CONTENT_LENGTH=100", NULL };
	const char *const more[] = { "CONTENT_LENGTH=4000000", NULL };

	ck_assert_int_eq(client_send(&member, &bodies, "POST", "/large", MULTIPART, form.data,
		form.length, untold)->http, 413);
	ck_assert_int_eq(client_send(&member, &bodies, "POST", "/large?text=y", CSV, form.data,
		SPOOL_MAX, untold)->http, 200);
	ck_assert_int_eq(client_send(&member, &bodies, "POST", "/large", MULTIPART, form.data,
		form.length, less)->http, 400);
	ck_assert_int_eq(client_send(&member, &bodies, "POST", "/large", MULTIPART, form.data,
		1000, more)->http, 400);
}
END_TEST

/*
 * --- answers in pieces --------------------------------------------------------------------------
 */

static const char *
lines(int count)
{
	struct buf text;

	buf_init(&text, &memory, (size_t)count * LINE);
	for (int i = 0; i < count; i++)
		buf_printf(&text, "line %04d\n", i);
	return text.data;
}

/* All pieces together take more than a request may have. */
START_TEST(an_answer_in_pieces_takes_no_more_memory_than_one)
{
	struct reply *r = client_get(&nobody, &bodies, "/many");

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, lines(PIECES));
	ck_assert_str_eq(reply_header(r, "Content-Type"), "text/plain");
	ck_assert_str_eq(reply_header(r, "Content-Length"),
		arena_printf(&memory, "%d", PIECES * LINE));
	ck_assert_str_eq(client_get(&nobody, &bodies, "/one")->body, lines(1));
}
END_TEST

START_TEST(its_head_is_known_without_it)
{
	struct reply *r = client_send(&nobody, &bodies, "HEAD", "/many", NULL, NULL, 0, NULL);

	ck_assert_int_eq(r->http, 200);
	ck_assert_uint_eq(r->size, 0);
	ck_assert_str_eq(reply_header(r, "Content-Length"),
		arena_printf(&memory, "%d", PIECES * LINE));
}
END_TEST

START_TEST(what_fails_on_the_way_is_an_error_like_any_other_and_leaves_nothing_open)
{
	int before;
	struct reply *r;

	ck_assert_int_eq(client_get(&nobody, &bodies, "/many")->http, 200);
	before = open_files();
	for (int i = 0; i < 3; i++) {
		r = client_get(&nobody, &bodies, "/failing");
		ck_assert_int_eq(r->http, 409);
		ck_assert_str_eq(json_text(r, "error.details[0].field"), "line");
		r = client_get(&nobody, &bodies, "/greedy");
		ck_assert_int_eq(r->http, 503);
		ck_assert_str_eq(json_text(r, "error.code"), "unavailable");
	}
	ck_assert_int_eq(client_get(&nobody, &bodies, "/many")->http, 200);
	ck_assert_int_eq(open_files(), before);
}
END_TEST

/*
 * --- answers that are sent as they are written --------------------------------------------------
 */

START_TEST(a_stream_is_sent_as_it_is_written)
{
	struct reply *r = client_get(&nobody, &bodies, "/stream");

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, lines(PIECES));
	ck_assert_str_eq(reply_header(r, "Content-Type"), "text/plain");
	ck_assert_ptr_null(reply_header(r, "Content-Length"));
	ck_assert_ptr_null(reply_header(r, "ETag"));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	r = client_get(&nobody, &bodies, "/stream/one");
	ck_assert_str_eq(r->body, lines(1));
	ck_assert_str_eq(reply_header(r, "Content-Length"), "10");
}
END_TEST

START_TEST(of_its_head_nothing_more_is_written)
{
	struct reply *r = client_send(&nobody, &bodies, "HEAD", "/stream", NULL, NULL, 0, NULL);

	ck_assert_int_eq(r->http, 200);
	ck_assert_uint_eq(r->size, 0);
	ck_assert_ptr_null(reply_header(r, "Content-Length"));
}
END_TEST

START_TEST(what_fails_with_its_first_piece_is_an_error_like_any_other)
{
	struct reply *r = client_get(&nobody, &bodies, "/stream/refused");

	ck_assert_int_eq(r->http, 409);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "line");
}
END_TEST

static const char *const broken[] = { "/stream/failing", "/stream/greedy" };

START_TEST(what_fails_later_breaks_off_and_is_not_taken_for_a_whole_answer)
{
	struct reply *r = client_get(&nobody, &bodies, broken[_i]);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(r->body, arena_printf(&memory,
		"%s\n\"This file is not whole: it broke off here.", lines(2)));
	ck_assert_str_eq(client_get(&nobody, &bodies, "/stream")->body, lines(PIECES));
}
END_TEST

START_TEST(one_that_nobody_takes_any_more_ends)
{
	struct reply *r;

	client_goes_away(strlen(client_get(&nobody, &bodies, "/stream")->head) + 5 * LINE);
	r = client_get(&nobody, &bodies, "/stream");
	ck_assert_uint_lt(r->size, 6 * LINE);
	client_goes_away(SIZE_MAX);
	ck_assert_str_eq(client_get(&nobody, &bodies, "/stream")->body, lines(PIECES));
}
END_TEST

START_TEST(all_of_it_is_of_one_moment)
{
	ck_assert_int_eq(client_get(&nobody, &bodies, "/stream/one")->http, 200);
	client_sql("CREATE TABLE tags_test (n INTEGER)", NULL, NULL);
	ck_assert_str_eq(client_get(&nobody, &bodies, "/stream/counts")->body, "0\n0\n0\n");
	ck_assert_str_eq(client_get(&nobody, &bodies, "/stream/counts")->body, "3\n3\n3\n");
}
END_TEST

START_TEST(what_writes_is_no_stream)
{
	ck_assert_int_eq(client_post(&member, &bodies, "/stream", "{}")->http, 500);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bodies");
	TCase *tc = tcase_create("bodies");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, each_route_has_a_limit_of_its_own);
	tcase_add_test(tc, a_form_may_be_as_large_as_what_it_means);
	tcase_add_test(tc, a_file_is_a_part_of_a_form_or_the_body_itself);
	tcase_add_loop_test(tc, what_else_a_body_may_be_is_refused, 0, COUNT(bad_files));
	tcase_add_test(tc, nobodys_file_is_read);
	tcase_add_test(tc, a_file_that_is_spooled_takes_no_memory);
	tcase_add_test(tc, what_is_too_large_or_broken_is_not_spooled);
	tcase_add_test(tc, one_that_says_less_than_it_is_or_more_is_refused);
	tcase_add_test(tc, an_answer_in_pieces_takes_no_more_memory_than_one);
	tcase_add_test(tc, a_stream_is_sent_as_it_is_written);
	tcase_add_test(tc, of_its_head_nothing_more_is_written);
	tcase_add_test(tc, what_fails_with_its_first_piece_is_an_error_like_any_other);
	tcase_add_loop_test(tc, what_fails_later_breaks_off_and_is_not_taken_for_a_whole_answer, 0,
		COUNT(broken));
	tcase_add_test(tc, one_that_nobody_takes_any_more_ends);
	tcase_add_test(tc, all_of_it_is_of_one_moment);
	tcase_add_test(tc, what_writes_is_no_stream);
	tcase_add_test(tc, its_head_is_known_without_it);
	tcase_add_test(tc,
		what_fails_on_the_way_is_an_error_like_any_other_and_leaves_nothing_open);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
