#include "html.h"
#include "text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool
is_void(const char *tag)
{
	static const char *const voids[] = { "meta", "link", "img", "input", "br" };

	for (size_t i = 0; i < sizeof(voids) / sizeof(voids[0]); i++)
		if (!strcmp(voids[i], tag))
			return true;
	return false;
}

static void
end_tag(struct html *html)
{
	if (html->in_tag)
		buf_putc(html->out, '>');
	html->in_tag = false;
}

void
html_open_tag(struct html *html, const char *tag)
{
	if (html->depth >= HTML_DEPTH)
		tag = "div";
	else
		html->open[html->depth] = tag;
	html->depth++;
	end_tag(html);
	buf_putc(html->out, '<');
	buf_puts(html->out, tag);
	html->in_tag = true;
}

void
html_close(struct html *html)
{
	const char *tag;

	end_tag(html);
	html->depth--;
	tag = html->depth < HTML_DEPTH ? html->open[html->depth] : "div";
	if (!is_void(tag))
		buf_printf(html->out, "</%s>", tag);
}

void
html_put_attr(struct html *html, const char *name, const char *value)
{
	if (!value)
		return;
	buf_printf(html->out, " %s=\"", name);
	text_html(html->out, value);
	buf_putc(html->out, '"');
}

void
html_put_flag(struct html *html, const char *name, bool is_set)
{
	if (is_set)
		buf_printf(html->out, " %s", name);
}

/*
 * Browsers drop control characters and white space before they look at an address, and take \ for
 * /: what has any of these is none of ours.
 */
static bool
is_safe_address(const char *address)
{
	const size_t n = strcspn(address, "/?#:");

	if (text_has_control(address, "") || strpbrk(address, " \\"))
		return false;
	if (address[n] == ':')
		return !strncasecmp(address, "http://", 7) || !strncasecmp(address, "https://", 8);
	return address[0] != '/' || address[1] != '/';
}

void
html_put_link(struct html *html, const char *name, const char *address)
{
	if (address && is_safe_address(address))
		html_put_attr(html, name, address);
}

void
html_text(struct html *html, const char *text)
{
	end_tag(html);
	text_html(html->out, text);
}

void
html_drawing(struct html *html, const char *svg)
{
	end_tag(html);
	buf_puts(html->out, svg);
}

void
html_put_element(struct html *html, const char *tag, const char *class, const char *text)
{
	html_open_tag(html, tag);
	html_put_attr(html, "class", class);
	html_text(html, text);
	html_close(html);
}

void
html_anchor(struct html *html, const char *class, const char *address, const char *text)
{
	html_open(html, "a");
	html_attr(html, "class", class);
	html_link(html, "href", address);
	html_text(html, text);
	html_close(html);
}

const char *
html_name(struct html *html)
{
	return arena_printf(html->out->arena, "n%d", ++html->names);
}

const char *
html_words(struct arena *arena, const char *name)
{
	const char *order = strrchr(name, '_');
	bool is_up = order && !strcmp(order, "_asc"), is_down = order && !strcmp(order, "_desc");
	char *words = is_up || is_down ? arena_printf(arena, "%.*s, %s", (int)(order - name), name,
		is_up ? "ascending" : "descending") : arena_strdup(arena, name);
	bool is_constant = true;

	for (const char *p = name; *p; p++)
		is_constant = is_constant && !islower((unsigned char)*p);
	for (char *p = words; *p; p++) {
		if (*p == '_')
			*p = ' ';
		else if (p > words && is_constant)
			*p = (char)tolower((unsigned char)*p);
	}
	words[0] = (char)toupper((unsigned char)words[0]);
	return words;
}
