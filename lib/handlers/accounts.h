/*
 * Accounts as all doors have them: who registers, signs in, keeps signed in, recovers, changes
 * itself. What they answer is said by the request's dialect, where there is one. Linked into
 * programs that issue tokens (Makefile: ISSUERS).
 */
#ifndef ACCOUNTS_H
#define ACCOUNTS_H

#include "route.h"
#include "user.h"

/* What the calls here are sent: the bodies of their routes are views of this. */
struct credentials {
	const char *username, *email, *password, *name, *refresh_token, *reset_token;
	const char *code;	/* of a login: of the second factor, of an app or for recovery */
	const char *invite;	/* of a registration: the token of an invitation */
	bool everywhere;
};

/* Each view of a login has it. */
#define ACCOUNTS_CODE FIELD(struct credentials, code, SECRET | UNASKED, .max = 100)

/* Each view of a registration has it. */
#define ACCOUNTS_INVITE FIELD(struct credentials, invite, 0, .max = 100, .label = "Invitation", \
	.hint = "where one needs to be invited: what stands behind invite= in the link")

/* The views that go with the first four handlers. */
extern const struct record accounts_registration, accounts_login_view, accounts_refresh_view,
	accounts_logout_view;
/* The first two for other designs' doors: the user name is required, by the second even alone. */
extern const struct record accounts_named_registration, accounts_named_login;

/* An account as this request's door shows it to who has it. */
const struct record *accounts_self_view(const struct request *req);

/*
 * The `admit` of a registration that a page's form may be sent to: without a script the page can't
 * put the invitation into it that it was opened with (register.html?invite=TOKEN); where the form
 * came from tells.
 */
handler accounts_admit;
/*
 * Registers, and signs in at once: 201; the second: only registers. ERR_FORBIDDEN where it takes an
 * invitation, and no good one was sent. Where it is another design's door a user name that isn't
 * sent is made so that nobody has it yet: from the person's name, as others will read it, or else
 * from the e-mail.
 */
handler accounts_sign_up, accounts_create;
handler accounts_login;
/*
 * The refresh token is in the body, or else the Bearer's, or else the cookie's. It is used up, and
 * the next one answered beside the access token.
 */
handler accounts_refresh;
/* The same of a token in the body, which isn't used up: only an access token is answered. */
handler accounts_refresh_kept;
/* The session ends whose access or refresh token is sent; `everywhere`: all of the user's. 204. */
handler accounts_logout;

/* For who is signed in: `password` is right, and sensitive calls may follow. */
handler accounts_confirm;

/* `email` is mailed a link to choose a new password: 202, whether or not somebody has it. */
handler accounts_ask_for_reset;
/* The same; `*message` is what everybody is told, whether or not somebody has it. */
enum status accounts_mail_reset(struct request *req, const char *email, const char **message);
/*
 * What a reset opens, and its use, with `password`. Its token is req->id[0], or `reset_token` in
 * the body: then a bad one is ERR_VALIDATION, not ERR_NOT_FOUND.
 */
handler accounts_check_reset, accounts_use_reset;

/*
 * Who asks, and what it may change of itself: bodies are views of struct user.
 * accounts_prepare_me is the `prepare` of a route to accounts_change_me; a new password or e-mail
 * is ERR_REAUTHENTICATE when the password wasn't given just now, and so is the account's end.
 */
extern const struct record accounts_profile;
handler accounts_get_me, accounts_prepare_me, accounts_change_me, accounts_delete_me;

/*
 * Signs in by a name or e-mail and its password (and `code`, or NULL) as OAuth's password grant
 * does: the answer has tokens only. Its errors are the door's to write.
 */
enum status accounts_grant(struct request *req, struct response *res, const char *name,
	const char *password, const char *code);

/*
 * Uses a refresh token up: a new access token is answered, which is a cookie, too, and the next
 * refresh token: `show_refresh` false: only as a cookie.
 */
enum status accounts_rotate(struct request *req, struct response *res, const char *token,
	bool show_refresh);

#endif
