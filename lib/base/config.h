/*
 * The settings of an installation: one file `vitrine.conf`, each with a default. README lists them.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What a member may have at most. */
struct quota {
	int64_t titles;			/* added to the catalogue */
	/* entries, as many ratings, and titles in all lists together */
	int64_t shelf;
	int64_t reviews, copies, lists;
	int64_t diary;			/* records */
	int64_t pictures;		/* bytes */
};

/* Where titles are looked up (lib/lookup). */
enum source_name { OPENLIBRARY, GOOGLEBOOKS, TMDB, TVMAZE, WIKIDATA, RAWG, SOURCE_COUNT };

/* What programs know of them that don't ask them. */
struct source_setting {
	const char *name;	/* "tmdb": external_source, and what its settings begin with */
	const char *label;	/* for people */
	const char *key;	/* the setting that has its key; NULL: it needs none */
	const char *where;	/* where one gets a key */
};
extern const struct source_setting source_settings[SOURCE_COUNT];

struct config {
	const char *path;		/* of the file, whether it is there or not */
	/* "" or the installation's address, without a slash at the end */
	const char *base_url;
	const char *data_dir;		/* absolute after config_load */
	const char *data_access;	/* "owner" or "group": who may use its files */
	/* no setting says it: data_dir is `data` beside the settings, if that may be used */
	bool chooses_data_dir;
	const char *registration;	/* "open", "closed" or "invite" */
	const char *invites;		/* "admins" or "members": who may invite */
	/* "optional", "admins" or "everyone": who must have one */
	const char *second_factor;
	int64_t daily_copies;		/* days that copies are kept; 0: none are made */
	const char *catalogue;		/* "public" or "private" */
	/* "optional"; "required": http is refused; "subdomains": on the host's others, too */
	const char *https;
	const char *durability;		/* "normal" or "full" */
	const char *cors_origins;	/* separated by spaces */
	const char *trusted_proxies;	/* addresses and networks, separated by spaces */
	/* "" or the absolute path of a sendmail-compatible program */
	const char *sendmail;
	/* the sender's address: by default vitrine@ the host of base_url */
	const char *mail_from;
	bool require_email;
	bool log_events;		/* what is noted for admins is told to the error log, too */
	int64_t access_token_ttl, refresh_token_ttl;	/* seconds */
	int64_t upload_max, import_max;			/* bytes */
	int64_t rate_limit_address;			/* calls per minute */
	int64_t rate_limit_account;			/* failures per 15 minutes */
	/* calls of a member per minute */
	int64_t rate_limit_titles, rate_limit_uploads, rate_limit_lookups, rate_limit_bulk;
	struct quota quota;				/* of a member */
	int64_t quota_accounts;				/* of the installation */
	int64_t scrypt_log_n, scrypt_r, scrypt_p;	/* cost of a password hash */
	/* password hashes, pictures decoded, and look-ups, at once */
	int64_t hash_slots, picture_slots, lookup_slots;
	bool lookup;
	bool lookup_ipv4_only, lookup_allow_http;
	const char *lookup_proxy;	/* "" or the address of a proxy for all look-ups */
	const char *lookup_language, *lookup_country;	/* ISO 639-1; ISO 3166-1 or "" */
	const char *ca_file;		/* "" or a file of certificates that are believed */
	struct {
		const char *key;		/* a secret; NULL or "" where there is none */
		/* "" or origins in the place of its own: a mirror's, or a test's */
		const char *url, *images_url;
	} sources[SOURCE_COUNT];
};

/* True when look-up is on, and a source needs no key, or has one. */
bool config_has_source(const struct config *config, enum source_name source);

/* Which state of the settings file was read, so that a worker notices a new one. */
struct config_stamp {
	dev_t device;
	ino_t inode;
	off_t size;
	int64_t seconds;
	long nanoseconds;
	bool there;
};

/*
 * Where this program is, without links: as its starter says in $VITRINE_PROGRAM (lib/start/start.c;
 * what runs then lies elsewhere), else as the kernel does. "" where neither can tell.
 */
const char *config_program(struct arena *arena);

/* The folder of it. */
const char *config_program_folder(struct arena *arena);

/* The folder that a path is in, "." for a bare name. */
const char *config_folder_of(struct arena *arena, const char *path);

/*
 * Where the settings are: $VITRINE_CONF, or vitrine.conf in the program's folder or the one above.
 */
const char *config_path(struct arena *arena);

/* True when the group of the data folder may use its files, too. */
bool config_for_group(const struct config *config);

/* The state of the file at `path` now. */
struct config_stamp config_stamp(const char *path);

/* True when two states are the same. */
bool config_stamp_same(const struct config_stamp *a, const struct config_stamp *b);

/*
 * Reads the settings; a missing file means all defaults, unless $VITRINE_CONF names it. Relative
 * folders count from the file's folder. False on an unknown or bad setting, with `*message` a line
 * for the error log. `arena` owns the texts in `out`.
 */
bool config_load(struct arena *arena, const char *path, struct config *out, const char **message);

#endif
