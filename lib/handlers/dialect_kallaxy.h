/* How Kallaxy's door speaks. */
#ifndef DIALECT_KALLAXY_H
#define DIALECT_KALLAXY_H

#include "dialect.h"

extern const struct dialect dialect_kallaxy;

#endif
