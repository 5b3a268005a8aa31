#include "dialect_kallaxy.h"

const struct dialect dialect_kallaxy = {
	.is_lax = true,
};
