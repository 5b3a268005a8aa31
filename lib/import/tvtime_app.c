/* The export that TV Time's app made in its last months: CSVs that belong together, or JSON. */
#include "tvtime.h"

#include <string.h>
#include <strings.h>

/* Where there is none it is -1. */
static void
add_imdb(struct arena *arena, struct item *item, const char *id)
{
	if (id && *id == 't')
		item_add_id(arena, item, "imdb", id);
}

/* A film of either form. */
struct movie {
	const char *uuid, *tvdb, *imdb, *title, *year, *created_at, *watched_at, *again;
	bool is_watched;
};

static void
tell_movie(struct reading *reading, const struct movie *movie)
{
	struct arena *arena = reading_arena(reading);
	const int64_t again = number_of(movie->again);
	struct item item;

	tvtime_start_movie(arena, &item, movie->uuid, movie->title);
	item.title = movie->title;
	item_set_year(arena, &item, movie->year);
	item_add_id(arena, &item, "tvdb", movie->tvdb);
	add_imdb(arena, &item, movie->imdb);
	item.status = movie->is_watched ? COMPLETED : TO_DO;
	item.created_at = reading_time(reading, movie->created_at);
	tell_read(reading, &item, NULL, reading_date(reading, movie->watched_at));
	if (movie->is_watched)
		item.times = again > 0 ? again + 1 : 1;
	reading_tell(reading, &item);
}

void
tvtime_read_movie(struct reading *reading, const struct piece *piece)
{
	tell_movie(reading, &(struct movie){
		.uuid = piece_text(piece, "uuid"), .tvdb = piece_text(piece, "tvdb_id"),
		.imdb = piece_text(piece, "imdb_id"), .title = piece_text(piece, "title"),
		.year = piece_text(piece, "year"), .created_at = piece_text(piece, "created_at"),
		.watched_at = piece_text(piece, "watched_at"),
		.again = piece_text(piece, "rewatch_count"),
		.is_watched = is_yes(piece_text(piece, "is_watched")),
	});
}

static const struct field film_fields[] = {
	FIELD(struct movie, uuid, 0),
	FIELD_AS(struct movie, tvdb, "id.tvdb", LOOSE),
	FIELD_AS(struct movie, imdb, "id.imdb", 0),
	FIELD(struct movie, title, 0, .max = 1000),
	FIELD(struct movie, year, LOOSE),
	FIELD(struct movie, created_at, 0),
	FIELD(struct movie, watched_at, 0),
	FIELD_AS(struct movie, again, "rewatch_count", LOOSE),
	FIELD(struct movie, is_watched, 0),
	{ 0 }
};
static const struct record film_view = {
	.size = sizeof(struct movie), .fields = FIELDS(film_fields),
};

void
tvtime_read_movie_json(struct reading *reading, const struct piece *piece)
{
	struct movie movie;
	const char *member;

	json_read_foreign(reading_arena(reading), piece_json(piece, &member), &film_view, &movie);
	tell_movie(reading, &movie);
}

/* --- series ----------------------------------------------------------------------------------- */

static void
set_status(struct arena *arena, struct item *item, const char *text)
{
	static const struct word_name statuses[] = {
		{ "continuing", IN_PROGRESS }, { "up_to_date", IN_PROGRESS },
		{ "not_started_yet", TO_DO }, { "watch_later", TO_DO }, { "for_later", TO_DO },
		{ "stopped", DROPPED }, { NULL, 0 },
	};
	const word status = text ? word_value(statuses, text) : TO_DO;

	if (status)
		item->status = status;
	else
		item_set_status(arena, item, text);
}

void
tvtime_read_show(struct reading *reading, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);
	struct item item;

	tvtime_start_show(arena, &item, piece_text(piece, "tvdb_id"), piece_text(piece, "uuid"));
	item.title = piece_text(piece, "title");
	add_imdb(arena, &item, piece_text(piece, "imdb_id"));
	item.created_at = reading_time(reading, piece_text(piece, "created_at"));
	set_status(arena, &item, piece_text(piece, "status"));
	reading_tell(reading, &item);
}

/* Those that nobody has seen are there, too. */
void
tvtime_read_episode(struct reading *reading, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);
	struct item item;

	if (!is_yes(piece_text(piece, "is_watched")) || is_yes(piece_text(piece, "special")))
		return;
	tvtime_start_show(arena, &item, piece_text(piece, "series_tvdb_id"),
		piece_text(piece, "series_uuid"));
	item.title = piece_text(piece, "title");
	add_imdb(arena, &item, piece_text(piece, "series_imdb_id"));
	item_add_episode(arena, &item, number_of(piece_text(piece, "season")),
		number_of(piece_text(piece, "episode")));
	if (!item.episodes.count)
		return;
	item_set_seen(&item, reading_date(reading, piece_text(piece, "watched_at")));
	reading_tell(reading, &item);
}

struct show {
	const char *uuid, *tvdb, *imdb, *title, *status, *created_at;
};

struct episode_seen {
	const char *number, *watched_at;
	bool is_watched, special;
};

static const struct field episode_fields[] = {
	FIELD(struct episode_seen, number, LOOSE),
	FIELD(struct episode_seen, watched_at, 0),
	FIELD(struct episode_seen, is_watched, 0),
	FIELD(struct episode_seen, special, 0),
	{ 0 }
};
static const struct record episode_view = {
	.size = sizeof(struct episode_seen), .fields = FIELDS(episode_fields),
};

static void
add_season(struct reading *reading, struct item *item, const cJSON *season)
{
	const cJSON *number = cJSON_GetObjectItemCaseSensitive(season, "number"), *episode;
	struct episode_seen seen;

	if (!cJSON_IsNumber(number) || number->valueint < 1)
		return;
	cJSON_ArrayForEach(episode, cJSON_GetObjectItemCaseSensitive(season, "episodes")) {
		json_read_foreign(reading_arena(reading), episode, &episode_view, &seen);
		if (!seen.is_watched || seen.special)
			continue;
		item_add_episode(reading_arena(reading), item, number->valueint,
			number_of(seen.number));
		item_set_seen(item, reading_date(reading, seen.watched_at));
	}
}

static const struct field show_fields[] = {
	FIELD(struct show, uuid, 0),
	FIELD_AS(struct show, tvdb, "id.tvdb", LOOSE),
	FIELD_AS(struct show, imdb, "id.imdb", 0),
	FIELD(struct show, title, 0, .max = 1000),
	FIELD(struct show, status, 0),
	FIELD(struct show, created_at, 0),
	{ 0 }
};
static const struct record show_view = {
	.size = sizeof(struct show), .fields = FIELDS(show_fields),
};

void
tvtime_read_show_json(struct reading *reading, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);
	const char *member;
	const cJSON *json = piece_json(piece, &member), *season;
	struct show show;
	struct item item;

	json_read_foreign(arena, json, &show_view, &show);
	tvtime_start_show(arena, &item, show.tvdb, show.uuid);
	item.title = show.title;
	add_imdb(arena, &item, show.imdb);
	item.created_at = reading_time(reading, show.created_at);
	set_status(arena, &item, show.status);
	cJSON_ArrayForEach(season, cJSON_GetObjectItemCaseSensitive(json, "seasons"))
		add_season(reading, &item, season);
	reading_tell(reading, &item);
}

/* --- lists ------------------------------------------------------------------------------------ */

void
tvtime_read_place(struct reading *reading, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);
	const char *list = tvtime_tell_list(reading, piece_text(piece, "list_id"),
		piece_text(piece, "list_name"));
	const char *type = piece_text(piece, "item_type"), *uuid = piece_text(piece, "uuid");
	const int64_t place = number_of(piece_text(piece, "custom_order"));
	struct item item;

	if (type && strcasestr(type, "movie"))
		tvtime_start_movie(arena, &item, uuid, piece_text(piece, "name"));
	else
		tvtime_start_show(arena, &item, piece_text(piece, "tvdb_id"), uuid);
	item.title = piece_text(piece, "name");
	tell_place(arena, &item, list, place == INT_NONE ? place : place + 1);
	reading_tell(reading, &item);
}
