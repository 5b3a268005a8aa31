#include "ics.h"
#include "clock.h"

#include <string.h>

enum { LINE = 75 };

/* The bytes of the character that begins here. */
static size_t
character(const char *p)
{
	size_t n = 1;

	while (((unsigned char)p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* A property, folded (3.1): what goes on begins with a space. */
static void
put_line(struct buf *out, const char *name, const char *value)
{
	size_t used = strlen(name) + 1;

	buf_puts(out, name);
	buf_putc(out, ':');
	for (size_t n; *value; value += n) {
		n = character(value);
		if (used + n > LINE) {
			buf_puts(out, "\r\n ");
			used = 1;
		}
		buf_add(out, value, n);
		used += n;
	}
	buf_puts(out, "\r\n");
}

/* As a TEXT has it (3.3.11). */
static void
put_text(struct buf *out, const char *name, const char *text)
{
	struct buf value;

	if (!text)
		return;
	buf_init(&value, out->arena, strlen(text) + 16);
	for (; *text; text++) {
		const unsigned char c = (unsigned char)*text;

		if (c == '\r' && text[1] == '\n')
			continue;
		if (c == '\r' || c == '\n')
			buf_puts(&value, "\\n");
		else if (strchr("\\;,", c))
			buf_puts(&value, (char[]){ '\\', *text, '\0' });
		else if ((c >= 0x20 && c != 0x7f) || c == '\t')
			buf_putc(&value, *text);
	}
	put_line(out, name, value.data);
}

/* 20261128 of 2026-11-28, and 20261128T023312Z of a time. */
static const char *
without_signs(struct arena *arena, const char *text)
{
	struct buf plain;

	buf_init(&plain, arena, CLOCK_TEXT);
	for (; *text; text++)
		if (!strchr("-:", *text))
			buf_putc(&plain, *text);
	return plain.data;
}

void
ics_begin(struct buf *out, const char *name)
{
	buf_puts(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Vitrine//EN\r\n"
		"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
	put_text(out, "NAME", name);
	put_text(out, "X-WR-CALNAME", name);
	buf_puts(out, "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n");
}

void
ics_event(struct buf *out, const struct ics_event *event)
{
	char at[CLOCK_TEXT];

	clock_format(event->at.seconds, at);
	buf_puts(out, "BEGIN:VEVENT\r\n");
	put_line(out, "UID", event->uid);
	put_line(out, "DTSTAMP", without_signs(out->arena, at));
	put_line(out, "DTSTART;VALUE=DATE", without_signs(out->arena, event->day));
	put_text(out, "SUMMARY", event->title);
	put_text(out, "DESCRIPTION", event->text);
	if (event->url)
		put_line(out, "URL", event->url);
	buf_puts(out, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

void
ics_end(struct buf *out)
{
	buf_puts(out, "END:VCALENDAR\r\n");
}
