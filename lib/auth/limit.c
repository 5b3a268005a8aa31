#include "limit.h"
#include "address.h"
#include "clock.h"
#include "db.h"
#include "migrate.h"
#include "text.h"
#include "token.h"
#include "user.h"

#include <string.h>

/* An attempt lasts no longer than a minute: one whose program died doesn't count for ever. */
enum { MINUTE = 60, QUARTER = 15 * 60, MAILS = 3, WAIT_MS = 5000, MEMORY = 90 * 86400,
	ADDRESSES = 20 };

static const struct migration schema[] = {
	{ 1, "limits",
	  "CREATE TABLE calls (key INTEGER PRIMARY KEY, bucket TEXT NOT NULL, "
	  "at INTEGER NOT NULL) STRICT;"
	  "CREATE INDEX calls_bucket ON calls (bucket, at); CREATE INDEX calls_at ON calls (at)" },
	/* From where an account's password has come. Both are hashes. */
	{ 2, "known addresses",
	  "CREATE TABLE known (account TEXT NOT NULL, address TEXT NOT NULL, at INTEGER NOT NULL, "
	  "PRIMARY KEY (account, address)) STRICT, WITHOUT ROWID; "
	  "CREATE INDEX known_at ON known (at)" },
	{ 0, NULL, NULL },
};

/* What is counted, within how many seconds, and how often that may be. */
struct counter {
	const char *bucket;
	int64_t window, max;
};

/*
 * What stands in the log when the counters can't be used. The request can be tried again, unless
 * its owner is needed first.
 */
static enum status
note_trouble(struct request *req, struct db *db, enum status rc)
{
	if (!rc || rc == ERR_RATE_LIMITED || rc == ERR_CONFLICT)
		return rc;
	req->trouble = arena_printf(req->arena, "limits of calls: %s", db_message(db));
	return rc == ERR_SETUP || rc == ERR_FULL ? rc : ERR_UNAVAILABLE;
}

/*
 * What lies in the future counts as now: the clock was ahead, and nobody is to wait until it is
 * there again.
 */
static enum status
end_future(struct db *db)
{
	const struct value now = value_int(clock_now());
	int64_t was_ahead;
	enum status rc = db_number(db, "SELECT EXISTS (SELECT 1 FROM calls WHERE at > $1 "
		"UNION ALL SELECT 1 FROM known WHERE at > $1)", &now, 1, &was_ahead);

	if (!rc && was_ahead)
		rc = db_exec(db, "UPDATE calls SET at = $1 WHERE at > $1", &now, 1);
	if (!rc && was_ahead)
		rc = db_exec(db, "UPDATE known SET at = $1 WHERE at > $1", &now, 1);
	return rc;
}

/*
 * Opens the counters within a transaction, for end_counting. Once more after an error
 * that calls for opening anew: a corrupt file is gone then, as it may be lost.
 */
static enum status
begin_counting(struct request *req, struct db **db)
{
	const struct db_options options = {
		.path = arena_printf(req->arena, "%s/.ht.limits.db", req->config->data_dir),
		.lossy = true,
		.for_group = config_for_group(req->config),
	};

	for (int tries = 1;; tries++) {
		enum status rc = db_open_within(req->arena, &options, db);

		if (!rc)
			rc = migrate(*db, schema);
		if (!rc)
			rc = db_begin(*db);
		if (!rc)
			rc = end_future(*db);
		if (!rc || tries == 2 || (*db && !db_is_stale(*db)))
			return note_trouble(req, *db, rc);
		arena_let_go(req->arena, *db);
	}
}

static enum status
end_counting(struct request *req, struct db *db, enum status rc)
{
	rc = db_end(db, rc);
	rc = note_trouble(req, db, rc);
	arena_let_go(req->arena, db);
	return rc;
}

/* ERR_RATE_LIMITED when as many lie within the window, and when the oldest of them leaves it. */
static enum status
check_counter(struct db *db, const struct counter *counter, int64_t *retry_after)
{
	const int64_t now = clock_now();
	const struct value args[] = {
		value_text(counter->bucket), value_int(now - counter->window),
		value_int(counter->max - 1),
	};
	int64_t at;
	enum status rc = db_number(db,
		"SELECT at FROM calls WHERE bucket = $1 AND at > $2 ORDER BY at DESC "
		"LIMIT 1 OFFSET $3", args, 3, &at);

	if (rc)
		return rc == ERR_NOT_FOUND ? OK : rc;
	*retry_after = at + counter->window - now > 0 ? at + counter->window - now : 1;
	return ERR_RATE_LIMITED;
}

static enum status
count_calls(struct db *db, const struct counter *counter, int64_t *out)
{
	const struct value args[] = { value_text(counter->bucket),
		value_int(clock_now() - counter->window) };

	return db_number(db, "SELECT count(*) FROM calls WHERE bucket = $1 AND at > $2", args,
		2, out);
}

static enum status
add_call(struct db *db, const char *bucket, int64_t *key)
{
	const int64_t now = clock_now();
	const struct value args[] = { value_text(bucket), value_int(now) },
		old = value_int(now - QUARTER);
	enum status rc = db_exec(db, "DELETE FROM calls WHERE at < $1", &old, 1);

	return rc ? rc : db_number(db,
		"INSERT INTO calls (bucket, at) VALUES ($1, $2) RETURNING key", args, 2, key);
}

static enum status
use_counter(struct request *req, const struct counter *counter, int64_t *retry_after)
{
	struct db *db;
	int64_t key;
	enum status rc = begin_counting(req, &db);

	if (!rc)
		rc = check_counter(db, counter, retry_after);
	if (!rc)
		rc = add_call(db, counter->bucket, &key);
	return end_counting(req, db, rc);
}

#define PER_MINUTE(member) offsetof(struct config, member)
const struct limit limit_strangers = { "address", PER_MINUTE(rate_limit_address),
	"Too many requests." };
const struct limit limit_guesses = { "guesses", PER_MINUTE(rate_limit_address),
	"Too many addresses that nothing is at." };
const struct limit limit_titles = { "titles", PER_MINUTE(rate_limit_titles),
	"Too many new titles within a minute." };
const struct limit limit_uploads = { "uploads", PER_MINUTE(rate_limit_uploads),
	"Too many pictures within a minute." };
const struct limit limit_lookups = { "lookups", PER_MINUTE(rate_limit_lookups),
	"Too many look-ups within a minute." };
const struct limit limit_bulk = { "bulk", PER_MINUTE(rate_limit_bulk),
	"Too many changes of many titles within a minute." };

enum status
limit_call(struct request *req, const struct limit *limit, int64_t *retry_after)
{
	const char *who = req->user ? req->user->id
		: address_group(req->arena, request_address(req));
	const struct counter counter = { arena_printf(req->arena, "%s %s", limit->name, who),
		MINUTE, *(const int64_t *)((const char *)req->config + limit->setting) };

	return req->user && !req->user->quota ? OK : use_counter(req, &counter, retry_after);
}

/* A hash, so that the file doesn't keep what people typed as names. */
static const char *
bucket_of(struct request *req, const char *kind, const char *name)
{
	const char *folded = text_casefold(req->arena, name);

	return arena_printf(req->arena, "%s %s", kind,
		token_hash(req->arena, folded, strlen(folded)));
}

enum status
limit_mail(struct request *req, const char *address)
{
	const struct counter counter = { bucket_of(req, "mail", address), QUARTER, MAILS };
	int64_t unused;

	return use_counter(req, &counter, &unused);
}

/*
 * The address that the request comes from, for this account only: nobody can look for it in others.
 */
static const char *
address_of(struct request *req, const char *account)
{
	const char *text = arena_printf(req->arena, "%s %s", account,
		address_group(req->arena, request_address(req)));

	return token_hash(req->arena, text, strlen(text));
}

static enum status
find_address(struct request *req, struct db *db, const char *account, int64_t *is_known)
{
	const struct value args[] = { value_text(account), value_text(address_of(req, account)),
		value_int(clock_now() - MEMORY) };

	return db_number(db, "SELECT EXISTS (SELECT 1 FROM known WHERE account = $1 "
		"AND address = $2 AND at > $3)", args, 3, is_known);
}

static enum status
remember_address(struct request *req, struct db *db, const char *account)
{
	const struct value args[] = { value_text(account), value_text(address_of(req, account)),
		value_int(clock_now()) };
	const struct value old = value_int(clock_now() - MEMORY),
		most[] = { value_text(account), value_int(ADDRESSES) };
	enum status rc = db_exec(db, "INSERT INTO known (account, address, at) VALUES ($1, $2, $3) "
		"ON CONFLICT DO UPDATE SET at = excluded.at", args, 3);

	if (!rc)
		rc = db_exec(db, "DELETE FROM known WHERE at < $1", &old, 1);
	if (!rc)
		rc = db_exec(db, "DELETE FROM known WHERE account = $1 "
			"AND address NOT IN (SELECT address FROM known "
			"WHERE account = $1 ORDER BY at DESC LIMIT $2)", most, 2);
	return rc;
}

/*
 * What failures, and attempts under way, are counted by: the account, or for an address that is
 * known the two together.
 */
static enum status
choose_buckets(struct request *req, struct db *db, struct attempt *attempt, const char **under_way)
{
	const char *account = bucket_of(req, "account", attempt->account), *address = "";
	int64_t is_known = 0;
	enum status rc = find_address(req, db, account, &is_known);

	if (!rc && is_known)
		address = arena_printf(req->arena, " %s", address_of(req, account));
	attempt->failures = arena_printf(req->arena, "%s%s", account, address);
	*under_way = arena_printf(req->arena, "%s%s", bucket_of(req, "attempt", attempt->account),
		address);
	return rc;
}

/* OK when the attempt may begin; ERR_CONFLICT while others may use up what is left. */
static enum status
try_attempt(struct request *req, struct attempt *attempt, int64_t *retry_after)
{
	struct counter failures = { NULL, QUARTER, req->config->rate_limit_account },
		others = { NULL, MINUTE, 0 };
	int64_t failed = 0, trying = 0;
	struct db *db;
	enum status rc = begin_counting(req, &db);

	if (!rc)
		rc = choose_buckets(req, db, attempt, &others.bucket);
	failures.bucket = attempt->failures;
	if (!rc)
		rc = check_counter(db, &failures, retry_after);
	if (!rc)
		rc = count_calls(db, &failures, &failed);
	if (!rc)
		rc = count_calls(db, &others, &trying);
	if (!rc && failed + trying >= failures.max)
		rc = ERR_CONFLICT;
	if (!rc)
		rc = add_call(db, others.bucket, &attempt->key);
	return end_counting(req, db, rc);
}

enum status
limit_attempt(struct request *req, const char *account, struct attempt *attempt,
	int64_t *retry_after)
{
	const int64_t until = clock_ticks() + WAIT_MS;
	enum status rc;

	attempt->account = account;
	for (;;) {
		rc = try_attempt(req, attempt, retry_after);
		if (rc != ERR_CONFLICT)
			return rc;
		if (clock_ticks() > until) {
			req->trouble = "others try this account's password, "
				"as often as rate_limit_account lets them";
			return ERR_UNAVAILABLE;
		}
		clock_sleep(10);
	}
}

enum status
limit_attempt_end(struct request *req, const struct attempt *attempt, enum status outcome)
{
	const struct value key = value_int(attempt->key);
	int64_t unused;
	struct db *db;
	enum status rc = begin_counting(req, &db);

	if (!rc)
		rc = db_exec(db, "DELETE FROM calls WHERE key = $1", &key, 1);
	if (!rc && outcome == ERR_AUTH)
		rc = add_call(db, attempt->failures, &unused);
	if (!rc && outcome == OK)
		rc = remember_address(req, db, bucket_of(req, "account", attempt->account));
	return end_counting(req, db, rc);
}

void
limit_remember(struct request *req, const char *account)
{
	struct db *db;
	enum status rc = begin_counting(req, &db);

	if (!rc)
		rc = remember_address(req, db, bucket_of(req, "account", account));
	end_counting(req, db, rc);
}

void
limit_forgive(struct request *req, const char *account)
{
	const char *bucket = bucket_of(req, "account", account);
	const struct value args[] = { value_text(bucket),
		value_text(arena_printf(req->arena, "%s!", bucket)) };
	struct db *db;
	enum status rc = begin_counting(req, &db);

	if (!rc)	/* the account's own, and those of its addresses, which follow a space */
		rc = db_exec(db, "DELETE FROM calls WHERE bucket >= $1 AND bucket < $2", args, 2);
	if (!rc)
		rc = remember_address(req, db, bucket);
	end_counting(req, db, rc);
}
