/* Lists that nothing is asked of but a page of them. */
#ifndef OWN_LIST_H
#define OWN_LIST_H

#include "call.h"
#include "response.h"

/* A page of what the user who asks has, and how many there are in all. */
typedef enum status own_lister(const struct call *call, const struct page *page,
	struct rows *out);

/* Answers the page that was asked for, as respond_list does. */
enum status respond_own(struct response *res, const char *plural, const struct record *view,
	own_lister *list);

#endif
