/* The end of an installation: all that it made is removed, and it doesn't begin anew by itself. */
#ifndef REMOVAL_H
#define REMOVAL_H

#include "route.h"

/*
 * DELETE /server/data: removes all that programs of ours made in the data folder, and the folder
 * where that may be done. What is left is a mark (removal_mark.h).
 */
handler removal_remove;

#endif
