#include "mycoll.h"
#include "json.h"

#include <string.h>

static const struct field search_fields[] = {
	FIELD(struct mycoll_search, query, 0, .max = 500),
	{ 0 }
};
const struct record mycoll_search_query = {
	.size = sizeof(struct mycoll_search), .fields = FIELDS(search_fields),
};

/* Its name, ours. */
static const char *const names[][2] = {
	{ "release_year", "pub_date" }, { "overview", "description" },
	{ "runtime_minutes", "length" }, { "image_link", "image_url" },
	{ "poster_path", "image_url" },
};
enum { NAMES = sizeof(names) / sizeof(names[0]) };

static const char *
text_of(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

	return text ? text : "";
}

/* What is unknown there: "", and 0 minutes. */
static bool
is_unknown(const cJSON *item)
{
	return cJSON_IsNull(item) || (item->valuestring && (!*item->valuestring
		|| !strcmp(item->valuestring, "0")));
}

bool
mycoll_is_preview(const char *text)
{
	return strstr(text, "/lookup/picture?u=") || strstr(text, "/lookup.cgi/picture?u=");
}

/* A member that is in our names what it is in MyColl's; none for what isn't known. */
static void
take_member(const cJSON *body, const char *const name[2], cJSON *out)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(body, name[0]);

	if (!item || is_unknown(item) || cJSON_GetObjectItemCaseSensitive(out, name[1])
	    || (!strcmp(name[1], "image_url") && mycoll_is_preview(text_of(body, name[0]))))
		return;
	cJSON_AddItemToObject(out, name[1], cJSON_Duplicate(item, true));
}

/* Which title of which source it is, by the addresses of its pages. */
static void
take_source(struct arena *arena, const cJSON *body, cJSON *out)
{
	static const char tmdb[] = "https://www.themoviedb.org/movie/",
		wikidata[] = "https://www.wikidata.org/wiki/";
	const char *page = text_of(body, "tmdb_page_link"), *link = text_of(body, "source_link");
	const char *source = NULL, *id = NULL;

	if (!strncmp(link, wikidata, strlen(wikidata))) {
		source = "wikidata";
		id = link + strlen(wikidata);
	} else if (!strncmp(page, tmdb, strlen(tmdb))) {
		source = "tmdb";
		id = arena_printf(arena, "movie/%s", page + strlen(tmdb));
	}
	if (!source || cJSON_GetObjectItemCaseSensitive(out, "external_source"))
		return;
	cJSON_DeleteItemFromObjectCaseSensitive(out, "source");
	cJSON_AddStringToObject(out, "source", "EXTERNAL");
	cJSON_AddStringToObject(out, "external_source", source);
	cJSON_AddStringToObject(out, "external_id", id);
}

static void
take_rating(const struct request *req, const cJSON *body, cJSON *out)
{
	const char *rating = text_of(body, "mpaa_rating");
	cJSON *metadata;

	if (!*rating || cJSON_GetObjectItemCaseSensitive(out, "metadata"))
		return;
	metadata = cJSON_CreateObject();
	cJSON_AddStringToObject(metadata, "certification", rating);
	if (req->body_kind == BODY_JSON)
		cJSON_AddItemToObject(out, "metadata", metadata);
	else
		cJSON_AddStringToObject(out, "metadata", cJSON_PrintUnformatted(metadata));
}

static bool
is_theirs(const char *name)
{
	static const char *const others[] = { "mpaa_rating", "tmdb_page_link", "source_link" };

	for (int i = 0; i < NAMES; i++)
		if (!strcmp(names[i][0], name))
			return true;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!strcmp(others[i], name))
			return true;
	return false;
}

void
mycoll_translate(struct request *req)
{
	cJSON *body = req->body_object, *out;
	const cJSON *item;
	bool is_any = false;

	cJSON_ArrayForEach(item, body)
		is_any |= is_theirs(item->string);
	if (!is_any)
		return;
	json_use_arena(req->arena);
	out = cJSON_CreateObject();
	cJSON_ArrayForEach(item, body)
		if (!is_theirs(item->string))
			cJSON_AddItemToObject(out, item->string, cJSON_Duplicate(item, true));
	for (int i = 0; i < NAMES; i++)
		take_member(body, names[i], out);
	take_source(req->arena, body, out);
	take_rating(req, body, out);
	if (!cJSON_GetObjectItemCaseSensitive(out, "type")
	    && !cJSON_GetObjectItemCaseSensitive(out, "media_type"))
		cJSON_AddStringToObject(out, "type", "MOVIE");
	req->body_object = out;
}
