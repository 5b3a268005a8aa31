/*
 * Pictures over HTTP: what api.md promises of uploads, of /images and of the links to them
 * (sections 1, 4 and 8).
 */
#include "client.h"
#include "clock.h"
#include "image.h"
#include "media.h"
#include "pictures.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define NONE "00000000-0000-4000-8000-000000000000"
#define MULTIPART "multipart/form-data; boundary=----vitrine"

enum { UPLOAD_MAX = 100000 };

static struct arena memory;
static struct buf picture;

static void
setup(void)
{
	client_setup();
	client_settings("rate_limit_address = 100000\nupload_max = 100000");
	arena_init(&memory, 256 << 20, NULL);
	picture = picture_make(&memory, JPEG, 32, 24);
}

static void
teardown(void)
{
	arena_release(&memory);
	client_teardown();
}

/* --- sending ---------------------------------------------------------------------------------- */

static void
part(struct buf *body, const char *disposition, const void *bytes, size_t size)
{
	buf_printf(body, "------vitrine\r\nContent-Disposition: form-data; %s\r\n\r\n",
		disposition);
	buf_add(body, bytes, size);
	buf_puts(body, "\r\n");
}

static struct reply *
send_parts(const struct sender *sender, const struct app *program, const char *path,
	struct buf *body, const char *const *headers)
{
	buf_puts(body, "------vitrine--\r\n");
	return client_send(sender, program, "POST", path, MULTIPART, body->data, body->length,
		headers);
}

static struct reply *
upload_as(const struct sender *sender, const struct app *program, const char *path,
	const void *bytes, size_t size, const char *const *headers)
{
	struct buf body;

	buf_init(&body, &memory, size + 300);
	part(&body, "name=\"image\"; filename=\"me.jpg\"", bytes, size);
	return send_parts(sender, program, path, &body, headers);
}

static struct reply *
upload(const struct sender *sender, const struct app *program, const char *path)
{
	return upload_as(sender, program, path, picture.data, picture.length, NULL);
}

/* Adds an item as the sender; answers its id. */
static const char *
add(const struct sender *sender, const struct app *program, const char *json)
{
	struct reply *r = client_post(sender, program, "/", json);

	ck_assert_int_eq(r->http, 201);
	return json_text(r, "id");
}

static const char *
add_movie(const char *title)
{
	return add(&member, &media_app,
		arena_printf(&memory, "{\"type\":\"MOVIE\",\"title\":\"%s\"}", title));
}

static const char *
path_of(const char *id, const char *rest)
{
	return arena_printf(&memory, "/%s%s", id, rest);
}

static struct reply *
patch(const char *id, const char *json)
{
	return client_patch(&member, &media_app, path_of(id, ""), json);
}

/* The id of a picture that is uploaded for an item. */
static const char *
set_picture(const char *item)
{
	struct reply *r = upload(&member, &media_app, path_of(item, "/image"));

	ck_assert_int_eq(r->http, 201);
	return json_text(r, "image_id");
}

static const char *
stored(const char *item)
{
	STMT_AUTO stmt = NULL;
	const struct value id = value_text(item);

	ck_assert_int_eq(db_query(client_db(), &stmt,
		"SELECT image_url FROM media_items WHERE id = $1", &id, 1), OK);
	ck_assert_int_eq(stmt_step(stmt), OK);
	return stmt_text(stmt, 0, &memory);
}

/* --- uploads ---------------------------------------------------------------------------------- */

START_TEST(an_uploaded_picture_is_served_to_anyone)
{
	const char *movie = add_movie("Sphere");
	struct buf sent = picture_with_metadata(&memory, _i, 40, 30, 1);
	struct reply *r = upload_as(&member, &media_app, path_of(movie, "/image"), sent.data,
		sent.length, NULL);
	const char *id = json_text(r, "image_id"), *url = arena_printf(&memory, "/images/%s", id),
		*etag;
	const char *known[2] = { NULL };
	struct buf served;

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "url"), url);
	ck_assert_str_eq(reply_header(r, "Location"), url);
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path_of(movie, "")),
		"image_url"), url);

	r = client_get(&nobody, &images_app, path_of(id, ""));
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(reply_header(r, "Content-Type"), picture_type(_i));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "public, max-age=31536000, immutable");
	ck_assert_str_eq(reply_header(r, "Content-Security-Policy"),
		"default-src 'none'; frame-ancestors 'none'");
	ck_assert_str_eq(reply_header(r, "X-Content-Type-Options"), "nosniff");
	buf_init(&served, &memory, r->size);
	buf_add(&served, r->body, r->size);
	ck_assert_uint_gt(picture_points(&memory, served.data, served.length, &(int){ 0 },
		&(int){ 0 }).length, 0);
	ck_assert_int_eq(picture_find(&served, "SECRET"), -1);

	etag = reply_header(r, "ETag");
	known[0] = arena_printf(&memory, "HTTP_IF_NONE_MATCH=%s", etag);
	r = client_send(&nobody, &images_app, "GET", path_of(id, ""), NULL, NULL, 0, known);
	ck_assert_int_eq(r->http, 304);
	ck_assert_uint_eq(r->size, 0);
	r = client_send(&nobody, &images_app, "HEAD", path_of(id, ""), NULL, NULL, 0, NULL);
	ck_assert_int_eq(r->http, 200);
	ck_assert_uint_eq(r->size, 0);
	ck_assert_str_eq(reply_header(r, "Content-Length"),
		arena_printf(&memory, "%zu", served.length));
	ck_assert_str_eq(reply_header(r, "ETag"), etag);
}
END_TEST

/*
 * What a cache between may do for everybody: it may not ask whose cookie it was, which is another
 * one each hour.
 */
START_TEST(a_picture_for_anybody_varies_by_no_ones_cookie)
{
	const char *const path = path_of(set_picture(add_movie("Sphere")), "");
	struct reply *r = client_get(&member, &images_app, path);

	ck_assert_ptr_null(reply_header(r, "Vary"));
	ck_assert_str_eq(reply_header(r, "ETag"), arena_printf(&memory, "\"%s\"", path + 1));
	client_settings("cors_origins = https://app.example");
	ck_assert_str_eq(reply_header(client_get(&nobody, &images_app, path), "Vary"), "Origin");
	client_settings("catalogue = private");
	ck_assert_str_eq(reply_header(client_get(&member, &images_app, path), "Vary"),
		"Accept, Authorization, Cookie, Origin");
}
END_TEST

/*
 * The stored bytes are more than a request may have in memory: who has them gets an answer all the
 * same.
 */
START_TEST(a_picture_that_is_known_is_not_read)
{
	const char *id = set_picture(add_movie("Sphere"));
	const char *known[] = { arena_printf(&memory, "HTTP_IF_NONE_MATCH=\"x\", W/\"%s\"", id),
		NULL };
	struct reply *r;

	client_sql("UPDATE images SET bytes = zeroblob(50 << 20)", NULL, NULL);
	ck_assert_int_eq(client_get(&nobody, &images_app, path_of(id, ""))->http, 503);
	r = client_send(&nobody, &images_app, "GET", path_of(id, ""), NULL, NULL, 0, known);
	ck_assert_int_eq(r->http, 304);
	ck_assert_str_eq(reply_header(r, "ETag"), arena_printf(&memory, "\"%s\"", id));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "public, max-age=31536000, immutable");
	known[0] = "HTTP_IF_NONE_MATCH=*";
	ck_assert_int_eq(client_send(&nobody, &images_app, "HEAD", path_of(id, ""), NULL, NULL, 0,
		known)->http, 304);
	client_sql("DELETE FROM images", NULL, NULL);
	ck_assert_int_eq(client_send(&nobody, &images_app, "GET", path_of(id, ""), NULL, NULL, 0,
		known)->http, 404);
}
END_TEST

/*
 * Who may not send it is told so without anybody keeping what was sent; the answer comes after its
 * end, as some servers need.
 */
START_TEST(an_upload_is_kept_only_of_who_may_send_it)
{
	const char *movie = add_movie("Sphere");
	const struct { const struct sender *who; const struct app *app; const char *path; int http;
		} tries[] = {
		{ &nobody, &media_app, path_of(movie, "/image"), 401 },
		{ &other, &media_app, path_of(movie, "/image"), 403 },
		{ &nobody, &users_app, "/me/avatar", 401 },
		{ &member, &server_app, "/restore", 403 },
		{ &member, &media_app, path_of(NONE, "/image"), 404 },
		{ &member, &books_app, path_of(movie, "/cover"), 404 },
	};
	const size_t size = 90000;
	char *bytes = arena_alloc(&memory, size);
	struct reply *r;

	for (int i = 0; i < COUNT(tries); i++) {
		r = upload_as(tries[i].who, tries[i].app, tries[i].path, bytes, size, NULL);
		ck_assert_int_eq(r->http, tries[i].http);
		ck_assert_uint_eq(r->largest_read, 16384);
	}
	r = upload_as(&member, &media_app, path_of(movie, "/image"), bytes, size, NULL);
	ck_assert_int_eq(r->http, 415);
	ck_assert_uint_ge(r->largest_read, size);
}
END_TEST

START_TEST(pictures_are_decoded_a_few_at_once)
{
	const char *movie = add_movie("Sphere"), *path = path_of(movie, "/image");
	int slot = open(arena_printf(&memory, "%s/data/.ht.picture.0", client_folder()),
		O_RDWR | O_CREAT, 0600);
	struct reply *r;

	client_settings("rate_limit_address = 100000\npicture_slots = 1");
	clock_hurry(true);
	ck_assert_int_eq(flock(slot, LOCK_EX), 0);
	r = upload(&member, &media_app, path);
	ck_assert_int_eq(r->http, 503);
	ck_assert_str_eq(json_text(r, "error.code"), "unavailable");
	ck_assert_ptr_nonnull(reply_header(r, "Retry-After"));
	ck_assert_int_eq(client_rows("images"), 0);
	client_settings("rate_limit_address = 100000\npicture_slots = 2");
	ck_assert_int_eq(upload(&member, &media_app, path)->http, 201);
	close(slot);
	client_settings("rate_limit_address = 100000\npicture_slots = 1");
	for (int i = 0; i < 3; i++)	/* each gives its slot back */
		ck_assert_int_eq(upload(&member, &media_app, path)->http, 201);
	clock_hurry(false);
}
END_TEST

/* A worker would hold it until its own end. */
START_TEST(a_picture_that_needs_too_much_memory_gives_its_slot_back)
{
	const char *movie = add_movie("Sphere"), *path = path_of(movie, "/image");
	const size_t size = 1000000;
	char *bytes = arena_alloc(&memory, size);
	size_t most;
	struct reply *r;

	memcpy(bytes, picture.data, picture.length);
	client_settings("rate_limit_address = 100000\npicture_slots = 1");
	ck_assert_int_eq(upload(&member, &media_app, path)->http, 201);
	most = client_limit_memory(1700000);	/* for what is sent, and not once more */
	r = upload_as(&member, &media_app, path, bytes, size, NULL);
	client_limit_memory(most);
	ck_assert_int_eq(r->http, 503);
	clock_hurry(true);
	ck_assert_int_eq(upload(&member, &media_app, path)->http, 201);
	clock_hurry(false);
	ck_assert_int_eq(upload_as(&member, &media_app, path, bytes, size, NULL)->http, 201);
}
END_TEST

START_TEST(owners_and_admins_set_pictures_others_do_not)
{
	const char *movie = add_movie("Sphere");
	const struct { const struct sender *who; int http; } tries[] = {
		{ &nobody, 401 }, { &other, 403 }, { &member, 201 }, { &admin, 201 },
	};

	for (int i = 0; i < COUNT(tries); i++) {
		struct reply *r = upload(tries[i].who, &media_app, path_of(movie, "/image"));

		ck_assert_int_eq(r->http, tries[i].http);
		ck_assert_int_eq(client_rows("images"), i >= 2);
	}
}
END_TEST

START_TEST(a_curated_book_takes_its_cover_from_admins_only)
{
	const char *book = add(&admin, &books_app,
		"{\"title\":\"Emma\",\"author\":\"Jane Austen\"}");
	struct reply *r;

	ck_assert_int_eq(upload(&member, &books_app, path_of(book, "/cover"))->http, 403);
	r = upload(&admin, &books_app, path_of(book, "/cover"));
	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(client_get(&nobody, &books_app, path_of(book, "")), "image_url"),
		json_text(r, "url"));
}
END_TEST

START_TEST(a_poster_is_the_picture_of_its_movie)
{
	const char *movie = add_movie("Sphere"),
		*nothing = "/images/00000000-0000-4000-8000-000000000000";
	struct reply *r = upload(&member, &movies_app, path_of(movie, "/poster"));
	const char *url = json_text(r, "url");

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(client_get(&nobody, &movies_app, path_of(movie, "")),
		"poster_url"), url);
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path_of(movie, "")),
		"image_url"), url);
	r = client_patch(&member, &movies_app, path_of(movie, ""),
		arena_printf(&memory, "{\"poster_url\":\"%s\"}", nothing));
	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "poster_url");
	ck_assert_int_eq(client_rows("images"), 1);
}
END_TEST

START_TEST(a_picture_is_for_an_item_that_is_there)
{
	const char *movie = add_movie("Sphere"), *nothing = "00000000-0000-4000-8000-000000000000";

	ck_assert_int_eq(upload(&member, &media_app, path_of(nothing, "/image"))->http, 404);
	ck_assert_int_eq(upload(&admin, &books_app, path_of(movie, "/cover"))->http, 404);
	ck_assert_int_eq(client_get(&admin, &media_app, path_of(movie, "/image"))->http, 405);
	ck_assert_int_eq(client_get(&nobody, &images_app, path_of(nothing, ""))->http, 404);
	ck_assert_int_eq(client_get(&nobody, &images_app, "/")->http, 404);
	ck_assert_int_eq(client_rows("images"), 0);
}
END_TEST

static const struct {
	const char *parts[2], *bytes;	/* dispositions; NULL bytes: the picture's */
	int http;
	const char *field;
} bad_uploads[] = {
	{ { "name=\"_none\"" }, "", 400, "image" },
	{ { "name=\"image\"" }, "just text", 400, "image" },
	{ { "name=\"image\"; filename=\"\"" }, "", 400, "image" },
	{ { "name=\"image\"; filename=\"a.jpg\"" }, "", 400, "image" },
	{ { "name=\"image\"; filename=\"a.jpg\"", "name=\"image\"; filename=\"b.jpg\"" }, NULL, 400,
	  "image" },
	{ { "name=\"image\"; filename=\"a.jpg\"", "name=\"more\"; filename=\"b.jpg\"" }, NULL, 400,
	  "more" },
	{ { "name=\"file\"; filename=\"a.jpg\"" }, NULL, 400, "file" },
	{ { "name=\"image\"; filename=\"a.jpg\"", "name=\"title\"" }, "x", 400, "title" },
	{ { "name=\"image\"" }, NULL, 400, "" },
	{ { "name=\"image\"; filename=\"a.jpg\"" }, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
	  415, "image" },
	{ { "name=\"image\"; filename=\"a.png\"" }, "<!doctype html><script>alert(1)</script>", 415,
	  "image" },
	{ { "name=\"image\"; filename=\"a.jpg\"" }, "GIF89a\1", 415, "image" },
	{ { "name=\"image\"; filename=\"a.jpg\"" }, "\xff\xd8\xff\xe0 and then nothing of it", 400,
	  "image" },
};

START_TEST(a_bad_upload_is_named_and_nothing_is_stored)
{
	const char *movie = add_movie("Sphere"), *bytes = bad_uploads[_i].bytes;
	struct reply *r;
	struct buf body;

	buf_init(&body, &memory, 5000);
	for (int i = 0; i < 2 && bad_uploads[_i].parts[i]; i++)
		part(&body, bad_uploads[_i].parts[i], bytes ? bytes : picture.data,
			bytes ? strlen(bytes) : picture.length);
	r = send_parts(&member, &media_app, path_of(movie, "/image"), &body, NULL);
	ck_assert_int_eq(r->http, bad_uploads[_i].http);
	ck_assert_str_eq(json_text(r, "error.code"),
		r->http == 415 ? "unsupported_media_type" : "validation_error");
	ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_uploads[_i].field);
	ck_assert_int_eq(client_rows("images"), 0);
	ck_assert_ptr_null(stored(movie));
}
END_TEST

START_TEST(only_multipart_carries_a_picture)
{
	const char *path = path_of(add_movie("Sphere"), "/image");

	ck_assert_int_eq(client_post(&member, &media_app, path, NULL)->http, 400);
	ck_assert_int_eq(client_post(&member, &media_app, path, "{\"image\":\"x\"}")->http, 400);
	ck_assert_int_eq(client_send(&member, &media_app, "POST", path, "image/jpeg", picture.data,
		picture.length, NULL)->http, 415);
	ck_assert_int_eq(client_rows("images"), 0);
}
END_TEST

/* What follows the picture is cut off, so any length can be made of one. */
START_TEST(a_file_of_upload_max_is_taken_and_one_byte_more_is_413)
{
	const char *path = path_of(add_movie("Sphere"), "/image");
	const char *const chunked[] = { "CONTENT_LENGTH=", "HTTP_TRANSFER_ENCODING=chunked", NULL };
	char *bytes = arena_alloc(&memory, 4 * UPLOAD_MAX);
	const struct { size_t size; int http; } tries[] = {
		{ UPLOAD_MAX + 1, 413 }, { UPLOAD_MAX + 65536, 413 }, { 4 * UPLOAD_MAX, 413 },
		{ UPLOAD_MAX, 201 },
	};

	memcpy(bytes, picture.data, picture.length);
	for (int i = 0; i < COUNT(tries); i++) {
		for (int is_chunked = 0; is_chunked < 2; is_chunked++) {
			struct reply *r = upload_as(&member, &media_app, path, bytes, tries[i].size,
				is_chunked ? chunked : NULL);

			ck_assert_int_eq(r->http, tries[i].http);
			if (r->http == 413)
				ck_assert_str_eq(json_text(r, "error.code"), "payload_too_large");
			ck_assert_int_eq(client_rows("images"), r->http == 201);
		}
	}
}
END_TEST

START_TEST(only_the_file_may_be_larger_than_other_bodies)
{
	const char *id = add_movie("Sphere");
	char *text = arena_alloc(&memory, 270001);
	struct buf body;

	memset(text, 'x', 270000);
	buf_init(&body, &memory, 300000);
	part(&body, "name=\"image\"; filename=\"a.jpg\"", picture.data, picture.length);
	part(&body, "name=\"next\"", text, 270000);
	ck_assert_int_eq(send_parts(&member, &media_app, path_of(id, "/image"), &body, NULL)->http,
		413);
	ck_assert_int_eq(client_send(&member, &media_app, "POST", path_of(id, "/image"),
		"application/json", text, 270000, NULL)->http, 413);
	ck_assert_int_eq(upload_as(&member, &media_app, "/", text, 270000, NULL)->http, 413);
	ck_assert_int_eq(client_rows("images"), 0);
}
END_TEST

START_TEST(a_claim_of_20000_by_20000_is_413)
{
	struct buf sent = picture_header(&memory, PNG, 20000, 20000);
	struct reply *r = upload_as(&member, &media_app, path_of(add_movie("Sphere"), "/image"),
		sent.data, sent.length, NULL);

	ck_assert_int_eq(r->http, 413);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "image");
	ck_assert_int_eq(client_rows("images"), 0);
}
END_TEST

START_TEST(a_browser_is_sent_on_to_the_item_or_to_next)
{
	static const char *const html[] = { "HTTP_ACCEPT=text/html", NULL };
	const char *movie = add_movie("Sphere"), *path = path_of(movie, "/image");
	struct reply *r = upload_as(&member, &media_app, path, picture.data, picture.length, html);
	struct buf body;

	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(reply_header(r, "Location"),
		arena_printf(&memory, "/media/%s", movie));
	buf_init(&body, &memory, 5000);
	part(&body, "name=\"next\"", "/edit.html", 10);
	part(&body, "name=\"image\"; filename=\"a.jpg\"", picture.data, picture.length);
	r = send_parts(&member, &media_app, path, &body, html);
	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(reply_header(r, "Location"), "/edit.html");
	r = upload_as(&member, &media_app, path, "GIF89a", 6, html);
	ck_assert_int_eq(r->http, 415);
	ck_assert_str_eq(reply_header(r, "Content-Type"), "text/html; charset=utf-8");
	ck_assert_ptr_nonnull(strstr(r->body, "JPEG, PNG or WebP"));
}
END_TEST

/* --- links ------------------------------------------------------------------------------------ */

static const struct {
	const char *link;	/* with ID for the picture's */
	bool is_ours;
} styles[] = {
	{ "/images/ID", true },
	{ "images/ID", true },
	{ "/cgi-bin/images.cgi/ID", true },
	{ "http://vitrine.example/images/ID", true },
	{ "https://Vitrine.Example/images/ID", true },
	{ "https://vitrine.example/cgi-bin/images.cgi/ID", true },
	{ "https://elsewhere.example/images/ID", false },
	{ "https://vitrine.example.evil.example/images/ID", false },
	{ "https://vitrine.example/other/images/ID", false },
	{ "https://vitrine.example/images/ID/", false },
	{ "https://vitrine.example/images/ID?x", false },
};

static const char *
filled(const char *template, const char *id)
{
	const char *mark = strstr(template, "ID");

	return arena_printf(&memory, "%.*s%s%s", (int)(mark - template), template, id, mark + 2);
}

START_TEST(a_link_to_our_picture_is_stored_as_that_picture)
{
	const char *id = set_picture(add_movie("Sphere")), *copy = add_movie("Copy");
	const char *link = filled(styles[_i].link, id);
	struct reply *r = patch(copy, arena_printf(&memory, "{\"image_url\":\"%s\"}", link));

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(stored(copy), styles[_i].is_ours ? id : link);
	ck_assert_str_eq(json_text(r, "image_url"),
		styles[_i].is_ours ? filled("/images/ID", id) : link);
}
END_TEST

static const char *const bad_links[] = {
	"/images/00000000-0000-4000-8000-000000000000",
	"https://vitrine.example/images/00000000-0000-4000-8000-000000000000",
	"00000000-0000-4000-8000-000000000000", "/images/", "/images/x",
	"/pictures/00000000-0000-4000-8000-000000000000",
	"javascript:alert(1)", "//vitrine.example/images/00000000-0000-4000-8000-000000000000",
	"data:image/png;base64,AA==",
};

START_TEST(a_link_to_no_picture_is_400)
{
	const char *movie = add_movie("Sphere");
	struct reply *r = patch(movie,
		arena_printf(&memory, "{\"image_url\":\"%s\"}", bad_links[_i]));

	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "image_url");
	ck_assert_ptr_null(stored(movie));
}
END_TEST

/* Somebody who wants to take the picture away between the look for it and the write has to wait. */
static enum status
link_with_a_rival(struct request *req, struct response *res)
{
	const struct db_options options = { .path = arena_printf(&memory, "%s/data/.ht.vitrine.db",
		client_folder()) };
	struct db *rival;

	(void)req;
	ck_assert_int_eq(db_open(&options, &rival), OK);
	ck_assert_int_eq(db_try_begin(rival), ERR_UNAVAILABLE);
	db_close(rival);
	return respond_nothing(res);
}

START_TEST(a_picture_that_is_linked_to_stays_until_the_link_is_stored)
{
	const struct route routes[] = { { POST, "/", link_with_a_rival, MEMBER,
		.body = &media_view }, { 0 } };
	const struct app rivalled = { "rivalled", "/rivalled", NULL, routes };
	const char *id = set_picture(add_movie("Sphere"));

	ck_assert_int_eq(client_post(&member, &rivalled, "/", arena_printf(&memory,
		"{\"type\":\"GAME\",\"title\":\"a\",\"image_url\":\"/images/%s\"}", id))->http,
		204);
	ck_assert_int_eq(client_post(&member, &media_app, "/", arena_printf(&memory,
		"{\"type\":\"GAME\",\"title\":\"a\",\"image_url\":\"/images/%s\"}", id))->http,
		201);
}
END_TEST

START_TEST(a_link_has_the_style_of_the_request)
{
	const char *movie = add_movie("Sphere"), *id = set_picture(movie),
		*path = path_of(movie, "");
	const struct { const char *headers[3], *link; } requests[] = {
		{ { NULL }, "/images/ID" },
		{ { "REQUEST_URI=/cgi-bin/media.cgi/x" }, "/cgi-bin/images.cgi/ID" },
		{ { "SCRIPT_NAME=/~ann/vitrine/cgi-bin/media.cgi",
		  "REQUEST_URI=/~ann/vitrine/media/x" },
			"/~ann/vitrine/images/ID" },
		{ { "SCRIPT_NAME=/~ann/vitrine/cgi-bin/media.cgi",
		  "REQUEST_URI=/~ann/vitrine/cgi-bin/media.cgi/x" },
			"/~ann/vitrine/cgi-bin/images.cgi/ID" },
	};

	for (int i = 0; i < COUNT(requests); i++) {
		struct reply *r = client_send(&nobody, &media_app, "GET", path, NULL, NULL, 0,
			requests[i].headers);

		ck_assert_str_eq(json_text(r, "image_url"), filled(requests[i].link, id));
		r = client_send(&nobody, &media_app, "GET", "/", NULL, NULL, 0,
			requests[i].headers);
		ck_assert_str_eq(json_text(r, "media[0].image_url"), filled(requests[i].link, id));
	}
	client_settings("base_url = https://films.example/v");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path), "image_url"),
		filled("https://films.example/v/images/ID", id));
	ck_assert_int_eq(patch(movie, arena_printf(&memory, "{\"image_url\":\"%s\"}",
		filled("https://films.example/v/images/ID", id)))->http, 200);
	ck_assert_str_eq(stored(movie), id);
}
END_TEST

START_TEST(an_item_that_is_sent_back_as_it_was_read_keeps_its_picture)
{
	const char *movie = add_movie("Sphere"), *id = set_picture(movie);
	struct reply *r = client_get(&member, &media_app, path_of(movie, ""));

	r = client_put(&member, &media_app, path_of(movie, ""), r->body);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(stored(movie), id);
	ck_assert_int_eq(client_get(&nobody, &images_app, path_of(id, ""))->http, 200);
}
END_TEST

START_TEST(the_shelf_shows_the_link_too)
{
	const char *movie = add_movie("Sphere"), *id = set_picture(movie);
	struct reply *r = client_post(&member, &usermedia_app, "/",
		arena_printf(&memory, "{\"media_id\":\"%s\"}", movie));

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "media.image_url"), filled("/images/ID", id));
}
END_TEST

START_TEST(a_picture_asked_for_as_an_item_is_301)
{
	const char *id = set_picture(add_movie("Sphere"));
	const char *const long_style[] = { "REQUEST_URI=/cgi-bin/media.cgi/x", NULL };
	struct reply *r = client_get(&nobody, &media_app, path_of(id, ""));

	ck_assert_int_eq(r->http, 301);
	ck_assert_str_eq(reply_header(r, "Location"), filled("/images/ID", id));
	r = client_send(&nobody, &media_app, "HEAD", path_of(id, ""), NULL, NULL, 0, long_style);
	ck_assert_int_eq(r->http, 301);
	ck_assert_str_eq(reply_header(r, "Location"), filled("/cgi-bin/images.cgi/ID", id));
	ck_assert_int_eq(client_patch(&admin, &media_app, path_of(id, ""),
		"{\"title\":\"x\"}")->http, 404);
}
END_TEST

START_TEST(a_private_catalogue_keeps_its_pictures_to_members)
{
	const char *id = set_picture(add_movie("Sphere"));
	struct reply *r;

	client_settings("catalogue = private");
	ck_assert_int_eq(client_get(&nobody, &images_app, path_of(id, ""))->http, 401);
	r = client_get(&member, &images_app, path_of(id, ""));
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "private, max-age=31536000, immutable");
}
END_TEST

/* --- what nobody refers to -------------------------------------------------------------------- */

static void
replace_picture(const char *movie)
{
	set_picture(movie);
	ck_assert_int_eq(patch(movie, "{\"image_url\":\"https://example.org/a.jpg\"}")->http, 200);
}

static void
empty_picture(const char *movie)
{
	ck_assert_int_eq(patch(movie, "{\"image_url\":null}")->http, 200);
}

static void
put_without_picture(const char *movie)
{
	ck_assert_int_eq(client_put(&member, &media_app, path_of(movie, ""),
		"{\"type\":\"MOVIE\",\"title\":\"a\"}")->http, 200);
}

static void
delete_item(const char *movie)
{
	ck_assert_int_eq(client_delete(&member, &media_app, path_of(movie, ""))->http, 204);
}

static void (*const let_go[])(const char *) = { replace_picture, empty_picture, put_without_picture,
	delete_item };

START_TEST(a_picture_that_nobody_refers_to_is_deleted)
{
	const char *movie = add_movie("Sphere"), *id = set_picture(movie);

	let_go[_i](movie);
	ck_assert_int_eq(client_rows("images"), 0);
	ck_assert_int_eq(client_get(&nobody, &images_app, path_of(id, ""))->http, 404);
}
END_TEST

START_TEST(a_picture_that_another_title_shows_stays)
{
	const char *movie = add_movie("Sphere"), *copy = add_movie("Copy"),
		*id = set_picture(movie);

	ck_assert_int_eq(patch(copy,
		arena_printf(&memory, "{\"image_url\":\"/images/%s\"}", id))->http, 200);
	let_go[_i](movie);
	ck_assert_int_eq(client_get(&nobody, &images_app, path_of(id, ""))->http, 200);
	delete_item(copy);
	ck_assert_int_eq(client_rows("images"), 0);
}
END_TEST

START_TEST(a_change_that_fails_deletes_no_picture)
{
	const char *movie = add_movie("Sphere"), *id = set_picture(movie);

	add_movie("Other");
	ck_assert_int_eq(patch(movie, "{\"title\":\"other\",\"image_url\":null}")->http, 409);
	ck_assert_str_eq(stored(movie), id);
	ck_assert_int_eq(client_rows("images"), 1);
}
END_TEST

/* --- avatars ---------------------------------------------------------------------------------- */

START_TEST(a_new_avatar_takes_the_place_of_the_one_before)
{
	struct reply *r;

	ck_assert_int_eq(upload(&nobody, &users_app, "/me/avatar")->http, 401);
	for (int i = 0; i < 2; i++) {
		r = upload(&member, &users_app, "/me/avatar");
		ck_assert_int_eq(r->http, 201);
		ck_assert_str_eq(reply_header(r, "Location"),
			filled("/images/ID", json_text(r, "image_id")));
		ck_assert_int_eq(client_rows("images WHERE user_key = (SELECT key FROM users "
			"WHERE username = 'member')"), 1);
		ck_assert_int_eq(client_rows("users WHERE avatar_image_id IS NOT NULL"), 1);
	}
	r = client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}");
	ck_assert_ptr_nonnull(strstr(json_text(r, "avatar_url"), "/images/"));
	r = client_get(&member, &users_app, "/me");
	ck_assert_int_eq(client_get(&nobody, &images_app,
		json_text(r, "avatar_url") + strlen("/images"))->http, 200);
	r = client_put(&member, &users_app, "/me", r->body);
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_int_eq(client_rows("users WHERE avatar_image_id IS NOT NULL"), 1);
	ck_assert_int_eq(client_delete(&member, &users_app, "/me/avatar")->http, 204);
	ck_assert_int_eq(client_rows("images"), 0);
	ck_assert_int_eq(client_delete(&member, &users_app, "/me/avatar")->http, 204);
}
END_TEST

START_TEST(a_review_shows_its_author)
{
	const char *movie = add_movie("Sphere"),
		*avatar = json_text(upload(&member, &users_app, "/me/avatar"), "url");

	ck_assert_int_eq(db_script(client_db(),
		"INSERT INTO reviews (id, user_key, media_key, content, created_at, updated_at) "
		"SELECT 'x', users.key, media_items.key, 'Good.', 0, 0 FROM users, media_items "
		"WHERE username = 'member'"), OK);
	ck_assert_str_eq(json_text(client_get(&member, &media_app, path_of(movie, "")),
		"my.review.user.avatar_url"), avatar);
}
END_TEST

START_TEST(a_user_who_goes_leaves_only_pictures_that_titles_show)
{
	const char *id = set_picture(add_movie("Sphere"));
	int64_t key;

	upload(&member, &users_app, "/me/avatar");
	ck_assert_int_eq(client_rows("images"), 2);
	ck_assert_int_eq(db_number(client_db(), "SELECT key FROM users WHERE username = 'member'",
		NULL, 0, &key), OK);
	ck_assert_int_eq(image_release_user(client_db(), key), OK);
	ck_assert_int_eq(db_script(client_db(), "DELETE FROM users WHERE username = 'member'"), OK);
	ck_assert_int_eq(client_rows("images WHERE user_key IS NULL"), 1);
	ck_assert_int_eq(client_rows("images"), 1);
	ck_assert_int_eq(client_get(&nobody, &images_app, path_of(id, ""))->http, 200);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("images");
	TCase *tc = tcase_create("images");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, an_uploaded_picture_is_served_to_anyone, 0, PICTURE_KINDS);
	tcase_add_test(tc, a_picture_for_anybody_varies_by_no_ones_cookie);
	tcase_add_test(tc, a_picture_that_is_known_is_not_read);
	tcase_add_test(tc, an_upload_is_kept_only_of_who_may_send_it);
	tcase_add_test(tc, pictures_are_decoded_a_few_at_once);
	tcase_add_test(tc, a_picture_that_needs_too_much_memory_gives_its_slot_back);
	tcase_add_test(tc, owners_and_admins_set_pictures_others_do_not);
	tcase_add_test(tc, a_curated_book_takes_its_cover_from_admins_only);
	tcase_add_test(tc, a_poster_is_the_picture_of_its_movie);
	tcase_add_test(tc, a_picture_is_for_an_item_that_is_there);
	tcase_add_loop_test(tc, a_bad_upload_is_named_and_nothing_is_stored, 0, COUNT(bad_uploads));
	tcase_add_test(tc, only_multipart_carries_a_picture);
	tcase_add_test(tc, a_file_of_upload_max_is_taken_and_one_byte_more_is_413);
	tcase_add_test(tc, only_the_file_may_be_larger_than_other_bodies);
	tcase_add_test(tc, a_claim_of_20000_by_20000_is_413);
	tcase_add_test(tc, a_browser_is_sent_on_to_the_item_or_to_next);
	tcase_add_loop_test(tc, a_link_to_our_picture_is_stored_as_that_picture, 0, COUNT(styles));
	tcase_add_loop_test(tc, a_link_to_no_picture_is_400, 0, COUNT(bad_links));
	tcase_add_test(tc, a_picture_that_is_linked_to_stays_until_the_link_is_stored);
	tcase_add_test(tc, a_link_has_the_style_of_the_request);
	tcase_add_test(tc, an_item_that_is_sent_back_as_it_was_read_keeps_its_picture);
	tcase_add_test(tc, the_shelf_shows_the_link_too);
	tcase_add_test(tc, a_picture_asked_for_as_an_item_is_301);
	tcase_add_test(tc, a_private_catalogue_keeps_its_pictures_to_members);
	tcase_add_loop_test(tc, a_picture_that_nobody_refers_to_is_deleted, 0, COUNT(let_go));
	tcase_add_loop_test(tc, a_picture_that_another_title_shows_stays, 0, COUNT(let_go));
	tcase_add_test(tc, a_change_that_fails_deletes_no_picture);
	tcase_add_test(tc, a_new_avatar_takes_the_place_of_the_one_before);
	tcase_add_test(tc, a_review_shows_its_author);
	tcase_add_test(tc, a_user_who_goes_leaves_only_pictures_that_titles_show);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
