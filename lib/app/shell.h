/*
 * What is around every page that programs answer: head, navigation, who is signed in. It looks as
 * the page's own screens do, and needs no script.
 */
#ifndef SHELL_H
#define SHELL_H

#include "html.h"
#include "request.h"

struct shell {
	const char *title;
	/* what others show who link to it; NULL for what has none */
	const char *description, *picture;
	const char *screen;	/* that shows the same with a script; NULL for none */
};

/* Everything up to the content of <main>; `html` is made, on `out`. */
void shell_begin(const struct request *req, const struct shell *shell, struct buf *out,
	struct html *html);

/* And all behind it. */
void shell_end(const struct request *req, const struct shell *shell, struct html *html);

#endif
