/* What the pages of imports say in words, and what of a row's values is for people. */
#ifndef IMPORTS_PAGE_H
#define IMPORTS_PAGE_H

#include "record.h"
#include "web_page.h"

/* How far an import is, what is to be decided, and how many rows came to what. */
web_sentence imports_say;

/* A row's values as facts. */
extern const struct record imports_told_view;

/* Members of an import, and of a row, that are for programs. */
extern const char *const imports_untold[], *const imports_untold_of_row[];

#endif
