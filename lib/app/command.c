/* What a program does for a shell instead of a web server. */
#include "process.h"
#include "migrate.h"

#include <stdio.h>
#include <string.h>

enum { COMMAND_ARENA = 16 << 20 };

/* One "METHOD path" a line. */
static void
print_routes(const struct app *program)
{
	for (const struct route *route = program->routes; route->path; route++)
		printf("%s %s%s\n", method_name(route->method), program->door,
			strcmp(route->path, "/") ? route->path : "");
}

static enum status
restore(struct db *db, const char *path)
{
	int64_t newest = 0;
	enum status rc;

	for (const struct migration *m = migrations; m->number; m++)
		newest = m->number;
	rc = db_restore(db, path, newest);
	return rc ? rc : migrate(db, migrations);
}

/* The database of the installation that the program lies in. */
static int
use_database(struct process *process, enum status (*use)(struct db *, const char *), const char *path)
{
	struct arena arena;
	struct trouble trouble;
	enum status rc;

	arena_init(&arena, COMMAND_ARENA, NULL);
	rc = process_ready(process, NULL, &arena, &trouble);
	if (!rc) {
		rc = use(process->db, path);
		trouble.log = rc ? arena_strdup(&arena, db_message(process->db)) : NULL;
	}
	process_release(process);
	if (rc)
		fprintf(stderr, "vitrine: %s\n", trouble.log);
	arena_release(&arena);
	return rc ? 1 : 0;
}

int
app_command(struct process *process, const struct app *program, int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "--backup"))
		return use_database(process, db_backup, argv[2]);
	if (argc == 3 && !strcmp(argv[1], "--restore"))
		return use_database(process, restore, argv[2]);
	if (argc != 2 || strcmp(argv[1], "--routes")) {
		fprintf(stderr, "usage: %s --routes | --backup FILE | --restore FILE\n", argv[0]);
		return 2;
	}
	print_routes(program);
	return 0;
}
