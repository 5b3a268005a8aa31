#include "call.h"

struct call
call_quietly(const struct call *call)
{
	return (struct call){ .db = call->db, .arena = call->arena, .user = call->user,
		.address = call->address, .trail = call->trail };
}
