/*
 * Reading files of other services (imports.md): what a format is, and the reading of a file in
 * pieces. A format is one small file with a `struct format`, and a line in `formats`.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include "item.h"

#include <cjson/cJSON.h>

/* The file, wherever it is. Not owned. */
struct input {
	void *context;
	uint64_t size;
	const char *name;		/* the upload's, or as it was renamed; NULL: isn't known */
	/*
	 * Reads up to `size` bytes from `offset`; fewer only at the end, -1 when it can't be read
	 */
	int64_t (*read)(void *context, uint64_t offset, void *out, size_t size);
};

/* What the member chose (PATCH /imports/{id}). */
struct import_options {
	struct object columns;		/* our name → the file's; NULL: as recognised */
	enum day_order day_order;	/* ORDER_UNKNOWN: as the file says */
};

/*
 * Where reading is: kept between steps, as text (import_place_text, import_place_read). All 0 at
 * the beginning.
 */
struct import_place {
	int64_t part;			/* of the format's */
	int64_t file;			/* of the archive's, in the order of its directory */
	int64_t piece;			/* of that file: how many were read */
	int64_t offset;			/* its bytes, unpacked, behind that; 0: none yet */
	int64_t member;			/* of JSON: where the name of the array is that it is in */
	int64_t rows;			/* in all */
	/* what dates as a/b/yyyy have shown of their order so far */
	bool is_day_first, is_month_first, is_undecided;
	/* that ratings in a column that doesn't say of how many are of 10, or of 100 */
	bool is_beyond_5, is_beyond_10;
	bool is_done;
};

/* The most pieces of a file, and bytes of one. */
enum { IMPORT_ROWS = 100000, PIECE_MAX = 1 << 20 };

struct format;
struct reading;

/*
 * A piece of a file: a row of a table, an element of a JSON array (or member of an object), an XML
 * element with its children. Asked by name; what isn't there is NULL.
 */
struct piece;

/*
 * What is in a column, or a child element: trimmed, UTF-8, one form of line ends; NULL for nothing.
 */
const char *piece_text(const struct piece *piece, const char *name);

/* JSON: the element itself; `*member` is the name of the array or member it is in, "" for none. */
const cJSON *piece_json(const struct piece *piece, const char **member);

/* The name of the XML element. */
const char *piece_element(const struct piece *piece);

/* The path of its file in the archive, or the file's name; "" when it isn't known. */
const char *piece_path(const struct piece *piece);

/* Its number in its file, from 1. */
int64_t piece_number(const struct piece *piece);

/*
 * Tells of a title, or of a list: what the piece says of it. Several for one piece, or none, are
 * fine.
 */
void reading_tell(struct reading *reading, const struct item *item);

/* Of all that is made for a piece: it goes with the piece. */
struct arena *reading_arena(const struct reading *reading);

const struct import_options *reading_options(const struct reading *reading);

/* Dates (imports.md, 2): a text for start_date, end_date or pub_date, NULL for none and unknown. */
const char *reading_date(struct reading *reading, const char *text);

/* The same as an instant of created_at: TIME_NONE for none. A date alone is its midnight, UTC. */
struct timestamp reading_time(struct reading *reading, const char *text);

/* A rating, for rating_text: of how many it is, the column shows in the end. */
const char *reading_rating(struct reading *reading, const char *text);

enum part_kind { PART_TABLE, PART_JSON, PART_XML };

/* A kind of file that a format consists of: alone, or in an archive with others. */
struct format_part {
	enum part_kind kind;
	/*
	 * How its path ends in an archive, with `*` for anything but slashes ("lists/\*.csv"),
	 * NULL: any; several are separated by blanks. Case doesn't count.
	 */
	const char *path;
	/*
	 * What tells it by content, separated by commas (one in quotes is none): column names, or
	 * members of its elements (of the first ones that are there) and of the object around them;
	 * XML: the root element. All must be there. Case, blanks around, BOM and quotes don't
	 * count.
	 */
	const char *needs;
	/* By its content alone it could be another: alone it must have a name that `path` fits. */
	bool needs_name;
	/* of a table: its rows are of any type, which its columns should say */
	bool is_any;
	/* lines before the header row, as Letterboxd's lists have them */
	int skip_lines;
	/* of a table: quotes are characters, as in LibraryThing's */
	bool is_unquoted;
	/* of JSON: its texts are as they were typed, as in ours; else they are NFC */
	bool is_exact;
	/*
	 * JSON: whether an object's members are the pieces ({"1": {…}, …}); else elements of arrays
	 */
	bool is_keyed;
	void (*read)(struct reading *reading, const struct piece *piece);
};

struct format {
	const char *name;		/* "goodreads" */
	const char *title;		/* "Goodreads" */
	/*
	 * Where a member finds the file there, in a sentence: for whoever sent another one of
	 * theirs.
	 */
	const char *where;
	/*
	 * Paths and names by which a file of theirs is known that isn't one of the parts (blanks
	 * between), and columns likewise (with ";" between sets: "a,b;c,d"). In an archive what is
	 * so named is never read, whatever is in it.
	 */
	const char *others, *other_needs;
	/* in the order of reading, a file is the first that fits; one without `read` ends them */
	const struct format_part *parts;
};

/* In the order in which they are tried; NULL ends them. The last is the generic CSV. */
extern const struct format *const formats[];

const struct format *format_named(const char *name);	/* NULL: there is none */

/*
 * What kind of file it is. OK; ERR_VALIDATION with a sentence in `*message`: of no service that we
 * read, a wrong file of a right one (which is wanted, and where it is), encrypted, broken. `*asks`:
 * NULL, or what must be known first: "columns" (none fits by itself), "type" (none says what its
 * titles are), "name" (it could be several).
 */
enum status format_recognise(struct arena *arena, const struct input *input,
	const struct format **out, const char **asks, const char **message);

/* The column names of a file that is a table, for whoever assigns them; none for others. */
struct texts format_columns(struct arena *arena, const struct input *input);

/*
 * Gets what readers tell. `row` is the piece as it was, for tables (a JSON array of texts), or
 * NULL.
 */
struct sink {
	void *context;
	enum status (*take)(void *context, const struct item *item, const char *row);
	const bool *has_enough;		/* reading stops behind a piece when it has; NULL: never */
};

/*
 * Reads on from a place: at most `most` pieces, and no longer than `milliseconds`. The place is
 * moved behind what was read. OK; ERR_VALIDATION with a sentence in `*message` where it can't go on
 * (what was told by then holds); or what `take` said.
 */
enum status format_read(struct arena *arena, const struct input *input, const struct format *format,
	const struct import_options *options, struct import_place *place, int most,
	int milliseconds, const struct sink *sink, const char **message);

/* A place as text and back; a text that is none is the beginning. */
const char *import_place_text(struct arena *arena, const struct import_place *place);
void import_place_read(struct arena *arena, const char *text, struct import_place *out);

/* What all readers share: words.c */

/* A status in any service's words (imports.md, 2); 0 for a word that is none of them. */
word status_of(const char *text);

/*
 * Halves of "4.25" of 5, "9" of 10, "87" of 100 (`most`), by imports.md's rounding; HALVES_NONE for
 * none. "8/10", "80%" and "★★★½" say themselves of how many they are.
 */
struct halves rating_of(const char *text, int most);

/*
 * The least of 5, 10 and 100 that takes a rating; 0 where it says itself of how many, or is none.
 */
int rating_scale(const char *text);

/* Takes a rating to the item, with a remark where it is none; "-" and 0 need none. NULL is none. */
void item_rate(struct arena *arena, struct item *item, const char *text, int most);

/* Does so with the rating that waited for the end of the file. */
void item_rate_late(struct arena *arena, struct item *item, const struct import_place *place);

/* "Last, First" turned round; one word stays. */
const char *name_turned(struct arena *arena, const char *name);

/* Each of a list that has one of `separators` between, trimmed, none of them empty. */
struct texts texts_split(struct arena *arena, const char *text, const char *separators);

/*
 * A title without its series, "(Name, #N)", which goes to metadata: `series` an object with `name`
 * and `position`, or a list of them; several spaces become one.
 */
void item_set_title(struct arena *arena, struct item *item, const char *title);

/* The same of a series that is told beside the title. NULL is none; `position` may be NULL. */
void item_add_series(struct arena *arena, struct item *item, const char *name,
	const char *position);

/* The first that is an ISBN becomes the item's; what is none goes to ids (an ASIN) or metadata. */
void item_set_isbn(struct arena *arena, struct item *item, const char *text);

/* A review as plain text: HTML read once, "[spoiler]" in front. NULL and "" are none. */
void item_set_review(struct arena *arena, struct item *item, const char *html, bool is_spoiler);

bool is_yes(const char *text);		/* Yes, true, 1, x */

#endif
