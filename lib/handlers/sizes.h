/* Pictures in smaller sizes: some widths only, as each is kept. */
#ifndef SIZES_H
#define SIZES_H

#include "app.h"
#include "picture.h"

extern const struct record sizes_query;

/* Those that are kept, and whole pictures; others are sent on to who can make them. */
handler sizes_get;

/* What these have in common: which width was asked for, 0 for none; a picture as the answer. */
int64_t sizes_width(const struct request *req);
enum status sizes_answer(struct response *res, const struct picture *picture);

/* Makes one, and keeps it (sizes_make.c): for a program that has the codecs. */
handler sizes_make;

#endif
