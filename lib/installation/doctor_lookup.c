/* The doctor's check of look-ups: who is asked, and who can't be, for lack of a key or at all. */
#include "doctor.h"
#include "clock.h"
#include "media.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The names of the sources that can be asked, or of those that can't, with their settings. */
static const char *
list_sources(const struct doctor *d, bool is_on)
{
	struct buf list;

	buf_init(&list, d->arena, 100);
	for (int i = 0; i < SOURCE_COUNT; i++) {
		const struct source_setting *source = &source_settings[i];

		if (config_has_source(d->config, i) != is_on)
			continue;
		buf_printf(&list, "%s%s", list.length ? ", " : "", source->label);
		if (!is_on)
			buf_printf(&list, " (%s, from %s)", source->key, source->where);
	}
	return list.data;
}

enum { TMDB_KEEPS = 180 * 86400 };	/* six months, by its terms */

/* True, and said, where there is data of TMDb that is older than it wants. */
static bool
has_old_data(struct doctor *d, struct check *check)
{
	int64_t count = 0;
	const char *id;

	if (!d->db || media_count_old(d->db, d->arena, source_settings[TMDB].name,
		clock_now() - TMDB_KEEPS, &count, &id) || !count)
		return false;
	doctor_warns(d, check, remedy_browser(d, arena_printf(d->arena, "/title.html?id=%s", id),
		"the oldest: refresh it, or delete it"), "%lld %s data of TMDB that is older than "
		"six months: by its terms that is to be refreshed, or goes.", (long long)count,
		count == 1 ? "title has" : "titles have");
	return true;
}

void
check_lookup(struct doctor *d, struct check *check)
{
	const char *off;

	if (!d->config->lookup) {
		doctor_ok(d, check, "Nobody is asked: titles are added by hand (lookup = off).");
		return;
	}
	if (*d->config->ca_file && access(d->config->ca_file, R_OK)) {
		doctor_breaks(d, check, remedy_settings(d, "# the path of a file that can be read, "
			"or nothing: then the usual places are tried\nca_file ="),
			"Nobody can be asked: the certificates that ca_file names can't be read "
			"(%s).", strerror(errno));
		return;
	}
	if (has_old_data(d, check))
		return;
	off = list_sources(d, false);
	doctor_ok(d, check, "Asked are %s.%s%s%s", list_sources(d, true),
		*off ? " These need a key in the settings: " : "", off, *off ? "." : "");
}
