/*
 * Changes behind the doors of other designs, which show less than there is: what is sent back as it
 * was shown stays as it was (change_keep_shown). Each changes what req->id[0] names as req->change
 * says, by the rules of its model.
 */
#ifndef DOOR_CHANGE_H
#define DOOR_CHANGE_H

#include "app.h"
#include "media.h"

enum status door_change_title(struct request *req, enum media_type type);
enum status door_change_entry(struct request *req);
enum status door_change_copy(struct request *req, enum media_type type);

#endif
