-- The house: accounts, catalogue, shelf, collection.
-- Everywhere: `key` is internal and never leaves the database, `id` is the public UUID, times are seconds since
-- 1970 UTC, `…_folded` is the text as it is compared (lib/base/text.h).

-- What tells a database of ours from others (sqlite.org/fileformat.html, 1.3.19): "VTRN".
PRAGMA application_id = 1448366670;

CREATE TABLE users (
	key INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	username TEXT NOT NULL,
	username_folded TEXT NOT NULL UNIQUE,
	email TEXT,
	email_folded TEXT UNIQUE,
	name TEXT,
	search_folded TEXT NOT NULL DEFAULT '',    -- username, name and e-mail, for the admins' search
	password TEXT NOT NULL,                    -- scrypt, with its parameters (lib/auth/password.h)
	password_changed_at INTEGER NOT NULL,      -- tokens issued before are void
	role TEXT NOT NULL CHECK (role IN ('member', 'admin')),
	is_active INTEGER NOT NULL,
	avatar_image_id TEXT REFERENCES images (id) ON DELETE SET NULL,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;

-- A session is a family of refresh tokens of which one is current. Revoking it deletes it.
CREATE TABLE sessions (
	key INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
	family_hash TEXT NOT NULL UNIQUE,          -- SHA-256 of the half that all tokens of the family share
	refresh_hash TEXT NOT NULL,                -- SHA-256 of the current token
	auth_time INTEGER NOT NULL,                -- when the password was last given
	created_at INTEGER NOT NULL,
	last_used_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	user_agent TEXT,
	address TEXT
) STRICT;
CREATE INDEX sessions_user ON sessions (user_key);

-- Secrets that open an account once, for six hours.
CREATE TABLE password_resets (
	token_hash TEXT PRIMARY KEY,               -- SHA-256 of the secret
	user_key INTEGER REFERENCES users (key) ON DELETE CASCADE,  -- NULL only within a transaction
	created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE images (
	key INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	user_key INTEGER REFERENCES users (key) ON DELETE SET NULL,
	content_type TEXT NOT NULL,
	width INTEGER NOT NULL,
	height INTEGER NOT NULL,
	bytes BLOB NOT NULL,
	created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX images_user ON images (user_key);
CREATE INDEX users_avatar ON users (avatar_image_id) WHERE avatar_image_id IS NOT NULL;

CREATE TABLE media_items (
	key INTEGER PRIMARY KEY,                   -- ascending: the order in which titles were added
	id TEXT NOT NULL UNIQUE,
	type TEXT NOT NULL CHECK (type IN ('TV_SHOW', 'MOVIE', 'BOOK', 'GAME')),
	title TEXT NOT NULL,
	title_folded TEXT NOT NULL,
	creator TEXT,
	creator_folded TEXT,
	description TEXT,
	genre TEXT,
	genre_folded TEXT,
	pub_date TEXT,                             -- YYYY, YYYY-MM or YYYY-MM-DD
	isbn TEXT UNIQUE,                          -- 13 digits; books only
	length INTEGER CHECK (length > 0),         -- in the type's unit: pages, episodes, minutes, hours
	image_url TEXT,                            -- an address, or the id of a picture in images
	trailer_url TEXT,
	metadata TEXT NOT NULL,                    -- a JSON object
	source TEXT NOT NULL CHECK (source IN ('USER_ADDED', 'EXTERNAL')),
	external_source TEXT,
	external_id TEXT,
	curated INTEGER NOT NULL,
	created_by INTEGER REFERENCES users (key) ON DELETE SET NULL,
	-- Changed in the transaction that changes what they count.
	rating_sum INTEGER NOT NULL DEFAULT 0,
	rating_count INTEGER NOT NULL DEFAULT 0,
	review_count INTEGER NOT NULL DEFAULT 0,
	rank INTEGER,                              -- place among rated items of the type, from 1
	average_rating REAL GENERATED ALWAYS AS (  -- one decimal, rounded half up
		CASE WHEN rating_count > 0
		THEN ((20 * rating_sum + rating_count) / (2 * rating_count)) / 10.0 END) STORED,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX media_items_title ON media_items (title_folded, key);
CREATE INDEX media_items_newest ON media_items (pub_date, key);
CREATE INDEX media_items_oldest ON media_items (coalesce(pub_date, '~'), key);
CREATE INDEX media_items_rating ON media_items (average_rating, key);
CREATE INDEX media_items_reviews ON media_items (review_count, key);
CREATE INDEX media_items_rank ON media_items (coalesce(rank, 9000000000000000), key DESC);
CREATE INDEX media_items_genre ON media_items (genre_folded, key);
CREATE INDEX media_items_picture ON media_items (image_url) WHERE length(image_url) = 36;
CREATE INDEX media_items_created_by ON media_items (created_by, key);
CREATE INDEX media_items_curated ON media_items (type, key) WHERE curated = 1;

-- What is counted of each type.
CREATE TABLE media_types (
	type TEXT PRIMARY KEY,
	items INTEGER NOT NULL DEFAULT 0,
	rated INTEGER NOT NULL,                    -- how many items have a rating; this and `due` are lib/model/rank.c's
	due INTEGER                                -- when ranks that lag are to be computed anew; NULL: they are exact
) STRICT, WITHOUT ROWID;
INSERT INTO media_types (type, rated) VALUES ('TV_SHOW', 0), ('MOVIE', 0), ('BOOK', 0), ('GAME', 0);

-- Substrings of folded titles and creators, kept by lib/model/media.c.
CREATE VIRTUAL TABLE media_search USING fts5 (
	title_folded, creator_folded, content='media_items', content_rowid='key', tokenize='trigram');

CREATE TABLE ratings (
	user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
	media_key INTEGER NOT NULL REFERENCES media_items (key) ON DELETE CASCADE,
	value INTEGER NOT NULL CHECK (value BETWEEN 1 AND 5),
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	PRIMARY KEY (media_key, user_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX ratings_user ON ratings (user_key);

CREATE TABLE reviews (
	key INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
	media_key INTEGER NOT NULL REFERENCES media_items (key) ON DELETE CASCADE,
	content TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	UNIQUE (user_key, media_key)
) STRICT;
CREATE INDEX reviews_media ON reviews (media_key);

-- The shelf: what a user does with an item.
CREATE TABLE entries (
	key INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
	media_key INTEGER NOT NULL REFERENCES media_items (key) ON DELETE CASCADE,
	status TEXT NOT NULL CHECK (status IN ('TO_DO', 'IN_PROGRESS', 'COMPLETED', 'PAUSED', 'DROPPED')),
	progress INTEGER CHECK (progress >= 0),    -- in the item's length_unit
	note TEXT,
	start_date INTEGER,
	end_date INTEGER,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	UNIQUE (user_key, media_key)
) STRICT;
CREATE INDEX entries_recent ON entries (user_key, updated_at, key, status);
CREATE INDEX entries_media ON entries (media_key);

-- The collection: what a user owns.
CREATE TABLE copies (
	key INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
	media_key INTEGER NOT NULL REFERENCES media_items (key) ON DELETE CASCADE,
	format TEXT NOT NULL,
	format_folded TEXT NOT NULL,
	platform TEXT,
	platform_folded TEXT,
	vod_link TEXT,
	note TEXT,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX copies_user ON copies (user_key, media_key);
CREATE INDEX copies_media ON copies (media_key);
