/*
 * The mark that a removal leaves, so that nobody begins anew: `.ht.removed.NAME` beside the data
 * folder NAME, or `.ht.removed` in it where it had to stay.
 */
#ifndef REMOVAL_MARK_H
#define REMOVAL_MARK_H

#include "data_folder.h"

#define REMOVAL_MARK ".ht.removed"

/* Where the marks of a data folder are. */
const char *removal_mark_inside(struct arena *arena, const char *folder);
const char *removal_mark_beside(struct arena *arena, const char *folder);

/* Makes one, or makes an old one new. False, with errno, where it can't be. */
bool removal_mark_make(struct arena *arena, const char *path);

/*
 * For a new installation in `folder`: ERR_SETUP with `*trouble` while such a mark is there, or at
 * another folder that the choice could have fallen on (`beside`, as data_folder_choose takes it).
 * Else whoever came first would be the admin of a new one.
 */
enum status removal_check(struct arena *arena, const struct gateway *gateway,
	const struct config *config, const char *folder,
	const char *beside, struct trouble *trouble);

/*
 * For an installation that lives: takes a mark away that a removal left which was killed. One that
 * is under way has its own.
 */
void removal_forget(struct arena *arena, const char *folder);

/*
 * Takes away the empty database that somebody made who came too late to see the mark; no other
 * file.
 */
void removal_undo(struct arena *arena, const char *folder);

#endif
