-- Secrets that open something, of which we know the hashes only: an account whose password is lost, for six hours; what
-- a member shows to others.
CREATE TABLE tokens (
	hash TEXT PRIMARY KEY,                     -- SHA-256 of the secret
	user_key INTEGER REFERENCES users ON DELETE CASCADE,  -- NULL only within a transaction
	id TEXT,                                   -- what its owner knows it by; NULL where nobody does
	kind TEXT,                                 -- 'reset' (lib/model/reset.c), 'share' (lib/model/share.c)
	created_at INTEGER,
	expires_at INTEGER,
	used_at INTEGER,                           -- last, to within a day
	about TEXT,                                -- all else: a line each (lib/base/lines.h)
	UNIQUE (user_key, id)
) STRICT, WITHOUT ROWID;
INSERT INTO tokens (hash, user_key, kind, created_at, expires_at)
	SELECT token_hash, user_key, 'reset', created_at, created_at + 21600 FROM password_resets;
DROP TABLE password_resets;

-- A token names its user and its session: both together lead there, and the user alone to all of them.
CREATE TABLE sessions_anew (
	key INTEGER PRIMARY KEY,
	id TEXT,
	user_key INTEGER REFERENCES users ON DELETE CASCADE,
	family_hash TEXT UNIQUE,                   -- as 0001_house.sql says of these
	refresh_hash TEXT,
	previous_hash TEXT,
	auth_time INTEGER,
	created_at INTEGER,
	last_used_at INTEGER,
	expires_at INTEGER,
	user_agent TEXT,
	address TEXT,
	UNIQUE (user_key, id)
) STRICT;
INSERT INTO sessions_anew (key, id, user_key, family_hash, refresh_hash, previous_hash, auth_time, created_at, last_used_at,
	expires_at, user_agent, address)
	SELECT key, id, user_key, family_hash, refresh_hash, previous_hash, auth_time, created_at, last_used_at, expires_at,
	user_agent, address FROM sessions;
DROP TABLE sessions;
ALTER TABLE sessions_anew RENAME TO sessions;
