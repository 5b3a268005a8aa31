#include "facts.h"
#include "checks.h"
#include "json.h"
#include "text.h"

#include <string.h>
#include <strings.h>

enum { CREATORS_MAX = 500, GENRE_MAX = 100, CAST_MAX = 20 };

const char *
facts_join(struct arena *arena, const struct texts *names, size_t most)
{
	struct buf out;

	buf_init(&out, arena, 100);
	for (int i = 0; i < names->count; i++) {
		const size_t more = text_length(names->list[i]) + (out.length ? 2 : 0);

		if (text_length(out.data) + more > most)
			break;
		buf_printf(&out, "%s%s", out.length ? ", " : "", names->list[i]);
	}
	return out.length ? out.data : NULL;
}

/* The first that is one; of an edition's several the one of 13 digits. */
static const char *
first_isbn(struct arena *arena, const struct texts *isbns)
{
	const char *message, *isbn = NULL;

	for (int i = 0; i < isbns->count && !isbn; i++)
		isbn = is_isbn(arena, isbns->list[i], &message);
	return isbn;
}

/* Of several, one a country, the first. */
static const char *
first_date(const struct texts *dates)
{
	const char *first = NULL;

	for (int i = 0; i < dates->count; i++)
		if (!first || strcmp(dates->list[i], first) < 0)
			first = dates->list[i];
	return first;
}

static void
put_text(cJSON *object, const char *name, const char *text)
{
	if (text)
		cJSON_AddStringToObject(object, name, text);
}

static void
put_texts(cJSON *object, const char *name, const struct texts *texts, int most)
{
	cJSON *list = texts->count ? cJSON_AddArrayToObject(object, name) : NULL;

	for (int i = 0; i < texts->count && i < most; i++)
		cJSON_AddItemToArray(list, cJSON_CreateString(texts->list[i]));
}

static cJSON *
longest_member(const cJSON *object)
{
	cJSON *longest = object->child;
	size_t most = 0;

	for (cJSON *member = object->child; member; member = member->next) {
		const size_t size = strlen(json_print(member));

		if (size > most)
			longest = member;
		most = size > most ? size : most;
	}
	return longest;
}

/* Its page, as far as that is an address for people. */
static const char *
page_of(struct arena *arena, const struct facts *facts)
{
	const char *message;

	return facts->page_url ? is_url(arena, facts->page_url, &message) : NULL;
}

/* What has no column. */
static const char *
metadata_of(struct arena *arena, const struct facts *facts)
{
	cJSON *all, *ids, *series;
	const char *text;

	json_use_arena(arena);
	all = cJSON_CreateObject();
	if (facts->title_original && strcmp(facts->title_original, facts->title))
		put_text(all, "title_original", facts->title_original);
	put_text(all, "subtitle", facts->subtitle);
	put_text(all, "source_url", page_of(arena, facts));
	if (facts->series) {
		series = cJSON_AddObjectToObject(all, "series");
		put_text(series, "name", facts->series);
		put_text(series, "position", facts->series_position);
	}
	put_texts(all, "publishers", &facts->publishers, 10);
	put_texts(all, "languages", &facts->languages, 20);
	put_texts(all, "platforms", &facts->platforms, 40);
	put_texts(all, "cast", &facts->cast, CAST_MAX);
	put_text(all, "certification", facts->certification);
	put_text(all, "network", facts->network);
	put_text(all, "status", facts->status);
	ids = cJSON_CreateObject();
	put_text(ids, "imdb", facts->imdb_id);
	put_text(ids, "tmdb", facts->tmdb_id);
	put_text(ids, "tvdb", facts->tvdb_id);
	put_text(ids, "wikidata", facts->wikidata_id);
	put_text(ids, "goodreads", facts->goodreads_id);
	put_text(ids, "openlibrary_work", facts->work_id);
	if (ids->child)
		cJSON_AddItemToObject(all, "ids", ids);
	/* what is too much in all goes, longest first: ids and names are short */
	while (strlen(text = json_print(all)) > OBJECT_MAX)
		cJSON_DetachItemViaPointer(all, longest_member(all));
	return text;
}

bool
facts_found(struct arena *arena, const char *source, const struct facts *facts, struct found *out)
{
	const bool has_year = facts->year >= 1000 && facts->year <= 9999;
	struct media *media = &out->media;

	memset(out, 0, sizeof(*out));
	record_clear(&media_view, media);
	if (!facts->id || !facts->title)
		return false;
	media->type = facts->type;
	media->title = facts->title;
	if (facts->subtitle && text_length(facts->title) + text_length(facts->subtitle) < 200
	    && facts->type == MEDIA_BOOK)
		media->title = arena_printf(arena, "%s: %s", facts->title, facts->subtitle);
	media->creator = facts_join(arena, &facts->creators, CREATORS_MAX);
	media->genre = facts_join(arena, &facts->genres, GENRE_MAX);
	media->description = facts->description;
	media->pub_date = facts->date ? facts->date : facts->dates.count ? first_date(&facts->dates)
		: has_year ? arena_printf(arena, "%lld", (long long)facts->year) : NULL;
	if (facts->type == MEDIA_BOOK)
		media->isbn = first_isbn(arena, &facts->isbns);
	media->length = facts->length > 0 && facts->length <= 1000000 ? facts->length : INT_NONE;
	media->source = SOURCE_EXTERNAL;
	media->rating_count = media->review_count = 0;
	media->external_source = arena_strdup(arena, source);
	media->external_id = facts->id;
	media->metadata.json = metadata_of(arena, facts);
	media_finish(arena, media);
	out->source_url = page_of(arena, facts);
	out->main_title = facts->title;
	out->subtitle = facts->subtitle;
	out->picture_url = facts->picture_url;
	out->preview_url = facts->preview_url ? facts->preview_url : facts->picture_url;
	out->title_original = facts->title_original;
	out->certification = facts->certification;
	out->imdb_id = facts->imdb_id;
	out->tmdb_id = facts->tmdb_id;
	out->tvdb_id = facts->tvdb_id;
	return true;
}

static bool
is_same_text(const char *one, const char *other)
{
	return one && other && !strcasecmp(one, other);
}

static bool
is_same_year(const char *one, const char *other)
{
	return one && other ? !strncmp(one, other, 4) : !one && !other;
}

/* Of a book one source may say the subtitle, another not. */
static bool
is_same_title(struct arena *arena, const struct found *one, const struct found *other)
{
	if (one->media.type == MEDIA_BOOK && !one->subtitle != !other->subtitle
	    && !strcmp(text_fold(arena, one->main_title), text_fold(arena, other->main_title)))
		return true;
	return !strcmp(text_fold(arena, one->media.title), text_fold(arena, other->media.title));
}

bool
facts_are_same(struct arena *arena, const struct found *one, const struct found *other)
{
	const struct media *a = &one->media, *b = &other->media;

	if (a->type != b->type)
		return false;
	if (is_same_text(a->isbn, b->isbn) || is_same_text(one->imdb_id, other->imdb_id)
	    || is_same_text(one->tvdb_id, other->tvdb_id))
		return true;
	/* two editions of a book are two, though of one title and year */
	if (a->isbn && b->isbn)
		return false;
	return is_same_year(a->pub_date, b->pub_date) && is_same_title(arena, one, other);
}
