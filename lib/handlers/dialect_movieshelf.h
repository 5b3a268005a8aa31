/* How MovieShelf's door speaks. */
#ifndef DIALECT_MOVIESHELF_H
#define DIALECT_MOVIESHELF_H

#include "dialect.h"

extern const struct dialect dialect_movieshelf;

#endif
