/* What the forms share of a title's facts. */
#include "export.h"
#include "clock.h"

#include <string.h>

const char *
export_day(struct arena *arena, const char *date, char between)
{
	char *day;

	if (!date || strlen(date) < 10)
		return NULL;
	day = arena_copy(arena, date, 10);
	day[4] = day[7] = between;
	return day;
}

const char *
export_time(struct arena *arena, struct timestamp time, char between)
{
	char text[CLOCK_TEXT];

	if (time.seconds == INT_NONE)
		return NULL;
	clock_format(time.seconds, text);
	return export_day(arena, text, between);
}

const char *
export_year(struct arena *arena, const char *date)
{
	return date && strlen(date) >= 4 ? arena_copy(arena, date, 4) : NULL;
}

/* The member of its metadata; NULL without one. */
static const cJSON *
metadata_of(struct arena *arena, const struct holding *holding, const char *name)
{
	const char *text = holding->media.metadata.json;

	if (!text || !strstr(text, name))
		return NULL;
	return cJSON_GetObjectItemCaseSensitive(json_tree(arena, text, strlen(text)), name);
}

const char *
export_fact(struct arena *arena, const struct holding *holding, const char *name)
{
	const cJSON *member = metadata_of(arena, holding, name);

	return cJSON_GetStringValue(member && cJSON_IsArray(member) ? member->child : member);
}

static const char *
imported_id(const struct holding *holding, const char *service)
{
	const struct holding_id *ids = holding->ids.list;
	const size_t n = strlen(service);

	for (int i = 0; i < holding->ids.count; i++)
		if (!strncmp(ids[i].id, service, n) && ids[i].id[n] == ':')
			return ids[i].id + n + 1;
	return NULL;
}

const char *
export_id(struct arena *arena, const struct holding *holding, const char *service)
{
	const struct media *media = &holding->media;
	const cJSON *ids;
	const char *id;

	if (media->external_source && media->external_id
	    && !strcasecmp(media->external_source, service))
		return media->external_id;
	ids = metadata_of(arena, holding, "ids");
	id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(ids, service));
	return id ? id : imported_id(holding, service);
}

/* "Name, #4" of one that has both; NULL for none. */
static const char *
name_of_series(struct arena *arena, const cJSON *series)
{
	const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(series, "name")),
		*position = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(series,
			"position"));

	return name && position ? arena_printf(arena, "%s, #%s", name, position) : NULL;
}

const char *
export_title(struct arena *arena, const struct holding *holding)
{
	const cJSON *series = metadata_of(arena, holding, "series"), *one;
	struct texts names = { 0 };

	if (cJSON_IsObject(series))
		texts_add(arena, &names, name_of_series(arena, series));
	else
		cJSON_ArrayForEach(one, series)
			texts_add(arena, &names, name_of_series(arena, one));
	if (!names.count)
		return holding->media.title;
	return arena_printf(arena, "%s (%s)", holding->media.title,
		export_joined(arena, &names, "; "));
}

const struct diary_record *
export_latest(const struct holding *holding)
{
	const struct diary_record *reads = holding->reads.list;

	return holding->reads.count ? &reads[holding->reads.count - 1] : NULL;
}

const char *
export_joined(struct arena *arena, const struct texts *texts, const char *between)
{
	struct buf out;

	if (!texts->count)
		return NULL;
	buf_init(&out, arena, 100);
	for (int i = 0; i < texts->count; i++) {
		buf_puts(&out, i ? between : "");
		buf_puts(&out, texts->list[i]);
	}
	return out.data;
}
