/* lib/http/form: urlencoded and multipart, wherever a boundary may fall, and what is too much. */
#include "client.h"
#include "form.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct arena memory = { .limit = 256 << 20 };

/* The same bytes in a file. */
static struct form_source
file_of(const void *bytes, size_t size)
{
	const int file = memfd_create("body", MFD_CLOEXEC);

	ck_assert_int_eq(write(file, bytes, size), (ssize_t)size);
	return (struct form_source){ .file = file, .size = size };
}

/* A body in a file is read as it is in memory. */
static void
parse_file(const char *type, const char *text, size_t size, enum status expected, const cJSON *same)
{
	struct problems problems = { .arena = &memory };
	const struct form_source body = file_of(text, size);
	cJSON *object = NULL;

	ck_assert_int_eq(form_parse_multipart(&memory, type, &body, &object, NULL, &problems),
		expected);
	close(body.file);
	if (!expected)
		ck_assert_str_eq(cJSON_PrintUnformatted(object), cJSON_PrintUnformatted(same));
}

/* A copy without room behind it, so that a read too far is seen. */
static enum status
parse(const char *type, const char *text, size_t size, cJSON **out)
{
	struct problems problems = { .arena = &memory };
	char *exact = malloc(size + !size);
	struct form_source body;
	enum status rc;

	body = (struct form_source){ .bytes = exact, .file = -1, .size = size };
	memcpy(exact, text, size);
	rc = type ? form_parse_multipart(&memory, type, &body, out, NULL, &problems)
		: form_parse(&memory, exact, size, out, &problems);
	free(exact);
	ck_assert_int_eq(rc == OK, problems.count == 0);
	if (type)
		parse_file(type, text, size, rc, *out);
	return rc;
}

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *text;
	size_t size;
	const char *json;	/* NULL: refused */
} forms[] = {
	{ BYTES(""), "{}" }, { BYTES("a=1&b=2"), "{\"a\":\"1\",\"b\":\"2\"}" },
	{ BYTES("a=1&a=2"), "{\"a\":\"1\",\"a\":\"2\"}" },
	{ BYTES("a"), "{\"a\":\"\"}" }, { BYTES("a="), "{\"a\":\"\"}" }, { BYTES("=1"), "{}" },
	{ BYTES("&&a=1&&"), "{\"a\":\"1\"}" },
	{ BYTES("a=b=c"), "{\"a\":\"b=c\"}" }, { BYTES("a+b=c+d"), "{\"a b\":\"c d\"}" },
	{ BYTES("a=%2B%26%3d"), "{\"a\":\"+&=\"}" },
	{ BYTES("a=%C3%A9"), "{\"a\":\"\xc3\xa9\"}" }, { BYTES("a=%"), "{\"a\":\"%\"}" },
	{ BYTES("a=%4"), "{\"a\":\"%4\"}" },
	{ BYTES("a=%zz%41"), "{\"a\":\"%zzA\"}" }, { BYTES("a=%41"), "{\"a\":\"A\"}" },
	{ BYTES("a%3Db=c;d=e"), "{\"a=b\":\"c;d=e\"}" },
	{ BYTES("a=%00"), NULL }, { BYTES("a=\0"), NULL }, { BYTES("a\0=1"), NULL },
	{ BYTES("a=%ff"), NULL },
	{ BYTES("a=%C3"), NULL }, { BYTES("%80=1"), NULL }, { BYTES("a=%ed%a0%80"), NULL },
};

START_TEST(a_form_is_read_as_the_browsers_write_it)
{
	cJSON *object = NULL;
	enum status rc = parse(NULL, forms[_i].text, forms[_i].size, &object);

	ck_assert_int_eq(rc, forms[_i].json ? OK : ERR_VALIDATION);
	if (forms[_i].json)
		ck_assert_str_eq(cJSON_PrintUnformatted(object), forms[_i].json);
}
END_TEST

#define TYPE "multipart/form-data; boundary=zz"
#define PART(name) "Content-Disposition: form-data; name=" name "\r\n"

static const struct {
	const char *type, *text;
	size_t size;
	const char *json;
} multiparts[] = {
	{ TYPE, BYTES("--zz--"), "{}" }, { TYPE, BYTES("--zz--\r\nepilogue"), "{}" },
	{ TYPE, BYTES("--zz\r\n" PART("\"a\"") "\r\n1\r\n--zz--"), "{\"a\":\"1\"}" },
	{ TYPE, BYTES("--zz\r\n" PART("a") "\r\n1\r\n--zz\r\n" PART("\"b\"") "\r\n\r\n--zz--\r\n"),
	  "{\"a\":\"1\",\"b\":\"\"}" },
	{ TYPE, BYTES("--zz\r\n" PART("\"a\"") "\r\nx\r\n--z\r\n-zz\r\n--\r\n--zz--"),
	  "{\"a\":\"x\\r\\n--z\\r\\n-zz\\r\\n--\"}" },
	{ TYPE, BYTES("--zz\r\nContent-Type: text/plain\r\ncontent-disposition: form-data; "
	  "NAME=\"a\"\r\n\r\n1\r\n--zz--"),
		"{\"a\":\"1\"}" },
	{ TYPE, BYTES("--zz\r\nContent-Disposition: form-data; filename=\"x\"; "
	  "name=\"a\"\r\n\r\n1\r\n--zz--"), "{\"a\":\"1\"}" },
	{ TYPE, BYTES("--zz\r\nContent-Disposition: form-data; filename=\"x; name=b\"; "
	  "name=\"a\"\r\n\r\n1\r\n--zz--"), "{\"a\":\"1\"}" },
	{ TYPE, BYTES("--zz\r\nContent-Disposition: form-data; filename=\"x; "
	  "name=b\"\r\n\r\n1\r\n--zz--"), NULL },
	{ TYPE, BYTES("--zz\r\nContent-Disposition: form-data; x; name=a b\r\n\r\n1\r\n--zz--"),
	  "{\"a\":\"1\"}" },
	{ "multipart/form-data; charset=utf-8; Boundary=\"z z\"",
	  BYTES("--z z\r\n" PART("a") "\r\n1\r\n--z z--"), "{\"a\":\"1\"}" },
	/* before the first boundary is a preamble; behind a boundary may be white space */
	{ TYPE, BYTES("\r\n--zz\r\n" PART("\"a\"") "\r\n1\r\n--zz--"), "{\"a\":\"1\"}" },
	{ TYPE, BYTES("for\0 mail\xff\r\nreaders\r\n--zz\r\n" PART("\"a\"") "\r\n1\r\n--zz--"),
	  "{\"a\":\"1\"}" },
	{ TYPE, BYTES("--z\r\n--zz \t\r\n" PART("\"a\"") "\r\n1\r\n--zz\t\r\n" PART("\"b\"")
	  "\r\n2\r\n--zz--"), "{\"a\":\"1\",\"b\":\"2\"}" },
	/* no line's beginning */
	{ TYPE, BYTES("x--zz\r\n" PART("\"a\"") "\r\n1\r\n--zz--"), "{}" },
	{ TYPE, BYTES("preamble"), NULL }, { TYPE, BYTES("\r\n--z"), NULL },
	/*
	 * the name of a file isn't looked at: Latin-1, Shift-JIS (with a byte that is a backslash),
	 * quotes
	 */
	{ TYPE, BYTES("--zz\r\nContent-Disposition: form-data; name=\"a\"; "
	  "filename=\"caf\xe9.png\"\r\n\r\n1\r\n--zz--"), "{\"a\":\"1\"}" },
	{ TYPE, BYTES("--zz\r\nContent-Disposition: form-data; filename=\"\x95\x5c\x8e\x86.png\"; "
	  "name=\"a\"\r\n\r\n1\r\n--zz--"),
		"{\"a\":\"1\"}" },
	{ TYPE, BYTES("--zz\r\nX-Name: \xe9\r\nContent-Disposition: form-data; name=a; "
	  "filename=\xe9\r\n\r\n1\r\n--zz--"), "{\"a\":\"1\"}" },
	{ TYPE, BYTES("--zz\r\nContent-Disposition: form-data; name=\"a\"; "
	  "filename=\"x\0y\"\r\n\r\n1\r\n--zz--"), NULL },
	{ TYPE, BYTES(""), NULL }, { TYPE, BYTES("--z"), NULL }, { TYPE, BYTES("--zz"), NULL },
	{ TYPE, BYTES("--zz-"), NULL },
	{ TYPE, BYTES("--zz\r\n"), NULL }, { TYPE, BYTES("--zz\r\n\r\n\r\n--zz--"), NULL },
	{ TYPE, BYTES("--zz\r\n" PART("\"a\"") "\r\n1\r\n--zy--"), NULL },
	{ TYPE, BYTES("--zz\r\n" PART("\"a\"") "1\r\n--zz--"), NULL },
	{ TYPE, BYTES("--zz\r\nContent-Disposition: form-data\r\n\r\n1\r\n--zz--"), NULL },
	{ TYPE, BYTES("--zz\n" PART("\"a\"") "\r\n1\r\n--zz--"), NULL },
	{ TYPE, BYTES("--zz\r\n" PART("\"a\"") "\r\n\0\r\n--zz--"), NULL },
	{ TYPE, BYTES("--zz\r\n" PART("\"a\"") "\r\n\xff\r\n--zz--"), NULL },
	{ TYPE, BYTES("--zz\r\n" PART("\"a\0b\"") "\r\n1\r\n--zz--"), NULL },
	{ TYPE, BYTES("--zz\r\n" PART("\"a\xff\"") "\r\n1\r\n--zz--"), NULL },
	{ "multipart/form-data", BYTES("--zz--"), NULL },
	{ "multipart/form-data; boundary=", BYTES("----"), NULL },
	{ "multipart/form-data; boundary=\"\"", BYTES("----"), NULL },
	{ "multipart/form-data; xboundary=zz", BYTES("--zz--"), NULL },
};

START_TEST(multipart_is_read_or_refused_as_a_whole)
{
	cJSON *object = NULL;
	enum status rc = parse(multiparts[_i].type, multiparts[_i].text, multiparts[_i].size,
		&object);

	ck_assert_int_eq(rc, multiparts[_i].json ? OK : ERR_VALIDATION);
	if (multiparts[_i].json)
		ck_assert_str_eq(cJSON_PrintUnformatted(object), multiparts[_i].json);
}
END_TEST

START_TEST(a_body_that_breaks_off_anywhere_is_refused)
{
	for (size_t n = 0; n < multiparts[_i].size; n++) {
		cJSON *object = NULL;

		/* only its epilogue may be missing */
		if (!parse(multiparts[_i].type, multiparts[_i].text, n, &object))
			ck_assert_ptr_nonnull(memmem(multiparts[_i].text, n, "--\0", 2));
	}
}
END_TEST

/* What looks like a boundary, broken at every place, is part of the value. */
START_TEST(a_value_may_hold_any_part_of_the_boundary)
{
	static const char mark[] = "\r\n--a-long-boundary";

	for (size_t n = 0; n < sizeof(mark) - 1; n++) {
		char *value = arena_printf(&memory, "x%.*s.%.*s", (int)n, mark, (int)n, mark),
			*text;
		cJSON *object = NULL;

		text = arena_printf(&memory, "--a-long-boundary\r\n" PART("\"v\"")
			"\r\n%s\r\n--a-long-boundary--", value);
		ck_assert_int_eq(parse("multipart/form-data; boundary=a-long-boundary", text,
			strlen(text), &object), OK);
		ck_assert_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(object, "v")), value);
	}
}
END_TEST

static const struct {
	const char *more;	/* of the disposition */
	const char *bytes;
	size_t size;
	bool is_file, is_field;
} parts[] = {
	{ "; filename=\"a.jpg\"", BYTES("\0\xff\r\n--z\0"), true, false },
	{ "; filename=a", BYTES("x"), true, false },
	{ "; filename=\"caf\xe9.jpg\"", BYTES("x"), true, false },	/* Latin-1, and Shift-JIS */
	{ "; filename=\"\x95\x5c\x8e\x86.jpg\"", BYTES("x"), true, false },
	{ "; filename=\"\x95\x5c\"", BYTES("x"), true, false },
	{ "; filename*=utf-8''%e2%82%ac", BYTES("x"), true, false },
	{ "; filename=\"a\"", BYTES(""), true, false },
	{ "; filename=\"\"", BYTES("x"), true, false },
	{ "; filename=\"\"", BYTES(""), false, true },	/* a browser's, where no file was chosen */
	{ "", BYTES("x"), false, true },
	{ "", BYTES("\0"), false, false },
};

START_TEST(a_file_is_a_part_with_a_file_name_and_may_hold_anything)
{
	struct problems problems = { .arena = &memory };
	const struct form_file *files = NULL;
	cJSON *object = NULL;
	struct form_source source;
	struct buf body;
	enum status rc;

	buf_init(&body, &memory, 200);
	buf_printf(&body, "--zz\r\n" PART("\"a\"%s") "\r\n", parts[_i].more);
	buf_add(&body, parts[_i].bytes, parts[_i].size);
	buf_puts(&body, "\r\n--zz--");
	source = (struct form_source){ .bytes = body.data, .file = -1, .size = body.length };
	rc = form_parse_multipart(&memory, TYPE, &source, &object, &files, &problems);
	ck_assert_int_eq(rc == OK, parts[_i].is_file || parts[_i].is_field);
	ck_assert_int_eq(files != NULL, parts[_i].is_file);
	ck_assert_int_eq(cJSON_HasObjectItem(object, "a"), parts[_i].is_field);
	if (!files)
		return;
	ck_assert_str_eq(files->name, "a");
	ck_assert_uint_eq(files->size, parts[_i].size);
	ck_assert_int_eq(memcmp(files->bytes, parts[_i].bytes, parts[_i].size), 0);
	ck_assert_ptr_null(files->next);
}
END_TEST

/* Of a body in a file a piece is in memory, and what is looked for may be in two of them. */
START_TEST(a_file_in_a_file_is_found_wherever_its_boundary_falls)
{
	char *bytes = arena_alloc(&memory, 200000);

	memset(bytes, '-', 200000);
	for (size_t size = 65536 - 120; size < 65536 + 20; size++) {
		struct problems problems = { .arena = &memory };
		const struct form_file *files = NULL;
		struct form_source source;
		cJSON *object = NULL;
		struct buf body;
		char back[8];

		buf_init(&body, &memory, 2 * size);
		buf_puts(&body, "--zz\r\n" PART("a; filename=\"\xc3\xa9.csv\"") "\r\n");
		buf_add(&body, bytes, size);
		buf_puts(&body, "\r\n--zz\r\n" PART("b") "\r\nx\r\n--zz--");
		source = file_of(body.data, body.length);
		ck_assert_int_eq(form_parse_multipart(&memory, TYPE, &source, &object, &files,
			&problems), OK);
		ck_assert_str_eq(cJSON_PrintUnformatted(object), "{\"b\":\"x\"}");
		ck_assert_uint_eq(files->size, size);
		ck_assert_str_eq(files->file_name, "\xc3\xa9.csv");
		ck_assert_int_eq(files->file, source.file);
		ck_assert_int_eq(pread(files->file, back, 8, (off_t)(files->offset + size - 4)), 8);
		ck_assert_int_eq(memcmp(back, "----\r\n--", 8), 0);
		close(source.file);
	}
}
END_TEST

START_TEST(a_body_that_cannot_be_read_is_not_taken_for_a_broken_one)
{
	struct problems problems = { .arena = &memory };
	const struct form_file *files = NULL;
	const struct form_source source = { .file = -1, .size = 100 };
	cJSON *object = NULL;

	ck_assert_int_eq(form_parse_multipart(&memory, TYPE, &source, &object, &files, &problems),
		ERR_SETUP);
}
END_TEST

START_TEST(six_hundred_fields_are_enough)
{
	for (int count = 600; count <= 601; count++) {
		cJSON *object = NULL;
		struct buf form, multi;

		buf_init(&form, &memory, 4096);
		buf_init(&multi, &memory, 4096);
		for (int i = 0; i < count; i++) {
			buf_printf(&form, "f%d=&", i);
			buf_printf(&multi, "--zz\r\n" PART("f%d") "\r\n\r\n", i);
		}
		buf_puts(&multi, "--zz--");
		ck_assert_int_eq(parse(NULL, form.data, form.length, &object),
			count > 600 ? ERR_VALIDATION : OK);
		ck_assert_int_eq(parse(TYPE, multi.data, multi.length, &object),
			count > 600 ? ERR_VALIDATION : OK);
	}
}
END_TEST

START_TEST(a_boundary_is_at_most_200_bytes)
{
	for (int n = 200; n <= 201; n++) {
		char *boundary = arena_printf(&memory, "%0*d", n, 0),
			*text = arena_printf(&memory, "--%s--", boundary);
		cJSON *object = NULL;

		ck_assert_int_eq(parse(arena_printf(&memory, "multipart/form-data; boundary=%s",
			boundary), text, strlen(text), &object), n > 200 ? ERR_VALIDATION : OK);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("form");
	TCase *tc = tcase_create("form");

	tcase_add_loop_test(tc, a_form_is_read_as_the_browsers_write_it, 0, COUNT(forms));
	tcase_add_loop_test(tc, multipart_is_read_or_refused_as_a_whole, 0, COUNT(multiparts));
	tcase_add_loop_test(tc, a_body_that_breaks_off_anywhere_is_refused, 0, COUNT(multiparts));
	tcase_add_test(tc, a_value_may_hold_any_part_of_the_boundary);
	tcase_add_loop_test(tc, a_file_is_a_part_with_a_file_name_and_may_hold_anything, 0,
		COUNT(parts));
	tcase_add_test(tc, a_file_in_a_file_is_found_wherever_its_boundary_falls);
	tcase_add_test(tc, a_body_that_cannot_be_read_is_not_taken_for_a_broken_one);
	tcase_add_test(tc, six_hundred_fields_are_enough);
	tcase_add_test(tc, a_boundary_is_at_most_200_bytes);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
