#include "links.h"
#include "text.h"
#include "uuid.h"

#include <string.h>
#include <strings.h>

const char *
links_show(const struct links *links, struct arena *arena, const char *text)
{
	return links && uuid_valid(text) ? arena_printf(arena, "%s%s", links->pictures, text)
		: text;
}

/* What follows the prefix, NULL when the text doesn't start with it. */
static const char *
text_after(const char *text, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(text, prefix, n) ? NULL : text + n;
}

const char *
links_below(const char *path, const char *base)
{
	const char *p = text_after(path, base);

	if (p && strchr("/?#", *p))
		return p;
	p = path;
	while (*base) {
		char c = text_url_byte(&p);

		if (c != *base++)
			return NULL;
		while (c == '/' && *p == '/')
			p++;
	}
	return strchr("/?#", *p) ? p : NULL;
}

/* The path of an address on this site; NULL for one elsewhere. */
static const char *
own_path(const struct links *links, const char *address)
{
	for (int i = 0; i < 2; i++) {
		size_t n = links->hosts[i] ? strlen(links->hosts[i]) : 0;

		if (n && !strncasecmp(address, links->hosts[i], n) && address[n] == '/')
			return address + n;
	}
	return NULL;
}

const char *
links_picture(const struct links *links, struct arena *arena, const char *text)
{
	const char *path = text, *id;

	if (!links)
		return NULL;
	if (!strncasecmp(text, "http://", 7))
		path = own_path(links, text + 7);
	else if (!strncasecmp(text, "https://", 8))
		path = own_path(links, text + 8);
	if (path && *path == '/')
		path = links_below(path, links->base);
	if (!path)
		return NULL;
	path += strspn(path, "/");
	id = text_after(path, "images/");
	if (!id)
		id = text_after(path, "cgi-bin/images.cgi/");
	return id && uuid_valid(id) ? arena_strdup(arena, id) : NULL;
}
