/* The form that nearly every site of books reads: Goodreads' own (imports.md, 3). */
#include "export.h"
#include "text.h"

#include <string.h>

const char *const goodreads_columns[] = {
	"Book Id", "Title", "Author", "Author l-f", "Additional Authors", "ISBN", "ISBN13",
	"My Rating", "Average Rating", "Publisher", "Binding", "Number of Pages", "Year Published",
	"Original Publication Year", "Date Read", "Date Added", "Bookshelves",
	"Bookshelves with positions", "Exclusive Shelf", "My Review", "Spoiler", "Private Notes",
	"Read Count", "Owned Copies", NULL,
};

static const struct word_name shelves[] = {
	{ "to-read", TO_DO }, { "currently-reading", IN_PROGRESS }, { "read", COMPLETED },
	{ "on-hold", PAUSED }, { "did-not-finish", DROPPED }, { NULL, 0 },
};

#define SPOILER "[spoiler]\n"

/* "Le Guin, Ursula K." of one name; several are as they are. */
static const char *
turned(struct arena *arena, const char *name)
{
	const char *last = name && !strchr(name, ',') ? strrchr(name, ' ') : NULL;

	return last ? arena_printf(arena, "%s, %.*s", last + 1, (int)(last - name), name) : name;
}

/* The ten digits of an ISBN that has some; NULL for others. */
static const char *
ten_digits(struct arena *arena, const char *isbn)
{
	int sum = 0, check;

	if (strncmp(isbn, "978", 3) || strlen(isbn) != 13)
		return NULL;
	for (int i = 0; i < 9; i++)
		sum += (10 - i) * (isbn[3 + i] - '0');
	check = (11 - sum % 11) % 11;
	return arena_printf(arena, "%.9s%c", isbn + 3, check == 10 ? 'X' : '0' + check);
}

/* As Goodreads has it, so that a spreadsheet leaves the digits alone. */
static void
put_isbn(struct csv *csv, const char *isbn)
{
	csv_formula(csv, arena_printf(csv->out->arena, "=\"%s\"", isbn ? isbn : ""));
}

/* A review is HTML there. */
static const char *
review_html(struct arena *arena, const char *review)
{
	struct buf out;

	if (!review)
		return NULL;
	buf_init(&out, arena, strlen(review) + 100);
	for (size_t n; *review; review += n) {
		n = strcspn(review, "\n&<>");
		buf_add(&out, review, n);
		if (!review[n])
			break;
		buf_puts(&out, review[n] == '\n' ? "<br/>" : review[n] == '&' ? "&amp;"
			: review[n] == '<' ? "&lt;" : "&gt;");
		n++;
	}
	return out.data;
}

/* The tags, of which none has a comma then; a shelf that isn't `read` is among them. */
static const char *
bookshelves(struct arena *arena, const struct holding *holding)
{
	struct texts all = { 0 };

	for (int i = 0; i < holding->tags.count; i++) {
		char *tag = arena_strdup(arena, holding->tags.list[i]);

		for (char *comma = tag; (comma = strchr(comma, ',')); )
			*comma = ' ';
		texts_add(arena, &all, tag);
	}
	if (holding->status != COMPLETED)
		texts_add(arena, &all, word_text(shelves, holding->status));
	return export_joined(arena, &all, ", ");
}

/* A reading under way counts. */
static int64_t
read_count(const struct holding *holding)
{
	if (holding->status == COMPLETED)
		return holding->times > 1 ? holding->times : 1;
	return holding->times + (holding->status == IN_PROGRESS);
}

/* The day of the last time it was finished. */
static const char *
day_read(struct arena *arena, const struct holding *holding)
{
	const struct diary_record *reads = holding->reads.list;

	for (int i = holding->reads.count; i--; )
		if (reads[i].is_finished && reads[i].end_date)
			return export_day(arena, reads[i].end_date, '/');
	return NULL;
}

/* As an import has it, or a look-up. */
static const char *
publisher_of(struct arena *arena, const struct holding *holding)
{
	const char *publisher = export_fact(arena, holding, "publisher");

	return publisher ? publisher : export_fact(arena, holding, "publishers");
}

static void
put_book(struct csv *csv, struct arena *arena, const struct holding *holding)
{
	const struct media *book = &holding->media;
	const struct copy *copies = holding->copies.list;
	const char *year = export_year(arena, book->pub_date);

	csv_text(csv, export_id(arena, holding, "goodreads"));
	csv_text(csv, export_title(arena, holding));
	csv_text(csv, book->creator);
	csv_text(csv, turned(arena, book->creator));
	csv_text(csv, export_fact(arena, holding, "other_authors"));
	put_isbn(csv, book->isbn ? ten_digits(arena, book->isbn) : NULL);
	put_isbn(csv, book->isbn);
	/* whole stars, a half rounded up */
	csv_int(csv, holding->rating.count == INT_NONE ? 0 : (holding->rating.count + 1) / 2);
	csv_text(csv, NULL);
	csv_text(csv, publisher_of(arena, holding));
	csv_text(csv, holding->copies.count ? copies[0].format : NULL);
	csv_int(csv, book->length);
	csv_text(csv, year);
	csv_text(csv, year);
}

void
goodreads_put(struct csv *csv, const struct holding *holding)
{
	struct arena *arena = csv->out->arena;
	const char *review = holding->review;
	const bool is_spoiler = review && !strncmp(review, SPOILER, strlen(SPOILER));

	if (holding->media.type != MEDIA_BOOK || !holding->status)
		return;
	put_book(csv, arena, holding);
	csv_text(csv, day_read(arena, holding));
	csv_text(csv, export_time(arena, holding->created_at, '/'));
	csv_text(csv, bookshelves(arena, holding));
	csv_text(csv, NULL);
	csv_text(csv, word_text(shelves, holding->status));
	csv_text(csv, review_html(arena, is_spoiler ? review + strlen(SPOILER) : review));
	csv_text(csv, is_spoiler ? "true" : NULL);
	csv_text(csv, holding->note);
	csv_int(csv, read_count(holding));
	csv_int(csv, holding->copies.count);
	csv_end(csv);
}
