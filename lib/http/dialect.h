/*
 * How a door speaks that belongs to another design: what its clients expect an answer to look like,
 * and how they write. Handlers and models are the same behind all doors and know nothing of it; a
 * program's `struct app` names its dialect, and without one all is ours.
 */
#ifndef DIALECT_H
#define DIALECT_H

#include "json.h"
#include "record.h"
#include "status.h"

struct request;
struct response;
struct session;

/* What another status code answers an outcome. A table ends with http 0. */
struct status_as {
	enum status status;
	int http;
};

/* What a list is. A member without a name isn't told. */
struct list_shape {
	bool is_bare;			/* an array, not an object: nothing else is told */
	bool is_whole;			/* all rows at once, whatever page was asked for */
	/* the rows (NULL: as the list is called), and what is told beside them */
	const char *items, *page, *page_size, *total;
	int64_t per_page;		/* unless asked otherwise; 0: 20 */
	/* how a query says which part it wants: a view of struct page_asked; NULL: as ours */
	const struct record *paging;
};

/* Either pages from 1, or `limit` rows behind the first `skip`. */
struct page_asked {
	int64_t page, page_size, skip, limit;
};

struct dialect {
	/* writes the whole body of an error, whose status is said already; NULL: ours */
	void (*put_error)(struct response *res, enum status status);
	const struct status_as *statuses;	/* NULL: all as ours */
	const struct list_shape *list;		/* NULL: as ours */
	/* what stands before and behind the JSON of an answer that is no error; NULL: nothing */
	const char *before, *after;
	const char *nothing;		/* a body in the place of a 204; NULL: a 204 */
	enum empty empty;		/* what "" is in a body of JSON */
	/*
	 * bodies are read as frameworks do: unknown members are ignored, a number may be a text,
	 * and `null` is no body
	 */
	bool is_lax;
	bool sets_cookies;		/* of a session, also where it is signed in here */
	/*
	 * a page of another origin may prove itself by a token of its session, which is found by
	 * the refresh token so (refresh_find); NULL: it can't
	 */
	enum status (*csrf_session)(struct request *req, const char *token,
		struct session *session);
	/* who confirms the password gets no new token: the session knows when that was */
	bool session_tells_time;
	bool has_whole_links;		/* with scheme and host: its pages are somewhere else */
	/*
	 * what a sign-in answers: views of struct user and of struct tokens (signin.h); NULL: ours
	 */
	const struct record *user, *tokens;
};

#endif
