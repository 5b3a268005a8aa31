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

/* How many of its episodes are counted: season 0 and specials aren't. */
static int
count_episodes(const cJSON *show)
{
	const cJSON *embedded = cJSON_GetObjectItemCaseSensitive(show, "_embedded"), *episode;
	int count = 0;

	cJSON_ArrayForEach(episode, cJSON_GetObjectItemCaseSensitive(embedded, "episodes")) {
		const char *type = cJSON_GetStringValue(
			cJSON_GetObjectItemCaseSensitive(episode, "type"));

		count += !type || !strcmp(type, "regular");
	}
	return count;
}

static void
add_show(struct ask *ask, const cJSON *show)
{
	struct facts facts;

	json_read_foreign(ask->arena, show, &show_view, &facts);
	facts.type = MEDIA_TV_SHOW;
	facts.length = count_episodes(show);
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

static void
search_shows(struct ask *ask)
{
	if (ask->wanted->imdb_id)
		ask_for(ask, take_show, arena_printf(ask->arena, "/lookup/shows?imdb=%s",
			ask_encode(ask, ask->wanted->imdb_id)));
	else if (ask->wanted->q)
		ask_for(ask, take_shows, arena_printf(ask->arena, "/search/shows?q=%s",
			ask_encode(ask, ask->wanted->q)));
}

static void
find_show(struct ask *ask)
{
	ask_for(ask, take_show, arena_printf(ask->arena,
		"/shows/%s?embed[]=episodes&embed[]=crew", ask_encode(ask, ask->wanted->id)));
}

static const char *const hosts[] = { "api.tvmaze.com", NULL };
static const char *const picture_hosts[] = { "static.tvmaze.com", NULL };

const struct source source_tvmaze = {
	.at = TVMAZE, .name = "tvmaze", .label = "TVmaze", .origin = "https://api.tvmaze.com",
	.hosts = hosts, .picture_hosts = picture_hosts, .types = 1u << MEDIA_TV_SHOW,
	.attribution = "Data: TVmaze (CC BY-SA)", .attribution_url = "https://www.tvmaze.com",
	.search = search_shows, .details = find_show,
};
