#include "episode.h"
#include "checks.h"
#include "clock.h"

#include <stdlib.h>
#include <string.h>

static const struct field episode_fields[] = {
	FIELD(struct episode, season, HIDDEN),
	FIELD(struct episode, number, REQUIRED | HEADING, .min = 0, .max = EPISODE_MAX,
		.label = "Episode"),
	FIELD(struct episode, title, HEADING, .max = 500),
	FIELD(struct episode, air_date, 0, .check = is_partial_date),
	FIELD(struct episode, length, 0, .min = 1, .max = 100000),
	{ 0 }
};
const struct record episode_view = {
	.table = "episodes", .size = sizeof(struct episode), .fields = FIELDS(episode_fields),
};

static const struct children season_episodes = { .record = &episode_view };
static const struct field season_fields[] = {
	FIELD(struct season, number, REQUIRED | HEADING, .min = 0, .max = SEASON_MAX,
		.label = "Season"),
	FIELD(struct season, title, HEADING, .max = 500),
	FIELD(struct season, episodes, READONLY | BRIEF, .children = &season_episodes),
	{ 0 }
};
const struct record season_view = {
	.size = sizeof(struct season), .fields = FIELDS(season_fields),
};

static struct episode *
episode_at(const struct records *episodes, int n)
{
	return (struct episode *)episodes->list + n;
}

static struct season *
season_at(const struct records *seasons, int n)
{
	return (struct season *)seasons->list + n;
}

/* One of some episodes, which stay where they are. */
struct told {
	const struct episode *episode;
};

/* By season and number; of equals the one that was told first. */
static int
compare_episodes(const void *one, const void *other)
{
	const struct episode *a = ((const struct told *)one)->episode,
		*b = ((const struct told *)other)->episode;

	if (a->season != b->season)
		return a->season < b->season ? -1 : 1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return a < b ? -1 : a > b;
}

static const char *
title_of(const struct records *named, int64_t number)
{
	for (int i = 0; i < named->count; i++)
		if (season_at(named, i)->number == number)
			return season_at(named, i)->title;
	return NULL;
}

static struct season *
add_season(struct records *seasons, int64_t number, const char *title, struct episode *first)
{
	struct season *season = season_at(seasons, seasons->count++);

	*season = (struct season){ .number = number, .title = title, .episodes = { first, 0 } };
	return season;
}

static int
compare_seasons(const void *one, const void *other)
{
	const struct season *a = one, *b = other;

	return a->number < b->number ? -1 : a->number > b->number;
}

static bool
has_season(const struct records *seasons, int64_t number)
{
	for (int i = 0; i < seasons->count; i++)
		if (season_at(seasons, i)->number == number)
			return true;
	return false;
}

void
episodes_group(struct arena *arena, const struct records *episodes, const struct records *named,
	struct records *seasons)
{
	const size_t count = (size_t)episodes->count;
	struct told *sorted = arena_alloc(arena, (count + 1) * sizeof(*sorted));
	struct episode *list = arena_alloc(arena, (count + 1) * sizeof(*list)), *next = list;
	struct season *season = NULL;

	for (size_t i = 0; i < count; i++)
		sorted[i].episode = episode_at(episodes, (int)i);
	if (count)
		qsort(sorted, count, sizeof(*sorted), compare_episodes);
	*seasons = (struct records){
		arena_alloc(arena, (count + (size_t)named->count + 1) * sizeof(*season)), 0,
	};
	for (size_t i = 0; i < count; i++) {
		const struct episode *episode = sorted[i].episode,
			*before = i ? sorted[i - 1].episode : NULL;

		if (before && episode->season == before->season
		    && episode->number == before->number)
			continue;
		if (!season || season->number != episode->season)
			season = add_season(seasons, episode->season,
				title_of(named, episode->season), next);
		*next++ = *episode;
		season->episodes.count++;
	}
	for (int i = 0; i < named->count; i++)
		if (!has_season(seasons, season_at(named, i)->number))
			add_season(seasons, season_at(named, i)->number,
				season_at(named, i)->title, NULL);
	qsort(seasons->list, (size_t)seasons->count, sizeof(struct season), compare_seasons);
}

/* --- the database ----------------------------------------------------------------------------- */

static const struct field season_columns[] = {
	FIELD(struct season, number, 0),
	FIELD(struct season, title, 0),
	{ 0 }
};
static const struct record season_table = {
	.table = "seasons", .size = sizeof(struct season), .fields = FIELDS(season_columns),
};

static enum status
read_all(const struct call *call, int64_t media_key, struct records *episodes,
	struct records *seasons)
{
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.media_key = $$", value_int(media_key));
	rc = store_list_all(call->db, call->arena, &season_table, &where, "t.number", 0, seasons);
	return rc ? rc : store_list_all(call->db, call->arena, &episode_view, &where,
		"t.season, t.number", 0, episodes);
}

enum status
episodes_list(const struct call *call, int64_t media_key, struct records *seasons)
{
	struct records episodes, named;
	enum status rc = read_all(call, media_key, &episodes, &named);

	if (!rc)
		episodes_group(call->arena, &episodes, &named, seasons);
	return rc;
}

/* How many of a series there are so far: regular ones, and specials. */
struct places {
	int64_t regular, specials;
};

static enum status
insert_season(const struct call *call, int64_t media_key, const struct season *season,
	struct places *places)
{
	const struct value args[] = { value_int(media_key), value_int(season->number),
		value_text(season->title) };
	enum status rc = db_exec(call->db,
		"INSERT INTO seasons (media_key, number, title) VALUES ($1, $2, $3)", args, 3);

	for (int i = 0; i < season->episodes.count && !rc; i++) {
		const struct episode *episode = episode_at(&season->episodes, i);
		const struct value of[] = {
			value_int(media_key),
			value_int(season->number ? ++places->regular : -++places->specials),
			value_int(season->number), value_int(episode->number),
			value_text(episode->title), value_text(episode->air_date),
			value_int(episode->length),
		};

		rc = db_exec(call->db, "INSERT INTO episodes (media_key, place, season, number, "
			"title, air_date, length) VALUES ($1, $2, $3, $4, $5, $6, $7)", of, 7);
	}
	return rc;
}

static enum status
write_all(const struct call *call, int64_t media_key, const struct records *seasons)
{
	const struct value key = value_int(media_key);
	struct places places = { 0, 0 };
	enum status rc = db_exec(call->db, "DELETE FROM episodes WHERE media_key = $1", &key, 1);

	if (!rc)
		rc = db_exec(call->db, "DELETE FROM seasons WHERE media_key = $1", &key, 1);
	for (int i = 0; i < seasons->count && !rc; i++)
		rc = insert_season(call, media_key, season_at(seasons, i), &places);
	if (!rc) {
		const int64_t length = places.regular ? places.regular : INT_NONE;
		const struct value args[] = { key, value_int(length), value_int(clock_now()) };

		rc = db_exec(call->db, "UPDATE media_items SET length = coalesce($2, length), "
			"updated_at = $3 WHERE key = $1", args, 3);
	}
	return rc;
}

enum status
episodes_replace(const struct call *call, int64_t media_key, const struct records *seasons)
{
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = write_all(call, media_key, seasons);
	return db_end(call->db, rc);
}

/* Those of the seasons, one behind the other, behind those that are there. */
static void
add_episodes(struct arena *arena, const struct records *seasons, struct records *episodes)
{
	size_t count = (size_t)episodes->count;
	struct episode *all;

	for (int i = 0; i < seasons->count; i++)
		count += (size_t)season_at(seasons, i)->episodes.count;
	all = arena_alloc(arena, (count + 1) * sizeof(*all));
	if (episodes->count)
		memcpy(all, episodes->list, (size_t)episodes->count * sizeof(*all));
	episodes->list = all;
	for (int i = 0; i < seasons->count; i++)
		for (int k = 0; k < season_at(seasons, i)->episodes.count; k++) {
			all[episodes->count] = *episode_at(&season_at(seasons, i)->episodes, k);
			all[episodes->count++].season = season_at(seasons, i)->number;
		}
}

/* What an episode that is there lacks, and the other source of it says. */
static void
fill_gaps(const struct records *episodes, int there)
{
	for (int i = there; i < episodes->count; i++) {
		const struct episode *more = episode_at(episodes, i);
		int low = 0, high = there;

		while (low < high) {
			const int middle = low + (high - low) / 2;
			const struct episode *at = episode_at(episodes, middle);

			if (at->season < more->season
			    || (at->season == more->season && at->number < more->number))
				low = middle + 1;
			else
				high = middle;
		}
		if (low < there) {
			struct episode *at = episode_at(episodes, low);

			if (at->season != more->season || at->number != more->number)
				continue;
			at->title = at->title ? at->title : more->title;
			at->air_date = at->air_date ? at->air_date : more->air_date;
			at->length = at->length != INT_NONE ? at->length : more->length;
		}
	}
}

/* The titles of both, those that are there first. */
static void
add_titles(struct arena *arena, const struct records *more, struct records *named)
{
	struct season *all = arena_alloc(arena,
		(size_t)(named->count + more->count + 1) * sizeof(*all));
	int count = 0;

	for (int i = 0; i < named->count; i++)
		if (season_at(named, i)->title || !has_season(more, season_at(named, i)->number))
			all[count++] = *season_at(named, i);
	*named = (struct records){ all, count };
	for (int i = 0; i < more->count; i++)
		if (!has_season(named, season_at(more, i)->number))
			all[named->count++] = *season_at(more, i);
}

static int
count_episodes(const struct records *seasons)
{
	int count = 0;

	for (int i = 0; i < seasons->count; i++)
		count += season_at(seasons, i)->episodes.count;
	return count;
}

enum status
episodes_fill(const struct call *call, int64_t media_key, const struct records *seasons)
{
	struct records episodes, named, all;
	int there;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = read_all(call, media_key, &episodes, &named);
	if (rc)
		return db_end(call->db, rc);
	there = episodes.count;
	add_episodes(call->arena, seasons, &episodes);
	fill_gaps(&episodes, there);
	add_titles(call->arena, seasons, &named);
	episodes_group(call->arena, &episodes, &named, &all);
	if (count_episodes(&all) <= EPISODES_MAX)
		rc = write_all(call, media_key, &all);
	return db_end(call->db, rc);
}
