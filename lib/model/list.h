/* Lists of titles: a member's own, of up to so many, in an order that is the member's too. */
#ifndef LIST_H
#define LIST_H

#include "media.h"

enum list_visibility { LIST_PRIVATE = 1, LIST_MEMBERS, LIST_PUBLIC };
extern const struct word_name list_visibilities[];

struct list {
	int64_t key, user_key;
	const char *id, *name, *description;
	bool is_ranked;			/* its positions mean something */
	word visibility;		/* who sees it: its owner, all members, everybody */
	int64_t item_count;
	struct records covers;		/* struct media: its first titles, that stand for it */
	const char *user_id, *username, *avatar_url;	/* the owner */
	struct timestamp created_at, updated_at;
	/* of a list that was asked for with a title: that, and its item, NULL where it isn't in */
	const char *media_id, *item_id;
};

extern const struct record list_view;
extern const struct record list_title_view;	/* the same with a title that was asked for */

enum list_scope { LISTS_MINE = 1, LISTS_OF_MEMBERS };

struct list_filter {
	word scope;
	const char *media_id;		/* whether they have this title is told, too */
};
extern const struct record list_filter;

/* The most titles in a list, and those whose covers stand for it. */
enum { LIST_ITEMS_MAX = 5000, LIST_COVERS = 4 };

/* The user's lists, or those that others show; the last changed first. */
enum status lists_read(const struct call *call, const struct list_filter *filter,
	const struct page *page, struct rows *out);

/* A hundred of the user's lists in the order in which they were made, from behind that key. */
enum status lists_read_on(const struct call *call, int64_t key, struct records *out);

/*
 * A list that the user may see: one's own, or one that is shown by an active account. Any other is
 * ERR_NOT_FOUND, for admins, too; for nobody it is ERR_AUTH, whether it is there or not.
 */
enum status list_find(const struct call *call, const char *id, struct list *out);

/* The same of the user's own, to be changed: ERR_FORBIDDEN for those that others show. */
enum status list_find_own(const struct call *call, const char *id, struct list *out);

/* Adds a list, which is whole then. It may have had an id, and been made, elsewhere. */
enum status list_create(const struct call *call, struct list *list);

/* Changes a list of the user, or deletes it with its items. */
enum status list_change(const struct call *call, const char *id, const struct change *change);
enum status list_delete(const struct call *call, const char *id);

struct list_item {
	int64_t key, list_key, media_key;
	int64_t place;			/* in its list; positions follow from it */
	const char *id, *list_id, *media_id, *note;	/* the id is the title's */
	int64_t position;		/* from 1 */
	struct timestamp created_at, updated_at;
	struct media media;
};

extern const struct record list_item_view;

/* A page of a list's items, in their order. */
enum status list_items_read(const struct call *call, const struct list *list,
	const struct page *page, struct rows *out);

/* One item of a list that the user may see: as list_find. */
enum status list_item_find(const struct call *call, const char *list_id, const char *id,
	struct list_item *out);

/*
 * Adds a title to a list of the user, at a position, or (INT_NONE) at the end; `item` is whole
 * then. ERR_NOT_FOUND for no such title, ERR_CONFLICT when it is there already, or the list is
 * full.
 */
enum status list_item_create(const struct call *call, const char *list_id, struct list_item *item);

/*
 * Adds titles at the end of a list of the user, in this order: of `count` items, which have
 * a media_key and no key, those that aren't in it get one. Errors as above; the problems are of
 * `list_id`.
 */
enum status list_items_append(const struct call *call, const char *list_id,
	struct list_item *items, int count);

/*
 * Puts a title into a list of the user, before those with a higher `place` and behind those with
 * a lower one; nothing is done where it is in it (`*is_new`). Who makes the list anew counts its
 * items, and changes nothing else of it (`touches`). ERR_CONFLICT when the list is full.
 */
enum status list_item_put(const struct call *call, const struct list *list,
	struct list_item *item, bool touches, bool *is_new);

/* The room that a place has before the next, and the highest in a list (0: there is none). */
enum { LIST_STEP = 1 << 24 };
enum status list_last_place(const struct call *call, const struct list *list, int64_t *out);

/* A list of the user's of that name; the first of several. */
enum status list_find_named(const struct call *call, const char *name, struct list *out);

/*
 * Takes off again what was put there: a title with this id, note and times, unless it was moved,
 * has another note, or was put there anew since (`*was_changed`). Nothing is done where it is gone.
 */
enum status list_item_take_back(const struct call *call, const struct list *list,
	const struct list_item *put, bool *was_changed);

/* Changes an item's note, or moves it; or takes it off the list. */
enum status list_item_change(const struct call *call, const char *list_id, const char *id,
	const struct change *change);
enum status list_item_delete(const struct call *call, const char *list_id, const char *id);

#endif
