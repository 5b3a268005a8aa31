/*
 * The data folder and its files: who may use them, what is left over, what goes. All of ours have
 * names that begin with ".ht.", which no web server of ours serves.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include "arena.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Makes the folder: for its owner alone, or also for its group, to which then belongs whatever is
 * made in it. False, with errno, when it can't be made; it may be there already.
 */
bool folder_make(const char *folder, bool for_group);

/*
 * The mode of a file that is made in it. (With a group the process's umask must let it have its
 * rights.)
 */
mode_t folder_file_mode(bool for_group);

/*
 * Gives what is there already, and is ours to give, the same modes: they follow a setting that has
 * changed. False when some of it could not get them.
 */
bool folder_follow(const char *folder, bool for_group);

/* A folder to be read, which the arena holds until folder_close. NULL, with errno, for none. */
DIR *folder_open(struct arena *arena, const char *folder);
void folder_close(struct arena *arena, DIR *dir);

/*
 * Removes the files whose names begin so and that nobody has written to for `age` seconds; 0: all
 * of them.
 */
void folder_sweep(const char *folder, const char *prefix, int64_t age);

/*
 * Removes all files of ours but the one named `but` (NULL: that one, too). True when none of them
 * is left.
 */
bool folder_clear(const char *folder, const char *but);

/*
 * An empty file without a name, which ends when it is closed. -1, with errno, when there can be
 * none.
 */
int folder_nameless_file(const char *folder);

/*
 * Whether so many bytes more have room on its disk. (A quota may say otherwise, at the first
 * write.)
 */
bool folder_has_room(const char *folder, uint64_t bytes);

#endif
