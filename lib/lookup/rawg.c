/* RAWG: games, by a key (providers.md, 8). Each page with its data links to it. */
#include "plain.h"
#include "source.h"

static const struct field game_fields[] = {
	FIELD_AS(struct facts, id, "id", LOOSE),
	FIELD_AS(struct facts, page_url, "slug", 0, .check = plain_id),
	FIELD_AS(struct facts, title, "name", 0, .check = plain_line),
	FIELD_AS(struct facts, title_original, "name_original", 0, .check = plain_line),
	FIELD_AS(struct facts, date, "released", 0, .check = plain_date),
	FIELD_AS(struct facts, description, "description_raw", 0, .check = plain_lines,
		.also = { "description" }),
	FIELD_AS(struct facts, creators, "developers[].name", 0, .check = plain_line, .most = 10),
	FIELD_AS(struct facts, publishers, "publishers[].name", 0, .check = plain_line),
	FIELD_AS(struct facts, genres, "genres[].name", 0, .check = plain_line),
	FIELD_AS(struct facts, platforms, "platforms[].platform.name", 0, .check = plain_line),
	FIELD_AS(struct facts, certification, "esrb_rating.name", 0, .check = plain_line),
	FIELD_AS(struct facts, length, "playtime", 0),
	FIELD_AS(struct facts, picture_url, "background_image", 0, .max = 2000),
	{ 0 }
};
static const struct record game_view = {
	.size = sizeof(struct facts), .fields = FIELDS(game_fields),
};

static void
add_game(struct ask *ask, const cJSON *game)
{
	struct facts facts;

	json_read_foreign(ask->arena, game, &game_view, &facts);
	facts.type = MEDIA_GAME;
	if (facts.page_url)
		facts.page_url = arena_printf(ask->arena, "https://rawg.io/games/%s",
			ask_encode(ask, facts.page_url));
	ask_add(ask, &facts);
}

static void
take_games(struct ask *ask, const cJSON *tree)
{
	const cJSON *game;

	cJSON_ArrayForEach(game, cJSON_GetObjectItemCaseSensitive(tree, "results"))
		add_game(ask, game);
}

static const struct field moved_fields[] = {
	FIELD_AS(struct facts, id, "slug", 0, .check = plain_id),
	{ 0 }
};
static const struct record moved_view = {
	.size = sizeof(struct facts), .fields = FIELDS(moved_fields),
};

static void
take_moved(struct ask *ask, const cJSON *tree)
{
	if (tree)
		add_game(ask, tree);
}

static void
ask_for_game(struct ask *ask, ask_step *step, const char *id)
{
	ask_for(ask, step, arena_printf(ask->arena, "/api/games/%s", ask_encode(ask, id)));
}

/* An old name is answered by the one that it has now. */
static void
take_game(struct ask *ask, const cJSON *tree)
{
	struct facts moved;

	if (!tree)
		return;
	json_read_foreign(ask->arena, tree, &moved_view, &moved);
	if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(tree, "redirect")) && moved.id)
		ask_for_game(ask, take_moved, moved.id);
	else
		add_game(ask, tree);
}

static void
search_games(struct ask *ask)
{
	if (ask->wanted->q)
		ask_for(ask, take_games, arena_printf(ask->arena,
			"/api/games?search=%s&search_precise=true&page_size=20",
			ask_encode(ask, ask->wanted->q)));
}

static void
find_game(struct ask *ask)
{
	ask_for_game(ask, take_game, ask->wanted->id);
}

static const char *const hosts[] = { "api.rawg.io", NULL };
static const char *const picture_hosts[] = { "media.rawg.io", NULL };

const struct source source_rawg = {
	.at = RAWG, .origin = "https://api.rawg.io",
	.hosts = hosts, .picture_hosts = picture_hosts, .types = 1u << MEDIA_GAME,
	.key_parameter = "key",
	.attribution = "Data: RAWG", .attribution_url = "https://rawg.io",
	.has_wide_pictures = true, .id_begin = "", .id_of = "abcdefghijklmnopqrstuvwxyz"
		"0123456789-_",
	.search = search_games, .details = find_game,
};
