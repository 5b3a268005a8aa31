#include "reset.h"
#include "clock.h"

enum { SECONDS = 6 * 3600, OTHERS = 2 };

enum status
reset_create(struct db *db, int64_t user_key, const char *token_hash)
{
	const struct value key = value_int(user_key);
	const struct value old[] = { value_int(clock_now() - SECONDS), key, value_int(OTHERS) };
	const struct value new[] = { value_text(token_hash), key, value_int(clock_now()) };
	enum status rc = db_begin(db);

	if (!rc)
		rc = db_exec(db, "DELETE FROM password_resets WHERE created_at <= $1 "
			"OR (user_key = $2 AND token_hash NOT IN "
			"(SELECT token_hash FROM password_resets WHERE user_key = $2 "
			"ORDER BY created_at DESC, token_hash LIMIT $3))", old, 3);
	if (!rc)
		rc = db_exec(db, "INSERT INTO password_resets (token_hash, user_key, created_at) "
			"VALUES ($1, $2, $3)", new, 3);
	if (!rc)
		rc = db_exec(db, "DELETE FROM password_resets WHERE user_key IS NULL", NULL, 0);
	return db_end(db, rc);
}

enum status
reset_find(struct db *db, const char *token_hash, int64_t *user_key)
{
	const struct value args[] = { value_text(token_hash), value_int(clock_now() - SECONDS) };

	return db_number(db, "SELECT user_key FROM password_resets WHERE token_hash = $1 "
		"AND created_at > $2", args, 2, user_key);
}

enum status
reset_revoke_all(struct db *db, int64_t user_key)
{
	const struct value key = value_int(user_key);

	return db_exec(db, "DELETE FROM password_resets WHERE user_key = $1", &key, 1);
}

enum status
reset_revoke_everybody(struct db *db)
{
	return db_exec(db, "DELETE FROM password_resets", NULL, 0);
}
