/*
 * The search index: FTS5's trigram tokenizer, for which a quoted phrase of three characters or
 * more matches as a substring.
 */
#include "db_sqlite.h"

#include <string.h>

const char *
sqlite_search_condition(const char *column)
{
	if (!column)
		return "t.key IN (SELECT rowid FROM media_search WHERE media_search MATCH $$)";
	if (!strcmp(column, "creator_folded"))
		return "t.key IN (SELECT rowid FROM media_search WHERE creator_folded MATCH $$)";
	return "t.key IN (SELECT rowid FROM media_search WHERE title_folded MATCH $$)";
}

char *
sqlite_search_phrase(struct arena *arena, const char *text)
{
	char *phrase = arena_alloc(arena, 2 * strlen(text) + 3), *p = phrase;

	*p++ = '"';
	for (; *text; text++) {
		if (*text == '"')
			*p++ = '"';
		*p++ = *text;
	}
	*p = '"';
	return phrase;
}
