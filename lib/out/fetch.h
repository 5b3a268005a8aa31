/*
 * Asking other servers, several at once: https to the hosts that the caller lists, whatever they
 * answer. Only lookup.cgi is linked with it (libcurl).
 *
 *	struct fetching *fetching = fetch_open(arena, config);
 *	fetch_start(fetching, &fetch);
 *	fetch_run(fetching, 8000);
 */
#ifndef FETCH_H
#define FETCH_H

#include "arena.h"
#include "config.h"

#include <stdint.h>

enum fetch_end {
	FETCH_ANSWERED = 1,	/* `http` says how */
	FETCH_UNREACHABLE,	/* no connection, or none that is theirs (TLS) */
	FETCH_TIMED_OUT,
	FETCH_CUT_OFF,		/* the answer broke off, or was none */
	FETCH_TOO_LARGE,	/* it has more than `most` bytes */
	FETCH_REFUSED,		/* it led to where we don't go */
};

struct fetching;
struct fetch;

/* Called when one has ended. It may start others: what follows from an answer is asked at once. */
typedef void fetch_done(struct fetching *fetching, struct fetch *fetch);

struct fetch {
	/* What is asked for, by the caller; all of it lives as long as the fetching. */
	const char *url;
	/*
	 * Where it may go, ended by NULL: hosts ("archive.org", and "*.archive.org" for those below),
	 * by https and its own port; or origins ("http://127.0.0.1:8081").
	 */
	const char *const *hosts;
	const char *accept;		/* a media type */
	const char *authorization;	/* a header's value; NULL: none. It is never sent on */
	size_t most;			/* bytes of its body, unpacked */
	int patience;			/* milliseconds for it alone; 0: as long as the run */
	const char *turn;		/* those of one name go one at a time; NULL: at once */
	fetch_done *done;		/* NULL: nothing */
	void *owner;
	/* What came. */
	enum fetch_end end;		/* 0 until then */
	const char *fault;		/* for the log, without any part of the address but its host */
	int http;
	const char *content_type;	/* "" when it has none */
	const char *bytes;		/* with a NUL behind; NULL unless it was answered */
	size_t size;
	int64_t retry_after;		/* seconds; -1 when it says nothing of it */
	/* Of fetch.c. */
	int hops;
	int64_t until;			/* by the clock's ticks; 0: as long as the run */
	struct fetch_transfer *transfer;
	struct fetch *next;
};

/* Nothing has been asked yet. The arena ends it, with all its connections. */
struct fetching *fetch_open(struct arena *arena, const struct config *config);

/* Asks. It goes its way in fetch_run. */
void fetch_start(struct fetching *fetching, struct fetch *fetch);

/*
 * Until all that was started has ended, and what that starts; after so many milliseconds the rest
 * ends as FETCH_TIMED_OUT.
 */
void fetch_run(struct fetching *fetching, int milliseconds);

/*
 * True when an address is https, or one of `hosts`' origins, to one of `hosts`: what fetch_start
 * would ask.
 */
bool fetch_may_go(struct arena *arena, const char *url, const char *const *hosts);

#endif
