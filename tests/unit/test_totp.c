/* lib/auth/totp: RFC 6238's own codes, what is typed, drift, recovery codes. */
#include "client.h"
#include "token.h"
#include "totp.h"

#include <string.h>

/* RFC 6238, appendix B: "12345678901234567890". */
#define RFC_SECRET "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

static struct arena memory = { .limit = 16 << 20 };

/* The last six of its eight digits. */
static const struct {
	int64_t at;
	const char *code;
} vectors[] = {
	{ 59, "287082" },
	{ 1111111109, "081804" },
	{ 1111111111, "050471" },
	{ 1234567890, "005924" },
	{ 2000000000, "279037" },
	{ 20000000000, "353130" },
};

START_TEST(codes_are_those_of_the_rfc)
{
	char code[TOTP_DIGITS + 1];
	int64_t step;

	ck_assert(totp_generate(RFC_SECRET, vectors[_i].at / 30, code));
	ck_assert_str_eq(code, vectors[_i].code);
	ck_assert(totp_verify(RFC_SECRET, vectors[_i].code, vectors[_i].at, &step));
	ck_assert_int_eq(step, vectors[_i].at / 30);
}
END_TEST

/* RFC 4226, appendix D: the codes of the first counters. */
START_TEST(codes_are_those_of_rfc_4226)
{
	static const char *const codes[] = { "755224", "287082", "359152", "969429", "338314",
		"254676", "287922", "162583", "399871", "520489" };
	char code[TOTP_DIGITS + 1];

	ck_assert(totp_generate(RFC_SECRET, _i, code));
	ck_assert_str_eq(code, codes[_i]);
}
END_TEST

/* Seconds that the app's clock is off, at the end of a step's first second. */
static const struct {
	int seconds;
	bool is_taken;
} drifts[] = {
	{ 0, true }, { 29, true }, { 30, true }, { 59, true }, { 60, false }, { 3600, false },
	{ -1, true }, { -30, true }, { -31, false }, { -60, false },
};

START_TEST(clocks_may_differ_by_a_step)
{
	const int64_t now = 1775030400;	/* the first second of one */
	char code[TOTP_DIGITS + 1];
	int64_t step;

	ck_assert(totp_generate(RFC_SECRET, (now + drifts[_i].seconds) / 30, code));
	ck_assert_int_eq(totp_verify(RFC_SECRET, code, now, &step), drifts[_i].is_taken);
	if (drifts[_i].is_taken)
		ck_assert_int_eq(step, (now + drifts[_i].seconds) / 30);
}
END_TEST

static const struct {
	const char *typed, *code;
} typed_codes[] = {
	{ "123456", "123456" }, { "123 456", "123456" }, { " 123-456 ", "123456" },
	{ "012345", "012345" },
	{ "", NULL }, { "12345", NULL }, { "1234567", NULL }, { "12345a", NULL },
	{ "-12345", NULL },
	{ "१२३४५६", NULL }, { "0x1234", NULL }, { "1.2345", NULL },
};

START_TEST(a_code_is_six_digits)
{
	const char *code = totp_code(&memory, typed_codes[_i].typed);

	if (typed_codes[_i].code)
		ck_assert_str_eq(code, typed_codes[_i].code);
	else
		ck_assert_ptr_null(code);
}
END_TEST

START_TEST(secrets_have_160_bits_and_differ)
{
	const char *first = totp_secret(&memory), *second = totp_secret(&memory);
	char code[TOTP_DIGITS + 1];

	ck_assert_uint_eq(strlen(first), 32);
	ck_assert_uint_eq(strspn(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), 32);
	ck_assert_str_ne(first, second);
	ck_assert(totp_generate(first, 1, code));
	ck_assert(!totp_generate("not base32 1", 1, code));
	ck_assert(!totp_generate(first, -1, code));
}
END_TEST

START_TEST(an_app_reads_who_and_where)
{
	ck_assert_str_eq(totp_uri(&memory, "ABCD", "mara", NULL),
		"otpauth://totp/Vitrine:mara?secret=ABCD&issuer=Vitrine");
	ck_assert_str_eq(totp_uri(&memory, "ABCD", "mära", "example.org:8443"),
		"otpauth://totp/Vitrine:m%C3%A4ra%40example.org%3A8443?secret=ABCD&issuer=Vitrine");
}
END_TEST

START_TEST(a_recovery_code_is_read_as_people_type)
{
	const char *code = recovery_code(&memory), *hash = recovery_code_hash(&memory, code);
	char loose[64];
	size_t n = 0;

	ck_assert_uint_eq(strlen(code), 29);
	for (const char *p = code; *p; p++)
		if (*p != '-') {
			loose[n++] = (char)(*p >= 'A' ? *p | 0x20 : *p);
			loose[n++] = ' ';
		}
	loose[n] = '\0';
	ck_assert_uint_eq(n, 48);
	ck_assert_uint_eq(strlen(hash), 64);
	ck_assert_str_eq(recovery_code_hash(&memory, loose), hash);
	ck_assert_str_ne(recovery_code_hash(&memory, recovery_code(&memory)), hash);
}
END_TEST

START_TEST(what_cannot_be_a_recovery_code_is_none)
{
	static const char *const texts[] = { "", "123456", "ABCD-EFGH", "AAAAAAAAAAAAAAAAAAAAAAA1",
		"AAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAé" };

	ck_assert_ptr_null(recovery_code_hash(&memory, texts[_i]));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("totp");
	TCase *tc = tcase_create("totp");

	tcase_add_loop_test(tc, codes_are_those_of_the_rfc, 0, COUNT(vectors));
	tcase_add_loop_test(tc, codes_are_those_of_rfc_4226, 0, 10);
	tcase_add_loop_test(tc, clocks_may_differ_by_a_step, 0, COUNT(drifts));
	tcase_add_loop_test(tc, a_code_is_six_digits, 0, COUNT(typed_codes));
	tcase_add_test(tc, secrets_have_160_bits_and_differ);
	tcase_add_test(tc, an_app_reads_who_and_where);
	tcase_add_test(tc, a_recovery_code_is_read_as_people_type);
	tcase_add_loop_test(tc, what_cannot_be_a_recovery_code_is_none, 0, 6);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
