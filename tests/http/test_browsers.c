/* Who sends a request, and from where: tokens, cookies, the same-origin rule, forms (api.md, sections 2, 3 and 8). */
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
#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))
#define BOOK "{\"type\":\"BOOK\",\"title\":\"a\"}"
#define LOGIN "{\"username\":\"member\",\"password\":\"correct horse\"}"
#define HS256 "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"

enum { NOW = 1775030400 };

static struct arena memory = { .limit = 64 << 20 };

static struct reply *
send_headers(const struct app *program, const char *method, const char *path, const char *type, const char *body,
	const char *const *headers)
{
	return client_send(&nobody, program, method, path, type, body, body ? strlen(body) : 0, headers);
}

static struct reply *
send_authorization(const char *method, const char *path, const char *body, const char *authorization)
{
	const char *const headers[] = { arena_printf(&memory, "HTTP_AUTHORIZATION=%s", authorization), NULL };

	return send_headers(&media_app, method, path, JSON, body, headers);
}

/* --- tokens -------------------------------------------------------------------------------------------------------- */

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
	const char *text = arena_printf(&memory, "%s.%s", encode(header, strlen(header)), encode(payload, strlen(payload)));
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
	return arena_printf(&memory, "{\"iss\":\"%s\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%lld,\"exp\":%lld,\"auth_time\":%lld}",
		iss, sub, sid, (long long)iat, (long long)exp, (long long)iat);
}

static void
assert_refused(const char *token)
{
	static const char *const paths[] = { "/", "/00000000-0000-4000-8000-000000000000" };
	const char *bearer = arena_printf(&memory, "Bearer %s", token);
	struct reply *r;

	for (int i = 0; i < COUNT(paths); i++) {
		r = send_authorization("GET", paths[i], NULL, bearer);
		ck_assert_msg(r->http == 401, "%d for %s", r->http, token);
		ck_assert_str_eq(json_text(r, "error.code"), "auth_failed");
		ck_assert_str_eq(reply_header(r, "WWW-Authenticate"), "Bearer error=\"invalid_token\"");
	}
	r = send_authorization("POST", "/", BOOK, bearer);
	ck_assert_int_eq(r->http, 401);
	ck_assert_int_eq(client_rows("media_items"), 0);
}

START_TEST(a_token_like_ours_is_taken)
{
	const char *token = forge(HS256, payload("vitrine", member.id, member_sid(), NOW, NOW + 60), true);

	ck_assert_int_eq(send_authorization("POST", "/", BOOK, arena_printf(&memory, "Bearer %s", token))->http, 201);
	ck_assert_int_eq(send_authorization("POST", "/", BOOK, arena_printf(&memory, "bearer  %s", token))->http, 201);
}
END_TEST

static const char *const bad_headers[] = {
	"{\"alg\":\"none\",\"typ\":\"JWT\"}", "{\"alg\":\"None\",\"typ\":\"JWT\"}", "{\"alg\":\"\",\"typ\":\"JWT\"}",
	"{\"typ\":\"JWT\"}", "{\"alg\":\"HS384\",\"typ\":\"JWT\"}", "{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
	"{\"alg\":\"RS256\",\"typ\":\"JWT\"}", "{\"alg\":\"hs256\",\"typ\":\"JWT\"}", "{\"alg\":\"HS256\",\"alg\":\"none\"}",
	"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}", "{}", "",
};

START_TEST(only_hs256_is_taken)
{
	const char *good = payload("vitrine", member.id, member_sid(), NOW, NOW + 60);
	const char *token = forge(bad_headers[_i], good, true);

	assert_refused(token);
	assert_refused(arena_copy(&memory, token, (size_t)(strrchr(token, '.') - token + 1)));
	assert_refused(arena_copy(&memory, token, (size_t)(strrchr(token, '.') - token)));
	assert_refused(forge(bad_headers[_i], good, false));
}
END_TEST

START_TEST(a_token_must_be_signed_by_our_key)
{
	const char *mine = payload("vitrine", member.id, member_sid(), NOW, NOW + 60);
	const char *admins = payload("vitrine", admin.id, member_sid(), NOW, NOW + 60);
	const char *signature = strrchr(member.token, '.');

	assert_refused(forge(HS256, mine, false));
	assert_refused(arena_printf(&memory, "%s.%s%s", encode(HS256, strlen(HS256)), encode(admins, strlen(admins)),
		signature));
	assert_refused(forge(HS256, admins, true));	/* of another user's session */
}
END_TEST

START_TEST(a_token_must_say_what_ours_say)
{
	const char *sid = member_sid(), *id = member.id;

	assert_refused(forge(HS256, payload("other", id, sid, NOW, NOW + 60), true));
	assert_refused(forge(HS256, payload("vitrine", id, sid, NOW - 60, NOW), true));
	assert_refused(forge(HS256, payload("vitrine", id, "00000000-0000-4000-8000-000000000000", NOW, NOW + 60), true));
	assert_refused(forge(HS256, payload("vitrine", id, "' OR 1=1--", NOW, NOW + 60), true));
	assert_refused(forge(HS256, arena_printf(&memory, "{\"iss\":\"vitrine\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%d,"
		"\"auth_time\":%d}", id, sid, NOW, NOW), true));
	assert_refused(forge(HS256, arena_printf(&memory, "{\"iss\":\"vitrine\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%d,"
		"\"auth_time\":%d,\"exp\":\"%d\"}", id, sid, NOW, NOW, NOW + 60), true));
	assert_refused(forge(HS256, arena_printf(&memory, "{\"iss\":\"vitrine\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%d,"
		"\"auth_time\":%d,\"exp\":1,\"exp\":%d}", id, sid, NOW, NOW, NOW + 60), true));
	assert_refused(forge(HS256, "[]", true));
	assert_refused(forge(HS256, "", true));
}
END_TEST

START_TEST(a_spoilt_token_is_refused)
{
	const char *token = member.token;
	size_t n = strlen(token);
	char *changed = arena_strdup(&memory, token), *huge = arena_alloc(&memory, 100001);

	changed[n / 2] = changed[n / 2] == 'A' ? 'B' : 'A';
	assert_refused(changed);
	changed = arena_strdup(&memory, token);	/* 256 bits in 43 digits: the last digit has two unused bits */
	changed[n - 1] = (char)(changed[n - 1] + 1);
	assert_refused(changed);
	assert_refused(arena_copy(&memory, token, n - 1));
	assert_refused(arena_printf(&memory, "%s=", token));
	assert_refused(arena_printf(&memory, "%s.", token));
	assert_refused(arena_printf(&memory, "%s x", token));
	assert_refused(arena_printf(&memory, "%s,%s", token, token));
	assert_refused(member.refresh_token);
	assert_refused("");
	assert_refused("..");
	memset(huge, 'a', 100000);
	huge[100000] = '\0';
	assert_refused(huge);
	memcpy(huge, token, n);
	assert_refused(huge);
}
END_TEST

static const char *const bad_authorizations[] = {
	"Basic bWVtYmVyOmNvcnJlY3QgaG9yc2U=", "Bearer", "Bearer ", "Token abc", "x", "Digest username=\"member\"", "\xff",
};

START_TEST(a_malformed_authorization_is_401_even_where_anyone_may_read)
{
	struct reply *r = send_authorization("GET", "/", NULL, bad_authorizations[_i]);

	ck_assert_int_eq(r->http, 401);
	ck_assert_str_eq(json_text(r, "error.code"), "auth_failed");
	ck_assert_str_eq(reply_header(r, "WWW-Authenticate"), "Bearer error=\"invalid_token\"");
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
	assert_refused(member.token);
	ck_assert_int_eq(client_get(&member, &usermedia_app, "/")->http, 401);
}
END_TEST

START_TEST(access_ends_with_the_account_or_its_password)
{
	const struct value id = value_text(member.id);

	ck_assert_int_eq(db_exec(client_db(), "UPDATE users SET is_active = 0 WHERE id = $1", &id, 1), OK);
	assert_refused(member.token);
	ck_assert_int_eq(client_post(&nobody, &auth_app, "/login", LOGIN)->http, 401);
	ck_assert_int_eq(db_exec(client_db(), "UPDATE users SET is_active = 1 WHERE id = $1", &id, 1), OK);
	ck_assert_int_eq(client_get(&member, &usermedia_app, "/")->http, 200);
	ck_assert_int_eq(db_exec(client_db(), "UPDATE users SET password_changed_at = password_changed_at + 1"
		" WHERE id = $1", &id, 1), OK);
	assert_refused(member.token);
}
END_TEST

START_TEST(access_ends_with_the_session)
{
	ck_assert_int_eq(client_post(&member, &auth_app, "/logout", NULL)->http, 204);
	assert_refused(member.token);
	ck_assert_int_eq(client_get(&other, &usermedia_app, "/")->http, 200);
}
END_TEST

/* --- the suite ----------------------------------------------------------------------------------------------------- */

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
	tcase_add_loop_test(tc, a_malformed_authorization_is_401_even_where_anyone_may_read, 0, COUNT(bad_authorizations));
	tcase_add_test(tc, without_a_token_the_challenge_names_no_error);
	tcase_add_test(tc, a_token_expires);
	tcase_add_test(tc, access_ends_with_the_account_or_its_password);
	tcase_add_test(tc, access_ends_with_the_session);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
