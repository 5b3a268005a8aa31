/* TVmaze: series, in English, without a key (providers.md, 6). CC BY-SA: its page is linked. */
#include "plain.h"
#include "source.h"

#include <string.h>

static const struct field show_fields[] = {
	FIELD_AS(struct facts, id, "id", LOOSE),
	FIELD_AS(struct facts, title, "name", 0, .max = 10000, .check = plain_line),
	FIELD_AS(struct facts, description, "summary", 0, .max = 100000, .check = plain_lines),
	FIELD_AS(struct facts, date, "premiered", 0, .check = plain_date),
	FIELD_AS(struct facts, genres, "genres", 0, .check = plain_line),
	FIELD_AS(struct facts, creators, "_embedded.crew[type=Creator].person.name", 0,
		.check = plain_line),
	FIELD_AS(struct facts, page_url, "url", 0, .max = 2000),
	FIELD_AS(struct facts, picture_url, "image.original", 0, .max = 2000,
		.also = { "image.medium" }),
	FIELD_AS(struct facts, preview_url, "image.medium", 0, .max = 2000),
	FIELD_AS(struct facts, network, "network.name", 0, .check = plain_line,
		.also = { "webChannel.name" }),
	FIELD_AS(struct facts, languages, "language", 0, .check = plain_line),
	FIELD_AS(struct facts, status, "status", 0, .check = plain_line),
	FIELD_AS(struct facts, imdb_id, "externals.imdb", 0),
	FIELD_AS(struct facts, tvdb_id, "externals.thetvdb", LOOSE),
	{ 0 }
};
static const struct record show_view = {
	.size = sizeof(struct facts), .fields = FIELDS(show_fields),
};

/* --- episodes --------------------------------------------------------------------------------- */

struct shown {
	struct episode episode;
	const char *type;
};
static const struct field shown_fields[] = {
	FIELD_AS(struct shown, episode.season, "season", 0, .min = 0, .max = SEASON_MAX),
	FIELD_AS(struct shown, episode.number, "number", 0, .min = 0, .max = EPISODE_MAX),
	FIELD_AS(struct shown, episode.title, "name", 0, .check = plain_line),
	FIELD_AS(struct shown, episode.air_date, "airdate", 0, .check = plain_date),
	FIELD_AS(struct shown, episode.length, "runtime", 0, .min = 1, .max = 100000),
	FIELD_AS(struct shown, type, "type", 0),
	{ 0 }
};
static const struct record shown_view = {
	.size = sizeof(struct shown), .fields = FIELDS(shown_fields),
};

/* What isn't regular has no number of its own: those are our season 0. */
static bool
is_regular(const struct shown *shown)
{
	return shown->episode.season > 0 && shown->episode.number > 0
		&& (!shown->type || !strcmp(shown->type, "regular"));
}

static void
read_episodes(struct ask *ask, const cJSON *list)
{
	const int count = cJSON_GetArraySize(list);
	struct episode *all = arena_alloc(ask->arena, (size_t)(count + 1) * sizeof(*all));
	struct records episodes = { all, 0 };
	struct shown shown;
	const cJSON *item;
	int specials = 0;

	cJSON_ArrayForEach(item, list) {
		if (episodes.count == EPISODES_MAX || !cJSON_IsObject(item))
			continue;
		json_read_foreign(ask->arena, item, &shown_view, &shown);
		if (!is_regular(&shown)) {
			shown.episode.season = 0;
			shown.episode.number = ++specials;
		}
		all[episodes.count++] = shown.episode;
	}
	episodes_group(ask->arena, &episodes, &(struct records){ NULL, 0 }, &ask->seasons);
}

static void
take_episodes(struct ask *ask, const cJSON *tree)
{
	if (cJSON_IsArray(tree))
		read_episodes(ask, tree);
}

static void
ask_for_episodes(struct ask *ask, const char *id)
{
	ask_for_more(ask, take_episodes, arena_printf(ask->arena, "/shows/%s/episodes?specials=1",
		ask_encode(ask, id)));
}

static const struct field found_fields[] = { FIELD_AS(struct facts, id, "id", LOOSE), { 0 } };
static const struct record found_view = {
	.size = sizeof(struct facts), .fields = FIELDS(found_fields),
};

/* The show that has an id elsewhere; NULL where it is unknown. */
static void
take_same(struct ask *ask, const cJSON *tree)
{
	struct facts same;

	json_read_foreign(ask->arena, tree, &found_view, &same);
	ask->seasons_of = same.id;
	if (same.id)
		ask_for_episodes(ask, same.id);
}

static const char *
same_path(struct ask *ask)
{
	const struct wanted *wanted = ask->wanted;

	return wanted->imdb_id ? arena_printf(ask->arena, "/lookup/shows?imdb=%s",
			ask_encode(ask, wanted->imdb_id))
		: arena_printf(ask->arena, "/lookup/shows?thetvdb=%s",
			ask_encode(ask, wanted->tvdb_id));
}

static void
find_episodes(struct ask *ask)
{
	if (ask->wanted->id)
		ask_for_episodes(ask, ask->wanted->id);
	else if (ask->wanted->imdb_id || ask->wanted->tvdb_id)
		ask_for(ask, take_same, same_path(ask));
}

/* --- shows ------------------------------------------------------------------------------------ */

static void
add_show(struct ask *ask, const cJSON *show)
{
	struct facts facts;

	json_read_foreign(ask->arena, show, &show_view, &facts);
	facts.type = MEDIA_TV_SHOW;
	ask_add(ask, &facts);
}

static void
take_shows(struct ask *ask, const cJSON *tree)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, tree)
		add_show(ask, cJSON_GetObjectItemCaseSensitive(item, "show"));
}

/* A single one; NULL where it is unknown. */
static void
take_show(struct ask *ask, const cJSON *tree)
{
	if (tree)
		add_show(ask, tree);
}

/*
 * The same, with its episodes: asked for apart, as those of a show of every day are more than all
 * the rest may be.
 */
static void
take_whole(struct ask *ask, const cJSON *tree)
{
	take_show(ask, tree);
	if (ask->count)
		ask_for_episodes(ask, ask->wanted->id);
}

static void
search_shows(struct ask *ask)
{
	if (ask->wanted->imdb_id)
		ask_for(ask, take_show, same_path(ask));
	else if (ask->wanted->q)
		ask_for(ask, take_shows, arena_printf(ask->arena, "/search/shows?q=%s",
			ask_encode(ask, ask->wanted->q)));
}

static void
find_show(struct ask *ask)
{
	ask_for(ask, take_whole, arena_printf(ask->arena, "/shows/%s?embed[]=crew",
		ask_encode(ask, ask->wanted->id)));
}

static const char *const hosts[] = { "api.tvmaze.com", NULL };
static const char *const picture_hosts[] = { "static.tvmaze.com", NULL };

const struct source source_tvmaze = {
	.at = TVMAZE, .origin = "https://api.tvmaze.com",
	.hosts = hosts, .picture_hosts = picture_hosts, .types = 1u << MEDIA_TV_SHOW,
	.attribution = "Data: TVmaze (CC BY-SA)", .attribution_url = "https://www.tvmaze.com",
	.id_begin = "", .id_of = "0123456789",
	.search = search_shows, .details = find_show,
	.episodes = find_episodes,
};
