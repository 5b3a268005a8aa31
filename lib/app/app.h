/* One request from gateway to answer, and a shell's commands. Programs include this. */
#ifndef APP_H
#define APP_H

#include "access.h"
#include "db.h"
#include "doors.h"
#include "limit.h"
#include "process.h"
#include "response.h"
#include "route.h"
#include "store.h"

/* Serves one request and writes its answer. */
void app_serve(struct process *process, const struct app *app, const struct gateway *gateway);

/*
 * Decodes the body by a view, as the request's method wants: fills `change` and `body`. For routes
 * without a view.
 */
enum status request_decode(struct request *req, const struct record *view);

/*
 * Does what a shell asks for: `NAME.cgi --routes`, `--backup FILE`, `--restore FILE`, `--help`, and
 * of server `--doctor`. Answers the exit status.
 */
int app_command(struct process *process, const struct app *app, int argc, char **argv);

/* The program; each defines it. */
extern const struct app app;

#endif
