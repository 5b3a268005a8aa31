/* An item with all that the user who asks does with it: entry, rating, review, copies. */
#ifndef MEDIA_WHOLE_H
#define MEDIA_WHOLE_H

#include "media.h"

/* The item, and in `my` its whole entry, the rating, the whole review, the copies. */
extern const struct record media_whole_view;

/* Reads one of any type for that view. The user is known. */
enum status media_find_whole(const struct call *call, const char *id, struct media *out);

#endif
