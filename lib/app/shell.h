/*
 * What is around every page that programs answer: head, navigation, who is signed in. It looks as
 * the page's own screens do, and needs no script.
 */
#ifndef SHELL_H
#define SHELL_H

#include "html.h"
#include "request.h"

/* The same as a file: its type, what it is called, its address. */
struct shell_feed {
	const char *type, *title, *address;
};

struct shell {
	const char *title;
	/* what others show who link to it; NULL for what has none */
	const char *description, *picture;
	const char *screen;	/* that shows the same with a script; NULL for none */
	/* of a page that is shown to others: the one address that it has; NULL */
	const char *address;
	const struct shell_feed *feeds;	/* end with one without a type; NULL for none */
};

/* Everything up to the content of <main>; `html` is made, on `out`. */
void shell_begin(const struct request *req, const struct shell *shell, struct buf *out,
	struct html *html);

/*
 * The same of a page for who isn't of the house: without the ways to everything else, and told to
 * no search engine. `shell_end_shown` ends it.
 */
void shell_begin_shown(const struct request *req, const struct shell *shell, struct buf *out,
	struct html *html);
void shell_end_shown(const struct request *req, struct html *html);

/* And all behind it. */
void shell_end(const struct request *req, const struct shell *shell, struct html *html);

#endif
