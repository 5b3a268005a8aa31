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

/* What is looked for: exactly one of q and the ids is set. */
struct wanted {
	const char *q;			/* as typed, trimmed */
	const char *isbn;		/* 13 digits */
	const char *imdb_id;		/* "tt1375666" */
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
	bool is_anew;			/* nothing that was kept will do */
	enum source_state state;
	const char *message;		/* for people; NULL while all is well */
	int64_t retry_after;		/* seconds, when it is LIMITED; else -1 */
	struct found *found;		/* room for FOUND_MAX */
	int count;
	/* what goes with each request, and is kept nowhere: a header's value, what a query ends in */
	const char *authorization, *secret_query;
	void *own;			/* what a source keeps between its steps */
};

/* A step: what was asked for is here. NULL: it is unknown there (404). */
typedef void ask_step(struct ask *ask, const cJSON *tree);

struct source {
	enum source_name at;		/* in the settings */
	const char *name;		/* external_source */
	const char *label;		/* for people */
	const char *origin;		/* of its API; the setting NAME_url takes its place */
	const char *const *hosts, *const *picture_hosts;
	word types;			/* a set: what it knows of */
	const char *key_setting;	/* the name of the setting with its key; NULL: it needs none */
	const char *attribution, *attribution_url;	/* NULL: it asks for none */
	/* the query parameter that its key is sent in; NULL: the source sees to that */
	const char *key_parameter;
	/* Asks for what is wanted: ask_for, and what is to be done then. */
	void (*search)(struct ask *ask);
	/* The same for all about the title with wanted->id: the first of what is found. */
	void (*details)(struct ask *ask);
	/* Says what an answer other than 200 and 404 means, where that isn't as ever; 0: it is. */
	enum source_state (*refusal)(struct ask *ask, int http, const cJSON *tree);
};

extern const struct source source_openlibrary, source_googlebooks, source_tmdb, source_tvmaze,
	source_wikidata, source_rawg;

/* All of them, in the order in which results are shown; ended by NULL. */
extern const struct source *const sources[];

/* The source of this name; NULL. */
const struct source *source_find(const char *name);

/* True when the source needs no key, or has one. */
bool source_is_on(const struct source *source, const struct config *config);

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

/* What was answered is of no use, for the log. */
void ask_fail(struct ask *ask, const char *why);

/* Adds what is known of one more title. Nothing happens when there are enough, or it has no name. */
void ask_add(struct ask *ask, const struct facts *facts);

/* Reads each item of an array into facts by `view`, as one of this type, and adds it. */
void ask_add_all(struct ask *ask, const cJSON *array, const struct record *view, word type);

/* Text percent-encoded, for a path. */
const char *ask_encode(struct ask *ask, const char *text);

#endif
