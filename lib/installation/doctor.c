#include "doctor.h"
#include "access.h"
#include "installation.h"
#include "user.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct field check_fields[] = {
	FIELD(struct check, name, READONLY),
	FIELD(struct check, state, READONLY),
	FIELD(struct check, found, READONLY),
	FIELD(struct check, remedy, READONLY),
	{ 0 }
};
const struct record check_view = { .size = sizeof(struct check), .fields = FIELDS(check_fields) };

/* In the order in which one would look: what comes first is the reason of what comes later. */
static const struct {
	const char *name;
	doctor_check *check;
} checks[] = {
	{ "settings", check_settings },
	{ "data folder", check_data_folder },
	{ "data not served", check_data_private },
	{ "settings not served", check_settings_private },
	{ "file system", check_file_system },
	{ "database", check_database },
	{ "free space", check_space },
	{ "daily copies", check_copies },
	{ "clock", check_clock },
	{ "PATH_INFO", check_path_info },
	{ "short addresses", check_rewriting },
	{ "Authorization", check_authorization },
	{ "https", check_https },
	{ "proxies", check_proxies },
	{ "mail", check_mail },
	{ "look-up", check_lookup },
	{ "password hashing", check_hashing },
	{ "programs", check_programs },
};
enum { CHECKS = sizeof(checks) / sizeof(checks[0]) };

const struct check *
doctor_examine(struct doctor *d, int *count)
{
	struct check *results = arena_alloc(d->arena, CHECKS * sizeof(*results));

	d->server = doctor_env(d, "SERVER_SOFTWARE");
	if (!d->server)
		d->server = "";
	doctor_begin_visits(d);
	*count = 0;
	for (int i = 0; i < CHECKS; i++) {
		struct check *check = &results[*count];

		if (!d->config && i)	/* nothing else can be known */
			break;
		*check = (struct check){ .name = checks[i].name };
		checks[i].check(d, check);
		*count += check->state != NULL;
	}
	doctor_end_visits(d);
	return results;
}

/* Who may see it: admins; while nobody has an account, anybody. */
static enum status
may_ask(const struct request *req, struct response *res, bool *is_admin)
{
	bool has_accounts;
	enum status rc = installation_has_accounts(req, &has_accounts);

	*is_admin = access_is_admin(req);
	if (!rc)
		return has_accounts ? access_check(req, ADMIN) : OK;
	if (req->unready)
		res->message = "Nobody can sign in while this installation needs its owner: "
			"the command `cgi-bin/server.cgi --doctor`, in a "
			"shell, and the error log say what to do.";
	return rc;
}

enum status
doctor_answer(struct request *req, struct response *res)
{
	const struct config *config = req->config;
	struct doctor doctor = {
		.arena = req->arena, .gateway = req->gateway, .req = req, .db = req->db,
		.config = config,
		.config_path = config->path ? config->path : config_path(req->arena),
		.trouble = req->unready ? req->trouble : NULL, .cause = req->cause,
	};
	const struct check *results;
	int count;
	enum status rc = may_ask(req, res, &doctor.shows_paths);

	if (rc)
		return rc;
	results = doctor_examine(&doctor, &count);
	res->cache = CACHE_NO_STORE;
	buf_puts(&res->body, "{\"checks\":");
	json_put_rows(&res->body, &req->links, &check_view, results, count);
	buf_putc(&res->body, '}');
	return respond_json(res, 200);
}

__attribute__((format(printf, 5, 0))) static void
say(struct doctor *d, struct check *check, const char *state, const char *remedy,
const char *format, va_list args)
{
	char *found = arena_vprintf(d->arena, format, args);

	/* what the log has of it begins in the middle of a line */
	if (*found >= 'a' && *found <= 'z')
		*found += 'A' - 'a';
	check->state = state;
	check->remedy = remedy;
	check->found = found;
}

void
doctor_ok(struct doctor *d, struct check *check, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(d, check, "ok", NULL, format, args);
	va_end(args);
}

void
doctor_warns(struct doctor *d, struct check *check, const char *remedy, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(d, check, "warning", remedy, format, args);
	va_end(args);
}

bool
doctor_can_visit(const struct doctor *d)
{
	return d->gateway || !strncmp(d->config->base_url, "http://", 7);
}

void
doctor_leaves(struct doctor *d, struct check *check)
{
	if (!d->gateway)
		d->elsewhere = arena_printf(d->arena, "%s%s%s", d->elsewhere ? d->elsewhere : "",
			d->elsewhere ? ", " : "", check->name);
	check->state = NULL;
}

void
doctor_misses(struct doctor *d, struct check *check, const char *where, const char *why)
{
	if (d->is_folder_broken)
		check->state = NULL;
	else if (!doctor_can_visit(d) || d->is_foreign)
		doctor_leaves(d, check);
	else
		doctor_warns(d, check, where, "Couldn't look from here: %s.", why);
}

void
doctor_breaks(struct doctor *d, struct check *check, const char *remedy, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(d, check, "broken", remedy, format, args);
	va_end(args);
}

const char *
remedy(struct doctor *d, const char *place, const char *format, ...)
{
	va_list args;
	const char *lines;

	va_start(args, format);
	lines = arena_vprintf(d->arena, format, args);
	va_end(args);
	return arena_printf(d->arena, "# %s:\n%s", place, lines);
}

/* Whether whose the programs are is whom they run as. */
static bool
runs_as_owner(struct doctor *d)
{
	struct stat st;

	return !d->gateway || (!stat(config_program(d->arena), &st) && st.st_uid == geteuid());
}

const char *
remedy_ours(struct doctor *d, const char *by_ftp, const char *format, ...)
{
	va_list args;
	const char *lines;

	va_start(args, format);
	lines = arena_vprintf(d->arena, format, args);
	va_end(args);
	return runs_as_owner(d) ? remedy_hand(d, by_ftp, "%s", lines) : remedy_root(d, "%s", lines);
}

/* Into the web folder, whatever it is called, or the folder that has the programs alone. */
const char *
remedy_unpack(struct doctor *d, const char *which, const char *version)
{
	const char *web = doctor_web_folder(d), *folder = web
		? web : config_program_folder(d->arena);
	const char *shown = d->shows_paths || !d->gateway ? shell_word(d->arena, folder)
		: web ? "vitrine" : "cgi-bin";
	const char *place = arena_printf(d->arena,
		"in a shell, with the archive of %s in the folder above; "
		"or by FTP, send all its files again, in binary mode", which);

	return remedy(d, place,
		"cd %s && tar xzf ../vitrine-%s.tar.gz --strip-components=%d vitrine%s",
		shown, version, web ? 1 : 2, web ? "" : "/cgi-bin");
}

/* From a shell nobody knows the address that is not set, and one without a host would mislead. */
const char *
remedy_browser(struct doctor *d, const char *path, const char *wanted)
{
	const char *root = d->config->base_url[0] ? d->config->base_url
		: d->gateway ? doctor_base(d) : "YOUR VITRINE'S ADDRESS";

	return remedy(d, arena_printf(d->arena, "in a browser, %s", wanted), "%s%s", root, path);
}

const char *
shell_word(struct arena *arena, const char *path)
{
	struct buf quoted;

	if (!path[strspn(path,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@%")])
		return path;
	buf_init(&quoted, arena, strlen(path) + 10);
	buf_putc(&quoted, '\'');
	for (; *path; path++)
		if (*path == '\'')
			buf_puts(&quoted, "'\\''");
		else
			buf_putc(&quoted, *path);
	buf_putc(&quoted, '\'');
	return quoted.data;
}

const char *
shell_setting(struct doctor *d, const char *line)
{
	return arena_printf(d->arena, "printf '\\n%%s\\n' %s >>%s", shell_word(d->arena, line),
		shell_word(d->arena, d->config_path));
}

const char *
regex_word(struct arena *arena, const char *path)
{
	struct buf pattern;

	buf_init(&pattern, arena, strlen(path) + 10);
	for (; *path; path++) {
		if (strchr("\\.+*?()[]{}^$|", *path))
			buf_putc(&pattern, '\\');
		buf_putc(&pattern, *path);
	}
	return pattern.data;
}

const char *
doctor_env(const struct doctor *d, const char *name)
{
	const char *value = d->gateway ? d->gateway->env(d->gateway->context, name) : NULL;

	return value && *value ? value : NULL;
}

const char *
doctor_base(const struct doctor *d)
{
	const char *host = strstr(d->config->base_url, "://"), *path = host ? strchr(host + 3, '/')
		: NULL;

	if (d->req)
		return d->req->base;
	return path ? path : "";
}

const char *
doctor_web_folder(const struct doctor *d)
{
	const char *folder = config_folder_of(d->arena, config_program_folder(d->arena));

	return access(arena_printf(d->arena, "%s/index.html", folder), F_OK) ? NULL : folder;
}
