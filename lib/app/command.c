/* What a program does for a shell instead of a web server. */
#include "app.h"
#include "backup.h"
#include "doctor.h"
#include "folder.h"
#include "media.h"
#include "migrate.h"
#include "second_factor.h"
#include "user.h"
#include "uuid.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMAND_ARENA = 16 << 20, COMMAND_WIDTH = 18 };

/* What a shell asks for. */
struct shell {
	struct process *process;
	const struct app *program;
	const char *name;		/* of the program, as it was called */
	const char *argument;		/* NULL for a command that takes none */
};

/* Does something with the database; `message` becomes why it couldn't. */
typedef enum status database_use(struct process *process, struct arena *arena,
	const char *argument, const char **message);

/* Answers the exit status. */
typedef int shell_run(const struct shell *shell);

/* One "METHOD path" a line. */
static int
print_routes(const struct shell *shell)
{
	const struct app *program = shell->program;

	for (const struct route *route = program->routes; route->path; route++) {
		const struct record *query = route->asks ? route->body : route->query;
		char before = '?';

		if (route->inner)
			continue;
		printf("%s %s%s", method_name(route->method), route->is_apart ? "" : program->door,
			strcmp(route->path, "/") ? route->path : "");
		for (const struct field *field = query && route->method == GET ? query->fields
			: NULL; field && field->name; field++) {
			if (field->flags & (SECRET | HIDDEN))
				continue;
			printf("%c%s", before, field->name);
			before = '&';
		}
		puts("");
	}
	return 0;
}

/* Says who we are from now on, of root. */
static bool
become_user(uid_t user, gid_t group)
{
	return !seteuid(0) && !setegid(group) && !seteuid(user);
}

/*
 * Root works as whom the data belongs to: else all would seem fine, and what is made (a key, a
 * database, the writers' queue) would be root's, and no program could use it. The database tells,
 * before the folder, which may be anybody's.
 */
static enum status
become_owner(struct arena *arena, const char *folder, struct trouble *trouble)
{
	const char *const tell[] = { arena_printf(arena, "%s/.ht.vitrine.db", folder),
		arena_printf(arena, "%s/.ht.key", folder),
		folder, config_folder_of(arena, folder) };
	struct stat st;
	size_t i = 0;

	while (i < sizeof(tell) / sizeof(tell[0]) && stat(tell[i], &st))
		i++;
	if (geteuid() || i == sizeof(tell) / sizeof(tell[0]) || !st.st_uid
	    || (!setgroups(0, NULL) && become_user(st.st_uid, st.st_gid)))
		return OK;
	trouble->log = arena_printf(arena, "%s belongs to the user %u, "
		"whom root can't become here: %s; run the command as that user",
		tell[i], (unsigned)st.st_uid, strerror(errno));
	return ERR_SETUP;
}

/* Gets all ready, of root as whom the data belongs to. */
static enum status
ready_process(struct process *process, struct arena *arena, struct trouble *trouble)
{
	enum status rc = OK;

	if (!geteuid() && !process_settings(process, arena, trouble)) {
		rc = become_owner(arena, process->config.data_dir, trouble);
		/* settings and data may be in the owner's home */
		if (process->config.chooses_data_dir)
			process_release(process);
	}
	return rc ? rc : process_ready(process, NULL, arena, trouble);
}

/* Root goes back to be root for a file of its own; what the data folder has is open already. */
static enum status
make_backup(struct process *process, struct arena *arena, const char *path, const char **message)
{
	const uid_t user = geteuid();
	const gid_t group = getegid();
	const bool is_root = !getuid() && user;
	const struct call call = { .db = process->db, .arena = arena };
	int64_t accounts, admins, titles;
	struct stat st = { 0 };
	enum status rc = user_count(process->db, &accounts, &admins);

	if (!rc)
		rc = media_count(process->db, &titles);
	if (!rc && is_root && !become_user(0, 0))
		perror("vitrine");
	if (!rc)
		rc = db_backup(process->db, path);
	if (!rc && !stat(path, &st))
		printf("%s: %.1f MiB, accounts: %lld, titles: %lld\n", path,
			(double)st.st_size / (1 << 20), (long long)accounts, (long long)titles);
	*message = rc ? arena_strdup(arena, db_message(process->db)) : NULL;
	if (is_root && !become_user(user, group))
		perror("vitrine");
	/* it is there, whether that can be written or not */
	if (!rc && audit_note(&call, EVENT_COPY_TAKEN, NULL, "a backup, from a shell"))
		fprintf(stderr, "vitrine: %s\n", db_message(process->db));
	return rc;
}

/* A file that only root can read is brought to where the data's owner can. */
static enum status
fetch_file(struct db *db, struct arena *arena, const char *path, const char *copy,
	const char **message)
{
	const uid_t user = geteuid();
	const gid_t group = getegid();
	const char *fault;
	enum status rc = OK;

	if (!become_user(0, 0))
		perror("vitrine");
	rc = db_check(db, path, migrate_newest(migrations), &fault);
	if (!rc)
		rc = db_copy(db, path, copy);
	if (!rc && chown(copy, user, group))
		perror("vitrine");
	*message = rc ? arena_strdup(arena, db_message(db)) : NULL;
	if (!become_user(user, group))
		perror("vitrine");
	return rc;
}

static enum status
restore_file(struct process *process, struct arena *arena, const char *path, const char **message)
{
	const struct call call = { .db = process->db, .arena = arena };
	struct restoring restoring = { .call = &call, .folder = process->config.data_dir,
		.about = "a file, from a shell" };
	const char *name = arena_printf(arena, ".ht.restore.%s", uuid_new(arena));
	const char *copy = arena_printf(arena, "%s/%s", restoring.folder, name);
	enum status rc;

	if (getuid() || !geteuid() || !faccessat(AT_FDCWD, path, R_OK, AT_EACCESS)) {
		rc = backup_restore(&restoring, path);
		*message = restoring.message;
		return rc;
	}
	rc = fetch_file(process->db, arena, path, copy, message);
	if (!rc) {
		rc = backup_restore(&restoring, copy);
		*message = restoring.message;
	}
	folder_sweep(restoring.folder, name, 0);
	return rc;
}

/* For who has lost it, and has no other admin to ask. */
static enum status
drop_factor(struct process *process, struct arena *arena, const char *name, const char **message)
{
	const struct call call = { .db = process->db, .arena = arena };
	struct user user;
	enum status rc = user_find_login(&call, name, &user);
	const char *missing = "nobody has this name";

	if (!rc) {
		missing = arena_printf(arena, "%s has no second factor", user.username);
		rc = second_factor_turn_off(&call, &user, "from a shell");
	}
	if (rc)
		*message = rc == ERR_NOT_FOUND ? missing
			: arena_strdup(arena, db_message(process->db));
	else
		printf("%s: The second factor is off.\n", user.username);
	return rc;
}

/* The database of the installation that the program lies in. */
static int
use_database(const struct shell *shell, database_use *use)
{
	struct process *process = shell->process;
	struct arena arena;
	struct trouble trouble;
	enum status rc;

	arena_init(&arena, COMMAND_ARENA, NULL);
	rc = ready_process(process, &arena, &trouble);
	if (!rc)
		rc = use(process, &arena, shell->argument, &trouble.log);
	process_release(process);
	if (rc)
		fprintf(stderr, "vitrine: %s\n", trouble.log);
	arena_release(&arena);
	return rc ? 1 : 0;
}

static int
make_copy(const struct shell *shell)
{
	const int failed = use_database(shell, shell->program->copy);

	if (!failed)
		puts("The copy of today is in the data folder.");
	return failed;
}

/*
 * What a request starts: a process of its own, which nobody waits for, and which leaves the
 * processor to those who are waited for.
 */
static void
go_apart(void)
{
	const pid_t pid = fork();

	if (pid)
		_exit(pid < 0);
	setsid();
	if (nice(10) < 0)	/* then it is done as fast as others work */
		errno = 0;
}

static int
make_copy_apart(const struct shell *shell)
{
	go_apart();
	return use_database(shell, shell->program->copy);
}

/* One "state name: found" a line, and below it what to do. Answers 1 when something is broken. */
static int
examine_installation(const struct shell *shell)
{
	struct process *process = shell->process;
	struct doctor doctor = { .shows_paths = true };
	const struct check *checks;
	struct trouble trouble;
	struct arena arena;
	bool is_broken = false;
	int count;
	enum status rc;

	arena_init(&arena, COMMAND_ARENA, NULL);
	rc = ready_process(process, &arena, &trouble);
	doctor.arena = &arena;
	doctor.config = process->has_config ? &process->config : NULL;
	doctor.config_path = process->config_path;
	doctor.db = rc ? NULL : process->db;
	doctor.trouble = rc ? trouble.log : NULL;
	doctor.cause = rc ? &trouble : NULL;
	checks = shell->program->examine(&doctor, &count);
	for (int i = 0; i < count; i++) {
		printf("%s %s: %s\n", checks[i].state, checks[i].name, checks[i].found);
		for (const char *line = checks[i].remedy; line && *line;
			line += strcspn(line, "\n"), line += *line == '\n')
			printf("\t%.*s\n", (int)strcspn(line, "\n"), line);
		is_broken = is_broken || !strcmp(checks[i].state, "broken");
	}
	if (doctor.elsewhere)
		printf("Looked at by doctor.html in a browser: %s.\n", doctor.elsewhere);
	process_release(process);
	arena_release(&arena);
	return is_broken;
}

static bool
makes_copies(const struct app *program)
{
	return program->copy != NULL;
}

static bool
examines(const struct app *program)
{
	return program->examine != NULL;
}

static shell_run print_help;

static const struct command {
	const char *name, *takes;	/* "--backup", "FILE"; NULL: nothing */
	shell_run *run;			/* or */
	database_use *use;
	const char *does;		/* NULL: it is no command for people */
	bool (*is_of)(const struct app *program);	/* NULL: of each */
} commands[] = {
	{ "--backup", "FILE", .use = make_backup,
	  .does = "copies the database into a new file, while all runs" },
	{ "--restore", "FILE", .use = restore_file,
	  .does = "puts such a copy in the place of all data; everybody signs in anew" },
	{ "--drop-factor", "NAME", .use = drop_factor,
	  .does = "turns the second factor of an account off" },
	{ "--copy", NULL, make_copy, .is_of = makes_copies,
	  .does = "makes the daily copy, in the data folder" },
	{ "--copy-apart", NULL, make_copy_apart, .is_of = makes_copies },
	{ "--doctor", NULL, examine_installation, .is_of = examines,
	  .does = "looks at the whole installation, and says what to do" },
	{ "--routes", NULL, print_routes,
	  .does = "lists what the program answers, and what may be asked of it" },
	{ "--help", NULL, print_help, .does = "says which commands there are" },
	{ 0 }
};

static void
print_usage(FILE *out, const struct shell *shell)
{
	fprintf(out, "usage: %s COMMAND\n", shell->name);
	for (const struct command *command = commands; command->name; command++) {
		const int width = COMMAND_WIDTH - (int)strlen(command->name);

		if (command->does && (!command->is_of || command->is_of(shell->program)))
			fprintf(out, "  %s %-*s %s\n", command->name, width,
				command->takes ? command->takes : "", command->does);
	}
}

static int
print_help(const struct shell *shell)
{
	print_usage(stdout, shell);
	return 0;
}

/* NULL where the program has none of that name, or it takes another number of arguments. */
static const struct command *
find_command(const struct app *program, int argc, char **argv)
{
	const struct command *command = commands;

	if (argc < 2)
		return NULL;
	while (command->name && strcmp(command->name, argv[1]) != 0)
		command++;
	return command->name && argc == (command->takes ? 3 : 2)
		&& (!command->is_of || command->is_of(program)) ? command : NULL;
}

int
app_command(struct process *process, const struct app *program, int argc, char **argv)
{
	const struct command *command = find_command(program, argc, argv);
	const struct shell shell = { process, program, argc ? argv[0] : program->name,
		command && command->takes ? argv[2] : NULL };

	if (!command) {
		print_usage(stderr, &shell);
		return 2;
	}
	return command->use ? use_database(&shell, command->use) : command->run(&shell);
}
