/* Texts of others as ours: each a field_check for json_read_foreign. */
#ifndef PLAIN_H
#define PLAIN_H

#include "record.h"

/*
 * Plain text: no tags, entities decoded once, no control characters, white space trimmed, cut to
 * 500 characters of one line, or to 20,000 of several. NULL when nothing is left to see.
 */
field_check plain_line, plain_lines;

/*
 * The same of what somebody wrote, in lines: tags that are escaped are not tags, but what is meant.
 */
field_check plain_written;

/*
 * YYYY, YYYY-MM or YYYY-MM-DD of "2011-04-17T00:00:00Z", "October 1, 1988", "Mar 09, 2005", "18
 * Apr, 2011", "c1954", "+2010-07-00T00:00:00Z"; NULL for what has no year ("[19--]", "19??", "").
 */
field_check plain_date;

/* The id behind the last slash of "/books/OL7353617M", or the whole. */
field_check plain_id;

#endif
