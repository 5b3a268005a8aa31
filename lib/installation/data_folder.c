#include "data_folder.h"
#include "folder.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROOTS = 5, DEPTH_MAX = 8 };

#define DATABASE ".ht.vitrine.db"
#define SHARE ".local/share/vitrine"

/* What this web server shows, as far as a request tells. */
struct web {
	const char *folder;		/* the web folder, NULL where the programs lie elsewhere */
	const char *roots[ROOTS];	/* whatever is below these may be served */
	int count;
};

static const char *
gateway_env(const struct gateway *gateway, const char *name)
{
	const char *value = gateway ? gateway->env(gateway->context, name) : NULL;

	return value && *value ? value : NULL;
}

/* Each web server says one of these (RFC 3875, 4.1); who calls a program by hand doesn't. */
static bool
is_served(const struct gateway *gateway)
{
	return gateway_env(gateway, "SERVER_SOFTWARE") || gateway_env(gateway, "SERVER_NAME")
		|| gateway_env(gateway, "SERVER_PORT");
}

/*
 * What our rules say by a variable. Apache puts REDIRECT_ before it on the way from a short
 * address, and suexec hands on none but those it knows, and what starts with SSL_.
 */
static bool
rules_say(const struct gateway *gateway, const char *plain, const char *redirected,
	const char *through_suexec)
{
	return gateway_env(gateway, plain) || gateway_env(gateway, redirected)
		|| gateway_env(gateway, through_suexec);
}

bool
data_folder_is_guarded(const struct gateway *gateway)
{
	return rules_say(gateway, "VITRINE_GUARD", "REDIRECT_VITRINE_GUARD", "SSL_VITRINE_GUARD");
}

/* Browsers have not spoken HTTP/1.0 for long; proxies that name themselves nowhere else do. */
bool
data_folder_is_proxied(const struct gateway *gateway)
{
	static const char *const signs[] = { "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO",
		"HTTP_X_FORWARDED_HOST",
		"HTTP_X_FORWARDED_SERVER", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA", NULL };
	const char *protocol = gateway_env(gateway, "SERVER_PROTOCOL");

	for (const char *const *sign = signs; *sign; sign++)
		if (gateway_env(gateway, *sign))
			return true;
	return rules_say(gateway, "VITRINE_PROXIED", "REDIRECT_VITRINE_PROXIED",
		"SSL_VITRINE_PROXIED") || (protocol && !strcmp(protocol, "HTTP/1.0"));
}

/* What can't be looked at may be there, and counts as there: nobody begins anew beside it. */
static bool
file_exists(struct arena *arena, const char *folder, const char *name)
{
	return !access(arena_printf(arena, "%s/%s", folder, name), F_OK)
		|| (errno != ENOENT && errno != ENOTDIR);
}

static bool
is_below(const char *path, const char *root)
{
	size_t n = strlen(root);

	while (n && root[n - 1] == '/')
		n--;
	return !strncmp(path, root, n) && (path[n] == '/' || !path[n]);
}

/*
 * The end of two paths that is the same in whole names: where an address and a file name mean the
 * same folders.
 */
static size_t
common_end(const char *a, const char *b)
{
	const char *end = a + strlen(a), *p = end, *q = b + strlen(b), *same = end;

	while (p > a && q > b && p[-1] == q[-1]) {
		p--;
		q--;
		if (*p == '/')
			same = p;
	}
	return (size_t)(end - same);
}

/*
 * The folder that the host shows, seen from the web folder: of /home/ann/public_html/vitrine at
 * /~ann/vitrine it is /home/ann/public_html.
 */
static const char *
mapped_root(struct arena *arena, const struct gateway *gateway, const char *folder)
{
	const char *script = gateway_env(gateway, "SCRIPT_NAME"), *tail = script
		? strstr(script, "/cgi-bin/") : NULL;
	const char *base = tail ? arena_copy(arena, script, (size_t)(tail - script)) : "";

	return arena_copy(arena, folder, strlen(folder) - common_end(folder, base));
}

static struct web
look_around(struct arena *arena, const struct gateway *gateway)
{
	const char *programs = config_program_folder(arena),
		*above = config_folder_of(arena, programs);
	const char *document_root = gateway_env(gateway, "DOCUMENT_ROOT"),
		*context_root = gateway_env(gateway, "CONTEXT_DOCUMENT_ROOT");
	struct web web = { 0 };

	/* the pages are there: not so where a host has one cgi-bin elsewhere */
	if (file_exists(arena, above, "index.html")) {
		web.folder = above;
		web.roots[web.count++] = above;
		web.roots[web.count++] = mapped_root(arena, gateway, above);
	} else {
		web.roots[web.count++] = programs;
	}
	if (document_root)
		web.roots[web.count++] = document_root;
	if (context_root)
		web.roots[web.count++] = context_root;
	return web;
}

/* The path as the kernel knows it, also when its last name isn't there yet. */
static const char *
real_path(struct arena *arena, const char *path)
{
	char real[PATH_MAX];
	const char *slash;

	if (realpath(path, real))
		return arena_strdup(arena, real);
	slash = strrchr(path, '/');
	if (!slash || !realpath(config_folder_of(arena, path), real))
		return path;
	return arena_printf(arena, "%s%s", strcmp(real, "/") ? real : "", slash);
}

/* By its name; there may be others. */
static bool
is_named_in(const struct web *web, const char *path)
{
	for (int i = 0; i < web->count; i++)
		if (is_below(path, web->roots[i]))
			return true;
	return false;
}

static bool
is_in(struct arena *arena, const struct web *web, const char *path)
{
	const char *real;

	if (is_named_in(web, path))
		return true;
	real = real_path(arena, path);
	for (int i = 0; i < web->count; i++)
		if (is_below(real, real_path(arena, web->roots[i])))
			return true;
	return false;
}

bool
data_folder_is_in_web(struct arena *arena, const struct gateway *gateway, const char *path)
{
	const struct web web = look_around(arena, gateway);

	return is_in(arena, &web, path);
}

/* A folder that nobody else may put something into. */
static bool
is_own(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode) && st.st_uid == geteuid()
		&& !(st.st_mode & 022);
}

/*
 * The home of who we run as, by /etc/passwd. (Not by getpwuid: static programs have no name
 * services.)
 */
static const char *
home_by_name(struct arena *arena)
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *entry = NULL;

	do
		entry = file ? fgetpwent(file) : NULL;
	while (entry && (entry->pw_uid != geteuid() || entry->pw_dir[0] != '/'));
	if (file)
		fclose(file);
	return entry ? arena_strdup(arena, entry->pw_dir) : NULL;
}

const char *
data_folder_outside(struct arena *arena, const struct gateway *gateway)
{
	const struct web web = look_around(arena, gateway);
	const char *home, *name;

	if (!web.folder || web.folder[0] != '/')
		return NULL;
	home = home_by_name(arena);
	if (!home || !is_own(home) || is_in(arena, &web, arena_printf(arena, "%s/" SHARE, home)))
		return NULL;
	home = real_path(arena, home);
	name = real_path(arena, web.folder);
	if (is_below(name, home))
		name += strlen(home);
	return arena_printf(arena, "%s/" SHARE "%s", home, name);
}

static bool
make_folders(struct arena *arena, const char *path)
{
	if (!mkdir(path, 0700) || errno == EEXIST)
		return is_own(path);
	return errno == ENOENT && make_folders(arena, config_folder_of(arena, path))
		&& !mkdir(path, 0700);
}

/*
 * A folder of data below `home` whose web folder, at `name` below home or below /, is gone: it was
 * moved or renamed, and whoever opens it at its new place must not find it empty. NULL when there
 * is none.
 */
static const char *
find_orphan(struct arena *arena, const char *home, const char *name, int depth)
{
	const char *at = arena_printf(arena, "%s/" SHARE "%s", home, name), *found = NULL;
	DIR *folder = depth < DEPTH_MAX ? folder_open(arena, at) : NULL;
	const struct dirent *entry;

	if (folder && file_exists(arena, at, DATABASE)
	    && !file_exists(arena, arena_printf(arena, "%s%s", home, name), "cgi-bin")
	    && !file_exists(arena, name, "cgi-bin"))
		found = at;
	while (folder && !found && (entry = readdir(folder)))
		if (entry->d_name[0] != '.'
		    && (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN))
			found = find_orphan(arena, home,
			arena_printf(arena, "%s/%s", name, entry->d_name), depth + 1);
	folder_close(arena, folder);
	return found;
}

/* Beside the highest of the folders that show `folder`. */
static const char *
beside_web(struct arena *arena, const struct web *web, const char *folder)
{
	const char *root = folder, *at;

	for (int i = 0; i < web->count; i++)
		if (is_below(root, web->roots[i]) && web->roots[i][0] && strcmp(web->roots[i], "/"))
			root = web->roots[i];
	at = config_folder_of(arena, root);
	return arena_printf(arena, "%s/vitrine-data", strcmp(at, "/") ? at : "");
}

const char *
data_folder_advised(struct arena *arena, const struct gateway *gateway, const char *folder)
{
	const char *outside = data_folder_outside(arena, gateway);
	struct web web;

	if (outside)
		return outside;
	web = look_around(arena, gateway);
	return beside_web(arena, &web, folder);
}

static enum status
refuse_published(struct arena *arena, const struct gateway *gateway, const char *folder,
	struct trouble *trouble)
{
	const char *outside = data_folder_advised(arena, gateway, folder);

	trouble->from = folder;
	trouble->to = outside;
	trouble->log = arena_printf(arena, "data folder %s is in the web, "
		"and nothing tells that the web server keeps it private "
		"(VITRINE_GUARD, which .htaccess and lighttpd/vitrine.conf of this release set): "
		"anybody may have read it. "
		"Move it out: mv %s %s; and say data_dir = %s in vitrine.conf; "
		"then delete .ht.key in it, and all change their "
		"passwords", folder, folder, outside, outside);
	trouble->message = "This installation has stopped, as its data lies where anybody may be "
		"able to download it. Its owner moves the "
		"data folder out of the web today, names its new place in vitrine.conf (data_dir "
		"= FOLDER), and deletes .ht.key in it; then "
		"all change their passwords. The error log has the commands.";
	return ERR_SETUP;
}

static enum status
refuse_to_publish(struct arena *arena, const struct gateway *gateway, const struct web *web,
	const char *folder, struct trouble *trouble)
{
	const char *at = beside_web(arena, web, folder), *why;

	trouble->to = at;
	why = web->folder && !is_below(folder, web->folder)
		? "it is in a folder that this web server shows"
		: data_folder_is_guarded(gateway) ? "a proxy is in front of this web server, "
			"and may show files of the web folder by itself"
		: "this web server does not apply the rules that keep files of the web folder "
			"private (.htaccess is not read)";
	trouble->log = arena_printf(arena,
		"data folder %s would be published: %s. Make a folder outside of the web that the "
		"programs may write, and name it in vitrine.conf: data_dir = %s", folder, why, at);
	trouble->message = arena_printf(arena, "Vitrine has not begun, "
		"as its data would be published: %s. Make a folder outside of "
		"the web that the programs may write, and name it in vitrine.conf: data_dir = %s",
		why, at);
	return ERR_SETUP;
}

/* A new folder outside is not begun while another's web folder is gone. */
static enum status
refuse_orphan(struct arena *arena, const char *outside, struct trouble *trouble)
{
	const char *home = arena_copy(arena, outside,
		(size_t)(strstr(outside, "/" SHARE "/") - outside));
	const char *orphan = find_orphan(arena, home, "", 0);

	if (!orphan)
		return OK;
	trouble->from = orphan;
	trouble->to = outside;
	trouble->log = arena_printf(arena, "data folder %s belongs to a web folder that is gone. "
		"If that was moved here: mv %s %s. "
		"To begin anew all the same, name a folder in vitrine.conf: data_dir = FOLDER",
		orphan, orphan, outside);
	trouble->message = "This installation was moved, and its data was not. "
		"Its owner finds what to do in the error log.";
	return ERR_SETUP;
}

/* Nothing tells what is served, so what there is already is used. */
static enum status
choose_for_command(struct arena *arena, const char *beside, const char **out,
	struct trouble *trouble)
{
	const char *outside = data_folder_outside(arena, NULL);
	bool is_web = data_folder_is_in_web(arena, NULL, beside);

	*out = beside;
	if (file_exists(arena, beside, DATABASE))
		return OK;
	if (outside && file_exists(arena, outside, DATABASE))
		*out = outside;
	else if (is_web && access(beside, F_OK)) {
		enum status rc = outside ? refuse_orphan(arena, outside, trouble) : OK;

		if (rc)
			return rc;
		trouble->log = "there is no data yet; open the page once, "
			"so that it shows where the data belongs, or name a folder "
			"in vitrine.conf: data_dir = FOLDER";
		return ERR_SETUP;
	}
	return OK;
}

/* What the setting doesn't say. */
static enum status
choose_folder(struct arena *arena, const struct gateway *gateway, const char *beside,
	const char **out, struct trouble *trouble)
{
	bool is_guarded = data_folder_is_guarded(gateway),
		is_used = file_exists(arena, beside, DATABASE);
	struct web web;
	const char *outside;
	enum status rc;

	*out = beside;
	if (is_guarded && is_used)
		return OK;
	web = look_around(arena, gateway);
	if (!is_in(arena, &web, beside))
		return OK;
	if (is_used)
		return refuse_published(arena, gateway, beside, trouble);
	outside = data_folder_outside(arena, gateway);
	if (outside && file_exists(arena, outside, DATABASE)) {
		*out = outside;
		return OK;
	}
	if (is_guarded && !data_folder_is_proxied(gateway))
		return OK;
	if (!outside)
		return refuse_to_publish(arena, gateway, &web, beside, trouble);
	rc = refuse_orphan(arena, outside, trouble);
	if (rc)
		return rc;
	if (!make_folders(arena, outside))
		return refuse_to_publish(arena, gateway, &web, beside, trouble);
	*out = outside;
	return OK;
}

/*
 * Whether the guard speaks for a folder: our rules are those of the web folder. What lies beside it
 * in the web, Apache's own rules keep private on nearly all hosts, by the names of our files: where
 * that is in use, it goes on.
 */
static bool
is_covered(struct arena *arena, const struct gateway *gateway, const struct web *web,
	const char *folder)
{
	const char *server = gateway_env(gateway, "SERVER_SOFTWARE");

	if (!data_folder_is_guarded(gateway))
		return false;
	if (web->folder && is_below(folder, web->folder))
		return true;
	return server && !strncmp(server, "Apache", strlen("Apache"))
		&& file_exists(arena, folder, DATABASE);
}

enum status
data_folder_choose(struct arena *arena, const struct gateway *gateway, const struct config *config,
	const char *beside, const char **out, struct trouble *trouble)
{
	struct web web;

	*out = config->chooses_data_dir ? beside : config->data_dir;
	if (!gateway)
		return config->chooses_data_dir ? choose_for_command(arena, beside, out, trouble)
			: OK;
	if (!is_served(gateway))
		return OK;
	if (config->chooses_data_dir)
		return choose_folder(arena, gateway, beside, out, trouble);
	web = look_around(arena, gateway);
	/*
	 * Behind our rules its name will do: to look at each part of the path takes as long as to
	 * open the database.
	 */
	if (!(data_folder_is_guarded(gateway) ? is_named_in(&web, config->data_dir) : is_in(arena,
		&web, config->data_dir)))
		return OK;
	if (is_covered(arena, gateway, &web, config->data_dir))
		return OK;
	return file_exists(arena, config->data_dir, DATABASE)
		? refuse_published(arena, gateway, config->data_dir, trouble)
		: refuse_to_publish(arena, gateway, &web, config->data_dir, trouble);
}
