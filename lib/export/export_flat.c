/* vitrine.csv: all titles of shelf, ratings, reviews and lists in one flat table (flat.h). */
#include "export.h"
#include "flat.h"

/* A number of its own, where it is known. */
static void
put_times(struct csv *csv, const struct holding *holding)
{
	csv_int(csv, holding->status ? holding->times : INT_NONE);
}

static void
put_title(struct csv *csv, const struct holding *holding)
{
	const struct media *media = &holding->media;

	csv_text(csv, media->title);
	csv_text(csv, media->creator);
	csv_text(csv, word_text(media_types, media->type));
	csv_text(csv, media->pub_date);
	csv_text(csv, media->isbn);
}

static void
put_shelf(struct csv *csv, struct arena *arena, const struct holding *holding)
{
	const struct diary_record *latest = export_latest(holding);

	csv_text(csv, word_text(entry_statuses, holding->status));
	csv_text(csv, holding->rating.count == INT_NONE ? NULL
		: halves_text(arena, holding->rating.count));
	csv_text(csv, latest ? latest->start_date : NULL);
	csv_text(csv, latest ? latest->end_date : NULL);
	put_times(csv, holding);
	csv_int(csv, holding->progress);
	csv_int(csv, holding->media.length);
	csv_text(csv, holding->note);
	csv_text(csv, holding->review);
	csv_text(csv, export_joined(arena, &holding->tags, "|"));
	csv_text(csv, holding->media.genre);
}

/* What is told of the first copy, beside its format and platform. */
static void
put_copy(struct csv *csv, const struct copy *copy)
{
	csv_text(csv, copy->location);
	csv_text(csv, copy->condition);
	csv_text(csv, copy->lent_to);
	csv_text(csv, copy->lent_on);
	csv_text(csv, copy->due_on);
	csv_text(csv, copy->acquired_on);
	csv_text(csv, copy->price);
	csv_text(csv, copy->currency);
	csv_text(csv, copy->barcode);
}

void
flat_put(struct csv *csv, const struct holding *holding)
{
	static const char *const services[] = { "imdb", "tmdb", "tvdb", "mal", "goodreads" };
	struct arena *arena = csv->out->arena;
	const struct copy *copies = holding->copies.list, none = { .key = 0 };

	put_title(csv, holding);
	put_shelf(csv, arena, holding);
	csv_text(csv, holding->copies.count ? copies[0].format : NULL);
	csv_text(csv, holding->copies.count ? copies[0].platform : NULL);
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		csv_text(csv, export_id(arena, holding, services[i]));
	csv_text(csv, export_time(arena, holding->created_at, '-'));
	put_copy(csv, holding->copies.count ? copies : &none);
	csv_end(csv);
}
