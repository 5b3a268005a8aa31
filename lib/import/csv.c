/*
 * Tables: our own vitrine.csv, those of smaller services (imports.md, 11), which are known by their
 * columns, and any other, whose columns are known by name or assigned by the member.
 */
#include "flat.h"

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
static const struct flat_alias aliases[] = {
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
		.fields = FIELDS(flat_fields), .aliases = aliases,
	};

	flat_read(reading, piece, &any);
}

#define TABLE(needs_, read_) { .kind = PART_TABLE, .needs = (needs_), .read = (read_) }

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
	TABLE("title", read_any),
	TABLE("name", read_any),
	TABLE("book title", read_any),
	TABLE("movie title", read_any),
	TABLE("game", read_any),
	TABLE("book", read_any),
	TABLE("book name", read_any),
	TABLE("film", read_any),
	TABLE("movie", read_any),
	TABLE("film title", read_any),
	TABLE("movie name", read_any),
	TABLE("show", read_any),
	TABLE("tv show", read_any),
	TABLE("series title", read_any),
	TABLE("game title", read_any),
	TABLE("game name", read_any),
	/* of any other nothing is known but what the member says */
	TABLE(NULL, read_any),
	{ 0 }
};

const struct format format_csv = {
	.name = "csv", .title = "A table (CSV)",
	.where = "Any CSV with a title in each row.",
	.parts = parts,
};
