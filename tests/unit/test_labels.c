/* Labels: what is on a sheet, and that the codes are what QR readers read. */
#include "client.h"
#include "labels.h"

#include <qrencode.h>
#include <stdio.h>
#include <string.h>

static struct arena memory;

static void
setup(void)
{
	arena_init(&memory, 64 << 20, NULL);
}

static void
teardown(void)
{
	arena_release(&memory);
}

static const char *
sheet(const struct label *labels, int count)
{
	struct buf svg;

	buf_init(&svg, &memory, 1000);
	ck_assert_int_eq(labels_put(&svg, labels, count), OK);
	return svg.data;
}

static int
count_of(const char *text, const char *part)
{
	int count = 0;

	for (const char *p = text; (p = strstr(p, part)); p += strlen(part))
		count++;
	return count;
}

/* The texts of a sheet, with bars between. */
static const char *
texts(const char *svg)
{
	struct buf out;

	buf_init(&out, &memory, 100);
	for (const char *p = svg; (p = strstr(p, "<text ")); ) {
		const char *text = strchr(p, '>') + 1;

		p = strstr(text, "</text>");
		buf_printf(&out, "%s%.*s", out.length ? "|" : "", (int)(p - text), text);
	}
	return out.data;
}

/* The modules that a path draws: what is dark, row by row. */
static void
draw(const char *path, int width, unsigned char *out)
{
	int x = 0, y = 0, n, used;

	memset(out, 0, (size_t)(width * width));
	for (; *path != '"'; path += used) {
		if (sscanf(path, "M%d %d.5%n", &x, &y, &used) == 2)
			continue;
		if (sscanf(path, "m%d 0%n", &n, &used) == 1) {
			x += n;
			continue;
		}
		ck_assert_int_eq(sscanf(path, "h%d%n", &n, &used), 1);
		while (n--)
			out[(y - 4) * width + x++ - 4] = 1;
	}
}

START_TEST(a_code_is_the_address)
{
	static const char address[] =
		"https://example.org/~ann/v/copy.html?id=7c9e6679-7425-40de-944b-e07fc1f90ae7";
	const char *svg = sheet(&(struct label){ "Emma", "Home", address }, 1);
	QRcode *code = QRcode_encodeString8bit(address, 0, QR_ECLEVEL_M);
	unsigned char *drawn = arena_alloc(&memory, (size_t)(code->width * code->width));

	ck_assert_ptr_nonnull(strstr(svg, arena_printf(&memory, "viewBox=\"0 0 %d %d\"",
		code->width + 8, code->width + 8)));
	draw(strstr(svg, " d=\"") + 4, code->width, drawn);
	for (int i = 0; i < code->width * code->width; i++)
		ck_assert_int_eq(drawn[i], code->data[i] & 1);
	QRcode_free(code);
}
END_TEST

static const struct {
	const char *title, *place, *shown;
} lines[] = {
	{ "Emma", NULL, "Emma" }, { "Emma", "Home/Study", "Emma|Home/Study" },
	{ "The Left Hand of Darkness", NULL, "The Left Hand|of Darkness" },
	{ "Donaudampfschifffahrtsgesellschaft", NULL,
	  "Donaudampfschif|ffahrtsgesellsc|haft" },
	{ "a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a",
	  "Home/Study/Left shelf by the window/Top/Second row/Behind the vase",
	  "a a a a a a a a|a a a a a a a a|a a a a a a a a|a a a a a a a a…|"
	  "Home/Study/Left shelf|by the window/Top/…" },
	/* what is wide takes two letters' place */
	{ "こころこころこころ", NULL, "こころこころこ|ころ" },
	{ "<Tom & \"Jerry\">", "\xef\xbf\xbf\xef\xbf\xbe a",
	  "&lt;Tom &amp; &quot;Jerry&quot;&gt;| a" },
};

START_TEST(a_text_ends_where_its_label_does)
{
	const char *svg = sheet(&(struct label){ lines[_i].title, lines[_i].place, "x" }, 1);

	ck_assert_str_eq(texts(svg), lines[_i].shown);
}
END_TEST

START_TEST(a_sheet_has_24_labels_in_three_columns)
{
	struct label labels[30];
	const char *svg;

	for (int i = 0; i < COUNT(labels); i++)
		labels[i] = (struct label){ "Emma", NULL, "x" };
	svg = sheet(labels, COUNT(labels));
	ck_assert_int_eq(count_of(svg, "<path "), 24);
	ck_assert_ptr_nonnull(strstr(svg, "viewBox=\"0 0 210 297\""));
	ck_assert_ptr_nonnull(strstr(svg, "translate(0 0.5)"));
	ck_assert_ptr_nonnull(strstr(svg, "translate(140 259.5)"));
	ck_assert_int_eq(count_of(svg, "<g "), count_of(svg, "</g>"));
	ck_assert_int_eq(count_of(svg, "<svg "), count_of(svg, "</svg>"));
	ck_assert_int_eq(count_of(sheet(NULL, 0), "<path "), 0);
}
END_TEST

START_TEST(an_address_longer_than_any_code_is_an_error)
{
	struct buf svg, address;

	buf_init(&svg, &memory, 1000);
	buf_init(&address, &memory, 5000);
	for (int i = 0; i < 4000; i++)
		buf_putc(&address, 'a');
	ck_assert_int_eq(labels_put(&svg, &(struct label){ "a", NULL, address.data }, 1),
		ERR_INTERNAL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("labels");
	TCase *tc = tcase_create("labels");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_code_is_the_address);
	tcase_add_loop_test(tc, a_text_ends_where_its_label_does, 0, COUNT(lines));
	tcase_add_test(tc, a_sheet_has_24_labels_in_three_columns);
	tcase_add_test(tc, an_address_longer_than_any_code_is_an_error);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
