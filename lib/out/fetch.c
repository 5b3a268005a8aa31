#include "fetch.h"
#include "clock.h"
#include "text.h"

#include <curl/curl.h>
#include <nss.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { CONNECT_MS = 3000, HOPS_MAX = 5, FIRST_ROOM = 16 * 1024 };

/* One request. The body grows outside of the arena: libcurl must not be jumped out of. */
struct fetch_transfer {
	CURL *easy;
	struct curl_slist *headers;
	char *bytes;
	size_t size, room, most;
	bool is_too_large;
	char error[CURL_ERROR_SIZE];
};

struct fetching {
	struct arena *arena;
	const struct config *config;
	CURLM *multi;
	struct fetch *running;		/* linked by `next` */
	int64_t deadline;		/* of the run, by the clock's ticks; 0 before it */
	const char *user_agent, *ca_file;
};

/* Milliseconds that one may still take, at least one; 0: as long as the run. */
static long
patience_of(const struct fetch *fetch)
{
	const int64_t left = fetch->until - clock_ticks();

	return !fetch->until ? 0 : left > 1 ? (long)left : 1;
}

/* --- where one may go ------------------------------------------------------------------------- */

/* A part of an address; NULL when it has none. */
static const char *
part_of(struct arena *arena, CURLU *url, CURLUPart part, unsigned flags)
{
	const char *copy = NULL;
	char *text;

	if (!curl_url_get(url, part, &text, flags)) {
		copy = arena_strdup(arena, text);
		curl_free(text);
	}
	return copy;
}

/* "*.archive.org" is what ends so, and not the name itself. */
static bool
is_host(const char *host, const char *listed)
{
	size_t have = strlen(host), want = strlen(listed);

	if (*listed != '*')
		return !strcasecmp(host, listed);
	return have > want - 1 && !strcasecmp(host + have - (want - 1), listed + 1);
}

/* Scheme, host and port, the port also where it goes without saying; NULL for what has none. */
static const char *
origin_of(struct arena *arena, CURLU *url)
{
	const char *scheme = part_of(arena, url, CURLUPART_SCHEME, 0),
		*host = part_of(arena, url, CURLUPART_HOST, 0),
		*port = part_of(arena, url, CURLUPART_PORT, CURLU_DEFAULT_PORT);

	return scheme && host && port ? arena_printf(arena, "%s://%s:%s", scheme, host, port)
		: NULL;
}

static CURLU *
parse_url(struct arena *arena, const char *text)
{
	CURLU *url = curl_url();

	if (url && curl_url_set(url, CURLUPART_URL, text, CURLU_DISALLOW_USER)) {
		curl_url_cleanup(url);
		return NULL;
	}
	arena_hold(arena, (ender *)curl_url_cleanup, url);
	return url;
}

static bool
is_origin(struct arena *arena, CURLU *url, const char *listed)
{
	CURLU *other = parse_url(arena, listed);
	const char *here = origin_of(arena, url), *there = other ? origin_of(arena, other) : NULL;

	return here && there && !strcasecmp(here, there);
}

/* The listed host or origin that an address is of; NULL: one doesn't go there. */
static const char *
listed_of(struct arena *arena, CURLU *url, const char *const *hosts)
{
	const char *host = part_of(arena, url, CURLUPART_HOST, 0);
	CURLU *plain = curl_url_dup(url);
	const char *found = NULL;

	arena_hold(arena, (ender *)curl_url_cleanup, plain);
	for (; host && !found && *hosts; hosts++)
		if (strstr(*hosts, "://") ? is_origin(arena, url, *hosts)
		    : is_host(host, *hosts) && is_origin(arena, url,
			arena_printf(arena, "https://%s", host)))
			found = *hosts;
	return found;
}

/*
 * A hop of an allowed host that says http is taken as https: some servers send on so, to hosts that
 * have both.
 */
static void
make_secure(struct arena *arena, CURLU *url)
{
	const char *scheme = part_of(arena, url, CURLUPART_SCHEME, 0);

	if (scheme && !strcmp(scheme, "http") && !part_of(arena, url, CURLUPART_PORT, 0))
		curl_url_set(url, CURLUPART_SCHEME, "https", 0);
}

bool
fetch_may_go(struct arena *arena, const char *text, const char *const *hosts)
{
	CURLU *url = parse_url(arena, text);

	return url && listed_of(arena, url, hosts);
}

/* --- one request ------------------------------------------------------------------------------ */

static void
end_transfer(void *what)
{
	struct fetch_transfer *transfer = what;

	curl_easy_cleanup(transfer->easy);
	curl_slist_free_all(transfer->headers);
	free(transfer->bytes);
	transfer->easy = NULL;
	transfer->headers = NULL;
	transfer->bytes = NULL;
}

/* libcurl has the whole body come by here; less than all ends it. */
static size_t
take_bytes(char *bytes, size_t one, size_t count, void *owner)
{
	struct fetch_transfer *transfer = owner;
	size_t more = one * count, room = transfer->room ? transfer->room : FIRST_ROOM;
	char *grown;

	if (more > transfer->most - transfer->size) {
		transfer->is_too_large = true;
		return 0;
	}
	while (room < transfer->size + more + 1)
		room *= 2;
	if (room != transfer->room) {
		grown = realloc(transfer->bytes, room);
		if (!grown)
			return 0;
		transfer->bytes = grown;
		transfer->room = room;
	}
	memcpy(transfer->bytes + transfer->size, bytes, more);
	transfer->size += more;
	transfer->bytes[transfer->size] = '\0';
	return more;
}

static void
add_header(struct fetching *fetching, struct fetch_transfer *transfer, const char *name,
	const char *value)
{
	struct curl_slist *list = value && !text_has_control(value, "")
		? curl_slist_append(transfer->headers, arena_printf(fetching->arena, "%s: %s", name,
			value)) : NULL;

	if (list)
		transfer->headers = list;
}

/*
 * Whose certificates are believed: the host's own list, which is kept up to date, else the one that
 * the release has.
 */
static const char *
find_ca_file(struct arena *arena)
{
	static const char *const usual[] = {
		"/etc/ssl/certs/ca-certificates.crt",	/* Debian, Arch */
		"/etc/pki/tls/certs/ca-bundle.crt",	/* Fedora, RHEL */
		"/etc/ssl/ca-bundle.pem",		/* SUSE */
		"/etc/ssl/cert.pem",			/* Alpine */
	};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (!access(usual[i], R_OK))
			return usual[i];
	return arena_printf(arena, "%s/lib/ca-certificates.crt", config_program_folder(arena));
}

static void
set_options(struct fetching *fetching, struct fetch *fetch, const char *url)
{
	const struct config *config = fetching->config;
	struct fetch_transfer *transfer = fetch->transfer;
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https,http");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, patience_of(fetch));
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	/* a name server that hangs is not waited for longer than that: its thread ends by itself */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");	/* all that this libcurl unpacks */
	curl_easy_setopt(easy, CURLOPT_USERAGENT, fetching->user_agent);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, fetch);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_CAINFO, fetching->ca_file);
	curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, fetching->ca_file);
	/* "" is none; the environment's are a client's to choose under CGI (httpoxy) */
	curl_easy_setopt(easy, CURLOPT_PROXY, config->lookup_proxy);
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	if (config->lookup_ipv4_only)
		curl_easy_setopt(easy, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V4);
}

/* --- its end ---------------------------------------------------------------------------------- */

static void start_next(struct fetching *fetching, const char *turn);

static void
finish_fetch(struct fetching *fetching, struct fetch *fetch, enum fetch_end end, const char *fault)
{
	struct fetch **link = &fetching->running;

	while (*link && *link != fetch)
		link = &(*link)->next;
	if (*link)
		*link = fetch->next;
	fetch->next = NULL;
	fetch->end = end;
	fetch->fault = fault;
	if (fetch->transfer) {
		struct fetch_transfer *transfer = fetch->transfer;

		if (end == FETCH_ANSWERED)
			fetch->bytes = arena_copy(fetching->arena, transfer->bytes ? transfer->bytes
				: "", fetch->size = transfer->size);
		curl_multi_remove_handle(fetching->multi, transfer->easy);
		arena_let_go(fetching->arena, transfer);
		fetch->transfer = NULL;
	}
	if (fetch->turn)
		start_next(fetching, fetch->turn);
	if (fetch->done)
		fetch->done(fetching, fetch);
}

/* What libcurl says, as one of our few. */
static enum fetch_end
end_of(const struct fetch_transfer *transfer, CURLcode code)
{
	if (transfer->is_too_large)
		return FETCH_TOO_LARGE;
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return FETCH_TIMED_OUT;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_INTERFACE_FAILED:
		return FETCH_UNREACHABLE;
	default:
		return FETCH_CUT_OFF;
	}
}

static bool start_transfer(struct fetching *fetching, struct fetch *fetch, CURLU *url);

/* Sent on to elsewhere: by the same rules, and without what only the first was to know. */
static void
follow(struct fetching *fetching, struct fetch *fetch, const char *location)
{
	struct fetch_transfer *transfer = fetch->transfer;
	CURLU *url = parse_url(fetching->arena, location);

	curl_multi_remove_handle(fetching->multi, transfer->easy);
	arena_let_go(fetching->arena, transfer);
	fetch->transfer = NULL;
	if (url && !listed_of(fetching->arena, url, fetch->hosts))
		make_secure(fetching->arena, url);
	if (!url || !listed_of(fetching->arena, url, fetch->hosts))
		finish_fetch(fetching, fetch, FETCH_REFUSED, "it sends on to another host");
	else if (++fetch->hops > HOPS_MAX)
		finish_fetch(fetching, fetch, FETCH_REFUSED, "it sends on too often");
	else if (!start_transfer(fetching, fetch, url))
		finish_fetch(fetching, fetch, FETCH_UNREACHABLE, "out of memory");
}

static void
take_answer(struct fetching *fetching, struct fetch *fetch)
{
	CURL *easy = fetch->transfer->easy;
	char *location = NULL, *type = NULL;
	curl_off_t wait = 0;
	long http = 0;

	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &http);
	curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &location);
	if (http / 100 == 3 && location) {
		follow(fetching, fetch, arena_strdup(fetching->arena, location));
		return;
	}
	curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &wait);
	fetch->http = (int)http;
	fetch->content_type = arena_strdup(fetching->arena, type ? type : "");
	fetch->retry_after = wait > 0 ? (int64_t)wait : -1;
	finish_fetch(fetching, fetch, FETCH_ANSWERED, NULL);
}

/* Those that have ended since. */
static void
take_ended(struct fetching *fetching)
{
	struct fetch *fetch;
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(fetching->multi, &left))) {
		const CURLcode code = message->data.result;
		char *owner = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
		fetch = (void *)owner;
		if (code == CURLE_OK)
			take_answer(fetching, fetch);
		else
			finish_fetch(fetching, fetch, end_of(fetch->transfer, code),
				arena_strdup(fetching->arena, fetch->transfer->is_too_large
					? "its answer is too large" : curl_easy_strerror(code)));
	}
}

/* --- all of them ------------------------------------------------------------------------------ */

static bool
start_transfer(struct fetching *fetching, struct fetch *fetch, CURLU *url)
{
	struct fetch_transfer *transfer = arena_alloc(fetching->arena, sizeof(*transfer));
	const char *address = part_of(fetching->arena, url, CURLUPART_URL, 0);

	transfer->most = fetch->most;
	transfer->easy = curl_easy_init();
	if (!transfer->easy || !address)
		return false;
	arena_hold(fetching->arena, end_transfer, transfer);
	fetch->transfer = transfer;
	add_header(fetching, transfer, "Accept", fetch->accept);
	if (!fetch->hops)
		add_header(fetching, transfer, "Authorization", fetch->authorization);
	set_options(fetching, fetch, address);
	return curl_multi_add_handle(fetching->multi, transfer->easy) == CURLM_OK;
}

static void
end_multi(void *what)
{
	curl_multi_cleanup(what);
}

struct fetching *
fetch_open(struct arena *arena, const struct config *config)
{
	struct fetching *fetching = arena_alloc(arena, sizeof(*fetching));

	fetching->arena = arena;
	fetching->config = config;
	fetching->user_agent = arena_printf(arena, "Vitrine/" VITRINE_VERSION "%s%s%s",
		config->base_url[0] ? " (+" : "", config->base_url, config->base_url[0] ? ")" : "");
	fetching->ca_file = config->ca_file[0] ? config->ca_file : find_ca_file(arena);
	return fetching;
}

/*
 * Made ready for the first that is asked: what is kept already needs none of it, and it takes long.
 */
static bool
is_ready(struct fetching *fetching)
{
	if (fetching->multi)
		return true;
	/* what else the machine's nsswitch.conf names are libraries of that machine (start.c) */
	__nss_configure_lookup("hosts", "files dns");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	fetching->multi = curl_multi_init();
	arena_hold(fetching->arena, end_multi, fetching->multi);
	return fetching->multi != NULL;
}

/* Another of its turn that is under way. */
static bool
is_turn_taken(const struct fetching *fetching, const char *turn)
{
	for (const struct fetch *fetch = fetching->running; turn && fetch; fetch = fetch->next)
		if (fetch->transfer && fetch->turn && !strcmp(fetch->turn, turn))
			return true;
	return false;
}

static void
start_now(struct fetching *fetching, struct fetch *fetch)
{
	CURLU *url = parse_url(fetching->arena, fetch->url);

	fetch->until = fetch->patience ? clock_ticks() + fetch->patience : 0;
	if (!is_ready(fetching) || !url || !start_transfer(fetching, fetch, url))
		finish_fetch(fetching, fetch, FETCH_UNREACHABLE, "out of memory");
}

/* The one that has waited longest for its turn: the running are linked newest first. */
static void
start_next(struct fetching *fetching, const char *turn)
{
	struct fetch *next = NULL;

	for (struct fetch *fetch = fetching->running; fetch; fetch = fetch->next)
		if (!fetch->transfer && fetch->turn && !strcmp(fetch->turn, turn))
			next = fetch;
	if (next && !is_turn_taken(fetching, turn))
		start_now(fetching, next);
}

void
fetch_start(struct fetching *fetching, struct fetch *fetch)
{
	CURLU *url = parse_url(fetching->arena, fetch->url);

	fetch->end = 0;
	fetch->fault = NULL;
	fetch->bytes = NULL;
	fetch->content_type = "";
	fetch->retry_after = -1;
	fetch->hops = fetch->http = 0;
	fetch->until = 0;
	fetch->transfer = NULL;
	fetch->next = fetching->running;
	fetching->running = fetch;
	if (!url || !listed_of(fetching->arena, url, fetch->hosts))
		finish_fetch(fetching, fetch, FETCH_REFUSED, "its address isn't one of its own");
	else if (fetching->deadline && clock_ticks() >= fetching->deadline)
		finish_fetch(fetching, fetch, FETCH_TIMED_OUT, "there is no time left for it");
	else if (!is_turn_taken(fetching, fetch->turn))
		start_now(fetching, fetch);
}

void
fetch_run(struct fetching *fetching, int milliseconds)
{
	int64_t left;
	int running;

	fetching->deadline = clock_ticks() + milliseconds;
	while (fetching->running) {
		curl_multi_perform(fetching->multi, &running);
		take_ended(fetching);
		left = fetching->deadline - clock_ticks();
		if (!fetching->running || left <= 0)
			break;
		curl_multi_poll(fetching->multi, NULL, 0, (int)left, NULL);
	}
	while (fetching->running)
		finish_fetch(fetching, fetching->running, FETCH_TIMED_OUT, "it takes too long");
	fetching->deadline = 0;
}
