#include "season.h"

#include <string.h>

#define OF_SEASON "FROM episodes x WHERE x.media_key = t.media_key AND x.season = t.number)"
#define SEASON_FIELDS \
	FIELD(struct shelved_season, media_key, HIDDEN), \
	FIELD(struct shelved_season, number, READONLY), \
	FIELD(struct shelved_season, title, READONLY), \
	FIELD(struct shelved_season, episode_count, READONLY | DERIVED, \
		.column = "(SELECT count(*) " OF_SEASON), \
	FIELD(struct shelved_season, first_air_date, READONLY | DERIVED, \
		.column = "(SELECT min(x.air_date) " OF_SEASON)
static const struct field season_fields[] = { SEASON_FIELDS, { 0 } };
const struct record season_brief = {
	.table = "seasons", .size = sizeof(struct shelved_season), .fields = FIELDS(season_fields),
};

static const struct record series_part = {
	.at = offsetof(struct shelved_season, media), .alias = "m", .fields = media_fields,
	.finish = media_finish, .joins = "LEFT JOIN users c ON c.key = m.created_by",
};
static const struct record season_whole = {
	.table = "seasons", .size = sizeof(struct shelved_season), .fields = season_fields,
	.joins = "JOIN media_items m ON m.key = t.media_key",
	.more = &series_part,
};

static void
match_shelf(struct sql *where, const struct call *call)
{
	sql_init(where, call->arena);
	sql_and(where, "t.media_key IN (SELECT media_key FROM entries WHERE user_key = $$)",
		value_int(call->user->key));
	sql_and(where, "m.type = $$", value_text(word_text(media_types, MEDIA_TV_SHOW)));
}

enum status
seasons_list(const struct call *call, const struct page *page, struct rows *out)
{
	struct sql where;

	match_shelf(&where, call);
	return store_list(call->db, call->arena, &season_whole, &where, "t.media_key, t.number",
		page, out);
}

enum status
season_find(const struct call *call, int64_t media_key, int64_t number, struct shelved_season *out)
{
	struct sql where;

	match_shelf(&where, call);
	sql_and(&where, "t.media_key = $$", value_int(media_key));
	sql_and(&where, "t.number = $$", value_int(number));
	return store_find(call->db, call->arena, &season_whole, &where, out);
}

enum status
seasons_read_children(const struct call *call, const struct record *record, void *rows, int count,
	int *done)
{
	struct sql where;

	sql_init(&where, call->arena);
	return store_children(call->db, call->arena, record, &where, rows, count, done);
}

/* The one of this number, where it belongs; a new one where there is none. */
static struct season *
season_of(struct arena *arena, struct records *seasons, int64_t number)
{
	struct season *list = seasons->list, *all;
	int at = 0;

	while (at < seasons->count && list[at].number < number)
		at++;
	if (at < seasons->count && list[at].number == number)
		return &list[at];
	all = arena_alloc(arena, ((size_t)seasons->count + 1) * sizeof(*all));
	for (int i = 0; i < seasons->count; i++)
		all[i < at ? i : i + 1] = list[i];
	all[at] = (struct season){ .number = number };
	*seasons = (struct records){ all, seasons->count + 1, 0 };
	return &all[at];
}

static bool
is_told(const struct episode *episode)
{
	return episode->title || episode->air_date;
}

/* Makes its episodes so many. */
static enum status
resize_season(const struct call *call, struct season *season, int64_t count)
{
	const struct episode *there = season->episodes.list;
	struct episode *all;
	int kept = season->episodes.count;

	while (kept > count && !is_told(&there[kept - 1]))
		kept--;
	if (kept > count) {
		problem_add(call->problems, "episode_count",
			"must be at least %d: so many have a title or a day", kept);
		return ERR_VALIDATION;
	}
	all = arena_alloc(call->arena, ((size_t)count + 1) * sizeof(*all));
	if (kept)
		memcpy(all, there, (size_t)kept * sizeof(*all));
	for (int i = kept; i < count; i++)
		all[i] = (struct episode){ .season = season->number, .length = INT_NONE,
			.number = i ? all[i - 1].number + 1 : 1 };
	season->episodes = (struct records){ all, (int)count, 0 };
	return OK;
}

static enum status
refuse_too_many(const struct call *call, const struct records *seasons)
{
	const struct season *list = seasons->list;
	int count = 0;

	for (int i = 0; i < seasons->count; i++)
		count += list[i].episodes.count;
	if (count <= EPISODES_MAX)
		return OK;
	problem_add(call->problems, "episode_count", "must leave at most %d in all", EPISODES_MAX);
	return ERR_VALIDATION;
}

/* The regular episodes of all seasons, in their order. */
static struct records
regular_episodes(struct arena *arena, const struct records *seasons)
{
	const struct season *list = seasons->list;
	struct records all = { NULL, 0, 0 };

	for (int i = 0; i < seasons->count; i++) {
		const struct records *its = &list[i].episodes;

		for (int n = 0; n < its->count && list[i].number; n++)
			*(struct episode *)records_next(arena, &all, sizeof(struct episode)) =
				((const struct episode *)its->list)[n];
	}
	return all;
}

/* Whether all that were there stay at the place that they had. */
static bool
keeps_places(struct arena *arena, const struct records *before, const struct records *after)
{
	const struct records old = regular_episodes(arena, before),
		new = regular_episodes(arena, after);
	const struct episode *one = old.list, *other = new.list;

	if (old.count > new.count)
		return false;
	for (int i = 0; i < old.count && one && other; i++)
		if (one[i].season != other[i].season || one[i].number != other[i].number)
			return false;
	return true;
}

/* What others have seen is told by places: as long as somebody else tells it, they stay. */
static enum status
replace_episodes(const struct call *call, int64_t media_key, const struct records *seasons)
{
	const struct value args[] = { value_int(media_key), value_int(call->user->key) };
	struct records before;
	int64_t is_others = 0;
	enum status rc = episodes_list(call, media_key, &before);

	if (!rc && !keeps_places(call->arena, &before, seasons))
		rc = db_number(call->db, "SELECT EXISTS (SELECT 1 FROM entries "
			"WHERE media_key = $1 AND user_key <> $2 AND progress > 0)", args, 2,
			&is_others);
	if (!rc && is_others) {
		problem_add(call->problems, "season_number",
			"has to stay as it is, as others are told by it how far they are");
		rc = ERR_CONFLICT;
	}
	return rc ? rc : episodes_replace(call, media_key, seasons);
}

enum status
season_put(const struct call *call, int64_t media_key, const struct season *season,
	int64_t episode_count)
{
	struct records seasons;
	struct season *one;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = episodes_list(call, media_key, &seasons);
	if (rc)
		return db_end(call->db, rc);
	one = season_of(call->arena, &seasons, season->number);
	one->title = season->title;
	rc = resize_season(call, one, episode_count);
	if (!rc)
		rc = refuse_too_many(call, &seasons);
	if (!rc)
		rc = replace_episodes(call, media_key, &seasons);
	return db_end(call->db, rc);
}

enum status
season_delete(const struct call *call, int64_t media_key, int64_t number)
{
	const struct value args[] = { value_int(call->user->key), value_int(media_key),
		value_int(number) };
	struct records seasons, left = { NULL, 0, 0 };
	const struct season *list;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = episodes_list(call, media_key, &seasons);
	if (rc)
		return db_end(call->db, rc);
	list = seasons.list;
	left.list = arena_alloc(call->arena, ((size_t)seasons.count + 1) * sizeof(*list));
	for (int i = 0; i < seasons.count; i++)
		if (list[i].number != number)
			((struct season *)left.list)[left.count++] = list[i];
	rc = replace_episodes(call, media_key, &left);
	if (!rc)
		rc = db_exec(call->db, "DELETE FROM copies WHERE user_key = $1 AND media_key = $2 "
			"AND season = $3", args, 3);
	return db_end(call->db, rc);
}
