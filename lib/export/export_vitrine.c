/* vitrine.json: all of a member's, as items (item.h). */
#include "export.h"
#include "uuid.h"

#include <string.h>

static void
add_reads(struct arena *arena, const struct holding *holding, struct item *out)
{
	const struct diary_record *reads = holding->reads.list;

	for (int i = 0; i < holding->reads.count; i++) {
		struct item_read *read = item_add_read(arena, out);

		*read = (struct item_read){ .id = reads[i].id, .start_date = reads[i].start_date,
			.end_date = reads[i].end_date, .is_finished = reads[i].is_finished,
			.on_shelf = reads[i].on_shelf, .progress = reads[i].progress,
			.note = reads[i].note, .rating = reads[i].rating,
			.created_at = reads[i].created_at, .updated_at = reads[i].updated_at };
	}
}

static void
add_copies(struct arena *arena, const struct holding *holding, struct item *out)
{
	const struct copy *copies = holding->copies.list;

	for (int i = 0; i < holding->copies.count; i++) {
		struct item_copy *copy = item_add_copy(arena, out);

		*copy = (struct item_copy){ .id = copies[i].id, .format = copies[i].format,
			.season = copies[i].season, .platform = copies[i].platform,
			.location = copies[i].location, .condition = copies[i].condition,
			.lent_to = copies[i].lent_to, .lent_on = copies[i].lent_on,
			.due_on = copies[i].due_on, .acquired_on = copies[i].acquired_on,
			.price = copies[i].price, .currency = copies[i].currency,
			.barcode = copies[i].barcode, .vod_link = copies[i].vod_link,
			.note = copies[i].note, .created_at = copies[i].created_at,
			.updated_at = copies[i].updated_at };
	}
}

/* A list's own item is called so. */
static const char *
list_key(struct arena *arena, const char *id)
{
	return arena_printf(arena, "list:%s", id);
}

static void
add_places(struct arena *arena, const struct holding *holding, struct item *out)
{
	const struct list_item *places = holding->places.list;

	for (int i = 0; i < holding->places.count; i++) {
		struct item_place *place = item_add_place(arena, out);

		*place = (struct item_place){ .list = list_key(arena, places[i].list_id),
			.position = places[i].position, .note = places[i].note,
			.created_at = places[i].created_at, .updated_at = places[i].updated_at };
	}
}

static void
tell_facts(const struct media *media, struct item *out)
{
	out->key = out->media_id = media->id;
	out->type = media->type;
	out->title = media->title;
	out->creator = media->creator;
	out->pub_date = media->pub_date;
	out->isbn = media->isbn;
	out->genre = media->genre;
	out->description = media->description;
	out->image_url = media->image_url && uuid_valid(media->image_url) ? NULL
		: media->image_url;
	out->trailer_url = media->trailer_url;
	out->external_source = media->external_source;
	out->external_id = media->external_id;
	out->length = media->length;
	if (media->metadata.json && strcmp(media->metadata.json, "{}"))
		out->metadata = media->metadata;
}

/* Whether its records tell less. */
static bool
was_finished_more(const struct holding *holding)
{
	const struct diary_record *reads = holding->reads.list;
	int64_t told = 0;

	for (int i = 0; i < holding->reads.count; i++)
		told += reads[i].is_finished;
	return holding->status && holding->times > told;
}

/* Those that files of other services call it by; by which these files know it again isn't told. */
static void
add_ids(struct arena *arena, const struct holding *holding, struct item *out)
{
	const struct holding_id *ids = holding->ids.list;

	for (int i = 0; i < holding->ids.count; i++)
		if (ids[i].id[0] != '=')
			texts_add(arena, &out->ids, ids[i].id);
}

void
item_of_holding(struct arena *arena, const struct holding *holding, struct item *out)
{
	item_clear(out);
	tell_facts(&holding->media, out);
	out->entry_id = holding->entry_id;
	out->status = holding->status;
	out->progress = holding->progress;
	out->note = holding->note;
	out->tags = holding->tags;
	if (was_finished_more(holding))
		out->times = holding->times;
	out->created_at = holding->created_at;
	out->updated_at = holding->updated_at;
	out->rating = holding->rating;
	out->rated_at = holding->rated_at;
	out->review = holding->review;
	out->reviewed_at = holding->reviewed_at;
	add_ids(arena, holding, out);
	add_reads(arena, holding, out);
	add_copies(arena, holding, out);
	add_places(arena, holding, out);
}

void
item_of_list(struct arena *arena, const struct list *list, struct item *out)
{
	item_clear(out);
	out->key = list_key(arena, list->id);
	out->media_id = list->id;
	out->is_list = true;
	out->title = list->name;
	out->description = list->description;
	out->is_ranked = list->is_ranked;
	out->visibility = list->visibility;
	out->created_at = list->created_at;
	out->updated_at = list->updated_at;
}
