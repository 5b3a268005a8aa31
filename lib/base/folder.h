/* The data folder's files. All of ours have names that begin with ".ht.", which no web server of ours serves. */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>
#include <stdint.h>

/* Removes the files whose names begin so and that nobody has written to for `age` seconds; 0: all of them. */
void folder_sweep(const char *folder, const char *prefix, int64_t age);

/* Whether so many bytes more have room on its disk. (A quota may say otherwise, at the first write.) */
bool folder_has_room(const char *folder, uint64_t bytes);

#endif
