/* How MyColl's door speaks. */
#ifndef DIALECT_MYCOLL_H
#define DIALECT_MYCOLL_H

#include "dialect.h"

extern const struct dialect dialect_mycoll;

#endif
