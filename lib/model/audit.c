#include "audit.h"
#include "clock.h"
#include "filter.h"
#include "text.h"

#include <string.h>

/* Rows are counted with every EVERY-th one. */
enum {
	KEPT = 90 * 86400, EVERY = 64, AT_ONCE = 2 * EVERY, LOOKED_AT = 20,
	ROWS = 50000 - EVERY, STRANGERS = 10000, ANYBODY = 2000, OWN = 1000,
	ABOUT = 200, ONCE = 600, HOUR = 3600, COUNTED = 1000,
	LATEST = 1000		/* among so many a row to go on with is looked for */
};

_Static_assert(EVENTS_END <= 32, "a set of events is a word");

const struct word_name audit_events[] = {
	{ "registered", EVENT_REGISTERED, "Account made" },
	{ "signed_in", EVENT_SIGNED_IN },
	{ "sign_in_failed", EVENT_SIGN_IN_FAILED, "Sign-in failed" },
	{ "code_missing", EVENT_CODE_MISSING, "Right password, and no code" },
	{ "signed_out", EVENT_SIGNED_OUT },
	{ "password_changed", EVENT_PASSWORD_CHANGED },
	{ "email_changed", EVENT_EMAIL_CHANGED, "E-mail changed" },
	{ "name_changed", EVENT_NAME_CHANGED },
	{ "reset_asked", EVENT_RESET_ASKED, "Recovery link asked for" },
	{ "reset_link_made", EVENT_RESET_LINK_MADE, "Recovery link made" },
	{ "password_reset", EVENT_PASSWORD_RESET, "Password set by a recovery link" },
	{ "role_changed", EVENT_ROLE_CHANGED },
	{ "activated", EVENT_ACTIVATED, "Account activated" },
	{ "deactivated", EVENT_DEACTIVATED, "Account deactivated" },
	{ "account_deleted", EVENT_ACCOUNT_DELETED },
	{ "second_factor_on", EVENT_FACTOR_ON, "Second factor turned on" },
	{ "second_factor_off", EVENT_FACTOR_OFF, "Second factor turned off" },
	{ "recovery_code_used", EVENT_RECOVERY_CODE_USED },
	{ "recovery_codes_made", EVENT_RECOVERY_CODES_MADE, "New recovery codes made" },
	{ "refresh_token_reused", EVENT_TOKEN_REUSED, "Old session used again, and ended" },
	{ "key_made", EVENT_KEY_MADE, "Key for a program made" },
	{ "key_revoked", EVENT_KEY_REVOKED, "Key for a program revoked" },
	{ "invite_made", EVENT_INVITE_MADE, "Invitation made" },
	{ "invite_revoked", EVENT_INVITE_REVOKED, "Invitation revoked" },
	{ "copy_taken", EVENT_COPY_TAKEN, "Copy of all data taken" },
	{ "restored", EVENT_RESTORED, "Data restored" },
	{ "copy_made", EVENT_COPY_MADE, "Daily copy made" },
	{ "copy_deleted", EVENT_COPY_DELETED, "Daily copy deleted" },
	{ "access_refused", EVENT_ACCESS_REFUSED, "Not allowed" },
	{ "limit_reached", EVENT_LIMIT_REACHED, "Asked too often" },
	{ "foreign_page_refused", EVENT_FOREIGN_PAGE, "Refused from a page of another site" },
	{ NULL, 0 },
};

static const struct field noted_fields[] = {
	FIELD(struct noted, key, HIDDEN),
	FIELD(struct noted, at, READONLY | BRIEF, .label = "When"),
	FIELD(struct noted, event, READONLY | HEADING, .words = audit_events, .label = "What"),
	FIELD_AS(struct noted, user_id, "id", READONLY | NULLABLE, .column = "user_id",
		.group = "user"),
	FIELD(struct noted, username, READONLY | BRIEF, .group = "user", .label = "Whom"),
	FIELD_AS(struct noted, by_id, "id", READONLY | NULLABLE, .column = "by_id",
		.group = "by"),
	FIELD_AS(struct noted, by_username, "username", READONLY | BRIEF,
		.column = "by_username", .group = "by", .label = "By"),
	FIELD(struct noted, address, READONLY | BRIEF, .label = "From"),
	FIELD(struct noted, about, READONLY | BRIEF, .label = "More"),
	{ 0 }
};
const struct record audit_view = {
	.table = "events", .size = sizeof(struct noted), .fields = FIELDS(noted_fields),
};

static const struct field filter_fields[] = {
	FIELD_AS(struct audit_filter, events, "event", MANY, .words = audit_events,
		.condition = "t.event"),
	FIELD(struct audit_filter, user, 0, .max = 100, .label = "User",
		.hint = "a name or an id"),
	{ 0 }
};
const struct record audit_filter = {
	.size = sizeof(struct audit_filter), .fields = FIELDS(filter_fields),
};

#define OF_STRANGERS "('sign_in_failed', 'code_missing', 'reset_asked')"
/* What costs a stranger nothing. */
#define OF_ANYBODY "('limit_reached', 'foreign_page_refused')"
#define OF_ONESELF "by_id IS NULL AND event NOT IN " OF_STRANGERS " AND event NOT IN " OF_ANYBODY

#define BEYOND(of) "DELETE FROM events WHERE key IN (SELECT key FROM events " of \
	" ORDER BY key DESC LIMIT $1 OFFSET $2)"
static const struct {
	const char *sql;
	int64_t most;
} rooms[] = {
	{ BEYOND("WHERE event IN " OF_ANYBODY), ANYBODY },
	{ BEYOND("WHERE event IN " OF_STRANGERS), STRANGERS },
	{ BEYOND("WHERE " OF_ONESELF " AND user_id = (SELECT user_id FROM events WHERE " OF_ONESELF
		" AND user_id IS NOT NULL GROUP BY user_id ORDER BY count(*) DESC LIMIT 1)"), OWN },
	{ BEYOND(""), ROWS },
};
enum { ROOMS = sizeof(rooms) / sizeof(rooms[0]) };

/*
 * The oldest go, a few at a time, but more of them than come. What strangers fail at has less room
 * than the rest, what anybody is refused less still, and so has what the one who does the most does
 * to one's own account: nobody can drive out what is noted of others by failing often, or by making
 * and revoking keys.
 */
static enum status
prune(struct db *db, int64_t newest)
{
	const struct value old[] = { value_int(clock_now() - KEPT), value_int(LOOKED_AT) };
	enum status rc = db_exec(db, "DELETE FROM events WHERE key IN (SELECT key FROM "
		"(SELECT key, at FROM events ORDER BY key LIMIT $2) WHERE at < $1)", old, 2);

	for (int i = 0; !rc && i < ROOMS && newest % EVERY == 0; i++) {
		const struct value room[] = { value_int(AT_ONCE), value_int(rooms[i].most) };

		rc = db_exec(db, rooms[i].sql, room, 2);
	}
	return rc;
}

static const char *
word_of(enum event event)
{
	const struct word_name *p = audit_events;

	while (p->name && p->value != (word)event)
		p++;
	return p->name;
}

/* The request tells of it, once it is known that it stays. */
static void
leave_trail(struct audit_trail *trail, int64_t key)
{
	for (int i = 0; trail && i < trail->count; i++)
		if (trail->keys[i] == key)	/* of what was undone */
			return;
	if (trail && trail->count < TRAIL_MAX)
		trail->keys[trail->count++] = key;
}

enum status
audit_note(const struct call *call, enum event event, const struct user *user, const char *about)
{
	const struct user *by = call->user && (!user || strcmp(call->user->id, user->id) != 0)
		? call->user : NULL;
	const struct value args[] = {
		value_int(clock_now()), value_text(word_of(event)),
		value_text(user ? user->id : NULL), value_text(user ? user->username : NULL),
		value_text(by ? by->id : NULL), value_text(by ? by->username : NULL),
		value_text(call->address), value_text(text_start(call->arena, about, ABOUT)),
	};
	int64_t key;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = db_number(call->db,
			"INSERT INTO events (at, event, user_id, username, by_id, by_username, "
			"address, about) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING key",
			args, 8, &key);
	if (!rc)
		rc = prune(call->db, key);
	if (!rc)
		leave_trail(call->trail, key);
	return db_end(call->db, rc);
}

/* Of an event, user and address what was noted lately, among so few rows that it costs little. */
#define LATELY "FROM events WHERE key > (SELECT coalesce(max(key), 0) FROM events) - $5 " \
	"AND event = $1 AND user_id = $2 AND coalesce(address, '') = coalesce($3, '') AND at > $4"
enum { LATELY_ARGS = 5 };

static void
set_lately(struct value args[LATELY_ARGS], const struct call *call, enum event event,
	const struct user *user)
{
	args[0] = value_text(word_of(event));
	args[1] = value_text(user->id);
	args[2] = value_text(call->address);
	args[3] = value_int(clock_now() - ONCE);
	args[4] = value_int(LATEST);
}

enum status
audit_note_once(const struct call *call, enum event event, const struct user *user)
{
	struct value args[LATELY_ARGS];
	int64_t count;
	enum status rc;

	set_lately(args, call, event, user);
	rc = db_number(call->db, "SELECT count(*) " LATELY, args, LATELY_ARGS, &count);
	return rc || count ? rc : audit_note(call, event, user, NULL);
}

enum status
audit_take_back(const struct call *call, enum event event, const struct user *user)
{
	struct value args[LATELY_ARGS];

	set_lately(args, call, event, user);
	return db_exec(call->db, "DELETE " LATELY, args, LATELY_ARGS);
}

/* The row of this hour: `sql` begins with what of it. */
#define OF_THIS_HOUR " FROM (SELECT key, at, event, user_id, address, about FROM events " \
	"ORDER BY key DESC LIMIT $5) WHERE event = $1 AND at > $2 AND at <= $3 " \
	"AND coalesce(user_id, address) = $4 LIMIT 1"

static enum status
find_counted(const struct call *call, enum event event, const char *sql, int64_t *out)
{
	const int64_t now = clock_now();
	const struct value args[] = { value_text(word_of(event)), value_int(now - HOUR),
		value_int(now), value_text(call->user ? call->user->id : call->address),
		value_int(LATEST) };

	return db_number(call->db, sql, args, 5, out);
}

/* A number at the start of `about` is how often; the first time has none. */
static enum status
count_once_more(const struct call *call, int64_t key, const char *what)
{
	const struct value args[] = { value_int(key), value_text(what), value_text(call->address) };

	return db_exec(call->db, "UPDATE events SET about = (max(CAST(about AS INTEGER), 1) + 1) "
		"|| ' times, last ' || $2, address = $3 WHERE key = $1", args, 3);
}

void
audit_count(const struct call *call, enum event event, const char *what)
{
	int64_t count, key;
	/* Looked at without the writers' turn: enough is enough. */
	enum status rc = find_counted(call, event, "SELECT CAST(about AS INTEGER)" OF_THIS_HOUR,
		&count);

	if (rc && rc != ERR_NOT_FOUND)
		return;
	if (!rc && count >= COUNTED)
		return;
	rc = db_try_begin(call->db);
	if (!rc)
		rc = find_counted(call, event, "SELECT key" OF_THIS_HOUR, &key);
	if (!rc)
		rc = count_once_more(call, key, what);
	else if (rc == ERR_NOT_FOUND)
		rc = audit_note(call, event, call->user, what);
	db_end(call->db, rc);
}

enum status
audit_find(const struct call *call, int64_t key, struct noted *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, "t.key = $$", value_int(key));
	return store_find(call->db, call->arena, &audit_view, &where, out);
}

/* --- a log that goes on in another file ------------------------------------------------------- */

#define COLUMNS "at, event, user_id, username, by_id, by_username, address, about"

/* Keys that no installation comes to would be the newest for ever. */
static enum status
drop_odd_keys(struct db *db)
{
	const struct value most = value_int(INT64_C(1) << 53);

	return db_exec(db, "DELETE FROM events WHERE key NOT BETWEEN -$1 AND $1", &most, 1);
}

/* From one file to the other. */
struct carriage {
	struct db *from, *to;
	struct arena *arena;
	int64_t first;			/* key of the one: all of the other is below it */
	int64_t by;			/* less than it was there by so much */
};

static enum status
make_older(struct carriage *carriage)
{
	const struct value first = value_int(carriage->first);
	struct value by;
	enum status rc = db_number(carriage->to,
		"SELECT max(0, coalesce(max(key), 0) - $1 + 1) FROM events", &first, 1,
		&carriage->by);

	by = value_int(carriage->by);
	return rc ? rc : db_exec(carriage->to, "UPDATE events SET key = key - $1", &by, 1);
}

/*
 * A row as audit_carry reads it; what says the same in the place where it was is the same, also
 * where it was counted further since.
 */
static enum status
carry_row(const struct carriage *carriage, struct stmt *row)
{
	struct arena *arena = carriage->arena;
	const struct value args[] = {
		value_int(stmt_int(row, 0)), value_int(stmt_int(row, 1)),
		value_text(stmt_text(row, 2, arena)), value_text(stmt_text(row, 3, arena)),
		value_text(stmt_text(row, 4, arena)), value_text(stmt_text(row, 5, arena)),
		value_text(stmt_text(row, 6, arena)), value_text(stmt_text(row, 7, arena)),
		value_text(stmt_text(row, 8, arena)), value_int(carriage->by),
		value_int(carriage->first),
	};
	enum status rc = db_exec(carriage->to, "DELETE FROM events WHERE key = $1 - $10 "
		"AND key < $11 AND at IS $2 AND event IS $3 AND user_id IS $4 AND username IS $5 "
		"AND by_id IS $6 AND by_username IS $7", args, 11);

	return rc ? rc : db_exec(carriage->to, "INSERT INTO events (key, " COLUMNS ") "
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", args, 9);
}

static enum status
carry_rows(const struct carriage *carriage, bool *whole)
{
	const struct arena_mark mark = arena_mark(carriage->arena);
	STMT_AUTO row = NULL;
	enum status rc = OK, read_rc = db_query(carriage->from, &row,
		"SELECT key, " COLUMNS " FROM events ORDER BY key", NULL, 0);

	while (!rc && !read_rc) {
		read_rc = stmt_step(row);
		if (!read_rc)
			rc = carry_row(carriage, row);
		arena_rewind(carriage->arena, mark);
	}
	*whole = read_rc == ERR_NOT_FOUND;
	return rc;
}

enum status
audit_carry(struct db *from, struct db *to, struct arena *arena, bool *whole)
{
	struct carriage carriage = { .from = from, .to = to, .arena = arena };
	const struct value most = value_int(ROWS);
	enum status rc = drop_odd_keys(to);

	*whole = !db_number(from, "SELECT coalesce(min(key), 1) FROM events", NULL, 0,
		&carriage.first);
	if (!rc && *whole)
		rc = make_older(&carriage);
	if (!rc && *whole)
		rc = carry_rows(&carriage, whole);
	return rc ? rc : db_exec(to, "DELETE FROM events WHERE key IN (SELECT key FROM events "
		"ORDER BY key DESC LIMIT -1 OFFSET $1)", &most, 1);
}

/* --- the list --------------------------------------------------------------------------------- */

/* Whose id it is, or name; of somebody who is gone, the name as it was then. */
static enum status
add_user(const struct call *call, const char *text, struct sql *where)
{
	struct user user = { .id = text };
	enum status rc = user_find_login(call, text, &user);

	if (rc && rc != ERR_NOT_FOUND)
		return rc;
	sql_and(where, "$$ IN (t.user_id, t.by_id, t.username, t.by_username)",
		value_text(rc ? text : user.id));
	return OK;
}

enum status
audit_list(const struct call *call, const struct audit_filter *filter, const struct page *page,
	struct rows *out)
{
	struct sql where;
	int64_t total;
	enum status rc;

	sql_init(&where, call->arena);
	filter_add(&where, call->arena, &audit_filter, filter);
	rc = filter->user ? add_user(call, filter->user, &where) : OK;
	if (!rc)
		rc = store_count(call->db, call->arena, &audit_view, &where, &total);
	if (!rc)
		rc = store_list(call->db, call->arena, &audit_view, &where, "t.key DESC", page,
			out);
	if (!rc)
		out->total = total;
	return rc;
}
