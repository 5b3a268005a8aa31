-- What a member did with many titles at once can be undone for a day (lib/model/bulk_steps.c).
CREATE TABLE undos (
	user_key INTEGER REFERENCES users ON DELETE CASCADE,
	id TEXT,
	expires_at INTEGER NOT NULL,
	steps BLOB NOT NULL,
	PRIMARY KEY (user_key, id)
) STRICT, WITHOUT ROWID;
