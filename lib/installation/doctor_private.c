/* The doctor's checks that nobody is served what is private: it tries to fetch it. */
#include "doctor.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { SAMPLE = 200 };

/* The address of a file below the web folder, NULL for one that is outside. */
static const char *
address_of(struct doctor *d, const char *path)
{
	const char *folder = doctor_web_folder(d);
	size_t n = folder ? strlen(folder) : 0;

	if (!n || strncmp(path, folder, n) || path[n] != '/')
		return NULL;
	return arena_printf(d->arena, "%s%s", doctor_base(d), path + n);
}

static bool
has_text(const struct fetched *fetched, const char *text, size_t size)
{
	return size && fetched->size >= size && memmem(fetched->body, fetched->size, text, size);
}

/* Whether the web server answered, and is known to be this installation's. */
static bool
is_ours(struct doctor *d, const struct fetched *fetched)
{
	return !fetched->failure
		&& (doctor_visit(d, false)->arrived || doctor_visit(d, true)->arrived);
}

static const char *
why_not(struct doctor *d, const struct fetched *fetched)
{
	const struct visit *visit = doctor_visit(d, false);

	if (fetched->failure || visit->failure)
		return fetched->failure ? fetched->failure : visit->failure;
	return arena_printf(d->arena, "at its own address the web server answers %d, "
		"and not by this program", visit->http);
}

/* Where in a browser nothing of the data may be seen. */
static const char *
look_at_data(struct doctor *d, const char *folder)
{
	const char *address = address_of(d, folder);

	return remedy_browser(d, arena_printf(d->arena, "%s/.ht.vitrine.db",
		address ? address + strlen(doctor_base(d)) : ""),
		"which must not show or download anything");
}

void
check_data_private(struct doctor *d, struct check *check)
{
	const char *folder = d->config->data_dir, *address = address_of(d, d->mark_path);
	const bool is_seen = d->nonce && address, is_behind = data_folder_is_proxied(d->gateway)
		&& strncmp(d->config->base_url, "http://", 7);
	struct fetched fetched;

	if (access(folder, F_OK))	/* there is nothing to be served */
		return;
	if (!data_folder_is_in_web(d->arena, d->gateway, folder)) {
		doctor_ok(d, check, d->gateway ? "%s is outside of the web." : "%s is outside of "
			"the web folder.", folder);
		return;
	}
	fetched = is_seen ? doctor_fetch(d, address, "")
		: (struct fetched){ .failure = address ? doctor_no_mark(d)
		: "the web shows it at an address that isn't known" };
	if (!fetched.failure && has_text(&fetched, d->nonce, strlen(d->nonce)))
		doctor_breaks(d, check, remedy_published(d, folder,
			data_folder_advised(d->arena, d->gateway, folder)),
			"Anybody can download what is in %s, passwords' hashes and the key too.",
			folder);
	else if (is_ours(d, &fetched) && is_behind)
		doctor_warns(d, check, look_at_data(d, folder), "%s is in the web folder. "
			"This web server refuses it; the proxy in front may not.", folder);
	else if (is_ours(d, &fetched))
		doctor_ok(d, check, "%s is in the web folder, and refused there (%d).", folder,
			fetched.http);
	else if (!d->gateway)
		doctor_warns(d, check, look_at_data(d, folder), "%s is in the web folder, "
			"and may be downloadable by anybody: looked at from a "
			"shell, nobody knows what the web server refuses. Open the address below, "
			"or doctor.html, in a browser; or move it out of "
			"the web folder, and say data_dir in %s.", folder, d->config_path);
	else
		doctor_misses(d, check, look_at_data(d, folder), why_not(d, &fetched));
}

/* So much of a file as tells it from others. */
static size_t
sample_of(const char *path, char out[SAMPLE])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, out, SAMPLE);

	if (fd >= 0)
		close(fd);
	return n > 0 ? (size_t)n : 0;
}

void
check_settings_private(struct doctor *d, struct check *check)
{
	const char *path = d->config_path, *address = address_of(d, path), *outside, *cure;
	char sample[SAMPLE];
	size_t size = sample_of(path, sample);
	struct fetched fetched;

	if (!size)
		return;
	if (!address) {
		doctor_ok(d, check, d->gateway ? "%s is outside of the web." : "%s is outside of "
			"the web folder.", path);
		return;
	}
	fetched = doctor_fetch(d, address, "");
	/* where settings are read only without the guard */
	outside = data_folder_outside(d->arena, d->gateway);
	if (outside && !data_folder_is_guarded(d->gateway))
		cure = remedy_hand(d, arena_printf(d->arena, "move it to %s", outside),
			"mkdir -p -m 700 %s && mv %s %s/", shell_word(d->arena, outside),
			shell_word(d->arena, path), shell_word(d->arena, outside));
	else
		cure = remedy_unread_rules(d,
			arena_printf(d->arena, "server.modules += ( \"mod_access\" )\n"
		"$HTTP[\"url\"] =~ "
		"\"^%s/(?:data/|cgi-bin/lib/|(?:.*/)?\\.ht|(?:.*/)?[^/]*\\.conf(?:/|$))\" "
		"{\n\turl.access-deny = ( \"\" )\n}", regex_word(d->arena, doctor_base(d))));
	if (!cure)
		cure = remedy_browser(d, address + strlen(doctor_base(d)),
			"which must not show anything: have the host refuse it");
	if (!fetched.failure && fetched.http == 200 && has_text(&fetched, sample, size))
		doctor_warns(d, check, cure, "Anybody can read %s. No setting is a secret, "
			"but it tells where the data is.", path);
	else if (is_ours(d, &fetched))
		doctor_ok(d, check, "%s is in the web folder, and refused there (%d).", path,
			fetched.http);
	else
		doctor_misses(d, check, remedy_browser(d, address + strlen(doctor_base(d)),
			"which must not show anything"), why_not(d, &fetched));
}
