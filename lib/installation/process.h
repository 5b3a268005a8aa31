/*
 * Settings, folder, database and key: made or opened when a request first needs them, noticed when
 * replaced.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include "config.h"
#include "data_folder.h"
#include "db.h"
#include "token.h"

/* What lives as long as the process: settings, database, signing key. Starts as all zeros. */
struct process {
	struct arena arena;		/* of the settings */
	struct arena request_arena;
	struct config config;
	struct config_stamp stamp;
	const char *config_path;
	struct db *db;
	unsigned char key[KEY_BYTES];
	bool has_config;
	/* the data folder's group may use its files, too: the umask lets it */
	bool for_group;
	bool one_shot;			/* CGI: the database is closed before the answer goes out */
	bool is_answering;		/* the answer's head is out: there is no other one */
	bool copy_is_due;		/* or something else to be done for it (copies_due.h) */
};

/*
 * Gets all ready for a request, or for a command (`gateway` is NULL). ERR_SETUP, which waits for
 * the installation's owner, or ERR_UNAVAILABLE, which waiting may cure, with `*trouble`, of
 * `arena`.
 */
enum status process_ready(struct process *process, const struct gateway *gateway,
	struct arena *arena, struct trouble *trouble);

/* Reads the settings alone, for a command. Nothing is made. */
enum status process_settings(struct process *process, struct arena *arena, struct trouble *trouble);

/* Closes the database; the next request opens it anew. */
void process_close_db(struct process *process);

/* Closes the database and gives all memory back. */
void process_release(struct process *process);

#endif
