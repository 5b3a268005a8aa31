/* MovieShelf's door (/movieshelf): what its own clients ask for, in its own words. */
#include "app.h"
#include "dialect_movieshelf.h"

static const struct route routes[] = {
	{ 0 }
};

const struct app app = {
	.name = "movieshelf",
	.door = "/movieshelf",
	.routes = routes,
	.dialect = &dialect_movieshelf,
};
