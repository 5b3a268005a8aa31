/*
 * A file of others: whatever it is, it is read the same at once and piece by piece, and what is
 * told of it can be kept, settled and merged.
 */
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
	item_settle(&arena, &once, (enum day_order)(told->count % 3));
	more = kept(&arena, &once);
	text = text_of(&arena, &once);
	item_settle(&arena, &more, ORDER_UNKNOWN);
	MUST(!strcmp(text, text_of(&arena, &more)));
	arena_reset(&arena);
	return OK;
}

static struct told
read_all(const struct input *input, const struct format *format, int most)
{
	struct told told = { 0, 0 };
	const struct sink sink = { &told, take };
	struct import_place place = { 0 };
	enum status rc;

	do {
		struct arena *arena = fresh();
		const char *message = NULL;
		const struct import_place before = place;

		rc = format_read(arena, input, format, NULL, &place, most, 60000, &sink, &message);
		MUST(rc == OK || (rc == ERR_VALIDATION && message));
		MUST(rc || place.is_done || memcmp(&before, &place, sizeof(place)));
		import_place_read(arena, import_place_text(arena, &place), &place);
	} while (!rc && !place.is_done);
	return told;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { NULL, "watchlist.csv", "lists-watchlist.json",
		"u/likes/films.csv", "ratings.csv" };
	struct bytes bytes = { data, size };
	const struct input input = { &bytes, size, names[size % 5], read_bytes };
	const struct format *format;
	const char *asks, *message = NULL;
	struct told once, steps;
	const enum status rc = format_recognise(fresh(), &input, &format, &asks, &message);

	MUST(rc == OK || (rc == ERR_VALIDATION && message));
	if (rc)
		return 0;
	MUST(format);
	once = read_all(&input, format, IMPORT_ROWS);
	steps = read_all(&input, format, 1);
	MUST(once.sum == steps.sum && once.count == steps.count);
	return 0;
}
