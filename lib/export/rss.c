#include "rss.h"

#include <string.h>
#include <time.h>

/* U+FFFE and U+FFFF are no characters of XML either. */
static bool
is_no_character(const char *p)
{
	return !memcmp(p, "\xef\xbf\xbe", 3) || !memcmp(p, "\xef\xbf\xbf", 3);
}

static void
put_text(struct buf *out, const char *text)
{
	for (const char *p = text; *p; p++) {
		const unsigned char c = (unsigned char)*p;

		if (c == '&')
			buf_puts(out, "&amp;");
		else if (c == '<')
			buf_puts(out, "&lt;");
		else if (c == '>')
			buf_puts(out, "&gt;");
		else if (c == '"')
			buf_puts(out, "&quot;");
		else if (c == 0xef && p[1] && p[2] && is_no_character(p))
			p += 2;
		else if (c >= 0x20 || c == '\t' || c == '\n')
			buf_putc(out, *p);
	}
}

/* `tag` with its attributes; what ends it is told by its name alone. */
static void
put_element(struct buf *out, const char *tag, const char *text)
{
	const size_t name = strcspn(tag, " ");

	if (!text)
		return;
	buf_putc(out, '<');
	buf_puts(out, tag);
	buf_putc(out, '>');
	put_text(out, text);
	buf_puts(out, "</");
	buf_add(out, tag, name);
	buf_puts(out, ">\n");
}

/* As mails have it (RFC 822, with the four digits of RFC 1123). */
static void
put_time(struct buf *out, struct timestamp at)
{
	const time_t seconds = (time_t)at.seconds;
	char text[64];
	struct tm tm;

	if (at.seconds == INT_NONE || !gmtime_r(&seconds, &tm))
		return;
	if (strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm))
		put_element(out, "pubDate", text);
}

void
rss_begin(struct buf *out, const struct rss_channel *channel)
{
	buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "
		"xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n");
	put_element(out, "title", channel->title);
	put_element(out, "link", channel->link);
	put_element(out, "description", channel->description);
	buf_puts(out, "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"");
	put_text(out, channel->self);
	buf_puts(out, "\"/>\n");
}

void
rss_item(struct buf *out, const struct rss_item *item)
{
	buf_puts(out, "<item>\n");
	put_element(out, "title", item->title);
	put_element(out, "link", item->link);
	put_element(out, "guid isPermaLink=\"false\"", item->guid);
	put_time(out, item->at);
	put_element(out, "description", item->text);
	buf_puts(out, "</item>\n");
}

void
rss_end(struct buf *out)
{
	buf_puts(out, "</channel>\n</rss>\n");
}
