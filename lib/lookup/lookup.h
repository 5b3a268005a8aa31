/* Looking titles up at the sources: what is asked of which, and what all of them found. */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "call.h"
#include "request.h"
#include "source.h"

/* What a search can be asked. */
struct lookup_query {
	const char *q;
	word types;			/* a set; 0: all */
	struct texts sources;		/* names; none: all that the types need */
};
extern const struct record lookup_query;

/* One result, and what there is of it here. */
struct result {
	struct found found;
	const char *picture_url;	/* through us */
	const char *media_id;		/* of the catalogue's item that it is; NULL */
	const char *my_entry_id;
	word my_status;
	int64_t my_progress, my_rating;
};
extern const struct record result_view;

/* How a source fared. */
struct provider {
	const char *source;
	word state;
	const char *message, *attribution, *attribution_url;
	int64_t retry_after;
};
extern const struct record provider_view;

struct results {
	struct result *list;
	int count;
	struct provider providers[SOURCE_COUNT];
	int provider_count;
};

/*
 * Asks the sources for what the query says, side by side, and merges what they find. ERR_UNAVAILABLE,
 * with `out` filled all the same, when all that were asked failed. ERR_VALIDATION with problems.
 */
enum status lookup_search(struct request *req, const struct lookup_query *query,
	struct results *out);

/*
 * All that a source says of one title. ERR_NOT_FOUND when it knows no such id; ERR_UNAVAILABLE with
 * what it says of that in `provider`.
 */
enum status lookup_details(struct request *req, const struct source *source, const char *id,
	struct found *out, struct provider *provider);

/*
 * Fetches a picture of a source, as one that is checked and cleaned. ERR_NOT_FOUND where there is
 * none, or none that is a cover.
 */
enum status lookup_picture(struct request *req, const struct source *source, const char *url,
	struct picture *out);

/* Finds what there is here of each result: the catalogue's item, and what the user does with it. */
enum status lookup_mark(struct request *req, struct results *results);

/* The item of the catalogue that a title of a source is; ERR_NOT_FOUND. */
enum status lookup_find_here(const struct call *call, const struct media *media,
	struct media *out);

#endif
