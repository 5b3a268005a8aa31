/* Lists as other designs have them (struct list_shape of their dialect). */
#ifndef DOOR_ROWS_H
#define DOOR_ROWS_H

#include "app.h"
#include "dialect.h"

/* Reads a page of the rows, and how many there are in all, which isn't asked of a whole list. */
typedef enum status rows_lister(struct request *req, const struct page *page, struct rows *out);

/*
 * Answers the list as the request's dialect has it: whole, by pages, or from `skip`. A whole one is
 * read and written page by page, so that it takes no more memory than one does. `read` as for
 * respond_list_read, or NULL. `plural` is its name, where it has one and the dialect says none.
 */
enum status respond_rows(struct response *res, const char *plural, const struct record *view,
	rows_lister *list, rows_reader *read);

/*
 * Gives back what was taken of the arena since the mark, when `before` was taken of it, once that
 * is much: what is written goes aside.
 */
enum status door_wind_back(struct response *res, struct arena_mark mark, size_t before);

#endif
