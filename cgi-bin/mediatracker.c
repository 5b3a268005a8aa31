/* Media Tracker's door (/mediatracker): what its own clients ask for, in its own words. */
#include "app.h"
#include "dialect_mediatracker.h"

static const struct route routes[] = {
	{ 0 }
};

const struct app app = {
	.name = "mediatracker",
	.door = "/mediatracker",
	.routes = routes,
	.dialect = &dialect_mediatracker,
};
