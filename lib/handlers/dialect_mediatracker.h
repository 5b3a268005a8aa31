/* How Media Tracker's door speaks. */
#ifndef DIALECT_MEDIATRACKER_H
#define DIALECT_MEDIATRACKER_H

#include "dialect.h"

extern const struct dialect dialect_mediatracker;

#endif
