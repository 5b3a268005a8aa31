/*
 * An answer as HTML: its members, each shown as the field tables say that it was made from. What no
 * table describes is shown by what it is in JSON.
 */
#ifndef HTML_VIEW_H
#define HTML_VIEW_H

#include "html.h"
#include "record.h"
#include "response.h"

#include <cjson/cJSON.h>

/* A member of an answer that is no group of others. */
struct view_member {
	const char *path;		/* "my.entry.status" */
	const struct record *view;	/* what it is from; NULL when no table says */
	const struct field *field;	/* NULL, too */
	const cJSON *item;
};

typedef void view_visitor(struct html *html, const struct view_member *member, void *state);

/*
 * Visits the members of an object that are there (not null, nor empty), in their order, those of
 * its groups among them. `res` knows the views of members that have one of their own.
 */
void view_walk(struct html *html, const struct response *res, const struct record *view,
	const cJSON *object, view_visitor *visit, void *state);

/* The view of a member of the answer that has one of its own; NULL for none. */
const struct record *view_of_member(const struct response *res, const char *name);

/* What stands for a record: how it is called, and its picture. */
struct view_face {
	const char *heading;		/* NULL when it has no name */
	const char *member;		/* the member that this is; NULL where a table says it */
	const struct field *picture;	/* NULL for records without any */
	const char *address;		/* of the picture, NULL for none */
	const char *text;		/* the first of its texts of several lines, NULL for none */
	const char *nth;		/* "Season 2": a HEADING that is a number, else NULL */
	const char *kind;		/* its KIND, as JSON has it, NULL for none */
};
struct view_face view_face(struct html *html, const struct response *res,
	const struct record *view, const cJSON *object);

/* "28 November 2026" of a text that begins with that day; NULL for another. */
const char *html_day(struct arena *arena, const char *text);

/* Its picture, or what is drawn in the place of one. */
void html_face(struct html *html, const struct view_face *face);

/*
 * What is BRIEF of it, in a line; all that is said in one as a list of names and values; and the
 * texts of several lines, each under its name. Left out is what is below one of the paths, of which
 * the last is NULL.
 */
void html_brief(struct html *html, const struct response *res, const struct record *view,
	const cJSON *object, const char *const *but);
void html_facts(struct html *html, const struct response *res, const struct record *view,
	const cJSON *object, const char *const *but);
void html_texts(struct html *html, const struct response *res, const struct record *view,
	const cJSON *object, const char *const *but);

/* The ways from a list's page to those beside it, where all of it has more than `size`. */
void html_pager(struct html *html, const struct request *req, int64_t total, int64_t size);

/* What a field is called. */
const char *field_label(struct arena *arena, const struct field *field);

/* What one of its words is called. */
const char *word_label(struct arena *arena, const struct word_name *words, const char *name);

/* The member of an object at a path with dots, NULL when it isn't there or null. */
const cJSON *member_at(const cJSON *object, const char *path);

/* A string or a number as it is written; NULL for anything else. */
const char *member_text(const cJSON *item);

#endif
