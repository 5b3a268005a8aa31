#include "limit.h"
#include "address.h"
#include "clock.h"
#include "db.h"
#include "migrate.h"
#include "text.h"
#include "token.h"

#include <string.h>

enum { MINUTE = 60, QUARTER = 15 * 60 };

static const struct migration schema[] = {
	{ 1, "limits", "CREATE TABLE calls (bucket TEXT NOT NULL, at INTEGER NOT NULL) STRICT;"
		"CREATE INDEX calls_bucket ON calls (bucket, at); CREATE INDEX calls_at ON calls (at)" },
	{ 0, NULL, NULL },
};

/* How many calls of the bucket lie within the window, and when the oldest of them leaves it. */
static enum status
count(struct db *db, const char *bucket, int64_t window, int64_t max, int64_t *retry_after)
{
	const int64_t now = clock_now();
	const struct value args[] = { value_text(bucket), value_int(now - window), value_int(max - 1) };
	int64_t at;
	enum status rc = db_number(db, "SELECT at FROM calls WHERE bucket = $1 AND at > $2 ORDER BY at DESC "
		"LIMIT 1 OFFSET $3", args, 3, &at);

	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	*retry_after = at + window - now > 0 ? at + window - now : 1;
	return ERR_RATE_LIMITED;
}

static enum status
add(struct db *db, const char *bucket)
{
	const int64_t now = clock_now();
	const struct value args[] = { value_text(bucket), value_int(now), value_int(now - QUARTER) };
	enum status rc = db_exec(db, "DELETE FROM calls WHERE at < $3", args, 3);

	return rc ? rc : db_exec(db, "INSERT INTO calls (bucket, at) VALUES ($1, $2)", args, 2);
}

/* Counts, adds, or both, in one transaction, so that calls at the same moment can't all be the last one. */
static enum status
try(struct db *db, const char *bucket, int64_t window, int64_t max, bool adds, int64_t *retry_after)
{
	enum status rc = migrate(db, schema);

	if (!rc)
		rc = db_begin(db);
	if (!rc && max)
		rc = count(db, bucket, window, max, retry_after);
	if (!rc && adds)
		rc = add(db, bucket);
	return rc ? rc : db_commit(db);
}

/* Once more after an error that calls for opening anew: a corrupt file is gone then, as it may be lost. */
static enum status
use(struct request *req, const char *bucket, int64_t window, int64_t max, bool adds, int64_t *retry_after)
{
	const struct db_options options = {
		.path = arena_printf(req->arena, "%s/.ht.limits.db", req->config->data_dir), .lossy = true,
	};
	struct db *db;
	bool again = true;
	enum status rc;

	for (int tries = 0; again && tries < 2; tries++) {
		rc = db_open(&options, &db);
		if (!rc)
			rc = try(db, bucket, window, max, adds, retry_after);
		again = rc && rc != ERR_RATE_LIMITED && (!db || db_is_stale(db));
		if (rc && rc != ERR_RATE_LIMITED)
			req->trouble = arena_printf(req->arena, "limits of calls: %s", db_message(db));
		db_close(db);
	}
	if (!rc || rc == ERR_RATE_LIMITED)
		req->trouble = NULL;
	return rc == ERR_SETUP || rc == ERR_INTERNAL ? ERR_UNAVAILABLE : rc;
}

enum status
limit_call(struct request *req, int64_t *retry_after)
{
	const char *address = address_group(req->arena, request_address(req));

	return use(req, arena_printf(req->arena, "address %s", address), MINUTE, req->config->rate_limit_address, true,
		retry_after);
}

/* A hash, so that the file doesn't keep what people typed as names. */
static const char *
bucket_of(struct request *req, const char *account)
{
	const char *folded = text_casefold(req->arena, account);

	return arena_printf(req->arena, "account %s", token_hash(req->arena, folded, strlen(folded)));
}

enum status
limit_account(struct request *req, const char *account, int64_t *retry_after)
{
	return use(req, bucket_of(req, account), QUARTER, req->config->rate_limit_account, false, retry_after);
}

enum status
limit_failure(struct request *req, const char *account)
{
	int64_t unused;

	return use(req, bucket_of(req, account), QUARTER, 0, true, &unused);
}
