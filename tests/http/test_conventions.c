/*
 * What every program promises: api.md section 1 (and "HTTP" and "Writing" of section 8), by trying
 * the opposite.
 */
#include "client.h"

#include <stdio.h>
#include <string.h>

#define JSON "application/json"
#define FORM "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data; boundary=zz"

static struct arena memory = { .limit = 64 << 20 };

static void
assert_envelope(const struct reply *r, int http, const char *code)
{
	ck_assert_int_eq(r->http, http);
	ck_assert_str_eq(reply_header(r, "Content-Type"), JSON);
	ck_assert_str_eq(json_text(r, "success"), "false");
	ck_assert_str_eq(json_text(r, "error.code"), code);
	ck_assert_str_ne(json_text(r, "error.message"), "(none)");
}

static struct reply *
add_item(const char *json)
{
	struct reply *r = client_post(&member, &media_app, "/", json);

	ck_assert_int_eq(r->http, 201);
	return r;
}

static const char *
item_path(const struct reply *r)
{
	return arena_printf(&memory, "/%s", json_text(r, "id"));
}

/* --- bodies that are refused ------------------------------------------------------------------ */

#define BODY(text) text, sizeof(text) - 1

static const struct {
	const char *type, *body;
	size_t size;
	int http;
	const char *field;
} bad_bodies[] = {
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"nope\":1}"), 400, "nope" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"Title\":\"b\"}"), 400, "Title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"\":1}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"_method\":\"PUT\"}"), 400, "_method" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"next\":\"/x\"}"), 400, "next" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":7}"), 400, "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":[\"a\"]}"), 400, "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":{}}"), 400, "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":true}"), 400, "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":null}"), 400, "title" },
	{ JSON, BODY("{\"type\":3,\"title\":\"a\"}"), 400, "type" },
	{ JSON, BODY("{\"type\":\"OPERA\",\"title\":\"a\"}"), 400, "type" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"length\":\"7\"}"), 400, "length" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"length\":1.5}"), 400, "length" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"length\":1e300}"), 400, "length" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"length\":true}"), 400, "length" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"curated\":\"yes\"}"), 400, "curated" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"metadata\":\"{}\"}"), 400, "metadata" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\nb\"}"), 400, "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"pub_date\":\"2025-13\"}"), 400,
	  "pub_date" },
	/* not JSON, or not one object */
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\""), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\"} x"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\"}{}"), 400, "" },
	{ JSON, BODY("{'type':'BOOK','title':'a'}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"length\":01}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"length\":NaN}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\"/**/}"), 400, "" },
	{ JSON, BODY("{\xef\xbb\xbf\"type\":\"BOOK\",\"title\":\"a\"}"), 400, "" },
	{ JSON, BODY("[{\"type\":\"BOOK\",\"title\":\"a\"}]"), 400, "" },
	{ JSON, BODY("\"text\""), 400, "" },
	{ JSON, BODY("null"), 400, "" },
	{ JSON, BODY(" "), 400, "" },
	{ JSON, BODY("type=BOOK&title=a"), 400, "" },
	/* duplicate keys, also spelt differently or far down */
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"title\":\"b\"}"), 400, "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"t\\u0069tle\":\"b\"}"), 400, "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"metadata\":{\"x\":[{\"y\":1,"
	  "\"y\":2}]}}"), 400, "y" },
	/* text that is no text */
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\xff\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\xc0\x80\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\xed\xa0\x80\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\xf4\x90\x80\x80\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\xe2\x82\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\0b\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\"}\0"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\u0000b\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\ud800\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\udc00\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\ud800\\ud800\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\u12g4\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\x\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\tb\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\nb\"}"), 400, "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"description\":\"a\x01\"}"), 400, "" },
	/* forms */
	{ FORM, BODY("type=BOOK&title=a&nope=1"), 400, "nope" },
	{ FORM, BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"), 400, "Content-Type" },
	{ FORM, BODY("\r\n [1]"), 400, "Content-Type" },
	{ FORM, BODY("type=BOOK&title="), 400, "title" },
	{ FORM, BODY("type=BOOK&title=a&length=x"), 400, "length" },
	{ FORM, BODY("type=BOOK&title=a&length=0x10"), 400, "length" },
	{ FORM, BODY("type=BOOK&title=a&length=1.5"), 400, "length" },
	{ FORM, BODY("type=BOOK&title=a&curated=maybe"), 400, "curated" },
	{ FORM, BODY("type=BOOK&title=a&metadata=[]"), 400, "metadata" },
	{ FORM, BODY("type=BOOK&title=a%00b"), 400, "" },
	{ FORM, BODY("type=BOOK&title=a\0b"), 400, "" },
	{ FORM, BODY("type=BOOK&title=a%FF"), 400, "" },
	{ FORM, BODY("type=BOOK&title=a&_method=GET"), 400, "_method" },
	{ FORM, BODY("type=BOOK&title=a&_method=POST"), 400, "_method" },
	{ FORM, BODY("type=BOOK&title=a&_method=put"), 400, "_method" },
	{ FORM, BODY("type=BOOK&title=a&_method=BREW"), 400, "_method" },
	{ FORM, BODY("type=BOOK&title=a&_method="), 400, "_method" },
	{ MULTIPART, BODY("--zz\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\na"),
	  400, "" },
	{ MULTIPART, BODY("--zz\r\n\r\na\r\n--zz--\r\n"), 400, "" },
	{ MULTIPART, BODY("title=a"), 400, "" },
	{ MULTIPART,
	  BODY("--zz\r\nContent-Disposition: form-data; name=\"nope\"\r\n\r\na\r\n--zz--\r\n"), 400,
	  "nope" },
	{ MULTIPART,
	  BODY("--zz\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\na\0b\r\n--zz--\r\n"),
	  400, "" },
	{ "multipart/form-data", BODY("--zz\r\n\r\na\r\n--zz--\r\n"), 400, "" },
	/* types that nobody reads */
	{ "text/plain", BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"), 415, NULL },
	{ "application/xml", BODY("<a/>"), 415, NULL },
	{ "application/jsonp", BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"), 415, NULL },
	{ "application", BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"), 415, NULL },
	{ NULL, BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"), 415, NULL },
};

START_TEST(a_bad_body_is_refused_and_nothing_is_stored)
{
	struct reply *r = client_send(&member, &media_app, "POST", "/", bad_bodies[_i].type,
		bad_bodies[_i].body, bad_bodies[_i].size, NULL);

	assert_envelope(r, bad_bodies[_i].http,
		bad_bodies[_i].http == 400 ? "validation_error" : "unsupported_media_type");
	if (bad_bodies[_i].field)
		ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_bodies[_i].field);
	ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

START_TEST(every_wrong_field_is_named_at_once)
{
	struct reply *r = client_post(&member, &media_app, "/",
		"{\"title\":1,\"length\":\"x\",\"nope\":1}");

	assert_envelope(r, 400, "validation_error");
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "title");
	ck_assert_str_eq(json_text(r, "error.details[1].field"), "length");
	ck_assert_str_eq(json_text(r, "error.details[2].field"), "nope");
	ck_assert_str_eq(json_text(r, "error.details[3].field"), "type");
	ck_assert_str_eq(json_text(r, "error.details[4].field"), "(none)");
}
END_TEST

/* A JSON body of `size` bytes, padded by spaces. */
static const char *
padded(size_t size)
{
	char *body = arena_alloc(&memory, size + 1);

	memset(body, ' ', size);
	memcpy(body, BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	return body;
}

START_TEST(a_body_of_256_kib_is_taken_and_one_byte_more_is_413)
{
	const char *const lies[] = { "CONTENT_LENGTH=18446744073709551616", NULL };
	const char *const chunked[] = { "CONTENT_LENGTH=", "HTTP_TRANSFER_ENCODING=chunked", NULL };
	const char *body = padded(300000);

	assert_envelope(client_send(&member, &media_app, "POST", "/", JSON, body, 262145, NULL),
		413, "payload_too_large");
	assert_envelope(client_send(&member, &media_app, "POST", "/", JSON, body, 300000, chunked),
		413,
		"payload_too_large");
	assert_envelope(client_send(&member, &media_app, "POST", "/", JSON, body, 40, lies), 413,
		"payload_too_large");
	ck_assert_int_eq(client_rows("media_items"), 0);
	ck_assert_int_eq(client_send(&member, &media_app, "POST", "/", JSON, body, 262144,
		NULL)->http, 201);
	ck_assert_int_eq(client_send(&member, &media_app, "POST", "/", JSON, body, 300,
		chunked)->http, 201);
}
END_TEST

/* A character of four bytes, in every way that a body can write it. */
static const struct encoding {
	const char *type, *before, *character, *after;
} encodings[] = {
	{ JSON, "{\"%s\":\"", "\U0001f3ac", "\"}" },
	{ JSON, "{\"%s\":\"", "\\ud83c\\udfac", "\"}" },
	{ FORM, "%s=", "%F0%9F%8E%AC", "" }, { FORM, "%s=", "\U0001f3ac", "" },
	{ MULTIPART, "--zz\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", "\U0001f3ac",
	  "\r\n--zz--" },
};

static struct reply *
send_long(const struct encoding *encoding, const struct app *program, const char *method,
	const char *path, const char *field, int count)
{
	struct buf body;

	buf_init(&body, &memory, 300000);
	for (const char *p = encoding->before; *p; p++) {
		if (p[0] == '%' && p[1] == 's') {
			buf_puts(&body, field);
			p++;
		} else {
			buf_putc(&body, *p);
		}
	}
	for (int i = 0; i < count; i++)
		buf_puts(&body, encoding->character);
	buf_puts(&body, encoding->after);
	return client_send(&member, program, method, path, encoding->type, body.data, body.length,
		NULL);
}

START_TEST(each_fields_maximum_fits_in_every_encoding)
{
	const char *id = json_text(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"), "id");
	const char *item = arena_printf(&memory, "/%s", id),
	*entry = arena_printf(&memory, "/%s", json_text(client_post(&member,
		&usermedia_app, "/", arena_printf(&memory, "{\"media_id\":\"%s\"}", id)), "id"));
	const struct {
		const struct app *app;
		const char *method, *path, *field;
		int max, http;
	} longest[] = {
		{ &media_app, "PATCH", item, "description", 20000, 200 },
		{ &media_app, "PATCH", item, "title", 500, 200 },
		{ &usermedia_app, "PATCH", entry, "note", 10000, 200 },
		{ &media_app, "POST", arena_printf(&memory, "%s/reviews", item), "content", 10000,
		  201 },
	};

	for (int i = 0; i < COUNT(longest); i++) {
		struct reply *r = send_long(&encodings[_i], longest[i].app, longest[i].method,
			longest[i].path, longest[i].field, longest[i].max + 1);

		assert_envelope(r, 400, "validation_error");
		ck_assert_str_eq(json_text(r, "error.details[0].field"), longest[i].field);
		r = send_long(&encodings[_i], longest[i].app, longest[i].method, longest[i].path,
			longest[i].field, longest[i].max);
		ck_assert_msg(r->http == longest[i].http, "%.300s", r->body);
		ck_assert_int_eq(strlen(json_text(r, longest[i].field)), 4 * longest[i].max);
	}
}
END_TEST

START_TEST(a_line_break_of_a_form_counts_once)
{
	const char *path = arena_printf(&memory, "%s/reviews",
		item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}")));
	struct buf body;
	struct reply *r;

	buf_init(&body, &memory, 30000);
	buf_puts(&body, "content=");
	for (int i = 0; i < 10000; i++)
		buf_puts(&body, i % 2 ? "%0D%0A" : "x");
	r = client_send(&member, &media_app, "POST", path, FORM, body.data, body.length, NULL);
	ck_assert_int_eq(r->http, 201);
	ck_assert_int_eq(strlen(json_text(r, "content")), 10000);
	ck_assert_ptr_null(strchr(json_text(r, "content"), '\r'));
}
END_TEST

static const char *const compressions[] = { "gzip", "br", "deflate", "zstd", "identity, gzip",
	"x" };

START_TEST(a_compressed_body_is_415_and_says_what_is_taken)
{
	const char *const headers[] = { arena_printf(&memory, "HTTP_CONTENT_ENCODING=%s",
		compressions[_i]), NULL };
	const char *const plain[] = { "HTTP_CONTENT_ENCODING=Identity", NULL };
	struct reply *r = client_send(&member, &media_app, "POST", "/", JSON,
		BODY("\x1f\x8b\x08\0\0"), headers);

	assert_envelope(r, 415, "unsupported_media_type");
	ck_assert_str_eq(reply_header(r, "Accept-Encoding"), "identity");
	ck_assert_int_eq(client_send(&nobody, &media_app, "POST", "/", JSON, BODY("{}"),
		headers)->http, 401);
	r = client_send(&member, &media_app, "POST", "/", "text/plain", BODY("{}"), NULL);
	ck_assert_int_eq(r->http, 415);
	ck_assert_ptr_null(reply_header(r, "Accept-Encoding"));
	ck_assert_int_eq(client_send(&member, &media_app, "POST", "/", JSON,
		BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"), plain)->http, 201);
}
END_TEST

START_TEST(a_bad_body_is_no_detail_of_another_error)
{
	static const struct {
		const struct sender *sender;
		const char *method, *path;
		int http;
	} calls[] = {
		{ &nobody, "POST", "/", 401 }, { &member, "POST", "/nope", 404 },
		{ &member, "DELETE", "/", 405 },
	};

	for (int i = 0; i < COUNT(calls); i++) {
		struct reply *r = client_send(calls[i].sender, &media_app, calls[i].method,
			calls[i].path, JSON, BODY("{"), NULL);

		ck_assert_int_eq(r->http, calls[i].http);
		ck_assert_str_eq(json_text(r, "error.details"), "(none)");
	}
}
END_TEST

START_TEST(a_body_that_breaks_off_is_400)
{
	const char *const lies[] = { "CONTENT_LENGTH=100", NULL };

	assert_envelope(client_send(&member, &media_app, "POST", "/", JSON,
		BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"), lies), 400, "validation_error");
	ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

static const char *
nested(char opening, char closing, int levels)
{
	char *deep = arena_alloc(&memory, (size_t)levels * 8 + 1), *p = deep;

	for (int i = 0; i < levels; i++)
		p += sprintf(p, opening == '{' ? "{\"a\":" : "[");
	*p++ = '1';
	for (int i = 0; i < levels; i++)
		*p++ = closing;
	*p = '\0';
	return arena_printf(&memory, "{\"type\":\"BOOK\",\"title\":\"a\",\"metadata\":%s}", deep);
}

START_TEST(nesting_is_bounded)
{
	assert_envelope(client_post(&member, &media_app, "/", nested('[', ']', 8000)), 400,
		"validation_error");
	assert_envelope(client_post(&member, &media_app, "/", nested('{', '}', 7000)), 400,
		"validation_error");
	assert_envelope(client_post(&member, &media_app, "/", nested('{', '}', 17)), 400,
		"validation_error");
	ck_assert_int_eq(client_rows("media_items"), 0);
	ck_assert_int_eq(client_post(&member, &media_app, "/", nested('{', '}', 16))->http, 201);
}
END_TEST

START_TEST(what_was_read_can_be_sent_back)
{
	struct reply *r = add_item("{\"type\":\"BOOK\",\"title\":\"a\",\"metadata\":{\"x\":1}}");
	const char *path = item_path(r);

	r = client_get(&member, &media_app, path);
	r = client_put(&member, &media_app, path, r->body);
	ck_assert_int_eq(r->http, 200);
	r = client_patch(&member, &media_app, path,
		"{\"id\":\"x\",\"created_at\":7,\"average_rating\":5,\"rank\":1,"
		"\"created_by\":null}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "created_by.username"), "member");
	ck_assert_str_eq(json_text(r, "average_rating"), "null");
}
END_TEST

/* --- the three kinds of body ------------------------------------------------------------------ */

#define PART(name, value) \
	"--zz\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"

static const struct {
	const char *type, *body;
} same_bodies[] = {
	{ JSON, "{\"type\":\"BOOK\",\"title\":\"J\xc3\xbcrgen & Co\",\"length\":7,\"genre\":null,"
	  "\"metadata\":{\"x\":1},"
	  "\"description\":\"a\\r\\nb\"}" },
	{ "Application/JSON; charset=utf-8",
	  "{\"type\":\"BOOK\",\"title\":\"J\\u00fcrgen & Co\",\"length\":7.0,\"genre\":null,"
	  "\"metadata\":{\"x\":1},\"description\":\"a\\r\\nb\"}" },
	{ "application/merge-patch+json",
	  "{\"type\":\"book\",\"title\":\" J\xc3\xbcrgen & Co \",\"length\":7,"
	  "\"metadata\":{\"x\":1},\"description\":\"a\\r\\nb\"}" },
	{ FORM, "type=BOOK&title=J%C3%BCrgen+%26%20Co&length=7&genre=&metadata=%7B%22x%22:1%7D&"
	  "description=a%0D%0Ab"
	  "&_charset_=utf-8&next=" },
	{ FORM "; charset=UTF-8",
	  "&&type=BOOK&title=J\xc3\xbcrgen+%26+Co&length=7&genre&metadata={\"x\":1}"
	  "&description=a%0d%0ab&" },
	{ MULTIPART, PART("type", "BOOK") PART("title", "J\xc3\xbcrgen & Co") PART("length",
	  "7") PART("genre", "")
	  PART("metadata", "{\"x\":1}") PART("description", "a\r\nb") PART("_x", "y")
	  "--zz--\r\n" },
	{ "multipart/form-data; charset=utf-8; boundary=\"zz\"",
	  PART("type", "BOOK") PART("title", "J\xc3\xbcrgen & Co")
	  PART("length", "7") PART("metadata", "{\"x\":1}") PART("description", "a\r\nb")
	  "--zz--" },
};

START_TEST(three_kinds_of_body_mean_the_same)
{
	struct reply *r = client_send(&member, &media_app, "POST", "/", same_bodies[_i].type,
		same_bodies[_i].body, strlen(same_bodies[_i].body), NULL);

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "type"), "BOOK");
	ck_assert_str_eq(json_text(r, "title"), "J\xc3\xbcrgen & Co");
	ck_assert_str_eq(json_text(r, "length"), "7");
	ck_assert_str_eq(json_text(r, "genre"), "null");
	ck_assert_str_eq(json_text(r, "metadata"), "{\"x\":1}");
	ck_assert_str_eq(json_text(r, "description"), "a\nb");
}
END_TEST

START_TEST(an_empty_form_value_is_null)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\",\"genre\":\"g\","
		"\"length\":7}"));
	struct reply *r = client_send(&member, &media_app, "PATCH", path, FORM,
		BODY("genre=&length=8&length="), NULL);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "genre"), "null");
	ck_assert_str_eq(json_text(r, "length"), "null");
	ck_assert_str_eq(json_text(r, "title"), "a");
	r = client_send(&member, &media_app, "PATCH", path, FORM, BODY("creator=+&isbn=%C2%A0"),
		NULL);
	ck_assert_str_eq(json_text(r, "creator"), "null");
	ck_assert_str_eq(json_text(r, "isbn"), "null");
}
END_TEST

START_TEST(a_form_post_may_be_any_method)
{
	const char *path =
		item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\",\"genre\":\"g\"}"));
	struct reply *r = client_send(&member, &media_app, "POST", path, FORM,
		BODY("_method=PATCH&title=b"), NULL);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "title"), "b");
	ck_assert_str_eq(json_text(r, "genre"), "g");
	r = client_send(&member, &media_app, "POST", path, MULTIPART,
		BODY(PART("_method", "PUT") PART("title", "c") "--zz--\r\n"), NULL);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "title"), "c");
	ck_assert_str_eq(json_text(r, "genre"), "null");
	ck_assert_int_eq(client_send(&other, &media_app, "POST", path, FORM, BODY("_method=DELETE"),
		NULL)->http, 403);
	ck_assert_int_eq(client_send(&nobody, &media_app, "POST", path, FORM,
		BODY("_method=DELETE"), NULL)->http, 401);
	ck_assert_int_eq(client_rows("media_items"), 1);
	ck_assert_int_eq(client_send(&member, &media_app, "POST", path, FORM,
		BODY("_method=DELETE"), NULL)->http, 204);
	ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

START_TEST(of_a_forms_controls_the_last_wins_as_of_its_fields)
{
	static const char *const accepts[] = { "HTTP_ACCEPT=text/html", NULL };
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	struct reply *r = client_send(&member, &media_app, "POST", path, FORM,
		BODY("_method=DELETE&_method=PATCH&title=b&title=c&next=a.html&next=b.html"),
		accepts);

	ck_assert_str_eq(reply_header(r, "Location"), "/b.html");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path), "title"), "c");
	r = client_send(&member, &media_app, "POST", path, FORM,
		BODY("_method=PATCH&_method=BREW&title=b"), NULL);
	ck_assert_int_eq(r->http, 400);
	r = client_send(&nobody, &auth_app, "POST", "/token", FORM,
		BODY("grant_type=x&grant_type=password&username=member&password=x&"
		"password=correct+horse"), NULL);
	ck_assert_int_eq(r->http, 200);
	r = client_send(&member, &collection_app, "POST", "/", FORM,
		BODY("type=x&type=y&title=film"),
		(const char *const[]){ "SCRIPT_NAME=/cgi-bin/collection.cgi",
		"REQUEST_URI=/api/v1/movies", NULL });
	ck_assert_str_eq(json_text(r, "type"), "MOVIE");
}
END_TEST

START_TEST(only_a_forms_post_is_another_method)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));

	ck_assert_int_eq(client_post(&member, &media_app, path, "{\"_method\":\"DELETE\"}")->http,
		405);
	ck_assert_int_eq(client_send(&member, &media_app, "POST",
		arena_printf(&memory, "%s?_method=DELETE", path), FORM,
		BODY("title=b"), NULL)->http, 405);
	ck_assert_int_eq(client_send(&member, &media_app, "GET", path, FORM, BODY("_method=DELETE"),
		NULL)->http, 200);
	ck_assert_int_eq(client_send(&member, &media_app, "PATCH", path, FORM,
		BODY("_method=DELETE&genre=g"), NULL)->http, 200);
	ck_assert_int_eq(client_rows("media_items"), 1);
}
END_TEST

/* A request whose header says what a POST is meant to be. */
static struct reply *
send_override(const struct sender *sender, const char *method, const char *path, const char *type,
	const char *body, const char *meant)
{
	const char *const headers[] = { arena_printf(&memory, "HTTP_X_HTTP_METHOD_OVERRIDE=%s",
		meant), NULL };

	return client_send(sender, &media_app, method, path, type, body, body ? strlen(body) : 0,
		headers);
}

START_TEST(the_header_makes_any_post_another_method)
{
	const char *path =
		item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\",\"genre\":\"g\"}"));
	struct reply *r = send_override(&member, "POST", path, JSON, "{\"title\":\"b\"}", "PATCH");

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "title"), "b");
	ck_assert_str_eq(json_text(r, "genre"), "g");
	r = send_override(&member, "POST", path, JSON, "{\"title\":\"c\"}", "PUT");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "title"), "c");
	ck_assert_str_eq(json_text(r, "genre"), "null");
	r = send_override(&member, "POST", path, FORM, "_method=PATCH&genre=h", "PATCH");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "genre"), "h");
	ck_assert_str_eq(json_text(send_override(&member, "POST", path, FORM, "genre=i", "PATCH"),
		"genre"), "i");
	ck_assert_int_eq(send_override(&other, "POST", path, NULL, NULL, "DELETE")->http, 403);
	ck_assert_int_eq(send_override(&nobody, "POST", path, NULL, NULL, "DELETE")->http, 401);
	assert_envelope(send_override(&member, "POST", "/", JSON, "{}", "DELETE"), 405,
		"method_not_allowed");
	ck_assert_int_eq(client_rows("media_items"), 1);
	r = send_override(&member, "POST", path, NULL, NULL, "DELETE");
	ck_assert_int_eq(r->http, 204);
	ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

START_TEST(the_header_keeps_if_match)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	const char *const headers[] = { "HTTP_X_HTTP_METHOD_OVERRIDE=PATCH", "HTTP_IF_MATCH=\"no\"",
		NULL };

	assert_envelope(client_send(&member, &media_app, "POST", path, JSON,
		BODY("{\"title\":\"b\"}"), headers), 412,
		"precondition_failed");
}
END_TEST

static const char *const wrong_overrides[] = { "GET", "POST", "HEAD", "OPTIONS", "put", "BREW",
	"PUT, DELETE", "PUT x" };

START_TEST(a_wrong_word_in_the_header_is_400)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	struct reply *r = send_override(&member, "POST", path, JSON, "{\"title\":\"b\"}",
		wrong_overrides[_i]);

	assert_envelope(r, 400, "validation_error");
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "X-HTTP-Method-Override");
	ck_assert_str_eq(json_text(r, "error.details[1].field"), "(none)");
	r = send_override(&member, "POST", "/", JSON, "{\"type\":\"BOOK\",\"title\":\"b\"}",
		wrong_overrides[_i]);
	assert_envelope(r, 400, "validation_error");
	ck_assert_int_eq(client_rows("media_items"), 1);
}
END_TEST

START_TEST(the_header_is_ignored_on_other_methods)
{
	const char *path =
		item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\",\"genre\":\"g\"}"));
	static const char *const words[] = { "DELETE", "PUT", "BREW" };

	for (int i = 0; i < COUNT(words); i++) {
		ck_assert_int_eq(send_override(&member, "GET", path, NULL, NULL, words[i])->http,
			200);
		ck_assert_int_eq(send_override(&member, "HEAD", path, NULL, NULL, words[i])->http,
			200);
		ck_assert_int_eq(send_override(&member, "OPTIONS", path, NULL, NULL,
			words[i])->http, 204);
		ck_assert_str_eq(json_text(send_override(&member, "PATCH", path, JSON,
			"{\"title\":\"b\"}", words[i]), "genre"), "g");
	}
}
END_TEST

START_TEST(the_header_and_the_form_must_agree)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	static const char *const forms[] = { "_method=DELETE", "_method=PUT&title=b",
		"_method=BREW", "_method=" };

	for (int i = 0; i < COUNT(forms); i++) {
		struct reply *r = send_override(&member, "POST", path, FORM, forms[i], "PATCH");

		assert_envelope(r, 400, "validation_error");
		ck_assert_str_eq(json_text(r, "error.details[0].field"), "_method");
	}
	ck_assert_str_eq(json_text(client_get(&member, &media_app, path), "title"), "a");
}
END_TEST

/* Whether POST was right or wrong can't be known: what it means was not read. */
START_TEST(a_form_that_cannot_be_read_has_no_wrong_method)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	char *large = arena_alloc(&memory, BODY_MAX + 100);
	struct reply *r;

	memset(large, 'x', BODY_MAX + 99);
	memcpy(large, "_method=PATCH&title=", 20);
	large[BODY_MAX + 99] = '\0';
	r = client_send(&member, &media_app, "POST", path, FORM, large, strlen(large), NULL);
	assert_envelope(r, 413, "payload_too_large");
	ck_assert_ptr_null(reply_header(r, "Allow"));
	r = client_send(&member, &media_app, "POST", path, FORM, BODY("_method=BREW"), NULL);
	assert_envelope(r, 400, "validation_error");
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "_method");
	assert_envelope(client_send(&member, &media_app, "POST", path, MULTIPART,
		BODY("--zz\r\n\r\na"), NULL), 400, "validation_error");
	assert_envelope(client_send(&member, &media_app, "POST", path, JSON, large, strlen(large),
		NULL), 405, "method_not_allowed");
	assert_envelope(send_override(&member, "POST", path, FORM, large, "PATCH"), 413,
		"payload_too_large");
}
END_TEST

/* --- paths, ids, methods ---------------------------------------------------------------------- */

static const char *const unknown_paths[] = {
	"/nope", "/1", "/00000000-0000-4000-8000-00000000000",
	"/00000000-0000-4000-8000-0000000000000",
	"/00000000-0000-4000-8000-000000000000", "/00000000-0000-1000-8000-000000000000",
	"/0000000000004000800000000000000000000", "/{id}", "/%00", "/..", "/../books",
	"/../../etc/passwd", "/./",
	"/00000000-0000-4000-8000-000000000000/..", "/00000000-0000-4000-8000-000000000000/nope",
	"/\xff", "/'--",
	"/a\r\nX-Evil: 1", "/ ",
};

START_TEST(an_unknown_path_or_id_is_404)
{
	struct reply *r = client_get(&member, &media_app, unknown_paths[_i]);

	assert_envelope(r, 404, "not_found");
	ck_assert_ptr_null(reply_header(r, "X-Evil"));
	ck_assert_ptr_null(strstr(r->body, "passwd"));
	assert_envelope(client_patch(&member, &media_app, unknown_paths[_i], "{\"title\":\"b\"}"),
		404, "not_found");
	assert_envelope(client_get(&nobody, &server_app, unknown_paths[_i]), 404, "not_found");
}
END_TEST

START_TEST(an_id_in_upper_case_is_404)
{
	char *path = arena_strdup(&memory,
		item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}")));
	bool has_letter = false;

	ck_assert_int_eq(client_get(&nobody, &media_app, path)->http, 200);
	for (char *p = path; *p; p++)
		if (*p >= 'a' && *p <= 'f') {
			*p -= 32;
			has_letter = true;
		}
	ck_assert_int_eq(client_get(&nobody, &media_app, path)->http, has_letter ? 404 : 200);
}
END_TEST

START_TEST(slashes_at_the_end_do_not_matter)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	const char *const none[] = { "PATH_INFO=", NULL };

	ck_assert_int_eq(client_get(&nobody, &media_app, arena_printf(&memory, "%s/", path))->http,
		200);
	ck_assert_int_eq(client_get(&nobody, &media_app, arena_printf(&memory, "%s//", path))->http,
		200);
	ck_assert_int_eq(client_get(&nobody, &media_app, "//")->http, 200);
	ck_assert_int_eq(client_send(&nobody, &media_app, "GET", "/", NULL, NULL, 0, none)->http,
		200);
}
END_TEST

START_TEST(a_malformed_id_in_a_body_is_400)
{
	struct reply *r = client_post(&member, &usermedia_app, "/", "{\"media_id\":\"7\"}");

	assert_envelope(r, 400, "validation_error");
	ck_assert_str_eq(json_text(r, "error.details[0].field"), "media_id");
	ck_assert_int_eq(client_rows("entries"), 0);
}
END_TEST

static const struct {
	const struct app *app;
	const char *method, *path, *allow;
} wrong_methods[] = {
	{ &media_app, "PUT", "/", "GET, HEAD, POST, OPTIONS" },
	{ &media_app, "DELETE", "/", "GET, HEAD, POST, OPTIONS" },
	{ &media_app, "BREW", "/", "GET, HEAD, POST, OPTIONS" },
	{ &media_app, "get", "/", "GET, HEAD, POST, OPTIONS" },
	{ &media_app, "TRACE", "/", "GET, HEAD, POST, OPTIONS" },
	{ &media_app, "POST", "/00000000-0000-4000-8000-000000000000",
	  "GET, HEAD, PUT, PATCH, DELETE, OPTIONS" },
	{ &auth_app, "GET", "/login", "POST, OPTIONS" },
	{ &auth_app, "HEAD", "/login", "POST, OPTIONS" },
	{ &server_app, "POST", "/health", "GET, HEAD, OPTIONS" },
};

START_TEST(a_wrong_method_is_405_and_allow_tells_the_right_ones)
{
	struct reply *r = client_send(&nobody, wrong_methods[_i].app, wrong_methods[_i].method,
		wrong_methods[_i].path, NULL, NULL, 0, NULL);

	ck_assert_int_eq(r->http, 405);
	ck_assert_ptr_nonnull(reply_header(r, "Allow"));
	ck_assert_str_eq(reply_header(r, "Allow"), wrong_methods[_i].allow);
	if (strcmp(wrong_methods[_i].method, "HEAD"))
		assert_envelope(r, 405, "method_not_allowed");
}
END_TEST

START_TEST(an_unknown_method_on_an_unknown_path_is_404)
{
	assert_envelope(client_send(&nobody, &media_app, "BREW", "/nope", NULL, NULL, 0, NULL), 404,
		"not_found");
}
END_TEST

START_TEST(options_is_204_with_allow)
{
	struct reply *r = client_send(&nobody, &media_app, "OPTIONS", "/", NULL, NULL, 0, NULL);

	ck_assert_int_eq(r->http, 204);
	ck_assert_str_eq(reply_header(r, "Allow"), "GET, HEAD, POST, OPTIONS");
	ck_assert_str_eq(r->body, "");
	assert_envelope(client_send(&nobody, &media_app, "OPTIONS", "/nope", NULL, NULL, 0, NULL),
		404, "not_found");
}
END_TEST

START_TEST(head_is_get_without_the_body)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	struct reply *get = client_get(&nobody, &media_app, path);
	struct reply *head = client_send(&nobody, &media_app, "HEAD", path, NULL, NULL, 0, NULL);

	ck_assert_int_eq(head->http, 200);
	ck_assert_str_eq(head->body, "");
	ck_assert_str_eq(reply_header(head, "ETag"), reply_header(get, "ETag"));
	ck_assert_str_eq(reply_header(head, "Content-Length"),
		arena_printf(&memory, "%zu", strlen(get->body)));
	head = client_send(&nobody, &media_app, "HEAD", "/nope", NULL, NULL, 0, NULL);
	ck_assert_int_eq(head->http, 404);
	ck_assert_str_eq(head->body, "");
}
END_TEST

/* --- entity tags ------------------------------------------------------------------------------ */

static struct reply *
send_with(const struct sender *sender, const struct app *program, const char *method,
	const char *path, const char *json, const char *header)
{
	const char *const headers[] = { header, NULL };

	return client_send(sender, program, method, path, JSON, json, json ? strlen(json) : 0,
		headers);
}

START_TEST(if_none_match_gives_304_without_a_body)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	const char *const paths[] = { path, "/", "/?q=nothing" };
	static const struct {
		const char *before, *after;
	} around[] = {
		{ "", "" }, { "W/", "" }, { "\"x\", ", "" }, { "\"x\",W/", " , \"y\"" },
		{ "\"a,b\",, ", "," },
	};
	static const char *const others[] = { "\"x\"", "\"a,*\"", "*, \"x\"", "x,*x", "\"", "W/",
		"," };

	for (int i = 0; i < COUNT(paths); i++) {
		const char *tag = reply_header(client_get(&nobody, &media_app, paths[i]), "ETag");

		ck_assert_ptr_nonnull(tag);
		for (int j = 0; j < COUNT(around); j++) {
			struct reply *r = send_with(&nobody, &media_app, "GET", paths[i], NULL,
				arena_printf(&memory,
				"HTTP_IF_NONE_MATCH=%s%s%s", around[j].before, tag,
				around[j].after));

			ck_assert_int_eq(r->http, 304);
			ck_assert_str_eq(r->body, "");
			ck_assert_str_eq(reply_header(r, "ETag"), tag);
		}
		ck_assert_int_eq(send_with(&nobody, &media_app, "GET", paths[i], NULL,
			"HTTP_IF_NONE_MATCH=*")->http, 304);
		for (int j = 0; j < COUNT(others); j++)
			ck_assert_int_eq(send_with(&nobody, &media_app, "GET", paths[i], NULL,
				arena_printf(&memory, "HTTP_IF_NONE_MATCH=%s", others[j]))->http,
				200);
	}
}
END_TEST

static const char *const server_marks[] = { "", "-gzip", "-br", "-deflate", "-zstd", "-bzip2" };
static const char *const no_marks[] = { "-", "-x", "gzip", "-gzipx", "-gzip-br", "--br", "-b" };

/*
 * Apache and lighttpd mark the tag of an answer that they compress, and pass on what the client
 * sends back.
 */
START_TEST(a_tag_that_a_server_has_marked_is_the_same)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));

	for (int i = 0; i < COUNT(server_marks) + COUNT(no_marks); i++) {
		const char *mark = i < COUNT(server_marks) ? server_marks[i]
			: no_marks[i - COUNT(server_marks)];
		const char *tag = reply_header(client_get(&nobody, &media_app, path), "ETag");
		const char *own = reply_header(client_get(&member, &media_app, path), "ETag");
		bool good = i < COUNT(server_marks);

		ck_assert_int_eq(send_with(&nobody, &media_app, "GET", path, NULL,
			arena_printf(&memory, "HTTP_IF_NONE_MATCH=%.*s%s\"", (int)strlen(tag) - 1,
			tag, mark))->http, good ? 304 : 200);
		ck_assert_int_eq(send_with(&member, &media_app, "PATCH", path,
			arena_printf(&memory, "{\"genre\":\"%d\"}", i),
			arena_printf(&memory, "HTTP_IF_MATCH=\"x\", %.*s%s\"", (int)strlen(own) - 1,
			own, mark))->http, good ? 200 : 412);
	}
}
END_TEST

START_TEST(a_change_changes_the_tag)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	const char *tag = reply_header(client_get(&nobody, &media_app, path), "ETag");

	ck_assert_int_eq(client_patch(&member, &media_app, path, "{\"title\":\"b\"}")->http, 200);
	ck_assert_int_eq(send_with(&nobody, &media_app, "GET", path, NULL,
		arena_printf(&memory, "HTTP_IF_NONE_MATCH=%s", tag))->http, 200);
}
END_TEST

static const char *const changing[] = { "PUT", "PATCH", "DELETE" };

START_TEST(if_match_protects_from_lost_updates)
{
	const char *method = changing[_i], *body = _i < 2 ? "{\"title\":\"mine\"}" : NULL;
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	const char *match = arena_printf(&memory, "HTTP_IF_MATCH=%s",
		reply_header(client_get(&member, &media_app, path), "ETag"));

	ck_assert_int_eq(client_patch(&member, &media_app, path, "{\"title\":\"theirs\"}")->http,
		200);
	assert_envelope(send_with(&member, &media_app, method, path, body, match), 412,
		"precondition_failed");
	assert_envelope(send_with(&member, &media_app, method, path, body, "HTTP_IF_MATCH=x"), 412,
		"precondition_failed");
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path), "title"), "theirs");
	match = arena_printf(&memory, "HTTP_IF_MATCH=\"x\", %s",
		reply_header(client_get(&member, &media_app, path), "ETag"));
	assert_envelope(send_with(&other, &media_app, method, path, body, "HTTP_IF_MATCH=*"), 403,
		"forbidden");
	assert_envelope(send_with(&nobody, &media_app, method, path, body, match), 401,
		"auth_failed");
	ck_assert_int_eq(send_with(&member, &media_app, method, path, body, match)->http,
		_i < 2 ? 200 : 204);
	if (_i < 2)
		ck_assert_str_eq(json_text(client_get(&nobody, &media_app, path), "title"), "mine");
	else
		ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

START_TEST(the_tag_of_a_writing_answer_is_the_things)
{
	struct reply *r = add_item("{\"type\":\"BOOK\",\"title\":\"a\"}");
	const char *path = item_path(r);

	ck_assert_str_eq(reply_header(r, "ETag"),
		reply_header(client_get(&member, &media_app, path), "ETag"));
	r = client_patch(&member, &media_app, path, "{\"title\":\"b\"}");
	ck_assert_str_eq(reply_header(r, "ETag"),
		reply_header(client_get(&member, &media_app, path), "ETag"));
}
END_TEST

START_TEST(if_match_on_what_is_not_there_is_404)
{
	assert_envelope(send_with(&member, &media_app, "DELETE",
		"/00000000-0000-4000-8000-000000000000", NULL,
		"HTTP_IF_MATCH=*"), 404, "not_found");
	ck_assert_int_eq(client_post(&member, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"a\"}")->http, 201);
}
END_TEST

/* --- lists ------------------------------------------------------------------------------------ */

static void
add_items(int count)
{
	for (int i = 0; i < count; i++)
		add_item(arena_printf(&memory, "{\"type\":\"BOOK\",\"title\":\"title %d\"}", i));
}

START_TEST(an_empty_list_is_200)
{
	struct reply *r = client_get(&nobody, &media_app, "/");

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "media"), "[]");
	ck_assert_str_eq(json_text(r, "page"), "1");
	ck_assert_str_eq(json_text(r, "page_size"), "20");
	ck_assert_str_eq(json_text(r, "total"), "0");
	ck_assert_str_eq(reply_header(r, "Link"),
		"</media?page=1>; rel=\"first\", </media?page=1>; rel=\"last\"");
}
END_TEST

START_TEST(a_list_comes_in_pages_that_link_to_each_other)
{
	struct reply *r;

	add_items(5);
	r = client_get(&nobody, &media_app, "/?sort=title_asc&page_size=2");
	ck_assert_str_eq(json_text(r, "media[0].title"), "title 0");
	ck_assert_str_eq(json_text(r, "media[2]"), "(none)");
	ck_assert_str_eq(json_text(r, "total"), "5");
	ck_assert_str_eq(reply_header(r, "Link"),
		"</media?sort=title_asc&page_size=2&page=1>; rel=\"first\", "
		"</media?sort=title_asc&page_size=2&page=2>; rel=\"next\", "
		"</media?sort=title_asc&page_size=2&page=3>; rel=\"last\"");
	r = client_get(&nobody, &media_app, "/?page=2&sort=title_asc&pageSize=2");
	ck_assert_str_eq(json_text(r, "page"), "2");
	ck_assert_str_eq(json_text(r, "page_size"), "2");
	ck_assert_str_eq(json_text(r, "media[0].title"), "title 2");
	ck_assert_str_eq(reply_header(r, "Link"),
		"</media?sort=title_asc&pageSize=2&page=1>; rel=\"first\", "
		"</media?sort=title_asc&pageSize=2&page=1>; rel=\"prev\", "
		"</media?sort=title_asc&pageSize=2&page=3>; rel=\"next\", "
		"</media?sort=title_asc&pageSize=2&page=3>; rel=\"last\"");
	r = client_get(&nobody, &media_app, "/?page=3&page_size=2");
	ck_assert_str_eq(json_text(r, "media[1]"), "(none)");
	ck_assert_ptr_null(strstr(reply_header(r, "Link"), "next"));
}
END_TEST

START_TEST(past_the_end_is_an_empty_page)
{
	struct reply *r;

	add_items(3);
	r = client_get(&nobody, &media_app, "/?page=1000&page_size=2");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "media"), "[]");
	ck_assert_str_eq(json_text(r, "total"), "3");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Link"), "page=2>; rel=\"prev\""));
	ck_assert_ptr_null(strstr(reply_header(r, "Link"), "next"));
}
END_TEST

static const struct {
	const char *query, *field;
} bad_queries[] = {
	{ "/?page=0", "page" }, { "/?page=-1", "page" }, { "/?page=x", "page" },
	{ "/?page=1.5", "page" },
	{ "/?page=99999999999999999999", "page" }, { "/?page=nan", "page" },
	{ "/?page=0x1", "page" }, { "/?page=1e1", "page" }, { "/?page=1.0", "page" },
	{ "/?page=+-1", "page" },
	{ "/?page_size=0", "page_size" }, { "/?page_size=101", "page_size" },
	{ "/?pageSize=101", "page_size" },
	{ "/?type=OPERA", "type" }, { "/?type=BOOK&type=OPERA", "type" }, { "/?sort=nope", "sort" },
	{ "/?scope=nope", "scope" }, { "/?stars=6", "stars" }, { "/?stars=-1", "stars" },
	{ "/?year=x", "year" },
	{ "/?curated=maybe", "curated" }, { "/?q=%FF", "" }, { "/?q=%00", "" },
	{ "/?q=a%C0%80", "" },
};

START_TEST(a_bad_query_value_is_400)
{
	struct reply *r = client_get(&member, &media_app, bad_queries[_i].query);

	assert_envelope(r, 400, "validation_error");
	ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_queries[_i].field);
}
END_TEST

static const char *const harmless_queries[] = {
	"/?nope=1", "/?page=", "/?type=&sort=&stars=", "/?=x", "/?&&&", "/?page", "/?q=%",
	"/?q=%zz", "/?utm_source=a&fbclid=b",
	"/?page=7&page=1", "/?page_size=100", "/?type=book",
};

START_TEST(unknown_and_empty_parameters_are_ignored)
{
	struct reply *r = client_get(&nobody, &media_app, harmless_queries[_i]);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "page"), "1");
}
END_TEST

/* --- times ------------------------------------------------------------------------------------ */

static const struct {
	const char *sent, *shown;
} times[] = {
	{ "\"2025-04-01T07:58:56Z\"", "2025-04-01T07:58:56Z" },
	{ "\"2025-04-01T07:58:56+02:00\"", "2025-04-01T05:58:56Z" },
	{ "\"2025-04-01T07:58:56-00:30\"", "2025-04-01T08:28:56Z" },
	{ "\"2024-02-29T23:30:00-01:00\"", "2024-03-01T00:30:00Z" },
	{ "\"2025-04-01t07:58:56.999999z\"", "2025-04-01T07:58:56Z" },
	{ "\"2025-04-01T07:58:56.5+14:00\"", "2025-03-31T17:58:56Z" },
	{ "\"2025-04-01\"", "2025-04-01T00:00:00Z" },
	{ "\"1969-12-31T23:59:59Z\"", "1969-12-31T23:59:59Z" },
	{ "\"2016-12-31T23:59:60Z\"", "2017-01-01T00:00:00Z" },
	{ "null", "null" },
	{ "\"2025-04-01T07:58:56\"", NULL },
	{ "\"2025-04-01T07:58Z\"", NULL },
	{ "\"2025-04-01T07:58:56.Z\"", NULL },
	{ "\"2025-04-01T25:00:00Z\"", NULL },
	{ "\"2025-04-01T07:58:56+24:00\"", NULL },
	{ "\"2025-04-01T07:58:56+0200\"", NULL },
	{ "\"2025-04-01T07:58:56Z x\"", NULL },
	{ "\"2025-02-29\"", NULL },
	{ "\"2025-13-01\"", NULL },
	{ "\"2025-4-1\"", NULL },
	{ "\"01.04.2025\"", NULL },
	{ "\"0000-01-01T00:00:00+01:00\"", NULL },
	{ "\"9999-12-31T23:59:59-01:00\"", NULL },
	{ "\"\"", NULL },
	{ "1743494336", NULL },
	{ "true", NULL },
};

START_TEST(times_are_read_with_any_offset_and_shown_in_utc)
{
	const char *id = json_text(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"), "id");
	struct reply *r = client_post(&member, &usermedia_app, "/", arena_printf(&memory,
		"{\"media_id\":\"%s\",\"status\":\"TO_DO\",\"start_date\":%s}", id,
		times[_i].sent));

	if (times[_i].shown) {
		ck_assert_int_eq(r->http, 201);
		ck_assert_str_eq(json_text(r, "start_date"), times[_i].shown);
		ck_assert_str_eq(json_text(r, "created_at"), "2026-04-01T08:00:00Z");
	} else {
		assert_envelope(r, 400, "validation_error");
		ck_assert_str_eq(json_text(r, "error.details[0].field"), "start_date");
		ck_assert_int_eq(client_rows("entries"), 0);
	}
}
END_TEST

/* --- text of nothing visible ------------------------------------------------------------------ */

static const char *const nothings[] = {
	" ", "\\u200b", "\\ufeff", "\\u3164", "\\u2060 \\u200d", "\\u200e\\u200f", "\\u00ad",
	"\\u2800", "\\u00a0\\u3000", "\\ufe0f",
};

START_TEST(what_must_be_there_is_not_there_when_nobody_sees_it)
{
	const char *nothing = nothings[_i],
		*id = json_text(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"), "id");
	struct {
		struct reply *reply;
		const char *field;
	} answers[] = {
		{ client_post(&member, &media_app, "/", arena_printf(&memory,
		  "{\"type\":\"GAME\",\"title\":\"%s\"}", nothing)), "title" },
		{ client_post(&admin, &books_app, "/", arena_printf(&memory,
		  "{\"title\":\"a\",\"author\":\"%s\"}", nothing)), "author" },
		{ client_post(&member, &movies_app, "/",
		  arena_printf(&memory, "{\"title\":\"%s\"}", nothing)), "title" },
		{ client_patch(&member, &media_app, arena_printf(&memory, "/%s", id),
			arena_printf(&memory, "{\"title\":\"%s\"}", nothing)), "title" },
		{ client_post(&member, &media_app, arena_printf(&memory, "/%s/reviews", id),
			arena_printf(&memory, "{\"content\":\"%s\"}", nothing)), "content" },
		{ client_post(&member, &collection_app, "/copies",
			arena_printf(&memory, "{\"media_id\":\"%s\",\"format\":\"%s\"}", id,
			nothing)), "format" },
		{ client_patch(&member, &users_app, "/me",
		  arena_printf(&memory, "{\"username\":\"%s\"}", nothing)), "username" },
	};

	for (int i = 0; i < COUNT(answers); i++) {
		assert_envelope(answers[i].reply, 400, "validation_error");
		ck_assert_str_eq(json_text(answers[i].reply, "error.details[0].field"),
			answers[i].field);
		ck_assert_str_eq(json_text(answers[i].reply, "error.details[1].field"), "(none)");
	}
}
END_TEST

START_TEST(what_may_be_left_out_is_left_out_when_nobody_sees_it)
{
	const char *nothing = nothings[_i];
	struct reply *r = client_post(&member, &media_app, "/", arena_printf(&memory,
		"{\"type\":\"BOOK\",\"title\":\"a\",\"creator\":\"%s\",\"description\":\"%s\","
		"\"genre\":\"%s\"}", nothing, nothing, nothing));
	const char *id = json_text(r, "id");

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "creator"), "null");
	ck_assert_str_eq(json_text(r, "description"), "null");
	ck_assert_str_eq(json_text(r, "genre"), "null");
	r = client_post(&member, &usermedia_app, "/",
		arena_printf(&memory, "{\"media_id\":\"%s\",\"note\":\"%s\"}", id, nothing));
	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "note"), "null");
	r = client_patch(&member, &users_app, "/me",
		arena_printf(&memory, "{\"name\":\"%s\"}", nothing));
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "name"), "null");
}
END_TEST

/* --- headers ---------------------------------------------------------------------------------- */

static void
assert_common_headers(const struct reply *r)
{
	ck_assert_str_eq(reply_header(r, "X-Content-Type-Options"), "nosniff");
	ck_assert_str_eq(reply_header(r, "Referrer-Policy"), "same-origin");
	ck_assert_ptr_nonnull(reply_header(r, "Cache-Control"));
	ck_assert_ptr_nonnull(reply_header(r, "X-Request-Id"));
	ck_assert_int_eq(strlen(reply_header(r, "X-Request-Id")), 36);
}

START_TEST(every_answer_carries_the_common_headers)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	struct reply *r = client_get(&nobody, &media_app, path);

	assert_common_headers(r);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-cache");
	r = client_get(&member, &media_app, path);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "private, no-cache");
	r = client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}");
	ck_assert_int_eq(r->http, 200);
	assert_common_headers(r);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	assert_common_headers(client_get(&nobody, &media_app, "/nope"));
	assert_common_headers(client_get(&nobody, &usermedia_app, "/"));
	assert_common_headers(client_get(&nobody, &media_app, "/?page=0"));
	assert_common_headers(client_send(&nobody, &media_app, "OPTIONS", "/", NULL, NULL, 0,
		NULL));
	assert_common_headers(client_send(&nobody, &media_app, "BREW", "/", NULL, NULL, 0, NULL));
	assert_common_headers(client_send(&nobody, &media_app, "HEAD", path, NULL, NULL, 0, NULL));
	assert_common_headers(send_with(&nobody, &media_app, "GET", path, NULL,
		"HTTP_IF_NONE_MATCH=*"));
	assert_common_headers(client_delete(&member, &media_app, path));
	ck_assert_str_ne(reply_header(client_get(&nobody, &media_app, "/"), "X-Request-Id"),
		reply_header(client_get(&nobody, &media_app, "/"), "X-Request-Id"));
}
END_TEST

static const char *const sql[] = {
	"/?q='", "/?q=%25&creator=%22%27--", "/?genre=';DROP%20TABLE%20users;--", "/?q=_%25\\",
	"/?q=a*%22%20OR%201",
	"/?q=NEAR(%22&year=1999", "/?creator=%22%22%22",
};

START_TEST(quotes_in_a_query_are_text)
{
	struct reply *r;

	add_items(1);
	r = client_get(&member, &media_app, sql[_i]);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "total"), "0");
	ck_assert_int_eq(client_rows("users"), 3);
}
END_TEST

static const char *const injections[] = {
	"QUERY_STRING=x=a\r\nX-Evil: 1", "QUERY_STRING=x=a%0d%0aX-Evil:%201",
	"QUERY_STRING=x=>;rel=\"next\",<//evil",
	"PATH_INFO=/a\r\nX-Evil: 1", "HTTP_COOKIE=access_token=a\r\nX-Evil: 1",
	"HTTP_ORIGIN=http://a\r\nX-Evil: 1",
	"HTTP_AUTHORIZATION=Bearer a\r\nX-Evil: 1", "REQUEST_URI=/media\r\nX-Evil: 1",
	"HTTP_HOST=a\r\nX-Evil: 1",
	"SCRIPT_NAME=/a\r\nX-Evil: 1/cgi-bin/media.cgi", "REQUEST_METHOD=GET\r\nX-Evil: 1",
};

START_TEST(no_request_makes_a_header_line)
{
	struct reply *r = send_with(&nobody, &media_app, "GET", "/", NULL, injections[_i]);

	ck_assert_ptr_null(reply_header(r, "X-Evil"));
	ck_assert_ptr_null(strstr(r->head, "<//evil"));
	for (const char *p = r->head; *p; p++)
		if (*p == '\r' || *p == '\n')
			ck_assert(p[0] == '\r' ? p[1] == '\n' : p[-1] == '\r');
}
END_TEST

START_TEST(a_query_of_control_characters_is_quoted_in_links)
{
	struct reply *r = send_with(&nobody, &media_app, "GET", "/", NULL,
		"QUERY_STRING=x=\r\n\"<>\xc3\xbc&page_size=1");

	ck_assert_str_eq(reply_header(r, "Link"),
		"</media?x=%0D%0A%22%3C%3E%C3%BC&page_size=1&page=1>; rel=\"first\", "
		"</media?x=%0D%0A%22%3C%3E%C3%BC&page_size=1&page=1>; rel=\"last\"");
}
END_TEST

static const struct {
	int size;
	bool has_links;
} long_queries[] = { { 10, true }, { 1990, true }, { 2600, true }, { 7800, true }, { 7990, false },
	{ 20000, false } };

/* Apache's limit is 8190 bytes for a line, and its answer 500. */
START_TEST(no_query_makes_a_header_line_that_a_server_refuses)
{
	static const char *const rels[] = { "rel=\"first\"", "rel=\"prev\"", "rel=\"next\"",
		"rel=\"last\"" };
	char *x = arena_alloc(&memory, (size_t)long_queries[_i].size + 1);
	struct reply *r;
	size_t length;

	memset(x, 'x', (size_t)long_queries[_i].size);
	for (int i = 0; i < 3; i++)
		add_item("{\"type\":\"BOOK\",\"title\":\"a\"}");
	r = client_get(&nobody, &media_app, arena_printf(&memory, "/?x=%s&page_size=1&page=2", x));
	ck_assert_int_eq(r->http, 200);
	for (int i = 0; i < COUNT(rels); i++)
		ck_assert_int_eq(strstr(r->head, rels[i]) != NULL, long_queries[_i].has_links);
	for (const char *line = r->head; *line; line += length + 2) {
		length = strcspn(line, "\r");
		ck_assert_uint_lt(length, 8190);
	}
}
END_TEST

/* --- addresses and settings ------------------------------------------------------------------- */

static const struct {
	const char *script, *uri, *root;
} addresses[] = {
	{ "SCRIPT_NAME=/cgi-bin/media.cgi", "REQUEST_URI=/media", "/media" },
	{ "SCRIPT_NAME=/cgi-bin/media.cgi", "REQUEST_URI=/cgi-bin/media.cgi/",
	  "/cgi-bin/media.cgi" },
	{ "SCRIPT_NAME=/~ann/vitrine/cgi-bin/media.cgi", "REQUEST_URI=/~ann/vitrine/media/",
	  "/~ann/vitrine/media" },
	{ "SCRIPT_NAME=/~ann/vitrine/cgi-bin/media.cgi",
	  "REQUEST_URI=/~ann/vitrine/cgi-bin/media.cgi",
	  "/~ann/vitrine/cgi-bin/media.cgi" },
};

START_TEST(links_have_the_style_of_the_request)
{
	const char *const headers[] = { addresses[_i].script, addresses[_i].uri, NULL };
	struct reply *r = client_send(&member, &media_app, "POST", "/", JSON,
		BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"), headers);

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(reply_header(r, "Location"),
		arena_printf(&memory, "%s/%s", addresses[_i].root, json_text(r, "id")));
	r = client_send(&nobody, &media_app, "GET", "/", NULL, NULL, 0, headers);
	ck_assert_str_eq(reply_header(r, "Link"), arena_printf(&memory,
		"<%s?page=1>; rel=\"first\", <%s?page=1>; rel=\"last\"", addresses[_i].root,
		addresses[_i].root));
}
END_TEST

START_TEST(base_url_is_where_links_lead)
{
	struct reply *r;

	client_settings("base_url = https://media.example/app/");
	r = add_item("{\"type\":\"BOOK\",\"title\":\"a\"}");
	ck_assert_str_eq(reply_header(r, "Location"),
		arena_printf(&memory, "https://media.example/app/media/%s", json_text(r, "id")));
	r = client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"correct horse\"}");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Set-Cookie"), "; Path=/app/;"));
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Set-Cookie"), "; Secure"));
}
END_TEST

static const char *const bad_settings[] = {
	"secret_setting = 1", "registration = maybe", "access_token_ttl = long",
	"access_token_ttl = 1", "require_email = perhaps",
	"base_url = ftp://secret.example", "base_url = https://a b", "just words", "= 1",
	"scrypt_log_n = 63", "second_factor = all", "https = always",
};

START_TEST(a_bad_setting_is_503_and_only_the_log_says_which)
{
	struct reply *r;

	client_settings(bad_settings[_i]);
	r = client_get(&nobody, &media_app, "/");
	assert_envelope(r, 503, "unavailable");
	assert_common_headers(r);
	ck_assert_ptr_nonnull(strstr(json_text(r, "error.message"), "needs attention"));
	ck_assert_str_eq(json_text(r, "error.request_id"), reply_header(r, "X-Request-Id"));
	ck_assert_ptr_nonnull(reply_header(r, "Retry-After"));
	ck_assert_ptr_null(strstr(r->body, "secret"));
	ck_assert_ptr_null(strstr(r->body, "/tmp"));
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/login", "{}")->http, 503);
	client_settings("# all is well");
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
}
END_TEST

START_TEST(changed_settings_count_at_once)
{
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	client_settings("catalogue = private");
	assert_envelope(client_get(&nobody, &media_app, "/"), 401, "auth_failed");
	ck_assert_int_eq(client_get(&member, &media_app, "/")->http, 200);
	client_settings("registration = closed");
	assert_envelope(client_post(&nobody, &auth_app, "/register",
		"{\"username\":\"new\",\"password\":\"correct horse\"}"), 403, "forbidden");
	ck_assert_int_eq(client_rows("users"), 3);
}
END_TEST

/* --- CORS ------------------------------------------------------------------------------------- */

static const struct {
	const char *origin;
	bool allowed;
} origins[] = {
	{ "https://app.example", true }, { "http://b.example:8080", true },
	{ "http://app.example", false }, { "https://app.example.evil", false },
	{ "https://app.exampl", false },
	{ "https://evil", false }, { "null", false }, { "*", false },
	{ "https://app.example http://b.example:8080", false },
	{ "https://xapp.example", false }, { "http://b.example", false },
};

START_TEST(cors_is_for_listed_origins)
{
	const char *const headers[] = { arena_printf(&memory, "HTTP_ORIGIN=%s", origins[_i].origin),
		"HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST", NULL };
	struct reply *r;

	client_settings("cors_origins = https://app.example http://b.example:8080");
	r = client_send(&nobody, &media_app, "OPTIONS", "/", NULL, NULL, 0, headers);
	ck_assert_int_eq(r->http, 204);
	if (origins[_i].allowed) {
		ck_assert_str_eq(reply_header(r, "Access-Control-Allow-Origin"),
			origins[_i].origin);
		ck_assert_ptr_nonnull(strstr(reply_header(r, "Access-Control-Allow-Methods"),
			"POST"));
		ck_assert_ptr_nonnull(strstr(reply_header(r, "Access-Control-Allow-Headers"),
			"Authorization"));
		ck_assert_ptr_nonnull(strstr(reply_header(r, "Access-Control-Allow-Headers"),
			"X-HTTP-Method-Override"));
	} else {
		ck_assert_ptr_null(strstr(r->head, "Access-Control-"));
	}
	ck_assert_ptr_null(reply_header(r, "Access-Control-Allow-Credentials"));
	r = client_send(&nobody, &media_app, "GET", "/nope", NULL, NULL, 0, headers);
	ck_assert_int_eq(reply_header(r, "Access-Control-Allow-Origin") != NULL,
		origins[_i].allowed);
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Vary"), "Origin"));
}
END_TEST

START_TEST(a_preflight_answer_allows_an_origin_once)
{
	const char *const headers[] = { "HTTP_ORIGIN=https://app.example",
		"HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST", NULL };
	const char *first;

	client_settings("cors_origins = https://app.example");
	first = strstr(client_send(&nobody, &media_app, "OPTIONS", "/", NULL, NULL, 0,
		headers)->head,
		"Access-Control-Allow-Origin");
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(strstr(first + 1, "Access-Control-Allow-Origin"));
}
END_TEST

/* --- a suite ---------------------------------------------------------------------------------- */

int
main(void)
{
	Suite *suite = suite_create("conventions");
	TCase *tc = tcase_create("conventions");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, a_bad_body_is_refused_and_nothing_is_stored, 0, COUNT(bad_bodies));
	tcase_add_test(tc, every_wrong_field_is_named_at_once);
	tcase_add_test(tc, a_body_of_256_kib_is_taken_and_one_byte_more_is_413);
	tcase_add_loop_test(tc, each_fields_maximum_fits_in_every_encoding, 0, COUNT(encodings));
	tcase_add_test(tc, a_line_break_of_a_form_counts_once);
	tcase_add_loop_test(tc, a_compressed_body_is_415_and_says_what_is_taken, 0,
		COUNT(compressions));
	tcase_add_test(tc, a_bad_body_is_no_detail_of_another_error);
	tcase_add_test(tc, a_body_that_breaks_off_is_400);
	tcase_add_test(tc, nesting_is_bounded);
	tcase_add_test(tc, what_was_read_can_be_sent_back);
	tcase_add_loop_test(tc, three_kinds_of_body_mean_the_same, 0, COUNT(same_bodies));
	tcase_add_test(tc, an_empty_form_value_is_null);
	tcase_add_test(tc, a_form_post_may_be_any_method);
	tcase_add_test(tc, of_a_forms_controls_the_last_wins_as_of_its_fields);
	tcase_add_test(tc, only_a_forms_post_is_another_method);
	tcase_add_test(tc, the_header_makes_any_post_another_method);
	tcase_add_test(tc, the_header_keeps_if_match);
	tcase_add_loop_test(tc, a_wrong_word_in_the_header_is_400, 0, COUNT(wrong_overrides));
	tcase_add_test(tc, the_header_is_ignored_on_other_methods);
	tcase_add_test(tc, the_header_and_the_form_must_agree);
	tcase_add_test(tc, a_form_that_cannot_be_read_has_no_wrong_method);
	tcase_add_loop_test(tc, an_unknown_path_or_id_is_404, 0, COUNT(unknown_paths));
	tcase_add_test(tc, an_id_in_upper_case_is_404);
	tcase_add_test(tc, slashes_at_the_end_do_not_matter);
	tcase_add_test(tc, a_malformed_id_in_a_body_is_400);
	tcase_add_loop_test(tc, a_wrong_method_is_405_and_allow_tells_the_right_ones, 0,
		COUNT(wrong_methods));
	tcase_add_test(tc, an_unknown_method_on_an_unknown_path_is_404);
	tcase_add_test(tc, options_is_204_with_allow);
	tcase_add_test(tc, head_is_get_without_the_body);
	tcase_add_test(tc, if_none_match_gives_304_without_a_body);
	tcase_add_test(tc, a_tag_that_a_server_has_marked_is_the_same);
	tcase_add_test(tc, a_change_changes_the_tag);
	tcase_add_loop_test(tc, if_match_protects_from_lost_updates, 0, COUNT(changing));
	tcase_add_test(tc, the_tag_of_a_writing_answer_is_the_things);
	tcase_add_test(tc, if_match_on_what_is_not_there_is_404);
	tcase_add_test(tc, an_empty_list_is_200);
	tcase_add_test(tc, a_list_comes_in_pages_that_link_to_each_other);
	tcase_add_test(tc, past_the_end_is_an_empty_page);
	tcase_add_loop_test(tc, a_bad_query_value_is_400, 0, COUNT(bad_queries));
	tcase_add_loop_test(tc, unknown_and_empty_parameters_are_ignored, 0,
		COUNT(harmless_queries));
	tcase_add_loop_test(tc, what_must_be_there_is_not_there_when_nobody_sees_it, 0,
		COUNT(nothings));
	tcase_add_loop_test(tc, what_may_be_left_out_is_left_out_when_nobody_sees_it, 0,
		COUNT(nothings));
	tcase_add_loop_test(tc, times_are_read_with_any_offset_and_shown_in_utc, 0, COUNT(times));
	tcase_add_test(tc, every_answer_carries_the_common_headers);
	tcase_add_loop_test(tc, quotes_in_a_query_are_text, 0, COUNT(sql));
	tcase_add_loop_test(tc, no_request_makes_a_header_line, 0, COUNT(injections));
	tcase_add_test(tc, a_query_of_control_characters_is_quoted_in_links);
	tcase_add_loop_test(tc, no_query_makes_a_header_line_that_a_server_refuses, 0,
		COUNT(long_queries));
	tcase_add_loop_test(tc, links_have_the_style_of_the_request, 0, COUNT(addresses));
	tcase_add_test(tc, base_url_is_where_links_lead);
	tcase_add_loop_test(tc, a_bad_setting_is_503_and_only_the_log_says_which, 0,
		COUNT(bad_settings));
	tcase_add_test(tc, changed_settings_count_at_once);
	tcase_add_loop_test(tc, cors_is_for_listed_origins, 0, COUNT(origins));
	tcase_add_test(tc, a_preflight_answer_allows_an_origin_once);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
