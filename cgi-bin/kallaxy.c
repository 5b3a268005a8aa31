/* Kallaxy's door (/kallaxy): what its own clients ask for, in its own words. */
#include "app.h"
#include "dialect_kallaxy.h"

static const struct route routes[] = {
	{ 0 }
};

const struct app app = {
	.name = "kallaxy",
	.door = "/kallaxy",
	.routes = routes,
	.dialect = &dialect_kallaxy,
};
