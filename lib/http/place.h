/*
 * Where the installation is, as the client writes it: what cookies belong to, and what links begin
 * with.
 */
#ifndef PLACE_H
#define PLACE_H

#include "request.h"

/*
 * Finds the base, the style and the door of a request, from base_url, SCRIPT_NAME and REQUEST_URI.
 * A path may be written in many ways (%7E for ~, doubled slashes), and browsers compare it with a
 * cookie's as it is written: so the base is what the client wrote. `alias` is the program's other
 * door, or NULL.
 */
void place_find(struct request *req, const char *alias);

#endif
