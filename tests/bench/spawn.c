/*
 * Runs CGI programs by hand, in turns, with the environment it was given: `spawn ROUNDS
 * PROGRAM...`. Prints a line for each: the median time from exec to exit in microseconds, and the
 * most memory it had, in KiB. Small and static, because what the parent has counts as the child's
 * until it executes.
 */
#include "now.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROGRAMS = 8, ROUNDS = 100000 };

static double times[PROGRAMS][ROUNDS];
static long memory[PROGRAMS];

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
run(char *program, int in, double *took, long *most)
{
	char answer[65536], *args[] = { program, NULL };
	size_t size = 0;
	ssize_t n;
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	int ends[2], status;
	double start;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		exit(1);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	start = now();
	if (posix_spawn(&pid, program, &actions, NULL, args, environ))
		exit(1);
	close(ends[1]);
	/* the beginning of a long answer is enough */
	while ((n = read(ends[0], answer + size, sizeof(answer) - size)) > 0)
		size = size + (size_t)n < sizeof(answer) ? size + (size_t)n : sizeof(answer) / 2;
	wait4(pid, &status, 0, &usage);
	*took = now() - start;
	posix_spawn_file_actions_destroy(&actions);
	close(ends[0]);
	if (size < 11 || memcmp(answer, "Status: 200", 11) || status) {
		fprintf(stderr, "spawn: %s: %.*s (%d)\n", program, (int)size, answer, status);
		exit(1);
	}
	if (usage.ru_maxrss > *most)
		*most = usage.ru_maxrss;
}

int
main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[1]) : 0, in[2];

	if (rounds < 1 || rounds > ROUNDS || argc > 2 + PROGRAMS || pipe(in))
		return 2;
	close(in[1]);
	for (int round = 0; round < rounds; round++)
		for (int i = 2; i < argc; i++)
			run(argv[i], in[0], &times[i - 2][round], &memory[i - 2]);
	for (int i = 2; i < argc; i++) {
		qsort(times[i - 2], (size_t)rounds, sizeof(double), compare);
		printf("%.1f %ld\n", times[i - 2][rounds / 2], memory[i - 2]);
	}
	return 0;
}
