/* Settings, folder, database and key: made or opened when a request first needs them, noticed when replaced. */
#ifndef PROCESS_H
#define PROCESS_H

#include "app.h"

/* Gets all ready. ERR_SETUP or ERR_UNAVAILABLE with `*message`, a line for the error log. */
enum status process_ready(struct process *process, struct arena *arena, const char **message);

/* Closes the database; the next request opens it anew. */
void process_close_db(struct process *process);

#endif
