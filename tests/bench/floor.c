/*
 * The floor of a list: a plain program that opens the same file, runs the same SQL and prints the
 * raw columns. $FLOOR_DB is the file, $FLOOR_SQL the statements (`warm sql` tells them). With an
 * argument, `floor TIMES`, it is a warm one: steps the statements, prepared once, so many times,
 * reads their columns, and prints how long it takes in microseconds, in the best of many batches.
 */
#include "now.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { STATEMENTS = 32, BATCH = 100 };

static sqlite3_stmt *statements[STATEMENTS];
static int count;
static size_t seen;		/* bytes of all columns: they are really read */

static void
prepare(sqlite3 *db, const char *sql)
{
	while (*sql) {
		if (count == STATEMENTS
		    || sqlite3_prepare_v2(db, sql, -1, &statements[count], &sql)) {
			fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
			exit(1);
		}
		count += statements[count] != NULL;
	}
}

static void
run_all(sqlite3 *db, FILE *out)
{
	sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
	for (int i = 0; i < count; i++) {
		while (sqlite3_step(statements[i]) == SQLITE_ROW) {
			for (int c = 0; c < sqlite3_column_count(statements[i]); c++) {
				const char *text = (const char *)
					sqlite3_column_text(statements[i], c);

				seen += (size_t)sqlite3_column_bytes(statements[i], c);
				if (out)
					fprintf(out, "%s|", text ? text : "");
			}
			if (out)
				putc('\n', out);
		}
		sqlite3_reset(statements[i]);
	}
	sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
}

static void
measure(sqlite3 *db, int batches)
{
	double best = 0;

	for (int batch = 0; batch < batches; batch++) {
		double start = now(), took;

		for (int i = 0; i < BATCH; i++)
			run_all(db, NULL);
		took = (now() - start) / BATCH;
		best = !batch || took < best ? took : best;
	}
	printf("%.1f\n", best);
}

int
main(int argc, char **argv)
{
	const char *path = getenv("FLOOR_DB"), *sql = getenv("FLOOR_SQL");
	sqlite3 *db;

	if (!path || !sql || sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL))
		return 2;
	prepare(db, sql);
	if (argc > 1) {
		measure(db, atoi(argv[1]) / BATCH);
	} else {
		printf("Status: 200 OK\r\nContent-Type: text/plain\r\n\r\n");
		run_all(db, stdout);
	}
	for (int i = 0; i < count; i++)
		sqlite3_finalize(statements[i]);
	sqlite3_close(db);
	return !seen;
}
