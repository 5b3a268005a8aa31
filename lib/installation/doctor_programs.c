/*
 * The doctor's checks of what the programs start or take long for. Linked into server only: it
 * brings libscrypt.
 */
#include "doctor.h"
#include "password.h"
#include "programs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SLOW_MS = 1000, FAST_MS = 50, AIM_MS = 150 };
enum { LOG_N = 14, R = 8, P = 5, LOG_N_MIN = 10, P_MAX = 32 };

/* Where a sendmail-compatible program usually is. */
static const char *
usual_sendmail(void)
{
	static const char *const paths[] = { "/usr/sbin/sendmail", "/usr/lib/sendmail",
		"/usr/bin/msmtp", "/usr/local/bin/msmtp" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (!access(paths[i], X_OK))
			return paths[i];
	return NULL;
}

void
check_mail(struct doctor *d, struct check *check)
{
	const char *path = d->config->sendmail, *shown = d->shows_paths
		? path : "The program of sendmail";
	const char *usual = usual_sendmail();
	struct stat st;

	if (!*path) {
		doctor_ok(d, check,
			"No mail is sent: who forgets a password gets a link from an admin.");
	} else if (stat(path, &st) || !S_ISREG(st.st_mode)) {
		doctor_breaks(d, check, remedy_settings(d, "sendmail =%s%s", usual ? " " : "",
			usual ? usual : ""), "%s isn't there.", shown);
	} else if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS)) {
		int error = errno;
		const char *named = shell_word(d->arena, d->shows_paths ? path : "SENDMAIL");
		const char *command = arena_printf(d->arena, "chmod a+x %s", named);

		doctor_breaks(d, check,
			st.st_uid ? remedy_hand(d, "give it the permissions 755", "%s", command)
			: remedy_root(d, "%s", command), "%s: %s.", shown, strerror(error));
	} else if (!d->config->base_url[0]) {
		doctor_warns(d, check, remedy_base_url(d),
			"No mail is sent, as without base_url there is no address to put into "
			"one.");
	} else {
		doctor_ok(d, check, "%s is there and can be started.", shown);
	}
}

static int64_t
processor_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const char *
cost_line(struct doctor *d, int log_n, int r, int p)
{
	return remedy_settings(d, "scrypt_log_n = %d\nscrypt_r = %d\nscrypt_p = %d", log_n, r, p);
}

/* What the time goes with. */
static int64_t
cost_of(int log_n, int r, int p)
{
	return (INT64_C(1) << log_n) * r * p;
}

/*
 * A cost that takes half a second of a processor on which this one takes so long; or a cost of no
 * less than the default.
 */
static const char *
other_cost(struct doctor *d, int64_t ms)
{
	const struct config *c = d->config;
	int log_n = (int)c->scrypt_log_n, r = (int)c->scrypt_r, p = (int)c->scrypt_p;
	int64_t cost = cost_of(log_n, r, p);

	if (ms > SLOW_MS) {
		while (cost_of(log_n, r, p) > cost * (SLOW_MS / 2) / ms
		    && (p > 1 || log_n > LOG_N_MIN))
			if (p > 1)
				p = (p + 1) / 2;
			else
				log_n--;
		return cost_line(d, log_n, r, p);
	}
	for (log_n = LOG_N; cost_of(log_n, R, P) < cost * AIM_MS / (ms ? ms : 1) && log_n < 18;)
		log_n++;
	return cost_line(d, log_n, R, P);
}

/* What one hash takes (RFC 7914, 2). */
static int64_t
memory_of(const struct config *c)
{
	return 128 * c->scrypt_r << c->scrypt_log_n;
}

/* As slow, with as much memory as there is. */
static const char *
less_memory(struct doctor *d)
{
	struct config c = *d->config;
	const char *hash, *why;

	do {
		c.scrypt_log_n--;
		c.scrypt_p = c.scrypt_p < P_MAX / 2 ? c.scrypt_p * 2 : P_MAX;
	} while (c.scrypt_log_n > LOG_N_MIN
		&& password_hash(d->arena, &c, "is this too much", &hash, &why));
	return cost_line(d, (int)c.scrypt_log_n, (int)c.scrypt_r, (int)c.scrypt_p);
}

void
check_hashing(struct doctor *d, struct check *check)
{
	const struct config *c = d->config;
	int64_t start = processor_ms(), ms;
	const char *hash, *why;
	enum status rc;

	if (!d->nonce) {
		doctor_misses(d, check, remedy_browser(d, "/doctor.html",
			"once the checks above are ok"), doctor_no_mark(d));
		return;
	}
	rc = password_hash(d->arena, c, "how long does this take", &hash, &why);
	ms = processor_ms() - start;
	if (rc && strstr(why, "memory"))
		doctor_breaks(d, check, less_memory(d),
			"Nobody can sign in: for one password there are not the %lld "
			"MiB of memory that it takes.", (long long)(memory_of(c) >> 20));
	else if (rc)
		doctor_warns(d, check,
			remedy_settings(d, "hash_slots = %lld", (long long)c->hash_slots + 1),
			"It wasn't measured, as others were signing in all the time.");
	else if (ms > SLOW_MS)
		doctor_warns(d, check, other_cost(d, ms),
			"Each sign-in takes %lld ms of the processor.", (long long)ms);
	else if (ms < FAST_MS)
		doctor_warns(d, check, other_cost(d, ms), "It takes only %lld ms of the processor: "
			"who got hold of the database could try "
			"many passwords.", (long long)ms);
	else
		doctor_ok(d, check, "It takes %lld ms of the processor.", (long long)ms);
}

/*
 * One that isn't executable keeps none of the others from being so; what else fails was not
 * unpacked as a whole.
 */
void
check_programs(struct doctor *d, struct check *check)
{
	const struct program_fault *faults;
	const char *folder = d->shows_paths ? shell_word(d->arena, config_program_folder(d->arena))
		: "cgi-bin";
	const char *cure = remedy_hand(d, "give these files the permissions 755",
		"chmod 755 %s/*.cgi", folder);
	int count = programs_check(d->arena, PROGRAMS_PATIENCE_MS, &faults);
	struct buf names;

	if (!count) {
		doctor_ok(d, check, "All start on this machine.");
		return;
	}
	buf_init(&names, d->arena, 200);
	for (int i = 0; i < count; i++)
		buf_printf(&names, "%s%s.cgi: %s", i ? "; " : "", faults[i].name, faults[i].found);
	for (int i = 0; i < count; i++)
		if (faults[i].error != EACCES)
			cure = remedy_unpack(d, "this release", VITRINE_VERSION);
	doctor_breaks(d, check, cure, "Some don't start on this machine: %s.", names.data);
}
