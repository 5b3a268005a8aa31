#include "copies.h"
#include "backup.h"
#include "clock.h"
#include "copies_due.h"
#include "folder.h"
#include "uuid.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX ".ht.copy."
#define SUFFIX ".db"

enum {
	DAY_TEXT = sizeof("2026-11-28") - 1,
	/* they were made by hand, too, and a clock may have been wrong */
	COPIES_MAX = 2000,
	BEFORE_DAYS = 7,	/* at least: it may be missed late */
	BEFORE_MAX = 5,
	DAYS_BY_HAND = 3,	/* where none are made by themselves */
	TIME_TEXT = sizeof("T101112") - 1,
};

static const struct field copy_file_fields[] = {
	FIELD(struct copy_file, day, READONLY),
	FIELD(struct copy_file, size, READONLY | BRIEF, .label = "Bytes"),
	FIELD(struct copy_file, made_at, READONLY | BRIEF, .label = "Made"),
	{ 0 }
};
const struct record copy_file_record = {
	.size = sizeof(struct copy_file), .fields = FIELDS(copy_file_fields),
};

const char *
copies_path(const struct copies *copies, const char *day)
{
	return arena_printf(copies->arena, "%s/" PREFIX "%s" SUFFIX, copies->config->data_dir, day);
}

static bool
is_before(const char *day)
{
	return !strncmp(day, COPIES_BEFORE, sizeof(COPIES_BEFORE) - 1);
}

static bool
is_day(const char *day)
{
	int64_t midnight;

	return strlen(day) == DAY_TEXT && clock_parse(day, &midnight);
}

/* The day that a file of the folder is the copy of; NULL for any other. */
static const char *
day_of(struct arena *arena, const char *name)
{
	const size_t before = sizeof(PREFIX) - 1, n = strlen(name);
	const char *day, *time;

	if (n < before + sizeof(SUFFIX) || strncmp(name, PREFIX, before)
	    || strcmp(name + n - (sizeof(SUFFIX) - 1), SUFFIX) != 0)
		return NULL;
	day = arena_copy(arena, name + before, n - before - (sizeof(SUFFIX) - 1));
	if (!is_before(day))
		return is_day(day) ? day : NULL;
	time = strchr(day, 'T');
	return time && strlen(time) == TIME_TEXT
		&& strspn(time + 1, "0123456789") == TIME_TEXT - 1
		&& is_day(arena_copy(arena, day + sizeof(COPIES_BEFORE) - 1,
			(size_t)(time - day) - (sizeof(COPIES_BEFORE) - 1))) ? day : NULL;
}

static enum status
fail(struct copies *copies, int error, const char *what)
{
	copies->message = arena_printf(copies->arena, "%s: %s", what, strerror(error));
	return status_of_error(error);
}

enum status
copies_find(struct copies *copies, const char *day, struct copy_file *out)
{
	struct stat st;

	if (lstat(copies_path(copies, day), &st))
		return errno == ENOENT ? ERR_NOT_FOUND : fail(copies, errno, "copy");
	if (!S_ISREG(st.st_mode))
		return ERR_NOT_FOUND;
	*out = (struct copy_file){ day, st.st_size, { st.st_mtime } };
	return OK;
}

static int
newest_first(const void *a, const void *b)
{
	const struct copy_file *x = a, *y = b;

	if (x->made_at.seconds != y->made_at.seconds)
		return x->made_at.seconds < y->made_at.seconds ? 1 : -1;
	return strcmp(y->day, x->day);
}

enum status
copies_list(struct copies *copies, struct rows *out)
{
	struct copy_file *rows = arena_alloc(copies->arena, COPIES_MAX * sizeof(*rows));
	DIR *folder = folder_open(copies->arena, copies->config->data_dir);
	const struct dirent *entry;
	int count = 0;

	if (!folder)
		return fail(copies, errno, "data folder");
	while (count < COPIES_MAX && (entry = readdir(folder))) {
		const char *day = day_of(copies->arena, entry->d_name);

		count += day && !copies_find(copies, day, &rows[count]);
	}
	folder_close(copies->arena, folder);
	qsort(rows, (size_t)count, sizeof(*rows), newest_first);
	*out = (struct rows){ rows, count, count };
	return OK;
}

/* Bytes of the database as it is, with what isn't in its file yet. */
static uint64_t
size_of_database(struct copies *copies)
{
	const char *folder = copies->config->data_dir;
	struct stat file = { 0 }, log = { 0 };

	if (stat(arena_printf(copies->arena, "%s/.ht.vitrine.db", folder), &file))
		return 0;
	if (stat(arena_printf(copies->arena, "%s/.ht.vitrine.db-wal", folder), &log))
		log.st_size = 0;
	return (uint64_t)(file.st_size + log.st_size);
}

/* What is said to be there is there after a power cut, too. */
static int
keep_file(const char *path, int flags, mode_t mode)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | flags), error = 0;

	if (file < 0 || (mode && fchmod(file, mode)) || fsync(file))
		error = errno;
	if (file >= 0)
		close(file);
	return error;
}

static enum status
put_into_place(struct copies *copies, const char *made, const char *path)
{
	const struct config *config = copies->config;
	int error = keep_file(made, O_NOFOLLOW, folder_file_mode(config_for_group(config)));

	if (!error && rename(made, path))
		error = errno;
	/* some file systems can't say so of a folder */
	if (!error)
		keep_file(config->data_dir, O_DIRECTORY, 0);
	return error ? fail(copies, error, "copy of the database") : OK;
}

enum status
copies_make(struct copies *copies, const char *day, struct copy_file *out)
{
	const char *folder = copies->config->data_dir,
		*made = arena_printf(copies->arena, "%s/" COPIES_UNFINISHED "%s", folder,
		uuid_new(copies->arena));
	enum status rc;

	if (!folder_has_room(folder, 2 * size_of_database(copies))) {
		copies->message = "no room for a copy of the database, and as much again; "
			"free some disk space";
		return ERR_FULL;
	}
	rc = db_backup(copies->db, made);
	if (rc)
		copies->message = arena_strdup(copies->arena, db_message(copies->db));
	else
		rc = put_into_place(copies, made, copies_path(copies, day));
	if (rc)
		folder_sweep(folder, COPIES_UNFINISHED, 0);
	return rc ? rc : copies_find(copies, day, out);
}

/* Midnights since 1970. */
static int64_t
day_number(int64_t seconds)
{
	return seconds / COPIES_DAY;
}

/* One that a clock dated that was wrong has no age: from now on it has. */
static int64_t
age_in_days(const struct copies *copies, const struct copy_file *copy)
{
	const struct timespec now = { .tv_sec = clock_now() };
	const int64_t age = day_number(now.tv_sec) - day_number(copy->made_at.seconds);

	if (age < -1)
		utimensat(AT_FDCWD, copies_path(copies, copy->day),
			(const struct timespec[2]){ now, now }, AT_SYMLINK_NOFOLLOW);
	return age;
}

static void
sweep_before(struct copies *copies, const struct rows *rows, int64_t days)
{
	int count = 0;

	for (int i = 0; i < rows->count; i++) {
		const struct copy_file *copy = (const struct copy_file *)rows->rows + i;

		if (is_before(copy->day) && (++count > BEFORE_MAX
		    || age_in_days(copies, copy) >= (days < BEFORE_DAYS ? BEFORE_DAYS : days)))
			unlink(copies_path(copies, copy->day));
	}
}

/*
 * Those that are older than they are kept, or of a day to come, but only where there are so many
 * others: a clock that was wrong once makes none go.
 */
static void
sweep(struct copies *copies, const struct rows *rows, int64_t days)
{
	const int64_t today = day_number(clock_now());
	int64_t count = 0;

	for (int turn = 0; turn < 2; turn++)	/* those to come are the last to be counted */
		for (int i = 0; i < rows->count; i++) {
			const struct copy_file *copy = (const struct copy_file *)rows->rows + i;
			int64_t made;

			if (is_before(copy->day) || !clock_parse(copy->day, &made)
			    || (day_number(made) > today) != turn)
				continue;
			if (++count > days && (turn || today - day_number(made) >= days))
				unlink(copies_path(copies, copy->day));
		}
}

static int64_t
days_kept(const struct copies *copies)
{
	const int64_t days = copies->config->daily_copies;

	return days ? days : DAYS_BY_HAND;
}

enum status
copies_make_before(void *context)
{
	struct copies *copies = context;
	struct copy_file made;
	int64_t at = clock_now();
	char now[CLOCK_TEXT];
	const char *day;
	enum status rc;

	do {	/* that second may have one */
		clock_format(at++, now);
		day = arena_printf(copies->arena, COPIES_BEFORE "%.13s%.2s%.2s", now, now + 14,
			now + 17);
		rc = copies_find(copies, day, &made);
	} while (!rc);
	if (rc != ERR_NOT_FOUND)
		return rc;
	rc = copies_make(copies, day, &made);
	copies->before = rc ? NULL : day;
	return rc;
}

void
copies_replaced(struct copies *copies, enum status rc)
{
	struct rows rows = { NULL, 0, 0 };

	if (rc && copies->before)
		unlink(copies_path(copies, copies->before));
	else if (!rc && !copies_list(copies, &rows))
		sweep_before(copies, &rows, days_kept(copies));
}

/* The stamp, where there is an installation that has one. */
static int
open_stamp(const struct config *config, struct arena *arena, int flags)
{
	return open(arena_printf(arena, "%s/" COPIES_STAMP, config->data_dir),
		O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags,
		folder_file_mode(config_for_group(config)));
}

enum status
copies_make_daily(struct copies *copies, struct copy_file *out)
{
	const struct config *config = copies->config;
	char now[CLOCK_TEXT];
	struct rows rows = { NULL, 0, 0 };
	int stamp;
	enum status rc;

	clock_format(clock_now(), now);
	rc = copies_make(copies, arena_copy(copies->arena, now, DAY_TEXT), out);
	if (rc)
		return rc;
	if (!copies_list(copies, &rows)) {
		sweep(copies, &rows, days_kept(copies));
		sweep_before(copies, &rows, days_kept(copies));
	}
	unlink(arena_printf(copies->arena, "%s/" COPIES_FAILED, config->data_dir));
	stamp = open_stamp(config, copies->arena, O_CREAT);
	if (stamp >= 0) {
		copies_stamp(stamp, STAMP_MADE);
		close(stamp);
	}
	return OK;
}

void
copies_failed(const struct copies *copies, enum status why)
{
	const char *path = arena_printf(copies->arena, "%s/" COPIES_FAILED,
		copies->config->data_dir), *reason = copies->message
		? copies->message : status_text(why);
	int stamp = open_stamp(copies->config, copies->arena, 0), file;

	if (stamp < 0)
		return;
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		folder_file_mode(config_for_group(copies->config)));
	if (file >= 0 && write(file, reason, strlen(reason)) >= 0)
		copies_stamp(stamp, why == ERR_FULL ? STAMP_NO_ROOM : STAMP_FAILED);
	if (file >= 0)
		close(file);
	close(stamp);
}
