/* What a member takes along is all there is: moved to an empty place, it goes out the same. */
#include "client.h"
#include "clock.h"
#include "form.h"
#include "job.h"

#include <string.h>
#include <unistd.h>

enum { LATER = 1775030400 + 200, STEPS_MAX = 1000 };

static struct arena memory;

/* --- a program that moves a file in at once --------------------------------------------------- */

static const struct field move_fields[] = { { 0 } };
static const struct record move_view = { .size = 1, .fields = FIELDS(move_fields) };

static int64_t
read_bytes(void *file, uint64_t offset, void *out, size_t size)
{
	const struct form_file *from = file;
	const uint64_t left = offset < from->size ? from->size - offset : 0;

	return pread(from->file, out, size < left ? size : (size_t)left,
		(off_t)(from->offset + offset));
}

static enum status
step_to(const struct call *call, word state, bool runs, struct import *import)
{
	enum status rc = OK;

	for (int i = 0; !rc && i < STEPS_MAX && import->state != state; i++)
		rc = job_step(call, import->id, runs, import);
	ck_assert_msg(rc || import->state == state, "%d: %s", (int)import->state,
		import->message ? import->message : "");
	return rc;
}

static enum status
move_in(struct request *req, struct response *res)
{
	const struct call *call = call_of(req);
	const struct form_file *file;
	struct form_file kept;
	struct input input = { .context = &kept, .read = read_bytes, .name = "vitrine.json" };
	struct import import;
	enum status rc = request_file(req, "file", &file);

	if (rc)
		return rc;
	kept = *file;
	input.size = file->size;
	rc = job_create(call, &input, NULL, &import);
	if (!rc)
		rc = step_to(call, IMPORT_PLANNED, false, &import);
	if (!rc)
		rc = step_to(call, IMPORT_DONE, true, &import);
	return rc ? rc : respond_record(res, 200, &import_view, &import);
}

static const struct route routes[] = {
	{ POST, "/", move_in, MEMBER, .body = &move_view, .file_max = FILE_IMPORT_MAX,
	  .file_types = "application/json", .spools = true },
	{ 0 }
};
static const struct app mover = { .name = "mover", .door = "/mover", .routes = routes };

/* --- a shelf with something of everything ---------------------------------------------------- */

static struct reply *
well(struct reply *r)
{
	ck_assert_msg(r->http == 201 || r->http == 200, "%d: %s", r->http, r->body);
	return r;
}

static const char *
add(const struct app *program, const char *path, const char *json)
{
	return json_text(well(client_post(&member, program, path, json)), "id");
}

static const char *
shelve(const char *id, const char *more)
{
	return add(&usermedia_app, "/", text("{\"media_id\":\"%s\"%s}", id, more));
}

static void
rate(const char *id, const char *stars)
{
	well(client_put(&member, &media_app, text("/%s/rating", id),
		text("{\"value\":%s}", stars)));
}

static void
tell(const char *id, const char *more)
{
	add(&diary_app, "/", text("{\"media_id\":\"%s\"%s}", id, more));
}

static void
fill_diary(const char *book, const char *entry)
{
	tell(book, ",\"start_date\":\"2009\",\"end_date\":\"2009-07\",\"note\":\"Two\\nlines\","
		"\"rating\":3.5");
	tell(book, ",\"start_date\":\"2015-01-02\",\"end_date\":\"2015-02-03\",\"rating\":4.5");
	tell(book, ",\"start_date\":null,\"end_date\":null,\"is_finished\":true");
	clock_set(LATER);
	tell(book, ",\"start_date\":\"2026-03-30\"");
	well(client_patch(&member, &usermedia_app, text("/%s", entry), "{\"progress\":40}"));
}

static void
fill_lists(const char *const *titles)
{
	const char *list = add(&lists_app, "/", "{\"name\":\"By the fire\",\"is_ranked\":true,"
		"\"visibility\":\"public\",\"description\":\"Long\\nnights\"}");

	add(&lists_app, "/", "{\"name\":\"Empty\",\"visibility\":\"members\"}");
	for (int i = 0; titles[i]; i++)
		well(client_post(&member, &lists_app, text("/%s/items", list),
			text("{\"media_id\":\"%s\",\"position\":1,\"note\":%s}", titles[i],
			i ? "null" : "\"why\"")));
}

static void
fill(void)
{
	const char *book = add(&media_app, "/", "{\"type\":\"BOOK\",\"title\":\"Łódź “1”\","
		"\"creator\":\"A, B\",\"isbn\":\"9780306406157\",\"length\":300,"
		"\"pub_date\":\"1969-03\",\"genre\":\"Novel\",\"description\":\"a\\nb\","
		"\"image_url\":\"https://example.org/a.jpg\",\"metadata\":"
		"{\"ids\":{\"goodreads\":\"1\"},\"n\":1.50,\"list\":[1,{\"a\":null}]}}");
	const char *film = add(&media_app, "/", "{\"type\":\"MOVIE\",\"title\":\"Solaris\","
		"\"pub_date\":\"1972\",\"length\":167}");
	const char *same = add(&media_app, "/", "{\"type\":\"MOVIE\",\"title\":\"Solaris\","
		"\"pub_date\":\"2002\"}");
	const char *game = add(&media_app, "/", "{\"type\":\"GAME\",\"title\":\"Go\"}");
	const char *rated = add(&media_app, "/", "{\"type\":\"TV_SHOW\",\"title\":\"Dark\","
		"\"length\":26}");
	const char *wanted = add(&media_app, "/", "{\"type\":\"BOOK\",\"title\":\"Emma\"}");
	const char *done = add(&media_app, "/", "{\"type\":\"BOOK\",\"title\":\"Persuasion\"}");

	fill_diary(book, shelve(book,
		",\"status\":\"TO_DO\",\"note\":\"=lent\",\"tags\":[\"b\",\"a, c\"]"));
	shelve(film, ",\"status\":\"COMPLETED\"");
	rate(film, "4.5");
	shelve(same, ",\"status\":\"DROPPED\",\"progress\":3,\"tags\":[\"a, c\"]");
	shelve(wanted, "");
	shelve(done, ",\"status\":\"COMPLETED\",\"start_date\":null,\"end_date\":null");
	add(&collection_app, "/copies", text("{\"media_id\":\"%s\",\"format\":\"DVD\","
		"\"platform\":\"Shelf\",\"note\":\"a\\nb\",\"location\":\"Home/Study\","
		"\"condition\":\"Good\",\"lent_to\":\"=Anna\",\"lent_on\":\"2026-01-02\","
		"\"due_on\":\"2026-02-03\",\"acquired_on\":\"2009-07\",\"price\":\"12.50\","
		"\"currency\":\"EUR\",\"barcode\":\"4006381333931\"}", film));
	add(&collection_app, "/copies", text("{\"media_id\":\"%s\",\"format\":\"DVD\","
		"\"platform\":\"Shelf\",\"vod_link\":\"https://example.org/v\"}", film));
	for (int i = 0; i < 2; i++)
		add(&collection_app, "/copies", text("{\"media_id\":\"%s\",\"format\":\"DVD\","
			"\"season\":%d}", rated, i));
	rate(rated, "0.5");
	add(&media_app, text("/%s/reviews", rated), "{\"content\":\"[spoiler]\\nNo <b>.\"}");
	fill_lists((const char *[]){ film, game, rated, NULL });
}

static struct reply *
take_out(void)
{
	struct reply *r = client_get(&member, &exports_app, "/vitrine.json");

	ck_assert_int_eq(r->http, 200);
	return r;
}

static struct reply *
put_in(const struct reply *file)
{
	return well(client_send(&member, &mover, "POST", "/", "application/json", file->body,
		file->size, NULL));
}

static const char *
kept(const struct reply *r)
{
	return arena_copy(&memory, r->body, r->size);
}

static void
setup(void)
{
	arena_init(&memory, SIZE_MAX, NULL);
	client_setup();
}

static void
teardown(void)
{
	client_teardown();
	arena_release(&memory);
}

/* The same lines, so that a difference is one of them. */
static void
assert_same(const char *one, const char *again)
{
	while (*one || *again) {
		const size_t n = strcspn(one, "\n"), m = strcspn(again, "\n");

		ck_assert_str_eq(arena_copy(&memory, again, m), arena_copy(&memory, one, n));
		one += n + (one[n] != '\0');
		again += m + (again[m] != '\0');
	}
}

/* No row failed; else why the first did. */
static void
assert_moved(const struct reply *r)
{
	STMT_AUTO stmt = NULL;

	ck_assert_int_eq(db_query(client_db(), &stmt, "SELECT message FROM import_rows "
		"WHERE outcome NOT IN ('new', 'matched')", NULL, 0), OK);
	if (!stmt_step(stmt))
		ck_abort_msg("%s: %s", r->body, stmt_text(stmt, 0, &memory));
}

START_TEST(what_moved_in_goes_out_the_same)
{
	struct reply file;
	const char *first;

	fill();
	file = *take_out();
	first = kept(&file);
	file.body = first;
	client_teardown();
	client_setup();
	clock_set(LATER + 100);
	assert_moved(put_in(&file));
	assert_same(first, kept(take_out()));
}
END_TEST

START_TEST(where_it_is_already_nothing_changes)
{
	struct reply file, *r;
	const char *first;

	fill();
	file = *take_out();
	first = kept(&file);
	file.body = first;
	clock_set(LATER + 100);
	r = put_in(&file);
	ck_assert_msg(!strcmp(json_text(r, "counts.unchanged"), json_text(r, "total"))
		&& strcmp(json_text(r, "total"), "7") > 0, "%s", r->body);
	assert_same(first, kept(take_out()));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("moved");
	TCase *tc = tcase_create("moved");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, what_moved_in_goes_out_the_same);
	tcase_add_test(tc, where_it_is_already_nothing_changes);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
