/* lib/http/shapes, and how views say that a value is written otherwise (struct shape in json.h). */
#include "client.h"
#include "json.h"
#include "shapes.h"

#include <string.h>

static struct arena memory = { .limit = 64 << 20 };

/* A value of each kind that has a shape of its own, and some without one. */
struct thing {
	struct timestamp at;
	struct day day;
	const char *text, *id, *date, *plain, *owner;
	int64_t number;
	double mean;
	struct halves stars;
	word status, kind;
	struct object extra;
	bool open;
};

enum { WANTED = 1, BEGUN, DONE, RESTING };

static const struct word_name statuses[] = {
	{ "WANTED", WANTED }, { "BEGUN", BEGUN }, { "DONE", DONE }, { "BEGUN", RESTING },
	{ NULL, 0 }
};
static const struct word_name kinds[] = { { "A", 1 }, { "B", 2 }, { "b", 1 }, { NULL, 0 } };

/* The word for the status and the kind, as one: "DONE-A". */
static void
put_both(struct buf *buf, const struct links *links, const struct field *field, const void *record)
{
	const struct thing *thing = record;

	(void)links;
	(void)field;
	buf_printf(buf, "\"%s-%s\"", thing->status ? word_text(statuses, thing->status) : "",
		thing->kind ? word_text(kinds, thing->kind) : "");
}

static const struct shape shape_both = { .put = put_both };

/* A member of the object. */
static void
put_part(struct buf *buf, const struct links *links, const struct field *field, const void *record)
{
	const struct thing *thing = record;
	const char *text = thing->extra.json;
	const cJSON *tree = text ? json_tree(buf->arena, text, strlen(text)) : NULL;
	const char *part = cJSON_GetStringValue(cJSON_GetObjectItem(tree, field->name));

	(void)links;
	buf_puts(buf, part ? arena_printf(buf->arena, "\"%s\"", part) : "null");
}

static bool
take_part(const struct json_in *in, const cJSON *item, const struct field *field, void *record)
{
	struct thing *thing = record;
	const char *text = cJSON_GetStringValue(item), *before = thing->extra.json;
	const char *part = arena_printf(in->arena, text ? "{\"%s\":\"%s\"}" : "{\"%s\":null}",
		field->name, text);

	thing->extra.json = before ? json_merge(in->arena, before, part) : part;
	return true;
}

static const struct shape shape_part = { put_part, take_part };

static const struct field shaped_fields[] = {
	FIELD(struct thing, at, KEEP | SHAPED, .shape = &shape_bare_time),
	FIELD(struct thing, day, SHAPED, .shape = &shape_bare_time),
	FIELD(struct thing, text, SHAPED, .shape = &shape_empty_text),
	FIELD(struct thing, id, SHAPED | LOOSE, .shape = &shape_digits),
	FIELD(struct thing, date, SHAPED, .shape = &shape_instant, .max = 10),
	FIELD(struct thing, number, SHAPED, .shape = &shape_zero, .min = 1, .max = 99),
	FIELD(struct thing, mean, READONLY | SHAPED, .shape = &shape_zero),
	FIELD(struct thing, stars, SHAPED, .shape = &shape_whole_stars, .min = 1, .max = 10),
	FIELD(struct thing, status, KEEP | NOT_NULL, .words = statuses),
	FIELD_AS(struct thing, extra, "a", KEEP | SHAPED, .shape = &shape_part),
	{ 0 }
};
static const struct record shaped = {
	.size = sizeof(struct thing), .fields = FIELDS(shaped_fields),
};

static void
clear(struct thing *thing)
{
	record_clear(&shaped, thing);
	json_use_arena(&memory);
}

static const char *
written(const struct record *view, const struct thing *thing)
{
	struct buf out;

	buf_init(&out, &memory, 200);
	json_put_record(&out, NULL, view, thing);
	return out.data;
}

START_TEST(what_there_is_none_of_is_written_by_its_shape)
{
	struct thing thing;

	clear(&thing);
	ck_assert_str_eq(written(&shaped, &thing), "{\"at\":null,\"day\":null,\"text\":\"\","
		"\"id\":null,\"date\":null,\"number\":0,\"mean\":0,\"stars\":null,\"status\":null,"
		"\"a\":null}");
}
END_TEST

static const struct field plain_fields[] = {
	FIELD(struct thing, at, 0), FIELD(struct thing, day, 0), FIELD(struct thing, text, 0),
	FIELD(struct thing, id, 0), FIELD(struct thing, date, 0), FIELD(struct thing, number, 0),
	FIELD(struct thing, stars, 0), FIELD(struct thing, status, 0, .words = statuses),
	FIELD(struct thing, extra, 0), { 0 }
};

static const struct {
	/* as `plain` and the shapes write it; `kept` NULL: why it is refused */
	const char *sent, *kept, *shown;
	bool is_lax;
} values[] = {
	{ "\"at\":\"2025-03-26T14:20:23\"", "\"at\":\"2025-03-26T14:20:23Z\"",
	  "\"at\":\"2025-03-26T14:20:23\"" },
	{ "\"at\":\"2025-03-26T14:20:23.123456\"", "\"at\":\"2025-03-26T14:20:23Z\"",
	  "\"at\":\"2025-03-26T14:20:23\"" },
	{ "\"at\":\"2025-03-26T14:20:23Z\"", "\"at\":\"2025-03-26T14:20:23Z\"",
	  "\"at\":\"2025-03-26T14:20:23\"" },
	{ "\"at\":\"2025-03-26T14:20:23+02:00\"", "\"at\":\"2025-03-26T12:20:23Z\"",
	  "\"at\":\"2025-03-26T12:20:23\"" },
	{ "\"day\":\"2025-03-26\"", "\"day\":\"2025-03-26T00:00:00Z\"",
	  "\"day\":\"2025-03-26T00:00:00\"" },
	{ "\"day\":null", "\"day\":null", "\"day\":null" },
	{ "\"at\":\"2025-02-30T00:00:00\"", NULL, "must be a time or a date" },
	{ "\"at\":\"2025-03-26T14:20\"", NULL, "must be a time or a date" },
	{ "\"at\":7", NULL, "must be a time or a date" },
	{ "\"text\":\"a\"", "\"text\":\"a\"", "\"text\":\"a\"" },
	{ "\"text\":null", "\"text\":null", "\"text\":\"\"" },
	{ "\"text\":7", NULL, "must be a text" },
	{ "\"id\":27205", "\"id\":\"27205\"", "\"id\":27205" },
	{ "\"id\":\"27205\"", "\"id\":\"27205\"", "\"id\":27205" },
	{ "\"id\":\"0027\"", "\"id\":\"27\"", "\"id\":27" },
	{ "\"id\":0", "\"id\":\"0\"", "\"id\":0" },
	{ "\"id\":\"movie/27205\"", NULL, "must be a whole number" },
	{ "\"id\":1.5", NULL, "must be a whole number" },
	{ "\"id\":-1", NULL, "must be a whole number" },
	{ "\"id\":true", NULL, "must be a whole number" },
	{ "\"id\":1234567890123456", NULL, "must be a whole number" },
	{ "\"date\":\"1927\"", "\"date\":\"1927\"", "\"date\":\"1927-01-01T00:00:00.000Z\"" },
	{ "\"date\":\"1927-05\"", "\"date\":\"1927-05\"", "\"date\":\"1927-05-01T00:00:00.000Z\"" },
	{ "\"date\":\"1927-05-07T00:00:00.000Z\"", "\"date\":\"1927-05-07\"",
	  "\"date\":\"1927-05-07T00:00:00.000Z\"" },
	{ "\"date\":\"1927-05-07 soon\"", NULL, "must have at most 10 characters" },
	{ "\"number\":0", "\"number\":null", "\"number\":0" },
	{ "\"number\":0.0", "\"number\":null", "\"number\":0" },
	{ "\"number\":7", "\"number\":7", "\"number\":7" },
	{ "\"number\":\"7\"", "\"number\":7", "\"number\":7", true },
	{ "\"number\":\"0\"", "\"number\":null", "\"number\":0", true },
	{ "\"number\":\"7\"", NULL, "must be a whole number" },
	{ "\"number\":\"seven\"", NULL, "must be a whole number", true },
	{ "\"number\":-7", NULL, "must be from 1 to 99" },
	{ "\"stars\":5", "\"stars\":5", "\"stars\":5" },
	{ "\"stars\":1", "\"stars\":1", "\"stars\":1" },
	{ "\"stars\":\"4\"", "\"stars\":4", "\"stars\":4", true },
	{ "\"stars\":null", "\"stars\":null", "\"stars\":null" },
	{ "\"stars\":0", NULL, "must be from 1 to 5" },
	{ "\"stars\":6", NULL, "must be from 1 to 5" },
	{ "\"stars\":4.5", NULL, "must be a whole number" },
	{ "\"status\":\"begun\"", "\"status\":\"BEGUN\"", "\"status\":\"BEGUN\"" },
	{ "\"status\":\"RESTING\"", NULL, "must be one of WANTED, BEGUN, DONE." },
	{ "\"a\":\"x\"", "\"extra\":{\"a\":\"x\"}", "\"a\":\"x\"" },
};

static enum status
decode(const char *text, const struct json_in *how, struct thing *thing, struct change *change)
{
	struct json_in in = *how;
	cJSON *object = NULL;

	in.arena = &memory;
	*in.problems = (struct problems){ .arena = &memory };
	*change = (struct change){ &shaped, thing, 0 };
	ck_assert_int_eq(json_parse(&memory, text, strlen(text), &object, in.problems), OK);
	return json_decode(&in, object, change);
}

START_TEST(what_is_sent_is_read_by_its_shape)
{
	static const struct record plain = {
		.size = sizeof(struct thing), .fields = FIELDS(plain_fields),
	};
	struct problems problems;
	struct change change;
	struct thing thing;
	enum status rc = decode(arena_printf(&memory, "{%s}", values[_i].sent), &(struct json_in){
		.problems = &problems, .mode = DECODE_CHANGE, .is_lax = values[_i].is_lax },
		&thing, &change);

	if (!values[_i].kept) {
		ck_assert_int_eq(rc, ERR_VALIDATION);
		ck_assert_str_eq(strncmp(arena_printf(&memory, "%s.", problems.first->message),
			values[_i].shown, strlen(values[_i].shown)) ? problems.first->message : "",
			"");
		return;
	}
	ck_assert_int_eq(rc, OK);
	ck_assert_msg(strstr(written(&plain, &thing), values[_i].kept) != NULL, "%s",
		written(&plain, &thing));
	ck_assert_msg(strstr(written(&shaped, &thing), values[_i].shown) != NULL, "%s",
		written(&shaped, &thing));
}
END_TEST

static const struct {
	const char *stored, *shown;
} ids[] = {
	{ "movie/27205", "27205" }, { "tv/1396", "1396" }, { "tt0137523", "137523" },
	{ "OL45804W", "null" }, { "abc", "null" }, { "0", "0" }, { "x000", "0" },
	{ "9780140328721", "9780140328721" }, { "123456789012345", "123456789012345" },
	{ "1234567890123456", "null" }, { "a0000000000000000000007", "7" }, { "", "null" },
};

START_TEST(a_text_is_shown_by_the_digits_at_its_end)
{
	struct thing thing;

	clear(&thing);
	thing.id = ids[_i].stored;
	ck_assert_ptr_nonnull(strstr(written(&shaped, &thing),
		arena_printf(&memory, "\"id\":%s,", ids[_i].shown)));
}
END_TEST

/* What is there that this view can't say. */
static struct thing
hidden_from_view(void)
{
	struct thing thing;

	clear(&thing);
	thing.day.seconds = 1743494336;
	thing.text = "a";
	thing.id = "movie/27205";
	thing.date = "1927";
	thing.stars.count = 9;
	thing.status = RESTING;
	thing.extra.json = "{\"a\":\"x\",\"c\":1}";
	return thing;
}

static const struct {
	const char *sent, *left;	/* the fields that stay sent */
} resent[] = {
	{ "{\"day\":\"2025-04-01T07:58:56\",\"text\":\"a\",\"id\":27205,\"stars\":5,"
	  "\"date\":\"1927-01-01T00:00:00.000Z\",\"number\":0,\"status\":\"BEGUN\",\"a\":\"x\"}",
	  "" },
	{ "{\"status\":\"begun\"}", "" },
	{ "{\"status\":\"DONE\"}", "status " }, { "{\"status\":\"WANTED\"}", "status " },
	{ "{\"stars\":4}", "stars " }, { "{\"stars\":null}", "stars " }, { "{\"id\":7}", "id " },
	{ "{\"date\":\"1927-01-02T00:00:00.000Z\"}", "date " }, { "{\"date\":\"1927-01\"}", "" },
	{ "{\"day\":\"2025-04-01\"}", "day " }, { "{\"text\":null}", "text " },
	{ "{\"a\":\"x\"}", "" }, { "{\"a\":null}", "a " },
};

START_TEST(what_is_sent_back_as_shown_is_no_change)
{
	const struct thing before = hidden_from_view();
	struct problems problems;
	struct change change;
	struct thing thing;
	struct buf left;

	ck_assert_int_eq(decode(resent[_i].sent, &(struct json_in){ .problems = &problems,
		.mode = DECODE_CHANGE }, &thing, &change), OK);
	change_keep_shown(&memory, &change, &before);
	buf_init(&left, &memory, 50);
	for (int i = 0; shaped_fields[i].name; i++)
		if (change.sent >> i & 1)
			buf_printf(&left, "%s ", shaped_fields[i].name);
	ck_assert_str_eq(left.data, resent[_i].left);
	ck_assert_uint_eq(change.sent, change.named);
}
END_TEST

/* PUT of what GET answered, and of nothing. */
START_TEST(a_whole_record_sent_back_changes_nothing)
{
	const struct thing before = hidden_from_view();
	struct thing after = before, thing;
	struct problems problems;
	struct change change;

	ck_assert_int_eq(decode(written(&shaped, &before), &(struct json_in){
		.problems = &problems, .mode = DECODE_REPLACE, .empty = EMPTY_IS_NULL },
		&thing, &change), OK);
	ck_assert_uint_ne(change.sent, 0);
	change_keep_shown(&memory, &change, &before);
	ck_assert_uint_eq(change.sent, 0);
	change_apply(&change, &after);
	ck_assert_mem_eq(&after, &before, sizeof(after));
	ck_assert_int_eq(decode("{}", &(struct json_in){ .problems = &problems,
		.mode = DECODE_REPLACE }, &thing, &change), OK);
	change_keep_shown(&memory, &change, &before);
	ck_assert(CHANGED(&change, struct thing, day));
	ck_assert(CHANGED(&change, struct thing, stars));
	ck_assert(!CHANGED(&change, struct thing, number));	/* there is none */
	ck_assert(!CHANGED(&change, struct thing, status));	/* KEEP */
}
END_TEST

/* A field whose looks follow from others', too, is compared for itself. */
START_TEST(each_field_is_compared_alone)
{
	static const struct field fields[] = {
		FIELD(struct thing, status, SHAPED, .shape = &shape_both, .words = statuses),
		FIELD(struct thing, kind, 0, .words = kinds), { 0 }
	};
	static const struct record view = {
		.size = sizeof(struct thing), .fields = FIELDS(fields)
	};
	struct thing before = { .status = RESTING, .kind = 1 };
	struct thing sent = { .status = BEGUN, .kind = 2 };
	struct change change = { .view = &view, .values = &sent, .sent = 3, .named = 3 };

	ck_assert_str_eq(written(&view, &before), "{\"status\":\"BEGUN-A\",\"kind\":\"A\"}");
	change_keep_shown(&memory, &change, &before);
	ck_assert(!CHANGED(&change, struct thing, status));
	ck_assert(CHANGED(&change, struct thing, kind));
}
END_TEST

START_TEST(shapes_and_other_flags_go_together)
{
	static const struct field fields[] = {
		FIELD(struct thing, plain, OPTIONAL),
		FIELD(struct thing, text, OPTIONAL | SHAPED, .shape = &shape_empty_text),
		FIELD(struct thing, id, HIDDEN | SHAPED, .shape = &shape_digits),
		FIELD_AS(struct thing, owner, "id", READONLY | NULLABLE | SHAPED, .group = "owner",
			.shape = &shape_digits),
		FIELD_AS(struct thing, number, "rank", READONLY | SHAPED, .group = "owner",
			.shape = &shape_zero),
		FIELD_AS(struct thing, text, "secret", SECRET | SHAPED, .group = "owner",
			.shape = &shape_empty_text),
		FIELD(struct thing, open, OPTIONAL),
		{ 0 }
	};
	static const struct record view = {
		.size = sizeof(struct thing), .fields = FIELDS(fields)
	};
	struct thing thing;

	clear(&thing);
	thing.id = "7";
	ck_assert_str_eq(written(&view, &thing), "{\"owner\":null}");
	thing.owner = "user/12";
	ck_assert_str_eq(written(&view, &thing), "{\"owner\":{\"id\":12,\"rank\":0}}");
	thing.plain = thing.text = "a";
	thing.open = true;
	ck_assert_str_eq(written(&view, &thing), "{\"plain\":\"a\",\"text\":\"a\","
		"\"owner\":{\"id\":12,\"rank\":0},\"open\":true}");
}
END_TEST

/* Without shapes the same view is written as its types say, byte by byte. */
START_TEST(a_view_without_shapes_is_written_as_ever)
{
	static const struct field fields[] = {
		FIELD(struct thing, at, OPTIONAL), FIELD(struct thing, plain, HIDDEN),
		FIELD(struct thing, text, OPTIONAL), FIELD(struct thing, id, 0),
		FIELD_AS(struct thing, owner, "id", NULLABLE, .group = "owner"),
		FIELD_AS(struct thing, plain, "secret", SECRET, .group = "owner"),
		FIELD_AS(struct thing, number, "rank", 0, .group = "owner"),
		FIELD(struct thing, stars, 0), FIELD(struct thing, mean, 0),
		FIELD(struct thing, status, 0, .words = statuses), FIELD(struct thing, extra, 0),
		FIELD(struct thing, open, OPTIONAL), { 0 }
	};
	static const struct record view = {
		.size = sizeof(struct thing), .fields = FIELDS(fields)
	};
	struct thing thing;

	clear(&thing);
	thing.plain = "shh";
	ck_assert_str_eq(written(&view, &thing), "{\"id\":null,\"owner\":null,\"stars\":null,"
		"\"mean\":null,\"status\":null,\"extra\":{}}");
	thing.at.seconds = 1743494336;
	thing.text = thing.id = "a\"b\n";
	thing.owner = "o";
	thing.stars.count = 9;
	thing.mean = 4.25;
	thing.status = RESTING;
	thing.extra.json = "{\"a\":[1]}";
	thing.open = true;
	ck_assert_str_eq(written(&view, &thing), "{\"at\":\"2025-04-01T07:58:56Z\","
		"\"text\":\"a\\\"b\\n\",\"id\":\"a\\\"b\\n\","
		"\"owner\":{\"id\":\"o\",\"rank\":null},"
		"\"stars\":4.5,\"mean\":4.2,\"status\":\"BEGUN\",\"extra\":{\"a\":[1]},"
		"\"open\":true}");
}
END_TEST

/* How frameworks read what ours refuses: unknown members, numbers as texts, "" in two ways. */
static const struct {
	const char *sent, *problems;
	struct json_in in;
} readings[] = {
	{ "{\"nope\":1}", "nope is not known here; ", { .mode = DECODE_CHANGE } },
	{ "{\"nope\":1}", "", { .mode = DECODE_CHANGE, .is_lax = true } },
	{ "{\"text\":\"\"}", "", { .mode = DECODE_CHANGE } },
	{ "{\"status\":\"\"}", "status must be one of WANTED, BEGUN, DONE; ",
	  { .mode = DECODE_CHANGE } },
	{ "{\"status\":\"\"}", "status must not be empty; ",
	  { .mode = DECODE_CHANGE, .empty = EMPTY_IS_NULL } },
	{ "{\"status\":\"\",\"at\":\"\",\"day\":\"\",\"number\":\"\",\"stars\":\"\",\"id\":\"\"}",
	  "", { .mode = DECODE_CHANGE, .empty = EMPTY_IS_UNSENT } },
	{ "{\"status\":null,\"at\":null,\"day\":null,\"text\":null,\"a\":null}", "",
	  { .mode = DECODE_CHANGE, .empty = EMPTY_IS_UNSENT } },
	{ "{\"day\":\"\",\"number\":\"\",\"stars\":\"\",\"id\":\"\",\"a\":\"\"}", "",
	  { .mode = DECODE_CHANGE, .empty = EMPTY_IS_NULL } },
};

START_TEST(a_body_is_read_as_its_door_does)
{
	struct problems problems;
	struct change change;
	struct thing thing;
	struct json_in in = readings[_i].in;
	struct buf found;

	in.problems = &problems;
	decode(readings[_i].sent, &in, &thing, &change);
	buf_init(&found, &memory, 50);
	for (const struct problem *p = problems.first; p; p = p->next)
		buf_printf(&found, "%s %s; ", p->field, p->message);
	ck_assert_str_eq(found.data, readings[_i].problems);
	if (in.empty == EMPTY_IS_UNSENT)
		ck_assert_uint_eq(change.sent, 0);
}
END_TEST

/* What is sent empty isn't sent: so it isn't there where it must be. */
START_TEST(an_empty_text_may_be_as_if_it_were_not_there)
{
	static const struct field fields[] = { FIELD(struct thing, text, REQUIRED),
		FIELD(struct thing, plain, 0), { 0 } };
	static const struct record view = {
		.size = sizeof(struct thing), .fields = FIELDS(fields)
	};
	static const char *const messages[] = {
		[EMPTY_IS_TEXT] = "must not be empty", [EMPTY_IS_NULL] = "must not be empty",
		[EMPTY_IS_UNSENT] = "is required",
	};

	for (enum empty empty = EMPTY_IS_TEXT; empty <= EMPTY_IS_UNSENT; empty++) {
		static const char text[] = "{\"text\":\"\",\"plain\":\"\"}";
		struct problems problems = { .arena = &memory };
		struct thing thing;
		struct change change = { .view = &view, .values = &thing };
		cJSON *object;

		ck_assert_int_eq(json_parse(&memory, text, strlen(text), &object, &problems), OK);
		ck_assert_int_eq(json_decode(&(struct json_in){ .arena = &memory,
			.problems = &problems, .empty = empty }, object, &change), ERR_VALIDATION);
		ck_assert_str_eq(problems.first->message, messages[empty]);
		ck_assert_int_eq(thing.plain != NULL, empty == EMPTY_IS_TEXT);
		ck_assert_int_eq(CHANGED(&change, struct thing, plain), empty != EMPTY_IS_UNSENT);
	}
}
END_TEST

/* A text that "" empties where everything else that is empty isn't sent. */
START_TEST(a_text_may_be_emptied_all_the_same)
{
	static const struct field fields[] = {
		FIELD(struct thing, text, SHAPED, .shape = &shape_emptied_text),
		FIELD(struct thing, plain, 0), { 0 } };
	static const struct record view = {
		.size = sizeof(struct thing), .fields = FIELDS(fields)
	};
	static const char *const sent[] = { "\"\"", "null", "\"x\"" };

	for (int i = 0; i < 3; i++) {
		const char *text = arena_printf(&memory, "{\"text\":%s,\"plain\":\"\"}", sent[i]);
		struct problems problems = { .arena = &memory };
		struct thing thing;
		struct change change = { .view = &view, .values = &thing };
		cJSON *object;

		ck_assert_int_eq(json_parse(&memory, text, strlen(text), &object, &problems), OK);
		ck_assert_int_eq(json_decode(&(struct json_in){ .arena = &memory,
			.problems = &problems, .mode = DECODE_CHANGE, .empty = EMPTY_IS_UNSENT },
			object, &change), OK);
		ck_assert_int_eq(CHANGED(&change, struct thing, text), i != 1);
		ck_assert_int_eq(thing.text != NULL, i == 2);
		ck_assert(!CHANGED(&change, struct thing, plain));
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("shapes");
	TCase *tc = tcase_create("shapes");

	tcase_add_test(tc, what_there_is_none_of_is_written_by_its_shape);
	tcase_add_loop_test(tc, what_is_sent_is_read_by_its_shape, 0, COUNT(values));
	tcase_add_loop_test(tc, a_text_is_shown_by_the_digits_at_its_end, 0, COUNT(ids));
	tcase_add_loop_test(tc, what_is_sent_back_as_shown_is_no_change, 0, COUNT(resent));
	tcase_add_test(tc, a_whole_record_sent_back_changes_nothing);
	tcase_add_test(tc, each_field_is_compared_alone);
	tcase_add_test(tc, shapes_and_other_flags_go_together);
	tcase_add_test(tc, a_view_without_shapes_is_written_as_ever);
	tcase_add_loop_test(tc, a_body_is_read_as_its_door_does, 0, COUNT(readings));
	tcase_add_test(tc, an_empty_text_may_be_as_if_it_were_not_there);
	tcase_add_test(tc, a_text_may_be_emptied_all_the_same);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
