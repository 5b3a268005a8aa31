/*
 * lib/auth/token against libjwt, both ways: what it issues we accept, and whatever we accept it
 * accepts too, with the same key and by HS256. We may be stricter, never laxer.
 */
#include "client.h"
#include "clock.h"
#include "uuid.h"

#include <errno.h>
#include <jwt.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOW = 1775030400 };

static const unsigned char key[KEY_BYTES] = "0123456789abcdef0123456789abcde";
static struct arena memory = { .limit = 256 << 20 };
static const char user_id[] = "00000000-0000-4000-8000-000000000001",
	session_id[] = "00000000-0000-4000-8000-000000000002";

static void
setup(void)
{
	clock_set(NOW);
}

/* True when libjwt takes the text with our key as HS256, and its texts are the same. */
static bool
libjwt_accepts(const char *text, const struct token *token)
{
	jwt_t *jwt = NULL;
	bool good = !jwt_decode(&jwt, text, key, KEY_BYTES) && jwt_get_alg(jwt) == JWT_ALG_HS256
		&& !strcmp(jwt_get_grant(jwt, "iss"), "vitrine")
		&& !strcmp(jwt_get_grant(jwt, "sub"), token->sub)
		&& !strcmp(jwt_get_grant(jwt, "sid"), token->sid)
		&& jwt_get_grant_int(jwt, "exp") == token->exp;

	jwt_free(jwt);
	return good;
}

static char *
encode(const void *data, size_t size)
{
	struct base64_encode_ctx ctx;
	char *text = arena_alloc(&memory,
		BASE64_ENCODE_LENGTH(size) + BASE64_ENCODE_FINAL_LENGTH + 1);
	size_t n;

	base64url_encode_init(&ctx);
	n = base64_encode_update(&ctx, text, size, data);
	n += base64_encode_final(&ctx, text + n);
	text[n] = '\0';
	text[strcspn(text, "=")] = '\0';
	return text;
}

/* A token with this header and payload, rightly signed. */
static char *
make(const char *header, const char *payload)
{
	char *text = arena_printf(&memory, "%s.%s", encode(header, strlen(header)),
		encode(payload, strlen(payload)));
	struct hmac_sha256_ctx ctx;
	uint8_t digest[32];

	hmac_sha256_set_key(&ctx, KEY_BYTES, key);
	hmac_sha256_update(&ctx, strlen(text), (const uint8_t *)text);
	hmac_sha256_digest(&ctx, sizeof(digest), digest);
	return arena_printf(&memory, "%s.%s", text, encode(digest, sizeof(digest)));
}

START_TEST(what_libjwt_issues_is_accepted)
{
	for (int i = 0; i < 200; i++) {
		char *text = token_issue(&memory, key, user_id, session_id, NOW - i, 0, 60 + i);
		struct token token;

		ck_assert(token_verify(&memory, key, text, &token));
		ck_assert_str_eq(token.sub, user_id);
		ck_assert_str_eq(token.sid, session_id);
		ck_assert_int_eq(token.iat, NOW);
		ck_assert_int_eq(token.exp, NOW + 60 + i);
		ck_assert_int_eq(token.auth_time, NOW - i);
		ck_assert(libjwt_accepts(text, &token));
	}
}
END_TEST

START_TEST(a_token_ends_when_it_says)
{
	char *text = token_issue(&memory, key, user_id, session_id, NOW, 0, 60);
	struct token token;

	clock_set(NOW + 59);
	ck_assert(token_verify(&memory, key, text, &token));
	clock_set(NOW + 60);
	ck_assert(!token_verify(&memory, key, text, &token));
}
END_TEST

START_TEST(another_key_refuses_it)
{
	char *text = token_issue(&memory, key, user_id, session_id, NOW, 0, 60);
	unsigned char wrong[KEY_BYTES];
	struct token token;

	for (int bit = 0; bit < 8 * KEY_BYTES; bit++) {
		memcpy(wrong, key, KEY_BYTES);
		wrong[bit / 8] ^= (unsigned char)(1 << bit % 8);
		ck_assert(!token_verify(&memory, wrong, text, &token));
	}
}
END_TEST

/*
 * Every character replaced, left out, doubled; every length. Base64 leaves two bits unused: another
 * spelling, refused.
 */
START_TEST(no_mutation_is_accepted)
{
	static const char signs[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \t\n%\x80";
	const char *text = token_issue(&memory, key, user_id, session_id, NOW, 0, 60);
	size_t n = strlen(text);
	char *changed = malloc(n + 2);
	struct token token;

	for (size_t at = 0; at < n; at++) {
		for (const char *sign = signs; *sign; sign++) {
			memcpy(changed, text, n + 1);
			changed[at] = *sign;
			if (*sign != text[at] && token_verify(&memory, key, changed, &token))
				ck_abort_msg("accepted: %s", changed);
			memcpy(changed + at + 1, text + at, n + 1 - at);	/* put in */
			changed[at] = *sign;
			if (token_verify(&memory, key, changed, &token))
				ck_abort_msg("accepted: %s", changed);
		}
		memcpy(changed, text, at);
		strcpy(changed + at, text + at + 1);	/* left out */
		ck_assert(!token_verify(&memory, key, changed, &token));
		memcpy(changed, text, at);
		changed[at] = '\0';			/* cut off */
		ck_assert(!token_verify(&memory, key, changed, &token));
	}
	free(changed);
	ck_assert(token_verify(&memory, key, text, &token));
}
END_TEST

#define HS256 "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define REST "\"sub\":\"u\",\"sid\":\"s\",\"iat\":1,\"auth_time\":1"
#define GOOD "{\"iss\":\"vitrine\",\"exp\":1775030401," REST "}"

static const struct {
	const char *header, *payload;
	bool good;
} signed_tokens[] = {
	{ HS256, GOOD, true },
	{ HS256, " { \"iss\":\"vitrine\", \"exp\":1775030401, " REST " } ", true },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":1775030401,\"more\":[1]," REST "}", true },
	{ "{\"alg\":\"none\",\"typ\":\"JWT\"}", GOOD, false },
	{ "{\"alg\":\"HS512\",\"typ\":\"JWT\"}", GOOD, false },
	{ "{\"alg\":\"HS384\",\"typ\":\"JWT\"}", GOOD, false },
	{ "{\"alg\":\"RS256\",\"typ\":\"JWT\"}", GOOD, false },
	{ "{\"typ\":\"JWT\",\"alg\":\"HS256\"}", GOOD, false },
	{ "{\"alg\":\"HS256\"}", GOOD, false },
	{ "{\"alg\":\"hs256\",\"typ\":\"JWT\"}", GOOD, false },
	{ "{\"alg\": \"HS256\",\"typ\":\"JWT\"}", GOOD, false },
	{ "{}", GOOD, false }, { "", GOOD, false },
	{ "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"jku\":\"http://evil\"}", GOOD, false },
	{ HS256, "{\"iss\":\"other\",\"exp\":1775030401," REST "}", false },
	{ HS256, "{\"iss\":1,\"exp\":1775030401," REST "}", false },
	{ HS256, "{\"exp\":1775030401," REST "}", false },
	{ HS256, "{\"iss\":\"vitrine\"," REST "}", false },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":1775030400," REST "}", false },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":\"1775030401\"," REST "}", false },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":null," REST "}", false },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":true," REST "}", false },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":-1," REST "}", false },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":1e300," REST "}", false },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":1e999," REST "}", false },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":1,\"exp\":1775030401," REST "}", false },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":1775030401,\"sub\":\"u\",\"sid\":\"s\","
	  "\"iat\":-1e99,\"auth_time\":1}", false },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":1775030401,\"sub\":1,\"sid\":\"s\",\"iat\":1,"
	  "\"auth_time\":1}", false },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":1775030401,\"sub\":\"u\",\"iat\":1,\"auth_time\":1}",
	  false },
	{ HS256, "{\"iss\":\"vitrine\",\"exp\":1775030401,\"sub\":\"u\",\"sid\":\"s\",\"iat\":1}",
	  false },
	{ HS256, "[]", false }, { HS256, "", false }, { HS256, "null", false },
	{ HS256, GOOD "x", false },
};

START_TEST(a_right_signature_is_not_enough)
{
	char *text = make(signed_tokens[_i].header, signed_tokens[_i].payload);
	struct token token;

	ck_assert_int_eq(token_verify(&memory, key, text, &token), signed_tokens[_i].good);
	if (signed_tokens[_i].good)
		ck_assert(libjwt_accepts(text, &token));
}
END_TEST

static const char *const algorithms[] = { "none", "HS256", "HS384", "HS512" };

START_TEST(of_what_libjwt_can_sign_only_hs256_is_accepted)
{
	jwt_alg_t alg = jwt_str_alg(algorithms[_i]);
	struct token token;
	jwt_t *jwt;
	char *text;

	ck_assert_int_eq(jwt_new(&jwt), 0);
	ck_assert_int_eq(jwt_add_grants_json(jwt, GOOD), 0);
	ck_assert_int_eq(jwt_set_alg(jwt, alg, alg ? key : NULL, alg ? KEY_BYTES : 0), 0);
	text = jwt_encode_str(jwt);
	ck_assert_int_eq(token_verify(&memory, key, text, &token), alg == JWT_ALG_HS256);
	free(text);
	jwt_free(jwt);
}
END_TEST

static const char *const no_tokens[] = { "", ".", "..", "...", "a.b.c",
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..",
	"eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.e30.e30" };

START_TEST(what_is_no_token_is_refused)
{
	struct token token;

	ck_assert(!token_verify(&memory, key, no_tokens[_i], &token));
}
END_TEST

START_TEST(a_token_of_any_length_is_taken_or_refused_within_bounds)
{
	struct token token;

	for (int n = 0; n < 3000; n++) {
		char *payload = arena_printf(&memory, "{\"iss\":\"vitrine\",\"exp\":1775030401,"
			REST "%*s}", n, "");
		char *text = make(HS256, payload);

		ck_assert_int_eq(token_verify(&memory, key, text, &token),
			strlen(text) < TOKEN_MAX);
	}
}
END_TEST

START_TEST(the_key_is_made_once_and_is_nobody_elses)
{
	char folder[] = "/tmp/vitrine-test.XXXXXX";
	unsigned char first[KEY_BYTES], again[KEY_BYTES];
	const char *message = NULL, *path;
	struct stat st;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	path = arena_printf(&memory, "%s/.ht.key", folder);
	ck_assert_int_eq(token_key_make(&memory, folder, false, first, &message), OK);
	ck_assert_int_eq(token_key_make(&memory, folder, false, again, &message), OK);
	ck_assert_mem_eq(first, again, KEY_BYTES);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	/* a damaged one is never replaced in silence */
	ck_assert_int_eq(truncate(path, KEY_BYTES - 1), 0);
	ck_assert_int_eq(token_key_make(&memory, folder, false, again, &message), ERR_SETUP);
	ck_assert_ptr_nonnull(strstr(message, path));
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(rmdir(folder), 0);	/* no draft is left */
	ck_assert_int_eq(token_key_make(&memory, folder, false, again, &message), ERR_SETUP);
}
END_TEST

/*
 * From now on this process is on a file system like FAT: it has no hard links, and renaming
 * replaces.
 */
static bool
forbid_links(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef SYS_link
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_link, 1, 0),
#endif
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_linkat, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog filter = { COUNT(code), code };

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
		&& !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

/* A program that starts when `go` is closed, and writes the key that it goes on with. */
static void
start_maker(const char *folder, const int go[2], int out)
{
	unsigned char made[KEY_BYTES];
	const char *message;
	char end;

	if (fork())
		return;
	close(go[1]);
	if (read(go[0], &end, 1) != 0 || token_key_make(&memory, folder, false, made, &message)
	    || write(out, made, sizeof(made)) != sizeof(made))
		_exit(1);
	_exit(0);
}

/* With links and, second, without any. */
START_TEST(of_many_that_make_a_key_at_once_all_have_the_same)
{
	enum { MAKERS = 12, ROUNDS = 20 };
	unsigned char first[KEY_BYTES], other_key[KEY_BYTES];
	char folder[] = "/tmp/vitrine-test.XXXXXX";
	int go[2], out[2], status;

	if (_i) {
		ck_assert(forbid_links());
		ck_assert_int_eq(link("/proc/self/exe", "/tmp/vitrine-test.link"), -1);
		ck_assert_int_eq(errno, EPERM);
	}
	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (int round = 0; round < ROUNDS; round++) {
		ck_assert(!pipe(go) && !pipe(out));
		for (int i = 0; i < MAKERS; i++)
			start_maker(folder, go, out[1]);
		close(go[0]);
		close(go[1]);
		for (int i = 0; i < MAKERS; i++) {
			ck_assert_int_gt(wait(&status), 0);
			ck_assert_int_eq(status, 0);
			ck_assert_int_eq(read(out[0], i ? other_key : first, KEY_BYTES), KEY_BYTES);
			ck_assert_mem_eq(i ? other_key : first, first, KEY_BYTES);
		}
		close(out[0]);
		close(out[1]);
		ck_assert_int_eq(unlink(arena_printf(&memory, "%s/.ht.key", folder)), 0);
	}
	unlink(arena_printf(&memory, "%s/.ht.key.lock", folder));
	ck_assert_int_eq(rmdir(folder), 0);	/* no draft is left */
}
END_TEST

START_TEST(hashes_and_comparisons_are_right)
{
	ck_assert_str_eq(token_hash(&memory, "abc", 3),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	ck_assert_str_eq(token_hash(&memory, "", 0),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	ck_assert(secret_equal("", ""));
	ck_assert(secret_equal("abc", "abc"));
	ck_assert(!secret_equal("abc", "abd"));
	ck_assert(!secret_equal("abc", "abcd"));
	ck_assert(!secret_equal("abc", ""));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("token");
	TCase *tc = tcase_create("token");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, what_libjwt_issues_is_accepted);
	tcase_add_test(tc, a_token_ends_when_it_says);
	tcase_add_test(tc, another_key_refuses_it);
	tcase_add_test(tc, no_mutation_is_accepted);
	tcase_add_loop_test(tc, a_right_signature_is_not_enough, 0, COUNT(signed_tokens));
	tcase_add_loop_test(tc, of_what_libjwt_can_sign_only_hs256_is_accepted, 0,
		COUNT(algorithms));
	tcase_add_loop_test(tc, what_is_no_token_is_refused, 0, COUNT(no_tokens));
	tcase_add_test(tc, a_token_of_any_length_is_taken_or_refused_within_bounds);
	tcase_add_test(tc, the_key_is_made_once_and_is_nobody_elses);
	tcase_add_loop_test(tc, of_many_that_make_a_key_at_once_all_have_the_same, 0, 2);
	tcase_add_test(tc, hashes_and_comparisons_are_right);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
