/*
 * Tables: our own vitrine.csv, those of smaller services (imports.md, 11), which are known by their
 * columns, and any other, whose columns are known by name or assigned by the member.
 */
#include "flat.h"
#include "day.h"
#include "pieces.h"

#include <string.h>
#include <strings.h>

#define FLAT(member, ...) FIELD_AS(struct flat, member, #member, 0, .also = { __VA_ARGS__ })

const struct field flat_fields[] = {
	FLAT(title, "name", "book title", "movie title", "game"),
	FLAT(creator, "author", "authors", "director", "directors"),
	FLAT(type, "media type", "mediatype", "media_type", "kind"),
	FLAT(year, "release year", "published", "release date", "publication date"),
	FLAT(isbn, "isbn13", "isbn-13", "isbn_13", "isbn 13"),
	FLAT(status, "shelf", "state", "exclusive shelf", "read status"),
	FLAT(rating, "my rating", "your rating", "stars", "star rating"),
	FLAT(start, "date started", "started", "start date", "start_date"),
	FLAT(end, "date finished", "finished", "date read", "watched date"),
	FLAT(times, "read count", "times read", "times watched", "plays"),
	FLAT(progress, "pages read", "episodes watched", "hours played"),
	FLAT(length, "pages", "number of pages", "runtime", "episodes"),
	FLAT(note, "notes", "private notes", "comment", "comments"),
	FLAT(review, "my review"),
	FLAT(tags, "tag", "labels", "bookshelves", "shelves"),
	FLAT(genre, "genres"),
	FLAT(format, "binding"),
	FLAT(platform, "platforms"),
	FLAT(imdb, "imdb_id", "imdbid", "imdb id"),
	FLAT(tmdb, "tmdb_id", "tmdbid", "tmdb id"),
	FLAT(tvdb, "tvdb_id", "tvdbid", "tvdb id"),
	FLAT(mal, "mal_id", "malid", "mal id"),
	FLAT(goodreads, "goodreads_id", "goodreadsid", "goodreads id"),
	FLAT(added, "date added", "added on", "date_added", "created"),
	FLAT(location, "place", "where"),
	FLAT(condition),
	FLAT(lent_to, "lent to", "borrower", "loaned to"),
	FLAT(lent_on, "lent on", "lent since"),
	FLAT(due_on, "due", "due on"),
	FLAT(acquired_on, "acquired", "date acquired", "purchase date", "bought on"),
	FLAT(price, "cost", "purchase price"),
	FLAT(currency),
	FLAT(barcode, "ean", "upc"),
	FLAT(rating10, "rating (of 10)", "score"),
	FLAT(rating100, "rating (of 100)"),
	FLAT(owned, "own", "owned copies", "owned?"),
	FLAT(isbn10, "isbn-10", "isbn_10", "isbn 10"),
	FLAT(series, "series name"),
	FLAT(position, "series position", "series number", "series_index", "volume"),
	FLAT(publisher),
	FLAT(description, "summary", "synopsis"),
	FLAT(link, "url", "website"),
	{ 0 }
};

/* What else people call columns of tables of their own. */
const struct flat_alias flat_aliases[] = {
	{ "book", "title" }, { "book name", "title" }, { "film", "title" }, { "movie", "title" },
	{ "film title", "title" }, { "movie name", "title" }, { "show", "title" },
	{ "tv show", "title" }, { "series title", "title" }, { "game title", "title" },
	{ "game name", "title" },
	{ "who wrote it", "creator" }, { "written by", "creator" }, { "writer", "creator" },
	{ "directed by", "creator" }, { "developer", "creator" }, { "by", "creator" },
	{ "how good", "rating" }, { "my stars", "rating" }, { "grade", "rating" },
	{ "stars out of 10", "rating10" }, { "rating out of 10", "rating10" },
	{ "score out of 10", "rating10" }, { "out of 10", "rating10" },
	{ "stars out of 5", "rating" }, { "rating out of 5", "rating" },
	{ "score out of 5", "rating" }, { "out of 5", "rating" },
	{ "when i started", "start" }, { "started on", "start" }, { "begun", "start" },
	{ "when i finished", "end" }, { "finished on", "end" }, { "watched on", "end" },
	{ "read on", "end" }, { "seen on", "end" }, { "played on", "end" },
	{ "completed on", "end" }, { "finish date", "end" }, { "end date", "end" },
	{ "date watched", "end" }, { "date completed", "end" }, { "date seen", "end" },
	{ "date played", "end" },
	{ "remarks", "note" }, { "my notes", "note" }, { "thoughts", "review" },
	{ NULL, NULL },
};

static void
read_own(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind own = { .fields = FIELDS(flat_fields), .is_ours = true };

	flat_read(reading, piece, &own);
}

static void
read_any(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind any = {
		.fields = FIELDS(flat_fields), .aliases = flat_aliases,
	};

	flat_read(reading, piece, &any);
}

static bool
names_have_one(const struct texts *names, const char *name)
{
	for (int i = 0; i < names->count; i++)
		if (!strcasecmp(names->list[i], name))
			return true;
	return false;
}

bool
flat_knows(const struct texts *headers, const char *field)
{
	const struct field *known = flat_fields;
	const struct flat_alias *alias = flat_aliases;
	bool knows;

	while (strcmp(known->name, field) != 0)
		known++;
	knows = names_have_one(headers, known->name);
	for (int i = 0; i < 4 && known->also[i] && !knows; i++)
		knows = names_have_one(headers, known->also[i]);
	for (; alias->name && !knows; alias++)
		knows = !strcmp(alias->field, field) && names_have_one(headers, alias->name);
	return knows;
}

/* --- Netflix, which says nothing but a title and a day ---------------------------------------- */

/* "Show: Season 2: Episode": where the season is, and its number; NULL for what is no episode. */
static const char *
find_season(const char *title, int64_t *season)
{
	static const char *const words[] = { "Season ", "Staffel ", "Saison ", "Temporada ",
		"Stagione ", "Seizoen ", "Series ", "Limited Series", "Miniseries" };

	for (const char *at = strstr(title, ": "); at; at = strstr(at + 1, ": "))
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
			const size_t length = strlen(words[i]);

			if (strncasecmp(at + 2, words[i], length) != 0 || !strstr(at + 2, ": "))
				continue;
			*season = words[i][length - 1] == ' ' ? number_of(at + 2 + length) : 1;
			if (*season > 0)
				return at;
		}
	return NULL;
}

/* It has no number there: its name is as good. */
static void
tell_seen(struct reading *reading, const struct piece *piece, const char *title,
	const char *at, int64_t season)
{
	struct arena *arena = reading_arena(reading);
	const char *show = arena_copy(arena, title, (size_t)(at - title));
	const char *day = piece_text(piece, "Date");
	const struct timestamp time = reading_time(reading, day);
	struct item item;

	item_start(&item, arena_printf(arena, "TV_SHOW|%s", show));
	item.type = MEDIA_TV_SHOW;
	item.title = show;
	item.status = IN_PROGRESS;
	texts_add(arena, &item.episodes, arena_printf(arena, "S%lldE:%s", (long long)season,
		strstr(at + 2, ": ") + 2));
	if (time.seconds != INT_NONE)
		item_set_seen(&item, arena_printf(arena, "%.10s", day_text(arena, time.seconds)));
	reading_tell(reading, &item);
}

/* Of a table of more columns a date may be any. */
static void
read_seen(struct reading *reading, const struct piece *piece)
{
	static const struct flat_alias date[] = {
		{ "date", "end" }, { NULL, NULL },
	};
	static const struct flat_kind seen = { .fields = FIELDS(flat_fields), .aliases = date };
	const char *title = piece_text(piece, "Title"), *at;
	int64_t season;

	at = title ? find_season(title, &season) : NULL;
	if (piece->names.count != 2)
		read_any(reading, piece);
	else if (at)
		tell_seen(reading, piece, title, at, season);
	else
		flat_read(reading, piece, &seen);
}

#define TABLE(needs_, read_) { .kind = PART_TABLE, .needs = (needs_), .read = (read_) }

#define ANY(needs_) \
	{ .kind = PART_TABLE, .needs = (needs_), .is_any = true, .read = read_any }

static const struct format_part parts[] = {
	TABLE("title,creator,type,year,isbn,status,rating,start,end,added", read_own),
	TABLE("title,author_text,openlibrary_key,shelf", read_bookwyrm),
	TABLE("title,olid,readings,book_format", read_openreads),
	TABLE("Title,Status,Hardcover Book ID", read_hardcover),
	TABLE("Title,read_dates,currently_reading", read_jelu),
	TABLE("title,authors,author_sort", read_calibre),
	TABLE("title,year,tmdbId,watchedAt", read_movary_history),
	TABLE("title,year,tmdbId,userRating", read_movary_rating),
	TABLE("title,year,tmdbId,addedAt", read_movary_watchlist),
	TABLE("TMDb ID,IMDb ID,Type,Name,Your Rating", read_tmdb_rating),
	TABLE("simkl_id,Type,Title,Watchlist", read_simkl),
	TABLE("media_id,source,media_type,title,status", read_yamtrack),
	TABLE("tmdbID,imdbID,Title,Year", read_letterboxd_film),
	TABLE("Title,Playing,Backlog,Completed,Retired", read_howlongtobeat),
	TABLE("name,shelves,giantbomb_id", read_grouvee),
	TABLE("id,game,url,release_date", read_igdb),
	{ .kind = PART_TABLE, .needs = "Title,Date", .is_any = true, .read = read_seen },
	ANY("title"),
	ANY("name"),
	ANY("book title"),
	ANY("movie title"),
	ANY("game"),
	ANY("book"),
	ANY("book name"),
	ANY("film"),
	ANY("movie"),
	ANY("film title"),
	ANY("movie name"),
	ANY("show"),
	ANY("tv show"),
	ANY("series title"),
	ANY("game title"),
	ANY("game name"),
	/* of any other nothing is known but what the member says */
	TABLE(NULL, read_any),
	{ 0 }
};

const struct format format_csv = {
	.name = "csv", .title = "A table (CSV)",
	.where = "Any CSV with a title in each row.",
	.parts = parts,
};
