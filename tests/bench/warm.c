/*
 * A warm worker without a server: `warm REQUESTS` has usermedia answer the request in the
 * environment that often, in this process. Prints the time of one in microseconds, in the best of
 * many batches: what else the machine does only adds.
 */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 100, BATCHES = 10000 };

extern const struct app usermedia_app;

static double times[BATCHES];
static bool is_good;

static const char *
env(void *context, const char *name)
{
	(void)context;
	return getenv(name);
}

static ssize_t
read_nothing(void *context, void *buffer, size_t size)
{
	(void)context;
	(void)buffer;
	(void)size;
	return 0;
}

static bool
look(void *context, const void *data, size_t size)
{
	(void)context;
	is_good = size > 11 && !memcmp(data, "Status: 200", 11);
	return true;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	const struct gateway gateway = { env, read_nothing, look, NULL };
	int batches = argc > 1 ? atoi(argv[1]) / BATCH : 0;
	struct process process = { 0 };

	if (batches < 1 || batches > BATCHES)
		return 2;
	for (int batch = 0; batch < batches; batch++) {
		double start = now();

		for (int i = 0; i < BATCH; i++) {
			app_serve(&process, &usermedia_app, &gateway);
			if (!is_good)
				return 1;
		}
		times[batch] = (now() - start) / BATCH;
	}
	qsort(times, (size_t)batches, sizeof(times[0]), compare);
	printf("%.1f\n", times[0]);
	process_release(&process);
	return 0;
}
