/*
 * Tags: words of a member's own on the entries of the shelf. Two that are folded alike are one tag,
 * and all of a member's entries write it as the first of them did, until it is renamed.
 */
#ifndef TAG_H
#define TAG_H

#include "call.h"

/* Characters of a tag, and how many an entry may have. */
enum { TAG_LENGTH = 50, TAGS_MAX = 30 };

/* TAGS(struct entry, tags, "tags", BRIEF, ...): a field of tags, as a body has it. */
#define TAGS(type, member, name, ...) FIELD_AS(type, member, name, MANY | __VA_ARGS__, \
	.min = 1, .max = TAG_LENGTH, .most = TAGS_MAX, .check = is_tag, .hint = "One a line")

struct tag {
	const char *name;
	int64_t count;			/* of titles */
};
extern const struct record tag_view;

struct tag_filter {
	const char *q;			/* what a tag has in it */
	word sort;
};
extern const struct record tag_filter;

/* The user's tags. */
enum status tags_read(const struct call *call, const struct tag_filter *filter,
	const struct page *page, struct rows *out);

/* One of them, however it is written. */
enum status tag_find(const struct call *call, const char *name, struct tag *out);

/*
 * Gives a tag another name, on all that has it. Where another tag is called so, it becomes that
 * one, written as that one was. `out` is what it is then.
 */
enum status tag_rename(const struct call *call, const char *name, const char *to, struct tag *out);

/* Takes a tag off all that has it. */
enum status tag_delete(const struct call *call, const char *name);

/* The tags with some more behind them, and without some: however these are written. */
struct texts tags_changed(struct arena *arena, const struct texts *tags, const struct texts *added,
	const struct texts *removed);

/* Whether they are the same, in the same order, and written the same way. */
bool tags_are_same(const struct texts *one, const struct texts *other);

/* ERR_VALIDATION with a problem where an entry can't have these: too many, or two are one. */
enum status tags_check(const struct call *call, const struct texts *tags);

/*
 * Writes tags as the user's other entries do, but for the entry of that key (0: of none): before
 * they are stored with it.
 */
enum status tags_spell(const struct call *call, int64_t entry_key, struct texts *tags);

/* Has the user's entry of that key, which is stored, found by these tags, and no others. */
enum status tags_index(const struct call *call, int64_t entry_key, const struct texts *tags);

#endif
