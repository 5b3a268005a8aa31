/*
 * Rows by the integers that other designs know them by: the database's own keys. They are nobody's
 * secret and no proof of anything: what is somebody's own is found by its owner only.
 */
#ifndef KEY_H
#define KEY_H

#include "media.h"

enum keyed_kind {
	KEYED_TITLE,		/* an item, as anybody sees it */
	KEYED_SHELVED,		/* an item by its own key, which the user has on the shelf */
	KEYED_ENTRY,		/* an entry of the user's */
	KEYED_COPY,		/* a copy of the user's */
};

/* What a number is the key of. */
struct keyed {
	enum keyed_kind kind;
	enum media_type type;	/* of the item: others aren't found. MEDIA_ANY: of any */
};

/* The id of the row with this key. ERR_NOT_FOUND where there is none, or it isn't the user's. */
enum status key_find(const struct call *call, const struct keyed *what, int64_t key,
	const char **id);

#endif
