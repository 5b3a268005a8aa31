/*
 * The sources of titles: one file each, behind one table. What they know is `providers.md`'s, and
 * nothing of it is relied upon: all may be missing.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "answers.h"
#include "facts.h"
#include "fetch.h"
#include "json.h"

enum source_state {
	SOURCE_OK = 1,
	SOURCE_OFF,		/* no key, or one that is refused */
	SOURCE_LIMITED,		/* it said not to ask before some time */
	SOURCE_UNREACHABLE,
	SOURCE_FAILED,		/* it answered, but nothing of use */
};
extern const struct word_name source_states[];

/* What is looked for: exactly one of q and the ids is set, but for tmdb_id and tvdb_id. */
struct wanted {
	const char *q;			/* as typed, trimmed, without its year */
	const char *year;		/* of q, 4 digits; NULL: any */
	const char *isbn;		/* 13 digits */
	const char *imdb_id;		/* "tt1375666" */
	/* "movie/27205" or "tv/1396"; TheTVDB's: for others than those */
	const char *tmdb_id, *tvdb_id;
	const char *id;			/* the source's own */
	word types;			/* a set; 0 with an id */
};

enum { FOUND_MAX = 20 };		/* of one source */

struct source;

/* One source, being asked. */
struct ask {
	const struct source *source;
	const struct wanted *wanted;
	struct arena *arena;
	const struct config *config;
	struct fetching *fetching;
	struct answers *answers;
	const char *request_id;		/* for the log */
	bool is_anew;			/* nothing that was kept will do */
	bool by_admin;			/* who may read of settings */
	int patience;			/* milliseconds for a request; 0: as long as the run */
	size_t *room;			/* bytes of the arena that are left for all answers */
	/* Called when it has failed, while others go on; NULL: nothing. */
	void (*failed)(struct ask *ask);
	void *owner;
	enum source_state state;
	const char *message;		/* for people; NULL while all is well */
	int64_t retry_after;		/* seconds, when it is LIMITED; else -1 */
	int pending;			/* requests under way */
	struct found *found;		/* room for FOUND_MAX */
	int count;
	/* what goes with each request, and is kept nowhere: a header's value, a query's end */
	const char *authorization, *secret_query;
	const char *plain_path;		/* all that is asked for, to be told as it is; NULL */
	const char *text;		/* of the last answer; "", NULL: none */
	struct records seasons;		/* struct season: of what `episodes` found */
	const char *seasons_of;		/* its id here, where it was found by another; NULL */
	void *own;			/* what a source keeps between its steps */
};

/* A step: what was asked for is here. NULL: it is unknown there (404). */
typedef void ask_step(struct ask *ask, const cJSON *tree);

struct source {
	enum source_name at;		/* in the settings */
	const char *origin;		/* of its API; the setting NAME_url takes its place */
	const char *const *hosts, *const *picture_hosts;
	word types;			/* a set: what it knows of */
	const char *attribution, *attribution_url;	/* NULL: it asks for none */
	/* its ids: what they begin with, and of which characters they are then */
	const char *id_begin, *id_of;
	bool has_wide_pictures;		/* of scenes, not of covers */
	bool wants_one_at_a_time;	/* requests, of one look-up */
	/* the query parameter that its key is sent in; NULL: the source sees to that */
	const char *key_parameter;
	/* Puts the key into ask->authorization or secret_query, where it is no such parameter. */
	void (*sign)(struct ask *ask);
	/* Asks for what is wanted: ask_for, and what is to be done then. */
	void (*search)(struct ask *ask);
	/* The same for all about the title with wanted->id: the first of what is found. */
	void (*details)(struct ask *ask);
	/* The same for the episodes of a series with wanted->id, imdb_id or tvdb_id; or NULL. */
	void (*episodes)(struct ask *ask);
	/*
	 * Says what an answer means that isn't what was asked for, where that isn't as ever; 0: it
	 * is. Of 404 it isn't asked; 200 is as ever what was asked for.
	 */
	enum source_state (*refusal)(struct ask *ask, int http, const cJSON *tree);
};

extern const struct source source_openlibrary, source_googlebooks, source_tmdb, source_tvmaze,
	source_wikidata, source_rawg;

/* All of them, in the order in which results are shown; ended by NULL. */
extern const struct source *const sources[];

/* Its name, what people call it, the setting of its key. */
static inline const struct source_setting *
source_setting(const struct source *source)
{
	return &source_settings[source->at];
}

/* The source of this name; NULL. */
const struct source *source_find(const char *name);

/* True when the source needs no key, or has one. */
bool source_is_on(const struct source *source, const struct config *config);

/* True for a text that may be an id of the source; any other is unknown there: it isn't asked. */
bool source_is_id(const struct source *source, const char *id);

/*
 * Asks for a path of the source's API, with its key, and goes on with `step`. What fails is in
 * ask->state and message, and the step isn't taken.
 */
void ask_for(struct ask *ask, ask_step *step, const char *path);

/* The same of what one can do without: whatever fails, the step is taken, with NULL. */
void ask_for_more(struct ask *ask, ask_step *step, const char *path);

/*
 * The hosts of a source's API, or of its pictures; or the origin that the settings name in their
 * place. Ended by NULL.
 */
const char *const *source_hosts(struct arena *arena, const struct source *source,
	const struct config *config, bool of_pictures);

/*
 * Adds what is known of one more title. Nothing happens when there are enough, or it has no name.
 */
void ask_add(struct ask *ask, const struct facts *facts);

/* The source has no key: as when it was asked and refused. */
void ask_without_key(struct ask *ask);

/* Text percent-encoded, for a path. */
const char *ask_encode(struct ask *ask, const char *text);

#endif
