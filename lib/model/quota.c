#include "quota.h"

static const struct {
	size_t most;		/* where struct quota has it */
	const char *field;	/* what a client sends for it */
	const char *name;
	const char *last;	/* of everybody: as high as their count, or higher */
	const char *count;	/* $1 is the user */
} quotas[] = {
#define MOST(member) offsetof(struct quota, member)
#define LAST(table) "SELECT coalesce(max(key), 0) FROM " table
	[QUOTA_TITLES] = { MOST(titles), "title", "titles added",
		LAST("media_items"), "SELECT count(*) FROM media_items WHERE created_by = $1" },
	[QUOTA_SHELF] = { MOST(shelf), "media_id", "titles on a shelf",
		LAST("entries"), "SELECT count(*) FROM entries WHERE user_key = $1" },
	[QUOTA_RATINGS] = { MOST(shelf), "value", "ratings",
		LAST("media_items"), "SELECT count(*) FROM ratings WHERE user_key = $1" },
	[QUOTA_REVIEWS] = { MOST(reviews), "content", "reviews",
		LAST("reviews"), "SELECT count(*) FROM reviews WHERE user_key = $1" },
	[QUOTA_COPIES] = { MOST(copies), "media_id", "copies",
		LAST("copies"), "SELECT count(*) FROM copies WHERE user_key = $1" },
	[QUOTA_DIARY] = { MOST(diary), "media_id", "records in a diary",
		LAST("diary"), "SELECT count(*) FROM diary WHERE user_key = $1" },
	[QUOTA_LISTS] = { MOST(lists), "name", "lists",
		LAST("lists"), "SELECT count(*) FROM lists WHERE user_key = $1" },
	[QUOTA_LISTED] = { MOST(shelf), "media_id", "titles in all lists together",
		LAST("list_items"), "SELECT CAST(coalesce(sum(item_count), 0) AS BIGINT) "
			"FROM lists WHERE user_key = $1" },
	[QUOTA_PICTURES] = { MOST(pictures), "image", "bytes of pictures", NULL,
		"SELECT CAST(coalesce(sum(length(bytes)), 0) AS BIGINT) FROM images "
			"WHERE user_key = $1" },
#undef MOST
#undef LAST
};

enum status
quota_check(const struct call *call, enum quota_of what, int64_t more)
{
	const struct value key = value_int(call->user->key);
	int64_t most, has;
	enum status rc;

	if (!call->user->quota)
		return OK;
	most = *(const int64_t *)((const char *)call->user->quota + quotas[what].most);
	/* Nobody has more than all have. Counting one's own takes as long as one has many. */
	has = INT64_MAX;
	rc = quotas[what].last ? db_number(call->db, quotas[what].last, NULL, 0, &has) : OK;
	if (!rc && has > most - more)
		rc = db_number(call->db, quotas[what].count, &key, 1, &has);
	if (rc || has <= most - more)
		return rc;
	if (call->problems)
		problem_add(call->problems, quotas[what].field,
			"would be more than %lld %s, which a member may have", (long long)most,
			quotas[what].name);
	return ERR_QUOTA;
}
