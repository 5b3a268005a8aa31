#include "dialect_booktracker.h"

const struct dialect dialect_booktracker = {
	.is_lax = true,
};
