-- Imports: what a file of another service has moves into a member's account by steps, and out of it again.
CREATE TABLE imports (
	key INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	user_key INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
	state TEXT NOT NULL,                       -- one of the words in lib/model/import.c, as those below
	stage TEXT NOT NULL,                       -- of the state
	next INTEGER NOT NULL,                     -- rows up to this one are behind it in this stage
	done INTEGER NOT NULL,
	total INTEGER,                             -- rows; NULL while they are read
	size INTEGER NOT NULL,                     -- bytes of the file
	policy TEXT NOT NULL,
	day_first INTEGER,                         -- 1 or 0 as the member said
	is_day_first INTEGER,                      -- as the file's dates are read
	created_at INTEGER NOT NULL,
	finished_at INTEGER,
	format TEXT,
	file_name TEXT,
	name TEXT,                                 -- what the member says it is called
	question TEXT,
	message TEXT,
	place TEXT,                                -- where reading is: lib/import/format.h
	columns TEXT,                              -- JSON
	headers TEXT,                              -- the file's columns, a line each
	UNIQUE (user_key, created_at, key)
) STRICT;

-- The file, until its rows have been moved.
CREATE TABLE import_chunks (
	import_key INTEGER NOT NULL REFERENCES imports ON DELETE CASCADE,
	number INTEGER NOT NULL,                   -- from 0
	bytes BLOB NOT NULL,
	UNIQUE (import_key, number)
) STRICT;

-- What the file says of one title, or of a list. The key has the import's and the number in it, so that one import's rows
-- are together, in their order: lib/model/import_row.c.
CREATE TABLE import_rows (
	key INTEGER PRIMARY KEY,
	import_key INTEGER NOT NULL REFERENCES imports ON DELETE CASCADE,
	number INTEGER NOT NULL,                   -- from 1
	outcome TEXT,                              -- NULL: isn't planned yet
	is_moved INTEGER NOT NULL DEFAULT 0,
	item_key TEXT NOT NULL,                    -- what the file calls it by
	title TEXT,
	media_id TEXT,                             -- that it is, or became; of a list the list's
	choice TEXT,                               -- of an unclear one: 'new', 'skip' or the id of a title
	candidates TEXT,                           -- ids of titles, a line each
	message TEXT,
	kept TEXT,                                 -- why it stayed when the import was undone
	skipped TEXT,
	failed TEXT,
	remarks TEXT,                              -- a line each
	item TEXT NOT NULL,                        -- JSON: lib/import/item.h
	source TEXT,                               -- its rows in a table, each a JSON array, a line each
	undo BLOB,                                 -- what it takes to undo it
	UNIQUE (import_key, item_key),
	UNIQUE (import_key, outcome, number)
) STRICT;

-- What titles are called elsewhere ("imdb:tt0078748"), and by what files that were imported call them ("=goodreads 1").
CREATE TABLE media_ids (
	id TEXT NOT NULL,
	media_key INTEGER NOT NULL REFERENCES media_items ON DELETE CASCADE,
	told_by INTEGER NOT NULL,                  -- the user whose import says so; 0: a look-up
	PRIMARY KEY (id, media_key, told_by),
	UNIQUE (media_key, id, told_by)
) STRICT, WITHOUT ROWID;
INSERT INTO media_ids (id, media_key, told_by)
	SELECT DISTINCT j.key || ':' || j.value, m.key, 0 FROM media_items m, json_each(m.metadata, '$.ids') j
	WHERE m.source = 'EXTERNAL' AND m.external_id IS NOT NULL AND j.type IN ('text', 'integer');
