-- What a member did with many titles at once can be undone for a day (lib/model/undo.c; `steps` are lib/model/bulk_undo.c's).
CREATE TABLE undos (
	user_key INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
	id TEXT NOT NULL,
	expires_at INTEGER NOT NULL,
	steps BLOB NOT NULL,
	PRIMARY KEY (user_key, id)
) STRICT, WITHOUT ROWID;
