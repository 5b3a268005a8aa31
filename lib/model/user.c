#include "user.h"
#include "clock.h"
#include "text.h"
#include "uuid.h"

#include <string.h>

const struct word_name user_roles[] = { { "member", ROLE_MEMBER }, { "admin", ROLE_ADMIN }, { NULL, 0 } };

static const struct field stored[] = {
	FIELD(struct user, key, HIDDEN | DERIVED),
	FIELD(struct user, id, READONLY),
	FIELD(struct user, username, READONLY),
	FIELD(struct user, username_folded, HIDDEN),
	FIELD(struct user, email, READONLY),
	FIELD(struct user, email_folded, HIDDEN),
	FIELD(struct user, name, READONLY),
	FIELD(struct user, password, HIDDEN),
	FIELD(struct user, password_changed_at, HIDDEN),
	FIELD(struct user, role, READONLY, .words = user_roles),
	FIELD(struct user, is_active, READONLY),
	FIELD(struct user, avatar_image_id, HIDDEN),
	FIELD(struct user, created_at, READONLY),
	FIELD(struct user, updated_at, READONLY),
	{ 0 }
};
const struct record user_record = { .table = "users", .size = sizeof(struct user), .fields = stored };

static const struct field self[] = {
	FIELD(struct user, id, READONLY),
	FIELD(struct user, username, READONLY),
	FIELD(struct user, email, READONLY),
	FIELD(struct user, name, READONLY),
	FIELD(struct user, role, READONLY, .words = user_roles),
	FIELD(struct user, is_active, READONLY),
	FIELD(struct user, avatar_url, READONLY),
	FIELD(struct user, created_at, READONLY),
	FIELD(struct user, updated_at, READONLY),
	{ 0 }
};
const struct record user_self_view = { .size = sizeof(struct user), .fields = self };

const char *
is_username(struct arena *arena, const char *text, const char **message)
{
	text = text_nfc(arena, text);
	if (text_is_name(text, "_.-") && text_length(text) >= 3 && text_length(text) <= 32)
		return text;
	*message = "must be 3 to 32 letters, digits or _ . -";
	return NULL;
}

const char *
is_email(struct arena *arena, const char *text, const char **message)
{
	const char *at;

	text = text_nfc(arena, text);
	at = strchr(text, '@');
	if (at && at != text && at[1] && !strchr(at + 1, '@') && !strpbrk(text, " \t<>,;:\"\\()[]")
	    && strlen(text) <= 254)
		return text;
	*message = "must be an e-mail address";
	return NULL;
}

const char *
user_name_from_email(struct arena *arena, const char *email)
{
	char *name = email ? arena_copy(arena, email, strcspn(email, "@")) : NULL;

	for (char *p = name; p && *p; p++)
		if ((unsigned char)*p < 0x80 && !text_is_name((char[]){ *p, 0 }, "_.-"))
			*p = '-';
	return name;
}

static enum status
named_conflict(struct db *db, struct problems *problems)
{
	problem_add(problems, !strncmp(db_conflict(db), "email", 5) ? "email" : "username", "is taken");
	return ERR_CONFLICT;
}

enum status
user_create(struct db *db, struct arena *arena, struct problems *problems, struct user *user)
{
	const char *message = NULL;
	int64_t others;
	enum status rc;

	if (!user->username) {
		user->username = is_username(arena, user_name_from_email(arena, user->email), &message);
		if (!user->username) {
			problem_add(problems, "username", "%s; the e-mail gives none", message);
			return ERR_VALIDATION;
		}
	}
	user->id = uuid_new(arena);
	user->username_folded = text_casefold(arena, user->username);
	user->email_folded = text_casefold(arena, user->email);
	user->created_at.seconds = user->updated_at.seconds = user->password_changed_at.seconds = clock_now();
	user->is_active = true;
	rc = db_begin(db);
	if (rc)
		return rc;
	rc = db_number(db, "SELECT EXISTS (SELECT 1 FROM users)", NULL, 0, &others);
	user->role = others ? ROLE_MEMBER : ROLE_ADMIN;
	if (!rc)
		rc = store_insert(db, arena, &user_record, user, &user->key);
	if (rc == ERR_CONFLICT)
		named_conflict(db, problems);
	return rc ? rc : db_commit(db);
}

enum status
user_find_login(struct db *db, struct arena *arena, const char *login, struct user *out)
{
	struct sql where;

	sql_init(&where, arena);
	sql_and(&where, strchr(login, '@') ? "t.email_folded = $$" : "t.username_folded = $$",
		value_text(text_casefold(arena, login)));
	return store_find(db, arena, &user_record, &where, out);
}

enum status
user_rehash(struct db *db, const struct user *user, const char *password)
{
	const struct value args[] = { value_text(password), value_int(user->key) };

	return db_exec(db, "UPDATE users SET password = $1 WHERE key = $2", args, 2);
}
