/*
 * What a source says of a title, in one shape for all: each source reads its answers into it by
 * field tables whose names are paths (json_read_foreign), and all that follows is done once.
 */
#ifndef FACTS_H
#define FACTS_H

#include "episode.h"
#include "media.h"

struct facts {
	word type;
	const char *id;			/* external_id */
	const char *title, *subtitle, *title_original, *description, *date;
	const char *page_url, *picture_url;
	const char *preview_url;	/* a small one of it; NULL: it is its own */
	struct texts dates;		/* in the place of a date: the first counts */
	struct texts creators, genres;
	int64_t length;			/* in the unit of the type; 0 is unknown, too */
	/* Of books. */
	struct texts isbns, publishers;
	int64_t year;			/* where there is no more of a date */
	const char *work_id, *series, *series_position;
	/* Of films, series and games. */
	struct texts cast, platforms, languages;
	const char *certification, *network, *status;
	/* Ids elsewhere. */
	const char *imdb_id, *tmdb_id, *tvdb_id, *wikidata_id, *goodreads_id;
};

/* A title as a source knows it, as POST /media takes it. What it doesn't say is unset. */
struct found {
	struct media media;
	const char *source_url;		/* its page there, for people */
	const char *main_title, *subtitle;	/* the parts of the title */
	/* at the source: only ever fetched by us */
	const char *picture_url, *preview_url;
	const char *title_original, *certification;
	/* ids elsewhere, by which the same is known */
	const char *imdb_id, *tmdb_id, *tvdb_id;
	struct records seasons;		/* struct season */
};

/* Names joined by commas, as columns have several, up to so many characters. NULL for none. */
const char *facts_join(struct arena *arena, const struct texts *names, size_t most);

/*
 * The facts as a title of this source. False for what has no id or no title: then nothing is known.
 */
bool facts_found(struct arena *arena, const char *source, const struct facts *facts,
	struct found *out);

/*
 * True when two are the same title: the same ISBN or id elsewhere, or the same type, title and
 * year.
 */
bool facts_are_same(struct arena *arena, const struct found *one, const struct found *other);

#endif
