/*
 * Where the programs are (the first line, as SCRIPT_NAME has it) and what was asked for: the base
 * is that folder, however it is written, in characters that headers and cookies can have; links
 * stay on this host.
 */
#include "fuzz.h"
#include "place.h"
#include "text.h"

#include <string.h>

struct asked {
	const char *script, *target;
};

static const char *
env(void *context, const char *name)
{
	const struct asked *asked = context;

	if (!strcmp(name, "SCRIPT_NAME"))
		return asked->script;
	return strcmp(name, "REQUEST_URI") ? NULL : asked->target;
}

/* Decoded, with one slash where there are more. */
static const char *
plain(struct arena *arena, const char *path)
{
	char *out = arena_alloc(arena, strlen(path) + 1), *end = out;

	while (*path) {
		bool is_slash = *path == '/';
		char c = text_url_byte(&path);

		if (!is_slash || end == out || end[-1] != '/')
			*end++ = c;
	}
	*end = '\0';
	return out;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh();
	char *target = arena_copy(arena, data, size), *folder = strsep(&target, "\n");
	struct asked asked = { arena_printf(arena, "%s/cgi-bin/x.cgi", folder), target };
	const struct gateway gateway = { .env = env, .context = &asked };
	const struct config config = { .base_url = "" };
	struct request req = { .gateway = &gateway, .arena = arena, .config = &config,
		.program = "x", .door = "/x" };

	if (*folder && (*folder != '/' || strstr(folder, "//")
	    || folder[strlen(folder) - 1] == '/'))
		return 0;
	place_find(&req, "/y/z");
	for (const char *p = req.base; *p; p++)
		MUST(*p > ' ' && *p < 0x7f && !strchr(";\"<>\\?#", *p));
	/* with a % it may be a server that doesn't decode */
	MUST(strchr(folder, '%') || !strcmp(plain(arena, req.base), folder));
	MUST(!*req.root || (req.root[0] == '/' && req.root[1] != '/'));
	MUST(!req.by_alias || (req.is_short && !strcmp(req.door, "/y/z")));
	MUST(strchr(folder, '%') || links_below(arena_printf(arena, "%s/images/x", req.base),
		folder));
	return 0;
}
