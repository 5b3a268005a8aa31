/* BookTracker's door (/booktracker): what its own clients ask for, in its own words. */
#include "app.h"
#include "dialect_booktracker.h"

static const struct route routes[] = {
	{ 0 }
};

const struct app app = {
	.name = "booktracker",
	.door = "/booktracker",
	.routes = routes,
	.dialect = &dialect_booktracker,
};
