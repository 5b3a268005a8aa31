/* The doctor's check that copies of the database are made. */
#include "doctor.h"
#include "clock.h"
#include "copies.h"
#include "copies_due.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REASON_MAX = 500, AT_IT = 300, LATE = 2 * COPIES_DAY, MIB = 1 << 20 };

/* Why the last one failed; NULL when none has. */
static const char *
reason_of(struct doctor *d)
{
	const char *path = arena_printf(d->arena, "%s/" COPIES_FAILED, d->config->data_dir);
	char *reason = arena_alloc(d->arena, REASON_MAX + 1);
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = file < 0 ? -1 : read(file, reason, REASON_MAX);

	if (file >= 0)
		close(file);
	return n > 0 ? reason : NULL;
}

/* Whether one was begun just now. */
static bool
is_at_it(struct doctor *d, const char *reason)
{
	struct stat st;

	return !strcmp(reason, COPIES_BEGUN)
		&& !stat(arena_printf(d->arena, "%s/" COPIES_STAMP, d->config->data_dir), &st)
		&& clock_now() - st.st_mtime < AT_IT;
}

/* What there is, as the beginning of a sentence. */
static const char *
what_there_is(struct doctor *d, const struct rows *rows)
{
	const struct copy_file *newest = rows->rows;
	char made[CLOCK_TEXT];

	if (!rows->count)
		return "There is no copy yet";
	clock_format(newest->made_at.seconds, made);
	return arena_printf(d->arena, "%d %s, the newest of %.10s, %.1f MiB", rows->count,
		rows->count > 1 ? "copies" : "copy", made, (double)newest->size / MIB);
}

/* By hand it is told at once what is in the way. */
static const char *
remedy_copy(struct doctor *d)
{
	const char *folder = d->shows_paths || !d->gateway ? config_program_folder(d->arena)
		: "cgi-bin";
	const char *program = arena_printf(d->arena, "%s/server.cgi", folder);

	return remedy(d, "in a shell, now to see what it says, or each day by cron where the web "
		"server's programs may start no others; or in a browser, by Administration",
		"%s --copy", shell_word(d->arena, program));
}

/*
 * Whether nothing comes of them though nothing says why: locks that don't work, programs that never
 * start. Where there is none yet, the stamp says since when one is due.
 */
static bool
is_late(struct doctor *d, const struct rows *rows)
{
	const struct copy_file *newest = rows->rows;
	struct stat st;

	if (rows->count)
		return clock_now() - newest->made_at.seconds > LATE;
	return !stat(arena_printf(d->arena, "%s/" COPIES_STAMP, d->config->data_dir), &st)
		&& clock_now() - st.st_mtime > LATE;
}

void
check_copies(struct doctor *d, struct check *check)
{
	struct copies copies = { .arena = d->arena, .config = d->config };
	const char *reason, *there;
	struct rows rows;

	if (!d->db || copies_list(&copies, &rows))
		return;		/* why is said above */
	there = what_there_is(d, &rows);
	reason = reason_of(d);
	if (!d->config->daily_copies)
		doctor_ok(d, check, "%s; none are made, as daily_copies is 0.", there);
	else if (!reason && is_late(d, &rows))
		doctor_warns(d, check, remedy_copy(d), "%s. One a day is to be made, but for two "
			"days none was.", there);
	else if (!reason)
		doctor_ok(d, check, "%s%s.", there, rows.count ? ""
			: ": the first one is made within a day, by whoever calls first");
	else if (is_at_it(d, reason))
		doctor_ok(d, check, "%s; one is being made.", there);
	else
		doctor_warns(d, check, strstr(reason, "no room")
			? remedy_room(d, d->config->data_dir) : remedy_copy(d),
			"%s. The last one failed: %s.", there, reason);
}
