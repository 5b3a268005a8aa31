/*
 * TMDb: films and series, by a key (providers.md, 5). Its numbers overlap: ours are movie/1 and
 * tv/1.
 */
#include "plain.h"
#include "source.h"

#include <string.h>

#define PICTURES "https://image.tmdb.org/t/p"

/* What films and series have; each names some of it in its own way. */
static const struct field title_fields[] = {
	FIELD_AS(struct facts, id, "id", LOOSE),
	FIELD_AS(struct facts, title, "title", 0, .check = plain_line, .also = { "name" }),
	FIELD_AS(struct facts, title_original, "original_title", 0, .check = plain_line,
		.also = { "original_name" }),
	FIELD_AS(struct facts, description, "overview", 0, .check = plain_lines),
	FIELD_AS(struct facts, date, "release_date", 0, .check = plain_date,
		.also = { "first_air_date" }),
	FIELD_AS(struct facts, picture_url, "poster_path", 0, .max = 500),
	FIELD_AS(struct facts, genres, "genres[].name", 0, .check = plain_line),
	FIELD_AS(struct facts, creators, "credits.crew[job=Director].name", 0, .check = plain_line,
		.also = { "created_by[].name" }),
	FIELD_AS(struct facts, length, "runtime", 0),
	FIELD_AS(struct facts, languages, "original_language", 0, .check = plain_line),
	FIELD_AS(struct facts, status, "status", 0, .check = plain_line),
	FIELD_AS(struct facts, network, "networks[0].name", 0, .check = plain_line),
	FIELD_AS(struct facts, series, "belongs_to_collection.name", 0, .check = plain_line),
	FIELD_AS(struct facts, cast, "credits.cast[].name", 0, .check = plain_line, .most = 20),
	FIELD_AS(struct facts, certification,
		"release_dates.results[iso_3166_1=US].release_dates[].certification", 0,
		.check = plain_line,
		.also = { "content_ratings.results[iso_3166_1=US].rating" }),
	FIELD_AS(struct facts, imdb_id, "imdb_id", 0, .also = { "external_ids.imdb_id" }),
	FIELD_AS(struct facts, tvdb_id, "external_ids.tvdb_id", LOOSE),
	FIELD_AS(struct facts, wikidata_id, "external_ids.wikidata_id", 0),
	{ 0 }
};
static const struct record title_view = {
	.size = sizeof(struct facts), .fields = FIELDS(title_fields),
};

/* What a series has of each season: specials are season 0, and aren't counted. */
struct counted {
	int64_t number, episodes;
};
static const struct field counted_fields[] = {
	FIELD_AS(struct counted, number, "season_number", 0),
	FIELD_AS(struct counted, episodes, "episode_count", 0),
	{ 0 }
};
static const struct record counted_view = {
	.size = sizeof(struct counted), .fields = FIELDS(counted_fields),
};

static int64_t
count_episodes(struct arena *arena, const cJSON *seasons)
{
	struct counted season;
	const cJSON *item;
	int64_t count = 0;

	cJSON_ArrayForEach(item, seasons) {
		json_read_foreign(arena, item, &counted_view, &season);
		if (season.number > 0 && season.episodes > 0 && season.episodes < 100000)
			count += season.episodes;
	}
	return count;
}

/* A path, which begins with a slash, in one of its sizes. */
static const char *
picture_of(struct arena *arena, const char *size, const char *path)
{
	return path && *path == '/' ? arena_printf(arena, PICTURES "/%s%s", size, path) : NULL;
}

static void
read_title(struct ask *ask, const cJSON *tree, enum media_type type, struct facts *facts)
{
	json_read_foreign(ask->arena, tree, &title_view, facts);
	facts->type = type;
	facts->tmdb_id = facts->id;
	if (facts->id)
		facts->id = arena_printf(ask->arena, "%s/%s", type == MEDIA_MOVIE ? "movie" : "tv",
			facts->id);
	if (facts->id)
		facts->page_url = arena_printf(ask->arena, "https://www.themoviedb.org/%s",
			facts->id);
	facts->preview_url = picture_of(ask->arena, "w342", facts->picture_url);
	facts->picture_url = picture_of(ask->arena, "w780", facts->picture_url);
	if (type == MEDIA_TV_SHOW)
		facts->length = count_episodes(ask->arena,
			cJSON_GetObjectItemCaseSensitive(tree, "seasons"));
}

/* A page has as many as there is room for: where both kinds are wanted, each has half of it. */
static int
share_of(const struct ask *ask)
{
	const word both = 1u << MEDIA_MOVIE | 1u << MEDIA_TV_SHOW;

	return (ask->wanted->types & both) == both ? FOUND_MAX / 2 : FOUND_MAX;
}

static void
take_results(struct ask *ask, const cJSON *results, enum media_type type)
{
	const int most = ask->count + share_of(ask);
	struct facts facts;
	const cJSON *item;

	cJSON_ArrayForEach(item, results) {
		if (ask->count == most)
			break;
		read_title(ask, item, type, &facts);
		ask_add(ask, &facts);
	}
}

static void
take_movies(struct ask *ask, const cJSON *tree)
{
	take_results(ask, cJSON_GetObjectItemCaseSensitive(tree, "results"), MEDIA_MOVIE);
}

static void
take_shows(struct ask *ask, const cJSON *tree)
{
	take_results(ask, cJSON_GetObjectItemCaseSensitive(tree, "results"), MEDIA_TV_SHOW);
}

/* By an id elsewhere: five lists, of which one has something. */
static void
take_same(struct ask *ask, const cJSON *tree)
{
	take_results(ask, cJSON_GetObjectItemCaseSensitive(tree, "movie_results"), MEDIA_MOVIE);
	take_results(ask, cJSON_GetObjectItemCaseSensitive(tree, "tv_results"), MEDIA_TV_SHOW);
}

/*
 * A key of version 3 is 32 hexadecimal digits, a token of version 4 a JWT: the latter is a header.
 * (All our paths have a query.)
 */
static void
sign_request(struct ask *ask)
{
	const char *key = ask->config->sources[TMDB].key;

	if (!strncmp(key, "eyJ", 3))
		ask->authorization = arena_printf(ask->arena, "Bearer %s", key);
	else
		ask->secret_query = arena_printf(ask->arena, "&api_key=%s", ask_encode(ask, key));
}

/* --- one title -------------------------------------------------------------------------------- */

static enum media_type
type_of_id(const char *id)
{
	return !strncmp(id, "tv/", 3) ? MEDIA_TV_SHOW : MEDIA_MOVIE;
}

/* What it is about in English, where it isn't told in one's own language. */
static void
take_english(struct ask *ask, const cJSON *tree)
{
	struct facts *facts = ask->own, english;

	read_title(ask, tree, (enum media_type)facts->type, &english);
	facts->description = english.description;
	ask_add(ask, facts);
}

static void
take_title(struct ask *ask, const cJSON *tree)
{
	struct facts *facts = ask->own = arena_alloc(ask->arena, sizeof(*facts));

	if (!tree)
		return;
	read_title(ask, tree, type_of_id(ask->wanted->id), facts);
	if (facts->id && !facts->description && strncmp(ask->config->lookup_language, "en", 2))
		ask_for_more(ask, take_english, arena_printf(ask->arena,
			"/3/%s?language=en-US", facts->id));
	else
		ask_add(ask, facts);
}

/* --- episodes --------------------------------------------------------------------------------- */

enum { SEASONS_ASKED = 20 };		/* in a request */

static const struct field episode_fields[] = {
	FIELD(struct episode, season, 0),
	FIELD_AS(struct episode, number, "episode_number", 0, .min = 0, .max = EPISODE_MAX),
	FIELD_AS(struct episode, title, "name", 0, .check = plain_line),
	FIELD(struct episode, air_date, 0, .check = plain_date),
	FIELD_AS(struct episode, length, "runtime", 0, .min = 1, .max = 100000),
	{ 0 }
};
static const struct record their_episode = {
	.size = sizeof(struct episode), .fields = FIELDS(episode_fields),
};
static const struct field named_fields[] = {
	FIELD_AS(struct season, number, "season_number", 0, .min = 0, .max = SEASON_MAX),
	FIELD_AS(struct season, title, "name", 0, .check = plain_line),
	{ 0 }
};
static const struct record their_season = {
	.size = sizeof(struct season), .fields = FIELDS(named_fields),
};

/* False for what has no number. */
static bool
read_season(struct ask *ask, const cJSON *item, struct season *season, struct records *episodes)
{
	const cJSON *episode;

	json_read_foreign(ask->arena, item, &their_season, season);
	if (season->number == INT_NONE)
		return false;
	cJSON_ArrayForEach(episode, cJSON_GetObjectItemCaseSensitive(item, "episodes")) {
		struct episode *next = (struct episode *)episodes->list + episodes->count;

		if (episodes->count == EPISODES_MAX)
			break;
		json_read_foreign(ask->arena, episode, &their_episode, next);
		next->season = season->number;
		episodes->count += next->number != INT_NONE;
	}
	return true;
}

/* The show, with members "season/1" and so on of those that were asked for and are there. */
static void
take_seasons(struct ask *ask, const cJSON *tree)
{
	struct records episodes = { arena_alloc(ask->arena,
		(EPISODES_MAX + 1) * sizeof(struct episode)), 0 }, named;
	struct season *seasons = arena_alloc(ask->arena, SEASONS_ASKED * sizeof(*seasons));
	int count = 0;

	for (int i = 0; i < SEASONS_ASKED; i++) {
		const cJSON *item = cJSON_GetObjectItemCaseSensitive(tree,
			arena_printf(ask->arena, "season/%d", i));

		count += cJSON_IsObject(item) && read_season(ask, item, &seasons[count], &episodes);
	}
	named = (struct records){ seasons, count };
	episodes_group(ask->arena, &episodes, &named, &ask->seasons);
}

static void
find_episodes(struct ask *ask)
{
	struct buf path;

	if (type_of_id(ask->wanted->id) != MEDIA_TV_SHOW)
		return;
	buf_init(&path, ask->arena, 300);
	buf_printf(&path, "/3/%s?append_to_response=", ask->wanted->id);
	for (int i = 0; i < SEASONS_ASKED; i++)
		buf_printf(&path, "%sseason/%d", i ? "," : "", i);
	buf_printf(&path, "&language=%s", ask_encode(ask, ask->config->lookup_language));
	ask_for_more(ask, take_seasons, path.data);
}

/* --- what is asked of it ---------------------------------------------------------------------- */

/* Titles of these words, and of their year by the name that it has for them. */
static void
search_words(struct ask *ask, ask_step *step, const char *kind, const char *year_name)
{
	const struct wanted *wanted = ask->wanted;
	const char *year = wanted->year ? arena_printf(ask->arena, "&%s=%s", year_name,
		wanted->year) : "";

	ask_for(ask, step, arena_printf(ask->arena,
		"/3/search/%s?query=%s&include_adult=false&language=%s%s", kind,
		ask_encode(ask, wanted->q), ask_encode(ask, ask->config->lookup_language), year));
}

static void
search_titles(struct ask *ask)
{
	const struct wanted *wanted = ask->wanted;
	const char *language = ask_encode(ask, ask->config->lookup_language);

	if (wanted->imdb_id) {
		ask_for(ask, take_same, arena_printf(ask->arena,
			"/3/find/%s?external_source=imdb_id&language=%s",
			ask_encode(ask, wanted->imdb_id), language));
		return;
	}
	if (!wanted->q)
		return;
	if (wanted->types & 1u << MEDIA_MOVIE)
		search_words(ask, take_movies, "movie", "primary_release_year");
	if (wanted->types & 1u << MEDIA_TV_SHOW)
		search_words(ask, take_shows, "tv", "first_air_date_year");
}

/* Our ids are a kind and a number; any other is unknown there. */
static bool
is_id(const char *id)
{
	const char *number = !strncmp(id, "movie/", 6) ? id + 6 : !strncmp(id, "tv/", 3) ? id + 3
		: "";

	return *number && strlen(number) <= 12 && !number[strspn(number, "0123456789")];
}

static void
find_title(struct ask *ask)
{
	const char *id = ask->wanted->id;

	if (is_id(id))
		ask_for(ask, take_title, arena_printf(ask->arena,
			"/3/%s?append_to_response=%s,credits,external_ids&language=%s", id,
			type_of_id(id) == MEDIA_MOVIE ? "release_dates" : "content_ratings",
			ask_encode(ask, ask->config->lookup_language)));
}

static const char *const hosts[] = { "api.themoviedb.org", NULL };
static const char *const picture_hosts[] = { "image.tmdb.org", NULL };

const struct source source_tmdb = {
	.at = TMDB, .origin = "https://api.themoviedb.org",
	.hosts = hosts, .picture_hosts = picture_hosts,
	.types = 1u << MEDIA_MOVIE | 1u << MEDIA_TV_SHOW,
	.attribution = "This product uses the TMDB API but is not endorsed or certified by TMDB.",
	.attribution_url = "https://www.themoviedb.org",
	.id_begin = "", .id_of = "movietv/0123456789",
	.sign = sign_request, .search = search_titles, .details = find_title,
	.episodes = find_episodes,
};
