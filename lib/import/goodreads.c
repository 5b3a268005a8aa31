/* Goodreads: one CSV of books, in the 24 columns since 2022 or the 31 before (imports.md, 3). */
#include "tell.h"

#include <string.h>
#include <strings.h>

/* The shelves are tags, but for the one that says the status. */
static void
add_shelves(struct arena *arena, struct item *item, const char *shelves, const char *exclusive)
{
	const struct texts names = texts_split(arena, shelves, ",");

	for (int i = 0; i < names.count; i++)
		if (!exclusive || strcasecmp(names.list[i], exclusive) != 0)
			texts_add(arena, &item->tags, names.list[i]);
}

/* The work's year; of a work before the year 1000 the edition's. */
static void
set_years(struct arena *arena, struct item *item, const struct piece *piece)
{
	item_set_year(arena, item, piece_text(piece, "Original Publication Year"));
	if (!item->pub_date)
		item_set_year(arena, item, piece_text(piece, "Year Published"));
}

/* The count has a reading under way in it. */
static void
set_times(struct item *item, const struct piece *piece)
{
	const int64_t count = number_of(piece_text(piece, "Read Count"));

	if (item->status == COMPLETED)
		item->times = count > 1 ? count : 1;
	else if (item->status == IN_PROGRESS && count > 1)
		item->times = count - 1;
}

static void
set_book(struct arena *arena, struct item *item, const struct piece *piece)
{
	item->type = MEDIA_BOOK;
	item_set_title(arena, item, piece_text(piece, "Title"));
	item_set_authors(arena, item, piece_text(piece, "Author"), "");
	item_add_metadata(arena, item, "other_authors", piece_text(piece, "Additional Authors"));
	item_set_isbn(arena, item, piece_text(piece, "ISBN13"));
	item_set_isbn(arena, item, piece_text(piece, "ISBN"));
	item_set_length(item, piece_text(piece, "Number of Pages"));
	item_add_metadata(arena, item, "publisher", piece_text(piece, "Publisher"));
	item_add_id(arena, item, "goodreads", piece_text(piece, "Book Id"));
	set_years(arena, item, piece);
}

static void
read_book(struct reading *reading, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);
	const char *shelf = piece_text(piece, "Exclusive Shelf");
	const char *id = piece_text(piece, "Book Id");
	struct item item;

	item_start(&item, id ? id : title_key(arena, piece_text(piece, "Title"),
		piece_text(piece, "Author"), NULL));
	set_book(arena, &item, piece);
	item_set_status(arena, &item, shelf ? shelf : "to-read");
	add_shelves(arena, &item, piece_text(piece, "Bookshelves"), shelf);
	tell_read(reading, &item, NULL, reading_date(reading, piece_text(piece, "Date Read")));
	item_set_added(reading, &item, piece_text(piece, "Date Added"));
	set_times(&item, piece);
	item.rating = rating_of(piece_text(piece, "My Rating"), 5);
	item_set_review(arena, &item, piece_text(piece, "My Review"),
		is_yes(piece_text(piece, "Spoiler")));
	item.note = piece_text(piece, "Private Notes");
	tell_copies(arena, &item, number_of(piece_text(piece, "Owned Copies")),
		piece_text(piece, "Binding"), NULL);
	reading_tell(reading, &item);
}

static const struct format_part parts[] = {
	{ .kind = PART_TABLE, .needs = "Book Id,Title,Author,My Rating,Exclusive Shelf",
	  .read = read_book },
	{ 0 }
};

const struct format format_goodreads = {
	.name = "goodreads", .title = "Goodreads",
	.where = "My Books → Import and export → Export Library, on goodreads.com in a browser: "
		"goodreads_library_export.csv.",
	/* what is asked for by law is JSON, and has less in it */
	.others = "goodreads*.json review.json user_shelves.json",
	.parts = parts,
};
