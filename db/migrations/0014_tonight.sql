-- Who may include a member when a title for tonight is looked for.
ALTER TABLE users ADD COLUMN tonight TEXT NOT NULL DEFAULT 'nobody';  -- one of the words in lib/model/user.c
