-- The diary: one record for each time through a title. What a shelf shows of it is in its entry: dates and progress are
-- those of the latest record.
CREATE TABLE diary (
	key INTEGER PRIMARY KEY,                   -- ascending: the order in which they were told
	id TEXT NOT NULL UNIQUE,
	user_key INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,  -- the entry's
	entry_key INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE,
	type TEXT NOT NULL,                        -- the title's, which can't change while it is on a shelf
	number INTEGER NOT NULL,                   -- from 1, the latest last; this order is lib/model/diary.c's
	start_date TEXT,                           -- YYYY, YYYY-MM, YYYY-MM-DD, or a time as RFC 3339 has it, in UTC
	end_date TEXT,
	is_finished INTEGER NOT NULL,
	on_shelf INTEGER NOT NULL DEFAULT 0,       -- 1: the latest, whatever its dates say: the shelf was told them
	progress INTEGER,                          -- the entry's, as long as this is the latest
	note TEXT,
	rating INTEGER,                            -- what one thought then, in halves, as ratings has it
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX diary_entry ON diary (entry_key);
-- In the order of a list, with all that lists are narrowed by.
CREATE INDEX diary_day ON diary (user_key, coalesce(end_date, start_date, ''), key, type);

ALTER TABLE entries ADD COLUMN times INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN dates_are_partial INTEGER NOT NULL DEFAULT 0;
UPDATE entries SET times = 1
WHERE (end_date IS NOT NULL OR (start_date IS NOT NULL AND status = 'COMPLETED')) AND status <> 'DROPPED';
-- Each entry that has a date gets its first record.
-- then: diary_begin
