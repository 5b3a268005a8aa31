/*
 * A warm worker without a server: `warm REQUESTS` has usermedia, or the program of that name,
 * answer the request in the environment that often, in this process. Prints the time of one in
 * microseconds, in the best of many batches: what else the machine does only adds. `warm sql`
 * prints the queries of one instead.
 */
#include "app.h"
#include "now.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 100, BATCHES = 10000 };

extern const struct app usermedia_app, collection_app, stats_app;

static double times[BATCHES];
static bool is_good;
static const struct app *program = &usermedia_app;

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

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* --- the queries of a request, for floor.c ---------------------------------------------------- */

static bool tells;

static int
tell(unsigned kind, void *context, void *stmt, void *text)
{
	char *sql = tells ? sqlite3_expanded_sql(stmt) : NULL;

	(void)kind;
	(void)context;
	(void)text;
	if (sql && !strncmp(sql, "SELECT", 6))
		printf("%s;\n", sql);
	sqlite3_free(sql);
	return 0;
}

static int
on_open(sqlite3 *sqlite, char **message, const struct sqlite3_api_routines *api)
{
	(void)message;
	(void)api;
	return sqlite3_trace_v2(sqlite, SQLITE_TRACE_STMT, tell, NULL);
}

static int
tell_queries(struct process *process, const struct gateway *gateway)
{
	sqlite3_auto_extension((void (*)(void))on_open);
	for (int i = 0; i < 2; i++) {	/* the first one opens the database */
		tells = i > 0;
		app_serve(process, program, gateway);
	}
	process_release(process);
	return !is_good;
}

int
main(int argc, char **argv)
{
	const struct gateway gateway = { env, read_nothing, look, NULL };
	int batches = argc > 1 ? atoi(argv[1]) / BATCH : 0;
	const char *script = getenv("SCRIPT_NAME");
	struct process process = { 0 };

	if (script && strstr(script, "/stats.cgi"))
		program = &stats_app;
	if (script && strstr(script, "/collection.cgi"))
		program = &collection_app;
	if (argc > 1 && !strcmp(argv[1], "sql"))
		return tell_queries(&process, &gateway);
	if (batches < 1 || batches > BATCHES)
		return 2;
	for (int batch = 0; batch < batches; batch++) {
		double start = now();

		for (int i = 0; i < BATCH; i++) {
			app_serve(&process, program, &gateway);
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
