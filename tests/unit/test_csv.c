/* lib/export/csv: RFC 4180, and what spreadsheets would take for a formula. */
#include "client.h"
#include "csv.h"

static struct arena memory = { .limit = 16 << 20 };

static const struct {
	const char *text, *cell, *in_sheet;
} cells[] = {
	{ NULL, "", "" }, { "", "", "" }, { "a b", "a b", "a b" }, { "'71", "'71", "'71" },
	{ "a,b", "\"a,b\"", "\"a,b\"" }, { "a;b", "a;b", "a;b" },
	{ "a \"b\"", "\"a \"\"b\"\"\"", "\"a \"\"b\"\"\"" }, { "\"", "\"\"\"\"", "\"\"\"\"" },
	{ "a\nb", "\"a\nb\"", "\"a\nb\"" }, { "a\rb", "\"a\rb\"", "\"a\rb\"" },
	{ " a", "\" a\"", "\" a\"" }, { "a ", "\"a \"", "\"a \"" }, { " ", "\" \"", "\" \"" },
	{ "=1+1", "=1+1", "'=1+1" }, { "+1", "+1", "'+1" }, { "-1", "-1", "'-1" },
	{ "@x", "@x", "'@x" }, { "\tx", "\tx", "'\tx" }, { "\rx", "\"\rx\"", "\"'\rx\"" },
	{ "=\"a\",b", "\"=\"\"a\"\",b\"", "\"'=\"\"a\"\",b\"" },
	{ "a=b", "a=b", "a=b" }, { "\xc5\x81\xc3\xb3", "\xc5\x81\xc3\xb3", "\xc5\x81\xc3\xb3" },
};

static const char *
row_of(const char *text, bool for_spreadsheet)
{
	struct buf out;
	struct csv csv = { .out = &out, .for_spreadsheet = for_spreadsheet };

	buf_init(&out, &memory, 10);
	csv_text(&csv, text);
	csv_end(&csv);
	return out.data;
}

START_TEST(a_cell_is_quoted_where_it_must_be)
{
	ck_assert_str_eq(row_of(cells[_i].text, false),
		arena_printf(&memory, "%s\r\n", cells[_i].cell));
	ck_assert_str_eq(row_of(cells[_i].text, true),
		arena_printf(&memory, "%s\r\n", cells[_i].in_sheet));
}
END_TEST

START_TEST(cells_have_commas_between_and_rows_their_ends)
{
	static const char *const columns[] = { "a", "b b", NULL };
	struct buf out;
	struct csv csv = { .out = &out };

	buf_init(&out, &memory, 10);
	csv_begin(&csv, columns);
	csv_text(&csv, NULL);
	csv_int(&csv, -3);
	csv_end(&csv);
	csv_int(&csv, INT_NONE);
	csv_formula(&csv, "=\"0\"");
	csv_end(&csv);
	ck_assert_str_eq(out.data, "a,b b\r\n,-3\r\n,\"=\"\"0\"\"\"\r\n");
	ck_assert_int_eq(csv.rows, 3);
}
END_TEST

START_TEST(a_spreadsheet_is_told_that_it_is_utf8_and_a_formula_of_ours_stays)
{
	static const char *const columns[] = { "a", NULL };
	struct buf out;
	struct csv csv = { .out = &out, .for_spreadsheet = true };

	buf_init(&out, &memory, 10);
	csv_begin(&csv, columns);
	csv_formula(&csv, "=\"0\"");
	csv_end(&csv);
	ck_assert_str_eq(out.data, "\xef\xbb\xbf" "a\r\n\"=\"\"0\"\"\"\r\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("csv");
	TCase *tc = tcase_create("csv");

	tcase_add_loop_test(tc, a_cell_is_quoted_where_it_must_be, 0, COUNT(cells));
	tcase_add_test(tc, cells_have_commas_between_and_rows_their_ends);
	tcase_add_test(tc, a_spreadsheet_is_told_that_it_is_utf8_and_a_formula_of_ours_stays);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
