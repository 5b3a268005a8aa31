/* The doctor's checks of settings and data folder. */
#include "doctor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_SIZE = 32 };

const char *
doctor_name(struct doctor *d, unsigned uid)
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *entry;
	const char *name = NULL;

	while (file && !name && (entry = fgetpwent(file)))
		if (entry->pw_uid == uid)
			name = arena_strdup(d->arena, entry->pw_name);
	if (file)
		fclose(file);
	return name ? name : arena_printf(d->arena, "%u", uid);
}

const char *
doctor_user(struct doctor *d)
{
	return doctor_name(d, geteuid());
}

/* Whose the nearest folder above is that is there; root, where none can be seen. */
static uid_t
owner_above(struct doctor *d, const char *path)
{
	const char *at = path;
	struct stat st;

	do {
		at = config_folder_of(d->arena, at);
		if (!stat(at, &st))
			return st.st_uid;
	} while (strcmp(at, "/") && strcmp(at, "."));
	return 0;
}

/* The command that makes a folder which the programs may write, by who may make one there. */
static const char *
make_folder(struct doctor *d, const char *path)
{
	const char *quoted = shell_word(d->arena, path);
	uid_t owner = owner_above(d, path);

	if (owner == geteuid())
		return remedy_shell(d, "mkdir -p -m 700 %s", quoted);
	if (!owner)
		return remedy_root(d, "install -d -o %s -m 700 %s", doctor_user(d), quoted);
	return remedy_shell(d, "mkdir -p %s && chmod 1777 %s", quoted, quoted);
}

/* A folder can only be moved by whom it belongs to, to where he may make one. */
const char *
remedy_other_folder(struct doctor *d, const char *from, const char *to)
{
	const char *named = shell_word(d->arena, arena_printf(d->arena, "data_dir = %s", to)), *quoted = shell_word(d->arena, to);
	const char *command = arena_printf(d->arena, "echo %s >>%s", named, shell_word(d->arena, d->config_path));
	struct stat st;

	if (!from)
		return arena_printf(d->arena, "%s && %s", make_folder(d, to), command);
	command = arena_printf(d->arena, "mkdir -p %s && mv %s %s && %s", shell_word(d->arena, config_folder_of(d->arena, to)),
		shell_word(d->arena, from), quoted, command);
	return !stat(from, &st) && owner_above(d, to) == st.st_uid ? remedy_shell(d, "%s", command) : remedy_root(d, "%s", command);
}

const char *
remedy_published(struct doctor *d, const char *from, const char *to)
{
	return arena_printf(d->arena, "%s && rm -f %s/.ht.key", remedy_other_folder(d, from, to), shell_word(d->arena, to));
}

/* Settings that can't be read, from what the log has of them: "FILE:3: unknown setting …", "FILE: base_url must …". */
void
check_settings(struct doctor *d, struct check *check)
{
	const char *path = d->config_path, *quoted = shell_word(d->arena, path), *why = d->trouble;
	size_t n = strlen(path);
	long line;

	if (d->config) {
		if (access(path, F_OK))
			doctor_ok(d, check, "There is no %s: all settings have their defaults.", path);
		else
			doctor_ok(d, check, "%s is read.", path);
		return;
	}
	why = why && !strncmp(why, path, n) ? why + n : ": can't be read";
	line = *why == ':' ? strtol(why + 1, NULL, 10) : 0;
	if (line > 0)
		doctor_breaks(d, check, remedy_shell(d, "sed -i %ldd %s", line, quoted), "%s%s.", path, why);
	else if (*why == ':')
		doctor_breaks(d, check, remedy_shell(d, "sed -i '/^ *%.*s *=/d' %s", (int)strcspn(why + 2, " "), why + 2, quoted),
			"%s%s.", path, why);
	else if (access(path, F_OK))
		doctor_breaks(d, check, remedy_shell(d, "touch %s", quoted), "%s%s.", path, why);
	else if (access(path, R_OK))
		doctor_breaks(d, check, remedy_shell(d, "chmod a+r %s", quoted), "%s%s.", path, why);
	else
		doctor_breaks(d, check, remedy_shell(d, "mv %s %s", quoted, shell_word(d->arena, arena_printf(d->arena, "%s.old", path))),
			"%s%s.", path, why);
}

/* What is in the folder belongs to us and can be written. */
static bool
check_files(struct doctor *d, struct check *check, bool *is_open)
{
	const char *folder = d->config->data_dir, *quoted = shell_word(d->arena, folder);
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	struct stat st;
	bool is_fine = true;
	int error;

	while (dir && is_fine && (entry = readdir(dir))) {
		const char *path = arena_printf(d->arena, "%s/%s", folder, entry->d_name);

		if (strncmp(entry->d_name, ".ht.", 4) || stat(path, &st))
			continue;
		*is_open = *is_open || st.st_mode & (config_for_group(d->config) ? 07 : 077);
		is_fine = !faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS);
		error = errno;
		if (!is_fine)
			doctor_breaks(d, check, st.st_uid == geteuid() ? remedy_shell(d, "chmod u+rw %s/.ht.*", quoted)
				: remedy_root(d, "chown -R %s %s", doctor_user(d), quoted),
				"%s: %s. The programs run as %s.", path, strerror(error), doctor_user(d));
	}
	if (dir)
		closedir(dir);
	return is_fine;
}

static bool
check_key(struct doctor *d, struct check *check)
{
	const char *path = arena_printf(d->arena, "%s/.ht.key", d->config->data_dir);
	struct stat st;

	if (stat(path, &st))
		return true;
	if (!d->db && d->trouble && !strncmp(d->trouble, "signing key", 11) && st.st_size == KEY_SIZE) {	/* others may use it */
		doctor_breaks(d, check, remedy_root(d, "chown %s %s && chmod 600 %s", doctor_user(d), shell_word(d->arena, path),
			shell_word(d->arena, path)), "%s.", d->trouble);
		return false;
	}
	if (st.st_size == KEY_SIZE)
		return true;
	doctor_breaks(d, check, remedy_shell(d, "rm -rf %s", shell_word(d->arena, path)),
		"The signing key, %s, is not the %d bytes that it was made of. Without it a new one is made, and everybody signs in again.",
		path, KEY_SIZE);
	return false;
}

static const char *
make_writable(struct doctor *d, const char *path, const struct stat *st)
{
	const char *quoted = shell_word(d->arena, path);

	if (st->st_uid == geteuid())
		return remedy_shell(d, "chmod 700 %s", quoted);
	if (!st->st_uid)
		return remedy_root(d, "chown -R %s %s && chmod 700 %s", doctor_user(d), quoted, quoted);
	return remedy_shell(d, "chmod 1777 %s", quoted);
}

/* Who else may look into the folder, or use what is in it, than the settings say. */
static void
check_modes(struct doctor *d, struct check *check, const struct stat *st, bool is_open)
{
	const char *folder = d->config->data_dir, *quoted = shell_word(d->arena, folder);
	bool for_group = config_for_group(d->config), is_own = st->st_uid == geteuid();

	if (is_own && st->st_mode & (for_group ? 07 : 077))
		doctor_warns(d, check, remedy_shell(d, "chmod %s %s", for_group ? "2770" : "700", quoted), "Other users of this host can look "
			"into %s.", folder);
	else if (!is_own && st->st_mode & 02 && !(st->st_mode & S_ISVTX))
		doctor_warns(d, check, remedy_shell(d, "chmod 1777 %s", quoted), "Other users of this host can delete what is in %s.", folder);
	else if (is_open && st->st_mode & (for_group ? 01 : 011))
		doctor_warns(d, check, remedy_shell(d, "chmod %s %s/.ht.*", for_group ? "660" : "600", quoted), "Other users of this host can "
			"read files of %s.", folder);
	else
		doctor_ok(d, check, "%s can be written by %s, whom the programs run as%s; other users of this host can't look into it.", folder,
			doctor_user(d), for_group ? ", and by their group" : "");
}

/* Whose the data is: who makes the key is who runs the programs, and the folder may be somebody else's. */
static uid_t
owner_of_data(struct doctor *d, const struct stat *folder)
{
	static const char *const names[] = { ".ht.key", ".ht.vitrine.db", NULL };
	struct stat st;

	for (const char *const *name = names; *name; name++)
		if (!stat(arena_printf(d->arena, "%s/%s", d->config->data_dir, *name), &st))
			return st.st_uid;
	return folder->st_uid;
}

static void
look_at_folder(struct doctor *d, struct check *check)
{
	const struct trouble *cause = d->cause;
	const char *folder = d->config->data_dir, *quoted = shell_word(d->arena, folder);
	bool is_open = false;
	struct stat st;
	uid_t owner;

	if (cause && cause->mark) {
		doctor_breaks(d, check, arena_printf(d->arena, "# in a shell, to begin anew:\nrm -f %s", shell_word(d->arena, cause->mark)), "%s.",
			cause->log);
		return;
	}
	if (cause && cause->to && !(cause->from && !strcmp(cause->from, folder))) {
		doctor_breaks(d, check, remedy_other_folder(d, cause->from, cause->to), "%s.", cause->log);
		return;
	}
	if (!d->gateway && d->config->chooses_data_dir && access(folder, F_OK)) {
		doctor_warns(d, check, remedy_browser(d, "/", "whose first look makes it where it belongs"), "There is no data yet.");
		return;
	}
	if (stat(folder, &st)) {
		const char *made = make_folder(d, folder), *moved = "";
		int error = errno;

		if (!lstat(folder, &st))
			moved = arena_printf(d->arena, "mv %s %s.old\n", quoted, quoted);
		doctor_breaks(d, check, arena_printf(d->arena, "%.*s%s%s", (int)strcspn(made, "\n") + 1, made, moved,
			strchr(made, '\n') + 1), "%s: %s.", folder, strerror(error));
		return;
	}
	if (!S_ISDIR(st.st_mode)) {
		doctor_breaks(d, check, remedy_shell(d, "mv %s %s.old", quoted, quoted), "%s is no folder.", folder);
		return;
	}
	owner = owner_of_data(d, &st);
	if (!d->gateway && owner && owner != geteuid()) {	/* no program runs as root */
		d->is_foreign = true;
		doctor_warns(d, check, remedy_browser(d, "/doctor.html", "or run this command as that user"),
			"The data belongs to %s, whom the web runs programs as, and %s asks: not all can be looked at.",
			doctor_name(d, owner), doctor_user(d));
		return;
	}
	if (faccessat(AT_FDCWD, folder, R_OK | W_OK | X_OK, AT_EACCESS)) {
		int error = errno;

		doctor_breaks(d, check, make_writable(d, folder, &st), "%s can't be written by %s, whom the programs run as: %s.", folder,
			doctor_user(d), strerror(error));
		return;
	}
	if (!check_files(d, check, &is_open) || !check_key(d, check))
		return;
	if (d->mark < 0 && d->mark_error != EWOULDBLOCK)
		doctor_breaks(d, check, remedy_shell(d, "df -h %s; df -i %s", quoted, quoted), "No file can be made in %s: %s.", folder,
			strerror(d->mark_error));
	else
		check_modes(d, check, &st, is_open);
}

void
check_data_folder(struct doctor *d, struct check *check)
{
	look_at_folder(d, check);
	d->is_folder_broken = !strcmp(check->state, "broken") || access(d->config->data_dir, F_OK);
}
