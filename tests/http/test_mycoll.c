/* MyColl's door: what its document and its own clients ask for, in its words. */
#include "client.h"
#include "clock.h"

#include <string.h>

#define MOVIES "/api/v1/movies"
#define COPIES MOVIES "/copies"

#define SPHERE_SENT "\"title\":\"Sphere\",\"overview\":\"A thing below the sea.\"," \
	"\"release_year\":1998,\"mpaa_rating\":\"PG-13\",\"runtime_minutes\":134," \
	"\"image_link\":\"https://image.example/sphere.jpg\"," \
	"\"tmdb_page_link\":\"https://www.themoviedb.org/movie/10153\""
#define SPHERE "{" SPHERE_SENT "}"
#define SPHERE_SHOWN "{\"id\":1," SPHERE_SENT ",\"copies\":"
#define DVD "{\"id\":1,\"movie\":1,\"platform\":\"Shelf\",\"form\":\"DVD\",\"vod_link\":null}"

static struct arena memory;

static void
setup(void)
{
	client_setup();
	arena_init(&memory, SIZE_MAX, NULL);
}

static void
teardown(void)
{
	client_teardown();
	arena_release(&memory);
}

static struct reply *
ask(const struct sender *who, const char *method, const char *path, const char *body)
{
	return client_send(who, &mycoll_app, method, path, body ? "application/json" : NULL, body,
		body ? strlen(body) : 0, NULL);
}

/* --- accounts --------------------------------------------------------------------------------- */

START_TEST(who_registers_is_signed_in)
{
	struct reply *r = ask(&nobody, "POST", "/accounts/create/", "{\"username\":\"michael\","
		"\"email\":\"1234fake5678@fake.com\",\"password\":\"aquatic horror\"}");
	struct sender michael = { .token = json_text(r, "access") };

	ck_assert_int_eq(r->http, 201);
	ck_assert_str_eq(json_text(r, "username"), "michael");
	ck_assert_str_eq(json_text(r, "email"), "1234fake5678@fake.com");
	ck_assert_str_eq(json_text(r, "id"), client_key("users", json_text(client_get(&michael,
		&users_app, "/me"), "id")));
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 5);
	ck_assert_ptr_null(reply_header(r, "Set-Cookie"));
	ck_assert_str_eq(ask(&michael, "GET", MOVIES, NULL)->body, "[]");
	r = ask(&nobody, "POST", "/accounts/token/refresh/", text("{\"refresh\":\"%s\"}",
		json_text(r, "refresh")));
	ck_assert_int_eq(r->http, 200);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 1);
	michael.token = json_text(r, "access");
	ck_assert_str_eq(ask(&michael, "GET", MOVIES, NULL)->body, "[]");
}
END_TEST

START_TEST(a_refresh_token_serves_again)
{
	struct reply *r = ask(&nobody, "POST", "/accounts/token/",
		"{\"username\":\"member\",\"password\":\"correct horse\"}");
	const char *body = text("{\"refresh\":\"%s\"}", json_text(r, "refresh"));

	ck_assert_int_eq(r->http, 200);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 2);
	ck_assert_str_ne(json_text(r, "access"), "(none)");
	ck_assert_ptr_null(reply_header(r, "Set-Cookie"));
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(ask(&nobody, "POST", "/accounts/token/refresh", body)->http, 200);
}
END_TEST

#define REQUIRED_HERE "[\"This field is required.\"]"

static const struct step refused_accounts[] = {
	{ &nobody, "POST", "/accounts/create/", "{}", 400, "username", REQUIRED_HERE },
	{ &nobody, "POST", "/accounts/create/", "{}", 400, "password", REQUIRED_HERE },
	{ &nobody, "POST", "/accounts/create/", "{\"username\":\"member\",\"password\":"
	  "\"aquatic horror\"}", 400, "username", "[\"This field is taken.\"]" },
	{ &nobody, "POST", "/accounts/create/", "{\"username\":\"a b\",\"password\":\"short\"}",
	  400, "detail", "(none)" },
	{ &nobody, "POST", "/accounts/create/", "{\"username\":\"ben\",\"password\":"
	  "\"aquatic horror\",\"email\":\"ben\"}", 400, "username", "(none)" },
	{ &nobody, "POST", "/accounts/create/", "{", 400, "non_field_errors[1]", "(none)" },
	{ &nobody, "POST", "/accounts/token/", "{}", 400, "username", REQUIRED_HERE },
	{ &nobody, "POST", "/accounts/token/", "{\"username\":\"member\",\"password\":\"x\"}", 401,
	  "code", "(none)" },
	{ &nobody, "POST", "/accounts/token/refresh/", "{}", 400, "refresh", REQUIRED_HERE },
	{ &nobody, "POST", "/accounts/token/refresh/", "{\"refresh\":\"x\"}", 401, "code",
	  "token_not_valid" },
	{ &nobody, "GET", MOVIES, NULL, 401, "code", "(none)" },
	{ &nobody, "GET", "/accounts/create/", NULL, 405, NULL, NULL },
	{ &nobody, "GET", "/nothing", NULL, 404, "success", "(none)" },
	{ NULL }
};

START_TEST(what_is_wrong_is_said_as_there)
{
	const struct sender stranger = { .token = "x" };
	struct reply *r;

	client_steps(&mycoll_app, refused_accounts);
	r = ask(&stranger, "GET", MOVIES, NULL);
	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(json_text(r, "code"), "token_not_valid");
	ck_assert_str_ne(json_text(r, "detail"), "(none)");
}
END_TEST

/* --- movies ----------------------------------------------------------------------------------- */

static const struct step one_movie[] = {
	{ &member, "GET", MOVIES, NULL, 200, "", "[]" },
	{ &member, "POST", MOVIES "/", SPHERE, 201, "", SPHERE_SHOWN "[]}" },
	{ &member, "GET", MOVIES "/", NULL, 200, "", "[" SPHERE_SHOWN "[]}]" },
	{ &member, "GET", MOVIES "/1", NULL, 200, "", SPHERE_SHOWN "[]}" },
	{ &member, "GET", COPIES "/", NULL, 200, "", "[]" },
	{ &member, "POST", COPIES "/", "{\"movie\":1,\"platform\":\"Shelf\",\"form\":\"DVD\"}", 201,
	  "", DVD },
	{ &member, "GET", COPIES "/", NULL, 200, "", "[" DVD "]" },
	{ &member, "GET", COPIES "/1", NULL, 200, "", DVD },
	{ &member, "GET", MOVIES "/1", NULL, 200, "", SPHERE_SHOWN "[" DVD "]}" },
	{ &member, "GET", MOVIES, NULL, 200, "", "[" SPHERE_SHOWN "[" DVD "]}]" },
	{ &member, "PUT", COPIES "/1", "{\"movie\":1,\"platform\":\"Prime Video\","
	  "\"form\":\"VOD\",\"vod_link\":\"https://video.example/1\"}", 200, "",
	  "{\"id\":1,\"movie\":1,\"platform\":\"Prime Video\",\"form\":\"VOD\","
	  "\"vod_link\":\"https://video.example/1\"}" },
	{ &member, "PATCH", COPIES "/1", "{\"vod_link\":\"\"}", 200, "vod_link", "null" },
	{ &member, "PUT", COPIES "/1", "{\"movie\":1,\"form\":\"DVD\"}", 200, "platform",
	  "Prime Video" },
	{ &member, "PATCH", MOVIES "/1", "{\"runtime_minutes\":\"135\"}", 200, "runtime_minutes",
	  "135" },
	{ &member, "PUT", MOVIES "/1", "{\"title\":\"Sphere\",\"release_year\":\"1997\","
	  "\"mpaa_rating\":\"R\",\"runtime_minutes\":\"0\",\"overview\":\"\","
	  "\"image_link\":\"\",\"tmdb_page_link\":\"\"}", 200, "",
	  "{\"id\":1,\"title\":\"Sphere\",\"overview\":null,\"release_year\":1997,"
	  "\"mpaa_rating\":\"R\",\"runtime_minutes\":0,\"image_link\":null,"
	  "\"tmdb_page_link\":\"https://www.themoviedb.org/movie/10153\","
	  "\"copies\":[{\"id\":1,\"movie\":1,\"platform\":\"Prime Video\",\"form\":\"DVD\","
	  "\"vod_link\":null}]}" },
	{ &member, "DELETE", COPIES "/1", NULL, 204, "", "(none)" },
	{ &member, "GET", COPIES "/1", NULL, 404, "detail", "There is nothing here." },
	{ &member, "POST", COPIES, "{\"movie\":1,\"platform\":\"a\",\"form\":\"b\"}", 201,
	  NULL, NULL },
	{ &member, "DELETE", MOVIES "/1", NULL, 204, "", "(none)" },
	{ &member, "GET", MOVIES "/1", NULL, 404, NULL, NULL },
	{ &member, "GET", COPIES, NULL, 200, "", "[]" },
	{ NULL }
};

START_TEST(a_movie_is_added_changed_and_deleted_with_its_copies)
{
	client_steps(&mycoll_app, one_movie);
}
END_TEST


int
main(void)
{
	Suite *suite = suite_create("mycoll");
	TCase *accounts = tcase_create("accounts"), *movies = tcase_create("movies");

	tcase_add_checked_fixture(accounts, setup, teardown);
	tcase_add_test(accounts, who_registers_is_signed_in);
	tcase_add_test(accounts, a_refresh_token_serves_again);
	tcase_add_test(accounts, what_is_wrong_is_said_as_there);
	suite_add_tcase(suite, accounts);
	tcase_add_checked_fixture(movies, setup, teardown);
	tcase_add_test(movies, a_movie_is_added_changed_and_deleted_with_its_copies);
	suite_add_tcase(suite, movies);
	return run_suite(suite);
}
