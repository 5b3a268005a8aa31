#include "user.h"
#include "api_key.h"
#include "audit.h"
#include "clock.h"
#include "image.h"
#include "import.h"
#include "media_match.h"
#include "rank.h"
#include "reset.h"
#include "session.h"
#include "text.h"
#include "uuid.h"

#include <string.h>

const struct word_name user_roles[] = {
	{ "member", ROLE_MEMBER }, { "admin", ROLE_ADMIN }, { NULL, 0 }
};
const struct word_name user_tonights[] = {
	{ "nobody", TONIGHT_NOBODY }, { "members", TONIGHT_MEMBERS }, { NULL, 0 }
};

static const struct field stored[] = {
	FIELD(struct user, key, HIDDEN | DERIVED),
	FIELD(struct user, id, READONLY),
	FIELD(struct user, username, READONLY),
	FIELD(struct user, username_folded, HIDDEN),
	FIELD(struct user, email, READONLY),
	FIELD(struct user, email_folded, HIDDEN),
	FIELD(struct user, name, READONLY),
	FIELD(struct user, search_folded, HIDDEN | UNREAD),
	FIELD(struct user, password, HIDDEN),
	FIELD(struct user, password_changed_at, HIDDEN),
	FIELD(struct user, role, READONLY, .words = user_roles),
	FIELD(struct user, is_active, READONLY),
	FIELD(struct user, avatar_image_id, HIDDEN),
	FIELD(struct user, tonight, HIDDEN, .words = user_tonights),
	FIELD(struct user, totp_secret, HIDDEN | DERIVED),
	FIELD(struct user, totp_since, HIDDEN | DERIVED),
	FIELD(struct user, created_at, READONLY, .label = "Here since"),
	FIELD(struct user, updated_at, READONLY, .label = "Changed"),
	{ 0 }
};

static void
finish_user(struct arena *arena, void *row)
{
	struct user *user = row;

	(void)arena;
	if (!user->tonight)
		user->tonight = TONIGHT_NOBODY;
	user->second_factor = user->totp_since.seconds != INT_NONE;
	user->recovery_codes_left = INT_NONE;
}

const struct record user_record = {
	.table = "users", .size = sizeof(struct user), .fields = FIELDS(stored),
	.finish = finish_user,
};

static const struct field self[] = {
	FIELD(struct user, id, READONLY),
	FIELD(struct user, username, READONLY | HEADING),
	FIELD(struct user, email, READONLY | BRIEF, .label = "E-mail"),
	FIELD(struct user, name, READONLY | BRIEF),
	FIELD(struct user, role, READONLY | BRIEF, .words = user_roles),
	FIELD(struct user, is_active, READONLY | BRIEF, .label = "Active"),
	FIELD_AS(struct user, avatar_image_id, "avatar_url", READONLY | PICTURE),
	FIELD(struct user, created_at, READONLY, .label = "Here since"),
	FIELD(struct user, updated_at, READONLY, .label = "Changed"),
	{ 0 }
};
const struct record user_self_view = { .size = sizeof(struct user), .fields = FIELDS(self) };

static const struct field settings[] = {
	FIELD(struct user, second_factor, READONLY),
	FIELD(struct user, recovery_codes_left, READONLY | OPTIONAL),
	FIELD(struct user, tonight, READONLY, .words = user_tonights,
		.label = "May include me, tonight"),
	{ 0 }
};
static const struct record settings_part = { .fields = FIELDS(settings) };
const struct record user_own_view = {
	.size = sizeof(struct user), .fields = FIELDS(self), .more = &settings_part,
};

static const struct field counted[] = {
	FIELD(struct user, entry_count, READONLY | DERIVED,
		.column = "(SELECT count(*) FROM entries e WHERE e.user_key = t.key)"),
	FIELD(struct user, media_count, READONLY | DERIVED,
		.column = "(SELECT count(*) FROM media_items m WHERE m.created_by = t.key)"),
	{ 0 }
};
static const struct record counts = { .fields = FIELDS(counted) };
static const struct field for_admins[] = {
	FIELD(struct user, second_factor, READONLY),
	{ 0 }
};
static const struct record shown_to_admins = { .fields = FIELDS(for_admins), .more = &counts };
static const struct record counted_user = {
	.table = "users", .size = sizeof(struct user), .fields = FIELDS(stored), .more = &counts,
	.finish = finish_user,
};
const struct record user_admin_view = {
	.size = sizeof(struct user), .fields = FIELDS(self), .more = &shown_to_admins,
};

const char *
is_username(struct arena *arena, const char *text, const char **message)
{
	text = text_nfc(arena, text);
	if (text_is_name(text, "_.-") && text_length(text) >= 3 && text_length(text) <= 32)
		return text;
	*message = "must be 3 to 32 letters, digits or _ . -, a letter or digit first";
	return NULL;
}

const char *
is_email(struct arena *arena, const char *text, const char **message)
{
	const char *at;

	text = text_nfc(arena, text);
	at = strchr(text, '@');
	if (at && at != text && at[1] && !strchr(at + 1, '@') && !strpbrk(text, "<>,;:\"\\()[]")
	    && !text_has_space(text) && !text_has_invisible(text) && strlen(text) <= 254)
		return text;
	*message = "must be an e-mail address";
	return NULL;
}

const char *
user_name_from_email(struct arena *arena, const char *email)
{
	char *name = email ? arena_copy(arena, email, strcspn(email, "@")) : NULL;

	for (char *p = name; p && *p; p++)
		if ((unsigned char)*p < 0x80 && !strchr("_.-", *p)
		    && !text_is_name((char[]){ *p, 0 }, ""))
			*p = '-';
	return name ? name + strspn(name, "_.-") : NULL;
}

/* The user name that is this one with its number; NULL where it makes none, or that is taken. */
static enum status
try_name(const struct call *call, const char *base, int number, const char **name)
{
	const char *message, *text = number == 1 ? base
		: arena_printf(call->arena, "%s-%d", base, number);
	struct value folded;
	int64_t is_taken = 0;
	enum status rc;

	*name = is_username(call->arena, text, &message);
	if (!*name)
		return OK;
	folded = value_text(text_casefold(call->arena, *name));
	rc = db_number(call->db, "SELECT EXISTS (SELECT 1 FROM users WHERE username_folded = $1)",
		&folded, 1, &is_taken);
	if (is_taken)
		*name = NULL;
	return rc;
}

enum status
user_free_name(const struct call *call, const char *text, const char **name)
{
	enum { NUMBERS = 10000, CHARACTERS = 27 };
	const char *made = user_name_from_email(call->arena, text), *message;
	const char *base = text_start(call->arena, made ? made : "", CHARACTERS);
	enum status rc = OK;

	if (!is_username(call->arena, arena_printf(call->arena, "%s-2", base), &message))
		base = "user";
	*name = NULL;
	for (int number = 1; !rc && !*name && number < NUMBERS; number++)
		rc = try_name(call, base, number, name);
	return rc;
}

/* Fills what follows from the rest. */
static void
complete_user(struct arena *arena, struct user *user)
{
	const char *name = user->name ? user->name : "", *email = user->email ? user->email : "";

	user->username_folded = text_casefold(arena, user->username);
	user->email_folded = text_casefold(arena, user->email);
	user->search_folded = text_fold(arena,
		arena_printf(arena, "%s\t%s\t%s", user->username, name, email));
	user->updated_at.seconds = clock_now();
}

static enum status
named_conflict(const struct call *call)
{
	problem_add(call->problems,
		!strncmp(db_conflict(call->db), "email", 5) ? "email" : "username", "is taken");
	return ERR_CONFLICT;
}

enum status
user_any(struct db *db, bool *out)
{
	int64_t any = 0;
	enum status rc = db_number(db, "SELECT EXISTS (SELECT 1 FROM users)", NULL, 0, &any);

	*out = any;
	return rc;
}

enum status
user_count(struct db *db, int64_t *accounts, int64_t *admins)
{
	enum status rc = db_number(db, "SELECT count(*) FROM users", NULL, 0, accounts);

	return rc ? rc : db_number(db, "SELECT count(*) FROM users WHERE role = 'admin' "
		"AND is_active = 1", NULL, 0, admins);
}

enum status
user_has_room(struct db *db, int64_t most)
{
	int64_t accounts;
	enum status rc = db_number(db, "SELECT count(*) FROM users", NULL, 0, &accounts);

	return rc || accounts < most ? rc : ERR_QUOTA;
}

enum status
user_create(const struct call *call, int64_t most, struct user *user)
{
	const char *message = NULL;
	bool others;
	enum status rc;

	if (!user->username) {
		user->username = is_username(call->arena,
			user_name_from_email(call->arena, user->email), &message);
		if (!user->username) {
			problem_add(call->problems, "username", "%s; the e-mail gives none",
				message);
			return ERR_VALIDATION;
		}
	}
	user->id = uuid_new(call->arena);
	complete_user(call->arena, user);
	user->created_at = user->password_changed_at = user->updated_at;
	user->is_active = true;
	user->second_factor = false;
	user->tonight = TONIGHT_NOBODY;
	rc = db_begin(call->db);
	if (rc)
		return db_end(call->db, rc);
	rc = user_any(call->db, &others);
	user->role = others ? ROLE_MEMBER : ROLE_ADMIN;
	if (!rc)
		rc = user_has_room(call->db, most);
	if (!rc)
		rc = store_insert(call->db, call->arena, &user_record, user);
	if (rc == ERR_CONFLICT)
		named_conflict(call);
	return db_end(call->db, rc);
}

enum status
user_find_login(const struct call *call, const char *login, struct user *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, strchr(login, '@') ? "t.email_folded = $$" : "t.username_folded = $$",
		value_text(text_casefold(call->arena, login)));
	return store_find(call->db, call->arena, &user_record, &where, out);
}

static enum status
find_user(const struct call *call, const struct record *record, const char *id, struct user *out)
{
	struct sql where;

	sql_init(&where, call->arena);
	sql_and(&where, "t.id = $$", value_text(id));
	return store_find(call->db, call->arena, record, &where, out);
}

enum status
user_find(const struct call *call, const char *id, struct user *out)
{
	return find_user(call, &user_record, id, out);
}

enum status
user_find_counted(const struct call *call, const char *id, struct user *out)
{
	return find_user(call, &counted_user, id, out);
}

static const struct field filters[] = {
	FIELD(struct user_filter, q, 0, .max = 500, .label = "Search"),
	FIELD(struct user_filter, role, 0, .words = user_roles),
	FIELD(struct user_filter, is_active, 0, .words = yes_or_no, .label = "Active"),
	{ 0 }
};
const struct record user_filter = { .size = sizeof(struct user_filter), .fields = FIELDS(filters) };

enum status
user_list(const struct call *call, const struct user_filter *filter, const struct page *page,
	struct rows *out)
{
	const char *q = text_fold(call->arena, filter->q);
	struct sql where;
	int64_t total;
	enum status rc;

	sql_init(&where, call->arena);
	if (q && *q)
		sql_and(&where, db_contains(call->db, call->arena, "t.search_folded", "$$"),
			value_text(q));
	if (filter->role)
		sql_and(&where, "t.role = $$", value_text(word_text(user_roles, filter->role)));
	if (filter->is_active)
		sql_and(&where, "t.is_active = $$", value_int(filter->is_active == YES));
	rc = store_count(call->db, call->arena, &user_record, &where, &total);
	if (!rc)
		rc = store_list(call->db, call->arena, &counted_user, &where, "t.key DESC",
			page, out);
	if (!rc)
		out->total = total;
	return rc;
}

static bool
is_admin(const struct user *user)
{
	return user->role == ROLE_ADMIN && user->is_active;
}

/* Somebody must be left who can do everything. */
static enum status
refuse_last_admin(const struct call *call, const struct user *user)
{
	const struct value key = value_int(user->key);
	int64_t others;
	enum status rc = db_number(call->db,
		"SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND is_active = 1 "
		"AND key <> $1)", &key, 1, &others);

	if (rc || others)
		return rc;
	problem_add(call->problems, "role",
		"belongs to the last admin; make somebody else an admin first");
	return ERR_CONFLICT;
}

static bool
texts_differ(const char *a, const char *b)
{
	return a != b && (!a || !b || strcmp(a, b));
}

/* What admins are told of a change. */
static enum status
note_changes(const struct call *call, const struct user *before, const struct user *after,
	enum event of_password)
{
	const struct {
		bool is_so;
		enum event event;
		const char *about;
	} changes[] = {
		{ texts_differ(before->username, after->username), EVENT_NAME_CHANGED,
		  arena_printf(call->arena, "was %s", before->username) },
		{ texts_differ(before->email, after->email), EVENT_EMAIL_CHANGED, NULL },
		{ texts_differ(before->password, after->password), of_password, NULL },
		{ before->role != after->role, EVENT_ROLE_CHANGED,
		  word_text(user_roles, after->role) },
		{ before->is_active != after->is_active,
		  after->is_active ? EVENT_ACTIVATED : EVENT_DEACTIVATED, NULL },
	};
	enum status rc = OK;

	for (size_t i = 0; !rc && i < sizeof(changes) / sizeof(changes[0]); i++)
		if (changes[i].is_so)
			rc = audit_note(call, changes[i].event, after, changes[i].about);
	return rc;
}

static enum status
store_changes(const struct call *call, const struct user *before, struct user *after,
	enum event of_password)
{
	bool has_new_password = texts_differ(before->password, after->password);
	enum status rc = db_begin(call->db);

	complete_user(call->arena, after);
	/* also when the clock was ahead the last time: tokens of before are void */
	if (has_new_password)
		after->password_changed_at.seconds = after->updated_at.seconds
			>= before->password_changed_at.seconds
			? after->updated_at.seconds : before->password_changed_at.seconds + 1;
	if (!rc && is_admin(before) && !is_admin(after))
		rc = refuse_last_admin(call, before);
	if (!rc) {
		rc = store_update(call->db, call->arena, &user_record, after, after->key);
		if (rc == ERR_CONFLICT)
			named_conflict(call);
	}
	if (!rc && (has_new_password || texts_differ(before->email, after->email)))
		rc = reset_revoke_all(call->db, after->key);
	if (!rc && texts_differ(before->avatar_image_id, after->avatar_image_id))
		rc = image_release(call->db, before->avatar_image_id);
	if (!rc && !after->is_active)
		rc = session_revoke_all(call->db, after->key);
	if (!rc && !after->is_active)
		rc = api_key_revoke_all(call->db, after->key);
	if (!rc)
		rc = note_changes(call, before, after, of_password);
	return db_end(call->db, rc);
}

enum status
user_update(const struct call *call, const struct user *before, struct user *after)
{
	return store_changes(call, before, after, EVENT_PASSWORD_CHANGED);
}

enum status
user_delete(const struct call *call, const struct user *user)
{
	const struct value key = value_int(user->key);
	enum status rc = refuse_last_admin(call, user);

	if (!rc)
		rc = imports_drop(call, user);
	if (rc)
		return rc;
	rc = db_begin(call->db);
	if (!rc)
		rc = refuse_last_admin(call, user);
	if (!rc)
		rc = image_release_user(call->db, user->key);
	if (!rc)
		rc = rank_forget_user(call, user->key);
	if (!rc)
		rc = media_forget_teller(call->db, user->key);
	if (!rc)	/* the rest goes by the schema's own rules */
		rc = db_exec(call->db, "DELETE FROM users WHERE key = $1", &key, 1);
	if (!rc)
		rc = audit_note(call, EVENT_ACCOUNT_DELETED, user, NULL);
	return db_end(call->db, rc);
}

enum status
user_find_reset(const struct call *call, const char *token_hash, struct user *out)
{
	struct sql where;
	int64_t key;
	enum status rc = reset_find(call->db, token_hash, &key);

	if (rc)
		return rc;
	sql_init(&where, call->arena);
	sql_and(&where, "t.key = $$", value_int(key));
	sql_and(&where, "t.is_active = $$", value_int(1));
	return store_find(call->db, call->arena, &user_record, &where, out);
}

enum status
user_use_reset(const struct call *call, const char *token_hash, const char *password,
	struct user *out)
{
	struct user before, after;
	enum status rc = db_begin(call->db);

	if (!rc)
		rc = user_find_reset(call, token_hash, &before);
	if (rc)
		return db_end(call->db, rc);
	after = before;
	after.password = password;
	rc = store_changes(call, &before, &after, EVENT_PASSWORD_RESET);
	if (!rc)
		rc = session_revoke_all(call->db, after.key);
	rc = db_end(call->db, rc);
	if (!rc)
		*out = after;
	return rc;
}

enum status
user_rehash(struct db *db, const struct user *user, const char *password)
{
	const struct value args[] = { value_text(password), value_int(user->key),
		value_int(user->password_changed_at.seconds) };
	int64_t key;
	enum status rc = db_begin(db);

	if (!rc)
		rc = db_number(db, "UPDATE users SET password = $1 WHERE key = $2 "
			"AND password_changed_at = $3 RETURNING key", args, 3, &key);
	return db_end(db, rc);
}
