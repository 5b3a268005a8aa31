#include "dialect_mycoll.h"

const struct dialect dialect_mycoll = {
	.is_lax = true,
};
