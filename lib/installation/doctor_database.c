/* The doctor's checks of what the data folder holds and lies on: database, disk, clock. */
#include "doctor.h"
#include "clock.h"
#include "file_system.h"
#include "migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum {
	RELEASE_YEAR = 2026,		/* no clock of an installation is before it */
	LOOK_MS = 2000,			/* how long the database is looked through */
	MIB = 1 << 20,
};

/*
 * A folder on another kind of file system: the installation's own, or where servers have such
 * things.
 */
static const char *
better_place(struct doctor *d, const struct file_system *bad)
{
	const char *outside = data_folder_outside(d->arena, d->gateway), *at = outside;

	while (at && access(at, F_OK) && strcmp(at, "/"))
		at = config_folder_of(d->arena, at);
	return at && strcmp(outside, d->config->data_dir) && file_system_of(at) != bad ? outside
		: "/var/lib/vitrine";
}

void
check_file_system(struct doctor *d, struct check *check)
{
	const struct file_system *fs = file_system_of(d->config->data_dir);
	const char *cure = remedy_other_folder(d, d->config->data_dir, better_place(d, fs)),
		*how = "";
	struct db_state state;

	if (access(d->config->data_dir, F_OK))
		return;
	if (d->db && !db_examine(d->db, d->arena, 0, &state))
		how = arena_printf(d->arena, ", journal %s", state.journal);
	if (fs->is_memory)
		doctor_warns(d, check, cure, "The file system is %s%s: what is in memory is lost "
			"when the machine starts anew.", fs->name, how);
	else if (fs->is_network)
		doctor_warns(d, check, cure, "The file system is %s%s: over a network all is "
			"slower, and safe only if locks work there.", fs->name, how);
	else
		doctor_ok(d, check, "The file system is %s%s.", fs->name, how);
}

static const char *
remedy_restore(struct doctor *d, const char *path)
{
	const char *quoted = shell_word(d->arena, path);
	const char *program = d->shows_paths
		? arena_printf(d->arena, "%s/server.cgi", config_program_folder(d->arena))
		: "cgi-bin/server.cgi", *conf = getenv("VITRINE_CONF")
			|| doctor_env(d, "VITRINE_CONF") ? d->config_path : NULL;

	return arena_printf(d->arena,
		"# in a shell, in the folder of your last backup, here vitrine-backup.db; or by "
		"FTP, rename the file, then register on the page, whose Administration restores a "
		"backup:\n"
		"mv %s %s.broken && rm -f %s-wal %s-shm && %s%s%s --restore vitrine-backup.db",
		quoted, quoted, quoted, quoted,
		conf ? "VITRINE_CONF=" : "", conf ? arena_printf(d->arena, "%s ",
		shell_word(d->arena, conf)) : "", shell_word(d->arena, program));
}

/* The version in a file's header (sqlite.org/fileformat.html, 1.3), -1 when it is no database. */
static int64_t
version_in(const char *path)
{
	unsigned char head[100] = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head));

	if (fd >= 0)
		close(fd);
	if (n != sizeof(head) || memcmp(head, "SQLite format 3", 16))
		return -1;
	return (int64_t)head[60] << 24 | head[61] << 16 | head[62] << 8 | head[63];
}

/* For the file and what SQLite keeps beside it. */
static const char *
make_usable(struct doctor *d, const char *path)
{
	const char *quoted = shell_word(d->arena, path);
	struct stat st;

	return !stat(path, &st) && st.st_uid == geteuid()
		? remedy_ours(d, "give it the permissions 600", "chmod u+rw %s*", quoted)
		: remedy_root(d, "chown %s %s* && chmod u+rw %s*", doctor_user(d), quoted, quoted);
}

/* A database that can't be used. */
static void
check_unready(struct doctor *d, struct check *check, const char *path)
{
	struct stat st = { 0 };
	const bool is_there = !stat(path, &st);
	const int error = is_there && faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS)
		? errno : 0;

	if (d->is_foreign && (!is_there || error)) {
		doctor_leaves(d, check);
	} else if (d->is_folder_broken && (!is_there || (!error && !st.st_size))) {
		;	/* none could be made */
	} else if (!is_there) {
		doctor_warns(d, check, remedy_browser(d, "/", "once the checks above are ok"),
			"There is no database yet. The first request makes it.");
	} else if (error) {
		doctor_breaks(d, check, make_usable(d, path), "%s: %s. The programs run as %s.",
			path, strerror(error), doctor_user(d));
	} else if (st.st_size && version_in(path) < 0) {
		doctor_breaks(d, check, remedy_restore(d, path),
			"%s is no database: something else was written there.", path);
	} else if (version_in(path) > migrate_newest(migrations)) {
		doctor_breaks(d, check, remedy_unpack(d, "the newer release", "*"),
			"%s is of a newer release than %s, and can't become older.", path,
			VITRINE_VERSION);
	} else if (d->trouble && strstr(d->trouble, "restore")) {
		doctor_breaks(d, check, remedy_restore(d, path), "%s.", d->trouble);
	} else if (!d->is_folder_broken) {
		const bool is_held = d->trouble && strstr(d->trouble, "another program holds");

		doctor_warns(d, check, remedy_browser(d, "/doctor.html",
			is_held ? "once the other program has ended"
			: "once the checks above are ok"), "It was not opened: %s.",
			d->trouble ? d->trouble : "something above is in the way");
	}
}

void
check_database(struct doctor *d, struct check *check)
{
	const char *path = arena_printf(d->arena, "%s/.ht.vitrine.db", d->config->data_dir);
	struct db_state state;
	int64_t version = 0;
	enum status rc;

	if (!d->db) {
		check_unready(d, check, path);
		return;
	}
	rc = db_writable(d->db);
	if (rc) {
		doctor_breaks(d, check, make_usable(d, path), "%s can be read, and not written.",
			path);
		return;
	}
	rc = db_version(d->db, &version);
	if (!rc)
		rc = db_examine(d->db, d->arena, LOOK_MS, &state);
	if (rc == ERR_UNAVAILABLE)
		doctor_warns(d, check, remedy_browser(d, "/doctor.html", "once it isn't so busy"),
			"It couldn't be looked at: %s.", db_message(d->db));
	else if (rc || state.fault)
		doctor_breaks(d, check, remedy_restore(d, path), "%s is damaged: %s.", path,
			rc ? db_message(d->db) : state.fault);
	else
		doctor_ok(d, check, "%s, version %lld, %.1f MiB.",
			state.is_whole ? "Whole" : "No fault found in the time that there was",
			(long long)version, (double)state.size / MIB);
}

/* What takes most is shown: what of it can go, nobody but its owner knows. */
const char *
remedy_room(struct doctor *d, const char *folder)
{
	const char *quoted = shell_word(d->arena, folder);
	struct statvfs fs;
	bool lacks_files = !statvfs(folder, &fs) && fs.f_files && !fs.f_favail;

	return remedy(d, "in a shell, to see what takes most: delete of it what nobody needs; "
		"or have your host give "
		"you more room",
		"du -ax%s --max-depth=2 \"$(df --output=target %s | tail -n 1)\" 2>/dev/null "
		"| sort -h | tail", lacks_files ? " --inodes" : "h", quoted);
}

void
check_space(struct doctor *d, struct check *check)
{
	const char *folder = d->config->data_dir;
	struct statvfs fs;
	double free_mib;

	if (d->is_folder_broken && !d->nonce
	    && (d->mark_error == ENOSPC || d->mark_error == EDQUOT))
		return;	/* it is said */
	if (statvfs(folder, &fs)) {
		const char *why = strerror(errno);

		doctor_misses(d, check, remedy_shell(d, "df -h %s", shell_word(d->arena, folder)),
			why);
		return;
	}
	free_mib = (double)fs.f_bavail * (double)fs.f_frsize / MIB;
	if (free_mib < 1 || (fs.f_files && !fs.f_favail))
		doctor_breaks(d, check, remedy_room(d, folder), "The disk of %s is full.", folder);
	else if (free_mib < 100)
		doctor_warns(d, check, remedy_room(d, folder),
			"Only %.0f MiB are free on the disk of %s.", free_mib, folder);
	else
		doctor_ok(d, check, free_mib < 10240 ? "%.0f MiB are free on the disk."
			: "%.1f GiB are free on the disk.",
			free_mib < 10240 ? free_mib : free_mib / 1024);
}

/* What the disk says of the time when the mark was written, and what the machine says now. */
void
check_clock(struct doctor *d, struct check *check)
{
	const char *cure = remedy_root(d, "timedatectl set-ntp true");
	time_t now = (time_t)clock_now();
	char text[CLOCK_TEXT];
	struct stat st;
	struct tm tm;

	gmtime_r(&now, &tm);
	clock_format(now, text);
	if (tm.tm_year + 1900 < RELEASE_YEAR)
		doctor_breaks(d, check, cure, "It is %s here, before this release was made: "
			"no sign-in lasts as it should.", text);
	else if (d->mark >= 0 && !fstat(d->mark, &st)
	    && llabs((long long)st.st_mtime - (long long)now) > 60)
		doctor_warns(d, check, cure, "It is %s here, and %lld seconds more on the disk: "
		"the two machines don't agree.", text,
			(long long)st.st_mtime - (long long)now);
	else
		doctor_ok(d, check, "It is %s.", text);
}
