/* Books in BookTracker's words. */
#ifndef BOOKTRACKER_H
#define BOOKTRACKER_H

#include "media.h"
#include "route.h"

/* A view of struct media, and its fields, for what has a book in it. */
extern const struct record booktracker_book;
extern const struct field booktracker_book_fields[];
/* The same as it is sent back: a book of another door may have no author. */
extern const struct record booktracker_shown_book;

/* Adds a book, which has an author. */
handler booktracker_create;
/* Changes the book that the address names; ERR_VALIDATION where that takes its author away. */
handler booktracker_change;

#endif
