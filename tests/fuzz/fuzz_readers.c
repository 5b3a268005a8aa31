/*
 * Files to be imported: a line with the file's name, then the file. Whatever is in it, what readers
 * tell is kept and read again as it was, and settled it is what the rest of the house takes.
 */
#include "checks.h"
#include "clock.h"
#include "format.h"
#include "fuzz.h"
#include "text.h"

#include <string.h>

enum { ROUNDS = 100000, PIECES = 7, TAGS = 30 };

struct file {
	const uint8_t *data;
	size_t size;
};

static int64_t
read_file(void *context, uint64_t offset, void *out, size_t size)
{
	const struct file *file = context;

	if (offset >= file->size)
		return 0;
	size = size < file->size - offset ? size : file->size - (size_t)offset;
	memcpy(out, file->data + offset, size);
	return (int64_t)size;
}

/* --- what is told ----------------------------------------------------------------------------- */

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
		check_text(read->note, 10000, "\n\t");
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
	check_text(item->note, 10000, "\n\t");
	check_text(item->review, 10000, "\n\t");
	check_days(arena, item);
	MUST(item->status <= DROPPED && item->type <= MEDIA_GAME);
	MUST(item->rating.count == INT_NONE || (item->rating.count >= 1
		&& item->rating.count <= 10));
	MUST(!item->isbn || is_isbn(arena, item->isbn, &message));
	MUST(item->length == INT_NONE || item->progress <= item->length);
	MUST(item->tags.count <= TAGS);
	for (int i = 0; i < item->tags.count; i++)
		MUST(is_tag(arena, item->tags.list[i], &message)
			&& text_length(item->tags.list[i]) <= 50);
	MUST(!item->metadata.json || (strlen(item->metadata.json) <= OBJECT_MAX
		&& json_is_strict(item->metadata.json, strlen(item->metadata.json))));
}

static const char *
text_of(struct arena *arena, const struct item *item)
{
	struct buf out;

	buf_init(&out, arena, 1000);
	item_put(&out, item);
	return out.data;
}

static void
read_again(struct arena *arena, const char *text, struct item *out)
{
	struct problems problems = { .arena = arena };

	MUST(json_is_strict(text, strlen(text)));
	json_use_arena(arena);
	MUST(item_read_json(arena, json_tree(arena, text, strlen(text)), &problems, out) == OK);
	MUST(!strcmp(text_of(arena, out), text));
}

static enum status
take(void *context, const struct item *told, const char *row)
{
	struct arena *arena = context;
	const struct arena_mark mark = arena_mark(arena);
	const char *text = text_of(arena, told);
	struct item item, other;

	MUST(told->key);
	MUST(!row || json_is_strict(row, strlen(row)));
	read_again(arena, text, &item);
	read_again(arena, text, &other);
	item_merge(arena, &item, &other);
	item.failed = told->failed;
	item.skipped = told->skipped;
	item_settle(arena, &item, ORDER_UNKNOWN);
	check_settled(arena, &item);
	text = text_of(arena, &item);
	item_settle(arena, &item, MONTH_FIRST);
	MUST(!strcmp(text_of(arena, &item), text));
	arena_rewind(arena, mark);
	return OK;
}

/* --- the file --------------------------------------------------------------------------------- */

static void
read_all(struct arena *arena, struct arena *told, const struct input *input,
	const struct format *format, const struct import_options *options)
{
	const struct sink sink = { told, take };
	struct import_place place = { 0 };
	const char *message;

	for (int rounds = 0; !place.is_done; rounds++) {
		const struct arena_mark mark = arena_mark(arena);

		MUST(rounds < ROUNDS);
		if (format_read(arena, input, format, options, &place, PIECES, 10000, &sink,
			&message))
			break;
		import_place_read(arena, import_place_text(arena, &place), &place);
		arena_rewind(arena, mark);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena told = { .limit = 64 << 20 };
	static const struct import_options columns = {
		{ "{\"title\":\"a\",\"type\":\"=BOOK\",\"start\":\"b\"}" }, ORDER_UNKNOWN,
	};
	const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
	const size_t line = end ? (size_t)(end - data) : 0;
	struct arena *arena = fresh();
	struct file file = { data + line + (end != NULL), size - line - (end != NULL) };
	const char *name = arena_copy(arena, data, line), *asks = NULL, *message = NULL;
	const struct input input = {
		.context = &file, .size = file.size, .read = read_file,
		.name = line && text_is_utf8(name, line) ? name : NULL,
	};
	const struct format *format = NULL;
	const enum status rc = format_recognise(arena, &input, &format, &asks, &message);

	MUST(rc == OK ? format != NULL : rc == ERR_VALIDATION && message != NULL);
	format_columns(arena, &input);
	if (!rc && (!asks || !strcmp(asks, "columns")))
		read_all(arena, &told, &input, format, asks ? &columns : NULL);
	arena_reset(&told);
	return 0;
}
