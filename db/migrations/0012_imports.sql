-- Imports: what a file of another service has moves into a member's account by steps, and out of it again. (Every process reads
-- the schema: what is only ever read with an import is in its `work`.)
CREATE TABLE imports (
	key INTEGER PRIMARY KEY,
	id TEXT,
	user_key INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
	state TEXT,                                -- one of the words in lib/model/import.c
	created_at INTEGER,
	finished_at INTEGER,
	size INTEGER,                              -- bytes of the file
	work TEXT,                                 -- all else: a line each, lib/model/import_work.c
	UNIQUE (user_key, id)
) STRICT;

-- What the file says of one title, or of a list; and, with higher numbers, the file itself in pieces. The key has the import's
-- and the number in it, so that those of one import are together, in their order: lib/model/import_row.c.
CREATE TABLE import_rows (
	key INTEGER PRIMARY KEY,
	import_key INTEGER REFERENCES imports ON DELETE CASCADE,
	number INTEGER,                            -- from 1
	outcome TEXT,                              -- NULL: isn't planned yet
	is_moved INTEGER,
	item_key TEXT,                             -- what the file calls it by
	title TEXT,
	media_id TEXT,                             -- that it is, or became; of a list the list's
	choice TEXT,                               -- of an unclear one: 'new', 'skip' or the id of a title; of a list a place
	candidates TEXT,                           -- ids of titles, a line each
	message TEXT,
	kept TEXT,                                 -- why it stayed when the import was undone
	skipped TEXT,
	failed TEXT,
	remarks TEXT,                              -- a line each
	item TEXT,                                 -- JSON: lib/import/item.h
	source TEXT,                               -- its rows in a table, each a JSON array, a line each
	bytes BLOB,                                -- what it takes to undo it; those of a piece of the file
	UNIQUE (import_key, item_key),
	UNIQUE (import_key, outcome, number)
) STRICT;

-- What titles are called elsewhere ("imdb:tt0078748"), and by what files that were imported call them ("=goodreads 1").
CREATE TABLE media_ids (
	id TEXT,
	media_key INTEGER REFERENCES media_items ON DELETE CASCADE,
	told_by INTEGER,                           -- the user whose import says so; 0: a look-up
	UNIQUE (id, media_key, told_by),
	UNIQUE (media_key, id, told_by)
) STRICT;
INSERT INTO media_ids (id, media_key, told_by)
	SELECT DISTINCT j.key || ':' || j.value, m.key, 0 FROM media_items m, json_each(m.metadata, '$.ids') j
	WHERE m.source = 'EXTERNAL' AND m.external_id IS NOT NULL AND j.type IN ('text', 'integer');
