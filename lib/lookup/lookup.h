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
	int64_t my_progress;
	struct halves my_rating;
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

/* The source of this name; ERR_VALIDATION, with a problem, for one that there isn't. */
enum status lookup_source(struct request *req, const char *name, const struct source **out);

/*
 * Asks the sources for what the query says, side by side, and merges what they find.
 * ERR_UNAVAILABLE, with `out` filled all the same, when all that were asked failed, or (without)
 * too many look-ups are under way. ERR_VALIDATION with problems.
 */
enum status lookup_search(struct request *req, const struct lookup_query *query,
	struct results *out);

/*
 * All that a source says of one title, of what it said before or (`is_anew`) says now.
 * ERR_NOT_FOUND when it knows no such id; ERR_UNAVAILABLE with what it says of that in `provider`.
 */
enum status lookup_details(struct request *req, const struct source *source, const char *id,
	bool is_anew, struct found *out, struct provider *provider);

/*
 * What a source answers at a path of its API, as it is: JSON. ERR_NOT_FOUND where it says so;
 * ERR_UNAVAILABLE as above.
 */
enum status lookup_text(struct request *req, const struct source *source, const char *path,
	const char **out, struct provider *provider);

/* --- pictures (lookup_picture.c) --- */

/*
 * The address of a found title's picture, made small, through us, which is good for a day at least;
 * NULL where there is none that we would fetch.
 */
const char *lookup_picture_link(struct request *req, const struct found *found);

/*
 * The picture of such an address, small. ERR_NOT_FOUND where the address isn't one of ours, or
 * there is no picture of use; ERR_UNAVAILABLE when too many are under way.
 */
enum status lookup_picture(struct request *req, const char *url, const char *signature,
	struct picture *out);

/*
 * A found title's picture to be kept: checked and cleaned, its longest side at most 900.
 * ERR_NOT_FOUND where there is none that is of use.
 */
enum status lookup_cover(struct request *req, const struct source *source,
	const struct found *found, struct picture *out);

/* --- what there is here (lookup_here.c) --- */

/* Finds what there is here of each result: the catalogue's item, and what the user does with it. */
enum status lookup_mark(struct request *req, struct results *results);

#endif
