/*
 * lib/import: what each format makes of its samples and of traps (tests/imports/readings.txt), and
 * the words that they share.
 */
#include "client.h"
#include "clock.h"
#include "format.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena memory = { .limit = 256 << 20 };

/* --- reading ---------------------------------------------------------------------------------- */

struct readings {
	const char *asks, *message;	/* of format_recognise, format_read */
	const struct format *format;
	enum status status;
	struct item *items;		/* settled, in the order they were told first */
	int count;
	struct import_place place;
};

struct bytes {
	const char *data;
	size_t size;
};

static int64_t
read_bytes(void *context, uint64_t offset, void *out, size_t size)
{
	const struct bytes *bytes = context;

	if (offset >= bytes->size)
		return 0;
	size = size < bytes->size - offset ? size : bytes->size - offset;
	memcpy(out, bytes->data + offset, size);
	return (int64_t)size;
}

struct taken {
	struct arena *arena;
	struct readings *readings;
};

/* As the engine has it: kept as JSON, joined by key. */
static enum status
take(void *context, const struct item *told, const char *row)
{
	struct taken *taken = context;
	struct readings *readings = taken->readings;
	struct problems problems = { .arena = taken->arena };
	struct item item;
	struct buf text;

	(void)row;
	buf_init(&text, taken->arena, 1000);
	item_put(&text, told);
	ck_assert_int_eq(item_read_json(taken->arena, json_tree(taken->arena, text.data,
		text.length), &problems, &item), OK);
	item.skipped = arena_strdup(taken->arena, told->skipped);
	item.failed = arena_strdup(taken->arena, told->failed);
	for (int i = 0; i < told->remarks.count; i++)
		texts_add(taken->arena, &item.remarks, arena_strdup(taken->arena,
			told->remarks.list[i]));
	for (int i = 0; i < readings->count; i++) {
		if (strcmp(readings->items[i].key, item.key) != 0)
			continue;
		item_merge(taken->arena, &readings->items[i], &item);
		return OK;
	}
	ck_assert_int_lt(readings->count, 1000);
	readings->items[readings->count++] = item;
	return OK;
}

static enum day_order
shown_order(const struct import_options *options, const struct import_place *place)
{
	return options->day_order != ORDER_UNKNOWN ? options->day_order
		: place->is_day_first ? DAY_FIRST : place->is_month_first ? MONTH_FIRST
		: ORDER_UNKNOWN;
}

static struct readings
read_text(struct arena *arena, const char *text, size_t size, const char *name,
	const struct import_options *options)
{
	static const struct import_options none = { { NULL }, ORDER_UNKNOWN };
	struct bytes bytes = { text, size };
	const struct input input = {
		.context = &bytes, .size = size, .name = name, .read = read_bytes,
	};
	struct readings readings = { .items = arena_alloc(arena, 1000 * sizeof(struct item)) };
	struct taken taken = { arena, &readings };
	const struct sink sink = { &taken, take };

	options = options ? options : &none;
	readings.status = format_recognise(arena, &input, &readings.format, &readings.asks,
		&readings.message);
	if (readings.status != OK || (readings.asks && !options->columns.json))
		return readings;
	/* a few at a time, from the place that was kept as text */
	for (int rounds = 0; !readings.place.is_done && readings.status == OK; rounds++) {
		ck_assert_int_lt(rounds, 1000);
		readings.status = format_read(arena, &input, readings.format, options,
			&readings.place, 3, 1000, &sink, &readings.message);
		import_place_read(arena, import_place_text(arena, &readings.place),
			&readings.place);
	}
	for (int i = 0; i < readings.count; i++) {
		item_rate_late(arena, &readings.items[i], &readings.place);
		item_settle(arena, &readings.items[i], shown_order(options, &readings.place));
	}
	return readings;
}

/* --- describing ------------------------------------------------------------------------------- */

static void
put_texts(struct buf *out, const char *before, const struct texts *texts, const char *between)
{
	for (int i = 0; i < texts->count; i++)
		buf_printf(out, "%s%s", i ? between : before, texts->list[i]);
}

static void
put_time(struct buf *out, const char *before, struct timestamp time)
{
	char text[CLOCK_TEXT];

	if (time.seconds == INT_NONE)
		return;
	clock_format(time.seconds, text);
	buf_printf(out, "%s%.10s", before, text);
}

static void
put_rating(struct buf *out, const char *before, struct halves rating, const char *after)
{
	if (rating.count != INT_NONE)
		buf_printf(out, "%s%s%s", before, halves_text(out->arena, rating.count), after);
}

static void
put_series(struct buf *out, const struct item *item)
{
	const char *json = item->metadata.json ? item->metadata.json : "{}";
	const cJSON *series = cJSON_GetObjectItem(json_tree(out->arena, json, strlen(json)),
		"series");
	const cJSON *one = cJSON_IsArray(series) ? series->child : series;

	for (; one; one = cJSON_IsArray(series) ? one->next : NULL) {
		const char *position = cJSON_GetStringValue(cJSON_GetObjectItem(one, "position"));

		buf_printf(out, "; %s", cJSON_GetStringValue(cJSON_GetObjectItem(one, "name")));
		buf_printf(out, "%s%s", position ? " #" : "", position ? position : "");
	}
}

static void
put_reads(struct buf *out, const struct item *item)
{
	const struct item_read *read = item->reads.list;

	for (int i = 0; i < item->reads.count; i++, read++) {
		buf_printf(out, "; %s %s..%s", read->is_finished ? "read" : "begun",
			read->start_date ? read->start_date : "",
			read->end_date ? read->end_date : "");
		put_rating(out, " (", read->rating, ")");
		if (read->note)
			buf_printf(out, " %s", read->note);
	}
}

static const char *
list_name(const struct readings *readings, const char *key)
{
	for (int i = 0; i < readings->count; i++)
		if (!strcmp(readings->items[i].key, key) && readings->items[i].title)
			return readings->items[i].title;
	return "?";
}

static void
put_places(struct buf *out, const struct readings *readings, const struct item *item)
{
	const struct item_place *place = item->places.list;

	for (int i = 0; i < item->places.count; i++, place++) {
		buf_printf(out, "; in %s", list_name(readings, place->list));
		if (place->position != INT_NONE)
			buf_printf(out, ":%lld", (long long)place->position);
		if (place->note)
			buf_printf(out, " (%s)", place->note);
	}
}

static void
put_numbers(struct buf *out, const struct item *item)
{
	if (item->times != INT_NONE)
		buf_printf(out, "; times %lld", (long long)item->times);
	if (item->progress != INT_NONE)
		buf_printf(out, "; progress %lld", (long long)item->progress);
	if (item->length != INT_NONE)
		buf_printf(out, "; of %lld", (long long)item->length);
}

static void
put_shelf(struct buf *out, const struct readings *readings, const struct item *item)
{
	const struct item_copy *copy = item->copies.list;

	put_rating(out, "; rated ", item->rating, "");
	put_reads(out, item);
	put_numbers(out, item);
	put_time(out, "; added ", item->created_at);
	put_texts(out, "; tagged ", &item->tags, ", ");
	for (int i = 0; i < item->copies.count; i++)
		buf_printf(out, "; owned %s", copy[i].format);
	put_places(out, readings, item);
	buf_printf(out, "%s%s", item->note ? "; note " : "", item->note ? item->note : "");
	buf_printf(out, "%s%s", item->review ? "; review " : "", item->review ? item->review : "");
}

/* As readings.txt has it. */
static const char *
describe(struct arena *arena, const struct readings *readings, const struct item *item)
{
	const char *status = word_text(entry_statuses, item->status);
	const char *type = item->is_list ? "LIST" : word_text(media_types, item->type);
	struct buf out;

	buf_init(&out, arena, 500);
	buf_printf(&out, "%s;", item->title ? item->title : "?");
	buf_printf(&out, " %s %s", status ? status : "-", type ? type : "?");
	buf_printf(&out, "%s%s", item->creator ? "; by " : "", item->creator ? item->creator : "");
	buf_printf(&out, "%s%s", item->pub_date ? "; " : "", item->pub_date ? item->pub_date : "");
	buf_printf(&out, "%s%s", item->isbn ? "; isbn " : "", item->isbn ? item->isbn : "");
	put_texts(&out, "; ", &item->ids, " ");
	put_series(&out, item);
	put_shelf(&out, readings, item);
	if (item->skipped)
		buf_printf(&out, "; skipped: %s", item->skipped);
	if (item->failed)
		buf_printf(&out, "; failed: %s", item->failed);
	return out.data;
}

/* Fails unless one of them is described so. */
static void
check_read(struct arena *arena, const struct readings *readings, const char *wanted)
{
	struct buf all;

	buf_init(&all, arena, 10000);
	for (int i = 0; i < readings->count; i++) {
		const char *is = describe(arena, readings, &readings->items[i]);

		if (!strcmp(is, wanted))
			return;
		buf_printf(&all, "\n%s", is);
	}
	ck_abort_msg("there is no\n%s\nbut%s", wanted, all.data);
}

/* --- readings.txt: what must be made of which file -------------------------------------------- */

enum { READINGS = 200 };

static const char *
file_text(const char *file, size_t *size)
{
	char path[200], *text = arena_alloc(&memory, 1 << 20);
	FILE *in;

	snprintf(path, sizeof(path), "tests/imports/%s", file);
	in = fopen(path, "rb");
	if (!in) {	/* (also outside of tests) */
		perror(path);
		exit(EXIT_FAILURE);
	}
	*size = fread(text, 1, (1 << 20) - 1, in);
	fclose(in);
	return text;
}

static struct readings
read_sample(struct arena *arena, const char *file)
{
	size_t size;
	const char *text = file_text(file, &size);

	return read_text(arena, text, size, file, NULL);
}

/* Where the blocks begin, behind their "=== ". */
static int
find_blocks(const char *text, const char *blocks[READINGS])
{
	static const char mark[] = "\n=== ";
	int count = 0;

	while ((text = strstr(text, mark)) != NULL && count < READINGS) {
		text += strlen(mark);
		blocks[count++] = text;
	}
	return count;
}

static int
count_blocks(void)
{
	const char *blocks[READINGS];
	size_t size;

	return find_blocks(file_text("readings.txt", &size), blocks);
}

/* "\r", "\xe9", and "\" before the end of a line for no end. */
static size_t
unescape(const char *text, size_t size, char *out)
{
	const char *end = text + size;
	char *to = out;

	while (text < end) {
		if (text[0] == '\\' && text[1] == 'r' && text[2] == '\n') {
			*to++ = '\r';
			text += 2;
		} else if (text[0] == '\\' && text[1] == 'x') {
			*to++ = (char)(text_hex(text[2]) * 16 + text_hex(text[3]));
			text += 4;
		} else if (text[0] == '\\' && text[1] == '\n') {
			text += 2;
		} else {
			*to++ = *text++;
		}
	}
	return (size_t)(to - out);
}

/* The file of a block: its text, or (where there is none) what is in tests/imports. */
static struct readings
read_block(const char *name, const char *text, size_t size)
{
	char *plain;

	if (!size)
		return read_sample(&memory, name);
	plain = arena_alloc(&memory, size);
	return read_text(&memory, plain, unescape(text, size, plain), name, NULL);
}

/* A title's line, in which "\u23ce" is an end of a line. */
static void
check_line(const struct readings *readings, const char *line, size_t size)
{
	static const char mark[] = "\u23ce";
	struct buf wanted;

	buf_init(&wanted, &memory, size);
	while (size) {
		const bool is_end = size >= strlen(mark) && !memcmp(line, mark, strlen(mark));
		const size_t n = is_end ? strlen(mark) : 1;

		buf_putc(&wanted, is_end ? '\n' : *line);
		line += n;
		size -= n;
	}
	check_read(&memory, readings, wanted.data);
}

START_TEST(a_file_is_read_as_it_should_be)
{
	const char *blocks[READINGS], *text, *line;
	char name[100], format[20];
	struct readings readings;
	size_t size;
	int titles;

	find_blocks(file_text("readings.txt", &size), blocks);
	ck_assert_int_eq(sscanf(blocks[_i], "%99s %19s %d", name, format, &titles), 3);
	text = strchr(blocks[_i], '\n') + 1;
	line = strstr(text - 1, "\n---\n") + 1;
	readings = read_block(name, text, (size_t)(line - text));
	ck_assert_msg(readings.status == OK, "%s: %s", name, readings.message);
	ck_assert_msg(!readings.asks, "%s asks for %s", name, readings.asks);
	ck_assert_str_eq(readings.format->name, format);
	for (line += strlen("---\n"); *line && *line != '\n'; line += size + (line[size] == '\n')) {
		size = strcspn(line, "\n");
		check_line(&readings, line, size);
	}
	ck_assert_msg(readings.count == titles, "%s: %d titles", name, readings.count);
	arena_reset(&memory);
}
END_TEST

static const char *
metadata_of(const struct readings *readings, const char *title, const char *name)
{
	for (int i = 0; i < readings->count; i++) {
		const struct item *item = &readings->items[i];

		if (item->title && !strcmp(item->title, title) && item->metadata.json)
			return cJSON_GetStringValue(cJSON_GetObjectItem(json_tree(&memory,
				item->metadata.json, strlen(item->metadata.json)), name));
	}
	return NULL;
}

static const struct {
	const char *file, *title, *name, *value;
} kept[] = {
	{ "goodreads.csv", "Meditations", "original_year", "180" },
	{ "goodreads.csv", "Meditations", "other_authors",
	  "Martin Hammond, عادل مصطفى, Simone Mooij-Valk" },
	{ "goodreads.csv", "La guerre des Gaules", "original_year", "-50" },
	{ "imdb-ratings.csv", "Amélie", "title_original", "Le fabuleux destin d'Amélie Poulain" },
	{ "storygraph.csv", "1984", "contributors", "Szíjgyártó László (Translator)" },
	{ "storygraph.csv", "The Memory Police", "other_number",
	  "fbdd6b7c-f512-47f2-aa94-d8bf0d5f5175" },
	{ "storygraph.csv", "Always Coming Home", "other_authors",
	  "Todd Barton, Margaret Chodos-Irvine" },
	{ "librarything.tsv", "The Left Hand of Darkness", "other_authors",
	  "David Mitchell, Susan Wood" },
	{ "mangalist.xml", "Berserk", "chapters_read", "330" },
	{ "mangalist.xml", "Berserk", "volumes_read", "37" },
};

START_TEST(what_has_no_column_is_kept)
{
	const struct readings readings = read_sample(&memory, kept[_i].file);
	const char *value = metadata_of(&readings, kept[_i].title, kept[_i].name);

	ck_assert_ptr_nonnull(value);
	ck_assert_str_eq(value, kept[_i].value);
	arena_reset(&memory);
}
END_TEST

/* What a person is told of the only title of a table, or nothing. */
static const struct {
	const char *table, *remark;
} told[] = {
	{ "Title;Author;End;Status\nDune;F;15/4/2020;wishlist\n",
	  "The date 15/4/2020, when it ended, was left out: it isn't finished." },
	{ "Title;Author;End;Status\nDune;F;;wishlist\n", NULL },
	{ "Title;Author;End;Status\nDune;F;15/4/2020;sublime\n", "\"sublime\" is no status "
	  "here: it is one that is finished, with that as a tag." },
	{ "Title;Author;Rating\nDune;F;abc\n", "\"abc\" is no rating: it was left out." },
	{ "Title;Author;Rating\nDune;F;-1\n", "\"-1\" is no rating: it was left out." },
	{ "Title;Author;Rating\nDune;F;101\n",
	  "The rating 101 is more than 100, which should be the most." },
	{ "Title;Author;Rating\nDune;F;-\n", NULL },
	{ "Title;Author;End;Status\nDune;F;;sublime\n", "\"sublime\" is no status here: it is "
	  "one to do, with that as a tag." },
};

START_TEST(a_person_is_told_what_goes)
{
	const struct readings readings = read_text(&memory, told[_i].table, strlen(told[_i].table),
		"x.csv", NULL);

	ck_assert_int_eq(readings.count, 1);
	ck_assert_pstr_eq(readings.items->remarks.count ? readings.items->remarks.list[0] : NULL,
		told[_i].remark);
	arena_reset(&memory);
}
END_TEST

/* --- what is asked for ------------------------------------------------------------------------ */

static const char any_table[] = "Was;Wer;Wann;Punkte;Art\nDune;Herbert;02/03/2020;80;Buch\n";

START_TEST(columns_are_assigned_by_the_member)
{
	const struct import_options options = { { "{\"title\":\"Was\",\"creator\":\"wer\","
		"\"end\":\"Wann\",\"rating100\":\"Punkte\",\"type\":\"=BOOK\"}" }, MONTH_FIRST };
	struct readings readings = read_text(&memory, any_table, strlen(any_table), "x.csv", NULL);

	ck_assert_int_eq(readings.status, OK);
	ck_assert_str_eq(readings.format->name, "csv");
	ck_assert_str_eq(readings.asks, "columns");
	readings = read_text(&memory, any_table, strlen(any_table), "x.csv", &options);
	ck_assert_int_eq(readings.count, 1);
	check_read(&memory, &readings, "Dune; COMPLETED BOOK; by Herbert; rated 4; "
		"read ..2020-02-03");
	arena_reset(&memory);
}
END_TEST

static const char netflix[] = "Title,Date\n\"Dark: Season 2: Origins\",\"4/15/20\"\n"
	"\"Dark: Season 1: Secrets\",\"4/2/20\"\nHeat,\"4/1/20\"\n";

START_TEST(what_titles_are_is_asked_for_where_nothing_tells)
{
	const struct import_options options = { { "{\"type\":\"=MOVIE\"}" }, ORDER_UNKNOWN };
	struct readings readings = read_text(&memory, netflix, strlen(netflix), "x.csv", NULL);

	ck_assert_int_eq(readings.status, OK);
	ck_assert_str_eq(readings.asks, "type");
	readings = read_text(&memory, netflix, strlen(netflix), "x.csv", &options);
	ck_assert_int_eq(readings.count, 2);
	check_read(&memory, &readings, "Heat; COMPLETED MOVIE; read ..2020-04-01");
	check_read(&memory, &readings, "Dark; IN_PROGRESS TV_SHOW; begun 2020-04-02..; progress 2");
	arena_reset(&memory);
}
END_TEST

/* By content alone these could be several: their names tell, and are asked for. */
static const struct {
	const char *name, *text, *format;
} unclear[] = {
	{ "films.txt", "Date,Name,Year,Letterboxd URI\n2020-01-01,Alien,1979,x\n",
	  "letterboxd" },
	{ NULL, "Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,Alien,1979,x,5\n",
	  "letterboxd" },
	{ "export.json", "[{\"rank\":1,\"listed_at\":\"2020-01-01T10:00:00Z\",\"type\":\"movie\","
	  "\"movie\":{\"title\":\"Alien\"}}]", "trakt" },
};

START_TEST(a_name_is_asked_for_where_only_it_tells)
{
	const struct readings readings = read_text(&memory, unclear[_i].text,
		strlen(unclear[_i].text), unclear[_i].name, NULL);

	ck_assert_msg(readings.status == OK, "%s", readings.message);
	ck_assert_str_eq(readings.format->name, unclear[_i].format);
	ck_assert_ptr_nonnull(readings.asks);
	ck_assert_str_eq(readings.asks, "name");
	arena_reset(&memory);
}
END_TEST

/* Another file of a service that is known is refused with the place of the right one. */
static const struct {
	const char *name, *text, *title;
} wrong[] = {
	{ "review.json", "[{\"rating\":5}]", "Goodreads" },
	{ "profile.csv", "Date Joined,Username,Email Address,Favorite Films\n", "Letterboxd" },
	{ "x.csv", "Date,Content,Comment\n2020-01-01,a,b\n", "Letterboxd" },
	{ "user-profile.json", "{\"username\":\"a\"}", "Trakt" },
	{ "x.csv", "vote_key,user_id\n1-2-3,2\n", "TV Time" },
	{ "account_info.csv", "email,created_at\na,b\n", "TV Time" },
	{ "x.csv", "Title,Author\n", "no rows" }, { "x.csv", "Werk;Wer\n\n", "no rows" },
	{ "x.pdf", "%PDF-1.7\n1 0 obj\n", "a PDF" }, { "x.png", "\x89PNG\r\n\x1a\n", "a picture" },
	{ "x.csv", "'TITLE',\"'AUTHOR (first, last)'\",'DATE'\na,b,c\n", "LibraryThing" },
};

START_TEST(a_wrong_file_of_a_right_service_is_refused)
{
	const struct readings readings = read_text(&memory, wrong[_i].text, strlen(wrong[_i].text),
		wrong[_i].name, NULL);

	ck_assert_int_eq(readings.status, ERR_VALIDATION);
	ck_assert_msg(strstr(readings.message, wrong[_i].title) != NULL, "%s", readings.message);
	arena_reset(&memory);
}
END_TEST

/* --- words ------------------------------------------------------------------------------------ */

static const struct {
	const char *text;
	word status;
} statuses[] = {
	{ "read", COMPLETED }, { "Finished", COMPLETED }, { "COMPLETED", COMPLETED },
	{ "watched", COMPLETED }, { "currently-reading", IN_PROGRESS }, { "Reading", IN_PROGRESS },
	{ "watching", IN_PROGRESS }, { "In Progress", IN_PROGRESS }, { "in_progress", IN_PROGRESS },
	{ "playing", IN_PROGRESS }, { "to-read", TO_DO }, { "Want to Read", TO_DO },
	{ "planned", TO_DO }, { "Plan to Watch", TO_DO }, { "plantowatch", TO_DO },
	{ "watchlist", TO_DO }, { "Backlog", TO_DO }, { "Wish List", TO_DO }, { "TO_DO", TO_DO },
	{ "paused", PAUSED }, { "On-Hold", PAUSED }, { "hold", PAUSED },
	{ "did-not-finish", DROPPED }, { "DNF", DROPPED }, { "dropped", DROPPED },
	{ "abandoned", DROPPED }, { "unfinished", DROPPED }, { "stopped", DROPPED },
	{ "stopped-reading", DROPPED }, { "retired", DROPPED },
	/* the page's own, and anybody's */
	{ "Want", TO_DO }, { "Finished", COMPLETED }, { "Paused", PAUSED }, { "Dropped", DROPPED },
	{ "Watching", IN_PROGRESS }, { "wanted", TO_DO }, { "want to play", TO_DO },
	{ "Wishlist", TO_DO }, { "TBR", TO_DO }, { "done", COMPLETED }, { "beat", COMPLETED },
	{ "beaten", COMPLETED }, { "seen", COMPLETED }, { "Viewed", COMPLETED },
	{ "Currently Playing", IN_PROGRESS }, { "started", IN_PROGRESS }, { "On hold", PAUSED },
	{ "gave up", DROPPED }, { "didn't finish", DROPPED }, { "gelesen", COMPLETED },
	{ "Gesehen", COMPLETED }, { "abgebrochen", DROPPED }, { "zu lesen", TO_DO },
	{ "waiting", 0 }, { "", 0 }, { NULL, 0 },
	{ "a word that is longer than any that is known, by far", 0 },
};

START_TEST(a_status_is_known_in_many_words)
{
	ck_assert_uint_eq(status_of(statuses[_i].text), statuses[_i].status);
}
END_TEST

static const struct {
	const char *text;
	int most;
	int64_t halves;
} ratings[] = {
	{ "5", 5, 10 }, { "4.5", 5, 9 }, { "4,5", 5, 9 }, { "4.25", 5, 9 }, { "4.75", 5, 10 },
	{ "4.24", 5, 8 }, { "3.75", 5, 8 }, { "0.25", 5, 1 }, { "0.1", 5, 1 }, { "4.0", 5, 8 },
	{ "0", 5, INT_NONE }, { "0.0", 5, INT_NONE }, { "", 5, INT_NONE }, { NULL, 5, INT_NONE },
	{ "5.5", 5, INT_NONE }, { "-1", 5, INT_NONE }, { "good", 5, INT_NONE },
	{ "4 stars", 5, 8 }, { "4 apples", 5, INT_NONE }, { "1.2.3", 5, INT_NONE },
	{ ".5", 5, INT_NONE },
	{ "9", 10, 9 }, { "1", 10, 1 }, { "10", 10, 10 }, { "8.5", 10, 9 }, { "8.4", 10, 8 },
	{ "9.0", 10, 9 }, { "11", 10, INT_NONE }, { "100", 100, 10 }, { "87", 100, 9 },
	{ "84", 100, 8 }, { "85", 100, 9 }, { "1", 100, 1 }, { "101", 100, INT_NONE },
	{ "99999999999999999999", 100, INT_NONE },
	{ "\u2605\u2605\u2605\u2605", 10, 8 }, { "\u2605\u2605\u2605\u00bd", 5, 7 },
	{ "\u2605\u2605\u2606\u2606\u2606", 5, 4 }, { "4/5", 10, 8 }, { "8/10", 5, 8 },
	{ "8 / 10", 5, 8 }, { "80%", 5, 8 }, { "7 out of 10", 5, 7 }, { "6/5", 5, INT_NONE },
	{ "4/0", 5, 8 }, { "4/x", 5, INT_NONE }, { "/", 5, INT_NONE },
};

START_TEST(a_rating_keeps_its_halves)
{
	ck_assert_int_eq(rating_of(ratings[_i].text, ratings[_i].most).count, ratings[_i].halves);
}
END_TEST

static const struct {
	const char *name, *turned;
} names[] = {
	{ "Cortazar, Julio", "Julio Cortazar" }, { "Le Guin, Ursula K.", "Ursula K. Le Guin" },
	{ "Sappho", "Sappho" }, { "King, Martin Luther, Jr.", "Martin Luther King, Jr." },
	{ "Plato,", "Plato" }, { ",", "" }, { NULL, NULL },
};

START_TEST(a_name_is_turned_round_once)
{
	const char *turned = name_turned(&memory, names[_i].name);

	if (names[_i].turned)
		ck_assert_str_eq(turned, names[_i].turned);
	else
		ck_assert_ptr_null(turned);
}
END_TEST

static const struct {
	const char *text, *title, *metadata;
} titles[] = {
	{ "Dune (Dune, #1)", "Dune", "{\"series\":{\"name\":\"Dune\",\"position\":\"1\"}}" },
	{ "A (B #2)", "A", "{\"series\":{\"name\":\"B\",\"position\":\"2\"}}" },
	{ "A (B, #0.5)", "A", "{\"series\":{\"name\":\"B\",\"position\":\"0.5\"}}" },
	{ "A (B, #1-3)", "A", "{\"series\":{\"name\":\"B\",\"position\":\"1-3\"}}" },
	{ "A (B (C), #1)", "A", "{\"series\":{\"name\":\"B (C)\",\"position\":\"1\"}}" },
	{ "A (B, #1; C, #2)", "A", "{\"series\":[{\"name\":\"B\",\"position\":\"1\"},"
	  "{\"name\":\"C\",\"position\":\"2\"}]}" },
	{ "A  b\tc ", "A b c", NULL }, { "Sandman, The", "Sandman, The", NULL },
	{ "A (Remastered)", "A (Remastered)", NULL }, { "A (B; C, #1)", "A (B; C, #1)", NULL },
	{ "A (#1)", "A (#1)", NULL }, { "(B, #1)", "(B, #1)", NULL },
	{ "A (B #x)", "A (B #x)", NULL },
	{ "A)", "A)", NULL }, { "A ()", "A ()", NULL }, { ")", ")", NULL }, { "", NULL, NULL },
	{ NULL, NULL, NULL }, { "C# (Net, #)", "C# (Net, #)", NULL },
};

START_TEST(a_series_is_no_part_of_a_title)
{
	struct item item;

	json_use_arena(&memory);
	item_clear(&item);
	item_set_title(&memory, &item, titles[_i].text);
	if (!titles[_i].title)
		ck_assert_ptr_null(item.title);
	else
		ck_assert_str_eq(item.title, titles[_i].title);
	if (!titles[_i].metadata)
		ck_assert_ptr_null(item.metadata.json);
	else
		ck_assert_str_eq(item.metadata.json, titles[_i].metadata);
}
END_TEST

static const struct {
	const char *text, *isbn, *id, *metadata;
} isbns[] = {
	{ "=\"054792822X\"", "9780547928227", NULL, NULL },
	{ "=\"\"", NULL, NULL, NULL }, { "[2070291340]", "9782070291342", NULL, NULL },
	{ "[]", NULL, NULL, NULL }, { "978-0-547-92822-7", "9780547928227", NULL, NULL },
	{ "220339644X", "9782203396449", NULL, NULL },
	{ "2070291340, 9782070291342", "9782070291342", NULL, NULL },
	{ "B08FHBV4ZX", NULL, "asin:B08FHBV4ZX", NULL },
	{ "9780547928228", NULL, NULL, "{\"other_number\":\"9780547928228\"}" },
	{ "9,78055E+12", NULL, NULL, "{\"other_number\":\"78055E+12\"}" },
	{ NULL, NULL, NULL, NULL },
};

START_TEST(a_number_that_is_no_isbn_is_kept_elsewhere)
{
	struct item item;

	item_clear(&item);
	item_set_isbn(&memory, &item, isbns[_i].text);
	ck_assert_msg(isbns[_i].isbn ? item.isbn && !strcmp(item.isbn, isbns[_i].isbn)
		: !item.isbn, "%s is %s", isbns[_i].text, item.isbn);
	ck_assert_int_eq(item.ids.count, isbns[_i].id != NULL);
	if (isbns[_i].id)
		ck_assert_str_eq(item.ids.list[0], isbns[_i].id);
	if (isbns[_i].metadata)
		ck_assert_str_eq(item.metadata.json, isbns[_i].metadata);
	else
		ck_assert_ptr_null(item.metadata.json);
}
END_TEST

static const struct {
	const char *html;
	bool is_spoiler;
	const char *review;
} reviews[] = {
	{ "a<br/>b &amp; <i>c</i>", false, "a\nb & c" }, { "a\n\n\nb  c", false, "a\n\n\nb  c" },
	{ "&lt;b&gt;", true, "[spoiler]\n<b>" }, { "I <3 it", false, "I <3 it" },
	{ "<div>a</div><div>b</div>", false, "a\nb" }, { "<p></p>", true, NULL },
	{ "", false, NULL }, { NULL, true, NULL },
};

START_TEST(a_review_is_plain)
{
	struct item item;

	item_clear(&item);
	item_set_review(&memory, &item, reviews[_i].html, reviews[_i].is_spoiler);
	if (reviews[_i].review)
		ck_assert_str_eq(item.review, reviews[_i].review);
	else
		ck_assert_ptr_null(item.review);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("readers");
	TCase *tc = tcase_create("readers");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, a_file_is_read_as_it_should_be, 0, count_blocks());
	tcase_add_loop_test(tc, what_has_no_column_is_kept, 0, COUNT(kept));
	tcase_add_loop_test(tc, a_person_is_told_what_goes, 0, COUNT(told));
	tcase_add_test(tc, what_titles_are_is_asked_for_where_nothing_tells);
	tcase_add_test(tc, columns_are_assigned_by_the_member);
	tcase_add_loop_test(tc, a_name_is_asked_for_where_only_it_tells, 0, COUNT(unclear));
	tcase_add_loop_test(tc, a_wrong_file_of_a_right_service_is_refused, 0, COUNT(wrong));
	tcase_add_loop_test(tc, a_status_is_known_in_many_words, 0, COUNT(statuses));
	tcase_add_loop_test(tc, a_rating_keeps_its_halves, 0, COUNT(ratings));
	tcase_add_loop_test(tc, a_name_is_turned_round_once, 0, COUNT(names));
	tcase_add_loop_test(tc, a_series_is_no_part_of_a_title, 0, COUNT(titles));
	tcase_add_loop_test(tc, a_number_that_is_no_isbn_is_kept_elsewhere, 0, COUNT(isbns));
	tcase_add_loop_test(tc, a_review_is_plain, 0, COUNT(reviews));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
