/*
 * Uploads of pictures: what the programs share that take them. A route to one of these handlers has
 * `.file_max = FILE_UPLOAD_MAX`.
 */
#ifndef UPLOAD_H
#define UPLOAD_H

#include "picture.h"
#include "route.h"

/*
 * Reads the one picture of the request, from the file part `image`. ERR_VALIDATION, ERR_NOT_PICTURE
 * or ERR_TOO_LARGE with a problem; other parts are problems too. At most `picture_slots` are
 * decoded at once: others wait up to 5 s, then ERR_UNAVAILABLE.
 */
enum status upload_read(struct request *req, struct picture *out);

/*
 * The picture of an item, behind a door of the catalogue: owner or admin, as for any change of the
 * item.
 */
handler upload_image;
handler upload_admit;	/* the route's `admit` */

/* POST and DELETE /users/me/avatar. */
handler upload_avatar, remove_avatar;
handler upload_admit_avatar;	/* the `admit` of the first */

#endif
