/* Beside its reader: who writes vitrine.csv needs no other. */
#include "flat.h"

const char *const flat_columns[] = {
	"title", "creator", "type", "year", "isbn", "status", "rating", "start", "end", "times",
	"progress", "length", "note", "review", "tags", "genre", "format", "platform", "imdb",
	"tmdb", "tvdb", "mal", "goodreads", "added", "location", "condition", "lent_to", "lent_on",
	"due_on", "acquired_on", "price", "currency", "barcode", NULL,
};
