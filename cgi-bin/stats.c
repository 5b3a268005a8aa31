/* My statistics (/stats): what I finished, of a year or of all time. */
#include "app.h"
#include "stats.h"

static enum status
count_all(struct request *req, struct response *res)
{
	struct stats stats;
	enum status rc = stats_read(call_of(req), req->query, &stats);

	return rc ? rc : respond_record(res, 200, &stats_view, &stats);
}

/* The years that there is something of. */
struct years {
	struct records years;
};
static const struct children totals = { .record = &stats_total_view };
static const struct field years_fields[] = {
	FIELD(struct years, years, READONLY, .children = &totals),
	{ 0 }
};
static const struct record years_view = { .fields = FIELDS(years_fields) };

static enum status
list_years(struct request *req, struct response *res)
{
	struct years years;
	enum status rc = stats_years(call_of(req), &years.years);

	return rc ? rc : respond_record(res, 200, &years_view, &years);
}

static const char *
text_of(const struct cJSON *answer, const char *member, const char *name)
{
	const cJSON *item = cJSON_GetObjectItem(cJSON_GetObjectItem(answer, member), name);

	return item ? item->valuestring : NULL;
}

static const char *
title_of(const struct cJSON *answer, const char *member)
{
	return cJSON_GetStringValue(cJSON_GetObjectItem(cJSON_GetObjectItem(
		cJSON_GetObjectItem(answer, member), "media"), "title"));
}

/* What it was the most of, and between which titles. */
static const char *
say_titles(struct arena *arena, const struct cJSON *answer)
{
	struct buf out;

	buf_init(&out, arena, 200);
	if (title_of(answer, "first"))
		buf_printf(&out, "From %s (%s) to %s (%s). ", title_of(answer, "first"),
			text_of(answer, "first", "day"), title_of(answer, "last"),
			text_of(answer, "last", "day"));
	if (title_of(answer, "longest"))
		buf_printf(&out, "The longest was %s (%s %s), the shortest %s (%s %s).",
			title_of(answer, "longest"), text_of(answer, "longest", "length"),
			text_of(answer, "longest", "length_unit"), title_of(answer, "shortest"),
			text_of(answer, "shortest", "length"),
			text_of(answer, "shortest", "length_unit"));
	return out.length ? out.data : NULL;
}

#define OF_TYPE(words, name) \
	{ words, .method = GET, .path = "/?type=" name "&year=:year" }, \
	{ words, .method = GET, .path = "/?type=" name, .unless = "year" }
static const struct offer stats_offers[] = {
	{ "Years", .method = GET, .path = "/years" },
	{ "All time", .method = GET, .path = "/", .needs = "year" },
	OF_TYPE("Books only", "BOOK"), OF_TYPE("Movies only", "MOVIE"),
	OF_TYPE("Series only", "TV_SHOW"), OF_TYPE("Games only", "GAME"),
	{ "My diary", .method = GET, .door = &door_diary, .path = "" },
	{ NULL }
};
static const char *const told_otherwise[] = {
	"longest", "shortest", "first", "last", "days", NULL
};
static const struct web_page stats_page = {
	.title = "Statistics", .say = say_titles, .untold = told_otherwise,
	.lists = {
		{ "finished.by_year", .title = "By year", .path = "/?year=:year" },
		{ "highest", .title = "Rated best", .door = &door_media, .path = "/:media.id" },
	},
	.offers = stats_offers, .screen = "stats.html",
};
static const struct offer years_offers[] = {
	{ "All time", .method = GET, .path = "/" },
	{ NULL }
};
static const struct web_page years_page = {
	.title = "Statistics by year",
	.lists = { { "years", .title = "Years", .path = "/?year=:year" } },
	.offers = years_offers, .screen = "stats.html",
};

static const struct route routes[] = {
	{ GET, "/",      count_all,  MEMBER, .query = &stats_query, .page = &stats_page },
	{ GET, "/years", list_years, MEMBER, .page = &years_page },
	{ 0 }
};

const struct app app = {
	.name = "stats",
	.door = "/stats",
	.routes = routes,
};
