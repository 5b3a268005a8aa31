/* Transactions, and the wait for one's turn to write. */
#include "db_sqlite.h"
#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/time.h>
#include <unistd.h>

/* Short jittered sleeps: SQLite's own growing ones starve some writers for seconds. */
int
sqlite_busy(void *context, int tries)
{
	struct db_connection *c = context;
	int64_t now = clock_ticks();

	if (!tries)
		c->busy_until = now + BUSY_MS;
	if (c->hurries || now >= c->busy_until)
		return 0;
	clock_sleep(1 + (int)((unsigned)getpid() * 7u + (unsigned)tries * 3u) % 4);
	return 1;
}

/* The words that begin and end transactions, prepared once. */
static int
run_control(struct db_connection *c, enum control which)
{
	static const char *const words[] = {
		"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK",
		/* of equal names the newest counts */
		"SAVEPOINT part", "ROLLBACK TO part", "RELEASE part",
	};
	int code = SQLITE_OK;

	if (!c->controls[which])
		code = sqlite3_prepare_v3(c->sqlite, words[which], -1, SQLITE_PREPARE_PERSISTENT,
			&c->controls[which], NULL);
	if (code)
		return code;
	sqlite3_step(c->controls[which]);
	return sqlite3_reset(c->controls[which]);
}

/*
 * One read transaction for all that a request reads: each of its own would lock, look for changes
 * and unlock.
 */
enum status
sqlite_begin_reading(struct db_connection *c)
{
	if (c->reads || !sqlite3_get_autocommit(c->sqlite))
		return OK;
	c->reads = true;
	return sqlite_outcome(c, run_control(c, BEGIN));
}

void
sqlite_end_reading(struct db_connection *c)
{
	if (c->reads && !sqlite3_get_autocommit(c->sqlite))
		run_control(c, COMMIT);
	c->reads = false;
}

static void
end_wait(int signal)
{
	(void)signal;
}

/*
 * Waits in flock's queue, which is fair, but not for ever: a timer without SA_RESTART ends the
 * wait.
 */
static bool
flock_for(int fd, int milliseconds)
{
	struct sigaction action = { .sa_handler = end_wait }, old_action;
	struct itimerval old_timer, timer = {
		{ 0, 100000 }, { milliseconds / 1000, milliseconds % 1000 * 1000L },
	};
	int64_t until = clock_ticks() + milliseconds;
	bool locked;

	if (!flock(fd, LOCK_EX | LOCK_NB))
		return true;
	if (!milliseconds)
		return false;
	sigaction(SIGALRM, &action, &old_action);
	setitimer(ITIMER_REAL, &timer, &old_timer);
	do
		locked = !flock(fd, LOCK_EX);
	while (!locked && errno == EINTR && clock_ticks() < until);
	setitimer(ITIMER_REAL, &old_timer, NULL);
	sigaction(SIGALRM, &old_action, NULL);
	return locked;
}

static int
prepare_writing(struct db_connection *c)
{
	char sql[64];
	int code;

	if (c->writes)
		return SQLITE_OK;
	snprintf(sql, sizeof(sql), "PRAGMA synchronous=%s", c->synchronous);
	code = sqlite3_exec(c->sqlite, sql, NULL, NULL, NULL);
	c->writes = !code;
	return code;
}

enum status
sqlite_await_turn(struct db_connection *c, bool waits)
{
	enum status rc;

	sqlite_end_reading(c);
	rc = sqlite_outcome(c, prepare_writing(c));
	if (rc)
		return rc;
	if (c->queue < 0)
		c->queue = open(c->queue_path, O_RDWR | O_CREAT | O_CLOEXEC, c->mode);
	if (c->queue < 0)
		return sqlite_fail(c, status_of_error(errno), strerror(errno),
			"make the data folder writable for the web server, with some room on its "
			"disk");
	if (!flock_for(c->queue, waits ? BUSY_MS : 0))
		return sqlite_fail(c, ERR_UNAVAILABLE, "no turn to write",
			"another program holds it; look for one that hangs");
	return OK;
}

void
sqlite_end_turn(struct db_connection *c)
{
	flock(c->queue, LOCK_UN);
}

enum status
sqlite_begin(struct db_connection *c, bool waits)
{
	enum status rc = sqlite_await_turn(c, waits);

	if (rc)
		return rc;
	c->hurries = !waits;
	rc = sqlite_outcome(c, run_control(c, BEGIN_WRITING));
	c->hurries = false;
	if (rc)
		sqlite_end_turn(c);
	return rc;
}

/* After some errors (a full disk above all) SQLite has undone the whole transaction by itself. */
static enum status
check_transaction(struct db_connection *c)
{
	return sqlite3_get_autocommit(c->sqlite)
		? sqlite_fail(c, ERR_UNAVAILABLE, "the transaction was undone", NULL) : OK;
}

enum status
sqlite_begin_inner(struct db_connection *c)
{
	enum status rc = check_transaction(c);

	return rc ? rc : sqlite_outcome(c, run_control(c, BEGIN_INNER));
}

enum status
sqlite_end_inner(struct db_connection *c, bool keeps)
{
	enum status rc = OK;

	if (sqlite3_get_autocommit(c->sqlite))
		/* of an undoing the reason has been said */
		return keeps ? check_transaction(c) : ERR_UNAVAILABLE;
	if (!keeps)
		rc = sqlite_outcome(c, run_control(c, UNDO_INNER));
	return rc ? rc : sqlite_outcome(c, run_control(c, END_INNER));
}

enum status
sqlite_commit(struct db_connection *c)
{
	enum status rc = sqlite_outcome(c, run_control(c, COMMIT));

	if (!rc)
		sqlite_end_turn(c);
	return rc;
}

void
sqlite_rollback(struct db_connection *c)
{
	if (!sqlite3_get_autocommit(c->sqlite))
		run_control(c, ROLLBACK);
	sqlite_end_turn(c);
}
