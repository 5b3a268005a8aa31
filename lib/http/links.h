/*
 * Links to our own pictures. A PICTURE field holds the bare id of one (or another site's address);
 * clients see and send links: "/images/ID", "/cgi-bin/images.cgi/ID", with the site before it or
 * not.
 */
#ifndef LINKS_H
#define LINKS_H

#include "arena.h"

struct links {
	/* what stands before an id in an answer, in the style of the request */
	const char *pictures;
	const char *base;		/* the installation's path, decoded */
	/* this site's names: as the client calls it, as base_url does; NULL for none */
	const char *hosts[2];
};

/* What a client is shown for the text of a PICTURE field. */
const char *links_show(const struct links *links, struct arena *arena, const char *text);

/* The id in a link to one of our pictures, in any style; NULL for any other text. */
const char *links_picture(const struct links *links, struct arena *arena, const char *text);

/*
 * What follows `base` (decoded, without a slash at its end) in an address's path as it was written,
 * percent-encoded or with doubled slashes; NULL when the path isn't below it.
 */
const char *links_below(const char *path, const char *base);

#endif
