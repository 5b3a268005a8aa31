/*
 * The sources of titles: one file each, behind one table. What they know is `providers.md`'s, and
 * nothing of it is relied upon: all may be missing.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "fetch.h"
#include "json.h"
#include "media.h"

enum source_state {
	SOURCE_OK = 1,
	SOURCE_OFF,		/* no key, or one that is refused */
	SOURCE_LIMITED,		/* it said not to ask before some time */
	SOURCE_UNREACHABLE,
	SOURCE_FAILED,		/* it answered, but nothing of use */
};
extern const struct word_name source_states[];

/* A title as a source knows it. What it doesn't say is unset. */
struct found {
	struct media media;		/* as POST /media takes it */
	const char *source_url;		/* its page there, for people */
	const char *picture_url;	/* at the source: only ever fetched by us */
	const char *imdb_id, *tvdb_id;	/* ids elsewhere, by which the same is known */
	int64_t year;
};

/* What is looked for: exactly one of q and the ids is set. */
struct wanted {
	const char *q;			/* as typed, trimmed */
	const char *isbn;		/* 13 digits */
	const char *imdb_id;		/* "tt1375666" */
	const char *id;			/* the source's own */
	word types;			/* a set */
};

enum { FOUND_MAX = 20 };		/* of one source */

/* One source, being asked. */
struct ask {
	const struct source *source;
	const struct wanted *wanted;
	struct arena *arena;
	const struct config *config;
	struct fetching *fetching;
	enum source_state state;
	const char *message;		/* for people; NULL while all is well */
	int64_t retry_after;		/* seconds, when it is LIMITED; else -1 */
	struct found *found;		/* room for FOUND_MAX */
	int count;
	void *own;			/* what a source keeps between its steps */
};

/* A step: what was asked for last is here. NULL: it is unknown there (404). */
typedef void ask_step(struct ask *ask, const cJSON *tree);

struct source {
	const char *name;		/* external_source */
	const char *label;		/* for people */
	const char *origin;		/* of its API; the setting NAME_url takes its place */
	const char *const *hosts, *const *picture_hosts;
	word types;			/* a set: what it knows of */
	size_t key, url;		/* where struct config has its key (0: needs none), and NAME_url */
	const char *key_setting;
	const char *attribution, *attribution_url;	/* NULL: none is asked for */
	/* Asks for what is wanted: ask_for, with what is to be done then. */
	void (*search)(struct ask *ask);
	/* The same for all about one title, by its id: found[0]. */
	void (*details)(struct ask *ask);
};

/* Ended by NULL. */
extern const struct source *const sources[];

/* The source of this name; NULL. */
const struct source *source_find(const char *name);

/*
 * Asks for a path of the source's API, with its key; then goes to `step`. Whatever fails is in
 * ask->state and message.
 */
void ask_for(struct ask *ask, ask_step *step, const char *path);

/* One more result, all unset but for source and type; NULL when there are enough. */
struct found *ask_found(struct ask *ask, enum media_type type);

/* A text of a source as ours: no tags, entities once, no control characters; one line or several. */
field_check plain_line, plain_lines;

/* "2011-04-17", "October 1, 1988", "c1954", "2009": as YYYY[-MM[-DD]]; NULL for anything else. */
field_check plain_date;

#endif
