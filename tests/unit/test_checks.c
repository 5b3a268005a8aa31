/* lib/model/checks and the checks of accounts: which texts are taken, and how they are stored. */
#include "checks.h"
#include "client.h"
#include "user.h"

static struct arena memory = { .limit = 1 << 20 };

#define A50 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	field_check *check;
	const char *in, *out;	/* NULL: refused */
} cases[] = {
	{ is_isbn, "9780451524935", "9780451524935" },
	{ is_isbn, "978-0-451-52493-5", "9780451524935" },
	{ is_isbn, "0451524934", "9780451524935" }, { is_isbn, "0-451-52493-4", "9780451524935" },
	{ is_isbn, "080442957X", "9780804429573" }, { is_isbn, "080442957x", "9780804429573" },
	{ is_isbn, "979-10-90636-07-1", "9791090636071" }, { is_isbn, "9780451524936", NULL },
	{ is_isbn, "0451524935", NULL }, { is_isbn, "0804429570", NULL },
	{ is_isbn, "X804429570", NULL },
	{ is_isbn, "08044X9570", NULL }, { is_isbn, "978045152493X", NULL },
	{ is_isbn, "97804515249355", NULL },
	{ is_isbn, "978045152493", NULL }, { is_isbn, "", NULL }, { is_isbn, "----------", NULL },
	{ is_isbn, "0451524934 978-0-451-52493-5", NULL },
	{ is_isbn, "04515\xd9\xa1" "2493", NULL },
	{ is_isbn, "978\u20110\u20112011\u20113933\u20117", NULL },
	{ is_isbn, "978\u20110\u2011451\u201152493\u20115", "9780451524935" },
	{ is_isbn, "978\u00a00\u202f451\u200952493\u30005", "9780451524935" },
	{ is_isbn, "\u200e978-0451524935", "9780451524935" },
	{ is_isbn, "978\u20130\u2014451\u221252493\u20105", "9780451524935" },
	{ is_isbn, "\ufeff""0451524934\u200b", "9780451524935" },
	{ is_isbn, "0\u00ad451\u00ad52493\u00ad4", "9780451524935" },
	{ is_isbn, "978.0.451.52493.5", NULL },
	{ is_isbn, "978_0451524935", NULL }, { is_isbn, "ISBN 9780451524935", NULL },
	{ is_isbn, "\u2011\u200e", NULL },
	/* a right EAN-13, but of no book */
	{ is_isbn, "080442957:", NULL }, { is_isbn, "4006381333931", NULL },
	{ is_url, "http://a", "http://a" },
	{ is_url, "HTTPS://example.org/x?y=1#z", "HTTPS://example.org/x?y=1#z" },
	{ is_url, "http://[::1]:8080/", "http://[::1]:8080/" }, { is_url, "http://", NULL },
	{ is_url, "http:///x", NULL },
	{ is_url, "https://?x", NULL }, { is_url, "http://#", NULL },
	{ is_url, "http://:80", NULL },
	{ is_url, "javascript:alert(1)", NULL }, { is_url, "data:text/html,x", NULL },
	{ is_url, "ftp://a", NULL },
	{ is_url, "//example.org", NULL }, { is_url, "/x", NULL },
	{ is_url, "javascript:http://a", NULL },
	{ is_url, "http://a b", NULL }, { is_url, "http://a/\"onload=", NULL },
	{ is_url, "http://a/<b>", NULL },
	{ is_url, "http://a\\b", NULL }, { is_url, "", NULL },
	{ is_email, "ann@example.org", "ann@example.org" }, { is_email, "a.b+c@x", "a.b+c@x" },
	{ is_email, "Ann@Example.ORG", "Ann@Example.ORG" },
	{ is_email, "e\xcc\x81@x", "\xc3\xa9@x" },
	{ is_email, "ann", NULL }, { is_email, "@x", NULL }, { is_email, "ann@", NULL },
	{ is_email, "a@b@c", NULL },
	{ is_email, "ann@example.com\u200b", NULL }, { is_email, "ann\u00a0@example.com", NULL },
	{ is_email, "\ufeff""ann@example.com", NULL }, { is_email, "a\u00ad@example.com", NULL },
	{ is_email, "a\u3000@example.com", NULL }, { is_email, "a\u2028@example.com", NULL },
	{ is_email, "a b@c", NULL }, { is_email, "a@b,c@d", NULL }, { is_email, "<a@b>", NULL },
	{ is_email, "", NULL },
	{ is_email, A50 A50 A50 A50 A50 "@xyz", "" A50 A50 A50 A50 A50 "@xyz" },
	{ is_email, A50 A50 A50 A50 A50 "@wxyz", NULL },
	{ is_username, "ann", "ann" }, { is_username, "Ann_B.c-9", "Ann_B.c-9" },
	{ is_username, "e\xcc\x81va", "\xc3\xa9va" },
	{ is_username, "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
		"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e" },
	{ is_username, "an", NULL }, { is_username, "", NULL }, { is_username, "an n", NULL },
	{ is_username, "ann@b", NULL }, { is_username, "a/b", NULL },
	{ is_username, "ann\xe2\x80\x8b", NULL },
	{ is_username, "ann\ufe0f", NULL }, { is_username, "ann\u3164", NULL },
	{ is_username, "an\u034fn", NULL },
	{ is_username, "\u3164\u3164\u3164", NULL }, { is_username, "ann\u200d", NULL },
	{ is_username, "an\u00adn", NULL },
	{ is_username, "ann\u180b", NULL }, { is_username, "ann\U000e0101", NULL },
	{ is_username, "ann\uffa0", NULL },
	{ is_username, "ann\u17b4", NULL }, { is_username, "\u115f\u1160x", NULL },
	{ is_username, "_ann", NULL }, { is_username, ".ann", NULL }, { is_username, "-ann", NULL },
	{ is_username, "\u0327""ann", NULL },
	{ is_username, "7up", "7up" }, { is_username, "\u0661\u0662\u0663", "\u0661\u0662\u0663" },
	{ is_username, "कीर्ति", "कीर्ति" }, { is_username, "ann._-", "ann._-" },
	{ is_username, "abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz012345" },
	{ is_username, "abcdefghijklmnopqrstuvwxyz0123456", NULL },
	{ is_year, "1949", "1949" }, { is_year, "0000", "0000" }, { is_year, "949", NULL },
	{ is_year, "19490", NULL },
	{ is_year, "-949", NULL }, { is_year, "194~", NULL }, { is_year, "", NULL },
	{ is_id, "00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000000" },
	{ is_id, "1", NULL }, { is_id, "", NULL },
	{ is_partial_date, "1949-06", "1949-06" }, { is_partial_date, "1949-6", NULL },
	{ is_partial_date, "", NULL },
};

START_TEST(a_text_is_taken_or_refused_with_a_reason)
{
	const char *message = NULL, *out = cases[_i].check(&memory, cases[_i].in, &message);

	if (cases[_i].out) {
		ck_assert_pstr_eq(out, cases[_i].out);
		return;
	}
	ck_assert_pstr_eq(out, NULL);
	ck_assert_ptr_nonnull(message);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("checks");
	TCase *tc = tcase_create("checks");

	tcase_add_loop_test(tc, a_text_is_taken_or_refused_with_a_reason, 0, COUNT(cases));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
