/*
 * TV Time (imports.md, 9): the archive that is mailed by law, of whose fifty files six are read,
 * and the app's own export (tvtime_app.c).
 */
#include "tvtime.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void
tvtime_start_show(struct arena *arena, struct item *item, const char *tvdb_id, const char *other)
{
	const bool has_id = tvdb_id && strcmp(tvdb_id, "0") != 0;

	item_start(item, arena_printf(arena, "show:%s", has_id ? tvdb_id : other ? other : ""));
	item->type = MEDIA_TV_SHOW;
	item_add_id(arena, item, "tvdb", tvdb_id);
}

void
tvtime_start_movie(struct arena *arena, struct item *item, const char *uuid, const char *other)
{
	item_start(item, arena_printf(arena, "movie:%s", uuid ? uuid : other ? other : ""));
	item->type = MEDIA_MOVIE;
}

const char *
tvtime_tell_list(struct reading *reading, const char *id, const char *name)
{
	struct item list;

	item_start(&list, arena_printf(reading_arena(reading), "list:%s", id ? id : ""));
	list.is_list = true;
	list.title = name;
	list.visibility = LIST_PRIVATE;
	if (name)
		reading_tell(reading, &list);
	return list.key;
}

/* --- series ----------------------------------------------------------------------------------- */

/* "Doctor Who (2005)" is a title and a year. */
static void
set_name(struct arena *arena, struct item *item, const char *name)
{
	const size_t length = name ? strlen(name) : 0;
	const char *year = length > 7 ? name + length - 7 : "";

	item->title = name;
	if (strncmp(year, " (", 2) || strspn(year + 2, "0123456789") != 4 || year[6] != ')')
		return;
	item->title = arena_copy(arena, name, length - 7);
	item_set_year(arena, item, arena_copy(arena, year + 2, 4));
}

/* The number behind `name` in Go's text of a map, "map[ep_no:18 s_no:14 …]"; -1 for none. */
static double
number_in_map(const char *map, const char *name)
{
	const char *at = map ? strstr(map, name) : NULL;
	double number;
	char *end;

	if (!at || (at > map && isalpha((unsigned char)at[-1])))
		return -1;
	at += strlen(name);
	number = strtod(at, &end);
	return end > at && number >= 0 && number < 1e18 ? number : -1;
}

/* The latest episode, which is told even where the others aren't. */
static void
add_latest(struct reading *reading, struct item *item, const char *map)
{
	struct arena *arena = reading_arena(reading);
	const double season = number_in_map(map, "s_no:"), number = number_in_map(map, "ep_no:");
	const double watched = number_in_map(map, "watch_date:");

	if (season < 1 || season > 10000 || number < 1 || number > 100000)
		return;
	item_add_episode(arena, item, (int64_t)season, (int64_t)number);
	if (watched > 0)
		item_set_seen(item, reading_date(reading, arena_printf(arena, "%lld",
			(long long)watched)));
}

static void
read_followed_series(struct reading *reading, const struct piece *piece, struct item *item)
{
	if (is_yes(piece_text(piece, "is_archived")))
		item->status = DROPPED;
	else if (is_yes(piece_text(piece, "is_for_later"))
	    || is_yes(piece_text(piece, "is_followed")))
		item->status = TO_DO;
	item->created_at = reading_time(reading, piece_text(piece, "created_at"));
	add_latest(reading, item, piece_text(piece, "most_recent_ep_watched"));
}

static const char *
first_of(const char *one, const char *other)
{
	return one ? one : other;
}

static void
read_seen(struct reading *reading, const struct piece *piece, struct item *item, bool is_first)
{
	item_add_episode(reading_arena(reading), item,
		number_of(first_of(piece_text(piece, "season_number"), piece_text(piece, "s_no"))),
		number_of(first_of(piece_text(piece, "episode_number"),
			piece_text(piece, "ep_no"))));
	if (!item->episodes.count)
		return;
	/* seen again later it is no later end */
	if (is_first)
		item_set_seen(item, reading_date(reading, piece_text(piece, "created_at")));
}

/* tracking-prod-records-v2.csv: what a row is about its key begins with. */
static void
read_record(struct reading *reading, const struct piece *piece)
{
	const char *key = piece_text(piece, "key");
	struct item item;

	if (!key || !piece_text(piece, "s_id"))
		return;
	tvtime_start_show(reading_arena(reading), &item, piece_text(piece, "s_id"), NULL);
	set_name(reading_arena(reading), &item, piece_text(piece, "series_name"));
	if (!strncmp(key, "user-series-", strlen("user-series-")))
		read_followed_series(reading, piece, &item);
	else if (!strncmp(key, "watch-episode-", strlen("watch-episode-")))
		read_seen(reading, piece, &item, true);
	else if (!strncmp(key, "rewatch-episode-", strlen("rewatch-episode-")))
		read_seen(reading, piece, &item, false);
	if (item.status || item.episodes.count)
		reading_tell(reading, &item);
}

static void
start_series(struct reading *reading, const struct piece *piece, struct item *item)
{
	const char *name = piece_text(piece, "tv_show_name");

	tvtime_start_show(reading_arena(reading), item, piece_text(piece, "tv_show_id"), name);
	set_name(reading_arena(reading), item, name);
}

static void
read_followed(struct reading *reading, const struct piece *piece)
{
	struct item item;

	start_series(reading, piece, &item);
	item.created_at = reading_time(reading, piece_text(piece, "created_at"));
	if (is_yes(piece_text(piece, "archived")))
		item.status = DROPPED;
	else if (is_yes(piece_text(piece, "active")))
		item.status = TO_DO;
	if (item.status)
		reading_tell(reading, &item);
}

static void
read_favourite(struct reading *reading, const struct piece *piece)
{
	struct item item;

	start_series(reading, piece, &item);
	if (!is_yes(piece_text(piece, "is_favorited")))
		return;
	texts_add(reading_arena(reading), &item.tags, "favourite");
	reading_tell(reading, &item);
}

static void
read_special_status(struct reading *reading, const struct piece *piece)
{
	const char *status = piece_text(piece, "status");
	struct item item;

	start_series(reading, piece, &item);
	if (!status || strcasecmp(status, "for_later") != 0)
		return;
	item.status = TO_DO;
	item.created_at = reading_time(reading, piece_text(piece, "created_at"));
	reading_tell(reading, &item);
}

/* --- films ------------------------------------------------------------------------------------ */

/* The name, or what a key has of it, "watch-alpha-any-number-can-win". */
static const char *
movie_name(struct arena *arena, const struct piece *piece)
{
	static const char before[] = "-alpha-";
	const char *name = piece_text(piece, "movie_name");
	const char *key = piece_text(piece, "alpha_range_key"), *next;
	char *words;

	if (name || !key)
		return name;
	while ((next = strstr(key, before)) != NULL)
		key = next + strlen(before);
	words = arena_strdup(arena, key);
	for (char *p = words; *p; p++)
		if (*p == '-')
			*p = ' ';
	return words;
}

static void
set_movie(struct reading *reading, struct item *item, const struct piece *piece, const char *name)
{
	const int64_t seconds = number_of(piece_text(piece, "runtime"));

	item->title = name;
	item_set_year(reading_arena(reading), item,
		reading_date(reading, piece_text(piece, "release_date")));
	if (seconds >= 60)
		item->length = seconds / 60;
}

/* tracking-prod-records.csv: films; of series it has less than the other. */
static void
read_movie_record(struct reading *reading, const struct piece *piece)
{
	static const struct word_name types[] = {
		{ "watch", COMPLETED }, { "rewatch", COMPLETED }, { "towatch", TO_DO },
		{ "follow", TO_DO }, { NULL, 0 },
	};
	const char *type = piece_text(piece, "type"), *entity = piece_text(piece, "entity_type");
	const char *created = piece_text(piece, "created_at");
	const char *name = movie_name(reading_arena(reading), piece);
	const int64_t again = number_of(piece_text(piece, "rewatch_count"));
	struct item item;

	if (!type || !entity || strcasecmp(entity, "movie") != 0 || !word_value(types, type))
		return;
	tvtime_start_movie(reading_arena(reading), &item, piece_text(piece, "uuid"), name);
	set_movie(reading, &item, piece, name);
	item.status = word_value(types, type);
	if (item.status == TO_DO)
		item.created_at = reading_time(reading, created);
	else
		tell_read(reading, &item, NULL, reading_date(reading,
			first_of(piece_text(piece, "watch_date"), created)));
	if (item.status == COMPLETED && again > 0)
		item.times = again + 1;
	reading_tell(reading, &item);
}

/* --- lists ------------------------------------------------------------------------------------ */

/* What follows `name` in one of Go's maps, up to a blank or its end; NULL for none. */
static const char *
text_in_map(struct arena *arena, const char *map, const char *name)
{
	const char *end = strchrnul(map, ']'), *at = strstr(map, name);

	while (at && at < end && at[-1] != '[' && at[-1] != ' ')
		at = strstr(at + 1, name);
	if (!at || at >= end)
		return NULL;
	at += strlen(name);
	return arena_copy(arena, at, strcspn(at, " ]"));
}

static void
read_object(struct reading *reading, const char *map, const char *list)
{
	struct arena *arena = reading_arena(reading);
	const char *type = text_in_map(arena, map, "type:");
	struct item item;

	if (type && !strcasecmp(type, "movie"))
		tvtime_start_movie(arena, &item, text_in_map(arena, map, "uuid:"), NULL);
	else if (type && !strcasecmp(type, "series"))
		tvtime_start_show(arena, &item, text_in_map(arena, map, "id:"), NULL);
	else
		return;
	if (list)
		tell_place(arena, &item, list, INT_NONE);
	else
		texts_add(arena, &item.tags, "favourite");
	reading_tell(reading, &item);
}

/* lists-prod-lists.csv: "[map[id:360893 type:series] map[type:movie uuid:…]]" is what is in it. */
static void
read_list(struct reading *reading, const struct piece *piece)
{
	const char *key = piece_text(piece, "s_key"), *name = piece_text(piece, "name");
	const char *type = piece_text(piece, "type"), *object = piece_text(piece, "objects");
	const bool is_favourites = key && !strncasecmp(key, "favorite-", strlen("favorite-"));
	const char *list = NULL;

	if ((type && strcasecmp(type, "list") != 0) || (!is_favourites && !name))
		return;
	if (!is_favourites)
		list = tvtime_tell_list(reading, key ? key : name, name);
	while (object && (object = strstr(object, "map[")) != NULL) {
		object += strlen("map[");
		read_object(reading, object, list);
	}
}

static const struct format_part parts[] = {
	{ .kind = PART_TABLE, .path = "tracking-prod-records-v2.csv", .needs = "key,s_id",
	  .read = read_record },
	{ .kind = PART_TABLE, .path = "tracking-prod-records.csv",
	  .needs = "type,entity_type,movie_name", .read = read_movie_record },
	{ .kind = PART_TABLE, .path = "followed_tv_show.csv",
	  .needs = "tv_show_id,tv_show_name,active,archived", .read = read_followed },
	{ .kind = PART_TABLE, .path = "user_tv_show_data.csv", .needs = "tv_show_id,is_favorited",
	  .read = read_favourite },
	{ .kind = PART_TABLE, .path = "user_show_special_status.csv",
	  .needs = "tv_show_id,tv_show_name,status", .read = read_special_status },
	{ .kind = PART_TABLE, .path = "lists-prod-lists.csv", .needs = "s_key,objects,name",
	  .read = read_list },
	{ .kind = PART_TABLE, .path = "tvtime-movies*.csv",
	  .needs = "uuid,title,is_watched,watched_at",
	  .read = tvtime_read_movie },
	{ .kind = PART_TABLE, .path = "tvtime-series-episodes*.csv",
	  .needs = "series_tvdb_id,season,episode,is_watched", .read = tvtime_read_episode },
	{ .kind = PART_TABLE, .path = "tvtime-series*.csv", .needs = "uuid,tvdb_id,title,status",
	  .read = tvtime_read_show },
	{ .kind = PART_TABLE, .path = "tvtime-lists*.csv", .needs = "list_id,list_name,item_type",
	  .read = tvtime_read_place },
	{ .kind = PART_JSON, .path = "tvtime-movies*.json", .needs = "uuid,title,is_watched",
	  .read = tvtime_read_movie_json },
	{ .kind = PART_JSON, .path = "tvtime-series*.json", .needs = "uuid,title,seasons",
	  .read = tvtime_read_show_json },
	{ 0 }
};

const struct format format_tvtime = {
	.name = "tvtime", .title = "TV Time",
	.where = "The ZIP that TV Time mailed, without its password (unpack it and pack it anew), "
		"or the tvtime-….csv files of the app's own export, one by one or in a ZIP.",
	.others = "user.csv account_info.csv tv_show_rate.csv seen_episode*.csv "
		"ratings-*-votes.csv emotions-*-votes.csv tvtime-lists*.json",
	.other_needs = "vote_key;episode_id,tv_show_name,episode_season_number",
	.parts = parts,
};
