/* Accounts. */
#ifndef USER_H
#define USER_H

#include "config.h"
#include "call.h"

enum role { ROLE_MEMBER = 1, ROLE_ADMIN };
enum tonight_wish { TONIGHT_NOBODY = 1, TONIGHT_MEMBERS };

struct user {
	int64_t key;
	const char *id, *username, *username_folded, *email, *email_folded, *name;
	const char *search_folded;	/* username, name and e-mail, for the admins' search */
	const char *password;		/* scrypt's text */
	struct timestamp password_changed_at;
	word role;
	bool is_active;
	const char *avatar_image_id;	/* shown as avatar_url, a link */
	const struct quota *quota;	/* what it may have at most; NULL for who has no limits */
	int64_t entry_count, media_count;	/* titles on its shelf, titles it added; counted */
	/* the second factor (second_factor.h): its secret in base32, since when it is on */
	const char *totp_secret;
	struct timestamp totp_since;
	bool second_factor;		/* it is on */
	/* of its recovery codes, where they were counted (second_factor.h); else INT_NONE */
	int64_t recovery_codes_left;
	word tonight;			/* who may include it when a title is drawn: tonight.h */
	struct timestamp created_at, updated_at;
};

extern const struct record user_record;		/* as stored */
extern const struct record user_self_view;	/* as shown to oneself */
extern const struct record user_own_view;	/* the same with its settings */
extern const struct record user_admin_view;	/* as shown to admins: with the counts */
extern const struct word_name user_roles[], user_tonights[];

/*
 * Makes an account from username (or the e-mail's local part), email, name and password hash. The
 * first of an installation is the admin. ERR_CONFLICT with a problem when a name or address is
 * taken, ERR_QUOTA when there are `most` accounts already.
 */
enum status user_create(const struct call *call, int64_t most, struct user *user);

/* OK when one more account may be made, ERR_QUOTA when there are `most` already. */
enum status user_has_room(struct db *db, int64_t most);

/*
 * The user name of an e-mail's local part: _anna.b+films@example.com becomes anna.b-films. NULL of
 * NULL.
 */
const char *user_name_from_email(struct arena *arena, const char *email);

/*
 * The same, of a person's name, too (Ann Lee becomes Ann-Lee), so that nobody has it: ann, or else
 * ann-2, ann-3, … What makes no user name (al) does with a number. Whoever stores it does so in the
 * same transaction.
 */
enum status user_free_name(const struct call *call, const char *text, const char **name);

/* Whether there is any account. */
enum status user_any(struct db *db, bool *out);

/* How many accounts there are, and how many of them are active admins. */
enum status user_count(struct db *db, int64_t *accounts, int64_t *admins);

/* The account with this user name or e-mail, in any case, with its password hash. */
enum status user_find_login(const struct call *call, const char *login, struct user *out);

/* The account with this id, with its password hash. */
enum status user_find(const struct call *call, const char *id, struct user *out);

/* The same with its counts. */
enum status user_find_counted(const struct call *call, const char *id, struct user *out);

struct user_filter {
	const char *q;
	word role, is_active;
};
extern const struct record user_filter;

/* A page of the accounts that pass, the newest first, with their counts. */
enum status user_list(const struct call *call, const struct user_filter *filter,
	const struct page *page, struct rows *out);

/*
 * Stores an account whose members were changed. ERR_CONFLICT with a problem when a name or address
 * is taken, or when nobody active would be an admin any more. What ends with the change (sessions,
 * keys of programs, open resets) ends. This and what follows is noted (audit.h).
 */
enum status user_update(const struct call *call, const struct user *before, struct user *after);

/*
 * Deletes an account with all that is its own; titles it added stay, with their covers.
 * ERR_CONFLICT with a problem for the last admin.
 */
enum status user_delete(const struct call *call, const struct user *user);

/*
 * The active account that an open reset (reset.h) is for. ERR_NOT_FOUND when it was used, has
 * expired or never was.
 */
enum status user_find_reset(const struct call *call, const char *token_hash, struct user *out);

/*
 * Uses a reset up: its account gets this password hash; every session and every other reset of the
 * account ends. ERR_NOT_FOUND as above, also when somebody else was faster.
 */
enum status user_use_reset(const struct call *call, const char *token_hash, const char *password,
	struct user *out);

/*
 * Stores a new hash of the same password. ERR_NOT_FOUND when the account has got another password
 * meanwhile.
 */
enum status user_rehash(struct db *db, const struct user *user, const char *password);

/*
 * Checks and normalises a user name: 3 to 32 letters, digits or _ . -, a letter or digit first,
 * nothing invisible.
 */
const char *is_username(struct arena *arena, const char *text, const char **message);

/* Checks an e-mail address: one @, no white space, nothing invisible, at most 254 bytes. */
const char *is_email(struct arena *arena, const char *text, const char **message);

#endif
