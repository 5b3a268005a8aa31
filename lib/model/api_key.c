#include "api_key.h"
#include "clock.h"
#include "lines.h"
#include "uuid.h"

enum { HOUR = 3600 };

static const struct word_name scopes[] = {
	{ "read", SCOPE_READ, "Only reads" }, { "write", SCOPE_WRITE, "Reads and writes" },
	{ NULL, 0 },
};

#define SCOPE FIELD(struct api_key, scope, REQUIRED | BRIEF, .words = scopes, .label = "May")

static const struct field key_fields[] = {
	FIELD(struct api_key, id, READONLY),
	FIELD(struct api_key, name, REQUIRED | HEADING, .max = 100, .label = "Name",
		.hint = "the program that it is for"),
	SCOPE,
	FIELD(struct api_key, expires_at, FUTURE | BRIEF, .label = "Ends",
		.hint = "when that day begins; empty: when it is revoked"),
	FIELD(struct api_key, created_at, READONLY, .label = "Made"),
	FIELD(struct api_key, last_used_at, READONLY | BRIEF, .label = "Last used"),
	{ 0 }
};
const struct record api_key_view = {
	.size = sizeof(struct api_key), .fields = FIELDS(key_fields),
};
static const struct field secret_fields[] = {
	FIELD(struct api_key, token, READONLY | BRIEF, .label = "Key, told only now"),
	{ 0 }
};
static const struct record secret_part = { .fields = FIELDS(secret_fields) };
const struct record api_key_new_view = {
	.size = sizeof(struct api_key), .fields = FIELDS(key_fields), .more = &secret_part,
};

/* What `about` has in it. */
static const struct field about_fields[] = {
	FIELD(struct api_key, name, 0),
	SCOPE,
	{ 0 }
};
static const struct record about_view = {
	.size = sizeof(struct api_key), .fields = FIELDS(about_fields),
};

static void
complete(struct arena *arena, void *record)
{
	struct api_key *key = record;

	record_of_lines(arena, &about_view, key->about, key);
}

#define STORED_FIELDS \
	FIELD(struct api_key, hash, HIDDEN), \
	FIELD(struct api_key, user_key, HIDDEN), \
	FIELD(struct api_key, id, HIDDEN), \
	FIELD(struct api_key, kind, HIDDEN), \
	FIELD(struct api_key, created_at, HIDDEN), \
	FIELD(struct api_key, expires_at, HIDDEN), \
	FIELD(struct api_key, last_used_at, HIDDEN | DERIVED, .column = "used_at"), \
	FIELD(struct api_key, about, HIDDEN)
static const struct field stored_fields[] = { STORED_FIELDS, { 0 } };
static const struct record stored = {
	.table = "tokens", .size = sizeof(struct api_key), .fields = FIELDS(stored_fields),
	.finish = complete,
};

/* What every request of a key's reads. */
static const struct field found_fields[] = {
	STORED_FIELDS,
	FIELD(struct api_key, user.key, HIDDEN, .column = "u.key"),
	FIELD(struct api_key, user.id, HIDDEN, .column = "u.id"),
	FIELD(struct api_key, user.username, HIDDEN, .column = "u.username"),
	FIELD(struct api_key, user.role, HIDDEN, .column = "u.role", .words = user_roles),
	FIELD(struct api_key, user.is_active, HIDDEN, .column = "u.is_active"),
	FIELD(struct api_key, user.password_changed_at, HIDDEN, .column = "u.password_changed_at"),
	FIELD(struct api_key, user.second_factor, HIDDEN, .column = "u.totp_since IS NOT NULL"),
	{ 0 }
};
static const struct record found = {
	.table = "tokens", .size = sizeof(struct api_key), .fields = FIELDS(found_fields),
	.joins = "JOIN users u ON u.key = t.user_key", .finish = complete,
};

/* --- those of a user -------------------------------------------------------------------------- */

static void
match_own(const struct call *call, struct sql *where)
{
	sql_init(where, call->arena);
	sql_and(where, "t.user_key = $$", value_int(call->user->key));
	sql_condition(where, "t.kind = 'key'");
}

enum status
api_key_list(const struct call *call, const struct page *page, struct rows *out)
{
	struct sql where;
	int64_t total;
	enum status rc;

	match_own(call, &where);
	rc = store_count(call->db, call->arena, &stored, &where, &total);
	if (!rc)
		rc = store_list(call->db, call->arena, &stored, &where,
			"t.created_at DESC, t.id DESC", page, out);
	if (!rc)
		out->total = total;
	return rc;
}

static enum status
refuse_too_many(const struct call *call)
{
	struct sql where;
	int64_t count;
	enum status rc;

	match_own(call, &where);
	rc = store_count(call->db, call->arena, &stored, &where, &count);
	if (rc || count < API_KEYS_MAX)
		return rc;
	problem_add(call->problems, "name", "would be more than the %d keys that one may have: "
		"revoke one that nothing uses", API_KEYS_MAX);
	return ERR_CONFLICT;
}

enum status
api_key_create(const struct call *call, struct api_key *key, const char *hash)
{
	const int64_t now = clock_now();
	enum status rc;

	key->user_key = call->user->key;
	key->id = uuid_new(call->arena);
	key->hash = hash;
	key->kind = "key";
	key->created_at.seconds = now;
	key->last_used_at = TIME_NONE;
	key->about = record_lines(call->arena, &about_view, key);
	rc = db_begin(call->db);
	if (!rc)
		rc = refuse_too_many(call);
	if (!rc)
		rc = store_insert(call->db, call->arena, &stored, key);
	return db_end(call->db, rc);
}

enum status
api_key_revoke(const struct call *call, const char *id, struct api_key *out)
{
	const struct value args[] = { value_int(call->user->key), value_text(id) };
	struct sql where;
	enum status rc = db_begin(call->db);

	match_own(call, &where);
	sql_and(&where, "t.id = $$", value_text(id));
	if (!rc)
		rc = store_find(call->db, call->arena, &stored, &where, out);
	if (!rc)
		rc = db_exec(call->db, "DELETE FROM tokens WHERE user_key = $1 AND id = $2", args,
			2);
	return db_end(call->db, rc);
}

enum status
api_key_revoke_all(struct db *db, int64_t user_key)
{
	const struct value key = value_int(user_key);

	return db_exec(db, "DELETE FROM tokens WHERE user_key = $1 AND kind = 'key'", &key, 1);
}

enum status
api_key_revoke_everybody(struct db *db)
{
	return db_exec(db, "DELETE FROM tokens WHERE kind = 'key'", NULL, 0);
}

/* --- for whoever has the secret --------------------------------------------------------------- */

enum status
api_key_find(const struct call *call, const char *hash, struct api_key *out)
{
	struct sql where;
	enum status rc;

	sql_init(&where, call->arena);
	sql_and(&where, "t.hash = $$", value_text(hash));
	sql_and(&where, "(t.expires_at IS NULL OR t.expires_at > $$)", value_int(clock_now()));
	sql_condition(&where, "t.kind = 'key' AND u.is_active = 1");
	rc = store_find(call->db, call->arena, &found, &where, out);
	out->writer = out->user;
	out->writer.role = ROLE_MEMBER;
	return rc;
}

void
api_key_note_use(struct db *db, const struct api_key *key)
{
	const int64_t now = clock_now(), last = key->last_used_at.seconds;
	const struct value args[] = { value_text(key->hash), value_int(now) };
	enum status rc;

	/* (one in the future tells of a clock that was ahead) */
	if (last != INT_NONE && last <= now && now - last < HOUR)
		return;
	rc = db_try_begin(db);
	if (!rc)
		rc = db_exec(db, "UPDATE tokens SET used_at = $2 WHERE hash = $1", args, 2);
	db_end(db, rc);
}
