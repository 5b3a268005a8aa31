/* MyColl's door: what its document and its own clients ask for, in its words. */
#include "client.h"
#include "clock.h"
#include "told.h"

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

/* What sources answered: lib/lookup/answers.h is played here, so that none is asked. */

#define LANTERN "{\"id\":27,\"title\":\"Lantern\",\"original_title\":\"Lykta\"," \
	"\"release_date\":\"2011-03-04\",\"runtime\":104,\"overview\":\"Lit.\"," \
	"\"poster_path\":\"/a.jpg\",\"release_dates\":{\"results\":[{\"iso_3166_1\":\"US\"," \
	"\"release_dates\":[{\"certification\":\"PG-13\"}]}]}}"

const char *
answers_find(struct answers *answers, const char *source, const char *path)
{
	(void)answers;
	if (strcmp(source, "tmdb") != 0)
		return "";
	return !strncmp(path, "/3/search/movie?query=lantern&", 30) ? "{\"results\":[" LANTERN "]}"
		: !strncmp(path, "/3/movie/27?", 12) ? LANTERN : "";
}

const char *
answers_find_bytes(struct answers *answers, const char *source, const char *path, size_t *size)
{
	(void)answers;
	(void)source;
	(void)path;
	*size = 0;
	return "";
}

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

static const struct door_step refused_accounts[] = {
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

static const struct door_step one_movie[] = {
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


/* One member is sent; what is answered, and how it is shown. */
struct field_step {
	const char *member;
	int http;
	const char *shown;		/* NULL: it is named as what is wrong */
};

/*
 * Sends a member with those that are required besides, to what is made by that, or else by these;
 * then with them to what is there, and alone.
 */
static void
send_member(const struct field_step *step, const char *path, const char *const *required)
{
	const char *name = text("%.*s", (int)strcspn(step->member + 1, "\""), step->member + 1);
	const char *rest = "", *least = "", *one = text("%s/1", path), *whole;
	const struct reply *sent[3];

	for (; *required; required++) {
		least = text("%s%s%s", least, *least ? "," : "", *required);
		if (strncmp(*required + 1, name, strlen(name)) != 0)
			rest = text("%s,%s", rest, *required);
	}
	whole = text("{%s%s}", step->member, rest);
	sent[0] = ask(&member, "POST", path, whole);
	if (sent[0]->http != 201)
		made(ask(&member, "POST", path, text("{%s}", least)));
	sent[1] = ask(&member, "PUT", one, whole);
	sent[2] = ask(&member, "PATCH", one, text("{%s}", step->member));
	for (int i = 0; i < 3; i++) {
		const char *shown = json_text(sent[i], name);

		ck_assert_msg(sent[i]->http == (step->http == 201 && i ? 200 : step->http),
			"%d %s: %d %s", i, whole, sent[i]->http, sent[i]->body);
		ck_assert_msg(step->shown ? !strcmp(shown, step->shown)
			: !strncmp(shown, "[\"", 2), "%d %s: %s", i, whole, sent[i]->body);
	}
}

static const struct field_step movie_members[] = {
	{ "\"title\":\" The Sphere \"", 201, "The Sphere" }, { "\"title\":\"\"", 400, NULL },
	{ "\"title\":null", 400, NULL }, { "\"title\":7", 400, NULL },
	{ "\"title\":\"a\\nb\"", 400, NULL },
	{ "\"overview\":\"a\\nb\"", 201, "a\nb" }, { "\"overview\":\"\"", 201, "null" },
	{ "\"overview\":null", 201, "null" }, { "\"overview\":[]", 400, NULL },
	{ "\"release_year\":1998", 201, "1998" }, { "\"release_year\":\"1998\"", 201, "1998" },
	{ "\"release_year\":\"\"", 201, "null" }, { "\"release_year\":null", 201, "null" },
	{ "\"release_year\":0", 400, NULL }, { "\"release_year\":10000", 400, NULL },
	{ "\"release_year\":\"soon\"", 400, NULL }, { "\"release_year\":1998.5", 400, NULL },
	{ "\"mpaa_rating\":\"PG-13\"", 201, "PG-13" },
	{ "\"mpaa_rating\":\"Not Rated\"", 201, "Not Rated" },
	{ "\"mpaa_rating\":\"\"", 201, "" }, { "\"mpaa_rating\":null", 201, "" },
	{ "\"mpaa_rating\":13", 400, NULL },
	{ "\"runtime_minutes\":134", 201, "134" }, { "\"runtime_minutes\":\"134\"", 201, "134" },
	{ "\"runtime_minutes\":0", 201, "0" }, { "\"runtime_minutes\":\"0\"", 201, "0" },
	{ "\"runtime_minutes\":\"\"", 201, "0" }, { "\"runtime_minutes\":null", 201, "0" },
	{ "\"runtime_minutes\":-1", 400, NULL }, { "\"runtime_minutes\":\"long\"", 400, NULL },
	{ "\"image_link\":\"https://a.example/b.jpg\"", 201, "https://a.example/b.jpg" },
	{ "\"image_link\":\"\"", 201, "null" }, { "\"image_link\":null", 201, "null" },
	{ "\"image_link\":\"b.jpg\"", 400, NULL },
	{ "\"image_link\":\"https://v.example/lookup/picture?u=a&s=b\"", 201, "null" },
	{ "\"tmdb_page_link\":\"https://www.themoviedb.org/movie/10153\"", 201,
	  "https://www.themoviedb.org/movie/10153" },
	{ "\"tmdb_page_link\":\"https://tmdb.example/\"", 201, "https://tmdb.example/" },
	{ "\"tmdb_page_link\":\"\"", 201, "null" }, { "\"tmdb_page_link\":null", 201, "null" },
	{ "\"tmdb_page_link\":\"tmdb\"", 400, NULL },
	{ "\"id\":77,\"copies\":[7],\"owner\":3", 201, "1" },
};

START_TEST(each_member_of_a_movie_is_read_and_shown)
{
	send_member(&movie_members[_i], MOVIES, (const char *[]){ "\"title\":\"Sphere\"", NULL });
}
END_TEST

static const struct field_step copy_members[] = {
	{ "\"form\":\"Blu-ray\"", 201, "Blu-ray" }, { "\"form\":\"\"", 400, NULL },
	{ "\"form\":null", 400, NULL }, { "\"form\":7", 400, NULL },
	{ "\"platform\":\"Prime Video\"", 201, "Prime Video" },
	{ "\"platform\":\"\"", 201, "" }, { "\"platform\":null", 201, "" },
	{ "\"platform\":[]", 400, NULL },
	{ "\"vod_link\":\"https://video.example/1\"", 201, "https://video.example/1" },
	{ "\"vod_link\":\"\"", 201, "null" }, { "\"vod_link\":null", 201, "null" },
	{ "\"vod_link\":\"video\"", 400, NULL },
	{ "\"movie\":1", 201, "1" }, { "\"movie\":\"1\"", 201, "1" },
};

START_TEST(each_member_of_a_copy_is_read_and_shown)
{
	made(ask(&member, "POST", MOVIES, "{\"title\":\"Sphere\"}"));
	send_member(&copy_members[_i], COPIES, (const char *[]){ "\"movie\":1",
		"\"form\":\"DVD\"", NULL });
}
END_TEST

START_TEST(a_copy_is_of_a_movie_in_ones_own_collection)
{
	const struct door_step steps[] = {
		{ &member, "POST", MOVIES, SPHERE, 201 },
		{ &other, "POST", COPIES, "{\"movie\":1,\"form\":\"DVD\"}", 400, "movie",
		  "[\"Invalid pk: object does not exist.\"]" },
		{ &member, "POST", COPIES, "{\"movie\":7,\"form\":\"DVD\"}", 400, "movie",
		  "[\"Invalid pk: object does not exist.\"]" },
		{ &member, "POST", COPIES, "{\"movie\":\"x\",\"form\":\"DVD\"}", 400, "movie",
		  "[\"This field must be a whole number.\"]" },
		{ &member, "POST", COPIES, "{}", 400, "movie", REQUIRED_HERE },
		{ &member, "POST", COPIES, "{}", 400, "form", REQUIRED_HERE },
		{ &member, "POST", COPIES, "{\"movie\":1,\"form\":\"DVD\"}", 201, "platform", "" },
		/* it stays a copy of that */
		{ &member, "PATCH", COPIES "/1", "{\"movie\":7}", 200, "movie", "1" },
		{ NULL },
	};

	client_steps(&mycoll_app, steps);
	ck_assert_int_eq(client_rows("copies"), 1);
}
END_TEST

START_TEST(a_movie_has_no_more_copies_than_it_may)
{
	struct reply *r = NULL;

	made(ask(&member, "POST", MOVIES, SPHERE));
	for (int i = 0; i < 101; i++)
		r = ask(&member, "POST", COPIES, "{\"movie\":1,\"form\":\"DVD\"}");
	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(r->body, "{\"movie\":[\"This field has 100 copies already, which is the "
		"most.\"]}");
	ck_assert_int_eq(client_rows("copies"), 100);
}
END_TEST

START_TEST(what_is_somebody_else_s_is_not_there)
{
	const struct door_step steps[] = {
		{ &member, "POST", MOVIES, SPHERE, 201 },
		{ &member, "POST", COPIES, "{\"movie\":1,\"form\":\"DVD\"}", 201 },
		{ &other, "GET", MOVIES, NULL, 200, "", "[]" },
		{ &other, "GET", COPIES, NULL, 200, "", "[]" },
		{ &other, "GET", MOVIES "/1", NULL, 404, "detail", "There is nothing here." },
		{ &other, "PUT", MOVIES "/1", SPHERE, 404 },
		{ &other, "PATCH", MOVIES "/1", "{\"title\":\"x\"}", 404 },
		{ &other, "DELETE", MOVIES "/1", NULL, 404 },
		{ &other, "GET", COPIES "/1", NULL, 404 },
		{ &other, "PUT", COPIES "/1", "{\"form\":\"x\"}", 404 },
		{ &other, "PATCH", COPIES "/1", "{\"form\":\"x\"}", 404 },
		{ &other, "DELETE", COPIES "/1", NULL, 404 },
		{ &admin, "GET", COPIES "/1", NULL, 404 },
		{ &member, "GET", MOVIES "/0", NULL, 404 },
		{ &member, "GET", MOVIES "/9999999999999999", NULL, 404 },
		{ &nobody, "POST", MOVIES, SPHERE, 401 },
		{ &nobody, "GET", MOVIES "/1", NULL, 401 },
		{ &nobody, "PUT", MOVIES "/1", SPHERE, 401 },
		{ &nobody, "PATCH", MOVIES "/1", SPHERE, 401 },
		{ &nobody, "DELETE", MOVIES "/1", NULL, 401 },
		{ &nobody, "GET", COPIES, NULL, 401 }, { &nobody, "GET", COPIES "/1", NULL, 401 },
		{ &nobody, "POST", COPIES, "{}", 401 }, { &nobody, "PUT", COPIES "/1", "{}", 401 },
		{ &nobody, "PATCH", COPIES "/1", "{}", 401 },
		{ &nobody, "DELETE", COPIES "/1", NULL, 401 },
		{ &member, "GET", MOVIES, NULL, 200, "[0].copies[0].form", "DVD" },
		{ NULL },
	};

	client_steps(&mycoll_app, steps);
}
END_TEST

/* A film is one for all who have it: whoever adds what is there gets that. */
START_TEST(a_film_that_is_there_is_taken_from_there)
{
	const struct door_step steps[] = {
		{ &other, "POST", MOVIES, SPHERE, 201, "id", "1" },
		{ &member, "POST", MOVIES, "{\"title\":\"sphere\",\"release_year\":1998,"
		  "\"overview\":\"Mine\"}", 201, "", SPHERE_SHOWN "[]}" },
		{ &member, "POST", MOVIES, "{\"title\":\"Sphere\",\"release_year\":1953}", 201,
		  "id", "2" },
		{ &member, "PUT", MOVIES "/1", SPHERE, 200, "", SPHERE_SHOWN "[]}" },
		{ &member, "PUT", MOVIES "/1", "{\"title\":\"Ball\"}", 403, "detail",
		  "You are not allowed to do that." },
		{ &member, "PATCH", MOVIES "/1", "{\"mpaa_rating\":\"R\"}", 403 },
		{ &other, "PATCH", MOVIES "/1", "{\"release_year\":1953}", 400, "title[1]",
		  "(none)" },
		{ &member, "DELETE", MOVIES "/1", NULL, 204 },
		{ &other, "GET", MOVIES "/1", NULL, 200, "", SPHERE_SHOWN "[]}" },
		{ NULL },
	};

	client_steps(&mycoll_app, steps);
	ck_assert_int_eq(client_rows("media_items"), 2);
}
END_TEST

/* What this design doesn't show, in a film and a copy. */
static const char rich_film[] = "{\"type\":\"MOVIE\",\"title\":\"Sphere\","
	"\"pub_date\":\"1998-02-13\",\"creator\":\"Barry Levinson\",\"genre\":\"Horror\","
	"\"description\":\"a\\nb\",\"length\":134,"
	"\"metadata\":{\"certification\":\"PG-13\",\"ids\":{\"imdb\":\"tt0120184\"}},"
	"\"image_url\":\"/images/00000000-0000-4000-8000-000000000077\"}";
static const char rich_copy[] = "\"format\":\"DVD\",\"location\":\"Home/Study\","
	"\"price\":\"12.50\",\"currency\":\"EUR\",\"lent_to\":\"Anna\",\"due_on\":\"2026-05-01\"";

START_TEST(what_is_sent_back_as_shown_stays)
{
	struct reply *film, *copy, *r;
	const char *id;

	client_add_picture("00000000-0000-4000-8000-000000000077", "member");
	film = made(client_post(&member, &media_app, "/", rich_film));
	id = json_text(film, "id");
	client_sql("UPDATE media_items SET source = 'EXTERNAL', external_source = 'tmdb', "
		"external_id = 'movie/10153'", NULL, NULL);
	copy = made(client_post(&member, &collection_app, "/copies",
		text("{\"media_id\":\"%s\",%s}", id, rich_copy)));
	film = client_get(&member, &media_app, text("/%s", id));
	copy = client_get(&member, &collection_app, text("/copies/%s", json_text(copy, "id")));
	clock_set(clock_now() + 60);
	r = ask(&member, "GET", MOVIES "/1", NULL);
	ck_assert_str_eq(json_text(r, "release_year"), "1998");
	ck_assert_ptr_nonnull(strstr(json_text(r, "image_link"), "://"));
	for (int i = 0; i < 2; i++) {
		const char *method = i ? "PATCH" : "PUT";
		struct reply *one = ask(&member, "GET", COPIES "/1", NULL);

		ck_assert_str_eq(ask(&member, method, MOVIES "/1", r->body)->body, r->body);
		ck_assert_str_eq(ask(&member, method, COPIES "/1", one->body)->body, one->body);
	}
	ck_assert_str_eq(client_get(&member, &media_app, text("/%s", id))->body, film->body);
	r = client_get(&member, &collection_app, text("/copies/%s", json_text(copy, "id")));
	ck_assert_str_eq(json_text(r, "location"), "Home/Study");
	ck_assert_str_eq(r->body, copy->body);
}
END_TEST

/* A page of one's own is beside whose a film is; what else it has stays. */
START_TEST(a_change_leaves_the_rest_alone)
{
	const char *id, *page = "{\"tmdb_page_link\":\"https://tmdb.example/sphere\"}";
	struct reply *r;

	client_add_picture("00000000-0000-4000-8000-000000000077", "member");
	id = json_text(made(client_post(&member, &collection_app, "/", rich_film)), "id");
	r = ask(&member, "PUT", MOVIES "/1", "{\"title\":\"Sphere!\",\"mpaa_rating\":\"\"}");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "mpaa_rating"), "");
	ck_assert_str_eq(json_text(r, "runtime_minutes"), "134");
	ck_assert_str_eq(json_text(ask(&member, "PATCH", MOVIES "/1", page), "tmdb_page_link"),
		"https://tmdb.example/sphere");
	r = client_get(&member, &media_app, text("/%s", id));
	ck_assert_str_eq(json_text(r, "title"), "Sphere!");
	ck_assert_str_eq(json_text(r, "metadata"), "{\"ids\":{\"imdb\":\"tt0120184\"},"
		"\"tmdb_page_link\":\"https://tmdb.example/sphere\"}");
	ck_assert_str_eq(json_text(r, "pub_date"), "1998-02-13");
	ck_assert_str_eq(json_text(r, "genre"), "Horror");
	ck_assert_str_eq(json_text(r, "external_source"), "null");
	ck_assert_str_eq(json_text(ask(&member, "PATCH", MOVIES "/1", "{\"release_year\":1999}"),
		"release_year"), "1999");
	r = client_get(&member, &media_app, text("/%s", id));
	ck_assert_str_eq(json_text(r, "pub_date"), "1999");
}
END_TEST

START_TEST(a_change_may_insist_on_what_it_saw)
{
	static const char *const methods[] = { "PUT", "PATCH", "DELETE" };
	struct reply *r;

	made(ask(&member, "POST", MOVIES, SPHERE));
	made(ask(&member, "POST", COPIES, "{\"movie\":1,\"form\":\"DVD\"}"));
	for (int i = 0; i < COUNT(methods); i++) {
		client_insists(&member, &mycoll_app, methods[i], MOVIES "/1", SPHERE);
		client_insists(&member, &mycoll_app, methods[i], COPIES "/1", "{\"form\":\"x\"}");
	}
	r = ask(&member, "GET", MOVIES "/1", NULL);
	r = client_send(&member, &mycoll_app, "DELETE", MOVIES "/1", NULL, NULL, 0,
		(const char *[]){ text("HTTP_IF_MATCH=%s", reply_header(r, "ETag")), NULL });
	ck_assert_int_eq(r->http, 204);
}
END_TEST

START_TEST(lists_are_whole_in_little_memory)
{
	struct reply *r;

	client_sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
		"WHERE i < 1201) INSERT INTO media_items (id, type, title, title_folded, source, "
		"metadata, curated, created_at, updated_at) "
		"SELECT printf('%08x-0000-4000-8000-000000000000', i), 'MOVIE', "
		"printf('Title %d', i), printf('title %d', i), 'USER_ADDED', "
		"'{\"certification\":\"R\"}', 0, i, i FROM n", NULL, NULL);
	client_sql("INSERT INTO entries (id, user_key, media_key, status, created_at, "
		"updated_at) SELECT m.id, u.key, m.key, 'TO_DO', m.key, m.key "
		"FROM media_items m, users u WHERE u.username = $1", "member", NULL);
	for (int i = 0; i < 30; i++)
		made(ask(&member, "POST", COPIES, "{\"movie\":1201,\"form\":\"DVD\"}"));
	client_limit_memory(4 << 20);
	r = ask(&member, "GET", MOVIES "?page=2&page_size=3", NULL);
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 1201);
	ck_assert_str_eq(json_text(r, "[1200].mpaa_rating"), "R");
	ck_assert_int_eq(cJSON_GetArraySize(ask(&member, "GET", COPIES, NULL)->json), 30);
}
END_TEST

/* As large as they may be: an overview, metadata of many values. */
START_TEST(films_are_as_large_as_they_like)
{
	struct reply *r;

	client_sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
		"WHERE i < 600) INSERT INTO media_items (id, type, source, title, title_folded, "
		"description, metadata, curated, created_at, updated_at) "
		"SELECT printf('%08x-0000-4000-8000-000000000000', i), "
		"CASE WHEN i % 10 THEN 'MOVIE' ELSE 'TV_SHOW' END, 'USER_ADDED', 'T', 't', "
		"replace(hex(zeroblob(10000)), '0', 'x'), '{\"certification\":\"R' || i "
		"|| '\",\"all\":[' || replace(hex(zeroblob(7000)), '0', '7,') || '7]}', "
		"0, i, i FROM n", NULL, NULL);
	client_sql("INSERT INTO entries (id, user_key, media_key, status, created_at, "
		"updated_at) SELECT m.id, u.key, m.key, 'TO_DO', m.key, m.key "
		"FROM media_items m, users u WHERE u.username = $1", "member", NULL);
	client_limit_memory(8 << 20);
	r = ask(&member, "GET", MOVIES, NULL);
	ck_assert_msg(r->http == 200, "%s", r->body);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 540);
	ck_assert_str_eq(json_text(r, "[0].mpaa_rating"), "R599");
	ck_assert_str_eq(json_text(r, "[539].mpaa_rating"), "R1");
	ck_assert_uint_eq(strlen(json_text(r, "[539].overview")), 20000);
}
END_TEST

START_TEST(there_are_limits)
{
	const struct door_step closed[] = {
		{ &nobody, "POST", "/accounts/create", "{\"username\":\"ben\",\"password\":"
		  "\"aquatic horror\"}", 403, "detail", "Registration is closed here." },
		{ &member, "POST", MOVIES, SPHERE, 201 },
		{ &member, "POST", MOVIES, "{\"title\":\"Dune\"}", 429 },
		{ NULL },
	};
	const struct door_step too_often[] = {
		{ &nobody, "POST", "/accounts/create", "{\"username\":\"ben\",\"password\":"
		  "\"aquatic horror\"}", 429 },
		{ &nobody, "POST", "/accounts/token", "{\"username\":\"ben\",\"password\":\"x\"}",
		  429 },
		{ &nobody, "POST", "/accounts/token/refresh", "{\"refresh\":\"x\"}", 429 },
		{ NULL },
	};

	client_settings("registration = closed\nrate_limit_titles = 1");
	client_steps(&mycoll_app, closed);
	client_settings("rate_limit_address = 1");
	client_steps(&mycoll_app, too_often);
}
END_TEST

START_TEST(a_form_is_read_and_a_page_is_never_answered)
{
	static const char body[] = "username=member&password=correct+horse";
	const char *const headers[] = { "HTTP_ACCEPT=text/html", NULL };
	struct reply *r = client_send(&nobody, &mycoll_app, "POST", "/accounts/token/",
		"application/x-www-form-urlencoded", body, strlen(body), headers);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_ne(json_text(r, "access"), "(none)");
	r = client_send(&nobody, &mycoll_app, "GET", MOVIES, NULL, NULL, 0, headers);
	ck_assert_int_eq(r->http, 401);
	ck_assert_str_ne(json_text(r, "detail"), "(none)");
	r = ask(&nobody, "POST", text("/accounts/token?%s", body), NULL);
	ck_assert_int_eq(r->http, 400);
	ck_assert_str_eq(json_text(r, "password"), REQUIRED_HERE);
}
END_TEST

/* --- search ----------------------------------------------------------------------------------- */

#define SEARCH "/mycoll/collection/search"

START_TEST(what_is_looked_up_can_be_added_as_it_is)
{
	struct reply *r;

	client_settings("tmdb_key = 0123456789abcdef0123456789abcdef");
	r = client_get(&member, &lookup_app, SEARCH "?query=lantern");
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(json_text(r, "[0].id"), "27");
	ck_assert_str_eq(json_text(r, "[0].title"), "Lykta");
	ck_assert_str_eq(json_text(r, "[0].release_year"), "2011");
	ck_assert_ptr_nonnull(strstr(json_text(r, "[0].poster_path"), "://"));
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetArrayItem(r->json, 0)), 5);
	r = client_get(&member, &lookup_app, SEARCH "/details?query=27");
	ck_assert_int_eq(r->http, 200);
	ck_assert_int_eq(cJSON_GetArraySize(r->json), 7);
	ck_assert_str_eq(json_text(r, "mpaa_rating"), "PG-13");
	ck_assert_str_eq(json_text(r, "runtime_minutes"), "104");
	ck_assert_ptr_nonnull(strstr(json_text(r, "image_link"), "://"));
	r = made(ask(&member, "POST", MOVIES, r->body));
	ck_assert_str_eq(r->body, "{\"id\":1,\"title\":\"Lantern\",\"overview\":\"Lit.\","
		"\"release_year\":2011,\"mpaa_rating\":\"PG-13\",\"runtime_minutes\":104,"
		"\"image_link\":null,"
		"\"tmdb_page_link\":\"https://www.themoviedb.org/movie/27\",\"copies\":[]}");
	r = client_get(&nobody, &media_app, "/");
	ck_assert_str_eq(json_text(r, "media[0].source"), "EXTERNAL");
	ck_assert_str_eq(json_text(r, "media[0].external_source"), "tmdb");
	ck_assert_str_eq(json_text(r, "media[0].external_id"), "movie/27");
}
END_TEST

START_TEST(a_search_is_for_who_is_signed_in)
{
	const struct door_step steps[] = {
		{ &nobody, "GET", SEARCH "?query=lantern", NULL, 401, "code", "(none)" },
		{ &nobody, "GET", SEARCH "/details?query=27", NULL, 401, "error", "(none)" },
		{ &member, "GET", SEARCH, NULL, 400, "query", REQUIRED_HERE },
		{ &member, "GET", SEARCH "/details", NULL, 400, "query", REQUIRED_HERE },
		{ &member, "GET", SEARCH "?query=nothing", NULL, 200, "", "[]" },
		{ &member, "GET", SEARCH "/details?query=28", NULL, 404, "success", "(none)" },
		{ &member, "GET", SEARCH "/details?query=x", NULL, 429 },
		{ &member, "GET", SEARCH "?query=x", NULL, 429 },
		{ NULL },
	};
	struct reply *r;

	client_settings("tmdb_key = 0123456789abcdef0123456789abcdef\nrate_limit_lookups = 4");
	client_steps(&lookup_app, steps);
	/* where no server's rule leads there */
	r = ask(&member, "GET", MOVIES "/search?query=lantern", NULL);
	ck_assert_int_eq(r->http, 307);
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Location"),
		"/lookup/mycoll/collection/search?query=lantern"));
	r = ask(&member, "GET", MOVIES "/search/details?query=27", NULL);
	ck_assert_int_eq(r->http, 307);
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Location"), "/search/details?query=27"));
	ck_assert_int_eq(ask(&nobody, "GET", MOVIES "/search?query=lantern", NULL)->http, 401);
}
END_TEST

/* --- series ----------------------------------------------------------------------------------- */

#define TV "/api/v1/tv"
#define SEASONS TV "/season"
#define SEASON_COPIES SEASONS "/copy"

#define DARK_SENT "\"title\":\"Dark\",\"overview\":\"When?\",\"year_first_aired\":2017," \
	"\"image_link\":\"https://image.example/dark.jpg\"," \
	"\"tmdb_page_link\":\"https://www.themoviedb.org/tv/70523\""
#define DARK "{" DARK_SENT "}"
#define DARK_SHOWN "{\"id\":1," DARK_SENT ",\"seasons\":"
#define SECOND_SENT "\"title\":\"Two\",\"season_number\":2,\"episode_count\":8," \
	"\"year_first_aired\":2019,\"overview\":\"More.\"," \
	"\"image_link\":\"https://image.example/2.jpg\"," \
	"\"tmdb_page_link\":\"https://www.themoviedb.org/tv/70523/season/2\""
#define SECOND "{\"show\":1," SECOND_SENT "}"
#define SECOND_SHOWN(copies) "{\"id\":100002," SECOND_SENT ",\"season_copies\":[" copies "]," \
	"\"show\":{\"id\":1," DARK_SENT "}}"
#define DISC "{\"id\":1,\"season\":100002,\"platform\":\"Shelf\",\"form\":\"DVD\"," \
	"\"vod_link\":null}"

static const struct door_step one_show[] = {
	{ &member, "GET", TV, NULL, 200, "", "[]" },
	{ &member, "POST", TV "/", DARK, 201, "", DARK_SHOWN "[]}" },
	{ &member, "GET", SEASONS, NULL, 200, "", "[]" },
	{ &member, "POST", SEASONS, SECOND, 201, "", SECOND_SHOWN("") },
	{ &member, "GET", SEASONS, NULL, 200, "", "[" SECOND_SHOWN("") "]" },
	{ &member, "GET", SEASONS "/100002", NULL, 200, "", SECOND_SHOWN("") },
	{ &member, "GET", TV "/1", NULL, 200, "", DARK_SHOWN "[{\"id\":100002,\"show\":1,"
	  SECOND_SENT "}]}" },
	{ &member, "POST", SEASON_COPIES, "{\"season\":100002,\"platform\":\"Shelf\","
	  "\"form\":\"DVD\"}", 201, "", DISC },
	{ &member, "GET", SEASON_COPIES, NULL, 200, "", "[" DISC "]" },
	{ &member, "GET", SEASON_COPIES "/1", NULL, 200, "", DISC },
	{ &member, "GET", SEASONS "/100002", NULL, 200, "", SECOND_SHOWN(DISC) },
	{ &member, "GET", SEASONS, NULL, 200, "", "[" SECOND_SHOWN(DISC) "]" },
	{ &member, "PUT", SEASON_COPIES "/1", "{\"form\":\"VOD\",\"platform\":\"Netflix\","
	  "\"vod_link\":\"https://video.example/2\"}", 200, "", "{\"id\":1,\"season\":100002,"
	  "\"platform\":\"Netflix\",\"form\":\"VOD\",\"vod_link\":\"https://video.example/2\"}" },
	{ &member, "PATCH", SEASON_COPIES "/1", "{\"platform\":null}", 200, "platform", "" },
	{ &member, "PUT", TV "/1", "{\"title\":\"Dark!\",\"year_first_aired\":\"2018\"}", 200,
	  "year_first_aired", "2018" },
	{ &member, "PATCH", TV "/1", "{\"title\":\"Dark\"}", 200, "seasons[0].overview", "More." },
	{ &member, "PUT", SEASONS "/100002", "{\"season_number\":3,\"title\":\"II\"}", 200,
	  "season_number", "2" },
	{ &member, "PATCH", SEASONS "/100002", "{\"overview\":\"\",\"image_link\":null,"
	  "\"episode_count\":\"9\"}", 200, "episode_count", "9" },
	{ &member, "GET", SEASONS "/100002", NULL, 200, "title", "II" },
	{ &member, "GET", SEASONS "/100002", NULL, 200, "overview", "null" },
	{ &member, "GET", SEASONS "/100002", NULL, 200, "image_link", "null" },
	{ &member, "GET", SEASONS "/100002", NULL, 200, "year_first_aired", "2019" },
	{ &member, "DELETE", SEASON_COPIES "/1", NULL, 204 },
	{ &member, "GET", SEASON_COPIES "/1", NULL, 404 },
	{ &member, "POST", SEASON_COPIES, "{\"season\":100002,\"form\":\"DVD\"}", 201 },
	{ &member, "DELETE", SEASONS "/100002", NULL, 204 },
	{ &member, "GET", SEASONS "/100002", NULL, 404 },
	{ &member, "GET", SEASON_COPIES, NULL, 200, "", "[]" },
	{ &member, "POST", SEASONS, "{\"show\":1,\"season_number\":2}", 201, "overview", "null" },
	{ &member, "DELETE", TV "/1", NULL, 204 },
	{ &member, "GET", TV "/1", NULL, 404 },
	{ &member, "GET", SEASONS, NULL, 200, "", "[]" },
	{ NULL }
};

START_TEST(a_show_has_seasons_and_they_have_copies)
{
	client_steps(&mycoll_app, one_show);
}
END_TEST

START_TEST(a_season_that_is_sent_back_stays)
{
	const char *path, *before, *shown;

	made(ask(&member, "POST", TV, DARK));
	made(ask(&member, "POST", SEASONS, SECOND));
	path = text("/%s", json_text(client_get(&member, &media_app, "/"), "media[0].id"));
	before = client_get(&member, &media_app, path)->body;
	shown = ask(&member, "GET", SEASONS "/100002", NULL)->body;
	clock_set(clock_now() + 60);
	ck_assert_str_eq(ask(&member, "PUT", SEASONS "/100002", SECOND)->body, shown);
	ck_assert_str_eq(ask(&member, "PATCH", SEASONS "/100002", shown)->body, shown);
	ck_assert_str_eq(client_get(&member, &media_app, path)->body, before);
}
END_TEST

static const struct field_step season_members[] = {
	{ "\"title\":\"a\"", 201, "a" }, { "\"title\":\"\"", 201, "null" },
	{ "\"title\":7", 400, NULL },
	{ "\"episode_count\":3", 201, "3" }, { "\"episode_count\":\"3\"", 201, "3" },
	{ "\"episode_count\":0", 201, "0" }, { "\"episode_count\":null", 201, "0" },
	{ "\"episode_count\":5000", 201, "5000" }, { "\"episode_count\":5001", 400, NULL },
	{ "\"episode_count\":-1", 400, NULL }, { "\"episode_count\":\"x\"", 400, NULL },
	{ "\"year_first_aired\":2017", 201, "2017" }, { "\"year_first_aired\":\"\"", 201, "null" },
	{ "\"year_first_aired\":0", 400, NULL },
	{ "\"overview\":\"a\\nb\"", 201, "a\nb" }, { "\"overview\":null", 201, "null" },
	{ "\"overview\":{}", 400, NULL },
	{ "\"image_link\":\"https://a.example/\"", 201, "https://a.example/" },
	{ "\"image_link\":\"x\"", 400, NULL },
	{ "\"tmdb_page_link\":\"https://a.example/\"", 201, "https://a.example/" },
	{ "\"tmdb_page_link\":\"x\"", 400, NULL },
};

START_TEST(each_member_of_a_season_is_read_and_shown)
{
	const struct field_step *step = &season_members[_i];
	const char *name = text("%.*s", (int)strcspn(step->member + 1, "\""), step->member + 1);
	struct reply *sent[3];

	made(ask(&member, "POST", TV, DARK));
	sent[0] = ask(&member, "POST", SEASONS, text("{\"show\":1,\"season_number\":0,%s}",
		step->member));
	if (sent[0]->http != 201)
		made(ask(&member, "POST", SEASONS, "{\"show\":1,\"season_number\":0}"));
	sent[1] = ask(&member, "PUT", SEASONS "/100000", text("{\"season_number\":0,%s}",
		step->member));
	sent[2] = ask(&member, "PATCH", SEASONS "/100000", text("{%s}", step->member));
	for (int i = 0; i < COUNT(sent); i++) {
		ck_assert_msg(sent[i]->http == (step->http == 201 && i ? 200 : step->http), "%s",
			sent[i]->body);
		ck_assert_msg(step->shown ? !strcmp(json_text(sent[i], name), step->shown)
			: !strncmp(json_text(sent[i], name), "[\"", 2), "%s", sent[i]->body);
	}
}
END_TEST

#define INVALID_PK "[\"Invalid pk: object does not exist.\"]"

static const struct door_step wrong_of_shows[] = {
	{ &member, "POST", TV, DARK, 201 },
	{ &member, "POST", SEASONS, SECOND, 201 },
	{ &member, "POST", SEASONS, SECOND, 400, "season_number",
	  "[\"This field is there already.\"]" },
	{ &member, "POST", SEASONS, "{}", 400, "show", REQUIRED_HERE },
	{ &member, "POST", SEASONS, "{}", 400, "season_number", REQUIRED_HERE },
	{ &member, "POST", SEASONS, "{\"show\":1,\"season_number\":-1}", 400, "show", "(none)" },
	{ &member, "POST", SEASONS, "{\"show\":7,\"season_number\":1}", 400, "show", INVALID_PK },
	{ &member, "POST", SEASON_COPIES, "{}", 400, "season", REQUIRED_HERE },
	{ &member, "POST", SEASON_COPIES, "{\"season\":100003,\"form\":\"a\"}", 400, "season",
	  INVALID_PK },
	{ &member, "POST", SEASON_COPIES, "{\"season\":\"x\",\"form\":\"a\"}", 400, "season[1]",
	  "(none)" },
	{ &member, "POST", SEASON_COPIES, "{\"season\":100002,\"form\":\"a\"}", 201 },
	{ &member, "PUT", SEASON_COPIES "/1", "{}", 400, "form", REQUIRED_HERE },
	{ &member, "PATCH", SEASON_COPIES "/1", "{\"form\":7}", 400, "form[1]", "(none)" },
	{ &member, "POST", TV, "{}", 400, "title", REQUIRED_HERE },
	{ &member, "PUT", TV "/1", "{}", 400, "title", REQUIRED_HERE },
	{ &member, "PATCH", TV "/1", "{\"title\":\"\"}", 400, "title[1]", "(none)" },
	{ &member, "GET", MOVIES "/1", NULL, 404 }, { &member, "GET", COPIES "/1", NULL, 404 },
	{ &member, "GET", SEASONS "/1", NULL, 404 },
	/* of somebody else */
	{ &other, "GET", TV, NULL, 200, "", "[]" }, { &other, "GET", SEASONS, NULL, 200, "", "[]" },
	{ &other, "GET", SEASON_COPIES, NULL, 200, "", "[]" },
	{ &other, "GET", TV "/1", NULL, 404 }, { &other, "PUT", TV "/1", DARK, 404 },
	{ &other, "PATCH", TV "/1", DARK, 404 }, { &other, "DELETE", TV "/1", NULL, 404 },
	{ &other, "GET", SEASONS "/100002", NULL, 404 },
	{ &other, "PUT", SEASONS "/100002", SECOND, 404 },
	{ &other, "PATCH", SEASONS "/100002", SECOND, 404 },
	{ &other, "DELETE", SEASONS "/100002", NULL, 404 },
	{ &other, "POST", SEASONS, "{\"show\":1,\"season_number\":1}", 400, "show", INVALID_PK },
	{ &other, "POST", SEASON_COPIES, "{\"season\":100002,\"form\":\"a\"}", 400, "season",
	  INVALID_PK },
	{ &other, "GET", SEASON_COPIES "/1", NULL, 404 },
	{ &other, "PUT", SEASON_COPIES "/1", "{\"form\":\"a\"}", 404 },
	{ &other, "PATCH", SEASON_COPIES "/1", "{\"form\":\"a\"}", 404 },
	{ &other, "DELETE", SEASON_COPIES "/1", NULL, 404 },
	/* who has it on the shelf, too, but didn't add it */
	{ &other, "POST", TV, DARK, 201, "id", "1" },
	{ &other, "PUT", TV "/1", DARK, 200 },
	{ &other, "PUT", TV "/1", "{\"title\":\"x\"}", 403 },
	{ &other, "PATCH", TV "/1", "{\"title\":\"x\"}", 403 },
	{ &other, "GET", SEASONS "/100002", NULL, 200, "season_copies", "[]" },
	{ &other, "POST", SEASONS, "{\"show\":1,\"season_number\":1}", 403 },
	{ &other, "PUT", SEASONS "/100002", SECOND, 200 },
	{ &other, "PUT", SEASONS "/100002", "{\"season_number\":2,\"title\":\"x\"}", 403 },
	{ &other, "PATCH", SEASONS "/100002", "{\"title\":\"x\"}", 403 },
	{ &other, "DELETE", SEASONS "/100002", NULL, 403 },
	{ &other, "POST", SEASON_COPIES, "{\"season\":100002,\"form\":\"b\"}", 201, "id", "2" },
	{ &other, "GET", SEASONS "/100002", NULL, 200, "season_copies[0].form", "b" },
	{ &member, "GET", SEASONS "/100002", NULL, 200, "season_copies[0].form", "a" },
	/* of nobody */
	{ &nobody, "GET", TV, NULL, 401 }, { &nobody, "POST", TV, DARK, 401 },
	{ &nobody, "GET", TV "/1", NULL, 401 }, { &nobody, "PUT", TV "/1", DARK, 401 },
	{ &nobody, "PATCH", TV "/1", DARK, 401 }, { &nobody, "DELETE", TV "/1", NULL, 401 },
	{ &nobody, "GET", SEASONS, NULL, 401 }, { &nobody, "POST", SEASONS, SECOND, 401 },
	{ &nobody, "GET", SEASONS "/100002", NULL, 401 },
	{ &nobody, "PUT", SEASONS "/100002", SECOND, 401 },
	{ &nobody, "PATCH", SEASONS "/100002", SECOND, 401 },
	{ &nobody, "DELETE", SEASONS "/100002", NULL, 401 },
	{ &nobody, "GET", SEASON_COPIES, NULL, 401 },
	{ &nobody, "POST", SEASON_COPIES, "{}", 401 },
	{ &nobody, "GET", SEASON_COPIES "/1", NULL, 401 },
	{ &nobody, "PUT", SEASON_COPIES "/1", "{}", 401 },
	{ &nobody, "PATCH", SEASON_COPIES "/1", "{}", 401 },
	{ &nobody, "DELETE", SEASON_COPIES "/1", NULL, 401 },
	{ NULL }
};

START_TEST(what_is_wrong_of_shows_is_refused)
{
	client_steps(&mycoll_app, wrong_of_shows);
}
END_TEST

/* Of a series that a look-up brought: what its episodes say stays. */
START_TEST(episodes_stay_what_they_are)
{
	const char *seasons = "{\"seasons\":[{\"number\":1,\"title\":null,\"episodes\":["
		"{\"number\":1,\"title\":\"Secrets\",\"air_date\":\"2017-12-01\",\"length\":51},"
		"{\"number\":2,\"title\":\"Lies\",\"air_date\":\"2017-12-01\",\"length\":44}]},"
		"{\"number\":3,\"title\":\"Last\",\"episodes\":[{\"number\":1,"
		"\"title\":\"Deja-vu\","
		"\"air_date\":\"2020-06-27\",\"length\":60}]}]}";
	const char *id = json_text(made(client_post(&member, &media_app, "/",
		"{\"type\":\"TV_SHOW\",\"title\":\"Dark\",\"metadata\":{\"a\":1}}")), "id");
	const char *path = text("/%s/episodes", id);
	struct reply *r = client_put(&member, &media_app, path, seasons);

	ck_assert_msg(r->http == 200, "%s", r->body);
	made(client_post(&member, &collection_app, "/copies",
		text("{\"media_id\":\"%s\",\"format\":\"All of it\"}", id)));
	ck_assert_str_eq(ask(&member, "GET", SEASON_COPIES, NULL)->body, "[]");
	ck_assert_int_eq(ask(&member, "GET", SEASON_COPIES "/1", NULL)->http, 404);
	ck_assert_int_eq(ask(&member, "DELETE", SEASON_COPIES "/1", NULL)->http, 404);
	r = ask(&member, "GET", SEASONS "/100001", NULL);
	ck_assert_str_eq(json_text(r, "episode_count"), "2");
	ck_assert_str_eq(json_text(r, "year_first_aired"), "2017");
	ck_assert_str_eq(ask(&member, "PUT", SEASONS "/100001", r->body)->body, r->body);
	ck_assert_str_eq(client_get(&member, &media_app, path)->body,
		client_put(&member, &media_app, path, seasons)->body);
	ck_assert_str_eq(json_text(client_get(&member, &media_app, text("/%s", id)), "metadata"),
		"{\"a\":1}");
	r = ask(&member, "PATCH", SEASONS "/100001", "{\"episode_count\":1}");
	ck_assert_int_eq(r->http, 400);
	ck_assert_str_ne(json_text(r, "episode_count[0]"), "(none)");
	made(ask(&member, "POST", SEASONS, SECOND));
	r = ask(&member, "PATCH", SEASONS "/100001", "{\"episode_count\":4,\"title\":\"One\"}");
	ck_assert_str_eq(json_text(r, "episode_count"), "4");
	r = ask(&member, "PATCH", SEASONS "/100001", "{\"episode_count\":3}");
	ck_assert_str_eq(json_text(r, "title"), "One");
	r = client_get(&member, &media_app, path);
	ck_assert_str_eq(json_column(r, "seasons", "number"), "1|2|3");
	ck_assert_str_eq(json_column(r, "seasons", "title"), "One|Two|Last");
	ck_assert_str_eq(json_text(r, "seasons[0].episodes[1].title"), "Lies");
	ck_assert_str_eq(json_text(r, "seasons[0].episodes[2].number"), "3");
	ck_assert_str_eq(json_text(r, "seasons[0].episodes[3].number"), "(none)");
	ck_assert_str_eq(json_text(client_get(&member, &media_app, text("/%s", id)), "length"),
		"12");
	r = ask(&member, "GET", TV, NULL);
	ck_assert_str_eq(json_text(r, "[0].seasons[2].year_first_aired"), "2020");
	ck_assert_str_eq(json_text(r, "[0].seasons[2].episode_count"), "1");
}
END_TEST

START_TEST(how_far_others_are_stays_told)
{
	const char *const shelf = "{\"media_id\":\"%s\",\"progress\":2}";
	const char *id;

	made(ask(&member, "POST", TV, DARK));
	id = json_text(client_get(&nobody, &media_app, "/"), "media[0].id");
	made(ask(&member, "POST", SEASONS,
		"{\"show\":1,\"season_number\":2,\"episode_count\":3}"));
	made(ask(&member, "POST", SEASONS,
		"{\"show\":1,\"season_number\":4,\"episode_count\":1}"));
	made(client_post(&other, &usermedia_app, "/", text(shelf, id)));
	ck_assert_int_eq(ask(&member, "DELETE", SEASONS "/100002", NULL)->http, 400);
	ck_assert_int_eq(ask(&member, "PATCH", SEASONS "/100002", "{\"episode_count\":1}")->http,
		400);
	ck_assert_int_eq(ask(&member, "POST", SEASONS,
		"{\"show\":1,\"season_number\":1,\"episode_count\":1}")->http, 400);
	/* what comes behind all others, and specials, change nothing of that */
	made(ask(&member, "POST", SEASONS,
		"{\"show\":1,\"season_number\":0,\"episode_count\":2}"));
	made(ask(&member, "POST", SEASONS,
		"{\"show\":1,\"season_number\":5,\"episode_count\":2}"));
	ck_assert_int_eq(ask(&member, "PATCH", SEASONS "/100002", "{\"title\":\"Two\"}")->http,
		200);
	ck_assert_int_eq(client_rows("episodes"), 3 + 1 + 2 + 2);
	client_sql("DELETE FROM entries WHERE progress > 0", NULL, NULL);
	ck_assert_int_eq(ask(&member, "DELETE", SEASONS "/100002", NULL)->http, 204);
}
END_TEST

START_TEST(a_change_of_a_show_may_insist_on_what_it_saw)
{
	static const char *const methods[] = { "PUT", "PATCH", "DELETE" };
	struct reply *r;

	made(ask(&member, "POST", TV, DARK));
	made(ask(&member, "POST", SEASONS, SECOND));
	made(ask(&member, "POST", SEASON_COPIES, "{\"season\":100002,\"form\":\"DVD\"}"));
	for (int i = 0; i < COUNT(methods); i++) {
		client_insists(&member, &mycoll_app, methods[i], TV "/1", DARK);
		client_insists(&member, &mycoll_app, methods[i], SEASONS "/100002", SECOND);
		client_insists(&member, &mycoll_app, methods[i], SEASON_COPIES "/1",
			"{\"form\":\"x\"}");
	}
	r = ask(&member, "GET", SEASONS "/100002", NULL);
	r = client_send(&member, &mycoll_app, "DELETE", SEASONS "/100002", NULL, NULL, 0,
		(const char *[]){ text("HTTP_IF_MATCH=%s", reply_header(r, "ETag")), NULL });
	ck_assert_int_eq(r->http, 204);
	client_settings("rate_limit_titles = 1");
	ck_assert_int_eq(ask(&member, "POST", TV, DARK)->http, 429);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mycoll");
	TCase *accounts = tcase_create("accounts"), *movies = tcase_create("movies"),
		*search = tcase_create("search"), *shows = tcase_create("shows");

	tcase_add_checked_fixture(accounts, setup, teardown);
	tcase_add_test(accounts, who_registers_is_signed_in);
	tcase_add_test(accounts, a_refresh_token_serves_again);
	tcase_add_test(accounts, what_is_wrong_is_said_as_there);
	tcase_add_test(accounts, there_are_limits);
	tcase_add_test(accounts, a_form_is_read_and_a_page_is_never_answered);
	suite_add_tcase(suite, accounts);
	tcase_add_checked_fixture(movies, setup, teardown);
	tcase_add_test(movies, a_movie_is_added_changed_and_deleted_with_its_copies);
	tcase_add_loop_test(movies, each_member_of_a_movie_is_read_and_shown, 0,
		COUNT(movie_members));
	tcase_add_loop_test(movies, each_member_of_a_copy_is_read_and_shown, 0,
		COUNT(copy_members));
	tcase_add_test(movies, a_copy_is_of_a_movie_in_ones_own_collection);
	tcase_add_test(movies, a_movie_has_no_more_copies_than_it_may);
	tcase_add_test(movies, what_is_somebody_else_s_is_not_there);
	tcase_add_test(movies, a_film_that_is_there_is_taken_from_there);
	tcase_add_test(movies, what_is_sent_back_as_shown_stays);
	tcase_add_test(movies, a_change_leaves_the_rest_alone);
	tcase_add_test(movies, a_change_may_insist_on_what_it_saw);
	tcase_add_test(movies, lists_are_whole_in_little_memory);
	tcase_add_test(movies, films_are_as_large_as_they_like);
	suite_add_tcase(suite, movies);
	tcase_add_checked_fixture(search, setup, teardown);
	tcase_add_test(search, what_is_looked_up_can_be_added_as_it_is);
	tcase_add_test(search, a_search_is_for_who_is_signed_in);
	suite_add_tcase(suite, search);
	tcase_add_checked_fixture(shows, setup, teardown);
	tcase_add_test(shows, a_show_has_seasons_and_they_have_copies);
	tcase_add_test(shows, a_season_that_is_sent_back_stays);
	tcase_add_loop_test(shows, each_member_of_a_season_is_read_and_shown, 0,
		COUNT(season_members));
	tcase_add_test(shows, what_is_wrong_of_shows_is_refused);
	tcase_add_test(shows, episodes_stay_what_they_are);
	tcase_add_test(shows, how_far_others_are_stays_told);
	tcase_add_test(shows, a_change_of_a_show_may_insist_on_what_it_saw);
	suite_add_tcase(suite, shows);
	return run_suite(suite);
}
