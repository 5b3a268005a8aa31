/* The doctor's check of look-ups: who is asked, and who can't be, for lack of a key or at all. */
#include "doctor.h"

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
	off = list_sources(d, false);
	doctor_ok(d, check, "Asked are %s.%s%s%s", list_sources(d, true),
		*off ? " These need a key in the settings: " : "", off, *off ? "." : "");
}
