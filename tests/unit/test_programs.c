/* lib/installation/programs: which programs of a folder start here, whatever keeps them from it. */
#include "client.h"
#include "programs.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena memory = { .limit = 4 << 20 };
static char folder[] = "/tmp/vitrine-test.XXXXXX";
static const struct program_fault *faults;

/* A program that does what a shell's lines say. */
static void
make(const char *name, const char *script, mode_t mode)
{
	const char *path = arena_printf(&memory, "%s/%s.cgi", folder, name);
	FILE *file = fopen(path, "w");

	fprintf(file, "#!/bin/sh\n%s\n", script);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
}

/* An installation whose programs are all well, seen by its server.cgi. */
static void
setup(void)
{
	char names[] = VITRINE_PROGRAMS;

	strcpy(strrchr(folder, '.') + 1, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (char *name = strtok(names, ","); name; name = strtok(NULL, ","))
		make(name, "[ \"$*\" = --routes ] && [ -z \"$GATEWAY_INTERFACE\" ] && echo GET /",
			0755);
	setenv("VITRINE_PROGRAM", arena_printf(&memory, "%s/server.cgi", folder), 1);
	setenv("GATEWAY_INTERFACE", "CGI/1.1", 1);
}

static void
teardown(void)
{
	ck_assert_int_eq(system(arena_printf(&memory, "rm -r %s", folder)), 0);
	/* no child is left, dead or alive */
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}

static const struct program_fault *
fault(const char *name, int count)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(faults[i].name, name))
			return &faults[i];
	ck_abort_msg("nothing is said of %s", name);
}

START_TEST(programs_that_start_are_no_fault)
{
	ck_assert_int_eq(programs_check(&memory, 20000, &faults), 0);
	make("media", "yes | head -c 1000000", 0755);	/* more than a pipe holds */
	ck_assert_int_eq(programs_check(&memory, 20000, &faults), 0);
}
END_TEST

START_TEST(each_that_does_not_is_named_with_the_reason)
{
	int count;

	make("auth", "exit 127", 0755);
	make("books", "", 0644);
	make("images", "kill -9 $$", 0755);
	make("server", "exit 1", 0755);	/* it is the one that asks */
	unlink(arena_printf(&memory, "%s/users.cgi", folder));
	count = programs_check(&memory, 20000, &faults);
	ck_assert_int_eq(count, 4);
	ck_assert_str_eq(fault("auth", count)->found, "ended with 127");
	ck_assert_str_eq(fault("books", count)->found, strerror(EACCES));
	ck_assert_int_eq(fault("books", count)->error, EACCES);
	ck_assert_str_eq(fault("images", count)->found, "was ended by signal 9");
	ck_assert_int_eq(fault("images", count)->error, 0);
	ck_assert_int_eq(fault("users", count)->error, ENOENT);
}
END_TEST

START_TEST(one_that_hangs_is_ended)
{
	int count;

	make("auth", "exec sleep 1000", 0755);
	make("books", "exec sleep 1000 >&-", 0755);	/* says nothing more, and stays */
	count = programs_check(&memory, 300, &faults);
	ck_assert_str_eq(fault("auth", count)->found, "gave no answer");
	ck_assert_str_eq(fault("books", count)->found, "gave no answer");
}
END_TEST

START_TEST(how_a_program_ended_is_known_where_a_server_ignores_it)
{
	signal(SIGCHLD, SIG_IGN);
	make("auth", "exit 3", 0755);
	ck_assert_int_eq(programs_check(&memory, 20000, &faults), 1);
	ck_assert_str_eq(fault("auth", 1)->found, "ended with 3");
	ck_assert(signal(SIGCHLD, SIG_DFL) == SIG_IGN);
}
END_TEST

START_TEST(who_is_no_program_of_the_release_looks_at_none)
{
	setenv("VITRINE_PROGRAM", arena_printf(&memory, "%s/test", folder), 1);
	make("auth", "exit 3", 0755);
	ck_assert_int_eq(programs_check(&memory, 20000, &faults), 0);
}
END_TEST

/* How often auth was started. */
static long
starts(void)
{
	struct stat st;

	return stat(arena_printf(&memory, "%s/ran", folder), &st) ? 0 : (long)st.st_size;
}

static int
recent(void)
{
	const struct programs_memo memo = { .folder = arena_printf(&memory, "%s/data", folder) };

	return programs_recent(&memory, &memo, 20000, &faults);
}

static void
run(const char *command)
{
	ck_assert_int_eq(system(arena_printf(&memory, "cd %s && %s", folder, command)), 0);
}

START_TEST(what_came_of_it_is_known_for_a_minute)
{
	static const char *const changes[] = {
		"touch books.cgi", "chmod 711 media.cgi",
		"touch -d '61 seconds ago' data/.ht.programs",
		"touch -d '5 minutes' data/.ht.programs", "printf '0 books' >data/.ht.programs",
		"printf '0 books bad\nend\nend\n' >data/.ht.programs",
		": >data/.ht.programs", "rm data/.ht.programs",
		"rm data/.ht.programs && ln -s /dev/null data/.ht.programs",
	};

	run("mkdir data");
	make("auth", arena_printf(&memory, "printf x >>%s/ran; exit 3", folder), 0755);
	run("mkdir lib && : >ran");	/* from here on the folder stays as it is */
	ck_assert_int_eq(recent(), 1);
	for (int i = 0; i < COUNT(changes); i++) {
		long before = starts();

		ck_assert_int_eq(recent(), 1);
		ck_assert_str_eq(fault("auth", 1)->found, "ended with 3");
		ck_assert_int_eq(fault("auth", 1)->error, 0);
		ck_assert_msg(starts() == before, "%s: %ld, %ld", changes[i], before, starts());
		run(changes[i]);
		ck_assert_int_eq(recent(), 1);
		ck_assert_msg(starts() == before + 1, "%s", changes[i]);
	}
	/* who asks for it has them looked at anew */
	ck_assert_int_eq(programs_check(&memory, 20000, &faults), 1);
	make("auth", "exit 0", 0755);
	ck_assert_int_eq(recent(), 0);
	ck_assert_int_eq(recent(), 0);
}
END_TEST

/* No folder, none that is there, a link in the file's place, which is left as it is. */
static const char *const nowhere[] = { NULL, "/nonexistent", "data" };

START_TEST(what_can_not_be_kept_as_a_file_a_worker_knows)
{
	const char *at = nowhere[_i] && nowhere[_i][0] != '/'
		? arena_printf(&memory, "%s/%s", folder, nowhere[_i]) : nowhere[_i];
	const struct programs_memo memo = { .folder = at };

	run("mkdir data && ln -s /dev/null data/.ht.programs");
	make("auth", arena_printf(&memory, "printf x >>%s/ran; exit 3", folder), 0755);
	run("mkdir lib && : >ran");
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(programs_recent(&memory, &memo, 20000, &faults), 1);
		ck_assert_str_eq(fault("auth", 1)->found, "ended with 3");
		ck_assert_int_eq(starts(), 1);
	}
	run("touch books.cgi");
	ck_assert_int_eq(programs_recent(&memory, &memo, 20000, &faults), 1);
	ck_assert_int_eq(starts(), 2);
	make("auth", "exit 0", 0755);
	ck_assert_int_eq(programs_recent(&memory, &memo, 20000, &faults), 0);
}
END_TEST

/* A process that ends with its request would start them all, each time. */
START_TEST(what_could_be_kept_nowhere_is_not_found_by_starting_them)
{
	const struct programs_memo memo = { .folder = _i ? "/nonexistent" : NULL,
		.one_shot = true };

	make("auth", arena_printf(&memory, "printf x >>%s/ran; exit 3", folder), 0755);
	make("books", "exit 0", 0644);
	run("rm media.cgi && : >ran");
	ck_assert_int_eq(programs_recent(&memory, &memo, 20000, &faults), 2);
	ck_assert_int_eq(fault("books", 2)->error, EACCES);
	ck_assert_int_eq(fault("media", 2)->error, ENOENT);
	ck_assert_int_eq(starts(), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("programs");
	TCase *tc = tcase_create("programs");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, programs_that_start_are_no_fault);
	tcase_add_test(tc, each_that_does_not_is_named_with_the_reason);
	tcase_add_test(tc, one_that_hangs_is_ended);
	tcase_add_test(tc, how_a_program_ended_is_known_where_a_server_ignores_it);
	tcase_add_test(tc, what_came_of_it_is_known_for_a_minute);
	tcase_add_loop_test(tc, what_can_not_be_kept_as_a_file_a_worker_knows, 0,
		sizeof(nowhere) / sizeof(nowhere[0]));
	tcase_add_test(tc, who_is_no_program_of_the_release_looks_at_none);
	tcase_add_loop_test(tc, what_could_be_kept_nowhere_is_not_found_by_starting_them, 0, 2);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
