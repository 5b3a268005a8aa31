/* Cookies: a value has no separator, is in the header, and is found again when it comes alone. */
#include "cookie.h"
#include "fuzz.h"

#include <string.h>

static const char *
env(void *context, const char *name)
{
	return strcmp(name, "HTTP_COOKIE") ? NULL : context;
}

static const char *
get(struct arena *arena, char *header)
{
	const struct gateway gateway = { .env = env, .context = header };
	const struct request req = { .gateway = &gateway, .arena = arena };

	return cookie_get(&req, "access_token");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	char *header = arena_copy(arena, data, size);
	const char *value = get(arena, header), *again;

	if (!value)
		return 0;
	MUST(!strpbrk(value, "; \t") && strstr(header,
		arena_printf(arena, "access_token=%s", value)));
	again = get(arena, arena_printf(arena, "access_token=%s", value));
	MUST(again && !strcmp(again, value));
	return 0;
}
