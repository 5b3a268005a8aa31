-- A copy knows where it is, what it cost and who has it. (Every process reads the schema: what is UNIQUE in a table is read
-- faster than an index beside it, so that of two more tables are so, too.)
ALTER TABLE copies RENAME TO copies_before;
DROP INDEX copies_user;
DROP INDEX copies_media;
CREATE TABLE copies (
	key INTEGER PRIMARY KEY,
	id TEXT UNIQUE,
	user_key INTEGER REFERENCES users ON DELETE CASCADE,
	media_key INTEGER REFERENCES media_items ON DELETE CASCADE,
	type TEXT,                                 -- the title's, which can't change while it is on a shelf
	format TEXT,
	format_folded TEXT,
	platform TEXT,
	platform_folded TEXT,
	location TEXT,                             -- a path: Home/Study
	location_folded TEXT,
	condition TEXT,
	condition_folded TEXT,
	whereabouts TEXT,                          -- 'home', 'lent' or 'streaming': lib/model/copy.c
	lent_to TEXT,
	lent_on TEXT,                              -- days, as YYYY-MM-DD
	due_on TEXT,
	acquired_on TEXT,                          -- YYYY, YYYY-MM or YYYY-MM-DD
	price INTEGER,                             -- in the smallest unit of the currency
	currency TEXT,                             -- its code in ISO 4217
	barcode TEXT,
	vod_link TEXT,
	note TEXT,
	created_at INTEGER,
	updated_at INTEGER,
	UNIQUE (media_key, user_key, key),
	-- What facets are counted by, so that they are from here alone.
	UNIQUE (user_key, whereabouts, type, format, platform, location, condition, currency, price, key)
) STRICT;
INSERT INTO copies (key, id, user_key, media_key, type, format, format_folded, platform, platform_folded, whereabouts, vod_link,
	note, created_at, updated_at)
SELECT c.key, c.id, c.user_key, c.media_key, m.type, c.format, c.format_folded, c.platform, c.platform_folded,
	CASE WHEN c.vod_link IS NOT NULL OR c.format_folded IN ('vod', 'streaming') THEN 'streaming' ELSE 'home' END,
	c.vod_link, c.note, c.created_at, c.updated_at
FROM copies_before c JOIN media_items m ON m.key = c.media_key;
DROP TABLE copies_before;

ALTER TABLE ratings RENAME TO ratings_before;
DROP INDEX ratings_user;
CREATE TABLE ratings (
	user_key INTEGER REFERENCES users ON DELETE CASCADE,
	media_key INTEGER REFERENCES media_items ON DELETE CASCADE,
	value INTEGER CHECK (value BETWEEN 1 AND 10),
	created_at INTEGER,
	updated_at INTEGER,
	PRIMARY KEY (media_key, user_key),
	UNIQUE (user_key, media_key)
) STRICT, WITHOUT ROWID;
INSERT INTO ratings (user_key, media_key, value, created_at, updated_at)
	SELECT user_key, media_key, value, created_at, updated_at FROM ratings_before;
DROP TABLE ratings_before;

ALTER TABLE reviews RENAME TO reviews_before;
DROP INDEX reviews_media;
CREATE TABLE reviews (
	key INTEGER PRIMARY KEY,
	id TEXT UNIQUE,
	user_key INTEGER REFERENCES users ON DELETE CASCADE,
	media_key INTEGER REFERENCES media_items ON DELETE CASCADE,
	content TEXT,
	created_at INTEGER,
	updated_at INTEGER,
	UNIQUE (user_key, media_key),
	UNIQUE (media_key, key)
) STRICT;
INSERT INTO reviews (key, id, user_key, media_key, content, created_at, updated_at)
	SELECT key, id, user_key, media_key, content, created_at, updated_at FROM reviews_before;
DROP TABLE reviews_before;
