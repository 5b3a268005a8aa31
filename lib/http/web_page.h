/*
 * Every address is also a page (api.md, section 3): what a browser gets that asks for HTML. It is
 * made from the answer and the field tables that the answer was made from; here is what these don't
 * say: what a page is called, where its lists lead, which forms it offers. All of it is data beside
 * the routes; a route without any gets a plain page, and forms for what its address takes.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "record.h"
#include "request.h"
#include "response.h"

typedef enum status handler(struct request *req, struct response *res);

/*
 * A form that a page shows for who may; or, for GET, a link. In paths ":name" stands for that
 * member of the values; without it there the form isn't shown.
 */
struct offer {
	const char *title;
	const char *button;		/* its button's words; NULL: the title */
	enum method method;
	const struct door *door;	/* NULL: of this program */
	const char *path;		/* "/:id/rating" */
	/* what it asks for; NULL: the body of the program's own route */
	const struct record *body;
	/* the member of the answer whose values it shows: "my.entry"; NULL: the answer's own */
	const char *values;
	/* only where this member is there, or ("counts.failed=0") is that; and not where it is */
	const char *needs, *unless;
	/*
	 * fields that are sent and not asked for, and the members that they have their values from,
	 * with spaces
	 */
	const char *fixed, *fixed_from;
	const char *only;		/* the fields that it asks for, with spaces; NULL: all */
	const char *next;		/* where it leads: a page of the folder; NULL: back here */
	bool leads_on;			/* to what it makes, not back here */
	/* asks for the password, too, as `_current` */
	bool is_sensitive;
	bool is_open;			/* seen at once: others are unfolded first */
	bool is_minor;			/* not what one mostly does */
	bool for_admins;
	/* the member of the answer whose texts are what its texts are chosen from; NULL */
	const char *choices;
	/*
	 * only for the user whose id this member is: of a list's item its own, else the
	 * answer's
	 */
	const char *whose;
	/* a fixed number that is a place in the list: what is added, unless it leads out of it */
	int step;
	handler *may;			/* OK for who may; NULL: everybody whom the route lets */
	const char *id;			/* of the form: rows have inputs of it (`chosen`); NULL */
};

/* What is to be known first of an answer, in words; NULL for nothing. */
struct cJSON;
typedef const char *web_sentence(struct arena *arena, const struct cJSON *answer);

/* What is to be known before something is done. */
typedef const char *web_warning(struct request *req);

/* A list in a page. */
struct web_list {
	const char *member;		/* "media"; "my.copies" */
	const char *title;		/* NULL where it is the page's own */
	const struct door *door;	/* where its items lead: NULL for this program */
	const char *path;		/* "/:id"; NULL for nowhere */
	/* where those lead that have nothing for that: of this program; NULL for nowhere */
	const char *else_path;
	/* a button that each has, to delete it: its words, NULL for none */
	const char *drop;
	/* forms and links of the program that each has; end with one without a title; NULL */
	const struct offer *offers;
	/* a box that each has, for an offer of the page with that `id`: what it is sent as; NULL */
	const char *chosen, *chosen_for;
	web_sentence *call;		/* what people call an item; NULL: what its record says */
};

struct web_page {
	const char *title;		/* NULL: what the record is called */
	const char *lead;		/* a sentence below it */
	web_sentence *say;		/* another, of this answer; NULL */
	web_warning *warns;		/* above the form that the address takes; NULL */
	const char *const *untold;	/* members that are no facts to people, NULL last; NULL */
	const char *of;			/* of a list: the member that is what it belongs to */
	struct web_list lists[4];	/* ends with one without a member */
	/* the filter that is a row of links, with the answer's `counts` where it has them */
	const char *tabs;
	const struct offer *offers;	/* ends with one without a title */
	/* a link to the same `q` there, where a list has nothing for it: its words, and the door */
	const char *elsewhere;
	const struct door *elsewhere_door;
	const char *screen;		/* the same with a script: "title.html?id=:id" */
};

#endif
