/* The programs that pages lead to. */
#ifndef DOORS_H
#define DOORS_H

#include "request.h"

extern const struct door door_auth, door_users, door_media, door_reviews, door_shelf,
	door_collection, door_lists, door_lookup, door_diary, door_server,
	door_imports, door_exports, door_shared, door_stats;

#endif
