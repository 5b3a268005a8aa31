#include "answers.h"
#include "clock.h"
#include "db.h"
#include "log.h"
#include "migrate.h"

#include <string.h>

enum { ANSWERS_MAX = 5000, ANSWER_MAX = 256 * 1024 };

struct answers {
	struct request *req;
	struct db *db;
	bool is_broken;
};

static const struct migration schema[] = {
	{ 1, "answers",
	  "CREATE TABLE answers (key INTEGER PRIMARY KEY, source TEXT NOT NULL, path TEXT NOT NULL, "
	  "answer TEXT NOT NULL, until INTEGER NOT NULL, UNIQUE (source, path)) STRICT; "
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

/* False when it can't be used. */
static bool
use_database(struct answers *answers)
{
	const struct db_options options = {
		.path = arena_printf(answers->req->arena, "%s/.ht.lookup.db",
			answers->req->config->data_dir),
		.lossy = true,
		.for_group = config_for_group(answers->req->config),
	};

	if (answers->db || answers->is_broken)
		return !answers->is_broken;
	if (db_open_within(answers->req->arena, &options, &answers->db) || migrate(answers->db, schema))
		give_up(answers);
	return !answers->is_broken;
}

const char *
answers_find(struct answers *answers, const char *source, const char *path)
{
	const struct value args[] = { value_text(source), value_text(path), value_int(clock_now()) };
	const char *answer = NULL;
	enum status rc;

	if (!use_database(answers))
		return NULL;
	{
		STMT_AUTO stmt = NULL;

		rc = db_query(answers->db, &stmt, "SELECT answer FROM answers WHERE source = $1 "
			"AND path = $2 AND until > $3", args, 3);
		if (!rc)
			rc = stmt_step(stmt);
		if (!rc)
			answer = stmt_text(stmt, 0, answers->req->arena);
	}
	if (rc && rc != ERR_NOT_FOUND)
		give_up(answers);
	db_request_done(answers->db);
	return answer;
}

/* The newest that many stay. */
static enum status
drop_old(struct answers *answers)
{
	const struct value args[] = { value_int(clock_now()), value_int(ANSWERS_MAX) };
	enum status rc = db_exec(answers->db, "DELETE FROM answers WHERE until <= $1", args, 1);

	return rc ? rc : db_exec(answers->db, "DELETE FROM answers WHERE key <= "
		"(SELECT max(key) FROM answers) - $1", args + 1, 1);
}

void
answers_keep(struct answers *answers, const char *source, const char *path, const char *answer,
	int64_t seconds)
{
	const struct value args[] = {
		value_text(source), value_text(path), value_text(answer),
		value_int(clock_now() + seconds),
	};
	enum status rc;

	if (strlen(answer) > ANSWER_MAX || !use_database(answers))
		return;
	rc = db_begin(answers->db);
	if (!rc)
		rc = db_exec(answers->db, "DELETE FROM answers WHERE source = $1 AND path = $2", args,
			2);
	if (!rc)
		rc = db_exec(answers->db, "INSERT INTO answers (source, path, answer, until) "
			"VALUES ($1, $2, $3, $4)", args, 4);
	if (!rc)
		rc = drop_old(answers);
	if (db_end(answers->db, rc))
		give_up(answers);
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
	return rc || until <= now || until > now + 3600 ? 0 : until - now;
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
