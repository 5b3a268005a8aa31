/*
 * Which title of the catalogue somebody else's is, never guessed: by what it is called elsewhere,
 * by ISBN, or by all that must agree of title, type, year and (of books) creator.
 */
#ifndef MEDIA_MATCH_H
#define MEDIA_MATCH_H

#include "media.h"

/* Who is looked for. */
struct media_match {
	const struct media *media;	/* as it is told; its type and title are known */
	const char *media_id;		/* its id in the installation that it is from, or NULL */
	/* what the user's earlier imports may have called it by; NULL: nothing */
	const char *own_id;
	struct texts ids;		/* "imdb:tt0078748" */
};

enum { MATCH_CANDIDATES = 10 };

enum match { MATCH_NONE, MATCH_ONE, MATCH_UNCLEAR };

struct matched {
	enum match match;
	struct media media;		/* of MATCH_ONE */
	/* of MATCH_UNCLEAR: the ids of those that it may be */
	struct texts candidates;
	/* there is a film of that title and year, but ids tell it apart */
	bool is_apart;
};

enum status media_find_match(const struct call *call, const struct media_match *wanted,
	struct matched *out);

/*
 * Keeps what a title is called elsewhere. `told_by`: the key of the user whose import says so, 0
 * for a look-up, which counts for everybody. `*added` (may be NULL) gets those that weren't known.
 */
enum status media_tell_ids(const struct call *call, int64_t media_key, int64_t told_by,
	const struct texts *ids, struct texts *added);

/* Forgets some that this user told. */
enum status media_forget_ids(const struct call *call, int64_t media_key,
	const struct texts *ids);

/* The same of all that a user told, who is being deleted. */
enum status media_forget_teller(struct db *db, int64_t user_key);

/* Keeps the ids in a look-up's metadata ({"ids": {"imdb": "tt0078748"}}). */
enum status media_tell_found(const struct call *call, const struct media *media);

/*
 * A title or a name as it is compared: folded, `&` is "and", without punctuation, one space between
 * words.
 */
const char *media_comparable(struct arena *arena, const char *text);

#endif
