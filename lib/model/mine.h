/*
 * All that a member has of one title, as it must be known to take back what was done to it: as it
 * was and as it became, so that it is seen who has touched it since.
 */
#ifndef MINE_H
#define MINE_H

#include "copy.h"
#include "diary.h"
#include "pack.h"

struct mine {
	bool has_entry;
	struct entry entry;		/* its own columns */
	struct records diary;		/* struct diary_record, in the order of their telling */
	struct records copies;		/* struct copy */
	struct halves rating;
	struct timestamp rated_at;
	const char *review_id, *review;
	struct timestamp reviewed_at, review_changed_at;
};

/* Nothing of it. */
void mine_clear(struct mine *mine);

/* What the user has of a title. */
enum status mine_read(const struct call *call, int64_t media_key, struct mine *out);

/* Whether there is anything. */
bool mine_is_empty(const struct mine *mine);

/* Whether nothing that people see of it differs. */
bool mine_is_same(const struct mine *one, const struct mine *other);

/* Whether what is said of two copies is the same. */
bool mine_is_same_copy(const struct copy *one, const struct copy *other);

void mine_pack(struct buf *buf, const struct mine *mine);
void mine_unpack(struct packed *packed, struct mine *out);

/* The tables that it is packed by: whoever packed by others had other ones. */
void mine_pack_names(struct buf *buf);
void mine_unpack_names(struct packed *packed);

/*
 * Gives the user's title back what it was, as far as it is still as it became. What is another
 * since stays, and `kept` gets a few words about it ("got another rating").
 */
enum status mine_restore(const struct call *call, int64_t media_key, const struct mine *was,
	const struct mine *became, struct texts *kept);

#endif
