/* lib/app/programs: which programs of a folder start here, whatever keeps them from it. */
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
		make(name, "[ \"$*\" = --routes ] && [ -z \"$GATEWAY_INTERFACE\" ] && echo GET /", 0755);
	setenv("VITRINE_PROGRAM", arena_printf(&memory, "%s/server.cgi", folder), 1);
	setenv("GATEWAY_INTERFACE", "CGI/1.1", 1);
}

static void
teardown(void)
{
	ck_assert_int_eq(system(arena_printf(&memory, "rm -r %s", folder)), 0);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);	/* no child is left, dead or alive */
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
	tcase_add_test(tc, who_is_no_program_of_the_release_looks_at_none);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
