#include "answers.h"
#include "clock.h"
#include "db.h"
#include "log.h"
#include "migrate.h"

#include <string.h>

enum {
	ANSWERS_SIZE = 64 << 20,	/* bytes of all answers, with what they are kept by */
	ROW_SIZE = 100,			/* about, of an answer without its texts */
	ANSWER_MAX = 256 * 1024,
	ROUND = 64,			/* answers from one look at all of them to the next */
	WAIT_MAX = 3600,
};

struct answers {
	struct request *req;
	struct db *db;
	bool is_broken;
};

static const struct migration schema[] = {
	{ 1, "answers",
	  "CREATE TABLE answers (key INTEGER PRIMARY KEY, "
	  "source TEXT NOT NULL, path TEXT NOT NULL, "
	  "size INTEGER NOT NULL, until INTEGER NOT NULL, answer BLOB NOT NULL, "
	  "UNIQUE (source, path)) STRICT; "
	  "CREATE TABLE waits (source TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, "
	  "WITHOUT ROWID" },
	{ 0, NULL, NULL },
};

struct answers *
answers_open(struct request *req)
{
	struct answers *answers = arena_alloc(req->arena, sizeof(*answers));

	answers->req = req;
	return answers;
}

/* What is said once: from then on all is asked anew. */
static void
give_up(struct answers *answers)
{
	if (!answers->is_broken)
		log_line(answers->req->request_id, "answers of look-ups can't be kept: %s",
			db_message(answers->db));
	answers->is_broken = true;
}

static enum status
open_database(struct answers *answers)
{
	const struct request *req = answers->req;
	const struct db_options options = {
		.path = arena_printf(req->arena, "%s/.ht.lookup.db", req->config->data_dir),
		.lossy = true,
		.for_group = config_for_group(req->config),
	};
	int64_t is_used;
	enum status rc = db_open_within(req->arena, &options, &answers->db);

	if (!rc)
		rc = migrate(answers->db, schema);
	if (!rc)
		rc = db_number(answers->db, "SELECT EXISTS (SELECT 1 FROM answers)", NULL, 0,
			&is_used);
	if (!rc)
		db_request_done(answers->db);
	return rc;
}

/* False when it can't be used. A corrupt one is gone at the second try, as it may be lost. */
static bool
use_database(struct answers *answers)
{
	if (answers->db || answers->is_broken)
		return !answers->is_broken;
	if (!open_database(answers))
		return true;
	if (answers->db && db_is_stale(answers->db)) {
		arena_let_go(answers->req->arena, answers->db);
		if (!open_database(answers))
			return true;
	}
	give_up(answers);
	return false;
}

const char *
answers_find_bytes(struct answers *answers, const char *source, const char *path, size_t *size)
{
	const struct value args[] = { value_text(source), value_text(path),
		value_int(clock_now()) };
	const void *bytes = NULL;
	enum status rc;

	*size = 0;
	if (!use_database(answers))
		return NULL;
	{
		STMT_AUTO stmt = NULL;

		rc = db_query(answers->db, &stmt, "SELECT answer FROM answers WHERE source = $1 "
			"AND path = $2 AND until > $3", args, 3);
		if (!rc)
			rc = stmt_step(stmt);
		if (!rc)
			bytes = stmt_blob(stmt, 0, answers->req->arena, size);
	}
	if (rc && rc != ERR_NOT_FOUND)
		give_up(answers);
	db_request_done(answers->db);
	return rc ? NULL : bytes && *size ? bytes : "";
}

const char *
answers_find(struct answers *answers, const char *source, const char *path)
{
	size_t size;
	const char *bytes = answers_find_bytes(answers, source, path, &size);

	return bytes ? arena_copy(answers->req->arena, bytes, size) : NULL;
}

/* What is too old, and the oldest of what is too much. */
static enum status
drop_old(struct answers *answers)
{
	const struct value args[] = { value_int(clock_now()), value_int(ANSWERS_SIZE) };
	enum status rc = db_exec(answers->db, "DELETE FROM answers WHERE until <= $1", args, 1);

	return rc ? rc : db_exec(answers->db, "DELETE FROM answers WHERE key <= (SELECT max(key) "
		"FROM (SELECT key, sum(size) OVER (ORDER BY key DESC) AS newer FROM answers) sums "
		"WHERE newer > $1)", args + 1, 1);
}

void
answers_keep_bytes(struct answers *answers, const char *source, const char *path,
	const void *answer, size_t size, int64_t seconds)
{
	/* the path is in the index, too: of many short answers it is the most */
	const size_t takes = size + 2 * strlen(path) + ROW_SIZE;
	const struct value args[] = {
		value_text(source), value_text(path), value_int((int64_t)takes),
		value_int(clock_now() + seconds), value_blob(answer, size),
	};
	int64_t key = 0;
	enum status rc;

	if (size > ANSWER_MAX || !use_database(answers))
		return;
	rc = db_begin(answers->db);
	if (!rc)
		rc = db_exec(answers->db, "DELETE FROM answers WHERE source = $1 AND path = $2",
			args, 2);
	if (!rc)
		rc = db_number(answers->db, "INSERT INTO answers "
			"(source, path, size, until, answer) VALUES ($1, $2, $3, $4, $5) "
			"RETURNING key", args, 5, &key);
	if (!rc && key % ROUND == 0)
		rc = drop_old(answers);
	if (db_end(answers->db, rc))
		give_up(answers);
}

void
answers_keep(struct answers *answers, const char *source, const char *path, const char *answer,
	int64_t seconds)
{
	answers_keep_bytes(answers, source, path, answer, strlen(answer), seconds);
}

int64_t
answers_waits(struct answers *answers, const char *source)
{
	const struct value args[] = { value_text(source) };
	const int64_t now = clock_now();
	int64_t until = 0;
	enum status rc;

	if (!use_database(answers))
		return 0;
	rc = db_number(answers->db, "SELECT until FROM waits WHERE source = $1", args, 1, &until);
	if (rc && rc != ERR_NOT_FOUND)
		give_up(answers);
	db_request_done(answers->db);
	/* a clock that was ahead must not keep it waiting */
	return rc || until <= now || until > now + WAIT_MAX ? 0 : until - now;
}

void
answers_wait(struct answers *answers, const char *source, int64_t seconds)
{
	const struct value args[] = { value_text(source), value_int(clock_now() + seconds) };
	enum status rc;

	if (!use_database(answers))
		return;
	rc = db_begin(answers->db);
	if (!rc)
		rc = db_exec(answers->db, "INSERT INTO waits (source, until) VALUES ($1, $2) "
			"ON CONFLICT (source) DO UPDATE SET until = $2", args, 2);
	if (db_end(answers->db, rc))
		give_up(answers);
}
