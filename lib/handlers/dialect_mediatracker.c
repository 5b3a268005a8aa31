#include "dialect_mediatracker.h"

const struct dialect dialect_mediatracker = {
	.is_lax = true,
};
