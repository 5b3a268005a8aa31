-- What a release to come may have, for doctor-shell.test.js.
CREATE TABLE newer (id TEXT PRIMARY KEY) WITHOUT ROWID;
