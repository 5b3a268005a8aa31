/* lib/base/log: a line of the error log is one line, whatever is in it. */
#include "client.h"
#include "log.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What log_line writes of a text. */
static const char *
logged(const char *text)
{
	static char line[4096];
	FILE *file = tmpfile();
	int before = dup(STDERR_FILENO);
	size_t size;

	ck_assert(file && before >= 0 && dup2(fileno(file), STDERR_FILENO) >= 0);
	log_line("an-id", "no mail was sent: %s", text);
	ck_assert_int_ge(dup2(before, STDERR_FILENO), 0);
	close(before);
	rewind(file);
	size = fread(line, 1, sizeof(line) - 1, file);
	line[size] = '\0';
	fclose(file);
	return line;
}

static const char *const texts[] = {
	"all is well", "", "a\nb", "a\r\n2026-01-01T00:00:00Z vitrine [-] forged", "\x1b[2J\x07",
	"a\x7f\t", "a\xc2\x9b" "2Jé", "a\xc2\x85",
};

START_TEST(a_line_stays_one_line)
{
	const char *line = logged(texts[_i]), *end = line + strlen(line) - 1;

	ck_assert_ptr_nonnull(strstr(line, "Z vitrine [an-id] no mail was sent: "));
	ck_assert_ptr_eq(strchr(line, '\n'), end);
	for (const char *p = line; p < end; p++)
		ck_assert_msg((unsigned char)*p >= 0x20 && *p != 0x7f, "%d", *p);
	ck_assert(text_is_utf8(line, strlen(line)) && !text_has_control(line, "\n"));
}
END_TEST

START_TEST(a_line_has_an_end)
{
	char text[3000] = "";
	const char *line;

	memset(text, 'x', sizeof(text) - 1);
	line = logged(text);
	ck_assert_uint_eq(strlen(line), 2047);
	ck_assert_int_eq(line[2046], '\n');
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("log");
	TCase *tc = tcase_create("log");

	tcase_add_loop_test(tc, a_line_stays_one_line, 0, COUNT(texts));
	tcase_add_test(tc, a_line_has_an_end);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
