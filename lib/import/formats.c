/* What is read: one more is a file, and a line here. */
#include "format.h"

#include <string.h>

extern const struct format format_goodreads, format_letterboxd, format_imdb, format_trakt,
	format_myanimelist, format_storygraph, format_tvtime, format_librarything, format_vitrine,
	format_csv;

/* (Ours has members that others have, too: it is looked for first.) */
const struct format *const formats[] = {
	&format_vitrine, &format_goodreads, &format_letterboxd, &format_imdb, &format_trakt,
	&format_myanimelist, &format_storygraph, &format_tvtime, &format_librarything,
	&format_csv, NULL,
};

const struct format *
format_named(const char *name)
{
	for (int i = 0; formats[i]; i++)
		if (name && !strcmp(formats[i]->name, name))
			return formats[i];
	return NULL;
}
