#include "session.h"
#include "audit.h"
#include "bulk_steps.h"
#include "clock.h"
#include "uuid.h"

static const struct field stored[] = {
	FIELD(struct session, key, HIDDEN | DERIVED),
	FIELD(struct session, id, READONLY),
	FIELD(struct session, user_key, HIDDEN),
	FIELD(struct session, family_hash, HIDDEN),
	FIELD(struct session, refresh_hash, HIDDEN),
	FIELD(struct session, auth_time, HIDDEN),
	FIELD(struct session, created_at, READONLY),
	FIELD(struct session, last_used_at, READONLY | BRIEF, .label = "Last used"),
	FIELD(struct session, expires_at, READONLY),
	FIELD(struct session, user_agent, READONLY | HEADING),
	FIELD(struct session, address, READONLY | BRIEF),
	FIELD(struct session, current, READONLY | DERIVED | UNREAD | BRIEF,
		.label = "This one"),
	{ 0 }
};
const struct record session_record = {
	.table = "sessions", .size = sizeof(struct session), .fields = FIELDS(stored),
};

/* What every signed-in request reads. */
static const struct field signed_in[] = {
	FIELD(struct session, key, HIDDEN),
	FIELD(struct session, id, HIDDEN),
	FIELD(struct session, user_key, HIDDEN),
	FIELD(struct session, refresh_hash, HIDDEN),
	FIELD(struct session, auth_time, HIDDEN),
	FIELD(struct session, expires_at, HIDDEN),
	FIELD(struct session, user.key, HIDDEN, .column = "u.key"),
	FIELD(struct session, user.id, HIDDEN, .column = "u.id"),
	FIELD(struct session, user.username, HIDDEN, .column = "u.username"),
	FIELD(struct session, user.role, HIDDEN, .column = "u.role", .words = user_roles),
	FIELD(struct session, user.is_active, HIDDEN, .column = "u.is_active"),
	FIELD(struct session, user.password_changed_at, HIDDEN, .column = "u.password_changed_at"),
	FIELD(struct session, user.second_factor, HIDDEN, .column = "u.totp_since IS NOT NULL"),
	{ 0 }
};
static const struct record signed_in_record = {
	.table = "sessions", .size = sizeof(struct session), .fields = FIELDS(signed_in),
	.joins = "JOIN users u ON u.key = t.user_key",
};

/* What a refresh needs to know besides. */
static const struct field rotated[] = {
	FIELD(struct session, last_used_at, HIDDEN),
	FIELD(struct session, previous_hash, HIDDEN),
	{ 0 }
};
static const struct record rotated_part = { .fields = FIELDS(rotated) };
static const struct record family_record = {
	.table = "sessions", .size = sizeof(struct session), .fields = FIELDS(signed_in),
	.joins = "JOIN users u ON u.key = t.user_key", .more = &rotated_part,
};

/* One statement, through the writers' queue. */
static enum status
execute_statement(struct db *db, const char *sql, const struct value *args, int count)
{
	enum status rc = db_begin(db);

	if (!rc)
		rc = db_exec(db, sql, args, count);
	return db_end(db, rc);
}

/*
 * Checking a password takes long, and much may have happened since the account was read: a reset,
 * above all, or a second factor.
 */
static enum status
check_unchanged(struct db *db, const struct user *user)
{
	const struct value args[] = { value_int(user->key),
		value_int(user->password_changed_at.seconds), value_int(user->second_factor) };
	int64_t found;
	enum status rc = db_number(db,
		"SELECT 1 FROM users WHERE key = $1 AND password_changed_at = $2 AND is_active = 1 "
		"AND (totp_since IS NOT NULL) = $3", args, 3, &found);

	return rc == ERR_NOT_FOUND ? ERR_AUTH : rc;
}

/* The sessions of a user that were used longest ago end when there would be more than so many. */
static enum status
make_room(struct db *db, int64_t user_key)
{
	const struct value args[] = { value_int(user_key), value_int(SESSIONS_MAX - 1) };

	return db_exec(db,
		"DELETE FROM sessions WHERE user_key = $1 AND key NOT IN (SELECT key FROM sessions "
		"WHERE user_key = $1 ORDER BY last_used_at DESC, key DESC LIMIT $2)", args, 2);
}

enum status
session_create(const struct call *call, struct session *session)
{
	const struct value now = value_int(clock_now());
	enum status rc;

	session->id = uuid_new(call->arena);
	rc = db_begin(call->db);
	if (!rc)
		rc = check_unchanged(call->db, &session->user);
	if (!rc)
		rc = db_exec(call->db, "DELETE FROM sessions WHERE expires_at < $1", &now, 1);
	if (!rc)
		rc = steps_forget_expired(call->db);
	if (!rc)
		rc = make_room(call->db, session->user_key);
	if (!rc)
		rc = store_insert(call->db, call->arena, &session_record, session);
	if (!rc)
		rc = audit_note(call, EVENT_SIGNED_IN, &session->user, NULL);
	return db_end(call->db, rc);
}

enum status
session_find(const struct call *call, const char *user_id, const char *id, struct session *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, "u.id = $$", value_text(user_id));
	sql_and(&where, "t.id = $$", value_text(id));
	sql_and(&where, "t.expires_at > $$", value_int(clock_now()));
	return store_find(call->db, call->arena, &signed_in_record, &where, out);
}

enum status
session_find_family(const struct call *call, const char *family_hash, struct session *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, "t.family_hash = $$", value_text(family_hash));
	return store_find(call->db, call->arena, &family_record, &where, out);
}

enum status
session_rotate(struct db *db, const struct session *session)
{
	const struct value args[] = {
		value_text(session->refresh_hash), value_int(clock_now()),
		value_int(session->expires_at.seconds),
		value_int(session->key),
	};

	return db_exec(db, "UPDATE sessions SET previous_hash = refresh_hash, refresh_hash = $1, "
		"last_used_at = $2, "
		"expires_at = $3 WHERE key = $4", args, 4);
}

enum status
session_forget_previous(struct db *db, const struct session *session)
{
	const struct value key = value_int(session->key);

	return db_exec(db, "UPDATE sessions SET previous_hash = NULL WHERE key = $1", &key, 1);
}

enum status
session_restart(struct db *db, const struct session *session)
{
	const struct value args[] = { value_text(session->family_hash), value_int(session->key) };
	enum status rc = db_begin(db);

	if (!rc)
		rc = db_exec(db, "UPDATE sessions SET family_hash = $1 WHERE key = $2", args, 2);
	if (!rc)
		rc = session_rotate(db, session);
	return db_end(db, rc);
}

enum status
session_confirm(struct db *db, const struct session *session)
{
	const struct value args[] = { value_int(session->auth_time.seconds),
		value_int(session->key) };

	return execute_statement(db, "UPDATE sessions SET auth_time = $1 WHERE key = $2", args, 2);
}

enum status
session_touch(struct db *db, const struct session *session)
{
	const struct value args[] = { value_int(clock_now()), value_int(session->key) };

	return execute_statement(db,
		"UPDATE sessions SET last_used_at = $1, previous_hash = NULL WHERE key = $2", args,
		2);
}

enum status
session_list(const struct call *call, const struct session *asks, const struct page *page,
	struct rows *out)
{
	struct sql where;
	int64_t total;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.user_key = $$", value_int(asks->user_key));
	sql_and(&where, "t.expires_at > $$", value_int(clock_now()));
	rc = store_count(call->db, call->arena, &session_record, &where, &total);
	if (!rc)
		rc = store_list(call->db, call->arena, &session_record, &where,
			"t.last_used_at DESC, t.key DESC", page, out);
	if (rc)
		return rc;
	out->total = total;
	for (int i = 0; i < out->count; i++)
		ROW(out, struct session, i)->current = ROW(out, struct session,
			i)->key == asks->key;
	return OK;
}

enum status
session_revoke(struct db *db, int64_t key)
{
	const struct value arg = value_int(key);

	return execute_statement(db, "DELETE FROM sessions WHERE key = $1", &arg, 1);
}

enum status
session_revoke_all(struct db *db, int64_t user_key)
{
	const struct value arg = value_int(user_key);

	return execute_statement(db, "DELETE FROM sessions WHERE user_key = $1", &arg, 1);
}

enum status
session_revoke_everybody(struct db *db)
{
	return db_exec(db, "DELETE FROM sessions", NULL, 0);
}

enum status
session_revoke_others(struct db *db, const struct session *session)
{
	const struct value args[] = { value_int(session->user_key), value_int(session->key) };

	return execute_statement(db, "DELETE FROM sessions WHERE user_key = $1 AND key <> $2",
		args, 2);
}

enum status
session_revoke_id(const struct call *call, const char *id)
{
	const struct value args[] = { value_int(call->user->key), value_text(id) };
	int64_t key;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = db_number(call->db, "DELETE FROM sessions WHERE user_key = $1 AND id = $2 "
			"RETURNING key", args, 2, &key);
	if (!rc)
		rc = audit_note(call, EVENT_SIGNED_OUT, call->user, "from the list of sessions");
	return db_end(call->db, rc);
}
