/*
 * Which folder the data is in. What the web folder holds is private only where the web server
 * applies our rules (apache/.htaccess, lighttpd/vitrine.conf), which prove themselves to the
 * program by the variable VITRINE_GUARD. Without them data in a web folder would be published:
 * database, password hashes, and the key that signs everybody's tokens.
 */
#ifndef DATA_FOLDER_H
#define DATA_FOLDER_H

#include "config.h"
#include "gateway.h"
#include "status.h"

/*
 * Why an installation can't be used: a line for its owner, and a sentence for everybody (NULL: the
 * status's own).
 */
struct trouble {
	const char *log, *message;
	bool removed;			/* an admin removed the data (removal.h) */
	const char *mark;		/* the file that says so */
	/*
	 * what would cure it: data moved from one folder to another, or begun there (`from` is
	 * NULL)
	 */
	const char *from, *to;
};

/*
 * True when the request came through rules of ours that refuse what is private in the web folder.
 */
bool data_folder_is_guarded(const struct gateway *gateway);

/*
 * True when a request shows that a proxy is in front, which may serve files by itself whatever our
 * rules say.
 */
bool data_folder_is_proxied(const struct gateway *gateway);

/* True when `path` is below the web folder, or below another folder that this web server shows. */
bool data_folder_is_in_web(struct arena *arena, const struct gateway *gateway, const char *path);

/*
 * The installation's own folder outside of the web, whether it is there or not:
 * ~/.local/share/vitrine/ and the web folder's path below ~. NULL when the program doesn't run as
 * the owner of a home that the web doesn't show.
 */
const char *data_folder_outside(struct arena *arena, const struct gateway *gateway);

/*
 * A folder outside of the web to have the data in instead of `folder`: that one, or one that its
 * owner has to make.
 */
const char *data_folder_advised(struct arena *arena, const struct gateway *gateway,
	const char *folder);

/*
 * Chooses the data folder, makes it if need be, and says it in `*out`, of `arena`. `beside` is
 * `data` beside the settings.
 *
 * A folder that the setting names is used unless it is in the web and no guard speaks for it.
 * Without that setting it is the first of: `beside` with a database in it, if guarded; the folder
 * outside with a database in it; for a new installation `beside`, if guarded and not proxied; the
 * folder outside, made now. `gateway` is NULL for a command: then nobody knows what is served, and
 * a folder that is there is used, but none is made in the web folder. ERR_SETUP with `*trouble`
 * when none may be used.
 */
enum status data_folder_choose(struct arena *arena, const struct gateway *gateway,
	const struct config *config, const char *beside, const char **out, struct trouble *trouble);

#endif
