#include "reset.h"
#include "clock.h"

enum { SECONDS = 6 * 3600, OTHERS = 2 };

enum status
reset_create(struct db *db, int64_t user_key, const char *token_hash)
{
	const int64_t now = clock_now();
	const struct value key = value_int(user_key);
	const struct value old[] = { value_int(now), key, value_int(OTHERS) };
	const struct value new[] = { value_text(token_hash), key, value_int(now),
		value_int(now + SECONDS) };
	enum status rc = db_begin(db);

	if (!rc)
		rc = db_exec(db, "DELETE FROM tokens WHERE user_key = $2 AND kind = 'reset' "
			"AND (expires_at <= $1 OR hash NOT IN "
			"(SELECT hash FROM tokens WHERE user_key = $2 AND kind = 'reset' "
			"ORDER BY created_at DESC, hash LIMIT $3))", old, 3);
	if (!rc)
		rc = db_exec(db, "INSERT INTO tokens (hash, user_key, kind, created_at, "
			"expires_at) VALUES ($1, $2, 'reset', $3, $4)", new, 4);
	if (!rc)
		rc = db_exec(db, "DELETE FROM tokens WHERE user_key IS NULL", NULL, 0);
	return db_end(db, rc);
}

enum status
reset_find(struct db *db, const char *token_hash, int64_t *user_key)
{
	const struct value args[] = { value_text(token_hash), value_int(clock_now()) };

	return db_number(db, "SELECT user_key FROM tokens WHERE hash = $1 AND kind = 'reset' "
		"AND expires_at > $2", args, 2, user_key);
}

enum status
reset_revoke_all(struct db *db, int64_t user_key)
{
	const struct value key = value_int(user_key);

	return db_exec(db, "DELETE FROM tokens WHERE user_key = $1 AND kind = 'reset'", &key, 1);
}

enum status
reset_revoke_everybody(struct db *db)
{
	return db_exec(db, "DELETE FROM tokens WHERE kind = 'reset'", NULL, 0);
}
