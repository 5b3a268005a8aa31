/*
 * Every address is also a page: the answer to who reads HTML, made of what a program gets, and of
 * the forms that the routes describe.
 */
#ifndef APP_PAGE_H
#define APP_PAGE_H

#include "route.h"

/* Makes the answer to a visit, which has this status, into a page. */
void page_answer_visit(const struct app *program, struct response *res, enum status status);

/*
 * The answer to a browser's form: 303, or a page with what is wrong, where what was typed is kept.
 */
void page_answer_form(const struct app *program, struct response *res, enum status status);

#endif
