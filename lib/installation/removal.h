/* The end of an installation: all that it made is removed, and it doesn't begin anew by itself. */
#ifndef REMOVAL_H
#define REMOVAL_H

#include "route.h"
#include "data_folder.h"

/*
 * DELETE /server/data: removes all that programs of ours made in the data folder, and the folder
 * where that may be done. What is left is a mark: `.ht.removed.NAME` beside the folder, or
 * `.ht.removed` in it where it had to stay.
 */
handler removal_remove;

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
