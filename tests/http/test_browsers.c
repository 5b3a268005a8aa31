/*
 * Who sends a request, and from where: tokens, cookies, the same-origin rule, forms (api.md,
 * sections 2, 3 and 8).
 */
#include "client.h"
#include "clock.h"
#include "db.h"
#include "token.h"

#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <stdio.h>
#include <string.h>

#define JSON "application/json"
#define FORM "application/x-www-form-urlencoded"
#define BOOK "{\"type\":\"BOOK\",\"title\":\"a\"}"
#define LOGIN "{\"username\":\"member\",\"password\":\"correct horse\"}"
#define HS256 "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"

enum { NOW = 1775030400 };

static struct arena memory = { .limit = 64 << 20 };

static struct reply *
send_headers(const struct app *program, const char *method, const char *path, const char *type,
	const char *body, const char *const *headers)
{
	return client_send(&nobody, program, method, path, type, body, body ? strlen(body) : 0,
		headers);
}

static struct reply *
send_authorization(const char *method, const char *path, const char *body,
	const char *authorization)
{
	const char *const headers[] = { arena_printf(&memory, "HTTP_AUTHORIZATION=%s",
		authorization), NULL };

	return send_headers(&media_app, method, path, JSON, body, headers);
}

/* --- tokens ----------------------------------------------------------------------------------- */

static const char *
encode(const char *text, size_t size)
{
	char *out = arena_alloc(&memory, BASE64_ENCODE_RAW_LENGTH(size) + 1);
	struct base64_encode_ctx ctx;
	size_t n;

	base64url_encode_init(&ctx);
	n = base64_encode_update(&ctx, out, size, (const uint8_t *)text);
	n += base64_encode_final(&ctx, out + n);
	while (n && out[n - 1] == '=')
		n--;
	out[n] = '\0';
	return out;
}

static void
read_key(unsigned char key[KEY_BYTES])
{
	FILE *file = fopen(arena_printf(&memory, "%s/data/.ht.key", client_folder()), "rb");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fread(key, 1, KEY_BYTES, file), KEY_BYTES);
	fclose(file);
}

/* The session that the member's token names. */
static const char *
member_sid(void)
{
	unsigned char key[KEY_BYTES];
	struct token token;

	read_key(key);
	ck_assert(token_verify(&memory, key, member.token, &token));
	return token.sid;
}

/* A token of our own making: signed by HMAC-SHA256, by the right key or by zeros. */
static const char *
forge(const char *header, const char *payload, bool right_key)
{
	unsigned char key[KEY_BYTES] = { 0 }, digest[SHA256_DIGEST_SIZE];
	const char *text = arena_printf(&memory, "%s.%s", encode(header, strlen(header)),
		encode(payload, strlen(payload)));
	struct hmac_sha256_ctx ctx;

	if (right_key)
		read_key(key);
	hmac_sha256_set_key(&ctx, KEY_BYTES, key);
	hmac_sha256_update(&ctx, strlen(text), (const uint8_t *)text);
	hmac_sha256_digest(&ctx, sizeof(digest), digest);
	return arena_printf(&memory, "%s.%s", text, encode((const char *)digest, sizeof(digest)));
}

static const char *
payload(const char *iss, const char *sub, const char *sid, int64_t iat, int64_t exp)
{
	return arena_printf(&memory,
		"{\"iss\":\"%s\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%lld,\"exp\":%lld,"
		"\"auth_time\":%lld}",
		iss, sub, sid, (long long)iat, (long long)exp, (long long)iat);
}

static void
assert_invalid(const char *token)
{
	static const char *const paths[] = { "/", "/00000000-0000-4000-8000-000000000000" };
	const char *bearer = arena_printf(&memory, "Bearer %s", token);
	struct reply *r;

	for (int i = 0; i < COUNT(paths); i++) {
		r = send_authorization("GET", paths[i], NULL, bearer);
		ck_assert_msg(r->http == 401, "%d for %s", r->http, token);
		ck_assert_str_eq(json_text(r, "error.code"), "auth_failed");
		ck_assert_str_eq(reply_header(r, "WWW-Authenticate"),
			"Bearer error=\"invalid_token\"");
	}
	r = send_authorization("POST", "/", BOOK, bearer);
	ck_assert_int_eq(r->http, 401);
	ck_assert_int_eq(client_rows("media_items"), 0);
}

START_TEST(a_token_like_ours_is_taken)
{
	const char *token = forge(HS256, payload("vitrine", member.id, member_sid(), NOW, NOW + 60),
		true);

	ck_assert_int_eq(send_authorization("POST", "/", BOOK,
		arena_printf(&memory, "Bearer %s", token))->http, 201);
	ck_assert_int_eq(send_authorization("POST", "/", BOOK,
		arena_printf(&memory, "bearer  %s", token))->http, 201);
}
END_TEST

static const char *const bad_headers[] = {
	"{\"alg\":\"none\",\"typ\":\"JWT\"}", "{\"alg\":\"None\",\"typ\":\"JWT\"}",
	"{\"alg\":\"\",\"typ\":\"JWT\"}",
	"{\"typ\":\"JWT\"}", "{\"alg\":\"HS384\",\"typ\":\"JWT\"}",
	"{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
	"{\"alg\":\"RS256\",\"typ\":\"JWT\"}", "{\"alg\":\"hs256\",\"typ\":\"JWT\"}",
	"{\"alg\":\"HS256\",\"alg\":\"none\"}",
	"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}", "{}", "",
};

START_TEST(only_hs256_is_taken)
{
	const char *good = payload("vitrine", member.id, member_sid(), NOW, NOW + 60);
	const char *token = forge(bad_headers[_i], good, true);

	assert_invalid(token);
	assert_invalid(arena_copy(&memory, token, (size_t)(strrchr(token, '.') - token + 1)));
	assert_invalid(arena_copy(&memory, token, (size_t)(strrchr(token, '.') - token)));
	assert_invalid(forge(bad_headers[_i], good, false));
}
END_TEST

START_TEST(a_token_must_be_signed_by_our_key)
{
	const char *mine = payload("vitrine", member.id, member_sid(), NOW, NOW + 60);
	const char *admins = payload("vitrine", admin.id, member_sid(), NOW, NOW + 60);
	const char *signature = strrchr(member.token, '.');

	assert_invalid(forge(HS256, mine, false));
	assert_invalid(arena_printf(&memory, "%s.%s%s", encode(HS256, strlen(HS256)),
		encode(admins, strlen(admins)), signature));
	assert_invalid(forge(HS256, admins, true));	/* of another user's session */
}
END_TEST

START_TEST(a_token_must_say_what_ours_say)
{
	const char *sid = member_sid(), *id = member.id;

	assert_invalid(forge(HS256, payload("other", id, sid, NOW, NOW + 60), true));
	assert_invalid(forge(HS256, payload("vitrine", id, sid, NOW - 60, NOW), true));
	assert_invalid(forge(HS256, payload("vitrine", id, "00000000-0000-4000-8000-000000000000",
		NOW, NOW + 60), true));
	assert_invalid(forge(HS256, payload("vitrine", id, "' OR 1=1--", NOW, NOW + 60), true));
	assert_invalid(forge(HS256, arena_printf(&memory,
		"{\"iss\":\"vitrine\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%d,"
		"\"auth_time\":%d}", id, sid, NOW, NOW), true));
	assert_invalid(forge(HS256, arena_printf(&memory,
		"{\"iss\":\"vitrine\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%d,"
		"\"auth_time\":%d,\"exp\":\"%d\"}", id, sid, NOW, NOW, NOW + 60), true));
	assert_invalid(forge(HS256, arena_printf(&memory,
		"{\"iss\":\"vitrine\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%d,"
		"\"auth_time\":%d,\"exp\":1,\"exp\":%d}", id, sid, NOW, NOW, NOW + 60), true));
	assert_invalid(forge(HS256, "[]", true));
	assert_invalid(forge(HS256, "", true));
}
END_TEST

START_TEST(a_spoilt_token_is_refused)
{
	const char *token = member.token;
	size_t n = strlen(token);
	char *changed = arena_strdup(&memory, token), *huge = arena_alloc(&memory, 100001);

	changed[n / 2] = changed[n / 2] == 'A' ? 'B' : 'A';
	assert_invalid(changed);
	/* 256 bits in 43 digits: the last digit has two unused bits */
	changed = arena_strdup(&memory, token);
	changed[n - 1] = (char)(changed[n - 1] + 1);
	assert_invalid(changed);
	assert_invalid(arena_copy(&memory, token, n - 1));
	assert_invalid(arena_printf(&memory, "%s=", token));
	assert_invalid(arena_printf(&memory, "%s.", token));
	assert_invalid(arena_printf(&memory, "%s x", token));
	assert_invalid(arena_printf(&memory, "%s,%s", token, token));
	assert_invalid(member.refresh_token);
	assert_invalid("");
	assert_invalid("..");
	memset(huge, 'a', 100000);
	huge[100000] = '\0';
	assert_invalid(huge);
	memcpy(huge, token, n);
	assert_invalid(huge);
}
END_TEST

static const char *const bad_authorizations[] = {
	"Bearer", "Bearer ", "bearer x", "x", "\xff",
};

START_TEST(a_malformed_authorization_is_401_even_where_anyone_may_read)
{
	struct reply *r = send_authorization("GET", "/", NULL, bad_authorizations[_i]);

	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(json_text(r, "error.code"), "auth_failed");
	ck_assert_str_eq(reply_header(r, "WWW-Authenticate"), "Bearer error=\"invalid_token\"");
}
END_TEST

static const char *const other_schemes[] = {
	"Basic bWVtYmVyOmNvcnJlY3QgaG9yc2U=", "Digest username=\"member\"", "Negotiate abc",
	"Bearers abc", "Bear er",
};

/*
 * A host's own password, in front of the installation: the browser sends it along with our cookie.
 */
START_TEST(another_scheme_is_as_if_it_were_not_there)
{
	const char *header = arena_printf(&memory, "HTTP_AUTHORIZATION=%s", other_schemes[_i]);
	const char *cookie = arena_printf(&memory, "HTTP_COOKIE=access_token=%s", member.token);
	const char *const same[] = { header, cookie, "HTTP_SEC_FETCH_SITE=same-origin", NULL };
	const char *const foreign[] = { header, cookie, "HTTP_SEC_FETCH_SITE=cross-site", NULL };
	const char *const refreshing[] = { header,
		arena_printf(&memory, "HTTP_COOKIE=refresh_token=%s", member.refresh_token),
		"HTTP_SEC_FETCH_SITE=same-origin", NULL };
	struct reply *r = send_authorization("GET", "/", NULL, other_schemes[_i]);

	ck_assert_int_eq(r->http, 200);
	r = send_authorization("POST", "/", BOOK, other_schemes[_i]);
	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(reply_header(r, "WWW-Authenticate"), "Bearer");
	ck_assert_int_eq(send_headers(&media_app, "POST", "/", JSON, BOOK, same)->http, 201);
	r = send_headers(&media_app, "POST", "/", JSON, BOOK, foreign);
	ck_assert_int_eq(r->http, 403);
	ck_assert_str_eq(json_text(r, "error.code"), "csrf");
	ck_assert_int_eq(client_rows("media_items"), 1);
	ck_assert_int_eq(send_headers(&auth_app, "POST", "/refresh", NULL, NULL, refreshing)->http,
		200);
}
END_TEST

START_TEST(a_token_without_its_scheme_is_told_so)
{
	struct reply *r = send_authorization("GET", "/", NULL, member.token);

	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(json_text(r, "error.message"),
		"Authorization must begin with \"Bearer \", before the token.");
	r = send_authorization("GET", "/", NULL, "Bearer x");
	ck_assert_int_eq(strncmp(json_text(r, "error.message"), "Sign in first", 13), 0);
}
END_TEST

START_TEST(without_a_token_the_challenge_names_no_error)
{
	struct reply *r = client_get(&nobody, &usermedia_app, "/");

	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(reply_header(r, "WWW-Authenticate"), "Bearer");
}
END_TEST

START_TEST(a_token_expires)
{
	clock_set(NOW + 3599);
	ck_assert_int_eq(client_get(&member, &usermedia_app, "/")->http, 200);
	clock_set(NOW + 3600);
	assert_invalid(member.token);
	ck_assert_int_eq(client_get(&member, &usermedia_app, "/")->http, 401);
}
END_TEST

START_TEST(access_ends_with_the_account_or_its_password)
{
	const struct value id = value_text(member.id);

	ck_assert_int_eq(db_exec(client_db(), "UPDATE users SET is_active = 0 WHERE id = $1", &id,
		1), OK);
	assert_invalid(member.token);
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/login", LOGIN)->http, 401);
	ck_assert_int_eq(db_exec(client_db(), "UPDATE users SET is_active = 1 WHERE id = $1", &id,
		1), OK);
	ck_assert_int_eq(client_get(&member, &usermedia_app, "/")->http, 200);
	ck_assert_int_eq(db_exec(client_db(),
		"UPDATE users SET password_changed_at = password_changed_at + 1"
		" WHERE id = $1", &id, 1), OK);
	assert_invalid(member.token);
}
END_TEST

START_TEST(access_ends_with_the_session)
{
	ck_assert_int_eq(client_post(&member, &auth_app, "/logout", NULL)->http, 204);
	assert_invalid(member.token);
	ck_assert_int_eq(client_get(&other, &usermedia_app, "/")->http, 200);
}
END_TEST

/* --- cookies ---------------------------------------------------------------------------------- */

/* The whole Set-Cookie value of a cookie, "" without one. */
static const char *
set_cookie(const struct reply *r, const char *name)
{
	const char *start = strstr(r->head, arena_printf(&memory, "Set-Cookie: %s=", name));

	return start ? arena_copy(&memory, start + 12, strcspn(start + 12, "\r")) : "";
}

START_TEST(signing_in_sets_cookies_that_scripts_cannot_read)
{
	struct reply *r = client_post(&nobody, &auth_app, "/login", LOGIN);

	ck_assert_str_eq(set_cookie(r, "access_token"), arena_printf(&memory,
		"access_token=%s; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax",
		json_text(r, "access_token")));
	ck_assert_str_eq(set_cookie(r, "refresh_token"), arena_printf(&memory,
		"refresh_token=%s; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict",
		json_text(r, "refresh_token")));
	r = client_post(&nobody, &auth_app, "/register",
		"{\"username\":\"new\",\"password\":\"correct horse\"}");
	ck_assert_ptr_nonnull(strstr(set_cookie(r, "access_token"), "; HttpOnly; SameSite=Lax"));
	r = client_post(&nobody, &auth_app, "/login",
		"{\"username\":\"member\",\"password\":\"wrong\"}");
	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(set_cookie(r, "access_token"), "");
}
END_TEST

START_TEST(cookies_belong_to_the_installation_and_https)
{
	const char *const headers[] = { "SCRIPT_NAME=/~ann/vitrine/cgi-bin/auth.cgi", "HTTPS=on",
		NULL };
	const char *const off[] = { "HTTPS=off", NULL };
	struct reply *r = send_headers(&auth_app, "POST", "/login", JSON, LOGIN, headers);

	ck_assert_ptr_nonnull(strstr(set_cookie(r, "access_token"), "; Path=/~ann/vitrine/; "));
	ck_assert_ptr_nonnull(strstr(set_cookie(r, "access_token"), "; Secure"));
	ck_assert_ptr_nonnull(strstr(set_cookie(r, "refresh_token"), "; Path=/~ann/vitrine/; "));
	ck_assert_ptr_nonnull(strstr(set_cookie(r, "refresh_token"), "; Secure"));
	r = send_headers(&auth_app, "POST", "/login", JSON, LOGIN, off);
	ck_assert_ptr_null(strstr(r->head, "Secure"));
}
END_TEST

/* Calls that begin or renew a session, by the cookies of the one before. */
static const struct {
	const struct app *program;
	const char *method, *path, *body;
	int http;
	const char *member;		/* of the user, where that is told */
} entrances[] = {
	{ &auth_app, "POST", "/login", LOGIN, 200, "username" },
	{ &auth_app, "POST", "/register",
	  "{\"username\":\"fresh\",\"password\":\"correct horse\"}", 201, "username" },
	{ &auth_app, "POST", "/refresh", "{}", 200, NULL },
	{ &auth_app, "POST", "/confirm-password", "{\"password\":\"correct horse\"}", 200, NULL },
	{ &users_app, "PATCH", "/me", "{\"password\":\"another horse\"}", 200, "username" },
};

static struct reply *
enter_preferring(int i, const char *wish)
{
	const char *const headers[] = { wish ? arena_printf(&memory, "HTTP_PREFER=%s", wish)
		: "HTTP_PREFER=", "HTTP_SEC_FETCH_SITE=same-origin",
		arena_printf(&memory, "HTTP_COOKIE=access_token=%s; refresh_token=%s",
			member.token, member.refresh_token), NULL };

	return send_headers(entrances[i].program, entrances[i].method, entrances[i].path, JSON,
		entrances[i].body, headers);
}

START_TEST(who_prefers_it_gets_tokens_as_cookies_alone)
{
	struct reply *r = enter_preferring(_i, "return=minimal");

	ck_assert_msg(r->http == entrances[_i].http, "%d: %s", r->http, r->body);
	ck_assert_ptr_null(strstr(r->body, "token"));
	ck_assert_ptr_null(strstr(r->body, "expires_in"));
	ck_assert_str_eq(reply_header(r, "Preference-Applied"), "return=minimal");
	ck_assert_ptr_nonnull(set_cookie(r, "access_token"));
	if (entrances[_i].member)
		ck_assert_str_ne(json_text(r, entrances[_i].member), "(none)");
	else
		ck_assert_str_eq(r->body, "{}");
}
END_TEST

START_TEST(who_says_nothing_of_it_gets_them_as_ever)
{
	struct reply *r = enter_preferring(_i, NULL);

	ck_assert_int_eq(r->http, entrances[_i].http);
	ck_assert_str_eq(json_text(r, "token_type"), "Bearer");
	ck_assert_ptr_null(reply_header(r, "Preference-Applied"));
}
END_TEST

static const struct {
	const char *wish;
	bool is_minimal;
} wishes[] = {
	{ "return=minimal", true }, { "Return=Minimal", true },
	{ "respond-async, return=minimal;x=1 , wait=5", true },
	{ "return=minimal ; x", true }, { ",,return=minimal", true },
	{ "return=representation", false }, { "return=minimally", false }, { "return", false },
	{ "xreturn=minimal", false }, { "x;return=minimal", false }, { ",", false }, { " ", false },
};

START_TEST(a_wish_is_read_as_rfc_7240_has_it)
{
	struct reply *r = enter_preferring(0, wishes[_i].wish);

	ck_assert_int_eq(r->http, 200);
	ck_assert_int_eq(reply_header(r, "Preference-Applied") != NULL, wishes[_i].is_minimal);
	ck_assert_int_eq(!strcmp(json_text(r, "access_token"), "(none)"), wishes[_i].is_minimal);
}
END_TEST

/* The one before is used up: whoever has no cookies would be out. */
START_TEST(a_refresh_token_goes_back_the_way_it_came)
{
	const char *const headers[] = { "HTTP_PREFER=return=minimal", NULL };
	struct reply *r = send_headers(&auth_app, "POST", "/refresh", JSON,
		arena_printf(&memory, "{\"refresh_token\":\"%s\"}", member.refresh_token), headers);

	ck_assert_int_eq(r->http, 200);
	ck_assert_uint_eq(strlen(json_text(r, "refresh_token")), 64);
	ck_assert_ptr_null(reply_header(r, "Preference-Applied"));
}
END_TEST

START_TEST(doors_and_oauth_know_no_such_wish)
{
	const char *const headers[] = { "HTTP_PREFER=return=minimal", NULL };

	ck_assert_str_eq(json_text(send_headers(&auth_app, "POST", "/token", FORM,
		"grant_type=password&username=member&password=correct+horse", headers),
		"token_type"), "Bearer");
	ck_assert_str_ne(json_text(send_headers(&mediatracker_app, "POST", "/auth/login", JSON,
		LOGIN, headers), "token"), "(none)");
}
END_TEST

/* What SCRIPT_NAME and REQUEST_URI say, and what cookies and links are then below. */
static const struct {
	/* link: NULL for the path without its slash */
	const char *folder, *target, *path, *link;
} places[] = {
	{ "", "/auth/login", "/", NULL }, { "", "//auth/login", "/", NULL },
	{ "/~ann/vitrine", "/~ann/vitrine/auth/login", "/~ann/vitrine/", NULL },
	{ "/~ann/vitrine", "/%7Eann/vitrine/auth/login", "/%7Eann/vitrine/", NULL },
	{ "/~ann/vitrine", "/%7eann//vitrine//auth/login?x", "/%7eann//vitrine/", NULL },
	{ "/~ann/vitrine", "/~ann/vitrine/cgi-bin/auth.cgi/login", "/~ann/vitrine/", NULL },
	{ "/~ann/vitrine", "//~ann/vitrine/auth/login", "//~ann/vitrine/", "/.//~ann/vitrine" },
	{ "/~ann/vitrine", "///~ann/vitrine/auth/login", "///~ann/vitrine/", "/.///~ann/vitrine" },
	{ "/~ann/vitrine", "http://vitrine.example/~ann/vitrine/auth/login", "/~ann/vitrine/",
	  NULL },
	{ "/~ann/vitrine", "https://vitrine.example//%7Eann/vitrine/auth/login",
	  "//%7Eann/vitrine/", "/.//%7Eann/vitrine" },
	{ "/~ann/My Films", "/~ann/My%20Films/auth/login", "/~ann/My%20Films/", NULL },
	{ "/Büro/a+b", "/B%c3%bcro/a+b/auth/login", "/B%c3%bcro/a+b/", NULL },
	{ "/Büro/a+b", "/B%C3%BCro/a%2Bb/auth/login", "/B%C3%BCro/a%2Bb/", NULL },
	{ "/Büro", "/Büro/auth/login", "/B%C3%BCro/", NULL },		/* as browsers never do */
	{ "/100%", "/100%25/auth/login", "/100%25/", NULL },
	{ "/%7E", "/%257E/auth/login", "/%257E/", NULL },
	{ "/a;b\"c", "/a;b%22c/auth/login", "/a%3Bb%22c/", NULL },
	/* What the target doesn't show is written as browsers write it. */
	{ "/~ann/My Films", "/x/../~ann/My%20Films/auth/login", "/~ann/My%20Films/", NULL },
	{ "/~ann/Büro;100%", "", "/~ann/B%C3%BCro%3B100%25/", NULL },
	{ "/~ann/vitrine", "/~ann/vitrines/auth/login", "/~ann/vitrine/", NULL },
	{ "/~ann/vitrine", "/%00~ann/vitrine/auth/login", "/~ann/vitrine/", NULL },
	{ "/~ann/vitrine", "*", "/~ann/vitrine/", NULL },
	{ "/~ann/vitrine", "http://vitrine.example", "/~ann/vitrine/", NULL },
};

START_TEST(cookies_and_links_are_below_the_path_as_the_browser_writes_it)
{
	const char *folder = places[_i].folder, *path = places[_i].path;
	const char *link = places[_i].link ? places[_i].link
		: arena_copy(&memory, path, strlen(path) - 1);
	const char *const headers[] = { arena_printf(&memory, "SCRIPT_NAME=%s/cgi-bin/auth.cgi",
		folder),
		arena_printf(&memory, "REQUEST_URI=%s", places[_i].target), "HTTP_ACCEPT=text/html",
			NULL };
	struct reply *r = send_headers(&auth_app, "POST", "/login", FORM,
		"username=member&password=correct+horse&next=library.html", headers);

	ck_assert_int_eq(r->http, 303);
	ck_assert_ptr_nonnull(strstr(set_cookie(r, "access_token"),
		arena_printf(&memory, "; Path=%s;", path)));
	ck_assert_ptr_nonnull(strstr(set_cookie(r, "refresh_token"),
		arena_printf(&memory, "; Path=%s;", path)));
	ck_assert_str_eq(reply_header(r, "Location"),
		arena_printf(&memory, "%s/library.html", link));
	r = send_headers(&auth_app, "POST", "/login", FORM, "username=member&password=wrong",
		headers);
	ck_assert_ptr_nonnull(strstr(r->body,
		arena_printf(&memory, "href=\"%s/index.html\"", link)));
}
END_TEST

static const struct {
	const char *target, *first;	/* the first link of a list asked for by it */
} styles[] = {
	{ "/%7Eann/My%20Films/media", "</%7Eann/My%20Films/media?" },
	{ "/~ann//My%20Films//media", "</~ann//My%20Films/media?" },
	{ "/%7Eann/My%20Films/cgi-bin/media.cgi/", "</%7Eann/My%20Films/cgi-bin/media.cgi?" },
	{ "/~ann/My%20Films/cgi%2Dbin//media.cgi?page=1", "</~ann/My%20Films/cgi-bin/media.cgi?" },
	{ "//~ann/My%20Films/cgi-bin/media.cgi", "</.//~ann/My%20Films/cgi-bin/media.cgi?" },
	{ "/~ann/My%20Films/cgi-bin/media.cgix", "</~ann/My%20Films/media?" },
};

START_TEST(links_have_the_style_of_the_request_however_it_is_written)
{
	const char *const headers[] = { "SCRIPT_NAME=/~ann/My Films/cgi-bin/media.cgi",
		arena_printf(&memory, "REQUEST_URI=%s", styles[_i].target), NULL };
	struct reply *r = send_headers(&media_app, "GET", "/", NULL, NULL, headers);

	ck_assert_int_eq(r->http, 200);
	ck_assert_msg(!strncmp(reply_header(r, "Link"), styles[_i].first, strlen(styles[_i].first)),
		"%s", reply_header(r, "Link"));
}
END_TEST

START_TEST(base_url_wins_over_what_the_request_shows)
{
	const char *const central[] = { "SCRIPT_NAME=/cgi-bin/auth.cgi",
		"REQUEST_URI=/%7Eann/B%C3%BCro/accounts/token", "HTTP_ACCEPT=text/html", NULL };
	struct reply *r;

	client_settings("base_url = https://b.example/~ann/Büro/");
	r = send_headers(&auth_app, "POST", "/login", FORM,
		"username=member&password=correct+horse&next=library.html", central);
	ck_assert_ptr_nonnull(strstr(set_cookie(r, "access_token"), "; Path=/~ann/B%C3%BCro/;"));
	ck_assert_str_eq(reply_header(r, "Location"),
		"https://b.example/~ann/B%C3%BCro/library.html");
}
END_TEST

/* Pictures are known by their addresses in any spelling of the path. */
START_TEST(a_picture_is_known_by_its_address_however_that_is_written)
{
	static const char *const before[] = { "/%7Eann/My%20Films/", "/~ann/My Films/",
		"/%7eann//My%20Films//", "https://vitrine.example/~ann/My%20Films/" };
	const char *const headers[] = { "SCRIPT_NAME=/~ann/My Films/cgi-bin/media.cgi",
		"REQUEST_URI=/~ann/My%20Films/media",
		arena_printf(&memory, "HTTP_AUTHORIZATION=Bearer %s", member.token), NULL };

	for (int i = 0; i < COUNT(before); i++) {
		struct reply *r = send_headers(&media_app, "POST", "/", JSON, arena_printf(&memory,
			"{\"type\":\"GAME\",\"title\":\"a\","
			"\"image_url\":\"%simages/00000000-0000-4000-8000-000000000000\"}",
			before[i]), headers);

		ck_assert_int_eq(r->http, 400);
		ck_assert_str_eq(json_text(r, "error.details[0].message"),
			"is no picture that is here");
	}
}
END_TEST

static struct reply *
send_cookie(const struct app *program, const char *method, const char *path, const char *body,
	const char *name, const char *token, const char *from)
{
	const char *const headers[] = { arena_printf(&memory, "HTTP_COOKIE=theme=dark; %s=%s; x=y",
		name, token), from, NULL };

	return send_headers(program, method, path, JSON, body, headers);
}

static const struct {
	const char *header;
	bool allowed;
} sources[] = {
	{ "X=", false }, { "HTTP_SEC_FETCH_SITE=cross-site", false },
	{ "HTTP_SEC_FETCH_SITE=same-site", false },
	{ "HTTP_SEC_FETCH_SITE=none", false }, { "HTTP_SEC_FETCH_SITE=SAME-ORIGIN", false },
	{ "HTTP_ORIGIN=null", false },
	{ "HTTP_ORIGIN=https://evil.example", false },
	{ "HTTP_ORIGIN=https://vitrine.example.evil", false },
	{ "HTTP_ORIGIN=https://vitrine.example:8443", false },
	{ "HTTP_ORIGIN=vitrine.example", false },
	{ "HTTP_ORIGIN=https://evil/vitrine.example", false },
	{ "HTTP_REFERER=https://vitrine.example/", false },
	{ "HTTP_ORIGIN=https://vitrine.example", true },
	{ "HTTP_ORIGIN=http://Vitrine.Example", true },
	{ "HTTP_SEC_FETCH_SITE=same-origin", true },
};

START_TEST(a_cookie_changes_nothing_from_another_site)
{
	const char *from = sources[_i].header;
	struct reply *r = send_cookie(&media_app, "POST", "/", BOOK, "access_token", member.token,
		from);
	int count = sources[_i].allowed;

	ck_assert_int_eq(r->http, sources[_i].allowed ? 201 : 403);
	ck_assert_int_eq(client_rows("media_items"), count);
	if (!sources[_i].allowed)
		ck_assert_str_eq(json_text(r, "error.code"), "csrf");
	r = client_post(&member, &media_app, "/", BOOK);
	r = send_cookie(&media_app, "DELETE", arena_printf(&memory, "/%s", json_text(r, "id")),
		NULL, "access_token", member.token, from);
	ck_assert_int_eq(r->http, sources[_i].allowed ? 204 : 403);
	r = client_post(&member, &media_app, "/", BOOK);
	r = send_headers(&media_app, "POST", arena_printf(&memory, "/%s", json_text(r, "id")), NULL,
		NULL, (const char *const[]){
		arena_printf(&memory, "HTTP_COOKIE=access_token=%s", member.token), from,
			"HTTP_X_HTTP_METHOD_OVERRIDE=DELETE", NULL });
	ck_assert_int_eq(r->http, sources[_i].allowed ? 204 : 403);
	r = send_cookie(&auth_app, "POST", "/login", LOGIN, "access_token", member.token, from);
	ck_assert_int_eq(r->http, sources[_i].allowed ? 200 : 403);
	r = send_cookie(&auth_app, "POST", "/refresh", NULL, "refresh_token", member.refresh_token,
		from);
	ck_assert_int_eq(r->http, sources[_i].allowed ? 200 : 403);
	ck_assert_str_eq(json_text(r, "refresh_token"), "(none)");
	r = send_cookie(&usermedia_app, "GET", "/", NULL, "access_token", member.token, from);
	ck_assert_int_eq(r->http, 200);
}
END_TEST

/* A request with a cookie from a browser that sends no Sec-Fetch-Site, perhaps through a proxy. */
static const struct {
	const char *settings, *headers[4];
	bool same, secure;
} origins[] = {
	/* Ports that go without saying. */
	{ "", { "HTTP_HOST=h:443", "HTTP_ORIGIN=https://h" }, true, true },
	{ "", { "HTTP_HOST=h", "HTTP_ORIGIN=https://h:443" }, true, true },
	{ "", { "HTTP_HOST=h:80", "HTTP_ORIGIN=http://H" }, true, false },
	{ "", { "HTTP_HOST=[::1]:80", "HTTP_ORIGIN=http://[::1]" }, true, false },
	{ "", { "HTTP_HOST=h:8080", "HTTP_ORIGIN=http://h:8080" }, true, false },
	{ "", { "HTTP_HOST=h:80", "HTTP_ORIGIN=https://h" }, false, false },
	{ "", { "HTTP_HOST=h:443", "HTTP_ORIGIN=http://h" }, false, false },
	{ "", { "HTTP_HOST=h:8443", "HTTP_ORIGIN=https://h" }, false, false },
	{ "", { "HTTP_HOST=h", "HTTP_ORIGIN=http://" }, false, false },
	{ "", { "HTTP_HOST=h", "HTTP_ORIGIN=ftp://h" }, false, false },
	{ "", { "HTTP_HOST=", "HTTP_ORIGIN=http://h" }, false, false },
	/* TLS that ends in front. */
	{ "", { "HTTP_HOST=h", "HTTP_ORIGIN=https://h" }, true, true },
	{ "", { "HTTP_HOST=h", "HTTP_ORIGIN=https://h", "HTTP_X_FORWARDED_PROTO=https" }, true,
	  true },
	{ "", { "HTTP_HOST=h", "HTTP_ORIGIN=http://h", "HTTP_X_FORWARDED_PROTO=http" }, true,
	  false },
	/* Where browsers come by HTTPS, a page that came by HTTP is another site's. */
	{ "", { "HTTP_HOST=h", "HTTP_ORIGIN=http://h", "HTTP_X_FORWARDED_PROTO=https, http" },
	  false, true },
	{ "", { "HTTP_HOST=h", "HTTP_ORIGIN=http://h", "HTTPS=on" }, false, true },
	{ "", { "HTTP_HOST=h", "HTTP_ORIGIN=http://h", "REQUEST_SCHEME=https" }, false, true },
	{ "base_url = https://h", { "HTTP_HOST=h", "HTTP_ORIGIN=http://h" }, false, true },
	{ "base_url = https://b.example", { "HTTP_HOST=h", "HTTP_ORIGIN=http://h" }, false, true },
	/* A proxy that asks by another name. */
	{ "base_url = https://b.example/films",
	  { "HTTP_HOST=10.0.0.5:8080", "HTTP_ORIGIN=https://b.example" }, true, true },
	{ "base_url = https://b.example:443", { "HTTP_HOST=back", "HTTP_ORIGIN=https://B.example" },
	  true, true },
	{ "base_url = http://b.example:80/x", { "HTTP_HOST=back", "HTTP_ORIGIN=http://b.example" },
	  true, false },
	{ "base_url = https://b.example",
	  { "HTTP_HOST=back", "HTTP_ORIGIN=https://b.example.evil" }, false, true },
	{ "base_url = https://b.example",
	  { "HTTP_HOST=back", "HTTP_ORIGIN=https://b.example:8443" }, false, true },
	{ "base_url = http://b.example", { "HTTP_HOST=back", "HTTP_ORIGIN=https://b.example" },
	  false, false },
	{ "", { "HTTP_HOST=back", "HTTP_ORIGIN=https://b.example" }, false, false },
	/* It is believed where it is trusted. */
	{ "trusted_proxies = 192.0.2.1", { "HTTP_HOST=back", "HTTP_ORIGIN=https://b.example",
	  "HTTP_X_FORWARDED_HOST=b.example" }, true, true },
	{ "trusted_proxies = 192.0.2.1", { "HTTP_HOST=back", "HTTP_ORIGIN=http://b.example",
	  "HTTP_X_FORWARDED_HOST=b.example:80, between" }, true, false },
	{ "trusted_proxies = 192.0.2.1", { "HTTP_HOST=back", "HTTP_ORIGIN=https://b.example",
	  "HTTP_X_FORWARDED_HOST=between" }, false, false },
	{ "trusted_proxies = 192.0.2.1",
		{ "HTTP_HOST=back", "HTTP_ORIGIN=http://b.example",
		  "HTTP_X_FORWARDED_HOST=b.example", "HTTP_X_FORWARDED_PROTO=https" }, false,
		  true },
	{ "trusted_proxies = 192.0.2.2", { "HTTP_HOST=back", "HTTP_ORIGIN=https://evil",
	  "HTTP_X_FORWARDED_HOST=evil", "HTTP_X_FORWARDED_PROTO=https" }, false, true },
	{ "", { "HTTP_HOST=back", "HTTP_ORIGIN=https://evil", "HTTP_X_FORWARDED_HOST=evil" }, false,
	  false },
	{ "trusted_proxies = 192.0.2.1", { "HTTP_HOST=back", "HTTP_ORIGIN=https://evil",
	  "HTTP_X_FORWARDED_HOST=, ," }, false, false },
	/* A browser that sends both is believed, whatever the proxy did to Host. */
	{ "", { "HTTP_HOST=back", "HTTP_ORIGIN=https://b.example",
	  "HTTP_SEC_FETCH_SITE=same-origin" }, true, true },
	{ "", { "HTTP_HOST=h", "HTTP_ORIGIN=https://h", "HTTP_SEC_FETCH_SITE=cross-site" }, false,
	  false },
	{ "base_url = https://h", { "HTTP_HOST=h", "HTTP_ORIGIN=https://h",
	  "HTTP_SEC_FETCH_SITE=same-site" }, false, true },
};

START_TEST(a_site_is_the_same_behind_proxies_and_no_other_is)
{
	const char *const *h = origins[_i].headers;
	const char *const headers[] = { arena_printf(&memory, "HTTP_COOKIE=access_token=%s",
		member.token), h[0], h[1], h[2] ? h[2] : "X=", h[3] ? h[3] : "Y=", NULL };
	struct reply *r;

	client_settings(origins[_i].settings);
	r = send_headers(&media_app, "POST", "/", JSON, BOOK, headers);
	ck_assert_int_eq(r->http, origins[_i].same ? 201 : 403);
	r = send_headers(&auth_app, "POST", "/login", JSON, LOGIN, headers);
	ck_assert_int_eq(r->http, origins[_i].same ? 200 : 403);
	if (origins[_i].same)
		ck_assert_int_eq(strstr(set_cookie(r, "access_token"), "; Secure") != NULL,
			origins[_i].secure);
}
END_TEST

static const struct {
	const char *header;
	bool allowed;
} strangers[] = {
	{ "X=", true }, { "HTTP_SEC_FETCH_SITE=same-origin", true },
	{ "HTTP_ORIGIN=https://vitrine.example", true },
	{ "HTTP_ORIGIN=https://app.example", true }, { "HTTP_SEC_FETCH_SITE=cross-site", false },
	{ "HTTP_SEC_FETCH_SITE=same-site", false }, { "HTTP_ORIGIN=https://evil.example", false },
	{ "HTTP_ORIGIN=null", false },
};

/*
 * Else a form on another site would sign its visitor in as somebody else, who then reads what is
 * written here.
 */
START_TEST(a_page_of_another_site_signs_nobody_in)
{
	const char *const headers[] = { strangers[_i].header, "HTTP_ACCEPT=text/html", NULL };
	bool allowed = strangers[_i].allowed;
	struct reply *r;

	client_settings("cors_origins = https://app.example");
	r = send_headers(&auth_app, "POST", "/login", FORM,
		"username=member&password=correct+horse", headers);
	ck_assert_int_eq(r->http, allowed ? 303 : 403);
	ck_assert_int_eq(strstr(r->head, "Set-Cookie") != NULL, allowed);
	r = send_headers(&auth_app, "POST", "/register", FORM,
		"username=ann&password=correct+horse", headers);
	ck_assert_int_eq(r->http, allowed ? 303 : 403);
	ck_assert_int_eq(client_rows("users"), allowed ? 4 : 3);
}
END_TEST

START_TEST(both_signs_must_agree_and_a_token_needs_neither)
{
	const char *const both[] = { arena_printf(&memory, "HTTP_COOKIE=access_token=%s",
		member.token),
		"HTTP_SEC_FETCH_SITE=cross-site", "HTTP_ORIGIN=https://vitrine.example", NULL };
	const char *const bearer[] = { arena_printf(&memory, "HTTP_AUTHORIZATION=Bearer %s",
		member.token),
		"HTTP_COOKIE=access_token=x", "HTTP_SEC_FETCH_SITE=cross-site", NULL };

	ck_assert_int_eq(send_headers(&media_app, "POST", "/", JSON, BOOK, both)->http, 403);
	ck_assert_int_eq(send_headers(&media_app, "POST", "/", JSON, BOOK, bearer)->http, 201);
}
END_TEST

static const char *const stale_cookies[] = { "x", "", "..", "\xff", "a=b" };

START_TEST(a_stale_cookie_is_nobody)
{
	const char *from = "HTTP_SEC_FETCH_SITE=same-origin";
	struct reply *r = send_cookie(&media_app, "GET", "/", NULL, "access_token",
		stale_cookies[_i], from);

	ck_assert_int_eq(r->http, 200);
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-cache");
	r = send_cookie(&media_app, "POST", "/", BOOK, "access_token", stale_cookies[_i], from);
	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(reply_header(r, "WWW-Authenticate"), "Bearer");
	clock_set(NOW + 4000);
	ck_assert_int_eq(send_cookie(&media_app, "GET", "/", NULL, "access_token", member.token,
		from)->http, 200);
	ck_assert_int_eq(send_cookie(&usermedia_app, "GET", "/", NULL, "access_token", member.token,
		from)->http, 401);
}
END_TEST

START_TEST(signing_out_removes_the_cookies)
{
	struct reply *r = send_cookie(&auth_app, "POST", "/logout", NULL, "access_token",
		member.token,
		"HTTP_SEC_FETCH_SITE=same-origin");

	ck_assert_int_eq(r->http, 204);
	ck_assert_ptr_nonnull(strstr(set_cookie(r, "access_token"),
		"access_token=; Path=/; Max-Age=0;"));
	ck_assert_ptr_nonnull(strstr(set_cookie(r, "refresh_token"),
		"refresh_token=; Path=/; Max-Age=0;"));
	assert_invalid(member.token);
}
END_TEST

/* --- forms ------------------------------------------------------------------------------------ */

/* A form that a page of ours sends. */
static struct reply *
submit(const struct sender *sender, const struct app *program, const char *path, const char *form)
{
	const char *const headers[] = { sender->token ? arena_printf(&memory,
		"HTTP_COOKIE=access_token=%s", sender->token)
		: "X=", "HTTP_ACCEPT=text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
		"HTTP_SEC_FETCH_SITE=same-origin", NULL };

	return send_headers(program, "POST", path, FORM, form, headers);
}

START_TEST(a_form_goes_to_the_page_of_what_it_made)
{
	struct reply *r = submit(&member, &media_app, "/", "type=BOOK&title=a");
	const char *id;

	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(r->body, "");
	id = json_text(client_get(&nobody, &media_app, "/"), "media[0].id");
	ck_assert_str_eq(reply_header(r, "Location"),
		arena_printf(&memory, "/media/%s", id));
	r = submit(&member, &media_app, arena_printf(&memory, "/%s", id), "_method=DELETE");
	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(reply_header(r, "Location"), "/index.html");
	ck_assert_int_eq(client_rows("media_items"), 0);
	r = submit(&nobody, &auth_app, "/login",
		"username=member&password=correct+horse&next=%2Flibrary.html");
	ck_assert_int_eq(r->http, 303);
	ck_assert_str_eq(reply_header(r, "Location"), "/library.html");
	ck_assert_str_ne(set_cookie(r, "access_token"), "");
}
END_TEST

static const struct {
	const char *next, *location;	/* NULL: ignored */
} nexts[] = {
	{ "/x.html?a=1%26b=2%23c", "/x.html?a=1&b=2#c" }, { "/~ann/", "/~ann/" },
	{ "/B%C3%BCro/x.html?q=%C3%A9%2526", "/B%C3%BCro/x.html?q=%C3%A9%26" },
	{ "login.html", "/login.html" },
	{ "", NULL }, { "//evil.example", NULL }, { "///evil.example", NULL },
	{ "https://evil.example/", NULL },
	{ "HTTPS:evil.example", NULL }, { "javascript:alert(1)", NULL },
	{ "data:text/html,x", NULL },
	{ "/\\evil.example", NULL }, { "\\\\evil.example", NULL }, { "/%5Cevil.example", NULL },
	{ "/%09/evil.example", NULL },
	{ "%09//evil.example", NULL }, { "%20//evil.example", NULL }, { "/x%0d%0aX-Evil:1", NULL },
	{ "/x%0aX-Evil:1", NULL },
	{ "/x%0dX-Evil:1", NULL }, { "../../evil", NULL }, { "/x%7f", NULL },
	{ "/%2Fevil.example", NULL },
};

START_TEST(next_leads_to_this_site_only)
{
	struct reply *r = submit(&member, &media_app, "/",
		arena_printf(&memory, "type=BOOK&title=a&next=%s", nexts[_i].next));

	ck_assert_int_eq(r->http, 303);
	if (nexts[_i].location)
		ck_assert_str_eq(reply_header(r, "Location"), nexts[_i].location);
	else
		ck_assert_int_eq(strncmp(reply_header(r, "Location"), "/media/", 7),
			0);
	ck_assert_ptr_null(reply_header(r, "X-Evil"));
}
END_TEST

static void
assert_page(const struct reply *r, int http, const char *part)
{
	ck_assert_int_eq(r->http, http);
	ck_assert_str_eq(reply_header(r, "Content-Type"), "text/html; charset=utf-8");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Content-Security-Policy"),
		"default-src 'none'"));
	ck_assert_str_eq(reply_header(r, "X-Content-Type-Options"), "nosniff");
	ck_assert_msg(strstr(r->body, part) != NULL, "%s not in %s", part, r->body);
}

START_TEST(a_form_that_fails_gets_a_page_of_the_same_status)
{
	struct reply *r = submit(&member, &media_app, "/", "type=OPERA&title=&next=/x");

	assert_page(r, 400, "Type must be one of TV_SHOW, MOVIE, BOOK, GAME");
	assert_page(r, 400, "Title must not be empty");
	assert_page(r, 400, "Two fields need attention.");
	ck_assert_ptr_null(reply_header(r, "Location"));
	assert_page(submit(&nobody, &media_app, "/", "type=BOOK&title=a"), 401, "Sign in first");
	assert_page(submit(&member, &books_app, "/", "title=a&author=b"), 403, "not allowed");
	assert_page(submit(&member, &media_app, "/nope", "a=b"), 404, "nothing here");
	assert_page(submit(&member, &media_app, "/", "_method=DELETE"), 405, "method");
	assert_page(submit(&member, &media_app, "/", "_method=BREW"), 400, "<b>_method</b>");
	assert_page(submit(&nobody, &auth_app, "/login", "username=member&password=wrong"), 401,
		"The name or the password is wrong.");
	ck_assert_int_eq(client_rows("media_items"), 0);
}
END_TEST

START_TEST(a_next_that_is_too_long_for_a_header_is_ignored)
{
	char next[9001];

	memset(next, '/', sizeof(next));
	memset(next + 1, 'x', sizeof(next) - 2);
	next[sizeof(next) - 1] = '\0';
	ck_assert_str_eq(reply_header(submit(&nobody, &auth_app, "/logout",
		arena_printf(&memory, "next=%s", next)), "Location"),
		"/index.html");
}
END_TEST

START_TEST(a_form_that_comes_at_a_bad_time_is_told_when_to_try_again)
{
	struct reply *r;

	client_settings("registration = perhaps");
	r = submit(&nobody, &auth_app, "/login", "username=member&password=correct+horse");
	assert_page(r, 503, "needs attention");
	assert_page(r, 503, reply_header(r, "X-Request-Id"));
	ck_assert_str_eq(reply_header(r, "Retry-After"), "300");
}
END_TEST

START_TEST(who_goes_to_an_address_where_nothing_is_gets_a_page)
{
	static const char *const visit[] = { "HTTP_SEC_FETCH_MODE=navigate",
		"HTTP_ACCEPT=text/html", NULL };
	static const char *const script[] = { "HTTP_SEC_FETCH_MODE=cors", "HTTP_ACCEPT=text/html",
		NULL };
	struct reply *r = send_headers(&server_app, "GET", "/no<b>thing", NULL, NULL, visit);

	assert_page(r, 404, "<h1>Page not found</h1>");
	assert_page(r, 404, "index.html\">To the start</a>");
	ck_assert_ptr_null(strstr(r->body, "no<b>thing"));
	ck_assert_str_eq(json_text(send_headers(&server_app, "GET", "/nothing", NULL, NULL, script),
		"error.code"), "not_found");
	assert_page(send_headers(&media_app, "GET", "/nothing", NULL, NULL, visit), 404,
		"There is nothing here.");
	assert_page(send_headers(&server_app, "GET", "/version", NULL, NULL, visit), 200,
		"<h1>Version</h1>");
}
END_TEST

START_TEST(text_of_users_is_no_html)
{
	struct reply *r = submit(&member, &media_app, "/",
		"type=BOOK&title=a&%3Cscript%3Ealert(1)%3C/script%3E%22%27%26=1");

	assert_page(r, 400, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;");
	ck_assert_ptr_null(strstr(r->body, "<script"));
}
END_TEST

START_TEST(a_form_of_a_program_is_answered_in_json)
{
	const char *const any[] = { arena_printf(&memory, "HTTP_AUTHORIZATION=Bearer %s",
		member.token), "HTTP_ACCEPT=*/*", NULL };
	const char *const html[] = { any[0], "HTTP_ACCEPT=text/html", NULL };

	ck_assert_str_eq(json_text(send_headers(&media_app, "POST", "/", FORM, "title=a", any),
		"error.code"),
		"validation_error");
	ck_assert_int_eq(send_headers(&media_app, "POST", "/", FORM, "type=BOOK&title=a",
		any)->http, 201);
	ck_assert_int_eq(send_headers(&media_app, "POST", "/", JSON, BOOK, html)->http, 201);
}
END_TEST

/* --- the suite -------------------------------------------------------------------------------- */

int
main(void)
{
	Suite *suite = suite_create("browsers");
	TCase *tc = tcase_create("browsers");

	tcase_add_checked_fixture(tc, client_setup, client_teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, a_token_like_ours_is_taken);
	tcase_add_loop_test(tc, only_hs256_is_taken, 0, COUNT(bad_headers));
	tcase_add_test(tc, a_token_must_be_signed_by_our_key);
	tcase_add_test(tc, a_token_must_say_what_ours_say);
	tcase_add_test(tc, a_spoilt_token_is_refused);
	tcase_add_loop_test(tc, a_malformed_authorization_is_401_even_where_anyone_may_read, 0,
		COUNT(bad_authorizations));
	tcase_add_loop_test(tc, another_scheme_is_as_if_it_were_not_there, 0, COUNT(other_schemes));
	tcase_add_test(tc, a_token_without_its_scheme_is_told_so);
	tcase_add_test(tc, without_a_token_the_challenge_names_no_error);
	tcase_add_test(tc, a_token_expires);
	tcase_add_test(tc, access_ends_with_the_account_or_its_password);
	tcase_add_test(tc, access_ends_with_the_session);
	tcase_add_test(tc, signing_in_sets_cookies_that_scripts_cannot_read);
	tcase_add_test(tc, cookies_belong_to_the_installation_and_https);
	tcase_add_loop_test(tc, who_prefers_it_gets_tokens_as_cookies_alone, 0, COUNT(entrances));
	tcase_add_loop_test(tc, who_says_nothing_of_it_gets_them_as_ever, 0, COUNT(entrances));
	tcase_add_loop_test(tc, a_wish_is_read_as_rfc_7240_has_it, 0, COUNT(wishes));
	tcase_add_test(tc, a_refresh_token_goes_back_the_way_it_came);
	tcase_add_test(tc, doors_and_oauth_know_no_such_wish);
	tcase_add_loop_test(tc, cookies_and_links_are_below_the_path_as_the_browser_writes_it, 0,
		COUNT(places));
	tcase_add_loop_test(tc, links_have_the_style_of_the_request_however_it_is_written, 0,
		COUNT(styles));
	tcase_add_test(tc, base_url_wins_over_what_the_request_shows);
	tcase_add_test(tc, a_picture_is_known_by_its_address_however_that_is_written);
	tcase_add_loop_test(tc, a_site_is_the_same_behind_proxies_and_no_other_is, 0,
		COUNT(origins));
	tcase_add_loop_test(tc, a_cookie_changes_nothing_from_another_site, 0, COUNT(sources));
	tcase_add_loop_test(tc, a_page_of_another_site_signs_nobody_in, 0, COUNT(strangers));
	tcase_add_test(tc, both_signs_must_agree_and_a_token_needs_neither);
	tcase_add_loop_test(tc, a_stale_cookie_is_nobody, 0, COUNT(stale_cookies));
	tcase_add_test(tc, signing_out_removes_the_cookies);
	tcase_add_test(tc, a_form_goes_to_the_page_of_what_it_made);
	tcase_add_loop_test(tc, next_leads_to_this_site_only, 0, COUNT(nexts));
	tcase_add_test(tc, a_form_that_fails_gets_a_page_of_the_same_status);
	tcase_add_test(tc, a_next_that_is_too_long_for_a_header_is_ignored);
	tcase_add_test(tc, a_form_that_comes_at_a_bad_time_is_told_when_to_try_again);
	tcase_add_test(tc, who_goes_to_an_address_where_nothing_is_gets_a_page);
	tcase_add_test(tc, text_of_users_is_no_html);
	tcase_add_test(tc, a_form_of_a_program_is_answered_in_json);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
