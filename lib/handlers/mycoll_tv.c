#include "mycoll_tv.h"
#include "checks.h"
#include "door_change.h"
#include "door_rows.h"
#include "key.h"
#include "season.h"

#include <stdlib.h>

enum { NUMBERS = 100000 };	/* more than a season's may be */
_Static_assert((int)NUMBERS > (int)SEASON_MAX, "a season has one id");

struct mycoll_season {
	int64_t id, show, number, episode_count, year;
	const char *title, *overview, *image, *page;
	struct records copies;		/* struct copy */
	struct mycoll_title series;
};

/* --- views ------------------------------------------------------------------------------------ */

static void
put_season_id(struct buf *buf, const struct links *links, const struct field *field,
	const void *record)
{
	const struct copy *copy = record;

	(void)links;
	(void)field;
	buf_int(buf, copy->media_key * NUMBERS + copy->season);
}

static bool
take_season_id(const struct json_in *in, const cJSON *item, const struct field *field, void *record)
{
	struct copy *copy = record;

	if (!json_decode_plain(in, item, field, record))
		return false;
	copy->season = copy->media_key % NUMBERS;
	copy->media_key /= NUMBERS;
	return true;
}

static const struct shape shape_season_id = { put_season_id, take_season_id };

static const struct field copy_fields[] = {
	FIELD_AS(struct copy, key, "id", READONLY),
	FIELD_AS(struct copy, media_key, "season", REQUIRED | FIXED | SHAPED, .min = 0,
		.shape = &shape_season_id),
	MYCOLL_COPY_FIELDS,
	{ 0 }
};
const struct record mycoll_season_copy = {
	.size = sizeof(struct copy), .fields = FIELDS(copy_fields), .whole = &copy_view,
};

#define SEASON_FIELDS \
	FIELD(struct mycoll_season, title, KEEP, .max = 500), \
	FIELD_AS(struct mycoll_season, number, "season_number", REQUIRED | FIXED, .min = 0, \
		.max = SEASON_MAX), \
	FIELD(struct mycoll_season, episode_count, KEEP | SHAPED, .min = 0, .max = EPISODES_MAX, \
		.shape = &shape_zero), \
	FIELD_AS(struct mycoll_season, year, "year_first_aired", KEEP, .min = 1, .max = 9999), \
	FIELD(struct mycoll_season, overview, KEEP | LINES, .max = 2000), \
	FIELD_AS(struct mycoll_season, image, "image_link", KEEP, .max = 2000, .check = is_url), \
	FIELD_AS(struct mycoll_season, page, "tmdb_page_link", KEEP, .max = 2000, .check = is_url)

/* As it is sent, and shown with its series. */
static const struct field season_fields[] = {
	FIELD(struct mycoll_season, id, READONLY),
	FIELD(struct mycoll_season, show, REQUIRED | FIXED),
	SEASON_FIELDS,
	{ 0 }
};
static const struct record season_sent = {
	.size = sizeof(struct mycoll_season), .fields = FIELDS(season_fields),
};

/* As it is shown by itself: with its copies, and what it is of. */
static const struct field short_fields[] = {
	MYCOLL_TITLE_FIELDS("year_first_aired"), MYCOLL_TITLE_LINKS, { 0 }
};
static const struct record series_part = {
	.name = "show", .at = offsetof(struct mycoll_season, series),
	.fields = FIELDS(short_fields),
};
static const struct children copies_shown = { .record = &mycoll_season_copy };
static const struct field whole_fields[] = {
	FIELD(struct mycoll_season, id, READONLY),
	SEASON_FIELDS,
	FIELD_AS(struct mycoll_season, copies, "season_copies", READONLY,
		.children = &copies_shown),
	{ 0 }
};
static const struct record season_shown = {
	.size = sizeof(struct mycoll_season), .fields = FIELDS(whole_fields), .more = &series_part,
};

static const struct children seasons_shown = { .record = &season_sent };
static const struct field show_fields[] = {
	MYCOLL_TITLE_FIELDS("year_first_aired"),
	MYCOLL_TITLE_LINKS,
	FIELD(struct mycoll_title, seasons, READONLY, .children = &seasons_shown),
	{ 0 }
};
const struct record mycoll_show = {
	.size = sizeof(struct mycoll_title), .fields = FIELDS(show_fields), .whole = &media_view,
};

/* --- read ------------------------------------------------------------------------------------- */

/* What a season has in the metadata of its series; NULL for nothing. */
static const cJSON *
noted_of(struct arena *arena, const cJSON *metadata, int64_t number)
{
	const cJSON *seasons = cJSON_GetObjectItemCaseSensitive(
		cJSON_GetObjectItemCaseSensitive(metadata, "mycoll"), "seasons");

	return cJSON_GetObjectItemCaseSensitive(seasons,
		arena_printf(arena, "%lld", (long long)number));
}

static int64_t
year_of(const char *text)
{
	return text ? strtoll(text, NULL, 10) : INT_NONE;
}

static const struct field noted_fields[] = {
	FIELD_AS(struct mycoll_season, year, "year_first_aired", 0),
	FIELD(struct mycoll_season, overview, LINES, .max = 2000),
	FIELD_AS(struct mycoll_season, image, "image_link", 0, .max = 2000),
	FIELD_AS(struct mycoll_season, page, "tmdb_page_link", 0, .max = 2000),
	{ 0 }
};
static const struct record noted_view = {
	.size = sizeof(struct mycoll_season), .fields = FIELDS(noted_fields),
};

static void
season_of(struct arena *arena, const struct shelved_season *row, const cJSON *metadata,
	struct mycoll_season *out)
{
	*out = (struct mycoll_season){ .series.copies = { NULL, 0, 0 } };
	json_read_foreign(arena, noted_of(arena, metadata, row->number), &noted_view, out);
	if (out->year == INT_NONE)
		out->year = year_of(row->first_air_date);
	out->id = row->media_key * NUMBERS + row->number;
	out->show = row->media_key;
	out->number = row->number;
	out->title = row->title;
	out->episode_count = row->episode_count;
}

/* With its series. */
static void
whole_season_of(struct arena *arena, const struct shelved_season *row, struct mycoll_season *out)
{
	season_of(arena, row, mycoll_metadata(arena, &row->media), out);
	mycoll_title_of(arena, &row->media, &out->series);
}

static const struct children briefs = {
	.record = &season_brief, .column = "t.media_key", .order = "t.number",
	.parent = offsetof(struct mycoll_title, media.key),
	.key = offsetof(struct shelved_season, media_key),
};
static const struct field read_fields[] = {
	FIELD(struct mycoll_title, seasons, READONLY, .children = &briefs), { 0 }
};
static const struct record show_read = {
	.size = sizeof(struct mycoll_title), .fields = FIELDS(read_fields),
};

enum status
mycoll_read_seasons(struct request *req, void *rows, int count, int *done)
{
	struct mycoll_title *shows = rows;
	enum status rc = seasons_read_children(call_of(req), &show_read, rows, count, done);

	for (int i = 0; !rc && i < *done; i++) {
		const struct shelved_season *briefly = shows[i].seasons.list;
		const cJSON *metadata = mycoll_metadata(req->arena, &shows[i].media);
		struct mycoll_season *seasons = arena_alloc(req->arena,
			sizeof(*seasons) * ((size_t)shows[i].seasons.count + 1));

		for (int n = 0; n < shows[i].seasons.count; n++)
			season_of(req->arena, &briefly[n], metadata, &seasons[n]);
		shows[i].seasons.list = seasons;
	}
	return rc;
}

/* Of a series all copies are read: those of the season are kept. */
static const struct children copies_read = {
	.record = &copy_view, .column = "t.media_key", .order = "t.key",
	.parent = offsetof(struct mycoll_season, show), .key = offsetof(struct copy, media_key),
};
static const struct field season_read_fields[] = {
	FIELD(struct mycoll_season, copies, READONLY, .children = &copies_read), { 0 }
};
static const struct record season_read = {
	.size = sizeof(struct mycoll_season), .fields = FIELDS(season_read_fields),
};

static enum status
read_copies(struct request *req, void *rows, int count, int *done)
{
	struct mycoll_season *season = rows;
	enum status rc = copy_read_children(call_of(req), &season_read, rows, count, done);

	for (int i = 0; !rc && i < *done; i++, season++) {
		const struct copy *all = season->copies.list;
		struct copy *own = arena_alloc(req->arena,
			sizeof(*own) * ((size_t)season->copies.count + 1));
		int kept = 0;

		for (int n = 0; n < season->copies.count; n++)
			if (all[n].season == season->number)
				own[kept++] = all[n];
		season->copies = (struct records){ own, kept, 0 };
	}
	return rc;
}

static enum status
read_seasons(struct request *req, const struct page *page, struct rows *out)
{
	struct mycoll_season *seasons;
	enum status rc = seasons_list(call_of(req), page, out);

	if (rc)
		return rc;
	seasons = arena_alloc(req->arena, sizeof(*seasons) * ((size_t)out->count + 1));
	for (int i = 0; i < out->count; i++)
		whole_season_of(req->arena, ROW(out, struct shelved_season, i), &seasons[i]);
	out->rows = seasons;
	return OK;
}

enum status
mycoll_seasons_list(struct request *req, struct response *res)
{
	(void)req;
	return respond_rows(res, NULL, &season_shown, read_seasons, read_copies);
}

static enum status
find_season(struct request *req, int64_t id, struct mycoll_season *out)
{
	struct shelved_season row;
	enum status rc = season_find(call_of(req), id / NUMBERS, id % NUMBERS, &row);

	if (!rc)
		whole_season_of(req->arena, &row, out);
	return rc;
}

static enum status
answer_season(struct request *req, struct response *res, int http, int64_t id)
{
	struct mycoll_season season;
	int done;
	enum status rc = find_season(req, id, &season);

	if (!rc)
		rc = read_copies(req, &season, 1, &done);
	return rc ? rc : respond_record(res, http, &season_shown, &season);
}

static int64_t
asked_id(const struct request *req)
{
	return strtoll(req->id[0], NULL, 10);
}

enum status
mycoll_season_get(struct request *req, struct response *res)
{
	return answer_season(req, res, 200, asked_id(req));
}

enum status
mycoll_find_season_of(struct request *req, struct copy *copy)
{
	struct shelved_season row;
	enum status rc = season_find(call_of(req), copy->media_key, copy->season, &row);

	if (!rc)
		copy->media_id = row.media.id;
	return rc;
}

/* --- written ---------------------------------------------------------------------------------- */

static const struct field metadata_fields[] = { FIELD(struct media, metadata, HIDDEN), { 0 } };
static const struct record metadata_view = {
	.size = sizeof(struct media), .fields = FIELDS(metadata_fields),
};

/* Changes what is kept of a season in the metadata of its series. */
static enum status
note_season(struct request *req, const char *show_id, int64_t number, const char *noted)
{
	struct media media = { .metadata.json = arena_printf(req->arena,
		"{\"mycoll\":{\"seasons\":{\"%lld\":%s}}}", (long long)number, noted) };
	struct change change = { .view = &metadata_view, .values = &media, .sent = 1,
		.merge = json_merge };

	return media_change(call_of(req), MEDIA_TV_SHOW, show_id, &change);
}

/* What was sent of it; NULL for nothing. */
static const char *
noted_in(struct arena *arena, const struct change *change)
{
	struct buf noted;

	buf_init(&noted, arena, 200);
	buf_putc(&noted, '{');
	for (const struct field *field = noted_fields; field->name; field++)
		if (change_has(change, field->offset)) {
			json_put_name(&noted, field->name);
			json_put_plain(&noted, NULL, field, change->values);
		}
	buf_putc(&noted, '}');
	return noted.length > 2 ? noted.data : NULL;
}

static enum status
put_season(struct request *req, const char *show_id, const struct mycoll_season *season)
{
	const struct change *change = &req->change;
	const bool has_episodes = CHANGED(change, struct mycoll_season, number)
		|| CHANGED(change, struct mycoll_season, title)
		|| CHANGED(change, struct mycoll_season, episode_count);
	const struct season own = { .number = season->number, .title = season->title };
	const int64_t count = season->episode_count == INT_NONE ? 0 : season->episode_count;
	const char *noted = noted_in(req->arena, change);
	enum status rc = media_may_change(call_of(req), MEDIA_TV_SHOW, show_id);

	if (!rc && has_episodes)
		rc = season_put(call_of(req), season->show, &own, count);
	return rc || !noted ? rc : note_season(req, show_id, season->number, noted);
}

static enum status
refuse_twice(struct request *req, const struct mycoll_season *season)
{
	struct shelved_season row;
	enum status rc = season_find(call_of(req), season->show, season->number, &row);

	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	problem_add(&req->problems, "season_number", "is there already");
	return ERR_CONFLICT;
}

enum status
mycoll_season_add(struct request *req, struct response *res)
{
	static const struct keyed shelved = { KEYED_SHELVED, MEDIA_TV_SHOW };
	const struct mycoll_season *season;
	const char *show_id;
	int64_t id;
	enum status rc;

	mycoll_drop_preview(req);
	rc = request_decode(req, &season_sent);
	if (rc)
		return rc;
	season = req->body;
	rc = key_find(call_of(req), &shelved, season->show, &show_id);
	if (rc == ERR_NOT_FOUND) {
		problem_add(&req->problems, "show", "Invalid pk: object does not exist.");
		return ERR_VALIDATION;
	}
	if (!rc)
		rc = db_begin(req->db);
	if (!rc)
		rc = refuse_twice(req, season);
	if (!rc)
		rc = put_season(req, show_id, season);
	rc = db_end(req->db, rc);
	if (rc)
		return rc;
	id = season->show * NUMBERS + season->number;
	res->location = link_to(req, "%s/season/%lld", mycoll_kind_of(req)->path, (long long)id);
	return answer_season(req, res, 201, id);
}

static enum status
find_before(struct request *req, void *before)
{
	return find_season(req, asked_id(req), before);
}

static enum status
change_season(struct request *req, const void *before)
{
	struct mycoll_season season = *(const struct mycoll_season *)before;

	change_apply(&req->change, &season);
	return put_season(req, season.series.media.id, &season);
}

enum status
mycoll_season_change(struct request *req, struct response *res)
{
	struct mycoll_season before;
	enum status rc;

	mycoll_drop_preview(req);
	rc = request_decode(req, &season_sent);
	if (!rc)
		rc = door_change(req, find_before, &before, change_season);
	return rc ? rc : answer_season(req, res, 200, asked_id(req));
}

enum status
mycoll_season_delete(struct request *req, struct response *res)
{
	struct mycoll_season season;
	enum status rc = db_begin(req->db);

	if (!rc)
		rc = find_season(req, asked_id(req), &season);
	if (!rc)
		rc = media_may_change(call_of(req), MEDIA_TV_SHOW, season.series.media.id);
	if (!rc)
		rc = season_delete(call_of(req), season.show, season.number);
	if (!rc)
		rc = note_season(req, season.series.media.id, season.number, "null");
	rc = db_end(req->db, rc);
	return rc ? rc : respond_nothing(res);
}
