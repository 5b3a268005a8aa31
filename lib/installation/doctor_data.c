/* The doctor's checks of settings and data folder. */
#include "doctor.h"
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_SIZE = 32 };
#define FTP_1777 "give this folder the permissions 1777 (777 where that is refused)"

const char *
doctor_name(struct doctor *d, unsigned uid)
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *entry = NULL;

	do
		entry = file ? fgetpwent(file) : NULL;
	while (entry && entry->pw_uid != uid);
	if (file)
		fclose(file);
	return entry ? arena_strdup(d->arena, entry->pw_name) : arena_printf(d->arena, "%u", uid);
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

/*
 * Makes a folder which the programs may write, by who may make one there. `then` goes on, and
 * `then_by_ftp`.
 */
static const char *
make_folder(struct doctor *d, const char *path, const char *then, const char *then_by_ftp)
{
	const char *quoted = shell_word(d->arena, path);
	uid_t owner = owner_above(d, path);

	if (owner == geteuid())
		return remedy_ours(d, arena_printf(d->arena, "make this folder%s", then_by_ftp),
			"mkdir -p -m 700 %s%s", quoted, then);
	if (!owner)
		return remedy_root(d, "install -d -o %s -m 700 %s%s", doctor_user(d), quoted, then);
	return remedy_hand(d,
		arena_printf(d->arena, "make this folder, with the permissions 1777 (777 where "
		"that is refused)%s", then_by_ftp), "mkdir -p %s && chmod 1777 %s%s", quoted,
		quoted, then);
}

/* A folder can only be moved by whom it belongs to, to where he may make one. */
static const char *
move_folder(struct doctor *d, const char *from, const char *to, const char *then,
	const char *then_by_ftp)
{
	const char *above = shell_word(d->arena, config_folder_of(d->arena, to));
	const char *command = arena_printf(d->arena, "mkdir -p %s && mv %s %s%s", above,
		shell_word(d->arena, from), shell_word(d->arena, to), then);
	const char *by_ftp = arena_printf(d->arena, "move the folder there%s", then_by_ftp);
	struct stat st;

	return !stat(from, &st) && owner_above(d, to) == st.st_uid
		? remedy_hand(d, by_ftp, "%s", command) : remedy_root(d, "%s", command);
}

/* `key` is a further command, of what is done with the key that others may have read. */
static const char *
other_folder(struct doctor *d, const char *from, const char *to, const char *key,
	const char *key_by_ftp)
{
	const char *named = arena_printf(d->arena, "data_dir = %s", to);
	const char *then = arena_printf(d->arena, " && %s%s", shell_setting(d, named), key);
	const char *by_ftp = arena_printf(d->arena, ", and write the line %s into vitrine.conf%s",
		named, key_by_ftp);

	return from ? move_folder(d, from, to, then, by_ftp) : make_folder(d, to, then, by_ftp);
}

const char *
remedy_other_folder(struct doctor *d, const char *from, const char *to)
{
	return other_folder(d, from, to, "", "");
}

const char *
remedy_published(struct doctor *d, const char *from, const char *to)
{
	const char *forget = arena_printf(d->arena, " && rm -f %s/.ht.key",
		shell_word(d->arena, to));

	return other_folder(d, from, to, forget, ", and delete .ht.key in the folder");
}

/*
 * Settings that can't be read, from what the log has of them: "FILE:3: unknown setting …", "FILE:
 * base_url must …".
 */
void
check_settings(struct doctor *d, struct check *check)
{
	const char *path = d->config_path, *quoted = shell_word(d->arena, path), *why = d->trouble;
	size_t n = strlen(path);
	struct stat st;
	long line;

	if (d->config) {
		if (access(path, F_OK))
			doctor_ok(d, check, "There is no %s: all settings have their defaults.",
				path);
		else
			doctor_ok(d, check, "%s is read.", path);
		return;
	}
	why = why && !strncmp(why, path, n) ? why + n : ": can't be read";
	line = *why == ':' ? strtol(why + 1, NULL, 10) : 0;
	if (line > 0)
		doctor_breaks(d, check, remedy_shell(d, "sed -i %ldd %s", line, quoted), "%s%s.",
			path, why);
	else if (*why == ':')
		doctor_breaks(d, check, remedy_shell(d, "sed -i '/^ *%.*s *=/d' %s",
			(int)strcspn(why + 2, " "), why + 2, quoted),
			"%s%s.", path, why);
	else if (access(path, F_OK))
		doctor_breaks(d, check, remedy_shell(d, "touch %s", quoted), "%s%s.", path, why);
	else if (access(path, R_OK))
		doctor_breaks(d, check, !stat(path, &st) && st.st_uid == geteuid()
			? remedy_shell(d, "chmod a+r %s", quoted)
				: remedy_root(d, "chmod a+r %s", quoted),
			"%s%s.", path, why);
	else	/* empty: it may be named, and must be there then */
		doctor_breaks(d, check, remedy_shell(d, "mv %s %s && touch %s", quoted,
			shell_word(d->arena, arena_printf(d->arena, "%s.old", path)), quoted),
			"%s%s.", path, why);
}

/* What is in the folder belongs to us and can be written. */
static bool
check_files(struct doctor *d, struct check *check, bool *is_open)
{
	const char *folder = d->config->data_dir, *quoted = shell_word(d->arena, folder);
	DIR *dir = folder_open(d->arena, folder);
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
			doctor_breaks(d, check, st.st_uid == geteuid()
				? remedy_ours(d, "give these files the permissions 600",
					"chmod u+rw %s/.ht.*", quoted)
				: remedy_root(d, "chown %s %s/.ht.*", doctor_user(d), quoted),
				"%s: %s. The programs run as %s.", path, strerror(error),
				doctor_user(d));
	}
	folder_close(d->arena, dir);
	return is_fine;
}

static bool
check_key(struct doctor *d, struct check *check)
{
	const char *path = arena_printf(d->arena, "%s/.ht.key", d->config->data_dir);
	const char *quoted = shell_word(d->arena, path);
	struct stat st;

	if (stat(path, &st))
		return true;
	/* others may use it */
	if (!d->db && d->trouble && !strncmp(d->trouble, "signing key", 11)
	    && st.st_size == KEY_SIZE) {
		doctor_breaks(d, check,
			st.st_uid ? remedy_hand(d, "delete this file", "rm -f %s", quoted)
			: remedy_root(d, "chown %s %s && chmod 600 %s", doctor_user(d), quoted,
				quoted),
			"%s.", d->trouble);
		return false;
	}
	if (st.st_size == KEY_SIZE)
		return true;
	doctor_breaks(d, check, remedy_ours(d, "delete this file", "rm -rf %s", quoted),
		"The signing key, %s, is not the %d bytes that it was made of. "
		"Without it a new one is made, and everybody signs in again.", path, KEY_SIZE);
	return false;
}

static const char *
make_writable(struct doctor *d, const char *path, const struct stat *st, int error)
{
	const char *quoted = shell_word(d->arena, path);

	if (error == EROFS)
		return remedy_root(d,
			"mount -o remount,rw \"$(df --output=target %s | tail -n 1)\"", quoted);
	if (st->st_uid == geteuid())
		return remedy_ours(d, "give this folder the permissions 700", "chmod 700 %s",
			quoted);
	if (!st->st_uid)
		return remedy_root(d, "chown -R %s %s && chmod 700 %s", doctor_user(d), quoted,
			quoted);
	return remedy_hand(d, FTP_1777, "chmod 1777 %s", quoted);
}

/* Who else may look into the folder, or use what is in it, than the settings say. */
static void
check_modes(struct doctor *d, struct check *check, const struct stat *st, bool is_open)
{
	const char *folder = d->config->data_dir, *quoted = shell_word(d->arena, folder);
	bool for_group = config_for_group(d->config), is_own = st->st_uid == geteuid();
	const char *mode = for_group ? "2770" : "700";

	if (is_own && st->st_mode & (for_group ? 07 : 077))
		doctor_warns(d, check,
			remedy_ours(d, arena_printf(d->arena, "give this folder the permissions %s",
			mode), "chmod %s %s", mode, quoted),
			"Other users of this host can look into %s.", folder);
	else if (!is_own && st->st_mode & 02 && !(st->st_mode & S_ISVTX))
		doctor_warns(d, check,
			st->st_uid ? remedy_hand(d, FTP_1777, "chmod 1777 %s", quoted)
			: remedy_root(d, "chmod 1777 %s", quoted),
			"Other users of this host can delete what is in %s.", folder);
	else if (is_open && st->st_mode & (for_group ? 01 : 011))
		/* the folder is not the programs' own */
		doctor_warns(d, check,
			remedy_root(d, "chown %s %s/.ht.* && chmod %s %s/.ht.*", doctor_user(d),
			quoted, for_group ? "660" : "600", quoted),
			"Other users of this host can read files of %s.", folder);
	else
		doctor_ok(d, check, "%s can be written by %s, whom the programs run as%s; "
			"other users of this host can't look into it.", folder,
			doctor_user(d), for_group ? ", and by their group" : "");
}

/*
 * Whose the data is: who makes the key is who runs the programs, and the folder may be somebody
 * else's.
 */
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
		doctor_breaks(d, check,
			arena_printf(d->arena, "# in a shell, to begin anew:\nrm -f %s",
			shell_word(d->arena, cause->mark)), "%s.", cause->log);
		return;
	}
	if (cause && cause->to) {
		doctor_breaks(d, check, remedy_other_folder(d, cause->from, cause->to), "%s.",
			cause->log);
		return;
	}
	if (!d->gateway && d->config->chooses_data_dir && access(folder, F_OK)) {
		doctor_warns(d, check, remedy_browser(d, "/",
			"whose first look makes it where it belongs"), "There is no data yet.");
		return;
	}
	if (stat(folder, &st)) {
		const char *made = make_folder(d, folder, "", ""), *moved = "";
		int error = errno;

		if (!lstat(folder, &st))
			moved = arena_printf(d->arena, "mv %s %s.old\n", quoted, quoted);
		doctor_breaks(d, check, arena_printf(d->arena, "%.*s%s%s",
			(int)strcspn(made, "\n") + 1, made, moved,
			strchr(made, '\n') + 1), "%s: %s.", folder, strerror(error));
		return;
	}
	if (!S_ISDIR(st.st_mode)) {
		doctor_breaks(d, check, remedy_hand(d, "rename it", "mv %s %s.old", quoted, quoted),
			"%s is no folder.", folder);
		return;
	}
	owner = owner_of_data(d, &st);
	if (!d->gateway && owner && owner != geteuid()) {	/* no program runs as root */
		d->is_foreign = true;
		doctor_warns(d, check,
			remedy_browser(d, "/doctor.html", "or run this command as that user"),
			"The data belongs to %s, whom the web runs programs as, and %s asks: "
			"not all can be looked at.", doctor_name(d, owner), doctor_user(d));
		return;
	}
	if (faccessat(AT_FDCWD, folder, R_OK | W_OK | X_OK, AT_EACCESS)) {
		int error = errno;

		doctor_breaks(d, check, make_writable(d, folder, &st, error),
			"%s can't be written by %s, whom the programs run as: %s.", folder,
			doctor_user(d), strerror(error));
		return;
	}
	if (!check_files(d, check, &is_open) || !check_key(d, check))
		return;
	if (!d->nonce && d->mark_error != EWOULDBLOCK)
		doctor_breaks(d, check, remedy_room(d, folder), "Nothing can be written to %s: %s.",
			folder, strerror(d->mark_error));
	else
		check_modes(d, check, &st, is_open);
}

void
check_data_folder(struct doctor *d, struct check *check)
{
	look_at_folder(d, check);
	d->is_folder_broken = !strcmp(check->state, "broken") || access(d->config->data_dir, F_OK);
}
