/* A request as handlers see it: method, path, query, one body object whatever its type was. */
#ifndef REQUEST_H
#define REQUEST_H

#include "config.h"
#include "gateway.h"
#include "links.h"
#include "problem.h"
#include "record.h"
#include "status.h"

#include <cjson/cJSON.h>
#include <stdint.h>

enum method {
	GET = 1 << 0, HEAD = 1 << 1, POST = 1 << 2, PUT = 1 << 3, PATCH = 1 << 4, DELETE = 1 << 5,
	OPTIONS = 1 << 6,
};

enum body_kind { BODY_NONE, BODY_JSON, BODY_FORM, BODY_FILE };

enum { BODY_MAX = 256 * 1024, IDS = 2 };
#define BODY_UNTOLD UINT64_MAX

/* What a route takes as a body. */
struct body_limits {
	size_t size;			/* the most bytes, files not counted */
	size_t file_size;		/* the largest file, 0 for none */
	/* content types of what is a file as a whole, separated by spaces; NULL for none */
	const char *file_types;
	/* a body with a file, or that is one, goes to a file as it comes: never is it in memory */
	bool spools;
	bool takes_null;		/* JSON's null is no body */
};

/* A program, as others link to it: "media", "/media". */
struct door {
	const char *program, *path;
};

struct api_key;
struct audit_trail;
struct db;
struct dialect;
struct form_file;
struct process;
struct user;
struct session;
struct trouble;

struct request {
	const struct gateway *gateway;
	struct arena *arena;
	const struct config *config;
	struct db *db;
	struct process *process;	/* that serves it: for what concerns all of it */
	const unsigned char *key;	/* that signs access tokens */
	const char *program, *door;	/* "media", "/media": its name and its short address */
	const void *shared;		/* the program's, as struct app says */
	const struct dialect *dialect;	/* of the door that it came by; NULL: ours */
	char request_id[37];

	/*
	 * what is meant: X-HTTP-Method-Override and a form's _method count; 0 for none that we have
	 */
	enum method method;
	/* a POST that X-HTTP-Method-Override says to be another method */
	bool overrides;
	bool is_head;			/* answered as GET, without the body */
	bool wants_page;		/* a GET of who reads HTML rather than JSON */
	const char *path;		/* "/" or "/…" without a slash at the end */
	/* the installation's path as the client writes it, "" at the root of a host */
	const char *base;
	const char *root;		/* what links begin with: the same, or base_url */
	bool is_short;			/* the request came by a short address */
	/*
	 * by one without the program's door in it: a server's rule sends what is unknown somewhere
	 */
	bool is_stray;
	bool by_alias;			/* by the program's other one, which is then its door */
	struct links links;		/* to our pictures */
	const char *id[IDS];		/* what `:id` or `:token` stood for */

	/* bytes that nobody has read yet; from BODY_UNTOLD down when the client didn't tell */
	uint64_t body_left;
	/* the body as it was sent, NULL without one; the query beside a BODY_FILE */
	cJSON *body_object;
	enum body_kind body_kind;	/* as its type said, also when it couldn't be read */
	size_t file_max;		/* the largest file that the route takes, 0 for none */
	const struct form_file *files;	/* in the body, where the route takes some */
	void *body;			/* the route's body record, decoded */
	struct change change;		/* the same, and which fields were sent */
	const void *prepared;		/* what the route's `prepare` made for its handler */
	void *query;			/* the route's query record, decoded */
	int64_t page, page_size;
	int64_t skip;			/* rows before the first that is wanted, of a page_size */
	/* a parameter that wasn't sent, and is in links to other pages of the list; NULL */
	const char *kept;
	const char *next;		/* where a form wants to go afterwards, NULL for nowhere */

	const struct session *session;	/* NULL for nobody, and for a key */
	const struct user *user;
	const struct api_key *api_key;	/* of a program that asks for the user; NULL: itself */
	/* what was noted of it, for the error log; NULL where that isn't told */
	struct audit_trail *trail;
	bool by_cookie;			/* signed in by cookie */
	/* who asks must have a second factor, and has none: but for SIGNED_IN that is nobody */
	bool lacks_factor;
	bool holds_transaction;		/* begun before the handler, to be committed after it */
	bool sent_token;		/* an Authorization header was sent that is for us */
	struct problems problems;
	/* why the installation can't answer all, for routes that always do; OK when it can */
	enum status unready;
	const struct trouble *cause;	/* of that */
	/* why it failed, for the error log; NULL leaves it to the database's message */
	const char *trouble;
};

/* A CGI variable, NULL when unset or empty. */
const char *request_env(const struct request *req, const char *name);

/*
 * Reads method, path, base and style; `alias` is the program's other door, or NULL. A method that
 * nobody has is 0: it fits no route.
 */
void request_start(struct request *req, const char *alias);

/*
 * Reads the body into body_object: JSON, urlencoded or multipart. The files of a multipart body are
 * in req->files then; and so is a body that is a file itself, whose fields are in the query.
 * ERR_TOO_LARGE, ERR_MEDIA_TYPE, or ERR_VALIDATION with problems; what spools may also be
 * ERR_FULL, ERR_SETUP or ERR_UNAVAILABLE.
 */
enum status request_read_body(struct request *req, const struct body_limits *limits);

/*
 * The one file of the body, sent as the field `name`, or the body itself. ERR_VALIDATION, or
 * ERR_TOO_LARGE when it has more than req->file_max bytes, with a problem; other files are problems
 * too.
 */
enum status request_file(struct request *req, const char *name, const struct form_file **out);

/* True for a body with a Content-Encoding, which is an ERR_MEDIA_TYPE. */
bool request_is_encoded(const struct request *req);

/* Where the query's `next` leads, if that is a path of this site; NULL for nowhere. */
const char *request_next(struct request *req);

/* Takes what is left of a body, within bounds: some servers drop an answer that comes before. */
void request_drain(struct request *req);

/* The query string as an object of strings; repeated names are repeated members. */
cJSON *request_query(struct request *req);

/* True for a form sent by a browser that wants a page back (api.md, section 3). */
bool request_is_form(const struct request *req);

/* The address of a path of this program, in the request's style. */
const char *link_to(const struct request *req, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* That of a path of another program, which begins with a slash, or is empty. */
const char *link_to_door(const struct request *req, const struct door *door, const char *path);

/* The address of a page or file of the installation. */
const char *link_to_page(const struct request *req, const char *page);

/*
 * The same for whoever a page of ours is told of elsewhere, with a secret in it: below base_url, or
 * relative to the installation; never what a client called us.
 */
const char *link_to_hand_over(const struct request *req, const char *page);

/* An address of ours as `next` takes it: a path, also where links begin with base_url. */
const char *link_as_next(const struct request *req, const char *address);

/* The client's address. X-Forwarded-For counts only behind a trusted proxy, or a row of them. */
const char *request_address(const struct request *req);

#endif
