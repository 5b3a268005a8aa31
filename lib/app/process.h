/* Settings, folder, database and key: made or opened when a request first needs them, noticed when replaced. */
#ifndef PROCESS_H
#define PROCESS_H

#include "app.h"
#include "data_folder.h"

/*
 * Gets all ready for a request, or for a command (`gateway` is NULL). ERR_SETUP, which waits for the installation's owner, or
 * ERR_UNAVAILABLE, which waiting may cure, with `*trouble`, of `arena`.
 */
enum status process_ready(struct process *process, const struct gateway *gateway, struct arena *arena, struct trouble *trouble);

/* Reads the settings alone, for a command. Nothing is made. */
enum status process_settings(struct process *process, struct arena *arena, struct trouble *trouble);

/* Closes the database; the next request opens it anew. */
void process_close_db(struct process *process);

#endif
