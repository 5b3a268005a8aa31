/* Tables of services for films and series, and Yamtrack's of all types (imports.md, 11). */
#include "flat.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FLAT(member, ...) FIELD_AS(struct flat, member, __VA_ARGS__)
#define MOVARY_FILM FLAT(title, "title", 0), FLAT(year, "year", 0), FLAT(tmdb, "tmdbId", 0), \
	FLAT(imdb, "imdbId", 0)

static const struct field history_fields[] = {
	MOVARY_FILM, FLAT(end, "watchedAt", 0), FLAT(note, "comment", 0), { 0 }
};

void
read_movary_history(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind history = {
		.fields = FIELDS(history_fields), .type = MEDIA_MOVIE, .status = COMPLETED,
	};

	flat_read(reading, piece, &history);
}

static const struct field rating_fields[] = {
	MOVARY_FILM, FLAT(rating10, "userRating", 0), { 0 }
};

void
read_movary_rating(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind ratings = {
		.fields = FIELDS(rating_fields), .type = MEDIA_MOVIE, .status = COMPLETED,
	};

	flat_read(reading, piece, &ratings);
}

static const struct field watchlist_fields[] = { MOVARY_FILM, FLAT(added, "addedAt", 0), { 0 } };

void
read_movary_watchlist(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind watchlist = {
		.fields = FIELDS(watchlist_fields), .type = MEDIA_MOVIE, .status = TO_DO,
	};

	flat_read(reading, piece, &watchlist);
}

/* --- what Letterboxd takes -------------------------------------------------------------------- */

static const struct field letterboxd_fields[] = {
	FLAT(title, "Title", 0), FLAT(year, "Year", 0), FLAT(tmdb, "tmdbID", 0),
	FLAT(imdb, "imdbID", 0), FLAT(creator, "Directors", 0),
	FLAT(rating, "Rating", 0), FLAT(rating10, "Rating10", 0),
	FLAT(end, "WatchedDate", 0), FLAT(tags, "Tags", 0), FLAT(review, "Review", 0),
	{ 0 }
};

/* A row without a day or rating was to be seen. */
void
read_letterboxd_film(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind films = {
		.fields = FIELDS(letterboxd_fields), .type = MEDIA_MOVIE,
	};

	flat_read(reading, piece, &films);
}

/* --- TMDb ------------------------------------------------------------------------------------- */

static void
add_tmdb(struct reading *reading, const struct piece *piece, struct item *item)
{
	if (!piece_text(piece, "Season Number") && !piece_text(piece, "Episode Number"))
		return;
	item->key = piece_key(reading, piece);
	item->skipped = "It is the rating of an episode or a season, not of the series.";
}

static const struct field tmdb_fields[] = {
	FLAT(id, "TMDb ID", 0), FLAT(imdb, "IMDb ID", 0), FLAT(type, "Type", 0),
	FLAT(title, "Name", 0), FLAT(year, "Release Date", 0),
	FLAT(rating10, "Your Rating", 0),
	FLAT(rated, "Date Rated", 0, .also = { "Date Added" }), { 0 }
};

void
read_tmdb_rating(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind ratings = {
		.fields = FIELDS(tmdb_fields), .service = "tmdb", .add = add_tmdb,
	};

	flat_read(reading, piece, &ratings);
}

/* --- Simkl ------------------------------------------------------------------------------------ */

/* "s1e2": of the first season that many were seen; of a later one it isn't known how many. */
static void
add_simkl(struct reading *reading, const struct piece *piece, struct item *item)
{
	const char *last = piece_text(piece, "LastEpWatched");
	char *end;

	if (!last || item->type != MEDIA_TV_SHOW)
		return;
	if ((*last == 's' || *last == 'S') && strtol(last + 1, &end, 10) == 1
	    && (*end == 'e' || *end == 'E'))
		item->progress = number_of(end + 1);
	else
		item_add_metadata(reading_arena(reading), item, "last_episode", last);
}

static const struct field simkl_fields[] = {
	FLAT(id, "simkl_id", 0), FLAT(tvdb, "TVDB_ID", 0), FLAT(tmdb, "TMDB", 0),
	FLAT(imdb, "IMDB_ID", 0), FLAT(mal, "MAL_ID", 0), FLAT(type, "Type", 0),
	FLAT(title, "Title", 0), FLAT(year, "Year", 0), FLAT(status, "Watchlist", 0),
	FLAT(end, "WatchedDate", 0), FLAT(rating10, "Rating", 0), FLAT(note, "Memo", 0),
	{ 0 }
};

void
read_simkl(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind simkl = {
		.fields = FIELDS(simkl_fields), .service = "simkl", .add = add_simkl,
	};

	flat_read(reading, piece, &simkl);
}

/* --- Yamtrack --------------------------------------------------------------------------------- */

/* An id is one of its source's, of a type. */
static void
start_yamtrack(struct arena *arena, const struct piece *piece, struct item *item, const char *type)
{
	const char *source = piece_text(piece, "source"), *id = piece_text(piece, "media_id");

	item->key = arena_printf(arena, "%s:%s:%s", type, source ? source : "", id ? id : "");
	if (source && id && strcasecmp(source, "manual") != 0)
		item_add_id(arena, item, source, id);
}

static void
tell_yamtrack_episode(struct reading *reading, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);
	struct item item;

	item_start(&item, "");
	start_yamtrack(arena, piece, &item, "tv");
	item.type = MEDIA_TV_SHOW;
	item_add_episode(arena, &item, number_of(piece_text(piece, "season_number")),
		number_of(piece_text(piece, "episode_number")));
	if (!item.episodes.count)
		return;
	item_set_seen(&item, reading_date(reading, piece_text(piece, "end_date")));
	reading_tell(reading, &item);
}

/* Progress is in units of its own: only books' and anime's are ours, and a game's "3h 00min". */
static void
add_yamtrack(struct reading *reading, const struct piece *piece, struct item *item)
{
	struct arena *arena = reading_arena(reading);
	const char *type = piece_text(piece, "media_type");
	const int64_t repeats = number_of(piece_text(piece, "repeats"));

	start_yamtrack(arena, piece, item, type ? type : "");
	if (item->status == COMPLETED && repeats > 0)
		item->times = repeats + 1;
	if (type && (!strcasecmp(type, "manga") || !strcasecmp(type, "comic"))) {
		item_add_metadata(arena, item, "chapters_read", piece_text(piece, "progress"));
		item->progress = INT_NONE;
	} else if (type && (!strcasecmp(type, "movie") || !strcasecmp(type, "tv"))) {
		item->progress = INT_NONE;
	}
	if (type && !strcasecmp(type, "boardgame"))
		item->skipped = "There is no place here for board games.";
}

static const struct field yamtrack_fields[] = {
	FLAT(type, "media_type", 0), FLAT(title, "title", 0), FLAT(rating10, "score", 0),
	FLAT(progress, "progress", 0), FLAT(status, "status", 0),
	FLAT(start, "start_date", 0), FLAT(end, "end_date", 0), FLAT(note, "notes", 0),
	{ 0 }
};

void
read_yamtrack(struct reading *reading, const struct piece *piece)
{
	static const struct flat_kind yamtrack = {
		.fields = FIELDS(yamtrack_fields), .add = add_yamtrack,
	};
	const char *type = piece_text(piece, "media_type");

	if (type && !strcasecmp(type, "episode"))
		tell_yamtrack_episode(reading, piece);
	/* a season's row repeats what its series' and its episodes' say */
	else if (!type || strcasecmp(type, "season") != 0)
		flat_read(reading, piece, &yamtrack);
}
