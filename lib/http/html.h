/*
 * HTML, written so that nothing that somebody typed can be markup: names of elements and attributes
 * are literals (the compiler holds it), all text and all values are escaped, addresses are checked.
 */
#ifndef HTML_H
#define HTML_H

#include "buf.h"

#include <stdbool.h>

enum { HTML_DEPTH = 100 };

struct html {
	struct buf *out;
	const char *open[HTML_DEPTH];	/* the elements that are open, the innermost last */
	int depth;
	bool in_tag;			/* attributes may still come */
	/*
	 * what the addresses of our own pictures begin with, and of those that are fetched for a
	 * look-up: others are not shown
	 */
	const char *pictures, *fetched;
	int names;			/* how many names html_name has made */
};

/* Begins an element; what has no end tag (input, img) is closed by html_close, too. */
#define html_open(html, tag) html_open_tag((html), "" tag)
void html_open_tag(struct html *html, const char *tag);

/* Ends the innermost element. */
void html_close(struct html *html);

/* An attribute of the element that has just begun; NULL is none. */
#define html_attr(html, name, value) html_put_attr((html), "" name, (value))
void html_put_attr(struct html *html, const char *name, const char *value);

/* One without a value, when `is_set`. */
#define html_flag(html, name, is_set) html_put_flag((html), "" name, (is_set))
void html_put_flag(struct html *html, const char *name, bool is_set);

/*
 * One that is an address: of this site, or by http or https. Any other (javascript:, data:, another
 * host by //) is left out.
 */
#define html_link(html, name, address) html_put_link((html), "" name, (address))
void html_put_link(struct html *html, const char *name, const char *address);

/* Text within the innermost element. */
void html_text(struct html *html, const char *text);

/* A drawing of ours (DRAWING in record.h), as it is: nothing of it was typed by anybody. */
void html_drawing(struct html *html, const char *svg);

/* A whole element with nothing but text in it; `class` may be NULL. */
#define html_element(html, tag, class, text) html_put_element((html), "" tag, (class), (text))
void html_put_element(struct html *html, const char *tag, const char *class, const char *text);

/* A link with nothing but text in it; its `class` may be NULL. */
void html_anchor(struct html *html, const char *class, const char *address, const char *text);

/* A name for an element that no other in the page has. */
const char *html_name(struct html *html);

/* The words for a name of ours: start_date is "Start date", title_asc "Title, ascending". */
const char *html_words(struct arena *arena, const char *name);

#endif
