/* My library: the shelf's books in a reader's words, with rating and review beside the status. */
#ifndef ENTRY_BOOKS_H
#define ENTRY_BOOKS_H

#include "entry.h"

extern const struct record library_view;	/* of an entry read as entry_whole */

/* Adds a book as the change says, Wishlist when it says nothing. ERR_NOT_FOUND for no such book. */
enum status library_add(const struct call *call, const char *book_id, const struct change *change);

/*
 * Changes status, rating and review of a book on the shelf; the latter two only when it is or
 * becomes completed.
 */
enum status library_change(const struct call *call, const char *book_id,
	const struct change *change);

#endif
