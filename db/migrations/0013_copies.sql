-- A copy knows where it is, what it cost and who has it. (What is UNIQUE in a table is read faster than an index beside it.)
ALTER TABLE copies RENAME TO copies_before;
DROP INDEX copies_user;
DROP INDEX copies_media;
CREATE TABLE copies (
	key INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	user_key INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
	media_key INTEGER NOT NULL REFERENCES media_items ON DELETE CASCADE,
	type TEXT,                                 -- the title's, which can't change while it is on a shelf
	format TEXT NOT NULL,
	format_folded TEXT NOT NULL,
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
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
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
