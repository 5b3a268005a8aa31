/*
 * Changes behind the doors of other designs, which show less than there is: what is sent back as it
 * was shown stays as it was (change_keep_shown), and the row with it, to its updated_at.
 */
#ifndef DOOR_CHANGE_H
#define DOOR_CHANGE_H

#include "app.h"
#include "media.h"

/*
 * Finds what is to be changed, as it is: a record of req->change's view. Who must not change it
 * gets the error here: where nothing is news, nobody else asks.
 */
typedef enum status door_finder(struct request *req, void *before);
/* Changes it, as what is left of req->change says. */
typedef enum status door_changer(struct request *req, const void *before);

/* Finds, takes out of req->change what is no news, and changes, if anything is left. */
enum status door_change(struct request *req, door_finder *find, void *before,
	door_changer *change);

/* Finds the title req->id[0] for who may change it; `media` has its type, or MEDIA_ANY. */
door_finder door_find_title;

/* Change what req->id[0] names, by the rules of its model. */
enum status door_change_title(struct request *req, enum media_type type);
enum status door_change_entry(struct request *req);
enum status door_change_copy(struct request *req, enum media_type type);

#endif
