/*
 * What was answered is there afterwards (quality.md, "Nothing is lost"): programs are killed while
 * they write, the power is cut, the log is torn, backups are made and restored while all is in use.
 */
#include "client.h"
#include "engine.h"
#include "clock.h"
#include "migrate.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BOOK "{\"type\":\"BOOK\",\"title\":\"a\"}"

enum { WRITERS = 4, KILLS = 200, ACKNOWLEDGED = 8192, ID = 36 };

static struct arena memory = { .limit = 64 << 20 };
static char (*ids)[ID + 1];	/* of all titles that were answered 201, in their order */
static int count;

static const char *
in_folder(const char *name)
{
	return arena_printf(&memory, "%s/%s", client_folder(), name);
}

static void
run(const char *command)
{
	ck_assert_int_eq(system(arena_printf(&memory, "cd %s && %s", client_folder(), command)), 0);
}

static int64_t
log_size(void)
{
	struct stat st;

	return stat(in_folder("data/.ht.vitrine.db-wal"), &st) ? 0 : st.st_size;
}

/* Processes of their own really wait for each other. */
static void
setup(void)
{
	client_setup();
	count = 0;
	ids = calloc(ACKNOWLEDGED, sizeof(*ids));
	ck_assert_ptr_nonnull(ids);
}

static void
teardown(void)
{
	free(ids);
	client_teardown();
	arena_reset(&memory);
}

static void
acknowledge(const char *id)
{
	ck_assert_int_lt(count, ACKNOWLEDGED);
	memcpy(ids[count++], id, ID);
}

static void
add_books(int n)
{
	for (int i = 0; i < n; i++) {
		struct reply *r = client_post(&member, &media_app, "/", BOOK);

		ck_assert_int_eq(r->http, 201);
		acknowledge(json_text(r, "id"));
	}
}

/* Of the first `n` titles that were answered, how many are in this database, which is whole. */
static int
found_in(struct db *db, int n)
{
	int64_t there, all = 0;

	engine_check(db);
	for (int i = 0; i < n; i++) {
		const struct value id = value_text(ids[i]);

		ck_assert_int_eq(db_number(db, "SELECT count(*) FROM media_items WHERE id = $1",
			&id, 1, &there), OK);
		all += there;
	}
	return (int)all;
}

/* The same for a file, which is opened as a program would after it was found like that. */
static int
found_in_file(const char *path, int n)
{
	const struct db_options options = { .path = path };
	struct db *db;
	int found;

	ck_assert_int_eq(db_open(&options, &db), OK);
	ck_assert_msg(migrate(db, migrations) == OK, "%s", db_message(db));
	found = found_in(db, n);
	db_close(db);
	return found;
}

/*
 * --- killed ------------------------------------------------------------------------------------
 */

/*
 * Writes without end, and says each id that was answered; every other one as CGI does, which opens
 * and closes each time.
 */
static pid_t
start_writer(int number, int out)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid)
		return pid;
	for (;;) {
		struct reply *r = client_post(&member, &media_app, "/", BOOK);

		if (r->http != 201 || write(out, json_text(r, "id"), ID) != ID)
			_exit(1);
		if (number % 2)
			client_restart();
	}
}

static void
read_ids(int in, int at_least)
{
	char id[ID];

	for (int i = 0; i < at_least; i++) {
		ck_assert_int_eq(read(in, id, ID), ID);
		acknowledge(id);
	}
}

/*
 * A few answers later, so at any moment of the next request. What is in the pipe by then was
 * answered too.
 */
static void
write_and_kill(int answers)
{
	pid_t pids[WRITERS];
	int ends[2], status;
	char id[ID];

	client_restart();	/* no process may inherit an open database */
	ck_assert_int_eq(pipe(ends), 0);
	for (int i = 0; i < WRITERS; i++)
		pids[i] = start_writer(i, ends[1]);
	close(ends[1]);
	read_ids(ends[0], answers);
	for (int i = 0; i < WRITERS; i++)
		ck_assert_int_eq(kill(pids[i], SIGKILL), 0);
	for (int i = 0; i < WRITERS; i++) {
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_msg(WIFSIGNALED(status), "a writer failed");
	}
	while (read(ends[0], id, ID) == ID)
		acknowledge(id);
	close(ends[0]);
}

START_TEST(what_was_answered_survives_a_kill_at_any_moment)
{
	for (int i = 0; i < KILLS; i++) {
		write_and_kill(1 + i * 7 % 11);
		ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
		if (i % 20 == 19)
			ck_assert_int_eq(found_in(client_db(), count), count);
	}
	ck_assert_int_eq(found_in(client_db(), count), count);
	/* those that were killed before they could say it */
	ck_assert_int_ge(client_rows("media_items"), count);
}
END_TEST

/*
 * What else would be replayed into the file that somebody puts there (sqlite.org/howtocorrupt.html,
 * 1.4).
 */
START_TEST(after_the_next_request_no_log_is_left_of_those_who_were_killed)
{
	bool was_left = false;

	for (int i = 0; i < 20; i++) {
		write_and_kill(3);
		was_left |= log_size() > 0;
		ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
		client_restart();
		ck_assert_int_eq(log_size(), 0);
	}
	ck_assert(was_left);
	run("mkdir alone && cp data/.ht.vitrine.db alone/db");
	ck_assert_int_eq(found_in_file(in_folder("alone/db"), count), count);
}
END_TEST

START_TEST(a_file_put_in_place_is_taken_as_it_is)
{
	add_books(3);
	client_restart();
	run("cp data/.ht.vitrine.db kept");
	add_books(5);
	client_restart();
	run("cp kept data/.ht.vitrine.db");
	ck_assert_int_eq(client_get(&nobody, &media_app, "/")->http, 200);
	ck_assert_int_eq(found_in(client_db(), count), 3);
	client_restart();
	ck_assert_int_eq(found_in_file(in_folder("data/.ht.vitrine.db"), count), 3);
}
END_TEST

/*
 * --- power -------------------------------------------------------------------------------------
 */

static const char *disk;	/* the folder of what has reached the disk; NULL: nobody looks */

/* In place of libc's: what is synced is kept, in the state that it has now. */
static int
sync_to_disk(int fd)
{
	char from[64], path[PATH_MAX];
	ssize_t n;

	if (disk) {
		snprintf(from, sizeof(from), "/proc/self/fd/%d", fd);
		n = readlink(from, path, sizeof(path) - 1);
		ck_assert_int_gt(n, 0);
		path[n] = '\0';
		if (strstr(path, ".ht.vitrine.db"))
			ck_assert_int_eq(system(arena_printf(&memory, "cp %s %s", path, disk)), 0);
	}
	return 0;
}

int
fdatasync(int fd)
{
	return sync_to_disk(fd);
}

int
fsync(int fd)
{
	return sync_to_disk(fd);
}

/* How many of the titles are there after the power was cut now. */
static int
found_after_power_cut(int n)
{
	const char *old_disk = disk;
	int found;

	disk = NULL;
	run("rm -rf after && cp -r disk after");
	found = found_in_file(in_folder("after/.ht.vitrine.db"), n);
	disk = old_disk;
	return found;
}

/* The installation is on the disk as it is now; from now on only what is synced gets there. */
static void
begin_disk(const char *settings)
{
	client_settings(settings);
	run("rm -rf disk && cp -r data disk");
	disk = in_folder("disk");
}

static void
add_book(bool one_shot)
{
	add_books(1);
	if (one_shot)
		client_restart();
}

START_TEST(with_full_durability_what_was_answered_survives_a_power_cut)
{
	begin_disk("durability = full");
	for (int i = 0; i < 10; i++) {
		add_book(_i);
		ck_assert_int_eq(found_after_power_cut(count), count);
	}
	disk = NULL;
}
END_TEST

START_TEST(with_normal_durability_a_power_cut_undoes_at_most_the_last_moments)
{
	int before = 0;

	begin_disk("");
	for (int i = 0; i < 10; i++) {
		int found;

		add_book(_i);
		found = found_after_power_cut(count);
		ck_assert_int_eq(found_after_power_cut(found), found);	/* the oldest */
		ck_assert_int_ge(found, before);
		before = found;
	}
	client_restart();	/* closing writes all to the file, and syncs it */
	ck_assert_int_eq(found_after_power_cut(count), count);
	disk = NULL;
}
END_TEST

/*
 * The log ends anywhere, or has nonsense from there on: what is before counts, and is a whole
 * state.
 */
START_TEST(a_torn_log_never_corrupts)
{
	int64_t size, before = 0;

	add_books(1);
	client_restart();
	add_books(12);
	run("mkdir torn && cp data/.ht.vitrine.db data/.ht.vitrine.db-wal torn");
	size = log_size();
	ck_assert_int_gt(size, 12 * 4096);
	for (int64_t at = 0; at <= size; at += 1361) {
		int found;

		run(arena_printf(&memory, "rm -f torn/db* && cp torn/.ht.vitrine.db torn/db && "
			"head -c %lld torn/.ht.vitrine.db-wal "
			">torn/db-wal && { [ %d = 0 ] || head -c 9000 /dev/urandom >>torn/db-wal; "
			"}", (long long)at, _i));
		found = found_in_file(in_folder("torn/db"), count);
		ck_assert_int_eq(found_in_file(in_folder("torn/db"), found), found);
		ck_assert_int_ge(found, before);
		before = found;
	}
	ck_assert_int_ge(before, count - 1);
}
END_TEST

/*
 * --- backups -----------------------------------------------------------------------------------
 */

START_TEST(a_backup_while_others_write_has_all_that_was_answered_before)
{
	pid_t pids[WRITERS];
	int ends[2], before;

	client_restart();
	ck_assert_int_eq(pipe(ends), 0);
	for (int i = 0; i < WRITERS; i++)
		pids[i] = start_writer(i, ends[1]);
	for (int i = 0; i < 10; i++) {
		const char *path = in_folder(arena_printf(&memory, "backup%d", i));

		read_ids(ends[0], 5);
		before = count;
		client_get(&nobody, &server_app, "/health");	/* opens it */
		ck_assert_msg(db_backup(client_db(), path) == OK, "%s", db_message(client_db()));
		client_restart();
		ck_assert_int_eq(found_in_file(path, before), before);
	}
	for (int i = 0; i < WRITERS; i++) {
		ck_assert_int_eq(kill(pids[i], SIGKILL), 0);
		ck_assert_int_eq(waitpid(pids[i], NULL, 0), pids[i]);
	}
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(a_backup_is_one_file_that_nobody_else_reads_and_nothing_is_overwritten)
{
	const char *path = in_folder("backup");
	struct stat st;

	add_books(2);
	ck_assert_int_eq(db_backup(client_db(), path), OK);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	run("test \"$(ls backup*)\" = backup");
	add_books(1);
	ck_assert_int_eq(db_backup(client_db(), path), ERR_SETUP);
	ck_assert_ptr_nonnull(strstr(db_message(client_db()), "exists"));
	ck_assert_int_eq(found_in_file(path, count), 2);
	ck_assert_int_eq(db_backup(client_db(), in_folder("no/such/folder")), ERR_SETUP);
}
END_TEST

static int64_t
newest(void)
{
	int64_t number = 0;

	for (const struct migration *m = migrations; m->number; m++)
		number = m->number;
	return number;
}

START_TEST(restoring_reaches_those_who_have_it_open)
{
	const struct db_options options = { .path = in_folder("data/.ht.vitrine.db") };
	const char *fault;
	struct db *db;

	add_books(3);
	ck_assert_int_eq(db_backup(client_db(), in_folder("backup")), OK);
	add_books(2);
	/* another program; the client is a worker that stays */
	ck_assert_int_eq(db_open(&options, &db), OK);
	ck_assert_int_eq(db_check(db, in_folder("backup"), newest(), &fault), OK);
	ck_assert_ptr_null(fault);
	ck_assert_int_eq(db_replace(db, in_folder("backup"), NULL, NULL), OK);
	db_close(db);
	ck_assert_str_eq(json_text(client_get(&nobody, &media_app, "/?q=a"), "total"), "3");
	ck_assert_int_eq(found_in(client_db(), count), 3);
	count = 3;
	add_books(2);
	ck_assert_int_eq(found_in(client_db(), count), 5);
	client_restart();
	ck_assert_int_eq(log_size(), 0);
	ck_assert_int_eq(found_in_file(options.path, count), 5);
}
END_TEST

static const struct {
	const char *makes, *says;
} unfit[] = {
	{ ":", "can't be opened" },
	{ "yes | head -c 9000 >backup", "is no database" },
	{ ": >backup", "no database of ours" },
	{ "cp data/.ht.vitrine.db backup && head -c 4 /dev/zero | dd of=backup bs=1 seek=68 "
	  "conv=notrunc 2>/dev/null",
	  "no database of ours" },
	{ "head -c $(($(stat -c %s data/.ht.vitrine.db) / 8192 * 4096)) data/.ht.vitrine.db "
	  ">backup", "is corrupt" },
	{ "cp data/.ht.vitrine.db backup && printf '\\377' | dd of=backup bs=1 seek=63 "
	  "conv=notrunc 2>/dev/null", "newer" },
};

START_TEST(what_is_no_backup_is_not_restored)
{
	const char *fault;

	add_books(2);
	client_restart();
	run(unfit[_i].makes);
	client_get(&nobody, &server_app, "/health");
	ck_assert_int_eq(db_check(client_db(), in_folder("backup"), newest(), &fault), ERR_SETUP);
	ck_assert_msg(strstr(fault, unfit[_i].says) != NULL, "%s", fault);
	ck_assert_ptr_nonnull(strstr(db_message(client_db()), fault));
	ck_assert_int_eq(found_in(client_db(), count), 2);
	add_books(1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("durable");
	TCase *tc = tcase_create("durable");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, what_was_answered_survives_a_kill_at_any_moment);
	tcase_add_test(tc, after_the_next_request_no_log_is_left_of_those_who_were_killed);
	tcase_add_test(tc, a_file_put_in_place_is_taken_as_it_is);
	tcase_add_loop_test(tc, with_full_durability_what_was_answered_survives_a_power_cut, 0, 2);
	tcase_add_loop_test(tc, with_normal_durability_a_power_cut_undoes_at_most_the_last_moments,
		0, 2);
	tcase_add_loop_test(tc, a_torn_log_never_corrupts, 0, 2);
	tcase_add_test(tc, a_backup_while_others_write_has_all_that_was_answered_before);
	tcase_add_test(tc, a_backup_is_one_file_that_nobody_else_reads_and_nothing_is_overwritten);
	tcase_add_test(tc, restoring_reaches_those_who_have_it_open);
	tcase_add_loop_test(tc, what_is_no_backup_is_not_restored, 0, COUNT(unfit));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
