/*
 * An answer, buffered until the handler is done: a handler says what, the library writes it.
 * Nothing is sent before the work is committed. (Only what reads may be sent as it is written.)
 */
#ifndef RESPONSE_H
#define RESPONSE_H

#include "json.h"
#include "request.h"

struct response;
struct route;

/*
 * Writes one piece of a long answer into res->body; `*more`, false until then, says whether another
 * follows. What it took of the request's arena goes with the piece: what it has to know in the next
 * call is in `state`, and headers are added before.
 */
typedef enum status piece_writer(struct response *res, void *state, bool *more);

/* A member of the answer, and the view that its records are of; "" is the answer itself. */
struct shown {
	const char *name;
	const struct record *view;
};
enum { SHOWN_MAX = 6 };

enum cache { CACHE_DEFAULT, CACHE_NO_STORE, CACHE_PRIVATE, CACHE_FOREVER };

struct response {
	struct request *req;
	int http;
	const char *content_type;
	struct buf body, headers;	/* headers: whole lines, each with its CRLF */
	const char *location;		/* of what was made; not told with a 200 */
	const char *made_id;		/* its id, for the page a form goes to */
	enum cache cache;
	bool has_etag;			/* of the body, as it is */
	const char *etag;		/* where it is known otherwise: of what never changes */
	/* an open one, sent instead of the body, or what was put aside of it; -1 for none */
	int file;
	uint64_t file_size;
	enum status aside;		/* why it could not be put aside; OK */
	uint64_t hash[2];		/* of what was put aside, for the ETag */
	/* writes what follows the body while that is sent; NULL: nothing does */
	piece_writer *stream;
	void *stream_state;
	/* for no search engine; at an address that no other site is to be told */
	bool is_unlisted, is_secret;
	bool no_page;			/* a browser, too, gets what a program gets */
	/* an error's sentence for people, instead of its status's own */
	const char *message;
	const struct route *route;	/* that answers; NULL as long as none is found */
	struct shown shown[SHOWN_MAX];	/* what a page tells by of which tables the body is made */
	int shown_count;
};

/* Starts an empty answer, which the request's arena holds: it ends with it, or is dropped. */
void response_init(struct response *res, struct request *req);

/* Adds a header; control characters in the value become spaces. */
void response_header(struct response *res, const char *name, const char *value);

/* ERR_RATE_LIMITED is to say "SENTENCE Try again in 14 minutes.", and the same as Retry-After. */
void response_wait(struct response *res, const char *sentence, int64_t seconds);

/* Notes the view of a member of a body of one's own, for the page that may be made of it. */
void respond_shows(struct response *res, const char *name, const struct record *view);

/* A record as the whole body. */
enum status respond_record(struct response *res, int http, const struct record *view,
	const void *record);

/*
 * An answer as long as it likes, written piece by piece and put aside meanwhile, so that it takes
 * no more memory than one piece. As all of it is there before any is sent, it fails as any other
 * answer, and has its length. ERR_FULL, ERR_SETUP or ERR_UNAVAILABLE when it can't be put aside.
 */
enum status respond_in_pieces(struct response *res, const char *content_type, piece_writer *write,
	void *state);

/*
 * The same of what only reads, sent piece by piece as it is written; what it has read by then is of
 * one moment, and so is what it reads meanwhile. With the first piece it fails as any other answer;
 * later it breaks off, in text that is no end of JSON or CSV. Of more than one piece its length
 * isn't told. It has no ETag. `state` is in the request's arena, taken before.
 */
enum status respond_stream(struct response *res, const char *content_type, piece_writer *write,
	void *state);

/* What stands before the JSON of an answer behind this door, as what follows ends it. */
void respond_begin(struct response *res);

/* What such a list is called behind this door. */
const char *respond_plural(const struct response *res, const char *plural);

/*
 * Ends a JSON body of one's own in res->body. When it became large, what it had was put aside
 * between the rows of its lists, into a file: it fails as an answer in pieces does.
 */
enum status respond_json(struct response *res, int http);

/*
 * Says that the answer has this tag, and never changes. True when the client has it already:
 * without a body it is whole then, a 304.
 */
bool respond_unchanged(struct response *res, const char *etag);

/* An object of texts as the whole body: TEXTS of names and values in turns. */
enum status respond_texts(struct response *res, int http, const char *const *texts);
#define TEXTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Bytes of some type as the whole body. */
enum status respond_bytes(struct response *res, const char *content_type, const void *bytes,
	size_t size);

/*
 * An open file of this size as the whole body, to be kept under this name: it is sent in pieces,
 * and closed whatever happens. It is nobody else's: never cached.
 */
enum status respond_file(struct response *res, const char *content_type, const char *name, int file,
	uint64_t size);

/* 301: it is there now. */
enum status respond_moved(struct response *res, const char *location);

/* 307: the same request, with its query, is to be made there. */
enum status respond_sent_on(struct response *res, const char *location);

/* 204, or what the door says instead. */
enum status respond_nothing(struct response *res);

/* A list `{"<plural>": [...], "page", "page_size", "total"}` with RFC 8288 Link headers. */
enum status respond_list(struct response *res, const char *plural, const struct record *view,
	void *rows, int count, int64_t total);

/*
 * The same where rows need more than was read with them: `read` reads it, as much as memory should
 * hold at once, for `*done` rows, at least one. It is given back when they are written.
 */
typedef enum status rows_reader(struct request *req, void *rows, int count, int *done);
enum status respond_list_read(struct response *res, const char *plural, const struct record *view,
	void *rows, int count, int64_t total, rows_reader *read);

/*
 * What was put into the body goes aside, and the arena is given back to its mark: between the rows
 * of a long list.
 */
enum status respond_wind_back(struct response *res, struct arena_mark mark);

/* The Link headers and the closing members of a list whose items are already in the body. */
void respond_page(struct response *res, int64_t total);

/* Only the Link headers, for a page of a list that is no JSON. */
void respond_links(struct response *res, int64_t total);

/* Replaces whatever is there by the error envelope, with the request's problems as details. */
void respond_error(struct response *res, enum status status);

/* Empties the answer but for its headers, and gives it this status's own. */
void respond_anew(struct response *res, enum status status);

/* The sentence for people of an error. */
const char *response_message(const struct response *res, enum status status);

/* The same where nothing else tells the request's id: a failure of ours (5xx) is known by it. */
const char *response_sentence(const struct response *res, enum status status);

/* 303: a browser's form is done, and this is where it goes. */
void respond_see(struct response *res, const char *address);

/* A page as the whole body. */
void respond_html(struct response *res, const struct buf *page);

/*
 * The address of this list with another query: with that parameter in the place of what it had, or
 * without it (NULL). The page is left out, unless it is the parameter.
 */
const char *response_address_with(const struct request *req, const char *name, const char *value);

/* The entity tag of the answer as it is now. */
const char *response_etag(const struct response *res);

/*
 * True when one of the tags in an If-Match or If-None-Match header is this one, also as a
 * compressing server marks it, or "*".
 */
bool etag_matches(const char *header, const char *etag);

/*
 * The whole answer but a file, ready to be written: a CGI head and, unless it is for HEAD, the
 * body.
 */
struct buf response_finish(struct response *res, bool show_user);

/* Ends an answer that won't be sent. */
void response_drop(struct response *res);

/*
 * Writes all the pieces after that, if it is a stream: until who asks goes away. What went wrong
 * otherwise: what was sent is no whole answer then.
 */
enum status response_send_stream(struct response *res);

/*
 * Ends an answer whose head is out, so that it is not taken for a whole one: by text, as a server
 * tells nobody that a program broke off.
 */
void response_break_off(const struct gateway *gateway);

/*
 * Writes the file after that, if there is one, and closes it. False when it can't be read to its
 * end: with errno, 0 where it is too short.
 */
bool response_send_file(struct response *res);

#endif
