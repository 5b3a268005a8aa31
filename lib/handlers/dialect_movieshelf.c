#include "dialect_movieshelf.h"

const struct dialect dialect_movieshelf = {
	.is_lax = true,
};
