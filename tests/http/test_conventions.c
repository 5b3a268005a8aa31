/* What every program promises: api.md section 1 (and "HTTP" and "Writing" of section 8), by trying the opposite. */
#include "client.h"

#include <stdio.h>
#include <string.h>

#define JSON "application/json"
#define FORM "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data; boundary=zz"
#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

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

/* --- bodies that are refused ------------------------------------------------------------------------------------- */

#define BODY(text) text, sizeof(text) - 1

static const struct {
	const char *type, *body;
	size_t size;
	int http;
	const char *code, *field;
} bad_bodies[] = {
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"nope\":1}"), 400, "validation_error", "nope" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"Title\":\"b\"}"), 400, "validation_error", "Title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"\":1}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"_method\":\"PUT\"}"), 400, "validation_error", "_method" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"next\":\"/x\"}"), 400, "validation_error", "next" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":7}"), 400, "validation_error", "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":[\"a\"]}"), 400, "validation_error", "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":{}}"), 400, "validation_error", "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":true}"), 400, "validation_error", "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":null}"), 400, "validation_error", "title" },
	{ JSON, BODY("{\"type\":3,\"title\":\"a\"}"), 400, "validation_error", "type" },
	{ JSON, BODY("{\"type\":\"OPERA\",\"title\":\"a\"}"), 400, "validation_error", "type" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"length\":\"7\"}"), 400, "validation_error", "length" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"length\":1.5}"), 400, "validation_error", "length" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"length\":1e300}"), 400, "validation_error", "length" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"length\":true}"), 400, "validation_error", "length" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"curated\":\"yes\"}"), 400, "validation_error", "curated" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"metadata\":\"{}\"}"), 400, "validation_error", "metadata" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\nb\"}"), 400, "validation_error", "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"pub_date\":\"2025-13\"}"), 400, "validation_error", "pub_date" },
	/* not JSON, or not one object */
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\""), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\"} x"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\"}{}"), 400, "validation_error", "" },
	{ JSON, BODY("{'type':'BOOK','title':'a'}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"length\":01}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"length\":NaN}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\"/**/}"), 400, "validation_error", "" },
	{ JSON, BODY("\xef\xbb\xbf{\"type\":\"BOOK\",\"title\":\"a\"}"), 400, "validation_error", "" },
	{ JSON, BODY("[{\"type\":\"BOOK\",\"title\":\"a\"}]"), 400, "validation_error", "" },
	{ JSON, BODY("\"text\""), 400, "validation_error", "" },
	{ JSON, BODY("null"), 400, "validation_error", "" },
	{ JSON, BODY(" "), 400, "validation_error", "" },
	{ JSON, BODY("type=BOOK&title=a"), 400, "validation_error", "" },
	/* duplicate keys, also spelt differently or far down */
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"title\":\"b\"}"), 400, "validation_error", "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"t\\u0069tle\":\"b\"}"), 400, "validation_error", "title" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"metadata\":{\"x\":[{\"y\":1,\"y\":2}]}}"), 400,
	  "validation_error", "y" },
	/* text that is no text */
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\xff\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\xc0\x80\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\xed\xa0\x80\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\xf4\x90\x80\x80\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\xe2\x82\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\0b\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\"}\0"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\u0000b\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\ud800\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\udc00\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\ud800\\ud800\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\u12g4\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\\x\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\tb\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\nb\"}"), 400, "validation_error", "" },
	{ JSON, BODY("{\"type\":\"BOOK\",\"title\":\"a\",\"description\":\"a\x01\"}"), 400, "validation_error", "" },
	/* forms */
	{ FORM, BODY("type=BOOK&title=a&nope=1"), 400, "validation_error", "nope" },
	{ FORM, BODY("type=BOOK&title="), 400, "validation_error", "title" },
	{ FORM, BODY("type=BOOK&title=a&length=x"), 400, "validation_error", "length" },
	{ FORM, BODY("type=BOOK&title=a&length=0x10"), 400, "validation_error", "length" },
	{ FORM, BODY("type=BOOK&title=a&length=1.5"), 400, "validation_error", "length" },
	{ FORM, BODY("type=BOOK&title=a&curated=maybe"), 400, "validation_error", "curated" },
	{ FORM, BODY("type=BOOK&title=a&metadata=[]"), 400, "validation_error", "metadata" },
	{ FORM, BODY("type=BOOK&title=a%00b"), 400, "validation_error", "" },
	{ FORM, BODY("type=BOOK&title=a\0b"), 400, "validation_error", "" },
	{ FORM, BODY("type=BOOK&title=a%FF"), 400, "validation_error", "" },
	{ FORM, BODY("type=BOOK&title=a&_method=GET"), 400, "validation_error", "_method" },
	{ FORM, BODY("type=BOOK&title=a&_method=POST"), 400, "validation_error", "_method" },
	{ FORM, BODY("type=BOOK&title=a&_method=put"), 400, "validation_error", "_method" },
	{ FORM, BODY("type=BOOK&title=a&_method=BREW"), 400, "validation_error", "_method" },
	{ FORM, BODY("type=BOOK&title=a&_method="), 400, "validation_error", "_method" },
	{ MULTIPART, BODY("--zz\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\na"), 400, "validation_error", "" },
	{ MULTIPART, BODY("--zz\r\n\r\na\r\n--zz--\r\n"), 400, "validation_error", "" },
	{ MULTIPART, BODY("title=a"), 400, "validation_error", "" },
	{ MULTIPART, BODY("--zz\r\nContent-Disposition: form-data; name=\"nope\"\r\n\r\na\r\n--zz--\r\n"), 400,
	  "validation_error", "nope" },
	{ MULTIPART, BODY("--zz\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\na\0b\r\n--zz--\r\n"), 400,
	  "validation_error", "" },
	{ "multipart/form-data", BODY("--zz\r\n\r\na\r\n--zz--\r\n"), 400, "validation_error", "" },
	/* types that nobody reads */
	{ "text/plain", BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"), 415, "unsupported_media_type", NULL },
	{ "application/xml", BODY("<a/>"), 415, "unsupported_media_type", NULL },
	{ "application/jsonp", BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"), 415, "unsupported_media_type", NULL },
	{ "application", BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"), 415, "unsupported_media_type", NULL },
	{ NULL, BODY("{\"type\":\"BOOK\",\"title\":\"a\"}"), 415, "unsupported_media_type", NULL },
};

START_TEST(a_bad_body_is_refused_and_nothing_is_stored)
{
	struct reply *r = client_send(&member, &media_app, "POST", "/", bad_bodies[_i].type, bad_bodies[_i].body,
		bad_bodies[_i].size, NULL);

	assert_envelope(r, bad_bodies[_i].http, bad_bodies[_i].code);
	if (bad_bodies[_i].field)
		ck_assert_str_eq(json_text(r, "error.details[0].field"), bad_bodies[_i].field);
	ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

START_TEST(every_wrong_field_is_named_at_once)
{
	struct reply *r = client_post(&member, &media_app, "/", "{\"title\":1,\"length\":\"x\",\"nope\":1}");

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

START_TEST(a_body_of_64_kib_is_taken_and_one_byte_more_is_413)
{
	const char *const lies[] = { "CONTENT_LENGTH=18446744073709551616", NULL };
	const char *const chunked[] = { "CONTENT_LENGTH=", "HTTP_TRANSFER_ENCODING=chunked", NULL };
	const char *body = padded(70000);

	assert_envelope(client_send(&member, &media_app, "POST", "/", JSON, body, 65537, NULL), 413, "payload_too_large");
	assert_envelope(client_send(&member, &media_app, "POST", "/", JSON, body, 70000, chunked), 413,
		"payload_too_large");
	assert_envelope(client_send(&member, &media_app, "POST", "/", JSON, body, 40, lies), 413, "payload_too_large");
	ck_assert_int_eq(client_rows("media_items"), 0);
	ck_assert_int_eq(client_send(&member, &media_app, "POST", "/", JSON, body, 65536, NULL)->http, 201);
	ck_assert_int_eq(client_send(&member, &media_app, "POST", "/", JSON, body, 300, chunked)->http, 201);
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
	assert_envelope(client_post(&member, &media_app, "/", nested('[', ']', 8000)), 400, "validation_error");
	assert_envelope(client_post(&member, &media_app, "/", nested('{', '}', 7000)), 400, "validation_error");
	assert_envelope(client_post(&member, &media_app, "/", nested('{', '}', 17)), 400, "validation_error");
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
		"{\"id\":\"x\",\"created_at\":7,\"average_rating\":5,\"rank\":1,\"created_by\":null}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "created_by.username"), "member");
	ck_assert_str_eq(json_text(r, "average_rating"), "null");
}
END_TEST

/* --- the three kinds of body ------------------------------------------------------------------------------------- */

#define PART(name, value) "--zz\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"

static const struct {
	const char *type, *body;
} same_bodies[] = {
	{ JSON, "{\"type\":\"BOOK\",\"title\":\"J\xc3\xbcrgen & Co\",\"length\":7,\"genre\":null,\"metadata\":{\"x\":1},"
	  "\"description\":\"a\\r\\nb\"}" },
	{ "Application/JSON; charset=utf-8", "{\"type\":\"BOOK\",\"title\":\"J\\u00fcrgen & Co\",\"length\":7.0,\"genre\":null,"
	  "\"metadata\":{\"x\":1},\"description\":\"a\\r\\nb\"}" },
	{ "application/merge-patch+json", "{\"type\":\"book\",\"title\":\" J\xc3\xbcrgen & Co \",\"length\":7,"
	  "\"metadata\":{\"x\":1},\"description\":\"a\\r\\nb\"}" },
	{ FORM, "type=BOOK&title=J%C3%BCrgen+%26%20Co&length=7&genre=&metadata=%7B%22x%22:1%7D&description=a%0D%0Ab"
	  "&_charset_=utf-8&next=" },
	{ FORM "; charset=UTF-8", "&&type=BOOK&title=J\xc3\xbcrgen+%26+Co&length=7&genre&metadata={\"x\":1}"
	  "&description=a%0d%0ab&" },
	{ MULTIPART, PART("type", "BOOK") PART("title", "J\xc3\xbcrgen & Co") PART("length", "7") PART("genre", "")
	  PART("metadata", "{\"x\":1}") PART("description", "a\r\nb") PART("_x", "y") "--zz--\r\n" },
	{ "multipart/form-data; charset=utf-8; boundary=\"zz\"", PART("type", "BOOK") PART("title", "J\xc3\xbcrgen & Co")
	  PART("length", "7") PART("metadata", "{\"x\":1}") PART("description", "a\r\nb") "--zz--" },
};

START_TEST(three_kinds_of_body_mean_the_same)
{
	struct reply *r = client_send(&member, &media_app, "POST", "/", same_bodies[_i].type, same_bodies[_i].body,
		strlen(same_bodies[_i].body), NULL);

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "type"), "BOOK");
	ck_assert_str_eq(json_text(r, "title"), "J\xc3\xbcrgen & Co");
	ck_assert_str_eq(json_text(r, "length"), "7");
	ck_assert_str_eq(json_text(r, "genre"), "null");
	ck_assert_str_eq(json_text(r, "metadata"), "{\"x\":1}");
	ck_assert_str_eq(json_text(r, "description"), "a\r\nb");
}
END_TEST

START_TEST(an_empty_form_value_is_null)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\",\"genre\":\"g\",\"length\":7}"));
	struct reply *r = client_send(&member, &media_app, "PATCH", path, FORM, BODY("genre=&length="), NULL);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "genre"), "null");
	ck_assert_str_eq(json_text(r, "length"), "null");
	ck_assert_str_eq(json_text(r, "title"), "a");
}
END_TEST

START_TEST(a_form_post_may_be_any_method)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\",\"genre\":\"g\"}"));
	struct reply *r = client_send(&member, &media_app, "POST", path, FORM, BODY("_method=PATCH&title=b"), NULL);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "title"), "b");
	ck_assert_str_eq(json_text(r, "genre"), "g");
	r = client_send(&member, &media_app, "POST", path, MULTIPART,
		BODY(PART("_method", "PUT") PART("title", "c") "--zz--\r\n"), NULL);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "title"), "c");
	ck_assert_str_eq(json_text(r, "genre"), "null");
	ck_assert_int_eq(client_send(&other, &media_app, "POST", path, FORM, BODY("_method=DELETE"), NULL)->http, 403);
	ck_assert_int_eq(client_send(&nobody, &media_app, "POST", path, FORM, BODY("_method=DELETE"), NULL)->http, 401);
	ck_assert_int_eq(client_rows("media_items"), 1);
	ck_assert_int_eq(client_send(&member, &media_app, "POST", path, FORM, BODY("_method=DELETE"), NULL)->http, 204);
	ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

START_TEST(only_a_forms_post_is_another_method)
{
	const char *path = item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}"));
	const char *const override[] = { "HTTP_X_HTTP_METHOD_OVERRIDE=DELETE", NULL };

	ck_assert_int_eq(client_post(&member, &media_app, path, "{\"_method\":\"DELETE\"}")->http, 405);
	ck_assert_int_eq(client_send(&member, &media_app, "POST", arena_printf(&memory, "%s?_method=DELETE", path), FORM,
		BODY("title=b"), NULL)->http, 405);
	ck_assert_int_eq(client_send(&member, &media_app, "POST", path, FORM, BODY("title=b"), override)->http, 405);
	ck_assert_int_eq(client_send(&member, &media_app, "GET", path, FORM, BODY("_method=DELETE"), NULL)->http, 200);
	ck_assert_int_eq(client_send(&member, &media_app, "PATCH", path, FORM, BODY("_method=DELETE&genre=g"), NULL)->http,
		200);
	ck_assert_int_eq(client_rows("media_items"), 1);
}
END_TEST

/* --- paths, ids, methods ----------------------------------------------------------------------------------------- */

static const char *const unknown_paths[] = {
	"/nope", "/1", "/00000000-0000-4000-8000-00000000000", "/00000000-0000-4000-8000-0000000000000",
	"/00000000-0000-4000-8000-000000000000", "/00000000-0000-1000-8000-000000000000",
	"/0000000000004000800000000000000000000", "/{id}", "/%00", "/..", "/../books", "/../../etc/passwd", "/./",
	"/00000000-0000-4000-8000-000000000000/..", "/00000000-0000-4000-8000-000000000000/nope", "/\xff", "/'--",
	"/a\r\nX-Evil: 1", "/ ",
};

START_TEST(an_unknown_path_or_id_is_404)
{
	struct reply *r = client_get(&member, &media_app, unknown_paths[_i]);

	assert_envelope(r, 404, "not_found");
	ck_assert_ptr_null(reply_header(r, "X-Evil"));
	ck_assert_ptr_null(strstr(r->body, "passwd"));
	assert_envelope(client_patch(&member, &media_app, unknown_paths[_i], "{\"title\":\"b\"}"), 404, "not_found");
	assert_envelope(client_get(&nobody, &server_app, unknown_paths[_i]), 404, "not_found");
}
END_TEST

START_TEST(an_id_in_upper_case_is_404)
{
	char *path = arena_strdup(&memory, item_path(add_item("{\"type\":\"BOOK\",\"title\":\"a\"}")));
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

	ck_assert_int_eq(client_get(&nobody, &media_app, arena_printf(&memory, "%s/", path))->http, 200);
	ck_assert_int_eq(client_get(&nobody, &media_app, arena_printf(&memory, "%s//", path))->http, 200);
	ck_assert_int_eq(client_get(&nobody, &media_app, "//")->http, 200);
	ck_assert_int_eq(client_send(&nobody, &media_app, "GET", "/", NULL, NULL, 0, none)->http, 200);
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
	{ &media_app, "POST", "/00000000-0000-4000-8000-000000000000", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS" },
	{ &auth_app, "GET", "/login", "POST, OPTIONS" },
	{ &auth_app, "HEAD", "/login", "POST, OPTIONS" },
	{ &server_app, "POST", "/health", "GET, HEAD, OPTIONS" },
};

START_TEST(a_wrong_method_is_405_and_allow_tells_the_right_ones)
{
	struct reply *r = client_send(&nobody, wrong_methods[_i].app, wrong_methods[_i].method, wrong_methods[_i].path, NULL,
		NULL, 0, NULL);

	ck_assert_int_eq(r->http, 405);
	ck_assert_ptr_nonnull(reply_header(r, "Allow"));
	ck_assert_str_eq(reply_header(r, "Allow"), wrong_methods[_i].allow);
	if (strcmp(wrong_methods[_i].method, "HEAD"))
		assert_envelope(r, 405, "method_not_allowed");
}
END_TEST

START_TEST(an_unknown_method_on_an_unknown_path_is_404)
{
	assert_envelope(client_send(&nobody, &media_app, "BREW", "/nope", NULL, NULL, 0, NULL), 404, "not_found");
}
END_TEST

START_TEST(options_is_204_with_allow)
{
	struct reply *r = client_send(&nobody, &media_app, "OPTIONS", "/", NULL, NULL, 0, NULL);

	ck_assert_int_eq(r->http, 204);
	ck_assert_str_eq(reply_header(r, "Allow"), "GET, HEAD, POST, OPTIONS");
	ck_assert_str_eq(r->body, "");
	assert_envelope(client_send(&nobody, &media_app, "OPTIONS", "/nope", NULL, NULL, 0, NULL), 404, "not_found");
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
	ck_assert_str_eq(reply_header(head, "Content-Length"), arena_printf(&memory, "%zu", strlen(get->body)));
	head = client_send(&nobody, &media_app, "HEAD", "/nope", NULL, NULL, 0, NULL);
	ck_assert_int_eq(head->http, 404);
	ck_assert_str_eq(head->body, "");
}
END_TEST

/* --- a suite ------------------------------------------------------------------------------------------------------ */

int
main(void)
{
	Suite *suite = suite_create("conventions");
	TCase *tc = tcase_create("conventions");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, a_bad_body_is_refused_and_nothing_is_stored, 0, COUNT(bad_bodies));
	tcase_add_test(tc, every_wrong_field_is_named_at_once);
	tcase_add_test(tc, a_body_of_64_kib_is_taken_and_one_byte_more_is_413);
	tcase_add_test(tc, a_body_that_breaks_off_is_400);
	tcase_add_test(tc, nesting_is_bounded);
	tcase_add_test(tc, what_was_read_can_be_sent_back);
	tcase_add_loop_test(tc, three_kinds_of_body_mean_the_same, 0, COUNT(same_bodies));
	tcase_add_test(tc, an_empty_form_value_is_null);
	tcase_add_test(tc, a_form_post_may_be_any_method);
	tcase_add_test(tc, only_a_forms_post_is_another_method);
	tcase_add_loop_test(tc, an_unknown_path_or_id_is_404, 0, COUNT(unknown_paths));
	tcase_add_test(tc, an_id_in_upper_case_is_404);
	tcase_add_test(tc, slashes_at_the_end_do_not_matter);
	tcase_add_test(tc, a_malformed_id_in_a_body_is_400);
	tcase_add_loop_test(tc, a_wrong_method_is_405_and_allow_tells_the_right_ones, 0, COUNT(wrong_methods));
	tcase_add_test(tc, an_unknown_method_on_an_unknown_path_is_404);
	tcase_add_test(tc, options_is_204_with_allow);
	tcase_add_test(tc, head_is_get_without_the_body);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
