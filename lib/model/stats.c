#include "stats_count.h"
#include "checks.h"
#include "diary.h"

#include <stdlib.h>
#include <string.h>

#define TYPE_COUNTS(type_, group_) \
	FIELD_AS(type_, counts.of[MEDIA_BOOK], "BOOK", READONLY | BRIEF, .label = "Books", \
		.group = (group_)), \
	FIELD_AS(type_, counts.of[MEDIA_MOVIE], "MOVIE", READONLY | BRIEF, .label = "Movies", \
		.group = (group_)), \
	FIELD_AS(type_, counts.of[MEDIA_TV_SHOW], "TV_SHOW", READONLY | BRIEF, .label = "Series", \
		.group = (group_)), \
	FIELD_AS(type_, counts.of[MEDIA_GAME], "GAME", READONLY | BRIEF, .label = "Games", \
		.group = (group_))

static const struct field month_fields[] = {
	FIELD(struct stats_month, month, READONLY | HEADING),
	FIELD_AS(struct stats_month, counts.total, "total", READONLY | BRIEF),
	TYPE_COUNTS(struct stats_month, NULL),
	{ 0 }
};
static const struct record month_view = {
	.size = sizeof(struct stats_month), .fields = FIELDS(month_fields),
};
static const struct field year_fields[] = {
	FIELD(struct stats_year, year, READONLY | HEADING),
	FIELD_AS(struct stats_year, counts.total, "total", READONLY | BRIEF),
	TYPE_COUNTS(struct stats_year, NULL),
	{ 0 }
};
static const struct record year_view = {
	.size = sizeof(struct stats_year), .fields = FIELDS(year_fields),
};
static const struct field day_fields[] = {
	FIELD(struct stats_day, day, READONLY | HEADING),
	FIELD(struct stats_day, count, READONLY | BRIEF),
	{ 0 }
};
static const struct record day_view = {
	.size = sizeof(struct stats_day), .fields = FIELDS(day_fields),
};
static const struct children months = { .record = &month_view };
static const struct children years = { .record = &year_view };
static const struct children active_days = { .record = &day_view };
static const struct children names = { .record = &facet_value_view };

static const struct field finished_fields[] = {
	FIELD_AS(struct stats_finished, counts.total, "total", READONLY | BRIEF,
		.label = "Finished"),
	FIELD(struct stats_finished, by_month, READONLY, .children = &months),
	TYPE_COUNTS(struct stats_finished, "by_type"),
	FIELD(struct stats_finished, by_year, READONLY, .children = &years),
	{ 0 }
};
static const struct record finished_view = {
	.size = sizeof(struct stats_finished), .fields = FIELDS(finished_fields),
};
static const struct children finished = { .record = &finished_view };

static const struct field stars_fields[] = {
	FIELD(struct stats_stars, value, READONLY | HEADING, .label = "Stars"),
	FIELD(struct stats_stars, count, READONLY | BRIEF),
	{ 0 }
};
static const struct record stars_view = {
	.size = sizeof(struct stats_stars), .fields = FIELDS(stars_fields),
};
static const struct children histogram = { .record = &stars_view };
static const struct field ratings_fields[] = {
	FIELD(struct stats_ratings, count, READONLY, .label = "Ratings"),
	FIELD(struct stats_ratings, average, READONLY, .label = "Average rating"),
	FIELD(struct stats_ratings, histogram, READONLY, .children = &histogram,
		.label = "Stars given"),
	{ 0 }
};
static const struct record ratings_view = {
	.size = sizeof(struct stats_ratings), .fields = FIELDS(ratings_fields),
};
static const struct children ratings = { .record = &ratings_view };

static const struct field item_fields[] = { MEDIA_SHORT_FIELDS, { 0 } };
static const struct record item_part = {
	.name = "media", .at = offsetof(struct stats_title, media), .fields = FIELDS(item_fields),
};
static const struct field rated_fields[] = {
	FIELD(struct stats_title, rating, READONLY | BRIEF),
	{ 0 }
};
static const struct record rated_view = {
	.size = sizeof(struct stats_title), .fields = FIELDS(rated_fields), .more = &item_part,
};
static const struct children rated = { .record = &rated_view };

/* What a page tells of these it says in a sentence: none of them is what the page is called by. */
static const struct field nameless_fields[] = {
	FIELD(struct media, id, READONLY),
	FIELD(struct media, type, READONLY, .words = media_types),
	FIELD(struct media, title, READONLY),
	FIELD(struct media, creator, READONLY),
	FIELD(struct media, image_url, READONLY | PICTURE),
	FIELD(struct media, pub_date, READONLY),
	FIELD(struct media, length, READONLY),
	FIELD(struct media, length_unit, READONLY),
	{ 0 }
};
static const struct record nameless_part = {
	.name = "media", .at = offsetof(struct stats_title, media),
	.fields = FIELDS(nameless_fields),
};
static const struct field long_fields[] = {
	FIELD(struct stats_title, length, READONLY),
	FIELD(struct stats_title, length_unit, READONLY),
	FIELD(struct stats_title, day, READONLY),
	{ 0 }
};
static const struct record long_view = {
	.size = sizeof(struct stats_title), .fields = FIELDS(long_fields), .more = &nameless_part,
};
static const struct children long_title = { .record = &long_view };
static const struct field dated_fields[] = { FIELD(struct stats_title, day, READONLY), { 0 } };
static const struct record dated_view = {
	.size = sizeof(struct stats_title), .fields = FIELDS(dated_fields), .more = &nameless_part,
};
static const struct children dated_title = { .record = &dated_view };

static const struct field before_fields[] = {
	FIELD(struct stats_before, year, READONLY, .label = "The year before"),
	FIELD(struct stats_before, finished, READONLY, .label = "Finished then"),
	FIELD(struct stats_before, pages, READONLY, .label = "Pages then"),
	FIELD(struct stats_before, minutes, READONLY, .label = "Minutes then"),
	FIELD(struct stats_before, episodes, READONLY, .label = "Episodes then"),
	FIELD(struct stats_before, hours, READONLY, .label = "Hours then"),
	FIELD(struct stats_before, ratings_average, READONLY, .label = "Average rating then"),
	FIELD(struct stats_before, days_active, READONLY, .label = "Days then"),
	{ 0 }
};
static const struct record before_view = {
	.size = sizeof(struct stats_before), .fields = FIELDS(before_fields),
};
static const struct children year_before = { .record = &before_view };

static const struct field stats_fields[] = {
	FIELD(struct stats, year, READONLY),
	FIELD(struct stats, type, READONLY, .words = media_types),
	FIELD(struct stats, finished, READONLY | ONE, .children = &finished),
	FIELD(struct stats, pages, READONLY | BRIEF),
	FIELD(struct stats, minutes, READONLY | BRIEF),
	FIELD(struct stats, episodes, READONLY | BRIEF),
	FIELD(struct stats, hours, READONLY | BRIEF),
	FIELD(struct stats, ratings, READONLY | ONE, .children = &ratings),
	FIELD(struct stats, genres, READONLY, .children = &names),
	FIELD(struct stats, creators, READONLY, .children = &names),
	FIELD(struct stats, decades, READONLY, .children = &names),
	FIELD(struct stats, longest, READONLY | ONE, .children = &long_title),
	FIELD(struct stats, shortest, READONLY | ONE, .children = &long_title),
	FIELD(struct stats, highest, READONLY, .children = &rated, .label = "Rated best"),
	FIELD(struct stats, days_active, READONLY, .label = "Days"),
	FIELD(struct stats, days, READONLY, .children = &active_days),
	FIELD(struct stats, first, READONLY | ONE, .children = &dated_title),
	FIELD(struct stats, last, READONLY | ONE, .children = &dated_title),
	FIELD_AS(struct stats, before, "year_before", READONLY | ONE, .children = &year_before),
	{ 0 }
};
const struct record stats_view = {
	.size = sizeof(struct stats), .fields = FIELDS(stats_fields),
};

static const struct field asked_fields[] = {
	FIELD(struct stats_asked, year, 0, .max = 20, .check = is_year),
	FIELD(struct stats_asked, type, 0, .words = media_types, .also = { "media_type" }),
	{ 0 }
};
const struct record stats_query = {
	.size = sizeof(struct stats_asked), .fields = FIELDS(asked_fields),
};

/* --- times ------------------------------------------------------------------------------------ */

/* The user's times through titles: of a year and the one before it, or all. */
static void
add_conditions(const struct call *call, const struct stats_asked *asked, struct sql *sql)
{
	sql_and(sql, "t.user_key = $$", value_int(call->user->key));
	sql_condition(sql, STATS_FINISHED);
	if (asked->year) {
		const int64_t year = strtoll(asked->year, NULL, 10);

		sql_and(sql, DIARY_DAY " >= $$", value_text(arena_printf(call->arena, "%04d",
			year ? (int)year - 1 : 0)));
		sql_and(sql, DIARY_DAY " < $$ || '~'", value_text(asked->year));
	}
	if (asked->type)
		sql_and(sql, "t.type = $$", value_text(word_text(media_types, asked->type)));
}

static enum status
begin_times(const struct call *call, const struct stats_asked *asked, struct stmt **stmt)
{
	struct sql sql;

	sql_init(&sql, call->arena);
	sql_add(&sql, "SELECT " DIARY_DAY ", t.type, "
		"coalesce(t.rating, (SELECT r.value FROM ratings r "
		"WHERE r.media_key = e.media_key AND r.user_key = t.user_key)), e.media_key, "
		"m.length, m.pub_date, m.genre_folded, m.genre, m.creator_folded, m.creator "
		"FROM diary t JOIN entries e ON e.key = t.entry_key "
		"JOIN media_items m ON m.key = e.media_key");
	add_conditions(call, asked, &sql);
	sql_add(&sql, " ORDER BY " DIARY_DAY ", t.key");
	return db_query(call->db, stmt, sql.text.data, sql.args, sql.count);
}

/* What a row has in numbers; an instant is on its day. */
static struct stats_time
read_time(struct stmt *stmt, struct arena *arena)
{
	const struct arena_mark mark = arena_mark(arena);
	const char *day = stmt_text(stmt, 0, arena);
	struct stats_time time = {
		.type = stmt_word(stmt, 1, media_types), .rating = stmt_int(stmt, 2),
		.media_key = stmt_int(stmt, 3), .length = stmt_int(stmt, 4),
	};

	memcpy(time.day, day, strnlen(day, DAY_LENGTH));
	arena_rewind(arena, mark);
	return time;
}

/* What it took of the arena stays only with what is kept. */
static void
count_row(struct stmt *stmt, struct stats_counting *counting)
{
	struct arena *arena = counting->arena;
	const struct stats_time time = read_time(stmt, arena);
	struct arena_mark mark;
	struct stats_names texts;

	if (!stats_count_time(counting, &time))
		return;
	mark = arena_mark(arena);
	texts = (struct stats_names){
		.pub_date = stmt_text(stmt, 5, arena),
		.genre = stmt_text(stmt, 6, arena), .genre_shown = stmt_text(stmt, 7, arena),
		.creator = stmt_text(stmt, 8, arena), .creator_shown = stmt_text(stmt, 9, arena),
	};
	if (!stats_count_names(counting, &texts))
		arena_rewind(arena, mark);
}

/* --- titles ----------------------------------------------------------------------------------- */

static const struct field key_fields[] = { FIELD(struct media, key, HIDDEN), { 0 } };
static const struct record short_part = { .fields = FIELDS(item_fields), .finish = media_finish };
static const struct record short_media = {
	.table = "media_items", .size = sizeof(struct media), .fields = FIELDS(key_fields),
	.more = &short_part,
};

/* Those lists of struct stats_title of which only keys are known. */
enum { TITLE_LISTS = 5, TITLES_MOST = TITLE_LISTS - 1 + STATS_HIGHEST };

static void
set_title(struct stats_title *title, const struct rows *found)
{
	for (int i = 0; i < found->count; i++)
		if (ROW(found, struct media, i)->key == title->media_key)
			title->media = *ROW(found, struct media, i);
}

static enum status
read_titles(const struct call *call, struct stats *out)
{
	const struct records *const lists[TITLE_LISTS] = { &out->longest, &out->shortest,
		&out->first, &out->last, &out->highest };
	struct stats_title *titles[TITLES_MOST];
	struct value keys[TITLES_MOST];
	const struct page all = { 1, TITLES_MOST };
	struct rows found;
	struct sql where;
	int count = 0;
	enum status rc;

	for (int i = 0; i < TITLE_LISTS; i++)
		for (int n = 0; n < lists[i]->count; n++) {
			titles[count] = (struct stats_title *)lists[i]->list + n;
			keys[count] = value_int(titles[count]->media_key);
			count++;
		}
	if (!count)
		return OK;
	sql_init(&where, call->arena);
	sql_in(&where, "t.key", keys, count);
	rc = store_list(call->db, call->arena, &short_media, &where, "t.key", &all, &found);
	for (int i = 0; i < count && !rc; i++)
		set_title(titles[i], &found);
	return rc;
}

enum status
stats_read(const struct call *call, const struct stats_asked *asked, struct stats *out)
{
	struct stats_counting *counting = arena_alloc(call->arena, sizeof(*counting));
	STMT_AUTO stmt = NULL;
	enum status rc = begin_times(call, asked, &stmt);

	stats_count_begin(counting, call->arena, asked->year);
	while (!rc) {
		rc = stmt_step(stmt);
		if (!rc)
			count_row(stmt, counting);
	}
	if (rc != ERR_NOT_FOUND)
		return rc;
	*out = (struct stats){
		.year = asked->year ? strtoll(asked->year, NULL, 10) : INT_NONE,
		.type = asked->type,
	};
	stats_count_end(counting, out);
	return read_titles(call, out);
}

/* --- years ------------------------------------------------------------------------------------ */

static const struct field total_fields[] = {
	FIELD(struct stats_total, year, READONLY | HEADING),
	FIELD(struct stats_total, count, READONLY | BRIEF, .label = "Finished"),
	{ 0 }
};
const struct record stats_total_view = {
	.size = sizeof(struct stats_total), .fields = FIELDS(total_fields),
};

enum status
stats_years(const struct call *call, struct records *out)
{
	const struct stats_asked all = { 0 };
	struct stats_total *last = NULL;
	STMT_AUTO stmt = NULL;
	struct sql sql;
	enum status rc;

	*out = (struct records){ 0 };
	sql_init(&sql, call->arena);
	sql_add(&sql, "SELECT CAST(substr(" DIARY_DAY ", 1, 4) AS INTEGER) "
		"FROM diary t JOIN entries e ON e.key = t.entry_key");
	add_conditions(call, &all, &sql);
	sql_condition(&sql, DIARY_DAY " > ''");
	sql_add(&sql, " ORDER BY " DIARY_DAY " DESC");
	rc = db_query(call->db, &stmt, sql.text.data, sql.args, sql.count);
	while (!rc) {
		rc = stmt_step(stmt);
		if (rc)
			break;
		if (!last || last->year != stmt_int(stmt, 0)) {
			last = records_next(call->arena, out, sizeof(*last));
			last->year = stmt_int(stmt, 0);
		}
		last->count++;
	}
	return rc == ERR_NOT_FOUND ? OK : rc;
}
