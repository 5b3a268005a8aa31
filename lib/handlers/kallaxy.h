/*
 * Titles in Kallaxy's words. Its types are free words and its dates free text: what our columns
 * don't say of them is in the title's metadata, as {"kallaxy": {"media_type", "pub_date"}}, which
 * counts as long as it agrees with the columns, and isn't shown there.
 */
#ifndef KALLAXY_H
#define KALLAXY_H

#include "entry.h"
#include "route.h"

/* A title as it is sent. */
struct kallaxy_title {
	struct media media;		/* first: a change of this is one of that */
	const char *id, *media_type, *pub_date;
};

/* Views of struct kallaxy_title: to make one, to change one, and to name one by its id. */
extern const struct record kallaxy_new_title, kallaxy_changed_title, kallaxy_named_title;
/* What titles are asked for by: a type, and it with a name. */
extern const struct record kallaxy_asked_type, kallaxy_asked_title;

extern const struct record kallaxy_medium;	/* a view of struct media, to show */
/* Views of struct entry: a record (also to be sent), and the same with its title. */
extern const struct record kallaxy_record, kallaxy_record_with_title, kallaxy_new_record,
	kallaxy_changed_record;

/*
 * Types as it writes them: the first name of one of ours is how that is shown which is written no
 * other way. What isn't here (boardgame) is a game to us.
 */
extern const struct word_name kallaxy_types[];
enum media_type kallaxy_type_of(const char *media_type);

/* Two names of one type, or the same word of its own, but for case. */
bool kallaxy_is_same(struct arena *arena, const char *one, const char *other);

/* The type that a title is shown as. */
const char *kallaxy_type(struct arena *arena, const struct media *media);

/*
 * The title of that type that is called so, but for case; the oldest of several. ERR_NOT_FOUND.
 */
enum status kallaxy_find(const struct call *call, const char *media_type, const char *title,
	struct media *out);

/*
 * Makes a title; ERR_CONFLICT, with a problem, where its type has one that is called so: Kallaxy
 * tells titles apart by nothing else.
 */
enum status kallaxy_create(const struct call *call, struct kallaxy_title *title);

/* Changes the title that req->body names; its metadata is merged into what is there. */
enum status kallaxy_change(struct request *req);

/*
 * The user's record of a title, as the change says: a new one, or that of a title that is on the
 * shelf without any date. Else ERR_CONFLICT with a problem. `out` is whole then.
 */
enum status kallaxy_take_record(const struct call *call, struct change *change, struct entry *out);

/*
 * Changes the user's record that req->body names, by its own id or its title's. As its client knows
 * days only, midnight of the day that an instant is on is no news of that.
 */
enum status kallaxy_change_record(struct request *req, struct entry *out);

/* {"media": […]}: all titles of the type that req->body asks for; ERR_NOT_FOUND for none. */
handler kallaxy_list_media;

/* {"records": {"book": […], …}}: all of the user's, by types; ERR_NOT_FOUND for none. */
handler kallaxy_list_records;

/*
 * kallaxy_accounts.c: bodies about accounts, of struct credentials but for kallaxy_changed_user,
 * which is one of struct user.
 */
extern const struct record kallaxy_new_user, kallaxy_changed_user, kallaxy_password, kallaxy_lost,
	kallaxy_reset, kallaxy_reset_use;

/* Nothing is answered: the session knows that sensitive calls may follow. */
handler kallaxy_confirm;
/* The session of a refresh token that is sent as Bearer ends. */
handler kallaxy_revoke;
/*
 * The same for every address, in the members that Kallaxy's server has, but nothing that opens an
 * account: that is mailed.
 */
handler kallaxy_ask_for_reset;

#endif
