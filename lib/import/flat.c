#include "flat.h"
#include "date.h"
#include "plain.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The type in any service's words, "film"; 0 for none. */
static word
flat_type(const char *text)
{
	/* without blanks, hyphens and underscores */
	static const struct word_name words[] = {
		{ "movie", MEDIA_MOVIE }, { "movies", MEDIA_MOVIE }, { "film", MEDIA_MOVIE },
		{ "films", MEDIA_MOVIE }, { "short", MEDIA_MOVIE }, { "tvmovie", MEDIA_MOVIE },
		{ "tv", MEDIA_TV_SHOW }, { "tvshow", MEDIA_TV_SHOW }, { "tvshows", MEDIA_TV_SHOW },
		{ "show", MEDIA_TV_SHOW }, { "shows", MEDIA_TV_SHOW }, { "serie", MEDIA_TV_SHOW },
		{ "series", MEDIA_TV_SHOW }, { "tvseries", MEDIA_TV_SHOW },
		{ "miniseries", MEDIA_TV_SHOW }, { "anime", MEDIA_TV_SHOW },
		{ "book", MEDIA_BOOK }, { "books", MEDIA_BOOK }, { "novel", MEDIA_BOOK },
		{ "comic", MEDIA_BOOK }, { "manga", MEDIA_BOOK }, { "ebook", MEDIA_BOOK },
		{ "audiobook", MEDIA_BOOK },
		{ "game", MEDIA_GAME }, { "games", MEDIA_GAME }, { "videogame", MEDIA_GAME },
		{ NULL, 0 },
	};
	char plain[20];
	size_t n = 0;

	for (; text && *text && n < sizeof(plain) - 1; text++)
		if (!strchr(" -_", *text))
			plain[n++] = *text;
	plain[n] = '\0';
	return word_value(words, plain);
}

/* --- from the row ----------------------------------------------------------------------------- */

/* What a member assigned; NULL: nothing. */
static const cJSON *
assigned_columns(const struct reading *reading)
{
	const char *columns = reading_options(reading)->columns.json;

	json_use_arena(reading_arena(reading));
	return columns ? json_tree(reading_arena(reading), columns, strlen(columns)) : NULL;
}

static const char *
value_of(const struct piece *piece, const struct field *field, const struct flat_alias *aliases,
	const cJSON *columns)
{
	const char *column = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(columns,
		field->name));
	const char *value;

	if (column)
		return *column != '=' ? piece_text(piece, column) : column[1] ? column + 1 : NULL;
	value = piece_text(piece, field->name);
	for (int i = 0; i < 4 && field->also[i] && !value; i++)
		value = piece_text(piece, field->also[i]);
	for (; aliases && aliases->name && !value; aliases++)
		if (!strcmp(aliases->field, field->name))
			value = piece_text(piece, aliases->name);
	return value;
}

static void
read_flat(const struct reading *reading, const struct piece *piece, const struct flat_kind *kind,
	struct flat *out)
{
	const struct field *fields = kind->fields;
	const cJSON *columns = fields == flat_fields ? assigned_columns(reading) : NULL;

	memset(out, 0, sizeof(*out));
	for (const struct field *field = fields; field->name; field++)
		*(const char **)((char *)out + field->offset) = value_of(piece, field,
			kind->aliases, columns);
}

/* --- to the item ------------------------------------------------------------------------------ */

/* What a row is of: rows that agree in all of this are of one title. */
static const char *
key_of(struct reading *reading, const struct piece *piece, const struct flat *flat)
{
	static const char none[] = "";
	struct arena *arena = reading_arena(reading);
	const char *type = flat->type ? flat->type : none;
	const char *id = flat->isbn ? flat->isbn : flat->imdb ? flat->imdb : flat->tmdb
		? flat->tmdb : none;

	if (flat->id)
		return arena_printf(arena, "%s:%s", type, flat->id);
	if (!flat->title)
		return piece_key(reading, piece);
	return arena_printf(arena, "%s|%s|%s", type, id, title_key(arena, flat->title,
		flat->creator, flat->year));
}

static void
set_ids(struct arena *arena, struct item *item, const struct flat *flat, const char *service)
{
	item_set_isbn(arena, item, flat->isbn);
	item_set_isbn(arena, item, flat->isbn10);
	if (service)
		item_add_id(arena, item, service, flat->id);
	item_add_id(arena, item, "imdb", flat->imdb);
	item_add_id(arena, item, "tmdb", flat->tmdb);
	item_add_id(arena, item, "tvdb", flat->tvdb);
	item_add_id(arena, item, "mal", flat->mal);
	item_add_id(arena, item, "goodreads", flat->goodreads);
	item_add_id(arena, item, "openlibrary", flat->openlibrary);
	item_add_id(arena, item, "asin", flat->asin);
}

/* A date of any form, or a year that none has ("-50"). */
static void
set_year(struct reading *reading, struct item *item, const char *text)
{
	if (text && strspn(text, "-0123456789") == strlen(text) && strlen(text) < 6)
		item_set_year(reading_arena(reading), item, text);
	else
		item->pub_date = reading_date(reading, text);
}

static void
set_title(struct reading *reading, struct item *item, const struct flat *flat,
	const struct flat_kind *kind)
{
	struct arena *arena = reading_arena(reading);
	const char *message;

	if (item->type == MEDIA_BOOK && !kind->is_ours)
		item_set_title(arena, item, flat->title);
	else
		item->title = flat->title;
	if (item->title && flat->subtitle)
		item->title = arena_printf(arena, "%s: %s", item->title, flat->subtitle);
	if (kind->separators)
		item_set_authors(arena, item, flat->creator, kind->separators);
	else
		item->creator = flat->creator;
	set_year(reading, item, flat->year);
	item_set_length(item, flat->length);
	item->genre = flat->genre;
	if (flat->description)
		item->description = plain_written(arena, flat->description, &message);
	item_add_metadata(arena, item, "title_original", flat->title_original);
	item_add_metadata(arena, item, "publisher", flat->publisher);
	item_add_metadata(arena, item, "link", flat->link);
	item_add_series(arena, item, flat->series, flat->position);
	set_ids(arena, item, flat, kind->service);
}

/* Of how many ratings are in anybody's table, all of its column shows. */
static void
set_rating(struct reading *reading, struct item *item, const struct flat *flat,
	const struct flat_kind *kind)
{
	struct arena *arena = reading_arena(reading);

	item->rated_at = reading_time(reading, flat->rated);
	if (flat->rating && kind->aliases)
		item->rating_text = reading_rating(reading, flat->rating);
	else if (flat->rating)
		item_rate(arena, item, flat->rating, 5);
	else if (flat->rating10)
		item_rate(arena, item, flat->rating10, 10);
	else
		item_rate(arena, item, flat->rating100, 100);
}

/* Whether it is a day, in whatever order. */
static bool
is_day(const char *text)
{
	const enum date_kind kind = date_read(text, ORDER_UNKNOWN).kind;

	return kind == DATE_KNOWN || kind == DATE_UNDECIDED;
}

/* What the days show: the end is that it is finished. */
static word
status_by_days(const struct flat *flat)
{
	return is_day(flat->end) ? COMPLETED : is_day(flat->start) ? IN_PROGRESS : TO_DO;
}

/* What a row without a status shows of it. */
static word
shown_status(const struct item *item, const struct flat *flat)
{
	const word status = status_by_days(flat);

	if (status == COMPLETED || item->rating.count != INT_NONE
	    || rating_of(item->rating_text, 100).count != INT_NONE)
		return COMPLETED;
	return number_of(flat->progress) > 0 ? IN_PROGRESS : status;
}

static void
set_status(struct reading *reading, struct item *item, const struct flat *flat,
	const struct flat_kind *kind)
{
	struct arena *arena = reading_arena(reading);

	if (flat->status)
		item_guess_status(arena, item, flat->status, status_by_days(flat));
	else if (kind->status)
		item->status = kind->status;
	else if (!kind->is_ours)
		item->status = shown_status(item, flat);
	else if (is_day(flat->end) || is_day(flat->start))
		item->status = status_by_days(flat);
}

/* What is to do, or under way, has no end. */
static void
set_read(struct reading *reading, struct item *item, const struct flat *flat)
{
	struct arena *arena = reading_arena(reading);
	const char *end = item->status == DROPPED && flat->stopped ? flat->stopped : flat->end;

	tell_read(reading, item, reading_date(reading, flat->start), reading_date(reading, end));
	if (is_day(end) && item->status != COMPLETED && item->status != DROPPED)
		texts_add(arena, &item->remarks, arena_printf(arena, "The date %s, when it ended, "
			"was left out: it isn't finished.", end));
}

static void
set_tags(struct arena *arena, struct item *item, const char *tags, bool is_ours)
{
	if (tags)
		item_add_tags(arena, item, tags, is_ours || strchr(tags, '|') ? "|"
			: strchr(tags, ';') ? ";" : ",");
}

/* Where a title is may be any place in anybody's table: in ours it is that of a copy. */
static bool
tells_copy(const struct flat *flat, bool is_ours)
{
	return flat->format || flat->platform || flat->condition || flat->lent_to
		|| flat->acquired_on || flat->price || flat->barcode
		|| (flat->location && is_ours);
}

static void
set_copies(struct reading *reading, struct item *item, const struct flat *flat, bool is_ours)
{
	struct arena *arena = reading_arena(reading);
	const int64_t count = number_of(flat->owned);
	struct item_copy *copy;

	if (flat->owned)
		tell_copies(arena, item, count > 0 ? count : is_yes(flat->owned), flat->format,
			flat->platform);
	else if (tells_copy(flat, is_ours))
		tell_copies(arena, item, 1, flat->format, flat->platform);
	if (!item->copies.count)
		return;
	copy = item->copies.list;
	copy->location = flat->location;
	copy->condition = flat->condition;
	copy->lent_to = flat->lent_to;
	copy->lent_on = reading_date(reading, flat->lent_on);
	copy->due_on = reading_date(reading, flat->due_on);
	copy->acquired_on = reading_date(reading, flat->acquired_on);
	copy->price = flat->price;
	copy->currency = flat->currency;
	copy->barcode = flat->barcode;
}

static void
set_shelf(struct reading *reading, struct item *item, const struct flat *flat,
	const struct flat_kind *kind)
{
	struct arena *arena = reading_arena(reading);

	set_rating(reading, item, flat, kind);
	set_status(reading, item, flat, kind);
	set_read(reading, item, flat);
	item->times = number_of(flat->times);
	item->progress = number_of(flat->progress);
	item->note = flat->note;
	if (kind->is_ours)
		item->review = flat->review;
	else
		item_set_review(arena, item, flat->review, is_yes(flat->spoiler));
	item->reviewed_at = reading_time(reading, flat->reviewed);
	item_set_added(reading, item, flat->added ? flat->added : flat->rated);
	set_tags(arena, item, flat->tags, kind->is_ours);
	set_copies(reading, item, flat, kind->is_ours);
}

/* What only one type has. */
static const struct {
	const char *column;
	word type;
} shows[] = {
	{ "Author", MEDIA_BOOK }, { "Authors", MEDIA_BOOK }, { "Director", MEDIA_MOVIE },
	{ "Directors", MEDIA_MOVIE }, { "Developer", MEDIA_GAME }, { "Game", MEDIA_GAME },
	{ "Book", MEDIA_BOOK }, { "Book name", MEDIA_BOOK }, { "Book title", MEDIA_BOOK },
	{ "Who wrote it", MEDIA_BOOK }, { "Film", MEDIA_MOVIE }, { "Movie", MEDIA_MOVIE },
	{ "Movie title", MEDIA_MOVIE }, { "Film title", MEDIA_MOVIE },
	{ "Movie name", MEDIA_MOVIE }, { "Directed by", MEDIA_MOVIE },
	{ "Show", MEDIA_TV_SHOW }, { "TV show", MEDIA_TV_SHOW },
	{ "Series title", MEDIA_TV_SHOW }, { "Game title", MEDIA_GAME },
	{ "Game name", MEDIA_GAME },
};

bool
flat_says_type(const struct texts *headers, const char *columns)
{
	const char *const told[] = { "\"type\":", "\"isbn\":" };

	if (flat_knows(headers, "type") || flat_knows(headers, "isbn"))
		return true;
	for (size_t i = 0; columns && i < sizeof(told) / sizeof(told[0]); i++)
		if (strstr(columns, told[i]))
			return true;
	for (size_t i = 0; i < sizeof(shows) / sizeof(shows[0]); i++)
		for (int k = 0; k < headers->count; k++)
			if (!strcasecmp(headers->list[k], shows[i].column))
				return true;
	return false;
}

/* Where no column says the type, what only one type has. */
static word
shown_type(const struct flat *flat, const struct piece *piece)
{
	const word type = flat_type(flat->type);

	if (type || flat->isbn)
		return type ? type : MEDIA_BOOK;
	for (size_t i = 0; i < sizeof(shows) / sizeof(shows[0]); i++)
		if (piece_text(piece, shows[i].column))
			return shows[i].type;
	return 0;
}

void
flat_read(struct reading *reading, const struct piece *piece, const struct flat_kind *kind)
{
	struct flat flat;
	struct item item;

	read_flat(reading, piece, kind, &flat);
	item_start(&item, key_of(reading, piece, &flat));
	item.type = kind->type ? kind->type : shown_type(&flat, piece);
	set_title(reading, &item, &flat, kind);
	set_shelf(reading, &item, &flat, kind);
	if (kind->add)
		kind->add(reading, piece, &item);
	reading_tell(reading, &item);
}
