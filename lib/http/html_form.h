/* Forms as HTML: what a body is made of, by its field table, becomes inputs. */
#ifndef HTML_FORM_H
#define HTML_FORM_H

#include "html.h"
#include "problem.h"
#include "record.h"
#include "request.h"

#include <cjson/cJSON.h>

struct html_form {
	const char *action;
	enum method method;
	const char *button;
	const char *id;			/* NULL for none */
	const char *of;			/* what it is for, said to who doesn't see the row; NULL */
	const char *next;		/* where to go afterwards; NULL: as the program says */
	const struct record *body;	/* NULL: nothing is asked */
	/* the values that the inputs have at first: members by their names; NULL for none */
	const cJSON *values;
	const char *only;		/* the fields that are asked for, with spaces; NULL: all */
	/*
	 * Fields that are sent as they are, with spaces, and the members of `fixed_of` that they
	 * have their values from, in the same order; NULL for none
	 */
	const char *fixed, *fixed_from;
	const cJSON *fixed_of;
	int step;			/* what is added to each of these, all numbers then */
	const char *file;		/* the field of a file, NULL for none */
	const char *accept;		/* the content types of that */
	const struct problems *problems;	/* what is wrong with the values; NULL: nothing */
	bool is_sensitive;		/* asks for the password, as `_current` */
	const cJSON *choices;		/* texts that its texts are chosen from; NULL: any */
	bool is_minor;			/* its button isn't the page's first */
	bool for_admin;			/* also what is FOR_ADMINS */
};

/* A form that posts: `_method` says what else is meant. */
void html_form(struct html *html, const struct html_form *form);

/*
 * A form that asks for a list again, by a query: `values` are its parameters. One filter may be
 * left out, as tabs are it.
 */
void html_filter(struct html *html, const char *action, const struct record *query,
	const cJSON *values, const char *but);

#endif
