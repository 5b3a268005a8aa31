/* One request from gateway to answer, and what a process keeps between requests. Programs include this. */
#ifndef APP_H
#define APP_H

#include "access.h"
#include "db.h"
#include "limit.h"
#include "response.h"
#include "route.h"
#include "store.h"
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
	bool for_group;			/* the data folder's group may use its files, too: the umask lets it */
	bool one_shot;			/* CGI: the database is closed before the answer goes out */
};

/* Serves one request and writes its answer. */
void app_serve(struct process *process, const struct app *app, const struct gateway *gateway);

/* Decodes the body by a view, as the request's method wants: fills `change` and `body`. For routes without a view. */
enum status request_decode(struct request *req, const struct record *view);

/* Closes the database and gives all memory back. */
void process_release(struct process *process);

/* Does what a shell asks for: `NAME.cgi --routes`, `--backup FILE`, `--restore FILE`, `--help`, and of
 * server `--doctor`. Answers the exit status. */
int app_command(struct process *process, const struct app *app, int argc, char **argv);

/* The program; each defines it. */
extern const struct app app;

#endif
