/*
 * A calendar (iCalendar, RFC 5545) of whole days: lines are folded at 75 bytes, and never within
 * a character.
 */
#ifndef ICS_H
#define ICS_H

#include "buf.h"
#include "record.h"

struct ics_event {
	const char *uid;		/* the same for the same event, anywhere */
	const char *day;		/* YYYY-MM-DD */
	const char *title, *text, *url;	/* the last two: NULL for none */
	struct timestamp at;		/* when it was last changed */
};

/* What a calendar of this name begins with, each of its events, and what it ends with. */
void ics_begin(struct buf *out, const char *name);
void ics_event(struct buf *out, const struct ics_event *event);
void ics_end(struct buf *out);

#endif
