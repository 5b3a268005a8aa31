-- Two tabs may refresh at once, and an answer may get lost: the token before the current one may come once more, soon after.
ALTER TABLE sessions ADD COLUMN previous_hash TEXT;  -- SHA-256 of it, until then
