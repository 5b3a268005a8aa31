-- Lists of titles. (An index by UNIQUE is read faster than one by CREATE INDEX: every process reads the schema.)
CREATE TABLE lists (
	key INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	user_key INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
	visibility TEXT NOT NULL,                  -- one of the words in lib/model/list.c
	is_ranked INTEGER NOT NULL,
	item_count INTEGER NOT NULL,               -- kept by what adds and deletes its items
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,               -- also when an item changed
	name TEXT NOT NULL,
	description TEXT,
	UNIQUE (user_key, updated_at, key),
	UNIQUE (updated_at, key)                   -- what others show, newest first
) STRICT;

-- A title is in a list once: there its id is the item's, too. Positions aren't stored: an item is before those with a
-- higher `place`. Between two of them others have room, so that who is moved is the only one written
-- (lib/model/list_item.c), and one that goes leaves no gap to be closed.
CREATE TABLE list_items (
	key INTEGER PRIMARY KEY,
	list_key INTEGER NOT NULL REFERENCES lists ON DELETE CASCADE,
	media_key INTEGER NOT NULL REFERENCES media_items ON DELETE CASCADE,
	place INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	note TEXT,
	UNIQUE (media_key, list_key),
	UNIQUE (list_key, place, key)
) STRICT;
