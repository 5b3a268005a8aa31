/*
 * BookTracker's door (/booktracker): what its document says, in its own words, and what a framework
 * such as FastAPI answers to its clients.
 */
#include "client.h"
#include "clock.h"

#include <string.h>

#define NOW "2026-04-01T08:00:00Z"
#define SOLARIS "{\"title\":\"Solaris\",\"author\":\"Stanis\xc5\x82" "aw Lem\"}"
#define DUNE "{\"title\":\"Dune\",\"author\":\"Frank Herbert\",\"isbn\":\"9780441013593\"," \
	"\"genre\":\"Science fiction\",\"publication_year\":1965}"

static const struct app *const door = &booktracker_app;
static const char *dune, *film;		/* the ids of the titles with the keys 1 and 2, elsewhere */

static void
setup(void)
{
	client_setup();
	made(client_post(&admin, door, "/books", DUNE));
	dune = json_text(client_get(&admin, &books_app, "/"), "books[0].id");
	film = json_text(made(client_post(&member, &media_app, "/",
		"{\"type\":\"MOVIE\",\"title\":\"Alien\"}")), "id");
}

/* What a list has of each. */
static const char *
column(const struct reply *r, const char *path)
{
	const char *all = "";

	ck_assert_msg(cJSON_IsArray(r->json), "no array: %s", r->body);
	for (int i = 0; i < cJSON_GetArraySize(r->json); i++)
		all = text("%s%s%s", all, i ? "|" : "", json_text(r, text("[%d].%s", i, path)));
	return all;
}

/* A form, as OAuth2's password flow is one. */
static struct reply *
ask_token(const char *form)
{
	return client_send(NULL, door, "POST", "/auth/token", "application/x-www-form-urlencoded",
		form, strlen(form), NULL);
}

/* Each endpoint of the document, in its order, and its answers. */
START_TEST(the_documents_calls_do_what_it_says)
{
	static const struct door_step steps[] = {
		{ NULL, "POST", "/auth/register", "{\"username\":\"erin\","
		  "\"email\":\"erin@example.com\",\"password\":\"a long password\"}", 201,
		  "username", "erin" },
		{ NULL, "POST", "/auth/register", "{\"username\":\"Erin\","
		  "\"email\":\"e@example.com\",\"password\":\"a long password\"}", 409 },
		{ NULL, "POST", "/auth/register", "{\"username\":\"erin2\","
		  "\"email\":\"Erin@example.com\",\"password\":\"a long password\"}", 409 },
		{ &nobody, "GET", "/books", NULL, 200, "[0].title", "Dune" },
		{ &nobody, "GET", "/books?genre=science+fiction", NULL, 200, "[0].id", "1" },
		{ &nobody, "GET", "/books?genre=fiction", NULL, 200, "", "[]" },
		{ &nobody, "GET", "/books?author=herbert", NULL, 200, "[0].id", "1" },
		{ &nobody, "GET", "/books/1", NULL, 200, "author", "Frank Herbert" },
		{ &admin, "POST", "/books", SOLARIS, 201, "id", "3" },
		{ &nobody, "POST", "/books", SOLARIS, 401, "detail", "Not authenticated" },
		{ &member, "POST", "/books", SOLARIS, 403, "detail", "Forbidden" },
		{ &admin, "PUT", "/books/3", "{\"title\":\"Solaris\",\"author\":\"Lem\","
		  "\"genre\":\"SF\"}", 200, "genre", "SF" },
		{ &admin, "PUT", "/books/3", SOLARIS, 200, "genre", "null" },
		{ &admin, "PUT", "/books/3", "{\"title\":\"Solaris\",\"author\":\"Lem\","
		  "\"isbn\":\"9780441013593\"}", 409, "detail", "isbn is there already." },
		{ &member, "PUT", "/books/3", SOLARIS, 403 },
		{ &nobody, "PUT", "/books/3", SOLARIS, 401 },
		{ &member, "GET", "/my-library", NULL, 200, "", "[]" },
		{ &member, "POST", "/my-library/1", NULL, 201, "status", "Wishlist" },
		{ &member, "POST", "/my-library/1", NULL, 409, "detail",
		  "This book is in your library already" },
		{ &member, "POST", "/my-library/3", "{\"status\":\"Completed\",\"rating\":4,"
		  "\"review_text\":\"Good\"}", 201, "rating", "4" },
		{ &member, "GET", "/my-library", NULL, 200, "[1].book.title", "Dune" },
		{ &member, "GET", "/my-library/3", NULL, 200, "review_text", "Good" },
		{ &member, "PATCH", "/my-library/1", "{\"status\":\"Reading\"}", 200, "status",
		  "Reading" },
		{ &member, "PATCH", "/my-library/1", "{\"rating\":5}", 422, "detail[0].loc",
		  "[\"body\",\"rating\"]" },
		{ &member, "PATCH", "/my-library/1", "{\"review_text\":\"x\"}", 422,
		  "detail[0].loc", "[\"body\",\"review_text\"]" },
		{ &member, "PATCH", "/my-library/1", "{\"status\":\"Completed\",\"rating\":5,"
		  "\"review_text\":\"Sand\"}", 200, "rating", "5" },
		{ &member, "PATCH", "/my-library/1", "{\"rating\":null}", 200, "rating", "null" },
		{ &member, "PATCH", "/my-library/1", "{\"review_text\":\"\"}", 200,
		  "review_text", "null" },
		{ &member, "DELETE", "/my-library/1", NULL, 204 },
		{ &member, "DELETE", "/my-library/1", NULL, 404, "", "{\"detail\":\"Not Found\"}" },
		{ &member, "DELETE", "/books/3", NULL, 403 },
		{ &nobody, "DELETE", "/books/3", NULL, 401 },
		{ &admin, "DELETE", "/books/3", NULL, 204 },
		{ &admin, "DELETE", "/books/3", NULL, 404, "", "{\"detail\":\"Not Found\"}" },
		/* what was on shelves went with it */
		{ &member, "GET", "/my-library", NULL, 200, "", "[]" },
		{ NULL }
	};

	client_steps(door, steps);
}
END_TEST

/*
 * --- accounts -----------------------------------------------------------------------------------
 */

START_TEST(who_registers_is_shown_and_not_signed_in)
{
	struct reply *r = made(client_post(NULL, door, "/auth/register",
		"{\"username\":\"erin\",\"email\":\"erin@example.com\","
		"\"password\":\"a long password\",\"is_active\":false,\"id\":99}"));

	ck_assert_str_eq(r->body, text("{\"id\":%s,\"username\":\"erin\","
		"\"email\":\"erin@example.com\",\"is_active\":true}", json_text(r, "id")));
	ck_assert_str_ne(json_text(r, "id"), "99");
	ck_assert_ptr_null(reply_header(r, "Set-Cookie"));
	ck_assert_int_eq(ask_token("username=erin@example.com&password=a+long+password")->http,
		200);
}
END_TEST

START_TEST(who_tells_no_name_gets_a_free_one)
{
	struct reply *r = client_post(NULL, door, "/auth/register",
		"{\"email\":\"ann@example.com\",\"password\":\"a long password\"}");

	ck_assert_str_eq(json_text(made(r), "username"), "ann");
	r = client_post(NULL, door, "/auth/register",
		"{\"email\":\"ann@example.org\",\"password\":\"a long password\"}");
	ck_assert_str_eq(json_text(made(r), "username"), "ann-2");
	client_settings("registration = closed");
	r = client_post(NULL, door, "/auth/register",
		"{\"email\":\"ann@example.net\",\"password\":\"a long password\"}");
	ck_assert_int_eq(r->http, 403);
	ck_assert_str_eq(r->body, "{\"detail\":\"Registration is closed here.\"}");
}
END_TEST

static const struct {
	const char *form;
	int http;
	const char *answer;	/* the `detail`, or the first part of the first one's `loc` */
} grants[] = {
	{ "username=member&password=correct+horse", 200, NULL },
	{ "grant_type=password&username=member&password=correct+horse", 200, NULL },
	{ "grant_type=&username=MEMBER&password=correct+horse&scope=&client_id=x"
	  "&client_secret=y", 200, NULL },
	{ "username=member&password=wrong", 401, "\"Incorrect username or password\"" },
	{ "username=nobody&password=correct+horse", 401, "\"Incorrect username or password\"" },
	{ "grant_type=refresh_token&username=member&password=correct+horse", 422,
	  "[\"body\",\"grant_type\"]" },
	{ "password=correct+horse", 422, "[\"body\",\"username\"]" },
	{ "username=member", 422, "[\"body\",\"password\"]" },
	{ "username=member&password=", 422, "[\"body\",\"password\"]" },
};

START_TEST(a_token_is_granted_for_name_and_password)
{
	struct reply *r = ask_token(grants[_i].form);

	ck_assert_msg(r->http == grants[_i].http, "%d: %s", r->http, r->body);
	if (r->http == 401)
		ck_assert_ptr_nonnull(strstr(r->body, grants[_i].answer));
	if (r->http == 422)
		ck_assert_str_eq(json_text(r, "detail[0].loc"), grants[_i].answer);
	if (r->http != 200)
		return;
	ck_assert_str_eq(r->body, text("{\"access_token\":\"%s\",\"token_type\":\"bearer\"}",
		json_text(r, "access_token")));
	ck_assert_ptr_null(reply_header(r, "Set-Cookie"));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_int_eq(client_get(&(struct sender){ .token = json_text(r, "access_token") }, door,
		"/my-library")->http, 200);
}
END_TEST

/* Some clients send a client's credentials along, which is none of ours. */
START_TEST(who_signs_in_may_send_any_authorization)
{
	static const char *const headers[] = { "Basic Og==", "Bearer ", "Bearer null", "x" };
	static const char form[] = "username=member&password=correct+horse";

	for (int i = 0; i < COUNT(headers); i++)
		ck_assert_int_eq(client_send(NULL, door, "POST", "/auth/token",
			"application/x-www-form-urlencoded", form, strlen(form),
			(const char *[]){ text("HTTP_AUTHORIZATION=%s", headers[i]), NULL })->http,
			200);
}
END_TEST

START_TEST(a_password_is_never_read_from_an_address)
{
	struct reply *r = client_send(NULL, door, "POST",
		"/auth/token?username=member&password=correct+horse", NULL, NULL, 0, NULL);

	ck_assert_int_eq(r->http, 422);
}
END_TEST

START_TEST(who_tries_too_often_has_to_wait)
{
	struct reply *r = NULL;

	for (int i = 0; i < 20; i++)
		r = ask_token("username=member&password=wrong");
	ck_assert_int_eq(r->http, 429);
	ck_assert_ptr_nonnull(reply_header(r, "Retry-After"));
	ck_assert_ptr_nonnull(strstr(json_text(r, "detail"), "Try again in"));
}
END_TEST

/*
 * --- fields -------------------------------------------------------------------------------------
 */

START_TEST(a_book_has_its_documents_fields)
{
	struct reply *r = client_get(&nobody, door, "/books/1");

	ck_assert_str_eq(r->body, "{\"id\":1,\"title\":\"Dune\",\"author\":\"Frank Herbert\","
		"\"isbn\":\"9780441013593\",\"genre\":\"Science fiction\","
		"\"publication_year\":1965}");
	ck_assert_str_eq(client_get(&nobody, door, "/books")->body, text("[%s]", r->body));
	r = made(client_post(&admin, door, "/books", "{\"title\":\"Emma\",\"author\":\"Austen\","
		"\"id\":99,\"isbn\":\"\",\"genre\":null,\"publication_year\":\"1815\","
		"\"pages\":1}"));
	ck_assert_str_eq(r->body, "{\"id\":3,\"title\":\"Emma\",\"author\":\"Austen\","
		"\"isbn\":null,\"genre\":null,\"publication_year\":1815}");
	ck_assert_str_eq(reply_header(r, "Location"), "/booktracker/books/3");
	ck_assert_str_eq(client_get(&nobody, door, "/books/3")->body, r->body);
}
END_TEST

START_TEST(a_library_book_has_its_documents_fields)
{
	struct reply *r = made(client_post(&member, door, "/my-library/1", "null"));
	const char *book = client_get(&nobody, door, "/books/1")->body;

	ck_assert_str_eq(r->body, text("{\"user_id\":%s,\"book_id\":1,\"status\":\"Wishlist\","
		"\"rating\":null,\"review_text\":null,\"date_added\":\"" NOW "\",\"book\":%s}",
		client_key("users", member.id), book));
	ck_assert_str_eq(reply_header(r, "Location"), "/booktracker/my-library/1");
	ck_assert_str_eq(client_get(&member, door, "/my-library/1")->body, r->body);
	ck_assert_str_eq(client_get(&member, door, "/my-library")->body, text("[%s]", r->body));
	r = client_patch(&member, door, "/my-library/1", "{\"status\":\"completed\","
		"\"rating\":\"3\",\"review_text\":\"a\\nb\",\"date_added\":\"2020-01-01\","
		"\"user_id\":1,\"book_id\":2,\"book\":{},\"note\":\"x\"}");
	ck_assert_str_eq(r->body, text("{\"user_id\":%s,\"book_id\":1,\"status\":\"Completed\","
		"\"rating\":3,\"review_text\":\"a\\nb\",\"date_added\":\"" NOW "\",\"book\":%s}",
		client_key("users", member.id), book));
}
END_TEST

/* What clients send that have nothing to send. */
static const struct {
	const char *type, *body;
	int http;
} nothings[] = {
	{ "application/json", "null", 201 }, { "application/json", " null\r\n", 201 },
	{ "", "null", 201 }, { "application/json", "{}", 201 },
	{ "application/json", "nullx", 422 }, { "application/json", "\"null\"", 422 },
	{ "application/json", "[null]", 422 }, { "application/json", " ", 422 },
	{ "application/x-www-form-urlencoded", "null", 201 },	/* a member of that name */
	{ "", "{}", 415 },
};

START_TEST(null_is_no_body)
{
	struct reply *r = client_send(&member, door, "POST", "/my-library/1", nothings[_i].type,
		nothings[_i].body, strlen(nothings[_i].body), NULL);

	ck_assert_msg(r->http == nothings[_i].http, "%d: %s", r->http, r->body);
	ck_assert_int_eq(client_rows("entries"), r->http == 201);
	/* at our own doors it is no object */
	if (r->http == 201 && !strcmp(nothings[_i].type, "application/json"))
		ck_assert_int_eq(client_patch(&member, &library_app, text("/%s", dune),
			nothings[_i].body)->http, *nothings[_i].body == '{' ? 200 : 400);
}
END_TEST

/* What is refused, where it is, why, and of which type that is. */
static const struct {
	const char *method, *path, *body, *loc, *message, *type;
} refusals[] = {
	{ "POST", "/books", "{}", "[\"body\",\"title\"]", "is required", "missing" },
	{ "POST", "/books", NULL, "[\"body\",\"title\"]", "is required", "missing" },
	{ "POST", "/books", "{\"title\":\"x\"}", "[\"body\",\"author\"]", "is required",
	  "missing" },
	{ "PUT", "/books/1", "{\"author\":\"x\"}", "[\"body\",\"title\"]", "is required",
	  "missing" },
	{ "PUT", "/books/1", "{\"title\":\"\",\"author\":\"x\"}", "[\"body\",\"title\"]",
	  "must not be empty", "value_error" },
	{ "PUT", "/books/1", "{\"title\":\"x\",\"author\":7}", "[\"body\",\"author\"]",
	  "must be a text", "value_error" },
	{ "PUT", "/books/1", "{\"title\":\"x\",\"author\":\"x\",\"isbn\":\"123\"}",
	  "[\"body\",\"isbn\"]", "must be an ISBN-10 or ISBN-13 with a right check digit",
	  "value_error" },
	{ "PUT", "/books/1", "{\"title\":\"x\",\"author\":\"x\",\"publication_year\":10000}",
	  "[\"body\",\"publication_year\"]", "must be from 0 to 9999", "value_error" },
	{ "PUT", "/books/1", "{\"title\":\"x\",\"author\":\"x\",\"publication_year\":\"soon\"}",
	  "[\"body\",\"publication_year\"]", "must be a whole number", "value_error" },
	{ "PUT", "/books/1", "{\"title\":\"x\",\"author\":\"x\",\"genre\":{}}",
	  "[\"body\",\"genre\"]", "must be a text", "value_error" },
	{ "POST", "/books", "{\"title\":", "[\"body\"]", "is no well-formed JSON", "json_invalid" },
	{ "POST", "/books", "[]", "[\"body\"]", "must be a JSON object", "json_invalid" },
	{ "POST", "/my-library/1", "{\"status\":\"Paused\"}", "[\"body\",\"status\"]",
	  "must be one of Wishlist, Reading, Completed", "value_error" },
	{ "POST", "/my-library/1", "{\"status\":\"TO_DO\"}", "[\"body\",\"status\"]",
	  "must be one of Wishlist, Reading, Completed", "value_error" },
	{ "POST", "/my-library/1", "{\"status\":null}", "[\"body\",\"status\"]",
	  "must not be empty", "value_error" },
	{ "POST", "/my-library/1", "{\"rating\":0}", "[\"body\",\"rating\"]", "must be from 1 to 5",
	  "value_error" },
	{ "POST", "/my-library/1", "{\"rating\":6}", "[\"body\",\"rating\"]", "must be from 1 to 5",
	  "value_error" },
	{ "POST", "/my-library/1", "{\"rating\":4.5}", "[\"body\",\"rating\"]",
	  "must be a whole number of at most 9007199254740991", "value_error" },
	{ "POST", "/my-library/1", "{\"rating\":5}", "[\"body\",\"rating\"]",
	  "is for completed books", "value_error" },
	{ "POST", "/my-library/1", "{\"review_text\":7}", "[\"body\",\"review_text\"]",
	  "must be a text", "value_error" },
	{ "POST", "/my-library/1", "{\"status\":\"Reading\",\"review_text\":\"x\"}",
	  "[\"body\",\"review_text\"]", "is for completed books", "value_error" },
	{ "POST", "/auth/register", "{\"password\":\"a long password\"}", "[\"body\",\"email\"]",
	  "is required", "missing" },
	{ "POST", "/auth/register", "{\"email\":\"erin@example.com\"}", "[\"body\",\"password\"]",
	  "is required", "missing" },
	{ "POST", "/auth/register", "{\"email\":\"erin\",\"password\":\"a long password\"}",
	  "[\"body\",\"email\"]", "must be an e-mail address", "value_error" },
	{ "GET", "/books?skip=-1", NULL, "[\"query\",\"skip\"]", "must be from 0 to 1000000000",
	  "value_error" },
	{ "GET", "/books?skip=x", NULL, "[\"query\",\"skip\"]", "must be a whole number",
	  "value_error" },
	{ "GET", "/books?limit=0", NULL, "[\"query\",\"limit\"]", "must be from 1 to 100",
	  "value_error" },
	{ "GET", "/my-library?limit=101", NULL, "[\"query\",\"limit\"]", "must be from 1 to 100",
	  "value_error" },
	{ "GET", "/my-library?page=0", NULL, "[\"query\",\"page\"]", "must be from 1 to 1000000000",
	  "value_error" },
};

START_TEST(what_is_wrong_says_where)
{
	const char *body = refusals[_i].body;
	struct reply *r = client_send(&admin, door, refusals[_i].method, refusals[_i].path,
		"application/json", body, body ? strlen(body) : 0, NULL);

	ck_assert_msg(r->http == 422, "%d: %s", r->http, r->body);
	ck_assert_ptr_nonnull(strstr(r->head, "Status: 422 Unprocessable Content"));
	ck_assert_str_eq(json_text(r, "detail[0].loc"), refusals[_i].loc);
	ck_assert_str_eq(json_text(r, "detail[0].msg"), refusals[_i].message);
	ck_assert_str_eq(json_text(r, "detail[0].type"), refusals[_i].type);
	ck_assert_int_eq(client_rows("entries"), 0);
	ck_assert_ptr_nonnull(strstr(client_get(&nobody, door, "/books")->body,
		"\"title\":\"Dune\",\"author\":\"Frank Herbert\""));
}
END_TEST

START_TEST(all_that_is_wrong_is_told_at_once)
{
	struct reply *r = client_post(&admin, door, "/books",
		"{\"isbn\":\"1\",\"publication_year\":-1}");

	ck_assert_str_eq(r->body, "{\"detail\":["
		"{\"loc\":[\"body\",\"isbn\"],\"msg\":\"must be an ISBN-10 or ISBN-13 with a right "
		"check digit\",\"type\":\"value_error\"},"
		"{\"loc\":[\"body\",\"publication_year\"],\"msg\":\"must be from 0 to 9999\","
		"\"type\":\"value_error\"},"
		"{\"loc\":[\"body\",\"title\"],\"msg\":\"is required\",\"type\":\"missing\"},"
		"{\"loc\":[\"body\",\"author\"],\"msg\":\"is required\",\"type\":\"missing\"}]}");
}
END_TEST

/*
 * --- errors -------------------------------------------------------------------------------------
 */

static const struct {
	const struct sender *who;
	const char *method, *path, *body;
	int http;
	const char *detail;
} errors[] = {
	{ &nobody, "GET", "/", NULL, 404, "Not Found" },
	{ &nobody, "GET", "/books/abc", NULL, 404, "Not Found" },
	{ &nobody, "GET", "/books/0", NULL, 404, "Not Found" },
	{ &nobody, "GET", "/books/99", NULL, 404, "Not Found" },
	{ &nobody, "GET", "/books/999999999999999", NULL, 404, "Not Found" },
	{ &nobody, "GET", "/books/99999999999999999999", NULL, 404, "Not Found" },
	{ &nobody, "GET", "/books/2", NULL, 404, "Not Found" },	/* a film's */
	{ &admin, "PUT", "/books/2", "{\"title\":\"x\",\"author\":\"y\"}", 404, "Not Found" },
	{ &admin, "DELETE", "/books/2", NULL, 404, "Not Found" },
	{ &member, "POST", "/my-library/2", NULL, 404, "Not Found" },
	{ &member, "POST", "/my-library/99", NULL, 404, "Not Found" },
	{ &member, "GET", "/my-library/1", NULL, 404, "Not Found" },
	{ &member, "PATCH", "/my-library/1", "{}", 404, "Not Found" },
	{ &member, "DELETE", "/my-library/1", NULL, 404, "Not Found" },
	{ &member, "DELETE", "/books", NULL, 405, "Method Not Allowed" },
	{ &member, "PUT", "/my-library/1", "{}", 405, "Method Not Allowed" },
	{ &nobody, "GET", "/my-library", NULL, 401, "Not authenticated" },
	{ &nobody, "GET", "/my-library/1", NULL, 401, "Not authenticated" },
	{ &nobody, "POST", "/my-library/1", NULL, 401, "Not authenticated" },
	{ &nobody, "PATCH", "/my-library/1", "{}", 401, "Not authenticated" },
	{ &nobody, "DELETE", "/my-library/1", NULL, 401, "Not authenticated" },
	{ &member, "POST", "/books", "{}", 403, "Forbidden" },
	{ &member, "PUT", "/books/1", "{}", 403, "Forbidden" },
	{ &member, "DELETE", "/books/1", NULL, 403, "Forbidden" },
	{ &admin, "POST", "/books", "{\"title\":\"x\",\"author\":\"y\",\"isbn\":\"0-441-01359-7\"}",
	  409, "isbn is there already." },
};

START_TEST(an_error_is_one_sentence)
{
	const char *body = errors[_i].body;
	struct reply *r = client_send(errors[_i].who, door, errors[_i].method, errors[_i].path,
		"application/json", body, body ? strlen(body) : 0, NULL);

	ck_assert_msg(r->http == errors[_i].http, "%d: %s", r->http, r->body);
	ck_assert_str_eq(r->body, text("{\"detail\":\"%s\"}", errors[_i].detail));
	ck_assert_ptr_nonnull(strstr(r->head, "Content-Type: application/json"));
	if (r->http == 401)
		ck_assert_str_eq(reply_header(r, "WWW-Authenticate"), "Bearer");
	ck_assert_int_eq(client_rows("media_items"), 2);
}
END_TEST

START_TEST(a_body_of_another_type_is_no_book)
{
	struct reply *r = client_send(&admin, door, "POST", "/books", "text/plain", "x", 1, NULL);
	static char large[BODY_MAX + 2];

	ck_assert_int_eq(r->http, 415);
	ck_assert_msg(strstr(json_text(r, "detail"), "Content-Type") != NULL, "%s", r->body);
	memset(large, ' ', BODY_MAX + 1);
	r = client_post(&admin, door, "/books", large);
	ck_assert_int_eq(r->http, 413);
	ck_assert_str_eq(json_text(r, "detail"), "The request is too large.");
}
END_TEST

/* What went wrong here is found in the log by the id. */
START_TEST(an_error_of_ours_tells_its_id)
{
	struct reply *r;

	client_settings("nonsense = 1");
	r = client_get(&nobody, door, "/books");
	ck_assert_int_eq(r->http, 503);
	ck_assert_ptr_nonnull(strstr(json_text(r, "detail"), reply_header(r, "X-Request-Id")));
}
END_TEST

START_TEST(strangers_may_not_do_everything_at_once)
{
	struct reply *r;

	client_settings("rate_limit_address = 1");
	ask_token("username=member&password=wrong");
	r = client_post(NULL, door, "/auth/register",
		"{\"email\":\"ann@example.com\",\"password\":\"a long password\"}");
	ck_assert_int_eq(r->http, 429);
	ck_assert_ptr_nonnull(strstr(json_text(r, "detail"), "Try again"));
}
END_TEST

START_TEST(a_door_has_no_pages)
{
	static const char *const visit[] = { "HTTP_ACCEPT=text/html", NULL };
	static const char form[] = "username=member&password=wrong";
	struct reply *r = client_send(&nobody, door, "GET", "/books", NULL, NULL, 0, visit);

	ck_assert_int_eq(r->http, 200);
	ck_assert(cJSON_IsArray(r->json));
	r = client_send(&nobody, door, "POST", "/auth/token", "application/x-www-form-urlencoded",
		form, strlen(form), visit);
	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(json_text(r, "detail"), "Incorrect username or password");
}
END_TEST

/*
 * --- what others wrote --------------------------------------------------------------------------
 */

static const char *
as_stored(const char *path)
{
	return json_text(client_get(&member, &library_app, text("/%s", dune)), path);
}

static const struct {
	const char *status;	/* in our words; shown here as the nearest of three */
	const char *shown;
} nearest[] = {
	{ "Wishlist", "Wishlist" }, { "Reading", "Reading" }, { "Completed", "Completed" },
	{ "Paused", "Reading" }, { "Dropped", "Reading" },
};

START_TEST(what_is_sent_back_as_it_was_shown_changes_nothing)
{
	const char *shown, *note = "Kept", *before;
	struct reply *r;

	made(client_post(&member, &library_app, text("/%s", dune), "{\"status\":\"Completed\","
		"\"rating\":4.5,\"review_text\":\"Good\"}"));
	r = client_get(&member, &usermedia_app, "/");
	r = client_patch(&member, &usermedia_app, text("/%s", json_text(r, "records[0].id")),
		text("{\"note\":\"%s\",\"start_date\":\"2026-03-01\",\"end_date\":null}", note));
	ck_assert_msg(r->http == 200, "%s", r->body);
	client_patch(&member, &library_app, text("/%s", dune),
		text("{\"status\":\"%s\"}", nearest[_i].status));
	shown = client_get(&member, door, "/my-library/1")->body;
	before = client_get(&member, &usermedia_app, "/")->body;
	clock_set(clock_now() + 60);
	r = client_patch(&member, door, "/my-library/1", shown);
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(r->body, shown);
	ck_assert_str_eq(client_get(&member, &usermedia_app, "/")->body, before);
	ck_assert_str_eq(json_text(r, "status"), nearest[_i].shown);
	ck_assert_str_eq(json_text(r, "rating"), "5");
	ck_assert_str_eq(as_stored("status"), nearest[_i].status);
	ck_assert_str_eq(as_stored("rating"), "4.5");
	r = client_get(&member, &usermedia_app, "/");
	ck_assert_str_eq(json_text(r, "records[0].note"), note);
	/* what is news is taken, and only that */
	r = client_patch(&member, door, "/my-library/1", text("{\"status\":\"%s\",\"rating\":4}",
		nearest[_i].shown));
	ck_assert_int_eq(r->http, strcmp(nearest[_i].shown, "Completed") ? 422 : 200);
	client_patch(&member, door, "/my-library/1", "{\"status\":\"Completed\",\"rating\":5}");
	ck_assert_str_eq(as_stored("status"), "Completed");
	ck_assert_str_eq(json_text(client_get(&member, door, "/my-library/1"), "rating"), "5");
}
END_TEST

START_TEST(a_book_put_back_keeps_what_this_door_does_not_show)
{
	const char *before, *path = text("/%s", dune);
	struct reply *r = client_patch(&admin, &media_app, path, "{\"pub_date\":\"1965-08\","
		"\"description\":\"Sand\",\"length\":412,\"metadata\":{\"a\":1}}");

	ck_assert_int_eq(r->http, 200);
	before = client_get(&admin, &media_app, path)->body;
	clock_set(clock_now() + 60);
	r = client_put(&admin, door, "/books/1", client_get(&admin, door, "/books/1")->body);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "publication_year"), "1965");
	ck_assert_str_eq(client_get(&admin, &media_app, path)->body, before);
	client_put(&admin, door, "/books/1", "{\"title\":\"Dune\",\"author\":\"Herbert\","
		"\"publication_year\":1966}");
	r = client_get(&admin, &media_app, path);
	ck_assert_str_eq(json_text(r, "pub_date"), "1966");
	ck_assert_str_eq(json_text(r, "isbn"), "null");
	ck_assert_str_eq(json_text(r, "description"), "Sand");
	ck_assert_str_eq(json_text(r, "metadata"), "{\"a\":1}");
}
END_TEST

START_TEST(a_book_without_an_author_may_be_put_back)
{
	const char *path, *before, *at_home;
	struct reply *r = made(client_post(&member, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Edda\"}"));

	at_home = text("/%s", json_text(r, "id"));
	before = client_get(&admin, &media_app, at_home)->body;
	path = text("/books/%s", client_key("media_items", json_text(r, "id")));
	r = client_get(&admin, door, path);
	ck_assert_str_eq(json_text(r, "author"), "null");
	clock_set(clock_now() + 60);
	r = client_put(&admin, door, path, r->body);
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_str_eq(client_get(&admin, &media_app, at_home)->body, before);
	r = client_put(&admin, door, path,
		"{\"title\":\"Edda\",\"author\":\"\",\"genre\":\"Myths\"}");
	ck_assert_str_eq(json_text(r, "genre"), "Myths");
	r = client_put(&admin, door, path, "{\"title\":\"Edda\",\"author\":\"Snorri\"}");
	ck_assert_str_eq(json_text(r, "author"), "Snorri");
	/* but none is taken away, nor made without */
	r = client_put(&admin, door, path, "{\"title\":\"Edda\",\"author\":null}");
	ck_assert_int_eq(r->http, 422);
	ck_assert_str_eq(json_text(r, "detail[0].msg"), "must not be empty");
	r = client_put(&admin, door, path, "{\"title\":\"Edda\"}");
	ck_assert_int_eq(r->http, 422);
	ck_assert_str_eq(json_text(r, "detail[0].type"), "missing");
	r = client_post(&admin, door, "/books", "{\"title\":\"Edda\",\"author\":null}");
	ck_assert_int_eq(r->http, 422);
}
END_TEST

START_TEST(one_row_is_seen_through_all_doors)
{
	struct reply *r;

	ck_assert_str_eq(json_text(client_get(&nobody, &books_app, text("/%s", dune)), "curated"),
		"true");
	/* a book that a member added is one of all books */
	made(client_post(&member, &media_app, "/",
		"{\"type\":\"BOOK\",\"title\":\"Emma\",\"creator\":\"Jane Austen\"}"));
	ck_assert_str_eq(column(client_get(&nobody, door, "/books"), "title"), "Emma|Dune");
	made(client_post(&member, door, "/my-library/1", "{\"status\":\"Completed\",\"rating\":5,"
		"\"review_text\":\"Sand\"}"));
	made(client_post(&member, &usermedia_app, "/", text("{\"media_id\":\"%s\"}", film)));
	ck_assert_str_eq(column(client_get(&member, door, "/my-library"), "book.title"), "Dune");
	r = client_get(&member, &usermedia_app, "/?type=BOOK");
	ck_assert_str_eq(json_text(r, "records[0].status"), "COMPLETED");
	ck_assert_str_eq(json_text(r, "records[0].end_date"), NOW);
	ck_assert_str_eq(json_text(client_get(&nobody, &books_app, text("/%s/reviews", dune)),
		"reviews[0].content"), "Sand");
}
END_TEST

START_TEST(a_library_is_nobody_elses)
{
	const struct sender *const strangers[] = { &other, &admin };
	const char *before = made(client_post(&member, door, "/my-library/1",
		"{\"status\":\"Completed\",\"rating\":5}"))->body;

	for (int i = 0; i < COUNT(strangers); i++) {
		ck_assert_int_eq(client_get(strangers[i], door, "/my-library/1")->http, 404);
		ck_assert_int_eq(client_patch(strangers[i], door, "/my-library/1",
			"{\"rating\":1}")->http, 404);
		ck_assert_int_eq(client_delete(strangers[i], door, "/my-library/1")->http, 404);
		ck_assert_str_eq(client_get(strangers[i], door, "/my-library")->body, "[]");
	}
	ck_assert_str_eq(client_get(&member, door, "/my-library/1")->body, before);
}
END_TEST

START_TEST(a_private_catalogue_is_for_members)
{
	client_settings("catalogue = private");
	ck_assert_int_eq(client_get(&nobody, door, "/books")->http, 401);
	ck_assert_int_eq(client_get(&nobody, door, "/books/1")->http, 401);
	ck_assert_int_eq(client_get(&nobody, door, "/books/99")->http, 401);
	ck_assert_int_eq(client_get(&member, door, "/books")->http, 200);
	ck_assert_int_eq(client_get(&member, door, "/books/1")->http, 200);
}
END_TEST

START_TEST(a_lost_update_is_refused)
{
	const char *const stale[] = { text("HTTP_IF_MATCH=%s", reply_header(client_get(&admin, door,
		"/books/1"), "ETag")), NULL };
	static const char body[] = "{\"title\":\"Dune\",\"author\":\"Herbert\"}";

	ck_assert_int_eq(client_send(&admin, door, "PUT", "/books/1", "application/json", body,
		strlen(body), stale)->http, 200);
	ck_assert_int_eq(client_send(&admin, door, "PUT", "/books/1", "application/json", body,
		strlen(body), stale)->http, 412);
	client_insists(&admin, door, "DELETE", "/books/1", NULL);
	made(client_post(&member, door, "/my-library/1", NULL));
	client_insists(&member, door, "PATCH", "/my-library/1", "{\"status\":\"Reading\"}");
	client_insists(&member, door, "DELETE", "/my-library/1", NULL);
	ck_assert_str_eq(json_text(client_get(&member, door, "/my-library/1"), "status"),
		"Wishlist");
}
END_TEST

/*
 * --- lists --------------------------------------------------------------------------------------
 */

static const struct {
	const char *query, *titles, *library;	/* library: as the titles where NULL */
} slices[] = {
	{ "", "F|E|D|C|Dune" }, { "?skip=0", "F|E|D|C|Dune" }, { "?skip=1", "E|D|C|Dune" },
	{ "?limit=2", "F|E" }, { "?skip=0&limit=3", "F|E|D" }, { "?skip=1&limit=2", "E|D" },
	{ "?skip=2&limit=2", "D|C" }, { "?skip=3&limit=2", "C|Dune" },
	{ "?skip=3&limit=100", "C|Dune" }, { "?skip=4&limit=3", "Dune" }, { "?skip=5", "" },
	{ "?skip=7&limit=3", "" }, { "?page=2&page_size=2", "D|C" },
	{ "?page=3&page_size=2", "Dune" }, { "?page=2", "" },
	{ "?author=Ann", "D|C", "F|E|D|C|Dune" }, { "?author=ann+lee&limit=1&skip=1", "C", "E" },
	{ "?genre=essay&genre=poem", "F|E", "F|E|D|C|Dune" }, { "?genre=&author=", "F|E|D|C|Dune" },
	{ "?nope=1&title=x", "F|E|D|C|Dune" },
};

START_TEST(a_list_comes_in_slices_and_pages)
{
	static const char *const books[] = {
		"{\"title\":\"C\",\"author\":\"Ann Lee\"}",
		"{\"title\":\"D\",\"author\":\"Ann Lee\",\"genre\":\"Novel\"}",
		"{\"title\":\"E\",\"author\":\"Bo\",\"genre\":\"Essay, Poem\"}",
		"{\"title\":\"F\",\"author\":\"Cy\",\"genre\":\"poem\"}",
	};

	made(client_post(&member, door, "/my-library/1", NULL));
	for (int i = 0; i < COUNT(books); i++) {
		struct reply *r = made(client_post(&admin, door, "/books", books[i]));

		clock_set(clock_now() + 1);
		made(client_post(&member, door, text("/my-library/%s", json_text(r, "id")), NULL));
	}
	for (int i = 0; i < COUNT(slices); i++) {
		const char *query = slices[i].query, *library = slices[i].library;
		struct reply *r = client_get(&nobody, door, text("/books%s", query));

		ck_assert_msg(!strcmp(column(r, "title"), slices[i].titles), "%s: %s", query,
			column(r, "title"));
		r = client_get(&member, door, text("/my-library%s", query));
		ck_assert_msg(!strcmp(column(r, "book.title"),
			library ? library : slices[i].titles), "%s: %s", query, r->body);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("booktracker");
	TCase *tc = tcase_create("booktracker");

	tcase_add_checked_fixture(tc, setup, client_teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, the_documents_calls_do_what_it_says);
	tcase_add_test(tc, who_registers_is_shown_and_not_signed_in);
	tcase_add_test(tc, who_tells_no_name_gets_a_free_one);
	tcase_add_loop_test(tc, a_token_is_granted_for_name_and_password, 0, COUNT(grants));
	tcase_add_test(tc, who_signs_in_may_send_any_authorization);
	tcase_add_test(tc, a_password_is_never_read_from_an_address);
	tcase_add_test(tc, who_tries_too_often_has_to_wait);
	tcase_add_test(tc, a_book_has_its_documents_fields);
	tcase_add_test(tc, a_library_book_has_its_documents_fields);
	tcase_add_loop_test(tc, null_is_no_body, 0, COUNT(nothings));
	tcase_add_loop_test(tc, what_is_wrong_says_where, 0, COUNT(refusals));
	tcase_add_test(tc, all_that_is_wrong_is_told_at_once);
	tcase_add_loop_test(tc, an_error_is_one_sentence, 0, COUNT(errors));
	tcase_add_test(tc, a_body_of_another_type_is_no_book);
	tcase_add_test(tc, an_error_of_ours_tells_its_id);
	tcase_add_test(tc, strangers_may_not_do_everything_at_once);
	tcase_add_test(tc, a_door_has_no_pages);
	tcase_add_loop_test(tc, what_is_sent_back_as_it_was_shown_changes_nothing, 0,
		COUNT(nearest));
	tcase_add_test(tc, a_book_put_back_keeps_what_this_door_does_not_show);
	tcase_add_test(tc, a_book_without_an_author_may_be_put_back);
	tcase_add_test(tc, one_row_is_seen_through_all_doors);
	tcase_add_test(tc, a_library_is_nobody_elses);
	tcase_add_test(tc, a_private_catalogue_is_for_members);
	tcase_add_test(tc, a_lost_update_is_refused);
	tcase_add_test(tc, a_list_comes_in_slices_and_pages);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
