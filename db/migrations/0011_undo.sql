-- What a member did with many titles at once can be undone for a day (lib/model/bulk_steps.c).
CREATE TABLE undos (
	user_key INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
	id TEXT NOT NULL,
	expires_at INTEGER NOT NULL,
	steps BLOB NOT NULL,
	PRIMARY KEY (user_key, id)
) STRICT, WITHOUT ROWID;
