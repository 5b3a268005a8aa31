#include "config.h"
#include "address.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 64 * 1024 };

enum kind { TEXT, CHOICE, NUMBER, FLAG };

static const struct setting {
	const char *name;
	enum kind kind;
	size_t offset;
	const char *fallback;
	const char *choices;	/* of a CHOICE, separated by spaces */
	int64_t min, max;	/* of a NUMBER */
} settings[] = {
#define SETTING(name_, kind_, ...) SETTING_AT(name_, name_, kind_, __VA_ARGS__)
#define SETTING_AT(name_, member_, kind_, ...) { .name = #name_, .kind = kind_, \
	.offset = offsetof(struct config, member_), .fallback = __VA_ARGS__ }
	SETTING(base_url, TEXT, ""),
	SETTING(data_dir, TEXT, ""),
	SETTING(data_access, CHOICE, "owner", .choices = "owner group"),
	SETTING(registration, CHOICE, "open", .choices = "open closed invite"),
	SETTING(invites, CHOICE, "admins", .choices = "admins members"),
	SETTING(log_events, FLAG, "no"),
	SETTING(second_factor, CHOICE, "optional", .choices = "optional admins everyone"),
	SETTING(daily_copies, NUMBER, "3", .min = 0, .max = 365),
	SETTING(require_email, FLAG, "no"),
	SETTING(catalogue, CHOICE, "public", .choices = "public private"),
	SETTING(https, CHOICE, "optional", .choices = "optional required subdomains"),
	SETTING(access_token_ttl, NUMBER, "3600", .min = 60, .max = 86400),
	SETTING(refresh_token_ttl, NUMBER, "2592000", .min = 3600, .max = 31536000),
	SETTING(upload_max, NUMBER, "5242880", .min = 65536, .max = 12582912),
	SETTING(import_max, NUMBER, "33554432", .min = 65536, .max = 33554432),
	SETTING(cors_origins, TEXT, ""),
	SETTING(trusted_proxies, TEXT, ""),
	SETTING(sendmail, TEXT, ""),
	SETTING(mail_from, TEXT, ""),
	SETTING(rate_limit_address, NUMBER, "30", .min = 1, .max = 1000000),
	SETTING(rate_limit_account, NUMBER, "10", .min = 1, .max = 1000000),
	SETTING(rate_limit_titles, NUMBER, "120", .min = 1, .max = 1000000),
	SETTING(rate_limit_uploads, NUMBER, "30", .min = 1, .max = 1000000),
	SETTING(rate_limit_lookups, NUMBER, "60", .min = 1, .max = 1000000),
	SETTING(rate_limit_bulk, NUMBER, "60", .min = 1, .max = 1000000),
	SETTING_AT(quota_titles, quota.titles, NUMBER, "100000", .min = 1, .max = 1000000000),
	SETTING_AT(quota_shelf, quota.shelf, NUMBER, "200000", .min = 1, .max = 1000000000),
	SETTING_AT(quota_reviews, quota.reviews, NUMBER, "100000", .min = 1, .max = 1000000000),
	SETTING_AT(quota_copies, quota.copies, NUMBER, "200000", .min = 1, .max = 1000000000),
	SETTING_AT(quota_diary, quota.diary, NUMBER, "400000", .min = 1, .max = 1000000000),
	SETTING_AT(quota_lists, quota.lists, NUMBER, "500", .min = 1, .max = 1000000000),
	SETTING_AT(quota_pictures, quota.pictures, NUMBER, "1073741824", .min = 65536,
		.max = 1000000000000),
	SETTING(quota_accounts, NUMBER, "100000", .min = 1, .max = 1000000000),
	SETTING(scrypt_log_n, NUMBER, "14", .min = 10, .max = 20),
	SETTING(scrypt_r, NUMBER, "8", .min = 1, .max = 32),
	SETTING(scrypt_p, NUMBER, "5", .min = 1, .max = 32),
	SETTING(hash_slots, NUMBER, "4", .min = 1, .max = 64),
	SETTING(picture_slots, NUMBER, "2", .min = 1, .max = 64),
	SETTING(lookup, FLAG, "yes"),
	SETTING(lookup_slots, NUMBER, "4", .min = 1, .max = 64),
	SETTING(lookup_language, TEXT, "en"),
	SETTING(lookup_country, TEXT, ""),
	SETTING(lookup_proxy, TEXT, ""),
	SETTING(lookup_ipv4_only, FLAG, "no"),
	SETTING(lookup_allow_http, FLAG, "no"),
	SETTING(ca_file, TEXT, ""),
#define SOURCE(name_, at_) \
	SETTING_AT(name_##_url, sources[at_].url, TEXT, ""), \
	SETTING_AT(name_##_images_url, sources[at_].images_url, TEXT, "")
	SOURCE(openlibrary, OPENLIBRARY), SOURCE(googlebooks, GOOGLEBOOKS), SOURCE(tmdb, TMDB),
	SOURCE(tvmaze, TVMAZE), SOURCE(wikidata, WIKIDATA), SOURCE(rawg, RAWG),
	SETTING_AT(google_books_key, sources[GOOGLEBOOKS].key, TEXT, ""),
	SETTING_AT(tmdb_key, sources[TMDB].key, TEXT, ""),
	SETTING_AT(rawg_key, sources[RAWG].key, TEXT, ""),
#undef SOURCE
	SETTING(durability, CHOICE, "normal", .choices = "normal full"),
#undef SETTING
#undef SETTING_AT
};
enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

const struct source_setting source_settings[SOURCE_COUNT] = {
	[OPENLIBRARY] = { .name = "openlibrary", .label = "Open Library" },
	[GOOGLEBOOKS] = { "googlebooks", "Google Books", "google_books_key",
		"https://console.cloud.google.com/apis/library/books.googleapis.com" },
	[TMDB] = { "tmdb", "TMDB", "tmdb_key", "https://www.themoviedb.org/settings/api" },
	[TVMAZE] = { .name = "tvmaze", .label = "TVmaze" },
	[WIKIDATA] = { .name = "wikidata", .label = "Wikidata" },
	[RAWG] = { "rawg", "RAWG", "rawg_key", "https://rawg.io/apidocs" },
};

bool
config_has_source(const struct config *config, enum source_name source)
{
	return config->lookup
		&& (!source_settings[source].key || config->sources[source].key[0]);
}

static bool
is_one_of(const char *value, const char *choices)
{
	size_t length = strlen(value);

	for (const char *p = choices; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		if (n == length && !memcmp(p, value, n))
			return true;
		p += n;
	}
	return false;
}

static bool
set_value(struct arena *arena, const struct setting *setting, const char *value, struct config *out,
	const char **message)
{
	void *member = (char *)out + setting->offset;
	char *end;
	long long number;

	switch (setting->kind) {
	case CHOICE:
		if (!is_one_of(value, setting->choices)) {
			*message = arena_printf(arena, "%s must be one of: %s", setting->name,
				setting->choices);
			return false;
		}
		/* fall through */
	case TEXT:
		*(const char **)member = arena_strdup(arena, value);
		return true;
	case FLAG:
		if (!is_one_of(value, "yes no true false 1 0 on off")) {
			*message = arena_printf(arena, "%s must be yes or no", setting->name);
			return false;
		}
		*(bool *)member = is_one_of(value, "yes true 1 on");
		return true;
	case NUMBER:
		errno = 0;
		number = strtoll(value, &end, 10);
		if (!*value || *end || errno || number < setting->min || number > setting->max) {
			*message = arena_printf(arena,
				"%s must be a whole number from %lld to %lld", setting->name,
				(long long)setting->min, (long long)setting->max);
			return false;
		}
		*(int64_t *)member = number;
		return true;
	}
	return false;
}

/* What a setting is when nobody says it: it needs no check. */
static void
set_fallback(const struct setting *setting, struct config *out)
{
	void *member = (char *)out + setting->offset;

	if (setting->kind == FLAG)
		*(bool *)member = !strcmp(setting->fallback, "yes");
	else if (setting->kind == NUMBER)
		*(int64_t *)member = strtoll(setting->fallback, NULL, 10);
	else
		*(const char **)member = setting->fallback;
}

/* What could be one, by its look: a key that was put in its place isn't told to the log. */
static bool
is_setting_name(const char *name)
{
	return *name && strlen(name) <= 30 && !name[strspn(name,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")];
}

static bool
set_line(struct arena *arena, char *line, struct config *out, const char **message)
{
	char *equals = strchr(line, '='), *name, *value;

	if (!equals) {
		/* without what it says: that may be a key */
		*message = "is no setting: it has no \"=\"";
		return false;
	}
	*equals = '\0';
	name = text_trim(arena, line);
	value = text_trim(arena, equals + 1);
	for (int i = 0; i < SETTINGS; i++)
		if (!strcmp(settings[i].name, name))
			return set_value(arena, &settings[i], value, out, message);
	*message = is_setting_name(name) ? arena_printf(arena, "unknown setting \"%s\"", name)
		: "has no setting's name before its \"=\"";
	return false;
}

/* Whether the settings file was asked for by name. */
static bool
is_named(const char *path)
{
	const char *named = getenv("VITRINE_CONF");

	return named && !strcmp(named, path);
}

static char *
read_file(struct arena *arena, const char *path, const char **message)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	size_t size = FILE_MAX;
	char *text;
	ssize_t n;

	if (fd < 0) {
		if (errno == ENOENT && is_named(path))
			*message = "isn't there, and VITRINE_CONF names it";
		else if (errno != ENOENT)
			*message = arena_printf(arena, "can't be read: %s", strerror(errno));
		return NULL;
	}
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size < FILE_MAX)
		/* only as much memory as it takes: untouched pages cost nothing */
		size = (size_t)st.st_size;
	text = arena_alloc(arena, size + 1);
	n = read(fd, text, size);
	close(fd);
	if (n < 0 || n == FILE_MAX || (size_t)n != strlen(text)) {
		*message = "is no text file of less than 64 KiB";
		return NULL;
	}
	/* a mark that some editors begin UTF-8 with */
	return strncmp(text, "\xef\xbb\xbf", 3) ? text : text + 3;
}

const char *
config_folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return arena_copy(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

const char *
config_program(struct arena *arena)
{
	const char *named = getenv("VITRINE_PROGRAM"),
		*started = (const char *)getauxval(AT_EXECFN);
	char path[PATH_MAX];
	ssize_t n;

	if (named && *named)
		return arena_strdup(arena, named);
	n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (n > 0)
		return arena_copy(arena, path, (size_t)n);
	/* /proc isn't mounted everywhere */
	return arena_strdup(arena, started && realpath(started, path) ? path : "");
}

const char *
config_program_folder(struct arena *arena)
{
	return config_folder_of(arena, config_program(arena));
}

const char *
config_path(struct arena *arena)
{
	const char *named = getenv("VITRINE_CONF"), *folder, *path;

	if (named && *named)
		return arena_strdup(arena, named);
	folder = config_program_folder(arena);
	path = arena_printf(arena, "%s/vitrine.conf", folder);
	if (!access(path, F_OK))
		return path;
	return arena_printf(arena, "%s/vitrine.conf", config_folder_of(arena, folder));
}

bool
config_for_group(const struct config *config)
{
	return config->data_access && !strcmp(config->data_access, "group");
}

struct config_stamp
config_stamp(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return (struct config_stamp){ 0 };
	return (struct config_stamp){ st.st_dev, st.st_ino, st.st_size, st.st_mtim.tv_sec,
		st.st_mtim.tv_nsec, true };
}

bool
config_stamp_same(const struct config_stamp *a, const struct config_stamp *b)
{
	return a->there == b->there && a->device == b->device && a->inode == b->inode
		&& a->size == b->size
		&& a->seconds == b->seconds && a->nanoseconds == b->nanoseconds;
}

static bool
is_port(const char *text, size_t size)
{
	return size && size <= 5 && strspn(text, "0123456789") >= size
		&& strtol(text, NULL, 10) <= 65535;
}

/* What is behind the scheme of an http(s) address. */
static const char *
after_scheme(const char *url)
{
	return url + (strncmp(url, "https://", 8) ? sizeof("http://") : sizeof("https://")) - 1;
}

/*
 * The host of an http(s) address, an IPv6 address in its brackets; NULL when there is none, or a
 * port that is none.
 */
static const char *
host_of(struct arena *arena, const char *url)
{
	const char *host = after_scheme(url);
	const size_t whole = strcspn(host, "/"), size = *host == '[' ? strcspn(host, "]/") + 1
		: strcspn(host, ":/");
	const bool is_six = *host == '[' && size <= whole;
	const char *copy;

	if (!whole || !size || size > whole)
		return NULL;
	if (size < whole && (host[size] != ':' || !is_port(host + size + 1, whole - size - 1)))
		return NULL;
	copy = arena_copy(arena, host, size);
	if (is_six && !(strchr(copy, ':') && address_valid(arena_copy(arena, copy + 1, size - 2))))
		return NULL;
	return is_six || !strpbrk(copy, "[]") ? copy : NULL;
}

/* A host as a mail's address has it: a number stands in brackets (RFC 5321, 4.1.3). */
static const char *
mail_host(struct arena *arena, const char *host)
{
	if (*host == '[')
		return arena_printf(arena, "[IPv6:%s", host + 1);
	return address_valid(host) ? arena_printf(arena, "[%s]", host) : host;
}

static bool
is_mail_host(struct arena *arena, const char *host)
{
	size_t n = strlen(host);
	bool is_six = !strncasecmp(host, "[IPv6:", 6);
	const char *number;

	if (*host != '[')
		return n && !strpbrk(host, "[]:@");
	if (host[n - 1] != ']')
		return false;
	number = host + (is_six ? 6 : 1);
	number = arena_copy(arena, number, n - 1 - (size_t)(number - host));
	return address_valid(number) && !strchr(number, ':') == !is_six;
}

/* The plain address of a sender: nothing that a header or a command line could misread. */
static bool
is_sender(struct arena *arena, const char *text)
{
	const char *at = strchr(text, '@');

	if (!at || at == text || *text == '-' || text_has_control(text, "")
	    || strpbrk(text, " <>,;\"\\()"))
		return false;
	return !strpbrk(arena_copy(arena, text, (size_t)(at - text)), "[]:")
		&& is_mail_host(arena, at + 1);
}

/*
 * Whether each word is an origin as browsers send it: scheme, host, perhaps a port, nothing behind.
 */
static bool
are_origins(const char *list)
{
	for (const char *p = list + strspn(list, " "); *p; p += strspn(p, " ")) {
		size_t scheme = !strncmp(p, "http://", 7) ? 7 : !strncmp(p, "https://", 8) ? 8 : 0,
			size = strcspn(p, " ");

		if (!scheme || size == scheme || strcspn(p + scheme, "/?#*@ ") != size - scheme)
			return false;
		p += size;
	}
	return true;
}

/* The address as browsers send it: what isn't ASCII in its path is percent-encoded. */
static const char *
ascii_url(struct arena *arena, const char *url, size_t length)
{
	const char *host = strstr(url, "://");
	size_t path = host ? (size_t)(host + 3 - url) : 0;
	struct buf out;

	buf_init(&out, arena, length + 1);
	path += strcspn(url + path, "/");
	if (path > length)
		path = length;
	buf_add(&out, url, path);
	text_url_but(&out, url + path, length - path, "%/:@!$&'()*+,=");
	return out.data;
}

/* One name for a folder: what is beside it must not be in it. */
static const char *
without_slash(struct arena *arena, const char *folder)
{
	size_t n = strlen(folder);

	while (n > 1 && (folder[n - 1] == '/' || (folder[n - 1] == '.' && folder[n - 2] == '/')))
		n--;
	return arena_copy(arena, folder, n);
}

/* Why an address is none of an installation; NULL when it may be one. */
static const char *
base_url_fault(struct arena *arena, const char *url)
{
	const char *host;

	if (strncmp(url, "http://", 7) && strncmp(url, "https://", 8))
		return "base_url must start with http:// or https://";
	host = after_scheme(url);
	if (memchr(host, '@', strcspn(host, "/")))
		return "base_url must have no user name or password in it: "
			"it is shown to everybody";
	if (text_has_control(url, "") || strpbrk(url, " ?#\"<>\\;") || !host_of(arena, url))
		return "base_url must be a plain address";
	return NULL;
}

/* An origin alone: https, or http to this machine where the settings allow that for tests. */
static bool
is_source_origin(struct arena *arena, const struct config *config, const char *url)
{
	const char *host;

	if (!are_origins(url) || strchr(url, ' '))
		return false;
	host = host_of(arena, url);
	if (!host || !strncmp(url, "https://", 8))
		return host != NULL;
	return config->lookup_allow_http && (!strcmp(host, "127.0.0.1") || !strcmp(host, "[::1]")
		|| !strcmp(host, "localhost"));
}

static bool
is_code(const char *text, size_t length, bool has_region)
{
	const size_t letters = strspn(text,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

	if (letters != length || !text[letters])
		return letters == length;
	return has_region && text[letters] == '-' && is_code(text + letters + 1, 2, false);
}

/* Keys are words of what addresses and headers take as it is. */
static bool
is_key(const char *key)
{
	const size_t length = strlen(key);

	return !length || (length >= 8 && length <= 2000 && !key[strspn(key,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~+/=")]);
}

static bool
finish_sources(struct arena *arena, struct config *out, const char **message)
{
	for (int i = 0; i < SOURCE_COUNT; i++) {
		const char *name = source_settings[i].name, *url = out->sources[i].url,
			*images_url = out->sources[i].images_url;

		if ((*url && !is_source_origin(arena, out, url))
		    || (*images_url && !is_source_origin(arena, out, images_url))) {
			*message = arena_printf(arena, "%s_url and %s_images_url must be origins "
				"like https://mirror.example", name, name);
			return false;
		}
		if (out->sources[i].key && !is_key(out->sources[i].key)) {
			*message = arena_printf(arena, "%s must be a key as the provider gave it",
				source_settings[i].key);
			return false;
		}
	}
	return true;
}

static bool
finish_lookup(struct arena *arena, struct config *out, const char **message)
{
	const char *proxy = out->lookup_proxy;

	if (!is_code(out->lookup_language, 2, true))
		*message = "lookup_language must be a language like en or pt-BR";
	else if (*out->lookup_country && !is_code(out->lookup_country, 2, false))
		*message = "lookup_country must be a country like DE";
	else if (*proxy && strncmp(proxy, "http://", 7) && strncmp(proxy, "https://", 8)
	    && strncmp(proxy, "socks5://", 9) && strncmp(proxy, "socks5h://", 10))
		*message = "lookup_proxy must start with http://, https://, socks5:// or "
			"socks5h://";
	else if (text_has_control(proxy, "") || strchr(proxy, ' '))
		*message = "lookup_proxy must be an address";
	else if (*out->ca_file && *out->ca_file != '/')
		*message = "ca_file must be the absolute path of a file";
	else
		return finish_sources(arena, out, message);
	return false;
}

/* Some settings only make sense together, or in a form that links can be made of. */
static bool
finish_config(struct arena *arena, const char *path, struct config *out, const char **message)
{
	size_t length = strlen(out->base_url);

	*message = length ? base_url_fault(arena, out->base_url) : NULL;
	if (*message)
		return false;
	while (length && out->base_url[length - 1] == '/')
		length--;
	out->base_url = ascii_url(arena, out->base_url, length);
	if (!are_origins(out->cors_origins)) {
		*message = "cors_origins must be origins like https://a.example, "
			"separated by spaces";
		return false;
	}
	if (!address_list_valid(out->trusted_proxies)) {
		*message = "trusted_proxies must be addresses or networks like 10.0.0.0/8, "
			"separated by spaces";
		return false;
	}
	if (out->sendmail[0] && out->sendmail[0] != '/') {
		*message = "sendmail must be the absolute path of a program";
		return false;
	}
	if (!out->mail_from[0] && length)
		out->mail_from = arena_printf(arena, "vitrine@%s",
			mail_host(arena, host_of(arena, out->base_url)));
	if (out->mail_from[0] && !is_sender(arena, out->mail_from)) {
		*message = "mail_from must be a plain e-mail address";
		return false;
	}
	if (!finish_lookup(arena, out, message))
		return false;
	out->chooses_data_dir = !out->data_dir[0];
	if (out->chooses_data_dir)
		out->data_dir = "data";
	if (out->data_dir[0] != '/')
		out->data_dir = arena_printf(arena, "%s/%s", config_folder_of(arena, path),
			out->data_dir);
	out->data_dir = without_slash(arena, out->data_dir);
	return true;
}

bool
config_load(struct arena *arena, const char *path, struct config *out, const char **message)
{
	struct config config;
	char *text, *line, *rest;
	int number = 0;

	memset(&config, 0, sizeof(config));
	for (int i = 0; i < SETTINGS; i++)
		set_fallback(&settings[i], &config);
	*message = NULL;
	text = read_file(arena, path, message);
	if (*message) {
		*message = arena_printf(arena, "%s %s", path, *message);
		return false;
	}
	for (line = text; line; line = rest) {
		rest = strchr(line, '\n');
		if (rest)
			*rest++ = '\0';
		number++;
		line = text_trim(arena, line);
		if (!*line || *line == '#')
			continue;
		if (!set_line(arena, line, &config, message)) {
			*message = arena_printf(arena, "%s:%d: %s", path, number, *message);
			return false;
		}
	}
	if (!finish_config(arena, path, &config, message)) {
		*message = arena_printf(arena, "%s: %s", path, *message);
		return false;
	}
	config.path = path;
	*out = config;
	return true;
}
