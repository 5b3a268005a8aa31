/* Tables of services for books (imports.md, 11). */
#include "flat.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FLAT(member, ...) FIELD_AS(struct flat, member, __VA_ARGS__)

/* --- Calibre ---------------------------------------------------------------------------------- */

/* "goodreads:1,isbn:978…" */
static void
add_identifiers(struct arena *arena, struct item *item, const char *text)
{
	const struct texts all = texts_split(arena, text, ",");

	for (int i = 0; i < all.count; i++) {
		const char *colon = strchr(all.list[i], ':');

		if (!colon)
			continue;
		if (!strncasecmp(all.list[i], "isbn:", 5))
			item_set_isbn(arena, item, colon + 1);
		else
			item_add_id(arena, item, arena_copy(arena, all.list[i],
				(size_t)(colon - all.list[i])), colon + 1);
	}
}

/* What is in a library is owned, in the formats that are there. */
static void
add_calibre(struct reading *reading, const struct piece *piece, struct item *item)
{
	struct arena *arena = reading_arena(reading);
	const struct texts names = texts_split(arena, piece_text(piece, "formats"), ",");

	add_identifiers(arena, item, piece_text(piece, "identifiers"));
	for (int i = 0; i < names.count; i++)
		tell_copies(arena, item, 1, names.list[i], NULL);
	if (!names.count)
		tell_copies(arena, item, 1, "E-book", NULL);
}

static const struct field calibre_fields[] = {
	FLAT(title, "title", 0), FLAT(creator, "authors", 0), FLAT(id, "uuid", 0),
	FLAT(isbn, "isbn", 0), FLAT(year, "pubdate", 0), FLAT(publisher, "publisher", 0),
	FLAT(rating, "rating", 0), FLAT(series, "series", 0),
	FLAT(position, "series_index", 0), FLAT(tags, "tags", 0),
	FLAT(added, "timestamp", 0), FLAT(description, "comments", 0), { 0 }
};

void
read_calibre(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind calibre = {
		.fields = FIELDS(calibre_fields), .type = MEDIA_BOOK, .status = TO_DO,
		.separators = "&", .add = add_calibre,
	};

	flat_read(reading, piece, &calibre);
}

/* --- BookWyrm --------------------------------------------------------------------------------- */

/* A review has a heading, and a warning of what it tells. */
static void
add_bookwyrm(struct reading *reading, const struct piece *piece, struct item *item)
{
	struct arena *arena = reading_arena(reading);
	const char *heading = piece_text(piece, "review_name");
	const char *content = piece_text(piece, "review_content");

	if (heading)
		content = content ? arena_printf(arena, "%s\n\n%s", heading, content) : heading;
	item_set_review(arena, item, content, piece_text(piece, "review_cw") != NULL);
}

static const struct field bookwyrm_fields[] = {
	FLAT(title, "title", 0), FLAT(creator, "author_text", 0),
	FLAT(id, "remote_id", 0), FLAT(isbn, "isbn_13", 0), FLAT(isbn10, "isbn_10", 0),
	FLAT(openlibrary, "openlibrary_key", 0), FLAT(goodreads, "goodreads_key", 0),
	FLAT(asin, "asin", 0), FLAT(length, "pages", 0), FLAT(start, "start_date", 0),
	FLAT(end, "finish_date", 0), FLAT(stopped, "stopped_date", 0),
	FLAT(rating, "rating", 0), FLAT(reviewed, "review_published", 0), FLAT(status, "shelf", 0),
	FLAT(added, "shelf_date", 0), { 0 }
};

void
read_bookwyrm(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind bookwyrm = {
		.fields = FIELDS(bookwyrm_fields), .type = MEDIA_BOOK, .separators = ",",
		.add = add_bookwyrm,
	};

	flat_read(reading, piece, &bookwyrm);
}

/* --- Openreads -------------------------------------------------------------------------------- */

/* "start|finish|ms;…" */
static void
add_readings(struct reading *reading, struct item *item, const char *text)
{
	struct arena *arena = reading_arena(reading);
	const struct texts readings = texts_split(arena, text, ";");

	for (int i = 0; i < readings.count; i++) {
		const char *start = readings.list[i], *bar = strchr(start, '|');
		const char *end = bar ? arena_copy(arena, bar + 1, strcspn(bar + 1, "|")) : NULL;

		tell_read(reading, item, reading_date(reading, arena_copy(arena, start,
			strcspn(start, "|"))), reading_date(reading, end));
	}
}

static void
add_openreads(struct reading *reading, const struct piece *piece, struct item *item)
{
	struct arena *arena = reading_arena(reading);

	add_readings(reading, item, piece_text(piece, "readings"));
	item_add_metadata(arena, item, "format", piece_text(piece, "book_format"));
	if (is_yes(piece_text(piece, "favourite")))
		texts_add(arena, &item->tags, "favourite");
	if (is_yes(piece_text(piece, "deleted")))
		item->skipped = "It was deleted there.";
}

static const struct field openreads_fields[] = {
	FLAT(title, "title", 0), FLAT(subtitle, "subtitle", 0),
	FLAT(creator, "author", 0), FLAT(description, "description", 0),
	FLAT(status, "status", 0), FLAT(rating, "rating", 0), FLAT(length, "pages", 0),
	FLAT(year, "publication_year", 0), FLAT(isbn, "isbn", 0),
	FLAT(openlibrary, "olid", 0), FLAT(tags, "tags", 0), FLAT(review, "my_review", 0),
	FLAT(note, "notes", 0), FLAT(added, "date_added", 0), { 0 }
};

void
read_openreads(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind openreads = {
		.fields = FIELDS(openreads_fields), .type = MEDIA_BOOK, .separators = ",",
		.add = add_openreads,
	};

	flat_read(reading, piece, &openreads);
}

/* --- Hardcover -------------------------------------------------------------------------------- */

static void
add_to_list(struct reading *reading, struct item *item, const char *name, int64_t position)
{
	struct item list;

	item_start(&list, arena_printf(reading_arena(reading), "list:%s", name));
	list.is_list = true;
	list.title = name;
	list.visibility = LIST_PRIVATE;
	reading_tell(reading, &list);
	tell_place(reading_arena(reading), item, list.key, position > 0 ? position : INT_NONE);
}

/* "Name (#1), Other, with a comma (#2)" */
static void
add_hardcover(struct reading *reading, const struct piece *piece, struct item *item)
{
	const char *text = piece_text(piece, "Lists"), *end;
	struct arena *arena = reading_arena(reading);

	while (text && (end = strstr(text, " (#")) != NULL) {
		const char *name = text_trim(arena, arena_copy(arena, text, (size_t)(end - text)));

		if (*name)
			add_to_list(reading, item, name, number_of(end + strlen(" (#")));
		text = strchr(end, ')');
		text = text ? text + 1 + strspn(text + 1, ", ") : NULL;
	}
}

static const struct field hardcover_fields[] = {
	FLAT(title, "Title", 0), FLAT(creator, "Author", 0),
	FLAT(id, "Hardcover Book ID", 0), FLAT(status, "Status", 0),
	FLAT(start, "Date Started", 0), FLAT(end, "Date Finished", 0),
	FLAT(rating, "Rating", 0), FLAT(review, "Review", 0),
	FLAT(spoiler, "Review Contains Spoilers", 0), FLAT(reviewed, "Review Date", 0),
	FLAT(owned, "Owned", 0), FLAT(isbn, "ISBN 13", 0), FLAT(isbn10, "ISBN 10", 0),
	FLAT(added, "Date Added", 0), FLAT(note, "Private Notes", 0), { 0 }
};

void
read_hardcover(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind hardcover = {
		.fields = FIELDS(hardcover_fields), .type = MEDIA_BOOK, .service = "hardcover",
		.separators = ",", .add = add_hardcover,
	};

	flat_read(reading, piece, &hardcover);
}

/* --- Jelu ------------------------------------------------------------------------------------- */

/* Each date is a time through it, of which the end is known. */
static void
add_ends(struct reading *reading, struct item *item, const char *text)
{
	const struct texts dates = texts_split(reading_arena(reading), text, ",;");

	for (int i = 0; i < dates.count; i++)
		tell_read(reading, item, NULL, reading_date(reading, dates.list[i]));
}

static void
add_jelu(struct reading *reading, const struct piece *piece, struct item *item)
{
	const char *dates = piece_text(piece, "read_dates");
	const char *dropped = piece_text(piece, "dropped_dates");

	if (!dates)
		dates = piece_text(piece, "Date Read");
	item->status = COMPLETED;
	add_ends(reading, item, dates);
	if (is_yes(piece_text(piece, "currently_reading"))) {
		item->status = IN_PROGRESS;
	} else if (!dates && dropped) {
		item->status = DROPPED;
		add_ends(reading, item, dropped);
	} else if (!dates) {
		item->status = TO_DO;
	}
}

static const struct field jelu_fields[] = {
	FLAT(title, "Title", 0), FLAT(creator, "authors", 0, .also = { "Author" }),
	FLAT(isbn, "isbn13", 0, .also = { "ISBN" }), FLAT(isbn10, "isbn10", 0),
	FLAT(publisher, "Publisher", 0), FLAT(tags, "tags", 0), FLAT(owned, "owned", 0),
	{ 0 }
};

void
read_jelu(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind jelu = {
		.fields = FIELDS(jelu_fields), .type = MEDIA_BOOK, .separators = ",",
		.add = add_jelu,
	};

	flat_read(reading, piece, &jelu);
}
