-- Keys of programs and invitations are `tokens` (0015), kinds 'key' (lib/model/api_key.c), 'invite' (lib/model/invite.c)
-- and 'recovery' (lib/model/second_factor.c): one code each.

-- The second factor (RFC 6238).
ALTER TABLE users ADD COLUMN totp_secret TEXT;         -- base32; NULL: none was asked for
ALTER TABLE users ADD COLUMN totp_since INTEGER;       -- when a code of it came first; NULL: it is not on
ALTER TABLE users ADD COLUMN totp_step INTEGER;        -- of the last code that was taken: none up to it is any more

-- What admins are told of: who signed in, changed rights, made a key (lib/model/audit.h). Names stay when accounts go.
CREATE TABLE events (
	key INTEGER PRIMARY KEY,                   -- ascending, as they came
	at INTEGER,
	event TEXT,
	user_id TEXT,                              -- whom it is about; NULL: nobody that there is
	username TEXT,
	by_id TEXT,                                -- who did it, where that is somebody else
	by_username TEXT,
	address TEXT,                              -- that the request came from
	about TEXT                                 -- the rest, for people: a key's name, "admin"
) STRICT;
