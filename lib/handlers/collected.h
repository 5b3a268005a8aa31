/* A collection as its doors have it: items on the shelf of who asks, with the copies of them. */
#ifndef COLLECTED_H
#define COLLECTED_H

#include "app.h"
#include "entry.h"

/* An entry that was read as entry_whole: the item as media_view shows it, its status and copies. */
extern const struct record collected_view;

/* Reads the copies of such entries. */
rows_reader collected_read;

/* The item whose id req->id[0] is, of a type (MEDIA_ANY: of any), with its copies. */
enum status collected_find(struct request *req, enum media_type type, struct entry *out);

/*
 * Puts an item on the shelf of who asks, unless it is there: the one that the rules of uniqueness
 * take for the same, or else a new one. `media` is that then.
 */
enum status collect_item(struct request *req, struct media *media);

#endif
