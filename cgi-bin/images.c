/* Pictures (/images): the bytes of covers, posters and avatars. They never change. */
#include "sizes.h"

static const struct route routes[] = {
	{ GET, "/:id", sizes_get, READER, .query = &sizes_query },
	{ 0 }
};

const struct app app = {
	.name = "images",
	.door = "/images",
	.routes = routes,
};
