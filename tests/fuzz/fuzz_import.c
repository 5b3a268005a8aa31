/*
 * A file of others, behind a line with its name: whatever it is, it is read the same at once and
 * piece by piece, and what is told of it can be kept, merged and settled: as the rest of the house
 * takes it.
 */
#include "checks.h"
#include "clock.h"
#include "format.h"
#include "fuzz.h"
#include "json.h"
#include "text.h"

#include <string.h>

struct bytes {
	const uint8_t *data;
	size_t size;
};

/* What was told, as one number. */
struct told {
	uint64_t sum;
	int64_t count;
};

static int64_t
read_bytes(void *context, uint64_t offset, void *out, size_t size)
{
	const struct bytes *bytes = context;
	const size_t left = offset < bytes->size ? bytes->size - (size_t)offset : 0;

	size = size < left ? size : left;
	memcpy(out, bytes->data + offset, size);
	return (int64_t)size;
}

static const char *
text_of(struct arena *arena, const struct item *item)
{
	struct buf buf;

	buf_init(&buf, arena, 1024);
	item_put(&buf, item);
	return buf.data;
}

static void
check_text(const char *text, size_t most, const char *but)
{
	MUST(!text || (*text && text_is_utf8(text, strlen(text)) && text_length(text) <= most
		&& !text_has_control(text, but)));
}

static void
check_days(struct arena *arena, const struct item *item)
{
	const struct item_read *read = item->reads.list;
	const char *message;

	for (int i = 0; i < item->reads.count; i++, read++) {
		MUST(!read->start_date || is_diary_date(arena, read->start_date, &message));
		MUST(!read->end_date || is_diary_date(arena, read->end_date, &message));
	}
	MUST(!item->pub_date || clock_is_partial_date(item->pub_date));
}

static void
check_settled(struct arena *arena, const struct item *item)
{
	const char *message;

	MUST(item->failed || item->skipped || (item->title && (item->type || item->is_list)));
	check_text(item->title, 500, "");
	check_text(item->creator, 500, "");
	check_text(item->review, 10000, "\n\t\r");
	check_days(arena, item);
	MUST(item->rating.count == INT_NONE || (item->rating.count >= 1
		&& item->rating.count <= 10));
	MUST(!item->isbn || is_isbn(arena, item->isbn, &message));
	MUST(item->length == INT_NONE || item->progress <= item->length);
	MUST(item->tags.count <= TAGS_MAX);
	for (int i = 0; i < item->tags.count; i++)
		MUST(is_tag(arena, item->tags.list[i], &message)
			&& text_length(item->tags.list[i]) <= TAG_LENGTH);
	MUST(!item->metadata.json || strlen(item->metadata.json) <= OBJECT_MAX);
}

/* It is kept as it is. */
static struct item
kept(struct arena *arena, const struct item *item)
{
	struct problems problems = { .arena = arena };
	const char *text = text_of(arena, item);
	struct item again;
	cJSON *tree;

	MUST(json_is_strict(text, strlen(text)));
	tree = json_tree(arena, text, strlen(text));
	MUST(item_read_json(arena, tree, &problems, &again) == OK);
	MUST(!strcmp(text_of(arena, &again), text));
	return again;
}

static enum status
take(void *context, const struct item *item, const char *row)
{
	static struct arena arena;
	struct told *told = context;
	struct item once, more;
	const char *text;

	if (!arena.limit)
		arena_init(&arena, 256 << 20, NULL);
	once = kept(&arena, item);
	more = kept(&arena, item);
	item_merge(&arena, &once, &more);
	text = text_of(&arena, &once);
	MUST(!strcmp(text, text_of(&arena, item)));
	MUST(!row || json_is_strict(row, strlen(row)));
	told->sum = told->sum * 31 + text_hash(text) + (row ? text_hash(row) : 0);
	told->count++;
	once.failed = item->failed;
	once.skipped = item->skipped;
	item_settle(&arena, &once, (enum day_order)(told->count % 3));
	check_settled(&arena, &once);
	more = kept(&arena, &once);
	text = text_of(&arena, &once);
	item_settle(&arena, &more, ORDER_UNKNOWN);
	MUST(!strcmp(text, text_of(&arena, &more)));
	arena_reset(&arena);
	return OK;
}

static struct told
read_all(const struct input *input, const struct format *format,
	const struct import_options *options, int most)
{
	struct told told = { 0, 0 };
	const struct sink sink = { &told, take };
	struct import_place place = { 0 };
	enum status rc;

	do {
		struct arena *arena = fresh();
		const char *message = NULL;
		const struct import_place before = place;

		rc = format_read(arena, input, format, options, &place, most, 60000, &sink,
			&message);
		MUST(rc == OK || (rc == ERR_VALIDATION && message));
		MUST(rc || place.is_done || memcmp(&before, &place, sizeof(place)));
		import_place_read(arena, import_place_text(arena, &place), &place);
	} while (!rc && !place.is_done);
	return told;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct import_options columns = {
		{ "{\"title\":\"a\",\"type\":\"=BOOK\",\"start\":\"b\"}" }, ORDER_UNKNOWN,
	};
	const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
	const size_t line = end ? (size_t)(end - data) + 1 : 0;
	struct bytes bytes = { data + line, size - line };
	char name[100] = "";
	struct input input = { &bytes, bytes.size, NULL, read_bytes };
	const struct import_options *options = NULL;
	const struct format *format;
	const char *asks, *message = NULL;
	struct told once, steps;
	enum status rc;

	if (line && line < sizeof(name)) {
		memcpy(name, data, line - 1);
		input.name = name;
	}
	rc = format_recognise(fresh(), &input, &format, &asks, &message);
	MUST(rc == OK || (rc == ERR_VALIDATION && message));
	if (rc)
		return 0;
	MUST(format);
	options = asks ? &columns : NULL;
	once = read_all(&input, format, options, IMPORT_ROWS);
	steps = read_all(&input, format, options, 1);
	MUST(once.sum == steps.sum && once.count == steps.count);
	return 0;
}
