/*
 * Tonight: titles that all who are chosen want (they have them as TO_DO) and one of them has at
 * hand, in no order. The user is always chosen; others are where they let members include them.
 */
#ifndef TONIGHT_H
#define TONIGHT_H

#include "copy.h"

/* The most others that can be chosen. */
enum { TONIGHT_OTHERS = 8 };

/* One who is chosen, or could be. */
struct tonight_member {
	int64_t key;
	const char *id, *username, *avatar_url;
};
extern const struct record tonight_member_view;

/* A copy of one of them, at home or to be streamed. */
struct tonight_copy {
	int64_t user_key, media_key;
	const char *username, *format;
	word whereabouts;
	const char *vod_link;		/* of the user's own only */
};

struct tonight_title {
	int64_t media_key;
	struct media media;
	struct records wanted_by;	/* struct tonight_member: the user first */
	struct records at;		/* struct tonight_copy; after tonight_read_copies */
};
extern const struct record tonight_view;

struct tonight_filter {
	struct texts users;		/* ids, also several with commas between */
	word types;			/* a set */
	const char *seed;	/* the same order for the same one; NULL: another each time */
};
extern const struct record tonight_filter;

/* Who is chosen: keys and all. */
struct tonight {
	struct tonight_member members[1 + TONIGHT_OTHERS];
	int count;
};

/*
 * A page of those titles, and who was chosen; a filter without a seed gets one. ERR_VALIDATION for
 * what are no ids, or too many; ERR_FORBIDDEN where one of them doesn't exist, or isn't to be
 * included: which of both nobody is told.
 */
enum status tonight_read(const struct call *call, struct tonight_filter *filter,
	const struct page *page, struct tonight *chosen, struct rows *out);

/* Reads the copies into rows that have been read, as store_children does. */
enum status tonight_read_copies(const struct call *call, const struct tonight *chosen, void *rows,
	int count, int *done);

/* A page of the other members who let members include them (struct tonight_member), by name. */
enum status tonight_members(const struct call *call, const struct page *page, struct rows *out);

#endif
