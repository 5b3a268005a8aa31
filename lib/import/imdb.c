/* IMDb: ratings, watchlist and lists as CSV, in three generations (imports.md, 5). */
#include "tell.h"

#include <ctype.h>
#include <string.h>

/* Without blanks and hyphens. */
static const struct word_name types[] = {
	{ "movie", MEDIA_MOVIE }, { "featurefilm", MEDIA_MOVIE }, { "tvmovie", MEDIA_MOVIE },
	{ "short", MEDIA_MOVIE }, { "shortfilm", MEDIA_MOVIE }, { "video", MEDIA_MOVIE },
	{ "tvspecial", MEDIA_MOVIE }, { "musicvideo", MEDIA_MOVIE },
	{ "documentary", MEDIA_MOVIE },
	{ "tvseries", MEDIA_TV_SHOW }, { "tvminiseries", MEDIA_TV_SHOW },
	{ "miniseries", MEDIA_TV_SHOW }, { "tvshort", MEDIA_TV_SHOW },
	{ "videogame", MEDIA_GAME }, { NULL, 0 },
};

static word
type_of(const char *text)
{
	char plain[24];
	size_t n = 0;

	for (; text && *text && n < sizeof(plain) - 1; text++)
		if (!strchr(" -", *text))
			plain[n++] = *text;
	plain[n] = '\0';
	return word_value(types, plain);
}

/* "tt0078748", also where the letters or zeros in front are missing; NULL for none. */
static const char *
const_of(struct arena *arena, const char *text)
{
	if (!text || !isdigit((unsigned char)*text))
		return text;
	return arena_printf(arena, "tt%0*d%s", 7 > strlen(text) ? (int)(7 - strlen(text)) : 0, 0,
		text);
}

/* The year, and the day where it is of that year: a film is often shown elsewhere before. */
static void
set_dates(struct reading *reading, struct item *item, const struct piece *piece)
{
	const char *year = piece_text(piece, "Year");
	const char *released = reading_date(reading, piece_text(piece, "Release Date"));

	if (year && released && !strncmp(year, released, 4))
		year = released;
	item_set_year(reading_arena(reading), item, year);
}

static void
set_title(struct reading *reading, struct item *item, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);
	const char *original = piece_text(piece, "Original Title");

	item->title = piece_text(piece, "Title");
	if (original && item->title && strcmp(original, item->title) != 0)
		item_add_metadata(arena, item, "title_original", original);
	item->creator = piece_text(piece, "Directors");
	item->genre = piece_text(piece, "Genres");
	item_add_id(arena, item, "imdb", const_of(arena, piece_text(piece, "Const")));
	set_dates(reading, item, piece);
	/* of a series it is that of an episode */
	if (item->type == MEDIA_MOVIE)
		item_set_length(item, piece_text(piece, "Runtime (mins)"));
}

static const char *
first_of(const char *one, const char *other)
{
	return one ? one : other;
}

static void
set_shelf(struct reading *reading, struct item *item, const struct piece *piece)
{
	const char *rated = first_of(piece_text(piece, "Date Rated"),
		piece_text(piece, "Date Added"));
	const char *created = piece_text(piece, "Created");

	item->rating = rating_of(first_of(piece_text(piece, "Your Rating"),
		piece_text(piece, "You rated")), 10);
	item->status = item->rating.count == INT_NONE ? TO_DO : COMPLETED;
	item->created_at = reading_time(reading, first_of(created, rated));
	item->rated_at = reading_time(reading, rated);
	item->note = piece_text(piece, "Description");
}

static void
read_title(struct reading *reading, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);
	const char *id = const_of(arena, piece_text(piece, "Const"));
	const char *type = piece_text(piece, "Title Type");
	struct item item;

	item_start(&item, id ? id : title_key(arena, piece_text(piece, "Title"), NULL,
		piece_text(piece, "Year")));
	item.type = type_of(type);
	set_title(reading, &item, piece);
	set_shelf(reading, &item, piece);
	if (type && strcasestr(type, "episode"))
		item.skipped = "It is an episode, not a series.";
	else if (type && !item.type)
		item.skipped = arena_printf(arena, "There is no place here for a title of the "
			"type \"%s\".", type);
	reading_tell(reading, &item);
}

static const struct format_part parts[] = {
	{ .kind = PART_TABLE, .needs = "Const,Title,Title Type", .read = read_title },
	{ 0 }
};

const struct format format_imdb = {
	.name = "imdb", .title = "IMDb",
	.where = "Your ratings, Your watchlist or a list → ⋮ → Export, on imdb.com in a browser; "
		"the file is made under Exports.",
	.parts = parts,
};
