/*
 * The in-process client: runs the whole stack of a program in this process through a gateway of its
 * own. No fork, no server; sanitizers see everything.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include "app.h"

#include <check.h>

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

extern const struct app auth_app, users_app, media_app, books_app, movies_app, reviews_app,
	images_app, usermedia_app;
extern const struct app library_app, collection_app, lists_app, server_app, lookup_app, diary_app,
	exports_app, imports_app, shared_app, stats_app;
extern const struct app mycoll_app, kallaxy_app, movieshelf_app, booktracker_app, mediatracker_app;

/* Who sends a request: a name and the credentials that its headers carry. All may be NULL. */
struct sender {
	const char *username, *token, *refresh_token, *id;
};

extern struct sender nobody, admin, member, other;

struct reply {
	int http;
	const char *head, *body;	/* the header lines, and what follows */
	size_t size;			/* of the body, which may have NULs */
	/*
	 * bytes that the program took of the request's body at once: what is thrown away it takes
	 * in pieces
	 */
	size_t largest_read;
	cJSON *json;			/* the body, NULL when it is none */
};

/*
 * A fresh data folder, the stopped clock, and three accounts: admin, member, other. A checked
 * fixture.
 */
void client_setup(void);
void client_teardown(void);

/* The folder of the installation under test; the settings file beside it. */
const char *client_folder(void);

/*
 * Replaces the settings but data_dir, which is added; scrypt is cheap, and members may do much at
 * once.
 */
void client_settings(const char *lines);

/*
 * Writes the database that the programs of a released version made (tests/db/vitrine-VERSION.db.gz)
 * to a new file.
 */
void client_old_database(const char *version, const char *path);

/* Forgets everything a process keeps, as a new one would. */
void client_restart(void);

/* How much memory a request may take from now on, in bytes; returns what it was. */
size_t client_limit_memory(size_t most);

/*
 * The next request begins with about so many bytes left: what comes behind is too much. (Then it is
 * answered with all there is.) Until client_limit_memory says otherwise.
 */
void client_leave_memory(size_t bytes);

/* The same of an arena, which begins anew. */
void leave_memory(struct arena *arena, size_t bytes);

/* From now on who asks takes so many bytes of an answer at most, and is gone then. */
void client_goes_away(size_t bytes);

/* The process under test, for looking at its database. */
struct db *client_db(void);

/* Sends a request. `path` may have a query. The reply lives until the fixture ends. */
struct reply *client_get(const struct sender *sender, const struct app *app, const char *path);
struct reply *client_delete(const struct sender *sender, const struct app *app, const char *path);
struct reply *client_post(const struct sender *sender, const struct app *app, const char *path,
	const char *json);
struct reply *client_put(const struct sender *sender, const struct app *app, const char *path,
	const char *json);
struct reply *client_patch(const struct sender *sender, const struct app *app, const char *path,
	const char *json);

/*
 * Sends anything: `headers` is a list of "NAME=value" CGI variables ended by NULL, which win over
 * the usual ones ("NAME=" unsets). The body may have NULs.
 */
struct reply *client_send(const struct sender *sender, const struct app *app, const char *method,
	const char *path,
	const char *content_type, const void *body, size_t size, const char *const *headers);

/*
 * What a door of another design is asked, and answers: a status, and a member with its value as
 * json_text has it (NULL: whatever it is). Each step is asserted, in their order; a table of them
 * ends with one without a method. A body is JSON.
 */
struct door_step {
	const struct sender *who;
	const char *method, *path, *body;
	int http;
	const char *member, *value;
};
void client_steps(const struct app *app, const struct door_step *steps);

/*
 * Asserts that a change (a body of JSON, NULL for none) that insists on having seen something else
 * (If-Match) is 412.
 */
void client_insists(const struct sender *who, const struct app *app, const char *method,
	const char *path, const char *json);

/*
 * The value at "error.details[0].field" as text: numbers in decimal, "null", "true"; "(none)" when
 * it isn't there.
 */
const char *json_text(const struct reply *reply, const char *path);

/* printf, as long as the replies live. */
const char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Asserts that something was made; the reply. */
struct reply *made(struct reply *reply);

/* Asserts that it was refused so; `field`: what the first detail is about, or NULL. */
void assert_refused(const struct reply *reply, int http, const char *field);

/* The values at `path` of each element of the array `list`, with bars between: "a|b". */
const char *json_column(const struct reply *reply, const char *list, const char *path);

/* The value of a header of the reply, NULL when it has none. */
const char *reply_header(const struct reply *reply, const char *name);

/* How many rows a table has. */
int64_t client_rows(const char *table);

/* The key of the row with this id, as text: what other designs' doors call it by. */
const char *client_key(const char *table, const char *id);

/*
 * How many rows every table has, also one that a later migration adds; but not how the search index
 * keeps its words, nor what the log counts of what was refused.
 */
struct census {
	const char *names[64];
	int64_t rows[64];
	int count;
};
struct census client_census(void);

/* What has gone since, by name: "entries 3, users 1"; a table that has grown is "users -1". */
const char *client_losses(const struct census *before);

/* Runs a statement on the database under test; $1 and $2 are the texts, as many as aren't NULL. */
void client_sql(const char *sql, const char *first, const char *second);

/*
 * Past the programs: what a user has of an item (nothing is counted), and a picture without its
 * bytes.
 */
void client_add_rating(const struct sender *sender, const char *media_id);
void client_add_review(const struct sender *sender, const char *media_id);
void client_add_copy(const struct sender *sender, const char *media_id);
void client_add_picture(const char *id, const char *username);

/* main() of a test program: runs the suite, prints Check's line. */
int run_suite(Suite *suite);

#endif
