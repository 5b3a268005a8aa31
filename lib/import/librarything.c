/* LibraryThing: a table with tabs, or JSON, of one shape for both here (imports.md, 10). */
#include "plain.h"
#include "tell.h"
#include "text.h"

#include <string.h>
#include <strings.h>

/* A book of either form, as text. */
struct book {
	const char *id, *title, *author, *others, *publication, *date, *review, *rating;
	const char *comment, *private_comment, *format, *pages, *started, *read, *entered;
	const char *isbns, *isbn, *copies, *series;
	struct texts tags, collections;
};

/* Brackets around dates and numbers are no part of them. */
static const char *
without_brackets(struct arena *arena, const char *text)
{
	const size_t length = text ? strlen(text) : 0;

	if (length < 2 || *text != '[' || text[length - 1] != ']')
		return text;
	return length > 2 ? arena_copy(arena, text + 1, length - 2) : NULL;
}

/* What a collection says of the status; 0 for one that is a tag. */
static word
status_in(const char *collection)
{
	static const struct word_name words[] = {
		{ "Read but unowned", COMPLETED }, { "Currently reading", IN_PROGRESS },
		{ "To read", TO_DO }, { "Wishlist", TO_DO }, { NULL, 0 },
	};
	const word status = word_value(words, collection);

	return status ? status : status_of(collection);
}

/* The further of two, as item_merge has it. */
static word
further(word one, word other)
{
	static const word order[] = { COMPLETED, IN_PROGRESS, PAUSED, DROPPED, TO_DO };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (one == order[i] || other == order[i])
			return order[i];
	return 0;
}

/* Whether it is owned: what is in no collection is, too, as it is catalogued. */
static bool
read_collections(struct arena *arena, struct item *item, const struct texts *collections)
{
	bool is_owned = !collections->count;

	for (int i = 0; i < collections->count; i++) {
		const char *name = collections->list[i];
		const word status = status_in(name);

		if (!strcasecmp(name, "Your library"))
			is_owned = true;
		else if (status)
			item->status = further(item->status, status);
		else
			texts_add(arena, &item->tags, name);
	}
	return is_owned;
}

/* "A marvel.[Return]Cold, and kind." */
static const char *
with_line_ends(struct arena *arena, const char *text)
{
	static const char mark[] = "[Return]";
	struct buf out;
	const char *end;

	if (!text || !strstr(text, mark))
		return text;
	buf_init(&out, arena, strlen(text));
	for (; (end = strstr(text, mark)) != NULL; text = end + strlen(mark)) {
		buf_add(&out, text, (size_t)(end - text));
		buf_putc(&out, '\n');
	}
	buf_puts(&out, text);
	return out.data;
}

static void
set_book(struct reading *reading, struct item *item, const struct book *book)
{
	struct arena *arena = reading_arena(reading);

	item->type = MEDIA_BOOK;
	item_set_title(arena, item, book->title);
	item->creator = name_turned(arena, book->author);
	item_add_metadata(arena, item, "other_authors", book->others);
	item_add_metadata(arena, item, "publication", book->publication);
	item_set_year(arena, item, reading_date(reading, book->date));
	item_set_isbn(arena, item, book->isbns);
	item_set_isbn(arena, item, book->isbn);
	item_set_length(item, book->pages);
	item_add_id(arena, item, "librarything", book->id);
	item_add_series(arena, item, book->series, NULL);
}

static void
set_note(struct arena *arena, struct item *item, const struct book *book)
{
	const char *comment = with_line_ends(arena, book->comment);
	const char *private_comment = with_line_ends(arena, book->private_comment);

	item->note = comment && private_comment ? arena_printf(arena, "%s / %s", comment,
		private_comment) : comment ? comment : private_comment;
}

static void
set_shelf(struct reading *reading, struct item *item, const struct book *book)
{
	struct arena *arena = reading_arena(reading);
	const char *started = reading_date(reading, without_brackets(arena, book->started));
	const char *read = reading_date(reading, without_brackets(arena, book->read));
	const int64_t copies = number_of(book->copies);

	item->status = read ? COMPLETED : started ? IN_PROGRESS : TO_DO;
	item->tags = book->tags;
	if (read_collections(arena, item, &book->collections))
		tell_copies(arena, item, copies > 0 ? copies : 1, book->format, NULL);
	tell_read(reading, item, started, read);
	item->created_at = reading_time(reading, without_brackets(arena, book->entered));
	item->rating = rating_of(book->rating, 5);
	item_set_review(arena, item, with_line_ends(arena, book->review), false);
	set_note(arena, item, book);
}

static void
tell_book(struct reading *reading, const struct book *book)
{
	struct item item;

	item_start(&item, book->id ? book->id : title_key(reading_arena(reading), book->title,
		book->author, NULL));
	set_book(reading, &item, book);
	set_shelf(reading, &item, book);
	reading_tell(reading, &item);
}

/* --- the table -------------------------------------------------------------------------------- */

/* "Mitchell, David|Wood, Susan", turned, with commas between. */
static const char *
other_authors(struct arena *arena, const char *text)
{
	const struct texts names = texts_split(arena, text, "|");
	struct buf out;

	buf_init(&out, arena, 100);
	for (int i = 0; i < names.count; i++)
		buf_printf(&out, "%s%s", i ? ", " : "", name_turned(arena, names.list[i]));
	return out.data;
}

static void
read_row(struct reading *reading, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);

	tell_book(reading, &(struct book){
		.id = piece_text(piece, "Book Id"), .title = piece_text(piece, "Title"),
		.author = piece_text(piece, "Primary Author"),
		.others = other_authors(arena, piece_text(piece, "Secondary Author")),
		.publication = piece_text(piece, "Publication"), .date = piece_text(piece, "Date"),
		.review = piece_text(piece, "Review"), .rating = piece_text(piece, "Rating"),
		.comment = piece_text(piece, "Comment"),
		.private_comment = piece_text(piece, "Private Comment"),
		.format = piece_text(piece, "Media"), .pages = piece_text(piece, "Page Count"),
		.started = piece_text(piece, "Date Started"),
		.read = piece_text(piece, "Date Read"),
		.entered = piece_text(piece, "Entry Date"),
		.isbns = piece_text(piece, "ISBNs"),
		.isbn = without_brackets(arena, piece_text(piece, "ISBN")),
		.copies = piece_text(piece, "Copies"),
		.tags = texts_split(arena, piece_text(piece, "Tags"), ","),
		.collections = texts_split(arena, piece_text(piece, "Collections"), ",|"),
	});
}

/* --- JSON ------------------------------------------------------------------------------------- */

static const struct field element_fields[] = {
	FIELD_AS(struct book, id, "books_id", LOOSE),
	FIELD(struct book, title, 0, .max = 10000, .check = plain_line),
	FIELD_AS(struct book, author, "primaryauthor", 0, .max = 1000, .check = plain_line),
	FIELD(struct book, publication, 0, .max = 1000, .check = plain_line),
	FIELD(struct book, date, LOOSE),
	FIELD(struct book, review, LINES, .max = 100000),
	FIELD(struct book, rating, LOOSE),
	FIELD(struct book, comment, LINES, .max = 100000),
	FIELD_AS(struct book, private_comment, "privatecomment", LINES, .max = 100000),
	FIELD_AS(struct book, format, "format[0].text", 0, .check = plain_line),
	FIELD(struct book, pages, LOOSE),
	FIELD_AS(struct book, started, "datestarted", 0),
	FIELD_AS(struct book, read, "dateread", 0),
	FIELD_AS(struct book, entered, "entrydate", 0),
	FIELD_AS(struct book, isbn, "originalisbn", LOOSE),
	FIELD(struct book, copies, LOOSE),
	FIELD(struct book, series, 0, .check = plain_line, .also = { "series[0]" }),
	FIELD(struct book, tags, 0, .check = plain_line, .most = 1000),
	FIELD(struct book, collections, 0, .check = plain_line, .most = 1000),
	{ 0 }
};
static const struct record element_view = {
	.size = sizeof(struct book), .fields = FIELDS(element_fields),
};

/* Those of an array, or of an object {"0": …, "2": …}, with commas between. */
static const char *
numbers_in(struct arena *arena, const cJSON *list)
{
	const cJSON *number;
	struct buf out;

	buf_init(&out, arena, 40);
	cJSON_ArrayForEach(number, list)
		if (cJSON_IsString(number))
			buf_printf(&out, "%s%s", out.length ? ", " : "", number->valuestring);
	return out.data;
}

static void
read_element(struct reading *reading, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);
	const char *member;
	const cJSON *json = piece_json(piece, &member);
	struct book book;

	json_read_foreign(arena, json, &element_view, &book);
	book.isbns = numbers_in(arena, cJSON_GetObjectItemCaseSensitive(json, "isbn"));
	tell_book(reading, &book);
}

static const struct format_part parts[] = {
	{ .kind = PART_TABLE, .needs = "Book Id,Title,Primary Author,Collections",
	  .is_unquoted = true,
	  .read = read_row },
	{ .kind = PART_JSON, .needs = "books_id,title", .is_keyed = true, .read = read_element },
	{ 0 }
};

const struct format format_librarything = {
	.name = "librarything", .title = "LibraryThing",
	.where = "More → Import/Export → Export library (librarything.com/more/import): "
		"tab-delimited text or JSON.",
	.other_needs = "'TITLE',\"'AUTHOR (first, last)'\"",
	.parts = parts,
};
