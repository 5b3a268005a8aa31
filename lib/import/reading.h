/* A file while it is read, as the readers of formats see it. */
#ifndef READING_H
#define READING_H

#include "pieces.h"

struct reading {
	struct arena *arena;		/* of the piece */
	const struct import_options *options;
	struct import_place *place;
	const struct sink *sink;
	struct piece piece;
	const char *row;		/* of a table: what the piece was, once it was asked for */
	enum status rc;			/* what the sink said */
};

/* The piece is read by its part, or fails. */
void reading_piece(struct reading *reading, const struct format_part *part);

#endif
