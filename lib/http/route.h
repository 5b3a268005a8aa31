/* A program is a table of routes. */
#ifndef ROUTE_H
#define ROUTE_H

#include "web_page.h"
#include "request.h"
#include "response.h"

/* Who may call. Decided before the handler runs, so that no handler can forget it. */
enum access {
	NOBODY,		/* no credentials are looked at: the call brings its own */
	ANYONE,		/* a user is known if there is one */
	READER,		/* anyone, or members only where `catalogue = private` */
	/* a member, also one who has to set a second factor up first (`second_factor`) */
	SIGNED_IN,
	MEMBER,
	ADMIN,
};

/*
 * What a key of a program (lib/model/api_key.h) may call of what its owner may: with the scope
 * `read` what asks (GET), with `write` all. An admin's writes as a member: what is for ADMIN it
 * only reads. (What is for NOBODY looks at no key.)
 */
enum keys {
	KEYS_AS_METHOD,
	KEYS_NEVER,	/* sign-ins, keys, sessions, the second factor, what is sensitive */
};

struct keyed;
struct limit;

enum { FILE_UPLOAD_MAX = -1, FILE_IMPORT_MAX = -2 };

struct route {
	enum method method;
	/*
	 * "/", "/health", "/:id" (a UUID), "/:id/items/:item_id" (two), "/reset/:token" (64 hex
	 * digits), "/tags/:tag" (all that is left), "/:id/rows/:number", "/books/:key" (a row's),
	 * "/copies/:day" (2026-11-28, or before-restore-2026-11-28T101112)
	 */
	const char *path;
	handler *handler;
	enum access access;
	enum keys keys;
	/* what the number is the key of that `:key` stands for: req->id[0] is its id then */
	const struct keyed *key;
	/* of an answer that is no error, whatever the handler says; 0: as it says */
	int http;
	/* a question: its body may as well be sent as the query, but for what is SECRET */
	bool asks;
	/*
	 * how often who calls may do so; NULL: at will. (Where NOBODY's credentials count:
	 * limit_strangers.)
	 */
	const struct limit *limit;
	const struct record *body;	/* the view that the body is decoded by */
	/* the same for the query string; lists have one, and then also page, page_size */
	const struct record *query;
	/* more than `access` says: before a file's bytes are read, as all of it is */
	handler *admit;
	/*
	 * what takes long: before the transaction that If-Match begins, as others wait for its end
	 */
	handler *prepare;
	/* the most bytes of a body, files not counted; 0: BODY_MAX */
	size_t body_max;
	/*
	 * takes files of up to so many bytes: multipart, in req->files; FILE_UPLOAD_MAX and
	 * FILE_IMPORT_MAX: as upload_max and import_max say
	 */
	int64_t file_max;
	/* the same as the whole body, of one of these content types, separated by spaces */
	const char *file_types;
	/* files aren't in memory, but open as they came: struct form_file */
	bool spools;
	/* fails as RFC 6749 says, also for an unreadable body, and never answers by a page */
	bool oauth;
	/* no call of the API: a secret of ours, or the way to who has the call */
	bool inner;
	/* a call of another short address, which a server's rule leads here: its path is that */
	bool is_apart;
	/* also when the installation isn't ready: req->db may be NULL */
	bool always;
	/* also by http where the settings require https: it neither takes nor tells a secret */
	bool by_http;
	/* what it does, in the words of a form's button; NULL: no page offers it */
	const char *title;
	const struct web_page *page;	/* of a GET: what its page has besides the answer */
	const char *file_field;		/* the field of a file, where it takes some */
	/* takes the password of who asks along, as `_current` in a form */
	bool is_sensitive;
	/* the answer to a form is worth reading: a page shows it */
	bool is_told;
};

/* For lists that take nothing but page and page_size. */
extern const struct record no_query;

struct dialect;
struct process;
struct doctor;
struct check;

/* Another door that a program stands behind, by a server's rule: paths that begin so are its. */
struct side {
	const char *path;		/* "/mycoll" */
	const struct dialect *dialect;
};

/* The table ends with a route without a path. */
struct app {
	const char *name;		/* "media": cgi-bin/media.cgi */
	const char *door;		/* "/media": the short address */
	/*
	 * where things are shown that forms make: their id is appended; NULL: forms go to the start
	 * page
	 */
	const struct door *made;
	const struct route *routes;
	/* what handlers of several programs tell apart by; theirs to know */
	const void *shared;
	const char *alias;		/* another short address, NULL for none */
	const struct dialect *dialect;	/* of another design's door (dialect.h); NULL: ours */
	const struct side *sides;	/* ends with one without a path; NULL for none */
	/* unknown addresses end up here: who goes to one gets a page */
	bool is_front;
	/*
	 * its addresses are secrets: search engines are told to keep none of them, and browsers,
	 * but on pages for members, to tell none to other sites
	 */
	bool is_unlisted;
	/*
	 * of the program that makes the daily copies: a command (it takes no `path`), with a
	 * `*message` for a shell when it fails
	 */
	enum status (*copy)(struct process *process, struct arena *arena, const char *path,
		const char **message);
	/* of the program that has the doctor */
	const struct check *(*examine)(struct doctor *doctor, int *count);
};

/*
 * Finds the route and fills req->id. ERR_NOT_FOUND for an unknown path; ERR_METHOD when only the
 * method doesn't fit, with *allowed the methods that do.
 */
enum status route_find(const struct route *routes, struct request *req, const struct route **out,
	unsigned *allowed);

/*
 * The most bytes that a body to this path may have by any of its routes, files not counted: a
 * form's method is in it.
 */
size_t route_body_max(const struct route *routes, const struct request *req);

/* The value of the Allow header for a set of methods: HEAD where GET is, OPTIONS always. */
const char *route_allow(struct arena *arena, unsigned methods);

/* The written name of one method. */
const char *method_name(enum method method);

#endif
