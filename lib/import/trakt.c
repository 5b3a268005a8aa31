/*
 * Trakt: a ZIP of JSON, its files at the root or (older ones) below the user's name; one of these
 * files; and the CSVs of paying members (imports.md, 6).
 */
#include "tell.h"

#include <string.h>
#include <strings.h>

/* An element of any of the files: what it is about, and what it says of that. */
struct element {
	const char *type;
	const char *title, *year, *trakt, *imdb, *tmdb, *tvdb, *aired;
	const char *season, *number;
	const char *watched_at, *rated_at, *listed_at, *collected_at;
	const char *plays, *rating, *notes;
	const char *comment, *commented_at, *parent;
	bool is_spoiler;
};

#define OF(member, name, ...) \
	FIELD_AS(struct element, member, "movie." name, LOOSE, .also = { "show." name }, \
		##__VA_ARGS__)

static const struct field element_fields[] = {
	FIELD(struct element, type, 0),
	OF(title, "title", .max = 1000), OF(year, "year"), OF(trakt, "ids.trakt"),
	OF(imdb, "ids.imdb"), OF(tmdb, "ids.tmdb"), OF(tvdb, "ids.tvdb"),
	FIELD_AS(struct element, aired, "show.aired_episodes", LOOSE),
	FIELD_AS(struct element, season, "episode.season", LOOSE),
	FIELD_AS(struct element, number, "episode.number", LOOSE),
	FIELD(struct element, watched_at, 0, .also = { "last_watched_at" }),
	FIELD(struct element, rated_at, 0),
	FIELD(struct element, listed_at, 0),
	FIELD(struct element, collected_at, 0, .also = { "last_collected_at" }),
	FIELD(struct element, plays, LOOSE),
	FIELD(struct element, rating, LOOSE),
	FIELD(struct element, notes, LINES, .max = 100000),
	FIELD_AS(struct element, comment, "comment.comment", LINES, .max = 100000),
	FIELD_AS(struct element, commented_at, "comment.created_at", 0),
	FIELD_AS(struct element, parent, "comment.parent_id", LOOSE),
	FIELD_AS(struct element, is_spoiler, "comment.spoiler", 0),
	{ 0 }
};
static const struct record element_view = {
	.size = sizeof(struct element), .fields = FIELDS(element_fields),
};

static bool
is_type(const struct element *element, const char *type)
{
	return element->type && !strcasecmp(element->type, type);
}

static bool
is_part_of_series(const struct element *element)
{
	return is_type(element, "episode") || is_type(element, "season");
}

/*
 * Reads an element and begins the item that it is about; of an episode or season that is its
 * series.
 */
static void
read_element(struct reading *reading, const struct piece *piece, struct element *element,
	struct item *item)
{
	struct arena *arena = reading_arena(reading);
	const char *member;
	const cJSON *json = piece_json(piece, &member);
	const bool is_movie = cJSON_GetObjectItemCaseSensitive(json, "movie") != NULL;

	json_read_foreign(arena, json, &element_view, element);
	item_start(item, arena_printf(arena, "%s:%s", is_movie ? "movie" : "show",
		element->trakt ? element->trakt : element->title ? element->title : ""));
	item->type = is_movie ? MEDIA_MOVIE : MEDIA_TV_SHOW;
	item->title = element->title;
	item_set_year(arena, item, element->year);
	item_add_id(arena, item, "imdb", element->imdb);
	item_add_id(arena, item, "tmdb", element->tmdb);
	item_add_id(arena, item, "tvdb", element->tvdb);
	item_add_id(arena, item, "trakt", element->trakt);
	item_set_length(item, element->aired);
	if (is_type(element, "person")) {
		item->key = piece_key(reading, piece);
		item->skipped = "It is a person, not a title.";
	}
}

/* --- what was seen ---------------------------------------------------------------------------- */

static void
read_watched_movie(struct reading *reading, const struct piece *piece)
{
	struct element element;
	struct item item;

	read_element(reading, piece, &element, &item);
	item.status = COMPLETED;
	item.times = number_of(element.plays);
	tell_read(reading, &item, NULL, reading_date(reading, element.watched_at));
	reading_tell(reading, &item);
}

static const struct field seen_fields[] = {
	FIELD(struct element, number, LOOSE),
	FIELD_AS(struct element, watched_at, "last_watched_at", 0),
	{ 0 }
};
static const struct record seen_view = {
	.size = sizeof(struct element), .fields = FIELDS(seen_fields),
};

static void
add_seen(struct reading *reading, struct item *item, const cJSON *season)
{
	const cJSON *number = cJSON_GetObjectItemCaseSensitive(season, "number"), *episode;

	if (!cJSON_IsNumber(number) || number->valueint < 1)
		return;
	cJSON_ArrayForEach(episode, cJSON_GetObjectItemCaseSensitive(season, "episodes")) {
		struct element seen;

		json_read_foreign(reading_arena(reading), episode, &seen_view, &seen);
		item_add_episode(reading_arena(reading), item, number->valueint,
			number_of(seen.number));
		item_set_seen(item, reading_date(reading, seen.watched_at));
	}
}

static void
read_watched_show(struct reading *reading, const struct piece *piece)
{
	struct element element;
	struct item item;
	const char *member;
	const cJSON *season;

	read_element(reading, piece, &element, &item);
	cJSON_ArrayForEach(season, cJSON_GetObjectItemCaseSensitive(piece_json(piece, &member),
		"seasons"))
		add_seen(reading, &item, season);
	/* what there are no episodes of in the file was begun at least */
	item.status = IN_PROGRESS;
	reading_tell(reading, &item);
}

static void
read_history(struct reading *reading, const struct piece *piece)
{
	struct element element;
	struct item item;
	const char *day;

	read_element(reading, piece, &element, &item);
	day = reading_date(reading, element.watched_at);
	if (item.type == MEDIA_MOVIE) {
		item.status = COMPLETED;
		tell_read(reading, &item, NULL, day);
	} else if (number_of(element.season) > 0) {
		item.status = IN_PROGRESS;
		item_add_episode(reading_arena(reading), &item, number_of(element.season),
			number_of(element.number));
		item_set_seen(&item, day);
	} else {
		return;
	}
	reading_tell(reading, &item);
}

/* --- what was said ---------------------------------------------------------------------------- */

/* The rating of a part isn't the series'. */
static void
skip_part(struct reading *reading, const struct piece *piece, struct item *item)
{
	item->key = piece_key(reading, piece);
	item->skipped = "It is the rating of an episode or a season, not of the series.";
}

static void
read_rating(struct reading *reading, const struct piece *piece)
{
	struct element element;
	struct item item;

	read_element(reading, piece, &element, &item);
	item.status = COMPLETED;
	item.rating = rating_of(element.rating, 10);
	item.rated_at = item.created_at = reading_time(reading, element.rated_at);
	if (is_part_of_series(&element))
		skip_part(reading, piece, &item);
	reading_tell(reading, &item);
}

/* Answers to what others said are no reviews. */
static void
read_comment(struct reading *reading, const struct piece *piece)
{
	struct element element;
	struct item item;

	read_element(reading, piece, &element, &item);
	if (!element.comment || number_of(element.parent) > 0 || is_part_of_series(&element)
	    || is_type(&element, "list"))
		return;
	item_set_review(reading_arena(reading), &item, element.comment, element.is_spoiler);
	item.reviewed_at = reading_time(reading, element.commented_at);
	reading_tell(reading, &item);
}

/* --- lists and the collection ----------------------------------------------------------------- */

static void
read_watchlist(struct reading *reading, const struct piece *piece)
{
	struct element element;
	struct item item;

	read_element(reading, piece, &element, &item);
	item.status = TO_DO;
	item.created_at = reading_time(reading, element.listed_at);
	item.note = element.notes;
	reading_tell(reading, &item);
}

static void
read_favourite(struct reading *reading, const struct piece *piece)
{
	struct element element;
	struct item item;

	read_element(reading, piece, &element, &item);
	texts_add(reading_arena(reading), &item.tags, "favourite");
	reading_tell(reading, &item);
}

static void
read_collected(struct reading *reading, const struct piece *piece)
{
	struct element element;
	struct item item;

	read_element(reading, piece, &element, &item);
	item.status = TO_DO;
	item.created_at = reading_time(reading, element.collected_at);
	tell_copies(reading_arena(reading), &item, 1, "Digital", NULL);
	reading_tell(reading, &item);
}

static word
visibility_of(const char *privacy)
{
	static const struct word_name words[] = {
		{ "private", LIST_PRIVATE }, { "link", LIST_PRIVATE }, { "friends", LIST_MEMBERS },
		{ "public", LIST_PUBLIC }, { NULL, 0 },
	};
	const word visibility = privacy ? word_value(words, privacy) : 0;

	return visibility ? visibility : LIST_PRIVATE;
}

struct listed {
	const char *id, *name, *description, *privacy, *created_at;
};

static const struct field listed_fields[] = {
	FIELD_AS(struct listed, id, "ids.trakt", LOOSE),
	FIELD(struct listed, name, 0, .max = 1000),
	FIELD(struct listed, description, LINES, .max = 100000),
	FIELD(struct listed, privacy, 0),
	FIELD(struct listed, created_at, 0),
	{ 0 }
};
static const struct record listed_view = {
	.size = sizeof(struct listed), .fields = FIELDS(listed_fields),
};

static void
read_list(struct reading *reading, const struct piece *piece)
{
	struct listed listed;
	struct item list;
	const char *member;

	json_read_foreign(reading_arena(reading), piece_json(piece, &member), &listed_view,
		&listed);
	item_start(&list, arena_printf(reading_arena(reading), "list:%s",
		listed.id ? listed.id : ""));
	list.is_list = true;
	list.title = listed.name;
	list.description = listed.description;
	list.visibility = visibility_of(listed.privacy);
	list.created_at = reading_time(reading, listed.created_at);
	reading_tell(reading, &list);
}

/* The list of a file "…list-99999-best-endings.json", by its id; its name is elsewhere. */
static const char *
tell_list(struct reading *reading, const struct piece *piece)
{
	struct arena *arena = reading_arena(reading);
	const char *slash = strrchr(piece_path(piece), '/');
	const char *file = slash ? slash + 1 : piece_path(piece);
	const char *list = strcasestr(file, "list-");
	const char *id = list ? list + strlen("list-") : file;
	const size_t digits = strspn(id, "0123456789");
	const char *name = id[digits] == '-' ? id + digits + 1 : id;
	struct item item;

	item_start(&item, arena_printf(arena, "list:%.*s", digits ? (int)digits
		: (int)strcspn(id, "."), id));
	item.is_list = true;
	item.title = arena_copy(arena, name, strcspn(name, "."));
	item.visibility = LIST_PRIVATE;
	if (piece_number(piece) == 1)
		reading_tell(reading, &item);
	return item.key;
}

static void
read_list_item(struct reading *reading, const struct piece *piece)
{
	const char *list = tell_list(reading, piece);
	struct element element;
	struct item item;

	read_element(reading, piece, &element, &item);
	tell_place(reading_arena(reading), &item, list, INT_NONE)->note = element.notes;
	reading_tell(reading, &item);
}

/* --- the CSVs --------------------------------------------------------------------------------- */

/* Of an episode or season: the ids are its own, so its series is known by the title. */
static void
set_row_title(struct arena *arena, struct item *item, const struct piece *piece,
	const struct element *element)
{
	item->type = is_type(element, "movie") ? MEDIA_MOVIE : MEDIA_TV_SHOW;
	item->title = element->title;
	item_set_year(arena, item, element->year);
	if (is_part_of_series(element))
		return;
	item_add_id(arena, item, "trakt", piece_text(piece, "trakt_id"));
	item_add_id(arena, item, "imdb", piece_text(piece, "imdb_id"));
	item_add_id(arena, item, "tmdb", piece_text(piece, "tmdb_id"));
	item_add_id(arena, item, "tvdb", piece_text(piece, "tvdb_id"));
	item->genre = piece_text(piece, "genres");
}

static void
set_row_status(struct reading *reading, struct item *item, const struct piece *piece,
	const struct element *element)
{
	const char *watched = piece_text(piece, "watched_at");
	const char *listed = piece_text(piece, "listed_at");
	const char *collected = piece_text(piece, "collected_at");

	item->status = !watched && (listed || collected) ? TO_DO
		: item->type == MEDIA_MOVIE || element->rating ? COMPLETED : IN_PROGRESS;
	item->created_at = reading_time(reading, listed ? listed : collected ? collected
		: element->rated_at);
	if (collected)
		tell_copies(reading_arena(reading), item, 1, "Digital", NULL);
	if (item->type == MEDIA_MOVIE) {
		tell_read(reading, item, NULL, reading_date(reading, watched));
		return;
	}
	item_add_episode(reading_arena(reading), item,
		number_of(piece_text(piece, "season_number")),
		number_of(piece_text(piece, "episode_number")));
	if (item->episodes.count)
		item_set_seen(item, reading_date(reading, watched));
}

static void
read_row(struct reading *reading, const struct piece *piece)
{
	const struct element element = {
		.type = piece_text(piece, "type"), .title = piece_text(piece, "title"),
		.year = piece_text(piece, "year"), .rating = piece_text(piece, "rating"),
		.rated_at = piece_text(piece, "rated_at"),
	};
	struct arena *arena = reading_arena(reading);
	struct item item;

	item_start(&item, arena_printf(arena, "%s:%s (%s)", is_type(&element, "movie") ? "movie"
		: "show", element.title ? element.title : "", element.year ? element.year : ""));
	set_row_title(arena, &item, piece, &element);
	set_row_status(reading, &item, piece, &element);
	item.rating = rating_of(element.rating, 10);
	item.rated_at = reading_time(reading, element.rated_at);
	if (element.rated_at && is_part_of_series(&element))
		skip_part(reading, piece, &item);
	reading_tell(reading, &item);
}

#define LISTED "rank,listed_at,type"

/* (What is long is in several files, with numbers.) */
static const struct format_part parts[] = {
	{ .kind = PART_JSON, .needs = "last_watched_at,movie", .read = read_watched_movie,
	  .path = "watched-movies.json watched-movies-*.json" },
	{ .kind = PART_JSON, .needs = "last_watched_at,show", .read = read_watched_show,
	  .path = "watched-shows.json watched-shows-*.json" },
	{ .kind = PART_JSON, .needs = "watched_at,action,type", .read = read_history,
	  .path = "watched-history.json watched-history-*.json watched/history.json "
		"watched/history-*.json" },
	{ .kind = PART_JSON, .needs = "rated_at,rating,type", .read = read_rating,
	  .path = "ratings-movies.json ratings-movies-*.json ratings-shows.json "
		"ratings-shows-*.json" },
	{ .kind = PART_JSON, .needs = LISTED, .needs_name = true, .read = read_watchlist,
	  .path = "lists-watchlist.json lists-watchlist-*.json lists/watchlist.json" },
	{ .kind = PART_JSON, .needs = LISTED, .needs_name = true, .read = read_favourite,
	  .path = "lists-favorites.json lists/favorites.json" },
	{ .kind = PART_JSON, .needs = "name,privacy,item_count", .read = read_list,
	  .path = "lists-lists.json lists/lists.json" },
	{ .kind = PART_JSON, .needs = LISTED, .needs_name = true, .read = read_list_item,
	  .path = "lists-list-*.json lists/list-*.json" },
	{ .kind = PART_JSON, .needs = "collected_at,movie", .read = read_collected,
	  .path = "collection-movies.json collection-movies-*.json" },
	{ .kind = PART_JSON, .needs = "last_collected_at,show", .read = read_collected,
	  .path = "collection-shows.json collection-shows-*.json" },
	{ .kind = PART_JSON, .needs = "comment,type", .read = read_comment,
	  .path = "comments-movies.json comments-shows.json" },
	{ .kind = PART_TABLE, .needs = "type,title,trakt_id,imdb_id", .read = read_row },
	{ 0 }
};

const struct format format_trakt = {
	.name = "trakt", .title = "Trakt",
	.where = "Settings → Data → Export now, on trakt.tv: the ZIP that is mailed, as it is, or "
		"single JSON files of it under their own names.",
	.others = "user-*.json ratings-seasons.json ratings-episodes.json "
		"comments-seasons.json comments-episodes.json comments-lists.json",
	.parts = parts,
};
