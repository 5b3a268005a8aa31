/*
 * lib/http/json: the strict scanner, decoding by a field table, and a record of every type there
 * and back.
 */
#include "client.h"
#include "json.h"

#include <stdlib.h>
#include <string.h>

static struct arena memory = { .limit = 256 << 20 };

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *text;
	size_t size;
	bool good;
} texts[] = {
	{ BYTES("{}"), true }, { BYTES(" \t\r\n[ ] "), true }, { BYTES("null"), true },
	{ BYTES("-0.5e+10"), true },
	{ BYTES("\"\""), true }, { BYTES("{\"a\":[1,{\"b\":true}]}"), true },
	{ BYTES("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), true },
	{ BYTES("\"\\u00e9\\uD83C\\uDFAC\""), true }, { BYTES("\"\xf0\x9f\x8e\xac\x7f\""), true },
	{ BYTES("0"), true },
	{ BYTES("1E5"), true }, { BYTES("[0,-0,1.0]"), true },
	{ BYTES(""), false }, { BYTES(" "), false }, { BYTES("{"), false },
	{ BYTES("[1,]"), false }, { BYTES("{\"a\":1,}"), false },
	{ BYTES("{a:1}"), false }, { BYTES("{'a':1}"), false }, { BYTES("{\"a\"}"), false },
	{ BYTES("{\"a\":}"), false },
	{ BYTES("{\"a\" 1}"), false }, { BYTES("{1:1}"), false }, { BYTES("{} {}"), false },
	{ BYTES("{}x"), false },
	{ BYTES("{}\0"), false }, { BYTES("\0{}"), false }, { BYTES("\"a\0b\""), false },
	{ BYTES("\"a\nb\""), false },
	{ BYTES("\"a\tb\""), false }, { BYTES("\"\x1f\""), false }, { BYTES("\"\\u0000\""), false },
	{ BYTES("\"\\x41\""), false },
	{ BYTES("\"\\'\""), false }, { BYTES("\"\\u12\""), false }, { BYTES("\"\\u12g4\""), false },
	{ BYTES("\"\\"), false },
	{ BYTES("\"\\\0\""), false }, { BYTES("\"\\ud83c\""), false },
	{ BYTES("\"\\udfac\""), false },
	{ BYTES("\"\\ud83c\\u0041\""), false }, { BYTES("\"\\ud83cx\""), false },
	{ BYTES("\"\\udfac\\ud83c\""), false },
	{ BYTES("\"\xff\""), false }, { BYTES("\"\xc0\x80\""), false },
	{ BYTES("\"\xed\xa0\xbc\""), false }, { BYTES("\"a"), false },
	{ BYTES("01"), false }, { BYTES("+1"), false }, { BYTES(".5"), false },
	{ BYTES("1."), false }, { BYTES("1e"), false },
	{ BYTES("1e+"), false }, { BYTES("-"), false }, { BYTES("--1"), false },
	{ BYTES("0x1"), false }, { BYTES("NaN"), false },
	{ BYTES("Infinity"), false }, { BYTES("True"), false }, { BYTES("nul"), false },
	{ BYTES("/**/1"), false },
	{ BYTES("\xef\xbb\xbf{}"), false }, { BYTES("\xc2\xa0{}"), false }, { BYTES("]"), false },
	{ BYTES("[}"), false },
	{ BYTES(","), false },
};

START_TEST(only_strict_json_passes)
{
	/* no room behind it: a read too far is seen */
	char *exact = malloc(texts[_i].size + !texts[_i].size);

	memcpy(exact, texts[_i].text, texts[_i].size);
	ck_assert_int_eq(json_is_strict(exact, texts[_i].size), texts[_i].good);
	free(exact);
}
END_TEST

START_TEST(thirty_two_levels_are_the_most)
{
	for (int levels = 1; levels < 200; levels++) {
		struct buf text;

		buf_init(&text, &memory, 1024);
		for (int i = 0; i < levels; i++)
			buf_puts(&text, i % 2 ? "{\"a\":" : "[");
		buf_puts(&text, "1");
		for (int i = levels; i-- > 0;)
			buf_puts(&text, i % 2 ? "}" : "]");
		ck_assert_int_eq(json_is_strict(text.data, text.length), levels <= 32);
	}
}
END_TEST

static const struct {
	const char *text, *field;	/* NULL: taken */
} objects[] = {
	{ "{}", NULL }, { "{\"a\":1,\"A\":2}", NULL }, { "{\"a\":{\"b\":1},\"b\":1}", NULL },
	{ "[]", "" }, { "1", "" }, { "x", "" },
	{ "{\"a\":1,\"a\":1}", "a" }, { "{\"a\":1,\"b\":2,\"a\":null}", "a" },
	{ "{\"x\":[{\"b\":1,\"b\":2}]}", "b" },
	{ "{\"a\":1,\"\\u0061\":2}", "a" }, { "{\"\":1,\"\":2}", "" },
};

START_TEST(an_object_has_each_key_once_at_any_depth)
{
	struct problems problems = { .arena = &memory };
	cJSON *object = NULL;
	enum status rc = json_parse(&memory, objects[_i].text, strlen(objects[_i].text), &object,
		&problems);

	ck_assert_int_eq(rc, objects[_i].field ? ERR_VALIDATION : OK);
	if (objects[_i].field)
		ck_assert_str_eq(problems.first->field, objects[_i].field);
	else
		ck_assert(cJSON_IsObject(object));
}
END_TEST

START_TEST(a_thousand_keys_are_enough)
{
	for (int count = 1000; count <= 1001; count++) {
		struct problems problems = { .arena = &memory };
		struct buf text;
		cJSON *object;

		buf_init(&text, &memory, 32768);
		for (int i = 0; i < count; i++)
			buf_printf(&text, "%c\"k%d\":1", i ? ',' : '{', i);
		buf_putc(&text, '}');
		ck_assert_int_eq(json_parse(&memory, text.data, text.length, &object, &problems),
			count > 1000 ? ERR_VALIDATION : OK);
		if (count > 1000)
			ck_assert_str_eq(problems.first->message, "has too many keys");
	}
}
END_TEST

/* One field of every type, and one with every flag that decoding looks at. */
struct thing {
	const char *id, *name, *note, *secret, *loose, *hidden;
	int64_t count;
	double mean;
	bool open;
	struct timestamp at;
	word colour, colours;
	struct object extra;
	const char *owner_id;
	int64_t owner_rank;
};

static const struct word_name colours[] = {
	{ "RED", 1 }, { "GREEN", 2 }, { "rouge", 1 }, { NULL, 0 }
};
static const struct field thing_fields[] = {
	FIELD(struct thing, id, READONLY),
	FIELD(struct thing, name, REQUIRED, .min = 2, .max = 5, .also = { "title" }),
	FIELD(struct thing, note, LINES, .max = 10000),
	FIELD(struct thing, secret, SECRET),
	FIELD(struct thing, loose, LOOSE),
	FIELD(struct thing, hidden, HIDDEN),
	FIELD(struct thing, count, NOT_NULL, .min = -5, .max = 5000),
	FIELD(struct thing, mean, READONLY),
	FIELD(struct thing, open, 0),
	FIELD(struct thing, at, KEEP),
	FIELD(struct thing, colour, FIXED, .words = colours),
	FIELD(struct thing, colours, MANY, .words = colours),
	FIELD(struct thing, extra, 0),
	FIELD_AS(struct thing, owner_id, "id", READONLY | NULLABLE, .group = "owner"),
	FIELD_AS(struct thing, owner_rank, "rank", READONLY, .group = "owner"),
	{ 0 }
};
static const struct record thing_view = {
	.size = sizeof(struct thing), .fields = FIELDS(thing_fields),
};

static enum status
decode(const char *text, bool is_form, enum decode_mode mode, struct thing *thing,
	struct change *change, struct problems *problems)
{
	cJSON *object = NULL;

	*problems = (struct problems){ .arena = &memory };
	*change = (struct change){ &thing_view, thing, 0 };
	ck_assert_int_eq(json_parse(&memory, text, strlen(text), &object, problems), OK);
	return json_decode(&(struct json_in){ &memory, problems, NULL, mode, is_form }, object,
		change);
}

START_TEST(a_record_of_every_type_comes_back)
{
	static const char text[] = "{\"id\":null,\"name\":\"n\xc3\xa9\\\"\\\\\","
		"\"note\":\"a\\nb\\t\\n\",\"loose\":\"7\","
		"\"count\":-3,\"mean\":null,\"open\":true,\"at\":\"2025-04-01T07:58:56Z\","
		"\"colour\":\"RED\",\"colours\":null,"
		"\"extra\":{\"a\":[1,null]},\"owner\":null}";
	struct problems problems;
	struct change change;
	struct thing thing;
	struct buf out;

	ck_assert_int_eq(decode(text, false, DECODE_CREATE, &thing, &change, &problems), OK);
	ck_assert_str_eq(thing.name, "n\xc3\xa9\"\\");
	ck_assert_str_eq(thing.note, "a\nb\t\n");
	ck_assert_int_eq(thing.count, -3);
	ck_assert_int_eq(thing.at.seconds, 1743494336);
	ck_assert_uint_eq(thing.colour, 1);
	buf_init(&out, &memory, 16);
	json_put_record(&out, NULL, &thing_view, &thing);
	ck_assert_str_eq(out.data, text);
	thing.owner_id = "o";
	thing.mean = 4.25;
	thing.secret = thing.hidden = "shh";
	thing.note = "\x01";
	buf_init(&out, &memory, 16);
	json_put_record(&out, NULL, &thing_view, &thing);
	ck_assert_ptr_nonnull(strstr(out.data, "\"owner\":{\"id\":\"o\",\"rank\":null}}"));
	ck_assert_ptr_nonnull(strstr(out.data, "\"mean\":4.2,"));
	ck_assert_ptr_null(strstr(out.data, "shh"));
	ck_assert_ptr_nonnull(strstr(out.data, "\"note\":\"\\u0001\","));
	ck_assert(json_is_strict(out.data, out.length));
}
END_TEST

static const struct {
	const char *text, *fields;	/* the bad ones, in order */
	bool is_form;
	enum decode_mode mode;
} decodings[] = {
	{ "{\"name\":\"ab\"}", "", false, DECODE_CREATE },
	{ "{\"title\":\" ab \"}", "", false, DECODE_CREATE },
	{ "{}", "name ", false, DECODE_CREATE }, { "{}", "name ", false, DECODE_REPLACE },
	{ "{}", "", false, DECODE_CHANGE },
	{ "{\"name\":null}", "name ", false, DECODE_CHANGE },
	{ "{\"name\":\"\"}", "name ", false, DECODE_CHANGE },
	{ "{\"name\":\"a\"}", "name ", false, DECODE_CHANGE },
	{ "{\"name\":\"abcdef\"}", "name ", false, DECODE_CHANGE },
	{ "{\"name\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}", "", false, DECODE_CHANGE },
	{ "{\"name\":\"a\\nb\"}", "name ", false, DECODE_CHANGE },
	{ "{\"name\":12}", "name ", false, DECODE_CHANGE },
	{ "{\"loose\":12}", "", false, DECODE_CHANGE },
	{ "{\"loose\":true}", "loose ", false, DECODE_CHANGE },
	{ "{\"note\":\"a\\r\\n\\tb\"}", "", false, DECODE_CHANGE },
	{ "{\"note\":\"a\\u001bb\"}", "note ", false, DECODE_CHANGE },
	{ "{\"note\":{}}", "note ", false, DECODE_CHANGE },
	{ "{\"count\":-5}", "", false, DECODE_CHANGE },
	{ "{\"count\":-6}", "count ", false, DECODE_CHANGE },
	{ "{\"count\":5000}", "", false, DECODE_CHANGE },
	{ "{\"count\":5001}", "count ", false, DECODE_CHANGE },
	{ "{\"count\":1.5}", "count ", false, DECODE_CHANGE },
	{ "{\"count\":1e3}", "", false, DECODE_CHANGE },
	{ "{\"count\":1e400}", "count ", false, DECODE_CHANGE },
	{ "{\"count\":\"1\"}", "count ", false, DECODE_CHANGE },
	{ "{\"count\":null}", "count ", false, DECODE_CHANGE },
	{ "{\"count\":true}", "count ", false, DECODE_CHANGE },
	{ "{\"open\":1}", "open ", false, DECODE_CHANGE },
	{ "{\"open\":\"true\"}", "open ", false, DECODE_CHANGE },
	{ "{\"at\":\"2025-02-30\"}", "at ", false, DECODE_CHANGE },
	{ "{\"at\":1}", "at ", false, DECODE_CHANGE },
	{ "{\"colour\":\"BLUE\",\"name\":\"ab\"}", "colour ", false, DECODE_CREATE },
	{ "{\"colour\":\"rouge\",\"name\":\"ab\"}", "", false, DECODE_CREATE },
	{ "{\"colour\":\"BLUE\"}", "", false, DECODE_CHANGE },
	{ "{\"colour\":1,\"name\":\"ab\"}", "colour ", false, DECODE_CREATE },
	{ "{\"extra\":[]}", "extra ", false, DECODE_CHANGE },
	{ "{\"extra\":\"{}\"}", "extra ", false, DECODE_CHANGE },
	{ "{\"id\":7,\"mean\":\"x\",\"owner\":3}", "", false, DECODE_CHANGE },
	{ "{\"nope\":1}", "nope ", false, DECODE_CHANGE },
	{ "{\"hidden\":\"x\"}", "hidden ", false, DECODE_CHANGE },
	{ "{\"_x\":1}", "_x ", false, DECODE_CHANGE },
	{ "{\"count\":9999,\"open\":7,\"nope\":1}", "count open nope name ", false, DECODE_CREATE },
	{ "{\"count\":\"12\",\"open\":\"on\",\"extra\":\"{}\",\"_x\":\"\",\"next\":\"\"}", "", true,
	  DECODE_CHANGE },
	{ "{\"count\":\"\"}", "count ", true, DECODE_CHANGE },
	{ "{\"count\":\"0x10\"}", "count ", true, DECODE_CHANGE },
	{ "{\"count\":\"nan\"}", "count ", true, DECODE_CHANGE },
	{ "{\"count\":\"inf\"}", "count ", true, DECODE_CHANGE },
	{ "{\"count\":\" 1\"}", "count ", true, DECODE_CHANGE },
	{ "{\"count\":\"\\t1\"}", "count ", true, DECODE_CHANGE },
	{ "{\"count\":\"1 \"}", "count ", true, DECODE_CHANGE },
	{ "{\"count\":\"1,5\"}", "count ", true, DECODE_CHANGE },
	{ "{\"extra\":\"{\\\"a\\\":1,\\\"a\\\":2}\"}", "extra ", true, DECODE_CHANGE },
	{ "{\"extra\":\"{} x\"}", "extra ", true, DECODE_CHANGE },
	{ "{\"open\":\"maybe\"}", "open ", true, DECODE_CHANGE },
	{ "{\"nope\":\"1\",\"count\":\"\"}", "", true, DECODE_QUERY },
	{ "{\"colours\":\"BLUE\"}", "colours ", true, DECODE_QUERY },
};

START_TEST(every_bad_field_is_named_and_no_good_one)
{
	struct problems problems;
	struct change change;
	struct thing thing;
	enum status rc = decode(decodings[_i].text, decodings[_i].is_form, decodings[_i].mode,
		&thing, &change, &problems);
	struct buf named;

	buf_init(&named, &memory, 64);
	for (const struct problem *p = problems.first; p; p = p->next)
		buf_printf(&named, "%s ", p->field);
	ck_assert_str_eq(named.data, decodings[_i].fields);
	ck_assert_int_eq(rc, *decodings[_i].fields ? ERR_VALIDATION : OK);
}
END_TEST

static const struct {
	const char *literal, *number;	/* NULL: refused */
} wholes[] = {
	{ "0", "0" }, { "-0", "0" }, { "7", "7" }, { "-7", "-7" }, { "1.0", "1" }, { "1e2", "100" },
	{ "1.5e1", "15" }, { "150e-1", "15" },
	{ "0e999999999999", "0" }, { "0.000e5", "0" }, { "100000e-5", "1" }, { "0.0001E+4", "1" },
	{ "9007199254740991", "9007199254740991" }, { "-9007199254740991", "-9007199254740991" },
	{ "9007199254740991.0", "9007199254740991" },
	{ "9.007199254740991e15", "9007199254740991" },
	{ "9007199254740992", NULL }, { "9007199254740993", NULL }, { "-9007199254740993", NULL },
	{ "12345678901234567890", NULL },
	{ "1.5", NULL }, { "1.0000000000000000000000001", NULL }, { "9007199254740990.7", NULL },
	{ "1e-1", NULL }, { "1e16", NULL },
	{ "1e400", NULL }, { "1e-400", NULL }, { "1e99999999999999999999", NULL },
	{ "1e-99999999999999999999", NULL },
	{ "99999999999999999999999999999999999999999999", NULL },
	{ "0.00000000000000000000000000000000001", NULL },
};

START_TEST(a_whole_number_is_read_exactly_or_not_at_all)
{
	static const struct field fields[] = { FIELD(struct thing, count, 0),
		FIELD(struct thing, loose, LOOSE), FIELD(struct thing, extra, 0), { 0 } };
	static const struct record view = { .size = sizeof(struct thing),
		.fields = FIELDS(fields) };
	const char *literal = wholes[_i].literal, *text = arena_printf(&memory,
		"{\"extra\":{\"\\\"1\":[%s,{\"2\":%s}]},\"count\":%s,\"loose\":%s}", literal,
		literal, literal, literal);
	struct problems problems = { .arena = &memory };
	struct thing thing;
	struct change change = { .view = &view, .values = &thing };
	cJSON *object;

	ck_assert_int_eq(json_parse(&memory, text, strlen(text), &object, &problems), OK);
	ck_assert_int_eq(json_decode(&(struct json_in){ &memory, &problems, NULL, DECODE_CHANGE,
		false }, object, &change), wholes[_i].number ? OK : ERR_VALIDATION);
	if (wholes[_i].number)
		ck_assert_str_eq(arena_printf(&memory, "%lld", (long long)thing.count),
			wholes[_i].number);
	else
		ck_assert_str_eq(problems.first->field, "count");
	/* where it isn't a number to us, it is kept as it came */
	ck_assert_str_eq(thing.loose, literal);
	ck_assert_str_eq(thing.extra.json,
		arena_printf(&memory, "{\"\\\"1\":[%s,{\"2\":%s}]}", literal, literal));
}
END_TEST

static const struct {
	const char *sent, *kept;
} breaks[] = {
	{ "a\\r\\nb", "a\nb" }, { "a\\nb", "a\nb" }, { "a\\rb", "a\nb" },
	{ "\\r\\n\\r\\na\\r\\n", "\n\na\n" }, { "a\\r\\r\\nb", "a\n\nb" },
	{ "a\\n\\rb", "a\n\nb" },
};

START_TEST(a_line_break_is_one_character)
{
	struct problems problems;
	struct change change;
	struct thing thing;

	for (int is_form = 0; is_form < 2; is_form++) {
		ck_assert_int_eq(decode(arena_printf(&memory, "{\"note\":\"%s\"}", breaks[_i].sent),
			is_form, DECODE_CHANGE, &thing, &change, &problems), OK);
		ck_assert_str_eq(thing.note, breaks[_i].kept);
	}
}
END_TEST

START_TEST(json_may_begin_with_a_bom)
{
	static const char text[] = "\xef\xbb\xbf{\"count\":17}",
		twice[] = "\xef\xbb\xbf\xef\xbb\xbf{}";
	struct problems problems = { .arena = &memory };
	cJSON *object;

	ck_assert_int_eq(json_parse(&memory, text, strlen(text), &object, &problems), OK);
	ck_assert_str_eq(object->child->valuestring, "17");
	ck_assert_int_eq(json_parse(&memory, twice, strlen(twice), &object, &problems),
		ERR_VALIDATION);
}
END_TEST

START_TEST(what_was_sent_is_known)
{
	struct problems problems;
	struct change change;
	struct thing thing;

	ck_assert_int_eq(decode("{\"note\":null,\"open\":false}", false, DECODE_CHANGE, &thing,
		&change, &problems), OK);
	ck_assert(CHANGED(&change, struct thing, note));
	ck_assert(CHANGED(&change, struct thing, open));
	ck_assert(!CHANGED(&change, struct thing, name));
	ck_assert_int_eq(decode("{\"name\":\"ab\"}", false, DECODE_REPLACE, &thing, &change,
		&problems), OK);
	ck_assert(CHANGED(&change, struct thing, note));
	ck_assert(!CHANGED(&change, struct thing, at));		/* KEEP */
	ck_assert(!CHANGED(&change, struct thing, colour));	/* FIXED */
	ck_assert(!CHANGED(&change, struct thing, id));
	ck_assert(NAMED(&change, struct thing, name));
	ck_assert(!NAMED(&change, struct thing, note));
	change_mark(&change, offsetof(struct thing, note), false);
	change_mark(&change, offsetof(struct thing, at), true);
	ck_assert(!CHANGED(&change, struct thing, note));
	ck_assert(NAMED(&change, struct thing, at));
	ck_assert(NAMED(&change, struct thing, name));
}
END_TEST

START_TEST(a_repeated_parameter_is_a_set)
{
	struct problems problems = { .arena = &memory };
	struct thing thing;
	struct change change = { &thing_view, &thing, 0 };
	cJSON *query;

	json_use_arena(&memory);
	query = cJSON_CreateObject();
	cJSON_AddStringToObject(query, "colours", "red");
	cJSON_AddStringToObject(query, "colours", "GREEN");
	ck_assert_int_eq(json_decode(&(struct json_in){ &memory, &problems, NULL, DECODE_QUERY,
		true }, query, &change), OK);
	ck_assert_uint_eq(thing.colours, 1 << 1 | 1 << 2);
}
END_TEST

START_TEST(metadata_has_bounds_of_its_own)
{
	struct problems problems;
	struct change change;
	struct thing thing;

	for (int levels = 15; levels <= 17; levels++) {
		struct buf text;

		buf_init(&text, &memory, 1024);
		buf_puts(&text, "{\"extra\":");
		for (int i = 0; i < levels; i++)
			buf_puts(&text, "{\"a\":");
		buf_puts(&text, "1}");
		for (int i = 0; i < levels; i++)
			buf_putc(&text, '}');
		ck_assert_int_eq(decode(text.data, false, DECODE_CHANGE, &thing, &change,
			&problems), levels > 16 ? ERR_VALIDATION : OK);
	}
	ck_assert_int_eq(decode(arena_printf(&memory, "{\"extra\":{\"a\":\"%032760d\"}}", 0), false,
		DECODE_CHANGE, &thing, &change, &problems), OK);
	ck_assert_int_eq(decode(arena_printf(&memory, "{\"extra\":{\"a\":\"%032761d\"}}", 0), false,
		DECODE_CHANGE, &thing, &change, &problems), ERR_VALIDATION);
}
END_TEST

/* A list of texts. */
struct tagged {
	struct texts tags;
};
static const struct field tagged_fields[] = { FIELD(struct tagged, tags, 0, .max = 5, .most = 3),
	{ 0 } };
static const struct record tagged_view = {
	.size = sizeof(struct tagged), .fields = FIELDS(tagged_fields),
};

static const struct {
	const char *text, *tags, *problem;
	bool is_form;
} lists[] = {
	{ "{\"tags\":[\" a \",\"b\\\"\",\"a\"]}", "{\"tags\":[\"a\",\"b\\\"\",\"a\"]}", NULL,
	  false },
	{ "{\"tags\":[]}", "{\"tags\":[]}", NULL, false },
	{ "{\"tags\":null}", "{\"tags\":[]}", NULL, false },
	{ "{}", "{\"tags\":[]}", NULL, false },
	{ "{\"tags\":\"a\"}", NULL, "must be a list of texts", false },
	{ "{\"tags\":[\"a\",1]}", NULL, "must be a text", false },
	{ "{\"tags\":[\"a\",null]}", NULL, "must be a text", false },
	{ "{\"tags\":[[\"a\"]]}", NULL, "must be a text", false },
	{ "{\"tags\":[\"a\",\" \"]}", NULL, "must have no empty text in it", false },
	{ "{\"tags\":[\"\"]}", NULL, "must have no empty text in it", false },
	{ "{\"tags\":[\"abcdef\"]}", NULL, "must have at most 5 characters", false },
	{ "{\"tags\":[\"a\\nb\"]}", NULL, "must be one line without control characters", false },
	{ "{\"tags\":[\"1\",\"2\",\"3\",\"4\"]}", NULL, "must have at most 3 texts", false },
	{ "{\"tags\":\"a b\"}", "{\"tags\":[\"a b\"]}", NULL, true },
	{ "{\"tags\":\"\"}", "{\"tags\":[]}", NULL, true },
};

START_TEST(a_list_of_texts_is_read_and_written)
{
	struct problems problems = { .arena = &memory };
	struct tagged tagged;
	struct change change = { &tagged_view, &tagged, 0 };
	cJSON *object;
	struct buf out;

	ck_assert_int_eq(json_parse(&memory, lists[_i].text, strlen(lists[_i].text), &object,
		&problems), OK);
	json_decode(&(struct json_in){ &memory, &problems, NULL, DECODE_CREATE, lists[_i].is_form },
		object, &change);
	if (lists[_i].problem) {
		ck_assert_int_eq(problems.count, 1);
		ck_assert_str_eq(problems.first->field, "tags");
		ck_assert_str_eq(problems.first->message, lists[_i].problem);
		return;
	}
	ck_assert_int_eq(problems.count, 0);
	buf_init(&out, &memory, 16);
	json_put_record(&out, NULL, &tagged_view, &tagged);
	ck_assert_str_eq(out.data, lists[_i].tags);
}
END_TEST

/* What others write: a book of Google's, one of Open Library's. */
struct foreign {
	const char *title, *author, *cover, *id;
	struct texts authors, subjects;
	int64_t pages;
};
static const struct field foreign_fields[] = {
	FIELD_AS(struct foreign, title, "volumeInfo.title", 0, .max = 20, .also = { "title" }),
	FIELD_AS(struct foreign, author, "volumeInfo.authors[]", 0,
		.also = { "authors[1].name", "authors[].name" }),
	FIELD_AS(struct foreign, authors, "volumeInfo.authors", 0,
		.also = { "authors[].name", "by" }),
	FIELD_AS(struct foreign, subjects, "subjects[].names[]", 0, .most = 3),
	FIELD_AS(struct foreign, pages, "volumeInfo.pageCount", 0, .min = 1, .also = { "pages" }),
	FIELD_AS(struct foreign, cover, "covers[0]", LOOSE),
	FIELD_AS(struct foreign, id, "[1].id", LOOSE),
	{ 0 }
};
static const struct record foreign_view = {
	.size = sizeof(struct foreign), .fields = FIELDS(foreign_fields),
};

static const struct {
	const char *text, *read;	/* title, author, authors, subjects, pages, cover, id */
} foreigners[] = {
	{ "{\"volumeInfo\":{\"title\":\"Mr Fox\",\"authors\":[\"Dahl\",\"Blake\"],"
	  "\"pageCount\":96}}",
	  "Mr Fox|Dahl|Dahl,Blake,||96|-|-" },
	{ "{\"title\":\"Mr Fox\",\"authors\":[{\"name\":\"Dahl\"},{\"name\":\"Blake\"}],"
	  "\"pages\":96.0,\"covers\":[-1,2]}",
	  "Mr Fox|Blake|Dahl,Blake,||96|-1|-" },
	{ "{\"title\":\"Mr Fox\",\"authors\":[{\"name\":\"Dahl\"}],\"by\":\"Blake\"}",
	  "Mr Fox|Dahl|Dahl,||-|-|-" },
	{ "{\"by\":\"Blake\"}", "-|-|Blake,||-|-|-" },
	{ "{\"volumeInfo\":{\"title\":\"A title that is too long\"},\"title\":\"Short\"}",
	  "Short|-|||-|-|-" },
	{ "{\"volumeInfo\":{\"title\":7,\"authors\":{\"0\":\"a\"},\"pageCount\":0}}",
	  "-|-|||-|-|-" },
	{ "{\"volumeInfo\":null,\"authors\":\"Dahl\",\"pages\":\"96\",\"covers\":[null]}",
	  "-|-|||-|-|-" },
	{ "{\"volumeInfo\":[{\"title\":\"a\"}],\"authors\":[null,7,"
	  "\"a\",{\"name\":null},{\"name\":\"Dahl\"}]}",
	  "-|Dahl|Dahl,||-|-|-" },
	{ "{\"subjects\":[{\"names\":[\"a\",\"\",\"b\"]},{},{\"names\":[\"c\",\"d\"]}]}",
	  "-|-||a,b,c,|-|-|-" },
	{ "[{\"id\":1},{\"id\":12345678901234567890}]", "-|-|||-|-|12345678901234567890" },
	{ "[0,{\"id\":\"\"}]", "-|-|||-|-|-" },
	{ "{\"volumeInfo\":{\"title\":\" \"},\"title\":\"Short\"}", "Short|-|||-|-|-" },
	{ "[]", "-|-|||-|-|-" }, { "7", "-|-|||-|-|-" }, { "-7.5e3", "-|-|||-|-|-" },
	{ "{}", "-|-|||-|-|-" },
	{ "{\"volumeInfo.title\":\"a\",\"Title\":\"b\"}", "-|-|||-|-|-" },
};

static void
put_list(struct buf *out, const struct texts *all)
{
	for (int i = 0; i < all->count; i++)
		buf_printf(out, "%s,", all->list[i]);
	buf_putc(out, '|');
}

START_TEST(what_others_write_is_read_by_paths)
{
	const size_t size = strlen(foreigners[_i].text);
	char *exact = malloc(size);	/* no room behind it: a read too far is seen */
	struct foreign read;
	struct buf out;

	memcpy(exact, foreigners[_i].text, size);
	json_read_foreign(&memory, json_tree(&memory, exact, size), &foreign_view, &read);
	free(exact);
	buf_init(&out, &memory, 100);
	buf_printf(&out, "%s|%s|", read.title ? read.title : "-", read.author ? read.author : "-");
	put_list(&out, &read.authors);
	put_list(&out, &read.subjects);
	buf_printf(&out, "%s|%s|%s",
		read.pages == INT_NONE ? "-" : arena_printf(&memory, "%d", (int)read.pages),
		read.cover ? read.cover : "-", read.id ? read.id : "-");
	ck_assert_str_eq(out.data, foreigners[_i].read);
}
END_TEST

/* RFC 7396, appendix A, as far as it is about objects, and what numbers are. */
static const struct {
	const char *object, *patch, *result;
} merges[] = {
	{ "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
	{ "{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}" },
	{ "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
	{ "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}" },
	{ "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
	{ "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
	{ "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}" },
	{ "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
	{ "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
	{ "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}" },
	{ "{\"a\":1,\"A\":2}", "{\"A\":null}", "{\"a\":1}" },
	{ "{\"a\":1.50,\"b\":{\"c\":1E400}}", "{\"b\":{\"d\":[-0,12345678901234567890]}}",
	  "{\"a\":1.50,\"b\":{\"c\":1E400,\"d\":[-0,12345678901234567890]}}" },
};

START_TEST(a_patch_is_merged_into_an_object)
{
	ck_assert_str_eq(json_merge(&memory, merges[_i].object, merges[_i].patch),
		merges[_i].result);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("json");
	TCase *tc = tcase_create("json");

	tcase_add_loop_test(tc, only_strict_json_passes, 0, COUNT(texts));
	tcase_add_test(tc, thirty_two_levels_are_the_most);
	tcase_add_loop_test(tc, an_object_has_each_key_once_at_any_depth, 0, COUNT(objects));
	tcase_add_test(tc, a_thousand_keys_are_enough);
	tcase_add_test(tc, a_record_of_every_type_comes_back);
	tcase_add_loop_test(tc, every_bad_field_is_named_and_no_good_one, 0, COUNT(decodings));
	tcase_add_loop_test(tc, a_whole_number_is_read_exactly_or_not_at_all, 0, COUNT(wholes));
	tcase_add_loop_test(tc, a_line_break_is_one_character, 0, COUNT(breaks));
	tcase_add_test(tc, json_may_begin_with_a_bom);
	tcase_add_test(tc, what_was_sent_is_known);
	tcase_add_test(tc, a_repeated_parameter_is_a_set);
	tcase_add_test(tc, metadata_has_bounds_of_its_own);
	tcase_add_loop_test(tc, a_list_of_texts_is_read_and_written, 0, COUNT(lists));
	tcase_add_loop_test(tc, what_others_write_is_read_by_paths, 0, COUNT(foreigners));
	tcase_add_loop_test(tc, a_patch_is_merged_into_an_object, 0, COUNT(merges));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
