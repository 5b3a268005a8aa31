-- Who may include a member when a title for tonight is looked for: a word of lib/model/user.c, NULL is nobody. (Every process
-- reads the schema: a default is read, too.)
ALTER TABLE users ADD COLUMN tonight TEXT;
