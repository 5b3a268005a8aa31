#include "process.h"
#include "migrate.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { CONFIG_ARENA = 4 << 20 };	/* the largest file that is read, as empty lines only, takes half of it */

void
process_close_db(struct process *process)
{
	db_close(process->db);
	process->db = NULL;
}

void
process_release(struct process *process)
{
	process_close_db(process);
	arena_release(&process->arena);
	arena_release(&process->request_arena);
	process->has_config = false;
	process->config_path = NULL;
}

/* Reads the settings at the start, and again when their file has changed. */
static enum status
ready_config(struct process *process, const char **message)
{
	struct config_stamp now;

	if (process->has_config) {
		now = config_stamp(process->config_path);
		if (config_stamp_same(&now, &process->stamp))
			return OK;
		process_release(process);
	}
	arena_release(&process->arena);	/* of settings that were bad */
	arena_init(&process->arena, CONFIG_ARENA, NULL);
	process->config_path = config_path(&process->arena);
	process->stamp = config_stamp(process->config_path);
	process->has_config = config_load(&process->arena, process->config_path, &process->config, message);
	return process->has_config ? OK : ERR_SETUP;
}

static enum status
ready_folder(const struct process *process, struct arena *arena, const char **message)
{
	const char *folder = process->config.data_dir;
	struct stat st;

	if (!mkdir(folder, 0700))
		return OK;
	if (errno == EEXIST && !stat(folder, &st)) {	/* a link that leads nowhere exists too */
		if (S_ISDIR(st.st_mode))
			return OK;
		errno = ENOTDIR;
	}
	*message = arena_printf(arena, "data folder %s: %s; make it, for the web server's user", folder,
		strerror(errno));
	return ERR_UNAVAILABLE;
}

static enum status
ready_db(struct process *process, struct arena *arena, const char **message)
{
	const struct db_options options = {
		.path = arena_printf(arena, "%s/.ht.vitrine.db", process->config.data_dir),
		.durable = !strcmp(process->config.durability, "full"),
		.brief = process->one_shot,
	};
	enum status rc = db_open(&options, &process->db);

	if (!rc)
		rc = migrate(process->db, migrations);
	if (rc == ERR_SETUP)
		*message = "the database is newer than this release; install the newer release again";
	else if (rc)
		*message = arena_strdup(arena, db_message(process->db));
	if (rc)
		process_close_db(process);
	return rc == ERR_INTERNAL ? ERR_SETUP : rc;
}

enum status
process_ready(struct process *process, struct arena *arena, const char **message)
{
	enum status rc = ready_config(process, message);

	if (rc)
		return rc;
	if (process->db && !db_is_stale(process->db))
		return OK;
	process_close_db(process);
	rc = ready_folder(process, arena, message);
	if (!rc)
		rc = token_key(arena, process->config.data_dir, process->key, message);
	if (!rc)
		rc = ready_db(process, arena, message);
	return rc;
}
