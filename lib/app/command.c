/* What a program does for a shell instead of a web server. */
#include "process.h"
#include "backup.h"
#include "doctor.h"

#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMAND_ARENA = 16 << 20 };

/* One "METHOD path" a line. */
static void
print_routes(const struct app *program)
{
	for (const struct route *route = program->routes; route->path; route++)
		if (!route->inner)
			printf("%s %s%s\n", method_name(route->method), program->door,
				strcmp(route->path, "/") ? route->path : "");
}

static enum status
make_backup(struct process *process, struct arena *arena, const char *path, const char **message)
{
	enum status rc = db_backup(process->db, path);

	*message = rc ? arena_strdup(arena, db_message(process->db)) : NULL;
	return rc;
}

static enum status
restore(struct process *process, struct arena *arena, const char *path, const char **message)
{
	return backup_restore(process->db, arena, process->config.data_dir, path, message);
}

/* The database of the installation that the program lies in. */
static int
use_database(struct process *process,
	enum status (*use)(struct process *, struct arena *, const char *, const char **), const char *path)
{
	struct arena arena;
	struct trouble trouble;
	enum status rc;

	arena_init(&arena, COMMAND_ARENA, NULL);
	rc = process_ready(process, NULL, &arena, &trouble);
	if (!rc)
		rc = use(process, &arena, path, &trouble.log);
	process_release(process);
	if (rc)
		fprintf(stderr, "vitrine: %s\n", trouble.log);
	arena_release(&arena);
	return rc ? 1 : 0;
}

/* Root looks as whom the data belongs to: else all would seem fine, and what is made would be root's. */
static void
become_owner(const char *folder)
{
	struct stat st;

	if (!geteuid() && !stat(folder, &st) && st.st_uid && (setgroups(0, NULL) || setegid(st.st_gid) || seteuid(st.st_uid)))
		perror("vitrine");
}

/* One "state name: found" a line, and below it what to do. Answers 1 when something is broken. */
static int
examine(struct process *process, const struct app *program)
{
	struct doctor doctor = { .shows_paths = true };
	const struct check *checks;
	struct trouble trouble;
	struct arena arena;
	bool is_broken = false;
	int count;
	enum status rc;

	arena_init(&arena, COMMAND_ARENA, NULL);
	rc = process_ready(process, NULL, &arena, &trouble);
	if (process->has_config)
		become_owner(process->config.data_dir);
	doctor.arena = &arena;
	doctor.config = process->has_config ? &process->config : NULL;
	doctor.config_path = process->config_path;
	doctor.db = rc ? NULL : process->db;
	doctor.trouble = rc ? trouble.log : NULL;
	doctor.cause = rc ? &trouble : NULL;
	checks = program->examine(&doctor, &count);
	for (int i = 0; i < count; i++) {
		printf("%s %s: %s\n", checks[i].state, checks[i].name, checks[i].found);
		for (const char *line = checks[i].remedy; line && *line; line += strcspn(line, "\n"), line += *line == '\n')
			printf("\t%.*s\n", (int)strcspn(line, "\n"), line);
		is_broken = is_broken || !strcmp(checks[i].state, "broken");
	}
	if (doctor.elsewhere)
		printf("Looked at by doctor.html in a browser: %s.\n", doctor.elsewhere);
	process_release(process);
	arena_release(&arena);
	return is_broken;
}

int
app_command(struct process *process, const struct app *program, int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "--backup"))
		return use_database(process, make_backup, argv[2]);
	if (argc == 3 && !strcmp(argv[1], "--restore"))
		return use_database(process, restore, argv[2]);
	if (argc == 2 && !strcmp(argv[1], "--doctor") && program->examine)
		return examine(process, program);
	if (argc != 2 || strcmp(argv[1], "--routes")) {
		fprintf(stderr, "usage: %s --routes | --backup FILE | --restore FILE%s\n", argv[0],
			program->examine ? " | --doctor" : "");
		return 2;
	}
	print_routes(program);
	return 0;
}
