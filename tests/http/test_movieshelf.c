/*
 * MovieShelf's door (/movieshelf), in its own names: each call of its document and of its code,
 * each field, each status.
 */
#include "client.h"
#include "clock.h"
#include "pictures.h"

#include <string.h>

#define NONE "00000000-0000-4000-8000-000000000000"
#define door movieshelf_app

static struct arena memory;

static void
setup(void)
{
	client_setup();
	arena_init(&memory, 64 << 20, NULL);
}

static void
teardown(void)
{
	arena_release(&memory);
	client_teardown();
}

static struct reply *
is(int http, struct reply *r)
{
	ck_assert_msg(r->http == http, "%d: %s", r->http, r->body);
	ck_assert_str_eq(json_text(r, "success"), http == 200 ? "true" : "false");
	return r;
}

/* The same, and the value of a member of its data. */
static void
shows(struct reply *r, const char *name, const char *value)
{
	ck_assert_str_eq(json_text(is(200, r), text("data.%s", name)), value);
}

static const char *
add(const struct sender *sender, const char *json)
{
	return json_text(is(200, client_post(sender, &door, "/movies", json)), "data.id");
}

static const char *
add_titled(const char *title)
{
	return add(&member, text("{\"title\":\"%s\"}", title));
}

static const char *
of_movie(const char *id, const char *rest)
{
	return text("/movies/%s%s", id, rest);
}

/* --- accounts --------------------------------------------------------------------------------- */

static struct reply *
sign_up(const char *json)
{
	return client_post(&nobody, &door, "/auth/register", json);
}

static struct reply *
sign_up_as(const char *name, const char *email)
{
	return sign_up(text("{\"name\":\"%s\",\"email\":\"%s\",\"password\":\"correct horse\"}",
		name, email));
}

START_TEST(who_registers_is_signed_in)
{
	struct reply *r = is(200, sign_up_as("Ann Lee", "ann@example.com"));
	struct sender ann = { .token = json_text(r, "data.accessToken") };
	const char *id = json_text(r, "data.id");

	ck_assert_str_eq(json_text(r, "data.name"), "Ann Lee");
	ck_assert_str_eq(json_text(r, "data.email"), "ann@example.com");
	ck_assert_str_eq(json_text(r, "data.role"), "user");
	ck_assert_str_eq(json_text(r, "data.refreshToken"), "(none)");
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: access_token=e"));
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: refresh_token="));
	ck_assert_ptr_nonnull(strstr(r->head, "Set-Cookie: csrf_token="));
	ck_assert_ptr_null(strstr(strstr(r->head, "csrf_token="), "csrf_token=;"));
	shows(client_get(&ann, &door, "/users/me"), "id", id);
	/* what others read is made of the name, not of the address; the second is another one's */
	ck_assert_str_eq(json_text(client_get(&ann, &users_app, "/me"), "username"), "Ann-Lee");
	r = is(200, sign_up_as("ann lee", "lee@example.org"));
	ck_assert_str_eq(json_text(client_get(&(struct sender){ .token = json_text(r,
		"data.accessToken") }, &users_app, "/me"), "username"), "ann-lee-2");
}
END_TEST

START_TEST(a_registration_needs_all_three)
{
	assert_refused(sign_up("{\"email\":\"a@b.c\",\"password\":\"correct horse\"}"), 400,
		"name");
	assert_refused(sign_up_as("", "ann@example.com"), 400, "name");
	assert_refused(sign_up("{\"name\":\"Ann\",\"password\":\"correct horse\"}"), 400, "email");
	assert_refused(sign_up_as("Ann", "ann"), 400, "email");
	assert_refused(sign_up("{\"name\":\"Ann\",\"email\":\"a@b.c\",\"password\":\"short\"}"),
		400, "password");
	is(200, sign_up_as("Ann", "ann@example.com"));
	assert_refused(sign_up_as("Ann", "ANN@example.com"), 409, "email");
	ck_assert_str_eq(json_text(sign_up_as("Ann", "ann@example.com"), "error.code"), "conflict");
}
END_TEST

static struct reply *
log_in(const char *email, const char *password)
{
	return client_post(&nobody, &door, "/auth/login",
		text("{\"email\":\"%s\",\"password\":\"%s\"}", email, password));
}

START_TEST(an_address_and_its_password_sign_in)
{
	struct reply *r;

	is(200, sign_up_as("Ann Lee", "ann@example.com"));
	r = is(200, log_in("Ann@example.com", "correct horse"));
	ck_assert_str_eq(json_text(r, "data.name"), "Ann Lee");
	ck_assert_str_ne(json_text(r, "data.accessToken"), "(none)");
	is(200, log_in("Ann-Lee", "correct horse"));	/* as other doors call it */
	r = is(401, log_in("ann@example.com", "wrong horse"));
	ck_assert_str_eq(json_text(r, "error.code"), "auth_failed");
	is(401, log_in("nobody@example.com", "wrong horse"));
	assert_refused(client_post(&nobody, &door, "/auth/login", "{\"password\":\"x\"}"), 400,
		"email");
	assert_refused(client_post(&nobody, &door, "/auth/login", "{\"email\":\"a@b.c\"}"), 400,
		"password");
}
END_TEST

/* The value of a cookie that a reply sets. */
static const char *
cookie(const struct reply *r, const char *name)
{
	const char *at = strstr(r->head, text("Set-Cookie: %s=", name));

	ck_assert_msg(at != NULL, "%s", r->head);
	at += strlen("Set-Cookie: ");
	return text("%.*s", (int)strcspn(at, ";"), at);
}

static struct reply *
send_to(const struct app *there, const char *method, const char *path, const char *json,
	const char *cookies, const char *more)
{
	const char *const headers[] = { text("HTTP_COOKIE=%s", cookies), more, NULL };

	return client_send(&nobody, there, method, path, json ? "application/json" : NULL, json,
		json ? strlen(json) : 0, headers);
}

static struct reply *
send_with(const char *method, const char *path, const char *json, const char *cookies,
	const char *more)
{
	return send_to(&door, method, path, json, cookies, more);
}

START_TEST(a_session_goes_on_by_its_cookie)
{
	struct reply *r = is(200, sign_up_as("Ann", "ann@example.com"));
	const char *refresh = cookie(r, "refresh_token"), *first = json_text(r, "data.accessToken");

	r = is(200, send_with("POST", "/auth/refresh", NULL, refresh,
		"HTTP_SEC_FETCH_SITE=same-origin"));
	ck_assert_str_ne(json_text(r, "data.accessToken"), "(none)");
	ck_assert_str_ne(json_text(r, "data.accessToken"), first);
	ck_assert_str_eq(json_text(r, "data.id"), "(none)");
	refresh = cookie(r, "refresh_token");
	cookie(r, "csrf_token");
	is(200, client_post(&nobody, &door, "/auth/refresh",
		text("{\"refreshToken\":\"x\",\"refresh_token\":\"%s\"}", refresh + 14)));
	is(401, client_post(&nobody, &door, "/auth/refresh", NULL));
	is(401, client_post(&nobody, &door, "/auth/refresh", "{\"refresh_token\":\"x\"}"));
	is(403, send_with("POST", "/auth/refresh", NULL, refresh,
		"HTTP_SEC_FETCH_SITE=cross-site"));
}
END_TEST

START_TEST(who_leaves_has_no_cookies)
{
	struct reply *r = is(200, sign_up_as("Ann", "ann@example.com"));
	const char *access = cookie(r, "access_token");

	is(200, send_with("GET", "/users/me", NULL, access, NULL));
	r = is(200, send_with("POST", "/auth/logout", NULL, access,
		"HTTP_SEC_FETCH_SITE=same-origin"));
	ck_assert_str_eq(r->body, "{\"success\":true}");
	ck_assert_str_eq(cookie(r, "access_token"), "access_token=");
	ck_assert_str_eq(cookie(r, "refresh_token"), "refresh_token=");
	ck_assert_str_eq(cookie(r, "csrf_token"), "csrf_token=");
	is(401, send_with("GET", "/users/me", NULL, access, NULL));
}
END_TEST

START_TEST(a_page_proves_itself_by_its_token)
{
	struct reply *r = is(200, sign_up_as("Ann", "ann@example.com"));
	const char *access = cookie(r, "access_token"), *sent = cookie(r, "csrf_token"),
		*token = sent + strlen("csrf_token=");

	r = is(200, send_with("GET", "/auth/csrf", NULL, access, NULL));
	ck_assert_str_eq(json_text(r, "data.csrfToken"), token);
	ck_assert_str_eq(cookie(r, "csrf_token"), sent);
	shows(client_get(&nobody, &door, "/auth/csrf"), "csrfToken", "");

	r = is(403, send_with("POST", "/movies", "{\"title\":\"Sphere\"}", access, NULL));
	ck_assert_str_eq(json_text(r, "error.code"), "csrf");
	is(403, send_with("POST", "/movies", "{\"title\":\"Sphere\"}", access,
		"HTTP_X_CSRF_TOKEN=x"));
	is(200, send_with("POST", "/movies", "{\"title\":\"Sphere\"}", access,
		text("HTTP_X_CSRF_TOKEN=%s", token)));
	is(200, send_with("PATCH", "/users/me", "{\"name\":\"A\"}", access,
		text("HTTP_X_XSRF_TOKEN=%s", token)));
	is(200, send_with("PATCH", "/users/me", "{\"name\":\"B\"}", access,
		"HTTP_SEC_FETCH_SITE=same-origin"));
}
END_TEST

/* Signed in at our own page, which knows nothing of such tokens. */
START_TEST(a_token_of_a_session_before_locks_nobody_out)
{
	struct reply *r = is(200, sign_up_as("Ann", "ann@example.com"));
	const char *stale = cookie(r, "csrf_token"), *access, *fresh,
		*proof = text("HTTP_X_CSRF_TOKEN=%s", stale + 11), *cookies;
	const char *const origin[] = { "HTTP_SEC_FETCH_SITE=same-origin", proof, NULL, NULL };
	const char *headers[4];

	r = client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"ann@example.com\",\"password\":\"correct horse\"}");
	ck_assert_ptr_null(strstr(r->head, "csrf_token"));
	access = cookie(r, "access_token");
	cookies = text("%s; %s", access, stale);
	memcpy(headers, origin, sizeof(origin));
	headers[2] = text("HTTP_COOKIE=%s", cookies);
	r = is(200, client_send(&nobody, &door, "PATCH", "/users/me", "application/json",
		"{\"name\":\"A\"}", 12, headers));
	fresh = cookie(r, "csrf_token");
	ck_assert_str_ne(fresh, stale);
	/* where it is the proof, it is none; what only reads brings the right one, once */
	is(403, send_with("PATCH", "/users/me", "{\"name\":\"B\"}", cookies, proof));
	r = is(200, send_with("GET", "/users/me", NULL, cookies, NULL));
	ck_assert_str_eq(cookie(r, "csrf_token"), fresh);
	ck_assert_str_eq(cookie(send_with("GET", "/auth/csrf", NULL, access, NULL), "csrf_token"),
		fresh);
	cookies = text("%s; %s", access, fresh);
	r = is(200, send_with("PATCH", "/users/me", "{\"name\":\"B\"}", cookies,
		text("HTTP_X_CSRF_TOKEN=%s", fresh + 11)));
	ck_assert_ptr_null(strstr(r->head, "csrf_token"));
	ck_assert_ptr_null(strstr(send_with("GET", "/auth/csrf", NULL, cookies, NULL)->head,
		"csrf_token="));
	/* our door sets none, but takes it away */
	r = send_to(&users_app, "GET", "/me", NULL, text("%s; %s", access, stale), NULL);
	ck_assert_int_eq(r->http, 200);
	ck_assert_ptr_null(strstr(r->head, "csrf_token"));
	r = send_to(&auth_app, "POST", "/logout", NULL, cookies, "HTTP_SEC_FETCH_SITE=same-origin");
	ck_assert_int_eq(r->http, 204);
	ck_assert_str_eq(cookie(r, "csrf_token"), "csrf_token=");
	r = send_to(&auth_app, "POST", "/logout", NULL, access, "HTTP_SEC_FETCH_SITE=same-origin");
	ck_assert_ptr_null(strstr(r->head, "csrf_token"));
}
END_TEST

/* A page whose origin isn't known goes on, and out, by the token of its session. */
START_TEST(a_page_keeps_its_session_by_its_token)
{
	struct reply *r = is(200, sign_up_as("Ann", "ann@example.com"));
	const char *refresh = cookie(r, "refresh_token"), *proof = text("HTTP_X_CSRF_TOKEN=%s",
		cookie(r, "csrf_token") + 11), *access;
	struct reply *bens = is(200, sign_up_as("Ben", "ben@example.com"));
	const char *foreign = text("HTTP_X_CSRF_TOKEN=%s", cookie(bens, "csrf_token") + 11);

	/* the access token's cookie is gone: the client is told to refresh */
	is(401, send_with("PATCH", "/users/me", "{\"name\":\"A\"}", refresh, proof));
	is(403, send_with("PATCH", "/users/me", "{\"name\":\"A\"}", refresh, NULL));
	is(403, send_with("POST", "/auth/refresh", NULL, refresh, "HTTP_X_CSRF_TOKEN=x"));
	is(403, send_with("POST", "/auth/refresh", NULL, refresh, foreign));
	/* the session is that of the refresh token, whatever lies beside it */
	is(403, send_with("POST", "/auth/refresh", NULL, text("%s; %s", refresh,
		cookie(bens, "access_token")), foreign));
	is(403, send_with("POST", "/auth/logout", NULL, refresh, NULL));
	is(403, send_with("POST", "/auth/logout", NULL, refresh, foreign));
	r = is(200, send_with("POST", "/auth/refresh", NULL, refresh, proof));
	refresh = cookie(r, "refresh_token");
	access = cookie(r, "access_token");
	is(403, send_with("POST", "/auth/logout", NULL, access, foreign));
	is(200, send_with("GET", "/users/me", NULL, access, NULL));
	/* our own doors know no such token */
	ck_assert_int_eq(send_to(&auth_app, "POST", "/refresh", NULL, refresh, proof)->http, 403);
	ck_assert_int_eq(send_to(&auth_app, "POST", "/logout", NULL, refresh, proof)->http, 403);
	r = is(200, send_with("POST", "/auth/logout", NULL, text("%s; %s", access, refresh),
		proof));
	ck_assert_str_eq(cookie(r, "csrf_token"), "csrf_token=");
	is(401, send_with("GET", "/users/me", NULL, access, NULL));
	/* of a session that is over there is nothing to know */
	is(403, send_with("POST", "/auth/refresh", NULL, refresh, proof));
	access = cookie(bens, "access_token");
	is(200, send_with("POST", "/auth/logout", NULL, access, foreign));
	is(401, send_with("GET", "/users/me", NULL, access, NULL));
}
END_TEST

START_TEST(my_account_is_shown_and_renamed)
{
	const char *const names[] = { "id", "name", "email", "role", "avatarMediaId", "avatarUrl",
		"createdAt" };
	const char *before = client_get(&member, &users_app, "/me")->body;
	struct reply *r = is(200, client_get(&member, &door, "/users/me"));

	for (int i = 0; i < COUNT(names); i++)
		ck_assert_str_ne(json_text(r, text("data.%s", names[i])), "(none)");
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(r->json, "data")), COUNT(names));
	shows(client_get(&admin, &door, "/users/me"), "role", "admin");
	shows(client_get(&member, &door, "/users/me"), "name", "member");

	/* as it was shown: it is no name yet */
	clock_set(clock_now() + 60);
	shows(client_patch(&member, &door, "/users/me", "{\"name\":\"member\"}"), "name", "member");
	r = client_get(&member, &users_app, "/me");
	ck_assert_str_eq(json_text(r, "name"), "null");
	ck_assert_str_eq(r->body, before);
	shows(client_patch(&member, &door, "/users/me",
		"{\"name\":\"Mem Ber\",\"email\":\"x@y.z\",\"role\":\"admin\",\"unknown\":1}"),
		"name", "Mem Ber");
	r = client_get(&member, &users_app, "/me");
	ck_assert_str_eq(json_text(r, "name"), "Mem Ber");
	ck_assert_str_eq(json_text(r, "email"), "null");
	ck_assert_str_eq(json_text(r, "role"), "member");
	assert_refused(client_patch(&member, &door, "/users/me", "{\"name\":\"\"}"), 400, "name");
	assert_refused(client_patch(&member, &door, "/users/me", "{\"name\":null}"), 400, "name");
	assert_refused(client_patch(&member, &door, "/users/me", "{\"name\":7}"), 400, "name");
	is(401, client_get(&nobody, &door, "/users/me"));
	is(401, client_patch(&nobody, &door, "/users/me", "{\"name\":\"x\"}"));
}
END_TEST

/* --- films ------------------------------------------------------------------------------------ */

START_TEST(a_film_has_the_fields_of_the_document)
{
	const char *id = add(&member, "{\"title\":\" Sphere \","
		"\"releaseDate\":\"1998-02-13T00:00:00.000Z\",\"synopsis\":\"A dive.\","
		"\"trailerUrl\":\"https://example.com/t\",\"posterUrl\":\"https://example.com/p\","
		"\"rank\":3,\"unknown\":true}");
	const struct door_step steps[] = {
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.title", "Sphere" },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.releaseDate",
		  "1998-02-13T00:00:00.000Z" },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.synopsis", "A dive." },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.trailerUrl",
		  "https://example.com/t" },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.posterUrl",
		  "https://example.com/p" },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.posterMediaId", "null" },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.createdBy", member.id },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.createdAt",
		  "2026-04-01T08:00:00Z" },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.averageRating", "0" },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.reviewCount", "0" },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.rank", "0" },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.myRating", "null" },
		{ &nobody, "GET", of_movie(NONE, ""), NULL, 404, "error.code", "not_found" },
		{ &nobody, "GET", "/movies/1", NULL, 404, "success", "false" },
		{ NULL }
	};

	client_steps(&door, steps);
	/* seen by our own door at once */
	ck_assert_str_eq(json_text(client_get(&nobody, &movies_app, text("/%s", id)),
		"release_date"), "1998-02-13");
}
END_TEST

START_TEST(a_film_that_has_only_a_title_shows_empty_texts)
{
	struct reply *r = is(200, client_post(&member, &door, "/movies", "{\"title\":\"Sphere\","
		"\"synopsis\":\"\",\"trailerUrl\":\"\"}"));

	ck_assert_str_eq(json_text(r, "data.synopsis"), "");
	ck_assert_str_eq(json_text(r, "data.trailerUrl"), "");
	ck_assert_str_eq(json_text(r, "data.releaseDate"), "null");
	ck_assert_str_eq(json_text(r, "data.posterUrl"), "null");
	/* a server would answer what is there instead */
	ck_assert_ptr_null(reply_header(r, "Location"));
}
END_TEST

START_TEST(a_bad_film_names_the_field)
{
	static const struct {
		const char *json, *field;
	} cases[] = {
		{ "{}", "title" }, { "{\"title\":\"\"}", "title" }, { "{\"title\":null}", "title" },
		{ "{\"title\":7}", "title" },
		{ "{\"title\":\"x\",\"releaseDate\":\"soon\"}", "releaseDate" },
		{ "{\"title\":\"x\",\"releaseDate\":1998}", "releaseDate" },
		{ "{\"title\":\"x\",\"synopsis\":{}}", "synopsis" },
		{ "{\"title\":\"x\",\"trailerUrl\":\"file:///x\"}", "trailerUrl" },
		{ "{\"title\":\"x\",\"posterUrl\":\"x\"}", "posterUrl" },
		{ "{\"title\":\"x\",\"posterUrl\":\"/media/x\"}", "posterUrl" },
		{ "{\"title\":\"x\",\"posterUrl\":\"/media/" NONE "\"}", "posterUrl" },
	};
	const char *id = add_titled("Sphere");

	for (int i = 0; i < COUNT(cases); i++)
		assert_refused(client_post(&member, &door, "/movies", cases[i].json), 400,
			cases[i].field);
	for (int i = 1; i < COUNT(cases); i++)
		assert_refused(client_patch(&member, &door, of_movie(id, ""), cases[i].json), 400,
			cases[i].field);
	is(400, client_post(&member, &door, "/movies", "{\"title\":"));
	is(401, client_post(&nobody, &door, "/movies", "{\"title\":\"x\"}"));
	ck_assert_int_eq(client_rows("media_items"), 1);
}
END_TEST

START_TEST(a_title_is_one_films_only)
{
	const char *sphere = add(&member,
		"{\"title\":\"Sphere\",\"releaseDate\":\"1998-02-13T00:00:00Z\"}"),
		*alien = add(&other, "{\"title\":\"Alien\"}");
	struct reply *r = client_post(&other, &door, "/movies",
		"{\"title\":\"SPHERE\",\"releaseDate\":\"2001-02-13T00:00:00Z\"}");

	assert_refused(r, 409, "title");
	ck_assert_str_eq(json_text(r, "error.code"), "conflict");
	assert_refused(client_patch(&other, &door, of_movie(alien, ""), "{\"title\":\"sphere\"}"),
		409, "title");
	/* its own is none of another's */
	shows(client_patch(&member, &door, of_movie(sphere, ""), "{\"title\":\"SPHERE\"}"),
		"title", "SPHERE");
	ck_assert_int_eq(client_rows("media_items"), 2);
}
END_TEST

START_TEST(a_film_is_its_owners_and_the_admins)
{
	const char *id = add_titled("Sphere");
	const struct door_step steps[] = {
		{ &nobody, "PATCH", of_movie(id, ""), "{\"title\":\"x\"}", 401, NULL, NULL },
		{ &other, "PATCH", of_movie(id, ""), "{\"title\":\"x\"}", 403, "error.code",
		  "forbidden" },
		{ &member, "PATCH", of_movie(id, ""), "{\"synopsis\":\"A dive.\"}", 200,
		  "data.synopsis", "A dive." },
		{ &member, "PATCH", of_movie(id, ""), "{\"releaseDate\":\"1998-02-13\"}", 200,
		  "data.releaseDate", "1998-02-13T00:00:00.000Z" },
		{ &admin, "PATCH", of_movie(id, ""), "{\"title\":\"The Sphere\"}", 200,
		  "data.title", "The Sphere" },
		{ &member, "PATCH", of_movie(NONE, ""), "{\"title\":\"x\"}", 404, NULL, NULL },
		{ &nobody, "DELETE", of_movie(id, ""), NULL, 401, NULL, NULL },
		{ &other, "DELETE", of_movie(id, ""), NULL, 403, "success", "false" },
		{ &member, "DELETE", of_movie(id, ""), NULL, 200, "success", "true" },
		{ &member, "DELETE", of_movie(id, ""), NULL, 404, NULL, NULL },
		{ NULL }
	};

	client_steps(&door, steps);
}
END_TEST

/* A year, a title's spaces, half a star: what is sent as it was shown is no change. */
START_TEST(a_film_that_is_sent_back_stays)
{
	const char *id = json_text(made(client_post(&member, &movies_app, "/",
		"{\"title\":\"Alien\",\"release_date\":\"1979\",\"synopsis\":\"In space.\"}")),
		"id"), *body, *before;
	struct reply *r;

	/* another one of that title and year, as only who knows other ids of it makes it */
	add_titled("Cube");
	client_sql("UPDATE media_items SET title = 'Alien', title_folded = 'alien', "
		"pub_date = '1979' WHERE title = 'Cube'", NULL, NULL);
	ck_assert_int_eq(client_put(&member, &movies_app, text("/%s/rating", id),
		"{\"value\":4.5}")->http, 200);
	r = is(200, client_get(&member, &door, of_movie(id, "")));
	ck_assert_str_eq(json_text(r, "data.releaseDate"), "1979-01-01T00:00:00.000Z");
	ck_assert_str_eq(json_text(r, "data.myRating"), "5");
	body = strstr(r->body, "\"data\":") + strlen("\"data\":");
	body = text("%.*s", (int)strlen(body) - 1, body);
	before = client_get(&member, &media_app, text("/%s", id))->body;
	clock_set(clock_now() + 60);
	is(200, client_patch(&member, &door, of_movie(id, ""), body));
	is(403, client_patch(&other, &door, of_movie(id, ""), body));
	ck_assert_str_eq(client_get(&member, &media_app, text("/%s", id))->body, before);
	r = client_get(&member, &movies_app, text("/%s", id));
	ck_assert_str_eq(json_text(r, "release_date"), "1979");
	ck_assert_str_eq(json_text(r, "poster_url"), "null");
	ck_assert_str_eq(json_text(r, "trailer_url"), "null");
	ck_assert_str_eq(json_text(client_get(&member, &media_app, text("/%s", id)), "my.rating"),
		"4.5");
}
END_TEST

/* --- lists ------------------------------------------------------------------------------------ */

static const char *
titles(const struct sender *sender, const char *query)
{
	struct reply *r = is(200, client_get(sender, &door, text("/movies%s", query)));
	const cJSON *item;
	struct buf out;

	buf_init(&out, &memory, 100);
	cJSON_ArrayForEach(item, cJSON_GetObjectItem(cJSON_GetObjectItem(r->json, "data"), "items"))
		buf_printf(&out, "%s%s", out.length ? "|" : "",
			cJSON_GetObjectItem(item, "title")->valuestring);
	return out.data;
}

START_TEST(films_are_found_as_the_document_says)
{
	const char *alien = add(&member, "{\"title\":\"Alien\",\"releaseDate\":\"1979\"}"),
		*brazil = add(&other, "{\"title\":\"Brazil\",\"releaseDate\":\"1985\"}"),
		*cube = add(&member, "{\"title\":\"Cube\",\"releaseDate\":\"1997\"}");

	is(200, client_put(&member, &door, of_movie(alien, "/rating"), "{\"value\":4}"));
	is(200, client_put(&other, &door, of_movie(alien, "/rating"), "{\"value\":5}"));
	is(200, client_put(&member, &door, of_movie(brazil, "/rating"), "{\"value\":5}"));
	is(200, client_post(&member, &door, of_movie(cube, "/reviews"), "{\"content\":\"!\"}"));
	ck_assert_str_eq(titles(&nobody, ""), "Cube|Brazil|Alien");
	ck_assert_str_eq(titles(&nobody, "?q=BRA"), "Brazil");
	ck_assert_str_eq(titles(&nobody, "?stars=5"), "Brazil|Alien");	/* 4.5, rounded */
	ck_assert_str_eq(titles(&nobody, "?minStars=5"), "Brazil");
	ck_assert_str_eq(titles(&nobody, "?minStars=4.5&stars=0"), "Brazil|Alien");
	ck_assert_str_eq(titles(&nobody, "?minStars=0"), "Cube|Brazil|Alien");
	ck_assert_str_eq(titles(&member, "?scope=mine"), "Cube|Alien");
	ck_assert_str_eq(titles(&member, "?scope=not_mine"), "Brazil");
	ck_assert_str_eq(titles(&nobody, "?scope=all"), "Cube|Brazil|Alien");
	ck_assert_str_eq(titles(&member, "?reviewScope=mine"), "Cube");
	ck_assert_str_eq(titles(&member, "?reviewScope=not_mine"), "Brazil|Alien");
	ck_assert_str_eq(titles(&nobody, "?reviewScope=mine"), "Cube|Brazil|Alien");
	is(401, client_get(&nobody, &door, "/movies?scope=mine"));
	is(401, client_get(&nobody, &door, "/movies?scope=not_mine"));
	assert_refused(client_get(&nobody, &door, "/movies?stars=6"), 400, "stars");
	assert_refused(client_get(&nobody, &door, "/movies?minStars=many"), 400, "minStars");
	assert_refused(client_get(&nobody, &door, "/movies?scope=yours"), 400, "scope");
	assert_refused(client_get(&nobody, &door, "/movies?reviewScope=x"), 400, "reviewScope");
	assert_refused(client_get(&nobody, &door, "/movies?sort=x"), 400, "sort");
	assert_refused(client_get(&nobody, &door, "/movies?page=0"), 400, "page");
}
END_TEST

START_TEST(films_are_sorted_as_the_document_says)
{
	static const struct {
		const char *sort, *titles;
	} cases[] = {
		{ "uploaded_desc", "Cube|Brazil|Alien" }, { "latest", "Cube|Brazil|Alien" },
		{ "release_desc", "Cube|Brazil|Alien" }, { "release_asc", "Alien|Brazil|Cube" },
		{ "rating_desc", "Brazil|Alien|Cube" }, { "top", "Brazil|Alien|Cube" },
		{ "reviews_desc", "Alien|Cube|Brazil" }, { "reviews", "Alien|Cube|Brazil" },
		{ "rank", "Brazil|Alien|Cube" }, { "rank_asc", "Brazil|Alien|Cube" },
	};
	const char *alien = add(&member, "{\"title\":\"Alien\",\"releaseDate\":\"1979\"}"),
		*brazil = add(&other, "{\"title\":\"Brazil\",\"releaseDate\":\"1985\"}");

	add(&member, "{\"title\":\"Cube\",\"releaseDate\":\"1997\"}");
	is(200, client_put(&member, &door, of_movie(alien, "/rating"), "{\"value\":2}"));
	is(200, client_put(&member, &door, of_movie(brazil, "/rating"), "{\"value\":5}"));
	is(200, client_post(&member, &door, of_movie(alien, "/reviews"), "{\"content\":\"!\"}"));
	for (int i = 0; i < COUNT(cases); i++)
		ck_assert_str_eq(titles(&nobody, text("?sort=%s", cases[i].sort)), cases[i].titles);
}
END_TEST

START_TEST(a_list_has_a_total_and_pages_of_twelve)
{
	struct reply *r;

	for (int i = 0; i < 13; i++)
		add_titled(text("Film %d", i));
	r = is(200, client_get(&member, &door, "/movies"));
	ck_assert_str_eq(json_text(r, "data.total"), "13");
	ck_assert_str_eq(json_text(r, "data.page"), "1");
	ck_assert_str_eq(json_text(r, "data.pageSize"), "12");
	ck_assert_str_eq(json_text(r, "data.items[11].title"), "Film 1");
	ck_assert_str_eq(json_text(r, "data.items[12].title"), "(none)");
	assert_refused(client_get(&member, &door, "/movies?pageSize=0"), 400, "pageSize");
	r = is(200, client_get(&member, &door, "/movies?page=2&pageSize=5"));
	ck_assert_str_eq(json_text(r, "data.page"), "2");
	ck_assert_str_eq(json_text(r, "data.pageSize"), "5");
	ck_assert_str_eq(json_text(r, "data.items[0].title"), "Film 7");
	ck_assert_str_eq(json_text(r, "data.items[0].myRating"), "null");
}
END_TEST

START_TEST(a_search_proposes_five)
{
	struct reply *r;

	for (int i = 0; i < 6; i++)
		add_titled(text("Film %d", i));
	ck_assert_str_eq(is(200, client_get(&nobody, &door, "/movies/suggest"))->body,
		"{\"success\":true,\"data\":[]}");
	is(200, client_get(&nobody, &door, "/movies/suggest?q="));
	r = is(200, client_get(&nobody, &door, "/movies/suggest?q=film"));
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(r->json, "data")), 5);
	ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(r->json, "data")->child), 4);
	ck_assert_str_eq(json_text(r, "data[0].title"), "Film 0");
	ck_assert_str_eq(json_text(r, "data[0].posterMediaId"), "null");
	ck_assert_str_eq(json_text(r, "data[0].posterUrl"), "null");
	ck_assert_str_ne(json_text(r, "data[0].id"), "(none)");
	ck_assert_str_eq(is(200, client_get(&nobody, &door, "/movies/suggest?q=nothing"))->body,
		"{\"success\":true,\"data\":[]}");
}
END_TEST

/* --- opinions --------------------------------------------------------------------------------- */

START_TEST(a_film_is_rated_either_way)
{
	const char *id = add_titled("Sphere"), *rating = of_movie(id, "/rating"),
		*mine = text("/ratings/%s", id),
		*whole = text("{\"movieId\":\"%s\",\"value\":4}", id);
	const struct door_step steps[] = {
		{ &member, "GET", mine, NULL, 200, "data.value", "null" },
		{ &member, "PUT", rating, "{\"value\":3}", 200, "data.value", "3" },
		{ &member, "GET", mine, NULL, 200, "data.value", "3" },
		{ &member, "GET", of_movie(id, ""), NULL, 200, "data.myRating", "3" },
		{ &member, "GET", "/movies", NULL, 200, "data.items[0].myRating", "3" },
		{ &nobody, "GET", "/movies", NULL, 200, "data.items[0].myRating", "null" },
		{ &other, "POST", "/ratings", whole, 200, "data.averageRating", "3.5" },
		{ &other, "POST", "/ratings", whole, 200, "data.value", "4" },
		{ &member, "PUT", rating, "{\"value\":\"5\"}", 200, "data.averageRating", "4.5" },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.averageRating", "4.5" },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.rank", "1" },
		{ &member, "PUT", rating, "{}", 400, "error.details[0].field", "value" },
		{ &member, "PUT", rating, "{\"value\":0}", 400, "error.details[0].field", "value" },
		{ &member, "PUT", rating, "{\"value\":6}", 400, "error.details[0].field", "value" },
		{ &member, "PUT", rating, "{\"value\":4.5}", 400, "error.details[0].field",
		  "value" },
		{ &member, "PUT", rating, "{\"value\":null}", 400, "error.details[0].field",
		  "value" },
		{ &member, "POST", "/ratings", "{\"value\":4}", 400, "error.details[0].field",
		  "movieId" },
		{ &member, "POST", "/ratings", "{\"value\":4,\"movieId\":\"x\"}", 400,
		  "error.details[0].field", "movieId" },
		{ &member, "POST", "/ratings", "{\"value\":4,\"movieId\":\"" NONE "\"}", 404,
		  NULL, NULL },
		{ &member, "PUT", of_movie(NONE, "/rating"), "{\"value\":4}", 404, NULL, NULL },
		{ &member, "GET", "/ratings/" NONE, NULL, 404, NULL, NULL },
		{ &nobody, "PUT", rating, "{\"value\":4}", 401, NULL, NULL },
		{ &nobody, "POST", "/ratings", whole, 401, NULL, NULL },
		{ &nobody, "GET", mine, NULL, 401, NULL, NULL },
		{ NULL }
	};

	client_steps(&door, steps);
}
END_TEST

START_TEST(a_review_that_is_sent_back_stays)
{
	const char *id = add_titled("Sphere"), *sent = "{\"content\":\"Deep.\"}", *mine, *before;
	struct reply *r = is(200, client_post(&member, &door, of_movie(id, "/reviews"), sent));

	mine = text("/%s", json_text(r, "data.id"));
	before = client_get(&member, &reviews_app, mine)->body;
	clock_set(clock_now() + 60);
	is(200, client_patch(&member, &door, text("/reviews%s", mine), sent));
	is(403, client_patch(&other, &door, text("/reviews%s", mine), sent));
	ck_assert_str_eq(client_get(&member, &reviews_app, mine)->body, before);
}
END_TEST

START_TEST(a_review_is_written_either_way)
{
	const char *id = add_titled("Sphere"), *reviews = of_movie(id, "/reviews"),
		*of = text("/reviews?movieId=%s", id);
	struct reply *r = is(200, client_post(&member, &door, reviews, "{\"content\":\"Deep.\"}"));
	const char *mine = json_text(r, "data.id"), *at = text("/reviews/%s", mine);
	const struct door_step steps[] = {
		{ &other, "POST", "/reviews", text("{\"movieId\":\"%s\",\"content\":\"Wet.\"}", id),
		  200, "data.content", "Wet." },
		{ &nobody, "GET", reviews, NULL, 200, "data.items[0].content", "Wet." },
		{ &nobody, "GET", reviews, NULL, 200, "data.items[1].id", mine },
		{ &nobody, "GET", reviews, NULL, 200, "data.total", "2" },
		{ &nobody, "GET", of, NULL, 200, "data.items[1].content", "Deep." },
		{ &nobody, "GET", text("%s&page=2&pageSize=1", of), NULL, 200, "data.items[0].id",
		  mine },
		{ &nobody, "GET", text("%s&page=2&pageSize=1", of), NULL, 200, "data.pageSize",
		  "1" },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.reviewCount", "2" },
		{ &nobody, "GET", "/reviews", NULL, 400, "error.details[0].field", "movieId" },
		{ &nobody, "GET", "/reviews?movieId=x", NULL, 400, "error.details[0].field",
		  "movieId" },
		{ &nobody, "GET", "/reviews?movieId=" NONE, NULL, 404, NULL, NULL },
		{ &nobody, "GET", of_movie(NONE, "/reviews"), NULL, 404, NULL, NULL },
		{ &member, "POST", reviews, "{\"content\":\"Again.\"}", 409, "error.code",
		  "conflict" },
		{ &other, "POST", "/reviews",
		  text("{\"movieId\":\"%s\",\"content\":\"Again.\"}", id), 409,
		  "error.details[0].field", "movieId" },
		{ &member, "POST", of_movie(NONE, "/reviews"), "{\"content\":\"x\"}", 404, NULL,
		  NULL },
		{ &member, "POST", reviews, "{}", 400, "error.details[0].field", "content" },
		{ &member, "POST", reviews, "{\"content\":\"\"}", 400, "error.details[0].field",
		  "content" },
		{ &member, "POST", "/reviews", "{\"content\":\"x\"}", 400, "error.details[0].field",
		  "movieId" },
		{ &member, "POST", "/reviews", "{\"content\":\"x\",\"movieId\":\"" NONE "\"}", 404,
		  NULL, NULL },
		{ &nobody, "POST", reviews, "{\"content\":\"x\"}", 401, NULL, NULL },
		{ &nobody, "POST", "/reviews", "{\"content\":\"x\"}", 401, NULL, NULL },
		{ &member, "PATCH", at, "{\"content\":\"Deeper.\"}", 200, "data.content",
		  "Deeper." },
		{ &member, "PATCH", at, "{\"content\":null}", 400, "error.details[0].field",
		  "content" },
		{ &other, "PATCH", at, "{\"content\":\"x\"}", 403, "error.code", "forbidden" },
		{ &nobody, "PATCH", at, "{\"content\":\"x\"}", 401, NULL, NULL },
		{ &member, "PATCH", "/reviews/" NONE, "{\"content\":\"x\"}", 404, NULL, NULL },
		{ &other, "DELETE", at, NULL, 403, NULL, NULL },
		{ &nobody, "DELETE", at, NULL, 401, NULL, NULL },
		{ &admin, "DELETE", at, NULL, 200, "success", "true" },
		{ &member, "DELETE", at, NULL, 404, NULL, NULL },
		{ &nobody, "GET", of_movie(id, ""), NULL, 200, "data.reviewCount", "1" },
		{ NULL }
	};

	ck_assert_str_eq(json_text(r, "data.movieId"), id);
	ck_assert_str_eq(json_text(r, "data.userId"), member.id);
	ck_assert_str_eq(json_text(r, "data.createdAt"), "2026-04-01T08:00:00Z");
	ck_assert_str_eq(json_text(r, "data.updatedAt"), "2026-04-01T08:00:00Z");
	ck_assert_str_eq(json_text(r, "data.user.id"), member.id);
	ck_assert_str_eq(json_text(r, "data.user.name"), "member");
	ck_assert_str_eq(json_text(r, "data.user.avatarMediaId"), "null");
	client_steps(&door, steps);
}
END_TEST

/* --- pictures --------------------------------------------------------------------------------- */

static struct reply *
upload(const struct sender *sender, const char *path, const char *field, const char *bytes,
	size_t size)
{
	struct buf body;

	buf_init(&body, &memory, size + 300);
	buf_printf(&body, "--x\r\nContent-Disposition: form-data; name=\"%s\"; "
		"filename=\"a.png\"\r\n\r\n", field);
	buf_add(&body, bytes, size);
	buf_puts(&body, "\r\n--x--\r\n");
	return client_send(sender, &door, "POST", path, "multipart/form-data; boundary=x",
		body.data, body.length, NULL);
}

static struct reply *
upload_picture(const struct sender *sender, const char *path, const char *field)
{
	const struct buf png = picture_make(&memory, PNG, 8, 6);

	return upload(sender, path, field, png.data, png.length);
}

START_TEST(a_picture_is_sent_at_once)
{
	static const char *const fields[] = { "image", "file" };
	const char *film = add_titled("Sphere"), *poster = of_movie(film, "/poster"), *id, *url;
	struct reply *r = is(200, upload_picture(&member, "/users/me/avatar", fields[_i]));

	id = json_text(r, "data.mediaId");
	url = json_text(r, "data.url");
	ck_assert_str_eq(url, text("/media/%s", id));
	shows(client_get(&member, &door, "/users/me"), "avatarMediaId", id);
	shows(client_get(&member, &door, "/users/me"), "avatarUrl", url);
	r = client_get(&nobody, &door, url);
	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(reply_header(r, "Content-Type"), "image/png");
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "public, max-age=31536000, immutable");
	ck_assert_int_eq(client_send(&nobody, &door, "GET", text("%s?redirect=1", url), NULL, NULL,
		0, (const char *const[]){ text("HTTP_IF_NONE_MATCH=%s", reply_header(r, "ETag")),
		NULL })->http, 304);

	r = is(200, upload_picture(&member, poster, fields[_i]));
	id = json_text(r, "data.mediaId");
	shows(client_get(&nobody, &door, of_movie(film, "")), "posterMediaId", id);
	shows(client_get(&nobody, &door, of_movie(film, "")), "posterUrl", text("/media/%s", id));
	ck_assert_str_eq(json_text(client_get(&nobody, &movies_app, text("/%s", film)),
		"poster_url"), text("/images/%s", id));
	is(401, upload_picture(&nobody, "/users/me/avatar", "image"));
	is(401, upload_picture(&nobody, poster, "image"));
	is(403, upload_picture(&other, poster, "image"));
	is(404, upload_picture(&member, of_movie(NONE, "/poster"), "image"));
	is(400, upload_picture(&member, poster, "picture"));
	is(415, upload(&member, poster, "image", "GIF89a", 6));
	is(415, upload(&member, "/users/me/avatar", "image", "GIF89a", 6));
}
END_TEST

static const char *
store(const struct sender *sender)
{
	return json_text(is(200, upload_picture(sender, "/media", "file")), "data.id");
}

START_TEST(a_picture_is_stored_first_and_chosen_then)
{
	struct reply *r = is(200, upload_picture(&member, "/media", "file"));
	const char *id = json_text(r, "data.id"), *film = add_titled("Sphere"),
		*chosen = text("{\"mediaId\":\"%s\"}", id), *others = text("{\"mediaId\":\"%s\"}",
		store(&other)), *poster = of_movie(film, "/poster"),
		*unknown = "{\"mediaId\":\"" NONE "\"}";
	const struct door_step steps[] = {
		{ &member, "PATCH", "/users/me/avatar", chosen, 200, "data.avatarMediaId", id },
		{ &member, "PATCH", "/users/me/avatar", others, 403, "error.code", "forbidden" },
		{ &member, "PATCH", "/users/me/avatar", unknown, 404, NULL, NULL },
		{ &member, "PATCH", "/users/me/avatar", "{}", 400, "error.details[0].field",
		  "mediaId" },
		{ &member, "PATCH", "/users/me/avatar", "{\"mediaId\":\"x\"}", 400,
		  "error.details[0].field", "mediaId" },
		{ &nobody, "PATCH", "/users/me/avatar", chosen, 401, NULL, NULL },
		{ &member, "PATCH", "/users/me", text("{\"avatarMediaId\":\"%s\"}", id), 200,
		  "data.avatarMediaId", id },
		{ &member, "PATCH", "/users/me", "{\"name\":\"Mem\"}", 200,
		  "data.avatarMediaId", id },
		{ &member, "PATCH", "/users/me", "{\"avatarMediaId\":\"" NONE "\"}", 400,
		  "error.details[0].field", "avatarMediaId" },
		{ &member, "PATCH", "/users/me", "{\"avatarMediaId\":\"x\"}", 400,
		  "error.details[0].field", "avatarMediaId" },
		{ &member, "PATCH", poster, chosen, 200, "data.posterMediaId", id },
		{ &member, "PATCH", "/users/me", "{\"avatarMediaId\":null}", 200,
		  "data.avatarMediaId", "null" },
		{ &member, "PATCH", poster, others, 403, NULL, NULL },
		{ &member, "PATCH", poster, unknown, 404, NULL, NULL },
		{ &member, "PATCH", poster, "{}", 400, "error.details[0].field", "mediaId" },
		{ &other, "PATCH", poster, others, 403, NULL, NULL },
		{ &nobody, "PATCH", poster, chosen, 401, NULL, NULL },
		{ &member, "PATCH", of_movie(NONE, "/poster"), chosen, 404, NULL, NULL },
		/* no longer an avatar, and still a poster */
		{ &member, "PATCH", "/users/me/avatar", "{\"mediaId\":null}", 200,
		  "data.avatarMediaId", "null" },
		{ &member, "GET", of_movie(film, ""), NULL, 200, "data.posterMediaId", id },
		{ &nobody, "GET", text("/media/%s/signed?expires=300", id), NULL, 200, "data.url",
		  text("/media/%s", id) },
		{ &nobody, "GET", text("/media/%s/signed", id), NULL, 200, "data.expiresIn",
		  "null" },
		{ &nobody, "GET", "/media/" NONE "/signed", NULL, 404, NULL, NULL },
		{ &nobody, "GET", "/media/" NONE, NULL, 404, "success", "false" },
		{ &nobody, "DELETE", text("/media/%s", id), NULL, 401, NULL, NULL },
		{ &other, "DELETE", text("/media/%s", id), NULL, 403, NULL, NULL },
		{ &member, "DELETE", "/media/" NONE, NULL, 404, NULL, NULL },
		{ &member, "DELETE", text("/media/%s", id), NULL, 200, "success", "true" },
		{ &member, "GET", of_movie(film, ""), NULL, 200, "data.posterUrl", "null" },
		{ NULL }
	};

	ck_assert_str_eq(json_text(r, "data.contentType"), "image/png");
	ck_assert_str_ne(json_text(r, "data.size"), "(none)");
	ck_assert_str_eq(json_text(r, "data.createdAt"), "2026-04-01T08:00:00Z");
	ck_assert_str_eq(json_text(r, "data.url"), text("/media/%s", id));
	client_steps(&door, steps);
	is(401, upload_picture(&nobody, "/media", "file"));
	is(415, upload(&member, "/media", "file", "GIF89a", 6));
	assert_refused(upload_picture(&member, "/media", "picture"), 400, NULL);
}
END_TEST

START_TEST(a_picture_that_is_too_large_is_413)
{
	const struct buf claim = picture_header(&memory, PNG, 20000, 20000);
	const char *film = add_titled("Sphere");

	is(413, upload(&member, "/media", "file", claim.data, claim.length));
	is(413, upload(&member, "/users/me/avatar", "image", claim.data, claim.length));
	is(413, upload(&member, of_movie(film, "/poster"), "image", claim.data, claim.length));
}
END_TEST

START_TEST(a_link_to_a_picture_here_is_that_picture)
{
	const char *id = store(&member), *film = add(&member,
		text("{\"title\":\"Sphere\",\"posterUrl\":\"/media/%s\"}", id)), *there;

	shows(client_get(&nobody, &door, of_movie(film, "")), "posterMediaId", id);
	/* as its clients make them, and as another site's */
	shows(client_patch(&member, &door, of_movie(film, ""),
		text("{\"posterUrl\":\"https://example.com/media/%s\"}", id)), "posterMediaId",
		"null");
	there = store(&member);
	shows(client_patch(&member, &door, of_movie(film, ""),
		text("{\"posterUrl\":\"http://vitrine.example/media/%s?redirect=1\"}", there)),
		"posterMediaId", there);
	shows(client_patch(&member, &door, of_movie(film, ""),
		text("{\"posterUrl\":\"/media/%s\"}", there)), "posterMediaId", there);
	ck_assert_int_eq(client_rows("images"), 1);
	shows(client_patch(&member, &door, of_movie(film, ""), "{\"posterUrl\":\"\"}"), "posterUrl",
		"null");
	ck_assert_int_eq(client_rows("images"), 0);
}
END_TEST

START_TEST(a_public_picture_sets_no_cookie)
{
	struct reply *r = is(200, sign_up_as("Ann", "ann@example.com"));
	const char *access = cookie(r, "access_token");

	r = send_with("GET", text("/media/%s", store(&member)), NULL, access, NULL);
	ck_assert_int_eq(r->http, 200);
	ck_assert_ptr_nonnull(strstr(r->head, "public"));
	ck_assert_ptr_null(strstr(r->head, "Set-Cookie"));
}
END_TEST

START_TEST(a_picture_that_is_never_chosen_makes_room)
{
	store(&member);
	client_sql("UPDATE images SET created_at = created_at - 86401", NULL, NULL);
	store(&member);
	ck_assert_int_eq(client_rows("images"), 1);
}
END_TEST

/* --- all of it -------------------------------------------------------------------------------- */

static const struct {
	const char *method, *path, *body;
} calls[] = {
	{ "GET", "/auth/csrf" }, { "GET", "/users/me" }, { "GET", "/movies" },
	{ "GET", "/movies/suggest?q=x" }, { "GET", "/movies/@" }, { "GET", "/movies/@/reviews" },
	{ "GET", "/ratings/@" }, { "GET", "/reviews?movieId=@" }, { "GET", "/media/@" },
	{ "GET", "/media/@/signed" }, { "GET", "/healthz" },
	{ "PATCH", "/users/me", "{\"name\":\"x\"}" },
	{ "PATCH", "/users/me/avatar", "{\"mediaId\":null}" },
	{ "PATCH", "/movies/@", "{}" },
	{ "PATCH", "/movies/@/poster", "{\"mediaId\":\"" NONE "\"}" },
	{ "PATCH", "/reviews/@", "{\"content\":\"x\"}" },
	{ "PUT", "/movies/@/rating", "{\"value\":1}" },
	{ "DELETE", "/movies/@" }, { "DELETE", "/reviews/@" }, { "DELETE", "/media/@" },
	{ "POST", "/movies", "{\"title\":\"x\"}" },
	{ "POST", "/movies/@/reviews", "{\"content\":\"x\"}" },
	{ "POST", "/ratings", "{\"movieId\":\"" NONE "\",\"value\":1}" },
	{ "POST", "/reviews", "{\"movieId\":\"" NONE "\",\"content\":\"x\"}" },
	{ "POST", "/users/me/avatar" }, { "POST", "/movies/@/poster" }, { "POST", "/media" },
	{ "POST", "/auth/logout" },
};

/* The path of a call, of this film (or whatever else it is about). */
static const char *
path_of(int call, const char *id)
{
	const char *path = calls[call].path, *at = strchr(path, '@');

	return at ? text("%.*s%s%s", (int)(at - path), path, id, at + 1) : path;
}

static struct reply *
call_as(const struct sender *sender, int call, const char *id, const char *const *headers)
{
	const char *body = calls[call].body;

	return client_send(sender, &door, calls[call].method, path_of(call, id),
		body ? "application/json" : NULL, body, body ? strlen(body) : 0, headers);
}

START_TEST(a_token_that_is_none_is_401)
{
	const struct sender stranger = { .token = "x" };

	is(401, call_as(&stranger, _i, NONE, NULL));
}
END_TEST

START_TEST(a_foreign_page_changes_nothing)
{
	const char *const headers[] = { text("HTTP_COOKIE=access_token=%s", member.token), NULL };
	const char *film = add_titled("Sphere");
	struct reply *r = call_as(&nobody, _i, film, headers);

	if (!strcmp(calls[_i].method, "GET"))
		ck_assert_int_ne(r->http, 403);
	else
		ck_assert_str_eq(json_text(is(403, r), "error.code"), "csrf");
}
END_TEST

START_TEST(a_change_may_insist_on_what_it_saw)
{
	const char *const *body = &calls[_i].body;
	const char *film = add_titled("Sphere"), *id = film, *method = calls[_i].method;

	if (strstr(calls[_i].path, "reviews"))
		id = json_text(is(200, client_post(&member, &door, of_movie(film, "/reviews"),
			"{\"content\":\"x\"}")), "data.id");
	if (strstr(calls[_i].path, "media"))
		id = store(&member);
	if (strcmp(method, "GET") != 0 && strcmp(method, "POST") != 0)
		client_insists(&member, &door, method, path_of(_i, id), *body);
}
END_TEST

START_TEST(a_film_is_changed_as_it_was_seen)
{
	const char *path = of_movie(add_titled("Sphere"), ""), *body = "{\"synopsis\":\"A dive.\"}";
	const char *tag = text("HTTP_IF_MATCH=%s",
		reply_header(client_get(&member, &door, path), "ETag"));
	const char *const headers[] = { tag, NULL };

	is(200, client_send(&member, &door, "PATCH", path, "application/json", body, strlen(body),
		headers));
	is(412, client_send(&member, &door, "PATCH", path, "application/json", body, strlen(body),
		headers));
}
END_TEST

START_TEST(what_cannot_be_read_is_400)
{
	static const char *const paths[] = { "/movies/suggest?page=0", "/movies/@/reviews?page=0",
		"/media/@?w=7" };
	static const char *const posts[] = { "/auth/refresh", "/auth/logout", "/users/me/avatar",
		"/movies", "/ratings", "/reviews" };

	for (int i = 0; i < COUNT(paths); i++) {
		const char *at = strchr(paths[i], '@');

		is(400, client_get(&nobody, &door, at ? text("%.*s" NONE "%s",
			(int)(at - paths[i]), paths[i], at + 1) : paths[i]));
	}
	for (int i = 0; i < COUNT(posts); i++)
		is(400, client_post(&member, &door, posts[i], "{\"a\":"));
}
END_TEST

START_TEST(members_have_limits)
{
	const char *film = add(&admin, "{\"title\":\"Sphere\"}"), *alien = add_titled("Alien"),
		*poster = of_movie(alien, "/poster"), *large;
	const struct door_step steps[] = {
		{ &nobody, "POST", "/auth/register", "{\"name\":\"Ann\",\"email\":\"a@b.c\","
		  "\"password\":\"correct horse\"}", 403, "error.code", "forbidden" },
		{ &member, "POST", "/movies", "{\"title\":\"Brazil\"}", 409 },
		{ &member, "PUT", of_movie(film, "/rating"), "{\"value\":1}", 200 },
		{ &member, "PUT", of_movie(film, "/rating"), "{\"value\":2}", 200 },
		{ &member, "PUT", of_movie(alien, "/rating"), "{\"value\":2}", 409 },
		{ &member, "POST", "/ratings", text("{\"movieId\":\"%s\",\"value\":2}", alien), 409,
		  "error.details[0].field", "value" },
		{ &member, "POST", "/movies", "{\"title\":\"Cube\"}", 429, "error.code",
		  "rate_limited" },
		{ NULL },
	};

	client_settings("registration = closed\nquota_titles = 1\nrate_limit_titles = 2\n"
		"quota_shelf = 1\nquota_pictures = 65536\nrate_limit_uploads = 4");
	client_steps(&door, steps);
	large = text("%065536d", 1);
	store(&member);
	client_sql("UPDATE images SET bytes = CAST($1 AS BLOB)", large, NULL);
	is(409, upload_picture(&member, "/media", "file"));
	is(409, upload_picture(&member, "/users/me/avatar", "file"));
	is(409, upload_picture(&member, poster, "file"));
	is(429, upload_picture(&member, "/media", "file"));
	is(429, upload_picture(&member, "/users/me/avatar", "file"));
	is(429, upload_picture(&member, poster, "file"));
}
END_TEST

START_TEST(strangers_have_limits)
{
	static const char *const paths[] = { "/auth/login", "/auth/register", "/auth/refresh",
		"/auth/logout" };

	client_settings("rate_limit_address = 1");
	for (int i = 0; i < COUNT(paths); i++)
		is(429, client_post(&nobody, &door, paths[i], "{}"));
}
END_TEST

START_TEST(a_narrow_picture_is_made_elsewhere)
{
	const struct buf wide = picture_make(&memory, PNG, 400, 300);
	const char *id = json_text(is(200, upload(&member, "/media", "file", wide.data,
		wide.length)), "data.id");
	struct reply *r = client_get(&nobody, &door, text("/media/%s?w=320", id));

	ck_assert_int_eq(r->http, 307);
	ck_assert_str_eq(reply_header(r, "Location"), text("/media/pictures/%s?w=320", id));
}
END_TEST

START_TEST(a_private_catalogue_is_for_members)
{
	static const char *const paths[] = { "/movies", "/movies/suggest?q=x" };
	const char *id = add_titled("Sphere");

	client_settings("catalogue = private");
	for (int i = 0; i < COUNT(paths); i++) {
		is(401, client_get(&nobody, &door, paths[i]));
		is(200, client_get(&member, &door, paths[i]));
	}
	is(401, client_get(&nobody, &door, of_movie(id, "")));
	is(401, client_get(&nobody, &door, of_movie(id, "/reviews")));
}
END_TEST

START_TEST(whoever_asks_is_told_that_it_works)
{
	struct reply *r = is(200, client_get(&nobody, &door, "/healthz"));

	ck_assert_str_eq(json_text(r, "data.status"), "ok");
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
}
END_TEST

START_TEST(what_is_unknown_has_the_doors_form)
{
	static const char *const html[] = { "HTTP_ACCEPT=text/html", NULL };
	struct reply *r = is(404, client_get(&nobody, &door, "/shows"));

	ck_assert_str_eq(json_text(r, "error.code"), "not_found");
	r = is(405, client_delete(&member, &door, "/movies"));
	ck_assert_str_eq(reply_header(r, "Allow"), "GET, HEAD, POST, OPTIONS");
	is(401, client_get(&(struct sender){ .token = "x" }, &door, "/movies"));
	r = client_send(&nobody, &door, "GET", "/movies", NULL, NULL, 0, html);
	ck_assert_str_eq(reply_header(is(200, r), "Content-Type"), "application/json");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("movieshelf");
	TCase *tc = tcase_create("movieshelf");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, who_registers_is_signed_in);
	tcase_add_test(tc, a_registration_needs_all_three);
	tcase_add_test(tc, an_address_and_its_password_sign_in);
	tcase_add_test(tc, a_session_goes_on_by_its_cookie);
	tcase_add_test(tc, who_leaves_has_no_cookies);
	tcase_add_test(tc, a_page_proves_itself_by_its_token);
	tcase_add_test(tc, a_token_of_a_session_before_locks_nobody_out);
	tcase_add_test(tc, a_page_keeps_its_session_by_its_token);
	tcase_add_test(tc, my_account_is_shown_and_renamed);
	tcase_add_test(tc, a_film_has_the_fields_of_the_document);
	tcase_add_test(tc, a_film_that_has_only_a_title_shows_empty_texts);
	tcase_add_test(tc, a_bad_film_names_the_field);
	tcase_add_test(tc, a_title_is_one_films_only);
	tcase_add_test(tc, a_film_is_its_owners_and_the_admins);
	tcase_add_test(tc, a_film_that_is_sent_back_stays);
	tcase_add_test(tc, films_are_found_as_the_document_says);
	tcase_add_test(tc, films_are_sorted_as_the_document_says);
	tcase_add_test(tc, a_list_has_a_total_and_pages_of_twelve);
	tcase_add_test(tc, a_search_proposes_five);
	tcase_add_test(tc, a_film_is_rated_either_way);
	tcase_add_test(tc, a_review_is_written_either_way);
	tcase_add_test(tc, a_review_that_is_sent_back_stays);
	tcase_add_loop_test(tc, a_picture_is_sent_at_once, 0, 2);
	tcase_add_test(tc, a_picture_is_stored_first_and_chosen_then);
	tcase_add_test(tc, a_picture_that_is_too_large_is_413);
	tcase_add_test(tc, a_link_to_a_picture_here_is_that_picture);
	tcase_add_test(tc, a_public_picture_sets_no_cookie);
	tcase_add_test(tc, a_picture_that_is_never_chosen_makes_room);
	tcase_add_loop_test(tc, a_token_that_is_none_is_401, 0, COUNT(calls));
	tcase_add_loop_test(tc, a_foreign_page_changes_nothing, 0, COUNT(calls));
	tcase_add_loop_test(tc, a_change_may_insist_on_what_it_saw, 0, COUNT(calls));
	tcase_add_test(tc, a_film_is_changed_as_it_was_seen);
	tcase_add_test(tc, what_cannot_be_read_is_400);
	tcase_add_test(tc, members_have_limits);
	tcase_add_test(tc, strangers_have_limits);
	tcase_add_test(tc, a_narrow_picture_is_made_elsewhere);
	tcase_add_test(tc, a_private_catalogue_is_for_members);
	tcase_add_test(tc, whoever_asks_is_told_that_it_works);
	tcase_add_test(tc, what_is_unknown_has_the_doors_form);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
