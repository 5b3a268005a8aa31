-- The seasons and episodes of series, and pictures made smaller.
CREATE TABLE seasons (
	media_key INTEGER REFERENCES media_items ON DELETE CASCADE,
	number INTEGER,                            -- 0: specials
	title TEXT,
	PRIMARY KEY (media_key, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE episodes (
	media_key INTEGER REFERENCES media_items ON DELETE CASCADE,
	place INTEGER,                             -- from 1, what an entry's progress counts; specials from -1 downward
	season INTEGER NOT NULL,
	number INTEGER NOT NULL,
	title TEXT,
	air_date TEXT,                             -- YYYY, YYYY-MM or YYYY-MM-DD
	length INTEGER,                            -- minutes
	PRIMARY KEY (media_key, place)
) STRICT, WITHOUT ROWID;

-- Made at the first request for them, of pictures that never change.
CREATE TABLE image_sizes (
	image_key INTEGER REFERENCES images ON DELETE CASCADE,
	width INTEGER NOT NULL,                    -- as it was asked for
	content_type TEXT NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (image_key, width)
) STRICT;
