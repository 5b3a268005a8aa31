#include "invite.h"
#include "audit.h"
#include "clock.h"
#include "lines.h"
#include "uuid.h"

enum { WEEK = 7 * 86400 };

#define NOTE FIELD(struct invite, note, HEADING, .max = 100, .label = "For whom")
static const struct field about_fields[] = { NOTE, { 0 } };
static const struct record about_view = {
	.size = sizeof(struct invite), .fields = FIELDS(about_fields),
};

static const struct field invite_fields[] = {
	FIELD(struct invite, id, READONLY),
	NOTE,
	FIELD_AS(struct invite, user_id, "id", READONLY, .group = "created_by"),
	FIELD(struct invite, username, READONLY | BRIEF, .group = "created_by", .label = "From"),
	FIELD(struct invite, created_at, READONLY, .label = "Made"),
	FIELD(struct invite, expires_at, READONLY | BRIEF, .label = "Good until"),
	{ 0 }
};
const struct record invite_view = {
	.size = sizeof(struct invite), .fields = FIELDS(invite_fields),
};
static const struct field link_fields[] = {
	FIELD(struct invite, link, READONLY | BRIEF, .label = "Link, told only now"),
	FIELD(struct invite, token, READONLY),
	{ 0 }
};
static const struct record link_part = { .fields = FIELDS(link_fields) };
const struct record invite_new_view = {
	.size = sizeof(struct invite), .fields = FIELDS(invite_fields), .more = &link_part,
};

static const struct field stored_fields[] = {
	FIELD(struct invite, hash, HIDDEN),
	FIELD(struct invite, user_key, HIDDEN),
	FIELD(struct invite, id, HIDDEN),
	FIELD(struct invite, kind, HIDDEN),
	FIELD(struct invite, created_at, HIDDEN),
	FIELD(struct invite, expires_at, HIDDEN),
	FIELD(struct invite, used_at, HIDDEN | DERIVED),
	FIELD(struct invite, about, HIDDEN),
	FIELD(struct invite, user_id, HIDDEN, .column = "u.id"),
	FIELD(struct invite, username, HIDDEN, .column = "u.username"),
	{ 0 }
};

static void
finish(struct arena *arena, void *record)
{
	struct invite *invite = record;

	record_of_lines(arena, &about_view, invite->about, invite);
}

static const struct record stored = {
	.table = "tokens", .size = sizeof(struct invite), .fields = FIELDS(stored_fields),
	.joins = "JOIN users u ON u.key = t.user_key", .finish = finish,
};

static void
match_open(const struct call *call, struct sql *where)
{
	sql_init(where, call->arena);
	sql_condition(where, "t.kind = 'invite'");
	sql_and(where, "t.expires_at > $$", value_int(clock_now()));
}

static void
match_own(const struct call *call, struct sql *where)
{
	match_open(call, where);
	sql_and(where, "t.user_key = $$", value_int(call->user->key));
}

/*
 * Those that the user may see, and take back. An admin's are looked for among all tokens: an index
 * for that alone would cost every request its reading.
 */
static void
match_seen(const struct call *call, struct sql *where)
{
	if (call->user->role == ROLE_ADMIN)
		match_open(call, where);
	else
		match_own(call, where);
}

enum status
invite_list(const struct call *call, const struct page *page, struct rows *out)
{
	struct sql where;
	int64_t total;
	enum status rc;

	match_seen(call, &where);
	rc = store_count(call->db, call->arena, &stored, &where, &total);
	if (!rc)
		rc = store_list(call->db, call->arena, &stored, &where,
			"t.created_at DESC, t.id DESC", page, out);
	if (!rc)
		out->total = total;
	return rc;
}

/* Takes out those of the user that nothing comes of any more. */
static enum status
forget_expired(const struct call *call)
{
	const struct value args[] = { value_int(call->user->key), value_int(clock_now()) };

	return db_exec(call->db, "DELETE FROM tokens WHERE user_key = $1 AND kind = 'invite' "
		"AND expires_at <= $2", args, 2);
}

static enum status
refuse_too_many(const struct call *call)
{
	struct sql where;
	int64_t count;
	enum status rc;

	match_own(call, &where);
	rc = store_count(call->db, call->arena, &stored, &where, &count);
	if (rc || count < INVITES_MAX)
		return rc;
	problem_add(call->problems, "note", "would be more than the %d open invitations that "
		"somebody may have; take one back first", INVITES_MAX);
	return ERR_CONFLICT;
}

enum status
invite_create(const struct call *call, struct invite *invite, const char *hash)
{
	enum status rc = db_begin(call->db);

	invite->user_key = call->user->key;
	invite->id = uuid_new(call->arena);
	invite->hash = hash;
	invite->kind = "invite";
	invite->user_id = call->user->id;
	invite->username = call->user->username;
	invite->created_at.seconds = clock_now();
	invite->expires_at.seconds = invite->created_at.seconds + WEEK;
	invite->about = record_lines(call->arena, &about_view, invite);
	if (!rc)
		rc = forget_expired(call);
	if (!rc)
		rc = refuse_too_many(call);
	if (!rc)
		rc = store_insert(call->db, call->arena, &stored, invite);
	if (!rc)
		rc = audit_note(call, EVENT_INVITE_MADE, call->user, NULL);
	return db_end(call->db, rc);
}

static enum status
drop(struct db *db, const char *hash)
{
	const struct value arg = value_text(hash);

	return db_exec(db, "DELETE FROM tokens WHERE hash = $1", &arg, 1);
}

static enum status
find_one(const struct call *call, const char *id,
	void (*match)(const struct call *, struct sql *), struct invite *out)
{
	struct sql where;

	match(call, &where);
	sql_and(&where, "t.id = $$", value_text(id));
	return store_find(call->db, call->arena, &stored, &where, out);
}

enum status
invite_delete(const struct call *call, const char *id)
{
	struct invite invite;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = find_one(call, id, match_own, &invite);
	if (rc == ERR_NOT_FOUND)
		rc = find_one(call, id, match_seen, &invite);
	if (!rc)
		rc = drop(call->db, invite.hash);
	if (!rc)
		rc = audit_note(call, EVENT_INVITE_REVOKED, &(struct user){ .id = invite.user_id,
			.username = invite.username }, NULL);
	return db_end(call->db, rc);
}

enum status
invite_delete_all(struct db *db)
{
	return db_exec(db, "DELETE FROM tokens WHERE kind = 'invite'", NULL, 0);
}

enum status
invite_find(const struct call *call, const char *hash, bool members_invite, struct invite *out)
{
	struct sql where;

	match_open(call, &where);
	sql_and(&where, "t.hash = $$", value_text(hash));
	sql_condition(&where, "u.is_active = 1");
	if (!members_invite)
		sql_condition(&where, "u.role = 'admin'");
	return store_find(call->db, call->arena, &stored, &where, out);
}

enum status
invite_use(const struct call *call, const char *hash, bool members_invite, struct invite *out)
{
	enum status rc = invite_find(call, hash, members_invite, out);

	return rc ? rc : drop(call->db, hash);
}
