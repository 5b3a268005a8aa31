/*
 * The doctor: looks at the installation from inside, and says of each thing what it found and what
 * to do (api.md, section 15). A check is a name and a function; the table is in doctor.c. Secrets
 * are never shown, and nothing but the installation itself is fetched.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "data_folder.h"
#include "db.h"
#include "route.h"

struct check {
	const char *name;
	/* "ok", "warning", "broken"; NULL from a check that has nothing to say */
	const char *state;
	const char *found;		/* a sentence */
	/*
	 * lines to put into a file or a shell: the first, a comment, says which. NULL when all is
	 * well
	 */
	const char *remedy;
};
extern const struct record check_view;

/* Who asks, and of what. */
struct doctor {
	struct arena *arena;
	const struct gateway *gateway;	/* NULL: a shell asks */
	const struct request *req;	/* NULL with it */
	const struct config *config;	/* NULL when the settings can't be read */
	const char *config_path;
	struct db *db;			/* NULL while the installation isn't ready */
	const char *trouble;		/* why it isn't, for its owner */
	const struct trouble *cause;	/* of that */
	bool shows_paths;		/* also others than those of data and settings */

	/* From here on it is the doctor's own. */
	/* of the file that shows a program that it is the doctor who asks */
	const char *mark_path;
	const char *nonce;		/* in that file; NULL when it couldn't be made */
	int mark;			/* the file, -1 for none */
	int mark_error;			/* why it couldn't be made: an errno */
	/* what the web server calls itself; "" when it was not asked yet */
	const char *server;
	/* in clock_ticks: from then on nothing is fetched any more */
	int64_t fetch_until;
	bool is_folder_broken;		/* what only follows from that is not said */
	bool is_foreign;		/* a shell's user asks, and the data is that of another */
	/* names of what a shell can't look at, and a browser can; NULL for none */
	const char *elsewhere;
	/* what came of visiting a program, by its long address and by its short one */
	const struct visit *visits[2];
};

/* Examines all; what it answers has `*count` elements. */
const struct check *doctor_examine(struct doctor *doctor, int *count);

/* GET /server/doctor: for admins, and for anybody while nobody has an account. */
handler doctor_answer;

/* --- what checks are made of --- */

typedef void doctor_check(struct doctor *doctor, struct check *check);

/* Says what a check has come to. */
void doctor_ok(struct doctor *doctor, struct check *check, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void doctor_warns(struct doctor *doctor, struct check *check, const char *remedy,
	const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void doctor_breaks(struct doctor *doctor, struct check *check, const char *remedy,
	const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Whether requests to the web server can be tried: from a shell only where base_url says where. */
bool doctor_can_visit(const struct doctor *doctor);

/* Leaves out of a shell's list what only a browser shows. */
void doctor_leaves(struct doctor *doctor, struct check *check);

/*
 * Says that something couldn't be looked at: by a warning, or not at all where it only follows from
 * a data folder that can't be used. A shell leaves it to a browser.
 */
void doctor_misses(struct doctor *doctor, struct check *check, const char *where, const char *why);

/* Remedies: lines, and the place where they belong. */
const char *remedy(struct doctor *doctor, const char *place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
#define IN_SHELL "in a shell"
#define BY_ROOT "only who runs the web server can do this, in a shell as root"
#define IN_LIGHTTPD "only who runs the web server can do this, in lighttpd.conf"
#define IN_APACHE "only who runs the web server can do this, in the configuration of Apache"
#define IN_HTACCESS_ABOVE \
	"in the file .htaccess of the folder above the web folder, which no update replaces"
#define remedy_settings(doctor, ...) \
	remedy(doctor, arena_printf((doctor)->arena, "in %s", (doctor)->config_path), __VA_ARGS__)
#define remedy_shell(doctor, ...) remedy(doctor, IN_SHELL, __VA_ARGS__)
#define remedy_root(doctor, ...) remedy(doctor, BY_ROOT, __VA_ARGS__)

/*
 * What can be done by FTP, too: `by_ftp` says in words how, as who has no shell can't read lines.
 */
#define remedy_hand(doctor, by_ftp, ...) \
	remedy(doctor, arena_printf((doctor)->arena, IN_SHELL "; or by FTP, %s", by_ftp), \
		__VA_ARGS__)

/*
 * The same for what belongs to whom the programs run as: his own hand, and only root's where nobody
 * signs in as that user.
 */
const char *remedy_ours(struct doctor *doctor, const char *by_ftp, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * To unpack a release over what is there: `which` says in words what `version` means, or a pattern
 * for it.
 */
const char *remedy_unpack(struct doctor *doctor, const char *which, const char *version);

/* To make room on the disk of that folder. */
const char *remedy_room(struct doctor *doctor, const char *folder);

/* The line of settings that says the address, with https. */
const char *remedy_base_url(struct doctor *doctor);

/*
 * Where to look in a browser, for what couldn't be looked at from here. `path` follows the
 * installation's address.
 */
const char *remedy_browser(struct doctor *doctor, const char *path, const char *wanted);

/* To move the data, or begin it, elsewhere: `from` is NULL while there is none. */
const char *remedy_other_folder(struct doctor *doctor, const char *from, const char *to);

/* The same for data that others may have read: whoever has the key could sign in as anybody. */
const char *remedy_published(struct doctor *doctor, const char *from, const char *to);

/*
 * To have the web server apply our rules: Apache's .htaccess, or these lines for lighttpd. NULL for
 * other servers.
 */
const char *remedy_unread_rules(struct doctor *doctor, const char *lighttpd);

/* The shell's line that adds one to the settings, also where the last one there has no end. */
const char *shell_setting(struct doctor *doctor, const char *line);

/* A path for a shell, in quotes where it needs them. */
const char *shell_word(struct arena *arena, const char *path);

/* The same for a regular expression. */
const char *regex_word(struct arena *arena, const char *path);

/* Who somebody is: a name where /etc/passwd knows one, else the number. */
const char *doctor_name(struct doctor *doctor, unsigned uid);

/* The same of who the programs run as. */
const char *doctor_user(struct doctor *doctor);

/* A CGI variable, NULL when unset or when a shell asks. */
const char *doctor_env(const struct doctor *doctor, const char *name);

/* The installation's path, "" at the root of a host. */
const char *doctor_base(const struct doctor *doctor);

/* The folder of the pages, above the programs'; NULL where the programs lie elsewhere. */
const char *doctor_web_folder(const struct doctor *doctor);

/* --- the checks, by subject --- */

/* doctor_data.c */
doctor_check check_settings, check_data_folder;
/* doctor_database.c */
doctor_check check_file_system, check_database, check_space, check_clock;
/* doctor_copies.c */
doctor_check check_copies;
/* doctor_private.c */
doctor_check check_data_private, check_settings_private;
/* doctor_web.c */
doctor_check check_path_info, check_rewriting, check_authorization;
doctor_check check_https, check_proxies;
/* doctor_programs.c */
doctor_check check_mail, check_hashing, check_programs;
/* doctor_lookup.c */
doctor_check check_lookup;

/* --- visits: requests to the installation itself (doctor_visit.c, doctor_fetch.c) --- */

/* Puts down the mark that a visited program knows the doctor by, and takes it away. */
void doctor_begin_visits(struct doctor *doctor);
void doctor_end_visits(struct doctor *doctor);

/* How a program was reached. */
struct visit {
	bool arrived;			/* the program answered, and knew the doctor */
	bool has_authorization;		/* with the header that was sent */
	const char *failure;		/* why nobody was asked; NULL when there was an answer */
	int http;			/* of that answer */
};

/* Why the mark couldn't be put down: nobody can be visited then. NULL when it was. */
const char *doctor_no_mark(const struct doctor *doctor);

/* Visits this program by its long address, or its short one; each once. */
const struct visit *doctor_visit(struct doctor *doctor, bool is_short);

/* The program's side: tells the doctor how it was reached, and is unknown to anybody else. */
handler doctor_receive;
#define DOCTOR_PATH "/probe/:token/100%25"

struct fetched {
	const char *failure;		/* why there is no answer; NULL when there is one */
	int http;
	const char *body;		/* at most 64 KiB of it */
	size_t size;
};

/*
 * GET of a path of this web server, by base_url or the address that it listens on. `headers` are
 * whole lines.
 */
struct fetched doctor_fetch(struct doctor *doctor, const char *path, const char *headers);

#endif
