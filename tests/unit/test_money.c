/* Money: ISO 4217, and amounts in the digits of their currency. */
#include "client.h"
#include "money.h"

static struct arena memory;

static void
setup(void)
{
	arena_init(&memory, 1 << 20, NULL);
}

static void
teardown(void)
{
	arena_release(&memory);
}

static const struct {
	const char *code;
	int digits;
} currencies[] = {
	{ "EUR", 2 }, { "USD", 2 }, { "AED", 2 }, { "ZWG", 2 }, { "JPY", 0 }, { "BIF", 0 },
	{ "XPF", 0 }, { "KWD", 3 }, { "TND", 3 }, { "CLF", 4 }, { "UYW", 4 }, { "HRK", 2 },
	{ "eur", -1 }, { "EU", -1 }, { "EURO", -1 }, { "EUR USD", -1 }, { "R U", -1 },
	{ "XXX", -1 }, { "XAU", -1 }, { "", -1 }, { "€", -1 },
};

START_TEST(a_currency_has_its_digits)
{
	ck_assert_int_eq(money_digits(currencies[_i].code), currencies[_i].digits);
}
END_TEST

static const struct {
	const char *text, *currency;
	int64_t amount;
	const char *shown;		/* NULL: it is no amount */
} amounts[] = {
	{ "12.5", "EUR", 1250, "12.50" }, { "0", "EUR", 0, "0.00" }, { "0.05", "EUR", 5, "0.05" },
	{ "012.50", "EUR", 1250, "12.50" }, { "12.500", "EUR", 1250, "12.50" },
	{ "1200", "JPY", 1200, "1200" }, { "1200.0", "JPY", 1200, "1200" },
	{ "1.234", "KWD", 1234, "1.234" }, { "1", "CLF", 10000, "1.0000" },
	{ "999999999.99", "EUR", 99999999999, "999999999.99" },
	{ "999999999", "CLF", 9999999990000, "999999999.0000" },
	{ "1000000000", "JPY", 0, NULL }, { "0000000001", "JPY", 0, NULL },
	{ "12.505", "EUR", 0, NULL }, { "1.5", "JPY", 0, NULL }, { "", "EUR", 0, NULL },
	{ ".5", "EUR", 0, NULL }, { "5.", "EUR", 0, NULL }, { "-5", "EUR", 0, NULL },
	{ "+5", "EUR", 0, NULL }, { "5,50", "EUR", 0, NULL }, { "1e3", "EUR", 0, NULL },
	{ "1.2.3", "EUR", 0, NULL }, { " 5", "EUR", 0, NULL }, { "5 EUR", "EUR", 0, NULL },
	{ "0x10", "EUR", 0, NULL }, { "NaN", "EUR", 0, NULL }, { "٥", "EUR", 0, NULL },
};

START_TEST(an_amount_is_read_and_written)
{
	const char *message = NULL;
	int64_t amount = -1;
	const bool is_one = money_parse(&memory, amounts[_i].text, amounts[_i].currency, &amount,
		&message);

	ck_assert_int_eq(is_one, amounts[_i].shown != NULL);
	if (!is_one) {
		ck_assert_ptr_nonnull(message);
		return;
	}
	ck_assert_int_eq(amount, amounts[_i].amount);
	ck_assert_str_eq(money_text(&memory, amount, amounts[_i].currency), amounts[_i].shown);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("money");
	TCase *tc = tcase_create("money");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_currency_has_its_digits, 0, COUNT(currencies));
	tcase_add_loop_test(tc, an_amount_is_read_and_written, 0, COUNT(amounts));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
