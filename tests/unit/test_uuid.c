/* lib/base/uuid: ids that are random, of version 4, and in lower case. */
#include "client.h"
#include "uuid.h"

#include <stdlib.h>
#include <string.h>

static int
compare_ids(const void *a, const void *b)
{
	return strcmp(a, b);
}

START_TEST(ids_are_valid_of_version_4_and_never_the_same)
{
	enum { MANY_IDS = 2000 };
	static char ids[MANY_IDS][UUID_TEXT];

	for (int i = 0; i < MANY_IDS; i++) {
		uuid_make(ids[i]);
		ck_assert(uuid_valid(ids[i]));
		ck_assert_int_eq(ids[i][14], '4');
		ck_assert_ptr_nonnull(strchr("89ab", ids[i][19]));
	}
	qsort(ids, MANY_IDS, sizeof(*ids), compare_ids);
	for (int i = 1; i < MANY_IDS; i++)
		ck_assert_str_ne(ids[i], ids[i - 1]);
}
END_TEST

static const struct {
	const char *text;
	bool at, valid;
} texts[] = {
	{ "01234567-89ab-4cde-8f01-23456789abcd", true, true },
	{ "01234567-89ab-4cde-8f01-23456789abcd/x", true, false },
	{ "01234567-89AB-4cde-8f01-23456789abcd", false, false },
	{ "01234567-89ab-4cde-8f01-23456789abc", false, false },
	{ "0123456789ab-4cde-8f01-23456789abcd-", false, false },
	{ "g1234567-89ab-4cde-8f01-23456789abcd", false, false },
	{ "{1234567-89ab-4cde-8f01-23456789abc}", false, false }, { "", false, false },
	{ "0", false, false },
	{ "01234567-89ab-4cde-8f01-23456789abcd\n", true, false },
};

START_TEST(only_lower_case_ids_are_ids)
{
	ck_assert_int_eq(uuid_at(texts[_i].text), texts[_i].at);
	ck_assert_int_eq(uuid_valid(texts[_i].text), texts[_i].valid);
}
END_TEST

START_TEST(bytes_are_written_as_two_digits_each)
{
	char text[9] = "????????";

	hex_encode("\x00\x0f\xa0\xff", 4, text);
	ck_assert_str_eq(text, "000fa0ff");
	hex_encode("", 0, text);
	ck_assert_str_eq(text, "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("uuid");
	TCase *tc = tcase_create("uuid");

	tcase_add_test(tc, ids_are_valid_of_version_4_and_never_the_same);
	tcase_add_loop_test(tc, only_lower_case_ids_are_ids, 0, COUNT(texts));
	tcase_add_test(tc, bytes_are_written_as_two_digits_each);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
