/*
 * Uploads of pictures: what the programs share that take them. A route to one of these handlers has
 * `.file_max = FILE_UPLOAD_MAX`.
 */
#ifndef UPLOAD_H
#define UPLOAD_H

#include "picture.h"
#include "route.h"

/*
 * Reads the one picture of the request, from the part that the route's `file_field` says.
 * ERR_VALIDATION, ERR_NOT_PICTURE or ERR_TOO_LARGE with a problem; other parts are problems too. At
 * most `picture_slots` are decoded at once: others wait up to 5 s, then ERR_UNAVAILABLE.
 */
enum status upload_read(struct request *req, const struct response *res, struct picture *out);

/*
 * The picture of an item, behind a door of the catalogue: owner or admin, as for any change of the
 * item. The second only takes it, for a door with an answer of its own; `*id` gets its id.
 */
handler upload_image;
enum status upload_take_image(struct request *req, const struct response *res, const char **id);
handler upload_admit;	/* the route's `admit` */

/* POST and DELETE /users/me/avatar; the third is as above. */
handler upload_avatar, remove_avatar;
enum status upload_take_avatar(struct request *req, const struct response *res, const char **id);
handler upload_admit_avatar;	/* the `admit` of the first */

/*
 * A picture that something is going to refer to, within a day: `*picture` is it, `*id` gets its
 * id.
 */
enum status upload_take_loose(struct request *req, const struct response *res,
	struct picture *picture, const char **id);
handler upload_admit_loose;	/* the `admit`: those that waited longer make room */

/*
 * The user's picture of this id becomes the avatar (NULL: none does), or the picture of the item
 * that the address names. ERR_FORBIDDEN for somebody else's.
 */
enum status upload_choose_avatar(struct request *req, const char *id);
enum status upload_choose_image(struct request *req, const char *id);

#endif
