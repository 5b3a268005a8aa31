/*
 * lib/http/html, html_view, html_form: what anybody typed stays text, every kind of field has its
 * input and is shown as people read it.
 */
#include "client.h"
#include "html_form.h"
#include "html_view.h"
#include "markup.h"

#include <string.h>

static struct arena memory = { .limit = 64 << 20 };
static struct buf out;
static struct html html;

static void
begin(void)
{
	buf_init(&out, &memory, 100);
	html = (struct html){ .out = &out, .pictures = "/images/" };
}

static void
assert_sound(void)
{
	const char *at, *fault = markup_fault(out.data, &at);

	ck_assert_msg(!fault, "%s at %s", fault, at);
}

static void
assert_has(const char *part)
{
	ck_assert_msg(strstr(out.data, part) != NULL, "%s\nis not in\n%s", part, out.data);
}

static void
assert_lacks(const char *part)
{
	ck_assert_msg(!strstr(out.data, part), "%s\nis in\n%s", part, out.data);
}

START_TEST(text_and_attributes_are_escaped)
{
	begin();
	html_open(&html, "p");
	html_attr(&html, "class", "\"><script>'&");
	html_attr(&html, "id", NULL);
	html_flag(&html, "open", true);
	html_flag(&html, "hidden", false);
	html_text(&html, "</p><b>&amp;");
	html_element(&html, "i", NULL, "\"");
	html_open(&html, "br");
	html_close(&html);
	html_close(&html);
	ck_assert_str_eq(out.data,
		"<p class=\"&quot;&gt;&lt;script&gt;&#39;&amp;\" open>&lt;/p&gt;&lt;b&gt;&amp;amp;"
		"<i>&quot;</i><br></p>");
	ck_assert_int_eq(html.depth, 0);
}
END_TEST

START_TEST(what_is_deeper_than_deep_is_closed_all_the_same)
{
	begin();
	for (int i = 0; i < HTML_DEPTH + 20; i++)
		html_open(&html, "b");
	for (int i = 0; i < HTML_DEPTH + 20; i++)
		html_close(&html);
	assert_sound();
}
END_TEST

static const struct {
	const char *address;
	bool is_taken;
} addresses[] = {
	{ "/media/1?a=b#c", true }, { "a.html", true }, { "?page=2", true }, { "#main", true },
	{ "", true }, { "/.//x", true }, { "http://a.example/", true },
	{ "HTTPS://a.example/", true }, { "a/b:c", true }, { "?next=http://b.example", true },
	{ "javascript:alert(1)", false }, { "JAVASCRIPT:alert(1)", false },
	{ " javascript:alert(1)", false }, { "java\tscript:alert(1)", false },
	{ "\x01javascript:alert(1)", false }, { "data:text/html,x", false },
	{ "vbscript:x", false }, { "//evil.example", false }, { "/\\evil.example", false },
	{ "\\\\evil.example", false }, { "http:evil.example", false },
	{ "https:\\\\evil.example", false }, { "mailto:a@b.example", false },
};

START_TEST(an_address_leads_to_the_web_or_nowhere)
{
	begin();
	html_open(&html, "a");
	html_link(&html, "href", addresses[_i].address);
	html_close(&html);
	ck_assert_msg(!strstr(out.data, "href") == !addresses[_i].is_taken, "%s", out.data);
	assert_sound();
}
END_TEST

static const struct {
	const char *name, *words;
} names[] = {
	{ "start_date", "Start date" }, { "TO_DO", "To do" }, { "title", "Title" },
	{ "title_asc", "Title, ascending" }, { "updated_desc", "Updated, descending" },
	{ "Wishlist", "Wishlist" }, { "é", "é" }, { "", "" },
};

START_TEST(names_become_words)
{
	ck_assert_str_eq(html_words(&memory, names[_i].name), names[_i].words);
}
END_TEST

/* --- records ---------------------------------------------------------------------------------- */

struct child {
	int64_t parent;
	const char *format;
};
static const struct field child_fields[] = {
	FIELD(struct child, format, HEADING), { 0 }
};
static const struct record child_record = {
	.size = sizeof(struct child), .fields = FIELDS(child_fields),
};
static const struct children children = { .record = &child_record };

struct thing {
	const char *id, *title, *link, *picture, *about, *secret, *hidden, *unit, *who, *other_id;
	int64_t length, stars;
	double average;
	bool good;
	struct timestamp at;
	struct day day;
	word kind;
	struct object more;
	struct texts tags;
	struct records copies;
};
static const struct word_name kinds[] = {
	{ "BOOK", 1, "A <book>" }, { "TV_SHOW", 2 }, { "tv", 2 }, { NULL, 0 }
};
static const struct field thing_fields[] = {
	FIELD(struct thing, id, READONLY),
	FIELD(struct thing, kind, REQUIRED | KIND | BRIEF, .words = kinds),
	FIELD(struct thing, title, REQUIRED | HEADING, .min = 1, .max = 50, .hint = "as <it> is"),
	FIELD(struct thing, link, 0, .label = "Where"),
	FIELD(struct thing, picture, PICTURE),
	FIELD(struct thing, about, LINES, .max = 1000),
	FIELD(struct thing, secret, SECRET | KEEP),
	FIELD(struct thing, hidden, HIDDEN),
	FIELD(struct thing, length, 0, .min = 1),
	FIELD(struct thing, unit, READONLY | UNIT),
	FIELD(struct thing, stars, 0, .min = 1, .max = 5),
	FIELD(struct thing, average, READONLY | BRIEF),
	FIELD(struct thing, good, FOR_ADMINS),
	FIELD(struct thing, at, READONLY),
	FIELD(struct thing, day, BRIEF),
	FIELD(struct thing, more, UNASKED),
	FIELD(struct thing, tags, 0),
	FIELD(struct thing, copies, READONLY | BRIEF, .children = &children),
	FIELD_AS(struct thing, other_id, "id", READONLY | NULLABLE, .group = "maker"),
	FIELD_AS(struct thing, who, "name", READONLY, .group = "maker", .label = "Made by"),
	{ 0 }
};
static const struct record thing_view = {
	.size = sizeof(struct thing), .fields = FIELDS(thing_fields),
};

#define UUID "00000000-0000-4000-8000-000000000001"

static const char thing_json[] = "{\"id\":\"" UUID "\",\"kind\":\"BOOK\","
	"\"title\":\"<script>alert(1)</script>\",\"link\":\"https://a.example/?\\\"<b>\","
	"\"picture\":\"/images/" UUID "\",\"about\":\"</textarea>\\nline\",\"length\":304,"
	"\"unit\":\"pages\",\"stars\":4,\"average\":4.5,\"good\":true,"
	"\"at\":\"2026-04-01T08:05:00Z\",\"day\":\"2026-02-03T00:00:00Z\","
	"\"more\":{\"deep\":{\"<i>\":[1,\"<u>\"]}},\"tags\":[\"<a>\",\"b\"],"
	"\"copies\":[{\"format\":\"<dvd>\"}],\"maker\":{\"id\":\"" UUID "\",\"name\":\"ann\"}}";

static const cJSON *
thing(const char *json)
{
	return json_tree(&memory, json, strlen(json));
}

static void
show(const struct record *view, const char *json)
{
	static const char *const nothing[] = { NULL };
	static struct request req;
	static struct response res;
	struct view_face face;

	req = (struct request){ .arena = &memory };
	response_init(&res, &req);
	begin();
	face = view_face(&html, &res, view, thing(json));
	html_element(&html, "h1", NULL, face.heading ? face.heading : "");
	html_face(&html, &face);
	html_open(&html, "p");
	html_brief(&html, &res, view, thing(json), nothing);
	html_close(&html);
	html_facts(&html, &res, view, thing(json), nothing);
	html_texts(&html, &res, view, thing(json), nothing);
	assert_sound();
}

START_TEST(a_record_is_shown_as_people_read_it)
{
	show(&thing_view, thing_json);
	assert_has("<h1>&lt;script&gt;");
	assert_has("<img src=\"/images/" UUID "\" alt=\"\"");
	assert_has("data-word=\"BOOK\">A &lt;book&gt;</span>");
	assert_has("<small>Average</small> 4.5");
	assert_has("<span class=\"tag\">&lt;dvd&gt;</span>");
	assert_has("<dt>Where</dt><dd><a href=\"https://a.example/?&quot;&lt;b&gt;\"");
	assert_has("<dt>Length</dt><dd>304 pages</dd>");
	assert_lacks("<dt>Unit</dt>");
	assert_has("<dt>Good</dt><dd>Yes</dd>");
	assert_has("<time datetime=\"2026-04-01T08:05:00Z\">1 April 2026, 08:05 UTC</time>");
	assert_has("<time datetime=\"2026-02-03\">3 February 2026</time>");
	assert_has("<dt>More</dt><dd>deep: &lt;i&gt;: 1, &lt;u&gt;</dd>");
	assert_has("<dt>Tags</dt><dd>&lt;a&gt;, b</dd>");
	assert_has("<dt>Made by</dt><dd>ann</dd>");
	assert_has("<h2>About</h2><p class=\"about\">&lt;/textarea&gt;\nline</p>");
	assert_lacks("<dd>" UUID);
}
END_TEST

START_TEST(what_is_not_there_is_not_shown)
{
	show(&thing_view, "{\"title\":\"a\",\"about\":null,\"length\":null,\"tags\":[],"
		"\"more\":{},\"maker\":null,\"kind\":null}");
	assert_lacks("<dl");
	assert_lacks("<section");
	assert_has("<span class=\"face\" data-of=\"picture\">"
		"<span aria-hidden=\"true\" data-of=\"a\"></span>");
}
END_TEST

START_TEST(a_picture_from_elsewhere_is_none)
{
	show(&thing_view, "{\"title\":\"a\",\"picture\":\"https://a.example/x.png\"}");
	assert_lacks("<img");
	show(&thing_view, "{\"title\":\"a\",\"picture\":\"javascript:alert(1)\"}");
	assert_lacks("<img");
}
END_TEST

START_TEST(what_no_table_describes_is_shown_by_what_it_is)
{
	show(NULL, "{\"name\":\"free space\",\"found\":\"<b>\",\"count\":3,\"is_well\":false,"
		"\"at\":\"2026-04-01T08:05:00Z\",\"next\":{\"name\":\"x\"}}");
	assert_has("<h1>free space</h1>");
	assert_has("<dt>Found</dt><dd>&lt;b&gt;</dd>");
	assert_has("<dt>Count</dt><dd>3</dd>");
	assert_has("<dt>Is well</dt><dd>No</dd>");
	assert_has("1 April 2026, 08:05 UTC");
	assert_has("<dt>Name</dt><dd>x</dd>");
	assert_has("<dt>Name</dt><dd>free space</dd>");
}
END_TEST

/* --- forms ------------------------------------------------------------------------------------ */

static void
form(const struct html_form *form)
{
	begin();
	html_form(&html, form);
	assert_sound();
}

START_TEST(every_field_has_its_input)
{
	form(&(struct html_form){ .action = "/things/1", .method = PATCH, .button = "Save <it>",
		.body = &thing_view, .values = thing(thing_json), .next = "/back?a=\"" });
	assert_has("<form method=\"post\" action=\"/things/1\">");
	assert_has("<input type=\"hidden\" name=\"_method\" value=\"PATCH\">");
	assert_has("<input type=\"hidden\" name=\"next\" value=\"/back?a=&quot;\">");
	assert_has("name=\"kind\" required><option value=\"BOOK\" selected>A &lt;book&gt;</option>"
		"<option value=\"TV_SHOW\">Tv show</option></select>");
	assert_has("name=\"title\" required aria-describedby=\"");
	assert_has("maxlength=\"50\" value=\"&lt;script&gt;alert(1)&lt;/script&gt;\">");
	assert_has("<span class=\"hint\">as &lt;it&gt; is</span>");
	assert_has("name=\"about\" rows=\"4\" maxlength=\"1000\">\n&lt;/textarea&gt;\nline");
	assert_has("name=\"secret\" type=\"password\"");
	assert_has("name=\"length\" type=\"number\" inputmode=\"numeric\" min=\"1\" value=\"304\"");
	assert_has("name=\"stars\"><option value=\"\">—</option><option value=\"1\">1</option>");
	assert_has("<option value=\"4\" selected>4</option>");
	assert_has("name=\"day\" type=\"date\" value=\"2026-02-03\">");
	assert_has("<button class=\"btn primary\" type=\"submit\">Save &lt;it&gt;</button>");
	assert_lacks("name=\"good\"");
	assert_lacks("name=\"more\"");
	assert_lacks("name=\"hidden\"");
	assert_lacks("name=\"average\"");
}
END_TEST

START_TEST(a_form_asks_for_what_it_is_told_to)
{
	form(&(struct html_form){ .action = "/t", .method = POST, .button = "x",
		.body = &thing_view, .only = "good more", .for_admin = true, .is_sensitive = true,
		.fixed = "media_id other", .fixed_from = "id more.deep",
		.fixed_of = thing("{\"id\":\"" UUID "\",\"more\":{\"deep\":\"<i>\"}}"),
		.file = "image", .accept = "image/png",
		.values = thing(thing_json) });
	assert_lacks("_method");
	assert_lacks("name=\"title\"");
	assert_has("name=\"good\"><option value=\"false\">No</option>"
		"<option value=\"true\" selected>Yes</option>");
	assert_has("{&quot;deep&quot;:{&quot;&lt;i&gt;&quot;:[1,&quot;&lt;u&gt;&quot;]}}");
	assert_has("<input type=\"hidden\" name=\"media_id\" value=\"" UUID "\">"
		"<input type=\"hidden\" name=\"other\" value=\"&lt;i&gt;\">");
	assert_has("enctype=\"multipart/form-data\"");
	assert_has("name=\"image\" required type=\"file\" accept=\"image/png\">");
	assert_has("name=\"_current\" required type=\"password\"");
}
END_TEST

START_TEST(what_was_typed_stays_with_what_is_wrong)
{
	struct problems problems = { .arena = &memory };

	problem_add(&problems, "title", "must not be <%s>", "x");
	problem_add(&problems, "kind", "must be one");
	form(&(struct html_form){ .action = "/t", .method = POST, .button = "x",
		.body = &thing_view, .only = "title kind length secret link",
		.problems = &problems, .values = thing("{\"title\":\"\\\"><b>\",\"kind\":\"Tv\","
			"\"length\":\"many\",\"secret\":\"hush\",\"link\":\"" UUID "\"}") });
	assert_has("value=\"&quot;&gt;&lt;b&gt;\"");
	assert_has("aria-invalid=\"true\"");
	assert_has("<span class=\"field-error\">Title must not be &lt;x&gt;</span>");
	assert_has("<span class=\"field-error\">Kind must be one</span>");
	assert_has("<option value=\"TV_SHOW\" selected>");
	assert_has("value=\"many\"");
	assert_lacks("hush");
	assert_has("<input type=\"hidden\" name=\"link\" value=\"" UUID "\">");
}
END_TEST

START_TEST(a_form_that_deletes_says_so)
{
	form(&(struct html_form){ .action = "javascript:x", .method = DELETE, .button = "Off" });
	ck_assert_str_eq(out.data, "<form method=\"post\"><input type=\"hidden\" name=\"_method\" "
		"value=\"DELETE\"><p class=\"actions end\"><button class=\"btn bad\" "
		"type=\"submit\">Off</button></p></form>");
}
END_TEST

struct filter {
	const char *q;
	struct texts genres;
	word kinds, sort;
	int64_t stars;
};
static const struct word_name sorts[] = { { "title_asc", 1 }, { NULL, 0 } };
static const struct field filter_fields[] = {
	FIELD(struct filter, q, 0, .max = 500), FIELD_AS(struct filter, genres, "genre", MANY),
	FIELD_AS(struct filter, kinds, "kind", MANY, .words = kinds),
	FIELD(struct filter, sort, 0, .words = sorts),
	FIELD(struct filter, stars, 0, .min = 0, .max = 5), { 0 }
};
static const struct record filter = {
	.size = sizeof(struct filter), .fields = FIELDS(filter_fields),
};

START_TEST(a_filter_asks_again)
{
	static const char query[] = "{\"q\":\"<b>\",\"genre\":\"a\",\"genre\":\"b\","
		"\"kind\":\"book\",\"kind\":\"tv\",\"stars\":\"3\"}";

	begin();
	html_filter(&html, "/things", &filter, thing(query), NULL);
	assert_sound();
	assert_has("<form class=\"filter\" method=\"get\" action=\"/things\">");
	assert_has("name=\"q\" type=\"search\"");
	assert_has("value=\"&lt;b&gt;\"");
	assert_has("name=\"genre\" type=\"text\" autocomplete=\"off\" maxlength=\"200\" "
		"value=\"a\">");
	assert_has("value=\"b\">");
	assert_has("value=\"BOOK\" checked> A &lt;book&gt;");
	assert_has("value=\"TV_SHOW\" checked>");
	assert_has("<option value=\"\" selected>Default</option>"
		"<option value=\"title_asc\">Title, ascending</option>");
	assert_has("<option value=\"3\" selected>3</option>");
	assert_lacks("required");
	begin();
	html_filter(&html, "/things", &filter, thing(query), "kind");
	assert_sound();
	assert_has("<input type=\"hidden\" name=\"kind\" value=\"book\">"
		"<input type=\"hidden\" name=\"kind\" value=\"tv\">");
	assert_lacks("checkbox");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("html");
	TCase *tc = tcase_create("html");

	tcase_add_test(tc, text_and_attributes_are_escaped);
	tcase_add_test(tc, what_is_deeper_than_deep_is_closed_all_the_same);
	tcase_add_loop_test(tc, an_address_leads_to_the_web_or_nowhere, 0, COUNT(addresses));
	tcase_add_loop_test(tc, names_become_words, 0, COUNT(names));
	tcase_add_test(tc, a_record_is_shown_as_people_read_it);
	tcase_add_test(tc, what_is_not_there_is_not_shown);
	tcase_add_test(tc, a_picture_from_elsewhere_is_none);
	tcase_add_test(tc, what_no_table_describes_is_shown_by_what_it_is);
	tcase_add_test(tc, every_field_has_its_input);
	tcase_add_test(tc, a_form_asks_for_what_it_is_told_to);
	tcase_add_test(tc, what_was_typed_stays_with_what_is_wrong);
	tcase_add_test(tc, a_form_that_deletes_says_so);
	tcase_add_test(tc, a_filter_asks_again);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
