-- Tags: words of a member's own on what is on the shelf. An entry has its own, a line each, in their order, so that a list
-- of entries needs nothing else; what is looked for by them is here, made of that by lib/model/tag.c. All of a member's
-- entries write a tag the same way.
ALTER TABLE entries ADD COLUMN tags TEXT;
CREATE TABLE entry_tags (
	user_key INTEGER,                          -- the entry's
	name_folded TEXT,
	entry_key INTEGER REFERENCES entries ON DELETE CASCADE,
	name TEXT NOT NULL,
	PRIMARY KEY (user_key, name_folded, entry_key),
	UNIQUE (entry_key, name_folded)
) STRICT, WITHOUT ROWID;
