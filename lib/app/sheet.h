/* A page that is being made: what those who make parts of it share. */
#ifndef SHEET_H
#define SHEET_H

#include "html.h"
#include "html_view.h"
#include "route.h"
#include "shell.h"

struct sheet {
	const struct app *program;
	struct request *req;
	struct response *res;		/* with the answer that it is made of */
	const cJSON *answer;		/* NULL for none */
	struct shell shell;
	struct buf out;
	struct html html;
};

/* What the routes say of the page; of one that they say nothing of, nothing is set in it. */
const struct web_page *sheet_page(const struct sheet *sheet);

/* The address that was asked for; and with its query. */
const char *sheet_path(const struct request *req);
const char *sheet_address(const struct request *req);

/*
 * A call that looks at no credentials knows nobody; its page is somebody's all the same: finds out
 * whose.
 */
void sheet_know_user(struct request *req);

/*
 * A path with values for its ":name": members of `values`, or what the address has for it. NULL
 * when one isn't there.
 */
const char *sheet_fill(const struct sheet *sheet, const char *path, const cJSON *values);

/* Head and navigation of a page that is called so; and what is behind its content. */
void sheet_begin(struct sheet *sheet, const char *title);
void sheet_end(struct sheet *sheet);

/* What is said to who has to set a second factor up before anything else. */
extern const char sheet_factor_first[];

/* A link on a line of its own. */
void sheet_put_link(struct sheet *sheet, const char *text, const char *address);

/* The forms that the page offers to who asks (page_offers.c). */
void sheet_put_offers(struct sheet *sheet);

/* The forms and links that an item of a list has, which is called so. */
void sheet_put_item_offers(struct sheet *sheet, const struct offer *offers, const cJSON *item,
	const char *name);

/* The array that the answer is a list of, NULL for a record; and that list (page_list.c). */
const cJSON *sheet_rows(const struct sheet *sheet);
void sheet_put_list(struct sheet *sheet, const cJSON *rows);

/* Visits the members of a record for the lists among them; `state` is the sheet. */
view_visitor sheet_put_inner_list;

/* What went wrong, as a page that goes on from there: with the form once more, or a sign-in. */
void sheet_show_error(struct sheet *sheet, enum status status);

#endif
