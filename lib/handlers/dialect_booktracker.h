/* How BookTracker's door speaks: as FastAPI does. */
#ifndef DIALECT_BOOKTRACKER_H
#define DIALECT_BOOKTRACKER_H

#include "dialect.h"

extern const struct dialect dialect_booktracker;

#endif
