/* TV Time's two exports: how both call a title, and what reads the files of the app's own. */
#ifndef TVTIME_H
#define TVTIME_H

#include "tell.h"

/* A series, by its TVDB id, and a film, by TV Time's own; `other` where there is none. */
void tvtime_start_show(struct arena *arena, struct item *item, const char *tvdb_id,
	const char *other);
void tvtime_start_movie(struct arena *arena, struct item *item, const char *uuid,
	const char *other);

/* The list of this id and name (NULL: it is told elsewhere); its key. */
const char *tvtime_tell_list(struct reading *reading, const char *id, const char *name);

void tvtime_read_movie(struct reading *reading, const struct piece *piece);
void tvtime_read_show(struct reading *reading, const struct piece *piece);
void tvtime_read_episode(struct reading *reading, const struct piece *piece);
void tvtime_read_place(struct reading *reading, const struct piece *piece);
void tvtime_read_movie_json(struct reading *reading, const struct piece *piece);
void tvtime_read_show_json(struct reading *reading, const struct piece *piece);

#endif
