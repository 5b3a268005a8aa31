#include "process.h"
#include "folder.h"
#include "migrate.h"
#include "removal_mark.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* the largest file that is read, as empty lines only, takes half of it */
enum { CONFIG_ARENA = 4 << 20 };

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

/*
 * Where the settings are. Where the web may show what is in the web folder, and no settings are
 * there, they can be beside the data outside of it.
 */
static const char *
settings_path(const struct gateway *gateway, struct arena *arena)
{
	const char *path = config_path(arena), *outside;

	if (!access(path, F_OK) || data_folder_is_guarded(gateway))
		return path;
	outside = data_folder_outside(arena, gateway);
	outside = outside ? arena_printf(arena, "%s/vitrine.conf", outside) : NULL;
	return outside && !access(outside, F_OK) ? outside : path;
}

/*
 * Whether what was read is what would be read now: also where there was no file, and now is one,
 * or one in a place that counts before it.
 */
static bool
is_current(const struct process *process, const struct gateway *gateway, struct arena *arena)
{
	const struct config_stamp now = config_stamp(process->config_path);

	return config_stamp_same(&now, &process->stamp)
		&& !strcmp(settings_path(gateway, arena), process->config_path);
}

/* Reads the settings at the start, and again when their file has changed. */
static enum status
ready_config(struct process *process, const struct gateway *gateway, struct arena *arena,
	struct trouble *trouble)
{
	if (process->has_config) {
		if (is_current(process, gateway, arena))
			return OK;
		process_release(process);
	}
	arena_release(&process->arena);	/* of settings that were bad */
	arena_init(&process->arena, CONFIG_ARENA, NULL);
	process->config_path = settings_path(gateway, &process->arena);
	process->stamp = config_stamp(process->config_path);
	process->has_config = config_load(&process->arena, process->config_path, &process->config,
		&trouble->log);
	if (process->has_config && config_for_group(&process->config) != process->for_group) {
		process->for_group = !process->for_group;
		umask(process->for_group ? 007 : 077);
	}
	return process->has_config ? OK : ERR_SETUP;
}

/* Where the data is when no setting says it. */
static const char *
data_beside(struct arena *arena)
{
	return arena_printf(arena, "%s/data", config_folder_of(arena, config_path(arena)));
}

static enum status
ready_folder(struct process *process, const struct gateway *gateway, struct arena *arena,
	struct trouble *trouble)
{
	const char *beside = data_beside(arena), *folder;
	struct stat st;
	int error;
	enum status rc = data_folder_choose(arena, gateway, &process->config, beside, &folder,
		trouble);

	/* before a shell is sent to the page, which would not begin either */
	if (rc && !gateway)
		removal_check(arena, gateway, &process->config, beside, beside, trouble);
	if (rc)
		return rc;
	if (strcmp(folder, process->config.data_dir))
		process->config.data_dir = arena_strdup(&process->arena, folder);
	if (!stat(folder, &st) && S_ISDIR(st.st_mode))
		return OK;
	rc = removal_check(arena, gateway, &process->config, folder, beside, trouble);
	if (rc || folder_make(folder, process->for_group))
		return rc;
	error = errno;
	/* a link that leads nowhere exists too, and somebody else may have been faster */
	if (error == EEXIST) {
		if (!stat(folder, &st) && S_ISDIR(st.st_mode))
			return OK;
		error = ENOTDIR;
	}
	trouble->log = arena_printf(arena, "data folder %s: %s; make it, for the web server's user "
		"(or chmod 1777, where it can't "
		"be given away)", folder, strerror(error));
	return error == ENOSPC || error == EDQUOT ? ERR_UNAVAILABLE : ERR_SETUP;
}

/*
 * What an owner without a shell can do where the programs run as somebody else. No path: anybody
 * may read it.
 */
static const char *
unwritable_message(const struct process *process)
{
	const char *folder = process->config.data_dir;

	if (!access(folder, W_OK) || (errno != EACCES && errno != ENOENT))
		return NULL;
	return process->config.chooses_data_dir
		? "The programs may not write where their data belongs. Best is a folder outside "
			"of the web: make it, give it the mode 1777 "
		"(777 where that is refused), and name it in vitrine.conf: data_dir = FOLDER. "
		"Else make the folder data, beside index.html, "
		"and give it that mode."
		: "The programs may not write where their data belongs. "
			"Make the folder that data_dir names, and give it the mode 1777 (777 "
		"where that is refused).";
}

/* Only a new installation has no key. */
static enum status
ready_key(struct process *process, const struct gateway *gateway, struct arena *arena,
	struct trouble *trouble)
{
	const char *folder = process->config.data_dir;
	enum status rc = token_key(arena, folder, process->for_group, process->key, &trouble->log);

	if (rc != ERR_NOT_FOUND)
		return rc;
	rc = removal_check(arena, gateway, &process->config, folder, data_beside(arena), trouble);
	if (!rc && process->for_group)
		folder_follow(folder, true);	/* somebody else may have made it */
	return rc ? rc : token_key_make(arena, folder, process->for_group, process->key,
		&trouble->log);
}

/*
 * Brings the database to this release's schema. One without any has just been made: another program
 * may have removed all since we had the key. It goes again then, empty as it is.
 */
static enum status
ready_schema(struct process *process, const struct gateway *gateway, struct arena *arena,
	struct trouble *trouble)
{
	const char *folder = process->config.data_dir;
	int64_t version;
	enum status rc = db_version(process->db, &version);

	if (!rc && !version)
		rc = removal_check(arena, gateway, &process->config, folder, data_beside(arena),
			trouble);
	if (trouble->removed)
		removal_undo(arena, folder);
	if (!rc && version)
		removal_forget(arena, folder);
	if (rc || version == migrate_newest(migrations))
		return rc;
	return migrate(process->db, migrations);
}

static void
end_db(void *process)
{
	process_close_db(process);
}

/* One that isn't ready yet is no process's to go on with, should there be no memory for that. */
static enum status
ready_db(struct process *process, const struct gateway *gateway, struct arena *arena,
	struct trouble *trouble)
{
	const struct db_options options = {
		.path = arena_printf(arena, "%s/.ht.vitrine.db", process->config.data_dir),
		.durable = !strcmp(process->config.durability, "full"),
		.for_group = process->for_group,
		.one_shot = process->one_shot,
	};
	enum status rc = db_open(&options, &process->db);

	arena_hold(arena, end_db, process);
	if (!rc)
		rc = ready_schema(process, gateway, arena, trouble);
	if (rc && !trouble->log)
		trouble->log = arena_strdup(arena, db_message(process->db));
	if (rc && !*trouble->log)	/* it is nothing that the database itself has against it */
		trouble->log = "the database is newer than this release; install the newer release "
			"again";
	if (rc)
		arena_let_go(arena, process);
	else
		arena_keep(arena, process);
	return rc == ERR_INTERNAL ? ERR_SETUP : rc;
}

enum status
process_settings(struct process *process, struct arena *arena, struct trouble *trouble)
{
	*trouble = (struct trouble){ 0 };
	return ready_config(process, NULL, arena, trouble);
}

enum status
process_ready(struct process *process, const struct gateway *gateway, struct arena *arena,
	struct trouble *trouble)
{
	enum status rc;

	*trouble = (struct trouble){ 0 };
	rc = ready_config(process, gateway, arena, trouble);
	if (rc)
		return rc;
	if (process->db && !db_is_stale(process->db))
		return OK;
	process_close_db(process);
	rc = ready_folder(process, gateway, arena, trouble);
	if (!rc)
		rc = ready_key(process, gateway, arena, trouble);
	if (!rc)
		rc = ready_db(process, gateway, arena, trouble);
	if (rc == ERR_SETUP && !trouble->message)
		trouble->message = unwritable_message(process);
	return rc;
}
