#include "item.h"
#include "episode.h"
#include "rating.h"
#include "text.h"

#include <string.h>

/*
 * Of what others told nothing is refused here for its length: item_settle cuts what is too long.
 * What is empty isn't written, as there may be a hundred thousand of them.
 */
enum { TEXT_MAX = 1 << 20, TEXTS_MOST = 100000, PROGRESS_MAX = 1000000000 };

#define TEXT(type, member) FIELD(type, member, OPTIONAL, .max = TEXT_MAX)
#define LONG_TEXT(type, member) FIELD(type, member, OPTIONAL | LINES, .max = TEXT_MAX)
#define TEXT_LIST(type, member) FIELD(type, member, 0, .max = TEXT_MAX, .most = TEXTS_MOST)
#define STARS(type, member) \
	FIELD(type, member, OPTIONAL, .min = RATING_LEAST, .max = RATING_MOST)

static const struct field read_fields[] = {
	TEXT(struct item_read, id),
	TEXT(struct item_read, start_date),
	TEXT(struct item_read, end_date),
	FIELD(struct item_read, is_finished, 0),
	FIELD(struct item_read, on_shelf, 0),
	FIELD(struct item_read, progress, OPTIONAL, .min = 0, .max = PROGRESS_MAX),
	LONG_TEXT(struct item_read, note),
	STARS(struct item_read, rating),
	FIELD(struct item_read, created_at, OPTIONAL),
	FIELD(struct item_read, updated_at, OPTIONAL),
	{ 0 }
};
static const struct record read_view = {
	.size = sizeof(struct item_read), .fields = FIELDS(read_fields),
};

static const struct field copy_fields[] = {
	TEXT(struct item_copy, id),
	TEXT(struct item_copy, format),
	FIELD(struct item_copy, season, OPTIONAL, .min = 0, .max = SEASON_MAX),
	TEXT(struct item_copy, platform),
	TEXT(struct item_copy, location),
	TEXT(struct item_copy, condition),
	TEXT(struct item_copy, lent_to),
	TEXT(struct item_copy, lent_on),
	TEXT(struct item_copy, due_on),
	TEXT(struct item_copy, acquired_on),
	FIELD(struct item_copy, price, OPTIONAL | LOOSE, .max = TEXT_MAX),
	TEXT(struct item_copy, currency),
	TEXT(struct item_copy, barcode),
	TEXT(struct item_copy, vod_link),
	LONG_TEXT(struct item_copy, note),
	FIELD(struct item_copy, created_at, OPTIONAL),
	FIELD(struct item_copy, updated_at, OPTIONAL),
	{ 0 }
};
static const struct record owned_view = {
	.size = sizeof(struct item_copy), .fields = FIELDS(copy_fields),
};

static const struct field place_fields[] = {
	FIELD(struct item_place, list, REQUIRED, .max = TEXT_MAX),
	FIELD(struct item_place, position, OPTIONAL, .min = 1),
	LONG_TEXT(struct item_place, note),
	FIELD(struct item_place, created_at, OPTIONAL),
	FIELD(struct item_place, updated_at, OPTIONAL),
	{ 0 }
};
static const struct record place_view = {
	.size = sizeof(struct item_place), .fields = FIELDS(place_fields),
};

static const struct children item_reads = { .record = &read_view },
	item_copies = { .record = &owned_view }, item_places = { .record = &place_view };

static const struct field item_fields[] = {
	FIELD(struct item, key, REQUIRED, .max = TEXT_MAX),
	FIELD(struct item, is_list, 0),
	TEXT(struct item, media_id),
	FIELD(struct item, type, OPTIONAL, .words = media_types),
	TEXT(struct item, title),
	TEXT(struct item, creator),
	TEXT(struct item, pub_date),
	TEXT(struct item, isbn),
	TEXT(struct item, genre),
	LONG_TEXT(struct item, description),
	TEXT(struct item, image_url),
	TEXT(struct item, trailer_url),
	TEXT(struct item, external_source),
	TEXT(struct item, external_id),
	FIELD(struct item, length, OPTIONAL, .min = 1),
	TEXT_LIST(struct item, ids),
	FIELD(struct item, metadata, OPTIONAL),
	TEXT(struct item, entry_id),
	FIELD(struct item, status, OPTIONAL, .words = entry_statuses),
	FIELD(struct item, progress, OPTIONAL, .min = 0, .max = PROGRESS_MAX),
	LONG_TEXT(struct item, note),
	TEXT_LIST(struct item, tags),
	FIELD(struct item, times, OPTIONAL, .min = 0, .max = PROGRESS_MAX),
	FIELD(struct item, created_at, OPTIONAL),
	FIELD(struct item, updated_at, OPTIONAL),
	TEXT(struct item, added),
	/* An object shows these; item_read_json reads them itself. */
	FIELD(struct item, reads, READONLY, .children = &item_reads),
	FIELD(struct item, copies, READONLY, .children = &item_copies),
	STARS(struct item, rating),
	TEXT(struct item, rating_text),
	FIELD(struct item, rated_at, OPTIONAL),
	LONG_TEXT(struct item, review),
	FIELD(struct item, reviewed_at, OPTIONAL),
	FIELD(struct item, places, READONLY, .children = &item_places),
	TEXT_LIST(struct item, episodes),
	TEXT(struct item, seen_from),
	TEXT(struct item, seen_until),
	FIELD(struct item, is_ranked, 0),
	FIELD(struct item, visibility, OPTIONAL, .words = list_visibilities),
	{ 0 }
};
const struct record item_view = { .size = sizeof(struct item), .fields = FIELDS(item_fields) };

const char *const item_ids[] = {
	"imdb", "tmdb", "tvdb", "mal", "goodreads", "storygraph", "librarything", "openlibrary",
	"hardcover", "asin", "oclc", "trakt", "simkl", "anilist", "kitsu", "letterboxd", "tvmaze",
	"wikidata", "igdb", "giantbomb", "rawg", "googlebooks", NULL,
};

void
item_clear(struct item *item)
{
	record_clear(&item_view, item);
}

/* Room for one more: what a list had of its own is left as it is. */
static void *
grown(struct arena *arena, void *list, int count, int *room, size_t size)
{
	void *more;

	if (count < *room)
		return list;
	*room = count ? 2 * count : 4;
	more = arena_alloc(arena, size * (size_t)*room);
	if (count)
		memcpy(more, list, size * (size_t)count);
	return more;
}

void *
records_add(struct arena *arena, struct records *records, size_t size)
{
	records->list = grown(arena, records->list, records->count, &records->room, size);
	return (char *)records->list + size * (size_t)records->count++;
}

/* One more, of which nothing is known. */
static void *
add_record(struct arena *arena, struct records *records, const struct record *view)
{
	void *record = records_add(arena, records, view->size);

	record_clear(view, record);
	return record;
}

struct item_read *
item_add_read(struct arena *arena, struct item *item)
{
	return add_record(arena, &item->reads, &read_view);
}

struct item_copy *
item_add_copy(struct arena *arena, struct item *item)
{
	return add_record(arena, &item->copies, &owned_view);
}

struct item_place *
item_add_place(struct arena *arena, struct item *item)
{
	return add_record(arena, &item->places, &place_view);
}

void
texts_add(struct arena *arena, struct texts *texts, const char *text)
{
	if (!text || texts_have(texts, text))
		return;
	texts->list = grown(arena, texts->list, texts->count, &texts->room, sizeof(text));
	texts->list[texts->count++] = text;
}

void
item_add_id(struct arena *arena, struct item *item, const char *service, const char *id)
{
	if (id && *id && strcmp(id, "0"))
		texts_add(arena, &item->ids, arena_printf(arena, "%s:%s", service, id));
}

void
item_add_metadata(struct arena *arena, struct item *item, const char *name, const char *text)
{
	struct buf patch;
	const char *merged;

	if (!text || !*text)
		return;
	buf_init(&patch, arena, 64);
	buf_putc(&patch, '{');
	json_put_name(&patch, name);
	json_put_string(&patch, text);
	buf_putc(&patch, '}');
	json_use_arena(arena);
	merged = json_merge(arena, item->metadata.json ? item->metadata.json : "{}", patch.data);
	if (strlen(merged) <= OBJECT_MAX)
		item->metadata.json = merged;
	else
		texts_add(arena, &item->remarks, arena_printf(arena, "%s is too long to be kept.",
			name));
}

void
item_put(struct buf *buf, const struct item *item)
{
	json_put_record(buf, NULL, &item_view, item);
}

static void
read_records(const struct json_in *in, const cJSON *object, const char *name,
	const struct record *view, struct records *out)
{
	const cJSON *array = cJSON_GetObjectItemCaseSensitive(object, name), *one;

	if (!array || cJSON_IsNull(array))
		return;
	if (!cJSON_IsArray(array)) {
		problem_add(in->problems, name, "must be a list");
		return;
	}
	cJSON_ArrayForEach(one, array) {
		struct change change = { .view = view };

		if (!cJSON_IsObject(one)) {
			problem_add(in->problems, name, "must be a list of objects");
			return;
		}
		change.values = add_record(in->arena, out, view);
		json_decode(in, one, &change);
	}
}

enum status
item_read_json(struct arena *arena, const cJSON *object, struct problems *problems,
	struct item *out)
{
	const struct json_in in = { .arena = arena, .problems = problems, .mode = DECODE_CREATE };
	struct change change = { .view = &item_view, .values = out };
	const int before = problems->count;

	item_clear(out);
	if (!cJSON_IsObject(object)) {
		problem_add(problems, "", "must be an object");
		return ERR_VALIDATION;
	}
	json_decode(&in, object, &change);
	read_records(&in, object, "reads", &read_view, &out->reads);
	read_records(&in, object, "copies", &owned_view, &out->copies);
	read_records(&in, object, "places", &place_view, &out->places);
	return problems->count > before ? ERR_VALIDATION : OK;
}
