#include "second_factor.h"
#include "audit.h"
#include "clock.h"

enum status
second_factor_ask(const struct call *call, const struct user *user, const char *secret)
{
	const struct value args[] = { value_text(secret), value_int(user->key) };
	int64_t key;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = db_number(call->db, "UPDATE users SET totp_secret = $1, totp_step = NULL "
			"WHERE key = $2 AND totp_since IS NULL RETURNING key", args, 2, &key);
	rc = db_end(call->db, rc);
	return rc == ERR_NOT_FOUND ? ERR_CONFLICT : rc;
}

static enum status
forget_codes(struct db *db, int64_t user_key)
{
	const struct value key = value_int(user_key);

	return db_exec(db, "DELETE FROM tokens WHERE user_key = $1 AND kind = 'recovery'", &key, 1);
}

static enum status
store_code(struct db *db, int64_t user_key, const char *hash)
{
	const struct value args[] = { value_text(hash), value_int(user_key),
		value_int(clock_now()) };

	return db_exec(db, "INSERT INTO tokens (hash, user_key, kind, created_at) "
		"VALUES ($1, $2, 'recovery', $3)", args, 3);
}

/* In the place of what there was. */
static enum status
store_codes(struct db *db, int64_t user_key, const char *const *hashes, int count)
{
	enum status rc = forget_codes(db, user_key);

	for (int i = 0; !rc && i < count; i++)
		rc = store_code(db, user_key, hashes[i]);
	return rc;
}

enum status
second_factor_turn_on(const struct call *call, const struct user *user, int64_t step,
	const char *const *hashes, int count)
{
	const struct value args[] = { value_int(clock_now()), value_int(step),
		value_int(user->key), value_text(user->totp_secret) };
	int64_t key;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = db_number(call->db, "UPDATE users SET totp_since = $1, totp_step = $2 "
			"WHERE key = $3 AND totp_secret = $4 AND totp_since IS NULL RETURNING key",
			args, 4, &key);
	if (!rc)
		rc = store_codes(call->db, user->key, hashes, count);
	if (!rc)
		rc = audit_note(call, EVENT_FACTOR_ON, user, NULL);
	rc = db_end(call->db, rc);
	return rc == ERR_NOT_FOUND ? ERR_CONFLICT : rc;
}

enum status
second_factor_renew_recovery(const struct call *call, const struct user *user,
	const char *const *hashes, int count)
{
	const struct value arg = value_int(user->key);
	int64_t key;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = db_number(call->db, "SELECT key FROM users WHERE key = $1 "
			"AND totp_since IS NOT NULL", &arg, 1, &key);
	if (!rc)
		rc = store_codes(call->db, user->key, hashes, count);
	if (!rc)
		rc = audit_note(call, EVENT_RECOVERY_CODES_MADE, user, NULL);
	rc = db_end(call->db, rc);
	return rc == ERR_NOT_FOUND ? ERR_CONFLICT : rc;
}

enum status
second_factor_use_step(const struct call *call, const struct user *user, int64_t step,
	int64_t latest)
{
	const struct value args[] = { value_int(step), value_int(user->key),
		value_text(user->totp_secret), value_int(latest) };
	int64_t key;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = db_number(call->db, "UPDATE users SET totp_step = $1 WHERE key = $2 "
			"AND totp_secret = $3 AND totp_since IS NOT NULL "
			"AND (totp_step < $1 OR totp_step > $4) RETURNING key", args, 4, &key);
	if (!rc)
		rc = audit_take_back(call, EVENT_CODE_MISSING, user);
	return db_end(call->db, rc);
}

enum status
second_factor_count_recovery(const struct call *call, const struct user *user, int64_t *left)
{
	const struct value key = value_int(user->key);

	*left = INT_NONE;
	return user->second_factor ? db_number(call->db, "SELECT count(*) FROM tokens "
		"WHERE user_key = $1 AND kind = 'recovery'", &key, 1, left) : OK;
}

/* What admins are told: how many are left. */
static enum status
note_recovery(const struct call *call, const struct user *user)
{
	int64_t left;
	enum status rc = second_factor_count_recovery(call, user, &left);

	return rc ? rc : audit_note(call, EVENT_RECOVERY_CODE_USED, user,
		arena_printf(call->arena, "%lld left", (long long)left));
}

enum status
second_factor_use_recovery(const struct call *call, const struct user *user, const char *hash)
{
	const struct value args[] = { value_text(hash), value_int(user->key) };
	int64_t key;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = db_number(call->db, "DELETE FROM tokens WHERE hash = $1 AND user_key = $2 "
			"AND kind = 'recovery' RETURNING user_key", args, 2, &key);
	if (!rc)
		rc = note_recovery(call, user);
	if (!rc)
		rc = audit_take_back(call, EVENT_CODE_MISSING, user);
	return db_end(call->db, rc);
}

enum status
second_factor_turn_off(const struct call *call, const struct user *user, const char *about)
{
	const struct value arg = value_int(user->key);
	int64_t key;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = db_number(call->db, "UPDATE users SET totp_secret = NULL, totp_since = NULL, "
			"totp_step = NULL WHERE key = $1 AND totp_since IS NOT NULL RETURNING key",
			&arg, 1, &key);
	if (!rc)
		rc = forget_codes(call->db, user->key);
	if (!rc)
		rc = audit_note(call, EVENT_FACTOR_OFF, user, about);
	return db_end(call->db, rc);
}
