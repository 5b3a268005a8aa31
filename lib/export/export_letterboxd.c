/* What Letterboxd imports: films seen, a row for each time; and those to see. */
#include "export.h"

#include <string.h>

#define COMMON "tmdbID", "imdbID", "Title", "Year"
const char *const letterboxd_columns[] = {
	COMMON, "Rating10", "Rating", "WatchedDate", "Rewatch", "Tags", "Review", NULL,
};
const char *const watchlist_columns[] = { COMMON, "Tags", NULL };

static void
put_film(struct csv *csv, struct arena *arena, const struct holding *holding)
{
	const char *tmdb = export_id(arena, holding, "tmdb");

	/* a series has another kind of id there: ours say which */
	if (tmdb && !strncmp(tmdb, "movie/", 6))
		tmdb += 6;
	csv_text(csv, tmdb && !strchr(tmdb, '/') ? tmdb : NULL);
	csv_text(csv, export_id(arena, holding, "imdb"));
	csv_text(csv, holding->media.title);
	csv_text(csv, export_year(arena, holding->media.pub_date));
}

/* Once through it, or (NULL) seen nobody knows when. */
static void
put_viewing(struct csv *csv, const struct holding *holding, const struct diary_record *viewing,
	bool is_first, bool is_last)
{
	struct arena *arena = csv->out->arena;
	const struct halves rating = is_last || !viewing ? holding->rating : viewing->rating;

	put_film(csv, arena, holding);
	csv_int(csv, rating.count);	/* of ten: a half each */
	csv_text(csv, rating.count == INT_NONE ? NULL : halves_text(arena, rating.count));
	csv_text(csv, viewing ? export_day(arena, viewing->end_date, '-') : NULL);
	csv_text(csv, is_first ? NULL : "true");
	csv_text(csv, export_joined(arena, &holding->tags, ", "));
	csv_text(csv, is_last ? holding->review : NULL);
	csv_end(csv);
}

static bool
is_film(const struct holding *holding)
{
	return holding->media.type == MEDIA_MOVIE;
}

void
letterboxd_put(struct csv *csv, const struct holding *holding)
{
	const struct diary_record *reads = holding->reads.list;
	int last = -1;
	bool is_first = true;

	if (!is_film(holding) || (holding->status != COMPLETED && holding->times <= 0))
		return;
	for (int i = 0; i < holding->reads.count; i++)
		if (reads[i].is_finished)
			last = i;
	for (int i = 0; i <= last; i++) {
		if (!reads[i].is_finished)
			continue;
		put_viewing(csv, holding, &reads[i], is_first, i == last);
		is_first = false;
	}
	if (last < 0)
		put_viewing(csv, holding, NULL, true, true);
}

void
watchlist_put(struct csv *csv, const struct holding *holding)
{
	if (!is_film(holding) || holding->status != TO_DO)
		return;
	put_film(csv, csv->out->arena, holding);
	csv_text(csv, export_joined(csv->out->arena, &holding->tags, ", "));
	csv_end(csv);
}
