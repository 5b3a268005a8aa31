/* The StoryGraph: one CSV of books (imports.md, 8). */
#include "tell.h"

#include <string.h>

/*
 * Where the second date of "2022/03/05-2022/03/20" begins, of "2022-03-05-2022-03-20", or (at the
 * end) of "2022/03/05-"; NULL for a date alone.
 */
static const char *
second_date(const char *text)
{
	const char *hyphen = strchr(text, '/') ? strchr(text, '-')
		: strlen(text) > 10 && text[10] == '-' ? text + 10 : NULL;

	return hyphen ? hyphen + 1 : NULL;
}

/* A date alone is the end. */
static void
add_reading(struct reading *reading, struct item *item, const char *text)
{
	const char *second = second_date(text);
	const char *first = second ? arena_copy(reading_arena(reading), text,
		(size_t)(second - text - 1)) : NULL;
	const word status = item->status;
	const char *end = reading_date(reading, second ? second : text);

	/* what has an end has ended, whatever the book is now */
	if (end && status != DROPPED)
		item->status = COMPLETED;
	tell_read(reading, item, reading_date(reading, first), end);
	item->status = status;
}

static void
set_readings(struct reading *reading, struct item *item, const struct piece *piece)
{
	const struct texts dates = texts_split(reading_arena(reading),
		piece_text(piece, "Dates Read"), ",;");
	const int64_t count = number_of(piece_text(piece, "Read Count"));

	for (int i = 0; i < dates.count; i++)
		add_reading(reading, item, dates.list[i]);
	if (!dates.count)
		tell_read(reading, item, NULL,
			reading_date(reading, piece_text(piece, "Last Date Read")));
	if (count > 0)
		item->times = count;
	else if (item->status == COMPLETED)
		item->times = 1;
}

static void
set_book(struct arena *arena, struct item *item, const struct piece *piece)
{
	const char *authors = piece_text(piece, "Authors"), *isbn = piece_text(piece, "ISBN/UID");

	item->type = MEDIA_BOOK;
	item_set_title(arena, item, piece_text(piece, "Title"));
	item_set_authors(arena, item, authors ? authors : piece_text(piece, "Author"), ",");
	item_add_metadata(arena, item, "contributors", piece_text(piece, "Contributors"));
	item_set_isbn(arena, item, isbn ? isbn : piece_text(piece, "ISBN"));
}

static void
read_book(struct reading *reading, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);
	const char *status = piece_text(piece, "Read Status");
	const char *number = piece_text(piece, "ISBN/UID");
	struct item item;

	item_start(&item, number ? number : title_key(arena, piece_text(piece, "Title"),
		piece_text(piece, "Authors"), NULL));
	set_book(arena, &item, piece);
	item_set_status(arena, &item, status ? status : "to-read");
	set_readings(reading, &item, piece);
	item_set_added(reading, &item, piece_text(piece, "Date Added"));
	item.rating = rating_of(piece_text(piece, "Star Rating"), 5);
	item_set_review(arena, &item, piece_text(piece, "Review"), false);
	item_add_tags(arena, &item, piece_text(piece, "Tags"), ",");
	if (is_yes(piece_text(piece, "Owned?")))
		tell_copies(arena, &item, 1, piece_text(piece, "Format"), NULL);
	reading_tell(reading, &item);
}

static const struct format_part parts[] = {
	{ .kind = PART_TABLE, .needs = "Title,Read Status,Star Rating", .read = read_book },
	{ 0 }
};

const struct format format_storygraph = {
	.name = "storygraph", .title = "The StoryGraph",
	.where = "Manage account → Manage your data → Export StoryGraph library, on "
		"app.thestorygraph.com: the CSV that is made there.",
	.parts = parts,
};
