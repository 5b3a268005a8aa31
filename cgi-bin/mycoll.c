/* MyColl's door (/mycoll): what its own clients ask for, in its own words. */
#include "app.h"
#include "dialect_mycoll.h"

static const struct route routes[] = {
	{ 0 }
};

const struct app app = {
	.name = "mycoll",
	.door = "/mycoll",
	.routes = routes,
	.dialect = &dialect_mycoll,
};
